package ftm_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordon/ftm"
)

// The digests were made by another program (Python's hashlib). They are in
// stores and evidence packs: they never change.
func TestDigestGolden(t *testing.T) {
	tests := []struct {
		name string
		in   ftm.Statement
		want string
	}{
		{"plain", ftm.Statement{Entity: "ofac-36", Schema: "Organization", Prop: "name", Value: "AEROCARIBBEAN AIRLINES", Dataset: "us_ofac_sdn"},
			"8d309dd52e1f7d6271d80a07722e95d0"},
		{"empty", ftm.Statement{}, "c804ce198ec337e3dc762bdd1a09aece"},
		{"language and start", ftm.Statement{Entity: "un-6908629", Schema: "Person", Prop: "alias", Value: "리창근", Lang: "kor", Dataset: "un_sc_sanctions",
			Period: ftm.Period{From: 735295}}, "1c4f5e33d775bc4e462c61f90f9d150a"},
		{"period", ftm.Statement{Entity: "ofac-1", Schema: "Vessel", Prop: "pastFlags", Value: "kp", Dataset: "us_ofac_sdn",
			Period: ftm.Period{From: day(t, "2010-01-01"), To: day(t, "2016-03-02")}}, "6f334079f8e9baa015a089282566b929"},
		{"long, and days at the edge", ftm.Statement{Entity: "a", Schema: "Thing", Prop: "notes", Value: strings.Repeat("x", 1000), Lang: "eng", Dataset: "d",
			Period: ftm.Period{From: -1, To: math.MaxInt32}}, "715f31882148bf48c7786c34c122ff27"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 2 { // a hasher that was used before gives the same
				d := tt.in.Digest()
				if got := hex.EncodeToString(d[:]); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			}
		})
	}
}

// No two different statements run together into the same bytes.
func TestDigestTellsFieldsApart(t *testing.T) {
	base := ftm.Statement{Entity: "a", Schema: "b", Prop: "c", Value: "d", Lang: "e", Dataset: "f", Period: ftm.Period{From: 1, To: 2}}
	seen := map[[16]byte]string{base.Digest(): "base"}
	change := func(name string, f func(*ftm.Statement)) {
		s := base
		f(&s)
		d := s.Digest()
		if other, ok := seen[d]; ok {
			t.Errorf("%s and %s have the same digest", name, other)
		}
		seen[d] = name
	}
	change("entity", func(s *ftm.Statement) { s.Entity = "x" })
	change("schema", func(s *ftm.Statement) { s.Schema = "x" })
	change("prop", func(s *ftm.Statement) { s.Prop = "x" })
	change("value", func(s *ftm.Statement) { s.Value = "x" })
	change("lang", func(s *ftm.Statement) { s.Lang = "x" })
	change("dataset", func(s *ftm.Statement) { s.Dataset = "x" })
	change("from", func(s *ftm.Statement) { s.From = 3 })
	change("to", func(s *ftm.Statement) { s.To = 3 })
	change("moved", func(s *ftm.Statement) { s.Entity, s.Schema = "ab", "" })
	change("moved back", func(s *ftm.Statement) { s.Entity, s.Schema = "", "ab" })
	change("length in the value", func(s *ftm.Statement) { s.Prop, s.Value = "", "c\x01d" })
	change("days swapped", func(s *ftm.Statement) { s.From, s.To = 2, 1 })
}

func TestDigestAllocatesNothing(t *testing.T) {
	if racing {
		t.Skip("allocations are not counted under the race detector")
	}
	s := ftm.Statement{Entity: "ofac-36", Schema: "Organization", Prop: "notes", Value: strings.Repeat("x", 3000), Dataset: "us_ofac_sdn"}
	s.Digest()
	if n := testing.AllocsPerRun(100, func() { s.Digest() }); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}

