package sea

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/ais"
)

const t0 = 1_700_006_400 // a midnight

// way is a ship that goes straight.
type way struct {
	mmsi          uint32
	lat, lon      float64
	knots, course float64
}

// at is its fix some seconds after t0.
func (w way) at(s int) Fix {
	d := w.knots * float64(s) / 3600 / 60
	lat := w.lat + d*math.Cos(w.course*math.Pi/180)
	return MakeFix(FixData{T: uint32(t0 + s), Lat: degrees(lat), Lon: degrees(w.lon + d*math.Sin(w.course*math.Pi/180)/math.Cos(w.lat*math.Pi/180)),
		SOG: uint16(w.knots*10 + .5), COG: uint16(w.course*10+.5) % 3600, Heading: uint16(w.course+.5) % 360})
}

// sail adds fixes from, to, every so many seconds.
func (w way) sail(c *Collector, from, to, every int) {
	for s := from; s < to; s += every {
		c.AddFix(w.mmsi, w.at(s), 0)
	}
}

// says adds statics every six minutes.
func says(c *Collector, mmsi uint32, from, to int, st ais.Static) {
	for s := from; s < to; s += slotTime {
		c.Add(&ais.Message{Type: 5, MMSI: mmsi, Time: int64(t0+s) * 1000, HasStat: true, Static: st})
	}
}

func static(imo uint32, name, call string, length uint16) ais.Static {
	s := ais.Static{IMO: imo, Name: name, CallSign: call, ShipType: 80, A: length - 20, B: 20, C: 10, D: 8}
	s.Has = ais.HasName | ais.HasCallSign | ais.HasShipType | ais.HasSize
	if imo > 0 {
		s.Has |= ais.HasIMO
	}
	return s
}

