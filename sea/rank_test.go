package sea

import (
	"math"
	"testing"
	"time"

	"cordon/ais"
	"cordon/geo"
)

func TestMeet(t *testing.T) {
	for _, c := range []struct {
		what  string
		p, v  [2]float64
		speed float64
		want  float64
		ok    bool
	}{
		{"crossing", [2]float64{100, 0}, [2]float64{0, 10}, 20, 5.774, true},
		{"not moving", [2]float64{60, 80}, [2]float64{0, 0}, 20, 5, true},
		{"head on, as fast", [2]float64{100, 0}, [2]float64{-20, 0}, 20, 2.5, true},
		{"running away, as fast", [2]float64{100, 0}, [2]float64{20, 0}, 20, 0, false},
		{"running away, faster", [2]float64{100, 0}, [2]float64{25, 0}, 20, 0, false},
		{"there already", [2]float64{0, 0}, [2]float64{5, 5}, 20, 0, true},
	} {
		got, ok := Meet(c.p, c.v, c.speed)
		if ok != c.ok || ok && math.Abs(got-c.want) > 5e-4 {
			t.Errorf("%s: %.4f, %v; want %.4f, %v", c.what, got, ok, c.want, c.ok)
		}
	}
}

// Wherever a patrol meets a ship, it is there at that hour and has sailed no
// faster than it can.
func TestInterceptsAreReached(t *testing.T) {
	bases := []Base{{ID: "a", At: geo.Point{Lat: 33.17, Lon: 129.72}, Knots: 25}, {ID: "b", At: geo.Point{Lat: 26.22, Lon: 127.68}, Knots: 300}}
	at := geo.Point{Lat: 31.2, Lon: 124}
	for course := 0.; course < 360; course += 15 {
		got, _ := (&Patrols{Bases: bases}).Intercepts(at, course, 9)
		if len(got) != 2 || got[0].Base != "b" {
			t.Fatalf("course %g: %+v", course, got)
		}
		for _, x := range got {
			if d := geo.Distance(at, x.At) / geo.NM; math.Abs(d-9*x.Hours) > .01 {
				t.Errorf("course %g, %s: the ship is %.2f nm on after %.2f h", course, x.Base, d, x.Hours)
			}
			for _, b := range bases {
				if b.ID == x.Base {
					if d := geo.Distance(b.At, x.At) / geo.NM; math.Abs(d/x.Hours/b.Knots-1) > .03 {
						t.Errorf("course %g, %s: %.1f nm in %.2f h", course, b.ID, d, x.Hours)
					}
				}
			}
		}
	}
}

func tanker(id string, imo uint32, length float64) *Vessel {
	return &Vessel{ID: id, IMO: imo, Kind: Tanker, Length: length}
}

func TestDeliveries(t *testing.T) {
	day := time.Date(2018, 5, 18, 0, 0, 0, 0, time.UTC)
	a, b := tanker("imo-1", 1, 0), tanker("imo-2", 2, 100)
	k := &Known{Flag: "kp", Zones: []geo.Zone{{ID: "nampo", Country: "kp"}, {ID: "busan", Country: "kr"}}, Ships: []Ship{{ID: "x", IMO: 1, Deadweight: 2000, Datasets: []string{"r"}}}}
	tr := &Traffic{Vessels: []*Vessel{a, b}}
	met := Event{ID: "m", Kind: EncounterKind, Sub: SubTransfer, Vessels: []string{"imo-1", "imo-2"}, Start: day, End: day.Add(5 * time.Hour), Alert: true}
	call := func(id, v, zone string, after int) Event {
		at := day.AddDate(0, 0, after)
		return Event{ID: id, Kind: PortKind, Vessels: []string{v}, Zone: zone, Start: at, End: at.Add(10 * time.Hour)}
	}
	c := DefaultCargoConfig()
	got := Deliveries([]Event{met, call("c1", "imo-1", "nampo", 3), call("c2", "imo-1", "nampo", 3), call("c3", "imo-2", "busan", 3)}, tr, k, c, 10*24*time.Hour)
	if len(got) != 1 {
		t.Fatalf("%d deliveries, want one: roads and berth are one call, another country's port is none: %+v", len(got), got)
	}
	d := got[0]
	if d.Vessel != "imo-1" || d.From != "imo-2" || d.Capacity != (Band{1900, 1900, 1900}) {
		t.Errorf("%+v", d)
	}
	if d.Tonnes != (Band{633, 950, 1710}) || d.Barrels.Low != 4748 {
		t.Errorf("tonnes %v, barrels %v", d.Tonnes, d.Barrels)
	}
	if got := Deliveries([]Event{met}, tr, k, c, 10*24*time.Hour); len(got) != 0 {
		t.Errorf("a meeting of two ships that nobody lists delivers to nobody: %+v", got)
	}
	k2 := &Known{Flag: "kp", Ships: []Ship{{ID: "x", IMO: 1, Listed: true}}}
	if got := Deliveries([]Event{met}, tr, k2, c, 0); len(got) != 1 || !got[0].Inferred || got[0].From != "imo-2" {
		t.Errorf("a meeting with a listed tanker: %+v", got)
	}
}

