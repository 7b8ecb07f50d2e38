package sea

import (
	"math/bits"
	"sync"
	"sync/atomic"

	"cordon/geo"
)

// air is how well ships are heard in one hour on one lane, by cell: what was counted
// there, and filled in from the cells and hours around. Many silences ask for the same
// hour: it is made once, and each takes its own part back out.
type air struct {
	once sync.Once
	row0 int      // first row
	has  []uint64 // bits of the cells of the rows that there are
	rank []int32  // by word of them: how many cells come before
	rho  []float64
	most []float64 // of a part of a day: what those who passed there tell, 1 where nobody did
	hour []float64 // of an hour: what it tells without the day around; negative: of the cell itself
}

const airWords = (cellCols + 63) / 64

// airIn is a cell of which an hour or a part of a day tells.
type airIn struct {
	cell uint32
	rho  float64
	most float64
	own  bool // the cell tells of itself
}

// index is where a cell stands in rho; -1 when nothing is known of it.
func (a *air) index(row, col int) int {
	i := (row-a.row0)*airWords + col>>6
	if row < a.row0 || i >= len(a.has) {
		return -1
	}
	word, bit := a.has[i], uint64(1)<<(col&63)
	if word&bit == 0 {
		return -1
	}
	return int(a.rank[i]) + bits.OnesCount64(word&(bit-1))
}

// at is how well ships are heard in a cell.
func (a *air) at(row, col int) float64 {
	if i := a.index(row, col); i >= 0 {
		return a.rho[i]
	}
	return 0
}

// hold makes room for the cells found, and those of another air.
func (a *air) hold(found []airIn, day *air) {
	low, high := cellRows, -1
	for i := range found {
		row := int(found[i].cell / cellCols)
		low, high = min(low, row), max(high, row)
	}
	if day != nil && len(day.has) > 0 {
		low, high = min(low, day.row0), max(high, day.row0+len(day.has)/airWords-1)
	}
	if low > high {
		return
	}
	a.row0 = low
	a.has = make([]uint64, (high-low+1)*airWords)
	if day != nil && len(day.has) > 0 {
		copy(a.has[(day.row0-low)*airWords:], day.has)
	}
	for i := range found {
		row, col := int(found[i].cell/cellCols), found[i].cell%cellCols
		a.has[(row-low)*airWords+int(col>>6)] |= 1 << (col & 63)
	}
	a.rank = make([]int32, len(a.has))
	n := 0
	for i, word := range a.has {
		a.rank[i] = int32(n)
		n += bits.OnesCount64(word)
	}
	a.rho = make([]float64, n)
}

// airs are the airs of a traffic's hours and parts of days, and the cells that are land.
type airs struct {
	r     *Reception
	hours []air    // by hour, lane
	days  []air    // by part of a day, lane
	past  [2]int64 // of hours and days: how many are forgotten
	dry   *dryCells
}

func newAirs(r *Reception, dry func(geo.Point) bool) *airs {
	return &airs{r: r, dry: newDryCells(dry), hours: make([]air, max(0, len(r.first)-1)), days: make([]air, max(0, len(r.longAt)-1))}
}

// drop forgets what lies before an hour.
func (a *airs) drop(hour uint32) {
	drop := func(of []air, past *int64, n int64) {
		for n = min(int64(len(of)), n*lanes); *past < n; *past++ {
			x := &of[*past]
			x.has, x.rank, x.rho, x.most, x.hour = nil, nil, nil, nil, nil
		}
	}
	drop(a.hours, &a.past[0], int64(hour)-int64(a.r.base))
	if a.r.cfg.Hours > 0 {
		drop(a.days, &a.past[1], int64(hour/a.r.cfg.Hours)-int64(a.r.part0))
	}
}

// dryCells tells which cells are land. Several goroutines may use it.
type dryCells struct {
	dry  func(geo.Point) bool
	said []atomic.Uint32 // two bits a cell: 0 not asked, 1 sea, 2 land
}

