package lists_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/lists"
)

// registerFixture reads a file of testdata.
func registerFixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// registerFiles are the own examples by kind.
var registerFiles = map[lists.Kind]string{
	lists.BODS: "bods_register.json", lists.GLEIFEntities: "gleif_lei.xml", lists.GLEIFRelations: "gleif_rr.xml",
	lists.GLEIFExceptions: "gleif_repex.xml", lists.OwnershipCSV: "holdings.csv",
}

// readRegister reads a register that is given as text.
func readRegister(t testing.TB, kind lists.Kind, text string) ([]lists.Record, lists.Report) {
	t.Helper()
	return readText(t, kind, "register", map[string]string{"main": text})
}

// placed writes problems as "line why".
func placed(list []ftm.Problem) []string {
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprintf("%d %s", p.Line, p.Why))
	}
	return out
}

// TestRegisterGolden reads the own examples and compares every entity, problem
// and warning.
func TestRegisterGolden(t *testing.T) {
	for kind, file := range registerFiles {
		t.Run(string(kind), func(t *testing.T) {
			text := registerFixture(t, file)
			if got, role := lists.Detect("x", []byte(text)); got != kind || role != "main" {
				t.Errorf("recognised as %q, %q", got, role)
			}
			recs, rep := readRegister(t, kind, text)
			if rep.Damage != "" {
				t.Fatalf("damage %q", rep.Damage)
			}
			checkRegister(t, recs)
			var b bytes.Buffer
			fmt.Fprintf(&b, "published %s, %d entities, %d refused, %d warned\n", rep.Published, rep.Entities, rep.Refused, rep.Warned)
			for _, s := range placed(rep.Problems) {
				fmt.Fprintf(&b, "refused %s\n", s)
			}
			for _, s := range placed(rep.Warnings) {
				fmt.Fprintf(&b, "warned %s\n", s)
			}
			b.Write(jsonLines(t, recs))
			golden(t, strings.TrimSuffix(file, filepath.Ext(file))+".golden", b.Bytes())
		})
	}
}

// checkRegister says what must hold of what any register gives: every entity
// once, of a known schema with its own properties, and of a tie both ends.
func checkRegister(t *testing.T, recs []lists.Record) {
	t.Helper()
	codes := map[string]bool{"indirect": true, "holder-unknown": true, "share-from-statement-date": true}
	seen := make(map[string]bool)
	for _, r := range recs {
		if r.Line < 1 || len(r.Entities) == 0 {
			t.Fatalf("a record of %d entities on line %d", len(r.Entities), r.Line)
		}
		for _, e := range r.Entities {
			s := ftm.Lookup(e.Schema)
			if s == nil || e.ID == "" || len(e.Datasets) != 1 {
				t.Fatalf("entity %q of schema %q, datasets %q", e.ID, e.Schema, e.Datasets)
			}
			if seen[e.ID] && e.Schema != "LegalEntity" { // a table may give an id two names
				t.Errorf("%s is made twice", e.ID)
			}
			seen[e.ID] = true
			for _, p := range e.PropertyNames() {
				d := s.Property(p)
				if d == nil {
					t.Errorf("%s: %s is no property of %s", e.ID, p, e.Schema)
					continue
				}
				for _, v := range e.Properties[p] {
					if clean, ok := d.Type.Clean(v); d.Type == ftm.TypeDate && (!ok || clean != v) {
						t.Errorf("%s: %s %q is no clean date", e.ID, p, v)
					}
				}
			}
			if s.Edge == nil {
				continue
			}
			if !e.Has(s.Edge.Source) || !e.Has(s.Edge.Target) || e.First(s.Edge.Source) == "" {
				t.Errorf("%s has not both ends", e.ID)
			}
			if from, to := e.First("startDate"), e.First("endDate"); from != "" && to != "" && to < from[:min(len(from), len(to))] {
				t.Errorf("%s ends on %s and begins on %s", e.ID, to, from)
			}
			for _, p := range [...]string{"percentage", "ownershipType", "status", "startDate", "endDate", s.Edge.Source, s.Edge.Target} {
				if len(e.Properties[p]) > 1 {
					t.Errorf("%s: %s has %d values", e.ID, p, len(e.Properties[p]))
				}
			}
			for _, c := range strings.Fields(e.First("status")) {
				if !codes[c] {
					t.Errorf("%s: status %q", e.ID, c)
				}
			}
			if p := e.First("percentage"); p != "" {
				if again, err := lists.ShareText(p); err != nil || again != p {
					t.Errorf("%s: percentage %q reads back as %q, %v", e.ID, p, again, err)
				}
			}
			if e.Schema == "Ownership" && e.First("ownershipType") == "" {
				t.Errorf("%s has no type", e.ID)
			}
		}
	}
}

// TestShare reads shares as registers and people write them.
func TestShare(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " ": "", "%": "", "50": "50", "50%": "50", "50 %": "50", "050.500": "50.5", "50,5": "50.5", "0": "0", "0.0": "0", "100": "100", "+7": "7", ".5": "0.5",
		"25-50": "25-50", "25 % - 50 %": "25-50", "25–50": "25-50", ">25-50": ">25-50", ">=25-<50": ">=25-<50", ">25-<50": ">25-<50", "25-<50": ">=25-<50", ">=25-50": "25-50", "25-<=50": "25-50",
		">25": ">25-100", "more than 25": ">25-100", "More Than 25%": ">25-100", "≥75": "75-100", "75+": "75-100", "<50": ">=0-<50", "less than 50": ">=0-<50", "≤50": "0-50", "50-50": "50",
		"33.333333333333333333333333": "33.333333333333333333333333", "1.396555514267633e-05": "0.00001396555514267633", "1e1": "10", "2.5E+1": "25", "0.1e3": "100", "0e64": "0",
	} {
		if got, err := lists.ShareText(in); err != nil || got != want {
			t.Errorf("share %q is %q, %v; want %q", in, got, err, want)
		}
	}
	for in, why := range map[string]string{
		"130": "more than the whole", "100.0000000000000000000001": "more than the whole", "1e3": "more than the whole", "90-110": "more than the whole", ">100": "no share is both", "50-25": "begins at 50",
		">50-50": "no share is both", "<0": "no share is both", "-5": "is no share", "half": "is no share", "5 0": "is no share", "5%0": "is no share", ",3%e-63": "is no share", "1e-64": "is no share", "5 of 7": "is no share", "1/2": "is no share", "1e99999999999999999999": "is no share", "1e65": "is no share",
		"5.": "is no share", ".": "is no share", "50-": "is no share", "-": "is no share", "<25-50": "is no share", "25->50": "is no share", "1.2.3": "is no share", "٥٠": "is no share", "NaN": "is no share", strings.Repeat("9", 65): "is no share",
	} {
		got, err := lists.ShareText(in)
		ok := false
		for _, w := range strings.Split(why, "|") {
			ok = ok || err != nil && strings.Contains(err.Error(), w)
		}
		if !ok {
			t.Errorf("share %q is %q, %v; want an error with %q", in, got, err, why)
		}
	}
}

func FuzzShare(f *testing.F) {
	for _, s := range []string{"50", ">=25-<50", "75+", "1.3e-05", "<50", "25–50 %", "more than 25"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := lists.ShareText(text)
		if err != nil {
			return
		}
		if again, err := lists.ShareText(got); err != nil || again != got {
			t.Errorf("%q is %q, which reads as %q, %v", text, got, again, err)
		}
	})
}

