package live_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"cordon/internal/testdata"
	"cordon/lists"
	"cordon/live"
	"cordon/store"
)

// loadReal loads the OFAC and UN lists into a store.
func loadReal(tb testing.TB, st *store.Store) {
	tb.Helper()
	ctx := tb.Context()
	for _, d := range []struct {
		dir string
		doc lists.Document
	}{
		{testdata.Path(tb, "sanctions/ofac/2024-01"), lists.Document{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn",
			Files: map[string]string{"sdn": "sdn.csv", "alt": "alt.csv", "add": "add.csv", "comments": "sdn_comments.csv"}}},
		{filepath.Dir(testdata.Path(tb, "sanctions/un/un_2020-11-30.xml")), lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions",
			Files: map[string]string{"main": "un_2020-11-30.xml"}}},
	} {
		ld, err := st.Begin(ctx, store.BatchMeta{Source: d.doc.Dataset, Kind: string(d.doc.Kind), Reader: lists.Version(d.doc.Kind)})
		if err != nil {
			tb.Fatal(err)
		}
		rep, err := lists.Read(ctx, os.DirFS(d.dir), d.doc, func(r lists.Record) error {
			for _, e := range r.Entities {
				if err := ld.Add(ctx, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || rep.Damage != "" {
			tb.Fatalf("read %s: %q %v", d.doc.Dataset, rep.Damage, err)
		}
		if _, err := ld.Commit(ctx); err != nil {
			tb.Fatal(err)
		}
	}
}

// BenchmarkBuild builds the index of the OFAC and UN lists from the store.
func BenchmarkBuild(b *testing.B) {
	st, err := store.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "s.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	loadReal(b, st)
	b.ReportAllocs()
	for b.Loop() {
		if err := live.Open(st, live.Options{}).Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSnapshot reads the same index from its snapshot.
func BenchmarkSnapshot(b *testing.B) {
	dir := b.TempDir()
	st, err := store.Open(b.Context(), "sqlite:"+filepath.Join(dir, "s.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	loadReal(b, st)
	o := live.Options{Snapshots: filepath.Join(dir, "snapshots"), Log: slog.New(slog.DiscardHandler)}
	if err := live.Open(st, o).Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := live.Open(st, o).Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
