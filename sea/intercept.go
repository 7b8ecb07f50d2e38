package sea

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"

	"cordon/geo"
)

// Base is a place from which patrols sail or fly, of a programme or a file.
type Base struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	At       geo.Point `json:"at"`
	Country  string    `json:"country,omitempty"` // whose patrols they are
	Knots    float64   `json:"knots"`
	Kind     string    `json:"kind,omitempty"` // ship, aircraft
	Verified string    `json:"verified,omitempty"`
}

// Intercept is when and where a patrol that leaves a base meets a ship that keeps
// its course.
type Intercept struct {
	Base  string    `json:"base"`
	Name  string    `json:"name"`
	Kind  string    `json:"kind,omitempty"`
	Hours float64   `json:"hours"`
	At    geo.Point `json:"at"`
	Knots float64   `json:"knots"`
	Km    float64   `json:"km"`              // that it sails or flies
	Round bool      `json:"round,omitempty"` // round the land: by sea it is much farther than straight
}

// Close is when a ship that keeps its course can no longer be met.
type Close struct {
	Hours float64   `json:"hours"`
	When  time.Time `json:"when"`
	At    geo.Point `json:"at"`
	Why   string    `json:"why"` // land, or the key of the waters that it enters
}

// Aground is why a course ends at land.
const Aground = "land"

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

// Waters says in whose waters a position is.
type Waters struct {
	Key     string // of Patrols.Basis
	Country string // whose waters they are, "" for nobody's
	Words   string
}

// OwnSea is the key of waters in which only the state of the coast may stop a ship.
const OwnSea = "own_sea"

// Patrols are who can meet ships, and where they may.
//
// A patrol goes straight where the straight way is open, and else round the land
// (geo.Ways). A ship keeps its course until it runs aground or comes to waters of
// which the basis is 0; beyond that nobody meets it. In waters of a coast only the
// patrols of that state do.
type Patrols struct {
	Bases []Base
	Where func(geo.Point) Waters // nil: all is open
	Basis map[string]float64     // by key of waters: 0 where nobody may
	Land  *geo.Land
	Roads *Roads // nil: ways are found anew
}

// Roads keep the ways by sea from bases, which take long to find and do not change.
type Roads struct {
	mu   sync.Mutex
	ways map[road]*geo.Ways
}

type road struct {
	land *geo.Land
	from geo.Point
	km   float64
}

// farthest are the km out to which ways are found: a way is as fine as it is short.
var farthest = []float64{250, 500, 1000, 2000, 4000, 5000}

func (r *Roads) from(land *geo.Land, at geo.Point, km float64) *geo.Ways {
	i, _ := slices.BinarySearch(farthest, km)
	k := road{land, at, farthest[min(i, len(farthest)-1)]}
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.ways[k]
	if w == nil {
		w = land.Ways(at, k.km)
		if r.ways == nil {
			r.ways = map[road]*geo.Ways{}
		}
		r.ways[k] = w
	}
	return w
}

const (
	landKm     = 3    // how far inland a course has run aground, and how much land a straight way may cross
	approachKm = 15   // about a base, within which its patrols know their way
	roundMore  = 1.05 // as many times the straight way: less is no way round
	sightHours = 96   // how far ahead the course of a ship is followed
	strideKm   = 5    // between two positions that are looked at on a course
	strideMost = .5   // hours between them
	leastKnots = .5   // kn: below that a ship stays where it is
	closeness  = 1e-4 // hours to which a meeting round the land is found
)

// spotAhead is where a ship will be.
type spotAhead struct {
	hours float64
	at    geo.Point
	w     Waters
}

// course is where a ship will be that keeps its course, up to where nobody meets it
// any more.
func (p *Patrols) course(at geo.Point, course, knots float64) (ahead []spotAhead, end *Close) {
	if knots < leastKnots {
		knots = 0
	}
	step := strideMost
	if knots > 0 {
		step = math.Min(step, strideKm/(knots*geo.NM))
	}
	last := at
	for i := 0; ; i++ {
		h := float64(step * float64(i))
		if h > sightHours {
			return ahead, nil
		}
		q := at
		if knots > 0 {
			q = geo.Move(at, course, float64(knots*h)*geo.NM)
		}
		s := spotAhead{hours: h, at: q}
		if p.Land != nil && (p.Land.Inland(q, landKm) >= landKm || p.Land.Crosses(last, q, landKm)) {
			return ahead, &Close{Hours: h, At: q, Why: Aground}
		}
		if p.Where != nil {
			if s.w = p.Where(q); !(p.Basis[s.w.Key] > 0) {
				return ahead, &Close{Hours: h, At: q, Why: s.w.Key}
			}
		}
		ahead, last = append(ahead, s), q
		if knots == 0 {
			return ahead, nil
		}
	}
}

// may reports whether the patrols of a base may be there to stop a ship: in waters of
// a state only its own.
func may(b *Base, w Waters) bool {
	return b.Kind == Aircraft || w.Country == "" || w.Country == b.Country
}

// open reports whether the straight way from a base leads over the sea. The coast is
// too coarse for the approaches of a port.
func (p *Patrols) open(base, to geo.Point) bool {
	if d := geo.Distance(base, to); d > approachKm {
		base = geo.Between(base, to, approachKm/d)
	}
	return !p.Land.Crosses(base, to, landKm)
}

