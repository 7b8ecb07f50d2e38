package ftm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordon/ftm"
	"cordon/internal/testdata"
)

func readFile(tb testing.TB, rel string) []byte {
	tb.Helper()
	b, err := os.ReadFile(testdata.Path(tb, rel))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// asJSON is a line as any JSON program reads it, with what our model says is
// the same made the same: no doubles, no empty values, lists everywhere.
func asJSON(tb testing.TB, line []byte) map[string]any {
	tb.Helper()
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var m map[string]any
	if err := dec.Decode(&m); err != nil {
		tb.Fatalf("%s: %v", line, err)
	}
	props := map[string]any{}
	for name, v := range m["properties"].(map[string]any) {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		var out []any
		for _, v := range list {
			switch w := v.(type) {
			case string, nil:
			case json.Number:
				v = w.String()
			default:
				var b bytes.Buffer
				if err := json.NewEncoder(&b).Encode(w); err != nil {
					tb.Fatal(err)
				}
				v = b.String()
			}
			if v != nil && v != "" && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		if out != nil {
			props[name] = out
		}
	}
	m["properties"] = props
	return m
}

// Every line of the sample files comes back as it was.
func TestFiles(t *testing.T) {
	tests := []struct {
		file     string
		entities int
		refused  []string
	}{
		{"yente_t1_entities.ftm.json", 7, nil},
		{"yente_parteispenden.ftm.json", 475, nil},
		{"ftmq_eu_authorities.ftm.json", 151, nil},
		{"khong_entities.ftm.json", 1563, []string{
			`f:349: "references" stands where "referents" belongs`,
			`f:703: "birthCountry" stands beside "properties", not in it`}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			in := readFile(t, "ftm/"+tt.file)
			n, problems := roundTrip(t, in)
			var refused []string
			for _, p := range problems {
				refused = append(refused, p.Error())
			}
			if d := cmp.Diff(tt.refused, refused); d != "" || n != tt.entities {
				t.Errorf("%d entities, want %d; refused (-want +got):\n%s", n, tt.entities, d)
			}
			for i, line := range bytes.Split(bytes.TrimSpace(in), []byte("\n")) {
				e, err := ftm.ParseEntity(line)
				if err != nil {
					continue
				}
				opts := cmp.Options{}
				if doubled(t, line) || bytes.Contains(line, []byte("[      {")) {
					opts = append(opts, cmpopts.IgnoreMapEntries(func(k string, _ any) bool { return k == "properties" }))
				}
				if d := cmp.Diff(asJSON(t, line), asJSON(t, []byte(write(t, e))), opts); d != "" {
					t.Fatalf("line %d is other JSON (-read +written):\n%s", i+1, d)
				}
			}
		})
	}
}

// doubled reports whether a property stands twice in a line, of which other
// programs see the last one only.
func doubled(tb testing.TB, line []byte) bool {
	tb.Helper()
	dec := json.NewDecoder(bytes.NewReader(line))
	depth, key := 0, false
	seen := map[string]bool{}
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil {
			tb.Fatal(err)
		}
		switch tok := tok.(type) {
		case json.Delim:
			if tok == '{' || tok == '[' {
				depth++
			} else {
				depth--
			}
			key = depth == 2 && (tok == '{' || key || tok == ']')
		case string:
			if depth == 2 && key {
				if seen[tok] {
					return true
				}
				seen[tok] = true
			}
		}
	}
}

// Of a property that stands twice, nothing is lost.
func TestFilesKeepDoubledProperties(t *testing.T) {
	lines := bytes.Split(readFile(t, "ftm/khong_entities.ftm.json"), []byte("\n"))
	e, err := ftm.ParseEntity(lines[101])
	if err != nil {
		t.Fatal(err)
	}
	if n := len(e.Properties["education"]); n < 2 || !doubled(t, lines[101]) {
		t.Errorf("%d values of education", n)
	}
}

