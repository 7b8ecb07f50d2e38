package sea

import (
	"math"
	"slices"
)

// making is a box on the way. What is written in parts and read whole at once stops
// the processor: its parts are copied one by one.
type making struct {
	lat0, lat1, lon0, lon1 int32
	top                    int32  // highest latitude of its pieces, north or south
	piece, last            int    // first and last of its pieces
	slot                   int    // -1: none
	off                    uint32 // end of the slot
	lat, lon               int32  // at its start,
	seen                   uint32 // and where it was seen last
	latS, lonS             int32
	whole                  bool // seen from the start of the slot on
}

// fill makes the boxes of the vessels in the time from start to end; the first slot
// is number first.
func (g *contactGrid) fill(first, start, end uint32) {
	slot, most := g.k.c.Slot, g.k.c.MaxPiece
	for oi := range g.tracks {
		f, breaks, v := g.tracks[oi].fixes, g.tracks[oi].breaks, int32(oi)
		n := len(f)
		i := int(g.at[oi])
		if ahead := oi + 6; ahead < len(g.tracks) && len(g.tracks[ahead].fixes) > 0 {
			g.sink += g.tracks[ahead].fixes[g.at[ahead]].T // is on its way from memory when it is wanted
		}
		if n < 2 || f[i].T >= end {
			continue
		}
		br := 0
		if len(breaks) > 0 {
			br, _ = slices.BinarySearch(breaks, i+1)
		}
		w := making{slot: -1}
		for ; i+1 < n; i++ {
			p, q := &f[i], &f[i+1]
			if p.T >= end {
				break
			}
			if br < len(breaks) && breaks[br] == i+1 {
				br++
				continue
			}
			dt := q.T - p.T
			if dt-1 >= most || q.T <= start { // 0 too
				continue
			}
			t, lat, lon := p.T, p.Lat, p.Lon
			dlat, dlon := q.Lat-p.Lat, shortWay(q.Lon-p.Lon)
			high := max(p.Lat, -p.Lat, q.Lat, -q.Lat)
			var north, east float64 // units a second, when needed
			if t < start || t >= w.off || q.T > min(w.off, end) {
				inv := 1 / float64(dt)
				north, east = float64(dlat)*inv, float64(dlon)*inv
				if t < start {
					t = start
					lat += int32(north * float64(t-p.T))
					lon += int32(east * float64(t-p.T))
				}
			}
			if t >= w.off {
				if w.slot >= 0 {
					g.add(&w, f, v, end)
				}
				s := t / slot
				w.slot, w.off = int(s-first), s*slot+slot
				w.lat0, w.lat1, w.lon0, w.lon1, w.top = lat, lat, lon, lon, high
				w.piece, w.lat, w.lon, w.whole = i, lat, lon, t == max(s*slot, start)
			} else {
				if d := lon - w.lon0; d > turn/2 {
					lon -= turn
				} else if d < -turn/2 {
					lon += turn
				}
				w.whole = w.whole && t == w.seen
				w.lat0, w.lat1, w.lon0, w.lon1 = min(w.lat0, lat), max(w.lat1, lat), min(w.lon0, lon), max(w.lon1, lon)
				w.top = max(w.top, high)
			}
			w.last = i
			base := lon // where p is
			if t != p.T {
				base = lon - int32(east*float64(t-p.T))
			}
			stop := min(q.T, end)
			for stop > w.off {
				s := float64(w.off - p.T)
				lat, lon = p.Lat+int32(north*s), base+int32(east*s)
				w.lat0, w.lat1, w.lon0, w.lon1 = min(w.lat0, lat), max(w.lat1, lat), min(w.lon0, lon), max(w.lon1, lon)
				w.seen, w.latS, w.lonS = w.off, lat, lon
				g.add(&w, f, v, end)
				w.slot, w.off = w.slot+1, w.off+slot
				w.lat0, w.lat1, w.lon0, w.lon1, w.top = lat, lat, lon, lon, high
				w.piece, w.lat, w.lon, w.whole = i, lat, lon, true
			}
			lat, lon = q.Lat, base+dlon
			if stop < q.T {
				s := float64(stop - p.T)
				lat, lon = p.Lat+int32(north*s), base+int32(east*s)
			}
			w.seen, w.latS, w.lonS = stop, lat, lon
			w.lat0, w.lat1, w.lon0, w.lon1 = min(w.lat0, lat), max(w.lat1, lat), min(w.lon0, lon), max(w.lon1, lon)
			if w.lon1-w.lon0 >= turn {
				w.lon0, w.lon1, w.whole = -turn/2, turn/2, false
			}
		}
		if w.slot >= 0 {
			g.add(&w, f, v, end)
		}
		g.at[oi] = int32(max(i-1, 0))
	}
}

