package ais_test

import (
	"bytes"
	"io"
	"testing"

	"cordon/ais"
)

func benchmark(b *testing.B, o ais.Options, keep func(line []byte) bool) {
	var data []byte
	for line := range bytes.Lines(open(b, sample)) {
		if keep == nil || keep(line) {
			data = append(data, line...)
		}
	}
	data = bytes.Repeat(data, 10)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	b.ResetTimer()
	var lines, positions int64
	for b.Loop() {
		r := ais.NewReader(bytes.NewReader(data), o)
		if o.Workers > 1 {
			for {
				ms, err := r.Batch()
				if err != nil {
					break
				}
				for i := range ms {
					if ms[i].HasPos {
						positions++
					}
				}
			}
		} else {
			var m ais.Message
			for r.Next(&m) != io.EOF {
				if m.HasPos {
					positions++
				}
			}
		}
		lines += r.Stats().Lines
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds()/1e6, "Mlines/s")
	b.ReportMetric(float64(positions)/b.Elapsed().Seconds()/1e6, "Mpositions/s")
}

func BenchmarkDecodeAll(b *testing.B) { benchmark(b, ais.Options{}, nil) }

// Positions only: the lines of types 1, 2, 3 and 18, as the table of peers counts.
func BenchmarkDecodePositions(b *testing.B) {
	benchmark(b, ais.Options{Only: ais.Positions}, func(line []byte) bool {
		return line[7] == '1' && (line[14] >= '1' && line[14] <= '3' || line[14] == 'B')
	})
}

// The whole file, of which other types are left out.
func BenchmarkDecodeOnly(b *testing.B) { benchmark(b, ais.Options{Only: ais.Positions}, nil) }

func BenchmarkDecodeWorkers(b *testing.B) { benchmark(b, ais.Options{Workers: 2}, nil) }
