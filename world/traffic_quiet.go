package world

import (
	"cmp"
	"math"
	"slices"

	"cordon/geo"
)

// job is what a boat of a port does for a ship.
type job struct {
	o    *hull
	span span
}

// harbour is what goes on at roads.
type harbour struct {
	*road
	pilots, tugs, bunkers []job
	slots                 [10]float64 // until when each berth is taken
	at                    [10][]stay
}

// stay is a ship at a berth or at anchor.
type stay struct {
	h    *hull
	span span
	at   geo.Point
}

// background fills the sea: ships on their lanes from port to port, with pilots,
// tugs, bunker barges and queues; fishing boats in pairs and in rafts; convoys
// that wait; ferries. Then come those that look like something, and jamming.
func (s *sea) background() {
	ports := make([]*harbour, len(s.th.roads))
	for i := range s.th.roads {
		ports[i] = &harbour{road: &s.th.roads[i]}
	}
	var lanes []*hull
	for n := range s.x.ships {
		h := s.ship([]trade{cargo, cargo, tanker}[n%3])
		switch {
		case n%40 == 39:
			h.trade = ferry
			s.ferries(h)
		case n%6 == 5:
			s.passes(h)
		default:
			s.trades(h, ports[s.rng.IntN(len(ports))])
		}
		if n%25 == 7 { // the second feed alone hears her
			h.table = true
			continue
		}
		lanes = append(lanes, h)
	}
	for n := range max(2, s.x.ships/60) {
		s.convoy(ports[(3*n+1)%len(ports)])
	}
	most := 20 * s.x.cases
	queued := 0
	for _, p := range ports {
		boats := 1 + s.x.ships/700
		s.serve(p, pilot, boats, p.pilots, "pilot", UnderwayTransfer, "A pilot goes aboard.", most)
		s.serve(p, tug, boats, p.tugs, "tug", UnderwayTransfer, "A tug brings her in.", most)
		s.serve(p, bunker, boats, p.bunkers, "bunkering", AnchorTransfer, "A bunker barge lies alongside a ship at anchor.", most)
		for k := 1; k < len(p.at) && queued < 2*most; k++ {
			for _, a := range p.at[k-1] {
				for _, b := range p.at[k] {
					if x := (span{max(a.span.from, b.span.from), min(a.span.to, b.span.to)}); x.to-x.from >= 2*hour && x.from > 0 && x.to < s.end {
						s.looks("berth-queue", AnchorTransfer, "Two ships lie at neighbouring berths.", a.at, p.name, p.region, x, a.h, b.h)
						queued++
					}
				}
			}
		}
	}
	for range s.x.boats {
		s.pairs()
	}
	for range max(3, s.x.boats/3) {
		s.raft()
	}
	s.mistypes(lanes, max(40*s.x.cases, s.x.ships/20))
	s.jams()
}

// trades brings a ship from the sea to roads, where she waits, with a pilot and
// perhaps a tug to a berth, and out again.
func (s *sea) trades(h *hull, p *harbour) {
	t := s.between(-1.5*day, s.end-4*hour)
	x := s.within(p.ground)
	way := s.origin(x, 250, 1500)
	h.arrives(way, h.knots, t)
	wait := t + s.between(3, 14)*hour
	h.rests(swing, wait, s.between(0, 360), s.between(0, 6))
	if s.chance(.35) && wait-t > 5*hour {
		from := t + s.between(.5, 1.5)*hour
		p.bunkers = append(p.bunkers, job{h, span{from, min(from+s.between(2, 4)*hour, wait-hour/2)}})
	}
	h.sail([]geo.Point{p.pilot}, 6)
	_, t = h.here()
	p.pilots = append(p.pilots, job{h, span{t - 480, t + 420}})
	slot := -1
	for k := range p.slots {
		if p.slots[k] < t {
			slot = k
			break
		}
	}
	if slot < 0 { // all taken: she goes elsewhere
		s.leaves(h)
		return
	}
	quay := geo.Move(p.berth, p.quay, .36*float64(slot-len(p.slots)/2))
	h.sail([]geo.Point{quay}, 6)
	_, in := h.here()
	if s.chance(.6) && h.length > 120 {
		p.tugs = append(p.tugs, job{h, span{max(t+480, in-s.between(.5, .9)*hour), in}})
	}
	out := in + s.between(7, 22)*hour
	h.rests(moored, out, p.quay, 0)
	p.slots[slot] = out + hour
	p.at[slot] = append(p.at[slot], stay{h, span{in, out}, quay})
	load := int(s.between(-25, 25))
	h.becomes(out-s.between(0, 1)*hour, func(f *face) {
		f.draught = uint8(max(25, min(250, int(f.draught)+load)))
		f.dest = pick(s.rng, ports)
	})
	if n := len(h.faces); n > 0 && s.chance(.12) && in > 0 && out < s.end {
		s.reflags(h, p, span{in, out})
	}
	h.sail([]geo.Point{p.pilot}, 7)
	s.leaves(h)
}

