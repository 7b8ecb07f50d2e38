package sea

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"cordon/ais"
	"cordon/geo"
	"cordon/internal/unraced"

	"github.com/google/go-cmp/cmp"
)

// noisy makes a ship's receiver as good as receivers are: about 8 m.
func noisy(w *wake, seed uint64) *wake {
	r := rand.New(rand.NewPCG(seed, 7))
	w.sway = func() (float64, float64) { return r.NormFloat64() * 5e-5, r.NormFloat64() * 5e-5 }
	return w
}

// strayed moves fixes from i to j so that they are sent from around p.
func strayed(w *wake, i, j int, p geo.Point) *wake {
	for ; i < j; i++ {
		d := int32(i%7) * 20
		w.v.Fixes[i].setLat(int32(p.Lat*ais.Unit) + d)
		w.v.Fixes[i].setLon(int32(p.Lon*ais.Unit) - d)
	}
	return w
}

func spoofsOf(t *testing.T, land coast, tr *Traffic) []Event {
	t.Helper()
	c := DefaultSpoofConfig()
	es, err := spoofs(context.Background(), tr, &c, land, 2)
	if err != nil {
		t.Fatal(err)
	}
	return es
}

type lied struct {
	Sub    string
	Weight float64
	Ships  int
}

func lies(es []Event) []lied {
	out := []lied{}
	for _, e := range es {
		w := 0.0
		for _, r := range e.Reasons {
			w += r.Weight
		}
		if len(e.Innocent) == 0 || e.ID == "" || len(e.Parties) != len(e.Vessels) {
			w = math.NaN()
		}
		out = append(out, lied{e.Sub, w, len(e.Vessels)})
	}
	return out
}

var (
	eastSea = geo.Point{Lat: 30, Lon: 123}
	farOff  = geo.Point{Lat: 31.5, Lon: 126.5}
)

func liner(id string, mmsi uint32, seed uint64) *wake {
	return noisy(wakeOf(id, mmsi, eastSea), seed).to(geo.Point{Lat: 31.2, Lon: 123.4}, 12)
}

func marked(w *wake, i, j int, f Flags) *wake {
	for ; i < j; i++ {
		w.v.Fixes[i].setFlags(w.v.Fixes[i].Flags() | f)
	}
	return w
}

// spun adds n positions at kn around a circle, step seconds apart.
func (w *wake) spun(km, kn float64, step uint32, n int) *wake {
	c := geo.Move(w.p, 90, km)
	w.step = step
	turn := kn * geo.NM / 3600 * float64(step) / km / geo.Degree
	for i := range n {
		w.p = geo.Move(c, 270+turn*float64(i), km)
		w.mark(kn, 0)
		w.t += step
	}
	return w
}

