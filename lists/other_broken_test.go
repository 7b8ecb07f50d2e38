package lists_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/ftm"
	"cordon/lists"
)

// cslRows is a sound list with n parties.
func cslRows(n int) []map[string]string {
	rows := make([]map[string]string, n)
	for i := range rows {
		rows[i] = map[string]string{
			"_id": fmt.Sprintf("%040d", i+1), "source": "Entity List (EL) - Bureau of Samples", "name": fmt.Sprintf("Sample Works %d", i+1),
			"addresses": "1 Sample Road, Sampletown, CN", "start_date": "2031-01-02", "remarks": "A remark",
		}
	}
	return rows
}

// TestCSVBroken breaks CSV files with a header in the ways in which files break.
// Both lists that are one row a party are read by the same walk.
func TestCSVBroken(t *testing.T) {
	const n = 400
	sound := cslSheet(cslRows(n))
	lines := strings.SplitAfter(sound, "\r\n")
	change := func(i int, f func(string) string) string {
		l := append([]string(nil), lines...)
		l[i] = f(l[i])
		return strings.Join(l, "")
	}
	for _, tt := range []struct {
		name, text     string
		damage         string
		refused        string // the reason of the first refusal
		refusals       int
		warned         string // the reason of a warning
		parties, lined int    // lined: the line of the first refusal
	}{
		{name: "sound", text: sound, parties: n},
		{name: "empty", text: "", damage: "the file is empty"},
		{name: "header alone", text: lines[0], damage: "no entries"},
		{name: "no header", text: strings.Join(lines[1:], ""), damage: "no header with the columns source"},
		{name: "another list", text: string(ukSheet(nil)), damage: "no header with the columns source"},
		{name: "a picture", text: "\x89PNG\r\n\x1a\n\x00\x00\x00", damage: "no header"},
		{name: "line ends of Unix", text: strings.ReplaceAll(sound, "\r\n", "\n"), parties: n},
		{name: "no end of the last line", text: strings.TrimSuffix(sound, "\r\n"), parties: n, warned: "the last line has no end"},
		{name: "byte order mark", text: "\uFEFF" + sound, parties: n},
		{name: "mark of the end", text: sound + "\x1A", parties: n},
		{name: "blank lines", text: strings.ReplaceAll(sound, "\r\n", "\r\n\r\n"), parties: n},
		{name: "columns in another order", text: string(csvTable{comma: ',', columns: reversed(strings.Split(cslHeader, ",")), rows: cslRows(n)}.sheet()), parties: n},
		{name: "a new column", text: string(csvTable{comma: ',', columns: append(strings.Split(cslHeader, ","), "new_one"), rows: cslRows(n)}.sheet()), parties: n, warned: `column "new_one" is not known; its values are kept as notes`},
		{name: "a column less", text: string(csvTable{comma: ',', columns: strings.Split(strings.Replace(cslHeader, ",remarks", "", 1), ","), rows: cslRows(n)}.sheet()), parties: n, warned: `column "remarks" is missing`},
		{name: "a field less", text: change(9, func(s string) string { return strings.Replace(s, ",", "", 1) }), refused: "has 28 fields, want 29", refusals: 1, lined: 10, parties: n - 1},
		{name: "a quote within a field", text: change(9, func(s string) string { return strings.Replace(s, "A remark", `A "remark`, 1) }), parties: n, warned: "stray quote; the row is read as it stands"},
		{name: "a quote that is not closed", text: change(9, func(s string) string { return strings.Replace(s, "A remark", `"A remark`, 1) }), refused: "a quote that is not closed", refusals: 1, lined: 10, parties: n - 1},
		{name: "a field over lines", text: change(9, func(s string) string { return strings.Replace(s, "A remark", "\"A\r\nremark\"", 1) }), parties: n},
		{name: "a huge field", text: change(9, func(s string) string { return strings.Replace(s, "A remark", strings.Repeat("x", 3<<20), 1) }), refused: "row is longer than 1048576 bytes", refusals: 1, lined: 10, parties: n - 1},
		{name: "Windows-1252", text: change(9, func(s string) string { return strings.Replace(s, "Works", "Werk f\xfcr", 1) }), parties: n, warned: "is not UTF-8; read as Windows-1252"},
		{name: "cut in a row", text: sound[:len(sound)-60], damage: "the last row is cut", parties: n - 1, refused: "a quote is not closed", refusals: 1, lined: n + 1},
		{name: "a party twice", text: change(9, func(s string) string { return lines[8] }), refused: "appears twice", refusals: 1, lined: 10, parties: n - 1},
		{name: "no name", text: change(9, func(s string) string { return strings.Replace(s, "Sample Works 9", "", 1) }), refused: "has no name", refusals: 1, lined: 10, parties: n - 1},
		{name: "no list", text: change(9, func(s string) string { return strings.Replace(s, "Entity List (EL) - Bureau of Samples", "", 1) }), refused: "does not say which list", refusals: 1, lined: 10, parties: n - 1},
		{name: "many bad rows", text: sound + strings.Repeat("a,b\r\n", 9) + lines[1][:0] + strings.Replace(lines[5], "Works", "More", 1), damage: "had to be set aside", refusals: 10, refused: "has 2 fields", lined: n + 2, parties: n},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readCSL(t, tt.text)
			if (tt.damage == "") != (rep.Damage == "") || !strings.Contains(rep.Damage, tt.damage) {
				t.Errorf("damage %q, want %q", rep.Damage, tt.damage)
			}
			if len(recs) != tt.parties || rep.Refused != tt.refusals {
				t.Errorf("%d parties, %d refused, want %d and %d; %v", len(recs), rep.Refused, tt.parties, tt.refusals, rep.Problems)
			}
			if tt.refusals > 0 && (len(rep.Problems) == 0 || !strings.Contains(rep.Problems[0].Why, tt.refused) || rep.Problems[0].Line != tt.lined) {
				t.Errorf("refused %v, want line %d: %s", rep.Problems, tt.lined, tt.refused)
			}
			if tt.warned != "" && !strings.Contains(strings.Join(whys(rep.Warnings), "\n"), tt.warned) {
				t.Errorf("warned %q, want %q", whys(rep.Warnings), tt.warned)
			}
		})
	}
}

