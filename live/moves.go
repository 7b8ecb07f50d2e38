package live

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"cordon/graph"
	"cordon/store"
)

// Turn is an entity that counts otherwise than before under the rules of a
// regime: it fell, or rose.
type Turn struct {
	ID      int64  `json:"id"` // rises with time
	Regime  string `json:"regime"`
	Entity  string `json:"entity"`
	Caption string `json:"caption"`
	Was     string `json:"was"` // blocked, possible or no
	Now     string `json:"now"`
	Why     string `json:"why"`
	Batch   int64  `json:"batch"`     // the newest that it rests on
	Judged  int64  `json:"judgement"` // the newest that it rests on; 0 is none
	AsOf    string `json:"as_of"`     // day
	At      string `json:"at"`        // when it was worked out, RFC 3339
}

// FollowStanding works out who is blocked or possible under some regimes at
// present, if anything changed since the last time, and keeps who counts
// otherwise than then. It returns how many. The first time nobody moves, and a desk
// without rules has no statuses.
func (d *Desk) FollowStanding(ctx context.Context, regimes []string) (int, error) {
	moved := 0
	if d.o.Rules == nil {
		return 0, nil
	}
	v, err := d.store.ViewAt(ctx, d.today(), time.Time{})
	if err != nil || v.Batch == 0 {
		return 0, err
	}
	judged, err := d.store.JudgedAs(ctx)
	if err != nil {
		return 0, err
	}
	rules, err := d.o.Rules()
	if err != nil {
		return 0, err
	}
	worked, frugal := false, func() {}
	defer func() {
		frugal()
		if worked {
			debug.FreeOSMemory() // statuses of everybody took several times what stays
		}
	}()
	now := store.Basis{Batch: v.Batch, Judgement: judged, Day: v.AsOf, Rules: rules.Digest}
	for _, regime := range regimes {
		was, err := d.store.StandingAt(ctx, regime)
		if err == nil && was == now {
			continue
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return moved, err
		}
		if _, parties := d.Lists(ctx); !worked && parties >= largeIndex {
			frugal = saveMemory()
		}
		worked = true
		pic, err := d.picture(ctx, At{}, 1) // nobody waits for it
		if err != nil {
			return moved, err
		}
		if pic.m.batch != v.Batch || pic.m.revision != judged { // it moved on meanwhile: next time
			return moved, nil
		}
		st, err := pic.state(regime, pic.m.g.Len() < largeIndex)
		if errors.Is(err, graph.ErrNoRule) {
			continue // there is none on that day
		}
		if err != nil {
			return moved, err
		}
		status := statuses(st)
		n, err := d.store.SetStanding(ctx, regime, now, status, func(entity string) string {
			v, ok := pic.m.g.Find(entity)
			if !ok {
				return "it is in no list or register any more"
			}
			return st.Head(v, "")
		})
		if err != nil {
			return moved, err
		}
		moved += n
	}
	return moved, nil
}

// statuses are all who are blocked or possible, those who are listed among them.
func statuses(st *graph.State) map[string]string {
	g := st.Graph()
	out := make(map[string]string)
	for _, v := range st.Reached() {
		out[g.ID(v)] = string(st.Verdict(v).Status)
	}
	for _, v := range st.SeedNodes() {
		out[g.ID(v)] = string(graph.Blocked)
	}
	return out
}

// Moves returns who counted otherwise than before and why, newest first: under a
// regime or all (""), of an entity or all (""), before one of a number (0 is the
// newest).
func (d *Desk) Moves(ctx context.Context, regime, entity string, before int64, limit int) ([]Turn, error) {
	list, err := d.store.Moves(ctx, regime, entity, before, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Turn, 0, len(list))
	captions := make(map[string]string)
	for _, m := range list {
		if _, ok := captions[m.Entity]; !ok {
			captions[m.Entity] = m.Entity
			e, _, err := d.store.Entity(ctx, store.View{AsOf: m.Day, Batch: m.Batch}, m.Entity)
			switch {
			case err == nil:
				captions[m.Entity] = e.PickCaption()
			case !errors.Is(err, store.ErrNotFound):
				return nil, fmt.Errorf("moves: %w", err)
			}
		}
		out = append(out, Turn{ID: m.ID, Regime: m.Regime, Entity: m.Entity, Caption: captions[m.Entity], Was: m.Was, Now: m.Now, Why: m.Why,
			Batch: m.Batch, Judged: m.Judgement, AsOf: m.Day.String(), At: m.At.Format(time.RFC3339)})
	}
	return out, nil
}

// LastMove is the number of the newest move; 0 is none.
func (d *Desk) LastMove(ctx context.Context) (int64, error) {
	list, err := d.store.Moves(ctx, "", "", 0, 1)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0].ID, nil
}
