package sea

import (
	"math"
	"slices"
)

// slot finds the contacts of boxes in the time from lo to hi.
func (g *contactGrid) slot(boxes []box, lo, hi uint32) {
	g.reopen()
	if len(boxes) < 2 {
		return
	}
	g.sort(boxes)
	g.sweep()
	g.sift(boxes)
	g.close = g.close[:0]
	for _, n := range g.near {
		m := passing{int32(n >> 32), int32(uint32(n)), lo, hi}
		g.when(&boxes[m.x], &boxes[m.y], &m)
		g.close = append(g.close, m)
	}
	// Their fixes lie all over memory: those of several pairs are fetched at once.
	for close := g.close; len(close) > 0; {
		few := close[:min(len(close), 16)]
		close = close[len(few):]
		for _, m := range few {
			x, y := &boxes[m.x], &boxes[m.y]
			fx, fy := g.tracks[x.v].fixes, g.tracks[y.v].fixes
			g.sink += fx[x.at].T + fy[y.at].T
			g.sink += fx[min(int(x.at)+3, len(fx)-1)].T + fy[min(int(y.at)+3, len(fy)-1)].T
		}
		for _, m := range few {
			g.pair(&boxes[m.x], &boxes[m.y], lo, hi, m.from, m.to)
		}
	}
}

// sort puts boxes into each row of cells that they reach into, by the cell of their
// western edge there: those near each other lie near each other in memory.
func (g *contactGrid) sort(boxes []box) {
	bits := 8
	for 1<<bits < 2*len(boxes) {
		bits++
	}
	if len(g.cells) != 1<<bits+1 {
		g.cells = make([]int32, 1<<bits+1)
	} else {
		clear(g.cells)
	}
	g.big, g.near = g.big[:0], g.near[:0]
	k := g.k
	mask := uint32(len(g.cells) - 2)
	g.loose, g.cellOf = g.loose[:0], g.cellOf[:0]
	for i := range boxes {
		lat0, lat1, lon0, lon1 := k.bounds(&boxes[i])
		row, last := lat0>>k.shift, lat1>>k.shift
		if last-row >= rowsEach {
			g.big = append(g.big, int32(i))
			continue
		}
		row, last = max(row, g.first), min(last, g.last)
		if by := copyBy(lon0, lon1); by != 0 {
			g.place(node{lat0, lat1, lon0 + by, lon1 + by, row, int32(i)}, last)
		}
		g.place(node{lat0, lat1, lon0, lon1, row, int32(i)}, last)
	}
	n := len(g.loose)
	for _, c := range g.cellOf {
		g.cells[c&mask]++
	}
	sum := int32(0)
	for i := range g.cells {
		sum += g.cells[i]
		g.cells[i] = sum
	}
	g.nodes = slices.Grow(g.nodes[:0], n)[:n]
	for i, c := range g.cellOf {
		p := &g.cells[c&mask]
		*p--
		g.nodes[*p] = g.loose[i]
	}
	for _, i := range g.big {
		lat0, lat1, _, _ := k.bounds(&boxes[i])
		for j := range boxes {
			if south, north, _, _ := k.bounds(&boxes[j]); int(i) != j && lat1 >= south && north >= lat0 {
				g.near = append(g.near, uint64(i)<<32|uint64(j))
			}
		}
	}
}

// place puts a node into each of its rows, up to the last.
func (g *contactGrid) place(n node, last int32) {
	k := len(g.loose)
	most := int(last-n.row) + 2 // one more than there are: most have one or two
	if cap(g.loose)-k < most || cap(g.cellOf)-k < most {
		g.loose = slices.Grow(g.loose, most+k/2)
		g.cellOf = slices.Grow(g.cellOf, most+k/2)
	}
	loose, cells := g.loose[k:k+most], g.cellOf[k:k+most]
	row := n.row
	loose[0], cells[0] = n, cellOf(row, n.lon0>>g.k.columns(row))
	n.row = row + 1
	loose[1], cells[1] = n, cellOf(row+1, n.lon0>>g.k.columns(row+1))
	for r := row + 2; r <= last; r++ {
		n.row = r
		loose[r-row], cells[r-row] = n, cellOf(r, n.lon0>>g.k.columns(r))
	}
	g.loose, g.cellOf = g.loose[:k+most-1], g.cellOf[:k+most-1]
}

