package screen_test

import (
	"bytes"
	"testing"

	"cordon/screen"
)

func benchQueries(b *testing.B, kind string) []screen.Query {
	var out []screen.Query
	switch kind {
	case "clean":
		for _, q := range clean(b, 2000) {
			delete(q.Properties, "birthDate")
			out = append(out, q)
		}
	default:
		for _, q := range devQueries(b, "q500_dev.jsonl") {
			if kind == "typos" && q.Set != "full_typo" {
				continue
			}
			out = append(out, screen.Query{Schema: schemaOf(q.Type), Properties: map[string][]string{"name": {q.Name}}})
		}
	}
	return out
}

func BenchmarkMatch(b *testing.B) {
	for _, kind := range []string{"mixed", "clean", "typos"} {
		b.Run(kind, func(b *testing.B) {
			ix, queries := both(b), benchQueries(b, kind)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := ix.Match(queries[i%len(queries)], screen.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	var buf bytes.Buffer
	if err := both(b).Save(&buf); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(buf.Len()))
	for b.Loop() {
		if _, err := screen.Load(bytes.NewReader(buf.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	both(b)
	for b.Loop() {
		n := screen.NewBuilder()
		addOFAC(b, n, "2024-01")
		n.Build()
	}
}
