package sea

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"cordon/geo"
)

// tri is yes, no, or not known.
type tri uint8

const (
	unknown tri = iota
	no
	yes
)

// measured is what is seen of a meeting.
type measured struct {
	at       geo.Point // middle of the two half-way through the time at which they were nearest
	minKm    float64
	medianKm float64 // over the time of contact
	bestKm   float64 // median of the closest WindowS
	hullGap  float64 // m, median of the closest WindowS; NaN: sizes not known
	middle   bool    // where an antenna stands is not known
	discs    bool    // a heading is not known: hulls are discs

	alongside bool
	sameHull  bool
	asOne     bool
	headings  bool    // both known
	parallel  float64 // degrees by which headings differ, either way around; NaN
	drift     float64 // degrees by which the bearing strays; NaN
	relKn     float64 // relative speed; NaN
	speedKn   float64 // of the two together
	netKn     float64 // the same from the first position to the last

	others, lying float64 // other ships within CrowdKm, and those that lie still
	lambda, pnn   float64 // ships per km², chance of a neighbour so near

	met           tri
	before, after float64 // km apart, at most, in ApartS before and after; NaN
	moved         [2]float64
	draught       tri
	stepA, stepB  float64 // m; NaN
}

// measure sees what there is of a meeting, at no more than so many moments, but for the
// ships about it.
func (g *measurer) measure(m *meeting, moments int) measured {
	c := g.c
	s := measured{minKm: math.Inf(1), parallel: math.NaN(), drift: math.NaN(), relKn: math.NaN(), stepA: math.NaN(), stepB: math.NaN()}
	for i := range m.contacts {
		s.minKm = min(s.minKm, m.contacts[i].MinKm)
	}
	size := [2]outline{hullOf(m.a, uint32(m.start())), hullOf(m.b, uint32(m.start()))}
	all := g.look(m, size, moments)
	s.medianKm = g.weighted(all, func(i int) float64 { return all[i].metres }) / 1000
	best, gap := g.closest(all, c.WindowS, func(i int) float64 { return all[i].gap })
	if s.hullGap = gap; math.IsNaN(gap) {
		best, _ = g.closest(all, c.WindowS, func(i int) float64 { return all[i].metres })
	}
	s.bestKm = g.weighted(best, func(i int) float64 { return best[i].metres }) / 1000
	s.at = halfway(all, 2*s.bestKm*1000+2*c.FixM)
	if p, q := best[0], best[len(best)-1]; q.t > p.t {
		s.netKn = math.Hypot(q.x-p.x+(q.dx-p.dx)/2, q.y-p.y+(q.dy-p.dy)/2) / 1000 / geo.NM / (float64(q.t-p.t) / 3600)
	}
	s.middle = size[0].middle || size[1].middle
	s.alongside = s.hullGap <= c.AlongsideM
	// Hulls side by side have antennas at least half the smaller beam apart, unless
	// those are off the middle; less than a third of both is one ship.
	if !math.IsNaN(s.hullGap) && !s.middle {
		s.sameHull = s.bestKm*1000+2*c.FixM < (size[0].beam()+size[1].beam())/6 // noise adds to a small distance
	}
	g.motion(&s, best)
	s.apartness(m, c)
	s.draughts(m, c)
	return s
}

