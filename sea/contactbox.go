package sea

import (
	"math"
	"slices"
)

// fill makes the boxes of the vessels in the time from start to end; the first slot
// is number first.
func (g *contactGrid) fill(first, start, end uint32) {
	for v := range g.tracks {
		if ahead := v + 6; ahead < len(g.tracks) && len(g.tracks[ahead].fixes) > 0 {
			g.sink += g.tracks[ahead].fixes[g.at[ahead]].T // is on its way from memory when it is wanted
		}
		if f := g.tracks[v].fixes; len(f) > 1 && f[g.at[v]].T < end {
			g.at[v] = int32(g.way(int32(v), first, start, end))
		}
	}
}

// way makes the boxes of a vessel, and says from which of its fixes to go on.
func (g *contactGrid) way(v int32, first, start, end uint32) int {
	slot, most := g.k.c.Slot, g.k.c.MaxPiece
	f, breaks := g.tracks[v].fixes, g.tracks[v].breaks
	i := int(g.at[v])
	if len(breaks) > 0 {
		br, _ := slices.BinarySearch(breaks, i+1)
		breaks = breaks[br:]
	}
	next := len(f) // where it is not the same segment any more
	if len(breaks) > 0 {
		next = breaks[0]
	}
	for i+1 < len(f) && f[i].T < end {
		if i+1 == next {
			i, next = i+1, len(f)
			if breaks = breaks[1:]; len(breaks) > 0 {
				next = breaks[0]
			}
			continue
		}
		p, q := &f[i], &f[i+1]
		if q.T-p.T-1 >= most || q.T <= start {
			i++
			continue
		}
		// From here on it is seen without a break: a box for each slot.
		t, lat, lon := p.T, p.Lat(), p.Lon()
		if t < start {
			t = start
			inv := float64(t-p.T) / float64(q.T-p.T)
			lat += int32(float64(q.Lat()-p.Lat()) * inv)
			lon += int32(float64(shortWay(q.Lon()-p.Lon())) * inv)
		}
		turned := int32(0) // what is added to longitudes
		for s := t / slot; ; s++ {
			lo, hi := max(s*slot, start), end
			if end-s*slot > slot {
				hi = s*slot + slot
			}
			fromLat, fromLon := lat, lon
			lat0, lat1, lon0, lon1 := lat, lat, lon, lon
			before, j, ended := f[i].Lon(), i+1, false
			for {
				q = &f[j]
				by := turned
				if d := q.Lon() - before; d > turn/2 {
					by -= turn
				} else if d < -turn/2 {
					by += turn
				}
				lat, lon = q.Lat(), q.Lon()+by
				if q.T >= hi {
					if q.T > hi {
						p = &f[j-1]
						part, base := float64(hi-p.T)/float64(q.T-p.T), p.Lon()+turned
						lat, lon = p.Lat()+int32(float64(lat-p.Lat())*part), base+int32(float64(lon-base)*part)
					}
					lat0, lat1, lon0, lon1 = min(lat0, lat), max(lat1, lat), min(lon0, lon), max(lon1, lon)
					break
				}
				lat0, lat1, lon0, lon1 = min(lat0, lat), max(lat1, lat), min(lon0, lon), max(lon1, lon)
				if turned = by; by > 2*turn || by < -2*turn {
					turned = 0 // it has been everywhere by now
				}
				before = q.Lon()
				j++
				if j == next || f[j].T-q.T-1 >= most {
					ended = true
					break
				}
			}
			bs := &g.boxes[s-first]
			n := len(*bs)
			if n == cap(*bs) {
				*bs = slices.Grow(*bs, max(n/4, len(g.tracks)-n, 16))
			}
			*bs = (*bs)[:n+1]
			b := &(*bs)[n]
			b.from[0], b.from[1], b.to[0], b.to[1] = fromLat, fromLon, lat, lon
			b.top = max(lat1, -lat0, f[i].Lat(), -f[i].Lat(), q.Lat(), -q.Lat())
			if lon1-lon0 >= turn {
				lon0, lon1 = -turn/2, turn/2
			}
			b.lat0, b.lat1, b.lon0, b.lon1, b.v, b.at = lat0, lat1, lon0, lon1, v, int32(i)
			if !g.widen(b) {
				*bs = (*bs)[:n]
			} else if ended || t > lo || lon1-lon0 > turn/8 {
				b.stray = -1
			} else {
				b.stray = stray(b, f[i+1:j], lo, hi)
			}
			i = j - 1
			if ended {
				break
			}
			if hi == end {
				return i
			}
			t = hi
			for lon >= turn/2 {
				lon, turned = lon-turn, turned-turn
			}
			for lon < -turn/2 {
				lon, turned = lon+turn, turned+turn
			}
		}
	}
	return max(i-1, 0)
}

