package world

import (
	"iter"
	"math/rand/v2"

	"cordon/graph"
)

// Stakes yields stakes between made-up companies, numbered from 0 to nodes: a
// power law of owners, a tenth of the stakes with fifty agents, two in a hundred
// against the direction of the rest, so that there are rings; one in five a band
// or unknown. The low ends of a company's owners never exceed 100 %. It holds
// four bytes per company.
func Stakes(rng *rand.Rand, nodes, stakes int) iter.Seq[graph.Stake] {
	return func(yield func(graph.Stake) bool) {
		const pc = graph.Whole / 100
		sizes := []graph.Share{graph.Exact(50 * pc), graph.Exact(25 * pc), graph.Exact(10 * pc), graph.Exact(graph.Whole), graph.Exact(33_330_000),
			graph.Exact(51 * pc), graph.Exact(5 * pc), graph.Exact(49_990_000), {Lo: 25 * pc, Hi: 50 * pc, LoOpen: true}, graph.Unknown}
		given := make([]graph.Parts, nodes) // nobody holds more than everything
		agents := min(50, nodes/10)
		for n := 0; n < stakes; {
			a := rng.IntN(nodes)
			x := rng.Float64()
			o := int(x * x * x * float64(a+1)) // few have many
			switch {
			case rng.IntN(10) == 0:
				o = rng.IntN(agents) * (nodes / agents)
			case rng.IntN(50) == 0:
				o = rng.IntN(nodes)
			}
			s := sizes[rng.IntN(len(sizes))]
			if left := graph.Whole - given[a]; s.Lo > left {
				s = graph.Exact(left / 4)
			}
			if o == a {
				continue
			}
			given[a] += s.Lo
			n++
			if !yield(graph.Stake{Owner: graph.Node(o), Asset: graph.Node(a), Share: s}) {
				return
			}
		}
	}
}
