package screen

import (
	"slices"
	"strings"
)

// Change returns the index of the list as it stands after some parties changed:
// ix without the parties of ids, and with what b makes of those of them that it
// has. b must hold these parties and all that is joined to them; what else it
// holds is not added. ix goes on answering as it did, and the builder must not
// be used afterwards.
//
// The result is the index, to the byte, that a builder would make of the whole
// list, and so are its answers. Nothing is parsed but the parties that changed:
// the flat lists are copied in order, so that the work is that of reading a
// snapshot, whatever the number of changes.
func (ix *Index) Change(ids []string, b *Builder) *Index {
	changed := make(map[string]bool, len(ids))
	drop := make([]uint32, 0, len(ids))
	for _, id := range ids {
		if p, ok := ix.ids.find(id); ok && !changed[id] {
			drop = append(drop, p)
		}
		changed[id] = true
	}
	slices.Sort(drop)
	return merged(ix, b.build(func(id string) bool { return changed[id] }), drop)
}

// merged makes one index of two that have no party in common, but for those of
// the first that are dropped.
func merged(a, b *Index, drop []uint32) *Index {
	c := changer{to: &Index{nameOf: []uint32{0}, partOf: []uint32{0}, idFirst: []uint32{0}}}
	c.from = [2]*side{{ix: a}, {ix: b}}
	c.inOrder(drop)
	c.words()
	c.names()
	c.parties()
	c.postings()
	c.keys(drop)
	c.to.closeLists()
	c.to.prepare()
	return c.to
}

// gone is the new number of what is no longer there.
const gone = ^uint32(0)

// side is one of the two indexes that become one: the old one, and that of the
// parties that changed.
type side struct {
	ix     *Index
	party  []uint32 // to the new number
	word   []uint32
	ids    []uint32 // identifiers
	schema []uint32
	nation []uint32
	sets   []uint32
	props  []uint32
	labels []uint32
}

// run is a piece of a side whose parties stay neighbours.
type run struct {
	side     *side
	from, to uint32
}

type changer struct {
	to   *Index
	from [2]*side
	runs []run
	pair [][2]uint32 // by new word: its numbers on both sides
}

func unmapped(n int) []uint32 {
	m := make([]uint32, n)
	for i := range m {
		m[i] = gone
	}
	return m
}

// inOrder puts the parties of both sides in order of id.
func (c *changer) inOrder(drop []uint32) {
	old, news := c.from[0], c.from[1]
	next := uint32(0)
	c.from[0].party, c.from[1].party = unmapped(old.ix.Len()), unmapped(news.ix.Len())
	add := func(s *side, from, to uint32) {
		if from == to {
			return
		}
		c.runs = append(c.runs, run{s, from, to})
		for p := from; p < to; p++ {
			s.party[p] = next
			next++
		}
	}
	at := uint32(0)
	upTo := func(end uint32) {
		for len(drop) > 0 && drop[0] < end {
			add(old, at, drop[0])
			at, drop = drop[0]+1, drop[1:]
		}
		if at < end {
			add(old, at, end)
			at = end
		}
	}
	for p := range uint32(news.ix.Len()) {
		before, _ := old.ix.ids.find(news.ix.ids.at(p))
		upTo(before)
		add(news, p, p+1)
	}
	upTo(uint32(old.ix.Len()))
}

// words gathers the words that names still have.
func (c *changer) words() {
	used := make([]bool, c.from[0].ix.words.len())
	for _, r := range c.runs {
		if r.side == c.from[0] {
			ix := r.side.ix
			for _, w := range ix.part[ix.partOf[ix.nameOf[r.from]]:ix.partOf[ix.nameOf[r.to]]] {
				used[w] = true
			}
		}
	}
	a, b := &c.from[0].ix.words, &c.from[1].ix.words
	c.from[0].word, c.from[1].word = unmapped(a.len()), unmapped(b.len())
	c.to.words = strs{off: make([]uint32, 0, a.len()+b.len()+1), bytes: make([]byte, 0, len(a.bytes)+len(b.bytes))}
	for i, k := uint32(0), uint32(0); ; {
		for int(i) < a.len() && !used[i] {
			i++
		}
		order := 0
		switch left, right := int(i) < a.len(), int(k) < b.len(); {
		case !left && !right:
			return
		case !right:
			order = -1
		case !left:
			order = 1
		default:
			order = strings.Compare(a.at(i), b.at(k))
		}
		both := [2]uint32{gone, gone}
		text := ""
		if order >= 0 {
			text, both[1] = b.at(k), k
			k++
		}
		if order <= 0 {
			text, both[0] = a.at(i), i
			i++
		}
		n := c.to.words.add(text)
		c.pair = append(c.pair, both)
		for s, w := range both {
			if w != gone {
				c.from[s].word[w] = n
			}
		}
	}
}

