package graph

import "reflect"

// CompareStakes is the one order of stakes.
func CompareStakes(a, b Stake) int { return compareStakes(&a, &b) }

// Equal reports whether two graphs are the same in every part.
func Equal(a, b *Graph) bool { return reflect.DeepEqual(a, b) }

// Flat is the graph without replaced rows.
func Flat(g *Graph) *Graph { return g.flat() }

// Sealed is a snapshot with sound check sums, whatever it holds.
func Sealed(content []byte) []byte {
	var out writer
	s := &saver{w: &out, words: make(map[string]uint64)}
	s.write(snapshotHead())
	for len(content) > 0 {
		n := min(len(content), snapshotBlock)
		s.buf, content = append(s.buf, content[:n]...), content[n:]
		s.block()
	}
	s.end()
	return out
}

// Content is what is in a snapshot of one block.
func Content(snapshot []byte) []byte {
	head := len(snapshotHead()) + 4
	return snapshot[head : len(snapshot)-12]
}

type writer []byte

func (w *writer) Write(b []byte) (int, error) {
	*w = append(*w, b...)
	return len(b), nil
}
