package sea

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"cordon/ais"
)

// Silence means something only where others were heard. Reception is counted per
// cell of a quarter degree, hour, class of transponder and kind of receiver: of
// the messages that the vessels passing there should have had delivered, how many
// were (reference sea.md §4). What a vessel should have had delivered is told by
// the interval at which these receivers deliver it otherwise, moving or at rest,
// not by the standard: feeds are thinned.

// ReceptionConfig holds the thresholds of reception.
type ReceptionConfig struct {
	Interval    uint32  // s; messages closer together than this fade together and count as one
	Bracket     uint32  // s; a vessel tells of an hour by the fixes before and after it if they are no further apart
	Samples     int     // intervals from which a vessel's usual one is taken; fewer: it tells nothing
	Rings       int     // cells so far away from one in which somebody passed get part of its reception
	Fill        float64 // that part, for each cell further; see ways.field
	FillDay     float64 // of the reception in the hours around, where nobody passed in this one
	Hours       uint32  // the hours around: the part of the day so long that holds the hour
	Evidence    float64 // messages due in a cell and hour below which the cells around are asked
	Cone        uint32  // s; of a silence longer than twice this only its first and last parts are reckoned
	OutageShare float64 // of a feed's rolling median of a day: a quarter of an hour below is an outage; reference §4
	OutageLeast int     // smallest median that tells of an outage
}

// DefaultReceptionConfig: outages by reference sea.md §4, the others are cordon's
// own.
func DefaultReceptionConfig() ReceptionConfig {
	return ReceptionConfig{
		Interval: 60, Bracket: 12 * 3600, Samples: 5, Rings: 3, Fill: .8, FillDay: .4, Hours: 6, Evidence: 1, Cone: 24 * 3600,
		OutageShare: .35, OutageLeast: 5,
	}
}

const (
	cellUnit   = ais.Unit / 4 // a quarter degree
	cellRows   = 720
	cellCols   = 1440
	hourS      = 3600
	slotS      = 900
	slotsOfDay = 96
	micro      = 1_000_000 // messages are counted in millionths: sums of integers do not depend on their order

	kinds  = 2 // of receivers: terrestrial, satellite
	states = 2 // of ships: moving, at rest
	lanes  = 4 // class × kind
)

// Reception is how well vessels were heard, where and when.
type Reception struct {
	t       *Traffic
	cfg     ReceptionConfig
	vessels []*Vessel // by id
	habits  []habit   // of each vessel
	base    uint32    // first hour, since 1970
	hearing []hearing // by hour, lane, cell, vessel
	sums    []cellSum // of heard, by hour, lane, cell
	first   []int32   // into sums: of hour*lanes+lane
	long    []cellSum // of heard, by part of a day, lane, cell
	longAt  []int32   // into long: of part*lanes+lane
	part0   uint32    // first part of a day, since 1970
	out     [][]bool  // by source: quarters of an hour, from the first hour on, in which the feed was out
	sat     []bool    // by source

	// of rendezvous
	contacts []Contact     // of all vessels, by RendezvousConfig.contact; nil: not known
	bound    [][]bound     // destinations of vessels in the programme's country
	visits   [][]zoneVisit // of vessels at places of the programme's country
	listed   []bool        // of each vessel, or of the programme's flag
}

// heard is what one vessel had delivered of what it should have, in a cell and an hour.
type hearing struct {
	key uint64 // hour, lane, cell, vessel
	got uint32 // messages
	due uint32 // millionths of messages
}

func (h *hearing) vessel() uint32 { return uint32(h.key) & (1<<vesselBits - 1) }

type cellSum struct {
	cell  uint32
	got   uint32
	due   uint64
	first int32 // into heard
	n     int32
}

const vesselBits, cellBits, laneBits = 24, 20, 2

func heardKey(hour, lane, cell, vessel uint32) uint64 {
	return uint64(hour)<<(laneBits+cellBits+vesselBits) | uint64(lane)<<(cellBits+vesselBits) | uint64(cell)<<vesselBits | uint64(vessel)
}

func airCell(lat, lon int32) uint32 {
	row := uint32(lat+90*ais.Unit) / cellUnit
	if row >= cellRows {
		row = cellRows - 1
	}
	return row*cellCols + uint32(lon+180*ais.Unit)/cellUnit%cellCols
}

