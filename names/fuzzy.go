package names

import (
	"math/bits"
	"strings"
)

// letters are the parts of one name as runes, with what rejects unlike words
// before any alignment.
type letters struct {
	runes []rune
	from  [MaxParts + 1]int16
	bag   [MaxParts]bag

	digits []rune
}

func (w *letters) fill(n *Name, used *[MaxParts]bool) {
	w.runes = w.runes[:0]
	for i := range n.Parts {
		w.from[i] = int16(len(w.runes))
		w.bag[i] = bag{}
		if used[i] {
			continue
		}
		for _, r := range n.Parts[i].Text {
			w.runes = append(w.runes, r)
			w.bag[i].add(r)
		}
	}
	w.from[len(n.Parts)] = int16(len(w.runes))
}

func (w *letters) run(at, n int) []rune { return w.runes[w.from[at]:w.from[at+n]] }

// maxRun is how many neighbouring parts of one side may stand against one or
// two of the other: "van der bilt" against "vanderbilt".
const maxRun = 4

// maxWork bounds the letters against letters of runs of words. Names of people
// and firms stay far below it.
const maxWork = 1 << 16

// maxLetters bounds a word or run that is compared by letters.
const maxLetters = 64

// What a word of so many letters may take: letters more, and other letters that
// look alike.
var mayTake, mayLook = func() (t, l [maxLetters + 1]int) {
	for n := range t {
		t[n], l[n] = int(budget(n)/costEdit), int(budget(n)/costLook)
	}
	return t, l
}()

// mayAlike reports whether words or runs of so many letters, and of these, may be
// alike.
func mayAlike(q, l int, qb, lb bag) bool {
	return q > 0 && l > 0 && q <= maxLetters && l <= maxLetters && l-q <= mayTake[l] && q-l <= mayTake[q] &&
		qb.lacks(lb) <= mayLook[q] && lb.lacks(qb) <= mayLook[l]
}

// bag is a word's letters without their order: those that it has, and those that
// it has twice or more. Letters of one remainder by 64 count as one.
type bag struct{ one, two uint64 }

func (b *bag) add(r rune) {
	bit := uint64(1) << (uint32(r) & 63)
	b.two |= b.one & bit
	b.one |= bit
}

// with returns the letters of two words together.
func (b bag) with(o bag) bag { return bag{b.one | o.one, b.two | o.two | b.one&o.one} }

// lacks counts letters of b that o does not have, at least.
func (b bag) lacks(o bag) int { return bits.OnesCount64(b.one&^o.one) + bits.OnesCount64(b.two&^o.two) }

type option struct {
	pair
	rank float64
}

// open reports whether part i of a name still takes part in letter comparison.
func open(p *Part, used bool) bool {
	return !used && p.Tag != Form && p.Tag != Number && p.Tag != Title && p.Tag != Suffix
}

// fuzzy pairs what is left by letters: single words, and runs of words glued.
// The best pair is taken first.
func (c *Comparer) fuzzy() {
	c.options, c.work = c.options[:0], maxWork
	c.qw.fill(c.q, &c.qUsed)
	c.lw.fill(c.l, &c.lUsed)
	nq, nl := len(c.q.Parts), len(c.l.Parts)
	for i := 0; i < nq; i++ {
		var qb bag
		for qn := 1; qn <= maxRun && i+qn <= nq && open(&c.q.Parts[i+qn-1], c.qUsed[i+qn-1]); qn++ {
			qb = qb.with(c.qw.bag[i+qn-1])
			q := int(c.qw.from[i+qn] - c.qw.from[i])
			if q == 0 || q > maxLetters {
				continue
			}
			for j := 0; j < nl; j++ {
				var lb bag
				for ln := 1; ln <= maxRun && j+ln <= nl && open(&c.l.Parts[j+ln-1], c.lUsed[j+ln-1]); ln++ {
					if qn > 1 && ln > 1 && qn+ln > 4 {
						break
					}
					lb = lb.with(c.lw.bag[j+ln-1])
					l := int(c.lw.from[j+ln] - c.lw.from[j])
					if l-q > mayTake[min(l, maxLetters)] {
						break // longer runs are further off
					}
					if qn > 1 && ln == qn && (q != l || qb != lb) {
						continue // the words one by one
					}
					if mayAlike(q, l, qb, lb) {
						c.option(i, qn, j, ln)
					}
				}
			}
		}
	}
	c.takeBest()
}

