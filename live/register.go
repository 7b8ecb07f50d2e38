package live

import (
	"context"
	"fmt"

	"cordon/ftm"
	"cordon/graph"
	"cordon/screen"
	"cordon/store"
)

// Graph returns what the picture shows.
func (p *Picture) Graph() *graph.Graph { return p.m.g }

// Register returns an index of everybody who stands in the picture and whom
// [Desk.Screen] does not find, for being on no list, on its day. It is made when it
// is first asked for.
func (p *Picture) Register(ctx context.Context) (*screen.Index, error) {
	if p.d == nil { // a graph that did not come from a store has no names beside it
		return screen.NewRegister().Build(), nil
	}
	r := p.m.register(p.p.asOf)
	return r.get(ctx, p.d.words, func() (*screen.Index, error) {
		b := screen.NewRegister()
		v := store.View{AsOf: p.p.asOf, Batch: p.m.batch}
		if _, err := p.d.store.Entities(ctx, v, nil, func(e *ftm.Entity) error {
			b.Add(e)
			return nil
		}); err != nil {
			return nil, fmt.Errorf("register: %w", err)
		}
		return b.Build(), nil
	})
}

// registerOf is the index of a day.
type registerOf struct {
	day   ftm.Day
	index *lazy[*screen.Index]
}

// maxRegisters is how many days of one graph keep their index.
const maxRegisters = 3

func (m *madeGraph) register(day ftm.Day) *lazy[*screen.Index] {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.registers {
		if r.day == day {
			return r.index
		}
	}
	r := registerOf{day, new(lazy[*screen.Index])}
	m.registers = append([]registerOf{r}, m.registers[:min(len(m.registers), maxRegisters-1)]...)
	return r.index
}
