package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that ends too soon gives what stands before its end, and the command says so.
func TestImportCut(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprintln(z, "mmsi,time,lat,lon,sog")
	for i := range 40_000 {
		fmt.Fprintf(z, "41200%04d,2026-03-01T%02d:%02d:%02dZ,%d.%05d,123,6\n", i%7919, i/3600%24, i/60%60, i%60, i%60, i*7919%100_000)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "cut.csv.gz")
	if err := os.WriteFile(name, packed.Bytes()[:packed.Len()/2], 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	a := &app{streams: streams{In: strings.NewReader(""), Out: &out, Err: &errs}, data: t.TempDir(), programme: "dprk", format: "json"}
	defer a.close()
	if err := a.importPaths(t.Context(), []string{name}, loadFlags{}); !errors.Is(err, errReported) {
		t.Error(err)
	}
	if !strings.Contains(errs.String(), "unexpected EOF; what stands before that is loaded") || !strings.Contains(out.String(), `"status": "failed"`) {
		t.Error(errs.String())
	}
	l, err := a.openLogbook()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := l.Positions(t.Context()); err != nil || n < 1000 || n >= 40_000 {
		t.Errorf("%d positions are kept: %v", n, err)
	}
}
