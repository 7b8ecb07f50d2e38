package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// script is the writing system of a word.
type script uint8

const (
	latinScript script = iota
	cyrillic
	greek
	armenian
	georgian
	thai
	kana
	arabic
	hebrew
	hangulScript
	han
	otherScript
)

var scriptNames = [...]string{"Latin", "Cyrillic", "Greek", "Armenian", "Georgian", "Thai", "kana", "Arabic", "Hebrew", "Hangul", "Han", "another script"}

func (s script) String() string { return scriptNames[s] }

// abjad reports a script that writes consonants and long vowels only.
func (s script) abjad() bool { return s == arabic || s == hebrew }

// syllabic reports a script of syllables or signs, whose names are compared as
// a whole by their readings.
func (s script) syllabic() bool { return s == hangulScript || s == han }

var scriptTables = []struct {
	s script
	t *unicode.RangeTable
}{
	{cyrillic, unicode.Cyrillic}, {arabic, unicode.Arabic}, {han, unicode.Han}, {hangulScript, unicode.Hangul}, {greek, unicode.Greek},
	{hebrew, unicode.Hebrew}, {thai, unicode.Thai}, {kana, unicode.Hiragana}, {kana, unicode.Katakana}, {armenian, unicode.Armenian}, {georgian, unicode.Georgian},
}

// scriptOf is the script of a cleaned word: that of its first letter. Latin
// letters lose their marks in cleaning, so that a word of them is ASCII.
func scriptOf(w string) script {
	if w == "" || w[0] < utf8.RuneSelf {
		return latinScript
	}
	r, _ := utf8.DecodeRuneInString(w)
	for _, t := range scriptTables {
		if unicode.Is(t.t, r) {
			return t.s
		}
	}
	if unicode.Is(unicode.Latin, r) {
		return latinScript
	}
	return otherScript
}

// romans are the letters of alphabets in Latin ones, as passports and lists
// most often write them. Where a script has two habits, comparing by sound
// brings them together again.
var romans = romanTable(`
а a б b в v г g ґ g ѓ g д d ђ dj е e ё e є ye э e ж zh з z и i і i ї yi й i ј j к k ќ k л l љ lj м m н n њ nj о o п p р r с s т t ћ c
у u ў u ф f х kh ц ts ч ch џ dz ш sh щ shch ъ - ы y ь - ю yu я ya ѕ dz ә a ғ g қ k ң n ө o ұ u ү u һ h
α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
ա a բ b գ g դ d ե e զ z է e ը y թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o չ ch պ p ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k օ o ֆ f և ev
ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch ც ts ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h
あ a い i う u え e お o か ka き ki く ku け ke こ ko が ga ぎ gi ぐ gu げ ge ご go さ sa し shi す su せ se そ so ざ za じ ji ず zu ぜ ze ぞ zo
た ta ち chi つ tsu て te と to だ da ぢ ji づ zu で de ど do な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho ば ba び bi ぶ bu べ be ぼ bo
ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro わ wa ゐ i ゑ e を o ん n ゔ vu ー -
ก k ข kh ฃ kh ค kh ฅ kh ฆ kh ง ng จ ch ฉ ch ช ch ซ s ฌ ch ญ y ฎ d ฏ t ฐ th ฑ th ฒ th ณ n ด d ต t ถ th ท th ธ th น n บ b ป p ผ ph ฝ f พ ph ฟ f ภ ph
ม m ย y ร r ฤ rue ล l ว w ศ s ษ s ส s ห h ฬ l อ - ฮ h ะ a ั a า a ำ am ิ i ี i ึ ue ื ue ุ u ู u เ e แ ae โ o ใ ai ไ ai ๅ a ็ - ่ - ้ - ๊ - ๋ - ์ - ฯ - ๆ -
`)

func romanTable(text string) map[rune]string {
	m := make(map[rune]string)
	f := strings.Fields(text)
	for i := 0; i+1 < len(f); i += 2 {
		r, _ := utf8.DecodeRuneInString(f[i])
		if f[i+1] == "-" {
			f[i+1] = ""
		}
		m[r] = f[i+1]
	}
	return m
}

// Small kana change the syllable before them.
var (
	smallVowels = map[rune]string{'ぁ': "a", 'ぃ': "i", 'ぅ': "u", 'ぇ': "e", 'ぉ': "o"}
	smallGlides = map[rune]string{'ゃ': "a", 'ゅ': "u", 'ょ': "o"}
)

// romanised appends a word of an alphabet in Latin letters. A word of Latin
// letters stays as it is; signs that have no letter are left out.
func romanised(b []byte, w string) []byte {
	switch scriptOf(w) {
	case latinScript:
		return append(b, w...)
	case kana:
		return romanKana(b, w)
	case thai:
		return romanThai(b, w)
	case greek:
		return romanGreek(b, w)
	case arabic, hebrew:
		return romanAbjad(b, w)
	case han:
		return romanHan(b, w)
	case hangulScript:
		return romanHangul(b, w)
	}
	for _, r := range w { // blanks between words stay
		if s, ok := romans[r]; ok {
			b = append(b, s...)
		} else if r < utf8.RuneSelf {
			b = append(b, byte(r))
		}
	}
	return b
}

// romanKana reads hiragana and katakana by Hepburn's rules; long vowels are
// written once.
func romanKana(b []byte, w string) []byte {
	double := false
	for _, r := range w {
		if r >= 'ァ' && r <= 'ヶ' {
			r -= 'ァ' - 'ぁ'
		}
		switch {
		case r == 'っ':
			double = true
			continue
		case r == 'ー':
			continue
		case smallVowels[r] != "":
			if n := len(b); n > 0 && vowel(b[n-1]) {
				b = b[:n-1]
			}
			b = append(b, smallVowels[r]...)
			continue
		case smallGlides[r] != "":
			if n := len(b); n > 1 && b[n-1] == 'i' {
				b = b[:n-1]
				if c := b[len(b)-1]; c != 'h' && c != 'j' {
					b = append(b, 'y')
				}
			}
			b = append(b, smallGlides[r]...)
			continue
		}
		s := romans[r]
		if double && s != "" {
			b = append(b, s[0])
			double = false
		}
		if n := len(b); s != "" && n > 0 && (s == "u" && b[n-1] == 'o' || len(s) == 1 && vowel(s[0]) && b[n-1] == s[0]) {
			continue
		}
		b = append(b, s...)
	}
	return b
}

// romanThai reads vowels that are written before their consonant behind it.
func romanThai(b []byte, w string) []byte {
	rs := []rune(w)
	for i := 0; i < len(rs); i++ {
		switch rs[i] {
		case 'เ', 'แ', 'โ', 'ใ', 'ไ':
			if i+1 < len(rs) {
				rs[i], rs[i+1] = rs[i+1], rs[i]
				b = append(b, romans[rs[i]]...)
				i++
			}
			b = append(b, romans[rs[i]]...)
		default:
			b = append(b, romans[rs[i]]...)
		}
	}
	return b
}

var greekPairs = strings.NewReplacer("ου", "ou", "μπ", "b", "ντ", "d", "γκ", "g", "γγ", "ng", "αι", "e", "ει", "i", "οι", "i", "ευ", "ef", "αυ", "av")

func romanGreek(b []byte, w string) []byte {
	for _, r := range greekPairs.Replace(w) {
		if r < utf8.RuneSelf {
			b = append(b, byte(r))
		} else {
			b = append(b, romans[r]...)
		}
	}
	return b
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}
