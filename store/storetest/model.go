package storetest

import (
	"maps"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/store"
)

// said is what one source says: statements by entity.
type said map[string]map[ftm.Statement]bool

// model is a store that keeps everything said after each batch, and looks at
// all of it for every answer.
type model struct {
	after   []map[string]said // by batch, then by source; after[0] is empty
	changes []store.Change
}

func newModel() *model {
	return &model{after: []map[string]said{{}}, changes: []store.Change{{}}}
}

// load takes in a document.
func (m *model) load(d doc) {
	last := m.after[len(m.after)-1]
	next := maps.Clone(last)
	now := said{}
	if d.delta {
		now = maps.Clone(last[d.source])
		if now == nil {
			now = said{}
		}
	}
	for _, e := range d.entities {
		if d.delta || now[e.ID] == nil {
			now[e.ID] = map[ftm.Statement]bool{}
		}
		for _, s := range e.AppendStatements(nil, d.source) {
			now[e.ID][s] = true
		}
	}
	for _, id := range d.removed {
		delete(now, id)
	}
	var c store.Change
	was := last[d.source]
	for id := range now {
		switch {
		case was[id] == nil:
			c.Added++
		case !maps.Equal(was[id], now[id]):
			c.Changed++
		}
	}
	for id := range was {
		if now[id] == nil {
			c.Removed++
		}
	}
	for s := range statements(now) {
		if !was[s.Entity][s] {
			c.Opened++
		}
	}
	for s := range statements(was) {
		if !now[s.Entity][s] {
			c.Closed++
		}
	}
	next[d.source] = now
	m.after = append(m.after, next)
	m.changes = append(m.changes, c)
}

// statements are all statements of a source.
func statements(s said) func(yield func(ftm.Statement) bool) {
	return func(yield func(ftm.Statement) bool) {
		for _, list := range s {
			for st := range list {
				if !yield(st) {
					return
				}
			}
		}
	}
}

func (m *model) has(batch int, s ftm.Statement) bool { return m.after[batch][s.Dataset][s.Entity][s] }

// dated says from when to when a statement was known that is known with batch.
func (m *model) dated(batch int, s ftm.Statement) store.Dated {
	d := store.Dated{Statement: s, KnownFrom: int64(batch)}
	for b := batch - 1; b > 0 && m.has(b, s); b-- {
		d.KnownFrom = int64(b)
	}
	for b := batch + 1; b < len(m.after) && d.KnownTo == 0; b++ {
		if !m.has(b, s) {
			d.KnownTo = int64(b)
		}
	}
	return d
}

// rows are the statements of a view that pass, in order of entity, source,
// property and value.
func (m *model) rows(v store.View, pass func(ftm.Statement) bool) []store.Dated {
	var out []store.Dated
	for _, source := range m.after[v.Batch] {
		for s := range statements(source) {
			if s.Contains(v.AsOf) && pass(s) {
				out = append(out, m.dated(int(v.Batch), s))
			}
		}
	}
	slices.SortFunc(out, compareRows)
	return out
}

func compareRows(a, b store.Dated) int {
	for _, c := range []int{
		strings.Compare(a.Entity, b.Entity), strings.Compare(a.Dataset, b.Dataset), strings.Compare(a.Prop, b.Prop), strings.Compare(a.Value, b.Value),
		strings.Compare(a.Lang, b.Lang), strings.Compare(a.Schema, b.Schema), int(a.From - b.From), int(a.To - b.To), int(a.KnownFrom - b.KnownFrom),
	} {
		if c != 0 {
			return c
		}
	}
	return 0
}

func (m *model) entity(v store.View, id string) []store.Dated {
	return m.rows(v, func(s ftm.Statement) bool { return s.Entity == id })
}

// entities are the entities of a view, and how long the answer stays the same.
func (m *model) entities(v store.View, datasets []string) ([]*ftm.Entity, store.Window) {
	in := func(s ftm.Statement) bool { return datasets == nil || slices.Contains(datasets, s.Dataset) }
	var out []*ftm.Entity
	for _, d := range m.rows(v, in) {
		if len(out) == 0 || out[len(out)-1].ID != d.Entity {
			out = append(out, ftm.New(d.Entity, ""))
		}
		out[len(out)-1].Apply(&d.Statement)
	}
	for _, e := range out {
		slices.Sort(e.Datasets)
		slices.Sort(e.Referents)
	}
	var w store.Window
	if v.AsOf != 0 {
		for _, d := range m.rows(store.View{Batch: v.Batch}, in) {
			for _, b := range []ftm.Day{d.From, d.To} {
				if b != 0 && b <= v.AsOf {
					w.From = max(w.From, b)
				}
				if b > v.AsOf && (w.To == 0 || b < w.To) {
					w.To = b
				}
			}
		}
	}
	return out, w
}

func (m *model) adjacent(v store.View, id string) []store.Dated {
	return m.rows(v, func(s ftm.Statement) bool {
		sch := ftm.Lookup(s.Schema)
		if sch == nil || s.Entity != id && s.Value != id {
			return false
		}
		p := sch.Property(s.Prop)
		return p != nil && p.Type == ftm.TypeEntity
	})
}

// changed are the statements that a batch opened and closed.
func (m *model) changed(batch int) []store.Dated {
	var out []store.Dated
	for _, source := range m.after[batch] {
		for s := range statements(source) {
			if !m.has(batch-1, s) {
				out = append(out, m.dated(batch, s))
			}
		}
	}
	for _, source := range m.after[batch-1] {
		for s := range statements(source) {
			if !m.has(batch, s) {
				out = append(out, m.dated(batch-1, s))
			}
		}
	}
	slices.SortFunc(out, compareRows)
	return out
}

// history is everything said of an entity up to a batch.
func (m *model) history(batch int, id string) []store.Dated {
	var out []store.Dated
	for b := 1; b <= batch; b++ {
		for _, d := range m.changed(b) {
			if d.Entity != id || d.KnownFrom != int64(b) {
				continue
			}
			if d.KnownTo > int64(batch) {
				d.KnownTo = 0
			}
			out = append(out, d)
		}
	}
	slices.SortFunc(out, compareRows)
	return out
}
