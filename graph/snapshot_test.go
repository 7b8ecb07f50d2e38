package graph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/graph"

	gocmp "github.com/google/go-cmp/cmp"
)

func saved(t testing.TB, g *graph.Graph, problems []graph.Problem) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := g.Save(&b, problems); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// manySided is a graph with everything that a graph can hold.
func manySided(t testing.TB) (*graph.Graph, []graph.Problem) {
	return mapped(t,
		`{"id":"A","schema":"Company","caption":"A & Söhne","properties":{"address":["12 Long Street, Dandong"],"phone":["+86 415 123456"]}}`,
		`{"id":"B","schema":"Company","caption":"B","properties":{"address":["12 LONG STREET DANDONG"]}}`,
		`{"id":"J","schema":"LegalEntity","properties":{"name":["J"],"legalForm":["arrangement"]}}`,
		`{"id":"P","schema":"Person","caption":"P"}`,
		`{"id":"L","schema":"Company","caption":"L","datasets":["us_ofac_sdn"],"properties":{"topics":["sanction"]}}`,
		`{"id":"s","schema":"Sanction","datasets":["us_ofac_sdn"],"properties":{"entity":["L"],"program":["DPRK3","DPRK2"],"startDate":["2017-06-01"]}}`,
		`{"id":"k","schema":"Directorship","properties":{"director":["P"],"organization":["B"],"startDate":["2015"],"endDate":["2019-05"]}}`,
		`{"id":"o1","schema":"Ownership","properties":{"owner":["L"],"asset":["J"],"percentage":["50"],"recordId":["7"]}}`,
		`{"id":"o2","schema":"Ownership","properties":{"owner":["P"],"asset":["J"],"percentage":["50"],"startDate":["2001-02-03"]}}`,
		`{"id":"o3","schema":"Ownership","properties":{"owner":["J"],"asset":["A"],"percentage":[">50-75"],"endDate":["2024"]}}`,
		`{"id":"o4","schema":"Ownership","properties":{"owner":["A"],"asset":["B"],"percentage":["70"]}}`,
		`{"id":"o5","schema":"Ownership","datasets":["other"],"properties":{"owner":["A"],"asset":["B"],"percentage":["60"]}}`,
		`{"id":"o6","schema":"Ownership","properties":{"owner":["P"],"asset":["B"],"percentage":["<75"]}}`,
		`{"id":"o7","schema":"Ownership","properties":{"owner":["nobody"],"asset":["B"],"percentage":["80"]}}`,
		`{"id":"o8","schema":"Ownership","properties":{"owner":["B"],"asset":["B"],"percentage":["some"]}}`)
}

// answers is everything that a graph says.
func answers(t testing.TB, g *graph.Graph) string {
	t.Helper()
	var b strings.Builder
	put := func(x any) {
		j, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(j, '\n'))
	}
	fmt.Fprintln(&b, g.Len(), g.Stakes(), g.Ties())
	put(g.Listings())
	n := graph.Node(g.Len())
	for v := range n {
		fmt.Fprintln(&b, v, g.ID(v), g.Caption(v), g.Schema(v))
		for _, s := range g.Out(v) {
			put(g.Held(&s))
		}
		for s := range g.In(v) {
			put(g.Held(s))
		}
	}
	for _, day := range []ftm.Day{0, dayOf(t, "2010-01-01"), dayOf(t, "2018-01-01")} {
		fmt.Fprintln(&b, g.Distances([]graph.Node{0}, 6, day))
		for v := range min(n, 12) {
			put(g.Paths(v, []graph.Node{n - 1 - v}, graph.PathOptions{Day: day}))
		}
		for _, name := range []string{"control", "person"} {
			seeds := []graph.Seed{{Node: 0, Listed: true}, {Node: n / 2, Listed: true}}
			s := graph.NewState(g, shapes(t)[name], day, seeds)
			for v := range min(n, 20) {
				put(s.Standing(v, graph.Options{}))
			}
		}
	}
	return b.String()
}

