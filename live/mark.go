package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordon/names"
	"cordon/screen"
	"cordon/store"
)

// Mark is a point up to which somebody has seen everything, to be kept and to
// be given to [Desk.Since] later.
type Mark struct {
	Store   string       `json:"store"` // its id
	Batch   int64        `json:"batch"`
	Window  store.Window `json:"window"`
	Lists   []List       `json:"lists"`
	Program string       `json:"program"` // version
	Tables  uint32       `json:"tables"`  // check sum of the tables of names
}

// Mark is the point that the desk answers about at present.
func (d *Desk) Mark(ctx context.Context) (Mark, error) {
	s, err := d.standing(ctx)
	if err != nil {
		return Mark{}, err
	}
	return Mark{Store: d.store.ID(), Batch: s.batch, Window: s.window, Lists: s.lists, Program: d.o.Version, Tables: names.Tables()}, nil
}

// standing returns the state of the present.
func (d *Desk) standing(ctx context.Context) (*state, error) {
	if s := d.now.Load(); s != nil && s.window.Contains(d.today()) {
		return s, nil
	}
	s, _, err := d.at(ctx, At{})
	return s, err
}

// Listed reports whether an entity can be found at present.
func (d *Desk) Listed(id string) bool {
	s := d.now.Load()
	return s != nil && s.index.Has(id)
}

// Delta is what changed in the lists up to the present, as far as it matters to
// whom a screen finds.
type Delta struct {
	Parties []string      // that may be found otherwise than before, or no longer; in order
	Index   *screen.Index // of them as they are now
}

// sinceShare is the part of the parties above which a change is not worth
// telling: a half. Who asks saves most of a screen for each subject, which is
// more than the building of an index.
const sinceShare = 2

// Since returns what changed between a mark and the present. It reports false
// when that cannot be told or is too much to be worth telling: the mark is of
// another store, of batches that are gone, of another version of program or
// tables, or of days that are over. Then everything may be otherwise.
func (d *Desk) Since(ctx context.Context, m Mark) (Delta, bool, error) {
	s, err := d.standing(ctx)
	if err != nil {
		return Delta{}, false, err
	}
	today := d.today()
	if m.Store != d.store.ID() || m.Program != d.o.Version || m.Tables != names.Tables() || !m.Window.Contains(today) || m.Batch > s.batch || m.Batch == 0 {
		return Delta{}, false, nil
	}
	lists, err := d.listsAt(ctx, m.Batch)
	if err != nil {
		return Delta{}, false, err
	}
	if !slices.Equal(lists, m.Lists) {
		return Delta{}, false, nil
	}
	c, err := d.between(ctx, m.Batch, store.View{AsOf: today, Batch: s.batch}, max(s.index.Len()/sinceShare, changeFew))
	switch {
	case errors.Is(err, errTooMuch):
		return Delta{}, false, nil
	case err != nil:
		return Delta{}, false, err
	}
	empty := screen.NewBuilder().Build()
	return Delta{Parties: c.parties, Index: empty.Change(c.parties, c.entities)}, true, nil
}

// Pin is the point at which the desk answers now as [At], so that questions
// asked one after the other are answered from one index.
func (d *Desk) Pin(ctx context.Context) (At, error) {
	s, err := d.standing(ctx)
	if err != nil {
		return At{}, err
	}
	n := d.o.Now()
	at := At{AsOf: d.today(), KnownOn: time.Date(n.Year(), n.Month(), n.Day(), 0, 0, 0, 0, n.Location()), Batch: s.batch}
	if !s.window.Contains(at.AsOf) {
		return At{}, fmt.Errorf("screening index: %w", ErrNotReady)
	}
	return at, nil
}
