package sea

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestHullGap(t *testing.T) {
	ship := outline{bow: 150, stern: 50, port: 16, starboard: 16} // bridge aft
	none := math.NaN()
	for _, c := range []struct {
		name           string
		b              outline
		dx, dy, ha, hb float64
		want           float64
	}{
		{"side by side", ship, 36, 0, 0, 0, 4},
		{"side by side, antennas apart along", ship, 36, 100, 0, 0, 4},
		{"the other way around", ship, 36, 100, 0, 180, 4},
		{"bow to stern", ship, 0, 210, 0, 0, 10},
		{"ahead but antenna distance the same", ship, 0, 36, 0, 0, 0},
		{"across the bow", ship, 0, 176, 0, 90, 10},
		{"crossing", ship, 0, 60, 0, 90, 0},
		{"to the side of an antenna off the middle", outline{50, 50, 2, 30, false}, 22, 0, 0, 0, 4},
		{"neither heading known", ship, 36, 0, none, none, 4},
		{"one heading known", ship, 36, 0, 0, none, 4},
		{"one heading known, the other way", ship, 36, 0, none, 0, 4},
		{"corner to corner", outline{10, 10, 5, 5, false}, 16 + 5 + 3, 150 + 10 + 4, 0, 0, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := hullGap(ship, c.b, c.dx, c.dy, c.ha, c.hb); math.Abs(got-c.want) > 1e-9 {
				t.Errorf("%.3f m, want %.3f", got, c.want)
			}
		})
	}
}

// Turned, moved or exchanged, two hulls are as far apart.
func TestHullGapTurned(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		size := func() outline {
			return outline{r.Float64() * 200, r.Float64() * 100, r.Float64() * 30, r.Float64() * 30, false}
		}
		a, b := size(), size()
		dx, dy, ha, hb, turn := r.NormFloat64()*200, r.NormFloat64()*200, r.Float64()*360, r.Float64()*360, r.Float64()*360
		want := hullGap(a, b, dx, dy, ha, hb)
		s, c := math.Sincos(turn * math.Pi / 180)
		if got := hullGap(a, b, dx*c+dy*s, dy*c-dx*s, ha+turn, hb+turn); math.Abs(got-want) > 1e-6 {
			t.Errorf("turned %v %v: %g, want %g", a, b, got, want)
		}
		if got := hullGap(b, a, -dx, -dy, hb, ha); math.Abs(got-want) > 1e-9 {
			t.Errorf("exchanged %v %v: %g, want %g", a, b, got, want)
		}
		if d := math.Hypot(dx, dy); want > d {
			t.Errorf("%g m apart, the antennas %g", want, d)
		}
	}
}

func TestParseHull(t *testing.T) {
	for s, want := range map[string]outline{
		"150/50/16/16": {150, 50, 16, 16, false},
		"0/200/0/32":   {100, 100, 16, 16, true},
		"0/0/0/0":      {0, 0, 0, 0, true},
		"1/2/3":        {}, "a/b/c/d": {}, "": {}, "9999/1/1/1": {}, "-1/1/1/1": {},
	} {
		if got := parseHull(s); got != want {
			t.Errorf("%q: %+v, want %+v", s, got, want)
		}
	}
	v := &Vessel{Length: 100, Beam: 20}
	if got := hullOf(v, 0); got != (outline{50, 50, 10, 10, true}) {
		t.Error(got)
	}
	v.Claims = []Claim{{Prop: "size", Value: "70/30/5/15", N: 3}}
	if got := hullOf(v, 0); got != (outline{70, 30, 5, 15, false}) {
		t.Error(got)
	}
	if hullOf(&Vessel{}, 0).known() {
		t.Error("known of nothing")
	}
}