func TestSpoofs(t *testing.T) {
	twice := func(n int, mmsi uint32) *Traffic { // two ships take turns on one number
		a, b := liner("a", mmsi, 1), noisy(wakeOf("b", mmsi, farOff), 2)
		for i := range a.v.Fixes {
			b.t = a.v.Fixes[i].T + 100
			if i < n {
				b.p = geo.Move(b.p, 10, .3)
				b.mark(3, 10)
			}
		}
		return trafficOf(a, b)
	}
	moved := func(ships int) *Traffic {
		var ws []*wake
		for i := range ships {
			w := noisy(wakeOf(string(rune('a'+i)), uint32(412000001+i), geo.Move(eastSea, float64(i*50), float64(3+i))), uint64(i)).to(geo.Point{Lat: 31.2, Lon: 123.4}, 12)
			ws = append(ws, strayed(w, 20, 24, farOff))
		}
		return trafficOf(ws...)
	}
	jammed := func(ships int) *Traffic { // again and again, to one place
		var ws []*wake
		for i := range ships {
			w := noisy(wakeOf(string(rune('a'+i)), uint32(412000001+i), geo.Move(eastSea, float64(i*50), float64(3+i))), uint64(i)).to(geo.Point{Lat: 31.2, Lon: 123.4}, 12)
			for at := 10; at < 60; at += 12 {
				strayed(w, at, at+5, farOff)
			}
			ws = append(ws, w)
		}
		return trafficOf(ws...)
	}
	rounds := func(ships int, hours, apart float64) *Traffic { // on circles so many km from each other, twice
		var ws []*wake
		for i := range ships {
			w := noisy(wakeOf(string(rune('a'+i)), uint32(412000001+i), geo.Move(eastSea, 90, float64(i)*apart)), uint64(i))
			w.spun(.6, 6, 397, 60)
			w.hush(hours, geo.Move(eastSea, 90, float64(i)*apart))
			ws = append(ws, w.spun(.6, 6, 397, 60))
		}
		return trafficOf(ws...)
	}
	later := func() *Traffic { // the clone is heard first
		a, b := liner("a", 412000001, 1), noisy(wakeOf("b", 412000001, farOff), 2)
		b.t -= 7200
		b.to(geo.Move(farOff, 10, 60), 6)
		return trafficOf(a, b)
	}
	many := func() *Traffic {
		var ws []*wake
		for i := range 7 {
			ws = append(ws, noisy(wakeOf(string(rune('a'+i)), 412345678, geo.Move(eastSea, float64(i)*50, 600)), uint64(i)).to(geo.Move(eastSea, float64(i)*50+5, 600), 9))
		}
		return trafficOf(ws...)
	}
	frozen := func(kn float64) *wake {
		w := liner("a", 412000001, 1)
		w.sway = nil
		for range 100 {
			w.mark(kn, 45)
			w.t += 300
		}
		return noisy(w, 2).to(geo.Move(w.p, 45, 5), 12)
	}
	again := func(shift uint32) *wake {
		w := liner("a", 412000001, 1)
		fs := slices.Clone(w.v.Fixes[:60])
		w.hush(9, w.p)
		for _, f := range fs {
			f.T += w.t - fs[0].T + shift
			w.v.Fixes = append(w.v.Fixes, f)
		}
		return w
	}
	smoothly := func(id string) *wake { return wakeOf(id, 412000001, eastSea).to(geo.Point{Lat: 31.2, Lon: 123.4}, 12) }
	none := coast{}
	dry := coast{
		inland: func(p geo.Point, most float64) float64 {
			if p.Lon > 126 {
				return most
			}
			return 0
		},
		shore: func(p geo.Point, km float64) (float64, bool) {
			d := math.Abs(126-p.Lon) * 90
			return d, d <= km
		},
		ports: fewPorts,
	}
	type rows = []lied
	tests := []struct {
		name string
		land coast
		t    *Traffic
		want rows
	}{
		{"nothing odd", dry, trafficOf(liner("a", 412000001, 1)), rows{}},
		{"jump and return", none, trafficOf(strayed(liner("a", 412000001, 1), 30, 36, farOff)), rows{{"jump", 1.5, 1}}},
		{"two bit errors", none, trafficOf(strayed(liner("a", 412000001, 1), 30, 32, farOff)), rows{}},
		{"coarse positions", none, trafficOf(marked(strayed(liner("a", 412000001, 1), 30, 36, farOff), 30, 36, LongRange)), rows{}},
		{"dead reckoning", none, trafficOf(marked(strayed(liner("a", 412000001, 1), 30, 36, farOff), 30, 36, Poor)), rows{}},
		{"never back", none, trafficOf(strayed(liner("a", 412000001, 1), 30, 73, farOff)), rows{}},
		{"a stale feed", none, trafficOf(stale(liner("a", 412000001, 1))), rows{}},
		{"jump onto land", dry, trafficOf(strayed(liner("a", 412000001, 1), 30, 40, farOff)), rows{{"jump", 1.5, 1}, {"land", 1.5, 1}}},
		{"a clone", none, twice(40, 412000001), rows{{"clone", 1.5, 2}}},
		{"ten fixes by turns are too few for a clone", none, twice(10, 412000001), rows{}},
		{"a clone that is heard first", none, later(), rows{{"clone", 1.5, 2}}},
		{"one ship, jammed five times", none, jammed(1), rows{{"clone", 1.5, 1}}},
		{"a wrong clock", none, late(), rows{}},
		{"a placeholder", none, twice(40, 416000000), rows{}},
		{"no ship's number", none, twice(40, 1193046), rows{}},
		{"many boats on one number", none, many(), rows{}},
		{"two ships moved", none, moved(2), rows{{"jump", 1.5, 1}, {"jump", 1.5, 1}}},
		{"three ships moved", none, moved(3), rows{{"area", 0, 1}, {"area", 0, 1}, {"area", 0, 1}}},
		{"circles", none, trafficOf(noisy(wakeOf("a", 412000001, eastSea), 1).to(geo.Move(eastSea, 0, 20), 12).spun(1.5, 9, 60, 120).to(geo.Move(eastSea, 10, 50), 12)), rows{{"circle", 1.5, 1}}},
		{"circles seldom heard", none, trafficOf(noisy(wakeOf("a", 412000001, eastSea), 1).spun(.6, 6, 397, 60)), rows{{"circle", 1.5, 1}}},
		{"one circle, with five hours between unheard", none, rounds(1, 5, 0), rows{{"circle", 1.5, 1}}},
		{"one circle a day later", none, rounds(1, 24, 0), rows{{"circle", 1.5, 1}, {"circle", 1.5, 1}}},
		{"three ships on circles around one middle", none, rounds(3, 5, .5), rows{{"area", 0, 1}, {"area", 0, 1}, {"area", 0, 1}}},
		{"three ships on circles of their own", none, rounds(3, 5, 4), rows{{"circle", 1.5, 1}, {"circle", 1.5, 1}, {"circle", 1.5, 1}}},
		{"a wide circle", none, trafficOf(noisy(wakeOf("a", 412000001, eastSea), 1).spun(30, 12, 300, 400)), rows{}},
		{"half a circle", none, trafficOf(noisy(wakeOf("a", 412000001, eastSea), 1).to(geo.Move(eastSea, 0, 20), 12).spun(1.5, 9, 60, 25).to(geo.Move(eastSea, 10, 50), 12)), rows{}},
		{"swinging at anchor", none, trafficOf(noisy(wakeOf("a", 412000001, eastSea), 1).spun(.2, .4, 60, 500)), rows{}},
		{"frozen while under way", none, trafficOf(frozen(8)), rows{{"frozen", 1.5, 1}}},
		{"frozen at rest, coast unknown", none, trafficOf(frozen(0)), rows{}},
		{"frozen at rest, in the open", dry, trafficOf(frozen(0)), rows{{"frozen", 1.5, 1}}},
		{"a stretch again", none, trafficOf(again(0)), rows{{"replay", 1.5, 1}}},
		{"without noise", none, trafficOf(smoothly("a")), rows{{"simulated", 1.5, 1}}},
		{"a feed that fills in", none, trafficOf(smoothly("a"), smoothly("b"), smoothly("c"), smoothly("d"), smoothly("e")), rows{}},
	}
	for _, e := range spoofsOf(t, none, jammed(4)) {
		if e.Sub != "area" || e.Facts["ships"] != 4 || e.Reasons[0].Weight != 0 {
			t.Errorf("jammed again and again: %+v", e)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			es := spoofsOf(t, tt.land, tt.t)
			if d := cmp.Diff(tt.want, lies(es)); d != "" {
				t.Errorf("-want +got:\n%s\n%+v", d, es)
			}
		})
	}
}

