package sea

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/ais"
	"cordon/geo"

	"github.com/google/go-cmp/cmp"
)

// wake builds the track of a ship, leg by leg.
type wake struct {
	v    Vessel
	t    uint32
	p    geo.Point
	step uint32 // seconds
	mute bool   // speeds are not said
	sway func() (lat, lon float64)
}

const noon = 1_700_049_600 // 2023-11-15 12:00

func wakeOf(id string, mmsi uint32, p geo.Point) *wake {
	return &wake{v: Vessel{ID: id, MMSI: mmsi, Kind: Tanker}, t: noon, p: p, step: 300}
}

func fixPut(t uint32, p geo.Point, kn, course float64) Fix {
	f := MakeFix(FixData{T: t, Lat: int32(p.Lat*ais.Unit + .5), Lon: int32(p.Lon*ais.Unit + .5), SOG: uint16(kn*10 + .5), COG: uint16(course*10 + .5), Heading: ais.NoHeading})
	return f
}

func (w *wake) mark(kn, course float64) *wake {
	p := w.p
	if w.sway != nil {
		a, b := w.sway()
		p.Lat, p.Lon = p.Lat+a, p.Lon+b
	}
	f := fixPut(w.t, p, kn, course)
	if w.mute {
		f.setSOG(ais.NoSOG)
		f.setCOG(ais.NoCOG)
	}
	w.v.Fixes = append(w.v.Fixes, f)
	return w
}

// to steams to p at kn.
func (w *wake) to(p geo.Point, kn float64) *wake {
	for geo.Distance(w.p, p) > 1e-3 {
		c, d := geo.Bearing(w.p, p), kn*geo.NM/3600*float64(w.step)
		w.mark(kn, c)
		if left := geo.Distance(w.p, p); left < d {
			w.t, w.p = w.t+uint32(left/d*float64(w.step))+1, p
			break
		}
		w.t, w.p = w.t+w.step, geo.Move(w.p, c, d)
	}
	return w
}

// lie stays for so many hours.
func (w *wake) lie(h float64) *wake {
	for end := w.t + uint32(h*3600); w.t < end; w.t += w.step {
		w.mark(0, 0)
	}
	return w
}

// hush lets time pass unheard; afterwards the ship is at p.
func (w *wake) hush(h float64, p geo.Point) *wake {
	w.t, w.p = w.t+uint32(h*3600), p
	if h >= 8 {
		w.v.Breaks = append(w.v.Breaks, len(w.v.Fixes))
	}
	return w
}

// say adds a claim.
func (w *wake) say(prop, value string, from, to uint32, n int) *wake {
	w.v.Claims = append(w.v.Claims, Claim{prop, value, from, to, n})
	slices.SortStableFunc(w.v.Claims, func(a, b Claim) int {
		if a.Prop != b.Prop {
			if a.Prop < b.Prop {
				return -1
			}
			return 1
		}
		return int(int64(a.First) - int64(b.First))
	})
	return w
}

