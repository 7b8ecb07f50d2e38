package sea

import (
	"math"

	"cordon/ais"
)

// A number is often used by several ships, and positions are damaged on the way.
// Fixes are therefore put into segments: runs of which each fix is where the one
// before lets expect the ship. The measure is that of gpsdio-segment (Global
// Fishing Watch): how far the ship is from where speed and course said it would
// be, or from having stayed, or beside the course; against what a ship can do.
// Fixes without speed or course, which that leaves out, are measured by how far
// they are and by the way made good before.

var cosCourse, sinCourse = courses()

// courses are tables by tenths of a degree.
func courses() (cosines, sines [3600]float64) {
	for i := range cosines {
		a := float64(i) / 10 * math.Pi / 180
		cosines[i], sines[i] = math.Cos(a), math.Sin(a)
	}
	return cosines, sines
}

// cosines of latitudes by hundredths of a degree. Between them it is straight: to
// four in a thousand million.
var cosLats = func() (c [9002]float64) {
	for i := range c {
		c[i] = math.Cos(float64(i) / 100 * math.Pi / 180)
	}
	return c
}()

func cosLat(lat int32) float64 {
	const step = ais.Unit / 100
	if lat < 0 {
		lat = -lat
	}
	a, b := cosLats[lat/step], cosLats[lat/step+1]
	return a + float64((b-a)*float64(lat%step)/step)
}

const unitNM = 60.0 / ais.Unit // nm of a unit of latitude

// segment is a run of fixes of one number.
type segment struct {
	first, last int32 // indices of fixes
	n           int32
}

// open is a segment that may go on.
type open struct {
	segment int32
	last    int32
	count   int32 // fixes that came to it, those that were dropped again too
}

// segmenter holds what segmenting one number needs; it is used again.
type segmenter struct {
	c       *TrackConfig
	f       []Fix
	why     []uint8   // by fix
	of      []int32   // segment of a fix
	before  []int32   // the fix before in its segment, -1 none
	metric  []float64 // with which it came to it
	cosine  []float64 // of its latitude
	segs    []segment
	open    []open
	matches []match
	table   []int32 // of fixes by content
}

// match is how well a fix fits a segment.
type match struct {
	open   int
	to     int32 // the fix that it would follow
	metric float64
	weight float64 // metric, less for short segments
}

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// run segments fixes that are in order. Those with a reason in why are left out;
// it gives reasons to more.
func (s *segmenter) run(f []Fix, why []uint8) {
	n := len(f)
	s.f, s.why = f, why
	s.of, s.before = resized(s.of, n), resized(s.before, n)
	s.metric, s.cosine = resized(s.metric, n), resized(s.cosine, n)
	s.segs, s.open = s.segs[:0], s.open[:0]
	courses, good := 0, 0
	for i := range f {
		if why[i] == whyKept {
			good++
			if f[i].COG() != ais.NoCOG {
				courses++
			}
		}
	}
	size := 16
	for size < 2*good {
		size *= 2
	}
	s.table = resized(s.table, size)
	for i := range s.table {
		s.table[i] = -1
	}
	slow, limit := uint16(s.c.VerySlow*10), uint32(s.c.MaxHours*3600)
	for i := range f {
		s.of[i] = -1
		if why[i] != whyKept {
			continue
		}
		x := &f[i]
		// A set that knows its course otherwise says none at speed when something is wrong.
		if x.SOG() != ais.NoSOG && x.SOG() > slow {
			switch {
			case x.COG() == ais.NoCOG && 2*courses >= good:
				why[i] = whyNoise
				continue
			case s.again(int32(i)):
				why[i] = whyAgain
				continue
			}
		}
		k := 0
		for _, o := range s.open {
			if x.T-f[o.last].T <= limit {
				s.open[k] = o
				k++
			}
		}
		s.open = s.open[:k]
		s.place(int32(i))
		s.closeStale()
	}
}