// copyBy is how far to the east a copy of a box is needed: it reaches over the
// antimeridian.
func copyBy(lon0, lon1 int32) int32 {
	if lon1 > turn/2 {
		return -turn
	}
	if lon0 < -turn/2 {
		return turn
	}
	return 0
}

// columns says how wide the cells of a row are, as a power of two.
func (k *contactKernel) columns(row int32) uint8 {
	if row < 0 {
		row = ^row
	}
	return k.lonShift[min(int(row), len(k.lonShift)-1)]
}

// cellOf is where a cell is in the table. Neighbours have neighbouring places.
func cellOf(row, col int32) uint32 { return uint32(row)*1021 + uint32(col) }

// sweep finds the boxes that overlap. Of two in a row the one behind begins in a cell
// that the one before reaches.
func (g *contactGrid) sweep() {
	size := int32(len(g.cells) - 1)
	for p := range g.nodes {
		n := &g.nodes[p]
		s := g.k.columns(n.row)
		first := n.lon0 >> s
		last := int32(cellOf(n.row, first)&uint32(size-1)) + min(n.lon1>>s-first, size-1)
		if last < size {
			g.meet(n, g.nodes[p+1:g.cells[last+1]])
		} else {
			g.meet(n, g.nodes[p+1:])
			g.meet(n, g.nodes[:g.cells[last-size+1]])
		}
	}
}

// meet finds those of nodes that overlap one, in the row where what they share begins.
func (g *contactGrid) meet(n *node, others []node) {
	k := len(g.near)
	if cap(g.near)-k < len(others) {
		g.near = slices.Grow(g.near, len(others)+k/2)
	}
	near := g.near[k : k+len(others)]
	lat0, lat1, lon0, lon1, box := n.lat0, n.lat1, n.lon0, n.lon1, uint64(n.box)<<32
	begins := n.row << g.k.shift
	if lat0 >= begins {
		begins = -turn
	}
	k = 0
	for i := range others {
		m := &others[i]
		// A branch here would be guessed wrong half the time: all are written down, and
		// the next goes over what does not count, of which the sign is negative.
		near[k] = box | uint64(m.box)
		k += int(1 + ((lat1-m.lat0)|(m.lat1-lat0)|(lon1-m.lon0)|(m.lon1-lon0)|(m.lat0-begins))>>31)
	}
	g.near = g.near[:len(g.near)+k]
}

// sift leaves of the boxes that overlap those whose vessels may have been in contact,
// by their straight ways and what both stray from them.
func (g *contactGrid) sift(boxes []box) {
	near := g.near
	k := 0
	for _, n := range near {
		x, y := &boxes[n>>32], &boxes[uint32(n)]
		near[k] = n
		if x.stray|y.stray < 0 {
			if x.v != y.v {
				k++
			}
			continue
		}
		east := float64(g.k.east[max(x.top, y.top)])
		py, dy := float64(y.from.lat-x.from.lat), float64((y.to.lat-y.from.lat)-(x.to.lat-x.from.lat))
		px, dx := float64(shortWay(y.from.lon-x.from.lon))*east, float64((y.to.lon-y.from.lon)-(x.to.lon-x.from.lon))*east
		reach := g.reach + float64(x.stray+y.stray)
		// Their distance: p² - 2 s dot + s² dd, where s is 1 at the end of the slot.
		dd, dot := dx*dx+dy*dy, -(px*dx + py*dy)
		c := px*px + py*py - reach*reach
		b, u := float64(max(x.begin, y.begin))*(1./whole), float64(min(x.until, y.until))*(1./whole)
		// They never come so near, or draw apart from the beginning on, or come nearer
		// to the end, or were not seen at the same time. A place more or less is within
		// what reach has more.
		atB, atU := (b*dd-2*dot)*b+c, (u*dd-2*dot)*u+c
		never := negative(dot*dot-dd*c) | negative(-atB)&negative(dot-b*dd-.5) | negative(-atU)&negative(u*dd-dot-.5) | negative(u-b)
		never |= int64(x.v^y.v) - 1
		k += int(1 + never>>63)
	}
	g.near = near[:k]
}

// negative is of the sign of a number, and so is what bits of several make.
func negative(x float64) int64 { return int64(math.Float64bits(x)) }

