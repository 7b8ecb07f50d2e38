package store_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"cordon/store"
)

// Statuses are compared with those of the last time: each change is one move,
// told once, and the first time there is none.
func TestSetStanding(t *testing.T) {
	st := openAt(t, t.TempDir())
	if _, err := st.StandingAt(t.Context(), "ofac"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("before the first time: %v", err)
	}
	why := func(e string) string { return "because of " + e }
	set := func(regime string, b store.Basis, status map[string]string, want int) {
		t.Helper()
		n, err := st.SetStanding(t.Context(), regime, b, status, why)
		if err != nil || n != want {
			t.Errorf("%s %+v: %d moves, %v, want %d", regime, b, n, err, want)
		}
	}
	r := func(batch, judged int64) store.Basis { // of the same rules
		return store.Basis{Batch: batch, Judgement: judged, Day: 738000, Rules: "r"}
	}
	a := map[string]string{"a": "blocked", "b": "possible"}
	set("ofac", r(1, 0), a, 0)
	set("ofac", r(1, 0), map[string]string{"a": "blocked"}, 0) // the same basis again: nothing is asked
	set("ofac", r(2, 0), map[string]string{"a": "blocked", "b": "blocked", "c": "possible"}, 2)
	set("eu", r(2, 0), map[string]string{"x": "blocked"}, 0) // another regime's first time
	set("ofac", r(2, 1), map[string]string{"b": "blocked"}, 2)
	set("ofac", r(1, 1), map[string]string{}, 0) // what is older does not come after
	got, err := st.Moves(t.Context(), "", "", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, m := range got {
		lines = append(lines, fmt.Sprintf("%d %s %d/%d %s %s-%s %s", m.ID, m.Regime, m.Batch, m.Judgement, m.Entity, m.Was, m.Now, m.Why))
	}
	want := "4 ofac 2/1 c possible-no because of c\n3 ofac 2/1 a blocked-no because of a\n2 ofac 2/0 c no-possible because of c\n1 ofac 2/0 b possible-blocked because of b"
	if s := strings.Join(lines, "\n"); s != want {
		t.Errorf("moves\n%s\nwant\n%s", s, want)
	}
	for _, tc := range []struct {
		regime, entity string
		before         int64
		want           int
	}{{"eu", "", 0, 0}, {"ofac", "c", 0, 2}, {"", "", 3, 2}, {"", "nobody", 0, 0}} {
		got, err := st.Moves(t.Context(), tc.regime, tc.entity, tc.before, 10)
		if err != nil || len(got) != tc.want {
			t.Errorf("%+v: %d moves, %v", tc, len(got), err)
		}
	}
	now, err := st.Standing(t.Context(), "ofac")
	if err != nil || !maps.Equal(now, map[string]string{"b": "blocked"}) {
		t.Errorf("standing %v, %v", now, err)
	}
	// Other rules are another question: nobody moved by them.
	b := r(3, 1)
	b.Rules = "other"
	set("ofac", b, a, 0)
	if now, err := st.Standing(t.Context(), "ofac"); err != nil || !maps.Equal(now, a) {
		t.Errorf("standing under other rules %v, %v", now, err)
	}
	if at, err := st.StandingAt(t.Context(), "ofac"); err != nil || at != b {
		t.Errorf("basis %+v, %v", at, err)
	}
}

// One move beside many that stay is kept as if all had been worked out anew.
func TestAddMoves(t *testing.T) {
	one, all := openAt(t, t.TempDir()), openAt(t, t.TempDir())
	why := func(string) string { return "w" }
	first, second := store.Basis{Batch: 1, Rules: "r"}, store.Basis{Batch: 2, Rules: "r"}
	was := map[string]string{"a": "blocked", "b": "possible", "c": "blocked"}
	now := map[string]string{"a": "blocked", "b": "blocked", "d": "possible"}
	for _, st := range []*store.Store{one, all} {
		if _, err := st.SetStanding(t.Context(), "uk", first, was, why); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := all.SetStanding(t.Context(), "uk", second, now, why); err != nil {
		t.Fatal(err)
	}
	if err := one.AddMoves(t.Context(), "uk", second, []store.Move{{Entity: "b", Was: "possible", Now: "blocked", Why: "w"}, {Entity: "c", Was: "blocked", Now: "no", Why: "w"}, {Entity: "d", Was: "no", Now: "possible", Why: "w"}}); err != nil {
		t.Fatal(err)
	}
	show := func(st *store.Store) string {
		m, err := st.Moves(t.Context(), "", "", 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for i := range m { // when it was worked out differs
			m[i].At = time.Time{}
		}
		s, err := st.Standing(t.Context(), "uk")
		if err != nil {
			t.Fatal(err)
		}
		at, err := st.StandingAt(t.Context(), "uk")
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(m, s, at)
	}
	if a, b := show(one), show(all); a != b {
		t.Errorf("one by one\n%s\nall\n%s", a, b)
	}
}
