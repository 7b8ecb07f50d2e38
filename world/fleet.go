package world

import (
	"math"
	"math/rand/v2"

	"cordon/geo"
)

// FleetFix is a position of a ship of a fleet, in seconds since 1970.
type FleetFix struct {
	T        uint32
	Lat, Lon float64
}

// FleetMMSI is the number of the ith ship of a fleet.
func FleetMMSI(i int) uint32 { return uint32(200_000_000 + i) }

// MeetingFleet is one day of ships in a square of 10°, a position each 10 minutes,
// 10 % of them lost: half sail at 4-18 kn and turn now and then, half lie still. Of
// planted pairs each two lie or drift alongside for 2.5-8 h of the day and are away
// from all else before and after: ships 2i and 2i+1. It measures how the search for
// meetings grows with the number of ships.
func MeetingFleet(ships, planted int, seed uint64) [][]FleetFix {
	const day, step = 86400, 600
	const first = 1_600_000_000 / day * day
	r := rand.New(rand.NewPCG(seed, 0xF1EE7))
	out := make([][]FleetFix, 0, ships)
	noise := func(t uint32, p geo.Point) FleetFix { // 10 m
		lat := p.Lat + r.NormFloat64()*9e-5
		return FleetFix{t, lat, p.Lon + r.NormFloat64()*9e-5/math.Cos(p.Lat*geo.Degree)}
	}
	for len(out) < ships {
		p := geo.Point{Lat: 25 + 10*r.Float64(), Lon: 120 + 10*r.Float64()}
		course, knots := 360*r.Float64(), 0.0
		if r.IntN(2) == 0 {
			knots = 4 + 14*r.Float64()
		}
		pair := len(out) < 2*planted
		var from, to uint32
		if pair {
			from = first + uint32(r.IntN(day-30_000))
			to = from + 9000 + uint32(r.IntN(20_000))
			knots = .3 + .7*r.Float64()
		}
		var a, b []FleetFix
		phase, other, away := uint32(r.IntN(step)), uint32(r.IntN(step)), r.Float64()*360
		for at := uint32(first); at < first+day; at += step {
			if r.IntN(20) == 0 {
				course += r.NormFloat64() * 30
			}
			if r.IntN(10) > 0 {
				a = append(a, noise(at+phase, p))
			}
			if pair && r.IntN(10) > 0 {
				when := at + other
				q := geo.Move(p, course, float64(int32(other-phase))/3600*knots*geo.NM)
				far := .04
				switch {
				case when < from:
					far += float64(from-when) / 3600 * 6 * geo.NM
				case when > to:
					far += float64(when-to) / 3600 * 6 * geo.NM
				}
				b = append(b, noise(when, geo.Move(q, away, far)))
			}
			p = geo.Move(p, course, knots*geo.NM/6)
		}
		if out = append(out, a); pair {
			out = append(out, b)
		}
	}
	return out
}
