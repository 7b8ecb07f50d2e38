package screen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
)

// filter says which parties may be in an answer at all.
func (t *Text) filter(q TextQuery) (func(uint32) bool, error) {
	schema := q.Schema
	if schema == "" {
		schema = "Thing"
	}
	want := ftm.Lookup(schema)
	if want == nil {
		return nil, fmt.Errorf("schema %q: %w", schema, ErrSchema)
	}
	ix := t.ix
	schemata := make([]bool, ix.schemata.len())
	for i := range schemata {
		name := ix.schemata.at(uint32(i))
		s := ftm.Lookup(name)
		// What can be screened may also be known by less: a Person is found
		// among those of whom only LegalEntity is known.
		fits := s == nil && schema == "Thing" || s != nil && (s.Is(schema) || want.Matchable && want.Is(name) && s.Matchable)
		schemata[i] = fits && !slices.ContainsFunc(q.ExcludeSchemata, func(x string) bool { return x == name })
	}
	datasets := make([]bool, ix.datasets.len())
	for i := range datasets {
		d := ix.datasets.at(uint32(i))
		datasets[i] = (len(q.Datasets) == 0 || slices.Contains(q.Datasets, d)) && !slices.Contains(q.ExcludeDatasets, d)
	}
	groups, err := t.filterGroups(q)
	if err != nil {
		return nil, err
	}
	return func(p uint32) bool {
		if !schemata[ix.schema[p]] || !slices.ContainsFunc(ix.of.of(p), func(d uint32) bool { return datasets[d] }) {
			return false
		}
		if q.ChangedSince != "" {
			if e, _ := ix.record(p); e.LastChange < q.ChangedSince {
				return false
			}
		}
		for _, g := range groups {
			if !slices.ContainsFunc(g, func(f TextFilter) bool { return t.has(p, f.Field, f.Value) }) {
				return false
			}
		}
		return true
	}, nil
}