func reversed(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[len(list)-1-i] = s
	}
	return out
}

// TestStrayQuoteLosesNobody puts a quote at each place of a row in turn: at most
// that row is lost.
func TestStrayQuoteLosesNobody(t *testing.T) {
	lines := strings.SplitAfter(cslSheet(cslRows(12)), "\r\n")
	row := lines[6]
	for i := range len(row) - 1 {
		l := append([]string(nil), lines...)
		l[6] = row[:i] + `"` + row[i:]
		recs, rep := readCSL(t, strings.Join(l, ""))
		if len(recs) < 11 || len(recs)+rep.Refused != 12 {
			t.Errorf("a quote at %d: %d parties, %d refused: %v", i, len(recs), rep.Refused, rep.Problems)
		}
	}
}

func TestCABroken(t *testing.T) {
	sound := caFixture(t)
	for _, tt := range []struct{ name, text, damage string }{
		{"empty", "", "the file is empty"},
		{"no list", "hello", "the file is empty"},
		{"other root", "<CONSOLIDATED_LIST/>", "root element is <CONSOLIDATED_LIST>"},
		{"no records", "<data-set></data-set>", "no entries"},
		{"cut in a record", sound[:len(sound)/2], "unexpected EOF|the file is cut"},
		{"cut between records", sound[:strings.LastIndex(sound, "\t<record>")], "unexpected EOF|the file is cut"},
		{"two lists", sound + "<data-set/>", "something follows"},
		{"type definition", "<!DOCTYPE x []>" + sound[strings.Index(sound, "<data-set"):], "document type definition"},
		{"unknown entity", strings.Replace(sound, "MUSTERMANN", "&lol;", 1), "invalid character entity"},
		{"not UTF-8", strings.Replace(sound, "major-général", "major-g\xe9n\xe9ral", 1), "invalid UTF-8"},
		{"a record without end", strings.Replace(sound, "MUSTERMANN", strings.Repeat("x", 17<<20), 1), "longer than 16777216 bytes"},
		{"many bad records", strings.Replace(sound, "<other>", strings.Repeat("<record><Country>X</Country></record>", 3)+"<other>", 1), "had to be set aside"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, rep := readCA(t, tt.text)
			ok := false
			for _, want := range strings.Split(tt.damage, "|") {
				ok = ok || rep.Damage != "" && strings.Contains(rep.Damage, want)
			}
			if !ok {
				t.Errorf("damage %q, want one with %q", rep.Damage, tt.damage)
			}
		})
	}
}

