package ftm_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
)

// seeds are entities of all shapes, good and bad.
var seeds = []string{
	lineA, lineB, `{}`, `null`, `[]`, ``, `{"id":"a"`, `{"id":"","schema":""}`, "\ufeff" + lineA, "{\"id\":\"\xff\",\"schema\":\"\\ud800\"}",
	`{"id":"a","caption":"C","schema":"Person","properties":{"name":["N","N",""],"height":[1.80],"planet":"Mars"},"referents":[],"datasets":["d"],"first_seen":"1","last_seen":null,"target":true,"x":{"y":[1, 2]}}`,
	`{"id":"p","schema":"Person","properties":{"addressEntity":[{"id":"x","schema":"Address"}],"o":{"k":"v"},"id":["i"],"id:caption":["c"]}}`,
	`{"id":"a","schema":"Person","birthDate":["2000"]}`, `{"id":"a","schema":"Person","references":[]}`, `{"id":"a","id":null,"schema":"Person","properties":{"a":[[1]]}}`,
	`{"id":"\u0061\n\ud83d\ude00","schema":"Per\u0073on","properties":{"n\u0061me":["\u2028<&>"]}}`,
}

func FuzzParseEntity(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		checkSyntax(t, in)
		e, err := ftm.ParseEntity(in)
		if err != nil {
			return
		}
		line := write(t, e)
		if !json.Valid([]byte(line)) {
			t.Fatalf("written as no JSON: %s", line)
		}
		back, err := ftm.ParseEntity([]byte(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if d := cmp.Diff(e, back, ignorePeriods); d != "" {
			t.Fatalf("(-want +got):\n%s", d)
		}
		e.Datasets = append(e.Datasets, "d")
		list := e.AppendStatements(nil, "d")
		once := build(list)
		if again := once.AppendStatements(nil, "d"); cmp.Diff(again, build(again).AppendStatements(nil, "d")) != "" {
			t.Fatal("statements do not come to rest")
		}
		for _, p := range e.PropertyNames() {
			if len(once.Properties[p]) != len(e.Properties[p]) {
				t.Fatalf("%s had %q, has %q", p, e.Properties[p], once.Properties[p])
			}
		}
		if len(once.Extra) != len(e.Extra) {
			t.Fatalf("extra keys were %v, are %v", e.Extra, once.Extra)
		}
	})
}

func FuzzReader(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s + "\n\r\n" + lineA + "\r\n" + s))
	}
	f.Add([]byte(strings.Join(seeds, "\n")))
	f.Fuzz(func(t *testing.T, in []byte) {
		if bytes.HasPrefix(in, []byte("\x1f\x8b")) {
			t.Skip("gzip has other lines than the file")
		}
		lines := strings.Split(string(in), "\n")
		last := 0
		for _, o := range readAll(t, bytes.NewReader(in)) {
			if o.Line < last || o.Line > len(lines) {
				t.Fatalf("line %d behind line %d of %d", o.Line, last, len(lines))
			}
			for i := last + 1; i < o.Line; i++ {
				if text := strings.TrimPrefix(lines[i-1], "\ufeff"); strings.TrimSpace(text) != "" {
					t.Fatalf("line %d is passed over: %q", i, text)
				}
			}
			line := lines[o.Line-1]
			if o.Line == 1 {
				line = strings.TrimPrefix(line, "\ufeff")
			}
			if _, err := ftm.ParseEntity(bytes.TrimSpace([]byte(line))); (err == nil) != (o.Why == "") {
				t.Fatalf("line %d: alone %v, in the file %q", o.Line, err, o.Why)
			}
			last = o.Line
		}
	})
}

func FuzzDelta(f *testing.F) {
	for _, s := range seeds {
		for _, op := range []string{"ADD", "MOD", "DEL", "x"} {
			f.Add(`{"op":"` + op + `","entity":` + s + `}`)
		}
	}
	f.Fuzz(func(t *testing.T, in string) {
		if strings.HasPrefix(in, "\x1f\x8b") {
			t.Skip("broken gzip ends a file")
		}
		_, ops := deltas(t, in)
		for _, d := range ops {
			var b bytes.Buffer
			if err := d.Write(&b); err != nil {
				t.Fatal(err)
			}
			_, back := deltas(t, b.String())
			if len(back) != 1 {
				t.Fatalf("%s comes back as %d operations", b.String(), len(back))
			}
			if diff := cmp.Diff(d, back[0], ignorePeriods); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		}
	})
}

