package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordon/world"
)

// What is ranked as of a moment is what would be of an archive that ends then: the
// same ships, tracks, words and events.
func TestRankOfThePast(t *testing.T) {
	dir := t.TempDir()
	w, err := world.New(world.Options{Seed: 1, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile(filepath.Join(dir, "ais.nmea"))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 4, 2, 6, 0, 0, 0, time.UTC)
	heard := regexp.MustCompile(`[\\\\,]c:(\d+)`)
	var until bytes.Buffer
	var now int64
	for line := range bytes.Lines(all) { // later parts of a message have no time of their own
		if m := heard.FindSubmatch(line); m != nil {
			if now, err = strconv.ParseInt(string(m[1]), 10, 64); err != nil {
				t.Fatal(err)
			}
		}
		if now <= at.Unix() {
			until.Write(line)
		}
	}
	if until.Len() == 0 || until.Len() == len(all) {
		t.Fatal("nothing to tell apart")
	}
	rank := func(name string, text []byte) string {
		file := filepath.Join(dir, name+".nmea")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		a := &app{streams: streams{In: strings.NewReader(""), Out: &out, Err: &errs}, data: filepath.Join(dir, name), programme: "dprk", format: "json"}
		defer a.close()
		if err := a.importPaths(t.Context(), []string{file}, loadFlags{}); err != nil {
			t.Fatal(err, errs.String())
		}
		out.Reset()
		if err := a.seaRank(t.Context(), at, 48*time.Hour, 1000); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	want, got := rank("until", until.Bytes()), rank("all", all)
	if !strings.Contains(want, `"vessel": "imo-`) || want != got {
		t.Errorf("of an archive that ends then:\n%.2000s\nof all:\n%.2000s", want, got)
	}
}
