package sea

import (
	"context"
	"slices"
	"testing"
	"time"
)

// Stays of one ship that fit one silence are events of their own, and no other two
// events share an id either.
func TestEventIDsDiffer(t *testing.T) {
	m := makeSea(1, 250, 6, 6)
	c := DefaultConfig()
	c.Silences.Rendezvous.Best, c.Silences.Rendezvous.Least = 100, 0
	twice := false
	for _, workers := range []int{1, 3} {
		es, err := Detect(context.Background(), m.Traffic, &Known{}, c, workers)
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		fits := map[string]int{}
		for i := range es {
			e := &es[i]
			if ids[e.ID] {
				t.Errorf("two events have the id %s: %v from %s", e.ID, e.Vessels, e.Start)
			}
			ids[e.ID] = true
			if e.Kind == DarkKind && e.Sub == "one-side" {
				key := e.Vessels[0] + " " + e.Vessels[1] + " " + timeKey(e.Facts["off_lat"], e.Facts["off_lon"])
				fits[key]++
				twice = twice || fits[key] > 1
			}
		}
	}
	if !twice {
		t.Error("no silence fits two stays of one ship here: nothing was tried")
	}
}

func timeKey(xs ...float64) (s string) {
	for _, x := range xs {
		s += time.Duration(x * 1e5).String()
	}
	return s
}

func TestTellApart(t *testing.T) {
	at := time.Date(2025, 3, 1, 4, 5, 6, 0, time.UTC)
	e := func(id string, end time.Duration, lat float64) Event {
		return Event{ID: id, Kind: GapKind, Vessels: []string{"imo-1"}, Start: at, End: at.Add(end), Lat: lat}
	}
	a := []Event{e("x", 3, 1), e("y", 1, 1), e("x", 2, 1), e("x", 2, 0)}
	b := slices.Clone(a)
	slices.Reverse(b)
	tellApart(a)
	tellApart(b)
	slices.Reverse(b)
	seen := map[string]bool{}
	for i := range a {
		if a[i].ID != b[i].ID || seen[a[i].ID] {
			t.Errorf("event %d: %s, in another order %s", i, a[i].ID, b[i].ID)
		}
		seen[a[i].ID] = true
	}
	if a[3].ID != "x" || a[1].ID != "y" {
		t.Errorf("the first keeps its id: %+v", a)
	}
}

// Who a ship may have met makes no alert of a meeting that most probably was none.
func TestJudgeUnlikelyMeeting(t *testing.T) {
	c := DefaultJudgeConfig()
	judged := func(weight float64) Event {
		e := Event{ID: "a", Kind: DarkKind, Sub: "one-side", Inferred: true, Reasons: []Reason{
			{Item: ItemDarkRendezvous, Weight: weight}, {Item: ItemListed, Weight: 3}}}
		return Judge([]Event{e}, &Traffic{}, &Known{}, c)[0]
	}
	if e := judged(c.Line - .01); e.Alert || e.LogOdds != c.Line-.01 {
		t.Errorf("just below the line: %+v", e)
	}
	if e := judged(c.SureMet); !e.Alert || e.LogOdds < 4 {
		t.Errorf("sure: %+v", e)
	}
}
