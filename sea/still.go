package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// frozen finds times in which a vessel's position does not change in the last
// digit, though it says that it moves, or lies where water moves every ship. At a
// berth, and with sets that hold a position while they think that they lie, it is
// common, and not told.
func (s *spoofer) frozen(v *Vessel, o *oddities) {
	fs := withRepeats(v)
	long := uint32(s.c.FrozenH * 3600)
	for i := 0; i < len(fs); {
		j, moving := i+1, 0
		for j < len(fs) && fs[j].Lat() == fs[i].Lat() && fs[j].Lon() == fs[i].Lon() {
			j++
		}
		if n := j - i; n >= s.c.FrozenFixes && fs[j-1].T-fs[i].T >= long {
			for _, f := range fs[i:j] {
				if f.SOG() < ais.NoSOG && float64(f.SOG()) >= s.c.FrozenKn*10 {
					moving++
				}
			}
			why := ""
			p := pointOf(&fs[i])
			switch {
			case 2*moving >= n:
				why = fmt.Sprintf("while it said in %d of %d messages that it made %.0f kn or more", moving, n, s.c.FrozenKn)
			case s.land.shore != nil && s.land.ports != nil:
				_, coast := s.land.shore(p, s.c.FrozenShoreKm)
				_, _, _, port := s.land.ports(p, s.c.FrozenShoreKm)
				if !coast && !port && s.land.inland(p, 1) == 0 {
					why = fmt.Sprintf("more than %.0f km from land and ports, where every ship swings", s.c.FrozenShoreKm)
				}
			}
			if why != "" {
				e := apparent(SpoofKind, "frozen", fs[i].T, fs[j-1].T, v)
				e.Lat, e.Lon = toPlaces(p.Lat, 6), toPlaces(p.Lon, 6)
				e.Facts["fixes"], e.Facts["hours"] = float64(n), toPlaces(float64(fs[j-1].T-fs[i].T)/3600, 2)
				e.because("spoof", s.c.Weight, fmt.Sprintf("%d positions in %.1f h are one to the last digit, %s", n, e.Facts["hours"], why))
				e.unless("a receiver that repeats its last position after it lost its antenna, or a moored platform or buoy", "seconds and status of the raw messages, service report")
				o.events = append(o.events, e)
			}
		}
		i = j
	}
}

// withRepeats are a vessel's fixes, with those that its track leaves out because
// they say again what was said before: here they are what is looked for.
func withRepeats(v *Vessel) []Fix {
	if len(v.Repeats) == 0 {
		return v.Fixes
	}
	fs := slices.Concat(v.Fixes, v.Repeats)
	slices.SortStableFunc(fs, func(a, b Fix) int { return cmp.Compare(a.T, b.T) })
	return fs
}

// replay is a stretch of track that comes again.
type replay struct {
	start, end, shift uint32
	n                 int
	at                geo.Point
}

// replayed looks for positions under way that are sent again, to the last digit
// and in the same rhythm. One position in sixteen, chosen by its digits, is looked
// up; where it comes again the whole stretch is compared.
func (s *spoofer) replayed(v *Vessel, o *oddities) {
	fs := withRepeats(v)
	if len(fs) < 2*s.c.ReplayFixes {
		return
	}
	type mark struct {
		key uint64
		i   int32
	}
	var marks []mark
	for i := range fs {
		f := &fs[i]
		key := uint64(uint32(f.Lat()))<<32 | uint64(uint32(f.Lon()))
		if key*0x9e3779b97f4a7c15>>60 != 0 || f.SOG() < 10 {
			continue
		}
		if f.SOG() >= ais.NoSOG && (i == 0 || fs[i-1].Lat() == f.Lat() && fs[i-1].Lon() == f.Lon()) {
			continue
		}
		marks = append(marks, mark{key, int32(i)})
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.i, b.i)) })
	tries, past := 0, 0
	var pairs [][2]int
	for k := 1; k < len(marks); k++ {
		a, b := marks[k-1], marks[k]
		if a.key == b.key && float64(fs[b.i].T-fs[a.i].T) >= s.c.ReplayS {
			pairs = append(pairs, [2]int{int(a.i), int(b.i)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0])) })
	for _, p := range pairs {
		if p[1] < past {
			continue
		}
		if tries++; tries > 64 {
			return
		}
		if r, end, ok := s.again(fs, p[0], p[1]); ok {
			o.replay, past = append(o.replay, r), end
		}
	}
}

