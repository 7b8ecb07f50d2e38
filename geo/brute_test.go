package geo

import (
	"math/rand/v2"
	"testing"

	"cordon/internal/unraced"
)

// The parts and cells by which land is found agree with counting all coasts on the
// way to the north pole.
func TestOnWhole(t *testing.T) {
	unraced.Skip(t)
	l := WorldLand()
	r := rand.New(rand.NewPCG(1, 2))
	land := 0
	const n = 1500
	for range n {
		p := Point{r.Float64()*180 - 90, r.Float64()*360 - 180}
		if r.IntN(3) > 0 { // about the coast
			i := r.IntN(len(l.lat))
			p = Point{max(-90, min(90, float64(l.lat[i])+r.NormFloat64()*.02)), Wrap(float64(l.lon[i]) + r.NormFloat64()*.02)}
		}
		on := false
		for i, c := range l.country {
			if c == arcEnd || (float64(l.lon[i]) > p.Lon) == (float64(l.lon[i+1]) > p.Lon) {
				continue
			}
			x1, x2, y1, y2 := float64(l.lon[i]), float64(l.lon[i+1]), float64(l.lat[i]), float64(l.lat[i+1])
			if y1+float64((p.Lon-x1)/(x2-x1)*(y2-y1)) > p.Lat {
				on = !on
			}
		}
		if l.On(p) != on {
			t.Fatalf("%v: on land %v, want %v", p, !on, on)
		}
		if on {
			land++
		}
	}
	if land < n/4 || land > n*3/4 {
		t.Errorf("%d of %d on land: the test asks at the wrong places", land, n)
	}
}
