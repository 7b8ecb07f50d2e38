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
	lat, lon      int32
	sog, cog, hdg uint16
	source        uint8
	t             uint32 // as sent
}

// compare orders by payload, then time, then source.
func (a *twin) compare(b *twin) int {
	return cmp.Or(a.payload(b), cmp.Compare(a.t, b.t), cmp.Compare(a.source, b.source))
}

func (a *twin) payload(b *twin) int {
	return cmp.Or(cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon), cmp.Compare(a.sog, b.sog),
		cmp.Compare(a.cog, b.cog), cmp.Compare(a.hdg, b.hdg))
}

// setClocks estimates how far each source's clock is off and takes it off the
// fixes. The ships looked at are chosen by their numbers, not by what came first.
func (c *Collector) setClocks(ctx context.Context, ships []*heard, workers int) error {
	if len(c.placed) < 2 {
		return nil
	}
	var of [256]int
	var chosen []*heard
	for _, s := range slices.SortedFunc(slices.Values(ships), func(a, b *heard) int {
		return cmp.Or(cmp.Compare(a.mmsi*2654435761, b.mmsi*2654435761), cmp.Compare(a.mmsi, b.mmsi))
	}) {
		set := s.placedSources(c)
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
		var buf []twin
		return func(i int) { buf, found[i] = c.differences(chosen[i].fixes, buf[:0]) }
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
	var shift [256]int32 // to be taken off T
	any := false
	for i := range c.placed {
		s, list := &c.placed[i], by[i]
		offset := int32(0)
		s.Twins, s.Unsteady = len(list), false
		if len(list) >= c.config.ClockTwins {
			slices.Sort(list)
			offset = list[(len(list)-1)/2]
			near := 0
			for _, d := range list {
				if d >= offset-5 && d <= offset+5 {
					near++
				}
			}
			if s.Unsteady = 2*near < len(list); s.Unsteady {
				offset = 0
			}
		}
		shift[i] = offset - s.Offset
		any = any || shift[i] != 0
		s.Offset = offset
	}
	if !any {
		return nil
	}
	return each(ctx, workers, len(ships), func() func(int) {
		return func(i int) {
			s := ships[i]
			if !slices.ContainsFunc(s.placedSources(c), func(n uint8) bool { return shift[n] != 0 }) {
				return
			}
			s.own()
			for i := range s.fixes {
				s.fixes[i].T -= uint32(shift[s.fixes[i].Source])
			}
		}
	})
}

// placedSources are the sources that heard a ship, as numbered in its fixes.
func (s *heard) placedSources(c *Collector) []uint8 {
	var set []uint8
	for i := range 256 {
		if s.sources[i>>6]&(1<<(i&63)) != 0 && !slices.Contains(set, c.intern[i]) {
			set = append(set, c.intern[i])
		}
	}
	return set
}

// difference is how much later than others a source says that it heard.
type difference struct {
	source  uint8
	seconds int32
}

// differences compares the times of one ship's payloads.
func (c *Collector) differences(fixes []Fix, buf []twin) ([]twin, []difference) {
	slow := uint16(c.config.ClockKnots * 10)
	for i := range fixes {
		if f := &fixes[i]; f.SOG != ais.NoSOG && f.SOG >= slow && f.COG != ais.NoCOG && f.Flags&LongRange == 0 {
			buf = append(buf, twin{f.Lat, f.Lon, f.SOG, f.COG, f.Heading, f.Source, f.T + uint32(c.placed[f.Source].Offset)})
		}
	}
	slices.SortFunc(buf, func(a, b twin) int { return a.compare(&b) })
	buf = slices.Compact(buf)
	window := int64(c.config.ClockHours * 3600)
	var out []difference
	for i := 0; i < len(buf); {
		j := i + 1
		for j < len(buf) && buf[j].payload(&buf[i]) == 0 {
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
				if b.source != a.source && !c.placed[b.source].Satellite &&
					!slices.ContainsFunc(group[:n], func(e twin) bool { return e.source == b.source }) {
					others = append(others, b.t)
				}
			}
			if len(others) == 0 {
				continue
			}
			middle := others[(len(others)-1)/2]
			if !c.placed[a.source].Satellite && (len(others) < 2 || others[len(others)-1]-others[0] > 5) {
				continue
			}
			if d := int64(a.t) - int64(middle); d <= window && d >= -window {
				out = append(out, difference{a.source, int32(d)})
			}
		}
	}
	return buf, out
}
