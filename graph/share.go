package graph

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Parts is a share of a whole in integer parts: [Whole] is 100 %. One part is a
// millionth of a percentage point. Thresholds of law are hit exactly in
// practice (33.33 % and 16.67 %), and sums of binary floats miss them.
type Parts uint32

// Whole is 100 %.
const Whole Parts = 100_000_000

// perPoint is one percentage point.
const perPoint = Whole / 100

// Percent writes p as a decimal number of percent, exact: "33.33".
func (p Parts) Percent() string { return percent(uint64(p)) }

func percent(p uint64) string {
	s := strconv.FormatUint(p/uint64(perPoint), 10)
	if rest := p % uint64(perPoint); rest != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%06d", rest), "0")
	}
	return s
}

// Share is what is known of the size of a stake: at least Lo, at most Hi. An
// exclusive end is not itself meant: "more than 25" is Lo 25 % with LoOpen.
type Share struct {
	Lo, Hi         Parts
	LoOpen, HiOpen bool
}

// Unknown is the share of which nothing is known.
var Unknown = Share{Hi: Whole}

// Exact is a share that is known.
func Exact(p Parts) Share { return Share{Lo: p, Hi: p} }

// ends is the low end, then the high end, to compare by.
func (s Share) ends() uint64 { return uint64(s.Lo)<<32 | uint64(s.Hi) }

// IsExact reports whether the share is one number.
func (s Share) IsExact() bool { return s.Lo == s.Hi }

// String writes the share in words: "50 %", "more than 25 % and up to 50 %".
func (s Share) String() string {
	switch {
	case s.IsExact():
		return s.Lo.Percent() + " %"
	case s == Unknown:
		return "an unknown share"
	}
	lo, hi := "at least ", "up to "
	if s.LoOpen {
		lo = "more than "
	}
	if s.HiOpen {
		hi = "less than "
	}
	switch {
	case s.Hi >= Whole && !s.HiOpen:
		return lo + s.Lo.Percent() + " %"
	case s.Lo == 0 && !s.LoOpen:
		return hi + s.Hi.Percent() + " %"
	}
	return lo + s.Lo.Percent() + " % and " + hi + s.Hi.Percent() + " %"
}

// meet returns what two reports say together, and whether both can be true.
func (s Share) meet(o Share) (Share, bool) {
	out := s
	if o.Lo > out.Lo || o.Lo == out.Lo && o.LoOpen {
		out.Lo, out.LoOpen = o.Lo, o.LoOpen
	}
	if o.Hi < out.Hi || o.Hi == out.Hi && o.HiOpen {
		out.Hi, out.HiOpen = o.Hi, o.HiOpen
	}
	return out, out.Lo < out.Hi || out.Lo == out.Hi && !out.LoOpen && !out.HiOpen
}

// hull returns the band from the smallest to the largest of two shares.
func (s Share) hull(o Share) Share {
	if o.Lo < s.Lo || o.Lo == s.Lo && !o.LoOpen {
		s.Lo, s.LoOpen = o.Lo, o.LoOpen
	}
	if o.Hi > s.Hi || o.Hi == s.Hi && !o.HiOpen {
		s.Hi, s.HiOpen = o.Hi, o.HiOpen
	}
	return s
}

// plus adds two holdings of one holder in one company. Nobody holds more than
// the whole; over reports that the sources say so.
func (s Share) plus(o Share) (sum Share, over bool) {
	lo, hi := uint64(s.Lo)+uint64(o.Lo), uint64(s.Hi)+uint64(o.Hi)
	sum = Share{Lo: Parts(min(lo, uint64(Whole))), Hi: Parts(min(hi, uint64(Whole)))}
	sum.LoOpen = (s.LoOpen || o.LoOpen) && lo < uint64(Whole)
	sum.HiOpen = (s.HiOpen || o.HiOpen) && hi <= uint64(Whole)
	return sum, lo > uint64(Whole)
}

