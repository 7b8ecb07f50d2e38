package lists

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxCSVRow bounds, in bytes, a row of a CSV file with a header. It also bounds
// what a quote that is never closed can swallow before the row is given up.
const maxCSVRow = 1 << 20

// maxReread bounds, in bytes, what is read again because quotes are not closed.
// A file with more of that is no CSV file, and would take hours.
const maxReread = 256 * maxCSVRow

// csvWalk walks over a CSV file whose columns are known by their header. A row
// may span lines within quotes, as RFC 4180 allows; a row that cannot be read
// is set aside alone, and reading goes on with the line after the one on which
// it began, so that a stray quote costs one row.
type csvWalk struct {
	ctx    context.Context
	in     *input
	name   string
	comma  rune
	src    *bufio.Reader
	column map[string]int
	width  int
	line   int      // lines read so far
	ahead  []string // lines read again after a row was given up
	legacy bool
	n      int

	// lenient reads a row in which quotes stand where none may, as it stands,
	// where that gives as many fields as the header has.
	lenient bool
	// rowStart, where it is set, tells a line that begins a row from one that
	// goes on with it, so that a quote that is not closed swallows no rows.
	rowStart func(line string) bool

	reread int // bytes given back so far

	bad   int  // line of the row that was refused last
	good  int  // line of the row that was read last
	noEnd bool // the last line has no break
}

// csvRow is one row; line is where it begins, counted from 1.
type csvRow struct {
	line   int
	fields []string
	column map[string]int
}

// get returns the trimmed value of a column, "" where the file has no such
// column.
func (r csvRow) get(column string) string {
	i, ok := r.column[strings.ToLower(column)]
	if !ok || i >= len(r.fields) {
		return ""
	}
	return strings.TrimSpace(r.fields[i])
}

// size is the length of the values in bytes.
func (r csvRow) size() int {
	n := 0
	for _, f := range r.fields {
		n += len(f)
	}
	return n
}

func newCSVWalk(ctx context.Context, in *input, r io.Reader, name string, comma rune) *csvWalk {
	return &csvWalk{ctx: ctx, in: in, name: name, comma: comma, src: bufio.NewReaderSize(r, 64<<10)}
}

// errNoHeader says that the columns that make the file what it is are missing.
var errNoHeader = errors.New("no header")

// header reads lines until one holds all the columns that are named; at most
// ten lines may stand before it, which are handed to before.
func (w *csvWalk) header(before func(fields []string), want ...string) error {
	err := w.headerThat(before, func(column map[string]int) bool {
		for _, c := range want {
			if _, ok := column[strings.ToLower(c)]; !ok {
				return false
			}
		}
		return true
	})
	if errors.Is(err, errNoHeader) && w.line > 0 {
		return fmt.Errorf("%w with the columns %s", errNoHeader, strings.Join(want, ", "))
	}
	return err
}

// headerThat reads lines until one is a header by its columns, which are given
// in lower case.
func (w *csvWalk) headerThat(before func(fields []string), is func(column map[string]int) bool) error {
	for range 10 {
		fields, _, err := w.record()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		w.column = make(map[string]int, len(fields))
		for i, f := range fields {
			f = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(f, "\uFEFF")))
			if _, twice := w.column[f]; !twice {
				w.column[f] = i
			}
		}
		if is(w.column) {
			w.width = len(fields)
			return nil
		}
		if before != nil {
			before(fields)
		}
	}
	if w.line == 0 {
		return fmt.Errorf("%w: the file is empty", errNoHeader)
	}
	return errNoHeader
}

// next returns the next good row; bad rows are refused on the way. At the end
// it returns io.EOF.
func (w *csvWalk) next() (csvRow, error) {
	for {
		if w.n++; w.n%1024 == 0 && w.ctx.Err() != nil {
			return csvRow{}, w.ctx.Err()
		}
		fields, line, err := w.record()
		if err != nil {
			return csvRow{}, err
		}
		if len(fields) != w.width {
			if len(fields) == 1 && strings.TrimSpace(fields[0]) == "" {
				continue
			}
			w.bad = line
			w.in.refuse(w.name, line, strings.Join(fields, string(w.comma)), "has %d fields, want %d", len(fields), w.width)
			continue
		}
		w.good = line
		return csvRow{line: line, fields: fields, column: w.column}, nil
	}
}

// record returns the next row that can be cut into fields, and its first line.
func (w *csvWalk) record() (fields []string, line int, err error) {
	for {
		if w.reread > maxReread {
			w.in.damage("%s:%d: too many quotes are not closed", w.name, w.line)
			return nil, 0, io.EOF
		}
		first, err := w.readLine()
		if err != nil {
			return nil, 0, err
		}
		line = w.line
		if strings.TrimSpace(strings.Trim(first, "\r\n\x1A")) == "" {
			continue
		}
		fields, why, err := w.cut(first)
		if err != nil {
			return nil, 0, err
		}
		if why == "" {
			return fields, line, nil
		}
		w.bad = line
		w.in.refuse(w.name, line, first, "%s", why)
	}
}

