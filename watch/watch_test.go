package watch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
	"cordon/store"
	"cordon/watch"

	"github.com/google/go-cmp/cmp"
)

// lists is a store of one made-up list, its clock and its desk.
type lists struct {
	t     testing.TB
	st    *store.Store
	desk  *live.Desk
	clock time.Time
}

func newLists(t testing.TB, dir string) *lists {
	t.Helper()
	l := &lists{t: t, clock: time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return l.clock }
	st, err := store.Open(context.Background(), "sqlite:"+filepath.Join(dir, "s.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	l.st, l.desk = st, live.Open(st, live.Options{Version: "1", Now: now})
	return l
}

// load adds a batch: what comes, and what goes when it names changes only.
func (l *lists) load(delta bool, come []*ftm.Entity, gone ...string) {
	l.t.Helper()
	ctx := context.Background()
	ld, err := l.st.Begin(ctx, store.BatchMeta{Source: "list", Kind: "test", Reader: "test/1", Delta: delta})
	if err != nil {
		l.t.Fatal(err)
	}
	for _, e := range come {
		if err := ld.Add(ctx, e); err != nil {
			l.t.Fatal(err)
		}
	}
	for _, id := range gone {
		if err := ld.Remove(ctx, id); err != nil {
			l.t.Fatal(err)
		}
	}
	if _, err := ld.Commit(ctx); err != nil {
		l.t.Fatal(err)
	}
	if err := l.desk.Refresh(ctx); err != nil {
		l.t.Fatal(err)
	}
}

var rules = watch.Options{Rules: watch.Rules{Threshold: screen.DefaultThreshold, Algorithm: screen.Best}}

// run screens a set once and returns its events and what it did.
func (l *lists) run(dir string, subjects []screen.Query, o watch.Options) ([]watch.Event, watch.Result) {
	l.t.Helper()
	s, err := watch.Open(dir)
	if err != nil {
		l.t.Fatal(err)
	}
	defer s.Close()
	res, err := s.Run(context.Background(), l.desk, subjects, o)
	if err != nil {
		l.t.Fatal(err)
	}
	events := slices.Clone(s.Pending())
	if err := s.Acknowledge(); err != nil {
		l.t.Fatal(err)
	}
	return events, res
}

// found returns what a set keeps of its subjects, without head and check sum.
func found(t testing.TB, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "found"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(bytes.TrimSpace(b), []byte("\n"))
	return string(bytes.Join(lines[1:len(lines)-1], nil))
}

func party(id, schema, name string, more ...string) *ftm.Entity {
	e := ftm.New(id, schema)
	e.Add("name", name)
	e.Add("topics", "sanction")
	for i := 0; i+1 < len(more); i += 2 {
		e.Add(more[i], more[i+1])
	}
	return e
}

func subject(id, schema, name string, more ...string) screen.Query {
	q := screen.Query{ID: id, Schema: schema, Properties: map[string][]string{"name": {name}}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Properties[more[i]] = append(q.Properties[more[i]], more[i+1])
	}
	return q
}

func told(events []watch.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, fmt.Sprintf("%s %s %s %s>%s", e.Event, e.Subject, e.Party, e.Was, e.Band))
	}
	return strings.Join(out, "; ")
}

