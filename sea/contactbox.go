package sea

import (
	"math"
	"slices"

	"cordon/ais"
)

// box is where a vessel was in one go during a part of a slot: within stray of a
// straight even way. The way goes on through the whole slot.
type box struct {
	from, to     latLon // latitude and longitude where the way begins and ends; to may lie beyond the antimeridian
	stray        int32  // units; negative: so far in latitude, and of longitude nothing is known
	top          int16  // highest latitude of its pieces, north or south, >> rowShift
	begin, until uint8  // the part of the slot, of whole; what the way is before and after means nothing
	v, at        int32  // the vessel's number in order, and the first of its pieces in the slot
}

// latLon is a place in units. A struct stays in registers, an array does not.
type latLon struct{ lat, lon int32 }

const (
	whole = 255  // parts of a slot
	bend  = 3000 // units, 0.6 km: of a ship that strays more its way is told in two parts
)

// fill makes the boxes of the vessels in the time from start to end; the first slot
// is number first.
func (g *contactGrid) fill(first, start, end uint32) {
	for v := range g.tracks {
		if v+4 < len(g.tracks) {
			g.readAhead(v + 4)
		}
		if f := g.tracks[v].fixes; len(f) > 1 && f[g.at[v]].T < end {
			g.at[v] = int32(g.way(int32(v), first, start, end))
		}
	}
}

// readAhead has the fixes of a vessel brought from memory all at once, until they are
// wanted.
func (g *contactGrid) readAhead(v int) {
	f := g.tracks[v].fixes[g.at[v]:]
	sum := uint32(0)
	for i := 0; i < min(len(f), 64); i += 4 { // four to a line of memory
		sum += f[i].T
	}
	g.sink += sum
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
		if f[i+1].T-f[i].T-1 >= most || f[i+1].T <= start {
			i++
			continue
		}
		// From here on it is seen without a break: a box for each slot.
		t, at := f[i].T, f[i].place()
		if t < start {
			t, at = start, between(&f[i], &f[i+1], start)
		}
		for s := t / slot; ; s++ {
			lo, hi := max(s*slot, start), end
			if end-s*slot > slot {
				hi = s*slot + slot
			}
			j, ended := i+1, false
			for f[j].T < hi {
				if j++; j == next || f[j].T-f[j-1].T-1 >= most {
					ended = true
					break
				}
			}
			last, to, seen, past := &f[j-1], latLon{}, hi, j+1
			if ended {
				past = j
				to, seen = last.place(), last.T
			} else {
				last = &f[j]
				to = between(&f[j-1], last, hi)
			}
			in := int(s-first) * g.k.bands()
			if ended || t > lo {
				g.part(in, v, int32(i), f[i:past], at, to, t, seen, lo, hi)
			} else {
				home := g.k.band(at.lat)
				b := g.another(in + home)
				b.v, b.at, b.from, b.to = v, int32(i), at, to
				b.to.lon = at.lon + shortWay(to.lon-at.lon)
				b.begin, b.until = 0, whole
				b.measure(f[i+1:j], lo, hi)
				if b.stray > g.k.bend {
					g.boxes[in+home] = g.boxes[in+home][:len(g.boxes[in+home])-1]
					c := i + b.corner(f[i+1:j], lo, hi)
					g.part(in, v, int32(i), f[i:c+1], at, f[c].place(), t, f[c].T, lo, hi)
					g.part(in, v, int32(c), f[c:j+1], f[c].place(), to, f[c].T, seen, lo, hi)
				} else {
					if max(b.stray, b.to.lon-b.from.lon, b.from.lon-b.to.lon) > turn/8 {
						b.everywhere(at, f[i+1:j], to)
					}
					g.settled(in, home, b, f[i].Lat(), last.Lat())
				}
			}
			i = j - 1
			if ended {
				break
			}
			if hi == end {
				return i
			}
			t, at = hi, to
		}
	}
	return max(i-1, 0)
}

// another is a new box of a band of a slot.
func (g *contactGrid) another(in int) *box {
	bs := &g.boxes[in]
	n := len(*bs)
	if n == cap(*bs) {
		*bs = slices.Grow(*bs, max(n/4, len(g.tracks)/g.k.bands()*3/2-n, 16))
	}
	*bs = (*bs)[:n+1]
	return &(*bs)[n]
}

