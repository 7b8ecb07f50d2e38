package sea

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/ais"
	"cordon/geo"
	"cordon/internal/unraced"
)

// lane is ships that go to and fro on a line of some degrees, each heard at its own
// interval (seconds between every[0] and every[1]), a tenth lost, over hours.
func lane(seed uint64, n int, hours float64, every [2]float64, deg float64) *Traffic {
	rng := rand.New(rand.NewPCG(seed, 3))
	t := &Traffic{Sources: []Source{{Name: "shore"}, {Name: "space", Satellite: true}}}
	for i := range n {
		v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", 200_000_000+i), MMSI: uint32(200_000_000 + i), Kind: Cargo}
		knots, lon0, lat0 := 8+6*rng.Float64(), rng.Float64()*deg, rng.NormFloat64()*.02
		step := every[0] + (every[1]-every[0])*rng.Float64()
		for s := rng.Float64() * step; s < hours*hourS; s += step * (.9 + .2*rng.Float64()) {
			if rng.Float64() < .1 {
				continue
			}
			x := math.Mod(lon0+s*knots*kmPerKnotSecond/kmPerDegree/math.Cos(31*degree), 2*deg)
			if x > deg {
				x = 2*deg - x
			}
			v.Fixes = append(v.Fixes, MakeFix(FixData{T: madeStart + uint32(s), Lat: int32((31 + lat0) * ais.Unit), Lon: int32((124 + x) * ais.Unit), SOG: uint16(knots * 10), COG: 900, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)}))
		}
		t.Vessels = append(t.Vessels, v)
	}
	t.settle()
	return t
}

// without is traffic in which a vessel was not heard between two times.
func without(t *Traffic, id string, from, to uint32) {
	for _, v := range t.Vessels {
		if v.ID == id {
			v.Fixes = slices.DeleteFunc(slices.Clone(v.Fixes), func(f Fix) bool { return f.T >= from && f.T < to })
		}
	}
}

