package lists_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/lists"
)

// ofacRoles are the files of an OFAC CSV set by role.
var ofacFiles = map[string]string{"sdn": "sdn.csv", "alt": "alt.csv", "add": "add.csv", "comments": "sdn_comments.csv"}

// ofacDoc is the four files of a folder of real data as one document.
func ofacDoc(t testing.TB, folder string) (dir string, doc lists.Document) {
	t.Helper()
	dir = testdata.Path(t, "sanctions/ofac/"+folder)
	doc = lists.Document{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: ofacFiles}
	if folder == "cons" {
		doc.Dataset = "us_ofac_cons"
		doc.Files = map[string]string{"sdn": "cons_prim.csv", "alt": "cons_alt.csv", "add": "cons_add.csv", "comments": "cons_comments.csv"}
	}
	return dir, doc
}

// readAll reads a document of a folder.
func readAll(t testing.TB, dir string, doc lists.Document) ([]lists.Record, lists.Report) {
	t.Helper()
	var out []lists.Record
	rep, err := lists.Read(context.Background(), os.DirFS(dir), doc, func(r lists.Record) error {
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, rep
}

// readText reads a document whose files are given as text, by role.
func readText(t testing.TB, kind lists.Kind, dataset string, files map[string]string) ([]lists.Record, lists.Report) {
	t.Helper()
	fsys, doc := fstest.MapFS{}, lists.Document{Kind: kind, Dataset: dataset, Files: map[string]string{}}
	for role, text := range files {
		fsys[role+".txt"] = &fstest.MapFile{Data: []byte(text)}
		doc.Files[role] = role + ".txt"
	}
	var out []lists.Record
	rep, err := lists.Read(context.Background(), fsys, doc, func(r lists.Record) error {
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, rep
}

// byID returns all entities of the records by id.
func byID(t testing.TB, recs []lists.Record) map[string]*ftm.Entity {
	t.Helper()
	out := make(map[string]*ftm.Entity)
	for _, r := range recs {
		for _, e := range r.Entities {
			if had, twice := out[e.ID]; twice && e.Schema != "CryptoWallet" {
				t.Errorf("%s: made twice (%s, %s)", e.ID, had.Schema, e.Schema)
			}
			out[e.ID] = e
		}
	}
	return out
}

// jsonLines writes entities as FtM JSON lines.
func jsonLines(t testing.TB, recs []lists.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, r := range recs {
		for _, e := range r.Entities {
			if err := ftm.Write(&b, e); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.Bytes()
}

// whys are the reasons of problems, sorted.
func whys(list []ftm.Problem) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Why)
	}
	slices.Sort(out)
	return out
}
