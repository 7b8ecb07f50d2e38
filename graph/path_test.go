package graph_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/ftm"
	"cordon/graph"

	"github.com/google/go-cmp/cmp"
)

// routes writes paths as ids.
func routes(a graph.PathAnswer) []string {
	out := []string{}
	for _, p := range a.Paths {
		text := p.Steps[0].From
		for i, s := range p.Steps {
			if i > 0 && p.Steps[i-1].To != s.From {
				text += "!"
			}
			text += " " + s.To
		}
		out = append(out, text)
	}
	return out
}

func find(t testing.TB, g *graph.Graph, id string) graph.Node {
	t.Helper()
	v, ok := g.Find(id)
	if !ok {
		t.Fatalf("no node %s", id)
	}
	return v
}

// tied builds a graph of plain ties.
func tied(pairs ...[2]string) *graph.Graph {
	b := graph.NewBuilder()
	for i, p := range pairs {
		b.Tie(p[0], p[1], "knows", false, ftm.Period{}, graph.Evidence{Entity: fmt.Sprint(i), Statement: "00", Source: "s"})
	}
	g, _ := b.Build()
	return g
}

// Among paths of one length the one without a hub comes first; a longer one
// fills up.
func TestPathsAvoidHubs(t *testing.T) {
	pairs := [][2]string{{"a", "hub"}, {"hub", "z"}, {"a", "m"}, {"m", "z"}, {"a", "n"}, {"n", "o"}, {"o", "z"}}
	for i := range 50 {
		pairs = append(pairs, [2]string{"hub", fmt.Sprintf("x%02d", i)})
	}
	g := tied(pairs...)
	a, z := find(t, g, "a"), find(t, g, "z")
	got := g.Paths(a, []graph.Node{z}, graph.PathOptions{})
	if diff := cmp.Diff([]string{"a m z", "a hub z", "a n o z"}, routes(got)); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	if len(got.Truncated) > 0 || got.Exhausted {
		t.Errorf("nothing was cut: %+v", got)
	}
	if got := g.Paths(a, []graph.Node{z}, graph.PathOptions{MaxHops: 1}); len(got.Paths) != 0 {
		t.Errorf("one step: %v", routes(got))
	}
	if got := g.Paths(a, []graph.Node{z}, graph.PathOptions{Budget: 1}); !got.Exhausted {
		t.Errorf("a used up budget is not told: %+v", got)
	}
}

// A cut hub is named, with how many of its ties were left.
func TestHubCapIsTold(t *testing.T) {
	var pairs [][2]string
	for i := range 500 {
		pairs = append(pairs, [2]string{"agent", fmt.Sprintf("c%03d", i)})
	}
	g := tied(append(pairs, [2]string{"a", "agent"})...)
	got := g.Paths(find(t, g, "a"), []graph.Node{find(t, g, "c499")}, graph.PathOptions{HubCap: 100})
	if diff := cmp.Diff([]graph.Cut{{Entity: "agent", Caption: "agent", Ties: 501, Left: 401}}, got.Truncated); diff != "" {
		// the other end has one tie only, so that the search meets without the hub
		if len(got.Paths) != 1 {
			t.Errorf("cut (-want +got):\n%s", diff)
		}
	}
	b := tied(append(pairs, [2]string{"a", "agent"}, [2]string{"c499", "y"}, [2]string{"y", "z"}, [2]string{"y", "z2"}, [2]string{"y", "z3"}, [2]string{"z", "end"}, [2]string{"z", "e1"}, [2]string{"z", "e2"})...)
	got = b.Paths(find(t, b, "a"), []graph.Node{find(t, b, "end")}, graph.PathOptions{HubCap: 100})
	if len(got.Paths) == 0 && len(got.Truncated) == 0 {
		t.Error("nothing found, and nothing said of what was not looked at")
	}
}

