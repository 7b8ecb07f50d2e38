package resolve_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/resolve"

	"go.yaml.in/yaml/v3"
)

// measure counts hits and misses of a yes or no.
type measure struct{ tp, fp, fn, tn int }

func (m *measure) add(said, is bool) {
	switch {
	case said && is:
		m.tp++
	case said:
		m.fp++
	case is:
		m.fn++
	default:
		m.tn++
	}
}

func (m measure) precision() float64 { return float64(m.tp) / float64(max(m.tp+m.fp, 1)) }
func (m measure) recall() float64    { return float64(m.tp) / float64(max(m.tp+m.fn, 1)) }

func (m measure) String() string {
	return fmt.Sprintf("precision %.3f, recall %.3f (%d right, %d wrong, %d missed of %d pairs)", m.precision(), m.recall(), m.tp, m.fp, m.fn, m.tp+m.fp+m.fn+m.tn)
}

// nameWeight is what the names of a pair weigh; the line below which it says no
// was set before anything was measured: agreement that is worth more than a
// country and a year.
func nameWeight(p *resolve.Pool, a, b string) float64 {
	c, _, ok := p.Compare(a, b)
	if !ok {
		return -100
	}
	for _, f := range c.Fields {
		if f.Name == "name" {
			return f.Weight
		}
	}
	return -100
}

const nameLine = 5.0

func judgePairs(t *testing.T, list [][2]*ftm.Entity, match []bool) measure {
	t.Helper()
	var m measure
	for i, pr := range list { // each by itself: cases repeat names, which would make them common
		m.add(nameWeight(pool(pr[0], pr[1]), pr[0].ID, pr[1].ID) >= nameLine, match[i])
	}
	return m
}

