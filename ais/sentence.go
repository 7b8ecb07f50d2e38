package ais

import (
	"bytes"
	"encoding/binary"
)

// maxLine is the longest line that is read. A sentence has 82 characters; tag blocks
// and what stations add behind make it longer.
const maxLine = 2048

// kind is what a line turned out to be.
type kind uint8

const (
	blank kind = iota
	other
	timing
	refused
	empty
	single // the message is read
	broken // the message of one sentence is refused
	part
)

// sentence is what one line says by itself: nothing of it depends on other lines, so
// lines can be read on several cores.
type sentence struct {
	kind    kind
	own     bool
	badTag  bool
	flaws   flaws
	total   uint8
	number  uint8
	fill    uint8
	key     uint32 // talker, sequence number, channel
	group   int64  // of the tag block; 0 none
	time    int64
	untime  Reason // why a time that it came with is none
	said    []byte // that time
	where   string // where it stood
	station []byte
	payload []byte
	reason  Reason
	raw     []byte // the line
}

// scan reads one line without its end. A message of one sentence goes to m. What
// another sentence broke into comes back as rest, to be scanned as a line.
func scan(line []byte, s *sentence, m *Message, only Types, in interner) (rest []byte) {
	s.time, s.group, s.station, s.badTag = NoTime, 0, nil, false
	s.flaws, s.untime = 0, ""
	s.raw = line
	if len(line) > 14 && len(line) <= maxLine && line[0] == '!' {
		return s.sentence(line, m, only, in)
	}
	return s.odd(line, m, only, in)
}

// odd reads all but plain sentences.
func (s *sentence) odd(line []byte, m *Message, only Types, in interner) []byte {
	line = trimEnd(line)
	switch {
	case len(line) == 0 || line[0] == '#':
		s.kind = blank
		return nil
	case len(line) > maxLine:
		return s.refuse(TooLong, nil)
	}
	switch line[0] {
	case '\\':
		end := bytes.IndexByte(line[1:], '\\')
		if end < 0 {
			return s.refuse(BadForm, again(line))
		}
		if end++; !s.tag(line[1:end]) {
			s.badTag = true
			s.time, s.group, s.station, s.untime = NoTime, 0, nil, ""
		}
		return s.sentence(line[end+1:], m, only, in)
	case '!', '$':
		return s.sentence(line, m, only, in)
	}
	// Some logs write the time before the sentence.
	at := bytes.IndexAny(line, "!\\")
	if at < 0 {
		return s.refuse(Noise, nil)
	}
	before := bytes.Trim(line[:at], " \t,;:[]")
	if rest := s.odd(line[at:], m, only, in); rest != nil {
		return rest
	}
	if s.time == NoTime {
		switch t, why := parseTime(before, ""); {
		case why == "":
			s.time = t
		case why == Impossible && len(before) >= timeDigits && s.untime == "":
			s.mistime(why, "before the sentence", before)
		}
		if s.kind == single {
			m.Time = s.time
		}
	}
	return nil
}

// trimEnd cuts what stands behind the text of a line.
func trimEnd(line []byte) []byte {
	n := len(line)
	for n > 0 && (line[n-1] == '\r' || line[n-1] == ' ' || line[n-1] == '\t' || line[n-1] == 0) {
		n--
	}
	return line[:n]
}

// mistime notes a time that is none.
func (s *sentence) mistime(why Reason, where string, said []byte) {
	s.untime, s.where, s.said = why, where, said
}

func (s *sentence) refuse(why Reason, rest []byte) []byte {
	s.kind, s.reason = refused, why
	return rest
}

// again is where a sentence or tag block begins behind the beginning of a line, nil
// when there is none.
func again(line []byte) []byte {
	if len(line) < 2 {
		return nil
	}
	if i := bytes.IndexAny(line[1:], "!\\"); i >= 0 {
		return line[1+i:]
	}
	return nil
}

const vdx = uint64('V')<<32 | uint64('D')<<24 | ','<<8

