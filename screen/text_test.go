package screen_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/screen"

	"github.com/google/go-cmp/cmp"
)

// shelf is an index of invented parties to be found by words.
func shelf(t testing.TB) *screen.Text {
	t.Helper()
	b := screen.NewBuilder()
	for _, e := range shelfEntities() {
		b.Add(e)
	}
	return screen.NewText(b.Build())
}

func shelfEntities() []*ftm.Entity {
	var out []*ftm.Entity
	add := func(id, schema string, pairs ...string) *ftm.Entity {
		e := ftm.New(id, schema)
		e.Datasets = []string{"list_a"}
		e.Add("topics", "sanction")
		for i := 0; i+1 < len(pairs); i += 2 {
			e.Add(pairs[i], pairs[i+1])
		}
		out = append(out, e)
		return e
	}
	add("a-1", "Company", "name", "Red Heron Trading Corporation", "country", "kp", "address", "12 Lantern Street, Samplong")
	add("a-2", "Company", "name", "Grey Heron Shipping", "alias", "Lantern Lines", "country", "cn", "registrationNumber", "RH-20118")
	add("a-3", "Person", "name", "Pak Chol-Ryong", "birthDate", "1970-03-12", "nationality", "kp", "position", "Director of the Red Lantern")
	add("a-4", "Vessel", "name", "Müller Ørsted Star", "imoNumber", "9999993", "flag", "cn").Datasets = []string{"list_b"}
	add("a-5", "Person", "name", "朴哲龙", "country", "cn", "country", "kp").LastChange = "2024-03-01T00:00:00"
	return out
}

func found(a screen.TextAnswer) string {
	var ids []string
	for _, f := range a.Found {
		ids = append(ids, f.ID)
	}
	return strings.Join(ids, " ")
}

