package sea

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"cordon/ais"
	"cordon/internal/unraced"
)

// fleet makes messages of ships that go their ways, in the order of time: one
// position in ten seconds to three minutes, statics every six minutes.
func fleet(seed uint64, ships, positions int) []ais.Message {
	r := rand.New(rand.NewPCG(seed, 1))
	type ship struct {
		lat, lon, knots, course float64
		static                  ais.Static
	}
	list := make([]ship, ships)
	for i := range list {
		list[i] = ship{20 + 20*r.Float64(), 115 + 20*r.Float64(), 14 * r.Float64(), 360 * r.Float64(), ais.Static{
			Has: ais.HasIMO | ais.HasName | ais.HasCallSign | ais.HasShipType | ais.HasSize | ais.HasDraught | ais.HasDestination,
			IMO: goodIMO(uint32(910000 + i)), Name: "SHIP " + string(rune('A'+i%26)), CallSign: "X" + string(rune('A'+i%26)), ShipType: uint8(70 + i%20),
			A: uint16(80 + i%100), B: 20, C: 10, D: 8, Draught: 80, Destination: "CNSHA"}}
	}
	every := 60.0 // seconds between rounds
	out := make([]ais.Message, 0, positions+positions/6+ships)
	for n := 0; len(out) < cap(out)-ships-ships/6; n++ {
		for i := range list {
			s := &list[i]
			if r.IntN(20) == 0 {
				s.course = math.Mod(s.course+60*r.Float64()-30+360, 360)
			}
			d := s.knots * every / 3600 / 60
			s.lat += d * math.Cos(s.course*math.Pi/180)
			s.lon += d * math.Sin(s.course*math.Pi/180) / math.Cos(s.lat*math.Pi/180)
			at := int64(1_700_000_000_000) + int64(float64(n)*every*1000) + int64(i%60)*1000
			out = append(out, ais.Message{Type: 1, MMSI: 412000000 + uint32(i), Time: at, HasPos: true, Position: ais.Position{
				Lat: degrees(s.lat), Lon: degrees(s.lon), SOG: uint16(s.knots * 10), COG: uint16(s.course*10) % 3600, Heading: uint16(s.course) % 360}})
			if n%6 == i%6 {
				out = append(out, ais.Message{Type: 5, MMSI: 412000000 + uint32(i), Time: at, HasStat: true, Static: s.static})
			}
		}
	}
	return out
}

// heardBy is each message once by each of several sources, some seconds later.
func heardBy(m []ais.Message, sources int) []ais.Message {
	out := make([]ais.Message, 0, len(m)*sources)
	for i := range m {
		for src := range sources {
			x := m[i]
			x.Source = uint16(src)
			x.Time += int64(src * 1500)
			out = append(out, x)
		}
	}
	return out
}

// goodIMO is a number of six digits with its check digit.
func goodIMO(six uint32) uint32 {
	sum := uint32(0)
	for n, w := six, uint32(2); w <= 7; n, w = n/10, w+1 {
		sum += n % 10 * w
	}
	return six*10 + sum%10
}

func BenchmarkCollect(b *testing.B) {
	m := fleet(1, 5000, 1_000_000)
	n := 0
	for i := range m {
		if m[i].HasPos {
			n++
		}
	}
	run := func(b *testing.B, workers int) {
		var t *Traffic
		for b.Loop() {
			c := NewCollector(DefaultTrackConfig())
			for i := range m {
				c.Add(&m[i])
			}
			var err error
			if t, err = c.Traffic(b.Context(), workers); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "positions/s")
		b.ReportMetric(float64(len(t.Vessels)), "vessels")
	}
	b.Run("1", func(b *testing.B) { run(b, 1) })
	b.Run("2", func(b *testing.B) { run(b, 2) })
	b.Run("add", func(b *testing.B) {
		for b.Loop() {
			c := NewCollector(DefaultTrackConfig())
			for i := range m {
				c.Add(&m[i])
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "positions/s")
	})
	b.Run("3 sources", func(b *testing.B) {
		m := heardBy(m[:len(m)/3], 3)
		n := 0
		for i := range m {
			if m[i].HasPos {
				n++
			}
		}
		for b.Loop() {
			c := NewCollector(DefaultTrackConfig())
			c.From(func(n uint16) Source { return Source{Name: []string{"orbcomm", "a", "b"}[n]} })
			for i := range m {
				c.Add(&m[i])
			}
			if _, err := c.Traffic(b.Context(), 2); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "positions/s")
	})
	b.Run("memory 200 a ship", func(b *testing.B) { memory(b, m) })
	b.Run("memory 1000 a ship", func(b *testing.B) { memory(b, fleet(1, 1000, 1_000_000)) })
}

// What is around the fixes of a ship is little beside a few hundred of them.
func TestHotMemoryWhole(t *testing.T) {
	unraced.Skip(t)
	if _, got := hot(t, fleet(1, 600, 210_000)); !(got > 16 && got <= 20) {
		t.Errorf("%.2f bytes a position", got)
	}
}

func memory(b *testing.B, m []ais.Message) {
	var both, alone float64
	for b.Loop() {
		both, alone = hot(b, m)
	}
	b.ReportMetric(both, "B/position")
	b.ReportMetric(alone, "B/position-traffic")
}

// hot is what the heap holds for a position, of collector and traffic, and of
// traffic alone.
func hot(t testing.TB, m []ais.Message) (both, alone float64) {
	n := 0
	for i := range m {
		if m[i].HasPos {
			n++
		}
	}
	heap := func() float64 {
		var s runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&s)
		return float64(s.HeapAlloc)
	}
	before := heap()
	c := NewCollector(DefaultTrackConfig())
	for i := range m {
		c.Add(&m[i])
	}
	tr, err := c.Traffic(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	both = (heap() - before) / float64(n)
	runtime.KeepAlive(c)
	c = nil
	alone = (heap() - before) / float64(n)
	runtime.KeepAlive(tr)
	runtime.KeepAlive(m)
	return both, alone
}
