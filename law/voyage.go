package law

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
)

// The kinds of dated facts that lookbacks count from.
const (
	PortCall    = "port-call"   // at a port of the target
	InWaters    = "waters"      // of the target
	Transfer    = "transfer"    // ship to ship, with a partner
	Landing     = "landing"     // of an aircraft
	Publication = "publication" // of a list in which a vessel of the flag stands
)

// SeaFact is something that a vessel did or that befell it, on days of UTC.
type SeaFact struct {
	ID       string  `json:"id,omitempty"` // of the event that shows it
	Kind     string  `json:"kind"`
	First    ftm.Day `json:"first"`              // its first day; Last if open
	Last     ftm.Day `json:"last"`               // its last day: days count from it
	Inferred bool    `json:"inferred,omitempty"` // not seen, but concluded
	Place    string  `json:"place,omitempty"`    // in words
	// Of a transfer:
	With   string    `json:"with,omitempty"`   // the partner, in words
	Linked bool      `json:"linked,omitempty"` // the partner is listed or flies the target's flag: that no call of it is known does not mean that there was none
	Calls  []SeaFact `json:"calls,omitempty"`  // what is known of where the partner was, before and after
}

// VoyageQuestion asks what follows on a day from where a vessel was.
type VoyageQuestion struct {
	Of     string  // vessel, aircraft or flag; a vessel if empty
	Date   ftm.Day // the day asked about
	Known  ftm.Day // open is now
	Issuer string  // empty is all
	Ended  bool    // also what holds no more on the day
	Facts  []SeaFact
}

// Standing is what a lookback makes of a fact.
type Standing struct {
	Lookback   string   `json:"lookback"`
	Measure    string   `json:"measure"`
	Also       []string `json:"also,omitempty" doc:"Measures in force that say the same."`
	Issuer     string   `json:"issuer"`
	Cite       string   `json:"cite"`
	Bars       string   `json:"bars" doc:"What follows, in words."`
	Act        string   `json:"act,omitempty" doc:"The activity that it is about."`
	Fact       string   `json:"fact" doc:"Kind of what it counts from."`
	Event      string   `json:"event,omitempty" doc:"The event that shows it."`
	With       string   `json:"with,omitempty"`
	Days       int      `json:"days"`
	From       ftm.Day  `json:"from" doc:"The day from which the days count."`
	FirstDay   ftm.Day  `json:"first_day" doc:"First day on which it holds."`
	LastDay    ftm.Day  `json:"last_day" doc:"Last day on which it holds; empty when it has none."`
	Free       ftm.Day  `json:"free" doc:"First day after it; empty when it has none."`
	Reading    string   `json:"reading,omitempty" doc:"wide or narrow: how the days of a transfer are counted."`
	ActOn      bool     `json:"act_on" doc:"This reading is the one to act on."`
	Holds      bool     `json:"holds" doc:"It holds on the day asked about."`
	Exposure   string   `json:"exposure" doc:"blocked; exposed where nothing is barred; possible where a fact is open."`
	Missing    []string `json:"missing,omitempty" doc:"The facts that are open."`
	Why        string   `json:"why"`
	Exceptions []string `json:"exceptions,omitempty"`
	Note       string   `json:"note,omitempty"`
	Verified   Mark     `json:"verified"`
	Unverified []string `json:"unverified_fields,omitempty"`
}

// Lookbacks returns the programme's lookbacks in the order of its files.
func (p *Programme) Lookbacks() []*Lookback { return slices.Clone(p.lookbacks) }

