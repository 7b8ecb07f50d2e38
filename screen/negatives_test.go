package screen_test

import (
	"encoding/csv"
	"os"
	"testing"

	"cordon/internal/testdata"
	"cordon/internal/unraced"
	"cordon/screen"
)

// clean are invented people that are on no list.
func clean(t testing.TB, n int) []screen.Query {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "names/yente/negatives_us_first25000.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	var out []screen.Query
	head, err := r.Read()
	for len(out) < n && err == nil {
		var row []string
		if row, err = r.Read(); err != nil {
			break
		}
		q := screen.Query{Schema: "Person", Properties: map[string][]string{}}
		for i, h := range head {
			switch h {
			case "full_name":
				q.Properties["name"] = []string{row[i]}
			case "date_of_birth":
				q.Properties["birthDate"] = []string{row[i]}
			}
		}
		out = append(out, q)
	}
	if len(out) < n {
		t.Fatalf("only %d rows: %v", len(out), err)
	}
	return out
}

func TestFalsePositivesWhole(t *testing.T) {
	unraced.Skip(t)
	ix := both(t)
	bare, born := 0, 0
	for _, q := range clean(t, 2000) {
		a, err := ix.Match(q, screen.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if a.Total > 0 {
			born++
		}
		delete(q.Properties, "birthDate")
		if a, err = ix.Match(q, screen.Options{}); err != nil {
			t.Fatal(err)
		}
		if a.Total > 0 {
			bare++
			t.Logf("%s: %s %.3f %s", q.Properties["name"], a.Results[0].Evidence.Alias, a.Results[0].Score, a.Results[0].Explanations["name_match"].Detail)
		}
	}
	t.Logf("of 2000 clean people %d match by name alone, %d with birth date", bare, born)
	if bare > 10 {
		t.Errorf("%d of 2000 clean people match by name alone, want at most 10", bare)
	}
}
