package names

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Korean names are two to four syllables, and every romanisation spells them
// in another way. A syllable is brought to a key of what all spellings have in
// common: the place of its first sound, its vowel, its last sound. Two names
// are compared by these keys, not by letters: Kim Jong Un is Gim Jeong-eun, and
// Kim Yong Chol is not Kim Jong Chol.

// spellings of McCune-Reischauer, Revised Romanisation, the DPRK's own and
// habit; marks and apostrophes are gone by now.
var (
	onsets = spell(`K k g kk kh gg c q
T t d tt th dd
P p b pp ph bb v f
C ch j jj tch tj dj dch z zh ts tsch
S s sh ss sch
H h
M m
N n r l rh ll`)
	nuclei = spell(`A a ah ar
yA ya ia yah
E ae e ai ay eh ei
yE ye yae yai
O o oh or eo eou u uh ur oo ou eu wu woo
yO yo yoh yeo yeou yu yuh yoo you yeu io iou iu ieo ye
I i ee ie y yi ey ui eui uy hi
wI wi wee ui
wA wa oa ua
wO wo wuh weo uo we
wE oe oi oy we wae wai ue`)
	codas = spell(`k k g c ck kk
n n nn
l l r ll
m m mm
p p b
t t d s ss
g ng ngh`)
	surnames = fields(`kim gim ri yi lee li rhee rhie rhi i pak park bak choe choi choy jong chong jung jeong chung cheong ryu yu yoo rim im lim ro no roh noh
ryang yang ryom yom yeom ryo yo ra na ryong yong jo cho jang chang djang jon chon jeon chun paek baek paik pae bae kang gang ko go koh hwang whang
pyon byun o oh u woo so seo suh sin shin sim shim mun moon yun yoon an ahn han hong song kwon gwon kwak gwak nam min ha hyon hyun cha chu ju joo ku koo
maeng mok ok om eom pang bang pong bong sok seok son sohn sol tae tak thak to do wi won ye ho huh heo ham hu ki kil gil kong gong kuk guk myong myung
ma mo ryun sok tong dong ung chae chi ji chin jin phyo pyo pan ban pu boo`)
)

// Longest spellings, in letters.
const maxSpelling = 4

// spell reads lines of a key and its spellings; a spelling may have several
// keys.
func spell(text string) map[string][]string {
	m := make(map[string][]string)
	for l := range strings.Lines(text) {
		f := strings.Fields(l)
		for _, s := range f[1:] {
			m[s] = append(m[s], f[0])
		}
	}
	return m
}

func fields(text string) map[string]bool {
	m := make(map[string]bool)
	for _, f := range strings.Fields(text) {
		m[f] = true
	}
	return m
}

// Keys of Hangul letters in the order of Unicode.
var (
	hangulOnsets = strings.Fields("K K N T T N M P P S S - C C C K T P H")
	hangulVowels = strings.Fields("A E yA yE O E yO yE O wA wE wE yO O wO wE wI yO O I I")
	hangulCodas  = strings.Fields("- k k k n n n t l k m l l l p l m p p t t g t t k t p t")
)

const (
	hangulFirst, hangulLast = 0xac00, 0xd7a3
	maxKeys                 = 24
	maxSyllables            = 4
)

// syllable joins the key of a syllable. No sound, n and l become one before i
// and y: the South drops what the North writes (Ri, Yi; Ryang, Yang).
func syllable(onset, nucleus, coda string) string {
	switch {
	case nucleus[0] == 'I' || nucleus[0] == 'y':
		if onset == "" || onset == "-" || onset == "N" {
			onset = "Y"
		} else if nucleus == "yE" {
			nucleus = "E"
		}
	case onset == "-":
		onset = ""
	}
	if coda == "-" {
		coda = ""
	}
	return onset + nucleus + coda
}

// hangul reads a word of Hangul, a syllable a letter.
func hangul(w string) ([]string, bool) {
	var out []string
	for _, r := range w {
		if r < hangulFirst || r > hangulLast {
			return nil, false
		}
		s := int(r - hangulFirst)
		out = append(out, syllable(hangulOnsets[s/588], hangulVowels[s%588/28], hangulCodas[s%28]))
	}
	return out, len(out) > 0
}

