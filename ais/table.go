package ais

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// TableOptions say how a table is read.
type TableOptions struct {
	Name   string        // of the file: the first of Sources
	Refuse func(Refusal) // told which rows are refused, in order; may be nil

	// Columns names columns that no usual word names: from what they hold (time, mmsi,
	// lat, lon, sog, cog, heading, rot, status, name, imo, callsign, shiptype, length,
	// width, draught, destination, eta, class, type, source and the others of roles) to
	// the header as it stands in the file. An empty header means the table has none.
	Columns map[string]string
	Layout  string // of package time, for times that parseTime does not know
}

// Table reads positions and static data from rows. It knows the headers of
// MarineCadastre (USA), of the Danish Maritime Authority and of the common tools, with
// commas, semicolons, tabs or bars between. A row is one line; a line has at most
// 64 KiB.
type Table struct {
	o       TableOptions
	c       chunks
	block   []byte
	left    []byte
	comma   byte
	width   int // columns of the header
	need    int // so many fields a row must have
	at      [nRoles]int16
	fields  [][]byte
	row0    []byte // where a row with quotes is taken apart
	n       Stats
	in      interner
	sources stations
	err     error
}

// ErrNoTable is returned for a first line that is no header of such a table.
var ErrNoTable = errors.New("no table of positions: columns for number, latitude and longitude are needed")

// NewTable reads the header of a table, which may stand below some lines that are none.
func NewTable(r io.Reader, o TableOptions) (*Table, error) {
	t := &Table{
		o: o, c: chunks{r: r}, block: make([]byte, blockSize), in: interner{}, sources: newStations(o.Name),
		n: Stats{Refused: map[Reason]int64{}},
	}
	var above []Refusal // the lines above it
	var first error     // why the first line is no header
	for {
		line, err := t.line()
		switch {
		case errors.Is(err, io.EOF):
			return nil, cmp.Or(first, fmt.Errorf("ais: table %s: empty: %w", o.Name, ErrNoTable))
		case err != nil:
			return nil, cmp.Or(first, err)
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			t.n.Blank++
			continue
		}
		if err := t.header(line); err != nil {
			first = cmp.Or(first, fmt.Errorf("ais: table %s, line %d: %w", o.Name, t.n.Lines, err))
			if above = append(above, Refusal{t.n.Lines, Noise, "", string(line[:min(len(line), maxText)])}); len(above) == beginning {
				return nil, first
			}
			continue
		}
		for _, r := range above {
			t.n.Refused[r.Reason]++
			if o.Refuse != nil {
				o.Refuse(r)
			}
		}
		return t, nil
	}
}

// header finds the columns.
func (t *Table) header(line []byte) error {
	switch {
	case bytes.IndexByte(line, 0) >= 0:
		return errors.New("text in UTF-16, or none; want UTF-8")
	case bytes.IndexByte(line, '\r') >= 0:
		return errors.New("lines that end in a carriage return alone; want line feeds")
	}
	h, ok := readHeader(line, t.o.Columns)
	if h.missing != "" {
		return fmt.Errorf("no column %q", h.missing)
	}
	if !ok {
		return ErrNoTable
	}
	t.comma, t.width, t.at = h.comma, h.width, h.at
	for _, r := range []role{roleMMSI, roleLat, roleLon, roleTime} {
		t.need = max(t.need, int(t.at[r])+1)
	}
	return nil
}

// line is the next line without its end.
func (t *Table) line() ([]byte, error) {
	if len(t.left) == 0 {
		if t.err != nil {
			return nil, t.err
		}
		var n int64
		t.left, n, t.err = t.c.fill(t.block)
		t.n.Bytes += n
		if t.err != nil {
			if t.err != io.EOF {
				t.err = fmt.Errorf("ais: read %s after line %d: %w", t.o.Name, t.n.Lines, t.err)
			}
			return nil, t.err
		}
	}
	line := t.left
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line, t.left = line[:i], line[i+1:]
	} else {
		t.left = nil
	}
	t.n.Lines++
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, nil
}

