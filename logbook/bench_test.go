package logbook

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"cordon/ais"
	"cordon/sea"
	"cordon/store"
)

// nmea writes traffic as a receiver's log.
func nmea(tb testing.TB, list []heardBy) []byte {
	tb.Helper()
	var out []byte
	for i := range list {
		m := &list[i].Message
		var err error
		if out, err = ais.AppendSentence(out, m, ais.Envelope{Source: list[i].by, Group: uint32(i%90) + 1}); err != nil {
			tb.Fatal(err)
		}
	}
	return out
}

// BenchmarkWhole is the whole way from an NMEA file to stored events.
func BenchmarkWhole(b *testing.B) {
	list := traffic(400, 24, 1)
	log := nmea(b, list)
	positions := 0
	for i := range list {
		if list[i].HasPos {
			positions++
		}
	}
	steps := make(map[string]float64)
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		st, err := store.Open(b.Context(), "sqlite:"+filepath.Join(dir, "store.db"), store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		l, err := Open(filepath.Join(dir, "sea"), Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		in := l.Begin()
		if _, err := in.Load(b.Context(), bytes.NewReader(log), LoadOptions{Name: "log"}); err != nil {
			b.Fatal(err)
		}
		steps["load"] += b.Elapsed().Seconds()
		if _, err := in.Commit(b.Context()); err != nil {
			b.Fatal(err)
		}
		a, err := l.Analyse(b.Context(), st, AnalyseOptions{Config: sea.DefaultConfig(), Known: func(context.Context) (*sea.Known, error) { return &sea.Known{}, nil }})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		for _, s := range a.Steps {
			b.Log(s.Name, s.Took)
		}
		b.Log(a.Positions, a.Vessels, a.Events)
		_ = st.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.N*positions)/b.Elapsed().Seconds(), "positions/s")
}
