package world

import (
	"testing"

	"cordon/geo"
	"cordon/law"
)

// Ways, roads, berths and ports are at sea.
func TestTheatreIsAtSea(t *testing.T) {
	land, th := geo.WorldLand(), eastAsia()
	index := make(map[string]int)
	for i, w := range ways {
		index[w.name] = i
	}
	for i, w := range ways {
		for _, to := range w.to {
			j, ok := index[to]
			if !ok {
				t.Fatalf("%s leads to %q", w.name, to)
			}
			if km := land.Across(th.nodes[i], th.nodes[j]); km > 0 {
				t.Errorf("the way from %s to %s crosses %.1f km of land", w.name, to, km)
			}
		}
		for j := range ways {
			if way := th.route(th.nodes[i], th.nodes[j]); way == nil {
				t.Errorf("no way leads from %s to %s", w.name, ways[j].name)
			}
		}
	}
	for _, r := range th.roads {
		near := th.nodes[th.nearest(r.at)]
		for k := range 10 {
			if q := geo.Move(r.berth, r.quay, .36*float64(k-5)); land.On(q) || land.Across(r.pilot, q) > 0 {
				t.Errorf("%s: berth %d is on land or behind it", r.name, k)
			}
		}
		if land.On(r.at) || land.Across(r.at, r.pilot) > 0 || land.Across(r.at, near) > 0 || land.On(geo.Move(r.berth, turnTo(r.quay+90), .3)) {
			t.Errorf("%s is on land or behind it", r.name)
		}
		for a := 0.0; a < 360; a += 15 {
			if p := geo.Move(r.at, a, r.km); land.On(p) {
				t.Errorf("%s reaches land to the %.0f", r.name, a)
			}
		}
	}
	p, err := law.Open("dprk")
	if err != nil {
		t.Fatal(err)
	}
	to, err := targetOf(p)
	if err != nil {
		t.Fatal(err)
	}
	if to.mid != 445 || to.dest != "KP NAM" || len(to.calls) < 3 {
		t.Errorf("of the target the traffic takes %+v", to)
	}
	for i, b := range p.Berths() {
		z, ok := p.Zone(b.Zone)
		if a, placed := z.Area(); !ok || !placed || geo.Distance(a.Centre, b.Point()) > a.Km {
			t.Errorf("%s does not lie in %s", b.Name, b.Zone)
		}
		if r := to.calls[i].region; r != yellow && r != eastSea {
			t.Errorf("%s lies in %q", b.Name, r)
		}
	}
	for _, c := range to.calls {
		if land.On(c.at) || land.Across(c.at, th.nodes[th.nearest(c.at)]) > 0 {
			t.Errorf("%s is on land or behind it", c.name)
		}
		for k := range berthsOf {
			if land.On(c.berth(k)) || land.Across(c.berth(k), th.nodes[th.nearest(c.berth(k))]) > 0 {
				t.Errorf("berth %d of %s is on land or behind it", k, c.name)
			}
		}
	}
	for _, list := range [][]ground{th.grounds, th.nets} {
		for _, g := range list {
			for a := 0.0; a < 360; a += 15 {
				if p := geo.Move(g.at, a, g.km); land.On(p) {
					t.Errorf("%s reaches land to the %.0f", g.name, a)
				}
			}
		}
	}
}
