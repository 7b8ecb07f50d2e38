package ais

import "encoding/binary"

// The payload: six bits a character, most significant first (ITU-R M.1371-5 annex 8,
// IEC 61162-1). Fields are named by their first bit and width.

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// maxBits is how much of a message is unpacked: the longest layout, and some. What
// lies behind is checked, not unpacked.
const maxBits = 88 * 6

// bitfield is the unpacked first maxBits of a payload, zero behind its end, and room to
// read eight bytes anywhere.
type bitfield [maxBits/8 + 8]byte

// unpack turns a payload to bits. It reports whether all its characters carry bits.
//
// Eight characters go at once: of c in 48..87 the value is c-48, in 96..119 it is
// c-56; sums of bytes under 128 carry their comparison in the high bit.
func unpack(p []byte, b *bitfield) bool {
	if len(p) == 28 { // as most are
		p := (*[28]byte)(p)
		w, x, y := binary.BigEndian.Uint64(p[0:]), binary.BigEndian.Uint64(p[8:]), binary.BigEndian.Uint64(p[16:])
		z := binary.BigEndian.Uint64(p[20:])<<32 | '0'*ones>>32
		bad := none(w) | none(x) | none(y) | none(z)
		w, x, y, z = six(w), six(x), six(y), six(z)
		binary.BigEndian.PutUint64(b[0:], w<<16|x>>32)
		binary.BigEndian.PutUint64(b[8:], x<<32|y>>16)
		binary.BigEndian.PutUint64(b[16:], y<<48|z)
		return bad == 0
	}
	bad, at, rest := uint64(0), 0, p
	for ; len(rest) >= 8; rest = rest[8:] {
		x := binary.BigEndian.Uint64(rest)
		bad |= none(x)
		if at < maxBits/8 {
			binary.BigEndian.PutUint64(b[at:at+8], six(x)<<16)
			at += 6
		}
	}
	if len(rest) > 0 {
		last := uint64('0' * ones)
		for j, c := range rest {
			s := 56 - 8*uint(j)
			last = last&^(0xff<<s) | uint64(c)<<s
		}
		bad |= none(last)
		if at < maxBits/8 {
			binary.BigEndian.PutUint64(b[at:at+8], six(last)<<16)
		}
	}
	return bad == 0
}

// six turns eight characters to 48 bits.
func six(x uint64) uint64 {
	x = x - 48*ones - ((x+(128-96)*ones)&highs)>>4
	x = x&0x003f003f003f003f | x>>2&0x0fc00fc00fc00fc0
	x = x&0x00000fff00000fff | x>>4&0x00fff00000fff000
	return x&0x0000000000ffffff | x>>8&0x0000ffffff000000
}

// none is not 0 when one of eight characters carries no bits.
func none(x uint64) uint64 {
	y := x &^ highs
	return (x | ^(y + (128-48)*ones) | (y+(128-88)*ones)&^(y+(128-96)*ones) | (y + (128-120)*ones)) & highs
}

// u is an unsigned field of at most 32 bits, s a signed one.
func (b *bitfield) u(start, width uint) uint32 {
	return uint32(binary.BigEndian.Uint64(b[start>>3:]) << (start & 7) >> (64 - width))
}

func (b *bitfield) s(start, width uint) int32 {
	return int32(int64(binary.BigEndian.Uint64(b[start>>3:])<<(start&7)) >> (64 - width))
}

// text appends n characters of six bits.
func (b *bitfield) text(dst []byte, start, n uint) []byte {
	for ; n > 0; n, start = n-1, start+6 {
		v := byte(b.u(start, 6))
		if v < 32 {
			v += 64
		}
		dst = append(dst, v)
	}
	return dst
}

// trim cuts a text at its first @ and the spaces before that.
func trim(t []byte) []byte {
	for i, c := range t {
		if c == '@' {
			t = t[:i]
			break
		}
	}
	for len(t) > 0 && t[len(t)-1] == ' ' {
		t = t[:len(t)-1]
	}
	return t
}