// cut cuts a row that begins with the line first into fields, reading further
// lines while a quote is open. When that leads nowhere the further lines are
// given back.
func (w *csvWalk) cut(first string) (fields []string, why string, err error) {
	var text strings.Builder
	text.WriteString(first)
	var more []string
	for open := w.open(false, first); open; {
		if text.Len() > maxCSVRow {
			w.giveBack(more)
			return nil, fmt.Sprintf("row is longer than %d bytes, or a quote is not closed", maxCSVRow), nil
		}
		next, err := w.readLine()
		if errors.Is(err, io.EOF) {
			return w.salvage(first, more, "a quote is not closed")
		}
		if err != nil {
			return nil, "", err
		}
		more = append(more, next)
		if w.rowStart != nil && w.rowStart(next) {
			return w.salvage(first, more, "a quote is not closed")
		}
		text.WriteString(next)
		open = w.open(true, next)
	}
	if text.Len() > maxCSVRow { // its end may be missing
		w.giveBack(more)
		return nil, fmt.Sprintf("row is longer than %d bytes", maxCSVRow), nil
	}
	r := csv.NewReader(strings.NewReader(text.String()))
	r.Comma, r.FieldsPerRecord = w.comma, -1
	fields, err = r.Read()
	if err != nil {
		return w.salvage(first, more, csvFault(err))
	}
	return fields, "", nil
}

// salvage gives the lines behind first back and, in a file that is read
// leniently, reads the row by itself: first alone, or with the lines up to the
// next that begins a row. Else why says what is wrong with it.
func (w *csvWalk) salvage(first string, more []string, why string) ([]string, string, error) {
	w.giveBack(more)
	if !w.lenient || w.width == 0 {
		return nil, why, nil
	}
	line := w.line
	var text strings.Builder
	text.WriteString(first)
	more = nil
	for w.rowStart != nil && text.Len() <= maxCSVRow {
		next, err := w.readLine()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", err
		}
		if w.rowStart(next) {
			w.giveBack([]string{next})
			break
		}
		more = append(more, next)
		text.WriteString(next)
	}
	if fields := w.loose(text.String()); len(fields) == w.width {
		w.in.warn(w.name, line, "%s; the row is read as it stands", why)
		return fields, "", nil
	}
	w.giveBack(more)
	return nil, why, nil
}

// loose cuts a row into fields in which quotes may stand anywhere: first as
// quotes around fields, then as signs like any other.
func (w *csvWalk) loose(text string) []string {
	text = strings.TrimRight(text, "\r\n\x1A")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = w.comma, -1, true
	fields, err := r.Read()
	if err == nil && len(fields) == w.width {
		if _, err = r.Read(); errors.Is(err, io.EOF) {
			return fields
		}
	}
	fields = strings.Split(text, string(w.comma))
	for i, f := range fields {
		fields[i] = strings.Trim(f, ` "`)
	}
	return fields
}

// damaged takes a header that is missing for damage; other errors are the
// caller's.
func (w *csvWalk) damaged(err error) error {
	if !errors.Is(err, errNoHeader) {
		return err
	}
	w.in.damage("%s: %v", w.name, err)
	return nil
}

// end says what the end of the file tells of its whole: a last row that is cut
// means that more is missing.
func (w *csvWalk) end() {
	switch {
	case w.bad > w.good:
		w.in.damage("%s:%d: the last row is cut or cannot be read", w.name, w.bad)
	case w.noEnd:
		w.in.warn(w.name, w.line, "the last line has no end")
	}
}

// unknown returns the columns that known, which gets their names in lower case,
// does not know, in the order of the file.
func (w *csvWalk) unknown(known func(string) bool) []string {
	var out []string
	for c := range w.column {
		if c != "" && !known(c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return w.column[a] - w.column[b] })
	return out
}

// open reports whether a quoted field is open at the end of line; inside says
// whether one was at its beginning.
func (w *csvWalk) open(inside bool, line string) bool {
	start := !inside
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case inside && c == '"' && i+1 < len(line) && line[i+1] == '"':
			i++
		case c == '"' && (inside || start):
			inside = !inside
		}
		start = !inside && rune(c) == w.comma
	}
	return inside
}

func (w *csvWalk) giveBack(lines []string) {
	for _, s := range lines {
		w.reread += len(s)
	}
	w.line -= len(lines)
	w.ahead = append(append([]string(nil), lines...), w.ahead...)
}

func csvFault(err error) string {
	var p *csv.ParseError
	if errors.As(err, &p) {
		switch {
		case errors.Is(p.Err, csv.ErrBareQuote):
			return "stray quote"
		case errors.Is(p.Err, csv.ErrQuote):
			return "stray quote, or a quote that is not closed"
		}
		return p.Err.Error()
	}
	return err.Error()
}

// readLine returns the next line with its break, as UTF-8.
func (w *csvWalk) readLine() (string, error) {
	if len(w.ahead) > 0 {
		s := w.ahead[0]
		w.ahead = w.ahead[1:]
		w.line++
		return s, nil
	}
	var long []byte
	dropped := false
	for {
		part, err := w.src.ReadSlice('\n')
		if len(long)+len(part) > 2*maxCSVRow {
			dropped, part = true, part[:0]
		}
		long = append(long, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		if len(long) == 0 && !dropped {
			return "", io.EOF
		}
		w.line++
		w.noEnd = !bytes.HasSuffix(long, []byte("\n")) && !bytes.Equal(long, []byte{0x1A})
		if w.line == 1 {
			long = bytes.TrimPrefix(long, []byte("\uFEFF"))
		}
		return w.decode(long), nil
	}
}

// decode returns the line as UTF-8; lines that are not are Windows-1252.
func (w *csvWalk) decode(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	if !w.legacy {
		w.legacy = true
		w.in.warn(w.name, w.line, "is not UTF-8; read as Windows-1252")
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(line)
	if err != nil {
		out = bytes.ToValidUTF8(line, []byte("\uFFFD"))
	}
	return string(out)
}
