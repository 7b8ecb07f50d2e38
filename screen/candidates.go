package screen

import (
	"container/heap"
	"math"
	"slices"
	"unicode/utf8"

	"cordon/names"
)

// How much of a word's rarity each way to it counts.
const (
	qualityExact    = 1.0
	qualityVariant  = .9
	qualityNear     = .8
	qualityJoined   = .8
	qualitySkeleton = .7
	qualitySound    = .8
	qualityGram     = .4
	qualityWhole    = 3.0 // the whole name: first of all
	wordShare       = .5  // of generic business words
)

// How many candidates are compared in full.
const (
	candidates    = 40
	candidatesOne = 96  // for a query of one word
	maxTied       = 192 // further ones, as good as the last of them
)

// Bounds on the work for one word of a query.
const (
	maxNear    = 64   // words one slip away
	maxGramHit = 2000 // words looked at for want of better ones
	maxIDs     = 64   // identifiers of a query
)

// scratch is what one query needs. It is used again.
type scratch struct {
	acc     []float32 // by party
	last    []uint32  // by party: the last word of the query that counted
	touched []uint32
	turn    uint32

	hashes []uint32
	hits   []hit
	often  []hit
	seen   []uint32 // by word: the turn in the upper, a count in the lower half
	round  uint32
	words  []uint32 // that were counted
	ofac   ofacName
	runes  [2][]rune
	top    topHeap
	cmp    names.Comparer
	list   names.Name
	scores []nameScore
	keys   []names.Key
	reach  []names.Reach
	near   []*names.Name // that reach was made ready for
}

// reachOf is what rules out names that cannot come near a name of the query.
func (s *scratch) reachOf(q *names.Name) *names.Reach {
	i := slices.Index(s.near, q)
	if i < 0 {
		i = len(s.near)
		s.near = append(s.near, q)
		if len(s.reach) == i {
			s.reach = append(s.reach, names.Reach{})
		}
		s.reach[i].Start(q)
	}
	return &s.reach[i]
}

// hit is a word of the index that a word of the query may mean.
type hit struct {
	word    uint32
	quality float32 // by idf
}

func (ix *Index) scratch() *scratch {
	s := ix.scratchs.Get().(*scratch)
	if len(s.acc) != ix.Len() {
		s.acc, s.last = make([]float32, ix.Len()), make([]uint32, ix.Len())
		s.turn = 0
	}
	if len(s.seen) != ix.words.len() {
		s.seen, s.round = make([]uint32, ix.words.len()), 0
	}
	return s
}

// forget begins a new round of seen words.
func (s *scratch) forget() {
	if s.round++; s.round == 1<<16 {
		clear(s.seen)
		s.round = 1
	}
}

// see counts a word, and returns how often it was seen in this round before.
func (s *scratch) see(w uint32) (before uint32) {
	if s.seen[w]>>16 != s.round {
		s.seen[w] = s.round << 16
	}
	if before = s.seen[w] & 0xffff; before < 0xffff {
		s.seen[w]++
	}
	return before
}

func (s *scratch) saw(w uint32) bool { return s.seen[w]>>16 == s.round }

func (ix *Index) release(s *scratch) {
	for _, p := range s.touched {
		s.acc[p] = 0
	}
	s.touched = s.touched[:0]
	clear(s.near)
	s.near = s.near[:0]
	if s.turn > math.MaxUint32/2 {
		clear(s.last)
		s.turn = 0
	}
	ix.scratchs.Put(s)
}

// count adds to a party, once for each word of the query.
func (s *scratch) count(p uint32, q float32) {
	if s.last[p] == s.turn {
		return
	}
	s.last[p] = s.turn
	if s.acc[p] == 0 {
		s.touched = append(s.touched, p)
	}
	s.acc[p] += q
}

// idf is the rarity of a word in (0,1].
func (ix *Index) idf(w uint32) float32 { return ix.rarity(len(ix.posting.of(w))) }

// rarity is that of what so many parties have, in (0,1].
func (ix *Index) rarity(parties int) float32 {
	n := float64(ix.Len())
	return float32(math.Log(1+n/float64(max(parties, 1))) / math.Log(1+n))
}

