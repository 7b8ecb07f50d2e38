package server_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/live"
	"cordon/resolve"
	"cordon/server"
	"cordon/store"
)

// pairs resolves two records of one company, and decides nothing.
type pairs struct{}

func twins() []*ftm.Entity {
	var out []*ftm.Entity
	for _, id := range []string{"reg-1", "list-1"} {
		e := ftm.New(id, "Company")
		e.Add("name", "Hongxiang Zyx Industrial Company Limited")
		e.Add("jurisdiction", "cn")
		e.Add("address", "12 Xinliu Road, Dandong")
		e.Datasets = []string{strings.TrimSuffix(id, "-1")}
		out = append(out, e)
	}
	return out
}

func (pairs) Resolver(context.Context, live.At) (*live.Resolver, error) {
	b := resolve.NewBuilder()
	for _, e := range twins() {
		b.Add(e)
	}
	return live.NewResolver(b.Build(), resolve.NewBook(nil), 738_000), nil
}

func (pairs) Decide(_ context.Context, a, b string, v resolve.Verdict, user, reason string) (*live.Decision, error) {
	return nil, live.ErrNoEntity
}

func (pairs) Undo(context.Context, string, string, string, string) (*live.Decision, error) {
	return nil, resolve.ErrNotJudged
}

// The whole way over HTTP: a candidate, a decision that the graph follows, one
// that is refused, and the way back. All answers are as described.
func TestResolve(t *testing.T) {
	ctx := t.Context()
	st, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "store.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	for _, e := range twins() {
		l, err := st.Begin(ctx, store.BatchMeta{Source: e.Datasets[0]})
		if err != nil {
			t.Fatal(err)
		}
		e.Datasets = nil
		if err := l.Add(ctx, e); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	desk := live.Open(st, live.Options{})
	if err := desk.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	h := newServer(desk, func(o *server.Options) { o.Resolver = desk }).Handler()
	d := describe(t)
	const path = "/api/v1/graph/resolve"
	ask := func(method, target, body string, status int) map[string]any {
		t.Helper()
		header := map[string]string{}
		if method == post {
			header = asJSON
		}
		w := call(t, h, method, target, header, body)
		if w.Code != status {
			t.Fatalf("%s %s: status %d, want %d: %s", method, target, w.Code, status, w.Body)
		}
		place, _, _ := strings.Cut(target, "?")
		if status == 200 {
			validate(t, d.schema("paths", place, strings.ToLower(method), "responses", "200", "content", "application/json", "schema"), w.Body.Bytes())
			if method == post {
				validate(t, d.schema("paths", place, "post", "requestBody", "content", "application/json", "schema"), []byte(body))
			}
		}
		var out map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	canonical := func() string {
		p, err := desk.Graph(ctx, live.At{})
		if err != nil {
			t.Fatal(err)
		}
		v, ok := p.Graph().Find("reg-1")
		if !ok {
			t.Fatal("reg-1 is gone")
		}
		return p.Graph().ID(v)
	}
	if got := slicesOf(ask(get, path+"?min=0.1", "", 200)["candidates"]); len(got) != 1 {
		t.Fatalf("%d candidates, want the one pair", len(got))
	}
	if id := canonical(); id != "reg-1" {
		t.Errorf("before: reg-1 is %s", id)
	}
	ask(post, path+"/decide", `{"a":"reg-1","b":"list-1","verdict":"same","user":"kim","reason":"one address"}`, 200)
	if id := canonical(); id != "list-1" {
		t.Errorf("after the decision reg-1 is %s", id)
	}
	if got := slicesOf(ask(get, path+"?min=0", "", 200)["candidates"]); len(got) != 0 {
		t.Errorf("%d candidates are left", len(got))
	}
	if got := ask(post, path+"/decide", `{"a":"reg-1","b":"list-1","verdict":"different","user":"lee","reason":"no"}`, 409); !strings.Contains(got["detail"].(string), "by kim on") {
		t.Errorf("refused without its reason: %v", got)
	}
	ask(post, path+"/undo", `{"a":"reg-1","b":"list-1","user":"lee"}`, 200)
	if id := canonical(); id != "reg-1" {
		t.Errorf("after the undo reg-1 is %s", id)
	}
	ask(post, path+"/undo", `{"a":"reg-1","b":"list-1","user":"lee"}`, 404)
	ask(post, path+"/decide", `{"a":"reg-1","b":"nobody","verdict":"same","user":"kim","reason":"x"}`, 404)
	ask(post, path+"/decide", `{"a":"reg-1","b":"reg-1","verdict":"same","user":"kim","reason":"x"}`, 400)
	ask(post, path+"/decide", `{"a":"reg-1","b":"list-1","verdict":"maybe","user":"kim","reason":"x"}`, 400)
	ask(post, path+"/decide", `{"a":"reg-1","b":"list-1","verdict":"same","reason":"x"}`, 400)
	ask(get, path+"?min=2", "", 400)
}
