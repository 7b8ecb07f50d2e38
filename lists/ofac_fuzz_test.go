package lists_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/ftm"
	"cordon/lists"
)

// fuzzRead reads a document and holds it to what holds for all: the same input
// gives the same output, every entity can be written and read again, and every
// sub-entity belongs to the dataset.
func fuzzRead(t *testing.T, doc lists.Document, fsys fstest.MapFS) ([]lists.Record, lists.Report) {
	t.Helper()
	read := func() ([]lists.Record, lists.Report) {
		var out []lists.Record
		rep, err := lists.Read(context.Background(), fsys, doc, func(r lists.Record) error {
			out = append(out, r)
			return nil
		})
		if err != nil {
			t.Fatalf("an error outside of the document: %v", err)
		}
		return out, rep
	}
	recs, rep := read()
	again, rep2 := read()
	if a, b := jsonLines(t, recs), jsonLines(t, again); !bytes.Equal(a, b) || rep.Damage != rep2.Damage || rep.Warned != rep2.Warned {
		t.Errorf("read twice, it differs:\n%s\n%s", a, b)
	}
	if len(rep.Problems) > lists.MaxProblems || len(rep.Warnings) > lists.MaxProblems {
		t.Errorf("%d problems, %d warnings are listed", len(rep.Problems), len(rep.Warnings))
	}
	for _, r := range recs {
		if r.Party == "" || r.Entities[0].ID != r.Party || r.Line < 1 {
			t.Errorf("record %+v", r)
		}
		for _, e := range r.Entities {
			b, err := e.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ftm.ParseEntity(b); err != nil {
				t.Errorf("%s cannot be read again: %v", b, err)
			}
			if len(e.Datasets) != 1 || e.Datasets[0] != doc.Dataset {
				t.Errorf("%s: datasets %v", e.ID, e.Datasets)
			}
		}
	}
	return recs, rep
}

// rowsOf counts the rows of a CSV file: lines that hold anything but the end
// mark.
func rowsOf(text []byte) int {
	n := 0
	for i, line := range bytes.Split(text, []byte("\n")) {
		if i == 0 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		line = bytes.TrimSuffix(line, []byte("\r"))
		if j := bytes.IndexByte(line, 0x1A); j >= 0 && len(bytes.TrimSpace(line[j+1:])) == 0 {
			if line = line[:j]; len(bytes.TrimSpace(line)) == 0 {
				continue
			}
		}
		if len(line) > 0 {
			n++
		}
	}
	return n
}

func FuzzOFACCSV(f *testing.F) {
	s := manyParties(4)
	files := s.files()
	f.Add([]byte(files["sdn"]), []byte(files["alt"]), []byte(files["add"]), []byte(files["comments"]))
	f.Add([]byte("3,\"A, B\",\"individual\",\"X] [Y\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1970; a.k.a. 'C'.\"\n2,x"), []byte("3,1,\"aka\",\"D\",-0- \n"), []byte("\x1A"), []byte("3,\"; E\"\n"))
	f.Add([]byte("\uFEFF1,\"\xC9\",\"vessel\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Panama\",\"A\",-0- "), []byte(""), []byte("1,1,\"\"\"\",,,\r\n"), []byte("\x1A"))
	f.Fuzz(func(t *testing.T, sdn, alt, add, comments []byte) {
		if len(sdn)+len(alt)+len(add)+len(comments) > 1<<16 {
			return
		}
		doc := lists.Document{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: ofacFiles}
		recs, rep := fuzzRead(t, doc, fstest.MapFS{"sdn.csv": {Data: sdn}, "alt.csv": {Data: alt}, "add.csv": {Data: add}, "sdn_comments.csv": {Data: comments}})
		if rep.Refused > lists.MaxProblems || bytes.Contains(sdn, []byte("\x1A\n")) { // blank lines behind the mark
			return
		}
		refused := 0
		for _, p := range rep.Problems {
			if p.File == "sdn.csv" {
				refused++
			}
		}
		if n := rowsOf(sdn); len(recs)+refused != n {
			t.Errorf("%d rows, but %d parties and %d refused: %v", n, len(recs), refused, rep.Problems)
		}
	})
}