func listen(t testing.TB, tr *Traffic, workers int) *Reception {
	t.Helper()
	c := DefaultSilenceConfig()
	r, err := Listen(context.Background(), tr, c.Reception, c.Reach, workers)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// still is a vessel that stays where it is and is heard at some minutes.
func still(id string, lat, lon float64, flags Flags, source uint8, minutes ...int) *Vessel {
	v := &Vessel{ID: id}
	for _, m := range minutes {
		v.Fixes = append(v.Fixes, MakeFix(FixData{T: madeStart + uint32(m)*60, Lat: int32(lat * ais.Unit), Lon: int32(lon * ais.Unit), SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: flags | Flags(ais.NoStatus)}))
	}
	v.heardBy(func(int) uint8 { return source })
	return v
}

func minutes(from, to, step int, but ...int) (out []int) {
	for m := from; m <= to; m += step {
		if !slices.Contains(but, m) {
			out = append(out, m)
		}
	}
	return out
}

// Counted by hand: a is due a message every ten minutes, and two of its six of the
// hour were lost; b, every twenty minutes, none.
func TestShare(t *testing.T) {
	tr := &Traffic{Sources: []Source{{Name: "shore"}, {Name: "space", Satellite: true}}, Vessels: []*Vessel{
		still("a", 31.1, 124.1, 0, 0, minutes(0, 180, 10, 70, 90)...),
		still("b", 31.1, 124.1, 0, 0, minutes(0, 180, 20)...),
		still("c", 31.1, 124.1, ClassB, 0, minutes(0, 180, 30)...),
		still("d", 31.1, 124.1, 0, 1, minutes(0, 180, 30)...),
		still("late", 31.1, 124.1, 0, 0, minutes(100, 180, 10)...),
	}}
	tr.settle()
	r := listen(t, tr, 2)
	at := uint32(madeStart + 3600 + 60)
	for _, row := range []struct {
		name      string
		b, sat    bool
		but       string
		got, due  float64
		neighbour int
		tolerance float64
	}{
		// the bins of intervals are a sixteenth of an octave wide: a is due 6 to 6.4 messages
		{"a, b and what late tells of its 20 minutes", false, false, "", 4 + 3 + 1, 6 + 3 + 1.9, 3, .05},
		{"but a", false, false, "a", 3 + 1, 3 + 1.9, 2, .05},
		{"class B", true, false, "", 2, 2, 1, .05},
		{"satellite", false, true, "", 2, 2, 1, .05},
		{"satellite, but d", false, true, "d", 0, 0, 0, 0},
	} {
		rho, n := r.Share(31.1, 124.1, at, row.b, row.sat, row.but)
		want := 0.0
		if row.due > 0 {
			want = min(1, (row.got+.5)/(row.due+1))
		}
		if math.Abs(rho-want) > row.tolerance || n != row.neighbour {
			t.Errorf("%s: %.3f of %d vessels, want %.3f of %d", row.name, rho, n, want, row.neighbour)
		}
	}
	if rho, n := r.Share(31.1, 130, at, false, false, ""); rho != 0 || n != 0 {
		t.Errorf("where nobody was: %v %d", rho, n)
	}
}

// A vessel's own silence says nothing of reception: alone, it is of unknown class.
func TestAlone(t *testing.T) {
	tr := &Traffic{Sources: []Source{{}}, Vessels: []*Vessel{still("a", 31.1, 124.1, 0, 0, append(minutes(0, 600, 2), minutes(1200, 1800, 2)...)...),
		still("far", 11.1, 124.1, 0, 0, minutes(0, 1800, 1)...)}} // the feed was on
	tr.settle()
	c := DefaultSilenceConfig()
	c.Gap.Seconds = 6 * hourS
	es, err := Gaps(context.Background(), tr, nil, c, 1)
	if err != nil || len(es) != 1 || es[0].Vessels[0] != "a" || es[0].Sub != SilentUnknown || es[0].Facts["p_silent"] != 1 {
		t.Fatalf("%+v %v", es, err)
	}
	// a neighbour heard in every cell around, and two in its own: three are asked for
	for n := range 4 {
		tr := &Traffic{Sources: tr.Sources, Vessels: slices.Clone(tr.Vessels)}
		for i := range n {
			tr.Vessels = append(tr.Vessels, still(fmt.Sprintf("n%d", i), 31.1, 124.1, 0, 0, minutes(0, 1800, 1)...))
		}
		tr.settle()
		// too slow to leave the cell
		for _, f := range tr.Vessels {
			for i := range f.Fixes {
				f.Fixes[i].setSOG(0)
			}
		}
		cc := c
		cc.Reach.Other = .1
		es, err := Gaps(context.Background(), tr, nil, cc, 2)
		if err != nil || len(es) != 1 {
			t.Fatalf("%d neighbours: %d events, %v", n, len(es), err)
		}
		want := [...]string{SilentUnknown, SilentFaint, SilentFaint, SilentDark}[n]
		if es[0].Sub != want || es[0].Facts["neighbours"] != float64(n) || n > 0 && (es[0].Facts["p_silent"] > .01 || len(es[0].Notes) == 0) {
			t.Errorf("%d neighbours: %s, want %s; %v %v", n, es[0].Sub, want, es[0].Facts, es[0].Notes)
		}
	}
}

// A feed that delivers nothing for hours is the reason of all silences in them.
func TestOutage(t *testing.T) {
	tr := lane(5, 40, 48, [2]float64{120, 240}, 1.5)
	for _, v := range tr.Vessels {
		v.Fixes = slices.DeleteFunc(v.Fixes, func(f Fix) bool { return f.T >= madeStart+20*hourS && f.T < madeStart+27*hourS })
	}
	c := DefaultSilenceConfig()
	c.Gap.Seconds = 6 * hourS
	es, err := Gaps(context.Background(), tr, nil, c, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(es) != 40 {
		t.Fatalf("%d gaps of 40 vessels", len(es))
	}
	for _, e := range es {
		if e.Sub != SilentOutage || total(&e) != 0 {
			t.Errorf("%s: %s", e.Vessels[0], e.Sub)
		}
	}
	// only slots far below the day's median count
	r := listen(t, lane(5, 40, 48, [2]float64{120, 240}, 1.5), 1)
	for i, out := range r.out[0] {
		if out {
			t.Errorf("quarter %d of a whole feed is an outage", i)
		}
	}
}

// area is ships that cross a square of some degrees on straight courses, heard as
// cover says, each at its own interval.
func area(seed uint64, n int, hours float64, every [2]float64, deg float64, cover func(geo.Point) float64) *Traffic {
	rng := rand.New(rand.NewPCG(seed, 3))
	t := &Traffic{Sources: []Source{{Name: "shore"}}}
	fold := func(x float64) float64 { // to and fro
		if x = math.Mod(math.Abs(x), 2*deg); x > deg {
			x = 2*deg - x
		}
		return x
	}
	for i := range n {
		v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", 200_000_000+i), MMSI: uint32(200_000_000 + i), Kind: Cargo}
		knots, course := 8+6*rng.Float64(), 2*math.Pi*rng.Float64()
		x0, y0 := rng.Float64()*deg, rng.Float64()*deg
		step := every[0] + (every[1]-every[0])*rng.Float64()
		for s := rng.Float64() * step; s < hours*hourS; s += step * (.9 + .2*rng.Float64()) {
			d := s * knots * kmPerKnotSecond / kmPerDegree
			p := geo.Point{Lat: 30 + fold(y0+d*math.Cos(course)), Lon: 124 + fold(x0+d*math.Sin(course)/math.Cos(31*degree))}
			if rng.Float64() < cover(p) {
				v.Fixes = append(v.Fixes, MakeFix(FixData{T: madeStart + uint32(s), Lat: int32(p.Lat * ais.Unit), Lon: int32(p.Lon * ais.Unit), SOG: uint16(knots * 10), COG: ais.NoCOG, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)}))
			}
		}
		t.Vessels = append(t.Vessels, v)
	}
	t.settle()
	return t
}

func everywhere(geo.Point) float64 { return .9 }

// Switched off in traffic that is heard well: found, the better the more often ships
// are heard and the less far the ship could get. With a message every ten minutes no
// silence of less than 16.5 h can be dark: fewer than a hundred messages are due.
func TestPlantedGapsWhole(t *testing.T) {
	unraced.Skip(t)
	for _, row := range []struct {
		what  string
		tr    *Traffic
		least float64 // recall
	}{
		{"lane, every minute", lane(9, 120, 60, [2]float64{60, 80}, 2), .7},
		{"area, every minute", area(9, 200, 60, [2]float64{60, 80}, 3, everywhere), .95},
		{"area, every 2 to 4 minutes", area(9, 200, 60, [2]float64{120, 240}, 3, everywhere), .5},
		{"area, every 10 minutes", area(9, 200, 60, [2]float64{540, 660}, 3, everywhere), 0},
	} {
		rng := rand.New(rand.NewPCG(4, 4))
		off := map[string][2]uint32{}
		for i := range 20 {
			id := row.tr.Vessels[i*6].ID
			from := madeStart + uint32((6+20*rng.Float64())*hourS)
			off[id] = [2]uint32{from, from + uint32((8+16*rng.Float64())*hourS)}
			without(row.tr, id, off[id][0], off[id][1])
		}
		c := DefaultSilenceConfig()
		c.Gap.Seconds = 6 * hourS
		es, err := Gaps(context.Background(), row.tr, nil, c, 2)
		if err != nil {
			t.Fatal(err)
		}
		dark, sum := 0, 0.0
		for _, e := range es {
			sum += e.Facts["l"]
			if e.Sub != SilentDark {
				continue
			}
			w, ok := off[e.Vessels[0]]
			if !ok || e.Start.Unix() > int64(w[0]) || e.End.Unix() < int64(w[1]) {
				t.Errorf("%s: %v: a dark gap that is none", row.what, e.Vessels)
				continue
			}
			dark++
			if total(&e) != 1 || e.Facts["neighbours"] < 3 {
				t.Errorf("%s: %v: %v %v", row.what, e.Vessels, e.Reasons, e.Facts)
			}
		}
		recall := float64(dark) / 20
		t.Logf("%s: %d of 20, mean L %.1f", row.what, dark, sum/float64(len(es)))
		if recall < row.least {
			t.Errorf("%s: recall %.2f, want %.2f", row.what, recall, row.least)
		}
	}
}

// Ships that leave the receivers' range and come back are not dark, whether reception
// ends within 25 km or at a line.
func TestOutOfRangeWhole(t *testing.T) {
	unraced.Skip(t)
	for _, edge := range []float64{.12, .001} { // degrees
		tr := area(11, 250, 72, [2]float64{60, 180}, 4, func(p geo.Point) float64 { return .95 / (1 + math.Exp((p.Lon-126)/edge)) })
		c := DefaultSilenceConfig()
		c.Gap.Seconds = 6 * hourS
		es, err := Gaps(context.Background(), tr, nil, c, 2)
		if err != nil {
			t.Fatal(err)
		}
		dark := 0
		for _, e := range es {
			if e.Sub == SilentDark {
				dark++
			}
		}
		t.Logf("edge %v: %d of %d dark", edge, dark, len(es))
		if len(es) < 100 || dark*50 > len(es) {
			t.Errorf("edge %v: %d of %d silences of ships out of range are dark", edge, dark, len(es))
		}
	}
}

// An open gap is a finding, and keeps its id when it closes.
func TestOpenGap(t *testing.T) {
	tr := area(9, 200, 60, [2]float64{60, 90}, 3, everywhere)
	n := slices.IndexFunc(tr.Vessels, func(v *Vessel) bool { // in the middle of the square when it falls silent
		i := slices.IndexFunc(v.Fixes, func(f Fix) bool { return f.T >= madeStart+20*hourS })
		return geo.Distance(v.Fixes[i].at(), geo.Point{Lat: 31.5, Lon: 125.5}) < 20
	})
	id := tr.Vessels[n].ID
	whole := *tr
	whole.Vessels = slices.Clone(tr.Vessels)
	c := DefaultSilenceConfig()
	v := *tr.Vessels[n]
	whole.Vessels[n] = &v
	without(&whole, id, madeStart+20*hourS, madeStart+50*hourS)
	cut := whole
	cut.Vessels = nil
	for _, v := range whole.Vessels { // the same, seen ten hours before it ends
		w := *v
		w.Fixes = slices.DeleteFunc(slices.Clone(v.Fixes), func(f Fix) bool { return f.T > madeStart+40*hourS })
		cut.Vessels = append(cut.Vessels, &w)
	}
	cut.Last = madeStart + 40*hourS
	before, err := Gaps(context.Background(), &cut, nil, c, 1)
	if err != nil || len(before) != 1 || !before[0].Open || before[0].Sub != SilentDark {
		t.Fatalf("open: %v %+v", err, before[0].Facts)
	}
	after, err := Gaps(context.Background(), &whole, nil, c, 1)
	if err != nil || len(after) != 1 || after[0].Open {
		t.Fatalf("closed: %v %+v", err, after)
	}
	if before[0].ID != after[0].ID || after[0].Facts["hours"] < 29 {
		t.Errorf("%s became %s", before[0].ID, after[0].ID)
	}
}

// Any number of workers and order of vessels gives the same bytes, and a shift by
// whole days the same events, later.
func TestSilentIsDeterministic(t *testing.T) {
	m := makeSea(3, 160, 3, 4)
	k := &Known{Flag: "kp", Zones: []geo.Zone{{ID: "z", Name: "Somewhere", Kind: "port", Country: "kp", Centre: geo.Point{Lat: 31, Lon: 124}, Km: 10}}}
	run := func(tr *Traffic, workers int) string {
		es, err := Silent(context.Background(), tr, k, DefaultSilenceConfig(), workers)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(es)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]int{}
		for _, e := range es {
			kinds[e.Kind+" "+e.Sub]++
		}
		if kinds["gap faint"] == 0 || kinds["dark-rendezvous one-side"] == 0 {
			t.Fatalf("nothing to compare: %v", kinds)
		}
		return string(b)
	}
	want := run(m.Traffic, 1)
	for _, workers := range []int{2, 5} {
		if run(m.Traffic, workers) != want {
			t.Errorf("other events with %d workers", workers)
		}
	}
	mixed := *m.Traffic
	mixed.Vessels = slices.Clone(m.Vessels)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(mixed.Vessels), func(i, j int) {
		mixed.Vessels[i], mixed.Vessels[j] = mixed.Vessels[j], mixed.Vessels[i]
	})
	if run(&mixed, 3) != want {
		t.Error("other events in another order of vessels")
	}
}

