package intake_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"cordon/ftm"
	"cordon/intake"
	"cordon/lists"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

func day(t testing.TB, s string) ftm.Day {
	t.Helper()
	d, err := ftm.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLoad(t *testing.T) {
	h := newHarness(t)
	entries := parties(200)
	first := h.loads(set(entries), ofac())
	if first.Parties != 200 || first.Batch != 1 || first.Removed != 0 || first.Added != first.Entities || len(first.Files) != 4 {
		t.Errorf("first load: %+v", first)
	}
	if !h.has("ofac-100") || !h.has("ofac-299") {
		t.Error("a party is missing")
	}

	again := h.load(set(entries), ofac())
	if again.Status != intake.Unchanged || again.Batch != 1 || again.Parties != 200 || h.batches() != 1 {
		t.Errorf("the same bytes again: %+v, %d batches", again, h.batches())
	}

	// One goes, one comes, one changes its name.
	changed := append([]listed{}, entries[1:]...)
	changed[0].name = "RENAMED TRADING"
	changed = append(changed, listed{id: 900, name: "NEWCOMER HOLDING", programme: "FAKE-ONE"})
	second := h.loads(set(changed), ofac())
	if second.Removed == 0 || second.Added == 0 || second.Changed == 0 {
		t.Errorf("second load: %+v", second)
	}
	if h.has("ofac-100") || !h.has("ofac-900") {
		t.Error("the second list is not what is known now")
	}
	v, err := h.st.ViewAt(t.Context(), 0, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	v.Batch = 1
	if _, _, err := h.st.Entity(t.Context(), v, "ofac-100"); err != nil {
		t.Errorf("what was known with the first batch is gone: %v", err)
	}
	h.sound()
}

// The same list read by another version of the reader is a batch of its own:
// what a reader makes of a list may change though the list does not.
func TestLoadOtherReader(t *testing.T) {
	h := newHarness(t)
	files := set(parties(50))
	h.loads(files, ofac())
	docs := make([]store.Doc, 0, 4)
	b, err := h.st.Batch(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	docs = append(docs, b.Docs...)
	// A batch as the reader of another version would have left it.
	ld, err := h.st.Begin(t.Context(), store.BatchMeta{Source: "us_ofac_sdn", Kind: string(lists.OFACCSV), Reader: "ofac-csv/0", Docs: docs, Stats: b.Stats})
	if err != nil {
		t.Fatal(err)
	}
	if err := ld.Add(t.Context(), ftm.New("ofac-100", "Person")); err != nil {
		t.Fatal(err)
	}
	if _, err := ld.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	res := h.loads(files, ofac())
	if res.Batch != 3 || res.Added == 0 {
		t.Errorf("read again: %+v", res)
	}
	h.sound()
}

// held are the ways in which a list must not replace the one before it.
func held() []struct {
	name   string
	files  func() fstest.MapFS
	doc    func(*lists.Document)
	option func(*intake.Options)
	want   string
} {
	entries := parties(200)
	whole := set(entries)
	cut := func(name string, n int) func() fstest.MapFS {
		return func() fstest.MapFS { s := text(whole, name); return with(whole, name, s[:len(s)-n]) }
	}
	missing := func(role string) func(*lists.Document) {
		return func(d *lists.Document) { delete(d.Files, role) }
	}
	same := func() fstest.MapFS { return whole }
	return []struct {
		name   string
		files  func() fstest.MapFS
		doc    func(*lists.Document)
		option func(*intake.Options)
		want   string
	}{
		{name: "empty main file", files: func() fstest.MapFS { return with(whole, "sdn.csv", "") }, want: "empty"},
		{name: "only the end mark", files: func() fstest.MapFS { return with(whole, "sdn.csv", "\x1a") }, want: "empty"},
		{name: "all files empty", files: func() fstest.MapFS { return set(nil) }, want: "empty"},
		{name: "eleven of two hundred gone", files: func() fstest.MapFS { return set(entries[:189]) }, want: "parties fell from 200 to 189"},
		{name: "a programme gone", files: func() fstest.MapFS {
			var others []listed
			for _, p := range entries {
				p.programme = "FAKE-ONE"
				others = append(others, p)
			}
			return set(others)
		}, want: "programme FAKE-TWO had 20 parties"},
		{name: "half the bytes", files: func() fstest.MapFS {
			var short []listed
			for _, p := range entries {
				p.name, p.remarks = p.name[:3], ""
				short = append(short, p)
			}
			m := set(short)
			add, _, _ := strings.Cut(text(m, "add.csv"), "\n")
			alt, _, _ := strings.Cut(text(m, "alt.csv"), "\n")
			return with(with(m, "add.csv", add+"\n\x1a"), "alt.csv", alt+"\n\x1a")
		}, want: "its files shrank"},
		{name: "main file cut within a row", files: cut("sdn.csv", 20), want: "cut"},
		{name: "addresses cut within a row", files: cut("add.csv", 20), want: "add.csv"},
		{name: "names cut by half", files: func() fstest.MapFS {
			s := text(whole, "alt.csv")
			return with(whole, "alt.csv", s[:len(s)/2])
		}, want: "names fell from 400 to"},
		{name: "no main file", files: same, doc: missing("sdn"), want: "sdn is missing"},
		{name: "no names", files: same, doc: missing("alt"), want: "alt is missing"},
		{name: "no addresses", files: same, doc: missing("add"), want: "add is missing"},
		{name: "no comments", files: same, doc: missing("comments"), want: "comments is missing"},
		{name: "older publication", files: func() fstest.MapFS { return set(append(entries, listed{id: 900, name: "LATE", programme: "FAKE-ONE"})) },
			option: func(o *intake.Options) {
				o.Origins = map[string]intake.Origin{"sdn.csv": {Published: day(&testing.T{}, "2024-02-01")}}
			}, want: "published on 2024-02-01, before the one that is loaded (2024-03-01)"},
		{name: "a web page", files: func() fstest.MapFS {
			return with(whole, "sdn.csv", "<!DOCTYPE html><html><body>Please log in to this network</body></html>")
		}, want: "sdn.csv"},
		{name: "another list in its place", files: func() fstest.MapFS {
			return with(whole, "sdn.csv", "name,country\nsomebody,somewhere\n")
		}, want: "no line is a row"},
		{name: "read as another kind", files: same, doc: func(d *lists.Document) {
			d.Kind, d.Files = lists.UNXML, map[string]string{"main": "sdn.csv"}
		}, want: "sdn.csv"},
		{name: "one row in a hundred damaged", files: func() fstest.MapFS {
			return with(whole, "sdn.csv", strings.ReplaceAll(text(whole, "sdn.csv"), "HERON HERON TRADING", "HERON \"HERON TRADING"))
		}, want: "rows had to be set aside"},
	}
}

// A list that is empty, cut, damaged, of the wrong kind or strongly shrunken
// changes nothing, leaves its original and a finding, and loads when forced.
func TestLoadHolds(t *testing.T) {
	for _, tc := range held() {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.loads(set(parties(200)), ofac(), func(o *intake.Options) {
				o.Origins = map[string]intake.Origin{"sdn.csv": {Published: day(t, "2024-03-01")}}
			})
			before, n := h.state()
			doc := ofac()
			if tc.doc != nil {
				tc.doc(&doc)
			}
			var options []func(*intake.Options)
			if tc.option != nil {
				options = append(options, tc.option)
			}
			res := h.load(tc.files(), doc, options...)
			if res.Status != intake.Held {
				t.Fatalf("%s: %q", res.Status, res.Why)
			}
			wantWhy(t, res, tc.want)
			if after, m := h.state(); after != before || m != n || h.batches() != 1 {
				t.Errorf("what was loaded has changed: %d entities, before %d; %d batches", m, n, h.batches())
			}
			if res.Finding == nil {
				t.Fatal("no finding")
			}
			if err := res.Finding.Check(); err != nil {
				t.Errorf("finding: %v", err)
			}
			if again := h.load(tc.files(), doc, options...); again.Finding == nil || again.Finding.ID != res.Finding.ID {
				t.Error("the same held document gives another finding")
			}
			for _, f := range res.Files { // the evidence is kept
				sha := shaOf(t, f.SHA256)
				if _, err := h.st.Original(t.Context(), sha); err != nil {
					t.Errorf("original of %s: %v", f.Name, err)
				}
			}

			if res := h.load(tc.files(), doc, append(options, forced)...); res.Status != intake.Loaded || h.batches() != 2 {
				t.Errorf("forced: %s: %q", res.Status, res.Why)
			}
			h.sound()
		})
	}
}

func shaOf(t testing.TB, hex string) (sha [32]byte) {
	t.Helper()
	for i := range sha {
		var b byte
		for _, c := range hex[2*i : 2*i+2] {
			b <<= 4
			switch {
			case c >= 'a':
				b |= byte(c-'a') + 10
			default:
				b |= byte(c - '0')
			}
		}
		sha[i] = b
	}
	return sha
}

// A first load that is damaged is held as well: half a list looks like a list.
func TestLoadHoldsTheFirst(t *testing.T) {
	h := newHarness(t)
	files := set(parties(200))
	s := text(files, "sdn.csv")
	res := h.load(with(files, "sdn.csv", s[:len(s)-20]), ofac())
	if res.Status != intake.Held || h.batches() != 0 {
		t.Errorf("%s: %q", res.Status, res.Why)
	}
	h.sound()
}

// fileSystem opens files as told.
type fileSystem map[string]func() (fs.File, error)

func (f fileSystem) Open(name string) (fs.File, error) {
	if open, ok := f[name]; ok {
		return open()
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// stream is a file without an end but the reader's.
type stream struct {
	io.Reader
	size int64
}

func (stream) Close() error                 { return nil }
func (s stream) Stat() (fs.FileInfo, error) { return info{s.size}, nil }

type info struct{ size int64 }

func (info) Name() string       { return "x" }
func (i info) Size() int64      { return i.size }
func (info) Mode() fs.FileMode  { return 0o600 }
func (info) ModTime() time.Time { return time.Time{} }
func (info) IsDir() bool        { return false }
func (info) Sys() any           { return nil }

// opens opens a file of m.
func opens(m fstest.MapFS, name string) func() (fs.File, error) {
	return func() (fs.File, error) { return m.Open(name) }
}

// brokenAfter gives some bytes and then fails.
func brokenAfter(s string, err error) func() (fs.File, error) {
	return func() (fs.File, error) {
		return stream{Reader: io.MultiReader(strings.NewReader(s), errReader{err})}, nil
	}
}

type errReader struct{ err error }

func (e errReader) Read([]byte) (int, error) { return 0, e.err }

// What cannot be read fails with a reason, and changes nothing.
func TestLoadFails(t *testing.T) {
	whole := set(parties(50))
	for _, tc := range []struct {
		name string
		fsys fs.FS
		want string
	}{
		{"not there", fstest.MapFS{}, "file does not exist"},
		{"a folder", fstest.MapFS{"sdn.csv": {Mode: fs.ModeDir | 0o700}, "alt.csv": whole["alt.csv"], "add.csv": whole["add.csv"], "sdn_comments.csv": whole["sdn_comments.csv"]}, "sdn.csv"},
		{"not allowed", fileSystem{"sdn_comments.csv": opens(whole, "sdn_comments.csv"), "alt.csv": opens(whole, "alt.csv"), "add.csv": opens(whole, "add.csv"),
			"sdn.csv": func() (fs.File, error) { return nil, fs.ErrPermission }}, "permission denied"},
		{"a bad disk", fileSystem{"sdn_comments.csv": opens(whole, "sdn_comments.csv"), "alt.csv": opens(whole, "alt.csv"), "add.csv": opens(whole, "add.csv"),
			"sdn.csv": brokenAfter(text(whole, "sdn.csv")[:1000], syscall.EIO)}, "input/output error"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHarness(t)
			h.loads(whole, ofac())
			before, _ := h.state()
			res := h.load(tc.fsys, ofac(), forced) // forcing is no way to half a list
			if res.Status != intake.Failed {
				t.Fatalf("%s: %q", res.Status, res.Why)
			}
			wantWhy(t, res, tc.want)
			if after, _ := h.state(); after != before || h.batches() != 1 {
				t.Error("what was loaded has changed")
			}
			h.sound()
		})
	}
}

// A full disk stops all work: the next document would fare no better.
func TestLoadDiskFull(t *testing.T) {
	h := newHarness(t)
	fsys := fileSystem{"x.json": brokenAfter("", syscall.ENOSPC)}
	if _, err := h.in.Load(t.Context(), fsys, ftmDoc("x.json"), intake.Options{}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v, want a full disk", err)
	}
}

func TestLoadInterrupted(t *testing.T) {
	h := newHarness(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := h.in.Load(ctx, set(parties(50)), ofac(), intake.Options{Progress: func(p intake.Progress) {
		if p.Stage == "storing" {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || h.batches() != 0 {
		t.Errorf("error %v, %d batches", err, h.batches())
	}
	h.sound()
}

// Only the kept copy counts: a file that changes between two readings of it is
// loaded as it was when it was kept.
func TestLoadFileThatChanges(t *testing.T) {
	h := newHarness(t)
	opened := 0
	fsys := fileSystem{"list.json": func() (fs.File, error) {
		opened++
		content := person("inv-1", "Kept Lantern")
		if opened > 1 {
			content = person("inv-2", "Changed Lantern")
		}
		return stream{Reader: strings.NewReader(content), size: int64(len(content))}, nil
	}}
	res := h.loads(fsys, ftmDoc("list.json"))
	if opened != 1 {
		t.Errorf("the file was opened %d times", opened)
	}
	if !h.has("inv-1") || h.has("inv-2") {
		t.Error("what was loaded is not what was kept")
	}
	f, err := h.st.OpenOriginal(shaOf(t, res.Files[0].SHA256))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != person("inv-1", "Kept Lantern") {
		t.Errorf("kept %q, %v", b, err)
	}
}

// Bad rows are set aside with file and line, and the rest is loaded.
func TestLoadSetsRowsAside(t *testing.T) {
	h := newHarness(t)
	var b strings.Builder
	for i := range 5 {
		b.WriteString(person("inv-"+string(rune('a'+i)), "Invented Person"))
	}
	b.WriteString("{\"id\":\n")
	b.WriteString(`{"schema":"Person","properties":{"name":["Without Id"]}}` + "\n")
	res := h.loads(fstest.MapFS{"x.json": {Data: []byte(b.String())}}, ftmDoc("x.json"))
	if res.Refused != 2 || len(res.Problems) != 2 || res.Problems[0].Line != 6 || res.Problems[0].File != "x.json" || res.Entities != 5 {
		t.Errorf("%d set aside, %d entities: %v", res.Refused, res.Entities, res.Problems)
	}
	kept, err := h.st.Refused(t.Context(), res.Batch)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(res.Problems, kept); d != "" {
		t.Errorf("set aside and kept (-result +store):\n%s", d)
	}
	h.sound()
}

// zeros is a file of many equal bytes.
type zeros struct{ left int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	for i := range p[:n] {
		p[i] = 'a'
	}
	z.left -= n
	return int(n), nil
}

// What unpacks to far more than it is, and lines without an end, cost bounded
// memory and load nothing.
func TestLoadBombs(t *testing.T) {
	huge := int64(160 << 20)
	if underRace {
		huge = 24 << 20
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := io.Copy(z, &zeros{huge}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	whole := set(parties(50))
	endless := func(head string) func() (fs.File, error) {
		return func() (fs.File, error) {
			return stream{io.MultiReader(strings.NewReader(head), &zeros{huge}), huge}, nil
		}
	}
	for _, tc := range []struct {
		name string
		fsys fs.FS
		doc  lists.Document
	}{
		{"gzip", fstest.MapFS{"x.json.gz": {Data: bomb.Bytes()}}, ftmDoc("x.json.gz")},
		{"a line of JSON", fileSystem{"x.json": endless(`{"id":"`)}, ftmDoc("x.json")},
		{"a field of CSV", fileSystem{"sdn.csv": endless(`36,"`), "alt.csv": opens(whole, "alt.csv"), "add.csv": opens(whole, "add.csv"), "sdn_comments.csv": opens(whole, "sdn_comments.csv")}, ofac()},
		{"a text of XML", fileSystem{"x.xml": endless(`<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2024-01-01"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>`)},
			lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions", Files: map[string]string{"main": "x.xml"}}},
		{"a name of XML", fileSystem{"x.xml": endless(`<CONSOLIDATED_LIST><`)},
			lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions", Files: map[string]string{"main": "x.xml"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHarness(t)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			res := h.load(tc.fsys, tc.doc)
			runtime.ReadMemStats(&after)
			if res.Status != intake.Held && res.Status != intake.Failed {
				t.Errorf("%s", res.Status)
			}
			// A buffer that grew with the file would take more than twice as much.
			if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > huge*3/2 && !underRace {
				t.Errorf("allocated %d MB for %d MB", grown>>20, huge>>20)
			}
			if h.batches() != 0 {
				t.Error("something was loaded")
			}
		})
	}
}

// Address, headers and date that came with a file are kept with its original;
// the date counts where the document states none.
func TestLoadOrigin(t *testing.T) {
	h := newHarness(t)
	headers := map[string]string{":status": "200", "Content-Type": "text/csv; charset=utf-8", "Last-Modified": "Fri, 01 Mar 2024 15:00:00 GMT"}
	from := func(o *intake.Options) {
		o.Origins = map[string]intake.Origin{
			"sdn.csv": {URL: "https://lists.example/sdn.csv", Headers: headers, Published: day(t, "2024-03-01")},
			"alt.csv": {URL: "https://lists.example/alt.csv", Published: day(t, "2024-02-28")},
		}
	}
	res := h.loads(set(parties(20)), ofac(), from)
	if res.Published != day(t, "2024-03-01") {
		t.Errorf("published %s, want the newest of what the server said", res.Published)
	}
	b, err := h.st.Batch(t.Context(), res.Batch)
	if err != nil {
		t.Fatal(err)
	}
	if b.Published != res.Published {
		t.Errorf("the batch says %s", b.Published)
	}
	for _, f := range res.Files {
		o, err := h.st.Original(t.Context(), shaOf(t, f.SHA256))
		if err != nil {
			t.Fatal(err)
		}
		want := store.OriginalMeta{Name: f.Name}
		switch f.Name {
		case "sdn.csv":
			want.URL, want.Headers, want.Media = "https://lists.example/sdn.csv", headers, "text/csv; charset=utf-8"
		case "alt.csv":
			want.URL = "https://lists.example/alt.csv"
		}
		if want.Media == "" {
			want.Media = o.Media // sniffed
		}
		if d := cmp.Diff(want, o.OriginalMeta); d != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, d)
		}
	}

	// The UN list states its own date: what the server says does not count.
	un := fstest.MapFS{"un.xml": {Data: []byte(`<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2023-11-05T00:00:00Z"><INDIVIDUALS>` +
		`<INDIVIDUAL><DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>INVENTED</FIRST_NAME><SECOND_NAME>PERSON</SECOND_NAME><UN_LIST_TYPE>FAKE</UN_LIST_TYPE>` +
		`<REFERENCE_NUMBER>FKi.001</REFERENCE_NUMBER><LISTED_ON>2020-01-02</LISTED_ON></INDIVIDUAL></INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>`)}}
	doc := lists.Document{Kind: lists.UNXML, Dataset: "un_sc_sanctions", Files: map[string]string{"main": "un.xml"}}
	res = h.loads(un, doc, func(o *intake.Options) {
		o.Origins = map[string]intake.Origin{"un.xml": {Published: day(t, "2024-03-01")}}
	})
	if res.Published != day(t, "2023-11-05") {
		t.Errorf("published %s, want what the document states", res.Published)
	}
}

func TestLoadProgress(t *testing.T) {
	h := newHarness(t)
	var stages []string
	h.loads(set(parties(50)), ofac(), func(o *intake.Options) {
		o.Progress = func(p intake.Progress) {
			if len(stages) == 0 || stages[len(stages)-1] != p.Stage {
				stages = append(stages, p.Stage)
			}
		}
	})
	if got := strings.Join(stages, " "); !strings.HasPrefix(got, "keeping") || !strings.HasSuffix(got, "comparing storing") {
		t.Errorf("stages: %s", got)
	}
}
