package touch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/law"
	"cordon/live"
	"cordon/sea"
)

// Logbook is where what ships did is kept.
type Logbook interface {
	// EventsOf are the events of a vessel, by its id (imo-9074729, mmsi-445123456-1),
	// as they were known at a point, by start.
	EventsOf(ctx context.Context, vessel string, at live.At) ([]sea.Event, error)
}

// Voyage is what a programme's law makes of where a ship was.
type Voyage interface {
	Voyage(facts []law.SeaFact, day, known ftm.Day) ([]law.Standing, error)
	// Place is what a zone of the programme is: a port or waters of the target; "" for
	// another place.
	Place(zone string) string
	// Target is the country of the programme, ISO code.
	Target() string
}

// Voyage answers by the programme's look-backs.
func (p *Programme) Voyage(facts []law.SeaFact, day, known ftm.Day) ([]law.Standing, error) {
	return p.p.Voyage(law.VoyageQuestion{Date: day, Known: known, Facts: facts})
}

// Place is law.PortCall for a port of the target, law.InWaters for its roads, areas
// and waters.
func (p *Programme) Place(zone string) string {
	for _, z := range p.p.Zones() {
		if z.ID != zone || z.Country != p.Target() {
			continue
		}
		if z.Kind == "port" || z.Kind == "anchorage" {
			return law.PortCall
		}
		return law.InWaters
	}
	return ""
}

// Target is the country that the programme is about.
func (p *Programme) Target() string { return p.p.About().Target }

// Ships is the source that knows what ships did: where they called, whom they met,
// and what the law counts from it.
type Ships struct {
	Log       Logbook
	Law       Voyage
	Programme string
}

// Name says what the source is.
func (s *Ships) Name() string { return "ships" }

// Find looks at each vessel that the subject may be.
func (s *Ships) Find(ctx context.Context, q *Question) (Found, error) {
	var out Found
	day, known := q.At.AsOf, ftm.DayOf(time.Now())
	if day == 0 {
		day = known
	}
	if !q.At.KnownOn.IsZero() {
		known = ftm.DayOf(q.At.KnownOn)
	}
	for _, v := range vesselsOf(q) {
		events, err := s.Log.EventsOf(ctx, v.id, q.At)
		if err != nil {
			return Found{}, err
		}
		l := &voyages{s: s, ctx: ctx, q: q, vessel: v, day: day, known: known, out: &out}
		if err := l.look(events); err != nil {
			return Found{}, err
		}
	}
	return out, nil
}

// afloat is a vessel that a subject may be.
type afloat struct {
	id     string
	bearer *Bearer
}

// vesselsOf are the ids under which what the subject may be was heard: its IMO
// number, and those of vessels that bear its name or number.
func vesselsOf(q *Question) []afloat {
	var out []afloat
	add := func(id string, b *Bearer) {
		if !slices.ContainsFunc(out, func(a afloat) bool { return a.id == id }) {
			out = append(out, afloat{id, b})
		}
	}
	for i := range q.Bearers {
		b := &q.Bearers[i]
		for _, id := range append([]string{b.ID}, b.alias...) {
			if strings.HasPrefix(id, "imo-") || strings.HasPrefix(id, "mmsi-") {
				add(id, b)
			}
		}
		for _, n := range b.imo {
			add("imo-"+n, b)
		}
	}
	if q.Subject.Kind == "imo" {
		add("imo-"+q.Subject.Value, nil)
	}
	return out
}

// voyages is one vessel of a question.
type voyages struct {
	s          *Ships
	ctx        context.Context
	q          *Question
	vessel     afloat
	day, known ftm.Day
	out        *Found
}

// maxPartners is of how many partners the calls are asked for.
const maxPartners = 200