// Voyage says what the programme's lookbacks make of dated facts about one vessel
// (or aircraft, or flag) on a day: what holds, with its last day and the first free
// one, the strongest first. Days count from the last day of a fact, both ends
// included: the last day is that day and so many days.
//
// A transfer counts when the partner did what the lookback asks for within so many
// days before it. The texts leave open whether the days then count from the
// transfer (wide) or from the partner's call (narrow): both are told, ActOn marks
// the one that the programme acts on. It is one hop: what the partner of a partner
// did is not asked. A call of the partner after the transfer, a fact that was
// inferred, and a listed partner of whom no call is known make it possible, and
// Missing says what is open. Nothing follows on a day on which the measure is not
// in force.
func (p *Programme) Voyage(q VoyageQuestion) ([]Standing, error) {
	if q.Date == 0 {
		return nil, fmt.Errorf("law: voyage: no date")
	}
	if _, err := p.oneIssuer(q.Issuer); err != nil {
		return nil, err
	}
	for i := range q.Facts {
		if err := q.Facts[i].check(true); err != nil {
			return nil, fmt.Errorf("law: voyage: fact %d: %w", i+1, err)
		}
	}
	out := []Standing{}
	for _, l := range p.lookbacks {
		m := p.byID[l.Measure]
		if m == nil || l.Of != cmp.Or(q.Of, "vessel") || q.Issuer != "" && m.instrument.Issuer != q.Issuer || !m.holds(q.Date, q.Known) {
			continue
		}
		for i := range q.Facts {
			for _, s := range l.of(&q.Facts[i], q.Date) {
				if ok := p.settle(&s, l, m, &q); ok {
					out = append(out, s)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Standing) int {
		return cmp.Or(
			cmp.Compare(b2i(b.Holds), b2i(a.Holds)), cmp.Compare(rank(a.Exposure), rank(b.Exposure)), cmp.Compare(b.LastDay, a.LastDay),
			strings.Compare(a.Lookback, b.Lookback), cmp.Compare(b2i(b.ActOn), b2i(a.ActOn)), cmp.Compare(a.From, b.From),
			strings.Compare(a.Event, b.Event), strings.Compare(a.With, b.With), strings.Compare(a.Fact, b.Fact), strings.Compare(a.Why, b.Why))
	})
	return out, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rank orders exposures, strongest first.
func rank(exposure string) int {
	return slices.Index([]string{"blocked", "exposed", "possible"}, exposure)
}

// first is the first day of a fact.
func (f *SeaFact) first() ftm.Day {
	if f.First != 0 {
		return f.First
	}
	return f.Last
}

func (f *SeaFact) check(outer bool) error {
	kinds := []string{PortCall, InWaters, Landing}
	if outer {
		kinds = append(kinds, Transfer, Publication)
	}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("kind %q is none of %s", f.Kind, strings.Join(kinds, ", "))
	case f.Last == 0:
		return fmt.Errorf("%s without a last day", f.Kind)
	case f.first() > f.Last:
		return fmt.Errorf("%s ends on %s, before it begins on %s", f.Kind, f.Last, f.First)
	case len(f.Calls) > 0 && f.Kind != Transfer:
		return fmt.Errorf("%s with calls of a partner", f.Kind)
	}
	for i := range f.Calls {
		if err := f.Calls[i].check(false); err != nil {
			return fmt.Errorf("call %d of the partner: %w", i+1, err)
		}
	}
	return nil
}

// settle fills in what all standings of a lookback have; false when it is not to be
// told.
func (p *Programme) settle(s *Standing, l *Lookback, m *Measure, q *VoyageQuestion) bool {
	if s.From < m.From { // before the measure was in force
		switch l.Earlier {
		case "counts":
		case "possible":
			s.Exposure = "possible"
			s.Missing = append(s.Missing, fmt.Sprintf("whether a fact of before %s, the first day of the measure, counts", m.From))
		default:
			return false
		}
		if s.FirstDay < m.From {
			s.FirstDay = m.From
		}
	}
	if end := m.last(q.Known); end != 0 && (s.LastDay == 0 || end < s.LastDay) {
		s.LastDay = end
	}
	if s.LastDay != 0 {
		s.Free = s.LastDay + 1
	}
	s.Holds = q.Date >= s.FirstDay && (s.LastDay == 0 || q.Date <= s.LastDay)
	if q.Date < s.FirstDay && l.Turns == "ends" || !s.Holds && !q.Ended {
		return false
	}
	s.Lookback, s.Measure, s.Issuer, s.Cite, s.Bars, s.Act, s.Days = l.ID, m.ID, m.instrument.Issuer, m.Cite(), l.Bars, l.Act, l.Days
	for _, id := range l.Also {
		if o := p.byID[id]; o != nil && o.holds(q.Date, q.Known) {
			s.Also = append(s.Also, id)
		}
	}
	s.ActOn = s.Reading == "" || s.Reading == l.Readings[0]
	s.Exceptions, s.Note = l.Exceptions, l.Note
	s.Verified, s.Unverified = l.Verified, l.Unverified
	if m.Verified < l.Verified {
		s.Verified, s.Unverified = m.Verified, slices.Concat(l.Unverified, m.Unverified)
	}
	return true
}

// of is what a lookback makes of one fact: no standing, one, or one per reading.
func (l *Lookback) of(f *SeaFact, date ftm.Day) []Standing {
	if !slices.Contains(l.After, f.Kind) {
		return nil
	}
	days := ftm.Day(l.Days)
	s := Standing{Fact: f.Kind, Event: f.ID, With: f.With, From: f.Last, Exposure: l.Exposure}
	if f.Kind != Transfer {
		if l.Turns == "begins" {
			s.FirstDay = f.Last + days + 1
			s.Why = fmt.Sprintf("%s; it holds after %d days, from %s on", f.words(), l.Days, s.FirstDay)
		} else {
			s.FirstDay, s.LastDay = f.first(), f.Last+days
			s.Why = fmt.Sprintf("%s; %d days from its last day, %s the last of them", f.words(), l.Days, s.LastDay)
		}
		s.open(f)
		return []Standing{s}
	}
	call, later := l.partnersCall(f, date)
	switch {
	case call != nil:
		var out []Standing
		from := min(call.Last, f.Last) // a call that goes on after the transfer counts up to it
		for _, reading := range l.Readings {
			r := s
			r.Reading, r.FirstDay = reading, max(f.first(), call.first())
			r.Missing = slices.Clone(s.Missing)
			if reading == "narrow" {
				r.From = from
			}
			r.LastDay = r.From + days
			r.Why = fmt.Sprintf("%s; the partner: %s, %s before; %s reading: %d days from the %s, %s the last of them",
				f.words(), call.words(), units(max(0, int(f.first()-from)), "day"), reading, l.Days, map[string]string{"wide": "transfer", "narrow": "partner's call"}[reading], r.LastDay)
			r.open(f)
			r.open(call)
			out = append(out, r)
		}
		return out
	case later != nil:
		s.Exposure, s.Reading, s.FirstDay, s.LastDay = "possible", l.Readings[0], later.first(), f.Last+days
		s.Missing = append(s.Missing, "whether a call of the partner after the transfer counts")
		s.Why = fmt.Sprintf("%s; the partner: %s, after the transfer; both within %d days until %s", f.words(), later.words(), l.Days, s.LastDay)
	case f.Linked:
		s.Exposure, s.Reading, s.FirstDay, s.LastDay = "possible", l.Readings[0], f.first(), f.Last+days
		s.Missing = append(s.Missing, fmt.Sprintf("whether and when %s was where it counts within %d days before the transfer (from %s on)", cmp.Or(f.With, "the partner"), l.Days, f.first()-days))
		s.Why = fmt.Sprintf("%s; no call of the partner within the days before is known; %d days from the transfer, %s the last of them", f.words(), l.Days, s.LastDay)
	default:
		return nil
	}
	s.open(f)
	return []Standing{s}
}

// partnersCall is the call of a partner that counts most: of those that began
// before the transfer was over, and lay within the days before it, one that was seen
// before one that was inferred, the latest first; else, later, the first one after
// the transfer that had begun on the day asked about.
func (l *Lookback) partnersCall(f *SeaFact, date ftm.Day) (call, later *SeaFact) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if !slices.Contains(l.After, c.Kind) {
			continue
		}
		switch {
		case c.first() > f.Last:
			if c.first() <= date && (later == nil || less(c, later)) {
				later = c
			}
		case f.first()-c.Last <= ftm.Day(l.Days):
			if call == nil || cmp.Or(cmp.Compare(b2i(c.Inferred), b2i(call.Inferred)), cmp.Compare(call.Last, c.Last)) < 0 ||
				c.Inferred == call.Inferred && c.Last == call.Last && less(c, call) {
				call = c
			}
		}
	}
	return call, later
}

