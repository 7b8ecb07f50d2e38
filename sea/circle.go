package sea

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"

	"cordon/ais"
	"cordon/geo"
)

// circle is a circle fitted to points (Kåsa: least squares of the squared radius).
type circle struct {
	X, Y, R float64 // in the unit of the points
	RMS     float64 // of the distance from the circle
}

// fitCircle fits a circle to points; ok is false when they lie on a line.
// I. Kåsa, A circle fitting procedure and its error analysis, 1976.
func fitCircle(xs, ys []float64) (c circle, ok bool) {
	n := float64(len(xs))
	if n < 3 {
		return c, false
	}
	var mx, my float64
	for i := range xs {
		mx, my = mx+xs[i], my+ys[i]
	}
	mx, my = mx/n, my/n
	var sxx, sxy, syy, sxz, syz, szz float64
	for i := range xs {
		x, y := xs[i]-mx, ys[i]-my
		z := float64(x*x) + float64(y*y)
		sxx, sxy, syy = sxx+float64(x*x), sxy+float64(x*y), syy+float64(y*y)
		sxz, syz, szz = sxz+float64(x*z), syz+float64(y*z), szz+z
	}
	det := float64(sxx*syy) - float64(sxy*sxy)
	if det <= 1e-12*szz*szz {
		return c, false
	}
	a := (float64(sxz*syy) - float64(syz*sxy)) / det / 2
	b := (float64(syz*sxx) - float64(sxz*sxy)) / det / 2
	c.R = math.Sqrt(float64(a*a) + float64(b*b) + szz/n)
	c.X, c.Y = mx+a, my+b
	sum := 0.0
	for i := range xs {
		d := math.Hypot(xs[i]-c.X, ys[i]-c.Y) - c.R
		sum += float64(d * d)
	}
	c.RMS = math.Sqrt(sum / n)
	return c, true
}

// sampled is a fix of a thinned track: a minute and 100 m at least from the last.
type sampled struct {
	i    int32
	turn float64 // degrees turned since the beginning of its run
}

// minKm is the radius under which a circle can be work.
func (s *spoofer) minKm(k Kind) float64 {
	switch k {
	case Tanker, Cargo, Passenger:
		return s.c.CircleKm
	case KindUnknown:
		return s.c.CircleUnknownKm
	}
	return s.c.CircleWorkKm
}

// rings looks for fixes on a circle that are too far apart in time to be seen
// turning: the ship says that it makes way, and gets nowhere. From a few fixes on a
// circle on those that follow are taken as long as they lie on it.
func (s *spoofer) rings(v *Vessel, o *oddities) {
	fs, n := v.Fixes, s.c.CircleFixes
	usable := func(i int) bool { // from i-1 to i
		f := &fs[i]
		return f.Flags()&notGood == 0 && f.SOG() >= 10 && f.SOG() < ais.NoSOG && f.T-fs[i-1].T <= 1800
	}
	for lo := 0; lo+n <= len(fs); {
		hi, path := lo+1, 0.0
		south, north, west, east := fs[lo].Lat(), fs[lo].Lat(), int32(0), int32(0)
		k := math.Cos(float64(fs[lo].Lat()) * (geo.Degree / ais.Unit))
		for hi < lo+n && usable(hi) {
			path += float64(fs[hi].SOG()) / 10 * geo.NM / 3600 * float64(fs[hi].T-fs[hi-1].T)
			d := lonStep(fs[lo].Lon(), fs[hi].Lon())
			south, north, west, east = min(south, fs[hi].Lat()), max(north, fs[hi].Lat()), min(west, d), max(east, d)
			hi++
		}
		if hi < lo+n {
			lo = hi // a step that is not usable
			continue
		}
		wide := max(float64(north-south), float64(east-west)*k) * kmPerUnit
		c, _, fits := s.ringOf(v, lo, hi)
		if wide > path/3 || !fits {
			lo += 1 + n/4 // a circle may begin in it
			continue
		}
		for ; hi < len(fs) && usable(hi); hi++ {
			x, y := float64(lonStep(fs[lo].Lon(), fs[hi].Lon()))*k*kmPerUnit, float64(fs[hi].Lat()-fs[lo].Lat())*kmPerUnit
			if math.Abs(math.Hypot(x-c.X, y-c.Y)-c.R) > 3*s.c.CircleResidual*c.R {
				break
			}
		}
		c, mean, fits := s.ringOf(v, lo, hi)
		if fits && s.around(v, &c, k, lo, hi) {
			turn := mean * geo.NM / 3600 * float64(fs[hi-1].T-fs[lo].T) / c.R / geo.Degree
			if x, ok := s.circling(v, &c, k, lo, hi-1, mean, turn); ok && !slices.ContainsFunc(o.circles, func(y excursion) bool { return y.start <= x.end && x.start <= y.end }) {
				o.circles = append(o.circles, x)
			}
		}
		lo = hi
	}
}

