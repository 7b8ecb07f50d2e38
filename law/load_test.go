package law_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"cordon/law"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "renew programme.schema.json")

const aboutYAML = `programme:
  id: small
  title: A small programme
  target: xx
  name: Testland
  issuers:
    - {id: UN, name: United Nations}
  activities:
    - {id: swim, text: swim}
  conducts:
    - {id: run, text: run}
`

const instrumentYAML = `instrument:
  id: R-1
  issuer: UN
  type: resolution
  title: one
  adopted: 2020-01-01
  source: R/1
  verified: true
measures:
  - id: R-1-1
    text: No coal.
    kind: ban
    direction: from
    goods:
      - {hs: ["2701"], label: coal}
    verified: true
`

const classYAML = `classes:
  - id: c
    title: C
    status: hypothetical
    origin: a test
    authority: none
    any:
      - id: A
        level: knows
        text: text
        when: tx.usd_cents > 5
    tests:
      - name: one
        tx: {usd_cents: 6}
        want: [A]
    verified: true
`

// load reads a programme of the three files, with changes in them.
func load(instrument, class string) (*law.Programme, []law.Problem) {
	return law.Load(fstest.MapFS{
		"small/about.yaml":   {Data: []byte(aboutYAML)},
		"small/r-1.yaml":     {Data: []byte(instrument)},
		"small/classes.yaml": {Data: []byte(class)},
	}, "small")
}

// with replaces a text that must be there.
func with(t *testing.T, s, old, new string) string {
	t.Helper()
	if strings.Count(s, old) < 1 {
		t.Fatalf("no %q in the file", old)
	}
	return strings.Replace(s, old, new, 1)
}

// Whatever is wrong is told with file, line and reason.
func TestLoadRefuses(t *testing.T) {
	if _, problems := load(instrumentYAML, classYAML); len(problems) > 0 {
		t.Fatalf("the sound programme: %v", problems)
	}
	for _, tc := range []struct{ name, old, new, want string }{
		{"misspelt key", "    kind: ban", "    kidn: ban", `small/r-1.yaml:12: unknown key "kidn"; is "kind" meant?`},
		{"misspelt key deep inside", `{hs: ["2701"], label: coal}`, `{hs: ["2701"], lable: coal}`, `small/r-1.yaml:15: unknown key "lable"; is "label" meant?`},
		{"missing key", "    kind: ban\n", "", `small/r-1.yaml:10: key "kind" is missing`},
		{"key twice", "    kind: ban", "    kind: ban\n    kind: ban", `small/r-1.yaml:13: key "kind" is given twice`},
		{"unknown word", "kind: ban", "kind: prohibition", `small/r-1.yaml:12: kind: "prohibition" is none of ban,`},
		{"half a date", "adopted: 2020-01-01", "adopted: 2020-01", `small/r-1.yaml:6: "2020-01" is no date`},
		{"no day of a calendar", "adopted: 2020-01-01", "adopted: 2020-02-30", `small/r-1.yaml:6: "2020-02-30" is no date`},
		{"no mark", "    verified: true", "    verified: yes", `small/r-1.yaml:16: "yes" is no mark`},
		{"verified, with doubts", "    verified: true", "    verified: true\n    unverified_fields: [para]", "small/r-1.yaml:10: verified is true, but"},
		{"doubts without a name", "    verified: true", "    verified: partly", "small/r-1.yaml:10: verified is partly: name what was not read"},
		{"no chapter", `["2701"]`, `["7701"]`, "small/r-1.yaml:15: measure R-1-1: HS code \"7701\": there is no chapter 77"},
		{"code with points", `["2701"]`, `["27.01"]`, "write 2701"},
		{"code as a number", `["2701"]`, `"2701"`, "small/r-1.yaml:15: \"2701\" is no list"},
		{"id of another instrument", "id: R-1-1", "id: R-2-1", "small/r-1.yaml:10: measure R-2-1: the id does not begin with R-1"},
		{"before adoption", "    verified: true", "    effective: 2019-12-31\n    verified: true", "before it was adopted"},
		{"ends before it begins", "    verified: true", "    until: 2019-12-31\n    verified: true", "before it begins"},
		{"cap without limit", "kind: ban", "kind: cap", "a cap has caps"},
		{"wind-down that is wrong by a day", "    verified: true", "    wind_down: {last_import: 2020-02-01, days: 30}\n    verified: true", "adoption and its days give 2020-01-31"},
		{"notice that is wrong by a day", "    verified: true", "    wind_down: {last_import: 2020-01-31, days: 30, notify_by: 2020-02-14, notify_days: 45}\n    verified: true", "adoption and its days give 2020-02-15"},
		{"replaces nothing", "    verified: true", "    replaces: [R-0-1]\n    verified: true", "it replaces R-0-1, which is not there"},
		{"replaces itself", "    verified: true", "    replaces: [R-1-1]\n    verified: true", "which begins no earlier"},
		{"goods of nothing", "    goods:\n      - {hs: [\"2701\"], label: coal}\n", "    goods_as: R-0-1\n", "goods_as R-0-1: no measure"},
		{"unknown activity", "    verified: true", "    acts: [{act: fly}]\n    verified: true", "no activity fly"},
		{"unknown conduct", "kind: ban\n    direction: from\n    goods:\n      - {hs: [\"2701\"], label: coal}", "kind: authority\n    direction: none\n    authority: {head: H, knowledge: status, conducts: [fly]}", "no conduct fly"},
		{"unknown issuer", "issuer: UN", "issuer: AU", "small/r-1.yaml:2: instrument R-1: no issuer AU; the programme has UN"},
		{"anchor", "kind: ban", "kind: &k ban", "anchors and aliases are not used"},
		{"not YAML", "kind: ban", "kind: [ban", "small/r-1.yaml:"},
		{"tab", "    kind: ban", "\tkind: ban", "not YAML"},
		{"two documents", "measures:", "---\nmeasures:", "a second document"},
		{"share above one", "kind: ban", "caps: [{qty: 5, unit: t, period: fixed, from: 2020-01-01, to: 2020-12-31, stop_at: 95}]\n    kind: cap", "a share lies above 0 and is at most 1"},
		{"days below zero", "    verified: true", "    wind_down: {last_import: 2020-02-01, days: -30}\n    verified: true", "at least 0"},
		{"amount in words", "kind: ban", "caps: [{qty: five, unit: t, period: fixed, from: 2020-01-01, to: 2020-12-31}]\n    kind: cap", `"five" is no number`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := load(with(t, instrumentYAML, tc.old, tc.new), classYAML)
			var all []string
			for _, p := range problems {
				all = append(all, p.Error())
				if p.File == "" || p.Line == 0 {
					t.Errorf("no file or no line: %+v", p)
				}
			}
			if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, tc.want) }) {
				t.Errorf("problems %q, want %q", all, tc.want)
			}
		})
	}
}

