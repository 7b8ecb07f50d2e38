package screen_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"cordon/internal/testdata"
	"cordon/internal/unraced"
	"cordon/screen"
)

type devQuery struct {
	ID, Set, Type, Name, Src, Orig string
	Expect                         []string
	In2024                         bool `json:"in_2024_01"`
}

func devQueries(t testing.TB, file string) []devQuery {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "names/generated/"+file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []devQuery
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var q devQuery
		if err := json.Unmarshal(sc.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		for i, id := range q.Expect {
			if n, ok := strings.CutPrefix(id, "UN-"); ok {
				q.Expect[i] = "un-" + n
			} else {
				q.Expect[i] = "ofac-" + id
			}
		}
		out = append(out, q)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func schemaOf(kind string) string {
	return map[string]string{"person": "Person", "business": "Organization", "vessel": "Vessel"}[kind]
}

// recall is how well a set of queries was answered.
type recall struct {
	n, first, ten, shown, match, strong int
	missed                              []string
}

func measure(t testing.TB, ix *screen.Index, queries []devQuery) map[string]*recall {
	t.Helper()
	out := map[string]*recall{}
	for _, q := range queries {
		if !slices.ContainsFunc(q.Expect, ix.Has) {
			continue // of a list that is not here
		}
		a, err := ix.Match(screen.Query{Schema: schemaOf(q.Type), Properties: map[string][]string{"name": {q.Name}}}, screen.Options{Limit: 10, Cutoff: .01})
		if err != nil {
			t.Fatal(err)
		}
		r := out[q.Set]
		if r == nil {
			r = &recall{}
			out[q.Set] = r
		}
		r.n++
		at := slices.IndexFunc(a.Results, func(x screen.Result) bool { return slices.Contains(q.Expect, x.ID) })
		if at < 0 || at > 0 && !sameScore(a, at) || a.Results[at].Score < .7 {
			line := q.Name
			if len(a.Results) > 0 {
				line += " → " + a.Results[0].Evidence.Alias
			}
			if at >= 0 {
				line += " want " + a.Results[at].Evidence.Alias + " " + a.Results[at].Explanations["name_match"].Detail
			} else {
				line += " want " + strings.Join(q.Expect, ",") + " " + q.Orig
			}
			r.missed = append(r.missed, line)
		}
		if at < 0 {
			continue
		}
		r.ten++
		if at == 0 || sameScore(a, at) {
			r.first++
		}
		s := a.Results[at].Score
		if s >= .6 {
			r.shown++
		}
		if s >= .7 {
			r.match++
		}
		if s >= .95 {
			r.strong++
		}
	}
	return out
}

// sameScore reports whether the result stands with the first.
func sameScore(a screen.Answer, at int) bool { return a.Results[at].Score == a.Results[0].Score }

func share(a, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(a) / float64(n)
}

func report(t *testing.T, got map[string]*recall) {
	t.Helper()
	sets := make([]string, 0, len(got))
	for s := range got {
		sets = append(sets, s)
	}
	sort.Strings(sets)
	for _, s := range sets {
		r := got[s]
		t.Logf("%-22s n %3d  R@1 %.3f  R@10 %.3f  at .60 %.3f  .70 %.3f  .95 %.3f", s, r.n, share(r.first, r.n), share(r.ten, r.n), share(r.shown, r.n), share(r.match, r.n), share(r.strong, r.n))
		for _, m := range r.missed {
			if testing.Verbose() && os.Getenv("MISSED") != "" {
				t.Log("    ", m)
			}
		}
	}
}

// floor is the least that a set must reach.
type floor struct{ first, ten, match, strong float64 }

func hold(t *testing.T, got map[string]*recall, want map[string]floor) {
	t.Helper()
	report(t, got)
	for set, f := range want {
		r := got[set]
		if r == nil || r.n == 0 {
			t.Errorf("%s: no query", set)
			continue
		}
		for _, x := range []struct {
			what      string
			got, want float64
		}{{"R@1", share(r.first, r.n), f.first}, {"R@10", share(r.ten, r.n), f.ten}, {"recall at .70", share(r.match, r.n), f.match}, {"recall at .95", share(r.strong, r.n), f.strong}} {
			if x.got < x.want {
				t.Errorf("%s: %s %.3f, want %.3f", set, x.what, x.got, x.want)
			}
		}
	}
}

func TestRecallWhole(t *testing.T) {
	unraced.Skip(t)
	hold(t, measure(t, dev(t), devQueries(t, "queries_dev.jsonl")), map[string]floor{
		"sdn_exact":           {1, 1, 1, 1},
		"sdn_typo":            {.98, .99, .98, 0},
		"sdn_all_tokens_typo": {.95, 1, .90, 0},
		"un_untreated":        {1, 1, 1, 1},
		"dprk_family_first":   {1, 1, 1, 1},
		"dprk_given_first":    {1, 1, 1, 1},
		"dprk_given_glued":    {1, 1, 1, .95},
		"dprk_hyphen":         {1, 1, 1, 1},
		"dprk_rr_surname":     {.97, 1, 1, 0},
	})
}

func TestRecallOf2024Whole(t *testing.T) {
	unraced.Skip(t)
	var queries []devQuery
	for _, q := range devQueries(t, "q500_dev.jsonl") {
		if q.In2024 {
			queries = append(queries, q)
		}
	}
	hold(t, measure(t, ofac2024(t), queries), map[string]floor{
		"full_exact": {1, 1, 1, 1},
		"full_typo":  {.95, .95, .94, 0},
	})
}

// With the native names that the list itself gives, a query in another script
// is a query like any other.
func TestNativeNames(t *testing.T) {
	var queries []devQuery
	for _, q := range devQueries(t, "queries_dev.jsonl") {
		if strings.HasPrefix(q.Set, "un_cross_") {
			queries = append(queries, q)
		}
	}
	hold(t, measure(t, both(t), queries), map[string]floor{
		"un_cross_arabic":   {1, 1, 1, 1},
		"un_cross_cyrillic": {1, 1, 1, 1},
	})
}