func TestLaden(t *testing.T) {
	v := &Vessel{Claims: []Claim{{Prop: "draught", Value: "4.0", Last: 1}, {Prop: "draught", Value: "6.0", Last: 5}, {Prop: "draught", Value: "5.5", Last: 9}}}
	if p, why := Laden(v); p != .7 {
		t.Errorf("%v (%s), want 0.7", p, why)
	}
	if p, _ := Laden(&Vessel{}); p != .5 {
		t.Errorf("nothing said: %v", p)
	}
}

func TestRank(t *testing.T) {
	now := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	ship := func(id string, lat, lon float64, ago time.Duration) *Vessel {
		return &Vessel{ID: id, Kind: Tanker, Fixes: []Fix{MakeFix(FixData{T: uint32(now.Add(-ago).Unix()), Lat: int32(lat * ais.Unit), Lon: int32(lon * ais.Unit), SOG: 90, COG: 900})}}
	}
	tr := &Traffic{Vessels: []*Vessel{ship("near", 31, 125, time.Hour), ship("old", 31, 125, 100*time.Hour), ship("weak", 31, 125, time.Hour)}}
	ev := func(id, v string, w float64) Event {
		return Event{ID: id, Kind: GapKind, Vessels: []string{v}, Start: now.Add(-48 * time.Hour), End: now.Add(-40 * time.Hour), Reasons: []Reason{{Item: id, Weight: w}}}
	}
	events := Judge([]Event{ev("a", "near", 2), ev("b", "old", 4), ev("c", "weak", .5)}, tr, &Known{}, DefaultJudgeConfig())
	p := &Patrols{Bases: []Base{{ID: "sasebo", At: geo.Point{Lat: 33.17, Lon: 129.72}, Knots: 20}}, Basis: map[string]float64{"high-seas": .5},
		Where: func(geo.Point) Waters { return Waters{Key: "high-seas", Words: "the flag state consents"} }}
	got := p.Rank(events, tr, &Known{}, now, 72*time.Hour, DefaultJudgeConfig())
	if len(got) != 2 || got[0].Vessel != "near" || got[1].Vessel != "old" {
		t.Fatalf("%+v", got)
	}
	if got[0].Rank <= 0 || got[1].Rank != 0 {
		t.Errorf("ranks %v and %v: what was not seen for longer than the window cannot be met", got[0].Rank, got[1].Rank)
	}
}

// What hangs together counts once: the larger, and a third of the rest.
func TestJudgeSum(t *testing.T) {
	j := &judge{c: DefaultJudgeConfig()}
	for _, c := range []struct {
		items []Reason
		want  float64
	}{
		{[]Reason{{Item: "transfer", Weight: 2}}, 2},
		{[]Reason{{Item: "dark-gap", Weight: 1}, {Item: "dark-rendezvous", Weight: 1.5}}, 1.5 + 1./3},
		{[]Reason{{Item: "transfer", Weight: 2}, {Item: "listed", Weight: 3}, {Item: "draught", Weight: .7}}, 5.7},
		{[]Reason{{Item: "listed", Weight: 3}, {Item: "transfer", Weight: 3}, {Item: "draught", Weight: 3}}, 6},
		{nil, 0},
	} {
		if got := j.sum(c.items); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%v: %v, want %v", c.items, got, c.want)
		}
	}
}

