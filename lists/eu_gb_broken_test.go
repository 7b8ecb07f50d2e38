package lists_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"cordon/internal/unraced"
	"cordon/lists"
)

// euOne is the smallest XML file with a party.
const euOne = `<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2031-03-05T16:47:04.449+02:00" globalFileId="1">
<sanctionEntity logicalId="7" euReferenceNumber="EU.7.7" designationDate="2030-01-02">
<regulation programme="XXA" publicationDate="2030-01-02" numberTitle="2030/0001"/>
<subjectType code="enterprise" classificationCode="E"/>
<nameAlias wholeName="Sample Works" strong="true"/>
</sanctionEntity>
</export>
`

// euRows is a small CSV file.
const euRows = "fileGenerationDate;Entity_LogicalId;Entity_SubjectType;Entity_Regulation_Programme;NameAlias_WholeName;NameAlias_Strong;NameAlias_Function\n" +
	"05/03/2031;7;E;XXA;Sample Works;true;\n" +
	"05/03/2031;7;E;XXA;Works of Samples;true;\n" +
	"05/03/2031;8;P;XXB;Exemplar Testerson;true;tester\n"

// ukRows is a small UK file without its last columns.
const ukRows = "Report Date: 13-Feb-2031\r\n" +
	"Last Updated,Unique ID,Name 6,Name 1,Name type,Designation Type,Regime Name,Date Designated,Other Information\r\n" +
	"12/01/2031,XXA0001,TESTERSON,Exemplar,Primary Name,Individual,Mockland,29/06/2029,fine\r\n" +
	"12/01/2031,XXA0001,TESTERSSON,Exemplar,Primary name variation,Individual,Mockland,29/06/2029,fine\r\n" +
	"12/01/2031,XXA0002,SAMPLE WORKS,,Primary Name,Entity,Mockland,29/06/2029,fine\r\n"