// A ship that lies in a port and is jammed day by day, each time to another place, as
// others are, was not in two places: what is told of it is told of all. The first is
// not heard before for so long that a fast craft can have gone, so that her fixes look
// like those of two ships that change places.
func TestJammedDayByDay(t *testing.T) {
	build := func(ships int) *Traffic {
		var ws []*wake
		for i := range ships {
			home := geo.Move(eastSea, 90, float64(i))
			w := noisy(wakeOf(string(rune('a'+i)), uint32(412000001+i), home), uint64(i))
			w.v.Kind, w.step = Passenger, 600
			for day := range 8 {
				quiet := .1
				if i == 0 {
					quiet = 1.8
				}
				w.lie(11 - quiet)
				w.hush(quiet, geo.Move(eastSea, float64(day*180+day), 95)) // in reach at 60 kn
				w.spun(.4+.1*float64(i), 12, 600, 8)
				w.step = 600
				w.p = home
			}
			ws = append(ws, w.lie(3))
		}
		return trafficOf(ws...)
	}
	for ships, want := range map[int]string{1: "spoof", 5: "spoof-area"} {
		es := spoofsOf(t, coast{}, build(ships))
		for _, e := range es {
			if e.Reasons[0].Item != want {
				t.Errorf("%d ships: %s of %s: %v", ships, e.Sub, e.Vessels, e.Reasons)
			}
		}
		if len(es) < ships {
			t.Errorf("%d ships: %d events", ships, len(es))
		}
	}
}