func traffic(t testing.TB, c *Collector, workers int) *Traffic {
	t.Helper()
	tr, err := c.Traffic(t.Context(), workers)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func ids(t *Traffic) (out []string) {
	for _, v := range t.Vessels {
		out = append(out, fmt.Sprintf("%s %d", v.ID, len(v.Fixes)))
	}
	return out
}

// digest is all of a Traffic.
func digest(t testing.TB, tr *Traffic) string {
	b, err := json.Marshal(tr)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range tr.Vessels {
		for i, f := range v.Fixes {
			b = fmt.Append(b, f.Data(), v.Source(i))
		}
		for _, f := range v.Jumps {
			b = fmt.Append(b, f.Data())
		}
	}
	return string(b)
}

const hour = 3600

func TestCollect(t *testing.T) {
	ship := way{412000001, 30, 123, 12, 90}
	far := way{412000001, -10, 60, 9, 200}
	a, b := static(9074729, "EVER GOOD", "BABC", 150), static(7408873, "OTHER", "VRXX", 90)
	tests := []struct {
		name    string
		add     func(c *Collector)
		want    []string
		refused map[string]int64
		check   func(t *testing.T, tr *Traffic)
	}{
		{"a day", func(c *Collector) { ship.sail(c, 0, 24*hour, 60) }, []string{"mmsi-412000001-1 1440"}, nil, nil},
		{"silent for ten hours", func(c *Collector) {
			ship.sail(c, 0, 5*hour, 60)
			ship.sail(c, 15*hour, 20*hour, 60)
		}, []string{"mmsi-412000001-1 600"}, nil, func(t *testing.T, tr *Traffic) {
			if !slices.Equal(tr.Vessels[0].Breaks, []int{300}) {
				t.Error(tr.Vessels[0].Breaks)
			}
		}},
		{"silent for ten hours, and turned", func(c *Collector) {
			ship.sail(c, 0, 5*hour, 60)
			w := ship
			w.lon, w.course = w.lon+1, 180
			w.sail(c, 15*hour, 20*hour, 60)
		}, []string{"mmsi-412000001-1 600"}, nil, nil},
		{"sparse", func(c *Collector) { ship.sail(c, 0, 9*24*hour, 9*hour) }, []string{"mmsi-412000001-1 24"}, nil, nil},
		{"imo", func(c *Collector) {
			ship.sail(c, 0, 5*hour, 60)
			says(c, ship.mmsi, 0, 5*hour, a)
		}, []string{"imo-9074729 300"}, nil, func(t *testing.T, tr *Traffic) {
			v := tr.Vessels[0]
			if v.IMO != 9074729 || v.Kind != Tanker || v.Length != 150 || v.Beam != 18 {
				t.Error(v.IMO, v.Kind, v.Length, v.Beam)
			}
			want := []Claim{
				{"callsign", "BABC", t0, t0 + 5*hour - 360, 50}, {"imo", "9074729", t0, t0 + 5*hour - 360, 50},
				{"mmsi", "412000001", t0, t0 + 5*hour - 60, 300}, {"name", "EVER GOOD", t0, t0 + 5*hour - 360, 50},
				{"size", "130/20/10/8", t0, t0 + 5*hour - 360, 50}, {"type", "80", t0, t0 + 5*hour - 360, 50},
			}
			if !slices.Equal(v.Claims, want) {
				t.Error(v.Claims)
			}
		}},
		{"a number that fails is no name", func(c *Collector) {
			ship.sail(c, 0, 5*hour, 60)
			says(c, ship.mmsi, 0, 5*hour, static(8814881, "X", "", 100))
		}, []string{"mmsi-412000001-1 300"}, nil, nil},
		{"heard twice", func(c *Collector) {
			one, two := c.Source(Source{Name: "one"}), c.Source(Source{Name: "two"})
			for s := 0; s < hour; s += 10 {
				f := ship.at(s)
				c.AddFix(ship.mmsi, f, one)
				f.T += 7
				c.AddFix(ship.mmsi, f, two)
			}
		}, []string{"mmsi-412000001-1 360"}, map[string]int64{"dup": 360}, func(t *testing.T, tr *Traffic) {
			for _, f := range tr.Vessels[0].Fixes {
				if f.T%10 != 0 {
					t.Fatal("not the earliest")
				}
			}
		}},
		{"still, said anew each time", func(c *Collector) {
			w := way{412000001, 30, 123, 0, 0}
			w.sail(c, 0, hour, 10)
		}, []string{"mmsi-412000001-1 360"}, nil, nil},
		{"two in one second", func(c *Collector) {
			for s := 0; s < hour; s += 60 {
				f := ship.at(s)
				c.AddFix(ship.mmsi, f, 0)
				f.setLat(f.Lat() + 12)
				c.AddFix(ship.mmsi, f, 0)
			}
		}, []string{"mmsi-412000001-1 60"}, map[string]int64{"dup": 60}, func(t *testing.T, tr *Traffic) {
			if tr.Vessels[0].Fixes[1] != ship.at(60) {
				t.Error("not the lesser one")
			}
		}},
		{"two ships, one number", func(c *Collector) {
			ship.sail(c, 0, 24*hour, 60)
			far.sail(c, 30, 24*hour, 60)
		}, []string{"mmsi-412000001-1 1440", "mmsi-412000001-2 1440"}, nil, func(t *testing.T, tr *Traffic) {
			o := tr.Vessels[0].Overlaps
			if len(o) != 1 || o[0].Other != "mmsi-412000001-2" || o[0].By != "mmsi" || o[0].Swaps < 2800 || o[0].Km < 7000 || o[0].Follows {
				t.Error(o)
			}
		}},
		{"in the same seconds", func(c *Collector) {
			ship.sail(c, 0, 24*hour, 60)
			far.sail(c, 0, 24*hour, 60)
		}, []string{"mmsi-412000001-1 1440", "mmsi-412000001-2 1440"}, nil, nil},
		{"each with its names", func(c *Collector) {
			one, two := c.Source(Source{Name: "one"}), c.Source(Source{Name: "two"})
			for s := 0; s < 24*hour; s += 60 {
				f, g := ship.at(s), far.at(s+30)
				c.AddFix(ship.mmsi, f, one)
				c.AddFix(ship.mmsi, g, two)
			}
			c.From(func(n uint16) Source { return Source{Name: []string{"one", "two"}[n]} })
			for s := 0; s < 24*hour; s += slotTime {
				c.Add(&ais.Message{Type: 5, MMSI: ship.mmsi, Time: int64(t0+s) * 1000, HasStat: true, Static: a, Source: 0})
				c.Add(&ais.Message{Type: 5, MMSI: ship.mmsi, Time: int64(t0+s) * 1000, HasStat: true, Static: b, Source: 1})
			}
		}, []string{"imo-7408873 1440", "imo-9074729 1440"}, nil, nil},
		{"a hop of the number", func(c *Collector) {
			ship.sail(c, 0, 24*hour, 60)
			says(c, ship.mmsi, 0, 24*hour, a)
			w := ship
			w.mmsi = 273000002
			w.sail(c, 30*hour, 48*hour, 60)
			says(c, w.mmsi, 30*hour, 48*hour, static(9074729, "NEW NAME", "UABC", 150))
		}, []string{"imo-9074729 2520"}, nil, func(t *testing.T, tr *Traffic) {
			v := tr.Vessels[0]
			if v.MMSI != 273000002 || !slices.Equal(v.Breaks, []int{1440}) {
				t.Error(v.MMSI, v.Breaks)
			}
			if a, _ := v.ClaimAt("mmsi", t0+hour); a != "412000001" {
				t.Error(a)
			}
			if a, _ := v.ClaimAt("name", t0+47*hour); a != "NEW NAME" {
				t.Error(a)
			}
		}},
		{"one IMO number at two places", func(c *Collector) {
			ship.sail(c, 0, 24*hour, 60)
			says(c, ship.mmsi, 0, 24*hour, a)
			w := far
			w.mmsi = 273000002
			w.sail(c, 0, 12*hour, 60)
			says(c, w.mmsi, 0, 12*hour, a)
		}, []string{"imo-9074729 1440", "mmsi-273000002-1 720"}, nil, func(t *testing.T, tr *Traffic) {
			for _, v := range tr.Vessels {
				if x, _ := v.ClaimAt("imo", t0); x != "9074729" || len(v.Overlaps) != 1 || v.Overlaps[0].By != "imo" {
					t.Error(v.ID, x, v.Overlaps)
				}
			}
		}},
		{"a number that many enter", func(c *Collector) {
			for n := range uint32(3) {
				w := ship
				w.mmsi += n
				w.sail(c, int(n)*10*hour, int(n)*10*hour+5*hour, 60)
				says(c, w.mmsi, int(n)*10*hour, int(n)*10*hour+5*hour, static(1234567, string(rune('A'+n)), "", uint16(60+30*n)))
			}
		}, []string{"imo-1234567 300", "mmsi-412000002-1 300", "mmsi-412000003-1 300"}, nil, nil},
		{"away and back", func(c *Collector) {
			ship.sail(c, 0, 10*hour, 60)
			f := ship.at(5*hour + 30)
			f.setLat(f.Lat() + 5*ais.Unit)
			c.AddFix(ship.mmsi, f, 0)
		}, []string{"mmsi-412000001-1 600"}, map[string]int64{"jump": 1}, func(t *testing.T, tr *Traffic) {
			if v := tr.Vessels[0]; len(v.Jumps) != 1 || v.Refused.Jump != 1 || len(v.Breaks) != 0 {
				t.Error(v.Jumps, v.Refused, v.Breaks)
			}
		}},
		{"too far in the silence", func(c *Collector) {
			ship.sail(c, 0, 5*hour, 60)
			far.sail(c, 15*hour, 20*hour, 60)
		}, []string{"mmsi-412000001-1 300", "mmsi-412000001-2 300"}, nil, func(t *testing.T, tr *Traffic) {
			if o := tr.Vessels[1].Overlaps; len(o) != 1 || !o[0].Follows || o[0].First != t0+5*hour-60 || o[0].Last != t0+15*hour {
				t.Error(o)
			}
		}},
		{"a fast ferry", func(c *Collector) {
			w := way{412000001, 30, 123, 38, 90}
			w.sail(c, 0, 3*hour, 60)
			w.sail(c, 13*hour, 16*hour, 60)
		}, []string{"mmsi-412000001-1 360"}, nil, nil},
		{"coarse beside fine", func(c *Collector) {
			ship.sail(c, 0, 2*hour, 60)
			for _, s := range []int{90, hour, 2*hour + 600, 4 * hour, 4*hour + 180} {
				f := ship.at(s + 5)
				f.setFlags(f.Flags() | LongRange)
				c.AddFix(ship.mmsi, f, 0)
			}
		}, []string{"mmsi-412000001-1 122"}, map[string]int64{"noise": 3}, nil},
		{"the same again at speed", func(c *Collector) {
			ship.sail(c, 0, 2*hour, 60)
			f := ship.at(hour)
			f.T += 600
			c.AddFix(ship.mmsi, f, 0)
		}, []string{"mmsi-412000001-1 120"}, map[string]int64{"noise": 1}, nil},
		{"no course at speed", func(c *Collector) {
			ship.sail(c, 0, 2*hour, 60)
			f := ship.at(hour + 30)
			f.setCOG(ais.NoCOG)
			c.AddFix(ship.mmsi, f, 0)
		}, []string{"mmsi-412000001-1 120"}, map[string]int64{"noise": 1}, nil},
		{"a table without courses", func(c *Collector) {
			for s := 0; s < 2*hour; s += 60 {
				f := ship.at(s)
				f.setCOG(ais.NoCOG)
				c.AddFix(ship.mmsi, f, 0)
			}
		}, []string{"mmsi-412000001-1 120"}, nil, nil},
		{"bad", func(c *Collector) {
			ship.sail(c, 0, 24*hour, 30)
			for _, f := range []Fix{MakeFix(FixData{T: t0, Lat: ais.NoLat, Lon: ais.NoLon}), MakeFix(FixData{T: t0, Lat: 0, Lon: 0}), MakeFix(FixData{T: 5, Lat: 1, Lon: 1}), MakeFix(FixData{T: t0 + 3650*86400, Lat: 1, Lon: 1})} {
				c.AddFix(ship.mmsi, f, 0)
			}
			c.AddFix(0, ship.at(0), 0)
			c.Add(&ais.Message{Type: 1, MMSI: ship.mmsi, Time: ais.NoTime, HasPos: true})
			c.Add(&ais.Message{Type: 4, MMSI: 2300001, Time: t0 * 1000, HasPos: true})
			c.Add(&ais.Message{Type: 1, MMSI: ship.mmsi, Time: -1, HasPos: true})
		}, []string{"mmsi-412000001-1 2880"}, map[string]int64{"range": 2, "time": 3, "mmsi": 1, "untimed": 1, "no-ship": 1}, nil},
		{"a new draught, and the old one", func(c *Collector) {
			ship.sail(c, 0, 30*hour, 60)
			for n, d := range []uint8{80, 121, 80} {
				s := a
				s.Has, s.Draught = s.Has|ais.HasDraught, d
				says(c, ship.mmsi, n*10*hour, (n+1)*10*hour, s)
			}
		}, []string{"imo-9074729 1800"}, nil, func(t *testing.T, tr *Traffic) {
			var got []string
			for _, c := range tr.Vessels[0].Claims {
				if c.Prop == "draught" {
					got = append(got, c.Value)
				}
			}
			if !slices.Equal(got, []string{"8.0", "12.1", "8.0"}) {
				t.Error(got)
			}
		}},
		{"typing variants stay apart", func(c *Collector) {
			ship.sail(c, 0, 2*hour, 60)
			says(c, ship.mmsi, 0, 2*hour, a)
			v := a
			v.Name = "EVER G00D"
			says(c, ship.mmsi, 180, 400, v)
		}, []string{"imo-9074729 120"}, nil, func(t *testing.T, tr *Traffic) {
			n := 0
			for _, c := range tr.Vessels[0].Claims {
				if c.Prop == "name" {
					n++
				}
			}
			if n != 2 {
				t.Error(tr.Vessels[0].Claims)
			}
		}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			c := NewCollector(DefaultTrackConfig())
			x.add(c)
			tr := traffic(t, c, 2)
			if got := ids(tr); !slices.Equal(got, x.want) {
				t.Errorf("vessels %v, want %v", got, x.want)
			}
			if x.refused == nil {
				x.refused = map[string]int64{}
			}
			if fmt.Sprint(tr.Refused) != fmt.Sprint(x.refused) {
				t.Errorf("refused %v, want %v", tr.Refused, x.refused)
			}
			if x.check != nil && !t.Failed() {
				x.check(t, tr)
			}
			sound(t, c, tr)
		})
	}
}

