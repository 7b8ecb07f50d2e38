package graph_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/graph"

	"github.com/google/go-cmp/cmp"
)

// mergedEntities are a listed person, the same person in a register, and what he
// holds there.
func mergedEntities() []*ftm.Entity {
	e := func(id, schema, dataset string, props ...string) *ftm.Entity {
		x := ftm.New(id, schema)
		x.Datasets = []string{dataset}
		for _, p := range props {
			k, v, _ := strings.Cut(p, "=")
			x.Add(k, v)
		}
		x.Caption = x.First("name")
		return x
	}
	return []*ftm.Entity{
		e("list-x", "Person", "us_ofac_sdn", "name=Xavier Listed", "topics=sanction", "phone=+86 415 1234567"),
		e("reg-x", "Person", "register", "name=X. Registered", "phone=+86 415 1234567"),
		e("reg-w", "Person", "register", "name=Xavier Again"),
		e("a", "Company", "register", "name=A Ltd"), e("b", "Company", "register", "name=B Ltd"),
		e("o1", "Ownership", "register", "owner=reg-x", "asset=a", "percentage=30", "startDate=2015-01-01", "recordId=1"),
		e("o2", "Ownership", "register", "owner=reg-w", "asset=a", "percentage=30", "startDate=2015-01-01", "recordId=2"),
		e("l", "UnknownLink", "register", "subject=reg-x", "object=reg-w"),
	}
}

func merged(list []*ftm.Entity, by ...graph.Judged) *graph.Graph {
	b := graph.NewBuilder()
	canonical := map[string]string{}
	for _, j := range by {
		canonical[j.A], canonical[j.B] = "list-x", "list-x"
	}
	b.Same(func(id string) string {
		if c := canonical[id]; c != "" {
			return c
		}
		return id
	}, by)
	m := graph.NewMapper(b, graph.MapOptions{})
	for _, e := range list {
		m.Add(e)
	}
	m.Finish()
	g, _ := b.Build()
	return g
}

// Ids that were judged the same are one node: what either holds is held by it,
// listings too, and ties among them are none. Proofs and findings say so. Without
// the judgements the graph is as it was.
func TestSame(t *testing.T) {
	rules := rules(t)
	day, _ := ftm.ParseDay("2024-05-01")
	regime, err := rules.On("ofac", day)
	if err != nil {
		t.Fatal(err)
	}
	by := []graph.Judged{
		{A: "list-x", B: "reg-x", Number: 1, User: "kim", On: day, Reason: "one telephone"},
		{A: "reg-w", B: "reg-x", Number: 2, User: "lee", On: day, Reason: "one passport"},
	}
	status := func(g *graph.Graph) graph.Standing {
		v, ok := g.Find("a")
		if !ok {
			t.Fatal("no a")
		}
		return graph.NewState(g, regime, day, g.Seeds(rules, regime, day)).Standing(v, graph.Options{})
	}
	if s := status(merged(mergedEntities())); s.Status != graph.No || len(s.Proof) != 0 {
		t.Errorf("apart: %s, %v", s.Status, s.Proof)
	}
	if s := status(merged(mergedEntities(), by[0])); s.Status != graph.No || s.Low != graph.Percent(graph.Exact(graph.Whole).Lo*3/10) {
		t.Errorf("one of two: %s, %v", s.Status, s.Low)
	}
	g := merged(mergedEntities(), by...)
	s := status(g)
	if s.Status != graph.Blocked {
		t.Fatalf("together: %s", s.Status)
	}
	text := strings.Join(s.Sentences(), "\n")
	for _, want := range []string{
		"Xavier Listed is one party: list-x and reg-x were judged the same by kim on 2024-05-01: one telephone. [judgement 1 in judgements]",
		"Xavier Listed is one party: reg-w and reg-x were judged the same by lee on 2024-05-01: one passport. [judgement 2 in judgements]",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	v, _ := g.Find("a")
	f, ok := graph.NewState(g, regime, day, g.Seeds(rules, regime, day)).Finding(v, "dprk", nil)
	if !ok || len(f.Paths) == 0 || len(f.Paths[0].Steps) != 3 || f.Paths[0].Steps[2].Statement != "judgement:2" {
		t.Errorf("finding %v: %+v", ok, f.Paths)
	}
	x, _ := g.Find("reg-w")
	if g.ID(x) != "list-x" || g.Caption(x) != "Xavier Listed" {
		t.Errorf("reg-w is %s, %s", g.ID(x), g.Caption(x))
	}
	if g.Ties() != 0 {
		t.Errorf("%d ties of a party to itself", g.Ties())
	}
	for seed := range uint64(20) {
		list := mergedEntities()
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		mixed := slices.Clone(by)
		if seed%2 == 1 {
			slices.Reverse(mixed)
		}
		again := status(merged(list, mixed...))
		if d := cmp.Diff(s.Sentences(), again.Sentences()); d != "" {
			t.Fatalf("seed %d: the order matters: %s", seed, d)
		}
	}
}