// late is a ship of which a second station, an hour late, tells where she was.
func late() *Traffic {
	a, b := liner("a", 412000001, 1), wakeOf("b", 412000001, eastSea)
	for _, f := range a.v.Fixes[:50] {
		f.T += 3700
		b.v.Fixes = append(b.v.Fixes, f)
	}
	return trafficOf(a, b)
}

// stale puts six fixes back to where the ship was five hours before.
func stale(w *wake) *wake {
	for i := 60; i < 66; i++ {
		w.v.Fixes[i].setLat(w.v.Fixes[i-60].Lat())
		w.v.Fixes[i].setLon(w.v.Fixes[i-60].Lon())
	}
	return w
}

// A long ship does not turn on its heel; a short one may.
func TestSpin(t *testing.T) {
	for length, want := range map[float64]int{250: 1, 60: 0} {
		w := wakeOf("a", 412000001, eastSea)
		w.v.Length, w.step = length, 20
		noisy(w, 1).to(geo.Move(eastSea, 0, 3), 8).spun(.05, 6, 20, 9)
		for i := range 9 {
			w.v.Fixes[len(w.v.Fixes)-9+i].setCOG(uint16(i * 300))
		}
		if es := spoofsOf(t, coast{}, trafficOf(w)); len(es) != want {
			t.Errorf("%.0f m: %+v", length, es)
		}
	}
}

// Where others come on the water it is a river; where a lone ship does it is odd.
func TestRiverIsNotLand(t *testing.T) {
	land := coast{inland: func(p geo.Point, most float64) float64 { return max(0, min(most, (123.0-p.Lon)*90)) },
		shore: func(p geo.Point, within float64) (float64, bool) {
			d := math.Abs(123.0-p.Lon) * 90
			return d, d <= within
		}}
	for ships, want := range map[int]int{1: 1, 4: 4, 6: 0} {
		var ws []*wake
		for i := range ships {
			ws = append(ws, noisy(wakeOf(string(rune('a'+i)), uint32(412000001+i), geo.Point{Lat: 31, Lon: 123.2}), uint64(i)).to(geo.Point{Lat: 31.2, Lon: 122}, 12))
		}
		es := spoofsOf(t, land, trafficOf(ws...))
		if len(es) != want || want > 0 && (es[0].Sub != "land" || es[0].Reasons[0].Weight >= 1) {
			t.Errorf("%d ships: %+v", ships, lies(es))
		}
	}
}

func TestSatelliteOnly(t *testing.T) {
	build := func(stationHears int) *Traffic {
		var ws []*wake
		for i := range 5 {
			w := liner(string(rune('a'+i)), uint32(412000001+i), uint64(i))
			if i == 0 || i > stationHears {
				w.v.heardBy(func(int) uint8 { return 1 })
			}
			ws = append(ws, w)
		}
		tr := trafficOf(ws...)
		tr.Sources = []Source{{Name: "shore"}, {Name: "sat", Satellite: true}}
		return tr
	}
	if got := lies(spoofsOf(t, coast{}, build(3)))[:]; len(got) != 2 { // a, and the fifth
		t.Errorf("three others heard from the shore: %v", got)
	}
	if got := lies(spoofsOf(t, coast{}, build(2))); len(got) != 0 {
		t.Errorf("two others: %v", got)
	}
}

