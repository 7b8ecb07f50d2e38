package resolve_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/resolve"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// entity makes an entity from "prop=value" texts.
func entity(id, schema string, props ...string) *ftm.Entity {
	e := ftm.New(id, schema)
	for _, p := range props {
		k, v, _ := strings.Cut(p, "=")
		if k == "dataset" {
			e.Datasets = append(e.Datasets, v)
			continue
		}
		e.Add(k, v)
	}
	return e
}

func pool(list ...*ftm.Entity) *resolve.Pool {
	b := resolve.NewBuilder()
	for _, e := range list {
		b.Add(e)
	}
	return b.Build()
}

// What identifiers say of a pair, whatever else it says.
func TestGuards(t *testing.T) {
	for _, c := range []struct {
		name               string
		a, b               *ftm.Entity
		certain, conflict  bool
		excluded           string
		candidate, nothing bool // stands in the list; is not even compared
	}{
		{name: "an LEI and a name", candidate: true, certain: true,
			a: entity("a", "Company", "name=Hongxiang Industrial", "leiCode=5493001KJTIIGC8Y1R12"), b: entity("b", "Company", "name=Hongxiang Industry Ltd", "leiCode=5493001KJTIIGC8Y1R12")},
		{name: "an LEI under another name, nothing else", candidate: true, certain: true,
			a: entity("a", "Company", "name=Hongxiang Industrial", "leiCode=5493001KJTIIGC8Y1R12"), b: entity("b", "Company", "name=Zebra Bakery", "leiCode=5493001KJTIIGC8Y1R12")},
		{name: "an LEI with a bad check digit", candidate: true,
			a: entity("a", "Company", "name=Hongxiang Industrial", "leiCode=5493001KJTIIGC8Y1R13"), b: entity("b", "Company", "name=Hongxiang Industrial", "leiCode=5493001KJTIIGC8Y1R13")},
		{name: "two LEIs", excluded: "their LEI numbers differ: 5493001KJTIIGC8Y1R12 and 529900T8BM49AURSDO55",
			a: entity("a", "Company", "name=Hongxiang Industrial", "leiCode=5493001KJTIIGC8Y1R12"), b: entity("b", "Company", "name=Hongxiang Industrial", "leiCode=529900T8BM49AURSDO55")},
		{name: "an IMO number and a name", candidate: true, certain: true,
			a: entity("a", "Vessel", "name=Morning Star", "imoNumber=IMO 9187629"), b: entity("b", "Vessel", "name=MORNING STAR", "imoNumber=9187629")},
		{name: "an IMO number and an earlier name", candidate: true, certain: true,
			a: entity("a", "Vessel", "name=Golden Bridge", "previousName=Morning Star", "imoNumber=9187629"), b: entity("b", "Vessel", "name=Morning Star", "imoNumber=9187629")},
		{name: "an IMO number under unlike names", conflict: true,
			a: entity("a", "Vessel", "name=Morning Star", "imoNumber=9187629"), b: entity("b", "Vessel", "name=Golden Bridge", "imoNumber=9187629")},
		{name: "two IMO numbers", excluded: "their IMO numbers differ: 9187629 and 9074729",
			a: entity("a", "Vessel", "name=Morning Star", "imoNumber=9187629"), b: entity("b", "Vessel", "name=Morning Star", "imoNumber=9074729")},
		{name: "an INN in Russia", candidate: true, certain: true,
			a: entity("a", "Company", "name=Romashka", "innCode=7707083893", "jurisdiction=ru"), b: entity("b", "Company", "name=Romashka", "innCode=7707083893", "jurisdiction=ru")},
		{name: "an INN elsewhere says little", candidate: true,
			a: entity("a", "Company", "name=Romashka", "innCode=7707083893", "jurisdiction=kz"), b: entity("b", "Company", "name=Romashka", "innCode=7707083893", "jurisdiction=kz")},
		{name: "a USCC in a register's number", candidate: true, certain: true,
			a: entity("a", "Company", "name=Hongxiang", "uscCode=91350100M000100Y43"), b: entity("b", "Company", "name=Hong Xiang", "registrationNumber=91350100M000100Y43")},
		{name: "one BIC, two LEIs", conflict: true, excluded: "their LEI numbers differ: 5493001KJTIIGC8Y1R12 and 529900T8BM49AURSDO55",
			a: entity("a", "Company", "name=Daedong Bank", "swiftBic=DDBKCNBD", "leiCode=5493001KJTIIGC8Y1R12"), b: entity("b", "Company", "name=Daedong Bank", "swiftBic=DDBKCNBDXXX", "leiCode=529900T8BM49AURSDO55")},
		{name: "an issuer's ISIN is not the issuer", candidate: true,
			a: entity("a", "Company", "name=Hongxiang Holding", "isinCode=US0378331005"), b: entity("b", "Company", "name=Hongxiang Holding", "isinCode=US5949181045")},
		{name: "a security's ISIN is", excluded: "their ISIN numbers differ: US0378331005 and US5949181045",
			a: entity("a", "Security", "name=Hongxiang Bond", "isin=US0378331005"), b: entity("b", "Security", "name=Hongxiang Bond", "isin=US5949181045")},
		{name: "a person is no ship", nothing: true, excluded: "a Person is no Vessel",
			a: entity("a", "Person", "name=Morning Star"), b: entity("b", "Vessel", "name=Morning Star")},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := pool(c.a, c.b)
			got, k, ok := p.Compare("b", "a")
			if !ok || got.A.ID != "a" {
				t.Fatalf("not compared: %+v", got)
			}
			if got.Certain != c.certain || got.Excluded != c.excluded || (k != nil) != c.conflict {
				t.Errorf("certain %v, excluded %q, conflict %+v; want %v, %q, %v", got.Certain, got.Excluded, k, c.certain, c.excluded, c.conflict)
			}
			found := p.Candidates(0, nil)
			if (len(found.Candidates) == 1) != c.candidate || (len(found.Conflicts) == 1) != c.conflict {
				t.Errorf("listed %d candidates, %d conflicts", len(found.Candidates), len(found.Conflicts))
			}
			for i := range found.Conflicts {
				f := found.Conflicts[i].Finding("dprk")
				f.Paths[0].Steps[0].Source, f.Paths[0].Steps[1].Source = "x", "y" // these are of no dataset
				if err := f.Check(); err != nil {
					t.Error(err)
				}
			}
			if c.nothing && p.Pairs() != 0 {
				t.Errorf("%d pairs were compared", p.Pairs())
			}
		})
	}
}

