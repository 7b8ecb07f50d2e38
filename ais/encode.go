package ais

import (
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"time"
)

// Envelope is what a sentence says beside its message.
type Envelope struct {
	Talker  string // two characters; AI when empty
	Channel byte   // A when 0
	Seq     uint8  // 0-9, of messages of several parts
	Source  string // station, in a tag block; none when empty
	Group   uint32 // number that ties the tag blocks of the parts together; none when 0
	Untimed bool   // no time in a tag block
}

// perPart is how many characters of payload a sentence takes: with all else of it
// it stays under the 82 characters of IEC 61162-1.
const perPart = 60

// ErrUnwritten is of messages of a type that is only read, or that say too little
// to be written.
var ErrUnwritten = errors.New("not a message that can be written")

// AppendSentence appends a message as one or more sentences, each with its tag
// block where the message has a time or the envelope a source, and each ended by
// CR LF. Fields that Message does not keep (repeat, state of the radio, sort of
// receiver) are written as 0. It does not allocate when dst has room. A message
// that cannot be written leaves dst as it was.
func AppendSentence(dst []byte, m *Message, e Envelope) ([]byte, error) {
	var room [72]byte
	out, fill, err := AppendPayload(dst, m)
	if err != nil {
		return dst, err
	}
	n := copy(room[:], out[len(dst):])
	at := m.Time
	if e.Untimed {
		at = NoTime
	}
	return AppendParts(out[:len(dst)], room[:n], fill, at, m.Own, e), nil
}

// AppendParts appends an armoured payload as one or more sentences. fill is how
// many bits of its last character do not count; at is when it was received, in
// milliseconds, NoTime for nobody knows; own makes it AIVDO.
func AppendParts(dst []byte, payload []byte, fill int, at int64, own bool, e Envelope) []byte {
	if e.Talker == "" {
		e.Talker = "AI"
	}
	if e.Channel == 0 {
		e.Channel = 'A'
	}
	total := max(1, (len(payload)+perPart-1)/perPart)
	for n := 1; n <= total; n++ {
		part := payload[(n-1)*perPart : min(len(payload), n*perPart)]
		dst = appendTag(dst, n, total, at, &e)
		start := len(dst) + 1
		dst = append(append(dst, '!'), e.Talker...)
		if own {
			dst = append(dst, "VDO,"...)
		} else {
			dst = append(dst, "VDM,"...)
		}
		dst = append(strconv.AppendInt(dst, int64(total), 10), ',')
		dst = append(strconv.AppendInt(dst, int64(n), 10), ',')
		if total > 1 {
			dst = append(dst, '0'+e.Seq%10)
		}
		dst = append(dst, ',', e.Channel, ',')
		dst = append(append(dst, part...), ',')
		last := 0
		if n == total {
			last = fill
		}
		dst = append(dst, '0'+byte(last))
		dst = append(appendSum(dst, start), '\r', '\n')
	}
	return dst
}

// appendTag appends a tag block. Later parts of a group have its number alone.
func appendTag(dst []byte, n, total int, at int64, e *Envelope) []byte {
	grouped := total > 1 && e.Group > 0
	told := (e.Source != "" || at != NoTime) && (n == 1 || !grouped)
	if !grouped && !told {
		return dst
	}
	start := len(dst) + 1
	dst = append(dst, '\\')
	if grouped {
		dst = append(dst, "g:"...)
		dst = append(strconv.AppendInt(dst, int64(n), 10), '-')
		dst = append(strconv.AppendInt(dst, int64(total), 10), '-')
		dst = append(strconv.AppendUint(dst, uint64(e.Group), 10), ',')
	}
	if told && e.Source != "" {
		dst = append(append(append(dst, "s:"...), e.Source...), ',')
	}
	if told && at != NoTime {
		dst = append(dst, "c:"...)
		if at%1000 == 0 {
			dst = strconv.AppendInt(dst, at/1000, 10)
		} else {
			dst = strconv.AppendInt(dst, at, 10)
		}
		dst = append(dst, ',')
	}
	return append(appendSum(dst[:len(dst)-1], start), '\\')
}

// appendSum appends a star and the sum of the bytes from start on.
func appendSum(dst []byte, start int) []byte {
	const hex = "0123456789ABCDEF"
	var sum byte
	for _, c := range dst[start:] {
		sum ^= c
	}
	return append(dst, '*', hex[sum>>4], hex[sum&15])
}