func trafficOf(ws ...*wake) *Traffic {
	t := &Traffic{First: ^uint32(0)}
	for _, w := range ws {
		v := w.v
		t.Vessels = append(t.Vessels, &v)
		if n := len(v.Fixes); n > 0 {
			t.First, t.Last = min(t.First, v.Fixes[0].T), max(t.Last, v.Fixes[n-1].T)
		}
	}
	slices.SortFunc(t.Vessels, func(a, b *Vessel) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return t
}

func boxRing(id, kind, country string, south, north, west, east float64) geo.Zone {
	return geo.Zone{ID: id, Name: id, Kind: kind, Country: country, Verified: true,
		Ring: []geo.Point{{Lat: south, Lon: west}, {Lat: south, Lon: east}, {Lat: north, Lon: east}, {Lat: north, Lon: west}}}
}

// The programme's zones as in the reference: Nampo's box, Ch'o-do's circle; waters
// and the border river's bank are drawn for the tests.
var koreanZones = []geo.Zone{
	boxRing("nampo", "port", "kp", 38.697, 38.755, 125.370, 125.458),
	boxRing("sinuiju", "port", "kp", 40.08, 40.12, 124.395, 124.44),
	boxRing("nampo-roads", "anchorage", "kp", 38.60, 38.66, 125.10, 125.20),
	{ID: "cho-do", Name: "cho-do", Kind: "transfer", Country: "kp", Centre: geo.Point{Lat: 38.53, Lon: 124.84}, Km: 15},
	boxRing("west-waters", "waters", "kp", 38.3, 40.12, 124.395, 125.6),
}

// fewPorts are ports as a finder tells them.
func fewPorts(p geo.Point, km float64) (string, string, geo.Point, bool) {
	best, name, country, where := km, "", "", geo.Point{}
	for _, x := range []struct {
		name, country string
		p             geo.Point
	}{{"Dandong", "cn", geo.Point{Lat: 40.11, Lon: 124.385}}, {"Incheon", "kr", geo.Point{Lat: 37.46, Lon: 126.61}}} {
		if d := geo.Distance(p, x.p); d <= best {
			best, name, country, where = d, x.name, x.country, x.p
		}
	}
	return name, country, where, name != ""
}

func callsOf(t *testing.T, ports portFinder, ws ...*wake) []Event {
	t.Helper()
	c := DefaultCallConfig()
	es, err := portCalls(context.Background(), trafficOf(ws...), &Known{Zones: koreanZones, Flag: "kp"}, &c, ports, 2)
	if err != nil {
		t.Fatal(err)
	}
	return es
}

type called struct {
	Sub, Place string
	Conf       float64
	Weight     float64
}

func told(es []Event) []called {
	out := []called{}
	for _, e := range es {
		w := 0.0
		for _, r := range e.Reasons {
			w += r.Weight
		}
		out = append(out, called{e.Sub, e.Place, e.Facts["confidence"], w})
	}
	return out
}

func TestPortCalls(t *testing.T) {
	sea := geo.Point{Lat: 38.2, Lon: 124.0}
	berth := geo.Point{Lat: 38.72, Lon: 125.40}
	tests := []struct {
		name  string
		w     *wake
		ports portFinder
		want  []called
	}{
		{"in, stop, out", wakeOf("a", 1, sea).to(berth, 11).lie(30).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "nampo", 4, 2}}},
		{"speeds not said", muted(wakeOf("a", 1, sea)).to(berth, 11).lie(30).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "nampo", 4, 2}}},
		{"passing by", wakeOf("a", 1, geo.Point{Lat: 38.72, Lon: 125.30}).to(geo.Point{Lat: 38.72, Lon: 125.55}, 11), nil,
			[]called{{"entered-waters", "west-waters", 2, .5}}},
		{"off again in the port", wakeOf("a", 1, sea).to(berth, 11).hush(50, sea).to(geo.Point{Lat: 37, Lon: 124}, 11), nil,
			[]called{{"entered-waters", "west-waters", 3, .5}, {"port-call", "nampo", 3, 2}}},
		{"only outside heard", wakeOf("a", 1, sea).mark(10, 0).hush(50, sea).mark(10, 0), nil, []called{}},
		{"in waters only", wakeOf("a", 1, sea).to(geo.Point{Lat: 39, Lon: 124.6}, 11).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}}},
		{"Dandong is not Sinuiju", wakeOf("a", 1, geo.Point{Lat: 39.9, Lon: 124.30}).to(geo.Point{Lat: 40.11, Lon: 124.387}, 8).lie(20).to(geo.Point{Lat: 39.9, Lon: 124.30}, 8), fewPorts,
			[]called{{"port-call", "Dandong", 4, 0}}},
		{"Sinuiju is not Dandong", wakeOf("a", 1, geo.Point{Lat: 39.9, Lon: 124.30}).to(geo.Point{Lat: 40.10, Lon: 124.40}, 8).lie(20).to(geo.Point{Lat: 39.9, Lon: 124.30}, 8), fewPorts,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "sinuiju", 4, 2}}},
		{"over a buoy off the berths", wakeOf("a", 1, sea).to(geo.Point{Lat: 38.72, Lon: 125.35}, 11).lie(30).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "nampo", 4, 2}}},
		{"buoy, then berth, is one call", wakeOf("a", 1, sea).to(geo.Point{Lat: 38.72, Lon: 125.35}, 11).lie(5).to(berth, 3).lie(9).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "nampo", 4, 2}}},
		{"one position", wakeOf("a", 1, berth).mark(0, 0), nil, []called{{"entered-waters", "west-waters", 2, .5}, {"port-call", "nampo", 2, .7}}},
		{"roads", wakeOf("a", 1, sea).to(geo.Point{Lat: 38.63, Lon: 125.15}, 11).lie(30).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"anchorage", "nampo-roads", 4, 2}}},
		{"transfer area", wakeOf("a", 1, sea).to(geo.Point{Lat: 38.50, Lon: 124.80}, 11).lie(6).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"area-stop", "cho-do", 4, .5}}},
		{"another port", wakeOf("a", 1, geo.Point{Lat: 37.2, Lon: 126.4}).to(geo.Point{Lat: 37.46, Lon: 126.60}, 11).lie(6).to(geo.Point{Lat: 37.2, Lon: 126.4}, 11), fewPorts,
			[]called{{"port-call", "Incheon", 4, 0}}},
		{"ports not known", wakeOf("a", 1, geo.Point{Lat: 37.2, Lon: 126.4}).to(geo.Point{Lat: 37.46, Lon: 126.60}, 11).lie(6), nil, []called{}},
		{"an hour outside is no new call", wakeOf("a", 1, sea).to(berth, 11).lie(5).to(geo.Point{Lat: 38.72, Lon: 125.30}, 11).to(berth, 11).lie(5).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "nampo", 4, 2}}},
		{"two calls", wakeOf("a", 1, sea).to(berth, 11).lie(5).to(geo.Point{Lat: 38.72, Lon: 125.0}, 5).to(berth, 5).lie(5).to(sea, 11), nil,
			[]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "nampo", 4, 2}, {"port-call", "nampo", 4, 2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, told(callsOf(t, tt.ports, tt.w))); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func muted(w *wake) *wake { w.mute = true; return w }

