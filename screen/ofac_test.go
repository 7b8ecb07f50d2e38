package screen_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"cordon/internal/testdata"
	"cordon/screen"
)

// The scores of OFAC's site, as far as its published rules give them.
func TestOFACSite(t *testing.T) {
	f, err := os.Open(testdata.Path(t, "names/nomenklatura/ofac_fixtures.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n, near, equal := 0, 0, 0
	for _, r := range rows[1:] {
		want, err := strconv.Atoi(r[2])
		if err != nil {
			t.Fatal(err)
		}
		if want < 0 {
			continue // not returned: says nothing of the score
		}
		n++
		d := screen.OFACScore(r[0], r[1]) - want
		if d >= -1 && d <= 1 {
			equal++
		}
		if d >= -5 && d <= 5 {
			near++
		} else {
			t.Logf("%s / %s: %d, the site says %d", r[0], r[1], want+d, want)
		}
	}
	t.Logf("%d rows: %.1f %% within 5, %.1f %% within 1", n, 100*share(near, n), 100*share(equal, n))
	if share(near, n) < .957 {
		t.Errorf("%.1f %% within 5, want 95.7 %%", 100*share(near, n))
	}
}
