package ftm

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// countriesTSV holds code, English short name, and other names that published
// lists use, separated by bars. Codes are ISO 3166-1 alpha-2 in lower case,
// and the additions of FollowTheMoney: states that are gone (su, dd, cs, yucs),
// unions (eu), territories whose state is disputed, and zz for "no country".
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
		code, name := f[0], f[1]
		t.name[code] = name
		t.codes = append(t.codes, code)
		t.code[code] = code
		t.code[foldCountry(name)] = code
		if len(f) > 2 {
			for _, alt := range strings.Split(f[2], "|") {
				t.code[foldCountry(alt)] = code
			}
		}
	}
	for a3, a2 := range alpha3 {
		t.code[a3] = a2
	}
	slices.Sort(t.codes)
	return t
})

// alpha3 holds the three-letter codes that lists and payment messages use most.
var alpha3 = map[string]string{
	"prk": "kp", "kor": "kr", "chn": "cn", "hkg": "hk", "mac": "mo", "twn": "tw", "rus": "ru", "usa": "us", "gbr": "gb", "irn": "ir", "syr": "sy",
	"cub": "cu", "jpn": "jp", "sgp": "sg", "mys": "my", "vnm": "vn", "tha": "th", "idn": "id", "khm": "kh", "lao": "la", "mmr": "mm", "phl": "ph",
	"deu": "de", "fra": "fr", "ita": "it", "esp": "es", "nld": "nl", "bel": "be", "che": "ch", "aut": "at", "pol": "pl", "ukr": "ua", "blr": "by",
	"tur": "tr", "are": "ae", "sau": "sa", "irq": "iq", "lbn": "lb", "ind": "in", "pak": "pk", "mhl": "mh", "pan": "pa", "lbr": "lr", "mlt": "mt",
	"cyp": "cy", "ven": "ve", "mex": "mx", "can": "ca", "aus": "au", "nzl": "nz", "bra": "br", "zaf": "za", "egy": "eg", "lby": "ly", "yem": "ye",
}

// CountryCode returns the code of a country named in English as published
// lists name it, or by its two- or three-letter code in any case. ok is false
// for a name that the table does not have; no country is ever guessed.
func CountryCode(s string) (code string, ok bool) {
	t := countries()
	if code, ok = t.code[s]; ok {
		return code, true
	}
	code, ok = t.code[foldCountry(s)]
	return code, ok
}

// CountryName returns the English short name of a code, or the code itself.
func CountryName(code string) string {
	if n, ok := countries().name[code]; ok {
		return n
	}
	return code
}

// CountryCodes returns all codes of the table, sorted.
func CountryCodes() []string { return countries().codes }

// foldCountry brings a name to letters and digits in lower case, without marks,
// a leading article or signs.
func foldCountry(s string) string {
	s = norm.NFKD.String(strings.ToLower(s))
	s = strings.TrimPrefix(strings.TrimSpace(s), "the ")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
