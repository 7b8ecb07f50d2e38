package sea

import (
	"cmp"
	"context"
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// Classes of silences.
const (
	SilentDark    = "dark"    // others were heard all along wherever it can have been
	SilentFaint   = "faint"   // it can have been where little is heard
	SilentUnknown = "unknown" // nobody else was there to tell
	SilentOutage  = "outage"  // the receivers were out
)

// SilenceConfig holds the thresholds of all that is told from silences.
type SilenceConfig struct {
	Reception  ReceptionConfig
	Reach      ReachConfig
	Gap        GapConfig
	Rendezvous RendezvousConfig
	Call       DarkCallConfig
}

// DefaultSilenceConfig holds the values of reference sea.md §4 and §7.
func DefaultSilenceConfig() SilenceConfig {
	return SilenceConfig{DefaultReceptionConfig(), DefaultReachConfig(), DefaultGapConfig(), DefaultRendezvousConfig(), DefaultDarkCallConfig()}
}

// Silence is the time between two neighbouring fixes of a vessel, or after its
// last one, and how sure it is that the vessel did not transmit.
type Silence struct {
	Vessel *Vessel
	Next   int // index of the fix that ended it; len(Fixes) of an open one
	Reach  Reach
	Class  string
	L      float64  // messages that would have been delivered, on the way with the least reception
	P      float64  // 1/(1+L): that it was silent by fading alone
	Heard  []string // vessels heard meanwhile along that way, by id
	Outage float64  // share of the time in which the feed that heard it last was out
	index  int      // of the vessel
}

// off and on are the fixes around; on is nil of an open one.
func (s *Silence) off() *Fix { return &s.Vessel.Fixes[s.Next-1] }
func (s *Silence) on() *Fix {
	if s.Reach.Open {
		return nil
	}
	return &s.Vessel.Fixes[s.Next]
}

// Silences are the silences of all vessels of at least some seconds, by vessel and
// time. Open ones end when the traffic does.
func (r *Reception) Silences(ctx context.Context, k *Known, c GapConfig, least uint32, workers int) ([]Silence, error) {
	dry := dryness(k)
	per := make([][]Silence, len(r.vessels))
	work := make([]*ways, max(1, workers))
	err := share(ctx, workers, len(r.vessels), 8, func(w, vi int) {
		v := r.vessels[vi]
		for i := 1; i <= len(v.Fixes); i++ {
			s := Silence{Vessel: v, Next: i, index: vi}
			off := &v.Fixes[i-1]
			to := r.last()
			if i < len(v.Fixes) {
				to = v.Fixes[i].T
			} else {
				s.Reach.Open = true
			}
			if to < off.T || to-off.T < least {
				continue
			}
			s.Reach.Off, s.Reach.From, s.Reach.To, s.Reach.Knots = off.at(), int64(off.T), int64(to), r.habits[vi].knots
			if on := s.on(); on != nil {
				s.Reach.On = on.at()
			}
			if work[w] == nil {
				work[w] = &ways{r: r, dry: dry, dried: make(map[uint32]bool)}
			}
			work[w].judge(&s, c)
			per[vi] = append(per[vi], s)
		}
	})
	if err != nil {
		return nil, err
	}
	return slices.Concat(per...), nil
}

// last is when the traffic ends.
func (r *Reception) last() uint32 {
	t := r.t.Last
	for _, v := range r.vessels {
		if n := len(v.Fixes); n > 0 {
			t = max(t, v.Fixes[n-1].T)
		}
	}
	return t
}

// ways finds the way with the least reception. One goroutine uses it at a time.
type ways struct {
	r     *Reception
	dry   func(geo.Point) bool
	dried map[uint32]bool

	own        []hearing
	got, due   []uint64 // of the box and a rim around, one lane at a time
	cost, best []int64  // by step and cell of the box
	rows       []int64
	names      []uint32
}

// judge fills in Class, L, P, Heard and Outage.
func (w *ways) judge(s *Silence, c GapConfig) {
	r, off, on := w.r, s.off(), s.on()
	from, to := off.T, uint32(s.Reach.To)
	s.Outage = float64(r.outage(off.Source, from, to)) / float64(to-from)
	s.Class, s.P = SilentUnknown, 1
	if s.Reach.Possible() {
		w.ownRecords(s)
		w.names = w.names[:0]
		var l int64
		if cone := r.cfg.Cone; to-from <= 2*cone {
			l = w.least(s, off, on, from, to, false)
		} else {
			l = w.least(s, off, nil, from, from+cone, false)
			if on != nil {
				l += w.least(s, on, nil, to-cone, to, true)
			}
		}
		s.L = float64(l) / micro
		s.P = 1 / (1 + s.L)
		slices.Sort(w.names)
		for _, v := range slices.Compact(w.names) {
			s.Heard = append(s.Heard, r.vessels[v].ID)
		}
	}
	switch {
	case s.Outage >= c.Outage:
		s.Class = SilentOutage
	case len(s.Heard) == 0:
	case s.P <= c.Dark && len(s.Heard) >= c.Neighbours:
		s.Class = SilentDark
	default:
		s.Class = SilentFaint
	}
}

// ownRecords are what the vessel itself tells of the hours of its silence: it is no
// witness of its own case.
func (w *ways) ownRecords(s *Silence) {
	fx := s.Vessel.Fixes
	lo, hi := s.Next-1, s.Next
	for lo > 0 && fx[lo].T/hourS == fx[s.Next-1].T/hourS {
		lo--
	}
	for hi < len(fx) && fx[hi].T/hourS == fx[min(s.Next, len(fx)-1)].T/hourS {
		hi++
	}
	w.own = w.r.walk(s.index, lo, min(hi+1, len(fx)), w.own[:0])
}

const far = math.MaxInt64 / 4

// box is a range of cells.
type bounds struct{ row, col, rows, cols int }

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
	mc := around(mid.Lon-start.at().Lon) * 4
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
		cost := w.cost[i*size : (i+1)*size]
		w.costs(cost, b, hour, h.classB, pace, hi-lo-r.outage(s.off().Source, lo, hi))
		if w.dry != nil {
			w.block(cost, b, startAt, endAt)
		}
		at := elapsed + span/2
		elapsed += span
		// how many cells it can have come since the last step, having begun in the middle of one
		mr, mcl := int(v*at/kmRow+.5), int(v*at/kmCol+.5)
		path[i] = step{hour, mr - moved, mcl - movedC}
		moved, movedC = mr, mcl
		best := w.best[i*size : (i+1)*size]
		if i == 0 {
			for j := range best {
				best[j] = far
			}
			for y := max(0, startAt/b.cols-mr); y <= min(b.rows-1, startAt/b.cols+mr); y++ {
				for x := max(0, startAt%b.cols-mcl); x <= min(b.cols-1, startAt%b.cols+mcl); x++ {
					best[y*b.cols+x] = cost[y*b.cols+x]
				}
			}
			continue
		}
		w.spread(best, w.best[(i-1)*size:i*size], b, path[i].dr, path[i].dc)
		for j := range best {
			best[j] = min(far, best[j]+cost[j])
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

// spread sets each cell to the least of those within some rows and columns.
func (w *ways) spread(dst, src []int64, b bounds, dr, dc int) {
	for y := range b.rows {
		row, out := src[y*b.cols:(y+1)*b.cols], w.rows[y*b.cols:(y+1)*b.cols]
		for x := range row {
			m := row[x]
			for j := max(0, x-dc); j <= min(b.cols-1, x+dc); j++ {
				m = min(m, row[j])
			}
			out[x] = m
		}
	}
	for y := range b.rows {
		out := dst[y*b.cols : (y+1)*b.cols]
		copy(out, w.rows[y*b.cols:(y+1)*b.cols])
		for j := max(0, y-dr); j <= min(b.rows-1, y+dr); j++ {
			for x, m := range w.rows[j*b.cols : (j+1)*b.cols] {
				out[x] = min(out[x], m)
			}
		}
	}
}

// costs are the messages, in millionths, that would have been delivered in an hour
// of so many seconds, by cell of the box.
func (w *ways) costs(cost []int64, b bounds, hour uint32, classB bool, pace [kinds]uint32, seconds uint32) {
	clear(cost)
	if hour < w.r.base || seconds == 0 {
		return
	}
	cols := b.cols + 2
	n := (b.rows + 2) * cols
	w.got, w.due = grown(w.got, 2*n), grown(w.due, 2*n)
	for k := range kinds {
		if pace[k] == 0 {
			continue
		}
		lane := k
		if classB {
			lane += kinds
		}
		got, due := w.got[:n], w.due[:n]
		some := w.fill(got, due, b, hour, lane)
		if !classB {
			// class B is heard less far: where few of class A passed it tells the least
			gb, db := w.got[n:2*n], w.due[n:2*n]
			if w.fill(gb, db, b, hour, lane+kinds) {
				some = true
				for i := range due {
					if float64(due[i]) < w.r.cfg.Evidence*micro {
						got[i] += gb[i]
						due[i] += db[i]
					}
				}
			}
		}
		if !some {
			continue
		}
		messages := float64(uint64(pace[k]) * uint64(seconds))
		for y := range b.rows {
			for x := range b.cols {
				rho := w.share(got, due, cols, (y+1)*cols+x+1)
				cost[y*b.cols+x] += int64(rho * messages)
			}
		}
	}
}

// share is the reception in a cell of a filled box: its own, or where it tells too
// little, part of that of the cells around.
func (w *ways) share(got, due []uint64, cols, at int) float64 {
	least := w.r.cfg.Evidence * micro
	if float64(due[at]) >= least {
		return rhoOf(got[at], due[at])
	}
	var g, d uint64
	for _, row := range [3]int{at - cols, at, at + cols} {
		g += got[row-1] + got[row] + got[row+1]
		d += due[row-1] + due[row] + due[row+1]
	}
	if float64(d) < least {
		return 0
	}
	return w.r.cfg.Fill * rhoOf(g, d)
}

// fill sets what others had delivered and due in the box and a rim of one cell,
// and reports whether there was anything.
func (w *ways) fill(got, due []uint64, b bounds, hour uint32, lane int) bool {
	clear(got)
	clear(due)
	h := int(hour - w.r.base)
	if (h+1)*lanes >= len(w.r.first) {
		return false
	}
	ss := w.r.sums[w.r.first[h*lanes+lane]:w.r.first[h*lanes+lane+1]]
	if len(ss) == 0 {
		return false
	}
	cols := b.cols + 2
	some := false
	each := func(row, col, n, at int) { // n columns of a row from col, into at
		lo := uint32(row*cellCols + col)
		i, _ := slices.BinarySearchFunc(ss, lo, func(s cellSum, c uint32) int { return cmp.Compare(s.cell, c) })
		for ; i < len(ss) && ss[i].cell < lo+uint32(n); i++ {
			got[at+int(ss[i].cell-lo)] += uint64(ss[i].got)
			due[at+int(ss[i].cell-lo)] += ss[i].due
			some = true
		}
	}
	for y := range b.rows + 2 {
		row := b.row - 1 + y
		if row < 0 || row >= cellRows {
			continue
		}
		col := ((b.col-1)%cellCols + cellCols) % cellCols
		n := min(cols, cellCols-col)
		each(row, col, n, y*cols)
		if n < cols {
			each(row, 0, min(cols-n, cellCols), y*cols+n)
		}
	}
	for i := range w.own {
		o := &w.own[i]
		if uint32(o.key>>(cellBits+vesselBits)) != uint32(h*lanes+lane) {
			continue
		}
		cell := uint32(o.key>>vesselBits) & (1<<cellBits - 1)
		y := int(cell/cellCols) - b.row + 1
		x := ((int(cell%cellCols)-b.col+1)%cellCols + cellCols) % cellCols
		if y < 0 || y >= b.rows+2 || x >= cols {
			continue
		}
		got[y*cols+x] -= min(got[y*cols+x], uint64(o.got))
		due[y*cols+x] -= min(due[y*cols+x], uint64(o.due))
	}
	return some
}

// witnesses adds the vessels heard in a cell of the box, or where it was filled from
// the cells around, in these.
func (w *ways) witnesses(b bounds, at int, hour uint32, classB bool, pace [kinds]uint32, but uint32) {
	h := int(hour) - int(w.r.base)
	if h < 0 || (h+1)*lanes >= len(w.r.first) {
		return
	}
	one := func(y, x, lane int) (n int) {
		row, col := b.row+y, ((b.col+x)%cellCols+cellCols)%cellCols
		if row < 0 || row >= cellRows {
			return 0
		}
		ss := w.r.sums[w.r.first[h*lanes+lane]:w.r.first[h*lanes+lane+1]]
		i, ok := slices.BinarySearchFunc(ss, uint32(row*cellCols+col), func(s cellSum, c uint32) int { return cmp.Compare(s.cell, c) })
		if !ok {
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
func (w *ways) block(cost []int64, b bounds, start, end int) {
	for y := range b.rows {
		for x := range b.cols {
			at := y*b.cols + x
			if at == start || at == end {
				continue
			}
			row, col := b.row+y, ((b.col+x)%cellCols+cellCols)%cellCols
			if w.isDry(uint32(row*cellCols + col)) {
				cost[at] = far
			}
		}
	}
}

// isDry reports whether a cell's middle and the middles of its quarters are land.
func (w *ways) isDry(cell uint32) bool {
	if d, ok := w.dried[cell]; ok {
		return d
	}
	lat, lon := float64(cell/cellCols)/4-90+.125, float64(cell%cellCols)/4-180+.125
	d := true
	for _, at := range [5][2]float64{{0, 0}, {1, 1}, {1, -1}, {-1, 1}, {-1, -1}} {
		if !w.dry(geo.Point{Lat: lat + at[0]/16, Lon: lon + at[1]/16}) {
			d = false
			break
		}
	}
	w.dried[cell] = d
	return d
}

// grown is a slice of n, its memory used again.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// course is the course of a fix in degrees, and whether it was said.
func (f *Fix) course() (float64, bool) {
	return float64(f.COG) / 10, f.COG < ais.NoCOG && f.SOG < ais.NoSOG && f.SOG >= 5
}
