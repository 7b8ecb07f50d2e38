package screen

import (
	"slices"
	"strings"

	"cordon/ftm"
)

// span is a date of birth as far as it is known: days from, to (not included).
type span struct{ from, to ftm.Day }

func (s span) day() bool { return s.to-s.from == 1 }

// birthSpans reads dates of birth. Two or more bare years are the ends of a
// range, as lists write "1958 to 1961".
func birthSpans(dates []string) []span {
	var out []span
	years := span{}
	n := 0
	for _, d := range dates {
		from, to, err := ftm.Span(d)
		if err != nil {
			continue
		}
		if len(d) == 4 {
			n++
			if years.from == 0 || from < years.from {
				years.from = from
			}
			years.to = max(years.to, to)
			continue
		}
		out = append(out, span{from, to})
	}
	if n > 0 {
		out = append(out, years)
	}
	return out
}

// births is how dates of birth of both sides stand to each other.
type births uint8

const (
	birthsUnknown  births = iota
	birthsAgree           // to the day
	birthsYear            // at least one side knows no day; the years agree
	birthsSwapped         // day and month change places
	birthsDays            // the year agrees, the days do not
	birthsDisjoint        // not even the year
)

// about is how far the ends of a range of years may be off.
const about = 366

func compareBirths(query, list []span) births {
	if len(query) == 0 || len(list) == 0 {
		return birthsUnknown
	}
	best := birthsDisjoint
	for _, q := range query {
		for _, l := range list {
			best = min(best, compareBirth(q, l))
		}
	}
	return best
}

func compareBirth(q, l span) births {
	if q.day() && l.day() {
		if q.from == l.from {
			return birthsAgree
		}
		a, b := q.from.Time(), l.from.Time()
		if a.Year() != b.Year() {
			return birthsDisjoint
		}
		if int(a.Month()) == b.Day() && int(b.Month()) == a.Day() {
			return birthsSwapped
		}
		return birthsDays
	}
	slack := ftm.Day(0)
	if q.to-q.from > about || l.to-l.from > about {
		slack = about // a range of years is a guess already
	}
	if q.from < l.to+slack && l.from < q.to+slack {
		return birthsYear
	}
	if q.from.Time().Year() == l.from.Time().Year() {
		return birthsDays
	}
	return birthsDisjoint
}

// countryProps say where somebody belongs.
var countryProps = []string{"nationality", "citizenship", "country", "jurisdiction", "mainCountry", "flag"}

// sameCountry folds states that followed one another.
func sameCountry(c string) string {
	switch c {
	case "su":
		return "ru"
	case "dd":
		return "de"
	}
	return c
}

func countriesOf(e map[string][]string) []string {
	var out []string
	for _, p := range countryProps {
		for _, v := range e[p] {
			if c, ok := ftm.CountryCode(v); ok {
				v = c
			}
			if v = sameCountry(v); !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Genders, as bits: a party may be said to be both.
func genderBits(values []string) byte {
	var b byte
	for _, v := range values {
		switch g, _ := ftm.TypeGender.Clean(v); g {
		case "male":
			b |= 1
		case "female":
			b |= 2
		case "other":
			b |= 4
		}
	}
	return b
}

// addressWords cuts an address for comparing; words that most addresses share
// are left out.
func addressWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r < '0' || r > '9' && r < 'a' || r > 'z' && r < 0x80
	})
	out := words[:0]
	for _, w := range words {
		switch w {
		case "street", "st", "road", "rd", "avenue", "ave", "no", "the", "of", "building", "bldg", "floor", "box", "p", "o", "po", "unit", "suite", "apt", "district", "city", "province", "and", "room", "ul", "str":
		default:
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// compareAddresses is the share of the shorter address's words that the other
// has, in [0,1]. One word alone is no address.
func compareAddresses(query, list []string) (best float64, q, l string) {
	for _, a := range query {
		aw := addressWords(a)
		for _, b := range list {
			bw := addressWords(b)
			n := 0
			for _, w := range aw {
				if slices.Contains(bw, w) {
					n++
				}
			}
			if n < 2 {
				continue
			}
			if s := float64(n) / float64(max(len(aw), min(len(bw), len(aw)+2))); s > best {
				best, q, l = s, a, b
			}
		}
	}
	return best, q, l
}