func TestFinCENBroken(t *testing.T) {
	for _, tt := range []struct {
		name, text, damage string
		records, refused   int
	}{
		{"empty", "", "the file is empty", 0, 0},
		{"no header", "Bank of Samples,---,---,---,---\n", "no header with the columns", 0, 0},
		{"header alone", "Name,Finding,Notice of Proposed Rulemaking,Final Rule,Rescinded\n", "no entries", 0, 0},
		{"a bad row", fincenPage + "x,y\n", "the last row is cut", 0, 2},
		{"too many rows", fincenDetails + strings.Repeat("Banco Muestra,owner,Company,Muestra Holdings,,,,,,,\n", 20001), "longer than any table", 0, 1},
		{"no name", "Name,Finding,Notice of Proposed Rulemaking,Final Rule,Rescinded\n***,---,---,---,---\nA Bank,---,---,---,---\n", "", 1, 1},
		{"no measure, no name", fincenDetails + ",self,,X,,,,,,,\nA,self,,,,,,,,,\nA,self,,B,,,,,,,\n", "3 of 15 rows", 13, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readFinCEN(t, map[string]string{"main": tt.text})
			if (tt.damage == "") != (rep.Damage == "") || !strings.Contains(rep.Damage, tt.damage) || tt.records >= 0 && len(recs) != tt.records || rep.Refused != tt.refused {
				t.Errorf("damage %q, %d records, %d refused: %v", rep.Damage, len(recs), rep.Refused, rep.Problems)
			}
		})
	}
}

// TestReportGuards says when a document as a whole is taken for damaged.
func TestReportGuards(t *testing.T) {
	rows := func(n, bad int) string {
		return cslSheet(cslRows(n)) + strings.Repeat("short\r\n", bad) + strings.Replace(strings.SplitAfter(cslSheet(cslRows(1)), "\r\n")[1], "1,Entity", "x,Entity", 1)
	}
	person := `{"id":"x-%d","schema":"Person","properties":{"name":["Max %d"],"topics":["sanction"]}}` + "\n"
	var many strings.Builder
	for i := range 50 {
		fmt.Fprintf(&many, person, i, i)
	}
	for _, tt := range []struct {
		name   string
		kind   lists.Kind
		text   string
		damage string
	}{
		{"two bad rows of few", lists.USCSL, rows(9, 2), ""},
		{"three bad rows of few", lists.USCSL, rows(9, 3), "3 of 13 rows"},
		{"three bad rows of three thousand", lists.USCSL, rows(3000, 3), ""},
		{"four bad rows of three thousand", lists.USCSL, rows(3000, 4), "4 of 3005 rows had to be set aside, more than 1 in 1000"},
		{"bad lines of FtM are its own", lists.FTM, many.String() + strings.Repeat("{\n", 30), ""},
		{"no entries", lists.FTM, "{\n", "no entries"},
		{"a delta of nothing", lists.FTMDelta, "", ""},
	} {
		_, rep := readText(t, tt.kind, "x", map[string]string{"main": tt.text})
		if (tt.damage == "") != (rep.Damage == "") || !strings.Contains(rep.Damage, tt.damage) {
			t.Errorf("%s: damage %q, want %q", tt.name, rep.Damage, tt.damage)
		}
	}
	// Problems are counted, and listed up to a bound.
	_, rep := readText(t, lists.FTM, "x", map[string]string{"main": strings.Repeat("{\n", 3000)})
	if rep.Refused != 3000 || len(rep.Problems) != lists.MaxProblems {
		t.Errorf("%d refused, %d listed", rep.Refused, len(rep.Problems))
	}
	if _, err := lists.Read(t.Context(), fstest.MapFS{}, lists.Document{Kind: "no-such", Dataset: "x"}, nil); err == nil {
		t.Error("a kind without a reader is read")
	}
}

