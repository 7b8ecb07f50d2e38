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

// mapped builds a graph of entities in JSON, in the order given and in another,
// which must not matter.
func mapped(t testing.TB, lines ...string) (*graph.Graph, []graph.Problem) {
	t.Helper()
	build := func(order []int) (*graph.Graph, []graph.Problem) {
		b := graph.NewBuilder()
		m := graph.NewMapper(b, graph.MapOptions{})
		for _, i := range order {
			e, err := ftm.ParseEntity([]byte(lines[i]))
			if err != nil {
				t.Fatalf("%s: %v", lines[i], err)
			}
			if len(e.Datasets) == 0 {
				e.Datasets = []string{"reg"}
			}
			m.Add(e)
		}
		m.Finish()
		return b.Build()
	}
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	g, problems := build(order)
	rng := rand.New(rand.NewPCG(1, 1))
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	g2, problems2 := build(order)
	if diff := cmp.Diff(all(g), all(g2)); diff != "" {
		t.Errorf("order of entities:\n%s", diff)
	}
	if diff := cmp.Diff(problems, problems2); diff != "" {
		t.Errorf("order of entities, problems:\n%s", diff)
	}
	return g, problems
}

// all are the stakes of a graph as answers show them.
func all(g *graph.Graph) []graph.Held {
	var out []graph.Held
	for v := range graph.Node(g.Len()) {
		row := g.Out(v)
		for i := range row {
			out = append(out, g.Held(&row[i]))
		}
	}
	return out
}

func company(id string) string {
	return `{"id":"` + id + `","schema":"Company","caption":"` + id + `"}`
}

func own(id, owner, asset, percentage, more string) string {
	return `{"id":"` + id + `","schema":"Ownership","properties":{"owner":["` + owner + `"],"asset":["` + asset + `"],"percentage":["` + percentage + `"]` + more + `}}`
}

