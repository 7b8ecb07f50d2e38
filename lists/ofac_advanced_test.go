package lists_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/internal/testdata"
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
	if rep.Published.String() != "2031-02-03" || rep.Parties != 5 || rep.Refused != 0 || rep.Damage != "" {
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
	listed, err := ftm.ParseDay("2030-09-08")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range recs[0].Entities { // the party and its wallet
		if e.Has("topics") && e.During("topics", "sanction") != (ftm.Period{From: listed}) {
			t.Errorf("%s is under sanction during %v", e.ID, e.During("topics", "sanction"))
		}
	}
}

// TestAdvancedTwins reads the parties of the fixture from CSV too: they must
// get the same ids and, what both formats hold, the same statements.
func TestAdvancedTwins(t *testing.T) {
	rows := ofacSet{
		sdn: []string{
			`900001,"PROBNYY, Ivan Testovich","individual","MADEUP1] [MADEUP2","Director of Samples",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Mar 1970; alt. DOB circa 1968 to 1971; POB Examplegrad, Russia; nationality Russia; Gender Male; Digital Currency Address - XBT 1111111111111111111114oLvT2; Passport XX0000001 (Russia) issued 06 May 2020 expires 06 May 2030; alt. Passport XX0000002; a.k.a. 'THE SAMPLE'."`,
			`900003,"SAMPLE STAR","vessel","MADEUP1",-0- ,"TEST1","General Cargo",-0- ,-0- ,"Panama","NOWHERE TRADING CO.","Former Vessel Flag Korea, North; Vessel Registration Identification IMO 9999993."`,
			`900006,"NOWHERE TRADING CO.",-0- ,"MADEUP1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `,
		},
		alt: []string{`900001,70001,"aka","PROBNIY, Ivan",-0- `, `900003,70003,"fka","OLD SAMPLE",-0- `},
		add: []string{`900001,501,"1 Nowhere Street, Office 7","Examplegrad 100200","Russia",-0- `, `900003,9003,-0- ,-0- ,-0- ,-0- `, `900006,9004,-0- ,-0- ,-0- ,-0- `},
	}
	recs, rep := rows.read(t)
	if rep.Damage != "" || rep.Refused != 0 {
		t.Fatalf("%q, refused %v", rep.Damage, whys(rep.Problems))
	}
	fromCSV := byID(t, recs)
	recs, _ = readText(t, lists.OFACAdvancedXML, "us_ofac_sdn", map[string]string{"main": advancedFixture(t)})
	fromXML := byID(t, recs)
	for id, a := range fromCSV {
		b := fromXML[id]
		if strings.HasPrefix(id, "ofac-900006") {
			continue
		}
		if b == nil {
			t.Errorf("%s: not in the advanced file", id)
			continue
		}
		if a.Schema != b.Schema || a.Caption != b.Caption {
			t.Errorf("%s: %s %q, in the advanced file %s %q", id, a.Schema, a.Caption, b.Schema, b.Caption)
		}
		for prop, values := range a.Properties {
			for _, v := range values {
				switch {
				case slices.Contains(b.Properties[prop], v), prop == "street", v == "ofac-900006":
				case prop == "firstName" && v == "Ivan Testovich": // two parts there
				default:
					t.Errorf("%s: %s %q is not in the advanced file: %v", id, prop, v, b.Properties[prop])
				}
			}
		}
	}
}

