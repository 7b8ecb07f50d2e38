package world

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// What receivers lose and get wrong.
const (
	lost       = .10   // of what a station hears
	seenTwice  = .3    // of what a second station hears, the feed keeps
	passHears  = .6    // of ships far from stations, in a pass
	passCrowd  = .15   // of ships where stations hear many
	badStation = .0006 // of sentences, damaged
	badPass    = .006
	longRange  = .3
	quietFor   = 6 * hour // silence of an innocent that is told
)

// hear lets every receiver try to hear a message.
func (r *run) hear(x *sender, m *ais.Message, t float64, truly geo.Point) error {
	n, covered := 0, false
	for _, i := range r.cells[[2]int{int(math.Floor(truly.Lat)), int(math.Floor(truly.Lon))}] {
		c := &r.th.receiver[i]
		d := geo.Distance(truly, geo.Point{Lat: c.Lat, Lon: c.Lon})
		if d > c.Km {
			continue
		}
		covered = true
		p := 1 - lost
		if far := d / c.Km; far > .8 { // at the edge it fades
			p *= (1 - far) / .2
		}
		if x.rng.Float64() >= p || n > 0 && x.rng.Float64() >= seenTwice || has(r.out[i], t) {
			continue
		}
		in := t + float64(x.rng.Float64()*3)
		for _, l := range r.late[i] {
			if l.has(t) {
				in = l.to + float64(x.rng.Float64()*300)
				r.counts["late"]++
			}
		}
		if err := r.receive(x, m, t, in, i, n, truly); err != nil {
			return err
		}
		n++
	}
	for _, p := range r.now {
		if !p.has(t) {
			continue
		}
		hears := passHears
		if covered {
			hears = passCrowd
		}
		if x.rng.Float64() >= hears {
			continue
		}
		sent := *m
		if (m.Type == 1 || m.Type == 3) && !covered && x.rng.Float64() < longRange {
			sent.Type = 27
			r.counts["long-range"]++
		}
		if err := r.receive(x, &sent, t, p.in+float64(x.rng.Float64()*60), p.receiver, n, truly); err != nil {
			return err
		}
		n++
	}
	return nil
}

func has(list []span, t float64) bool {
	return slices.ContainsFunc(list, func(s span) bool { return s.has(t) })
}

// receive writes a message as a receiver heard it: the nth that did.
func (r *run) receive(x *sender, m *ais.Message, t, in float64, receiver, n int, truly geo.Point) error {
	c := &r.th.receiver[receiver]
	sent := *m
	sent.Time += int64(c.Offset) * 1000
	payload, fill, err := ais.AppendPayload(r.payload[:0], &sent)
	if err != nil {
		return fmt.Errorf("ship %s: %w", x.hull.face(t).name, err)
	}
	r.payload = payload
	bad := badStation
	if c.Satellite {
		bad = badPass
		r.counts["satellite"]++
	}
	damaged := ""
	if x.rng.Float64() < bad {
		if damaged = "flipped-bits"; x.rng.IntN(2) == 0 {
			damaged = "wrong-sums"
		}
		r.counts[damaged]++
	}
	if damaged == "flipped-bits" { // before the sum was made
		noise(x.rng, payload[1:])
	}
	r.group++
	e := ais.Envelope{Channel: 'A' + byte(r.group%2), Seq: uint8(r.group % 10), Source: c.Name}
	if m.Type == 5 {
		e.Group = r.group%9999 + 1
	}
	line := r.keep(ais.AppendParts(r.room(), payload, fill, sent.Time, false, e))
	if damaged == "wrong-sums" {
		noise(x.rng, line[len(line)-9-min(8, len(payload)-4):len(line)-9])
	}
	r.pending = append(r.pending, arrival{in, line})
	c.Heard++
	r.counts["sentences"]++
	if len(payload) > 60 {
		r.counts["sentences"]++
	}
	if n > 0 {
		r.counts["duplicates"]++
	}
	if !m.HasPos {
		r.counts["static"]++
		if damaged == "" && m.Static.Has&ais.HasName != 0 {
			x.hull.hearsName(m.MMSI, &m.Static)
		}
		return nil
	}
	r.counts["positions"]++
	if damaged != "" {
		return nil
	}
	x.hears(c.Name, t)
	if x.heard > 0 && t-x.heard >= quietFor {
		r.gap(x.hull, span{x.heard, t}, x.heardAt)
	}
	x.heard, x.heardAt = t, truly
	return nil
}

// noise changes a character of a payload to another.
func noise(rng *rand.Rand, b []byte) {
	const set = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw"
	i := rng.IntN(len(b))
	for old := b[i]; b[i] == old; {
		b[i] = set[rng.IntN(len(set))]
	}
}

// gap notes a silence that the ship has nothing to do with.
func (r *run) gap(h *hull, x span, at geo.Point) {
	for _, d := range h.dark {
		if d.from < x.to && d.to > x.from {
			return
		}
	}
	kind := "sparse-passes"
	for i := range r.out {
		c := &r.th.receiver[i]
		for _, o := range r.out[i] {
			if min(o.to, x.to)-max(o.from, x.from) > (x.to-x.from)/2 && geo.Distance(at, geo.Point{Lat: c.Lat, Lon: c.Lon}) < c.Km {
				kind = "receiver-outage"
			}
		}
	}
	if r.quiet[kind]++; r.quiet[kind] <= 40*max(1, r.x.cases) {
		r.gaps = append(r.gaps, gap{h, x, at, kind})
	}
}