// again compares the track around i with that around j: same places, same time
// between them, within two seconds.
func (s *spoofer) again(fs []Fix, i, j int) (r replay, end int, ok bool) {
	shift := fs[j].T - fs[i].T
	same := func(a, b int) int { // -1 a is early, 1 b is early, 0 the same time
		d := int64(fs[a].T) + int64(shift) - int64(fs[b].T)
		switch {
		case d < -2:
			return -1
		case d > 2:
			return 1
		}
		return 0
	}
	lo, hi, n, moved := j, j, 1, 0
	for _, dir := range []int{-1, 1} {
		missed := 0
		last := j
		for a, b := i+dir, j+dir; a >= 0 && a < j && b > i && b < len(fs) && missed < 5; {
			switch d := same(a, b); {
			case d == 0 && fs[a].Lat() == fs[b].Lat() && fs[a].Lon() == fs[b].Lon():
				if fs[b].Lat() != fs[last].Lat() || fs[b].Lon() != fs[last].Lon() {
					moved++
				}
				n, missed, last = n+1, 0, b
				a, b = a+dir, b+dir
			case d == 0:
				missed++
				a, b = a+dir, b+dir
			case d*dir < 0:
				missed++
				a += dir
			default:
				missed++
				b += dir
			}
		}
		lo, hi = min(lo, last), max(hi, last)
	}
	if n < s.c.ReplayFixes || moved < s.c.ReplayFixes/2 {
		return r, 0, false
	}
	return replay{fs[lo].T, fs[hi].T, shift, n, pointOf(&fs[lo])}, hi + 1, true
}

// replays tells replayed tracks, but for those of which several ships show the
// same shift at the same time: then a feed sent its messages twice.
func (s *spoofer) replays() []Event {
	var out []Event
	for i := range s.of {
		for _, r := range s.of[i].replay {
			others := 0
			for j := range s.of {
				if j != i && slices.ContainsFunc(s.of[j].replay, func(q replay) bool {
					d := int64(q.shift) - int64(r.shift)
					return d >= -60 && d <= 60 && q.start <= r.end && r.start <= q.end
				}) {
					others++
				}
			}
			if others >= 2 {
				continue
			}
			e := apparent(SpoofKind, "replay", r.start, r.end, s.t.Vessels[i])
			e.Lat, e.Lon = toPlaces(r.at.Lat, 6), toPlaces(r.at.Lon, 6)
			e.Facts["fixes"], e.Facts["shift_s"] = float64(r.n), float64(r.shift)
			e.because("spoof", s.c.Weight, fmt.Sprintf("%d positions under way are those of %s before, to the last digit and in the same rhythm", r.n, spellS(r.shift)))
			e.unless("a feed that sent old messages again", "the same stretch at other receivers")
			out = append(out, e)
		}
	}
	return out
}

func spellS(s uint32) string {
	if s < 3*3600 {
		return fmt.Sprintf("%d min", (s+30)/60)
	}
	return fmt.Sprintf("%.1f h", float64(s)/3600)
}

// line is a stretch of track without the noise that every receiver has.
type line struct {
	start, end uint32
	n          int
	m          float64 // rms of what is left of a smooth motion, metres
	at         geo.Point
}

// straight tells noise-free tracks, but for feeds that deliver them for many:
// those fill in positions that nobody sent.
func (s *spoofer) straight() []Event {
	steady, odd := 0, 0
	for i := range s.of {
		if s.of[i].steady {
			steady++
		}
		if len(s.of[i].lines) > 0 {
			odd++
		}
	}
	if steady >= 5 && float64(odd) > s.c.FeedShare*float64(steady) {
		return nil
	}
	var out []Event
	for i := range s.of {
		for _, l := range s.of[i].lines {
			e := apparent(SpoofKind, "simulated", l.start, l.end, s.t.Vessels[i])
			e.Lat, e.Lon = toPlaces(l.at.Lat, 6), toPlaces(l.at.Lon, 6)
			e.Facts["fixes"], e.Facts["rms_m"] = float64(l.n), toPlaces(l.m, 2)
			e.because("spoof", s.c.Weight, fmt.Sprintf("%d positions in %s lie within %.1f m of a smooth motion: wind, sea and receivers move every ship more", l.n, spellS(l.end-l.start), l.m))
			e.unless("a feed that fills in positions between those that it heard", "raw messages of a receiver")
			out = append(out, e)
		}
	}
	return out
}

