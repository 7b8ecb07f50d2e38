package names

import "unicode/utf8"

// KeyKind is how a key was made. Two names that share a key of one kind may be
// the same; comparing decides.
type KeyKind uint8

// The kinds of keys.
const (
	KeyVariant  KeyKind = iota // spelling group of a word of people's names
	KeySkeleton                // consonants of a word, look-alikes folded
	KeyKorean                  // syllables of a whole Korean name
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
