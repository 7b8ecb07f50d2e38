package live

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"cordon/ftm"
	"cordon/graph"
	"cordon/screen"
	"cordon/store"
)

// Desk answers screening questions about any point in the two times.
type Desk struct {
	store *store.Store
	o     Options
	now   atomic.Pointer[state] // the present, as of the last Refresh

	building turn     // whose turn it is to build the present
	earlier  turn     // whose turn it is to look at past, and to build it
	words    turn     // whose turn it is to make what is made when first asked for
	past     []*state // built for questions about other points, newest use first

	graphs  graphs
	builtin builtinLists

	pooling turn // whose turn it is to make the pool
	pool    atomic.Pointer[keptPool]
}

// turn lets one in at a time, and nobody wait longer than their context.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

// take waits for the turn, which must be given back after a nil error.
func (t turn) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) give() { <-t }

// Options of a desk.
type Options struct {
	Snapshots string                       // folder of snapshots; empty keeps none
	Version   string                       // of the program; another version's snapshots are not read
	Now       func() time.Time             // the clock; nil is time.Now
	Log       *slog.Logger                 // nil discards
	Progress  func(entities int)           // while an index is built; may be nil
	Rules     func() (*graph.Rules, error) // of ownership and control, asked for when a graph is; nil answers no question about regimes
}

// maxPast is how many indexes of past points stay in memory.
const maxPast = 3

// state is an index and the points in the two times it answers for.
type state struct {
	index  *screen.Index
	batch  int64
	window store.Window
	lists  []List

	text   lazy[*screen.Text]      // made when somebody first searches by words
	merged lazy[map[string]string] // id that was merged to the one that stands for it
}

// Open returns a desk over st. Nothing is built until the first question or
// [Desk.Refresh].
func Open(st *store.Store, o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{store: st, o: o, building: newTurn(), earlier: newTurn(), words: newTurn(), pooling: newTurn(), graphs: graphs{turn: newTurn()}}
}

// Refresh makes the desk answer from the newest batch. Questions go on being
// answered from the old index until the new one stands.
func (d *Desk) Refresh(ctx context.Context) error {
	s, fresh, err := d.refresh(ctx)
	if fresh {
		d.keep(s)
	}
	return err
}

// refresh returns the state of the newest batch and the present day. It is
// fresh when its index is not the one on disk.
func (d *Desk) refresh(ctx context.Context) (s *state, fresh bool, err error) {
	if err := d.building.take(ctx); err != nil {
		return nil, false, err
	}
	defer d.building.give()
	v, err := d.store.ViewAt(ctx, d.today(), time.Time{})
	if err != nil {
		return nil, false, err
	}
	return d.present(ctx, v)
}

// present returns the state of a view of the present, making it if need be. It
// is the caller's turn.
func (d *Desk) present(ctx context.Context, v store.View) (s *state, fresh bool, err error) {
	old := d.now.Load()
	if old != nil && old.serves(v) {
		return old, false, nil
	}
	if s, fresh, err = d.load(ctx, v, old); err != nil {
		return nil, false, err
	}
	d.now.Store(s)
	if s.index.Len() > largeIndex { // else three of them are in memory at the next change
		runtime.GC()
	}
	return s, fresh, nil
}

// largeIndex is the number of parties from which on an old index is given back
// as soon as nobody reads it, rather than when memory is wanted. An index holds
// hardly a pointer, so that this costs next to nothing.
const largeIndex = 100_000

func (d *Desk) today() ftm.Day { return ftm.DayOf(d.o.Now()) }

func (s *state) serves(v store.View) bool {
	return s.batch == v.Batch && s.window.Contains(v.AsOf)
}

// Ready reports whether the desk can answer about the present.
func (d *Desk) Ready(context.Context) error {
	if d.now.Load() == nil {
		return fmt.Errorf("screening index: %w", ErrNotReady)
	}
	return nil
}

// Lists returns what is loaded at present.
func (d *Desk) Lists(context.Context) ([]List, int) {
	s := d.now.Load()
	if s == nil {
		return nil, 0
	}
	return s.lists, s.index.Len()
}

// Screen answers queries about one point in the two times, in their order.
func (d *Desk) Screen(ctx context.Context, queries []screen.Query, o screen.Options, at At) ([]Answer, error) {
	s, p, err := d.at(ctx, at)
	if err != nil {
		return nil, err
	}
	searched := s.searched(o, p)
	out := make([]Answer, 0, len(queries))
	for _, q := range queries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, err := s.index.Match(q, o)
		if err != nil {
			return nil, err
		}
		results := a.Results
		if results == nil {
			results = []screen.Result{}
		}
		for i := range results {
			s.lastSeen(&results[i].LastSeen, results[i].Datasets)
		}
		out = append(out, Answer{ID: q.ID, Query: a.Query, Results: results, Total: a.Total, Ignored: a.Ignored, Searched: searched})
	}
	return out, nil
}

