package graph_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/graph"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
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
	if diff := gocmp.Diff([]string{"a m z", "a hub z", "a n o z"}, routes(got)); diff != "" {
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
	if diff := gocmp.Diff([]graph.Cut{{Entity: "agent", Caption: "agent", Ties: 501, Left: 401}}, got.Truncated); diff != "" {
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
	if diff := gocmp.Diff([]string{"B address:12longstreetdandong A phone:86415123456 C P L"}, routes(got)); diff != "" {
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
	if diff := gocmp.Diff(want, relations); diff != "" {
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
		if diff := gocmp.Diff(got, g.Paths(a, []graph.Node{z}, graph.PathOptions{})); diff != "" {
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

// Of paths that cost the same that with the lesser nodes comes first, wherever
// the two halves met.
func TestPathsOfOneCost(t *testing.T) {
	g := tied([2]string{"a", "p"}, [2]string{"p", "y"}, [2]string{"y", "z"}, [2]string{"a", "q"}, [2]string{"q", "x"}, [2]string{"x", "z"})
	all := []string{"a p y z", "a q x z"}
	for most := 1; most <= 2; most++ {
		got := g.Paths(find(t, g, "a"), []graph.Node{find(t, g, "z")}, graph.PathOptions{Most: most})
		if diff := gocmp.Diff(all[:most], routes(got)); diff != "" {
			t.Errorf("%d (-want +got):\n%s", most, diff)
		}
	}
}

// A side that was cut and has nowhere to go on ends nothing: the other may still
// come to it.
func TestPathsToACutHub(t *testing.T) {
	pairs := [][2]string{{"a", "d1"}, {"a", "d2"}, {"a", "d3"}, {"a", "x"}, {"x", "z"}}
	for i := range 4 {
		pairs = append(pairs, [2]string{"z", fmt.Sprint("z", i)})
	}
	g := tied(pairs...)
	want := []graph.Cut{{Entity: "a", Caption: "a", Ties: 4, Left: 1}, {Entity: "z", Caption: "z", Ties: 5, Left: 2}}
	for _, q := range [][2]string{{"a", "z"}, {"z", "a"}} {
		got := g.Paths(find(t, g, q[0]), []graph.Node{find(t, g, q[1])}, graph.PathOptions{HubCap: 3})
		if diff := gocmp.Diff([]string{q[0] + " x " + q[1]}, routes(got)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", q, diff)
		}
		if diff := gocmp.Diff(want, got.Truncated); diff != "" {
			t.Errorf("%v: cut (-want +got):\n%s", q, diff)
		}
	}
}

// world is a small graph of stakes, as a plain search sees it: who is next to
// whom on a day, and how many stakes each has.
type world struct {
	next   map[graph.Node]map[graph.Node]bool
	degree map[graph.Node]int
}

func worldOf(stakes []graph.Stake, day ftm.Day) world {
	w := world{map[graph.Node]map[graph.Node]bool{}, map[graph.Node]int{}}
	for _, s := range stakes {
		w.degree[s.Owner]++
		w.degree[s.Asset]++
		if s.Owner == s.Asset || !s.On(day) || s.Flags&(graph.Derived|graph.JointWhole) != 0 {
			continue
		}
		for _, e := range [][2]graph.Node{{s.Owner, s.Asset}, {s.Asset, s.Owner}} {
			if w.next[e[0]] == nil {
				w.next[e[0]] = map[graph.Node]bool{}
			}
			w.next[e[0]][e[1]] = true
		}
	}
	return w
}

// paths returns every way from a node to the nearest of some others that comes
// to no node twice and has at most so many steps: the shortest, in order, and
// all of them by their text.
func (w world) paths(from graph.Node, to map[graph.Node]bool, most int) (shortest []string, all map[string]int) {
	type way struct {
		nodes []graph.Node
		cost  float64
	}
	var ways []way
	all = map[string]int{}
	var walk func(nodes []graph.Node)
	walk = func(nodes []graph.Node) {
		v := nodes[len(nodes)-1]
		if len(nodes) > 1 && to[v] {
			cost := 0.0
			for _, u := range nodes[1 : len(nodes)-1] {
				cost += math.Log(float64(w.degree[u]))
			}
			ways = append(ways, way{slices.Clone(nodes), math.Round(cost * 1e9)})
			all[text(nodes)] = len(nodes) - 1
		}
		if len(nodes) > most {
			return
		}
		for u := range w.next[v] {
			if !slices.Contains(nodes, u) {
				walk(append(nodes, u))
			}
		}
	}
	walk([]graph.Node{from})
	slices.SortFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(len(a.nodes), len(b.nodes)), cmp.Compare(a.cost, b.cost), slices.Compare(a.nodes, b.nodes))
	})
	for _, x := range ways {
		if len(x.nodes) == len(ways[0].nodes) {
			shortest = append(shortest, text(x.nodes))
		}
	}
	return shortest, all
}

func text(nodes []graph.Node) string {
	var out []string
	for _, v := range nodes {
		out = append(out, strconv.Itoa(int(v)))
	}
	return strings.Join(out, " ")
}

// On random graphs with dates, joint holdings and parallel stakes the answer is
// what trying all ways gives: the best of the shortest in their order, then ways
// that are there. What a cap or a budget cuts is told: nothing worse comes
// without it.
func TestPathsAgainstAllWays(t *testing.T) {
	const n, day = 14, ftm.Day(100)
	var several, longer, capped, broke, none int
	for seed := range uint64(1500) {
		rng := rand.New(rand.NewPCG(seed, 29))
		stakes := random(rng, n, 10+rng.IntN(20))
		for i := range stakes {
			s := &stakes[i]
			switch rng.IntN(8) {
			case 0:
				s.From, s.To = ftm.Day(rng.IntN(200)), 0
			case 1:
				s.To = ftm.Day(1 + rng.IntN(200))
			case 2:
				s.Flags |= graph.Derived
			case 3:
				s.Owner = 0 // a hub
			}
		}
		g, w := graph.FromStakes(n, stakes), worldOf(stakes, day)
		if seed%3 == 0 { // a graph that was changed is searched the same way
			h := graph.Holding{Owner: stakes[0].Owner, Asset: graph.Node(rng.IntN(n)), Stakes: []graph.Stake{{Share: graph.Exact(graph.Whole / 10)}}}
			g, _ = g.Change([]graph.Holding{h})
			stakes = append(slices.DeleteFunc(stakes, func(s graph.Stake) bool { return s.Owner == h.Owner && s.Asset == h.Asset }), graph.Stake{Owner: h.Owner, Asset: h.Asset, Share: h.Stakes[0].Share})
			w = worldOf(stakes, day)
		}
		from, ends := graph.Node(rng.IntN(n)), map[graph.Node]bool{}
		var to []graph.Node
		for range 1 + rng.IntN(3) {
			if v := graph.Node(rng.IntN(n)); v != from {
				to, ends[v] = append(to, v), true
			}
		}
		o := graph.PathOptions{Most: 1 + rng.IntN(6), MaxHops: 1 + rng.IntN(7), Day: day}
		shortest, all := w.paths(from, ends, o.MaxHops)
		got := g.Paths(from, to, o)
		if got.Exhausted || len(got.Truncated) > 0 {
			t.Fatalf("seed %d: nothing was cut: %+v", seed, got)
		}
		have := routes(got)
		best := shortest[:min(len(shortest), o.Most)]
		if diff := gocmp.Diff(best, have[:min(len(best), len(have))], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: %d to %v, %+v (-all ways +got):\n%s", seed, from, to, o, diff)
		}
		for _, r := range have[len(best):] {
			if all[r] != len(got.Paths[0].Steps)+1 {
				t.Fatalf("seed %d: %q is no way, or not one step longer than the shortest", seed, r)
			}
			longer++
		}
		if once := slices.Compact(slices.Sorted(slices.Values(have))); len(once) != len(have) || len(have) > o.Most {
			t.Fatalf("seed %d: %v for %+v", seed, have, o)
		}
		if len(best) > 1 {
			several++
		}
		if len(have) == 0 {
			none++
		}
		cut := o
		if seed%2 == 0 {
			cut.HubCap = 1 + rng.IntN(3)
		} else {
			cut.Budget = 1 + rng.IntN(20)
		}
		less := g.Paths(from, to, cut)
		for _, r := range routes(less) {
			if _, ok := all[r]; !ok {
				t.Fatalf("seed %d: %+v: %q is no way", seed, cut, r)
			}
		}
		switch {
		case less.Exhausted:
			broke++
		case len(less.Truncated) > 0:
			capped++
		case !slices.Equal(routes(less), have):
			t.Fatalf("seed %d: %+v: %v instead of %v, and nothing said of what was not looked at", seed, cut, routes(less), have)
		}
	}
	for what, n := range map[string]int{"several shortest": several, "longer ones": longer, "caps": capped, "budgets": broke, "none": none} {
		if n < 50 {
			t.Errorf("%s: only %d", what, n)
		}
	}
}

// Whoever hangs together with nothing, or with few, is told apart at once, even
// if the other end is a hub: all of the small piece is known, so that none is
// the whole truth.
func TestPathsFromASmallPiece(t *testing.T) {
	pairs := [][2]string{{"a", "b"}}
	for i := range 3000 {
		pairs = append(pairs, [2]string{"hub", fmt.Sprintf("c%04d", i)}, [2]string{fmt.Sprintf("c%04d", i), fmt.Sprintf("d%04d", i)})
	}
	g := tied(pairs...)
	for _, q := range [][2]string{{"a", "hub"}, {"hub", "a"}} {
		got := g.Paths(find(t, g, q[0]), []graph.Node{find(t, g, q[1])}, graph.PathOptions{Budget: 100})
		if len(got.Paths) != 0 || got.Exhausted || len(got.Truncated) != 0 || got.Looked > 10 {
			t.Errorf("%v: %d paths, exhausted %v, looked at %d, cut %v", q, len(got.Paths), got.Exhausted, got.Looked, got.Truncated)
		}
	}
	if got := g.Paths(find(t, g, "hub"), []graph.Node{find(t, g, "hub")}, graph.PathOptions{}); got.Looked != 0 || len(got.Paths) != 0 {
		t.Errorf("a node and itself: looked at %d, %v", got.Looked, routes(got))
	}
}

// Between nodes with many common neighbours the answer is that of a plain search
// too: long lists are put in order otherwise than short ones.
func TestPathsWithManyArrivals(t *testing.T) {
	const n = 6000
	rng := rand.New(rand.NewPCG(4, 31))
	var stakes []graph.Stake
	for v := graph.Node(4); v < n; v++ {
		for _, hub := range []graph.Node{0, 1, 2, 3} {
			if rng.IntN(3) > 0 {
				stakes = append(stakes, graph.Stake{Owner: hub, Asset: v, Share: graph.Exact(graph.Whole / 10)})
			}
		}
		if rng.IntN(2) == 0 {
			stakes = append(stakes, graph.Stake{Owner: v, Asset: graph.Node(4 + rng.IntN(n-4)), Share: graph.Exact(graph.Whole / 10)})
		}
	}
	g, w := graph.FromStakes(n, stakes), worldOf(stakes, 0)
	for _, q := range [][2]graph.Node{{0, 1}, {2, 3}, {0, 3}} {
		want, _ := w.paths(q[0], map[graph.Node]bool{q[1]: true}, 2)
		got := routes(g.Paths(q[0], []graph.Node{q[1]}, graph.PathOptions{Most: 50, HubCap: n * 10}))
		if diff := gocmp.Diff(want[:50], got); diff != "" {
			t.Errorf("%v (-all ways +got):\n%s", q, diff)
		}
	}
}
