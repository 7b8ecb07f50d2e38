package server_test

import (
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/server"
)

// notBuilt are the files of a workbench that was not built: the page as it is
// committed.
var notBuilt = func() fs.FS {
	b, err := os.ReadFile("../web/dist/index.html")
	if err != nil {
		panic(err)
	}
	return fstest.MapFS{"index.html": {Data: b}}
}()

var built = fstest.MapFS{
	"index.html":              {Data: []byte("how to build it")},
	"app.html":                {Data: []byte("<!doctype html><title>built</title>")},
	"app.html.gz":             {Data: []byte("packed page")},
	"assets/app-0a1b.js":      {Data: []byte("run()")},
	"assets/app-0a1b.js.gz":   {Data: []byte("packed script")},
	"assets/style-2c3d.css":   {Data: []byte("p{}")},
	"assets/land-4e5f.json":   {Data: []byte("{}")},
	"assets/strange-0000.qqq": {Data: []byte{0}},
}

func TestApp(t *testing.T) {
	h := newServer(newDesk(), func(o *server.Options) { o.App = built }).Handler()
	for _, tt := range []struct {
		name, method, target, accept string
		status                       int
		body                         string
		head                         map[string]string
	}{
		{"the built page", get, "/", "", 200, "<title>built", map[string]string{"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", "Vary": "Accept-Encoding", "Content-Encoding": ""}},
		{"packed", get, "/", "br, gzip", 200, "packed page", map[string]string{"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}},
		{"packed is refused", get, "/", "gzip;q=0", 200, "<title>built", map[string]string{"Content-Encoding": ""}},
		{"a script is kept for good", get, "/assets/app-0a1b.js", "gzip;q=0.5", 200, "packed script", map[string]string{"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable"}},
		{"a style that was not packed", get, "/assets/style-2c3d.css", "gzip", 200, "p{}", map[string]string{"Content-Type": "text/css; charset=utf-8", "Content-Encoding": ""}},
		{"data", get, "/assets/land-4e5f.json", "", 200, "{}", map[string]string{"Content-Type": "application/json"}},
		{"of no known kind", get, "/assets/strange-0000.qqq", "", 200, "\x00", map[string]string{"Content-Type": "application/octet-stream"}},
		{"of an older build", get, "/assets/app-9999.js", "", 404, "load the page again", map[string]string{"Content-Type": "application/problem+json"}},
		{"the packed form is no file of its own", get, "/assets/app-0a1b.js.gz", "", 404, "no such file", nil},
		{"a folder", get, "/assets/", "", 404, "nothing at this path", nil},
		{"out of the folder", get, "/assets/..%2Fapp.html", "", 404, "", nil},
		{"HEAD", http.MethodHead, "/", "", 200, "", map[string]string{"Content-Length": "35"}},
		{"POST", post, "/assets/app-0a1b.js", "", 405, "GET, HEAD", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := call(t, h, tt.method, tt.target, map[string]string{"Accept-Encoding": tt.accept}, "")
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.body) {
				t.Fatalf("status %d, want %d with %q: %s", w.Code, tt.status, tt.body, w.Body)
			}
			if tt.method == http.MethodHead && w.Body.Len() > 0 {
				t.Errorf("HEAD has a body: %s", w.Body)
			}
			for k, v := range tt.head {
				if got := w.Header().Get(k); got != v {
					t.Errorf("header %s is %q, want %q", k, got, v)
				}
			}
			checkHeaders(t, w.Header())
		})
	}
}

// A page that is the same is not sent again, and its packed form is another one.
func TestAppUnchanged(t *testing.T) {
	h := newServer(newDesk(), func(o *server.Options) { o.App = built }).Handler()
	tag := func(accept string) string {
		return call(t, h, get, "/", map[string]string{"Accept-Encoding": accept}, "").Header().Get("ETag")
	}
	plain, packed := tag(""), tag("gzip")
	if plain == "" || packed == "" || plain == packed {
		t.Fatalf("tags %s and %s", plain, packed)
	}
	for _, tt := range []struct {
		name, accept, have string
		status             int
	}{
		{"the same", "", plain, 304},
		{"the same, packed", "gzip", packed, 304},
		{"one of several, weak", "", `"x", W/` + plain, 304},
		{"any", "", "*", 304},
		{"the other form", "gzip", plain, 200},
		{"an older page", "", `"x"`, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := call(t, h, get, "/", map[string]string{"Accept-Encoding": tt.accept, "If-None-Match": tt.have}, "")
			if w.Code != tt.status || (w.Code == 304) != (w.Body.Len() == 0) {
				t.Errorf("status %d, want %d, %d bytes", w.Code, tt.status, w.Body.Len())
			}
		})
	}
	other := fstest.MapFS{"app.html": {Data: []byte("changed")}}
	h = newServer(newDesk(), func(o *server.Options) { o.App = other }).Handler()
	if again := tag(""); again == plain {
		t.Errorf("another page has the tag %s too", again)
	}
}

// A program without a page is a fault of its build, not of a request.
func TestAppMissing(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a server without any page was made")
		}
	}()
	newServer(newDesk(), func(o *server.Options) { o.App = fstest.MapFS{"other.html": {}} })
}
