package sea

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/geo"
	"cordon/internal/unraced"
)

func meetEvents(tb testing.TB, t *Traffic, k *Known, workers int) []Event {
	tb.Helper()
	all, err := Encounters(context.Background(), t, k, DefaultEncounterConfig(), workers)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func TestEncountersSuez(t *testing.T) {
	tr := suezShips(t)
	c := DefaultEncounterConfig()
	ms := meetings(tr, contactsOf(t, tr, 2), c.MergeGap)
	var byContact, bySpan []meeting
	for _, m := range ms {
		if m.inside >= c.ContactS {
			byContact = append(byContact, m)
		}
		if m.end()-m.start() >= c.ContactS {
			bySpan = append(bySpan, m)
		}
	}
	ships := func(ms []meeting) int {
		set := map[string]bool{}
		for _, m := range ms {
			set[m.a.ID], set[m.b.ID] = true, true
		}
		return len(set)
	}
	if got, want := fmt.Sprint(len(ms), len(byContact), ships(byContact), len(bySpan)), "365 29 30 31"; got != want {
		t.Errorf("meetings, of two hours of contact, on ships, of two hours by span: %s, want %s", got, want)
	}
	events := Judge(meetEvents(t, tr, nil, 2), tr, nil, DefaultJudgeConfig())
	if len(events) != 29 {
		t.Errorf("%d events", len(events))
	}
	for _, e := range events {
		if e.Alert || e.Sub == SubTransfer || len(e.Innocent) == 0 {
			t.Errorf("%s of %v: alert %v, %s: %v %v", e.ID, e.Vessels, e.Alert, e.Sub, e.Facts, e.Reasons)
		}
	}
}

// meetBerth is a planted transfer: two ships come together, lie alongside and part.
type meetBerth struct {
	at         geo.Point
	start, end uint32                    // alongside
	anchored   bool                      // the first lies there all the time
	heading    func(t float64) float64   // of the first, when together
	drift      func(t float64) geo.Point // where its middle is
	interval   func() uint32             // seconds to the next position
	noHeading  bool
	kind       Kind
}

// meetPlant makes the two ships. What they send has 10 m of noise, whole seconds, and
// one in ten is lost.
func meetPlant(r *rand.Rand, n int, b meetBerth) (*Vessel, *Vessel) {
	type size struct{ l, w, a, c float64 } // length, beam, bow to antenna, port to antenna
	sizes := func() size {
		l := 90 + r.Float64()*160
		w := l / 6.2
		return size{l, w, l * (.75 + .15*r.Float64()), w * (.3 + .4*r.Float64())}
	}
	sa, sb := sizes(), sizes()
	gap := 3 + r.Float64()*4
	side := float64(1 - 2*r.IntN(2))
	along := (r.Float64() - .5) * 40
	turned := float64(r.IntN(2)) * 180
	in, out := r.Float64()*360, r.Float64()*360
	knots, knots2 := 4+5*r.Float64(), 4+5*r.Float64()
	make := func(k int, s size, middle func(t float64) (geo.Point, float64)) *Vessel {
		v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", 630_000_000+2*n+k), MMSI: uint32(630_000_000 + 2*n + k), Kind: b.kind}
		from, to := b.start-14*3600, b.end+14*3600
		for t := from + b.interval(); t < to; t += b.interval() {
			if r.IntN(10) == 0 {
				continue
			}
			p, h := middle(float64(t))
			p = geo.Move(p, h, (s.l/2-s.a)/1000) // the antenna
			p = geo.Move(p, h+90, (s.c-s.w/2)/1000)
			p = geo.Move(geo.Move(p, 0, r.NormFloat64()*.01), 90, r.NormFloat64()*.01)
			f := meetFix(t, p)
			if !b.noHeading {
				f.setHeading(uint16(math.Mod(h+r.NormFloat64()*2+720, 360)))
			}
			v.Fixes = append(v.Fixes, f)
		}
		A, C := math.Round(s.a), math.Round(s.c)
		v.Claims = []Claim{{"size", fmt.Sprintf("%.0f/%.0f/%.0f/%.0f", A, math.Round(s.l)-A, C, math.Round(s.w)-C), from, to, 50}}
		return v
	}
	toMeet := func(t float64) (geo.Point, float64) { // of the first, alone
		p, h := b.drift(t), b.heading(t)
		if !b.anchored {
			if d := float64(b.start) - t; d > 0 {
				return geo.Move(p, in+180, d/3600*knots*geo.NM), in
			}
			if d := t - float64(b.end); d > 0 {
				return geo.Move(p, out, d/3600*knots*geo.NM), out
			}
		}
		return p, h
	}
	first := make(0, sa, toMeet)
	second := make(1, sb, func(t float64) (geo.Point, float64) {
		p, h := b.drift(t), b.heading(t)
		p = geo.Move(p, h+90, side*(sa.w/2+sb.w/2+gap)/1000)
		p = geo.Move(p, h, along/1000)
		if d := float64(b.start) - t; d > 0 {
			return geo.Move(p, in+60, d/3600*knots2*geo.NM), math.Mod(in+240, 360)
		}
		if d := t - float64(b.end); d > 0 {
			return geo.Move(p, out+120, d/3600*knots2*geo.NM), math.Mod(out+120, 360)
		}
		return p, math.Mod(h+turned, 360)
	})
	return first, second
}

// meetScored compares transfers with what was planted: the same pair, and overlap over
// union at least a half.
func meetScored(events []Event, planted map[[2]string][2]uint32, alerts bool) (hits, extra int) {
	for _, e := range events {
		if e.Sub != SubTransfer || alerts && !e.Alert {
			continue
		}
		p, ok := planted[[2]string{e.Vessels[0], e.Vessels[1]}]
		s, n := float64(e.Start.Unix()), float64(e.End.Unix())
		both := math.Min(n, float64(p[1])) - math.Max(s, float64(p[0]))
		union := math.Max(n, float64(p[1])) - math.Min(s, float64(p[0]))
		switch {
		case !ok:
			extra++
		case both/union >= .5:
			hits++
		}
	}
	return
}

// suezPlanted puts pairs of tankers into the anchorages of the real traffic, with its
// own intervals between positions.
func suezPlanted(tb testing.TB, seed uint64, pairs int) (*Traffic, map[[2]string][2]uint32) {
	tr := suezShips(tb)
	r := rand.New(rand.NewPCG(seed, 4))
	var gaps []uint32
	var lying []Fix
	for _, v := range tr.Vessels {
		for i := 1; i < len(v.Fixes); i++ {
			p, q := &v.Fixes[i-1], &v.Fixes[i]
			if q.T-p.T <= 6*3600 {
				gaps = append(gaps, q.T-p.T)
			}
			if v.lies(i-1, .3) && q.T-p.T <= 3600 && p.T > tr.First+10*3600 && p.T+20*3600 < tr.Last {
				lying = append(lying, *p)
			}
		}
	}
	planted := map[[2]string][2]uint32{}
	for n := range pairs {
		f := lying[r.IntN(len(lying))]
		start := f.T
		at := geo.Move(f.Point(), r.Float64()*360, .25+r.Float64()*.5)
		base, phase := r.Float64()*360, r.Float64()*6
		heading := func(t float64) float64 { // swings with tide and wind
			return math.Mod(base+35*math.Sin(t/12000+phase)+8*math.Sin(t/1700+2*phase)+720, 360)
		}
		b := meetBerth{at: at, start: start, end: start + 3*3600 + uint32(r.IntN(5*3600)), anchored: true, heading: heading,
			drift:    func(t float64) geo.Point { return geo.Move(at, heading(t)+180, .15) },
			interval: func() uint32 { return gaps[r.IntN(len(gaps))] }, kind: Tanker}
		x, y := meetPlant(r, n, b)
		tr.Vessels = append(tr.Vessels, x, y)
		planted[[2]string{x.ID, y.ID}] = [2]uint32{b.start, b.end}
	}
	meetSettle(tr)
	return tr, planted
}

func TestTransfersInSuez(t *testing.T) {
	hits, all, extra := 0, 0, 0
	for seed := range uint64(8) {
		tr, planted := suezPlanted(t, seed, 12)
		events := Judge(meetEvents(t, tr, nil, 2), tr, nil, DefaultJudgeConfig())
		h, x := meetScored(events, planted, true)
		hits, extra, all = hits+h, extra+x, all+len(planted)
		if testing.Verbose() {
			got := map[[2]string]bool{}
			for _, e := range events {
				p, ok := planted[[2]string{e.Vessels[0], e.Vessels[1]}]
				got[[2]string{e.Vessels[0], e.Vessels[1]}] = true
				if ok != e.Alert {
					b, _ := json.Marshal(e.Facts)
					t.Log(e.Vessels, e.Sub, e.Alert, e.LogOdds, string(b), e.Start.Unix()-int64(p[0]), e.End.Unix()-int64(p[1]))
				}
			}
			for p, x := range planted {
				if !got[p] {
					t.Log("no event", p, x[1]-x[0])
				}
			}
		}
	}
	t.Logf("tanker pairs at anchor in Suez: %d of %d, %d other alerts", hits, all, extra)
	if float64(hits) < .8*float64(all) || extra > 0 {
		t.Errorf("found %d of %d, %d other alerts", hits, all, extra)
	}
}

// meetOpenSea is a day and a half of ships on lanes, drifting and fishing in 4° of sea,
// and planted pairs of tankers.
func meetOpenSea(seed uint64, pairs int) (*Traffic, map[[2]string][2]uint32) {
	r := rand.New(rand.NewPCG(seed, 5))
	t := &Traffic{}
	const t0, span = 1_600_000_000, 36 * 3600
	add := func(kind Kind, n int, track func(at float64) (geo.Point, float64, float64), step uint32) *Vessel {
		v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", 210_000_000+n), MMSI: uint32(210_000_000 + n), Kind: kind}
		l := 60 + r.Float64()*240
		v.Claims = []Claim{{"size", fmt.Sprintf("%.0f/%.0f/%.0f/%.0f", l*.8, l*.2, l/14, l/14), t0, t0 + span, 9}}
		for at := uint32(t0) + uint32(r.IntN(int(step))); at < t0+span; at += step/2 + uint32(r.IntN(int(step))) {
			if r.IntN(10) == 0 {
				continue
			}
			p, h, kn := track(float64(at - t0))
			f := meetFix(at, geo.Move(geo.Move(p, 0, r.NormFloat64()*.01), 90, r.NormFloat64()*.01))
			f.setHeading(uint16(math.Mod(h+720, 360)))
			f.setCOG(uint16(math.Mod(h+720, 360) * 10))
			f.setSOG(uint16(kn * 10))
			v.Fixes = append(v.Fixes, f)
		}
		t.Vessels = append(t.Vessels, v)
		return v
	}
	n := 0
	place := func() geo.Point { return geo.Point{Lat: 30 + 4*r.Float64(), Lon: 123 + 4*r.Float64()} }
	for range 150 { // two lanes, 5 km wide, both ways; some sail in company
		n++
		course := []float64{20, 200, 95, 275}[r.IntN(4)]
		from := geo.Move(geo.Move(geo.Point{Lat: 32, Lon: 125}, course+180, 30+r.Float64()*500), course+90, r.NormFloat64()*2.5)
		kn := 9 + 6*r.Float64()
		add([]Kind{Cargo, Tanker, KindUnknown}[r.IntN(3)], n, func(at float64) (geo.Point, float64, float64) {
			return geo.Move(from, course, kn*geo.NM*at/3600), course, kn
		}, 600)
	}
	drifter := func(kind Kind, p geo.Point, kn, course float64) {
		n++
		ph := r.Float64() * 6
		add(kind, n, func(at float64) (geo.Point, float64, float64) {
			return geo.Move(p, course, kn*geo.NM*at/3600), 90 + 60*math.Sin(at/9000+ph), kn
		}, 500)
	}
	for range 50 { // waiting, by themselves or near others, 0.3-2 km off
		p, c := place(), r.Float64()*360
		kn := .3 + .7*r.Float64()
		drifter([]Kind{Cargo, Tanker}[r.IntN(2)], p, kn, c)
		if r.IntN(3) == 0 {
			drifter([]Kind{Cargo, Tanker}[r.IntN(2)], geo.Move(p, r.Float64()*360, .3+1.7*r.Float64()), kn+.1*r.NormFloat64(), c+4*r.NormFloat64())
		}
	}
	for range 20 { // pairs that trawl together 300 m apart
		p, c := place(), r.Float64()*360
		for k := range 2 {
			n++
			add(Fishing, n, func(at float64) (geo.Point, float64, float64) {
				q := geo.Move(p, c, 3*geo.NM*at/3600)
				return geo.Move(q, c+90, float64(k)*.3), c, 3
			}, 400)
		}
	}
	for range 10 { // tows
		p, c := place(), r.Float64()*360
		for k := range 2 {
			n++
			add([]Kind{Tug, Cargo}[k], n, func(at float64) (geo.Point, float64, float64) {
				return geo.Move(p, c, 5*geo.NM*at/3600-float64(k)*.25), c, 5
			}, 400)
		}
	}
	for range 60 { // fishing fleets, wandering
		p := place()
		n++
		a, b := r.Float64()*6, 4000+4000*r.Float64()
		add(Fishing, n, func(at float64) (geo.Point, float64, float64) {
			return geo.Move(p, math.Mod(at/b*57+a*57, 360), 4+3*math.Sin(at/b)), math.Mod(at/50, 360), 2.5
		}, 500)
	}
	planted := map[[2]string][2]uint32{}
	for i := range pairs {
		p, c, kn := place(), r.Float64()*360, .2+.9*r.Float64()
		sail := i%4 == 3
		if sail {
			kn = 4 + 4*r.Float64()
		}
		ph := r.Float64() * 6
		start := uint32(t0 + 15*3600 + r.IntN(8*3600))
		b := meetBerth{start: start, end: start + 9000 + uint32(r.IntN(6*3600)),
			heading: func(at float64) float64 {
				if sail {
					return c
				}
				return math.Mod(c+40*math.Sin(at/8000+ph)+720, 360)
			},
			drift:    func(at float64) geo.Point { return geo.Move(p, c, kn*geo.NM*(at-float64(start))/3600) },
			interval: func() uint32 { return 240 + uint32(r.IntN(480)) }, kind: []Kind{Tanker, KindUnknown}[min(i%5, 1)^1], noHeading: i%6 == 5}
		x, y := meetPlant(r, i, b)
		t.Vessels = append(t.Vessels, x, y)
		planted[[2]string{x.ID, y.ID}] = [2]uint32{b.start, b.end}
	}
	meetSettle(t)
	return t, planted
}

func TestTransfersInOpenSeaWhole(t *testing.T) {
	unraced.Skip(t)
	hits, all, extra := 0, 0, 0
	for seed := range uint64(3) {
		tr, planted := meetOpenSea(seed, 50)
		events := Judge(meetEvents(t, tr, nil, 2), tr, nil, DefaultJudgeConfig())
		h, x := meetScored(events, planted, false)
		ha, xa := meetScored(events, planted, true)
		t.Logf("seed %d: %d of %d, %d extra; alerts %d, %d", seed, h, len(planted), x, ha, xa)
		hits, extra, all = hits+h, extra+x, all+len(planted)
		if testing.Verbose() {
			for _, e := range events {
				if _, ok := planted[[2]string{e.Vessels[0], e.Vessels[1]}]; ok != (e.Sub == SubTransfer) {
					b, _ := json.Marshal(e.Facts)
					t.Log(e.Vessels, e.Sub, e.Alert, e.LogOdds, string(b), e.Reasons)
				}
			}
		}
	}
	if float64(hits) < .98*float64(all) || float64(hits) < .9*float64(hits+extra) {
		t.Errorf("found %d of %d, %d others", hits, all, extra)
	}
}

// The order of vessels and contacts and the number of workers change nothing.
func TestEncountersSameWhole(t *testing.T) {
	unraced.Skip(t)
	tr, _ := meetOpenSea(9, 6)
	want, _ := json.Marshal(meetEvents(t, tr, nil, 1))
	r := rand.New(rand.NewPCG(1, 1))
	c := DefaultEncounterConfig()
	for workers := range 8 {
		s := *tr
		s.Vessels = slices.Clone(tr.Vessels)
		r.Shuffle(len(s.Vessels), func(i, j int) { s.Vessels[i], s.Vessels[j] = s.Vessels[j], s.Vessels[i] })
		if got, _ := json.Marshal(meetEvents(t, &s, nil, workers+1)); string(got) != string(want) {
			t.Fatalf("%d workers: %.300s, want %.300s", workers+1, got, want)
		}
		if workers%4 > 0 {
			continue
		}
		var parts [][]Contact
		for h := tr.First / 3600; h <= tr.Last/3600; h++ {
			p, _ := ContactsWindow(context.Background(), &s, c.Contact, Window{From: h * 3600, To: h*3600 + 3600}, 1)
			parts = append(parts, p)
		}
		events, _ := EncountersOf(context.Background(), &s, nil, JoinContacts(parts...), c, workers+1)
		if got, _ := json.Marshal(events); string(got) != string(want) {
			t.Fatalf("by hours: %.300s, want %.300s", got, want)
		}
	}
}

// Two ships are alongside each other under way and part. When they go the same way for
// a while later, the meeting ends where they parted; when they are alongside again far
// off, there are two. Each is placed where it was half-way.
func TestMeetingAfterMeeting(t *testing.T) {
	const h = 3600
	start := geo.Point{Lat: 30, Lon: 123}
	for _, tt := range []struct {
		name  string
		later float64 // km apart from the eighth hour to the eleventh
		until int     // hour
		want  [][2]int64
	}{{"the same way", .3, 9, [][2]int64{{2, 5}}}, {"alongside again", .035, 11, [][2]int64{{2, 5}, {8, 11}}}} {
		var vs []*Vessel
		for k := range 2 {
			v := &Vessel{ID: fmt.Sprintf("mmsi-63000000%d-1", k), MMSI: uint32(630000000 + k), Kind: Tanker,
				Claims: []Claim{{"size", "80/20/8/8", noon, noon + 14*h, 50}}}
			for s := 0; s < 14*h; s += 300 {
				apart := 30.0 // km
				switch {
				case s >= 2*h && s < 5*h:
					apart = .035
				case s >= 5*h && s < 8*h:
					apart = 4
				case s >= 8*h && s < tt.until*h:
					apart = tt.later
				}
				p := geo.Move(geo.Move(start, 0, float64(s)/h*6*geo.NM), 90, float64(k)*apart)
				f := meetFix(noon+uint32(s), p)
				f.setSOG(60)
				f.setCOG(0)
				f.setHeading(0)
				v.Fixes = append(v.Fixes, f)
			}
			vs = append(vs, v)
		}
		es := meetEvents(t, &Traffic{Vessels: vs, First: noon, Last: noon + 14*h}, nil, 2)
		if len(es) != len(tt.want) {
			t.Fatalf("%s: %d meetings, want %d: %+v", tt.name, len(es), len(tt.want), es)
		}
		for i, want := range tt.want {
			e := &es[i]
			if from, to := e.Start.Unix()-noon, e.End.Unix()-noon; e.Sub != SubTransfer || math.Abs(float64(from-want[0]*h)) > 600 || math.Abs(float64(to-want[1]*h)) > 600 {
				t.Errorf("%s: %s from %d to %d s, want %v h", tt.name, e.Sub, from, to, want)
			}
			if d := geo.Distance(geo.Point{Lat: e.Lat, Lon: e.Lon}, geo.Move(start, 0, float64(want[0]+want[1])/2*6*geo.NM)); d > 1.5 {
				t.Errorf("%s: %.1f km from where they were half-way", tt.name, d)
			}
		}
	}
}