// size makes room for all that two lists have.
func size[T any](to *[]T, lists ...[]T) {
	n := 1
	for _, l := range lists {
		n += len(l)
	}
	*to = append(make([]T, 0, n), *to...)
}

// shift adds offsets to a list that goes on at base, where they began at first.
func shift(to *[]uint32, base uint32, off []uint32, first uint32) {
	for _, o := range off {
		*to = append(*to, base+o-first)
	}
}

// addRange adds the strings from to to of another list.
func (s *strs) addRange(o *strs, from, to uint32) {
	if from == to {
		return
	}
	if len(s.off) == 0 {
		s.off = append(s.off, 0)
	}
	base := uint32(len(s.bytes))
	s.bytes = append(s.bytes, o.bytes[o.off[from]:o.off[to]]...)
	shift(&s.off, base, o.off[from+1:to+1], o.off[from])
}

// addRange adds the lists of the owners from to to.
func (l *lists) addRange(o *lists, from, to uint32) {
	if len(l.off) == 0 {
		l.off = append(l.off, 0)
	}
	base := uint32(len(l.vals))
	l.vals = append(l.vals, o.vals[o.off[from]:o.off[to]]...)
	shift(&l.off, base, o.off[from+1:to+1], o.off[from])
}

func (c *changer) names() {
	ix, a, b := c.to, c.from[0].ix, c.from[1].ix
	size(&ix.nameOf, a.nameOf, b.nameOf)
	size(&ix.name.off, a.name.off, b.name.off)
	size(&ix.name.bytes, a.name.bytes, b.name.bytes)
	size(&ix.strength, a.strength, b.strength)
	size(&ix.partOf, a.partOf, b.partOf)
	size(&ix.part, a.part, b.part)
	size(&ix.tag, a.tag, b.tag)
	size(&ix.group, a.group, b.group)
	size(&ix.nick, a.nick, b.nick)
	for _, r := range c.runs {
		o := r.side.ix
		n, m := o.nameOf[r.from], o.nameOf[r.to]
		p, q := o.partOf[n], o.partOf[m]
		shift(&ix.nameOf, uint32(ix.name.len()), o.nameOf[r.from+1:r.to+1], n)
		ix.name.addRange(&o.name, n, m)
		ix.strength = append(ix.strength, o.strength[n:m]...)
		shift(&ix.partOf, uint32(len(ix.part)), o.partOf[n+1:m+1], p)
		for _, w := range o.part[p:q] {
			ix.part = append(ix.part, r.side.word[w])
		}
		ix.tag = append(ix.tag, o.tag[p:q]...)
		ix.group = append(ix.group, o.group[p:q]...)
		ix.nick = append(ix.nick, o.nick[p:q]...)
		ix.korean.addRange(&o.korean, n, m)
		ix.chinese.addRange(&o.chinese, n, m)
	}
}

// renumber numbers texts as they come, as a maker does.
type renumber struct {
	known map[string]uint32
	to    *strs
}

func (n *renumber) of(m []uint32, from *strs, i uint32) uint32 {
	if m[i] == gone {
		m[i] = intern(n.known, n.to, from.at(i))
	}
	return m[i]
}

// parties copies what is known of parties beside their names, in the order in
// which a maker takes it.
func (c *changer) parties() {
	ix, a, b := c.to, c.from[0].ix, c.from[1].ix
	for _, s := range c.from {
		s.schema, s.sets, s.nation = unmapped(s.ix.schemata.len()), unmapped(s.ix.datasets.len()), unmapped(s.ix.nations.len())
		s.props, s.labels, s.ids = unmapped(s.ix.props.len()), unmapped(s.ix.labels.len()), unmapped(len(s.ix.idOf))
	}
	to := func(s *strs) *renumber { return &renumber{map[string]uint32{}, s} }
	schemata, sets, nations, props, labels := to(&ix.schemata), to(&ix.datasets), to(&ix.nations), to(&ix.props), to(&ix.labels)
	size(&ix.ids.off, a.ids.off, b.ids.off)
	size(&ix.ids.bytes, a.ids.bytes, b.ids.bytes)
	size(&ix.records.off, a.records.off, b.records.off)
	size(&ix.records.bytes, a.records.bytes, b.records.bytes)
	size(&ix.idValue.off, a.idValue.off, b.idValue.off)
	size(&ix.idValue.bytes, a.idValue.bytes, b.idValue.bytes)
	for _, r := range c.runs {
		s, o := r.side, r.side.ix
		ix.ids.addRange(&o.ids, r.from, r.to)
		ix.records.addRange(&o.records, r.from, r.to)
		ix.gender = append(ix.gender, o.gender[r.from:r.to]...)
		ix.births.addRange(&o.births, r.from, r.to)
		ix.idValue.addRange(&o.idValue, o.idFirst[r.from], o.idFirst[r.to])
		for p := r.from; p < r.to; p++ {
			ix.schema = append(ix.schema, byte(schemata.of(s.schema, &o.schemata, uint32(o.schema[p]))))
			for _, d := range o.of.of(p) {
				ix.of.vals = append(ix.of.vals, sets.of(s.sets, &o.datasets, d))
			}
			ix.of.closeList()
			for i := o.idFirst[p]; i < o.idFirst[p+1]; i++ {
				s.ids[i] = uint32(len(ix.idOf))
				ix.idOf = append(ix.idOf, s.party[p])
				ix.idProp = append(ix.idProp, byte(props.of(s.props, &o.props, uint32(o.idProp[i]))))
				ix.idCountry = append(ix.idCountry, nations.of(s.nation, &o.nations, o.idCountry[i]))
				ix.idLabel = append(ix.idLabel, labels.of(s.labels, &o.labels, o.idLabel[i]))
			}
			ix.idFirst = append(ix.idFirst, uint32(len(ix.idOf)))
			for _, n := range o.country.of(p) {
				ix.country.vals = append(ix.country.vals, nations.of(s.nation, &o.nations, n))
			}
			ix.country.closeList()
		}
	}
}

