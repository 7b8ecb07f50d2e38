package logbook

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"cordon/ais"
)

// row is a position as it is held: 32 bytes, of which there are many.
type row struct {
	mmsi, sec          uint32 // sec: seconds since 1970, UTC
	lat, lon           int32
	ms                 uint16 // of the second
	sog, cog, heading  uint16
	source             uint16 // index into a list of names
	typ, flags, status uint8
	rot                int8
	second             uint8
}

// Flags of a row, as the column flags has them.
const (
	flagAccurate = 1 << iota
	flagOwn      // AIVDO
)

// compare orders rows by vessel and time, and equals only what is equal. Sources
// are compared by number, which follows their names where both are of one list in
// order.
func (a *row) compare(b *row) int {
	if a.mmsi != b.mmsi {
		return cmp.Compare(a.mmsi, b.mmsi)
	}
	if a.sec != b.sec {
		return cmp.Compare(a.sec, b.sec)
	}
	return cmp.Or(cmp.Compare(a.ms, b.ms), cmp.Compare(a.source, b.source), cmp.Compare(a.typ, b.typ), cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon),
		cmp.Compare(a.sog, b.sog), cmp.Compare(a.cog, b.cog), cmp.Compare(a.heading, b.heading), cmp.Compare(a.status, b.status),
		cmp.Compare(a.rot, b.rot), cmp.Compare(a.second, b.second), cmp.Compare(a.flags, b.flags))
}

// rowOf is the position of a message, which has one.
func rowOf(m *ais.Message, source uint16) row {
	p := &m.Position
	r := row{mmsi: m.MMSI, sec: uint32(m.Time / 1000), ms: uint16(m.Time % 1000), lat: p.Lat, lon: p.Lon, sog: p.SOG, cog: p.COG, heading: p.Heading,
		source: source, typ: m.Type, status: p.Status, rot: p.ROT, second: p.Second}
	if p.Accurate {
		r.flags |= flagAccurate
	}
	if m.Own {
		r.flags |= flagOwn
	}
	return r
}

// message makes the message again that a row is of.
func (r *row) message(m *ais.Message) {
	*m = ais.Message{Type: r.typ, MMSI: r.mmsi, Time: r.at(), Source: r.source, Own: r.flags&flagOwn != 0, HasPos: true, Position: r.position()}
}

// at is the time of a row in milliseconds.
func (r *row) at() int64 { return int64(r.sec)*1000 + int64(r.ms) }

func (r *row) position() ais.Position {
	return ais.Position{Lat: r.lat, Lon: r.lon, SOG: r.sog, COG: r.cog, Heading: r.heading, ROT: r.rot, Status: r.status, Second: r.second, Accurate: r.flags&flagAccurate != 0}
}

// day is the day of a row, from 1970.
func (r *row) day() int32 { return int32(r.sec / 86400) }

// cellDegrees is the side of a cell.
const cellDegrees = 20

const (
	cellRows = 180 / cellDegrees
	cellCols = 360 / cellDegrees
	noCell   = int32(cellRows * cellCols) // of positions that are not on the earth
)

// cell is the number of the cell of a row.
func (r *row) cell() int32 {
	if r.lat < -90*ais.Unit || r.lat > 90*ais.Unit || r.lon < -180*ais.Unit || r.lon > 180*ais.Unit {
		return noCell
	}
	y := min((r.lat+90*ais.Unit)/(cellDegrees*ais.Unit), cellRows-1)
	x := (r.lon + 180*ais.Unit) / (cellDegrees * ais.Unit) % cellCols // 180 E is 180 W
	return y*cellCols + x
}

// cellName is the south-western corner of a cell: N30E120.
func cellName(c int32) string {
	if c == noCell {
		return "none"
	}
	lat, lon := int(c/cellCols)*cellDegrees-90, int(c%cellCols)*cellDegrees-180
	ns, ew := 'N', 'E'
	if lat < 0 {
		ns, lat = 'S', -lat
	}
	if lon < 0 {
		ew, lon = 'W', -lon
	}
	return fmt.Sprintf("%c%02d%c%03d", ns, lat, ew, lon)
}

func parseCell(name string) (int32, bool) {
	if name == "none" {
		return noCell, true
	}
	var ns, ew byte
	var lat, lon int32
	if _, err := fmt.Sscanf(name, "%c%2d%c%3d", &ns, &lat, &ew, &lon); err != nil {
		return 0, false
	}
	if ns == 'S' {
		lat = -lat
	}
	if ew == 'W' {
		lon = -lon
	}
	c := (lat+90)/cellDegrees*cellCols + (lon+180)/cellDegrees
	return c, c >= 0 && c < noCell && cellName(c) == name
}

func dayName(day int32) string {
	return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly)
}

func parseDay(name string) (int32, bool) {
	t, err := time.Parse(time.DateOnly, name)
	return int32(t.Unix() / 86400), err == nil && t.Unix() >= 0 && t.Unix() <= math.MaxUint32
}

// Box is an area between parallels and meridians, in degrees. West may be more
// than East: it then lies across the 180th meridian. The zero box is the earth,
// and what was heard without a position.
type Box struct{ South, West, North, East float64 }

// has reports whether a box holds a position.
func (b *Box) has(lat, lon int32) bool {
	if *b == (Box{}) {
		return true
	}
	y, x := float64(lat)/ais.Unit, float64(lon)/ais.Unit
	if y < b.South || y > b.North {
		return false
	}
	if b.West <= b.East {
		return x >= b.West && x <= b.East
	}
	return x >= b.West && x <= 180 || x <= b.East && x >= -180
}

// touches reports whether a box and a cell have a point in common.
func (b *Box) touches(c int32) bool {
	if *b == (Box{}) {
		return true
	}
	if c == noCell {
		return false
	}
	south, west := float64(c/cellCols)*cellDegrees-90, float64(c%cellCols)*cellDegrees-180
	north, east := south+cellDegrees, west+cellDegrees
	if north < b.South || south > b.North {
		return false
	}
	in := func(w, e float64) bool { return east >= w && west <= e }
	on := in(b.West, b.East)
	if b.West > b.East {
		on = in(b.West, 180) || in(-180, b.East)
	}
	return on || west == -180 && b.East >= 180 // a position at 180 E is in the cell of 180 W
}
