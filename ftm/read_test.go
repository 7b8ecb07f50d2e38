package ftm_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
)

// outcome is what a reader returned: an id or a reason, and the line.
type outcome struct {
	Line    int
	ID, Why string
}

// readAll reads to the end, and fails the test on any error but problems.
func readAll(tb testing.TB, r io.Reader) []outcome {
	tb.Helper()
	var out []outcome
	rd := ftm.NewReader(r, "file.json")
	for {
		e, err := rd.Next()
		var p ftm.Problem
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &p):
			if p.File != "file.json" || p.Line != rd.Line() {
				tb.Errorf("problem says %s:%d, reader line %d", p.File, p.Line, rd.Line())
			}
			out = append(out, outcome{p.Line, "", p.Why})
		case err != nil:
			tb.Fatal(err)
		default:
			out = append(out, outcome{rd.Line(), e.ID, ""})
		}
	}
}

const (
	lineA = `{"id":"a","schema":"Person"}`
	lineB = `{"id":"b","schema":"Company"}`
)

func TestReader(t *testing.T) {
	tests := []struct {
		name, in string
		want     []outcome
	}{
		{"empty", "", nil},
		{"blank", "\n \n\t\r\n", nil},
		{"one", lineA + "\n", []outcome{{1, "a", ""}}},
		{"no end of line", lineA + "\n" + lineB, []outcome{{1, "a", ""}, {2, "b", ""}}},
		{"CRLF", lineA + "\r\n" + lineB + "\r\n", []outcome{{1, "a", ""}, {2, "b", ""}}},
		{"blank lines count", "\n\n" + lineA + "\n\r\n  \n" + lineB + "\n\n", []outcome{{3, "a", ""}, {6, "b", ""}}},
		{"byte order mark", "\ufeff" + lineA + "\n" + lineB, []outcome{{1, "a", ""}, {2, "b", ""}}},
		{"a mark alone", "\ufeff\n" + lineA, []outcome{{2, "a", ""}}},
		{"a mark later", lineA + "\n\ufeff" + lineB, []outcome{{1, "a", ""}, {2, "", "not JSON: byte 1 is 'ï', want a value"}}},
		{"bad lines", "{\n" + lineA + "\nnull\n[]\n" + lineB + "\n{}", []outcome{
			{1, "", `not JSON: ends where a string is wanted`}, {2, "a", ""}, {3, "", "not a JSON object"}, {4, "", "not a JSON object"}, {5, "b", ""}, {6, "", "no id"}}},
		{"two in a line", lineA + lineB + "\n" + lineB, []outcome{{1, "", "not JSON: byte 29 is '{', want the end"}, {2, "b", ""}}},
		{"nested come behind", `{"id":"p","schema":"Person","properties":{"addressEntity":[{"id":"x","schema":"Address","properties":{"country":["kp"]}}],` +
			`"parent":{"id":"y","schema":"Company","properties":{"parent":[{"id":"z","schema":"Company"}]}}}}` + "\n" + lineA,
			[]outcome{{1, "p", ""}, {1, "x", ""}, {1, "y", ""}, {1, "z", ""}, {2, "a", ""}}},
		{"one bad inside is bad as a whole", `{"id":"p","schema":"Person","properties":{"parent":[{"id":"y","schema":"Company"},{"id":"z"}]}}` + "\n" + lineA,
			[]outcome{{1, "", "property parent: nested entity: no schema"}, {2, "a", ""}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, readAll(t, strings.NewReader(tt.in))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.want, readAll(t, iotest.OneByteReader(strings.NewReader(tt.in)))); d != "" {
				t.Errorf("byte by byte (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.want, readAll(t, iotest.DataErrReader(strings.NewReader(tt.in)))); d != "" {
				t.Errorf("with the end beside the data (-want +got):\n%s", d)
			}
		})
	}
}

// lineOf returns an entity line of exactly n bytes.
func lineOf(n int) string {
	const head, tail = `{"id":"a","schema":"Person","properties":{"notes":["`, `"]}}`
	return head + strings.Repeat("x", n-len(head)-len(tail)) + tail
}