// A graph that was loaded answers everything as the one that was saved, to the
// byte, and is saved the same again.
func TestSnapshotAnswersAlike(t *testing.T) {
	check := func(name string, g *graph.Graph, problems []graph.Problem) {
		t.Helper()
		b := saved(t, g, problems)
		got, gotProblems, err := graph.Load(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !graph.Equal(graph.Flat(g), got) {
			t.Errorf("%s: another graph was loaded", name)
		}
		if diff := gocmp.Diff(problems, gotProblems); diff != "" {
			t.Errorf("%s: problems (-saved +loaded):\n%s", name, diff)
		}
		if !bytes.Equal(b, saved(t, got, gotProblems)) {
			t.Errorf("%s: saved again, other bytes", name)
		}
		if g.Len() > 0 && answers(t, g) != answers(t, got) {
			t.Errorf("%s: another answer:\n%s", name, gocmp.Diff(answers(t, g), answers(t, got)))
		}
	}
	g, problems := manySided(t)
	if len(problems) == 0 || len(g.Listings()) == 0 || g.Ties() == 0 {
		t.Fatalf("the graph does not have everything: %d problems, %d listings, %d ties", len(problems), len(g.Listings()), g.Ties())
	}
	check("many-sided", g, problems)
	check("empty", graph.FromStakes(0, nil), nil)
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 37))
		stakes := random(rng, 20, 40)
		for i := range stakes {
			if rng.IntN(3) == 0 {
				stakes[i].From, stakes[i].To = ftm.Day(rng.IntN(900_000)), ftm.Day(rng.IntN(900_000))
			}
		}
		g := graph.FromStakes(20+int(seed%3), stakes)
		check(fmt.Sprint("seed ", seed), g, nil)
		changed, _ := g.Change([]graph.Holding{{Owner: 3, Asset: 4, Stakes: []graph.Stake{{Share: graph.Unknown}}}, {Owner: 1, Asset: 30, Stakes: []graph.Stake{{Share: graph.Exact(5)}}}})
		check(fmt.Sprint("changed, seed ", seed), changed, nil)
	}
}

// A large one goes over many blocks, and many buckets of its layout.
func TestSnapshotOfManyBlocks(t *testing.T) {
	const nodes = 60_000
	g := graph.FromStakes(nodes, random(rand.New(rand.NewPCG(2, 41)), nodes, 150_000))
	b := saved(t, g, nil)
	if len(b) < 1<<20 {
		t.Fatalf("only %d bytes", len(b))
	}
	got, _, err := graph.Load(io.MultiReader(bytes.NewReader(b[:len(b)/3]), bytes.NewReader(b[len(b)/3:])))
	if err != nil {
		t.Fatal(err)
	}
	if !graph.Equal(g, got) {
		t.Error("another graph was loaded")
	}
	for _, at := range []int{len(b) / 4, len(b) / 2, len(b) - 20} {
		c := bytes.Clone(b)
		c[at] ^= 8
		if _, _, err := graph.Load(bytes.NewReader(c)); !errors.Is(err, graph.ErrSnapshot) {
			t.Errorf("byte %d of %d is another: %v", at, len(b), err)
		}
	}
}

// Whatever byte is another, and wherever it is cut: an error, never a graph.
func TestSnapshotDamaged(t *testing.T) {
	g, problems := manySided(t)
	sound := saved(t, g, problems)
	wrong := func(b []byte, what string, at int) {
		t.Helper()
		if g, _, err := graph.Load(bytes.NewReader(b)); !errors.Is(err, graph.ErrSnapshot) || g != nil {
			t.Fatalf("%s at %d: graph %v, error %v", what, at, g != nil, err)
		}
	}
	for i := range sound {
		wrong(sound[:i], "cut", i)
		for _, flip := range []byte{1, 0x80, 0xff} {
			b := bytes.Clone(sound)
			b[i] ^= flip
			wrong(b, "flipped", i)
		}
	}
	if _, _, err := graph.Load(bytes.NewReader(sound)); err != nil {
		t.Fatal(err)
	}
	if err := g.Save(failing{}, nil); err == nil {
		t.Error("a writer that fails is no error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

// With sound check sums, whatever a snapshot says: an error, or a graph that
// answers, and that is saved and loaded as it is.
func FuzzLoad(f *testing.F) {
	g, problems := manySided(f)
	f.Add(graph.Content(saved(f, g, problems)))
	f.Add(graph.Content(saved(f, graph.FromStakes(5, random(rand.New(rand.NewPCG(1, 43)), 5, 8)), nil)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, content []byte) {
		if g, _, err := graph.Load(bytes.NewReader(content)); err == nil || g != nil {
			t.Fatal("content without check sums was loaded")
		}
		g, problems, err := graph.Load(bytes.NewReader(graph.Sealed(content)))
		if err != nil {
			if !errors.Is(err, graph.ErrSnapshot) {
				t.Fatal(err)
			}
			return
		}
		again, _, err := graph.Load(bytes.NewReader(saved(t, g, problems)))
		if err != nil {
			t.Fatal(err)
		}
		if !graph.Equal(g, again) {
			t.Fatal("saved and loaded again it is another graph")
		}
		if n := graph.Node(g.Len()); n > 0 && n < 1000 {
			answers(t, g)
		}
	})
}
