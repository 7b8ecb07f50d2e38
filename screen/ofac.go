package screen

import (
	"math"
	"unicode"
)

// OFACScore scores a name against a listed name, in percent, as the search of
// OFAC's site does (OFAC FAQ 249): Jaro-Winkler over the whole, and word by
// word; the higher one wins. The first letter decides whether the whole counts
// at all, and words that are less than half alike count nothing.
func OFACScore(query, listed string) int {
	var q, l ofacName
	q.cut(query)
	l.cut(listed)
	return ofacPercent(&q, &l)
}

func ofacPercent(q, l *ofacName) int {
	if len(q.words) == 0 || len(l.words) == 0 {
		return 0
	}
	return int(math.Round(100 * max(ofacWhole(q.whole, l.whole), ofacParts(q.words, l.words))))
}

// ofacName is a name as OFAC's rules cut it.
type ofacName struct {
	whole []rune // its words with a blank between them
	words [][]rune
}

// Bounds of a name that is compared by OFAC's rules.
const (
	ofacMaxWords   = 32
	ofacMaxLetters = 64
)

// cut cuts a name as the rules do: capitals, no apostrophes, dots and commas,
// borders at everything else. It uses the memory of the name before.
func (n *ofacName) cut(s string) {
	if cap(n.whole) < len(s) {
		n.whole = make([]rune, 0, 2*len(s)) // words are parts of it: it must not move
	}
	n.whole, n.words = n.whole[:0], n.words[:0]
	from, open := 0, false
	end := func() {
		w := n.whole[from:]
		if open && len(w) > 0 && len(w) <= ofacMaxLetters && len(n.words) < ofacMaxWords {
			n.words = append(n.words, w)
		} else {
			n.whole = n.whole[:max(from-1, 0)]
		}
		open = false
	}
	for _, r := range s {
		switch {
		case r == '\'' || r == '.' || r == ',':
			continue
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r < 0x80 && (r < '0' || r > '9' && r < 'A' || r > 'Z'):
			if open {
				end()
			}
			continue
		case r >= 0x80:
			r = unicode.ToUpper(r)
		}
		if !open {
			open = true
			if len(n.words) > 0 {
				n.whole = append(n.whole, ' ')
			}
			from = len(n.whole)
		}
		n.whole = append(n.whole, r)
	}
	if open {
		end()
	}
}

func ofacWhole(a, b []rune) float64 {
	if a[0] != b[0] {
		return 0
	}
	return winkler(a, b, 0)
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
func (ix *Index) ofac(s *scratch, p *prepared, v *verdict) {
	ix.ofacScore(s, p, v)
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
func (ix *Index) ofacScore(s *scratch, p *prepared, v *verdict) {
	v.ofac = 0
	for i := range p.names {
		if q := &p.names[i]; q.ofac.words == nil {
			q.ofac.cut(q.raw)
		}
	}
	for n := ix.nameOf[v.party]; n < ix.nameOf[v.party+1]; n++ {
		s.ofac.cut(ix.name.at(n))
		for i := range p.names {
			if percent := ofacPercent(&p.names[i].ofac, &s.ofac); percent > v.ofac {
				v.ofac, v.ofacQuery, v.ofacName = percent, i, n
			}
		}
	}
}