// sound checks what holds of every Traffic.
func sound(t testing.TB, c *Collector, tr *Traffic) {
	t.Helper()
	kept := int64(0)
	for i, v := range tr.Vessels {
		if i > 0 && tr.Vessels[i-1].ID >= v.ID {
			t.Fatalf("%s before %s", tr.Vessels[i-1].ID, v.ID)
		}
		if len(v.Fixes) == 0 {
			t.Fatalf("%s has no fix", v.ID)
		}
		for j := 1; j < len(v.Fixes); j++ {
			if v.Fixes[j].T <= v.Fixes[j-1].T {
				t.Fatalf("%s: fixes %d and %d are not in order", v.ID, j-1, j)
			}
		}
		for j, b := range v.Breaks {
			if b <= 0 || b >= len(v.Fixes) || j > 0 && b <= v.Breaks[j-1] {
				t.Fatalf("%s: breaks %v of %d", v.ID, v.Breaks, len(v.Fixes))
			}
		}
		kept += int64(len(v.Fixes))
	}
	for _, n := range tr.Refused {
		kept += n
	}
	if kept != c.Taken() {
		t.Fatalf("%d kept and refused of %d", kept, c.Taken())
	}
}

// mixed are messages with all that is hard: receivers, a satellite with a wrong
// clock, clones, hops, damage, class B, coarse fixes, ships without motion.
func mixed(seed uint64, ships, positions int) []ais.Message {
	r := rand.New(rand.NewPCG(seed, 7))
	base := fleet(seed, ships, positions)
	var out []ais.Message
	for _, m := range base {
		n := m.MMSI - 412000000
		if m.HasPos {
			switch {
			case n%11 == 1: // half of it is another ship's
				m.MMSI--
			case n%13 == 2 && m.Time > 1_700_000_000_000+1800_000:
				m.MMSI += 1_000_000
			case n%7 == 3:
				m.Position.SOG, m.Position.COG = ais.NoSOG, ais.NoCOG
			case n%7 == 4:
				m.Type = 18
			}
		} else if n%11 == 1 {
			m.MMSI--
		} else if n%13 == 2 && m.Time > 1_700_000_000_000+1800_000 {
			m.MMSI += 1_000_000
		}
		for src := range uint16(4) {
			if r.IntN(3) == 0 {
				continue
			}
			x := m
			x.Source = src
			x.Time += int64(r.IntN(2000))
			if src == 3 {
				x.Time += 47_000
			}
			switch r.IntN(60) {
			case 0:
				x.Position.Lat += int32(r.IntN(3)-1) * 2 * ais.Unit
			case 1:
				x.Position.Lat, x.Position.Lon = ais.NoLat, ais.NoLon
			case 2:
				x.Time += int64(1+r.IntN(300)) * 40 * 86_400_000
			case 3:
				if x.HasPos {
					x.Type = 27
				}
			case 4:
				x.Time = ais.NoTime
			}
			out = append(out, x)
		}
	}
	return out
}

