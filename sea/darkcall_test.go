package sea

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"cordon/ais"
	"cordon/geo"
)

// korea is what is known for the tests of calls: two ports of the programme's country,
// on either side of it.
func korea() *Known {
	return &Known{Flag: "kp", Land: geo.WorldLand(), Zones: []geo.Zone{
		{ID: "kp-nampo", Name: "Nampo", Kind: "port", Country: "kp", Centre: geo.Point{Lat: 38.7167, Lon: 125.4}, Km: 7},
		{ID: "kp-wonsan", Name: "Wonsan", Kind: "port", Country: "kp", Centre: geo.Point{Lat: 39.1667, Lon: 127.45}, Km: 6},
		{ID: "cn-dandong", Name: "Dandong", Kind: "port", Country: "cn", Centre: geo.Point{Lat: 39.8167, Lon: 124.15}, Km: 5},
	}}
}

// voyage is a ship that sails south to north and back, silent for so long, heard every
// two minutes otherwise.
func voyage(course uint16, hours float64) *Vessel {
	v := &Vessel{ID: "imo-9074729", IMO: 9074729, MMSI: 613000001, Kind: Tanker}
	add := func(s, lat, lon float64, cog uint16) {
		v.Fixes = append(v.Fixes, MakeFix(FixData{T: madeStart + uint32(s), Lat: int32(lat * ais.Unit), Lon: int32(lon * ais.Unit), SOG: 120, COG: cog, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)}))
	}
	for s := 0.0; s < 4*hourS; s += 120 {
		add(s, 37+s*12*kmPerKnotSecond/kmPerDegree, 124.3, course)
	}
	last := v.Fixes[len(v.Fixes)-1]
	for s := 0.0; s < 4*hourS; s += 120 {
		add(4*hourS+hours*hourS+s, float64(last.Lat())/ais.Unit-s*12*kmPerKnotSecond/kmPerDegree, 124.3, (course+1800)%3600)
	}
	v.Claims = []Claim{
		{Prop: "draught", Value: "8.2", First: v.Fixes[0].T, Last: last.T, N: 9},
		{Prop: "draught", Value: "4.1", First: last.T + uint32(hours*hourS), Last: v.Fixes[len(v.Fixes)-1].T, N: 9},
	}
	return v
}