func TestDigestAtOnce(t *testing.T) {
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 500 {
				s := ftm.Statement{Entity: fmt.Sprint(w, i), Value: strings.Repeat("v", i)}
				if s.Digest() != s.Digest() {
					t.Errorf("worker %d: digest %d is two", w, i)
				}
			}
		})
	}
	wg.Wait()
}

// rich is an entity with everything that an entity can have.
func rich() *ftm.Entity {
	no := false
	e := ftm.New("NK-1", "Company")
	e.Caption, e.FirstSeen, e.LastSeen, e.LastChange, e.Target = "KWANGSON", "2016-01-01T00:00:00", "2024-06-01T10:57:03", "2023-07-26T20:01:14", &no
	e.Datasets = []string{"un_sc_sanctions", "us_ofac_sdn"}
	e.Referents = []string{"ofac-1", "un-2"}
	e.Add("name", "Korea Kwangson Banking Corp", "KKBC")
	e.Add("alias", "Kwangson")
	e.AddDuring("topics", "sanction", ftm.Period{From: 735295})
	e.AddDuring("previousName", "Old", ftm.Period{From: 700000, To: 710000})
	e.Add("planet", "Mars")
	e.Add("id", "a property that is called id")
	e.Add("id:caption", "a property that is called like ours")
	e.Add("id:prop:x", "and one like the names of those")
	e.Extra = map[string]json.RawMessage{"collection": json.RawMessage(`{"n":1}`), "": json.RawMessage(`null`)}
	return e
}

// build makes an entity from statements.
func build(list []ftm.Statement) *ftm.Entity {
	var e ftm.Entity
	for i := range list {
		e.Apply(&list[i])
	}
	return &e
}

// same compares entities as sets of values, periods with them.
var same = cmp.Options{
	cmpopts.IgnoreUnexported(ftm.Entity{}), cmpopts.EquateEmpty(),
	cmpopts.SortSlices(func(a, b string) bool { return a < b }),
}

