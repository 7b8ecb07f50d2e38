package ftm

import (
	"encoding/binary"
	"encoding/json"
	"hash"
	"slices"
	"strconv"
	"strings"
	"sync"

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
	PropNamesake   = "id:prop:"  // + a property that is called like one of the above
)

// hasher makes digests without allocating.
type hasher struct {
	h   hash.Hash
	in  []byte
	out [16]byte
}

var hashers = sync.Pool{New: func() any {
	h, err := blake2b.New(16, nil)
	if err != nil {
		panic("ftm: " + err.Error()) // a wrong size or key
	}
	return &hasher{h: h, in: make([]byte, 0, 512)}
}}

// Digest identifies what a statement says: BLAKE2b, 16 bytes, over
// length-prefixed fields. It is made of names, not of numbers a store gave, so
// that two machines get the same digest.
func (s *Statement) Digest() [16]byte {
	w := hashers.Get().(*hasher)
	b := w.in[:0]
	for _, f := range [...]string{s.Entity, s.Schema, s.Prop, s.Value, s.Lang, s.Dataset} {
		b = binary.AppendUvarint(b, uint64(len(f)))
		b = append(b, f...)
	}
	b = binary.AppendVarint(b, int64(s.From))
	b = binary.AppendVarint(b, int64(s.To))
	w.h.Reset()
	w.h.Write(b)
	w.h.Sum(w.out[:0])
	out := w.out
	if cap(b) <= 1<<16 { // keep no giant
		w.in = b
	}
	hashers.Put(w)
	return out
}

// AppendStatements appends what e says, as said by dataset, in order of
// property and value. The first statement says that e exists.
func (e *Entity) AppendStatements(out []Statement, dataset string) []Statement {
	target := ""
	if e.Target != nil {
		target = strconv.FormatBool(*e.Target)
	}
	said := [...]struct { // of itself
		prop, value string
		values      []string
	}{
		{prop: PropCaption, value: e.Caption}, {prop: PropFirstSeen, value: e.FirstSeen}, {prop: PropLastSeen, value: e.LastSeen},
		{prop: PropLastChange, value: e.LastChange}, {prop: PropTarget, value: target},
		{prop: PropDataset, values: e.Datasets}, {prop: PropReferent, values: e.Referents},
	}
	var buf [48]string
	props, n := buf[:0], 1+len(said)+len(e.Extra)+len(e.Datasets)+len(e.Referents) // props: as the statements call them
	for p, vs := range e.Properties {
		props = append(props, stated(p))
		n += len(vs)
	}
	for k := range e.Extra {
		props = append(props, PropExtra+k)
	}
	for i := range said {
		if said[i].value != "" || len(said[i].values) > 0 {
			props = append(props, said[i].prop)
		}
	}
	slices.Sort(props)
	out = slices.Grow(out, n)
	st := Statement{Entity: e.ID, Schema: e.Schema, Prop: PropID, Value: e.ID, Dataset: dataset}
	out = append(out, st)
	for _, st.Prop = range props {
		start := len(out)
		if prop, own := unstated(st.Prop); own {
			for _, st.Value = range e.Properties[prop] {
				st.Period = e.During(prop, st.Value)
				out = append(out, st)
			}
			st.Period = Period{}
		} else if key, ok := strings.CutPrefix(st.Prop, PropExtra); ok {
			st.Value = string(e.Extra[key])
			out = append(out, st)
		} else {
			for i := range said {
				if said[i].prop != st.Prop {
					continue
				}
				if st.Value = said[i].value; st.Value != "" {
					out = append(out, st)
				}
				for _, st.Value = range said[i].values {
					out = append(out, st)
				}
			}
		}
		sortByValue(out[start:])
	}
	return out
}

// sortByValue sorts the statements of one property. Most have one, or few.
func sortByValue(list []Statement) {
	if len(list) > 16 {
		slices.SortFunc(list, func(a, b Statement) int { return strings.Compare(a.Value, b.Value) })
		return
	}
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && list[j].Value < list[j-1].Value; j-- {
			// All else but the value and its period is the same.
			list[j].Value, list[j-1].Value = list[j-1].Value, list[j].Value
			list[j].Period, list[j-1].Period = list[j-1].Period, list[j].Period
		}
	}
}

// stated returns what statements call a property of an entity. A source may
// call a property "id" or "id:caption"; it must not pass for one of ours.
func stated(prop string) string {
	if prop == PropID || strings.HasPrefix(prop, "id:") {
		return PropNamesake + prop
	}
	return prop
}

// unstated undoes stated. own is false for what statements use for themselves.
func unstated(stmt string) (prop string, own bool) {
	if prop, ok := strings.CutPrefix(stmt, PropNamesake); ok {
		return prop, true
	}
	return stmt, stmt != PropID && !strings.HasPrefix(stmt, "id:")
}

// Apply adds what a statement says to e. The statement's dataset is added to
// the entity's, so that an entity of several sources names them all. In what
// order statements come matters only for the caption: the last one stays.
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
		if key, ok := strings.CutPrefix(s.Prop, PropExtra); ok {
			if e.Extra == nil {
				e.Extra = make(map[string]json.RawMessage)
			}
			e.Extra[key] = json.RawMessage(s.Value)
			return
		}
		prop, _ := unstated(s.Prop)
		e.AddDuring(prop, s.Value, s.Period)
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
