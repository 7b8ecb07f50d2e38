package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"cordon/lists"
	"cordon/store"
)

// answers gives each request the next answer.
type answers struct {
	t     *testing.T
	list  []http.HandlerFunc
	asked []*http.Request
}

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.asked = append(a.asked, r)
	if len(a.asked) > len(a.list) {
		a.t.Errorf("request %d was not expected", len(a.asked))
		w.WriteHeader(http.StatusTeapot)
		return
	}
	a.list[len(a.asked)-1](w, r)
}

// breaksOff sends the first n bytes of body and cuts the connection.
func breaksOff(etag, body string, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = io.WriteString(w, body[:n])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// partial sends body as a part with the given headers.
func partial(contentRange, etag, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if contentRange != "" {
			w.Header().Set("Content-Range", contentRange)
		}
		w.Header().Set("ETag", etag)
		w.WriteHeader(http.StatusPartialContent)
		_, _ = io.WriteString(w, body)
	}
}

func sends(etag, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", etag)
		_, _ = io.WriteString(w, body)
	}
}

// A part that is not the one that was asked for is never glued to what is
// there: the file is fetched anew.
func TestFetchWrongPart(t *testing.T) {
	const body = "0123456789abcdefghij"
	for _, tc := range []struct {
		name string
		part http.HandlerFunc
	}{
		{"from another byte", partial("bytes 5-19/20", `"v1"`, body[5:])},
		{"no range", partial("", `"v1"`, body[10:])},
		{"not to the end", partial("bytes 10-14/20", `"v1"`, body[10:15])},
		{"another unit", partial("lines 10-19/20", `"v1"`, body[10:])},
		{"unknown size", partial("bytes 10-19/*", `"v1"`, body[10:])},
		{"smaller than what is there", partial("bytes 10-4/5", `"v1"`, "")},
		{"another version", partial("bytes 10-19/20", `"v2"`, "XXXXXXXXXX")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := &answers{t: t, list: []http.HandlerFunc{breaksOff(`"v1"`, body, 10), tc.part, sends(`"v1"`, body)}}
			c := newFetch(t, a)
			if _, err := c.Fetch(t.Context(), c.src); err != nil {
				t.Fatal(err)
			}
			if got := c.content(t); string(got) != body {
				t.Errorf("content %q", got)
			}
			if got := a.asked[2].Header.Get("Range"); got != "" {
				t.Errorf("after a wrong part, range %q was asked for", got)
			}
		})
	}
}

// A part that nobody asked for is no list.
func TestFetchPartUnasked(t *testing.T) {
	c := newFetch(t, http.HandlerFunc(partial("bytes 10-19/20", `"v1"`, "abcdefghij")))
	if _, err := c.Fetch(t.Context(), c.src); !errors.Is(err, errRange) {
		t.Errorf("error %v, want another part", err)
	}
	if left, _ := os.ReadDir(filepath.Join(c.Dir, "test_list")); len(left) != 0 {
		t.Errorf("%d files are left", len(left))
	}
}

// Without a name for the version there is nothing to resume by.
func TestFetchNotResumedWithoutVersion(t *testing.T) {
	const body = "0123456789abcdefghij"
	for _, etag := range []string{"", `W/"weak"`} {
		a := &answers{t: t, list: []http.HandlerFunc{breaksOff(etag, body, 10), sends(`"v1"`, body)}}
		c := newFetch(t, a)
		if _, err := c.Fetch(t.Context(), c.src); err != nil {
			t.Fatal(err)
		}
		if got := a.asked[1].Header.Get("Range"); got != "" {
			t.Errorf("with ETag %q range %q was asked for", etag, got)
		}
		if string(c.content(t)) != body {
			t.Error("the content differs")
		}
	}
}