// Shared addresses and telephones tie, over and above any stake; what nobody
// shares does not.
func TestSharedTies(t *testing.T) {
	g, _ := mapped(t,
		`{"id":"A","schema":"Company","caption":"A","properties":{"address":["12 Long Street, Dandong"],"phone":["+86 415 123456"]}}`,
		`{"id":"B","schema":"Company","caption":"B","properties":{"addressEntity":["ad"]}}`,
		`{"id":"ad","schema":"Address","properties":{"full":["12 LONG STREET DANDONG"]}}`,
		`{"id":"C","schema":"Company","caption":"C","properties":{"phone":["(0086) 415-123456"],"email":["x@c.example"]}}`,
		`{"id":"k","schema":"Directorship","properties":{"director":["P"],"organization":["C"]}}`,
		`{"id":"l","schema":"UnknownLink","properties":{"subject":["P"],"object":["L"],"role":["Linked To"]}}`,
		`{"id":"P","schema":"Person","caption":"P"}`,
		`{"id":"L","schema":"Company","caption":"L","datasets":["us_ofac_sdn"],"properties":{"topics":["sanction"]}}`)
	got := g.Paths(find(t, g, "B"), []graph.Node{find(t, g, "L")}, graph.PathOptions{Most: 1})
	if diff := cmp.Diff([]string{"B address:12longstreetdandong A phone:86415123456 C P L"}, routes(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var relations []string
	for _, s := range got.Paths[0].Steps {
		relations = append(relations, s.Relation)
		if s.Statement == "" || s.Source == "" {
			t.Errorf("step %+v has no source", s)
		}
	}
	want := []string{"has the address", "← has the address", "has the phone", "← has the phone", "has as an officer", "linked to (Linked To)"}
	if diff := cmp.Diff(want, relations); diff != "" {
		t.Errorf("relations (-want +got):\n%s", diff)
	}
	far, _ := mapped(t,
		`{"id":"A","schema":"Company","caption":"A","properties":{"address":["Beijing, China"]}}`,
		`{"id":"B","schema":"Company","caption":"B","properties":{"addressEntity":["ad"]}}`,
		`{"id":"C","schema":"Company","caption":"C","properties":{"addressEntity":["ad"]}}`,
		`{"id":"ad","schema":"Address","properties":{"full":["Beijing, China"]}}`)
	if far.Ties() != 0 {
		t.Errorf("a city ties: %d ties", far.Ties())
	}
	if _, ok := g.Find("email:x@c.example"); ok {
		t.Error("an e-mail that nobody shares is a node")
	}
}

// On random graphs the first path is as short as a plain search finds it, every
// path holds together, and the same question has the same answer.
func TestPathsAreShortest(t *testing.T) {
	found := 0
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 23))
		const n = 40
		g := graph.FromStakes(n, random(rng, n, 45))
		a, z := graph.Node(rng.IntN(n)), graph.Node(rng.IntN(n))
		if a == z {
			continue
		}
		dist := g.Distances([]graph.Node{z}, 6, 0)[a]
		got := g.Paths(a, []graph.Node{z}, graph.PathOptions{})
		if diff := cmp.Diff(got, g.Paths(a, []graph.Node{z}, graph.PathOptions{})); diff != "" {
			t.Fatalf("seed %d: asked twice:\n%s", seed, diff)
		}
		if dist == 255 {
			if len(got.Paths) > 0 {
				t.Fatalf("seed %d: %v, want none", seed, routes(got))
			}
			continue
		}
		found++
		if len(got.Paths) == 0 || len(got.Paths[0].Steps) != int(dist) {
			t.Fatalf("seed %d: %d to %d: %v, want %d steps", seed, a, z, routes(got), dist)
		}
		all := routes(got)
		once := slices.Compact(slices.Sorted(slices.Values(all)))
		if len(once) != len(all) {
			t.Fatalf("seed %d: a path twice: %v", seed, all)
		}
	}
	if found < 50 {
		t.Errorf("only %d paths were found", found)
	}
}

// A large graph is laid out in pieces side by side: the same as from stakes in
// another order, row by row.
func TestLargeGraphIsLaidOutTheSame(t *testing.T) {
	const nodes = 120_000
	rng := rand.New(rand.NewPCG(9, 9))
	list := random(rng, nodes, 300_000)
	a := graph.FromStakes(nodes, list)
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	b := graph.FromStakes(nodes, list)
	for v := range graph.Node(nodes) {
		if !slices.Equal(a.Out(v), b.Out(v)) {
			t.Fatalf("what %d holds: %v, %v", v, a.Out(v), b.Out(v))
		}
		var in [2][]graph.Stake
		for i, g := range []*graph.Graph{a, b} {
			for s := range g.In(v) {
				in[i] = append(in[i], *s)
			}
		}
		if !slices.Equal(in[0], in[1]) {
			t.Fatalf("who holds %d: %v, %v", v, in[0], in[1])
		}
	}
}