// periods lists when the values of e held.
func periods(e *ftm.Entity) []string {
	var out []string
	for _, p := range e.PropertyNames() {
		for _, v := range e.Properties[p] {
			if d := e.During(p, v); !d.IsZero() {
				out = append(out, fmt.Sprint(p, " ", v, " ", d.From, d.To))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestStatementsAreTheEntity(t *testing.T) {
	e := rich()
	list := e.AppendStatements(nil, "us_ofac_sdn")
	if d := cmp.Diff(e, build(list), same); d != "" {
		t.Errorf("comes back as another (-want +got):\n%s", d)
	}
	if d := cmp.Diff(periods(e), periods(build(list))); d != "" {
		t.Errorf("periods (-want +got):\n%s", d)
	}
	again := build(list).AppendStatements(nil, "us_ofac_sdn")
	if d := cmp.Diff(list, again); d != "" {
		t.Errorf("statements of what came back (-want +got):\n%s", d)
	}
}

func TestStatementsInOrder(t *testing.T) {
	e := ftm.New("x", "Vessel")
	e.Caption = "B"
	e.Add("name", "b", "a")
	e.Add("iban", "1")
	e.Add("idNumber", "2")
	e.Datasets = []string{"e", "d"}
	var got []string
	prefix := []ftm.Statement{{Prop: "zzz"}, {Prop: "before"}}
	list := e.AppendStatements(slices.Clone(prefix), "d")
	if d := cmp.Diff(prefix, list[:2]); d != "" {
		t.Fatalf("what was there before is changed:\n%s", d)
	}
	for _, s := range list[2:] {
		if s.Entity != "x" || s.Schema != "Vessel" || s.Dataset != "d" {
			t.Errorf("statement of another: %+v", s)
		}
		got = append(got, s.Prop+"="+s.Value)
	}
	want := []string{"id=x", "iban=1", "id:caption=B", "id:dataset=d", "id:dataset=e", "idNumber=2", "name=a", "name=b"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The order in which a source lists values changes nothing in the statements.
func TestStatementsKnowNoOrder(t *testing.T) {
	e := rich()
	for i := range 60 {
		e.Add("alias", fmt.Sprint("alias ", i))
		e.AddDuring("pastFlags", fmt.Sprint("f", i), ftm.Period{From: ftm.Day(1000 + i)})
	}
	want := e.AppendStatements(nil, "d")
	if !slices.IsSortedFunc(want[1:], func(a, b ftm.Statement) int {
		return strings.Compare(a.Prop+"\x00"+a.Value, b.Prop+"\x00"+b.Value)
	}) {
		t.Error("not in order")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		s := e.Clone()
		for _, v := range s.Properties {
			rng.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
		}
		rng.Shuffle(2, func(i, j int) {
			s.Datasets[i], s.Datasets[j] = s.Datasets[j], s.Datasets[i]
			s.Referents[i], s.Referents[j] = s.Referents[j], s.Referents[i]
		})
		if d := cmp.Diff(want, s.AppendStatements(nil, "d")); d != "" {
			t.Fatalf("(-want +got):\n%s", d)
		}
	}
	shuffled := slices.Clone(want)
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if d := cmp.Diff(e, build(shuffled), same, cmpopts.IgnoreFields(ftm.Entity{}, "Datasets")); d != "" {
		t.Errorf("of shuffled statements (-want +got):\n%s", d)
	}
}

// Two sources that speak of the same entity.
func TestApplyTwoSources(t *testing.T) {
	yes, no := true, false
	a, b := ftm.New("NK-1", "LegalEntity"), ftm.New("NK-1", "Company")
	a.FirstSeen, a.LastSeen, a.LastChange, a.Target = "2016", "2020", "2018", &no
	b.FirstSeen, b.LastSeen, b.LastChange, b.Target = "2015", "2024", "2017", &yes
	a.Add("name", "KKBC")
	b.Add("name", "KKBC", "Kwangson")
	a.AddDuring("topics", "sanction", ftm.Period{From: 735295})
	b.AddDuring("topics", "sanction", ftm.Period{From: 733000, To: 736000})
	as, bs := a.AppendStatements(nil, "us_ofac_sdn"), b.AppendStatements(nil, "un_sc_sanctions")
	want := ftm.New("NK-1", "Company")
	want.FirstSeen, want.LastSeen, want.LastChange, want.Target = "2015", "2024", "2018", &yes
	want.Datasets = []string{"un_sc_sanctions", "us_ofac_sdn"}
	want.Add("name", "KKBC", "Kwangson")
	want.Add("topics", "sanction")
	for _, list := range [][]ftm.Statement{slices.Concat(as, bs), slices.Concat(bs, as)} {
		got := build(list)
		if d := cmp.Diff(want, got, same); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if p := got.During("topics", "sanction"); p != (ftm.Period{From: 733000}) {
			t.Errorf("listed during %v", p)
		}
	}
}

func TestApplySchema(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"LegalEntity", "Person", "Person"}, {"Person", "LegalEntity", "Person"}, {"Person", "Company", "Person"},
		{"Martian", "Person", "Martian"}, {"Person", "Martian", "Person"}, {"Organization", "Company", "Company"},
	}
	for _, tt := range tests {
		e := build([]ftm.Statement{{Entity: "x", Schema: tt.a, Prop: "id"}, {Entity: "x", Schema: tt.b, Prop: "id"}})
		if e.Schema != tt.want {
			t.Errorf("%s and %s make %s, want %s", tt.a, tt.b, e.Schema, tt.want)
		}
	}
}

func TestStatementJSON(t *testing.T) {
	s := ftm.Statement{Entity: "x", Schema: "Person", Prop: "name", Value: "Kim", Dataset: "d", Period: ftm.Period{From: day(t, "2016-03-02")}}
	b, err := json.Marshal(s)
	want := `{"entity_id":"x","schema":"Person","prop":"name","value":"Kim","dataset":"d","from":"2016-03-02"}`
	if err != nil || string(b) != want {
		t.Errorf("%s, %v", b, err)
	}
}
