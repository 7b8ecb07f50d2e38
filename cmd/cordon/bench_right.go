package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cordon/ftm"
	"cordon/intake"
	"cordon/lists"
	"cordon/names"
	"cordon/screen"
)

// Rightness of screening, over labelled names. The sets lie beside the real
// lists; which is which stands in docs/screening.md.

const (
	rightOFAC = "sanctions/ofac/2021-07"
	rightUN   = "sanctions/un/un_2025-04-19_singlequoted.xml"
	namesDir  = "names/"
)

// rightIndex makes an index of lists; without native names a party is found in
// other scripts by sound only.
func (b *bench) rightIndex(ctx context.Context, native bool, files ...string) (*screen.Index, error) {
	build := screen.NewBuilder()
	for _, file := range files {
		sets, err := intake.OpenPaths([]string{b.path(file)})
		if err != nil {
			return nil, err
		}
		for _, set := range sets {
			docs, _, err := lists.Plan(ctx, set.FS, ".")
			if err != nil {
				return nil, err
			}
			for _, doc := range docs {
				rep, err := lists.Read(ctx, set.FS, doc, func(r lists.Record) error {
					for _, e := range r.Entities {
						if !native {
							dropNative(e)
						}
						build.Add(e)
					}
					return nil
				})
				if err != nil {
					return nil, err
				}
				if rep.Damage != "" {
					return nil, fmt.Errorf("%s: %s", file, rep.Damage)
				}
			}
		}
	}
	return build.Build(), nil
}

func dropNative(e *ftm.Entity) {
	for _, p := range []string{"name", "alias", "previousName", "weakAlias"} {
		e.Properties[p] = slices.DeleteFunc(e.Properties[p], func(v string) bool {
			return strings.ContainsFunc(v, func(r rune) bool { return r > 0x24f && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) })
		})
	}
}

// labelled is a query and the parties that it may find.
type labelled struct {
	Set, Type, Name, Orig string
	Expect                []string
	In2024                bool `json:"in_2024_01"`
}

