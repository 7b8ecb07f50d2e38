package graph

import "iter"

// cellList is a list of cells that grows without moving them: a run of a large
// graph has millions.
type cellList struct {
	pieces [][]cell // all but the last hold pieceSize
}

const (
	pieceBits = 10
	pieceSize = 1 << pieceBits
)

func (l *cellList) len() int {
	if len(l.pieces) == 0 {
		return 0
	}
	last := len(l.pieces) - 1
	return last*pieceSize + len(l.pieces[last])
}

// at returns a cell to look at; [run.mut] returns one to change.
func (l *cellList) at(i uint32) *cell { return &l.pieces[i>>pieceBits][i%pieceSize] }

// add appends a cell. A list that stays small takes little room.
func (l *cellList) add(c cell) {
	last := len(l.pieces) - 1
	switch {
	case last < 0:
		l.pieces = append(l.pieces, nil)
		last = 0
	case len(l.pieces[last]) == pieceSize:
		l.pieces = append(l.pieces, make([]cell, 0, pieceSize))
		last++
	}
	l.pieces[last] = append(l.pieces[last], c)
}

// cut leaves the first n cells.
func (l *cellList) cut(n int) {
	l.pieces = l.pieces[:(n+pieceSize-1)/pieceSize]
	if rest := n % pieceSize; rest > 0 {
		last := len(l.pieces) - 1
		l.pieces[last] = l.pieces[last][:rest]
	}
}

// all hands over every cell, in order of number.
func (l *cellList) all() iter.Seq[*cell] {
	return func(yield func(*cell) bool) {
		for _, piece := range l.pieces {
			for i := range piece {
				if !yield(&piece[i]) {
					return
				}
			}
		}
	}
}
