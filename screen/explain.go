package screen

import (
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/names"
)

// result spells a verdict out.
func (ix *Index) result(s *scratch, p *prepared, v *verdict) Result {
	rd := reader{b: ix.records.bytes[ix.records.off[v.party]:ix.records.off[v.party+1]]}
	e, _ := rd.entity()
	n := rd.number()
	listings := make([]Listing, 0, n)
	for range n {
		listings = append(listings, rd.listing())
	}
	ix.ofacScore(s, p, v)
	ofac := v.ofac
	r := Result{
		ID: e.ID, Caption: e.PickCaption(), Schema: e.Schema, Score: v.score, Datasets: e.Datasets, Referents: e.Referents,
		FirstSeen: e.FirstSeen, LastSeen: e.LastSeen, LastChange: e.LastChange, Properties: e.Properties, Listings: listings,
		Explanations: map[string]Explanation{},
		Evidence:     Evidence{Offered: p.offered(), Parts: []names.Pair{}, Agree: []string{}, Contradict: []string{}, Missing: []string{}},
	}
	if len(p.names) > 0 {
		r.OFACScore = &ofac
	}
	if v.byOFAC {
		r.Explanations["ofac_name_match"] = Explanation{Score: float64(ofac) / 100, Detail: "the better of the whole name and its words, by Jaro-Winkler",
			Query: p.names[v.ofacQuery].raw, Candidate: strings.Clone(ix.name.at(v.ofacName))}
	}
	x := explainer{ix: ix, p: p, v: v, e: e, r: &r}
	x.name(s)
	x.identifiers()
	x.facts()
	x.sentence()
	return r
}

type explainer struct {
	ix *Index
	p  *prepared
	v  *verdict
	e  *ftm.Entity
	r  *Result
}

func (x *explainer) agree(format string, a ...any) {
	x.r.Evidence.Agree = append(x.r.Evidence.Agree, fmt.Sprintf(format, a...))
}

func (x *explainer) contradict(format string, a ...any) {
	x.r.Evidence.Contradict = append(x.r.Evidence.Contradict, fmt.Sprintf(format, a...))
}

func (x *explainer) missing(format string, a ...any) {
	x.r.Evidence.Missing = append(x.r.Evidence.Missing, fmt.Sprintf(format, a...))
}

// name explains the best pair of names.
func (x *explainer) name(s *scratch) {
	best := &x.v.name
	if best.score == 0 {
		if len(x.p.names) > 0 && x.v.floor > 0 {
			x.contradict("names differ: %s is listed as %s", x.p.names[0].raw, x.r.Caption)
		}
		return
	}
	kind := x.ix.kindFor(x.p, x.v.party)
	x.ix.listed(best.name, kind, &s.list)
	s.cmp.Deaf = x.ix.deaf(x.v.party, best.name)
	c := s.cmp.Explain(x.p.name(best.query, kind), &s.list)
	ev := &x.r.Evidence
	ev.Alias, ev.Strength, ev.Parts = strings.Clone(x.ix.name.at(best.name)), best.strength.String(), c.Pairs
	if ev.Parts == nil {
		ev.Parts = []names.Pair{}
	}
	f := best.feature()
	x.r.Explanations[f] = Explanation{Score: round(best.score * x.p.factor(f)), Detail: detail(c.Pairs), Query: x.p.names[best.query].raw, Candidate: ev.Alias}
	switch {
	case best.score >= .5:
		x.agree("%s: %s", best.strength, ev.Alias)
	case x.v.floor > 0 && best.score < namesDiffer:
		x.contradict("names differ: %s is listed as %s", x.p.names[best.query].raw, x.r.Caption)
	}
	for _, p := range c.Pairs {
		if p.Kind == names.Disagree {
			x.contradict("%s: %s / %s", p.Why, p.Query, p.List)
		}
	}
}

// detail writes pairs as peers do: ['kim'='kim' literal: 1.00, weight 1.00].
func detail(pairs []names.Pair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case p.List == "" || p.Kind == names.ExtraQuery:
			fmt.Fprintf(&b, "['%s' extraQueryPart: weight %.2f]", p.Query, p.Weight)
		case p.Kind == names.ExtraList:
			fmt.Fprintf(&b, "['%s' extraResultPart: weight %.2f]", p.List, p.Weight)
		default:
			sign := "≈"
			if p.Kind == names.Literal {
				sign = "="
			}
			fmt.Fprintf(&b, "['%s'%s'%s' %s: %.2f, weight %.2f]", p.Query, sign, p.List, p.Kind, p.Score, p.Weight)
		}
	}
	return b.String()
}

func (x *explainer) identifiers() {
	for i := range x.v.ids {
		h := &x.v.ids[i]
		q := &x.p.ids[h.query]
		value, prop := strings.Clone(x.ix.idValue.at(h.id)), x.ix.props.at(uint32(x.ix.idProp[h.id]))
		what := label(prop)
		if l := x.ix.labels.at(x.ix.idLabel[h.id]); l != "" {
			what = l
		}
		f := x.ix.featureOf(x.p, h)
		if old, ok := x.r.Explanations[f]; !ok || old.Score < h.floor {
			x.r.Explanations[f] = Explanation{Score: h.floor, Detail: what + " equal", Query: q.value, Candidate: value}
		}
		x.agree("%s: %s", what, value)
		switch {
		case q.kind == "" || q.checked:
		case q.kind == callSignKind:
			x.contradict("%s: %s is none by its form", label(q.prop), q.value)
		default:
			x.contradict("%s: %s fails its check digits", label(q.prop), q.value)
		}
	}
}