// All faults of a file are told, and the other files load.
func TestLoadTellsAll(t *testing.T) {
	bad := with(t, with(t, instrumentYAML, "kind: ban", "kidn: ban"), "label: coal", "lable: coal")
	p, problems := load(bad, classYAML)
	if len(problems) != 4 { // two keys that are unknown, two that are missing
		t.Errorf("%d problems: %v", len(problems), problems)
	}
	if len(p.Measures()) != 0 || len(p.Classes()) != 1 || p.ID() != "small" {
		t.Errorf("%d measures, %d classes of %q", len(p.Measures()), len(p.Classes()), p.ID())
	}
	if _, problems := law.Load(fstest.MapFS{}, "none"); len(problems) != 1 {
		t.Errorf("an empty folder: %v", problems)
	}
	twice := fstest.MapFS{"p/a.yaml": {Data: []byte(aboutYAML)}, "p/b.yaml": {Data: []byte(instrumentYAML)}, "p/c.yaml": {Data: []byte(instrumentYAML)}}
	if _, problems := law.Load(twice, "p"); len(problems) != 1 || !strings.Contains(problems[0].Why, "there twice") {
		t.Errorf("the same instrument twice: %v", problems)
	}
}

// A predicate that does not type-check is told with file, line and reason; its
// class is left out and the rest loads.
func TestPredicateTypes(t *testing.T) {
	for _, tc := range []struct{ name, when, want string }{
		{"unknown field", "tx.agent.size() > 0", "small/classes.yaml:11: class c: predicate A: column 3 of the expression: undefined field 'agent'"},
		{"mixed types", "tx.usd_cents > 5.0", "found no matching overload for '_>_'"},
		{"unknown variable", "payment.usd_cents > 5", "undeclared reference to 'payment'"},
		{"no answer", "tx.usd_cents", "gives int, not true or false"},
		{"not an expression", "tx.usd_cents >", "Syntax error"},
		{"a field of a list", "tx.agents.bic == 'x'", "small/classes.yaml:11"},
		{"on a later line", "|-\n          tx.usd_cents > 5 &&\n          tx.cents == 'x'", "small/classes.yaml:13: class c: predicate A: column 10"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			other := strings.ReplaceAll(strings.Replace(classYAML, "classes:\n", "", 1), "id: c\n", "id: d\n")
			p, problems := load(instrumentYAML, with(t, classYAML, "tx.usd_cents > 5", tc.when)+other)
			if len(problems) == 0 || !strings.Contains(problems[0].Error(), tc.want) {
				t.Errorf("problems %v, want %q", problems, tc.want)
			}
			if len(p.Measures()) != 1 || len(p.Classes()) != 1 || p.Classes()[0].ID != "d" {
				t.Errorf("the rest did not load: %d measures, %d classes", len(p.Measures()), len(p.Classes()))
			}
		})
	}
}

