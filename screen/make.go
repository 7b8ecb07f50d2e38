package screen

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"cordon/ftm"
	"cordon/names"
)

// maker fills an index party by party. It numbers words as they come and sorts
// them at the end.
type maker struct {
	ix       *Index
	words    map[string]uint32
	texts    []string
	posting  []uint64 // word << 32 | party
	terms    []uint64
	ids      []uint64
	near     []uint64
	schemata map[string]uint32
	datasets map[string]uint32
	nations  map[string]uint32
	props    map[string]uint32
	labels   map[string]uint32
	buf      []byte
	keys     []names.Key
}

// maxNames is how many names of one party are kept.
const maxNames = 2000

func newMaker() *maker {
	return &maker{
		ix: &Index{nameOf: []uint32{0}, partOf: []uint32{0}, idFirst: []uint32{0}}, words: map[string]uint32{},
		schemata: map[string]uint32{}, datasets: map[string]uint32{}, nations: map[string]uint32{}, props: map[string]uint32{}, labels: map[string]uint32{},
	}
}

// intern numbers a text.
func intern(m map[string]uint32, s *strs, v string) uint32 {
	if i, ok := m[v]; ok {
		return i
	}
	i := s.add(v)
	m[strings.Clone(v)] = i
	return i
}

// listedName is a name of a party before it is cut.
type listedName struct {
	text     string
	strength nameStrength
}

// namesOf returns the names of an entity, each once, the strongest reading of
// it first.
func namesOf(e *ftm.Entity) []listedName {
	var out []listedName
	seen := map[string]bool{}
	add := func(s nameStrength, values ...string) {
		for _, v := range values {
			for _, n := range names.Split(v) {
				if !seen[n] && len(out) < maxNames {
					seen[n] = true
					out = append(out, listedName{n, s})
				}
			}
		}
	}
	add(mainName, e.Properties["name"]...)
	add(aliasName, e.Properties["alias"]...)
	add(previousName, e.Properties["previousName"]...)
	add(previousName, e.Properties["pastNames"]...)
	add(weakName, e.Properties["weakAlias"]...)
	add(weakName, e.Properties["abbreviation"]...)
	if len(out) == 0 {
		if p, ok := structured(e.Properties); ok {
			add(mainName, strings.Join(slices.DeleteFunc([]string{p.Given, p.Middle, p.Patronymic, p.Family}, func(s string) bool { return s == "" }), " "))
		}
	}
	return out
}

// structured returns the name parts of structured data, where one bearer's
// parts cannot be mixed with another's.
func structured(p map[string][]string) (names.PersonParts, bool) {
	one := func(props ...string) string {
		for _, k := range props {
			if len(p[k]) == 1 {
				return p[k][0]
			}
		}
		return ""
	}
	out := names.PersonParts{
		Given: one("firstName"), Middle: one("middleName", "secondName"), Patronymic: one("fatherName"),
		Family: one("lastName"), Suffix: one("nameSuffix"),
	}
	return out, out.Given != "" || out.Family != ""
}

// party adds one party and all that belongs to it.
func (m *maker) party(e *ftm.Entity, j *joined) {
	ix := m.ix
	p := ix.ids.add(e.ID)
	ix.schema = append(ix.schema, byte(intern(m.schemata, &ix.schemata, e.Schema)))
	for _, d := range e.Datasets {
		ix.of.vals = append(ix.of.vals, intern(m.datasets, &ix.datasets, d))
	}
	ix.of.closeList()

	ids := identifiersOf(e)
	births := slices.Clone(e.Properties["birthDate"])
	for _, a := range e.Properties["addressEntity"] {
		if adr, ok := j.addresses[a]; ok && adr.full != "" {
			e.Add("address", adr.full)
		}
	}
	delete(e.Properties, "addressEntity")
	for _, pa := range j.papers[e.ID] {
		ids = append(ids, pa.identifier)
		e.Add(pa.prop, pa.value)
		if len(births) == 0 && pa.birthDate != "" {
			births = append(births, pa.birthDate)
		}
	}
	ids = append(ids, j.holdings[e.ID]...)
	m.identifiers(p, ids)

	for _, c := range countriesOf(e.Properties) {
		ix.country.vals = append(ix.country.vals, intern(m.nations, &ix.nations, c))
	}
	ix.country.closeList()
	for _, s := range birthSpans(births) {
		ix.births.vals = append(ix.births.vals, uint32(s.from), uint32(s.to))
	}
	ix.births.closeList()
	ix.gender = append(ix.gender, genderBits(e.Properties["gender"]))

	m.names(p, e)
	m.record(e, j.listings[e.ID])
}