// types are all types of properties.
var types = []ftm.Type{ftm.TypeString, ftm.TypeName, ftm.TypeText, ftm.TypeDate, ftm.TypeCountry, ftm.TypeTopic, ftm.TypeIdentifier, ftm.TypeAddress, ftm.TypeURL,
	ftm.TypeEmail, ftm.TypePhone, ftm.TypeNumber, ftm.TypeGender, ftm.TypeLanguage, ftm.TypeMimeType, ftm.TypeChecksum, ftm.TypeIP, ftm.TypeJSON, ftm.TypeHTML, ftm.TypeEntity}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "12 Mar 1970", "2001-01-25-05:00", "Korea, North", "Russia / Russie", "http://Example.org/a b", "mailto:A@b.kp", "+850 2", "00850 2381 8031",
		"1,234.5", "e\u200b\u0301", "\u1100\u1161\u11a8", "a\xff\x00b", "Male.", "::1", "fe80::1%eth0", " \u00a0x", "example.org?q=%zz#%", "<<a@b.c>>", "İ", "ſ", "mailto:mailto:a@b.c", "H\u0331@x.y", "J\u030c.kp/x", "http://user@h.kp",
		"http://h.kp?q", "ftp://H.KP:21/#x", "\u0085a\u2028", "1'234.5", "2006-01-02T15:04", "\U0001d15e", "a@b.c.", "http://h.kp/ ", "\xed\xa0\x80", "1. 1. 2006"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, typ := range types {
			once, ok := typ.Clean(in)
			if !ok {
				if once != "" {
					t.Fatalf("%s %q is refused, and is %q", typ, in, once)
				}
				continue
			}
			if once == "" {
				t.Fatalf("%s %q is nothing, but not refused", typ, in)
			}
			if twice, ok := typ.Clean(once); !ok || twice != once {
				t.Fatalf("%s %q is %q, and that is %q, %t", typ, in, once, twice, ok)
			}
			if typ == ftm.TypeDate {
				if _, _, err := ftm.Span(once); err != nil {
					t.Fatalf("date %q is %q, which is none: %v", in, once, err)
				}
			}
		}
	})
}

func FuzzDay(f *testing.F) {
	for _, s := range []string{"", "0001-01-01", "1961-04", "9999", "9999-12-31", "2024-02-29", "1900-02-29", "2024-03-14T11:31:42", "1961-04-01 or so"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		from, to, err := ftm.Span(in)
		d, perr := ftm.ParseDay(in)
		if d != from || (err == nil) != (perr == nil) {
			t.Fatalf("%q is %s, and spans from %s", in, d, from)
		}
		if err != nil {
			if from != 0 || to != 0 {
				t.Fatalf("%q is refused, and spans %s to %s", in, from, to)
			}
			return
		}
		if from < 1 || to != 0 && to <= from || to == 0 && !strings.HasPrefix(in, "9999") {
			t.Fatalf("%q spans %s to %s", in, from, to)
		}
		if !strings.HasPrefix(in, from.String()[:min(len(in), 4)]) {
			t.Fatalf("%q is %s", in, from)
		}
		if back, err := ftm.ParseDay(from.String()); err != nil || back != from {
			t.Fatalf("%s comes back as %s, %v", from, back, err)
		}
		if ftm.DayOf(from.Time()) != from || ftm.DayOf(from.Time().Add(24*time.Hour-1)) != from {
			t.Fatalf("%s is another day", from)
		}
		if len(in) >= 10 {
			if _, err := time.Parse(time.DateOnly, in[:10]); err != nil {
				t.Fatalf("%q is taken, but package time says %v", in, err)
			}
		}
	})
}
