package screen

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cordon/ftm"

	"golang.org/x/text/unicode/norm"
)

// Text finds entities of an index by words, as a search box does: in their
// names and in what else is known of them. It is no screen: nothing is compared
// by sound or by parts, and what does not hold the words is not found. Like the
// index it never changes once made.
//
// Words are lower case and without marks; Han characters are words of their
// own. Each word leads to its bearers by a list, so that no search looks at
// every name. Only filters and orders that ask for what no list holds read the
// records of what was found.
type Text struct {
	ix      *Index
	words   strs  // sorted
	named   lists // word to parties with a name that has it
	written lists // word to parties with any value that has it, names included

	topics, countries keywords
}

// keywords are the values of a field that is filtered and counted by.
type keywords struct {
	values strs // sorted
	of     lists
}

// maxProse is how many bytes of a long text are searched.
const maxProse = 1000

// NewText makes the lists of words of an index.
func NewText(ix *Index) *Text {
	t := &Text{ix: ix}
	m := textMaker{words: make(map[string]uint32), topics: make(map[string]uint32), countries: make(map[string]uint32)}
	for p := range uint32(ix.Len()) {
		e, _ := ix.record(p)
		m.party(p, e)
	}
	var rank []uint32
	t.words, rank = sorted(m.words)
	t.named = group(ranked(m.named, rank), t.words.len())
	t.written = group(ranked(m.written, rank), t.words.len())
	t.topics = makeKeywords(m.topics, m.topicOf, ix.Len())
	t.countries = makeKeywords(m.countries, m.countryOf, ix.Len())
	return t
}

// record reads the entity of a party back.
func (ix *Index) record(p uint32) (e *ftm.Entity, target bool) {
	r := reader{b: ix.records.bytes[ix.records.off[p]:ix.records.off[p+1]]}
	return r.entity()
}

// textMaker gathers pairs (word << 32 | party); of keywords (party << 32 |
// value).
type textMaker struct {
	words, topics, countries           map[string]uint32
	named, written, topicOf, countryOf []uint64
	buf                                []string
}

func number(m map[string]uint32, v string) uint32 {
	n, ok := m[v]
	if !ok {
		n = uint32(len(m))
		m[strings.Clone(v)] = n
	}
	return n
}

func (m *textMaker) party(p uint32, e *ftm.Entity) {
	s := ftm.Lookup(e.Schema)
	for name, values := range e.Properties {
		typ := ftm.TypeString
		if s != nil {
			if d := s.Property(name); d != nil {
				typ = d.Type
			}
		}
		for _, v := range values {
			switch typ {
			case ftm.TypeTopic:
				m.topicOf = append(m.topicOf, uint64(p)<<32|uint64(number(m.topics, v)))
			case ftm.TypeCountry:
				m.countryOf = append(m.countryOf, uint64(p)<<32|uint64(number(m.countries, v)))
			case ftm.TypeEntity, ftm.TypeURL, ftm.TypeChecksum:
				continue
			}
			m.value(p, v, typ == ftm.TypeName)
		}
	}
	m.value(p, e.ID, false)
}

func (m *textMaker) value(p uint32, v string, name bool) {
	if len(v) > maxProse {
		v = v[:maxProse]
	}
	m.buf = appendWords(m.buf[:0], v)
	for _, w := range m.buf {
		pair := uint64(number(m.words, w))<<32 | uint64(p)
		m.written = append(m.written, pair)
		if name {
			m.named = append(m.named, pair)
		}
	}
}

// sorted is the keys of a numbering in order, and the place of each number.
func sorted(m map[string]uint32) (strs, []uint32) {
	keys := make([]string, len(m))
	for k, n := range m {
		keys[n] = k
	}
	order := make([]uint32, len(keys))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(keys[a], keys[b]) })
	var out strs
	rank := make([]uint32, len(keys))
	for r, n := range order {
		out.add(keys[n])
		rank[n] = uint32(r)
	}
	return out, rank
}

// ranked replaces the numbers in the upper half of pairs by their places.
func ranked(pairs []uint64, rank []uint32) []uint64 {
	for i, p := range pairs {
		pairs[i] = uint64(rank[p>>32])<<32 | p&0xffffffff
	}
	return pairs
}

func makeKeywords(m map[string]uint32, pairs []uint64, owners int) keywords {
	values, rank := sorted(m)
	for i, p := range pairs {
		pairs[i] = p&^0xffffffff | uint64(rank[uint32(p)])
	}
	return keywords{values, group(pairs, owners)}
}

// appendWords cuts a text into the words it is found by.
func appendWords(dst []string, text string) []string {
	var b []byte
	flush := func() {
		if len(b) > 0 {
			dst = append(dst, string(b))
			b = b[:0]
		}
	}
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			dst = append(dst, string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b = utf8.AppendRune(b, plain(r))
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '`', r == 'ʼ', r == 'ʹ':
		default:
			flush()
		}
	}
	flush()
	for i, w := range dst {
		if !utf8.ValidString(w) || len(w) > 64 {
			dst[i] = strings.ToValidUTF8(w[:min(len(w), 64)], "")
		}
	}
	return dst
}

// plain is a letter without what Unicode does not take apart.
func plain(r rune) rune {
	switch r {
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ', 'ð':
		return 'd'
	case 'ı':
		return 'i'
	case 'ς':
		return 'σ'
	}
	return r
}

// withPrefix returns the range of words that begin with a text.
func (t *Text) withPrefix(prefix string) (from, to uint32) {
	from, _ = t.words.find(prefix)
	to = from
	for to < uint32(t.words.len()) && strings.HasPrefix(t.words.at(to), prefix) {
		to++
	}
	return from, to
}