func TestTextSearch(t *testing.T) {
	s := shelf(t)
	for _, c := range []struct {
		name string
		q    screen.TextQuery
		want string
	}{
		{"a word", screen.TextQuery{Text: "heron"}, "a-1 a-2"},
		{"in names before elsewhere", screen.TextQuery{Text: "lantern"}, "a-2 a-1 a-3"},
		{"all words", screen.TextQuery{Text: "red heron"}, "a-1"},
		{"all words, said so", screen.TextQuery{Text: "red AND heron"}, "a-1"},
		{"one of two", screen.TextQuery{Text: "shipping OR trading"}, "a-1 a-2"},
		{"and before or", screen.TextQuery{Text: "red heron OR star"}, "a-1 a-4"},
		{"parentheses", screen.TextQuery{Text: "lantern (heron OR pak) -street"}, "a-2 a-3"},
		{"not", screen.TextQuery{Text: "heron NOT red"}, "a-2"},
		{"minus", screen.TextQuery{Text: "heron -grey"}, "a-1"},
		{"plus", screen.TextQuery{Text: "+heron +grey"}, "a-2"},
		{"not alone", screen.TextQuery{Text: "-heron"}, "a-3 a-4 a-5"},
		{"in order", screen.TextQuery{Text: `"heron trading"`}, "a-1"},
		{"not in that order", screen.TextQuery{Text: `"trading heron"`}, ""},
		{"not across values", screen.TextQuery{Text: `"shipping lantern"`}, ""},
		{"hyphens are in order", screen.TextQuery{Text: "chol-ryong"}, "a-3"},
		{"beginning", screen.TextQuery{Text: "trad*"}, "a-1"},
		{"everything", screen.TextQuery{Text: "*"}, "a-1 a-2 a-3 a-4 a-5"},
		{"nothing asked is everything", screen.TextQuery{}, "a-1 a-2 a-3 a-4 a-5"},
		{"slip", screen.TextQuery{Text: "herom~"}, "a-1 a-2"},
		{"slip with a distance", screen.TextQuery{Text: "herom~1"}, "a-1 a-2"},
		{"slip not asked for", screen.TextQuery{Text: "herom"}, ""},
		{"slips everywhere", screen.TextQuery{Text: "herom tradimg", Fuzzy: true}, "a-1"},
		{"marks", screen.TextQuery{Text: "muller orsted"}, "a-4"},
		{"marks in the query", screen.TextQuery{Text: "HÉRÖN"}, "a-1 a-2"},
		{"Han", screen.TextQuery{Text: "朴哲"}, "a-5"},
		{"names only", screen.TextQuery{Text: "names:lantern"}, "a-2"},
		{"a property", screen.TextQuery{Text: "position:lantern"}, "a-3"},
		{"a property by its full name", screen.TextQuery{Text: `properties.address:"lantern street"`}, "a-1"},
		{"keywords", screen.TextQuery{Text: "heron countries:cn"}, "a-2"},
		{"an id", screen.TextQuery{Text: "id:a-4"}, "a-4"},
		{"an identifier", screen.TextQuery{Text: "RH-20118"}, "a-2"},
		{"a colon that is no field", screen.TextQuery{Text: "heron:trading"}, "a-1"},
		{"weights are taken", screen.TextQuery{Text: "heron^3 red"}, "a-1"},
		{"simple", screen.TextQuery{Text: `(((red "heron`, Simple: true}, "a-1"},
		{"simple colons", screen.TextQuery{Text: "names:lantern)", Simple: true}, ""},
		{"begun", screen.TextQuery{Text: "grey her", Begin: true}, "a-2"},
		{"begun with nothing", screen.TextQuery{Text: " ", Begin: true}, ""},

		{"schema", screen.TextQuery{Schema: "Person"}, "a-3 a-5"},
		{"schema above", screen.TextQuery{Schema: "LegalEntity"}, "a-1 a-2 a-3 a-5"},
		{"not a schema", screen.TextQuery{ExcludeSchemata: []string{"Company", "Vessel"}}, "a-3 a-5"},
		{"a dataset", screen.TextQuery{Datasets: []string{"list_b"}}, "a-4"},
		{"not a dataset", screen.TextQuery{ExcludeDatasets: []string{"list_a"}}, "a-4"},
		{"changed", screen.TextQuery{ChangedSince: "2024-02-01"}, "a-5"},
		{"filters of one field", screen.TextQuery{Filters: []screen.TextFilter{{"countries", "cn"}, {"countries", "kp"}}}, "a-1 a-2 a-3 a-4 a-5"},
		{"every filter", screen.TextQuery{Every: true, Filters: []screen.TextFilter{{"countries", "cn"}, {"countries", "kp"}}}, "a-5"},
		{"filters of two fields", screen.TextQuery{Filters: []screen.TextFilter{{"countries", "kp"}, {"schema", "Person"}}}, "a-3 a-5"},
		{"filter by a property", screen.TextQuery{Filters: []screen.TextFilter{{"properties.birthDate", "1970-03-12"}}}, "a-3"},
		{"filter by part of a value", screen.TextQuery{Filters: []screen.TextFilter{{"birthDate", "1970"}}}, ""},
		{"filter by an identifier", screen.TextQuery{Filters: []screen.TextFilter{{"identifiers", "9999993"}}}, "a-4"},
		{"sorted", screen.TextQuery{Text: "heron", Sort: []screen.TextSort{{"caption", false}}}, "a-2 a-1"},
		{"sorted down", screen.TextQuery{Schema: "Person", Sort: []screen.TextSort{{"id", true}}}, "a-5 a-3"},
		{"without the field last", screen.TextQuery{Schema: "Person", Sort: []screen.TextSort{{"birthDate", true}}}, "a-3 a-5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.q.Limit = 10
			a, err := s.Search(c.q)
			if err != nil {
				t.Fatal(err)
			}
			if got := found(a); got != c.want {
				t.Errorf("found %s, want %s", got, c.want)
			}
			if a.Total != len(a.Found) {
				t.Errorf("total %d of %d", a.Total, len(a.Found))
			}
		})
	}
}