// A neighbour who is heard more can only make a silence surer; L is never negative
// and p lies in (0,1].
func FuzzSilence(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(90), uint8(10))
	f.Add(uint64(7), uint8(40), uint8(0), uint8(200))
	f.Fuzz(func(t *testing.T, seed uint64, n, lost, spread uint8) {
		rng := rand.New(rand.NewPCG(seed, 1))
		tr := &Traffic{Sources: []Source{{}, {Satellite: true}}}
		for i := range int(n)%48 + 1 {
			v := &Vessel{ID: fmt.Sprintf("v%d", i), Kind: Kind(rng.IntN(9))}
			lat, lon := (rng.Float64()-.5)*float64(spread)*.7, 179.5+(rng.Float64()-.5)*float64(spread)
			for s := uint32(0); s < 30*hourS; s += 300 + rng.Uint32N(900) {
				if rng.IntN(256) < int(lost) || i%5 == 0 && s > 8*hourS && s < 20*hourS {
					continue
				}
				lat = math.Max(-90, math.Min(90, lat+rng.NormFloat64()*.01))
				lon = geo.Wrap(lon + rng.NormFloat64()*.02)
				v.Fixes = append(v.Fixes, MakeFix(FixData{T: madeStart + s, Lat: int32(lat * ais.Unit), Lon: int32(lon * ais.Unit), SOG: uint16(rng.IntN(1024)), COG: uint16(rng.IntN(3601)), Flags: Flags(rng.IntN(256))}))
			}
			v.heardBy(func(int) uint8 { return uint8(rng.IntN(2)) })
			tr.Vessels = append(tr.Vessels, v)
		}
		tr.settle()
		c := DefaultSilenceConfig()
		r := listen(t, tr, 2)
		ss, err := r.Silences(context.Background(), nil, c.Gap, 3*hourS, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i := range ss {
			s := &ss[i]
			due := float64(s.seconds()) / float64(c.Reception.Interval) * kinds
			if !(s.L >= 0 && s.P > 0 && s.P <= 1 && s.L <= due+1) || slices.Contains(s.Heard, s.Vessel.ID) || !slices.IsSorted(s.Heard) {
				t.Fatalf("L %v p %v heard %v", s.L, s.P, s.Heard)
			}
			if s.Class == SilentDark && (s.P > c.Gap.Dark || len(s.Heard) < c.Gap.Neighbours) {
				t.Fatalf("dark: %+v", s)
			}
		}
		for _, v := range tr.Vessels {
			for j := 0; j < len(v.Fixes); j += 13 {
				p := v.Fixes[j].at()
				if rho, _ := r.Share(p.Lat, p.Lon, v.Fixes[j].T, j%2 == 0, j%3 == 0, ""); rho < 0 || rho > 1 {
					t.Fatalf("share %v", rho)
				}
			}
		}
		var k *Known
		if seed%2 == 0 {
			k = &Known{Flag: "kp"}
		}
		if _, err := Silent(context.Background(), tr, k, c, 2); err != nil {
			t.Fatal(err)
		}
	})
}