// again reports whether a moving ship has said the same before, and notes it.
func (s *segmenter) again(i int32) bool {
	x := &s.f[i]
	h := uint64(uint32(x.Lat()))<<32 | uint64(uint32(x.Lon()))
	h ^= (uint64(x.SOG())<<32 | uint64(x.COG())<<16 | uint64(x.Heading())) * 0x9e3779b97f4a7c15
	h *= 0xff51afd7ed558ccd
	mask := uint64(len(s.table) - 1)
	for at := (h ^ h>>32) & mask; ; at = (at + 1) & mask {
		j := s.table[at]
		if j < 0 {
			s.table[at] = i
			return false
		}
		if y := &s.f[j]; x.Lat() == y.Lat() && x.Lon() == y.Lon() && x.SOG() == y.SOG() && x.COG() == y.COG() && x.Heading() == y.Heading() {
			return true
		}
	}
}

// place gives a fix to a segment, or begins one.
func (s *segmenter) place(i int32) {
	x := &s.f[i]
	s.cosine[i] = cosLat(x.Lat())
	s.matches = s.matches[:0]
	for k := range s.open {
		if m, ok := s.match(&s.open[k], i); ok {
			m.open, m.weight = k, m.metric
			s.matches = append(s.matches, m)
		}
	}
	if len(s.matches) == 0 {
		s.begin(i)
		return
	}
	best := &s.matches[0]
	if len(s.matches) > 1 {
		for k := range s.matches {
			m := &s.matches[k]
			a := float64(s.open[m.open].count) / s.c.ShortSegment
			m.weight = m.metric * a / math.Sqrt(1+float64(a*a))
			if m.weight > best.weight {
				best = m
			}
		}
		near, hours := 0, math.Inf(1)
		for k := range s.matches {
			if m := &s.matches[k]; m.weight*s.c.AmbiguityFactor >= best.weight {
				near++
				hours = min(hours, s.hours(m.to, i))
			}
		}
		if near > 1 {
			if s.coarse(best.to, i, hours) {
				s.why[i] = whyNoise
				return
			}
			k := 0
			for at, o := range s.open {
				if !s.close(at, best.weight) {
					s.open[k] = o
					k++
				}
			}
			s.open = s.open[:k]
			s.begin(i)
			return
		}
	}
	s.follow(*best, i)
}

// close reports whether an open segment is among those between which the fix
// cannot be decided.
func (s *segmenter) close(at int, best float64) bool {
	for k := range s.matches {
		if m := &s.matches[k]; m.open == at && m.weight*s.c.AmbiguityFactor >= best {
			return true
		}
	}
	return false
}

// coarse reports whether a fix is of type 27 and soon after a fine one.
func (s *segmenter) coarse(to, i int32, hours float64) bool {
	return s.f[i].Flags()&LongRange != 0 && s.f[to].Flags()&LongRange == 0 && hours < s.c.LongRangeHours
}

func (s *segmenter) hours(a, b int32) float64 { return float64(s.f[b].T-s.f[a].T) / 3600 }

// closeStale keeps no more than MaxOpen segments open: those heard last.
func (s *segmenter) closeStale() {
	for len(s.open) > s.c.MaxOpen {
		stale := 0
		for k, o := range s.open {
			if s.f[o.last].T < s.f[s.open[stale].last].T {
				stale = k
			}
		}
		s.open = append(s.open[:stale], s.open[stale+1:]...)
	}
}

// begin opens a segment.
func (s *segmenter) begin(i int32) {
	n := int32(len(s.segs))
	s.segs = append(s.segs, segment{i, i, 1})
	s.open = append(s.open, open{n, i, 1})
	s.of[i], s.before[i], s.metric[i] = n, -1, 0
}

// follow puts a fix after another of its segment; those between are dropped.
func (s *segmenter) follow(m match, i int32) {
	o := &s.open[m.open]
	if s.f[m.to].T == s.f[i].T {
		s.why[i] = whyDup
		return
	}
	if s.coarse(m.to, i, s.hours(m.to, i)) {
		s.why[i] = whyNoise
		return
	}
	if m.to != o.last {
		if _, _, _, ok := s.c.motion(&s.f[i]); ok {
			for j := o.last; j != m.to; j = s.before[j] {
				s.why[j], s.of[j] = whyJump, -1
				s.segs[o.segment].n--
			}
		} else {
			s.part(o, m.to)
			o = &s.open[m.open]
		}
	}
	g := &s.segs[o.segment]
	to := m.to
	if s.f[i].Flags()&LongRange == 0 {
		for to >= 0 && s.f[to].Flags()&LongRange != 0 && s.hours(to, i) < s.c.LongRangeHours {
			s.why[to], s.of[to] = whyNoise, -1
			g.n--
			to = s.before[to]
		}
	}
	if to < 0 {
		g.first, m.metric = i, 0
	}
	s.of[i], s.before[i], s.metric[i] = o.segment, to, m.metric
	g.last = i
	g.n++
	o.last = i
	o.count++
}

