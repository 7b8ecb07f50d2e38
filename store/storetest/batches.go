package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"cordon/ftm"
	"cordon/store"

	"github.com/google/go-cmp/cmp/cmpopts"
)

func caseEmpty(t *tester) {
	st := t.store()
	if n, err := st.Latest(t.Context()); n != 0 || err != nil {
		t.Errorf("latest: %d, %v", n, err)
	}
	v, err := st.ViewAt(t.Context(), day("2024-01-01"), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	t.want("view", v, store.View{AsOf: day("2024-01-01")})
	t.want("entities", t.ids(st, v), []string{})
	_, _, err = st.Entity(t.Context(), v, "nobody")
	t.wantErr("entity", err, store.ErrNotFound)
	_, err = st.Batch(t.Context(), 1)
	t.wantErr("batch", err, store.ErrNotFound)
	t.want("changes", t.changes(st, 1), []store.Dated(nil))
	if a, err := st.Adjacent(t.Context(), v, "nobody"); len(a) != 0 || err != nil {
		t.Errorf("adjacent: %v, %v", a, err)
	}
	if b, err := st.Batches(t.Context()); len(b) != 0 || err != nil {
		t.Errorf("batches: %v, %v", b, err)
	}
	if _, ok, err := st.SameDocument(t.Context(), "list", nil, "test/1"); ok || err != nil {
		t.Errorf("same document: %v, %v", ok, err)
	}
}

// some are entities of a small list.
func some(n int) []*ftm.Entity {
	var out []*ftm.Entity
	for i := range n {
		e := entity(fmt.Sprintf("e-%04d", i), "Person", "name", fmt.Sprintf("Name %d", i), "topics", "sanction", "notes", "the same")
		e.AddDuring("alias", fmt.Sprintf("Alias %d", i%7), ftm.Period{From: day("2001-02-03")})
		out = append(out, e)
	}
	return out
}

func caseSameDocument(t *tester) {
	st := t.store()
	first := t.load(st, doc{entities: some(5)})
	t.want("first", first.Change, store.Change{Added: 5, Opened: 25})
	again := t.load(st, doc{entities: some(5)})
	t.want("again", again.Change, store.Change{})
	if !again.Change.Zero() {
		t.Error("no change is not zero")
	}
	t.want("number", again.ID, first.ID+1)
	t.want("changes", t.changes(st, again.ID), []store.Dated(nil))
	_, list := t.get(st, known(again.ID), "e-0003")
	for _, d := range list {
		if d.KnownFrom != first.ID || d.KnownTo != 0 {
			t.Errorf("%s is known from %d to %d", d.Prop, d.KnownFrom, d.KnownTo)
		}
	}
}

func caseVanish(t *tester) {
	st := t.store()
	list := some(3)
	t.load(st, doc{entities: list})
	b2 := t.load(st, doc{entities: list[:2]})
	t.want("vanished", b2.Change, store.Change{Removed: 1, Closed: 5})
	b3 := t.load(st, doc{entities: nil})
	t.want("all vanished", b3.Change, store.Change{Removed: 2, Closed: 10})
	b4 := t.load(st, doc{entities: list[1:]})
	t.want("came back", b4.Change, store.Change{Added: 2, Opened: 10})
	for b, want := range [][]string{{}, {"e-0000", "e-0001", "e-0002"}, {"e-0000", "e-0001"}, {}, {"e-0001", "e-0002"}} {
		t.want(fmt.Sprintf("entities with batch %d", b), t.ids(st, known(int64(b))), want)
	}
	_, rows := t.get(st, known(1), "e-0002")
	for _, d := range rows {
		if d.KnownFrom != 1 || d.KnownTo != 2 {
			t.Errorf("%s is known from %d to %d, want 1 to 2", d.Prop, d.KnownFrom, d.KnownTo)
		}
	}
	if _, rows = t.get(st, known(4), "e-0002"); len(rows) != 5 || rows[0].KnownFrom != 4 || rows[0].KnownTo != 0 {
		t.Errorf("back again: %v", rows)
	}
}

func caseOneValue(t *tester) {
	st := t.store()
	list := some(3)
	t.load(st, doc{entities: list})
	list[1] = list[1].Clone()
	list[1].Properties["name"] = []string{"Renamed"}
	b := t.load(st, doc{entities: list})
	t.want("change", b.Change, store.Change{Changed: 1, Opened: 1, Closed: 1})
	said := func(v string, from, to int64) store.Dated {
		return store.Dated{Statement: ftm.Statement{Entity: "e-0001", Schema: "Person", Prop: "name", Value: v, Dataset: "list"}, KnownFrom: from, KnownTo: to}
	}
	t.want("changes", t.changes(st, b.ID), []store.Dated{said("Name 1", 1, 2), said("Renamed", 2, 0)})

	// And back: a value that held, ended, and holds again has two rows.
	list[1] = some(3)[1]
	b = t.load(st, doc{entities: list})
	t.want("changed back", t.changes(st, b.ID), []store.Dated{said("Renamed", 2, 3), said("Name 1", 3, 0)})
	for n, want := range []string{"", "Name 1", "Renamed", "Name 1"} {
		if got := strings.Join(t.values(st, known(int64(n)), "e-0001", "name"), "|"); got != want {
			t.Errorf("name with batch %d: %q, want %q", n, got, want)
		}
	}

	// Each part of a statement makes another one.
	base := ftm.Statement{Entity: "s", Schema: "Person", Prop: "name", Value: "v"}
	variants := []ftm.Statement{base, base, base, base, base, base}
	variants[1].Lang, variants[2].Schema, variants[3].From, variants[4].To, variants[5].Prop = "kor", "LegalEntity", day("2001-01-01"), day("2002-01-01"), "alias"
	for i, s := range variants {
		b := t.load(st, doc{source: "s", stmts: []ftm.Statement{s}})
		if i > 0 {
			t.want(fmt.Sprintf("variant %d", i), b.Change, store.Change{Changed: 1, Opened: 1, Closed: 1})
		}
	}
}

// What two sources say of one entity is kept apart and read together.
func caseTwoSources(t *tester) {
	st := t.store()
	a := entity("e", "LegalEntity", "name", "Kim", "country", "kp")
	a.Caption = "Kim of A"
	b := entity("e", "Person", "name", "Kim", "alias", "K.")
	t.load(st, doc{source: "a", entities: []*ftm.Entity{a}})
	t.load(st, doc{source: "b", entities: []*ftm.Entity{b}})
	b3 := t.load(st, doc{source: "a"})
	t.want("one source drops it", b3.Change, store.Change{Removed: 1, Closed: 4})

	e, rows := t.get(st, known(2), "e")
	t.want("both", text(e), `{"id":"e","caption":"Kim of A","schema":"Person","properties":{"alias":["K."],"country":["kp"],"name":["Kim"]},"datasets":["a","b"]}`+"\n")
	var said []string
	for _, r := range rows {
		said = append(said, fmt.Sprintf("%s %s %s %s %d-%d", r.Dataset, r.Schema, r.Prop, r.Value, r.KnownFrom, r.KnownTo))
	}
	t.want("statements", said, []string{
		"a LegalEntity country kp 1-3", "a LegalEntity id e 1-3", "a LegalEntity id:caption Kim of A 1-3", "a LegalEntity name Kim 1-3",
		"b Person alias K. 2-0", "b Person id e 2-0", "b Person name Kim 2-0"})
	e, _ = t.get(st, known(3), "e")
	t.want("one", text(e), `{"id":"e","schema":"Person","properties":{"alias":["K."],"name":["Kim"]},"datasets":["b"]}`+"\n")
	t.want("of a, then", t.ids(st, known(2), "a"), []string{"e"})
	t.want("of a, now", t.ids(st, known(3), "a"), []string{})
	t.want("of unknown", t.ids(st, known(3), "c"), []string{})
	t.want("of all", t.ids(st, known(3), "b", "a"), []string{"e"})
	if got := t.all(st, known(2), "a"); len(got) != 1 || got[0].Schema != "LegalEntity" || got[0].Has("alias") {
		t.Errorf("of a alone: %v", texts(got))
	}
	none := 0
	if _, err := st.Entities(t.Context(), known(2), []string{}, func(*ftm.Entity) error { none++; return nil }); err != nil || none != 0 {
		t.Errorf("of no dataset: %d, %v", none, err)
	}
}

// A delta changes what it names and nothing else.
func caseDelta(t *tester) {
	st := t.store()
	t.load(st, doc{entities: some(4)})
	t.load(st, doc{source: "other", entities: some(4)})
	changed := entity("e-0001", "Person", "name", "Whole and new")
	b := t.load(st, doc{delta: true, entities: []*ftm.Entity{changed, entity("e-new", "Person", "name", "New")}, removed: []string{"e-0002", "nobody", "e-gone-too"}})
	t.want("change", b.Change, store.Change{Added: 1, Changed: 1, Removed: 1, Opened: 2 + 1, Closed: 4 + 5})
	t.want("entities", t.ids(st, known(b.ID), "list"), []string{"e-0000", "e-0001", "e-0003", "e-new"})
	t.want("replaced, not merged", t.values(st, store.View{Batch: b.ID}, "e-0001", "notes"), []string{"the same"}) // by the other source
	if e := t.all(st, known(b.ID), "list")[1]; e.Has("notes") || e.First("name") != "Whole and new" {
		t.Errorf("replaced: %s", text(e))
	}
	t.want("the other source", t.ids(st, known(b.ID), "other"), []string{"e-0000", "e-0001", "e-0002", "e-0003"})

	again := t.load(st, doc{delta: true, entities: []*ftm.Entity{changed}, removed: []string{"e-0002"}})
	t.want("again", again.Change, store.Change{})
	empty := t.load(st, doc{delta: true})
	t.want("names nothing", empty.Change, store.Change{})
	back := t.load(st, doc{delta: true, entities: some(3)[2:]})
	t.want("comes back", back.Change, store.Change{Added: 1, Opened: 5})

	first := t.store()
	t.want("first of its source", t.load(first, doc{delta: true, entities: some(2), removed: []string{"e-0000"}}).Change, store.Change{Added: 1, Opened: 5})
}

// A document may speak of an entity in several places. A whole document means
// all of them; of a delta the last operation counts.
func caseMerge(t *tester) {
	parts := func() []*ftm.Entity {
		a := entity("e", "LegalEntity", "name", "One", "country", "kp")
		b := entity("other", "Person", "name", "Between")
		c := entity("e", "Person", "name", "One", "alias", "Two")
		return []*ftm.Entity{a, b, c}
	}
	st := t.store()
	b := t.load(st, doc{entities: parts()})
	// e twice with two schemata, so two ids and two names; a country, an alias.
	t.want("whole", b.Change, store.Change{Added: 2, Opened: 6 + 2})
	e, _ := t.get(st, known(1), "e")
	t.want("merged", text(e), `{"id":"e","schema":"Person","properties":{"alias":["Two"],"country":["kp"],"name":["One"]},"datasets":["list"]}`+"\n")
	p := parts()
	p[0], p[2] = p[2], p[0]
	t.want("in another order", t.load(st, doc{entities: p}).Change, store.Change{})

	st = t.store()
	b = t.load(st, doc{delta: true, entities: parts()})
	t.want("delta", b.Change, store.Change{Added: 2, Opened: 3 + 2})
	e, _ = t.get(st, known(1), "e")
	t.want("the last counts", text(e), `{"id":"e","schema":"Person","properties":{"alias":["Two"],"name":["One"]},"datasets":["list"]}`+"\n")
	l, err := begin(t.Context(), st, doc{delta: true, removed: []string{"e"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Add(t.Context(), parts()[0]); err != nil {
		t.Fatal(err)
	}
	b, err = l.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.want("removed, then stated", b.Change, store.Change{Changed: 1, Opened: 3, Closed: 3})

	// The same far apart: the last counts wherever it stands.
	far := append(append([]*ftm.Entity{entity("e", "Person", "name", "First")}, some(100)...), entity("e", "Person", "name", "Last"))
	b = t.load(st, doc{delta: true, entities: far})
	t.want("far apart", t.values(st, known(b.ID), "e", "name"), []string{"Last"})
	b = t.load(st, doc{delta: true, entities: far, removed: []string{"e"}})
	t.want("far apart, then removed", t.values(st, known(b.ID), "e", "name"), []string(nil))

	// Statements of one entity that come in pieces.
	list := some(1)[0].AppendStatements(nil, "list")
	st = t.store()
	t.load(st, doc{stmts: append(append(list[2:len(list):len(list)], ftm.Statement{Entity: "x", Schema: "Person", Prop: ftm.PropID, Value: "x"}), list[:3]...)})
	e, _ = t.get(st, known(1), "e-0000")
	want := some(1)[0]
	want.Datasets = []string{"list"}
	t.want("in pieces", text(e), text(want))
}

func caseMisuse(t *tester) {
	st := t.store()
	ctx := t.Context()
	if _, err := st.Begin(ctx, store.BatchMeta{}); err == nil {
		t.Error("a batch without a source was begun")
	}
	l, err := begin(ctx, st, doc{entities: some(1)})
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"an entity without an id":       l.Add(ctx, ftm.New("", "Person")),
		"a statement without an entity": l.AddStatements([]ftm.Statement{{Schema: "Person", Prop: "name", Value: "x"}}),
		"a statement of another source": l.AddStatements([]ftm.Statement{{Entity: "x", Schema: "Person", Prop: "name", Value: "x", Dataset: "other"}}),
		"a removal in a whole document": l.Remove(ctx, "e-0000"),
	} {
		if err == nil {
			t.Errorf("%s was taken", what)
		}
	}
	// That an entity is of its own dataset is nothing that it says.
	if err := l.AddStatements([]ftm.Statement{{Entity: "silent", Schema: "Person", Prop: ftm.PropDataset, Value: "list"}}); err != nil {
		t.Fatal(err)
	}
	b, err := l.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.want("the rest", b.Change, store.Change{Added: 1, Opened: 5})
	if _, err := l.Commit(ctx); err == nil {
		t.Error("a load was committed twice")
	}
	if err := l.Add(ctx, some(1)[0]); err == nil {
		t.Error("a load took an entity after its end")
	}
	if err := l.Abort(); err != nil {
		t.Errorf("abort after a commit: %v", err)
	}
	d, err := begin(ctx, st, doc{delta: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Abort()
	if err := d.Remove(ctx, ""); err == nil {
		t.Error("a removal without an id was taken")
	}
	if n, err := st.Latest(ctx); n != 1 || err != nil {
		t.Errorf("latest: %d, %v, want 1", n, err)
	}
}

func caseAbort(t *tester) {
	st := t.store()
	t.load(st, doc{entities: some(3)})
	l, err := begin(t.Context(), st, doc{entities: some(500)})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.Abort(); err != nil {
			t.Errorf("abort: %v", err)
		}
	}
	if _, err := l.Commit(t.Context()); err == nil {
		t.Error("an aborted load was committed")
	}
	t.want("entities", t.ids(st, known(2)), []string{"e-0000", "e-0001", "e-0002"})
	if n, err := st.Latest(t.Context()); n != 1 || err != nil {
		t.Errorf("latest: %d, %v, want 1", n, err)
	}
}

// endsAfter is a context that ends when it was asked often enough.
type endsAfter struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int64
}

func (c *endsAfter) Err() error {
	if c.left.Add(-1) < 0 {
		c.end()
	}
	return c.Context.Err()
}

// A load that is cancelled leaves nothing, however far it came.
func caseCancelled(t *tester) {
	st := t.store()
	t.load(st, doc{entities: some(3)})
	before := texts(t.all(st, known(1)))
	for n := 0; ; n += 1 + n/4 {
		l, err := begin(t.Context(), st, doc{entities: some(1500)})
		if err != nil {
			t.Fatal(err)
		}
		inner, cancel := context.WithCancel(t.Context())
		ctx := &endsAfter{Context: inner, end: cancel}
		ctx.left.Store(int64(n))
		_, err = l.Commit(ctx)
		cancel()
		if err == nil {
			if n < 4 {
				t.Errorf("a commit of 1500 entities asked its context %d times only", n)
			}
			break
		}
		t.wantErr(fmt.Sprintf("cancelled after %d", n), err, context.Canceled)
		if got, err := st.Latest(t.Context()); got != 1 || err != nil {
			t.Fatalf("cancelled after %d: newest batch %d, %v", n, got, err)
		}
		t.want("entities", texts(t.all(st, known(2))), before)
		if t.Failed() {
			return
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := st.Entities(ended, known(1), nil, func(*ftm.Entity) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("reading with an ended context: %v", err)
	}
	stop := errors.New("enough")
	_, err := st.Entities(t.Context(), known(1), nil, func(*ftm.Entity) error { return stop })
	t.wantErr("a reader that stops", err, stop)
	err = st.Changes(t.Context(), 1, func(store.Dated) error { return stop })
	t.wantErr("a reader of changes that stops", err, stop)
}

// Loads may be filled side by side; batches are numbered as they are committed.
func caseTwoLoads(t *tester) {
	st := t.store()
	a, err := begin(t.Context(), st, doc{source: "a", entities: some(450)})
	if err != nil {
		t.Fatal(err)
	}
	b, err := begin(t.Context(), st, doc{source: "b", entities: some(450)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	for _, l := range []*store.Load{b, a} {
		go func() {
			_, err := l.Commit(t.Context())
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	list, err := st.Batches(t.Context())
	if err != nil || len(list) != 2 {
		t.Fatalf("batches: %v, %v", list, err)
	}
	for i, b := range list {
		t.want("batch", b.Change, store.Change{Added: 450, Opened: 2250})
		t.want("number", b.ID, int64(i+1))
	}
	t.want("entities", len(t.ids(st, known(2))), 450)
}

func caseKeptWithBatch(t *tester) {
	st := t.store()
	ctx := t.Context()
	keep := func(s string) store.Doc {
		o, err := st.PutOriginal(ctx, strings.NewReader(s), store.OriginalMeta{Name: s + ".csv"})
		if err != nil {
			t.Fatal(err)
		}
		return store.Doc{Role: s, Name: s + ".csv", SHA256: o.SHA256}
	}
	docs := []store.Doc{keep("add"), keep("sdn")}
	meta := store.BatchMeta{Source: "list", Kind: "made-up", Reader: "made-up/7", Received: start, Docs: docs, Stats: []byte(`{"n":1}`)}
	l, err := st.Begin(ctx, meta)
	if err != nil {
		t.Fatal(err)
	}
	problems := []ftm.Problem{
		{File: "a.csv", Line: 2, Why: "no name", Raw: "36,,,\x00\xff,\"x"}, {File: "a.csv", Line: 10, Why: "no number"},
		{File: "b.csv", Line: 1, Why: "no number", Raw: strings.Repeat("x", 5000)}, {File: "b.csv", Why: "of the whole file"},
	}
	for _, i := range []int{2, 0, 3, 1} {
		l.Refuse(problems[i])
	}
	l.SetStats([]byte(`{"n":2}`))
	l.SetPublished(day("2024-01-09"))
	got, err := l.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	meta.Stats, meta.Published = []byte(`{"n":2}`), day("2024-01-09")
	want := store.Batch{ID: 1, BatchMeta: meta, Refused: 4}
	ignore := cmpopts.IgnoreFields(store.Batch{}, "Recorded", "Digest")
	t.want("as committed", got, want, ignore)
	read, err := st.Batch(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.want("as read", read, got)
	list, err := st.Batches(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.want("in the list", list, []store.Batch{got})
	refused, err := st.Refused(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	problems[2], problems[3] = problems[3], problems[2]
	t.want("refused, by file and line", refused, problems)
	if none, err := st.Refused(ctx, 2); len(none) != 0 || err != nil {
		t.Errorf("refused rows of a batch that is not there: %v, %v", none, err)
	}

	for _, c := range []struct {
		what, dataset, reader string
		docs                  []store.Doc
		same                  bool
	}{
		{"the same", "list", "made-up/7", []store.Doc{docs[1], docs[0]}, true},
		{"another reader", "list", "made-up/8", docs, false},
		{"another source", "other", "made-up/7", docs, false},
		{"a file less", "list", "made-up/7", docs[:1], false},
		{"a file in another role", "list", "made-up/7", []store.Doc{docs[0], {Role: "alt", SHA256: docs[1].SHA256}}, false},
		{"another file", "list", "made-up/7", []store.Doc{docs[0], {Role: "sdn", SHA256: docs[0].SHA256}}, false},
	} {
		b, same, err := st.SameDocument(ctx, c.dataset, c.docs, c.reader)
		if err != nil || same != c.same || same && b.ID != 1 {
			t.Errorf("%s: batch %d, %v, %v, want %v", c.what, b.ID, same, err, c.same)
		}
	}
	t.load(st, doc{})
	if _, same, err := st.SameDocument(ctx, "list", docs, "made-up/7"); same || err != nil {
		t.Errorf("the newest batch is another document: %v, %v", same, err)
	}

	// A batch of a document that was not kept is no batch.
	meta.Docs = []store.Doc{{Role: "sdn", Name: "sdn.csv", SHA256: [32]byte{1}}}
	if l, err = st.Begin(ctx, meta); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(ctx); err == nil {
		t.Error("a batch of a document that was not kept was committed")
	}
}

func caseManyBatches(t *tester) {
	st := t.store()
	const n = 60
	for i := range n {
		e := entity("counter", "Person", "name", "Counter", "alias", fmt.Sprint(i))
		b := t.load(st, doc{received: start.Add(time.Duration(i) * 24 * time.Hour), entities: []*ftm.Entity{e}})
		t.want("number", b.ID, int64(i+1))
	}
	for i := range n {
		v, err := st.ViewAt(t.Context(), 0, start.Add(time.Duration(i)*24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		t.want("view", v.Batch, int64(i+1))
		t.want("then", t.values(st, v, "counter", "alias"), []string{fmt.Sprint(i)})
	}
	list, err := st.Batches(t.Context(), "list")
	if err != nil || len(list) != n {
		t.Fatalf("%d batches, %v", len(list), err)
	}
	if none, err := st.Batches(t.Context(), "other"); len(none) != 0 || err != nil {
		t.Errorf("batches of another source: %v, %v", none, err)
	}
}