// find gathers candidates for one name of a query.
func (ix *Index) find(s *scratch, n *names.Name) {
	s.often = s.often[:0]
	for i := range n.Parts {
		p := &n.Parts[i]
		if !found(p) {
			continue
		}
		s.hits = ix.wordHits(s, n, i)
		s.turn++
		for _, h := range s.hits {
			q := h.quality
			if p.Tag == names.Word {
				q *= wordShare
			}
			list := ix.posting.of(h.word)
			if len(list) > ix.frequent() {
				s.often = append(s.often, hit{h.word, q})
				continue
			}
			for _, party := range list {
				s.count(party, q)
			}
		}
	}
	ix.findGlued(s, n)
	s.turn++
	for _, p := range ix.terms.of(wholeHash(n)) {
		s.count(p, qualityWhole)
	}
	s.keys = n.Keys(s.keys[:0])
	s.turn++
	for _, k := range s.keys {
		if k.Part < 0 {
			for _, p := range ix.terms.of(hash(saltKorean, k.Text)) {
				s.count(p, qualityWhole)
			}
		}
	}
	ix.findSounds(s, n)
	ix.findOften(s)
}

// wordHits returns the words that part i of a query may mean, best first.
func (ix *Index) wordHits(s *scratch, n *names.Name, i int) []hit {
	p := &n.Parts[i]
	hits := s.hits[:0]
	s.forget()
	rarest := float32(1)
	add := func(w uint32, quality float32) {
		if s.saw(w) || len(ix.posting.of(w)) == 0 {
			return
		}
		s.see(w)
		hits = append(hits, hit{w, quality * min(ix.idf(w), rarest)})
	}
	if w, ok := ix.words.find(p.Text); ok {
		add(w, qualityExact)
		if len(hits) > 0 {
			rarest = ix.idf(w) // a rarer spelling of a common name is no better evidence than the name
		}
	}
	s.keys = n.KeysOf(i, s.keys[:0])
	for _, k := range s.keys {
		if k.Kind == names.KeyVariant {
			for _, w := range ix.near.of(hash(saltVariant, k.Text)) {
				add(w, qualityVariant)
			}
		}
	}
	s.hashes = deletes(p.Text, s.hashes[:0])
	s.runes[0] = appendRunes(s.runes[0][:0], p.Text)
	for _, h := range s.hashes {
		for _, w := range ix.near.of(h) {
			if s.saw(w) || len(hits) >= maxNear {
				continue
			}
			s.runes[1] = appendRunes(s.runes[1][:0], ix.words.at(w))
			if oneSlip(s.runes[0], s.runes[1]) {
				add(w, qualityNear)
			}
		}
	}
	if len(hits) == 0 || p.Tag != names.Word {
		for _, k := range s.keys {
			if k.Kind == names.KeySkeleton {
				for _, w := range ix.near.of(hash(saltSkeleton, k.Text)) {
					if len(hits) < maxNear {
						add(w, qualitySkeleton)
					}
				}
			}
		}
	}
	if len(hits) == 0 && p.Tag != names.Number {
		hits = ix.gramHits(s, p.Text, hits)
	}
	slices.SortFunc(hits, func(a, b hit) int {
		switch {
		case a.quality > b.quality:
			return -1
		case a.quality < b.quality:
			return 1
		}
		return int(int64(a.word) - int64(b.word))
	})
	return hits
}

func appendRunes(dst []rune, s string) []rune {
	for _, r := range s {
		dst = append(dst, r)
	}
	return dst
}

// oneSlip reports whether two words differ by one letter more, less or other,
// or by two neighbours that change places.
func oneSlip(a, b []rune) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

// gramHits finds words that share most of their letters in threes with one
// that nothing else found. Common threes are looked at last and no more than
// maxGramHit words in all.
func (ix *Index) gramHits(s *scratch, text string, hits []hit) []hit {
	s.hashes = gramsOf(text, s.hashes[:0])
	slices.SortFunc(s.hashes, func(a, b uint32) int {
		if d := len(ix.grams.of(a)) - len(ix.grams.of(b)); d != 0 {
			return d
		}
		return int(int64(a) - int64(b))
	})
	s.hashes = slices.Compact(s.hashes)
	s.forget()
	s.words = s.words[:0]
	looked := 0
	for _, h := range s.hashes {
		words := ix.grams.of(h)
		if looked += len(words); looked > maxGramHit {
			break
		}
		for _, w := range words {
			if s.see(w) == 0 {
				s.words = append(s.words, w)
			}
		}
	}
	n := len(s.hashes)
	for _, w := range s.words {
		if c := int(s.seen[w] & 0xffff); 2*c >= n && c >= 2 {
			share := float32(c) / float32(max(n, utf8.RuneCountInString(ix.words.at(w))))
			hits = append(hits, hit{w, qualityGram * share * ix.idf(w)})
		}
	}
	return hits
}