// TestBrokenLists reads files that are damaged or odd. what is the damage that
// is expected, or the reasons of rows that are refused, or warnings; parties is
// how many come out all the same.
func TestBrokenLists(t *testing.T) {
	replace := func(s, old, new string) string {
		if !strings.Contains(s, old) {
			t.Fatalf("%q is not in the file", old)
		}
		return strings.Replace(s, old, new, 1)
	}
	long := strings.Repeat("x", 3<<20)
	for _, tc := range []struct {
		name    string
		kind    lists.Kind
		data    string
		damage  string
		refused string
		warned  string
		parties int
	}{
		{"sound", lists.EUXML, euOne, "", "", "", 1},
		{"empty", lists.EUXML, "", "the file is empty", "", "", 0},
		{"blank", lists.EUXML, " \n\n", "the file is empty", "", "", 0},
		{"cut in a tag", lists.EUXML, euOne[:len(euOne)-40], "unexpected EOF", "", "", 0},
		{"cut after a party", lists.EUXML, replace(euOne, "</export>\n", ""), "unexpected EOF", "", "", 1},
		{"no entries", lists.EUXML, `<export generationDate="2031-03-05T16:47:04Z"/>`, "the document has no entries", "", "", 0},
		{"something behind the end", lists.EUXML, euOne + "<export/>", "something follows the end of the list", "", "", 1},
		{"another list", lists.EUXML, "<CONSOLIDATED_LIST/>", "root element is not <export>", "", "", 0},
		{"a web page", lists.EUXML, "<!DOCTYPE html><html><body>Not found</body></html>", "has a document type definition", "", "", 0},
		{"an entity bomb", lists.EUXML, `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><export><sanctionEntity logicalId="1"><remark>&b;</remark></sanctionEntity></export>`, "has a document type definition", "", "", 0},
		{"an entity that is not defined", lists.EUXML, replace(euOne, "Sample Works", "&bomb;"), "invalid character entity &bomb;", "", "", 0},
		{"no XML", lists.EUXML, "%PDF-1.7", "the file is empty", "", "", 0},
		{"wrong encoding", lists.EUXML, replace(euOne, "Sample", "S\xe4mple"), "6:", "", "", 0},
		{"said encoding", lists.EUXML, replace(replace(euOne, "UTF-8", "ISO-8859-1"), "Sample", "S\xe4mple"), "", "", "", 1},
		{"unknown encoding", lists.EUXML, replace(euOne, "UTF-8", "EBCDIC"), `encoding "EBCDIC" is not known`, "", "", 0},
		{"another namespace", lists.EUXML, replace(euOne, "http://eu.europa.ec/fpi/fsd/export", "urn:x"), "", "", "", 1},
		{"prefixed", lists.EUXML, strings.NewReplacer("<export xmlns=", "<f:export xmlns:f=", "</export", "</f:export", "<sanction", "<f:sanction", "</sanction", "</f:sanction", "<regulation", "<f:regulation", "<subject", "<f:subject", "<nameAlias", "<f:nameAlias").Replace(euOne), "", "", "", 1},
		{"0x1A at the end", lists.EUXML, euOne + "\x1a", "illegal character code U+001A", "", "", 1},
		{"no date", lists.EUXML, replace(euOne, "generationDate", "madeOn"), "", "", "the file does not say when it was made", 1},
		{"a number that is none", lists.EUXML, replace(euOne, `logicalId="7"`, `logicalId="seven"`), "the document has no entries", `logicalId "seven" is no number`, "", 0},
		{"no number", lists.EUXML, replace(euOne, `logicalId="7"`, ``), "the document has no entries", `logicalId "" is no number`, "", 0},
		{"no name", lists.EUXML, replace(euOne, `wholeName="Sample Works"`, `wholeName=" "`), "the document has no entries", "entry 7 has no name", "", 0},
		{"a party twice", lists.EUXML, replace(euOne, "</export>", euOne[strings.Index(euOne, "<sanctionEntity"):strings.Index(euOne, "</export>")]+"</export>"), "", "logicalId 7 appears twice", "", 1},
		{"an element that does not end", lists.EUXML, replace(euOne, "Sample Works", strings.Repeat(long, 6)), "element is longer than", "", "", 0},
		{"an unknown element", lists.EUXML, replace(euOne, "<sanctionEntity", "<weather/><sanctionEntity"), "", "", "<weather> is not known", 1},

		{"sound", lists.EUCSV, euRows, "", "", "", 2},
		{"with a byte order mark and quotes", lists.EUCSV, "\uFEFF" + replace(euRows, "fileGenerationDate", `"fileGenerationDate"`), "", "", "", 2},
		{"empty", lists.EUCSV, "", "the file is empty", "", "", 0},
		{"header only", lists.EUCSV, euRows[:strings.Index(euRows, "\n")+1], "the document has no entries", "", "", 0},
		{"cut in a row", lists.EUCSV, euRows[:len(euRows)-20], "4: the last row is cut", "has 5 fields, want 7", "", 1},
		{"cut in a quote", lists.EUCSV, replace(euRows, "Exemplar Testerson;true;tester\n", `"Exemplar Test`), "4: the last row is cut", "a quote is not closed", "", 1},
		{"no line end", lists.EUCSV, strings.TrimSuffix(euRows, "\n"), "", "", "the last line has no end", 2},
		{"0x1A at the end", lists.EUCSV, euRows + "\x1a", "", "", "", 2},
		{"separated by commas", lists.EUCSV, strings.ReplaceAll(euRows, ";", ","), "no header with the columns Entity_LogicalId, NameAlias_WholeName", "", "", 0},
		{"the UK's list", lists.EUCSV, ukRows, "no header with the columns", "", "", 0},
		{"XML", lists.EUCSV, euOne, "no header with the columns", "", "", 0},
		{"a missing column", lists.EUCSV, replace(euRows, "NameAlias_WholeName", "NameAlias_Name"), "no header with the columns", "", "", 0},
		{"a new column", lists.EUCSV, replace(euRows, "NameAlias_Function", "Entity_Mood"), "", "", `column "entity_mood" is not known`, 2},
		{"Windows-1252", lists.EUCSV, replace(euRows, "Exemplar", "Ex\xe9mplar"), "", "", "is not UTF-8; read as Windows-1252", 2},
		{"UTF-16", lists.EUCSV, "\xff\xfef\x00i\x00l\x00e\x00", "no header", "", "", 0},
		{"a stray quote", lists.EUCSV, replace(euRows, "Sample Works", `Sample "Works"`), "", "", "stray quote; the row is read as it stands", 2},
		{"a quote that is not closed", lists.EUCSV, replace(euRows, "Sample Works", `"Sample Works`), "", "", "a quote is not closed; the row is read as it stands", 2},
		{"quotes that would swallow rows", lists.EUCSV, replace(replace(euRows, "Sample Works", `"Sample Works`), "Exemplar Testerson", `Exemplar Testerson"`), "", "", "a quote is not closed; the row is read as it stands", 2},
		{"a field too many", lists.EUCSV, replace(euRows, "Works of Samples", "Works; of Samples"), "", "has 8 fields, want 7", "", 2},
		{"a huge last field", lists.EUCSV, replace(euRows, "true;\n", "true;"+long+"\n"), "", "row is longer than 1048576 bytes", "", 2},
		{"a huge field", lists.EUCSV, replace(euRows, "Works of Samples", long), "", "row is longer than 1048576 bytes", "", 2},
		{"a party comes again", lists.EUCSV, euRows + "05/03/2031;7;E;XXA;Late Works;true;\n", "", "party 7 comes again after others", "", 2},
		{"a number that is none", lists.EUCSV, replace(euRows, ";8;", ";-8;"), "", `logicalId "-8" is no number`, "", 1},
		{"no name", lists.EUCSV, replace(euRows, "Exemplar Testerson", ""), "", "entry 8 has no name", "", 1},
		{"no date", lists.EUCSV, strings.ReplaceAll(euRows, "05/03/2031", ""), "", "", "the file does not say when it was made", 2},

		{"sound", lists.UKCSV, ukRows, "", "", "", 2},
		{"empty", lists.UKCSV, "", "the file is empty", "", "", 0},
		{"date only", lists.UKCSV, "Report Date: 13-Feb-2031\r\n", "no header with the columns", "", "", 0},
		{"no date", lists.UKCSV, ukRows[strings.Index(ukRows, "Last"):], "", "", "the file does not say when it was made", 2},
		{"a date that is none", lists.UKCSV, replace(ukRows, "13-Feb-2031", "yesterday"), "", "", `report date " yesterday" is no date`, 2},
		{"cut in a row", lists.UKCSV, ukRows[:len(ukRows)-30], "5: the last row is cut", "has 6 fields, want 9", "", 1},
		{"0x1A at the end", lists.UKCSV, ukRows + "\x1a", "", "", "", 2},
		{"separated by semicolons", lists.UKCSV, strings.ReplaceAll(ukRows, ",", ";"), "no header with the columns Unique ID, Name 6, Name type", "", "", 0},
		{"no type", lists.UKCSV, replace(ukRows, "Designation Type", "Kind"), "no header with the column Designation Type", "", "", 0},
		{"the type's old name", lists.UKCSV, replace(ukRows, "Designation Type", `"Individual, Entity, Ship"`), "", "", "", 2},
		{"a new column", lists.UKCSV, replace(ukRows, "Other Information", "Mood"), "", "", `column "mood" is not known; its values are kept as notes`, 2},
		{"a missing column", lists.UKCSV, replace(ukRows, "Other Information", "Mood"), "", "", `column "Other Information" is missing`, 2},
		{"Windows-1252", lists.UKCSV, replace(ukRows, "TESTERSON", "T\xc9STERSON"), "", "", "is not UTF-8; read as Windows-1252", 2},
		{"a stray quote", lists.UKCSV, replace(ukRows, "SAMPLE WORKS", `SAMPLE "WORKS"`), "", "", "stray quote; the row is read as it stands", 2},
		{"a quote that is not closed", lists.UKCSV, replace(ukRows, "TESTERSSON", `"TESTERSSON`), "", "", "a quote is not closed; the row is read as it stands", 2},
		{"a huge field", lists.UKCSV, replace(ukRows, "TESTERSSON", long), "", "row is longer than 1048576 bytes", "", 2},
		{"an id that is none", lists.UKCSV, replace(ukRows, "XXA0002", "no id!"), "", `Unique ID "no id!" is none`, "", 1},
		{"a name that cannot be seen", lists.UKCSV, replace(ukRows, "SAMPLE WORKS", "\u200b"), "", "party XXA0002 has no name", "", 1},
		{"a name that cannot be seen", lists.EUXML, replace(euOne, "Sample Works", "\u200b"), "the document has no entries", "entry 7 has no name", "", 0},
		{"no name", lists.UKCSV, replace(ukRows, "SAMPLE WORKS", ""), "", "party XXA0002 has no name", "", 1},
	} {
		t.Run(string(tc.kind)+"/"+tc.name, func(t *testing.T) {
			recs, rep := readList(t, tc.kind, "f", []byte(tc.data))
			if (tc.damage == "") != (rep.Damage == "") || !strings.Contains(rep.Damage, tc.damage) {
				t.Errorf("damage %q, want %q", rep.Damage, tc.damage)
			}
			refused, warned := whys(rep.Problems), whys(rep.Warnings)
			if tc.refused == "" && rep.Refused > 0 && tc.damage == "" || !strings.Contains(strings.Join(refused, "\n"), tc.refused) {
				t.Errorf("refused %q, want %q", refused, tc.refused)
			}
			if !strings.Contains(strings.Join(warned, "\n"), tc.warned) {
				t.Errorf("warned %q, want %q", warned, tc.warned)
			}
			if len(recs) != tc.parties || rep.Parties != tc.parties {
				t.Errorf("%d parties, %d in the report, want %d", len(recs), rep.Parties, tc.parties)
			}
		})
	}
}