// bodsLine is a statement of a small register.
func bodsLine(record, status, date, kind, details string) string {
	return fmt.Sprintf(`{"statementId":"s-%s-%s","statementDate":%q,"recordId":%q,"recordStatus":%q,"recordType":%q,"publicationDetails":{"publicationDate":"2031-01-01","bodsVersion":"0.4","publisher":{"name":"Reg"}},"recordDetails":%s}`,
		record, date, date, record, status, kind, details)
}

func bodsCompany(record string) string {
	return bodsLine(record, "new", "2020-01-01", "entity", fmt.Sprintf(`{"entityType":{"type":"registeredEntity"},"name":"Company %s"}`, record))
}

func bodsPerson(record string) string {
	return bodsLine(record, "new", "2020-01-01", "person", fmt.Sprintf(`{"personType":"knownPerson","names":[{"fullName":"Person %s"}]}`, record))
}

// bodsHolds says that P holds interests of A, which are written short: type,
// share, from, to.
func bodsHolds(status, date string, interests ...[4]string) string {
	var list []string
	for _, i := range interests {
		s := fmt.Sprintf(`{"type":%q,"directOrIndirect":"direct"`, i[0])
		if i[1] != "" {
			s += fmt.Sprintf(`,"share":{"exact":%s}`, i[1])
		}
		if i[2] != "" {
			s += fmt.Sprintf(`,"startDate":%q`, i[2])
		}
		if i[3] != "" {
			s += fmt.Sprintf(`,"endDate":%q`, i[3])
		}
		list = append(list, s+"}")
	}
	return bodsLine("r", status, date, "relationship", `{"subject":"A","interestedParty":"P","interests":[`+strings.Join(list, ",")+`]}`)
}

// TestBODSHistory says what stays of a holding when a later statement on its
// record replaces it.
func TestBODSHistory(t *testing.T) {
	const sh, vo = "shareholding", "votingRights"
	for _, tt := range []struct {
		name  string
		lines []string
		want  []string // id ending: percentage from..to flags
	}{
		{"said again", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-01-01", [4]string{sh, "50.0", "2019-01-01", ""})},
			[]string{"shareholding: 50 2019-01-01.."}},
		{"another share, the same dates", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06T10:00:00Z", [4]string{sh, "100", "2019-01-01", ""})},
			[]string{"shareholding: 100 2021-05-06.. share-from-statement-date", "shareholding-until-2021-05-05: 50 2019-01-01..2021-05-05"}},
		{"and said again", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "100", "2019-01-01", ""}), bodsHolds("updated", "2022-01-01", [4]string{sh, "100", "2019-01-01", ""})},
			[]string{"shareholding: 100 2021-05-06.. share-from-statement-date", "shareholding-until-2021-05-05: 50 2019-01-01..2021-05-05"}},
		{"and closed", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "100", "2019-01-01", ""}), bodsHolds("closed", "2022-01-01", [4]string{sh, "100", "2019-01-01", "2021-12-01"})},
			[]string{"shareholding: 100 2021-05-06..2021-12-01 share-from-statement-date", "shareholding-until-2021-05-05: 50 2019-01-01..2021-05-05"}},
		{"another share, no dates", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "100", "", ""})},
			[]string{"shareholding: 100 2021-05-06.. share-from-statement-date", "shareholding-until-2021-05-05: 50 ..2021-05-05"}},
		{"another share from a later day", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "100", "2021-05-01", ""})},
			[]string{"shareholding: 100 2021-05-01..", "shareholding-until-2021-04-30: 50 2019-01-01..2021-04-30"}},
		{"the same share from a later day", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2020-03-06", [4]string{sh, "50", "2019-03-01", ""})},
			[]string{"shareholding: 50 2019-03-01.."}},
		{"another share from an earlier day", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "100", "2018-01-01", ""})},
			[]string{"shareholding: 100 2018-01-01.."}},
		{"a correction of two", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "60", "2021-01-01", ""}), bodsHolds("updated", "2021-06-06", [4]string{sh, "70", "2020-06-01", ""})},
			[]string{"shareholding: 70 2020-06-01..", "shareholding-until-2020-05-31: 50 2019-01-01..2020-05-31"}},
		{"a day that is told later", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "50", "2019-02", ""})},
			[]string{"shareholding: 50 2019-02.."}},
		{"no longer stated", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}, [4]string{vo, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06", [4]string{vo, "50", "2019-01-01", ""})},
			[]string{"shareholding-until-2021-05-05: 50 2019-01-01..2021-05-05", "votingRights: 50 2019-01-01.."}},
		{"closed without an end", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("closed", "2021-05-06", [4]string{sh, "50", "2019-01-01", ""})},
			[]string{"shareholding: 50 2019-01-01..2021-05-06"}},
		{"closed, and nothing said of interests", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("closed", "2021-05-06")},
			[]string{"shareholding: 50 2019-01-01..2021-05-06"}},
		{"updated, and nothing said of interests", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06"), bodsHolds("updated", "2022-05-06", [4]string{sh, "60", "2019-01-01", ""})},
			[]string{"shareholding: 60 2022-05-06.. share-from-statement-date", "shareholding-until-2022-05-05: 50 2019-01-01..2022-05-05"}},
		{"nothing said of interests, then something", []string{bodsHolds("new", "2020-01-01"), bodsHolds("updated", "2021-05-06", [4]string{sh, "50", "2019-01-01", ""})},
			[]string{"shareholding: 50 2019-01-01.."}},
		{"another holder on the same record", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), strings.Replace(bodsHolds("updated", "2021-05-06", [4]string{sh, "50", "2019-01-01", ""}), `"interestedParty":"P"`, `"interestedParty":"Q"`, 1), bodsPerson("Q")},
			[]string{"shareholding: 50 2019-01-01..", "shareholding-until-2021-05-05: 50 2019-01-01..2021-05-05"}},
		{"closed and opened again", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("closed", "2021-05-06", [4]string{sh, "50", "2019-01-01", "2021-05-01"}), bodsHolds("new", "2022-01-01", [4]string{sh, "60", "2022-01-01", ""})},
			[]string{"shareholding: 60 2022-01-01..", "shareholding-until-2021-05-01: 50 2019-01-01..2021-05-01"}},
		{"what cannot be read ends nothing", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06", [4]string{sh, "150", "2019-01-01", ""})},
			[]string{"shareholding: 50 2019-01-01.."}},
		{"two changes on one day", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06T09:00:00Z", [4]string{sh, "60", "2019-01-01", ""}), bodsHolds("updated", "2021-05-06T10:00:00Z", [4]string{sh, "70", "2019-01-01", ""})},
			[]string{"shareholding: 70 2021-05-06.. share-from-statement-date", "shareholding-until-2021-05-05: 50 2019-01-01..2021-05-05"}},
		{"two holdings of one kind", []string{bodsHolds("new", "2020-01-01", [4]string{sh, "50", "2019-01-01", ""}, [4]string{sh, "10", "2019-06-01", ""})},
			[]string{"shareholding-2: 10 2019-06-01..", "shareholding: 50 2019-01-01.."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := append([]string{bodsCompany("A"), bodsPerson("P")}, tt.lines...)
			text := strings.Join(lines, "\n") + "\n"
			recs, rep := readRegister(t, lists.BODS, text)
			if rep.Damage != "" {
				t.Fatal(rep.Damage)
			}
			checkRegister(t, recs)
			var got []string
			for id, e := range byID(t, recs) {
				if e.Schema == "Ownership" {
					got = append(got, strings.TrimSpace(fmt.Sprintf("%s: %s %s..%s %s", strings.TrimPrefix(id, "bods-reg-r-"), e.First("percentage"), e.First("startDate"), e.First("endDate"), e.First("status"))))
				}
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			// Neither the order of the statements nor the shape of the file matters.
			slices.Reverse(lines)
			for _, other := range []string{strings.Join(lines, "\n"), "[" + strings.Join(lines, ",\n") + "]"} {
				again, _ := readRegister(t, lists.BODS, other)
				if a, b := sortedLines(t, recs), sortedLines(t, again); a != b {
					t.Errorf("in another order:\n%s\n%s", a, b)
				}
			}
		})
	}
}

