package live

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/store"
)

// maxNeighbours is how many entities next to one are read at most. An address
// or a bank may stand next to very many.
const maxNeighbours = 9999

// Page is a part of a list.
type Page struct {
	Limit, Offset int
	Sort          []Sort
}

// Sort is a field of entities to sort by, of caption, schema, id and the dates.
type Sort struct {
	Field string
	Down  bool
}

// Neighbours are the entities that stand in one way to another one.
type Neighbours struct {
	Found []Value
	Total int
}

// Nested returns an entity with its neighbours in their places: those that it
// names, those that name it, and beyond a tie the other end.
func (d *Desk) Nested(ctx context.Context, id string) (*Entity, error) {
	b, e, err := d.bearer(ctx, id)
	if err != nil {
		return nil, err
	}
	n, err := b.around(ctx, e)
	if err != nil {
		return nil, err
	}
	return n.nest(e, nil), nil
}

// Adjacent returns an entity and its neighbours by the name under which it
// knows them, a page of each. A prop asks for one name only.
func (d *Desk) Adjacent(ctx context.Context, id, prop string, p Page) (*Entity, map[string]Neighbours, error) {
	b, e, err := d.bearer(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	schema := ftm.Lookup(e.Schema)
	if prop != "" && (schema == nil || !slices.ContainsFunc(schema.Neighbours(), func(n ftm.Neighbour) bool { return n.Name == prop })) {
		return nil, nil, &NoPropertyError{prop}
	}
	n, err := b.around(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	out := make(map[string]Neighbours)
	next := n.next(e)
	for _, name := range sortedKeys(next) {
		ids := next[name]
		if prop != "" && name != prop {
			continue
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return n.entities[id] == nil })
		if len(ids) == 0 {
			continue
		}
		n.sort(ids, p.Sort)
		list := Neighbours{Found: []Value{}, Total: len(ids)}
		from := min(max(p.Offset, 0), len(ids))
		for _, id := range ids[from:min(from+max(p.Limit, 0), len(ids))] {
			list.Found = append(list.Found, Value{Entity: n.nest(n.entities[id], []string{e.ID})})
		}
		out[name] = list
	}
	return b.s.entityOf(e, e.IsTarget()), out, nil
}

// NoPropertyError is the error of a name under which an entity can know no other.
type NoPropertyError struct{ Name string }

func (e *NoPropertyError) Error() string { return "no such property: " + e.Name }

// nearby is an entity and what stands around it.
type nearby struct {
	s        *state
	entities map[string]*ftm.Entity
	inbound  map[string]map[string][]string // entity to name to those that refer to it
	left     int                            // entities that may still be nested; beyond them ids stand
}

// around reads the neighbours of an entity, and the other ends of its ties.
func (b *bearing) around(ctx context.Context, e *ftm.Entity) (*nearby, error) {
	n := &nearby{s: b.s, entities: map[string]*ftm.Entity{e.ID: e}, inbound: make(map[string]map[string][]string), left: 2 * maxNeighbours}
	ties, err := b.d.store.Adjacent(ctx, b.v, e.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, t := range ties {
		other := t.Entity
		if other == e.ID {
			other = t.Value
		}
		ids = append(ids, other)
	}
	ids, err = b.read(ctx, n, ids)
	if err != nil {
		return nil, err
	}
	var ends []string
	for _, id := range ids {
		if o := n.entities[id]; o.Is("Interval") && ftm.Lookup(o.Schema).Edge != nil {
			ends = append(ends, o.OfType(ftm.TypeEntity)...)
		}
	}
	if _, err := b.read(ctx, n, ends); err != nil {
		return nil, err
	}
	n.index()
	return n, nil
}

// read reads entities that are not there yet. Ids that nobody bears are left out.
func (b *bearing) read(ctx context.Context, n *nearby, ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		if n.entities[id] != nil || len(n.entities) > maxNeighbours {
			continue
		}
		e, err := b.entity(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		n.entities[id] = e
		out = append(out, id)
	}
	return out, nil
}

// index notes who refers to whom, in order of id.
func (n *nearby) index() {
	for _, id := range slices.Sorted(maps.Keys(n.entities)) {
		e := n.entities[id]
		s := ftm.Lookup(e.Schema)
		if s == nil {
			continue
		}
		for _, p := range s.Properties() {
			if p.Type != ftm.TypeEntity || p.Reverse() == "" {
				continue
			}
			for _, v := range e.Properties[p.Name] {
				to := n.inbound[v]
				if to == nil {
					to = make(map[string][]string)
					n.inbound[v] = to
				}
				if !slices.Contains(to[p.Reverse()], id) {
					to[p.Reverse()] = append(to[p.Reverse()], id)
				}
			}
		}
	}
}

// next are the neighbours of an entity by the names under which it knows them.
func (n *nearby) next(e *ftm.Entity) map[string][]string {
	out := make(map[string][]string)
	for name, ids := range n.inbound[e.ID] {
		out[name] = append(out[name], ids...)
	}
	if s := ftm.Lookup(e.Schema); s != nil {
		for _, p := range s.Properties() {
			if p.Type == ftm.TypeEntity && len(e.Properties[p.Name]) > 0 {
				out[p.Name] = append(out[p.Name], e.Properties[p.Name]...)
			}
		}
	}
	return out
}

// nest puts neighbours in their places. path are the entities that this one is
// nested in: none of them stands in it again, and two steps away from the first
// one only ties have ends.
func (n *nearby) nest(e *ftm.Entity, path []string) *Entity {
	n.left--
	out := n.s.entityOf(e.Clone(), e.IsTarget())
	within := append(slices.Clone(path), e.ID)
	if len(path) < 2 {
		for _, name := range sortedKeys(n.inbound[e.ID]) { // the order decides who is nested when there are too many
			for _, id := range n.inbound[e.ID][name] {
				if !slices.Contains(within, id) && n.left > 0 {
					out.Properties[name] = append(out.Properties[name], Value{Entity: n.nest(n.entities[id], within)})
				}
			}
		}
	}
	s := ftm.Lookup(e.Schema)
	if s == nil {
		return out
	}
	for _, p := range s.Properties() {
		if p.Type != ftm.TypeEntity || len(e.Properties[p.Name]) == 0 {
			continue
		}
		var values []Value
		for _, v := range e.Properties[p.Name] {
			switch o := n.entities[v]; {
			case slices.Contains(within, v):
			case o != nil && n.left > 0:
				values = append(values, Value{Entity: n.nest(o, within)})
			default:
				values = append(values, Value{Text: v})
			}
		}
		if out.Properties[p.Name] = values; len(values) == 0 {
			delete(out.Properties, p.Name)
		}
	}
	return out
}

func sortedKeys(m map[string][]string) []string {
	return slices.Sorted(maps.Keys(m))
}

// sort puts ids in order of fields of their entities, then of themselves.
func (n *nearby) sort(ids []string, by []Sort) {
	slices.SortFunc(ids, func(a, b string) int {
		x, y := n.entities[a], n.entities[b]
		for _, s := range by {
			c := strings.Compare(field(x, s.Field), field(y, s.Field))
			if s.Down {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return strings.Compare(a, b)
	})
}

func field(e *ftm.Entity, name string) string {
	switch name {
	case "caption":
		return e.PickCaption()
	case "schema":
		return e.Schema
	case "first_seen":
		return e.FirstSeen
	case "last_seen":
		return e.LastSeen
	case "last_change":
		return e.LastChange
	case "id", "canonical_id", "_id":
		return e.ID
	}
	return e.First(strings.TrimPrefix(name, "properties."))
}
