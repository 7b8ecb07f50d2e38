package sea

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"

	"cordon/ais"
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
			c.AddFix(w.v.MMSI, f, station)
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

// sentences writes the fixes of wakes as receivers send them, and reads them again.
func sentences(t *testing.T, ws ...*wake) *Traffic {
	t.Helper()
	var lines []byte
	for _, w := range ws {
		for i, f := range w.v.Fixes {
			m := ais.Message{Type: 1, MMSI: w.v.MMSI, Time: int64(f.T) * 1000, HasPos: true, Position: ais.Position{Lat: f.Lat(), Lon: f.Lon(),
				SOG: f.SOG(), COG: f.COG(), Heading: f.Heading(), ROT: ais.NoROT, Second: uint8(f.T % 60)}}
			var err error
			if lines, err = ais.AppendSentence(lines, &m, ais.Envelope{Source: "station"}); err != nil {
				t.Fatalf("%s, fix %d: %v", w.v.ID, i, err)
			}
		}
	}
	c := NewCollector(DefaultTrackConfig())
	src := ais.NewReader(bytes.NewReader(lines), ais.Options{})
	var m ais.Message
	for {
		if err := src.Next(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		c.Add(&m)
	}
	tr, err := c.Traffic(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// A set that sends the same again, or a stretch of way that comes again, is refused as
// noise by its track, and still found: from sentences to events.
func TestSentencesSaidAgain(t *testing.T) {
	stuck := func(kn float64, n int, step uint32) *wake { // sails, then says one place n times
		w := liner("a", 412000001, 1)
		w.sway = nil
		for range n {
			w.mark(kn, 45)
			w.t += step
		}
		return w
	}
	thaws := func(w *wake) *wake { return noisy(w, 2).to(geo.Move(w.p, 45, 20), 12) }
	again := func(mmsi uint32, fixes int, later uint32) *wake {
		w := liner("a", mmsi, uint64(mmsi))
		fs := slices.Clone(w.v.Fixes[:fixes])
		for _, f := range fs {
			f.T += w.t - fs[0].T + later
			w.v.Fixes = append(w.v.Fixes, f)
		}
		return w
	}
	for _, tt := range []struct {
		name    string
		ws      []*wake
		want    []string
		repeats int // at least
	}{
		{"nothing", []*wake{liner("a", 412000001, 1)}, nil, 0},
		{"stuck at 8 kn for 8 h", []*wake{stuck(8, 100, 300)}, []string{"frozen"}, 90},
		{"stuck, and goes on", []*wake{thaws(stuck(8, 100, 300))}, []string{"frozen"}, 90},
		{"stuck, a message every 10 s", []*wake{stuck(8, 2500, 10)}, []string{"frozen"}, 500},
		{"stuck for 3 h", []*wake{stuck(8, 36, 300)}, nil, 30},
		{"lies still", []*wake{stuck(0, 100, 300)}, nil, 0},
		{"five hours of its way again", []*wake{again(412000001, 60, 4*3600)}, []string{"replay"}, 55},
		{"its way again the next day", []*wake{again(412000001, 60, 86400)}, []string{"replay"}, 55},
		{"a short stretch again", []*wake{again(412000001, 15, 4*3600)}, nil, 10},
		{"a feed sends all of it again", []*wake{again(412000001, 60, 4*3600), again(412000002, 60, 4*3600), again(412000003, 60, 4*3600)}, nil, 150},
	} {
		tr := sentences(t, tt.ws...)
		repeats := 0
		for _, v := range tr.Vessels {
			repeats += len(v.Repeats)
		}
		if repeats < tt.repeats || tt.repeats == 0 && repeats > 0 || repeats > 0 && int64(repeats) > tr.Refused["noise"] {
			t.Errorf("%s: %d repeats, want %d; refused %v", tt.name, repeats, tt.repeats, tr.Refused)
		}
		var got []string
		for _, e := range spoofsOf(t, coast{}, tr) {
			got = append(got, e.Sub)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, d)
		}
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

// Some positions of a ship seem to be elsewhere, and become a vessel of their own: it
// is still one ship, whose name changed, and which did not fall silent.
func TestIdentitiesBesideAFragment(t *testing.T) {
	hopper := func(moved int) *wake {
		w := noisy(wakeOf("", 416000001, eastSea), 1).to(geo.Move(eastSea, 40, 400), 10)
		for i := range moved {
			f := &w.v.Fixes[40+i]
			f.setLat(int32(farOff.Lat*ais.Unit) + int32(i*300))
			f.setLon(int32(farOff.Lon * ais.Unit))
		}
		day := uint32(86400 / 4)
		return w.say("imo", "9308285", noon, w.t, 300).say("name", "GOLDEN SUN", noon, noon+day, 100).
			say("name", "OCEAN ONE", noon+day+600, noon+2*day, 100).say("name", "PUMA", noon+2*day+600, w.t, 100)
	}
	raised := func(k *Known, ws ...*wake) (got []string) {
		tr := collected(t, ws...)
		es, err := Identities(context.Background(), tr, k, DefaultIdentityConfig(), 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range es {
			got = append(got, e.Sub)
		}
		return got
	}
	for _, moved := range []int{0, 8} {
		if d := cmp.Diff([]string{"name-hop"}, raised(&Known{}, hopper(moved))); d != "" {
			t.Errorf("%d positions elsewhere: -want +got:\n%s", moved, d)
		}
	}
	other := noisy(wakeOf("", 416000001, farOff), 2).to(geo.Move(farOff, 10, 400), 10)
	other.say("name", "ANOTHER SHIP", noon, other.t, 300)
	if got := raised(&Known{}, hopper(0), other); slices.Contains(got, "name-hop") {
		t.Errorf("two ships on one number: %v", got)
	}

	flagged := noisy(wakeOf("", 445000001, eastSea), 3).to(geo.Move(eastSea, 40, 400), 10)
	for i := range 8 {
		flagged.v.Fixes[40+i].setLat(int32(farOff.Lat*ais.Unit) + int32(i*300))
		flagged.v.Fixes[40+i].setLon(int32(farOff.Lon * ais.Unit))
	}
	if d := cmp.Diff([]string{"programme-flag"}, raised(&Known{Flag: "kp"}, flagged)); d != "" {
		t.Errorf("a number of the programme's country, partly elsewhere: -want +got:\n%s", d)
	}
}

// A ship does not fall silent while her number is heard on: one of her size that comes
// up then is not her under another number.
func TestNewbornOfWhoIsHeardOn(t *testing.T) {
	old := func(id string, first, last uint32) *Vessel {
		return &Vessel{ID: id, MMSI: 412000001, Kind: Tanker, Length: 97, Beam: 16, Fixes: []Fix{fixPut(first, eastSea, 0, 0), fixPut(last, eastSea, 0, 0)},
			Claims: []Claim{{"mmsi", "412000001", first, last, 200}, {"size", "81/16/8/8", first, last, 200}}}
	}
	const h = 3600
	first := old("a", noon, noon+60*h)
	born := &Vessel{ID: "b", MMSI: 457000001, Kind: Tanker, Length: 97, Beam: 16, Fixes: []Fix{fixPut(noon+70*h, eastSea, 0, 0), fixPut(noon+90*h, eastSea, 0, 0)},
		Claims: []Claim{{"imo", "9308285", noon + 70*h, noon + 90*h, 200}, {"mmsi", "457000001", noon + 70*h, noon + 90*h, 200}, {"size", "81/16/8/8", noon + 70*h, noon + 90*h, 200}}}
	for name, tt := range map[string]struct {
		more []*Vessel
		want int
	}{
		"she is not heard any more": {nil, 1},
		"her number is heard on":    {[]*Vessel{old("c", noon+62*h, noon+80*h)}, 0},
	} {
		tr := &Traffic{Vessels: append([]*Vessel{first, born}, tt.more...), First: noon, Last: noon + 90*h}
		es, err := Identities(context.Background(), tr, &Known{}, DefaultIdentityConfig(), 2)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range es {
			if e.Sub == "newborn" {
				n++
			}
		}
		if n != tt.want {
			t.Errorf("%s: %d newborn, want %d: %+v", name, n, tt.want, es)
		}
	}
}
