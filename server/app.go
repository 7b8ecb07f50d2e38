package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// The workbench is a page and the files it loads. The names of the files hold a
// digest of what is in them, so that a browser keeps them; the page is asked for
// each time, and answered by its tag when it is the same.
const (
	appPage     = "app.html"   // the built page
	appInstead  = "index.html" // says how to build it
	cachePage   = "no-cache"
	cacheAssets = "public, max-age=31536000, immutable"
)

// appFile is a file of the workbench, ready to be sent.
type appFile struct {
	body, zipped []byte // zipped is nil where it was not packed at build
	kind, tag    string
}

// app are the files of the workbench by their names.
type app map[string]*appFile

// loadApp reads the files of the workbench.
func loadApp(files fs.FS) (app, error) {
	a := make(app)
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".gz" {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		f := &appFile{body: body, kind: kindOfFile(name)}
		if f.zipped, err = fs.ReadFile(files, name+".gz"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		sum := sha256.Sum256(body)
		f.tag = hex.EncodeToString(sum[:12])
		a[name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("workbench: %w", err)
	}
	if a[appPage] == nil && a[appInstead] == nil {
		return nil, fmt.Errorf("workbench: neither %s nor %s", appPage, appInstead)
	}
	return a, nil
}

// kindOfFile is the media type of a file. The machine's own table is asked
// last: it may hold anything.
func kindOfFile(name string) string {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return mediaJSON
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

// page answers GET /.
func (s *Server) page(w http.ResponseWriter, r *http.Request) error {
	f := s.app[appPage]
	if f == nil {
		f = s.app[appInstead]
	}
	f.send(w, r, cachePage)
	return nil
}

// asset answers GET /assets/{file}.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	f := s.app["assets/"+r.PathValue("file")]
	if f == nil {
		return &fault{code: codeNotFound, detail: "the workbench has no such file", hint: "load the page again: it was built anew"}
	}
	f.send(w, r, cacheAssets)
	return nil
}

// send writes the file, packed where the client takes that. The two forms have
// two tags, as HTTP wants it.
func (f *appFile) send(w http.ResponseWriter, r *http.Request, cache string) {
	body, tag := f.body, f.tag
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	if f.zipped != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		body, tag = f.zipped, f.tag+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	tag = strconv.Quote(tag)
	h.Set("ETag", tag)
	h.Set("Cache-Control", cache)
	for have := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if have = strings.TrimPrefix(strings.TrimSpace(have), "W/"); have == tag || have == "*" {
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", f.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = bytes.NewReader(body).WriteTo(w) // the client may be gone
}

// takesGzip reads Accept-Encoding: gzip, unless its weight is zero.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
		if !ok {
			return true
		}
		n, err := strconv.ParseFloat(q, 64)
		return err == nil && n > 0
	}
	return false
}