// layouts are the lengths in bits of the types that are read: what must be there, and
// what the standard says (0 when it varies).
var layouts = [64]struct{ need, least, most uint16 }{
	1: {116, 168, 168}, 2: {116, 168, 168}, 3: {116, 168, 168},
	4: {134, 168, 168}, 11: {134, 168, 168},
	5:  {70, 424, 424},
	9:  {116, 168, 168},
	17: {75, 80, 0},
	18: {112, 168, 168},
	19: {112, 312, 312},
	21: {219, 272, 360},
	24: {40, 160, 168},
	27: {79, 96, 96},
}

const lastType = 28

// unknown is the position of which nothing is known.
var unknown = Position{Lat: NoLat, Lon: NoLon, SOG: NoSOG, COG: NoCOG, Heading: NoHeading, ROT: NoROT, Status: NoStatus, Second: NoSecond}

// interner keeps one copy of strings that come again and again. It forgets all when
// it is full.
type interner map[string]string

const maxInterned = 1 << 16

func (in interner) get(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := in[string(b)]; ok {
		return s
	}
	if len(in) >= maxInterned {
		clear(in)
	}
	s := string(b)
	in[s] = s
	return s
}

// decodePayload reads a message of one payload with so many fill bits. It sets all of
// m but Time, Line, Source, Own and Mistimed.
func decodePayload(p []byte, fill int, m *Message, in interner) (flaws, Reason) {
	var b bitfield
	m.Payload, m.HasPos, m.UTC = p, false, NoTime
	if m.HasStat {
		m.Static, m.HasStat = Static{}, false
	}
	if !unpack(p, &b) {
		return 0, BadPayload
	}
	n := uint(max(0, 6*len(p)-fill))
	if n < 38 {
		return 0, TooShort
	}
	head := binary.BigEndian.Uint64(b[:])
	t := uint8(head >> 58)
	if t == 0 || t > lastType {
		return 0, BadType
	}
	m.Type, m.MMSI = t, uint32(head>>26&(1<<30-1))
	l := &layouts[t]
	if l.need == 0 {
		m.Position = unknown
		return 0, ""
	}
	var f flaws
	switch {
	case n < uint(l.need): // what it says is lost, that it was said is not
		m.Position = unknown
		return short, ""
	case n < uint(l.least):
		f = short
	case l.most != 0 && n > uint(l.most):
		f = long
	}
	switch t {
	case 1, 2, 3:
		f |= m.Position.classA(&b, n)
		m.HasPos = true
	case 18:
		f |= m.Position.classB(&b, n)
		m.HasPos = true
	case 5:
		m.Position = unknown
		f |= m.Static.voyage(&b, n, in)
		m.HasStat = true
	case 4, 11:
		f |= m.station(&b)
	case 24:
		m.Position = unknown
		m.HasStat = m.Static.part(&b, n, m.MMSI, in)
	case 19:
		f |= m.Position.classB(&b, n)
		m.HasPos, m.HasStat = true, true
		m.Static.extended(&b, n, in)
	case 21:
		f |= m.aid(&b, n, in)
	case 9:
		p := &m.Position
		*p = unknown
		f |= p.place(b.s(61, 28), b.s(89, 27))
		if v := b.u(50, 10); v != 1023 {
			p.SOG = uint16(v * 10) // whole knots
		}
		p.Accurate = b.u(60, 1) == 1
		if n >= 128 {
			f |= p.course(b.u(116, 12))
		}
		if n >= 134 {
			p.Second = uint8(b.u(128, 6))
		}
		m.HasPos = true
	case 17:
		m.Position = unknown
		f |= m.Position.place(1000*b.s(40, 18), 1000*b.s(58, 17))
		m.HasPos = true
	case 27:
		p := &m.Position
		*p = unknown
		f |= p.place(1000*b.s(44, 18), 1000*b.s(62, 17))
		p.Accurate = b.u(38, 1) == 1
		p.Status = uint8(b.u(40, 4))
		if n >= 85 {
			if v := b.u(79, 6); v != 63 {
				p.SOG = uint16(v * 10)
			}
		}
		if n >= 94 {
			if v := b.u(85, 9); v < 360 {
				p.COG = uint16(v * 10)
			} else if v != 511 && v != 360 {
				f |= rangeCOG
			}
		}
		m.HasPos = true
	}
	return f, ""
}

func (p *Position) place(lon, lat int32) (f flaws) {
	if lat < -90*Unit || lat > 90*Unit {
		if lat != NoLat {
			f |= rangeLat
		}
		lat = NoLat
	}
	if lon < -180*Unit || lon > 180*Unit {
		if lon != NoLon {
			f |= rangeLon
		}
		lon = NoLon
	}
	p.Lat, p.Lon = lat, lon
	return f
}