// reflags gives a ship another flag while she is in port, once, as is lawful.
func (s *sea) reflags(h *hull, p *harbour, x span) {
	at := (x.from + x.to) / 2
	c := s.looks("legal-reflag", FlagHop, "She is sold and changes her flag once, in port.", p.berth, p.name, p.region, x, h)
	c.Km = 20
	f := h.face(at)
	mid := f.mmsi / 1_000_000
	for flagOf(mid) == flagOf(f.mmsi/1_000_000) {
		mid = pick(s.rng, licences)
	}
	mmsi, call, name := s.shipMMSI(mid), s.callSign(), s.shipName()
	sold := s.chance(.5)
	change := func(f *face) {
		f.mmsi, f.call = mmsi, call
		if sold {
			f.name = name
		}
	}
	h.becomes(at, change)
	for i := range h.faces {
		if h.faces[i].from > at {
			change(&h.faces[i])
		}
	}
	c.Ships[0].Also = append(c.Ships[0].Also, mmsi)
}

// passes sends a ship from one end of the picture to another.
func (s *sea) passes(h *hull) {
	a := pick(s.rng, s.th.exits)
	b := a
	for b == a {
		b = pick(s.rng, s.th.exits)
	}
	h.arrives(s.th.route(s.th.nodes[a], s.th.nodes[b]), h.knots, s.between(day/2, s.end+2*day))
}

// ferries goes to and fro.
func (s *sea) ferries(h *hull) {
	h.faces[0].kind = 60
	h.knots = s.between(18, 21)
	a, b := geo.Point{Lat: 35.07, Lon: 129.08}, geo.Point{Lat: 33.72, Lon: 130.2}
	way := []geo.Point{a, {Lat: 34.9, Lon: 129.25}, {Lat: 34.85, Lon: 129.75}, {Lat: 33.95, Lon: 129.95}, b}
	h.arrives(way, h.knots, s.between(0, 10)*hour)
	for {
		_, t := h.here()
		if t > s.end {
			return
		}
		h.rests(moored, t+s.between(2, 5)*hour, 45, 0)
		slices.Reverse(way)
		h.sail(way[1:], h.knots)
	}
}

// convoy anchors ships close to each other, to wait.
func (s *sea) convoy(p *harbour) {
	at, t := s.within(ground{at: p.ground.at, km: p.km / 2}), s.start(14*hour, 12*hour, 4*hour)
	var ships []*hull
	x := span{0, s.end}
	for k := range 5 + s.rng.IntN(3) {
		h := s.ship([]trade{cargo, tanker}[k%2])
		in, out := t+s.between(-4, 2)*hour, t+s.between(8, 14)*hour
		place := off(at, float64(60*k), 0, float64(s.between(350, 480)*math.Sqrt(float64(k))))
		s.comes(h, place, in, 250, 900)
		h.rests(swing, out, 40, 1) // they swing as one
		h.sail([]geo.Point{geo.Move(place, turnTo(p.quay+180), 4)}, 6)
		s.leaves(h)
		x = span{max(x.from, in), min(x.to, out)}
		ships = append(ships, h)
	}
	s.looks("convoy-waiting", AnchorTransfer, "Ships lie close to each other at anchor, and wait.", at, p.name, p.region, x, ships...)
}

// serve lets the boats of a port do their jobs, as far as they can be in time.
func (s *sea) serve(p *harbour, tr trade, boats int, jobs []job, kind, like, about string, most int) {
	slices.SortStableFunc(jobs, func(a, b job) int { return cmp.Compare(a.span.from, b.span.from) })
	var fleet []*hull
	for k := range boats {
		h := s.ship(tr)
		base := geo.Move(p.berth, turnTo(p.quay+90), .25+.06*float64(k))
		h.home = base
		h.add(leg{span: span{0, 1}, kind: moored, a: base, b: base, head: p.quay})
		fleet = append(fleet, h)
	}
	told := 0
	for _, j := range jobs {
		for _, h := range fleet {
			_, free := h.here()
			if len(h.legs) == 1 { // nothing to do yet
				free = 0
			}
			to := j.o.at(j.span.from).at
			lead := geo.Distance(h.home, to)/geo.NM/h.knots*hour + 300
			if j.span.from-lead < free+600 || j.span.to > s.end || j.span.to-j.span.from < 300 {
				continue
			}
			h.rests(moored, j.span.from-lead, p.quay, 0)
			if j.o.trade != tug {
				h.joins(j.o, j.span.from, j.span.to, s.between(1, 4), false)
			}
			h.sail([]geo.Point{h.home}, h.knots)
			if told < most {
				c := s.looks(kind, like, about, to, p.name, p.region, j.span, j.o, h)
				c.Km = 12
				told++
			}
			break
		}
	}
	for _, h := range fleet {
		if _, t := h.here(); t < s.end {
			h.rests(moored, s.end, p.quay, 0)
		}
	}
}

