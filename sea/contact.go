package sea

import (
	"cmp"
	"context"
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// Contacts: which ships were within so many km of each other, and exactly when?
//
// A ship moves evenly from fix to fix (a piece: two neighbouring fixes of a
// segment, at most MaxPiece apart). Of two pieces that overlap in time the relative
// motion is a straight line in a plane at their mean latitude, so that the time
// within Km is one interval and follows from a quadratic: it is not sampled.
//
// Candidates come from slots of time. In each a ship has a straight even way and a stray
// that says how far it is off it at most, and so a box around all its positions, wider by
// half of Km: two ships that were in contact in the slot have boxes that overlap. Where
// ships crowd, the way of one that bends is told in two parts. The earth is cut into
// bands along parallels. In each the boxes are sorted into rows of cells, and each is
// compared with those behind it that begin in a cell it reaches. The ways of those that
// overlap tell when, if at all, two ships may have been near; only there are their pieces
// compared.
//
// What is computed of two pieces does not depend on the slot in which they were found,
// and contacts are cut at slots and joined where one ends exactly when the next starts;
// so no choice of slots, bands, windows, cells or workers changes a bit of the result. Nothing
// is cut off where ships crowd.
//
// Limit: within a degree of a pole a track that is even in degrees is not what a
// ship sails.

// ContactConfig says what a contact is.
type ContactConfig struct {
	Km       float64 // antennas at most so far apart; 0.5 (Miller et al. 2018; GFW)
	MaxPiece uint32  // seconds between fixes over which a ship is taken to move evenly; 3600
	Slot     uint32  // seconds; of the grid of candidates, 0: as fits; changes speed, never results
}

// DefaultContactConfig is the usual definition.
func DefaultContactConfig() ContactConfig {
	return ContactConfig{Km: 0.5, MaxPiece: 3600}
}

// Contact is a time that two vessels were without a break within ContactConfig.Km.
type Contact struct {
	A, B       int32   // numbers of the vessels, from 0, in the order of their ids; A before B
	Start, End float64 // seconds since 1970; exact, not rounded
	MinKm      float64 // least distance of the antennas
	MinAt      float64 // when, the earliest
}

// Window is a part of the traffic: contacts are cut at From and To (seconds since
// 1970), and of those of a cell at least all are found whose midpoint is in it.
type Window struct {
	From, To uint32
	Cell     *Cell // nil: the whole earth
}

// Cell is a part of the earth in degrees, closed. West is at most East.
type Cell struct{ South, West, North, East float64 }

// Contacts are all contacts, by A, B, start.
func Contacts(ctx context.Context, t *Traffic, c ContactConfig, workers int) ([]Contact, error) {
	return ContactsWindow(ctx, t, c, Window{To: math.MaxUint32}, workers)
}

// ContactsWindow are the contacts of a part, cut at its ends. JoinContacts of the
// parts, whatever they are, is byte for byte what Contacts says of the whole.
func ContactsWindow(ctx context.Context, t *Traffic, c ContactConfig, w Window, workers int) ([]Contact, error) {
	return newContactKernel(t, c, w).run(ctx, workers)
}

// byID are the vessels in the order of their ids.
func byID(vessels []*Vessel) []*Vessel {
	order := func(x, y *Vessel) int { return cmp.Compare(x.ID, y.ID) }
	if slices.IsSortedFunc(vessels, order) {
		return vessels
	}
	return slices.SortedFunc(slices.Values(vessels), order)
}

// JoinContacts puts contacts of several windows and cells together: a contact that
// starts exactly when another of the pair ends goes on, and what several cells saw
// counts once.
func JoinContacts(parts ...[]Contact) []Contact {
	all := slices.Concat(parts...)
	slices.SortFunc(all, func(x, y Contact) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
	})
	return joinSorted(all[:0], all)
}

// joinSorted appends contacts, sorted by pair, start and end, to out, but for those that
// start before the last one there of their pair ends or exactly when it does: these make
// it longer.
func joinSorted(out, contacts []Contact) []Contact {
	for i := range contacts {
		x := &contacts[i]
		if n := len(out) - 1; n >= 0 {
			if l := &out[n]; l.A == x.A && l.B == x.B && x.Start <= l.End {
				l.End = max(l.End, x.End)
				l.MinKm, l.MinAt = nearer(l.MinKm, l.MinAt, x.MinKm, x.MinAt)
				continue
			}
		}
		out = append(out, *x)
	}
	return out
}