// The score is made of what is shown, and says what a reader expects.
func TestScores(t *testing.T) {
	base := []string{"name=Ri Chol Ho", "birthDate=1961-02-03", "nationality=kp"}
	with := func(id string, props ...string) *ftm.Entity { return entity(id, "Person", props...) }
	score := func(b *ftm.Entity) resolve.Candidate {
		t.Helper()
		got, _, ok := pool(with("a", base...), b).Compare("a", "b")
		if !ok {
			t.Fatal("not compared")
		}
		sum := got.Prior
		for _, f := range got.Fields {
			sum += f.Weight
		}
		if d := sum - got.Weight; d > .05 || d < -.05 {
			t.Errorf("%s: the fields add up to %.2f, not %.2f", got.Why, sum, got.Weight)
		}
		return got
	}
	same := score(with("b", base...))
	for _, c := range []struct {
		why  string
		less resolve.Candidate
	}{
		{"no date", score(with("b", "name=Ri Chol Ho", "nationality=kp"))},
		{"another date", score(with("b", "name=Ri Chol Ho", "birthDate=1988-12-24", "nationality=kp"))},
		{"another country", score(with("b", "name=Ri Chol Ho", "birthDate=1961-02-03", "nationality=fr"))},
		{"another name", score(with("b", "name=Pak Un Gyong", "birthDate=1961-02-03", "nationality=kp"))},
	} {
		if c.less.Weight >= same.Weight {
			t.Errorf("%s: %.2f is not less than %.2f", c.why, c.less.Weight, same.Weight)
		}
	}
	if same.Score < .9 {
		t.Errorf("name, day and country: %.4f", same.Score)
	}
	if c := score(with("b", "name=Ri Chol Ho", "birthDate=1988-12-24", "nationality=kp")); c.Score > .5 {
		t.Errorf("another birthday: %.4f", c.Score)
	}
	a, b := with("a", append(slices.Clone(base), "dataset=x")...), with("b", append(slices.Clone(base), "dataset=x")...)
	if got, _, _ := pool(a, b).Compare("a", "b"); got.Weight > same.Weight-1.9 {
		t.Errorf("within one list: %.2f, apart %.2f", got.Weight, same.Weight)
	}
}