// pairs are two boats that drag one net between them.
func (s *sea) pairs() {
	g := pick(s.rng, s.th.nets)
	a, b := s.ship(fisher), s.ship(fisher)
	b.classB = a.classB
	t, end := s.between(-day, s.end/3), 0.0
	p := s.within(g)
	a.add(leg{span: span{t - hour, t}, kind: moving, a: geo.Move(p, s.between(0, 360), 14), b: p})
	start := t
	for end = t + s.between(1, 2.5)*day; t < min(end, s.end); {
		to := s.within(g)
		for geo.Distance(p, to) < 6 {
			to = s.within(g)
		}
		d := geo.Distance(p, to)
		until := t + d/geo.NM/s.between(2.6, 3.6)*hour
		a.add(leg{span: span{t, until}, kind: trawl, a: p, b: to})
		p, t = to, until
	}
	a.sail([]geo.Point{geo.Move(p, s.between(0, 360), 30)}, 8)
	first := leg{span: span{start, t}, kind: alongside, other: a, right: s.between(220, 420), ahead: s.between(-40, 40)}
	q := first.state(start).at
	b.add(leg{span: span{start - hour, start}, kind: moving, a: geo.Move(q, s.between(0, 360), 13), b: q})
	b.add(first)
	b.sail([]geo.Point{geo.Move(p, s.between(0, 360), 25)}, 8)
	x := span{max(0, start), min(s.end, t)}
	c := s.looks("fishing-pair", UnderwayTransfer, "Two boats drag one net between them.", g.at, g.name, g.region, x, a, b)
	c.Km = g.km + 10
}

// raft are boats that lie alongside each other at anchor over night.
func (s *sea) raft() {
	r := pick(s.rng, s.th.roads)
	x := s.within(r.ground)
	t := s.start(14*hour, 4*hour, 3*hour)
	dur := s.between(6, 14) * hour
	var ships []*hull
	var in *hull
	for k := range 2 + s.rng.IntN(3) {
		h := s.ship(fisher)
		from, to := t+float64(k)*s.between(600, 1500), t+dur+s.between(0, .5)*hour
		far := geo.Move(x, s.between(0, 360), 22)
		if in == nil {
			h.arrives([]geo.Point{far, x}, h.knots, from)
			h.rests(swing, t+dur+hour, s.between(0, 360), 0)
		} else {
			near := geo.Move(in.at(from).at, s.between(0, 360), 1)
			h.arrives([]geo.Point{far, near}, h.knots, from-600)
			h.joins(in, from, to, .8, false)
		}
		h.sail([]geo.Point{far}, h.knots)
		ships = append(ships, h)
		in = h
	}
	s.looks("raft-up", AnchorTransfer, "Fishing boats lie alongside each other at anchor.", x, r.name, r.region, span{t + 4500, t + dur}, ships...)
}

// mistypes lets crews type wrong: a letter of the name, a digit of the number
// that is near to no listed one, a draught, nothing at all.
func (s *sea) mistypes(lanes []*hull, most int) {
	near := func(n uint32) bool {
		for _, l := range s.list {
			differ := 0
			for i := range 7 {
				if uint32(l.imo[6-i]-'0') != n/pow10[i]%10 {
					differ++
				}
			}
			if differ <= 2 {
				return true
			}
		}
		return false
	}
	for i, h := range lanes {
		if i >= most {
			return
		}
		x := s.all(h)
		if len(h.faces) > 1 && h.faces[1].mmsi != h.faces[0].mmsi || x.to-x.from < 8*hour {
			continue
		}
		at := x.from + (x.to-x.from)*s.between(.2, .7)
		about, like := "", OneDigit
		switch i % 4 {
		case 0:
			about, like = "A letter of her name is wrong for a while.", NameSwap
			k := s.rng.IntN(len(h.faces[0].name) - 1)
			name, right := []byte(h.faces[0].name), h.faces[0].name
			name[k] = 'A' + byte(s.rng.IntN(26))
			h.becomes(at, func(f *face) { f.name = string(name) })
			h.becomes(min(at+s.between(3, 20)*hour, x.to), func(f *face) { f.name = right })
		case 1:
			about = "A digit of her number is wrong from the beginning."
			n := h.faces[0].imo
			for {
				d := pow10[s.rng.IntN(6)]
				if m := n - n/d%10*d + uint32(s.rng.IntN(10))*d; m != n && sevenDigits(int(m)) && checkDigit(m/10) != m%10 && !near(m) {
					n = m
					break
				}
			}
			for k := range h.faces {
				h.faces[k].imo = n
			}
		case 2:
			about, like = "Her draught is typed without its point.", DarkCall
			h.becomes(at, func(f *face) { f.draught = 255 })
			h.becomes(min(at+s.between(3, 20)*hour, x.to), func(f *face) { f.draught = 90 })
		default:
			about = "She sends no number, or one that is none."
			n := []uint32{0, 0, 1234567, 9999}[s.rng.IntN(4)]
			for k := range h.faces {
				h.faces[k].imo = n
			}
		}
		p := h.at(at).at
		c := s.looks("typing-error", like, about, p, "", s.region(p), x, h)
		c.Km = 2000
	}
}

