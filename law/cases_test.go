package law_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/ftm"
	"cordon/law"

	"github.com/google/go-cmp/cmp"
)

const caseYAML = `case:
  id: ship
  title: A ship
  summary: A ship met another one.
  from: 2020-01
  to: 2020-06-30
  measures: [R-1-1]
  sources:
    - {id: paper, title: A paper, published: 2020-07-01, cite: p. 1, terms: facts}
  parties:
    - {id: small-case-ship, name: SHIP, role: ship, schema: Vessel, flag: [pa], imo: "9361407", source: paper, verified: true}
    - {id: small-case-owner, name: Owner Ltd, role: owner, schema: Company, source: paper, verified: partly}
    - {id: ofac-1, name: LISTED SHIP, role: the other ship, listed: true}
  ties:
    - {id: small-case-ship-met, kind: UnknownLink, from: small-case-ship, to: ofac-1, relation: met, start: 2020-02-03, source: paper, verified: true}
    - {id: small-case-ship-owner, kind: Ownership, from: small-case-owner, to: small-case-ship, relation: owner, share: ">50", end: 2020-05, source: paper, verified: false}
  events:
    - {date: 2020-02-03, what: They met, amount: 600, unit: t, about: true, parties: [small-case-ship, ofac-1], source: paper, verified: true}
    - {date: 2020-06, what: A paper told of it, source: paper, verified: partly}
  asks:
    - {subject: Owner Ltd, as_of: 2020-03-01, exposure: exposed, via: [small-case-owner, small-case-ship, ofac-1]}
    - {hs: "2701", direction: from, date: 2020-02-03, answer: banned, measures: [R-1-1]}
    - {act: swim, date: 2020-02-03, answer: allowed}
`

const smallListings = "#cordon listings 1\n#origin\tl\t2020-01-01\tA list\tpublic\nentity\tschema\tproperty\tvalue\tfrom\tto\tlist\n" +
	"ofac-1\tVessel\tid\tofac-1\t\t\tl\nofac-1\tVessel\tname\tLISTED SHIP\t\t\tl\n"

