package ais_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"cordon/ais"
)

func ExampleReader() {
	r := ais.NewReader(strings.NewReader(`!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A,r003669946,1325394060
!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B
`), ais.Options{Refuse: func(r ais.Refusal) { fmt.Printf("line %d: %s\n", r.Line, r.Reason) }})
	var m ais.Message
	for {
		err := r.Next(&m)
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			fmt.Println(err)
			return
		}
		p := &m.Position
		fmt.Printf("%d: %.6f %.6f, %.1f kn, heard by %s\n", m.MMSI, float64(p.Lat)/ais.Unit, float64(p.Lon)/ais.Unit, float64(p.SOG)/10, r.Sources()[m.Source])
	}
	// Output:
	// 371798000: 48.381633 -123.395383, 12.3 kn, heard by r003669946
	// line 2: checksum
}

func ExampleNewTable() {
	t, err := ais.NewTable(strings.NewReader("ship;seen;north;east\n219000001;13/02/2021 00:00:04;56,5;10,25\n"),
		ais.TableOptions{Columns: map[string]string{"mmsi": "ship", "time": "seen", "lat": "north", "lon": "east"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var m ais.Message
	for t.Next(&m) == nil {
		fmt.Println(m.MMSI, m.Time, m.Position.Lat, m.Position.Lon)
	}
	// Output: 219000001 1613174404000 33900000 6150000
}
