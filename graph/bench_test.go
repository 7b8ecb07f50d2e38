package graph_test

import (
	"math/rand/v2"
	"testing"

	"cordon/graph"
)

// benchGraph is a graph of made-up companies, a tenth of what cordon bench
// graph measures.
func benchGraph() *graph.Graph {
	const nodes, stakes = 400_000, 1_000_000
	rng := rand.New(rand.NewPCG(1, 2))
	list := make([]graph.Stake, stakes)
	for i := range list {
		x := rng.Float64()
		a := rng.IntN(nodes-1) + 1
		list[i] = graph.Stake{Owner: graph.Node(x * x * x * float64(a)), Asset: graph.Node(a), Share: graph.Exact(graph.Parts(10+rng.IntN(20)) * pc)}
	}
	return graph.FromStakes(nodes, list)
}

func BenchmarkCascade(b *testing.B) {
	g := benchGraph()
	r := shapes(b)["all"]
	var seeds []graph.Seed
	for v := graph.Node(3); int(v) < g.Len(); v += 10 {
		seeds = append(seeds, graph.Seed{Node: v})
	}
	for b.Loop() {
		graph.NewState(g, r, 0, seeds)
	}
}

func BenchmarkPath(b *testing.B) {
	g := benchGraph()
	rng := rand.New(rand.NewPCG(3, 4))
	for b.Loop() {
		g.Paths(graph.Node(rng.IntN(g.Len())), []graph.Node{graph.Node(rng.IntN(g.Len()))}, graph.PathOptions{Most: 1})
	}
}
