package ftm_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
)

func TestParseIndex(t *testing.T) {
	x, err := ftm.ParseIndex([]byte(`{"name":"sanctions","title":"Sanctions","version":"20240527134702-zbn","last_export":"2024-05-27T13:47:02",
		"delta_url":"https://example.org/delta.json","children":["eu_fsf"],"surprise":{},
		"resources":[{"name":"index.csv"},{"name":"entities.ftm.json","url":"https://example.org/e.json","checksum":"da39a3","size":12,"mime_type":"application/json+ftm"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if x.Name != "sanctions" || x.Version != "20240527134702-zbn" || x.DeltaURL == "" || len(x.Children) != 1 {
		t.Errorf("%+v", x)
	}
	want := ftm.Resource{Name: "entities.ftm.json", URL: "https://example.org/e.json", Checksum: "da39a3", Size: 12, MimeType: "application/json+ftm"}
	if r, ok := x.Resource("entities.ftm.json"); !ok || r != want {
		t.Errorf("%+v, %t", r, ok)
	}
	if r, ok := x.Resource("names.txt"); ok || r != (ftm.Resource{}) {
		t.Errorf("%+v, %t", r, ok)
	}
	for _, in := range []string{"", "{", "[]", "{}", `{"name":""}`, `{"name":7}`, `{"name":"x","resources":{}}`} {
		if _, err := ftm.ParseIndex([]byte(in)); err == nil || !strings.HasPrefix(err.Error(), "index.json: ") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestParseDeltaIndexRefuses(t *testing.T) {
	for _, in := range []string{"", "{", "[]", "{}", `{"versions":null}`, `{"versions":["a"]}`, `{"versions":{"a":1}}`} {
		if _, err := ftm.ParseDeltaIndex([]byte(in)); err == nil || !strings.HasPrefix(err.Error(), "delta.json: ") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestBetween(t *testing.T) {
	x, err := ftm.ParseDeltaIndex([]byte(`{"updated_at":"2024-05-28T14:47:29Z","versions":{"3-c":"u3","1-a":"u1","2-b":"u2","4-d":"u4"}}`))
	if err != nil {
		t.Fatal(err)
	}
	none, _ := ftm.ParseDeltaIndex([]byte(`{"versions":{}}`))
	tests := []struct {
		name           string
		x              *ftm.DeltaIndex
		loaded, target string
		want           []string
		full           bool
	}{
		{"from the first", x, "1-a", "", []string{"2-b", "3-c", "4-d"}, false},
		{"to a version", x, "1-a", "3-c", []string{"2-b", "3-c"}, false},
		{"one step", x, "3-c", "4-d", []string{"4-d"}, false},
		{"between two", x, "2-z", "", []string{"3-c", "4-d"}, false},
		{"target between two", x, "1-a", "3-z", []string{"2-b", "3-c"}, false},
		{"up to date", x, "4-d", "", nil, false},
		{"ahead of the publisher", x, "5-e", "", nil, false},
		{"ahead of the target", x, "3-c", "2-b", nil, false},
		{"older than the oldest", x, "0-z", "", nil, true},
		{"nothing loaded", x, "", "", nil, true},
		{"no deltas", none, "1-a", "", nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, full := tt.x.Between(tt.loaded, tt.target)
			if d := cmp.Diff(tt.want, got); d != "" || full != tt.full {
				t.Errorf("full %t, want %t (-want +got):\n%s", full, tt.full, d)
			}
		})
	}
}

// deltas reads a delta file: operations as "OP id", refused lines as "line: why".
func deltas(tb testing.TB, in string) (out []string, ops []ftm.Delta) {
	tb.Helper()
	rd := ftm.NewDeltaReader(strings.NewReader(in), "d.json")
	for {
		d, err := rd.Next()
		var p ftm.Problem
		switch {
		case errors.Is(err, io.EOF):
			return out, ops
		case errors.As(err, &p):
			if p.Line != rd.Line() || p.File != "d.json" {
				tb.Errorf("%+v at line %d", p, rd.Line())
			}
			out = append(out, p.Error())
		case err != nil:
			tb.Fatal(err)
		default:
			out, ops = append(out, d.Op+" "+d.Entity.ID), append(ops, d)
		}
	}
}

func TestDeltaReader(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"no change", "", nil},
		{"three", `{"op":"ADD","entity":` + lineA + "}\r\n" + `{"entity":` + lineB + `,"op":"MOD"}` + "\n\n" + `{"op":"DEL","entity":{"id":"c"}}`, []string{"ADD a", "MOD b", "DEL c"}},
		{"more in a DEL than its id", `{"op":"DEL","entity":` + lineA + `}`, []string{"DEL a"}},
		{"other keys", `{"at":1,"op":"ADD","v":{"entity":{}},"entity":` + lineA + `}`, []string{"ADD a"}},
		{"nested", `{"op":"MOD","entity":{"id":"p","schema":"Person","properties":{"addressEntity":[{"id":"x","schema":"Address"}]}}}` + "\n" + `{"op":"ADD","entity":` + lineA + `}`,
			[]string{"MOD p", "MOD x", "ADD a"}},
		{"refused", strings.Join([]string{
			`{"op":"DROP","entity":` + lineA + `}`, `{"entity":` + lineA + `}`, `{"op":"ADD"}`, `{"op":"ADD","entity":null}`, `{"op":"ADD","entity":{"id":"a"}}`,
			`{"op":"DEL","entity":{}}`, `{"op":"DEL"}`, `{"op":"DEL","entity":{"id":""}}`, `{"op":"DEL","entity":{"id":7}}`, `{"op":"DEL","entity":"a"}`, `[]`, `{"op":"ADD","entity":` + lineA,
			`{"op":1,"entity":` + lineA + `}`, `{"OP":"ADD","Entity":` + lineA + `}`, `{"op":"DEL","entity":{"id":"z"}}`}, "\n"),
			[]string{
				`d.json:1: op is "DROP", want ADD, MOD or DEL`, `d.json:2: op is "", want ADD, MOD or DEL`, "d.json:3: no entity", "d.json:4: ADD: not a JSON object",
				"d.json:5: ADD: no schema", "d.json:6: DEL: no id", "d.json:7: no entity", "d.json:8: DEL: no id", "d.json:9: DEL: no id", "d.json:10: DEL: not a JSON object",
				"d.json:11: not a JSON object", `d.json:12: not JSON: ends where "," or "}" is wanted`, `d.json:13: op is "", want ADD, MOD or DEL`,
				"d.json:14: no entity", "DEL z"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := deltas(t, tt.in)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestDeltaWrite(t *testing.T) {
	var b bytes.Buffer
	ops := []ftm.Delta{{Op: ftm.DeltaAdd, Entity: rich()}, {Op: ftm.DeltaMod, Entity: ftm.New("b", "Person")}, {Op: ftm.DeltaDel, Entity: rich()}}
	for _, d := range ops {
		if err := d.Write(&b); err != nil {
			t.Fatal(err)
		}
	}
	if last := strings.Split(b.String(), "\n")[2]; last != `{"op":"DEL","entity":{"id":"NK-1"}}` {
		t.Errorf("a DEL says more than its id: %s", last)
	}
	lines, got := deltas(t, b.String())
	if d := cmp.Diff([]string{"ADD NK-1", "MOD b", "DEL NK-1"}, lines); d != "" {
		t.Fatal(d)
	}
	if d := cmp.Diff(rich(), got[0].Entity, same); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
