package sea

import (
	"math/bits"
	"slices"
)

// hearers are the sources of fixes: few are heard by many, so each takes as many
// bits as the sources of one vessel need. First is by which power of two a number
// is wide, then how many sources there are, less one, these, and the numbers.
// Nothing is source 0 for all.
type hearers []uint8

// narrow makes them of a source for each fix.
func narrow(of []uint8, take func(int) []uint8) hearers {
	var seen [256]bool
	var set []uint8
	for _, s := range of {
		if !seen[s] {
			seen[s] = true
			set = append(set, s)
		}
	}
	slices.Sort(set)
	if len(set) == 0 || len(set) == 1 && set[0] == 0 {
		return nil
	}
	var at [256]uint8
	for i, s := range set {
		at[s] = uint8(i)
	}
	width, room := 0, 0 // of one source none is wide
	if len(set) > 1 {
		width = bits.Len(uint(bits.Len(uint(len(set)-1)) - 1))
		room = (len(of)<<width + 7) / 8
	}
	h := hearers(take(2 + len(set) + room))
	h[0], h[1] = uint8(width), uint8(len(set)-1)
	copy(h[2:], set)
	if numbers := h[2+len(set):]; room > 0 {
		for i, s := range of {
			numbers[i<<width>>3] |= at[s] << (i << width & 7)
		}
	}
	return h
}

// of is the source of a fix.
func (h hearers) of(i int) uint8 {
	if len(h) < 2 {
		return 0
	}
	n := int(h[1]) + 1
	if n == 1 {
		return h[2]
	}
	width := h[0] & 7
	x := h[2+n+i<<width>>3] >> (i << width & 7)
	return h[2+int(x&(1<<(1<<width)-1))]
}

// allot gives what stays for a short time.
func allot(n int) []uint8 { return make([]uint8, n) }
