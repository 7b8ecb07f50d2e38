package live

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	before := store.View{AsOf: v.AsOf, Batch: from}
	parties := make(map[string]bool, len(changed))
	ties := make(map[string][]string) // of the view, by entity
	for id := range changed {
		parties[id] = true
		old, err := d.ties(ctx, before, id)
		if err != nil {
			return nil, err
		}
		if ties[id], err = d.ties(ctx, v, id); err != nil {
			return nil, err
		}
		for _, n := range slices.Concat(old, ties[id]) {
			parties[n] = true
		}
		if len(parties) > 4*limit { // one address may be that of thousands
			return nil, errTooMuch
		}
	}
	read := make(map[string]bool, 2*len(parties))
	for id := range parties {
		c.parties = append(c.parties, id)
		read[id] = true
		if _, ok := ties[id]; !ok {
			if ties[id], err = d.ties(ctx, v, id); err != nil {
				return nil, err
			}
		}
		for _, n := range ties[id] {
			read[n] = true
		}
	}
	slices.Sort(c.parties)
	received, err := d.received(ctx)
	if err != nil {
		return nil, err
	}
	for id := range read {
		e, err := d.entity(ctx, v, id, received)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("screening index: %w", err)
		}
		c.entities.Add(e)
	}
	return c, nil
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

// ties returns the entities that an entity is tied to in an index, either way.
func (d *Desk) ties(ctx context.Context, v store.View, id string) ([]string, error) {
	list, err := d.store.Adjacent(ctx, v, id)
	if err != nil {
		return nil, fmt.Errorf("screening index: %w", err)
	}
	var out []string
	for _, s := range list {
		switch {
		case !screen.Link(s.Prop):
		case s.Entity == id:
			out = append(out, s.Value)
		default:
			out = append(out, s.Entity)
		}
	}
	return out, nil
}