// findGlued finds names that write two words of the query as one, or one word
// of the query as two.
func (ix *Index) findGlued(s *scratch, n *names.Name) {
	for i := range n.Parts {
		if i+1 < len(n.Parts) {
			if h, ok := gluedHash(n.Parts[i : i+2]); ok {
				s.turn++
				if w, ok := ix.words.find(n.Parts[i].Text + n.Parts[i+1].Text); ok {
					q := qualityJoined * 2 * ix.idf(w)
					for _, p := range ix.posting.of(w) {
						s.count(p, q)
					}
				}
				for _, p := range ix.terms.of(h) { // the same border, or another one
					s.count(p, qualityJoined)
				}
			}
		}
		if t := n.Parts[i].Text; len(t) >= 5 && n.Parts[i].Tag != names.Number {
			s.turn++
			for _, p := range ix.terms.of(newHash(saltJoined).add(t).sum()) {
				s.count(p, 2*qualityJoined)
			}
			for _, p := range ix.terms.of(newHash(saltWhole).add(t).sum()) {
				s.count(p, qualityWhole)
			}
		}
	}
}

// findOften opens the words that very many bear. Among candidates that rarer
// words found they tell better from worse; alone, only parties that have the two
// rarest of them are candidates.
func (ix *Index) findOften(s *scratch) {
	if len(s.often) == 0 {
		return
	}
	slices.SortFunc(s.often, func(a, b hit) int {
		if d := len(ix.posting.of(a.word)) - len(ix.posting.of(b.word)); d != 0 {
			return d
		}
		return int(int64(a.word) - int64(b.word))
	})
	s.often = slices.CompactFunc(s.often, func(a, b hit) bool { return a.word == b.word })
	if len(s.touched) == 0 && len(s.often) > 1 {
		a, b := ix.posting.of(s.often[0].word), ix.posting.of(s.often[1].word)
		s.turn++
		for _, p := range a {
			if _, ok := slices.BinarySearch(b, p); ok {
				s.count(p, s.often[0].quality+s.often[1].quality)
			}
		}
		return
	}
	for _, h := range s.often[:min(len(s.often), 8)] {
		list := ix.posting.of(h.word)
		for _, p := range s.touched {
			if _, ok := slices.BinarySearch(list, p); ok {
				s.acc[p] += h.quality
			}
		}
	}
}

// best takes the best candidates that pass a filter, best first, and with the
// last of them those that are no worse, up to maxTied: where all share one
// common word, nothing tells yet who is meant.
func (s *scratch) best(n int, pass func(party uint32) bool) []scored {
	s.top = s.top[:0]
	for _, p := range s.touched {
		c := scored{p, s.acc[p]}
		if len(s.top) == n && !worse(s.top[0], c) {
			continue
		}
		if !pass(p) {
			continue
		}
		if len(s.top) == n {
			s.top[0] = c
			heap.Fix(&s.top, 0)
			continue
		}
		heap.Push(&s.top, c)
	}
	if len(s.top) == n {
		least, last := s.top[0].score, uint32(0)
		for _, c := range s.top {
			if c.score == least {
				last = max(last, c.party)
			}
		}
		for _, p := range s.touched {
			if s.acc[p] == least && p > last && len(s.top) < n+maxTied && pass(p) {
				s.top = append(s.top, scored{p, least})
			}
		}
	}
	slices.SortFunc(s.top, func(a, b scored) int {
		if worse(b, a) {
			return -1
		}
		return 1
	})
	return s.top
}

type scored struct {
	party uint32
	score float32
}

func worse(a, b scored) bool {
	return a.score < b.score || a.score == b.score && a.party > b.party
}

// topHeap has its worst on top.
type topHeap []scored

func (h topHeap) Len() int           { return len(h) }
func (h topHeap) Less(i, j int) bool { return worse(h[i], h[j]) }
func (h topHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *topHeap) Push(x any)        { *h = append(*h, x.(scored)) }
func (h *topHeap) Pop() any          { o := *h; x := o[len(o)-1]; *h = o[:len(o)-1]; return x }

// findSounds finds names in other scripts that have words of the same sound.
func (ix *Index) findSounds(s *scratch, n *names.Name) {
	if !ix.foreign && inLatin(n) {
		return
	}
	s.keys = n.SoundKeys(false, s.keys[:0])
	common := s.keys[:0]
	for _, k := range s.keys {
		list := ix.terms.of(hash(keySalt(k.Kind), k.Text))
		if len(list) > ix.frequent() {
			common = append(common, k)
			continue
		}
		s.turn++
		q := qualitySound * ix.rarity(len(list))
		for _, p := range list {
			s.count(p, q)
		}
	}
	alone := len(s.touched) == 0
	for _, k := range common[:min(len(common), 8)] {
		list := ix.terms.of(hash(keySalt(k.Kind), k.Text))
		q := qualitySound * ix.rarity(len(list))
		if alone {
			s.turn++
			for _, p := range list {
				s.count(p, q)
			}
			continue
		}
		for _, p := range s.touched {
			if _, ok := slices.BinarySearch(list, p); ok {
				s.acc[p] += q
			}
		}
	}
}
