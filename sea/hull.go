package sea

import (
	"math"
	"strconv"
	"strings"
)

// outline is a ship seen from above: a rectangle about the antenna, by what the ship says of
// its size.
type outline struct {
	bow, stern, port, starboard float64 // metres from the antenna
	middle                      bool    // where the antenna stands is not known: taken as amidships
}

// known reports whether there is an outline at all.
func (h outline) known() bool { return h.bow+h.stern > 0 && h.port+h.starboard > 0 }

// reach is how far the outline goes from the antenna, at most.
func (h outline) reach() float64 {
	return math.Hypot(max(h.bow, h.stern), max(h.port, h.starboard))
}

// beam is the width in metres.
func (h outline) beam() float64 { return h.port + h.starboard }

// hullOf is a ship's outline at a time: the four distances that it sends, else its
// length and beam with the antenna amidships.
func hullOf(v *Vessel, at uint32) outline {
	if s, ok := v.ClaimAt("size", at); ok {
		if h := parseHull(s); h.known() {
			return h
		}
	}
	if v.Length > 0 && v.Beam > 0 {
		return outline{v.Length / 2, v.Length / 2, v.Beam / 2, v.Beam / 2, true}
	}
	return outline{}
}

// parseHull reads A/B/C/D in metres. By ITU-R M.1371 A = C = 0 with the others set
// gives the size without the place of the antenna.
func parseHull(s string) outline {
	var n [4]float64
	for i := range n {
		part, rest, more := strings.Cut(s, "/")
		x, err := strconv.ParseUint(strings.TrimSpace(part), 10, 10)
		if err != nil || more != (i < 3) {
			return outline{}
		}
		n[i], s = float64(x), rest
	}
	if n[0] == 0 && n[2] == 0 {
		return outline{n[1] / 2, n[1] / 2, n[3] / 2, n[3] / 2, true}
	}
	return outline{bow: n[0], stern: n[1], port: n[2], starboard: n[3]}
}

// corners are the corners of an outline whose antenna is at x, y metres (east, north)
// and whose bow points to a heading in degrees.
func (h outline) corners(x, y, heading float64) [4][2]float64 {
	s, c := math.Sincos(heading * math.Pi / 180)
	at := func(ahead, right float64) [2]float64 {
		return [2]float64{x + float64(ahead*s) + float64(right*c), y + float64(ahead*c) - float64(right*s)}
	}
	return [4][2]float64{at(h.bow, -h.port), at(h.bow, h.starboard), at(-h.stern, h.starboard), at(-h.stern, -h.port)}
}

// hullGap is the distance in metres of two hulls, 0 where they overlap. The second
// antenna is dx metres east and dy north of the first. Where no heading is known
// (NaN) a hull is a disc of half its beam: side by side it is about there, whichever
// way it points.
func hullGap(a, b outline, dx, dy, headingA, headingB float64) float64 {
	discA, discB := math.IsNaN(headingA), math.IsNaN(headingB)
	switch {
	case discA && discB:
		return max(0, math.Hypot(dx, dy)-(a.beam()+b.beam())/2)
	case discA:
		box := b.corners(dx, dy, headingB)
		return max(0, toBox([2]float64{}, &box, math.Inf(1))-a.beam()/2)
	case discB:
		box := a.corners(0, 0, headingA)
		return max(0, toBox([2]float64{dx, dy}, &box, math.Inf(1))-b.beam()/2)
	}
	p, q := a.corners(0, 0, headingA), b.corners(dx, dy, headingB)
	least := math.Inf(1)
	for i := range 4 {
		least = toBox(q[i], &p, toBox(p[i], &q, least))
	}
	// Hulls that cannot reach each other have no sides that cross.
	if reach := a.reach() + b.reach() + 1; least > 0 && float64(dx*dx)+float64(dy*dy) <= reach*reach && crossing(&p, &q) {
		return 0
	}
	return least
}

// toBox is the distance of a point from a rectangle, 0 inside, or least if that is less.
// Only the sides that face the point are near it.
func toBox(p [2]float64, box *[4][2]float64, least float64) float64 {
	inside := true
	for i := range 4 {
		a, b := &box[i], &box[(i+1)&3]
		ex, ey := b[0]-a[0], b[1]-a[1]
		fx, fy := p[0]-a[0], p[1]-a[1]
		if float64(ex*fy)-float64(ey*fx) <= 0 { // corners go clockwise
			continue
		}
		inside = false
		t := 0.0
		if l := float64(ex*ex) + float64(ey*ey); l > 0 {
			t = min(max((float64(fx*ex)+float64(fy*ey))/l, 0), 1)
		}
		if x, y := fx-float64(t*ex), fy-float64(t*ey); float64(x*x)+float64(y*y) <= least*least*(1+rounding) {
			least = min(least, math.Hypot(x, y))
		}
	}
	if inside {
		return 0
	}
	return least
}

// rounding is more than squares of distances are off by: what differs by more is told
// apart without their roots.
const rounding = 1e-9

// crossing reports whether sides of two rectangles cross.
func crossing(p, q *[4][2]float64) bool {
	side := func(a, b, c [2]float64) float64 {
		return float64((b[0]-a[0])*(c[1]-a[1])) - float64((b[1]-a[1])*(c[0]-a[0]))
	}
	for i := range 4 {
		for j := range 4 {
			a, b, c, d := p[i], p[(i+1)%4], q[j], q[(j+1)%4]
			if side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0 {
				return true
			}
		}
	}
	return false
}
