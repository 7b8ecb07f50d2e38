package sea

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/ais"
	"cordon/geo"
)

// What is made once for all and mended around a vessel's own messages is what would be
// counted without that vessel.
func TestAirOwn(t *testing.T) {
	m := makeSea(3, 60, 2, 0)
	r := listen(t, m.Traffic, 1)
	w := newWays(newAirs(r, nil))
	corner := airCell(28*ais.Unit, 121*ais.Unit)
	b := bounds{int(corner / cellCols), int(corner % cellCols), 24, 28}
	part := bounds{2, 1, 20, 25}
	heard, mended := 0, 0
	for vi := 0; vi < len(r.vessels); vi += 7 {
		w.own = r.walk(vi, 0, len(r.vessels[vi].Fixes), nil)
		h := &r.habits[vi]
		lane := 0
		if h.classB {
			lane = kinds
		}
		for hour := r.base; hour < r.base+48; hour += 5 {
			w.trip = trip{b: b, classB: h.classB, pace: [kinds]uint32{h.pace[0][0]}, hops: []hop{{hour: hour, seconds: hourS, part: part}}}
			// all of it counted anew
			want := make([]int64, part.rows*part.cols)
			rho, most := make([]float64, len(want)), make([]float64, len(want))
			messages := float64(uint64(h.pace[0][0]) * hourS)
			for _, long := range [2]bool{true, false} {
				w.tell(b, part, hour, lane, long)
				for j := range w.found {
					f := &w.found[j]
					i := (int(f.cell/cellCols)-b.row-part.row)*part.cols + wrapCol(int(f.cell%cellCols)-b.col-part.col)
					switch {
					case long:
						rho[i], most[i] = f.rho, f.most
					case rho[i] > 0 && !f.own:
						rho[i] = max(rho[i], min(f.rho, most[i]))
					default:
						rho[i] = f.rho
					}
				}
			}
			for i := range want {
				want[i] = int64(rho[i] * messages)
			}
			got, swept, all := make([]int64, len(want)), make([]int64, len(want)), make([]int64, len(want))
			hp := w.hop(0)
			for i := range got {
				got[i] = w.at(hp, part.row+i/part.cols, part.col+i%part.cols)
			}
			w.costs(swept, hp)
			if !slices.Equal(got, want) || !slices.Equal(swept, want) {
				t.Fatalf("vessel %d, hour %d: not what is counted without it", vi, hour)
			}
			w.air(hour, lane).add(all, b, part, bounds{}, messages)
			if slices.Max(got) > 0 {
				heard++
			}
			if !slices.Equal(got, all) {
				mended++
			}
		}
	}
	if heard == 0 || mended == 0 {
		t.Errorf("%d hours with reception, %d in which its own messages count", heard, mended)
	}
}

// Best first and hour by hour find ways that are as good, and both can be sailed.
func TestSearchSweep(t *testing.T) {
	m := makeSea(7, 120, 3, 12)
	r := listen(t, m.Traffic, 1)
	c := DefaultSilenceConfig()
	r.cfg.Cone = 4 * hourS
	ss, err := r.Silences(t.Context(), nil, c.Gap, 2*hourS, 1)
	if err != nil {
		t.Fatal(err)
	}
	dry := func(p geo.Point) bool { return math.Mod(p.Lat*7+p.Lon*3, 2) < .5 } // strips
	w := newWays(newAirs(r, dry))
	n, parts, cost := 0, 0, 0
	for i := range ss {
		s := &ss[i]
		s.Reach.Knots *= float64(1 + i%4)
		for _, q := range s.asks(nil, 0, r.cfg.Cone) {
			w.ownRecords(s)
			start, end := s.off(), (*Fix)(nil)
			switch {
			case q.whole:
				end = s.on()
			case q.back:
				start = s.on()
			}
			if !w.plan(s, start, end, q.from, q.to, q.back) || w.trip.cells == 0 {
				continue
			}
			sailed := func() (sum int64) {
				tr := &w.trip
				row, col := tr.row, tr.col
				for i := range tr.hops {
					h, y, x := &tr.hops[i], int(w.path[2*i]), int(w.path[2*i+1])
					if !around(row, col, h.rows, h.cols).holds(y, x) || !h.part.holds(y, x) || w.isDry(y, x) {
						t.Fatalf("from %d %d to %d %d in hour %d", row, col, y, x, i)
					}
					sum += w.at(h, y, x)
					row, col = y, x
				}
				return sum
			}
			first, ok, done := w.search(math.MaxInt)
			if !done || ok && sailed() != first {
				t.Fatalf("best first: %d, %v %v", first, ok, done)
			}
			swept, ok2 := w.sweep()
			if ok2 && sailed() != swept || ok != ok2 || first != swept {
				t.Fatalf("%s: %d %v best first, %d %v hour by hour", s.Vessel.ID, first, ok, swept, ok2)
			}
			if n++; first > 0 {
				cost++
			}
			if !q.whole {
				parts++
			}
		}
	}
	if t.Logf("%d ways, %d of a part, %d with reception", n, parts, cost); n < 100 || parts < 20 || cost < 20 {
		t.Error("too few")
	}
}

// By brute force.
func TestAcross(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	var w ways
	for range 2000 {
		row := make([]int64, 1+rng.IntN(40))
		for i := range row {
			row[i] = int64(rng.IntN(1000))
		}
		col := rng.IntN(len(row))
		out, dc := make([]int64, 1+rng.IntN(len(row)-col)), rng.IntN(12)
		w.across(out, row, col, dc)
		for x, got := range out {
			if want := slices.Min(row[max(0, col+x-dc):min(len(row), col+x+dc+1)]); got != want {
				t.Fatalf("%v from %d, %d columns: %d at %d, want %d", row, col, dc, got, x, want)
			}
		}
	}
}
