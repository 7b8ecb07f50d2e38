package sea

import (
	"math"

	"cordon/geo"
)

// ways finds the way with the least reception. One goroutine uses it at a time.
type ways struct {
	r *Reception
	a *airs

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

	trip  trip
	path  []int32 // the way: rows and columns of the box, hour by hour
	names []uint32
	named []uint32 // by vessel: the answer that named it last
	turn  uint32

	// of search
	nodes []wayNode
	queue wayQueue
	taken []uint64 // bits of the cells of each part that were reached or are land

	// of sweep
	best, cost []int64 // by cell of each part; of one
	rows, pad  []int64
}

const far = math.MaxInt64 / 4

// bounds are a range of cells.
type bounds struct{ row, col, rows, cols int }

// holds reports whether a row and column of the box lie in a part of it.
func (p bounds) holds(row, col int) bool {
	return uint(row-p.row) < uint(p.rows) && uint(col-p.col) < uint(p.cols)
}

// within is what two parts of a box have in common.
func (p bounds) within(q bounds) bounds {
	row, col := max(p.row, q.row), max(p.col, q.col)
	return bounds{row, col, max(0, min(p.row+p.rows, q.row+q.rows)-row), max(0, min(p.col+p.cols, q.col+q.cols)-col)}
}

// and is the least part of a box that holds two of them.
func (p bounds) and(q bounds) bounds {
	switch {
	case p.rows == 0 || p.cols == 0:
		return q
	case q.rows == 0 || q.cols == 0:
		return p
	}
	row, col := min(p.row, q.row), min(p.col, q.col)
	return bounds{row, col, max(p.row+p.rows, q.row+q.rows) - row, max(p.col+p.cols, q.col+q.cols) - col}
}

// index is where a cell of a part stands in a list of them.
func (p bounds) index(row, col int) int { return (row-p.row)*p.cols + col - p.col }

// indexOf is index of a cell of the earth.
func (p bounds) indexOf(b bounds, cell uint32) int {
	return (int(cell/cellCols)-b.row-p.row)*p.cols + wrapCol(int(cell%cellCols)-b.col-p.col)
}

// around are the cells within some rows and columns of one.
func around(row, col, rows, cols int) bounds {
	return bounds{row - rows, col - cols, 2*rows + 1, 2*cols + 1}
}

// trip is what is asked of a part of a silence, hour by hour.
type trip struct {
	b         bounds // where it can have been
	row, col  int    // in the box: where it begins
	toRow     int    // where it ends
	toCol     int
	ends, dry bool // it ends somewhere; land is asked
	vessel    uint32
	classB    bool
	pace      [kinds]uint32
	hops      []hop
	cells     int // of all hours
	own       []ownAir
	memory    []float64 // of own airs and hours
}

// hop is an hour of a trip.
type hop struct {
	hour       uint32
	seconds    uint32 // of the hour, in which the feed was not out
	rows, cols int    // how far it can have come since the hour before
	part       bounds // of the box: where it can have come to, and gone on from to the end
	firstWord  int    // of taken
	ready      bool
	lanes      [kinds]hopLane
}

// hopLane is how well the vessel would have been heard in an hour.
type hopLane struct {
	messages float64 // due, in millionths
	air      *air
	own      bounds // of the box: where what the vessel itself told is taken out
	day      int32  // which of trip.own
	tells    bool   // it told something in the hour
	rho      []float64
}

// least is the least number of messages, in millionths, that would have been
// delivered between two times on any way from a fix to another one, or from a fix
// to anywhere; back: backward in time, from the later fix. The way moves from cell to
// cell hour by hour, no faster than the vessel can. The vessels heard along it are
// added to names.
func (w *ways) least(s *Silence, start, end *Fix, from, to uint32, back bool) int64 {
	t := &w.trip
	if !w.plan(s, start, end, from, to, back) {
		return 0
	}
	l, ok := w.find()
	if !ok && t.dry { // the cells are too coarse for a strait or canal: over land, then
		t.dry = false
		l, ok = w.find()
	}
	if !ok {
		return 0
	}
	for i := range t.hops {
		w.witnesses(int(w.path[2*i]), int(w.path[2*i+1]), t.hops[i].hour)
	}
	return l
}

// find finds the best way: the best first, and where that comes to going through a good
// part of all cells, hour by hour. Of ways that are as good it is the first that is found.
func (w *ways) find() (l int64, ok bool) {
	for i := range w.trip.hops {
		if p := w.trip.hops[i].part; p.rows == 0 || p.cols == 0 {
			return 0, false
		}
	}
	l, ok, done := w.search(w.trip.cells/searchShare + searchLeast)
	if !done {
		l, ok = w.sweep()
	}
	return l, ok
}

