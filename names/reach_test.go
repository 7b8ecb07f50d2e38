package names_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"cordon/names"
)

// wordNumbers numbers the words of names as an index does.
type wordNumbers map[string]uint32

func (w wordNumbers) of(n *names.Name) *names.Row {
	row := &names.Row{Kind: n.Kind, Korean: n.Korean, Chinese: n.Chinese}
	for i := range n.Parts {
		p := &n.Parts[i]
		if _, ok := w[p.Text]; !ok {
			w[p.Text] = uint32(len(w))
		}
		row.Words, row.Tags, row.Groups = append(row.Words, w[p.Text]), append(row.Tags, byte(p.Tag)), append(row.Groups, p.Sym.Group)
		row.Nicks = append(row.Nicks, uint32(p.Sym.Nick[0])<<16|uint32(p.Sym.Nick[1]))
	}
	return row
}

func (w wordNumbers) texts() func(uint32) string {
	out := make([]string, len(w))
	for t, i := range w {
		out[i] = t
	}
	return func(i uint32) string { return out[i] }
}

// ruledOut compares names that Reach rules out, which must score less than was
// asked for.
func ruledOut(t testing.TB, kind names.Kind, queries, list []string) (out, all int) {
	t.Helper()
	w := wordNumbers{}
	var r names.Reach
	var c names.Comparer
	var listed []names.Name
	var rows []*names.Row
	for _, l := range list {
		n := names.Parse(l, kind)
		n.Syllables()
		listed, rows = append(listed, n), append(rows, w.of(&n))
	}
	text := w.texts()
	for _, s := range queries {
		q := names.Parse(s, kind)
		r.Start(&q)
		for i := range listed {
			l := &listed[i]
			score := -1.0
			for _, least := range []float64{.36, .5, .7, 1} {
				all++
				if r.Within(rows[i], text, least, false) {
					continue
				}
				out++
				if score < 0 {
					score = c.Score(&q, l)
				}
				if score >= least {
					t.Errorf("%q against %q scores %v, and was ruled out for %v", s, list[i], score, least)
				}
			}
		}
	}
	return out, all
}

// reachNames are names that share words, parts of words and borders, so that
// every way to a score occurs.
func reachNames(r *rand.Rand, n int) []string {
	words := strings.Fields(`kim jong un kimjong chol ho cholho ri lee yi maria mariana martin martina ivan ivanovich ivanova petrov petrova
		van der bilt vanderbilt bin ibn abd al rahman abdulrahman abdelrahman muhammad mohammed mohamad m j ted theodore teddy dr haji jr
		trading tradng company co ltd ltda lta limited shipping ship ping star seastar sea dandong dalian hong kong hongkong 7 27 iii
		zhang wei chang zhangwei wang guzman loera lopez gonzalez gonzales иван иванов محمد 哲浩 李 철호 리`)
	out := make([]string, n)
	for i := range out {
		k := 1 + r.IntN(5)
		var s []string
		for range k {
			w := words[r.IntN(len(words))]
			if r.IntN(4) == 0 && len(w) > 3 {
				at := r.IntN(len(w) - 1)
				w = strings.ToValidUTF8(w[:at]+w[at+1:], "")
			}
			s = append(s, w)
		}
		out[i] = strings.Join(s, " ")
		if r.IntN(3) == 0 && k > 1 {
			out[i] = strings.ToUpper(s[0]) + ", " + strings.Join(s[1:], " ")
		}
	}
	return out
}

func TestReachNeverRulesOutWhatScores(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	some := reachNames(r, 900)
	for _, kind := range []names.Kind{names.Any, names.Person, names.Organization, names.Vessel} {
		out, all := ruledOut(t, kind, some[:300], some)
		if kind != names.Vessel && out*2 < all {
			t.Errorf("%v: %d of %d ruled out, which is no help", kind, out, all)
		}
	}
}

func FuzzReach(f *testing.F) {
	f.Add("Kim Jong Un", "KIM, Jong-un", uint8(1))
	f.Add("van der Bilt trading co", "Vanderbilt Tradng Ltda", uint8(2))
	f.Add("a b c", "abc", uint8(0))
	f.Fuzz(func(t *testing.T, q, l string, kind uint8) {
		ruledOut(t, names.Kind(kind%5), []string{q}, []string{l})
	})
}

func TestReachOnLabelledNames(t *testing.T) {
	byKind := map[names.Kind][2][]string{}
	for _, r := range readCSV(t, "names/nomenklatura/name_bench_cases.csv")[1:] {
		k := kindOf(r[1])
		both := byKind[k]
		byKind[k] = [2][]string{append(both[0], r[2]), append(both[1], r[3])}
	}
	for kind, both := range byKind {
		ruledOut(t, kind, both[0], both[1])
	}
}