func (m *maker) record(e *ftm.Entity, ls []Listing) {
	b := putEntity(m.buf[:0], e)
	b = binary.AppendUvarint(b, uint64(len(ls)))
	for i := range ls {
		b = putListing(b, &ls[i])
	}
	m.buf = b
	if len(m.ix.records.off) == 0 {
		m.ix.records.off = append(m.ix.records.off, 0)
	}
	m.ix.records.bytes = append(m.ix.records.bytes, b...)
	m.ix.records.off = append(m.ix.records.off, uint32(len(m.ix.records.bytes)))
}

func (m *maker) identifiers(p uint32, ids []identifier) {
	ix := m.ix
	schema := ix.schemata.at(uint32(ix.schema[p]))
	for _, id := range ids {
		kind := format(id.prop, schema)
		k := idKey(kind, id.value)
		if k == "" {
			continue
		}
		n := uint32(len(ix.idOf))
		dup := false
		for i := ix.idFirst[p]; i < n && !dup; i++ {
			dup = ix.idValue.at(i) == id.value && ix.props.at(uint32(ix.idProp[i])) == id.prop
		}
		if dup {
			continue
		}
		ix.idOf = append(ix.idOf, p)
		ix.idProp = append(ix.idProp, byte(intern(m.props, &ix.props, id.prop)))
		ix.idCountry = append(ix.idCountry, intern(m.nations, &ix.nations, id.country))
		ix.idLabel = append(ix.idLabel, intern(m.labels, &ix.labels, id.label))
		ix.idValue.add(id.value)
		m.ids = append(m.ids, uint64(hash(saltID, k))<<32|uint64(n))
	}
	ix.idFirst = append(ix.idFirst, uint32(len(ix.idOf)))
}

func (m *maker) names(p uint32, e *ftm.Entity) {
	ix := m.ix
	kind := kindOf(e.Schema)
	tags, tagged := structured(e.Properties)
	for _, ln := range namesOf(e) {
		n := names.Parse(ln.text, kind)
		if len(n.Parts) == 0 {
			continue
		}
		if tagged && kind == names.Person {
			n.Retag(tags)
		}
		s := ln.strength
		if s == aliasName && len(n.Parts) == 1 && utf8.RuneCountInString(n.Parts[0].Text) < 4 {
			s = weakName
		}
		ix.name.add(ln.text)
		ix.strength = append(ix.strength, byte(s))
		m.parts(p, &n)
	}
	ix.nameOf = append(ix.nameOf, uint32(ix.name.len()))
}

// parts adds the words of a name and the keys of the whole.
func (m *maker) parts(p uint32, n *names.Name) {
	ix := m.ix
	for i := range n.Parts {
		part := &n.Parts[i]
		w, ok := m.words[part.Text]
		if !ok {
			w = uint32(len(m.texts))
			t := strings.Clone(part.Text)
			m.words[t] = w
			m.texts = append(m.texts, t)
		}
		ix.part = append(ix.part, w)
		ix.tag = append(ix.tag, byte(part.Tag))
		ix.group = append(ix.group, part.Sym.Group)
		ix.nick = append(ix.nick, uint32(part.Sym.Nick[0])<<16|uint32(part.Sym.Nick[1]))
		if found(part) {
			m.posting = append(m.posting, uint64(w)<<32|uint64(p))
		}
	}
	ix.partOf = append(ix.partOf, uint32(len(ix.part)))
	n.Syllables()
	ix.korean.vals = append(ix.korean.vals, n.Korean...)
	ix.korean.closeList()
	ix.chinese.vals = append(ix.chinese.vals, n.Chinese...)
	ix.chinese.closeList()
	term := func(h uint32) { m.terms = append(m.terms, uint64(h)<<32|uint64(p)) }
	for i := 0; i+1 < len(n.Parts); i++ {
		if h, ok := gluedHash(n.Parts[i : i+2]); ok {
			term(h)
		}
	}
	term(wholeHash(n))
	m.keys = n.SoundKeys(true, n.Keys(m.keys[:0]))
	for _, k := range m.keys {
		if k.Part < 0 {
			term(hash(keySalt(k.Kind), k.Text))
		} else {
			w := m.words[n.Parts[k.Part].Text]
			m.near = append(m.near, uint64(hash(keySalt(k.Kind), k.Text))<<32|uint64(w))
		}
	}
}

func keySalt(k names.KeyKind) byte { return keySalts[k] }

var keySalts = [...]byte{
	names.KeyVariant: saltVariant, names.KeySkeleton: saltSkeleton, names.KeyKorean: saltKorean, names.KeyChinese: saltChinese, names.KeyKoreanHalf: saltKoreanHalf,
	names.KeyAbjad: saltAbjad, names.KeyAbjadOwn: saltAbjadOwn, names.KeyLetters: saltLetters, names.KeyLettersOwn: saltLettersOwn,
}