// A circle is found from points that lie beside it.
func TestFitCircle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		x, y, rad := r.NormFloat64()*50, r.NormFloat64()*50, .1+r.Float64()*20
		noise, arc, n := rad*.02*r.Float64(), math.Pi+r.Float64()*6, 20+r.IntN(100)
		var xs, ys []float64
		for range n {
			a := r.Float64() * arc
			xs, ys = append(xs, x+rad*math.Cos(a)+noise*r.NormFloat64()), append(ys, y+rad*math.Sin(a)+noise*r.NormFloat64())
		}
		c, ok := fitCircle(xs, ys)
		if tol := 4*noise + 1e-6*rad; !ok || math.Abs(c.R-rad) > tol || math.Hypot(c.X-x, c.Y-y) > tol || c.RMS > 2*noise+1e-6*rad {
			t.Fatalf("circle %v %v %v, noise %v, arc %v, %d points: %+v", x, y, rad, noise, arc, n, c)
		}
		// moved and turned it is as large
		for i := range xs {
			xs[i], ys[i] = 3-ys[i], xs[i]+7
		}
		if d, ok := fitCircle(xs, ys); !ok || math.Abs(d.R-c.R) > 1e-6*rad {
			t.Fatalf("turned: %v, before %v", d, c)
		}
	}
	if _, ok := fitCircle([]float64{0, 1, 2, 3}, []float64{0, 2, 4, 6}); ok {
		t.Error("a line is no circle")
	}
}

// mirrored is the same traffic with time running backwards.
func mirrored(tr *Traffic) *Traffic {
	out := &Traffic{First: tr.First, Last: tr.Last, Sources: tr.Sources}
	for _, v := range tr.Vessels {
		w := *v
		w.Fixes, w.Breaks = slices.Clone(v.Fixes), nil
		slices.Reverse(w.Fixes)
		for i := range w.Fixes {
			w.Fixes[i].T = tr.First + tr.Last - w.Fixes[i].T
		}
		for _, b := range slices.Backward(v.Breaks) {
			w.Breaks = append(w.Breaks, len(v.Fixes)-b)
		}
		out.Vessels = append(out.Vessels, &w)
	}
	return out
}

