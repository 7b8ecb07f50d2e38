package sea

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordon/ais"
	"cordon/geo"
	"cordon/internal/unraced"
)

// pieceKm makes the two fixes of a piece that starts at t0 and takes dt seconds, in km
// east and north of 0, 0.
func pieceKm(t0, dt uint32, x0, y0, x1, y1 float64) (Fix, Fix) {
	at := func(t uint32, x, y float64) Fix {
		return MakeFix(FixData{T: t, Lon: int32(math.Round(x / kmPerUnit)), Lat: int32(math.Round(y / kmPerUnit))})
	}
	return at(t0, x0, y0), at(t0+dt, x1, y1)
}

func TestApproach(t *testing.T) {
	const t0 = 1_600_000_000
	for _, c := range []struct {
		name       string
		p, v       [2]float64 // km, km/s, of the second relative to the first
		dt         uint32
		km         float64
		ok         bool
		start, end float64 // after t0
		least, at  float64
	}{
		{"passes at 1 km", [2]float64{1, 10}, [2]float64{0, -20. / 3600}, 3600, .5, false, 0, 0, 0, 0},
		{"passes at 1 km, asked of 2", [2]float64{1, 10}, [2]float64{0, -20. / 3600}, 3600, 2, true, 1800 - math.Sqrt(3)*180, 1800 + math.Sqrt(3)*180, 1, 1800},
		{"passes at 0.3 km", [2]float64{.3, 10}, [2]float64{0, -20. / 3600}, 3600, .5, true, 1728, 1872, .3, 1800},
		{"stays", [2]float64{.3, .1}, [2]float64{0, 0}, 3600, .5, true, 0, 3600, math.Hypot(.3, .1), 0},
		{"stays away", [2]float64{.3, .5}, [2]float64{0, 0}, 3600, .5, false, 0, 0, 0, 0},
		{"leaves", [2]float64{0, .1}, [2]float64{0, .001}, 3600, .5, true, 0, 400, .1, 0},
		{"comes", [2]float64{0, 4}, [2]float64{0, -.001}, 3600, .5, true, 3500, 3600, .4, 3600},
	} {
		t.Run(c.name, func(t *testing.T) {
			a0, a1 := pieceKm(t0, c.dt, 0, 0, 0, 0)
			b0, b1 := pieceKm(t0, c.dt, c.p[0], c.p[1], c.p[0]+c.v[0]*float64(c.dt), c.p[1]+c.v[1]*float64(c.dt))
			for range 2 { // either way around
				s, e, d, at, ok := approach(&a0, &a1, &b0, &b1, c.km)
				near := func(x, y, tol float64) bool { return math.Abs(x-y) <= tol }
				if ok != c.ok || ok && !(near(s-t0, c.start, .3) && near(e-t0, c.end, .3) && near(d, c.least, 3e-4) && near(at-t0, c.at, .3)) {
					t.Errorf("got %v %.2f-%.2f, %.4f km at %.2f; want %+v", ok, s-t0, e-t0, d, at-t0, c)
				}
				a0, a1, b0, b1 = b0, b1, a0, a1
			}
		})
	}
}

// bruteContacts compares all pieces with all.
func bruteContacts(t *Traffic, c ContactConfig) []Contact {
	var out []Contact
	vessels := byID(t.Vessels)
	for n, a := range vessels {
		for m, b := range vessels {
			if n >= m {
				continue
			}
			for i := 0; i+1 < len(a.Fixes); i++ {
				for j := 0; j+1 < len(b.Fixes); j++ {
					a0, a1, b0, b1 := &a.Fixes[i], &a.Fixes[i+1], &b.Fixes[j], &b.Fixes[j+1]
					if a1.T-a0.T > c.MaxPiece || b1.T-b0.T > c.MaxPiece || a.isBreak(i+1) || b.isBreak(j+1) {
						continue
					}
					if s, e, d, at, ok := approach(a0, a1, b0, b1, c.Km); ok {
						out = append(out, Contact{int32(n), int32(m), s, e, d, at})
					}
				}
			}
		}
	}
	return JoinContacts(out)
}

