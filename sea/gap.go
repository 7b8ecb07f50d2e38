package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"cordon/geo"
)

// GapConfig holds the thresholds of gaps (reference sea.md §4, §7, §14).
type GapConfig struct {
	Seconds    uint32  // least; 12 h, or 6 h for a closer look
	Dark       float64 // greatest p of a dark one
	Believe    float64 // p up to which a silence is believed in full when something else fits it
	Neighbours int     // least number of others heard for a dark one
	Edge       float64 // share of the others heard in a cell that also fall silent or come up there, from which on reception ends there
	EdgeLeast  int     // least number of such others
	Busy       int     // times that the number was heard elsewhere, from which on it was not silent
	Open       float64 // what a silence that did not end counts of one that did
	Outage     float64 // share of the time, from which on the receivers are the reason
	Names      int     // most neighbours that an event names
	WeightDark float64 // log-odds of a dark one
}

// DefaultGapConfig holds the values of the reference; Believe, Edge, Busy, Open, Outage
// and Names are cordon's own.
func DefaultGapConfig() GapConfig {
	return GapConfig{Seconds: 12 * hourS, Dark: .01, Believe: .1, Neighbours: 3, Edge: .2, EdgeLeast: 2, Busy: 3, Open: .5, Outage: .5, Names: 20, WeightDark: 1}
}

// Items of evidence that silences give.
const (
	ItemDarkGap        = "dark-gap"
	ItemDarkRendezvous = "dark-rendezvous"
	ItemKindPair       = "kind-pair"
	ItemDraught        = "draught-step"
	ItemListed         = "counterpart-listed"
	ItemDestination    = "destination"
	ItemLaterCall      = "call-after"
	ItemDarkCall       = "dark-call"
	ItemBearing        = "bearing"
)

// Gaps are the silences of vessels longer than c.Gap.Seconds, also those that had
// not ended when the traffic did. Sub is the class: dark, faint, unknown, outage, busy.
// Only a dark one weighs anything. Facts: hours, l, p_silent, neighbours, outage
// (share), off_lat, off_lon, on_lat, on_lon, km, implied_kn, vmax_kn, reach_nm2
// (area), zone_km (nearest place of the programme's country, or reach of it).
func Gaps(ctx context.Context, t *Traffic, k *Known, c SilenceConfig, workers int) ([]Event, error) {
	r, err := Listen(ctx, t, c.Reception, c.Reach, workers)
	if err != nil {
		return nil, err
	}
	ss, err := r.Silences(ctx, k, c.Gap, c.Gap.Seconds, workers)
	if err != nil {
		return nil, err
	}
	return gapsOf(ctx, ss, k, c, workers)
}

// Silent is what silences tell altogether, Gaps, DarkRendezvous and DarkCalls, by
// start, with reception counted once.
func Silent(ctx context.Context, t *Traffic, k *Known, c SilenceConfig, workers int) ([]Event, error) {
	return silent(ctx, t, k, nil, c, workers)
}

// silent is Silent where the contacts of all vessels are known, or nil.
func silent(ctx context.Context, t *Traffic, k *Known, contacts []Contact, c SilenceConfig, workers int) ([]Event, error) {
	r, err := Listen(ctx, t, c.Reception, c.Reach, workers)
	if err != nil {
		return nil, err
	}
	r.contacts = contacts
	ss, err := r.Silences(ctx, k, c.Gap, min(c.Gap.Seconds, c.Rendezvous.Silence, c.Call.Silence), workers)
	if err != nil {
		return nil, err
	}
	gaps, err := gapsOf(ctx, ss, k, c, workers)
	if err != nil {
		return nil, err
	}
	sea := c.Reach.bySea(k, r.vessels)
	met, err := r.rendezvous(ctx, ss, k, sea, c, workers)
	if err != nil {
		return nil, err
	}
	calls, err := darkCalls(ctx, ss, k, sea, c, workers)
	if err != nil {
		return nil, err
	}
	out := slices.Concat(gaps, met, calls)
	sortEvents(out)
	return out, nil
}