// smooth is the root mean square distance of fixes from a motion that is of the
// second degree in time, metres.
func smooth(fs []Fix) float64 {
	t0, k := fs[0].T, math.Cos(float64(fs[0].Lat())*(geo.Degree/ais.Unit))
	span := float64(fs[len(fs)-1].T-t0) / 2
	var m [3][3]float64
	var y, x [3]float64
	for i := range fs {
		u := float64(fs[i].T-t0)/span - 1
		b := [3]float64{1, u, u * u}
		py, px := float64(fs[i].Lat()-fs[0].Lat()), float64(lonStep(fs[0].Lon(), fs[i].Lon()))*k
		for r := range 3 {
			for c := range 3 {
				m[r][c] += float64(b[r] * b[c])
			}
			y[r] += float64(b[r] * py)
			x[r] += float64(b[r] * px)
		}
	}
	cy, ok1 := solve3(m, y)
	cx, ok2 := solve3(m, x)
	if !ok1 || !ok2 {
		return math.Inf(1)
	}
	sum := 0.0
	for i := range fs {
		u := float64(fs[i].T-t0)/span - 1
		dy := float64(fs[i].Lat()-fs[0].Lat()) - (cy[0] + float64(cy[1]*u) + float64(cy[2]*u*u))
		dx := float64(lonStep(fs[0].Lon(), fs[i].Lon()))*k - (cx[0] + float64(cx[1]*u) + float64(cx[2]*u*u))
		sum += float64(dy*dy) + float64(dx*dx)
	}
	return math.Sqrt(sum/float64(len(fs))) * kmPerUnit * 1000
}

// solve3 solves three equations by elimination with the largest pivot.
func solve3(m [3][3]float64, b [3]float64) (x [3]float64, ok bool) {
	for c := range 3 {
		p := c
		for r := c + 1; r < 3; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[p][c]) {
				p = r
			}
		}
		m[c], m[p], b[c], b[p] = m[p], m[c], b[p], b[c]
		if math.Abs(m[c][c]) < 1e-12 {
			return x, false
		}
		for r := c + 1; r < 3; r++ {
			f := m[r][c] / m[c][c]
			for k := c; k < 3; k++ {
				m[r][k] -= float64(f * m[c][k])
			}
			b[r] -= float64(f * b[c])
		}
	}
	for r := 2; r >= 0; r-- {
		s := b[r]
		for k := r + 1; k < 3; k++ {
			s -= float64(m[r][k] * x[k])
		}
		x[r] = s / m[r][r]
	}
	return x, true
}

// satelliteOnly finds vessels that satellites alone hear where and when stations
// on the shore hear others.
func (s *spoofer) satelliteOnly(ctx context.Context, workers int) ([]Event, error) {
	sat := make([]bool, 256)
	any, all := false, true
	for i := range s.t.Sources {
		sat[i&255] = s.t.Sources[i].Satellite
		any, all = any || sat[i&255], all && sat[i&255]
	}
	if !any || all {
		return nil, nil
	}
	type slot struct{ cell, hour int32 }
	slotOf := func(f *Fix) slot { return slot{nearKey(f.Lat(), f.Lon()), int32(f.T / 3600)} }
	lone := make([]bool, len(s.t.Vessels))
	if err := vesselwise(ctx, len(lone), workers, func(i int) {
		v := s.t.Vessels[i]
		lone[i] = len(v.Fixes) >= s.c.SatFixes
		for j := 0; j < len(v.Fixes) && lone[i]; j++ {
			lone[i] = sat[v.Source(j)]
		}
	}); err != nil {
		return nil, err
	}
	want := map[slot]int{} // other vessels that a station heard
	cells := make([]uint64, spotWords+1)
	for i, v := range s.t.Vessels {
		if lone[i] {
			for j := range v.Fixes {
				sl := slotOf(&v.Fixes[j])
				want[sl] = 0
				cells[sl.cell>>6] |= 1 << (sl.cell & 63)
			}
		}
	}
	if len(want) == 0 {
		return nil, nil
	}
	for i, v := range s.t.Vessels {
		if lone[i] {
			continue
		}
		last := slot{-1, -1}
		for j := range v.Fixes {
			if sat[v.Source(j)] {
				continue
			}
			sl := slotOf(&v.Fixes[j])
			if sl == last || cells[sl.cell>>6]&(1<<(sl.cell&63)) == 0 {
				continue
			}
			if n, ok := want[sl]; ok {
				want[sl] = n + 1
			}
			last = sl
		}
	}
	var out []Event
	for i, v := range s.t.Vessels {
		if !lone[i] {
			continue
		}
		n, first, end := 0, uint32(0), uint32(0)
		hours := map[int32]bool{}
		for j := range v.Fixes {
			if sl := slotOf(&v.Fixes[j]); want[sl] >= s.c.SatShips {
				if n++; n == 1 {
					first = v.Fixes[j].T
				}
				end = v.Fixes[j].T
				hours[sl.hour] = true
			}
		}
		if n < s.c.SatFixes || len(hours) < 3 {
			continue
		}
		e := apparent(SpoofKind, "simulated", first, end, v)
		e.ID = EventID(SpoofKind, "simulated satellite", e.Vessels, e.Start)
		p := meanPlace(v.Fixes)
		e.Lat, e.Lon = toPlaces(p.Lat, 6), toPlaces(p.Lon, 6)
		e.Facts["fixes"], e.Facts["hours"] = float64(n), float64(len(hours))
		e.because("spoof", s.c.Weight, fmt.Sprintf("satellites alone heard it, %d times in %d hours in which stations on the shore heard %d or more others at the same place", n, len(hours), s.c.SatShips))
		e.unless("a weak or class B set, a mast in the way, an outage of the feed", "the stations' own logs")
		out = append(out, e)
	}
	return out, nil
}