// TestAdvancedRuns: how many parties are read in one walk must not show.
func TestAdvancedRuns(t *testing.T) {
	fsys := fstest.MapFS{"a.xml": {Data: []byte(advancedFixture(t))}}
	doc := lists.Document{Kind: lists.OFACAdvancedXML, Dataset: "us_ofac_sdn", Files: map[string]string{"main": "a.xml"}}
	read := func(parties, bytes int) (string, lists.Report) {
		var recs []lists.Record
		rep, err := lists.ReadAdvancedInRuns(context.Background(), fsys, doc, parties, bytes, func(r lists.Record) error {
			recs = append(recs, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(jsonLines(t, recs)), rep
	}
	want, rep := read(1<<15, 64<<20)
	for _, l := range [][2]int{{1, 64 << 20}, {2, 64 << 20}, {3, 64 << 20}, {5, 64 << 20}, {6, 64 << 20}, {100, 1400}, {100, 2000}, {4, 1500}} {
		got, r := read(l[0], l[1])
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("runs of %d parties and %d bytes (-want +got):\n%s", l[0], l[1], d)
		}
		if d := cmp.Diff(rep, r, cmp.Comparer(func(a, b []ftm.Problem) bool { return slices.Equal(whys(a), whys(b)) })); d != "" {
			t.Errorf("runs of %d parties and %d bytes: report (-want +got):\n%s", l[0], l[1], d)
		}
	}
	_, r := read(100, 300) // no party fits: each is refused, none is lost
	if r.Parties+r.Refused != 5 || r.Refused == 0 {
		t.Errorf("parties %d, refused %d; want 5 in all: %v", r.Parties, r.Refused, whys(r.Problems))
	}
}

// replaceIn changes the fixture; the text that is replaced must be there.
func replaceIn(t testing.TB, s string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(s, pairs[i]) {
			t.Fatalf("the fixture has no %q", pairs[i])
		}
		s = strings.Replace(s, pairs[i], pairs[i+1], 1)
	}
	return s
}

func TestAdvancedOdd(t *testing.T) {
	const start = `<Start Approximate="false" YearFixed="false" MonthFixed="false" DayFixed="false"><From><Year>1970</Year><Month>3</Month><Day>12</Day></From><To><Year>1970</Year><Month>3</Month><Day>12</Day></To></Start>`
	for _, tt := range []struct {
		name     string
		change   []string
		id, prop string
		want     []string
		warn     string // a warning that must be there
		refused  string // a refusal that must be there
	}{
		{
			name: "a day that is none", change: []string{start, strings.ReplaceAll(start, "<Month>3</Month>", "<Month>13</Month>")},
			id: "ofac-900001", prop: "birthDate", want: []string{"1968", "1971"}, warn: "entry 900001: DOB: the period is no date",
		},
		{
			name: "month and day 0", change: []string{start, `<Start Approximate="false" YearFixed="false" MonthFixed="false" DayFixed="false"><From><Year>1970</Year><Month>0</Month><Day>0</Day></From></Start>`},
			id: "ofac-900001", prop: "birthDate", want: []string{"1970", "1968", "1971"},
		},
		{
			name: "another calendar", change: []string{`<Comment/>
            <DatePeriod CalendarTypeID="1"`, `<Comment/>
            <DatePeriod CalendarTypeID="2"`},
			id: "ofac-900001", prop: "birthDate", want: []string{"1968", "1971"}, warn: `entry 900001: DOB: the calendar "Hijri" is not read; kept as a note`,
		},
		{
			name: "unknown number of a feature type", change: []string{`FeatureTypeID="224"`, `FeatureTypeID="77"`},
			id: "ofac-900001", prop: "gender", warn: `entry 900001: feature "Feature type 77 Male" is of no known type; kept as a note`,
		},
		{
			name: "unknown number of a document type", change: []string{`IDRegDocTypeID="1571" IdentityID="4001" IssuedBy`, `IDRegDocTypeID="78" IdentityID="4001" IssuedBy`},
			id: "ofac-900001", prop: "passportNumber", want: []string{"XX0000002"}, warn: `entry 900001: document "Document type 78 XX0000001 (Russia) issued 06 May 2020 expires 06 May 2030" is of no known type; kept as a note`,
		},
		{
			name: "place that is not there", change: []string{`<VersionLocation LocationID="501"/>`, `<VersionLocation LocationID="599"/>`},
			id: "ofac-900001", prop: "addressEntity", warn: "entry 900001: location 599 is not in the file",
		},
		{
			name: "document of nobody", change: []string{`IdentityID="4001" ValidityID="2"`, `IdentityID="4999" ValidityID="2"`},
			id: "ofac-900001", prop: "passportNumber", want: []string{"XX0000001"}, refused: "document 8002: identity 4999 is not in the file",
		},
		{
			name: "tie to nobody", change: []string{`To-ProfileID="900005"`, `To-ProfileID="900055"`},
			id: "ofac-900001", prop: "name", want: []string{"Ivan Testovich PROBNYY", "PROBNYY, Ivan Testovich", "Иван Тестович ПРОБНЫЙ"}, refused: "relationship 3: profile 900055 is not in the file",
		},
		{
			name: "listing of nobody", change: []string{`<SanctionsEntry ID="900004" ProfileID="900004"`, `<SanctionsEntry ID="900004" ProfileID="900044"`},
			id: "ofac-900004", prop: "programId", refused: "sanctions entry 900004: profile 900044 is not in the file",
			warn: "entry 900004: no sanctions entry refers to it; its programmes and the day of its listing are not known",
		},
		{
			name: "party twice", change: []string{`<DistinctParty FixedRef="900005">`, `<DistinctParty FixedRef="900004">`},
			id: "ofac-900004", prop: "name", want: []string{"ZZ-TST"}, refused: "party 900004 appears twice",
		},
		{
			name: "no number", change: []string{`<DistinctParty FixedRef="900005">`, `<DistinctParty FixedRef="next">`},
			id: "ofac-900004", prop: "name", want: []string{"ZZ-TST"}, refused: `party "next": FixedRef is no number of an entry`,
		},
		{
			name: "type not known", change: []string{`<Profile ID="900005" PartySubTypeID="4">`, `<Profile ID="900005" PartySubTypeID="44">`},
			id: "ofac-900004", prop: "name", want: []string{"ZZ-TST"}, refused: `party "900005": type "PartySubTypeID 44" is not known`,
		},
		{
			name: "no primary name", change: []string{`<Alias FixedRef="900004" AliasTypeID="1403" Primary="true"`, `<Alias FixedRef="900004" AliasTypeID="1403" Primary="false"`},
			id: "ofac-900004", prop: "name", want: []string{"ZZ-TST"},
		},
		{
			name: "relation of a new type", change: []string{`>Providing support to<`, `>Sharing an umbrella with<`},
			id: "ofac-900005-link-900002", prop: "role", want: []string{"Sharing an umbrella with"},
			warn: `relationship 4: type "Sharing an umbrella with" is not known; only its words are kept`,
		},
		{
			name: "owner that is a ship", change: []string{`From-ProfileID="900003" To-ProfileID="900002"`, `From-ProfileID="900002" To-ProfileID="900003"`},
			id: "ofac-900002-ownership-900003", prop: "asset", want: []string{"ofac-900003"}, warn: `relationship 5: "Owned or Controlled By" stands the wrong way; turned`,
		},
		{
			name: "words that look like a delta", change: []string{"Seen by nobody.", "Seen by nobody, DeltaAction apart."},
			id: "ofac-900002", prop: "notes", want: []string{"Made up for tests", "Amended 2031-01-02 name corrected", "Remark: Seen by nobody, DeltaAction apart."},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readText(t, lists.OFACAdvancedXML, "us_ofac_sdn", map[string]string{"main": replaceIn(t, advancedFixture(t), tt.change...)})
			if rep.Damage != "" {
				t.Fatalf("damage: %s", rep.Damage)
			}
			e := byID(t, recs)[tt.id]
			if e == nil {
				t.Fatalf("no entity %s", tt.id)
			}
			if d := cmp.Diff(tt.want, e.Properties[tt.prop]); d != "" {
				t.Errorf("%s of %s (-want +got):\n%s", tt.prop, tt.id, d)
			}
			if tt.warn != "" && !slices.Contains(whys(rep.Warnings), tt.warn) {
				t.Errorf("no warning %q: %v", tt.warn, whys(rep.Warnings))
			}
			if got := whys(rep.Problems); tt.refused == "" && len(got) > 0 || tt.refused != "" && !slices.Equal(got, []string{tt.refused}) {
				t.Errorf("refused %q, want %q", got, tt.refused)
			}
		})
	}
}

