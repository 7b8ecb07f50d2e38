package sea

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"cordon/geo"
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

// What a silence costs: where all is heard well, so that most of what a ship can have
// reached is gone through, and off a coast, where it need only get out of range.
func BenchmarkSilences(b *testing.B) {
	for _, row := range []struct {
		name  string
		cover func(geo.Point) float64
	}{
		{"covered", everywhere},
		{"coast", func(p geo.Point) float64 { return .95 / (1 + math.Exp((p.Lon-126)/.12)) }},
	} {
		b.Run(row.name, func(b *testing.B) {
			tr := area(9, 300, 10*24, [2]float64{300, 900}, 6, row.cover)
			rng := rand.New(rand.NewPCG(8, 8))
			for _, v := range tr.Vessels {
				for range 3 {
					from := madeStart + uint32(rng.Float64()*8*24*hourS)
					without(tr, v.ID, from, from+uint32((8+52*rng.Float64())*hourS))
				}
			}
			c := DefaultSilenceConfig()
			r := listen(b, tr, 1)
			n := 0
			for b.Loop() {
				ss, err := r.Silences(context.Background(), nil, c.Gap, 6*hourS, 1)
				if err != nil {
					b.Fatal(err)
				}
				n = len(ss)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/silence")
			b.ReportMetric(float64(n), "silences")
		})
	}
}
