package names

// Kind is what a name names. It decides how the name is cut and compared.
type Kind uint8

// The kinds of names.
const (
	Any          Kind = iota // not known: a person or an organisation
	Person                   // order free, titles and patronymics known
	Organization             // legal forms and business words known
	Vessel                   // compared as a whole; numbers decide
	Object                   // an aircraft, a security: compared as a whole
)

// Tag is what a part of a name is.
type Tag uint8

// The tags of parts. Unset pairs with anything; Given and Family never pair.
const (
	Unset Tag = iota
	Given
	Middle
	Patronymic
	Family
	Title  // Dr, Haji
	Suffix // Jr
	Number // digits, Roman numerals and number words of organisations and vessels; Text is the figure
	Stop   // the, of, bin, van
	Form   // legal form; Text is its class and form
	Word   // generic business word
	Place  // country, city: tells branches apart
	numTags
)

var tagNames = [numTags]string{"", "given", "middle", "patronymic", "family", "title", "suffix", "number", "stop", "form", "word", "place"}

func (t Tag) String() string {
	if t < numTags {
		return tagNames[t]
	}
	return "?"
}

// Sym says which symbols a part stands for: a name's spelling group, the pet
// names it has, a business word's meaning, a legal form. Zero is none.
type Sym struct {
	Group uint16    // spelling group of people's names, meaning of words, form
	Nick  [2]uint16 // groups of short and pet names; the high bit marks a short one
}

// Part is one word of a name.
type Part struct {
	Text string // cleaned
	Tag  Tag
	Sym  Sym
}

// Bounds of what a name may hold; the rest is cut off.
const (
	MaxParts = 24
	MaxRunes = 512
)

// Name is a name cut into parts. People's names stand in the order given,
// middle, family where the order is known.
type Name struct {
	Kind  Kind
	Parts []Part

	// Korean and Chinese are the keys by which names of these languages are the
	// same, where Known says that they were worked out ([Name.Syllables]).
	Korean, Chinese []uint32
	Known           bool
}

// Syllables works out the keys of names that can be Korean or Chinese. A
// comparison does so by itself; whoever compares a name often does it once.
func (n *Name) Syllables() {
	if n.Known {
		return
	}
	n.Korean, n.Chinese, n.Known = hashes(koreanNames(n)), hashes(chineseNames(n)), true
}

func hashes(keys []string) []uint32 {
	if len(keys) == 0 {
		return nil
	}
	out := make([]uint32, len(keys))
	for i, k := range keys {
		h := uint32(2166136261)
		for j := 0; j < len(k); j++ {
			h = (h ^ uint32(k[j])) * 16777619
		}
		out[i] = h
	}
	return out
}

// Text returns the cleaned words of n joined by blanks, forms left out unless
// there is nothing else.
func (n *Name) Text() string {
	var b []byte
	for i := range n.Parts {
		if n.Parts[i].Tag == Form {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, n.Parts[i].Text...)
	}
	return string(b)
}

// core reports whether the part can tell bearers apart at all.
func (p *Part) core() bool {
	switch p.Tag {
	case Title, Suffix, Stop, Form:
		return false
	}
	return true
}

// Core returns the number of parts that can tell bearers apart: no titles,
// suffixes, stop words or forms.
func (n *Name) Core() int {
	c := 0
	for i := range n.Parts {
		if n.Parts[i].core() {
			c++
		}
	}
	return c
}
