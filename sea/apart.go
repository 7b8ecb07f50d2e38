package sea

import (
	"cmp"
	"math"
	"slices"
)

// apart is an Overlap between two chains of a number.
type apart struct {
	a, b int
	o    Overlap
}

// setApart finds the chains of one number that cannot be one ship.
func (k *tracker) setApart(m *made) {
	for a := range m.chains {
		following := -1
		for b := range m.chains {
			if a == b || len(m.chains) > 64 && a != 0 && b != 0 {
				continue
			}
			va, vb := &m.chains[a].v, &m.chains[b].v
			end := va.Fixes[len(va.Fixes)-1].T
			if vb.Fixes[0].T > end {
				if following < 0 || vb.Fixes[0].T < m.chains[following].v.Fixes[0].T {
					following = b
				}
			} else if a < b {
				if o, ok := k.c.overlap(va, vb, m.chains[a].knots); ok {
					m.apart = append(m.apart, apart{a, b, o})
				}
			}
		}
		if following >= 0 {
			if o, ok := k.c.overlap(&m.chains[a].v, &m.chains[following].v, m.chains[a].knots); ok {
				m.apart = append(m.apart, apart{a, following, o})
			}
		}
	}
}

// overlap compares two tracks: how often neighbouring fixes, one of each, are too
// far from each other for one ship. It is false when none is.
func (c *TrackConfig) overlap(a, b *Vessel, knots float64) (Overlap, bool) {
	fa, fb := a.Fixes, b.Fixes
	o := Overlap{First: max(fa[0].T, fb[0].T), Last: min(fa[len(fa)-1].T, fb[len(fb)-1].T), Knots: math.Inf(1)}
	if o.First > o.Last {
		o.First, o.Last, o.Follows = o.Last, o.First, true
	}
	from := func(f []Fix) int {
		i, _ := slices.BinarySearchFunc(f, o.First, func(f Fix, t uint32) int { return cmp.Compare(f.T, t) })
		return max(0, i-1)
	}
	i, j := from(fa), from(fb)
	var last *Fix
	ofA := false
	for i < len(fa) && fa[i].T <= o.Last || j < len(fb) && fb[j].T <= o.Last {
		var f *Fix
		isA := j >= len(fb) || i < len(fa) && fa[i].T <= fb[j].T
		if isA {
			f = &fa[i]
			i++
		} else {
			f = &fb[j]
			j++
		}
		if last != nil && isA != ofA {
			h := float64(f.T-last.T) / 3600
			if km := kmBetween(last, f); km/1.852 > knots*math.Hypot(h, c.BufferHours) {
				o.Swaps++
				o.Km = max(o.Km, km)
				o.Knots = min(o.Knots, km/1.852/max(h, 1.0/3600))
			}
		}
		last, ofA = f, isA
	}
	return o, o.Swaps > 0
}
