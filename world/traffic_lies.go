package world

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"cordon/geo"
	"cordon/ident"
)

// Cases of ships that are not who or where they say.

func plotNewborn(s *sea, _ int) {
	h := s.ship(tanker)
	t := s.start(0, 30*hour, 30*hour)
	s.voyage(h, t)
	d := span{t - s.between(4, 9)*hour, t + s.between(2, 8)*hour}
	c := s.tells(Newborn, "She goes silent, and a ship of her size, whose number nobody has heard, goes on.", h.at(t).at, "", s.region(h.at(t).at), d, h)
	s.silent(h, d)
	h.becomes(d.to, func(f *face) {
		f.imo, f.mmsi, f.name, f.call = s.shipIMO(), s.shipMMSI(pick(s.rng, licences[21:])), s.shipName(), s.callSign()
		c.Ships[0].Also, c.Ships[0].AlsoIMO = append(c.Ships[0].Also, f.mmsi), append(c.Ships[0].AlsoIMO, f.imo)
	})
	c.window, c.Km = span{d.from, s.all(h).to}, 400
}

func plotZombie(s *sea, _ int) {
	h := s.ship(tanker)
	s.voyage(h, s.start(0, 30*hour, 20*hour))
	x := s.all(h)
	c := s.tells(Zombie, "She sends the number of a ship that was broken up, and is of another size.", h.at((x.from+x.to)/2).at, "", s.region(h.at(x.from).at), x, h)
	c.Km = 2000
	s.books = append(s.books, &party{schema: "Vessel", name: s.shipName(), imo: strconv.Itoa(int(c.Ships[0].IMO)), country: "pa", notes: synthetic,
		more: [][2]string{{"type", "Fishing vessel"}, {"buildDate", "1981"}, {"deregistrationDate", "2016-03-14"}, {"grossRegisteredTonnage", "312"}, {"summary", "Broken up in 2016."}}})
}

func plotClone(s *sea, _ int) {
	a, b := s.ship(cargo), s.ship(cargo)
	t := s.start(0, 30*hour, 30*hour)
	s.voyage(a, t)
	s.voyage(b, t+s.between(-6, 6)*hour)
	for n := 0; n < 40 && s.nearBy(a, b, 60); n++ {
		b.legs = nil
		s.voyage(b, t+s.between(-6, 6)*hour)
	}
	b.faces = slices.Clone(a.faces)
	b.length, b.beam, b.bow, b.port, b.classB = a.length, a.beam, a.bow, a.port, a.classB
	x, y := s.all(a), s.all(b)
	x = span{max(x.from, y.from), min(x.to, y.to)}
	c := s.tells(Clone, "Two ships send one number from two places.", a.at(x.from).at, "", s.region(a.at(x.from).at), x, a)
	b.watched = append(b.watched, watch{c: c, last: math.NaN()})
	c.hulls = append(c.hulls, b)
	c.Km = 2000
}

// nearBy reports whether two ships come near each other.
func (s *sea) nearBy(a, b *hull, km float64) bool {
	x, y := s.all(a), s.all(b)
	from, to := max(x.from, y.from), min(x.to, y.to)
	if to-from < 12*hour {
		return true
	}
	for t := from; t < to; t += hour / 2 {
		if geo.Distance(a.at(t).at, b.at(t).at) < km {
			return true
		}
	}
	return false
}

