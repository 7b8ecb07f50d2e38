package sea

import (
	"cmp"
	"context"
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// crowds counts the ships about meetings. What is asked of one place in one hour is
// answered together: who can have been there is found once for all, and each such ship
// is followed along its track from one time that is asked for to the next.
type crowds struct {
	vessels []*Vessel
	asks    []crowdAsk // by hour, place and time
	of      []span     // of each meeting, in order: where its asks are in times
	times   []int32    // numbers of asks, by meeting
	alike   []span     // asks of one hour and place
	cells   map[crowdCell]int32
	ships   []crowdShip // by cell
	begin   []int32     // of each cell, where its ships begin
}

// span is numbers from lo to hi-1.
type span struct{ lo, hi int32 }

// crowdAsk is a place at a time, and what is found there.
type crowdAsk struct {
	t              float64
	lat, lon       float64 // units
	cos            float64 // of the latitude
	over           crowdBox
	meeting        int32
	others, moored int32 // ships about, but for the meeting's own two, and those of them that lie still
}

// crowdBox is the cells around a place, in the hour before to the hour after; columns
// are not yet brought around the earth.
type crowdBox struct {
	hour               uint32
	south, north, west int16
	east               int16
}

type crowdCell struct {
	hour     uint32
	row, col int16
}

// crowdShip is a vessel with a fix in a cell.
type crowdShip struct{ vessel, fix int32 }

const (
	crowdDeg  = ais.Unit / 20 // a cell is 0.05° by 0.05°
	crowdCols = turn / crowdDeg
)

func crowdCellOf(hour uint32, lat, lon float64) crowdCell {
	return crowdCell{hour, int16(math.Floor(lat / crowdDeg)), crowdCol(int(math.Floor(lon / crowdDeg)))}
}

// crowdCol brings a column around the earth.
func crowdCol(col int) int16 {
	if col %= crowdCols; col < 0 {
		col += crowdCols
	}
	return int16(col)
}

// newCrowds notes who was about each meeting: at its start, its end and three times
// between, where the first of the two was.
func newCrowds(t *Traffic, all []meeting, c EncounterConfig) *crowds {
	x := &crowds{vessels: t.Vessels, of: make([]span, len(all)), cells: map[crowdCell]int32{}}
	x.asks = make([]crowdAsk, 0, 5*len(all))
	for i := range all {
		m := &all[i]
		x.of[i].lo = int32(len(x.asks))
		at := cursor{v: m.a}
		for q := range 5 {
			t := m.start() + float64(q)/4*(m.end()-m.start())
			if lat, lon, _, ok := at.placeAt(t, c.MergeGap); ok {
				cos := math.Cos(lat * (geo.Degree / ais.Unit))
				x.asks = append(x.asks, crowdAsk{t: t, lat: lat, lon: lon, cos: cos, over: crowdOver(t, lat, lon, cos, c.CrowdKm), meeting: int32(i)})
			}
		}
		x.of[i].hi = int32(len(x.asks))
	}
	if len(x.asks) == 0 {
		return x
	}
	slices.SortFunc(x.asks, func(a, b crowdAsk) int {
		return cmp.Or(a.over.compare(b.over), cmp.Compare(a.t, b.t), cmp.Compare(a.meeting, b.meeting))
	})
	x.times = make([]int32, len(x.asks))
	next := make([]int32, len(all))
	for i := range x.asks {
		m := x.asks[i].meeting
		x.times[x.of[m].lo+next[m]] = int32(i)
		next[m]++
		if n := len(x.alike); n > 0 && x.asks[i].over == x.asks[i-1].over {
			x.alike[n-1].hi = int32(i + 1)
		} else {
			x.alike = append(x.alike, span{int32(i), int32(i + 1)})
		}
	}
	first, last := x.asks[0].over.hour-1, x.asks[len(x.asks)-1].over.hour+1
	hours := make([]bool, last-first+1)
	for _, s := range x.alike {
		x.asks[s.lo].over.each(func(k crowdCell) {
			if _, ok := x.cells[k]; !ok {
				x.cells[k] = int32(len(x.cells))
				hours[k.hour-first] = true
			}
		})
	}
	x.fill(first, hours)
	return x
}

// fill finds the ships of the cells, of which there are some in those hours from first
// on that are marked.
func (x *crowds) fill(first uint32, hours []bool) {
	type entry struct {
		cell int32
		ship crowdShip
	}
	var found []entry
	x.begin = make([]int32, len(x.cells)+1)
	newest := make([]int32, len(x.cells)) // the last vessel that was found in each, from 1
	for vi, v := range x.vessels {
		var last crowdCell
		for i := range v.Fixes {
			f := &v.Fixes[i]
			h := f.T / 3600
			if n := h - first; n >= uint32(len(hours)) || !hours[n] {
				continue
			}
			k := crowdCellOf(h, float64(f.Lat()), float64(f.Lon()))
			if k == last {
				continue
			}
			last = k
			if n, ok := x.cells[k]; ok && newest[n] != int32(vi+1) {
				newest[n] = int32(vi + 1)
				found = append(found, entry{n, crowdShip{int32(vi), int32(i)}})
				x.begin[n+1]++
			}
		}
	}
	for n := range newest {
		x.begin[n+1] += x.begin[n]
		newest[n] = x.begin[n]
	}
	x.ships = make([]crowdShip, len(found))
	for _, e := range found {
		x.ships[newest[e.cell]] = e.ship
		newest[e.cell]++
	}
}

// crowdOver names the cells that can hold a fix, at most an hour away, of a ship that
// was within km.
func crowdOver(t, lat, lon, cos, km float64) crowdBox {
	dlat := km / kmPerUnit
	dlon := min(dlat/max(cos, .01), turn/4)
	return crowdBox{uint32(t / 3600), int16(math.Floor((lat - dlat) / crowdDeg)), int16(math.Floor((lat + dlat) / crowdDeg)),
		int16(math.Floor((lon - dlon) / crowdDeg)), int16(math.Floor((lon + dlon) / crowdDeg))}
}

func (b crowdBox) compare(o crowdBox) int {
	return cmp.Or(cmp.Compare(b.hour, o.hour), cmp.Compare(b.south, o.south), cmp.Compare(b.west, o.west), cmp.Compare(b.north, o.north), cmp.Compare(b.east, o.east))
}

func (b crowdBox) each(do func(crowdCell)) {
	for row := b.south; row <= b.north; row++ {
		for col := int(b.west); col <= int(b.east); col++ {
			for h := b.hour - 1; h <= b.hour+1; h++ {
				do(crowdCell{h, row, crowdCol(col)})
			}
		}
	}
}

// count answers all asks.
func (x *crowds) count(ctx context.Context, all []meeting, c EncounterConfig, workers int) error {
	return parallel(ctx, len(x.alike), workers, func(i int) {
		asks := x.asks[x.alike[i].lo:x.alike[i].hi]
		var ships []crowdShip
		asks[0].over.each(func(k crowdCell) {
			n := x.cells[k]
			ships = append(ships, x.ships[x.begin[n]:x.begin[n+1]]...)
		})
		slices.SortFunc(ships, func(a, b crowdShip) int { return cmp.Or(int(a.vessel-b.vessel), int(a.fix-b.fix)) })
		ships = slices.CompactFunc(ships, func(a, b crowdShip) bool { return a.vessel == b.vessel })
		for _, s := range ships {
			x.follow(x.vessels[s.vessel], int(s.fix), asks, all, c)
		}
	})
}

// follow counts a ship for those asks, in time, that it is near to. One of its fixes
// less than two hours away is known.
func (x *crowds) follow(v *Vessel, fix int, asks []crowdAsk, all []meeting, c EncounterConfig) {
	fixes := v.Fixes
	for step := 1; fix > 0 && float64(fixes[fix].T) >= asks[0].t; step *= 2 {
		fix = max(fix-step, 0)
	}
	at := cursor{v: v, next: fix}
	judged, lies := -1, false
	for i := range asks {
		a := &asks[i]
		if m := &all[a.meeting]; v == m.a || v == m.b {
			continue
		}
		lat, lon, n, ok := at.placeAt(a.t, 6*3600)
		if !ok {
			// Its first or last fix, when that is less than an hour away.
			n = 0
			if float64(fixes[0].T) < a.t {
				n = len(fixes) - 1
			}
			if math.Abs(float64(fixes[n].T)-a.t) > 3600 {
				continue
			}
			lat, lon = float64(fixes[n].Lat()), float64(fixes[n].Lon())
		}
		if !a.near(lat, lon, c.CrowdKm) {
			continue
		}
		if a.others++; judged != n {
			judged, lies = n, v.lies(n, c.LyingKn)
		}
		if lies {
			a.moored++
		}
	}
}

// near reports whether a place is within km. Most are told apart in the plane at the
// latitude of the ask: where the cosine of the mean is not off by what may matter.
func (a *crowdAsk) near(lat, lon, km float64) bool {
	north := (lat - a.lat) * kmPerUnit
	if math.Abs(north) > km*(1+rounding) {
		return false
	}
	if east := math.Abs(lon - a.lon); east < turn/2 {
		off := math.Abs(north)/(2*geo.Radius) + rounding
		if x := east * kmPerUnit * (a.cos + off); float64(x*x)+float64(north*north) < km*km*(1-rounding) {
			return true
		}
		if x := east * kmPerUnit * max(a.cos-off, 0); float64(x*x)+float64(north*north) > km*km*(1+rounding) {
			return false
		}
	}
	dx, dy := apartM(a.lat, a.lon, lat, lon)
	return math.Hypot(dx, dy) <= km*1000
}

// crowd sees how many ships were about meeting number i.
func (s *measured) crowd(x *crowds, i int, c EncounterConfig) {
	times := x.times[x.of[i].lo:x.of[i].hi]
	if len(times) == 0 {
		return
	}
	others, lying := 0, 0
	for _, t := range times {
		others, lying = others+int(x.asks[t].others), lying+int(x.asks[t].moored)
	}
	n := float64(len(times))
	s.others, s.lying = float64(others)/n, float64(lying)/n
	s.lambda = s.others / (math.Pi * c.CrowdKm * c.CrowdKm)
	s.pnn = -math.Expm1(-s.lambda * math.Pi * s.bestKm * s.bestKm)
}

// lies reports whether a vessel hardly moves about a fix, by where it is a fix
// before and after.
func (v *Vessel) lies(i int, knots float64) bool {
	lo, hi := max(i-1, 0), min(i+2, len(v.Fixes)-1)
	p, q := &v.Fixes[lo], &v.Fixes[hi]
	if p.T >= q.T {
		return false
	}
	dx, dy := apartM(float64(p.Lat()), float64(p.Lon()), float64(q.Lat()), float64(q.Lon()))
	return math.Hypot(dx, dy)/1000/geo.NM < knots*float64(q.T-p.T)/3600
}