var pow10 = [...]uint32{1, 10, 100, 1000, 10_000, 100_000, 1_000_000}

// jams picks times and places in which satellites' signals are overpowered: where
// many are, and none of those whose meetings are planted.
func (s *sea) jams() {
	tries := max(3, min(40, 20_000*40/max(1, s.x.cases*len(s.fleet))))
	for n := 0; n < 2*s.x.cases && len(s.jam) < s.x.cases; n++ {
		var best jam
		most := 2
		for range tries {
			g := pick(s.rng, s.th.jams)
			dur := s.between(1, 3) * hour
			t := s.start(dur, 6*hour, 4*hour)
			n := 0
			for _, h := range s.fleet {
				if h.begins() > t+dur || h.ends() < t || geo.Distance(h.at(t+dur/2).at, g.at) > g.km {
					continue
				}
				n++
				for i := range h.watched {
					if w := h.watched[i].c; w.Like == "" && (w.Find == "encounter" || w.Find == "dark-rendezvous" || w.Find == "port") && w.span.from-6*hour < t+dur && w.span.to+6*hour > t {
						n = -1 << 20
					}
				}
			}
			if slices.ContainsFunc(s.jam, func(j jam) bool { return j.name == g.name && j.from < t+dur+hour && j.to > t-hour }) {
				continue
			}
			if n > most {
				most, best = n, jam{span: span{t, t + dur}, ground: g, struck: map[*hull]bool{}}
			}
		}
		if best.struck == nil {
			continue
		}
		best.shown = geo.Move(best.ground.at, s.between(0, 360), s.between(60, 150))
		s.tale = ""
		best.c = s.tells(AreaJam, "Receivers of satellites are overpowered in an area: all ships there seem to be elsewhere, in circles. They are victims.", best.ground.at, best.ground.name, best.ground.region, best.span)
		best.c.Km = 200
		s.jam = append(s.jam, best)
	}
}

// listener is the station next to a place.
func (s *sea) listener(p geo.Point) *Receiver {
	best, far := 0, math.Inf(1)
	for i := range s.th.receiver {
		if r := &s.th.receiver[i]; !r.Satellite {
			if d := geo.Distance(p, geo.Point{Lat: r.Lat, Lon: r.Lon}); d < far {
				best, far = i, d
			}
		}
	}
	return &s.th.receiver[best]
}

// outages say when stations hear nothing, and when what they hear comes in late.
func (s *sea) outages() {
	spans := func(n int, lo, hi float64, put func(*Receiver, SeaSpan)) {
		for k := range n {
			r := &s.th.receiver[s.rng.IntN(len(s.th.receiver)-3)]
			if k%2 == 0 { // the one next to roads, where many miss it
				r = s.listener(pick(s.rng, s.th.roads).at)
			}
			dur := s.between(lo, hi) * hour
			t := s.start(dur, 10*hour, 6*hour)
			put(r, s.when(span{t, t + dur}))
		}
	}
	spans(s.x.outages, 7, 14, func(r *Receiver, x SeaSpan) { r.Out = append(r.Out, x) })
	spans(s.x.outages, 4, 12, func(r *Receiver, x SeaSpan) { r.Late = append(r.Late, x) })
	for i := range s.th.receiver {
		r := &s.th.receiver[i]
		if !r.Satellite {
			continue
		}
		for t := s.between(0, 4) * hour; t < s.end; t += s.between(1, 12) * hour {
			r.Passes = append(r.Passes, s.when(span{t, t + s.between(480, 780)}))
		}
	}
}
