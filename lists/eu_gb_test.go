package lists_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/ftm"
	"cordon/lists"
)

// readList reads one file as a document of a kind.
func readList(tb testing.TB, kind lists.Kind, name string, data []byte) ([]lists.Record, lists.Report) {
	tb.Helper()
	dataset := map[lists.Kind]string{lists.UKCSV: "gb_sanctions"}[kind]
	if dataset == "" {
		dataset = "eu_fsf"
	}
	var recs []lists.Record
	rep, err := lists.Read(context.Background(), fstest.MapFS{name: {Data: data}},
		lists.Document{Kind: kind, Dataset: dataset, Files: map[string]string{"main": name}},
		func(r lists.Record) error { recs = append(recs, r); return nil })
	if err != nil {
		tb.Fatal(err)
	}
	return recs, rep
}

// dumpList writes records as FtM lines, with the periods, which FtM has no place
// for, and the report behind them.
func dumpList(tb testing.TB, recs []lists.Record, rep lists.Report) []byte {
	tb.Helper()
	var b bytes.Buffer
	for _, r := range recs {
		for _, e := range r.Entities {
			if err := ftm.Write(&b, e); err != nil {
				tb.Fatal(err)
			}
		}
	}
	for _, r := range recs {
		for _, e := range r.Entities {
			for _, s := range e.AppendStatements(nil, "x") {
				if !s.Period.IsZero() {
					fmt.Fprintf(&b, "# %s %s=%s from %q to %q\n", s.Entity, s.Prop, s.Value, s.From, s.To)
				}
			}
		}
	}
	for _, p := range rep.Problems {
		fmt.Fprintf(&b, "# refused %v\n", p)
	}
	for _, p := range rep.Warnings {
		fmt.Fprintf(&b, "# warned %v\n", p)
	}
	rep.Problems, rep.Warnings = nil, nil
	j, err := json.Marshal(rep)
	if err != nil {
		tb.Fatal(err)
	}
	fmt.Fprintf(&b, "# report %s\n", j)
	return b.Bytes()
}

func euGBFixture(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// TestListsOfEUAndUK reads the fixtures and compares all that comes out.
func TestListsOfEUAndUK(t *testing.T) {
	for _, tc := range []struct {
		kind lists.Kind
		file string
		data []byte
	}{
		{lists.EUXML, "eu_parties.xml", euGBFixture(t, "eu_parties.xml")},
		{lists.EUCSV, "eu_traps.csv", euGBFixture(t, "eu_traps.csv")},
		{lists.UKCSV, "uk_parties.csv", ukFixture(t, "uk_parties.rows")},
	} {
		t.Run(tc.file, func(t *testing.T) {
			if kind, role := lists.Detect(tc.file, tc.data); kind != tc.kind || role != "main" {
				t.Errorf("Detect: %s %s, want %s main", kind, role, tc.kind)
			}
			recs, rep := readList(t, tc.kind, tc.file, tc.data)
			golden(t, strings.TrimSuffix(tc.file, filepath.Ext(tc.file))+".golden", dumpList(t, recs, rep))
		})
	}
}

// TestOtherExports says that a file that merely exports something is no list.
func TestOtherExports(t *testing.T) {
	for text, want := range map[string]lists.Kind{
		`<?xml version="1.0"?><export version="2"><row a="1"/></export>`:                            "",
		`<?xml version="1.0"?><!-- x --><export generationDate="2031-03-05T16:47:04Z"/>`:            lists.EUXML,
		`<f:export xmlns:f="urn:x"><f:sanctionEntity logicalId="1"/></f:export>`:                    lists.EUXML,
		"fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n":                                 lists.EUCSV,
		"\uFEFFNAMEALIAS_WHOLENAME;ENTITY_LOGICALID\n":                                              lists.EUCSV,
		"Report Date: 13-Feb-2031\nName type,Name 6,Unique ID\n":                                    lists.UKCSV,
		"Last Updated,03/06/2026\nName 6,Name 1,Name 2,Title,DOB,Regime,Listed On,Group ID\nA,,,,,": "",
	} {
		if kind, _ := lists.Detect("some.file", []byte(text)); kind != want {
			t.Errorf("%.60q is %q, want %q", text, kind, want)
		}
	}
}

// TestEmitErrorStops says that an error of the caller comes back, and no party
// after it.
func TestEmitErrorStops(t *testing.T) {
	for kind, data := range map[lists.Kind][]byte{
		lists.EUXML: euGBFixture(t, "eu_parties.xml"), lists.EUCSV: euGBFixture(t, "eu_traps.csv"), lists.UKCSV: ukFixture(t, "uk_parties.rows"),
	} {
		own, n := errors.New("enough"), 0
		_, err := lists.Read(context.Background(), fstest.MapFS{"f": {Data: data}},
			lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}, func(lists.Record) error { n++; return own })
		if !errors.Is(err, own) || n != 1 {
			t.Errorf("%s: %v after %d records, want %v after 1", kind, err, n, own)
		}
	}
}