// AppendPayload appends a message as an armoured payload, and says how many bits
// of its last character do not count. It writes types 1-5, 9, 11, 18, 19, 21, 24
// and 27. Type 24 is part A when the message has a name, else part B. Lengths
// over what a field takes are written as the most it takes, which stands for
// "or more"; a text that is too long or has characters that the radio does not
// have is an error.
func AppendPayload(dst []byte, m *Message) ([]byte, int, error) {
	w := writer{dst: dst}
	if m.MMSI > 1<<30-1 {
		return dst, 0, fmt.Errorf("write type %d: mmsi %d does not fit", m.Type, m.MMSI)
	}
	w.put(uint64(m.Type), 6)
	w.put(0, 2)
	w.put(uint64(m.MMSI), 30)
	p, s := &m.Position, &m.Static
	has := s.Has
	switch m.Type {
	case 1, 2, 3:
		w.put(uint64(p.Status), 4)
		w.signed(int64(p.ROT), 8)
		w.put(uint64(min(p.SOG, 1023)), 10)
		w.place(p)
		w.put(uint64(p.COG), 12)
		w.put(uint64(p.Heading), 9)
		w.put(uint64(p.Second), 6)
		w.put(0, 168-143)
	case 4, 11:
		w.instant(m.UTC)
		w.place(p)
		w.put(0, 168-134)
	case 5:
		w.put(0, 2)
		w.imo(s)
		w.text(s.CallSign, 7, has&HasCallSign != 0)
		w.text(s.Name, 20, has&HasName != 0)
		w.kind(s)
		w.size(s)
		w.put(0, 4)
		w.eta(s)
		if has&HasDraught == 0 {
			w.put(0, 8)
		} else {
			w.put(uint64(s.Draught), 8)
		}
		w.text(s.Destination, 20, has&HasDestination != 0)
		w.put(0, 2)
	case 9:
		w.put(4095, 12)
		knots := uint64(NoSOG)
		if p.SOG != NoSOG {
			knots = min((uint64(p.SOG)+5)/10, 1022)
		}
		w.put(knots, 10)
		w.place(p)
		w.put(uint64(p.COG), 12)
		w.put(uint64(p.Second), 6)
		w.put(0, 168-134)
	case 18, 19:
		w.put(0, 8)
		w.put(uint64(min(p.SOG, 1023)), 10)
		w.place(p)
		w.put(uint64(p.COG), 12)
		w.put(uint64(p.Heading), 9)
		w.put(uint64(p.Second), 6)
		if m.Type == 18 {
			w.put(0, 2)
			w.put(1, 1) // carrier sense
			w.put(0, 6)
			w.put(1, 1)
			w.put(0x60006, 19) // what all of these send as the state of their radio
			break
		}
		w.put(0, 4)
		w.text(s.Name, 20, has&HasName != 0)
		w.kind(s)
		w.size(s)
		w.put(0, 312-301)
	case 21:
		name, more := s.Name, ""
		if has&HasName == 0 {
			name = ""
		}
		if len(name) > 20 {
			name, more = name[:20], name[20:]
		}
		w.put(uint64(s.Aid), 5)
		w.text(name, 20, true)
		w.place(p)
		w.size(s)
		w.put(0, 4)
		w.put(uint64(p.Second), 6)
		w.put(0, 272-259)
		if len(more) > 14 {
			w.err = fmt.Errorf("%q is longer than 34 characters", s.Name)
		}
		w.text(more, len(more), true)
		w.put(0, (8-w.n%8)%8)
	case 24:
		switch {
		case has&HasName != 0:
			w.put(0, 2)
			w.text(s.Name, 20, has&HasName != 0)
		case has&(HasShipType|HasCallSign|HasSize|HasMothership) != 0:
			w.put(1, 2)
			w.kind(s)
			w.put(0, 42)
			w.text(s.CallSign, 7, has&HasCallSign != 0)
			if has&HasMothership != 0 {
				w.put(uint64(s.Mothership), 30)
			} else {
				w.size(s)
			}
			w.put(0, 6)
		default:
			return dst, 0, fmt.Errorf("write type 24 of %d: neither name nor kind: %w", m.MMSI, ErrUnwritten)
		}
	case 27:
		w.bit(p.Accurate)
		w.put(0, 1)
		w.put(uint64(p.Status), 4)
		w.signed(thousandth(p.Lon), 18)
		w.signed(thousandth(p.Lat), 17)
		switch {
		case p.SOG >= 1023:
			w.put(63, 6)
		case p.SOG >= 620:
			w.put(62, 6)
		default:
			w.put(uint64(p.SOG+5)/10, 6)
		}
		if p.COG >= 3600 {
			w.put(511, 9)
		} else {
			w.put(uint64(p.COG+5)/10%360, 9)
		}
		w.put(0, 2)
	default:
		return dst, 0, fmt.Errorf("write type %d of %d: %w", m.Type, m.MMSI, ErrUnwritten)
	}
	if w.err != nil {
		return dst, 0, fmt.Errorf("write type %d of %d: %w", m.Type, m.MMSI, w.err)
	}
	fill := 0
	if r := w.n % 6; r > 0 {
		fill = 6 - r
		w.put(0, fill)
	}
	return w.dst, fill, nil
}

