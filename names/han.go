package names

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Han characters are read in Mandarin, Cantonese and Korean. A Chinese name in
// Latin letters is cut into syllables of pinyin, or of Wade-Giles, which older
// lists and Taiwan write, or taken word by word as Hong Kong spells Cantonese; two
// names are the same when all their syllables are, whatever the borders between
// words and whichever end the family name stands at.

//go:embed han.txt
var hanText string

// hanChar is one row of the table.
type hanChar struct {
	simplified rune
	mandarin   []string
	canton     []string
	hangul     []rune
}

// hanTable is read when the first Han character is met: most processes never
// do.
var hanTable = sync.OnceValue(func() map[rune]hanChar {
	m := make(map[rune]hanChar, 27000)
	lines(hanText, func(l string) {
		f := strings.Split(l, "\t")
		if len(f) != 5 {
			return
		}
		r, _ := utf8.DecodeRuneInString(f[0])
		c := hanChar{simplified: r, mandarin: strings.Fields(f[2]), canton: strings.Fields(f[3]), hangul: []rune(f[4])}
		if f[1] != "" {
			c.simplified, _ = utf8.DecodeRuneInString(f[1])
		}
		m[r] = c
	})
	return m
})

// foldHan brings traditional characters to the simplified ones.
func foldHan(r rune) rune {
	if c, ok := hanTable()[r]; ok {
		return c.simplified
	}
	return r
}

