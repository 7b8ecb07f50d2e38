package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"cordon/ftm"
	"cordon/screen"
	"cordon/store"
)

// An index of one batch is made from that of another by what lies between the
// two. The store says which entities changed; the parties that they belong to
// are found by look-ups there; and package screen puts those in. Only the
// parties that changed are read and parsed.

// errTooMuch is the error of a change that is larger than the index is worth:
// building anew is quicker.
var errTooMuch = errors.New("too much changed")

// Up to what part of an index's parties a change is put in; above it the index
// is built anew. A few always are.
const (
	changeShare = 10 // a tenth
	changeFew   = 200
)

// changeLimit is how many entities may change in an index of so many parties.
func changeLimit(parties int) int { return max(parties/changeShare, changeFew) }

// advance makes the state of a view from that of another batch, before or after
// it. It fails with errTooMuch when the change is too large for that, or the
// day lies outside of what s answers for.
func (d *Desk) advance(ctx context.Context, s *state, v store.View) (*state, error) {
	if !s.window.Contains(v.AsOf) {
		return nil, errTooMuch
	}
	lists, err := d.listsAt(ctx, v.Batch)
	if err != nil {
		return nil, err
	}
	c, err := d.between(ctx, s.batch, v, changeLimit(s.index.Len()))
	if err != nil {
		return nil, err
	}
	out := &state{index: s.index, batch: v.Batch, window: s.window, lists: lists}
	out.window.From = max(out.window.From, c.window.From)
	if c.window.To != 0 && (out.window.To == 0 || c.window.To < out.window.To) {
		out.window.To = c.window.To
	}
	if len(c.parties) == 0 {
		return out, nil
	}
	if d.o.Progress != nil {
		d.o.Progress(len(c.parties))
	}
	if s.index.Len() >= largeIndex {
		defer saveMemory()()
	}
	out.index = s.index.Change(c.parties, c.entities)
	return out, nil
}

// changes are what lies between two batches.
type changes struct {
	parties  []string        // that may be found otherwise than before, in order
	entities *screen.Builder // they as they are now, and what is joined to them
	window   store.Window    // of the statements that came and went
}

// between finds what changed from a batch to a view, not more than limit
// entities.
func (d *Desk) between(ctx context.Context, from int64, v store.View, limit int) (*changes, error) {
	c := &changes{entities: screen.NewBuilder()}
	changed, err := d.changed(ctx, from, v, limit, &c.window)
	if err != nil {
		return nil, err
	}
	// Who hung together before, or does now.
	parties := maps.Clone(changed)
	for _, at := range []store.View{{AsOf: v.AsOf, Batch: from}, v} {
		if err := d.ties(ctx, at, changed, parties); err != nil {
			return nil, err
		}
	}
	if len(parties) > 4*limit { // one address may be that of thousands
		return nil, errTooMuch
	}
	read := maps.Clone(parties)
	if err := d.ties(ctx, v, parties, read); err != nil {
		return nil, err
	}
	c.parties = slices.Sorted(maps.Keys(parties))
	if err := d.read(ctx, v, slices.Sorted(maps.Keys(read)), c.entities.Add); err != nil {
		return nil, fmt.Errorf("screening index: %w", err)
	}
	return c, nil
}

// read hands over some entities with their dates.
func (d *Desk) read(ctx context.Context, v store.View, ids []string, yield func(*ftm.Entity)) error {
	received, err := d.received(ctx)
	if err != nil {
		return err
	}
	seen := make(map[string]store.Seen, len(ids))
	if err := d.store.SeenOf(ctx, v, ids, func(x store.Seen) { seen[x.Entity] = x }); err != nil {
		return err
	}
	return d.store.EntitiesOf(ctx, v, ids, func(e *ftm.Entity) error {
		if x, ok := seen[e.ID]; ok {
			stampSeen(e, x, received)
		}
		yield(e)
		return nil
	})
}

// changed returns the entities that the batches between changed.
func (d *Desk) changed(ctx context.Context, from int64, v store.View, limit int, w *store.Window) (map[string]bool, error) {
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	lo, hi := min(from, v.Batch), max(from, v.Batch)
	sum := 0
	for _, b := range batches {
		if b.ID > lo && b.ID <= hi {
			sum += b.Change.Added + b.Change.Changed + b.Change.Removed
		}
	}
	if sum > limit {
		return nil, errTooMuch
	}
	ids := make(map[string]bool, sum)
	for _, b := range batches {
		if b.ID <= lo || b.ID > hi || b.Change.Zero() {
			continue
		}
		err := d.store.Changes(ctx, b.ID, func(s store.Dated) error {
			ids[s.Entity] = true
			w.Narrow(s.Period, v.AsOf)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("screening index: %w", err)
		}
	}
	return ids, nil
}

// ties adds the entities that some are tied to in an index, either way.
func (d *Desk) ties(ctx context.Context, v store.View, ids, to map[string]bool) error {
	err := d.store.AdjacentTo(ctx, v, slices.Sorted(maps.Keys(ids)), func(s ftm.Statement) error {
		if screen.Link(s.Prop) {
			to[s.Entity], to[s.Value] = true, true
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("screening index: %w", err)
	}
	return nil
}