// suezShips are the ships of the folder's real traffic: by time, of one time the first
// by place.
func suezShips(tb testing.TB) *Traffic {
	dir := os.Getenv("CORDON_TESTDATA")
	if dir == "" {
		tb.Skip("CORDON_TESTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "ais/csv/movingpandas_boat-positions.csv"))
	if err != nil {
		tb.Skip(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Read()
	by := map[string][]Fix{}
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		at, err2 := time.Parse("02/01/2006 15:04", row[1])
		lon, err3 := strconv.ParseFloat(row[2], 64)
		lat, err4 := strconv.ParseFloat(row[3], 64)
		if err != nil || err2 != nil || err3 != nil || err4 != nil {
			tb.Fatal(err, err2, err3, err4)
		}
		by[row[0]] = append(by[row[0]], blankFix(uint32(at.Unix()), lat, lon))
	}
	t := &Traffic{}
	for id, f := range by {
		slices.SortFunc(f, func(a, b Fix) int {
			if a.T != b.T {
				return int(a.T) - int(b.T)
			}
			if a.Lat() != b.Lat() {
				return int(a.Lat() - b.Lat())
			}
			return int(a.Lon() - b.Lon())
		})
		f = slices.CompactFunc(f, func(a, b Fix) bool { return a.T == b.T })
		t.Vessels = append(t.Vessels, &Vessel{ID: fmt.Sprintf("mmsi-%09s-1", id), Fixes: f})
	}
	meetSettle(t)
	return t
}

func meetFix(t uint32, p geo.Point) Fix { return blankFix(t, p.Lat, p.Lon) }

// blankFix is a fix of nothing but a time and a place.
func blankFix(t uint32, lat, lon float64) Fix {
	return MakeFix(FixData{T: t, Lat: int32(math.Round(lat * ais.Unit)), Lon: int32(math.Round(lon * ais.Unit)),
		SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)})
}

func contactsOf(tb testing.TB, t *Traffic, workers int) []Contact {
	tb.Helper()
	all, err := Contacts(context.Background(), t, DefaultContactConfig(), workers)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func TestContactsSuez(t *testing.T) {
	tr := suezShips(t)
	all := contactsOf(t, tr, 1)
	hour, two, ships := 0, 0, map[int32]bool{}
	for _, c := range all {
		if c.End-c.Start >= 3600 {
			hour++
		}
		if c.End-c.Start >= 7200 {
			two++
			ships[c.A], ships[c.B] = true, true
		}
	}
	if got, want := fmt.Sprint(len(all), hour, two, len(ships)), "390 41 29 28"; got != want {
		t.Errorf("contacts, of an hour, of two, ships: %s, want %s", got, want)
	}
}

// meetRandom makes tracks of ships that sail about, meet, stop, fall silent, cross the
// antimeridian and come near the pole.
func meetRandom(r *rand.Rand, ships, fixes int) *Traffic {
	places := [][2]float64{{0, 0}, {31, 125}, {-17, 179.98}, {65, -179.99}, {79.9, 10}, {88.5, 179.9}, {-89.7, 0}, {89.95, -180}}
	t := &Traffic{}
	r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for i := range ships {
		p := places[r.IntN(3)]
		wide := math.Max(.01, math.Cos(p[0]*math.Pi/180))
		v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", r.IntN(1e9))}
		at := uint32(1_600_000_000 + r.IntN(20_000))
		lat, lon := p[0]+r.NormFloat64()*.005, p[1]+r.NormFloat64()*.005/wide
		mean := []int{30, 400, 2500}[r.IntN(3)]
		dlat, dlon := r.NormFloat64()*4e-6, r.NormFloat64()*4e-6
		for j := range fixes {
			v.Fixes = append(v.Fixes, blankFix(at, min(max(lat, -90), 90), math.Mod(lon+900, 360)-180))
			dt := 1 + r.IntN(2*mean)
			switch r.IntN(12) {
			case 0:
				dlat, dlon = r.NormFloat64()*2e-5, r.NormFloat64()*2e-5
			case 1:
				dlat, dlon = 0, 0
			case 2:
				if j > 0 && r.IntN(3) == 0 {
					v.Breaks = append(v.Breaks, j)
				}
			case 3:
				if r.IntN(6) == 0 {
					lat, lon = lat+r.NormFloat64()*3, lon+r.NormFloat64()*90 // a piece across half the world
				}
			}
			at, lat, lon = at+uint32(dt), lat+dlat*float64(dt), lon+dlon*float64(dt)/wide
		}
		if i > 0 && slices.ContainsFunc(t.Vessels, func(w *Vessel) bool { return w.ID == v.ID }) {
			continue
		}
		t.Vessels = append(t.Vessels, v)
	}
	meetSettle(t)
	return t
}

func TestContactsBruteWhole(t *testing.T) {
	unraced.Skip(t)
	total := 0
	for seed := range uint64(12) {
		tr := meetRandom(rand.New(rand.NewPCG(seed, 1)), 30, 60)
		want := bruteContacts(tr, DefaultContactConfig())
		total += len(want)
		if got := contactsOf(t, tr, 2); !slices.Equal(got, want) {
			t.Errorf("seed %d: %s", seed, contactsDiffer(got, want))
		}
		for _, slot := range []uint32{60, 1111, 86400} {
			c := DefaultContactConfig()
			c.Slot = slot
			if got, _ := Contacts(context.Background(), tr, c, 1); !slices.Equal(got, want) {
				t.Errorf("seed %d, slots of %d s: %s", seed, slot, contactsDiffer(got, want))
			}
		}
	}
	if total < 300 {
		t.Errorf("only %d contacts: the tracks do not meet", total)
	}
}

// Ships that go around the earth several times in a slot, or over the whole of it.
func TestContactsAround(t *testing.T) {
	total := 0
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 4))
		tr := &Traffic{}
		for i := range 12 {
			v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", i)}
			at, lon, by := uint32(1_600_000_000+r.IntN(3600)), 360*r.Float64(), 40+100*r.Float64()
			if i%2 == 0 {
				by = -by
			}
			for j := range 60 {
				lat := 60.0
				if i == 11 {
					lat = []float64{80, -80}[j%2]
				}
				v.Fixes = append(v.Fixes, blankFix(at, lat, math.Mod(lon+36_000, 360)-180))
				at, lon = at+3000+uint32(r.IntN(600)), lon+by
			}
			tr.Vessels = append(tr.Vessels, v)
		}
		meetSettle(tr)
		c := DefaultContactConfig()
		want := bruteContacts(tr, c)
		total += len(want)
		for _, c.Slot = range []uint32{0, 1000, 86400, 1 << 30} {
			if got, _ := Contacts(context.Background(), tr, c, 2); !slices.Equal(got, want) {
				t.Errorf("seed %d, slots of %d s: %s", seed, c.Slot, contactsDiffer(got, want))
			}
		}
	}
	if total < 1000 {
		t.Errorf("only %d contacts: the tracks do not meet", total)
	}
}

