package sea

// sweep finds the way by dynamic programming: hour by hour, the least for every cell.
func (w *ways) sweep() (l int64, ok bool) {
	t := &w.trip
	w.best = grown(w.best, t.cells)
	best := w.best
	for i := range t.hops {
		h := w.hop(i)
		n := h.part.rows * h.part.cols
		w.cost = grown(w.cost, n)
		w.costs(w.cost, h)
		if i == 0 {
			copy(best, w.cost)
		} else {
			was := t.hops[i-1].part
			src := best[:was.rows*was.cols]
			best = best[len(src):]
			w.spread(best[:n], src, w.cost, was, h)
		}
	}
	// back from the end, over the cheapest cells
	w.path = grown(w.path, 2*len(t.hops))
	row, col, rows, cols := 0, 0, t.b.rows, t.b.cols
	end := t.cells
	for i := len(t.hops) - 1; i >= 0; i-- {
		h := &t.hops[i]
		end -= h.part.rows * h.part.cols
		y, x, least := cheapest(w.best[end:], h.part, around(row, col, rows, cols))
		if least >= far {
			return 0, false
		}
		if i == len(t.hops)-1 {
			l = least
		}
		w.path[2*i], w.path[2*i+1] = int32(y), int32(x)
		row, col, rows, cols = y, x, h.rows, h.cols
	}
	return l, true
}

// cheapest is the first cell with the least of a part that lies in another one.
func cheapest(best []int64, part, in bounds) (row, col int, least int64) {
	in, least = in.within(part), far
	for y := in.row; y < in.row+in.rows; y++ {
		line := best[(y-part.row)*part.cols:][:part.cols]
		for x := in.col; x < in.col+in.cols; x++ {
			if c := line[x-part.col]; c < least {
				row, col, least = y, x, c
			}
		}
	}
	return row, col, least
}

// costs are the messages, in millionths, that would have been delivered in an hour, by
// cell of its part.
func (w *ways) costs(cost []int64, h *hop) {
	clear(cost)
	p := h.part
	for k := range h.lanes {
		l := &h.lanes[k]
		if l.messages == 0 {
			continue
		}
		if l.air != nil {
			l.air.add(cost, w.trip.b, p, l.own, l.messages)
		}
		own := l.own
		for y := own.row; y < own.row+own.rows; y++ {
			for x := own.col; x < own.col+own.cols; x++ {
				cost[(y-p.row)*p.cols+x-p.col] += int64(w.ownAt(l, h, y, x) * l.messages)
			}
		}
	}
	if !w.trip.dry {
		return
	}
	for y := range p.rows {
		for x := range p.cols {
			if w.isDry(p.row+y, p.col+x) {
				cost[y*p.cols+x] = far
			}
		}
	}
}

// spread sets each cell of an hour to its cost and the least of those of the hour before
// from which it can be reached.
func (w *ways) spread(dst, src, cost []int64, was bounds, h *hop) {
	part := h.part
	w.rows = grown(w.rows, was.rows*part.cols)
	row := func(y int) []int64 { return w.rows[y*part.cols:][:part.cols] }
	for y := range was.rows {
		w.across(row(y), src[y*was.cols:][:was.cols], part.col-was.col, h.cols)
	}
	for y := range part.rows {
		out, add := dst[y*part.cols:][:part.cols], cost[y*part.cols:][:part.cols]
		for x := range out {
			out[x] = far
		}
		lo, hi := max(0, part.row+y-h.rows-was.row), min(was.rows-1, part.row+y+h.rows-was.row)
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
	lo := min(n, max(0, dc-col)) // of these there are columns
	hi := max(lo, min(n, len(row)-col+dc))
	for x := range lo {
		w.pad[x] = far
	}
	if lo < hi {
		copy(w.pad[lo:hi], row[col-dc+lo:])
	}
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
