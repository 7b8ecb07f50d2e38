package lists_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/lists"
)

func advancedFixture(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/ofac_advanced.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAdvancedGolden(t *testing.T) {
	recs, rep := readText(t, lists.OFACAdvancedXML, "us_ofac_sdn", map[string]string{"main": advancedFixture(t)})
	golden(t, "ofac_advanced.ftm.json", jsonLines(t, recs))
	published, err := ftm.ParseDay("2031-02-03")
	if err != nil {
		t.Fatal(err)
	}
	if rep.Published != published || rep.Parties != 5 || rep.Refused != 0 || rep.Damage != "" {
		t.Errorf("report: %+v", rep)
	}
	want := []string{
		`entry 900001: feature "Colour of the Hat green" is of no known type; kept as a note`,
		`relationship 2: "Leader or official of" stands the wrong way; turned`,
	}
	if d := cmp.Diff(want, whys(rep.Warnings)); d != "" {
		t.Errorf("warnings (-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[string]int{"MADEUP1": 4, "MADEUP2": 1, "MADEUP3": 1}, rep.Programmes); d != "" {
		t.Errorf("programmes (-want +got):\n%s", d)
	}
}