func TestAdvancedBroken(t *testing.T) {
	whole := advancedFixture(t)
	part := func(name string) string {
		return regexp.MustCompile(`(?s)<` + name + `>.*</` + name + `>`).FindString(whole)
	}
	for _, tt := range []struct {
		name   string
		text   string
		damage string // a regular expression
	}{
		{"empty", "", `the file is empty`},
		{"blank", "\n \n", `the file is empty`},
		{"text", "no sanctions today", `the file is empty|syntax`},
		{"cut in a party", whole[:strings.Index(whole, "PROBNIY")], `main.txt:\d+:\d+: unexpected EOF`},
		{"cut behind the parties", whole[:strings.Index(whole, "<ProfileRelationships>")], `unexpected EOF`},
		{"cut before the last end", strings.TrimSuffix(strings.TrimSpace(whole), "</Sanctions>"), `unexpected EOF`},
		{"0x1A at the end", whole + "\x1A", `illegal character code|something follows`},
		{"something follows", whole + "<Sanctions/>", `something follows the end of the list`},
		{"another root", strings.NewReplacer("<Sanctions ", "<sdnList ", "</Sanctions>", "</sdnList>").Replace(whole), `root element is <sdnList>, not <Sanctions>`},
		{"UTF-16 in name", replaceIn(t, whole, `encoding="utf-8"`, `encoding="utf-16"`), `encoding "utf-16" is not known`},
		{"not UTF-8", replaceIn(t, whole, "Nowhere Street", "Nowh\xE8re Street"), `invalid UTF-8`},
		{"document type", replaceIn(t, whole, "<Sanctions ", `<!DOCTYPE Sanctions [<!ENTITY a "aaaa">]><Sanctions `), `has a document type definition`},
		{"entity", replaceIn(t, whole, "Nowhere Street", "&a;"), `invalid character entity &a;`},
		{"control character", replaceIn(t, whole, "Nowhere Street", "Nowhere\x19 Street"), `illegal character code U\+0019`},
		{"element that never ends", whole[:strings.Index(whole, "Nowhere Street")] + strings.Repeat("no end ", 17<<20/7), `element is longer than \d+ bytes`},
		{"tags crossed", replaceIn(t, whole, "</Value></LocationPartValue>", "</LocationPartValue></Value>"), `closed by`},
		{"a part is missing", strings.Replace(whole, part("SanctionsEntries"), "", 1), `the part <SanctionsEntries> is missing`},
		{"no locations", strings.Replace(whole, part("Locations"), "", 1), `the part <Locations> is missing`},
		{"parts in another order", strings.Replace(whole, part("Locations"), part("IDRegDocuments")+part("Locations"), 1), `the part <Locations> is missing`},
		{"a part twice", strings.Replace(whole, part("Locations"), part("Locations")+part("Locations"), 1), `<Locations> stands twice`},
		{"a part of another format", replaceIn(t, whole, "<Locations>", "<sdnEntry/><Locations>"), `<sdnEntry> is no part of an advanced sanctions file`},
		{"no parties", strings.Replace(whole, part("DistinctParties"), "<DistinctParties/>", 1), `\d+ of \d+ rows had to be set aside|no entries`},
		{"delta by version", replaceIn(t, whole, `Version="7"`, `Version="7" DeltaBaseVersion="6"`), `<Sanctions> has DeltaBaseVersion="6": the file holds changes to the list, not the list; load the full file`},
		{"delta of a party", replaceIn(t, whole, `<DistinctParty FixedRef="900005">`, `<DistinctParty FixedRef="900005" DeltaAction="add">`), `<DistinctParty> has DeltaAction="add"`},
		{"delta deep inside", replaceIn(t, whole, `<Value>Примерград`, `<Value DeltaAction="amend">Примерград`), `<Value> has DeltaAction="amend"`},
		{"delta of an entry", replaceIn(t, whole, `ProfileID="900004" ListID="1550"`, `ProfileID="900004" ListID="1550" EntryDeltaFlag="NewEntry"`), `<SanctionsEntry> has EntryDeltaFlag="NewEntry"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readText(t, lists.OFACAdvancedXML, "us_ofac_sdn", map[string]string{"main": tt.text})
			if !regexp.MustCompile(tt.damage).MatchString(rep.Damage) || rep.Damage == "" {
				t.Errorf("damage %q, want %q", rep.Damage, tt.damage)
			}
			if strings.HasPrefix(tt.name, "delta") && !rep.Unfit {
				t.Error("a delta file may be forced")
			}
			if strings.HasPrefix(tt.name, "delta") && len(recs) > 0 {
				t.Errorf("%d records of a delta file were emitted", len(recs))
			}
		})
	}
}

// ofacDeclaration is an element, type or group of a schema, as far as order goes.
type ofacDeclaration struct {
	XMLName  xml.Name
	Name     string            `xml:"name,attr"`
	Ref      string            `xml:"ref,attr"`
	Type     string            `xml:"type,attr"`
	Use      string            `xml:"use,attr"`
	Min      string            `xml:"minOccurs,attr"`
	Max      string            `xml:"maxOccurs,attr"`
	Children []ofacDeclaration `xml:",any"`
}

type ofacSchemaOrder struct{ elements, types map[string]*ofacDeclaration }

type ofacNode struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []ofacNode `xml:",any"`
}

// check holds a node to its declaration: the children in the order of the
// sequence, as often as it says, and no attribute missing or unknown.
func (s *ofacSchemaOrder) check(n *ofacNode, decl *ofacDeclaration, path string) error {
	path += "/" + n.XMLName.Local
	typ := decl
	if t := s.types[decl.Type]; t != nil {
		typ = t
	}
	attrs := map[string]bool{}
	var content []*ofacDeclaration
	var collect func(e *ofacDeclaration)
	collect = func(e *ofacDeclaration) {
		for i := range e.Children {
			switch c := &e.Children[i]; c.XMLName.Local {
			case "attribute":
				attrs[c.Name] = c.Use == "required"
			case "element", "choice":
				content = append(content, c)
			case "complexType", "sequence", "simpleContent", "extension":
				collect(c)
			}
		}
	}
	collect(typ)
	have := map[string]bool{}
	for _, a := range n.Attrs {
		if a.Name.Local == "xmlns" {
			continue
		}
		if _, ok := attrs[a.Name.Local]; !ok {
			return fmt.Errorf("%s: no attribute %s", path, a.Name.Local)
		}
		have[a.Name.Local] = true
	}
	for a, required := range attrs {
		if required && !have[a] {
			return fmt.Errorf("%s: attribute %s is missing", path, a)
		}
	}
	at := 0
	take := func(c *ofacDeclaration) (int, error) {
		name, d := c.Name, c
		if c.Ref != "" {
			name, d = c.Ref, s.elements[c.Ref]
		}
		times := 0
		for at < len(n.Children) && n.Children[at].XMLName.Local == name {
			if err := s.check(&n.Children[at], d, path); err != nil {
				return 0, err
			}
			times++
			at++
		}
		if times == 0 && c.Min != "0" {
			return 0, fmt.Errorf("%s: <%s> is missing", path, name)
		}
		if times > 1 && c.Max != "unbounded" {
			return 0, fmt.Errorf("%s: <%s> stands %d times", path, name, times)
		}
		return times, nil
	}
	for _, c := range content {
		if c.XMLName.Local == "choice" { // of From, maybe To, or To alone
			c = &ofacDeclaration{Ref: "From", Min: "0"}
			if _, err := take(c); err != nil {
				return err
			}
			c = &ofacDeclaration{Ref: "To", Min: "0"}
		}
		if _, err := take(c); err != nil {
			return err
		}
	}
	if at < len(n.Children) {
		return fmt.Errorf("%s: <%s> does not belong here", path, n.Children[at].XMLName.Local)
	}
	return nil
}

// TestAdvancedFixtureFollowsSchema holds the fixture to OFAC's own schema.
func TestAdvancedFixtureFollowsSchema(t *testing.T) {
	b, err := os.ReadFile(testdata.Path(t, "sanctions/ofac/sdn_advanced.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	var root ofacDeclaration
	if err := xml.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	s := ofacSchemaOrder{elements: map[string]*ofacDeclaration{}, types: map[string]*ofacDeclaration{}}
	for i := range root.Children {
		switch c := &root.Children[i]; c.XMLName.Local {
		case "element":
			s.elements[c.Name] = c
		case "complexType":
			s.types[c.Name] = c
		}
	}
	check := func(text string) error {
		var n ofacNode
		if err := xml.Unmarshal([]byte(text), &n); err != nil {
			t.Fatal(err)
		}
		return s.check(&n, s.elements["Sanctions"], "")
	}
	if err := check(advancedFixture(t)); err != nil {
		t.Error(err)
	}
	for _, pair := range [][2]string{{`<IDRegDocuments>`, `<IDRegDocuments><Location/>`}, {` LowQuality="true"`, ``}, {`<SanctionsEntryLinks/>`, ``}} {
		if check(replaceIn(t, advancedFixture(t), pair[0], pair[1])) == nil {
			t.Errorf("%q in place of %q passes the schema", pair[1], pair[0])
		}
	}
}

// bigAdvanced writes a file with many parties, each with a place, a document,
// a tie and a listing.
func bigAdvanced(t testing.TB, w io.Writer, parties int) {
	t.Helper()
	whole := advancedFixture(t)
	cut := func(from, to string) string {
		i, j := strings.Index(whole, from), strings.Index(whole, to)
		return whole[i:j]
	}
	var b bytes.Buffer
	flush := func() {
		if _, err := w.Write(b.Bytes()); err != nil {
			t.Fatal(err)
		}
		b.Reset()
	}
	b.WriteString(whole[:strings.Index(whole, "<Locations>")])
	each := func(part string, one func(i int)) {
		fmt.Fprintf(&b, "<%s>\n", part)
		for i := 1; i <= parties; i++ {
			one(i)
			if b.Len() > 1<<16 {
				flush()
			}
		}
		fmt.Fprintf(&b, "</%s>\n", part)
	}
	each("Locations", func(i int) {
		fmt.Fprintf(&b, `<Location ID="%d"><LocationCountry CountryID="11185" CountryRelevanceID="1413"/><LocationPart LocPartTypeID="1454"><LocationPartValue Primary="true" LocPartValueTypeID="1" LocPartValueStatusID="1"><Value>Town %d</Value></LocationPartValue></LocationPart></Location>`+"\n", i, i)
	})
	each("IDRegDocuments", func(i int) {
		fmt.Fprintf(&b, `<IDRegDocument ID="%d" IDRegDocTypeID="1571" IdentityID="%d"><IDRegistrationNo>X%d</IDRegistrationNo></IDRegDocument>`+"\n", i, i, i)
	})
	each("DistinctParties", func(i int) {
		fmt.Fprintf(&b, `<DistinctParty FixedRef="%d"><Profile ID="%d" PartySubTypeID="4"><Identity ID="%d" FixedRef="%d" Primary="true" False="false"><Alias FixedRef="%d" AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName ID="%d" FixedRef="%d" DocNameStatusID="1"><DocumentedNamePart><NamePartValue NamePartGroupID="%d" ScriptID="215" ScriptStatusID="1" Acronym="false">SAMPLE %d</NamePartValue></DocumentedNamePart></DocumentedName></Alias><NamePartGroups><MasterNamePartGroup><NamePartGroup ID="%d" NamePartTypeID="1520"/></MasterNamePartGroup></NamePartGroups></Identity><Feature ID="%d" FeatureTypeID="25"><FeatureVersion ID="%d" ReliabilityID="1"><VersionLocation LocationID="%d"/></FeatureVersion><IdentityReference IdentityID="%d" IdentityFeatureLinkTypeID="1"/></Feature></Profile></DistinctParty>`+"\n", i, i, i, i, i, i, i, i, i, i, i, i, i, i)
	})
	each("ProfileRelationships", func(i int) {
		fmt.Fprintf(&b, `<ProfileRelationship ID="%d" From-ProfileID="%d" To-ProfileID="%d" RelationTypeID="15001" RelationQualityID="1" Former="false" SanctionsEntryID="%d"/>`+"\n", i, i, i%parties+1, i)
	})
	each("SanctionsEntries", func(i int) {
		fmt.Fprintf(&b, `<SanctionsEntry ID="%d" ProfileID="%d" ListID="1550"><EntryEvent ID="%d" EntryEventTypeID="1"><Date CalendarTypeID="1"><Year>2030</Year><Month>1</Month><Day>2</Day></Date></EntryEvent><SanctionsMeasure ID="%d" SanctionsTypeID="1"><Comment>MADEUP1</Comment><DatePeriod CalendarTypeID="1" YearFixed="false" MonthFixed="false" DayFixed="false"/></SanctionsMeasure></SanctionsEntry>`+"\n", i, i, i, i)
	})
	b.WriteString(cut("<SanctionsEntryLinks/>", "</Sanctions>") + "</Sanctions>\n")
	flush()
}