func (p *Position) course(v uint32) (f flaws) {
	if v > 3600 {
		v, f = 3600, rangeCOG
	}
	p.COG = uint16(v)
	return f
}

func (p *Position) heading(v uint32) (f flaws) {
	if v >= 360 {
		if v != 511 {
			f = rangeHeading
		}
		v = 511
	}
	p.Heading = uint16(v)
	return f
}

func (p *Position) classA(b *bitfield, n uint) flaws {
	w := binary.BigEndian.Uint64(b[4:]) // bits 32 to 95
	p.Status = uint8(w >> 54 & 15)
	p.ROT = int8(w >> 46)
	p.SOG = uint16(w >> 36 & 1023)
	p.Accurate = w>>35&1 == 1
	f := p.place(b.s(61, 28), b.s(89, 27))
	w = binary.BigEndian.Uint64(b[14:]) // bits 112 to 175
	if n < 143 {
		p.COG, p.Heading, p.Second = NoCOG, NoHeading, NoSecond
		if n >= 128 {
			f |= p.course(uint32(w >> 48 & 4095))
		}
		if n >= 137 {
			f |= p.heading(uint32(w >> 39 & 511))
		}
		return f
	}
	f |= p.course(uint32(w>>48&4095)) | p.heading(uint32(w>>39&511))
	p.Second = uint8(w >> 33 & 63)
	return f
}

func (p *Position) classB(b *bitfield, n uint) flaws {
	*p = unknown
	p.SOG = uint16(b.u(46, 10))
	p.Accurate = b.u(56, 1) == 1
	f := p.place(b.s(57, 28), b.s(85, 27))
	if n >= 124 {
		f |= p.course(b.u(112, 12))
	}
	if n >= 133 {
		f |= p.heading(b.u(124, 9))
	}
	if n >= 139 {
		p.Second = uint8(b.u(133, 6))
	}
	return f
}

// station reads types 4 and 11: a place and the time there.
func (m *Message) station(b *bitfield) (f flaws) {
	m.Position = unknown
	m.HasPos = true
	m.Position.Accurate = b.u(78, 1) == 1
	f = m.Position.place(b.s(79, 28), b.s(107, 27))
	y, mo, d, h, mi, s := b.u(38, 14), b.u(52, 4), b.u(56, 5), b.u(61, 5), b.u(66, 6), b.u(72, 6)
	t, ok := stamp(int64(y), int64(mo), int64(d), int64(h), int64(mi), int64(s))
	t, why := within(t)
	switch {
	case ok && why == "":
		m.UTC = t
	case y != 0 && mo != 0 && d != 0 && h != 24 && mi != 60 && s != 60:
		f |= rangeTime
	}
	return f
}

// stamp is the time in milliseconds since 1970 of a date, when there is such a date.
func stamp(y, mo, d, h, mi, s int64) (int64, bool) {
	if y < 1970 || y > 9999 || mo < 1 || mo > 12 || d < 1 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59 {
		return NoTime, false
	}
	if d > daysOf(y, mo) {
		return NoTime, false
	}
	// Years begin in March, so that the day that comes and goes is the last.
	if mo <= 2 {
		y, mo = y-1, mo+12
	}
	days := 365*y + y/4 - y/100 + y/400 + (153*(mo-3)+2)/5 + d - 1 - 719468
	return (((days*24+h)*60+mi)*60 + s) * 1000, true
}

