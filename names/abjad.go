package names

import (
	"strings"
	"unicode"
)

// Arabic and Hebrew write consonants and long vowels. Words of theirs are
// compared with Latin ones by what both have: the consonants, in classes wide
// enough for every habit of romanising, and where a long vowel stands. The
// classes are those of Arabic; letters of Persian, Urdu, Pashto and Kurdish, and
// Hebrew's, join them.

// Marks of what may stand between two consonants.
const (
	heardA uint8 = 1 << iota
	heardO
	heardI
	heardAny   // a guttural, which Latin writes as any vowel or not at all
	heardShort // only vowels that an abjad may leave out
)

// abjadLetters are the letters by class; a vowel's class is A, O or I, that of a
// guttural is *.
var abjadLetters = classTable(`b ب پ ב
t ت ط ٹ ټ ט ת
s ث س ص څ ס צ ץ
j ج چ
z ژ ذ ز ظ ږ ځ ז
h ح ه ھ ہ ה
x خ ח
d د ض ڈ ډ ڍ ד
r ر ړ ڑ ר
c ش ښ ש
g غ گ ڭ ګ ג
f ف ڤ פ ף
k ق ک ك ק כ ך
l ل ל
m م מ ם
n ن ں ڼ נ ן
A ا أ إ آ ٱ ى ة ۀ ۃ א
O و ؤ ו
I ي ی ئ ے ێ ې ۍ י
* ء ع ע`)

func classTable(text string) map[rune]byte {
	m := make(map[rune]byte)
	for l := range strings.Lines(text) {
		f := strings.Fields(l)
		for _, s := range f[1:] {
			for _, r := range s {
				m[r] = f[0][0]
			}
		}
	}
	return m
}

// spelling is a row of Latin letters and the sounds that it stands for.
type spelling struct{ from, to string }

// byFirst sorts spellings by their first letter; of one letter the longest
// comes first, as they are written.
func byFirst(list []spelling) (out [256][]spelling) {
	for _, s := range list {
		out[s.from[0]] = append(out[s.from[0]], s)
	}
	return out
}

// latinAbjad are the spellings of consonants in Latin letters, longest first.
var latinAbjad = byFirst([]spelling{
	{"sch", "c"}, {"tch", "j"}, {"dzh", "j"}, {"dj", "j"}, {"sh", "c"}, {"ch", "c"}, {"kh", "x"}, {"gh", "g"}, {"th", "s"}, {"dh", "z"}, {"ph", "f"}, {"ck", "k"}, {"ou", ""},
	{"b", "b"}, {"c", "k"}, {"d", "d"}, {"f", "f"}, {"g", "g"}, {"h", "h"}, {"j", "j"}, {"k", "k"}, {"l", "l"}, {"m", "m"}, {"n", "n"}, {"p", "b"}, {"q", "k"},
	{"r", "r"}, {"s", "s"}, {"t", "t"}, {"v", "v"}, {"x", "ks"}, {"z", "z"},
})

// maxHeard is how many sounds of a word are compared.
const maxHeard = 24

// heard is a word, or several that are spoken as one, as a row of sounds.
type heard struct {
	at, n   int8 // parts
	len     int8
	article bool // its first l may be the article
	sound   [maxHeard]byte
	between [maxHeard + 1]uint8 // vowels before each consonant, and after the last
}

func (h *heard) text() []byte { return h.sound[:h.len] }

func (h *heard) consonant(c byte) {
	if h.len < maxHeard {
		h.sound[h.len] = c
		h.len++
		h.between[h.len] = 0
	}
}

// vowel adds a long vowel, or a guttural.
func (h *heard) vowel(v uint8) { h.between[h.len] = h.between[h.len]&^heardShort | v }

// short adds a vowel that may be short.
func (h *heard) short(v uint8) {
	if h.between[h.len] == 0 {
		v |= heardShort
	}
	h.between[h.len] |= v
}

// abjad adds a word of an abjad without its article.
func (h *heard) abjad(w string) {
	from := h.len
	rs := []rune(w)
	for i := 0; i < len(rs); i++ {
		c := abjadLetters[rs[i]]
		switch c {
		case 0:
		case 'A':
			if i+3 < len(rs) && rs[i] == 'ا' && rs[i+1] == 'ل' && (i == 0 || afterAbd(rs[:i]) || string(rs[i:]) == "الدين") {
				i++ // the article
				continue
			}
			if i == 0 && (rs[i] == 'ا' || rs[i] == 'א') {
				h.vowel(heardAny) // carries any vowel
				continue
			}
			h.vowel(heardA)
		case 'O':
			h.vowel(heardO)
		case 'I':
			h.vowel(heardI)
		case '*':
			h.vowel(heardAny)
		case 'h':
			if i == len(rs)-1 && h.len > from && (from > 0 || len(rs) > 2) {
				h.short(heardA | heardAny) // a final h is written or not
				continue
			}
			h.consonant(c)
		default:
			h.consonant(c)
		}
	}
}

func afterAbd(rs []rune) bool { return string(rs) == "عبد" }

