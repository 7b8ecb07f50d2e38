package law

import (
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
)

// known is the day from which a measure could be known.
func (m *Measure) known() ftm.Day {
	if m.Added != nil {
		return m.Added.On
	}
	return m.instrument.Adopted
}

// Instrument is the text that the measure is a rule of.
func (m *Measure) Instrument() *Instrument { return m.instrument }

// Cite names the text and the place in it.
func (m *Measure) Cite() string {
	source := m.Source
	if source == "" {
		source = m.instrument.Source
	}
	if m.Para == "" {
		return source
	}
	return source + ", " + m.Para
}

// visible reports whether a measure was known on a day; the open day is now.
func (m *Measure) visible(known ftm.Day) bool { return known == 0 || m.known() <= known }

// last is the last day of a measure as it was known: what the text says, or the
// day before another replaces it. Open when there is none.
func (m *Measure) last(known ftm.Day) ftm.Day {
	to := m.end
	for _, r := range m.replacedBy {
		if r.visible(known) && (to == 0 || r.From-1 < to) {
			to = r.From - 1
		}
	}
	return to
}

// holds reports whether a measure is in force on a day, as it was known.
func (m *Measure) holds(date, known ftm.Day) bool {
	if date < m.From || !m.visible(known) || m.Special != nil && m.Special.Final == 0 { // a proposal holds on no day
		return false
	}
	if m.replacedBy == nil && m.end == 0 {
		return true
	}
	to := m.last(known)
	return to == 0 || date <= to
}

// Measure returns a measure by its id.
func (p *Programme) Measure(id string) (*Measure, bool) {
	m, ok := p.byID[id]
	return m, ok
}

// Instrument returns an instrument by its id.
func (p *Programme) Instrument(id string) (*Instrument, bool) {
	i := slices.IndexFunc(p.instruments, func(i *Instrument) bool { return i.ID == id })
	if i < 0 {
		return nil, false
	}
	return p.instruments[i], true
}

// Of returns the measures of an instrument, in the order of its file.
func (p *Programme) Of(instrument string) []*Measure {
	var out []*Measure
	for _, m := range p.measures {
		if m.instrument.ID == instrument {
			out = append(out, m)
		}
	}
	return out
}

// Measures returns all measures, in order of adoption.
func (p *Programme) Measures() []*Measure { return slices.Clone(p.measures) }

// At returns the measures that are in force on a day, as they were known on
// another (the open day: now), of one issuer or of all.
func (p *Programme) At(date, known ftm.Day, issuer string) []*Measure {
	var out []*Measure
	for _, m := range p.measures {
		if (issuer == "" || m.instrument.Issuer == issuer) && m.holds(date, known) {
			out = append(out, m)
		}
	}
	return out
}

// Near returns ids of measures and instruments that somebody may have meant.
func (p *Programme) Near(id string) []string {
	var out []string
	want := strings.ToUpper(strings.TrimSpace(id))
	add := func(have string) {
		if !slices.Contains(out, have) && len(out) < 5 {
			out = append(out, have)
		}
	}
	for _, ends := range []func(string) bool{
		func(s string) bool { return strings.EqualFold(s, want) },
		func(s string) bool { return strings.HasSuffix(strings.ToUpper(s), want) && want != "" },
		func(s string) bool { return strings.Contains(strings.ToUpper(s), want) && want != "" },
		func(s string) bool { return edits(strings.ToUpper(s), want) <= 2 },
	} {
		for _, i := range p.instruments {
			if ends(i.ID) {
				add(i.ID)
			}
		}
		for _, m := range p.measures {
			if ends(m.ID) {
				add(m.ID)
			}
		}
	}
	return out
}

// Changed is a measure that is there on both days of a comparison, but not the
// same.
type Changed struct {
	Measure *Measure
	What    string
}

// Difference is what lies between two days.
type Difference struct {
	In, Out []*Measure
	Changed []Changed
}

// Diff compares the measures of two days, of one issuer or of all: what came,
// what went, and of what stayed which wind-downs ended and which periods of caps
// began.
func (p *Programme) Diff(from, to, known ftm.Day, issuer string) Difference {
	var d Difference
	for _, m := range p.measures {
		if issuer != "" && m.instrument.Issuer != issuer {
			continue
		}
		before, after := m.holds(from, known), m.holds(to, known)
		switch {
		case after && !before:
			d.In = append(d.In, m)
		case before && !after:
			d.Out = append(d.Out, m)
		case before && after:
			if what := m.changes(from, to); what != "" {
				d.Changed = append(d.Changed, Changed{m, what})
			}
		}
	}
	return d
}

// changes says what became different in a measure that stayed.
func (m *Measure) changes(from, to ftm.Day) string {
	var out []string
	ended := func(what string, w *WindDown) {
		if end := w.end(); end != 0 && from <= end && end < to {
			out = append(out, fmt.Sprintf("%s ended on %s", what, end))
		}
	}
	ended("wind-down", m.WindDown)
	for _, a := range m.Acts {
		ended("wind-down of "+a.Act, a.WindDown)
	}
	a, okA := m.period(from)
	b, okB := m.period(to)
	if okB && (!okA || a.Start != b.Start) {
		out = append(out, fmt.Sprintf("new period of the cap: %s to %s, %s", b.Start, b.End, b.amount()))
	}
	return strings.Join(out, "; ")
}

// Citation is where a measure stands, and how far that was read.
type Citation struct {
	Measure    string   `json:"measure"`
	Instrument string   `json:"instrument"`
	Cite       string   `json:"cite"`
	AlsoIn     []AlsoIn `json:"also_in"`
	Verified   Mark     `json:"verified"`
	Unverified []string `json:"unverified_fields"`
}

// Citation returns where a measure stands.
func (p *Programme) Citation(id string) (Citation, bool) {
	m, ok := p.byID[id]
	if !ok {
		return Citation{}, false
	}
	return Citation{m.ID, m.instrument.ID, m.Cite(), m.AlsoIn, m.Verified, m.Unverified}, true
}

// Count says how many resolutions an issuer adopted between two days, both
// included: all but renewals of mandates, those of them with more than listings,
// and the renewals.
func (p *Programme) Count(issuer, typ string, from, to ftm.Day) (all, beyondListings, renewals int) {
	for _, i := range p.instruments {
		switch {
		case i.Issuer != issuer || i.Type != typ || i.Adopted < from || i.Adopted > to:
		case i.Renewal:
			renewals++
		default:
			all++
			if !i.Listings {
				beyondListings++
			}
		}
	}
	return all, beyondListings, renewals
}
