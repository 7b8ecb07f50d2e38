package graph

import (
	"slices"
	"strings"
	"unicode"
)

// The same place is written in many ways: "Unit 3, 12 Xinhua Road, Dandong" and
// "No. 12 Xinhua Rd, Rm 3, Dandong City". An address is brought to a form in which
// order, usual abbreviations and words that say nothing do not matter. Numbers do,
// and so does what they are numbers of: unit 3 of house 12 is not unit 12 of house
// 3.

// Kinds of parts of a house: what their numbers are numbers of.
const (
	ofUnit     = "unit"
	ofFloor    = "floor"
	ofBuilding = "building"
	ofBox      = "box"
)

// addressWords is the table of usual words of addresses, in lower case.
var addressWords = struct {
	drop    string            // say nothing
	parts   map[string]string // a kind of part of a house to its words
	streets map[string]string // a kind of street to its abbreviations
}{
	drop: "no number num nr № city district dist province prov the of",
	parts: map[string]string{
		ofUnit:     "unit room rm flat suite ste apartment apt office",
		ofFloor:    "floor fl flr level lvl",
		ofBuilding: "building bldg block blk tower twr",
		ofBox:      "pobox",
	},
	streets: map[string]string{
		"road": "rd", "street": "st str", "avenue": "ave av", "boulevard": "blvd", "lane": "ln", "drive": "dr", "highway": "hwy", "square": "sq",
		"place": "pl", "court": "ct", "parkway": "pkwy", "terrace": "ter",
	},
}

// wordOfAddress is what a word of an address stands for.
type wordOfAddress struct {
	drop   bool
	part   string // kind of part of a house
	street string // kind of street
}

var wordsOfAddresses = func() map[string]wordOfAddress {
	out := make(map[string]wordOfAddress)
	for _, w := range strings.Fields(addressWords.drop) {
		out[w] = wordOfAddress{drop: true}
	}
	for kind, list := range addressWords.parts {
		for _, w := range strings.Fields(list) {
			out[w] = wordOfAddress{part: kind}
		}
	}
	for kind, list := range addressWords.streets {
		for _, w := range append(strings.Fields(list), kind) {
			out[w] = wordOfAddress{street: kind}
		}
	}
	return out
}()

// manyDigits is how many digits a number has that is no house's: that of a post
// office or a district, which may stand anywhere.
const manyDigits = 5

// placeOf is the form of an address in which two ways of writing it are equal. It
// is "" for what says too little to be found in another order: an address has a
// number, and two words beside it that are no kind of street.
func placeOf(address string) string {
	var words, numbers []string // in order of letters; in order of the address
	names, counted := 0, false  // words that are no kind of anything; whether there is a number
	for part := range strings.FieldsFuncSeq(strings.ToLower(address), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		kind := "" // of what the next number is one
		list := wordsOf(part)
		for i := 0; i < len(list); i++ {
			w := list[i]
			n, isNumber := numberOf(w)
			counted = counted || isNumber
			of := wordsOfAddresses[w]
			switch {
			case of.drop:
			case of.part != "":
				kind = of.part
			case isNumber && kind == "" && isFloor(list[i+1:]):
				words = append(words, ofFloor+" "+n)
				i++
			case isNumber && kind != "", len(w) == 1 && kind != "": // Rm 3, Flat A
				words, kind = append(words, kind+" "+n), ""
			case isNumber && len(n) < manyDigits:
				numbers = append(numbers, n)
			case isNumber:
				words = append(words, n)
			case of.street != "":
				words, kind = append(words, of.street), ""
			default:
				words, kind = append(words, w), ""
				names++
			}
		}
	}
	if names < 2 || !counted {
		return ""
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ",") + "#" + strings.Join(numbers, ",")
}

// isFloor reports whether what follows a number says that it is that of a floor:
// 12/F, 3rd floor; not 12, Floor 3.
func isFloor(rest []string) bool {
	if len(rest) == 0 || rest[0] != "f" && wordsOfAddresses[rest[0]].part != ofFloor {
		return false
	}
	if len(rest) == 1 {
		return true
	}
	_, other := numberOf(rest[1])
	return !other
}

// wordsOf cuts a part of an address into words and numbers.
func wordsOf(part string) []string {
	list := strings.FieldsFunc(part, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '№'
	})
	out := list[:0]
	for i := 0; i < len(list); i++ {
		switch rest := list[i:]; {
		case len(rest) > 2 && rest[0] == "p" && rest[1] == "o" && rest[2] == "box":
			out = append(out, "pobox")
			i += 2
		case len(rest) > 1 && rest[0] == "po" && rest[1] == "box":
			out = append(out, "pobox")
			i++
		default:
			out = append(out, list[i])
		}
	}
	return out
}

// numberOf reads a word that begins with a digit: without zeros before it, and an
// ordinal as its number.
func numberOf(w string) (string, bool) {
	if w[0] < '0' || w[0] > '9' {
		return w, false
	}
	n := strings.TrimLeft(w, "0")
	if n == "" || n[0] < '0' || n[0] > '9' {
		n = "0" + n
	}
	for _, end := range [...]string{"st", "nd", "rd", "th"} {
		if cut, ok := strings.CutSuffix(n, end); ok && strings.Trim(cut, "0123456789") == "" {
			return cut, true
		}
	}
	return n, true
}
