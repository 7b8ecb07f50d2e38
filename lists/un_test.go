package lists_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
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

func unFixture(tb testing.TB) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "un_parties.xml"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

func readUN(tb testing.TB, text string) ([]lists.Record, lists.Report) {
	tb.Helper()
	return readText(tb, lists.UNXML, "un_sc_sanctions", map[string]string{"main": text})
}

func TestUNGolden(t *testing.T) {
	recs, rep := readUN(t, unFixture(t))
	golden(t, "un_parties.golden", dumpList(t, recs, rep))
}

// reserialise writes an XML document as another writer would: with single
// quotes, indented, and with breaks around the text.
func reserialise(tb testing.TB, doc string) string {
	tb.Helper()
	d := xml.NewDecoder(strings.NewReader(doc))
	var b strings.Builder
	esc := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "'", "&apos;")
	depth := 0
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			tb.Fatal(err)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			b.WriteString("\n" + strings.Repeat("    ", depth) + "<" + x.Name.Local)
			for _, a := range x.Attr {
				name := a.Name.Local
				if a.Name.Space != "" {
					name = a.Name.Space + ":" + name
				}
				fmt.Fprintf(&b, " %s='%s'", name, esc.Replace(a.Value))
			}
			b.WriteString(">")
			depth++
		case xml.EndElement:
			depth--
			b.WriteString("\n" + strings.Repeat("    ", depth) + "</" + x.Name.Local + ">")
		case xml.CharData:
			if s := strings.TrimSpace(string(x)); s != "" {
				b.WriteString("\r\n\t" + strings.ReplaceAll(esc.Replace(s), " ", "\n  "))
			}
		}
	}
}

// TestUNReserialised says that the form of the file is no content.
func TestUNReserialised(t *testing.T) {
	for _, doc := range []string{unFixture(t), ""} {
		if doc == "" {
			b, err := os.ReadFile(testdata.Path(t, "sanctions/un/un_2020-11-30.xml"))
			if err != nil {
				t.Fatal(err)
			}
			doc = string(b)
		}
		want, rep := readUN(t, doc)
		got, repGot := readUN(t, reserialise(t, doc))
		if d := cmp.Diff(string(jsonLines(t, want)), string(jsonLines(t, got))); d != "" {
			t.Errorf("content differs (-want +got):\n%.2000s", d)
		}
		if rep.Parties != repGot.Parties || rep.Refused != repGot.Refused || rep.Warned != repGot.Warned || rep.Damage != repGot.Damage {
			t.Errorf("reports differ: %+v, %+v", rep, repGot)
		}
	}
}

