package world

import (
	"testing"

	"cordon/geo"
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
	for _, c := range th.calls {
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
