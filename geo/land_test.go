package geo_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"cordon/geo"
)

func TestLand(t *testing.T) {
	l := geo.WorldLand()
	for _, tc := range []struct {
		name    string
		p       geo.Point
		on      bool
		country string  // of the nearest coast
		km      float64 // to it
		within  float64
	}{
		{"Pyongyang", geo.Point{39.02, 125.75}, true, "kp", 37, 3},
		{"Ch'o-do, an island", geo.Point{38.53, 124.84}, true, "kp", 1.6, 1},
		{"off Nampo", geo.Point{38.6, 124.6}, false, "kp", 19, 4},
		{"East China Sea", geo.Point{31.2, 124}, false, "cn", 150, 10},
		{"Gulf of Guinea", geo.Point{0, 0}, false, "gh", 572, 3},
		{"Alps", geo.Point{46.5, 9.8}, true, "it", 223, 5},
		{"south pole", geo.Point{-89.9, 10}, true, "aq", 560, 60},
		{"north pole", geo.Point{89.9, 10}, false, "gl", 700, 30},
		{"Chukotka, on the antimeridian", geo.Point{67, 180}, true, "ru", 90, 60},
		{"Taveuni, over the antimeridian", geo.Point{-16.86, -179.99}, true, "fj", 3, 4},
		{"Qingdao roads", geo.Point{36.02, 120.4}, false, "cn", 5, 4},
		{"off Vladivostok", geo.Point{42.9, 131.7}, false, "ru", 9, 5},
	} {
		if on := l.On(tc.p); on != tc.on {
			t.Errorf("%s: on land %v", tc.name, on)
		}
		s, ok := l.Coast(tc.p, 2000)
		if !ok || s.Country != tc.country {
			t.Errorf("%s: coast of %q (%v), want %q", tc.name, s.Country, ok, tc.country)
		}
		near(t, tc.name, s.Km, tc.km, tc.within)
		if in := l.Inland(tc.p, 2000); in != s.Km && tc.on || in != 0 && !tc.on {
			t.Errorf("%s: %v km inland, the coast is %v km away", tc.name, in, s.Km)
		}
	}
	if l.Inland(geo.Point{46.5, 9.8}, 20) != 20 {
		t.Error("Inland goes beyond its limit")
	}
	var none *geo.Land
	if none.On(geo.Point{46, 9}) || none.Across(geo.Point{40, 0}, geo.Point{50, 9}) != 0 || none.Inland(geo.Point{46, 9}, 9) != 0 {
		t.Error("nil land has land")
	}
	if l.On(geo.Point{91, 0}) || l.On(geo.Point{math.NaN(), 0}) {
		t.Error("land beyond the earth")
	}
}

// The nearest coast of all is the nearer of that of a country and of all others;
// and nothing within its distance is nearer: walking there ends on the coast.
func TestCoast(t *testing.T) {
	l := geo.WorldLand()
	r := rand.New(rand.NewPCG(11, 12))
	for range 400 {
		p := geo.Point{33 + r.Float64()*11, 118 + r.Float64()*15}
		if r.IntN(4) == 0 {
			p = geo.Point{-20 + r.Float64()*8, geo.Wrap(175 + r.Float64()*10)}
		}
		s, ok := l.Coast(p, 900)
		if !ok {
			t.Fatalf("no coast within 900 km of %v", p)
		}
		near(t, "the way to it", geo.Distance(p, s.Point), s.Km, 1e-9)
		own, ok1 := l.CoastOf("kp", p, 2000)
		other, ok2 := l.CoastBut("kp", p, 2000)
		if want := math.Min(km(own, ok1), km(other, ok2)); want != s.Km {
			t.Fatalf("%v: %v km, but kp %v, others %v", p, s.Km, own.Km, other.Km)
		}
		if c, _ := l.CoastOf(s.Country, p, 900); c != s {
			t.Fatalf("%v: %+v of all, %+v of its country", p, s, c)
		}
		if _, ok := l.Coast(p, s.Km*.999); ok {
			t.Fatalf("%v: a coast within less than the least", p)
		}
		// Land and sea change nowhere within the distance.
		for range 5 {
			if q := geo.Move(p, r.Float64()*360, s.Km*.97*r.Float64()); l.On(q) != l.On(p) {
				t.Fatalf("%v and %v are not both land, but no coast lies between (%v km)", p, q, s.Km)
			}
		}
	}
	if _, ok := l.CoastOf("zz", geo.Point{38, 125}, 500); ok {
		t.Error("a coast of nobody")
	}
	if _, ok := l.CoastOf("kp", geo.Point{-38, 125}, 500); ok {
		t.Error("a coast of kp in the south")
	}
}