// sortedLines are the entities in order of their text.
func sortedLines(t *testing.T, recs []lists.Record) string {
	l := strings.Split(string(jsonLines(t, recs)), "\n")
	slices.Sort(l)
	return strings.Join(l, "\n")
}

// TestBODSIds says by which id a company is known.
func TestBODSIds(t *testing.T) {
	entity := func(record, publisher, identifiers string) string {
		return fmt.Sprintf(`{"statementId":"s","statementDate":"2020-01-01","recordId":%q,"recordStatus":"new","recordType":"entity","publicationDetails":{"bodsVersion":"0.4","publisher":{"name":%q}},"recordDetails":{"entityType":{"type":"registeredEntity"},"name":"X","identifiers":[%s]}}`, record, publisher, identifiers)
	}
	for _, tt := range []struct{ name, line, id string }{
		{"no number", entity("E1", "Reg of A", ``), "bods-reg-of-a-E1"},
		{"no publisher", entity("E1", "", ``), "bods-E1"},
		{"a publisher in another script", entity("E1", "登記所", ``), "bods-9940d27b-E1"},
		{"a record id with signs", entity("E 1/2", "Reg", ``), "bods-reg-50545195a11c6b7f"},
		{"a register's number", entity("E1", "Reg", `{"scheme":"GB-COH","id":"07444723"}`), "gb-coh-07444723"},
		{"without its zeros", entity("E1", "Reg", `{"scheme":"gb-coh","id":"7444723"}`), "gb-coh-07444723"},
		{"an LEI goes first", entity("E1", "Reg", `{"scheme":"AA-REG","id":"1234"},{"scheme":"XI-LEI","id":"9999MADEUPCORP000154"}`), "lei-9999MADEUPCORP000154"},
		{"an LEI that is none", entity("E1", "Reg", `{"scheme":"XI-LEI","id":"9999MADEUPCORP000155"}`), "bods-reg-E1"},
		{"no scheme", entity("E1", "Reg", `{"schemeName":"Some register","id":"758355"}`), "bods-reg-E1"},
		{"no number at all", entity("E1", "Reg", `{"scheme":"GB-COH","id":"N/A"}`), "bods-reg-E1"},
		{"zeros", entity("E1", "Reg", `{"scheme":"GB-COH","id":"00000000"}`), "bods-reg-E1"},
	} {
		recs, rep := readRegister(t, lists.BODS, tt.line+"\n")
		if len(recs) != 1 || recs[0].Entities[0].ID != tt.id {
			t.Errorf("%s: %v %v, want id %s", tt.name, placed(rep.Problems), string(jsonLines(t, recs)), tt.id)
		}
	}
	// Two records with one number: whether they are one is for a person to say.
	recs, rep := readRegister(t, lists.BODS, entity("E1", "Reg", `{"scheme":"GB-COH","id":"07444723"}`)+"\n"+entity("E2", "Reg", `{"scheme":"GB-COH","id":"7444723"}`)+"\n")
	if got := slices.Sorted(maps.Keys(byID(t, recs))); !slices.Equal(got, []string{"bods-reg-E1", "bods-reg-E2"}) || rep.Warned != 1 || !strings.Contains(rep.Warnings[0].Why, "2 records have the number gb-coh-07444723") {
		t.Errorf("ids %q, warnings %q", got, placed(rep.Warnings))
	}
}