// Jumps and clones do not depend on the direction of time, nor on how the
// collector has cut the tracks.
func TestJumpsBothWaysAndCut(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	found := 0
	for round := range 60 {
		w := liner("a", 412000001, uint64(round))
		there := geo.Move(farOff, r.Float64()*360, 200*r.Float64())
		for range 1 + r.IntN(3) {
			i := 5 + r.IntN(len(w.v.Fixes)-20)
			strayed(w, i, i+1+r.IntN(8), there)
		}
		key := func(tr *Traffic) (out []lied) {
			es := spoofsOf(t, coast{}, tr)
			for i := range es {
				es[i].Facts = map[string]float64{"n": es[i].Facts["fixes_there"], "s": es[i].Facts["swaps"]}
				out = append(out, lied{es[i].Sub, es[i].Facts["n"]*100 + es[i].Facts["s"], 0})
			}
			slices.SortFunc(out, func(a, b lied) int { return int(a.Weight - b.Weight) })
			return out
		}
		a := trafficOf(w)
		one := key(a)
		found += len(one)
		if d := cmp.Diff(one, key(mirrored(a))); d != "" {
			t.Fatalf("round %d, backwards: %s", round, d)
		}
		// the excursions as vessels of their own
		v, x := *a.Vessels[0], Vessel{ID: "b", MMSI: 412000001, Kind: Tanker}
		keep := v.Fixes[:0:0]
		for _, f := range v.Fixes {
			if f.Lon() > 124.5*ais.Unit {
				x.Fixes = append(x.Fixes, f)
			} else {
				keep = append(keep, f)
			}
		}
		v.Fixes = keep
		if len(x.Fixes) > 0 {
			cut := &Traffic{Vessels: []*Vessel{&v, &x}, First: a.First, Last: a.Last}
			if d := cmp.Diff(one, key(cut)); d != "" {
				t.Fatalf("round %d, cut: %s", round, d)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d jumps to compare", found)
	}
}

func TestSpoofsSameForAnyWorkersWhole(t *testing.T) {
	unraced.Skip(t)
	tr := shipping(60, 600)
	for i, v := range tr.Vessels {
		switch i % 4 {
		case 0:
			w := wake{v: *v}
			strayed(&w, 100, 110, farOff)
		case 1:
			v.MMSI = tr.Vessels[i-1].MMSI
		}
	}
	c := DefaultSpoofConfig()
	var want string
	for n := 1; n <= 8; n++ {
		es, err := spoofs(context.Background(), tr, &c, coast{}, n)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(es)
		if n == 1 {
			want = string(b)
		}
		if string(b) != want {
			t.Fatalf("%d workers: another answer", n)
		}
	}
	if len(want) < 1000 {
		t.Fatalf("too little to compare: %s", want)
	}
}

// Ordinary ships do not lie.
func TestOrdinaryShipsDoNotSpoof(t *testing.T) {
	if es := spoofsOf(t, coast{}, shipping(100, 1500)); len(es) > 0 {
		t.Errorf("%d: %+v", len(es), es[0])
	}
}

// suezTracks reads the tracks of the Suez canal of March 2021, times to the minute; all
// in them are innocent.
func suezTracks(t testing.TB) *Traffic {
	dir := os.Getenv("CORDON_TESTDATA")
	if dir == "" {
		t.Skip("CORDON_TESTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "ais/csv/movingpandas_boat-positions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]Fix{}
	for _, r := range rows[1:] {
		at, err := time.Parse("02/01/2006 15:04", r[1])
		if err != nil {
			t.Fatal(err)
		}
		lon, _ := strconv.ParseFloat(r[2], 64)
		lat, _ := strconv.ParseFloat(r[3], 64)
		x := fixPut(uint32(at.Unix()), geo.Point{Lat: lat, Lon: lon}, 0, 0)
		x.setSOG(ais.NoSOG)
		x.setCOG(ais.NoCOG)
		x.setFlags(Flags(ais.NoStatus))
		by[r[0]] = append(by[r[0]], x)
	}
	tr := &Traffic{First: ^uint32(0)}
	for id, fs := range by {
		slices.SortFunc(fs, func(a, b Fix) int {
			for _, d := range []int64{int64(a.T) - int64(b.T), int64(a.Lat() - b.Lat()), int64(a.Lon() - b.Lon())} {
				if d != 0 {
					return int(d)
				}
			}
			return 0
		})
		fs = slices.CompactFunc(fs, func(a, b Fix) bool { return a.T == b.T })
		n, _ := strconv.Atoi(id)
		tr.Vessels = append(tr.Vessels, &Vessel{ID: "ship-" + id, MMSI: 412_000_000 + uint32(n), Fixes: fs})
		tr.First, tr.Last = min(tr.First, fs[0].T), max(tr.Last, fs[len(fs)-1].T)
	}
	slices.SortFunc(tr.Vessels, func(a, b *Vessel) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return tr
}

// TestSuezIsInnocent lists what the tracks of Suez raise: nothing that would alert.
func TestSuezIsInnocent(t *testing.T) {
	tr := suezTracks(t)
	ctx := context.Background()
	k := &Known{Zones: koreanZones, Flag: "kp", Ports: geo.WorldPorts(), Land: geo.WorldLand()}
	calls, err := PortCalls(ctx, tr, k, DefaultCallConfig(), 2)
	if err != nil {
		t.Fatal(err)
	}
	odd, err := Spoofs(ctx, tr, k, DefaultSpoofConfig(), 2)
	if err != nil {
		t.Fatal(err)
	}
	who, err := Identities(ctx, tr, k, DefaultIdentityConfig(), 2)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, e := range slices.Concat(calls, odd, who) {
		n[e.Kind+" "+e.Sub]++
		sum := 0.0
		for _, r := range e.Reasons {
			sum += r.Weight
		}
		if sum >= 1 {
			t.Errorf("alert: %s %v %s %+v", e.Sub, e.Vessels, e.Start, e.Reasons)
		}
	}
	t.Logf("%d ships: %v", len(tr.Vessels), n)
	if n["port anchorage"]+n["port port-call"] < 20 {
		t.Errorf("ships lay at Port Said and in the lakes: %v", n)
	}
}

func BenchmarkSpoofs(b *testing.B) {
	tr := shipping(400, 2000)
	k := &Known{Ports: geo.WorldPorts(), Land: geo.WorldLand()}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Spoofs(context.Background(), tr, k, DefaultSpoofConfig(), 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(400*2000), "ns/position")
}