// ringOf fits a circle to fixes lo to hi; mean are the knots that they say.
func (s *spoofer) ringOf(v *Vessel, lo, hi int) (c circle, mean float64, ok bool) {
	fs := v.Fixes[lo:hi]
	k := math.Cos(float64(fs[0].Lat()) * (geo.Degree / ais.Unit))
	xs, ys := make([]float64, len(fs)), make([]float64, len(fs))
	var sum, sum2 float64
	for i := range fs {
		xs[i], ys[i] = float64(lonStep(fs[0].Lon(), fs[i].Lon()))*k*kmPerUnit, float64(fs[i].Lat()-fs[0].Lat())*kmPerUnit
		kn := float64(fs[i].SOG()) / 10
		sum, sum2 = sum+kn, sum2+float64(kn*kn)
	}
	mean = sum / float64(len(fs))
	spread := math.Sqrt(max(0, sum2/float64(len(fs))-float64(mean*mean))) / mean
	c, ok = fitCircle(xs, ys)
	return c, mean, ok && c.R >= s.minKm(v.Kind) && c.R <= s.c.CircleMaxKm && c.RMS <= s.c.CircleResidual*c.R && spread <= s.c.CircleSpeed
}

// around reports whether of fixes lo to hi one lies on each of most eighths of a
// circle.
func (s *spoofer) around(v *Vessel, c *circle, k float64, lo, hi int) bool {
	eighths := 0
	for i := lo; i < hi; i++ {
		x, y := float64(lonStep(v.Fixes[lo].Lon(), v.Fixes[i].Lon()))*k*kmPerUnit, float64(v.Fixes[i].Lat()-v.Fixes[lo].Lat())*kmPerUnit
		eighths |= 1 << (int(math.Floor(math.Atan2(y-c.Y, x-c.X)/(math.Pi/4))) & 7)
	}
	return bits.OnesCount(uint(eighths)) >= 7
}

