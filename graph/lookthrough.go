package graph

import (
	"math"
	"math/big"
	"slices"
	"strconv"

	"cordon/ftm"
)

// Through is how much of a company belongs to listed persons in the end: a
// fraction, or an interval where stakes are bands.
type Through struct {
	Lo, Hi       float64
	Exact        *big.Rat // nil where stakes are bands or the ring is too large to solve exactly
	Undetermined bool     // a closed set of companies owns itself: nobody is behind it
}

// String writes the value as percent.
func (t Through) String() string {
	if t.Exact != nil {
		p := new(big.Rat).Mul(t.Exact, big.NewRat(100, 1))
		if p.IsInt() {
			return p.Num().String() + " %"
		}
		f, _ := p.Float64()
		return strconv.FormatFloat(math.Round(f*1e4)/1e4, 'f', -1, 64) + " %"
	}
	if t.Undetermined {
		return "undetermined"
	}
	lo, hi := math.Floor(t.Lo*1e6+1e-3)/1e4, math.Ceil(t.Hi*1e6-1e-3)/1e4
	text := strconv.FormatFloat(lo, 'f', -1, 64)
	if hi > lo {
		text += " % to " + strconv.FormatFloat(hi, 'f', -1, 64)
	}
	return text + " %"
}

// The bounds of the exact way.
const (
	exactRing = 64   // companies in one ring
	exactCone = 2000 // companies behind one
)

// Sweeps over one ring stop when no value moves by more than this, or after so
// many: what then lies between the two bounds is not known better.
const (
	sweepsEnd = 1e-12
	maxSweeps = 500
)

// through reports whether a stake passes value on.
func through(s *Stake, day ftm.Day) bool {
	return s.Class == Capital && s.Flags&(Indirect|Passed|JointWhole) == 0 && s.On(day)
}

// region is a part of a graph with numbers of its own: who holds whom, by the
// asset.
type region struct {
	nodes []Node
	at    []uint32 // asset to its first owner
	owner []uint32
	share []Share
	fixed []bool // seeds: worth 1 whoever owns them
}

// forward is the region of everything that seeds have a stake in, by whatever
// way.
func forward(g *Graph, day ftm.Day, seeds []Node) *region {
	number := make([]uint32, g.n) // 1 + number
	r := &region{}
	add := func(v Node, fixed bool) {
		if number[v] == 0 {
			r.nodes = append(r.nodes, v)
			r.fixed = append(r.fixed, fixed)
			number[v] = uint32(len(r.nodes))
		}
	}
	for _, v := range seeds {
		add(v, true)
	}
	for i := 0; i < len(r.nodes); i++ {
		row := g.Out(r.nodes[i])
		for j := range row {
			if through(&row[j], day) && row[j].Share.Hi > 0 {
				add(row[j].Asset, false)
			}
		}
	}
	r.rows(g, day, func(v Node) (uint32, bool) { return number[v] - 1, number[v] > 0 })
	return r
}

// backward is the region of everyone behind a node. It is nil when there are
// too many of them.
func backward(g *Graph, day ftm.Day, v Node, seed func(Node) bool, most int) *region {
	r := &region{}
	number := make(map[Node]uint32)
	add := func(v Node) {
		if _, ok := number[v]; !ok {
			number[v] = uint32(len(r.nodes))
			r.nodes, r.fixed = append(r.nodes, v), append(r.fixed, seed(v))
		}
	}
	add(v)
	for i := 0; i < len(r.nodes); i++ {
		if r.fixed[i] {
			continue
		}
		for s := range g.In(r.nodes[i]) {
			if through(s, day) {
				add(s.Owner)
			}
		}
		if len(r.nodes) > most {
			return nil
		}
	}
	r.rows(g, day, func(v Node) (uint32, bool) { n, ok := number[v]; return n, ok })
	return r
}

func (r *region) rows(g *Graph, day ftm.Day, number func(Node) (uint32, bool)) {
	r.at = make([]uint32, 1, len(r.nodes)+1)
	for i, v := range r.nodes {
		if !r.fixed[i] {
			for s := range g.In(v) {
				if n, ok := number(s.Owner); ok && through(s, day) {
					r.owner, r.share = append(r.owner, n), append(r.share, s.Share)
				}
			}
		}
		r.at = append(r.at, uint32(len(r.owner)))
	}
}