// TestStrayQuotesSwallowNothing reads rows between two quotes that are alone.
func TestStrayQuotesSwallowNothing(t *testing.T) {
	data := strings.Replace(strings.Replace(euRows, "Sample Works", `"Sample Works`, 1), "Exemplar Testerson", `Exemplar Testerson"`, 1)
	recs, _ := readList(t, lists.EUCSV, "f", []byte(data))
	var names []string
	for _, r := range recs {
		names = append(names, r.Entities[0].Values("name", "alias")...)
	}
	if got := strings.Join(names, "|"); got != `Sample Works|Works of Samples|Exemplar Testerson"` {
		t.Errorf("names are %q", got)
	}
}

// TestQuotesTakeNoHours reads a file in which no quote is closed and rows cannot
// be told by their beginnings.
func TestQuotesTakeNoHours(t *testing.T) {
	row := `Sample "one;"Works of Samples` + strings.Repeat(" of no meaning", 20) + ";7\n"
	g := grown{"NameAlias_WholeName;Entity_Remark;Entity_LogicalId\n", func(int) string { return row }, 20000, ""}
	rep, err := lists.Read(context.Background(), g, lists.Document{Kind: lists.EUCSV, Dataset: "x", Files: map[string]string{"main": "f"}},
		func(lists.Record) error { return nil })
	if err != nil || !strings.Contains(rep.Damage, "too many quotes are not closed") {
		t.Errorf("%v, damage %q", err, rep.Damage)
	}
}

