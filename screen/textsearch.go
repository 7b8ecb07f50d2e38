package screen

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"cordon/ftm"
)

// TextQuery asks for entities by words.
type TextQuery struct {
	Text   string
	Simple bool // take Text as people write it
	Fuzzy  bool // words one slip away count too
	Begin  bool // Text is the beginning of a name, typed so far

	Schema          string // of entities; "" and Thing are any
	Datasets        []string
	ExcludeDatasets []string
	ExcludeSchemata []string
	ChangedSince    string
	Filters         []TextFilter
	Every           bool // an entity must pass every filter, not one for each field

	Facets        []string
	Sort          []TextSort
	Limit, Offset int
}

// TextFilter is a field and a value that it must have.
type TextFilter struct{ Field, Value string }

// TextSort is a field to sort by. Entities without it come last.
type TextSort struct {
	Field string
	Down  bool
}

// TextAnswer is a page of what was found.
type TextAnswer struct {
	Found  []Found
	Total  int
	Facets map[string][]Count
}

// Found is an entity as the index has it.
type Found struct {
	*ftm.Entity
	Target bool
}

// Count is a value of a field and how many entities have it.
type Count struct {
	Value string
	N     int
}

// maxCounts is how many values of a field are counted out.
const maxCounts = 1000

// maxBegun is how many words a beginning may stand for.
const maxBegun = 2000

// found is a party and how well it fits.
type textHit struct {
	party uint32
	score float32
}

// Search answers a query. It fails with [ErrText] on a text or filter that
// cannot be read, and with [ErrSchema] on a schema that does not exist.
func (t *Text) Search(q TextQuery) (TextAnswer, error) {
	a := TextAnswer{Found: []Found{}, Facets: make(map[string][]Count, len(q.Facets))}
	c, err := t.clauseOf(q)
	if err != nil {
		return a, err
	}
	keep, err := t.filter(q)
	if err != nil {
		return a, err
	}
	hits := t.narrow(t.eval(c), q)
	kept := hits[:0]
	for _, h := range hits {
		if keep(h.party) {
			kept = append(kept, h)
		}
	}
	a.Total = len(kept)
	for _, f := range q.Facets {
		if a.Facets[f], err = t.count(f, kept); err != nil {
			return a, err
		}
	}
	if err := t.order(kept, q.Sort); err != nil {
		return a, err
	}
	from := min(max(q.Offset, 0), len(kept))
	for _, h := range kept[from:min(from+max(q.Limit, 0), len(kept))] {
		e, target := t.ix.record(h.party)
		a.Found = append(a.Found, Found{e, target})
	}
	return a, nil
}

func (t *Text) clauseOf(q TextQuery) (*clause, error) {
	if !q.Begin {
		return parseText(q.Text, q.Fuzzy, q.Simple)
	}
	w := appendWords(nil, q.Text)
	if len(w) == 0 || len(w) > maxClauses {
		return &clause{op: opOr}, nil // nothing
	}
	return &clause{op: opWords, field: "names", words: w, start: true}, nil
}

// eval returns the parties of a clause in order of number.
func (t *Text) eval(c *clause) []textHit {
	switch c.op {
	case opAll:
		out := make([]textHit, t.ix.Len())
		for i := range out {
			out[i].party = uint32(i)
		}
		return out
	case opWords:
		return t.evalWords(c)
	case opAnd:
		return t.evalAnd(c.sub)
	case opOr:
		var out []textHit
		for _, s := range c.sub {
			out = union(out, t.eval(s), func(a, b float32) float32 { return a + b })
		}
		return out
	}
	return without(t.eval(&clause{op: opAll}), t.eval(c.sub[0])) // opNot
}

// evalAnd takes what must be there first, and takes away what must not.
func (t *Text) evalAnd(sub []*clause) []textHit {
	var out []textHit
	begun := false
	for _, s := range sub {
		if s.op == opNot {
			continue
		}
		if l := t.eval(s); begun {
			out = both(out, l)
		} else {
			out, begun = l, true
		}
	}
	if !begun {
		out = t.eval(&clause{op: opAll})
	}
	for _, s := range sub {
		if s.op == opNot {
			out = without(out, t.eval(s.sub[0]))
		}
	}
	return out
}

// evalWords finds the parties that have all words of a clause.
func (t *Text) evalWords(c *clause) []textHit {
	if c.field == "id" || c.field == "_id" || c.field == "canonical_id" {
		if p, ok := t.ix.ids.find(c.raw); ok {
			return []textHit{{p, 1}}
		}
		return nil
	}
	if slices.Contains(keywordFields, c.field) {
		var out []textHit
		for p := range uint32(t.ix.Len()) {
			if t.has(p, c.field, c.raw) {
				out = append(out, textHit{p, 1})
			}
		}
		return out
	}
	var out []textHit
	for i, w := range c.words {
		l := t.evalWord(w, c.field == "names", c.start && i == len(c.words)-1, c.near)
		if i == 0 {
			out = l
		} else {
			out = both(out, l)
		}
	}
	prop := strings.TrimPrefix(c.field, "properties.")
	if c.field == "names" || c.field == "text" {
		prop = ""
	}
	if !(c.whole && len(c.words) > 1) && prop == "" {
		return out
	}
	kept := out[:0]
	for _, h := range out {
		if t.verify(h.party, c, prop) {
			kept = append(kept, h)
		}
	}
	return kept
}

