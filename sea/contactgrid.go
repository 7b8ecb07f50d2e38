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

// contactKernel is what the workers share; they read only.
type contactKernel struct {
	c        ContactConfig
	w        Window
	tracks   []track   // of the vessels, by id
	from, to uint32    // the window, as far as there are fixes
	half     int32     // half of Km, in units of latitude, and a little
	wide     []int32   // the same of longitude, by latitude >> rowShift
	east     []float32 // not more than the cosine there
	shift    uint8     // a cell is 2^shift units of latitude high
	lonShift []uint8   // and so wide, by latitude >> shift
	bend     int32     // units: of a ship that strays more in a slot its way is told in two parts
	edges    []int32   // the first row of cells of each band but the first
	bandOf   []uint8   // of each row of cells, from lowest
	lowest   int32
	cell     *[4]int32 // south, west, north, east in units
}

const (
	rowShift   = 16      // tables by latitude have rows of 2^16 units, 12 km
	rowsEach   = 64      // a box in more rows of cells is compared with all
	colShift   = 3       // a cell is so many times narrower than high, as a power of two
	chunkBoxes = 1 << 20 // boxes in memory of a worker
	bandShips  = 5000    // ships in a band
)

func newContactKernel(t *Traffic, c ContactConfig, w Window) *contactKernel {
	k := &contactKernel{c: c, w: w, tracks: make([]track, len(t.Vessels))}
	k.from, k.to = math.MaxUint32, 0
	for i, v := range byID(t.Vessels) {
		k.tracks[i] = track{v.Fixes, v.Breaks}
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
		k.lonShift[r] = uint8(min(float64(k.shift-colShift)+math.Floor(-math.Log2(max(math.Cos(top*geo.Degree), 1e-9))), 28))
	}
	k.divide(bandShips)
	if w.Cell != nil {
		k.cell = &[4]int32{int32(math.Floor(w.Cell.South * ais.Unit)), int32(math.Floor(w.Cell.West * ais.Unit)),
			int32(math.Ceil(w.Cell.North * ais.Unit)), int32(math.Ceil(w.Cell.East * ais.Unit))}
	}
	return k
}

// fit chooses how long slots are, by how often ships are heard, and how large cells
// are, by how crowded they are: only time depends on it.
func (k *contactKernel) fit(slot uint32) {
	cells := make([]uint64, 0, len(k.tracks))
	var seconds, pieces uint64
	for _, t := range k.tracks {
		if n := len(t.fixes); n > 1 {
			f := &t.fixes[n/2]
			cells = append(cells, uint64(uint32(f.Lat()>>17))<<32|uint64(uint32(f.Lon()>>17)))
			seconds, pieces = seconds+uint64(t.fixes[n-1].T-t.fixes[0].T), pieces+uint64(n-1)
		}
	}
	every := seconds / max(pieces, 1)
	k.c.Slot = uint32(min(max(4*every, 600), 3600))
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
	k.bend = bend
	switch each := sum / max(len(cells), 1); {
	case each < 6:
		k.shift = 17
		k.c.Slot *= 2          // few meet in a long one too,
		k.bend = math.MaxInt32 // however they turn
	case each < 200:
		k.shift = 16
		k.c.Slot += k.c.Slot / 4
	default:
		k.shift = 15
		k.c.Slot += k.c.Slot / 4
	}
	if slot != 0 {
		k.c.Slot = slot
	}
}

// divide cuts the earth into bands along parallels with about so many ships in each:
// few enough that what is compared at a time stays in the nearest memory.
func (k *contactKernel) divide(each int) {
	k.edges = nil
	k.lowest = -int32(90*ais.Unit)>>k.shift - 1
	k.bandOf = make([]uint8, -2*k.lowest+2)
	n := min(len(k.tracks)/each, math.MaxUint8)
	if n < 2 {
		return
	}
	ships, sum := make([]int, len(k.bandOf)), 0
	for i := range k.tracks {
		if f := k.tracks[i].fixes; len(f) > 1 {
			ships[k.rowOf(f[len(f)/2].Lat())]++
			sum++
		}
	}
	before := 0
	for r := range k.bandOf {
		if before >= sum*(len(k.edges)+1)/n && r > 0 && len(k.edges) < n-1 {
			k.edges = append(k.edges, int32(r)+k.lowest)
		}
		k.bandOf[r] = uint8(len(k.edges))
		before += ships[r]
	}
}

// rowOf is the place of the row of cells of a latitude in tables of rows.
func (k *contactKernel) rowOf(lat int32) int {
	return int(min(max(lat>>k.shift-k.lowest, 0), int32(len(k.bandOf)-1)))
}

// band is the number of the band of a latitude.
func (k *contactKernel) band(lat int32) int { return int(k.bandOf[k.rowOf(lat)]) }

// bands says how many there are.
func (k *contactKernel) bands() int { return len(k.edges) + 1 }