// TestOtherReadersStop says that an error of the caller, and the end of the
// context, come back.
func TestOtherReadersStop(t *testing.T) {
	for kind, files := range sampleFiles(t) {
		fsys, doc := fstest.MapFS{}, lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{}}
		for role, text := range files {
			fsys[role] = &fstest.MapFile{Data: []byte(text)}
			doc.Files[role] = role
		}
		own, n := errors.New("enough"), 0
		if _, err := lists.Read(context.Background(), fsys, doc, func(lists.Record) error { n++; return own }); !errors.Is(err, own) || n != 1 {
			t.Errorf("%s: error %v after %d records", kind, err, n)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for kind, text := range map[lists.Kind]string{lists.UNXML: unFixture(t), lists.CASEMA: caFixture(t), lists.USCSL: cslSheet(cslRows(3000)), lists.FTM: strings.Repeat(ftmLines, 1000)} {
		_, err := lists.Read(ctx, fstest.MapFS{"f": {Data: []byte(text)}}, lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}, func(lists.Record) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want it cancelled", kind, err)
		}
	}
}

// TestOtherMemory reads large files of the other lists: what is held must not
// grow with them, but for the ids of the parties.
func TestOtherMemory(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("reads large files and measures what is held")
	}
	const small, big = 4000, 40000
	filler := strings.Repeat("something to fill a field with; ", 30) // about 1 kB
	for _, tt := range []struct {
		kind  lists.Kind
		write func(w io.Writer, parties int)
	}{
		{lists.UNXML, func(w io.Writer, parties int) {
			fmt.Fprint(w, `<CONSOLIDATED_LIST dateGenerated="2031-01-01"><INDIVIDUALS>`)
			for i := range parties {
				fmt.Fprintf(w, "<INDIVIDUAL><DATAID>%d</DATAID><FIRST_NAME>Max %d</FIRST_NAME><COMMENTS1>%s</COMMENTS1></INDIVIDUAL>", i+1, i, filler)
			}
			fmt.Fprint(w, "</INDIVIDUALS></CONSOLIDATED_LIST>")
		}},
		{lists.CASEMA, func(w io.Writer, parties int) {
			fmt.Fprint(w, "<data-set>")
			for i := range parties {
				fmt.Fprintf(w, "<record><Country>Testland</Country><LastName>Max %d</LastName><Item>%d</Item><Note>%s</Note></record>", i, i+1, filler)
			}
			fmt.Fprint(w, "</data-set>")
		}},
		{lists.USCSL, func(w io.Writer, parties int) {
			head := cslSheet(nil)
			fmt.Fprint(w, head)
			for i := range parties {
				fmt.Fprintf(w, "%d,Entity List (EL) - Bureau,,,,Sample %d,,,,,,,,,,,,,,,%s,,,,,,,,\r\n", i+1, i, filler)
			}
		}},
		{lists.FTM, func(w io.Writer, parties int) {
			for i := range parties {
				fmt.Fprintf(w, `{"id":"x-%d","schema":"Person","properties":{"name":["Max %d"],"topics":["sanction"],"notes":[%q]}}`+"\n", i, i, filler)
			}
		}},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			held := func(parties int) int {
				dir := t.TempDir()
				writeFile(t, dir, "f", func(w io.Writer) { tt.write(w, parties) })
				doc := lists.Document{Kind: tt.kind, Dataset: "x", Files: map[string]string{"main": "f"}}
				return heapAfter(t, 2000, func(emit lists.Emit) (lists.Report, error) {
					return lists.Read(t.Context(), os.DirFS(dir), doc, emit)
				}, parties)
			}
			a, b := held(small), held(big)
			if grown, most := b-a, (big-small)*160+1<<20; grown > most {
				t.Errorf("held %d bytes for %d parties, %d for %d: grew by %d, more than %d", a, small, b, big, grown, most)
			}
		})
	}
}

