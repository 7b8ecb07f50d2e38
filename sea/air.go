package sea

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"cordon/geo"
)

// air is how well ships are heard in one hour on one lane, by cell, in order: what
// was counted there, and filled in from the cells and hours around. Many silences ask
// for the same hour: it is made once, and each takes its own part back out.
type air struct {
	once sync.Once
	row0 int
	rows []int32 // into cells: where row0, row0+1, ... begin, and the end
	list []airIn
}

type airIn struct {
	cell uint32
	rho  float64
	most float64 // of a part of a day: what those who passed there tell, 1 where nobody did
	ring int8    // of an hour: 1 where the cell tells of itself
}

// airs are the airs of a traffic's hours and parts of days, and the cells that are land.
type airs struct {
	r     *Reception
	hours []air // by hour, lane
	days  []air // by part of a day, lane
	dry   func(geo.Point) bool
	dried []atomic.Uint32 // by cell: 0 not asked, 1 sea, 2 land
}

func newAirs(r *Reception, dry func(geo.Point) bool) *airs {
	a := &airs{r: r, dry: dry, hours: make([]air, max(0, len(r.first)-1)), days: make([]air, max(0, len(r.longAt)-1))}
	if dry != nil {
		a.dried = make([]atomic.Uint32, cellRows*cellCols)
	}
	return a
}

// drop forgets what lies before an hour.
func (a *airs) drop(hour uint32) {
	drop := func(of []air, n int64) {
		for i := min(int64(len(of)), n*lanes) - 1; i >= 0 && of[i].list != nil; i-- {
			of[i].rows, of[i].list = nil, nil
		}
	}
	drop(a.hours, int64(hour)-int64(a.r.base))
	if a.r.cfg.Hours > 0 {
		drop(a.days, int64(hour/a.r.cfg.Hours)-int64(a.r.part0))
	}
}

// isDry reports whether a cell's middle and the middles of its quarters are land.
func (a *airs) isDry(cell uint32) bool {
	if d := a.dried[cell].Load(); d != 0 {
		return d == 2
	}
	d := uint32(1)
	if dryCell(cell, a.dry) {
		d = 2
	}
	a.dried[cell].Store(d)
	return d == 2
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
		var day *air
		if h := w.r.cfg.Hours; h > 0 {
			day = &w.a.days[(int64(hour/h)-int64(w.r.part0))*lanes+int64(lane)]
			day.once.Do(func() {
				w.whole(hour, lane, true)
				day.list = slices.Clone(w.found)
			})
		}
		w.whole(hour, lane, false)
		a.list = make([]airIn, 0, len(w.found))
		var ds []airIn
		if day != nil {
			ds = day.list
		}
		for i := range w.found {
			f := w.found[i]
			for len(ds) > 0 && ds[0].cell < f.cell {
				a.list = append(a.list, ds[0])
				ds = ds[1:]
			}
			if len(ds) > 0 && ds[0].cell == f.cell {
				f.rho = f.beside(ds[0])
				ds = ds[1:]
			}
			a.list = append(a.list, f)
		}
		a.list = append(a.list, ds...)
		if len(a.list) == 0 {
			return
		}
		a.row0 = int(a.list[0].cell / cellCols)
		last := int(a.list[len(a.list)-1].cell / cellCols)
		a.rows = make([]int32, last-a.row0+2)
		for i := range a.list {
			a.rows[int(a.list[i].cell/cellCols)-a.row0+1] = int32(i) + 1
		}
		for i := 1; i < len(a.rows); i++ { // rows without any
			a.rows[i] = max(a.rows[i], a.rows[i-1])
		}
	})
	return a
}

// beside is what an hour comes to where the part of the day tells something too: those
// who passed there earlier or later know better than those around.
func (f airIn) beside(day airIn) float64 {
	if day.rho > 0 && f.ring > 1 {
		return max(day.rho, min(f.rho, day.most))
	}
	return f.rho
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
	slices.SortFunc(w.found, func(a, b airIn) int { return cmp.Compare(a.cell, b.cell) })
}