// motion sees whether the two moved as one.
func (g *measurer) motion(s *measured, in []moment) {
	c := g.c
	s.parallel = g.weighted(in, func(i int) float64 {
		d := math.Mod(math.Abs(in[i].ha-in[i].hb), 180)
		return min(d, 180-d)
	})
	s.headings = !math.IsNaN(s.parallel)
	s.discs = !s.headings
	// How far the bearing of b strays from its mean, as seen from a's bow. Positions
	// are noisy: what FixM of each makes at that distance is allowed for.
	var sx, sy float64
	g.bearings = g.bearings[:0]
	for i := range in {
		x := &in[i]
		b := math.NaN()
		if !math.IsNaN(x.ha) {
			b = math.Atan2(x.dx, x.dy) - x.ha*geo.Degree
			sn, cs := math.Sincos(b)
			sx, sy = sx+float64(sn*x.weight), sy+float64(cs*x.weight)
		}
		g.bearings = append(g.bearings, b)
	}
	mean := math.Atan2(sx, sy)
	s.drift = g.weighted(in, func(i int) float64 {
		return math.Abs(math.Remainder(g.bearings[i]-mean, 2*math.Pi)) / geo.Degree
	})
	noise := math.Atan(math.Sqrt2*c.FixM/max(s.bestKm*1000, 1)) / geo.Degree

	// Speeds over at least ten minutes: over less, noise is faster than ships.
	rel, abs := g.rates[:0], g.bearings[:0]
	for i, j := 0, 0; i < len(in); i++ {
		for j < len(in) && in[j].t < in[i].t+600 {
			j++
		}
		if j == len(in) {
			break
		}
		dt := float64(in[j].t-in[i].t) / 3600
		if dt > 2 {
			continue
		}
		p, q := &in[i], &in[j]
		kn := func(x, y float64) float64 { return math.Hypot(x, y) / 1000 / geo.NM / dt }
		rel, abs = append(rel, kn(q.dx-p.dx, q.dy-p.dy)), append(abs, kn(q.x-p.x+(q.dx-p.dx)/2, q.y-p.y+(q.dy-p.dy)/2))
	}
	g.rates, g.bearings = rel, abs
	if n := len(rel) / 2; len(rel) > 0 {
		slices.Sort(rel)
		slices.Sort(abs)
		s.relKn, s.speedKn = rel[n], abs[n]
	}
	s.asOne = s.relKn < c.TogetherKn &&
		(!s.headings || s.parallel <= c.ParallelDg && s.drift <= c.DriftDg+noise)
}

// apartness sees whether the two came together and parted.
func (s *measured) apartness(m *meeting, c EncounterConfig) {
	// Ships that stay apart for less than a gap between contacts are still there.
	const most = 4 * 3600
	far := func(from, to float64) (km, at float64, whole bool) {
		km, at = math.NaN(), math.NaN()
		heard := [2][2]bool{}
		for w, v := range [2]*Vessel{m.a, m.b} {
			o := [2]*Vessel{m.b, m.a}[w]
			i := firstFrom(v.Fixes, from)
			heard[w][0] = i > 0
			at0 := cursor{v: o}
			for ; i < len(v.Fixes) && float64(v.Fixes[i].T) <= to; i++ {
				t := float64(v.Fixes[i].T)
				lat, lon, _, ok := at0.placeAt(t, most)
				if !ok {
					continue
				}
				// Most are surely no farther apart than others were.
				east, north := (lon-float64(v.Fixes[i].Lon()))*kmPerUnit, (lat-float64(v.Fixes[i].Lat()))*kmPerUnit
				if (float64(east*east)+float64(north*north))*(1+rounding) < km*km {
					continue
				}
				dx, dy := apartM(float64(v.Fixes[i].Lat()), float64(v.Fixes[i].Lon()), lat, lon)
				if d := math.Hypot(dx, dy) / 1000; !(d <= km) {
					km, at = d, t
				}
			}
			heard[w][1] = i < len(v.Fixes)
		}
		return km, at, heard == [2][2]bool{{true, true}, {true, true}}
	}
	start, end := m.start(), m.end()
	var at float64
	var wholeB, wholeA bool
	s.before, at, wholeB = far(start-float64(c.ApartS), start)
	s.after, _, wholeA = far(end, end+float64(c.ApartS))
	switch {
	case s.before > c.ApartKm && s.after > c.ApartKm:
		s.met = yes
	case !math.IsNaN(s.before) && s.before <= c.ApartKm && wholeB, !math.IsNaN(s.after) && s.after <= c.ApartKm && wholeA:
		s.met = no
	}
	if s.before > c.ApartKm {
		for w, v := range [2]*Vessel{m.a, m.b} {
			lat, lon, _, ok := v.placeAt(at, most)
			lat2, lon2, _, ok2 := v.placeAt(start, most)
			if ok && ok2 {
				dx, dy := apartM(lat, lon, lat2, lon2)
				s.moved[w] = math.Hypot(dx, dy) / 1000
			}
		}
	}
}

// cameText says which came to the other.
func (s *measured) cameText(e *Event) string {
	a, b := e.Parties[0].Words(), e.Parties[1].Words()
	switch {
	case s.moved[0] >= 3*s.moved[1]:
		return a + " came to " + b
	case s.moved[1] >= 3*s.moved[0]:
		return b + " came to " + a
	}
	return "they came together"
}

// draughts sees what each ship said of its draught before and after.
func (s *measured) draughts(m *meeting, c EncounterConfig) {
	s.stepA = draughtStep(m.a, uint32(m.start()), uint32(m.end()), c.DraughtS)
	s.stepB = draughtStep(m.b, uint32(m.start()), uint32(m.end()), c.DraughtS)
	switch {
	case math.IsNaN(s.stepA) || math.IsNaN(s.stepB):
	case min(s.stepA, s.stepB) <= -c.DraughtStep+1e-9 && max(s.stepA, s.stepB) >= c.DraughtStep-1e-9:
		s.draught = yes
	default:
		s.draught = no
	}
}

