package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"cordon/ident"
)

// What was said of a ship comes apart from where it was. When one number has several
// tracks, each statement has to be given to the one whose it is.

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
		n += when(a.class == b.class, 1, -4)
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

// several reports whether more than one thing was said.
func several(runs []run) bool {
	for i := 1; i < len(runs); i++ {
		if runs[i].what != runs[0].what {
			return true
		}
	}
	return false
}

// assign gives what was said to the segments that were heard about then: alone,
// or nearest in time and by the same source; a static leans to the segment in
// whose company it is heard mostly.
func (k *tracker) assign(f []Fix, said []run) []piece {
	segs := k.seg.segs
	runs := slices.Clone(said)
	for i := range runs { // numbers as handed out come from the order of adding
		runs[i].source = k.placed.number[runs[i].source]
	}
	runs = packRuns(runs)
	near := k.c.NearMinutes * 60
	// By begin; until is how long those up to one last.
	order, until := make([]int32, len(segs)), make([]uint32, len(segs))
	for g := range order {
		order[g] = int32(g)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(segs[a].first, segs[b].first) })
	for n, g := range order {
		until[n] = max(until[max(n-1, 0)], f[segs[g].last].T)
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
		n, _ := slices.BinarySearchFunc(order, r.last+near+1, func(g int32, t uint32) int { return cmp.Compare(f[segs[g].first].T, t) })
		for n--; n >= 0 && until[n]+near >= r.first; n-- {
			if g := order[n]; f[segs[g].last].T+near >= r.first {
				alive = append(alive, g)
			}
		}
		if len(alive) == 0 {
			pieces = append(pieces, piece{r.first, r.last, r.what, k.nearest(f, r.first)})
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
				if k.by[j] != r.source {
					w /= 5
				}
				if weight[g] == 0 {
					of = append(of, g)
				}
				weight[g] += w
			}
			if len(of) == 0 {
				pieces = append(pieces, piece{t, t, r.what, k.nearest(f, t)})
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

// nearest is the segment of the fix nearest in time, the earlier one of equals.
func (k *tracker) nearest(f []Fix, t uint32) int32 {
	j, _ := slices.BinarySearchFunc(f, t, func(f Fix, t uint32) int { return cmp.Compare(f.T, t) })
	i := j - 1
	for i >= 0 && k.seg.of[i] < 0 {
		i--
	}
	for j < len(f) && k.seg.of[j] < 0 {
		j++
	}
	switch {
	case i < 0 && j == len(f):
		return 0
	case i < 0 || j < len(f) && f[j].T-t < t-f[i].T:
		return k.seg.of[j]
	}
	return k.seg.of[i]
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

// state makes the claims of the chains.
func (k *tracker) state(s *heard, st *stitching, m *made, longest int) {
	pieces := st.pieces
	if pieces == nil {
		for _, r := range s.runs {
			pieces = append(pieces, piece{r.first, r.last, r.what, 0})
		}
	}
	said := resized(k.said, st.chains)
	k.said = said
	for p, prop := range props {
		for n := range said {
			said[n] = said[n][:0]
		}
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