// turns walks a vessel's track in steps of a minute at least and looks for
// circles, and for stretches that are too smooth.
func (s *spoofer) turns(v *Vessel, o *oddities) {
	fs := v.Fixes
	if len(fs) < s.c.CircleFixes {
		return
	}
	const away = .1 / kmPerUnit // 100 m
	minKm := s.minKm(v.Kind)
	buf, _ := s.runs.Get().(*[]sampled)
	if buf == nil {
		buf = new([]sampled)
	}
	run := (*buf)[:0]
	defer func() {
		*buf = run
		s.runs.Put(buf)
	}()
	k, kLat := 1.0, int32(math.MinInt32)
	var px, py float64   // last step
	line0, lineN := 0, 0 // smooth stretch: its first fix, steps
	lineOver := func(last int) {
		first := line0
		line0 = last
		n := lineN
		lineN = 0
		if n < s.c.StraightFixes || fs[last].T-fs[first].T < uint32(s.c.StraightH*3600) {
			return
		}
		if m := smooth(fs[first : last+1]); m <= s.c.StraightM {
			o.lines = append(o.lines, line{fs[first].T, fs[last].T, last + 1 - first, m, pointOf(&fs[first])})
		}
	}
	begin := func(i int) {
		if len(run) > 0 {
			s.circlesIn(v, run, minKm, o)
			lineOver(int(run[len(run)-1].i))
		}
		run = append(run[:0], sampled{i: int32(i)})
		line0, lineN = i, 0
	}
	begin(0)
	under := uint32(0) // seconds under way in this run of steps
	samples := 0
	next := 0
	for i := 1; i < len(fs); i++ {
		l := run[len(run)-1]
		f, g := &fs[i], &fs[l.i]
		dt := f.T - g.T
		for next < len(v.Breaks) && v.Breaks[next] < i {
			next++
		}
		broken := next < len(v.Breaks) && v.Breaks[next] == i
		if dt < 60 && !broken {
			continue
		}
		if dt > 1800 || broken || f.Flags()&notGood != 0 {
			begin(i)
			under, samples = 0, 0
			continue
		}
		if d := f.Lat() - kLat; kLat == math.MinInt32 || d > ais.Unit/4 || d < -ais.Unit/4 {
			kLat, k = f.Lat(), math.Cos(float64(f.Lat())*(geo.Degree/ais.Unit))
		}
		x, y := float64(lonStep(g.Lon(), f.Lon()))*k, float64(f.Lat()-g.Lat())
		far := float64(x*x) + float64(y*y)
		if far < away*away {
			if dt > 600 { // it lies
				begin(i)
				under, samples = 0, 0
			}
			continue
		}
		turn := l.turn
		if len(run) > 1 {
			cross, dot := float64(px*y)-float64(py*x), float64(px*x)+float64(py*y)
			if a := math.Abs(cross); a < .05*dot {
				turn -= cross / dot / geo.Degree
			} else {
				turn -= math.Atan2(cross, dot) / geo.Degree
			}
			// A smooth stretch goes on when this step is as the last one was.
			q := float64(dt) / float64(g.T-fs[run[len(run)-2].i].T)
			ex, ey := x-float64(px*q), y-float64(py*q)
			if float64(ex*ex)+float64(ey*ey) < (.02/kmPerUnit)*(.02/kmPerUnit) && math.Sqrt(far)*kmPerUnit/float64(dt)*3600/geo.NM >= s.c.StraightKn {
				lineN++
			} else {
				lineOver(int(l.i))
			}
		}
		if under += dt; under >= uint32(s.c.StraightH*3600) && samples >= s.c.StraightFixes {
			o.steady = true
		}
		samples++
		px, py = x, y
		run = append(run, sampled{int32(i), turn})
	}
	begin(len(fs) - 1)
}

// circlesIn looks in a run of steps for stretches that turn one way by more than
// CircleTurn, and fits a circle to each. Of a turn that goes on the whole is told.
func (s *spoofer) circlesIn(v *Vessel, run []sampled, minKm float64, o *oddities) {
	if len(run) < s.c.CircleFixes {
		return
	}
	for _, sign := range []float64{1, -1} {
		a, peak := 0, sign*run[0].turn
		from, to := -1, -1 // the stretch found so far
		tell := func() {
			if from >= 0 {
				if x, ok := s.circleOf(v, run[from:to+1], minKm); ok {
					o.circles = append(o.circles, x)
				}
				from = -1
			}
		}
		for b := range run {
			x := sign * run[b].turn
			if peak = max(peak, x); peak-x > 60 || x < sign*run[a].turn {
				a, peak = b, x
				continue
			}
			if x-sign*run[a].turn < s.c.CircleTurn {
				continue
			}
			for a < b && x-sign*run[a+1].turn >= s.c.CircleTurn {
				a++
			}
			if _, ok := s.circleOf(v, run[a:b+1], minKm); !ok {
				continue
			}
			if from < 0 || a > to {
				tell()
				from = a
			}
			to = b
		}
		// Where the centre drifts the whole fits less well than each part.
		if from >= 0 {
			if _, ok := s.circleOf(v, run[from:to+1], minKm); !ok {
				for to-from > s.c.CircleFixes && run[to].turn*sign-run[from].turn*sign > s.c.CircleTurn {
					to--
					if _, ok := s.circleOf(v, run[from:to+1], minKm); ok {
						break
					}
				}
			}
		}
		tell()
	}
}

