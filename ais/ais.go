package ais

// Unit is the unit of Lat and Lon: so many of them are one degree.
const Unit = 600_000

// What is not available is one of these, never 0.
const (
	NoLat     int32  = 91 * Unit
	NoLon     int32  = 181 * Unit
	NoSOG     uint16 = 1023
	NoCOG     uint16 = 3600
	NoHeading uint16 = 511
	NoROT     int8   = -128
	NoStatus  uint8  = 15
	NoSecond  uint8  = 60
)

// Position is what a message says of place and motion (types 1-3, 4, 9, 11, 17,
// 18, 19, 21, 27). Of types with coarser fields the values are scaled to these
// units.
type Position struct {
	Lat, Lon int32  // 1/Unit degree
	SOG      uint16 // 1/10 kn; 1022 is 102.2 or more; aircraft (type 9) may have up to 10,220 in steps of 10, which never is NoSOG
	COG      uint16 // 1/10 degree
	Heading  uint16 // degree
	ROT      int8   // raw, as sent
	Status   uint8  // navigational status, 0-15
	Second   uint8  // of the minute; 60 none, 61 manual, 62 dead reckoning, 63 inoperative
	Accurate bool
}

// Known reports whether the position is one on the earth.
func (p *Position) Known() bool {
	return p.Lat >= -90*Unit && p.Lat <= 90*Unit && p.Lon >= -180*Unit && p.Lon <= 180*Unit
}

// Static is what a message says of the ship (types 5, 19, 21, 24). A part of it
// is there in each type: Has says which.
type Static struct {
	Has         Fields
	IMO         uint32 // as sent: under 1,000,000 or over 9,999,999 it is no IMO number
	CallSign    string // trimmed
	Name        string
	ShipType    uint8
	A, B, C, D  uint16 // metres from the antenna to bow, stern, port, starboard
	Draught     uint8  // 1/10 m; 0 not available
	Destination string
	ETA         [4]uint8 // month, day, hour, minute; 0, 0, 24, 60 not available
	Mothership  uint32   // of craft
	Aid         uint8    // kind of aid to navigation (type 21)
}

// Fields is a set of parts of Static. A part that was sent as "not available" (IMO
// number 0, an empty name, no size) is not in it.
type Fields uint16

const (
	HasIMO Fields = 1 << iota
	HasCallSign
	HasName
	HasShipType
	HasSize
	HasDraught
	HasDestination
	HasETA
	HasMothership
)

// Message is one message, or one row of a table (which may say both where a ship
// is and what it is). It is used again by Reader.Next; copy what is to be kept.
type Message struct {
	Type     uint8  // 1-27 (and what comes); of a row 1 (class A), 18 (class B), 0 when the table does not say
	MMSI     uint32 // as sent: of 30 bits, so it may be above 999,999,999; rows may carry shorter numbers
	Time     int64  // received, milliseconds since 1970, UTC; NoTime when nobody said
	Line     int64  // where it ended, from 1
	Source   uint16 // number of the station or feed, see Reader.Sources
	Own      bool   // AIVDO
	Mistimed bool   // it came with a time that cannot be, which was refused; Time is then another's word, or NoTime
	HasPos   bool   // Position was said (it may be unknown all the same)
	HasStat  bool
	Position Position
	Static   Static
	UTC      int64  // what types 4 and 11 say the time is, as Time; NoTime when they do not, or say one that cannot be
	Payload  []byte // armoured, of the whole message; nil of rows
}

// NoTime is the time of a message that nobody timed.
const NoTime = int64(-1) << 62
