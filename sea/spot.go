package sea

import (
	"fmt"
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// spot is a place at which a ship can call: a zone of the programme, a port of
// the world, or an anchorage that the traffic shows.
type spot struct {
	zone   *geo.Zone // nil of ports and anchorages
	name   string
	sub    string // what a stop there is
	centre geo.Point
	kmIn   float64 // in at this distance or less,
	kmOut  float64 // out at that or more
	ring   []Fix   // Lat, Lon of a polygon; nil of points and circles
	off    bool    // the water off a berth, not its polygon
}

// km is the distance of a fix from the spot: 0 inside a polygon, else to its
// nearest edge; of others to the centre. Off a coast it is 0 or kmOut.
func (s *spot) km(f *Fix) float64 {
	if s.zone != nil && s.zone.Coast != "" {
		if s.zone.Contains(pointOf(f)) {
			return 0
		}
		return s.kmOut
	}
	if s.ring == nil {
		c := MakeFix(FixData{Lat: int32(math.Round(s.centre.Lat * ais.Unit)), Lon: int32(math.Round(s.centre.Lon * ais.Unit))})
		return flatKm(&c, f)
	}
	if insideRing(s.ring, f) {
		return 0
	}
	return ringKm(s.ring, f)
}

// gauge asks how far a spot is from one fix after another of a track. Off a coast
// that is dear, and the last answer holds until the ship has come as far as the edge
// was.
type gauge struct {
	s    *spot
	at   Fix
	km   float64
	free float64 // km from at within which km holds
}

func (g *gauge) ask(f *Fix) float64 {
	if g.s.zone == nil || g.s.zone.Coast == "" {
		return g.s.km(f)
	}
	if within(&g.at, f, g.free) {
		return g.km
	}
	g.at, g.km = *f, 0
	var in bool
	if in, g.free = coastEdge(g.s.zone, pointOf(f)); !in {
		g.km = g.s.kmOut
	}
	return g.km
}

// within: two fixes are surely nearer than km, without a cosine.
func within(a, b *Fix, km float64) bool {
	dy, dx := int64(a.Lat())-int64(b.Lat()), int64(a.Lon())-int64(b.Lon())
	return float64(max(dy, -dy)+max(dx, -dx))*kmPerUnit < km
}

// coastEdge says whether a point is in a zone off a coast, as Zone.Contains does,
// and how many km it is from where that changes, at least: distances to coasts grow
// by no more than the way that is gone.
func coastEdge(z *geo.Zone, p geo.Point) (in bool, free float64) {
	const look, slack = 5, .05 // km
	l := geo.WorldLand()
	own, ok := l.CoastOf(z.Coast, p, z.Km+look)
	if !ok {
		return false, look - slack
	}
	if own.Km > z.Km {
		return false, own.Km - z.Km - slack
	}
	other, ok := l.CoastBut(z.Coast, p, own.Km+z.Clear+2*look)
	if !ok {
		return true, min(look, z.Km-own.Km) - slack
	}
	gap := (other.Km - own.Km - z.Clear) / 2
	if gap > 0 {
		return true, min(gap, z.Km-own.Km) - slack
	}
	return false, -gap - slack
}

// insideRing: a ray to the east crosses an odd number of edges. A fix is inside
// with an edge's southern end and not with its northern one, so that of two
// polygons with a common edge one has it.
func insideRing(ring []Fix, f *Fix) bool {
	in := false
	for i := range ring {
		a, b := &ring[i], &ring[(i+1)%len(ring)]
		if (a.Lat() > f.Lat()) == (b.Lat() > f.Lat()) {
			continue
		}
		ax, bx := int64(lonStep(f.Lon(), a.Lon())), int64(lonStep(f.Lon(), b.Lon()))
		ay, by := int64(a.Lat())-int64(f.Lat()), int64(b.Lat())-int64(f.Lat())
		// crossing at ax - ay*(bx-ax)/(by-ay) > 0, in whole numbers
		if num := ax*(by-ay) - ay*(bx-ax); (num > 0) == (by > ay) && num != 0 {
			in = !in
		}
	}
	return in
}

// ringKm is the distance of a fix to the nearest edge, in the plane about it.
func ringKm(ring []Fix, f *Fix) float64 {
	k := math.Cos(float64(f.Lat()) * (geo.Degree / ais.Unit))
	best := math.Inf(1)
	for i := range ring {
		a, b := &ring[i], &ring[(i+1)%len(ring)]
		ax, ay := float64(lonStep(f.Lon(), a.Lon()))*k, float64(a.Lat()-f.Lat())
		bx, by := float64(lonStep(f.Lon(), b.Lon()))*k, float64(b.Lat()-f.Lat())
		dx, dy := bx-ax, by-ay
		t := 0.0
		if n := float64(dx*dx) + float64(dy*dy); n > 0 {
			t = max(0, min(1, -(float64(ax*dx)+float64(ay*dy))/n))
		}
		x, y := ax+float64(t*dx), ay+float64(t*dy)
		best = min(best, float64(x*x)+float64(y*y))
	}
	return math.Sqrt(best) * kmPerUnit
}

// spotCell is the side of a cell of the index: a tenth of a degree, 11 km of
// latitude.
const (
	spotCell  = ais.Unit / 10
	spotCols  = 3600
	spotRows  = 1800
	spotWords = spotCols * spotRows / 64
)

// spots is an index of them by cell. The bit set says at once that there is
// nothing, which is so nearly everywhere.
type spots struct {
	all   []spot
	bits  []uint64
	cells map[int32][]int32 // rising
}

func nearKey(lat, lon int32) int32 {
	row := min(spotRows-1, (int64(lat)+90*ais.Unit)/spotCell)
	col := ((int64(lon) + 180*ais.Unit) / spotCell) % spotCols
	return int32(row*spotCols + col)
}

// newSpots indexes spots by the cells in which a fix can be nearer than kmOut.
func newSpots(all []spot) *spots {
	s := &spots{all: all, cells: map[int32][]int32{}}
	if len(all) == 0 {
		return s
	}
	s.bits = make([]uint64, spotWords+1)
	for i := range all {
		p := &all[i]
		if p.zone != nil && p.zone.Coast != "" {
			s.alongCoast(int32(i), p.zone)
			continue
		}
		c := MakeFix(FixData{Lat: int32(math.Round(p.centre.Lat * ais.Unit)), Lon: int32(math.Round(p.centre.Lon * ais.Unit))})
		lo, hi, west, east := c.Lat(), c.Lat(), int32(0), int32(0)
		for j := range p.ring {
			lo, hi = min(lo, p.ring[j].Lat()), max(hi, p.ring[j].Lat())
			west, east = min(west, lonStep(c.Lon(), p.ring[j].Lon())), max(east, lonStep(c.Lon(), p.ring[j].Lon()))
		}
		out := int64(p.kmOut/kmPerUnit) + 1
		south, north := max(-90*ais.Unit, int64(lo)-out), min(90*ais.Unit, int64(hi)+out)
		k := math.Cos(float64(max(-south, north)) * (geo.Degree / ais.Unit))
		wide := int64(180 * ais.Unit)
		if k > 1e-3 {
			wide = min(wide, int64(float64(out)/k)+1)
		}
		from, to := int64(c.Lon())+int64(west)-wide, int64(c.Lon())+int64(east)+wide
		if to-from >= 360*ais.Unit {
			from, to = -180*ais.Unit, 180*ais.Unit-1
		}
		for y := (south + 90*ais.Unit) / spotCell; y <= min(spotRows-1, (north+90*ais.Unit)/spotCell); y++ {
			for x := floorDiv(from+180*ais.Unit, spotCell); x <= floorDiv(to+180*ais.Unit, spotCell); x++ {
				s.put(int32(y*spotCols+(x%spotCols+spotCols)%spotCols), int32(i))
			}
		}
	}
	return s
}

func (s *spots) put(cell, i int32) {
	if l := s.cells[cell]; len(l) == 0 || l[len(l)-1] != i {
		s.cells[cell] = append(l, i)
	}
	s.bits[cell>>6] |= 1 << (cell & 63)
}

// alongCoast indexes a zone off a coast: the cells of which a corner lies where the
// zone may be. Its own index is coarser than these cells.
func (s *spots) alongCoast(i int32, z *geo.Zone) {
	own, box := geo.NewZones([]geo.Zone{*z}), z.Box()
	if box.Empty() {
		return
	}
	const d = 1.0 / (ais.Unit / spotCell)
	maybe := func(row, col int) bool { // may the cell's south-western corner lie in it?
		return own.Any(geo.Point{Lat: min(90, -90+float64(row)*d), Lon: -180 + float64(col%spotCols)*d})
	}
	west, east := int((box.West+180)/d)-1, int((box.East+180)/d)+1
	if east < west {
		east += spotCols
	}
	for row := max(0, int((box.South+90)/d)-1); row <= min(spotRows-1, int((box.North+90)/d)+1); row++ {
		for col := west; col <= east; col++ {
			c := (col + spotCols) % spotCols
			if maybe(row, c) || maybe(row+1, c) || maybe(row, c+1) || maybe(row+1, c+1) {
				s.put(int32(row*spotCols+c), i)
			}
		}
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// near are the spots that a fix can be near.
func (s *spots) near(f *Fix) []int32 {
	if s.bits == nil {
		return nil
	}
	cell := nearKey(f.Lat(), f.Lon())
	if s.bits[cell>>6]&(1<<(cell&63)) == 0 {
		return nil
	}
	return s.cells[cell]
}

// zoneSpots are the programme's zones of some kinds, as spots.
func zoneSpots(zones []geo.Zone, c *CallConfig, kinds ...string) []spot {
	subs := map[string]string{"port": "port-call", "anchorage": "anchorage", "transfer": "area-stop", "watch": "area-stop", "waters": "entered-waters"}
	var out []spot
	for i := range zones {
		z := &zones[i]
		if !slices.Contains(kinds, z.Kind) {
			continue
		}
		s := spot{zone: z, name: z.Name, sub: subs[z.Kind], centre: z.Centre, kmIn: z.Km, kmOut: z.Km + c.ExitKm - c.EnterKm}
		switch {
		case z.Coast != "":
			s.kmIn = 0
		case len(z.Ring) >= 3:
			s.kmIn, s.kmOut, s.centre = 0, c.ExitKm-c.EnterKm, z.Ring[0]
			for _, p := range z.Ring {
				s.ring = append(s.ring, MakeFix(FixData{Lat: int32(math.Round(p.Lat * ais.Unit)), Lon: int32(math.Round(p.Lon * ais.Unit))}))
			}
		case z.Km <= 0:
			continue // no area
		}
		out = append(out, s)
	}
	return out
}

// Anchorage is a place where many vessels lay still for long.
type Anchorage struct {
	Centre  geo.Point // of those that lay there
	Vessels int       // different ones
}

func (a Anchorage) String() string {
	ns, ew := "N", "E"
	if a.Centre.Lat < 0 {
		ns = "S"
	}
	if a.Centre.Lon < 0 {
		ew = "W"
	}
	return fmt.Sprintf("anchorage %.2f%s %.2f%s", math.Abs(a.Centre.Lat), ns, math.Abs(a.Centre.Lon), ew)
}
