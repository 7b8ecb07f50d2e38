package sea

import (
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// crowds knows which ships can have been near meetings: by hour and cell, only
// there where a meeting asks.
type crowds struct {
	vessels []*Vessel
	asks    [][]crowdAsk // of each meeting
	cells   map[crowdCell][]int32
}

// crowdAsk is a place at a time.
type crowdAsk struct {
	t        float64
	lat, lon float64 // units
}

type crowdCell struct {
	hour     uint32
	row, col int16
}

const (
	crowdDeg  = ais.Unit / 20 // a cell is 0.05° by 0.05°
	crowdCols = turn / crowdDeg
)

func crowdCellOf(hour uint32, lat, lon float64) crowdCell {
	col := int(math.Floor(lon/crowdDeg)) % crowdCols
	if col < 0 {
		col += crowdCols
	}
	return crowdCell{hour, int16(math.Floor(lat / crowdDeg)), int16(col)}
}

// newCrowds notes who was about each meeting: at its start, its end and three times
// between, where the first of the two was.
func newCrowds(t *Traffic, all []meeting, c EncounterConfig) *crowds {
	x := &crowds{vessels: t.Vessels, asks: make([][]crowdAsk, len(all)), cells: map[crowdCell][]int32{}}
	if len(all) == 0 {
		return x
	}
	hours := map[uint32]bool{}
	for i := range all {
		m := &all[i]
		for q := range 5 {
			at := m.start() + float64(q)/4*(m.end()-m.start())
			lat, lon, _, ok := m.a.placeAt(at, c.MergeGap)
			if !ok {
				continue
			}
			a := crowdAsk{at, lat, lon}
			x.asks[i] = append(x.asks[i], a)
			x.around(a, c.CrowdKm, func(k crowdCell) {
				if _, ok := x.cells[k]; !ok {
					x.cells[k] = nil
					hours[k.hour] = true
				}
			})
		}
	}
	for vi, v := range t.Vessels {
		var last crowdCell
		for i := range v.Fixes {
			f := &v.Fixes[i]
			if h := f.T / 3600; hours[h] {
				k := crowdCellOf(h, float64(f.Lat), float64(f.Lon))
				if k == last {
					continue
				}
				last = k
				if l, ok := x.cells[k]; ok && (len(l) == 0 || l[len(l)-1] != int32(vi)) {
					x.cells[k] = append(l, int32(vi))
				}
			}
		}
	}
	return x
}

// around names the cells that can hold a fix, at most an hour away, of a ship that
// was within km.
func (x *crowds) around(a crowdAsk, km float64, do func(crowdCell)) {
	dlat := km / kmPerUnit
	dlon := min(dlat/max(math.Cos(a.lat*(geo.Degree/ais.Unit)), .01), turn/4)
	hour := uint32(a.t / 3600)
	for row := math.Floor((a.lat - dlat) / crowdDeg); row <= math.Floor((a.lat+dlat)/crowdDeg); row++ {
		for col := math.Floor((a.lon - dlon) / crowdDeg); col <= math.Floor((a.lon+dlon)/crowdDeg); col++ {
			for h := hour - 1; h <= hour+1; h++ {
				do(crowdCellOf(h, (row+.5)*crowdDeg, (col+.5)*crowdDeg))
			}
		}
	}
}

// crowd counts the ships about meeting number i, without its own two.
func (s *measured) crowd(x *crowds, i int, m *meeting, c EncounterConfig) {
	asks := x.asks[i]
	if len(asks) == 0 {
		return
	}
	var seen []int32
	others, lying := 0, 0
	for _, a := range asks {
		seen = seen[:0]
		x.around(a, c.CrowdKm, func(k crowdCell) { seen = append(seen, x.cells[k]...) })
		slices.Sort(seen)
		for _, vi := range slices.Compact(seen) {
			v := x.vessels[vi]
			if v == m.a || v == m.b {
				continue
			}
			lat, lon, n, ok := v.placeAt(a.t, 6*3600)
			if !ok {
				// Its first or last fix, when that is less than an hour away.
				n = 0
				if float64(v.Fixes[0].T) < a.t {
					n = len(v.Fixes) - 1
				}
				if math.Abs(float64(v.Fixes[n].T)-a.t) > 3600 {
					continue
				}
				lat, lon = float64(v.Fixes[n].Lat), float64(v.Fixes[n].Lon)
			}
			dx, dy := apartM(a.lat, a.lon, lat, lon)
			if math.Hypot(dx, dy) > c.CrowdKm*1000 {
				continue
			}
			others++
			if v.lies(n, c.LyingKn) {
				lying++
			}
		}
	}
	n := float64(len(asks))
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
	dx, dy := apartM(float64(p.Lat), float64(p.Lon), float64(q.Lat), float64(q.Lon))
	return math.Hypot(dx, dy)/1000/geo.NM < knots*float64(q.T-p.T)/3600
}
