package geo_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/geo"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v ± %v", what, got, want, within)
	}
}

func TestDistanceBearingMove(t *testing.T) {
	quarter := math.Pi / 2 * geo.Radius
	near(t, "pole to equator", geo.Distance(geo.Point{90, 0}, geo.Point{0, 77}), quarter, 1e-9)
	near(t, "over the antimeridian", geo.Distance(geo.Point{0, 179.5}, geo.Point{0, -179.5}), quarter/90, 1e-9)
	near(t, "bearing", geo.Bearing(geo.Point{0, 0}, geo.Point{0, 1}), 90, 1e-9)
	near(t, "bearing west over the antimeridian", geo.Bearing(geo.Point{0, -179}, geo.Point{0, 179}), 270, 1e-9)
	near(t, "Nampo to Ch'o-do", geo.Distance(geo.Point{38.7167, 125.4}, geo.Point{38.53, 124.84}), 53, 1)
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		p, course, km := random(r), r.Float64()*360, r.Float64()*900
		if math.Abs(p.Lat) > 80 {
			continue
		}
		q := geo.Move(p, course, km)
		near(t, "moved", geo.Distance(p, q), km, 1e-6)
		if km > 1 {
			d := math.Abs(geo.Bearing(p, q) - course)
			near(t, "course", math.Min(d, 360-d), 0, 1e-6)
		}
		m := geo.Between(p, q, .25)
		near(t, "a quarter of the way", geo.Distance(p, m), km/4, 1e-6)
		near(t, "and three more", geo.Distance(m, q), km*3/4, 1e-6)
	}
}

func random(r *rand.Rand) geo.Point { return geo.Point{r.Float64()*180 - 90, r.Float64()*360 - 180} }

func TestNearAndFrame(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		p := random(r)
		if math.Abs(p.Lat) > 70 {
			continue
		}
		q := geo.Move(p, r.Float64()*360, r.Float64()*100)
		d := geo.Distance(p, q)
		near(t, "near", geo.Near(p, q), d, d*1e-3)
		f := geo.NewFrame(p)
		x, y := f.XY(q)
		near(t, "frame", math.Hypot(x, y), d, d*.025)
		near(t, "and back", geo.Distance(f.Point(x, y), q), 0, 1e-6)
	}
	for _, tc := range [][2]float64{{0, 0}, {180, -180}, {-180, -180}, {181, -179}, {-541, 179}, {360, 0}, {539, 179}} {
		if got := geo.Wrap(tc[0]); got != tc[1] {
			t.Errorf("%v wraps to %v, want %v", tc[0], got, tc[1])
		}
	}
}

func TestBox(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		p, km := random(r), r.Float64()*700
		b := geo.Around(p, km)
		q := geo.Move(p, r.Float64()*360, km*r.Float64()*.999999)
		if !b.Contains(q) {
			t.Fatalf("%v lies %v km from %v, outside %+v of %v km", q, geo.Distance(p, q), p, b, km)
		}
	}
	b := geo.BoxOf(geo.Point{1, 179}, geo.Point{2, -179})
	if b.West != 179 || b.East != -179 || !b.Contains(geo.Point{1.5, 180}) || b.Contains(geo.Point{1.5, 0}) {
		t.Errorf("over the antimeridian: %+v", b)
	}
	if !geo.BoxOf().Empty() || geo.BoxOf().Contains(geo.Point{0, 0}) || !geo.BoxOf().Grow(100).Empty() {
		t.Error("no points have a box")
	}
	// A box does not cover half the earth: the far side is out.
	if geo.Around(geo.Point{38, 125}, 100).Contains(geo.Point{38, -55}) {
		t.Error("the far side lies in it")
	}
}

var square = []geo.Point{{10, 20}, {10, 22}, {12, 22}, {12, 20}}

