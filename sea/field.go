package sea

// field finds the reception of the cells of the filled box. A cell of which enough
// messages were due tells of itself. Next to it, and further out, what is heard well is
// likely heard as well, for the signal has some way to go; what is heard badly is not:
// r cells away it is fill^r × rho^(2r+1).
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