// A common word and a shared registration agent say less than rare ones.
func TestTermFrequency(t *testing.T) {
	var list []*ftm.Entity
	for i := range 400 {
		list = append(list, entity(fmt.Sprintf("c%03d", i), "Company", fmt.Sprintf("name=Dandong Trading %s", pseudo(i)), "jurisdiction=cn", "address=Agent House 5, Long Road, Victoria"))
	}
	list = append(list,
		entity("x1", "Company", "name=Dandong Trading", "jurisdiction=cn"), entity("x2", "Company", "name=Dandong Trading", "jurisdiction=cn"),
		entity("y1", "Company", "name=Hongxiang Qilin", "jurisdiction=cn"), entity("y2", "Company", "name=Hongxiang Qilin", "jurisdiction=cn"),
		entity("z1", "Company", "name=Alpha Wobble", "address=77 Wolf Lane, Nowhere"), entity("z2", "Company", "name=Beta Gurgle", "address=77 Wolf Lane, Nowhere"))
	p := pool(list...)
	weight := func(a, b, field string) float64 {
		t.Helper()
		c, _, _ := p.Compare(a, b)
		for _, f := range c.Fields {
			if f.Name == field {
				return f.Weight
			}
		}
		t.Fatalf("%s and %s: no field %s", a, b, field)
		return 0
	}
	if common, rare := weight("x1", "x2", "name"), weight("y1", "y2", "name"); rare < common+4 {
		t.Errorf("a common name weighs %.1f, a rare one %.1f", common, rare)
	}
	if common, rare := weight("c001", "c002", "address"), weight("z1", "z2", "address"); rare < common+4 {
		t.Errorf("an agent's address weighs %.1f, one of two %.1f", common, rare)
	}
}

// pseudo is a word for a number.
func pseudo(n int) string {
	var b strings.Builder
	for range 3 {
		b.WriteByte("bdfgklmnprst"[n%12])
		n /= 12
		b.WriteByte("aeiou"[n%5])
		n /= 5
		n = n*7 + 3
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// The order of entities changes nothing, nor does a second run.
func TestOrder(t *testing.T) {
	list, _ := synthetic(300)
	want := pool(list...).Candidates(.01, nil)
	if len(want.Candidates) < 50 {
		t.Fatalf("only %d candidates", len(want.Candidates))
	}
	for seed := range uint64(3) {
		mixed := slices.Clone(list)
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		got := pool(mixed...).Candidates(.01, nil)
		if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(resolve.Conflict{})); d != "" {
			t.Fatal(d)
		}
	}
}

// A key that very many share brings nobody together, and one record has a
// bounded number of candidates.
func TestBlockingBounds(t *testing.T) {
	var list []*ftm.Entity
	for i := range 200 {
		list = append(list, entity(fmt.Sprintf("p%03d", i), "Person", "name=Kim "+pseudo(i)+" "+pseudo(i*31+7), "address=1 Central Square, Pyongyang"))
	}
	list = append(list, entity("q", "Person", "name=Zyx Wvu", "address=1 Central Square, Pyongyang"))
	p := pool(list...)
	for _, c := range p.Candidates(0, nil).Candidates {
		if c.B.ID == "q" {
			t.Errorf("an address of 201 brought %s and q together", c.A.ID)
		}
	}
	if n := p.Pairs(); n > 201*75 {
		t.Errorf("%d pairs", n)
	}
}