// times is a share of a share: the low end rounded down, the high end up.
func (s Share) times(o Share) Share {
	lo, hi := uint64(s.Lo)*uint64(o.Lo), uint64(s.Hi)*uint64(o.Hi)
	w := uint64(Whole)
	return Share{
		Lo: Parts(lo / w), Hi: Parts((hi + w - 1) / w),
		LoOpen: (s.LoOpen || o.LoOpen) && lo%w == 0, HiOpen: (s.HiOpen || o.HiOpen) && hi%w == 0,
	}
}

// errOver is the error of a share above 100 %.
var errOver = errors.New("more than 100 %")

// ParseShare reads the text of a percentage as registers and FollowTheMoney
// write it. known is false for a text that says nothing of the size (empty, or
// words): the share is then [Unknown]. What cannot be a share (130, -5) is an
// error.
//
//	50   50%   50,0 %              exact
//	25-50   25 - 50 %              both ends belong to it
//	>25-50   >=25-<50              ends with their signs
//	>25   more than 25             low end exclusive
//	<50   less than 50             high end exclusive
//	75+   ≥75   75 or more         from 75 to 100
//	1.396555514267633e-05          exponents, as programs write them
//
// "0.5" is half of a percent, not a half. A value with more digits than parts
// can hold becomes a band: rounded down and rounded up.
func ParseShare(text string) (s Share, known bool, err error) {
	t := strings.ToLower(strings.TrimSpace(text))
	for _, r := range [...][2]string{{"percent", ""}, {"per cent", ""}, {"%", ""}, {"\u00a0", " "}, {"–", "-"}, {"—", "-"}, {"−", "-"}, {"≥", ">="}, {"≤", "<="}, {" and ", " "}} {
		t = strings.ReplaceAll(t, r[0], r[1])
	}
	for _, w := range [...][2]string{
		{"not more than", "<="}, {"no more than", "<="}, {"at most", "<="}, {"up to", "<="}, {"not less than", ">="}, {"at least", ">="}, {"from", ">="},
		{"more than", ">"}, {"over", ">"}, {"above", ">"}, {"less than", "<"}, {"under", "<"}, {"below", "<"},
	} {
		t = strings.ReplaceAll(t, w[0], w[1])
	}
	t = strings.ReplaceAll(t, " to ", "-")
	for _, w := range [...]string{"or more", "and more", "or above"} {
		t = strings.ReplaceAll(t, w, "+")
	}
	t = strings.ReplaceAll(t, " ", "")
	if t == "" {
		return Unknown, false, nil
	}
	s = Unknown
	if rest, ok := strings.CutSuffix(t, "+"); ok {
		lo, _, ok, err := parsePercent(strings.TrimPrefix(rest, ">="))
		if !ok || err != nil {
			return Unknown, false, nameShare(text, err)
		}
		s.Lo = lo
		return s, true, nil
	}
	lo, hi, both := splitBand(t)
	if !both {
		hi = ""
		if strings.HasPrefix(lo, "<") {
			lo, hi = "", lo
		} else if !strings.HasPrefix(lo, ">") {
			a, b, ok, err := parsePercent(lo)
			if !ok || err != nil {
				return Unknown, false, nameShare(text, err)
			}
			return Share{Lo: a, Hi: b}, true, nil
		}
	}
	if lo != "" {
		n, excl := strings.CutPrefix(lo, ">")
		if rest, ok := strings.CutPrefix(n, "="); ok && excl {
			n, excl = rest, false
		}
		a, b, ok, err := parsePercent(n)
		if !ok || err != nil {
			return Unknown, false, nameShare(text, err)
		}
		s.Lo, s.LoOpen = a, excl && a == b
		if excl && a != b {
			s.LoOpen = true // more than a number between two parts: more than the lower
		}
	}
	if hi != "" {
		n, excl := strings.CutPrefix(hi, "<")
		if rest, ok := strings.CutPrefix(n, "="); ok && excl {
			n, excl = rest, false
		}
		_, b, ok, err := parsePercent(n)
		if !ok || err != nil {
			return Unknown, false, nameShare(text, err)
		}
		s.Hi, s.HiOpen = b, excl
	}
	if s.Lo > s.Hi || s.Lo == s.Hi && (s.LoOpen || s.HiOpen) {
		return Unknown, false, fmt.Errorf("share %q: nothing lies between its ends", clip(text))
	}
	return s, true, nil
}

