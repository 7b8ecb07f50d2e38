package sea

import (
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

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
	ends     []int
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

// before reports whether a value is less, of equal ones the lighter.
func (a *weighed) before(b *weighed) bool { return a.v < b.v || a.v == b.v && a.w < b.w }

// reached is the first value, from the least on, with which so much weight is reached.
// None is NaN. The list is put in order no farther than that.
func (g *measurer) reached(list []weighed, weight float64) float64 {
	sum := 0.0
	ends := append(g.ends[:0], len(list)) // of parts, the first last: none has a value greater than those of the next
	for lo := 0; lo < len(list); {
		hi := ends[len(ends)-1]
		if hi-lo > 12 {
			pivot := list[(lo+hi-1)/2]
			i, j := lo-1, hi
			for {
				for i++; list[i].before(&pivot); i++ {
				}
				for j--; pivot.before(&list[j]); j-- {
				}
				if i >= j {
					break
				}
				list[i], list[j] = list[j], list[i]
			}
			ends = append(ends, j+1)
			continue
		}
		for i := lo + 1; i < hi; i++ {
			x, j := list[i], i
			for ; j > lo && x.before(&list[j-1]); j-- {
				list[j] = list[j-1]
			}
			list[j] = x
		}
		for ; lo < hi; lo++ {
			if sum += list[lo].w; sum >= weight {
				return list[lo].v
			}
		}
		ends = ends[:len(ends)-1]
	}
	g.ends = ends
	return math.NaN()
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
	return g.reached(list, sum/2)
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
		g.reached(g.sorted, math.Inf(1)) // puts all in order
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