// postings joins the parties of each word.
func (c *changer) postings() {
	a, b := c.from[0], c.from[1]
	l := &c.to.posting
	l.off = make([]uint32, 1, len(c.pair)+1)
	l.vals = make([]uint32, 0, len(a.ix.posting.vals)+len(b.ix.posting.vals))
	for _, w := range c.pair {
		var x, y []uint32
		if w[0] != gone {
			x = a.ix.posting.of(w[0])
		}
		if w[1] != gone {
			y = b.ix.posting.of(w[1])
		}
		for len(x) > 0 || len(y) > 0 {
			switch {
			case len(x) > 0 && a.party[x[0]] == gone:
				x = x[1:]
			case len(y) == 0 || len(x) > 0 && a.party[x[0]] < b.party[y[0]]:
				l.vals = append(l.vals, a.party[x[0]])
				x = x[1:]
			default:
				l.vals = append(l.vals, b.party[y[0]])
				y = y[1:]
			}
		}
		l.off = append(l.off, uint32(len(l.vals)))
	}
}

// keys joins the ways to words, names and identifiers.
func (c *changer) keys(drop []uint32) {
	a, b, ix := c.from[0], c.from[1], c.to
	lost := c.lostKeys(drop)
	ix.near = joinMulti(&a.ix.near, &b.ix.near, a.word, b.word, func(h, w uint32) bool {
		return lost.words[w] && slices.Contains(lost.hashes[w], h)
	})
	ix.grams = joinMulti(&a.ix.grams, &b.ix.grams, a.word, b.word, func(_, w uint32) bool { return c.silent(w) })
	ix.terms = joinMulti(&a.ix.terms, &b.ix.terms, a.party, b.party, nil)
	ix.idTerms = joinMulti(&a.ix.idTerms, &b.ix.idTerms, a.ids, b.ids, nil)
}

// silent reports whether an old word leads to nobody any more. What the new
// side says of it stands there.
func (c *changer) silent(w uint32) bool {
	n := c.from[0].word[w]
	return n == gone || len(c.to.posting.of(n)) == 0
}

// joinMulti joins two multis whose values get new numbers. Those without one
// are left out, and those of a that lost names.
func joinMulti(a, b *multi, mapA, mapB []uint32, lost func(h, v uint32) bool) multi {
	n := len(a.keys) + len(b.keys)
	m := multi{keys: make([]uint32, 0, n), vals: make([]uint32, 0, n)}
	i, k := 0, 0
	for {
		for i < len(a.keys) && (mapA[a.vals[i]] == gone || lost != nil && lost(a.keys[i], a.vals[i])) {
			i++
		}
		left, right := i < len(a.keys), k < len(b.keys)
		if !left && !right {
			break
		}
		takeA, takeB := left, right
		if left && right {
			x, y := uint64(a.keys[i])<<32|uint64(mapA[a.vals[i]]), uint64(b.keys[k])<<32|uint64(mapB[b.vals[k]])
			takeA, takeB = x <= y, y <= x
		}
		if takeA {
			m.keys, m.vals = append(m.keys, a.keys[i]), append(m.vals, mapA[a.vals[i]])
			i++
		}
		if takeB {
			if !takeA {
				m.keys, m.vals = append(m.keys, b.keys[k]), append(m.vals, mapB[b.vals[k]])
			}
			k++
		}
	}
	m.start = starts(m.keys)
	return m
}
