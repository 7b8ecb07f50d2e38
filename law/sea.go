package law

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/geo"
)

// Zones returns the places that texts of the programme name or that it watches,
// with and without a position.
func (p *Programme) Zones() []Zone { return p.zones }

// Areas returns the zones that have a position, as areas of the sea, in the order
// of the files.
func (p *Programme) Areas() []geo.Zone {
	var out []geo.Zone
	for i := range p.zones {
		if a, ok := p.zones[i].Area(); ok {
			out = append(out, a)
		}
	}
	return out
}

// Bases returns the places from which ships can be stopped or looked at.
func (p *Programme) Bases() []Base { return slices.Clone(p.bases) }

// Berths returns where ships lie at ports of the target in made-up traffic, in the
// order of the files.
func (p *Programme) Berths() []Berth { return slices.Clone(p.berths) }

// Zone finds a zone by its id.
func (p *Programme) Zone(id string) (*Zone, bool) {
	i := slices.IndexFunc(p.zones, func(z Zone) bool { return z.ID == id })
	if i < 0 {
		return nil, false
	}
	return &p.zones[i], true
}

// Point is where ships lie.
func (b Berth) Point() geo.Point { return geo.Point{Lat: b.Lat, Lon: b.Lon} }

// Point is where a base lies.
func (b Base) Point() geo.Point { return geo.Point{Lat: b.Lat, Lon: b.Lon} }

// Area is the zone as an area of the sea; false when it has no position.
func (z *Zone) Area() (geo.Zone, bool) {
	if z.Placed == nil {
		return geo.Zone{}, false
	}
	a := geo.Zone{
		ID: z.ID, Name: z.Name, Kind: z.Kind, Country: z.Country, Locode: z.Locode, WPI: z.WPI,
		Verified: *z.Placed == Verified, Mark: z.Placed.String(), Source: z.Source, Note: z.Note,
	}
	switch {
	case z.Circle != nil:
		a.Centre, a.Km = geo.Point{Lat: z.Circle.Lat, Lon: z.Circle.Lon}, z.Circle.Km
	case z.Box != nil:
		b := z.Box
		a.Ring = []geo.Point{{Lat: b.South, Lon: b.West}, {Lat: b.South, Lon: b.East}, {Lat: b.North, Lon: b.East}, {Lat: b.North, Lon: b.West}}
	case z.Ring != nil:
		for _, c := range z.Ring {
			a.Ring = append(a.Ring, geo.Point{Lat: c.Lat, Lon: c.Lon})
		}
	case z.Coast != nil:
		a.Coast, a.Km, a.Clear = z.Coast.Country, z.Coast.Km, z.Coast.Clear
	}
	return a, true
}

var (
	locodeForm  = regexp.MustCompile(`^[A-Z]{2}[A-Z2-9]{3}$`)
	countryForm = regexp.MustCompile(`^[a-z]{2}$`)
	wpiForm     = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
)

// Bounds of what a file may say of a zone, so that a slip of a digit is a fault.
const (
	widest  = 1000 // km: radius of a circle, breadth of a sea
	fastest = 1000 // knots
)