// A rest that is refused (416) is followed by the whole.
func TestFetchRangeRefused(t *testing.T) {
	const body = "0123456789abcdefghij"
	a := &answers{t: t, list: []http.HandlerFunc{breaksOff(`"v1"`, body, 10),
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestedRangeNotSatisfiable) }, sends(`"v2"`, body)}}
	c := newFetch(t, a)
	if _, err := c.Fetch(t.Context(), c.src); err != nil {
		t.Fatal(err)
	}
	if string(c.content(t)) != body || a.asked[2].Header.Get("Range") != "" {
		t.Error("not fetched anew")
	}
}

var pages = []string{
	"<!DOCTYPE html>\n<html><body>Welcome to this hotel. Please log in.</body></html>",
	"\ufeff  <HTML lang=en><head></head></HTML>",
	`<?xml version="1.0"?><!-- gate --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html/>`,
	`<script>location="http://gate.example/"</script>`,
	`<meta http-equiv="refresh" content="0">`,
}

// A web page with status 200, as gates of networks send it, is no list: it is
// refused with clear words, and the last good file stays.
func TestFetchWebPage(t *testing.T) {
	for _, page := range pages {
		p := &publisher{body: []byte("<list/>"), etag: `"g"`}
		c := newFetch(t, p)
		if _, err := c.Fetch(t.Context(), c.src); err != nil {
			t.Fatal(err)
		}
		p.mu.Lock()
		p.body, p.etag = []byte(page), `"page"`
		p.mu.Unlock()
		_, err := c.Fetch(t.Context(), c.src)
		if !errors.Is(err, errWebPage) || !strings.Contains(err.Error(), "web page") || len(c.waited) != 0 {
			t.Errorf("%.20q: error %v after %d waits", page, err, len(c.waited))
		}
		if got := c.content(t); string(got) != "<list/>" {
			t.Errorf("%.20q: content %q", page, got)
		}
	}
}

func TestLooksLikePage(t *testing.T) {
	for _, list := range []string{
		"", "<", "36,\"NAME\"", "<?xml version=\"1.0\"?>\n<sdnList xmlns=\"x\">", "<!-- html --><CONSOLIDATED_LIST>", "<htmlish>", "<headers/>",
		`{"id":"<html>"}`, "<?xml", "<!-- never ends", "Report Date: 28-Jan-2026\n<html>",
	} {
		if looksLikePage([]byte(list)) {
			t.Errorf("%q is taken for a web page", list)
		}
	}
}

// Whoever cannot prove to be the publisher is not asked again, and is named.
func TestFetchNotTrusted(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(sends(`"x"`, "<list/>")))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	c := newFetch(t, http.NotFoundHandler())
	c.src.Files[0].URL = srv.URL
	_, err := c.Fetch(t.Context(), c.src)
	if err == nil || !strings.Contains(err.Error(), "cannot prove to be the publisher") || errors.Is(err, ErrNoNetwork) || len(c.waited) != 0 {
		t.Errorf("error %v after %d waits", err, len(c.waited))
	}
	plain := httptest.NewServer(http.HandlerFunc(sends(`"x"`, "<list/>")))
	defer plain.Close()
	c.src.Files[0].URL = strings.Replace(plain.URL, "http://", "https://", 1)
	if _, err := c.Fetch(t.Context(), c.src); err == nil || len(c.waited) != 0 {
		t.Errorf("without TLS behind https: error %v after %d waits", err, len(c.waited))
	}
}

