package ftm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds how deep lists and objects may stand in one another, as
// encoding/json bounds it.
const maxDepth = 10000

// scanner walks over one JSON text. It accepts what encoding/json accepts, and
// reads strings as it does: a byte that is no UTF-8, or half of a surrogate
// pair, is U+FFFD.
type scanner struct {
	b     []byte
	i     int    // the next byte
	depth int    // open lists and objects
	tmp   []byte // a decoded string
}

func (s *scanner) reset(b []byte) { s.b, s.i, s.depth = b, 0, 0 }

// syntax is the error for what stands at the next byte.
func (s *scanner) syntax(want string) error {
	if s.i >= len(s.b) {
		return fmt.Errorf("not JSON: ends where %s is wanted", want)
	}
	return fmt.Errorf("not JSON: byte %d is %q, want %s", s.i+1, s.b[s.i], want)
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// end checks that nothing but white space is left.
func (s *scanner) end() error {
	if s.peek(); s.i < len(s.b) {
		return s.syntax("the end")
	}
	return nil
}

// open goes into a list or object.
func (s *scanner) open() error {
	s.i++
	if s.depth++; s.depth > maxDepth {
		return errors.New("not JSON: nested too deep")
	}
	return nil
}

// more steps to the next member of the list or object that close ends. first
// is true before its first member.
func (s *scanner) more(end byte, first bool) (bool, error) {
	c := s.peek()
	switch {
	case c == end:
		s.i++
		s.depth--
		return false, nil
	case first:
		return true, nil
	case c == ',':
		s.i++
		s.peek()
		return true, nil
	}
	return false, s.syntax(`"," or "` + string(end) + `"`)
}

// key reads the name of a member and the colon behind it. The bytes are valid
// until the next string.
func (s *scanner) key() ([]byte, error) {
	k, err := s.str()
	if err != nil {
		return nil, err
	}
	if s.peek() != ':' {
		return nil, s.syntax(`":"`)
	}
	s.i++
	return k, nil
}

const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

// stop marks the bytes of w that end a run of plain text: quotes, backslashes
// and controls. The lowest mark is right; marks above it may be false.
func stop(w uint64) uint64 {
	quote := w ^ lows*'"'
	slash := w ^ lows*'\\'
	return ((quote-lows)&^quote | (slash-lows)&^slash | (w-lows*0x20)&^w) & highs
}

// plainRun returns where plain text from i on ends, and whether it has bytes
// beyond ASCII.
func (s *scanner) plainRun(i int) (end int, wide bool) {
	b, high := s.b, uint64(0)
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if m := stop(w); m != 0 {
			n := bits.TrailingZeros64(m) / 8
			high |= w & (1<<(8*n) - 1)
			return i + n, high&highs != 0
		}
		high |= w
	}
	for ; i < len(b); i++ {
		c := b[i]
		if c == '"' || c == '\\' || c < 0x20 {
			break
		}
		high |= uint64(c)
	}
	return i, high&highs != 0
}

// str reads a string. The bytes are valid until the next string.
func (s *scanner) str() ([]byte, error) {
	if s.i >= len(s.b) || s.b[s.i] != '"' {
		return nil, s.syntax("a string")
	}
	start := s.i + 1
	end, wide := s.plainRun(start)
	if end < len(s.b) && s.b[end] == '"' && (!wide || utf8.Valid(s.b[start:end])) {
		s.i = end + 1
		return s.b[start:end], nil
	}
	return s.decode(start)
}

// decode reads the rest of a string that holds escapes or broken UTF-8.
func (s *scanner) decode(start int) ([]byte, error) {
	out := s.tmp[:0]
	for s.i = start; ; {
		end, wide := s.plainRun(s.i)
		if run := s.b[s.i:end]; !wide || utf8.Valid(run) {
			out = append(out, run...)
		} else {
			out = appendValid(out, run)
		}
		if s.i = end; end >= len(s.b) {
			return nil, s.syntax("the end of a string")
		}
		switch s.b[end] {
		case '"':
			s.i++
			s.tmp = out
			return out, nil
		case '\\':
			var err error
			if out, err = s.escape(out); err != nil {
				return nil, err
			}
		default:
			return nil, s.syntax("no control character in a string")
		}
	}
}

