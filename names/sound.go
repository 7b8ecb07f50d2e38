package names

import "strings"

// Names in different scripts are compared by sound. Alphabets are written in
// Latin letters first; then both sides are brought to rows of sounds that every
// habit of romanising shares, and the rows are aligned. What an abjad does not
// write is not asked for.

// latinSounds are the spellings of sounds of alphabets, longest first: c is ch,
// x is sh and shch, j is zh.
var latinSounds = byFirst([]spelling{
	{"schtsch", "x"}, {"shch", "x"}, {"stch", "x"}, {"szcz", "x"}, {"tsch", "c"}, {"tch", "c"}, {"dzh", "j"}, {"zh", "j"}, {"kh", "h"}, {"ts", "s"}, {"tz", "s"},
	{"sch", "x"}, {"sh", "x"}, {"ch", "c"}, {"ck", "k"}, {"ph", "f"}, {"th", "t"}, {"gh", "g"}, {"sz", "x"}, {"cz", "c"}, {"dz", "z"},
	{"x", "ks"}, {"w", "v"}, {"q", "k"}, {"c", "s"}, {"y", "i"},
})

// latinLetters adds a Latin word as sounds, vowels among them.
func (h *heard) latinLetters(w string) {
	for i := 0; i < len(w); {
		n := 0
		for _, s := range latinSounds[w[i]] {
			if strings.HasPrefix(w[i:], s.from) {
				to := s.to
				if s.from == "c" && (i+1 == len(w) || !strings.Contains("eiy", w[i+1:i+2])) {
					to = "k" // Victor, Coca; but Cecilia
				}
				for k := 0; k < len(to); k++ {
					h.consonant(to[k])
				}
				n = len(s.from)
				break
			}
		}
		if n == 0 {
			if c := w[i]; c >= 'a' && c <= 'z' {
				if c == 'j' && i > 0 && (i+1 == len(w) || vowel(w[i-1])) {
					c = 'i' // Sergej, Nikolajevich
				}
				h.consonant(c)
			}
			n = 1
		}
		i += n
	}
}

// letters adds a word of an alphabet.
func (h *heard) letters(w string) {
	if scriptOf(w) == latinScript {
		h.latinLetters(w)
		return
	}
	var space [96]byte
	h.latinLetters(string(romanised(space[:0], w)))
}

// hearLetters cuts a name into words as sounds.
func hearLetters(n *Name, used *[MaxParts]bool, dst []heard) []heard {
	for i := range n.Parts {
		if t := n.Parts[i].Tag; used[i] || t == Form || t == Number || t == Stop || n.Kind == Person && scriptOf(n.Parts[i].Text).syllabic() {
			continue
		}
		h := heard{at: int8(i), n: 1}
		h.letters(n.Parts[i].Text)
		if h.len > 0 {
			dst = append(dst, h)
		}
	}
	return dst
}

// soundCosts are the costs of hearing one sound for another, in hundredths.
type soundCosts struct {
	replace [128][128]uint8
	lose    [128]uint8
}

func newSoundCosts(near, lose string) *soundCosts {
	var t soundCosts
	for a := range t.replace {
		t.lose[a] = 100
		for b := range t.replace[a] {
			if a != b {
				t.replace[a][b] = 100
			}
		}
	}
	for _, f := range strings.Fields(near) {
		t.replace[f[0]][f[1]], t.replace[f[1]][f[0]] = 30, 30
	}
	for _, f := range strings.Fields(lose) {
		t.lose[f[0]] = (f[1] - '0') * 10
	}
	return &t
}

var (
	abjadCosts  = newSoundCosts("dz st jg gk xk hx bf zs jc vf vb", "h5 t6 v1")
	letterCosts = func() *soundCosts {
		t := newSoundCosts("hg jx jz xz cs cx vf gk dt", "a3 e3 i3 o3 u3 h5 v6")
		for _, a := range "aeiou" {
			for _, b := range "aeiou" {
				if a != b {
					t.replace[a][b] = 30
				}
			}
		}
		for _, b := range "aeiou" { // a half-vowel is written as either
			t.replace['j'][b], t.replace[b]['j'] = 40, 40
		}
		return t
	}()
)

