package ftm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordon/ftm"
)

// oracle reads an entity with encoding/json, slowly and plainly. It knows what
// ParseEntity promises of good entities without nested ones and doubled keys.
func oracle(tb testing.TB, in []byte) *ftm.Entity {
	tb.Helper()
	var w struct {
		ID, Schema, Caption string
		FirstSeen           string `json:"first_seen"`
		LastSeen            string `json:"last_seen"`
		LastChange          string `json:"last_change"`
		Datasets, Referents []string
		Target              *bool
		Properties          map[string]json.RawMessage
		all                 map[string]json.RawMessage
	}
	if err := json.Unmarshal(in, &w); err != nil {
		tb.Fatalf("%s: %v", in, err)
	}
	if err := json.Unmarshal(in, &w.all); err != nil {
		tb.Fatal(err)
	}
	e := ftm.New(w.ID, w.Schema)
	e.Caption, e.FirstSeen, e.LastSeen, e.LastChange, e.Target = w.Caption, w.FirstSeen, w.LastSeen, w.LastChange, w.Target
	e.Datasets, e.Referents = w.Datasets, w.Referents
	for name, raw := range w.Properties {
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) != nil {
			items = []json.RawMessage{raw}
		}
		for _, item := range items {
			var s string
			switch {
			case string(item) == "null":
			case json.Unmarshal(item, &s) == nil:
				e.Add(name, s)
			default:
				e.Add(name, string(item))
			}
		}
	}
	for _, k := range []string{"id", "schema", "caption", "first_seen", "last_seen", "last_change", "datasets", "referents", "target", "properties"} {
		delete(w.all, k)
	}
	for k, raw := range w.all {
		var b bytes.Buffer
		if err := json.Compact(&b, raw); err != nil {
			tb.Fatal(err)
		}
		if e.Extra == nil {
			e.Extra = map[string]json.RawMessage{}
		}
		e.Extra[k] = b.Bytes()
	}
	return e
}

// author writes entities at random, with the spacing, escapes, order and odd
// values that JSON allows.
type author struct{ *rand.Rand }

func (a author) pick(of ...string) string { return of[a.IntN(len(of))] }

func (a author) space() string { return a.pick("", "", "", " ", "\t", "\r\n", "  ") }

func (a author) text() string {
	var b strings.Builder
	for range a.IntN(12) {
		b.WriteString(a.pick("Kim", "조선", "中", "é", " ", "😀", `\"`, `\\`, `\n`, `\/`, `\u00e9`, `\ud83d\ude00`, `\ud83d`, `\u0000`, "\xff", "\u2028", "1234567890", "<&>"))
	}
	return `"` + b.String() + `"`
}

func (a author) value() string {
	switch a.IntN(12) {
	case 0:
		return a.pick("null", "true", "false")
	case 1:
		return a.pick("0", "-1.5", "1e9", "12345678901234567890", "1.0E-7")
	}
	return a.text()
}

func (a author) list(of func() string) string {
	items := make([]string, a.IntN(5))
	for i := range items {
		items[i] = a.space() + of() + a.space()
	}
	return "[" + strings.Join(items, ",") + a.space() + "]"
}

// object writes members in random order.
func (a author) object(members map[string]string) string {
	keys := slices.Sorted(maps.Keys(members))
	a.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	for i, k := range keys {
		keys[i] = a.space() + `"` + k + `"` + a.space() + ":" + a.space() + members[k] + a.space()
	}
	return "{" + strings.Join(keys, ",") + "}"
}

func (a author) entity() string {
	props := map[string]string{}
	for range a.IntN(8) {
		name := a.pick("name", "alias", "birthDate", "topics", "country", "planet", "id", "id:caption", "지구")
		if props[name] = a.list(a.value); a.IntN(6) == 0 {
			props[name] = a.value()
		}
	}
	m := map[string]string{"id": fmt.Sprintf(`"NK-%d"`, a.IntN(1000)), "schema": `"` + a.pick("Person", "Company", "Vessel", "Martian") + `"`, "properties": a.object(props)}
	for key, value := range map[string]string{"caption": a.text(), "first_seen": `"2024-01-01"`, "last_seen": "null", "last_change": a.text(), "datasets": a.list(a.text),
		"referents": a.list(a.text), "target": a.pick("true", "false", "null"), "collection": a.object(map[string]string{"n": a.list(a.value), "x y": "1"}), "n": a.value()} {
		if a.IntN(2) == 0 {
			m[key] = value
		}
	}
	return a.space() + a.object(m) + a.space()
}

// Thousands of entities written at random read as encoding/json reads them.
func TestParseAsEncodingJSON(t *testing.T) {
	a := author{rand.New(rand.NewPCG(7, 11))}
	for range 5000 {
		in := []byte(a.entity())
		got, err := ftm.ParseEntity(in)
		if err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		want := oracle(t, in)
		valid := cmp.Transformer("valid", func(r json.RawMessage) string {
			return string(bytes.ToValidUTF8(bytes.ReplaceAll(r, []byte("\xff"), []byte("\uFFFD")), nil))
		})
		if d := cmp.Diff(want, got, ignorePeriods, valid); d != "" {
			t.Fatalf("%s (-want +got):\n%s", in, d)
		}
	}
}

// The order of keys and values, and how they are spaced, is nothing that an
// entity says: its statements and their digests are the same.
func TestDigestsKnowNoOrder(t *testing.T) {
	a := author{rand.New(rand.NewPCG(3, 5))}
	digests := func(in string) (out []string) {
		e, err := ftm.ParseEntity([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		list := e.AppendStatements(nil, "d")
		for i := range list {
			out = append(out, fmt.Sprintf("%s %x", list[i].Prop, list[i].Digest()))
		}
		return out
	}
	for range 300 {
		names := []string{`"a"`, `"b"`, `"c"`, `"한"`}
		write := func() string {
			a.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			list := "[" + strings.Join(names, ","+a.space()) + "]"
			return a.object(map[string]string{"id": `"x"`, "schema": `"Person"`, "referents": list, "datasets": list, "target": "true", "k": "[1,2]",
				"properties": a.object(map[string]string{"name": list, "alias": list, "planet": list})})
		}
		one, two := write(), write()
		if d := cmp.Diff(digests(one), digests(two)); d != "" {
			t.Fatalf("%s\n%s\n%s", one, two, d)
		}
	}
}

// Files joined in any order, or read twice, hold the same entities.
func TestReaderKnowsNoOrder(t *testing.T) {
	a := author{rand.New(rand.NewPCG(13, 17))}
	var lines []string
	for i := range 200 {
		line := strings.ReplaceAll(a.entity(), "\r\n", " ")
		if i%20 == 0 {
			line = line[:len(line)/2]
		}
		lines = append(lines, line)
	}
	ids := func() (out []string) {
		for _, o := range readAll(t, strings.NewReader(strings.Join(lines, "\n"))) {
			out = append(out, o.ID)
		}
		return out
	}
	want := ids()
	for range 5 {
		a.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		if d := cmp.Diff(want, ids(), cmpopts.SortSlices(strings.Compare)); d != "" {
			t.Fatal(d)
		}
	}
}
