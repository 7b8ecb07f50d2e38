package sea

import (
	"math"

	"cordon/geo"
)

// ways finds the way with the least reception. One goroutine uses it at a time.
type ways struct {
	r   *Reception
	a   *airs
	dry bool // land is asked

	own           []hearing
	got, due      []uint64 // of the box and a rim around
	got2, due2    []uint64 // the same of class B, to be added
	marked        []bool
	touched, near []int32 // cells of the box and its rim: of got and due; of those around
	touched2      []int32
	ring          []int8    // of a cell of the box and its rim: 1 it tells of itself, 2 the next, ...
	base, rho     []float64 // of the cells that tell; what that comes to
	seen          []int32   // cells that have a ring
	found         []airIn
	known         []int32
	cost          []int64 // by cell of the box
	best          []int64 // by step and cell of the box
	rows, pad     []int64
	land          []int64 // by cell of the box: far, no way leads over it, else 0
	names         []uint32
}

const far = math.MaxInt64 / 4

// box is a range of cells.
type bounds struct{ row, col, rows, cols int }

// holds reports whether a row and column of the box lie in a part of it.
func (p bounds) holds(row, col int) bool {
	return row >= p.row && row < p.row+p.rows && col >= p.col && col < p.col+p.cols
}

// least is the least number of messages, in millionths, that would have been
// delivered between two times on any way from a fix to another one, or from a fix
// to anywhere; back: backward in time, from the later fix. The way moves over cells
// by dynamic programming, no faster than the vessel can. The vessels heard along
// it are added to names.
func (w *ways) least(s *Silence, start, end *Fix, from, to uint32, back bool) int64 {
	r := w.r
	h := &r.habits[s.index]
	rest := atRest(s.off())
	if on := s.on(); on != nil {
		rest = rest || atRest(on)
	}
	var pace [kinds]uint32
	for k := range kinds {
		pace[k] = h.pace[k][0]
		if rest {
			pace[k] = min(pace[k], h.pace[k][1])
		}
	}
	if pace[0]|pace[1] == 0 {
		return 0
	}

	// where it can have been: around the fix, and within the whole reach
	kmRow := kmPerDegree / 4
	sc := airCell(start.Lat, start.Lon)
	sr, scol := int(sc/cellCols), int(sc%cellCols)
	v := s.Reach.Knots * kmPerKnotSecond // km/s
	south, north, west, east := s.Reach.within()
	mid := s.Reach.centre()
	top := min(80, math.Max(math.Abs(south), math.Abs(north)))
	kmCol := kmRow * math.Cos(top*degree)
	reach := v * float64(to-from)
	r0 := max(int(math.Floor((south+90)*4)), sr-int(reach/kmRow)-1, 0)
	r1 := min(int(math.Floor((north+90)*4)), sr+int(reach/kmRow)+1, cellRows-1)
	// columns are counted from the start's, across the antimeridian
	mc := geo.Wrap(mid.Lon-start.at().Lon) * 4
	c0 := max(int(math.Floor(west*4+mc))-1, -int(reach/kmCol)-1, -cellCols/2)
	c1 := min(int(math.Ceil(east*4+mc))+1, int(reach/kmCol)+1, cellCols/2-1)
	b := bounds{r0, scol + c0, r1 - r0 + 1, c1 - c0 + 1}
	startAt := (sr-r0)*b.cols - c0
	endAt := -1
	if end != nil {
		ec := airCell(end.Lat, end.Lon)
		er, ecol := int(ec/cellCols), (int(ec%cellCols)-scol+cellCols+cellCols/2)%cellCols-cellCols/2
		er, ecol = min(max(er, r0), r1), min(max(ecol, c0), c1)
		endAt = (er-r0)*b.cols + ecol - c0
	}

	size := b.rows * b.cols
	first, last := from/hourS, (to-1)/hourS
	steps := int(last-first) + 1
	w.cost = grown(w.cost, size)
	w.best = grown(w.best, steps*size)
	w.rows = grown(w.rows, size)
	if w.dry {
		w.block(b, startAt, endAt)
	}
	var was bounds
	moved, movedC := 0, 0
	type step struct {
		hour   uint32
		dr, dc int
	}
	path := make([]step, steps)
	var elapsed float64
	for i := range steps {
		hour := first + uint32(i)
		if back {
			hour = last - uint32(i)
		}
		lo, hi := max(from, hour*hourS), min(to, (hour+1)*hourS)
		span := float64(hi - lo)
		at := elapsed + span/2
		elapsed += span
		// how many cells it can have come since the last step, having begun in the middle of one
		mr, mcl := int(v*at/kmRow+.5), int(v*at/kmCol+.5)
		path[i] = step{hour, mr - moved, mcl - movedC}
		moved, movedC = mr, mcl
		part := bounds{max(0, startAt/b.cols-mr), max(0, startAt%b.cols-mcl), 2*mr + 1, 2*mcl + 1}
		part.rows, part.cols = min(b.rows, startAt/b.cols+mr+1)-part.row, min(b.cols, startAt%b.cols+mcl+1)-part.col
		w.costs(w.cost, b, part, hour, h.classB, pace, hi-lo-r.outage(s.off().Source, lo, hi))
		best := w.best[i*size : (i+1)*size]
		for j := range best {
			best[j] = far
		}
		if i > 0 {
			w.spread(best, w.best[(i-1)*size:i*size], w.cost, b, was, part, path[i].dr, path[i].dc)
		} else {
			for y := part.row; y < part.row+part.rows; y++ {
				from := y*b.cols + part.col
				copy(best[from:from+part.cols], w.cost[from:])
			}
		}
		was = part
	}

	// the end: the cheapest cell from which the other fix is still in reach
	final := w.best[(steps-1)*size:]
	fr, fc := b.rows, b.cols
	if endAt >= 0 {
		fr, fc = int(v*elapsed/kmRow+.5)-moved+1, int(v*elapsed/kmCol+.5)-movedC+1
	} else {
		endAt = startAt
	}
	at := w.cheapest(final, b, endAt, fr, fc)
	if at < 0 {
		if w.dry { // the cells are too coarse for a strait or canal: over land, then
			w.dry = false
			defer func() { w.dry = true }()
			return w.least(s, start, end, from, to, back)
		}
		return 0
	}
	l := final[at]
	for i := steps - 1; i >= 0; i-- {
		w.witnesses(b, at, path[i].hour, h.classB, pace, uint32(s.index))
		if i > 0 {
			at = w.cheapest(w.best[(i-1)*size:i*size], b, at, path[i].dr, path[i].dc)
		}
	}
	return l
}