// part makes the fixes after one a segment of their own: where motion is not known
// nothing speaks against them but that the new one fits better before them.
func (s *segmenter) part(o *open, to int32) {
	n, last := int32(len(s.segs)), o.last
	g := segment{last: last}
	for j := last; j != to; j = s.before[j] {
		s.of[j] = n
		g.first = j
		g.n++
	}
	s.segs[o.segment].n -= g.n
	s.segs = append(s.segs, g)
	s.before[g.first], s.metric[g.first] = -1, 0
	o.last = to
	s.open = append(s.open, open{n, last, g.n})
}

// pack leaves out segments of which nothing is left.
func (s *segmenter) pack() {
	to := make([]int32, len(s.segs))
	k := int32(0)
	for g := range s.segs {
		to[g] = k
		if s.segs[g].n > 0 {
			s.segs[k] = s.segs[g]
			k++
		}
	}
	s.segs = s.segs[:k]
	for i, g := range s.of[:len(s.f)] {
		if g >= 0 {
			s.of[i] = to[g]
		}
	}
}

// classes are the transponder classes that may have sent a fix: bit 0 A, 1 B.
func classes(f Flags) uint8 {
	switch {
	case f&LongRange != 0:
		return 3
	case f&ClassB != 0:
		return 2
	}
	return 1
}

// match measures how well a fix follows the end of a segment: the last fix of it,
// or an older one when those after fit worse than the new one would. What cannot
// win is not measured: the metric is at most 1/padded hours.
func (s *segmenter) match(o *open, i int32) (m match, ok bool) {
	c := s.c
	mine := classes(s.f[i].Flags())
	trust := 1.0
	if mine&classes(s.f[o.last].Flags()) == 0 {
		trust = c.ClassMismatch
		for j, k := s.before[o.last], 1; j >= 0 && k < c.Lookback; j, k = s.before[j], k+1 {
			if mine&classes(s.f[j].Flags()) != 0 {
				trust = 1
				break
			}
		}
	}
	best, was := 0.0, 0.0
	for j, k := o.last, 0; j >= 0 && k < c.Lookback; j, k = s.before[j], k+1 {
		hours := s.hours(j, i)
		if hours > c.MaxHours {
			break
		}
		padded := math.Sqrt(float64(hours*hours) + float64(c.BufferHours*c.BufferHours))
		factor := max(1, float64(k)*c.LookbackFactor)
		bound := trust / (padded * factor)
		if bound <= best {
			break
		}
		if bound > was {
			if v := trust * s.likely(j, i, hours, padded) / padded; v > 0 {
				if w := v / factor; w > was && w > best {
					best, ok = w, true
					m.to, m.metric = j, v
				}
			}
		}
		was = s.metric[j]
	}
	return m, ok
}

// expected are the hours for which a ship is expected to have kept its course.
func (c *TrackConfig) expected(hours float64) float64 {
	r := hours / c.PenaltyHours
	if c.HoursExp == 0.5 {
		return hours / (1 + math.Sqrt(r))
	}
	return hours / (1 + math.Pow(r, 1-c.HoursExp))
}

// likelihood falls from 1 to 0 at what a ship can do in so many hours.
func (c *TrackConfig) likelihood(disc, padded float64) float64 {
	allowed := padded * c.MaxKnots
	if disc > allowed {
		return 0
	}
	a := c.MaxKnots / c.PenaltySpeed * disc / allowed
	return math.Exp(-a * a)
}

