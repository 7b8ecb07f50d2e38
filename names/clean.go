package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a cleaned word and how it stood in the original.
type token struct {
	text    string
	commas  uint8 // commas before it
	caps    bool  // two letters or more, all of them capital
	initial bool  // a single letter of a script with case
	hyphen  bool  // joined to the word before by a hyphen
}

// tokenise cleans a name and cuts it into words: compatibility forms composed,
// format characters dropped, case folded, Latin letters without marks,
// apostrophes and dots deleted, other signs a border. Dots between single
// letters glue them (S.A.) unless people's initials are meant (V.V. Putin).
func tokenise(raw string, initials bool, dst []token) []token {
	s := bound(raw)
	if !ascii(s) {
		s = norm.NFKC.String(strings.ToValidUTF8(s, " "))
		if n := utf8.RuneCountInString(s); n > MaxRunes { // ligatures of many letters
			s = bound(s)
		}
	}
	t := tokeniser{buf: make([]byte, 0, len(s)+8), dst: dst, spans: make([]span, 0, MaxParts), initials: initials}
	t.run(s)
	text := string(t.buf)
	for _, sp := range t.spans {
		sp.tok.text = text[sp.from:sp.to]
		if sp.tok.text = foldHomoglyphs(sp.tok.text); sp.tok.text != "" {
			t.dst = append(t.dst, sp.tok)
		}
	}
	return t.dst
}

type span struct {
	from, to int
	tok      token
}

type tokeniser struct {
	buf      []byte
	dst      []token
	spans    []span
	initials bool

	start   int // of the current word in buf
	letters int // letters of the current word
	upper   int // capitals among them
	since   int // letters since the last dot
	commas  uint8
	hyphen  bool
}

func (t *tokeniser) run(s string) {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		switch {
		case r == '.' || r == '\u00b7' || r == '\u2024':
			next, after := ahead(s[i:])
			letter := unicode.IsLetter(next) || unicode.IsDigit(next)
			if letter && (t.initials || t.since > 1 && unicode.IsLetter(after) || unicode.IsDigit(next) && t.since > 1) {
				t.flush()
			}
			t.since = 0
		case r < utf8.RuneSelf && (r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'), r >= utf8.RuneSelf && wordRune(r):
			t.letter(r)
		case apostrophe(r), unicode.Is(unicode.Cf, r):
		case r == ',' || r == '\u060c' || r == '\uff0c':
			t.flush()
			if len(t.spans) > 0 && t.commas < 200 {
				t.commas++
			}
		case r == '&':
			t.flush()
			t.letter('&')
			t.flush()
		case r == '-' || r == '\u2010' || r == '\u2011':
			t.flush()
			t.hyphen = true
		default:
			t.flush()
		}
		if len(t.spans) == MaxParts {
			return
		}
	}
	t.flush()
}

// letter adds a letter, mark or digit to the current word.
func (t *tokeniser) letter(r rune) {
	t.since++
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			t.upper++
			r |= 0x20
		}
		t.letters++
		t.buf = append(t.buf, byte(r))
		return
	}
	if unicode.IsUpper(r) {
		t.upper++
	}
	if unicode.IsLetter(r) {
		t.letters++
	}
	t.buf = appendFolded(t.buf, r)
}

func (t *tokeniser) flush() {
	if t.start < len(t.buf) && len(t.spans) < MaxParts {
		t.spans = append(t.spans, span{t.start, len(t.buf), token{
			commas: t.commas, caps: t.letters >= 2 && t.upper == t.letters,
			initial: t.letters == 1 && len(t.buf)-t.start <= 2 && t.buf[t.start] > '9', hyphen: t.hyphen}})
		t.hyphen = false
	}
	t.start, t.letters, t.upper, t.since = len(t.buf), 0, 0, 0
}

// ahead returns the next two runes of s, a dot between them left out.
func ahead(s string) (next, after rune) {
	next, n := utf8.DecodeRuneInString(s)
	after, _ = utf8.DecodeRuneInString(s[n:])
	return next, after
}

// bound cuts a name at MaxRunes, before anything that costs per character.
func bound(s string) string {
	if len(s) <= MaxRunes {
		return s
	}
	n := 0
	for i := range s {
		if n == MaxRunes {
			return s[:i]
		}
		n++
	}
	return s
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func wordRune(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)) && !apostrophe(r)
}

// apostrophe reports signs that stand for sounds or elisions inside a word.
func apostrophe(r rune) bool {
	switch r {
	case '\'', '`', '\u2019', '\u2018', '\u201b', '\u02bb', '\u02bc', '\u00b4', '\u2032', '\u02b9', '\u02bd', '\u02be', '\u02bf', '\u02b0', '\uff07', '\u02ca', '\u02cb', '\u02c8', '\u055a':
		return true
	}
	return false
}
