package geo

import (
	"math"
	"slices"
)

// Zone is an area that a programme names: a port, an anchorage, a transfer area,
// waters. It is a ring, or a circle (Km about Centre), or the sea within Km of the
// coast of a country.
type Zone struct {
	ID       string
	Name     string
	Kind     string  // port, anchorage, transfer, waters, watch, airport
	Country  string  // ISO code
	Ring     []Point // a simple polygon; or
	Centre   Point   // a circle
	Km       float64
	Coast    string  // or the sea off the coast of this country, ISO code, out to Km
	Clear    float64 // km that the coast of any other country must be further away than that one: rivers on a border are nobody's
	Locode   string  // UN/LOCODE, five letters
	WPI      string  // number in the World Port Index
	Verified bool
	Mark     string // true, partly, false: how far its place was read in a source
	Source   string
	Note     string
}

// Placed reports whether the zone has a place at all: texts name some without.
func (z *Zone) Placed() bool { return len(z.Ring) > 2 || z.Km > 0 }

// Contains reports whether a point lies in the zone. Zones off a coast are judged
// on the built-in land: a point off the other side of it, as in a river mouth that
// the coarse coast leaves out, counts as if it were at sea.
func (z *Zone) Contains(p Point) bool {
	switch {
	case !p.Valid():
		return false
	case len(z.Ring) > 2:
		return InRing(z.Ring, p)
	case z.Coast != "":
		return z.offCoast(WorldLand(), p)
	}
	return z.Km > 0 && Distance(z.Centre, p) <= z.Km
}

func (z *Zone) offCoast(l *Land, p Point) bool {
	s, ok := l.CoastOf(z.Coast, p, z.Km)
	if !ok {
		return false
	}
	other, ok := l.CoastBut(z.Coast, p, s.Km+z.Clear)
	return !ok || other.Km > s.Km+z.Clear
}

// Distance is how many km outside the zone a point lies; 0 within it, infinite for
// a zone without a place. Off a coast it is the distance beyond Km and 0 in waters
// that are nearer to another country.
func (z *Zone) Distance(p Point) float64 {
	switch {
	case len(z.Ring) > 2:
		if InRing(z.Ring, p) {
			return 0
		}
		return RingDistance(z.Ring, p)
	case z.Coast != "":
		s, ok := WorldLand().CoastOf(z.Coast, p, math.Pi*Radius)
		if !ok {
			return math.Inf(1)
		}
		return math.Max(0, s.Km-z.Km)
	case z.Km > 0:
		return math.Max(0, Distance(z.Centre, p)-z.Km)
	}
	return math.Inf(1)
}

// Box is a box that holds the zone; empty for one without a place.
func (z *Zone) Box() Box {
	switch {
	case len(z.Ring) > 2:
		return BoxOf(z.Ring...)
	case z.Coast != "":
		l := WorldLand()
		if i := l.numberOf(z.Coast); i >= 0 {
			return l.boxes[i].Grow(z.Km)
		}
	case z.Km > 0:
		return Around(z.Centre, z.Km)
	}
	return BoxOf()
}

// Middle is a point that stands for the zone on a map: the centre of a circle,
// else that of the box; false for a zone without a place or off a coast.
func (z *Zone) Middle() (Point, bool) {
	switch {
	case len(z.Ring) > 2:
		b := BoxOf(z.Ring...)
		return Point{(b.South + b.North) / 2, Wrap(b.West + b.width()/2)}, true
	case z.Coast == "" && z.Km > 0:
		return z.Centre, true
	}
	return Point{}, false
}

// Zones answers in which of many zones a point lies. It does not change; several
// goroutines may ask it.
type Zones struct {
	zones []Zone
	grid  Grid
	some  []uint64          // a bit per cell: a zone touches it
	cells map[Cell][]uint16 // which
}

const maxZones = 1 << 16

// NewZones indexes zones; those without a place are never answered.
func NewZones(zones []Zone) *Zones {
	if len(zones) > maxZones {
		panic("geo: more zones than the index has numbers for") // a programmer's error
	}
	x := &Zones{zones: slices.Clone(zones), grid: NewGrid(.25), cells: make(map[Cell][]uint16)}
	x.some = make([]uint64, (x.grid.Cols*x.grid.Rows+63)/64)
	for i := range x.zones {
		z := &x.zones[i]
		boxes := []Box{z.Box()}
		if z.Coast != "" {
			boxes = WorldLand().along(z.Coast, z.Km)
		}
		for _, b := range boxes {
			for _, c := range x.grid.Over(nil, b) {
				if at := x.cells[c]; len(at) == 0 || at[len(at)-1] != uint16(i) {
					x.cells[c] = append(at, uint16(i))
				}
				x.some[c/64] |= 1 << (c % 64)
			}
		}
	}
	return x
}

// along are boxes that together hold what lies within some km of a country's coast.
func (l *Land) along(country string, km float64) []Box {
	which := l.numberOf(country)
	if which < 0 {
		return nil
	}
	near := map[Cell]bool{}
	fine := NewGrid(.25)
	for i, c := range l.country {
		if int(c) != which {
			continue
		}
		for _, k := range fine.Over(nil, BoxOf(l.corner(int32(i)), l.corner(int32(i)+1))) {
			near[k] = true
		}
	}
	var out []Box
	for _, k := range sortedCells(near) {
		out = append(out, fine.Box(k).Grow(km))
	}
	return out
}

func sortedCells(set map[Cell]bool) []Cell {
	out := make([]Cell, 0, len(set))
	for c := range set {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// Len is how many zones there are.
func (x *Zones) Len() int { return len(x.zones) }

// Zone is a zone by its number.
func (x *Zones) Zone(i int) *Zone { return &x.zones[i] }

// All returns the zones in the order in which they were given.
func (x *Zones) All() []Zone { return slices.Clone(x.zones) }

// ByID finds a zone by its id.
func (x *Zones) ByID(id string) (*Zone, bool) {
	i := slices.IndexFunc(x.zones, func(z Zone) bool { return z.ID == id })
	if i < 0 {
		return nil, false
	}
	return &x.zones[i], true
}

// Any reports whether a point may lie in a zone: cheap, true a little around them
// too.
func (x *Zones) Any(p Point) bool {
	if x == nil || !p.Valid() {
		return false
	}
	c := x.grid.At(p)
	return x.some[c/64]&(1<<(c%64)) != 0
}

// At appends the numbers of the zones that hold a point, in the order in which
// they were given.
func (x *Zones) At(dst []int, p Point) []int {
	if !x.Any(p) {
		return dst
	}
	for _, i := range x.cells[x.grid.At(p)] {
		if x.zones[i].Contains(p) {
			dst = append(dst, int(i))
		}
	}
	return dst
}

// Within appends the numbers of the zones that lie within some km of a point, in
// the order in which they were given.
func (x *Zones) Within(dst []int, p Point, km float64) []int {
	if x == nil || !p.Valid() {
		return dst
	}
	for i := range x.zones {
		if z := &x.zones[i]; z.Placed() && z.Distance(p) <= km {
			dst = append(dst, i)
		}
	}
	return dst
}
