package graph_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/graph"

	"github.com/google/go-cmp/cmp"
)

// random is a small graph with rings, bands, unknown shares, holders who are
// not told, companies that hold themselves and owners of more than everything.
func random(rng *rand.Rand, nodes, stakes int) []graph.Stake {
	var out []graph.Stake
	for range stakes {
		s := graph.Stake{Owner: graph.Node(rng.IntN(nodes)), Asset: graph.Node(rng.IntN(nodes)), Share: randomShare(rng)}
		switch rng.IntN(12) {
		case 0:
			s.Class = graph.Votes
		case 1:
			s.Class, s.Share = graph.Board, graph.Exact(graph.Whole)
		case 2:
			s.Flags = graph.UnknownHolder
		case 3:
			s.Flags = graph.Indirect
		}
		out = append(out, s)
	}
	return out
}

func randomShare(rng *rand.Rand) graph.Share {
	const pc = graph.Whole / 100
	pick := func() graph.Parts {
		return graph.Parts([]int{0, 10, 20, 25, 25, 30, 40, 50, 50, 60, 75, 100}[rng.IntN(12)]) * pc
	}
	switch rng.IntN(6) {
	case 0:
		return graph.Unknown
	case 1:
		return graph.Share{Lo: 25 * pc, Hi: 50 * pc, LoOpen: true}
	case 2:
		return graph.Share{Lo: 50 * pc, Hi: 75 * pc, LoOpen: true, HiOpen: true}
	}
	return graph.Exact(pick())
}

// regimes of all shapes.
func shapes(t testing.TB) map[string]*graph.Regime {
	out := make(map[string]*graph.Regime)
	for name, rec := range map[string]graph.Record{
		"all":       {Threshold: "50", Compare: ">=", Classes: []string{"capital"}, Aggregate: "all", Control: "caution"},
		"more":      {Threshold: "50", Compare: ">", Classes: []string{"capital"}, Aggregate: "all", Control: "ignore"},
		"control":   {Threshold: "50", Compare: ">=", Classes: []string{"capital"}, Aggregate: "all", Control: "presume"},
		"person":    {Threshold: "50", Compare: ">", Classes: []string{"capital", "votes"}, Aggregate: "person", Control: "presume"},
		"remainder": {Threshold: "50", Compare: ">=", Classes: []string{"capital", "votes"}, Aggregate: "all", Control: "ignore", Remainder: "possible"},
	} {
		rec.ID, rec.Name, rec.InForce = name, name, true
		r, err := graph.NewRegime(rec)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &r
	}
	return out
}

// view is everything that a state says.
func view(s *graph.State, n int) string {
	var b strings.Builder
	for v := range graph.Node(n) {
		x := s.Verdict(v)
		fmt.Fprintf(&b, "%d %s %s %d %d %v\n", v, x.Status, x.Ground, x.Low, x.High, s.Circular(v))
	}
	return b.String()
}

func seedList(nodes map[graph.Node]bool) []graph.Seed {
	var out []graph.Seed
	for v := range nodes {
		out = append(out, graph.Seed{Node: v})
	}
	slices.SortFunc(out, func(a, b graph.Seed) int { return int(a.Node) - int(b.Node) })
	return out
}

