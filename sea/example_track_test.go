package sea_test

import (
	"context"
	"fmt"

	"cordon/ais"
	"cordon/sea"
)

// Two ships use one number, one off Shanghai and one off Busan. Both are silent for
// ten hours.
func ExampleCollector() {
	c := sea.NewCollector(sea.DefaultTrackConfig())
	for minute := range 24 * 60 {
		if minute > 600 && minute < 1200 {
			continue
		}
		for ship, place := range [][2]int32{{31, 123}, {35, 129}} {
			c.Add(&ais.Message{
				Type: 1, MMSI: 412000001, HasPos: true,
				Time: 1_700_006_400_000 + int64(minute)*60_000 + int64(ship)*20_000,
				Position: ais.Position{Lat: place[0] * ais.Unit, Lon: place[1]*ais.Unit + int32(minute)*1000,
					SOG: 50, COG: 900, Heading: 90},
			})
		}
	}
	t, err := c.Traffic(context.Background(), 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range t.Vessels {
		fmt.Println(v.ID, len(v.Fixes), "fixes, silent before", v.Breaks, "not", v.Overlaps[0].Other)
	}
	// Output:
	// mmsi-412000001-1 841 fixes, silent before [601] not mmsi-412000001-2
	// mmsi-412000001-2 841 fixes, silent before [601] not mmsi-412000001-1
}
