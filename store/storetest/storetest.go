// Package storetest is the suite that any store of statements has to pass,
// whatever database is below it.
//
// Every case opens a new store, and every store is checked at the end: a sound
// store has no faults. Beside single cases with their answers written out, [Run]
// loads random histories and compares every answer with that of a model which
// keeps one plain list per batch. A history that fails is cut down before it is
// shown.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

// Store is what the suite asks of a store.
type Store interface {
	Begin(context.Context, store.BatchMeta) (*store.Load, error)
	Batch(context.Context, int64) (store.Batch, error)
	Batches(context.Context, ...string) ([]store.Batch, error)
	Latest(context.Context) (int64, error)
	SameDocument(ctx context.Context, dataset string, docs []store.Doc, reader string) (store.Batch, bool, error)
	Refused(context.Context, int64) ([]ftm.Problem, error)

	ViewAt(ctx context.Context, asOf ftm.Day, knownOn time.Time) (store.View, error)
	Entity(context.Context, store.View, string) (*ftm.Entity, []store.Dated, error)
	Entities(context.Context, store.View, []string, func(*ftm.Entity) error) (store.Window, error)
	Adjacent(context.Context, store.View, string) ([]store.Dated, error)
	Changes(context.Context, int64, func(store.Dated) error) error
	History(context.Context, int64, string) ([]store.Dated, error)
	Designations(context.Context, store.View, []string, func(store.Designation) error) error

	PutFindings(ctx context.Context, engine, scope, basis string, list []store.Finding) (store.Run, error)
	LastRun(ctx context.Context, engine, scope string) (store.Run, error)
	Findings(context.Context, store.FindingQuery, func(*store.Finding) error) error
	FindingVersions(context.Context, string) ([]store.Finding, error)

	PutOriginal(context.Context, io.Reader, store.OriginalMeta) (store.Original, error)
	OpenOriginal([32]byte) (fs.File, error)
	Original(context.Context, [32]byte) (store.Original, error)
	Fsck(context.Context, func(string, int64, int64)) (store.FsckReport, error)
}

// Run runs the suite. open returns a new, empty store and closes it when its
// test ends.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, c := range []struct {
		name string
		run  func(*tester)
	}{
		{"worked case D02", caseD02},
		{"half-open valid time", caseValidTime},
		{"a period of existence", casePeriodOfExistence},
		{"known on, at the borders of days", caseKnownOn},
		{"known on, in time zones", caseZones},
		{"received", caseReceived},

		{"empty store", caseEmpty},
		{"same document again", caseSameDocument},
		{"vanish and come back", caseVanish},
		{"one value changes", caseOneValue},
		{"two sources", caseTwoSources},
		{"delta", caseDelta},
		{"several records of one entity", caseMerge},
		{"what a load refuses to take", caseMisuse},
		{"abort", caseAbort},
		{"cancelled", caseCancelled},
		{"two loads at once", caseTwoLoads},
		{"what is kept with a batch", caseKeptWithBatch},
		{"many batches", caseManyBatches},

		{"digests are those of every store", caseDigestsFixed},
		{"digests do not depend on order", caseDigestsOrder},
		{"digests do not depend on other sources", caseDigestsNumbers},

		{"borders of chunks", caseChunks},
		{"odd ids", caseOddIDs},
		{"large values", caseLarge},
		{"nothing is lost", caseLossFree},
		{"adjacent", caseAdjacent},
		{"designations", caseDesignations},

		{"findings", caseFindings},
		{"findings against a model", caseFindingsModel},
		{"what findings are refused", caseFindingsRefused},

		{"originals", caseOriginals},
		{"readers beside a writer", caseReaders},
		{"many readers of a store just opened", caseManyReaders},
		{"random histories", caseHistories},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(&tester{T: t, open: open})
		})
	}
}

// tester is a running case.
type tester struct {
	*testing.T
	open func(*testing.T) Store
}

// store opens a store that is checked when the case ends.
func (t *tester) store() Store {
	t.Helper()
	st := t.open(t.T)
	t.Cleanup(func() {
		r, err := st.Fsck(context.Background(), nil)
		if err != nil {
			t.Errorf("fsck: %v", err)
		}
		for _, p := range r.Problems {
			t.Errorf("fsck: %s", p)
		}
	})
	return st
}

// start is when the first document of a case comes to hand.
var start = time.Date(2024, 1, 10, 12, 0, 0, 0, time.UTC)

