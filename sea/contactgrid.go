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
	wide     []int32   // the same of longitude, by latitude >> cellShift
	lonShift []uint8   // how wide cells are there
	cell     *[4]int32 // south, west, north, east in units
}

const (
	cellShift = 16 // a cell is 2^16 units, 12 km, of latitude, about square
	cellsEach = 256
	gridBits  = 9 // hash tables have at least so many bits
)

func newContactKernel(t *Traffic, c ContactConfig, w Window) *contactKernel {
	k := &contactKernel{c: c, w: w, vessels: t.Vessels}
	if k.c.Slot == 0 {
		k.c.Slot = DefaultContactConfig().Slot
	}
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
	rows := 90*ais.Unit>>cellShift + 2
	k.wide, k.lonShift = make([]int32, rows), make([]uint8, rows)
	for r := range rows {
		top := min(float64((r+1)<<cellShift)/ais.Unit, 90)
		east := max(math.Cos(top*geo.Degree), 1e-9)
		k.wide[r] = int32(min(math.Ceil(c.Km/2/kmPerUnit/east)+slack, turn/2))
		k.lonShift[r] = uint8(min(cellShift+math.Floor(math.Log2(1/east)), 28))
	}
	if w.Cell != nil {
		k.cell = &[4]int32{int32(math.Floor(w.Cell.South * ais.Unit)), int32(math.Floor(w.Cell.West * ais.Unit)),
			int32(math.Ceil(w.Cell.North * ais.Unit)), int32(math.Ceil(w.Cell.East * ais.Unit))}
	}
	return k
}

