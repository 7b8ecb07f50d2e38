package world

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"cordon/geo"
)

// seaPlots plant one case each of every kind but area jams, which need others to
// be there.
var seaPlots = []func(*sea, int){plotListed, plotOpen, plotMidnight, plotAnchorage, plotUnderway, plotOneDark, plotBothDark, plotDarkCall, plotOpenCall,
	plotCourageous, plotNewborn, plotZombie, plotClone, plotOneDigit, plotNameSwap, plotFlagHop, plotCircle, plotHumanitarian}

func plotOpen(s *sea, _ int) {
	g, dur := pick(s.rng, s.th.grounds), s.between(2.5, 10)*hour
	t := s.start(dur, 14*hour, 8*hour)
	a, b := s.ship(tanker), s.ship(tanker)
	s.meet(a, b, s.within(g), t, t+dur)
	s.hands(a, b, t+dur)
	s.tells(OpenTransfer, "Two tankers lie alongside each other in the open sea.", a.at(t).at, g.name, g.region, span{t, t + dur}, a, b).drifted(a)
}

func plotMidnight(s *sea, _ int) {
	g, dur := pick(s.rng, s.th.grounds), s.between(2.2, 3.5)*hour
	night := float64(1+s.rng.IntN(s.x.days-1)) * day
	t := math.Round(night - dur*s.between(.3, .7))
	a, b := s.ship(tanker), s.ship(tanker)
	s.meet(a, b, s.within(g), t, t+dur)
	s.hands(b, a, t+dur)
	s.tells(MidnightTransfer, "Two tankers lie alongside each other over midnight, on neither day for long.", a.at(t).at, g.name, g.region, span{t, t + dur}, a, b).drifted(a)
}

func plotAnchorage(s *sea, _ int) {
	r, dur := pick(s.rng, s.th.roads), s.between(2.5, 10)*hour
	t := s.start(dur, 20*hour, 10*hour)
	a, b := s.ship(tanker), s.ship(tanker)
	x := s.within(r.ground)
	s.comes(a, x, t-s.between(3, 9)*hour, 250, 900)
	a.rests(swing, t+dur+s.between(2, 6)*hour, s.between(0, 360), s.between(0, 6))
	y := s.within(r.ground)
	for geo.Distance(x, y) < 2.8 {
		y = s.within(r.ground)
	}
	s.alongsideOf(b, a, t, t+dur, func(p geo.Point, at float64) {
		away := geo.Distance(y, p) / geo.NM / 5 * hour
		s.comes(b, y, at-away-s.between(2, 8)*hour, 250, 900)
		b.rests(swing, at-away, s.between(0, 360), s.between(0, 6))
		b.sailBy(p, at)
	})
	s.leaves(a)
	s.leaves(b)
	s.hands(a, b, t+dur)
	s.tells(AnchorTransfer, "Two tankers lie alongside each other among others at anchor.", a.at(t).at, r.name, r.region, span{t, t + dur}, a, b)
}

func plotUnderway(s *sea, _ int) {
	g, dur := pick(s.rng, s.th.grounds[:min(6, len(s.th.grounds))]), s.between(2.5, 4.5)*hour
	t := s.start(dur, 14*hour, 8*hour)
	a, b := s.ship(tanker), s.ship(tanker)
	x := s.within(g)
	s.comes(a, x, t-hour, 250, 900)
	way := s.origin(x, 250, 900)
	slices.Reverse(way)
	slow := s.between(4.5, 7)
	first, rest := cut(way, slow*geo.NM*(dur/hour+2))
	a.sail(first[1:], slow)
	a.sail(rest, a.knots)
	_, end := a.here()
	a.rests(swing, end+s.between(4, 12)*hour, s.between(0, 360), s.between(0, 6))
	const nearing = 1200
	st := a.at(t - nearing)
	s.comes(b, off(st.at, st.head, -1200, 700), t-nearing, 250, 900)
	b.joins(a, t, t+dur, s.between(5, 12), false)
	st = a.at(t + dur + nearing)
	b.sailBy(off(st.at, st.head, -900, 900), t+dur+nearing)
	s.leaves(b)
	s.hands(a, b, t+dur)
	c := s.tells(UnderwayTransfer, "Two tankers are alongside each other under way.", a.at(t+dur/2).at, g.name, g.region, span{t, t + dur}, a, b)
	c.Km = slow*geo.NM*dur/hour/2 + 5
}

