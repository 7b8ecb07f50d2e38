package sea

import (
	"context"
	"slices"
	"testing"

	"cordon/geo"

	"github.com/google/go-cmp/cmp"
)

// collected sends wakes through the collector, as feeds would.
func collected(t *testing.T, ws ...*wake) *Traffic {
	t.Helper()
	c := NewCollector(DefaultTrackConfig())
	station := c.Source(Source{Name: "station"})
	for _, w := range ws {
		for _, f := range w.v.Fixes {
			f.Source = station
			c.AddFix(w.v.MMSI, f)
		}
		for _, cl := range w.v.Claims {
			c.AddClaim(w.v.MMSI, cl)
		}
		c.AddClaim(w.v.MMSI, Claim{"type", "80", w.v.Fixes[0].T, w.t, 50})
	}
	tr, err := c.Traffic(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// What the collector makes of lies is still found: it cuts them off as jumps, as
// vessels of their own, or leaves them in.
func TestLiesThroughTheCollector(t *testing.T) {
	jam := func(n int) (ws []*wake) {
		for i := range n {
			w := noisy(wakeOf("", uint32(412000001+i), geo.Move(eastSea, float64(i*50), float64(3+i))), uint64(i)).to(geo.Point{Lat: 31.2, Lon: 123.4}, 12)
			ws = append(ws, strayed(w, 20, 23+i, farOff))
		}
		return ws
	}
	a, b := liner("", 412000001, 1), noisy(wakeOf("", 412000001, farOff), 2)
	for i := range a.v.Fixes {
		b.t = a.v.Fixes[i].T + 100
		b.mark(3, 10)
	}
	for _, tt := range []struct {
		name string
		ws   []*wake
		want []string
	}{
		{"nothing", []*wake{liner("", 412000001, 1)}, nil},
		{"three fixes away", []*wake{strayed(liner("", 412000001, 1), 30, 33, farOff)}, []string{"jump"}},
		{"six fixes away", []*wake{strayed(liner("", 412000001, 1), 30, 36, farOff)}, []string{"jump"}},
		{"a clone", []*wake{a, b}, []string{"clone"}},
		{"circles", []*wake{noisy(wakeOf("", 412000001, eastSea), 1).spun(1.5, 9, 60, 120)}, []string{"circle"}},
		{"two jump", jam(2), []string{"jump", "jump"}},
		{"four jump", jam(4), []string{"area", "area", "area", "area"}},
	} {
		var got []string
		for _, e := range spoofsOf(t, coast{}, collected(t, tt.ws...)) {
			got = append(got, e.Sub)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, d)
		}
	}
}

// A track that leaves out repeated fixes keeps them beside: a frozen position and a
// replayed stretch are found in these.
func TestRepeats(t *testing.T) {
	w := liner("a", 412000001, 1)
	w.sway = nil
	for range 100 {
		w.mark(8, 45)
		w.t += 300
	}
	v := w.v
	n := len(v.Fixes) - 99
	v.Repeats, v.Fixes = slices.Clone(v.Fixes[n:]), v.Fixes[:n]
	tr := &Traffic{Vessels: []*Vessel{&v}, First: v.Fixes[0].T, Last: w.t}
	if d := cmp.Diff([]lied{{"frozen", 1.5, 1}}, lies(spoofsOf(t, coast{}, tr))); d != "" {
		t.Error(d)
	}
	v.Repeats = nil
	if es := spoofsOf(t, coast{}, tr); len(es) > 0 {
		t.Errorf("%+v", es)
	}
}

// Calls and identities through the collector: the vessel is told by what it says.
func TestCallsThroughTheCollector(t *testing.T) {
	sea, berth := geo.Point{Lat: 38.2, Lon: 124.0}, geo.Point{Lat: 38.72, Lon: 125.40}
	w := noisy(wakeOf("", 520123456, sea), 3).to(berth, 11)
	came := w.t
	w.lie(30)
	left := w.t
	w.to(sea, 11)
	w.say("imo", "8916293", noon, w.t, 400).say("name", "SAEBYOL", noon, w.t, 400).
		say("draught", "6.1", noon, came, 50).say("draught", "3.0", left, w.t, 50)
	tr := collected(t, w)
	k := &Known{Flag: "kp", Zones: koreanZones, Ships: []Ship{{ID: "l", Name: "CHONG RIM 2", IMO: 8916293, Flag: "kp", Listed: true}}}
	calls, err := PortCalls(context.Background(), tr, k, DefaultCallConfig(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]called{{"entered-waters", "west-waters", 4, .5}, {"port-call", "nampo", 4, 2.7}}, told(calls)); d != "" {
		t.Error(d)
	}
	if p := calls[1].Parties[0]; p.IMO != 8916293 || p.Name != "SAEBYOL" || p.Flag != "fj" {
		t.Errorf("%+v", p)
	}
	who, err := Identities(context.Background(), tr, k, DefaultIdentityConfig(), 2)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range who {
		got = append(got, e.Sub)
	}
	if d := cmp.Diff([]string{"false-flag", "listed-other-name"}, got); d != "" {
		t.Error(d)
	}
}