var mixedNames = []string{"west", "east", "north", "orbcomm 9"}

func collect(t testing.TB, m []ais.Message, order []int, cuts []int, workers int) (*Collector, *Traffic) {
	c := NewCollector(DefaultTrackConfig())
	from := func(n uint16) Source { return Source{Name: mixedNames[n]} }
	c.From(from)
	for i, k := range order {
		if slices.Contains(cuts, i) {
			before := traffic(t, c, workers)
			was := digest(t, before)
			defer func() {
				if digest(t, before) != was {
					t.Error("a Traffic was changed by what was added later")
				}
			}()
			c.From(from)
		}
		c.Add(&m[k])
	}
	return c, traffic(t, c, workers)
}

func TestSameForEveryOrder(t *testing.T) {
	m := mixed(3, 40, 4000)
	order := make([]int, len(m))
	for i := range order {
		order[i] = i
	}
	c, tr := collect(t, m, order, nil, 1)
	sound(t, c, tr)
	want := digest(t, tr)
	if len(tr.Vessels) < 40 {
		t.Fatal(len(tr.Vessels), "vessels")
	}
	for _, why := range []string{"dup", "jump", "range", "noise", "time", "untimed"} {
		if tr.Refused[why] == 0 {
			t.Errorf("nothing was refused as %s: the test tests nothing of it", why)
		}
	}
	if s := tr.Sources[2]; s.Name != "orbcomm 9" || !s.Satellite || s.Offset < 45 || s.Offset > 48 || s.Twins < 100 {
		t.Errorf("the satellite's clock: %+v", s)
	}
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 9))
		o := slices.Clone(order)
		r.Shuffle(len(o), func(i, j int) { o[i], o[j] = o[j], o[i] })
		var cuts []int
		if seed%2 == 1 {
			cuts = []int{r.IntN(len(o)), r.IntN(len(o)), len(o) - 1}
		}
		if _, got := collect(t, m, o, cuts, 1+int(seed)); digest(t, got) != want {
			t.Errorf("order %d with cuts %v gives something else", seed, cuts)
		}
	}
	// Parts of time, the later first.
	half := slices.Concat(order[len(order)/2:], order[:len(order)/2])
	if _, got := collect(t, m, half, []int{len(order) / 2}, 8); digest(t, got) != want {
		t.Error("later half first gives something else")
	}
	// All of it twice: only the counts of refused fixes differ.
	_, twice := collect(t, m, slices.Concat(order, order), nil, 2)
	for _, x := range []*Traffic{tr, twice} {
		x.Refused = nil
		for _, v := range x.Vessels {
			v.Refused, v.Jumps = Refusals{}, nil
		}
	}
	if digest(t, twice) != digest(t, tr) {
		t.Error("all twice gives something else")
	}
}

