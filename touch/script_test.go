package touch_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/graph"
	"cordon/live"
	"cordon/resolve"
	"cordon/store"
	"cordon/touch"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// A script asks of parties and holdings that it writes down itself:
//
//	as-of DAY               what was true on that day, from here on
//	touch SUBJECT           the question
//	expect EXPOSURE         what the answer before was
//	why TEXT                stands in its summary, its paths, or what would decide
//	not TEXT                stands in none of them
//	path A > B > C          one of its paths leads over these ids
//	decide A B VERDICT      what somebody judged
//	undo A B
//
// parties.csv has a column for each property and those below; several values of one
// property are parted by a bar. holdings.csv has owner, asset, percentage, from, to,
// list and type.
//
//	list     the dataset that states it
//	listed   the programme that it is listed under; empty is no listing
type script struct {
	*txtar.Archive
}

const scriptRules = `{"regimes":[
 {"id":"us-50","name":"ofac","from":"2014-08-13","in_force":true,"threshold":"50","compare":">=","classes":["capital"],"aggregate":"all","control":"caution","remainder":"ignore","seeds":["list:us_ofac_sdn"],"cite":[]},
 {"id":"un-1718","name":"un","from":"2006-10-14","in_force":true,"threshold":"50","compare":">=","classes":["capital"],"aggregate":"all","control":"presume","remainder":"ignore","seeds":["list:un_sc_sanctions"],"cite":[]},
 {"id":"gb-51","name":"uk","from":"2020-12-31","in_force":true,"threshold":"50","compare":">","classes":["capital","votes"],"aggregate":"person","control":"presume","remainder":"ignore","seeds":["list:gb_sanctions"],"cite":[]}
],"classes":[]}`

// rows reads a table of a script.
func (s script) rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	for _, f := range s.Files {
		if f.Name != name {
			continue
		}
		r := csv.NewReader(strings.NewReader(string(f.Data)))
		r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
		all, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out []map[string]string
		for _, rec := range all[1:] {
			row := make(map[string]string)
			for i, v := range rec {
				row[all[0][i]] = strings.TrimSpace(v)
			}
			out = append(out, row)
		}
		return out
	}
	return nil
}

// entities are what a script writes down, by dataset.
func (s script) entities(t *testing.T) map[string][]*ftm.Entity {
	t.Helper()
	out := make(map[string][]*ftm.Entity)
	add := func(list string, e *ftm.Entity) { out[list] = append(out[list], e) }
	for _, r := range s.rows(t, "parties.csv") {
		e := ftm.New(r["id"], r["schema"])
		for k, v := range r {
			if k == "id" || k == "schema" || k == "list" || k == "listed" || v == "" {
				continue
			}
			for _, one := range strings.Split(v, "|") {
				e.Add(k, strings.TrimSpace(one))
			}
		}
		if p := r["listed"]; p != "" {
			e.Add("topics", "sanction")
			x := ftm.New(e.ID+"-sanction", "Sanction")
			x.Add("entity", e.ID)
			x.Add("programId", p)
			add(r["list"], x)
		}
		add(r["list"], e)
	}
	for i, r := range s.rows(t, "holdings.csv") {
		e := ftm.New(fmt.Sprintf("holding-%d", i+1), "Ownership")
		for k, v := range map[string]string{"owner": r["owner"], "asset": r["asset"], "percentage": r["percentage"], "startDate": r["from"], "endDate": r["to"], "ownershipType": r["type"]} {
			if v != "" {
				e.Add(k, v)
			}
		}
		e.Add("recordId", e.ID)
		add(r["list"], e)
	}
	for i, r := range s.rows(t, "ties.csv") {
		e := ftm.New(fmt.Sprintf("tie-%d", i+1), r["schema"])
		for k, v := range r {
			if k != "schema" && k != "list" && v != "" {
				e.Add(k, v)
			}
		}
		add(r["list"], e)
	}
	return out
}

// inquiry is a desk that was loaded with a script.
type inquiry struct {
	desk  *live.Desk
	asker *touch.Asker
}

