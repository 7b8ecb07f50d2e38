package intake_test

import (
	"crypto/sha1"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/intake"
	"cordon/internal/testdata"
	"cordon/lists"

	"github.com/google/go-cmp/cmp"
)

// Versions of an invented dataset, in order.
const (
	v0 = "20240101000000-aaa"
	v1 = "20240102000000-bbb"
	v2 = "20240103000000-ccc"
	v3 = "20240104000000-ddd"
	v4 = "20240105000000-eee"
)

func op(op, id, name string) string {
	if op == "DEL" {
		return fmt.Sprintf(`{"op":"DEL","entity":{"id":%q}}`, id) + "\n"
	}
	return fmt.Sprintf(`{"op":%q,"entity":%s}`, op, strings.TrimSpace(person(id, name))) + "\n"
}

// dataset is a folder as OpenSanctions publishes one: the export of a version
// with its index.json, and the deltas that lead from version to version.
func dataset(version string) fstest.MapFS {
	full := person("inv-1", "First Lantern") + person("inv-2", "Second Lantern") + person("inv-3", "Third Lantern")
	m := fstest.MapFS{
		"invented/entities.ftm.json": {Data: []byte(full)},
		"invented/index.json": {Data: fmt.Appendf(nil, `{"name":"invented","version":%q,"resources":[{"name":"entities.ftm.json","checksum":"%x"}]}`,
			version, sha1.Sum([]byte(full)))},
		"invented/" + v1 + "/entities.delta.json": {Data: []byte(op("ADD", "inv-4", "Fourth Lantern"))},
		"invented/" + v2 + "/entities.delta.json": {Data: nil}, // nothing changed
		"invented/" + v3 + "/entities.delta.json": {Data: []byte(op("MOD", "inv-1", "First Heron") + op("DEL", "inv-2", "") + op("DEL", "inv-77", ""))},
		"invented/" + v4 + "/entities.delta.json": {Data: []byte(op("ADD", "inv-3", "Third Heron") + op("DEL", "inv-4", ""))},
	}
	m["invented/delta.json"] = deltaIndex(v0, v1, v2, v3, v4)
	return m
}

func deltaIndex(versions ...string) *fstest.MapFile {
	var parts []string
	for _, v := range versions {
		parts = append(parts, fmt.Sprintf(`%q:"https://lists.example/invented/%s/entities.delta.json"`, v, v))
	}
	return &fstest.MapFile{Data: []byte(`{"versions":{` + strings.Join(parts, ",") + `},"updated_at":"2024-01-05T01:00:00Z"}`)}
}

// only returns the part of m below the named files and folders.
func only(m fstest.MapFS, names ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for p, f := range m {
		for _, n := range names {
			if p == "invented/"+n || strings.HasPrefix(p, "invented/"+n+"/") {
				out[p] = f
			}
		}
	}
	return out
}

// outcome is what became of one document, in short.
func outcome(r intake.Result) string { return r.Files[0].Name + ": " + string(r.Status) }

// loadSet plans and loads all of a set.
func (h *harness) loadSet(fsys fs.FS, change ...func(*intake.Options)) (got []string, results []intake.Result) {
	h.t.Helper()
	docs, _, err := h.in.Plan(h.t.Context(), intake.Given{FS: fsys}, "")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range docs {
		r := h.load(fsys, d, change...)
		got, results = append(got, strings.TrimPrefix(outcome(r), "invented/")), append(results, r)
	}
	return got, results
}

func (h *harness) wantEntities(want string) {
	h.t.Helper()
	var got []string
	for _, id := range []string{"inv-1", "inv-2", "inv-3", "inv-4"} {
		if h.has(id) {
			got = append(got, id)
		}
	}
	if g := strings.Join(got, " "); g != want {
		h.t.Errorf("loaded: %s, want %s", g, want)
	}
}