// TestUKRowsApart says that a party whose rows do not stand together is the
// same as one whose rows do.
func TestUKRowsApart(t *testing.T) {
	rows := parseRows(t, string(euGBFixture(t, "uk_parties.rows")))
	together, repTogether := readList(t, lists.UKCSV, "f", ukSheet(rows))
	// Deal the rows out: the first of each party, then the second of each.
	var apart []map[string]string
	for turn := 0; len(apart) < len(rows); turn++ {
		at := map[string]int{}
		for _, r := range rows {
			if at[r["Unique ID"]] == turn {
				apart = append(apart, r)
			}
			at[r["Unique ID"]]++
		}
	}
	scattered, rep := readList(t, lists.UKCSV, "f", ukSheet(apart))
	if rep.Parties != 4 || rep.Damage != "" || rep.Warned != repTogether.Warned {
		t.Errorf("report: %+v, want as %+v", rep, repTogether)
	}
	want, got := byID(t, together), byID(t, scattered)
	if len(got) != len(want) {
		t.Errorf("%d entities, want %d", len(got), len(want))
	}
	for id, e := range want {
		if got[id] == nil {
			t.Errorf("%s is missing", id)
			continue
		}
		a, _ := e.MarshalJSON()
		b, _ := got[id].MarshalJSON()
		if !bytes.Equal(a, b) {
			t.Errorf("%s:\n%s\n%s", id, a, b)
		}
	}
}

// grown is a file system with one file that is made while it is read.
type grown struct {
	head string
	row  func(i int) string
	n    int
	tail string
}

type grownFile struct {
	grown
	i    int
	rest string
	done bool
}

func (g grown) Open(string) (fs.File, error) { return &grownFile{grown: g, rest: g.head}, nil }