// elements counts the children of a given name, of parents of a given name;
// good is false for a file that is not well-formed.
func elements(text []byte, parent, child string) (n int, good bool) {
	d := xml.NewDecoder(bytes.NewReader(text))
	var path []string
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n, true
		}
		if err != nil {
			return n, false
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if tok.Name.Local == child && len(path) > 0 && strings.Join(path, "/") == parent {
				n++
			}
			path = append(path, tok.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

func FuzzOFACXML(f *testing.F) {
	f.Add([]byte(soundXML))
	f.Add([]byte(`<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName><sdnType>Vessel</sdnType><vesselInfo><vesselFlag>Panama</vesselFlag></vesselInfo></sdnEntry></sdnList>`))
	f.Add([]byte(`<sdnList><x><sdnEntry/></x><sdnEntry><uid>-1</uid></sdnEntry></sdnList>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		doc := lists.Document{Kind: lists.OFACXML, Dataset: "us_ofac_sdn", Files: map[string]string{"main": "sdn.xml"}}
		recs, rep := fuzzRead(t, doc, fstest.MapFS{"sdn.xml": {Data: text}})
		if n, good := elements(text, "sdnList", "sdnEntry"); good && rep.Damage == "" && len(recs)+rep.Refused != n {
			t.Errorf("%d entries, but %d parties and %d refused", n, len(recs), rep.Refused)
		}
	})
}

func FuzzOFACAdvancedXML(f *testing.F) {
	b, err := os.ReadFile("testdata/ofac_advanced.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	small := `<Sanctions><DateOfIssue/><ReferenceValueSets><PartySubTypeValues><PartySubType ID="1">Vessel</PartySubType></PartySubTypeValues></ReferenceValueSets>` +
		`<Locations/><IDRegDocuments/><DistinctParties><DistinctParty FixedRef="1"><Profile ID="1" PartySubTypeID="1"><Identity ID="1"><Alias><DocumentedName>` +
		`<DocumentedNamePart><NamePartValue>A</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile></DistinctParty></DistinctParties>` +
		`<ProfileRelationships/><SanctionsEntries/></Sanctions>`
	f.Add([]byte(small))
	f.Add([]byte(strings.Replace(small, "<SanctionsEntries/>", `<SanctionsEntries><SanctionsEntry ProfileID="1" DeltaAction="add"/></SanctionsEntries>`, 1)))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		doc := lists.Document{Kind: lists.OFACAdvancedXML, Dataset: "us_ofac_sdn", Files: map[string]string{"main": "a.xml"}}
		fsys := fstest.MapFS{"a.xml": {Data: text}}
		recs, rep := fuzzRead(t, doc, fsys)
		refused := 0
		for _, p := range rep.Problems {
			if strings.HasPrefix(p.Why, "party ") {
				refused++
			}
		}
		n, good := elements(text, "Sanctions/DistinctParties", "DistinctParty")
		if good && rep.Refused <= lists.MaxProblems && (rep.Damage == "" || refused > 0) && len(recs)+refused != n {
			t.Errorf("%d parties in the file, but %d emitted and %d refused: %v", n, len(recs), refused, rep.Problems)
		}
		var inRuns []lists.Record
		other, err := lists.ReadAdvancedInRuns(context.Background(), fsys, doc, 1, 64<<20, func(r lists.Record) error {
			inRuns = append(inRuns, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := jsonLines(t, recs), jsonLines(t, inRuns); rep.Damage == "" && (!bytes.Equal(a, b) || other.Refused != rep.Refused || other.Warned != rep.Warned) {
			t.Errorf("one party at a time it differs: %+v, %+v\n%s\n%s", rep, other, a, b)
		}
	})
}

func FuzzOFACRemarks(f *testing.F) {
	for _, s := range []string{
		"DOB 12 Mar 1970; alt. DOB circa 1971 to 1972; POB Nowhere, Russia; nationality Russia.", "a.k.a. 'O'NEIL'; f.k.a. ''X''.", "Passport A (Russia) issued 1 expires 2.",
		"Digital Currency Address - XBT 1111111111111111111114oLvT2; Linked To: X.", "Vessel Registration Identification IMO 9999993; MMSI 1 (;)", "Listing Date (: ): 24 Feb 2022",
	} {
		f.Add(s, "individual")
		f.Add(s, "vessel")
	}
	f.Fuzz(func(t *testing.T, remarks, kind string) {
		if len(remarks) > 4096 || strings.ContainsAny(remarks, "\r\n\x1A") || kind != "individual" && kind != "vessel" && kind != "aircraft" {
			return
		}
		s := ofacSet{
			sdn: []string{`1,"TEST PARTY","` + kind + `","MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"` + strings.ReplaceAll(remarks, `"`, `""`) + `"`},
			alt: []string{`1,1,"aka","OTHER",-0- `}, add: []string{`1,1,-0- ,-0- ,-0- ,-0- `},
		}
		fsys, doc := fstest.MapFS{}, lists.Document{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: map[string]string{}}
		for role, text := range s.files() {
			fsys[role], doc.Files[role] = &fstest.MapFile{Data: []byte(text)}, role
		}
		recs, _ := fuzzRead(t, doc, fsys)
		for _, r := range recs {
			for _, e := range r.Entities {
				if s := ftm.Lookup(e.Schema); s == nil {
					t.Errorf("%s is a %q", e.ID, e.Schema)
				}
				for prop := range e.Properties {
					if ftm.Lookup(e.Schema).Property(prop) == nil {
						t.Errorf("a %s has no property %s", e.Schema, prop)
					}
				}
			}
		}
	})
}
