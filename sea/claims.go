package sea

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"cordon/ais"
)

// props are the properties of claims that statics make, in the order of claims.
// Vessels claim their numbers too, "mmsi".
var props = [...]string{"callsign", "destination", "draught", "imo", "name", "size", "type"}

const (
	propCallSign = iota
	propDestination
	propDraught
	propIMO
	propName
	propSize
	propType
)

// valueOf is what a static says of a property, "" when nothing.
func valueOf(prop int, s *ais.Static) string {
	switch prop {
	case propCallSign:
		if s.Has&ais.HasCallSign != 0 {
			return s.CallSign
		}
	case propDestination:
		if s.Has&ais.HasDestination != 0 {
			return s.Destination
		}
	case propDraught:
		if s.Has&ais.HasDraught != 0 && s.Draught > 0 {
			return strconv.Itoa(int(s.Draught/10)) + "." + strconv.Itoa(int(s.Draught%10))
		}
	case propIMO:
		if s.Has&ais.HasIMO != 0 && s.IMO > 0 {
			return strconv.Itoa(int(s.IMO))
		}
	case propName:
		if s.Has&ais.HasName != 0 {
			return s.Name
		}
	case propSize:
		if s.Has&ais.HasSize != 0 && s.A|s.B|s.C|s.D > 0 {
			return sizeString(s)
		}
	case propType:
		if s.Has&ais.HasShipType != 0 && s.ShipType > 0 {
			return strconv.Itoa(int(s.ShipType))
		}
	}
	return ""
}

func sizeString(s *ais.Static) string {
	b := strconv.AppendUint(nil, uint64(s.A), 10)
	for _, n := range []uint16{s.B, s.C, s.D} {
		b = strconv.AppendUint(append(b, '/'), uint64(n), 10)
	}
	return string(b)
}

// parseSize reads what sizeString writes: length and beam in metres, 0 when not
// said. With A = C = 0 length and beam stand in B and D.
func parseSize(v string) (length, beam float64) {
	p := strings.Split(v, "/")
	if len(p) != 4 {
		return 0, 0
	}
	var n [4]float64
	for i := range p {
		x, err := strconv.ParseUint(p[i], 10, 16)
		if err != nil {
			return 0, 0
		}
		n[i] = float64(x)
	}
	return n[0] + n[1], n[2] + n[3]
}

// stated is a time over which a value was said. Dense: in each slot of it, so
// that what touches or overlaps is counted by slots; else n is as given.
type stated struct {
	value       string
	first, last uint32
	n           int
	dense       bool
}

// claimsOf makes claims of one property: times of a value that touch are joined;
// a statement holds on over silence, and over others that are made in between for
// less than ClaimMinutes. What is said again after that is another claim.
func (c *TrackConfig) claimsOf(prop string, said []stated, out []Claim) []Claim {
	slices.SortFunc(said, func(a, b stated) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), cmp.Compare(a.n, b.n))
	})
	joined := said[:0]
	for _, s := range said {
		if k := len(joined) - 1; k >= 0 && joined[k].value == s.value {
			switch p := &joined[k]; {
			case p.dense && s.dense && s.first/slotTime <= p.last/slotTime+1:
				p.last = max(p.last, s.last)
				p.n = int(p.last/slotTime-p.first/slotTime) + 1
				continue
			case s.first <= p.last:
				p.last, p.n, p.dense = max(p.last, s.last), max(p.n, s.n), false
				continue
			}
		}
		joined = append(joined, s)
	}
	slices.SortFunc(joined, func(a, b stated) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), cmp.Compare(a.value, b.value))
	})
	begin, newest := len(out), -1
	var many map[string]int // where a value was claimed last
	if len(joined) > 32 {
		many = map[string]int{}
	}
	for _, s := range joined {
		at := -1
		if n, ok := many[s.value]; ok {
			at = n
		} else if many == nil {
			for k := len(out) - 1; k >= begin && at < 0; k-- {
				if out[k].Value == s.value {
					at = k
				}
			}
		}
		if at >= 0 && (at == newest || s.first <= out[at].Last+60*c.ClaimMinutes) {
			out[at].Last = max(out[at].Last, s.last)
			out[at].N += s.n
		} else {
			at = len(out)
			out = append(out, Claim{prop, s.value, s.first, s.last, s.n})
		}
		if many != nil {
			many[s.value] = at
		}
		if newest < 0 || out[at].Last >= out[newest].Last {
			newest = at
		}
	}
	return out
}

// most is the value of a property that was said most, the lesser one of equals.
func most(claims []Claim, prop string) (value string, n int) {
	sum := map[string]int{}
	for i := range claims {
		if c := &claims[i]; c.Prop == prop {
			sum[c.Value] += c.N
			if m := sum[c.Value]; m > n || m == n && c.Value < value {
				value, n = c.Value, m
			}
		}
	}
	return value, n
}

// Interval is the time between fixes that this vessel's sources usually deliver:
// the median of the times between neighbours without a break, in seconds; 0 when
// there are none.
func (v *Vessel) Interval() uint32 {
	const enough = 4096
	step := max(1, len(v.Fixes)/enough)
	var dt []uint32
	b := 0
	for i := 1; i < len(v.Fixes); i += step {
		for b < len(v.Breaks) && v.Breaks[b] < i {
			b++
		}
		if b < len(v.Breaks) && v.Breaks[b] == i {
			continue
		}
		dt = append(dt, v.Fixes[i].T-v.Fixes[i-1].T)
	}
	if len(dt) == 0 {
		return 0
	}
	slices.Sort(dt)
	return dt[(len(dt)-1)/2]
}