// countryWords are countries as people read them.
func countryWords(codes []string) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = ftm.CountryWords(c)
	}
	return list(out)
}

// label is what people call a property.
func label(prop string) string {
	if d := property("", prop); d != nil {
		return d.Label
	}
	return prop
}

// facts explains what stands beside names and numbers.
func (x *explainer) facts() {
	v := x.v
	for _, q := range v.qualifiers(x.p) {
		x.r.Explanations[q.feature] = Explanation{Score: round(q.score)}
	}
	set := func(feature, detail, query, candidate string) {
		if e, ok := x.r.Explanations[feature]; ok {
			e.Detail, e.Query, e.Candidate = detail, query, candidate
			x.r.Explanations[feature] = e
		}
	}
	listed := countriesOf(x.e.Properties)
	switch {
	case v.country > 0:
		x.agree("country: %s", countryWords(common(x.p.countries, listed)))
	case v.country < 0:
		x.contradict("country: %s, listed %s", countryWords(x.p.countries), countryWords(listed))
		set("country_mismatch", "no country in common", list(x.p.countries), list(listed))
	case len(listed) > 0 && len(x.p.countries) == 0:
		x.missing("country (listed %s)", countryWords(listed))
	}
	q, l := list(x.p.clean["birthDate"]), list(x.e.Properties["birthDate"])
	switch v.births {
	case birthsAgree:
		x.agree("birth date: %s", q)
	case birthsYear:
		x.agree("birth year: %s, listed %s", q, l)
	case birthsDisjoint:
		x.contradict("birth date: %s, listed %s", q, l)
		set("dob_year_disjoint", "years differ", q, l)
		set("dob_day_disjoint", "days differ", q, l)
	case birthsDays:
		x.contradict("birth date: %s, listed %s, same year", q, l)
		set("dob_day_disjoint", "days differ", q, l)
	case birthsSwapped:
		x.contradict("birth date: %s, listed %s, day and month swapped", q, l)
		set("dob_day_disjoint", "day and month swapped", q, l)
	default:
		if l != "" && q == "" {
			x.missing("birth date (listed %s)", l)
		}
	}
	g, lg := list(x.p.clean["gender"]), list(x.e.Properties["gender"])
	switch {
	case v.gender > 0:
		x.agree("gender: %s", g)
	case v.gender < 0:
		x.contradict("gender: %s, listed %s", g, lg)
		set("gender_mismatch", "genders differ", g, lg)
	}
	if v.number < 0 {
		q, l := list(x.p.clean["imoNumber"]), list(x.e.Properties["imoNumber"])
		x.contradict("IMO number: %s, listed %s", q, l)
		set("vessel_imo_mismatch", "IMO numbers differ", q, l)
	}
	if v.address > 0 {
		x.agree("address: %s", strings.Clone(v.adrL))
		set("address_prop_match", fmt.Sprintf("%.0f %% of the words", 100*v.address), v.adrQ, strings.Clone(v.adrL))
	}
	if len(x.v.ids) == 0 && x.ix.idFirst[v.party] < x.ix.idFirst[v.party+1] && len(x.p.ids) == 0 {
		x.missing("identifiers (listed %d)", x.ix.idFirst[v.party+1]-x.ix.idFirst[v.party])
	}
	if v.weak && !v.agrees() {
		x.missing("a second fact: a weak alias alone is no match")
	}
}

func common(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(c string) bool { return !slices.Contains(b, c) })
}

// sentence says in words why the result scores as it does.
func (x *explainer) sentence() {
	ev := &x.r.Evidence
	var said []string
	if ev.Alias != "" {
		said = append(said, nameSentence(ev, x.v.name.score))
	}
	for i := range x.v.ids {
		id := &x.v.ids[i]
		said = append(said, label(x.ix.props.at(uint32(x.ix.idProp[id.id])))+" equal")
	}
	for _, c := range ev.Contradict {
		said = append(said, "against it: "+c)
	}
	if len(ev.Missing) > 0 {
		said = append(said, "missing in the query: "+strings.Join(ev.Missing, ", "))
	}
	if len(said) == 0 {
		return
	}
	t := strings.Join(said, "; ") + "."
	ev.Sentence = strings.ToUpper(t[:1]) + t[1:]
}

func nameSentence(ev *Evidence, score float64) string {
	if score == 1 || ev.Strength == weakName.String() {
		return ev.Strength + " equal: " + ev.Alias
	}
	var equal, near, only []string
	for _, p := range ev.Parts {
		switch p.Kind {
		case names.Literal:
			equal = append(equal, p.Query)
		case names.ExtraQuery:
			only = append(only, p.Query+" only in the query")
		case names.ExtraList:
			only = append(only, p.List+" only on the list")
		case names.Disagree:
		default:
			near = append(near, fmt.Sprintf("%s/%s (%s)", p.Query, p.List, p.Why))
		}
	}
	out := ev.Strength + " " + ev.Alias + ": "
	var parts []string
	if len(equal) > 0 {
		parts = append(parts, strings.Join(equal, " ")+" equal")
	}
	parts = append(parts, near...)
	parts = append(parts, only...)
	return out + strings.Join(parts, ", ")
}