// Bad input: each fault is named with its place, and everything else is there.
func TestBadInput(t *testing.T) {
	g, problems := mapped(t, company("A"), company("B"), company("C"),
		own("o1", "A", "B", "130", ""),
		own("o2", "A", "A", "10", `,"recordId":["R-7"]`),
		own("o3", "ghost", "B", "10", ""),
		own("o4", "A", "B", "20", `,"startDate":["2020-05-01"],"endDate":["2019-01-01"]`),
		own("o5", "B", "C", "60", `,"recordId":["1"]`), own("o6", "A", "C", "70", `,"recordId":["2"]`),
		`{"id":"o7","schema":"Ownership","properties":{"owner":["A"]}}`,
		own("o8", "A", "B", "40", `,"recordId":["3"]`))
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	want := []string{
		"reg: C: its owners hold 130 % of its capital (A 70 %, B 60 %): each is counted up to what the others leave, the rest is possible",
		`reg: o1: share "130": more than 100 %: counted as an unknown share`,
		"reg: o2 (record R-7): A holds itself: counted in its look-through stake only",
		"reg: o3: its owner ghost is described nowhere: kept by its id",
		"reg: o4: left out: it ends (2019-01-01) before it starts (2020-05-01)",
		"reg: o7: left out: it names no asset",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if g.Stakes() != 5 {
		t.Errorf("%d stakes: %+v", g.Stakes(), all(g))
	}
	// Over 100 %: A's 70 and B's 60 of C are clipped to 40 and 30; what hangs on
	// the clipped part is possible.
	s := graph.NewState(g, regime(t, "ofac", "2024-05-01"), dayOf(t, "2024-05-01"), seedsOf(t, g, "A"))
	c, _ := g.Find("C")
	if v := s.Verdict(c); v.Status != graph.Possible || v.Low != 40*uint64(pc) {
		t.Errorf("C: %+v, want possible with 40 %%", v)
	}
}

// Duplicates: the same stake told twice is one stake.
func TestDuplicates(t *testing.T) {
	at := func(source, record, share string) graph.Report {
		r := hold("X", "A", share)
		r.Evidence.Source, r.Evidence.Record, r.Evidence.Entity = source, record, source+record
		return r
	}
	exact := graph.Exact
	for _, tc := range []struct {
		name    string
		reports []graph.Report
		want    graph.Share
		flags   graph.Flags
		ev      int
	}{
		{"two sources agree", []graph.Report{at("a", "1", "30"), at("b", "9", "30")}, exact(30 * pc), 0, 2},
		{"one says more exactly", []graph.Report{at("a", "1", ">25-50"), at("b", "9", "30")}, exact(30 * pc), 0, 2},
		{"one does not know", []graph.Report{at("a", "1", ""), at("b", "9", "30")}, exact(30 * pc), 0, 2},
		{"two sources differ", []graph.Report{at("a", "1", "30"), at("b", "9", "55")}, graph.Share{Lo: 30 * pc, Hi: 55 * pc}, graph.Disputed, 2},
		{"two records of one source add", []graph.Report{at("a", "1", "30"), at("a", "2", "25")}, exact(55 * pc), 0, 2},
		{"one record twice does not", []graph.Report{at("a", "1", "30"), at("a", "1", "30")}, exact(30 * pc), 0, 1},
		{"without records does not", []graph.Report{at("a", "", "30"), at("a", "", "25")}, graph.Share{Lo: 25 * pc, Hi: 30 * pc}, graph.Disputed, 2},
		{"records of one source against another's sum", []graph.Report{at("a", "1", "30"), at("a", "2", "25"), at("b", "1", "55")}, exact(55 * pc), 0, 3},
		{"one holder of more than everything", []graph.Report{at("a", "1", "60"), at("a", "2", "60")}, exact(graph.Whole), graph.Over100, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			slices.Reverse(tc.reports)
			g := made(t, tc.reports...)
			x, _ := g.Find("X")
			row := g.Out(x)
			if len(row) != 1 || row[0].Share != tc.want || row[0].Flags != tc.flags || len(g.EvidenceOf(row[0].Evidence)) != tc.ev {
				t.Errorf("%+v, evidence %v", row, g.EvidenceOf(row[0].Evidence))
			}
		})
	}
}

// A year alone is a band of days, a missing start date one up to the day on
// which the source first said it, and changes over time cut stakes.
func TestTimes(t *testing.T) {
	r := hold("X", "A", "60")
	var err error
	if r.When, err = graph.ParseWhen("2019", "2021-06", 0); err != nil {
		t.Fatal(err)
	}
	said := hold("X", "B", "60")
	if said.When, err = graph.ParseWhen("", "", dayOf(t, "2020-03-01")); err != nil {
		t.Fatal(err)
	}
	g := made(t, r, said)
	for _, tc := range []struct {
		day  string
		a, b graph.Status
	}{
		{"2018-12-31", graph.No, graph.Possible}, {"2019-01-01", graph.Possible, graph.Possible}, {"2019-12-30", graph.Possible, graph.Possible},
		{"2019-12-31", graph.Blocked, graph.Possible}, {"2020-03-01", graph.Blocked, graph.Blocked}, {"2021-06-01", graph.Blocked, graph.Blocked},
		{"2021-06-02", graph.Possible, graph.Blocked}, {"2021-06-30", graph.Possible, graph.Blocked}, {"2021-07-01", graph.No, graph.Blocked},
	} {
		s := graph.NewState(g, regime(t, "ofac", "2024-05-01"), dayOf(t, tc.day), seedsOf(t, g, "X"))
		a, _ := g.Find("A")
		b, _ := g.Find("B")
		if x, y := s.Verdict(a).Status, s.Verdict(b).Status; x != tc.a || y != tc.b {
			t.Errorf("%s: A %s, B %s; want %s, %s", tc.day, x, y, tc.a, tc.b)
		}
	}
}

