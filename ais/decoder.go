package ais

import (
	"bytes"
	"fmt"
)

// Options say how a stream is read.
type Options struct {
	Name    string        // of the file or feed: the first of Sources
	Only    Types         // hand out these types only; 0 is all
	Refuse  func(Refusal) // told what is refused, in order; may be nil
	Workers int           // cores that read lines, above 1 ahead of the caller; see Reader.Close

	Columns map[string]string // of a table: see TableOptions.Columns
	Layout  string            // of a table: see TableOptions.Layout
}

// Parts of one message come within 2 s of each other, or within 100 lines where
// nobody says the time; within 10,000 lines in any case, should a clock stand still.
const (
	waitMillis = 2000
	waitLines  = 100
	waitMost   = 10_000
	maxWaiting = 512  // messages that wait for parts
	maxPayload = 2048 // characters of a message; the standard's longest has under 200
	maxName    = 64   // bytes of a source's name
)

// waiting is a message whose parts are not all heard.
type waiting struct {
	key     uint32
	total   uint8
	next    uint8
	source  uint16
	group   int64
	time    int64
	line    int64 // of the newest part
	first   int64 // line of the first
	untimed bool  // a part came with a time that cannot be
	payload []byte
}

// Decoder reads lines that the caller has. Reader reads streams.
type Decoder struct {
	o       Options
	n       Stats
	in      interner
	open    []waiting
	sources stations
	time    int64 // of the newest $PGHP
	station uint16
	arena   []byte // payloads joined since the caller's last call
	s       sentence
}

// NewDecoder returns a decoder that has heard nothing.
func NewDecoder(o Options) *Decoder {
	return &Decoder{
		o: o, in: interner{}, sources: newStations(o.Name),
		n: Stats{Refused: map[Reason]int64{}}, time: NoTime,
	}
}

// Line reads one line, with its end or without, and reports whether a message is
// complete. The message is good until the next call: its Payload lies in the line or
// in the decoder. When a sentence broke into another on the same line, rest is where:
// pass it to More.
func (d *Decoder) Line(line []byte, m *Message) (rest []byte, ok bool) {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	d.arena = d.arena[:0]
	return d.line(line, m)
}

func (d *Decoder) line(line []byte, m *Message) ([]byte, bool) {
	d.n.Lines++
	rest := scan(line, &d.s, m, d.o.Only, d.in)
	return rest, d.settle(&d.s, m)
}

// More reads the rest of a line.
func (d *Decoder) More(rest []byte, m *Message) ([]byte, bool) {
	d.arena = d.arena[:0]
	return d.more(rest, m)
}

func (d *Decoder) more(rest []byte, m *Message) ([]byte, bool) {
	d.n.Split++
	rest = scan(rest, &d.s, m, d.o.Only, d.in)
	return rest, d.settle(&d.s, m)
}

// Flush gives up all messages that wait for parts, as at the end of a stream.
func (d *Decoder) Flush() {
	for i := range d.open {
		d.expire(&d.open[i])
	}
	d.open = d.open[:0]
}

// Stats are the counts so far. The caller owns them.
func (d *Decoder) Stats() Stats { return d.n.clone() }

// Sources are the names of stations and feeds; Message.Source counts them. The first
// is the file or feed itself.
func (d *Decoder) Sources() []string { return d.sources.all() }

// settle gives a sentence what it has from those before it. It reports whether m is a
// message to hand out.
func (d *Decoder) settle(s *sentence, m *Message) bool {
	if s.badTag {
		d.refuse(BadTag, d.n.Lines, s.raw)
	}
	if s.untime != "" && (s.kind == single || s.kind == part || s.kind == timing) {
		d.refuseFor(s.untime, fmt.Sprintf("%s %q", s.where, s.said[:min(len(s.said), maxText)]), d.n.Lines, s.raw)
	}
	switch s.kind {
	case single, broken:
		d.n.Sentences++
		d.n.Single++
		if s.kind == broken {
			d.refuse(s.reason, d.n.Lines, s.raw)
			return false
		}
		m.Source, m.Mistimed = d.source(s), s.untime != ""
		if m.Time == NoTime {
			m.Time = d.time
		}
		return d.emit(s.flaws, m)
	case part:
		d.n.Sentences++
		d.n.Parts++
		return d.join(s, m)
	case empty:
		d.n.Sentences++
		d.n.Empty++
	case blank:
		d.n.Blank++
	case other:
		d.n.Other++
	case timing:
		d.n.Timing++
		d.time, d.station = s.time, 0
		d.station = d.source(s)
	case refused:
		if len(s.raw) > 5 && string(s.raw[:5]) == "$PGHP" { // what it timed is not timed
			d.time, d.station = NoTime, 0
		}
		d.refuse(s.reason, d.n.Lines, s.raw)
	}
	return false
}

func (d *Decoder) emit(f flaws, m *Message) bool {
	m.Line = d.n.Lines
	d.n.Messages++
	d.n.Types[m.Type&63]++
	if f != 0 {
		d.n.flaws(f)
	}
	if !d.o.Only.has(m.Type) {
		d.n.LeftOut++
		return false
	}
	return true
}

func (d *Decoder) refuse(why Reason, line int64, raw []byte) { d.refuseFor(why, "", line, raw) }

