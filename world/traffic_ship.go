package world

import (
	"math"
	"slices"
	"sort"

	"cordon/geo"
)

// A hull is one ship as it really moves. What it says of itself is in its faces,
// when it says nothing in dark, and where it says to be without being there in
// lies.
type hull struct {
	n            int
	trade        trade
	legs         []leg
	faces        []face
	dark         []span
	lies         []leg
	length, beam float64 // metres
	bow, port    float64 // metres from the antenna
	knots        float64
	every        float64 // seconds between the messages that the feed keeps
	classB       bool
	table        bool         // only in the second feed
	watched      []watch      // cases it takes part in
	said         map[says]int // how often who she is was heard
	home         geo.Point
}

// span is a stretch of time in seconds since the beginning of the traffic.
type span struct{ from, to float64 }

func (s span) has(t float64) bool { return t >= s.from && t < s.to }

// face is what a ship says of itself from a time on.
type face struct {
	from      float64
	mmsi, imo uint32
	name      string
	call      string
	kind      uint8
	size      [4]uint16
	draught   uint8 // 1/10 m
	dest      string
}

type legKind uint8

const (
	moving    legKind = iota
	swing             // at anchor
	moored            // alongside a quay
	drift             // moving, her head elsewhere
	trawl             // moving, fishing
	alongside         // alongside another
	circle            // what a false position does
)

// leg is what a ship does for a while.
type leg struct {
	span
	kind         legKind
	a, b         geo.Point
	head, phase  float64
	km           float64 // radius
	other        *hull
	right, ahead float64 // metres from the other's centre
	turned       bool    // heads the other way
}

// state is where a ship is: her centre, motion, and what she says she does.
type state struct {
	at     geo.Point
	knots  float64
	course float64
	head   float64
	status uint8
}

// metres is a place so many metres to the north and east.
func metres(p geo.Point, north, east float64) geo.Point {
	const m = geo.Radius * 1000 * geo.Degree
	return geo.Point{Lat: p.Lat + north/m, Lon: p.Lon + east/(m*math.Cos(p.Lat*geo.Degree))}
}

// off is a place ahead and to the right of a ship with a heading.
func off(p geo.Point, head, ahead, right float64) geo.Point {
	s, c := math.Sincos(head * geo.Degree)
	return metres(p, float64(ahead*c)-float64(right*s), float64(ahead*s)+float64(right*c))
}

func turnTo(deg float64) float64 { return math.Mod(math.Mod(deg, 360)+360, 360) }

func (l *leg) state(t float64) state {
	x := 0.0
	if l.to > l.from {
		x = min(max((t-l.from)/(l.to-l.from), 0), 1)
	}
	line := func() (geo.Point, float64, float64) {
		return geo.Point{Lat: l.a.Lat + float64((l.b.Lat-l.a.Lat)*x), Lon: l.a.Lon + float64((l.b.Lon-l.a.Lon)*x)},
			geo.Distance(l.a, l.b) / geo.NM / max((l.to-l.from)/3600, 1e-9), geo.Bearing(l.a, l.b)
	}
	switch l.kind {
	case swing:
		const tide = 12.42 * 3600
		h := turnTo(l.head + float64(80*math.Sin(float64(2*math.Pi*t/tide)+l.phase)))
		return state{off(l.a, h, -l.km*1000, 0), 0, h, h, 1}
	case moored:
		return state{l.a, 0, l.head, l.head, 5}
	case drift:
		p, v, c := line()
		return state{p, v, c, turnTo(l.head + float64(15*math.Sin(float64(2*math.Pi*t/5400)+l.phase))), 0}
	case alongside:
		o := l.other.at(t)
		p := off(o.at, o.head, l.ahead, l.right)
		if l.turned {
			return state{p, o.knots, o.course, turnTo(o.head + 180), o.status}
		}
		return state{p, o.knots, o.course, o.head, o.status}
	case circle:
		around := 2 * math.Pi * l.km
		v := l.head // knots
		ang := l.phase + float64(v*geo.NM/3600*(t-l.from)/around*360)
		c := turnTo(ang + 90)
		return state{geo.Move(l.a, turnTo(ang), l.km), v, c, c, 0}
	}
	p, v, c := line()
	s := state{p, v, c, c, 0}
	if l.kind == trawl {
		s.status = 7
	}
	return s
}

