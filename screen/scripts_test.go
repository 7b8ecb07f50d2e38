package screen_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"unicode"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/internal/unraced"
	"cordon/screen"
)

// Names in their original script against lists that have only Latin ones: the
// test of romanisation.

func TestOriginalScriptsUN(t *testing.T) {
	var queries []devQuery
	for _, q := range devQueries(t, "queries_dev.jsonl") {
		if strings.HasPrefix(q.Set, "un_cross_") {
			queries = append(queries, q)
		}
	}
	b := screen.NewBuilder()
	addUN(t, b, "un_2025-04-19_singlequoted.xml", false)
	hold(t, measure(t, b.Build(), queries), map[string]floor{
		"un_cross_arabic":   {.90, .96, .82, 0},
		"un_cross_cyrillic": {1, 1, .85, 0},
	})
}

// crossPairs reads the development pairs of EU acts and an index of their
// Latin names.
func crossPairs(t testing.TB, ofac bool) (*screen.Index, []devQuery) {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "names/pairs/eu_journal_cross_script_pairs_dev.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := screen.NewBuilder()
	if ofac {
		addOFAC(t, b, "2024-01")
	}
	entities := map[string]*ftm.Entity{}
	byName := map[string][]string{}
	var queries []devQuery
	for _, r := range rows[1:] {
		id, schema := "eu-"+r[0]+"-"+r[1]+"-"+r[6], r[2] // records are not numbered through
		if schema != "Person" {
			schema = "Organization"
		}
		e := entities[id]
		if e == nil {
			e = ftm.New(id, schema)
			e.Add("topics", "sanction")
			entities[id] = e
		}
		for _, n := range strings.Split(r[7], "|") {
			if !strings.ContainsFunc(n, func(c rune) bool { return c > 0x24f && unicode.IsLetter(c) }) {
				e.Add("name", n)
				byName[strings.ToLower(n)] = append(byName[strings.ToLower(n)], id)
			}
		}
		kind := "business"
		if schema == "Person" {
			kind = "person"
		}
		queries = append(queries, devQuery{Set: strings.ToLower(r[3]) + "/" + kind, Type: kind, Name: r[4], Orig: r[7], Expect: []string{id}})
	}
	for i := range queries { // one party stands in several acts
		for _, n := range strings.Split(queries[i].Orig, "|") {
			queries[i].Expect = append(queries[i].Expect, byName[strings.ToLower(n)]...)
		}
	}
	for _, e := range entities {
		b.Add(e)
	}
	return b.Build(), queries
}

func TestOriginalScriptsEUWhole(t *testing.T) {
	unraced.Skip(t)
	ix, queries := crossPairs(t, false)
	hold(t, measure(t, ix, queries), map[string]floor{
		"cyrillic/person":   {.97, .99, .94, 0},
		"cyrillic/business": {.80, .88, .55, 0},
		"arabic/person":     {.95, .96, .80, 0},
		"hangul/person":     {1, 1, 1, 0},
		"han/person":        {.55, .55, .55, 0}, // five of the nine are Chinese
		"han/business":      {.60, .60, .40, 0},
	})
}
