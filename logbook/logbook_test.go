package logbook

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/ais"
	"cordon/internal/unraced"

	"github.com/google/go-cmp/cmp"
)

func openLog(tb testing.TB) *Logbook {
	tb.Helper()
	l, err := Open(filepath.Join(tb.TempDir(), "sea"), Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// base is when the made-up traffic begins.
var base = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)

// heardBy is a message and who heard it.
type heardBy struct {
	ais.Message
	by string
}

// traffic makes ships that sail for some hours near a corner of four cells: those
// under way are heard every few seconds, with the noise of a receiver of
// positions of 3 m, those at anchor every three minutes.
func traffic(ships, hours int, seed uint64) []heardBy {
	r := rand.New(rand.NewPCG(seed, 1))
	var out []heardBy
	for s := range ships {
		mmsi := uint32(412_000_000 + s*977)
		lat, lon := 29+2*r.Float64(), 119+2*r.Float64()
		moving := r.Float64() < .6
		sog, cog := 0.0, 360*r.Float64()
		if moving {
			sog = 8 + 8*r.Float64()
		}
		var nx, ny float64
		said := ais.Static{Has: ais.HasIMO | ais.HasName | ais.HasCallSign | ais.HasShipType | ais.HasSize | ais.HasDestination,
			IMO: uint32(9_000_000 + s), Name: fmt.Sprintf("SHIP %d", s), CallSign: fmt.Sprintf("VR%03d", s), ShipType: 80, A: 150, B: 30, C: 16, D: 16, Destination: "ANYWHERE"}
		for t, next := 0.0, 0.0; t < float64(hours)*3600; {
			dt := float64(2 + r.IntN(10))
			if r.Float64() < .2 { // not heard each time
				dt += 10 * float64(r.IntN(6))
			}
			if !moving {
				dt = 180 + float64(r.IntN(3))
			}
			t += dt
			if r.Float64() < dt/3600 {
				cog = math.Mod(cog+20*r.NormFloat64()+360, 360)
			}
			d := sog * 1.852 * dt / 3600
			lat += d * math.Cos(cog*math.Pi/180) / 111.2
			lon += d * math.Sin(cog*math.Pi/180) / 111.2 / math.Cos(lat*math.Pi/180)
			k := math.Exp(-dt / 60)
			nx = nx*k + 3*r.NormFloat64()*math.Sqrt(1-k*k)
			ny = ny*k + 3*r.NormFloat64()*math.Sqrt(1-k*k)
			m := ais.Message{Type: 1, MMSI: mmsi, Time: base.UnixMilli() + int64(t)*1000, HasPos: true}
			m.Position = ais.Position{Lat: int32((lat + nx/111200) * ais.Unit), Lon: int32((lon + ny/111200) * ais.Unit),
				SOG: uint16(math.Abs(sog*10 + r.NormFloat64())), COG: uint16(math.Mod(cog*10+5*r.NormFloat64()+3600, 3600)), Heading: uint16(math.Mod(cog+r.NormFloat64()+360, 360)),
				ROT: int8(r.IntN(3) - 1), Second: uint8((m.Time/1000 + 60 - int64(r.IntN(2))) % 60), Accurate: true}
			if !moving {
				m.Position.Status, m.Position.COG = 1, uint16(r.IntN(3600))
			}
			by := []string{"", "station-b", "station-a"}[(s+int(t)/3600)%3]
			out = append(out, heardBy{m, by})
			if t >= next {
				next = t + 360
				out = append(out, heardBy{ais.Message{Type: 5, MMSI: mmsi, Time: m.Time, HasStat: true, Static: said}, by})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b heardBy) int { return int(a.Time - b.Time) })
	return out
}

// sparse keeps one message of n of each kind, for tests that need days and not
// seconds.
func sparse(list []heardBy, n int64) []heardBy {
	return slices.DeleteFunc(list, func(m heardBy) bool { return m.HasPos && m.Time/1000%n > 0 })
}

func put(tb testing.TB, l *Logbook, list []heardBy) Added {
	tb.Helper()
	in := l.Begin()
	for i := range list {
		why, err := in.Add(tb.Context(), &list[i].Message, list[i].by)
		if err != nil || why != "" {
			tb.Fatal(why, err)
		}
	}
	a, err := in.Commit(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func replayed(tb testing.TB, l *Logbook, q Query) []heardBy {
	tb.Helper()
	var out []heardBy
	err := l.Replay(tb.Context(), q, func(m *ais.Message, source string) error {
		h := heardBy{*m, source}
		h.Source = 0
		out = append(out, h)
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// files are the contents of a logbook by name.
func files(tb testing.TB, l *Logbook) map[string]string {
	tb.Helper()
	out := make(map[string]string)
	err := fs.WalkDir(os.DirFS(l.dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || p == "lock" {
			return err
		}
		b, err := os.ReadFile(filepath.Join(l.dir, p))
		out[p] = string(b)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// order is a line per message, in order, so that two lists of the same are equal.
func order(list []heardBy) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = fmt.Sprintf("%+v", list[i])
	}
	slices.Sort(out)
	return out
}

// diff says what two lists do not have in common.
func diff(want, got []heardBy) string {
	w, g := order(want), order(got)
	if slices.Equal(w, g) {
		return ""
	}
	var out []string
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] && len(out) < 5 {
			out = append(out, "want "+w[i], "got  "+g[i])
		}
	}
	return fmt.Sprintf("%d, want %d\n%s", len(g), len(w), strings.Join(out, "\n"))
}

// What was heard comes back as it was, whole and in parts.
func TestReplay(t *testing.T) {
	l := openLog(t)
	list := sparse(traffic(5, 26, 1), 7)
	for i, p := range []ais.Position{ // at the edges of what there is
		{Lat: ais.NoLat, Lon: ais.NoLon, SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, ROT: ais.NoROT, Status: 15, Second: ais.NoSecond},
		{Lat: 90 * ais.Unit, Lon: 180 * ais.Unit, ROT: 127, Second: 63}, {Lat: -90 * ais.Unit, Lon: -180 * ais.Unit, SOG: 1022, Second: 59},
		{Lat: -1, Lon: -1, Second: 0, Accurate: true}, {Lat: 2147483647, Lon: -2147483647, SOG: 65535, COG: 65535, Heading: 65535, Status: 255, Second: 255},
	} {
		list = append(list, heardBy{ais.Message{Type: 27, MMSI: uint32(i), Time: int64(i) * 86_399_999, HasPos: true, Own: i%2 == 0, Position: p}, "ünï\"code"})
	}
	list = append(list, heardBy{ais.Message{Type: 24, MMSI: 7, Time: 123, HasStat: true, Own: true, Static: ais.Static{
		Has: 0x1ff, IMO: 4294967295, CallSign: "A", Name: "B", ShipType: 255, A: 511, B: 511, C: 63, D: 63, Draught: 255, Destination: "C", ETA: [4]uint8{15, 31, 24, 60}, Mothership: 999_999_999}}, ""})
	added := put(t, l, list)
	var positions []heardBy
	for _, m := range list {
		if m.HasPos {
			positions = append(positions, m)
		}
	}
	if added.Positions != int64(len(positions)) || added.Known != 0 {
		t.Errorf("added %+v of %d positions", added, len(positions))
	}
	if d := diff(positions, replayed(t, l, Query{NoStatic: true})); d != "" {
		t.Fatalf("positions: %s", d)
	}
	got := replayed(t, l, Query{NoPosition: true, MMSI: []uint32{7}})
	if len(got) != 1 || !cmp.Equal(got[0], list[len(list)-1], cmp.AllowUnexported(heardBy{})) {
		t.Errorf("a report: %+v", got)
	}
	for _, q := range []Query{
		{From: base.Add(23 * time.Hour), To: base.Add(25 * time.Hour)},
		{From: base.Add(24 * time.Hour)}, {To: base.Add(24 * time.Hour)}, {To: base.Add(-time.Hour)}, {From: base, To: base},
		{Box: Box{29.5, 119.5, 30.5, 120.5}}, {Box: Box{30, 120, 30.2, 120.1}}, {Box: Box{-90, 179, 90, -179}}, {Box: Box{-90, -180, 90, 180}}, {Box: Box{-90, 170, 90, 180}},
		{MMSI: []uint32{412_000_977, 412_000_000}}, {MMSI: []uint32{1, 2, 3}, Box: Box{-90, -180, 90, 180}},
	} {
		q.NoStatic = true
		var want []heardBy
		for _, m := range positions {
			if (q.From.IsZero() || m.Time >= q.From.UnixMilli()) && (q.To.IsZero() || m.Time < q.To.UnixMilli()) && q.Box.has(m.Position.Lat, m.Position.Lon) &&
				(q.MMSI == nil || slices.Contains(q.MMSI, m.MMSI)) {
				want = append(want, m)
			}
		}
		if d := diff(want, replayed(t, l, q)); d != "" {
			t.Errorf("%+v: %s", q, d)
		}
	}
}

// The archive is a function of what was heard: not of the order, the cut, or how
// often it is told.
func TestSameFilesWhole(t *testing.T) {
	unraced.Skip(t)
	list := sparse(traffic(4, 25, 2), 10)
	one := openLog(t)
	put(t, one, list)
	want := files(t, one)
	digest, err := one.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 3))
	for round := range 3 {
		l := openLog(t)
		l.o.Rows = []int{1 << 20, len(list), 1 << 20}[round] // written as it comes
		shuffled := slices.Clone(list)
		if round > 0 {
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		}
		var positions int64
		for len(shuffled) > 0 {
			n := min(len(list)/4+r.IntN(len(list)), len(shuffled))
			positions += put(t, l, shuffled[:n]).Positions
			shuffled = shuffled[n:]
		}
		if got := files(t, l); !cmp.Equal(got, want) {
			t.Fatalf("round %d: other files: %v", round, differing(got, want))
		}
		if a := put(t, l, list); a.Files != 0 || a.Positions != 0 || a.Statics != 0 || a.Known != positions {
			t.Errorf("told again: %+v, of %d", a, positions)
		}
		if d, err := l.Digest(t.Context()); err != nil || d != digest {
			t.Errorf("digest %s, %v, want %s", d, err, digest)
		}
	}
	other := openLog(t)
	put(t, other, list[1:])
	if d, _ := other.Digest(t.Context()); d == digest {
		t.Error("what heard less has the same digest")
	}
}

func differing(a, b map[string]string) (out []string) {
	for k := range a {
		if a[k] != b[k] {
			out = append(out, k)
		}
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			out = append(out, k)
		}
	}
	return out
}

// Reports are kept once or twice an hour; every change of what they say is.
func TestStaticsThinned(t *testing.T) {
	l := openLog(t)
	var list []heardBy
	at := func(minute int, name string) {
		list = append(list, heardBy{ais.Message{Type: 5, MMSI: 1, Time: base.UnixMilli() + int64(minute)*60_000, HasStat: true, Static: ais.Static{Has: ais.HasName, Name: name}}, ""})
	}
	for m := range 180 {
		at(m, "A")
	}
	at(30, "B")
	put(t, l, list)
	var got []string
	for _, m := range replayed(t, l, Query{}) {
		got = append(got, fmt.Sprint(m.Static.Name, (m.Time-base.UnixMilli())/60_000))
	}
	if s := strings.Join(got, " "); s != "A0 B30 A59 A60 A119 A120 A179" {
		t.Error(s)
	}
}

// What cannot be kept says why.
func TestRefused(t *testing.T) {
	in := openLog(t).Begin()
	for want, m := range map[string]ais.Message{
		"":        {HasPos: true, MMSI: 1},
		"no time": {HasPos: true, Time: ais.NoTime},
		"before":  {HasPos: true, Time: -1},
		"after":   {HasStat: true, Time: 1 << 62},
		"no MMSI": {HasPos: true, MMSI: 1 << 31},
	} {
		why, err := in.Add(t.Context(), &m, "")
		if err != nil || !strings.Contains(why, want) || want == "" && why != "" {
			t.Errorf("%q, %v, want %q", why, err, want)
		}
	}
}

// A time that cannot be is named, not the lack of one, and the time that the user gives
// stands in for it.
func TestMistimed(t *testing.T) {
	raw, err := ais.AppendSentence(nil, &ais.Message{Type: 1, MMSI: 412000001, Position: ais.Position{Lat: 1, Lon: 2}, HasPos: true}, ais.Envelope{Untimed: true})
	if err != nil {
		t.Fatal(err)
	}
	sentence := string(raw)
	text := "1970-01-01T00:00:17Z " + sentence + sentence
	for _, c := range []struct {
		at                       int64
		kept, timeless, mistimed int64
		problems                 []string
	}{
		{0, 0, 1, 1, []string{`1 impossible time: before the sentence "1970-01-01T00:00:17Z"`, "2 no time: neither the message nor its file says when it was heard"}},
		{base.UnixMilli(), 2, 0, 0, []string{`1 impossible time: before the sentence "1970-01-01T00:00:17Z"`}},
	} {
		h, err := openLog(t).Begin().Load(t.Context(), strings.NewReader(text), LoadOptions{Time: c.at})
		if err != nil {
			t.Fatal(err)
		}
		var problems []string
		for _, p := range h.Problems {
			problems = append(problems, fmt.Sprint(p.Line, " ", p.Why))
		}
		if h.Kept != c.kept || h.Timeless != c.timeless || h.Mistimed != c.mistimed || h.Refused != int64(len(c.problems)) || !slices.Equal(problems, c.problems) {
			t.Errorf("at %d: kept %d, timeless %d, mistimed %d, refused %d: %q", c.at, h.Kept, h.Timeless, h.Mistimed, h.Refused, problems)
		}
	}
}

// At most six bytes are kept of a position.
func TestBytesPerPositionWhole(t *testing.T) {
	unraced.Skip(t)
	l := openLog(t)
	list := traffic(40, 24, 4)
	a := put(t, l, list)
	size := 0
	for name, f := range files(t, l) {
		if strings.HasPrefix(name, "positions") {
			size += len(f)
		}
	}
	per := float64(size) / float64(a.Positions)
	t.Logf("%d positions, %.2f bytes each", a.Positions, per)
	if per > 6 {
		t.Errorf("%.2f bytes", per)
	}
}

// A file that is cut, damaged or somebody else's is an error that names it.
func TestDamagedFile(t *testing.T) {
	l := openLog(t)
	put(t, l, sparse(traffic(3, 3, 5), 10))
	for name, content := range files(t, l) {
		path := filepath.Join(l.dir, name)
		r := rand.New(rand.NewPCG(6, 6))
		for i := range 20 {
			b := []byte(content)
			switch {
			case i == 0:
				b = nil
			case i < 6:
				b = b[:r.IntN(len(b))]
			default:
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			err := l.Replay(context.Background(), Query{}, func(*ais.Message, string) error { return nil })
			if i < 6 && (err == nil || !strings.Contains(err.Error(), filepath.Base(path))) {
				t.Errorf("%s cut to %d bytes: %v", name, len(b), err)
			}
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCells(t *testing.T) {
	for c := int32(0); c <= noCell; c++ {
		if got, ok := parseCell(cellName(c)); !ok || got != c {
			t.Errorf("cell %d is %s is %d", c, cellName(c), got)
		}
	}
	for _, bad := range []string{"", "N30", "N30E1", "N20E120", "N25E120", "X30E120", "N30E120x", "N90E000", "none.tmp", "S00E000", "N00W000"} {
		if c, ok := parseCell(bad); ok {
			t.Errorf("%q is cell %d", bad, c)
		}
	}
}

func BenchmarkArchive(b *testing.B) {
	list := traffic(200, 12, 1)
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			put(b, openLog(b), list)
		}
		b.ReportMetric(float64(b.N*len(list))/b.Elapsed().Seconds()/1e6, "Mrows/s")
	})
	l := openLog(b)
	put(b, l, list)
	b.Run("replay", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n = 0
			if err := l.Replay(b.Context(), Query{}, func(*ais.Message, string) error { n++; return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	})
}

// Every field of what is kept comes back: one that is added to package ais and
// not here fails.
func TestAllFields(t *testing.T) {
	n := uint64(0)
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		n++
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case reflect.Array:
			for i := range v.Len() {
				fill(v.Index(i))
			}
		case reflect.String:
			v.SetString(fmt.Sprint("text ", n))
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int8, reflect.Int32:
			v.SetInt(int64(n))
		default:
			v.SetUint(n)
		}
	}
	pos := ais.Message{Type: 1, MMSI: 2, Time: 3, Own: true, HasPos: true}
	fill(reflect.ValueOf(&pos.Position).Elem())
	stat := ais.Message{Type: 5, MMSI: 2, Time: 3, Own: true, HasStat: true}
	fill(reflect.ValueOf(&stat.Static).Elem())
	want := []heardBy{{stat, "s"}, {pos, "s"}}
	l := openLog(t)
	put(t, l, want)
	if d := diff(want, replayed(t, l, Query{})); d != "" {
		t.Error(d)
	}
}