func (b *bench) labelled(file string) ([]labelled, error) {
	f, err := os.Open(b.path(namesDir + "generated/" + file))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []labelled
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var q labelled
		if err := json.Unmarshal(sc.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
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
	return out, sc.Err()
}

// rightCount is how a set of queries was answered.
type rightCount struct {
	n, first, ten int
	scores        []float64 // of the best expected party, 0 where none was found
}

func (r *rightCount) at(threshold float64) int {
	n := 0
	for _, s := range r.scores {
		if s >= threshold {
			n++
		}
	}
	return n
}

func countRight(ix *screen.Index, queries []labelled) (map[string]*rightCount, error) {
	out := make(map[string]*rightCount)
	for _, q := range queries {
		if !slices.ContainsFunc(q.Expect, ix.Has) {
			continue // of a list that is not here
		}
		schema := map[string]string{"person": "Person", "business": "Organization", "vessel": "Vessel"}[q.Type]
		a, err := ix.Match(screen.Query{Schema: schema, Properties: map[string][]string{"name": {q.Name}}}, screen.Options{Limit: 10, Cutoff: .01})
		if err != nil {
			return nil, err
		}
		r := out[q.Set]
		if r == nil {
			r = &rightCount{}
			out[q.Set] = r
		}
		r.n++
		at := slices.IndexFunc(a.Results, func(x screen.Result) bool { return slices.Contains(q.Expect, x.ID) })
		if at < 0 {
			r.scores = append(r.scores, 0)
			continue
		}
		r.ten++
		if a.Results[at].Score == a.Results[0].Score {
			r.first++
		}
		r.scores = append(r.scores, a.Results[at].Score)
	}
	return out, nil
}

func benchRight(ctx context.Context, b *bench) error {
	ix, err := b.rightIndex(ctx, false, rightOFAC, rightUN)
	if err != nil {
		return err
	}
	base, err := b.rightClean(ctx)
	if err != nil {
		return err
	}
	queries, err := b.labelled("queries_dev.jsonl")
	if err != nil {
		return err
	}
	for _, q := range queries {
		if q.Set == "un_untreated" {
			queries = append(queries, labelled{Set: "un_damaged", Type: q.Type, Name: damage(q.Name, len(queries)), Orig: q.Orig, Expect: q.Expect})
		}
	}
	// Original scripts and damaged names are asked of the UN list alone: most of
	// its people stand on OFAC's too, and are found there under another number.
	alone := func(set string) bool { return strings.HasPrefix(set, "un_cross_") || set == "un_damaged" }
	if err := b.sayRight(ix, queries, base, func(set string) bool { return !alone(set) }); err != nil {
		return err
	}
	un, err := b.rightIndex(ctx, false, rightUN)
	if err != nil {
		return err
	}
	if err := b.sayRight(un, queries, base, alone); err != nil {
		return err
	}
	for _, f := range []func(*bench) error{rightPairs, rightOFACSite, rightCross} {
		if err := f(b); err != nil {
			return err
		}
	}
	return nil
}

// sayRight reports the sets that are wanted.
func (b *bench) sayRight(ix *screen.Index, queries []labelled, fprThreshold float64, want func(set string) bool) error {
	some := slices.DeleteFunc(slices.Clone(queries), func(q labelled) bool { return !want(q.Set) })
	counts, err := countRight(ix, some)
	if err != nil {
		return err
	}
	sets := make([]string, 0, len(counts))
	for s := range counts {
		sets = append(sets, s)
	}
	slices.Sort(sets)
	for _, s := range sets {
		r := counts[s]
		for _, m := range []struct {
			name  string
			count int
		}{{"R@1", r.first}, {"R@10", r.ten}, {"recall-at-.70", r.at(screen.DefaultThreshold)}, {"recall-at-.95", r.at(.95)}, {"recall-at-fpr-.5%", r.at(fprThreshold)}} {
			if err := b.say("right/"+s+"/"+m.name, r.n, "share", round3(float64(m.count)/float64(r.n))); err != nil {
				return err
			}
		}
	}
	return nil
}

// rightClean reports false positives on invented people, and returns the score
// that one in 200 of them reaches.
func (b *bench) rightClean(ctx context.Context) (float64, error) {
	ix, err := b.rightIndex(ctx, true, ofacSet, rightUN)
	if err != nil {
		return 0, err
	}
	rows, err := b.csv(namesDir + "yente/negatives_us_first25000.csv")
	if err != nil {
		return 0, err
	}
	name, born := slices.Index(rows[0], "full_name"), slices.Index(rows[0], "date_of_birth")
	var best []float64
	bare, dated := 0, 0
	for _, r := range rows[1:] {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		q := screen.Query{Schema: "Person", Properties: map[string][]string{"name": {r[name]}}}
		a, err := ix.Match(q, screen.Options{Limit: 1})
		if err != nil {
			return 0, err
		}
		s := 0.0
		if len(a.Results) > 0 {
			s = a.Results[0].Score
		}
		best = append(best, s)
		if a.Total == 0 {
			continue
		}
		bare++
		q.Properties["birthDate"] = []string{r[born]}
		if a, err = ix.Match(q, screen.Options{Limit: 1}); err != nil {
			return 0, err
		}
		if a.Total > 0 {
			dated++
		}
	}
	n := len(best)
	slices.Sort(best)
	threshold := best[n-1-n/200] + .0001
	for _, m := range []struct {
		name  string
		value float64
	}{{"name-only", 100 * float64(bare) / float64(n)}, {"with-birth-date", 100 * float64(dated) / float64(n)}} {
		if err := b.say("right/false-positives/"+m.name, n, "%", round3(m.value)); err != nil {
			return 0, err
		}
	}
	return threshold, b.say("right/false-positives/threshold-of-.5%", n, "score", round3(threshold))
}

func (b *bench) csv(file string) ([][]string, error) {
	f, err := os.Open(b.path(file))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err == nil && len(rows) < 2 {
		err = fmt.Errorf("%s: no rows", file)
	}
	return rows, err
}

// damage changes a name as forms and clerks do: words swapped, the middle one
// left out, two written as one, a letter wrong, or a word cut to its initial.
func damage(name string, seed int) string {
	rng := rand.New(rand.NewPCG(uint64(seed), 11))
	w := strings.Fields(name)
	if len(w) < 2 {
		return typo(rng, name)
	}
	switch i := rng.IntN(len(w) - 1); rng.IntN(5) {
	case 0:
		w[i], w[i+1] = w[i+1], w[i]
	case 1:
		if len(w) > 2 {
			w = slices.Delete(w, 1, 2)
		}
	case 2:
		w[i] += strings.ToLower(w[i+1])
		w = slices.Delete(w, i+1, i+2)
	case 3:
		w[i] = typo(rng, w[i])
	case 4:
		if len(w) > 2 {
			w[1] = string([]rune(w[1])[:1]) + "."
		}
	}
	return strings.Join(w, " ")
}

// typo makes one slip in a word, never in its first letter.
func typo(rng *rand.Rand, word string) string {
	r := []rune(word)
	if len(r) < 4 {
		return word
	}
	i := 1 + rng.IntN(len(r)-2)
	letter := rune('a' + rng.IntN(26))
	switch rng.IntN(4) {
	case 0:
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		r = slices.Delete(r, i, i+1)
	case 2:
		r = slices.Insert(r, i, letter)
	default:
		r[i] = letter
	}
	return string(r)
}

// rightPairs compares labelled pairs of names.
func rightPairs(b *bench) error {
	rows, err := b.csv(namesDir + "nomenklatura/name_bench_cases.csv")
	if err != nil {
		return err
	}
	var yes, no []float64
	tp, fp, fn := 0, 0, 0
	strong, strongRight := 0, 0
	for _, r := range rows[1:] {
		kind := names.Any
		switch s := ftm.Lookup(r[1]); {
		case s == nil:
		case s.Is("Person"):
			kind = names.Person
		case s.Is("Organization"):
			kind = names.Organization
		case s.Is("Vessel"):
			kind = names.Vessel
		}
		q, l := names.Parse(r[2], kind), names.Parse(r[3], kind)
		score := names.Compare(&q, &l).Score
		is, want := score >= screen.DefaultThreshold, r[4] == "true"
		switch {
		case is && want:
			tp++
		case is:
			fp++
		case want:
			fn++
		}
		if r[5] == "STRONG" {
			strong++
			if is == want {
				strongRight++
			}
		}
		if want {
			yes = append(yes, score)
		} else {
			no = append(no, score)
		}
	}
	won := 0.0
	for _, y := range yes {
		for _, n := range no {
			switch {
			case y > n:
				won++
			case y == n:
				won += .5
			}
		}
	}
	n := len(rows) - 1
	if err := b.say("right/name-pairs/F1", n, "share", round3(2*float64(tp)/float64(2*tp+fp+fn))); err != nil {
		return err
	}
	if err := b.say("right/name-pairs/AUC", n, "share", round3(won/float64(len(yes)*len(no)))); err != nil {
		return err
	}
	return b.say("right/name-pairs/strong", strong, "share", round3(float64(strongRight)/float64(strong)))
}

// rightOFACSite compares scores by OFAC's rules with those of its site.
func rightOFACSite(b *bench) error {
	rows, err := b.csv(namesDir + "nomenklatura/ofac_fixtures.csv")
	if err != nil {
		return err
	}
	n, near := 0, 0
	for _, r := range rows[1:] {
		want, err := strconv.Atoi(r[2])
		if err != nil {
			return fmt.Errorf("ofac_fixtures.csv: %w", err)
		}
		if want < 0 {
			continue // not returned: says nothing of the score
		}
		n++
		if d := screen.OFACScore(r[0], r[1]) - want; d >= -5 && d <= 5 {
			near++
		}
	}
	return b.say("right/ofac-site/within-5-points", n, "share", round3(float64(near)/float64(n)))
}

// actOnMyanmar gives Burmese names in Han characters too, which follow no reading
// of Chinese.
const actOnMyanmar = "32026R1895"

// rightCross looks for names in their own script among the Latin names of the
// same acts.
func rightCross(b *bench) error {
	rows, err := b.csv(namesDir + "pairs/eu_journal_cross_script_pairs_dev.csv")
	if err != nil {
		return err
	}
	entities := make(map[string]*ftm.Entity)
	byName := make(map[string][]string)
	var ids []string
	var queries []labelled
	for _, r := range rows[1:] {
		id, schema, kind := "eu-"+r[0]+"-"+r[1]+"-"+r[6], "Organization", "business"
		if r[2] == "Person" {
			schema, kind = "Person", "person"
		}
		if entities[id] == nil {
			entities[id] = ftm.New(id, schema)
			entities[id].Add("topics", "sanction")
			ids = append(ids, id)
		}
		for _, n := range strings.Split(r[7], "|") {
			entities[id].Add("name", n)
			byName[strings.ToLower(n)] = append(byName[strings.ToLower(n)], id)
		}
		set := "eu_" + strings.ToLower(r[3]) + "_" + kind
		if r[0] == actOnMyanmar && r[3] == "HAN" {
			set += "_burmese"
		}
		queries = append(queries, labelled{Set: set, Type: kind, Name: r[4], Orig: r[7], Expect: []string{id}})
	}
	build := screen.NewBuilder()
	for _, id := range ids {
		dropNative(entities[id])
		build.Add(entities[id])
	}
	for i := range queries { // one party stands in several acts
		for _, n := range strings.Split(queries[i].Orig, "|") {
			queries[i].Expect = append(queries[i].Expect, byName[strings.ToLower(n)]...)
		}
	}
	return b.sayRight(build.Build(), queries, screen.DefaultThreshold, func(string) bool { return true })
}