// part makes a box of the way from at to to over a part of the slot, from t to seen.
// The first of the fixes is not after t, the last not before seen.
func (g *contactGrid) part(in int, v, i int32, f []Fix, at, to latLon, t, seen, lo, hi uint32) {
	home := g.k.band(at.lat)
	b := g.another(in + home)
	b.v, b.at, b.from, b.to = v, i, at, to
	b.to.lon = at.lon + shortWay(to.lon-at.lon)
	b.lengthen(lo, t, seen, hi)
	between := f[1 : len(f)-1]
	if max(b.to.lon-b.from.lon, b.from.lon-b.to.lon, b.to.lat-b.from.lat, b.from.lat-b.to.lat) > turn/8 {
		b.everywhere(at, between, to)
	} else {
		b.measure(between, lo, hi)
		b.include(at, t-lo, hi-lo)
		b.include(to, seen-lo, hi-lo)
		if b.stray > turn/8 {
			b.everywhere(at, between, to)
		}
	}
	g.settled(in, home, b, f[0].Lat(), f[len(f)-1].Lat())
}

// settled says of a new box, whose pieces begin and end at latitudes p and q, how far
// from the equator it is, and puts it into all its bands.
func (g *contactGrid) settled(in, home int, b *box, p, q int32) {
	off := max(b.stray, -b.stray)
	from, to := b.from.lat, b.to.lat
	if b.until-b.begin != whole {
		from, to = b.along(b.begin).lat, b.along(b.until).lat
		off++
	}
	b.top = int16(min(90*ais.Unit, max(p, -p, q, -q, max(from, -from, to, -to)+off)) >> rowShift)
	g.copies(in, home, b)
}

// along is where the way is in a part of the slot.
func (b *box) along(part uint8) latLon {
	s := float64(part) / whole
	return latLon{b.from.lat + int32(float64(b.to.lat-b.from.lat)*s), b.from.lon + int32(float64(b.to.lon-b.from.lon)*s)}
}

// copies puts the newest box of a band of a slot into the other bands it reaches into;
// outside the cell it is taken away.
func (g *contactGrid) copies(slot, home int, b *box) {
	k := g.k
	if k.cell != nil && !k.inCell(b) {
		bs := &g.boxes[slot+home]
		*bs = (*bs)[:len(*bs)-1]
		return
	}
	if len(k.edges) == 0 {
		return
	}
	off := max(b.stray, -b.stray) + k.half
	lat0, lat1 := min(b.from.lat, b.to.lat)-off, max(b.from.lat, b.to.lat)+off
	if b.until-b.begin != whole {
		lat0, lat1, _, _ = k.bounds(b)
	}
	south, north := k.band(lat0), k.band(lat1)
	if south == north {
		return
	}
	for ; south <= north; south++ {
		if south != home {
			*g.another(slot + south) = *b
		}
	}
}

// place is the latitude and longitude of a fix.
func (f *Fix) place() latLon { return latLon{f.Lat(), f.Lon()} }

// between is where a ship is at a time between two fixes.
func between(p, q *Fix, t uint32) latLon {
	if t == q.T {
		return q.place()
	}
	part := float64(t-p.T) / float64(q.T-p.T)
	lat, lon := p.Lat(), p.Lon()
	lat += int32(float64(q.Lat()-lat) * part)
	lon += int32(float64(shortWay(q.Lon()-lon)) * part)
	return latLon{lat, shortWay(lon)}
}

// lengthen makes a way that was seen from t to seen one from lo to hi.
func (b *box) lengthen(lo, t, seen, hi uint32) {
	dlat, dlon := float64(b.to.lat-b.from.lat), float64(b.to.lon-b.from.lon)
	slot := float64(hi - lo)
	inv := 1 / slot
	b.begin = uint8(float64(t-lo) * inv * whole)
	b.until = uint8(min(float64(seen-lo)*inv*whole+1, whole))
	if 16*uint64(seen-t) < uint64(hi-lo) {
		// Of too short a time to tell: it stays half-way.
		b.from.lat += int32(dlat / 2)
		b.from.lon += int32(dlon / 2)
		b.to = b.from
		return
	}
	inv = 1 / float64(seen-t)
	before, all := float64(t-lo)*inv, slot*inv
	b.from.lat -= int32(dlat * before)
	b.from.lon -= int32(dlon * before)
	b.to.lat, b.to.lon = b.from.lat+int32(dlat*all), b.from.lon+int32(dlon*all)
}