func TestEvents(t *testing.T) {
	l := newLists(t, t.TempDir())
	velmar := func(more ...string) *ftm.Entity { return party("p-1", "Person", "Velmar Orrisk", more...) }
	quorvath := party("p-2", "Company", "Quorvath Holdings Ltd")
	address := ftm.New("p-1-a", "Address")
	address.Add("full", "12 Cinder Lane, Ostrel")
	c1, c2 := subject("c1", "Person", "Velmar Orrisk", "birthDate", "1961"), subject("c2", "Company", "Quorvath Holdings")
	dir := t.TempDir()
	for _, step := range []struct {
		name     string
		change   func()
		subjects []screen.Query
		o        watch.Options
		want     string
		screened int
	}{
		{"first", func() { l.load(false, []*ftm.Entity{velmar(), quorvath, party("p-9", "Vessel", "Orlune Dawn")}) }, []screen.Query{c1, c2}, rules, "hit.new c1 p-1 >strong; hit.new c2 p-2 >strong", 2},
		{"again", nil, []screen.Query{c1, c2}, rules, "", 0},
		{"an empty batch", func() { l.load(true, nil) }, []screen.Query{c1, c2}, rules, "", 0},
		{"another party", func() { l.load(true, []*ftm.Entity{party("p-3", "Person", "Teodric Vashlin")}) }, []screen.Query{c1, c2}, rules, "", 0},
		{"evidence", func() { l.load(true, []*ftm.Entity{velmar("birthDate", "1961-02-03")}) }, []screen.Query{c1, c2}, rules, "hit.changed c1 p-1 strong>strong", 1},
		{"band", func() { l.load(true, []*ftm.Entity{velmar("birthDate", "1961-02-03", "country", "kp")}) }, []screen.Query{subject("c1", "Person", "Velmar Orrisk", "birthDate", "1961", "country", "fr"), c2}, rules, "hit.changed c1 p-1 strong>match", 1},
		{"what hangs on a party", func() {
			l.load(true, []*ftm.Entity{velmar("birthDate", "1961-02-03", "addressEntity", "p-1-a"), address})
		}, []screen.Query{c1, c2}, rules, "hit.changed c1 p-1 match>strong", 1},
		{"only what hangs on it", func() {
			s := ftm.New("p-2-s", "Sanction")
			s.Add("entity", "p-2")
			s.Add("program", "ZZ")
			l.load(true, []*ftm.Entity{s})
		}, []screen.Query{c1, c2}, rules, "hit.changed c2 p-2 strong>strong", 1},
		{"gone", func() { l.load(true, nil, "p-2") }, []screen.Query{c1, c2}, rules, "hit.gone c2 p-2 strong>strong", 1},
		{"back", func() { l.load(true, []*ftm.Entity{quorvath}) }, []screen.Query{c1, c2}, rules, "hit.new c2 p-2 >strong", 1},
		{"not all could be read", nil, []screen.Query{c1}, watch.Options{Rules: rules.Rules, Partial: true}, "", 0},
		{"removed", nil, []screen.Query{c1}, rules, "hit.gone c2 p-2 strong>strong", 0},
		{"properties in another order", nil, []screen.Query{c1}, rules, "", 0},
		{"other rules", nil, []screen.Query{c1}, watch.Options{Rules: watch.Rules{Threshold: 1, Algorithm: screen.Best}}, "", 1},
		{"nobody", nil, nil, rules, "hit.gone c1 p-1 strong>strong", 0},
	} {
		if step.change != nil {
			step.change()
		}
		events, res := l.run(dir, step.subjects, step.o)
		if got := told(events); got != step.want || res.Screened != step.screened {
			t.Errorf("%s: told %q and screened %d, want %q and %d", step.name, got, res.Screened, step.want, step.screened)
		}
		for _, e := range events {
			if len(e.ID) != 24 || e.Why == "" || e.Batch == 0 || e.AsOf != "2024-05-01" {
				t.Errorf("%s: %+v", step.name, e)
			}
		}
	}
}

// A new version of the program, another store, and a day on which a listing
// ends make everybody be screened again.
func TestEverybodyAgain(t *testing.T) {
	dir := t.TempDir()
	c := []screen.Query{subject("c1", "Person", "Velmar Orrisk"), subject("c2", "Person", "Nobody Known")}
	l := newLists(t, t.TempDir())
	e := party("p-1", "Person", "Velmar Orrisk")
	e.Properties["topics"] = nil
	e.AddDuring("topics", "sanction", ftm.Period{To: ftm.DayOf(l.clock) + 2})
	l.load(false, []*ftm.Entity{e})
	want := func(name, events string, screened int) {
		t.Helper()
		got, res := l.run(dir, c, rules)
		if told(got) != events || res.Screened != screened {
			t.Errorf("%s: told %q and screened %d, want %q and %d", name, told(got), res.Screened, events, screened)
		}
	}
	want("first", "hit.new c1 p-1 >strong", 2)
	l.clock = l.clock.AddDate(0, 0, 1)
	want("another day", "", 0)
	l.clock = l.clock.AddDate(0, 0, 1)
	want("the day it ends", "hit.gone c1 p-1 strong>strong", 2)
	l.desk = live.Open(l.st, live.Options{Version: "2", Now: func() time.Time { return l.clock }})
	want("another version", "", 2)
	want("the same version", "", 0)
	l = newLists(t, t.TempDir())
	l.load(false, []*ftm.Entity{party("p-1", "Person", "Velmar Orrisk")})
	want("another store", "hit.new c1 p-1 >strong", 2)
}

