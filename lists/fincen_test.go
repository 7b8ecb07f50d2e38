package lists_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/lists"
)

// fincenPage is a made-up table in the form of the page.
const fincenPage = `Special Measures
Name,Finding,Notice of Proposed Rulemaking,Final Rule,Rescinded
Bank of Samples*,---,07/07/2027,11/08/2027,---
Banco Muestra,09/20/2025,09/20/2025,03/19/2027,08/10/2030
Old Sample Bank (Includes Old Sample Leasing); renamed New Sample Bank ***,08/24/2024,08/24/2024,---,04/10/2028**
Proposed Bank,"October 1, 2030",10/02/2030,---,---
Found Bank,10/01/2030,---,---,---
Sample Currency Mixing,10/23/2029,10/23/2029,---,---
North Korea,06/02/2026,06/03/2026,11/09/2026,---
Twice Ruled Bank,---,---,"07/29/2025; 03/31/2026",---
Undated Bank,---,---,see notice,---
Bank of Samples,---,---,01/01/2030,---
`

// fincenDetails is a made-up table in the form of the research table.
const fincenDetails = `Measure,Relationship,Type,Name,Alias,Country,Address,Registration number,Topics,Notes,Source URL
Banco Muestra,self,,Banco Muestra,BM; Muestra,Macau,Macau,,,licensed in a made-up place,https://example.org/a
Banco Muestra,self,,Banco Muestra S.A.,,Macau,,,,,https://example.org/b
Banco Muestra,owner,Company,Muestra Holdings,,,,,,the rule does not apply to it,https://example.org/a
Banco Muestra,owner,Person,Max Muestra,,,,,,,https://example.org/a
Banco Muestra,subsidiary,Company,Muestra Credit,,,,123,reg.warn,,https://example.org/a
Bank of Samples*,subsidiary,Company,Samples Leasing,,China,,,reg.warn,,https://example.org/c
Bank of Samples*,related,Organization,Related Trading,,North Korea,,,sanction,,https://example.org/c
Bank of Samples*,owner,Company,Owner of Samples,,,,,,,https://example.org/c
Sample Currency Mixing,target,LegalEntity,Mixer One,,Nowhere,,,reg.warn,,https://example.org/d
Sample Currency Mixing,related,Wizard,Operator of One,,,,,,,https://example.org/d
North Korea,target,Company,Bank In The Land,,,,,,,https://example.org/e
Other Bank,self,,Other Bank,,,,,,,
Other Bank,cousin,,Cousin Bank,,,,,,,
`

func readFinCEN(tb testing.TB, files map[string]string) ([]lists.Record, lists.Report) {
	tb.Helper()
	return readText(tb, lists.FinCEN311, "us_fincen_special_measures", files)
}

func TestFinCENGolden(t *testing.T) {
	recs, rep := readFinCEN(t, map[string]string{"main": fincenPage, "details": fincenDetails})
	golden(t, "fincen311.golden", dumpList(t, recs, rep))
}