// Names alone, of cases that a peer publishes.
func TestNameCases(t *testing.T) {
	f, err := os.Open(testdata.Path(t, "graph/er/nomenklatura_name_cases.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list [][2]*ftm.Entity
	var match []bool
	for i, r := range rows[1:] {
		list = append(list, [2]*ftm.Entity{entity(fmt.Sprintf("n%04da", i), r[1], "name="+r[2]), entity(fmt.Sprintf("n%04db", i), r[1], "name="+r[3])})
		match = append(match, r[4] == "true")
	}
	if len(list) != 826 {
		t.Errorf("%d cases, want 826", len(list))
	}
	m := judgePairs(t, list, match)
	t.Logf("name cases: %s", m)
	if m.precision() < leastCases.precision || m.recall() < leastCases.recall {
		t.Errorf("worse than it was: %s", m)
	}
}

// What was measured when this was written, rounded down.
var (
	leastCases  = struct{ precision, recall float64 }{.91, .79}
	leastChecks = struct{ precision, recall float64 }{.90, .81}
)

func TestEntityChecks(t *testing.T) {
	raw, err := os.ReadFile(testdata.Path(t, "graph/er/nomenklatura_entity_checks.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Checks []struct {
			Match            bool
			Schema           string
			Query, Candidate map[string]any
		}
	}
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	var list [][2]*ftm.Entity
	var match []bool
	for i, c := range doc.Checks {
		of := func(side string, props map[string]any) *ftm.Entity {
			e := ftm.New(fmt.Sprintf("n%04d%s", i, side), c.Schema)
			for k, v := range props {
				if l, ok := v.([]any); ok {
					for _, x := range l {
						e.Add(k, fmt.Sprint(x))
					}
				} else {
					e.Add(k, fmt.Sprint(v))
				}
			}
			return e
		}
		list = append(list, [2]*ftm.Entity{of("a", c.Query), of("b", c.Candidate)})
		match = append(match, c.Match)
	}
	if len(list) != 228 {
		t.Errorf("%d checks, want 228", len(list))
	}
	m := judgePairs(t, list, match)
	t.Logf("entity checks: %s", m)
	if m.precision() < leastChecks.precision || m.recall() < leastChecks.recall {
		t.Errorf("worse than it was: %s", m)
	}
}

// synthetic makes n parties and second records of half of them, as another list
// might write them. truth is by id of the record: its party.
func synthetic(n int) (list []*ftm.Entity, truth map[string]int) {
	r := rand.New(rand.NewPCG(20170805, uint64(n)))
	pick := func(list string) string { f := strings.Fields(list); return f[r.IntN(len(f))] }
	truth = make(map[string]int)
	family := "Kim Pak Ri Choe Jong Kang Han Yun Jang Im Ivanov Petrov Sokolov Orlov Wang Zhang Chen Liu Nguyen Tran Hassan Rahman Ali Silva"
	given := "Chol Ho Un Gyong Song Il Myong Su Jin Hyok Yong Nam Tong Won Sergei Dmitri Olga Wei Fang Jun Minh Omar Yusuf Maria"
	trade := "Trading Shipping Industrial Development Technology Minerals Fisheries Logistics General Export"
	for i := range n {
		var e *ftm.Entity
		country := pick("kp cn ru vn sg ae")
		if i%3 == 0 {
			e = entity(fmt.Sprintf("l1-%04d", i), "Company", fmt.Sprintf("name=%s %s %s Co., Ltd.", pick("Dandong Pyongyang Dalian Vladivostok Hanoi Korea Liaoning"), pseudo(r.IntN(900)), pick(trade)),
				"jurisdiction="+country, fmt.Sprintf("address=%d %s Road, %s", 1+r.IntN(300), pseudo(r.IntN(200)), pick("Dandong Pyongyang Dalian Hanoi")))
			if r.IntN(2) == 0 {
				e.Add("phone", fmt.Sprintf("+86 415 %07d", r.IntN(10_000_000)))
			}
			if r.IntN(2) == 0 {
				e.Add("registrationNumber", fmt.Sprintf("%d", 10_000_000+r.IntN(90_000_000)))
			}
		} else {
			e = entity(fmt.Sprintf("l1-%04d", i), "Person", fmt.Sprintf("name=%s %s %s", pick(family), pick(given), pick(given)), "nationality="+country)
			e.Add("birthDate", fmt.Sprintf("%d-%02d-%02d", 1940+r.IntN(50), 1+r.IntN(12), 1+r.IntN(28)))
			if r.IntN(3) == 0 {
				e.Add("passportNumber", fmt.Sprintf("%09d", r.IntN(1_000_000_000)))
			}
		}
		e.Datasets = []string{"l1"}
		list, truth[e.ID] = append(list, e), i
		if i%2 != 0 {
			continue
		}
		d := ftm.New(fmt.Sprintf("l2-%04d", i), e.Schema)
		d.Datasets = []string{"l2"}
		for _, k := range e.PropertyNames() {
			for _, v := range e.Properties[k] {
				switch {
				case k == "name" && r.IntN(2) == 0: // letters change places, or one goes
					b := []byte(v)
					if at := 1 + r.IntN(len(b)-2); r.IntN(2) == 0 {
						b[at], b[at+1] = b[at+1], b[at]
					} else {
						b = append(b[:at], b[at+1:]...)
					}
					v = string(b)
				case k == "name" && e.Schema == "Person": // LAST, First
					w := strings.Fields(v)
					v = strings.ToUpper(w[0]) + ", " + strings.Join(w[1:], " ")
				case k == "birthDate" && r.IntN(3) == 0:
					v = v[:4]
				case k != "name" && r.IntN(4) == 0:
					continue // this list does not say
				}
				d.Add(k, v)
			}
		}
		list, truth[d.ID] = append(list, d), i
	}
	return list, truth
}

// Synthetic duplicates: pairs, and parties by B-cubed.
func TestSynthetic(t *testing.T) {
	list, truth := synthetic(2000)
	p := pool(list...)
	found := p.Candidates(.5, nil)
	var m measure
	var l ledger
	for _, c := range found.Candidates {
		is := truth[c.A.ID] == truth[c.B.ID]
		m.add(true, is)
		if c.A.ID[:2] != c.B.ID[:2] {
			l.list = append(l.list, resolve.Judgement{ID: int64(len(l.list) + 1), A: c.A.ID, B: c.B.ID, Verdict: resolve.Same})
		}
	}
	m.fn = 1000 - m.tp
	book := resolve.NewBook(l.list)
	size := make(map[int]int)
	for _, v := range truth {
		size[v]++
	}
	var precision, recall float64
	for id, v := range truth {
		right, members := 0, book.Members(id)
		for _, o := range members {
			if truth[o] == v {
				right++
			}
		}
		precision += float64(right) / float64(len(members))
		recall += float64(right) / float64(size[v])
	}
	n := float64(len(truth))
	precision, recall = precision/n, recall/n
	t.Logf("synthetic: %d records, %d pairs compared; %s; B-cubed precision %.3f, recall %.3f", len(list), p.Pairs(), m, precision, recall)
	if m.precision() < .9 || m.recall() < .9 || precision < .95 || recall < .95 {
		t.Error("worse than it was")
	}
}
