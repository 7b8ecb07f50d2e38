package sea

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"cordon/ais"
	"cordon/geo"
)

// rawContact is a contact of two vessels of the kernel, by number.
type rawContact struct {
	a, b                   int32
	start, end, min, minAt float64
}

// contactKernel is what the workers share; they read only.
type contactKernel struct {
	c        ContactConfig
	w        Window
	vessels  []*Vessel // by ID
	from, to uint32    // the window, as far as there are fixes
	half     int32     // half of Km, in units of latitude, and a little
	wide     []int32   // the same of longitude, by latitude >> rowShift
	east     []float32 // not more than the cosine there
	shift    uint8     // a cell is 2^shift units of latitude, about square
	lonShift []uint8   // of longitude, by latitude >> shift
	cell     *[4]int32 // south, west, north, east in units
}

const (
	rowShift   = 16      // tables by latitude have rows of 2^16 units, 12 km
	cellsEach  = 256     // a box in more cells is compared with all
	chunkBoxes = 1 << 15 // boxes in memory of a worker
)

func newContactKernel(t *Traffic, c ContactConfig, w Window) *contactKernel {
	k := &contactKernel{c: c, w: w, vessels: t.Vessels}
	byID := func(x, y *Vessel) int { return cmp.Compare(x.ID, y.ID) }
	if !slices.IsSortedFunc(k.vessels, byID) {
		k.vessels = slices.SortedFunc(slices.Values(k.vessels), byID)
	}
	k.from, k.to = math.MaxUint32, 0
	for _, v := range k.vessels {
		if n := len(v.Fixes); n > 1 {
			k.from, k.to = min(k.from, v.Fixes[0].T), max(k.to, v.Fixes[n-1].T)
		}
	}
	k.from, k.to = max(k.from, w.From), min(k.to, w.To)
	// Boxes are wider by half of Km each: together Km. The plane of two pieces is at
	// the mean of their latitudes, and 1/cos is convex, so the mean of what each needs
	// at its own highest latitude is never less.
	const slack = 3 // units: places are rounded
	k.half = int32(math.Ceil(c.Km/2/kmPerUnit)) + slack
	rows := 90*ais.Unit>>rowShift + 2
	k.wide, k.east = make([]int32, rows), make([]float32, rows)
	for r := range rows {
		top := min(float64((r+1)<<rowShift)/ais.Unit, 90)
		east := max(math.Cos(top*geo.Degree), 1e-9)
		k.wide[r] = int32(min(math.Ceil(c.Km/2/kmPerUnit/east)+slack, turn/2))
		k.east[r] = float32(max(math.Cos(top*geo.Degree)-1e-6, 0))
	}
	k.fit(c.Slot)
	k.lonShift = make([]uint8, 90*ais.Unit>>k.shift+2)
	for r := range k.lonShift {
		top := min(float64((r+1)<<k.shift)/ais.Unit, 90)
		k.lonShift[r] = uint8(min(float64(k.shift)+math.Floor(-math.Log2(max(math.Cos(top*geo.Degree), 1e-9))), 28))
	}
	if w.Cell != nil {
		k.cell = &[4]int32{int32(math.Floor(w.Cell.South * ais.Unit)), int32(math.Floor(w.Cell.West * ais.Unit)),
			int32(math.Ceil(w.Cell.North * ais.Unit)), int32(math.Ceil(w.Cell.East * ais.Unit))}
	}
	return k
}

// fit chooses how long slots are, by how often ships are heard, and how large cells
// are, by how crowded they are: only time depends on it.
func (k *contactKernel) fit(slot uint32) {
	cells := make([]uint64, 0, len(k.vessels))
	var seconds, pieces uint64
	for _, v := range k.vessels {
		if n := len(v.Fixes); n > 1 {
			f := &v.Fixes[n/2]
			cells = append(cells, uint64(uint32(f.Lat>>17))<<32|uint64(uint32(f.Lon>>17)))
			seconds, pieces = seconds+uint64(v.Fixes[n-1].T-v.Fixes[0].T), pieces+uint64(n-1)
		}
	}
	if k.c.Slot = slot; slot == 0 {
		k.c.Slot = uint32(min(max(3*seconds/max(pieces, 1), 600), 2400))
	}
	// How many ships a ship has in its cell of 24 km.
	slices.Sort(cells)
	sum := 0
	for i := 0; i < len(cells); {
		j := i
		for j < len(cells) && cells[j] == cells[i] {
			j++
		}
		sum += (j - i) * (j - i)
		i = j
	}
	switch each := sum / max(len(cells), 1); {
	case each < 6:
		k.shift = 17
	case each < 200:
		k.shift = 16
	default:
		k.shift = 15
	}
}