func (f *grownFile) Read(p []byte) (int, error) {
	for f.rest == "" {
		switch {
		case f.i < f.n:
			f.rest = f.row(f.i)
			f.i++
		case !f.done:
			f.rest, f.done = f.tail, true
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func (f *grownFile) Close() error { return nil }
func (f *grownFile) Stat() (fs.FileInfo, error) {
	return fstest.MapFS{"f": {ModTime: time.Time{}}}.Stat("f")
}

// TestUKManyApartWhole reads scattered parties that are too long to gather at once:
// all come, each with all its rows, in the order of their first ones.
func TestUKManyApartWhole(t *testing.T) {
	unraced.Skip(t)
	if testing.Short() {
		t.Skip("reads long files")
	}
	const parties = 45
	filler := strings.Repeat("of no meaning ", 30000)
	g := grown{"Report Date: 13-Feb-2031\nLast Updated,Unique ID,Name 6,Name type,Designation Type,Other Information\n", func(i int) string {
		return fmt.Sprintf("12/01/2031,XXA%04d,MOCK %d,Alias,Entity,%d %s\n", i%parties, i/parties, i, filler)
	}, 2 * parties, ""}
	n := 0
	rep, err := lists.Read(context.Background(), g, lists.Document{Kind: lists.UKCSV, Dataset: "x", Files: map[string]string{"main": "f"}},
		func(r lists.Record) error {
			if want := fmt.Sprintf("gb-XXA%04d", n); r.Party != want || len(r.Entities[0].Values("name", "alias")) != 2 || r.Line != n+3 {
				t.Errorf("party %s of line %d with the names %q, want %s", r.Party, r.Line, r.Entities[0].Values("name", "alias"), want)
			}
			n++
			return nil
		})
	if err != nil || rep.Damage != "" || rep.Parties != parties || rep.Refused != 0 {
		t.Errorf("%v: %+v", err, rep)
	}
}

// TestListMemoryWhole says that memory does not grow with the file: a file four times
// as long takes no more than the numbers of its parties.
func TestListMemoryWhole(t *testing.T) {
	unraced.Skip(t)
	if testing.Short() {
		t.Skip("reads long files")
	}
	filler := strings.Repeat("of no meaning ", 60)
	for _, tc := range []struct {
		kind lists.Kind
		make func(n int) grown
	}{
		{lists.EUXML, func(n int) grown {
			return grown{`<export generationDate="2031-03-05T16:47:04Z">`, func(i int) string {
				return fmt.Sprintf(`<sanctionEntity logicalId="%d"><remark>%d %s</remark><subjectType code="person"/><nameAlias wholeName="Mock %d" strong="true"/></sanctionEntity>`, i+1, i, filler, i)
			}, n, "</export>"}
		}},
		{lists.EUCSV, func(n int) grown {
			return grown{"fileGenerationDate;Entity_LogicalId;Entity_Remark;Entity_SubjectType;NameAlias_WholeName;NameAlias_Strong\n", func(i int) string {
				return fmt.Sprintf("05/03/2031;%d;(%d %s);P;Mock %d;true\n", i/2+1, i, filler, i)
			}, 2 * n, ""}
		}},
		{lists.UKCSV, func(n int) grown {
			return grown{"Report Date: 13-Feb-2031\nLast Updated,Unique ID,Name 6,Name type,Designation Type,Other Information\n", func(i int) string {
				return fmt.Sprintf("12/01/2031,XXA%05d,MOCK %d,Primary Name,Entity,%d %s\n", i/2, i, i, filler)
			}, 2 * n, ""}
		}},
	} {
		t.Run(string(tc.kind), func(t *testing.T) {
			peak := func(n int) uint64 {
				var most uint64
				parties := 0
				heap := func() {
					runtime.GC()
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
				rep, err := lists.Read(context.Background(), tc.make(n), lists.Document{Kind: tc.kind, Dataset: "x", Files: map[string]string{"main": "f"}},
					func(lists.Record) error {
						if parties++; parties%(n/8) == 0 {
							heap()
						}
						return nil
					})
				if err != nil || rep.Damage != "" || rep.Parties != n || parties != n {
					t.Fatalf("%d parties of %d: %v, %s", parties, n, err, rep.Damage)
				}
				return most
			}
			const n = 2000
			small, large := peak(n), peak(4*n)
			// A party's number and what is known of it takes below 200 bytes; its
			// rows take 1.8 kB.
			if limit := small + 3*n*200 + 1<<20; large > limit {
				t.Errorf("heap of %d bytes for %d parties, %d for %d, limit %d", small, n, large, 4*n, limit)
			}
		})
	}
}