// The test cases that stand in the programme hold, and one that does not is
// told.
func TestClasses(t *testing.T) {
	classes := dprk(t).Classes()
	if len(classes) == 0 {
		t.Fatal("no classes")
	}
	for _, c := range classes {
		if len(c.Tests) < 2*len(c.Any)/2 || c.Status != "in_force" && c.From != 0 {
			t.Errorf("%s: %d predicates, %d tests", c.ID, len(c.Any), len(c.Tests))
		}
		for _, err := range c.RunTests() {
			t.Errorf("%s: %v", c.ID, err)
		}
		fired := map[string]bool{}
		for _, test := range c.Tests {
			for _, id := range test.Want {
				fired[id] = true
			}
		}
		for _, r := range c.Any {
			if !fired[r.ID] {
				t.Errorf("%s: no test of %s", c.ID, r.ID)
			}
		}
	}
	p, problems := load(instrumentYAML, with(t, classYAML, "{usd_cents: 6}", "{usd_cents: 5}"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if errs := p.Classes()[0].RunTests(); len(errs) != 1 || !strings.Contains(errs[0].Error(), "line 13: one: [] are true, want [A]") {
		t.Errorf("a test that fails: %v", errs)
	}
	if _, problems := load(instrumentYAML, with(t, classYAML, "want: [A]", "want: [B]")); len(problems) != 1 {
		t.Errorf("a test of a predicate that is not there: %v", problems)
	}
	if _, problems := load(instrumentYAML, with(t, classYAML, "{usd_cents: 6}", "{usd_cent: 6}")); len(problems) == 0 || problems[0].Line != 14 {
		t.Errorf("a misspelt key of a transaction: %v", problems)
	}
}

// The class of the article says that it is no law, and how it knows.
func TestClassOfTheArticle(t *testing.T) {
	c, ok := dprk(t).Class("us311-dprk-transactions")
	if !ok || c.Status != "hypothetical" || c.Verified != law.Unverified || !strings.Contains(c.Origin, "not law") {
		t.Fatalf("%+v", c)
	}
	on := time.Date(2018, 1, 30, 0, 0, 0, 0, time.UTC)
	m, err := c.Of(&law.Tx{Date: on, Agents: []law.TxAgent{{BIC: "FTBDKPP1"}},
		Paths: []law.TxPath{{TargetKind: "person", Programme: "dprk", Kind: "possible", Hops: 1, Missing: []string{"owner of 12 percent"}}}}, on)
	if err != nil || !m.In || m.Level != "knows" || m.Status != "hypothetical" || len(m.Fired) != 2 {
		t.Errorf("%+v %v", m, err)
	}
	m, err = c.Of(&law.Tx{Date: on, Agents: []law.TxAgent{{BIC: "FTBDKPP1"}}, Flags: []string{"licensed"}}, on)
	if err != nil || m.In || len(m.But) != 1 {
		t.Errorf("licensed: %+v %v", m, err)
	}
	if m, err = c.Of(&law.Tx{}, on); err != nil || m.In || m.Level != "" {
		t.Errorf("empty: %+v %v", m, err)
	}
}

// The shipped schema is the one of the types, and the files of the programme
// hold to it; what the reader refuses by its shape, the schema refuses.
func TestJSONSchema(t *testing.T) {
	want := law.MakeSchema()
	if *update {
		if err := os.WriteFile("programme.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(want), string(law.JSONSchema())); diff != "" {
		t.Errorf("programme.schema.json is not that of the types; renew it with: go test ./law -run TestJSONSchema -update\n%s", diff)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("https://cordon.example/programme.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("https://cordon.example/programme.json")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(law.Sources(), "dprk/*.yaml")
	if err != nil || len(names) < 40 {
		t.Errorf("%d files, %v", len(names), err)
	}
	cases, err := fs.Glob(law.Sources(), "dprk/cases/*.yaml")
	if err != nil || len(cases) < 15 {
		t.Errorf("%d cases, %v", len(cases), err)
	}
	for _, name := range append(names, cases...) {
		b, err := fs.ReadFile(law.Sources(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(plain(t, b)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{
		with(t, instrumentYAML, "kind: ban", "kidn: ban"), with(t, instrumentYAML, "kind: ban", "kind: prohibition"),
		with(t, instrumentYAML, "adopted: 2020-01-01", "adopted: 2020-01"), with(t, instrumentYAML, "    verified: true", "    verified: maybe"),
		with(t, instrumentYAML, "    kind: ban\n", ""),
		with(t, caseYAML, "relation: met", "relaton: met"), with(t, caseYAML, "kind: UnknownLink", "kind: Friendship"), with(t, caseYAML, "date: 2020-06,", "date: in June,"),
	} {
		if schema.Validate(plain(t, []byte(bad))) == nil {
			t.Errorf("the schema takes\n%s", bad)
		}
	}
}

// plain is YAML as JSON has it: days are strings.
func plain(t *testing.T, b []byte) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal(b, &n); err != nil {
		t.Fatal(err)
	}
	var of func(n *yaml.Node) any
	of = func(n *yaml.Node) any {
		switch n.Kind {
		case yaml.MappingNode:
			m := map[string]any{}
			for i := 0; i < len(n.Content); i += 2 {
				m[n.Content[i].Value] = of(n.Content[i+1])
			}
			return m
		case yaml.SequenceNode:
			l := []any{}
			for _, e := range n.Content {
				l = append(l, of(e))
			}
			return l
		}
		if n.Tag == "!!timestamp" {
			return n.Value
		}
		var v any
		if err := n.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if i, ok := v.(int); ok {
			return float64(i)
		}
		return v
	}
	return of(n.Content[0])
}

// Whatever a file holds, it is read or refused; what is refused has a line.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(instrumentYAML))
	f.Add([]byte(classYAML))
	f.Add([]byte(aboutYAML))
	f.Add([]byte("measures: [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]"))
	f.Add([]byte("a: &a [*a, *a]\n"))
	f.Add([]byte("instrument: {id: 1, adopted: 2020-01-01}\nmeasures:\n- {id: 1, wind_down: {months: 999999999}}"))
	f.Add([]byte("instrument: {id: R, issuer: UN, type: act, adopted: 2020-01-01, source: s, verified: true}\nclocks:\n- {id: c, who: w, what: w, start: 9999-01-01, every_months: 36525, verified: true}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		p, problems := law.Load(fstest.MapFS{"p/a.yaml": {Data: []byte(aboutYAML)}, "p/f.yaml": {Data: in}}, "p")
		for _, pr := range problems {
			if pr.File == "" || pr.Why == "" || pr.Line < 1 && pr.File != "p" {
				t.Errorf("%+v", pr)
			}
		}
		for _, m := range p.Measures() {
			_ = m.Cite()
			if _, ok := p.Citation(m.ID); !ok {
				t.Errorf("%s is lost", m.ID)
			}
		}
		d := day(t, "2020-06-01")
		_, _ = p.Is(law.Question{HS: "2701", Direction: law.From, Date: d})
		_ = p.Clocks(d, 0, "", "", d)
		_ = p.Clocks(day(t, "9999-12-01"), 0, "", "", d)
		_ = p.Diff(d, d+30, 0, "")
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, problems := law.Load(law.Sources(), "dprk"); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkIs(b *testing.B) {
	p := dprk(b)
	d := day(b, "2017-12-01")
	var codes []string
	for _, c := range law.HSCodes() {
		codes = append(codes, c.Code)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := p.Is(law.Question{HS: codes[i*7919%len(codes)], Direction: []string{law.From, law.To}[i%2], Date: d}); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleProgramme_Is() {
	p, err := law.Open("dprk")
	if err != nil {
		panic(err)
	}
	var d = p.Instruments()[0].Adopted // any day will do
	a, err := p.Is(law.Question{HS: "2519", Direction: law.From, Date: d})
	fmt.Println(a.Status, err)
	// Output: allowed <nil>
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
