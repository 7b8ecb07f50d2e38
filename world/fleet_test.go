package world_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"cordon/ais"
	engine "cordon/sea" // sea is a made-up one here
	"cordon/world"
)

// The search for meetings finds the planted ones of a fleet, and hardly another.
func TestFleetPlanted(t *testing.T) {
	const planted = 200
	tr := &engine.Traffic{First: math.MaxUint32}
	number := map[string]int{}
	for i, fixes := range world.MeetingFleet(1200, planted, 1) {
		v := &engine.Vessel{ID: fmt.Sprintf("mmsi-%09d-1", world.FleetMMSI(i)), MMSI: world.FleetMMSI(i)}
		number[v.ID] = i
		for _, f := range fixes {
			v.Fixes = append(v.Fixes, engine.MakeFix(engine.FixData{T: f.T, Lat: int32(math.Round(f.Lat * ais.Unit)), Lon: int32(math.Round(f.Lon * ais.Unit)),
				SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: engine.Flags(ais.NoStatus)}))
			tr.First, tr.Last = min(tr.First, f.T), max(tr.Last, f.T)
		}
		tr.Vessels = append(tr.Vessels, v)
	}
	all, err := engine.Contacts(context.Background(), tr, engine.DefaultContactConfig(), 2)
	if err != nil {
		t.Fatal(err)
	}
	sum := map[[2]int]float64{}
	for _, c := range all {
		sum[[2]int{number[tr.Vessels[c.A].ID], number[tr.Vessels[c.B].ID]}] += c.End - c.Start
	}
	hits, extra := 0, 0
	for pair, s := range sum {
		switch a, b := pair[0], pair[1]; {
		case s < 7200:
		case a%2 == 0 && b == a+1 && b < 2*planted:
			hits++
		default:
			extra++
		}
	}
	if hits < 198 || extra > 2 {
		t.Errorf("found %d of %d planted, %d others", hits, planted, extra)
	}
}