// Listen counts reception. Same traffic, same counts, for any number of workers
// and order of vessels.
func Listen(ctx context.Context, t *Traffic, cfg ReceptionConfig, reach ReachConfig, workers int) (*Reception, error) {
	r := &Reception{t: t, cfg: cfg, vessels: t.Vessels}
	byID := func(a, b *Vessel) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(r.vessels, byID) {
		r.vessels = slices.Clone(r.vessels)
		slices.SortFunc(r.vessels, byID)
	}
	r.habits = make([]habit, len(r.vessels))
	r.sat = make([]bool, 256)
	for i := range min(len(t.Sources), 256) {
		r.sat[i] = t.Sources[i].Satellite
	}
	first, last := ^uint32(0), uint32(0)
	for _, v := range r.vessels {
		if n := len(v.Fixes); n > 0 {
			first, last = min(first, v.Fixes[0].T), max(last, v.Fixes[n-1].T)
		}
	}
	if first > last {
		r.first = make([]int32, 1)
		return r, nil
	}
	r.base = first / hourS
	hours := int(last/hourS-r.base) + 1

	workers = max(1, workers)
	parts := make([][]hearing, workers)
	counts := make([][]uint32, workers) // messages by source and quarter of an hour
	slots := hours * (hourS / slotS)
	err := share(ctx, workers, len(r.vessels), 32, func(w, i int) {
		if counts[w] == nil {
			counts[w] = make([]uint32, 0, slots)
		}
		r.measure(i, reach)
		parts[w] = r.walk(i, 0, len(r.vessels[i].Fixes), parts[w])
		counts[w] = r.count(i, slots, counts[w])
	})
	if err != nil {
		return nil, err
	}
	r.findOutages(counts, slots)

	// by hour, then each hour on its own
	starts := make([]int32, hours+1)
	for _, p := range parts {
		for i := range p {
			starts[p[i].key>>(laneBits+cellBits+vesselBits)+1]++
		}
	}
	for h := range hours {
		starts[h+1] += starts[h]
	}
	r.hearing = make([]hearing, starts[hours])
	next := slices.Clone(starts)
	for _, p := range parts {
		for i := range p {
			h := p[i].key >> (laneBits + cellBits + vesselBits)
			r.hearing[next[h]] = p[i]
			next[h]++
		}
	}
	byHour := make([][]cellSum, hours)
	err = share(ctx, workers, hours, 4, func(_, h int) {
		rs := r.hearing[starts[h]:starts[h+1]]
		slices.SortFunc(rs, func(a, b hearing) int { return cmp.Compare(a.key, b.key) })
		byHour[h] = sumCells(rs, starts[h])
	})
	if err != nil {
		return nil, err
	}
	r.first = make([]int32, hours*lanes+1)
	n := 0
	for _, s := range byHour {
		n += len(s)
	}
	r.sums = make([]cellSum, 0, n)
	for h, s := range byHour {
		for lane := range lanes {
			r.first[h*lanes+lane] = int32(len(r.sums))
			for len(s) > 0 && int(r.hearing[s[0].first].key>>(cellBits+vesselBits))&(lanes-1) == lane {
				r.sums = append(r.sums, s[0])
				s = s[1:]
			}
		}
	}
	r.first[hours*lanes] = int32(len(r.sums))
	r.addParts(hours)
	return r, nil
}

// addParts adds up the hours of each part of a day.
func (r *Reception) addParts(hours int) {
	if r.cfg.Hours == 0 {
		r.longAt = make([]int32, 1)
		return
	}
	r.part0 = r.base / r.cfg.Hours
	parts := int((r.base+uint32(hours)-1)/r.cfg.Hours-r.part0) + 1
	r.longAt = make([]int32, parts*lanes+1)
	var at []cellSum
	for p := range parts {
		lo := max(0, int((r.part0+uint32(p))*r.cfg.Hours)-int(r.base))
		hi := min(hours, int((r.part0+uint32(p)+1)*r.cfg.Hours)-int(r.base))
		for lane := range lanes {
			r.longAt[p*lanes+lane] = int32(len(r.long))
			at = at[:0]
			for h := lo; h < hi; h++ {
				at = append(at, r.sums[r.first[h*lanes+lane]:r.first[h*lanes+lane+1]]...)
			}
			slices.SortFunc(at, func(a, b cellSum) int { return cmp.Compare(a.cell, b.cell) })
			for i := range at {
				if n := len(r.long); i > 0 && at[i-1].cell == at[i].cell {
					r.long[n-1].got += at[i].got
					r.long[n-1].due += at[i].due
				} else {
					r.long = append(r.long, at[i])
				}
			}
		}
	}
	r.longAt[parts*lanes] = int32(len(r.long))
}

