package sea

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/ais"
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
			pace := [kinds]uint32{h.pace[0][0]}
			got, want, all := make([]int64, b.rows*b.cols), make([]int64, b.rows*b.cols), make([]int64, b.rows*b.cols)
			w.costs(got, b, part, hour, h.classB, pace, hourS)
			messages := float64(uint64(pace[0]) * hourS)
			w.addOwn(want, b, part, hour, lane, messages)
			if !slices.Equal(got, want) {
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
