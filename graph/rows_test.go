package graph_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/graph"
)

// A large graph is laid out in pieces side by side: every stake is in the row of
// its owner and in that of its asset, the same whatever order they came in.
func TestLargeGraphIsLaidOutTheSame(t *testing.T) {
	const nodes = 120_000
	rng := rand.New(rand.NewPCG(9, 9))
	list := random(rng, nodes, 300_000)
	for i := range list {
		if rng.IntN(4) == 0 {
			list[i].Owner = 7 // a hub, and nodes without any stake
		}
	}
	a := graph.FromStakes(nodes, list)
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	b := graph.FromStakes(nodes, list)
	var out, in []graph.Stake
	for v := range graph.Node(nodes) {
		if !slices.Equal(a.Out(v), b.Out(v)) {
			t.Fatalf("what %d holds: %v, %v", v, a.Out(v), b.Out(v))
		}
		for _, s := range a.Out(v) {
			if s.Owner != v {
				t.Fatalf("%d holds %v", v, s)
			}
		}
		if !slices.IsSortedFunc(a.Out(v), func(x, y graph.Stake) int { return int(y.Share.Lo) - int(x.Share.Lo) }) {
			t.Fatalf("what %d holds is not in order: %v", v, a.Out(v))
		}
		out = append(out, a.Out(v)...)
		var rows [2][]graph.Stake
		for i, g := range []*graph.Graph{a, b} {
			for s := range g.In(v) {
				rows[i] = append(rows[i], *s)
			}
		}
		if !slices.Equal(rows[0], rows[1]) {
			t.Fatalf("who holds %d: %v, %v", v, rows[0], rows[1])
		}
		for i, s := range rows[0] {
			if s.Asset != v || i > 0 && rows[0][i-1].Share.Lo < s.Share.Lo {
				t.Fatalf("%v holds %d", rows[0], v)
			}
		}
		in = append(in, rows[0]...)
	}
	for _, l := range [][]graph.Stake{list, out, in} {
		slices.SortFunc(l, graph.CompareStakes)
	}
	if !slices.Equal(list, out) || !slices.Equal(list, in) {
		t.Error("the rows do not hold the stakes that were put in")
	}
}
