package sea

import (
	"context"
	"testing"
)

// The cost of reception alone, and of all that is told from silences, per position.
func BenchmarkListen(b *testing.B) {
	m := makeSea(1, 1500, 3, 12)
	c := DefaultSilenceConfig()
	n := 0
	for _, v := range m.Vessels {
		n += len(v.Fixes)
	}
	for b.Loop() {
		if _, err := Listen(context.Background(), m.Traffic, c.Reception, c.Reach, 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/position")
}

func BenchmarkSilent(b *testing.B) {
	m := makeSea(1, 1500, 3, 12)
	c := DefaultSilenceConfig()
	n := 0
	for _, v := range m.Vessels {
		n += len(v.Fixes)
	}
	for b.Loop() {
		if _, err := Silent(context.Background(), m.Traffic, &Known{}, c, 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/position")
}

// Few positions and many silences: the worst case.
func BenchmarkSilentSuez(b *testing.B) {
	tr := suezSilent(b)
	c := DefaultSilenceConfig()
	for b.Loop() {
		if _, err := Silent(context.Background(), tr, &Known{}, c, 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/21832, "ns/position")
}