// loadCases reads the small programme with its listings and cases.
func loadCases(cases map[string]string) (*law.Programme, []law.Problem) {
	files := fstest.MapFS{
		"small/about.yaml":   {Data: []byte(aboutYAML)},
		"small/r-1.yaml":     {Data: []byte(instrumentYAML)},
		"small/listings.tsv": {Data: []byte(smallListings)},
	}
	for name, text := range cases {
		files["small/cases/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return law.Load(files, "small")
}

func loadCase(text string) (*law.Programme, []law.Problem) {
	return loadCases(map[string]string{"ship.yaml": text})
}

// What a case holds becomes statements: its own parties and its ties, each under
// the publication that states it. Unverified ties say so.
func TestCaseStatements(t *testing.T) {
	p, problems := loadCase(caseYAML)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for _, s := range p.Stated() {
		if s.Dataset != "paper" {
			t.Errorf("%+v: not of the paper", s)
		}
		got = append(got, strings.Join([]string{s.Entity, s.Schema, s.Prop, s.Value}, " "))
	}
	want := []string{
		"small-case-owner Company id small-case-owner", "small-case-owner Company name Owner Ltd",
		"small-case-ship Vessel id small-case-ship", "small-case-ship Vessel flag pa", "small-case-ship Vessel imoNumber 9361407", "small-case-ship Vessel name SHIP",
		"small-case-ship-met UnknownLink id small-case-ship-met", "small-case-ship-met UnknownLink object ofac-1", "small-case-ship-met UnknownLink role met",
		"small-case-ship-met UnknownLink startDate 2020-02-03", "small-case-ship-met UnknownLink subject small-case-ship",
		"small-case-ship-owner Ownership id small-case-ship-owner", "small-case-ship-owner Ownership asset small-case-ship", "small-case-ship-owner Ownership endDate 2020-05",
		"small-case-ship-owner Ownership owner small-case-owner", "small-case-ship-owner Ownership percentage >50", "small-case-ship-owner Ownership role owner (unverified)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	for entity, mark := range map[string]law.Mark{"small-case-ship-met": law.Verified, "small-case-ship-owner": law.Unverified, "small-case-owner": law.Partly} {
		o, ok := p.StatedIn(entity)
		if !ok || o.Dataset != "paper" || o.Case != "ship" || o.Mark != mark || o.Published != day(t, "2020-07-01") || o.Unverified() != (mark == law.Unverified) {
			t.Errorf("%s: %+v %v", entity, o, ok)
		}
	}
	if o, ok := p.StatedIn("ofac-1"); ok {
		t.Errorf("a listed party is of a case: %+v", o)
	}
}

// Whatever is wrong with a case is told with file, line and reason; the case is
// left out, and the rest loads.
func TestCaseRefused(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"misspelt key", "  title: A ship", "  titel: A ship", `small/cases/ship.yaml:3: unknown key "titel"; is "title" meant?`},
		{"misspelt key of a tie", "relation: met", "relaton: met", `small/cases/ship.yaml:15: unknown key "relaton"; is "relation" meant?`},
		{"missing key", "  title: A ship\n", "", `small/cases/ship.yaml:2: key "title" is missing`},
		{"no mark", "met, start: 2020-02-03, source: paper, verified: true", "met, start: 2020-02-03, source: paper, verified: perhaps", "small/cases/ship.yaml:15: \"perhaps\" is no mark"},
		{"tie without a mark", ", start: 2020-02-03, source: paper, verified: true", ", start: 2020-02-03, source: paper", `small/cases/ship.yaml:15: key "verified" is missing`},
		{"dangling party", "to: ofac-1", "to: ofac-2", `small/cases/ship.yaml:15: tie small-case-ship-met: the case has no party "ofac-2"`},
		{"dangling party of an event", "parties: [small-case-ship, ofac-1]", "parties: [small-case-shop]", `small/cases/ship.yaml:18: event of 2020-02-03: the case has no party "small-case-shop"`},
		{"dangling party of an ask", "small-case-ship, ofac-1]}\n    - {hs", "small-case-ship, ofac-3]}\n    - {hs", `small/cases/ship.yaml:21: ask of Owner Ltd: the case has no party "ofac-3"`},
		{"dangling source", "relation: met, start: 2020-02-03, source: paper", "relation: met, start: 2020-02-03, source: book", `small/cases/ship.yaml:15: tie small-case-ship-met: the case has no source "book"`},
		{"not in the listings", "small-case-owner, name: Owner Ltd, role: owner, schema: Company, source: paper, verified: partly", "small-case-owner, name: Owner Ltd, role: owner, listed: true", `small/cases/ship.yaml:12: party small-case-owner is not in the listings`},
		{"listed under another name", "LISTED SHIP", "OTHER SHIP", `small/cases/ship.yaml:13: party ofac-1: the listing has no name "OTHER SHIP"; it has LISTED SHIP`},
		{"said of a listed party", "listed: true", `listed: true, imo: "9361407"`, "nothing but name and role"},
		{"listed and of another case", "listed: true", "listed: true, case: other", "one of them"},
		{"of a case that is not there", "listed: true", "case: other", "party ofac-1 is not one of case other"},
		{"unknown measure", "measures: [R-1-1]\n  sources", "measures: [R-1-2]\n  sources", "small/cases/ship.yaml:2: case ship: no measure R-1-2; is R-1-1 meant?"},
		{"unknown measure of an ask", "measures: [R-1-1]}", "measures: [X-9]}", "small/cases/ship.yaml:22: ask of 2701: no measure X-9"},
		{"unknown activity", "act: swim", "act: fly", "small/cases/ship.yaml:23: ask: no activity fly"},
		{"no chapter", `hs: "2701"`, `hs: "7701"`, "small/cases/ship.yaml:22: ask: HS code"},
		{"half an ask", "exposure: exposed, ", "", "small/cases/ship.yaml:21: ask of Owner Ltd: a question about a subject has exposure"},
		{"two asks in one", "subject: Owner Ltd,", "subject: Owner Ltd, act: swim,", "one of them"},
		{"goods without a day", "direction: from, date: 2020-02-03, ", "direction: from, ", "small/cases/ship.yaml:22: ask of 2701"},
		{"no date", "start: 2020-02-03", "start: 2020-02-30", `small/cases/ship.yaml:15: "2020-02-30" is no date: write YYYY-MM-DD, YYYY-MM or YYYY`},
		{"date in words", "date: 2020-06,", "date: in June,", `small/cases/ship.yaml:19: "in June" is no date`},
		{"date of an ask that is no day", "as_of: 2020-03-01", "as_of: 2020-03", `small/cases/ship.yaml:21: "2020-03" is no date: write YYYY-MM-DD`},
		{"ends before it begins", "  to: 2020-06-30", "  to: 2019", "small/cases/ship.yaml:2: case ship: ends in 2019, before it begins in 2020-01"},
		{"a tie that ends before it begins", "start: 2020-02-03", "start: 2020-02-03, end: 2020-02-02", "small/cases/ship.yaml:15: tie small-case-ship-met: ends in 2020-02-02"},
		{"events out of order", "date: 2020-06,", "date: 2020-01,", "small/cases/ship.yaml:19: event of 2020-01: events stand in order of time"},
		{"amount without a unit", "unit: t, ", "", "an amount and its unit go together"},
		{"amount in words", "amount: 600", "amount: many", `"many" is no number`},
		{"wrong check digit", "9361407", "9361408", "small/cases/ship.yaml:11: party small-case-ship: "},
		{"property of another schema", "schema: Company, source", `schema: Company, flag: [pa], source`, "a Company has no flag"},
		{"no schema", "schema: Company", "schema: Firm", `no schema of a party: "Firm"`},
		{"tie as a party", "schema: Company", "schema: Ownership", "no schema of a party"},
		{"party without a source", "schema: Company, source: paper, verified: partly", "schema: Company", "source and verified are needed"},
		{"kind of tie that is none", "kind: UnknownLink", "kind: Friendship", `kind: "Friendship" is none of Ownership`},
		{"share of a link", "relation: met,", `relation: met, share: "5",`, "share and type are of an Ownership"},
		{"tied to itself", "to: ofac-1, relation", "to: small-case-ship, relation", "a party tied to itself"},
		{"party twice", "id: small-case-owner", "id: small-case-ship", "party small-case-ship is there twice"},
		{"tie with the id of a party", "id: small-case-ship-met", "id: small-case-ship", "tie small-case-ship is there twice"},
		{"foreign id", "id: small-case-ship-met", "id: ofac-2-link", "tie ofac-2-link: the id does not begin with small-case-"},
		{"id that is not the file's", "  id: ship", "  id: boat", "the id is not the name of the file, ship"},
		{"no asks", caseYAML[strings.Index(caseYAML, "  asks:"):], "  asks: []\n", "asks: at least one"},
		{"an instrument beside it", "case:\n", "zones: []\ncase:\n", "holds a case (case:), and nothing else"},
		{"no case", caseYAML, "zones: []\n", "holds a case (case:), and nothing else"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			good := strings.ReplaceAll(strings.Replace(caseYAML, "id: ship\n", "id: good\n", 1), "small-case-", "small-case-good-")
			p, problems := loadCases(map[string]string{"ship.yaml": with(t, caseYAML, tc.old, tc.new), "good.yaml": good})
			var all []string
			for _, pr := range problems {
				all = append(all, pr.Error())
				if pr.File == "" || pr.Line == 0 {
					t.Errorf("no file or no line: %+v", pr)
				}
			}
			if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, tc.want) }) {
				t.Errorf("problems %q, want %q", all, tc.want)
			}
			if got := p.Cases().Cases; len(got) != 1 || got[0].ID != "good" {
				t.Errorf("cases %+v, want the good one", got)
			}
			if len(p.Measures()) != 1 {
				t.Errorf("%d measures: the law did not load", len(p.Measures()))
			}
		})
	}
}

