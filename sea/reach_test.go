package sea

import (
	"math"
	"math/rand/v2"
	"testing"

	"cordon/ais"
	"cordon/geo"
)

// north is a reach between two places so many nautical miles apart.
func north(nm, hours, knots float64) Reach {
	off := geo.Point{Lat: 30, Lon: 124}
	return Reach{Off: off, On: geo.Move(off, 0, nm*geo.NM), From: 1_580_000_000, To: 1_580_000_000 + int64(hours*hourS), Knots: knots}
}

func TestReachAxes(t *testing.T) {
	for _, row := range []struct {
		nm, hours, knots float64
		a, b, area       float64
		implied          float64
		possible         bool
	}{
		{60, 10, 12, 60, 51.96, 9794.5, 6, true}, // reference sea.md §7
		{200, 12, 14, 0, 0, 0, 16.67, false},
		{0, 10, 12, 60, 60, 11309.7, 0, true},
		{119.9, 10, 12, 60, 2.449, 461.7, 11.99, true},
	} {
		r := north(row.nm, row.hours, row.knots)
		a, b, area := r.Axes()
		if math.Abs(a-row.a) > .01 || math.Abs(b-row.b) > .01 || math.Abs(area-row.area) > .1 || math.Abs(r.Implied()-row.implied) > .01 || r.Possible() != row.possible {
			t.Errorf("%v: axes %.2f %.2f, area %.1f, implied %.2f, possible %v", row, a, b, area, r.Implied(), r.Possible())
		}
	}
	if r := north(0, 5, 12); true {
		r.Open = true
		if a, b, area := r.Axes(); math.Abs(a-60) > 1e-9 || a != b || math.Abs(area-math.Pi*3600) > 1e-6 {
			t.Errorf("disc: %v %v %v", a, b, area)
		}
		later := r
		later.To += 5 * hourS
		if a, _, _ := later.Axes(); math.Abs(a-120) > 1e-9 {
			t.Errorf("a disc does not grow with time: %v", a)
		}
	}
}

// A window holds exactly the times at which the way there and the way on are both
// short enough.
func TestReachWindow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	in := 0
	for range 2000 {
		r := north(rng.Float64()*150, 2+rng.Float64()*30, 6+rng.Float64()*12)
		r.Open = rng.IntN(4) == 0
		x := geo.Move(r.Off, rng.Float64()*360, rng.Float64()*300)
		from, to, ok := r.Window(x)
		v := r.Knots * geo.NM / 3600
		for k := range 60 {
			at := float64(r.From) + float64(r.To-r.From)*float64(k)/59
			can := geo.Distance(r.Off, x) <= v*(at-float64(r.From)) && (r.Open || geo.Distance(x, r.On) <= v*(float64(r.To)-at))
			if can != (ok && at >= from && at <= to) && math.Abs(at-from) > 1 && math.Abs(at-to) > 1 {
				t.Fatalf("%+v at %v: can %v, window %v..%v %v", r, at, can, from, to, ok)
			}
		}
		if ok {
			in++
			if !r.Possible() {
				t.Fatalf("%+v is impossible, and reaches %v", r, x)
			}
			s, n, w, e := r.within()
			c := r.centre()
			if d := geo.Wrap(x.Lon - c.Lon); x.Lat < s-1e-6 || x.Lat > n+1e-6 || d < w-1e-6 || d > e+1e-6 {
				t.Fatalf("%+v reaches %v outside its box", r, x)
			}
		}
	}
	if in < 300 {
		t.Fatalf("only %d of the places were within reach", in)
	}
}

func TestReachArea(t *testing.T) {
	r := north(60, 10, 12)
	ring := r.Area(48, nil)
	if len(ring) != 48 {
		t.Fatalf("%d corners", len(ring))
	}
	for _, p := range ring {
		if math.Abs(r.Spare(p)) > 2 { // seconds: they lie on the edge
			t.Errorf("corner %v has %.1f s to spare", p, r.Spare(p))
		}
	}
	// the area of the polygon is that of the ellipse, but for what 48 corners cut off
	k := math.Cos(r.centre().Lat * geo.Degree)
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += (p.Lon*q.Lat - q.Lon*p.Lat) * k * 3600 / 2
	}
	if sum < 9650 || sum > 9830 {
		t.Errorf("area %.1f square nautical miles, counter-clockwise", sum)
	}
	// land in the west: no corner on it, and the east as before
	west := func(p geo.Point) bool { return p.Lon < 123.8 }
	for i, p := range r.Area(48, west) {
		if west(p) {
			t.Errorf("corner %v on land", p)
		}
		if !west(ring[i]) && p != ring[i] {
			t.Errorf("corner %v moved to %v without land", ring[i], p)
		}
	}
	if north(200, 12, 14).Area(48, nil) != nil {
		t.Error("an impossible reach has an area")
	}
	// across the antimeridian
	far := Reach{Off: geo.Point{Lat: 50, Lon: 179.9}, On: geo.Point{Lat: 50, Lon: -179.8}, To: 10 * hourS, Knots: 12}
	for _, p := range far.Area(48, nil) {
		if !p.Valid() || math.Abs(far.Spare(p)) > 2 {
			t.Errorf("corner %v of a reach across the antimeridian", p)
		}
	}
}