// TestBODSBroken breaks registers in the ways in which files break.
func TestBODSBroken(t *testing.T) {
	company, person, holds := bodsCompany("A"), bodsPerson("P"), bodsHolds("new", "2020-01-01", [4]string{"shareholding", "50", "2019-01-01", ""})
	link := func(details string) string { return bodsLine("r", "new", "2020-01-01", "relationship", details) }
	lines := func(l ...string) string { return strings.Join(append([]string{company, person}, l...), "\n") + "\n" }
	array := "[\n" + company + ",\n" + person + ",\n" + holds + "\n]\n"
	old := `{"statementID":"1","statementType":"ownershipOrControlStatement","interestedParty":{}}`
	for _, tt := range []struct {
		name, text, damage string
		entities           int
		refused, warned    string // the first, with its line
		unfit              bool
	}{
		{name: "sound", text: lines(holds), entities: 3},
		{name: "sound array", text: array, entities: 3},
		{name: "byte order mark", text: "\uFEFF" + array, entities: 3},
		{name: "no end of the last line", text: strings.TrimSuffix(lines(holds), "\n"), entities: 3},
		{name: "empty", text: "", damage: "the file is empty"},
		{name: "blank", text: " \n\t\n", damage: "the file is empty"},
		{name: "words", text: "hello", damage: "neither an array of statements nor one statement a line"},
		{name: "empty array", text: "[]", damage: "no entries"},
		{name: "cut array", text: array[:len(array)-40], damage: "f:4: the file is cut"},
		{name: "array without end", text: strings.TrimSuffix(array, "]\n"), damage: "the file is cut"},
		{name: "array with a fault", text: strings.Replace(array, `"recordId":"P"`, `"recordId":P`, 1), damage: "f:3: what begins here is no JSON"},
		{name: "two arrays", text: array + array, damage: "f:4: something follows the end of the array"},
		{name: "numbers in an array", text: "[1," + strings.TrimPrefix(array, "["), entities: 3, refused: "1 is no statement"},
		{name: "a huge statement", text: "[" + strings.Replace(company, "Company A", strings.Repeat("x", 5<<20), 1) + "]", damage: "f:1: statement is longer than 4194304 bytes"},
		{name: "a huge line", text: lines(holds, strings.Replace(bodsCompany("B"), "Company B", strings.Repeat("x", 5<<20), 1), bodsCompany("C")), entities: 4, refused: "4 statement is longer than"},
		{name: "a bad line", text: lines(holds, "{", bodsCompany("B")), entities: 4, refused: "4 the line is no JSON object"},
		{name: "a cut last line", text: lines(holds) + holds[:100], damage: "f:4: the last line is cut", entities: 0, refused: "4 the line is no JSON object"},
		{name: "one object over lines", text: "{\n\"statements\":\n[]}\n", damage: "the last line is cut or cannot be read", refused: "1 the line is no JSON"},
		{name: "version 0.2", text: "[" + old + "]", damage: "is BODS 0.2 or 0.3", unfit: true},
		{name: "version 0.3 among lines", text: lines(old), damage: "f:3: is BODS 0.2 or 0.3", unfit: true},
		{name: "another version", text: strings.ReplaceAll(lines(holds), `"0.4"`, `"0.9"`), entities: 3, warned: "1 is BODS 0.9; read as 0.4"},
		{name: "no record id", text: lines(holds, bodsCompany("")), entities: 3, refused: "4 the statement has no recordId"},
		{name: "another type", text: lines(holds, bodsLine("x", "new", "2020-01-01", "vessel", "{}")), entities: 3, refused: `4 recordType "vessel" is neither`},
		{name: "another status", text: lines(holds, bodsLine("x", "void", "2020-01-01", "entity", "{}")), entities: 3, refused: `4 recordStatus "void" is neither`},
		{name: "a record of two kinds", text: lines(holds, bodsPerson("A")), entities: 3, refused: "4 record A is an entity, and here a person"},
		{name: "no date", text: lines(holds, bodsLine("B", "new", "soon", "entity", `{"name":"B","entityType":{"type":"registeredEntity"}}`)), entities: 4, warned: `4 record B: statementDate "soon" is no date`},
		{name: "a subject that is not there", text: lines(link(`{"subject":"Z","interestedParty":"P"}`)), entities: 2, refused: "3 record r: the subject Z is not in the file"},
		{name: "a party that is not there", text: lines(link(`{"subject":"A","interestedParty":"Z"}`)), entities: 2, refused: "3 record r: the interestedParty Z is not in the file"},
		{name: "a party that is a relationship", text: lines(holds, bodsLine("q", "new", "2020-01-01", "relationship", `{"subject":"A","interestedParty":"r"}`)), entities: 3, refused: "4 record q: the interestedParty r is a relationship"},
		{name: "no party", text: lines(link(`{"subject":"A"}`)), entities: 2, refused: "3 record r: the interestedParty is missing"},
		{name: "a component that is not there", text: lines(link(`{"subject":"A","interestedParty":"P","componentRecords":["Z"]}`)), entities: 3, warned: "3 record r: the component Z is not in the file"},
		{name: "no details", text: lines(strings.Replace(holds, `"recordDetails"`, `"other"`, 1)), entities: 2, refused: "3 record r: the relationship has no recordDetails"},
		{name: "details that are a list", text: lines(link(`[]`)), entities: 2, refused: "3 record r:"},
		{name: "a share of words", text: lines(link(`{"subject":"A","interestedParty":"P","interests":[{"type":"shareholding","share":{"exact":"half"}}]}`)), entities: 2, refused: "3 record r:"},
		{name: "a share over the whole", text: lines(link(`{"subject":"A","interestedParty":"P","interests":[{"type":"shareholding","share":{"exact":130}},{"type":"votingRights","share":{"exact":50}}]}`)), entities: 3, refused: "3 record r: shareholding: a share of 130 % is more than the whole"},
		{name: "a share below nothing", text: lines(link(`{"subject":"A","interestedParty":"P","interests":[{"type":"shareholding","share":{"exact":-1}}]}`)), entities: 2, refused: `3 record r: shareholding: the share "-1" is no percentage`},
		{name: "a band upside down", text: lines(link(`{"subject":"A","interestedParty":"P","interests":[{"type":"shareholding","share":{"minimum":50,"maximum":25}}]}`)), entities: 2, refused: "3 record r: shareholding: the share begins at 50 % and ends at 25 %"},
		{name: "an end before the beginning", text: lines(bodsHolds("new", "2020-01-01", [4]string{"shareholding", "5", "2019-02-01", "2019-01-31"})), entities: 2, refused: "3 record r: shareholding: ends on 2019-01-31, before it begins on 2019-02-01"},
		{name: "a date that is none", text: lines(bodsHolds("new", "2020-01-01", [4]string{"shareholding", "5", "2019-02-30", ""})), entities: 3, warned: `3 record r: startDate "2019-02-30" is no date`},
		{name: "an interest that is not known", text: lines(bodsHolds("new", "2020-01-01", [4]string{"blessing", "", "", ""})), entities: 3, warned: `3 record r: the interest "blessing" is not known; read as unknownInterest`},
		{name: "an entity that is not known", text: lines(bodsLine("B", "new", "2020-01-01", "entity", `{"name":"B","entityType":{"type":"guild"}}`)), entities: 3, warned: `3 record B: entityType "guild" is not known`},
		{name: "no name", text: lines(bodsLine("B", "new", "2020-01-01", "entity", `{"entityType":{"type":"registeredEntity"}}`)), entities: 3, warned: "3 record B has no name"},
		{name: "a country that is not known", text: lines(bodsLine("B", "new", "2020-01-01", "entity", `{"name":"B","jurisdiction":{"name":"Atlantis"},"entityType":{"type":"registeredEntity"}}`)), entities: 3, warned: `3 record B: "Atlantis" is no value for jurisdiction; kept as a note`},
		{name: "too many interests", text: lines(link(`{"subject":"A","interestedParty":"P","interests":[` + strings.TrimSuffix(strings.Repeat(`{},`, 1001), ",") + `]}`)), entities: 2, refused: "3 record r: has 1001 interests, more than 1000"},
		{name: "too many names", text: lines(bodsLine("B", "new", "2020-01-01", "entity", `{"name":"B","alternateNames":[`+strings.TrimSuffix(strings.Repeat(`"x",`, 10001), ",")+`]}`)), entities: 2, refused: "3 record B: has 10001 details of one sort, more than 10000"},
		{name: "mostly bad", text: lines(strings.Repeat("{}\n", 5)), damage: "5 of 7 rows had to be set aside, more than half", entities: 2, refused: `3 recordType "" is neither`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readText(t, lists.BODS, "register", map[string]string{"main": tt.text})
			if (tt.damage == "") != (rep.Damage == "") || !strings.Contains(strings.ReplaceAll(rep.Damage, "main.txt", "f"), tt.damage) || rep.Unfit != tt.unfit {
				t.Errorf("damage %q, unfit %v; want %q, %v", rep.Damage, rep.Unfit, tt.damage, tt.unfit)
			}
			if rep.Entities != tt.entities {
				t.Errorf("%d entities, want %d", rep.Entities, tt.entities)
			}
			firstIs(t, "refused", rep.Problems, tt.refused)
			firstIs(t, "warned", rep.Warnings, tt.warned)
			checkRegister(t, recs)
		})
	}
}

// firstIs compares the first of some problems, "" for none.
func firstIs(t *testing.T, what string, list []ftm.Problem, want string) {
	t.Helper()
	got := ""
	if len(list) > 0 {
		got = placed(list)[0]
	}
	if (want == "") != (got == "") || !strings.HasPrefix(got, want) {
		t.Errorf("%s %q, want %q", what, got, want)
	}
}