// newDryCells returns nil where land is not known.
func newDryCells(dry func(geo.Point) bool) *dryCells {
	if dry == nil {
		return nil
	}
	return &dryCells{dry, make([]atomic.Uint32, cellRows*cellCols/16)}
}

// wet makes sea of cells, before any is asked.
func (d *dryCells) wet(cells []uint32) {
	for _, cell := range cells {
		d.said[cell/16].Or(1 << (cell % 16 * 2))
	}
}

// is reports whether a cell's middle and the middles of its quarters are land.
func (d *dryCells) is(cell uint32) bool {
	word, bit := &d.said[cell/16], cell%16*2
	said := word.Load() >> bit & 3
	if said == 0 {
		said = 1
		if dryCell(cell, d.dry) {
			said = 2
		}
		word.Or(said << bit)
	}
	return said == 2
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

// air is that of an hour, made when it is asked for first; nil outside the traffic.
func (w *ways) air(hour uint32, lane int) *air {
	i := (int64(hour)-int64(w.r.base))*lanes + int64(lane)
	if i < 0 || i >= int64(len(w.a.hours)) {
		return nil
	}
	a := &w.a.hours[i]
	a.once.Do(func() {
		own := w.own
		w.own = nil
		defer func() { w.own = own }()
		day := w.dayAir(hour, lane)
		w.whole(hour, lane, false)
		a.hold(w.found, day)
		if day != nil {
			n := 0
			for i, word := range day.has {
				for ; word != 0; word &= word - 1 {
					a.rho[a.index(day.row0+i/airWords, i%airWords<<6+bits.TrailingZeros64(word))] = day.rho[n]
					n++
				}
			}
		}
		a.hour = make([]float64, len(a.rho))
		for i := range w.found {
			f := &w.found[i]
			row, col := int(f.cell/cellCols), int(f.cell%cellCols)
			at := a.index(row, col)
			a.hour[at] = f.hour()
			rho, most := 0.0, 0.0
			if day != nil {
				if d := day.index(row, col); d >= 0 {
					rho, most = day.rho[d], day.most[d]
				}
			}
			a.rho[at] = beside(a.hour[at], rho, most)
		}
	})
	return a
}

// dayAir is that of the part of a day that holds an hour; nil when none is reckoned.
func (w *ways) dayAir(hour uint32, lane int) *air {
	h := w.r.cfg.Hours
	if h == 0 {
		return nil
	}
	day := &w.a.days[(int64(hour/h)-int64(w.r.part0))*lanes+int64(lane)]
	day.once.Do(func() {
		w.whole(hour, lane, true)
		day.hold(w.found, nil)
		day.most = make([]float64, len(day.rho))
		for _, f := range w.found {
			at := day.index(int(f.cell/cellCols), int(f.cell%cellCols))
			day.rho[at], day.most[at] = f.rho, f.most
		}
	})
	return day
}

// hour is what an hour tells of a cell, as beside takes it.
func (f *airIn) hour() float64 {
	if f.own {
		return -f.rho
	}
	return f.rho
}

// beside is what an hour comes to where the part of the day tells something too: those
// who passed there earlier or later know better than those around.
func beside(hour, rho, most float64) float64 {
	switch {
	case hour < 0:
		return -hour
	case rho > 0:
		return max(rho, min(hour, most))
	}
	return hour
}

// whole finds the cells of the earth of which an hour or a part of a day tells.
func (w *ways) whole(hour uint32, lane int, long bool) {
	w.found = w.found[:0]
	south, north := cellRows, -1
	for _, l := range [2]int{lane, lane + kinds} {
		if l < lanes {
			if ss := w.r.of(hour, l, long); len(ss) > 0 {
				south, north = min(south, int(ss[0].cell/cellCols)), max(north, int(ss[len(ss)-1].cell/cellCols))
			}
		}
	}
	if north < 0 {
		return
	}
	rings := w.r.cfg.Rings + 1
	south, north = max(0, south-rings), min(cellRows-1, north+rings)
	w.tell(bounds{south, -rings, north - south + 1, cellCols + 2*rings}, bounds{0, rings, north - south + 1, cellCols}, hour, lane, long)
}

// tell finds the cells of a part of a box of which an hour or a part of a day tells.
func (w *ways) tell(b, part bounds, hour uint32, lane int, long bool) {
	w.found = w.found[:0]
	w.fill(b, hour, lane, long)
	w.field(b)
	cols := b.cols + 2
	for _, at := range w.seen {
		y, x := int(at)/cols-1, int(at)%cols-1
		if !part.holds(y, x) || !(w.rho[at] > 0) {
			continue
		}
		f := airIn{cell: uint32((b.row+y)*cellCols + wrapCol(b.col+x)), rho: w.rho[at], most: 1, own: w.ring[at] == 1}
		if long {
			if f.own {
				f.most = f.rho
			}
			f.rho *= w.r.cfg.FillDay
		}
		w.found = append(w.found, f)
	}
	w.empty()
}

// add adds the messages that would have been delivered of so many, in millionths, to
// the cells of a part of a box, but for those of another part.
func (a *air) add(cost []int64, b, part, but bounds, messages float64) {
	for y := range part.rows {
		row := b.row + part.row + y
		if i := (row - a.row0) * airWords; row < a.row0 || i >= len(a.has) {
			continue
		}
		line := cost[y*part.cols:][:part.cols]
		for x := 0; x < part.cols; {
			col := onceAround(b.col + part.col + x)
			at, n := (row-a.row0)*airWords+col>>6, min(64-col&63, cellCols-col, part.cols-x)
			word := a.has[at] >> (col & 63)
			if n < 64 {
				word &= 1<<n - 1
			}
			if word != 0 {
				from := int(a.rank[at]) + bits.OnesCount64(a.has[at]&(1<<(col&63)-1))
				for ; word != 0; word &= word - 1 {
					if o := x + bits.TrailingZeros64(word); !but.holds(part.row+y, part.col+o) {
						line[o] += int64(a.rho[from] * messages)
					}
					from++
				}
			}
			x += n
		}
	}
}

// ownAir is how well ships are heard in a part of a day around where the vessel itself
// was heard, without what it told.
type ownAir struct {
	part bounds // of the box of the trip
	from uint32 // which part of a day
	lane int
	said bool
	rho  []float64
	most []float64
}

// ownDay is which of the trip's own airs is that of the part of a day that holds an hour.
func (w *ways) ownDay(hour uint32, lane int) int32 {
	t := &w.trip
	from := hour / max(1, w.r.cfg.Hours)
	for i := range t.own {
		if t.own[i].from == from && t.own[i].lane == lane {
			return int32(i)
		}
	}
	o := ownAir{part: w.ownPart(from, lane), from: from, lane: lane}
	if o.part.rows > 0 { // no more than can be asked
		var asked bounds
		for i := range t.hops {
			if h := &t.hops[i]; h.hour/max(1, w.r.cfg.Hours) == from {
				asked = asked.and(h.part)
			}
		}
		o.part = o.part.within(asked)
	}
	t.own = append(t.own, o)
	return int32(len(t.own) - 1)
}

// ownPart is the part of the box in which what a vessel itself tells counts in a part of
// a day.
func (w *ways) ownPart(from uint32, lane int) bounds {
	b := w.trip.b
	south, north, west, east := cellRows, -1, cellCols, -cellCols
	long := max(1, w.r.cfg.Hours)
	for i := range w.own {
		o := &w.own[i]
		at := uint32(o.key>>(cellBits+vesselBits+laneBits)) + w.r.base
		if int(o.key>>(cellBits+vesselBits))&(lanes-1) != lane || at/long != from {
			continue
		}
		cell := uint32(o.key>>vesselBits) & (1<<cellBits - 1)
		y, x := int(cell/cellCols)-b.row, int(cell%cellCols)-b.col-b.cols/2
		x = wrapCol(x+cellCols/2) - cellCols/2 + b.cols/2
		south, north, west, east = min(south, y), max(north, y), min(west, x), max(east, x)
	}
	if north < 0 && south == cellRows {
		return bounds{}
	}
	rings := w.r.cfg.Rings
	return bounds{south - rings, west - rings, north - south + 1 + 2*rings, east - west + 1 + 2*rings}.within(bounds{0, 0, b.rows, b.cols})
}

// tells reports whether the vessel itself was heard, or should have been, in an hour.
func (w *ways) tells(hour uint32, lane int) bool {
	for i := range w.own {
		if k := w.own[i].key; uint32(k>>(cellBits+vesselBits+laneBits))+w.r.base == hour && int(k>>(cellBits+vesselBits))&(lanes-1) == lane {
			return true
		}
	}
	return false
}

// ownAt is how well ships are heard in a cell near to which the vessel itself was heard,
// without what it told. Where the hour tells of the cell itself, no other is asked.
func (w *ways) ownAt(l *hopLane, h *hop, row, col int) float64 {
	t := &w.trip
	hour := 0.0
	switch {
	case l.rho != nil:
		return l.rho[l.own.index(row, col)]
	case !l.tells && l.air != nil: // the hour is as it is for others
		if i := l.air.index(t.b.row+row, onceAround(t.b.col+col)); i >= 0 {
			if hour = l.air.hour[i]; hour < 0 {
				return -hour
			}
		}
	}
	o := &t.own[l.day]
	if !o.said {
		o.said = true
		n := o.part.rows * o.part.cols
		o.rho, o.most = t.floats(n), t.floats(n)
		if w.r.cfg.Hours > 0 {
			w.tellOwn(o.part, h.hour, o.lane, true)
			for i := range w.found {
				f := &w.found[i]
				at := o.part.indexOf(t.b, f.cell)
				o.rho[at], o.most[at] = f.rho, f.most
			}
		}
	}
	if l.tells { // and so it is another one
		w.mend(l, o, h)
		return l.rho[l.own.index(row, col)]
	}
	i := o.part.index(row, col)
	return beside(hour, o.rho[i], o.most[i])
}

// mend finds how well ships are heard in an hour in the part of it in which the vessel's
// own messages count, without these.
func (w *ways) mend(l *hopLane, o *ownAir, h *hop) {
	t := &w.trip
	n := l.own.rows * l.own.cols
	l.rho = t.floats(n)
	hour := t.floats(n)
	w.tellOwn(l.own, h.hour, o.lane, false)
	for i := range w.found {
		f := &w.found[i]
		hour[l.own.indexOf(t.b, f.cell)] = f.hour()
	}
	for y := range l.own.rows {
		for x := range l.own.cols {
			i, day := y*l.own.cols+x, o.part.index(l.own.row+y, l.own.col+x)
			l.rho[i] = beside(hour[i], o.rho[day], o.most[day])
		}
	}
}

// tellOwn finds what a part of the box tells without the vessel's own messages.
func (w *ways) tellOwn(part bounds, hour uint32, lane int, long bool) {
	b, rings := w.trip.b, w.r.cfg.Rings
	wide := bounds{b.row + part.row - rings, b.col + part.col - rings, part.rows + 2*rings, part.cols + 2*rings}
	w.tell(wide, bounds{rings, rings, part.rows, part.cols}, hour, lane, long)
}

// floats are so many zeros, good until the next trip.
func (t *trip) floats(n int) []float64 {
	if cap(t.memory)-len(t.memory) < n {
		t.memory = make([]float64, 0, max(n, 2*cap(t.memory)))
	}
	from := len(t.memory)
	t.memory = t.memory[:from+n]
	out := t.memory[from:]
	clear(out)
	return out[:n:n]
}