// Whatever is listed, delisted, bought and sold, in whatever order: the state
// that follows equals the one that is computed anew. So does what-if, and it
// leaves no trace.
func TestUpdateEqualsRecompute(t *testing.T) {
	const nodes = 12
	for name, r := range shapes(t) {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(150) {
				rng := rand.New(rand.NewPCG(seed, 7))
				g := graph.FromStakes(nodes, random(rng, nodes, 10+rng.IntN(20)))
				seeds := map[graph.Node]bool{graph.Node(rng.IntN(nodes)): true, graph.Node(rng.IntN(nodes)): true}
				s := graph.NewState(g, r, 0, seedList(seeds))
				for step := range 25 {
					var touched []graph.Node
					switch rng.IntN(4) {
					case 0:
						v := graph.Node(rng.IntN(nodes))
						if seeds[v] = true; rng.IntN(2) == 0 {
							s.Designate(v)
						}
					case 1:
						v := graph.Node(rng.IntN(nodes))
						if delete(seeds, v); rng.IntN(2) == 0 {
							s.Delist(v)
						}
					case 2:
						h := graph.Holding{Owner: graph.Node(rng.IntN(nodes)), Asset: graph.Node(rng.IntN(nodes))}
						for range rng.IntN(3) {
							h.Stakes = append(h.Stakes, graph.Stake{Share: randomShare(rng), Class: graph.Class(rng.IntN(3))})
						}
						g, touched = g.Change([]graph.Holding{h})
					case 3:
						list, delist := graph.Node(rng.IntN(nodes)), graph.Node(rng.IntN(nodes))
						before := view(s, nodes)
						was := make([]graph.Status, nodes)
						for v := range graph.Node(nodes) {
							was[v] = s.Verdict(v).Status
						}
						moves := s.WhatIf([]graph.Node{list}, []graph.Node{delist})
						if diff := cmp.Diff(before, view(s, nodes)); diff != "" {
							t.Fatalf("seed %d step %d: what-if left a trace:\n%s", seed, step, diff)
						}
						then := map[graph.Node]bool{}
						for v := range seeds {
							if v != delist {
								then[v] = true
							}
						}
						then[list] = true
						o := graph.NewState(g, r, 0, seedList(then))
						for _, m := range moves {
							if was[m.Node] != m.Was {
								t.Fatalf("seed %d step %d: move %+v, was %s", seed, step, m, was[m.Node])
							}
							was[m.Node] = m.Now
						}
						for v := range graph.Node(nodes) {
							if got := o.Verdict(v).Status; got != was[v] {
								t.Fatalf("seed %d step %d: what if %d is listed and %d not: node %d is %s, computed anew %s", seed, step, list, delist, v, was[v], got)
							}
						}
						continue
					}
					s.Update(g, touched, seedList(seeds))
					if diff := cmp.Diff(view(graph.NewState(g, r, 0, seedList(seeds)), nodes), view(s, nodes)); diff != "" {
						t.Fatalf("seed %d step %d (-anew +followed):\n%s", seed, step, diff)
					}
					for v := range graph.Node(nodes) {
						if head := s.Head(v, "2026-11-02"); head != s.Standing(v, graph.Options{Known: "2026-11-02", Lean: true}).Head {
							t.Fatalf("seed %d step %d: %q alone, %q with its proof", seed, step, head, s.Standing(v, graph.Options{Known: "2026-11-02", Lean: true}).Head)
						}
					}
				}
			}
		})
	}
}

// Many seeds at once are what they are when they follow few: the first way adds
// up the owners of everybody beforehand, the second looks at those it comes to.
// So it is on a graph that was changed, and where the owners of one company hold
// more than fits into such a sum.
func TestManySeedsAtOnce(t *testing.T) {
	const nodes, stakes = 40_000, 100_000
	rng := rand.New(rand.NewPCG(6, 47))
	list := random(rng, nodes, stakes)
	for i := range list {
		switch {
		case i < 43: // all of it each: together more than 32 bits hold, and the rest is little
			list[i] = graph.Stake{Owner: graph.Node(i), Asset: 77, Share: graph.Exact(graph.Whole)}
			continue
		case list[i].Asset == 77:
			list[i].Asset = 78
		}
		if rng.IntN(20) == 0 {
			list[i].From = ftm.Day(1 + rng.IntN(200))
		}
	}
	g := graph.FromStakes(nodes, list)
	var change []graph.Holding
	for range 500 {
		change = append(change, graph.Holding{Owner: graph.Node(rng.IntN(nodes)), Asset: graph.Node(rng.IntN(nodes)), Stakes: []graph.Stake{{Share: randomShare(rng)}}})
	}
	changed, _ := g.Change(change)
	var seeds []graph.Seed
	for v := range graph.Node(nodes) {
		if v%9 == 0 {
			seeds = append(seeds, graph.Seed{Node: v})
		}
	}
	for name, r := range shapes(t) {
		if r.PerPerson { // a run for each of the seeds
			continue
		}
		for what, g := range map[string]*graph.Graph{"built": g, "changed": changed} {
			one := graph.NewState(g, r, 100, seeds[:1])
			one.Update(g, nil, seeds)
			all := graph.NewState(g, r, 100, seeds)
			if len(all.Reached()) < 1000 {
				t.Errorf("%s, %s: only %d were reached", name, what, len(all.Reached()))
			}
			for v := range graph.Node(nodes) {
				if a, b := one.Verdict(v), all.Verdict(v); a != b {
					t.Fatalf("%s, %s: node %d is %+v one after the other, %+v at once", name, what, v, a, b)
				}
			}
		}
	}
}

