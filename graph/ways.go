package graph

import (
	"cmp"
	"math"
	"slices"
)

// half is a way from a node to the start of one side, by its first step; the
// rest is a way of the node that the step leads to.
type half struct {
	cost float64
	from uint32 // number; none at the start itself
	rest int    // which of the ways from there
}

// costKey is a cost to compare by: sums of the same numbers in another order are
// the same cost.
func costKey(c float64) float64 { return math.Round(c * 1e9) }

// toll is what it costs to pass through a node: of paths of one length those
// come first that avoid nodes with many ties.
func (g *Graph) toll(v Node) float64 { return math.Log(float64(g.degree(v))) }

// halves returns the best ways from a node to the start of a side, by cost, then
// by their nodes. A node's arrivals are all there once its step is done.
func (s *search) halves(i int, number uint32) []half {
	x := &s.sides[i]
	if more := len(x.reached) - len(x.ways); more > 0 {
		x.ways = slices.Grow(x.ways, more)[:len(x.reached)] // what is behind its end is nil
	}
	if x.ways[number] == nil {
		x.ways[number] = s.findHalves(i, number)
	}
	return x.ways[number]
}

func (s *search) findHalves(i int, number uint32) []half {
	x := &s.sides[i]
	if int(number) < x.atStart() {
		return []half{{}}
	}
	order := func(a, b half) int {
		return cmp.Or(cmp.Compare(costKey(a.cost), costKey(b.cost)), cmp.Compare(x.reached[a.from].node, x.reached[b.from].node), cmp.Compare(a.rest, b.rest))
	}
	var best []half
	r := x.reached[number]
	for _, c := range x.come[r.first:r.last] {
		toll := 0.0
		if int(c.from) >= x.atStart() {
			toll = s.g.toll(x.reached[c.from].node)
		}
		for k, h := range s.halves(i, c.from) {
			best = keepBest(best, half{h.cost + toll, c.from, k}, s.o.Most, order)
		}
	}
	return best
}

// atStart is how many nodes are at the start of a side.
func (x *side) atStart() int {
	if len(x.steps) > 1 {
		return x.steps[1]
	}
	return len(x.reached)
}

// keepBest puts one more into a sorted list of at most so many.
func keepBest[T any](list []T, more T, most int, order func(a, b T) int) []T {
	if len(list) == most && order(more, list[most-1]) >= 0 {
		return list
	}
	at, _ := slices.BinarySearchFunc(list, more, order)
	list = slices.Insert(list, at, more)
	return list[:min(len(list), most)]
}

// nodes appends the nodes of a way, from where it begins to the start.
func (s *search) nodes(to []Node, i int, number uint32, h half) []Node {
	x := &s.sides[i]
	for {
		to = append(to, x.reached[number].node)
		if int(number) < x.atStart() {
			return to
		}
		number = h.from
		h = x.ways[number][h.rest]
	}
}

// count says how many paths lead over some meeting nodes, up to most.
func (s *search) count(meets []Node, most int) int {
	n := 0
	for _, v := range meets {
		n += len(s.halves(0, s.sides[0].number[v])) * len(s.halves(1, s.sides[1].number[v]))
		if n >= most {
			break
		}
	}
	return n
}

// whole is a path over a meeting node.
type whole struct {
	cost  float64
	nodes []Node
	meet  int // which of the nodes
}

// best returns the best paths over some meeting nodes, each once. No path comes
// to a node twice.
func (s *search) best(meets []Node, most int) []whole {
	order := func(a, b whole) int {
		return cmp.Or(cmp.Compare(costKey(a.cost), costKey(b.cost)), slices.Compare(a.nodes, b.nodes))
	}
	var out []whole
	for _, v := range meets {
		na, nb := s.sides[0].number[v], s.sides[1].number[v]
		toll := 0.0
		if int(na) >= s.sides[0].atStart() && int(nb) >= s.sides[1].atStart() {
			toll = s.g.toll(v)
		}
		for _, a := range s.halves(0, na) {
			for _, b := range s.halves(1, nb) {
				w := whole{cost: a.cost + b.cost + toll}
				if len(out) == most && costKey(w.cost) > costKey(out[most-1].cost) {
					continue
				}
				w.nodes = s.nodes(nil, 0, na, a)
				slices.Reverse(w.nodes)
				w.meet = len(w.nodes) - 1
				w.nodes = s.nodes(w.nodes[:w.meet], 1, nb, b)
				if !once(w.nodes) || slices.ContainsFunc(out, func(o whole) bool { return slices.Equal(o.nodes, w.nodes) }) {
					continue
				}
				out = keepBest(out, w, most, order)
			}
		}
	}
	return out
}

// once reports whether no node is there twice.
func once(nodes []Node) bool {
	for i, v := range nodes {
		if slices.Contains(nodes[:i], v) {
			return false
		}
	}
	return true
}
