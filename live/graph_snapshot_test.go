package live_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/graph"
	"cordon/live"
	"cordon/resolve"
)

// ownedBench is a store with a listed person, what he holds, and a crowd so that
// building is noticed.
func ownedBench(t *testing.T) *bench {
	b := newBench(t)
	b.commit("us_ofac_sdn", append(crowd(), person("X", "X", ftm.Period{}))...)
	b.commit("register", firm("A"), firm("B"), stake("o1", "X", "A", "55", "2020-01-01"), stake("o2", "A", "B", ">50", ""),
		stake("o3", "nobody", "B", "70", "2021"))
	return b
}

// said is everything that a desk says of its graph, and whether it was built for
// that.
func (b *bench) said(d *live.Desk) (answer string, built bool) {
	b.t.Helper()
	before := b.built.Load()
	p, err := d.Graph(b.t.Context(), live.At{})
	if err != nil {
		b.t.Fatal(err)
	}
	list, err := p.Cascade(b.t.Context(), live.CascadeQuestion{Regime: "ofac", All: true})
	if err != nil {
		b.t.Fatal(err)
	}
	one, err := p.Cascade(b.t.Context(), live.CascadeQuestion{Regime: "ofac", IDs: []string{"B"}})
	if err != nil {
		b.t.Fatal(err)
	}
	paths, err := p.Paths("X", "B", graph.PathOptions{})
	if err != nil {
		b.t.Fatal(err)
	}
	findings, err := p.Findings(b.t.Context(), "ofac", "dprk")
	if err != nil {
		b.t.Fatal(err)
	}
	if len(list) < 2 || len(findings) < 2 || len(paths.Paths) == 0 || len(p.Problems()) == 0 {
		b.t.Fatalf("%d in the cascade, %d findings, %d paths, %d problems", len(list), len(findings), len(paths.Paths), len(p.Problems()))
	}
	out, err := json.Marshal([]any{list, one, paths, findings, p.Problems(), p.Basis()})
	if err != nil {
		b.t.Fatal(err)
	}
	return string(out), b.built.Load() != before
}

// A snapshot of the graph stands in for building it, and the answers are the
// same to the byte; whatever is wrong with it, the answer is right, and a sound
// one stands there afterwards.
func TestGraphSnapshot(t *testing.T) {
	b := ownedBench(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "graph.idx")
	want, built := b.said(b.desk(dir, oneRule(t)))
	if !built {
		t.Fatal("nothing was built")
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Stat(path); err != nil || fi.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the snapshot: %v %v", fi.Mode(), err)
	}
	headEnd := bytes.IndexByte(sound, '\n')
	flipped := func(at int) []byte {
		c := bytes.Clone(sound)
		c[at] ^= 4
		return c
	}
	for _, tc := range []struct {
		name    string
		content []byte
		builds  bool
	}{
		{"sound", sound, false},
		{"empty", nil, true},
		{"cut in the head", sound[:headEnd/2], true},
		{"cut behind the head", sound[:headEnd+1], true},
		{"cut in the middle", sound[:len(sound)/2], true},
		{"cut by a byte", sound[:len(sound)-1], true},
		{"a byte more", append(bytes.Clone(sound), 0), true},
		{"check sum of the head", flipped(0), true},
		{"head: the batch", flipped(bytes.Index(sound, []byte(`"batch":2`)) + 8), true},
		{"the version of the form", flipped(headEnd + 9), true},
		{"a name", flipped(bytes.Index(sound, []byte("nobody"))), true},
		{"the last byte", flipped(len(sound) - 1), true},
		{"another file", []byte("{}\nHello"), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := os.WriteFile(path, tc.content, 0o600); err != nil {
				t.Fatal(err)
			}
			b.log.Reset()
			got, built := b.said(b.desk(dir, oneRule(t)))
			if got != want {
				t.Errorf("another answer:\n%s\n%s", got, want)
			}
			if built != tc.builds {
				t.Errorf("built %v, want %v", built, tc.builds)
			}
			if warned := strings.Contains(b.log.String(), "level=WARN"); warned != tc.builds {
				t.Errorf("warned %v, want %v: %s", warned, tc.builds, b.log.String())
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, sound) {
				t.Errorf("no sound snapshot stands there afterwards: %v", err)
			}
		})
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	b.log.Reset()
	if got, built := b.said(b.desk(dir, oneRule(t))); got != want || !built || strings.Contains(b.log.String(), "level=WARN") {
		t.Errorf("deleted: built %v, the same answer %v, log %s", built, got == want, b.log.String())
	}
}

