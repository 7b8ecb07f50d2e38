package screen

import "slices"

// lostKeys are keys of old words that no name is filed under any more.
type lostKeys struct {
	words  []bool              // by old word: it may have some
	hashes map[uint32][]uint32 // by old word
}

// lostKeys finds the keys of words that only names of dropped parties gave
// them. Which keys a word has hangs on the names that it stands in (a family
// name has other ones than the same word in a firm's), and an index does not
// keep from which name a key came. So the names of dropped parties are read
// again, and then names that stayed, until each key of a word has been seen
// once more; most are in the first name that has the word.
func (c *changer) lostKeys(drop []uint32) *lostKeys {
	a := c.from[0]
	l := &lostKeys{words: make([]bool, a.ix.words.len()), hashes: map[uint32][]uint32{}}
	for _, p := range drop {
		a.ix.wordKeys(p, func(w, h uint32) {
			if a.word[w] != gone && !c.given(w, h) && !slices.Contains(l.hashes[w], h) {
				l.hashes[w] = append(l.hashes[w], h)
			}
		})
	}
	var buf []uint32
	for w, n := range a.word {
		if n == gone || len(a.ix.posting.of(uint32(w))) == 0 {
			continue
		}
		buf = deletes(a.ix.words.at(uint32(w)), buf[:0])
		if c.silent(uint32(w)) {
			for _, h := range buf {
				if !slices.Contains(l.hashes[uint32(w)], h) {
					l.hashes[uint32(w)] = append(l.hashes[uint32(w)], h)
				}
			}
		} else if hs := l.hashes[uint32(w)]; hs != nil { // two kinds of keys may share a hash
			l.hashes[uint32(w)] = slices.DeleteFunc(hs, func(h uint32) bool { return slices.Contains(buf, h) })
		}
	}
	for w, hs := range l.hashes {
		l.words[w] = len(hs) > 0
	}
	c.keepSupported(l)
	return l
}

// given reports whether the new side has a key of an old word.
func (c *changer) given(w, h uint32) bool {
	b := c.from[1]
	k := c.pair[c.from[0].word[w]][1]
	return k != gone && slices.Contains(b.ix.near.of(h), k)
}

// keepSupported takes out of l what a party that stays gives as well.
func (c *changer) keepSupported(l *lostKeys) {
	ix := c.from[0].ix
	left := 0
	for _, hs := range l.hashes {
		left += len(hs)
	}
	for _, r := range c.runs {
		if r.side != c.from[0] {
			continue
		}
		for p := r.from; p < r.to; p++ {
			if left == 0 {
				return
			}
			parts := ix.part[ix.partOf[ix.nameOf[p]]:ix.partOf[ix.nameOf[p+1]]]
			if !slices.ContainsFunc(parts, func(w uint32) bool { return l.words[w] }) {
				continue
			}
			ix.wordKeys(p, func(w, h uint32) {
				hs := l.hashes[w]
				if i := slices.Index(hs, h); i >= 0 {
					hs = slices.Delete(hs, i, i+1)
					l.hashes[w], l.words[w] = hs, len(hs) > 0
					left--
				}
			})
		}
	}
}

// wordKeys yields the keys that the names of a party give to words.
func (ix *Index) wordKeys(party uint32, yield func(word, hash uint32)) {
	r := reader{b: ix.records.bytes[ix.records.off[party]:ix.records.off[party+1]]}
	e, _ := r.entity()
	m := newMaker()
	m.names(0, e)
	for _, pair := range m.near {
		if w, ok := ix.words.find(m.texts[uint32(pair)]); ok {
			yield(w, uint32(pair>>32))
		}
	}
}
