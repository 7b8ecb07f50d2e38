package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"cordon/ais"
	"cordon/ident"
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
}

// apart is an Overlap between two chains of a number.
type apart struct {
	a, b int
	o    Overlap
}

// made is what one number's messages became.
type made struct {
	until, newest uint32
	refused       [whys]int
	chains        []*chain
	apart         []apart
}

// tracker makes chains of what was heard. It is used by one goroutine.
type tracker struct {
	c      *TrackConfig
	all    []ais.Static
	intern *[256]uint8 // source numbers of runs to those of fixes
	seg    segmenter
	why    []uint8
	tmp    []Fix
}

// piece is a part of a run that is given to a segment.
type piece struct {
	first, last uint32
	what        uint32
	segment     int32
}

// identity is what a segment said most of itself, and its transponder class.
type identity struct {
	imo, callsign, name, size string
	class                     uint8
}

func (k *tracker) make(s *heard, until uint32) *made {
	m := &made{until: until}
	m.refused[whyRange] = s.outside
	if s.shared {
		s.fixes, s.shared = slices.Clone(s.fixes), false
	}
	f := s.fixes
	sortFixes(f)
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
	k.c.dedupe(f[:good], k.why)
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

func (k *tracker) stitch(f []Fix, s *heard) *stitching {
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
			switch classes(f[i].Flags) {
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
		gap  uint32
		fit  float64
	}
	var links []link
	for _, a := range order {
		at, _ := slices.BinarySearchFunc(order, segs[a].last, func(g, last int32) int { return cmp.Compare(segs[g].first, last+1) })
		for n := 0; at+n < len(order) && n < 64; n++ {
			b := order[at+n]
			if fit, tier, ok := k.joins(a, b, ids, st.knots); ok {
				links = append(links, link{a, b, tier, f[segs[b].first].T - f[segs[a].last].T, fit})
			}
		}
	}
	slices.SortFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(b.tier, a.tier), cmp.Compare(a.gap, b.gap), cmp.Compare(b.fit, a.fit), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
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
		for c, list := range chains {
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
	// What is small beside the longest is taken for jumps.
	count := func(list []int32) (n int32) {
		for _, g := range list {
			n += segs[g].n
		}
		return n
	}
	most := int32(0)
	for _, list := range chains {
		most = max(most, count(list))
	}
	slices.SortFunc(chains, func(a, b []int32) int { return cmp.Compare(segs[a[0]].first, segs[b[0]].first) })
	for g := range st.of {
		st.of[g] = -1
	}
	for _, list := range chains {
		if n := count(list); n < int32(k.c.StrayFixes) && n*4 < most {
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

// several reports whether more than one thing was said.
func several(runs []run) bool {
	for i := 1; i < len(runs); i++ {
		if runs[i].what != runs[0].what {
			return true
		}
	}
	return false
}

// fast is the speed that a number's ships can do: their own said speed but for the
// highest hundredth, and a tenth more; at least MaxKnots, at most 60 kn.
func (k *tracker) fast(f []Fix) float64 {
	var n [1024]int
	all := 0
	for i := range f {
		if k.seg.of[i] >= 0 && f[i].SOG < 1022 {
			n[f[i].SOG]++
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
	return k.c.likelihood(k.seg.discrepancy(a, b, k.c.expected(hours)), padded)
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

// contradiction is how unlike two identities of one ship cannot be: a new name,
// call sign and IMO number on a hull of the same size is one ship.
const contradiction = -4

// alike weighs what two segments say of themselves.
func (a *identity) alike(b *identity) int {
	n := 0
	if a.imo != "" && b.imo != "" {
		n += when(a.imo == b.imo, 3, -3)
	}
	if a.callsign != "" && b.callsign != "" {
		n += when(a.callsign == b.callsign, 2, -1)
	}
	if a.name != "" && b.name != "" {
		switch {
		case a.name == b.name:
			n += 2
		case typing(a.name, b.name):
			n++
		default:
			n--
		}
	}
	if a.size != "" && b.size != "" {
		la, ba := parseSize(a.size)
		lb, bb := parseSize(b.size)
		switch {
		case math.Abs(la-lb) <= 1 && math.Abs(ba-bb) <= 1:
			n += 2
		case math.Abs(la-lb) > max(3, 0.1*max(la, lb)):
			n -= 3
		}
	}
	if a.class != 0 && b.class != 0 {
		n += when(a.class == b.class, 1, -2)
	}
	return n
}

func when(ok bool, yes, no int) int {
	if ok {
		return yes
	}
	return no
}

// typing reports whether two names are within two edits.
func typing(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 2 {
		return false
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		was := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			up := row[j]
			row[j] = min(row[j]+1, row[j-1]+1, was+when(a[i-1] == b[j-1], 0, 1))
			was = up
		}
	}
	return row[len(b)] <= 2
}

// assign gives what was said to the segments that were heard about then: alone,
// or nearest in time and by the same source; a static leans to the segment in
// whose company it is heard mostly.
func (k *tracker) assign(f []Fix, runs []run) []piece {
	segs := k.seg.segs
	near := k.c.NearMinutes * 60
	order := make([]int32, len(segs))
	for g := range order {
		order[g] = int32(g)
	}
	var pieces []piece
	type doubt struct {
		run  int
		t    uint32
		of   []int32
		much []float64
	}
	var doubts []doubt
	lean := map[[2]uint32]float64{} // by what and segment
	weight := make([]float64, len(segs))
	for i, r := range runs {
		var alive []int32
		for g := range segs {
			if a, b := f[segs[g].first].T, f[segs[g].last].T; r.first <= b+near && a <= r.last+near {
				alive = append(alive, int32(g))
			}
		}
		if len(alive) == 0 {
			pieces = append(pieces, piece{r.first, r.last, r.what, nearest(f, segs, r.first)})
			continue
		}
		if len(alive) == 1 {
			pieces = append(pieces, piece{r.first, r.last, r.what, alive[0]})
			lean[[2]uint32{r.what, uint32(alive[0])}] += float64(r.last/slotTime-r.first/slotTime) + 1
			continue
		}
		at, _ := slices.BinarySearchFunc(f, r.first, func(f Fix, t uint32) int { return cmp.Compare(f.T+near, t) })
		for slot := r.first / slotTime; slot <= r.last/slotTime; slot++ {
			t := min(max(slot*slotTime+slotTime/2, r.first), r.last)
			for at < len(f) && f[at].T+near < t {
				at++
			}
			var of []int32
			for j := at; j < len(f) && f[j].T <= t+near; j++ {
				g := k.seg.of[j]
				if g < 0 {
					continue
				}
				d := 1 + math.Abs(float64(f[j].T)-float64(t))/60
				w := 1 / float64(d*d)
				if f[j].Source != k.intern[r.source] {
					w /= 5
				}
				if weight[g] == 0 {
					of = append(of, g)
				}
				weight[g] += w
			}
			if len(of) == 0 {
				pieces = append(pieces, piece{t, t, r.what, nearest(f, segs, t)})
				continue
			}
			slices.Sort(of)
			d := doubt{run: i, t: t, of: of}
			sum := 0.0
			for _, g := range of {
				sum += weight[g]
			}
			for _, g := range of {
				d.much = append(d.much, weight[g]/sum)
				lean[[2]uint32{r.what, uint32(g)}] += weight[g] / sum
				weight[g] = 0
			}
			doubts = append(doubts, d)
		}
	}
	for _, d := range doubts {
		best, much := int32(-1), -1.0
		what := runs[d.run].what
		for n, g := range d.of {
			if m := d.much[n] * lean[[2]uint32{what, uint32(g)}]; m > much {
				best, much = g, m
			}
		}
		if n := len(pieces) - 1; n >= 0 && pieces[n].what == what && pieces[n].segment == best && d.t > pieces[n].last && d.t/slotTime == pieces[n].last/slotTime+1 {
			pieces[n].last = d.t
			continue
		}
		pieces = append(pieces, piece{d.t, d.t, what, best})
	}
	return pieces
}

// nearest is the segment nearest in time.
func nearest(f []Fix, segs []segment, t uint32) int32 {
	best, far := int32(0), ^uint32(0)
	for g := range segs {
		var d uint32
		if a, b := f[segs[g].first].T, f[segs[g].last].T; t < a {
			d = a - t
		} else if t > b {
			d = t - b
		}
		if d < far {
			best, far = int32(g), d
		}
	}
	return best
}

// identify says what each segment said most of itself.
func (k *tracker) identify(pieces []piece, ids []identity) {
	type key struct {
		segment int32
		prop    int
		value   string
	}
	votes := map[key]int{}
	best := map[[2]int32]key{}
	for _, p := range pieces {
		for _, prop := range [...]int{propIMO, propCallSign, propName, propSize} {
			v := valueOf(prop, &k.all[p.what])
			if v == "" {
				continue
			}
			this, at := key{p.segment, prop, v}, [2]int32{p.segment, int32(prop)}
			votes[this] += int(p.last/slotTime-p.first/slotTime) + 1
			if old, ok := best[at]; !ok || votes[this] > votes[old] || votes[this] == votes[old] && v < old.value {
				best[at] = this
			}
		}
	}
	for at, b := range best {
		id := &ids[at[0]]
		switch b.prop {
		case propIMO:
			id.imo = b.value
		case propCallSign:
			id.callsign = b.value
		case propName:
			id.name = b.value
		case propSize:
			id.size = b.value
		}
	}
}

// spread puts the fixes of each chain together, in place, and makes the chains.
func (k *tracker) spread(s *heard, st *stitching, m *made) {
	f, of := s.fixes, k.seg.of
	good := len(of)
	counts := make([]int, st.chains+1)
	stray := false
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
		stray = true
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
	var jumps []Fix
	if stray || st.chains > 1 {
		for i := range f {
			if k.why[i] == whyJump {
				jumps = append(jumps, f[i])
			}
		}
		k.tmp = append(k.tmp[:0], f...)
		at := make([]int, st.chains+1)
		for n := 1; n <= st.chains; n++ {
			at[n] = at[n-1] + counts[n-1]
		}
		for i := range k.tmp {
			n := chainOf(i)
			f[at[n]] = k.tmp[i]
			at[n]++
		}
	}
	longest, at := 0, 0
	for n := range st.chains {
		c := &chain{k: n + 1, knots: st.knots}
		c.v.MMSI, c.v.Fixes, c.v.Breaks = s.mmsi, f[at:at+counts[n]:at+counts[n]], breaks[n]
		at += counts[n]
		m.chains = append(m.chains, c)
		if counts[n] > counts[longest] {
			longest = n
		}
	}
	if st.chains == 0 {
		return
	}
	v := &m.chains[longest].v
	v.Jumps = jumps
	v.Refused = Refusals{Dup: m.refused[whyDup], Jump: m.refused[whyJump], Noise: m.refused[whyNoise], Time: m.refused[whyTime], Range: m.refused[whyRange]}
	k.state(s, st, m, longest)
	k.setApart(m)
}

// state makes the claims of the chains.
func (k *tracker) state(s *heard, st *stitching, m *made, longest int) {
	pieces := st.pieces
	if pieces == nil {
		for _, r := range s.runs {
			pieces = append(pieces, piece{r.first, r.last, r.what, 0})
		}
	}
	said := make([][]stated, st.chains)
	for p, prop := range props {
		clear(said)
		var what []uint32
		var values []string
		for _, x := range pieces {
			at, ok := slices.BinarySearch(what, x.what)
			if !ok {
				what = slices.Insert(what, at, x.what)
				values = slices.Insert(values, at, valueOf(p, &k.all[x.what]))
			}
			if v := values[at]; v != "" {
				n := longest
				if c := st.of[x.segment]; c >= 0 {
					n = int(c)
				}
				said[n] = append(said[n], stated{v, x.first, x.last, int(x.last/slotTime-x.first/slotTime) + 1, true})
			}
		}
		for _, c := range s.claims {
			if c.Prop == prop {
				n := holder(m.chains, c.First, c.Last, longest)
				said[n] = append(said[n], stated{c.Value, c.First, c.Last, c.N, false})
			}
		}
		for n, c := range m.chains {
			if prop == "name" { // mmsi stands before it
				f := c.v.Fixes
				c.v.Claims = append(c.v.Claims, Claim{"mmsi", fmt.Sprintf("%09d", c.v.MMSI), f[0].T, f[len(f)-1].T, len(f)})
			}
			if len(said[n]) > 0 {
				c.v.Claims = k.c.claimsOf(prop, said[n], c.v.Claims)
			}
		}
	}
	for _, c := range m.chains {
		c.v.conclude(&c.imoN)
	}
}

// conclude tells number, kind and size from the claims.
func (v *Vessel) conclude(imoN *int) {
	v.Claims = slices.Clip(v.Claims)
	v.IMO, v.Kind, v.Length, v.Beam, *imoN = 0, KindUnknown, 0, 0, 0
	if s, n := most(v.Claims, "imo"); n > 0 {
		if id, err := ident.Parse(ident.IMO, s); err == nil && len(s) == 7 {
			if x, err := strconv.ParseUint(s, 10, 32); err == nil && id.Value == s {
				v.IMO, *imoN = uint32(x), n
			}
		}
	}
	if s, n := most(v.Claims, "type"); n > 0 {
		if x, err := strconv.ParseUint(s, 10, 8); err == nil {
			v.Kind = KindOfType(uint8(x))
		}
	}
	if s, n := most(v.Claims, "size"); n > 0 {
		v.Length, v.Beam = parseSize(s)
	}
}

// holder is the chain that a kept claim belongs to: the one heard over most of
// its time, else the longest.
func holder(chains []*chain, first, last uint32, longest int) int {
	best, most := longest, uint32(0)
	for n, c := range chains {
		a, b := max(first, c.v.Fixes[0].T), min(last, c.v.Fixes[len(c.v.Fixes)-1].T)
		if b >= a && b-a+1 > most {
			best, most = n, b-a+1
		}
	}
	return best
}

// setApart finds the chains of one number that cannot be one ship.
func (k *tracker) setApart(m *made) {
	for a := range m.chains {
		following := -1
		for b := range m.chains {
			if a == b || len(m.chains) > 64 && a != 0 && b != 0 {
				continue
			}
			va, vb := &m.chains[a].v, &m.chains[b].v
			end := va.Fixes[len(va.Fixes)-1].T
			if vb.Fixes[0].T > end {
				if following < 0 || vb.Fixes[0].T < m.chains[following].v.Fixes[0].T {
					following = b
				}
			} else if a < b {
				if o, ok := k.c.overlap(va, vb, m.chains[a].knots); ok {
					m.apart = append(m.apart, apart{a, b, o})
				}
			}
		}
		if following >= 0 {
			if o, ok := k.c.overlap(&m.chains[a].v, &m.chains[following].v, m.chains[a].knots); ok {
				m.apart = append(m.apart, apart{a, following, o})
			}
		}
	}
}

// overlap compares two tracks: how often neighbouring fixes, one of each, are too
// far from each other for one ship. It is false when none is.
func (c *TrackConfig) overlap(a, b *Vessel, knots float64) (Overlap, bool) {
	fa, fb := a.Fixes, b.Fixes
	o := Overlap{First: max(fa[0].T, fb[0].T), Last: min(fa[len(fa)-1].T, fb[len(fb)-1].T), Knots: math.Inf(1)}
	if o.First > o.Last {
		o.First, o.Last, o.Follows = o.Last, o.First, true
	}
	from := func(f []Fix) int {
		i, _ := slices.BinarySearchFunc(f, o.First, func(f Fix, t uint32) int { return cmp.Compare(f.T, t) })
		return max(0, i-1)
	}
	i, j := from(fa), from(fb)
	var last *Fix
	ofA := false
	for i < len(fa) && fa[i].T <= o.Last || j < len(fb) && fb[j].T <= o.Last {
		var f *Fix
		isA := j >= len(fb) || i < len(fa) && fa[i].T <= fb[j].T
		if isA {
			f = &fa[i]
			i++
		} else {
			f = &fb[j]
			j++
		}
		if last != nil && isA != ofA {
			h := float64(f.T-last.T) / 3600
			if km := kmBetween(last, f); km/1.852 > knots*math.Hypot(h, c.BufferHours) {
				o.Swaps++
				o.Km = max(o.Km, km)
				o.Knots = min(o.Knots, km/1.852/max(h, 1.0/3600))
			}
		}
		last, ofA = f, isA
	}
	return o, o.Swaps > 0
}