// run works through the slots, a span of them to a worker, and joins what they find.
func (k *contactKernel) run(ctx context.Context, workers int) ([]Contact, error) {
	if k.from >= k.to {
		return nil, ctx.Err()
	}
	slot := k.c.Slot
	first, last := k.from/slot, (k.to-1)/slot
	slots := int(last-first) + 1
	// The boxes of so many slots are in memory at a time, and workers go through some
	// of these one after the other.
	each := min(max(chunkBoxes/max(len(k.tracks), 1), 16), slots)
	chunks := (slots-1)/each + 1
	if workers > 1 {
		chunks = max(chunks, min(workers, (slots-1)/4+1)) // for each something to do
	}
	each = (slots-1)/chunks + 1
	chunks = (slots-1)/each + 1
	spans := chunks
	if workers = max(1, workers); workers > 1 {
		spans = min(chunks, 4*workers)
	} else {
		spans = 1
	}
	parts := make([][]Contact, spans)
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
	if spans == 1 {
		return joinRaw(parts[0], len(k.tracks)), nil
	}
	return joinRaw(slices.Concat(parts...), len(k.tracks)), nil
}

// span finds the contacts of chunks from..to-1 of the slots first..last.
func (g *contactGrid) span(ctx context.Context, first, last uint32, from, to int) []Contact {
	g.settle(max(g.k.from, (first+uint32(from*g.each))*g.k.c.Slot))
	g.out, g.going = nil, g.going[:0]
	for i := from; i < to && ctx.Err() == nil; i++ {
		s := first + uint32(i*g.each)
		g.chunk(s, min(s+uint32(g.each), last+1))
	}
	return g.out
}

// joinRaw sorts contacts of so many vessels and joins those that go on.
func joinRaw(all []Contact, vessels int) []Contact {
	ends := make([]int32, vessels+1) // by the first vessel
	for i := range all {
		ends[all[i].A]++
	}
	sum := int32(0)
	for i := range ends {
		sum += ends[i]
		ends[i] = sum
	}
	sorted := make([]Contact, len(all))
	for i := range all {
		e := &ends[all[i].A]
		*e--
		sorted[*e] = all[i]
	}
	out := sorted[:0]
	for v := range vessels {
		of := sorted[ends[v]:ends[v+1]]
		slices.SortFunc(of, func(x, y Contact) int {
			if x.B != y.B {
				return int(x.B - y.B)
			}
			return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
		})
		out = joinSorted(out, of)
	}
	return out
}

// track is what the workers read of a vessel.
type track struct {
	fixes  []Fix
	breaks []int
}

// node is a box in a row of cells.
type node struct {
	lat0, lat1, lon0, lon1 int32
	row, box               int32
}

// passing is two boxes, and when their vessels may have been in contact.
type passing struct {
	x, y     int32
	from, to uint32
}

// contactGrid is one worker's memory.
type contactGrid struct {
	k           *contactKernel
	each        int       // slots in a chunk
	reach       float64   // units
	sink        uint32    // what was read ahead
	order       []int32   // vessels, neighbours near each other
	tracks      []track   // of each of order
	at          []int32   // of each of order: the fix from which the next chunk goes on
	boxes       [][]box   // of each slot, of each band
	first, last int32     // rows of cells of the band
	cells       []int32   // where the nodes of each begin
	nodes       []node    // by cell
	loose       []node    // by box
	cellOf      []uint32  // their cells
	big         []int32   // boxes in too many rows
	near        []uint64  // boxes that overlap: two numbers
	close       []passing // of these, vessels that may have been in contact
	out         []Contact
	going       []int32 // contacts that last to the end of the slot
	open        []int32 // hash table: contacts of out, from 1, that lasted to the end of the slot before
}

// settle finds where vessels are at a time, and puts them in order by place, so that
// those that are compared lie near each other in memory.
func (g *contactGrid) settle(start uint32) {
	vessels := g.k.tracks
	if g.order == nil {
		g.order, g.at = make([]int32, len(vessels)), make([]int32, len(vessels))
		g.tracks = make([]track, len(vessels))
		g.reach = g.k.c.Km/kmPerUnit + 6
		g.boxes = make([][]box, g.each*g.k.bands())
	}
	keys := make([]uint64, len(vessels))
	at := make([]int32, len(vessels))
	for i := range vessels {
		f := vessels[i].fixes
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
		row := uint64(uint32(f[lo].Lat()>>rowShift + 1<<15))
		keys[i] = row<<48 | uint64(uint32(f[lo].Lon()>>(rowShift-1)+1<<15)&0xffff)<<32 | uint64(i)
	}
	slices.Sort(keys)
	for i, k := range keys {
		v := int32(uint32(k))
		g.order[i], g.at[i] = v, at[v]
		g.tracks[i] = vessels[v]
	}
}

// chunk finds the contacts in slots from..to-1.
func (g *contactGrid) chunk(from, to uint32) {
	for i := range g.boxes {
		g.boxes[i] = g.boxes[i][:0]
	}
	slot := g.k.c.Slot
	start, end := max(from*slot, g.k.from), g.k.to
	if to <= g.k.to/slot {
		end = to * slot
	}
	g.fill(from, start, end)
	for band := range g.k.bands() {
		g.first, g.last = math.MinInt32, math.MaxInt32
		if band > 0 {
			g.first = g.k.edges[band-1]
		}
		if band+1 < g.k.bands() {
			g.last = g.k.edges[band] - 1
		}
		g.going = g.going[:0]
		for i := range to - from {
			s := (from + i) * slot
			lo, hi := max(s, start), end
			if end-s > slot {
				hi = s + slot
			}
			g.slot(g.boxes[int(i)*g.k.bands()+band], lo, hi)
		}
	}
}
