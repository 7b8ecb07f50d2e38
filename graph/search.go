package graph

import (
	"cmp"
	"slices"
	"sync"
)

// search is a search for the shortest ways between nodes from both ends, step by
// step. It holds room for all nodes, so that nothing is made or cleared between
// two searches.
type search struct {
	g     *Graph
	o     PathOptions
	sides [2]side
	found [maxHops + 1][]Node // length to the nodes where both halves meet

	looked    int
	exhausted bool
	cuts      map[Node]Cut
}

// maxHops is the most steps that a search takes.
const maxHops = 14

// side is one half of a search.
type side struct {
	seen    []uint64  // a bit of each node that was reached
	number  []uint32  // of a node that was reached: its number in reached
	reached []reached // step by step; from front on those of the last step
	front   int
	steps   []int     // number of steps to the first reached by it
	come    []arrival // those of one node side by side
	work    int       // ties that the next step looks at
	cut     bool      // not all ties were looked at

	ways [][]half // best ways from a node to the start, by number; nil is not known yet

	met, fresh, spare []arrival // of one step
}

// reached is a node that a side reached.
type reached struct {
	node        Node
	first, last uint32 // its arrivals
}

// arrival says that a node was reached from another, which is nearer to the
// start.
type arrival struct {
	node Node
	from uint32 // number
}

var searches sync.Pool

func newSearch(g *Graph, o PathOptions) *search {
	s, _ := searches.Get().(*search)
	if s == nil {
		s = new(search)
	}
	s.g, s.o, s.cuts, s.looked, s.exhausted = g, o, make(map[Node]Cut), 0, false
	for i := range s.found {
		s.found[i] = s.found[i][:0]
	}
	for i := range s.sides {
		x := &s.sides[i]
		if len(x.number) < g.n {
			x.seen, x.number = make([]uint64, g.n/64+1), make([]uint32, g.n)
		}
	}
	return s
}

// end gives the room of a search back.
func (s *search) end() {
	for i := range s.sides {
		x := &s.sides[i]
		for _, r := range x.reached {
			x.seen[r.node/64] = 0
		}
		clear(x.ways)
		x.reached, x.steps, x.come, x.ways = x.reached[:0], x.steps[:0], x.come[:0], x.ways[:0]
		x.front, x.work, x.cut = 0, 0, false
	}
	s.g, s.cuts = nil, nil
	searches.Put(s)
}

func (x *side) has(v Node) bool { return x.seen[v/64]&(1<<(v%64)) != 0 }

// depth is how many steps a side went.
func (x *side) depth() int { return len(x.steps) - 1 }

// ended reports whether nothing is left to go on from.
func (x *side) ended() bool { return x.front == len(x.reached) }

// dist is how many steps a node that was reached is from the start.
func (x *side) dist(number uint32) int {
	d := x.depth()
	for x.steps[d] > int(number) {
		d--
	}
	return d
}

// met reports whether the two sides met anywhere.
func (s *search) met() bool {
	return slices.ContainsFunc(s.found[:], func(nodes []Node) bool { return len(nodes) > 0 })
}

// begin puts nodes at the start of a side. They are in order, each once.
func (s *search) begin(i int, nodes []Node) {
	x := &s.sides[i]
	x.steps = append(x.steps, 0)
	for _, v := range nodes {
		s.reach(i, reached{node: v})
	}
}

func (s *search) reach(i int, r reached) {
	x := &s.sides[i]
	x.seen[r.node/64] |= 1 << (r.node % 64)
	x.number[r.node] = uint32(len(x.reached))
	x.reached = append(x.reached, r)
	x.work += min(s.g.degree(r.node), s.o.HubCap)
}

