package live_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
	"cordon/store"
)

// clock is a clock that is set by hand.
type clock struct{ t atomic.Pointer[time.Time] }

func (c *clock) set(t time.Time) { c.t.Store(&t) }
func (c *clock) now() time.Time  { return *c.t.Load() }

// bench is a store, a clock, and what a desk said and did.
type bench struct {
	t     *testing.T
	st    *store.Store
	clock clock
	built atomic.Int64 // thousands of entities put into an index
	log   bytes.Buffer
}

var noon = time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t}
	b.clock.set(noon)
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), store.Options{Now: b.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	b.st = st
	return b
}

func (b *bench) desk(snapshots string, change ...func(*live.Options)) *live.Desk {
	o := live.Options{Snapshots: snapshots, Version: "test", Now: b.clock.now, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
		Progress: func(int) { b.built.Add(1) }}
	for _, c := range change {
		c(&o)
	}
	return live.Open(b.st, o)
}

// person is an invented listed person.
func person(id, name string, during ftm.Period) *ftm.Entity {
	e := ftm.New(id, "Person")
	e.Add("name", name)
	e.AddDuring("topics", "sanction", during)
	return e
}

// crowd is a thousand invented people, so that building an index is noticed.
func crowd() []*ftm.Entity {
	var out []*ftm.Entity
	for i := range 1000 {
		out = append(out, person(fmt.Sprintf("inv-%04d", i), fmt.Sprintf("Invented Person %s %s", letters(i), letters(i*7+3)), ftm.Period{}))
	}
	return out
}

// letters spells a number.
func letters(n int) string {
	s := ""
	for range 4 {
		s += string(rune('a' + n%26))
		n = n/26 + n%7
	}
	return s
}