// nearer is the smaller of two distances, of equal ones the earlier.
func nearer(d, at, d2, at2 float64) (float64, float64) {
	if d2 < d || d2 == d && at2 < at {
		return d2, at2
	}
	return d, at
}

const (
	kmPerUnit = geo.Radius * geo.Degree / ais.Unit
	turn      = 360 * ais.Unit // units all around
)

// approach is the time that two pieces are within km of each other: from start to
// end, seconds since 1970, and the least distance. The first fix of each is before
// its second.
func approach(a0, a1, b0, b1 *Fix, km float64) (start, end, least, at float64, ok bool) {
	t0, t1 := max(a0.T, b0.T), min(a1.T, b1.T)
	if t0 >= t1 {
		return
	}
	// Of each the place at t0 and the speed, in units; longitudes the short way.
	ta, tb := float64(a1.T-a0.T), float64(b1.T-b0.T)
	vay, vby := float64(a1.Lat()-a0.Lat())/ta, float64(b1.Lat()-b0.Lat())/tb
	sa, sb := float64(t0-a0.T), float64(t0-b0.T)
	py := float64(b0.Lat()-a0.Lat()) + (float64(vby*sb) - float64(vay*sa))
	vy := vby - vay
	T := float64(t1 - t0)
	reach := km / kmPerUnit
	// The most are told apart by latitude alone.
	if qy := py + float64(vy*T); min(py, qy) > reach || max(py, qy) < -reach {
		return
	}
	vax, vbx := float64(shortWay(a1.Lon()-a0.Lon()))/ta, float64(shortWay(b1.Lon()-b0.Lon()))/tb
	px := float64(b0.Lon()-a0.Lon()) + (float64(vbx*sb) - float64(vax*sa))
	for px > turn/2 {
		px -= turn
	}
	for px < -turn/2 {
		px += turn
	}
	// Most of the rest by longitude: cos x is at least 1 - x²/2.
	mean := (float64(a0.Lat()+a1.Lat()) + float64(b0.Lat()+b1.Lat())) * (geo.Degree / ais.Unit / 4)
	vx := vbx - vax
	if qx := px + float64(vx*T); min(px, qx) > 0 && min(px, qx)*(1-float64(mean*mean)/2) > reach || max(px, qx) < 0 && max(px, qx)*(1-float64(mean*mean)/2) < -reach {
		return
	}
	east := kmPerUnit * math.Cos(mean)
	px, vx = px*east, vx*east
	py, vy = py*kmPerUnit, vy*kmPerUnit

	// |p + v tau|^2 <= km^2 is  qa tau^2 + 2 qb tau + qc <= 0.
	qa := float64(vx*vx) + float64(vy*vy)
	qb := float64(px*vx) + float64(py*vy)
	qc := float64(px*px) + float64(py*py) - float64(km*km)
	from, to, tau := 0.0, T, 0.0
	if qa == 0 {
		if qc > 0 {
			return
		}
	} else {
		disc := float64(qb*qb) - float64(qa*qc)
		if disc < 0 {
			return
		}
		// Both roots without taking near numbers from each other.
		r := math.Sqrt(disc)
		if qb > 0 {
			from = (-qb - r) / qa
			to = qc / (-qb - r)
		} else {
			to = (r - qb) / qa
			from = 0
			if r > qb {
				from = qc / (r - qb)
			}
		}
		if from > to {
			from, to = to, from
		}
		if from >= T || to <= 0 {
			return
		}
		tau = min(max(-qb/qa, 0), T)
	}
	start, end = float64(t0), float64(t1)
	if from > 0 {
		start += from
	}
	if to < T {
		end = float64(t0) + to
	}
	if start >= end {
		return
	}
	dx, dy := px+float64(vx*tau), py+float64(vy*tau)
	return start, end, math.Sqrt(float64(dx*dx) + float64(dy*dy)), float64(t0) + tau, true
}

// shortWay is a difference of longitudes the short way around.
func shortWay(d int32) int32 {
	if d > turn/2 {
		return d - turn
	}
	if d < -turn/2 {
		return d + turn
	}
	return d
}

// isBreak reports whether a new segment begins at a fix.
func (v *Vessel) isBreak(i int) bool {
	if len(v.Breaks) == 0 {
		return false
	}
	_, ok := slices.BinarySearch(v.Breaks, i)
	return ok
}
