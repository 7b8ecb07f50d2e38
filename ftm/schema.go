package ftm

import (
	"fmt"
	"slices"
	"strings"
)

// Schema is a kind of entity. Schemata form a hierarchy; an entity of a schema
// has the properties of all its ancestors.
type Schema struct {
	Name, Label, Plural string
	Extends             []string // direct parents, in order
	Abstract            bool     // no entity is only of this schema
	Matchable           bool     // entities of it can be screened
	Caption             []string // properties that name an entity, best first
	Featured            []string // properties shown first
	Required            []string // an entity without them says little
	Edge                *Edge    // set where an entity of the schema ties two others together

	ancestors []string             // itself first, then parents in order, no doubles
	props     map[string]*Property // own and inherited
	list      []*Property          // the same, sorted by name
}

// Edge says which properties of a schema are the two ends of a tie.
type Edge struct {
	Source, Target string // names of entity-typed properties
	Label          string // what the source is to the target: "owns"
	Directed       bool
}

// Property is one property of a schema.
type Property struct {
	Name, Label string
	Schema      string // the schema that defines it
	Type        Type
	Range       string // entity type: the schema of what it refers to
	Matchable   bool   // takes part in comparing entities
	Format      string // identifier type: the kind of identifier, as package ident names it
}

// Is reports whether s is the schema named name or one of its descendants.
func (s *Schema) Is(name string) bool { return slices.Contains(s.ancestors, name) }

// Ancestors returns s itself and all above it, nearest first.
func (s *Schema) Ancestors() []string { return s.ancestors }

// Property returns the property named name, own or inherited, or nil.
func (s *Schema) Property(name string) *Property { return s.props[name] }

// Properties returns own and inherited properties in order of name.
func (s *Schema) Properties() []*Property { return s.list }

// Lookup returns the schema named name, or nil when the model does not have it.
func Lookup(name string) *Schema { return model[name] }

// Schemata returns all schemata in order of name.
func Schemata() []*Schema { return modelList }

// Comparable reports whether entities of the two schemata may be the same
// thing: one must be the other's ancestor. A LegalEntity may be a Person; a
// Person is never a Company. A schema the model does not have compares only
// with itself.
func Comparable(a, b string) bool {
	if a == b {
		return true
	}
	sa, sb := Lookup(a), Lookup(b)
	return sa != nil && sb != nil && (sa.Is(b) || sb.Is(a))
}

var (
	model         map[string]*Schema
	modelList     []*Schema
	propertyNames map[string]string // each name to itself: a reader's copy of the bytes is not kept
)

func init() {
	if err := build(); err != nil {
		panic("ftm: " + err.Error())
	}
}

// build resolves inheritance. It fails on a parent, edge end or caption that
// does not exist: a fault of the tables in this package.
func build() error {
	model = make(map[string]*Schema, len(definitions))
	for i := range definitions {
		d := &definitions[i]
		s := &d.Schema
		if model[s.Name] != nil {
			return fmt.Errorf("schema %s is defined twice", s.Name)
		}
		model[s.Name] = s
		modelList = append(modelList, s)
	}
	slices.SortFunc(modelList, func(a, b *Schema) int { return strings.Compare(a.Name, b.Name) })
	own := make(map[string][]Property, len(definitions))
	for _, d := range definitions {
		own[d.Name] = d.own
	}
	propertyNames = make(map[string]string)
	for _, s := range modelList {
		if err := s.resolve(own); err != nil {
			return fmt.Errorf("schema %s: %w", s.Name, err)
		}
		for _, p := range s.list {
			propertyNames[p.Name] = p.Name
		}
	}
	return nil
}

func (s *Schema) resolve(own map[string][]Property) error {
	var walk func(name string, seen []string) error
	walk = func(name string, seen []string) error {
		p := model[name]
		if p == nil {
			return fmt.Errorf("no parent %s", name)
		}
		if slices.Contains(seen, name) {
			return fmt.Errorf("%s is its own ancestor", name)
		}
		if !slices.Contains(s.ancestors, name) {
			s.ancestors = append(s.ancestors, name)
		}
		for _, e := range p.Extends {
			if err := walk(e, append(seen, name)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(s.Name, nil); err != nil {
		return err
	}
	s.props = make(map[string]*Property)
	for _, a := range s.ancestors { // nearest first: a descendant's definition wins
		for i := range own[a] {
			p := own[a][i]
			p.Schema = a
			if s.props[p.Name] == nil {
				s.props[p.Name] = &p
				s.list = append(s.list, &p)
			}
		}
		p := model[a]
		if s.Edge == nil {
			s.Edge = p.Edge
		}
		if s.Caption == nil {
			s.Caption = p.Caption
		}
		if s.Featured == nil {
			s.Featured = p.Featured
		}
		if s.Required == nil {
			s.Required = p.Required
		}
	}
	if s.Required == nil && s.Edge != nil {
		s.Required = []string{s.Edge.Source, s.Edge.Target}
	}
	slices.SortFunc(s.list, func(a, b *Property) int { return strings.Compare(a.Name, b.Name) })
	check := slices.Concat(s.Caption, s.Featured, s.Required)
	if s.Edge != nil {
		check = append(check, s.Edge.Source, s.Edge.Target)
	}
	for _, n := range check {
		if s.props[n] == nil {
			return fmt.Errorf("names property %s, which it does not have", n)
		}
	}
	for _, p := range s.list {
		if p.Type == TypeEntity && model[p.Range] == nil {
			return fmt.Errorf("property %s refers to %q, which is no schema", p.Name, p.Range)
		}
	}
	return nil
}
