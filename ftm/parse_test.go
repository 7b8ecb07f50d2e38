package ftm_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
)

func TestParseEntity(t *testing.T) {
	yes := true
	base := func(f func(*ftm.Entity)) *ftm.Entity {
		e := ftm.New("a", "Person")
		if f != nil {
			f(e)
		}
		return e
	}
	props := func(kv ...string) *ftm.Entity {
		return base(func(e *ftm.Entity) {
			for i := 0; i < len(kv); i += 2 {
				e.Add(kv[i], kv[i+1])
			}
		})
	}
	tests := []struct {
		name, in string
		want     *ftm.Entity
	}{
		{"least", `{"id":"a","schema":"Person"}`, base(nil)},
		{"no properties", `{"id":"a","schema":"Person","properties":{}}`, base(nil)},
		{"null properties", `{"id":"a","schema":"Person","properties":null}`, base(nil)},
		{"white space", " {\t\"id\" :\r\n\"a\" , \"schema\":\"Person\" , \"properties\" : { \"name\" : [ \"b\" , \"c\" ] } } ", props("name", "b", "name", "c")},
		{"everything", `{"id":"a","caption":"C","schema":"Person","properties":{"name":["N"]},"referents":["r"],"datasets":["d","e"],` +
			`"first_seen":"1","last_seen":"2","last_change":"3","target":true}`, base(func(e *ftm.Entity) {
			e.Caption, e.FirstSeen, e.LastSeen, e.LastChange, e.Target = "C", "1", "2", "3", &yes
			e.Datasets, e.Referents = []string{"d", "e"}, []string{"r"}
			e.Add("name", "N")
		})},
		{"schema last", `{"properties":{"name":["N"]},"schema":"Person","id":"a"}`, props("name", "N")},
		{"nulls", `{"id":"a","schema":"Person","caption":null,"datasets":null,"referents":null,"first_seen":null,"last_seen":null,"last_change":null,"target":null}`, base(nil)},
		{"empty lists are lists", `{"id":"a","schema":"Person","datasets":[],"referents":[]}`, base(func(e *ftm.Entity) { e.Datasets, e.Referents = []string{}, []string{} })},
		{"null in a list", `{"id":"a","schema":"Person","datasets":["d",null],"properties":{"name":[null,"N",null]}}`, base(func(e *ftm.Entity) {
			e.Datasets = []string{"d"}
			e.Add("name", "N")
		})},
		{"empty values", `{"id":"a","schema":"Person","properties":{"name":["","N",""],"alias":[""],"title":[],"notes":"","summary":null}}`, props("name", "N")},
		{"doubles", `{"id":"a","schema":"Person","properties":{"name":["N","M","N","N","M"]}}`, props("name", "N", "name", "M")},
		{"one value without a list", `{"id":"a","schema":"Person","properties":{"name":"N"}}`, props("name", "N")},
		{"numbers and truths as written", `{"id":"a","schema":"Person","properties":{"height":[1.80,-0,1e6],"weight":75,"status":[true,false]}}`,
			props("height", "1.80", "height", "-0", "height", "1e6", "weight", "75", "status", "true", "status", "false")},
		{"unknown schema", `{"id":"a","schema":"Martian","properties":{"name":["N"]},"birthDate":["2000"]}`, func() *ftm.Entity {
			e := ftm.New("a", "Martian")
			e.Add("name", "N")
			e.Extra = map[string]json.RawMessage{"birthDate": json.RawMessage(`["2000"]`)}
			return e
		}()},
		{"unknown property", `{"id":"a","schema":"Person","properties":{"planet":["Mars"],"":["x"]}}`, props("planet", "Mars", "", "x")},
		{"unknown keys", `{"id":"a","schema":"Person","collection": { "n" : [ 1 , "a b" ] },"n":null,"x":"\u00e9\""}`, base(func(e *ftm.Entity) {
			e.Extra = map[string]json.RawMessage{"collection": json.RawMessage(`{"n":[1,"a b"]}`), "n": json.RawMessage("null"), "x": json.RawMessage(`"\u00e9\""`)}
		})},
		{"a property twice", `{"id":"a","schema":"Person","properties":{"name":["N"],"title":["T"],"name":["M","N"]}}`, props("name", "N", "title", "T", "name", "M")},
		{"the last id counts", `{"id":"b","id":"a","schema":"Company","schema":"Person","datasets":["x"],"datasets":["d"]}`, base(func(e *ftm.Entity) { e.Datasets = []string{"d"} })},
		{"escapes", `{"id":"\u0061","schema":"Per\u0073on","properties":{"n\u0061me":["\"\\\/\b\f\n\r\té\u00e9"]}}`, props("name", "\"\\/\b\f\n\r\téé")},
		{"surrogates", `{"id":"a","schema":"Person","properties":{"name":["\ud83d\ude00","\ud83d","\ude00","\ud83dx","\ud83d\u0041","\ud83d\ud83d\ude00"]}}`,
			props("name", "😀", "name", "\uFFFD", "name", "\uFFFDx", "name", "\uFFFDA", "name", "\uFFFD😀")},
		{"broken UTF-8", "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"a\xff\xfeb\",\"\xe4\xb8\"]}}", props("name", "a\uFFFD\uFFFDb", "name", "\uFFFD\uFFFD")},
		{"long and wide", `{"id":"a","schema":"Person","properties":{"name":["조선광선은행 Korea Kwangson Banking Corporation 中国"]}}`, props("name", "조선광선은행 Korea Kwangson Banking Corporation 中国")},
		{"references beside referents", `{"id":"a","schema":"Person","referents":[],"references":[]}`, base(func(e *ftm.Entity) {
			e.Referents = []string{}
			e.Extra = map[string]json.RawMessage{"references": json.RawMessage("[]")}
		})},
		{"an object that is no entity", `{"id":"a","schema":"Person","properties":{"relatives":[{ "name" : "B", "n":[1, 2] }]}}`, props("relatives", `{"name":"B","n":[1,2]}`)},
		{"a nested entity", `{"id":"a","schema":"Person","properties":{"addressEntity":[{"id":"b","schema":"Address"},"c"]}}`, props("addressEntity", "b", "addressEntity", "c")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ftm.ParseEntity([]byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got, ignorePeriods); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestParseEntityRefuses(t *testing.T) {
	deep := func(n int) string {
		in := `{"id":"x","schema":"Person"}`
		for range n {
			in = `{"id":"x","schema":"Person","properties":{"parent":[` + in + `]}}`
		}
		return in
	}
	if _, err := ftm.ParseEntity([]byte(deep(8))); err != nil {
		t.Errorf("eight entities deep: %v", err)
	}
	tests := []struct{ name, in, why string }{
		{"nothing", ``, "not JSON"},
		{"null", `null`, "not a JSON object"},
		{"a list", `[]`, "not a JSON object"},
		{"a string", `"x"`, "not a JSON object"},
		{"no id", `{"schema":"Person"}`, "no id"},
		{"empty id", `{"id":"","schema":"Person"}`, "no id"},
		{"null id", `{"id":null,"schema":"Person"}`, "no id"},
		{"id taken back", `{"id":"a","id":null,"schema":"Person"}`, "no id"},
		{"number as id", `{"id":7,"schema":"Person"}`, "id is not a string"},
		{"no schema", `{"id":"a"}`, "no schema"},
		{"list as schema", `{"id":"a","schema":["Person"]}`, "schema is not a string"},
		{"caption", `{"id":"a","schema":"Person","caption":{}}`, "caption is not a string"},
		{"last_seen", `{"id":"a","schema":"Person","last_seen":20240101}`, "last_seen is not a string"},
		{"datasets", `{"id":"a","schema":"Person","datasets":"d"}`, "datasets is not a list"},
		{"number in datasets", `{"id":"a","schema":"Person","datasets":[1]}`, "datasets is not a list of strings"},
		{"list in referents", `{"id":"a","schema":"Person","referents":[["r"]]}`, "referents is not a list of strings"},
		{"target", `{"id":"a","schema":"Person","target":"true"}`, "target is not true or false"},
		{"properties", `{"id":"a","schema":"Person","properties":["name"]}`, "properties is not an object"},
		{"list in a list", `{"id":"a","schema":"Person","properties":{"name":[["N"]]}}`, "property name: a list in a list"},
		{"stray property", `{"id":"a","schema":"Person","properties":{},"birthDate":["2000"]}`, `"birthDate" stands beside "properties"`},
		{"stray property of a parent", `{"id":"a","name":["N"],"schema":"Person"}`, `"name" stands beside "properties"`},
		{"references", `{"id":"a","schema":"Person","references":[]}`, `"references" stands where "referents" belongs`},
		{"nested without schema", `{"id":"a","schema":"Person","properties":{"parent":[{"id":"b"}]}}`, "property parent: nested entity: no schema"},
		{"nested without id", `{"id":"a","schema":"Person","properties":{"parent":{"schema":"Person"}}}`, "property parent: nested entity: no id"},
		{"nested too deep", deep(9), "nested more than 8 deep"},
		{"too many nested", `{"id":"a","schema":"Person","properties":{"x":[` + strings.Repeat(`{"id":"b","schema":"c"},`, 10001) + `0]}}`, "more than 10000 nested"},
		{"lists without end", `{"id":"a","schema":"Person","x":` + strings.Repeat("[", 20000), "nested too deep"},
		{"cut in a string", `{"id":"a","schema":"Per`, "not JSON: ends where the end of a string is wanted"},
		{"cut in an escape", `{"id":"a\`, "not JSON: ends where an escape is wanted"},
		{"cut", `{"id":"a","schema":"Person"`, "not JSON: ends where"},
		{"more behind", `{"id":"a","schema":"Person"} {}`, `not JSON: byte 30 is '{', want the end`},
		{"comma at the end", `{"id":"a","schema":"Person",}`, "not JSON"},
		{"single quotes", `{'id':'a'}`, "not JSON"},
		{"control character", "{\"id\":\"a\x01\"}", "control character"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := ftm.ParseEntity([]byte(tt.in))
			if err == nil || !strings.Contains(err.Error(), tt.why) || e != nil {
				t.Errorf("got %v, %v; want %q", e, err, tt.why)
			}
		})
	}
}

// Lists of one entity lie side by side in memory; who appends to one must not
// write into its neighbour.
func TestParsedListsAreApart(t *testing.T) {
	e, err := ftm.ParseEntity([]byte(`{"id":"a","schema":"Person","datasets":["d"],"referents":["r"],"properties":{"name":["N","N"],"alias":["A"],"title":["T"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	e.Datasets = append(e.Datasets, "!")
	e.Referents = append(e.Referents, "!")
	for _, p := range []string{"name", "alias", "title"} {
		e.Add(p, "!")
	}
	want := map[string][]string{"name": {"N", "!"}, "alias": {"A", "!"}, "title": {"T", "!"}}
	if d := cmp.Diff(want, e.Properties); d != "" || !slices.Equal(e.Datasets, []string{"d", "!"}) || !slices.Equal(e.Referents, []string{"r", "!"}) {
		t.Errorf("%v %v %s", e.Datasets, e.Referents, d)
	}
}

// What a reader keeps must not change with the bytes that it read.
func TestParsedIsACopy(t *testing.T) {
	in := []byte(`{"id":"abc","schema":"Person","properties":{"planet":["Mars"]},"extra":{"k":"v"}}`)
	e, err := ftm.ParseEntity(in)
	if err != nil {
		t.Fatal(err)
	}
	before := write(t, e)
	for i := range in {
		in[i] = '#'
	}
	if after := write(t, e); after != before {
		t.Errorf("became %s", after)
	}
}

// The scanner must accept and refuse as encoding/json does.
func TestSyntaxAsEncodingJSON(t *testing.T) {
	values := []string{
		`0`, `-0`, `01`, `1.`, `.5`, `1.5`, `1e5`, `1E+5`, `1e-5`, `1e`, `1e+`, `-`, `+1`, `--1`, `0x1`, `1_0`, `NaN`, `Infinity`, `00`, `-01`, `1.0e10`, `0e0`,
		`null`, `nul`, `nulll`, `NULL`, `true`, `tru`, `false`, `fals`, `True`, ``, ` `, `"`, `""`, `"a`, `"\x"`, `"\u12"`, `"\u123g"`, `"\u1234"`, `"\uD800"`, `"\'"`,
		"\"\t\"", "\"\x7f\"", "\"\x00\"", "\"\x1f\"", "\"\u2028\"", "\"\xff\"", "\"12345678\x1f\"", "\"1234567\\\"", "\"12345678\\n9\"",
		`[]`, `[ ]`, `[`, `]`, `[1`, `[1,`, `[1,]`, `[,1]`, `[1 2]`, `[1,,2]`, `[[]]`, `[}`, `{}`, `{ }`, `{`, `{]`, `{"a"}`, `{"a":}`, `{"a":1`, `{"a":1,}`, `{,}`,
		`{"a":1,"b":2}`, `{"a":1 "b":2}`, `{a:1}`, `{"a"::1}`, `{"a":1}}`, `{"":{"":[{"":null}]}}`, `1 1`, `"a" "b"`, `"a",`, "\ufeff1", "1\x00", "\v1", "1\f", "\u00a01", "/**/1",
		strings.Repeat("[", 9999) + strings.Repeat("]", 9999), strings.Repeat("[", 10000) + strings.Repeat("]", 10000),
	}
	for _, v := range values {
		for _, in := range []string{`{"id":"a","schema":"Person","x":` + v + `}`, v} {
			checkSyntax(t, []byte(in))
		}
	}
}

// checkSyntax fails the test where ParseEntity and encoding/json disagree on
// whether in is JSON.
func checkSyntax(tb testing.TB, in []byte) {
	tb.Helper()
	_, err := ftm.ParseEntity(in)
	refused := err != nil && strings.Contains(err.Error(), "not JSON")
	if valid := json.Valid(in); valid && refused || !valid && err == nil {
		tb.Errorf("%.200q: encoding/json says %t, we say %v", in, valid, err)
	}
}

// Strings must read as encoding/json reads them, wherever in a word of eight
// bytes their odd bytes stand.
func TestStringsAsEncodingJSON(t *testing.T) {
	odd := []string{`\n`, `\"`, `\\`, `\u00e9`, `\ud83d\ude00`, `\ud83d`, "é", "中", "😀", "\xff", "\xe4\xb8", "\x7f", "\u2028", " ", "/", `\/`, "\x80", "!", "#", "[", "]", "\x20"}
	for _, o := range odd {
		for before := range 10 {
			for after := range 10 {
				s := `"` + strings.Repeat("a", before) + o + strings.Repeat("b", after) + o + `"`
				var want string
				if err := json.Unmarshal([]byte(s), &want); err != nil {
					t.Fatal(err)
				}
				e, err := ftm.ParseEntity([]byte(`{"id":` + s + `,"schema":"Person"}`))
				if err != nil || e.ID != want {
					t.Fatalf("%s reads as %q, %v; want %q", s, e.ID, err, want)
				}
			}
		}
	}
}

func TestUnmarshalJSON(t *testing.T) {
	var list []ftm.Entity
	if err := json.Unmarshal([]byte(`[{"id":"a","schema":"Person"},{"id":"b","schema":"Company","properties":{"name":["B"]}}]`), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[1].ID != "b" || list[1].First("name") != "B" {
		t.Errorf("%+v", list)
	}
	e := ftm.New("keep", "Person")
	if err := json.Unmarshal([]byte(`{"id":"x"}`), e); err == nil || e.ID != "keep" {
		t.Errorf("%v, %+v; want an error, and the entity as it was", err, e)
	}
}

// Reading costs few allocations, however many values there are.
func TestParseAllocatesLittle(t *testing.T) {
	if racing {
		t.Skip("allocations are not counted under the race detector")
	}
	var b strings.Builder
	b.WriteString(`{"id":"a","schema":"Person","datasets":["d"],"properties":{"alias":[`)
	for i := range 15 {
		fmt.Fprintf(&b, `"alias %d",`, i)
	}
	b.WriteString(`"last"],"name":["N"],"country":["kp"],"birthDate":["1970"]}}`)
	in := []byte(b.String())
	n := testing.AllocsPerRun(100, func() {
		if _, err := ftm.ParseEntity(in); err != nil {
			t.Fatal(err)
		}
	})
	if n > 8 {
		t.Errorf("%v allocations for 19 values", n)
	}
}
