package world_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"testing"
	"time"

	"cordon/lists"
	"cordon/world"
)

// The table has the columns of its kind, and is no list of parties.
func TestTrafficTable(t *testing.T) {
	dir, truth := sea(t)
	rows, err := csv.NewReader(bytes.NewReader(read(t, dir, world.TableFile))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows)-1 != truth.Sea.Counts["rows"] || len(rows) < 1000 {
		t.Errorf("%d rows, truth says %d", len(rows)-1, truth.Sea.Counts["rows"])
	}
	last := ""
	heard := make(map[string]bool)
	for _, p := range positions(t) {
		heard[fmt.Sprint(p.mmsi)] = true
	}
	both := 0
	for _, r := range rows[1:] {
		at, err := time.Parse("2006-01-02T15:04:05", r[1])
		if err != nil || at.Before(truth.Sea.From) || at.After(truth.Sea.To.Add(3*time.Second)) {
			t.Fatalf("%v: %v", r, err)
		}
		if r[1][:11] < last {
			t.Fatalf("%s after %s", r[1], last)
		}
		last = r[1][:11]
		if heard[r[0]] {
			both++
		}
	}
	if both == 0 || both == len(rows)-1 {
		t.Errorf("of %d rows %d are of ships that the messages have too", len(rows)-1, both)
	}
	docs, _, err := lists.Plan(context.Background(), os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 3 {
		t.Errorf("%d documents of parties", len(docs))
	}
}
