package logbook

import (
	"os"
	"path/filepath"
	"testing"

	"cordon/internal/unraced"
)

// testdata is a file of the folder of real data; the test is skipped where there
// is none.
func testdata(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("CORDON_TESTDATA")
	if dir == "" {
		t.Skip("CORDON_TESTDATA is not set: the folder of real data")
	}
	return filepath.Join(dir, name)
}

func load(t testing.TB, l *Logbook, path string) (Heard, Added) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := l.Begin()
	h, err := in.Load(t.Context(), f, LoadOptions{Name: filepath.Base(path)})
	if err != nil {
		t.Fatal(err)
	}
	a, err := in.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h, a
}

// Real positions take six bytes each, and loading them again changes nothing.
func TestRealBytesWhole(t *testing.T) {
	unraced.Skip(t)
	for _, name := range []string{"ais/csv/movingpandas_boat-positions.csv", "ais/nmea/nmea-sample_85k.txt", "ais/nmea/dma_stream_example.txt", "ais/csv/pelagos_raw_10k.csv.gz", "ais/csv/aisdb_20210701.csv"} {
		l := openLog(t)
		h, a := load(t, l, testdata(t, name))
		size, n := 0, 0
		for name, f := range files(t, l) {
			if filepath.Dir(filepath.Dir(name)) == "positions" {
				size += len(f)
				n++
			}
		}
		t.Logf("%s: %d messages, %d refused, %+v, %d files, %.2f bytes each", name, h.Messages, h.Refused, a, n, float64(size)/float64(a.Positions))
		for i := range h.Problems[:min(2, len(h.Problems))] {
			t.Log(h.Problems[i])
		}
		if _, again := load(t, l, testdata(t, name)); again.Positions != 0 || again.Files != 0 {
			t.Errorf("%s again: %+v", name, again)
		}
	}
}
