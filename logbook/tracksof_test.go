package logbook

import (
	"testing"

	"cordon/sea"
)

// Of a clone, whose segments are numbered anew in a part of the archive, each side is
// another track; of one track only one side is.
func TestPickOfAClone(t *testing.T) {
	long := &sea.Vessel{ID: "mmsi-412000000-1", MMSI: 412_000_000, Fixes: make([]sea.Fix, 9)}
	short := &sea.Vessel{ID: "mmsi-412000000-2", MMSI: 412_000_000, Fixes: make([]sea.Fix, 4)}
	other := &sea.Vessel{ID: "imo-9074729", MMSI: 477_000_000, IMO: 9074729, Fixes: make([]sea.Fix, 7)}
	vessels := []*sea.Vessel{other, short, long}
	var got []*sea.Vessel
	for _, p := range []sea.Party{{ID: "mmsi-412000000-7", MMSI: 412_000_000}, {ID: "mmsi-412000000-8", MMSI: 412_000_000}, {ID: "mmsi-412000000-9", MMSI: 412_000_000}} {
		v := pick(vessels, &p, got)
		if v != nil {
			got = append(got, v)
		}
	}
	if len(got) != 2 || got[0] != long || got[1] != short {
		t.Errorf("%v", got)
	}
	if v := pick(vessels, &sea.Party{ID: "mmsi-412000000-2", MMSI: 412_000_000}, nil); v != short {
		t.Errorf("by its id: %v", v)
	}
	if v := pick(vessels, &sea.Party{ID: "x", MMSI: 412_000_000, IMO: 9074729}, nil); v != other {
		t.Errorf("by its IMO number: %v", v)
	}
}