// sentence reads from the first character of a sentence to the end of the line.
func (s *sentence) sentence(line []byte, m *Message, only Types, in interner) []byte {
	// !ttVDM,n,n,s,c,payload,f*hh
	if len(line) < 15 || line[0] != '!' && line[0] != '$' {
		if isOther(line) {
			s.kind = other
			return nil
		}
		return s.refuse(BadForm, again(line))
	}
	w := binary.BigEndian.Uint64(line)
	if w>>8&0xffff00ff != vdx>>8&0xffff00ff {
		return s.unlike(line)
	}
	switch line[5] {
	case 'M':
		s.own = false
	case 'O':
		s.own = true
	default:
		return s.unlike(line)
	}
	s.total, s.number = line[7]-'0', line[9]-'0'
	if line[8] != ',' || line[10] != ',' || s.total-1 > 8 || s.number-1 >= s.total {
		return s.refuse(BadForm, again(line))
	}
	i := 11
	seq, channel := byte(0), byte(0)
	if line[i] != ',' {
		seq = line[i]
		if i++; line[i] != ',' { // two digits are seen
			seq = seq<<4 + line[i]
			i++
		}
	}
	if line[i] != ',' {
		return s.refuse(BadForm, again(line))
	}
	if i++; line[i] != ',' {
		channel = line[i]
		i++
	}
	if i >= len(line) || line[i] != ',' {
		return s.refuse(BadForm, again(line))
	}
	i++
	n := 28 // the length of most payloads
	if i+30 >= len(line) || line[i+28] != ',' || line[i+30] != '*' {
		if n = bytes.IndexByte(line[i:], ','); n < 0 {
			return s.refuse(BadForm, again(line))
		}
	}
	payload := line[i : i+n]
	i += n + 1
	if i+3 > len(line) {
		return s.refuse(BadForm, again(line))
	}
	s.fill = 0
	if c := line[i] - '0'; c <= 9 { // some stations write 6
		s.fill = c
		i++
	}
	if line[i] != '*' || i+3 > len(line) {
		return s.refuse(BadForm, again(line))
	}
	if uint16(sum(line[1:i])) != hexOf(line[i+1], line[i+2]) {
		return s.refuse(BadSum, again(line))
	}
	var rest []byte
	if i += 3; i < len(line) && !(line[i] == '\r' && i+1 == len(line)) {
		rest = s.suffix(line[i:])
	}
	if s.total > 1 {
		s.kind = part
		s.key = uint32(w>>40&0xffff)<<16 | uint32(seq)<<8 | uint32(channel)
		s.payload = payload
		return rest
	}
	if n == 0 {
		s.kind = empty
		return rest
	}
	s.kind = single
	m.Own, m.Time = s.own, s.time
	if only != 0 && only.skip(payload[0], m) {
		s.flaws, s.reason = 0, ""
		return rest
	}
	if s.flaws, s.reason = decodePayload(payload, int(s.fill), m, in); s.reason != "" {
		s.kind = broken
	}
	return rest
}

// skip reports whether a message that begins with c is left out, and sets its type.
func (t Types) skip(c byte, m *Message) bool {
	switch {
	case c >= '0' && c <= 'W':
		c -= 48
	case c >= '`' && c <= 'w':
		c -= 56
	default:
		return false
	}
	if c == 0 || c > lastType || t.has(c) {
		return false
	}
	m.Type = c
	return true
}

// unlike reads a line that is no VDM or VDO.
func (s *sentence) unlike(line []byte) []byte {
	if bytes.HasPrefix(line, []byte("$PGHP,1,")) {
		s.timing(line)
		return nil
	}
	if isOther(line) {
		s.kind = other
		return nil
	}
	return s.refuse(BadForm, again(line))
}

// isOther reports whether a line begins as a sentence of some other format does.
func isOther(line []byte) bool {
	if len(line) < 6 || line[0] != '!' && line[0] != '$' || line[3] == 'V' && line[4] == 'D' {
		return false
	}
	for i, c := range line[1:min(len(line), 10)] {
		switch {
		case c == ',' && i >= 4:
			return true
		case c < '0' || c > '9' && c < 'A' || c > 'Z':
			return false
		}
	}
	return false
}

// sum is the XOR of all bytes.
func sum(b []byte) byte {
	var x uint64
	for len(b) >= 8 {
		x ^= binary.LittleEndian.Uint64(b)
		b = b[8:]
	}
	x ^= x >> 32
	x ^= x >> 16
	x ^= x >> 8
	y := byte(x)
	for _, c := range b {
		y ^= c
	}
	return y
}

var hexDigits = func() (t [256]uint16) {
	for i := range t {
		t[i] = 0x100
	}
	for i := range 10 {
		t['0'+i] = uint16(i)
	}
	for i := range 6 {
		t['A'+i], t['a'+i] = uint16(10+i), uint16(10+i)
	}
	return t
}()