// The delta files, applied in order, end where the publisher ended.
func TestDeltaFiles(t *testing.T) {
	x, err := ftm.ParseDeltaIndex(readFile(t, "ftm/delta_t2/delta.json"))
	if err != nil {
		t.Fatal(err)
	}
	versions, full := x.Between("20240527134702-zbn", "")
	want := []string{"20240527194702-wnk", "20240528014702-pfh", "20240528074703-npf", "20240528134729-3iv"}
	if d := cmp.Diff(want, versions); d != "" || full {
		t.Fatalf("full %t, versions (-want +got):\n%s", full, d)
	}
	if _, full := x.Between("20240526000000-aaa", ""); !full {
		t.Error("a version before the oldest needs no full load")
	}
	if v, _ := x.Between(versions[1], versions[2]); len(v) != 1 || v[0] != versions[2] {
		t.Errorf("one step is %v", v)
	}
	if b := readFile(t, "ftm/delta_t2/20240527134702-zbn/entities.delta.json"); len(b) != 0 {
		t.Fatal("the first version has operations")
	}
	var got []string
	have := map[string]*ftm.Entity{}
	for _, v := range versions {
		if path.Base(x.Versions[v]) != "entities.delta.json" {
			t.Errorf("address of %s is %q", v, x.Versions[v])
		}
		lines, ops := deltas(t, string(readFile(t, "ftm/delta_t2/"+v+"/entities.delta.json")))
		got = append(got, lines...)
		for _, d := range ops {
			var b bytes.Buffer
			if err := d.Write(&b); err != nil {
				t.Fatal(err)
			}
			if _, again := deltas(t, b.String()); cmp.Diff(d, again[0], ignorePeriods) != "" {
				t.Errorf("%s %s comes back as another", d.Op, d.Entity.ID)
			}
			if d.Op == ftm.DeltaDel {
				delete(have, d.Entity.ID)
			} else {
				have[d.Entity.ID] = d.Entity
			}
		}
	}
	wantOps := []string{"ADD NK-2T3S8Hu29ktYnKSTgQp2wL", "ADD NK-2sJaJRaPJcWUfMbHjTtWcL", "ADD NK-500Poltergeist", "MOD NK-2T3S8Hu29ktYnKSTgQp2wL",
		"DEL NK-500Poltergeist", "ADD Q4365364"}
	if d := cmp.Diff(wantOps, got, cmpopts.SortSlices(strings.Compare)); d != "" {
		t.Errorf("operations (-want +got):\n%s", d)
	}
	if len(have) != 3 || have["NK-500Poltergeist"] != nil || have["NK-2T3S8Hu29ktYnKSTgQp2wL"].Caption != "Foobar Foobargroup" {
		t.Errorf("%d entities are left", len(have))
	}
}

// The statements of real entities make the same entities again.
func TestFilesAsStatements(t *testing.T) {
	for _, file := range []string{"yente_t1_entities.ftm.json", "khong_entities.ftm.json", "ftmq_eu_authorities.ftm.json", "yente_parteispenden.ftm.json"} {
		rd := ftm.NewReader(bytes.NewReader(readFile(t, "ftm/"+file)), file)
		digests := map[[16]byte]bool{}
		n := 0
		for {
			e, err := rd.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if errors.As(err, new(ftm.Problem)) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			dataset := "d"
			if len(e.Datasets) > 0 {
				dataset = e.Datasets[0]
			} else {
				e.Datasets = []string{dataset}
			}
			list := e.AppendStatements(nil, dataset)
			if d := cmp.Diff(e, build(list), same); d != "" {
				t.Fatalf("%s:%d (-want +got):\n%s", file, rd.Line(), d)
			}
			for i := range list {
				digests[list[i].Digest()] = true
				n++
			}
		}
		if n == 0 || len(digests) != n {
			t.Errorf("%s: %d statements have %d digests", file, n, len(digests))
		}
	}
}
