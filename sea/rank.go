package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"cordon/geo"
)

// Base is a place from which patrols sail or fly, of a programme or a file.
type Base struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	At       geo.Point `json:"at"`
	Knots    float64   `json:"knots"`
	Kind     string    `json:"kind,omitempty"` // ship, aircraft
	Verified string    `json:"verified,omitempty"`
}

// Intercept is when and where a patrol that leaves a base now meets a ship that
// keeps its course.
type Intercept struct {
	Base  string    `json:"base"`
	Name  string    `json:"name"`
	Kind  string    `json:"kind,omitempty"`
	Hours float64   `json:"hours"`
	At    geo.Point `json:"at"`
	Knots float64   `json:"knots"`
}

// Aircraft is the kind of a base from which one only looks.
const Aircraft = "aircraft"

// Meet solves for the least time, in hours, at which a patrol of a speed (kn) can
// be where a target is that stands at p (nautical miles from the patrol, east and
// north) and moves with velocity v (kn, east and north):
// (|v|²-S²)t² + 2(p·v)t + |p|² = 0, least t > 0. It is false when the target
// cannot be reached.
func Meet(p, v [2]float64, speed float64) (hours float64, ok bool) {
	a := float64(v[0]*v[0]) + float64(v[1]*v[1]) - float64(speed*speed)
	b := 2 * (float64(p[0]*v[0]) + float64(p[1]*v[1]))
	c := float64(p[0]*p[0]) + float64(p[1]*p[1])
	if c == 0 {
		return 0, true
	}
	if math.Abs(a) < 1e-9 {
		if b >= 0 {
			return 0, false
		}
		return -c / b, true
	}
	disc := float64(b*b) - float64(4*a*c)
	if disc < 0 {
		return 0, false
	}
	r := math.Sqrt(disc)
	best := math.Inf(1)
	for _, t := range []float64{(-b - r) / (2 * a), (-b + r) / (2 * a)} {
		if t > 0 && t < best {
			best = t
		}
	}
	return best, !math.IsInf(best, 1)
}

// Intercepts are the ways to a ship at a position, on a course (degrees) at a
// speed (kn), from bases, quickest first. The plane is laid at the middle latitude
// of base and ship: good to a few percent over the distances at hand.
//
// open says where a ship may be met; nil is anywhere. A way on which the ship comes
// to where it may not be met before the patrol is there is left out.
func Intercepts(at geo.Point, course, knots float64, bases []Base, open func(geo.Point) bool) []Intercept {
	free := math.Inf(1) // hours for which it is where it may be met
	if open != nil {
		for h := 0.; h <= sightHours; h += .5 {
			if !open(geo.Move(at, course, float64(knots*h)*geo.NM)) {
				free = h
				break
			}
		}
	}
	var out []Intercept
	for _, b := range bases {
		d := geo.Distance(b.At, at) / geo.NM
		th := geo.Bearing(b.At, at) * geo.Degree
		p := [2]float64{d * math.Sin(th), d * math.Cos(th)}
		v := [2]float64{knots * math.Sin(course*geo.Degree), knots * math.Cos(course*geo.Degree)}
		h, ok := Meet(p, v, b.Knots)
		if !ok || h >= free {
			continue
		}
		out = append(out, Intercept{Base: b.ID, Name: b.Name, Kind: b.Kind, Hours: h, At: geo.Move(at, course, float64(knots*h)*geo.NM), Knots: b.Knots})
	}
	slices.SortFunc(out, func(a, b Intercept) int { return cmp.Or(cmp.Compare(a.Hours, b.Hours), cmp.Compare(a.Base, b.Base)) })
	return out
}

// sightHours is how far ahead the course of a ship is followed.
const sightHours = 96

// Ahead are the programme's places that lie ahead of a ship, nearest in time
// first: within 30° of its course, reached within hours at its speed.
type Ahead struct {
	Zone  string    `json:"zone"`
	Name  string    `json:"name"`
	Km    float64   `json:"km"`
	Hours float64   `json:"hours"`
	When  time.Time `json:"when"`
}

// NextPlaces says where a ship that keeps its course comes to.
func NextPlaces(v *Vessel, zones []geo.Zone, within time.Duration) []Ahead {
	if len(v.Fixes) == 0 {
		return nil
	}
	f := v.Fixes[len(v.Fixes)-1]
	course, knots, ok := Motion(v)
	if !ok || knots < .5 {
		return nil
	}
	at := f.Point()
	var out []Ahead
	for _, z := range zones {
		c, ok := z.Middle()
		if !ok {
			continue
		}
		d := geo.Distance(at, c)
		off := math.Abs(math.Mod(geo.Bearing(at, c)-course+540, 360) - 180)
		h := d / geo.NM / knots
		if off > 30 || h > within.Hours() {
			continue
		}
		out = append(out, Ahead{z.ID, z.Name, d, h, time.Unix(int64(f.T), 0).UTC().Add(time.Duration(h * float64(time.Hour)))})
	}
	slices.SortFunc(out, func(a, b Ahead) int { return cmp.Or(cmp.Compare(a.Hours, b.Hours), cmp.Compare(a.Zone, b.Zone)) })
	return out
}

// Motion is the course (degrees) and speed (kn) of a vessel at its last fix: as
// sent, else from the last two fixes of one segment.
func Motion(v *Vessel) (course, knots float64, ok bool) {
	n := len(v.Fixes)
	if n == 0 {
		return 0, 0, false
	}
	f := v.Fixes[n-1]
	if f.SOG < 1022 && f.COG < 3600 {
		return float64(f.COG) / 10, float64(f.SOG) / 10, true
	}
	if n < 2 || len(v.Breaks) > 0 && v.Breaks[len(v.Breaks)-1] == n-1 {
		return 0, 0, false
	}
	g := v.Fixes[n-2]
	h := float64(f.T-g.T) / 3600
	if h <= 0 || h > 6 {
		return 0, 0, false
	}
	return geo.Bearing(g.Point(), f.Point()), geo.Distance(g.Point(), f.Point()) / geo.NM / h, true
}

