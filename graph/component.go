package graph

// components finds the strongly connected components of a graph of n nodes in
// compressed rows (Tarjan, without recursion). It returns the nodes in order of
// component and where each component begins. A component comes after all that
// its edges lead to.
func components(n int, at, to []uint32) (order, starts []uint32) {
	const unseen = ^uint32(0)
	index := make([]uint32, n) // order of first visit
	low := make([]uint32, n)
	done := make([]bool, n)
	for i := range index {
		index[i] = unseen
	}
	next := uint32(0)
	var stack []uint32
	type frame struct{ v, edge uint32 }
	var calls []frame
	order = make([]uint32, 0, n)
	for root := range uint32(n) {
		if index[root] != unseen {
			continue
		}
		calls = append(calls[:0], frame{root, at[root]})
		index[root], low[root] = next, next
		next++
		stack = append(stack, root)
		for len(calls) > 0 {
			f := &calls[len(calls)-1]
			if f.edge < at[f.v+1] {
				w := to[f.edge]
				f.edge++
				switch {
				case index[w] == unseen:
					index[w], low[w] = next, next
					next++
					stack = append(stack, w)
					calls = append(calls, frame{w, at[w]})
				case !done[w]:
					low[f.v] = min(low[f.v], index[w])
				}
				continue
			}
			v := f.v
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				p := calls[len(calls)-1].v
				low[p] = min(low[p], low[v])
			}
			if low[v] != index[v] {
				continue
			}
			starts = append(starts, uint32(len(order)))
			for {
				w := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				done[w] = true
				order = append(order, w)
				if w == v {
					break
				}
			}
		}
	}
	return order, append(starts, uint32(len(order)))
}