func TestManySources(t *testing.T) {
	names := make([]string, 400)
	for i := range names {
		names[i] = fmt.Sprintf("station %d", i)
	}
	ship := way{412000001, 30, 123, 12, 90}
	make := func(seed uint64, cut int) string {
		order := rand.New(rand.NewPCG(seed, 1)).Perm(len(names))
		c := NewCollector(DefaultTrackConfig())
		for i, n := range order {
			if i == cut {
				traffic(t, c, 1)
			}
			c.AddFix(ship.mmsi, ship.at(n*60), c.Source(Source{Name: names[n]}))
		}
		tr := traffic(t, c, 1)
		if len(tr.Sources) != buckets || len(tr.Vessels[0].Fixes) != len(names) {
			t.Fatal(len(tr.Sources), len(tr.Vessels[0].Fixes))
		}
		return digest(t, tr)
	}
	want := make(1, -1)
	for seed, cut := range []int{50, 150, 250, 399} {
		if make(uint64(seed), cut) != want {
			t.Errorf("cut at %d: something else", cut)
		}
	}
}

func TestClocks(t *testing.T) {
	for _, x := range []struct {
		name     string
		offset   func(s int) int
		want     int32
		unsteady bool
	}{
		{"ahead", func(int) int { return 3000 }, 3000, false},
		{"behind", func(int) int { return -95 }, -95, false},
		{"right", func(int) int { return 0 }, 0, false},
		{"wandering", func(s int) int { return s / 10 }, 0, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := NewCollector(DefaultTrackConfig())
			sky, shore := c.Source(Source{Name: "sky", Satellite: true}), c.Source(Source{Name: "shore"})
			w := way{412000001, 30, 123, 12, 45}
			for s := 0; s < 10*hour; s += 60 {
				f := w.at(s)
				c.AddFix(w.mmsi, f, shore)
				if s%600 == 0 {
					f.T += uint32(x.offset(s))
					c.AddFix(w.mmsi, f, sky)
				}
			}
			tr := traffic(t, c, 1)
			s := tr.Sources[1]
			if s.Name != "sky" || s.Offset != x.want || s.Unsteady != x.unsteady || s.Twins != 60 {
				t.Errorf("%+v", s)
			}
			if n := len(tr.Vessels[0].Fixes); n < 600-3 && !x.unsteady {
				t.Error(n, "fixes")
			}
			if !x.unsteady && tr.Refused["dup"] != 60 {
				t.Error(tr.Refused)
			}
		})
	}
}

