package sea

import (
	"encoding/json"
	"fmt"

	"cordon/ais"
	"cordon/geo"
)

// Fix is one good position of a vessel. 16 bytes: memory is mostly these. It is
// made by MakeFix, and equal fixes say the same.
type Fix struct {
	T      uint32 // seconds since 1970, UTC
	lat    int32  // 27 bits, and below them the marks of the flags in four; one is free
	lon    int32  // 28 bits, and below them the navigational status
	motion uint32 // speed in 10 bits, course in 12, heading in 9; the highest is free
}

// FixData is what a fix says, to make one.
type FixData struct {
	T       uint32 `json:"t"`       // seconds since 1970, UTC
	Lat     int32  `json:"lat"`     // 1/ais.Unit degree
	Lon     int32  `json:"lon"`     // 1/ais.Unit degree
	SOG     uint16 `json:"sog"`     // 1/10 kn; ais.NoSOG
	COG     uint16 `json:"cog"`     // 1/10 degree; ais.NoCOG
	Heading uint16 `json:"heading"` // degree; ais.NoHeading
	Flags   Flags  `json:"flags"`
}

// Flags of a fix: the navigational status in the low four bits, and marks.
type Flags uint8

const (
	StatusMask Flags = 0x0f
	ClassB     Flags = 0x10
	LongRange  Flags = 0x20 // type 27
	Poor       Flags = 0x40 // no good fix by its own word: dead reckoning, manual, inoperative
	Own        Flags = 0x80 // AIVDO
)

// Status is the navigational status, ais.NoStatus when not said.
func (f Flags) Status() uint8 { return uint8(f & StatusMask) }

const (
	latBits, lonBits = 5, 4 // below them
	latMost, lonMost = 1<<26 - 1, 1<<27 - 1
	sogMost, cogMost = 1<<10 - 1, 1<<12 - 1
	headingMost      = 1<<9 - 1
	sogAt, cogAt     = 21, 9
)

// MakeFix makes a fix. Everything that AIS can say is kept. What is more than there
// is room for, of which nothing can be true, becomes the most that there is room
// for: beyond the poles (111 degrees), beyond the date line (223), not known.
func MakeFix(d FixData) Fix {
	return Fix{
		T:      d.T,
		lat:    max(-latMost, min(d.Lat, latMost))<<latBits | int32(d.Flags>>4),
		lon:    max(-lonMost, min(d.Lon, lonMost))<<lonBits | int32(d.Flags&StatusMask),
		motion: min(uint32(d.SOG), sogMost)<<sogAt | min(uint32(d.COG), cogMost)<<cogAt | min(uint32(d.Heading), headingMost),
	}
}

// Data is what the fix says.
func (f Fix) Data() FixData {
	return FixData{T: f.T, Lat: f.Lat(), Lon: f.Lon(), SOG: f.SOG(), COG: f.COG(), Heading: f.Heading(), Flags: f.Flags()}
}

// MarshalJSON writes what the fix says, in its own units, so that it reads back the
// same.
func (f Fix) MarshalJSON() ([]byte, error) { return json.Marshal(f.Data()) }

// UnmarshalJSON reads what MarshalJSON writes. What no fix can say is an error.
func (f *Fix) UnmarshalJSON(b []byte) error {
	var d FixData
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	x := MakeFix(d)
	if x.Data() != d {
		return fmt.Errorf("no fix can say %s", b)
	}
	*f = x
	return nil
}

// Lat is the latitude, 1/ais.Unit degree.
func (f Fix) Lat() int32 { return f.lat >> latBits }

// Lon is the longitude, 1/ais.Unit degree.
func (f Fix) Lon() int32 { return f.lon >> lonBits }

// SOG is the speed over ground, 1/10 kn; ais.NoSOG.
func (f Fix) SOG() uint16 { return uint16(f.motion >> sogAt) }

// COG is the course over ground, 1/10 degree; ais.NoCOG.
func (f Fix) COG() uint16 { return uint16(f.motion >> cogAt & cogMost) }

// Heading is where the bow points, degree; ais.NoHeading.
func (f Fix) Heading() uint16 { return uint16(f.motion & headingMost) }

// Flags are the navigational status and the marks.
func (f Fix) Flags() Flags { return Flags(f.lat<<4&0xf0 | f.lon&0x0f) }

// Point is a fix in degrees.
func (f *Fix) Point() geo.Point {
	return geo.Point{Lat: float64(f.Lat()) / ais.Unit, Lon: float64(f.Lon()) / ais.Unit}
}
