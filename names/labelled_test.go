package names_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"cordon/internal/testdata"
	"cordon/names"
)

func kindOf(schema string) names.Kind {
	switch schema {
	case "Person":
		return names.Person
	case "Company", "Organization", "PublicBody":
		return names.Organization
	case "Vessel":
		return names.Vessel
	}
	return names.Any
}

func readCSV(t testing.TB, rel string) [][]string {
	t.Helper()
	f, err := os.Open(testdata.Path(t, rel))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestLabelledPairs(t *testing.T) {
	tp, fp, fn, tn := 0, 0, 0, 0
	var yes, no []float64
	var missed []string
	for _, r := range readCSV(t, "names/nomenklatura/name_bench_cases.csv")[1:] {
		k := kindOf(r[1])
		q, l := names.Parse(r[2], k), names.Parse(r[3], k)
		got := names.Compare(&q, &l)
		is, want := got.Score >= .7, r[4] == "true"
		switch {
		case is && want:
			tp++
		case is:
			fp++
		case want:
			fn++
		default:
			tn++
		}
		if is != want {
			if r[5] == "STRONG" {
				t.Errorf("%s: %s / %s: %.3f, want match %v", r[1], r[2], r[3], got.Score, want)
			}
			missed = append(missed, fmt.Sprintf("%v %.3f %s %s/%s %s: %s / %s %v", want, got.Score, r[1], r[0], r[5], r[6], r[2], r[3], got.Pairs))
		}
		if want {
			yes = append(yes, got.Score)
		} else {
			no = append(no, got.Score)
		}
	}
	f1 := 2 * float64(tp) / float64(2*tp+fp+fn)
	a := auc(yes, no)
	if f1 < .80 || a < .87 {
		t.Errorf("F1 %.3f, AUC %.3f, want at least .80 and .87", f1, a)
	}
	t.Logf("tp %d fp %d fn %d tn %d F1 %.5f AUC %.5f", tp, fp, fn, tn, f1, a)
	if os.Getenv("MISSED") != "" {
		for _, m := range missed {
			t.Log(m)
		}
	}
}

// auc is how often a pair that is the same scores above one that is not.
func auc(yes, no []float64) float64 {
	won := 0.0
	for _, y := range yes {
		for _, n := range no {
			switch {
			case y > n:
				won++
			case y == n:
				won += .5
			}
		}
	}
	return won / float64(len(yes)*len(no))
}

// Legal forms of the world that the table must know, by a list of somebody
// else: how many of them are cut off a name, and leave the name.
func TestFormsOfTheWorld(t *testing.T) {
	b, err := os.ReadFile(testdata.Path(t, "names/rigour/org_types.yml"))
	if err != nil {
		t.Fatal(err)
	}
	known, all := 0, 0
	var missing []string
	for line := range strings.Lines(string(b)) {
		alias, ok := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if !ok || strings.Contains(alias, ": ") {
			continue
		}
		alias = strings.Trim(alias, "\"'")
		if !latin(alias) {
			continue
		}
		all++
		n := names.Parse("Zyxwvut "+alias, names.Organization)
		if len(n.Parts) > 1 && n.Parts[0].Text == "zyxwvut" && n.Parts[1].Tag == names.Form {
			known++
		} else {
			missing = append(missing, alias)
		}
	}
	t.Logf("%d of %d legal forms in Latin script are known; not, among others: %q", known, all, missing[:min(len(missing), 40)])
	if float64(known) < .5*float64(all) || all < 500 { // the list counts misspellings and rarities as well
		t.Errorf("%d of %d legal forms known, want half", known, all)
	}
}

func latin(s string) bool {
	for _, r := range s {
		if r > 0x24f {
			return false
		}
	}
	return true
}