// motion is speed and course over ground as sent: knots, and the unit vector of
// the course, east and north. Known is false when either was not said of a ship
// that moves.
func (c *TrackConfig) motion(f *Fix) (knots, east, north float64, known bool) {
	if f.SOG() == ais.NoSOG {
		return 0, 0, 1, false
	}
	knots = float64(f.SOG()) / 10
	if f.COG() > 3599 {
		if knots <= c.VerySlow {
			return 0, 0, 1, true
		}
		return 0, 0, 1, false
	}
	return knots, sinCourse[f.COG()], cosCourse[f.COG()], true
}

// away is how far b is from a, nm east and north.
func (s *segmenter) away(a, b int32) (east, north, cosine float64) {
	fa, fb := &s.f[a], &s.f[b]
	lon := int64(fb.Lon()) - int64(fa.Lon())
	if lon > 180*ais.Unit {
		lon -= 360 * ais.Unit
	} else if lon < -180*ais.Unit {
		lon += 360 * ais.Unit
	}
	dlat := int64(fb.Lat()) - int64(fa.Lat())
	if dlat < ais.Unit/10 && dlat > -ais.Unit/10 {
		cosine = (s.cosine[a] + s.cosine[b]) / 2
	} else {
		cosine = math.Cos((float64(fa.Lat()) + float64(fb.Lat())) / (2 * ais.Unit) * math.Pi / 180)
	}
	return float64(lon) * unitNM * cosine, float64(dlat) * unitNM, cosine
}

// likely is how well b follows a after some hours: 1 where it is expected, 0 where
// no ship gets.
func (s *segmenter) likely(a, b int32, hours, padded float64) float64 {
	c := s.c
	x, y, cosine := s.away(a, b)
	ka, ea, na, oka := c.motion(&s.f[a])
	kb, eb, nb, okb := c.motion(&s.f[b])
	if !oka || !okb {
		return s.blind(a, b, hours, padded, x, y)
	}
	h := c.expected(hours)
	dist := math.Sqrt(float64(x*x) + float64(y*y))
	// Expected places are by the parallel of each end, as in the peer.
	const epsilon = 1e-3
	ra, rb := ka*h, kb*h
	fx := x - float64(ra*ea*(cosine/(s.cosine[a]+epsilon)))
	fy := y - float64(ra*na)
	bx := x - float64(rb*eb*(cosine/(s.cosine[b]+epsilon)))
	by := y - float64(rb*nb)
	disc := (math.Sqrt(float64(fx*fx)+float64(fy*fy)) + math.Sqrt(float64(bx*bx)+float64(by*by))) / 2
	disc = min(disc, dist*c.ShapeFactor)
	if ta, tb := float64(x*ea)+float64(y*na), float64(x*eb)+float64(y*nb); ta > 0 && ta <= ra && tb > 0 && tb <= rb {
		beside := math.Abs(float64(x*na)-float64(y*ea)) + math.Abs(float64(x*nb)-float64(y*eb))
		disc = min(disc, beside/2*c.ShapeFactor)
	}
	return c.likelihood(disc, padded)
}

// blind is likely when speed or course of one end is not known. A ship mostly
// stays where it is, or goes on as it went; now and then it does anything that a
// ship can do.
func (s *segmenter) blind(a, b int32, hours, padded, x, y float64) float64 {
	c := s.c
	dist := math.Sqrt(float64(x*x) + float64(y*y))
	off := dist
	goes := func(knots, east, north float64) {
		for _, h := range [2]float64{hours, c.expected(hours)} {
			dx, dy := x-float64(knots*h*east), y-float64(knots*h*north)
			off = min(off, math.Sqrt(float64(dx*dx)+float64(dy*dy)))
		}
	}
	if k, e, n, ok := c.motion(&s.f[a]); ok {
		goes(k, e, n)
	} else if p := s.before[a]; p >= 0 {
		if h := s.hours(p, a); h > 0 && h <= blindHours {
			e, n, _ := s.away(p, a)
			goes(1, e/h, n/h)
		}
	}
	if k, e, n, ok := c.motion(&s.f[b]); ok {
		goes(k, e, n)
	}
	return max(c.likelihood(off*c.ShapeFactor, padded), blindTurn*c.likelihood(dist, padded))
}

const (
	blindTurn  = 0.005 // how likely it is that a ship whose course is not known does something else
	blindHours = 2     // hours for which the way made good is its course
)
