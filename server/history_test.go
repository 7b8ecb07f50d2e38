package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/live"
	"cordon/store"
)

// shelf is a desk over a store of its own.
type shelf struct {
	t    *testing.T
	st   *store.Store
	desk *live.Desk
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "store.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return &shelf{t, st, live.Open(st, live.Options{})}
}

// load loads a list of companies and lets the desk answer from it.
func (s *shelf) load(dataset string, names ...string) {
	s.t.Helper()
	l, err := s.st.Begin(s.t.Context(), store.BatchMeta{Source: dataset})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, n := range names {
		e := ftm.New(strings.ToLower(n), "Company")
		e.Add("name", n)
		e.Add("topics", "sanction")
		e.Add("programId", "DPRK")
		if err := l.Add(s.t.Context(), e); err != nil {
			s.t.Fatal(err)
		}
	}
	if _, err := l.Commit(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	if err := s.desk.Refresh(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// The history over HTTP, as /openapi.json describes it.
func TestHistory(t *testing.T) {
	s := newShelf(t)
	s.load("us_ofac_sdn", "Alder", "Birch")
	s.load("us_ofac_sdn", "Alder", "Cedar")
	h, d := newServer(s.desk).Handler(), describe(t)
	for _, tc := range []struct {
		target, path string
		status       int
		want         []string
	}{
		{"/api/v1/entity?id=birch", "/api/v1/entity", 200, []string{`"caption":"Birch"`, `"until":2`, `"listings":[]`}},
		{"/api/v1/entity?id=alder", "/api/v1/entity", 200, []string{`"listings":[{"list":"us_ofac_sdn","programmes":["DPRK"]`}},
		{"/api/v1/entity?id=cedar&known_on=batch:1", "/api/v1/entity", 404, []string{"no such entity"}},
		{"/api/v1/entity", "", 400, []string{"id is missing"}},
		{"/api/v1/entity?id=x&as_of=never", "", 400, []string{"as_of"}},
		{"/api/v1/batches", "/api/v1/batches", 200, []string{`{"batches":[{"batch":2,`, `"added":1,"changed":0,"removed":1`}},
		{"/api/v1/batches?source=nobody", "/api/v1/batches", 200, []string{`{"batches":[]}`}},
		{"/api/v1/batches?limit=0", "", 400, []string{"limit: 0 is not from"}},
		{"/api/v1/batches/2/changes?kind=removed", "/api/v1/batches/{batch}/changes", 200, []string{`"id":"birch","caption":"Birch","schema":"Company","kind":"removed"`, `"left":0`}},
		{"/api/v1/batches/9/changes", "", 404, []string{"no such batch"}},
		{"/api/v1/batches/x/changes", "", 400, []string{"is no number of a batch"}},
		{"/api/v1/batches/2/changes?kind=odd", "", 400, []string{"kind"}},
		{"/api/v1/graph/moves", "/api/v1/graph/moves", 200, []string{`{"moves":[]}`}},
		{"/api/v1/graph/moves?limit=0", "", 400, []string{"limit: 0 is not from"}},
		{"/api/v1/designations", "/api/v1/designations", 200, []string{`"programme":"DPRK","count":1`, `"undated":2`}},
		{"/api/v1/designations?programme=IRAN", "/api/v1/designations", 200, []string{`"years":[]`}},
	} {
		w := call(t, h, get, tc.target, nil, "")
		if w.Code != tc.status {
			t.Errorf("%s: status %d, want %d: %s", tc.target, w.Code, tc.status, w.Body)
			continue
		}
		for _, want := range tc.want {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %s, want %s in it", tc.target, w.Body, want)
			}
		}
		if tc.status == 200 {
			validate(t, d.schema("paths", tc.path, "get", "responses", "200", "content", "application/json", "schema"), w.Body.Bytes())
		}
	}
}

// stream reads server-sent events.
type stream struct {
	t    *testing.T
	body *bufio.Reader
}

func listen(t *testing.T, addr, last string) *stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), get, "http://"+addr+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Body.Close() })
	if w.StatusCode != 200 || w.Header.Get("Content-Type") != "text/event-stream" || w.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, header %v", w.StatusCode, w.Header)
	}
	return &stream{t, bufio.NewReader(w.Body)}
}

// next is the next event: its name, id and data.
func (s *stream) next() (name, id, data string) {
	s.t.Helper()
	for {
		line, err := s.body.ReadString('\n')
		if err != nil {
			s.t.Fatalf("the stream ended: %v", err)
		}
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch key {
		case "event":
			name = value
		case "id":
			id = value
		case "data":
			data = value
		case "":
			if name != "" {
				return name, id, data
			}
		}
	}
}

// Events come when answers rest on a further batch; who resumes misses none; who
// comes from another store is told to ask everything again; and a stop of the
// server ends the streams first.
func TestEvents(t *testing.T) {
	s := newShelf(t)
	s.load("us_ofac_sdn", "Alder")
	ctx, stop := context.WithCancel(t.Context())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	srv := newServer(s.desk)
	go func() { done <- srv.Serve(ctx, ln) }()
	addr := ln.Addr().String()

	a := listen(t, addr, "")
	if name, id, _ := a.next(); name != "hello" || id != "1" {
		t.Errorf("first event %s %s", name, id)
	}
	s.load("un_sc_sanctions", "Birch")
	name, id, data := a.next()
	var got struct {
		Kind, Source string
		ID           int64
	}
	if err := json.Unmarshal([]byte(data), &got); err != nil || name != "batch" || id != "2" || got.Kind != "batch" || got.Source != "un_sc_sanctions" || got.ID != 2 {
		t.Errorf("event %s %s %s: %v", name, id, data, err)
	}
	s.load("eu_fsf", "Cedar")
	b := listen(t, addr, "1")
	b.next()
	for _, want := range []string{"2", "3"} {
		if name, id, _ := b.next(); name != "batch" || id != want {
			t.Errorf("resumed: %s %s, want batch %s", name, id, want)
		}
	}
	c := listen(t, addr, "77")
	c.next()
	if name, id, _ := c.next(); name != "reset" || id != "3" {
		t.Errorf("of another store: %s %s, want a reset", name, id)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("stop: %v", err)
	}
}
