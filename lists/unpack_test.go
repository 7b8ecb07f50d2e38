package lists_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"cordon/lists"
)

// utf16Text writes text in UTF-16 with its mark.
func utf16Text(text string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
		hi, lo := byte(u>>8), byte(u)
		if !big {
			hi, lo = lo, hi
		}
		b.WriteByte(hi)
		b.WriteByte(lo)
	}
	return b.String()
}

func pack(tb testing.TB, text string) string {
	tb.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		tb.Fatal(err)
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// sampleFiles is a small sound document of each kind.
func sampleFiles(tb testing.TB) map[lists.Kind]map[string]string {
	tb.Helper()
	main := func(text string) map[string]string { return map[string]string{"main": text} }
	return map[lists.Kind]map[string]string{
		lists.OFACCSV:         manyParties(3).files(),
		lists.OFACAdvancedXML: main(advancedFixture(tb)),
		lists.UNXML:           main(unFixture(tb)),
		lists.EUXML:           main(string(euGBFixture(tb, "eu_parties.xml"))),
		lists.EUCSV:           main(string(euGBFixture(tb, "eu_traps.csv"))),
		lists.UKCSV:           main(string(ukFixture(tb, "uk_parties.rows"))),
		lists.USCSL:           main(cslFixture(tb)),
		lists.CASEMA:          main(caFixture(tb)),
		lists.FinCEN311:       main(fincenPage),
		lists.FTM:             main(ftmLines),
		lists.FTMDelta:        main(deltaLines),
	}
}

// TestPackedFiles reads every kind packed, cut, damaged and in UTF-16.
func TestPackedFiles(t *testing.T) {
	for kind, files := range sampleFiles(t) {
		each := func(change func(string) string) map[string]string {
			out := make(map[string]string)
			for role, text := range files {
				out[role] = change(text)
			}
			return out
		}
		t.Run(string(kind), func(t *testing.T) {
			read := func(change func(string) string) ([]lists.Record, lists.Report) {
				return readText(t, kind, "x", each(change))
			}
			plain, rep := read(func(s string) string { return s })
			if rep.Damage != "" && kind != lists.EUCSV {
				t.Fatalf("the sample is damaged: %s", rep.Damage)
			}
			want := jsonLines(t, plain)
			recs, packed := read(func(s string) string { return pack(t, s) })
			if !bytes.Equal(jsonLines(t, recs), want) || packed.Damage != rep.Damage || packed.Warned != rep.Warned {
				t.Errorf("packed it is another list; damage %q", packed.Damage)
			}
			for name, tt := range map[string]struct {
				change func(string) string
				damage string
			}{
				"cut":         {func(s string) string { p := pack(t, s); return p[:len(p)-9] }, "the packed file is cut"},
				"head only":   {func(s string) string { return pack(t, s)[:6] }, "the packed file is cut"},
				"checksum":    {func(s string) string { p := []byte(pack(t, s)); p[len(p)-6] ^= 0xff; return string(p) }, "checksum"},
				"junk behind": {func(s string) string { return pack(t, s) + "junk, and more junk" }, "no gzip"},
				"twice":       {func(s string) string { return pack(t, pack(t, s)) }, "packed twice"},
			} {
				if _, rep := read(tt.change); !strings.Contains(rep.Damage, tt.damage) {
					t.Errorf("%s: damage %q, want one with %q", name, rep.Damage, tt.damage)
				}
			}
			if kind == lists.OFACAdvancedXML || kind == lists.EUXML || kind == lists.UNXML || kind == lists.CASEMA {
				return // says in itself what it is written in
			}
			recs, rep = read(func(s string) string { return utf16Text(strings.ToValidUTF8(s, "?"), true) })
			if len(recs) != len(plain) {
				t.Errorf("UTF-16: %d records of %d; %+v", len(recs), len(plain), rep)
			}
		})
	}
}

// TestBomb reads a small file that unpacks to a large one.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, `{"id":"a","schema":"Person","properties":{"name":["Max Sample"]}}`+"\n")
	blank := bytes.Repeat([]byte(strings.Repeat(" ", 1<<12-1)+"\n"), 1<<8)
	for range 64 {
		_, _ = z.Write(blank)
	}
	_ = z.Close()
	for _, kind := range []lists.Kind{lists.FTM, lists.USCSL} {
		_, rep := readText(t, kind, "x", map[string]string{"main": b.String()})
		if !strings.Contains(rep.Damage, "unpacks to more than 200 times its size") {
			t.Errorf("%s: damage %q", kind, rep.Damage)
		}
	}
}

// failing is a file system whose files fail after their first bytes.
type failing struct {
	head string
	err  error
}

func (f failing) Open(string) (fs.File, error) {
	file, err := fstest.MapFS{"f": {Data: []byte(f.head)}}.Open("f")
	return failingFile{file, f.err}, err
}

type failingFile struct {
	fs.File
	err error
}

func (f failingFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if errors.Is(err, io.EOF) {
		err = f.err
	}
	return n, err
}

// TestFileSystemFaults says that what the file system says is an error, not
// damage: the list may be sound.
func TestFileSystemFaults(t *testing.T) {
	own := errors.New("the disk is gone")
	for kind, files := range sampleFiles(t) {
		roles := make(map[string]string)
		for role := range files {
			roles[role] = "f"
		}
		text := files["main"] + files["sdn"]
		for name, head := range map[string]string{"at once": "", "in the middle": text[:len(text)/2], "in a packed file": pack(t, text)[:40]} {
			_, err := lists.Read(context.Background(), failing{head, own}, lists.Document{Kind: kind, Dataset: "x", Files: roles}, func(lists.Record) error { return nil })
			if !errors.Is(err, own) {
				t.Errorf("%s, %s: error %v, want that of the file system", kind, name, err)
			}
		}
		_, err := lists.Read(context.Background(), fstest.MapFS{}, lists.Document{Kind: kind, Dataset: "x", Files: roles}, func(lists.Record) error { return nil })
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: error %v of a file that is not there", kind, err)
		}
		_, rep := readText(t, kind, "x", nil)
		if rep.Damage == "" {
			t.Errorf("%s: no damage, but the document has no file", kind)
		}
	}
}