// plan sets out the trip; false when the vessel would not have been heard anywhere.
func (w *ways) plan(s *Silence, start, end *Fix, from, to uint32, back bool) bool {
	r, t := w.r, &w.trip
	h := &r.habits[s.index]
	rest := atRest(s.off())
	if on := s.on(); on != nil {
		rest = rest || atRest(on)
	}
	for k := range kinds {
		t.pace[k] = h.pace[k][0]
		if rest {
			t.pace[k] = min(t.pace[k], h.pace[k][1])
		}
	}
	if t.pace[0]|t.pace[1] == 0 {
		return false
	}
	t.vessel, t.classB, t.ends, t.dry = uint32(s.index), h.classB, end != nil, w.a.dry != nil

	// where it can have been: around the fix, and within the whole reach
	kmRow := kmPerDegree / 4
	sc := airCell(start.Lat(), start.Lon())
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
	t.b = bounds{r0, scol + c0, r1 - r0 + 1, c1 - c0 + 1}
	t.row, t.col = sr-r0, -c0
	if end != nil {
		ec := airCell(end.Lat(), end.Lon())
		er, ecol := int(ec/cellCols), (int(ec%cellCols)-scol+cellCols+cellCols/2)%cellCols-cellCols/2
		t.toRow, t.toCol = min(max(er, r0), r1)-r0, min(max(ecol, c0), c1)-c0
	}

	first, last := from/hourS, (to-1)/hourS
	t.hops = grown(t.hops, int(last-first)+1)
	all := bounds{0, 0, t.b.rows, t.b.cols}
	moved, movedC := 0, 0
	var elapsed float64
	for i := range t.hops {
		hour := first + uint32(i)
		if back {
			hour = last - uint32(i)
		}
		lo, hi := max(from, hour*hourS), min(to, (hour+1)*hourS)
		span := float64(hi - lo)
		at := elapsed + span/2
		elapsed += span
		// how many cells it can have come since the last hour, having begun in the middle of one
		mr, mcl := int(v*at/kmRow+.5), int(v*at/kmCol+.5)
		t.hops[i] = hop{hour: hour, seconds: hi - lo - r.outage(s.Vessel.Source(s.Next-1), lo, hi), rows: mr - moved, cols: mcl - movedC,
			part: around(t.row, t.col, mr, mcl).within(all)}
		moved, movedC = mr, mcl
	}
	if t.ends {
		rows, cols := int(v*elapsed/kmRow+.5)-moved+1, int(v*elapsed/kmCol+.5)-movedC+1
		for i := len(t.hops) - 1; i >= 0; i-- {
			h := &t.hops[i]
			h.part = h.part.within(around(t.toRow, t.toCol, rows, cols))
			rows, cols = rows+h.rows, cols+h.cols
		}
	}
	t.cells = 0
	for i := range t.hops {
		t.cells += t.hops[i].part.rows * t.hops[i].part.cols
	}
	t.own, t.memory = t.own[:0], t.memory[:0]
	return true
}

// hop is an hour of the trip, with how well the vessel would have been heard in it.
func (w *ways) hop(i int) *hop {
	t := &w.trip
	h := &t.hops[i]
	if h.ready {
		return h
	}
	h.ready = true
	if h.seconds == 0 {
		return h
	}
	for k := range kinds {
		if t.pace[k] == 0 {
			continue
		}
		lane := k
		if t.classB {
			lane += kinds
		}
		l := &h.lanes[k]
		l.messages = float64(uint64(t.pace[k]) * uint64(h.seconds))
		l.air = w.air(h.hour, lane)
		l.day = w.ownDay(h.hour, lane)
		l.own = t.own[l.day].part.within(h.part)
		l.tells = w.tells(h.hour, lane)
	}
	return h
}

// at is how many messages, in millionths, would have been delivered in an hour in a cell.
func (w *ways) at(h *hop, row, col int) (sum int64) {
	for k := range h.lanes {
		l := &h.lanes[k]
		switch {
		case l.messages == 0:
		case l.own.holds(row, col):
			sum += int64(w.ownAt(l, h, row, col) * l.messages)
		case l.air != nil:
			sum += int64(l.air.at(w.trip.b.row+row, onceAround(w.trip.b.col+col)) * l.messages)
		}
	}
	return sum
}

// isDry reports whether a cell of the box is land, so that no way leads over it; where
// the trip begins and ends it is not.
func (w *ways) isDry(row, col int) bool {
	t := &w.trip
	switch {
	case !t.dry, row == t.row && col == t.col, t.ends && row == t.toRow && col == t.toCol:
		return false
	}
	return w.a.dry.is(uint32((t.b.row+row)*cellCols + onceAround(t.b.col+col)))
}

// onceAround brings a column of a box, which is no further off, around the earth.
func onceAround(c int) int {
	switch {
	case c < 0:
		return c + cellCols
	case c >= cellCols:
		return c - cellCols
	}
	return c
}

// witnesses adds the vessels heard in a cell of the box, or where it was filled from
// the cells around, in these.
func (w *ways) witnesses(row, col int, hour uint32) {
	t := &w.trip
	for k := range kinds {
		if t.pace[k] == 0 {
			continue
		}
		for _, class := range [2]int{0, kinds} {
			if t.classB && class == 0 {
				continue
			}
			ss := w.r.of(hour, class+k, false)
			if len(ss) == 0 || w.heard(ss, row, col, 1) || w.r.cfg.Fill == 0 {
				continue
			}
			for y := row - 1; y <= row+1; y++ {
				w.heard(ss, y, col-1, 3)
			}
		}
	}
}

// heard adds the vessels heard in some neighbouring cells of a row of the box, and
// reports whether there were any.
func (w *ways) heard(ss []cellSum, row, col, n int) (any bool) {
	row += w.trip.b.row
	if row < 0 || row >= cellRows {
		return false
	}
	for col = wrapCol(w.trip.b.col + col); n > 0; col = 0 { // beyond the last column the first
		from, some := uint32(row*cellCols+col), min(n, cellCols-col)
		for i := lowest(ss, from); i < len(ss) && ss[i].cell < from+uint32(some); i++ {
			rs := w.r.hearing[ss[i].first:][:ss[i].n]
			for j := range rs {
				if v := rs[j].vessel(); rs[j].got > 0 && v != w.trip.vessel {
					any = true
					if w.named[v] != w.turn {
						w.named[v] = w.turn
						w.names = append(w.names, v)
					}
				}
			}
		}
		n -= some
	}
	return any
}

// grown is a slice of n, its memory used again.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
