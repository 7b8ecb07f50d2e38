package sea

import (
	"cmp"
	"context"
	"slices"

	"cordon/ais"
)

// Satellites put their own time on what they hear, and some of these clocks are
// wrong by seconds to hours. What a moving ship says it says once: position,
// speed, course and heading together do not come again. So the same content heard
// by others is a twin, and the median difference to twins is the error of a
// clock. A station's clock is judged only where two other stations agree.

// clockShips is the number of ships, of each source, that are looked at.
const clockShips = 400

// twin is one hearing of a payload.
type twin struct {
	place  uint64
	motion uint32
	t      uint32 // as sent
	source uint8
}

// compare orders by payload, then time, then source.
func (a *twin) compare(b *twin) int {
	if a.place != b.place {
		return cmp.Compare(a.place, b.place)
	}
	return cmp.Or(cmp.Compare(a.motion, b.motion), cmp.Compare(a.t, b.t), cmp.Compare(a.source, b.source))
}

// setClocks estimates how far each source's clock is off. The ships looked at are chosen by their numbers, not by what came first.
func (c *Collector) setClocks(ctx context.Context, ships []*heard, workers int) error {
	if len(c.placed.sources) < 2 {
		return nil
	}
	var of [256]int
	var chosen []*heard
	for _, s := range slices.SortedFunc(slices.Values(ships), func(a, b *heard) int {
		return cmp.Or(cmp.Compare(a.mmsi*2654435761, b.mmsi*2654435761), cmp.Compare(a.mmsi, b.mmsi))
	}) {
		set := c.placed.numbers(s)
		wanted := false
		for _, n := range set {
			wanted = wanted || of[n] < clockShips
		}
		if len(set) < 2 || !wanted {
			continue
		}
		for _, n := range set {
			of[n]++
		}
		chosen = append(chosen, s)
	}
	found := make([][]difference, len(chosen))
	err := each(ctx, workers, len(chosen), func() func(int) {
		var heard []sourced
		var buf []twin
		return func(i int) {
			heard = chosen[i].all(c.placed, heard[:0])
			buf, found[i] = c.differences(heard, buf[:0])
		}
	})
	if err != nil {
		return err
	}
	var by [256][]int32
	for _, list := range found {
		for _, d := range list {
			by[d.source] = append(by[d.source], d.seconds)
		}
	}
	for i := range c.placed.sources {
		s, list := &c.placed.sources[i], by[i]
		s.Twins = len(list)
		if len(list) < c.config.ClockTwins {
			continue
		}
		slices.Sort(list)
		offset := list[(len(list)-1)/2]
		near := 0
		for _, d := range list {
			if d >= offset-5 && d <= offset+5 {
				near++
			}
		}
		if s.Unsteady = 2*near < len(list); !s.Unsteady {
			s.Offset = offset
		}
	}
	return nil
}

// difference is how much later than others a source says that it heard.
type difference struct {
	source  uint8
	seconds int32
}

// differences compares the times of one ship's payloads, as sent.
func (c *Collector) differences(fixes []sourced, buf []twin) ([]twin, []difference) {
	slow := uint16(c.config.ClockKnots * 10)
	for i := range fixes {
		if f := &fixes[i]; f.SOG() != ais.NoSOG && f.SOG() >= slow && f.COG() != ais.NoCOG && f.Flags()&LongRange == 0 {
			buf = append(buf, twin{uint64(uint32(f.Lat()))<<32 | uint64(uint32(f.Lon())), f.motion, f.T, f.source})
		}
	}
	slices.SortFunc(buf, func(a, b twin) int { return a.compare(&b) })
	buf = slices.Compact(buf)
	window := int64(c.config.ClockHours * 3600)
	var out []difference
	for i := 0; i < len(buf); {
		j := i + 1
		for j < len(buf) && buf[j].place == buf[i].place && buf[j].motion == buf[i].motion {
			j++
		}
		group := buf[i:j]
		i = j
		for k := range group {
			a := &group[k]
			if slices.ContainsFunc(group[:k], func(b twin) bool { return b.source == a.source }) {
				continue // the first of each source
			}
			var others []uint32
			for n := range group {
				b := &group[n]
				if b.source != a.source && !c.placed.sources[b.source].Satellite &&
					!slices.ContainsFunc(group[:n], func(e twin) bool { return e.source == b.source }) {
					others = append(others, b.t)
				}
			}
			if len(others) == 0 {
				continue
			}
			middle := others[(len(others)-1)/2]
			if !c.placed.sources[a.source].Satellite && (len(others) < 2 || others[len(others)-1]-others[0] > 5) {
				continue
			}
			if d := int64(a.t) - int64(middle); d <= window && d >= -window {
				out = append(out, difference{a.source, int32(d)})
			}
		}
	}
	return buf, out
}