func TestFetchRedirects(t *testing.T) {
	good := httptest.NewServer(http.HandlerFunc(sends(`"x"`, "<list/>")))
	defer good.Close()
	var secure *httptest.Server
	secure = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/down":
			http.Redirect(w, r, good.URL, http.StatusFound)
		case "/loop":
			http.Redirect(w, r, secure.URL+"/loop", http.StatusFound)
		case "/on":
			http.Redirect(w, r, secure.URL+"/list", http.StatusMovedPermanently)
		case "/file":
			http.Redirect(w, r, "file:///etc/hostname", http.StatusFound)
		default:
			_, _ = io.WriteString(w, "<list/>")
		}
	}))
	defer secure.Close()
	for _, tc := range []struct{ path, want string }{
		{"/on", ""}, {"/down", "without protection"}, {"/loop", "more than 10 times"}, {"/file", "without protection"},
	} {
		t.Run(tc.path, func(t *testing.T) {
			c := newFetch(t, http.NotFoundHandler())
			c.Client = secure.Client()
			c.src.Files[0].URL = secure.URL + tc.path
			got, err := c.Fetch(t.Context(), c.src)
			if tc.want == "" {
				if err != nil || string(c.content(t)) != "<list/>" {
					t.Errorf("error %v", err)
				}
				o := got.Origins["list.xml"]
				if o.URL != secure.URL+tc.path || len(o.Headers[":certificate"]) != 64 {
					t.Errorf("origin %+v", o)
				}
				return
			}
			if !errors.Is(err, errRedirect) || !strings.Contains(err.Error(), tc.want) || len(c.waited) != 0 {
				t.Errorf("error %v after %d waits", err, len(c.waited))
			}
		})
	}
}

// A host that does not exist is no network; it is not asked again.
func TestFetchNoSuchHost(t *testing.T) {
	c := newFetch(t, http.NotFoundHandler())
	c.src.Files[0].URL = "http://lists.invalid/list.xml"
	_, err := c.Fetch(t.Context(), c.src)
	if !errors.Is(err, ErrNoNetwork) || !strings.Contains(err.Error(), "lists.invalid") {
		t.Errorf("error %v", err)
	}
}

// A publisher that stops sending does not hold the work up for ever.
func TestFetchStalled(t *testing.T) {
	release := make(chan struct{})
	body := "0123456789abcdefghij"
	tries := 0
	c := newFetch(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries > 1 {
			sends(`"v"`, body)(w, r)
			return
		}
		w.Header().Set("ETag", `"v"`)
		w.Header().Set("Content-Length", "20")
		_, _ = io.WriteString(w, body[:10])
		w.(http.Flusher).Flush()
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer close(release)
	c.Stall = 50 * time.Millisecond
	if _, err := c.Fetch(t.Context(), c.src); err != nil {
		t.Fatal(err)
	}
	if string(c.content(t)) != body || len(c.waited) != 1 {
		t.Errorf("waited %d times", len(c.waited))
	}
	c.Tries, tries = 1, 0
	if err := os.Remove(filepath.Join(c.Dir, "test_list", "list.xml")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Fetch(t.Context(), c.src); !errors.Is(err, errStalled) || errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want stalled", err)
	}
}

// A full disk is told as such, and the publisher is not asked again for it.
func TestFetchDiskFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("needs /dev/full")
	}
	c := newFetch(t, http.NotFoundHandler())
	path := filepath.Join(c.Dir, "list.xml")
	if err := os.Symlink("/dev/full", path+".part"); err != nil {
		t.Fatal(err)
	}
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}}
	err := c.receive(resp, bytes.NewReader(make([]byte, 1000)), 0, 1000, c.src.Files[0], path)
	if !errors.Is(err, syscall.ENOSPC) || worthAgain(err) {
		t.Errorf("error %v, asked again: %v", err, worthAgain(err))
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file stands in place")
	}
}

// A list that comes packed although it was not asked for so would be kept as
// what it is not.
func TestFetchPacked(t *testing.T) {
	c := newFetch(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e := r.Header.Get("Accept-Encoding"); e != "identity" {
			t.Errorf("asked for encoding %q", e)
		}
		w.Header().Set("Content-Encoding", "br")
		_, _ = io.WriteString(w, "packed")
	}))
	if _, err := c.Fetch(t.Context(), c.src); !errors.Is(err, errEncoding) {
		t.Errorf("error %v", err)
	}
}