// TestGLEIFBroken breaks the files of GLEIF.
func TestGLEIFBroken(t *testing.T) {
	entities, relations, exceptions := registerFixture(t, "gleif_lei.xml"), registerFixture(t, "gleif_rr.xml"), registerFixture(t, "gleif_repex.xml")
	replace := func(s, old, new string) string {
		if !strings.Contains(s, old) {
			t.Fatalf("%q is not in the example", old)
		}
		return strings.Replace(s, old, new, 1)
	}
	for _, tt := range []struct {
		name            string
		kind            lists.Kind
		text, damage    string
		refused, warned string
		unfit           bool
	}{
		{"sound", lists.GLEIFEntities, entities, "", "", "", false},
		{"sound exceptions", lists.GLEIFExceptions, exceptions, "", "", "", false},
		{"an excerpt", lists.GLEIFEntities, replace(entities, "<lei:RecordCount>3<", "<lei:RecordCount>2394586<"), "", "", "0 the header says 2394586 records, and 3 follow", false},
		{"no number of records", lists.GLEIFEntities, replace(entities, "<lei:RecordCount>3<", "<lei:RecordCount>many<"), "", "", `3 RecordCount "many" is no number`, false},
		{"no date", lists.GLEIFEntities, replace(entities, "2031-02-03T08:00:00Z", "today"), "", "", `3 ContentDate "today" is no date`, false},
		{"a file of changes", lists.GLEIFEntities, replace(entities, "GLEIF_FULL_PUBLISHED", "GLEIF_DELTA_PUBLISHED"), "is a file of changes (GLEIF_DELTA_PUBLISHED)", "", "", true},
		{"another file", lists.GLEIFEntities, relations, "root element is <RelationshipData>, not <LEIData>", "", "", true},
		{"empty", lists.GLEIFEntities, "", "the file is empty", "", "", false},
		{"no records", lists.GLEIFEntities, "<LEIData><LEIRecords/></LEIData>", "no entries", "", "", false},
		{"cut", lists.GLEIFEntities, entities[:len(entities)/2], "unexpected EOF|the file is cut", "", "", false},
		{"cut between records", lists.GLEIFEntities, entities[:strings.LastIndex(entities, "<lei:LEIRecord>")], "unexpected EOF|the file is cut", "", "", false},
		{"two files", lists.GLEIFEntities, entities + "<LEIData/>", "something follows", "", "", false},
		{"type definition", lists.GLEIFEntities, "<!DOCTYPE x []>" + entities[strings.Index(entities, "<lei:LEIData"):], "document type definition", "", "", false},
		{"a huge record", lists.GLEIFEntities, replace(entities, "Zumbril Fund One", strings.Repeat("x", 17<<20)), "longer than 16777216 bytes", "", "", false},
		{"no LEI", lists.GLEIFEntities, replace(entities, "<lei:LEI>9999MADEUPCORP000348<", "<lei:LEI>9999MADEUPCORP000349<"), "", `63 "9999MADEUPCORP000349" is no LEI`, "", false},
		{"twice", lists.GLEIFEntities, replace(entities, "<lei:LEI>9999MADEUPCORP000348<", "<lei:LEI>9999MADEUPCORP000251<"), "", "63 LEI 9999MADEUPCORP000251 appears twice", "", false},
		{"no name", lists.GLEIFEntities, replace(entities, "Ministry of Samples", " "), "", "63 LEI 9999MADEUPCORP000348 has no name", "", false},
		{"a category that is not known", lists.GLEIFEntities, replace(entities, ">FUND<", ">CLUB<"), "", "", `49 LEI 9999MADEUPCORP000251: category "CLUB" is not known`, false},
		{"a country that is not known", lists.GLEIFEntities, replace(entities, ">NO<", ">QQ<"), "", "", "63 lei-9999MADEUPCORP000348: jurisdiction \"QQ\" is not known", false},
		{"a node that is no LEI", lists.GLEIFRelations, replace(relations, "<rr:NodeID>9999MADEUPCORP000154<", "<rr:NodeID>x<"), "", `9 "x" is tied to "9999MADEUPCORP000348", which are not both LEIs`, "100 9999MADEUPCORP000542 IS_DIRECTLY", false},
		{"tied to itself", lists.GLEIFRelations, replace(relations, "<rr:NodeID>9999MADEUPCORP000348<", "<rr:NodeID>9999MADEUPCORP000154<"), "", "9 LEI 9999MADEUPCORP000154 is tied to itself", "100 9999", false},
		{"no type", lists.GLEIFRelations, replace(relations, ">IS_SUBFUND_OF<", "><"), "", "55 the relationship of 9999MADEUPCORP000251 and 9999MADEUPCORP000348 has no type", "100 9999", false},
		{"a type that is not known", lists.GLEIFRelations, replace(relations, ">IS_SUBFUND_OF<", ">IS_FRIEND_OF<"), "", "", "55 9999MADEUPCORP000251 IS_FRIEND_OF 9999MADEUPCORP000348: the type is not known; kept as a tie", false},
		{"a period that is none", lists.GLEIFRelations, replace(relations, "2019-12-31T00:00:00Z", "never"), "", "", "55 lei-9999MADEUPCORP000251-subfund-of-9999MADEUPCORP000348: a period from", false},
		{"a period upside down", lists.GLEIFRelations, replace(relations, "2019-12-31T00:00:00Z", "2010-12-31T00:00:00Z"), "", "", "55 lei-9999MADEUPCORP000251-subfund-of-9999MADEUPCORP000348: ends on 2010-12-31, before it begins", false},
		{"an exception of no kind", lists.GLEIFExceptions, replace(exceptions, "DIRECT_ACC", "SIDE_ACC"), "", `9 LEI 9999MADEUPCORP000348: category "SIDE_ACCOUNTING_CONSOLIDATION_PARENT" is not known`, "", false},
		{"an exception twice", lists.GLEIFExceptions, replace(exceptions, "ULTIMATE_ACC", "DIRECT_ACC"), "", "14 LEI 9999MADEUPCORP000348 has its direct parent excepted twice", "", false},
		{"too many names", lists.GLEIFEntities, replace(entities, "</lei:OtherEntityNames>", strings.Repeat("<lei:OtherEntityName/>", 10001)+"</lei:OtherEntityNames>"), "", "9 LEI 9999MADEUPCORP000154 has more than 10000 names or successors", "", false},
		{"too many qualifiers", lists.GLEIFRelations, replace(relations, "</rr:RelationshipQualifiers>", strings.Repeat("<rr:RelationshipQualifier/>", 10001)+"</rr:RelationshipQualifiers>"), "", "9 the relationship has more than 10000 qualifiers or quantities", "100 9999", false},
		{"too many reasons", lists.GLEIFExceptions, replace(exceptions, "<repex:ExceptionReason>NO_KNOWN_PERSON", strings.Repeat("<repex:ExceptionReason/>", 10001)+"<repex:ExceptionReason>NO_KNOWN_PERSON"), "", "9 LEI 9999MADEUPCORP000348 has more than 10000 reasons or references", "", false},
		{"a reason that is not known", lists.GLEIFExceptions, replace(exceptions, "NO_KNOWN_PERSON", "TOO_SHY"), "", "", `9 LEI 9999MADEUPCORP000348: reason "TOO_SHY" is not known`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readRegister(t, tt.kind, tt.text)
			ok := tt.damage == "" && rep.Damage == ""
			for _, want := range strings.Split(tt.damage, "|") {
				ok = ok || want != "" && strings.Contains(rep.Damage, want)
			}
			if !ok || rep.Unfit != tt.unfit {
				t.Errorf("damage %q, unfit %v; want %q", rep.Damage, rep.Unfit, tt.damage)
			}
			firstIs(t, "refused", rep.Problems, tt.refused)
			if tt.damage == "" {
				firstIs(t, "warned", rep.Warnings, tt.warned)
			}
			checkRegister(t, recs)
		})
	}
}

