package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// formats are the forms of results.
var formats = []string{"table", "json", "jsonl", "csv"}

// outputFormat is the format asked for, else a table on a terminal and JSON
// lines anywhere else.
func (a *app) outputFormat() (string, error) {
	switch {
	case a.format == "":
		if _, ok := isTerminal(a.Out); ok {
			return "table", nil
		}
		return "jsonl", nil
	case slices.Contains(formats, a.format):
		return a.format, nil
	}
	return "", usageError{fmt.Errorf("no output format %q", a.format), "known: " + strings.Join(formats, ", ")}
}

// writeJSON writes v as one line, or indented.
func writeJSON(w io.Writer, v any, indent bool) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if indent {
		enc.SetIndent("", "  ")
	}
	return enc.Encode(v)
}

// print writes a result in the format asked for: v as JSON, rows under a head
// as CSV, or what table writes.
func (a *app) print(v any, head []string, rows [][]string, table func() error) error {
	format, err := a.outputFormat()
	if err != nil {
		return err
	}
	switch format {
	case "json", "jsonl":
		return writeJSON(a.Out, v, format == "json")
	case "csv":
		return writeCSV(a.Out, head, rows)
	}
	return table()
}

// writeCSV writes rows under a head, each cell safe for spreadsheets.
func writeCSV(w io.Writer, head []string, rows [][]string) error {
	c := csv.NewWriter(w)
	if head != nil {
		_ = c.Write(head) // the error stays in c
	}
	for _, r := range rows {
		safe := make([]string, len(r))
		for i := range r {
			safe[i] = csvCell(r[i])
		}
		_ = c.Write(safe)
	}
	c.Flush()
	return c.Error()
}

// plainText makes a text from outside safe for a terminal: control characters
// and escapes become visible signs, line breaks blanks.
func plainText(s string) string {
	if !strings.ContainsFunc(s, unsafeRune) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unsafeRune(r):
			return '\uFFFD'
		}
		return r
	}, s)
}

// unsafeRune reports what may move the cursor, hide text or turn its direction.
func unsafeRune(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError ||
		r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\ufeff'
}

// csvCell makes a value safe for spreadsheets: what begins like a formula gets
// a leading apostrophe.
func csvCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// width is how many columns a text takes in a terminal: East Asian wide
// characters take two, marks none.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || unicode.Is(unicode.Cf, r):
		case r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
			r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || r >= 0x20000 && r <= 0x3fffd):
			n += 2
		default:
			n++
		}
	}
	return n
}

// fit cuts a text to at most n columns, with an ellipsis where it was cut, and
// fills it to n.
func fit(s string, n int) string {
	s = plainText(s)
	w := width(s)
	if w > n {
		var b strings.Builder
		used := 0
		for _, r := range s {
			rw := width(string(r))
			if used+rw > n-1 {
				break
			}
			b.WriteRune(r)
			used += rw
		}
		b.WriteRune('…')
		s, w = b.String(), used+1
	}
	return s + strings.Repeat(" ", max(n-w, 0))
}

// wrap breaks a text into lines of at most n columns at blanks.
func wrap(s string, n int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(plainText(s)) {
		if line != "" && width(line)+1+width(word) > n {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
