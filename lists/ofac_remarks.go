package lists

import (
	"strings"
	"unicode/utf8"

	"cordon/ftm"
)

// The remarks of OFAC's CSV files, which also stand behind the documents of the
// XML files:
//
//	remarks = item *(";" item) ["."]
//	item    = ["alt. "] label value ["(" country ")"] [" issued " date] [" expires " date]
//	        | ("a.k.a." | "f.k.a." | "n.k.a.") " '" weak alias "'"
//	        | free text
//
// Whatever does not follow the grammar is free text and becomes a note.

// maxRemarks is where OFAC cuts the remarks of a row. What follows stands in
// the comments file.
const maxRemarks = 1000

// ofacItem is one item of remarks.
type ofacItem struct {
	text  string     // as printed, without "alt." and the dot at the end of the remarks
	label *ofacLabel // nil for weak aliases and free text
	value string     // what follows the label
	weak  string     // a weak alias; kind says which
	kind  string     // of a weak alias: aka, fka, nka
}

// parseRemarks cuts remarks into items. Nothing but separators, "alt." and the
// final dot is dropped.
func parseRemarks(s string) []ofacItem {
	var items []ofacItem
	for rest, more := s, true; more; {
		var part string
		part, rest, more = strings.Cut(rest, ";")
		part = strings.TrimSpace(part)
		if !more {
			part = strings.TrimSuffix(part, ".")
		}
		for _, alt := range [...]string{"alt. ", "Alt. "} {
			part = strings.TrimPrefix(part, alt)
		}
		if part = strings.TrimSpace(part); part != "" {
			items = append(items, parseItem(part))
		}
	}
	return items
}

func parseItem(text string) ofacItem {
	it := ofacItem{text: text}
	if kind, name, ok := quotedAlias(text); ok {
		it.kind, it.weak = kind, name
		return it
	}
	it.label, it.value = cutLabel(text)
	return it
}

// quotedAlias reads a weak alias: a name in single quotes, which may hold
// apostrophes of its own.
func quotedAlias(s string) (kind, name string, ok bool) {
	for _, k := range [...]string{"a.k.a.", "f.k.a.", "n.k.a."} {
		rest, found := strings.CutPrefix(s, k)
		if !found {
			continue
		}
		rest = strings.TrimSuffix(strings.TrimSpace(rest), ".")
		if len(rest) > 2 && rest[0] == '\'' && rest[len(rest)-1] == '\'' {
			name = rest[1 : len(rest)-1]
			if len(name) > 2 && name[0] == '\'' && name[len(name)-1] == '\'' { // quoted twice
				name = name[1 : len(name)-1]
			}
			return string([]byte{k[0], 'k', 'a'}), name, true
		}
	}
	return "", "", false
}

// dropLast takes the last item off remarks that are cut and returns it, which
// is a stump.
func dropLast(remarks string) (kept, stump string) {
	i := strings.LastIndexByte(remarks, ';')
	if i < 0 {
		return "", remarks
	}
	return remarks[:i], strings.TrimSpace(remarks[i+1:])
}

// ofacNumbered is a number and what stands behind it.
type ofacNumbered struct {
	number          string
	country         string // code
	issued, expires string // ISO
	aside           string // brackets that hold no country
}

// parseNumbered reads `number (country) issued date expires date`.
func parseNumbered(s string) ofacNumbered {
	var n ofacNumbered
	s = strings.TrimRight(s, ". ")
	cut := func(word string, into *string) {
		i := strings.LastIndex(s, word)
		if i < 0 {
			return
		}
		if d, ok := ftm.CleanDate(strings.TrimRight(s[i+len(word):], ". ")); ok {
			*into, s = d, strings.TrimSpace(s[:i])
		}
	}
	cut(" expires ", &n.expires)
	cut(" issued ", &n.issued)
	cut(" expires ", &n.expires)
	if strings.HasSuffix(s, ")") {
		if i := openBracket(s); i > 0 {
			inner := s[i+1 : len(s)-1]
			if code, ok := ftm.CountryCode(inner); ok {
				n.country = code
			} else {
				n.aside = inner
			}
			s = strings.TrimSpace(s[:i])
		}
	}
	n.number = strings.TrimSpace(s)
	return n
}

// openBracket returns where the bracket that the last byte closes was opened.
func openBracket(s string) int {
	depth := 0
	for i := len(s) - 1; i >= 0; i-- {
		switch s[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// parseDates reads a day, month or year, a range of two, or one that is only
// about right. Both ends of a range are returned; exact is false for a range
// and for circa.
func parseDates(s string) (dates []string, exact bool) {
	s = strings.TrimRight(strings.TrimSpace(s), ".")
	exact = true
	if rest, ok := strings.CutPrefix(s, "circa "); ok {
		s, exact = rest, false
	}
	from, to, ok := strings.Cut(s, " to ")
	if !ok && len(s) == 9 && s[4] == '-' {
		from, to, ok = s[:4], s[5:], true
	}
	if !ok {
		d, good := ftm.CleanDate(s)
		if !good {
			return nil, false
		}
		return []string{d}, exact
	}
	a, okA := ftm.CleanDate(from)
	b, okB := ftm.CleanDate(strings.TrimPrefix(to, "circa "))
	if !okA || !okB {
		return nil, false
	}
	return []string{a, b}, false
}

// placeCountry returns the country at the end of a place, or "".
func placeCountry(place string) string {
	for rest, ok := place, true; ok; {
		if code, known := ftm.CountryCode(strings.TrimSpace(rest)); known {
			return code
		}
		_, rest, ok = strings.Cut(rest, ",")
	}
	return ""
}

// looksLabelled reports whether free text reads like a label that is not known:
// a word for a number, and a digit behind it.
func looksLabelled(s string) bool {
	for _, w := range [...]string{"No. ", "Number ", "# ", "ID ", "Code ", ": "} {
		if i := strings.Index(s, w); i >= 0 && i < 60 && strings.ContainsAny(s[i+len(w):], "0123456789") {
			return true
		}
	}
	return false
}

// isCut reports whether remarks are as long as OFAC's rows hold, so that they
// may go on elsewhere.
func isCut(remarks string) bool {
	return len(remarks) >= maxRemarks && utf8.RuneCountInString(remarks) == maxRemarks
}