// Cases may name parties of each other, and name a publication that both use alike.
func TestCasesTogether(t *testing.T) {
	other := `case:
  id: other
  title: Another
  summary: More of the owner.
  from: 2019
  measures: [R-1-1]
  sources:
    - {id: paper, title: A paper, published: 2020-07-01, cite: p. 1, terms: facts}
  parties:
    - {id: small-case-owner, name: Owner Ltd, role: owner, case: ship}
    - {id: small-case-parent, name: Parent Ltd, role: parent, schema: Company, source: paper, verified: true}
  ties:
    - {id: small-case-parent-owner, kind: Ownership, from: small-case-parent, to: small-case-owner, relation: parent, source: paper, verified: true}
  events:
    - {date: 2019, what: It was bought, source: paper, verified: true}
  asks:
    - {subject: Parent Ltd, exposure: exposed}
`
	p, problems := loadCases(map[string]string{"ship.yaml": caseYAML, "other.yaml": other})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	list := p.Cases().Cases
	if len(list) != 2 || list[0].ID != "other" || list[1] != (law.CaseLine{ID: "ship", Title: "A ship", From: "2020-01", To: "2020-06-30", Parties: 3, Ties: 2, Facts: 6, Verified: 3, Unverified: 1}) {
		t.Errorf("%+v", list)
	}
	_, problems = loadCases(map[string]string{"ship.yaml": caseYAML, "other.yaml": with(t, other, "cite: p. 1", "cite: p. 2")})
	if len(problems) != 1 || !strings.Contains(problems[0].Why, "source paper is another one in another case") {
		t.Errorf("two papers of one name: %v", problems)
	}
	_, problems = loadCases(map[string]string{"ship.yaml": caseYAML, "other.yaml": strings.ReplaceAll(other, "small-case-parent,", "small-case-ship,")})
	if !slices.ContainsFunc(problems, func(p law.Problem) bool {
		return strings.Contains(p.Why, "small-case-ship is there twice, also in case other")
	}) {
		t.Errorf("one id in two cases: %v", problems)
	}
	if _, problems := law.Load(fstest.MapFS{"small/about.yaml": {Data: []byte(aboutYAML)}, "small/ship.yaml": {Data: []byte(caseYAML)}}, "small"); len(problems) == 0 || !strings.Contains(problems[0].Error(), "small/ship.yaml:2: a case stands in a file of the folder cases") {
		t.Errorf("a case among the texts: %v", problems)
	}
}