func (l *voyages) look(events []sea.Event) error {
	events = l.by(events)
	if len(events) == 0 {
		return nil
	}
	facts := l.calls(l.vessel.id, events)
	byID := map[string]*sea.Event{}
	partners := map[string][]law.SeaFact{}
	for i := range events {
		e := &events[i]
		byID[e.ID] = e
		if !met(e) {
			continue
		}
		p, ok := partnerOf(e, l.vessel.id)
		if !ok {
			continue
		}
		calls, ok := partners[p.ID]
		if !ok {
			if len(partners) == maxPartners {
				l.out.Cut = append(l.out.Cut, fmt.Sprintf("of %s only the first %d ships that it met were asked where they called", l.vessel.id, maxPartners))
				break
			}
			theirs, err := l.s.Log.EventsOf(l.ctx, p.ID, l.q.At)
			if err != nil {
				return err
			}
			theirs = l.by(theirs)
			calls = l.calls(p.ID, theirs)
			partners[p.ID] = calls
			for k := range theirs {
				byID[theirs[k].ID] = &theirs[k]
			}
		}
		f := law.SeaFact{ID: e.ID, Kind: law.Transfer, First: ftm.DayOf(e.Start), Last: ftm.DayOf(e.End), Inferred: e.Inferred, With: p.Words(), Place: e.Place,
			Linked: p.Listed != "" || p.Flag == l.s.Law.Target(), Calls: calls}
		facts = append(facts, f)
	}
	standings, err := l.s.Law.Voyage(facts, l.day, l.known)
	if err != nil {
		return err
	}
	for i := range standings {
		l.standing(&standings[i], facts, byID)
	}
	for i := range events {
		l.conduct(&events[i])
	}
	return nil
}

// by are the events that began by the day of the question; what was not over then is
// told up to that day.
func (l *voyages) by(events []sea.Event) []sea.Event {
	events = slices.DeleteFunc(slices.Clone(events), func(e sea.Event) bool { return ftm.DayOf(e.Start) > l.day })
	end := (l.day + 1).Time().Add(-time.Second)
	for i := range events {
		if events[i].End.After(end) {
			events[i].End = end
		}
	}
	return events
}

// met reports whether an event is one in which cargo can have changed ships.
func met(e *sea.Event) bool {
	return e.Kind == sea.EncounterKind && e.Sub == sea.SubTransfer && e.Alert || e.Kind == sea.DarkKind && e.Alert
}

func partnerOf(e *sea.Event, id string) (*sea.Party, bool) {
	for i := range e.Parties {
		if e.Parties[i].ID != id {
			return &e.Parties[i], true
		}
	}
	return nil, false
}

// calls are the facts of a vessel at places of the target.
func (l *voyages) calls(id string, events []sea.Event) []law.SeaFact {
	var out []law.SeaFact
	for i := range events {
		e := &events[i]
		if e.Kind != sea.PortKind || len(e.Vessels) == 0 || e.Vessels[0] != id || ftm.DayOf(e.Start) > l.day {
			continue
		}
		if kind := l.s.Law.Place(e.Zone); kind != "" {
			out = append(out, law.SeaFact{ID: e.ID, Kind: kind, First: ftm.DayOf(e.Start), Last: min(ftm.DayOf(e.End), l.day), Inferred: e.Inferred, Place: e.Place})
		}
	}
	return out
}

// standing concludes what a look-back of the law comes to on the day.
func (l *voyages) standing(s *law.Standing, facts []law.SeaFact, byID map[string]*sea.Event) {
	if !s.Holds || !s.ActOn {
		if s.Holds {
			l.out.Notes = append(l.out.Notes, fmt.Sprintf("counted more narrowly, from %s on, %s holds until %s: %s", s.From, s.Measure, s.LastDay, s.Why))
		}
		return
	}
	e := byID[s.Event]
	if e == nil {
		return
	}
	f := finding.New(voyageKind, l.s.Programme, s.Lookback+"|"+s.Event, l.vessel.id)
	f.Exposure, f.Alert = finding.Exposure(s.Exposure), true
	f.Start, f.End = e.Start, e.End
	f.Missing = slices.Clone(s.Missing)
	steps := l.steps(e)
	if len(e.Vessels) == 2 { // over the partner to where it called
		if i := slices.IndexFunc(facts, func(x law.SeaFact) bool { return x.ID == s.Event }); i >= 0 {
			if c := lastCall(facts[i].Calls, facts[i].Last); c != nil {
				if ce := byID[c.ID]; ce != nil {
					p, _ := partnerOf(e, l.vessel.id)
					steps = append(steps, callStep(p.ID, ce))
				}
			} else if p, ok := partnerOf(e, l.vessel.id); ok && p.Listed != "" && p.Listed != p.ID {
				steps = append(steps, finding.Step{From: p.ID, To: p.Listed, Relation: "sends the number of the listed ship", Statement: "event:" + e.ID, Source: sea.SourceName, Strength: 1})
			}
		}
	}
	f.AddPath([]string{s.Measure}, l.from(steps)...)
	until := "no day on which it ends"
	if s.LastDay != 0 {
		until = "through " + s.LastDay.String() + ", free on " + s.Free.String()
	}
	f.Summary = fmt.Sprintf("%s: %s, %s.", s.Why, theShip(s.Bars), until)
	if f.Exposure == finding.Possible && len(f.Missing) == 0 {
		if e.Inferred {
			f.Missing = append(f.Missing, l.unseen(e))
		} else {
			f.Missing = append(f.Missing, fmt.Sprintf("whether that from which %s counts was so: nobody saw it", s.Measure))
		}
	}
	l.doubt(&f)
	kind := finding.Enquire
	if f.Exposure == finding.Blocked {
		kind = finding.Reject
	}
	for _, x := range s.Exceptions {
		l.out.Notes = append(l.out.Notes, fmt.Sprintf("%s does not hold for: %s", s.Measure, x))
	}
	l.out.Conclusions = append(l.out.Conclusions, Conclusion{Finding: f})
	l.out.Measures = append(l.out.Measures, Measure{ID: s.Measure, Cite: s.Cite, Text: s.Bars, Verified: s.Verified.String()})
	l.out.Obligations = append(l.out.Obligations, Obligation{
		finding.Obligation{Kind: kind, Measure: s.Measure, Due: s.LastDay, Why: fmt.Sprintf("%s, %s", theShip(s.Bars), until)},
		"who runs, charters, clears or insures the ship", s.Verified.String()})
}

