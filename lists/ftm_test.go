package lists_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/internal/testdata"
	"cordon/lists"
)

const (
	ftmLines = `{"id":"x-1","schema":"Person","properties":{"name":["Max Sample"],"topics":["sanction"],"programId":["TEST"]}}
{"id":"x-2","schema":"Address","properties":{"full":["1 Sample Road"]}}
`
	deltaLines = `{"op":"ADD","entity":{"id":"x-1","schema":"Person","properties":{"name":["Max Sample"],"topics":["sanction"]}}}
{"op":"DEL","entity":{"id":"x-2"}}
`
)

func TestFtMFiles(t *testing.T) {
	for _, tt := range []struct {
		file    string
		records int
		refused []string
	}{
		{file: "khong_entities.ftm.json", records: 1563, refused: []string{"349", "703"}},
		{file: "ftmq_eu_authorities.ftm.json", records: 151},
		{file: "yente_t1_entities.ftm.json", records: 7},
		{file: "yente_parteispenden.ftm.json", records: -1},
	} {
		b, err := os.ReadFile(testdata.Path(t, "ftm/"+tt.file))
		if err != nil {
			t.Fatal(err)
		}
		recs, rep := readText(t, lists.FTM, "x", map[string]string{"main": string(b)})
		var lines []string
		for _, p := range rep.Problems {
			lines = append(lines, strconv.Itoa(p.Line))
		}
		if tt.records < 0 {
			tt.records = strings.Count(string(b), "\n")
		}
		if rep.Damage != "" || len(recs) != tt.records || !cmp.Equal(lines, tt.refused) {
			t.Errorf("%s: damage %q, %d records, refused lines %q", tt.file, rep.Damage, len(recs), lines)
		}
		packed, _ := readText(t, lists.FTM, "x", map[string]string{"main": pack(t, string(b))})
		if !bytes.Equal(jsonLines(t, recs), jsonLines(t, packed)) {
			t.Errorf("%s: packed it reads otherwise", tt.file)
		}
	}
}

// TestDeltaFiles applies the delta files of a dataset in order: 4 additions, a
// change, a deletion, and an empty file that changes nothing.
func TestDeltaFiles(t *testing.T) {
	root := filepath.Dir(testdata.Path(t, "ftm/delta_t2/delta.json"))
	docs, unknown, err := lists.Plan(t.Context(), os.DirFS(root), ".")
	if err != nil || len(unknown) != 0 || len(docs) != 5 {
		t.Fatalf("%v, %v, %v", docs, unknown, err)
	}
	there, gone, n := map[string]bool{}, map[string]bool{}, []int{}
	for _, doc := range docs {
		recs, rep := readAll(t, root, doc)
		if rep.Damage != "" || rep.Refused != 0 || doc.Kind != lists.FTMDelta {
			t.Errorf("%v: damage %q, refused %d", doc, rep.Damage, rep.Refused)
		}
		n = append(n, len(recs))
		for _, r := range recs {
			id := r.Entities[0].ID
			if r.Remove {
				delete(there, id)
				gone[id] = true
				continue
			}
			there[id] = true
		}
	}
	if len(gone) != 1 || !gone["NK-500Poltergeist"] || there["NK-500Poltergeist"] {
		t.Errorf("gone %v, there %v", gone, there)
	}
	if n[0] != 0 {
		t.Errorf("operations by file: %v; the first is empty", n)
	}
	total := 0
	for _, k := range n {
		total += k
	}
	if total != 6 {
		t.Errorf("operations by file: %v, want 6", n)
	}
}

func TestFtMBroken(t *testing.T) {
	bad := "{\"id\":\"x\"}\n"
	for _, tt := range []struct {
		name             string
		kind             lists.Kind
		text             string
		damage           string
		records, refused int
	}{
		{"sound", lists.FTM, ftmLines, "", 2, 0},
		{"empty", lists.FTM, "", "no entries", 0, 0},
		{"nothing but blanks", lists.FTM, "\n \n", "no entries", 0, 0},
		{"bad lines", lists.FTM, bad + ftmLines + "{\n" + bad, "", 2, 3},
		{"cut in the last line", lists.FTM, ftmLines + ftmLines[:40], "", 2, 1},
		{"all bad", lists.FTM, bad + bad, "no entries", 0, 2},
		{"byte order mark", lists.FTM, "\uFEFF" + ftmLines, "", 2, 0},
		{"a line without end", lists.FTM, ftmLines + `{"id":"` + strings.Repeat("x", 17<<20), "", 2, 1},
		{"delta", lists.FTMDelta, deltaLines, "", 2, 0},
		{"empty delta", lists.FTMDelta, "", "", 0, 0},
		{"delta with a bad line", lists.FTMDelta, deltaLines + bad + deltaLines, "cannot be read", 4, 1},
		{"delta of an unknown operation", lists.FTMDelta, strings.Replace(deltaLines, "DEL", "PUT", 1), "cannot be read", 1, 1},
	} {
		recs, rep := readText(t, tt.kind, "x", map[string]string{"main": tt.text})
		if tt.damage == "" != (rep.Damage == "") || !strings.Contains(rep.Damage, tt.damage) || len(recs) != tt.records || rep.Refused != tt.refused {
			t.Errorf("%s: damage %q, %d records, %d refused", tt.name, rep.Damage, len(recs), rep.Refused)
		}
	}
}
