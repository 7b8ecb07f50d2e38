package sea

import (
	"math"

	"cordon/ais"
	"cordon/geo"
)

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
		return float64(v.Fixes[n].Lat()), float64(v.Fixes[n].Lon()), n, true
	}
	if n == 0 || n == len(v.Fixes) {
		return 0, 0, 0, false
	}
	p, q := &v.Fixes[n-1], &v.Fixes[n]
	if q.T-p.T > most || v.isBreak(n) {
		return 0, 0, 0, false
	}
	s := (t - float64(p.T)) / float64(q.T-p.T)
	return float64(p.Lat()) + float64(s*float64(q.Lat()-p.Lat())), float64(p.Lon()) + float64(s*float64(shortWay(q.Lon()-p.Lon()))), n - 1, true
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
		return float64(fixes[n].Lat()), float64(fixes[n].Lon()), n, true
	}
	if n == 0 {
		return 0, 0, 0, false
	}
	p, q := &fixes[n-1], &fixes[n]
	if q.T-p.T > most || c.v.isBreak(n) {
		return 0, 0, 0, false
	}
	s := (t - float64(p.T)) / float64(q.T-p.T)
	return float64(p.Lat()) + float64(s*float64(q.Lat()-p.Lat())), float64(p.Lon()) + float64(s*float64(shortWay(q.Lon()-p.Lon()))), n - 1, true
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
		case f.Heading() < 360:
			best, far = float64(f.Heading()), d
		case f.COG() < 3600 && f.SOG() != ais.NoSOG && f.SOG() >= 20: // 2 kn: slower, a course is noise
			best, far = float64(f.COG())/10, d
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
