package geo_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/geo"
)

var zones = []geo.Zone{
	{ID: "nampo", Kind: "port", Ring: []geo.Point{{38.697, 125.37}, {38.697, 125.458}, {38.755, 125.458}, {38.755, 125.37}}},
	{ID: "chodo", Kind: "transfer", Centre: geo.Point{38.53, 124.84}, Km: 15},
	{ID: "waters", Kind: "waters", Coast: "kp", Km: 22.224, Clear: 5},
	{ID: "nowhere", Kind: "port"},
	{ID: "date line", Kind: "watch", Centre: geo.Point{-17, 179.95}, Km: 30},
	{ID: "wide", Kind: "watch", Centre: geo.Point{38, 125}, Km: 200},
}

func TestZone(t *testing.T) {
	for _, tc := range []struct {
		name string
		p    geo.Point
		in   []string
	}{
		{"Nampo's berths", geo.Point{38.72, 125.4}, []string{"nampo", "waters", "wide"}},
		{"2 km NW of Ch'o-do", geo.Move(geo.Point{38.53, 124.84}, 315, 2), []string{"chodo", "waters", "wide"}},
		{"16 km W of it", geo.Move(geo.Point{38.53, 124.84}, 270, 16), []string{"waters", "wide"}},
		{"open Yellow Sea", geo.Point{37.5, 123.9}, []string{"wide"}},
		{"over the antimeridian", geo.Point{-17, -179.9}, []string{"date line"}},
		{"Dandong, on the river between two states", geo.Point{39.82, 124.15}, nil},
		{"off Wonsan", geo.Point{39.3, 127.8}, []string{"waters"}},
		{"off Sokcho, south of the line", geo.Point{38.2, 128.75}, nil},
		{"nowhere", geo.Point{91, 181}, nil},
	} {
		var in []string
		for _, z := range zones {
			if z.Contains(tc.p) {
				in = append(in, z.ID)
			}
		}
		if tc.name == "Dandong, on the river between two states" || tc.name == "open Yellow Sea" {
			in = slices.DeleteFunc(in, func(id string) bool { return id == "wide" && tc.in == nil })
		}
		if !slices.Equal(in, tc.in) {
			t.Errorf("%s: in %v, want %v", tc.name, in, tc.in)
		}
	}
	near(t, "outside the circle", zones[1].Distance(geo.Move(zones[1].Centre, 90, 40)), 25, 1e-6)
	near(t, "outside the box", zones[0].Distance(geo.Point{38.72, 125.3}), geo.Distance(geo.Point{38.72, 125.3}, geo.Point{38.72, 125.37}), .01)
	if zones[0].Distance(geo.Point{38.72, 125.4}) != 0 || !math.IsInf(zones[3].Distance(geo.Point{}), 1) || zones[3].Placed() {
		t.Error("distance within and of a zone without a place")
	}
	near(t, "beyond the waters", zones[2].Distance(geo.Point{37.5, 123.9}), 60, 25)
	if m, ok := zones[0].Middle(); !ok || geo.Distance(m, geo.Point{38.726, 125.414}) > .1 {
		t.Errorf("middle %v", m)
	}
	if _, ok := zones[2].Middle(); ok {
		t.Error("waters have a middle")
	}
}

// The index answers what asking each zone answers.
func TestZones(t *testing.T) {
	x := geo.NewZones(zones)
	r := rand.New(rand.NewPCG(17, 18))
	hits := 0
	for range 6000 {
		p := geo.Point{37 + r.Float64()*6, 123 + r.Float64()*8.5}
		if r.IntN(8) == 0 {
			p = geo.Point{-17.5 + r.Float64(), geo.Wrap(179.5 + r.Float64())}
		}
		var want []int
		for i := range zones {
			if zones[i].Contains(p) {
				want = append(want, i)
			}
		}
		if got := x.At(nil, p); !slices.Equal(got, want) {
			t.Fatalf("%v: %v, want %v", p, got, want)
		}
		hits += len(want)
	}
	if hits < 1000 {
		t.Errorf("only %d hits: the test asks at the wrong places", hits)
	}
	if got := x.Within(nil, geo.Point{38.53, 124.6}, 10); !slices.Equal(got, []int{1, 2, 5}) {
		t.Errorf("within 10 km: %v", got)
	}
	if x.Any(geo.Point{0, 0}) || x.Len() != len(zones) || x.Zone(1).ID != "chodo" || len(x.All()) != len(zones) {
		t.Error("the index is not that of the zones")
	}
	if z, ok := x.ByID("chodo"); !ok || z.Km != 15 {
		t.Error("ByID")
	}
	if _, ok := x.ByID("x"); ok || (*geo.Zones)(nil).At(nil, geo.Point{}) != nil {
		t.Error("what is not there is found")
	}
}