// Intercepts are the meetings with a ship at a position, on a course (degrees) at a
// speed (kn), with patrols that leave now, quickest first; and when it can be met no
// more. The plane is laid at the middle of base and ship: good to a few percent over
// the distances at hand.
func (p *Patrols) Intercepts(at geo.Point, course, knots float64) ([]Intercept, *Close) {
	ahead, end := p.course(at, course, knots)
	if len(ahead) == 0 {
		return nil, end
	}
	if knots < leastKnots {
		knots = 0
	}
	var out []Intercept
	for i := range p.Bases {
		if x, ok := p.meet(&p.Bases[i], ahead, end, course, knots); ok {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Intercept) int { return cmp.Or(cmp.Compare(a.Hours, b.Hours), cmp.Compare(a.Base, b.Base)) })
	return out, end
}

func (p *Patrols) meet(b *Base, ahead []spotAhead, end *Close, course, knots float64) (Intercept, bool) {
	at := ahead[0].at
	d := geo.Distance(b.At, at) / geo.NM
	th := geo.Bearing(b.At, at) * geo.Degree
	h, ok := Meet([2]float64{d * math.Sin(th), d * math.Cos(th)}, [2]float64{knots * math.Sin(course*geo.Degree), knots * math.Cos(course*geo.Degree)}, b.Knots)
	if !ok || end != nil && h >= end.Hours || h > sightHours {
		return Intercept{}, false
	}
	then := func(h float64) geo.Point {
		if knots == 0 {
			return at
		}
		return geo.Move(at, course, float64(knots*h)*geo.NM)
	}
	out := func(h float64, round bool) (Intercept, bool) {
		x := Intercept{Base: b.ID, Name: b.Name, Kind: b.Kind, Hours: h, At: then(h), Knots: b.Knots, Km: float64(b.Knots*h) * geo.NM}
		x.Round = round && x.Km > roundMore*geo.Distance(b.At, x.At)
		return x, true
	}
	// The waters of the spot before: they are looked at every few km.
	waters := func(h float64) Waters {
		i, _ := slices.BinarySearchFunc(ahead, h, func(s spotAhead, h float64) int { return cmp.Compare(s.hours, h) })
		return ahead[min(i, len(ahead)-1)].w
	}
	if may(b, waters(h)) && (b.Kind == Aircraft || p.open(b.At, then(h))) {
		return out(h, false)
	}
	roads := p.Roads
	if roads == nil {
		roads = &Roads{}
	}
	there := func(h float64, q geo.Point, w Waters) bool {
		km := float64(b.Knots*h) * geo.NM
		return may(b, w) && roads.from(p.Land, b.At, km).Sail(q) <= km
	}
	if knots == 0 { // it waits
		km := math.Inf(1)
		for i := 0; i < len(farthest) && math.IsInf(km, 1); i++ { // the finest that leads there
			km = roads.from(p.Land, b.At, farthest[i]).Sail(at)
		}
		if !may(b, ahead[0].w) {
			return Intercept{}, false
		}
		if h = km / geo.NM / b.Knots; h > sightHours {
			return Intercept{}, false
		}
		return out(h, true)
	}
	before := h
	for _, s := range ahead {
		if s.hours < h {
			continue
		}
		if !there(s.hours, s.at, s.w) {
			before = s.hours
			continue
		}
		lo, hi := before, s.hours
		for hi-lo > closeness {
			if m := (lo + hi) / 2; there(m, then(m), s.w) {
				hi = m
			} else {
				lo = m
			}
		}
		return out(hi, true)
	}
	return Intercept{}, false
}

// Ahead are the programme's places that lie ahead of a ship, nearest in time
// first: within 30° of its course, reached within hours at its speed, by sea.
type Ahead struct {
	Zone  string    `json:"zone"`
	Name  string    `json:"name"`
	Km    float64   `json:"km"`
	Hours float64   `json:"hours"`
	When  time.Time `json:"when"`
}

// NextPlaces says where a ship that keeps its course about comes to. land may be nil.
func NextPlaces(v *Vessel, zones []geo.Zone, land *geo.Land, within time.Duration) []Ahead {
	if len(v.Fixes) == 0 {
		return nil
	}
	f := v.Fixes[len(v.Fixes)-1]
	course, knots, ok := Motion(v)
	if !ok || knots < leastKnots {
		return nil
	}
	at := f.Point()
	most := knots * within.Hours() * geo.NM
	var round *geo.Ways
	var out []Ahead
	for i := range zones {
		z := &zones[i]
		c, ok := z.Middle()
		if !ok {
			continue
		}
		d := geo.Distance(at, c)
		off := math.Abs(math.Mod(geo.Bearing(at, c)-course+540, 360) - 180)
		if off > 30 || d > most {
			continue
		}
		if land.Crosses(at, c, z.Km+landKm) {
			if round == nil {
				round = land.Ways(at, most)
			}
			d = round.Km(c)
		}
		if h := d / geo.NM / knots; h <= within.Hours() {
			out = append(out, Ahead{z.ID, z.Name, d, h, time.Unix(int64(f.T), 0).UTC().Add(time.Duration(h * float64(time.Hour)))})
		}
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
	if f.SOG() < 1022 && f.COG() < 3600 {
		return float64(f.COG()) / 10, float64(f.SOG()) / 10, true
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