func contactsDiffer(got, want []Contact) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("of %d and %d, number %d: got %+v, want %+v", len(got), len(want), i, got[i], want[i])
		}
	}
	return fmt.Sprintf("got %d, want %d", len(got), len(want))
}

// However the traffic is cut, the joined contacts are the same to the bit.
func TestContactsCuts(t *testing.T) {
	ctx, c := context.Background(), DefaultContactConfig()
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 2))
		tr := meetRandom(r, 40, 60)
		want := contactsOf(t, tr, 1)
		check := func(what string, got []Contact) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("seed %d, %s: %s", seed, what, contactsDiffer(got, want))
			}
		}
		for workers := 2; workers <= 8; workers += 2 {
			check(fmt.Sprint(workers, " workers"), contactsOf(t, tr, workers))
		}
		shuffled := *tr
		shuffled.Vessels = slices.Clone(tr.Vessels)
		r.Shuffle(len(tr.Vessels), func(i, j int) {
			shuffled.Vessels[i], shuffled.Vessels[j] = shuffled.Vessels[j], shuffled.Vessels[i]
		})
		check("shuffled", contactsOf(t, &shuffled, 3))

		windows := func(edges []uint32, cell *Cell) (parts [][]Contact) {
			for i := 0; i+1 < len(edges); i++ {
				p, err := ContactsWindow(ctx, &shuffled, c, Window{edges[i], edges[i+1], cell}, 1+i%3)
				if err != nil {
					t.Fatal(err)
				}
				parts = append(parts, p)
			}
			r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			return
		}
		var hours []uint32
		for h := tr.First / 3600; h <= tr.Last/3600+1; h++ {
			hours = append(hours, h*3600)
		}
		check("hours", JoinContacts(windows(hours, nil)...))
		random := []uint32{0, tr.Last + 1}
		for range 20 {
			random = append(random, tr.First+uint32(r.IntN(int(tr.Last-tr.First))))
		}
		slices.Sort(random)
		check("random instants", JoinContacts(windows(random, nil)...))
		var parts [][]Contact
		for lat := -90.; lat < 90; lat += 7.5 {
			for lon := -180.; lon < 180; lon += 45 {
				parts = append(parts, windows([]uint32{0, tr.Last + 1}, &Cell{lat, lon, lat + 7.5, lon + 45})...)
			}
		}
		check("cells", JoinContacts(parts...))
		// Again by a day's parts of joined parts.
		half := len(parts) / 2
		check("joined twice", JoinContacts(JoinContacts(parts[half:]...), JoinContacts(parts[:half]...)))
	}
}

func TestContactsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Contacts(ctx, meetRandom(rand.New(rand.NewPCG(1, 1)), 5, 20), DefaultContactConfig(), 2); err == nil || !strings.Contains(err.Error(), "cancel") {
		t.Error(err)
	}
}

func FuzzContacts(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed, uint8(12), uint8(30), uint16(600))
	}
	f.Fuzz(func(t *testing.T, seed uint64, ships, fixes uint8, slot uint16) {
		tr := meetRandom(rand.New(rand.NewPCG(seed, 3)), 2+int(ships%30), 2+int(fixes%60))
		c := DefaultContactConfig()
		c.Slot = max(uint32(slot), 30)
		got, err := Contacts(context.Background(), tr, c, 1+int(seed%3))
		if err != nil {
			t.Fatal(err)
		}
		if want := bruteContacts(tr, c); !slices.Equal(got, want) {
			t.Errorf("%s", contactsDiffer(got, want))
		}
	})
}

// meetSettle puts vessels in order and says when traffic begins and ends.
func meetSettle(t *Traffic) {
	slices.SortFunc(t.Vessels, func(a, b *Vessel) int { return strings.Compare(a.ID, b.ID) })
	t.First, t.Last = math.MaxUint32, 0
	for _, v := range t.Vessels {
		t.First, t.Last = min(t.First, v.Fixes[0].T), max(t.Last, v.Fixes[len(v.Fixes)-1].T)
	}
}

