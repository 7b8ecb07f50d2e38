package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordon/lists"
)

// publisher is a web server that misbehaves as told.
type publisher struct {
	mu       sync.Mutex
	body     []byte
	etag     string
	breakAt  []int // bytes after which each of the next answers breaks off
	statuses []int // status of each of the next answers; 0 is a good one
	retry    string
	asked    []http.Header
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, r.Header.Clone())
	if len(p.statuses) > 0 {
		s := p.statuses[0]
		p.statuses = p.statuses[1:]
		if s != 0 {
			if p.retry != "" {
				w.Header().Set("Retry-After", p.retry)
			}
			w.WriteHeader(s)
			return
		}
	}
	w.Header().Set("ETag", p.etag)
	if len(p.breakAt) > 0 {
		n := p.breakAt[0]
		p.breakAt = p.breakAt[1:]
		from := 0
		if rng := r.Header.Get("Range"); rng != "" && r.Header.Get("If-Range") == p.etag {
			from, _ = strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(rng, "bytes="), "-"))
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(p.body)-1, len(p.body)))
			w.Header().Set("Content-Length", strconv.Itoa(len(p.body)-from))
			w.WriteHeader(http.StatusPartialContent)
		} else {
			w.Header().Set("Content-Length", strconv.Itoa(len(p.body)))
		}
		_, _ = w.Write(p.body[from:min(from+n, len(p.body))])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.body))
}

func (p *publisher) header(i int, key string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i < 0 {
		i += len(p.asked)
	}
	return p.asked[i].Get(key)
}

type fetchCase struct {
	*Fetcher
	src    lists.Source
	waited []time.Duration
}

func newFetch(t *testing.T, h http.Handler) *fetchCase {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	c := &fetchCase{src: lists.Source{Dataset: "test_list", Files: []lists.RemoteFile{{Role: "main", Name: "list.xml", URL: srv.URL + "/list.xml"}}}}
	c.Fetcher = &Fetcher{Dir: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), sleep: func(_ context.Context, d time.Duration) error {
		c.waited = append(c.waited, d)
		return nil
	}}
	return c
}

func (c *fetchCase) content(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(c.Dir, "test_list", "list.xml"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFetchOnlyWhatChanged(t *testing.T) {
	p := &publisher{body: bytes.Repeat([]byte("one"), 1000), etag: `"1"`}
	c := newFetch(t, p)
	for i, want := range []bool{true, false, true} {
		if i == 2 {
			p.mu.Lock()
			p.body, p.etag = []byte("two"), `"2"`
			p.mu.Unlock()
		}
		got, err := c.Fetch(t.Context(), c.src)
		if err != nil {
			t.Fatal(err)
		}
		if got.Changed != want {
			t.Errorf("fetch %d: changed = %v, want %v", i+1, got.Changed, want)
		}
	}
	if got := c.content(t); string(got) != "two" {
		t.Errorf("content is %.20q", got)
	}
	if got := p.header(1, "If-None-Match"); got != `"1"` {
		t.Errorf("the second fetch asked with If-None-Match %q", got)
	}
}

func TestFetchGoesOnWhereItBrokeOff(t *testing.T) {
	body := make([]byte, 300_000)
	for i := range body {
		body[i] = byte(i * 7 / 3)
	}
	p := &publisher{body: body, etag: `"a"`, breakAt: []int{100_000, 50_000}}
	c := newFetch(t, p)
	if _, err := c.Fetch(t.Context(), c.src); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(c.content(t), body) {
		t.Error("the content differs")
	}
	if got := p.header(1, "Range"); got == "" || got == "bytes=0-" {
		t.Errorf("the second try asked for range %q", got)
	}
	if len(c.waited) != 2 {
		t.Errorf("waited %d times, want 2", len(c.waited))
	}
}

// A list that was renewed between two tries must not be glued to the old half.
func TestFetchDoesNotGlueTwoVersions(t *testing.T) {
	p := &publisher{body: bytes.Repeat([]byte("old"), 50_000), etag: `"old"`, breakAt: []int{60_000}}
	c := newFetch(t, p)
	c.sleep = func(context.Context, time.Duration) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.body, p.etag = bytes.Repeat([]byte("NEW!"), 50_000), `"new"`
		return nil
	}
	if _, err := c.Fetch(t.Context(), c.src); err != nil {
		t.Fatal(err)
	}
	if got := c.content(t); !bytes.Equal(got, p.body) {
		t.Errorf("got %d bytes beginning %.8q, want the new version alone", len(got), got)
	}
}

func TestFetchBackOff(t *testing.T) {
	p := &publisher{body: []byte("x"), etag: `"x"`, statuses: []int{503, 429, 0}, retry: "7"}
	c := newFetch(t, p)
	if _, err := c.Fetch(t.Context(), c.src); err != nil {
		t.Fatal(err)
	}
	for i, w := range c.waited {
		if w < 7*time.Second {
			t.Errorf("wait %d was %s, but the publisher asked for 7 s", i+1, w)
		}
	}
	if len(c.waited) != 2 {
		t.Errorf("waited %d times, want 2", len(c.waited))
	}
}

func TestFetchGivesUp(t *testing.T) {
	for _, tc := range []struct {
		name     string
		statuses []int
		waits    int
		want     string
	}{
		{"no such file", []int{404}, 0, "404"},
		{"forbidden", []int{403}, 0, "403"},
		{"always busy", []int{500, 500, 500, 500, 500}, 4, "500"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newFetch(t, &publisher{body: []byte("x"), etag: `"x"`, statuses: tc.statuses})
			_, err := c.Fetch(t.Context(), c.src)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
			if len(c.waited) != tc.waits {
				t.Errorf("waited %d times, want %d", len(c.waited), tc.waits)
			}
		})
	}
}

func TestFetchKeepsTheOldFileWhenAllFails(t *testing.T) {
	p := &publisher{body: []byte("good"), etag: `"g"`}
	c := newFetch(t, p)
	if _, err := c.Fetch(t.Context(), c.src); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.body, p.etag, p.breakAt = bytes.Repeat([]byte("n"), 1000), `"n"`, []int{10, 10, 10, 10, 10}
	p.mu.Unlock()
	if _, err := c.Fetch(t.Context(), c.src); err == nil {
		t.Fatal("no error")
	}
	if got := c.content(t); string(got) != "good" {
		t.Errorf("content is %q, want the last whole file", got)
	}
}

func TestFetchNoNetwork(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	url := srv.URL
	srv.Close() // nobody listens there any more
	c := newFetch(t, http.NotFoundHandler())
	c.src.Files[0].URL = url
	_, err := c.Fetch(t.Context(), c.src)
	if !errors.Is(err, ErrNoNetwork) || !strings.Contains(err.Error(), url) {
		t.Errorf("error %v, want no network and the address", err)
	}
}

func TestFetchBound(t *testing.T) {
	c := newFetch(t, &publisher{body: make([]byte, 5000), etag: `"b"`})
	c.MaxBytes = 1000
	if _, err := c.Fetch(t.Context(), c.src); !errors.Is(err, errTooLong) {
		t.Errorf("error %v, want too long", err)
	}
}

func TestFetchInterrupted(t *testing.T) {
	c := newFetch(t, &publisher{body: []byte("x"), etag: `"x"`, statuses: []int{500, 500, 500, 500, 500}})
	ctx, cancel := context.WithCancel(t.Context())
	c.sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	if _, err := c.Fetch(ctx, c.src); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}