// load puts entities into a store, list by list; mix says in which order.
func load(t *testing.T, entities map[string][]*ftm.Entity, lists []string, mix *rand.Rand) inquiry {
	t.Helper()
	ctx := t.Context()
	now := time.Date(2025, 6, 30, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	st, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "s.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	for _, list := range lists {
		l, err := st.Begin(ctx, store.BatchMeta{Source: list})
		if err != nil {
			t.Fatal(err)
		}
		rows := slices.Clone(entities[list])
		if mix != nil {
			mix.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		for _, e := range rows {
			if err := l.Add(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := l.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	desk := live.Open(st, live.Options{Now: clock, Version: "test", Rules: func() (*graph.Rules, error) { return graph.ParseRules([]byte(scriptRules)) }})
	law, err := touch.OpenProgramme("dprk")
	if err != nil {
		t.Fatal(err)
	}
	return inquiry{desk, &touch.Asker{Desk: desk, Law: law, Sources: []touch.Source{&touch.Parties{Desk: desk, Programme: "dprk", Regimes: []string{"ofac", "un", "uk"}}}}}
}

func listsOf(entities map[string][]*ftm.Entity) []string {
	var out []string
	for l := range entities {
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}

func (q inquiry) ask(t *testing.T, subject string, at live.At) *touch.Answer {
	t.Helper()
	s, err := touch.ParseSubject(subject)
	if err != nil {
		t.Fatal(err)
	}
	a, err := q.asker.Ask(t.Context(), s, at, touch.DefaultDepth)
	if err != nil {
		t.Fatalf("%s: %v", subject, err)
	}
	for i := range a.Findings {
		if err := a.Findings[i].Check(); err != nil {
			t.Fatalf("%s: %v", subject, err)
		}
	}
	return a
}

// said is everything in an answer that people read.
func said(a *touch.Answer) string {
	lines := []string{a.Summary}
	for _, p := range a.Paths {
		lines = append(lines, p.Sentence)
	}
	lines = append(lines, a.Missing...)
	lines = append(lines, a.Notes...)
	return strings.Join(append(lines, a.Searched.Cut...), "\n")
}

func paths(a *touch.Answer) []string {
	var out []string
	for _, p := range a.Paths {
		ids := []string{p.Steps[0].From}
		for _, s := range p.Steps {
			if s.To != ids[len(ids)-1] {
				ids = append(ids, s.To)
			}
		}
		out = append(out, strings.Join(ids, " > "))
	}
	return out
}

// run runs a script; mix, where there is one, says in which order it is loaded.
func (s script) run(t *testing.T, mix *rand.Rand) {
	entities := s.entities(t)
	lists := listsOf(entities)
	if mix != nil {
		mix.Shuffle(len(lists), func(i, j int) { lists[i], lists[j] = lists[j], lists[i] })
	}
	q := load(t, entities, lists, mix)
	var a *touch.Answer
	var at live.At
	for n, line := range strings.Split(string(s.Comment), "\n") {
		line, _, _ = strings.Cut(line, "#")
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		where := fmt.Sprintf("line %d (%s)", n+1, strings.TrimSpace(line))
		args := strings.Fields(rest)
		switch word {
		case "":
		case "as-of":
			day, err := ftm.ParseDay(rest)
			if err != nil {
				t.Fatal(where, err)
			}
			at = live.At{AsOf: day}
		case "touch":
			a = q.ask(t, rest, at)
		case "expect":
			if string(a.Exposure) != rest {
				t.Errorf("%s: %s\n%s", where, a.Exposure, said(a))
			}
			if rest == "possible" && (len(a.Missing) == 0 || len(a.Paths) == 0) {
				t.Errorf("%s: nothing would decide, or no path", where)
			}
		case "why":
			if !strings.Contains(said(a), rest) {
				t.Errorf("%s: not in\n%s", where, said(a))
			}
		case "not":
			if strings.Contains(said(a), rest) {
				t.Errorf("%s: it is in\n%s", where, said(a))
			}
		case "path":
			if !slices.Contains(paths(a), rest) {
				t.Errorf("%s: not among %q", where, paths(a))
			}
		case "decide":
			v, err := resolve.ParseVerdict(args[2])
			if err == nil {
				_, err = q.desk.Decide(t.Context(), args[0], args[1], v, "kim", "looked at both")
			}
			if err != nil {
				t.Fatal(where, err)
			}
		case "undo":
			if _, err := q.desk.Undo(t.Context(), args[0], args[1], "kim", "no"); err != nil {
				t.Fatal(where, err)
			}
		default:
			t.Fatalf("%s: no such word", where)
		}
	}
}

func scripts(t *testing.T) map[string]script {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	out := make(map[string]script)
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(f), ".txtar")] = script{txtar.Parse(b)}
	}
	return out
}

// The order in which lists come, and their rows, changes no answer.
func TestScripts(t *testing.T) {
	for name, s := range scripts(t) {
		t.Run(name, func(t *testing.T) {
			s.run(t, nil)
			for seed := range uint64(3) {
				s.run(t, rand.New(rand.NewPCG(seed, 9)))
			}
		})
	}
}

// told is what an answer says, without what it searched.
func told(a *touch.Answer) touch.Answer {
	b := *a
	b.Searched = touch.Searched{}
	return b
}

// Whom somebody judged to be others is as if nothing had been alike; whom somebody
// left open stays as it was, and that is said; and an answer that was undone comes
// back, to the word.
func TestJudgedDifferent(t *testing.T) {
	for name, s := range scripts(t) {
		t.Run(name, func(t *testing.T) {
			all := s.entities(t)
			alike := load(t, all, listsOf(all), nil)
			bare := make(map[string][]*ftm.Entity) // the same without what may be the same
			for l, list := range all {
				for _, e := range list {
					c := e.Clone()
					for _, p := range []string{"birthDate", "registrationNumber", "passportNumber", "imoNumber", "leiCode"} {
						delete(c.Properties, p)
					}
					bare[l] = append(bare[l], c)
				}
			}
			unlike := load(t, bare, listsOf(bare), nil)
			for _, list := range all {
				for _, e := range list {
					if x := ftm.Lookup(e.Schema); !x.Is("LegalEntity") && !x.Is("Vessel") {
						continue
					}
					before := alike.ask(t, "entity:"+e.ID, live.At{})
					want := unlike.ask(t, "entity:"+e.ID, live.At{})
					got, judged := before, [][2]string{}
					for len(got.Unjudged) > 0 {
						for _, u := range got.Unjudged {
							if _, err := alike.desk.Decide(t.Context(), u.A, u.B, resolve.Different, "kim", "x"); err != nil {
								t.Fatal(err)
							}
							judged = append(judged, [2]string{u.A, u.B})
						}
						got = alike.ask(t, "entity:"+e.ID, live.At{})
					}
					if d := cmp.Diff(said(want), said(got)); d != "" || want.Exposure != got.Exposure {
						t.Errorf("%s, judged different: %s, want %s: %s", e.ID, got.Exposure, want.Exposure, d)
					}
					for _, p := range judged {
						if _, err := alike.desk.Undo(t.Context(), p[0], p[1], "kim", "x"); err != nil {
							t.Fatal(err)
						}
					}
					if d := cmp.Diff(told(before), told(alike.ask(t, "entity:"+e.ID, live.At{})), cmp.AllowUnexported(touch.Bearer{})); d != "" {
						t.Errorf("%s, undone: %s", e.ID, d)
					}
				}
			}
		})
	}
}
