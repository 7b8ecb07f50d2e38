package world_test

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"time"

	"cordon/ais"
	"cordon/geo"
	"cordon/world"
)

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
