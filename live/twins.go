package live

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cordon/finding"
	"cordon/ftm"
	"cordon/graph"
	"cordon/resolve"
	"cordon/store"
)

// twinsOf returns the twins of a batch where a graph of it was made already.
func (d *Desk) twinsOf(batch int64) *resolve.Twins {
	if m := d.graphs.now.Load(); m != nil && m.batch == batch {
		return m.twins
	}
	for _, m := range d.graphs.past {
		if m.batch == batch {
			return m.twins
		}
	}
	return nil
}

// Twins returns the nodes that share a number, or a day of birth and a part of a
// name, with a node, in order, and that nobody has judged to be others. Whether they
// may be one party [Picture.Twin] says.
func (p *Picture) Twins(v graph.Node) []graph.Node {
	m := p.m
	if m.twins == nil {
		return nil
	}
	var out []graph.Node
	for _, id := range m.book.Members(m.g.ID(v)) {
		for _, o := range m.twins.Of(id) {
			if n, ok := m.g.Find(o); ok && n != v && !slices.Contains(out, n) && !p.Apart(v, n) {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Apart reports whether somebody judged that two nodes are two parties.
func (p *Picture) Apart(a, b graph.Node) bool {
	return p.m.book != nil && len(p.m.book.Against(p.m.g.ID(a), p.m.g.ID(b))) > 0
}

// Above is who decides about a node on the picture's day, with those who may be
// one party with any of them.
func (p *Picture) Above(v graph.Node) *graph.Above { return p.m.g.Above(v, p.p.asOf, p.Twins) }

// Suppose takes pairs of nodes as one party each.
func (p *Picture) Suppose(a *graph.Above, pairs []graph.Couple) *graph.Supposition {
	return p.m.g.Suppose(a, p.p.asOf, pairs)
}

// Supposed is the status of the node of a supposition under the regime of a name.
func (p *Picture) Supposed(s *graph.Supposition, regime string) (*graph.SupposedState, error) {
	if p.rules == nil {
		return nil, ErrNoRules
	}
	r, err := p.rules.On(regime, p.p.asOf)
	if err != nil {
		return nil, err
	}
	return s.State(p.rules, r), nil
}

// Twin is why two nodes may be one party, by those of their ids that have most in
// common.
type Twin struct {
	resolve.Twin
	Open *resolve.Judgement // somebody looked at it and left it open; else nil

	sources [2]graph.Source // of A and of B: where what they share is stated
}

// maxPairs is how many compared pairs a graph keeps.
const maxPairs = 10_000

// Twin compares two nodes that [Picture.Twins] names. ok is false where they are
// not alike enough, or something speaks against it.
func (p *Picture) Twin(ctx context.Context, a, b graph.Node) (out Twin, ok bool, err error) {
	m := p.m
	if m.twins == nil {
		return Twin{}, false, nil
	}
	others := m.book.Members(m.g.ID(b))
	for _, x := range m.book.Members(m.g.ID(a)) {
		for _, y := range m.twins.Of(x) {
			if !slices.Contains(others, y) {
				continue
			}
			t, err := p.twin(ctx, x, y)
			if err != nil {
				return Twin{}, false, err
			}
			if t != nil && (!ok || t.Score > out.Score) {
				out, ok = *t, true
			}
		}
	}
	if j, judged := m.book.Judged(out.A.ID, out.B.ID); ok && judged && j.Verdict == resolve.Unsure {
		out.Open = &j
	}
	return out, ok, nil
}

// twin compares two ids. A nil one is none.
func (p *Picture) twin(ctx context.Context, a, b string) (*Twin, error) {
	a, b = resolve.Pair(a, b)
	m := p.m
	m.mu.Lock()
	t, had := m.pairs[[2]string{a, b}]
	m.mu.Unlock()
	if had {
		return t, nil
	}
	d, v := p.d, store.View{Batch: m.batch}
	around := map[string]bool{a: true, b: true}
	if err := d.ties(ctx, v, map[string]bool{a: true, b: true}, around); err != nil {
		return nil, err
	}
	list := d.listOf()
	var of [2]*ftm.Entity
	var others []*ftm.Entity
	if err := d.store.EntitiesOf(ctx, v, slices.Sorted(maps.Keys(around)), func(e *ftm.Entity) error {
		switch e.ID {
		case a:
			of[0] = e
		case b:
			of[1] = e
		default:
			others = append(others, e)
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("%s and %s: %w", a, b, err)
	}
	if of[0] != nil && of[1] != nil {
		var lists [2][]string
		for k, e := range of {
			lists[k] = slices.Clone(e.Datasets)
			for i, set := range e.Datasets {
				e.Datasets[i] = list(e.ID, set)
			}
		}
		if got, ok := m.twins.Twin(of[0], of[1], others); ok {
			t = &Twin{Twin: got}
			for k, e := range of {
				e.Datasets = lists[k]
				t.sources[k] = sourceOf(e, got.Stated[k])
			}
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pairs == nil || len(m.pairs) >= maxPairs {
		m.pairs = make(map[[2]string]*Twin)
	}
	m.pairs[[2]string{a, b}] = t
	return t, nil
}

// sourceOf names the statement of a value where a single source makes it, else the
// one that the entity exists.
func sourceOf(e *ftm.Entity, x resolve.Stated) graph.Source {
	s := ftm.Statement{Entity: e.ID, Schema: e.Schema, Prop: ftm.PropID, Value: e.ID}
	if len(e.Datasets) > 0 {
		s.Dataset = e.Datasets[0]
	}
	if len(e.Datasets) == 1 && slices.Contains(e.Properties[x.Prop], x.Value) {
		s.Prop, s.Value, s.Period = x.Prop, x.Value, e.During(x.Prop, x.Value)
	}
	digest := s.Digest()
	return graph.Source{Entity: e.ID, Statement: hex.EncodeToString(digest[:]), Dataset: s.Dataset}
}

// Step is the pair as a step of a path from one of its nodes to the other: what the
// other states.
func (t *Twin) Step(g *graph.Graph, from, to graph.Node) finding.Step {
	end := t.sources[1]
	if v, ok := g.Find(t.A.ID); ok && v == to {
		end = t.sources[0]
	}
	return finding.Step{From: g.ID(from), To: g.ID(to), Relation: "has " + words(t.Same) + " as", Statement: end.Statement, Source: end.Dataset, Entity: end.Entity, Strength: t.Score}
}

func words(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
