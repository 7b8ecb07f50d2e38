package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"cordon/geo"
	"cordon/internal/unraced"
)

func TestWays(t *testing.T) {
	l := geo.WorldLand()
	yellow, wonsan := geo.Point{Lat: 37, Lon: 124}, geo.Point{Lat: 39.4, Lon: 128.2}
	w := l.Ways(yellow, 1600)
	if d := geo.Distance(yellow, wonsan); d > 470 {
		t.Fatalf("%v km as the crow flies", d)
	}
	near(t, "round Korea to Wonsan", w.Km(wonsan), 1110, 70)
	if d := l.Ways(yellow, 900).Km(wonsan); !math.IsInf(d, 1) {
		t.Errorf("round Korea in less than 900 km: %v", d)
	}
	near(t, "into the port of Nampo", l.Ways(yellow, 400).Km(geo.Point{Lat: 38.72, Lon: 125.4}), 230, 30)
	near(t, "and out of it", l.Ways(geo.Point{Lat: 38.72, Lon: 125.4}, 400).Km(yellow), 230, 30)
	fiji := geo.Point{Lat: -19, Lon: 179}
	near(t, "over the antimeridian", l.Ways(fiji, 900).Km(geo.Point{Lat: -19, Lon: -178}), geo.Distance(fiji, geo.Point{Lat: -19, Lon: -178}), 1e-9)
	if d := l.Ways(geo.Point{Lat: 41, Lon: 51}, 1500).Km(geo.Point{Lat: 43, Lon: 35}); !math.IsInf(d, 1) {
		t.Errorf("from the Caspian into the Black Sea: %v km", d)
	}
	// Where land or the grid is not known, great circles are.
	pole, none := geo.Point{Lat: 84, Lon: 0}, (*geo.Land)(nil)
	near(t, "near the pole", l.Ways(pole, 900).Km(geo.Point{Lat: 86, Lon: 90}), geo.Distance(pole, geo.Point{Lat: 86, Lon: 90}), 1e-9)
	near(t, "no land", none.Ways(yellow, 900).Km(wonsan), geo.Distance(yellow, wonsan), 1e-9)
	if !math.IsInf(none.Ways(yellow, 100).Km(wonsan), 1) {
		t.Error("beyond the limit")
	}
}

// A way by sea is no shorter than the great circle, is it where that crosses no
// land, and is as long back.
func TestWaysWhole(t *testing.T) {
	unraced.Skip(t)
	l := geo.WorldLand()
	r := rand.New(rand.NewPCG(21, 22))
	straight, round := 0, 0
	for _, a := range []geo.Point{{Lat: 37.3, Lon: 124.5}, {Lat: 36.5, Lon: 130}, {Lat: 38.3, Lon: 119.5}} {
		w := l.Ways(a, 600)
		for k := range 80 {
			b := geo.Move(a, r.Float64()*360, r.Float64()*590)
			if l.Inland(b, 9) > 0 {
				continue
			}
			d, km := geo.Distance(a, b), w.Km(b)
			switch land := l.Across(a, b); {
			case km < d:
				t.Fatalf("%v to %v: %v km by sea, %v as the crow flies", a, b, km, d)
			case land == 0 && d < 580:
				straight++
				near(t, "over open water", km, d, d*.01+1)
			case land > 100 && km > d+20:
				round++
			}
			if k%40 == 0 && !math.IsInf(km, 1) && km < 550 {
				near(t, "back", l.Ways(b, 600).Km(a), km, .03*km+2*10)
			}
		}
	}
	if straight < 50 || round < 10 {
		t.Errorf("%d straight ways, %d round land: the test asks at the wrong places", straight, round)
	}
}

func BenchmarkWays(b *testing.B) {
	l := geo.WorldLand()
	for _, tc := range []struct {
		name string
		km   float64
	}{{"100km", 100}, {"300km", 300}, {"1000km", 1000}} {
		b.Run(tc.name, func(b *testing.B) {
			for b.Loop() {
				l.Ways(geo.Point{Lat: 37, Lon: 124}, tc.km)
			}
		})
	}
}