func BenchmarkZonesAt(b *testing.B) {
	x, places := geo.NewZones(zones), coastal(4096)
	var dst []int
	for i := 0; b.Loop(); i++ {
		dst = x.At(dst[:0], places[i%len(places)])
	}
}

func TestPorts(t *testing.T) {
	p := geo.WorldPorts()
	if n := len(p.All()); n < 3700 || !strings.Contains(p.Origin(), "public domain") {
		t.Errorf("%d ports from %s", n, p.Origin())
	}
	var own []string
	for _, q := range p.Of("kp") {
		own = append(own, q.WPI+" "+q.Locode)
	}
	if want := []string{"60280 KPNAM", "60290 KPSGN", "60310 KPHAE", "60440 KPWON", "60450 KPHGM", "60470 ", "60480 KPSON", "60500 KPCHO", "60510 KPRJN", "60520 "}; !slices.Equal(own, want) {
		t.Errorf("ports of kp: %v", own)
	}
	if q, ok := p.ByWPI("60280"); !ok || q.Name != "Nampo" || q.Point != (geo.Point{38.7167, 125.4}) || q.Size != 'S' || q.Harbour != "river" {
		t.Errorf("%+v", q)
	}
	if _, ok := p.ByWPI("1"); ok || len(p.ByLocode("")) != 0 || len(p.Of("")) != 0 {
		t.Error("a port that is none")
	}
	if q := p.ByLocode("KPNAM"); len(q) != 1 || q[0].WPI != "60280" {
		t.Errorf("%+v", q)
	}
	got := p.Near(geo.Point{38.72, 125.45}, 20)
	if len(got) != 2 || got[0].WPI != "60280" || got[1].WPI != "60290" || got[0].Km > got[1].Km {
		t.Errorf("%+v", got)
	}
	// Against all of them, over the antimeridian and at high latitudes too.
	r := rand.New(rand.NewPCG(19, 20))
	for range 200 {
		at, km := random(r), r.Float64()*1500
		want := 0
		for _, q := range p.All() {
			if geo.Distance(at, q.Point) <= km {
				want++
			}
		}
		got := p.Near(at, km)
		if len(got) != want || !slices.IsSortedFunc(got, func(a, b geo.PortNear) int { return int(math.Copysign(1, a.Km-b.Km)) }) && len(got) > 1 {
			t.Fatalf("%v, %v km: %d ports, want %d", at, km, len(got), want)
		}
	}
	var none *geo.Ports
	if none.All() != nil || none.Near(geo.Point{}, 100) != nil || none.Of("kp") != nil {
		t.Error("nil ports have ports")
	}
}

func TestReadPorts(t *testing.T) {
	const head = "#cordon ports 1\n#origin\tx\n"
	const good = "7\tA\t\tkp\t\t1\t2\tS\triver\t\n"
	if p, err := geo.ReadPorts(strings.NewReader(head + good)); err != nil || len(p.All()) != 1 {
		t.Errorf("%v", err)
	}
	for _, tc := range []struct{ in, want string }{
		{"", "no table"}, {"x\n", "line 1: not a table"}, {"#cordon ports 1\nx\n", "line 2: no origin"}, {head + "7\tA\n", "line 3: 2 columns"},
		{head + strings.Replace(good, "\t1\t", "\t91\t", 1), "line 3: no position"}, {head + strings.Replace(good, "\t2\t", "\teast\t", 1), "line 3: no position"},
		{head + good + strings.Replace(good, "7", "seven", 1), "line 4: number"}, {head + strings.Replace(good, "A", "", 1), "line 3: no number"},
		{head + strings.Replace(good, "river\t", "river\t-1", 1), "line 3: no depth"}, {head + strings.Repeat("x", 1<<20), "too long"},
	} {
		if _, err := geo.ReadPorts(strings.NewReader(tc.in)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%.60q: %v, want %s", tc.in, err, tc.want)
		}
	}
}

func FuzzReadPorts(f *testing.F) {
	f.Add("#cordon ports 1\n#origin\tx\n7\tA\t\tkp\t\t1\t2\tS\triver\t\n")
	f.Fuzz(func(t *testing.T, in string) {
		p, err := geo.ReadPorts(strings.NewReader(in))
		if err != nil {
			return
		}
		for _, q := range p.All() {
			if got := p.Near(q.Point, 1); len(got) == 0 {
				t.Errorf("%+v is not near itself", q)
			}
		}
	})
}