// commit loads entities as what a dataset says from now on.
func (b *bench) commit(dataset string, entities ...*ftm.Entity) store.Batch {
	b.t.Helper()
	ctx := b.t.Context()
	ld, err := b.st.Begin(ctx, store.BatchMeta{Source: dataset, Kind: "ftm", Reader: "ftm/1"})
	if err != nil {
		b.t.Fatal(err)
	}
	defer ld.Abort()
	for _, e := range entities {
		if err := ld.Add(ctx, e); err != nil {
			b.t.Fatal(err)
		}
	}
	batch, err := ld.Commit(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	return batch
}

func name(n string) []screen.Query {
	return []screen.Query{{ID: "q", Schema: "Person", Properties: map[string][]string{"name": {n}}}}
}

// found returns the ids that a desk finds for a name.
func (b *bench) found(d *live.Desk, n string, at live.At) string {
	b.t.Helper()
	got, err := d.Screen(b.t.Context(), name(n), screen.Options{Threshold: .9, Cutoff: .9}, at)
	if err != nil {
		b.t.Fatal(err)
	}
	var ids []string
	for _, r := range got[0].Results {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func (b *bench) wantFound(d *live.Desk, n string, at live.At, want string) {
	b.t.Helper()
	if got := b.found(d, n, at); got != want {
		b.t.Errorf("%s at %v: found %q, want %q", n, at, got, want)
	}
}

func on(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
func day(y int, m time.Month, d int) ftm.Day  { return ftm.DayOf(on(y, m, d)) }

const lantern, heron, marlin = "Quintus Lanternmaker", "Octavia Heronsgate", "Septimus Marlinspike"

// Present and past, in both times.
func TestPointsInTime(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", person("a-1", lantern, ftm.Period{}), person("a-2", heron, ftm.Period{From: day(2024, 2, 1), To: day(2024, 4, 1)}))
	b.clock.set(noon.AddDate(0, 0, 4)) // 5 March
	b.commit("list_a", person("a-2", heron, ftm.Period{From: day(2024, 2, 1), To: day(2024, 4, 1)}), person("a-3", marlin, ftm.Period{}))
	d := b.desk("")

	now, early := live.At{}, live.At{KnownOn: on(2024, 3, 2)}
	b.wantFound(d, lantern, now, "")
	b.wantFound(d, marlin, now, "a-3")
	b.wantFound(d, heron, now, "a-2")
	b.wantFound(d, lantern, early, "a-1")
	b.wantFound(d, marlin, early, "")
	b.wantFound(d, heron, live.At{AsOf: day(2024, 1, 31)}, "")
	b.wantFound(d, heron, live.At{AsOf: day(2024, 2, 1)}, "a-2")
	b.wantFound(d, heron, live.At{AsOf: day(2024, 3, 31)}, "a-2")
	b.wantFound(d, heron, live.At{AsOf: day(2024, 4, 1)}, "")
	b.wantFound(d, lantern, live.At{AsOf: day(2024, 1, 31), KnownOn: on(2024, 3, 4)}, "a-1")

	got, err := d.Screen(t.Context(), name(lantern), screen.Options{}, live.At{AsOf: day(2024, 2, 15), KnownOn: on(2024, 3, 4)})
	if err != nil {
		t.Fatal(err)
	}
	s := got[0].Searched
	if s.AsOf != "2024-02-15" || s.KnownOn != "2024-03-04" || len(s.Lists) != 1 || s.Lists[0].Batch != 1 || s.Parties != 2 {
		t.Errorf("searched: %+v", s)
	}
}

func TestNothingKnown(t *testing.T) {
	b := newBench(t)
	d := b.desk("")
	if err := d.Ready(t.Context()); !errors.Is(err, live.ErrNotReady) {
		t.Errorf("ready: %v", err)
	}
	if _, err := d.Screen(t.Context(), name("x"), screen.Options{}, live.At{}); !errors.Is(err, live.ErrEmpty) {
		t.Errorf("of an empty store: %v, want that it is empty", err)
	}
	if _, err := d.Screen(t.Context(), name("x"), screen.Options{}, live.At{KnownOn: on(2020, 1, 1)}); !errors.Is(err, live.ErrEmpty) {
		t.Errorf("of an empty store in the past: %v, want that it is empty", err)
	}
	b.commit("list_a", person("a-1", lantern, ftm.Period{}))
	_, err := d.Screen(t.Context(), name("x"), screen.Options{}, live.At{KnownOn: on(2024, 2, 28)})
	var nothing *live.NothingKnownError
	if !errors.As(err, &nothing) || !nothing.First.Equal(noon) || !strings.Contains(err.Error(), "2024-02-28") || !strings.Contains(err.Error(), "2024-03-01") {
		t.Errorf("before the first batch: %v", err)
	}
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("ready: %v", err)
	}
	if l, n := d.Lists(t.Context()); len(l) != 1 || l[0].Dataset != "list_a" || n != 1 {
		t.Errorf("lists: %v, %d parties", l, n)
	}
}

// A listing that ends with a day is found until midnight and not after, though
// nobody refreshes; a day on which nothing changes builds nothing.
func TestMidnight(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", append(crowd(), person("a-1", lantern, ftm.Period{To: day(2024, 3, 3)}), person("a-2", heron, ftm.Period{From: day(2024, 3, 5)}))...)
	d := b.desk(t.TempDir())
	for _, step := range []struct {
		at     time.Time
		want   string
		builds bool
	}{
		{noon, "a-1", true},
		{on(2024, 3, 3).Add(-time.Second), "a-1", false}, // a new day, but nothing new
		{on(2024, 3, 3), "", true},
		{on(2024, 3, 5).Add(-time.Second), "", false},
		{on(2024, 3, 5), "a-2", true},
		{on(2029, 3, 5), "a-2", false},
	} {
		b.clock.set(step.at)
		before := b.built.Load()
		got := b.found(d, lantern, live.At{}) + b.found(d, heron, live.At{})
		if got != step.want {
			t.Errorf("%s: found %q, want %q", step.at, got, step.want)
		}
		if built := b.built.Load() != before; built != step.builds {
			t.Errorf("%s: built %v, want %v", step.at, built, step.builds)
		}
	}
}

// The same question gives the same bytes, from whichever desk.
func TestSameBytes(t *testing.T) {
	b := newBench(t)
	b.commit("list_b", crowd()...)
	b.commit("list_a", person("a-1", lantern, ftm.Period{}))
	dir := t.TempDir()
	var want []byte
	for i, d := range []*live.Desk{b.desk(""), b.desk(dir), b.desk(dir)} {
		for range 2 {
			got, err := d.Screen(t.Context(), append(name(lantern), name("Invented Person")...), screen.Options{Limit: 50}, live.At{})
			if err != nil {
				t.Fatal(err)
			}
			js, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = js
			} else if !bytes.Equal(js, want) {
				t.Errorf("desk %d answers otherwise:\n%s\n%s", i, js, want)
			}
		}
	}
}

// Past points stay in memory, a few of them; the one not asked for longest goes.
func TestPastIsKept(t *testing.T) {
	b := newBench(t)
	all := crowd()
	for i := range 5 {
		b.clock.set(noon.AddDate(0, 0, i))
		b.commit("list_a", all[:996+i]...)
	}
	b.commit("list_a", all...)
	d := b.desk("")
	parties := func(dayOfMarch int) int {
		got, err := d.Screen(t.Context(), name(lantern), screen.Options{}, live.At{KnownOn: on(2024, 3, dayOfMarch)})
		if err != nil {
			t.Fatal(err)
		}
		return got[0].Searched.Parties
	}
	for _, step := range []int{1, 2, 3, 1, 4, 1, 3} { // three fit; 2 has to go for 4
		if got := parties(step); got != 995+step {
			t.Errorf("%d March: %d parties, want %d", step, got, 995+step)
		}
	}
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := parties(1); got != 996 {
		t.Errorf("after a refresh: %d parties, want 996", got)
	}
}

// Readers go on with the old index while a new one is built and swapped in, and
// each sees one or the other whole.
func TestSwapWithoutPause(t *testing.T) {
	b := newBench(t)
	all := crowd()
	b.commit("list_a", append(all, person("a-1", lantern, ftm.Period{}))...)
	building, goOn := make(chan struct{}), make(chan struct{})
	var block atomic.Bool
	d := b.desk("", func(o *live.Options) {
		o.Progress = func(int) {
			if block.CompareAndSwap(true, false) {
				close(building)
				<-goOn
			}
		}
	})
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.commit("list_a", append(all, person("a-2", lantern, ftm.Period{}))...)
	block.Store(true)
	refreshed := make(chan error, 1)
	go func() { refreshed <- d.Refresh(t.Context()) }()
	<-building
	b.wantFound(d, lantern, live.At{}, "a-1") // the new one is half built, and nobody waits for it

	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, err := d.Screen(context.Background(), name(lantern), screen.Options{Threshold: .9, Cutoff: .9}, live.At{})
				if err != nil || len(got[0].Results) != 1 {
					t.Errorf("while it is swapped: %v %v", got, err)
					return
				}
				if id, batch := got[0].Results[0].ID, got[0].Searched.Lists[0].Batch; id != fmt.Sprintf("a-%d", batch) {
					t.Errorf("found %s in batch %d", id, batch)
					return
				}
			}
		})
	}
	close(goOn)
	if err := <-refreshed; err != nil {
		t.Error(err)
	}
	b.wantFound(d, lantern, live.At{}, "a-2")
	close(stop)
	wg.Wait()
}