// The cost of contacts as ships become more in the same 10 degrees: half of them lie
// still, and the others turn now and then.
func BenchmarkContacts(b *testing.B) {
	for _, ships := range []int{2000, 40_000} {
		r := rand.New(rand.NewPCG(uint64(ships), 8))
		tr, n := &Traffic{}, 0
		for i := range ships {
			v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", i)}
			p, course, km := geo.Point{Lat: 25 + 10*r.Float64(), Lon: 120 + 10*r.Float64()}, 360*r.Float64(), 0.
			if i%2 == 0 {
				km = 1 + 5*r.Float64()
			}
			for at := 1_600_000_000 + r.IntN(600); at < 1_600_086_400; at += 660 {
				v.Fixes = append(v.Fixes, meetFix(uint32(at), geo.Point{Lat: p.Lat + 1e-4*r.NormFloat64(), Lon: p.Lon + 1e-4*r.NormFloat64()}))
				if r.IntN(20) == 0 {
					course += 30 * r.NormFloat64()
				}
				p = geo.Move(p, course, km)
			}
			tr.Vessels = append(tr.Vessels, v)
			n += len(v.Fixes)
		}
		meetSettle(tr)
		b.Run(fmt.Sprint(ships), func(b *testing.B) {
			for b.Loop() {
				contactsOf(b, tr, 1)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/position")
		})
	}
}

// Whatever bands the earth is cut into, contacts are the same.
func TestContactsBands(t *testing.T) {
	for seed := range uint64(6) {
		tr := meetRandom(rand.New(rand.NewPCG(seed, 5)), 40, 60)
		want := contactsOf(t, tr, 1)
		k := newContactKernel(tr, DefaultContactConfig(), Window{To: math.MaxUint32})
		most := 0
		for _, ships := range []int{1, 2, 5, 20} {
			k.divide(ships)
			most = max(most, k.bands())
			got, err := k.run(context.Background(), 2)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Errorf("seed %d, %d bands: %s", seed, k.bands(), contactsDiffer(got, want))
			}
		}
		if most < 4 {
			t.Errorf("seed %d: %d bands at most", seed, most)
		}
	}
}

// At any time a ship is within one of its boxes: near its way, in its rectangle, and in
// each band that the rectangle reaches into.
func TestContactBoxesHold(t *testing.T) {
	parts, all := 0, 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 6))
		tr := meetRandom(r, 20, 60)
		c := DefaultContactConfig()
		c.Slot = []uint32{0, 300, 5000, 86400, 1 << 30}[seed%5]
		k := newContactKernel(tr, c, Window{To: math.MaxUint32})
		k.divide(4)
		k.bend = 200
		slot := k.c.Slot
		first, slots := k.from/slot, int((k.to-1)/slot-k.from/slot)+1
		g := &contactGrid{k: k, each: slots}
		g.settle(k.from)
		g.fill(first, k.from, k.to)
		for range 4000 {
			at := k.from + uint32(r.IntN(int(k.to-k.from)))
			v := int32(r.IntN(len(g.tracks)))
			f := g.tracks[v].fixes
			i, found := slices.BinarySearchFunc(f, at, func(x Fix, at uint32) int { return int(x.T) - int(at) })
			if !found {
				i--
			}
			if i < 0 || i+1 >= len(f) || f[i+1].T-f[i].T > c.MaxPiece || g.tracks[v].broken(i+1) {
				continue
			}
			lo, hi := max(at/slot*slot, k.from), k.to
			if k.to-at/slot*slot > slot {
				hi = at/slot*slot + slot
			}
			p := between(&f[i], &f[i+1], at)
			s := float64(at-lo) / float64(hi-lo)
			holds := 0
			band := k.band(p.lat)
			for _, b := range g.boxes[int(at/slot-first)*k.bands()+band] {
				if b.v != v || s*whole < float64(b.begin)-1e-6 || s*whole > float64(b.until)+1e-6 || f[b.at].T > at {
					continue
				}
				all++
				if b.until-b.begin != whole {
					parts++
				}
				lat0, lat1, lon0, lon1 := k.bounds(&b)
				in := func(lon int32) bool { return lon >= lon0 && lon <= lon1 }
				if p.lat < lat0 || p.lat > lat1 || !in(p.lon) && !in(p.lon-turn) && !in(p.lon+turn) {
					continue
				}
				dlat := float64(p.lat-b.from.lat) - s*float64(b.to.lat-b.from.lat)
				dlon := math.Remainder(float64(p.lon-b.from.lon)-s*float64(b.to.lon-b.from.lon), turn)
				if b.stray < 0 || math.Hypot(dlat, dlon) <= float64(b.stray)+3 {
					holds++
				}
			}
			if holds == 0 {
				t.Fatalf("seed %d, slot of %d s: vessel %d at %d is in no box", seed, slot, v, at)
			}
		}
	}
	if parts < 1000 || all < 10_000 {
		t.Errorf("only %d boxes, %d of parts of slots", all, parts)
	}
}
