package live_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/internal/unraced"
	"cordon/live"
	"cordon/screen"
	"cordon/store"
)

func snapshotIn(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the folder of snapshots holds %q, %v", files, err)
	}
	return files[0]
}

// A snapshot stands in for building; whatever is wrong with it, the answer is
// right, and a sound one stands there afterwards.
func TestSnapshot(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", append(crowd(), person("a-1", lantern, ftm.Period{}))...)
	dir := t.TempDir()
	b.wantFound(b.desk(dir), lantern, live.At{}, "a-1")
	path := snapshotIn(t, dir)
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
		warns   bool
	}{
		{"sound", sound, false, false},
		{"empty", nil, true, true},
		{"cut in the head", sound[:headEnd/2], true, true},
		{"cut behind the head", sound[:headEnd+1], true, true},
		{"cut in the middle", sound[:len(sound)/2], true, true},
		{"cut by a byte", sound[:len(sound)-1], true, true},
		{"check sum of the head", flipped(0), true, true},
		{"head: a dataset", flipped(bytes.Index(sound, []byte("list_a"))), true, true},
		{"head: the batch", flipped(bytes.Index(sound, []byte(`"batch":1`)) + 8), true, true},
		{"the first bytes", flipped(headEnd + 3), true, true},
		{"a name", flipped(bytes.Index(sound, []byte("Quintus"))), true, true},
		{"the last byte", flipped(len(sound) - 1), true, true},
		{"another file", []byte("{}\nHello"), true, true},
		{"a line without an end", bytes.Repeat([]byte("x"), 3<<20), true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := os.WriteFile(path, tc.content, 0o600); err != nil {
				t.Fatal(err)
			}
			b.log.Reset()
			before := b.built.Load()
			b.wantFound(b.desk(dir), lantern, live.At{}, "a-1")
			if built := b.built.Load() != before; built != tc.builds {
				t.Errorf("built %v, want %v", built, tc.builds)
			}
			if warned := strings.Contains(b.log.String(), "level=WARN"); warned != tc.warns {
				t.Errorf("warned %v, want %v: %s", warned, tc.warns, b.log.String())
			}
			if now, err := os.ReadFile(snapshotIn(t, dir)); err != nil || !bytes.Equal(now, sound) {
				t.Error("no sound snapshot stands there afterwards")
			}
		})
	}
}

// A sound snapshot of something else is not used, and that is nothing to warn of.
func TestSnapshotOfAnother(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(b *bench, dir string) *live.Desk
		want   string
	}{
		{"program", func(b *bench, dir string) *live.Desk {
			return b.desk(dir, func(o *live.Options) { o.Version = "next" })
		}, "a-1"},
		{"batch", func(b *bench, dir string) *live.Desk {
			b.commit("list_a", append(crowd(), person("a-2", lantern, ftm.Period{}))...)
			return b.desk(dir)
		}, "a-2"},
		{"day", func(b *bench, dir string) *live.Desk {
			b.clock.set(on(2024, 6, 1))
			return b.desk(dir)
		}, ""},
		{"store", func(b *bench, dir string) *live.Desk {
			st, err := store.Open(b.t.Context(), "sqlite:"+filepath.Join(b.t.TempDir(), "other.db"), store.Options{Now: b.clock.now})
			if err != nil {
				b.t.Fatal(err)
			}
			b.t.Cleanup(func() { _ = st.Close() })
			b.st = st
			b.commit("list_a", append(crowd(), person("a-9", lantern, ftm.Period{}))...)
			return b.desk(dir)
		}, "a-9"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t)
			b.commit("list_a", append(crowd(), person("a-1", lantern, ftm.Period{To: day(2024, 5, 1)}))...)
			dir := t.TempDir()
			if err := b.desk(dir).Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			d := tc.change(b, dir)
			before := b.built.Load()
			b.wantFound(d, lantern, live.At{}, tc.want)
			if b.built.Load() == before {
				t.Error("nothing was built")
			}
			if strings.Contains(b.log.String(), "level=WARN") {
				t.Errorf("warned: %s", b.log.String())
			}
			before = b.built.Load()
			again := b.desk(dir)
			if tc.name == "program" {
				again = b.desk(dir, func(o *live.Options) { o.Version = "next" })
			}
			b.wantFound(again, lantern, live.At{}, tc.want)
			if b.built.Load() != before {
				t.Error("the new snapshot was not used")
			}
		})
	}
}