func TestKeptClaims(t *testing.T) {
	ship := way{412000001, 30, 123, 12, 90}
	live := NewCollector(DefaultTrackConfig())
	ship.sail(live, 0, 24*hour, 60)
	says(live, ship.mmsi, 0, 24*hour, static(9074729, "EVER GOOD", "BABC", 150))
	was := traffic(t, live, 1)
	again := NewCollector(DefaultTrackConfig())
	for range 2 {
		for _, f := range was.Vessels[0].Fixes {
			again.AddFix(ship.mmsi, f, 0)
		}
		for _, c := range was.Vessels[0].Claims {
			again.AddClaim(ship.mmsi, c)
		}
	}
	got := traffic(t, again, 1)
	got.Refused, got.Vessels[0].Refused = was.Refused, was.Vessels[0].Refused
	if digest(t, got) != digest(t, was) {
		t.Errorf("replayed %v, was %v", got.Vessels[0].Claims, was.Vessels[0].Claims)
	}
}

func TestInterval(t *testing.T) {
	c := NewCollector(DefaultTrackConfig())
	w := way{412000001, 30, 123, 12, 90}
	w.sail(c, 0, 3*hour, 180)
	w.sail(c, 20*hour, 23*hour, 180)
	if n := traffic(t, c, 1).Vessels[0].Interval(); n != 180 {
		t.Error(n)
	}
}

