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

// emitter is a ship that can have sent some of the fixes of a number.
type emitter struct {
	fixes []Fix
	from  []int32 // vessel of each
}

// excursion is a time in which fixes of a number come from where its ship cannot be.
type excursion struct {
	sub        string
	mmsi       uint32
	vessels    []int32 // whose fixes they are, and who else is concerned; rising
	from, to   geo.Point
	start, end uint32
	n, swaps   int
	km, knots  float64
	facts      map[string]float64
	tooFew     bool        // to raise alone
	parts      []excursion // of a clone: each time that it is heard between fixes of the other
}

// emitters takes the fixes of a number apart: each goes to the nearest ship that
// can have made it, else to a new one. Beside the ship that made most, the others
// are its clones or its jumps. Fixes on circles, and those to which ships were moved
// together, are left out.
func (s *spoofer) emitters(g *group, areas *moves) []excursion {
	type ping struct {
		Fix
		v int32
	}
	var ps []ping
	rate := 0.0
	for _, i := range g.vessels {
		v := s.t.Vessels[i]
		rate = max(rate, s.maxKmS(v.Kind))
		for _, fs := range [][]Fix{v.Fixes, v.Jumps} {
			for j := range fs {
				if fs[j].Flags()&notGood == 0 && !onRound(g.rounds, &fs[j]) && !areas.struck(&fs[j]) {
					ps = append(ps, ping{fs[j], i})
				}
			}
		}
	}
	slices.SortFunc(ps, func(a, b ping) int {
		return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(a.v, b.v), cmp.Compare(a.Lat(), b.Lat()), cmp.Compare(a.Lon(), b.Lon()))
	})
	var es []emitter
	for i := range ps {
		p := &ps[i]
		best, near := -1, math.Inf(1)
		for j := range es {
			l := &es[j].fixes[len(es[j].fixes)-1]
			if s.feasible(l, &p.Fix, rate) {
				if km := flatKm(l, &p.Fix); km < near {
					best, near = j, km
				}
			}
		}
		if best < 0 {
			if len(es) == 64 {
				return nil // many boats
			}
			best, es = len(es), append(es, emitter{})
		}
		es[best].fixes, es[best].from = append(es[best].fixes, p.Fix), append(es[best].from, p.v)
	}
	slices.SortStableFunc(es, func(a, b emitter) int { return cmp.Compare(len(b.fixes), len(a.fixes)) })
	if len(es) == 0 || s.crowd(es) > s.c.MaxShares {
		return nil
	}
	var out []excursion
	for i := 1; i < len(es); i++ {
		for _, x := range s.beside(&es[0], &es[i], rate) {
			x.mmsi = g.mmsi
			for j := range x.parts {
				x.parts[j].mmsi = g.mmsi
			}
			out = append(out, x)
		}
	}
	return out
}

