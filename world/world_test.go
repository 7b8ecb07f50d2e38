package world_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/graph"
	"cordon/law"
	"cordon/lists"
	"cordon/world"

	"github.com/google/go-cmp/cmp"
)

// write writes a small world without its sea, which has tests of its own.
func write(t testing.TB, seed uint64) (string, *world.Truth) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "world")
	w, err := world.New(world.Options{Seed: seed, Size: world.Small, Programme: "dprk", Ashore: true})
	if err != nil {
		t.Fatal(err)
	}
	truth, err := w.Write(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSameSeedSameBytes(t *testing.T) {
	a, _ := write(t, 7)
	b, _ := write(t, 7)
	c, _ := write(t, 8)
	for _, name := range append(slices.Clone(world.Imported), world.CustomersFile, world.ManifestFile, world.TruthFile) {
		x := read(t, a, name)
		if !bytes.Equal(x, read(t, b, name)) {
			t.Errorf("%s: the same seed gives other bytes", name)
		}
		if name != world.ManifestFile && bytes.Equal(x, read(t, c, name)) {
			t.Errorf("%s: another seed gives the same bytes", name)
		}
	}
}

// What is written is what truth.json says, and reads back as it was told.
func TestTruthReadsBack(t *testing.T) {
	dir, told := write(t, 3)
	got, err := world.ReadTruth(bytes.NewReader(read(t, dir, world.TruthFile)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(told, got); diff != "" {
		t.Error(diff)
	}
	if _, err := world.ReadTruth(strings.NewReader(`{"seed":1,"what":2}`)); err == nil {
		t.Error("an unknown key is read over")
	}
}

func FuzzReadTruth(f *testing.F) {
	f.Add([]byte(`{"about":"x","seed":1,"size":"s","planted":[{"id":"a","expect":[{"day":"2025-06-30","regimes":{"ofac":"no"}}]}]}`))
	f.Add([]byte(`{"seed":-1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := world.ReadTruth(bytes.NewReader(b))
		if err != nil {
			return
		}
		j, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		again, err := world.ReadTruth(bytes.NewReader(j))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(x, again); diff != "" {
			t.Error(diff)
		}
	})
}

// The readers of the house read every file without a word, and find as many rows
// of each kind as truth.json says.
func TestFilesReadBack(t *testing.T) {
	dir, truth := write(t, 5)
	docs, other, err := lists.Plan(context.Background(), os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 3 || len(other) != 3 {
		t.Fatalf("%d documents and %d other files, want 3 and 3", len(docs), len(other))
	}
	for _, d := range docs {
		name := d.Files["main"]
		i := slices.IndexFunc(truth.Files, func(f world.File) bool { return f.Name == name })
		want := truth.Files[i]
		if string(d.Kind) != want.Format {
			t.Errorf("%s is recognised as %s", name, d.Kind)
		}
		got := make(map[string]int)
		parties := make(map[string]bool)
		rep, err := lists.Read(context.Background(), os.DirFS(dir), d, func(r lists.Record) error {
			for _, e := range r.Entities {
				if !strings.Contains(e.ID, "syn") && d.Kind != lists.OwnershipCSV {
					t.Errorf("%s: the id %s has no mark", name, e.ID)
				}
				switch {
				case d.Kind == lists.FTM:
					got[e.Schema]++
				case e.Schema == "Ownership":
					got[map[lists.Kind]string{lists.BODS: "relationship", lists.OwnershipCSV: "holding"}[d.Kind]]++
				case e.Schema == "Person":
					got["person"]++
				case !strings.HasPrefix(e.First("name"), "Not told"): // the holder of bearer shares
					got["entity"]++
				}
				parties[e.ID] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if rep.Damage != "" || rep.Refused > 0 || rep.Warned > 0 {
			t.Errorf("%s: damage %q, refused %d %v, warned %d %v", name, rep.Damage, rep.Refused, rep.Problems, rep.Warned, rep.Warnings)
		}
		if diff := cmp.Diff(want.Counts, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		n := 0
		for _, c := range want.Counts {
			n += c
		}
		if n != want.Rows || n == 0 {
			t.Errorf("%s: %d rows, the kinds come to %d", name, want.Rows, n)
		}
	}
}

// Every planted party says that it is made up, none has the name of a real one
// unless that is what it is for, and nobody real is told to be anything.
func TestNobodyIsReal(t *testing.T) {
	b, err := law.Listings("dprk")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := law.ReadListings(b)
	if err != nil {
		t.Fatal(err)
	}
	real, names := make(map[string]bool), make(map[string]bool)
	for _, r := range rows {
		real[r.Entity] = true
		if r.Prop == "name" || r.Prop == "alias" {
			names[strings.ToLower(r.Value)] = true
		}
	}
	dir, truth := write(t, 11)
	namesake := make(map[string]bool)
	for _, c := range slices.Concat(truth.Planted, truth.Innocent) {
		if strings.HasPrefix(c.Pattern, "namesake-") || c.Pattern == "holder-by-name" {
			for _, id := range c.Entities {
				namesake[id] = true
			}
		}
	}
	marked := 0
	for line := range strings.Lines(string(read(t, dir, world.EntitiesFile))) {
		var e ftm.Entity
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if real[e.ID] {
			t.Errorf("%s is a listed party, and the world says something of it", e.ID)
		}
		if n := e.First("name"); names[strings.ToLower(n)] && !namesake[e.ID] {
			t.Errorf("%s has the name of a listed party: %s", e.ID, n)
		}
		if strings.Contains(e.First("notes"), "Synthetic") {
			marked++
		} else if e.First("name") != "" && !strings.HasPrefix(e.ID, "syn-b") {
			t.Errorf("%s does not say that it is made up", e.ID)
		}
	}
	if marked == 0 || len(namesake) == 0 {
		t.Errorf("%d marked, %d namesakes", marked, len(namesake))
	}
	if !strings.Contains(truth.About, "Synthetic") {
		t.Error("truth.json does not say what it is")
	}
}

// Innocents look like a pattern that is planted, and nothing ever says that they
// are blocked.
func TestInnocents(t *testing.T) {
	for seed := range uint64(5) {
		_, truth := write(t, seed)
		planted := make(map[string]bool)
		for _, c := range truth.Planted {
			planted[c.Pattern] = true
			if len(c.Listed) == 0 || len(c.Path) < 2 || !slices.Contains(c.Listed, c.Path[len(c.Path)-1]) || c.Path[0] != c.Entities[0] {
				t.Errorf("%s: path %v to %v from %v", c.ID, c.Path, c.Listed, c.Entities)
			}
			if !slices.ContainsFunc(c.Expect, func(v world.Verdict) bool { return v.Day == truth.Day }) {
				t.Errorf("%s says nothing of the day of the world", c.ID)
			}
		}
		if len(truth.Innocent) < 15 || len(planted) < 25 {
			t.Fatalf("%d innocents of %d patterns", len(truth.Innocent), len(planted))
		}
		for _, c := range truth.Innocent {
			if !planted[c.Like] {
				t.Errorf("%s looks like %q, which is not planted", c.ID, c.Like)
			}
			for _, v := range c.Expect {
				if v.Exposure != "clear" && v.Exposure != "exposed" && v.Exposure != world.NotBlocked {
					t.Errorf("%s on %s: %s", c.ID, v.Day, v.Exposure)
				}
				for r, s := range v.Regimes {
					if s != "no" {
						t.Errorf("%s on %s: %s under %s", c.ID, v.Day, s, r)
					}
				}
			}
		}
	}
}

// What each pattern is meant to come to, said by hand and not worked out: under
// the rules that hold on the day of the world and under an earlier one.
func TestPatternsAreWhatTheySay(t *testing.T) {
	_, truth := write(t, 2)
	status := func(pattern, day, regime string) string {
		for _, c := range truth.Planted {
			for _, v := range c.Expect {
				if c.Pattern == pattern && v.Day == day {
					return v.Regimes[regime]
				}
			}
		}
		return "nothing"
	}
	for _, tc := range []struct{ pattern, day, regime, want string }{
		{"half", truth.Day, "ofac", "blocked"},
		{"half", "2014-08-12", "ofac", "blocked"},
		{"two-persons", "2014-08-12", "ofac", "no"}, // one person alone, then
		{"two-persons", "2014-08-13", "ofac", "blocked"},
		{"two-persons", "2025-11-09", "bis", "blocked"},
		{"two-persons", "2025-11-10", "bis", "no"}, // suspended
		{"class-control", "2016-03-14", "ofac", "no"},
		{"class-control", "2016-03-15", "ofac", "blocked"},
		{"chain", truth.Day, "ofac", "blocked"},
		{"two-quarters", truth.Day, "ofac", "blocked"},
		{"own-and-through", truth.Day, "ofac", "blocked"},
		{"three-shells", truth.Day, "ofac", "blocked"},
		{"two-filings", truth.Day, "ofac", "blocked"},
		{"cross-holding", truth.Day, "ofac", "blocked"},
		{"ring", truth.Day, "ofac", "blocked"},
		{"bearer", truth.Day, "ofac", "possible"},
		{"band", truth.Day, "ofac", "possible"},
		{"two-bands", truth.Day, "ofac", "blocked"},
		{"unknown-size", truth.Day, "ofac", "possible"},
		{"nominee", truth.Day, "ofac", "blocked"},
		{"presumed-control", truth.Day, "un", "blocked"},
		{"border-trader", truth.Day, "ofac", "blocked"},
		{"border-trader", truth.Day, "eu", "no"}, // none of its listings is built in
		{"sister", truth.Day, "ofac", "no"},
		{"renamed", truth.Day, "ofac", "no"},
	} {
		if got := status(tc.pattern, tc.day, tc.regime); got != tc.want {
			t.Errorf("%s on %s under %s: %s, want %s", tc.pattern, tc.day, tc.regime, got, tc.want)
		}
	}
}

// Nobody gives away more than there is; the rest is as it is described.
func TestStakes(t *testing.T) {
	const nodes, stakes = 4_000, 20_000
	rng := rand.New(rand.NewPCG(1, 2))
	sum := make(map[graph.Node]uint64)
	n, agents, bands, out := 0, 0, 0, make(map[graph.Node]int)
	for s := range world.Stakes(rng, nodes, stakes) {
		n++
		sum[s.Asset] += uint64(s.Share.Lo)
		out[s.Owner]++
		if s.Owner%(nodes/50) == 0 {
			agents++
		}
		if !s.Share.IsExact() {
			bands++
		}
		if s.Owner == s.Asset {
			t.Errorf("%d holds itself", s.Owner)
		}
	}
	for v, s := range sum {
		if s > uint64(graph.Whole) {
			t.Errorf("the owners of %d hold %d parts", v, s)
		}
	}
	most := slices.Max(slices.Collect(maps.Values(out)))
	if n != stakes || agents < stakes/12 || bands < stakes/10 || bands > stakes/3 || most < 20*stakes/nodes {
		t.Errorf("%d stakes, %d of agents, %d bands, at most %d of one owner", n, agents, bands, most)
	}
	if g := graph.FromStakes(nodes, slices.Collect(world.Stakes(rand.New(rand.NewPCG(1, 2)), nodes, stakes))); g.Stakes() == 0 {
		t.Error("no graph of them")
	}
	for range world.Stakes(rng, nodes, stakes) {
		break // it may be left
	}
}

// An interrupted writing ends.
func TestWriteIsInterrupted(t *testing.T) {
	w, err := world.New(world.Options{Seed: 1, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.Write(ctx, t.TempDir()); err == nil {
		t.Error("it goes on")
	}
	for _, o := range []world.Options{{Size: "xl", Programme: "dprk"}, {Size: world.Small, Programme: "nowhere"}} {
		if _, err := world.New(o); err == nil {
			t.Errorf("%+v makes a world", o)
		}
	}
}
