package names

import "unicode/utf8"

// KeyKind is how a key was made. Two names that share a key of one kind may be
// the same; comparing decides.
type KeyKind uint8

// The kinds of keys.
const (
	KeyVariant    KeyKind = iota // spelling group of a word of people's names
	KeySkeleton                  // consonants of a word, look-alikes folded
	KeyKorean                    // syllables of a whole Korean name
	KeyKoreanHalf                // family name and one syllable of a Korean name
	KeyChinese                   // syllables of a whole Chinese name, by how it is written
	KeyAbjad                     // consonants of a word as an abjad writes them
	KeyAbjadOwn                  // the same, of a word that is written in an abjad
	KeyLetters                   // consonants of a word as alphabets write them
	KeyLettersOwn                // the same, of a word of another alphabet than the Latin
)

// Key is one way to look a name up.
type Key struct {
	Kind KeyKind
	Text string
	Part int // the part it was made of, -1 for the whole name
}

// Keys adds the keys of n to dst. Keys of a word serve where its letters found
// nothing; keys of the whole name stand beside the words.
func (n *Name) Keys(dst []Key) []Key {
	for i := range n.Parts {
		dst = n.KeysOf(i, dst)
	}
	return n.koreanKeys(dst)
}

func hashText(h uint32) string {
	return string([]byte{byte(h), byte(h >> 8), byte(h >> 16), byte(h >> 24)})
}

// KeysOf adds the keys of part i to dst.
func (n *Name) KeysOf(i int, dst []Key) []Key {
	p := &n.Parts[i]
	if !p.core() || p.Tag == Number {
		return dst
	}
	if p.Tag != Word && p.Tag != Place && p.Sym.Group != 0 {
		dst = append(dst, Key{KeyVariant, table.variants[p.Sym.Group][0], i})
	}
	if s := latinSkeleton(p.Text); s != "" {
		dst = append(dst, Key{KeySkeleton, s, i})
	}
	return dst
}

// latinSkeleton keeps the first letter and the consonants of a Latin word,
// with letters folded that sound or look alike. Words that keep less than two
// letters, and words of other scripts, have none.
func latinSkeleton(w string) string {
	if len(w) < 4 || len(w) > 32 || !ascii(w) {
		return ""
	}
	var space [32]byte
	out := space[:0]
	put := func(c byte) {
		if len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	for i := 0; i < len(w); i++ {
		c := w[i]
		next := byte(0)
		if i+1 < len(w) {
			next = w[i+1]
		}
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'j':
			if i == 0 {
				put('a')
			}
		case 'h':
			if i == 0 {
				put('h')
			}
		case 'c', 'q', 'k', 'x', 'g':
			if c == 'c' && next == 'h' {
				put('s')
			} else if c == 'g' {
				put('g')
			} else {
				put('k')
			}
		case 'z', 's':
			put('s')
		case 'w', 'v', 'f':
			put('v')
		case 'p':
			if next == 'h' {
				put('v')
			} else {
				put('p')
			}
		case 'd', 't':
			put('t')
		default:
			if c >= '0' && c <= '9' || c >= utf8.RuneSelf {
				return ""
			}
			put(c)
		}
	}
	if len(out) < 2 {
		return ""
	}
	return string(out)
}

// SoundKeys adds the keys of n by which it meets names in other scripts. A
// listed name is filed under the keys of how it is written; a query's name is
// looked for under those of the other ways.
func (n *Name) SoundKeys(listed bool, dst []Key) []Key {
	latin, abjad, other := scripts(n)
	if listed || other { // Latin names meet each other by their letters
		n.Syllables()
		dst = n.halves(dst)
		for _, h := range n.Chinese {
			dst = append(dst, Key{KeyChinese, hashText(h), -1})
		}
	}
	if latin && (abjad || other) {
		latin = false // the foreign words tell more
	}
	abjadKinds, letterKinds := []KeyKind{KeyAbjadOwn}, []KeyKind{KeyLettersOwn}
	switch {
	case latin && listed:
		abjadKinds, letterKinds = []KeyKind{KeyAbjad}, []KeyKind{KeyLetters}
	case latin:
	case listed && abjad:
		letterKinds = nil
	case listed && other:
	case abjad:
		abjadKinds, letterKinds = []KeyKind{KeyAbjad, KeyAbjadOwn}, nil
	case other:
		letterKinds = []KeyKind{KeyLetters, KeyLettersOwn}
	default:
		return dst
	}
	var used [MaxParts]bool
	var space [MaxParts]heard
	for _, h := range hearAbjad(n, &used, space[:0]) {
		if h.len < 2 {
			continue
		}
		for _, k := range abjadKinds {
			dst = appendAbjad(dst, k, h.text())
			if h.article && h.len > 2 && h.sound[0] == 'l' {
				dst = appendAbjad(dst, k, h.text()[1:])
			}
		}
	}
	if letterKinds == nil {
		return dst
	}
	clear(used[:])
	for _, h := range hearLetters(n, &used, space[:0]) {
		s := bones(h.text())
		if len(s) < 2 {
			continue
		}
		for _, k := range letterKinds {
			dst = append(dst, Key{k, s, -1})
		}
	}
	return dst
}

// appendAbjad adds the key of a row of consonants, those that are written for
// each other in one class. A v is a letter of its own or a long vowel.
func appendAbjad(dst []Key, kind KeyKind, b []byte) []Key {
	var space [maxHeard]byte
	for _, v := range [2]bool{true, false} {
		out, had := space[:0], false
		for _, c := range b {
			switch c {
			case 'v':
				had = true
				if !v {
					continue
				}
				c = 'f'
			case 'z':
				c = 'd'
			case 'g', 'x':
				c = 'k'
			case 'j':
				c = 'c'
			}
			out = append(out, c)
		}
		if len(out) > 1 {
			dst = append(dst, Key{kind, string(out), -1})
		}
		if !had {
			break
		}
	}
	return dst
}

// bones are the consonants of a row of sounds; a vowel at the beginning counts
// as one, whichever it is.
func bones(b []byte) string {
	var space [maxHeard]byte
	out := space[:0]
	for i, c := range b {
		switch c {
		case 'a', 'e', 'i', 'o', 'u':
			if i == 0 {
				out = append(out, 'A')
			}
			continue
		case 'g':
			c = 'h'
		case 'z':
			c = 's'
		case 'j', 'x':
			c = 'c'
		}
		if len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	return string(out)
}