// syllables reads a word in all ways into at most n syllables.
func syllables(w string, n int) [][]string {
	if s, ok := hangul(w); ok {
		if len(s) > n {
			return nil
		}
		return [][]string{s}
	}
	if len(w) > 6*n || !ascii(w) {
		return nil
	}
	w = strings.ReplaceAll(w, "wh", "hw")
	var out [][]string
	var read func(at int, have []string)
	read = func(at int, have []string) {
		if at == len(w) {
			if len(have) > 0 && !slices.ContainsFunc(out, func(o []string) bool { return slices.Equal(o, have) }) {
				out = append(out, slices.Clone(have))
			}
			return
		}
		if len(have) == n || len(out) >= maxKeys {
			return
		}
		for o := 0; o <= maxSpelling && at+o < len(w); o++ {
			first := []string{""}
			if o > 0 {
				if first = onsets[w[at:at+o]]; first == nil {
					continue
				}
			}
			for v := 1; v <= maxSpelling && at+o+v <= len(w); v++ {
				vowels := nuclei[w[at+o:at+o+v]]
				for c := 0; vowels != nil && c <= 3 && at+o+v+c <= len(w); c++ {
					last := []string{""}
					if c > 0 {
						if last = codas[w[at+o+v:at+o+v+c]]; last == nil {
							continue
						}
					}
					for _, f := range first {
						for _, x := range vowels {
							for _, l := range last {
								read(at+o+v+c, append(have, syllable(f, x, l)))
							}
						}
					}
				}
			}
		}
	}
	read(0, make([]string, 0, n))
	return out
}

// koreanNames returns the keys of a whole name, family name first, if it can be
// Korean: a surname, known as such, and one to three syllables more.
func koreanNames(n *Name) []string {
	if n.Kind != Person && n.Kind != Any {
		return nil
	}
	var core [5]int
	k := 0
	for i := range n.Parts {
		p := &n.Parts[i]
		if !p.core() {
			continue
		}
		if k == len(core) || p.Tag == Number {
			return nil
		}
		core[k] = i
		k++
	}
	if k == 0 {
		return nil
	}
	if k == 1 {
		return koreanWord(n.Parts[core[0]].Text)
	}
	if text := joinParts(n, core[:k]); isHan(text) {
		return koreanWord(text)
	}
	var out []string
	first, last := &n.Parts[core[0]], &n.Parts[core[k-1]]
	if last.Tag != Family && first.Tag != Given && surname(first.Text) {
		out = koreanOrder(n, core[0], core[1:k], out)
	}
	if first.Tag != Family && last.Tag != Given && last.Tag != Middle && surname(last.Text) {
		out = koreanOrder(n, core[k-1], core[:k-1], out)
	}
	return out
}