// corner is which of fixes between, from 1, is farthest off the way of a box.
func (b *box) corner(fixes []Fix, lo, hi uint32) int {
	c, most := 1, 0.0
	inv := 1 / float64(hi-lo)
	north, east := float64(b.to.lat-b.from.lat)*inv, float64(b.to.lon-b.from.lon)*inv
	for i := range fixes {
		m := &fixes[i]
		s := float64(m.T - lo)
		dlat, dlon := float64(m.Lat()-b.from.lat)-north*s, float64(shortWay(m.Lon()-b.from.lon))-east*s
		if d := dlat*dlat + dlon*dlon; d > most {
			c, most = i+1, d
		}
	}
	return c
}

// measure says how far fixes between are off the way of a box, at most.
func (b *box) measure(fixes []Fix, lo, hi uint32) {
	if len(fixes) == 0 {
		b.stray = 1
		return
	}
	// Places are told in 2^-20 units: no way is so far that it does not fit.
	const bits = 20
	lat, lon := int64(b.from.lat)<<bits, int64(b.from.lon)<<bits
	inv := (1 << bits) / float64(hi-lo)
	north, east := int64(float64(b.to.lat-b.from.lat)*inv), int64(float64(b.to.lon-b.from.lon)*inv)
	most := int64(0)
	for i := range fixes {
		m := &fixes[i]
		s := int64(m.T - lo)
		dlat, dlon := int64(m.Lat())-(lat+north*s)>>bits, int64(m.Lon())-(lon+east*s)>>bits
		if dlon > turn/2 {
			dlon -= turn
		} else if dlon < -turn/2 {
			dlon += turn
		}
		most = max(most, dlat*dlat+dlon*dlon)
	}
	b.stray = int32(math.Sqrt(float64(most))) + 2 + int32((hi-lo)>>(bits-1))
}

// include makes stray so large that a place s seconds after the beginning of the slot
// is within it.
func (b *box) include(at latLon, s, slot uint32) {
	part := float64(s) / float64(slot)
	dlat := float64(at.lat-b.from.lat) - float64(b.to.lat-b.from.lat)*part
	dlon := float64(at.lon-b.from.lon) - float64(b.to.lon-b.from.lon)*part
	if dlon > turn/2 {
		dlon -= turn
	} else if dlon < -turn/2 {
		dlon += turn
	}
	b.stray = max(b.stray, int32(math.Sqrt(dlat*dlat+dlon*dlon))+1)
}

// everywhere makes a box that holds all longitudes, of a ship that goes far around the
// earth.
func (b *box) everywhere(at latLon, fixes []Fix, to latLon) {
	lat0, lat1 := min(at.lat, to.lat), max(at.lat, to.lat)
	for i := range fixes {
		lat0, lat1 = min(lat0, fixes[i].Lat()), max(lat1, fixes[i].Lat())
	}
	b.from = latLon{lat0 + (lat1-lat0)/2, 0}
	b.to = b.from
	b.begin, b.until = 0, whole
	b.stray = -(lat1-lat0)/2 - 2
}

// bounds are the rectangle in which a vessel was, wider by half of Km.
func (k *contactKernel) bounds(b *box) (lat0, lat1, lon0, lon1 int32) {
	off := b.stray
	if off < 0 {
		return b.from.lat + off - k.half, b.from.lat - off + k.half, -turn / 2, turn / 2
	}
	from, to := b.from, b.to
	if b.until-b.begin != whole {
		from, to = b.along(b.begin), b.along(b.until)
		off++
	}
	wide := off + k.wide[b.top]
	lat0, lat1 = min(from.lat, to.lat)-off-k.half, max(from.lat, to.lat)+off+k.half
	lon0, lon1 = min(from.lon, to.lon)-wide, max(from.lon, to.lon)+wide
	if lon1-lon0 >= turn {
		lon0, lon1 = -turn/2, turn/2
	}
	return lat0, lat1, lon0, lon1
}

// inCell reports whether a box reaches into the cell.
func (k *contactKernel) inCell(b *box) bool {
	c := k.cell
	lat0, lat1, lon0, lon1 := k.bounds(b)
	if lat1 < c[0] || lat0 > c[2] {
		return false
	}
	return lon1 >= c[1] && lon0 <= c[3] || lon1-turn >= c[1] && lon0-turn <= c[3] || lon1+turn >= c[1] && lon0+turn <= c[3]
}
