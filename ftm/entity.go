package ftm

import (
	"encoding/json"
	"maps"
	"slices"
)

// Entity is a thing and what is said of it: a schema and multi-valued
// properties. All values are strings; the value of an entity-typed property is
// the id of another entity.
//
// Schemata and properties that the model does not have are kept as they are.
type Entity struct {
	ID         string
	Schema     string
	Caption    string
	Properties map[string][]string
	Datasets   []string
	Referents  []string // ids that were merged into this one
	FirstSeen  string   // ISO times without zone, as OpenSanctions writes them
	LastSeen   string
	LastChange string
	Target     *bool                      // nil where the source does not say
	Extra      map[string]json.RawMessage // keys beside properties that FtM does not define

	during map[propValue]Period
}

type propValue struct{ prop, value string }

// New returns an entity without properties.
func New(id, schema string) *Entity {
	return &Entity{ID: id, Schema: schema, Properties: make(map[string][]string)}
}

// Add adds values as they are. Empty values and values already there are
// left out.
func (e *Entity) Add(prop string, values ...string) {
	if len(values) == 0 {
		return
	}
	have := e.Properties[prop]
	var seen map[string]bool // for long lists, so that an entity bomb costs no square
	if len(have)+len(values) > 64 && len(values) > 1 {
		seen = make(map[string]bool, len(have)+len(values))
		for _, v := range have {
			seen[v] = true
		}
	}
	for _, v := range values {
		if v == "" || seen == nil && slices.Contains(have, v) || seen[v] {
			continue
		}
		have = append(have, v)
		if seen != nil {
			seen[v] = true
		}
	}
	if len(have) == 0 {
		return
	}
	if e.Properties == nil {
		e.Properties = make(map[string][]string)
	}
	e.Properties[prop] = have
}

// AddDuring adds a value that held in p only: a former name, a past flag, the
// topic "sanction" from the day of the listing. Of a value that is added for
// several periods, what spans them all is kept.
func (e *Entity) AddDuring(prop, value string, p Period) {
	if value == "" {
		return
	}
	e.Add(prop, value)
	if p.IsZero() {
		return
	}
	if e.during == nil {
		e.during = make(map[propValue]Period)
	}
	key := propValue{prop, value}
	if had, ok := e.during[key]; ok {
		p = had.span(p)
	}
	e.during[key] = p
}

// During returns when a value held; the zero Period when the source does not
// say.
func (e *Entity) During(prop, value string) Period { return e.during[propValue{prop, value}] }

// AddClean cleans raw by the type of prop and adds it. It reports whether the
// value could be kept as that type; where it could not, nothing is added and
// the caller decides where the text goes. Properties that the schema does not
// have take text as it is.
func (e *Entity) AddClean(prop, raw string) bool {
	v, ok := CleanValue(e.Schema, prop, raw)
	if ok {
		e.Add(prop, v)
	}
	return ok
}

// Has reports whether the property has a value.
func (e *Entity) Has(prop string) bool { return len(e.Properties[prop]) > 0 }

// First returns the first value of the property, or "".
func (e *Entity) First(prop string) string {
	if v := e.Properties[prop]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Values returns the values of several properties, in their order, each once.
func (e *Entity) Values(props ...string) []string {
	if len(props) == 1 {
		return slices.Clone(e.Properties[props[0]])
	}
	var out Entity
	for _, p := range props {
		out.Add("", e.Properties[p]...)
	}
	return out.Properties[""]
}

// OfType returns all values of properties of type t, each once, by property
// name. Properties that the model does not have are of no type.
func (e *Entity) OfType(t Type) []string {
	s := Lookup(e.Schema)
	if s == nil {
		return nil
	}
	var props []string
	for p := range e.Properties {
		if d := s.Property(p); d != nil && d.Type == t {
			props = append(props, p)
		}
	}
	slices.Sort(props)
	return e.Values(props...)
}

// PropertyNames returns the names of the properties that have values, sorted.
func (e *Entity) PropertyNames() []string {
	return slices.Sorted(maps.Keys(e.Properties))
}

// Is reports whether the entity's schema is name or a descendant of it.
func (e *Entity) Is(name string) bool {
	if e.Schema == name {
		return true
	}
	s := Lookup(e.Schema)
	return s != nil && s.Is(name)
}

// PickCaption returns what to call the entity: the caption of its source, else
// the first value of its schema's caption properties, else its id.
func (e *Entity) PickCaption() string {
	if e.Caption != "" {
		return e.Caption
	}
	if s := Lookup(e.Schema); s != nil {
		for _, p := range s.Caption {
			if v := e.First(p); v != "" {
				return v
			}
		}
	}
	if v := e.First("name"); v != "" {
		return v
	}
	return e.ID
}

// riskTopics mark an entity as somebody a screen looks for, and so does all
// that lies below one of them: "crime.theft" is below "crime".
var riskTopics = []string{
	"sanction", "debarment", "wanted", "poi", "crime", "role.pep", "role.rca", "role.oligarch", "reg.warn", "reg.action",
	"export.control", "export.risk", "invest.ban", "invest.risk", "mare.detained", "mare.shadow", "corp.disqual",
}

// RiskTopic reports whether a topic marks an entity as a target of screening:
// one of the risk topics of OpenSanctions or anything below one of them
// ("crime.theft" is below "crime").
func RiskTopic(topic string) bool {
	for _, t := range riskTopics {
		if topic == t || len(topic) > len(t) && topic[:len(t)] == t && topic[len(t)] == '.' {
			return true
		}
	}
	return false
}

// IsTarget reports whether a screen looks for the entity: as its source says,
// else whether it has a risk topic.
func (e *Entity) IsTarget() bool {
	if e.Target != nil {
		return *e.Target
	}
	return slices.ContainsFunc(e.Properties["topics"], RiskTopic)
}

// Clone returns a copy that shares nothing with e.
func (e *Entity) Clone() *Entity {
	c := *e
	c.Properties = make(map[string][]string, len(e.Properties))
	for p, v := range e.Properties {
		c.Properties[p] = slices.Clone(v)
	}
	c.Datasets, c.Referents = slices.Clone(e.Datasets), slices.Clone(e.Referents)
	c.Extra, c.during = maps.Clone(e.Extra), maps.Clone(e.during)
	if e.Target != nil {
		t := *e.Target
		c.Target = &t
	}
	return &c
}