// TestUNCounts counts the published files with a parser that knows nothing of
// the reader, and holds both to what is known of them.
func TestUNCounts(t *testing.T) {
	for _, tt := range []struct {
		file             string
		people, entities int
		low, native      int
		published        string
	}{
		{file: "un_2018-10-29.xml", people: 703, entities: 390, low: 595, native: 411, published: "2018-10-29"},
		{file: "un_2020-11-30.xml", people: 713, entities: 305, low: 616, native: 408, published: "2020-11-30"},
		{file: "un_2025-04-19_singlequoted.xml", people: 684, entities: 193, low: 619, native: 380, published: "2025-04-19"},
	} {
		t.Run(tt.file, func(t *testing.T) {
			path := testdata.Path(t, "sanctions/un/"+tt.file)
			recs, rep := readAll(t, filepath.Dir(path), lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions", Files: map[string]string{"main": tt.file}})
			if rep.Damage != "" || rep.Refused != 0 || rep.Published.String() != tt.published {
				t.Errorf("damage %q, refused %d, published %s", rep.Damage, rep.Refused, rep.Published)
			}
			raw := rawUN(t, path)
			if raw.low != tt.low || raw.native != tt.native {
				t.Errorf("the file has %d low aliases and %d native names, want %d and %d", raw.low, raw.native, tt.low, tt.native)
			}
			people, entities, dprkPeople, dprkEntities := 0, 0, 0, 0
			for _, r := range recs {
				e := r.Entities[0]
				dprk := slices.Equal(r.Programmes, []string{"DPRK"})
				switch {
				case e.Schema == "Person":
					people++
					dprkPeople += b2i(dprk)
				case e.Is("Organization"):
					entities++
					dprkEntities += b2i(dprk)
				}
				for _, prop := range []string{"name", "alias", "weakAlias", "previousName"} {
					for _, v := range e.Properties[prop] {
						if strings.ContainsAny(v, "\n\t") || strings.HasPrefix(v, "a) ") || strings.Contains(v, "Permanent reference number") {
							t.Errorf("%s: %s %q", e.ID, prop, v)
						}
					}
				}
				// Every weak name of the file is a weak name of the party, and every
				// name in its own script one of its names.
				id := strings.TrimPrefix(e.ID, "un-")
				if n := raw.lowOf[id]; n > 0 && len(e.Properties["weakAlias"]) == 0 {
					t.Errorf("%s: %d low aliases, no weak one", e.ID, n)
				}
				if n := raw.nativeOf[id]; n != "" && !hasScript(e) && !isLatin(n) {
					t.Errorf("%s: native name %q is lost: %q", e.ID, n, e.Properties["name"])
				}
			}
			if people != tt.people || entities != tt.entities || dprkPeople != 80 || dprkEntities != 75 {
				t.Errorf("%d people, %d entities, of them DPRK %d and %d", people, entities, dprkPeople, dprkEntities)
			}
		})
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func isLatin(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x24f && r != '’' && r != '‘' }) < 0
}

func hasScript(e *ftm.Entity) bool {
	return slices.ContainsFunc(e.Values("name", "alias", "weakAlias"), func(s string) bool { return !isLatin(s) })
}

// unRaw is what a plain walk over the elements of a file finds.
type unRaw struct {
	low, native int
	lowOf       map[string]int
	nativeOf    map[string]string
}

func rawUN(t *testing.T, path string) unRaw {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw := unRaw{lowOf: map[string]int{}, nativeOf: map[string]string{}}
	var id, in string
	for d := xml.NewDecoder(f); ; {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return raw
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			in = x.Name.Local
		case xml.EndElement:
			in = ""
		case xml.CharData:
			switch s := strings.TrimSpace(string(x)); {
			case s == "":
			case in == "DATAID":
				id = s
			case in == "QUALITY" && s == "Low":
				raw.low++
				raw.lowOf[id]++
			case in == "NAME_ORIGINAL_SCRIPT":
				raw.native++
				raw.nativeOf[id] = s
			}
		}
	}
}