func isHan(w string) bool {
	if ascii(w) {
		return false
	}
	for _, r := range w {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return w != ""
}

// romanHan writes characters in pinyin, by their usual readings.
func romanHan(b []byte, w string) []byte {
	t := hanTable()
	for _, r := range w {
		if c, ok := t[r]; ok && len(c.mandarin) > 0 {
			b = append(b, strings.ReplaceAll(c.mandarin[0], "v", "u")...)
		} else if r < utf8.RuneSelf {
			b = append(b, byte(r))
		}
	}
	return b
}

// readings returns what a word of Han characters can be read as, syllable by
// syllable, in at most maxKeys ways.
func readings(w string, of func(hanChar) []string) [][]string {
	t := hanTable()
	out := [][]string{nil}
	for _, r := range w {
		c, ok := t[r]
		if !ok {
			return nil
		}
		var next [][]string
		for _, have := range out {
			for _, s := range of(c) {
				if len(next) < maxKeys {
					next = append(next, append(slices.Clone(have), s))
				}
			}
		}
		out = next
	}
	return out
}

// sinoKorean returns the Hangul of a word of Han characters, in all readings.
func sinoKorean(w string) []string {
	var out []string
	for _, way := range readings(w, func(c hanChar) []string {
		var s []string
		for _, r := range c.hangul {
			s = append(s, string(r))
		}
		return s
	}) {
		out = append(out, strings.Join(way, ""))
	}
	return out
}

// spelled maps a spelling in Latin letters to the syllables that it may mean.
type spelled struct {
	of      map[string][]string
	longest int
}

func (s *spelled) add(spelling, syllable string) {
	if !slices.Contains(s.of[spelling], syllable) {
		s.of[spelling] = append(s.of[spelling], syllable)
		s.longest = max(s.longest, len(spelling))
	}
}

var pinyin = sync.OnceValue(func() *spelled {
	s := &spelled{of: make(map[string][]string)}
	var all []string
	for _, c := range hanTable() {
		for _, m := range c.mandarin {
			if vowelIn(m) && !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	slices.Sort(all)
	for _, m := range all { // pinyin first: what it means comes before what Wade-Giles does
		for _, p := range []string{strings.ReplaceAll(m, "v", "u"), strings.ReplaceAll(m, "v", "yu"), m} {
			s.add(p, m)
		}
	}
	for _, m := range all {
		s.add(wadeGiles(m), m)
	}
	return s
})

func vowelIn(s string) bool { return strings.ContainsAny(s, "aeiouv") }

// wadeGiles spells a syllable of pinyin in Wade-Giles without its signs.
func wadeGiles(p string) string {
	onset := strings.TrimRight(p, "aeiouvngr")
	if p[0] == 'n' || p[0] == 'r' || p[0] == 'g' {
		onset = p[:1]
	}
	final := p[len(onset):]
	if special, ok := map[string]string{"zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu", "you": "yu", "yan": "yen", "yu": "yu",
		"yue": "yueh", "er": "erh", "ye": "yeh", "e": "o", "ge": "ko", "ke": "ko", "he": "ho"}[p]; ok {
		return special
	}
	retroflex := onset == "zh" || onset == "ch" || onset == "sh" || onset == "r"
	switch final {
	case "ong":
		final = "ung"
	case "iong":
		final = "iung"
	case "ian":
		final = "ien"
	case "ie":
		final = "ieh"
	case "ue", "ve":
		final = "ueh"
	case "uo":
		if onset != "g" && onset != "k" && onset != "h" && onset != "sh" {
			final = "o"
		}
	case "v":
		final = "u"
	case "i":
		if retroflex {
			final = "ih"
		}
	case "ui":
		if onset == "g" || onset == "k" {
			final = "uei"
		}
	}
	switch onset {
	case "b", "p":
		onset = "p"
	case "d", "t":
		onset = "t"
	case "g", "k":
		onset = "k"
	case "j", "q", "zh", "ch":
		onset = "ch"
	case "x":
		onset = "hs"
	case "z", "c":
		onset = "ts"
	case "r":
		onset = "j"
	}
	return onset + final
}

// cantonese maps the spellings of Hong Kong to jyutping.
var cantonese = sync.OnceValue(func() *spelled {
	s := &spelled{of: make(map[string][]string)}
	seen := make(map[string]bool)
	for _, c := range hanTable() {
		for _, j := range c.canton {
			seen[j] = true
		}
	}
	all := make([]string, 0, len(seen))
	for j := range seen {
		all = append(all, j)
	}
	slices.Sort(all)
	for _, j := range all {
		for _, v := range hongKong(j) {
			s.add(v, j)
		}
	}
	return s
})

var (
	cantonOnsets = map[string][]string{"z": {"ch", "ts", "j", "tz", "z"}, "c": {"ch", "ts"}, "j": {"y"}, "gw": {"kw", "gw"}, "kw": {"kw"}, "g": {"k", "g"}, "d": {"t", "d"}, "b": {"p", "b"}, "s": {"s", "sh"}, "": {""}}
	cantonFinals = map[string][]string{
		"aa": {"a", "ah"}, "aai": {"ai"}, "aau": {"au"}, "aan": {"an"}, "aam": {"am"}, "aang": {"ang"}, "aak": {"ak"}, "aat": {"at"}, "aap": {"ap"},
		"oe": {"eu", "oe"}, "oeng": {"eung", "oeng"}, "oek": {"euk"}, "eoi": {"ui", "oi"}, "eon": {"un", "eun"}, "eot": {"ut"}, "yu": {"u", "ue", "yu"}, "yun": {"uen", "un", "yuen"}, "yut": {"uet", "ut"},
		"ou": {"o", "ou", "oo"}, "ei": {"ei", "ee", "i", "ay"}, "i": {"i", "ee", "ze"}, "au": {"au", "ow"}, "am": {"am", "um"}, "an": {"an", "un"}, "ang": {"ang"}, "ung": {"ung"}, "uk": {"uk"},
		"o": {"o", "or", "aw"}, "ong": {"ong"}, "oi": {"oi", "oy"}, "iu": {"iu", "iew"}, "ing": {"ing"}, "u": {"u", "oo"}, "eng": {"eng"}, "e": {"e", "eh"},
	}
)

// hongKong spells a syllable of jyutping as people in Hong Kong do.
func hongKong(j string) []string {
	if j == "ng" || j == "m" {
		return []string{"ng"}
	}
	i := strings.IndexAny(j, "aeiouy")
	if i < 0 {
		return nil
	}
	onset, final := j[:i], j[i:]
	if onset == "j" && strings.HasPrefix(final, "yu") {
		onset = ""
	}
	onsets, ok := cantonOnsets[onset]
	if !ok {
		onsets = []string{onset}
	}
	finals, ok := cantonFinals[final]
	if !ok {
		finals = []string{final}
	}
	var out []string
	for _, o := range onsets {
		for _, f := range finals {
			out = append(out, o+f)
		}
	}
	return out
}

// cut cuts letters into syllables in all ways, at most n of them.
func (s *spelled) cut(w string, n int, yield func([]string)) {
	have := make([]string, 0, n)
	ways := 0
	var read func(at int)
	read = func(at int) {
		if at == len(w) {
			ways++
			yield(have)
			return
		}
		if len(have) == n || ways >= maxKeys {
			return
		}
		for l := min(s.longest, len(w)-at); l > 0; l-- {
			for _, syl := range s.of[w[at:at+l]] {
				have = append(have, syl)
				read(at + l)
				have = have[:len(have)-1]
			}
		}
	}
	read(0)
}

// Bounds of a Chinese name of a person.
const (
	fewestChinese = 2
	mostChinese   = 4
)

// chineseNames returns the keys of a name that can be Chinese: its syllables in
// order, family name first, marked by how they were read.
func chineseNames(n *Name) []string {
	if n.Kind != Person && n.Kind != Any {
		return nil
	}
	var core [mostChinese + 1]int
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
	var out []string
	add := func(mark string, syl []string) {
		key := mark + strings.Join(syl, " ")
		if len(syl) >= fewestChinese && len(syl) <= mostChinese && len(out) < maxKeys && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	if text := joinParts(n, core[:k]); isHan(text) {
		if c := utf8.RuneCountInString(text); c < fewestChinese || c > mostChinese {
			return nil
		}
		orders := [][]int{core[:k]}
		if k > 1 { // family name last
			orders = chineseOrders(core[:k])
		}
		for _, o := range orders {
			text := joinParts(n, o)
			for _, way := range readings(text, func(c hanChar) []string { return c.mandarin }) {
				add("m ", way)
			}
			for _, way := range readings(text, func(c hanChar) []string { return c.canton }) {
				add("c ", way)
			}
		}
		return out
	}
	if k < 2 || k > mostChinese {
		return nil
	}
	letters := 0
	for _, i := range core[:k] {
		t := n.Parts[i].Text
		if !ascii(t) || len(t) > 6*(mostChinese-1) {
			return nil
		}
		letters += len(t)
	}
	if letters > 6*mostChinese {
		return nil
	}
	for _, order := range chineseOrders(core[:k]) {
		chineseCuts(n, order, pinyin(), 0, nil, func(syl []string) { add("m ", syl) })
		whole := make([][]string, 0, k)
		for _, i := range order {
			whole = append(whole, cantonese().of[n.Parts[i].Text])
		}
		chineseProduct(whole, nil, func(syl []string) { add("c ", syl) })
	}
	return out
}

func joinParts(n *Name, parts []int) string {
	var b strings.Builder
	for _, i := range parts {
		b.WriteString(n.Parts[i].Text)
	}
	return b.String()
}

// chineseOrders are the orders in which the parts may be spoken: as they stand,
// and with the last in front. Tags do not decide: capitals stand on either.
func chineseOrders(core []int) [][]int {
	return [][]int{core, append([]int{core[len(core)-1]}, core[:len(core)-1]...)}
}

func chineseCuts(n *Name, order []int, s *spelled, at int, have []string, yield func([]string)) {
	if at == len(order) {
		yield(have)
		return
	}
	s.cut(n.Parts[order[at]].Text, mostChinese-len(have), func(syl []string) {
		chineseCuts(n, order, s, at+1, append(slices.Clone(have), syl...), yield)
	})
}

func chineseProduct(ways [][]string, have []string, yield func([]string)) {
	if len(ways) == 0 {
		yield(have)
		return
	}
	for _, s := range ways[0] {
		chineseProduct(ways[1:], append(slices.Clone(have), s), yield)
	}
}
