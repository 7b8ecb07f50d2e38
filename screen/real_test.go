package screen_test

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/screen"
)

// Readers of real lists, only as far as these tests need names.

func ofacRows(t testing.TB, dir, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(row) < 2 {
			continue
		}
		for i, v := range row {
			if v = strings.TrimSpace(v); v == "-0-" {
				v = ""
			}
			row[i] = v
		}
		rows = append(rows, row)
	}
}

var quoted = regexp.MustCompile(`[afn]\.k\.a\. '([^']+)'`)
var born = regexp.MustCompile(`DOB (\d{2} \w{3} \d{4}|\d{4})`)

func addOFAC(t testing.TB, b *screen.Builder, version string) {
	t.Helper()
	for _, e := range ofacEntities(t, version) {
		b.Add(e)
	}
}

func ofacEntities(t testing.TB, version string) []*ftm.Entity {
	t.Helper()
	dir := testdata.Path(t, "sanctions/ofac/"+version)
	byID := map[string]*ftm.Entity{}
	var order []string
	for _, r := range ofacRows(t, dir, "sdn.csv") {
		schema := map[string]string{"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "": "Organization"}[r[2]]
		e := ftm.New("ofac-"+r[0], schema)
		e.Caption, e.Datasets = r[1], []string{"us_ofac_sdn"}
		e.Add("name", r[1])
		e.Add("topics", "sanction")
		e.Add("programId", strings.Split(r[3], "] [")...)
		for _, m := range quoted.FindAllStringSubmatch(r[11], -1) {
			e.Add("weakAlias", m[1])
		}
		for _, m := range born.FindAllStringSubmatch(r[11], -1) {
			if schema == "Person" {
				e.AddClean("birthDate", m[1])
			}
		}
		byID[r[0]] = e
		order = append(order, r[0])
	}
	for _, r := range ofacRows(t, dir, "alt.csv") {
		if e := byID[r[0]]; e != nil {
			e.Add("alias", r[3])
		}
	}
	var out []*ftm.Entity
	for _, id := range order {
		out = append(out, byID[id])
	}
	return out
}

func addUN(t testing.TB, b *screen.Builder, file string, native bool) {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "sanctions/un/"+file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	type alias struct {
		Quality string `xml:"QUALITY"`
		Name    string `xml:"ALIAS_NAME"`
	}
	type entry struct {
		ID      string   `xml:"DATAID"`
		Names   []string `xml:"FIRST_NAME"`
		Second  string   `xml:"SECOND_NAME"`
		Third   string   `xml:"THIRD_NAME"`
		Fourth  string   `xml:"FOURTH_NAME"`
		Native  string   `xml:"NAME_ORIGINAL_SCRIPT"`
		People  []alias  `xml:"INDIVIDUAL_ALIAS"`
		Aliases []alias  `xml:"ENTITY_ALIAS"`
	}
	var doc struct {
		People   []entry `xml:"INDIVIDUALS>INDIVIDUAL"`
		Entities []entry `xml:"ENTITIES>ENTITY"`
	}
	if err := xml.NewDecoder(f).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	add := func(schema string, list []entry) {
		for _, x := range list {
			e := ftm.New("un-"+x.ID, schema)
			e.Datasets = []string{"un_sc_sanctions"}
			e.Add("name", strings.Join(strings.Fields(strings.Join(append(x.Names, x.Second, x.Third, x.Fourth), " ")), " "))
			if native {
				e.Add("name", strings.TrimSpace(x.Native))
			}
			for _, a := range append(x.People, x.Aliases...) {
				p := "alias"
				if a.Quality == "Low" {
					p = "weakAlias"
				}
				e.Add(p, strings.TrimSpace(a.Name))
			}
			e.Add("topics", "sanction")
			b.Add(e)
		}
	}
	add("Person", doc.People)
	add("Organization", doc.Entities)
}

// The indexes that several tests ask are made once.
var (
	madeMu    sync.Mutex
	madeIndex = map[string]*screen.Index{}
)

func made(t testing.TB, name string, fill func(b *screen.Builder)) *screen.Index {
	t.Helper()
	testdata.Path(t, "sanctions")
	madeMu.Lock()
	defer madeMu.Unlock()
	if ix := madeIndex[name]; ix != nil {
		return ix
	}
	b := screen.NewBuilder()
	fill(b)
	ix := b.Build()
	madeIndex[name] = ix
	return ix
}

// dev holds the lists that the development queries were made from.
func dev(t testing.TB) *screen.Index {
	return made(t, "dev", func(b *screen.Builder) {
		addOFAC(t, b, "2021-07")
		addUN(t, b, "un_2025-04-19_singlequoted.xml", false)
	})
}

// ofac2024 holds the OFAC list of January 2024.
func ofac2024(t testing.TB) *screen.Index {
	return made(t, "2024-01", func(b *screen.Builder) { addOFAC(t, b, "2024-01") })
}

// both holds what a small installation holds.
func both(t testing.TB) *screen.Index {
	return made(t, "both", func(b *screen.Builder) {
		addOFAC(t, b, "2024-01")
		addUN(t, b, "un_2025-04-19_singlequoted.xml", true)
	})
}