func km(s geo.Shore, ok bool) float64 {
	if !ok {
		return math.Inf(1)
	}
	return s.Km
}

func TestAcross(t *testing.T) {
	l := geo.WorldLand()
	for _, tc := range []struct {
		name     string
		a, b     geo.Point
		km, give float64
	}{
		{"Yellow Sea to East Sea through Korea", geo.Point{37, 126}, geo.Point{37, 130.5}, 235, 15},
		{"down the Yellow Sea", geo.Point{37, 123}, geo.Point{31, 123.5}, 0, 0},
		{"through Shandong", geo.Point{38.5, 121}, geo.Point{36, 121.5}, 110, 30},
		{"over the antimeridian", geo.Point{-10, 179}, geo.Point{-10, -179}, 0, 0},
		{"through the Alps", geo.Point{46, 8}, geo.Point{47, 10}, geo.Distance(geo.Point{46, 8}, geo.Point{47, 10}), 1e-6},
		{"nowhere", geo.Point{37, 123}, geo.Point{37, 123}, 0, 0},
	} {
		near(t, tc.name, l.Across(tc.a, tc.b), tc.km, tc.give)
		near(t, tc.name+", back", l.Across(tc.b, tc.a), l.Across(tc.a, tc.b), 1e-6)
	}
	if !l.Crosses(geo.Point{37, 126}, geo.Point{37, 130.5}, 5) || l.Crosses(geo.Point{37, 123}, geo.Point{31, 123.5}, 0) {
		t.Error("Crosses")
	}
	// Against many small steps.
	r := rand.New(rand.NewPCG(13, 14))
	for range 40 {
		a := geo.Point{34 + r.Float64()*8, 120 + r.Float64()*12}
		b := geo.Move(a, r.Float64()*360, 40+r.Float64()*300)
		const n = 2000
		on := 0
		for i := range n {
			if l.On(geo.Between(a, b, (float64(i)+.5)/n)) {
				on++
			}
		}
		d := geo.Distance(a, b)
		near(t, fmt.Sprint(a, b), l.Across(a, b), float64(on)/n*d, 1.5+d/n*4)
	}
}

// landFile writes a file of land for tests.
func landFile(head string, numbers ...int64) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(head))
	var body []byte
	for i, n := range numbers {
		if i < 3 { // arcs, country, corners
			body = binary.AppendUvarint(body, uint64(n))
		} else {
			body = binary.AppendVarint(body, n)
		}
	}
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}

const landHead = "#cordon land 1\n#origin\tmade up\n#grid\t1 -180 1 -90\n#countries\tkp kr\n"