// Satellites pass every three hours for five minutes: nothing is due in between, and a
// silence of four passes misses some twenty messages, not seven hundred.
func TestSatellitePasses(t *testing.T) {
	tr := &Traffic{Sources: []Source{{Name: "shore"}, {Name: "space", Satellite: true}}}
	var passes []int
	for m := 7; m < 48*60; m += 180 {
		passes = append(passes, minutes(m, m+4, 1)...)
	}
	for i := range 8 {
		tr.Vessels = append(tr.Vessels, still(fmt.Sprintf("n%d", i), 10.1, 160.1, 0, 1, passes...))
	}
	tr.Vessels = append(tr.Vessels, still("v", 10.1, 160.1, 0, 1, slices.DeleteFunc(slices.Clone(passes), func(m int) bool { return m > 600 && m < 1320 })...))
	tr.settle()
	c := DefaultSilenceConfig()
	c.Reach.Other = .1 // it cannot leave the cell
	es, err := Gaps(context.Background(), tr, nil, c, 1)
	if err != nil || len(es) != 1 || es[0].Vessels[0] != "v" {
		t.Fatalf("%d events, %v", len(es), err)
	}
	// in an hour with a pass five of sixty due messages were delivered
	if l := es[0].Facts["l"]; l < 12 || l > 32 || es[0].Sub != SilentFaint || es[0].Facts["neighbours"] != 8 {
		t.Errorf("%s: %v", es[0].Sub, es[0].Facts)
	}
}

