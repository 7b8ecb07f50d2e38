package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cordon/ftm"
	"cordon/screen"
	"cordon/store"
)

// Entity is an entity in the shape of OpenSanctions: what is said of it, and
// what is said about it.
type Entity struct {
	ID         string             `json:"id"`
	Caption    string             `json:"caption"`
	Schema     string             `json:"schema"`
	Properties map[string][]Value `json:"properties"`
	Datasets   []string           `json:"datasets"`
	Referents  []string           `json:"referents"` // ids that were merged into this one
	Target     bool               `json:"target"`
	FirstSeen  *string            `json:"first_seen"` // ISO times without zone
	LastSeen   *string            `json:"last_seen"`
	LastChange *string            `json:"last_change"`
}

// Value is a value of a property: a text, or the entity that it refers to.
type Value struct {
	Text   string
	Entity *Entity
}

// MarshalJSON writes the text or the entity.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Entity != nil {
		return json.Marshal(v.Entity)
	}
	return json.Marshal(v.Text)
}

// ErrNoEntity is the error of an id that nobody has.
var ErrNoEntity = errors.New("no such entity")

// MergedError is the error of an id that was merged into another one.
type MergedError struct{ Into string }

func (e *MergedError) Error() string { return "merged into " + e.Into }

// entityOf puts an entity into the shape of OpenSanctions. Dates of its
// batches stand in for those that its source does not give.
func (s *state) entityOf(e *ftm.Entity, target bool) *Entity {
	s.lastSeen(&e.LastSeen, e.Datasets)
	out := &Entity{ID: e.ID, Caption: e.PickCaption(), Schema: e.Schema, Properties: make(map[string][]Value, len(e.Properties)),
		Datasets: list(e.Datasets), Referents: list(e.Referents), Target: target,
		FirstSeen: timeOf(e.FirstSeen), LastSeen: timeOf(e.LastSeen), LastChange: timeOf(e.LastChange)}
	if sch := ftm.Lookup(e.Schema); sch != nil && out.Caption == e.ID {
		out.Caption = sch.Label // what has no name is called by its kind
	}
	for name, values := range e.Properties {
		texts := make([]Value, len(values))
		for i, v := range values {
			texts[i].Text = v
		}
		out.Properties[name] = texts
	}
	return out
}

// EntityOf is what a screen found in the shape of OpenSanctions.
func EntityOf(r *screen.Result) *Entity {
	e := &ftm.Entity{ID: r.ID, Caption: r.Caption, Schema: r.Schema, Properties: r.Properties, Datasets: r.Datasets, Referents: r.Referents,
		FirstSeen: r.FirstSeen, LastSeen: r.LastSeen, LastChange: r.LastChange}
	return (&state{}).entityOf(e, e.IsTarget())
}

func list(v []string) []string {
	if v == nil {
		return []string{}
	}
	return v
}

// timeOf writes a time as OpenSanctions does; nil is unknown.
func timeOf(s string) *string {
	if s == "" {
		return nil
	}
	for _, layout := range []string{isoTime, time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			s = t.UTC().Format(isoTime)
			break
		}
	}
	return &s
}

// Entity returns what is known at present of the entity with an id. An id that
// was merged into another is a [MergedError], an unknown one [ErrNoEntity].
func (d *Desk) Entity(ctx context.Context, id string) (*Entity, error) {
	b, e, err := d.bearer(ctx, id)
	if err != nil {
		return nil, err
	}
	return b.s.entityOf(e, e.IsTarget()), nil
}

// bearing is a point in the two times at which entities are read.
type bearing struct {
	d        *Desk
	s        *state
	v        store.View
	received map[int64]string
}

// bearer finds the entity that bears an id at present.
func (d *Desk) bearer(ctx context.Context, id string) (*bearing, *ftm.Entity, error) {
	s, p, err := d.at(ctx, At{})
	if err != nil {
		return nil, nil, err
	}
	v := store.View{AsOf: p.asOf, Batch: p.batch}
	b := &bearing{d: d, s: s, v: v}
	if b.received, err = d.received(ctx); err != nil {
		return nil, nil, err
	}
	e, err := b.entity(ctx, id)
	switch {
	case err == nil:
		return b, e, nil
	case !errors.Is(err, store.ErrNotFound):
		return nil, nil, err
	}
	merged, err := s.merged.get(ctx, d.words, func() (map[string]string, error) {
		m := make(map[string]string)
		err := d.store.Referents(ctx, v, func(referent, entity string) {
			if m[referent] == "" {
				m[referent] = entity
			}
		})
		return m, err
	})
	if err != nil {
		return nil, nil, err
	}
	if into := merged[id]; into != "" && into != id {
		return nil, nil, &MergedError{into}
	}
	return nil, nil, fmt.Errorf("%q: %w", id, ErrNoEntity)
}

func (b *bearing) entity(ctx context.Context, id string) (*ftm.Entity, error) {
	return b.d.entity(ctx, b.v, id, b.received)
}

// entity reads one entity with its dates.
func (d *Desk) entity(ctx context.Context, v store.View, id string, received map[int64]string) (*ftm.Entity, error) {
	e, _, err := d.store.Entity(ctx, v, id)
	if err != nil {
		return nil, err
	}
	x, err := d.store.SeenOne(ctx, v, id)
	if err != nil {
		return nil, err
	}
	stampSeen(e, x, received)
	return e, nil
}
