package ais

import "maps"

// Reason says why something was refused.
type Reason string

// The reasons. The first four refuse a line, the next two sentences of messages in
// parts, the next three a message, the last four a row of a table. Of BadTag only the
// tag block is refused, the sentence behind it is read; so is the sentence that
// comes with a time of which BadTime or Impossible is said: see Message.Mistimed.
const (
	Noise      Reason = "noise"           // no sentence
	BadForm    Reason = "form"            // a sentence without its fields
	BadSum     Reason = "checksum"        // wrong or none
	TooLong    Reason = "too long"        // a line above the limit
	Orphan     Reason = "orphan"          // a part whose earlier parts were not heard
	Incomplete Reason = "incomplete"      // parts whose later parts were not heard in time
	BadPayload Reason = "payload"         // a character that carries no bits
	TooShort   Reason = "too short"       // no room for type and MMSI
	BadType    Reason = "type"            // a message type that does not exist
	BadTag     Reason = "tag block"       // wrong checksum or form
	BadTime    Reason = "time"            // none, of a row; or what is no time
	Impossible Reason = "impossible time" // no such day or hour, or none of 1986 to 2099
	BadNumber  Reason = "number"          // of a row: no MMSI
	BadRow     Reason = "row"             // of a row: fewer fields than needed, an open quote
)

// Refusal is one thing that was not read.
type Refusal struct {
	Line   int64  // from 1
	Reason Reason // what kind
	Detail string // of a row: the column and its value; of a time: where it stood, and what
	Text   string // the beginning of what stood there, at most 120 bytes
}

// maxText is the length of Refusal.Text.
const maxText = 120

// Stats counts what went through a reader. Every line is in it once:
//
//	Lines + Split     = Blank + Other + Timing + Sentences + Refused[Noise, BadForm, BadSum, TooLong]
//	Sentences         = Empty + Single + Parts
//	Single + Assembled = Messages + Refused[BadPayload, TooShort, BadType]
//	Parts             = Used + Refused[Orphan] + Lost + Open
//
// and of a table
//
//	Lines = Blank + Empty + Messages + Refused[all] + 1 for the header
type Stats struct {
	Bytes     int64
	Lines     int64
	Split     int64 // sentences that stood on one line with another
	Blank     int64 // blank lines and comments
	Other     int64 // sentences of other formats
	Timing    int64 // $PGHP
	Sentences int64 // VDM and VDO, checksum right
	Empty     int64 // sentences without a payload; rows without position and static data
	Single    int64 // sentences with a whole message
	Parts     int64 // sentences with a part of one
	Used      int64 // parts that became messages
	Lost      int64 // parts that were given up
	Open      int64 // parts that wait for others
	Assembled int64 // messages of several parts
	Expired   int64 // messages given up for want of a part
	Messages  int64 // read, with those that Options.Only leaves out
	LeftOut   int64 // left out by Options.Only, of which nothing but the type was read
	Short     int64 // messages shorter than their layout, read as far as they go; without HasPos and HasStat if that is nowhere
	Long      int64 // messages longer than their layout
	Types     [64]int64
	Refused   map[Reason]int64
	Range     Ranges
}

// Ranges counts values outside their range, which are given as not available.
type Ranges struct{ Lat, Lon, SOG, COG, Heading, Time, ETA int64 }

func (s *Stats) clone() Stats {
	c := *s
	c.Refused = maps.Clone(s.Refused)
	return c
}

// flaws are what was wrong with a message that was read, for Stats.
type flaws uint16

const (
	short flaws = 1 << iota
	long
	rangeLat
	rangeLon
	rangeSOG
	rangeCOG
	rangeHeading
	rangeTime
	rangeETA
)

func (s *Stats) flaws(f flaws) {
	if f == 0 {
		return
	}
	for i, n := range [...]*int64{&s.Short, &s.Long, &s.Range.Lat, &s.Range.Lon, &s.Range.SOG, &s.Range.COG, &s.Range.Heading, &s.Range.Time, &s.Range.ETA} {
		if f&(1<<i) != 0 {
			*n++
		}
	}
}

// Types is a set of message types: bit n is type n.
type Types uint64

// TypesOf is the set of these types.
func TypesOf(types ...uint8) (s Types) {
	for _, t := range types {
		s |= 1 << (t & 63)
	}
	return s
}

// Positions and Statics are the types that say where a ship is, and what it is.
var (
	Positions = TypesOf(1, 2, 3, 4, 9, 11, 17, 18, 19, 21, 27)
	Statics   = TypesOf(5, 19, 21, 24)
)

func (s Types) has(t uint8) bool { return s == 0 || s>>t&1 != 0 }
