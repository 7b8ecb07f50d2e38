package sea

import (
	"cmp"
	"math"
	"slices"

	"cordon/ais"
)

// Segments end after eight hours of silence, and where it could not be decided;
// ships do not. What may be one ship is stitched: segments that do not overlap in
// time, the way between them possible, what they say of themselves not in
// contradiction. Of several possible ones the best fitting and nearest in time are
// joined first. What is left over of few fixes beside a long track is damage.

// chain is a vessel as far as one number tells.
type chain struct {
	v     Vessel
	k     int // by first fix, from 1
	imoN  int
	knots float64 // what it can do, at least MaxKnots

	settled bool // what it is made of is where it stays
}

// made is what one number's messages became.
type made struct {
	until, newest uint32
	refused       [whys]int32
	chains        []*chain
	apart         []apart
	rest          []Fix // what no chain has
	restBy        hearers
	placed        *placing // by which fixes are numbered and timed
}

// tracker makes chains of what was heard. It is used by one goroutine.
type tracker struct {
	c      *TrackConfig
	all    []ais.Static
	placed *placing
	heard  []sourced
	tmp    []sourced
	fixes  []Fix
	by     []uint8 // who heard them
	seg    segmenter
	why    []uint8
	said   [][]stated // of chains, by number
}

// make makes chains of one number's messages.
func (k *tracker) make(s *heard, until uint32) *made {
	m := &made{until: until, placed: k.placed}
	m.refused[whyRange] = int32(s.outside)
	k.heard = s.all(k.placed, k.heard[:0])
	for i := range k.heard {
		k.heard[i].T -= uint32(k.placed.sources[k.heard[i].source].Offset)
	}
	k.tmp = sortSourced(k.heard, k.tmp)
	k.fixes, k.by = resized(k.fixes, len(k.heard)), resized(k.by, len(k.heard))
	for i := range k.heard {
		k.fixes[i], k.by[i] = k.heard[i].Fix, k.heard[i].source
	}
	f := k.fixes
	s.runs = packRuns(s.runs)
	s.packed = len(s.runs)
	if len(f) == 0 {
		return m
	}
	m.newest = f[len(f)-1].T
	k.why = resized(k.why, len(f))
	clear(k.why)
	good := len(f)
	for good > 0 && f[good-1].T > until {
		good--
		k.why[good] = whyTime
	}
	k.c.dedupe(k.heard[:good], k.why)
	k.seg.c = k.c
	k.seg.run(f[:good], k.why)
	st := k.stitch(f[:good], s)
	k.spread(s, st, m)
	return m
}

// stitching is how the segments of a number are joined.
type stitching struct {
	of     []int32 // chain of a segment, -1 stray
	chains int
	smooth []bool // of a segment: it goes on with the one before in its chain
	pieces []piece
	knots  float64
}

