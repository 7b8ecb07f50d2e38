package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cordon/server"
)

// sound checks an answer to a request that may be anything: it is an answer of
// ours, never a fault inside, and what is refused does not reach the desk.
func sound(t *testing.T, d *desk, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.Bytes()
	switch {
	case w.Code >= 500:
		t.Fatalf("status %d: %s", w.Code, body)
	case w.Code >= 400:
		checkProblem(t, w.Code, w.Header(), body)
		if d.asked.Load() > 0 {
			t.Error("a request that was refused reached the desk")
		}
	case w.Code != http.StatusOK:
		t.Errorf("status %d", w.Code)
	}
	checkHeaders(t, w.Header())
}

// FuzzBody sends anything as a JSON body.
func FuzzBody(f *testing.F) {
	for _, sc := range scenarios() {
		if sc.method == post && len(sc.body) < 5000 && sc.header["Content-Type"] == "application/json" {
			f.Add([]byte(sc.body))
		}
	}
	d := newDesk()
	h := newServer(d, func(o *server.Options) { o.Limits.MaxQueries = 20 }).Handler()
	f.Fuzz(func(t *testing.T, body []byte) {
		d.asked.Store(0)
		w := call(t, h, post, "/api/v1/screen", asJSON, string(body))
		sound(t, d, w)
		if w.Code != http.StatusOK {
			return
		}
		if !json.Valid(body) {
			t.Errorf("answered what is no JSON: %q", body)
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("the answer is no JSON: %s", w.Body)
		}
	})
}

// FuzzQueryString sends anything as a query string.
func FuzzQueryString(f *testing.F) {
	for _, sc := range scenarios() {
		if u, err := url.Parse(sc.target); err == nil && sc.method == get && u.RawQuery != "" {
			f.Add(u.RawQuery)
		}
	}
	d := newDesk()
	h := newServer(d).Handler()
	f.Fuzz(func(t *testing.T, query string) {
		d.asked.Store(0)
		r := httptest.NewRequest(get, "/api/v1/screen", nil)
		r.Host, r.URL.RawQuery = "localhost", query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusUnprocessableEntity { // a day before all that is known
			return
		}
		sound(t, d, w)
	})
}

// FuzzLines sends anything as lines. Each line that is not blank is answered in
// its place: by an answer or by its problem.
func FuzzLines(f *testing.F) {
	for _, sc := range scenarios() {
		if len(sc.body) < 5000 && sc.header["Content-Type"] == "application/x-ndjson" {
			f.Add([]byte(sc.body))
		}
	}
	f.Add([]byte("{\"name\":\"x\"}\r\n\r\n{\"name\":\"y\"}"))
	f.Add([]byte("{\"name\":\"x\"}\n\xff\xfe\n{"))
	d := newDesk()
	h := newServer(d, func(o *server.Options) { o.Limits.MaxBody = 2000 }).Handler()
	f.Fuzz(func(t *testing.T, body []byte) {
		d.asked.Store(0)
		w := call(t, h, post, "/api/v1/screen", map[string]string{"Content-Type": "application/x-ndjson"}, string(body))
		sound(t, d, w)
		if w.Code != http.StatusOK {
			return
		}
		lines := 0
		for l := range strings.SplitSeq(string(body), "\n") {
			if len(l)+1 > 2000 || strings.TrimSpace(l) != "" {
				lines++
			}
		}
		answers := 0
		for l := range strings.Lines(w.Body.String()) {
			answers++
			if !json.Valid([]byte(l)) {
				t.Errorf("a line of the answer is no JSON: %s", l)
			}
		}
		if answers != lines {
			t.Errorf("%d answers to %d lines", answers, lines)
		}
	})
}

// FuzzRequest sends any method, path, Host and media type.
func FuzzRequest(f *testing.F) {
	f.Add("GET", "/api/v1/screen", "localhost", "")
	f.Add("POST", "/api/v1/screen", "127.0.0.1:1", "application/json; charset=x")
	f.Add("BREW", "//..", "[::1", "a/b; =")
	f.Add("HEAD", "/%2e%2e/metrics", "LOCALHOST.:80", "")
	d := newDesk()
	h := newServer(d).Handler()
	f.Fuzz(func(t *testing.T, method, path, host, kind string) {
		d.asked.Store(0)
		r := httptest.NewRequest(get, "/", strings.NewReader("{}"))
		r.Method, r.URL.Path, r.Host = method, path, host
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if method == http.MethodHead { // its answers have no body
			return
		}
		sound(t, d, w)
	})
}