func plotOneDigit(s *sea, _ int) {
	h := s.ship(pick(s.rng, []trade{tanker, cargo}))
	l := s.list[s.rng.IntN(len(s.list))]
	f := &h.faces[0]
	b := []byte(l.imo)
	for {
		i := s.rng.IntN(7)
		d := byte('0' + s.rng.IntN(10))
		if d == b[i] || i == 0 {
			continue
		}
		b[i] = d
		n, _ := strconv.Atoi(string(b))
		if checkDigit(uint32(n/10)) != uint32(n%10) {
			f.imo = uint32(n)
			break
		}
		b = []byte(l.imo)
	}
	f.name = radioName(l.name)
	if len(f.name) > 5 && s.chance(.5) { // painted over
		f.name = f.name[:len(f.name)-1]
	}
	p := s.target.calls[0]
	t := s.start(0, 40*hour, 12*hour)
	s.comes(h, s.within(ground{at: geo.Point{Lat: 38.3, Lon: 124.2}, km: 6}), t, 300, 1100)
	h.drifts(t+s.between(3, 6)*hour, .4, s.between(0, 360), 0)
	s.leaves(h)
	x := s.all(h)
	c := s.tells(OneDigit, "She sends a number one digit from that of a listed ship, with its name or nearly so, off the programme's country.", h.at(t).at, "off "+p.name, p.region, x, h)
	c.listed(0, l)
	c.Km = 2000
}

func plotNameSwap(s *sea, _ int) {
	h := s.ship(tanker)
	s.voyage(h, s.start(0, 36*hour, 24*hour))
	x := s.all(h)
	first, name := x.from+(x.to-x.from)*s.between(.2, .4), h.faces[0].name
	last := first + (x.to-first)*s.between(.3, .6)
	h.becomes(first, func(f *face) { f.name, f.call = s.shipName(), s.callSign() })
	if call := h.faces[0].call; s.chance(.6) {
		h.becomes(last, func(f *face) { f.name, f.call = name, call })
	} else {
		h.becomes(last, func(f *face) { f.name, f.call = s.shipName(), s.callSign() })
	}
	c := s.tells(NameSwap, "She takes another name at sea, and after a while a third or her first again.", h.at(first).at, "", s.region(h.at(first).at), span{first, last}, h)
	c.Km = 2000
}

func plotFlagHop(s *sea, _ int) {
	h := s.ship(tanker)
	s.voyage(h, s.start(0, 36*hour, 24*hour))
	x := s.all(h)
	first := x.from + (x.to-x.from)*s.between(.2, .4)
	last := first + (x.to-first)*s.between(.3, .6)
	c := s.tells(FlagHop, "She changes her flag twice within days, her IMO number stays.", h.at(first).at, "", s.region(h.at(first).at), span{first, last}, h)
	old := h.faces[0].mmsi / 1_000_000
	for _, t := range []float64{first, last} {
		h.becomes(t, func(f *face) {
			mid := f.mmsi / 1_000_000
			for flagOf(mid) == flagOf(f.mmsi/1_000_000) || flagOf(mid) == flagOf(old) {
				mid = pick(s.rng, licences)
			}
			f.mmsi, f.call = s.shipMMSI(mid), s.callSign()
			c.Ships[0].Also = append(c.Ships[0].Also, f.mmsi)
		})
	}
	c.Km = 2000
}

// flagOf is the country of the first digits of an MMSI.
func flagOf(mid uint32) string { return ident.MMSICountry(fmt.Sprintf("%03d000000", mid)) }

func plotCircle(s *sea, _ int) {
	h := s.ship(tanker)
	t := s.start(0, 36*hour, 24*hour)
	s.voyage(h, t)
	d := span{t - s.between(4, 8)*hour, t + s.between(3, 9)*hour}
	d = span{max(d.from, h.begins()), min(d.to, h.ends())}
	at := h.at(t).at
	g := pick(s.rng, s.th.grounds)
	for n := 0; n < 50 && geo.Distance(at, g.at) < 80; n++ {
		g = pick(s.rng, s.th.grounds)
	}
	x := s.within(g)
	h.lies = append(h.lies, leg{span: d, kind: circle, a: x, km: s.between(.4, 1.2), head: s.between(4, 9), phase: s.between(0, 360)})
	c := s.tells(CircleSpoof, "She says to go in circles at a place where she is not.", x, g.name, g.region, d, h)
	c.Km = 20
}
