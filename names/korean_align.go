package names

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Two Korean names are aligned syllable by syllable: the family name, then the
// syllables of the given name in their order.

// What two syllables of one key score.
const (
	scoreSameKey  = .8  // another spelling of the same sounds
	scoreRoman    = .96 // Hangul, and a standard romanisation of it
	scoreHanja    = .9  // a Han character, and a standard romanisation of its reading
	weightSurname = 1.3
	extraSyllable = 1.0 // only in the query: Min is not Min-sok
)

// koreanPair aligns two readings: for each syllable of the query the syllable of
// the list that it pairs with, or -1.
type koreanPair struct {
	q, l    []string // keys, family name first
	with    []int
	matched float64 // weights that agree
}

// alignKorean finds the readings of two names that agree most, where at least the
// family names and one syllable more do. Han characters are read in few enough
// ways, and by enough people who are not Korean, that all must.
func alignKorean(q, l *Name) (best koreanPair, ok bool) {
	lists := koreanNames(l)
	exact := scriptOf(q.Parts[0].Text) == han || scriptOf(l.Parts[0].Text) == han
	for _, qk := range koreanNames(q) {
		a := strings.Split(qk, " ")
		for _, lk := range lists {
			b := strings.Split(lk, " ")
			if a[0] != b[0] {
				continue
			}
			p := koreanPair{q: a, l: b, with: inOrderKeys(a[1:], b[1:]), matched: weightSurname}
			for i, j := range p.with {
				if j >= 0 {
					p.with[i]++
					p.matched++
				}
			}
			p.with = append([]int{0}, p.with...)
			if exact && (len(p.q) != len(p.l) || slices.Contains(p.with, -1)) {
				continue
			}
			if p.matched > weightSurname && (!ok || p.rank() > best.rank()) {
				best, ok = p, true
			}
		}
	}
	return best, ok
}

// rank puts readings first that leave least over, and of those the ones with the
// fewest syllables: Pyong is one, not py and ong.
func (p *koreanPair) rank() float64 {
	paired := 0
	for _, j := range p.with {
		if j >= 0 {
			paired++
		}
	}
	over := extraQuery*float64(len(p.q)-paired) + extraList*float64(len(p.l)-paired)
	return -100*over - float64(len(p.q)+len(p.l))
}

// inOrderKeys pairs equal keys in order, as many as there can be.
func inOrderKeys(a, b []string) []int {
	var n [maxSyllables + 1][maxSyllables + 1]int
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			n[i][j] = max(n[i+1][j], n[i][j+1])
			if a[i] == b[j] {
				n[i][j] = max(n[i][j], n[i+1][j+1]+1)
			}
		}
	}
	with := make([]int, len(a))
	i, j := 0, 0
	for i < len(a) {
		switch {
		case j < len(b) && a[i] == b[j] && n[i][j] == n[i+1][j+1]+1:
			with[i] = j
			i, j = i+1, j+1
		case j < len(b) && n[i][j+1] == n[i][j]:
			j++
		default:
			with[i] = -1
			i++
		}
	}
	return with
}

// scored spells an alignment out, syllable by syllable, and scores it as other
// names are: what only the query has weighs more than what only the list has.
func (p *koreanPair) scored(q, l *Name) (score float64, pairs []Pair) {
	qt, lt := koreanPieces(q, p.q), koreanPieces(l, p.l)
	if qt == nil || lt == nil {
		return 0, nil
	}
	total := 0.0
	add := func(x Pair) {
		score += x.Score * x.Weight
		total += x.Weight
		pairs = append(pairs, x)
	}
	used := make([]bool, len(p.l))
	for i, j := range p.with {
		w := 1.0
		if i == 0 {
			w = weightSurname
		}
		if j < 0 {
			add(Pair{Query: qt[i], Kind: ExtraQuery, Weight: extraSyllable, Why: "only in the query"})
			continue
		}
		used[j] = true
		s, why := syllableScore(qt[i], lt[j])
		kind := Syllable
		switch {
		case s == 1 && q.hasWord(qt[i]) && l.hasWord(lt[j]):
			kind = Literal
		case s == 1:
			s, why = scoreGlued, "equal, borders of words differ"
		}
		if i == 0 {
			why = "family name: " + why
		}
		add(Pair{Query: qt[i], List: lt[j], Kind: kind, Score: s, Weight: w, Why: why})
	}
	for j, u := range used {
		if !u {
			add(Pair{List: lt[j], Kind: ExtraList, Weight: extraList, Why: "only on the list"})
		}
	}
	return score / total, pairs
}