// TestFinCENTargets says who is a target, and when: nobody by a proposal, nobody
// after a rescission, no owner ever.
func TestFinCENTargets(t *testing.T) {
	recs, _ := readFinCEN(t, map[string]string{"main": fincenPage, "details": fincenDetails})
	ids := byID(t, recs)
	for _, tt := range []struct {
		id, topic string
		day       string
		want      bool
	}{
		{"us311-bank-of-samples", "sanction", "2027-11-07", false},
		{"us311-bank-of-samples", "sanction", "2027-11-08", true},
		{"us311-bank-of-samples", "sanction", "2090-01-01", true},
		{"us311-banco-muestra", "sanction", "2027-03-18", false},
		{"us311-banco-muestra", "sanction", "2030-08-09", true},
		{"us311-banco-muestra", "sanction", "2030-08-10", false},
		{"us311-banco-muestra-muestra-credit", "sanction.linked", "2030-08-09", true},
		{"us311-banco-muestra-muestra-credit", "sanction.linked", "2030-08-10", false},
		{"us311-north-korea", "sanction", "2026-11-09", true},
		{"us311-north-korea-bank-in-the-land", "sanction", "2026-11-09", true},
		{"us311-twice-ruled-bank", "sanction", "2025-07-29", true},
		{"us311-banco-muestra-muestra-holdings", "", "", false},
		{"us311-banco-muestra-max-muestra", "", "", false},
		{"us311-bank-of-samples-owner-of-samples", "", "", false},
		{"us311-bank-of-samples-related-trading", "", "", false},
		{"us311-sample-currency-mixing-mixer-one", "", "", false},
		{"us311-proposed-bank", "", "", false},
		{"us311-found-bank", "", "", false},
		{"us311-old-sample-bank", "", "", false},
		{"us311-undated-bank", "", "", false},
		{"us311-other-bank", "", "", false},
	} {
		e := ids[tt.id]
		if e == nil {
			t.Errorf("%s is missing", tt.id)
			continue
		}
		if tt.topic == "" {
			if e.IsTarget() {
				t.Errorf("%s is a target: %q", tt.id, e.Properties["topics"])
			}
			continue
		}
		d, err := ftm.ParseDay(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		has := cmp.Equal(e.Properties["topics"], []string{tt.topic})
		if got := has && e.During("topics", tt.topic).Contains(d); got != tt.want {
			t.Errorf("%s on %s: %s is %v, want %v", tt.id, tt.day, tt.topic, got, tt.want)
		}
	}
	if e := ids["us311-sample-currency-mixing"]; e != nil {
		t.Errorf("a class of transactions is a party: %v", e.Properties)
	}
	if s := ids["us311-sample-currency-mixing-sanction"]; s == nil || s.Has("entity") || s.First("status") != "proposed" {
		t.Errorf("the measure on a class: %v", s)
	}
	for id, e := range ids {
		for _, owner := range []string{"muestra-holdings-sanction", "max-muestra-sanction", "owner-of-samples-sanction"} {
			if strings.HasSuffix(id, owner) {
				t.Errorf("an owner has a sanction: %s %v", id, e.Properties)
			}
		}
	}
}

// TestFinCENAlone reads the research table alone: without dates nobody is a
// target.
func TestFinCENAlone(t *testing.T) {
	for _, role := range []string{"main", "details"} { // whatever it is called
		recs, rep := readFinCEN(t, map[string]string{role: fincenDetails})
		if rep.Damage != "" || len(recs) == 0 {
			t.Fatalf("damage %q, %d records", rep.Damage, len(recs))
		}
		for _, r := range recs {
			for _, e := range r.Entities {
				if e.IsTarget() {
					t.Errorf("%s is a target", e.ID)
				}
			}
		}
	}
}

// TestFinCENResearch reads the research table that is published, for its counts.
func TestFinCENResearch(t *testing.T) {
	path := testdata.Path(t, "sanctions/opensanctions_src/us_fincen_special_measures_details.csv")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := "Name,Finding,Notice of proposed rulemaking,Final rule,Rescinded\n" +
		"Banco Delta Asia,09/20/2005,09/20/2005,03/19/2007,08/10/2020\nBank of Dandong,---,07/07/2017,11/08/2017,---\n"
	recs, rep := readFinCEN(t, map[string]string{"main": page, "details": string(b)})
	if rep.Damage != "" || rep.Refused != 0 {
		t.Errorf("damage %q, refused %v", rep.Damage, rep.Problems)
	}
	measures := map[string]bool{}
	for _, r := range recs {
		for _, e := range r.Entities {
			if p := e.Properties["program"]; e.Schema == "Sanction" && len(p) == 2 {
				measures[p[1]] = true
			}
		}
	}
	if len(measures) != 36 {
		t.Errorf("%d measures, want 36", len(measures))
	}
	ids := byID(t, recs)
	targets := map[string]bool{}
	for id, e := range ids {
		if e.IsTarget() {
			targets[id] = true
		}
	}
	want := map[string]bool{
		"us311-banco-delta-asia": true, "us311-banco-delta-asia-delta-asia-credit-limited": true, "us311-banco-delta-asia-delta-asia-credit-ltd": true,
		"us311-banco-delta-asia-delta-asia-insurance-limited": true, "us311-bank-of-dandong": true,
	}
	if d := cmp.Diff(want, targets); d != "" {
		t.Errorf("targets (-want +got):\n%s", d)
	}
	if e := ids["us311-banco-delta-asia-delta-asia-group-holdings-ltd"]; e == nil || e.Has("programId") {
		t.Errorf("the parent: %v", e)
	}
}

// TestFinCENPlanned says that both tables of one folder are one document.
func TestFinCENPlanned(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"page.csv": fincenPage, "research.csv": fincenDetails} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	docs, unknown, err := lists.Plan(t.Context(), os.DirFS(dir), ".")
	want := []lists.Document{{Kind: lists.FinCEN311, Dataset: "us_fincen_special_measures", Files: map[string]string{"main": "page.csv", "details": "research.csv"}}}
	if err != nil || len(unknown) > 0 || !cmp.Equal(docs, want) {
		t.Errorf("%v, %v, %v", docs, unknown, err)
	}
	if got, _ := lists.PlanAs(lists.FinCEN311, docs, nil); !cmp.Equal(got, want) {
		t.Errorf("as said: %v", got)
	}
}

// TestFinCENIDs says that names that make the same id are told apart.
func TestFinCENIDs(t *testing.T) {
	recs, rep := readFinCEN(t, map[string]string{"details": `Measure,Relationship,Type,Name,Alias,Country,Address,Registration number,Topics,Notes,Source URL
Sample,self,,Sample,,,,,,,
Sample,related,,Bank One,,,,,,,
Sample,related,,Sanction,,,,,,,
Sample Bank,self,,Sample Bank,,,,,,,
Sample Bank,related,,One,,,,,,,
Sample Bank One,self,,Sample Bank One,,,,,,,
Probe of transactions,target,,Sanction,,,,,,,
`})
	if rep.Damage != "" || rep.Refused != 0 {
		t.Fatal(rep.Damage, rep.Problems)
	}
	byID(t, recs) // says which come twice
	if len(recs) != 8 {
		t.Errorf("%d records, want 8", len(recs))
	}
}