// cheapest is the index of the least of the cells within some rows and columns of
// one, the first of equals; -1 when none can be reached.
func (w *ways) cheapest(best []int64, b bounds, at, dr, dc int) int {
	found, least := -1, int64(far)
	for y := max(0, at/b.cols-dr); y <= min(b.rows-1, at/b.cols+dr); y++ {
		for x := max(0, at%b.cols-dc); x <= min(b.cols-1, at%b.cols+dc); x++ {
			if c := best[y*b.cols+x]; c < least {
				found, least = y*b.cols+x, c
			}
		}
	}
	return found
}

// spread sets each cell of a part to its cost and the least of those within some rows
// and columns, of which only those of another part can have been reached.
func (w *ways) spread(dst, src, cost []int64, b, was, part bounds, dr, dc int) {
	for y := was.row; y < was.row+was.rows; y++ {
		w.across(w.rows[y*b.cols+part.col:][:part.cols], src[y*b.cols:(y+1)*b.cols], part.col, dc)
	}
	row := func(y int) []int64 { return w.rows[y*b.cols+part.col:][:part.cols] }
	for y := part.row; y < part.row+part.rows; y++ {
		from := y*b.cols + part.col
		out, add := dst[from:from+part.cols], cost[from:from+part.cols]
		lo, hi := max(was.row, y-dr), min(was.row+was.rows-1, y+dr)
		if lo > hi {
			continue
		}
		for ; lo+2 < hi; lo += 2 { // all but the last three
			p, q := row(lo), row(lo+1)
			for x := range out {
				out[x] = min(out[x], p[x], q[x])
			}
		}
		p, q, r := row(lo), row((lo+hi)/2), row(hi)
		for x := range out {
			out[x] = min(far, min(out[x], p[x], q[x], r[x])+add[x])
		}
	}
}

