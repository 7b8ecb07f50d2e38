package sea

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"cordon/geo"
)

// meetSail makes a track of legs: hours, knots, course, a position each so many seconds.
func meetSail(id string, t0 uint32, from geo.Point, step uint32, legs ...[3]float64) *Vessel {
	v := &Vessel{ID: id, Fixes: []Fix{meetFix(t0, from)}}
	for _, l := range legs {
		start, p := v.Fixes[len(v.Fixes)-1].T, from
		for at := step; float64(at) <= l[0]*3600; at += step {
			from = geo.Move(p, l[2], l[1]*geo.NM*float64(at)/3600)
			v.Fixes = append(v.Fixes, meetFix(start+at, from))
		}
	}
	return v
}

func loiteringOf(tb testing.TB, k *Known, c LoiterConfig, workers int, vessels ...*Vessel) []Event {
	tb.Helper()
	t := &Traffic{Vessels: vessels}
	meetSettle(t)
	all, err := Loitering(context.Background(), t, k, c, workers)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func TestLoitering(t *testing.T) {
	const t0 = 1_600_000_000 / 3600 * 3600
	sea := geo.Point{Lat: 30, Lon: 125}
	eight := DefaultLoiterConfig()
	eight.MinS = 8 * 3600
	port := &Known{Zones: []geo.Zone{{ID: "p", Name: "Port", Kind: "port", Centre: geo.Point{Lat: 30, Lon: 125}, Km: 200}}}
	area := &Known{Zones: []geo.Zone{{ID: "a", Name: "Area", Kind: "transfer", Centre: geo.Point{Lat: 30, Lon: 125}, Km: 200}}}
	slow := func() *Vessel {
		return meetSail("a", t0, sea, 600, [3]float64{5, 12, 90}, [3]float64{6, .5, 90}, [3]float64{5, 12, 90})
	}
	broken := slow()
	broken.Breaks = []int{48} // 8 h in
	for _, c := range []struct {
		name string
		v    *Vessel
		k    *Known
		c    LoiterConfig
		want string // sub, hours, reasons
	}{
		{"drifts between voyages", slow(), nil, DefaultLoiterConfig(), "drifting 5.0 1"},
		{"not for eight hours", slow(), nil, eight, ""},
		{"stops", meetSail("a", t0, sea, 600, [3]float64{5, 12, 90}, [3]float64{9, 0, 90}), nil, eight, "stopped 9.0 1"},
		{"in port", slow(), port, DefaultLoiterConfig(), ""},
		{"in an area of transfers", slow(), area, DefaultLoiterConfig(), "drifting 5.0 2"},
		{"trawls on", meetSail("a", t0, sea, 600, [3]float64{10, 1.8, 90}), nil, DefaultLoiterConfig(), ""},
		{"is carried for days", meetSail("a", t0, sea, 600, [3]float64{48, .4, 90}), nil, DefaultLoiterConfig(), "drifting 48.0 1"},
		{"sails", meetSail("a", t0, sea, 600, [3]float64{20, 12, 90}), nil, DefaultLoiterConfig(), ""},
		{"there and back inside an hour is no rest", meetSail("a", t0, sea, 600, [3]float64{.5, 10, 0}, [3]float64{.5, 10, 180}, [3]float64{.5, 10, 0}, [3]float64{.5, 10, 180}, [3]float64{.5, 10, 0}, [3]float64{.5, 10, 180}, [3]float64{.5, 10, 0}, [3]float64{.5, 10, 180}, [3]float64{.5, 10, 0}, [3]float64{.5, 10, 180}), nil, DefaultLoiterConfig(), ""},
		{"a break cuts it in two", broken, nil, DefaultLoiterConfig(), ""},
		{"few positions", meetSail("a", t0, sea, 4000, [3]float64{30, .2, 90}), nil, DefaultLoiterConfig(), "drifting 30.0 1"},
		{"one position", meetSail("a", t0, sea, 600), nil, DefaultLoiterConfig(), ""},
		{"over the antimeridian", meetSail("a", t0, geo.Point{Lat: -17, Lon: 179.99}, 600, [3]float64{6, .5, 90}), nil, DefaultLoiterConfig(), "drifting 6.0 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, e := range loiteringOf(t, c.k, c.c, 1, c.v) {
				got += fmt.Sprintf("%s %.1f %d", e.Sub, e.Facts["hours"], len(e.Reasons))
				if len(e.Innocent) == 0 {
					t.Error("no innocent explanation")
				}
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// Hours of windows put together are the hours of the whole, and workers and order
// change nothing.
func TestLoiteringSame(t *testing.T) {
	tr := meetRandom(rand.New(rand.NewPCG(3, 3)), 60, 80)
	for _, v := range tr.Vessels {
		whole := v.hours(0, 1<<32-1, 4*3600)
		var parts []hourOf
		for h := tr.First / 3600; h <= tr.Last/3600; h += 1 + h%3 {
			parts = append(parts, v.hours(h*3600, (h+1+h%3)*3600, 4*3600)...)
		}
		if !reflect.DeepEqual(parts, whole) {
			t.Fatalf("%s: %v, want %v", v.ID, parts, whole)
		}
	}
	want, _ := json.Marshal(loiteringOf(t, nil, DefaultLoiterConfig(), 1, tr.Vessels...))
	if len(want) < 1000 {
		t.Errorf("nobody loiters: %s", want)
	}
	for workers := 2; workers < 6; workers++ {
		shuffled := slices.Clone(tr.Vessels)
		rand.New(rand.NewPCG(uint64(workers), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		all, err := Loitering(context.Background(), &Traffic{Vessels: shuffled, First: tr.First, Last: tr.Last}, nil, DefaultLoiterConfig(), workers)
		if got, _ := json.Marshal(all); string(got) != string(want) || err != nil {
			t.Fatalf("%d workers: %.200s, want %.200s", workers, got, want)
		}
	}
}

func TestLinkLoitering(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 1, 1, h, 0, 0, 0, time.UTC) }
	fresh := func() []Event {
		return []Event{{Vessels: []string{"b"}, Start: at(0), End: at(10), Facts: map[string]float64{}, Reasons: []Reason{{Weight: .2}}}}
	}
	for _, c := range []struct {
		from, to int
		with     string
		notes    int
		weight   float64
	}{{1, 9, "a", 1, 0}, {1, 3, "a", 1, .2}, {10, 12, "a", 0, .2}} {
		l := LinkLoitering(fresh(), []Event{{ID: "e", Vessels: []string{c.with, "b"}, Start: at(c.from), End: at(c.to)}})
		if len(l[0].Notes) != c.notes || l[0].Reasons[0].Weight != c.weight {
			t.Errorf("%+v: %v %v", c, l[0].Notes, l[0].Reasons)
		}
	}
}
