package graph_test

import (
	"encoding/csv"
	"math"
	"math/big"
	"os"
	"strconv"
	"testing"
	"time"

	"cordon/graph"
	"cordon/internal/testdata"

	"github.com/google/go-cmp/cmp"
)

// The LDBC Financial Benchmark, small snapshot. The expected figures were
// computed by other programs; ours are not an audited LDBC result.

// rows reads a table of the snapshot as maps.
func rows(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "graph/finbench_sf001/snapshot/"+name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '|'
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := make(map[string]string, len(row))
		for i, v := range row {
			m[all[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

// Persons and companies share numbers: a node is called after its type too.
func investments(t testing.TB) (*graph.Graph, []string) {
	b := graph.NewBuilder()
	var persons []string
	for _, r := range rows(t, "Person") {
		b.Describe("p"+r["personId"], r["personName"], "Person", false)
		persons = append(persons, r["personId"])
	}
	for _, r := range rows(t, "Company") {
		b.Describe("c"+r["companyId"], "", "Company", false)
	}
	for _, table := range []struct{ name, prefix string }{{"PersonInvestCompany", "p"}, {"CompanyInvestCompany", "c"}} {
		for i, r := range rows(t, table.name) {
			s, err := graph.ParseRatio(r["ratio"])
			if err != nil {
				t.Fatal(err)
			}
			b.Report(graph.Report{Owner: table.prefix + r["investorId"], Asset: "c" + r["companyId"], Share: s,
				Evidence: graph.Evidence{Entity: table.name + strconv.Itoa(i), Source: "finbench", Record: table.name + strconv.Itoa(i), Text: r["ratio"]}})
		}
	}
	g, problems := b.Build()
	for _, p := range problems { // owners never hold more than everything by the low ends; one holds itself
		t.Log(p)
	}
	if len(problems) > 1 {
		t.Errorf("%d problems, want the one self-stake", len(problems))
	}
	return g, persons
}

func TestFinBenchCascade(t *testing.T) {
	g, persons := investments(t)
	if g.Stakes() != 5034 {
		t.Errorf("%d stakes, want 5034", g.Stakes())
	}
	ofac, uk := regime(t, "ofac", "2024-05-01"), regime(t, "uk", "2024-05-01")
	type row struct {
		N, Seeds, Owned, Blocked int
		Rounds                   []int
		Half, HalfOnly, LessThan int
		UK                       int
		Sum                      float64
	}
	for _, want := range []row{
		{10, 206, 300, 4, []int{4}, 4, 0, 0, 4, 72.296494},
		{3, 683, 739, 119, []int{82, 31, 6}, 129, 24, 14, 19, 268.253894},
		{2, 977, 854, 233, []int{140, 56, 25, 9, 3}, 269, 60, 24, 21, 358.300115},
	} {
		var seeds []string
		for _, p := range persons {
			if n, err := strconv.ParseUint(p, 10, 64); err == nil && n%uint64(want.N) == 0 {
				seeds = append(seeds, "p"+p)
			}
		}
		list := seedsOf(t, g, seeds...)
		s := graph.NewState(g, ofac, 0, list)
		got := row{N: want.N, Seeds: len(list), Rounds: s.Rounds()}
		blocked := make(map[graph.Node]bool)
		for _, v := range s.Reached() {
			if s.Verdict(v).Status == graph.Blocked {
				blocked[v] = true
				got.Blocked++
			} else {
				t.Errorf("n=%d: %s is %s: rounding decides", want.N, g.ID(v), s.Verdict(v).Status)
			}
		}
		owned := make(map[graph.Node]bool)
		for _, x := range list {
			for _, st := range g.Out(x.Node) {
				owned[st.Asset] = true
			}
		}
		for v := range blocked {
			for _, st := range g.Out(v) {
				owned[st.Asset] = true
			}
		}
		got.Owned = len(owned)
		nodes, lo, hi := graph.LookThroughAll(g, 0, s.SeedNodes())
		isSeed := make(map[graph.Node]bool)
		for _, x := range list {
			isSeed[x.Node] = true
		}
		value := make(map[graph.Node]float64)
		most := 0.0
		for i, v := range nodes {
			if hi[i]-lo[i] > 1e-6 {
				t.Errorf("n=%d: look-through of %s is %v..%v", want.N, g.ID(v), lo[i], hi[i])
			}
			if !isSeed[v] {
				value[v] = lo[i]
				got.Sum += lo[i]
				most += hi[i]
			}
		}
		for v, x := range value {
			if x >= .5 {
				got.Half++
				if !blocked[v] {
					got.HalfOnly++
				}
			}
		}
		for v := range blocked {
			if value[v] < .5 {
				got.LessThan++
			}
		}
		u := graph.NewState(g, uk, 0, list)
		for _, v := range u.Reached() {
			if u.Verdict(v).Status == graph.Blocked {
				got.UK++
			}
		}
		// Stakes have up to 20 digits: what is known of them is a band.
		if got.Sum <= want.Sum+1e-6 && want.Sum-1e-6 <= most && most-got.Sum < 1e-4 {
			got.Sum = want.Sum
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("n=%d (-want +got):\n%s", want.N, diff)
		}
	}
}

// transfers are the accounts of the snapshot and what moved between them.
type transfers struct {
	flow    *graph.Flow
	number  map[string]graph.Node
	names   []string
	blocked map[graph.Node]bool
}

func readTransfers(t testing.TB) *transfers {
	x := &transfers{number: make(map[string]graph.Node), blocked: make(map[graph.Node]bool)}
	for _, r := range rows(t, "Account") {
		v := graph.Node(len(x.names))
		x.number[r["accountId"]] = v
		x.names = append(x.names, r["accountId"])
		if r["isBlocked"] == "true" {
			x.blocked[v] = true
		}
	}
	var list []graph.Transfer
	for _, r := range rows(t, "AccountTransferAccount") {
		list = append(list, graph.Transfer{From: x.number[r["fromId"]], To: x.number[r["toId"]], At: millis(t, r["createTime"]), Amount: minor(t, r["amount"])})
	}
	x.flow = graph.NewFlow(len(x.names), list)
	return x
}

// millis reads a time with a fraction of a second: .06 is 60 ms.
func millis(t testing.TB, s string) int64 {
	at, err := time.Parse("2006-01-02 15:04:05.999999999", s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMilli()
}

// minor reads an amount as millionths, rounded.
func minor(t testing.TB, s string) int64 {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("amount %q", s)
	}
	f, _ := r.Mul(r, big.NewRat(1_000_000, 1)).Float64()
	return int64(math.Round(f))
}

func TestFinBenchTransfers(t *testing.T) {
	x := readTransfers(t)
	if len(x.names) != 6200 || len(x.blocked) != 311 {
		t.Fatalf("%d accounts, %d blocked", len(x.names), len(x.blocked))
	}
	is := func(v graph.Node) bool { return x.blocked[v] }
	for _, tc := range []struct { // TSR3: all inflows, without window or threshold
		account  string
		from, of int
	}{{"76561193665298918", 33, 470}, {"4846154674027364838", 22, 430}, {"226024406298658190", 8, 14}, {"19703248369747572", 0, 0}} {
		in := x.flow.Direct(x.number[tc.account], is)
		if in.From != tc.from || in.Transfers != tc.of {
			t.Errorf("TSR3 %s: %d of %d, want %d of %d", tc.account, in.From, in.Transfers, tc.from, tc.of)
		}
	}
	in := x.flow.Direct(x.number["76561193665298918"], is)
	if math.Abs(float64(in.AmountFrom)/1e6-178_577_787.053) > .001 || math.Abs(float64(in.Amount)/1e6-2_435_506_371.394) > .001 {
		t.Errorf("TSR3 by amount: %d of %d", in.AmountFrom, in.Amount)
	}
	for _, tc := range []struct { // TCR3
		from, to string
		want     int
	}{
		{"4758053006316932351", "76561193665298918", 2}, {"76561193665298918", "4758053006316932351", 7},
		{"28710447624489049", "48413695994234887", 1}, {"48413695994234887", "28710447624489049", 10},
		{"9007199254742581", "4910330968717395509", -1},
	} {
		if got := x.flow.Hops(x.number[tc.from], x.number[tc.to], 0, math.MaxInt64, 16); got != tc.want {
			t.Errorf("TCR3 %s to %s: %d, want %d", tc.from, tc.to, got, tc.want)
		}
	}
	var blocked []graph.Node
	for v := range x.blocked {
		blocked = append(blocked, v)
	}
	direct, clean := 0, 0
	for v := range graph.Node(len(x.names)) {
		if x.flow.Direct(v, is).From > 0 {
			direct++
			if !x.blocked[v] {
				clean++
			}
		}
	}
	if direct != 1151 || clean != 1082 {
		t.Errorf("EX6: %d accounts with a direct inflow, %d of them not blocked; want 1151, 1082", direct, clean)
	}
	for hops, want := range map[int][2]int{1: {1393, 1393}, 2: {3815, 3063}, 3: {5752, 4311}} {
		if got := [2]int{len(x.flow.Within(blocked, hops, false)), len(x.flow.Within(blocked, hops, true))}; got != want {
			t.Errorf("EX6: within %d transfers %v, want %v (any order, ascending)", hops, got, want)
		}
	}
}

// TCR11: the chain of guarantees to its end, with its loans.
func TestFinBenchGuarantees(t *testing.T) {
	number := make(map[string]graph.Node)
	var names []string
	node := func(id string) graph.Node {
		if _, ok := number[id]; !ok {
			number[id] = graph.Node(len(names))
			names = append(names, id)
		}
		return number[id]
	}
	for _, r := range rows(t, "Person") {
		node(r["personId"])
	}
	var list []graph.Transfer
	for _, r := range rows(t, "PersonGuaranteePerson") {
		list = append(list, graph.Transfer{From: node(r["fromId"]), To: node(r["toId"]), At: millis(t, r["createTime"])})
	}
	flow := graph.NewFlow(len(names), list)
	amount := make(map[string]int64)
	for _, r := range rows(t, "Loan") {
		amount[r["loanId"]] = minor(t, r["loanAmount"])
	}
	loans := make(map[string][]string)
	for _, r := range rows(t, "PersonApplyLoan") {
		loans[r["personId"]] = append(loans[r["personId"]], r["loanId"])
	}
	for _, tc := range []struct {
		hops, persons, loans int
		sum                  float64
	}{{0, 14, 19, 1_029_746_372.193}, {5, 13, 16, 784_330_396.203}} {
		chain := flow.Chain(node("15393162789064"), tc.hops)
		n, sum := 0, int64(0)
		for _, v := range chain {
			for _, l := range loans[names[v]] {
				n++
				sum += amount[l]
			}
		}
		if len(chain) != tc.persons || n != tc.loans || math.Abs(float64(sum)/1e6-tc.sum) > .001 {
			t.Errorf("TCR11 within %d steps: %d persons, %d loans, %.3f; want %d, %d, %.3f", tc.hops, len(chain), n, float64(sum)/1e6, tc.persons, tc.loans, tc.sum)
		}
	}
}