// doc is a document to load.
type doc struct {
	source   string // "list" when empty
	received time.Time
	entities []*ftm.Entity
	stmts    []ftm.Statement // added as they are, after the entities
	delta    bool
	removed  []string // after the rest
}

// load loads a document; received at start when it does not say.
func (t *tester) load(st Store, d doc) store.Batch {
	t.Helper()
	b, err := commit(t.Context(), st, d)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return b
}

func commit(ctx context.Context, st Store, d doc) (store.Batch, error) {
	l, err := begin(ctx, st, d)
	if err != nil {
		return store.Batch{}, err
	}
	defer l.Abort()
	return l.Commit(ctx)
}

// begin starts a load and fills it.
func begin(ctx context.Context, st Store, d doc) (*store.Load, error) {
	if d.source == "" {
		d.source = "list"
	}
	if d.received.IsZero() {
		d.received = start
	}
	l, err := st.Begin(ctx, store.BatchMeta{Source: d.source, Kind: "test", Reader: "test/1", Received: d.received, Delta: d.delta})
	if err != nil {
		return nil, err
	}
	for _, e := range d.entities {
		err = errors.Join(err, l.Add(ctx, e))
	}
	err = errors.Join(err, l.AddStatements(d.stmts))
	for _, id := range d.removed {
		err = errors.Join(err, l.Remove(ctx, id))
	}
	if err != nil {
		return nil, errors.Join(err, l.Abort())
	}
	return l, nil
}

// entity makes an entity of pairs of property and value.
func entity(id, schema string, pairs ...string) *ftm.Entity {
	e := ftm.New(id, schema)
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Add(pairs[i], pairs[i+1])
	}
	return e
}

func day(s string) ftm.Day {
	if s == "" {
		return 0
	}
	d, err := ftm.ParseDay(s)
	if err != nil {
		panic(err) // a mistyped test
	}
	return d
}

// known is the view with a batch that does not ask for a day.
func known(batch int64) store.View { return store.View{Batch: batch} }

// all returns the entities of a view.
func (t *tester) all(st Store, v store.View, datasets ...string) []*ftm.Entity {
	t.Helper()
	var out []*ftm.Entity
	if _, err := st.Entities(t.Context(), v, datasets, func(e *ftm.Entity) error {
		out = append(out, e)
		return nil
	}); err != nil {
		t.Fatalf("entities: %v", err)
	}
	return out
}

// ids returns the ids of a view.
func (t *tester) ids(st Store, v store.View, datasets ...string) []string {
	t.Helper()
	out := []string{}
	for _, e := range t.all(st, v, datasets...) {
		out = append(out, e.ID)
	}
	return out
}

// get returns an entity, nil when the view has none.
func (t *tester) get(st Store, v store.View, id string) (*ftm.Entity, []store.Dated) {
	t.Helper()
	e, list, err := st.Entity(t.Context(), v, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		t.Fatalf("entity: %v", err)
	}
	return e, list
}

// values returns the sorted values of a property, nil when there is no such
// entity.
func (t *tester) values(st Store, v store.View, id, prop string) []string {
	t.Helper()
	e, _ := t.get(st, v, id)
	if e == nil {
		return nil
	}
	return slices.Sorted(slices.Values(e.Properties[prop]))
}

// changes returns what a batch changed.
func (t *tester) changes(st Store, batch int64) []store.Dated {
	t.Helper()
	var out []store.Dated
	if err := st.Changes(t.Context(), batch, func(d store.Dated) error {
		out = append(out, d)
		return nil
	}); err != nil {
		t.Fatalf("changes: %v", err)
	}
	return out
}

// want fails the case when got is not want.
func (t *tester) want(what string, got, want any, opts ...cmp.Option) {
	t.Helper()
	if d := cmp.Diff(want, got, opts...); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// wantErr fails the case when err is not target.
func (t *tester) wantErr(what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: got error %v, want %v", what, err, target)
	}
}

// text is an entity as one line, in one order of values.
func text(e *ftm.Entity) string {
	if e == nil {
		return "none"
	}
	var b bytes.Buffer
	e = e.Clone()
	for _, vs := range e.Properties {
		slices.Sort(vs)
	}
	if err := ftm.Write(&b, e); err != nil {
		return err.Error()
	}
	for _, s := range e.AppendStatements(nil, "") {
		if !s.IsZero() {
			b.WriteString(s.Prop + " " + s.Value + " " + s.From.String() + ".." + s.To.String() + "\n")
		}
	}
	return b.String()
}

func texts(list []*ftm.Entity) []string {
	var out []string
	for _, e := range list {
		out = append(out, text(e))
	}
	return out
}