// widen makes a box wider by half of Km, and reports whether it is in the cell.
func (g *contactGrid) widen(b *box) bool {
	k := g.k
	b.top >>= rowShift
	wide := k.wide[b.top]
	lat0, lat1, lon0, lon1 := b.lat0-k.half, b.lat1+k.half, b.lon0-wide, b.lon1+wide
	if lon0 < -turn/2 || lon1 >= turn/2 {
		if lon1-lon0 >= turn {
			lon0, lon1 = -turn/2, turn/2
		}
		for lon0 >= turn/2 {
			lon0, lon1 = lon0-turn, lon1-turn
		}
		for lon1 < -turn/2 {
			lon0, lon1 = lon0+turn, lon1+turn
		}
	}
	b.lat0, b.lat1, b.lon0, b.lon1 = lat0, lat1, lon0, lon1
	if c := k.cell; c != nil {
		if lat1 < c[0] || lat0 > c[2] {
			return false
		}
		return lon1 >= c[1] && lon0 <= c[3] || lon1-turn >= c[1] && lon0-turn <= c[3] || lon1+turn >= c[1] && lon0+turn <= c[3]
	}
	return true
}

// stray is how far fixes between are off the straight way of a box, at most.
func stray(b *box, between []Fix, lo, hi uint32) float32 {
	if len(between) == 0 {
		return 0
	}
	inv := 1 / float64(hi-lo)
	lat, lon := float64(b.from[0]), float64(b.from[1])
	north, east := float64(b.to[0]-b.from[0])*inv, float64(b.to[1]-b.from[1])*inv
	most := 0.0
	for i := range between {
		m := &between[i]
		s := float64(m.T - lo)
		dlat, dlon := float64(m.Lat())-lat-north*s, float64(m.Lon())-lon-east*s
		if dlon > turn/2 {
			dlon -= turn
		} else if dlon < -turn/2 {
			dlon += turn
		}
		most = max(most, math.Abs(dlat)+math.Abs(dlon))
	}
	return float32(most)
}

// when says from when to when two vessels may have been in contact by their boxes'
// straight ways and what both stray from them, false: never.
func (g *contactGrid) when(x, y *box, m *passing) bool {
	if x.stray < 0 || y.stray < 0 {
		return true
	}
	east := float64(g.k.east[max(x.top, y.top)])
	py, qy := float64(y.from[0]-x.from[0]), float64(y.to[0]-x.to[0])
	px, qx := float64(shortWay(y.from[1]-x.from[1]))*east, float64(shortWay(y.to[1]-x.to[1]))*east
	dx, dy := qx-px, qy-py
	reach := g.reach + float64(x.stray+y.stray)
	// Between 0 and 1 of the slot: dd s² - 2 dot s + pp <= reach².
	pp, dd, dot := px*px+py*py, dx*dx+dy*dy, -(px*dx + py*dy)
	c := pp - reach*reach
	disc := dot*dot - dd*c
	if disc < 0 {
		return false
	}
	if c > 0 && dot <= 0 || dot >= dd && qx*qx+qy*qy > reach*reach {
		return false // they draw apart from the start on, or nearer to the end
	}
	if dd < 1 {
		return true
	}
	r := math.Sqrt(disc)
	const more = 2 // seconds: roundings
	long := float64(m.to-m.from) / dd
	first, last := (dot-r)*long-more, (dot+r)*long+more
	if last < float64(m.to-m.from) {
		m.to = m.from + uint32(max(last, 0))
	}
	if first > 0 {
		m.from += uint32(first)
	}
	return true
}