// at is where a ship is; before her first leg and after her last she is where
// that begins and ends.
func (h *hull) at(t float64) state {
	i := sort.Search(len(h.legs), func(i int) bool { return h.legs[i].to > t })
	return h.legs[min(i, len(h.legs)-1)].state(t)
}

// begins and ends are when a ship is in the picture.
func (h *hull) begins() float64 { return h.legs[0].from }
func (h *hull) ends() float64   { return h.legs[len(h.legs)-1].to }

// says is what a ship says at a time: whether anything, and from where.
func (h *hull) says(t float64) (s state, quiet, lie bool) {
	for _, d := range h.dark {
		if d.has(t) {
			return s, true, false
		}
	}
	for i := range h.lies {
		if h.lies[i].has(t) {
			return h.lies[i].state(t), false, true
		}
	}
	return h.at(t), false, false
}

// face is what a ship says of herself at a time.
func (h *hull) face(t float64) *face {
	i := len(h.faces) - 1
	for i > 0 && h.faces[i].from > t {
		i--
	}
	return &h.faces[i]
}

// becomes changes what a ship says of herself from a time on.
func (h *hull) becomes(t float64, change func(*face)) {
	f := *h.face(t)
	f.from = t
	change(&f)
	h.faces = append(h.faces, f)
	slices.SortStableFunc(h.faces, func(a, b face) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
}

// here is where and when the last leg ends.
func (h *hull) here() (geo.Point, float64) {
	l := &h.legs[len(h.legs)-1]
	return l.state(l.to).at, l.to
}

func (h *hull) add(l leg) { h.legs = append(h.legs, l) }

// sail goes a way from where the last leg ends.
func (h *hull) sail(way []geo.Point, knots float64) {
	p, t := h.here()
	for _, to := range way {
		d := geo.Distance(p, to)
		if d < 0.01 {
			continue
		}
		end := t + d/geo.NM/knots*3600
		h.add(leg{span: span{t, end}, a: p, b: to})
		p, t = to, end
	}
}

// sailBy goes to a place so as to be there at a time.
func (h *hull) sailBy(to geo.Point, at float64) {
	if p, t := h.here(); at > t {
		h.add(leg{span: span{t, at}, a: p, b: to})
	}
}

// arrives begins with a way that ends at a time.
func (h *hull) arrives(way []geo.Point, knots, at float64) {
	t := at - length(way)/geo.NM/knots*3600
	for i := 1; i < len(way); i++ {
		end := t + geo.Distance(way[i-1], way[i])/geo.NM/knots*3600
		h.add(leg{span: span{t, end}, a: way[i-1], b: way[i]})
		t = end
	}
	h.legs[len(h.legs)-1].to = at
}

// rests stays until a time, at anchor or at a quay.
func (h *hull) rests(kind legKind, until, head, phase float64) {
	p, t := h.here()
	l := leg{span: span{t, until}, kind: kind, a: p, head: head, phase: phase}
	if kind == swing {
		l.km = 0.06 + h.length/2000
		s := l.state(t) // so that she is where she came to
		l.a = geo.Point{Lat: 2*p.Lat - s.at.Lat, Lon: 2*p.Lon - s.at.Lon}
	}
	h.add(l)
}

// drifts lets her go with wind and tide until a time.
func (h *hull) drifts(until, knots, course, phase float64) {
	p, t := h.here()
	h.add(leg{span: span{t, until}, kind: drift, a: p, b: geo.Move(p, course, knots*geo.NM*(until-t)/3600), head: turnTo(course + 70), phase: phase})
}

// joins goes alongside another at a time and stays until another; where the last
// leg ends must be near. gap is the water between the hulls, metres.
func (h *hull) joins(o *hull, from, to, gap float64, turned bool) {
	l := leg{span: span{from, to}, kind: alongside, other: o, right: (h.beam+o.beam)/2 + gap, ahead: (o.length - h.length) / 8, turned: turned}
	h.sailBy(l.state(from).at, from)
	h.add(l)
}
