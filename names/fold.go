package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// special Latin letters that have no decomposition.
var latin = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th",
	'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ı': "i", 'İ': "i", 'ħ': "h", 'Ħ': "h", 'ŋ': "ng", 'Ŋ': "ng", 'ə': "a", 'Ə': "a",
	'ŧ': "t", 'Ŧ': "t", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ƴ': "y", 'ĸ': "k", 'ƒ': "f", 'ɣ': "g", 'ɛ': "e", 'ɔ': "o", 'ƶ': "z", 'ɨ': "i", 'ʉ': "u", 'ɑ': "a", 'ɡ': "g",
}

// appendFolded appends r in lower case; Latin letters lose their marks, digits
// of any script become ASCII digits.
func appendFolded(b []byte, r rune) []byte {
	if s, ok := latin[r]; ok {
		return append(b, s...)
	}
	if r >= 0x0600 && r <= 0x06ff {
		folded, ok := foldArabic(r)
		if !ok {
			return b
		}
		r = folded
	}
	if r >= 0x4e00 && r <= 0x9fff {
		r = foldHan(r)
	}
	switch {
	case unicode.IsDigit(r):
		return append(b, digit(r))
	case unicode.Is(unicode.Mn, r):
		if last, _ := utf8.DecodeLastRune(b); len(b) == 0 || last < utf8.RuneSelf {
			return b // a mark on a Latin letter
		}
	case unicode.Is(unicode.Latin, r), unicode.Is(unicode.Greek, r):
		var one [utf8.UTFMax]byte
		var many [32]byte
		d := norm.NFD.Append(many[:0], one[:utf8.EncodeRune(one[:], unicode.ToLower(r))]...)
		for len(d) > 0 {
			c, n := utf8.DecodeRune(d)
			d = d[n:]
			if unicode.Is(unicode.Mn, c) {
				continue
			}
			if s, ok := latin[c]; ok {
				b = append(b, s...)
			} else if c == 'ς' {
				b = utf8.AppendRune(b, 'σ')
			} else {
				b = utf8.AppendRune(b, c)
			}
		}
		return b
	}
	return utf8.AppendRune(b, unicode.ToLower(r))
}

// digit returns the value of a decimal digit of any script as an ASCII digit.
// Unicode lays the ten digits of a script in a row.
func digit(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	return '0'
}

// Letters of Cyrillic that look like Latin ones, in lower case after folding.
const (
	cyrillicLooks = "аеорсухіјѕһкмтвнԁӏ"
	latinLooks    = "aeopcyxijshkmtbhdl"
)

var toLatin, toCyrillic = looks()

func looks() (lat, cyr map[rune]rune) {
	lat, cyr = make(map[rune]rune), make(map[rune]rune)
	l := []rune(latinLooks)
	for i, c := range []rune(cyrillicLooks) {
		lat[c] = l[i]
		if _, ok := cyr[l[i]]; !ok {
			cyr[l[i]] = c
		}
	}
	return lat, cyr
}

// foldHomoglyphs brings a word that mixes Latin and Cyrillic letters to the
// script of most of its letters, where the others only look different.
func foldHomoglyphs(w string) string {
	if ascii(w) {
		return w
	}
	nl, nc := 0, 0
	for _, r := range w {
		switch {
		case r < utf8.RuneSelf && r >= 'a':
			nl++
		case unicode.Is(unicode.Cyrillic, r):
			nc++
		}
	}
	if nl == 0 || nc == 0 {
		return w
	}
	table := toCyrillic
	if nl > nc {
		table = toLatin
	}
	return strings.Map(func(r rune) rune {
		if f, ok := table[r]; ok {
			return f
		}
		return r
	}, w)
}
