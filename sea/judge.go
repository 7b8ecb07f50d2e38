package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"cordon/finding"
	"cordon/ftm"
)

// JudgeConfig is how evidence is added up. Weights are log-odds of the natural
// logarithm; those of single items stand with the detectors that see them.
type JudgeConfig struct {
	Line     float64 // sum from which on an event is an alert; 1.0
	Cap      float64 // no sum is larger or smaller; 6
	Share    float64 // what an item counts beside a larger one of its family; 1/3
	Listed   float64 // the counterpart is listed; 3.0
	Flagged  float64 // the counterpart flies the programme's flag; 3.0
	Caller   float64 // the counterpart was at a port of the programme's country; 2.0
	Families map[string]string
	Sure     float64 // what the silence of an inferred call weighs when it is believed in full; 1.5
	SureMet  float64 // the same of an inferred meeting; 1.8
}

// DefaultJudgeConfig is the start values, as docs/sea.md prints them with the
// precision and recall that they come to.
func DefaultJudgeConfig() JudgeConfig {
	return JudgeConfig{
		Line: 1, Cap: 6, Share: 1. / 3, Listed: 3, Flagged: 3, Caller: 2,
		// What is seen of one thing is evidence once: a silence, who the other one is.
		Families: map[string]string{
			ItemDarkGap: "silence", ItemDarkRendezvous: "silence", ItemDarkCall: "silence",
			ItemListed: "counterpart", ItemFlagged: "counterpart", ItemCaller: "counterpart",
			ItemLaterCall: "counterpart", ItemDestination: "counterpart",
		},
		Sure: 1.5, SureMet: 1.8,
	}
}

// Items that the judge adds about the other side of a meeting.
const (
	ItemFlagged = "counterpart-flagged" // sends a number of the programme's country
	ItemCaller  = "counterpart-called"  // was seen at a port of the programme's country
)

