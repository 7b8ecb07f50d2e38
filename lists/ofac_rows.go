package lists

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds of what a published file may hold; beyond them a row is refused.
const (
	maxOFACLine  = 16 << 20
	maxOFACField = 1 << 20
)

// ofacEnd is the byte that OFAC's CSV files end with, alone on their last line.
const ofacEnd = 0x1A

// ofacRow is one row of an OFAC CSV file.
type ofacRow struct {
	line   int
	id     uint32 // ent_num
	sub    uint32 // alt_num or add_num
	fields []string
}

// ofacRows cuts a file into rows: one line is one row, whatever its quotes say,
// so that a stray quote costs its own row only.
type ofacRows struct {
	r       *bufio.Reader
	columns int
	subs    bool // the second column is a number of its own

	row   ofacRow
	bad   string // why the row at hand is refused, "" for a good one
	badID uint32 // ent_num of a refused row, where it can be read
	raw   []byte

	line    int
	empty   bool // no row at all so far
	endMark bool // the end mark was met
	newline bool // the last line that was read ended with a line break
	legacy  bool // some row is not UTF-8 and was read as Windows-1252

	long []byte // a line longer than the reader's buffer
}

func newOFACRows(r io.Reader, columns int, subs bool) *ofacRows {
	return &ofacRows{r: bufio.NewReaderSize(r, 64<<10), columns: columns, subs: subs, empty: true, newline: true}
}

// scan goes to the next row. It returns io.EOF at the end. After it, bad says
// whether the row can be used.
func (s *ofacRows) scan() error {
	for {
		line, tooLong, err := s.readLine()
		if err != nil {
			return err
		}
		if s.line++; s.line == 1 {
			line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
		}
		if s.endMark && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if i := bytes.IndexByte(line, ofacEnd); i >= 0 && len(bytes.TrimSpace(line[i+1:])) == 0 {
			s.endMark = true
			if line = line[:i]; len(bytes.TrimSpace(line)) == 0 {
				s.newline = true // the row before is whole
				continue
			}
			s.newline = false
		}
		if len(line) == 0 {
			continue
		}
		s.empty = false
		s.raw, s.badID = line, 0
		s.row = ofacRow{line: s.line}
		switch {
		case tooLong:
			s.bad = fmt.Sprintf("line is longer than %d bytes", maxOFACLine)
		default:
			s.bad = s.parse(line)
		}
		if s.bad != "" {
			digits := 0
			for digits < len(line) && digits < 10 && line[digits] >= '0' && line[digits] <= '9' {
				digits++
			}
			id, _ := strconv.ParseUint(string(line[:digits]), 10, 32)
			s.badID = uint32(id)
		}
		return nil
	}
}

// readLine returns a line without its break. What is beyond the bound is
// skipped, not kept.
func (s *ofacRows) readLine() (line []byte, tooLong bool, err error) {
	s.long = s.long[:0]
	for {
		part, err := s.r.ReadSlice('\n')
		if err == nil || errors.Is(err, io.EOF) {
			if errors.Is(err, io.EOF) && len(part) == 0 && len(s.long) == 0 && !tooLong {
				return nil, false, io.EOF
			}
			s.newline = err == nil
			line = part
			if len(s.long) > 0 {
				s.long = append(s.long, part...)
				line = s.long
			}
			line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
			return line, tooLong || len(line) > maxOFACLine, nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, false, err
		}
		if len(s.long)+len(part) > maxOFACLine {
			tooLong = true
			s.long = append(s.long[:0], s.long[:min(len(s.long), 64)]...)
			continue
		}
		s.long = append(s.long, part...)
	}
}