// theShip is what a look-back bars as a sentence: some begin with what may not be
// done, some with the cargo.
func theShip(bars string) string {
	bars = strings.TrimSuffix(bars, ".")
	if strings.HasPrefix(bars, "its ") || strings.HasPrefix(bars, "the ") {
		return bars
	}
	return "the ship " + bars
}

// Counted reports whether a measure of the answer counts days from what the ship
// did.
func (a *Answer) Counted(measure string) bool {
	return slices.ContainsFunc(a.Findings, func(f finding.Finding) bool {
		return f.Kind == voyageKind && slices.ContainsFunc(f.Paths, func(p finding.Path) bool { return slices.Contains(p.Measures, measure) })
	})
}

const voyageKind = "touch.voyage"

// lastCall is the newest call at a port of the target before a day, seen ones first.
func lastCall(calls []law.SeaFact, before ftm.Day) *law.SeaFact {
	var best *law.SeaFact
	for i := range calls {
		c := &calls[i]
		if c.Last > before || c.Kind != law.PortCall {
			continue
		}
		if best == nil || best.Inferred && !c.Inferred || best.Inferred == c.Inferred && c.Last > best.Last {
			best = c
		}
	}
	return best
}

// conduct concludes what an event says by itself: a meeting with a listed ship or
// one of the target's flag, a call, an apparent lie.
func (l *voyages) conduct(e *sea.Event) {
	if !e.Alert {
		return
	}
	switch {
	case met(e):
		p, ok := partnerOf(e, l.vessel.id)
		if !ok || p.Listed == "" && p.Flag != l.s.Law.Target() {
			l.aside(e)
			return
		}
		f := l.finding(e)
		if p.Listed != "" && p.Listed != p.ID {
			f.Paths[0].Steps = append(f.Paths[0].Steps, finding.Step{From: p.ID, To: p.Listed, Relation: "sends the number of the listed ship", Statement: "event:" + e.ID, Source: sea.SourceName, Strength: 1})
		}
		basis := "met_listed"
		if p.Flag == l.s.Law.Target() {
			basis = "met_flag"
		}
		l.out.Conclusions = append(l.out.Conclusions, Conclusion{f, Fact{Basis: basis}})
	case e.Kind == sea.PortKind && l.s.Law.Place(e.Zone) != "":
		l.out.Conclusions = append(l.out.Conclusions, Conclusion{Finding: l.finding(e)})
	case e.Kind == sea.IdentityKind && strings.HasPrefix(e.Sub, "one-digit"):
		l.out.Conclusions = append(l.out.Conclusions, Conclusion{Finding: l.finding(e)})
	default:
		l.aside(e)
	}
}

// aside notes what leads to nobody of the programme.
func (l *voyages) aside(e *sea.Event) {
	l.out.Notes = append(l.out.Notes, fmt.Sprintf("at sea, %s: %s %s%s (strength %.2f, event %s)", e.Start.Format("2006-01-02"), l.words(), e.Does(), l.with(e), e.Strength, e.ID))
}