// appendValid appends b with U+FFFD for each byte that is no UTF-8.
func appendValid(out, b []byte) []byte {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// escape reads one escape and appends what it stands for.
func (s *scanner) escape(out []byte) ([]byte, error) {
	s.i++ // the backslash
	if s.i >= len(s.b) {
		return nil, s.syntax("an escape")
	}
	c := s.b[s.i]
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		r, ok := s.hex4(s.i + 1)
		if !ok {
			return nil, s.syntax("four hexadecimal digits behind it")
		}
		s.i += 5
		if utf16.IsSurrogate(r) {
			low, ok := rune(0), false
			if s.i+1 < len(s.b) && s.b[s.i] == '\\' && s.b[s.i+1] == 'u' {
				low, ok = s.hex4(s.i + 2)
			}
			if r = utf16.DecodeRune(r, low); ok && r != utf8.RuneError {
				s.i += 6
			}
		}
		return utf8.AppendRune(out, r), nil
	default:
		return nil, s.syntax("an escape")
	}
	s.i++
	return append(out, c), nil
}

// hex4 reads four hexadecimal digits at i.
func (s *scanner) hex4(i int) (rune, bool) {
	if i+4 > len(s.b) {
		return 0, false
	}
	var r rune
	for _, c := range s.b[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// literal reads null, true, false or a number, and returns it as written.
func (s *scanner) literal() ([]byte, error) {
	c := s.peek()
	start, word := s.i, ""
	switch c {
	case 'n':
		word = "null"
	case 't':
		word = "true"
	case 'f':
		word = "false"
	default:
		if err := s.number(); err != nil {
			return nil, err
		}
		return s.b[start:s.i], nil
	}
	if end := s.i + len(word); end > len(s.b) || string(s.b[s.i:end]) != word {
		return nil, s.syntax(word)
	}
	s.i += len(word)
	return s.b[start:s.i], nil
}

func (s *scanner) number() error {
	digits := func() bool {
		from := s.i
		for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
			s.i++
		}
		return s.i > from
	}
	at := func(set ...byte) bool {
		for _, c := range set {
			if s.i < len(s.b) && s.b[s.i] == c {
				s.i++
				return true
			}
		}
		return false
	}
	at('-')
	if !at('0') && !digits() {
		return s.syntax("a value")
	}
	if at('.') && !digits() {
		return s.syntax("a digit")
	}
	if at('e', 'E') {
		at('+', '-')
		if !digits() {
			return s.syntax("a digit")
		}
	}
	return nil
}

// skip reads a value of any kind and returns it as written.
func (s *scanner) skip() ([]byte, error) {
	c := s.peek()
	start := s.i
	switch c {
	case '"':
		if _, err := s.str(); err != nil {
			return nil, err
		}
	case '{', '[':
		if err := s.open(); err != nil {
			return nil, err
		}
		for first := true; ; first = false {
			ok, err := s.more(c+2, first) // '}' and ']' stand two behind
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			if c == '{' {
				if _, err := s.key(); err != nil {
					return nil, err
				}
			}
			if _, err := s.skip(); err != nil {
				return nil, err
			}
		}
	default:
		return s.literal()
	}
	return s.b[start:s.i], nil
}

// members returns the values of two keys of a JSON object as written, nil for a
// key that is not there.
func members(b []byte, first, second string) (one, two []byte, err error) {
	var s scanner
	s.reset(b)
	if s.peek() != '{' {
		if _, err := s.skip(); err != nil {
			return nil, nil, err
		}
		return nil, nil, errNoObject
	}
	if err := s.open(); err != nil {
		return nil, nil, err
	}
	for begin := true; ; begin = false {
		ok, err := s.more('}', begin)
		if err != nil {
			return nil, nil, err
		}
		if !ok {
			return one, two, s.end()
		}
		key, err := s.key()
		if err != nil {
			return nil, nil, err
		}
		to := new([]byte)
		switch string(key) {
		case first:
			to = &one
		case second:
			to = &two
		}
		if *to, err = s.skip(); err != nil {
			return nil, nil, err
		}
	}
}

var errNoObject = errors.New("not a JSON object")

// word returns what a JSON string says, "" where b is no string.
func word(b []byte) string {
	var s scanner
	s.reset(b)
	w, err := s.str()
	if err != nil {
		return ""
	}
	return string(w)
}

// appendCompact appends a JSON value without white space around its parts, as
// valid UTF-8. The value is known to be JSON.
func appendCompact(out, b []byte) []byte {
	quoted := false
	from := len(out)
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			out = append(out, c)
			i++
			c = b[i]
		case !quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
			continue
		}
		out = append(out, c)
	}
	if !utf8.Valid(out[from:]) {
		return appendValid(out[:from:from], out[from:])
	}
	return out
}