// found reports whether a part leads to a name: forms and forms of address are
// borne by too many.
func found(p *names.Part) bool {
	switch p.Tag {
	case names.Form, names.Title, names.Suffix, names.Stop:
		return false
	}
	return true
}

// gluedHash is the key of two neighbours written as one word.
func gluedHash(two []names.Part) (uint32, bool) {
	for i := range two {
		if t := two[i].Tag; t == names.Form || t == names.Number {
			return 0, false
		}
	}
	return newHash(saltJoined).add(two[0].Text).add(two[1].Text).sum(), true
}

// wholeHash is the key of a whole name without borders and legal forms.
func wholeHash(n *names.Name) uint32 {
	h := newHash(saltWhole)
	for i := range n.Parts {
		if n.Parts[i].Tag != names.Form {
			h = h.add(n.Parts[i].Text)
		}
	}
	return h.sum()
}

// index sorts what was gathered.
func (m *maker) index() *Index {
	ix := m.ix
	order := make([]uint32, len(m.texts))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(m.texts[a], m.texts[b]) })
	rank := make([]uint32, len(order))
	for r, w := range order {
		rank[w] = uint32(r)
		ix.words.add(m.texts[w])
	}
	for i, w := range ix.part {
		ix.part[i] = rank[w]
	}
	for i, p := range m.posting {
		m.posting[i] = uint64(rank[p>>32])<<32 | p&0xffffffff
	}
	for i, p := range m.near {
		m.near[i] = p&^0xffffffff | uint64(rank[uint32(p)])
	}
	ix.posting = group(m.posting, ix.words.len())
	m.posting = nil
	var grams []uint64
	for w := range uint32(ix.words.len()) {
		if len(ix.posting.of(w)) == 0 {
			continue
		}
		t := ix.words.at(w)
		for _, h := range deletes(t, nil) {
			m.near = append(m.near, uint64(h)<<32|uint64(w))
		}
		for _, h := range gramsOf(t, nil) {
			grams = append(grams, uint64(h)<<32|uint64(w))
		}
	}
	ix.near, m.near = newMulti(m.near), nil // each is let go before the next is made
	ix.grams = newMulti(grams)
	ix.terms, m.terms = newMulti(m.terms), nil
	ix.idTerms, m.ids = newMulti(m.ids), nil
	ix.closeLists()
	ix.compact()
	ix.prepare()
	return ix
}

// closeLists ends the lists of an index without parties.
func (ix *Index) closeLists() {
	for _, l := range []*lists{&ix.of, &ix.country, &ix.births, &ix.korean, &ix.chinese} {
		if len(l.off) == 0 {
			l.off = []uint32{0}
		}
	}
}

// compact gives back what appending left over, where it is much.
func (ix *Index) compact() {
	for _, s := range []*[]byte{&ix.records.bytes, &ix.name.bytes, &ix.words.bytes, &ix.ids.bytes, &ix.tag} {
		*s = fitted(*s)
	}
	for _, s := range []*[]uint32{&ix.part, &ix.partOf, &ix.nick} {
		*s = fitted(*s)
	}
	ix.group = fitted(ix.group)
}

func fitted[T any](s []T) []T {
	if cap(s)-len(s) > len(s)/8 {
		return slices.Clip(slices.Clone(s))
	}
	return s
}

// deletes adds the keys of a word and of the word less any one letter. Two
// words that are one slip apart share a key. Words of one or two letters have none.
func deletes(w string, dst []uint32) []uint32 {
	n := utf8.RuneCountInString(w)
	if n < 3 || n > 40 || n == 3 && w[0] >= '0' && w[0] <= '9' {
		return dst
	}
	dst = append(dst, hash(saltDelete, w))
	if n == 3 {
		return dst // meets words of four letters, but no other one of three
	}
	prev := rune(-1)
	for i, r := range w {
		if r == prev {
			continue // of two equal neighbours either gives the same
		}
		prev = r
		dst = append(dst, newHash(saltDelete).add(w[:i]).add(w[i+utf8.RuneLen(r):]).sum())
	}
	return dst
}

// gramsOf adds the keys of each three letters of a word, its borders counted as
// letters.
func gramsOf(w string, dst []uint32) []uint32 {
	if len(w) < 4 || len(w) > 60 || w[0] >= '0' && w[0] <= '9' {
		return dst
	}
	var space [64]byte
	b := append(append(append(space[:0], '^'), w...), '$')
	for i := 0; i+3 <= len(b); i++ {
		h := newHash(saltGram)
		for _, c := range b[i : i+3] {
			h = (h ^ hasher(c)) * 16777619
		}
		dst = append(dst, h.sum())
	}
	return dst
}