// TestOwnershipCSVBroken breaks tables of holdings.
func TestOwnershipCSVBroken(t *testing.T) {
	const head = "owner,asset,share,from,to,source\n"
	const good = "a,b,10,,,x\nc,b,20,,,x\nd,b,30,,,x\n"
	for _, tt := range []struct {
		name, text, damage string
		rows               int
		refused, warned    string
	}{
		{"sound", head + good, "", 3, "", ""},
		{"other columns first", "to,from,share,asset,owner,source\n,,10,b,a,x\n", "", 1, "", ""},
		{"semicolons", "owner;asset;share;from;to;source\na;b;10,5;;;x\n", "", 1, "", ""},
		{"tabs", "owner\tasset\tshare\tfrom\tto\tsource\na\tb\t10\t\t\tx\n", "", 1, "", ""},
		{"quoted, upper case, a mark, breaks of Windows", "\uFEFF\"Owner\",ASSET,Share,From,To,Source\r\na,b,10,,,x\r\n", "", 1, "", ""},
		{"three columns", "owner,asset,share\na,b,10\n", "", 1, "", "1 there is no column from"},
		{"a column that is not known", "owner,asset,share,from,to,source,mood\na,b,10,,,x,good\n", "", 1, "", "1 columns that are not known are passed over: mood"},
		{"empty", "", "no header: the file is empty", 0, "", ""},
		{"no header", good, "no header with the columns owner, asset, share", 0, "", ""},
		{"header alone", head, "no entries", 0, "", ""},
		{"no owner", head + good + ",b,10,,,x\n", "", 3, "5 the owner is empty", ""},
		{"no asset", head + "a, ,10,,,x\n" + good, "", 3, "2 the asset is empty", ""},
		{"owns itself", head + "b,b,10,,,x\n" + good, "", 3, "2 b owns itself", ""},
		{"over the whole", head + "a,b,100.01,,,x\n" + good, "", 3, "2 a share of 100.01 % is more than the whole", ""},
		{"below nothing", head + "a,b,-1,,,x\n" + good, "", 3, `2 share "-1" is no share in percent`, ""},
		{"a share in words", head + "a,b,half,,,x\n" + good, "", 3, `2 share "half" is no share in percent`, ""},
		{"dates in the wrong order", head + "a,b,10,2020-02-01,2020-01-31,x\n" + good, "", 3, "2 to 2020-01-31 is before from 2020-02-01", ""},
		{"dates that overlap in part", head + "a,b,1,2020-02-01,2020,x\n" + good, "", 4, "", ""},
		{"a date that is none", head + "a,b,10,2020-02-31,,x\n" + good, "", 3, `2 from "2020-02-31" is no date`, ""},
		{"a day nobody can tell from a month", head + "a,b,10,,03/04/2020,x\n" + good, "", 3, `2 to "03/04/2020" is no date`, ""},
		{"a class that is not known", "class," + head + "capital,a,b,10,,,x\nlove,a,b,10,,,x\n", "", 1, `3 class "love" is no interest of BODS 0.4`, ""},
		{"a row twice", head + good + "a,b,10.0 %,,,x\n", "", 3, "5 repeats line 2", ""},
		{"parts of one", head + "a,b,0.5,,,x\nc,b,0.25,,,x\nd,b,0,,,x\n", "", 3, "", "0 no share is above 1: they are read as percent"},
		{"small shares beside a large one", head + "a,b,0.5,,,x\nc,b,0.25,,,x\nd,b,99,,,x\n", "", 3, "", ""},
		{"too few fields", head + "a,b\n" + good, "", 3, "2 has 2 fields, want 6", ""},
		{"a long id", head + strings.Repeat("a", 513) + ",b,1,,,x\n" + good, "", 3, "2 an id is longer than 512 bytes", ""},
		{"a stray quote", head + "a,b,\"10,,,x\n" + good, "", 3, "2 a quote is not closed", ""},
		{"cut", head + good + "e,b,\"4", "the last row is cut", 3, "5 a quote is not closed", ""},
		{"no end of the last line", head + strings.TrimSuffix(good, "\n"), "", 3, "", "4 the last line has no end"},
		{"mostly bad", head + "a,a,1,,,x\nb,b,1,,,x\nc,c,1,,,x\na,b,1,,,x\n", "3 of 4 rows had to be set aside, more than half", 1, "2 a owns itself", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readRegister(t, lists.OwnershipCSV, tt.text)
			if (tt.damage == "") != (rep.Damage == "") || !strings.Contains(rep.Damage, tt.damage) {
				t.Errorf("damage %q, want %q", rep.Damage, tt.damage)
			}
			if len(recs) != tt.rows {
				t.Errorf("%d rows, want %d: %q", len(recs), tt.rows, placed(rep.Problems))
			}
			firstIs(t, "refused", rep.Problems, tt.refused)
			firstIs(t, "warned", rep.Warnings, tt.warned)
			checkRegister(t, recs)
		})
	}
	if kind, _ := lists.Detect("x.csv", []byte("name,owner,assets\n")); kind != "" {
		t.Errorf("any table with an owner is taken for one of holdings: %s", kind)
	}
}