// step moves a side a step further. It reaches the nodes where the side meets
// the other first, and the others only if enough does not say that those do.
func (s *search) step(i int, enough func() bool) {
	x, other := &s.sides[i], &s.sides[1-i]
	front := x.reached[x.front:]
	first := uint32(x.front)
	x.fresh = x.fresh[:0]
	for k := range front {
		if s.looked >= s.o.Budget {
			s.exhausted = true
			break
		}
		s.look(x, front[k].node, first+uint32(k))
	}
	x.met = x.met[:0]
	x.fresh = slices.DeleteFunc(x.fresh, func(a arrival) bool {
		meets := other.has(a.node)
		if meets {
			x.met = append(x.met, a)
		}
		return meets
	})
	x.front, x.work = len(x.reached), 0
	x.steps = append(x.steps, x.front)
	s.settle(i, x.met)
	for _, r := range x.reached[x.front:] {
		l := x.depth() + other.dist(other.number[r.node])
		s.found[l] = append(s.found[l], r.node)
	}
	if !enough() {
		s.settle(i, x.fresh)
	}
}

// look notes which nodes are next to one and not nearer to the start: owners
// first, then holdings, then other ties; the largest first.
func (s *search) look(x *side, v Node, number uint32) {
	g, day, most := s.g, s.o.Day, s.o.HubCap
	looked := 0
	note := func(w Node) {
		if w != v && !x.has(w) {
			x.fresh = append(x.fresh, arrival{w, number})
		}
	}
	if in, ok := g.inRow[v]; ok {
		in = in[:min(len(in), most)]
		for k := range in {
			if in[k].leads(day) {
				note(in[k].Owner)
			}
		}
		looked = len(in)
	} else if int(v)+1 < len(g.rows) {
		at := g.rows[v].in
		owners := g.owners[at:g.rows[v+1].in]
		owners = owners[:min(len(owners), most)]
		for k, o := range owners {
			if o&bounded == 0 || g.out[g.in[int(at)+k]].leads(day) {
				note(o.node())
			}
		}
		looked = len(owners)
	}
	out := g.Out(v)
	out = out[:min(len(out), most-looked)]
	for k := range out {
		if out[k].leads(day) {
			note(out[k].Asset)
		}
	}
	looked += len(out)
	ends := g.tiesOf(v)
	ends = ends[:min(len(ends), most-looked)]
	for _, k := range ends {
		if t := &g.ties[k]; t.On(day) {
			note(t.other(v))
		}
	}
	looked += len(ends)
	s.looked += looked
	if total := g.degree(v); looked < total {
		x.cut = true
		s.cuts[v] = Cut{g.ID(v), g.Caption(v), total, total - looked}
	}
}

// settle makes nodes reached, in their order.
func (s *search) settle(i int, list []arrival) {
	x := &s.sides[i]
	x.spare = sortArrivals(list, x.spare)
	for k := 0; k < len(list); {
		v := list[k].node
		r := reached{node: v, first: uint32(len(x.come))}
		for ; k < len(list) && list[k].node == v; k++ {
			if n := len(x.come); n == int(r.first) || x.come[n-1] != list[k] { // parallel ties lead the same way
				x.come = append(x.come, list[k])
			}
		}
		r.last = uint32(len(x.come))
		s.reach(i, r)
	}
}

// sortArrivals puts arrivals in order of node, then of where they came from. It
// returns the room that it took for next time.
func sortArrivals(list, spare []arrival) []arrival {
	const few, bits = 500, 11
	if len(list) < few {
		slices.SortFunc(list, func(a, b arrival) int { return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.from, b.from)) })
		return spare
	}
	// They come in order of from: a stable sort by node, digit by digit.
	spare = slices.Grow(spare[:0], len(list))[:len(list)]
	from, to := list, spare
	top := Node(0)
	for _, a := range list {
		top = max(top, a.node)
	}
	for shift := 0; top>>shift > 0; shift += bits {
		var at [1<<bits + 1]uint32
		for _, a := range from {
			at[a.node>>shift&(1<<bits-1)+1]++
		}
		for d := range 1 << bits {
			at[d+1] += at[d]
		}
		for _, a := range from {
			d := a.node >> shift & (1<<bits - 1)
			to[at[d]] = a
			at[d]++
		}
		from, to = to, from
	}
	if len(list) > 0 && &from[0] != &list[0] {
		copy(list, from)
	}
	return spare
}
