package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"cordon/geo"
)

// pairing is two silences that can have been one meeting.
type pairing struct {
	a, b     int // silences, a < b
	from, to float64
	spare    float64 // longest time together, s
	ground   []geo.Point
	cells    int
	deg      float64
}

// bothDark are the meetings that two silences allow: over a grid of the ground that
// both can reach, the cells where they can have been together for long enough.
func (r *Reception) bothDark(ctx context.Context, ss []*Silence, k *Known, ships map[uint32]*Ship, c SilenceConfig, workers int) ([]Event, error) {
	rc := c.Rendezvous
	listed := func(s *Silence) bool {
		p := partyOf(s.Vessel, s.off().T, ships)
		return p.Listed != "" || k != nil && k.Flag != "" && p.Flag == k.Flag
	}
	trade := func(s *Silence) bool {
		kind := kindOf(s.Vessel, ships)
		return kind == Tanker || kind == Cargo
	}
	type side struct {
		s      *Silence
		listed bool
		trade  bool
	}
	var sides []side
	for _, s := range ss {
		if d := (side{s, listed(s), trade(s)}); d.listed || d.trade && s.Class == SilentDark {
			sides = append(sides, d)
		}
	}
	slices.SortStableFunc(sides, func(a, b side) int { return cmp.Compare(a.s.Reach.From, b.s.Reach.From) })
	found := make([][]pairing, len(sides))
	err := share(ctx, workers, len(sides), 4, func(_, i int) {
		a := sides[i]
		for j := i + 1; j < len(sides) && sides[j].s.Reach.From < a.s.Reach.To; j++ {
			b := sides[j]
			if a.s.index == b.s.index || !(a.trade && b.trade || a.listed || b.listed) {
				continue
			}
			if p, ok := common(a.s, b.s, rc, false); ok {
				p.a, p.b = i, j
				found[i] = append(found[i], p)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	pairs := slices.Concat(found...)
	with := make([]int, len(sides))
	for _, p := range pairs {
		with[p.a]++
		with[p.b]++
	}
	// of one silence only the longest are kept, and the others counted
	slices.SortStableFunc(pairs, func(a, b pairing) int {
		return cmp.Or(cmp.Compare(b.spare, a.spare), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
	})
	kept := make([]int, len(sides))
	var out []Event
	for _, p := range pairs {
		if kept[p.a] >= rc.Partners || kept[p.b] >= rc.Partners {
			continue
		}
		kept[p.a]++
		kept[p.b]++
		a, b := sides[p.a].s, sides[p.b].s
		drawn, _ := ground(a, b, rc)
		p.ground = drawn.ground
		e := Event{
			Kind: DarkKind, Sub: "both-sides", Inferred: true, Area: p.ground,
			Start: instant(int64(math.Floor(p.from))), End: instant(int64(math.Ceil(p.to))),
			Facts: map[string]float64{"together_h": round3(p.spare / hourS), "cells": float64(p.cells), "grid_deg": p.deg,
				"p_silent": sixth(math.Max(a.P, b.P)), "rivals": float64(max(with[p.a], with[p.b]) - 1)},
		}
		pb := partyOf(b.Vessel, b.off().T, ships)
		e.setVessels(a.Vessel, partyOf(a.Vessel, a.off().T, ships), b.Vessel, pb)
		e.ID = EventID(e.Kind, e.Sub, e.Vessels, e.Start)
		mid := middle(p.ground)
		e.Lat, e.Lon = round5(mid.Lat), round5(mid.Lon)
		rivals := max(with[p.a], with[p.b]) - 1
		w := rc.WeightBoth * a.believed(c.Gap) * b.believed(c.Gap)
		if n := max(with[p.a], with[p.b]); n > rc.Few {
			w *= float64(rc.Few) / float64(n)
		}
		e.Reasons = append(e.Reasons, Reason{Item: ItemDarkRendezvous, Weight: round3(w),
			Text: fmt.Sprintf("both were silent, and can have been together for up to %.1f h; besides these, %s can have been in their place", p.spare/hourS, more(rivals, "silent ship"))})
		e.Reasons = append(e.Reasons, r.sideReasons(a.index, b.index, p.from, p.to, pb, k, ships, rc)...)
		if n := max(with[p.a], with[p.b]); n > rc.Partners {
			e.Notes = append(e.Notes, fmt.Sprintf("of %d silences that fit one of the two, the %d with the longest time together are shown", n, rc.Partners))
		}
		e.Innocent = append(b.innocent(), Innocent{"their silences fell together by chance", "pictures of the area and hours; both logs"})
		out = append(out, e)
	}
	return out, nil
}

// ground is where and when two silent ships can have been together for long enough.
func ground(a, b *Silence, c RendezvousConfig) (pairing, bool) { return common(a, b, c, true) }

// common is ground, drawn or not.
func common(a, b *Silence, c RendezvousConfig, draw bool) (pairing, bool) {
	p := pairing{deg: c.Grid, from: math.Inf(1), to: math.Inf(-1)}
	if min(a.Reach.To, b.Reach.To)-max(a.Reach.From, b.Reach.From) < int64(c.Meet) {
		return p, false
	}
	as, an, aw, ae := a.Reach.within()
	bs, bn, bw, be := b.Reach.within()
	ac, bc := a.Reach.centre(), b.Reach.centre()
	// longitudes from the one's centre
	d := geo.Wrap(bc.Lon - ac.Lon)
	south, north := math.Max(as, bs), math.Min(an, bn)
	west, east := math.Max(aw, bw+d), math.Min(ae, be+d)
	if south > north || west > east {
		return p, false
	}
	for (math.Ceil((north-south)/p.deg)+1)*(math.Ceil((east-west)/p.deg)+1) > float64(max(16, c.Cells)) {
		p.deg *= 2
	}
	// the grid lies where its lines always lie
	var good []geo.Point
	y0, y1 := math.Floor(south/p.deg), math.Ceil(north/p.deg)
	x0, x1 := math.Floor((west+ac.Lon)/p.deg), math.Ceil((east+ac.Lon)/p.deg)
	for y := y0; y <= y1; y++ {
		lat := y * p.deg
		if lat < -90 || lat > 90 {
			continue
		}
		ofA, ofB := a.Reach.along(lat), b.Reach.along(lat)
		for x := x0; x <= x1; x++ {
			q := geo.Point{Lat: lat, Lon: geo.Wrap(x * p.deg)}
			f1, t1, ok1 := ofA.window(q.Lon)
			if !ok1 {
				continue
			}
			f2, t2, ok2 := ofB.window(q.Lon)
			if !ok2 {
				continue
			}
			f, t := math.Max(f1, f2), math.Min(t1, t2)
			if t-f < float64(c.Meet) {
				continue
			}
			p.cells++
			p.from, p.to, p.spare = math.Min(p.from, f), math.Max(p.to, t), math.Max(p.spare, t-f)
			if !draw {
				continue
			}
			h := p.deg / 2
			for _, o := range [4][2]float64{{-h, -h}, {-h, h}, {h, -h}, {h, h}} {
				good = append(good, geo.Point{Lat: q.Lat + o[0], Lon: float64(x*p.deg) + o[1]})
			}
		}
	}
	if p.cells == 0 || !draw {
		return p, p.cells > 0
	}
	p.ground = hull(good, 48)
	for i := range p.ground {
		p.ground[i] = geo.Point{Lat: round5(p.ground[i].Lat), Lon: round5(geo.Wrap(p.ground[i].Lon))}
	}
	return p, true
}

// hull is the convex hull of points, counter-clockwise, of at most so many of its
// corners.
func hull(ps []geo.Point, most int) []geo.Point {
	slices.SortFunc(ps, func(a, b geo.Point) int { return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat)) })
	ps = slices.Compact(ps)
	if len(ps) < 3 {
		return ps
	}
	turn := func(o, a, b geo.Point) float64 {
		return float64((a.Lon-o.Lon)*(b.Lat-o.Lat)) - float64((a.Lat-o.Lat)*(b.Lon-o.Lon))
	}
	var h []geo.Point
	half := func(next func(i int) geo.Point) {
		from := len(h)
		for i := range ps {
			p := next(i)
			for len(h) >= from+2 && turn(h[len(h)-2], h[len(h)-1], p) <= 0 {
				h = h[:len(h)-1]
			}
			h = append(h, p)
		}
		h = h[:len(h)-1]
	}
	half(func(i int) geo.Point { return ps[i] })
	half(func(i int) geo.Point { return ps[len(ps)-1-i] })
	if len(h) > most {
		thin := make([]geo.Point, most)
		for i := range thin {
			thin[i] = h[i*len(h)/most]
		}
		h = thin
	}
	return h
}

// middle is the mean of a ring's corners.
func middle(ring []geo.Point) geo.Point {
	var p geo.Point
	for _, q := range ring {
		p.Lat += q.Lat
		p.Lon += geo.Wrap(q.Lon - ring[0].Lon)
	}
	n := float64(len(ring))
	return geo.Point{Lat: p.Lat / n, Lon: geo.Wrap(p.Lon/n + ring[0].Lon)}
}
