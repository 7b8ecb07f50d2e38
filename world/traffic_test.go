package world_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordon/ais"
	"cordon/ftm"
	"cordon/geo"
	"cordon/internal/unraced"
	"cordon/law"
	"cordon/lists"
	"cordon/world"

	"github.com/google/go-cmp/cmp"
)

// atSea writes a small world with its sea, once for all tests.
var atSea = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "cordon-world-*")
	if err != nil {
		return "", err
	}
	w, err := world.New(world.Options{Seed: 5, Size: world.Small, Programme: "dprk"})
	if err != nil {
		return dir, err
	}
	_, err = w.Write(context.Background(), dir)
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := atSea(); err == nil || dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func sea(t *testing.T) (string, *world.Truth) {
	t.Helper()
	dir, err := atSea()
	if err != nil {
		t.Fatal(err)
	}
	truth, err := world.ReadTruth(bytes.NewReader(read(t, dir, world.TruthFile)))
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// said is a position as a sentence has it, read here by hand.
type said struct {
	source string
	at     int64
	kind   int
	mmsi   uint32
	lat    float64
	lon    float64
}

type sentences struct {
	lines, bad, untagged int
	positions            []said
}

func sumOf(s string) string {
	var x byte
	for i := range len(s) {
		x ^= s[i]
	}
	return fmt.Sprintf("%02X", x)
}

// spoken are the messages of the world that all tests share.
var spoken = sync.OnceValues(func() (*sentences, error) {
	dir, err := atSea()
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(dir, world.MessagesFile))
	return parse(b), err
})

func positions(t *testing.T) []said {
	t.Helper()
	s, err := spoken()
	if err != nil {
		t.Fatal(err)
	}
	return s.positions
}

