package live_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

// history is a store to which one made-up batch after the other is added, by
// two sources, on a clock of its own.
type history struct {
	*rand.Rand
	t     testing.TB
	path  string
	st    *store.Store
	clock time.Time
	now   map[string]map[string][]ftm.Statement // by source and entity
}

func newHistory(t testing.TB, seed uint64) *history {
	h := &history{Rand: rand.New(rand.NewPCG(seed, 3)), t: t, clock: time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC), now: map[string]map[string][]ftm.Statement{"aa": {}, "bb": {}}}
	h.path = filepath.Join(t.TempDir(), "s.db")
	h.open()
	t.Cleanup(func() { _ = h.st.Close() })
	return h
}

func (h *history) open() {
	h.t.Helper()
	st, err := store.Open(h.t.Context(), "sqlite:"+h.path, store.Options{Now: func() time.Time { return h.clock }})
	if err != nil {
		h.t.Fatal(err)
	}
	h.st = st
}

func (h *history) desk(o live.Options) *live.Desk {
	o.Now = func() time.Time { return h.clock }
	return live.Open(h.st, o)
}

var someWords = []string{"kim", "chol", "ho", "Ri", "Ivan", "Petrov", "Trading", "Co", "Ltd", "Bank", "Shipping", "Star", "리철호", "Иван", "محمد", "Pyongyang", "Bill", "William", "Green", "Pine"}

func (h *history) word() string { return someWords[h.IntN(len(someWords))] }

func (h *history) id() string { return fmt.Sprintf("x-%02d", h.IntN(60)) }

// about makes up what a source says of an entity; some of it only from or to a
// day of these weeks.
func (h *history) about(id, source string) []ftm.Statement {
	schemata := []string{"Person", "Company", "Vessel", "Address", "Passport", "Sanction", "CryptoWallet"}
	e := ftm.New(id, schemata[(int(id[2])*7+int(id[3]))%len(schemata)])
	add := func(p string, v ...string) {
		if ftm.Lookup(e.Schema).Property(p) != nil {
			e.Add(p, v...)
		}
	}
	add("name", h.word()+" "+h.word(), h.word()+" "+h.word()+" "+h.word())
	if h.IntN(4) > 0 {
		add("topics", "sanction")
	}
	add("alias", h.word())
	add("number", fmt.Sprint(20000000+h.IntN(5)))
	add("imoNumber", "IMO9000000")
	add("full", h.word()+" street "+h.word())
	add("program", h.word())
	add("country", []string{"kp", "ru"}[h.IntN(2)])
	for _, p := range []string{"addressEntity", "holder", "owner", "entity"} {
		add(p, h.id())
	}
	list := e.AppendStatements(nil, source)
	for i := range list {
		if list[i].Prop == ftm.PropID || h.IntN(40) > 0 {
			continue
		}
		day := ftm.DayOf(h.clock) + ftm.Day(h.IntN(9)-4)
		if h.IntN(2) == 0 {
			list[i].From = day
		} else {
			list[i].To = day
		}
	}
	return list
}

// step adds a batch that changes up to n entities of one source.
func (h *history) step(n int) store.Batch {
	h.t.Helper()
	source := []string{"aa", "bb"}[h.IntN(2)]
	list := h.now[source]
	for range h.IntN(n + 1) {
		if id := h.id(); h.IntN(4) == 0 {
			delete(list, id)
		} else {
			list[id] = h.about(id, source)
		}
	}
	h.clock = h.clock.Add(time.Duration(h.IntN(20)) * time.Hour)
	return h.load(source)
}

func (h *history) load(source string) store.Batch {
	h.t.Helper()
	ctx := context.Background()
	ld, err := h.st.Begin(ctx, store.BatchMeta{Source: source, Kind: "test", Reader: "test/1"})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, id := range slices.Sorted(maps.Keys(h.now[source])) {
		if err := ld.AddStatements(h.now[source][id]); err != nil {
			h.t.Fatal(err)
		}
	}
	b, err := ld.Commit(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

var someQueries = []screen.Query{
	{ID: "1", Schema: "Person", Properties: map[string][]string{"name": {"Kim Chol Ho"}}},
	{ID: "2", Properties: map[string][]string{"name": {"Green Pine Trading"}, "country": {"kp"}}},
	{ID: "3", Schema: "Company", Properties: map[string][]string{"name": {"Star Shiping Bank"}}},
	{ID: "4", Properties: map[string][]string{"name": {"Ivan Petrof"}}},
	{ID: "5", Properties: map[string][]string{"passportNumber": {"20000001"}}},
	{ID: "6", Properties: map[string][]string{"name": {"리철호"}}},
	{ID: "7", Properties: map[string][]string{"name": {"Bill"}, "address": {"Pine street Green"}}},
	{ID: "8", Schema: "Vessel", Properties: map[string][]string{"imoNumber": {"IMO9000000"}}},
}

// askAll is everything that a desk says to some queries, as bytes.
func askAll(t testing.TB, d *live.Desk, at live.At) []byte {
	t.Helper()
	answers, err := d.Screen(context.Background(), someQueries, screen.Options{Cutoff: .2, Limit: 20}, at)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(answers, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// searchedIn reads back what stored answers say that they searched.
func searchedIn(t testing.TB, answers []byte) live.Searched {
	t.Helper()
	var list []struct{ Searched live.Searched }
	if err := json.Unmarshal(answers, &list); err != nil {
		t.Fatal(err)
	}
	return list[0].Searched
}

// A desk that takes in one batch after the other answers as one that builds
// everything anew, on every day, from its snapshot as well; and what it once
// answered it answers again.
func TestHistories(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := newHistory(t, seed)
			dir := t.TempDir()
			followed := h.desk(live.Options{Snapshots: dir, Version: "1"})
			type said struct {
				at   live.At
				text []byte
			}
			var log []said
			for range 10 {
				h.step(10)
				if err := followed.Refresh(t.Context()); err != nil {
					t.Fatal(err)
				}
				want := askAll(t, h.desk(live.Options{}), live.At{})
				for name, d := range map[string]*live.Desk{"followed": followed, "from its snapshot": h.desk(live.Options{Snapshots: dir, Version: "1"}), "of another version": h.desk(live.Options{Snapshots: dir, Version: "2"})} {
					if d := cmp.Diff(string(want), string(askAll(t, d, live.At{}))); d != "" {
						t.Fatalf("%s: answers otherwise than one built anew: %s", name, d)
					}
				}
				at, err := searchedIn(t, want).At()
				if err != nil {
					t.Fatal(err)
				}
				log = append(log, said{at, want})
			}
			h.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] })
			h.clock = h.clock.AddDate(0, 2, 0)
			cold := h.desk(live.Options{})
			for _, s := range log {
				for _, d := range []*live.Desk{followed, cold} {
					if got := askAll(t, d, s.at); !bytes.Equal(got, s.text) {
						t.Fatalf("batch %d is not answered as then: %s", s.at.Batch, cmp.Diff(string(s.text), string(got)))
					}
				}
			}
		})
	}
}