func TestReadLand(t *testing.T) {
	// One square of ten degrees: corners at 10..20 N, 20..30 E.
	l, err := geo.ReadLand(bytes.NewReader(landFile(landHead, 1, 2, 5, 200, 100, 10, 0, 0, 10, -10, 0, 0, -10)))
	if err != nil {
		t.Fatal(err)
	}
	if !l.On(geo.Point{15, 25}) || l.On(geo.Point{15, 31}) || l.On(geo.Point{9, 25}) || l.On(geo.Point{21, 25}) || l.Origin() != "made up" {
		t.Error("the square is not there")
	}
	if s, ok := l.Coast(geo.Point{15, 32}, 300); !ok || s.Country != "kr" || math.Abs(s.Km-geo.Distance(geo.Point{15, 30}, geo.Point{15, 32})) > .1 {
		t.Errorf("%+v %v", s, ok)
	}
	near(t, "through it", l.Across(geo.Point{15, 18}, geo.Point{15, 32}), geo.Distance(geo.Point{15, 20}, geo.Point{15, 30}), 2)
	for _, tc := range []struct {
		file []byte
		want string
	}{
		{nil, "read land"},
		{[]byte("neither plain nor packed"), "invalid header"},
		{landFile("#cordon ports 1\n"), "no line #cordon land 1"},
		{landFile("#cordon land 1\n#origin\tx\n#grid\t1 2 3\n"), "grid"},
		{landFile("#cordon land 1\n#origin\tx\n#grid\t1 2 3 four\n"), "grid"},
		{landFile(landHead), "unexpected EOF"},
		{landFile(landHead, 1, 3, 2, 200, 100, 1, 1), "3 where at most 2"},
		{landFile(landHead, 1, 1, 1, 200, 100), "arc 0 has 1 corners"},
		{landFile(landHead, 1, 1, 2, 200, 100, 1), "unexpected EOF"},
		{landFile(landHead, 1, 1, 2, 200, 100, 1, 81), "not on the earth"},
		{landFile(landHead, 1, 1, 2, 200, 100, 1, 1, 1), "more follows"},
		{landFile(landHead, 1, 1, 1<<40), "where at most"},
		{landFile("#cordon land 1\n#origin\tx\n#grid\tNaN 0 1 0\n#countries\tkp\n", 1, 1, 2, 1, 1, 1, 1), "not on the earth"},
	} {
		if _, err := geo.ReadLand(bytes.NewReader(tc.file)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v, want %s", err, tc.want)
		}
	}
}

func FuzzReadLand(f *testing.F) {
	f.Add([]byte(landHead + "\x01\x02\x05\x90\x03\xc8\x01\x14\x00\x00\x14\x13\x00\x00\x13"))
	f.Add([]byte(landHead))
	f.Fuzz(func(t *testing.T, plain []byte) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(plain)
		_ = z.Close()
		l, err := geo.ReadLand(&b)
		if err != nil {
			return
		}
		for _, p := range []geo.Point{{0, 0}, {15, 25}, {-90, -180}, {90, 180}} {
			l.On(p)
			if s, ok := l.Coast(p, 500); ok && !(s.Km <= 500) {
				t.Errorf("%v: %+v", p, s)
			}
			if d := l.Across(p, geo.Point{1, 1}); !(d >= 0) {
				t.Errorf("%v km of land", d)
			}
		}
	})
}

func BenchmarkOn(b *testing.B) {
	l, places := geo.WorldLand(), coastal(4096)
	for i := 0; b.Loop(); i++ {
		l.On(places[i%len(places)])
	}
}

func BenchmarkCoast(b *testing.B) {
	l, places := geo.WorldLand(), coastal(4096)
	for i := 0; b.Loop(); i++ {
		l.Coast(places[i%len(places)], 50)
	}
}

func BenchmarkAcross(b *testing.B) {
	l := geo.WorldLand()
	for b.Loop() {
		l.Across(geo.Point{37, 123}, geo.Point{31, 123.5})
	}
}

// coastal are points about ports, where ships are.
func coastal(n int) []geo.Point {
	ports, r := geo.WorldPorts().All(), rand.New(rand.NewPCG(15, 16))
	out := make([]geo.Point, n)
	for i := range out {
		out[i] = geo.Move(ports[r.IntN(len(ports))].Point, r.Float64()*360, r.Float64()*20)
	}
	return out
}