// across sets each of out, which begins at a column of a row, to the least of the row
// within some columns: of twice as many cells each time, and at last of two such that
// overlap.
func (w *ways) across(out, row []int64, col, dc int) {
	n := len(out) + 2*dc
	w.pad = grown(w.pad, n)
	lo, hi := max(0, dc-col), min(n, len(row)-col+dc) // of these there are columns
	for x := range lo {
		w.pad[x] = far
	}
	copy(w.pad[lo:hi], row[col-dc+lo:])
	for x := hi; x < n; x++ {
		w.pad[x] = far
	}
	p := 1
	for ; 2*p <= 2*dc+1; p *= 2 {
		to := w.pad[:n-2*p+1]
		next := w.pad[p:][:len(to)]
		for x, m := range next {
			to[x] = min(to[x], m)
		}
	}
	first := w.pad[:len(out)]
	second := w.pad[2*dc+1-p:][:len(out)]
	for x, m := range first {
		out[x] = min(m, second[x])
	}
}

// costs are the messages, in millionths, that would have been delivered in an hour
// of so many seconds, by cell of the part of the box that can have been reached.
func (w *ways) costs(cost []int64, b, part bounds, hour uint32, classB bool, pace [kinds]uint32, seconds uint32) {
	for y := part.row; y < part.row+part.rows; y++ {
		at := y*b.cols + part.col
		if w.dry {
			copy(cost[at:at+part.cols], w.land[at:])
		} else {
			clear(cost[at : at+part.cols])
		}
	}
	if seconds == 0 {
		return
	}
	for k := range kinds {
		if pace[k] == 0 {
			continue
		}
		lane := k
		if classB {
			lane += kinds
		}
		messages := float64(uint64(pace[k]) * uint64(seconds))
		own := w.ownPart(b, part, hour, lane)
		w.air(hour, lane).add(cost, b, part, own, messages)
		if own.rows > 0 {
			w.addOwn(cost, b, own, hour, lane, messages)
		}
	}
}

// field finds the reception of the cells of the filled box. A cell of which enough messages were due tells of itself. Next to it, and
// further out, what is heard well is likely heard as well, for the signal has some
// way to go; what is heard badly is not: r cells away it is fill^r × rho^(2r+1).
func (w *ways) field(b bounds) {
	cols := b.cols + 2
	least := w.r.cfg.Evidence * micro
	w.seen = w.seen[:0]
	take := func(at int32, ring int8, base float64) {
		w.ring[at], w.base[at] = ring, base
		rho := base
		for range ring - 1 {
			rho = w.r.cfg.Fill * rho * base * base
		}
		w.rho[at] = rho
		w.seen = append(w.seen, at)
	}
	for _, at := range w.touched {
		if w.ring[at] == 0 && float64(w.due[at]) >= least {
			take(at, 1, rhoOf(w.got[at], w.due[at]))
		}
	}
	if w.r.cfg.Rings > 0 {
		for _, at := range w.near {
			if w.ring[at] != 0 {
				continue
			}
			var g, d uint64
			for _, row := range [3]int{int(at) - cols, int(at), int(at) + cols} {
				g += w.got[row-1] + w.got[row] + w.got[row+1]
				d += w.due[row-1] + w.due[row] + w.due[row+1]
			}
			if float64(d) >= least {
				take(at, 2, rhoOf(g, d))
			}
		}
	}
	from := 0
	for ring := int8(2); int(ring) <= w.r.cfg.Rings; ring++ {
		n := len(w.seen)
		for _, at := range w.seen[from:n] {
			if w.ring[at] != ring {
				continue
			}
			y, x := int(at)/cols, int(at)%cols
			for dy := max(1, y-1); dy <= min(b.rows, y+1); dy++ {
				for dx := max(1, x-1); dx <= min(b.cols, x+1); dx++ {
					to := dy*cols + dx
					if w.ring[to] != 0 {
						continue
					}
					sum, k := 0.0, 0.0
					for _, row := range [3]int{to - cols, to, to + cols} {
						for o := row - 1; o <= row+1; o++ {
							if w.ring[o] == ring {
								sum += w.base[o]
								k++
							}
						}
					}
					take(int32(to), ring+1, sum/k)
				}
			}
		}
		from = n
	}
}