// circleOf fits a circle to a stretch and says whether it is one that no ship steers.
func (s *spoofer) circleOf(v *Vessel, run []sampled, minKm float64) (x excursion, ok bool) {
	if len(run) < s.c.CircleFixes {
		return x, false
	}
	fs := v.Fixes
	o := &fs[run[0].i]
	k := math.Cos(float64(o.Lat()) * (geo.Degree / ais.Unit))
	xs, ys := make([]float64, len(run)), make([]float64, len(run))
	var sum, sum2 float64
	for j, r := range run {
		f := &fs[r.i]
		xs[j], ys[j] = float64(lonStep(o.Lon(), f.Lon()))*k*kmPerUnit, float64(f.Lat()-o.Lat())*kmPerUnit
		if j > 0 {
			kn := math.Hypot(xs[j]-xs[j-1], ys[j]-ys[j-1]) / float64(f.T-fs[run[j-1].i].T)
			sum, sum2 = sum+kn, sum2+float64(kn*kn)
		}
	}
	n := float64(len(run) - 1)
	mean := sum / n
	spread := math.Sqrt(max(0, sum2/n-float64(mean*mean))) / mean
	c, fits := fitCircle(xs, ys)
	if !fits || c.R < minKm || c.R > s.c.CircleMaxKm || c.RMS > s.c.CircleResidual*c.R || spread > s.c.CircleSpeed || mean*3600/geo.NM < 1 {
		return x, false
	}
	last := run[len(run)-1]
	return s.circling(v, &c, k, int(run[0].i), int(last.i), mean*3600/geo.NM, math.Abs(last.turn-run[0].turn))
}

// circling is what fixes first to last on a circle around the first are told as.
func (s *spoofer) circling(v *Vessel, c *circle, k float64, first, last int, knots, turn float64) (x excursion, ok bool) {
	o := &v.Fixes[first]
	p := geo.Point{Lat: float64(o.Lat())/ais.Unit + c.Y/kmPerUnit/ais.Unit, Lon: float64(o.Lon())/ais.Unit + c.X/k/kmPerUnit/ais.Unit}
	if !p.Valid() {
		return x, false
	}
	i, _ := slices.BinarySearchFunc(s.t.Vessels, v.ID, func(w *Vessel, id string) int { return strings.Compare(w.ID, id) })
	return excursion{
		sub: "circle", mmsi: v.MMSI, vessels: []int32{int32(i)}, from: p, to: p,
		start: o.T, end: v.Fixes[last].T, n: last - first + 1,
		facts: map[string]float64{"fixes": float64(last - first + 1), "radius_km": toPlaces(c.R, 3), "residual": toPlaces(c.RMS/c.R, 4),
			"turn_deg": toPlaces(turn, 0), "knots": toPlaces(knots, 1)},
	}, true
}

// rounds are the circles of all vessels by number and start. Stretches of one circle
// that follow each other within hours are one.
func (s *spoofer) rounds() []excursion {
	var all []excursion
	for i := range s.of {
		all = append(all, s.of[i].circles...)
	}
	slices.SortFunc(all, func(a, b excursion) int {
		return cmp.Or(cmp.Compare(a.mmsi, b.mmsi), cmp.Compare(a.start, b.start), slices.Compare(a.vessels, b.vessels), cmp.Compare(a.end, b.end))
	})
	out := all[:0]
next:
	for _, x := range all {
		for i := len(out) - 1; i >= 0 && out[i].mmsi == x.mmsi && x.mmsi != 0; i-- {
			y := &out[i]
			r, q := x.facts["radius_km"], y.facts["radius_km"]
			most := s.c.CircleApart * min(r, q)
			if float64(x.start)-float64(y.end) > s.c.CircleGapH*3600 || math.Abs(r-q) > most || geo.Distance(x.to, y.to) > most {
				continue
			}
			y.facts["turn_deg"] += x.facts["turn_deg"]
			y.facts["residual"] = max(y.facts["residual"], x.facts["residual"])
			y.n, y.end = y.n+x.n, max(y.end, x.end)
			y.vessels = slices.Clone(y.vessels)
			for _, v := range x.vessels {
				if !slices.Contains(y.vessels, v) {
					y.vessels = append(y.vessels, v)
				}
			}
			slices.Sort(y.vessels)
			continue next
		}
		out = append(out, x)
	}
	for i := range out {
		s.widen(&out[i])
	}
	return out
}

