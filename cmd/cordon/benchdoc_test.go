package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cordon/world"
)

// figures of docs/benchmarks.md: what each is, and the target it is held to.
var figures = []struct{ name, what, target string }{
	{"import-ofac/whole-process", "OFAC set of January 2024 into an empty store", "≤ 10 s"},
	{"import-ofac/peak-memory", "the same", ""},
	{"import-un/whole-process", "UN list of November 2020 into an empty store", "≤ 3 s"},
	{"import-un/peak-memory", "the same", ""},
	{"bulk-load", "2 million made-up statements, until the durable commit", "≥ 300,000"},
	{"as-of/p50", "one entity as of a day, of 2 million statements", ""},
	{"as-of/p99", "the same", "≤ 1 ms"},
	{"start/index-rebuilt", "`cordon serve` on OFAC and UN until /readyz, the index lost and built anew from the statements", ""},
	{"start/index-rebuilt/memory", "resident memory then, after a question", "≤ 150 MB"},
	{"start/from-snapshot", "the same with the index that `import` leaves beside the store: every ordinary start", "≤ 1 s"},
	{"start/from-snapshot/memory", "resident memory then, after a question", "≤ 150 MB"},
	{"import-1m/whole-process", "FollowTheMoney file of 1 million made-up entities", ""},
	{"import-1m/peak-memory", "the same", "≤ 500 MB"},
	{"change/ofac-un/searchable/median", "1,000 changed entities of OFAC and UN, from the commit until `cordon serve` answers from them, two clients asking", "≤ 2 s"},
	{"change/ofac-un/query-while-changing/longest", "the longest that a client waited meanwhile", ""},
	{"change/1m/searchable/median", "the same on 1 million made-up entities", "≤ 2 s"},
	{"change/1m/searchable/longest", "the longest of five", ""},
	{"change/1m/query-while-changing/longest", "the longest that a client waited meanwhile", ""},
	{"change/1m/query/p99", "one name over HTTP against 1 million, two clients", "≤ 10 ms"},
	{"change/1m/start-from-snapshot", "`cordon serve` on 1 million until /readyz", "≤ 10 s"},
	{"change/1m/start-from-snapshot/memory", "resident memory then", "≤ 2 GB"},
	{"change/1m/peak-memory", "the most while changes came", "≤ 2 GB"},
	{"change/1m/build", "index of 1 million built from the store, and one question", ""},
	{"change/1m/build/memory", "the most memory of that", "≤ 2 GB"},
	{"watch/all", "100,000 subjects against OFAC and UN, everybody screened", ""},
	{"watch/change", "the same after two years of changes of the UN list", ""},
	{"watch/change/screened", "of them screened in full", ""},
	{"watch/change/times-quicker", "than screening everybody", ""},
	{"graph/build", "10 million made-up stakes among 4 million companies, rows in both directions", "≤ 3 s"},
	{"graph/memory", "the graph", ""},
	{"graph/memory-per-stake", "the same for each stake", "≤ 60 bytes"},
	{"graph/snapshot-write", "the graph into a file", ""},
	{"graph/snapshot-load", "the graph from that file, ready for questions", "≤ 3 s"},
	{"graph/snapshot-size", "the file", ""},
	{"graph/cascade-20k", "who is blocked, everybody, 20 thousand listed", "≤ 250 ms"},
	{"graph/cascade-400k", "the same with 400 thousand", "≤ 1 s"},
	{"graph/look-through", "look-through stakes of everybody", "≤ 10 s"},
	{"graph/rings", "rings that would hold themselves up, all", ""},
	{"graph/distance-6", "steps to the nearest listed party, everybody", "≤ 3 s"},
	{"graph/what-if-listed/p99", "who falls if one is listed", ""},
	{"graph/designation/p99", "one is listed: every status current after it, who fell by it and why committed to the store", "≤ 1 ms"},
	{"graph/delisting/p99", "one is delisted, the same", "≤ 5 ms"},
	{"graph/path/p50", "path of at most 6 steps between two companies, no hub cap, at most 500,000 ties looked at", ""},
	{"graph/path/p99", "the same", "≤ 20 ms"},
	{"graph/path/budget-used-up", "answers of these that say that not everything was looked at", ""},
	{"graph/path-hub-cap/p50", "the same with a hub cap of 1,000", ""},
	{"graph/path-hub-cap/p99", "the same", "≤ 5 ms"},
	{"graph/path-hub-cap/budget-used-up", "answers of these for which the budget was used up", ""},
	{"world/write", "made-up world m: 40 thousand companies, 100 thousand stakes, 2,650 cases, written", ""},
	{"world/import", "its three registers into an empty store", ""},
	{"world/ask", "everything asked: cases on all their days, by name, customers, goods", ""},
	{"world/all-ownership/recall", "planted ties of owners that are found: the one question and every regime right on every day, with a path", "≥ .98"},
	{"world/all-ownership/precision", "answers blocked or possible that are so, planted and innocent", "≥ .98"},
	{"world/all-tie/recall", "planted ties of other sorts that are found, with an alert and a path", ""},
	{"world/all-tie/precision", "alerts that are so, planted and innocent", ""},
	{"world/all-identity/recall", "records and spellings that are one without saying so, and are found", ""},
	{"world/innocent/blocked", "answers about innocents that come out as blocked or possible", "0"},
	{"world/innocent/alerts", "alerts about innocents who share only what very many have, or nothing", ""},
	{"world/by-name/recall", "planted ties asked by name that get the answer of the entity", ""},
	{"world/customers/recall", "listed customers, written otherwise, that a screen finds", ""},
	{"world/customers/false", "unlisted ones that it finds, people with the name of a listed one among them", "0"},
	{"world/customers/false-ships", "ships with the name of a listed one and another IMO number that it finds", ""},
	{"world/goods/right", "lines of goods answered as the law says", ""},
	{"sea/decode/all-types", "85,194 sentences of real AIS in memory, all types, messages of several parts, on one core", "≥ 3,000,000"},
	{"sea/decode/positions", "positions only, of the types that ships send often, on one core", "≥ 10,000,000"},
	{"sea/decode/table", "rows of a table of 17 columns", ""},
	{"sea/meetings/2k-ships", "contacts among 2,000 ships of a day in 10 degrees, on one core", "≥ 20,000,000"},
	{"sea/meetings/20k-ships", "the same of 20,000", ""},
	{"sea/meetings/40k-ships", "the same of 40,000", ""},
	{"sea/meetings/cost-40k-to-2k", "cost of a position there", "≤ 2"},
	{"sea/meetings/planted-found", "meetings planted there and found, a tenth of the positions lost", ""},
	{"sea/archive/load", "from sentences to Parquet on the disk", ""},
	{"sea/archive/whole-way", "from sentences to stored events", "≥ 1,000,000"},
	{"sea/archive/size", "of the archive", "≤ 6"},
	{"sea/archive/live", "taken in live, until on the disk", "≥ 200,000"},
	{"sea/tracks/points-right", "points in the right segment, pairs of real ships on one number", "≥ 0.99"},
	{"sea/suez/meetings", "meetings of two hours of the Suez file, as the reference counts them", "29"},
	{"sea/suez/other-alerts", "alerts of that innocent traffic, transfers and silences apart", ""},
	{"sea/suez/same-by-any-cut", "cuts, orders and numbers of workers that gave the same events", "1"},
	{"sea/identities/documented-raised", "documented cases of false identity that are raised, of 5", "5"},
	{"sea/identities/ordinary-raised", "ordinary ships of a real sample raised by their number", "0"},
	{"sea/suez/transfers", "alerts of transfers in the Suez file, all of them innocent", "0"},
	{"sea/suez/gaps-flagged", "of its 53 silences of 12 hours called dark", "≤ 2"},
	{"sea/planted/transfers-in-the-open/found", "transfers of 2.5 hours or more planted among the real ships of Suez", "≥ 0.98"},
	{"sea/planted/anchorage-transfer/found", "tanker pairs planted in the anchorage there", "≥ 0.8"},
	{"sea/planted/encounter/precision", "alerts of meetings there that are right", "≥ 0.9"},
	{"sea/planted/one-dark-within-2-days/alerted", "meetings planted there of which one side was silent that raise an alert", "≥ 0.7"},
	{"sea/planted/dark-rendezvous/false", "false alerts of such meetings there", "≤ 1"},
	{"sea/world/transfers-in-the-open/found", "transfers of 2.5 hours or more in two made-up worlds of size m", "≥ 0.98"},
	{"sea/world/anchorage-transfer/found", "at anchor there", "≥ 0.8"},
	{"sea/world/underway-transfer/found", "under way there", ""},
	{"sea/world/listed-transfer/found", "with a listed ship there", ""},
	{"sea/world/encounter/precision", "alerts of meetings there that are right", "≥ 0.9"},
	{"sea/world/one-dark-within-2-days/alerted", "meetings of which one side was silent for less than two days that raise an alert", "≥ 0.7"},
	{"sea/world/one-dark/alerted", "the same, however long it was silent", ""},
	{"sea/world/dark-rendezvous/false", "false alerts of such meetings", "≤ 1"},
	{"sea/world/both-dark/found", "meetings of which both sides were dark", ""},
	{"sea/world/silence/found", "transponders switched off where others were heard", ""},
	{"sea/world/silence-12h/found", "for 12 hours or more", ""},
	{"sea/world/open-call/found", "calls in the open at ports of the programme", ""},
	{"sea/world/dark-call/alerted", "calls in silence", ""},
	{"sea/world/newborn/alerted", "numbers that were born at sea", ""},
	{"sea/world/zombie/alerted", "numbers of ships that are gone", ""},
	{"sea/world/one-digit/alerted", "numbers a digit from a listed one", ""},
	{"sea/world/name-swap/alerted", "names changed and changed again", ""},
	{"sea/world/flag-hop/alerted", "flags changed and changed again", ""},
	{"sea/world/clone/alerted", "two ships on one number", ""},
	{"sea/world/circle-spoof/alerted", "false circles", ""},
	{"sea/world/area-jam/victims-called-liars", "of 3,972 ships moved by jamming, those that an alert calls false", ""},
	{"sea/world/spoof/precision", "alerts of false positions that are right", ""},
	{"sea/world/identity/precision", "alerts of identity that are right", ""},
	{"sea/world/port/precision", "alerts of calls that are right", ""},
	{"sea/world/hot-memory", "memory of the tracks of a made-up world", "≤ 20"},
	{"sea/world/import", "loading that world's 1.9 million positions until the events are stored", ""},
	{"law/load", "the whole North Korea programme, read, checked and linked", "≤ 50 ms"},
	{"law/is/p50", "what the law says of goods on a day, every code, both directions", "≤ 50 µs"},
	{"law/is/p99", "the same", ""},
	{"touch/entity/p50", "does a party touch the target, over HTTP, OFAC and UN loaded", ""},
	{"touch/entity/p99", "the same", "≤ 20 ms"},
	{"touch/name/p50", "the same of 500 names, each screened first", ""},
	{"touch/name/p99", "the same", ""},
	{"touch/memory", "resident memory after all of these, with the graph and the names of everybody in it", ""},
	{"touch/first", "the first question, which makes the graph", ""},
	{"http/mixed/1-client/p50", "500 mixed queries over OFAC and UN, one client", "≤ 0.5 ms"},
	{"http/mixed/1-client/p99", "the same", "≤ 5 ms"},
	{"http/mixed/4-clients/rate", "the same, four clients", "≥ 2,000"},
	{"http/batches-of-100/4-clients/rate", "queries a hundred at a time, four clients", "≥ 10,000"},
	{"http/clean/4-clients/rate", "names that match nothing, four clients", "≥ 2,000"},
	{"http/clean/1-client/p99", "the same, one client", "≤ 5 ms"},
	{"http/typed-wrong-and-other-scripts/1-client/p99", "every word mistyped, and names in Arabic and Cyrillic script", "≤ 15 ms"},
	{"http/pair-scorer/rate", "prepared names, each with each, one core", "≥ 300,000"},
	{"http/pair-scorer/allocations", "the same", "≤ 2"},
	{"screen/made-up-names/p50", "one name against OFAC and UN", ""},
	{"screen/made-up-names/p99", "the same", ""},
}

