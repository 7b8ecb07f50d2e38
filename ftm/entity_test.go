package ftm_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordon/ftm"
)

// day reads an ISO day, and fails the test on any other text.
func day(tb testing.TB, s string) ftm.Day {
	tb.Helper()
	d, err := ftm.ParseDay(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestAdd(t *testing.T) {
	e := ftm.New("x", "Person")
	e.Add("name", "Kim", "", "Kim", "Pak")
	e.Add("name", "Pak", "Ri")
	e.Add("alias")
	e.Add("alias", "")
	want := map[string][]string{"name": {"Kim", "Pak", "Ri"}}
	if d := cmp.Diff(want, e.Properties); d != "" {
		t.Errorf("properties (-want +got):\n%s", d)
	}
	if e.Has("alias") || !e.Has("name") {
		t.Error("Has is wrong")
	}
	var zero ftm.Entity
	zero.Add("name", "Kim")
	if zero.First("name") != "Kim" {
		t.Error("the zero entity takes no values")
	}
}

// A long list is cleared of doubles in the same way as a short one.
func TestAddLong(t *testing.T) {
	var in, want []string
	for i := range 500 {
		v := fmt.Sprint(i)
		want = append(want, v)
		in = append(in, v, "", fmt.Sprint(i/2))
	}
	e := ftm.New("x", "Person")
	e.Add("name", "0")
	e.Add("name", in...)
	if d := cmp.Diff(want, e.Properties["name"], cmpopts.SortSlices(func(a, b string) bool { return a < b })); d != "" {
		t.Error(d)
	}
}

func TestValues(t *testing.T) {
	e := ftm.New("x", "Person")
	e.Add("name", "Kim Chol", "Kim")
	e.Add("alias", "Kim", "Pak")
	e.Add("weakAlias", "K.")
	e.Add("title", "Vice Marshal")
	e.Add("planet", "Mars")
	if d := cmp.Diff([]string{"Kim Chol", "Kim", "Pak"}, e.Values("name", "alias")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Kim", "Pak", "Kim Chol", "K."}, e.OfType(ftm.TypeName)); d != "" {
		t.Errorf("by name of property, alias first:\n%s", d)
	}
	one := e.Values("name")
	one[0] = "changed"
	if e.First("name") != "Kim Chol" {
		t.Error("Values hands out its own list")
	}
	if e.First("deathDate") != "" || e.Values("deathDate") != nil || e.OfType(ftm.TypeDate) != nil {
		t.Error("values out of nothing")
	}
	if d := cmp.Diff([]string{"alias", "name", "planet", "title", "weakAlias"}, e.PropertyNames()); d != "" {
		t.Error(d)
	}
	if ftm.New("x", "Martian").OfType(ftm.TypeName) != nil {
		t.Error("an unknown schema has typed values")
	}
}

func TestAddClean(t *testing.T) {
	e := ftm.New("x", "Person")
	tests := []struct {
		prop, raw, want string
		ok              bool
	}{
		{"birthDate", "12 Mar 1970", "1970-03-12", true},
		{"nationality", "Korea, North", "kp", true},
		{"gender", "Male", "male", true},
		{"deathDate", "unknown", "", false},
		{"planet", " Mars ", "Mars", true},
	}
	for _, tt := range tests {
		if ok := e.AddClean(tt.prop, tt.raw); ok != tt.ok || e.First(tt.prop) != tt.want {
			t.Errorf("%s %q: %t, %q", tt.prop, tt.raw, ok, e.First(tt.prop))
		}
	}
	if e.Has("deathDate") {
		t.Error("a value that was refused was added")
	}
}

func TestAddDuring(t *testing.T) {
	a, b, c, d := day(t, "2010"), day(t, "2012"), day(t, "2015"), day(t, "2016")
	tests := []struct {
		name string
		in   []ftm.Period
		want ftm.Period
	}{
		{"once", []ftm.Period{{From: a, To: b}}, ftm.Period{From: a, To: b}},
		{"not said", []ftm.Period{{}}, ftm.Period{}},
		{"said by one of two", []ftm.Period{{}, {From: a}}, ftm.Period{From: a}},
		{"twice with a gap", []ftm.Period{{From: a, To: b}, {From: c, To: d}}, ftm.Period{From: a, To: d}},
		{"open end", []ftm.Period{{From: a, To: b}, {From: c}}, ftm.Period{From: a}},
		{"open start", []ftm.Period{{From: a, To: b}, {To: d}}, ftm.Period{To: d}},
		{"open on both sides", []ftm.Period{{From: c}, {To: b}}, ftm.Period{}},
		{"within", []ftm.Period{{From: a, To: d}, {From: b, To: c}}, ftm.Period{From: a, To: d}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fore, back := ftm.New("x", "Person"), ftm.New("x", "Person")
			for i := range tt.in {
				fore.AddDuring("topics", "sanction", tt.in[i])
				back.AddDuring("topics", "sanction", tt.in[len(tt.in)-1-i])
			}
			if got := fore.During("topics", "sanction"); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if back.During("topics", "sanction") != fore.During("topics", "sanction") {
				t.Error("the order matters")
			}
			if d := cmp.Diff([]string{"sanction"}, fore.Properties["topics"]); d != "" {
				t.Error(d)
			}
		})
	}
	e := ftm.New("x", "Person")
	e.AddDuring("name", "", ftm.Period{From: a})
	if e.Has("name") || !e.During("name", "").IsZero() {
		t.Error("an empty value was added")
	}
}

func TestPickCaption(t *testing.T) {
	make := func(schema, caption string, props ...string) *ftm.Entity {
		e := ftm.New("the-id", schema)
		e.Caption = caption
		for i := 0; i < len(props); i += 2 {
			e.Add(props[i], props[i+1])
		}
		return e
	}
	tests := []struct {
		name string
		e    *ftm.Entity
		want string
	}{
		{"the source's", make("Person", "KIM", "name", "Kim"), "KIM"},
		{"name", make("Person", "", "alias", "K", "name", "Kim"), "Kim"},
		{"alias", make("Person", "", "weakAlias", "K", "alias", "Pak"), "Pak"},
		{"last name", make("Person", "", "lastName", "Ri"), "Ri"},
		{"wallet", make("CryptoWallet", "", "name", "w", "publicKey", "1abc"), "1abc"},
		{"address", make("Address", "", "city", "Dandong", "full", "Dandong, China"), "Dandong, China"},
		{"passport", make("Passport", "", "number", "654"), "654"},
		{"unknown schema", make("Martian", "", "name", "Marvin"), "Marvin"},
		{"nothing", make("Person", ""), "the-id"},
		{"an edge without a caption", make("Family", "", "person", "a"), "the-id"},
	}
	for _, tt := range tests {
		if got := tt.e.PickCaption(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestRiskTopic(t *testing.T) {
	risky := []string{"sanction", "sanction.linked", "sanction.counter", "sanction.control", "debarment", "crime", "crime.theft", "crime.traffick.human",
		"wanted", "poi", "role.pep", "role.pep.frmr", "role.rca", "role.oligarch", "reg.warn", "reg.action", "export.control", "export.control.linked",
		"export.risk", "invest.risk", "invest.ban", "mare.detained", "mare.shadow", "corp.disqual"}
	calm := []string{"", "sanctions", "sanctioned", "crimes", "role", "role.pol", "role.judge", "gov", "gov.soe", "fin.bank", "mare.sts", "corp.offshore",
		"corp.shell", "reg", "export", "mil", "rel", "asset.frozen", "Sanction", ".crime", "forced.labor"}
	for _, s := range risky {
		if !ftm.RiskTopic(s) {
			t.Errorf("%q is no risk", s)
		}
	}
	for _, s := range calm {
		if ftm.RiskTopic(s) {
			t.Errorf("%q is a risk", s)
		}
	}
}

func TestIsTarget(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name   string
		target *bool
		topics []string
		want   bool
	}{
		{"says so", &yes, nil, true},
		{"denies it", &no, []string{"sanction"}, false},
		{"topic", nil, []string{"gov", "sanction"}, true},
		{"harmless topic", nil, []string{"gov"}, false},
		{"nothing", nil, nil, false},
	}
	for _, tt := range tests {
		e := ftm.New("x", "Person")
		e.Target = tt.target
		e.Add("topics", tt.topics...)
		if got := e.IsTarget(); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

func TestIs(t *testing.T) {
	if e := ftm.New("x", "Company"); !e.Is("LegalEntity") || !e.Is("Asset") || e.Is("Person") {
		t.Error("a Company is not what it should be")
	}
	if e := ftm.New("x", "Martian"); !e.Is("Martian") || e.Is("Thing") {
		t.Error("a Martian is not what it should be")
	}
}

func TestClone(t *testing.T) {
	yes := true
	e := ftm.New("x", "Person")
	e.Caption, e.FirstSeen, e.Target = "Kim", "2024-01-01", &yes
	e.Add("name", "Kim")
	e.AddDuring("topics", "sanction", ftm.Period{From: 5})
	e.Datasets, e.Referents = []string{"d"}, []string{"r"}
	e.Extra = map[string]json.RawMessage{"k": json.RawMessage("1")}
	c := e.Clone()
	if d := cmp.Diff(e, c, cmpopts.IgnoreUnexported(ftm.Entity{})); d != "" {
		t.Fatalf("differs:\n%s", d)
	}
	c.Add("name", "Pak")
	c.AddDuring("topics", "crime", ftm.Period{From: 6})
	c.Properties["name"][0], c.Datasets[0], c.Referents[0], *c.Target = "x", "x", "x", false
	c.Extra["l"] = nil
	if e.First("name") != "Kim" || len(e.Properties) != 2 || len(e.Properties["topics"]) != 1 || e.Datasets[0] != "d" || e.Referents[0] != "r" ||
		!*e.Target || len(e.Extra) != 1 || !e.During("topics", "crime").IsZero() {
		t.Errorf("a change of the copy shows: %+v", e)
	}
	if c.During("topics", "sanction") != (ftm.Period{From: 5}) {
		t.Error("the copy forgot a period")
	}
	var zero ftm.Entity
	if z := zero.Clone(); z.Target != nil || len(z.Properties) != 0 {
		t.Error("the copy of nothing is something")
	}
}
