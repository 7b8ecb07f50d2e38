package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cordon/ais"
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
	said := strings.Join(strings.Fields(errs.String()), " ")
	if !regexp.MustCompile(`error: ais was loaded in part: .*cut\.csv\.gz after line \d+: unexpected EOF; what stands before that is loaded \([0-9]+ messages\), and what follows is not`).MatchString(said) ||
		strings.Contains(said, "was not loaded") || !strings.Contains(out.String(), `"status": "partly"`) {
		t.Error(errs.String(), out.String())
	}
	l, err := a.openLogbook()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := l.Positions(t.Context()); err != nil || n < 1000 || n >= 40_000 {
		t.Errorf("%d positions are kept: %v", n, err)
	}
	// So does the table.
	out.Reset()
	a.format = "table"
	if err := a.importPaths(t.Context(), []string{name}, loadFlags{}); !errors.Is(err, errReported) {
		t.Error(err)
	}
	if !regexp.MustCompile(`(?m)^ais +- +\d+ loaded in part$`).MatchString(out.String()) {
		t.Error(out.String())
	}
	// Of a file of which nothing can be read nothing is said to be loaded.
	if err := os.WriteFile(name, packed.Bytes()[:60], 0o600); err != nil {
		t.Fatal(err)
	}
	errs.Reset()
	if err := a.importPaths(t.Context(), []string{name}, loadFlags{as: kindAIS}); !errors.Is(err, errReported) {
		t.Error(err)
	}
	if !strings.Contains(errs.String(), "ais was not loaded") {
		t.Error(errs.String())
	}
}

// What is damaged is set aside, wherever it stands in a file of sentences or rows, and
// the rest is loaded.
func TestImportDamaged(t *testing.T) {
	sentence := func(n int) string {
		m := ais.Message{Type: 1, MMSI: uint32(412_000_000 + n), HasPos: true, Position: ais.Position{Lat: 38 * ais.Unit, Lon: int32(123*ais.Unit + n), SOG: 60, COG: 900, Heading: 90}}
		b, err := ais.AppendSentence(nil, &m, ais.Envelope{Talker: "AI", Channel: 'A', Untimed: true})
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(b)) + "\n"
	}
	row := func(n int) string {
		return fmt.Sprintf("%d,2026-03-01T00:00:%02dZ,38.5,%d.5,6\n", 412_000_000+n, n%60, 100+n%60)
	}
	lines := func(from, to int, line func(int) string) (out string) {
		for n := from; n < to; n++ {
			out += line(n)
		}
		return out
	}
	torn := func(line func(int) string, at int) func(int) string {
		return func(n int) string { l := line(n); return l[:at] + "#" + l[at+1:] }
	}
	cut := func(line func(int) string) func(int) string {
		return func(n int) string { l := line(n); return l[len(l)/2:] }
	}
	const head = "mmsi,time,lat,lon,sog\n"
	for _, c := range []struct {
		name, text string
		good, bad  int
	}{
		{"from a line on.nmea", lines(0, 50, sentence) + lines(50, 600, torn(sentence, 20)) + lines(600, 700, sentence), 150, 550},
		{"noise from a line on.nmea", lines(0, 50, sentence) + strings.Repeat("\x01\x02 ~\n", 3000), 50, 3000},
		{"up to a line.nmea", lines(0, 60, cut(sentence)) + lines(60, 300, sentence), 240, 60},
		{"from a line on.csv", head + lines(0, 50, row) + lines(50, 600, torn(row, 9)) + lines(600, 700, row), 150, 550},
		{"below noise.csv", "\x01\x02 ~\n;;;\n" + head + lines(0, 50, row), 50, 2},
	} {
		for _, as := range []string{"", kindAIS} {
			dir := t.TempDir()
			name := filepath.Join(dir, c.name)
			if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			a := &app{streams: streams{In: strings.NewReader(""), Out: &out, Err: &errs}, data: filepath.Join(dir, "d"), programme: "dprk", format: "json"}
			err := a.importPaths(t.Context(), []string{name}, loadFlags{as: as, heardAt: "2026-03-01T12:00Z"})
			a.close()
			var got batchReport
			if err != nil || json.Unmarshal(out.Bytes(), &got) != nil || got.Sea == nil || got.Sea.Positions != int64(c.good) || got.Batches[0].Refused != c.bad {
				t.Errorf("%s as %q: %v: %s\n%.600s", c.name, as, err, errs.String(), out.String())
			}
			if p := got.Batches; len(p) != 1 || len(p[0].Problems) == 0 || p[0].Problems[0].Line == 0 {
				t.Errorf("%s: no line is named", c.name)
			}
		}
	}
}
