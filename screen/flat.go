package screen

import (
	"math/bits"
	"slices"
	"unsafe"
)

// strs is a list of strings in one piece of memory.
type strs struct {
	off   []uint32 // one more than strings
	bytes []byte
}

func (s *strs) add(v string) uint32 {
	if len(s.off) == 0 {
		s.off = append(s.off, 0)
	}
	s.bytes = append(s.bytes, v...)
	s.off = append(s.off, uint32(len(s.bytes)))
	return uint32(len(s.off) - 2)
}

func (s *strs) len() int { return max(len(s.off)-1, 0) }

// at returns string i. It shares the memory of s, which is never changed.
func (s *strs) at(i uint32) string {
	b := s.bytes[s.off[i]:s.off[i+1]]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// find returns the position of v in a sorted list.
func (s *strs) find(v string) (uint32, bool) {
	lo, hi := 0, s.len()
	for lo < hi {
		m := (lo + hi) / 2
		if s.at(uint32(m)) < v {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return uint32(lo), lo < s.len() && s.at(uint32(lo)) == v
}

// lists holds a list of numbers for each of many owners, in one piece.
type lists struct {
	off  []uint32 // one more than owners
	vals []uint32
}

func (l *lists) of(i uint32) []uint32 { return l.vals[l.off[i]:l.off[i+1]] }

// closeList ends the list of the next owner.
func (l *lists) closeList() {
	if len(l.off) == 0 {
		l.off = append(l.off, 0)
	}
	l.off = append(l.off, uint32(len(l.vals)))
}

// group makes lists of pairs (owner << 32 | value): sorted, each value once.
func group(pairs []uint64, owners int) lists {
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	l := lists{off: make([]uint32, 1, owners+1), vals: make([]uint32, 0, len(pairs))}
	for _, p := range pairs {
		for len(l.off) <= int(p>>32) {
			l.off = append(l.off, uint32(len(l.vals)))
		}
		l.vals = append(l.vals, uint32(p))
	}
	for len(l.off) <= owners {
		l.off = append(l.off, uint32(len(l.vals)))
	}
	return l
}

// multi finds the values of a hash. Different keys may share a hash: whoever
// asks verifies.
type multi struct {
	start []uint32 // by the first bits of the hash, one more than buckets
	keys  []uint32
	vals  []uint32
}

// newMulti makes a multi of pairs (hash << 32 | value).
func newMulti(pairs []uint64) multi {
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	m := multi{keys: make([]uint32, len(pairs)), vals: make([]uint32, len(pairs))}
	for i, p := range pairs {
		m.keys[i], m.vals[i] = uint32(p>>32), uint32(p)
	}
	m.start = starts(m.keys)
	return m
}

// starts returns where each bucket of sorted hashes begins.
func starts(keys []uint32) []uint32 {
	bits := 1
	for 1<<bits < len(keys) && bits < 28 {
		bits++
	}
	start := make([]uint32, 1<<bits+1)
	for _, k := range keys {
		start[k>>(32-bits)+1]++
	}
	for b := 1; b < len(start); b++ {
		start[b] += start[b-1]
	}
	return start
}

// of returns the values of a hash.
func (m *multi) of(h uint32) []uint32 {
	if len(m.keys) == 0 {
		return nil
	}
	b := h >> (32 - m.bits())
	lo, hi := m.start[b], m.start[b+1]
	for lo < hi && m.keys[lo] < h {
		lo++
	}
	end := lo
	for end < hi && m.keys[end] == h {
		end++
	}
	return m.vals[lo:end]
}

func (m *multi) bits() int { return bits.Len(uint(len(m.start)-1)) - 1 }

// What is hashed. One index holds several kinds of keys.
const (
	saltDelete     = 'd' // a word less one letter
	saltVariant    = 'v'
	saltSkeleton   = 's'
	saltKorean     = 'k'
	saltKoreanHalf = 'K'
	saltChinese    = 'c'
	saltAbjad      = 'a' // words by sound, of names in Latin letters
	saltLetters    = 'l'
	saltAbjadOwn   = 'A' // the same, of names in the script itself
	saltLettersOwn = 'L'
	saltJoined     = 'j' // two neighbouring words written as one
	saltWhole      = 'w' // all words written as one
	saltGram       = 'g'
	saltID         = 'i'
)

// hasher is FNV-1a with a last stir, so that the first bits spread.
type hasher uint32

func newHash(salt byte) hasher { return (2166136261 ^ hasher(salt)) * 16777619 }

func (h hasher) add(s string) hasher {
	for i := 0; i < len(s); i++ {
		h = (h ^ hasher(s[i])) * 16777619
	}
	return h
}

func (h hasher) sum() uint32 {
	x := uint32(h)
	x ^= x >> 16
	x *= 0x7feb352d
	x ^= x >> 15
	x *= 0x846ca68b
	return x ^ x>>16
}

func hash(salt byte, s string) uint32 { return newHash(salt).add(s).sum() }