// The whole is loaded first, then each delta once, in order of versions; the
// second time nothing is left to do.
func TestVersionsInOrder(t *testing.T) {
	h := newHarness(t)
	m := dataset(v0)
	h.loadSet(only(m, "entities.ftm.json", "index.json"))
	h.wantEntities("inv-1 inv-2 inv-3")

	deltas := only(m, "delta.json", v1, v2, v3, v4)
	got, results := h.loadSet(deltas)
	want := []string{v1 + "/entities.delta.json: loaded", v2 + "/entities.delta.json: loaded", v3 + "/entities.delta.json: loaded", v4 + "/entities.delta.json: loaded"}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-want +got):\n%s%v", d, results)
	}
	h.wantEntities("inv-1 inv-3")
	if r := results[2]; r.Changed != 1 || r.Removed != 1 || r.Added != 0 {
		t.Errorf("the delta with a change, a removal and a removal of nobody: %+v", r)
	}
	if results[3].Published.String() != "2024-01-05" {
		t.Errorf("published %s, want the day of the version", results[3].Published)
	}
	n := h.batches()
	got, results = h.loadSet(deltas)
	for i, r := range results {
		if r.Status != intake.Unchanged {
			t.Errorf("again: %s %q", got[i], r.Why)
		}
	}
	if h.batches() != n {
		t.Error("deltas that were applied made new batches")
	}
	h.sound()
}