// Next reads the next row. It returns io.EOF at the end.
func (t *Table) Next(m *Message) error {
	for {
		line, err := t.line()
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			t.n.Blank++
			continue
		}
		if len(line) >= blockSize-1 {
			t.refuse(TooLong, "", line)
			continue
		}
		why, detail := t.row(line, m)
		switch {
		case why != "":
			t.refuse(why, detail, line)
		case !m.HasPos && !m.HasStat:
			t.n.Empty++
		default:
			m.Line = t.n.Lines
			t.n.Messages++
			t.n.Types[m.Type&63]++
			return nil
		}
	}
}

func (t *Table) refuse(why Reason, detail string, line []byte) {
	t.n.Refused[why]++
	if t.o.Refuse != nil {
		t.o.Refuse(Refusal{Line: t.n.Lines, Reason: why, Detail: detail, Text: string(line[:min(len(line), maxText)])})
	}
}

// Stats are the counts so far.
func (t *Table) Stats() Stats { return t.n.clone() }

// Sources are the names of stations; Message.Source counts them. The first is the
// table itself.
func (t *Table) Sources() []string { return t.sources.all() }

// Close does nothing: a table holds no goroutines, and what it reads from is the
// caller's.
func (t *Table) Close() error { return nil }

// split cuts a row at its commas into t.fields. Quoted fields lose their quotes where
// they stand.
func split(line []byte, comma byte, fields [][]byte) ([][]byte, bool) {
	fields = fields[:0]
	for {
		if len(line) > 0 && line[0] == '"' {
			w := 0 // what was read is written to the field's beginning
			i := 1
			for {
				j := bytes.IndexByte(line[i:], '"')
				if j < 0 {
					return fields, false
				}
				w += copy(line[w:], line[i:i+j])
				i += j + 1
				if i < len(line) && line[i] == '"' {
					line[w] = '"'
					w++
					i++
					continue
				}
				break
			}
			fields = append(fields, line[:w])
			if i == len(line) {
				return fields, true
			}
			if line[i] != comma {
				return fields, false
			}
			line = line[i+1:]
			continue
		}
		i := bytes.IndexByte(line, comma)
		if i < 0 {
			return append(fields, line), true
		}
		fields = append(fields, line[:i])
		line = line[i+1:]
	}
}

// get is a field without spaces around it, nil when it says nothing.
func (t *Table) get(r role) []byte {
	i := int(t.at[r])
	if i < 0 || i >= len(t.fields) {
		return nil
	}
	b := bytes.TrimSpace(t.fields[i])
	if nothing(b) {
		return nil
	}
	return b
}

// row reads one row. On refusal it says why, and of which column.
func (t *Table) row(line []byte, m *Message) (Reason, string) {
	*m = Message{Position: unknown, Time: NoTime, UTC: NoTime}
	if bytes.IndexByte(line, '"') >= 0 { // quotes are taken out in place; a refusal shows them
		t.row0 = append(t.row0[:0], line...)
		line = t.row0
	}
	var ok bool
	if t.fields, ok = split(line, t.comma, t.fields); !ok {
		return BadRow, "an open quote"
	}
	if n := len(t.fields); n < t.need || n > t.width && !(n == t.width+1 && len(t.fields[n-1]) == 0) {
		return BadRow, fmt.Sprintf("%d fields, the header has %d", n, t.width)
	}
	id, ok := whole(t.get(roleMMSI))
	if !ok || id > 1<<30-1 {
		return BadNumber, t.detail(roleMMSI)
	}
	m.MMSI = uint32(id)
	var f flaws
	if t.at[roleTime] >= 0 {
		b := t.get(roleTime)
		if b == nil {
			return BadTime, t.detail(roleTime)
		}
		var why Reason
		if m.Time, why = parseTime(b, t.o.Layout); why != "" {
			return why, t.detail(roleTime)
		}
		if b := t.get(roleMillis); b != nil {
			if n, ok := whole(b); ok && n < 1000 {
				m.Time += n
			} else {
				f = rangeTime
			}
		}
	}
	m.Type = t.kind()
	m.Source = t.sources.number(t.get(roleSource))
	if why, detail := t.position(m); why != "" {
		return why, detail
	}
	t.static(m)
	t.n.flaws(f)
	return "", ""
}