// evalWord finds the parties that have one word. A word in a name counts three
// times what it counts elsewhere, and a rare one more than a common one.
func (t *Text) evalWord(w string, named, begun, near bool) []textHit {
	var out []textHit
	best := func(a, b float32) float32 { return max(a, b) }
	add := func(word uint32, share float32) {
		weight := share * t.idf(word)
		out = union(out, hitsOf(t.named.of(word), 3*weight), best)
		if !named {
			out = union(out, hitsOf(t.written.of(word), weight), best)
		}
	}
	i, ok := t.words.find(w)
	if ok {
		add(i, 1)
	}
	if begun {
		from, to := t.withPrefix(w)
		var all []uint32
		for x := from; x < min(to, from+maxBegun); x++ {
			l := t.written
			if named {
				l = t.named
			}
			all = append(all, l.of(x)...)
		}
		slices.Sort(all)
		out = union(out, hitsOf(slices.Compact(all), .5), best)
	}
	if near {
		for _, x := range t.nearWords(w) {
			add(x, .7)
		}
	}
	return out
}

// nearWords returns the words of names that are one slip away.
func (t *Text) nearWords(w string) []uint32 {
	var out []uint32
	runes := appendRunes(nil, w)
	for _, h := range deletes(w, nil) {
		for _, x := range t.ix.near.of(h) {
			other := t.ix.words.at(x)
			if other == w || len(out) >= maxNear || !oneSlip(runes, appendRunes(nil, other)) {
				continue
			}
			if i, ok := t.words.find(other); ok && !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (t *Text) idf(w uint32) float32 {
	n := float64(t.ix.Len())
	df := float64(max(len(t.written.of(w)), 1))
	return float32(math.Log(1 + n/df))
}

// verify reports whether one value of a party has the words of a clause, in
// their order where it asks for it.
func (t *Text) verify(p uint32, c *clause, prop string) bool {
	e, _ := t.ix.record(p)
	s := ftm.Lookup(e.Schema)
	var buf []string
	for name, values := range e.Properties {
		if prop != "" && name != prop {
			continue
		}
		if c.field == "names" && (s == nil || s.Property(name) == nil || s.Property(name).Type != ftm.TypeName) {
			continue
		}
		for _, v := range values {
			buf = appendWords(buf[:0], v)
			if holds(buf, c) {
				return true
			}
		}
	}
	return false
}

func holds(words []string, c *clause) bool {
	if c.whole {
		for i := 0; i+len(c.words) <= len(words); i++ {
			if slices.Equal(words[i:i+len(c.words)], c.words) {
				return true
			}
		}
		return false
	}
	for i, w := range c.words {
		begun := c.start && i == len(c.words)-1
		if !slices.ContainsFunc(words, func(x string) bool {
			return x == w || begun && strings.HasPrefix(x, w) || c.near && oneSlip(appendRunes(nil, x), appendRunes(nil, w))
		}) {
			return false
		}
	}
	return true
}

func hitsOf(parties []uint32, score float32) []textHit {
	out := make([]textHit, len(parties))
	for i, p := range parties {
		out[i] = textHit{p, score}
	}
	return out
}

// both is what stands in two lists, with both scores.
func both(a, b []textHit) []textHit {
	out := make([]textHit, 0, min(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].party < b[0].party:
			a = a[1:]
		case a[0].party > b[0].party:
			b = b[1:]
		default:
			out = append(out, textHit{a[0].party, a[0].score + b[0].score})
			a, b = a[1:], b[1:]
		}
	}
	return out
}

func union(a, b []textHit, join func(a, b float32) float32) []textHit {
	if len(a) == 0 {
		return b
	}
	out := make([]textHit, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].party < b[0].party:
			out, a = append(out, a[0]), a[1:]
		case a[0].party > b[0].party:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, textHit{a[0].party, join(a[0].score, b[0].score)})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func without(a, b []textHit) []textHit {
	out := make([]textHit, 0, len(a))
	for _, h := range a {
		for len(b) > 0 && b[0].party < h.party {
			b = b[1:]
		}
		if len(b) == 0 || b[0].party != h.party {
			out = append(out, h)
		}
	}
	return out
}

// order sorts hits by fields, then the best fit first, then by id.
func (t *Text) order(hits []textHit, by []TextSort) error {
	keys := make(map[uint32][]string, 0)
	for _, s := range by {
		if s.Field == "_score" {
			break
		}
		if !sortable(s.Field) {
			return fmt.Errorf("%w: no order by %q", ErrText, s.Field)
		}
		for _, h := range hits {
			keys[h.party] = append(keys[h.party], t.sortKey(h.party, s.Field))
		}
	}
	slices.SortFunc(hits, func(a, b textHit) int {
		for i := range keys[a.party] {
			x, y := keys[a.party][i], keys[b.party][i]
			switch {
			case x == y:
				continue
			case x == "":
				return 1
			case y == "":
				return -1
			case (x < y) != by[i].Down:
				return -1
			}
			return 1
		}
		if a.score != b.score {
			if a.score > b.score {
				return -1
			}
			return 1
		}
		return int(int64(a.party) - int64(b.party))
	})
	return nil
}
