package graph

import (
	"iter"

	"cordon/ftm"
)

// row says where the stakes and ties of a node begin: what it holds in
// [Graph.out], who holds it in [Graph.in] and [Graph.owners], its other ties in
// [Graph.ends]. They end where those of the next node begin.
type row struct{ out, in, end uint32 }

// owner is the node of who holds a stake. With bounded set, not every path may
// use the stake: it says itself which.
type owner uint32

const bounded owner = 1 << 31

func (o owner) node() Node { return Node(o &^ bounded) }

// maxNodes is how many nodes a graph may have.
const maxNodes = int(bounded)

func (s *Stake) owner() owner {
	if s.From == 0 && s.To == 0 && s.Flags&(Derived|JointWhole) == 0 {
		return owner(s.Owner)
	}
	return owner(s.Owner) | bounded
}

// leads reports whether a path may use the stake on a day.
func (s *Stake) leads(day ftm.Day) bool { return s.Flags&(Derived|JointWhole) == 0 && s.On(day) }

// setTies lays ties out in rows of both their ends. It comes after setStakes.
func (g *Graph) setTies(ties []Tie) {
	g.ties = ties
	for i := range ties {
		g.rows[ties[i].A+1].end++
		if ties[i].B != ties[i].A {
			g.rows[ties[i].B+1].end++
		}
	}
	for i := range g.n {
		g.rows[i+1].end += g.rows[i].end
	}
	next := make([]uint32, g.n)
	for i := range next {
		next[i] = g.rows[i].end
	}
	g.ends = make([]uint32, g.rows[g.n].end)
	for i := range ties {
		g.ends[next[ties[i].A]] = uint32(i)
		next[ties[i].A]++
		if ties[i].B != ties[i].A {
			g.ends[next[ties[i].B]] = uint32(i)
			next[ties[i].B]++
		}
	}
}

// Out returns what a node holds, the largest first. It is not to be changed.
func (g *Graph) Out(u Node) []Stake {
	if g.outRow != nil {
		if row, ok := g.outRow[u]; ok {
			return row
		}
	}
	if int(u)+1 >= len(g.rows) {
		return nil
	}
	return g.out[g.rows[u].out:g.rows[u+1].out]
}

// In hands over who holds a node, the largest first.
func (g *Graph) In(v Node) iter.Seq[*Stake] {
	return func(yield func(*Stake) bool) {
		if g.inRow != nil {
			if row, ok := g.inRow[v]; ok {
				for i := range row {
					if !yield(&row[i]) {
						return
					}
				}
				return
			}
		}
		if int(v)+1 >= len(g.rows) {
			return
		}
		for _, i := range g.in[g.rows[v].in:g.rows[v+1].in] {
			if !yield(&g.out[i]) {
				return
			}
		}
	}
}

// tiesOf are the numbers of a node's ties.
func (g *Graph) tiesOf(v Node) []uint32 {
	if int(v)+1 >= len(g.rows) {
		return nil
	}
	return g.ends[g.rows[v].end:g.rows[v+1].end]
}

// inLen is how many stakes others hold in a node.
func (g *Graph) inLen(v Node) int {
	if row, ok := g.inRow[v]; ok {
		return len(row)
	}
	if int(v)+1 >= len(g.rows) {
		return 0
	}
	return int(g.rows[v+1].in - g.rows[v].in)
}

// degree is how many stakes and ties a node has.
func (g *Graph) degree(v Node) int {
	if g.outRow != nil {
		return len(g.Out(v)) + g.inLen(v) + len(g.tiesOf(v))
	}
	a, b := &g.rows[v], &g.rows[v+1]
	return int(b.out - a.out + b.in - a.in + b.end - a.end)
}
