package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	seaMeasured    = "<!-- measured -->\n"
	seaMeasuredEnd = "<!-- end of measured -->\n"
)

// seaFigures are those of docs/benchmarks.md that docs/sea.md repeats: how right the
// answers are.
var seaFigures = []string{
	"tracks/points-right", "suez/transfers", "suez/gaps-flagged", "suez/other-alerts", "suez/same-by-any-cut",
	"planted/transfers-in-the-open/found", "planted/anchorage-transfer/found", "planted/encounter/precision",
	"planted/one-dark-within-2-days/alerted", "planted/dark-rendezvous/false",
	"world/transfers-in-the-open/found", "world/anchorage-transfer/found", "world/encounter/precision",
	"world/one-dark-within-2-days/alerted", "world/dark-rendezvous/false", "world/both-dark/found", "world/silence/found", "world/silence-12h/found",
	"world/open-call/found", "world/dark-call/alerted", "identities/documented-raised", "identities/ordinary-raised",
	"world/identity/precision", "world/spoof/precision",
}

// docs/sea.md says how right it is, in the figures of docs/benchmarks.md.
func TestBenchmarksDocSea(t *testing.T) {
	rows := map[string][]string{}
	for line := range strings.Lines(readFile(t, root, "docs", "benchmarks.md")) {
		if cells := strings.Split(line, " | "); len(cells) == 5 {
			rows[strings.TrimPrefix(strings.TrimSpace(cells[0]), "| sea/")] = cells
		}
	}
	var b strings.Builder
	b.WriteString("| what | target | measured |\n|---|---|---|\n")
	for _, name := range seaFigures {
		cells, ok := rows[name]
		if !ok {
			t.Errorf("docs/benchmarks.md has no figure sea/%s", name)
			continue
		}
		got := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(cells[4]), "|"))
		b.WriteString("| " + cells[1] + " | " + strings.TrimSpace(cells[3]) + " | " + got + " |\n")
	}
	path := filepath.Join(root, "docs", "sea.md")
	head, rest, ok := strings.Cut(readFile(t, path), seaMeasured)
	table, tail, end := strings.Cut(rest, seaMeasuredEnd)
	if !ok || !end {
		t.Fatal("docs/sea.md has no marks of what is measured")
	}
	if *update {
		table = b.String()
		if err := os.WriteFile(path, []byte(head+seaMeasured+table+seaMeasuredEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if table != b.String() {
		t.Error("the figures of docs/sea.md are not those of docs/benchmarks.md; renew them with: go test ./cmd/cordon -run TestBenchmarksDocSea -update")
	}
}
