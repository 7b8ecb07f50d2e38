package ftm

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"
)

// MarshalJSON writes the entity as FtM programs read it: id, caption, schema,
// properties by name, then what exports add.
func (e *Entity) MarshalJSON() ([]byte, error) { return e.appendJSON(nil), nil }

func (e *Entity) appendJSON(b []byte) []byte {
	b = AppendJSONString(append(b, `{"id":`...), e.ID)
	if e.Caption != "" {
		b = AppendJSONString(append(b, `,"caption":`...), e.Caption)
	}
	b = AppendJSONString(append(b, `,"schema":`...), e.Schema)
	b = append(b, `,"properties":{`...)
	var buf [48]string
	names := slices.AppendSeq(buf[:0], maps.Keys(e.Properties))
	slices.Sort(names)
	for i, p := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(AppendJSONString(b, p), ':')
		b = AppendJSONStrings(b, e.Properties[p])
	}
	b = append(b, '}')
	if e.Referents != nil {
		b = AppendJSONStrings(append(b, `,"referents":`...), e.Referents)
	}
	if e.Datasets != nil {
		b = AppendJSONStrings(append(b, `,"datasets":`...), e.Datasets)
	}
	for _, f := range [...]struct{ key, value string }{
		{`,"first_seen":`, e.FirstSeen}, {`,"last_seen":`, e.LastSeen}, {`,"last_change":`, e.LastChange}} {
		if f.value != "" {
			b = AppendJSONString(append(b, f.key...), f.value)
		}
	}
	if e.Target != nil {
		b = strconv.AppendBool(append(b, `,"target":`...), *e.Target)
	}
	for _, k := range slices.Sorted(maps.Keys(e.Extra)) { // most have none
		b = append(AppendJSONString(append(b, ','), k), ':')
		if len(e.Extra[k]) == 0 {
			b = append(b, "null"...)
		}
		b = append(b, e.Extra[k]...)
	}
	return append(b, '}')
}

// AppendJSONStrings writes a list of strings; nil is an empty list.
func AppendJSONStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendJSONString(b, v)
	}
	return append(b, ']')
}

// AppendJSONString writes a string as encoding/json does without HTML escapes.
func AppendJSONString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != '"' && c != '\\' {
				i++
				continue
			}
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\b':
				b = append(b, `\b`...)
			case '\f':
				b = append(b, `\f`...)
			case '\n':
				b = append(b, `\n`...)
			case '\r':
				b = append(b, `\r`...)
			case '\t':
				b = append(b, `\t`...)
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(append(b, s[from:i]...), `\ufffd`...)
			from = i + n
		case r == '\u2028' || r == '\u2029': // line ends to JavaScript
			b = append(append(b, s[from:i]...), `\u202`...)
			b = append(b, hex[r&15])
			from = i + n
		}
		i += n
	}
	return append(append(b, s[from:]...), '"')
}

// lines are buffers for lines that are being written.
var lines = sync.Pool{New: func() any { return new([]byte) }}

// writeLine writes what fill appends, and the end of the line.
func writeLine(w io.Writer, fill func([]byte) []byte) error {
	buf := lines.Get().(*[]byte)
	b := append(fill((*buf)[:0]), '\n')
	_, err := w.Write(b)
	if cap(b) <= 1<<20 { // keep no giant
		*buf = b
	}
	lines.Put(buf)
	return err
}

// Write writes e as one JSON line.
func Write(w io.Writer, e *Entity) error {
	if err := writeLine(w, e.appendJSON); err != nil {
		return fmt.Errorf("write entity %s: %w", e.ID, err)
	}
	return nil
}