// cut is the beginning of a way, so many km long, and what is left of it.
func cut(way []geo.Point, km float64) (first, rest []geo.Point) {
	first = []geo.Point{way[0]}
	for i := 1; i < len(way); i++ {
		d := geo.Distance(way[i-1], way[i])
		if d >= km {
			x := km / d
			p := geo.Point{Lat: way[i-1].Lat + (way[i].Lat-way[i-1].Lat)*x, Lon: way[i-1].Lon + (way[i].Lon-way[i-1].Lon)*x}
			return append(first, p), way[i:]
		}
		km -= d
		first = append(first, way[i])
	}
	return first, nil
}

func plotOneDark(s *sea, _ int) {
	g, dur := pick(s.rng, s.th.grounds), s.between(3, 10)*hour
	t := s.start(dur, 30*hour, 20*hour)
	a, b := s.ship(tanker), s.ship(tanker)
	s.meet(a, b, s.within(g), t, t+dur)
	s.hands(a, b, t+dur)
	d := s.darkFor(b, t, t+dur, 3, 9)
	c := s.tells(OneDark, "A tanker waits at sea; another comes alongside with her transponder off.", a.at(t).at, g.name, g.region, span{t, t + dur}, a, b)
	c.Ships[1].Dark = true
	c.drifted(a)
	c.window = waits(a, d)
	s.silent(b, d)
}

// darkFor is a silence around something, some hours before and after; she is heard
// before and after that.
func (s *sea) darkFor(h *hull, from, to, least, most float64) span {
	d := span{from - s.between(least, most)*hour, to + s.between(least, most)*hour}
	first, last := max(h.begins(), 0)+3*hour, min(h.ends(), s.end)-2*hour
	return span{min(max(d.from, first), from-nearFor), max(min(d.to, last), to+nearFor)}
}

// waits is when a ship that drifts does so while another is silent.
func waits(a *hull, d span) span {
	for _, l := range a.legs {
		if l.kind == drift {
			return span{max(l.from, d.from), min(l.to, d.to)}
		}
	}
	return d
}

func plotBothDark(s *sea, _ int) {
	g, dur := pick(s.rng, s.th.grounds), s.between(3, 8)*hour
	t := s.start(dur, 30*hour, 20*hour)
	a, b := s.ship(tanker), s.ship(tanker)
	s.meet(a, b, s.within(g), t, t+dur)
	s.hands(a, b, t+dur)
	c := s.tells(BothDark, "Two tankers meet with their transponders off.", a.at(t).at, g.name, g.region, span{t, t + dur}, a, b)
	c.window = span{0, s.end}
	for i, h := range []*hull{a, b} {
		d := s.darkFor(h, t, t+dur, 4, 8)
		c.Ships[i].Dark = true
		c.window = span{max(c.window.from, d.from), min(c.window.to, d.to)}
		s.silent(h, d)
	}
	c.Km = 100
}

// berth is a free place of a port of the programme's country in a time.
func (s *sea) berth(p callPort, x span) geo.Point {
	taken := s.berths[p.name]
	for k := range berthsOf {
		if !slices.ContainsFunc(taken[k], func(o span) bool { return o.from < x.to+hour && o.to > x.from-hour }) {
			taken[k] = append(taken[k], x)
			return p.berth(k)
		}
	}
	return p.berth(s.rng.IntN(berthsOf))
}

// berthsOf is how many berths a port has.
const berthsOf = 12

// berth is the kth berth of a port: in its middle, then on both sides of it.
func (p *callPort) berth(k int) geo.Point {
	return geo.Move(p.at, p.quay, .13*float64((k+1)/2)*float64(1-k%2*2))
}

// callsAt lets a ship call at a port, and stay until a time.
func (s *sea) callsAt(h *hull, p callPort, from, to float64) {
	s.comes(h, s.berth(p, span{from, to}), from, 300, 1100)
	h.rests(moored, to, turnTo(p.quay+90), 0)
	s.leaves(h)
}