// Judge completes events: who is listed, what its reasons come to, whether it is
// an alert, and what it comes to by law as far as the event alone tells. Paths
// lead from a vessel over the event to whom it leads to. The events are changed in
// place and returned by start, then id.
func Judge(events []Event, t *Traffic, k *Known, c JudgeConfig) []Event {
	if k == nil {
		k = &Known{}
	}
	j := &judge{c: c, k: k, vessels: make(map[string]*Vessel, len(t.Vessels))}
	for _, v := range t.Vessels {
		j.vessels[v.ID] = v
	}
	j.calls = callers(events, k)
	for i := range events {
		j.event(&events[i])
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	return events
}

type judge struct {
	c       JudgeConfig
	k       *Known
	vessels map[string]*Vessel
	calls   map[string][]*Event
}

// callers are the calls at ports of the programme's country that were seen, of each
// vessel.
func callers(events []Event, k *Known) map[string][]*Event {
	ports := map[string]bool{}
	for i := range k.Zones {
		if z := &k.Zones[i]; k.Flag != "" && z.Country == k.Flag && (z.Kind == "port" || z.Kind == "anchorage") {
			ports[z.ID] = true
		}
	}
	out := map[string][]*Event{}
	for i := range events {
		if e := &events[i]; e.Kind == PortKind && !e.Inferred && ports[e.Zone] && len(e.Vessels) == 1 {
			out[e.Vessels[0]] = append(out[e.Vessels[0]], e)
		}
	}
	return out
}

func (j *judge) event(e *Event) {
	day := ftm.DayOf(e.Start)
	ships := make([]*Ship, len(e.Vessels))
	for i, id := range e.Vessels {
		if i >= len(e.Parties) {
			e.Parties = append(e.Parties, Party{ID: id})
		}
		if ships[i] = j.k.ListedAs(j.vessels[id], day); ships[i] != nil {
			e.Parties[i].Listed = ships[i].ID
		}
	}
	// What the other side is says something about a meeting only.
	met := e.Kind == EncounterKind && e.Sub == SubTransfer || e.Kind == DarkKind
	if met && !j.has(e, ItemListed, ItemFlagged) {
		j.counterpart(e, ships)
	}
	if e.Inferred {
		j.believe(e)
	}
	e.LogOdds = j.sum(e.Reasons)
	e.Strength = finding.Logistic(e.LogOdds)
	e.Alert = e.LogOdds >= j.c.Line
	j.exposure(e, ships)
	slices.SortStableFunc(e.Reasons, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	if e.Innocent == nil {
		e.Innocent = []Innocent{}
	}
}

// believe takes from what speaks for an inferred event the more the less its silence
// is believed: that the other ship is listed, or was bound for a port, says nothing
// of a meeting that most probably did not take place.
func (j *judge) believe(e *Event) {
	base := 0.
	for _, r := range e.Reasons {
		if r.Item == ItemDarkRendezvous || r.Item == ItemDarkCall || r.Item == ItemDarkGap {
			base = max(base, r.Weight)
		}
	}
	share := min(1, max(0, base)/j.c.Sure)
	share *= share // a weak inference is carried by nothing else
	if e.Kind == DarkKind {
		share = min(1, max(0, base)/j.c.SureMet)
		share *= share * share // of who it was as well
		if base < j.c.Line {   // and no alert comes of who it may have been alone
			share = 0
		}
	}
	for i := range e.Reasons {
		if r := &e.Reasons[i]; r.Weight > 0 && r.Item != ItemDarkRendezvous && r.Item != ItemDarkCall && r.Item != ItemDarkGap {
			r.Weight = math.Round(r.Weight*share*100) / 100
		}
	}
}

func (j *judge) has(e *Event, items ...string) bool {
	return slices.ContainsFunc(e.Reasons, func(r Reason) bool { return slices.Contains(items, r.Item) })
}

func (j *judge) counterpart(e *Event, ships []*Ship) {
	for i, s := range ships {
		if s == nil {
			continue
		}
		e.Reasons = append(e.Reasons, Reason{ItemListed, fmt.Sprintf("%s is listed as %s (%s)", e.Parties[i].Words(), s.Name, s.ID), j.c.Listed, strings.Join(s.Datasets, ", ")})
		e.Innocent = append(e.Innocent, Innocent{"the number on the air may be another ship's", "a photograph, or the number on the hull"})
		return
	}
	for i := range e.Parties {
		if p := &e.Parties[i]; j.k != nil && j.k.Flag != "" && p.Flag == j.k.Flag {
			e.Reasons = append(e.Reasons, Reason{ItemFlagged, fmt.Sprintf("%s sends a number of %s", p.Words(), strings.ToUpper(p.Flag)), j.c.Flagged, "digits of the MMSI"})
			e.Innocent = append(e.Innocent, Innocent{"the number on the air may be another ship's", "the flag state's register"})
			return
		}
	}
	for i, id := range e.Vessels {
		var last *Event
		for _, c := range j.calls[id] {
			if !c.Start.After(e.End) && (last == nil || c.Start.After(last.Start)) {
				last = c
			}
		}
		if last != nil {
			e.Reasons = append(e.Reasons, Reason{ItemCaller, fmt.Sprintf("%s was at %s on %s", e.Parties[i].Words(), last.Place, last.Start.Format("2006-01-02")), j.c.Caller, "event " + last.ID})
			e.Innocent = append(e.Innocent, Innocent{"humanitarian cargo, or a port that was entered in distress", "bills of lading, and the Committee's exemption"})
			return
		}
	}
}

// sum adds items up: of each family the largest and a share of the rest.
func (j *judge) sum(reasons []Reason) float64 {
	type family struct {
		name       string
		most, rest float64
	}
	var all []family
	for _, r := range reasons {
		name := cmp.Or(j.c.Families[r.Item], r.Item)
		i := slices.IndexFunc(all, func(f family) bool { return f.name == name })
		switch {
		case i < 0:
			all = append(all, family{name: name, most: r.Weight})
		case r.Weight > all[i].most:
			all[i].rest += all[i].most
			all[i].most = r.Weight
		default:
			all[i].rest += r.Weight
		}
	}
	slices.SortFunc(all, func(a, b family) int { return cmp.Compare(a.name, b.name) })
	sum := 0.0
	for _, f := range all {
		sum += f.most + float64(f.rest*j.c.Share)
	}
	return math.Round(min(max(sum, -j.c.Cap), j.c.Cap)*1e6) / 1e6
}

// exposure is what an event comes to for its vessels by itself: exposed by
// conduct, possible where it is inferred. What the law counts from it is asked of
// the law.
func (j *judge) exposure(e *Event, ships []*Ship) {
	e.Exposure = finding.Clear
	if !e.Alert {
		return
	}
	e.Exposure = finding.Exposed
	if e.Inferred {
		e.Exposure = finding.Possible
	}
	if len(e.Vessels) == 2 {
		for i, s := range ships {
			if s != nil {
				other := 1 - i
				e.Paths = append(e.Paths, e.path(other, s))
			}
		}
	}
	if e.Zone != "" {
		e.Paths = append(e.Paths, finding.Path{Strength: e.Strength, Steps: []finding.Step{e.step(e.Vessels[0], e.Zone, e.Does())}})
	}
}

// path leads from one vessel of an event over the other to what lists it.
func (e *Event) path(from int, s *Ship) finding.Path {
	to := e.Vessels[1-from]
	p := finding.Path{Steps: []finding.Step{e.step(e.Vessels[from], to, e.Does())}}
	if s.ID != to {
		p.Steps = append(p.Steps, finding.Step{From: to, To: s.ID, Relation: "sends the number of", Statement: cmp.Or(s.Statement, "event:"+e.ID), Source: cmp.Or(s.Source, SourceName), Strength: 1})
	}
	p.Strength = 1
	for _, x := range p.Steps {
		p.Strength = float64(p.Strength * x.Strength)
	}
	return p
}

// SourceName is the dataset that events and what ships say of themselves stand in.
const SourceName = "ais"

func (e *Event) step(from, to, relation string) finding.Step {
	return finding.Step{From: from, To: to, Relation: relation, Statement: "event:" + e.ID, Source: SourceName, FromDate: ftm.DayOf(e.Start), ToDate: ftm.DayOf(e.End) + 1, Strength: e.Strength}
}

// Does is what an event says one vessel apparently did, as a verb phrase: with a
// preposition at its end where the other vessel or a place follows.
func (e *Event) Does() string {
	pair, placed := len(e.Vessels) > 1, e.Place != "" || e.Zone != ""
	switch e.Kind {
	case DarkKind:
		return "can have met"
	case EncounterKind:
		if e.Sub == SubTransfer {
			return "apparently lay alongside"
		}
		return "apparently met"
	case PortKind:
		switch {
		case e.Inferred:
			return "can have called, unseen, at"
		case e.Sub == "entered-waters":
			return "apparently entered"
		case e.Sub == "anchorage":
			return "apparently lay at anchor at"
		case e.Sub == "area-stop":
			return "apparently lay in"
		}
		return "apparently called at"
	}
	d, ok := deeds[e.Kind+" "+e.Sub]
	if !ok {
		d = deeds[e.Kind]
	}
	if e.Kind == IdentityKind && e.Sub == "programme-flag" && len(e.Parties) > 0 && e.Parties[0].Flag != "" {
		d.alone = "sent a radio number that is apparently of " + ftm.CountryName(e.Parties[0].Flag)
	}
	switch {
	case pair && d.with != "":
		return d.with
	case d.alone == "":
		return "has an event of kind " + e.Kind
	case pair:
		return d.alone + ", as did"
	case placed:
		return d.alone + " in"
	}
	return d.alone
}

// deeds are what vessels apparently did, by kind and by kind and sub: alone, and in
// words that the other vessel follows.
var deeds = map[string]struct{ alone, with string }{
	GapKind:                             {"was not heard", "was not heard, nor was"},
	GapKind + " dark":                   {"apparently fell silent", "apparently fell silent, as did"},
	GapKind + " outage":                 {"was not heard while receivers were out", ""},
	GapKind + " busy":                   {"was not heard there while its number was heard elsewhere", ""},
	LoiteringKind:                       {"apparently lay or drifted", ""},
	LoiteringKind + " drifting":         {"apparently drifted", ""},
	LoiteringKind + " stopped":          {"apparently lay still", ""},
	SpoofKind:                           {"sent positions that are apparently not its own", ""},
	SpoofKind + " jump":                 {"sent positions that apparently jump", ""},
	SpoofKind + " clone":                {"had its number apparently sent from two places at once", "apparently shared one number with a second sender, which called itself"},
	SpoofKind + " circle":               {"sent positions that apparently go round in circles", ""},
	SpoofKind + " frozen":               {"sent positions that apparently stand still", ""},
	SpoofKind + " replay":               {"apparently sent a track that had been sent before", "apparently sent the track of"},
	SpoofKind + " simulated":            {"apparently sent computed positions", ""},
	SpoofKind + " land":                 {"sent positions that are apparently on land", ""},
	SpoofKind + " area":                 {"sent positions that were apparently disturbed, as those of many ships,", ""},
	IdentityKind:                        {"sent an identity that apparently does not fit", ""},
	IdentityKind + " zombie":            {"apparently used the IMO number of another ship", "apparently used the IMO number of"},
	IdentityKind + " newborn":           {"sent an IMO number that apparently has no history", ""},
	IdentityKind + " one-digit":         {"sent an IMO number that is one digit from a listed ship's", ""},
	IdentityKind + " conflict":          {"apparently gave different identities by turns", ""},
	IdentityKind + " name-hop":          {"apparently changed its name repeatedly", ""},
	IdentityKind + " flag-hop":          {"apparently changed its flag", ""},
	IdentityKind + " false-flag":        {"sent a radio number of a flag that is apparently not its own", ""},
	IdentityKind + " listed-other-name": {"sent the IMO number of a listed ship under another name", ""},
	IdentityKind + " borrowed-mmsi":     {"apparently used the radio number of another ship", "apparently used the radio number of"},
	IdentityKind + " borrowed-callsign": {"apparently used the call sign of another ship", "apparently used the call sign of"},
	IdentityKind + " shared-callsign":   {"apparently shared its call sign with another ship", "apparently shared its call sign with"},
	IdentityKind + " flag-differs":      {"sent a radio number that is apparently not of its flag", ""},
	IdentityKind + " mid-unallocated":   {"sent a radio number that no country gives", ""},
	IdentityKind + " programme-flag":    {"sent a radio number that is apparently of the target's flag", ""},
}

// Did is the same without what can be: what is asked whether it was so.
func (e *Event) Did() string {
	switch {
	case e.Kind == DarkKind:
		return "met"
	case e.Kind == PortKind && e.Inferred:
		return "called at"
	}
	return e.Does()
}

// SubTransfer marks an encounter that apparently was a ship-to-ship transfer.
const SubTransfer = "transfer"

// Words is a party as a sentence names it: name and number.
func (p *Party) Words() string {
	name := p.Name
	if name == "" {
		name = "a ship without a name"
	}
	switch {
	case p.IMO != 0:
		return fmt.Sprintf("%s (IMO %d)", name, p.IMO)
	case p.MMSI != 0:
		return fmt.Sprintf("%s (MMSI %09d)", name, p.MMSI)
	}
	return name
}

// Country is the flag in words, or "no country".
func (p *Party) Country() string {
	if p.Flag == "" {
		return "no country"
	}
	return strings.ToUpper(p.Flag)
}

// Voyage is what a vessel did between two calls, as one sum of evidence.
type Voyage struct {
	Vessel  string
	From    time.Time
	To      time.Time
	Events  []string // ids
	LogOdds float64
	Reasons []Reason
}

// Voyages cut the events of each vessel at its observed port calls and add the
// evidence of each part up, so that what hangs together counts once.
func Voyages(events []Event, c JudgeConfig) []Voyage {
	j := &judge{c: c}
	by := map[string][]*Event{}
	var ids []string
	for i := range events {
		for _, v := range events[i].Vessels {
			if by[v] == nil {
				ids = append(ids, v)
			}
			by[v] = append(by[v], &events[i])
		}
	}
	slices.Sort(ids)
	var out []Voyage
	for _, id := range ids {
		list := by[id]
		slices.SortFunc(list, func(a, b *Event) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
		cur := Voyage{Vessel: id}
		flush := func() {
			if len(cur.Events) > 0 {
				cur.LogOdds = j.sum(cur.Reasons)
				out = append(out, cur)
			}
			cur = Voyage{Vessel: id}
		}
		for _, e := range list {
			if cur.Events == nil {
				cur.From = e.Start
			}
			cur.Events = append(cur.Events, e.ID)
			cur.To = e.End
			if e.Alert || e.Kind == PortKind {
				cur.Reasons = append(cur.Reasons, e.Reasons...)
			}
			if e.Kind == PortKind && !e.Inferred && e.Sub == "port-call" {
				flush()
			}
		}
		flush()
	}
	return out
}