func TestCallTimesAndDraught(t *testing.T) {
	sea, berth := geo.Point{Lat: 38.2, Lon: 124.0}, geo.Point{Lat: 38.72, Lon: 125.40}
	w := wakeOf("a", 1, sea).to(berth, 11)
	came := w.t
	w.lie(30)
	left := w.t
	w.to(sea, 11)
	w.say("draught", "7.4", noon, left-3600, 50).say("draught", "4.1", left-1800, w.t, 40)
	es := callsOf(t, nil, w)
	e := es[len(es)-1]
	if d := e.Facts["stop_s"]; d < 30*3600-600 || d > 30*3600+600 {
		t.Errorf("stopped %v s, want 30 h", d)
	}
	if s := uint32(e.Start.Unix()); s > came || s < came-3600 {
		t.Errorf("start %d, berthed %d", s, came)
	}
	if s := uint32(e.End.Unix()); s < left || s > left+3600 {
		t.Errorf("end %d, sailed %d", s, left)
	}
	if e.Facts["draught_before_m"] != 7.4 || e.Facts["draught_after_m"] != 4.1 || len(e.Reasons) != 2 || e.Reasons[1].Weight != .7 {
		t.Errorf("draught: %v %v", e.Facts, e.Reasons)
	}
	if len(e.Innocent) < 2 || e.Zone != "nampo" || e.Open {
		t.Errorf("%+v", e)
	}
}

func TestDraughtSteps(t *testing.T) {
	v := wakeOf("a", 1, geo.Point{}).
		say("draught", "7.4", 100, 200, 9).say("draught", "0.0", 200, 210, 2).say("draught", "7.4", 220, 300, 9).
		say("draught", "9.9", 250, 250, 1).say("draught", "10.2", 310, 400, 5).say("draught", "25.5", 410, 420, 5).v
	want := []DraughtStep{{7.4, 10.2, 300, 310, 18, 5}}
	if d := cmp.Diff(want, DraughtSteps(&v)); d != "" {
		t.Error(d)
	}
	if s := want[0].String(); s != "7.4 to 10.2 m (+2.8, apparently loaded)" {
		t.Error(s)
	}
	for _, tt := range []struct {
		start, end, within uint32
		delta              float64
		ok                 bool
	}{
		{290, 305, 50, 2.8, true}, {120, 150, 50, 0, true}, {320, 330, 5, 0, true}, {320, 330, 200, 0, true},
		{500, 510, 50, 0, false}, {10, 20, 5, 0, false}, {301, 302, 7, 0, false}, {301, 302, 8, 2.8, true},
	} {
		s, ok := DraughtAcross(&v, tt.start, tt.end, tt.within)
		if d := s.Delta() - tt.delta; ok != tt.ok || d > 1e-9 || d < -1e-9 {
			t.Errorf("%v: %v %v", tt, s, ok)
		}
	}
}

// Ten ships that lie about one place make an anchorage, nine do not.
func TestAnchorages(t *testing.T) {
	var ws []*wake
	for i := range 10 {
		p := geo.Point{Lat: 30.5 + float64(i)*.002, Lon: 123.4 + float64(i%3)*.003}
		w := wakeOf(string(rune('a'+i)), uint32(i), geo.Point{Lat: 30.2, Lon: 123.4})
		w.step = 1800
		ws = append(ws, w.to(p, 10).lie(8).to(geo.Point{Lat: 30.2, Lon: 123.4}, 10))
	}
	for n, want := range map[int]int{9: 0, 10: 10} {
		got := 0
		for _, e := range callsOf(t, nil, ws[:n]...) {
			if e.Sub == "anchorage" && e.Zone == "" && len(e.Reasons) == 0 {
				got++
			}
		}
		if got != want {
			t.Errorf("%d ships: %d calls at the anchorage, want %d", n, got, want)
		}
	}
}

