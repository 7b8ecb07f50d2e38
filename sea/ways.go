package sea

import (
	"math"

	"cordon/geo"
)

// ways finds the way with the least reception. One goroutine uses it at a time.
type ways struct {
	r     *Reception
	dry   func(geo.Point) bool
	dried []int8 // by cell: 0 not asked, 1 water, -1 land

	own           []hearing
	got, due      []uint64 // of the box and a rim around
	got2, due2    []uint64 // the same of class B, to be added
	marked        []bool
	touched, near []int32 // cells of the box and its rim: of got and due; of those around
	touched2      []int32
	ring          []int8    // of a cell of the box and its rim: 1 it tells of itself, 2 the next, ...
	base, rho     []float64 // of the cells that tell; what that comes to
	seen          []int32   // cells that have a ring
	day           [kinds]daily
	cost, best    []int64 // by step and cell of the box
	rows          []int64
	names         []uint32
}

// daily is the reception of the part of a day, by cell of the box.
type daily struct {
	is   bool
	part uint32
	rho  []float64
	most []float64 // what those who passed there tell, 1 where nobody did; of cells that have any
	at   []int32   // cells that have any
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
	w.cost = grown(w.cost, steps*size)
	w.best = grown(w.best, steps*size)
	w.rows = grown(w.rows, size)
	for k := range w.day {
		for _, at := range w.day[k].at {
			w.day[k].rho[at] = 0
		}
		w.day[k] = daily{rho: w.day[k].rho, most: w.day[k].most, at: w.day[k].at[:0]}
	}
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
		cost := w.cost[i*size : (i+1)*size]
		w.costs(cost, b, part, hour, h.classB, pace, hi-lo-r.outage(s.off().Source, lo, hi))
		if w.dry != nil {
			w.block(cost, b, part, startAt, endAt)
		}
		best := w.best[i*size : (i+1)*size]
		for j := range best {
			best[j] = far
		}
		if i > 0 {
			w.spread(best, w.best[(i-1)*size:i*size], b, part, path[i].dr, path[i].dc)
		}
		for y := part.row; y < part.row+part.rows; y++ {
			for j := y*b.cols + part.col; j < y*b.cols+part.col+part.cols; j++ {
				if i == 0 {
					best[j] = cost[j]
				} else {
					best[j] = min(far, best[j]+cost[j])
				}
			}
		}
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
		if dry := w.dry; dry != nil { // the cells are too coarse for a strait or canal: over land, then
			w.dry = nil
			defer func() { w.dry = dry }()
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

// spread sets each cell of a part to the least of those within some rows and columns.
func (w *ways) spread(dst, src []int64, b, part bounds, dr, dc int) {
	top, bottom := max(0, part.row-dr), min(b.rows, part.row+part.rows+dr)
	for y := top; y < bottom; y++ {
		row, out := src[y*b.cols:(y+1)*b.cols], w.rows[y*b.cols:(y+1)*b.cols]
		for x := part.col; x < part.col+part.cols; x++ {
			m := row[x]
			for j := max(0, x-dc); j <= min(b.cols-1, x+dc); j++ {
				m = min(m, row[j])
			}
			out[x] = m
		}
	}
	for y := part.row; y < part.row+part.rows; y++ {
		out := dst[y*b.cols+part.col:][:part.cols]
		for j := max(top, y-dr); j <= min(bottom-1, y+dr); j++ {
			for x, m := range w.rows[j*b.cols+part.col:][:part.cols] {
				out[x] = min(out[x], m)
			}
		}
	}
}

// costs are the messages, in millionths, that would have been delivered in an hour
// of so many seconds, by cell of the box; only the part of the box is filled that can
// have been reached.
func (w *ways) costs(cost []int64, b, part bounds, hour uint32, classB bool, pace [kinds]uint32, seconds uint32) {
	clear(cost)
	if seconds == 0 {
		return
	}
	cols := b.cols + 2
	for k := range kinds {
		if pace[k] == 0 {
			continue
		}
		lane := k
		if classB {
			lane += kinds
		}
		messages := float64(uint64(pace[k]) * uint64(seconds))
		// where nobody was heard in this hour, those of the hours around tell
		day := &w.day[k]
		if w.r.cfg.Hours > 0 && (!day.is || day.part != hour/w.r.cfg.Hours) {
			day.is, day.part = true, hour/w.r.cfg.Hours
			for _, at := range day.at {
				day.rho[at] = 0
			}
			day.at = day.at[:0]
			day.rho, day.most = grown(day.rho, len(cost)), grown(day.most, len(cost))
			w.fill(b, hour, lane, true)
			w.field(b, bounds{0, 0, b.rows, b.cols})
			for _, at := range w.seen {
				y, x := int(at)/cols-1, int(at)%cols-1
				if y >= 0 && y < b.rows && x >= 0 && x < b.cols && w.rho[at] > 0 {
					day.at = append(day.at, int32(y*b.cols+x))
					day.rho[y*b.cols+x], day.most[y*b.cols+x] = w.r.cfg.FillDay*w.rho[at], 1
					if w.ring[at] == 1 {
						day.most[y*b.cols+x] = w.rho[at]
					}
				}
			}
			w.empty()
		}
		for _, at := range day.at {
			if part.holds(int(at)/b.cols, int(at)%b.cols) {
				cost[at] += int64(day.rho[at] * messages)
			}
		}
		w.fill(b, hour, lane, false)
		w.field(b, part)
		for _, at := range w.seen {
			y, x := int(at)/cols-1, int(at)%cols-1
			if !part.holds(y, x) {
				continue
			}
			to, known, rho := y*b.cols+x, 0.0, w.rho[at]
			if len(day.rho) > 0 && day.rho[to] > 0 {
				known = day.rho[to]
				if w.ring[at] > 1 { // those who passed there earlier or later know better than those around
					rho = max(known, min(rho, day.most[to]))
				}
			}
			if rho != known {
				cost[to] += int64(rho*messages) - int64(known*messages)
			}
		}
		w.empty()
	}
}

// field finds the reception of the cells of a part of the filled box, and of those
// around. A cell of which enough messages were due tells of itself. Next to it, and
// further out, what is heard well is likely heard as well, for the signal has some
// way to go; what is heard badly is not: r cells away it is fill^r × rho^(2r+1).
func (w *ways) field(b, part bounds) {
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
	// what lies within so many cells of the part can tell of it
	wide := bounds{part.row - w.r.cfg.Rings, part.col - w.r.cfg.Rings, part.rows + 2*w.r.cfg.Rings, part.cols + 2*w.r.cfg.Rings}
	if w.r.cfg.Rings > 0 {
		for _, at := range w.near {
			if w.ring[at] != 0 || !wide.holds(int(at)/cols-1, int(at)%cols-1) {
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
					if w.ring[to] != 0 || !wide.holds(dy-1, dx-1) {
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
		col := wrapCol(b.col - 1)
		n := min(cols, cellCols-col)
		each(row, col, n, y*cols)
		if n < cols {
			each(row, 0, min(cols-n, cellCols), y*cols+n)
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

// block takes away the cells that are land: no way leads over them.
func (w *ways) block(cost []int64, b, part bounds, start, end int) {
	for y := part.row; y < part.row+part.rows; y++ {
		for x := part.col; x < part.col+part.cols; x++ {
			at := y*b.cols + x
			if at == start || at == end {
				continue
			}
			row, col := b.row+y, wrapCol(b.col+x)
			if w.isDry(uint32(row*cellCols + col)) {
				cost[at] = far
			}
		}
	}
}

// isDry reports whether a cell's middle and the middles of its quarters are land.
func (w *ways) isDry(cell uint32) bool {
	if w.dried == nil {
		w.dried = make([]int8, cellRows*cellCols)
	}
	if w.dried[cell] == 0 {
		w.dried[cell] = 1
		if dryCell(cell, w.dry) {
			w.dried[cell] = -1
		}
	}
	return w.dried[cell] < 0
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