// takeBest adds the options that do not overlap, the best first.
func (c *Comparer) takeBest() {
	for {
		best := -1
		for k := range c.options {
			if best < 0 || c.options[k].rank > c.options[best].rank {
				best = k
			}
		}
		if best < 0 {
			return
		}
		p := c.options[best].pair
		c.add(p)
		keep := c.options[:0]
		for _, o := range c.options {
			if o.q < p.q+p.qn && p.q < o.q+o.qn || o.l < p.l+p.ln && p.l < o.l+o.ln {
				continue
			}
			keep = append(keep, o)
		}
		c.options = keep
	}
}

// option scores one run of the query against one of the list.
func (c *Comparer) option(i, qn, j, ln int) {
	a, b := &c.q.Parts[i], &c.l.Parts[j]
	if qn == 1 && ln == 1 && (!compatible(a.Tag, b.Tag) || a.Tag == Word && b.Tag == Word && a.Sym.Group != b.Sym.Group) {
		return
	}
	q, l := c.qw.run(i, qn), c.lw.run(j, ln)
	if c.bothKorean && qn == 1 && ln == 1 && c.otherSyllables(a.Text, b.Text) {
		return
	}
	if qn+ln > 2 {
		if c.work -= len(q) * len(l); c.work < 0 {
			return
		}
	}
	qc, lc, ok := c.ed.costs(q, l, budget(len(q))+budget(len(l)))
	if !ok {
		return
	}
	if qn != ln { // borders that one side lacks
		qc += costSpace * (qn - 1)
		lc += costSpace * (ln - 1)
	} else if qn > 1 {
		if qc+lc > 0 {
			return // the words one by one
		}
		qc, lc = costSpace, costSpace
	}
	s := likeness(q, l, qc, lc, c.q.Kind == Person || c.l.Kind == Person)
	if s == 0 {
		return
	}
	w := 1.0
	if qn == 1 && ln == 1 {
		w = weight(a, b)
	} else {
		w = max(c.runWeight(c.q, i, qn), c.runWeight(c.l, j, ln))
	}
	o := option{pair{q: int8(i), l: int8(j), qn: int8(qn), ln: int8(ln), kind: Edit, score: s, weight: w}, 0}
	if qn != ln {
		o.why = "written in one word"
		if qc+lc > costSpace*(qn+ln-2) {
			o.why = "written in one word, letters differ"
		}
	}
	o.rank = s * float64(len(q)+len(l))
	c.options = append(c.options, o)
}

// likeness is that of two words or runs whose letters are so far apart on
// either side.
func likeness(q, l []rune, qc, lc int, person bool) float64 {
	s := side(len(q), qc) * side(len(l), lc)
	if s == 0 {
		return 0
	}
	if person && genders(q, l) {
		s *= otherGender
	}
	if q[0] != l[0] && qc+lc > 0 && !softStart(q[0], l[0]) {
		s *= otherStart
	}
	return s
}

// otherStart multiplies the likeness of words that do not begin alike: a first
// letter is seldom a slip of the pen.
const otherStart = .7

// softStart reports first letters that are written for each other.
func softStart(a, b rune) bool {
	if a > 127 || b > 127 {
		return true
	}
	return vowel(byte(a)) && vowel(byte(b)) || looksAlike[a][b] || startsAlike[[2]rune{a, b}] || startsAlike[[2]rune{b, a}]
}

var startsAlike = func() map[[2]rune]bool {
	m := make(map[[2]rune]bool)
	for _, p := range strings.Fields("ck cq kq gk jy jg jd dz sz sc ts cs ct vw vf bp bv td hk kx hx gh iy ey zj lr rn ln uw") {
		m[[2]rune{rune(p[0]), rune(p[1])}] = true
	}
	return m
}()

// genders reports words of which one is the other with a final a, or with a
// final a for a final o.
func genders(q, l []rune) bool {
	if len(q) < len(l) {
		q, l = l, q
	}
	n := len(q) - 1
	if len(l) == len(q) {
		return n >= 3 && (q[n] == 'a' && l[n] == 'o' || q[n] == 'o' && l[n] == 'a') && equalRunes(q[:n], l[:n])
	}
	return n >= 3 && len(l) == n && (q[n] == 'a' || q[n] == 'а') && q[n-1] != q[n] && equalRunes(q[:n], l)
}

// runWeight is what the words of a run count together.
func (c *Comparer) runWeight(n *Name, at, length int) float64 {
	w := 0.0
	for i := at; i < at+length; i++ {
		if p := &n.Parts[i]; p.core() {
			w += weight(p, p)
		}
	}
	return max(w, weightStop)
}
