package ident_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ident"
	"cordon/internal/testdata"
)

// The check digit of every listed North Korean ship holds.
func TestListedShips(t *testing.T) {
	n := 0
	for _, row := range records(t, testdata.Path(t, "derived/ofac_dprk_vessels_2024-05-03.csv")) {
		if row["imo"] == "" {
			continue
		}
		n++
		if _, err := ident.Parse(ident.IMO, row["imo"]); err != nil {
			t.Errorf("%s: %v", row["name"], err)
		}
	}
	if n != 104 {
		t.Errorf("%d numbers, want 104", n)
	}
}

// Numbers that OFAC prints behind a label: how many of them pass.
func TestListedNumbers(t *testing.T) {
	sdn, err := os.ReadFile(testdata.Path(t, "sanctions/ofac/2024-01/sdn.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		label string
		kind  ident.Kind
		want  [2]int // passing, all
	}{
		{`Identification IMO (\d+)`, ident.IMO, [2]int{755, 764}},
		{`Identification Number IMO (\d+)`, ident.IMOCompany, [2]int{78, 78}},
		{`Unified Social Credit Code \(USCC\) (\w+)`, ident.USCC, [2]int{59, 59}},
		{`Legal Entity Number (\w+)`, ident.LEI, [2]int{62, 71}},
		{`Tax ID No\. (\d{10}|\d{12}) \(Russia\)`, ident.INN, [2]int{1831, 1840}},
		{`Registration Number (\d{13}|\d{15}) \(Russia\)`, ident.OGRN, [2]int{1366, 1372}},
		{`Government Gazette Number (\d{8}) \(Russia\)`, ident.OKPO, [2]int{234, 234}},
		{`SWIFT/BIC (\w+)`, ident.BIC, [2]int{153, 153}},
		{`MMSI (\d+)`, ident.MMSI, [2]int{94, 94}},
		{`ISIN (\w+)`, ident.ISIN, [2]int{4, 4}},
		{`D-U-N-S Number ([\d-]+)`, ident.DUNS, [2]int{35, 35}},
	} {
		var got [2]int
		var bad []string
		for _, m := range regexp.MustCompile(tc.label).FindAllSubmatch(sdn, -1) {
			got[1]++
			if _, err := ident.Parse(tc.kind, string(m[1])); err == nil {
				got[0]++
			} else if len(bad) < 12 {
				bad = append(bad, err.Error())
			}
		}
		if got != tc.want {
			t.Errorf("%s: %d of %d pass, want %d of %d\n%s", tc.kind, got[0], got[1], tc.want[0], tc.want[1], strings.Join(bad, "\n"))
		}
	}
}

// A scan of the whole list finds what its labels announce, also where two of
// them are written oddly, and codes that stand under other labels: ten USCC and
// two LEI. Of the 271 wallets that the file names, seven are cut short, one of
// them to nothing, and one is no address.
func TestScanList(t *testing.T) {
	sdn, err := os.ReadFile(testdata.Path(t, "sanctions/ofac/2024-01/sdn.csv"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range ident.Scan(string(sdn)) {
		name := string(f.ID.Kind)
		if f.ID.Asset != "" {
			name += " " + f.ID.Asset
		}
		got[name]++
	}
	want := map[string]int{
		"imo": 757, "imo-company": 121, "mmsi": 94, "bic": 153, "lei": 64, "isin": 5, "uscc": 69, "duns": 35,
		"wallet btc": 186, "wallet eth": 55, "wallet trx": 7, "wallet ltc": 4, "wallet dash": 3, "wallet bch": 2,
		"wallet xmr": 2, "wallet zec": 2, "wallet btg": 1, "wallet xvg": 1,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// The banks of a country, as directories print them.
func TestBanks(t *testing.T) {
	for _, code := range []string{"KP", "HK", "CN", "RU"} {
		raw, err := os.ReadFile(testdata.Path(t, "payments/bic/"+code+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var dir struct {
			List []struct {
				Code string `json:"swift_code"`
			}
		}
		if err := json.Unmarshal(raw, &dir); err != nil {
			t.Fatal(err)
		}
		for _, b := range dir.List {
			id, err := ident.Parse(ident.BIC, b.Code)
			if err != nil || id.Country != strings.ToLower(code) {
				t.Errorf("%s: %+v, %v", b.Code, id, err)
			}
		}
		if len(dir.List) < 10 {
			t.Errorf("%s: %d banks", code, len(dir.List))
		}
	}
}

// Every LEI of the register's files passes.
func TestRegisterLEIs(t *testing.T) {
	n := 0
	for _, name := range []string{"lei-data.xml", "rr-data.xml"} {
		raw, err := os.ReadFile(testdata.Path(t, "ownership/gleif/"+name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`<[a-z]*:?(?:LEI|ManagingLOU|NodeID)>([^<]*)<`).FindAllSubmatch(raw, -1) {
			n++
			if _, err := ident.Parse(ident.LEI, string(m[1])); err != nil {
				t.Error(err)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d numbers: pattern does not fit the files", n)
	}
}
