package sea

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"cordon/ais"
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

// moment is where both ships were at the fix of one.
type moment struct {
	t      uint32
	weight float64 // seconds for which it stands
	dx, dy float64 // m, east and north, of b from a
	metres float64 // of b from a
	lat    float64 // of a, units
	lon    float64
	x, y   float64 // m, east and north, of a from the first moment
	ha, hb float64 // degrees; NaN
	gap    float64 // m; NaN
}

// firstFrom is the first fix not before a time.
func firstFrom(f []Fix, t float64) int {
	lo, hi := 0, len(f)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); float64(f[m].T) < t {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// placeAt is where a vessel was, evenly from fix to fix of a segment at most so many
// seconds apart, in units; and the fix before.
func (v *Vessel) placeAt(t float64, most uint32) (lat, lon float64, i int, ok bool) {
	n := firstFrom(v.Fixes, t)
	if n < len(v.Fixes) && float64(v.Fixes[n].T) == t {
		return float64(v.Fixes[n].Lat), float64(v.Fixes[n].Lon), n, true
	}
	if n == 0 || n == len(v.Fixes) {
		return 0, 0, 0, false
	}
	p, q := &v.Fixes[n-1], &v.Fixes[n]
	if q.T-p.T > most || v.isBreak(n) {
		return 0, 0, 0, false
	}
	s := (t - float64(p.T)) / float64(q.T-p.T)
	return float64(p.Lat) + float64(s*float64(q.Lat-p.Lat)), float64(p.Lon) + float64(s*float64(shortWay(q.Lon-p.Lon))), n - 1, true
}

// cursor places a vessel at times that do not fall.
type cursor struct {
	v    *Vessel
	next int // first fix not before the last time
}

// placeAt is Vessel.placeAt, going on from the last time.
func (c *cursor) placeAt(t float64, most uint32) (lat, lon float64, i int, ok bool) {
	fixes := c.v.Fixes
	n := c.next
	for step := 0; n < len(fixes) && float64(fixes[n].T) < t; n++ {
		if step++; step == 64 { // far: search
			n += firstFrom(fixes[n:], t)
			break
		}
	}
	c.next = n
	if n == len(fixes) {
		return 0, 0, 0, false
	}
	if float64(fixes[n].T) == t {
		return float64(fixes[n].Lat), float64(fixes[n].Lon), n, true
	}
	if n == 0 {
		return 0, 0, 0, false
	}
	p, q := &fixes[n-1], &fixes[n]
	if q.T-p.T > most || c.v.isBreak(n) {
		return 0, 0, 0, false
	}
	s := (t - float64(p.T)) / float64(q.T-p.T)
	return float64(p.Lat) + float64(s*float64(q.Lat-p.Lat)), float64(p.Lon) + float64(s*float64(shortWay(q.Lon-p.Lon))), n - 1, true
}

// headingNear is where the bow points by the fix nearest to a time: its heading,
// else its course if it makes way; NaN if that fix is more than an hour away or says
// neither.
func (v *Vessel) headingNear(t float64, i int) float64 {
	best, far := math.NaN(), 3600.0
	for _, j := range [2]int{i, i + 1} {
		if j >= len(v.Fixes) {
			continue
		}
		f := &v.Fixes[j]
		d := math.Abs(float64(f.T) - t)
		if d >= far {
			continue
		}
		switch {
		case f.Heading < 360:
			best, far = float64(f.Heading), d
		case f.COG < 3600 && f.SOG != ais.NoSOG && f.SOG >= 20: // 2 kn: slower, a course is noise
			best, far = float64(f.COG)/10, d
		}
	}
	return best
}

// apartM is b from a in metres, east and north.
func apartM(lat, lon, lat2, lon2 float64) (dx, dy float64) {
	d := lon2 - lon + turn*1.5
	if d >= turn && d < 2*turn { // as Mod does, and quicker
		d -= turn
	} else {
		d = math.Mod(d, turn)
	}
	d -= turn / 2
	return d * kmPerUnit * 1000 * math.Cos((lat+lat2)/2*(geo.Degree/ais.Unit)), (lat2 - lat) * kmPerUnit * 1000
}

// most is how many seconds apart fixes are, at most, between which a ship is placed.
func (m *meeting) most(c EncounterConfig) uint32 {
	if m.held > 0 {
		return c.MergeGap
	}
	return c.Contact.MaxPiece
}

// measurer measures meetings, one after the other, in memory that it uses again.
type measurer struct {
	c        EncounterConfig
	moments  []moment
	times    [2][]float64
	both     []float64
	list     []weighed
	sorted   []weighed
	bearings []float64
	rates    []float64
}

// weighed is a value, how much it weighs, and of which moment it is.
type weighed struct {
	v, w float64
	i    int32
}

// minutesOf are the times of fixes in a contact, the first of each minute.
func minutesOf(out []float64, f []Fix, x *Contact) []float64 {
	last := int64(-1)
	for i := firstFrom(f, x.Start); i < len(f) && float64(f[i].T) <= x.End; i++ {
		if t := f[i].T; int64(t/60) > last {
			out, last = append(out, float64(t)), int64(t/60)
		}
	}
	return out
}

// union is the times of two lists that rise, and another, each once.
func union(out, a, b []float64) []float64 {
	for len(a) > 0 || len(b) > 0 {
		from := &a
		if len(a) == 0 || len(b) > 0 && b[0] < a[0] {
			from = &b
		}
		if t := (*from)[0]; len(out) == 0 || out[len(out)-1] != t {
			out = append(out, t)
		}
		*from = (*from)[1:]
	}
	return out
}

// look finds moments: the times of fixes of either during contact, at most one a
// minute and so many in all, with the times for which each stands.
func (g *measurer) look(m *meeting, size [2]outline, moments int) []moment {
	out := g.moments[:0]
	most := m.most(g.c)
	var lat0, lon0 float64
	sized := size[0].known() && size[1].known()
	total := 0.0
	for _, x := range m.contacts {
		total += x.End - x.Start
	}
	pa, pb := cursor{v: m.a}, cursor{v: m.b}
	for k := range m.contacts {
		x := &m.contacts[k]
		g.times[0], g.times[1] = minutesOf(g.times[0][:0], m.a.Fixes, x), minutesOf(g.times[1][:0], m.b.Fixes, x)
		times := union(g.both[:0], g.times[0], g.times[1])
		// Of a long meeting some times are chosen, evenly: each contact has its part.
		if most := max(8, int(float64(moments)*(x.End-x.Start)/max(total, 1))); len(times) > most {
			for i := range most {
				times[i] = times[i*len(times)/most]
			}
			times = times[:most]
		}
		if i, ok := slices.BinarySearch(times, x.MinAt); !ok {
			times = slices.Insert(times, i, x.MinAt)
		}
		g.both = times
		for i, t := range times {
			from, to := x.Start, x.End
			if i > 0 {
				from = (times[i-1] + t) / 2
			}
			if i+1 < len(times) {
				to = (times[i+1] + t) / 2
			}
			lat, lon, ia, ok := pa.placeAt(t, most)
			lat2, lon2, ib, ok2 := pb.placeAt(t, most)
			if !ok || !ok2 || to <= from {
				continue
			}
			if len(out) == 0 {
				lat0, lon0 = lat, lon
			}
			s := moment{t: uint32(t), weight: to - from, ha: m.a.headingNear(t, ia), hb: m.b.headingNear(t, ib), lat: lat, lon: lon, gap: math.NaN()}
			s.dx, s.dy = apartM(lat, lon, lat2, lon2)
			s.metres = math.Hypot(s.dx, s.dy)
			s.x, s.y = apartM(lat0, lon0, lat, lon)
			if sized {
				s.gap = hullGap(size[0], size[1], s.dx, s.dy, s.ha, s.hb)
			}
			out = append(out, s)
		}
	}
	g.moments = out
	return out
}

// order puts values in order, of equal ones the lighter first; none is NaN.
func order(list []weighed) {
	before := func(a, b *weighed) bool { return a.v < b.v || a.v == b.v && a.w < b.w }
	if len(list) > 24 {
		slices.SortFunc(list, func(a, b weighed) int {
			switch {
			case before(&a, &b):
				return -1
			case before(&b, &a):
				return 1
			}
			return 0
		})
		return
	}
	for i := 1; i < len(list); i++ {
		x, j := list[i], i
		for ; j > 0 && before(&x, &list[j-1]); j-- {
			list[j] = list[j-1]
		}
		list[j] = x
	}
}

// weighted is the median of values by weight; NaN is no value.
func (g *measurer) weighted(in []moment, value func(i int) float64) float64 {
	list, sum := g.list[:0], 0.0
	for i := range in {
		if v := value(i); !math.IsNaN(v) {
			list = append(list, weighed{v, in[i].weight, int32(i)})
			sum += in[i].weight
		}
	}
	g.list = list
	order(list)
	half := 0.0
	for i := range list {
		if half += list[i].w; half >= sum/2 {
			return list[i].v
		}
	}
	return math.NaN()
}

// closest is the part of moments of at least so many seconds of contact (of all,
// when there is less) whose median value is least, the earliest of equal ones.
func (g *measurer) closest(in []moment, seconds float64, value func(i int) float64) ([]moment, float64) {
	best, least := in, math.Inf(1)
	step := uint32(0)
	j, sum := 0, 0.0
	g.sorted = g.sorted[:0]
	for i := range in {
		for j < len(in) && sum < seconds {
			sum += in[j].weight
			j++
		}
		if sum < seconds && i > 0 {
			break
		}
		if in[i].t >= step {
			step = in[i].t + 600
			if v := g.within(in, i, j, value); v < least {
				best, least = in[i:j], v
			}
		}
		sum -= in[i].weight
	}
	if math.IsInf(least, 1) {
		return in, math.NaN()
	}
	return best, least
}

// within is weighted of moments from lo to hi-1. For many it goes through all in
// order, which are put in order once.
func (g *measurer) within(in []moment, lo, hi int, value func(i int) float64) float64 {
	if hi-lo < 8 || hi-lo < len(in)/8 {
		return g.weighted(in[lo:hi], func(i int) float64 { return value(lo + i) })
	}
	if len(g.sorted) == 0 {
		for i := range in {
			if v := value(i); !math.IsNaN(v) {
				g.sorted = append(g.sorted, weighed{v, in[i].weight, int32(i)})
			}
		}
		order(g.sorted)
	}
	half, sum := 0.0, 0.0
	for i := lo; i < hi; i++ {
		if !math.IsNaN(value(i)) {
			sum += in[i].weight
		}
	}
	for k := range g.sorted {
		if x := &g.sorted[k]; int(x.i) >= lo && int(x.i) < hi {
			if half += x.w; half >= sum/2 {
				return x.v
			}
		}
	}
	return math.NaN()
}

// halfway is the middle between the two when half of the time is over in which they
// were no more than so many metres apart.
func halfway(in []moment, metres float64) geo.Point {
	near := func(x *moment) float64 {
		if x.metres > metres {
			return 0
		}
		return x.weight
	}
	sum := 0.0
	for i := range in {
		sum += near(&in[i])
	}
	at, half := &in[0], 0.0
	for i := range in {
		if half += near(&in[i]); half >= sum/2 {
			at = &in[i]
			break
		}
	}
	const unit = kmPerUnit * 1000
	lat := at.lat + at.dy/2/unit
	lon := at.lon + at.dx/2/unit/max(math.Cos(lat*(geo.Degree/ais.Unit)), .01)
	return geo.Point{Lat: lat / ais.Unit, Lon: (math.Mod(lon+turn*1.5, turn) - turn/2) / ais.Unit}
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
				east, north := (lon-float64(v.Fixes[i].Lon))*kmPerUnit, (lat-float64(v.Fixes[i].Lat))*kmPerUnit
				if (float64(east*east)+float64(north*north))*(1+rounding) < km*km {
					continue
				}
				dx, dy := apartM(float64(v.Fixes[i].Lat), float64(v.Fixes[i].Lon), lat, lon)
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