// TestUNListings compares the dates of the listings under the North Korea
// programme with a table of them.
func TestUNListings(t *testing.T) {
	b, err := os.ReadFile(testdata.Path(t, "derived/un_dprk_listings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	for _, r := range rows[1:] {
		want[r[0]] = r[3]
	}
	if len(want) != 155 {
		t.Fatalf("the table has %d listings", len(want))
	}
	for _, file := range []string{"un_2018-10-29.xml", "un_2020-11-30.xml", "un_2025-04-19_singlequoted.xml"} {
		path := testdata.Path(t, "sanctions/un/"+file)
		recs, _ := readAll(t, filepath.Dir(path), lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions", Files: map[string]string{"main": file}})
		got := make(map[string]string)
		for _, r := range recs {
			if !slices.Equal(r.Programmes, []string{"DPRK"}) {
				continue
			}
			s := r.Entities[slices.IndexFunc(r.Entities, func(e *ftm.Entity) bool { return e.Schema == "Sanction" })]
			day := s.First("listingDate")
			got[s.First("unscId")] = day
			if from := r.Entities[0].During("topics", "sanction").From.String(); from != day {
				t.Errorf("%s: is a target from %s, listed on %s", r.Party, from, day)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", file, d)
		}
	}
}

// TestUNCutCharacters reads the file whose characters are cut to their low byte:
// it is refused whole, with line and column.
func TestUNCutCharacters(t *testing.T) {
	path := testdata.Path(t, "sanctions/un/un_2025-08-16.xml")
	recs, rep := readAll(t, filepath.Dir(path), lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions", Files: map[string]string{"main": filepath.Base(path)}})
	const want = "un_2025-08-16.xml:56:491: illegal character code U+0019"
	if rep.Damage != want {
		t.Errorf("damage %q, want %q", rep.Damage, want)
	}
	if len(recs) > 10 {
		t.Errorf("%d parties came before the damage", len(recs))
	}
}

func TestUNBroken(t *testing.T) {
	sound := unFixture(t)
	manyBad := strings.Replace(sound, "</INDIVIDUALS>", strings.Repeat("<INDIVIDUAL><DATAID>?</DATAID></INDIVIDUAL>", 5)+"</INDIVIDUALS>", 1)
	for _, tt := range []struct{ name, text, damage string }{
		{"empty", "", "the file is empty"},
		{"no list", "hello", "the file is empty"},
		{"other root", "<sdnList/>", "root element is not"},
		{"cut in an element", sound[:len(sound)/2], "unexpected EOF|the file is cut"},
		{"cut between elements", sound[:strings.Index(sound, "<ENTITIES>")], "unexpected EOF|the file is cut"},
		{"two lists", sound + "<CONSOLIDATED_LIST/>", "something follows"},
		{"no entries", `<CONSOLIDATED_LIST dateGenerated="2031-01-01"/>`, "no entries"},
		{"type definition", `<!DOCTYPE x [<!ENTITY a "b">]>` + sound[strings.Index(sound, "<CONS"):], "document type definition"},
		{"unknown entity", strings.Replace(sound, "Works for", "&bomb; for", 1), "invalid character entity"},
		{"control character", strings.Replace(sound, "Works for", "Works\x19for", 1), "illegal character"},
		{"not UTF-8", strings.Replace(sound, "Mäxchen", "M\xe4xchen", 1), "invalid UTF-8"},
		{"unknown encoding", strings.Replace(sound, `encoding="UTF-8"`, `encoding="KOI8-R"`, 1), `encoding "KOI8-R"`},
		{"wrong nesting", strings.Replace(sound, "</TITLE>", "</TITEL>", 1), "closed by"},
		{"an element without end", strings.Replace(sound, "Works for", strings.Repeat("x", 17<<20), 1), "longer than 16777216 bytes"},
		{"too many bad entries", manyBad, "had to be set aside"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, rep := readUN(t, tt.text)
			ok := false
			for _, want := range strings.Split(tt.damage, "|") {
				ok = ok || rep.Damage != "" && strings.Contains(rep.Damage, want)
			}
			if !ok {
				t.Errorf("damage %q, want one with %q", rep.Damage, tt.damage)
			}
		})
	}
	// The encodings that are read, and a mark before the first byte.
	want := jsonLines(t, first(readUN(t, sound)))
	latin := strings.NewReplacer(`encoding="UTF-8"`, `encoding="windows-1252"`, "ä", "\xe4", "é", "\xe9").Replace(sound)
	for _, drop := range []string{"макс мустерманн", " (Макс Образец)"} {
		latin = strings.ReplaceAll(latin, drop, "")
	}
	recs, rep := readUN(t, latin)
	if rep.Damage != "" || !bytes.Contains(jsonLines(t, recs), []byte("Mäxchen")) {
		t.Errorf("Windows-1252: damage %q", rep.Damage)
	}
	for name, text := range map[string]string{"with a byte order mark": "\uFEFF" + sound, "in UTF-16": utf16Text(strings.Replace(sound, "UTF-8", "UTF-16", 1), false), "in big-endian UTF-16": utf16Text(strings.Replace(sound, "UTF-8", "UTF-16", 1), true)} {
		if recs, rep := readUN(t, text); !bytes.Equal(jsonLines(t, recs), want) {
			t.Errorf("%s: damage %q, %d records", name, rep.Damage, len(recs))
		}
	}
}

func first(recs []lists.Record, _ lists.Report) []lists.Record { return recs }