func (l *voyages) words() string {
	if l.vessel.bearer != nil {
		return l.vessel.bearer.Caption
	}
	return l.vessel.id
}

func (l *voyages) finding(e *sea.Event) finding.Finding {
	f := finding.New("touch."+e.Kind, l.s.Programme, e.ID, l.vessel.id)
	f.Exposure, f.Alert, f.Start, f.End = finding.Exposed, e.Alert, e.Start, e.End
	f.AddPath(e.Measures, l.from(l.steps(e))...)
	var why []string
	partner, _ := partnerOf(e, l.vessel.id)
	for _, r := range e.Reasons {
		if r.Item != sea.ItemListed || partner == nil || partner.Listed == "" { // said with the partner
			why = append(why, r.Text)
		}
	}
	f.Summary = fmt.Sprintf("on %s it %s%s", e.Start.Format("2006-01-02"), e.Does(), l.with(e))
	if len(why) > 0 {
		f.Summary += ": " + strings.Join(why[:min(3, len(why))], "; ")
	}
	f.Summary += "."
	if e.Inferred {
		f.Exposure = finding.Possible
		f.Missing = append(f.Missing, l.unseen(e))
	}
	l.doubt(&f)
	return f
}

// unseen is the question that an inferred event leaves open, as part of a sentence.
func (l *voyages) unseen(e *sea.Event) string {
	with := l.with(e)
	if strings.Contains(with, ", listed as ") {
		with += ","
	}
	who := l.words()
	if i := slices.IndexFunc(e.Parties, func(p sea.Party) bool { return p.ID == l.vessel.id && p.Name != "" }); i >= 0 && l.vessel.bearer == nil {
		who = e.Parties[i].Name
	}
	return fmt.Sprintf("whether %s %s%s on %s: the silence allows it, but nobody saw it", who, e.Did(), with, e.Start.Format("2006-01-02"))
}

func (l *voyages) with(e *sea.Event) string {
	if p, ok := partnerOf(e, l.vessel.id); ok {
		w := " " + p.Words()
		if p.Listed != "" {
			w += ", listed as " + p.Listed
		}
		return w
	}
	if w := cmp.Or(e.Place, e.Zone); w != "" {
		return " " + w
	}
	return ""
}

// steps are an event as the first part of a path.
func (l *voyages) steps(e *sea.Event) []finding.Step {
	if p, ok := partnerOf(e, l.vessel.id); ok {
		return []finding.Step{{From: l.vessel.id, To: p.ID, Relation: e.Does(), Statement: "event:" + e.ID, Source: sea.SourceName, FromDate: ftm.DayOf(e.Start), ToDate: ftm.DayOf(e.End) + 1, Strength: e.Strength}}
	}
	if e.Kind == sea.PortKind {
		return []finding.Step{callStep(l.vessel.id, e)}
	}
	return []finding.Step{{From: l.vessel.id, To: cmp.Or(e.Place, e.Zone, l.vessel.id), Relation: e.Does(), Statement: "event:" + e.ID, Source: sea.SourceName, FromDate: ftm.DayOf(e.Start), ToDate: ftm.DayOf(e.End) + 1, Strength: e.Strength}}
}

func callStep(id string, e *sea.Event) finding.Step {
	return finding.Step{From: id, To: cmp.Or(e.Place, e.Zone), Relation: e.Does(), Statement: "event:" + e.ID, Source: sea.SourceName, FromDate: ftm.DayOf(e.Start), ToDate: ftm.DayOf(e.End) + 1, Strength: e.Strength}
}

// from is a path from the subject over its bearer to the steps of a vessel.
func (l *voyages) from(steps []finding.Step) []finding.Step {
	b := l.vessel.bearer
	if b == nil {
		return steps
	}
	out := b.steps()
	if len(out) == 0 {
		return steps
	}
	if last := out[len(out)-1]; last.To != l.vessel.id {
		out = append(out, finding.Step{From: last.To, To: l.vessel.id, Relation: "was heard at sea as", Statement: last.Statement, Source: sea.SourceName, Strength: 1})
	}
	return append(out, steps...)
}

// doubt makes what hangs on a likeness of names possible.
func (l *voyages) doubt(f *finding.Finding) {
	b := l.vessel.bearer
	if b == nil || b.Sure {
		return
	}
	f.Exposure = finding.Possible
	f.Missing = append(f.Missing, b.whether(l.q.Subject))
}