// float solves x = A'x + seeds for all nodes of a region: from below with the
// low ends of stakes, from above with the high ends.
func (r *region) float() (lo, hi []float64) {
	lo, hi = make([]float64, len(r.nodes)), make([]float64, len(r.nodes))
	order, starts := components(len(r.nodes), r.at, r.owner)
	for c := 0; c+1 < len(starts); c++ {
		ring := order[starts[c]:starts[c+1]]
		slices.Sort(ring)
		for _, v := range ring {
			hi[v] = 1
			if r.fixed[v] {
				lo[v] = 1
			}
		}
		for range maxSweeps {
			moved := 0.0
			for _, v := range ring {
				if r.fixed[v] {
					continue
				}
				a, b := 0.0, 0.0
				selfLo, selfHi := 0.0, 0.0
				for e := r.at[v]; e < r.at[v+1]; e++ {
					u, s := r.owner[e], r.share[e]
					l, h := float64(s.Lo)/float64(Whole), float64(s.Hi)/float64(Whole)
					if u == v { // solved at once
						selfLo, selfHi = selfLo+l, selfHi+h
						continue
					}
					a += float64(l * lo[u])
					b += float64(h * hi[u])
				}
				if selfLo < 1 {
					a /= 1 - selfLo
				}
				if selfHi < 1 {
					b /= 1 - selfHi
				} else {
					b = 1
				}
				a, b = min(a, 1), min(b, 1)
				moved = max(moved, math.Abs(a-lo[v]), math.Abs(b-hi[v]))
				lo[v], hi[v] = a, b
			}
			if moved <= sweepsEnd || len(ring) == 1 {
				break
			}
		}
	}
	return lo, hi
}

// exact solves the region in fractions, for the value of its first node. It is
// nil where a stake is a band, a ring is too large, or a set owns itself.
func (r *region) exact() *big.Rat {
	for _, s := range r.share {
		if !s.IsExact() {
			return nil
		}
	}
	x := make([]*big.Rat, len(r.nodes))
	order, starts := components(len(r.nodes), r.at, r.owner)
	whole := new(big.Rat).SetInt64(int64(Whole))
	for c := 0; c+1 < len(starts); c++ {
		ring := order[starts[c]:starts[c+1]]
		if len(ring) > exactRing {
			return nil
		}
		slices.Sort(ring)
		place := make(map[uint32]int, len(ring))
		for i, v := range ring {
			place[v] = i
		}
		// (1 - A') x = b over the ring.
		n := len(ring)
		m := make([][]*big.Rat, n)
		for i, v := range ring {
			m[i] = make([]*big.Rat, n+1)
			for j := range m[i] {
				m[i][j] = new(big.Rat)
			}
			m[i][i].SetInt64(1)
			if r.fixed[v] {
				m[i][n].SetInt64(1)
				continue
			}
			for e := r.at[v]; e < r.at[v+1]; e++ {
				share := new(big.Rat).SetInt64(int64(r.share[e].Lo))
				share.Quo(share, whole)
				if j, ok := place[r.owner[e]]; ok {
					m[i][j].Sub(m[i][j], share)
				} else {
					m[i][n].Add(m[i][n], share.Mul(share, x[r.owner[e]]))
				}
			}
		}
		if !eliminate(m) {
			return nil
		}
		for i, v := range ring {
			x[v] = m[i][n]
		}
	}
	return x[0]
}

// eliminate solves a system in place; its last column then is the solution.
func eliminate(m [][]*big.Rat) bool {
	n := len(m)
	for i := range n {
		p := i
		for p < n && m[p][i].Sign() == 0 {
			p++
		}
		if p == n {
			return false
		}
		m[i], m[p] = m[p], m[i]
		inv := new(big.Rat).Inv(m[i][i])
		for j := i; j <= n; j++ {
			m[i][j].Mul(m[i][j], inv)
		}
		for k := range n {
			if k == i || m[k][i].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Set(m[k][i])
			for j := i; j <= n; j++ {
				m[k][j].Sub(m[k][j], new(big.Rat).Mul(f, m[i][j]))
			}
		}
	}
	return true
}

// LookThrough returns how much of a node belongs to seeds in the end, on a day.
// A seed is worth 1.
func LookThrough(g *Graph, day ftm.Day, seeds []Node, v Node) Through {
	is := func(v Node) bool { _, ok := slices.BinarySearch(seeds, v); return ok }
	r := backward(g, day, v, is, exactCone)
	if r != nil {
		if x := r.exact(); x != nil {
			if one := big.NewRat(1, 1); x.Cmp(one) > 0 { // its owners hold more than everything
				x = one
			}
			f, _ := x.Float64()
			return Through{Lo: f, Hi: f, Exact: x}
		}
	} else {
		r = backward(g, day, v, is, g.n)
	}
	lo, hi := r.float()
	t := Through{Lo: lo[0], Hi: max(lo[0], hi[0])}
	closed := true
	for _, s := range r.share {
		closed = closed && s.IsExact()
	}
	t.Undetermined = closed && t.Hi-t.Lo > 1e-6
	return t
}

// LookThroughAll returns the look-through stakes of all nodes that seeds have a
// stake in, low and high bounds by node; every other node's is 0. Both bounds
// are within 1e-12 of each other where stakes are exact.
func LookThroughAll(g *Graph, day ftm.Day, seeds []Node) (nodes []Node, lo, hi []float64) {
	r := forward(g, day, seeds)
	lo, hi = r.float()
	return r.nodes, lo, hi
}