// checkSea checks what a file says of the sea, as far as it can be checked alone.
func (s *source) checkSea() {
	for i := range s.doc.Zones {
		s.checkZone(&s.doc.Zones[i])
	}
	for _, b := range s.doc.Bases {
		s.checkMark(b.Line, b.Verified, b.Unverified)
		switch {
		case !b.Point().Valid():
			s.fault(b.Line, "base %s: no position on the earth", b.ID)
		case !countryForm.MatchString(b.Country):
			s.fault(b.Line, "base %s: country %q: two lower-case letters", b.ID, b.Country)
		case !(b.Knots > 0 && b.Knots <= fastest):
			s.fault(b.Line, "base %s: %v knots", b.ID, b.Knots)
		}
	}
	for _, b := range s.doc.Berths {
		switch {
		case !b.Point().Valid():
			s.fault(b.Line, "berth at %s: no position on the earth", b.Zone)
		case !(b.Quay >= 0 && b.Quay < 360):
			s.fault(b.Line, "berth at %s: a quay of %v degrees", b.Zone, b.Quay)
		}
	}
	for i := range s.doc.Lookbacks {
		s.checkLookback(&s.doc.Lookbacks[i])
	}
	for _, r := range s.doc.Ladder {
		s.checkMark(r.Line, r.Verified, r.Unverified)
		switch one := Decimal("1").Rat(); {
		case r.Basis.Rat().Cmp(one) > 0:
			s.fault(r.Line, "rung %s: a basis is 0 to 1, not %s", r.ID, r.Basis)
		case r.Power == "none" && r.Basis.Rat().Sign() > 0:
			s.fault(r.Line, "rung %s: no right, but a basis of %s", r.ID, r.Basis)
		case r.Power == "none" && r.Consent != "":
			s.fault(r.Line, "rung %s: no right, but somebody's consent", r.ID)
		case r.Where == "high_seas" && (r.Flag == "consents" || r.Flag == "any") && r.Power != "none" && r.Consent == "":
			s.fault(r.Line, "rung %s: nobody stops a vessel of a flag on the high seas without consent: say whose", r.ID)
		}
	}
}

func (s *source) checkZone(z *Zone) {
	fault := func(format string, args ...any) {
		s.fault(z.Line, "zone %s: %s", z.ID, fmt.Sprintf(format, args...))
	}
	places := 0
	for _, has := range []bool{z.Circle != nil, z.Box != nil, z.Ring != nil, z.Coast != nil} {
		if has {
			places++
		}
	}
	switch {
	case places > 1:
		fault("circle, box, ring and coast: one of them")
	case places == 1 && (z.Placed == nil || z.Source == ""):
		fault("a position needs place_verified and source")
	case places == 0 && z.Placed != nil:
		fault("place_verified, but no position")
	}
	if z.Country == "" && z.Kind != "watch" || z.Country != "" && !countryForm.MatchString(z.Country) {
		fault("country %q: two lower-case letters", z.Country)
	}
	if z.Locode != "" && (!locodeForm.MatchString(z.Locode) || z.Country != "" && strings.ToLower(z.Locode[:2]) != z.Country) {
		fault("locode %q: five letters, of the zone's country first", z.Locode)
	}
	if z.WPI != "" && !wpiForm.MatchString(z.WPI) {
		fault("wpi %q is no number", z.WPI)
	}
	corner := func(lat, lon float64) bool { return (geo.Point{Lat: lat, Lon: lon}).Valid() }
	km := func(x float64) bool { return x > 0 && x <= widest }
	switch {
	case z.Circle != nil && (!corner(z.Circle.Lat, z.Circle.Lon) || !km(z.Circle.Km)):
		fault("a circle has a centre on the earth and a radius of at most %d km", widest)
	case z.Box != nil && (!corner(z.Box.South, z.Box.West) || !corner(z.Box.North, z.Box.East) || z.Box.South >= z.Box.North || geo.Wrap(z.Box.East-z.Box.West) <= 0):
		fault("a box has a south below its north and spans less than half the earth")
	case z.Ring != nil:
		for _, c := range z.Ring {
			if !corner(c.Lat, c.Lon) {
				fault("corner %v, %v is not on the earth", c.Lat, c.Lon)
				return
			}
		}
		if i, j, ok := simple(z.Ring); len(z.Ring) < 3 || !ok {
			if len(z.Ring) < 3 {
				fault("a ring has three corners or more")
				return
			}
			fault("the ring crosses itself: its edges %d and %d", i+1, j+1)
		}
	case z.Coast != nil && (!countryForm.MatchString(z.Coast.Country) || !km(z.Coast.Km) || !(z.Coast.Clear >= 0 && z.Coast.Clear <= widest)):
		fault("a coast is that of a country, out to at most %d km", widest)
	}
}