// checkOther holds what comes out of any input to what must always hold.
func checkOther(t *testing.T, kind lists.Kind, prefix, text string) {
	t.Helper()
	doc := lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}
	recs, rep := fuzzRead(t, doc, fstest.MapFS{"f": {Data: []byte(text)}})
	seen := map[string]bool{}
	for _, r := range recs {
		if !strings.HasPrefix(r.Party, prefix) || seen[r.Party] {
			t.Errorf("party %q is no id, or came before", r.Party)
		}
		seen[r.Party] = true
		own := map[string]bool{}
		for _, e := range r.Entities {
			s := ftm.Lookup(e.Schema)
			if s == nil || own[e.ID] {
				t.Fatalf("%s: entity %s of schema %s", r.Party, e.ID, e.Schema)
			}
			own[e.ID] = true
			for _, p := range e.PropertyNames() {
				if s.Property(p) == nil {
					t.Errorf("%s: %s is no property of %s", e.ID, p, e.Schema)
				}
			}
		}
		if e := r.Entities[0]; len(e.Values("name", "alias", "weakAlias", "previousName")) == 0 {
			t.Errorf("%s has no name", e.ID)
		}
	}
	if len(recs) != rep.Parties || len(recs) == 0 && rep.Damage == "" {
		t.Errorf("%d records, %d counted, damage %q", len(recs), rep.Parties, rep.Damage)
	}
}

func FuzzUNXML(f *testing.F) {
	f.Add(unFixture(f))
	f.Add("<CONSOLIDATED_LIST><ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>a) (b) c)</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>")
	f.Fuzz(func(t *testing.T, text string) { checkOther(t, lists.UNXML, "un-", text) })
}

func FuzzCASEMA(f *testing.F) {
	f.Add(caFixture(f))
	f.Add("<data-set><record><Country>(X)</Country><EntityOrShip>, (</EntityOrShip><Item>1</Item><Aliases>, / (;) or</Aliases></record></data-set>")
	f.Fuzz(func(t *testing.T, text string) { checkOther(t, lists.CASEMA, "ca-", text) })
}

func FuzzUSCSL(f *testing.F) {
	f.Add(cslFixture(f))
	f.Add("source,entity_number,name,ids,alt_names\n(SDN) - X,1,A,\"b, , ISIN\",\";; and \"\n")
	f.Fuzz(func(t *testing.T, text string) { checkOther(t, lists.USCSL, "us-csl-", text) })
}

func FuzzFinCEN311(f *testing.F) {
	f.Add(fincenPage, fincenDetails)
	f.Add(fincenDetails, fincenPage)
	f.Fuzz(func(t *testing.T, main, details string) {
		doc := lists.Document{Kind: lists.FinCEN311, Dataset: "x", Files: map[string]string{"main": "a", "details": "b"}}
		fsys := fstest.MapFS{"a": {Data: []byte(main)}, "b": {Data: []byte(details)}}
		recs, _ := readBoth(t, doc, fsys)
		seen := map[string]bool{}
		for _, r := range recs {
			for _, e := range r.Entities {
				s := ftm.Lookup(e.Schema)
				if s == nil || seen[e.ID] || !strings.HasPrefix(e.ID, "us311-") {
					t.Fatalf("entity %s of schema %s", e.ID, e.Schema)
				}
				seen[e.ID] = true
				for _, p := range e.PropertyNames() {
					if s.Property(p) == nil {
						t.Errorf("%s: %s is no property of %s", e.ID, p, e.Schema)
					}
				}
			}
		}
	})
}

// readBoth reads a document twice; it must be the same.
func readBoth(t *testing.T, doc lists.Document, fsys fstest.MapFS) ([]lists.Record, lists.Report) {
	t.Helper()
	read := func() ([]lists.Record, lists.Report) {
		var out []lists.Record
		rep, err := lists.Read(context.Background(), fsys, doc, func(r lists.Record) error { out = append(out, r); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return out, rep
	}
	recs, rep := read()
	again, _ := read()
	if a, b := jsonLines(t, recs), jsonLines(t, again); string(a) != string(b) {
		t.Errorf("read twice, it differs:\n%s\n%s", a, b)
	}
	return recs, rep
}

func FuzzFtM(f *testing.F) {
	f.Add(ftmLines, false)
	f.Add(deltaLines, true)
	f.Add(pack(f, ftmLines), false)
	f.Fuzz(func(t *testing.T, text string, delta bool) {
		kind := lists.FTM
		if delta {
			kind = lists.FTMDelta
		}
		readBoth(t, lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}, fstest.MapFS{"f": {Data: []byte(text)}})
	})
}
