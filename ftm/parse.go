package ftm

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
)

const (
	maxNesting = 8      // how deep entities may stand in entities
	maxNested  = 10_000 // how many entities may stand in one
)

// ParseEntity reads one entity from JSON. It refuses what is no entity: no id,
// no schema, properties that are no object of values, or keys beside
// "properties" that the schema knows as properties, which would be lost. Of an
// entity nested in another only the id is kept here; [Reader] returns it too.
//
// Values that are no list are taken as a list of one, numbers and booleans as
// written, objects that are no entities as JSON text. A property that stands
// there twice has the values of both.
func ParseEntity(b []byte) (*Entity, error) {
	e, _, err := parseEntity(b, maxNesting)
	return e, err
}

// UnmarshalJSON reads an entity as [ParseEntity] does.
func (e *Entity) UnmarshalJSON(b []byte) error {
	p, err := ParseEntity(b)
	if err != nil {
		return err
	}
	*e = *p
	return nil
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

func parseEntity(b []byte, depth int) (*Entity, []*Entity, error) {
	p := parsers.Get().(*parser)
	e, nested, err := p.entity(b, depth)
	if cap(p.text) <= 1<<20 && cap(p.values) <= 1<<16 { // keep no giant
		p.b, p.nested = nil, nil
		parsers.Put(p)
	}
	return e, nested, err
}

// span is a string in parser.text; the zero span is none.
type span struct{ from, to int }

// parser reads one entity. All its strings are gathered in text, so that they
// become one allocation in the end.
type parser struct {
	scanner
	text   []byte
	values []span // of lists, one after the other
	props  []rangeOf
	extra  []rawOf
	nested []*Entity
	depth  int // of entities that may still stand in this one
}

// rangeOf names values[from:to].
type rangeOf struct {
	name     string
	from, to int
}

type rawOf struct {
	key string
	raw []byte
}

// head is what stands beside the properties.
type head struct {
	id, schema, caption, firstSeen, lastSeen, lastChange span
	datasets, referents                                  rangeOf // name is "set" where the key is there
	target                                               *bool
}

const set = "set"

func (p *parser) entity(b []byte, depth int) (*Entity, []*Entity, error) {
	p.reset(b)
	p.depth = depth
	p.text, p.values, p.props, p.extra, p.nested = p.text[:0], p.values[:0], p.props[:0], p.extra[:0], nil
	if c := p.peek(); c != '{' {
		if _, err := p.skip(); err != nil {
			return nil, nil, err
		}
		return nil, nil, errNoObject
	}
	if err := p.open(); err != nil {
		return nil, nil, err
	}
	var h head
	for first := true; ; first = false {
		ok, err := p.more('}', first)
		if err != nil {
			return nil, nil, err
		}
		if !ok {
			break
		}
		key, err := p.key()
		if err != nil {
			return nil, nil, err
		}
		if err := p.member(&h, key); err != nil {
			return nil, nil, err
		}
	}
	if err := p.end(); err != nil {
		return nil, nil, err
	}
	e, err := p.finish(&h)
	return e, p.nested, err
}

// member reads the value of one key of the entity.
func (p *parser) member(h *head, key []byte) (err error) {
	switch string(key) {
	case "id":
		h.id, err = p.word("id")
	case "schema":
		h.schema, err = p.word("schema")
	case "caption":
		h.caption, err = p.word("caption")
	case "first_seen":
		h.firstSeen, err = p.word("first_seen")
	case "last_seen":
		h.lastSeen, err = p.word("last_seen")
	case "last_change":
		h.lastChange, err = p.word("last_change")
	case "datasets":
		h.datasets, err = p.words("datasets")
	case "referents":
		h.referents, err = p.words("referents")
	case "target":
		var raw []byte
		if raw, err = p.skip(); err != nil {
			return err
		}
		switch string(raw) {
		case "true", "false":
			t := string(raw) == "true"
			h.target = &t
		case "null":
			h.target = nil
		default:
			err = errors.New("target is not true or false")
		}
	case "properties":
		err = p.properties()
	default:
		name := string(key)
		var raw []byte
		raw, err = p.skip()
		p.extra = append(p.extra, rawOf{name, raw})
	}
	return err
}

// keep gathers a string.
func (p *parser) keep(b []byte) span {
	from := len(p.text)
	p.text = append(p.text, b...)
	return span{from, len(p.text)}
}

// other skips a value of the wrong kind, and says so where it is not null.
func (p *parser) other(format string, args ...any) error {
	raw, err := p.skip()
	if err != nil || string(raw) == "null" {
		return err
	}
	return fmt.Errorf(format, args...)
}

// word reads a string; null is none.
func (p *parser) word(key string) (span, error) {
	if p.peek() != '"' {
		return span{}, p.other("%s is not a string", key)
	}
	b, err := p.str()
	return p.keep(b), err
}

// words reads a list of strings; null is none.
func (p *parser) words(key string) (rangeOf, error) {
	r := rangeOf{name: set, from: len(p.values), to: len(p.values)}
	if p.peek() != '[' {
		return rangeOf{}, p.other("%s is not a list of strings", key)
	}
	if err := p.open(); err != nil {
		return r, err
	}
	for first := true; ; first = false {
		ok, err := p.more(']', first)
		if err != nil || !ok {
			r.to = len(p.values)
			return r, err
		}
		if p.peek() != '"' {
			if err := p.other("%s is not a list of strings", key); err != nil {
				return r, err
			}
			continue
		}
		b, err := p.str()
		if err != nil {
			return r, err
		}
		p.values = append(p.values, p.keep(b))
	}
}

func (p *parser) properties() error {
	if p.peek() != '{' {
		return p.other("properties is not an object")
	}
	if err := p.open(); err != nil {
		return err
	}
	for first := true; ; first = false {
		ok, err := p.more('}', first)
		if err != nil || !ok {
			return err
		}
		key, err := p.key()
		if err != nil {
			return err
		}
		name, ok := propertyNames[string(key)]
		if !ok {
			name = string(key)
		}
		from := len(p.values)
		if p.peek() == '[' {
			err = p.list()
		} else {
			err = p.value()
		}
		if err != nil {
			return fmt.Errorf("property %s: %w", name, err)
		}
		p.props = append(p.props, rangeOf{name, from, len(p.values)})
	}
}

func (p *parser) list() error {
	if err := p.open(); err != nil {
		return err
	}
	for first := true; ; first = false {
		ok, err := p.more(']', first)
		if err != nil || !ok {
			return err
		}
		if p.peek() == '[' {
			return p.other("a list in a list")
		}
		if err := p.value(); err != nil {
			return err
		}
	}
}

// value reads one value of a property.
func (p *parser) value() error {
	switch p.peek() {
	case '"':
		b, err := p.str()
		if err != nil {
			return err
		}
		if len(b) > 0 {
			p.values = append(p.values, p.keep(b))
		}
	case '{':
		raw, err := p.skip()
		if err != nil {
			return err
		}
		return p.object(raw)
	default:
		raw, err := p.literal()
		if err != nil {
			return err
		}
		if raw[0] != 'n' { // null
			p.values = append(p.values, p.keep(raw))
		}
	}
	return nil
}

// object keeps an object as a value: of an entity the id, of another the JSON.
func (p *parser) object(raw []byte) error {
	if !looksLikeEntity(raw) {
		from := len(p.text)
		p.text = appendCompact(p.text, raw)
		p.values = append(p.values, span{from, len(p.text)})
		return nil
	}
	if p.depth == 0 {
		return fmt.Errorf("entities nested more than %d deep", maxNesting)
	}
	inner, more, err := parseEntity(raw, p.depth-1)
	if err != nil {
		return fmt.Errorf("nested entity: %w", err)
	}
	p.nested = append(append(p.nested, inner), more...)
	if len(p.nested) > maxNested {
		return fmt.Errorf("more than %d nested entities", maxNested)
	}
	p.values = append(p.values, p.keep([]byte(inner.ID)))
	return nil
}

// looksLikeEntity reports whether an object has a key that makes an entity. The
// object is known to be JSON.
func looksLikeEntity(raw []byte) bool {
	var s scanner
	s.reset(raw)
	s.peek()
	if s.open() != nil {
		return false
	}
	for first := true; ; first = false {
		if ok, err := s.more('}', first); err != nil || !ok {
			return false
		}
		key, err := s.key()
		if err != nil {
			return false
		}
		switch string(key) {
		case "id", "schema", "properties":
			return true
		}
		if _, err := s.skip(); err != nil {
			return false
		}
	}
}

// finish makes the entity from what was gathered.
func (p *parser) finish(h *head) (*Entity, error) {
	if h.id.from == h.id.to {
		return nil, errors.New("no id")
	}
	if h.schema.from == h.schema.to {
		return nil, errors.New("no schema")
	}
	all := string(p.text)
	at := func(s span) string { return all[s.from:s.to] }
	e := &Entity{ID: at(h.id), Schema: at(h.schema), Caption: at(h.caption), FirstSeen: at(h.firstSeen),
		LastSeen: at(h.lastSeen), LastChange: at(h.lastChange), Target: h.target}
	schema := Lookup(e.Schema)
	if schema != nil {
		e.Schema = schema.Name
	}
	if err := p.keepExtra(e, schema, h); err != nil {
		return nil, err
	}
	values := make([]string, len(p.values))
	for i, s := range p.values {
		values[i] = at(s)
	}
	// Full slice expressions: who appends to one list must not write into the next.
	if h.datasets.name == set {
		e.Datasets = values[h.datasets.from:h.datasets.to:h.datasets.to]
	}
	if h.referents.name == set {
		e.Referents = values[h.referents.from:h.referents.to:h.referents.to]
	}
	e.Properties = make(map[string][]string, len(p.props))
	for _, r := range p.props {
		list := values[r.from:r.to:r.to]
		switch {
		case len(list) == 0:
		case e.Properties[r.name] != nil, len(list) > 16:
			e.Add(r.name, list...)
		default:
			e.Properties[r.name] = once(list)
		}
	}
	return e, nil
}

// once removes doubles from a short list, in place.
func once(list []string) []string {
	n := 1
	for i := 1; i < len(list); i++ {
		if !slices.Contains(list[:n], list[i]) {
			list[n] = list[i]
			n++
		}
	}
	return list[:n:n]
}

// keepExtra keeps keys that FtM does not define. It refuses those that say the
// line is not what it seems: its content would be there, but not be found.
func (p *parser) keepExtra(e *Entity, schema *Schema, h *head) error {
	for _, x := range p.extra {
		if schema != nil && schema.Property(x.key) != nil {
			return fmt.Errorf("%q stands beside \"properties\", not in it", x.key)
		}
		if x.key == "references" && h.referents.name != set {
			return errors.New(`"references" stands where "referents" belongs`)
		}
		if e.Extra == nil {
			e.Extra = make(map[string]json.RawMessage, len(p.extra))
		}
		e.Extra[x.key] = appendCompact(make([]byte, 0, len(x.raw)), x.raw)
	}
	return nil
}