// writer appends bits as armoured characters.
type writer struct {
	dst  []byte
	acc  uint64 // the last bits of it are not written yet
	left uint   // how many
	n    int    // bits so far
	err  error
}

// put appends the low bits of a value, at most 42 at once.
func (w *writer) put(v uint64, width int) {
	if bits.Len64(v) > width && w.err == nil {
		w.err = fmt.Errorf("%d does not fit into %d bits at %d", v, width, w.n)
	}
	w.n += width
	w.acc = w.acc<<uint(width) | v
	for w.left += uint(width); w.left >= 6; {
		w.left -= 6
		c := byte(w.acc>>w.left)&63 + 48
		if c > 87 {
			c += 8
		}
		w.dst = append(w.dst, c)
	}
}

// signed appends two's complement.
func (w *writer) signed(v int64, width int) {
	if (v < -1<<(width-1) || v >= 1<<(width-1)) && w.err == nil {
		w.err = fmt.Errorf("%d does not fit into %d bits at %d", v, width, w.n)
	}
	w.put(uint64(v)&(1<<width-1), width)
}

func (w *writer) bit(b bool) {
	if b {
		w.put(1, 1)
	} else {
		w.put(0, 1)
	}
}

func (w *writer) place(p *Position) {
	w.bit(p.Accurate)
	w.signed(int64(p.Lon), 28)
	w.signed(int64(p.Lat), 27)
}

func (w *writer) imo(s *Static) {
	if s.Has&HasIMO == 0 {
		w.put(0, 30)
		return
	}
	w.put(uint64(s.IMO), 30)
}

func (w *writer) kind(s *Static) {
	if s.Has&HasShipType == 0 {
		w.put(0, 8)
		return
	}
	w.put(uint64(s.ShipType), 8)
}

func (w *writer) size(s *Static) {
	if s.Has&HasSize == 0 {
		w.put(0, 30)
		return
	}
	w.put(uint64(min(s.A, 511)), 9)
	w.put(uint64(min(s.B, 511)), 9)
	w.put(uint64(min(s.C, 63)), 6)
	w.put(uint64(min(s.D, 63)), 6)
}

func (w *writer) eta(s *Static) {
	t := [4]uint8{0, 0, 24, 60}
	if s.Has&HasETA != 0 {
		t = s.ETA
	}
	w.put(uint64(t[0]), 4)
	w.put(uint64(t[1]), 5)
	w.put(uint64(t[2]), 5)
	w.put(uint64(t[3]), 6)
}

// instant appends a time as base stations send it.
func (w *writer) instant(ms int64) {
	f := [6]int{0, 0, 0, 24, 60, 60}
	if ms != NoTime {
		t := time.UnixMilli(ms).UTC()
		f = [6]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
	}
	for i, width := range [6]int{14, 4, 5, 5, 6, 6} {
		w.put(uint64(f[i]), width)
	}
}

// text appends a text of so many characters, filled up with @.
func (w *writer) text(s string, chars int, told bool) {
	if !told {
		s = ""
	}
	if len(s) > chars && w.err == nil {
		w.err = fmt.Errorf("%q is longer than %d characters", s, chars)
	}
	for i := range chars {
		var v byte
		if i < len(s) {
			c := s[i]
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			switch {
			case c >= 64 && c < 96:
				v = c - 64
			case c >= 32 && c < 64:
				v = c
			default:
				if w.err == nil {
					w.err = fmt.Errorf("%q has a character that is not sent", s)
				}
			}
		}
		w.put(uint64(v), 6)
	}
}

// thousandth is a coordinate in the unit of type 27, rounded to the nearest.
func thousandth(v int32) int64 {
	if v < 0 {
		return -((int64(-v) + 500) / 1000)
	}
	return (int64(v) + 500) / 1000
}