// The order of stakes changes nothing, nor do the numbers of nodes.
func TestOrderAndNumbers(t *testing.T) {
	const nodes = 14
	for name, r := range shapes(t) {
		for seed := range uint64(100) {
			rng := rand.New(rand.NewPCG(seed, 3))
			stakes := random(rng, nodes, 30)
			seeds := map[graph.Node]bool{0: true, 1: true}
			want := graph.NewState(graph.FromStakes(nodes, stakes), r, 0, seedList(seeds))
			shuffled := slices.Clone(stakes)
			rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			if diff := cmp.Diff(view(want, nodes), view(graph.NewState(graph.FromStakes(nodes, shuffled), r, 0, seedList(seeds)), nodes)); diff != "" {
				t.Fatalf("%s seed %d: order:\n%s", name, seed, diff)
			}
			perm := rng.Perm(nodes)
			for i := range shuffled {
				shuffled[i].Owner, shuffled[i].Asset = graph.Node(perm[shuffled[i].Owner]), graph.Node(perm[shuffled[i].Asset])
			}
			got := graph.NewState(graph.FromStakes(nodes, shuffled), r, 0, seedList(map[graph.Node]bool{graph.Node(perm[0]): true, graph.Node(perm[1]): true}))
			for v := range graph.Node(nodes) {
				a, b := want.Verdict(v), got.Verdict(graph.Node(perm[v]))
				a.Person, b.Person = 0, 0
				if a.Status != b.Status || a.Low != b.Low || want.Circular(v) != got.Circular(graph.Node(perm[v])) {
					t.Fatalf("%s seed %d: node %d is %+v, renumbered %+v", name, seed, v, a, b)
				}
			}
		}
	}
}

// A further listing frees nobody, and neither does a further stake of a blocked
// person, as long as the owners hold no more than everything.
func TestMonotone(t *testing.T) {
	const nodes = 12
	for name, r := range shapes(t) {
		grew := 0
		for seed := range uint64(300) {
			rng := rand.New(rand.NewPCG(seed, 5))
			stakes := random(rng, nodes, 18)
			for i := range stakes { // no more than everything, and holders who are told
				stakes[i].Share = graph.Exact(graph.Whole / 100 * graph.Parts(5*rng.IntN(3)+5))
				stakes[i].Flags = 0
			}
			seeds := map[graph.Node]bool{0: true, 1: true}
			before := graph.NewState(graph.FromStakes(nodes, stakes), r, 0, seedList(seeds))
			more := slices.Clone(stakes)
			if seed%2 == 0 {
				seeds[graph.Node(rng.IntN(nodes))] = true
			} else {
				more = append(more, graph.Stake{Owner: 0, Asset: graph.Node(2 + rng.IntN(nodes-2)), Share: graph.Exact(graph.Whole / 10)})
			}
			after := graph.NewState(graph.FromStakes(nodes, more), r, 0, seedList(seeds))
			for v := range graph.Node(nodes) {
				a, b := before.Verdict(v), after.Verdict(v)
				if b.Status == graph.Blocked && a.Status != graph.Blocked {
					grew++
				}
				if a.Status == graph.Blocked && b.Status != graph.Blocked || a.Status == graph.Possible && b.Status == graph.No {
					t.Fatalf("%s seed %d: node %d was %s and is %s", name, seed, v, a.Status, b.Status)
				}
			}
		}
		if grew == 0 {
			t.Errorf("%s: nothing ever grew: the test shows nothing", name)
		}
	}
}

// What is blocked at the low ends is reached at the high ends too: low is never
// above high, and narrowing a band to any share within it turns no "no" into
// "blocked" and no "blocked" into "no".
func TestBandsEnclose(t *testing.T) {
	const nodes = 10
	possible := 0
	for name, r := range shapes(t) {
		if name == "remainder" {
			continue // what nobody states is no band
		}
		for seed := range uint64(300) {
			rng := rand.New(rand.NewPCG(seed, 11))
			stakes := random(rng, nodes, 16)
			sum := make([]int, nodes)
			var kept []graph.Stake
			for _, s := range stakes { // a world that can be: together not more than everything
				s.Flags &^= graph.UnknownHolder
				if s.Owner == s.Asset || s.Class == graph.Board {
					continue
				}
				const pc = int(graph.Whole / 100)
				true_ := rng.IntN(5) * 10 * pc
				if s.Class == graph.Capital && sum[s.Asset]+true_ > 100*pc || s.Class == graph.Votes {
					continue
				}
				sum[s.Asset] += true_
				s.Share = graph.Exact(graph.Parts(true_))
				kept = append(kept, s)
			}
			exact := graph.NewState(graph.FromStakes(nodes, kept), r, 0, seedList(map[graph.Node]bool{0: true, 1: true}))
			vague := slices.Clone(kept)
			for i := range vague {
				x := &vague[i].Share
				switch rng.IntN(3) {
				case 0:
					*x = graph.Unknown
				case 1:
					x.Lo -= min(x.Lo, graph.Parts(rng.IntN(3))*graph.Whole/10)
					x.Hi = min(x.Hi+graph.Parts(rng.IntN(3))*graph.Whole/10, graph.Whole)
				}
			}
			bands := graph.NewState(graph.FromStakes(nodes, vague), r, 0, seedList(map[graph.Node]bool{0: true, 1: true}))
			for v := range graph.Node(nodes) {
				a, b := exact.Verdict(v), bands.Verdict(v)
				if b.Low > b.High {
					t.Fatalf("%s seed %d: node %d: low %d, high %d", name, seed, v, b.Low, b.High)
				}
				if b.Status == graph.Possible {
					possible++
				}
				if a.Status == graph.Blocked && b.Status == graph.No || a.Status == graph.No && b.Status == graph.Blocked {
					t.Fatalf("%s seed %d: node %d is %s, with less known %s", name, seed, v, a.Status, b.Status)
				}
			}
		}
	}
	if possible == 0 {
		t.Error("nothing was ever possible: the test shows nothing")
	}
}

