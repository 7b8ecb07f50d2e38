package world

import (
	"math"
	"slices"

	"cordon/geo"
)

// How ships come to each other and leave, for the cases that are planted.

// start is when something that takes so long may begin.
func (s *sea) start(dur, lead, tail float64) float64 {
	return math.Round(s.between(lead, max(lead+1, s.end-dur-tail)))
}

// from is a place from which ships come to another, so many km away by sea.
func (s *sea) origin(x geo.Point, least, most float64) []geo.Point {
	var best []geo.Point
	least, most = least*s.th.scale, most*s.th.scale
	for n := 0; n < 24 || best == nil && n < 2000; n++ {
		p := s.th.nodes[pick(s.rng, s.th.exits)]
		if s.chance(.75) {
			p = s.within(pick(s.rng, s.th.roads).ground)
		}
		way := s.th.route(p, x)
		switch d := length(way); {
		case len(way) < 2 || d < .5:
		case d >= least && d <= most:
			return way
		case best == nil || math.Abs(d-least) < math.Abs(length(best)-least):
			best = way
		}
	}
	return best
}

// leaves sails to where a ship is out of the picture, or to roads where she stays
// for a while.
func (s *sea) leaves(h *hull) {
	p, t := h.here()
	if t > s.end {
		return
	}
	if s.chance(.4) {
		if way := s.th.route(p, s.th.nodes[pick(s.rng, s.th.exits)]); way != nil {
			h.sail(way[1:], h.knots)
			return
		}
	}
	way := s.origin(p, 200, 900)
	slices.Reverse(way)
	h.sail(way[1:], h.knots)
	_, t = h.here()
	h.rests(swing, t+s.between(4, 20)*hour, s.between(0, 360), s.between(0, 6))
}

// comes arrives at a place at a time.
func (s *sea) comes(h *hull, x geo.Point, at, least, most float64) {
	h.arrives(s.origin(x, least, most), h.knots, at)
}

// Going alongside and away at manoeuvring speed.
const (
	nearKm  = 2.5
	nearFor = 1500.0 // seconds
)

// alongsideOf takes b to a at a time, keeps her there until another, and takes
// her away. Where b's way there begins is for come to say.
func (s *sea) alongsideOf(b, a *hull, from, to float64, come func(geo.Point, float64)) {
	mid := a.at(from)
	come(geo.Move(mid.at, turnTo(mid.head+s.between(60, 150)), nearKm), from-nearFor)
	b.joins(a, from, to, s.between(3, 10), s.chance(.3))
	away := a.at(to)
	b.sailBy(geo.Move(away.at, turnTo(away.head+s.between(40, 140)), nearKm), to+nearFor)
}

// meet lets a wait at a place, b come alongside, and both go their ways.
func (s *sea) meet(a, b *hull, x geo.Point, from, to float64) {
	s.comes(a, x, from-s.between(.8, 3)*hour, 250, 900)
	a.drifts(to+s.between(.6, 1.5)*hour, s.between(.2, .8), s.between(0, 360), s.between(0, 6))
	s.alongsideOf(b, a, from, to, func(p geo.Point, t float64) { s.comes(b, p, t, 250, 900) })
	s.leaves(a)
	s.leaves(b)
}

// drifted puts a case in the middle of where a ship was in it.
func (c *seaCase) drifted(h *hull) {
	a, b, m := h.at(c.span.from).at, h.at(c.span.to).at, h.at((c.span.from+c.span.to)/2).at
	c.Lat, c.Lon, c.Km = round6(m.Lat), round6(m.Lon), max(c.Km, math.Ceil(max(geo.Distance(a, m), geo.Distance(b, m))))
}

// hands changes the draughts of two ships after a transfer, as far as they are
// typed in at all.
func (s *sea) hands(from, to *hull, at float64) {
	by := uint8(s.between(5, 20))
	for _, x := range []struct {
		h  *hull
		up bool
	}{{from, false}, {to, true}} {
		if s.chance(.25) {
			continue
		}
		x.h.becomes(at+s.between(.3, 8)*hour, func(f *face) {
			if x.up {
				f.draught += by
			} else {
				f.draught = max(f.draught, by+25) - by
			}
			f.dest = pick(s.rng, ports)
		})
	}
}

// silent turns a transponder off, which is a case itself.
func (s *sea) silent(h *hull, d span) {
	h.dark = append(h.dark, d)
	a, b := h.at(d.from).at, h.at(d.to).at
	c := s.tells(Silence, "She turns her transponder off.", a, "", "", d, h)
	c.Ships[0].Dark, c.Km = true, geo.Distance(a, b)+50
	c.Region = s.region(a)
}

func (s *sea) region(p geo.Point) string { return s.th.region(p) }
