package resolve

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"cordon/finding"
	"cordon/ftm"
)

// Pool is a set of records of which pairs may be the same party. It does not
// change.
type Pool struct {
	records []*record // in order of id
	place   map[string]int
	tables
	among      int // records that they are some of, where those are more
	models     [families]*model
	candidates []pair
	compared   []comparison // of candidates, in their places
}

// Len is how many records can be compared.
func (p *Pool) Len() int { return len(p.records) }

// Pairs is how many pairs were compared.
func (p *Pool) Pairs() int { return len(p.candidates) }

// Has reports whether an id is that of a record.
func (p *Pool) Has(id string) bool { _, ok := p.place[id]; return ok }

// Field is what one field adds to a score.
type Field struct {
	Name   string  `json:"name"`
	Level  string  `json:"level"` // how the two values agree
	A      string  `json:"a"`
	B      string  `json:"b"`
	Weight float64 `json:"weight"` // bits: log2(m/u), and what the value's rarity adds
	M      float64 `json:"m"`      // how often the same party shows this level
	U      float64 `json:"u"`      // how often two others do
	Rarity float64 `json:"rarity"` // bits of the weight that come from how rare the value is
}

// Candidate is a pair that may be one party.
type Candidate struct {
	A        Party   `json:"a"`
	B        Party   `json:"b"`
	Score    float64 `json:"score"`              // probability that they are the same
	Weight   float64 `json:"weight"`             // bits, the prior among them
	Prior    float64 `json:"prior"`              // bits: log2(λ/(1−λ))
	Certain  bool    `json:"certain"`            // they share a strong identifier, and a name or all of them
	Excluded string  `json:"excluded,omitempty"` // why they cannot be the same
	Why      string  `json:"why"`                // one sentence
	Fields   []Field `json:"fields"`
}

// Conflict is a pair that shares a strong identifier and yet does not look like
// one party. It is a finding, never a candidate.
type Conflict struct {
	Kind     string  `json:"kind"` // of the identifier
	Value    string  `json:"value"`
	A        Party   `json:"a"`
	B        Party   `json:"b"`
	Likeness float64 `json:"likeness"` // of the names that are most alike
	Why      string  `json:"why"`

	stated [2]finding.Step
}

// Settings of the score.
const (
	sameListBits = 2    // that records of one list lose
	certainScore = .99  // at least, of pairs that rules call certain
	rarityPart   = .5   // of what a name's rarity adds or takes: the words of one name hang together
	mostRarity   = 8.0  // bits that rarity may add
	leastRarity  = -12. // or take
)

// Found is what a search for candidates comes to.
type Found struct {
	Candidates []Candidate // the likeliest first
	Conflicts  []Conflict
}

// Candidates returns the pairs with a score of at least least, and the
// conflicts. skip leaves pairs out before they are looked at; nil leaves none.
func (p *Pool) Candidates(least float64, skip func(a, b string) bool) Found {
	var out Found
	for i, pr := range p.candidates {
		x, y := p.records[pr.a], p.records[pr.b]
		if skip != nil && skip(x.ID, y.ID) {
			continue
		}
		c, k := p.judge(x, y, &p.compared[i])
		if k != nil {
			out.Conflicts = append(out.Conflicts, *k)
		}
		if k == nil && c.Excluded == "" && c.Score >= least {
			out.Candidates = append(out.Candidates, c)
		}
	}
	slices.SortFunc(out.Candidates, func(a, b Candidate) int {
		return cmp.Or(-cmp.Compare(a.Score, b.Score), -cmp.Compare(a.Weight, b.Weight), strings.Compare(a.A.ID, b.A.ID), strings.Compare(a.B.ID, b.B.ID))
	})
	slices.SortFunc(out.Conflicts, func(a, b Conflict) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value), strings.Compare(a.A.ID, b.A.ID), strings.Compare(a.B.ID, b.B.ID))
	})
	return out
}

// Compare compares two records, whether or not anything brings them together.
// ok is false where an id is not that of a record.
func (p *Pool) Compare(a, b string) (c Candidate, k *Conflict, ok bool) {
	a, b = Pair(a, b)
	i, okA := p.place[a]
	j, okB := p.place[b]
	if !okA || !okB || i == j {
		return c, nil, false
	}
	x, y := p.records[i], p.records[j]
	got := (&comparer{p: p}).compare(x, y)
	c, k = p.judge(x, y, &got)
	if !mayBeOne(x, y) {
		c.Excluded = fmt.Sprintf("a %s is no %s", x.schema.Label, y.schema.Label)
		c.Score, c.Certain = 0, false
		c.Why = c.sentence()
	}
	return c, k, true
}