// The status of one entity over all time, and what stays blocked of it.
func TestHistory(t *testing.T) {
	g, _ := mapped(t,
		`{"id":"X","schema":"Person","datasets":["us_ofac_sdn"],"properties":{"topics":["sanction"]}}`,
		`{"id":"X-s","schema":"Sanction","datasets":["us_ofac_sdn"],"properties":{"entity":["X"],"listingDate":["2024-03-01"],"program":["DPRK4"]}}`,
		company("A"), own("o1", "X", "A", "60", `,"endDate":["2024-06-30"],"startDate":["2020-01-01"],"recordId":["1"]`),
		own("o2", "X", "A", "40", `,"startDate":["2024-07-01"],"recordId":["1"]`))
	a, _ := g.Find("A")
	got := g.History(rules(t), "ofac", a)
	day := func(s string) ftm.Day { return dayOf(t, s) }
	want := []graph.Span{
		{Status: graph.No, To: day("2008-02-14")}, {Status: graph.No, Regime: "us-ofac-50", From: day("2008-02-14"), To: day("2024-03-01")},
		{Status: graph.Blocked, Regime: "us-ofac-50", From: day("2024-03-01"), To: day("2024-07-01")}, {Status: graph.No, Regime: "us-ofac-50", From: day("2024-07-01")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[2:3], graph.Residue(got, day("2024-08-01"))); diff != "" {
		t.Errorf("residue on 2024-08-01:\n%s", diff)
	}
	for _, d := range []string{"2024-02-15", "2024-05-01"} {
		if r := graph.Residue(got, day(d)); r != nil {
			t.Errorf("residue on %s: %v", d, r)
		}
	}
}

// T02 in words, and as a finding.
func TestProof(t *testing.T) {
	g, _ := mapped(t,
		`{"id":"X","schema":"Person","caption":"X","datasets":["us_ofac_sdn"],"properties":{"topics":["sanction"],"programId":["DPRK4"]}}`,
		`{"id":"X-s","schema":"Sanction","datasets":["us_ofac_sdn"],"properties":{"entity":["X"],"listingDate":["2022-03-11"],"programId":["DPRK4"]}}`,
		company("A"), company("B"), company("C"), company("D"),
		own("st29", "X", "A", "50", `,"startDate":["2023-01-01"]`), own("st30", "X", "B", "50", `,"startDate":["2023-01-01"]`),
		own("st31", "A", "C", "25", `,"startDate":["2023-01-01"]`), own("st32", "B", "C", "25", `,"startDate":["2023-01-01"]`),
		own("st33", "B", "D", ">25-50", `,"startDate":["2023-01-01"]`))
	ru, day := rules(t), dayOf(t, "2024-05-01")
	r := regime(t, "ofac", "2024-05-01")
	s := graph.NewState(g, r, day, g.Seeds(ru, r, day))
	c, _ := g.Find("C")
	a := s.Standing(c, graph.Options{Known: "2024-05-02", Rules: ru.Digest})
	want := []string{
		"C is blocked under us-ofac-50 (in force since 2014-08-13) on 2024-05-01, as known on 2024-05-02:",
		"  A holds 25 % and B holds 25 % of C: together 50 %, the threshold is 50 % or more. [st31 in reg; st32 in reg]",
		"  A is blocked: X holds 50 % of A. [st29 in reg]",
		"  B is blocked: X holds 50 % of B. [st30 in reg]",
		"  X is listed: us_ofac_sdn, [DPRK4], since 2022-03-11. [X in us_ofac_sdn]",
		"Also: look-through stake of listed persons in C is 25 %. Undisclosed rest: 50 %.",
	}
	if diff := cmp.Diff(want, a.Sentences()); diff != "" {
		t.Errorf("sentences (-want +got):\n%s", diff)
	}
	// The proof is the same for a state that was followed, not computed.
	moved, touched := g.Change([]graph.Holding{{Owner: c, Asset: c}})
	s.Update(moved, touched, s.Seeds())
	if diff := cmp.Diff(want, func() []string {
		x := s.Standing(c, graph.Options{Known: "2024-05-02", Rules: ru.Digest})
		return x.Sentences()
	}()); diff != "" {
		t.Errorf("after an update:\n%s", diff)
	}
	d, _ := g.Find("D")
	x := s.Standing(d, graph.Options{})
	if x.Status != graph.Possible || len(x.Missing) != 1 || x.Missing[0] != "the share of B in D: B holds more than 25 % and up to 50 %; at 50 % D is blocked" {
		t.Errorf("D: %s, missing %q", x.Status, x.Missing)
	}
	for _, v := range []graph.Node{c, d} {
		f, ok := s.Finding(v, "dprk", g.History(ru, "ofac", v))
		if !ok {
			t.Fatalf("%s: no finding: %v", g.ID(v), f.Check())
		}
		if f.Kind != "ownership" || f.Start.Format("2006-01-02") != "2023-01-01" || f.Paths[0].Steps[len(f.Paths[0].Steps)-1].To != "X" {
			t.Errorf("finding %+v", f)
		}
	}
	if f, _ := s.Finding(c, "dprk", nil); len(f.Paths) != 2 || !strings.HasPrefix(f.Key, "us-ofac-50|blocked|") {
		t.Errorf("finding of C: %+v", f)
	}
}

// The classes of blocked persons: what the government controls is blocked
// where control counts for no other owner.
func TestClassSeeds(t *testing.T) {
	ru, err := graph.ParseRules([]byte(`{"regimes":[{"id":"r","name":"r","in_force":true,"threshold":"50","compare":">=","classes":["capital"],"aggregate":"all","control":"caution",
		"seeds":["list:l","class:gov"],"class_control":["class:gov"],"cite":[]}],"classes":[{"id":"gov","label":"Government","members":["ministry"],"from":"2016-03-15","cite":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	g, _ := mapped(t, company("ministry"), company("A"), company("B"), company("C"), company("D"),
		`{"id":"X","schema":"Person","datasets":["l"],"properties":{"topics":["sanction"]}}`,
		`{"id":"c1","schema":"Control","properties":{"controller":["ministry"],"controlled":["A"],"startDate":["2010"]}}`,
		`{"id":"c2","schema":"Control","properties":{"controller":["X"],"controlled":["C"],"startDate":["2010"]}}`,
		own("o1", "A", "B", "30", `,"startDate":["2010"]`), own("o2", "X", "B", "20", `,"startDate":["2010"]`))
	r, err := ru.On("r", dayOf(t, "2020-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		day  string
		want map[string]graph.Status
	}{
		{"2016-03-14", map[string]graph.Status{}},
		{"2016-03-15", map[string]graph.Status{"A": graph.Blocked, "B": graph.Blocked}},
	} {
		day := dayOf(t, tc.day)
		s := graph.NewState(g, r, day, g.Seeds(ru, r, day))
		if diff := cmp.Diff(tc.want, statuses(s)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.day, diff)
		}
		if a, _ := g.Find("A"); tc.day == "2016-03-15" {
			x := s.Standing(a, graph.Options{})
			if x.Ground != graph.ByClass || len(x.Proof) != 2 || !strings.Contains(x.Proof[0].Text, "ministry controls A") || !strings.Contains(x.Proof[1].Text, "class gov") {
				t.Errorf("A: %s %+v", x.Ground, x.Proof)
			}
		}
	}
}

// A rebuttal switches the presumption of control off from its day on.
func TestRebuttal(t *testing.T) {
	g, _ := mapped(t, company("X"), company("A"),
		`{"id":"c1","schema":"Control","properties":{"controller":["X"],"controlled":["A"],"startDate":["2010"],"recordId":["1"]}}`,
		`{"id":"c2","schema":"Control","datasets":["case"],"properties":{"controller":["X"],"controlled":["A"],"startDate":["2025-02-01"],"status":["rebutted"],"recordId":["9"]}}`)
	for d, want := range map[string]graph.Status{"2025-01-31": graph.Blocked, "2025-02-01": graph.No} {
		s := graph.NewState(g, regime(t, "eu", d), dayOf(t, d), seedsOf(t, g, "X"))
		if got := s.Verdict(find(t, g, "A")); got.Status != want {
			t.Errorf("%s: %+v, want %s", d, got, want)
		}
	}
	if held := all(g); len(held) != 3 || !slices.Contains(held[0].Flags, "rebutted") || len(held[0].Statements) != 2 {
		t.Errorf("the rebuttal is not in sight: %+v", held)
	}
}

// A member of a class who is listed too stays blocked when the listing goes.
func TestListedMemberOfClass(t *testing.T) {
	ru, err := graph.ParseRules([]byte(`{"regimes":[{"id":"r","name":"r","in_force":true,"threshold":"50","compare":">=","classes":["capital"],"aggregate":"all","control":"caution",
		"seeds":["list:l","class:gov"],"class_control":["class:gov"],"cite":[]}],"classes":[{"id":"gov","label":"Government","members":["M"],"cite":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	g, _ := mapped(t, `{"id":"M","schema":"Company","datasets":["l"],"properties":{"topics":["sanction"]}}`, `{"id":"X","schema":"Company","datasets":["l"],"properties":{"topics":["sanction"]}}`, company("A"), company("B"),
		`{"id":"c1","schema":"Control","properties":{"controller":["M"],"controlled":["A"],"startDate":["2010"]}}`, own("o", "X", "B", "60", `,"startDate":["2010"]`))
	r, day := &ru.Regimes[0], dayOf(t, "2020-01-01")
	s := graph.NewState(g, r, day, g.Seeds(ru, r, day))
	if diff := cmp.Diff(map[string]graph.Status{"A": graph.Blocked, "B": graph.Blocked}, statuses(s)); diff != "" {
		t.Fatal(diff)
	}
	m, x, b := find(t, g, "M"), find(t, g, "X"), find(t, g, "B")
	if got := s.Verdict(m); got.Ground != graph.Listed {
		t.Errorf("M: %+v", got)
	}
	if moves := s.WhatIf(nil, []graph.Node{m}); len(moves) != 0 {
		t.Errorf("without the listing of M: %+v", moves)
	}
	if diff := cmp.Diff([]graph.Move{{Node: b, Was: graph.Blocked, Now: graph.No}, {Node: x, Was: graph.Blocked, Now: graph.No}}, s.WhatIf(nil, []graph.Node{x, m})); diff != "" {
		t.Error(diff)
	}
	s.Delist(m)
	s.Delist(x)
	if diff := cmp.Diff(map[string]graph.Status{"A": graph.Blocked}, statuses(s)); diff != "" {
		t.Error(diff)
	}
	if got := s.Verdict(m); got.Status != graph.Blocked || got.Ground != graph.ByClass {
		t.Errorf("M, no longer listed: %+v", got)
	}
}

// Arrangements: parties of a joint holding have their part of it where stakes
// add up, and all of it in a test of one person; a nominee holds for another.
func TestArrangements(t *testing.T) {
	joint := `{"id":"J","schema":"LegalEntity","properties":{"name":["J"],"legalForm":["arrangement"]}}`
	on := func(g *graph.Graph, name string, seeds ...string) map[string]graph.Status {
		return statuses(graph.NewState(g, regime(t, name, "2024-08-01"), dayOf(t, "2024-08-01"), seedsOf(t, g, seeds...)))
	}
	since := `,"startDate":["2020-01-01"]`
	g, _ := mapped(t, joint, company("X"), company("Y"), company("A"), own("o1", "X", "J", "50", since), own("o2", "Y", "J", "50", since), own("o3", "J", "A", "60", since))
	if got := on(g, "ofac", "X"); got["A"] != "" {
		t.Errorf("half of 60 %%: %v", got)
	}
	if got := on(g, "ofac", "X", "Y"); got["A"] != graph.Blocked {
		t.Errorf("both halves of 60 %%: %v", got)
	}
	if got := on(g, "uk", "X"); got["A"] != graph.Blocked {
		t.Errorf("UK, a party to a joint holding of 60 %%: %v", got)
	}
	if got := on(g, "ofac", "J"); got["A"] != graph.Blocked {
		t.Errorf("the arrangement itself is listed: %v", got)
	}
	// Following a listing of the arrangement equals computing anew.
	r, day := regime(t, "ofac", "2024-08-01"), dayOf(t, "2024-08-01")
	s := graph.NewState(g, r, day, seedsOf(t, g, "X"))
	for _, seeds := range [][]string{{"X", "J"}, {"X"}, {"J"}, {"X", "Y", "J"}, {"X", "Y"}} {
		s.Update(g, nil, seedsOf(t, g, seeds...))
		if diff := cmp.Diff(view(graph.NewState(g, r, day, seedsOf(t, g, seeds...)), g.Len()), view(s, g.Len())); diff != "" {
			t.Errorf("%v:\n%s", seeds, diff)
		}
	}

	nominator := `,"ownershipType":["nominator"],"startDate":["2020-01-01"]`
	nominee := `,"ownershipType":["nominee"],"startDate":["2020-01-01"]`
	g, _ = mapped(t, joint, company("N"), company("P"), company("A"), own("o1", "N", "J", "", nominator), own("o2", "P", "J", "", nominee), own("o3", "J", "A", "60", since))
	if got := on(g, "ofac", "N"); got["A"] != graph.Blocked {
		t.Errorf("the nominator: %v", got)
	}
	if got := on(g, "ofac", "P"); got["A"] != "" {
		t.Errorf("the nominee: %v", got)
	}
	g, _ = mapped(t, company("N"), company("P"), company("A"), own("o1", "N", "A", "", nominator), own("o2", "P", "A", "", nominee), own("o3", "P", "A", "60", since))
	if got := on(g, "ofac", "N"); got["A"] != graph.Blocked {
		t.Errorf("the nominator of a shareholder: %v", got)
	}
	if n, _ := g.Find("N"); len(g.EvidenceOf(g.Out(n)[0].Evidence)) != 3 {
		t.Errorf("both statements belong to the proof: %+v", g.EvidenceOf(g.Out(n)[0].Evidence))
	}
}

// A holder who is not told counts only beside blocked persons; an indirect
// stake never adds up.
func TestHiddenAndIndirect(t *testing.T) {
	since := `,"startDate":["2020-01-01"]`
	g, _ := mapped(t, company("X"), company("?"), company("A"), company("B"), company("C"),
		own("o1", "X", "A", "30", since), own("o2", "?", "A", "30", since+`,"status":["holder-unknown"]`),
		own("o3", "?", "B", "80", since+`,"status":["holder-unknown"]`),
		own("o4", "X", "C", "60", since+`,"status":["indirect"]`))
	s := graph.NewState(g, regime(t, "ofac", "2024-05-01"), dayOf(t, "2024-05-01"), seedsOf(t, g, "X"))
	if diff := cmp.Diff(map[string]graph.Status{"A": graph.Possible}, statuses(s)); diff != "" {
		t.Error(diff)
	}
	a, _ := g.Find("A")
	if x := s.Standing(a, graph.Options{}); x.Ground != graph.HiddenHolders || len(x.Missing) == 0 || !strings.Contains(x.Missing[0], "who holds 30 % of A") {
		t.Errorf("A: %s, missing %q", x.Ground, x.Missing)
	}
}

// Others' known stakes bound an unknown one.
func TestResidualCap(t *testing.T) {
	g := made(t, hold("X", "A", ""), hold("Z", "A", "60"), hold("X", "B", ""), hold("Z", "B", "50"), hold("X", "C", ""), hold("Z", "C", ">50-75"))
	s := graph.NewState(g, regime(t, "ofac", "2024-05-01"), dayOf(t, "2024-05-01"), seedsOf(t, g, "X"))
	if diff := cmp.Diff(map[string]graph.Status{"B": graph.Possible}, statuses(s)); diff != "" {
		t.Error(diff)
	}
}