// TestCancelled says that a reader stops when its context ends.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var csv strings.Builder
	csv.WriteString("fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n")
	for i := range 3000 {
		fmt.Fprintf(&csv, "05/03/2031;%d;Mock %d\n", i+1, i)
	}
	for kind, data := range map[lists.Kind][]byte{lists.EUXML: euGBFixture(t, "eu_parties.xml"), lists.EUCSV: []byte(csv.String())} {
		_, err := lists.Read(ctx, fstest.MapFS{"f": {Data: data}},
			lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}, func(lists.Record) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want it cancelled", kind, err)
		}
	}
}

// ukHeader is the header as it is published.
const ukHeader = "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Title," +
	"Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions Imposed," +
	"Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6," +
	"Address Postal Code,Address Country,Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number," +
	"National Identifier additional information,Passport number,Passport additional information,Position,Gender,Town of birth,Country of birth," +
	"Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number,Current owner/operator (s),Previous owner/operator (s)," +
	"Current believed flag of ship,Previous flags,Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)"

// csvTable is rows by column. sheet writes it as a CSV file.
type csvTable struct {
	comma   byte
	columns []string
	rows    []map[string]string
}

func (s csvTable) sheet() []byte {
	var b bytes.Buffer
	line := func(cell func(column string) string) {
		for i, c := range s.columns {
			if i > 0 {
				b.WriteByte(s.comma)
			}
			v := cell(c)
			if strings.ContainsAny(v, "\"\r\n"+string(s.comma)) || strings.HasPrefix(v, " ") {
				v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
			}
			b.WriteString(v)
		}
		b.WriteString("\r\n")
	}
	line(func(c string) string { return c })
	for _, r := range s.rows {
		line(func(c string) string { return r[c] })
	}
	return b.Bytes()
}

// parseRows reads a fixture of rows: "party" begins values that stand in all
// rows that follow, "row" a row, "Column: value" is a value; \n is a line break.
func parseRows(tb testing.TB, text string) []map[string]string {
	tb.Helper()
	var rows []map[string]string
	party := map[string]string{}
	into := party
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case line == "party":
			party = map[string]string{}
			into = party
		case line == "row":
			into = map[string]string{}
			for k, v := range party {
				into[k] = v
			}
			rows = append(rows, into)
		default:
			k, v, ok := strings.Cut(line, ": ")
			if !ok {
				tb.Fatalf("fixture line %q", line)
			}
			into[k] = strings.ReplaceAll(v, `\n`, "\n")
		}
	}
	return rows
}

func ukSheet(rows []map[string]string) []byte {
	s := csvTable{comma: ',', columns: strings.Split(ukHeader, ","), rows: rows}
	return append([]byte("Report Date: 13-Feb-2031\r\n"), s.sheet()...)
}

func ukFixture(tb testing.TB, name string) []byte {
	tb.Helper()
	return ukSheet(parseRows(tb, string(euGBFixture(tb, name))))
}