// landKm is how far inland a course has run aground.
const landKm = 3

// RankConfig is how candidates for a stop are put in order.
type RankConfig struct {
	Window time.Duration      // within which a patrol must be there; 72 h
	Basis  map[string]float64 // factor of where the ship is and who must say yes; of the programme
}

// Candidate is a ship that could be stopped, and why it comes where it comes.
type Candidate struct {
	Vessel    string      `json:"vessel"`
	Party     Party       `json:"party"`
	Rank      float64     `json:"rank"` // strength × cargo × reach × basis
	Strength  float64     `json:"strength"`
	Cargo     float64     `json:"cargo"` // how likely it carries some
	CargoWhy  string      `json:"cargo_why"`
	Reach     float64     `json:"reach"` // share of bases' best: 1 within a third of the window, falling to 0 at its end
	Basis     float64     `json:"basis"`
	BasisWhy  string      `json:"basis_why"`
	Seen      time.Time   `json:"seen"`
	At        geo.Point   `json:"at"`
	Course    float64     `json:"course"`
	Knots     float64     `json:"knots"`
	Events    []string    `json:"events"`
	Next      []Ahead     `json:"next"`
	Intercept []Intercept `json:"intercepts"` // of ships and aircraft; only ships stop anybody
}

// Where says in which waters a position is, for the ladder of who must say yes:
// the key of RankConfig.Basis and words.
type Where func(p geo.Point, flag string) (key, words string)

// Rank puts the vessels of alerts in the order in which stopping them promises
// most: strength of the voyage's evidence, probability of cargo, whether a patrol
// can be there within the window, and the legal basis. A ship that fell silent
// longer ago than the window has a reach of 0 and comes last.
func Rank(events []Event, t *Traffic, k *Known, bases []Base, where Where, now time.Time, jc JudgeConfig, c RankConfig) []Candidate {
	vessels := map[string]*Vessel{}
	for _, v := range t.Vessels {
		vessels[v.ID] = v
	}
	best := map[string]Voyage{}
	for _, y := range Voyages(events, jc) {
		if b, ok := best[y.Vessel]; y.LogOdds >= jc.Line && (!ok || y.LogOdds > b.LogOdds || y.LogOdds == b.LogOdds && y.To.After(b.To)) {
			best[y.Vessel] = y
		}
	}
	var out []Candidate
	for id, y := range best {
		v := vessels[id]
		if v == nil || len(v.Fixes) == 0 {
			continue
		}
		f := v.Fixes[len(v.Fixes)-1]
		x := Candidate{Vessel: id, Party: PartyOf(v, f.T), Strength: logistic(y.LogOdds), Seen: time.Unix(int64(f.T), 0).UTC(), At: f.Point(), Events: y.Events, Next: NextPlaces(v, k.Zones, c.Window)}
		if s := k.ListedAs(v, dayOf(now)); s != nil {
			x.Party.Listed = s.ID
		}
		var moving bool
		if x.Course, x.Knots, moving = Motion(v); !moving {
			x.Course, x.Knots = 0, 0
		}
		x.Cargo, x.CargoWhy = Laden(v)
		x.Intercept = Intercepts(x.At, x.Course, x.Knots, bases, func(p geo.Point) bool {
			key, _ := where(p, x.Party.Flag)
			return c.Basis[key] > 0 && (k.Land == nil || k.Land.Inland(p, landKm) < landKm)
		})
		age := now.Sub(x.Seen)
		if i := slices.IndexFunc(x.Intercept, func(i Intercept) bool { return i.Kind != Aircraft }); i >= 0 && age <= c.Window {
			h := x.Intercept[i].Hours + max(0, age.Hours())
			w := c.Window.Hours()
			x.Reach = min(1, max(0, (w-h)/(w*2/3)))
		}
		key, words := where(x.At, x.Party.Flag)
		x.Basis, x.BasisWhy = c.Basis[key], words
		x.Rank = round6(x.Strength * x.Cargo * x.Reach * x.Basis)
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(b.Strength, a.Strength), cmp.Compare(a.Vessel, b.Vessel))
	})
	return out
}

// Laden is how likely a ship has cargo, by the last two draughts it sent: near its
// deepest is laden, near its shallowest is not; a half when it says nothing.
func Laden(v *Vessel) (p float64, why string) {
	deep, shallow, last, when := 0., math.Inf(1), 0., uint32(0)
	for _, c := range v.Claims {
		if c.Prop != "draught" {
			continue
		}
		var d float64
		if _, err := fmt.Sscanf(c.Value, "%g", &d); err != nil || d <= 0 {
			continue
		}
		deep, shallow = max(deep, d), min(shallow, d)
		if c.Last >= when {
			last, when = d, c.Last
		}
	}
	switch {
	case when == 0:
		return .5, "no draught was sent"
	case deep-shallow < .3:
		return .5, fmt.Sprintf("one draught only, %.1f m", last)
	}
	p = .1 + .8*(last-shallow)/(deep-shallow)
	return round6(p), fmt.Sprintf("last draught %.1f m, between %.1f and %.1f m", last, shallow, deep)
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }

func logistic(x float64) float64 { return round6(1 / (1 + math.Exp(-x))) }