// A zone contains what lies in it, whichever way round it is drawn, moved over the
// date line or not.
func TestRing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	c := DefaultCallConfig()
	for range 200 {
		south, west := r.Float64()*100-50, r.Float64()*358-179
		h, w := .01+r.Float64(), .01+r.Float64()
		if r.IntN(4) == 0 {
			west = 180 - w/2
		}
		z := boxRing("z", "port", "kp", south, south+h, west, west+w)
		for i := range z.Ring {
			if z.Ring[i].Lon > 180 {
				z.Ring[i].Lon -= 360
			}
		}
		back := z
		back.Ring = slices.Clone(z.Ring)
		slices.Reverse(back.Ring)
		ix := newSpots(zoneSpots([]geo.Zone{z, back}, &c, "port"))
		for range 50 {
			lat, lon := south+h*(r.Float64()*3-1), west+w*(r.Float64()*3-1)
			in := lat > south && lat < south+h && lon > west && lon < west+w
			if lon > 180 {
				lon -= 360
			}
			if lon < -180 {
				lon += 360
			}
			f := fixPut(0, geo.Point{Lat: lat, Lon: lon}, 0, 0)
			a, b := ix.all[0].km(&f), ix.all[1].km(&f)
			if (a == 0) != in || a-b > 1e-9 || b-a > 1e-9 {
				t.Fatalf("%v at %v %v: %v and %v km, inside %v", z.Ring, lat, lon, a, b, in)
			}
			if near := ix.near(&f); a < 1 && len(near) != 2 {
				t.Fatalf("%v at %v %v: %v km, index says %v", z.Ring, lat, lon, a, near)
			}
		}
	}
}

func TestCallsSameForAnyWorkers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var ws []*wake
	for i := range 60 {
		w := wakeOf("v"+string(rune('0'+i/10))+string(rune('0'+i%10)), uint32(i), geo.Point{Lat: 38 + r.Float64(), Lon: 124 + r.Float64()})
		for range 4 {
			w.to(geo.Point{Lat: 38.4 + r.Float64()*.4, Lon: 124.7 + r.Float64()*.8}, 5+r.Float64()*9).lie(r.Float64()*9).hush(r.Float64()*12, w.p)
		}
		ws = append(ws, w)
	}
	tr := trafficOf(ws...)
	c := DefaultCallConfig()
	var want []byte
	for n := 1; n <= 8; n++ {
		zones := slices.Clone(koreanZones) // in any order
		r.Shuffle(len(zones), func(i, j int) { zones[i], zones[j] = zones[j], zones[i] })
		es, err := portCalls(context.Background(), tr, &Known{Zones: zones, Flag: "kp"}, &c, fewPorts, n)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := json.Marshal(es)
		if want == nil {
			want = got
		}
		if string(got) != string(want) {
			t.Fatalf("%d workers: another answer", n)
		}
	}
	if len(want) < 1000 {
		t.Fatalf("too little to compare: %s", want)
	}
}

func BenchmarkPortCalls(b *testing.B) {
	tr := shipping(400, 2000)
	k := &Known{Zones: append(slices.Clone(koreanZones), offKorea), Flag: "kp", Ports: geo.WorldPorts()}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := PortCalls(context.Background(), tr, k, DefaultCallConfig(), 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(400*2000), "ns/position")
}

// shipping is ordinary traffic: ships that steam from here to there, and lie.
func shipping(ships, fixes int) *Traffic {
	r := rand.New(rand.NewPCG(5, 6))
	var ws []*wake
	for i := range ships {
		w := wakeOf(string([]rune{'s', rune('A' + i/400%26), rune('a' + i/20%20), rune('a' + i%20)}), uint32(412000000+i), geo.Point{Lat: 30 + r.Float64()*9, Lon: 123 + r.Float64()*2})
		w.sway = func() (float64, float64) { return r.NormFloat64() * 5e-5, r.NormFloat64() * 5e-5 }
		w.step = 60
		for len(w.v.Fixes) < fixes {
			w.to(geo.Point{Lat: 30 + r.Float64()*9, Lon: 123 + r.Float64()*2}, 8+r.Float64()*8).lie(r.Float64() * 12)
		}
		w.v.Fixes = w.v.Fixes[:fixes]
		ws = append(ws, w)
	}
	return trafficOf(ws...)
}