func (d *Decoder) refuseFor(why Reason, detail string, line int64, raw []byte) {
	d.n.Refused[why]++
	if d.o.Refuse != nil {
		raw = bytes.TrimRight(raw, "\r")
		d.o.Refuse(Refusal{Line: line, Reason: why, Detail: detail, Text: string(raw[:min(len(raw), maxText)])})
	}
}

// source is the number of the station that heard a sentence.
func (d *Decoder) source(s *sentence) uint16 {
	if s.station == nil {
		return d.station
	}
	return d.sources.number(s.station)
}

// stations numbers names as they come. The first is the stream's.
type stations struct {
	names  []string
	index  map[string]uint16
	last   []byte // asked for last, and its number
	lastNo uint16
}

func newStations(stream string) stations {
	return stations{names: []string{stream}, index: map[string]uint16{}}
}

// number is 0, the stream itself, when there are too many.
func (s *stations) number(b []byte) uint16 {
	b = b[:min(len(b), maxName)]
	switch {
	case len(b) == 0:
		return 0
	case string(b) == string(s.last):
		return s.lastNo
	}
	no, ok := s.index[string(b)]
	if !ok {
		if len(s.names) > 0xffff {
			return 0
		}
		no = uint16(len(s.names))
		name := string(b)
		s.names = append(s.names, name)
		s.index[name] = no
	}
	s.last, s.lastNo = append(s.last[:0], b...), no
	return no
}

func (s *stations) all() []string { return s.names[:len(s.names):len(s.names)] }

// join puts a part to those that were heard before it.
func (d *Decoder) join(s *sentence, m *Message) bool {
	line, source, now := d.n.Lines, d.source(s), s.time
	if now == NoTime {
		now = d.time
	}
	found := -1
	kept := d.open[:0]
	for i := range d.open {
		w := &d.open[i]
		same := w.key == s.key && w.total == s.total && (w.source == source || s.group != 0 && w.group == s.group)
		timed := now != NoTime && w.time != NoTime
		age, lines := now-w.time, line-w.line
		switch {
		case lines > waitMost,
			!timed && lines > waitLines,
			timed && (same || w.source == source) && (age > waitMillis || age < -waitMillis),
			same && s.number == 1: // a new one takes its place
			d.expire(w)
			continue
		case same && w.next == s.number && found < 0:
			found = len(kept)
		}
		if len(kept) != i {
			kept = kept[:len(kept)+1]
			k := &kept[len(kept)-1]
			*k, *w = *w, *k // the payload's room is swapped, not lost
		} else {
			kept = kept[:i+1]
		}
	}
	d.open = kept
	if s.number == 1 {
		if len(d.open) >= maxWaiting {
			d.expire(&d.open[0])
			d.drop(0)
		}
		if len(d.open) < cap(d.open) {
			d.open = d.open[:len(d.open)+1]
		} else {
			d.open = append(d.open, waiting{})
		}
		w := &d.open[len(d.open)-1]
		*w = waiting{
			key: s.key, total: s.total, next: 2, source: source, group: s.group, time: now, line: line, first: line, untimed: s.untime != "",
			payload: append(w.payload[:0], s.payload[:min(len(s.payload), maxPayload)]...),
		}
		d.n.Open++
		return false
	}
	if found < 0 || len(d.open[found].payload)+len(s.payload) > maxPayload {
		d.refuse(Orphan, line, s.raw)
		return false
	}
	w := &d.open[found]
	w.payload = append(w.payload, s.payload...)
	w.line = line
	w.untimed = w.untimed || s.untime != ""
	w.next++
	d.n.Open++
	if w.time == NoTime {
		w.time = now
	}
	if s.number < s.total {
		return false
	}
	m.Time, m.Source, m.Own, m.Mistimed = w.time, w.source, s.own, w.untimed
	d.n.Open -= int64(w.total)
	d.n.Used += int64(w.total)
	d.n.Assembled++
	if len(w.payload) > 0 && d.o.Only.skip(w.payload[0], m) {
		d.drop(found)
		return d.emit(0, m)
	}
	at := len(d.arena)
	d.arena = append(d.arena, w.payload...)
	d.drop(found)
	f, why := decodePayload(d.arena[at:len(d.arena):len(d.arena)], int(s.fill), m, d.in)
	if why != "" {
		d.refuse(why, line, m.Payload)
		return false
	}
	return d.emit(f, m)
}

// drop takes one out and keeps the order, and the room of its payload at the end.
func (d *Decoder) drop(i int) {
	w := d.open[i]
	copy(d.open[i:], d.open[i+1:])
	d.open[len(d.open)-1] = w
	d.open = d.open[:len(d.open)-1]
}

func (d *Decoder) expire(w *waiting) {
	d.n.Expired++
	d.n.Open -= int64(w.next - 1)
	d.n.Lost += int64(w.next - 1)
	d.refuse(Incomplete, w.first, w.payload)
}

// DecodePayload reads the armoured payload of a whole message with so many fill bits
// at its end (0-5; some stations write 6). It sets all of m but Time, Line, Source,
// Own and Mistimed; m.Payload is p.
func DecodePayload(p []byte, fill int, m *Message) error {
	if fill < 0 || fill > 9 {
		return fmt.Errorf("decode payload: %d fill bits", fill)
	}
	if _, why := decodePayload(p, fill, m, interner{}); why != "" {
		return fmt.Errorf("decode payload of %d characters: %s", len(p), map[Reason]string{
			BadPayload: "a character carries no bits", TooShort: "under 38 bits", BadType: "no such type",
		}[why])
	}
	return nil
}