// fill sets what others had delivered and due in the box and a rim of one cell, in an
// hour or in the part of a day that holds it, and near to the cells of the box for
// which that tells something. Of class A, class B counts as well where few of class A
// passed: it is heard less far, so it tells the least.
func (w *ways) fill(b bounds, hour uint32, lane int, long bool) {
	cols := b.cols + 2
	n := (b.rows + 2) * cols
	if len(w.got) < n { // all of it is zero between two calls
		w.ring, w.base, w.rho = make([]int8, n), make([]float64, n), make([]float64, n)
		w.got, w.due, w.marked = make([]uint64, n), make([]uint64, n), make([]bool, n)
		w.got2, w.due2 = make([]uint64, n), make([]uint64, n)
	}
	w.touched, w.near = w.lane(w.got, w.due, w.touched[:0], b, hour, lane, long), w.near[:0]
	if lane < kinds {
		w.touched2 = w.lane(w.got2, w.due2, w.touched2[:0], b, hour, lane+kinds, long)
		for _, at := range w.touched2 {
			if float64(w.due[at]) < w.r.cfg.Evidence*micro {
				w.got[at] += w.got2[at]
				w.due[at] += w.due2[at]
				w.touched = append(w.touched, at)
			}
			w.got2[at], w.due2[at] = 0, 0
		}
	}
	for _, at := range w.touched {
		y, x := int(at)/cols, int(at)%cols
		for dy := max(1, y-1); dy <= min(b.rows, y+1); dy++ {
			for dx := max(1, x-1); dx <= min(b.cols, x+1); dx++ {
				if i := dy*cols + dx; !w.marked[i] {
					w.marked[i] = true
					w.near = append(w.near, int32(i))
				}
			}
		}
	}
}

// empty undoes fill and field.
func (w *ways) empty() {
	for _, at := range w.touched {
		w.got[at], w.due[at] = 0, 0
	}
	for _, at := range w.near {
		w.marked[at] = false
	}
	for _, at := range w.seen {
		w.ring[at] = 0
	}
	w.seen = w.seen[:0]
}