func TestDarkCalls(t *testing.T) {
	for _, row := range []struct {
		name    string
		course  uint16
		hours   float64
		draught bool
		want    string // zone
	}{
		{"a day, course and draught fit", 450, 24, true, "kp-nampo"},
		{"a day, course fits", 450, 24, false, "kp-nampo"},
		{"a day, it headed away", 2700, 24, false, ""},
		{"a day, it headed away, but came back light", 2700, 24, true, "kp-nampo"},
		{"too short for a call", 450, 13, true, ""},
	} {
		tr := lane(5, 30, 40, [2]float64{60, 120}, 1)
		v := voyage(row.course, row.hours)
		if !row.draught {
			v.Claims = nil
		}
		tr.Vessels = append(tr.Vessels, v)
		tr.settle()
		k := korea()
		es, err := DarkCalls(context.Background(), tr, k, DefaultSilenceConfig(), 2)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, e := range es {
			if !slices.Contains(e.Vessels, v.ID) {
				continue
			}
			got = e.Zone
			if e.Kind != PortKind || e.Sub != "dark-call" || !e.Inferred || e.Facts["spare_h"] < 6 || len(e.Area) == 0 || !e.End.After(e.Start) {
				t.Errorf("%s: %+v", row.name, e)
			}
			for _, n := range e.Notes {
				if strings.Contains(n, "Wonsan") {
					t.Errorf("%s: %s: across the peninsula", row.name, n)
				}
			}
		}
		if got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

// Both silent: only where both can have been for two hours at once, only tankers and
// cargo ships or a listed one.
func TestBothDark(t *testing.T) {
	a := &Silence{Vessel: still("a", 31, 124, 0, 0, 0, 1200), Next: 1, Class: SilentDark, P: .005, Reach: Reach{Off: geo.Point{Lat: 31, Lon: 124}, On: geo.Point{Lat: 31, Lon: 124}, From: madeStart, To: madeStart + 10*hourS, Knots: 12}}
	b := *a
	b.Reach.Off, b.Reach.On = geo.Point{Lat: 31, Lon: 125}, geo.Point{Lat: 31, Lon: 125.5}
	c := DefaultSilenceConfig().Rendezvous
	p, ok := ground(a, &b, c)
	if !ok || len(p.ground) < 3 || len(p.ground) > 48 {
		t.Fatalf("%+v %v", p, ok)
	}
	// by brute force on a finer grid
	for lat := 29.5; lat < 32.5; lat += .037 {
		for lon := 122.5; lon < 127; lon += .037 {
			q := geo.Point{Lat: lat, Lon: lon}
			f1, t1, ok1 := a.Reach.Window(q)
			f2, t2, ok2 := b.Reach.Window(q)
			can := ok1 && ok2 && math.Min(t1, t2)-math.Max(f1, f2) >= float64(c.Meet)
			in := geo.InRing(p.ground, q)
			if can && !in && !geo.InRing(p.ground, geo.Point{Lat: lat + .06*sign(31-lat), Lon: lon + .06*sign(124.6-lon)}) {
				t.Errorf("%v is in reach of both, and outside", q)
			}
		}
	}
	b.Reach.From, b.Reach.To = a.Reach.To-hourS, a.Reach.To+9*hourS
	if _, ok := ground(a, &b, c); ok {
		t.Error("one hour together is enough")
	}
	b = *a
	b.Reach.Off, b.Reach.On = geo.Point{Lat: 31, Lon: 127}, geo.Point{Lat: 31, Lon: 127}
	if _, ok := ground(a, &b, c); ok {
		t.Error("met across 150 nautical miles")
	}
}

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

// A listed ship that was silent while a tanker drifted, and called in the programme's
// country afterwards.
func TestListedRendezvous(t *testing.T) {
	m := makeSea(1, 120, 3, 2)
	k := korea()
	met := m.met[0]
	for _, v := range m.Vessels {
		switch v.ID {
		case met.silent:
			v.IMO = 7408873
			// off Nampo two days later
			for i := range 20 {
				v.Fixes = append(v.Fixes, MakeFix(FixData{T: met.on + 2*86400 + 3*86400 + uint32(i)*600, Lat: int32(38.7167 * ais.Unit), Lon: int32(125.4 * ais.Unit), SOG: 5, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)}))
			}
			v.Claims = []Claim{{Prop: "draught", Value: "4.0", First: madeStart, Last: met.off, N: 3}, {Prop: "draught", Value: "6.5", First: met.on, Last: met.on + 9000, N: 3}}
		case met.open:
			v.Claims = []Claim{{Prop: "draught", Value: "9.0", First: madeStart, Last: met.off, N: 3}, {Prop: "draught", Value: "8.1", First: met.to, Last: met.to + 9000, N: 3}}
		}
	}
	k.Ships = []Ship{{ID: "ofac-sam-jong-2", Name: "SAM JONG 2", IMO: 7408873, Listed: true, Kind: Tanker}}
	m.settle()
	es, err := DarkRendezvous(context.Background(), m.Traffic, k, DefaultSilenceConfig(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for i := range es {
		e := &es[i]
		if e.Sub != "one-side" || !slices.Contains(e.Vessels, met.silent) || !slices.Contains(e.Vessels, met.open) {
			continue
		}
		items := map[string]float64{}
		for _, r := range e.Reasons {
			items[r.Item] += r.Weight
		}
		if items[ItemListed] != 3 || items[ItemLaterCall] != 2 {
			t.Errorf("%+v", e.Reasons)
		}
		for _, item := range []string{ItemDraught, ItemKindPair} { // told, and weighed by the likelihood alone
			if w, ok := items[item]; !ok || w != 0 {
				t.Errorf("%s weighs %v, %v: %+v", item, w, ok, e.Reasons)
			}
		}
		if !slices.ContainsFunc(e.Parties, func(p Party) bool { return p.Listed == "ofac-sam-jong-2" && p.ID == met.silent }) {
			t.Errorf("%+v", e.Parties)
		}
		return
	}
	t.Error("not found")
}

func TestDraughtStep(t *testing.T) {
	v := &Vessel{Claims: []Claim{
		{Prop: "draught", Value: "8.0", First: 100, Last: 1000},
		{Prop: "draught", Value: "7.6", First: 900000, Last: 990000},
		{Prop: "draught", Value: "7.7", First: 2100, Last: 9000},
		{Prop: "draught", Value: "rubbish", First: 100, Last: 1000},
		{Prop: "draught", Value: "0", First: 2000, Last: 3000},
	}}
	c := DefaultSilenceConfig().Rendezvous
	for _, row := range []struct {
		from, to, step float64
		ok             bool
	}{{1000, 2000, -.3, true}, {1000, 900000, -.4, true}, {50, 2000, 0, false}, {1000, 500000, -.4, false}} {
		step, ok := v.draughtStep(row.from, row.to, c)
		if ok != row.ok || ok && math.Abs(step-row.step) > 1e-9 {
			t.Errorf("%v: %v %v", row, step, ok)
		}
	}
}