// of is what was heard in an hour, or in the part of a day that holds it, on a lane.
func (r *Reception) of(hour uint32, lane int, long bool) []cellSum {
	sums, first, h := r.sums, r.first, int64(hour)-int64(r.base)
	if long {
		if r.cfg.Hours == 0 {
			return nil
		}
		sums, first, h = r.long, r.longAt, int64(hour/r.cfg.Hours)-int64(r.part0)
	}
	if h < 0 || (int(h)+1)*lanes >= len(first) {
		return nil
	}
	return sums[first[int(h)*lanes+lane]:first[int(h)*lanes+lane+1]]
}

// sumCells adds up sorted records of one hour by lane and cell; at is where they
// begin in the whole.
func sumCells(rs []hearing, at int32) []cellSum {
	var out []cellSum
	last := ^uint64(0)
	for i := range rs {
		if k := rs[i].key >> vesselBits; k != last {
			out = append(out, cellSum{cell: uint32(k) & (1<<cellBits - 1), first: at + int32(i)})
			last = k
		}
		s := &out[len(out)-1]
		s.n++
		s.got += rs[i].got
		s.due += uint64(rs[i].due)
	}
	return out
}

// share runs f(worker, i) for all i < n, in blocks, by some workers.
func share(ctx context.Context, workers, n, block int, f func(w, i int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range min(max(1, workers), max(1, (n+block-1)/block)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				lo := int(next.Add(int64(block))) - block
				if lo >= n {
					return
				}
				for i := lo; i < min(lo+block, n); i++ {
					f(w, i)
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// walk appends what a vessel had delivered and should have, by hour and cell,
// reckoned from its fixes lo..hi-1.
func (r *Reception) walk(vi, lo, hi int, out []hearing) []hearing {
	v, h := r.vessels[vi], &r.habits[vi]
	var on [kinds]bool
	for k := range kinds {
		on[k] = h.pace[k][0] != 0
	}
	if !on[0] && !on[1] || uint32(vi) >= 1<<vesselBits {
		return out
	}
	class := uint32(0)
	if h.classB {
		class = kinds
	}
	var (
		hour, cell uint32 = ^uint32(0), 0
		got, due   [kinds]uint32
		minute     [kinds]uint32
	)
	flush := func() {
		for k := range kinds {
			if on[k] && got[k]|due[k] != 0 {
				out = append(out, hearing{heardKey(hour-r.base, class+uint32(k), cell, uint32(vi)), got[k], due[k]})
			}
		}
		got, due = [kinds]uint32{}, [kinds]uint32{}
	}
	brk := v.Breaks
	for i := lo + 1; i < hi; i++ {
		a, b := &v.Fixes[i-1], &v.Fixes[i]
		for len(brk) > 0 && brk[0] < i {
			brk = brk[1:]
		}
		dt := b.T - a.T
		if dt > r.cfg.Bracket || len(brk) > 0 && brk[0] == i {
			continue
		}
		s := 0
		if atRest(a) {
			s = 1
		}
		hb, cb := b.T/hourS, airCell(b.Lat(), b.Lon())
		if ha := a.T / hourS; ha == hb {
			if hour != hb || cell != cb {
				flush()
				hour, cell = hb, cb
			}
			due[0] += dt * h.pace[0][s]
			due[1] += dt * h.pace[1][s]
		} else {
			for x := ha; x <= hb; x++ {
				from, to := max(a.T, x*hourS), min(b.T, (x+1)*hourS)
				if from >= to {
					continue
				}
				c := cellBetween(a, b, from/2+to/2)
				if hour != x || cell != c {
					flush()
					hour, cell = x, c
				}
				due[0] += (to - from) * h.pace[0][s]
				due[1] += (to - from) * h.pace[1][s]
			}
			if hour != hb || cell != cb {
				flush()
				hour, cell = hb, cb
			}
		}
		k := 0
		if r.sat[v.Source(i)] {
			k = 1
		}
		if m := b.T/max(1, r.cfg.Interval) + 1; m != minute[k] {
			minute[k] = m
			got[k]++
		}
	}
	flush()
	return out
}

// cellBetween is the cell on the line between two fixes at a time.
func cellBetween(a, b *Fix, t uint32) uint32 {
	dlon := int64(b.Lon()) - int64(a.Lon())
	switch {
	case dlon > 180*ais.Unit:
		dlon -= 360 * ais.Unit
	case dlon < -180*ais.Unit:
		dlon += 360 * ais.Unit
	}
	x, dt := int64(t-a.T), int64(b.T-a.T)
	lat := int64(a.Lat()) + (int64(b.Lat())-int64(a.Lat()))*x/dt
	lon := int64(a.Lon()) + dlon*x/dt
	switch {
	case lon >= 180*ais.Unit:
		lon -= 360 * ais.Unit
	case lon < -180*ais.Unit:
		lon += 360 * ais.Unit
	}
	return airCell(int32(lat), int32(lon))
}

// count adds a vessel's messages by source and quarter of an hour.
func (r *Reception) count(vi, slots int, counts []uint32) []uint32 {
	base := r.base * hourS
	v := r.vessels[vi]
	for i := range v.Fixes {
		source := int(v.Source(i))
		at := source*slots + int((v.Fixes[i].T-base)/slotS)
		if at >= len(counts) {
			n := (source + 1) * slots
			counts = append(counts, make([]uint32, n-len(counts))...)
		}
		counts[at]++
	}
	return counts
}

// findOutages marks the quarters of an hour in which a feed delivered far less than
// usual in the day around.
func (r *Reception) findOutages(counts [][]uint32, slots int) {
	n := 0
	for _, c := range counts {
		n = max(n, len(c)/slots)
	}
	r.out = make([][]bool, n)
	all := make([]uint32, slots)
	var day []uint32 // sorted
	for s := range r.out {
		clear(all)
		for _, c := range counts {
			if (s+1)*slots <= len(c) {
				for i, x := range c[s*slots : (s+1)*slots] {
					all[i] += x
				}
			}
		}
		out := make([]bool, slots)
		day = append(day[:0], all[:min(slots, slotsOfDay/2)]...)
		slices.Sort(day)
		for i, x := range all {
			if j := i + slotsOfDay/2; j < slots {
				at, _ := slices.BinarySearch(day, all[j])
				day = slices.Insert(day, at, all[j])
			}
			if j := i - slotsOfDay/2; j >= 0 {
				at, _ := slices.BinarySearch(day, all[j])
				day = slices.Delete(day, at, at+1)
			}
			median := day[len(day)/2]
			out[i] = int(median) >= r.cfg.OutageLeast && float64(x) < r.cfg.OutageShare*float64(median)
		}
		r.out[s] = out
	}
}

// outage is how many seconds of [from,to) a feed was out.
func (r *Reception) outage(source uint8, from, to uint32) uint32 {
	if int(source) >= len(r.out) || from >= to {
		return 0
	}
	base, out, n := r.base*hourS, r.out[source], uint32(0)
	for s := (from - base) / slotS; s <= (to-1-base)/slotS && int(s) < len(out); s++ {
		if out[s] {
			n += min(to, base+(s+1)*slotS) - max(from, base+s*slotS)
		}
	}
	return n
}

// Share is the share of due messages of other vessels than one (an id, or "") that
// was delivered in the cell of a place and the hour of a time: class A or B,
// terrestrial or satellite receivers. n is how many of them were heard at all. It
// is (delivered + 1/2) / (due + 1), at most 1, and 0 where none was due.
func (r *Reception) Share(lat, lon float64, at uint32, classB, satellite bool, but string) (rho float64, n int) {
	lane := 0
	if classB {
		lane = kinds
	}
	if satellite {
		lane++
	}
	cell := airCell(int32(lat*ais.Unit), int32(lon*ais.Unit))
	ss := r.of(at/hourS, lane, false)
	i, ok := slices.BinarySearchFunc(ss, cell, func(s cellSum, c uint32) int { return cmp.Compare(s.cell, c) })
	if !ok {
		return 0, 0
	}
	var got, due uint64
	last := ^uint32(0)
	for _, x := range r.hearing[ss[i].first:][:ss[i].n] {
		v := x.vessel()
		if r.vessels[v].ID == but {
			continue
		}
		got += uint64(x.got)
		due += uint64(x.due)
		if x.got > 0 && v != last {
			n++
			last = v
		}
	}
	if due == 0 {
		return 0, n
	}
	return rhoOf(got, due), n
}

// rhoOf is the share of due messages (in millionths) that was delivered.
func rhoOf(got, due uint64) float64 {
	return math.Min(1, (float64(got)+.5)/(float64(due)/micro+1))
}
