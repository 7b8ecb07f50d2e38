package lists_test

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cordon/internal/testdata"
	"cordon/lists"
)

func caFixture(tb testing.TB) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "ca_parties.xml"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

func readCA(tb testing.TB, text string) ([]lists.Record, lists.Report) {
	tb.Helper()
	return readText(tb, lists.CASEMA, "ca_dfatd_sema_sanctions", map[string]string{"main": text})
}

func TestCAGolden(t *testing.T) {
	recs, rep := readCA(t, caFixture(t))
	golden(t, "ca_parties.golden", dumpList(t, recs, rep))
}

// TestCACounts reads the published file and counts it with a parser that knows
// nothing of the reader.
func TestCACounts(t *testing.T) {
	path := testdata.Path(t, "sanctions/ca/canada_sema.xml")
	recs, rep := readAll(t, filepath.Dir(path), lists.Document{Kind: lists.CASEMA, Dataset: "ca_dfatd_sema_sanctions", Files: map[string]string{"main": "canada_sema.xml"}})
	if rep.Damage != "" || rep.Refused != 0 || rep.Parties != 4759 {
		t.Errorf("damage %q, refused %d, parties %d", rep.Damage, rep.Refused, rep.Parties)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Raw []struct {
			Last   string `xml:"LastName"`
			IMO    string `xml:"ShipIMONumber"`
			Listed string `xml:"DateOfListing"`
		} `xml:"record"`
	}
	if err := xml.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	schemata := map[string]int{}
	ids := byID(t, recs)
	for i, r := range recs {
		e, raw := r.Entities[0], doc.Raw[i]
		schemata[e.Schema]++
		want := "Organization"
		switch {
		case raw.IMO != "":
			want = "Vessel"
		case raw.Last != "":
			want = "Person"
		}
		if e.Schema != want || !strings.HasPrefix(e.ID, "ca-") || !e.Has("name") {
			t.Errorf("%s: %s, want %s; names %q", e.ID, e.Schema, want, e.Properties["name"])
		}
		if raw.IMO != e.First("imoNumber") {
			t.Errorf("%s: IMO number %q, want %q", e.ID, e.First("imoNumber"), raw.IMO)
		}
		if got := ids[e.ID+"-sanction"].First("listingDate"); got != strings.TrimSpace(raw.Listed) {
			t.Errorf("%s: listed on %q, want %q", e.ID, got, raw.Listed)
		}
	}
	if schemata["Vessel"] != 109 || schemata["Person"] != 3334 || schemata["Organization"] != 1316 {
		t.Errorf("schemata %v", schemata)
	}
	if rep.Programmes["Russia"] != 2426 || rep.Programmes["Iran"] != 460 || len(rep.Programmes) != 19 {
		t.Errorf("programmes %v", rep.Programmes)
	}
}