// crowd is how many ships of more than a few fixes a number has at once.
func (s *spoofer) crowd(es []emitter) int {
	most := 0
	for i := range es {
		t, n := es[i].fixes[0].T, 0
		for j := range es {
			f := es[j].fixes
			if len(f) > s.c.CloneFixes && f[0].T <= t && t <= f[len(f)-1].T {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// beside compares a ship with what else is sent under its number: a clone, when both
// are heard by turns; else each time at which the number was heard elsewhere, and
// then again where the ship was.
func (s *spoofer) beside(a, b *emitter, rate float64) []excursion {
	af, bf := a.fixes, b.fixes
	lo, hi := max(af[0].T, bf[0].T), min(af[len(af)-1].T, bf[len(bf)-1].T)
	if lo > hi {
		return nil // one after the other: the number changed hands
	}
	all := excursion{knots: math.Inf(1), to: meanPlace(bf), vessels: mostOf(a, b)}
	var out []excursion
	var stays [][]Fix // of each
	var both [2]int   // fixes of each while both are heard
	first := 0        // of b, since it was heard elsewhere
	var cur excursion
	var last *Fix
	mine := true
	for i, j := 0, 0; i < len(af) || j < len(bf); {
		var f *Fix
		isA := j == len(bf) || i < len(af) && af[i].T <= bf[j].T
		if isA {
			f = &af[i]
			i++
		} else {
			f = &bf[j]
			j++
		}
		if f.T >= lo && f.T <= hi {
			if isA {
				both[0]++
			} else {
				both[1]++
			}
		}
		if last != nil && isA != mine {
			if !isA {
				first = j - 1
				cur = excursion{from: pointOf(last), start: f.T, knots: math.Inf(1), vessels: all.vessels}
			}
			if !s.feasible(last, f, rate) {
				for _, x := range []*excursion{&all, &cur} {
					km := flatKm(last, f)
					if x.km = max(x.km, km); x.swaps == 0 {
						x.from = pointOf(last)
						if isA {
							x.from = pointOf(f)
						}
					}
					x.swaps++
					if dt := float64(f.T) - float64(last.T); dt > 0 {
						x.knots = min(x.knots, km/dt*3600/geo.NM)
					}
				}
			}
			if isA && cur.start > 0 && cur.swaps > 0 { // it was here, there, and is here again
				there := bf[first:j]
				cur.sub, cur.n, cur.end, cur.to = "jump", len(there), last.T, meanPlace(there)
				cur.tooFew = cur.n < s.c.JumpFixes
				cur.tell(cur.n, 0)
				out, stays = append(out, cur), append(stays, there)
			}
		}
		last, mine = f, isA
	}
	few := min(both[0], both[1])
	if few > s.c.CloneFixes && all.swaps >= s.c.CloneSwaps && float64(all.swaps) >= s.c.CloneTurns*float64(few) {
		all.sub, all.start, all.end, all.n = "clone", lo, hi, both[1]
		all.tell(both[1], both[0])
		if all.km <= s.c.CloneKm && s.stale(af, bf) {
			return nil
		}
		all.parts = out
		return []excursion{all}
	}
	i := -1
	return slices.DeleteFunc(out, func(excursion) bool { i++; return s.stale(af, stays[i]) })
}

// tell puts what was measured into the facts.
func (x *excursion) tell(there, here int) {
	x.facts = map[string]float64{"fixes_there": float64(there), "swaps": float64(x.swaps), "max_km": toPlaces(x.km, 1)}
	if here > 0 {
		x.facts["fixes_here"] = float64(here)
	}
	if !math.IsInf(x.knots, 1) {
		x.facts["min_knots"] = toPlaces(x.knots, 0)
	}
}

// mostOf are the vessels that have most of the fixes of two ships, rising.
func mostOf(es ...*emitter) []int32 {
	var out []int32
	for _, l := range es {
		n := map[int32]int{}
		for _, v := range l.from {
			n[v]++
		}
		best := l.from[0]
		for _, v := range l.from {
			if n[v] > n[best] || n[v] == n[best] && v < best {
				best = v
			}
		}
		if !slices.Contains(out, best) {
			out = append(out, best)
		}
	}
	slices.Sort(out)
	return out
}

// stale: the other fixes lie on the ship's own way at another time, and go the same
// way, as they do when a feed sends late or a satellite's clock is wrong.
func (s *spoofer) stale(way, fs []Fix) bool {
	for i := 0; i < len(fs); i += 1 + len(fs)/50 {
		on := false
		for j := 0; j < len(way) && !on; j++ {
			k := min(j+1, len(way)-1)
			if way[k].T-way[j].T > 6*3600 {
				k = j
			}
			on = ringKm([]Fix{way[j], way[k]}, &fs[i]) <= s.c.SlackKm && along(&way[j], &way[k], &fs[i])
		}
		if !on {
			return false
		}
	}
	return true
}

// along reports whether a fix of a ship under way has the course from a to b, by half a
// right angle, as far as that can be told.
func along(a, b, f *Fix) bool {
	if f.COG() >= ais.NoCOG || f.SOG() >= ais.NoSOG || f.SOG() < 30 || flatKm(a, b) < 1 {
		return true
	}
	off := math.Remainder(geo.Bearing(pointOf(a), pointOf(b))-float64(f.COG())/10, 360)
	return math.Abs(off) <= 45
}

// twins tells ships that say one IMO number, under numbers of the radio that
// differ, from two places at once.
func (s *spoofer) twins() []Event {
	var out []Event
	for _, v := range s.t.Vessels {
		for _, o := range v.Overlaps {
			if o.By != "imo" || o.Follows || o.Swaps < s.c.CloneSwaps || o.Other <= v.ID {
				continue
			}
			i, ok := slices.BinarySearchFunc(s.t.Vessels, o.Other, func(w *Vessel, id string) int { return strings.Compare(w.ID, id) })
			if !ok {
				continue
			}
			w := s.t.Vessels[i]
			if v.MMSI == w.MMSI || v.IMO == w.IMO && noIMO(v.IMO) {
				continue // told by that number, or no number of a ship
			}
			a, b := heardIn(v, o.First, o.Last), heardIn(w, o.First, o.Last)
			if few := min(len(a), len(b)); few <= s.c.CloneFixes || float64(o.Swaps) < s.c.CloneTurns*float64(few) {
				continue
			}
			if o.Km <= s.c.CloneKm && (s.stale(v.Fixes, b) || s.stale(w.Fixes, a)) {
				continue
			}
			e := apparent(SpoofKind, "clone", o.First, o.Last, v, w)
			e.ID = EventID(SpoofKind, "clone imo", e.Vessels, e.Start)
			e.Lat, e.Lon = float64(b[0].Lat())/ais.Unit, float64(b[0].Lon())/ais.Unit
			e.Facts["fixes_here"], e.Facts["fixes_there"] = float64(len(a)), float64(len(b))
			e.Facts["swaps"], e.Facts["max_km"], e.Facts["min_knots"] = float64(o.Swaps), toPlaces(o.Km, 1), toPlaces(o.Knots, 0)
			e.because("spoof", s.c.Weight, fmt.Sprintf("one IMO number was apparently sent by two ships at once: %d and %d positions in turn, %.0f km apart at most, %d impossible steps", len(a), len(b), o.Km, o.Swaps))
			e.unless("a number typed wrong in one of them", "register, photographs of the hull numbers")
			out = append(out, e)
		}
	}
	return out
}

// heardIn are the fixes of v from first to last.
func heardIn(v *Vessel, first, last uint32) []Fix {
	before := func(f Fix, t uint32) int { return cmp.Compare(f.T, t) }
	i, _ := slices.BinarySearchFunc(v.Fixes, first, before)
	j, _ := slices.BinarySearchFunc(v.Fixes, last+1, before)
	return v.Fixes[i:max(i, j)]
}
