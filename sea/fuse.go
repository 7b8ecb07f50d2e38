package sea

import (
	"math"
	"slices"
)

// fuse joins segments that overlap in time and of which motion is not known, when
// one ship can have been at all places in turn: a ferry seen each hour is like two
// ships, but two ships are soon seen where one cannot be.
func (k *tracker) fuse(f []Fix) {
	segs := k.seg.segs
	if len(segs) < 2 || len(segs) > fuseMost {
		return
	}
	members := make([][]int32, len(segs))
	blind := make([]int32, len(segs))
	any := false
	for i := range f {
		if g := k.seg.of[i]; g >= 0 {
			members[g] = append(members[g], int32(i))
			if _, _, _, ok := k.c.motion(&f[i]); !ok {
				blind[g]++
				any = true
			}
		}
	}
	if !any {
		return
	}
	for again := true; again; {
		again = false
		for a := range segs {
			for b := range segs {
				if a >= b || 2*blind[a] <= segs[a].n || 2*blind[b] <= segs[b].n || segs[a].first > segs[b].last || segs[b].first > segs[a].last ||
					!k.inTurn(members[a], members[b]) {
					continue
				}
				for _, i := range members[b] {
					k.seg.of[i] = int32(a)
				}
				members[a] = append(members[a], members[b]...)
				slices.Sort(members[a])
				k.drop2nd(members, a)
				segs[a].first, segs[a].last = members[a][0], members[a][len(members[a])-1]
				segs[a].n, blind[a] = int32(len(members[a])), blind[a]+blind[b]
				members[b], segs[b].n, blind[b] = nil, 0, 0
				again = true
			}
		}
	}
	k.seg.pack()
}

// insertMost is the number of chains that a short segment is tried with.
const insertMost = 64

// fuseMost is the number of segments up to which all pairs are looked at.
const fuseMost = 256

// drop2nd refuses the second of two fixes in one second.
func (k *tracker) drop2nd(members [][]int32, a int) {
	keep := members[a][:0]
	for _, i := range members[a] {
		if n := len(keep); n > 0 && k.seg.f[keep[n-1]].T == k.seg.f[i].T {
			k.seg.of[i], k.why[i] = -1, whyDup
			continue
		}
		keep = append(keep, i)
	}
	members[a] = keep
}

// inTurn reports whether one ship can have made both rows of fixes.
func (k *tracker) inTurn(a, b []int32) bool {
	last, was := int32(-1), false
	for i, j := 0, 0; i < len(a) || j < len(b); {
		var x int32
		isA := j >= len(b) || i < len(a) && a[i] < b[j]
		if isA {
			x = a[i]
			i++
		} else {
			x = b[j]
			j++
		}
		if last >= 0 && isA != was {
			e, n, _ := k.seg.away(last, x)
			if math.Hypot(e, n) > k.c.MaxKnots*(k.seg.hours(last, x)+k.c.TurnHours) {
				return false
			}
		}
		last, was = x, isA
	}
	return true
}