// daysOf is how many days a month has.
func daysOf(y, mo int64) int64 {
	switch mo {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// field is a text whose characters are all there; rest one that may end early.
func field(b *bitfield, bit, start, n uint, in interner) string {
	if bit < start+6*n {
		return ""
	}
	return rest(b, bit, start, n, in)
}

func rest(b *bitfield, bit, start, n uint, in interner) string {
	if bit < start {
		return ""
	}
	var buf [40]byte
	return in.get(trim(b.text(buf[:0], start, min(n, (bit-start)/6))))
}

func (s *Static) name(v string) {
	if s.Name = v; v != "" {
		s.Has |= HasName
	}
}

func (s *Static) callSign(v string) {
	if s.CallSign = v; v != "" {
		s.Has |= HasCallSign
	}
}

func (s *Static) shipType(v uint32) {
	if s.ShipType = uint8(v); v != 0 {
		s.Has |= HasShipType
	}
}

func (s *Static) size(b *bitfield, start uint) {
	s.A, s.B = uint16(b.u(start, 9)), uint16(b.u(start+9, 9))
	s.C, s.D = uint16(b.u(start+18, 6)), uint16(b.u(start+24, 6))
	if s.A|s.B|s.C|s.D != 0 {
		s.Has |= HasSize
	}
}

// voyage reads type 5.
func (s *Static) voyage(b *bitfield, n uint, in interner) (f flaws) {
	s.ETA = [4]uint8{0, 0, 24, 60}
	if s.IMO = b.u(40, 30); s.IMO != 0 {
		s.Has |= HasIMO
	}
	s.callSign(field(b, n, 70, 7, in))
	s.name(field(b, n, 112, 20, in))
	if n >= 240 {
		s.shipType(b.u(232, 8))
	}
	if n >= 270 {
		s.size(b, 240)
	}
	if n >= 294 {
		f = s.eta(uint8(b.u(274, 4)), uint8(b.u(278, 5)), uint8(b.u(283, 5)), uint8(b.u(288, 6)))
	}
	if n >= 302 {
		if s.Draught = uint8(b.u(294, 8)); s.Draught != 0 {
			s.Has |= HasDraught
		}
	}
	if s.Destination = rest(b, n, 302, 20, in); s.Destination != "" {
		s.Has |= HasDestination
	}
	return f
}

// eta takes each part for itself: one out of its range is not available, nor is a day
// that its month does not have.
func (s *Static) eta(month, day, hour, minute uint8) (f flaws) {
	if month > 12 {
		month, f = 0, rangeETA
	}
	if day > 31 || month > 0 && int64(day) > daysOf(2000, int64(month)) {
		day, f = 0, rangeETA
	}
	if hour > 24 {
		hour, f = 24, rangeETA
	}
	if minute > 60 {
		minute, f = 60, rangeETA
	}
	if s.ETA = [4]uint8{month, day, hour, minute}; s.ETA != [4]uint8{0, 0, 24, 60} {
		s.Has |= HasETA
	}
	return f
}

// extended reads the static half of type 19.
func (s *Static) extended(b *bitfield, n uint, in interner) {
	s.ETA = [4]uint8{0, 0, 24, 60}
	s.name(field(b, n, 143, 20, in))
	if n >= 271 {
		s.shipType(b.u(263, 8))
	}
	if n >= 301 {
		s.size(b, 271)
	}
}

// part reads type 24, which comes in two kinds.
func (s *Static) part(b *bitfield, n uint, mmsi uint32, in interner) bool {
	switch b.u(38, 2) {
	case 0:
		s.ETA = [4]uint8{0, 0, 24, 60}
		s.name(field(b, n, 40, 20, in))
		return true
	case 1:
		s.ETA = [4]uint8{0, 0, 24, 60}
		if n >= 48 {
			s.shipType(b.u(40, 8))
		}
		s.callSign(field(b, n, 90, 7, in))
		if n < 162 {
			return true
		}
		if mmsi/10_000_000 == 98 {
			if s.Mothership = b.u(132, 30); s.Mothership != 0 {
				s.Has |= HasMothership
			}
			return true
		}
		s.size(b, 132)
		return true
	}
	return false
}

// aid reads type 21.
func (m *Message) aid(b *bitfield, n uint, in interner) (f flaws) {
	p, s := &m.Position, &m.Static
	*p = unknown
	m.HasPos, m.HasStat = true, true
	s.ETA = [4]uint8{0, 0, 24, 60}
	s.Aid = uint8(b.u(38, 5))
	p.Accurate = b.u(163, 1) == 1
	f = p.place(b.s(164, 28), b.s(192, 27))
	if n >= 249 {
		s.size(b, 219)
	}
	if n >= 259 {
		p.Second = uint8(b.u(253, 6))
	}
	var buf [40]byte
	name := b.text(buf[:0], 43, 20)
	if n >= 278 { // a name of full length goes on behind
		name = b.text(name, 272, min(14, (n-272)/6))
	}
	s.name(in.get(trim(name)))
	return f
}