// Many first questions at once build one index.
func TestBuiltOnce(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", crowd()...)
	d := b.desk("")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := d.Screen(t.Context(), name(lantern), screen.Options{}, live.At{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := b.built.Load(); n != 1 {
		t.Errorf("built %d times", n)
	}
}

// Who waits for an index that others build waits no longer than they may.
func TestWaitEnds(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", crowd()...)
	building, goOn := make(chan struct{}), make(chan struct{})
	once := sync.OnceFunc(func() { close(building) })
	d := b.desk("", func(o *live.Options) { o.Progress = func(int) { once(); <-goOn } })
	done := make(chan error, 1)
	go func() {
		_, err := d.Screen(context.Background(), name(lantern), screen.Options{}, live.At{AsOf: day(2020, 1, 1)})
		done <- err
	}()
	<-building
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Screen(ctx, name(lantern), screen.Options{}, live.At{AsOf: day(2021, 1, 1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting: %v", err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A desk that follows the store has new batches by itself, goes on after a
// fault, and ends with its context, leaving nothing running.
func TestFollow(t *testing.T) {
	before := runtime.NumGoroutine()
	b := newBench(t)
	b.commit("list_a", person("a-1", lantern, ftm.Period{}))
	d := b.desk(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Follow(ctx, time.Millisecond) }()
	until := func(want string) {
		deadline := time.Now().Add(10 * time.Second)
		for {
			if d.Ready(ctx) == nil && b.found(d, lantern, live.At{}) == want {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("never found %q", want)
			}
			runtime.Gosched()
		}
	}
	until("a-1")
	b.commit("list_a", person("a-2", lantern, ftm.Period{}))
	until("a-2")
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if err := b.st.Close(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
	// The store is gone: the last index goes on answering about the present.
	got, err := d.Screen(t.Context(), name(lantern), screen.Options{Threshold: .9, Cutoff: .9}, live.At{})
	if err != nil || len(got[0].Results) != 1 {
		t.Errorf("without a store: %v %v", got, err)
	}
	if err := d.Refresh(t.Context()); err == nil {
		t.Error("a refresh without a store is no error")
	}
}

// A query that cannot be answered is an error, and an ended context stops
// between queries.
func TestScreenErrors(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", person("a-1", lantern, ftm.Period{}))
	d := b.desk("")
	if _, err := d.Screen(t.Context(), name("x"), screen.Options{Algorithm: "magic"}, live.At{}); err == nil {
		t.Error("an algorithm that is not there is no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Screen(ctx, name("x"), screen.Options{}, live.At{}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
}

// What was searched names the lists that the filters leave, in order.
func TestSearched(t *testing.T) {
	b := newBench(t)
	b.commit("list_b", person("b-1", heron, ftm.Period{}))
	b.commit("list_a", person("a-1", lantern, ftm.Period{}))
	b.commit("list_c", person("c-1", marlin, ftm.Period{}))
	d := b.desk("")
	for _, tc := range []struct {
		o    screen.Options
		want string
	}{
		{screen.Options{}, "list_a list_b list_c"},
		{screen.Options{Datasets: []string{"list_c", "list_a"}}, "list_a list_c"},
		{screen.Options{ExcludeDatasets: []string{"list_a"}}, "list_b list_c"},
		{screen.Options{Datasets: []string{"list_a"}, ExcludeDatasets: []string{"list_a"}}, ""},
	} {
		got, err := d.Screen(t.Context(), name(lantern), tc.o, live.At{})
		if err != nil {
			t.Fatal(err)
		}
		s := got[0].Searched
		if g := strings.Join(s.Datasets, " "); g != tc.want || len(s.Lists) != len(s.Datasets) {
			t.Errorf("%+v: searched %q, want %q", tc.o, g, tc.want)
		}
		if js, err := json.Marshal(got[0]); err != nil || bytes.Contains(js, []byte(":null")) {
			t.Errorf("a list is null: %s, %v", js, err)
		}
	}
}