// The way that is found is no dearer than any other feasible one, and by land there
// is none.
func TestLeastWay(t *testing.T) {
	tr := lane(2, 80, 40, [2]float64{60, 120}, 2)
	id := tr.Vessels[3].ID
	without(tr, id, madeStart+10*hourS, madeStart+24*hourS)
	r := listen(t, tr, 1)
	c := DefaultSilenceConfig()
	silence := func(k *Known) Silence {
		ss, err := r.Silences(context.Background(), k, c.Gap, 8*hourS, 1)
		if err != nil || len(ss) != 1 || ss[0].Vessel.ID != id {
			t.Fatalf("%v %+v", err, ss)
		}
		return ss[0]
	}
	free := silence(nil)
	// all messages due on the lane itself, hour by hour, heard by all but a tenth
	h := &r.habits[free.index]
	most := float64(free.seconds()) * float64(h.pace[0][0]) / micro
	if !(free.L > 0 && free.L < most) {
		t.Errorf("L %.1f, of at most %.1f on the lane", free.L, most)
	}
	// shut in by land on both sides it must stay in the lane
	w := newWays(newAirs(r, func(p geo.Point) bool { return p.Lat < 30.74 || p.Lat > 31.26 }))
	shut := free
	asks := shut.asks(nil, 0, r.cfg.Cone)
	for i := range asks {
		w.answer(&shut, &asks[i])
	}
	shut.Heard = nil
	r.judge(&shut, asks, c.Gap)
	if shut.L <= free.L || shut.L > most {
		t.Errorf("L %.1f in a channel, %.1f in open water, at most %.1f", shut.L, free.L, most)
	}
}