var words = []string{"Velmar", "Orrisk", "Teodric", "Vashlin", "Kim", "Chol", "Ho", "Ivan", "Petrov", "Ostrel", "Cinder", "Bank", "Trading", "Orlune", "리철호", "Иван"}

// Whatever changes, a set that is carried on keeps the same as one that is
// screened from nothing, and its events lead from one state to the next.
func TestCarriedOnIsFromNothing(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 5))
			name := func() string {
				return words[rng.IntN(len(words))] + " " + words[rng.IntN(len(words))] + " " + words[rng.IntN(len(words))]
			}
			some := func() *ftm.Entity {
				return party(fmt.Sprintf("p-%02d", rng.IntN(60)), []string{"Person", "Company"}[rng.IntN(2)], name(), "country", []string{"kp", "ru"}[rng.IntN(2)])
			}
			l := newLists(t, t.TempDir())
			subjects := map[string]screen.Query{}
			change := func() {
				id := fmt.Sprintf("c-%02d", rng.IntN(80))
				if subjects[id] = subject(id, "", name(), "country", "kp"); rng.IntN(5) == 0 {
					delete(subjects, id)
				}
			}
			for range 60 {
				change()
				l.load(true, []*ftm.Entity{some()})
			}
			dir := t.TempDir()
			state := map[string]string{} // of hits, as events tell
			spared := 0
			for range 10 {
				for range rng.IntN(3) {
					l.load(true, []*ftm.Entity{some(), some()}, fmt.Sprintf("p-%02d", rng.IntN(60)))
				}
				if rng.IntN(2) == 0 {
					change()
				}
				list := slices.Collect(maps.Values(subjects))
				events, res := l.run(dir, list, rules)
				spared += len(list) - res.Screened
				for _, e := range events {
					key := e.Subject + " " + e.Party
					switch e.Event {
					case watch.HitGone:
						delete(state, key)
					default:
						state[key] = e.Band
					}
				}
				fresh := t.TempDir()
				all, _ := l.run(fresh, list, rules)
				if d := cmp.Diff(found(t, fresh), found(t, dir)); d != "" {
					t.Fatalf("carried on it is otherwise: %s", d)
				}
				want := map[string]string{}
				for _, e := range all {
					want[e.Subject+" "+e.Party] = e.Band
				}
				if d := cmp.Diff(want, state); d != "" {
					t.Fatalf("events lead elsewhere: %s", d)
				}
			}
			if spared == 0 {
				t.Error("nobody was spared a screen")
			}
		})
	}
}

// What is on disk is whole, or refused.
func TestDamage(t *testing.T) {
	l := newLists(t, t.TempDir())
	l.load(false, []*ftm.Entity{party("p-1", "Person", "Velmar Orrisk")})
	dir := t.TempDir()
	s, err := watch.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(t.Context(), l.desk, []screen.Query{subject("c1", "Person", "Velmar Orrisk")}, rules); err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Open(dir); !errors.Is(err, watch.ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"found", "events"} {
		path := filepath.Join(dir, name)
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range [][]byte{nil, good[:len(good)/2], good[:len(good)-1], append(slices.Clone(good), 'x'), bytes.Replace(good, []byte("Velmar"), []byte("Valmar"), 1), bytes.Replace(good, []byte(`"format":1`), []byte(`"format":9`), 1)} {
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := watch.Open(dir); !errors.Is(err, watch.ErrDamaged) {
				t.Errorf("%s of %d bytes: %v", name, len(bad), err)
				if err == nil {
					_ = s.Close()
				}
			}
		}
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// A run that fails leaves all as it was, and what was not acknowledged stays.
	s, err = watch.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before := found(t, dir)
	if _, err := s.Run(t.Context(), l.desk, []screen.Query{subject("c1", "", "x"), subject("c1", "", "y")}, rules); err == nil {
		t.Error("one id for two subjects is no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Run(ctx, l.desk, []screen.Query{subject("c2", "", "x")}, rules); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
	if got := told(s.Pending()); got != "hit.new c1 p-1 >strong" || found(t, dir) != before {
		t.Errorf("after failed runs: %q", got)
	}
	if b, err := json.Marshal(s.Pending()); err != nil || bytes.Contains(b, []byte("null")) {
		t.Errorf("%s, %v", b, err)
	}
}