// Look-through stakes lie in 0..1 where nobody holds more than everything, and
// the sweeps agree with the exact solution.
func TestLookThroughBounds(t *testing.T) {
	const nodes = 10
	exactSeen := 0
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 13))
		sum := make([]int, nodes)
		var stakes []graph.Stake
		for range 22 {
			o, a, n := rng.IntN(nodes), rng.IntN(nodes), 1+rng.IntN(40)
			if sum[a]+n > 100 {
				continue
			}
			sum[a] += n
			stakes = append(stakes, graph.Stake{Owner: graph.Node(o), Asset: graph.Node(a), Share: graph.Exact(graph.Parts(n) * (graph.Whole / 100))})
		}
		g := graph.FromStakes(nodes, stakes)
		seeds := []graph.Node{0, 1}
		reached, lo, hi := graph.LookThroughAll(g, 0, seeds)
		for i, v := range reached {
			if lo[i] < 0 || hi[i] > 1 || lo[i] > hi[i]+1e-9 {
				t.Fatalf("seed %d: node %d: %v..%v", seed, v, lo[i], hi[i])
			}
			x := graph.LookThrough(g, 0, seeds, v)
			if x.Exact == nil {
				continue // a set that owns itself
			}
			exactSeen++
			if f, _ := x.Exact.Float64(); f < lo[i]-1e-9 || f > hi[i]+1e-9 {
				t.Fatalf("seed %d: node %d: exact %v, sweeps %v..%v", seed, v, f, lo[i], hi[i])
			}
		}
	}
	if exactSeen < 500 {
		t.Errorf("only %d exact solutions", exactSeen)
	}
}

// Splitting a holding between two blocked holders changes nothing where stakes
// are added up; putting a wholly owned company into a stake changes no status.
func TestSplitAndInsert(t *testing.T) {
	const nodes = 10
	for _, name := range []string{"all", "more", "control"} {
		r := shapes(t)[name]
		for seed := range uint64(200) {
			rng := rand.New(rand.NewPCG(seed, 17))
			var stakes []graph.Stake
			sum := make([]int, nodes)
			for _, s := range random(rng, nodes, 24) { // nobody holds more than everything
				n := 2 * (1 + rng.IntN(25))
				if s.Asset < 2 || sum[s.Asset]+n > 100 {
					continue
				}
				sum[s.Asset] += n
				s.Flags, s.Class, s.Share = 0, graph.Capital, graph.Exact(graph.Parts(n)*(graph.Whole/100))
				stakes = append(stakes, s)
			}
			want := graph.NewState(graph.FromStakes(nodes, stakes), r, 0, seedList(map[graph.Node]bool{0: true, 1: true}))

			split := slices.Clone(stakes)
			for i := range stakes {
				if split[i].Owner == 0 {
					split[i].Share = graph.Exact(stakes[i].Share.Lo / 2)
					other := split[i]
					other.Owner = 1
					split = append(split, other)
				}
			}
			got := graph.NewState(graph.FromStakes(nodes, split), r, 0, seedList(map[graph.Node]bool{0: true, 1: true}))
			for v := range graph.Node(nodes) {
				if a, b := want.Verdict(v), got.Verdict(v); a.Status != b.Status || a.Low != b.Low {
					t.Fatalf("%s seed %d: split: node %d %+v, %+v", name, seed, v, a, b)
				}
			}

			inserted := slices.Clone(stakes)
			k := rng.IntN(len(inserted))
			if inserted[k].Owner == inserted[k].Asset {
				continue
			}
			owner := inserted[k].Owner
			inserted[k].Owner = nodes
			inserted = append(inserted, graph.Stake{Owner: owner, Asset: nodes, Share: graph.Exact(graph.Whole)})
			got = graph.NewState(graph.FromStakes(nodes+1, inserted), r, 0, seedList(map[graph.Node]bool{0: true, 1: true}))
			for v := range graph.Node(nodes) {
				if a, b := want.Verdict(v), got.Verdict(v); a.Status != b.Status {
					t.Fatalf("%s seed %d: inserted: node %d %+v, %+v", name, seed, v, a, b)
				}
			}
		}
	}
}
