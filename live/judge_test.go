package live_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/resolve"
	"cordon/store"
)

// A judgement of one process is followed by the desk of another with its next
// question; what was known before it stays as it was; undo brings it back.
func TestGraphFollowsJudgements(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "store.db")
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	open := func() (*store.Store, *live.Desk) {
		st, err := store.Open(ctx, "sqlite:"+path, store.Options{Now: clock})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		return st, live.Open(st, live.Options{Now: clock})
	}
	st, desk := open()
	_, other := open()
	l, err := st.Begin(ctx, store.BatchMeta{Source: "register"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c"} {
		e := ftm.New(id, "Company")
		e.Add("name", "Hongxiang Zyx "+id)
		if err := l.Add(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	nodes := func(d *live.Desk, at live.At) (int, int64) {
		t.Helper()
		p, err := d.Graph(ctx, at)
		if err != nil {
			t.Fatal(err)
		}
		return p.Graph().Len(), p.Basis().Judged
	}
	want := func(d *live.Desk, at live.At, n int, judged int64) {
		t.Helper()
		if got, as := nodes(d, at); got != n || as != judged {
			t.Errorf("%d nodes as of judgement %d, want %d and %d", got, as, n, judged)
		}
	}
	today := live.At{KnownOn: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)}
	want(other, live.At{}, 3, 0)
	now = now.AddDate(0, 0, 1)
	d, err := desk.Decide(ctx, "c", "a", resolve.Same, "kim", "one address")
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Parties) != 1 || d.Parties[0].Canonical != "a" || d.Judgements[0].Score == nil {
		t.Errorf("decided %+v", d)
	}
	want(other, live.At{}, 2, 1)
	want(other, today, 3, 0)
	if _, err := other.Decide(ctx, "b", "c", resolve.Different, "lee", "two addresses"); err != nil {
		t.Fatal(err)
	}
	var conflict *resolve.ConflictError
	if _, err := desk.Decide(ctx, "a", "b", resolve.Same, "kim", "x"); !errors.As(err, &conflict) {
		t.Errorf("joined through a third party: %v", err)
	}
	now = now.AddDate(0, 0, 1)
	if _, err := other.Explode(ctx, "a", "lee", "no"); err != nil {
		t.Fatal(err)
	}
	want(desk, live.At{}, 3, 3)
	want(desk, live.At{KnownOn: time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC)}, 2, 2)
	if _, err := desk.Decide(ctx, "a", "nobody", resolve.Same, "kim", "x"); !errors.Is(err, live.ErrNoEntity) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := desk.Decide(ctx, "a", "b", resolve.Same, "", "x"); !errors.Is(err, live.ErrDecision) {
		t.Errorf("by nobody: %v", err)
	}
}