// apart is the least cost of turning one row of sounds into another.
func (t *soundCosts) apart(a, b []byte) int {
	var space [2 * (maxHeard + 1)]int
	row, prev := space[:len(b)+1], space[maxHeard+1:maxHeard+2+len(b)]
	for j := range b {
		row[j+1] = row[j] + int(t.lose[b[j]])
	}
	for i := range a {
		row, prev = prev, row
		del := int(t.lose[a[i]])
		row[0] = prev[0] + del
		for j := range b {
			row[j+1] = min(prev[j]+int(t.replace[a[i]][b[j]]), prev[j+1]+del, row[j]+int(t.lose[b[j]]))
		}
	}
	return row[len(b)]
}

// What words that sound alike score, at best and at least.
const (
	scoreHeard     = .96
	leastHeard     = .76
	leastLetters   = .80
	endApart       = .10 // the same at the beginning and the end, where vowels are written
	vowelApart     = .06 // for each place where a long vowel does not fit
	vowelApartFew  = .30 // the same in words of one or two consonants
	articleDropped = 20  // cost of a first l that may be the article
)

// likeAbjad compares two rows of consonants.
func likeAbjad(a, b *heard) float64 {
	x, y := a.text(), b.text()
	if len(x) == 0 || len(y) == 0 {
		if len(x) == len(y) && a.between[0]&b.between[0] != 0 {
			return leastHeard
		}
		return 0
	}
	cost := abjadCosts.apart(x, y)
	if cost > 0 && a.article && x[0] == 'l' {
		cost = min(cost, abjadCosts.apart(x[1:], y)+articleDropped)
	}
	if cost > 0 && b.article && y[0] == 'l' {
		cost = min(cost, abjadCosts.apart(x, y[1:])+articleDropped)
	}
	n := max(len(x), len(y))
	s := 1 - float64(cost)/float64(100*n)
	if cost > 0 && n < 3 || s < leastHeard {
		return 0
	}
	s *= scoreHeard
	each, end := vowelApart, endApart
	if n < 3 {
		each, end = vowelApartFew, vowelApartFew
	}
	if !fits(a.between[0], b.between[0], true) {
		s -= end
	}
	if !fits(a.between[a.len], b.between[b.len], true) {
		s -= end
	}
	for i := 1; i < len(x) && cost == 0; i++ {
		if !fits(a.between[i], b.between[i], false) {
			s -= each
		}
	}
	if s < leastHeard {
		return 0
	}
	return s
}

// fits reports whether what stands between two consonants can be the same. An
// abjad leaves short vowels out between consonants, but writes the vowel that a
// word ends with, and a sign for the one it begins with.
func fits(a, b uint8, end bool) bool {
	const sounds = heardA | heardO | heardI
	short := func(v uint8) bool { return v&sounds == 0 || v&heardShort != 0 }
	switch {
	case end && (a == 0) != (b == 0):
		return (a|b)&heardAny != 0 && (a|b)&heardA == 0 || (a|b)&(heardAny|heardShort) == heardAny|heardShort
	case short(a) && short(b):
		return true
	}
	return a&b&sounds != 0
}

// likeLetters compares two rows of sounds of alphabets.
func likeLetters(a, b *heard) float64 {
	x, y := a.text(), b.text()
	cost := letterCosts.apart(x, y)
	n := max(len(x), len(y))
	s := 1 - float64(cost)/float64(100*n)
	if n < 3 && cost > 30 || s < leastLetters {
		return 0
	}
	return s * scoreHeard
}

// scripts says in which scripts a name is written.
func scripts(n *Name) (latin, abjad, other bool) {
	for i := range n.Parts {
		if t := n.Parts[i].Tag; t == Number {
			continue
		}
		switch s := scriptOf(n.Parts[i].Text); {
		case s == latinScript:
			latin = true
		case s.abjad():
			abjad = true
		default:
			other = true
		}
	}
	return latin, abjad, other
}