// tell finds the cells of a part of a box of which an hour or a part of a day tells.
func (w *ways) tell(b, part bounds, hour uint32, lane int, long bool) {
	w.fill(b, hour, lane, long)
	w.field(b)
	cols := b.cols + 2
	for _, at := range w.seen {
		y, x := int(at)/cols-1, int(at)%cols-1
		if !part.holds(y, x) || !(w.rho[at] > 0) {
			continue
		}
		f := airIn{cell: uint32((b.row+y)*cellCols + wrapCol(b.col+x)), rho: w.rho[at], most: 1, ring: w.ring[at]}
		if long {
			if f.ring == 1 {
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
	if a == nil || len(a.list) == 0 {
		return
	}
	for y := part.row; y < part.row+part.rows; y++ {
		row := b.row + y - a.row0
		if row < 0 || row >= len(a.rows)-1 {
			continue
		}
		all := a.list[a.rows[row]:a.rows[row+1]]
		if len(all) == 0 {
			continue
		}
		lo, hi := 0, 0 // columns left out
		if y >= but.row && y < but.row+but.rows {
			lo, hi = but.col, but.col+but.cols
		}
		for x := part.col; x < part.col+part.cols; {
			col := wrapCol(b.col + x)
			n := min(part.col+part.cols-x, cellCols-col)
			first := uint32((b.row+y)*cellCols + col)
			i, j := 0, len(all)
			for i < j {
				if m := (i + j) / 2; all[m].cell < first {
					i = m + 1
				} else {
					j = m
				}
			}
			for ; i < len(all) && all[i].cell < first+uint32(n); i++ {
				if at := x + int(all[i].cell-first); at < lo || at >= hi {
					cost[y*b.cols+at] += int64(all[i].rho * messages)
				}
			}
			x += n
		}
	}
}

// ownPart is the part of a box in which what a vessel itself tells counts in an hour.
func (w *ways) ownPart(b, part bounds, hour uint32, lane int) bounds {
	south, north, west, east := cellRows, -1, cellCols, -cellCols
	long := max(1, w.r.cfg.Hours)
	for i := range w.own {
		o := &w.own[i]
		at := uint32(o.key>>(cellBits+vesselBits+laneBits)) + w.r.base
		if int(o.key>>(cellBits+vesselBits))&(lanes-1) != lane || at/long != hour/long {
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
	south, north = max(south-rings, part.row), min(north+rings, part.row+part.rows-1)
	west, east = max(west-rings, part.col), min(east+rings, part.col+part.cols-1)
	if south > north || west > east {
		return bounds{}
	}
	return bounds{south, west, north - south + 1, east - west + 1}
}

// addOwn is add for a part where the vessel's own messages are taken out first.
func (w *ways) addOwn(cost []int64, b, part bounds, hour uint32, lane int, messages float64) {
	rings := w.r.cfg.Rings
	wide := bounds{b.row + part.row - rings, b.col + part.col - rings, part.rows + 2*rings, part.cols + 2*rings}
	inner := bounds{rings, rings, part.rows, part.cols}
	w.found = w.found[:0]
	days := 0
	if w.r.cfg.Hours > 0 {
		w.tell(wide, inner, hour, lane, true)
		days = len(w.found)
	}
	w.tell(wide, inner, hour, lane, false)
	index := func(cell uint32) int {
		return (int(cell/cellCols)-b.row)*b.cols + part.col + wrapCol(int(cell%cellCols)-b.col-part.col)
	}
	w.known = grown(w.known, part.rows*part.cols) // by cell of the part: 1 + which one of the day
	clear(w.known)
	local := func(cell uint32) int {
		return (int(cell/cellCols)-b.row-part.row)*part.cols + wrapCol(int(cell%cellCols)-b.col-part.col)
	}
	for i, f := range w.found[:days] {
		w.known[local(f.cell)] = int32(i) + 1
		cost[index(f.cell)] += int64(f.rho * messages)
	}
	for _, f := range w.found[days:] {
		if d := w.known[local(f.cell)]; d > 0 {
			day := w.found[d-1]
			f.rho = f.beside(day)
			cost[index(f.cell)] -= int64(day.rho * messages)
		}
		cost[index(f.cell)] += int64(f.rho * messages)
	}
}
