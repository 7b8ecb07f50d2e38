package graph

import (
	"math"
	"runtime"
	"slices"
)

// totals are what all owners together hold of each node, in each class of a
// regime, on the day of a run. A run that begins with so many seeds that it comes
// to most nodes reads all stakes in their order once, rather than those of each
// node wherever they lie.
type totals struct {
	of      []total // node by node, class by class
	classes int
}

// total is a sum of low ends. Where one stake needs a closer look, odd is set and
// the sum is not to be used.
type total struct {
	lo   uint32
	open uint16 // how many of the ends are exclusive
	odd  bool
}

// manySeeds is one in so many nodes: from there on totals cost less than looking
// at the owners of each node that a run comes to.
const manySeeds = 32

func (rn *run) newTotals() *totals {
	t := &totals{make([]total, rn.g.n*len(rn.r.Classes)), len(rn.r.Classes)}
	pieces := min(1+len(rn.g.out)/bucketSize, runtime.GOMAXPROCS(0))
	atOnce(pieces, func(k int) { rn.addTotals(t, Node(rn.g.n*k/pieces), Node(rn.g.n*(k+1)/pieces)) })
	for v := range rn.g.inRow { // its owners are others than in out
		t.mark(v)
	}
	return t
}

// addTotals adds up what is held of a range of nodes.
func (rn *run) addTotals(t *totals, from, to Node) {
	for i := range rn.g.out {
		s := &rn.g.out[i]
		if s.Asset < from || s.Asset >= to {
			continue
		}
		if s.Flags&(UnknownHolder|Derived|JointWhole|Passed) != 0 {
			t.mark(s.Asset)
			continue
		}
		if s.Flags&Indirect != 0 || s.Owner == s.Asset || !s.On(rn.day) {
			continue
		}
		if k := slices.Index(rn.r.Classes, s.Class); k >= 0 {
			x := &t.of[int(s.Asset)*t.classes+k]
			x.odd = x.odd || x.lo > math.MaxUint32-uint32(s.Share.Lo) || x.open == math.MaxUint16
			x.lo += uint32(s.Share.Lo)
			x.open += uint16(bit(s.Share.LoOpen))
		}
	}
}

func (t *totals) mark(v Node) {
	for k := range t.classes {
		t.of[int(v)*t.classes+k].odd = true
	}
}

// fill puts the totals of a node into its new cell, and reports whether it could.
func (t *totals) fill(c *cell) bool {
	if t == nil {
		return false
	}
	row := t.of[int(c.node)*t.classes:][:t.classes]
	for k, x := range row {
		if x.odd {
			return false
		}
		c.t[k].total, c.t[k].totalOpen = uint64(x.lo), int32(x.open)
	}
	return true
}