// parse reads messages of one part that say a position, and counts the rest.
func parse(b []byte) *sentences {
	out := &sentences{}
	for line := range strings.Lines(string(b)) {
		out.lines++
		tag, rest, ok := strings.Cut(strings.TrimSuffix(line, "\r\n")[1:], `\`)
		if !ok || line[0] != '\\' || sumOf(tag[:len(tag)-3]) != tag[len(tag)-2:] {
			out.untagged++
			continue
		}
		if n := len(rest); sumOf(rest[1:n-3]) != rest[n-2:] {
			out.bad++
			continue
		}
		f := strings.Split(rest, ",")
		if f[1] != "1" {
			continue
		}
		number := func(from, width int) (v int64) {
			for i := from; i < from+width; i++ {
				c := int64(f[5][i/6]) - 48
				if c > 40 {
					c -= 8
				}
				v = v<<1 | c>>(5-i%6)&1
			}
			if v >= 1<<(width-1) && width > 9 && width < 30 {
				v -= 1 << width
			}
			return v
		}
		p := said{kind: int(number(0, 6)), mmsi: uint32(number(8, 30))}
		for _, x := range strings.Split(tag[:len(tag)-3], ",") {
			if v, ok := strings.CutPrefix(x, "s:"); ok {
				p.source = v
			}
			if v, ok := strings.CutPrefix(x, "c:"); ok {
				p.at, _ = strconv.ParseInt(v, 10, 64)
			}
		}
		switch p.kind {
		case 1, 3:
			p.lon, p.lat = float64(number(61, 28))/600_000, float64(number(89, 27))/600_000
		case 18:
			p.lon, p.lat = float64(number(57, 28))/600_000, float64(number(85, 27))/600_000
		case 27:
			p.lon, p.lat = float64(number(44, 18))/600, float64(number(62, 17))/600
		default:
			continue
		}
		out.positions = append(out.positions, p)
	}
	return out
}

func TestTrafficSameSeedSameBytesWhole(t *testing.T) {
	unraced.Skip(t)
	sameBytes(t, 1)
}

// The same world written twice: what it counts begins anew.
func TestTrafficTwiceWhole(t *testing.T) {
	unraced.Skip(t)
	sameBytes(t, 2)
}

func sameBytes(t *testing.T, times int) {
	a, _ := sea(t)
	w, err := world.New(world.Options{Seed: 5, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	for n := range times {
		b := t.TempDir()
		told, err := w.Write(context.Background(), b)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{world.MessagesFile, world.TableFile, world.TruthFile, world.EntitiesFile} {
			if !bytes.Equal(read(t, a, name), read(t, b, name)) {
				t.Errorf("%s: the same seed gives other bytes the %d. time", name, n+1)
			}
		}
		got, err := world.ReadTruth(bytes.NewReader(read(t, b, world.TruthFile)))
		if err != nil {
			t.Fatal(err)
		}
		x, errx := json.Marshal(told)
		y, erry := json.Marshal(got)
		if errx != nil || erry != nil || !bytes.Equal(x, y) {
			t.Errorf("it tells one truth and writes another: %v %v", errx, erry)
		}
	}
}

// The messages are as many and as broken as truth.json says, and each was heard
// by a receiver that could: in its reach, while it was not out, in one of its
// passes.
func TestTrafficIsHeard(t *testing.T) {
	dir, truth := sea(t)
	s := truth.Sea
	b := read(t, dir, world.MessagesFile)
	if len(b) > 15<<20 {
		t.Errorf("%s of a small world has %d bytes", world.MessagesFile, len(b))
	}
	got := parse(b)
	if got.lines != s.Counts["sentences"] || got.untagged > 0 {
		t.Errorf("%d sentences, %d of them with a bad tag, truth says %d", got.lines, got.untagged, s.Counts["sentences"])
	}
	if got.bad != s.Counts["wrong-sums"] || got.bad == 0 || s.Counts["flipped-bits"] == 0 {
		t.Errorf("%d wrong sums, truth says %d", got.bad, s.Counts["wrong-sums"])
	}
	if n := len(got.positions); n < 90_000 || n > s.Counts["positions"] || n < s.Counts["positions"]-s.Counts["wrong-sums"]-s.Counts["flipped-bits"] {
		t.Errorf("%d positions, truth says %d", n, s.Counts["positions"])
	}
	for _, k := range []string{"late", "long-range", "satellite", "duplicates", "static", "rows"} {
		if s.Counts[k] == 0 {
			t.Errorf("none is %s", k)
		}
	}
	by := make(map[string]*world.Receiver)
	for i := range s.Receivers {
		by[s.Receivers[i].Name] = &s.Receivers[i]
	}
	hearing := 0
	for _, x := range s.Receivers {
		if x.Heard > 0 {
			hearing++
		}
	}
	r := ais.NewReader(bytes.NewReader(b), ais.Options{})
	for m := (ais.Message{}); ; {
		if err := r.Next(&m); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if st := r.Stats(); int(st.Lines) != got.lines || int(st.Refused["checksum"]) != got.bad || len(r.Sources()) != hearing+1 || int(st.Messages) < s.Counts["positions"]+s.Counts["static"]-2*got.bad {
		t.Errorf("the decoder of the house reads %+v of %d sources, %d heard; positions %d, static %d, bad %d", st, len(r.Sources()), hearing, s.Counts["positions"], s.Counts["static"], got.bad)
	}
	far, deaf, late, newest := 0, 0, 0, int64(0)
	for _, p := range got.positions {
		r := by[p.source]
		if r == nil {
			t.Fatalf("nobody is called %q", p.source)
		}
		at := time.Unix(p.at-int64(r.Offset), 0)
		if at.Before(s.From) || at.After(s.To) {
			t.Fatalf("heard at %s", at)
		}
		in := func(x world.SeaSpan) bool { return !at.Before(x.From) && at.Before(x.To) }
		if slices.ContainsFunc(r.Out, in) || r.Satellite && !slices.ContainsFunc(r.Passes, in) {
			deaf++
		}
		if !r.Satellite && geo.Distance(geo.Point{Lat: p.lat, Lon: p.lon}, geo.Point{Lat: r.Lat, Lon: r.Lon}) > r.Km+.2 {
			far++
		}
		if p.at < newest-3600 {
			late++
		}
		newest = max(newest, p.at)
	}
	spoofed := 0
	for _, c := range s.Cases {
		if c.Find == "spoof" && c.Kind != world.Clone {
			for _, x := range c.Ships {
				for _, n := range x.Heard {
					spoofed += n
				}
			}
			spoofed += 3 * len(c.Ships) * int(c.End.Sub(c.Start).Minutes()) / 5
		}
	}
	if deaf > 0 || far > spoofed+s.Counts["flipped-bits"] {
		t.Errorf("%d heard by who was deaf, %d by who was too far away (%d spoofed at most)", deaf, far, spoofed)
	}
	if late < 100 {
		t.Errorf("%d came in late", late)
	}
}

// Planted times lie in what was written: who sends is heard, who is dark is not,
// ships that meet are next to each other, nobody flies.
func TestTrafficIsAsTold(t *testing.T) {
	_, truth := sea(t)
	s := truth.Sea
	offset := make(map[string]int64)
	for _, r := range s.Receivers {
		offset[r.Name] = int64(r.Offset)
	}
	tracks := make(map[uint32][]said)
	for _, p := range positions(t) {
		p.at -= offset[p.source]
		tracks[p.mmsi] = append(tracks[p.mmsi], p)
	}
	for _, x := range tracks {
		slices.SortFunc(x, func(a, b said) int { return int(a.at - b.at) })
	}
	planted, innocent := make(map[string]int), make(map[string]int)
	odd := make(map[uint32]bool) // whose track is not one
	for _, c := range s.Cases {
		if c.Like == "" {
			planted[c.Kind]++
		} else {
			innocent[c.Kind]++
		}
		if c.Find == "spoof" {
			for _, x := range c.Ships {
				odd[x.MMSI] = true
				for _, n := range x.Also {
					odd[n] = true
				}
			}
		}
		if !c.Start.Before(c.End) || c.Start.Before(s.From) || c.End.After(s.To) || len(c.Ships) == 0 {
			t.Errorf("%s is from %s to %s, of %d ships", c.ID, c.Start, c.End, len(c.Ships))
		}
		if c.Window != nil && (c.Window.From.After(c.Start) || c.Window.To.Before(c.End)) && c.Kind != world.OneDark {
			t.Errorf("%s: its window is %v, it was from %s to %s", c.ID, c.Window, c.Start, c.End)
		}
		for _, x := range c.Ships {
			n := 0
			for _, p := range tracks[x.MMSI] {
				if at := time.Unix(p.at, 0); !at.Before(c.Start) && at.Before(c.End) {
					n++
				}
			}
			switch {
			case x.Dark && n > 0:
				t.Errorf("%s: %s is dark and heard %d times", c.ID, x.Name, n)
			case c.Visible && c.Find == "encounter" && c.Like == "" && n < 8:
				t.Errorf("%s: %s is heard %d times", c.ID, x.Name, n)
			}
		}
		if c.Find == "encounter" && c.Like == "" && c.Kind != world.UnderwayTransfer && c.Visible {
			a, b := tracks[c.Ships[0].MMSI], tracks[c.Ships[1].MMSI]
			near, pairs := 0, 0
			for _, p := range a {
				for _, q := range b {
					if p.kind == 27 || q.kind == 27 || p.at < c.Start.Unix() || p.at >= c.End.Unix() || q.at < c.Start.Unix() || q.at >= c.End.Unix() || max(p.at-q.at, q.at-p.at) > 240 {
						continue
					}
					pairs++
					if geo.Distance(geo.Point{Lat: p.lat, Lon: p.lon}, geo.Point{Lat: q.lat, Lon: q.lon}) < .35 {
						near++
					}
				}
			}
			if near*50 < pairs*49 || pairs < 5 {
				t.Errorf("%s: %d of %d pairs of positions are near each other", c.ID, near, pairs)
			}
		}
	}
	for _, k := range world.SeaKinds {
		if planted[k] < 2 {
			t.Errorf("%d cases of %s", planted[k], k)
		}
	}
	for _, k := range []string{"bunkering", "pilot", "tug", "fishing-pair", "raft-up", "convoy-waiting", "berth-queue", "receiver-outage", "sparse-passes", "typing-error", "legal-reflag", "humanitarian-call"} {
		if innocent[k] == 0 {
			t.Errorf("no case of %s", k)
		}
	}
	flies, pieces, ashore, land := 0, 0, 0, geo.WorldLand()
	for mmsi, x := range tracks {
		if odd[mmsi] {
			continue
		}
		for i := 1; i < len(x); i++ {
			a, b := x[i-1], x[i]
			if b.kind != 27 && land.On(geo.Point{Lat: b.lat, Lon: b.lon}) {
				ashore++
			}
			if dt := float64(b.at - a.at); dt > 120 && a.kind != 27 && b.kind != 27 {
				pieces++
				if geo.Distance(geo.Point{Lat: a.lat, Lon: a.lon}, geo.Point{Lat: b.lat, Lon: b.lon})/geo.NM/(dt/3600) > 25 {
					flies++
				}
			}
		}
	}
	if flies > 2*s.Counts["flipped-bits"] || pieces < 50_000 {
		t.Errorf("%d of %d pieces are faster than 25 kn", flies, pieces)
	}
	if ashore > pieces/500 {
		t.Errorf("%d of %d positions are on land", ashore, pieces)
	}
}

// The first story of a listed ship: she calls, and meets a tanker that is in the
// register, 90 days before the day of the world.
func TestTrafficListedMeeting(t *testing.T) {
	dir, truth := sea(t)
	day, err := time.Parse(time.DateOnly, truth.Day)
	if err != nil {
		t.Fatal(err)
	}
	var call, met *world.SeaCase
	for i := range truth.Sea.Cases {
		switch c := &truth.Sea.Cases[i]; {
		case c.Chain != "listed-1":
		case c.Kind == world.OpenCall:
			call = c
		case c.Kind == world.ListedTransfer:
			met = c
		}
	}
	if call == nil || met == nil {
		t.Fatal("there is no such story")
	}
	if got := day.Sub(met.End.Truncate(24 * time.Hour)); got != 90*24*time.Hour {
		t.Errorf("it ended %s before the day of the world", got)
	}
	if !call.Visible || !met.Visible || !call.End.Before(met.Start) || met.CallTo == nil || !met.CallTo.Equal(call.End) || call.Ships[0].IMO != met.Ships[0].IMO {
		t.Errorf("call %+v, meeting %+v", call, met)
	}
	b, err := law.Listings("dprk")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := law.ReadListings(b)
	if err != nil {
		t.Fatal(err)
	}
	numbers := make(map[string]string)
	for _, r := range rows {
		if r.Prop == "imoNumber" {
			numbers[strings.TrimPrefix(r.Value, "IMO")] = r.Entity
		}
	}
	if l := met.Ships[0]; numbers[fmt.Sprint(l.IMO)] != l.Listed || l.Listed == "" {
		t.Errorf("%+v is not on the lists", l)
	}
	found := false
	for line := range strings.Lines(string(read(t, dir, world.EntitiesFile))) {
		var e ftm.Entity
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		found = found || e.First("imoNumber") == fmt.Sprint(met.Ships[1].IMO) && e.First("mmsi") == fmt.Sprint(met.Ships[1].MMSI) && strings.Contains(e.First("notes"), "Synthetic")
	}
	if !found {
		t.Errorf("the register does not know %+v", met.Ships[1])
	}
	// Nobody else is real: numbers are those of listed ships, one digit from
	// such, or of blocks that no ship has.
	for _, c := range truth.Sea.Cases {
		for _, x := range c.Ships {
			for _, n := range append(slices.Clone(x.AlsoIMO), x.IMO) {
				made := n < 1_000_000 || n >= 2_000_000 && n < 5_000_000 || c.Kind == "typing-error" || c.Kind == world.OneDigit || n == 1234567
				if listed := numbers[fmt.Sprint(n)] != ""; !made && (!listed || x.MMSI/1_000_000 != 445) && !slices.ContainsFunc(truth.Sea.Cases, func(o world.SeaCase) bool {
					return (o.Kind == world.OneDigit || o.Kind == "typing-error") && o.Ships[0].MMSI == x.MMSI
				}) {
					t.Errorf("%s: %s sends %d", c.ID, x.Name, n)
				}
			}
		}
	}
	if !strings.Contains(truth.Sea.About, "Synthetic") || bytes.Count(read(t, dir, world.MessagesFile), []byte("s:rSYN-")) < 50_000 {
		t.Error("it does not say that it is made up")
	}
}

// Calls are in zones of the programme, under the names that it has.
func TestTrafficCallsAreInZones(t *testing.T) {
	_, truth := sea(t)
	p, err := law.Open("dprk")
	if err != nil {
		t.Fatal(err)
	}
	areas, n := p.Areas(), 0
	for _, c := range truth.Sea.Cases {
		if c.Find != "port" || c.Kind == "typing-error" {
			continue
		}
		n++
		if !slices.ContainsFunc(areas, func(z geo.Zone) bool {
			return z.Kind == "port" && z.Country == "kp" && strings.HasPrefix(z.Name, c.Place) && z.Contains(geo.Point{Lat: c.Lat, Lon: c.Lon})
		}) {
			t.Errorf("%s is in no zone called %s", c.ID, c.Place)
		}
	}
	if n < 6 {
		t.Errorf("%d calls", n)
	}
}

// The table has the columns of its kind, and is no list of parties.
func TestTrafficTable(t *testing.T) {
	dir, truth := sea(t)
	rows, err := csv.NewReader(bytes.NewReader(read(t, dir, world.TableFile))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows)-1 != truth.Sea.Counts["rows"] || len(rows) < 1000 {
		t.Errorf("%d rows, truth says %d", len(rows)-1, truth.Sea.Counts["rows"])
	}
	last := ""
	heard := make(map[string]bool)
	for _, p := range positions(t) {
		heard[fmt.Sprint(p.mmsi)] = true
	}
	both := 0
	for _, r := range rows[1:] {
		at, err := time.Parse("2006-01-02T15:04:05", r[1])
		if err != nil || at.Before(truth.Sea.From) || at.After(truth.Sea.To.Add(3*time.Second)) {
			t.Fatalf("%v: %v", r, err)
		}
		if r[1][:11] < last {
			t.Fatalf("%s after %s", r[1], last)
		}
		last = r[1][:11]
		if heard[r[0]] {
			both++
		}
	}
	if both == 0 || both == len(rows)-1 {
		t.Errorf("of %d rows %d are of ships that the messages have too", len(rows)-1, both)
	}
	docs, _, err := lists.Plan(context.Background(), os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 3 {
		t.Errorf("%d documents of parties", len(docs))
	}
}

func TestTrafficIsInterrupted(t *testing.T) {
	w, err := world.New(world.Options{Seed: 1, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for {
			if _, err := os.Stat(filepath.Join(dir, world.MessagesFile)); err == nil {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if _, err := w.Write(ctx, dir); err == nil {
		t.Skip("it was faster")
	}
}

// A world of size m has fifty cases of each kind and ten times as many innocents.
func TestTrafficMediumWhole(t *testing.T) {
	unraced.Skip(t)
	w, err := world.New(world.Options{Seed: 3, Size: world.Medium, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	truth, err := w.Write(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := truth.Sea
	planted, visible, innocent := make(map[string]int), make(map[string]int), make(map[string]int)
	meetings := 0
	for _, c := range s.Cases {
		if c.Like != "" {
			innocent[c.Find]++
			continue
		}
		planted[c.Kind]++
		if c.Visible {
			visible[c.Kind]++
		}
		if c.Find == "encounter" {
			meetings++
		}
	}
	for _, k := range world.SeaKinds {
		least := 45
		if k == world.Newborn || k == world.NameSwap || k == world.FlagHop { // of a ship at sea who she is is heard seldom
			least = 35
		}
		if planted[k] < 50 || visible[k] < least {
			t.Errorf("%s: %d planted, %d visible", k, planted[k], visible[k])
		}
	}
	if innocent["encounter"] < 8*meetings || innocent["gap"] < 2000 || innocent["identity"] < 1000 {
		t.Errorf("%d meetings; innocent %v", meetings, innocent)
	}
	if n := s.Counts["positions"]; n < 1_500_000 || n > 2_500_000 {
		t.Errorf("%d positions", n)
	}
}

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

// background is what receivers on the shore heard of a small world, as the real
// traffic into which more is planted.
func background(t *testing.T) []world.RealFix {
	_, truth := sea(t)
	odd := make(map[uint32]bool)
	for _, c := range truth.Sea.Cases {
		if c.Like == "" {
			for _, x := range c.Ships {
				odd[x.MMSI] = true
			}
		}
	}
	var out []world.RealFix
	for _, p := range positions(t) {
		if !odd[p.mmsi] && !strings.Contains(p.source, "SAT") {
			out = append(out, world.RealFix{MMSI: p.mmsi, Time: time.Unix(p.at, 0).UTC(), Lat: p.lat, Lon: p.lon})
		}
	}
	return out
}

func TestPlantIntoWhole(t *testing.T) {
	unraced.Skip(t)
	real := background(t)
	plantInto(t, slices.Clone(real), 3)
	if _, _, err := world.PlantInto(real, world.PlantOptions{Kinds: []string{world.DarkCall}, Each: 1}); err == nil {
		t.Error("a call at the programme's ports is planted anywhere")
	}
	for _, x := range [][]world.RealFix{nil, real[:50]} {
		if _, _, err := world.PlantInto(x, world.PlantOptions{Kinds: []string{world.Clone}, Each: 1}); err == nil {
			t.Errorf("%d positions are planted into", len(x))
		}
	}
}

// plantInto plants and checks what is told.
func plantInto(t *testing.T, fixes []world.RealFix, each int) {
	t.Helper()
	o := world.PlantOptions{Seed: 9, Each: each, Every: 10 * time.Minute, Loss: .1,
		Kinds: []string{world.OpenTransfer, world.MidnightTransfer, world.AnchorTransfer, world.OneDark, world.BothDark, world.Newborn, world.Clone, world.NameSwap, world.FlagHop, world.CircleSpoof}}
	messages, truth, err := world.PlantInto(fixes, o)
	if err != nil {
		t.Fatal(err)
	}
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(fixes), func(i, j int) { fixes[i], fixes[j] = fixes[j], fixes[i] })
	again, truth2, err := world.PlantInto(fixes, o)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(truth, truth2) || !reflect.DeepEqual(messages, again) {
		t.Error("another order of the traffic gives another truth")
	}
	planted, visible := make(map[string]int), 0
	for _, c := range truth.Cases {
		planted[c.Kind]++
		if c.Visible {
			visible++
		}
		if c.Start.Before(truth.From) || !c.Start.Before(c.End) || c.End.After(truth.To) {
			t.Errorf("%s is from %s to %s", c.ID, c.Start, c.End)
		}
		n := 0
		for _, m := range messages {
			if at := time.UnixMilli(m.Time); m.HasPos && m.MMSI == c.Ships[len(c.Ships)-1].MMSI && !at.Before(c.Start) && at.Before(c.End) {
				n++
			}
		}
		if dark := c.Ships[len(c.Ships)-1].Dark; dark && n > 0 || !dark && c.Find == "encounter" && n == 0 {
			t.Errorf("%s: %d positions, dark %v", c.ID, n, dark)
		}
	}
	for _, k := range o.Kinds {
		if planted[k] != each {
			t.Errorf("%d cases of %s, want %d", planted[k], k, each)
		}
	}
	if visible < len(truth.Cases)*8/10 {
		t.Errorf("%d of %d are visible", visible, len(truth.Cases))
	}
	last := int64(math.MinInt64)
	for _, m := range messages {
		if m.Time < last {
			t.Fatal("not by time")
		}
		last = m.Time
		if m.HasPos && !m.Position.Known() {
			t.Fatalf("%+v is nowhere", m)
		}
	}
	score := world.MatchSea(truth, events(truth, func(*world.SeaCase) bool { return true }))
	if score.All.Recall() != 1 || score.All.Precision() != 1 {
		t.Errorf("the truth itself scores %+v", score.All)
	}
	if names := slices.Collect(maps.Keys(planted)); len(names) < 10 {
		t.Errorf("kinds %v", names)
	}
}

// Into real tracks of the Suez canal.
func TestPlantIntoSuez(t *testing.T) {
	dir := os.Getenv("CORDON_TESTDATA")
	if dir == "" {
		t.Skip("CORDON_TESTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "ais", "csv", "movingpandas_boat-positions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var fixes []world.RealFix
	for _, x := range rows[1:] {
		at, err := time.Parse("02/01/2006 15:04", x[1])
		if err != nil {
			t.Fatal(err)
		}
		id, _ := strconv.Atoi(x[0])
		lon, _ := strconv.ParseFloat(x[2], 64)
		lat, _ := strconv.ParseFloat(x[3], 64)
		fixes = append(fixes, world.RealFix{MMSI: uint32(id), Time: at, Lat: lat, Lon: lon})
	}
	plantInto(t, fixes, 5)
}
