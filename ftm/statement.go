package ftm

import (
	"encoding/binary"
	"encoding/json"
	"slices"

	"golang.org/x/crypto/blake2b"
)

// Statement is one property value of one entity from one source, with when it
// was true. When it was learned is the batch that brought it, which the store
// knows.
type Statement struct {
	Entity  string `json:"entity_id"`      // subject
	Schema  string `json:"schema"`         // of the subject
	Prop    string `json:"prop"`           // property; PropID says that the entity exists
	Value   string `json:"value"`          // value; for entity-typed properties the id of the other entity
	Lang    string `json:"lang,omitempty"` // ISO 639-3, where the source says
	Dataset string `json:"dataset"`        // the source
	Period         // when it was true, as the source says
}

// PropID is the property of the statement that says an entity exists in a
// source. Its value is the entity's id. FollowTheMoney calls it "id" too.
const PropID = "id"

// The properties under which statements keep what an entity says of itself
// beside its FtM properties, so that nothing is lost in the store.
const (
	PropCaption    = "id:caption"
	PropReferent   = "id:referent"
	PropFirstSeen  = "id:first_seen"
	PropLastSeen   = "id:last_seen"
	PropLastChange = "id:last_change"
	PropTarget     = "id:target"
	PropDataset    = "id:dataset"
	PropExtra      = "id:extra:" // + key; the value is JSON
)

// Digest identifies what a statement says: BLAKE2b, 16 bytes, over
// length-prefixed fields. It is made of names, not of numbers a store gave, so
// that two machines get the same digest.
func (s *Statement) Digest() [16]byte {
	var arr [512]byte
	b := arr[:0]
	for _, f := range [...]string{s.Entity, s.Schema, s.Prop, s.Value, s.Lang, s.Dataset} {
		b = binary.AppendUvarint(b, uint64(len(f)))
		b = append(b, f...)
	}
	b = binary.AppendVarint(b, int64(s.From))
	b = binary.AppendVarint(b, int64(s.To))
	h, _ := blake2b.New(16, nil) // fails only for a wrong size or key
	h.Write(b)
	var out [16]byte
	h.Sum(out[:0])
	return out
}

// AppendStatements appends what e says, as said by dataset, in order of
// property and value. The first statement says that e exists.
func (e *Entity) AppendStatements(out []Statement, dataset string) []Statement {
	start := len(out)
	add := func(prop, value string, p Period) {
		out = append(out, Statement{Entity: e.ID, Schema: e.Schema, Prop: prop, Value: value, Dataset: dataset, Period: p})
	}
	add(PropID, e.ID, Period{})
	for p, vs := range e.Properties {
		for _, v := range vs {
			add(p, v, e.During(p, v))
		}
	}
	opt := func(prop, v string) {
		if v != "" {
			add(prop, v, Period{})
		}
	}
	opt(PropCaption, e.Caption)
	opt(PropFirstSeen, e.FirstSeen)
	opt(PropLastSeen, e.LastSeen)
	opt(PropLastChange, e.LastChange)
	for _, v := range e.Datasets {
		add(PropDataset, v, Period{})
	}
	for _, v := range e.Referents {
		add(PropReferent, v, Period{})
	}
	if e.Target != nil {
		add(PropTarget, map[bool]string{true: "true", false: "false"}[*e.Target], Period{})
	}
	for k, v := range e.Extra {
		add(PropExtra+k, string(v), Period{})
	}
	slices.SortFunc(out[start+1:], func(a, b Statement) int {
		if c := compareStrings(a.Prop, b.Prop); c != 0 {
			return c
		}
		return compareStrings(a.Value, b.Value)
	})
	return out
}

// Apply adds what a statement says to e. The statement's dataset is added to
// the entity's, so that an entity of several sources names them all.
func (e *Entity) Apply(s *Statement) {
	if e.ID == "" {
		e.ID = s.Entity
	}
	e.Schema = mergeSchema(e.Schema, s.Schema)
	addOnce := func(list *[]string, v string) {
		if v != "" && !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
	switch s.Prop {
	case PropID:
		addOnce(&e.Datasets, s.Dataset)
	case PropCaption:
		e.Caption = s.Value
	case PropReferent:
		addOnce(&e.Referents, s.Value)
	case PropDataset:
		addOnce(&e.Datasets, s.Value)
	case PropFirstSeen:
		if e.FirstSeen == "" || s.Value < e.FirstSeen {
			e.FirstSeen = s.Value
		}
	case PropLastSeen:
		e.LastSeen = max(e.LastSeen, s.Value)
	case PropLastChange:
		e.LastChange = max(e.LastChange, s.Value)
	case PropTarget:
		t := s.Value == "true" || e.Target != nil && *e.Target
		e.Target = &t
	default:
		if len(s.Prop) > len(PropExtra) && s.Prop[:len(PropExtra)] == PropExtra {
			if e.Extra == nil {
				e.Extra = make(map[string]json.RawMessage)
			}
			e.Extra[s.Prop[len(PropExtra):]] = json.RawMessage(s.Value)
			return
		}
		e.AddDuring(s.Prop, s.Value, s.Period)
	}
}

// mergeSchema returns the more specific of two schemata where one is the
// other's ancestor, else the first.
func mergeSchema(a, b string) string {
	if a == "" || a == b {
		return b
	}
	sb := Lookup(b)
	if sb != nil && sb.Is(a) {
		return b
	}
	return a
}