// koreanWord returns the keys of a name of Hangul, or of Han characters in their
// Korean readings, that is written as one word.
func koreanWord(w string) []string {
	words := []string{w}
	if isHan(w) {
		if n := utf8.RuneCountInString(w); n < 2 || n > maxSyllables {
			return nil
		}
		words = sinoKorean(w)
	}
	var out []string
	for _, w := range words {
		if s, ok := hangul(w); ok && len(s) >= 2 && len(s) <= maxSyllables {
			if k := strings.Join(s, " "); !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

func surname(w string) bool {
	if surnames[w] {
		return true
	}
	r, n := utf8.DecodeRuneInString(w)
	return r >= hangulFirst && r <= hangulLast && n == len(w)
}

// koreanOrder adds the keys of a name whose surname and given parts are known.
func koreanOrder(n *Name, family int, rest []int, out []string) []string {
	keys := make([]string, 0, 4)
	for _, s := range syllables(n.Parts[family].Text, 1) {
		keys = append(keys, s[0])
	}
	count := make([]int, len(keys))
	for i := range count {
		count[i] = 1
	}
	for _, i := range rest {
		ways := syllables(n.Parts[i].Text, maxSyllables-1)
		var next []string
		var sum []int
		for k, key := range keys {
			for _, w := range ways {
				if count[k]+len(w) <= maxSyllables && len(next) < maxKeys {
					next = append(next, key+" "+strings.Join(w, " "))
					sum = append(sum, count[k]+len(w))
				}
			}
		}
		keys, count = next, sum
	}
	for _, k := range keys {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

func (n *Name) koreanKeys(dst []Key) []Key {
	n.Syllables()
	for _, h := range n.Korean {
		dst = append(dst, Key{KeyKorean, hashText(h), -1})
	}
	return dst
}

// scoreWadeGiles is the likeness of Chinese names in Latin letters, of which
// either may be read in several ways.
const scoreWadeGiles = .75

// syllableCache keeps the keys of the query while many names are compared with
// it. It holds on to the parts, so that no other name can have their address.
type syllableCache struct {
	parts []Part
	name  Name
}

func (k *syllableCache) of(n *Name) *Name {
	if n.Known {
		return n
	}
	if len(k.parts) != len(n.Parts) || &k.parts[0] != &n.Parts[0] || k.name.Kind != n.Kind {
		k.parts, k.name = n.Parts, Name{Kind: n.Kind, Parts: n.Parts}
		k.name.Syllables()
	}
	return &k.name
}

// syllabic is the likeness of two names by their Korean or Chinese syllables:
// zero unless all of them agree, or of Korean names in two scripts the family
// name and one more. pairs spells it out.
func (c *Comparer) syllabic() (score float64, pairs []Pair) {
	c.bothKorean = false
	q := c.query.of(c.q)
	if len(q.Korean) == 0 && len(q.Chinese) == 0 {
		return 0, nil
	}
	qs, ls := scriptOf(c.q.Parts[0].Text), scriptOf(c.l.Parts[0].Text)
	if qs == ls && qs.syllabic() {
		return 0, nil // Hangul against Hangul is exact
	}
	l := c.l
	if !l.Known {
		l = &Name{Kind: l.Kind, Parts: l.Parts}
		l.Syllables()
	}
	whole := func(score float64, why string) (float64, []Pair) {
		return score, []Pair{{Query: run(c.q, 0, int8(len(c.q.Parts))), List: run(c.l, 0, int8(len(c.l.Parts))), Kind: Syllable, Score: score, Weight: 1, Why: why}}
	}
	if len(q.Korean) > 0 {
		c.bothKorean = len(l.Korean) > 0
		if c.bothKorean && (shares(q.Korean, l.Korean) || qs != ls) {
			if p, ok := alignKorean(c.q, c.l); ok {
				score, pairs = p.scored(c.q, c.l)
			}
		}
	}
	if score < scoreHeard && shares(q.Chinese, l.Chinese) {
		if qs == han || ls == han {
			return whole(scoreHeard, "the same Chinese syllables")
		}
		if score < scoreWadeGiles {
			return whole(scoreWadeGiles, "the same Chinese syllables in another romanisation")
		}
	}
	return score, pairs
}

func shares(a, b []uint32) bool {
	return slices.ContainsFunc(b, func(k uint32) bool { return slices.Contains(a, k) })
}

// otherSyllables reports two words that can be read as as many Korean syllables
// each, and never as the same.
func (c *Comparer) otherSyllables(q, l string) bool {
	a, b := c.readWord(q), c.readWord(l)
	return len(a.keys) > 0 && a.shortest == b.shortest && !shares(a.keys, b.keys)
}

// koreanReading is what a word can be read as.
type koreanReading struct {
	keys     []uint32
	shortest int // syllables
}

// maxReadings bounds the words whose readings a comparer remembers.
const maxReadings = 4096

func (c *Comparer) readWord(w string) koreanReading {
	if r, ok := c.readings[w]; ok {
		return r
	}
	ways := syllables(w, maxSyllables-1)
	r := koreanReading{shortest: shortest(ways)}
	keys := make([]string, len(ways))
	for i, s := range ways {
		keys[i] = strings.Join(s, " ")
	}
	r.keys = hashes(keys)
	if c.readings == nil || len(c.readings) >= maxReadings {
		c.readings = make(map[string]koreanReading)
	}
	c.readings[strings.Clone(w)] = r
	return r
}

func shortest(ways [][]string) int {
	n := 0
	for _, w := range ways {
		if n == 0 || len(w) < n {
			n = len(w)
		}
	}
	return n
}

// Spellings of the letters of Hangul as the DPRK writes names.
var (
	romanOnsets = strings.Fields("k kk n t tt r m p pp s ss - j jj ch kh th ph h")
	romanVowels = strings.Fields("a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i")
	romanCodas  = strings.Fields("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
)

// romanHangul writes Hangul as the DPRK does.
func romanHangul(b []byte, w string) []byte {
	for _, r := range w {
		if r < hangulFirst || r > hangulLast {
			if r < utf8.RuneSelf {
				b = append(b, byte(r))
			}
			continue
		}
		s := int(r - hangulFirst)
		for _, p := range [...]string{romanOnsets[s/588], romanVowels[s%588/28], romanCodas[s%28]} {
			if p != "-" {
				b = append(b, p...)
			}
		}
	}
	return b
}

// halves adds the keys of the family name with each syllable of the given name,
// by which names in two scripts meet that agree in part.
func (n *Name) halves(dst []Key) []Key {
	if len(n.Korean) == 0 {
		return dst
	}
	first := len(dst)
	for _, k := range koreanNames(n) {
		s := strings.Split(k, " ")
		for _, g := range s[1:] {
			key := Key{KeyKoreanHalf, s[0] + " " + g, -1}
			if !slices.Contains(dst[first:], key) {
				dst = append(dst, key)
			}
		}
	}
	return dst
}