// draughtStep is by how many metres the draught that a ship says changed over a
// time: from the last value said before it began to the last said within so many
// seconds after it ended; NaN when either is not known.
func draughtStep(v *Vessel, start, end, within uint32) float64 {
	type said struct {
		at uint32
		n  int
		m  float64
	}
	before, after := said{m: math.NaN()}, said{m: math.NaN()}
	for i := range v.Claims {
		c := &v.Claims[i]
		if c.Prop != "draught" {
			continue
		}
		m, err := strconv.ParseFloat(c.Value, 64)
		if err != nil || m <= 0 {
			continue
		}
		if at := min(c.Last, start); c.First <= start && uint64(at)+uint64(within) >= uint64(start) {
			if x := (said{at, c.N, m}); math.IsNaN(before.m) || x.at > before.at || x.at == before.at && x.n < before.n {
				before = x
			}
		}
		limit := uint32(min(uint64(end)+uint64(within), math.MaxUint32))
		if at := min(c.Last, limit); c.Last > start && c.First <= limit && at >= end {
			// A value first said later is newer, also when an old one is said again.
			if x := (said{max(c.First, start), c.N, m}); math.IsNaN(after.m) || x.at > after.at || x.at == after.at && x.n > after.n {
				after = x
			}
		}
	}
	return math.Round((after.m-before.m)*10) / 10
}

// apart says how far the two are.
func (s *measured) apart() string {
	if math.IsNaN(s.hullGap) {
		return fmt.Sprintf("antennas %.0f m apart", s.bestKm*1000)
	}
	return fmt.Sprintf("hulls %.0f m apart", s.hullGap)
}

// facts writes what was measured.
func (s *measured) facts(f map[string]float64, m *meeting) {
	put := func(key string, v, unit float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			f[key] = math.Round(v/unit) * unit
			if unit < 1 {
				f[key] = math.Round(v/unit) / math.Round(1/unit)
			}
		}
	}
	put("contact_s", m.inside, .001)
	if m.held > 0 {
		put("held_s", m.held, .001)
	}
	put("span_s", m.end()-m.start(), .001)
	put("contacts", float64(len(m.contacts)), 1)
	put("min_km", s.minKm, 1e-4)
	put("median_km", s.medianKm, 1e-4)
	put("closest_km", s.bestKm, 1e-4)
	put("hull_gap_m", s.hullGap, .1)
	put("lambda", s.lambda, 1e-4)
	put("p_nn", s.pnn, 1e-4)
	put("others", s.others, .1)
	put("lying", s.lying, .1)
	put("rel_speed_kn", s.relKn, .01)
	put("speed_kn", s.speedKn, .01)
	put("net_kn", s.netKn, .01)
	put("heading_diff", s.parallel, .1)
	put("bearing_drift", s.drift, .1)
	put("before_km", s.before, .01)
	put("after_km", s.after, .01)
	put("draught_step_a", s.stepA, .1)
	put("draught_step_b", s.stepB, .1)
	if s.alongside {
		f["alongside"] = 1
	}
	if s.asOne {
		f["as_one"] = 1
	}
	if s.met == yes {
		f["met"] = 1
	}
}

// notes say what is not known and what was taken instead.
func (s *measured) notes(c EncounterConfig, kinds kindPair, byList bool) []string {
	var out []string
	if byList {
		out = append(out, "taken for a possible transfer because one of the two is listed or flies the programme's flag, not by how they lay")
	}
	switch {
	case math.IsNaN(s.hullGap):
		out = append(out, "sizes are not known: whether the hulls lay alongside cannot be said")
	case s.discs:
		out = append(out, "headings are not known: hulls are taken as discs of half their beam")
	case s.middle:
		out = append(out, "where an antenna stands is not known: taken as amidships")
	}
	if !s.headings && s.asOne {
		out = append(out, "moved as one by speed alone: headings are not known")
	}
	if s.met == unknown {
		out = append(out, fmt.Sprintf("whether they were apart before and after is not known: no positions of both in the %d h around", c.ApartS/3600))
	}
	if kinds == unknownPair {
		out = append(out, "kind of ship not known of one or both")
	}
	if s.draught == unknown {
		out = append(out, "draughts before and after are not known of both")
	}
	return out
}