func TestCancel(t *testing.T) {
	c := NewCollector(DefaultTrackConfig())
	way{412000001, 30, 123, 12, 90}.sail(c, 0, hour, 60)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Traffic(ctx, 2); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n := len(traffic(t, c, 2).Vessels); n != 1 {
		t.Error(n)
	}
}

func FuzzCollector(f *testing.F) {
	f.Add([]byte("some ships, going their ways, and what they said"), uint8(3))
	f.Add(make([]byte, 400), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, cut uint8) {
		if len(b) > 4000 {
			b = b[:4000]
		}
		c := NewCollector(DefaultTrackConfig())
		n := 0
		for ; len(b) >= 16; b = b[16:] {
			w := binary.LittleEndian.Uint64(b)
			m := ais.Message{Type: []uint8{1, 1, 1, 3, 18, 27, 4, 5, 24, 0}[b[8]%10], MMSI: 412000000 + uint32(b[9]%4),
				Time: t0*1000 + int64(w%4096)*30_000, Source: uint16(b[10] % 5), HasPos: b[11]%4 > 0, HasStat: b[11]%4 != 2}
			if b[11] == 255 {
				m.Time = int64(w)
			}
			m.Position = ais.Position{Lat: int32(b[12]) * ais.Unit / 64, Lon: int32(b[13]) * ais.Unit / 64, SOG: uint16(w>>16) % 1024, COG: uint16(w>>32) % 4096, Second: b[14] % 64}
			if b[14]%16 == 0 {
				m.Position.SOG = ais.NoSOG
			}
			m.Static = static(goodIMO(uint32(900000+int(b[15]%4))), string(rune('A'+b[15]%8)), "C", 100)
			c.Add(&m)
			if n++; n == int(cut) {
				sound(t, c, traffic(t, c, 1))
			}
		}
		tr := traffic(t, c, 2)
		sound(t, c, tr)
		if digest(t, traffic(t, c, 1)) != digest(t, tr) {
			t.Error("asked again, it answers otherwise")
		}
	})
}
