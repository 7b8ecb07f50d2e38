package sea

import (
	"context"
	"math/rand/v2"
	"testing"

	"cordon/geo"

	"github.com/google/go-cmp/cmp"
)

var offKorea = geo.Zone{ID: "kp-waters", Name: "waters", Kind: "waters", Country: "kp", Coast: "kp", Km: 22.224, Clear: 5, Verified: true}

// The index of a zone off a coast leaves out nothing that lies in it.
func TestCoastIsIndexed(t *testing.T) {
	c := DefaultCallConfig()
	ix := newSpots(zoneSpots([]geo.Zone{offKorea}, &c, "waters"))
	r := rand.New(rand.NewPCG(1, 2))
	g := gauge{s: &ix.all[0]}
	p := geo.Point{Lat: 38.5, Lon: 124.6}
	for range 3000 { // along a track the gauge says what the zone says
		if p = geo.Move(p, r.Float64()*360, r.Float64()*3); p.Lat < 37.5 || p.Lat > 40.5 || p.Lon > 125.5 || p.Lon < 123 {
			p = geo.Point{Lat: 38.5 + r.Float64(), Lon: 124.6}
		}
		f := fixPut(0, p, 0, 0)
		if got := g.ask(&f) == 0; got != offKorea.Contains(pointOf(&f)) {
			t.Fatalf("%v: the gauge says %v", p, got)
		}
	}
	in := 0
	for range 4000 {
		f := fixPut(0, geo.Point{Lat: 37 + r.Float64()*6, Lon: 123.5 + r.Float64()*7.5}, 0, 0)
		if offKorea.Contains(pointOf(&f)) {
			if in++; len(ix.near(&f)) != 1 || ix.all[0].km(&f) != 0 {
				t.Fatalf("%v is in the waters, the index says %v", pointOf(&f), ix.near(&f))
			}
		} else if ix.all[0].km(&f) < ix.all[0].kmOut {
			t.Fatalf("%v is not in the waters", pointOf(&f))
		}
	}
	if in < 300 {
		t.Errorf("only %d points in the waters", in)
	}
}

// With the coast and the ports of the world: waters by the coast, and both banks of
// the border river are told apart.
func TestCallsOfTheWorld(t *testing.T) {
	k := &Known{Flag: "kp", Ports: geo.WorldPorts(), Land: geo.WorldLand(), Zones: []geo.Zone{offKorea,
		{ID: "kp-nampo", Name: "Nampo", Kind: "port", Country: "kp", Centre: geo.Point{Lat: 38.7167, Lon: 125.4}, Km: 7, Verified: true},
		{ID: "dandong", Name: "Dandong", Kind: "port", Country: "cn", Centre: geo.Point{Lat: 39.8167, Lon: 124.15}, Km: 5, Verified: true},
		{ID: "kp-wonsan", Name: "Wonsan", Kind: "port", Country: "kp", Centre: geo.Point{Lat: 39.1667, Lon: 127.45}, Km: 6, Verified: true},
		{ID: "kp-wonsan-roads", Name: "off Wonsan", Kind: "transfer", Country: "kp", Centre: geo.Point{Lat: 39.1667, Lon: 127.45}, Km: 15, Verified: true}}}
	west, east := geo.Point{Lat: 38.2, Lon: 123.8}, geo.Point{Lat: 39.3, Lon: 129}
	from := func(p geo.Point) *wake { return noisy(wakeOf("a", 1, p), 3) }
	for _, tt := range []struct {
		name string
		w    *wake
		want []called
	}{
		{"Nampo", from(west).to(geo.Point{Lat: 38.70, Lon: 125.33}, 11).lie(20).to(west, 11), []called{{"entered-waters", "waters", 4, .5}, {"port-call", "Nampo", 4, 2}}},
		{"Dandong", from(geo.Point{Lat: 38.9, Lon: 123.5}).to(geo.Point{Lat: 39.80, Lon: 124.14}, 11).lie(20).to(geo.Point{Lat: 38.9, Lon: 123.5}, 11), []called{{"port-call", "Dandong", 4, 0}}},
		{"at Wonsan, not off it", from(east).to(geo.Point{Lat: 39.17, Lon: 127.46}, 11).lie(20).to(east, 11), []called{{"entered-waters", "waters", 4, .5}, {"port-call", "Wonsan", 4, 2}}},
		{"off Wonsan", from(east).to(geo.Point{Lat: 39.22, Lon: 127.59}, 11).lie(20).to(east, 11), []called{{"entered-waters", "waters", 4, .5}, {"area-stop", "off Wonsan", 4, .5}}},
		{"Busan", from(geo.Point{Lat: 34.8, Lon: 129.3}).to(geo.Point{Lat: 35.10, Lon: 129.05}, 11).lie(20).to(geo.Point{Lat: 34.8, Lon: 129.3}, 11), []called{{"port-call", "Busan", 4, 0}}},
		{"outside", from(west).lie(20), []called{}},
	} {
		es, err := PortCalls(context.Background(), trafficOf(tt.w), k, DefaultCallConfig(), 2)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, told(es)); d != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, d)
		}
		if es, err = Spoofs(context.Background(), trafficOf(tt.w), k, DefaultSpoofConfig(), 2); err != nil || len(es) > 0 {
			t.Errorf("%s: %v %+v", tt.name, err, es)
		}
	}
}
