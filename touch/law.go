package touch

import (
	"slices"
	"sync"

	"cordon/finding"
	"cordon/ftm"
	"cordon/law"
)

// Programme is the law of a built-in programme.
type Programme struct {
	p       *law.Programme
	builtin func() map[string]bool // parties of its built-in listings
}

// OpenProgramme opens the law of a built-in programme.
func OpenProgramme(name string) (*Programme, error) {
	p, err := law.Open(name)
	if err != nil {
		return nil, err
	}
	return &Programme{p, sync.OnceValue(func() map[string]bool {
		out := make(map[string]bool)
		if b, err := law.Listings(name); err == nil {
			if _, rows, err := law.ReadListings(b); err == nil {
				for i := range rows {
					out[rows[i].Entity] = true
				}
			}
		}
		return out
	})}, nil
}

// Member reports whether a listing is one of the programme's.
func (p *Programme) Member(entity, list string, programmes []string) bool {
	return p.p.Owns(list, programmes) || p.builtin()[entity]
}

// Same is the likeness from which on a name counts as the party's own.
func (p *Programme) Same() float64 { return float(p.p.Touching().Same) }

// Line is the strength of a path from which on it is an alert.
func (p *Programme) Line() float64 { return float(p.p.Touching().Alert) }

// Step is what each further step of a path leaves of its strength.
func (p *Programme) Step() float64 { return float(p.p.Touching().Step) }

// Shared is how many may have an address, a telephone or an e-mail in common
// before it says less.
func (p *Programme) Shared() int { return p.p.Touching().Shared }

// Origin is the publication that a statement of the programme's own files was
// taken from.
func (p *Programme) Origin(s finding.Step) (law.Origin, bool) {
	name, ok := law.ProgrammeOf(s.Source)
	if !ok {
		return law.Origin{}, false
	}
	for _, id := range []string{s.Entity, s.From, s.To} {
		if id == "" {
			continue
		}
		if o, ok := law.OriginOf(name, id); ok {
			return o, true
		}
	}
	return law.Origin{}, false
}

func float(d law.Decimal) float64 {
	f, _ := d.Rat().Float64()
	return f
}

// Duties are what follows from a fact on a day, and the rules behind it.
func (p *Programme) Duties(f Fact, day ftm.Day) ([]Obligation, []Measure) {
	var out []Obligation
	var measures []Measure
	for _, d := range p.p.Follows(law.Fact{Basis: f.Basis, Lists: f.Lists, Programmes: f.Programmes}, day) {
		out = append(out, Obligation{finding.Obligation{Kind: finding.Duty(d.Kind), Measure: d.Measure, Due: d.Day, Why: d.Why}, d.Who, d.Verified.String()})
		m := Measure{ID: d.Measure, Cite: d.Cite, Text: d.Why, Verified: d.Verified.String()}
		if !slices.ContainsFunc(measures, func(o Measure) bool { return o.ID == m.ID && o.Cite == m.Cite }) {
			measures = append(measures, m)
		}
	}
	return out, measures
}