// The casebook of the built-in programme: its questions about the law are answered
// as they say, and every publication is used. Its questions about parties are asked
// by the command's own test, of a fresh install.
func TestCasebook(t *testing.T) {
	p := dprk(t)
	list := p.Cases()
	if len(list.Cases) < 15 || list.Disclaimer == "" {
		t.Fatalf("%d cases", len(list.Cases))
	}
	for _, line := range list.Cases {
		c, err := p.Case(line.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Rules) != len(c.Measures) || line.Facts < 4 {
			t.Errorf("%s: %d rules, %d facts", c.ID, len(c.Rules), line.Facts)
		}
		used := map[string]bool{}
		for _, x := range c.Parties {
			used[x.Source] = true
		}
		for _, x := range c.Ties {
			used[x.Source] = true
		}
		for _, x := range c.Events {
			used[x.Source] = true
		}
		for _, s := range c.Sources {
			if !used[s.ID] {
				t.Errorf("%s: nothing is from %s", c.ID, s.ID)
			}
		}
		for _, a := range c.Asks {
			var status law.Status
			var measures []string
			switch {
			case a.HS != "":
				got, err := p.Is(law.Question{HS: a.HS, Direction: a.Direction, Date: a.Date})
				if err != nil {
					t.Fatal(err)
				}
				status = got.Status
				for _, m := range got.Measures {
					measures = append(measures, m.ID)
				}
			case a.Act != "":
				got, err := p.Does(law.ActQuestion{Activity: a.Act, Date: a.Date})
				if err != nil {
					t.Fatal(err)
				}
				status = got.Status
				for _, m := range got.Measures {
					measures = append(measures, m.ID)
				}
			default:
				continue
			}
			if string(status) != a.Answer || len(measures) < len(a.Measures) || !slices.Equal(measures[:len(a.Measures)], a.Measures) {
				t.Errorf("%s, line %d: %s by %v, want %s by %v", c.ID, a.Line, status, measures, a.Answer, a.Measures)
			}
		}
	}
}