// parse fills the row; it returns why it cannot.
func (s *ofacRows) parse(line []byte) string {
	text, err := s.decode(line)
	if err != nil {
		return err.Error()
	}
	fields := make([]string, 0, s.columns)
	for rest, more := text, true; more; {
		var f string
		if f, rest, more, err = cutField(rest); err != nil {
			return fmt.Sprintf("field %d: %v", len(fields)+1, err)
		}
		if len(fields) == s.columns {
			return fmt.Sprintf("has more than %d fields", s.columns)
		}
		fields = append(fields, f)
	}
	if len(fields) != s.columns {
		return fmt.Sprintf("has %d fields, want %d", len(fields), s.columns)
	}
	if s.row.id, err = ofacNumber(fields[0]); err != nil {
		return "ent_num: " + err.Error()
	}
	if s.subs {
		if s.row.sub, err = ofacNumber(fields[1]); err != nil {
			return "second number: " + err.Error()
		}
	}
	s.row.fields = fields
	return ""
}

// decode returns the line as UTF-8. Lines that are not are Windows-1252, as
// OFAC's older exports were.
func (s *ofacRows) decode(line []byte) (string, error) {
	ascii := true
	for i, c := range line {
		if c < 0x20 && c != '\t' {
			return "", fmt.Errorf("control character 0x%02X at byte %d", c, i+1)
		}
		ascii = ascii && c < 0x80
	}
	if ascii || utf8.Valid(line) {
		return string(line), nil
	}
	for i, c := range line {
		switch c {
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			return "", fmt.Errorf("byte 0x%02X at %d is neither UTF-8 nor Windows-1252", c, i+1)
		}
	}
	s.legacy = true
	out, err := charmap.Windows1252.NewDecoder().Bytes(line)
	return string(out), err
}

// The ways in which a field can be wrong.
var (
	errOpenQuote  = errors.New("quote is not closed on its line")
	errStrayQuote = errors.New("stray quote")
	errLongField  = fmt.Errorf("is longer than %d bytes", maxOFACField)
)

// cutField cuts the first field off a line. A null ("-0-") is an empty field.
// Blanks within quotes stay: a remark that is cut may end with one.
func cutField(s string) (field, rest string, more bool, err error) {
	if s != "" && s[0] == '"' {
		field, rest, err = cutQuoted(s[1:])
		if err != nil {
			return "", "", false, err
		}
	} else {
		i := strings.IndexByte(s, ',')
		if i < 0 {
			i = len(s)
		}
		field, rest = s[:i], s[i:]
		if strings.IndexByte(field, '"') >= 0 {
			return "", "", false, errStrayQuote
		}
		if field = strings.TrimSpace(field); field == "-0-" {
			field = ""
		}
	}
	if len(field) > maxOFACField {
		return "", "", false, errLongField
	}
	if rest != "" { // at its comma
		return field, rest[1:], true, nil
	}
	return field, "", false, nil
}

// cutQuoted reads up to the closing quote; rest begins at the next comma.
func cutQuoted(s string) (field, rest string, err error) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return "", "", errOpenQuote
		}
		after := s[i+1:]
		if strings.HasPrefix(after, `"`) { // a doubled quote stands for itself
			b.WriteString(s[:i+1])
			s = after[1:]
			continue
		}
		rest = strings.TrimLeft(after, " \t")
		if rest != "" && rest[0] != ',' {
			return "", "", errStrayQuote
		}
		if b.Len() == 0 {
			return s[:i], rest, nil
		}
		b.WriteString(s[:i])
		return b.String(), rest, nil
	}
}

func ofacNumber(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%.20q is no number of an entry", s)
	}
	return uint32(n), nil
}

// cut reports whether the file ends in the middle of a row. A whole last row
// may lack its line break; whether it is whole shows in its last field, which
// is quoted or a null.
func (s *ofacRows) cut() bool {
	if s.newline || s.empty {
		return false
	}
	last := bytes.TrimRight(s.raw, " \t")
	return s.bad != "" || !bytes.HasSuffix(last, []byte(`"`)) && !bytes.HasSuffix(last, []byte("-0-"))
}