func nameShare(text string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("share %q: %w", clip(text), err)
}

// clip shortens a text from outside for a message.
func clip(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// splitBand splits "25-50" at the dash between its ends; a dash of an exponent
// or a sign is none.
func splitBand(t string) (lo, hi string, ok bool) {
	for i := 1; i < len(t)-1; i++ {
		if t[i] == '-' && t[i-1] >= '0' && t[i-1] <= '9' {
			return t[:i], t[i+1:], true
		}
		if t[i] == '<' && t[i-1] >= '0' && t[i-1] <= '9' { // "more than 25 and up to 50"
			return t[:i], t[i:], true
		}
	}
	return t, "", false
}

// parsePercent reads a number of percent as parts, rounded down and up. ok is
// false for what is no number.
func parsePercent(t string) (down, up Parts, ok bool, err error) {
	if strings.Count(t, ",") == 1 && !strings.Contains(t, ".") {
		t = strings.Replace(t, ",", ".", 1)
	}
	if t == "" || len(t) > 64 {
		return 0, 0, false, nil
	}
	for i := range len(t) {
		if c := t[i]; (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' {
			return 0, 0, false, nil
		}
	}
	mant, exp, hasExp := strings.Cut(t, "e")
	if hasExp {
		if n, err := strconv.Atoi(exp); err != nil || n < -400 || n > 400 {
			return 0, 0, false, nil
		}
	}
	if strings.Trim(mant, "0123456789.-+") != "" || !strings.ContainsAny(mant, "0123456789") {
		return 0, 0, false, nil
	}
	r, isNumber := new(big.Rat).SetString(t)
	if !isNumber {
		return 0, 0, false, nil
	}
	return partsOf(r, int64(perPoint))
}

// partsOf makes parts of a number, of which one is so many parts.
func partsOf(r *big.Rat, unit int64) (down, up Parts, ok bool, err error) {
	if r.Sign() < 0 {
		return 0, 0, true, errors.New("less than nothing")
	}
	r = new(big.Rat).Mul(r, new(big.Rat).SetInt64(unit))
	q, m := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if q.Cmp(big.NewInt(int64(Whole))) > 0 || q.Cmp(big.NewInt(int64(Whole))) == 0 && m.Sign() > 0 {
		return 0, 0, true, errOver
	}
	down = Parts(q.Uint64())
	up = down
	if m.Sign() > 0 {
		up++
	}
	return down, up, true, nil
}

// ParseRatio reads a ratio (1 is the whole) as a share.
func ParseRatio(text string) (Share, error) {
	if len(text) > 64 {
		return Unknown, fmt.Errorf("ratio %q: too long", clip(text))
	}
	mant, exp, hasExp := strings.Cut(strings.ToLower(text), "e")
	if hasExp {
		if n, err := strconv.Atoi(exp); err != nil || n < -400 || n > 400 {
			return Unknown, fmt.Errorf("ratio %q: its exponent", clip(text))
		}
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || strings.Contains(mant, "/") {
		return Unknown, fmt.Errorf("ratio %q is no number", clip(text))
	}
	down, up, _, err := partsOf(r, int64(Whole))
	if err != nil {
		return Unknown, fmt.Errorf("ratio %q: %w", clip(text), err)
	}
	return Share{Lo: down, Hi: up}, nil
}