func plotDarkCall(s *sea, _ int) {
	p, dur := pick(s.rng, s.target.calls), s.between(10, 20)*hour
	t := s.start(dur, 34*hour, 24*hour)
	h := s.ship(pick(s.rng, []trade{tanker, cargo}))
	h.knots = s.between(9, 12)
	s.callsAt(h, p, t, t+dur)
	d := s.darkFor(h, t, t+dur, 6, 14)
	by := uint8(s.between(8, 30))
	h.becomes(d.to, func(f *face) { f.draught += by })
	c := s.tells(DarkCall, "She calls at a port of the programme's country with her transponder off.", p.at, p.name, p.region, span{t, t + dur}, h)
	c.Ships[0].Dark, c.window, c.Km = true, d, 10
	s.silent(h, d)
}

func plotOpenCall(s *sea, n int) {
	p, dur := pick(s.rng, s.target.calls), s.between(10, 30)*hour
	t := s.start(dur, 30*hour, 16*hour)
	h, l := s.caller(n)
	s.callsAt(h, p, t, t+dur)
	c := s.tells(OpenCall, "She calls at a port of the programme's country, and does not hide it.", p.at, p.name, p.region, span{t, t + dur}, h)
	c.Km, c.span = 4, span{t, t + dur}
	c.listed(0, l)
}

// caller is a ship that calls: every third sends the number of a listed one.
func (s *sea) caller(n int) (*hull, *listedParty) {
	if n%3 == 1 {
		return s.listedShip()
	}
	return s.ship(pick(s.rng, []trade{tanker, cargo})), nil
}

func (c *seaCase) listed(ship int, l *listedParty) {
	if l != nil {
		c.Ships[ship].Listed = l.id
	}
}

// plotListed is a ship of the lists that calls at the target's first port, seen by all, goes to
// sea, and meets a tanker of which nobody knows anything. The first such meeting
// of a world ends on a day from which its consequences last past the day of the
// world.
func plotListed(s *sea, n int) {
	l, party := s.listedShip()
	t := s.ship(tanker)
	l.knots = 10
	g, dur := s.th.grounds[4], s.between(6, 9)*hour
	at := s.end - met - 2*hour
	if n > 0 {
		g = s.th.grounds[s.rng.IntN(6)]
		at = s.start(dur, min(4*day, s.end/2), day)
	}
	port, x := s.target.calls[0], s.within(g)
	way := s.th.route(port.at, x)
	out := at - s.between(1, 2)*hour - length(way)/geo.NM/l.knots*hour
	in := out - s.between(12, 18)*hour
	l.arrives(s.th.route(s.th.grounds[7].at, s.berth(port, span{in, out})), 8, in)
	l.rests(moored, out, turnTo(port.quay+90), 0)
	l.sail(way[1:], l.knots)
	l.drifts(at+dur+s.between(.6, 1.5)*hour, .4, s.between(0, 360), 0)
	s.alongsideOf(t, l, at, at+dur, func(p geo.Point, when float64) { s.comes(t, p, when, 250, 700) })
	_, end := l.here()
	end += length(s.th.route(x, port.at)) / geo.NM / l.knots * hour
	back := s.th.route(x, s.berth(port, span{end - hour, end + day}))
	l.sail(back[1:], l.knots)
	_, in2 := l.here()
	l.rests(moored, end+day, turnTo(port.quay+90), 0)
	s.leaves(t)
	s.hands(t, l, at+dur)
	s.tale = "listed-" + strconv.Itoa(n+1)
	call := s.tells(OpenCall, fmt.Sprintf("A ship of the lists calls at %s, and does not hide it.", port.name), port.at, port.name, port.region, span{in, out}, l)
	call.listed(0, party)
	call.Km = 4
	c := s.tells(ListedTransfer, "She then lies alongside a tanker in the open sea.", l.at(at).at, g.name, g.region, span{at, at + dur}, l, t)
	c.listed(0, party)
	c.drifted(l)
	if in2 < s.end-2*hour {
		again := s.tells(OpenCall, fmt.Sprintf("She goes back to %s.", port.name), port.at, port.name, port.region, span{in2, end + day}, l)
		again.listed(0, party)
		again.Km = 4
	}
	ended := s.time(out)
	c.CallTo = &ended
}

