package ais_test

import (
	"bytes"
	"fmt"
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

func BenchmarkTable(b *testing.B) {
	var t bytes.Buffer
	t.WriteString("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n")
	const rows = 100_000
	for i := range rows {
		fmt.Fprintf(&t, "%d,2023-01-01T%02d:%02d:%02d,%.5f,%.5f,%.1f,181.5,180.0,SHIP %d,IMO9134270,WDB1234,31,0,24,8,3.2,32,A\n",
			367000000+i%1000, i/3600%24, i/60%60, i%60, 29+float64(i%1000)/1000, -90+float64(i%777)/777, float64(i%200)/10, i%1000)
	}
	b.SetBytes(int64(t.Len()))
	b.ReportAllocs()
	for b.Loop() {
		x, err := ais.NewTable(bytes.NewReader(t.Bytes()), ais.TableOptions{})
		if err != nil {
			b.Fatal(err)
		}
		var m ais.Message
		for x.Next(&m) == nil {
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