// simple reports whether no two edges of a ring touch but where one follows the
// other, and which do.
func simple(ring []Corner) (int, int, bool) {
	n := len(ring)
	at := make([][2]float64, n) // unwrapped about the first corner
	for i, c := range ring {
		at[i] = [2]float64{geo.Wrap(c.Lon - ring[0].Lon), c.Lat}
	}
	side := func(a, b, c [2]float64) float64 {
		return float64((b[0]-a[0])*(c[1]-a[1])) - float64((b[1]-a[1])*(c[0]-a[0]))
	}
	within := func(a, b, c [2]float64) bool { // c, on the line of a and b, lies between
		return math.Min(a[0], b[0]) <= c[0] && c[0] <= math.Max(a[0], b[0]) && math.Min(a[1], b[1]) <= c[1] && c[1] <= math.Max(a[1], b[1])
	}
	for i := range n {
		a, b := at[i], at[(i+1)%n]
		if a == b {
			return i, i, false
		}
		for j := i + 1; j < n; j++ {
			c, d := at[j], at[(j+1)%n]
			s1, s2, s3, s4 := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
			follows, closes := j == i+1, (j+1)%n == i
			switch {
			case follows && closes: // never: a ring of two
			case follows:
				if s2 == 0 && within(a, b, d) || s3 == 0 && within(c, d, a) {
					return i, j, false // it runs back on itself
				}
			case closes:
				if s1 == 0 && within(a, b, c) || s4 == 0 && within(c, d, b) {
					return i, j, false
				}
			case (s1 > 0) != (s2 > 0) && (s3 > 0) != (s4 > 0) && s1 != 0 && s2 != 0 && s3 != 0 && s4 != 0,
				s1 == 0 && within(a, b, c), s2 == 0 && within(a, b, d), s3 == 0 && within(c, d, a), s4 == 0 && within(c, d, b):
				return i, j, false
			}
		}
	}
	return 0, 0, true
}

func (s *source) checkLookback(l *Lookback) {
	s.checkMark(l.Line, l.Verified, l.Unverified)
	fault := func(format string, args ...any) {
		s.fault(l.Line, "lookback %s: %s", l.ID, fmt.Sprintf(format, args...))
	}
	if l.Turns == "" {
		l.Turns = "ends"
	}
	meets := slices.Contains(l.After, "transfer")
	hops := 0
	if meets {
		hops = 1
	}
	switch {
	case l.Days == 0:
		fault("no days")
	case len(l.After) == 0:
		fault("after what?")
	case l.Hops != hops:
		fault("hops %d, but after a transfer it is 1, else 0", l.Hops)
	case meets != (len(l.Readings) > 0):
		fault("readings are those of a transfer")
	case meets && len(l.After) == 1:
		fault("a transfer with a vessel that did what?")
	case l.Turns == "begins" && meets:
		fault("what begins after days is not computed for transfers")
	}
}

// takeSea adds what a file says of the sea.
func (p *Programme) takeSea(s *source) {
	d := &s.doc
	for _, z := range d.Zones {
		if slices.ContainsFunc(p.zones, func(o Zone) bool { return o.ID == z.ID }) {
			s.fault(z.Line, "zone %s is there twice", z.ID)
			continue
		}
		p.zones = append(p.zones, z)
	}
	for _, b := range d.Bases {
		if slices.ContainsFunc(p.bases, func(o Base) bool { return o.ID == b.ID }) {
			s.fault(b.Line, "base %s is there twice", b.ID)
			continue
		}
		p.bases = append(p.bases, b)
	}
	for _, b := range d.Berths {
		if slices.ContainsFunc(p.berths, func(o Berth) bool { return o.Zone == b.Zone }) {
			s.fault(b.Line, "berth at %s is there twice", b.Zone)
			continue
		}
		p.berths = append(p.berths, b)
	}
	for i := range d.Lookbacks {
		l := &d.Lookbacks[i]
		if slices.ContainsFunc(p.lookbacks, func(o *Lookback) bool { return o.ID == l.ID }) {
			s.fault(l.Line, "lookback %s is there twice", l.ID)
			continue
		}
		p.lookbacks = append(p.lookbacks, l)
	}
	for _, r := range d.Ladder {
		if slices.ContainsFunc(p.ladder, func(o Rung) bool { return o.ID == r.ID }) {
			s.fault(r.Line, "rung %s is there twice", r.ID)
			continue
		}
		p.ladder = append(p.ladder, r)
	}
}