// widen takes to a circle the fixes before and after it that lie on it as well, heard
// too seldom to show it alone.
func (s *spoofer) widen(x *excursion) {
	r := x.facts["radius_km"]
	gap := s.c.CircleGapH * 3600
	for _, v := range x.vessels {
		fs := s.t.Vessels[v].Fixes
		on := func(i int) bool {
			f := &fs[i]
			return f.Flags()&notGood == 0 && f.SOG() >= 10 && math.Abs(geo.Distance(pointOf(f), x.to)-r) <= 3*s.c.CircleResidual*r
		}
		at := func(t uint32) int {
			i, _ := slices.BinarySearchFunc(fs, t, func(f Fix, t uint32) int { return cmp.Compare(f.T, t) })
			return i
		}
		for i := at(x.start) - 1; i >= 0 && float64(x.start-fs[i].T) <= gap && on(i); i-- {
			x.start, x.n = fs[i].T, x.n+1
		}
		for i := at(x.end + 1); i < len(fs) && float64(fs[i].T-x.end) <= gap && on(i); i++ {
			x.end, x.n = fs[i].T, x.n+1
		}
	}
	x.facts["fixes"] = float64(x.n)
}

// onRound reports whether a fix is on one of the circles of its number, which is told
// of by itself.
func onRound(rounds []excursion, f *Fix) bool {
	for i := range rounds {
		x := &rounds[i]
		if f.T >= x.start && f.T <= x.end && geo.Distance(pointOf(f), x.to) <= 1.5*x.facts["radius_km"] {
			return true
		}
	}
	return false
}

// spin finds turns under way that a long ship cannot make.
func (s *spoofer) spin(v *Vessel, o *oddities) {
	if v.Length <= s.c.SpinLength {
		return
	}
	fs := v.Fixes
	usable := func(f *Fix) bool {
		return f.Flags()&notGood == 0 && f.COG() < ais.NoCOG && f.SOG() < ais.NoSOG && float64(f.SOG()) >= 10*s.c.StraightKn
	}
	a, sum := 0, 0.0
	step := func(i int) float64 { // from i-1 to i, -180 to 180
		return math.Remainder(float64(fs[i].COG())/10-float64(fs[i-1].COG())/10, 360)
	}
	for i := 0; i < len(fs); i++ {
		if !usable(&fs[i]) || i > 0 && fs[i].T-fs[i-1].T > 60 {
			a, sum = i, 0
			if !usable(&fs[i]) {
				a = i + 1
			}
			continue
		}
		if i > a {
			sum += step(i)
		}
		for a < i && float64(fs[i].T-fs[a].T) > s.c.SpinS {
			a++
			sum -= step(a)
		}
		if i-a < 3 || math.Abs(sum) <= s.c.SpinDeg {
			continue
		}
		e := apparent(SpoofKind, "circle", fs[a].T, fs[i].T, v)
		e.ID = EventID(SpoofKind, "circle spin", e.Vessels, e.Start)
		p := pointOf(&fs[a])
		e.Lat, e.Lon = toPlaces(p.Lat, 6), toPlaces(p.Lon, 6)
		e.Facts["turn_deg"], e.Facts["fixes"] = toPlaces(math.Abs(sum), 0), float64(i-a+1)
		e.because("spoof", s.c.Weight, fmt.Sprintf("turned %.0f° in %d s under way: a ship of %.0f m cannot", math.Abs(sum), fs[i].T-fs[a].T, v.Length))
		e.unless("a wrong length, a smaller vessel that uses the number, or interference", "size of the ship in a register, radar")
		o.events = append(o.events, e)
		// The rest of the same turn is the same event.
		for i+1 < len(fs) && usable(&fs[i+1]) && fs[i+1].T-fs[i].T <= 60 && math.Signbit(step(i+1)) == math.Signbit(sum) {
			i++
		}
		a, sum = i, 0
	}
}
