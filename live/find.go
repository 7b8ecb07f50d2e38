package live

import (
	"context"

	"cordon/screen"
)

// Findings is a page of what was found by words.
type Findings struct {
	Found  []*Entity
	Total  int
	Facets map[string][]screen.Count
}

// Find answers a search by words about the present. The lists of words are made
// with the first search of each index.
func (d *Desk) Find(ctx context.Context, q screen.TextQuery) (Findings, error) {
	s, _, err := d.at(ctx, At{})
	if err != nil {
		return Findings{}, err
	}
	t, err := s.text.get(ctx, d.words, func() (*screen.Text, error) { return screen.NewText(s.index), nil })
	if err != nil {
		return Findings{}, err
	}
	a, err := t.Search(q)
	if err != nil {
		return Findings{}, err
	}
	out := Findings{Found: make([]*Entity, 0, len(a.Found)), Total: a.Total, Facets: a.Facets}
	for _, f := range a.Found {
		out.Found = append(out.Found, s.entityOf(f.Entity, f.Target))
	}
	return out, nil
}
