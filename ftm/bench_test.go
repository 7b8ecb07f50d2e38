package ftm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"cordon/ftm"
)

// goodLines are the lines of a large sample that are entities.
func goodLines(b *testing.B) (lines [][]byte, size int64) {
	b.Helper()
	for line := range bytes.SplitSeq(readFile(b, "ftm/khong_entities.ftm.json"), []byte("\n")) {
		if _, err := ftm.ParseEntity(line); err == nil {
			lines = append(lines, line)
			size += int64(len(line)) + 1
		}
	}
	return lines, size
}

func entities(b *testing.B) (list []*ftm.Entity, statements int) {
	b.Helper()
	lines, _ := goodLines(b)
	for _, l := range lines {
		e, err := ftm.ParseEntity(l)
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, e)
		statements += len(e.AppendStatements(nil, "d"))
	}
	return list, statements
}

// BenchmarkParseEntity parses all entities of the sample.
func BenchmarkParseEntity(b *testing.B) {
	lines, size := goodLines(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, l := range lines {
			if _, err := ftm.ParseEntity(l); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(lines)), "ns/entity")
}

// BenchmarkEncodingJSON is what the standard library takes for a part of the
// same work, to compare with.
func BenchmarkEncodingJSON(b *testing.B) {
	lines, size := goodLines(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, l := range lines {
			var e struct {
				ID, Schema, Caption string
				Properties          map[string]json.RawMessage
				Datasets, Referents []string
			}
			if err := json.Unmarshal(l, &e); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkRead reads the sample as a file.
func BenchmarkRead(b *testing.B) {
	in := readFile(b, "ftm/khong_entities.ftm.json")
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		rd := ftm.NewReader(bytes.NewReader(in), "f")
		for {
			_, err := rd.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil && !errors.As(err, new(ftm.Problem)) {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkWrite writes the entities of the sample.
func BenchmarkWrite(b *testing.B) {
	list, _ := entities(b)
	_, size := goodLines(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, e := range list {
			if err := ftm.Write(io.Discard, e); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkAppendStatements makes the statements of all entities of the sample.
func BenchmarkAppendStatements(b *testing.B) {
	list, n := entities(b)
	var out []ftm.Statement
	b.ReportAllocs()
	for b.Loop() {
		for _, e := range list {
			out = e.AppendStatements(out[:0], "d")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/statement")
}

// BenchmarkDigest makes the digests of all statements of the sample.
func BenchmarkDigest(b *testing.B) {
	list, _ := entities(b)
	var all []ftm.Statement
	for _, e := range list {
		all = e.AppendStatements(all, "d")
	}
	b.ReportAllocs()
	for b.Loop() {
		for i := range all {
			all[i].Digest()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/statement")
}
