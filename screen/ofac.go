package screen

import (
	"math"
	"strings"
	"unicode/utf8"
)

// OFACScore scores a name against a listed name, in percent, as the search of
// OFAC's site does (OFAC FAQ 249): Jaro-Winkler over the whole, and word by
// word; the higher one wins. The first letter decides whether the whole counts
// at all, and words that are less than half alike count nothing.
func OFACScore(query, listed string) int { return ofacPercent(ofacWords(query), ofacWords(listed)) }

func ofacPercent(q, l [][]rune) int {
	if len(q) == 0 || len(l) == 0 {
		return 0
	}
	return int(math.Round(100 * max(ofacWhole(q, l), ofacParts(q, l))))
}

var ofacDeleted = strings.NewReplacer("'", "", ".", "", ",", "")

// ofacWords cuts a name as the rules do: capitals, no apostrophes, dots and
// commas, borders at everything else.
func ofacWords(s string) [][]rune {
	s = ofacDeleted.Replace(strings.ToUpper(s))
	var out [][]rune
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 && (r < '0' || r > '9' && r < 'A' || r > 'Z') }) {
		if len(out) < 32 && utf8.RuneCountInString(w) <= 64 {
			out = append(out, []rune(w))
		}
	}
	return out
}

func ofacWhole(q, l [][]rune) float64 {
	a, b := joinWords(q), joinWords(l)
	if a[0] != b[0] {
		return 0
	}
	return winkler(a, b, 0)
}

func joinWords(words [][]rune) []rune {
	var out []rune
	for i, w := range words {
		if i > 0 {
			out = append(out, ' ')
		}
		out = append(out, w...)
	}
	return out
}

func ofacParts(q, l [][]rune) float64 {
	long := false
	for _, w := range q {
		long = long || len(w) > 2
	}
	sum, n := 0.0, 0
	for _, w := range q {
		if long && len(w) <= 2 {
			continue
		}
		best := 0.0
		for _, x := range l {
			best = max(best, winkler(w, x, .7))
		}
		if best >= .5 {
			sum += best
		}
		n++
	}
	return sum / float64(n)
}

// winkler is Jaro's likeness, lifted by a common beginning of up to four
// letters where it is at least gate.
func winkler(a, b []rune, gate float64) float64 {
	j := jaro(a, b)
	if j < gate {
		return j
	}
	p := 0
	for p < 4 && p < len(a) && p < len(b) && a[p] == b[p] {
		p++
	}
	return j + float64(p)*.1*(1-j)
}

// jaro counts letters that both words have at about the same place, and how
// many of them stand in another order.
func jaro(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	reach := max(max(len(a), len(b))/2-1, 0)
	var space [2][64]bool // words are no longer; whole names may be
	am, bm := space[0][:], space[1][:]
	if len(a) > len(am) || len(b) > len(bm) {
		am, bm = make([]bool, len(a)), make([]bool, len(b))
	}
	m := 0
	for i := range a {
		for j := max(0, i-reach); j < min(len(b), i+reach+1); j++ {
			if !bm[j] && a[i] == b[j] {
				am[i], bm[j] = true, true
				m++
				break
			}
		}
	}
	if m == 0 {
		return 0
	}
	t, k := 0, 0
	for i := range a {
		if !am[i] {
			continue
		}
		for !bm[k] {
			k++
		}
		if a[i] != b[k] {
			t++
		}
		k++
	}
	f := float64(m)
	return (f/float64(len(a)) + f/float64(len(b)) + (f-float64(t)/2)/f) / 3
}

// Qualifiers of the algorithm ofac.
const (
	ofacMinus    = -.10
	ofacMinusDay = -.15
)

// ofac replaces the score of a party by that of OFAC's rules.
func (ix *Index) ofac(p *prepared, v *verdict) {
	ix.ofacScore(p, v)
	v.byOFAC = v.ofac > 0
	v.main = float64(v.ofac) / 100
	v.score, v.weak = v.main, false
	if v.country < 0 {
		v.score += ofacMinus
	}
	switch v.births {
	case birthsDisjoint:
		v.score += ofacMinus + ofacMinusDay
	case birthsDays, birthsSwapped:
		v.score += ofacMinusDay
	}
	if v.gender < 0 {
		v.score += ofacMinus
	}
	v.score = round(max(v.score, 0))
}

// ofacScore finds the best of a party's names by OFAC's rules.
func (ix *Index) ofacScore(p *prepared, v *verdict) {
	v.ofac = 0
	for i := range p.names {
		if p.names[i].words == nil {
			p.names[i].words = ofacWords(p.names[i].raw)
		}
	}
	for n := ix.nameOf[v.party]; n < ix.nameOf[v.party+1]; n++ {
		listed := ofacWords(ix.name.at(n))
		for i := range p.names {
			if s := ofacPercent(p.names[i].words, listed); s > v.ofac {
				v.ofac, v.ofacQuery, v.ofacName = s, i, n
			}
		}
	}
}