func TestVersionRule(t *testing.T) {
	for _, tc := range []struct {
		name   string
		loaded func(h *harness) // before
		fsys   func(fstest.MapFS) fstest.MapFS
		option func(*intake.Options)
		want   []string
		why    string // part of the reasons
		left   string
	}{
		{name: "nothing is loaded", fsys: func(m fstest.MapFS) fstest.MapFS { return only(m, "delta.json", v1) },
			want: []string{v1 + "/entities.delta.json: held"}, why: "load the whole dataset first", left: ""},
		{name: "nothing is loaded, the whole is there", fsys: func(fstest.MapFS) fstest.MapFS { return dataset(v4) },
			want: []string{"entities.ftm.json: loaded", v1 + "/entities.delta.json: unchanged", v2 + "/entities.delta.json: unchanged",
				v3 + "/entities.delta.json: unchanged", v4 + "/entities.delta.json: unchanged"}, left: "inv-1 inv-2 inv-3"},
		{name: "older than the oldest delta", loaded: exported(v0),
			fsys: func(m fstest.MapFS) fstest.MapFS {
				m["invented/delta.json"] = deltaIndex(v2, v3)
				return only(m, "delta.json", v2, v3)
			},
			want: []string{v2 + "/entities.delta.json: held", v3 + "/entities.delta.json: held"}, why: "older than the oldest delta", left: "inv-1 inv-2 inv-3"},
		{name: "from within", loaded: exported(v2), fsys: func(m fstest.MapFS) fstest.MapFS { return only(m, "delta.json", v1, v2, v3) },
			want: []string{v1 + "/entities.delta.json: unchanged", v2 + "/entities.delta.json: unchanged", v3 + "/entities.delta.json: loaded"},
			why:  "version " + v2 + " is loaded, which has the changes of " + v1, left: "inv-1 inv-3"},
		{name: "a version failed", loaded: exported(v0), fsys: func(m fstest.MapFS) fstest.MapFS {
			m["invented/"+v3+"/entities.delta.json"] = &fstest.MapFile{Data: []byte(op("ADD", "inv-9", "Ninth") + `{"op":"MOD","entity":{"id":`)}
			m["invented/delta.json"] = deltaIndex(v0, v1, v3, v4)
			return only(m, "delta.json", v1, v3, v4)
		}, want: []string{v1 + "/entities.delta.json: loaded", v3 + "/entities.delta.json: held", v4 + "/entities.delta.json: held"},
			why: "the delta of " + v3 + " must be loaded before", left: "inv-1 inv-2 inv-3 inv-4"},
		{name: "a version has no file", loaded: exported(v1), fsys: func(m fstest.MapFS) fstest.MapFS { return only(m, "delta.json", v3) },
			want: []string{v3 + "/entities.delta.json: loaded"}, left: "inv-1 inv-3"},
		{name: "no delta.json", loaded: exported(v0), fsys: func(m fstest.MapFS) fstest.MapFS { return only(m, v1) },
			want: []string{v1 + "/entities.delta.json: held"}, why: "no delta.json", left: "inv-1 inv-2 inv-3"},
		{name: "delta.json does not name it", loaded: exported(v1), fsys: func(m fstest.MapFS) fstest.MapFS {
			m["invented/delta.json"] = deltaIndex(v1, v2)
			return only(m, "delta.json", v3)
		}, want: []string{v3 + "/entities.delta.json: held"}, why: "does not name version", left: "inv-1 inv-2 inv-3"},
		{name: "a broken delta.json", loaded: exported(v1), fsys: func(m fstest.MapFS) fstest.MapFS {
			m["invented/delta.json"] = &fstest.MapFile{Data: []byte(`{"versions":`)}
			return only(m, "delta.json", v3)
		}, want: []string{v3 + "/entities.delta.json: failed"}, why: "delta.json", left: "inv-1 inv-2 inv-3"},
		{name: "beyond the index", loaded: exported(v1), fsys: func(m fstest.MapFS) fstest.MapFS {
			m["invented/index.json"] = &fstest.MapFile{Data: []byte(`{"name":"invented","version":"` + v3 + `"}`)}
			return only(m, "index.json", "delta.json", v3, v4)
		}, want: []string{v3 + "/entities.delta.json: loaded", v4 + "/entities.delta.json: unchanged"}, why: "beyond version " + v3, left: "inv-1 inv-3"},
		{name: "forced", fsys: func(m fstest.MapFS) fstest.MapFS { return only(m, "delta.json", v1, v3) }, option: forced,
			want: []string{v1 + "/entities.delta.json: loaded", v3 + "/entities.delta.json: loaded"}, why: "load the whole dataset first", left: "inv-1 inv-4"},
		{name: "it is not known what is loaded", loaded: func(h *harness) { h.loadSet(only(dataset(v0), "entities.ftm.json")) },
			fsys: func(m fstest.MapFS) fstest.MapFS { return only(m, "delta.json", v1) },
			want: []string{v1 + "/entities.delta.json: held"}, why: "not known which version is loaded"},
		{name: "an older export", loaded: exported(v3), fsys: func(m fstest.MapFS) fstest.MapFS {
			m["invented/entities.ftm.json"] = &fstest.MapFile{Data: []byte(person("inv-4", "Old Lantern"))}
			m["invented/index.json"] = &fstest.MapFile{Data: []byte(`{"name":"invented","version":"` + v0 + `"}`)}
			return only(m, "entities.ftm.json", "index.json")
		},
			want: []string{"entities.ftm.json: held"}, why: "its version " + v0 + " is before the one that is loaded (" + v3 + ")", left: "inv-1 inv-2 inv-3"},
		{name: "the version that is loaded", loaded: exported(v3), fsys: func(fstest.MapFS) fstest.MapFS { return only(dataset(v3), "entities.ftm.json", "index.json") },
			want: []string{"entities.ftm.json: unchanged"}, why: "version " + v3 + " is loaded", left: "inv-1 inv-2 inv-3"},
		{name: "an index of another file", loaded: exported(v1), fsys: func(fstest.MapFS) fstest.MapFS {
			m := only(dataset(v3), "entities.ftm.json", "index.json")
			m["invented/entities.ftm.json"] = &fstest.MapFile{Data: []byte(person("inv-1", "First Lantern") + person("inv-2", "Second Lantern") + person("inv-4", "Fourth Lantern"))}
			return m
		}, want: []string{"entities.ftm.json: held"}, why: "nothing says which version it is", left: "inv-1 inv-2 inv-3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			if tc.loaded != nil {
				tc.loaded(h)
			}
			var options []func(*intake.Options)
			if tc.option != nil {
				options = append(options, tc.option)
			}
			got, results := h.loadSet(tc.fsys(dataset(v0)), options...)
			var why []string
			for _, r := range results {
				why = append(why, r.Why...)
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("(-want +got):\n%s%q", d, why)
			}
			if !strings.Contains(strings.Join(why, "; "), tc.why) {
				t.Errorf("reasons %q, want one with %q", why, tc.why)
			}
			if tc.left != "" || tc.loaded == nil {
				h.wantEntities(tc.left)
			}
			h.sound()
		})
	}
}