// filterGroups are the filters of which one each must hold.
func (t *Text) filterGroups(q TextQuery) ([][]TextFilter, error) {
	var groups [][]TextFilter
	at := make(map[string]int)
	for _, f := range q.Filters {
		if f.Field == "names" || f.Field == "text" || !isField(f.Field) {
			return nil, fmt.Errorf("%w: no filter by %q", ErrText, f.Field)
		}
		i, ok := at[f.Field]
		if !ok || q.Every {
			i = len(groups)
			at[f.Field] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups, nil
}

// narrow keeps the hits that have all words of the filters on properties, so
// that only their records are read.
func (t *Text) narrow(hits []textHit, q TextQuery) []textHit {
	groups, err := t.filterGroups(q)
	if err != nil {
		return hits
	}
	for _, g := range groups {
		var any []textHit
		all := true
		for _, f := range g {
			w := t.filterWords(f)
			if all = all && len(w) > 0; !all {
				break
			}
			any = union(any, t.evalWords(&clause{op: opWords, words: w}), func(a, _ float32) float32 { return a })
		}
		if all {
			for i := range any {
				any[i].score = 0
			}
			hits = both(hits, any)
		}
	}
	return hits
}

// filterWords are the words that whoever passes a filter is found by, none
// where the lists of words do not say.
func (t *Text) filterWords(f TextFilter) []string {
	if f.Field != "identifiers" && slices.Contains(keywordFields, f.Field) || len(f.Value) > maxProse {
		return nil
	}
	if d := property("", strings.TrimPrefix(f.Field, "properties.")); d != nil {
		switch d.Type {
		case ftm.TypeEntity, ftm.TypeURL, ftm.TypeChecksum:
			return nil
		}
	}
	return appendWords(nil, f.Value)
}

// has reports whether a field of a party has a value.
func (t *Text) has(p uint32, field, value string) bool {
	ix := t.ix
	switch field {
	case "topics":
		return t.topics.has(p, value)
	case "countries":
		return t.countries.has(p, value)
	case "datasets":
		return slices.ContainsFunc(ix.of.of(p), func(d uint32) bool { return ix.datasets.at(d) == value })
	case "schema":
		return ix.schemata.at(uint32(ix.schema[p])) == value
	case "id", "_id", "canonical_id":
		return ix.ids.at(p) == value
	case "identifiers":
		for i := ix.idFirst[p]; i < ix.idFirst[p+1]; i++ {
			if ix.idValue.at(i) == value {
				return true
			}
		}
		return false
	case "genders":
		return value != "" && genderBits([]string{value})&ix.gender[p] != 0
	case "target":
		_, target := ix.record(p)
		return strconv.FormatBool(target) == value
	}
	e, _ := ix.record(p)
	return slices.Contains(e.Properties[strings.TrimPrefix(field, "properties.")], value)
}

func (k *keywords) has(p uint32, value string) bool {
	i, ok := k.values.find(value)
	if !ok {
		return false
	}
	_, ok = slices.BinarySearch(k.of.of(p), i)
	return ok
}

// Facets are the fields that can be counted by.
func Facets() []string {
	return []string{"datasets", "schema", "countries", "identifiers", "topics", "genders"}
}

// count counts the values of a field, the most frequent first.
func (t *Text) count(field string, hits []textHit) ([]Count, error) {
	ix := t.ix
	counts := make(map[string]int)
	byNumber := func(values *strs, of func(p uint32) []uint32) {
		n := make([]int, values.len())
		for _, h := range hits {
			for _, v := range of(h.party) {
				n[v]++
			}
		}
		for i, c := range n {
			if c > 0 {
				counts[values.at(uint32(i))] += c
			}
		}
	}
	switch field {
	case "topics":
		byNumber(&t.topics.values, t.topics.of.of)
	case "countries":
		byNumber(&t.countries.values, t.countries.of.of)
	case "datasets":
		byNumber(&ix.datasets, ix.of.of)
	case "schema":
		byNumber(&ix.schemata, func(p uint32) []uint32 { return []uint32{uint32(ix.schema[p])} })
	case "identifiers":
		for _, h := range hits {
			var seen []string
			for i := ix.idFirst[h.party]; i < ix.idFirst[h.party+1]; i++ {
				if v := ix.idValue.at(i); !slices.Contains(seen, v) {
					seen = append(seen, v)
					counts[v]++
				}
			}
		}
	case "genders":
		for _, h := range hits {
			for i, g := range []string{"male", "female", "other"} {
				if ix.gender[h.party]&(1<<i) != 0 {
					counts[g]++
				}
			}
		}
	default:
		return nil, fmt.Errorf("%w: no facet %q", ErrText, field)
	}
	out := make([]Count, 0, len(counts))
	for v, n := range counts {
		out = append(out, Count{v, n})
	}
	slices.SortFunc(out, func(a, b Count) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Value, b.Value)
	})
	return out[:min(len(out), maxCounts)], nil
}

// sortable reports whether entities can be sorted by a field.
func sortable(field string) bool {
	switch field {
	case "id", "_id", "canonical_id", "caption", "schema", "first_seen", "last_seen", "last_change", "target":
		return true
	}
	return field != "names" && field != "text" && !slices.Contains(keywordFields, field) && isField(field)
}

// sortKey is what a party is sorted by.
func (t *Text) sortKey(p uint32, field string) string {
	switch field {
	case "id", "_id", "canonical_id":
		return t.ix.ids.at(p)
	case "schema":
		return t.ix.schemata.at(uint32(t.ix.schema[p]))
	}
	e, target := t.ix.record(p)
	switch field {
	case "caption":
		return e.PickCaption()
	case "first_seen":
		return e.FirstSeen
	case "last_seen":
		return e.LastSeen
	case "last_change":
		return e.LastChange
	case "target":
		return strconv.FormatBool(target)
	}
	return e.First(strings.TrimPrefix(field, "properties."))
}
