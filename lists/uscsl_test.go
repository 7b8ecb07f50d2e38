package lists_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/lists"
)

// cslHeader is the header as it is published.
const cslHeader = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order," +
	"license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks," +
	"source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids"

func cslFixture(tb testing.TB) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "uscsl_rows.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	return cslSheet(parseRows(tb, string(b)))
}

func cslSheet(rows []map[string]string) string {
	return string(csvTable{comma: ',', columns: strings.Split(cslHeader, ","), rows: rows}.sheet())
}

func readCSL(tb testing.TB, text string) ([]lists.Record, lists.Report) {
	tb.Helper()
	return readText(tb, lists.USCSL, "us_trade_csl", map[string]string{"main": text})
}

func TestCSLGolden(t *testing.T) {
	recs, rep := readCSL(t, cslFixture(t))
	golden(t, "uscsl.golden", dumpList(t, recs, rep))
}

// TestCSLDates says while which days a party of a list with an end is a target.
func TestCSLDates(t *testing.T) {
	recs, _ := readCSL(t, cslFixture(t))
	e := byID(t, recs)["us-csl-dpl-0000000000000000000000000000000000000002"]
	during := e.During("topics", "export.control")
	for day, want := range map[string]bool{"2030-06-18": false, "2030-06-19": true, "2031-06-29": true, "2031-06-30": false} {
		d, err := ftm.ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := during.Contains(d); got != want {
			t.Errorf("%s: denied %v, want %v", day, got, want)
		}
	}
}

// TestCSLOrder says that the order of rows decides nothing but the order of
// records.
func TestCSLOrder(t *testing.T) {
	head, rest, _ := strings.Cut(cslFixture(t), "\r\n")
	rows := strings.Split(strings.TrimSuffix(rest, "\r\n"), "\r\n")
	rows = slices.DeleteFunc(rows, func(s string) bool { return strings.Contains(s, "COMES TWICE") })
	file := func() string { return head + "\r\n" + strings.Join(rows, "\r\n") + "\r\n" }
	sorted := func(recs []lists.Record) []string {
		lines := strings.Split(string(jsonLines(t, recs)), "\n")
		slices.Sort(lines)
		return lines
	}
	one, _ := readCSL(t, file())
	slices.Reverse(rows)
	two, _ := readCSL(t, file())
	if d := cmp.Diff(sorted(one), sorted(two)); d != "" {
		t.Errorf("in another order (-one +two):\n%s", d)
	}
}

// TestCSLCounts reads the published file: each of the thirteen lists whole, with
// its own topics.
func TestCSLCounts(t *testing.T) {
	path := testdata.Path(t, "sanctions/us_csl/consolidated.csv.gz")
	recs, rep := readAll(t, filepath.Dir(path), lists.Document{Kind: lists.USCSL, Dataset: "us_trade_csl", Files: map[string]string{"main": "consolidated.csv.gz"}})
	if rep.Damage != "" || rep.Refused != 1 || rep.Parties != 14159 {
		t.Errorf("damage %q, refused %d, parties %d", rep.Damage, rep.Refused, rep.Parties)
	}
	if got := whys(rep.Problems); !cmp.Equal(got, []string{"number cap-15268 appears twice"}) {
		t.Errorf("refused %q", got)
	}
	parties, topics, wallets := map[string]int{}, map[string][]string{}, map[string]bool{}
	for _, r := range recs {
		code := r.Programmes[0]
		parties[code]++
		e := r.Entities[0]
		for _, topic := range e.Properties["topics"] {
			if !slices.Contains(topics[code], topic) {
				topics[code] = append(topics[code], topic)
			}
		}
		if !strings.HasPrefix(e.ID, "us-csl-"+strings.ToLower(code)+"-") || !e.IsTarget() || !e.Has("name") {
			t.Errorf("%s: list %s, names %q", e.ID, code, e.Properties["name"])
		}
		for _, x := range r.Entities {
			if x.Schema == "CryptoWallet" {
				wallets[x.ID] = true
			}
		}
	}
	wantParties := map[string]int{
		"SDN": 10026, "EL": 2001, "DTC": 727, "DPL": 462, "SSI": 290, "UVL": 201, "ISN": 163, "PLC": 78, "MEU": 71, "CMIC": 68, "CAP": 52, "NS-MBS": 17, "FSE": 3,
	}
	if d := cmp.Diff(wantParties, parties); d != "" {
		t.Errorf("parties by list (-want +got):\n%s", d)
	}
	sanction := []string{"sanction"}
	wantTopics := map[string][]string{
		"SDN": sanction, "FSE": sanction, "SSI": sanction, "PLC": sanction, "CAP": sanction, "NS-MBS": sanction, "ISN": sanction,
		"CMIC": {"sanction", "invest.ban"}, "EL": {"export.control"}, "DPL": {"export.control"}, "MEU": {"export.control"},
		"UVL": {"export.risk"}, "DTC": {"debarment"},
	}
	if d := cmp.Diff(wantTopics, topics); d != "" {
		t.Errorf("topics by list (-want +got):\n%s", d)
	}
	if len(wallets) < 330 {
		t.Errorf("%d wallets", len(wallets))
	}
}

// TestCSLSample reads a file without the column of ids.
func TestCSLSample(t *testing.T) {
	path := testdata.Path(t, "sanctions/us_csl/csl_sample.csv")
	recs, rep := readAll(t, filepath.Dir(path), lists.Document{Kind: lists.USCSL, Dataset: "us_trade_csl", Files: map[string]string{"main": "csl_sample.csv"}})
	if rep.Damage != "" || rep.Refused != 0 || len(recs) != 115 {
		t.Errorf("damage %q, refused %v, %d records", rep.Damage, rep.Problems, len(recs))
	}
	byID(t, recs)
}