// The ids of the casebook do not change: stores, notes and decisions name them.
func TestCasebookIDs(t *testing.T) {
	book, err := law.OpenCasebook("dprk")
	if err != nil || len(book.Files) < 15 || len(book.Files) != len(dprk(t).Cases().Cases) {
		t.Fatalf("%d files, %v", len(book.Files), err)
	}
	rows := book.Rows
	for _, r := range rows {
		if !slices.ContainsFunc(book.Origins, func(o law.Origin) bool { return o.Dataset == r.Dataset && o.Published != 0 && o.Terms != "" }) {
			t.Errorf("%+v: no publication", r)
		}
	}
	if !slices.IsSortedFunc(rows, func(a, b ftm.Statement) int { return strings.Compare(a.Entity, b.Entity) }) {
		t.Error("the statements are not sorted")
	}
	for _, want := range []ftm.Statement{
		{Entity: "dprk-case-bank-of-dandong", Schema: "Company", Prop: "name", Value: "Bank of Dandong", Dataset: "fincen-2017-24238"},
		{Entity: "dprk-case-bank-of-dandong-dhid", Schema: "Ownership", Prop: "percentage", Value: "<50", Dataset: "fincen-2017-24238"},
		{Entity: "dprk-case-chilbosan-dhid", Schema: "UnknownLink", Prop: "role", Value: "is a joint venture of (unverified)", Dataset: "c4ads-2016-09"},
		{Entity: "dprk-case-darong-ma", Schema: "Ownership", Prop: "owner", Value: "ofac-20565", Dataset: "darong-2016-09-23"},
		{Entity: "dprk-case-darong-ma-board", Schema: "Directorship", Prop: "director", Value: "ofac-20565", Dataset: "darong-2016-09-23"},
		{Entity: "dprk-case-dhid-kkbc", Schema: "UnknownLink", Prop: "object", Value: "ofac-11581", Dataset: "fincen-2017-24238"},
		{Entity: "dprk-case-dhid-ma", Schema: "Ownership", Prop: "asset", Value: "ofac-20564", Dataset: "doj-2019-07-23"},
		{Entity: "dprk-case-hongxiang-group", Schema: "Company", Prop: "alias", Value: "Liaoning Hongxiang Industrial Group", Dataset: "c4ads-2016-09"},
	} {
		if !slices.Contains(rows, want) {
			t.Errorf("no statement %+v", want)
		}
	}
	o, ok := law.OriginOf("dprk", "dprk-case-darong-ma")
	if !ok || o.Dataset != "darong-2016-09-23" || o.Case != "dandong-hongxiang" || o.Mark != law.Verified || o.Published == 0 {
		t.Errorf("%+v %v", o, ok)
	}
	if o, ok := law.OriginOf("dprk", "ofac-20564"); !ok || o.Case != "" || o.Unverified() {
		t.Errorf("a listing is of a case: %+v", o)
	}
	if _, err := law.OpenCasebook("nowhere"); err == nil {
		t.Error("a programme that is not there has a casebook")
	}
}

func TestCaseShown(t *testing.T) {
	p := dprk(t)
	c, err := p.Case("lighthouse-winmore")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"id":"lighthouse-winmore"`, `"from":"2017-10-11"`, `"amount":14039`, `"verified":true`, `"rules":[{"measure":"UNSCR-2375-11"`, `"disclaimer":"Statements of the publications`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in %s", want, b)
		}
	}
	if strings.Contains(string(b), `:null`) && strings.Contains(string(b), `[]null`) {
		t.Errorf("lists that are null: %s", b)
	}
	if got := c.Events[0].Sum(); got != "14,039 t" {
		t.Errorf("sum %q", got)
	}
	for id, near := range map[string]string{"winmore": "lighthouse-winmore", "bybyt": "bybit", "ransomware": "", "first north korean ship": "wise-honest", "": ""} {
		_, err := p.Case(id)
		var unknown *law.UnknownError
		if !errors.As(err, &unknown) || unknown.What != "case" || (near == "") != (len(unknown.Known) == 0) || near != "" && unknown.Known[0] != near {
			t.Errorf("%q: %v, want %q named", id, err, near)
		}
	}
}

// Whatever a file among the cases holds, it is a case or refused with a line; what
// is taken can be shown and makes statements that can be written and read.
func FuzzCase(f *testing.F) {
	f.Add([]byte(caseYAML))
	f.Add([]byte("case: {id: ship}"))
	f.Add([]byte("case: []"))
	f.Add([]byte("instrument: {id: R}\n"))
	f.Add([]byte(strings.Replace(caseYAML, "amount: 600", "amount: 0600", 1)))
	f.Add([]byte(strings.Replace(caseYAML, "from: 2020-01", "from: 0000", 1)))
	f.Fuzz(func(t *testing.T, in []byte) {
		p, problems := loadCase(string(in))
		for _, pr := range problems {
			if pr.File == "" || pr.Why == "" || pr.Line < 1 {
				t.Errorf("%+v", pr)
			}
		}
		list := p.Cases().Cases
		if len(list) > 1 || (len(list) == 1) != (len(problems) == 0) {
			t.Fatalf("%d cases with problems %v", len(list), problems)
		}
		for _, line := range list {
			c, err := p.Case(line.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := json.Marshal(c); err != nil {
				t.Fatal(err)
			}
			if line.Verified+line.Unverified > line.Facts {
				t.Errorf("%+v", line)
			}
		}
		for _, s := range p.Stated() {
			if s.Entity == "" || s.Value == "" || s.Dataset == "" {
				t.Errorf("%+v", s)
			}
			if o, ok := p.StatedIn(s.Entity); !ok || o.Dataset != s.Dataset {
				t.Errorf("%s: %+v %v", s.Entity, o, ok)
			}
		}
	})
}
