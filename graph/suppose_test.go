package graph_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/finding"
	"cordon/ftm"
	"cordon/graph"
)

// supposeRules are regimes of several shapes, over one list.
func supposeRules(t *testing.T) *graph.Rules {
	t.Helper()
	var records []graph.Record
	for _, r := range []graph.Record{
		{Name: "all", Compare: ">=", Classes: []string{"capital"}, Aggregate: "all", Control: "caution"},
		{Name: "control", Compare: ">", Classes: []string{"capital"}, Aggregate: "all", Control: "presume"},
		{Name: "person", Compare: ">", Classes: []string{"capital", "votes"}, Aggregate: "person", Control: "presume"},
		{Name: "remainder", Compare: ">=", Classes: []string{"capital"}, Aggregate: "all", Control: "ignore", Remainder: "possible"},
	} {
		r.ID, r.InForce, r.Threshold, r.Seeds = r.Name, true, "50", []string{"list:us_ofac_sdn"}
		records = append(records, r)
	}
	out, err := graph.NewRules(records, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// supposeEntities are parties with random holdings, of which some are listed.
func supposeEntities(rng *rand.Rand, n int) []*ftm.Entity {
	var out []*ftm.Entity
	add := func(id, schema, dataset string, props ...string) {
		e := ftm.New(id, schema)
		e.Datasets = []string{dataset}
		for i := 0; i < len(props); i += 2 {
			e.Add(props[i], props[i+1])
		}
		e.Caption = cmpOr(e.First("name"), id)
		out = append(out, e)
	}
	for i := range n {
		id := fmt.Sprintf("p%d", i)
		if rng.IntN(4) == 0 {
			add(id, "Company", "us_ofac_sdn", "name", "Party "+id, "topics", "sanction")
		} else {
			add(id, "Company", "register", "name", "Party "+id)
		}
	}
	shares := []string{"10", "20", "25", "30", "40", "50", "60", "75", "100", "25-50", ">50", ""}
	told := make(map[[2]int]bool)
	for i := range 8 + rng.IntN(8) {
		o := fmt.Sprintf("o%02d", i)
		owner, asset := rng.IntN(n), rng.IntN(n)
		if told[[2]int{owner, asset}] {
			continue // two sources that tell one holding: not known apart any more
		}
		told[[2]int{owner, asset}] = true
		props := []string{"owner", fmt.Sprintf("p%d", owner), "asset", fmt.Sprintf("p%d", asset), "percentage", shares[rng.IntN(len(shares))], "startDate", "2015-01-01", "recordId", o}
		switch rng.IntN(6) {
		case 0:
			props = append(props, "ownershipType", "votingRights")
		case 1:
			props = append(props, "endDate", "2020-01-01")
		}
		add(o, "Ownership", []string{"register", "filings", "papers"}[rng.IntN(3)], props...)
	}
	return out
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// To suppose that pairs are one party comes to what a judgement would: the same
// status, under every rule, of every party. To suppose nothing changes nothing.
func TestSupposeIsAsJudged(t *testing.T) {
	rules := supposeRules(t)
	day, _ := ftm.ParseDay("2024-05-01")
	const n = 8
	moved := 0
	for seed := range uint64(1000) {
		rng := rand.New(rand.NewPCG(seed, 77))
		list := supposeEntities(rng, n)
		apart := merged(list)
		var by []graph.Judged
		var ids [][2]string
		for len(ids) < 1+int(seed%2) {
			a, b := rng.IntN(n), rng.IntN(n)
			if a != b {
				ids = append(ids, [2]string{fmt.Sprintf("p%d", min(a, b)), fmt.Sprintf("p%d", max(a, b))})
			}
		}
		canonical := func(id string) string {
			for range ids {
				for _, p := range ids {
					if p[1] == id {
						id = p[0]
					}
				}
			}
			return id
		}
		if len(ids) == 2 && (ids[0][1] == ids[1][1] || ids[0] == ids[1]) {
			continue // one id with two that stand for it
		}
		for i, p := range ids {
			by = append(by, graph.Judged{A: p[0], B: p[1], Number: int64(i + 1), User: "kim", On: day, Reason: "x"})
		}
		b := graph.NewBuilder()
		b.Same(canonical, by)
		m := graph.NewMapper(b, graph.MapOptions{})
		for _, e := range list {
			m.Add(e)
		}
		m.Finish()
		judged, _ := b.Build()
		var pairs []graph.Couple
		for _, p := range ids {
			x, _ := apart.Find(p[0])
			y, _ := apart.Find(p[1])
			pairs = append(pairs, graph.Couple{A: x, B: y})
		}
		twins := func(v graph.Node) (out []graph.Node) {
			for _, p := range pairs {
				switch v {
				case p.A:
					out = append(out, p.B)
				case p.B:
					out = append(out, p.A)
				}
			}
			return out
		}
		for i := range n {
			id := fmt.Sprintf("p%d", i)
			v, _ := apart.Find(id)
			w, _ := judged.Find(id)
			above := apart.Above(v, day, twins)
			for _, name := range rules.Names() {
				r, err := rules.On(name, day)
				if err != nil {
					t.Fatal(err)
				}
				state := func(g *graph.Graph, v graph.Node) graph.Verdict {
					return graph.NewState(g, r, day, g.Seeds(rules, r, day)).Verdict(v)
				}
				was, want := state(apart, v), state(judged, w)
				if got := apart.Suppose(above, day, nil).State(rules, r); got.Status != was.Status || got.Low != was.Low || got.High != was.High {
					t.Fatalf("seed %d, %s under %s: %v with nothing supposed, want %v", seed, id, name, got.Verdict, was)
				}
				p := apart.Suppose(above, day, above.Pairs)
				got := p.State(rules, r)
				if got.Status != want.Status || got.Ground != want.Ground || got.Low != want.Low || got.High != want.High {
					t.Fatalf("seed %d, %s under %s, %v one: %v, want %v", seed, id, name, ids, got.Verdict, want)
				}
				if got.Status == was.Status || got.Status == graph.No {
					continue
				}
				moved++
				paths := got.Paths(func(from, to graph.Node) finding.Step {
					return finding.Step{From: apart.ID(from), To: apart.ID(to), Relation: "is taken for", Statement: "s", Source: "x", Strength: .9}
				})
				if len(paths) == 0 {
					t.Fatalf("seed %d, %s under %s: no path", seed, id, name)
				}
				for _, steps := range paths {
					f := finding.New("k", "p", "", id)
					f.AddPath(nil, steps...)
					if f.Exposure, f.Missing = finding.Possible, []string{"m"}; f.Check() != nil || steps[0].From != id {
						t.Fatalf("seed %d, %s under %s: %v: %+v", seed, id, name, f.Check(), steps)
					}
					end, _ := apart.Find(steps[len(steps)-1].To)
					if len(apart.ListingsOf(end)) == 0 {
						t.Fatalf("seed %d, %s under %s: it ends in %s, who is not listed", seed, id, name, apart.ID(end))
					}
				}
				if !slices.ContainsFunc(got.Proof(), func(v graph.Node) bool { return len(apart.ListingsOf(v)) > 0 }) {
					t.Fatalf("seed %d, %s under %s: nobody in its proof is listed", seed, id, name)
				}
			}
		}
	}
	if moved < 100 {
		t.Errorf("only %d statuses moved: too few to say anything", moved)
	}
}