// run works through the slots, a span of them to a worker, and joins what they find.
func (k *contactKernel) run(ctx context.Context, workers int) ([]rawContact, error) {
	if k.from >= k.to {
		return nil, ctx.Err()
	}
	slot := k.c.Slot
	first, last := k.from/slot, (k.to-1)/slot
	slots := int(last-first) + 1
	// The boxes of so many slots are in memory at a time, and workers go through some
	// of these one after the other.
	each := min(max(chunkBoxes/max(len(k.vessels), 1), 16), slots)
	chunks := (slots-1)/each + 1
	spans := chunks
	if workers = max(1, workers); workers > 1 {
		spans = min(chunks, 4*workers)
	} else {
		spans = 1
	}
	parts := make([][]rawContact, spans)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, spans) {
		wg.Go(func() {
			g := &contactGrid{k: k, each: each}
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= spans {
					return
				}
				parts[i] = g.span(ctx, first, last, i*chunks/spans, (i+1)*chunks/spans)
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return joinRaw(slices.Concat(parts...)), nil
}

// span finds the contacts of chunks from..to-1 of the slots first..last.
func (g *contactGrid) span(ctx context.Context, first, last uint32, from, to int) []rawContact {
	g.settle(max(g.k.from, (first+uint32(from*g.each))*g.k.c.Slot))
	g.out = nil
	g.open = make([]int32, 1<<12)
	for i := from; i < to && ctx.Err() == nil; i++ {
		s := first + uint32(i*g.each)
		g.chunk(s, min(s+uint32(g.each), last+1))
	}
	return joinRaw(g.out)
}

// found takes a contact, or goes on with the one that the pair was last seen in.
func (g *contactGrid) found(a, b int32, start, end, min, minAt float64) {
	if len(g.out) >= len(g.open)/2 {
		g.open = make([]int32, 4*len(g.open))
		for i := range g.out {
			*g.openOf(g.out[i].a, g.out[i].b) = int32(i + 1)
		}
	}
	o := g.openOf(a, b)
	if *o > 0 {
		if l := &g.out[*o-1]; l.end == start {
			l.end = end
			l.min, l.minAt = nearer(l.min, l.minAt, min, minAt)
			return
		}
	}
	g.out = append(g.out, rawContact{a, b, start, end, min, minAt})
	*o = int32(len(g.out))
}

// openOf is where the number of the last contact of a pair stands, 0 for none.
func (g *contactGrid) openOf(a, b int32) *int32 {
	mask := len(g.open) - 1
	h := int((uint64(uint32(a))<<32|uint64(uint32(b)))*0x9E3779B97F4A7C15>>32) & mask
	for {
		o := &g.open[h]
		if *o == 0 || g.out[*o-1].a == a && g.out[*o-1].b == b {
			return o
		}
		h = (h + 1) & mask
	}
}

// joinRaw sorts contacts and joins those that go on.
func joinRaw(all []rawContact) []rawContact {
	slices.SortFunc(all, func(x, y rawContact) int {
		if x.a != y.a {
			return int(x.a - y.a)
		}
		if x.b != y.b {
			return int(x.b - y.b)
		}
		return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(x.end, y.end))
	})
	out := all[:0]
	for _, x := range all {
		if n := len(out); n > 0 {
			if l := &out[n-1]; l.a == x.a && l.b == x.b && x.start <= l.end {
				l.end = max(l.end, x.end)
				l.min, l.minAt = nearer(l.min, l.minAt, x.min, x.minAt)
				continue
			}
		}
		out = append(out, x)
	}
	return out
}

// box is where a vessel was during a slot: in a rectangle, wider by half of Km, and,
// when it was seen all the time, within stray of a straight even way.
type box struct {
	lat0, lat1, lon0, lon1 int32
	v, at                  int32 // the vessel's number in order, and the first of its pieces in the slot
	from, to               [2]int32
	stray                  float32 // units; negative: not seen all the time
	east                   float32 // not more than the cosine of the latitude
}

// track is what the workers read of a vessel.
type track struct {
	fixes  []Fix
	breaks []int
}

// node is a box in a cell.
type node struct {
	lat0, lat1, lon0, lon1 int32
	key                    uint32
	box, next              int32
}

// contactGrid is one worker's memory.
type contactGrid struct {
	k      *contactKernel
	each   int     // slots in a chunk
	reach  float64 // units
	sink   uint32  // what was read ahead
	start  uint32  // of the chunk
	order  []int32 // vessels, neighbours near each other
	tracks []track // of each of order
	at     []int32 // of each of order: the fix from which the next chunk goes on
	boxes  []box   // slot after slot, room for all vessels in each
	count  []int32 // of boxes in each slot
	nodes  []node  // 0 is none
	heads  []int32
	big    []int32
	near   [][2]int32 // boxes whose vessels may have been in contact
	out    []rawContact
	open   []int32 // hash table: the last contact of each pair
}

// settle finds where vessels are at a time, and puts them in order by place, so that
// those that are compared lie near each other in memory.
func (g *contactGrid) settle(start uint32) {
	vessels := g.k.vessels
	if g.order == nil {
		g.order, g.at = make([]int32, len(vessels)), make([]int32, len(vessels))
		g.tracks = make([]track, len(vessels))
		g.reach = g.k.c.Km/kmPerUnit + 6
		g.boxes, g.count = make([]box, g.each*len(vessels)), make([]int32, g.each)
	}
	keys := make([]uint64, len(vessels))
	at := make([]int32, len(vessels))
	for i, v := range vessels {
		f := v.Fixes
		if len(f) == 0 {
			keys[i] = uint64(i)
			continue
		}
		lo, hi := 0, len(f)-1 // the last fix not after start
		for lo < hi {
			if m := int(uint(lo+hi+1) >> 1); f[m].T <= start {
				lo = m
			} else {
				hi = m - 1
			}
		}
		at[i] = int32(lo)
		row := uint64(uint32(f[lo].Lat>>rowShift + 1<<15))
		keys[i] = row<<48 | uint64(uint32(f[lo].Lon>>(rowShift-1)+1<<15)&0xffff)<<32 | uint64(i)
	}
	slices.Sort(keys)
	for i, k := range keys {
		v := int32(uint32(k))
		g.order[i], g.at[i] = v, at[v]
		g.tracks[i] = track{vessels[v].Fixes, vessels[v].Breaks}
	}
}

// chunk finds the contacts in slots from..to-1.
func (g *contactGrid) chunk(from, to uint32) {
	clear(g.count)
	slot := g.k.c.Slot
	start, end := max(from*slot, g.k.from), g.k.to
	if to <= g.k.to/slot {
		end = to * slot
	}
	g.start = start
	g.fill(from, start, end)
	for i := range to - from {
		s := (from + i) * slot
		lo, hi := max(s, start), end
		if end-s > slot {
			hi = s + slot
		}
		b := int(i) * len(g.order)
		g.slot(g.boxes[b:b+int(g.count[i])], lo, hi)
	}
}

// row is the row of cells of a latitude and how many units of longitude, as a power
// of two, its cells are wide.
func (k *contactKernel) row(lat int32) (row int32, shift uint8) {
	row = lat >> k.shift
	r := row
	if r < 0 {
		r = ^r
	}
	return row, k.lonShift[min(int(r), len(k.lonShift)-1)]
}

func cellKey(row, col int32) uint32 { return uint32(row)<<16 ^ uint32(col)&0xffff }

// slot finds the contacts of boxes in the time from lo to hi.
func (g *contactGrid) slot(boxes []box, lo, hi uint32) {
	if len(boxes) < 2 {
		return
	}
	bits := 8
	for 1<<bits < 2*len(boxes) {
		bits++
	}
	if len(g.heads) != 1<<bits {
		g.heads = make([]int32, 1<<bits)
	} else {
		clear(g.heads)
	}
	if cap(g.nodes) < 2*len(boxes)+1 {
		g.nodes = make([]node, 0, 3*len(boxes)+1)
	}
	g.nodes, g.big, g.near = append(g.nodes[:0], node{}), g.big[:0], g.near[:0]
	for i := range boxes {
		b := &boxes[i]
		g.place(boxes, i, 0)
		if b.lon1 > turn/2 {
			g.place(boxes, i, -turn)
		} else if b.lon0 < -turn/2 {
			g.place(boxes, i, turn)
		}
	}
	for _, i := range g.big {
		for j := range boxes {
			if b, c := &boxes[i], &boxes[j]; int(i) != j && b.lat1 >= c.lat0 && c.lat1 >= b.lat0 {
				g.near = append(g.near, [2]int32{i, int32(j)})
			}
		}
	}
	for i, n := range g.near {
		if ahead := i + 5; ahead < len(g.near) {
			x, y := &boxes[g.near[ahead][0]], &boxes[g.near[ahead][1]]
			g.sink += g.tracks[x.v].fixes[x.at].T + g.tracks[y.v].fixes[y.at].T
		}
		g.pair(&boxes[n[0]], &boxes[n[1]], lo, hi)
	}
}

// place puts a box, or its copy so far to the east, into its cells and compares it
// with those that are there.
func (g *contactGrid) place(boxes []box, i int, shift int32) {
	b := &boxes[i]
	lat0, lat1, lon0, lon1 := b.lat0, b.lat1, b.lon0+shift, b.lon1+shift
	r0, s := g.k.row(lat0)
	r1 := lat1 >> g.k.shift
	if r0 != r1 || lon0>>s != lon1>>s {
		_, s1 := g.k.row(lat1)
		if s1 = min(s, s1); (int64(r1-r0)+1)*int64(lon1>>s1-lon0>>s1+1) > cellsEach {
			g.big = append(g.big, int32(i))
			return
		}
	}
	heads, nodes := g.heads, g.nodes
	mask := uint32(len(heads) - 1)
	for r := r0; ; {
		for c := lon0 >> s; c <= lon1>>s; c++ {
			key := cellKey(r, c)
			// Neighbours have neighbouring places: they are in the cache.
			h := (uint32(r)*1021 + uint32(c)) & mask
			head := heads[h]
			for j := head; j != 0; {
				m := &nodes[j]
				j = m.next
				if (lat1-m.lat0)|(m.lat1-lat0)|(lon1-m.lon0)|(m.lon1-lon0) >= 0 && key == m.key && int32(i) != m.box {
					// Only in the cell of the corner of what they share.
					row, shift := g.k.row(max(lat0, m.lat0))
					if cellKey(row, max(lon0, m.lon0)>>shift) == key && !g.apart(b, &boxes[m.box]) {
						g.near = append(g.near, [2]int32{int32(i), m.box})
					}
				}
			}
			heads[h] = int32(len(nodes))
			if len(nodes) == cap(nodes) {
				nodes = slices.Grow(nodes, len(nodes))
			}
			nodes = nodes[:len(nodes)+1]
			m := &nodes[len(nodes)-1]
			m.lat0, m.lat1, m.lon0, m.lon1, m.key, m.box, m.next = lat0, lat1, lon0, lon1, key, int32(i), head
		}
		if r++; r > r1 {
			break
		}
		_, s = g.k.row(r << g.k.shift)
	}
	g.nodes = nodes
}

// pair finds the contacts of two vessels in the time from lo to hi.
func (g *contactGrid) pair(x, y *box, lo, hi uint32) {
	if x.v == y.v {
		return
	}
	a, b := g.order[x.v], g.order[y.v]
	if a > b {
		x, y, a, b = y, x, b, a
	}
	ta, tb := &g.tracks[x.v], &g.tracks[y.v]
	fa, fb := ta.fixes, tb.fixes
	most, km := g.k.c.MaxPiece, g.k.c.Km
	for i, j := int(x.at), int(y.at); i+1 < len(fa) && j+1 < len(fb) && fa[i].T < hi && fb[j].T < hi; {
		a0, a1, b0, b1 := &fa[i], &fa[i+1], &fb[j], &fb[j+1]
		if a1.T-a0.T-1 < most && b1.T-b0.T-1 < most {
			if s, e, d, at, ok := approach(a0, a1, b0, b1, km); ok && !ta.broken(i+1) && !tb.broken(j+1) {
				if s, e = max(s, float64(lo)), min(e, float64(hi)); s < e {
					g.found(a, b, s, e, d, at)
				}
			}
		}
		if a1.T <= b1.T {
			i++
		} else {
			j++
		}
	}
}

// broken reports whether a segment begins at a fix.
func (t *track) broken(i int) bool {
	if len(t.breaks) == 0 {
		return false
	}
	_, ok := slices.BinarySearch(t.breaks, i)
	return ok
}