// TestRegisterNames says which dataset a register becomes.
func TestRegisterNames(t *testing.T) {
	bods, table := bodsCompany("A")+"\n", "owner,asset,share,from,to,source\na,b,1,,,\n"
	fsys := fstest.MapFS{
		"Estonia 2031.jsonl": {Data: []byte(bods)}, "holdings.v2.csv": {Data: []byte(table)}, "登記.csv": {Data: []byte(table)}, "登記.json": {Data: []byte("[" + bods + "]")},
		"bods-x.json": {Data: []byte(bods)}, "a.xml": {Data: []byte(registerFixture(t, "gleif_lei.xml"))}, "b.xml": {Data: []byte(registerFixture(t, "gleif_rr.xml"))}, "c.xml": {Data: []byte(registerFixture(t, "gleif_repex.xml"))},
	}
	docs, unknown, err := lists.Plan(t.Context(), fsys, ".")
	if err != nil || len(unknown) > 0 {
		t.Fatal(unknown, err)
	}
	got := make(map[string]string)
	for _, d := range docs {
		got[d.Files["main"]] = string(d.Kind) + " " + d.Dataset
		if d.Kind.NamedByFile() != (d.Kind == lists.BODS || d.Kind == lists.OwnershipCSV) || !d.Kind.Register() {
			t.Errorf("%s: %v %v", d.Kind, d.Kind.NamedByFile(), d.Kind.Register())
		}
	}
	want := map[string]string{
		"Estonia 2031.jsonl": "bods bods_estonia_2031", "holdings.v2.csv": "ownership-csv holdings", "登記.csv": "ownership-csv ownership", "登記.json": "bods bods_register",
		"bods-x.json": "bods bods_x", "a.xml": "gleif-lei gleif_lei", "b.xml": "gleif-rr gleif_rr", "c.xml": "gleif-repex gleif_repex",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// TestRegistersStop says that an error of the caller, and the end of the
// context, come back.
func TestRegistersStop(t *testing.T) {
	for kind, file := range registerFiles {
		fsys := fstest.MapFS{"f": {Data: []byte(registerFixture(t, file))}}
		doc := lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}
		own, n := errors.New("enough"), 0
		if _, err := lists.Read(t.Context(), fsys, doc, func(lists.Record) error { n++; return own }); !errors.Is(err, own) || n != 1 {
			t.Errorf("%s: error %v after %d records", kind, err, n)
		}
		doc.Files["main"] = "none"
		if _, err := lists.Read(t.Context(), fsys, doc, func(lists.Record) error { return nil }); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: error %v of a file that is not there", kind, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var table, lines strings.Builder
	table.WriteString("owner,asset,share,from,to,source\n")
	for i := range 3000 {
		fmt.Fprintf(&table, "a%d,b,1,,,\n", i)
		lines.WriteString(bodsCompany(fmt.Sprint("A", i)) + "\n")
	}
	for kind, text := range map[lists.Kind]string{lists.GLEIFEntities: registerFixture(t, "gleif_lei.xml"), lists.OwnershipCSV: table.String(), lists.BODS: lines.String()} {
		_, err := lists.Read(ctx, fstest.MapFS{"f": {Data: []byte(text)}}, lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}, func(lists.Record) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want it cancelled", kind, err)
		}
	}
}

// TestRegisterMemory reads registers of two sizes: what is held grows by the
// tables that docs/lists.md names, not by the text.
func TestRegisterMemory(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("reads large files and measures what is held")
	}
	const small, big = 4000, 40000
	filler := strings.Repeat("something to fill a field with; ", 30) // about 1 kB
	for _, tt := range []struct {
		kind  lists.Kind
		most  int // bytes a record
		write func(w io.Writer, records int)
	}{
		{lists.BODS, 150, func(w io.Writer, records int) {
			fmt.Fprint(w, "[")
			for i := range records {
				if i > 0 {
					fmt.Fprint(w, ",\n")
				}
				fmt.Fprint(w, bodsLine(fmt.Sprintf("a-rather-long-record-id-%d", i), "new", "2020-01-01", "person", fmt.Sprintf(`{"personType":"knownPerson","names":[{"fullName":"Person %d"}],"annotation":%q}`, i, filler)))
			}
			fmt.Fprint(w, "]")
		}},
		{lists.GLEIFEntities, 60, func(w io.Writer, records int) {
			fmt.Fprint(w, "<LEIData><LEIRecords>")
			for i := range records {
				fmt.Fprintf(w, "<LEIRecord><LEI>%s</LEI><Entity><LegalName>Company %d</LegalName></Entity><Note>%s</Note></LEIRecord>\n", madeUpLEI(i), i, filler)
			}
			fmt.Fprint(w, "</LEIRecords></LEIData>")
		}},
		{lists.OwnershipCSV, 150, func(w io.Writer, records int) {
			fmt.Fprintln(w, "owner,owner_name,asset,share,from,to,source")
			for i := range records {
				fmt.Fprintf(w, "o-%d,Owner %d,a-%d,10,,,%s\n", i, i, i, filler)
			}
		}},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			held := func(records int) int {
				dir := t.TempDir()
				writeFile(t, dir, "f", func(w io.Writer) { tt.write(w, records) })
				doc := lists.Document{Kind: tt.kind, Dataset: "x", Files: map[string]string{"main": "f"}}
				return heapAfter(t, 2000, func(emit lists.Emit) (lists.Report, error) {
					return lists.Read(t.Context(), os.DirFS(dir), doc, emit)
				}, records)
			}
			a, b := held(small), held(big)
			if grown, most := b-a, (big-small)*tt.most; grown > most {
				t.Errorf("held %d bytes for %d records, %d for %d: %d bytes a record, more than %d", a, small, b, big, grown/(big-small), tt.most)
			}
			t.Logf("%d bytes a record", (b-a)/(big-small))
		})
	}
}