// run works through the slots, some at a time to a worker, and joins what they
// find.
func (k *contactKernel) run(ctx context.Context, workers int) ([]rawContact, error) {
	if k.from >= k.to {
		return nil, ctx.Err()
	}
	slot := k.c.Slot
	first, last := k.from/slot, (k.to-1)/slot
	// A worker keeps the boxes of all ships in so many slots.
	each := uint32(min(max(1<<19/max(len(k.vessels), 1), 6), 144))
	parts := make([][]rawContact, (last-first)/each+1)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(1, min(workers, len(parts))) {
		wg.Go(func() {
			g := &contactGrid{k: k, slots: make([][]box, each)}
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(parts) {
					return
				}
				s := first + uint32(i)*each
				parts[i] = g.chunk(s, min(s+each, last+1))
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return joinRaw(slices.Concat(parts...)), nil
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

// box is where a vessel was during a slot, wider by half of Km, in units.
type box struct {
	lat0, lat1, lon0, lon1 int32
	v, at                  int32 // the vessel, and the first of its pieces in the slot
}

// node is a box in a cell.
type node struct {
	lat0, lat1, lon0, lon1 int32
	key                    uint32
	box                    int32
}

func (n *node) overlaps(m *node) bool {
	return (n.lat1-m.lat0)|(m.lat1-n.lat0)|(n.lon1-m.lon0)|(m.lon1-n.lon0) >= 0
}

type cellOf struct {
	key uint32
	box int32 // of a copy all around the earth its complement
}

// contactGrid is one worker's memory.
type contactGrid struct {
	k     *contactKernel
	slots [][]box
	cells []cellOf
	nodes []node
	heads []uint32
	big   []int32
	out   []rawContact
}

// chunk finds the contacts in slots from..to-1.
func (g *contactGrid) chunk(from, to uint32) []rawContact {
	for i := range g.slots {
		g.slots[i] = g.slots[i][:0]
	}
	slot := g.k.c.Slot
	start, end := max(from*slot, g.k.from), g.k.to
	if to <= g.k.to/slot {
		end = to * slot
	}
	g.fill(from, start, end)
	g.out = nil
	for i := range to - from {
		s := (from + i) * slot
		lo, hi := max(s, start), end
		if end-s > slot {
			hi = s + slot
		}
		g.slot(g.slots[i], lo, hi)
	}
	return joinRaw(g.out)
}

// fill makes the boxes of the vessels in the time from start to end; the first slot
// is number first.
func (g *contactGrid) fill(first, start, end uint32) {
	k := g.k
	slot, most := k.c.Slot, k.c.MaxPiece
	for vi, v := range k.vessels {
		f := v.Fixes
		n := len(f)
		if n < 2 || f[n-1].T <= start || f[0].T >= end {
			continue
		}
		i := 0
		if f[0].T <= start {
			// The last fix not after start.
			lo, hi := 0, n-1
			for lo < hi {
				if m := int(uint(lo+hi+1) >> 1); f[m].T <= start {
					lo = m
				} else {
					hi = m - 1
				}
			}
			i = lo
		}
		br, _ := slices.BinarySearch(v.Breaks, i+1)
		var (
			b   box
			top int32 // highest latitude of the box's pieces, north or south
			cur = int64(-1)
			off uint32 // end of the slot
		)
		for ; i+1 < n && f[i].T < end; i++ {
			p, q := &f[i], &f[i+1]
			if br < len(v.Breaks) && v.Breaks[br] == i+1 {
				br++
				continue
			}
			dt := q.T - p.T
			if dt-1 >= most { // 0 too
				continue
			}
			t, lat, lon := p.T, p.Lat, p.Lon
			dlat, dlon := q.Lat-p.Lat, shortWay(q.Lon-p.Lon)
			high := max(p.Lat, -p.Lat, q.Lat, -q.Lat)
			var north, east float64 // units a second, when needed
			if t < start || cur < 0 || t >= off || q.T > min(off, end) {
				inv := 1 / float64(dt)
				north, east = float64(dlat)*inv, float64(dlon)*inv
				if t < start {
					t = start
					lat += int32(north * float64(t-p.T))
					lon += int32(east * float64(t-p.T))
				}
			}
			if cur < 0 || t >= off {
				if cur >= 0 {
					g.add(cur, b, top)
				}
				s := t / slot
				cur, off = int64(s-first), s*slot+slot
				b = box{lat, lat, lon, lon, int32(vi), int32(i)}
				top = high
			} else {
				if d := lon - b.lon0; d > turn/2 || d < -turn/2 {
					lon -= turn * (d / max(d, -d))
				}
				b.reach(lat, lon)
				top = max(top, high)
			}
			// What was lon at t is base + east*(t-p.T).
			base := lon
			if t != p.T {
				base = lon - int32(east*float64(t-p.T))
			}
			stop := min(q.T, end)
			for stop > off {
				lat, lon = p.Lat+int32(north*float64(off-p.T)), base+int32(east*float64(off-p.T))
				b.reach(lat, lon)
				g.add(cur, b, top)
				cur, off = cur+1, off+slot
				b = box{lat, lat, lon, lon, int32(vi), int32(i)}
				top = high
			}
			if stop == q.T {
				lat, lon = q.Lat, base+dlon
			} else {
				lat, lon = p.Lat+int32(north*float64(stop-p.T)), base+int32(east*float64(stop-p.T))
			}
			b.reach(lat, lon)
		}
		if cur >= 0 {
			g.add(cur, b, top)
		}
	}
}

// reach makes a box hold a place.
func (b *box) reach(lat, lon int32) {
	b.lat0, b.lat1 = min(b.lat0, lat), max(b.lat1, lat)
	b.lon0, b.lon1 = min(b.lon0, lon), max(b.lon1, lon)
	if b.lon1-b.lon0 >= turn {
		b.lon0, b.lon1 = -turn/2, turn/2
	}
}

// add puts a box, widened, into its slot.
func (g *contactGrid) add(slot int64, b box, top int32) {
	k := g.k
	wide := k.wide[top>>cellShift]
	b.lat0, b.lat1 = b.lat0-k.half, b.lat1+k.half
	b.lon0, b.lon1 = b.lon0-wide, b.lon1+wide
	if b.lon1-b.lon0 >= turn {
		b.lon0, b.lon1 = -turn/2, turn/2
	}
	for b.lon0 >= turn/2 {
		b.lon0, b.lon1 = b.lon0-turn, b.lon1-turn
	}
	for b.lon1 < -turn/2 {
		b.lon0, b.lon1 = b.lon0+turn, b.lon1+turn
	}
	if c := k.cell; c != nil {
		if b.lat1 < c[0] || b.lat0 > c[2] {
			return
		}
		if !(b.lon1 >= c[1] && b.lon0 <= c[3]) && !(b.lon1-turn >= c[1] && b.lon0-turn <= c[3]) && !(b.lon1+turn >= c[1] && b.lon0+turn <= c[3]) {
			return
		}
	}
	g.slots[slot] = append(g.slots[slot], b)
}

// row is the row of cells of a latitude and how many units of longitude, as a power
// of two, its cells are wide.
func (k *contactKernel) row(lat int32) (row int32, shift uint8) {
	row = lat >> cellShift
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
	g.cells, g.big = g.cells[:0], g.big[:0]
	for i := range boxes {
		b := &boxes[i]
		g.place(b, int32(i), 0)
		if b.lon1 > turn/2 {
			g.place(b, ^int32(i), -turn)
		} else if b.lon0 < -turn/2 {
			g.place(b, ^int32(i), turn)
		}
	}
	bits := gridBits
	for 1<<bits < len(g.cells) {
		bits++
	}
	if len(g.heads) < 1<<bits+1 {
		g.heads = make([]uint32, 1<<bits+1)
	}
	heads := g.heads[:1<<bits+1]
	clear(heads)
	down := 32 - bits
	for i := range g.cells {
		heads[g.cells[i].key*0x9E3779B1>>down]++
	}
	sum := uint32(0)
	for i := range heads {
		sum += heads[i]
		heads[i] = sum
	}
	if cap(g.nodes) < len(g.cells) {
		g.nodes = make([]node, len(g.cells)*5/4)
	}
	nodes := g.nodes[:len(g.cells)]
	for _, c := range g.cells {
		h := c.key * 0x9E3779B1 >> down
		heads[h]--
		i, shift := c.box, int32(0)
		if i < 0 {
			i = ^i
			shift = turn
			if boxes[i].lon1 > turn/2 {
				shift = -turn
			}
		}
		b := &boxes[i]
		nodes[heads[h]] = node{b.lat0, b.lat1, b.lon0 + shift, b.lon1 + shift, c.key, i}
	}
	for h := range 1 << bits {
		run := nodes[heads[h]:heads[h+1]]
		for i := 1; i < len(run); i++ {
			n := &run[i]
			for j := range run[:i] {
				if m := &run[j]; n.overlaps(m) && n.key == m.key && n.box != m.box {
					// Only in the cell of the corner of what they share.
					row, shift := g.k.row(max(n.lat0, m.lat0))
					if cellKey(row, max(n.lon0, m.lon0)>>shift) == n.key {
						g.pair(&boxes[n.box], &boxes[m.box], lo, hi)
					}
				}
			}
		}
	}
	for _, i := range g.big {
		for j := range boxes {
			if b, c := &boxes[i], &boxes[j]; int(i) != j && b.lat1 >= c.lat0 && c.lat1 >= b.lat0 {
				g.pair(b, c, lo, hi)
			}
		}
	}
}

// place puts a box into its cells.
func (g *contactGrid) place(b *box, i, shift int32) {
	r0, s0 := g.k.row(b.lat0)
	r1, s1 := g.k.row(b.lat1)
	lon0, lon1 := b.lon0+shift, b.lon1+shift
	if r0 == r1 {
		if c := lon0 >> s0; c == lon1>>s0 {
			g.cells = append(g.cells, cellOf{cellKey(r0, c), i})
			return
		}
	}
	if (int64(r1-r0)+1)*int64(lon1>>min(s0, s1)-lon0>>min(s0, s1)+1) > cellsEach {
		if i < 0 {
			i = ^i
		}
		g.big = append(g.big, i)
		return
	}
	for r := r0; r <= r1; r++ {
		_, s := g.k.row(r << cellShift)
		for c := lon0 >> s; c <= lon1>>s; c++ {
			g.cells = append(g.cells, cellOf{cellKey(r, c), i})
		}
	}
}

// pair finds the contacts of two vessels in the time from lo to hi.
func (g *contactGrid) pair(x, y *box, lo, hi uint32) {
	if x.v > y.v {
		x, y = y, x
	}
	k := g.k
	va, vb := k.vessels[x.v], k.vessels[y.v]
	if x.v == y.v {
		return
	}
	fa, fb := va.Fixes, vb.Fixes
	cur := -1
	for i, j := int(x.at), int(y.at); i+1 < len(fa) && j+1 < len(fb) && fa[i].T < hi && fb[j].T < hi; {
		a0, a1, b0, b1 := &fa[i], &fa[i+1], &fb[j], &fb[j+1]
		if a1.T-a0.T-1 < k.c.MaxPiece && b1.T-b0.T-1 < k.c.MaxPiece {
			if s, e, d, at, ok := approach(a0, a1, b0, b1, k.c.Km); ok && !va.isBreak(i+1) && !vb.isBreak(j+1) {
				if s, e = max(s, float64(lo)), min(e, float64(hi)); s < e {
					if cur >= 0 && g.out[cur].end == s {
						l := &g.out[cur]
						l.end = e
						l.min, l.minAt = nearer(l.min, l.minAt, d, at)
					} else {
						cur = len(g.out)
						g.out = append(g.out, rawContact{x.v, y.v, s, e, d, at})
					}
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
