package intake_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/intake"
	"cordon/internal/testdata"
	"cordon/internal/unraced"
	"cordon/lists"
)

// realSet is the folder of an OFAC set as it was published.
func realSet(t *testing.T, name string) fs.FS {
	t.Helper()
	return os.DirFS(testdata.Path(t, "sanctions/ofac/"+name))
}

func realUN(t *testing.T, name string) (fs.FS, lists.Document) {
	t.Helper()
	p := testdata.Path(t, "sanctions/un/"+name)
	return os.DirFS(filepath.Dir(p)), lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions", Files: map[string]string{"main": name}}
}

// swapped shows another content for one file.
type swapped struct {
	fs.FS
	name string
	with fstest.MapFS
}

func (s swapped) Open(name string) (fs.File, error) {
	if name == s.name {
		return s.with.Open(name)
	}
	return s.FS.Open(name)
}

// The public copy of the SDN list of 2024-05-04 was an empty file. Whoever took
// it at its word would have de-listed everybody.
func TestEmptyListOf20240504Whole(t *testing.T) {
	unraced.Skip(t)
	h := newHarness(t)
	files := realSet(t, "2024-01")
	first := h.loads(files, ofac())
	if first.Parties != 13_821 {
		t.Errorf("%d parties, want 13821", first.Parties)
	}
	empty := swapped{files, "sdn.csv", fstest.MapFS{"sdn.csv": {}}}
	before, n := "", 0
	if !underRace {
		before, n = h.state()
	}
	res := h.load(empty, ofac())
	if res.Status != intake.Held || res.Finding == nil || !strings.Contains(strings.Join(res.Why, "; "), "empty") {
		t.Fatalf("%s: %q, finding %v", res.Status, res.Why, res.Finding)
	}
	if h.batches() != 1 || !h.has("ofac-36") {
		t.Error("what was loaded has changed")
	}
	if res := h.load(files, ofac()); res.Status != intake.Unchanged {
		t.Errorf("the good list again: %s", res.Status)
	}
	if underRace { // the rest on invented lists: TestLoadHolds
		return
	}
	if after, m := h.state(); after != before || m != n {
		t.Errorf("%d entities are left of %d", m, n)
	}
	if res := h.load(empty, ofac(), forced); res.Status != intake.Loaded || res.Removed != n {
		t.Errorf("forced: %s, %d removed of %d", res.Status, res.Removed, n)
	}
	if _, m := h.state(); m != 0 {
		t.Errorf("%d entities are left of the forced empty list", m)
	}
	h.sound()
}

// Two and a half years lie between the two states: more parties, none held.
func TestRealGrowth(t *testing.T) {
	if underRace {
		t.Skip("three whole lists take too long under the race detector")
	}
	h := newHarness(t)
	h.loads(realSet(t, "2021-07"), ofac())
	res := h.load(realSet(t, "2024-01"), ofac())
	for _, why := range res.Why {
		if !strings.Contains(why, "programme") { // some ended in between
			t.Errorf("held: %s", why)
		}
	}
	if back := h.load(realSet(t, "2021-07"), ofac()); res.Status == intake.Loaded && back.Status != intake.Held {
		t.Errorf("the older list after the newer: %s", back.Status)
	}
}

// Characters of this file were cut to their low byte, native names lost.
func TestBrokenUN(t *testing.T) {
	h := newHarness(t)
	fsys, doc := realUN(t, "un_2020-11-30.xml")
	if res := h.loads(fsys, doc); res.Parties != 713+305 || res.Published.String() != "2020-11-30" {
		t.Errorf("%d parties, published %s", res.Parties, res.Published)
	}
	before, _ := h.state()
	fsys, doc = realUN(t, "un_2025-08-16.xml")
	res := h.load(fsys, doc)
	if res.Status != intake.Held {
		t.Fatalf("%s: %q", res.Status, res.Why)
	}
	wantWhy(t, res, "un_2025-08-16.xml:")
	if after, _ := h.state(); after != before {
		t.Error("what was loaded has changed")
	}
	h.sound()
}

// An older publication never replaces a newer one by itself.
func TestOlderUN(t *testing.T) {
	h := newHarness(t)
	fsys, doc := realUN(t, "un_2020-11-30.xml")
	h.loads(fsys, doc)
	fsys, doc = realUN(t, "un_2018-10-29.xml")
	res := h.load(fsys, doc)
	if res.Status != intake.Held {
		t.Fatalf("%s: %q", res.Status, res.Why)
	}
	wantWhy(t, res, "published on 2018-10-29, before the one that is loaded (2020-11-30)")
}

// add.csv of this set ends within its last field.
func TestCutSet(t *testing.T) {
	h := newHarness(t)
	res := h.load(realSet(t, "2019-01"), ofac())
	if res.Status != intake.Held {
		t.Fatalf("%s: %q", res.Status, res.Why)
	}
	wantWhy(t, res, "add.csv")
	if underRace { // forced on invented lists: TestLoadHolds
		return
	}
	if res := h.loads(realSet(t, "2019-01"), ofac(), forced); res.Parties != 7_379 {
		t.Errorf("forced: %d parties, want 7379", res.Parties)
	}
}