// stitch joins the segments of a number.
func (k *tracker) stitch(f []Fix, s *heard) *stitching {
	k.fuse(f)
	segs := k.seg.segs
	st := &stitching{of: make([]int32, len(segs)), smooth: make([]bool, len(segs)), knots: k.c.MaxKnots}
	if len(segs) <= 1 {
		st.chains = len(segs)
		return st
	}
	st.knots = k.fast(f)
	ids := make([]identity, len(segs))
	if several(s.runs) {
		st.pieces = k.assign(f, s.runs)
		k.identify(st.pieces, ids)
	}
	class := make([][2]int32, len(segs))
	for i := range f {
		if g := k.seg.of[i]; g >= 0 {
			switch classes(f[i].Flags()) {
			case 1:
				class[g][0]++
			case 2:
				class[g][1]++
			}
		}
	}
	longest := int32(0)
	for g := range segs {
		switch {
		case class[g][0] > class[g][1]:
			ids[g].class = 1
		case class[g][1] > 0:
			ids[g].class = 2
		}
		longest = max(longest, segs[g].n)
	}
	long := min(int32(k.c.StrayFixes), longest)

	// Ends are joined to beginnings, the surest and nearest first.
	next, prev := make([]int32, len(segs)), make([]int32, len(segs))
	for g := range next {
		next[g], prev[g] = -1, -1
	}
	var order []int32 // of long ones, by begin
	for g := range segs {
		if segs[g].n >= long {
			order = append(order, int32(g))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(segs[a].first, segs[b].first) })
	type link struct {
		a, b int32
		tier int
		cost float64
	}
	var links []link
	for _, a := range order {
		at, _ := slices.BinarySearchFunc(order, segs[a].last, func(g, last int32) int { return cmp.Compare(segs[g].first, last+1) })
		for n := 0; at+n < len(order) && n < 64; n++ {
			b := order[at+n]
			if _, tier, ok := k.joins(a, b, ids, st.knots); ok {
				links = append(links, link{a, b, tier, k.off(segs[a].last, segs[b].first) + aside*k.seg.hours(segs[a].last, segs[b].first)})
			}
		}
	}
	slices.SortFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(b.tier, a.tier), cmp.Compare(a.cost, b.cost), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
	})
	for _, l := range links {
		if next[l.a] < 0 && prev[l.b] < 0 {
			next[l.a], prev[l.b] = l.b, l.a
		}
	}
	var chains [][]int32
	for _, g := range order {
		if prev[g] >= 0 {
			continue
		}
		var list []int32
		for ; g >= 0; g = next[g] {
			list = append(list, g)
		}
		chains = append(chains, list)
	}
	chains = k.weave(chains, ids, st.knots)
	// Short ones where there is room.
	for g := range segs {
		if segs[g].n >= long {
			continue
		}
		best, place, bestTier, bestFit := -1, 0, -1, -1.0
		for c, list := range chains[:min(len(chains), insertMost)] {
			at, _ := slices.BinarySearchFunc(list, int32(g), func(h, g int32) int { return cmp.Compare(segs[h].first, segs[g].first) })
			tier, fit := -1, 0.0
			if at > 0 {
				x, t, ok := k.joins(list[at-1], int32(g), ids, st.knots)
				if !ok {
					continue
				}
				tier, fit = t, x
			}
			if at < len(list) {
				x, t, ok := k.joins(int32(g), list[at], ids, st.knots)
				if !ok {
					continue
				}
				tier, fit = max(tier, t), max(x, fit)
			}
			if tier > bestTier || tier == bestTier && fit > bestFit {
				best, place, bestTier, bestFit = c, at, tier, fit
			}
		}
		if best < 0 {
			chains = append(chains, []int32{int32(g)})
		} else {
			chains[best] = slices.Insert(chains[best], place, int32(g))
		}
	}
	// What is small beside the longest is taken for jumps: here and there
	// a few fixes. Damage comes again in the same way, so that there may be many.
	count := func(list []int32) (n, longest int32) {
		for _, g := range list {
			n += segs[g].n
			longest = max(longest, segs[g].n)
		}
		return n, longest
	}
	most := int32(0)
	for _, list := range chains {
		n, _ := count(list)
		most = max(most, n)
	}
	slices.SortFunc(chains, func(a, b []int32) int { return cmp.Compare(segs[a[0]].first, segs[b[0]].first) })
	for g := range st.of {
		st.of[g] = -1
	}
	for _, list := range chains {
		if n, longest := count(list); n*4 < most && longest < int32(k.c.StrayFixes) {
			continue
		}
		for _, g := range list {
			st.of[g] = int32(st.chains)
		}
		st.chains++
	}
	if st.chains == 1 {
		for _, list := range chains {
			for i := 1; i < len(list); i++ {
				a, b := segs[list[i-1]].last, segs[list[i]].first
				st.smooth[list[i]] = st.of[list[i]] == 0 && k.seg.hours(a, b) <= k.c.MaxHours && k.fit(a, b) > 0
			}
		}
	}
	if st.chains > 1 && st.pieces == nil && len(s.runs) > 0 {
		st.pieces = k.assign(f, s.runs)
	}
	return st
}

// weave joins chains that fit into each other as a whole: a link across a gap may
// have been made before one into it.
func (k *tracker) weave(chains [][]int32, ids []identity, knots float64) [][]int32 {
	segs := k.seg.segs
	for i := 0; i < len(chains) && len(chains) <= 32; i++ {
		for j := i + 1; j < len(chains); j++ {
			both := slices.Concat(chains[i], chains[j])
			slices.SortFunc(both, func(a, b int32) int { return cmp.Compare(segs[a].first, segs[b].first) })
			ok := true
			for n := 1; n < len(both) && ok; n++ {
				_, _, ok = k.joins(both[n-1], both[n], ids, knots)
			}
			if ok {
				chains[i] = both
				chains = slices.Delete(chains, j, j+1)
				j = i
			}
		}
	}
	return chains
}

// fast is the speed that a number's ships can do: their own said speed but for the
// highest hundredth, and a tenth more; at least MaxKnots, at most 60 kn.
func (k *tracker) fast(f []Fix) float64 {
	var n [1024]int
	all := 0
	for i := range f {
		if k.seg.of[i] >= 0 && f[i].SOG() < 1022 {
			n[f[i].SOG()]++
			all++
		}
	}
	over := 0
	for v := 1021; v > int(k.c.MaxKnots*10); v-- {
		if over += n[v]; over*100 > all {
			return min(60, float64(v)*0.11)
		}
	}
	return k.c.MaxKnots
}