// A sound snapshot of something else is not used: that is said, and nothing to
// warn of.
func TestGraphSnapshotOfAnother(t *testing.T) {
	version := func(o *live.Options) { o.Version = "next" }
	for _, tc := range []struct {
		name   string
		change func(b *bench) func(*live.Options)
	}{
		{"program", func(*bench) func(*live.Options) { return version }},
		{"batch", func(b *bench) func(*live.Options) {
			b.commit("other", firm("C"))
			return nil
		}},
		{"zone", func(b *bench) func(*live.Options) {
			b.clock.set(noon.In(time.FixedZone("KST", 9*3600)))
			return nil
		}},
		{"store", func(b *bench) func(*live.Options) {
			b.st = ownedBench(b.t).st
			return nil
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := ownedBench(t)
			dir := t.TempDir()
			b.said(b.desk(dir, oneRule(t)))
			options := []func(*live.Options){oneRule(t)}
			if o := tc.change(b); o != nil {
				options = append(options, o)
			}
			if _, built := b.said(b.desk(dir, options...)); !built {
				t.Error("nothing was built")
			}
			if log := b.log.String(); !strings.Contains(log, "of something else") || strings.Contains(log, "level=WARN") {
				t.Errorf("log: %s", log)
			}
			if _, built := b.said(b.desk(dir, options...)); built {
				t.Error("the new snapshot was not used")
			}
		})
	}
}

// A question about another day reads and writes the snapshot of the newest
// batch: a graph holds all days. One about an older batch does neither.
func TestGraphSnapshotIsOfTheNewestBatch(t *testing.T) {
	b := ownedBench(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "graph.idx")
	asOf := live.At{AsOf: day(2022, 1, 1)}
	if got := status(t, b.desk(dir, oneRule(t)), "A", live.At{Batch: 1}); got != "unknown" {
		t.Errorf("in batch 1 A is %s", got)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the graph of an older batch was kept")
	}
	if got := status(t, b.desk(dir, oneRule(t)), "A", asOf); got != graph.Blocked {
		t.Errorf("in 2022 A is %s", got)
	}
	before := b.built.Load()
	if got := status(t, b.desk(dir, oneRule(t)), "A", asOf); got != graph.Blocked || b.built.Load() != before {
		t.Errorf("in 2022 A is %s, built %v", got, b.built.Load() != before)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := status(t, b.desk(dir, oneRule(t)), "A", live.At{Batch: 1}); got != "unknown" {
		t.Errorf("in batch 1 A is %s", got)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, sound) {
		t.Error("the snapshot was replaced")
	}
}

// Where no snapshot can be kept the answer is right all the same.
func TestGraphSnapshotCannotBeKept(t *testing.T) {
	b := ownedBench(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want, _ := b.said(b.desk("", oneRule(t)))
	if got, _ := b.said(b.desk(filepath.Join(file, "below"), oneRule(t))); got != want {
		t.Errorf("another answer: %s", got)
	}
	if !strings.Contains(b.log.String(), "was not kept") {
		t.Errorf("log: %s", b.log.String())
	}
}

// A graph in which a decision made one party of two ids says the same from its
// snapshot, of either id; with another decision the snapshot is of something else.
func TestGraphSnapshotJudged(t *testing.T) {
	b := ownedBench(t)
	b.commit("more", firm("C"))
	dir := t.TempDir()
	ask := func() (answer string, built bool) {
		t.Helper()
		before := b.built.Load()
		p, err := b.desk(dir, oneRule(t)).Graph(t.Context(), live.At{})
		if err != nil {
			t.Fatal(err)
		}
		list, err := p.Cascade(t.Context(), live.CascadeQuestion{Regime: "ofac", IDs: []string{"A", "C"}})
		if err != nil {
			t.Fatal(err)
		}
		out, err := json.Marshal([]any{list, p.Basis()})
		if err != nil {
			t.Fatal(err)
		}
		return string(out), b.built.Load() != before
	}
	plain, _ := ask()
	desk := b.desk(dir, oneRule(t))
	if _, err := desk.Decide(t.Context(), "A", "C", resolve.Same, "kim", "one register number"); err != nil {
		t.Fatal(err)
	}
	want, _ := ask()
	if want == plain || strings.Count(want, `"Company","status":"blocked"`) != 2 || !strings.Contains(want, "judged the same by kim") {
		t.Errorf("after the decision: %s", want)
	}
	if got, built := ask(); built || got != want {
		t.Errorf("from the snapshot: built %v, the same answer %v", built, got == want)
	}
	if _, err := desk.Undo(t.Context(), "A", "C", "kim", "two numbers"); err != nil {
		t.Fatal(err)
	}
	if got, _ := ask(); strings.Count(got, `"Company","status":"blocked"`) != 1 || strings.Contains(got, "by kim") {
		t.Errorf("undone: %s", got)
	}
}
