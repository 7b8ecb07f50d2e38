package lists

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// share is a part of a whole in percent: a number, or a band whose ends may be
// exclusive. Its numbers are decimal texts as [decimal] makes them, so that
// nothing is lost to binary fractions. The zero share is not known.
type share struct {
	lo, hi             string
	loBeyond, hiBefore bool // more than lo; less than hi
}

// String is the text of a percentage: "50"; "25-50" with both ends; ">25-50"
// and ">=25-<50" without the low or the high one; "" for what is not known.
func (s share) String() string {
	switch {
	case s.lo == "" && s.hi == "":
		return ""
	case s.lo == s.hi:
		return s.lo
	case s.loBeyond && s.hiBefore:
		return ">" + s.lo + "-<" + s.hi
	case s.loBeyond:
		return ">" + s.lo + "-" + s.hi
	case s.hiBefore:
		return ">=" + s.lo + "-<" + s.hi
	}
	return s.lo + "-" + s.hi
}

// check says what is wrong with a share that is known.
func (s share) check() error {
	switch c := compareDecimals(s.lo, s.hi); {
	case compareDecimals(s.lo, "100") > 0 || compareDecimals(s.hi, "100") > 0:
		return fmt.Errorf("a share of %s %% is more than the whole", s)
	case c > 0:
		return fmt.Errorf("the share begins at %s %% and ends at %s %%", s.lo, s.hi)
	case c == 0 && (s.loBeyond || s.hiBefore):
		return fmt.Errorf("no share is both beyond and up to %s %%", s.lo)
	}
	return nil
}

var errNoShare = errors.New("is no share in percent")

// parseShare reads a share as people and registers write it: "50", "50 %",
// "50,5", "25-50", ">25-50", ">=25-<50", ">25", "more than 25", "<50", "75+",
// "≥75"; an empty text is not known.
func parseShare(text string) (share, error) {
	t := ""
	for _, word := range strings.Fields(strings.ToLower(strings.ReplaceAll(text, "%", " "))) {
		if t != "" && isDigit(t[len(t)-1]) && isDigit(word[0]) {
			return share{}, errNoShare // two numbers, or one that nobody should put together
		}
		t += word
	}
	if t == "" {
		return share{}, nil
	}
	for _, r := range [...][2]string{{"morethan", ">"}, {"lessthan", "<"}, {"≥", ">="}, {"≤", "<="}, {"–", "-"}, {"—", "-"}, {",", "."}} {
		t = strings.ReplaceAll(t, r[0], r[1])
	}
	s := share{lo: "0", hi: "100"}
	low, high, band := cutBand(t)
	if rest, open := strings.CutSuffix(low, "+"); open && !band {
		low, band = ">="+rest, true
		high = "100"
	}
	var ok bool
	sign, number := cutSign(low)
	switch {
	case !band && sign == "":
		if s.lo, ok = decimal(number); !ok {
			return share{}, errNoShare
		}
		s.hi = s.lo
		return s, s.check()
	case sign == "<" || sign == "<=":
		if band {
			return share{}, errNoShare
		}
		s.hiBefore = sign == "<"
		if s.hi, ok = decimal(number); !ok {
			return share{}, errNoShare
		}
		return s, s.check()
	}
	s.loBeyond = sign == ">"
	if s.lo, ok = decimal(number); !ok {
		return share{}, errNoShare
	}
	if band {
		sign, number = cutSign(high)
		if s.hiBefore = sign == "<"; sign == ">" || sign == ">=" {
			return share{}, errNoShare
		}
		if s.hi, ok = decimal(number); !ok {
			return share{}, errNoShare
		}
	}
	return s, s.check()
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// cutBand cuts a band at its hyphen, which is not the sign of an exponent.
func cutBand(s string) (low, high string, band bool) {
	for i := range len(s) {
		if s[i] == '-' && (i == 0 || s[i-1] != 'e') {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

func cutSign(s string) (sign, rest string) {
	for _, sign := range [...]string{">=", "<=", ">", "<"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return sign, rest
		}
	}
	return "", s
}

// maxDecimal bounds the digits of a number. Registers write at most some
// twenty; an exponent can ask for any number of them.
const maxDecimal = 64

// decimal brings a number that is not below zero into one form: no exponent,
// no plus, no zeros at its ends, "0.5" for ".5".
func decimal(s string) (string, bool) {
	s, exponent := strings.TrimPrefix(s, "+"), 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		var err error
		if exponent, err = strconv.Atoi(s[i+1:]); err != nil || exponent > maxDecimal || exponent < -maxDecimal {
			return "", false
		}
		s = s[:i]
	}
	whole, part, dot := strings.Cut(s, ".")
	digits := whole + part
	if digits == "" || len(digits) > maxDecimal || dot && part == "" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	switch at := len(whole) + exponent; {
	case at <= 0:
		whole, part = "0", strings.Repeat("0", -at)+digits
	case at >= len(digits):
		whole, part = digits+strings.Repeat("0", at-len(digits)), ""
	default:
		whole, part = digits[:at], digits[at:]
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if part = strings.TrimRight(part, "0"); len(whole)+len(part) > maxDecimal {
		return "", false
	}
	if part != "" {
		return whole + "." + part, true
	}
	return whole, true
}

// compareDecimals compares two numbers in the form of decimal.
func compareDecimals(a, b string) int {
	wa, pa, _ := strings.Cut(a, ".")
	wb, pb, _ := strings.Cut(b, ".")
	if len(wa) != len(wb) {
		return len(wa) - len(wb)
	}
	if c := strings.Compare(wa, wb); c != 0 {
		return c
	}
	return strings.Compare(pa, pb) // no zeros at the end, so the longer one is greater
}
