package brief

import (
	"strings"
	"testing"
	"time"

	"cordon/geo"
	"cordon/sea"
)

// No word of a picture stands on another, on the scale bar or out of the picture, be
// the event where it will.
func TestSettle(t *testing.T) {
	for x := 20.; x < 1000; x += 60 {
		for y := 20.; y < 714; y += 60 {
			m := &Map{Width: 1000, Height: 714, taken: []box{{800, 0, 1000, 70}}, Tracks: []Track{{0, [][2]float64{{x, y}, {500, 350}}, false}},
				Marks: []Mark{{X: x, Y: y, Label: "11 Jan 15:10", Kind: "event"}, {X: 500, Y: 350, Label: "A SYN TESTER", Kind: "ship"}, {X: x, Y: y + 8, Label: "B SYN OTHER", Kind: "ship", Ship: 1}, {X: 510, Y: 350, Label: "Nampo", Kind: "zone"}, {X: 300, Y: 100, Label: "Nampo", Kind: "zone"}}}
			m.settle()
			words := m.taken
			for _, k := range m.Marks {
				if k.Label == "" {
					continue
				}
				w := letterWide * float64(len(k.Label))
				b := box{k.LX, k.LY - 22, k.LX + w, k.LY + 6}
				if k.End {
					b.x1, b.x2 = k.LX-w, k.LX
				}
				if b.x1 < 0 || b.x2 > m.Width || b.y1 < 0 || b.y2 > m.Height {
					t.Errorf("event at %g, %g: %q is out of the picture", x, y, k.Label)
				}
				for _, o := range words {
					if b.meets(o) {
						t.Errorf("event at %g, %g: %q stands on another word or the bar", x, y, k.Label)
					}
				}
				words = append(words, b)
			}
		}
	}
}

// The legend speaks of what is in the picture, and of nothing else.
func TestLegend(t *testing.T) {
	in := input()
	has := func(want string, yes bool) {
		t.Helper()
		if got := draw(&in).Caption; strings.Contains(got, want) != yes {
			t.Errorf("of %q: %v, want %v: %s", want, !yes, yes, got)
		}
	}
	has("Red dashes", true)
	has("A: one line, B: two.", true)
	has("Dashed: nothing", true)
	in.Event.Area = nil
	has("Red dashes", false)
	has("Red ring: the event.", true)
	in.Event.Parties = in.Event.Parties[:1]
	has("A: one line", false)
	has("Dashed: nothing", false)
	in.Known.Zones = nil
	has("Squares", false)
	in.Vessels = nil
	has("No positions", true)
}

// Two ships that sent one number and have one track are drawn as one, and the page
// says so.
func TestOneTrack(t *testing.T) {
	a := track("imo-8660313", 8660313, 445111000, geo.Point{Lat: 34, Lon: 122.5}, 8, false)
	b := track("mmsi-445111000-2", 8660313, 445111000, geo.Point{Lat: 34, Lon: 122.5}, 8, false)
	in := Input{Vessels: []*sea.Vessel{a, b}, Event: sea.Event{ID: "spoof-1", Kind: sea.SpoofKind, Sub: "clone", Vessels: []string{a.ID, b.ID}, Parties: []sea.Party{{ID: a.ID, Name: "SYN"}, {ID: b.ID, Name: "SYN"}}, Start: start, End: start.Add(time.Hour), Lat: 31.2, Lon: 124}}
	m := draw(&in)
	for _, tr := range m.Tracks {
		if tr.Ship != 0 {
			t.Errorf("a track of ship %d", tr.Ship)
		}
	}
	if !strings.Contains(m.Caption, "A and B sent one number") || m.Marks[1].Label != "A, B SYN" {
		t.Errorf("%s; %q", m.Caption, m.Marks[1].Label)
	}
	b.Fixes = b.Fixes[1:]
	if strings.Contains(draw(&in).Caption, "one number") {
		t.Error("two tracks are taken for one")
	}
}

// The scale bar leaves the corner in which something stands.
func TestPlaceBar(t *testing.T) {
	m := &Map{Width: 1000, Height: 714, Bar: 150}
	m.placeBar()
	if m.BarX != 830 || m.BarY != 22 {
		t.Errorf("in an empty picture at %g, %g", m.BarX, m.BarY)
	}
	m.Marks = []Mark{{X: 900, Y: 40, Kind: "event"}}
	if m.placeBar(); m.BarX != 90 || m.BarY != 22 {
		t.Errorf("with an event in its corner at %g, %g", m.BarX, m.BarY)
	}
}