func TestZoneDistance(t *testing.T) {
	square := geo.Zone{Ring: []geo.Point{{Lat: 38.697, Lon: 125.370}, {Lat: 38.697, Lon: 125.458}, {Lat: 38.755, Lon: 125.458}, {Lat: 38.755, Lon: 125.370}}}
	circle := geo.Zone{Centre: geo.Point{Lat: 38.53, Lon: 124.84}, Km: 15}
	for _, row := range []struct {
		z    geo.Zone
		p    geo.Point
		want float64
	}{
		{square, geo.Point{Lat: 38.72, Lon: 125.4}, 0},
		{square, geo.Point{Lat: 38.72, Lon: 125.270}, 8.676},
		{square, geo.Point{Lat: 38.855, Lon: 125.4}, 11.119},
		{circle, geo.Point{Lat: 38.53, Lon: 124.9}, 0},
		{circle, geo.Point{Lat: 38.83, Lon: 124.84}, 18.36},
	} {
		if d := row.z.Distance(row.p); math.Abs(d-row.want) > .01 {
			t.Errorf("%v: %.3f km, want %.3f", row.p, d, row.want)
		}
	}
}

func FuzzReach(f *testing.F) {
	f.Add(30.0, 124.0, 31.0, 124.5, int64(36000), 12.0, 30.5, 124.2)
	f.Add(89.9, 0.0, 89.9, 180.0, int64(36000), 12.0, 90.0, 0.0)
	f.Add(-10.0, 179.9, -10.0, -179.9, int64(1), 60.0, 0.0, 180.0)
	f.Fuzz(func(t *testing.T, alat, alon, blat, blon float64, dt int64, knots, xlat, xlon float64) {
		a, b, x := geo.Point{Lat: alat, Lon: alon}, geo.Point{Lat: blat, Lon: blon}, geo.Point{Lat: xlat, Lon: xlon}
		if !a.Valid() || !b.Valid() || !x.Valid() || dt <= 0 || dt > 1e8 || !(knots > .1 && knots < 60) {
			return
		}
		for _, open := range []bool{false, true} {
			r := Reach{Off: a, On: b, To: dt, Knots: knots, Open: open}
			from, to, ok := r.Window(x)
			if ok && (from < 0 || to > float64(dt) || from > to || !r.Possible() && geo.Distance(a, b)-r.km() > 1e-6) {
				t.Fatalf("%+v: window %v..%v at %v", r, from, to, x)
			}
			for _, p := range r.Area(48, nil) {
				if !p.Valid() {
					t.Fatalf("%+v: corner %v", r, p)
				}
			}
		}
	})
}

// Ships go round capes, not over peninsulas.
func TestBySea(t *testing.T) {
	sea := DefaultReachConfig().bySea(&Known{Land: geo.WorldLand()}, nil)
	yellow := geo.Point{Lat: 37.8, Lon: 124.3}
	if km, ok := sea(yellow, geo.Point{Lat: 38.7167, Lon: 125.4}); !ok || km < 139 || km > 180 {
		t.Errorf("to Nampo: %.0f km, %v", km, ok)
	}
	if km, ok := sea(yellow, geo.Point{Lat: 39.1667, Lon: 127.45}); !ok || km < 1000 || km > 1400 {
		t.Errorf("to Wonsan, round the peninsula: %.0f km, %v", km, ok)
	}
	if km, ok := sea(yellow, geo.Point{Lat: 36.5, Lon: 124}); !ok || math.Abs(km-geo.Distance(yellow, geo.Point{Lat: 36.5, Lon: 124})) > 1e-9 {
		t.Errorf("in open water: %.0f km, %v", km, ok)
	}
}

// A canal is open where ships were heard in it, and closed where not: the coastline
// has none.
func TestBySeaThroughACanal(t *testing.T) {
	k, c := &Known{Land: geo.WorldLand()}, DefaultReachConfig()
	within, out := geo.Point{Lat: 30.3, Lon: 32.39}, geo.Point{Lat: 31.6, Lon: 32.4}
	if km, ok := c.bySea(k, nil)(within, out); ok && km < 1000 {
		t.Fatalf("from the canal to the Mediterranean without ships in it: %.0f km", km)
	}
	transit := func(id string) *Vessel {
		v := &Vessel{ID: id}
		for i := range 40 {
			v.Fixes = append(v.Fixes, MakeFix(FixData{T: uint32(1e9 + 1200*i), Lat: int32((29.9 + float64(i)*.04) * ais.Unit), Lon: int32((32.5 - float64(min(i, 15))*.012) * ais.Unit)}))
		}
		return v
	}
	var vessels []*Vessel
	for n := 1; n <= c.Sailed; n++ {
		vessels = append(vessels, transit(string(rune('a'+n))))
		km, ok := c.bySea(k, vessels)(within, out)
		switch straight := geo.Distance(within, out); {
		case n < c.Sailed && ok && km < 1000:
			t.Errorf("%d ships heard in the canal: %.0f km", n, km)
		case n == c.Sailed && (!ok || km < straight || km > straight*1.2):
			t.Errorf("%d ships heard in the canal: %.0f km, %v; straight %.0f", n, km, ok, straight)
		}
	}
}