func (t *Table) detail(r role) string {
	v := ""
	if i := int(t.at[r]); i >= 0 && i < len(t.fields) {
		v = string(t.fields[i][:min(len(t.fields[i]), maxText)])
	}
	return fmt.Sprintf("%s %q", roleNames[r], v)
}

// kind is the message type a row stands for.
func (t *Table) kind() uint8 {
	if n, ok := whole(t.get(roleType)); ok && n <= lastType {
		return uint8(n)
	}
	b := t.get(roleClass)
	if b == nil {
		return 0
	}
	return classes[fold(b)]
}

func (t *Table) position(m *Message) (Reason, string) {
	p := &m.Position
	var f flaws
	lat, lon := t.get(roleLat), t.get(roleLon)
	if lat == nil && lon == nil {
		return "", ""
	}
	y, ok := decimal(lat, Unit, t.comma)
	if !ok {
		return BadRow, t.detail(roleLat)
	}
	x, ok := decimal(lon, Unit, t.comma)
	if !ok {
		return BadRow, t.detail(roleLon)
	}
	f = p.place(clamp(x), clamp(y))
	m.HasPos = true
	if v, ok := decimal(t.get(roleSOG), 10, t.comma); ok {
		// Aircraft are faster than 102.2 kn; 102.3 is the radio's word for nothing.
		if v < 0 || v > 10220 {
			f |= rangeSOG
		} else {
			p.SOG = uint16(v)
		}
	} else if t.get(roleSOG) != nil {
		f |= rangeSOG
	}
	if v, ok := decimal(t.get(roleCOG), 10, t.comma); ok && v >= 0 {
		f |= p.course(uint32(min(v, 4095)))
	} else if t.get(roleCOG) != nil {
		f |= rangeCOG
	}
	if v, ok := decimal(t.get(roleHeading), 1, t.comma); ok && v >= 0 {
		f |= p.heading(uint32(min(v, 510+v/511)))
	} else if t.get(roleHeading) != nil {
		f |= rangeHeading
	}
	if v, ok := decimal(t.get(roleROT), 1000, t.comma); ok {
		p.ROT = rateOfTurn(v)
	}
	if b := t.get(roleStatus); b != nil {
		if n, ok := whole(b); ok && n <= 15 {
			p.Status = uint8(n)
		} else if n, ok := statuses[fold(b)]; ok {
			p.Status = n
		}
	}
	if b := t.get(roleAccuracy); b != nil {
		p.Accurate = b[0] == '1' || b[0] == 't' || b[0] == 'T'
	}
	t.n.flaws(f)
	return "", ""
}