// exported loads the export of a version.
func exported(version string) func(*harness) {
	return func(h *harness) { h.loadSet(only(dataset(version), "entities.ftm.json", "index.json")) }
}

// A stream of changes without any versions is applied as it comes.
func TestDeltaWithoutVersions(t *testing.T) {
	h := newHarness(t)
	h.loads(fstest.MapFS{"x.json": {Data: []byte(person("inv-1", "First Lantern"))}}, ftmDoc("x.json"))
	delta := lists.Document{Kind: lists.FTMDelta, Dataset: "invented", Files: map[string]string{"main": "changes.json"}}
	h.loads(fstest.MapFS{"changes.json": {Data: []byte(op("ADD", "inv-2", "Second Lantern"))}}, delta)
	h.wantEntities("inv-1 inv-2")
	if r := h.load(fstest.MapFS{"changes.json": {Data: []byte(op("ADD", "inv-2", "Second Lantern"))}}, delta); r.Status != intake.Unchanged {
		t.Errorf("the same bytes again: %s", r.Status)
	}
}

// The real deltas lead from their first version to the last: of the four
// entities that are born one dies again.
func TestRealDeltas(t *testing.T) {
	src := testdata.Path(t, "ftm/delta_t2")
	dir := t.TempDir()
	root := filepath.Join(dir, "t2")
	if err := os.CopyFS(root, os.DirFS(src)); err != nil {
		t.Fatal(err)
	}
	h := newHarness(t)
	if got, _ := h.loadSet(os.DirFS(dir)); len(got) != 5 || !strings.HasSuffix(got[4], "held") {
		t.Fatalf("deltas on nothing: %q", got)
	}
	write(t, filepath.Join(root, "entities.ftm.json"), person("inv-1", "First Lantern"))
	index := write(t, filepath.Join(root, "index.json"), `{"name":"t2","version":"20240527134702-zbn"}`)
	h.loadSet(onlyNames{os.DirFS(dir), []string{"entities.ftm.json", "index.json"}})
	if err := os.Remove(index); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, "entities.ftm.json")); err != nil {
		t.Fatal(err)
	}
	_, results := h.loadSet(os.DirFS(dir))
	var got []string
	for _, r := range results {
		got = append(got, fmt.Sprintf("%s +%d ~%d -%d", r.Status, r.Added, r.Changed, r.Removed))
	}
	want := []string{"unchanged +0 ~0 -0", "loaded +2 ~0 -0", "loaded +1 ~1 -0", "loaded +0 ~0 -1", "loaded +1 ~0 -0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if h.has("NK-500Poltergeist") || !h.has("NK-2T3S8Hu29ktYnKSTgQp2wL") || !h.has("inv-1") {
		t.Error("not the entities of the last version")
	}
	h.sound()
}

// onlyNames shows the files of some names, wherever they lie.
type onlyNames struct {
	fs.FS
	names []string
}

func (o onlyNames) Open(name string) (fs.File, error) {
	if base := filepath.Base(name); strings.Contains(base, ".json") {
		for _, n := range o.names {
			if n == base {
				return o.FS.Open(name)
			}
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.FS.Open(name)
}
