package world_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cordon/geo"
	"cordon/world"

	"github.com/google/go-cmp/cmp"
)

// events are what somebody would tell who knows the truth.
func events(s *world.SeaTruth, keep func(*world.SeaCase) bool) (out []world.SeaSeen) {
	for i := range s.Cases {
		c := &s.Cases[i]
		if !keep(c) {
			continue
		}
		e := world.SeaSeen{ID: c.ID, Kind: c.Find, Sub: c.Sub, Start: c.Start, End: c.End, Lat: c.Lat, Lon: c.Lon, Alert: true}
		for _, x := range c.Ships[:min(2, len(c.Ships))] {
			e.Ships = append(e.Ships, world.SeaWho{IMO: []uint32{x.IMO}, MMSI: []uint32{x.MMSI}})
		}
		out = append(out, e)
	}
	return out
}

func TestMatchSea(t *testing.T) {
	_, truth := sea(t)
	s := truth.Sea
	all := events(s, func(c *world.SeaCase) bool { return c.Like == "" })
	good := world.MatchSea(s, all)
	if good.All.Recall() != 1 || good.All.Precision() != 1 || good.All.Alerts != len(all) || len(good.Missed)+len(good.False) > 0 || good.All.Beside > 0 {
		t.Errorf("the truth itself scores %+v, missed %v, false %v", good.All, good.Missed, good.False)
	}
	if len(good.Kinds) != len(world.SeaKinds) {
		t.Errorf("%d kinds", len(good.Kinds))
	}
	shuffled := slices.Clone(all)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if diff := cmp.Diff(good, world.MatchSea(s, shuffled)); diff != "" {
		t.Errorf("another order: %s", diff)
	}
	if none := world.MatchSea(s, nil); none.All.Found != 0 || none.All.Recall() != 0 || none.All.Precision() != 1 || len(none.Missed) != none.All.Visible {
		t.Errorf("nothing scores %+v", none.All)
	}
	wrong := events(s, func(c *world.SeaCase) bool { return c.Kind == "bunkering" })
	bad := world.MatchSea(s, wrong)
	if len(bad.False) == 0 || bad.All.Right > 0 || bad.All.False != len(bad.False) || bad.False[0].Innocent == "" {
		t.Errorf("innocents score %+v, %v", bad.All, bad.False)
	}
	open := func(f func(*world.SeaSeen)) world.SeaRow {
		list := events(s, func(c *world.SeaCase) bool { return c.Kind == world.OpenTransfer })
		for i := range list {
			f(&list[i])
		}
		for _, r := range world.MatchSea(s, list).Kinds {
			if r.Name == world.OpenTransfer {
				return r
			}
		}
		return world.SeaRow{}
	}
	for _, tc := range []struct {
		name string
		f    func(*world.SeaSeen)
		want int
	}{
		{"as told", func(*world.SeaSeen) {}, 2},
		{"no alert", func(e *world.SeaSeen) { e.Alert = false }, 2},
		{"a third shorter", func(e *world.SeaSeen) { e.End = e.End.Add(-e.End.Sub(e.Start) / 3) }, 2},
		{"much shorter", func(e *world.SeaSeen) { e.End = e.End.Add(-e.End.Sub(e.Start) * 2 / 3) }, 0},
		{"later", func(e *world.SeaSeen) { e.Start, e.End = e.End, e.End.Add(time.Hour) }, 0},
		{"another kind", func(e *world.SeaSeen) { e.Kind = "loitering" }, 0},
		{"4 km off", func(e *world.SeaSeen) { e.Lat += .036 }, 2},
		{"8 km off", func(e *world.SeaSeen) { e.Lat += .072 }, 0},
		{"8 km off, in its area", func(e *world.SeaSeen) {
			e.Area = []geo.Point{{Lat: e.Lat - 1, Lon: e.Lon - 1}, {Lat: e.Lat - 1, Lon: e.Lon + 1}, {Lat: e.Lat + 1, Lon: e.Lon}}
			e.Lat += .072
		}, 2},
		{"one ship", func(e *world.SeaSeen) { e.Ships = e.Ships[:1] }, 0},
		{"by IMO number", func(e *world.SeaSeen) { e.Ships[0].MMSI, e.Ships[1].MMSI = nil, nil }, 2},
		{"strangers", func(e *world.SeaSeen) {
			e.Ships = []world.SeaWho{{MMSI: []uint32{1}}, {MMSI: []uint32{2}}}
		}, 0},
	} {
		if got := open(tc.f); got.Found != tc.want {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

// An alert about a ship of a story and a stranger is false; one about her alone, or
// about her and who is in it, that is not what happened, is beside it.
func TestMatchSeaBeside(t *testing.T) {
	at := time.Date(2025, 3, 30, 0, 0, 0, 0, time.UTC)
	truth := &world.SeaTruth{Cases: []world.SeaCase{
		{ID: "a", Kind: world.OneDark, Chain: "a", Find: "dark-rendezvous", Ships: []world.SeaShip{{MMSI: 1}, {MMSI: 2, Also: []uint32{3}, Dark: true}}, Start: at, End: at.Add(5 * time.Hour), Visible: true},
		{ID: "b", Kind: world.Silence, Chain: "a", Find: "gap", Ships: []world.SeaShip{{MMSI: 2}}, Start: at.Add(-5 * time.Hour), End: at.Add(10 * time.Hour), Visible: true},
		{ID: "c", Kind: "typing-error", Like: world.OneDigit, Find: "identity", Sub: "one-digit", Ships: []world.SeaShip{{MMSI: 9}}, Start: at, End: at.Add(time.Hour)},
	}}
	who := func(n ...uint32) (out []world.SeaWho) {
		for _, x := range n {
			out = append(out, world.SeaWho{MMSI: []uint32{x}})
		}
		return out
	}
	for _, tc := range []struct {
		name                 string
		kind                 string
		ships                []world.SeaWho
		shift                time.Duration
		right, beside, false int
	}{
		{"what happened", "dark-rendezvous", who(1, 2), 0, 1, 0, 0},
		{"by her other number", "dark-rendezvous", who(1, 3), 0, 1, 0, 0},
		{"the two, otherwise", "encounter", who(1, 2), 0, 0, 1, 0},
		{"she alone", "loitering", who(1), 0, 0, 1, 0},
		{"she and a stranger", "dark-rendezvous", who(1, 7), 0, 0, 0, 1},
		{"a week later", "loitering", who(1), 7 * 24 * time.Hour, 0, 0, 1},
		{"strangers", "encounter", who(7, 8), 0, 0, 0, 1},
		{"an innocent", "identity", who(9), 0, 0, 0, 1},
	} {
		got := world.MatchSea(truth, []world.SeaSeen{{ID: "x", Kind: tc.kind, Ships: tc.ships, Start: at.Add(tc.shift), End: at.Add(5*time.Hour + tc.shift), Alert: true}})
		if got.All.Right != tc.right || got.All.Beside != tc.beside || got.All.False != tc.false || len(got.False) != tc.false {
			t.Errorf("%s: %+v, %v", tc.name, got.All, got.False)
		}
		if tc.name == "an innocent" && got.False[0].Innocent != "c" {
			t.Errorf("%+v", got.False)
		}
	}
}
