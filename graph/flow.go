package graph

import (
	"cmp"
	"slices"
)

// Transfer is value that moved between two nodes at a time.
type Transfer struct {
	From, To Node
	At       int64 // in any unit that grows with time
	Amount   int64 // in minor units
}

// Flow answers questions about transfers: how near, in which order, which share
// of what came in. It enumerates no paths.
type Flow struct {
	out   []Transfer // in order of sender, then of time
	outAt []uint32
	in    []uint32
	inAt  []uint32
	n     int
}

// NewFlow makes a flow of transfers between n nodes.
func NewFlow(n int, list []Transfer) *Flow {
	f := &Flow{n: n, out: slices.Clone(list), outAt: make([]uint32, n+1), inAt: make([]uint32, n+1), in: make([]uint32, len(list))}
	slices.SortFunc(f.out, func(a, b Transfer) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.At, b.At), cmp.Compare(a.To, b.To), cmp.Compare(a.Amount, b.Amount))
	})
	for _, t := range f.out {
		f.outAt[t.From+1]++
		f.inAt[t.To+1]++
	}
	for i := range n {
		f.outAt[i+1] += f.outAt[i]
		f.inAt[i+1] += f.inAt[i]
	}
	next := slices.Clone(f.inAt)
	for i, t := range f.out {
		f.in[next[t.To]] = uint32(i)
		next[t.To]++
	}
	return f
}

// Out is what a node sent, in order of time.
func (f *Flow) Out(v Node) []Transfer { return f.out[f.outAt[v]:f.outAt[v+1]] }

// In calls for what came in to a node.
func (f *Flow) In(v Node, yield func(Transfer)) {
	for _, i := range f.in[f.inAt[v]:f.inAt[v+1]] {
		yield(f.out[i])
	}
}

// Hops is the number of transfers on the shortest way from one node to another
// in a window of time, both ends included; -1 if there is none within most.
// Transfers of one way need not follow each other in time.
func (f *Flow) Hops(from, to Node, start, end int64, most int) int {
	if from == to {
		return 0
	}
	seen := map[Node]bool{from: true}
	front := []Node{from}
	for d := 1; d <= most && len(front) > 0; d++ {
		var next []Node
		for _, v := range front {
			for _, t := range f.Out(v) {
				if t.At < start || t.At > end || seen[t.To] {
					continue
				}
				if t.To == to {
					return d
				}
				seen[t.To] = true
				next = append(next, t.To)
			}
		}
		front = next
	}
	return -1
}

// Within returns the nodes that value can have reached from some within so many
// transfers, these included, in order. Ascending asks for transfers that each
// come strictly later than the one before: for every node and number of
// transfers only the earliest arrival counts, so that no path is walked twice.
func (f *Flow) Within(from []Node, hops int, ascending bool) []Node {
	const never = int64(^uint64(0) >> 1)
	arrived := make([]int64, f.n) // earliest at the present number of transfers
	reached := make([]bool, f.n)
	for i := range arrived {
		arrived[i] = never
	}
	var front []Node
	for _, v := range from {
		arrived[v], reached[v] = -never, true
		front = append(front, v)
	}
	for range hops {
		next := make(map[Node]int64)
		for _, v := range front {
			for _, t := range f.Out(v) {
				if ascending && t.At <= arrived[v] {
					continue
				}
				if at, ok := next[t.To]; !ok || t.At < at {
					next[t.To] = t.At
				}
			}
		}
		front = front[:0]
		for v, at := range next {
			reached[v] = true
			if !ascending && arrived[v] != never {
				continue
			}
			if at < arrived[v] { // an earlier arrival can go further
				arrived[v] = at
				front = append(front, v)
			}
		}
		slices.Sort(front)
	}
	var out []Node
	for v, ok := range reached {
		if ok {
			out = append(out, Node(v))
		}
	}
	return out
}

// Inflow is what came in to a node, and what of it came from some.
type Inflow struct {
	Transfers, From    int
	Amount, AmountFrom int64
}

// Direct returns what came in to a node, and which part came from nodes that
// some function names.
func (f *Flow) Direct(v Node, of func(Node) bool) Inflow {
	var out Inflow
	f.In(v, func(t Transfer) {
		out.Transfers++
		out.Amount += t.Amount
		if of(t.From) {
			out.From++
			out.AmountFrom += t.Amount
		}
	})
	return out
}

// Chain returns the nodes that can be reached over transfers from one, without
// it, in order; hops bounds the number of steps, 0 does not.
func (f *Flow) Chain(from Node, hops int) []Node {
	seen := map[Node]bool{from: true}
	front := []Node{from}
	var out []Node
	for d := 1; len(front) > 0 && (hops == 0 || d <= hops); d++ {
		var next []Node
		for _, v := range front {
			for _, t := range f.Out(v) {
				if !seen[t.To] {
					seen[t.To] = true
					next = append(next, t.To)
				}
			}
		}
		out = append(out, next...)
		front = next
	}
	slices.Sort(out)
	return out
}
