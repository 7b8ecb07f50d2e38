package ftm_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/internal/testdata"
)

func TestCountryTable(t *testing.T) {
	codes := ftm.CountryCodes()
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Error("codes are not sorted, or stand there twice")
	}
	two := 0
	for _, c := range codes {
		if got, ok := ftm.CountryCode(c); !ok || got != c {
			t.Errorf("code %s is %q", c, got)
		}
		name := ftm.CountryName(c)
		if name == c || name == "" {
			t.Errorf("code %s has no name", c)
		}
		for _, s := range []string{name, strings.ToUpper(name), " " + name + " ", strings.ToUpper(c), name + " / " + name} {
			if got, ok := ftm.CountryCode(s); !ok || got != c {
				t.Errorf("%q is %q, want %s", s, got, c)
			}
		}
		if len(c) == 2 {
			two++
		}
	}
	if two < 249 {
		t.Errorf("%d codes of two letters; ISO 3166-1 has 249", two)
	}
	if ftm.CountryName("martian") != "martian" {
		t.Error("an unknown code has another name than itself")
	}
	codes[0] = "changed"
	if ftm.CountryCodes()[0] == "changed" {
		t.Error("CountryCodes hands out its own list")
	}
}

// ISO 3166-1: all three-letter codes of states that lists name.
func TestAlpha3(t *testing.T) {
	for a3, a2 := range map[string]string{"PRK": "kp", "KOR": "kr", "CHN": "cn", "HKG": "hk", "TWN": "tw", "RUS": "ru", "IRN": "ir", "SYR": "sy", "GBR": "gb", "USA": "us",
		"MNG": "mn", "TGO": "tg", "SLE": "sl", "KIR": "ki", "TUV": "tv", "BOL": "bo", "COG": "cg", "COD": "cd", "UGA": "ug", "GNQ": "gq", "NAM": "na", "SEN": "sn", "DEU": "de", "CHE": "ch"} {
		if got, ok := ftm.CountryCode(a3); !ok || got != a2 {
			t.Errorf("%s is %q, want %s", a3, got, a2)
		}
	}
}

// csvColumns counts the values of columns, chosen by index, over rows of any
// length. Broken rows are left out.
func csvColumns(r io.Reader, count map[string]int, columns ...int) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord, cr.LazyQuotes = -1, true
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		for _, c := range columns {
			if err == nil && c < len(row) {
				for v := range strings.SplitSeq(row[c], ";") {
					count[strings.TrimSpace(v)]++
				}
			}
		}
	}
}

// xmlValues counts the texts of elements that keep chooses by their path.
func xmlValues(t *testing.T, r io.Reader, count map[string]int, keep func(path string) bool) {
	t.Helper()
	dec := xml.NewDecoder(r)
	var stack []string
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			stack = append(stack, tok.Name.Local)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if keep(strings.Join(stack, "/")) {
				count[strings.Join(strings.Fields(string(tok)), " ")]++
			}
		}
	}
}

// How the published lists spell countries: at least 995 of 1,000 are found, 990
// in each of them, and what is not found is shown. It is what no table should
// find: two countries, none, a guess, a citizenship that was taken back.
func TestCountriesOfLists(t *testing.T) {
	lists := map[string]map[string]int{}
	of := func(list string) map[string]int {
		if lists[list] == nil {
			lists[list] = map[string]int{}
		}
		return lists[list]
	}
	ofac, err := filepath.Glob(filepath.Join(testdata.Path(t, "sanctions/ofac"), "*", "*add.csv"))
	if err != nil || len(ofac) != 4 {
		t.Fatalf("address files of OFAC: %v, %v", ofac, err)
	}
	for _, f := range ofac {
		rel := "sanctions/ofac/" + filepath.Base(filepath.Dir(f)) + "/" + filepath.Base(f)
		csvColumns(bytes.NewReader(readFile(t, rel)), of("OFAC addresses"), 4)
	}
	for _, f := range []string{"un_2018-10-29.xml", "un_2020-11-30.xml", "un_2025-04-19_singlequoted.xml"} {
		in := readFile(t, "sanctions/un/"+f)
		xmlValues(t, bytes.NewReader(in), of("UN nationalities"), func(p string) bool { return strings.HasSuffix(p, "NATIONALITY/VALUE") })
		xmlValues(t, bytes.NewReader(in), of("UN addresses"), func(p string) bool { return strings.HasSuffix(p, "/COUNTRY") })
	}
	xmlValues(t, bytes.NewReader(readFile(t, "sanctions/ca/canada_sema.xml")), of("Canada"), func(p string) bool { return strings.HasSuffix(p, "/Country") })
	csl, err := gzip.NewReader(bytes.NewReader(readFile(t, "sanctions/us_csl/consolidated.csv.gz")))
	if err != nil {
		t.Fatal(err)
	}
	csvColumns(csl, of("US consolidated"), 18, 23, 25) // vessel_flag, citizenships, nationalities
	csvColumns(bytes.NewReader(readFile(t, "sanctions/eu/journal/consolidated/32017R1509.csv")), of("EU journal"), 12, 13, 14)
	allTotal, allFound := 0, 0
	for _, list := range slices.Sorted(maps.Keys(lists)) {
		total, found := 0, 0
		var rest []string
		for _, v := range slices.Sorted(maps.Keys(lists[list])) {
			if noCountry(v) {
				continue
			}
			n := lists[list][v]
			total += n
			if _, ok := ftm.CountryCode(v); ok {
				found += n
			} else {
				rest = append(rest, v)
			}
		}
		t.Logf("%s: %d of %d; not found: %q", list, found, total, rest)
		if total == 0 || found*1000 < total*990 {
			t.Errorf("%s: %d of %d found", list, found, total)
		}
		allTotal, allFound = allTotal+total, allFound+found
	}
	if t.Logf("all: %d of %d", allFound, allTotal); allFound*1000 < allTotal*995 {
		t.Errorf("%d of %d found", allFound, allTotal)
	}
}

// noCountry reports whether a field for a country is empty, a heading, or holds
// the regulation that a party is listed under, as Canada's file does where no
// country is concerned.
func noCountry(v string) bool {
	switch v {
	case "", "-0-", "vessel_flag", "citizenships", "nationalities", "country", "nationality", "jurisdiction":
		return true
	}
	return strings.Contains(v, "Regulations (") || strings.HasPrefix(v, "Hamas Terrorist Attacks") || strings.HasPrefix(v, "Extremist Settler Violence")
}