// A past point never replaces the snapshot of the present.
func TestSnapshotIsOfThePresent(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", append(crowd(), person("a-1", lantern, ftm.Period{To: day(2024, 2, 1)}))...)
	dir := t.TempDir()
	d := b.desk(dir)
	b.wantFound(d, lantern, live.At{}, "")
	before, err := os.ReadFile(snapshotIn(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	b.wantFound(d, lantern, live.At{AsOf: day(2024, 1, 15)}, "a-1")
	if after, err := os.ReadFile(snapshotIn(t, dir)); err != nil || !bytes.Equal(before, after) {
		t.Error("the snapshot was replaced")
	}
}

// Where no snapshot can be kept the answer is right all the same.
func TestSnapshotCannotBeKept(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", person("a-1", lantern, ftm.Period{}))
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.wantFound(b.desk(filepath.Join(file, "below")), lantern, live.At{}, "a-1")
	if !strings.Contains(b.log.String(), "was not kept") {
		t.Errorf("log: %s", b.log.String())
	}

	dir := t.TempDir() // in the snapshot's place stands a folder that is not empty
	if err := os.MkdirAll(filepath.Join(dir, "screen.idx", "below"), 0o700); err != nil {
		t.Fatal(err)
	}
	b.wantFound(b.desk(dir), lantern, live.At{}, "a-1")
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

// What a killed process left half written goes with the next snapshot; what is
// being written stays.
func TestSnapshotLeftovers(t *testing.T) {
	b := newBench(t)
	b.commit("list_a", person("a-1", lantern, ftm.Period{}))
	dir := t.TempDir()
	old, fresh := filepath.Join(dir, "screen.idx.1.tmp"), filepath.Join(dir, "screen.idx.2.tmp")
	for _, p := range []string{old, fresh} {
		if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := b.desk(dir).Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the leftover is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("what was being written is gone: %v", err)
	}
}

// realQueries are names of the published lists, and the same with slips.
func realQueries(t *testing.T, n int) []screen.Query {
	t.Helper()
	f, err := os.Open(testdata.Path(t, "sanctions/ofac/2024-01/alt.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReader(f))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var out []screen.Query
	for i := 0; len(out) < n; i++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(row) < 5 || i%37 != 0 {
			continue
		}
		name := []rune(row[3])
		switch i % 3 {
		case 1:
			name = append(name[:len(name)/2], name[len(name)/2+1:]...)
		case 2:
			name[0], name[len(name)-1] = name[len(name)-1], name[0]
		}
		out = append(out, screen.Query{ID: row[1], Properties: map[string][]string{"name": {string(name)}}})
	}
	return out
}

// An index from its snapshot answers as the one that was built, to the byte.
func TestSnapshotAnswersAlikeWhole(t *testing.T) {
	unraced.Skip(t)
	queries := realQueries(t, 200)
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	loadReal(t, st)
	dir := t.TempDir()
	clock := func() time.Time { return time.Now().Truncate(24 * time.Hour) }
	built, read := live.Open(st, live.Options{Snapshots: dir, Now: clock}), 0
	if err := built.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	fromSnapshot := live.Open(st, live.Options{Snapshots: dir, Now: clock, Progress: func(int) { read++ }})
	hits := 0
	for _, algorithm := range []string{"best", "ofac"} {
		o := screen.Options{Algorithm: algorithm, Limit: 10}
		want, err := built.Screen(t.Context(), queries, o, live.At{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := fromSnapshot.Screen(t.Context(), queries, o, live.At{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			a, err := json.Marshal(want[i])
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(got[i])
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a, b) {
				t.Fatalf("%s %v:\nbuilt    %s\nsnapshot %s", algorithm, queries[i], a, b)
			}
			if len(want[i].Results) > 0 {
				hits++
			}
		}
	}
	if read != 0 {
		t.Error("the second desk built its index")
	}
	if hits < len(queries)*9/10 {
		t.Errorf("only %d answers of %d found anything", hits, 2*len(queries))
	}
}