func sortEvents(es []Event) {
	slices.SortStableFunc(es, func(a, b Event) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
}

func gapsOf(ctx context.Context, ss []Silence, k *Known, c SilenceConfig, workers int) ([]Event, error) {
	var of []*Silence
	for i := range ss {
		if ss[i].seconds() >= int64(c.Gap.Seconds) {
			of = append(of, &ss[i])
		}
	}
	ships, dry := shipsOf(k), dryness(k)
	out := make([]Event, len(of))
	err := share(ctx, workers, len(of), 16, func(_, i int) { out[i] = of[i].event(k, ships, dry, c) })
	sortEvents(out)
	return out, err
}

func (s *Silence) seconds() int64 { return s.Reach.To - s.Reach.From }

// event is a silence as an event.
func (s *Silence) event(k *Known, ships map[uint32]*Ship, dry func(geo.Point) bool, c SilenceConfig) Event {
	e := Event{
		Kind: GapKind, Sub: s.Class, Vessels: []string{s.Vessel.ID}, Parties: []Party{partyOf(s.Vessel, s.off().T, ships)},
		Start: instant(s.Reach.From), End: instant(s.Reach.To), Open: s.Reach.Open,
		Lat: round5(s.Reach.Off.Lat), Lon: round5(s.Reach.Off.Lon),
		Facts: s.facts(),
	}
	e.ID = EventID(e.Kind, "", e.Vessels, e.Start) // what class it is may change as others are heard late
	e.Area = s.Reach.Area(c.Reach.Corners, dry)
	_, _, area := s.Reach.Axes()
	e.Facts["reach_nm2"] = round3(area)
	s.nearest(&e, k)

	hours := float64(s.seconds()) / hourS
	w := 0.0
	if s.Class == SilentDark {
		w = c.Gap.WeightDark
	}
	e.Reasons = []Reason{{Item: ItemDarkGap, Text: s.words(hours), Weight: w}}
	e.Notes = s.notes(c.Gap.Names)
	e.Innocent = s.innocent()
	return e
}

// facts are the figures of a silence.
func (s *Silence) facts() map[string]float64 {
	f := map[string]float64{
		"hours": round3(float64(s.seconds()) / hourS), "l": round3(s.L), "p_silent": sixth(s.P), "neighbours": float64(len(s.Heard)),
		"outage": round3(s.Outage), "off_lat": round5(s.Reach.Off.Lat), "off_lon": round5(s.Reach.Off.Lon), "vmax_kn": round3(s.Reach.Knots),
	}
	if !s.Reach.Open {
		f["on_lat"], f["on_lon"] = round5(s.Reach.On.Lat), round5(s.Reach.On.Lon)
		f["km"] = round3(geo.Distance(s.Reach.Off, s.Reach.On))
		f["implied_kn"] = round3(math.Min(s.Reach.Implied(), 1e6))
	}
	return f
}

// words says what was and was not heard.
func (s *Silence) words(hours float64) string {
	what := fmt.Sprintf("not heard for %.1f h", hours)
	if s.Reach.Open {
		what = fmt.Sprintf("not heard since, %.1f h until the data end", hours)
	}
	switch s.Class {
	case SilentDark:
		return fmt.Sprintf("%s; on the way with the least reception at least %.0f messages would have been delivered (p %.4f); %s heard there meanwhile", what, s.L, s.P, others(len(s.Heard)))
	case SilentBusy:
		return fmt.Sprintf("%s; but its number was heard %d times elsewhere meanwhile", what, s.Busy)
	case SilentOutage:
		return fmt.Sprintf("%s; for %.0f %% of it the feed itself delivered little or nothing", what, 100*s.Outage)
	case SilentUnknown:
		if !s.Reach.Possible() {
			return fmt.Sprintf("%s; %.1f kn would be needed between the two positions, so they are hardly of one voyage", what, s.Reach.Implied())
		}
		return what + "; nobody else was heard there who could tell whether it could have been"
	}
	if s.edge[0] > 0 {
		return fmt.Sprintf("%s; reception seems to end where it fell silent, for others do so there as well", what)
	}
	return fmt.Sprintf("%s; it can have been where little is heard: about %.1f messages would have been delivered (p %.2f); %s heard", what, s.L, s.P, others(len(s.Heard)))
}

func others(n int) string {
	if n == 1 {
		return "1 other vessel was"
	}
	return fmt.Sprintf("%d other vessels were", n)
}

// notes name the neighbours and what is odd.
func (s *Silence) notes(most int) []string {
	var out []string
	if n := len(s.Heard); n > 0 {
		text := "heard meanwhile: " + strings.Join(s.Heard[:min(n, most)], ", ")
		if n > most {
			text += fmt.Sprintf(" and %d more", n-most)
		}
		out = append(out, text)
	}
	if s.edge[0] > 0 {
		out = append(out, fmt.Sprintf("reception seems to end where it fell silent: of %d others heard there %d fell silent or came up there as well", s.edge[1], s.edge[0]))
	}
	if !s.Reach.Possible() {
		out = append(out, fmt.Sprintf("impossible at %.1f kn: %.1f kn needed; a jump, a shared number or a bad clock, see spoofing", s.Reach.Knots, s.Reach.Implied()))
	}
	if !s.Reach.Open && slices.Contains(s.Vessel.Breaks, s.Next) {
		out = append(out, "the tracks before and after are joined by what the vessel says of itself, not by its motion")
	}
	return out
}

// innocent are the explanations that fit as well.
func (s *Silence) innocent() []Innocent {
	if s.Class == SilentOutage {
		return []Innocent{{"receiver outage", "the feed's own log"}}
	}
	if s.Class == SilentBusy {
		return []Innocent{{"another ship sends the same number, or its positions were false", "the tracks of the number, see spoofing"}}
	}
	out := []Innocent{{"equipment failure or loss of power", "notice to class, flag or agent; repair record"}}
	if s.Class == SilentDark {
		out = append(out, Innocent{"switched off for safety, as in waters with piracy", "company's order, notice to the flag"})
	}
	if s.Class != SilentDark {
		out = append(out, Innocent{"out of range of the receivers", "another feed, satellite above all, for the same hours"})
	}
	if s.Reach.Open {
		out = append(out, Innocent{"left the area that the feed covers, or the data end too early", "later or other data"})
	}
	if !s.Reach.Open && geo.Distance(s.Reach.Off, s.Reach.On) < 2 {
		out = append(out, Innocent{"moored or laid up with the set turned off", "port log"})
	}
	return out
}

// nearest notes how far the silence began or ended from the places of the
// programme's country, and whether they were in reach.
func (s *Silence) nearest(e *Event, k *Known) {
	if k == nil {
		return
	}
	best, km := -1, math.Inf(1)
	for i := range k.Zones {
		z := &k.Zones[i]
		if !programmes(z, k) {
			continue
		}
		d := z.Distance(s.Reach.Off)
		if !s.Reach.Open {
			d = math.Min(d, z.Distance(s.Reach.On))
		}
		if d < km {
			best, km = i, d
		}
	}
	if best < 0 {
		return
	}
	z := &k.Zones[best]
	e.Facts["zone_km"] = round3(km)
	if km == 0 {
		e.Zone, e.Place = z.ID, z.Name
	}
}

// programmes reports whether a zone is a port or a place of transfer of the
// programme's country.
func programmes(z *geo.Zone, k *Known) bool {
	if _, ok := z.Middle(); !ok {
		return false
	}
	return (z.Kind == "port" || z.Kind == "anchorage" || z.Kind == "transfer") && k.Flag != "" && strings.EqualFold(z.Country, k.Flag)
}

// shipsOf are the known ships by IMO number; of two the listed one.
func shipsOf(k *Known) map[uint32]*Ship {
	if k == nil {
		return nil
	}
	out := make(map[uint32]*Ship, len(k.Ships))
	for i := range k.Ships {
		s := &k.Ships[i]
		if o := out[s.IMO]; s.IMO != 0 && (o == nil || s.Listed && !o.Listed || s.Listed == o.Listed && s.ID < o.ID) {
			out[s.IMO] = s
		}
	}
	return out
}

// partyOf is who a vessel was, and the listed ship that it is.
func partyOf(v *Vessel, at uint32, ships map[uint32]*Ship) Party {
	p := PartyOf(v, at)
	if s := ships[v.IMO]; s != nil && v.IMO != 0 {
		if s.Listed {
			p.Listed = s.ID
		}
		if p.Kind == "" {
			p.Kind = s.Kind.String()
		}
	}
	return p
}

func instant(s int64) time.Time { return time.Unix(s, 0).UTC() }

func round3(x float64) float64 { return math.Round(x*1e3) / 1e3 }
func sixth(x float64) float64  { return math.Round(x*1e6) / 1e6 }