// sounds pairs words of different scripts that sound alike, the most alike
// first. Of people's names in Han and Hangul the syllables decide, all of them:
// there are too few of them for likeness to mean anything.
func (c *Comparer) sounds() {
	if c.Deaf {
		return
	}
	ql, qa, qo := scripts(c.q)
	ll, la, lo := scripts(c.l)
	if !(qa && (ll || lo) || qo && (ll || la) || ql && (la || lo)) {
		return
	}
	like := likeLetters
	if qa || la {
		like = likeAbjad
		c.hearQuery(true)
		c.lHeard = hearAbjad(c.l, &c.lUsed, c.lHeard[:0])
	} else {
		c.hearQuery(false)
		c.lHeard = hearLetters(c.l, &c.lUsed, c.lHeard[:0])
	}
	c.options = c.options[:0]
	for i := range c.qHeard {
		q := &c.qHeard[i]
		for j := range c.lHeard {
			l := &c.lHeard[j]
			if q.n == 1 && l.n == 1 && !compatible(c.q.Parts[q.at].Tag, c.l.Parts[l.at].Tag) {
				continue
			}
			c.hearOption(q, l, like(q, l))
			if i+1 < len(c.qHeard) && q.len < l.len {
				if two, ok := glued(q, &c.qHeard[i+1]); ok {
					c.hearOption(&two, l, like(&two, l)*scoreGlued)
				}
			}
			if j+1 < len(c.lHeard) && l.len < q.len {
				if two, ok := glued(l, &c.lHeard[j+1]); ok {
					c.hearOption(q, &two, like(q, &two)*scoreGlued)
				}
			}
		}
	}
	c.takeBest()
}

// hearQuery cuts the query into words as sounds. Against most names of a list no
// word of it is paired by then, and it sounds as it did before.
func (c *Comparer) hearQuery(abjad bool) {
	whole := len(c.pairs) == 0
	if whole && c.heardOf == c.q && c.heardAbjad == abjad {
		return
	}
	if abjad {
		c.qHeard = hearAbjad(c.q, &c.qUsed, c.qHeard[:0])
	} else {
		c.qHeard = hearLetters(c.q, &c.qUsed, c.qHeard[:0])
	}
	c.heardOf, c.heardAbjad = nil, abjad
	if whole {
		c.heardOf = c.q
	}
}

// scoreGlued is the factor for two words heard as one.
const scoreGlued = .97

// glued joins two neighbours.
func glued(a, b *heard) (heard, bool) {
	if a.at+a.n != b.at || a.len+b.len > maxHeard {
		return heard{}, false
	}
	h := *a
	for i := int8(0); i < b.len; i++ {
		h.vowel(b.between[i])
		h.consonant(b.sound[i])
	}
	h.vowel(b.between[b.len])
	h.n += b.n
	return h, true
}

func (c *Comparer) hearOption(q, l *heard, score float64) {
	if score == 0 {
		return
	}
	p := pair{q: q.at, qn: q.n, l: l.at, ln: l.n, kind: Heard, score: score, weight: c.heardWeight(q, l)}
	rank := score * float64(q.len+l.len)
	if rest := (q.at < int8(len(c.q.Parts))/2) == (l.at < int8(len(c.l.Parts))/2); rest {
		rank += .01 // of twins, those that stand in the same half
	}
	c.options = append(c.options, option{p, rank})
}

func (c *Comparer) heardWeight(q, l *heard) float64 {
	if q.n == 1 && l.n == 1 {
		return weight(&c.q.Parts[q.at], &c.l.Parts[l.at])
	}
	return 1
}

// heardWhy says how a word of another script was read.
func (c *Comparer) heardWhy(p *pair) string {
	foreign := run(c.q, p.q, p.qn)
	if scriptOf(foreign) == latinScript {
		foreign = run(c.l, p.l, p.ln)
	}
	var read []byte
	for i, w := range strings.Fields(foreign) {
		if i > 0 {
			read = append(read, ' ')
		}
		read = romanised(read, w)
	}
	return scriptOf(foreign).String() + " " + foreign + " read as " + string(read)
}