func (t *Table) static(m *Message) {
	s := &m.Static
	s.ETA = [4]uint8{0, 0, 24, 60}
	if b := t.get(roleIMO); b != nil {
		if len(b) > 3 && strings.EqualFold(string(b[:3]), "IMO") {
			b = bytes.TrimLeft(b[3:], " :-")
		}
		if n, ok := whole(b); ok && n > 0 && n < 1<<30 {
			s.IMO = uint32(n)
			s.Has |= HasIMO
		}
	}
	text := func(r role, dst *string, has Fields) {
		if b := t.get(r); b != nil {
			if b = trim(b[:min(len(b), maxText)]); len(b) > 0 {
				*dst = t.in.get(b)
				s.Has |= has
			}
		}
	}
	text(roleName, &s.Name, HasName)
	text(roleCallSign, &s.CallSign, HasCallSign)
	text(roleDestination, &s.Destination, HasDestination)
	if b := t.get(roleShipType); b != nil {
		n, ok := whole(b)
		if !ok {
			n = int64(shipTypes[fold(b)])
		}
		if n > 0 && n <= 255 {
			s.shipType(uint32(n))
		}
	}
	metres := func(r role) uint16 {
		if v, ok := decimal(t.get(r), 1, t.comma); ok && v > 0 && v <= 1022 {
			return uint16(v)
		}
		return 0
	}
	s.A, s.B, s.C, s.D = metres(roleA), metres(roleB), metres(roleC), metres(roleD)
	if s.A|s.B|s.C|s.D == 0 { // length and beam, the antenna's place unknown
		s.B, s.D = metres(roleLength), metres(roleWidth)
	}
	if s.A|s.B|s.C|s.D != 0 {
		s.Has |= HasSize
	}
	if v, ok := decimal(t.get(roleDraught), 10, t.comma); ok && v > 0 {
		s.Draught = uint8(min(v, 255))
		s.Has |= HasDraught
	}
	if n, ok := whole(t.get(roleMothership)); ok && n > 0 && n < 1<<30 {
		s.Mothership = uint32(n)
		s.Has |= HasMothership
	}
	t.eta(s)
	m.HasStat = s.Has != 0
}

func (t *Table) eta(s *Static) {
	part := func(r role, none uint8) uint8 {
		b := t.get(r)
		if n, ok := whole(b); ok {
			return uint8(min(n, 255)) // what is out of range stays so
		}
		return none
	}
	if t.at[roleETAMonth] >= 0 {
		t.n.flaws(s.eta(part(roleETAMonth, 0), part(roleETADay, 0), part(roleETAHour, 24), part(roleETAMinute, 60)))
		return
	}
	b := t.get(roleETA)
	if b == nil {
		return
	}
	switch ms, why := parseTime(b, t.o.Layout); why {
	case "":
		u := timeOf(ms)
		s.eta(uint8(u.Month()), uint8(u.Day()), uint8(u.Hour()), uint8(u.Minute()))
	case Impossible:
		t.n.flaws(rangeETA)
	}
}

// headerWords is what readHeader found.
type headerWords struct {
	comma   byte
	width   int
	at      [nRoles]int16
	missing string // a header that was named and is not there
}

// readHeader finds the columns of a first line. It reports whether it is the header of
// a table of ships' positions.
func readHeader(line []byte, columns map[string]string) (best headerWords, ok bool) {
	line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	line = bytes.TrimSpace(line)
	found := -1
	for _, comma := range []byte{',', ';', '\t', '|'} {
		fields, ok := split(bytes.Clone(line), comma, nil)
		if !ok || len(fields) > 1<<14 {
			continue
		}
		h := headerWords{comma: comma, width: len(fields)}
		words := make([]string, len(fields))
		exact := make([]string, len(fields))
		for i, f := range fields {
			exact[i] = strings.TrimSpace(string(f))
			words[i] = fold(f)
		}
		n := 0
		for r := range nRoles {
			h.at[r] = -1
			if want, given := columns[roleNames[r]]; given {
				if want == "" {
					continue
				}
				i := slices.Index(exact, strings.TrimSpace(want))
				if i < 0 {
					i = slices.Index(words, fold([]byte(want)))
				}
				if i < 0 && h.missing == "" {
					h.missing = want
				}
				h.at[r] = int16(i)
			} else {
				for _, w := range roleWords[r] {
					if i := slices.Index(words, w); i >= 0 {
						h.at[r] = int16(i)
						break
					}
				}
			}
			if h.at[r] >= 0 {
				n++
			}
		}
		if n > found {
			best, found = h, n
		}
	}
	if found < 0 {
		return best, false
	}
	// A, B, C and D are sizes only together.
	if best.at[roleA] < 0 || best.at[roleB] < 0 || best.at[roleC] < 0 || best.at[roleD] < 0 {
		best.at[roleA], best.at[roleB], best.at[roleC], best.at[roleD] = -1, -1, -1, -1
	}
	return best, best.at[roleMMSI] >= 0 && best.at[roleLat] >= 0 && best.at[roleLon] >= 0
}