func TestTextRefuses(t *testing.T) {
	s := shelf(t)
	for _, text := range []string{"(heron", "heron)", `"heron`, "NOT", "OR heron", "a/b", "*on", "h*n", "he?on",
		strings.Repeat("(", 100) + "x" + strings.Repeat(")", 100), strings.Repeat("NOT ", 100) + "x", strings.Repeat("x ", 100), strings.Repeat("+", 5000)} {
		if _, err := s.Search(screen.TextQuery{Text: text}); !errors.Is(err, screen.ErrText) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	for _, q := range []screen.TextQuery{
		{Filters: []screen.TextFilter{{"colour", "red"}}}, {Filters: []screen.TextFilter{{"text", "red"}}}, {Sort: []screen.TextSort{{"colour", false}}}, {Facets: []string{"colour"}},
	} {
		if _, err := s.Search(q); !errors.Is(err, screen.ErrText) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if _, err := s.Search(screen.TextQuery{Schema: "Banana"}); !errors.Is(err, screen.ErrSchema) {
		t.Errorf("schema: %v", err)
	}
}

func TestTextFacets(t *testing.T) {
	a, err := shelf(t).Search(screen.TextQuery{Facets: screen.Facets(), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]screen.Count{
		"datasets": {{"list_a", 4}, {"list_b", 1}}, "schema": {{"Company", 2}, {"Person", 2}, {"Vessel", 1}}, "countries": {{"cn", 3}, {"kp", 3}},
		"topics": {{"sanction", 5}}, "identifiers": {{"9999993", 1}, {"RH-20118", 1}}, "genders": {},
	}
	if d := cmp.Diff(want, a.Facets); d != "" {
		t.Error(d)
	}
	if a.Total != 5 || len(a.Found) != 1 {
		t.Errorf("%d of %d", len(a.Found), a.Total)
	}
}

// The pages of a search are the search: every hit once, in one order, whatever
// the order in which the list came.
func TestTextPages(t *testing.T) {
	list := shelfEntities()
	for i := range 200 {
		e := ftm.New("b-"+strconv.Itoa(i), "Person")
		e.Datasets = []string{"list_b"}
		e.Add("topics", "sanction")
		e.Add("name", "Heron Number "+strconv.Itoa(i%17))
		list = append(list, e)
	}
	var first []string
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		b := screen.NewBuilder()
		for _, e := range list {
			b.Add(e)
		}
		s := screen.NewText(b.Build())
		var ids []string
		for offset := 0; ; offset += 7 {
			a, err := s.Search(screen.TextQuery{Text: "heron OR pak", Limit: 7, Offset: offset})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range a.Found {
				ids = append(ids, f.ID)
			}
			if len(a.Found) < 7 {
				if len(ids) != a.Total {
					t.Fatalf("%d of %d on all pages", len(ids), a.Total)
				}
				break
			}
		}
		if first == nil {
			first = slices.Clone(ids)
		}
		if d := cmp.Diff(first, ids); d != "" {
			t.Errorf("seed %d: %s", seed, d)
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != len(first) {
			t.Error("a hit stands on two pages")
		}
	}
}

// Whatever is searched for is answered or refused, and a beginning is always
// answered.
func FuzzText(f *testing.F) {
	for _, s := range []string{"red heron", `"red heron" OR (grey -pak)`, "names:x*", "a~2^3", "NOT NOT x", "((", `"`, "id:a-4", "countries:cn", "朴 \u200f x", "properties.birthDate:1970", "\xff", "+ - !", "AND AND", "*:*", "a:", ":b"} {
		f.Add(s)
	}
	s := shelf(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, q := range []screen.TextQuery{{Text: text}, {Text: text, Fuzzy: true}, {Text: text, Simple: true}, {Text: text, Begin: true}} {
			q.Limit = 10
			a, err := s.Search(q)
			if err != nil && (!errors.Is(err, screen.ErrText) || q.Begin) {
				t.Errorf("%+v: %v", q, err)
			}
			if a.Total > 5 || len(a.Found) > a.Total {
				t.Errorf("%+v: %d of %d", q, len(a.Found), a.Total)
			}
		}
	})
}