func TestRing(t *testing.T) {
	arrow := []geo.Point{{0, 0}, {4, 2}, {0, 4}, {2, 2}} // concave
	for _, tc := range []struct {
		ring []geo.Point
		p    geo.Point
		in   bool
	}{
		{square, geo.Point{11, 21}, true}, {square, geo.Point{11, 22.001}, false}, {square, geo.Point{11, -159}, false}, {square, geo.Point{-11, 21}, false},
		{arrow, geo.Point{1, 1}, false}, {arrow, geo.Point{2.5, 2}, true}, {arrow, geo.Point{1, 2}, false}, {arrow, geo.Point{.9, .5}, true},
		{nil, geo.Point{0, 0}, false},
	} {
		for _, shift := range []float64{0, 159, -201, 155.5} { // 159: over the antimeridian
			ring := slices.Clone(tc.ring)
			for i := range ring {
				ring[i].Lon = geo.Wrap(ring[i].Lon + shift)
			}
			p := geo.Point{tc.p.Lat, geo.Wrap(tc.p.Lon + shift)}
			if geo.InRing(ring, p) != tc.in {
				t.Errorf("%v in %v, shifted by %v: %v", tc.p, tc.ring, shift, !tc.in)
			}
		}
	}
	near(t, "half a degree east of the edge", geo.RingDistance(square, geo.Point{11, 22.5}), geo.Distance(geo.Point{11, 22}, geo.Point{11, 22.5}), .01)
	near(t, "from inside", geo.RingDistance(square, geo.Point{11, 21.9}), geo.Distance(geo.Point{11, 22}, geo.Point{11, 21.9}), .01)
	near(t, "of a corner", geo.RingDistance(square, geo.Point{13, 23}), geo.Distance(geo.Point{12, 22}, geo.Point{13, 23}), .01)
	d := geo.Degree
	near(t, "area", geo.RingArea(square), geo.Radius*geo.Radius*2*d*(math.Sin(12*d)-math.Sin(10*d)), 1e-6)
	turned := slices.Clone(square)
	slices.Reverse(turned)
	near(t, "area the other way round", geo.RingArea(turned), geo.RingArea(square), 1e-9)
	if !math.IsInf(geo.RingDistance(nil, geo.Point{}), 1) {
		t.Error("no ring is near")
	}
}

// Of a map cut into rings, each point lies in exactly one, on the edges too.
func TestRingsShareNoPoint(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var corner [6][6]geo.Point
	for i := range corner {
		for j := range corner[i] {
			corner[i][j] = geo.Point{float64(i) + r.Float64()*.4, geo.Wrap(177 + float64(j) + r.Float64()*.4)}
		}
	}
	rings := func(p geo.Point) (n int) {
		for i := range 5 {
			for j := range 5 {
				if geo.InRing([]geo.Point{corner[i][j], corner[i][j+1], corner[i+1][j+1], corner[i+1][j]}, p) {
					n++
				}
			}
		}
		return n
	}
	for range 3000 {
		if p := (geo.Point{1 + r.Float64()*3, geo.Wrap(178 + r.Float64()*3)}); rings(p) != 1 {
			t.Fatalf("%v lies in %d rings", p, rings(p))
		}
	}
	for i := 1; i < 5; i++ {
		for j := 1; j < 5; j++ {
			if n := rings(corner[i][j]); n != 1 {
				t.Errorf("corner %v lies in %d rings", corner[i][j], n)
			}
		}
	}
}

func TestGrid(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, deg := range []float64{.05, .25, 1, 30, 90} {
		g := geo.NewGrid(deg)
		for range 150 {
			p := random(r)
			c := g.At(p)
			if b := g.Box(c); !b.Contains(p) && !b.Grow(1e-9).Contains(p) {
				t.Fatalf("%v°: %v is put into %+v", deg, p, b)
			}
			if g.At(g.Centre(c)) != c {
				t.Fatalf("%v°: the centre of %d lies in %d", deg, c, g.At(g.Centre(c)))
			}
			ns := g.Neighbours(nil, c)
			if !slices.IsSorted(ns) || slices.Contains(ns, c) {
				t.Fatalf("%v°: neighbours %v of %d", deg, ns, c)
			}
			if deg < 90 { // each is the other's
				for _, n := range ns {
					if !slices.Contains(g.Neighbours(nil, n), c) {
						t.Fatalf("%v°: %d is a neighbour of %d, but not the other way round", deg, n, c)
					}
				}
				if polar := g.Box(c).North > 90-deg/2 || g.Box(c).South < deg/2-90; !polar && len(ns) != 8 || polar && len(ns) != 5 {
					t.Fatalf("%v°: %d has %d neighbours", deg, c, len(ns))
				}
			}
			// What lies within a box lies in a cell of those over it.
			km := r.Float64() * 300
			if q := geo.Move(p, r.Float64()*360, km*.9999); deg == 1 && !slices.Contains(g.Over(nil, geo.Around(p, km)), g.At(q)) {
				t.Fatalf("%v°: %v, %v km from %v, lies in no cell over the box", deg, q, km, p)
			}
		}
		if deg < 90 && !slices.Contains(g.Neighbours(nil, g.At(geo.Point{1, 179.999})), g.At(geo.Point{1, -179.999})) {
			t.Errorf("%v°: no way over the antimeridian", deg)
		}
		if deg >= 1 {
			if all := g.Over(nil, geo.Box{-90, -180, 90, 180}); len(all) != g.Cols*g.Rows {
				t.Errorf("%v°: %d cells over the earth, want %d", deg, len(all), g.Cols*g.Rows)
			}
		}
	}
}
