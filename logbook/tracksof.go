package logbook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordon/sea"
	"cordon/store"
)

// ErrNoEvent is returned for an id that no event has.
var ErrNoEvent = errors.New("no such event")

// Event is the event of an id, as known up to a batch; 0 is now.
func (d *Desk) Event(ctx context.Context, id string, batch int64) (sea.Event, error) {
	got, err := d.Events(ctx, store.FindingQuery{ID: id, Batch: batch})
	if err != nil {
		return sea.Event{}, err
	}
	if len(got.Events) == 0 {
		return sea.Event{}, fmt.Errorf("%s: %w", id, ErrNoEvent)
	}
	return got.Events[len(got.Events)-1], nil
}

// TracksOf are the tracks of vessels over a time, under the ids of the parties,
// with all that they ever said of themselves. Only their own numbers are read. A
// party of whom nothing was heard in that time has what it said, and no fix.
func (d *Desk) TracksOf(ctx context.Context, parties []sea.Party, from, to time.Time) ([]*sea.Vessel, error) {
	said := map[string]Vessel{}
	if err := d.Log.Vessels(ctx, func(id string) bool {
		return slices.ContainsFunc(parties, func(p sea.Party) bool { return p.ID == id })
	}, func(v *Vessel) error {
		said[v.ID] = *v
		return nil
	}); err != nil {
		return nil, fmt.Errorf("tracks of vessels: %w", err)
	}
	var numbers []uint32
	for _, p := range parties {
		numbers = append(numbers, said[p.ID].MMSIs...)
		if p.MMSI != 0 {
			numbers = append(numbers, p.MMSI)
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	slices.Sort(numbers)
	t, err := d.Log.Traffic(ctx, d.Config.Tracks, Query{From: from, To: to, MMSI: slices.Compact(numbers)}, 0)
	if err != nil {
		return nil, fmt.Errorf("tracks of vessels: %w", err)
	}
	out := make([]*sea.Vessel, 0, len(parties))
	var taken []*sea.Vessel // of a clone each side is another
	for _, p := range parties {
		v := sea.Vessel{MMSI: p.MMSI, IMO: p.IMO}
		if best := pick(t.Vessels, &p, taken); best != nil {
			taken = append(taken, best)
			v = *best
		}
		v.ID = p.ID
		if s, ok := said[p.ID]; ok {
			v.Claims = v.Claims[:0:0]
			for _, c := range s.Claims {
				v.Claims = append(v.Claims, sea.Claim{Prop: c.Prop, Value: c.Value, First: uint32(c.First.Unix()), Last: uint32(c.Last.Unix()), N: c.N})
			}
			v.Length, v.Beam = s.Length, s.Beam
		}
		out = append(out, &v)
	}
	return out, nil
}

// pick is the vessel of a part of the archive that a party is: of its id, else of
// its IMO number, else the one of its MMSI with most fixes. Segments are numbered
// anew in a part, so that the id alone does not tell. It is nil where there is none but
// those taken.
func pick(vessels []*sea.Vessel, p *sea.Party, taken []*sea.Vessel) *sea.Vessel {
	var best *sea.Vessel
	rank := func(v *sea.Vessel) int {
		switch {
		case p.IMO != 0 && v.IMO == p.IMO:
			return 3
		case v.ID == p.ID:
			return 2
		case v.MMSI == p.MMSI:
			return 1
		}
		return 0
	}
	for _, v := range vessels {
		if r := rank(v); r > 0 && !slices.Contains(taken, v) && (best == nil || r > rank(best) || r == rank(best) && len(v.Fixes) > len(best.Fixes)) {
			best = v
		}
	}
	return best
}

// Traffic is the whole archive as tracks.
func (d *Desk) Traffic(ctx context.Context) (*sea.Traffic, error) { return d.tracks(ctx, Query{}) }
