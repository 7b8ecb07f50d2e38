package graph_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/graph"
	"cordon/internal/testdata"

	"github.com/google/go-cmp/cmp"
)

// rules are the regimes of the built-in programme.
func rules(t testing.TB) *graph.Rules {
	t.Helper()
	b, err := os.ReadFile("testdata/regimes.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := graph.ParseRules(b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func regime(t testing.TB, name, day string) *graph.Regime {
	t.Helper()
	r, err := rules(t).On(name, dayOf(t, day))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func dayOf(t testing.TB, s string) ftm.Day {
	t.Helper()
	if s == "" {
		return 0
	}
	d, err := ftm.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// hold is a report in short.
func hold(owner, asset, share string) graph.Report {
	s, known, err := graph.ParseShare(share)
	if err != nil {
		panic(err)
	}
	r := graph.Report{Owner: owner, Asset: asset, Share: s, Evidence: graph.Evidence{Entity: "st-" + owner + "-" + asset, Source: "register", Record: owner + asset, Text: share}}
	if !known {
		r.Flags |= graph.Unparsed
	}
	return r
}

func during(r graph.Report, from, to string) graph.Report {
	w, err := graph.ParseWhen(from, to, 0)
	if err != nil {
		panic(err)
	}
	r.When = w
	return r
}

func ofClass(r graph.Report, c graph.Class) graph.Report {
	r.Class = c
	r.Evidence.Entity += "-" + c.String()
	return r
}

// made builds a graph of reports.
func made(t testing.TB, reports ...graph.Report) *graph.Graph {
	t.Helper()
	b := graph.NewBuilder()
	for _, r := range reports {
		for _, id := range []string{r.Owner, r.Asset} {
			b.Describe(id, "", "Company", strings.HasPrefix(id, "joint"))
		}
		b.Report(r)
	}
	g, problems := b.Build()
	for _, p := range problems {
		t.Logf("problem: %s", p)
	}
	return g
}

func seedsOf(t testing.TB, g *graph.Graph, ids ...string) []graph.Seed {
	t.Helper()
	var out []graph.Seed
	for _, id := range ids {
		v, ok := g.Find(id)
		if !ok {
			t.Fatalf("no node %s", id)
		}
		out = append(out, graph.Seed{Node: v})
	}
	return out
}

// statuses are the verdicts of all nodes that are no seeds and not "no".
func statuses(s *graph.State) map[string]graph.Status {
	out := make(map[string]graph.Status)
	for _, v := range s.Reached() {
		out[s.Graph().ID(v)] = s.Verdict(v).Status
	}
	return out
}

type ownershipCases struct {
	Cases []struct {
		ID, Title  string
		Seeds      []string
		Edges      [][3]string
		Blocked    []string `json:"ofac_blocked"`
		Integrated map[string]string
		All        map[string]string `json:"integrated_all"`
		Flag       string
		EU, UK     string
	}
	Rules []struct {
		ID, Kind string
		Seeds    []string
		Edges    [][4]string
		Expect   map[string]string
	} `json:"rule_cases"`
}

func cases(t *testing.T) ownershipCases {
	t.Helper()
	b, err := os.ReadFile(testdata.Path(t, "graph/ownership_cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c ownershipCases
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Cases) < 12 || len(c.Rules) < 7 {
		t.Fatalf("%d cases, %d rules", len(c.Cases), len(c.Rules))
	}
	return c
}

// T01 to T12: status under four rules, look-through as exact fractions, flags.
func TestWorkedCases(t *testing.T) {
	for _, c := range cases(t).Cases {
		t.Run(c.ID, func(t *testing.T) {
			var reports []graph.Report
			for _, e := range c.Edges {
				reports = append(reports, hold(e[0], e[1], e[2]))
			}
			g := made(t, reports...)
			want := make(map[string]graph.Status)
			for _, id := range c.Blocked {
				want[id] = graph.Blocked
			}
			ofac := graph.NewState(g, regime(t, "ofac", "2024-05-01"), dayOf(t, "2024-05-01"), seedsOf(t, g, c.Seeds...))
			if diff := cmp.Diff(want, statuses(ofac)); diff != "" {
				t.Errorf("OFAC (-want +got):\n%s", diff)
			}
			eu := graph.NewState(g, regime(t, "eu", "2024-07-03"), dayOf(t, "2024-07-03"), seedsOf(t, g, c.Seeds...))
			if diff := cmp.Diff(want, statuses(eu)); diff != "" {
				t.Errorf("EU since 2024-07-03 (-want +got):\n%s", diff)
			}
			for _, none := range []struct{ regime, day string }{{"eu", "2024-07-02"}, {"uk", "2024-05-01"}} {
				s := graph.NewState(g, regime(t, none.regime, none.day), dayOf(t, none.day), seedsOf(t, g, c.Seeds...))
				if got := statuses(s); len(got) != 0 {
					t.Errorf("%s on %s: %v, want none", none.regime, none.day, got)
				}
			}
			for id, x := range c.All {
				v, _ := g.Find(id)
				got := graph.LookThrough(g, dayOf(t, "2024-05-01"), ofac.SeedNodes(), v)
				if got.Exact == nil || got.Exact.RatString() != x {
					t.Errorf("look-through of %s = %v, want %s", id, got.Exact, x)
				}
			}
			var circular, treasury []string
			for v := range graph.Node(g.Len()) {
				if ofac.Circular(v) {
					circular = append(circular, g.ID(v))
				}
				if _, _, ok := ofac.Treasury(v); ok {
					treasury = append(treasury, g.ID(v))
				}
			}
			var wantCircular, wantTreasury []string
			switch {
			case strings.HasPrefix(c.Flag, "circular"):
				wantCircular = []string{"A", "B"}
			case strings.HasPrefix(c.Flag, "treasury"):
				wantTreasury = []string{"A"}
			}
			if !slices.Equal(circular, wantCircular) || !slices.Equal(treasury, wantTreasury) {
				t.Errorf("circular %v, treasury %v; want %v, %v", circular, treasury, wantCircular, wantTreasury)
			}
		})
	}
}

// B01 to B03: bands.
func TestBandCases(t *testing.T) {
	n := 0
	for _, c := range cases(t).Rules {
		if c.Kind != "bands" {
			continue
		}
		n++
		t.Run(c.ID, func(t *testing.T) {
			var reports []graph.Report
			for _, e := range c.Edges {
				low := ">=" + e[2]
				if l, ok := strings.CutSuffix(e[2], "<"); ok {
					low = ">" + l
				}
				reports = append(reports, hold(e[0], e[1], low+"-"+e[3]))
			}
			g := made(t, reports...)
			s := graph.NewState(g, regime(t, "ofac", "2024-05-01"), dayOf(t, "2024-05-01"), seedsOf(t, g, c.Seeds...))
			got := statuses(s)
			for id, want := range c.Expect {
				if string(got[id]) != want {
					t.Errorf("%s is %q, want %q", id, got[id], want)
				}
			}
		})
	}
	if n != 3 {
		t.Errorf("%d cases of bands", n)
	}
}

// R01, R02: control.
func TestControlCases(t *testing.T) {
	for _, tc := range []struct {
		name    string
		reports []graph.Report
		ukBy    graph.Ground
	}{
		{"R01", []graph.Report{hold("X", "A", "10"), ofClass(hold("X", "A", "100"), graph.Board)}, graph.ByControl},
		{"R02", []graph.Report{hold("X", "A", "30"), ofClass(hold("X", "A", "70"), graph.Votes)}, graph.Own},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := made(t, tc.reports...)
			a, _ := g.Find("A")
			day := dayOf(t, "2024-08-01")
			at := func(name string) *graph.State {
				return graph.NewState(g, regime(t, name, "2024-08-01"), day, seedsOf(t, g, "X"))
			}
			ofac := at("ofac")
			if v := ofac.Verdict(a); v.Status != graph.No || ofac.Caution(a) != graph.Blocked {
				t.Errorf("OFAC: %+v, caution %s; want no, with a caution", v, ofac.Caution(a))
			}
			if v := at("eu").Verdict(a); v.Status != graph.Blocked || v.Ground != graph.ByControl {
				t.Errorf("EU: %+v, want controlled", v)
			}
			if v := at("uk").Verdict(a); v.Status != graph.Blocked || v.Ground != tc.ukBy {
				t.Errorf("UK: %+v, want %s", v, tc.ukBy)
			}
		})
	}
}

// D01: designation, then selling down. Days are half open.
func TestSellingDown(t *testing.T) {
	b := graph.NewBuilder()
	b.Describe("X", "", "Person", false)
	b.Describe("A", "", "Company", false)
	b.Report(during(hold("X", "A", "60"), "", "2024-06-30"))
	b.Report(during(hold("X", "A", "40"), "2024-07-01", ""))
	b.List("X", "us_ofac_sdn", []string{"DPRK4"}, ftm.Period{From: dayOf(t, "2024-03-01")}, graph.Evidence{})
	g, problems := b.Build()
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	a, _ := g.Find("A")
	ru := rules(t)
	for _, tc := range []struct {
		day  string
		want graph.Status
	}{{"2024-02-15", graph.No}, {"2024-02-29", graph.No}, {"2024-03-01", graph.Blocked}, {"2024-05-01", graph.Blocked}, {"2024-06-30", graph.Blocked}, {"2024-07-01", graph.No}, {"2024-08-01", graph.No}} {
		day := dayOf(t, tc.day)
		r, err := ru.On("ofac", day)
		if err != nil {
			t.Fatal(err)
		}
		if got := graph.NewState(g, r, day, g.Seeds(ru, r, day)).Verdict(a).Status; got != tc.want {
			t.Errorf("%s: %s, want %s", tc.day, got, tc.want)
		}
	}
}