// add puts a box, widened, into its slot.
func (g *contactGrid) add(w *making, f []Fix, v int32, end uint32) {
	k := g.k
	row := w.top >> rowShift
	wide := k.wide[row]
	lat0, lat1, lon0, lon1, lon := w.lat0-k.half, w.lat1+k.half, w.lon0-wide, w.lon1+wide, w.lon
	if lon0 < -turn/2 || lon1 >= turn/2 {
		if lon1-lon0 >= turn {
			lon0, lon1, w.whole = -turn/2, turn/2, false
		}
		for lon0 >= turn/2 {
			lon0, lon1, lon = lon0-turn, lon1-turn, lon-turn
		}
		for lon1 < -turn/2 {
			lon0, lon1, lon = lon0+turn, lon1+turn, lon+turn
		}
	}
	if c := k.cell; c != nil {
		if lat1 < c[0] || lat0 > c[2] {
			return
		}
		if !(lon1 >= c[1] && lon0 <= c[3]) && !(lon1-turn >= c[1] && lon0-turn <= c[3]) && !(lon1+turn >= c[1] && lon0+turn <= c[3]) {
			return
		}
	}
	stray := float32(-1)
	if hi := min(w.off, end); w.whole && w.seen == hi {
		// How far the fixes between are off the straight way, at most.
		stray = 0
		lo := w.off - k.c.Slot
		if lo < g.start {
			lo = g.start
		}
		if m := f[w.piece+1 : w.last+1]; len(m) > 0 {
			inv := 1 / float64(hi-lo)
			north, east := float64(w.latS-w.lat)*inv, float64(w.lonS-w.lon)*inv
			for i := range m {
				s := float64(m[i].T - lo)
				dlat, dlon := float64(m[i].Lat-w.lat)-north*s, float64(m[i].Lon-w.lon)-east*s
				if dlon > turn/2 {
					dlon -= turn
				} else if dlon < -turn/2 {
					dlon += turn
				}
				stray = max(stray, float32(math.Abs(dlat)+math.Abs(dlon)))
			}
		}
	}
	b := &g.boxes[w.slot*len(g.order)+int(g.count[w.slot])]
	g.count[w.slot]++
	b.lat0, b.lat1, b.lon0, b.lon1, b.v, b.at = lat0, lat1, lon0, lon1, v, int32(w.piece)
	b.from[0], b.from[1], b.to[0], b.to[1] = w.lat, lon, w.latS, lon+(w.lonS-w.lon)
	b.stray, b.east = stray, k.east[row]
}

// apart reports whether two boxes' straight ways, with what both stray from them,
// show that the vessels were not in contact.
func (g *contactGrid) apart(x, y *box) bool {
	if x.stray < 0 || y.stray < 0 {
		return false
	}
	east := float64(min(x.east, y.east))
	py, qy := float64(y.from[0]-x.from[0]), float64(y.to[0]-x.to[0])
	px, qx := float64(shortWay(y.from[1]-x.from[1]))*east, float64(shortWay(y.to[1]-x.to[1]))*east
	dx, dy := qx-px, qy-py
	reach := g.reach + float64(x.stray+y.stray)
	pp, dd, dot := px*px+py*py, dx*dx+dy*dy, -(px*dx + py*dy)
	switch {
	case dot <= 0:
		return pp > reach*reach
	case dot >= dd:
		return qx*qx+qy*qy > reach*reach
	}
	return pp*dd-dot*dot > reach*reach*dd
}
