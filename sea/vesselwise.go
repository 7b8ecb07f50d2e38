package sea

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cordon/ais"
	"cordon/geo"
)

// vesselwise calls do(i) for each i under n on several workers. What do writes
// must belong to i alone.
func vesselwise(ctx context.Context, n, workers int, do func(i int)) error {
	const batch = 16
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(1, min(workers, (n+batch-1)/batch)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				lo := int(next.Add(batch)) - batch
				if lo >= n {
					return
				}
				for i := lo; i < min(lo+batch, n); i++ {
					do(i)
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// inOrder joins events and puts them in order: by start, then sub, then vessels,
// then id. Of one id the first stays.
func inOrder(parts [][]Event) []Event {
	all := slices.Concat(parts...)
	slices.SortStableFunc(all, func(a, b Event) int {
		return cmp.Or(a.Start.Compare(b.Start), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Sub, b.Sub),
			slices.Compare(a.Vessels, b.Vessels), b.End.Compare(a.End), strings.Compare(a.ID, b.ID))
	})
	seen := make(map[string]bool, len(all))
	return slices.DeleteFunc(all, func(e Event) bool {
		dup := seen[e.ID]
		seen[e.ID] = true
		return dup
	})
}

// apparent begins an event: what, when, and who the vessels were then.
func apparent(kind, sub string, start, end uint32, vs ...*Vessel) Event {
	vs = slices.Clone(vs)
	slices.SortFunc(vs, func(a, b *Vessel) int { return strings.Compare(a.ID, b.ID) })
	e := Event{Kind: kind, Sub: sub, Start: utcOf(start), End: utcOf(end), Facts: map[string]float64{}}
	for _, v := range vs {
		e.Vessels = append(e.Vessels, v.ID)
		e.Parties = append(e.Parties, PartyOf(v, start))
	}
	e.ID = EventID(kind, sub, e.Vessels, e.Start)
	return e
}

func utcOf(t uint32) time.Time { return time.Unix(int64(t), 0).UTC() }

func (e *Event) because(item string, weight float64, text string) {
	e.Reasons = append(e.Reasons, Reason{Item: item, Text: text, Weight: weight})
}

func (e *Event) unless(text, cleared string) {
	e.Innocent = append(e.Innocent, Innocent{text, cleared})
}

func pointOf(f *Fix) geo.Point {
	return geo.Point{Lat: float64(f.Lat()) / ais.Unit, Lon: float64(f.Lon()) / ais.Unit}
}

// flatKm is the distance of two fixes in km, in the plane at their mean latitude
// when they are near, else along the great circle.
func flatKm(a, b *Fix) float64 {
	dy, dx := float64(b.Lat()-a.Lat()), float64(lonStep(a.Lon(), b.Lon()))
	if math.Abs(dy) > ais.Unit || math.Abs(dx) > ais.Unit {
		return geo.Distance(pointOf(a), pointOf(b))
	}
	dx *= math.Cos(float64(a.Lat()/2+b.Lat()/2) * (geo.Degree / ais.Unit))
	return kmPerUnit * math.Sqrt(float64(dx*dx)+float64(dy*dy))
}

// lonStep is how far east b is of a, over the date line when that is shorter.
func lonStep(a, b int32) int32 {
	d := int64(b) - int64(a)
	switch {
	case d > 180*ais.Unit:
		d -= 360 * ais.Unit
	case d < -180*ais.Unit:
		d += 360 * ais.Unit
	}
	return int32(d)
}

// meanPlace is the mean of fixes that lie together, exact in any order.
func meanPlace(fs []Fix) geo.Point {
	if len(fs) == 0 {
		return geo.Point{}
	}
	var lat, lon int64
	for i := range fs {
		lat += int64(fs[i].Lat())
		lon += int64(lonStep(fs[0].Lon(), fs[i].Lon()))
	}
	n := int64(len(fs))
	p := geo.Point{Lat: float64(lat/n) / ais.Unit, Lon: float64(int64(fs[0].Lon())+lon/n) / ais.Unit}
	if p.Lon > 180 {
		p.Lon -= 360
	} else if p.Lon < -180 {
		p.Lon += 360
	}
	return p
}

// segments calls do with the bounds of each segment of v in turn.
func segments(v *Vessel, do func(lo, hi int)) {
	lo := 0
	for _, b := range v.Breaks {
		if b > lo && b < len(v.Fixes) {
			do(lo, b)
			lo = b
		}
	}
	if lo < len(v.Fixes) {
		do(lo, len(v.Fixes))
	}
}

// knotsAt is the speed at fix i, knots: as said, else over at least five minutes
// before it within [lo,i], else over the next step. It is NaN when nothing tells.
func knotsAt(fs []Fix, i, lo, hi int) float64 {
	if s := fs[i].SOG(); s < 1023 {
		return float64(s) / 10
	}
	j := i
	for j > lo && fs[i].T-fs[j].T < 300 {
		j--
	}
	if dt := fs[i].T - fs[j].T; dt > 0 && dt <= 6*3600 {
		return flatKm(&fs[j], &fs[i]) / float64(dt) * (3600 / geo.NM)
	}
	if i+1 < hi {
		if dt := fs[i+1].T - fs[i].T; dt > 0 && dt <= 6*3600 {
			return flatKm(&fs[i], &fs[i+1]) / float64(dt) * (3600 / geo.NM)
		}
	}
	return math.NaN()
}
