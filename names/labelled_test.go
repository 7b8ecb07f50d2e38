package names_test

import (
	"encoding/csv"
	"os"
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
			strong := ""
			if r[5] == "STRONG" {
				strong = "STRONG "
			}
			t.Logf("%s%s %s: %s / %s: %.3f, want match %v", strong, r[0], r[1], r[2], r[3], got.Score, want)
		}
	}
	f1 := 2 * float64(tp) / float64(2*tp+fp+fn)
	t.Logf("tp %d fp %d fn %d tn %d F1 %.3f", tp, fp, fn, tn, f1)
}
