package lists_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/lists"
)

// checkList reads anything at all as a list and says what must hold of what
// comes out: every party once and counted, every entity of a known schema, the
// party first, its sanction with it, and the same again on a second reading.
func checkList(t *testing.T, kind lists.Kind, prefix string, data []byte) ([]lists.Record, lists.Report) {
	t.Helper()
	recs, rep := readList(t, kind, "f", data)
	seen := make(map[string]bool)
	entities := 0
	for _, r := range recs {
		entities += len(r.Entities)
		switch {
		case !strings.HasPrefix(r.Party, prefix) || seen[r.Party]:
			t.Errorf("party %q is no id, or came before", r.Party)
		case len(r.Entities) < 2 || r.Entities[0].ID != r.Party || !r.Entities[0].IsTarget() || r.Entities[0].PickCaption() == "":
			t.Errorf("party %s does not come first, or is no target", r.Party)
		case r.Entities[1].Schema != "Sanction" || r.Entities[1].First("entity") != r.Party:
			t.Errorf("party %s has no sanction", r.Party)
		case r.Line < 1:
			t.Errorf("party %s has no line", r.Party)
		}
		if !r.Entities[0].Has("name") {
			t.Errorf("party %s has no name", r.Party)
		}
		seen[r.Party] = true
		ids := make(map[string]bool)
		for _, e := range r.Entities {
			if ids[e.ID] || ftm.Lookup(e.Schema) == nil || !strings.HasPrefix(e.ID, r.Party) || len(e.Datasets) != 1 {
				t.Errorf("party %s: entity %s (%s)", r.Party, e.ID, e.Schema)
			}
			ids[e.ID] = true
			for _, p := range e.PropertyNames() {
				if s := ftm.Lookup(e.Schema); s.Property(p) == nil {
					t.Errorf("%s: %s is no property of %s", e.ID, p, e.Schema)
				}
			}
		}
	}
	if rep.Parties != len(recs) || rep.Entities != entities {
		t.Errorf("report counts %d parties, %d entities; %d, %d came", rep.Parties, rep.Entities, len(recs), entities)
	}
	if len(recs) == 0 && rep.Damage == "" {
		t.Error("nothing came, and nothing is said to be wrong")
	}
	again, repAgain := readList(t, kind, "f", data)
	if a, b := dumpList(t, recs, rep), dumpList(t, again, repAgain); !bytes.Equal(a, b) {
		t.Errorf("read twice, the list differs:\n%s\n%s", a, b)
	}
	return recs, rep
}

func FuzzEUXML(f *testing.F) {
	f.Add([]byte(euOne))
	f.Add(euGBFixture(f, "eu_parties.xml"))
	f.Add([]byte(`<export><sanctionEntity logicalId="1"><nameAlias wholeName="(a) x (b) y"/><birthdate year="99999" dayOfMonth="0"/></sanctionEntity>`))
	f.Add([]byte("<export><sanctionEntity logicalId=\"1\"><nameAlias wholeName=\"\u200b\" lastName=\"\u00ad\"/></sanctionEntity></export>"))
	f.Fuzz(func(t *testing.T, data []byte) { checkList(t, lists.EUXML, "eu-", data) })
}

func FuzzEUCSV(f *testing.F) {
	f.Add([]byte(euRows), "x")
	f.Add(euGBFixture(f, "eu_traps.csv"), "(a)\n(b)\x00EMAILx@y.zzPHONE123456\x00\"")
	f.Add(euTwin(f, euGBFixture(f, "eu_parties.xml")).sheet(), ";\x00\"\"\x00(")
	f.Fuzz(func(t *testing.T, data []byte, cells string) {
		checkList(t, lists.EUCSV, "eu-", data)
		parties := 0
		s := csvTable{comma: ';', columns: euHeader}
		fillCells(cells, euHeader, func(row map[string]string) {
			id := fmt.Sprint(len(s.rows)/2 + 1)
			row["fileGenerationDate"], row["Entity_LogicalId"], row["NameAlias_WholeName"] = "05/03/2031", id, "N"+row["NameAlias_WholeName"]
			s.rows = append(s.rows, row)
			parties = len(s.rows)/2 + len(s.rows)%2
		})
		recs, rep := checkList(t, lists.EUCSV, "eu-", s.sheet())
		if len(recs) != parties || rep.Refused != 0 {
			t.Errorf("%d parties and %d refused of %d: %v", len(recs), rep.Refused, parties, rep.Problems)
		}
	})
}

func FuzzUKCSV(f *testing.F) {
	f.Add([]byte(ukRows), "x")
	f.Add([]byte(strings.Replace(ukRows, "SAMPLE WORKS", "\u200b", 1)), "\u200b")
	f.Add(euGBFixture(f, "uk_parties.rows"), "(1) x (2) y\x00dd-mm-1963\x00&amp;")
	f.Add(ukFixture(f, "uk_parties.rows"), "\"\x00,\x00\n\x00<br>")
	f.Fuzz(func(t *testing.T, data []byte, cells string) {
		checkList(t, lists.UKCSV, "gb-", data)
		var rows []map[string]string
		ids := make(map[string]bool)
		fillCells(cells, strings.Split(ukHeader, ","), func(row map[string]string) {
			id := fmt.Sprintf("XXA%04d", len(rows)*7%3) // rows of a party do not stand together
			ids[id] = true
			row["Last Updated"], row["Unique ID"], row["Name 6"] = "12/01/2031", id, "N"+row["Name 6"]
			rows = append(rows, row)
		})
		recs, rep := checkList(t, lists.UKCSV, "gb-", ukSheet(rows))
		if len(recs) != len(ids) || rep.Refused != 0 {
			t.Errorf("%d parties and %d refused of %d: %v", len(recs), rep.Refused, len(ids), rep.Problems)
		}
	})
}

// fillCells deals cells, which are separated by zero bytes, out to rows: every
// cell once at the beginning of a row's columns, turned by one for each row.
func fillCells(cells string, columns []string, use func(map[string]string)) {
	list := strings.Split(strings.NewReplacer("/", "-", "\r", " ").Replace(cells), "\x00")
	for i := range min(len(list), 5) {
		row := make(map[string]string)
		for j, c := range columns {
			row[c] = list[(i+j)%len(list)]
		}
		use(row)
	}
}