// latin adds a Latin word.
func (h *heard) latin(w string) {
	from := h.len
	w = plainArabic(w)
	for i := 0; i < len(w); {
		if w[i] == 'h' && i == len(w)-1 && h.len > from {
			h.vowel(heardAny)
			break
		}
		if i > 0 && w[i] == w[i-1] && !vowel(w[i]) { // a double letter is heard once
			i++
			continue
		}
		n := 0
		for _, s := range latinAbjad[w[i]] {
			if strings.HasPrefix(w[i:], s.from) {
				if s.from == "c" && i+1 < len(w) && strings.IndexByte("eiy", w[i+1]) >= 0 {
					s.to = "s"
				}
				for k := 0; k < len(s.to); k++ {
					h.consonant(s.to[k])
				}
				if s.from == "ou" {
					h.short(heardO)
				}
				n = len(s.from)
				break
			}
		}
		if n == 0 {
			switch w[i] {
			case 'a':
				h.short(heardA)
			case 'e':
				h.short(heardA | heardI)
			case 'i':
				h.short(heardI)
			case 'o', 'u':
				h.short(heardO)
			case 'y':
				h.vowel(heardI)
			case 'w':
				h.vowel(heardO)
			}
			n = 1
		}
		i += n
	}
	if h.len-from > 2 && len(w) > 5 && (strings.HasPrefix(w, "al") || strings.HasPrefix(w, "el")) {
		h.article = true
	}
}

// plainArabic takes the article out of names written as one word:
// Abdulrahman, Abdurrahman, Saifuldin.
func plainArabic(w string) string {
	if len(w) > 6 && strings.HasPrefix(w, "abd") {
		rest := w[3:]
		for _, v := range [...]string{"el", "ul", "al", "ol", "il", "oul", "ool"} {
			if strings.HasPrefix(rest, v) && len(rest) > len(v)+2 {
				return "abd" + rest[len(v):]
			}
		}
	}
	for _, end := range [...]string{"din", "deen", "dine", "dyn", "ddin", "deene"} {
		if stem, ok := strings.CutSuffix(w, end); ok && len(stem) > 3 && stem[len(stem)-1] == 'l' && vowel(stem[len(stem)-2]) {
			return stem[:len(stem)-2] + end
		}
	}
	return w
}

// Words of Arabic names that are joined to their neighbours or left out.
var (
	articles   = fields("al el ul ad ar as an ash az ed er es ez il ur us ud oul ool ال")
	particles  = fields("bin ben ibn bint bent ould wuld walad oulad ibnu bn b بن ابن بنت ولد إبن")
	joinNext   = fields("abd abdu abdul abdel abdal abdoul abdol abdool abdil abdur abder abdus abdes abdun abu abou abo aboo abi aba bu bou عبد ابو أبو ابي أبي ابا أبا بو")
	joinBefore = fields("din deen dine dyn eddine eddin uddin aldin allah lah ullah الدين دين الله اللہ")
	joinLinked = fields("rahman rehman haq haqq hak rahim aziz الرحمن الرحمان الحق")
)

// hearAbjad cuts a name into words as an Arabic ear would: without articles and
// particles, what belongs together joined.
func hearAbjad(n *Name, used *[MaxParts]bool, dst []heard) []heard {
	usable := func(i int) bool {
		if i >= len(n.Parts) || used[i] {
			return false
		}
		t := n.Parts[i].Tag
		return t != Form && t != Number && (t != Stop || n.Kind == Person || articles[n.Parts[i].Text])
	}
	for i := 0; i < len(n.Parts); {
		p := &n.Parts[i]
		switch {
		case !usable(i):
			i++
			continue
		case particles[p.Text] && len(n.Parts) > 1, articles[p.Text] && p.Text != "al" && !usable(i+1):
			used[i] = true // says nothing; what stands beside it does
			i++
			continue
		}
		h := heard{at: int8(i)}
		j := i
		if articles[p.Text] && usable(j+1) {
			j++
		}
		servant := strings.HasPrefix(n.Parts[j].Text, "abd") && joinNext[n.Parts[j].Text]
		if servant && usable(j+1) {
			h.add("abd")
		} else {
			h.add(n.Parts[j].Text)
		}
		if joinNext[n.Parts[j].Text] {
			if usable(j+1) && articles[n.Parts[j+1].Text] && usable(j+2) {
				j++
			}
			if usable(j+1) && !particles[n.Parts[j+1].Text] {
				j++
				h.add(n.Parts[j].Text)
			}
		}
		for k := j + 1; usable(k) && k-i < maxRun; k++ {
			linked := false
			if articles[n.Parts[k].Text] && usable(k+1) {
				linked = true
				k++
			}
			if t := n.Parts[k].Text; joinBefore[t] || linked && joinLinked[t] {
				h.add(t)
				j = k
				continue
			}
			break
		}
		h.n = int8(j + 1 - i)
		dst = append(dst, h)
		i = j + 1
	}
	return dst
}

// add adds a word of whatever script.
func (h *heard) add(w string) {
	switch s := scriptOf(w); {
	case s == latinScript:
		h.latin(w)
	case s.abjad():
		h.abjad(w)
	default:
		var space [64]byte
		h.latin(string(romanised(space[:0], w)))
	}
}

// romanAbjad reads an abjad letter by letter, for people to see.
func romanAbjad(b []byte, w string) []byte {
	for _, r := range w {
		switch c := abjadLetters[r]; c {
		case 0, '*':
			if c == '*' {
				b = append(b, '\'')
			}
		case 'A':
			b = append(b, 'a')
		case 'O':
			b = append(b, 'u')
		case 'I':
			b = append(b, 'i')
		case 'c':
			b = append(b, "sh"...)
		case 'x':
			b = append(b, "kh"...)
		default:
			b = append(b, c)
		}
	}
	return b
}

// foldArabic brings letters of Arabic script that differ only in how they are
// written to one, and drops what is not written in names.
func foldArabic(r rune) (rune, bool) {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا', true
	case 'ى', 'ی':
		return 'ي', true
	case 'ک':
		return 'ك', true
	case 'ۀ', 'ة', 'ہ', 'ھ':
		return 'ه', true
	case 'ـ': // a stroke that fills a line
		return 0, false
	}
	if unicode.Is(unicode.Mn, r) && unicode.Is(unicode.Arabic, r) || r >= 0x064b && r <= 0x0655 || r == 0x0670 {
		return 0, false
	}
	return r, true
}