// at returns the index of a point, making it when nothing in memory serves.
//
// A question about the present is answered from the index that stands, though a
// batch may have come since: what was searched is in the answer, and whoever
// follows the store will have the new one soon. Only another day waits for its
// own index, because yesterday's may name parties that are no longer listed.
func (d *Desk) at(ctx context.Context, at At) (*state, point, error) {
	now := d.now.Load()
	if today := d.today(); at.present() && now != nil && now.window.Contains(today) {
		return now, point{asOf: today, batch: now.batch, known: d.o.Now()}, nil
	}
	p, err := d.point(ctx, at)
	if err != nil {
		return nil, p, err
	}
	v := store.View{AsOf: p.asOf, Batch: p.batch}
	if now != nil && now.serves(v) {
		return now, p, nil
	}
	if at.present() {
		s, fresh, err := d.first(ctx, p.asOf)
		if fresh {
			d.keep(s)
		}
		return s, p, err
	}
	if err := d.earlier.take(ctx); err != nil {
		return nil, p, err
	}
	defer d.earlier.give()
	for i, s := range d.past {
		if s.serves(v) {
			copy(d.past[1:i+1], d.past[:i]) // most recent use first
			d.past[0] = s
			return s, p, nil
		}
	}
	s, _, err := d.load(ctx, v, now)
	if err != nil {
		return nil, p, err
	}
	d.past = append([]*state{s}, d.past[:min(len(d.past), maxPast-1)]...)
	return s, p, nil
}

// first returns an index of the present day, made by whoever comes first.
func (d *Desk) first(ctx context.Context, asOf ftm.Day) (s *state, fresh bool, err error) {
	if err := d.building.take(ctx); err != nil {
		return nil, false, err
	}
	defer d.building.give()
	if s := d.now.Load(); s != nil && s.window.Contains(asOf) { // it was made meanwhile
		return s, false, nil
	}
	v, err := d.store.ViewAt(ctx, asOf, time.Time{})
	if err != nil {
		return nil, false, err
	}
	return d.present(ctx, v)
}

// nothingKnown says from when on the store knows something.
func (d *Desk) nothingKnown(ctx context.Context, on time.Time) error {
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return err
	}
	if len(batches) == 0 {
		return ErrEmpty
	}
	return &NothingKnownError{On: on, First: batches[0].Received}
}

// build reads all entities of a view into an index, in ranges side by side: a
// builder does not mind the order.
func (d *Desk) build(ctx context.Context, v store.View) (*state, error) {
	ranges, err := d.store.Ranges(ctx)
	if err != nil {
		return nil, fmt.Errorf("screening index: %w", err)
	}
	b := screen.NewBuilder()
	var mu sync.Mutex // guards b and n
	n := 0
	done := func() {}
	defer func() { done() }()
	add := func(e *ftm.Entity) {
		mu.Lock()
		defer mu.Unlock()
		b.Add(e)
		if n++; d.o.Progress != nil && n%1000 == 0 {
			d.o.Progress(n)
		}
		if n == largeIndex {
			done = saveMemory()
		}
	}
	windows := make([]store.Window, len(ranges))
	g, gctx := errgroup.WithContext(ctx)
	for i, ids := range ranges {
		g.Go(func() error {
			st, err := d.newStamper(gctx, v, ids)
			if err != nil {
				return err
			}
			defer st.stop()
			windows[i], err = d.store.EntitiesIn(gctx, v, nil, ids, func(e *ftm.Entity) error {
				if err := st.stamp(e); err != nil {
					return err
				}
				add(e)
				return nil
			})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("screening index: %w", err)
	}
	w := windows[0]
	for _, o := range windows[1:] {
		w = w.Both(o)
	}
	ls, err := d.listsAt(ctx, v.Batch)
	if err != nil {
		return nil, err
	}
	s := &state{index: b.Build(), batch: v.Batch, window: w, lists: ls}
	// What building took is several times the index. A service that holds on to
	// it for minutes looks, to whoever limits its memory, as if it needed it.
	debug.FreeOSMemory()
	return s, nil
}

// listsAt returns the newest batch of each dataset up to a batch.
func (d *Desk) listsAt(ctx context.Context, upTo int64) ([]List, error) {
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	newest := make(map[string]store.Batch)
	for _, b := range batches {
		if b.ID <= upTo {
			newest[b.Source] = b
		}
	}
	var out []List
	for _, b := range newest {
		out = append(out, listOf(b))
	}
	slices.SortFunc(out, func(a, b List) int {
		if a.Dataset < b.Dataset {
			return -1
		}
		return 1
	})
	return out, nil
}

// Follow makes the desk ready and then keeps it at the newest batch and the
// present day, asking the store every interval, until ctx ends. What goes wrong
// once is logged and tried again: the last good index goes on answering.
func (d *Desk) Follow(ctx context.Context, every time.Duration) error {
	keeping := d.keeper()
	defer keeping.end()
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		s, fresh, err := d.refresh(ctx)
		if err != nil && ctx.Err() == nil {
			d.o.Log.Error("the index stays as it was", "error", err)
		}
		if fresh {
			keeping.keep(s)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
}