// A ship that is in closed waters before anybody can be there is met by nobody, and
// in waters of a coast by that coast's patrols alone.
func TestInterceptsKeepOut(t *testing.T) {
	at := geo.Point{Lat: 37, Lon: 124}
	p := &Patrols{Basis: map[string]float64{"open": 1, OwnSea: 1}, Bases: []Base{{ID: "far", At: geo.Point{Lat: 33, Lon: 124}, Knots: 20, Country: "aa"}, {ID: "near", At: geo.Point{Lat: 37, Lon: 124.2}, Knots: 20, Country: "bb"}}}
	p.Where = func(q geo.Point) Waters {
		if q.Lat < 38 {
			return Waters{Key: "open"}
		}
		return Waters{Key: "closed"}
	}
	got, end := p.Intercepts(at, 0, 10)
	if len(got) != 1 || got[0].Base != "near" || end == nil || end.Why != "closed" || math.Abs(end.Hours-6) > .3 {
		t.Errorf("%+v, %+v", got, end)
	}
	if got, end := p.Intercepts(geo.Point{Lat: 38.5, Lon: 124}, 180, 10); len(got) != 0 || end == nil || end.Hours != 0 {
		t.Errorf("in closed waters now: %+v", got)
	}
	p.Where = func(q geo.Point) Waters { return Waters{Key: OwnSea, Country: "aa"} }
	if got, end := p.Intercepts(at, 0, 10); len(got) != 1 || got[0].Base != "far" || end != nil {
		t.Errorf("in waters of aa: %+v, %+v", got, end)
	}
}

// Where the way is open a meeting is that of the formula; behind a peninsula the
// patrol sails round it, and the ship comes no further than its coast.
func TestInterceptsRoundTheLand(t *testing.T) {
	land := geo.WorldLand()
	busan := Base{ID: "busan", At: geo.Point{Lat: 35.1, Lon: 129.03}, Knots: 20}
	roads := &Roads{}
	p := &Patrols{Bases: []Base{busan}, Land: land, Roads: roads}
	straight := &Patrols{Bases: []Base{busan}}

	open := geo.Point{Lat: 35, Lon: 130.6}
	a, _ := p.Intercepts(open, 180, 10)
	b, _ := straight.Intercepts(open, 180, 10)
	if len(a) != 1 || a[0].Round || a[0] != b[0] {
		t.Errorf("in the open: %+v, by the formula %+v", a, b)
	}

	west := geo.Point{Lat: 36.3, Lon: 125.8} // off the west coast; some 290 km over land, some 520 round it
	a, _ = p.Intercepts(west, 180, 8)
	b, _ = straight.Intercepts(west, 180, 8)
	if len(a) != 1 || len(b) != 1 || !a[0].Round || a[0].Hours < b[0].Hours*1.2 {
		t.Fatalf("behind the peninsula: %+v, over land %+v", a, b)
	}
	x := a[0]
	if d := geo.Distance(west, x.At) / geo.NM; math.Abs(d-8*x.Hours) > .01 {
		t.Errorf("the ship is %.2f nm on after %.2f h", d, x.Hours)
	}
	if least := land.Ways(busan.At, 1000).Km(x.At); x.Km < least || x.Km > least*1.06+20 {
		t.Errorf("the patrol sails %.0f km in %.2f h, the way has at least %.0f", x.Km, x.Hours, least)
	}
	if again, _ := p.Intercepts(west, 180, 8); again[0] != x {
		t.Errorf("asked again: %+v, was %+v", again[0], x)
	}

	a, _ = p.Intercepts(west, 0, 0) // it waits
	if len(a) != 1 || !a[0].Round || a[0].At != west || a[0].Km < 450 {
		t.Errorf("lying there: %+v", a)
	}

	ashore := geo.Point{Lat: 36.3, Lon: 125.8} // eastward, to the coast some 60 km off
	a, end := p.Intercepts(ashore, 90, 12)
	if end == nil || end.Why != Aground || end.Hours > 6 {
		t.Fatalf("eastward it comes to %+v", end)
	}
	if len(a) != 0 {
		t.Errorf("met after it ran aground: %+v, %+v", a, end)
	}
}

// A place behind a peninsula is as far as the way round it.
func TestNextPlacesBySea(t *testing.T) {
	v := &Vessel{ID: "a", Fixes: []Fix{MakeFix(FixData{T: 1e9, Lat: 36 * ais.Unit, Lon: int32(125.8 * ais.Unit), SOG: 120, COG: 900})}}
	zones := []geo.Zone{{ID: "east", Centre: geo.Point{Lat: 36, Lon: 130}, Km: 5}, {ID: "near", Centre: geo.Point{Lat: 35.95, Lon: 126.2}, Km: 5}}
	got := NextPlaces(v, zones, geo.WorldLand(), 72*time.Hour)
	if len(got) != 2 || got[0].Zone != "near" || got[1].Km < 480 {
		t.Errorf("%+v", got)
	}
	if got := NextPlaces(v, zones, nil, 72*time.Hour); len(got) != 2 || got[1].Km > 400 {
		t.Errorf("without land: %+v", got)
	}
}