// "Not modified" counts only for a file that is here as it came.
func TestFetchLocalFileChanged(t *testing.T) {
	p := &publisher{body: []byte("<list/>"), etag: `"1"`}
	c := newFetch(t, p)
	if _, err := c.Fetch(t.Context(), c.src); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(c.Dir, "test_list", "list.xml")
	if err := os.WriteFile(path, []byte("<LIST/>"), 0o600); err != nil { // of the same size
		t.Fatal(err)
	}
	got, err := c.Fetch(t.Context(), c.src)
	if err != nil || !got.Changed || string(c.content(t)) != "<list/>" {
		t.Errorf("changed %v, content %q, error %v", got.Changed, c.content(t), err)
	}
	if h := p.header(1, "If-None-Match"); h != "" {
		t.Errorf("a file that differs was called known: %s", h)
	}
}

func TestFetchNotModifiedUnasked(t *testing.T) {
	c := newFetch(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }))
	if _, err := c.Fetch(t.Context(), c.src); err == nil || !strings.Contains(err.Error(), "304") {
		t.Errorf("error %v", err)
	}
}

// What the publisher says beside the list is kept, but no cookies; its date is
// the publication of a list that states none.
func TestFetchOrigin(t *testing.T) {
	for _, tc := range []struct{ modified, want string }{
		{"Fri, 01 Mar 2024 23:30:00 GMT", "2024-03-01"},
		{"", ""}, {"yesterday", ""}, {"Thu, 01 Jan 1970 00:00:00 GMT", ""}, {"Fri, 01 Mar 2999 00:00:00 GMT", ""},
	} {
		c := newFetch(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if tc.modified != "" {
				w.Header().Set("Last-Modified", tc.modified)
			}
			w.Header().Set("Content-Type", "text/csv")
			w.Header().Set("Set-Cookie", "session=secret")
			_, _ = io.WriteString(w, "<list/>")
		}))
		got, err := c.Fetch(t.Context(), c.src)
		if err != nil {
			t.Fatal(err)
		}
		o := got.Origins["list.xml"]
		if o.Published.String() != tc.want {
			t.Errorf("Last-Modified %q: published %s, want %s", tc.modified, o.Published, tc.want)
		}
		if o.URL != c.src.Files[0].URL || o.Headers["Content-Type"] != "text/csv" || o.Headers[":status"] != "200" {
			t.Errorf("origin %+v", o)
		}
		for k, v := range o.Headers {
			if strings.Contains(v, "secret") {
				t.Errorf("%s was kept", k)
			}
		}
	}
}

// What was fetched is the document that was asked for, whatever its content: an
// empty file is held under its own name, never passed over.
func TestFetchedIsLoaded(t *testing.T) {
	for _, tc := range []struct{ name, body string }{
		{"empty", ""},
		{"an error in JSON", `{"error":"not available"}`},
		{"an error in XML", `<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newFetch(t, http.HandlerFunc(sends(`"x"`, tc.body)))
			c.src.Kinds = []lists.Kind{lists.UNXML}
			c.src.Dataset = "un_sc_sanctions"
			got, err := c.Fetch(t.Context(), c.src)
			if err != nil {
				t.Fatal(err)
			}
			st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			in := New(st, c.Log)
			docs, unknown, err := in.Plan(t.Context(), got.Given(), "")
			if err != nil || len(docs) != 1 || len(unknown) != 0 {
				t.Fatalf("plan: %v %v %v", docs, unknown, err)
			}
			res, err := in.Load(t.Context(), got.Given().FS, docs[0], Options{Origins: got.Origins})
			if err != nil || res.Status != Held && res.Status != Failed || res.Source != "un_sc_sanctions" {
				t.Errorf("%s %q, %v", res.Status, res.Why, err)
			}
		})
	}
}

func TestFetchNoFileOffered(t *testing.T) {
	c := newFetch(t, http.NotFoundHandler())
	c.src.Files = nil
	if _, err := c.Fetch(t.Context(), c.src); err == nil || !strings.Contains(err.Error(), "cordon import") {
		t.Errorf("error %v", err)
	}
}