func (n *Name) hasWord(w string) bool {
	return slices.ContainsFunc(n.Parts, func(p Part) bool { return p.Text == w })
}

// syllableScore compares the writings of two syllables that share a key.
func syllableScore(a, b string) (float64, string) {
	if a == b {
		return 1, "equal"
	}
	for _, x := range [2][2]string{{a, b}, {b, a}} {
		if !ascii(x[1]) {
			continue
		}
		if _, ok := hangul(x[0]); ok {
			if slices.Contains(standardRoman(x[0]), x[1]) {
				return scoreRoman, "the syllable " + x[0] + " in a standard romanisation"
			}
			return scoreSameKey, "the syllable " + x[0] + " in another spelling"
		}
		if isHan(x[0]) {
			for _, h := range sinoKorean(x[0]) {
				if slices.Contains(standardRoman(h), x[1]) {
					return scoreHanja, x[0] + " read in Korean as " + h
				}
			}
			return scoreSameKey, x[0] + " read in Korean as " + strings.Join(sinoKorean(x[0]), " or ")
		}
	}
	if isHan(a) || isHan(b) {
		return scoreHanja, "the Korean reading of the character"
	}
	return scoreSameKey, "the same Korean syllable in another romanisation"
}

// Spellings of the letters of Hangul in the Revised Romanisation.
var (
	revisedOnsets = strings.Fields("g kk n d tt r m b pp s ss - j jj ch k t p h")
	revisedVowels = strings.Fields("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
)

// standardRoman spells a syllable as the DPRK, McCune-Reischauer without its
// signs, and the South do, also with a voiced beginning.
func standardRoman(h string) []string {
	r, _ := utf8.DecodeRuneInString(h)
	if r < hangulFirst || r > hangulLast {
		return nil
	}
	s := int(r - hangulFirst)
	part := func(list []string, i int) string { return strings.TrimSuffix(list[i], "-") }
	coda := part(romanCodas, s%28)
	var out []string
	for _, o := range []string{part(romanOnsets, s/588), part(revisedOnsets, s/588)} {
		for _, v := range []string{romanVowels[s%588/28], revisedVowels[s%588/28]} {
			out = append(out, o+v+coda)
		}
	}
	return out
}

// koreanPieces cuts the writing of a name along a reading of it.
func koreanPieces(n *Name, keys []string) []string {
	var words []string
	for i := range n.Parts {
		if n.Parts[i].core() {
			words = append(words, n.Parts[i].Text)
		}
	}
	if len(words) == 0 {
		return nil
	}
	orders := [][]string{words, append([]string{words[len(words)-1]}, words[:len(words)-1]...)}
	for _, o := range orders {
		if out := pieces(o, keys); out != nil {
			return out
		}
	}
	return nil
}

// pieces cuts words so that each piece has the key that is due.
func pieces(words, keys []string) []string {
	for len(words) > 0 && words[0] == "" {
		words = words[1:]
	}
	if len(words) == 0 || len(keys) == 0 {
		if len(words) == 0 && len(keys) == 0 {
			return []string{}
		}
		return nil
	}
	w := words[0]
	rest := append([]string{""}, words[1:]...)
	if !ascii(w) {
		_, n := utf8.DecodeRuneInString(w)
		if !slices.Contains(syllableKeys(w[:n]), keys[0]) {
			return nil
		}
		rest[0] = w[n:]
		if out := pieces(rest, keys[1:]); out != nil {
			return append([]string{w[:n]}, out...)
		}
		return nil
	}
	for n := 1; n <= len(w) && n <= 2*maxSpelling; n++ {
		if !slices.Contains(syllableKeys(w[:n]), keys[0]) {
			continue
		}
		rest[0] = w[n:]
		if out := pieces(rest, keys[1:]); out != nil {
			return append([]string{w[:n]}, out...)
		}
	}
	return nil
}

// syllableKeys are the keys of one syllable, however it is written.
func syllableKeys(s string) []string {
	words := []string{s}
	if isHan(s) {
		words = sinoKorean(s)
	}
	var out []string
	for _, w := range words {
		for _, way := range syllables(w, 1) {
			out = append(out, way[0])
		}
	}
	return out
}