// madeUpLEI is an LEI of no issuer, with its check digits.
func madeUpLEI(n int) string {
	body := fmt.Sprintf("9999MADEUP%08d", n)
	rest := 0
	for _, c := range body + "00" {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return fmt.Sprintf("%s%02d", body, 98-rest)
}

// TestFtMPercentages says that the reader of FtM files leaves percentages as
// their source wrote them.
func TestFtMPercentages(t *testing.T) {
	odd := []string{"50", "50%", "50,0 %", "25-50%", ">25", "more than 25", "<50", "75+", "≥75", "0.5", "130", "", "fifty", " 50 ", "1.396555514267633e-05", "ownership-of-shares-25-to-50-percent"}
	var text strings.Builder
	for i, p := range odd {
		fmt.Fprintf(&text, `{"id":"o-%d","schema":"Ownership","properties":{"owner":["a"],"asset":["b"],"percentage":[%q],"ownershipType":["x"]}}`+"\n", i, p)
	}
	recs, rep := readRegister(t, lists.FTM, text.String())
	all := byID(t, recs)
	for i, p := range odd {
		if got := all[fmt.Sprintf("o-%d", i)].First("percentage"); got != strings.TrimSpace(p) && got != p {
			t.Errorf("%q became %q", p, got)
		}
	}
	if rep.Refused != 0 || len(recs) != len(odd) {
		t.Errorf("%d refused, %d read", rep.Refused, len(recs))
	}
}

// fuzzRegister reads anything at all as a register, twice.
func fuzzRegister(t *testing.T, kind lists.Kind, text string) {
	t.Helper()
	recs, rep := readBoth(t, lists.Document{Kind: kind, Dataset: "x", Files: map[string]string{"main": "f"}}, fstest.MapFS{"f": {Data: []byte(text)}})
	checkRegister(t, recs)
	if len(recs) == 0 && rep.Damage == "" {
		t.Error("nothing came, and nothing is said to be wrong")
	}
}

func FuzzBODS(f *testing.F) {
	f.Add(registerFixture(f, "bods_register.json"))
	f.Add(bodsCompany("A") + "\n" + bodsPerson("P") + "\n" + bodsHolds("new", "2020", [4]string{"shareholding", "5", "2019", "2020-02"}) + "\n" + bodsHolds("closed", "2021-01", [4]string{"nominee", "1e1", "", ""}) + "\n")
	f.Add(`[{"recordId":"r","recordType":"relationship","recordDetails":{"subject":{},"interestedParty":{"reason":"x"},"interests":[{},{}]}}]`)
	f.Fuzz(func(t *testing.T, text string) { fuzzRegister(t, lists.BODS, text) })
}

func FuzzGLEIF(f *testing.F) {
	f.Add(registerFixture(f, "gleif_lei.xml"), uint8(0))
	f.Add(registerFixture(f, "gleif_rr.xml"), uint8(1))
	f.Add(registerFixture(f, "gleif_repex.xml"), uint8(2))
	f.Fuzz(func(t *testing.T, text string, kind uint8) {
		fuzzRegister(t, []lists.Kind{lists.GLEIFEntities, lists.GLEIFRelations, lists.GLEIFExceptions}[kind%3], text)
	})
}

func FuzzOwnershipCSV(f *testing.F) {
	f.Add(registerFixture(f, "holdings.csv"))
	f.Add("owner;asset;share\na;b;\"1\n")
	f.Fuzz(func(t *testing.T, text string) { fuzzRegister(t, lists.OwnershipCSV, text) })
}

// TestRealBODS reads every published example and says what is known of them.
func TestRealBODS(t *testing.T) {
	dir := testdata.Path(t, "ownership/bods")
	docs, unknown, err := lists.Plan(t.Context(), os.DirFS(dir), ".")
	if err != nil || len(unknown) > 0 {
		t.Fatal(unknown, err)
	}
	all := make(map[string]map[string]*ftm.Entity)
	refused, warned, schemata := 0, make(map[string]int), make(map[string]int)
	for _, d := range docs {
		recs, rep := readAll(t, dir, d)
		if d.Kind != lists.BODS || rep.Damage != "" {
			t.Errorf("%s: %s, damage %q", d.Dataset, d.Kind, rep.Damage)
		}
		checkRegister(t, recs)
		refused += rep.Refused
		if rep.Warned > 0 {
			warned[d.Dataset] = rep.Warned
		}
		all[d.Dataset] = byID(t, recs)
		for _, e := range all[d.Dataset] {
			schemata[e.Schema]++
		}
	}
	if len(docs) != 20 || refused != 0 || !maps.Equal(warned, map[string]int{"bods_fermcat": 1, "bods_sample_300_statements": 1}) {
		t.Errorf("%d files, %d refused, warned %v", len(docs), refused, warned)
	}
	if want := map[string]int{"Company": 126, "Person": 119, "LegalEntity": 7, "PublicBody": 2, "Ownership": 158, "Directorship": 6}; !maps.Equal(schemata, want) {
		t.Errorf("schemata %v, want %v", schemata, want)
	}
	is := func(dataset, id string, want map[string]string) {
		t.Helper()
		e := all["bods_"+dataset][id]
		if e == nil {
			t.Errorf("%s: no %s", dataset, id)
			return
		}
		for p, v := range want {
			if got := strings.Join(e.Properties[p], "|"); got != v {
				t.Errorf("%s: %s: %s is %q, want %q", dataset, id, p, got, v)
			}
		}
	}
	const iba, delaware = "bods-irish-business-authority-", "bods-company-register-delaware-"
	is("fermcat", iba+"rel-3fc02d9b6bdfd5ca-shareholding", map[string]string{"percentage": "100", "startDate": "2022-01-21", "endDate": "", "status": "share-from-statement-date"})
	is("fermcat", iba+"rel-3fc02d9b6bdfd5ca-shareholding-until-2022-01-20", map[string]string{"percentage": "50", "startDate": "2019-09-11", "endDate": "2022-01-20", "status": ""})
	is("fermcat", iba+"rel-b05e7c91e0a04e4f-boardMember", map[string]string{"director": iba + "per-5faa4103dee78621", "role": "boardMember", "endDate": "2021-04-03"})
	is("tecido", delaware+"02089A4E68-shareholding", map[string]string{"percentage": "80", "startDate": "2023-03-01", "endDate": ""})
	is("tecido", delaware+"022EBEB66B-shareholding", map[string]string{"percentage": "30", "startDate": "2022-09-21", "endDate": "2023-03-03"})
	is("tecido", delaware+"022EBEB66B-shareholding-until-2021-09-23", map[string]string{"percentage": "100", "startDate": "2002-03-09"})
	is("indirect_ownership", "bods-xxxxxxxxx-d8d75ccf40e4-shareholding-indirect", map[string]string{"percentage": "30", "status": "indirect", "asset": "gb-coh-XE9999"})
	is("indirect_ownership", "bods-xxxxxxxxx-05e81af035e4-unknownInterest", map[string]string{"percentage": "", "status": "", "owner": "bods-xxxxxxxxx-c25d4d612c2c"})
	is("joint_ownership", "bods-chrinon-ltd-91b4236a7d89", map[string]string{"legalForm": "arrangement", "name": "Joint shareholding"})
	is("levent", "bods-trusts-register-8e40d059", map[string]string{"legalForm": "arrangement|trust|fiducie surete"})
	is("levent", "bods-trusts-register-3e47afda-beneficiaryOfLegalArrangement", map[string]string{"status": "holder-unknown", "owner": "bods-trusts-register-81337a6e"})
	is("nomination", "bods-company-register-ciudad-de-mexico-105AB1984B-nominator", map[string]string{"ownershipType": "nominator", "asset": "bods-company-register-ciudad-de-mexico-103AB1984D"})
	is("listed_company_exempt_from_disclosure", "bods-example-register-fa402c4818f9-holder", map[string]string{"name": "Not told: the company is exempt from disclosure"})
	is("full_pep_declaration", "bods-eti-international-91e4b9055ca0-shareholding", map[string]string{"percentage": ">=25-<50"})
	is("plc_entity_statement", "lei-PY6ZZQWO2IZFZC3IOL08", map[string]string{"leiCode": "PY6ZZQWO2IZFZC3IOL08", "notes": "identifier GB-COH 02723534|identifier XI-LEI PY6ZZQWO2IZFZC3IOL08|isinCode: GB0009895292|ticker: AZN|isinCode: US0463531089|ticker: 0A4J"})
}

// TestRealGLEIF reads the published excerpts.
func TestRealGLEIF(t *testing.T) {
	dir := testdata.Path(t, "ownership/gleif")
	for _, tt := range []struct {
		file, published string
		kind            lists.Kind
		warned          string
		schemata        map[string]int
	}{
		{"lei-data.xml", "2023-06-05", lists.GLEIFEntities, "the header says 2394586 records, and 13 follow", map[string]int{"Company": 13}},
		{"lei-updates-data2-new.xml", "2023-11-06", lists.GLEIFEntities, "the header says 2495059 records, and 12 follow", map[string]int{"Company": 12}},
		{"rr-data.xml", "2023-06-05", lists.GLEIFRelations, "the header says 394970 records, and 10 follow", map[string]int{"Ownership": 2, "UnknownLink": 8}},
		{"rr-updates-data2-new.xml", "2023-11-06", lists.GLEIFRelations, "the header says 407916 records, and 10 follow", map[string]int{"Ownership": 5, "UnknownLink": 5}},
		{"repex-data.xml", "2023-06-09", lists.GLEIFExceptions, "the header says 4244309 records, and 10 follow", map[string]int{"LegalEntity": 10, "Ownership": 10}},
	} {
		recs, rep := readAll(t, dir, lists.Document{Kind: tt.kind, Dataset: "x", Files: map[string]string{"main": tt.file}})
		checkRegister(t, recs)
		schemata := make(map[string]int)
		for _, e := range byID(t, recs) {
			schemata[e.Schema]++
			if p := e.First("percentage"); p != "" {
				t.Errorf("%s: %s has a percentage, %s", tt.file, e.ID, p)
			}
		}
		if rep.Damage != "" || rep.Refused != 0 || rep.Published.String() != tt.published || !maps.Equal(schemata, tt.schemata) || rep.Warned != 1 || !strings.Contains(rep.Warnings[0].Why, tt.warned) {
			t.Errorf("%s: damage %q, %d refused, published %s, %v, warned %q", tt.file, rep.Damage, rep.Refused, rep.Published, schemata, placed(rep.Warnings))
		}
	}
	recs, _ := readAll(t, dir, lists.Document{Kind: lists.GLEIFRelations, Dataset: "x", Files: map[string]string{"main": "rr-data.xml"}})
	var ends []string
	for _, e := range byID(t, recs) {
		if e.Schema == "Ownership" {
			ends = append(ends, e.First("status")+" "+e.First("startDate"))
		}
	}
	slices.Sort(ends)
	if len(ends) != 2 || !strings.HasPrefix(ends[0], " ") || !strings.HasPrefix(ends[1], "indirect ") {
		t.Errorf("consolidations %q", ends)
	}
}
