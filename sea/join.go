package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"cordon/ais"
	"cordon/geo"
)

// kmBetween is the distance of two fixes.
func kmBetween(a, b *Fix) float64 {
	const u = ais.Unit
	return geo.Distance(geo.Point{Lat: float64(a.Lat()) / u, Lon: float64(a.Lon()) / u}, geo.Point{Lat: float64(b.Lat()) / u, Lon: float64(b.Lon()) / u})
}

// body is a vessel over the chains of several numbers.
type body struct {
	chains []*chain // by time
	fixes  int
	imoN   int
}

func (b *body) last() *chain { return b.chains[len(b.chains)-1] }

// join makes vessels of all numbers' chains: those that say one IMO number are
// one vessel where that can be, and the best supported one gets its name.
func (c *Collector) join(ships []*heard) *Traffic {
	t := &Traffic{Sources: slices.Clone(c.placed.sources), Refused: map[string]int64{}}
	refused := c.refused
	refused[whyRange] = 0
	byIMO := map[uint32][]*chain{}
	var imos []uint32
	ids := map[*chain]*Vessel{}
	stay := newSettler(ships)
	for _, s := range ships {
		if s.made == nil {
			continue
		}
		for why, n := range s.made.refused {
			refused[why] += int64(n)
		}
		for _, ch := range s.made.chains {
			if imo := ch.v.IMO; imo == 0 {
				v := c.vessel(&body{chains: []*chain{ch}}, stay)
				v.ID = fmt.Sprintf("mmsi-%d-%d", v.MMSI, ch.k)
				ids[ch] = v
				t.Vessels = append(t.Vessels, v)
			} else {
				if byIMO[imo] == nil {
					imos = append(imos, imo)
				}
				byIMO[imo] = append(byIMO[imo], ch)
			}
		}
	}
	type rivals struct{ a, b *Vessel }
	var apart []rivals
	for _, imo := range imos {
		bodies := c.bodies(byIMO[imo])
		var named *Vessel
		for n, b := range bodies {
			v := c.vessel(b, stay)
			if n == 0 {
				v.ID = fmt.Sprintf("imo-%07d", imo)
				named = v
			} else {
				v.ID = fmt.Sprintf("mmsi-%d-%d", b.chains[0].v.MMSI, b.chains[0].k)
				apart = append(apart, rivals{named, v})
			}
			for _, ch := range b.chains {
				ids[ch] = v
			}
			t.Vessels = append(t.Vessels, v)
		}
	}
	note := func(a, b *Vessel, by string, o Overlap) {
		o.By = by
		o.Other = b.ID
		a.Overlaps = append(a.Overlaps, o)
		o.Other = a.ID
		b.Overlaps = append(b.Overlaps, o)
	}
	for _, s := range ships {
		if s.made == nil {
			continue
		}
		for _, p := range s.made.apart {
			if a, b := ids[s.made.chains[p.a]], ids[s.made.chains[p.b]]; a != b {
				note(a, b, "mmsi", p.o)
			}
		}
	}
	for _, r := range apart {
		if o, ok := c.config.overlap(r.a, r.b, c.config.MaxKnots); ok {
			note(r.a, r.b, "imo", o)
		}
	}
	slices.SortFunc(t.Vessels, func(a, b *Vessel) int { return strings.Compare(a.ID, b.ID) })
	for _, v := range t.Vessels {
		slices.SortFunc(v.Overlaps, func(a, b Overlap) int {
			return cmp.Or(strings.Compare(a.Other, b.Other), strings.Compare(a.By, b.By), cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
		})
		if first := v.Fixes[0].T; t.First == 0 || first < t.First {
			t.First = first
		}
		t.Last = max(t.Last, v.Fixes[len(v.Fixes)-1].T)
	}
	for why, n := range refused {
		if n > 0 {
			t.Refused[whyNames[why]] += n
		}
	}
	return t
}

// bodies joins chains of one IMO number that follow each other in time at speeds
// that ships have, with hulls of one size. The best supported comes first.
func (c *Collector) bodies(chains []*chain) []*body {
	slices.SortFunc(chains, func(a, b *chain) int {
		return cmp.Or(cmp.Compare(a.v.Fixes[0].T, b.v.Fixes[0].T), cmp.Compare(a.v.MMSI, b.v.MMSI), cmp.Compare(a.k, b.k))
	})
	var list []*body
	for _, ch := range chains {
		var to *body
		for _, b := range list {
			if c.follows(b.last(), ch) && (to == nil || end(b.last()) > end(to.last())) {
				to = b
			}
		}
		if to == nil {
			to = &body{}
			list = append(list, to)
		}
		to.chains = append(to.chains, ch)
		to.fixes += len(ch.v.Fixes)
		to.imoN += ch.imoN
	}
	slices.SortStableFunc(list, func(a, b *body) int {
		return cmp.Or(cmp.Compare(b.imoN, a.imoN), cmp.Compare(b.fixes, a.fixes))
	})
	return list
}

func end(c *chain) uint32 { return c.v.Fixes[len(c.v.Fixes)-1].T }

// follows reports whether b may be a under another number: later, within reach, and
// alike in size, name or call sign. The IMO number alone is not enough: there are
// such that many ships send because somebody had to enter one, as 1234567, which
// passes its check.
func (c *Collector) follows(a, b *chain) bool {
	last, first := &a.v.Fixes[len(a.v.Fixes)-1], &b.v.Fixes[0]
	if first.T <= last.T {
		return false
	}
	la, lb := a.v.Length, b.v.Length
	if la > 0 && lb > 0 && math.Abs(la-lb) > max(3, 0.1*max(la, lb)) {
		return false
	}
	alike := a.v.MMSI == b.v.MMSI || la > 0 && math.Abs(la-lb) <= 2 && math.Abs(a.v.Beam-b.v.Beam) <= 2
	for _, prop := range [2]string{"name", "callsign"} {
		x, n := most(a.v.Claims, prop)
		y, _ := most(b.v.Claims, prop)
		alike = alike || n > 0 && x == y
	}
	if !alike {
		return false
	}
	h := float64(first.T-last.T) / 3600
	return kmBetween(last, first)/geo.NM <= max(a.knots, b.knots)*math.Hypot(h, c.config.BufferHours)
}

// vessel makes one of a body. What is of one chain is the chain's as well.
func (c *Collector) vessel(b *body, stay *settler) *Vessel {
	if len(b.chains) == 1 {
		ch := b.chains[0]
		if !ch.settled {
			ch.v.Fixes, ch.v.heard = stay.fixes.keep(ch.v.Fixes), stay.bytes.keep(ch.v.heard)
			stay.settle(&ch.v)
			ch.settled = true
		}
		v := ch.v
		return &v
	}
	v := b.chains[0].v
	v.Fixes, v.Breaks, v.Claims, v.Jumps, v.Repeats = stay.fixes.take(b.fixes)[:0], nil, nil, nil, nil
	by := make([]uint8, 0, b.fixes)
	v.Refused = Refusals{}
	said := map[string][]stated{}
	for n, ch := range b.chains {
		x := &ch.v
		if n > 0 {
			v.Breaks = append(v.Breaks, len(v.Fixes))
		}
		for _, i := range x.Breaks {
			v.Breaks = append(v.Breaks, len(v.Fixes)+i)
		}
		for i := range x.Fixes {
			by = append(by, x.heard.of(i))
		}
		at := len(v.Fixes)
		v.Fixes = append(v.Fixes, x.Fixes...)
		x.Fixes = v.Fixes[at:len(v.Fixes):len(v.Fixes)]
		v.Jumps, v.Repeats = append(v.Jumps, x.Jumps...), append(v.Repeats, x.Repeats...)
		for _, s := range x.Claims {
			said[s.Prop] = append(said[s.Prop], stated{s.Value, s.First, s.Last, s.N, false})
		}
		v.MMSI = x.MMSI
		v.Refused.Dup += x.Refused.Dup
		v.Refused.Jump += x.Refused.Jump
		v.Refused.Noise += x.Refused.Noise
		v.Refused.Time += x.Refused.Time
		v.Refused.Range += x.Refused.Range
	}
	v.heard = narrow(by, stay.bytes.take)
	slices.SortStableFunc(v.Jumps, compareFixes)
	slices.SortStableFunc(v.Repeats, compareFixes)
	names := make([]string, 0, len(said))
	for p := range said {
		names = append(names, p)
	}
	slices.Sort(names)
	for _, p := range names {
		v.Claims = c.config.claimsOf(p, said[p], v.Claims)
	}
	imo, n := v.IMO, 0
	v.conclude(&n)
	v.IMO = imo
	stay.settle(&v)
	return &v
}
