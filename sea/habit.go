package sea

import (
	"math"
	"math/bits"

	"cordon/geo"
)

// habit is what a vessel usually does.
type habit struct {
	pace   [kinds][states]uint32 // millionths of a message due per second; 0 when such receivers do not hear it
	knots  float64               // greatest speed
	usual  float64               // speed at which it mostly sails, knots
	classB bool
}

// atRest reports whether a fix says that a class A ship would report every three
// minutes, not every few seconds: moored or at anchor and slow, or all but still.
func atRest(f *Fix) bool {
	switch {
	case f.SOG() > 1022:
		return false
	case f.Flags()&ClassB != 0:
		return f.SOG() <= 20
	case f.Flags().Status() == 1 || f.Flags().Status() == 5:
		return f.SOG() <= 30
	}
	return f.SOG() < 5
}

// intervals are counted in bins of a sixteenth of an octave.
const intervalBins = 17 << 4

func intervalBin(dt uint32) int {
	e := bits.Len32(dt|16) - 1
	return min((e<<4|int(dt>>(e-4))&15)-64, intervalBins-1)
}

func intervalOf(bin int) uint32 {
	bin += 64
	return uint32(16+bin&15) << (bin>>4 - 4)
}

// measure finds a vessel's habits: the median interval at which it is delivered,
// by kind of receiver and state, and its greatest speed.
func (r *Reception) measure(vi int, reach ReachConfig) {
	v, h := r.vessels[vi], &r.habits[vi]
	var bins [kinds][states][intervalBins]uint32
	var n [kinds][states]uint32
	var speeds [1024]uint32
	var last [kinds]uint32
	var rest [kinds]int
	said, b := 0, 0
	brk := v.Breaks
	for i := range v.Fixes {
		f := &v.Fixes[i]
		if len(brk) > 0 && brk[0] == i {
			brk = brk[1:]
			last = [kinds]uint32{}
		}
		if f.SOG() < 1022 {
			speeds[f.SOG()]++
			said++
		}
		if f.Flags()&ClassB != 0 {
			b++
		}
		k := 0
		if r.sat[v.Source(i)] {
			k = 1
		}
		s := 0
		if atRest(f) {
			s = 1
		}
		if last[k] != 0 && rest[k] == s {
			if dt := f.T - last[k]; dt <= r.cfg.Bracket {
				bins[k][s][intervalBin(max(dt, r.cfg.Interval))]++
				n[k][s]++
			}
		}
		last[k], rest[k] = f.T, s
	}
	h.classB = 2*b > len(v.Fixes)
	for k := range kinds {
		for s := range states {
			if int(n[k][s]) < max(1, r.cfg.Samples) {
				continue
			}
			left := n[k][s] / 2
			for bin, c := range bins[k][s] {
				if left < c {
					h.pace[k][s] = micro / max(1, max(r.cfg.Interval, intervalOf(bin)))
					break
				}
				left -= c
			}
		}
		for s := range states { // one state tells of the other
			if h.pace[k][s] == 0 {
				h.pace[k][s] = h.pace[k][1-s]
			}
		}
	}
	if said < reach.Samples {
		speeds, said = [1024]uint32{}, 0
		for i := 1; i < len(v.Fixes); i++ {
			a, f := &v.Fixes[i-1], &v.Fixes[i]
			// ten minutes, for times that are only told to the minute
			if dt := f.T - a.T; dt >= 600 && dt <= 3*hourS {
				kn := roughKm(a, f) / (kmPerKnotSecond * float64(dt))
				speeds[int(math.Min(kn*10, 1022))]++
				said++
			}
		}
	}
	h.knots = reach.Of(v.Kind)
	if said >= max(1, reach.Samples) {
		left := said - int(math.Ceil(reach.Quantile*float64(said)))
		for kn := len(speeds) - 1; kn >= 0; kn-- {
			if left < int(speeds[kn]) {
				if own := float64(kn) / 10; own >= reach.Least && own <= reach.Most {
					h.knots = own * reach.Spare
				}
				break
			}
			left -= int(speeds[kn])
		}
	}
	h.usual = h.knots / math.Max(1, reach.Spare)
	under := 0
	for kn := sailing; kn < len(speeds); kn++ {
		under += int(speeds[kn])
	}
	if under >= max(1, reach.Samples) {
		left := under / 2
		for kn := sailing; kn < len(speeds); kn++ {
			if left < int(speeds[kn]) {
				h.usual = math.Min(float64(kn)/10, h.knots)
				break
			}
			left -= int(speeds[kn])
		}
	}
}

const sailing = 50 // tenths of a knot; a ship that goes slower manoeuvres, drifts or fishes

// roughKm is the distance of two fixes by plane geometry.
func roughKm(a, b *Fix) float64 {
	p, q := a.at(), b.at()
	x := geo.Wrap(q.Lon-p.Lon) * math.Cos((p.Lat+q.Lat)/2*degree)
	return math.Hypot(x, q.Lat-p.Lat) * kmPerDegree
}
