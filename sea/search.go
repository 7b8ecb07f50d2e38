package sea

import "math/bits"

// The best way is sought best first (Dijkstra 1959): a ship need only get to where
// little is heard, and what lies beyond is not asked.

const (
	searchShare = 32  // no more than this part of the cells is gone through best first
	searchLeast = 256 // or so many
)

// wayNode is a cell that was reached in an hour, on the best way to it.
type wayNode struct {
	from     int32 // the node before; -1: the start
	hour     int32 // which of the trip
	row, col int16 // of the box
}

// wayQueue holds nodes, the best first: of the least messages, then the latest, then the
// nearest to where the trip began, then the first that was reached.
type wayQueue []wayStep

type wayStep struct {
	l    int64  // messages
	next uint64 // hours left, cells off, number of the node
}

func (a wayStep) less(b wayStep) bool { return a.l < b.l || a.l == b.l && a.next < b.next }

func (q *wayQueue) push(s wayStep) {
	*q = append(*q, s)
	h := *q
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !s.less(h[up]) {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = s
}

func (q *wayQueue) pop() wayStep {
	h := *q
	top, s := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return top
	}
	i := 0
	for {
		k := 2*i + 1
		if k >= len(h) {
			break
		}
		if k+1 < len(h) && h[k+1].less(h[k]) {
			k++
		}
		if !h[k].less(s) {
			break
		}
		h[i] = h[k]
		i = k
	}
	h[i] = s
	return top
}

// search finds the way best first, and gives up after going on from so many cells. A
// cell of an hour costs the same from wherever it is reached, so the first way to it is
// the best.
func (w *ways) search(most int) (l int64, ok, done bool) {
	t := &w.trip
	words := 0
	for i := range t.hops {
		h := &t.hops[i]
		h.firstWord = words
		words += h.part.rows * wordsOf(h.part.cols)
	}
	w.taken = grown(w.taken, words)
	clear(w.taken)
	w.nodes, w.queue = w.nodes[:0], w.queue[:0]
	w.reach(0, -1, t.row, t.col, 0)
	for n := 0; len(w.queue) > 0; n++ {
		if n >= most {
			return 0, false, false
		}
		s := w.queue.pop()
		at := int32(uint32(s.next))
		p := w.nodes[at]
		if int(p.hour) == len(t.hops)-1 {
			w.path = grown(w.path, 2*len(t.hops))
			for i := at; i >= 0; i = w.nodes[i].from {
				p := w.nodes[i]
				w.path[2*p.hour], w.path[2*p.hour+1] = int32(p.row), int32(p.col)
			}
			return s.l, true, true
		}
		w.reach(int(p.hour)+1, at, int(p.row), int(p.col), s.l)
	}
	return 0, false, true
}

// reach queues the cells of an hour to which a way leads from a cell of the hour before,
// and none did so far.
func (w *ways) reach(i int, from int32, row, col int, l int64) {
	t := &w.trip
	h := w.hop(i)
	to := around(row, col, h.rows, h.cols).within(h.part)
	if to.rows == 0 || to.cols == 0 {
		return
	}
	wide, left := wordsOf(h.part.cols), uint64(len(t.hops)-1-i)<<48
	taken := w.taken[h.firstWord:][:h.part.rows*wide]
	lo, hi := to.col-h.part.col, to.col+to.cols-1-h.part.col
	for y := to.row; y < to.row+to.rows; y++ {
		line := taken[(y-h.part.row)*wide:][:wide]
		for at := lo >> 6; at <= hi>>6; at++ {
			m := ^line[at]
			if at == lo>>6 {
				m &= ^uint64(0) << (lo & 63)
			}
			if at == hi>>6 {
				m &= ^uint64(0) >> (63 - hi&63)
			}
			line[at] |= m
			for ; m != 0; m &= m - 1 {
				x := h.part.col + at<<6 + bits.TrailingZeros64(m)
				if w.isDry(y, x) {
					continue
				}
				off := max(abs(y-t.row), abs(x-t.col))
				w.queue.push(wayStep{l + w.at(h, y, x), left | uint64(off)<<32 | uint64(len(w.nodes))})
				w.nodes = append(w.nodes, wayNode{from, int32(i), int16(y), int16(x)})
			}
		}
	}
}

// wordsOf is how many words have a bit for each of some columns.
func wordsOf(cols int) int { return (cols + 63) >> 6 }