// hexOf is the value of two hex digits, above 255 when they are none.
func hexOf(a, b byte) uint16 { return hexDigits[a]<<4 | hexDigits[b] }

// tag reads a tag block: fields between its backslashes, and their own checksum.
func (s *sentence) tag(b []byte) bool {
	star := len(b) - 3
	if star < 0 || b[star] != '*' || uint16(sum(b[:star])) != hexOf(b[star+1], b[star+2]) {
		return false
	}
	for b = b[:star]; len(b) > 0; {
		f := b
		if i := bytes.IndexByte(b, ','); i >= 0 {
			f, b = b[:i], b[i+1:]
		} else {
			b = nil
		}
		if len(f) < 2 || f[1] != ':' {
			continue
		}
		switch v := f[2:]; f[0] {
		case 'c':
			switch t, why := parseUnix(v); {
			case why == "":
				s.time = t
			case len(v) > 0:
				s.mistime(why, "c", v)
			}
		case 's':
			s.station = v
		case 'g': // part-total-id
			if i := bytes.LastIndexByte(v, '-'); i >= 0 {
				s.group, _ = digits(v[i+1:])
			}
		}
	}
	return true
}

// timeDigits is how long what stands before a sentence or behind its checksum must be
// to be meant as a time: seconds have ten digits since 2001, and so have dates. Shorter
// numbers are those of lines, or measures of the station's own.
const timeDigits = 10

// suffix reads what stations add behind the checksum, as the US Coast Guard's do:
// ,d-109,S2105,t050056.00,T56.137,r003669946,1325394060. It returns the sentence that
// stands there instead, if one does.
func (s *sentence) suffix(b []byte) (rest []byte) {
	if i := bytes.IndexAny(b, "!\\"); i >= 0 {
		b, rest = b[:i], b[i:]
	}
	if len(b) == 0 || b[0] != ',' {
		return rest
	}
	heard := false
	var cannot []byte // the first number that is as long as a time, and none
	for b = trimEnd(b); len(b) > 0; {
		b = b[1:]
		f := b
		if i := bytes.IndexByte(b, ','); i >= 0 {
			f, b = b[:i], b[i:]
		} else {
			b = nil
		}
		if len(f) == 0 {
			continue
		}
		switch c := f[0]; {
		case (c == 'r' || c == 'b') && len(f) > 3:
			if s.station == nil {
				s.station = f
			}
		case c >= '0' && c <= '9' && !heard:
			// The first is the station's; those behind it are of who passed it on.
			switch t, why := parseUnix(f); {
			case why == "":
				heard = true
				if s.time == NoTime {
					s.time = t
				}
			case why == Impossible && len(f) >= timeDigits && cannot == nil:
				cannot = f
			}
		}
	}
	if !heard && cannot != nil && s.untime == "" {
		s.mistime(Impossible, "behind the checksum", cannot)
	}
	return rest
}

// timing reads $PGHP,1,yyyy,m,d,h,min,s,ms,country,region,station,online,cc*HH.
func (s *sentence) timing(line []byte) {
	s.kind = timing
	star := bytes.LastIndexByte(line, '*')
	if star < 0 || star+3 > len(line) || uint16(sum(line[1:star])) != hexOf(line[star+1], line[star+2]) {
		s.refuse(BadSum, nil)
		return
	}
	var f [13][]byte
	n := 0
	for b := line[len("$PGHP,1,"):star]; n < len(f); n++ {
		i := bytes.IndexByte(b, ',')
		if i < 0 {
			f[n] = b
			n++
			break
		}
		f[n], b = b[:i], b[i+1:]
	}
	var v [7]int64
	for i := range v {
		var ok bool
		if v[i], ok = digits(f[i]); !ok {
			s.refuse(BadForm, nil)
			return
		}
	}
	t, ok := stamp(v[0], v[1], v[2], v[3], v[4], v[5])
	if t, why := within(t + v[6]); ok && v[6] <= 999 && why == "" {
		s.time = t
	} else {
		s.mistime(Impossible, "$PGHP", bytes.Join(f[:7], []byte(",")))
		return
	}
	switch {
	case n > 9 && len(f[9]) > 0:
		s.station = f[9]
	case n > 8 && len(f[7]) > 0: // no station, only country and region
		s.station = bytes.Join(f[7:9], []byte("-"))
	}
}

// digits is a number of one to eighteen digits.
func digits(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	n := int64(0)
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
