package logbook

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/quick"

	"cordon/ais"
)

// TestReportText: digests of older archives hold, which were made with fmt.
func TestReportText(t *testing.T) {
	same := func(at int64, mmsi uint32, source uint16, typ uint8, own bool, s ais.Static) bool {
		r := report{at, said{mmsi, source, typ, own, s}}
		return string(r.append(nil)) == fmt.Sprintf("%+v", r)
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

// TestReportOrder: reports come out in one order, whatever the map's.
func TestReportOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	all := make(statics)
	for range 3000 {
		s := said{mmsi: r.Uint32N(9), source: uint16(r.IntN(3)), typ: 5, Static: ais.Static{Has: ais.HasDraught, Draught: uint8(r.IntN(4))}}
		all.add(&s, r.Int64N(40)*hourMS/4)
	}
	list := all.list()
	for i := 1; i < len(list); i++ {
		a, b := &list[i-1], &list[i]
		if a.mmsi > b.mmsi || a.mmsi == b.mmsi && (a.at > b.at || a.at == b.at && a.said.compare(&b.said) >= 0) {
			t.Fatalf("%+v stands before %+v", *a, *b)
		}
	}
}