// judge works out the score of a comparison.
func (p *Pool) judge(x, y *record, got *comparison) (Candidate, *Conflict) {
	md := p.models[familyOf(x, y)]
	c := Candidate{A: x.Party, B: y.Party, Prior: bits(md.lambda / (1 - md.lambda)), Fields: []Field{}}
	w := c.Prior
	for f, l := range got.level {
		if l < 0 {
			continue
		}
		fd := Field{Name: fieldNames[f], Level: levels[f][l], A: got.a[f], B: got.b[f], M: round(md.m[f][l], 6), U: round(md.u[f][l], 8)}
		fd.Weight = bits(md.m[f][l] / md.u[f][l])
		if r := got.rarity[f]; r > 0 && agrees(f, l) {
			fd.Rarity = r + bits(md.u[f][l])
			if f == fieldName {
				if fd.Rarity *= rarityPart; fd.Rarity > 0 { // among few records every name is rare
					fd.Rarity *= float64(len(p.records)) / float64(len(p.records)+background)
				}
			}
			if f == fieldAddress && l > 0 { // a rare address that only half agrees is none
				fd.Rarity = min(fd.Rarity, 0)
			}
			fd.Rarity = min(max(fd.Rarity, leastRarity), mostRarity)
			fd.Weight = max(fd.Weight+fd.Rarity, 0) // what agrees never stands against
		}
		w += fd.Weight
		fd.Weight, fd.Rarity = round(fd.Weight, 2), round(fd.Rarity, 2)
		c.Fields = append(c.Fields, fd)
	}
	if list := common(x.Datasets, y.Datasets); list != "" {
		w -= sameListBits
		c.Fields = append(c.Fields, Field{Name: "list", Level: "one list names both", A: list, B: list, Weight: -sameListBits})
	}
	g := guard(x, y)
	c.Weight = w
	c.Score = 1 / (1 + math.Exp2(-w))
	var k *Conflict
	switch {
	case len(g.conflict) > 0:
		c.Excluded, c.Score = excluded(x, y, g.conflict[0]), 0
		if len(g.shared) > 0 {
			k = p.conflict(x, y, g.shared[0], got, c.Excluded)
		}
	case len(g.shared) > 0 && g.shared[0].kind == "imo" && got.likeness < commonName:
		n := g.shared[0]
		why := fmt.Sprintf("two names that are not alike (%q and %q) carry the same IMO number: a new name, or a number that is used again", got.a[fieldName], got.b[fieldName])
		k = p.conflict(x, y, n, got, why)
	case len(g.shared) > 0 && (g.equal || got.likeness >= commonName):
		c.Certain, c.Score = true, max(c.Score, certainScore)
	}
	c.Score, c.Weight, c.Prior = round(c.Score, 4), round(c.Weight, 2), round(c.Prior, 2)
	c.Why = c.sentence()
	return c, k
}

// agrees reports whether a level says that two values are the same, so that it
// matters how common they are.
func agrees(f int, l int8) bool {
	switch f {
	case fieldName:
		return l <= 2
	case fieldAddress:
		return l <= 1
	}
	return l == 0
}

func (p *Pool) conflict(x, y *record, n number, got *comparison, why string) *Conflict {
	k := &Conflict{Kind: n.kind, Value: n.value, A: x.Party, B: y.Party, Likeness: round(max(got.likeness, 0), 4), Why: why}
	what := n.kind + ":" + n.value
	for i, r := range [...]*record{x, y} {
		dataset := ""
		if len(r.Datasets) > 0 {
			dataset = r.Datasets[0]
		}
		s := finding.Step{From: r.ID, To: what, Relation: "has the " + strings.ToUpper(n.kind) + " number", Source: dataset, Entity: r.ID, Strength: 1}
		for _, m := range r.strong {
			if m.key() == n.key() {
				st := ftm.Statement{Entity: r.ID, Schema: r.Schema, Prop: m.prop, Value: m.raw, Dataset: dataset}
				s.Statement = fmt.Sprintf("%x", st.Digest())
			}
		}
		if i == 1 {
			s.From, s.To, s.Relation = what, r.ID, "is the "+strings.ToUpper(n.kind)+" number of"
		}
		k.stated[i] = s
	}
	return k
}

// Finding is the conflict as a finding of a programme.
func (k *Conflict) Finding(programme string) finding.Finding {
	f := finding.New("identity.conflict", programme, k.Kind+":"+k.Value, k.A.ID, k.B.ID)
	f.Summary = fmt.Sprintf("%s and %s share the %s number %s: %s.", k.A.Caption, k.B.Caption, strings.ToUpper(k.Kind), k.Value, k.Why)
	f.AddPath(nil, k.stated[:]...)
	return f
}

// sentence is why a candidate is one, the strongest reason first.
func (c *Candidate) sentence() string {
	if c.Excluded != "" {
		return c.Excluded
	}
	list := slices.Clone(c.Fields)
	slices.SortStableFunc(list, func(a, b Field) int { return -cmp.Compare(math.Abs(a.Weight), math.Abs(b.Weight)) })
	var parts []string
	for _, f := range list {
		parts = append(parts, fmt.Sprintf("%s %s (%+.1f)", f.Name, f.Level, f.Weight))
	}
	if len(parts) == 0 {
		return "nothing can be compared"
	}
	return strings.Join(parts, ", ")
}

func common(a, b []string) string {
	for _, v := range a {
		if slices.Contains(b, v) {
			return v
		}
	}
	return ""
}

func bits(x float64) float64 { return math.Log2(x) }

func round(x float64, digits int) float64 {
	p := math.Pow10(digits)
	return math.Round(x*p) / p
}