// linkSea holds names against the programme.
func (p *Programme) linkSea(s *source, activity func(string) bool) {
	for _, b := range s.doc.Berths {
		if z, ok := p.Zone(b.Zone); !ok || z.Kind != "port" || z.Country != p.about.Target {
			s.fault(b.Line, "berth at %s: no port of %s", b.Zone, p.about.Target)
		}
	}
	for _, z := range s.doc.Zones {
		if z.Measure != "" && p.byID[z.Measure] == nil {
			s.fault(z.Line, "zone %s: no measure %s", z.ID, z.Measure)
		}
	}
	for _, l := range s.doc.Lookbacks {
		for _, id := range l.Also {
			if p.byID[id] == nil {
				s.fault(l.Line, "lookback %s: no measure %s", l.ID, id)
			}
		}
		if l.Act != "" && !activity(l.Act) {
			s.fault(l.Line, "lookback %s: no activity %s", l.ID, l.Act)
		}
		m := p.byID[l.Measure]
		if m == nil || m.instrument != s.doc.Instrument {
			s.fault(l.Line, "lookback %s: no measure %s of this instrument", l.ID, l.Measure)
			continue
		}
		for _, a := range m.Acts { // the same days may stand in the act
			if l.Act == a.Act && a.Within != nil && a.Within.Days != l.Days {
				s.fault(l.Line, "lookback %s: %d days, but the act %s of %s has %d", l.ID, l.Days, a.Act, m.ID, a.Within.Days)
			}
		}
	}
	for _, r := range s.doc.Ladder {
		for _, id := range r.Measures {
			if p.byID[id] == nil {
				s.fault(r.Line, "rung %s: no measure %s", r.ID, id)
			}
		}
		for _, id := range r.Next {
			if !slices.ContainsFunc(p.ladder, func(o Rung) bool { return o.ID == id }) {
				s.fault(r.Line, "rung %s: no rung %s", r.ID, id)
			}
		}
	}
}

// Step is what may be done with a vessel in one case, and where it stands.
type Step struct {
	Rung
	Cites []string `json:"cites" doc:"The measures' texts and paragraphs."`
}

// Interdiction returns what may be done with a vessel at a place (own_port,
// own_sea, high_seas, target_waters) by the measures that are in force on a day, as
// they were known on another; all places when it is empty. Steps are in the order
// of the file. A step whose measures are not in force on the day is left out; one
// that rests on no measure of the programme stays.
func (p *Programme) Interdiction(where string, date, known ftm.Day) ([]Step, error) {
	var places []string
	out := []Step{}
	for _, r := range p.ladder {
		if !slices.Contains(places, r.Where) {
			places = append(places, r.Where)
		}
		if where != "" && r.Where != where {
			continue
		}
		step := Step{Rung: r, Cites: []string{}}
		step.Measures = nil
		for _, id := range r.Measures {
			if m := p.byID[id]; m != nil && m.holds(date, known) {
				step.Measures = append(step.Measures, id)
				step.Cites = append(step.Cites, m.Cite())
			}
		}
		if len(r.Measures) > 0 && len(step.Measures) == 0 {
			continue
		}
		out = append(out, step)
	}
	if where != "" && !slices.Contains(places, where) {
		return nil, &UnknownError{"place", where, places}
	}
	return out, nil
}
