package ftm

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// countriesTSV holds code, three-letter code where there is one, English short
// name, and other names that published lists use, separated by bars: formal and
// French names, spellings of OFAC, the UN, the EU and Canada, and what people of
// the country are called. Codes are ISO 3166-1 alpha-2 in lower case, and the
// additions of FollowTheMoney: states that are gone (su, dd, cs, yucs), unions
// (eu), territories whose state is disputed, and zz for "no country".
//
//go:embed countries.tsv
var countriesTSV string

type countryTable struct {
	name  map[string]string // code to English short name
	code  map[string]string // folded name or code to code
	codes []string
}

var countries = sync.OnceValue(func() countryTable {
	t := countryTable{name: make(map[string]string), code: make(map[string]string)}
	for line := range strings.Lines(countriesTSV) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		code, alpha3, name := f[0], f[1], f[2]
		t.name[code] = name
		t.codes = append(t.codes, code)
		t.code[code] = code
		t.code[foldCountry(code)] = code
		t.code[foldCountry(name)] = code
		if alpha3 != "" {
			t.code[alpha3] = code
		}
		if len(f) > 3 {
			for alt := range strings.SplitSeq(f[3], "|") {
				t.code[foldCountry(alt)] = code
			}
		}
	}
	slices.Sort(t.codes)
	return t
})

// CountryCode returns the code of a country named in English or French as
// published lists name it, or by its two- or three-letter code in any case. Of
// a name given twice ("Russia / Russie") both must be the same country. ok is
// false for a name that the table does not have; no country is ever guessed.
func CountryCode(s string) (code string, ok bool) {
	t := countries()
	if code, ok = t.code[s]; ok {
		return code, true
	}
	if code, ok = t.code[foldCountry(s)]; ok {
		return code, true
	}
	a, b, two := strings.Cut(s, " / ")
	if !two {
		return "", false
	}
	if code, ok = t.code[foldCountry(a)]; !ok || t.code[foldCountry(b)] != code {
		return "", false
	}
	return code, true
}

// CountryName returns the English short name of a code, or the code itself.
func CountryName(code string) string {
	if n, ok := countries().name[code]; ok {
		return n
	}
	return code
}

// CountryWords is a country as people read it: its name and its code, North Korea
// (KP); a code that is not of the table in capitals.
func CountryWords(code string) string {
	code = strings.ToLower(code)
	if n, ok := countries().name[code]; ok {
		return n + " (" + strings.ToUpper(code) + ")"
	}
	return strings.ToUpper(code)
}

// CountryCodes returns all codes of the table, sorted.
func CountryCodes() []string { return slices.Clone(countries().codes) }

// foldCountry brings a name to letters and digits in lower case, without marks,
// a leading article or signs.
func foldCountry(s string) string {
	s = norm.NFKD.String(strings.ToLower(s))
	s = strings.TrimPrefix(strings.TrimSpace(s), "the ")
	s = strings.ReplaceAll(s, "&", "and")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