const (
	figuresMark, figuresEnd = "<!-- figures -->\n", "<!-- /figures -->\n"
	figuresHead             = "| figure | what | command | target | measured |\n|---|---|---|---|---|\n"
)

var benchOut = flag.String("bench-out", "", "with -update: `folder` of figures to put into docs/benchmarks.md")

// measured reads the figures that make bench wrote.
func measured(t *testing.T, dir string) (map[string]measure, string) {
	t.Helper()
	out, machine := map[string]measure{}, ""
	for _, b := range benchmarks {
		f, err := os.Open(filepath.Join(dir, b.name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for dec := json.NewDecoder(f); ; {
			var m measure
			if err := dec.Decode(&m); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", b.name, err)
			}
			out[m.Name], machine = m, m.Machine
		}
	}
	return out, machine
}

// The page names every benchmark with its command, and figures only as they
// were measured: they are put in from what make bench wrote, not by hand.
func TestBenchmarksDoc(t *testing.T) {
	path := filepath.Join(root, "docs", "benchmarks.md")
	page := readFile(t, path)
	head, rest, ok1 := strings.Cut(page, figuresMark)
	table, tail, ok2 := strings.Cut(rest, figuresEnd)
	if !ok1 || !ok2 {
		t.Fatal("docs/benchmarks.md has no marks of its figures")
	}
	if *update && *benchOut != "" {
		got, machine := measured(t, *benchOut)
		var b strings.Builder
		b.WriteString("Measured on " + machine + ".\n\n" + figuresHead)
		for _, f := range figures {
			m, ok := got[f.name]
			if !ok {
				t.Fatalf("%s was not measured", f.name)
			}
			base, _, _ := strings.Cut(f.name, "/")
			fmt.Fprintf(&b, "| %s | %s | `cordon bench %s` | %s | %s %s |\n", f.name, f.what, base, f.target, strconv.FormatFloat(m.Value, 'f', -1, 64), m.Unit)
		}
		b.WriteString(rightTable(got))
		table = b.String()
		if err := os.WriteFile(path, []byte(head+figuresMark+table+figuresEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	named := map[string]bool{}
	for _, f := range figures {
		base, _, _ := strings.Cut(f.name, "/")
		named[base] = true
		if row := "| " + f.name + " | " + f.what + " | `cordon bench " + base + "` | " + f.target + " | "; !strings.Contains(table, row) {
			t.Errorf("docs/benchmarks.md has no row %q; renew it with: make bench bench-doc", row)
		}
	}
	for _, b := range benchmarks {
		if !named[b.name] && !strings.Contains(table, "`cordon bench "+b.name+"`") {
			t.Errorf("no figure of benchmark %s is in the page", b.name)
		}
	}
}

// rightTable shows rightness: a row per set of labelled names, a column per
// measure.
func rightTable(got map[string]measure) string {
	var sets, measures []string
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if p := strings.Split(name, "/"); p[0] == "right" && len(p) == 3 {
			sets, measures = appendNew(sets, p[1]), appendNew(measures, p[2])
		}
	}
	if len(sets) == 0 {
		return ""
	}
	slices.Sort(measures)
	var b strings.Builder
	b.WriteString("\nRightness of screening, `cordon bench right`. Sets are labelled names; n is their number.\n\n")
	for _, group := range groups(got, sets, measures) {
		b.WriteString("| set | n | " + strings.Join(group.measures, " | ") + " |\n|---|---|" + strings.Repeat("---|", len(group.measures)) + "\n")
		for _, s := range group.sets {
			n, cells := 0, ""
			for _, m := range group.measures {
				f := got["right/"+s+"/"+m]
				n = max(n, f.N)
				cells += strconv.FormatFloat(f.Value, 'f', -1, 64) + unitMark(f.Unit) + " | "
			}
			fmt.Fprintf(&b, "| %s | %d | %s\n", s, n, strings.TrimRight(cells, " "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func unitMark(unit string) string {
	if unit == "%" {
		return " %"
	}
	return ""
}

type rightGroup struct{ sets, measures []string }

// groups puts sets with the same measures into one table.
func groups(got map[string]measure, sets, measures []string) []rightGroup {
	var out []rightGroup
	for _, s := range sets {
		var have []string
		for _, m := range measures {
			if _, ok := got["right/"+s+"/"+m]; ok {
				have = append(have, m)
			}
		}
		i := slices.IndexFunc(out, func(g rightGroup) bool { return slices.Equal(g.measures, have) })
		if i < 0 {
			i = len(out)
			out = append(out, rightGroup{measures: have})
		}
		out[i].sets = append(out[i].sets, s)
	}
	return out
}

const patternsMark, patternsEnd = "<!-- patterns -->\n", "<!-- /patterns -->\n"

// docs/world.md names every pattern of a world and what it is; its figures are
// those that bench world measured.
func TestWorldDoc(t *testing.T) {
	w, err := world.New(world.Options{Seed: 1, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	truth := w.Truth()
	path := filepath.Join(root, "docs", "world.md")
	page := readFile(t, path)
	head, rest, ok1 := strings.Cut(page, patternsMark)
	table, tail, ok2 := strings.Cut(rest, patternsEnd)
	if !ok1 || !ok2 {
		t.Fatal("docs/world.md has no marks of its patterns")
	}
	rows := func(like string, list []world.Case, row func(c *world.Case)) {
		for i := range list {
			if list[i].Like == like {
				row(&list[i])
			}
		}
	}
	if *update && *benchOut != "" {
		got, err := worldFigures(filepath.Join(*benchOut, "world.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		b.WriteString("| pattern | what | kind | recall | precision |\n|---|---|---|---|---|\n")
		figure := func(name string) string {
			if _, ok := got["world/"+name]; !ok {
				return "–"
			}
			return strconv.FormatFloat(got["world/"+name].Value, 'f', -1, 64) + " (n = " + strconv.Itoa(got["world/"+name].N) + ")"
		}
		rows("", truth.Planted, func(c *world.Case) {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.Pattern, c.About, c.Kind, figure(c.Pattern+"/recall"), figure(c.Pattern+"/precision"))
			rows(c.Pattern, truth.Innocent, func(c *world.Case) {
				fmt.Fprintf(&b, "| &nbsp; not: %s | %s | | | |\n", c.Pattern, c.About)
			})
		})
		table = b.String()
		if err := os.WriteFile(path, []byte(head+patternsMark+table+patternsEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range slices.Concat(truth.Planted, truth.Innocent) {
		if !strings.Contains(table, c.Pattern+" | "+c.About+" |") {
			t.Errorf("docs/world.md does not have %s: %s; renew it with: make bench BENCH=world bench-doc", c.Pattern, c.About)
		}
	}
}

func worldFigures(name string) (map[string]measure, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := make(map[string]measure)
	for dec := json.NewDecoder(f); ; {
		var m measure
		if err := dec.Decode(&m); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[m.Name] = m
	}
}