func TestReaderLongLines(t *testing.T) {
	const tooLong = "line is longer than 16777216 bytes"
	buffer := 1 << 16
	tests := []struct {
		name string
		in   string
		want []outcome
	}{
		{"as the buffer", lineOf(buffer) + "\n" + lineB, []outcome{{1, "a", ""}, {2, "b", ""}}},
		{"with its end as the buffer", lineOf(buffer-1) + "\n" + lineB, []outcome{{1, "a", ""}, {2, "b", ""}}},
		{"above the buffer", lineOf(buffer+1) + "\n" + lineB, []outcome{{1, "a", ""}, {2, "b", ""}}},
		{"at the bound", lineOf(ftm.MaxLine) + "\n" + lineB, []outcome{{1, "a", ""}, {2, "b", ""}}},
		{"at the bound and the end", lineB + "\n" + lineOf(ftm.MaxLine), []outcome{{1, "b", ""}, {2, "a", ""}}},
		{"above the bound", lineOf(ftm.MaxLine+1) + "\n" + lineB, []outcome{{1, "", tooLong}, {2, "b", ""}}},
		{"above the bound at the end", lineB + "\n" + lineOf(ftm.MaxLine+1), []outcome{{1, "b", ""}, {2, "", tooLong}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, readAll(t, strings.NewReader(tt.in))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// endless is a line without end, up to n bytes.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.n)
	for i := range p[:n] {
		p[i] = '['
	}
	e.n -= n
	return n, nil
}

// A line without end must not fill the memory.
func TestReaderIsBounded(t *testing.T) {
	const size = 1 << 28
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if got := readAll(t, &endless{size}); len(got) != 1 || got[0].Line != 1 {
		t.Errorf("got %v", got)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 8*ftm.MaxLine {
		t.Errorf("%d bytes for a line of %d", n, size)
	}
}

func TestReaderReports(t *testing.T) {
	rd := ftm.NewReader(strings.NewReader("\n"+`{"id":"a"} `+strings.Repeat("é", 300)+"\n"), "f")
	_, err := rd.Next()
	var p ftm.Problem
	if !errors.As(err, &p) || p.File != "f" || p.Line != 2 || p.Why == "" {
		t.Fatalf("got %v", err)
	}
	if len(p.Raw) > 210 || !strings.HasPrefix(p.Raw, `{"id":"a"} éé`) || strings.ToValidUTF8(p.Raw, "?") != p.Raw {
		t.Errorf("raw is %q", p.Raw)
	}
}

func TestReaderUnpacks(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, "\ufeff"+lineA+"\n{}\n"+lineOf(1<<20)+"\n"+lineB); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	want := []outcome{{1, "a", ""}, {2, "", "no id"}, {3, "a", ""}, {4, "b", ""}}
	if d := cmp.Diff(want, readAll(t, iotest.OneByteReader(bytes.NewReader(b.Bytes())))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, cut := range []int{3, b.Len() / 2, b.Len() - 3} {
		rd := ftm.NewReader(bytes.NewReader(b.Bytes()[:cut]), "f")
		var err error
		for err == nil || errors.As(err, new(ftm.Problem)) {
			_, err = rd.Next()
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut at byte %d: %v", cut, err)
		}
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("disk on fire")
	rd := ftm.NewReader(io.MultiReader(strings.NewReader(lineA+"\n"+lineB[:10]), iotest.ErrReader(broken)), "f")
	if e, err := rd.Next(); err != nil || e.ID != "a" {
		t.Fatalf("got %v, %v", e, err)
	}
	_, err := rd.Next()
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "f: line 2") {
		t.Errorf("got %v; want what went wrong, and where", err)
	}
}

func TestReaderStaysAtTheEnd(t *testing.T) {
	rd := ftm.NewReader(strings.NewReader(lineA), "f")
	if _, err := rd.Next(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := rd.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("got %v", err)
		}
	}
	if rd.Line() != 1 {
		t.Errorf("line is %d", rd.Line())
	}
}

// roundTrip reads a file, writes what it read, reads that, and compares; it
// returns how many entities there were, and the problems.
func roundTrip(tb testing.TB, in []byte) (n int, problems []ftm.Problem) {
	tb.Helper()
	rd := ftm.NewReader(bytes.NewReader(in), "f")
	for {
		e, err := rd.Next()
		var p ftm.Problem
		switch {
		case errors.Is(err, io.EOF):
			return n, problems
		case errors.As(err, &p):
			problems = append(problems, p)
			continue
		case err != nil:
			tb.Fatal(err)
		}
		n++
		line := write(tb, e)
		back, err := ftm.ParseEntity([]byte(line))
		if err != nil {
			tb.Fatalf("line %d: written as %s: %v", rd.Line(), line, err)
		}
		if d := cmp.Diff(e, back, ignorePeriods); d != "" {
			tb.Fatalf("line %d comes back as another (-want +got):\n%s", rd.Line(), d)
		}
		if again := write(tb, back); again != line {
			tb.Fatalf("line %d is written differently: %s and %s", rd.Line(), line, again)
		}
	}
}