// less orders facts, so that the answer does not depend on the order of the
// question.
func less(a, b *SeaFact) bool {
	return cmp.Or(cmp.Compare(a.first(), b.first()), cmp.Compare(a.Last, b.Last), cmp.Compare(b2i(a.Inferred), b2i(b.Inferred)),
		strings.Compare(a.ID, b.ID), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Place, b.Place)) < 0
}

// open makes a standing possible when the fact that it rests on was inferred.
func (s *Standing) open(f *SeaFact) {
	if f.Inferred {
		s.Exposure = "possible"
		s.Missing = append(s.Missing, "whether it happened: "+f.words())
	}
}

// words says what a fact is.
func (f *SeaFact) words() string {
	what := map[string]string{PortCall: "port call", InWaters: "in waters", Transfer: "transfer", Landing: "landing", Publication: "publication"}[f.Kind]
	if f.Inferred {
		what = "inferred " + what
	} else if f.Kind != Publication {
		what = "apparent " + what
	}
	if f.With != "" {
		what += " with " + f.With
	}
	if f.Place != "" {
		what += " (" + f.Place + ")"
	}
	if f.first() == f.Last {
		return what + " on " + f.Last.String()
	}
	return fmt.Sprintf("%s from %s to %s", what, f.first(), f.Last)
}