// lane adds one lane to the box and its rim, but for the vessel's own part, and
// returns the cells of it.
func (w *ways) lane(got, due []uint64, touched []int32, b bounds, hour uint32, lane int, long bool) []int32 {
	ss := w.r.of(hour, lane, long)
	if len(ss) == 0 {
		return touched
	}
	cols := b.cols + 2
	each := func(row, col, n, at int) { // n columns of a row from col, into at
		lo := uint32(row*cellCols + col)
		i := lowest(ss, lo)
		for ; i < len(ss) && ss[i].cell < lo+uint32(n); i++ {
			to := at + int(ss[i].cell-lo)
			got[to] += uint64(ss[i].got)
			due[to] += ss[i].due
			touched = append(touched, int32(to))
		}
	}
	for y := range b.rows + 2 {
		row := b.row - 1 + y
		if row < 0 || row >= cellRows {
			continue
		}
		for x := 0; x < cols; {
			col := wrapCol(b.col - 1 + x)
			n := min(cols-x, cellCols-col)
			each(row, col, n, y*cols+x)
			x += n
		}
	}
	for i := range w.own {
		o := &w.own[i]
		at := uint32(o.key>>(cellBits+vesselBits+laneBits)) + w.r.base
		if int(o.key>>(cellBits+vesselBits))&(lanes-1) != lane || at != hour && !(long && at/w.r.cfg.Hours == hour/w.r.cfg.Hours) {
			continue
		}
		cell := uint32(o.key>>vesselBits) & (1<<cellBits - 1)
		y, x := int(cell/cellCols)-b.row+1, wrapCol(int(cell%cellCols)-b.col+1)
		if y < 0 || y >= b.rows+2 || x >= cols {
			continue
		}
		to := y*cols + x
		got[to] -= min(got[to], uint64(o.got))
		due[to] -= min(due[to], uint64(o.due))
	}
	return touched
}

// lowest is the first of sums, sorted by cell, that is not below a cell.
func lowest(ss []cellSum, cell uint32) int {
	lo, hi := 0, len(ss)
	for lo < hi {
		if m := (lo + hi) / 2; ss[m].cell < cell {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// wrapCol brings a column around the earth.
func wrapCol(c int) int { return (c%cellCols + cellCols) % cellCols }

// witnesses adds the vessels heard in a cell of the box, or where it was filled from
// the cells around, in these.
func (w *ways) witnesses(b bounds, at int, hour uint32, classB bool, pace [kinds]uint32, but uint32) {
	one := func(y, x, lane int) (n int) {
		row, col := b.row+y, wrapCol(b.col+x)
		if row < 0 || row >= cellRows {
			return 0
		}
		ss := w.r.of(hour, lane, false)
		i := lowest(ss, uint32(row*cellCols+col))
		if i == len(ss) || ss[i].cell != uint32(row*cellCols+col) {
			return 0
		}
		rs := w.r.hearing[ss[i].first:][:ss[i].n]
		for j := range rs {
			if v := rs[j].vessel(); rs[j].got > 0 && v != but {
				w.names = append(w.names, v)
				n++
			}
		}
		return n
	}
	for k := range kinds {
		if pace[k] == 0 {
			continue
		}
		for _, class := range [2]int{0, kinds} {
			if classB && class == 0 {
				continue
			}
			if one(at/b.cols, at%b.cols, class+k) > 0 || w.r.cfg.Fill == 0 {
				continue
			}
			for y := -1; y <= 1; y++ {
				for x := -1; x <= 1; x++ {
					one(at/b.cols+y, at%b.cols+x, class+k)
				}
			}
		}
	}
}

// block marks the cells of the box that are land: no way leads over them, but for where
// it begins and ends.
func (w *ways) block(b bounds, start, end int) {
	w.land = grown(w.land, b.rows*b.cols)
	for y := range b.rows {
		for x := range b.cols {
			at := y*b.cols + x
			w.land[at] = 0
			if at != start && at != end && w.a.isDry(uint32((b.row+y)*cellCols+wrapCol(b.col+x))) {
				w.land[at] = far
			}
		}
	}
}

// dryCell reports whether a cell's middle and the middles of its quarters are land.
func dryCell(cell uint32, dry func(geo.Point) bool) bool {
	lat, lon := float64(cell/cellCols)/4-90+.125, float64(cell%cellCols)/4-180+.125
	for _, at := range [5][2]float64{{0, 0}, {1, 1}, {1, -1}, {-1, 1}, {-1, -1}} {
		if !dry(geo.Point{Lat: lat + at[0]/16, Lon: lon + at[1]/16}) {
			return false
		}
	}
	return true
}

// grown is a slice of n, its memory used again.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
