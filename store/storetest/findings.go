package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

// conclusion makes a finding about ships from an hour to another.
func conclusion(id string, from, to int, strength float64, subjects ...string) store.Finding {
	f := store.Finding{ID: id, Kind: "encounter", Subjects: subjects, Start: start.Add(time.Duration(from) * time.Hour), Strength: strength, Alert: strength > .5}
	if to > 0 {
		f.End = start.Add(time.Duration(to) * time.Hour)
	}
	f.Body = json.RawMessage(fmt.Sprintf(`{"id":%q,"hours":%d}`, id, to-from))
	return f
}

// put keeps findings and checks the figures of the run.
func (t *tester) put(st Store, scope, basis string, want string, list ...store.Finding) store.Run {
	t.Helper()
	r, err := st.PutFindings(t.Context(), "sea", scope, basis, list)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("run %d batch %d +%d ~%d -%d =%d", r.ID, r.Batch, r.Added, r.Changed, r.Removed, r.Same); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	return r
}

// ask returns the findings of a query, one in a line.
func (t *tester) ask(st Store, q store.FindingQuery) string {
	t.Helper()
	var out []string
	err := st.Findings(t.Context(), q, func(f *store.Finding) error {
		out = append(out, fmt.Sprintf("%s %.1f %s", f.ID, f.Strength, strings.Join(f.Subjects, "+")))
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return strings.Join(out, "; ")
}

// A conclusion is kept in versions: what late data change is a new version that
// names the old, and the old one is found as of when it held.
func caseFindings(t *tester) {
	st := t.store()
	if _, err := st.LastRun(t.Context(), "sea", "all"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("before the first run: %v", err)
	}
	t.put(st, "all", "b0", "run 1 batch 0 +2 ~0 -0 =0", conclusion("b", 5, 9, .4, "y", "x"), conclusion("a", 1, 4, .9, "x", "z"))
	t.put(st, "all", "b0", "run 1 batch 0 +2 ~0 -0 =0", conclusion("a", 1, 4, .9, "z", "x"), conclusion("b", 5, 9, .4, "x", "y")) // the same: no new run
	t.put(st, "other", "b0", "run 2 batch 0 +1 ~0 -0 =0", conclusion("o", 1, 0, .7, "q"))                                         // another scope is left alone
	t.load(st, doc{entities: nil, delta: true})
	// a is stronger by late data; b began earlier and so is another; c is new.
	t.put(st, "all", "b1", "run 3 batch 1 +2 ~1 -1 =0", conclusion("a", 1, 5, 1, "x", "z"), conclusion("b2", 4, 9, .6, "x", "y"), conclusion("c", 20, 21, .1, "x", "y"))
	t.put(st, "all", "b2", "run 4 batch 1 +0 ~0 -0 =3", conclusion("a", 1, 5, 1, "x", "z"), conclusion("b2", 4, 9, .6, "x", "y"), conclusion("c", 20, 21, .1, "x", "y"))
	if r, err := st.LastRun(t.Context(), "sea", "all"); err != nil || r.ID != 4 || r.Basis != "b2" || r.Same != 3 {
		t.Errorf("last run %+v, %v", r, err)
	}
	hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	for _, c := range []struct {
		q    store.FindingQuery
		want string
	}{
		{store.FindingQuery{}, "a 1.0 x+z; o 0.7 q; b2 0.6 x+y; c 0.1 x+y"},
		{store.FindingQuery{Engine: "coin"}, ""},
		{store.FindingQuery{Alerts: true}, "a 1.0 x+z; o 0.7 q; b2 0.6 x+y"},
		{store.FindingQuery{Subject: "y"}, "b2 0.6 x+y; c 0.1 x+y"},
		{store.FindingQuery{Subject: "y", Limit: 1}, "b2 0.6 x+y"},
		{store.FindingQuery{Kinds: []string{"gap", "encounter"}, Subject: "z"}, "a 1.0 x+z"},
		{store.FindingQuery{Kinds: []string{"gap"}}, ""},
		{store.FindingQuery{ID: "b"}, ""},
		{store.FindingQuery{From: hour(6)}, "o 0.7 q; b2 0.6 x+y; c 0.1 x+y"},
		{store.FindingQuery{From: hour(6), To: hour(20)}, "o 0.7 q; b2 0.6 x+y"},
		{store.FindingQuery{To: hour(4)}, "a 1.0 x+z; o 0.7 q"},
		{store.FindingQuery{Batch: 1}, "a 1.0 x+z; o 0.7 q; b2 0.6 x+y; c 0.1 x+y"},
	} {
		if got := t.ask(st, c.q); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
	third, err := st.LastRun(t.Context(), "sea", "other")
	if err != nil {
		t.Fatal(err)
	}
	for before, want := range map[time.Time]string{
		third.At.Add(time.Microsecond):  "a 0.9 x+z; o 0.7 q; b 0.4 x+y", // as concluded then, though on the same batch it was concluded otherwise
		time.Unix(0, 0):                 "a 1.0 x+z; o 0.7 q; b2 0.6 x+y; c 0.1 x+y",
		time.Now().Add(time.Hour * 999): "a 1.0 x+z; o 0.7 q; b2 0.6 x+y; c 0.1 x+y",
	} {
		if got := t.ask(st, store.FindingQuery{Batch: 1, Before: before}); got != want {
			t.Errorf("before %s: %s, want %s", before, got, want)
		}
	}
	t.versions(st, "a", "1<0 run 1-3; 4<1 run 3-0")
	t.versions(st, "b2", "2<0 run 1-3; 5<2 run 3-0")
	if _, err := st.FindingVersions(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("versions of nobody: %v", err)
	}
	t.load(st, doc{entities: nil, delta: true})
	t.put(st, "all", "b3", "run 5 batch 2 +0 ~0 -3 =0")
	if got, want := t.ask(st, store.FindingQuery{Batch: 1}), "a 1.0 x+z; o 0.7 q; b2 0.6 x+y; c 0.1 x+y"; got != want {
		t.Errorf("as known with batch 1: %s", got)
	}
	if got := t.ask(st, store.FindingQuery{}); got != "o 0.7 q" {
		t.Errorf("after all ended: %s", got)
	}
}

func (t *tester) versions(st Store, id, want string) {
	t.Helper()
	list, err := st.FindingVersions(t.Context(), id)
	if err != nil {
		t.Error(err)
	}
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%d<%d run %d-%d", f.Version, f.Replaces, f.From, f.To))
	}
	if got := strings.Join(out, "; "); got != want {
		t.Errorf("versions of %s: %s, want %s", id, got, want)
	}
}

// Whatever runs come after each other, what is concluded now and what was with
// each batch is what the newest run of each scope said.
func caseFindingsModel(t *tester) {
	st := t.store()
	r := rand.New(rand.NewPCG(7, 7))
	said := make(map[string][]store.Finding) // scope -> now
	byBatch := []string{}
	for round := range 12 {
		for range 1 + r.IntN(3) {
			scope := []string{"north", "south"}[r.IntN(2)]
			var list []store.Finding
			for i := range 12 {
				if r.IntN(3) > 0 {
					from := r.IntN(3)
					list = append(list, conclusion(fmt.Sprintf("%s-%02d-%d", scope, i, from), i*10+from, i*10+5, float64(r.IntN(3))/2, "s", fmt.Sprint("v", i)))
				}
			}
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			if _, err := st.PutFindings(t.Context(), "sea", scope, fmt.Sprint(round), list); err != nil {
				t.Fatal(err)
			}
			said[scope] = list
		}
		var want []store.Finding
		for _, l := range said {
			want = append(want, l...)
		}
		slices.SortFunc(want, func(a, b store.Finding) int {
			if c := a.Start.Compare(b.Start); c != 0 {
				return c
			}
			return strings.Compare(a.ID, b.ID)
		})
		var lines []string
		for _, f := range want {
			lines = append(lines, fmt.Sprintf("%s %.1f %s", f.ID, f.Strength, strings.Join(f.Subjects, "+")))
		}
		byBatch = append(byBatch, strings.Join(lines, "; "))
		t.load(st, doc{delta: true})
	}
	if d := cmp.Diff(byBatch[len(byBatch)-1], t.ask(st, store.FindingQuery{})); d != "" {
		t.Errorf("now (-want +got)\n%s", d)
	}
	for n, want := range byBatch {
		if n == 0 {
			continue // batch 0 asks for now
		}
		if d := cmp.Diff(want, t.ask(st, store.FindingQuery{Batch: int64(n)})); d != "" {
			t.Errorf("with batch %d (-want +got)\n%s", n, d)
		}
	}
}

// A list with one bad finding changes nothing.
func caseFindingsRefused(t *tester) {
	st := t.store()
	good := conclusion("a", 1, 2, .5, "x")
	t.put(st, "all", "b", "run 1 batch 0 +1 ~0 -0 =0", good)
	for name, bad := range map[string]func(*store.Finding){
		"no id":     func(f *store.Finding) { f.ID = "" },
		"no kind":   func(f *store.Finding) { f.Kind = "" },
		"twice":     func(f *store.Finding) { f.ID = "a" },
		"too sure":  func(f *store.Finding) { f.Strength = 1.01 },
		"nobody":    func(f *store.Finding) { f.Strength = math.NaN() },
		"backwards": func(f *store.Finding) { f.End = f.Start.Add(-time.Second) },
		"no body":   func(f *store.Finding) { f.Body = json.RawMessage("{") },
	} {
		f := conclusion("z", 1, 2, .5, "x")
		bad(&f)
		if _, err := st.PutFindings(t.Context(), "sea", "all", "c", []store.Finding{good, f}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if got := t.ask(st, store.FindingQuery{}); got != "a 0.5 x" {
		t.Errorf("after all that: %s", got)
	}
}