// ashore is a stretch of track inland.
type ashore struct {
	start, end uint32
	n          int
	km         float64 // furthest inland
	at         geo.Point
	jumped     bool // it cannot have come there on the water
	cells      []int32
}

// landed finds stretches of track well inland, looking every ten minutes, and at sea
// no sooner than the ship can be there.
func (s *spoofer) landed(v *Vessel, o *oddities) {
	if s.land.inland == nil {
		return
	}
	rate := s.maxKmS(v.Kind)
	var cur *ashore
	end := func() {
		if cur != nil {
			slices.Sort(cur.cells)
			cur.cells = slices.Compact(cur.cells)
			o.ashore = append(o.ashore, *cur)
			cur = nil
		}
	}
	next := uint32(0)
	var wet Fix // at sea, and so far from there too
	free := 0.0
	for i := range v.Fixes {
		f := &v.Fixes[i]
		if f.T < next || f.Flags()&notGood != 0 {
			continue
		}
		if within(&wet, f, free) {
			continue
		}
		next = f.T + 600
		km := s.land.inland(pointOf(f), 2*s.c.LandKm)
		if km < s.c.LandKm {
			end()
			if wet, free = *f, 0; km == 0 {
				free = s.c.LandKm - .5
				if shore, ok := s.land.shore(pointOf(f), 25); ok {
					free += shore
				} else {
					free += 25
				}
			}
			continue
		}
		free = 0
		if cur == nil {
			cur = &ashore{start: f.T, at: pointOf(f), jumped: i > 0 && !s.feasible(&v.Fixes[i-1], f, rate)}
		}
		cur.end, cur.n, cur.km = f.T, cur.n+1, max(cur.km, km)
		cur.cells = append(cur.cells, int32(int64(nearKey(f.Lat(), f.Lon()))))
	}
	end()
}

// onLand tells tracks on land. Where other ships come on the water there is a
// river, a canal or a lake that the coast does not show.
func (s *spoofer) onLand() []Event {
	ships := map[int32]int{}
	for i := range s.of {
		seen := map[int32]bool{}
		for _, a := range s.of[i].ashore {
			if a.jumped {
				continue
			}
			for _, c := range a.cells {
				if !seen[c] {
					seen[c] = true
					ships[c]++
				}
			}
		}
	}
	var out []Event
	for i := range s.of {
		for _, a := range s.of[i].ashore {
			if a.n < s.c.LandFixes || float64(a.end-a.start) < s.c.LandS {
				continue
			}
			water := false
			for _, c := range a.cells {
				n := ships[c]
				if !a.jumped {
					n--
				}
				water = water || n >= s.c.LandShips
			}
			if water {
				continue
			}
			e := apparent(SpoofKind, "land", a.start, a.end, s.t.Vessels[i])
			e.Lat, e.Lon = toPlaces(a.at.Lat, 6), toPlaces(a.at.Lon, 6)
			e.Facts["fixes"], e.Facts["inland_km"] = float64(a.n), toPlaces(a.km, 1)
			w, how := s.c.WeakWeight, ""
			if a.jumped {
				w, how = s.c.Weight, ", to which it cannot have come on the water"
			}
			e.because("spoof", w, fmt.Sprintf("%d positions up to %.1f km inland%s", a.n, a.km, how))
			e.unless("a river, canal or lake that the coarse coast does not show; a set carried by road; interference", "a chart")
			out = append(out, e)
		}
	}
	return out
}
