package watch_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/internal/unraced"
	"cordon/screen"

	"github.com/google/go-cmp/cmp"
)

// sdnEntity is a row of the list, as far as screening needs it.
func sdnEntity(id string, row []string) *ftm.Entity {
	schema := map[string]string{"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane"}[strings.TrimSpace(row[1])]
	if schema == "" {
		schema = "Organization"
	}
	e := ftm.New("ofac-"+id, schema)
	e.Add("name", row[0])
	e.Add("topics", "sanction")
	e.Add("programId", strings.Split(row[2], "] [")...)
	remarks := row[len(row)-1]
	for _, r := range strings.Split(remarks, ";") {
		if dob, ok := strings.CutPrefix(strings.TrimSpace(r), "DOB "); ok && schema == "Person" {
			e.AddClean("birthDate", strings.TrimSuffix(dob, "."))
		}
		if _, alias, ok := strings.Cut(r, "a.k.a. '"); ok {
			e.Add("weakAlias", strings.TrimRight(alias, "'. "))
		}
	}
	return e
}

// sdnBaseline reads the list of August 2021.
func sdnBaseline(t testing.TB) map[string]*ftm.Entity {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "sanctions/sdn_history/sdn_baseline_2021-08-18.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	out := map[string]*ftm.Entity{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(row) > 3 {
			out[row[0]] = sdnEntity(row[0], row[1:])
		}
	}
}

// sdnChange is a row that an update of the list added, changed or took away.
type sdnChange struct {
	At  string   `json:"at"`
	Op  string   `json:"op"`
	ID  string   `json:"id"`
	Row []string `json:"row"`
}

// sdnUpdates reads the updates of the list after that, one slice each.
func sdnUpdates(t testing.TB) [][]sdnChange {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "sanctions/sdn_history/sdn_changes.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][]sdnChange
	for r := bufio.NewScanner(f); r.Scan(); {
		var c sdnChange
		if err := json.Unmarshal(r.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if len(out) == 0 || out[len(out)-1][0].At != c.At {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}

// The updates of OFAC's list as they came: a set that is carried on, in which
// only those are screened whom a change can touch, keeps the same hits with the
// same evidence as one that is screened from nothing.
func TestRealUpdatesWhole(t *testing.T) {
	unraced.Skip(t)
	base, updates := sdnBaseline(t), sdnUpdates(t)
	var subjects []screen.Query
	names := slices.Sorted(maps.Keys(base))
	for i, id := range names {
		if i%12 == 0 { // people on the list, some of them mistyped
			n := base[id].First("name")
			if last, first, ok := strings.Cut(n, ", "); ok {
				n = first + " " + last
			}
			if i%24 == 0 && len(n) > 8 {
				n = n[:5] + n[6:]
			}
			subjects = append(subjects, subject("listed-"+id, base[id].Schema, n))
		}
	}
	n := 0
	for _, u := range updates { // people who will be
		for _, c := range u {
			if n++; c.Op == "add" && n%9 == 0 && len(c.Row) > 2 {
				subjects = append(subjects, subject(fmt.Sprintf("later-%s-%d", c.ID, n), "", c.Row[0]))
			}
		}
	}
	for i := range 300 {
		subjects = append(subjects, subject(fmt.Sprint("clean-", i), "Person", fmt.Sprintf("%s %s", words[i%16], words[i/16%16])))
	}

	l := newLists(t, t.TempDir())
	l.load(false, slices.Collect(maps.Values(base)))
	dir := t.TempDir()
	l.run(dir, subjects, rules)
	compared, screened, steps := 0, 0, 0
	for i, u := range updates {
		var come []*ftm.Entity
		var gone []string
		last := map[string]sdnChange{}
		for _, c := range u {
			last[c.ID] = c
		}
		for id, c := range last {
			if c.Op == "del" || len(c.Row) < 3 {
				gone = append(gone, "ofac-"+id)
			} else {
				come = append(come, sdnEntity(id, c.Row))
			}
		}
		if i >= 42 {
			break
		}
		l.load(true, come, gone...)
		_, res := l.run(dir, subjects, rules)
		steps++
		screened += res.Screened
		if res.All {
			t.Logf("update of %s: everybody, %d rows", u[0].At, len(u))
		}
		if i%6 == 5 { // the rest is carried on
			fresh := t.TempDir()
			l.run(fresh, subjects, rules)
			if d := cmp.Diff(strings.Split(found(t, fresh), "\n"), strings.Split(found(t, dir), "\n")); d != "" {
				t.Fatalf("after the update of %s: carried on it is otherwise: %s", u[0].At, d)
			}
			compared++
		}
	}
	t.Logf("%d updates, compared %d times; %d of %d screens were done, %.2f %%", steps, compared, screened, steps*len(subjects), 100*float64(screened)/float64(steps*len(subjects)))
	if compared < 5 || screened*10 > steps*len(subjects) {
		t.Errorf("%d comparisons; %d screens of %d", compared, screened, steps*len(subjects))
	}
}
