package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"cordon/geo"
)

// DarkCallConfig holds the thresholds of calls made in silence.
type DarkCallConfig struct {
	Silence uint32  // s; least
	Spare   uint32  // s; least time left for the call
	Bearing float64 // degrees; greatest deviation of the course from the zone's bearing
	Weight  float64
	Unsaid  float64 // of it, where neither a course nor the draught tells for the call
}

// DefaultDarkCallConfig: reference sea.md §7, §14; Bearing and Unsaid are cordon's own.
func DefaultDarkCallConfig() DarkCallConfig {
	return DarkCallConfig{Silence: 6 * hourS, Spare: 6 * hourS, Bearing: 45, Weight: 2, Unsaid: .5}
}

// DarkCalls are silences whose reach covers a port, anchorage or place of transfer
// of the programme's country with c.Call.Spare to spare, while course or draught
// fits. One event a silence, of the zone with the most time to spare; the others are
// named. Kind port, Sub dark-call, inferred. Facts: as of gaps, spare_h, zone_km.
func DarkCalls(ctx context.Context, t *Traffic, k *Known, c SilenceConfig, workers int) ([]Event, error) {
	r, err := Listen(ctx, t, c.Reception, c.Reach, workers)
	if err != nil {
		return nil, err
	}
	ss, err := r.Silences(ctx, k, c.Gap, c.Call.Silence, workers)
	if err != nil {
		return nil, err
	}
	return darkCalls(ctx, ss, k, c.Reach.bySea(k, r.vessels), c, workers)
}

func darkCalls(ctx context.Context, ss []Silence, k *Known, sea bySea, c SilenceConfig, workers int) ([]Event, error) {
	if k == nil {
		return nil, nil
	}
	var zones []*geo.Zone
	for i := range k.Zones {
		if programmes(&k.Zones[i], k) {
			zones = append(zones, &k.Zones[i])
		}
	}
	ships := shipsOf(k)
	out := make([][]Event, len(ss))
	err := share(ctx, workers, len(ss), 16, func(_, i int) {
		if s := &ss[i]; s.seconds() >= int64(c.Call.Silence) && s.Class != SilentOutage && s.Class != SilentBusy && s.Reach.Possible() && len(zones) > 0 {
			if e, ok := s.call(zones, ships, sea, c); ok {
				out[i] = append(out[i], e)
			}
		}
	})
	es := slices.Concat(out...)
	sortEvents(es)
	return es, err
}

// heardThere says what else was heard during a silence of a class.
var heardThere = map[string]string{SilentDark: ", while others were heard all along", SilentFaint: ", where little is heard"}

// call is the call that a silence allows, if any.
func (s *Silence) call(zones []*geo.Zone, ships map[uint32]*Ship, sea bySea, c SilenceConfig) (Event, bool) {
	type option struct {
		z      *geo.Zone
		spare  float64
		why    []Reason
		unsaid bool // no course tells for or against it
	}
	var fit []option
	step, stepped := s.Vessel.draughtStep(float64(s.Reach.From), float64(s.Reach.To), c.Rendezvous)
	for _, z := range zones {
		// to the zone's edge, not its middle
		v := s.Reach.Knots * kmPerKnotSecond
		way := z.Distance(s.Reach.Off)
		if !s.Reach.Open {
			way += z.Distance(s.Reach.On)
		}
		spare := float64(s.seconds()) - way/v
		if spare < float64(c.Call.Spare) {
			continue
		}
		o := option{z: z, spare: spare}
		mid, _ := z.Middle()
		text, ok := s.heads(mid, c.Call)
		if ok && text != "" {
			o.why = append(o.why, Reason{Item: ItemBearing, Text: text})
		}
		o.unsaid = ok && text == ""
		if stepped {
			o.why = append(o.why, Reason{Item: ItemDraught, Text: fmt.Sprintf("draught changed by %+.1f m", step), Weight: c.Rendezvous.WeightStep})
		}
		if len(o.why) > 0 || o.unsaid {
			if _, _, ok := s.bySea(mid, float64(c.Call.Spare), sea); ok { // the dear question last
				fit = append(fit, o)
			}
		}
	}
	if len(fit) == 0 {
		return Event{}, false
	}
	slices.SortStableFunc(fit, func(a, b option) int {
		return cmp.Or(cmp.Compare(b.spare, a.spare), cmp.Compare(a.z.ID, b.z.ID))
	})
	o := fit[0]
	at, _ := o.z.Middle()
	from, to, _ := s.Reach.Window(at)
	if from > to { // only the zone's edge is in reach
		from, to = float64(s.Reach.From), float64(s.Reach.To)
	}
	e := Event{
		Kind: PortKind, Sub: "dark-call", Inferred: true, Open: s.Reach.Open,
		Vessels: []string{s.Vessel.ID}, Parties: []Party{partyOf(s.Vessel, s.off().T, ships)},
		Start: instant(int64(math.Floor(from))), End: instant(int64(math.Ceil(to))),
		Lat: round5(at.Lat), Lon: round5(at.Lon), Place: o.z.Name, Zone: o.z.ID,
		Area: s.Reach.Area(c.Reach.Corners, nil), Facts: s.facts(),
	}
	e.ID = EventID(e.Kind, e.Sub, e.Vessels, instant(s.Reach.From))
	e.Facts["spare_h"] = round3(o.spare / hourS)
	w := c.Call.Weight * s.believed(c.Gap)
	if len(o.why) == 0 {
		w *= c.Call.Unsaid
	}
	switch kindOf(s.Vessel, ships) {
	case Fishing, Tug, Pilot, Passenger, Service:
		o.why = append(o.why, Reason{Item: ItemKindPair, Text: "such ships carry no cargo there", Weight: c.Rendezvous.WeightOdd})
	}
	e.Reasons = append([]Reason{{Item: ItemDarkCall, Weight: round3(w), Source: o.z.ID,
		Text: fmt.Sprintf("silent for %.1f h, in which %s was in reach with %.1f h to spare%s", float64(s.seconds())/hourS, o.z.Name, o.spare/hourS, heardThere[s.Class])}}, o.why...)
	e.Notes = s.notes(c.Gap.Names)
	var more []string
	for _, x := range fit[1:] {
		more = append(more, x.z.Name)
	}
	e.Notes = append(e.Notes, namedNote("also in reach", more, c.Rendezvous.Notes)...)
	e.Innocent = append(s.innocent(),
		Innocent{"waited, drifted or fished elsewhere in reach", "log, pictures of the port"},
		Innocent{"humanitarian cargo", "the Committee's exemption"})
	return e, true
}

// heads reports whether the course before the silence leads to a place, and the one
// after it away from there; what is not known does not speak against it, nor for it.
func (s *Silence) heads(to geo.Point, c DarkCallConfig) (string, bool) {
	said := 0
	if d, ok := s.off().course(); ok && geo.Distance(s.Reach.Off, to) > 5 {
		if off(d, geo.Bearing(s.Reach.Off, to)) > c.Bearing {
			return "", false
		}
		said++
	}
	if on := s.on(); on != nil && geo.Distance(to, s.Reach.On) > 5 {
		if d, ok := on.course(); ok {
			if off(d, geo.Bearing(to, s.Reach.On)) > c.Bearing {
				return "", false
			}
			said += 2
		}
	}
	switch said {
	case 0:
		return "", true
	case 1:
		return "its course before led there", true
	case 2:
		return "its course afterwards led from there", true
	}
	return "its courses led there before and from there afterwards", true
}

// off is the angle between two courses in degrees, 0 to 180.
func off(a, b float64) float64 { return math.Abs(geo.Wrap(a - b)) }
