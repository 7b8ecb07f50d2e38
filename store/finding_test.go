package store_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"cordon/store"
)

func concluded(id string, hour int, subjects ...string) store.Finding {
	at := time.Date(2024, 1, 10, hour, 0, 0, 0, time.UTC)
	return store.Finding{ID: id, Kind: "gap", Subjects: subjects, Start: at, End: at.Add(time.Hour), Strength: .5, Body: json.RawMessage(`{"id":"` + id + `"}`)}
}

// Findings that are not as an engine gave them are faults.
func TestFsckFindings(t *testing.T) {
	for _, c := range []struct{ do, want string }{
		{"UPDATE finding SET strength = .9 WHERE n = 1", "finding 1 (a): what it says does not fit its digest"},
		{"UPDATE finding_subject SET subject = 'y' WHERE n = 1", "finding 1 (a): what it says does not fit its digest"},
		{"DELETE FROM finding_subject WHERE n = 2; DELETE FROM finding WHERE n = 2", "finding 3 (a): stands where number 2 should"},
		{"UPDATE finding SET rto = 2147483647 WHERE n = 1", "finding 3 (a): is the second of its id that holds with run 2"},
		{"UPDATE finding SET rto = 1 WHERE n = 1", "finding 1 (a): concluded from run 1 to 1"},
		{"UPDATE finding SET replaces = 2 WHERE n = 3", "finding 3 (a): replaces version 2, which did not end with run 2"},
		{"UPDATE finding_run SET added = 7 WHERE id = 1", "run 1: says +7 -0 findings, there are +2 -0"},
		{"UPDATE finding_run SET at = 1 WHERE id = 2", "run 2: is of an earlier time or batch than the one before"},
		{"UPDATE finding_run SET batch = 9 WHERE id = 2", "run 2: rests on batch 9, which is not there"},
	} {
		dir := t.TempDir()
		st := openAt(t, dir)
		for _, list := range [][]store.Finding{{concluded("a", 1, "x"), concluded("b", 2, "x")}, {concluded("a", 2, "x"), concluded("b", 2, "x")}} {
			if _, err := st.PutFindings(t.Context(), "sea", "all", "b", list); err != nil {
				t.Fatal(err)
			}
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		damage(t, dir, c.do)
		if got := strings.Join(fsck(t, dir), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.do, got, c.want)
		}
	}
}

func BenchmarkPutFindings(b *testing.B) {
	st := openAt(b, b.TempDir())
	list := make([]store.Finding, 10_000)
	for n := 0; b.Loop(); n++ {
		for i := range list {
			list[i] = concluded("f"+string(rune('a'+n%2))+time.Duration(i).String(), i%24, fmt.Sprint("x", i/5), "y")
		}
		if _, err := st.PutFindings(b.Context(), "sea", "all", "b", list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(list)*b.N)/b.Elapsed().Seconds(), "findings/s")
}