// fit is how well b follows a, whatever the time between: 1 as expected, 0 not.
func (k *tracker) fit(a, b int32) float64 {
	hours := k.seg.hours(a, b)
	padded := math.Hypot(hours, k.c.BufferHours)
	return k.seg.likely(a, b, hours, padded)
}

// aside is what an hour of silence costs in nm when it is asked which of several
// segments goes on.
const aside = 0.25

// off is how far b is, in nm, from where a is or would be, or from where b would
// have been.
func (k *tracker) off(a, b int32) float64 {
	x, y, _ := k.seg.away(a, b)
	hours := k.seg.hours(a, b)
	off := math.Hypot(x, y)
	for _, i := range [2]int32{a, b} {
		if knots, e, n, ok := k.c.motion(&k.seg.f[i]); ok {
			off = min(off, math.Hypot(x-float64(knots*hours*e), y-float64(knots*hours*n)))
		}
	}
	return off
}

// joins reports whether segment b may go on where a ends, how well it fits, and
// how sure that is.
func (k *tracker) joins(a, b int32, ids []identity, knots float64) (fit float64, tier int, ok bool) {
	end, begin := k.seg.segs[a].last, k.seg.segs[b].first
	if k.seg.f[begin].T <= k.seg.f[end].T {
		return 0, 0, false
	}
	x, y, _ := k.seg.away(end, begin)
	if math.Hypot(x, y) > knots*math.Hypot(k.seg.hours(end, begin), k.c.BufferHours) {
		return 0, 0, false
	}
	alike := ids[a].alike(&ids[b])
	if alike <= contradiction {
		return 0, 0, false
	}
	fit = k.fit(end, begin)
	switch {
	case fit >= 0.3:
		tier = 2
	case fit >= 0.01:
		tier = 1
	}
	switch {
	case alike >= 4:
		tier += 2
	case alike >= 0:
		tier++
	}
	return fit, tier, true
}

// spread puts the fixes of each chain together and makes the chains.
func (k *tracker) spread(s *heard, st *stitching, m *made) {
	f, of := k.fixes, k.seg.of
	good := len(of)
	counts := make([]int, st.chains+1)
	chainOf := func(i int) int {
		if i >= good || of[i] < 0 || st.of[of[i]] < 0 {
			return st.chains
		}
		return int(st.of[of[i]])
	}
	for i := range f {
		n := chainOf(i)
		counts[n]++
		if n < st.chains {
			continue
		}
		if k.why[i] == whyKept {
			k.why[i] = whyJump
		}
		m.refused[k.why[i]]++
	}
	breaks := make([][]int, st.chains)
	if len(k.seg.segs) > 1 {
		at, seg := make([]int, st.chains), make([]int32, st.chains)
		for i := range good {
			n := chainOf(i)
			if n == st.chains {
				continue
			}
			if at[n] > 0 && of[i] != seg[n] && !st.smooth[of[i]] {
				breaks[n] = append(breaks[n], at[n])
			}
			seg[n] = of[i]
			at[n]++
		}
	}
	at := make([]int, st.chains+1)
	fixes, by := make([][]Fix, st.chains+1), make([][]uint8, st.chains+1)
	for n, c := range counts {
		fixes[n], by[n] = make([]Fix, c), make([]uint8, c)
	}
	var jumps, repeats []Fix
	for i := range f {
		n := chainOf(i)
		fixes[n][at[n]], by[n][at[n]] = f[i], k.by[i]
		at[n]++
		switch k.why[i] {
		case whyJump:
			jumps = append(jumps, f[i])
		case whyAgain:
			repeats = append(repeats, f[i])
		}
	}
	longest := 0
	for n := range st.chains {
		c := &chain{k: n + 1, knots: st.knots}
		c.v.MMSI, c.v.Fixes, c.v.heard, c.v.Breaks = s.mmsi, fixes[n], narrow(by[n], allot), breaks[n]
		m.chains = append(m.chains, c)
		if counts[n] > counts[longest] {
			longest = n
		}
	}
	m.rest, m.restBy = fixes[st.chains], narrow(by[st.chains], allot)
	if st.chains == 0 {
		return
	}
	v := &m.chains[longest].v
	v.Jumps, v.Repeats = jumps, repeats
	v.Refused = Refusals{Dup: int(m.refused[whyDup]), Jump: int(m.refused[whyJump]), Noise: int(m.refused[whyNoise] + m.refused[whyAgain]), Time: int(m.refused[whyTime]), Range: int(m.refused[whyRange])}
	k.state(s, st, m, longest)
	k.setApart(m)
}
