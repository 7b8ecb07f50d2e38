package store_test

import (
	"fmt"
	"slices"
	"testing"

	"cordon/ftm"
	"cordon/store"
)

// benchStatements are those of n made-up parties.
func benchStatements(n int) []ftm.Statement {
	var out []ftm.Statement
	for i := range n {
		e := ftm.New(fmt.Sprintf("bench-%d", i), "Person")
		e.Add("name", fmt.Sprintf("KIM Chol %d", i))
		e.Add("alias", fmt.Sprintf("Other %d", i*7919%100_000))
		e.Add("birthDate", fmt.Sprintf("19%02d", i%100))
		e.Add("nationality", "kp")
		e.Add("passportNumber", fmt.Sprintf("P%08d", i*104_729%100_000_000))
		e.Add("topics", "sanction")
		out = e.AppendStatements(out, "bench")
	}
	return out
}

func BenchmarkBulkLoad(b *testing.B) {
	stmts := benchStatements(80_000)
	for b.Loop() {
		loadAll(b, openAt(b, b.TempDir()), stmts)
	}
	b.ReportMetric(float64(len(stmts)*b.N)/b.Elapsed().Seconds(), "statements/s")
}

// The same document again, of which one in a hundred parties changed.
func BenchmarkReload(b *testing.B) {
	stmts := benchStatements(80_000)
	st := openAt(b, b.TempDir())
	loadAll(b, st, stmts)
	turn := 0
	for b.Loop() {
		turn++
		for i := range stmts {
			if stmts[i].Prop == "alias" && i%100 == 0 {
				stmts[i].Value = fmt.Sprint("Changed ", turn)
			}
		}
		loadAll(b, st, stmts)
	}
	b.ReportMetric(float64(len(stmts)*b.N)/b.Elapsed().Seconds(), "statements/s")
}

func BenchmarkEntities(b *testing.B) {
	stmts := benchStatements(80_000)
	st := openAt(b, b.TempDir())
	loadAll(b, st, stmts)
	for b.Loop() {
		if _, err := st.Entities(b.Context(), store.View{Batch: 1}, nil, func(*ftm.Entity) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(stmts)*b.N)/b.Elapsed().Seconds(), "statements/s")
}

func loadAll(b *testing.B, st *store.Store, stmts []ftm.Statement) {
	b.Helper()
	l, err := st.Begin(b.Context(), store.BatchMeta{Source: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	for part := range slices.Chunk(stmts, 10_000) {
		if err := l.AddStatements(part); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := l.Commit(b.Context()); err != nil {
		b.Fatal(err)
	}
}