// plotCourageous is the story of a documented case: at anchor in roads, dark, a
// transfer with a ship that is seen to wait, a port of the target, and back to the roads.
func plotCourageous(s *sea, n int) {
	a, b := s.ship(tanker), s.ship(tanker)
	var party *listedParty
	if n%2 == 0 {
		s.fleet = s.fleet[:len(s.fleet)-1]
		b, party = s.listedShip()
	}
	a.knots = s.between(12, 13)
	r := s.th.roads[pick(s.rng, []int{0, 5, 6})]
	g := s.th.grounds[pick(s.rng, []int{4, 5})]
	port, home, x := s.target.calls[0], s.within(r.ground), s.within(g)
	there, on, back := s.th.route(home, x), s.th.route(x, port.at), s.th.route(port.at, home)
	h := func(way []geo.Point) float64 { return length(way) / geo.NM / a.knots * hour }
	dur, stay := s.between(4, 7)*hour, s.between(9, 12)*hour
	total := h(there) + dur + h(on) + stay + h(back)
	leave := s.between(6, max(6.1, (s.end-total)/hour-7)) * hour
	t := leave + h(there) + nearFor
	s.comes(b, x, t-s.between(2, 4)*hour, 200, 700)
	b.drifts(t+dur+2*hour, .4, s.between(0, 360), 0)
	s.leaves(b)
	a.add(leg{span: span{leave - s.between(16, 30)*hour, leave}, kind: swing, a: home, head: s.between(0, 360), km: .12})
	s.alongsideOf(a, b, t, t+dur, func(p geo.Point, at float64) {
		from, _ := a.here()
		way := s.th.route(from, p)
		knots := length(way) / geo.NM / ((at - leave) / hour)
		a.sail(way[1:], knots)
		a.legs[len(a.legs)-1].to = at
	})
	p, in := a.here()
	in += h(s.th.route(p, port.at))
	a.sail(s.th.route(p, s.berth(port, span{in - hour, in + stay + hour}))[1:], a.knots)
	_, in = a.here()
	out := in + stay
	a.rests(moored, out, turnTo(port.quay+90), 0)
	a.sail(back[1:], a.knots)
	_, arrived := a.here()
	a.rests(swing, arrived+day, s.between(0, 360), 0)
	d := span{leave + s.between(1, 3)*hour, min(arrived-s.between(2, 8)*hour, s.end-3*hour)}
	s.tale = "courageous-" + strconv.Itoa(n+1)
	c := s.tells(OneDark, "A tanker leaves the roads, goes dark, and comes alongside a ship that waits at sea.", b.at(t).at, g.name, g.region, span{t, t + dur}, b, a)
	c.Ships[1].Dark, c.window = true, waits(b, d)
	c.drifted(b)
	c.listed(0, party)
	k := s.tells(DarkCall, fmt.Sprintf("Still dark, she calls at %s.", port.name), port.at, port.name, port.region, span{in, out}, a)
	k.Ships[0].Dark, k.Km, k.window = true, 10, d
	s.silent(a, d)
}

// voyage sends a ship along a long way, from the roads or out of the picture.
func (s *sea) voyage(h *hull, t float64) {
	way := s.origin(s.within(pick(s.rng, s.th.grounds)), 500, 1100)
	h.arrives(way, h.knots, t)
	s.leaves(h)
}

// all is the time in which a ship is in the picture.
func (s *sea) all(h *hull) span { return span{max(0, h.begins()), min(s.end, h.ends())} }

// plotHumanitarian is a call that really happens, with a reason that no message
// tells.
func plotHumanitarian(s *sea, _ int) {
	p, dur := pick(s.rng, s.target.calls[:3]), s.between(14, 30)*hour
	t := s.start(dur, 30*hour, 16*hour)
	h := s.ship(cargo)
	s.callsAt(h, p, t, t+dur)
	c := s.looks("humanitarian-call", OpenCall, "She brings relief goods under a licence.", p.at, p.name, p.region, span{t, t + dur}, h)
	c.Occurs, c.Km = true, 4
}