// A batch can be named without a day: what was known when it came is stated.
func TestBatch(t *testing.T) {
	h := newHistory(t, 1)
	first := h.step(50)
	d := h.desk(live.Options{})
	h.clock = h.clock.AddDate(0, 0, 9)
	then := askAll(t, d, live.At{AsOf: ftm.DayOf(first.Received), Batch: first.ID})
	h.step(50)
	if got := askAll(t, d, live.At{AsOf: ftm.DayOf(first.Received), Batch: first.ID}); !bytes.Equal(got, then) {
		t.Errorf("after another batch: %s", cmp.Diff(string(then), string(got)))
	}
	if s := searchedIn(t, then); s.Batch != first.ID || s.KnownOn != first.Received.Format(time.DateOnly) {
		t.Errorf("searched %+v, want batch %d of %s", s, first.ID, first.Received)
	}
	for _, at := range []live.At{{Batch: 99}, {Batch: -1}, {Batch: first.ID, KnownOn: first.Received.AddDate(0, 0, -1)}} {
		if _, err := d.Screen(t.Context(), someQueries, screen.Options{}, at); err == nil {
			t.Errorf("%+v: answered", at)
		}
	}
}

func TestParseKnown(t *testing.T) {
	for in, want := range map[string]string{
		"2024-05-03": "2024-05-03 0", "batch:12": "0001-01-01 12", "batch:7@2024-05-03": "2024-05-03 7",
		"batch:": "", "batch:0": "", "batch:-3": "", "batch:x": "", "batch:7@": "", "batch:7@never": "", "": "", "2024": "", "Batch:7": "",
	} {
		on, batch, err := live.ParseKnown(in, time.UTC)
		got := ""
		if err == nil {
			got = fmt.Sprint(on.Format(time.DateOnly), " ", batch)
		}
		if got != want {
			t.Errorf("%q: %q (%v), want %q", in, got, err, want)
		}
	}
}

// A snapshot of a store of which an older copy was put back, and another batch
// was loaded since, is not believed.
func TestSnapshotOfAnotherPast(t *testing.T) {
	h := newHistory(t, 2)
	h.step(60)
	if err := h.st.Close(); err != nil { // so that the file holds all of it
		t.Fatal(err)
	}
	backup, err := os.ReadFile(h.path)
	if err != nil {
		t.Fatal(err)
	}
	h.open()
	h.step(60)
	dir := t.TempDir()
	if err := h.desk(live.Options{Snapshots: dir}).Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.st.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.path, backup, 0o600); err != nil {
		t.Fatal(err)
	}
	h.open()
	h.clock = h.clock.Add(time.Minute)
	h.step(60)
	want, got := askAll(t, h.desk(live.Options{}), live.At{}), askAll(t, h.desk(live.Options{Snapshots: dir}), live.At{})
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Error(d)
	}
}

// While batches come, readers of a desk that follows are answered, each from
// one batch as a whole and never from an older one than before.
func TestReadersGoOn(t *testing.T) {
	h := newHistory(t, 4)
	h.step(60)
	d := h.desk(live.Options{Snapshots: t.TempDir()})
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = d.Follow(ctx, time.Millisecond) })
	for range 3 {
		wg.Go(func() {
			last := int64(0)
			for ctx.Err() == nil {
				answers, err := d.Screen(ctx, someQueries, screen.Options{}, live.At{})
				if err != nil {
					if ctx.Err() == nil {
						t.Error(err)
					}
					return
				}
				for _, a := range answers {
					if a.Searched.Batch < last || a.Searched.Batch != answers[0].Searched.Batch {
						t.Errorf("batch %d after %d", a.Searched.Batch, last)
						return
					}
				}
				last = answers[0].Searched.Batch
			}
		})
	}
	last := int64(0)
	h.now["aa"]["x-00"] = h.about("x-00", "aa")
	for range 20 { // the clock stands still: it is read by all
		h.now["aa"][h.id()] = h.about("x-01", "aa")
		for id, list := range h.now["aa"] {
			for i := range list {
				list[i].Entity = id
				if list[i].Prop == ftm.PropID {
					list[i].Value = id
				}
			}
		}
		last = h.load("aa").ID
	}
	for searchedIn(t, askAll(t, d, live.At{})).Batch < last { // until it is answered from
	}
	cancel()
	wg.Wait()
}