// when says from when to when two vessels may have been in contact.
func (g *contactGrid) when(x, y *box, m *passing) {
	if x.stray|y.stray < 0 {
		return
	}
	east := float64(g.k.east[max(x.top, y.top)])
	py, dy := float64(y.from.lat-x.from.lat), float64((y.to.lat-y.from.lat)-(x.to.lat-x.from.lat))
	px, dx := float64(shortWay(y.from.lon-x.from.lon))*east, float64((y.to.lon-y.from.lon)-(x.to.lon-x.from.lon))*east
	reach := g.reach + float64(x.stray+y.stray)
	dd, dot := dx*dx+dy*dy, -(px*dx + py*dy)
	first, last := float64(max(x.begin, y.begin))*(1./whole), float64(min(x.until, y.until))*(1./whole)
	if dd >= 1 {
		r := math.Sqrt(max(dot*dot-dd*(px*px+py*py-reach*reach), 0))
		first, last = max(first, (dot-r)/dd), min(last, (dot+r)/dd)
	}
	const more = 2 // seconds: roundings
	length := float64(m.to - m.from)
	if last = last*length + more; last < length {
		m.to = m.from + uint32(max(last, 0))
	}
	if first = first*length - more; first > 0 {
		m.from += uint32(first)
	}
}

// reopen makes the table of contacts that lasted to the end of the slot before.
func (g *contactGrid) reopen() {
	bits := 6
	for 1<<bits < 2*len(g.going) {
		bits++
	}
	if len(g.open) != 1<<bits {
		g.open = make([]int32, 1<<bits)
	} else {
		clear(g.open)
	}
	for _, i := range g.going {
		*g.openOf(g.out[i].A, g.out[i].B) = i + 1
	}
	g.going = g.going[:0]
}

// openOf is where the number of the contact of a pair stands, 0 for none.
func (g *contactGrid) openOf(a, b int32) *int32 {
	mask := len(g.open) - 1
	h := int((uint64(uint32(a))<<32|uint64(uint32(b)))*0x9E3779B97F4A7C15>>32) & mask
	for {
		o := &g.open[h]
		if *o == 0 || g.out[*o-1].A == a && g.out[*o-1].B == b {
			return o
		}
		h = (h + 1) & mask
	}
}

// pair finds the contacts of two vessels in the time from lo to hi, as long as both
// go on being seen; there are none but between from and to.
func (g *contactGrid) pair(x, y *box, lo, hi, from, to uint32) {
	a, b := g.order[x.v], g.order[y.v]
	if a > b {
		x, y, a, b = y, x, b, a
	}
	ta, tb := &g.tracks[x.v], &g.tracks[y.v]
	fa, fb := ta.fixes, tb.fixes
	most, km := g.k.c.MaxPiece, g.k.c.Km
	last := int32(-1) // the contact that was found last
	i, j := int(x.at), int(y.at)
	for i+1 < len(fa) && fa[i+1].T <= from {
		i++
	}
	for j+1 < len(fb) && fb[j+1].T <= from {
		j++
	}
	for i+1 < len(fa) && j+1 < len(fb) && fa[i].T < to && fb[j].T < to {
		a0, a1, b0, b1 := &fa[i], &fa[i+1], &fb[j], &fb[j+1]
		if a1.T-a0.T-1 >= most || b1.T-b0.T-1 >= most {
			break
		}
		if s, e, d, at, ok := approach(a0, a1, b0, b1, km); ok && !ta.broken(i+1) && !tb.broken(j+1) {
			if s, e = max(s, float64(lo)), min(e, float64(hi)); s < e {
				if last < 0 && s == float64(lo) {
					last = *g.openOf(a, b) - 1
				}
				if last >= 0 && g.out[last].End == s {
					l := &g.out[last]
					l.End = e
					l.MinKm, l.MinAt = nearer(l.MinKm, l.MinAt, d, at)
				} else {
					last = int32(len(g.out))
					if len(g.out) == cap(g.out) {
						g.out = slices.Grow(g.out, max(len(g.out), 256))
					}
					g.out = append(g.out, Contact{a, b, s, e, d, at})
				}
			}
		}
		later := int((int64(b1.T) - int64(a1.T)) >> 63) // -1: b goes on first
		i, j = i+1+later, j-later
	}
	if last >= 0 && g.out[last].End == float64(hi) {
		g.going = append(g.going, last)
	}
}

// broken reports whether a segment begins at a fix.
func (t *track) broken(i int) bool {
	if len(t.breaks) == 0 {
		return false
	}
	_, ok := slices.BinarySearch(t.breaks, i)
	return ok
}
