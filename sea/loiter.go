package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"cordon/geo"
)

// Loitering: who lay or drifted for hours where there is nothing to do?
//
// Positions are put into hours of the clock (UTC), each with the last of the hour
// before in front, so that no way between two positions is lost; an hour is slow if
// metres over seconds come to less than so many knots; slow hours that follow each
// other without a break of the track are one loitering (Miller et al. 2018; GFW). The
// distance from shore, which GFW asks for, is not asked: coal and oil change ships in
// roads too. A ship in port does not loiter.
//
// Loitering alone says little. It is one half of a meeting with a ship that is dark.

// The subs of loitering.
const (
	SubDrifting = "drifting"
	SubStopped  = "stopped" // hardly moves about one place: at anchor, or held by its engine
)

// The items of reasons of loitering.
const (
	ItemLoitering     = "loitering"
	ItemLoiteringZone = "loitering-zone" // where the programme has seen transfers
)

// LoiterConfig says when a ship loiters.
type LoiterConfig struct {
	Knots   float64 // mean of an hour, less than; 2 (GFW)
	MinS    uint32  // seconds, at least; 14,400 (GFW; earlier 28,800)
	DriftNM float64 // from the first position to the last, less than, in nautical miles; 5
	DriftKn float64 // or over a longer time slower than this, as wind and tide carry a ship; 0.6
	BridgeS uint32  // seconds between positions that still are one track; 14,400
	StopKm  float64 // positions all within this of their middle: stopped; 0.5
	PortKm  float64 // a port is so near; 5
	SparseS float64 // median seconds between positions from which on they are few; 3,600

	Weights map[string]float64
}

// DefaultLoiterConfig is the start values.
func DefaultLoiterConfig() LoiterConfig {
	return LoiterConfig{Knots: 2, MinS: 4 * 3600, DriftNM: 5, DriftKn: .6, BridgeS: 4 * 3600, StopKm: .5, PortKm: 5, SparseS: 3600,
		Weights: map[string]float64{ItemLoitering: .2, ItemLoiteringZone: .5}}
}

// hourOf is what a ship did in an hour of the clock.
type hourOf struct {
	hour        uint32
	first, last int // fixes; the first is the last of the hour before where the track goes on
	metres      float64
	seconds     float64
	on          bool // the track goes on from the hour before
}

// slow reports whether the mean speed is under so many knots. An hour with a single
// position and nothing before it says nothing.
func (h *hourOf) slow(knots float64) bool {
	return h.seconds > 0 && h.metres/1852 < knots*h.seconds/3600
}

// hours are the hours of a vessel from one that begins at from to one that ends at
// to; those of parts put together are those of the whole.
func (v *Vessel) hours(from, to, bridge uint32) []hourOf {
	i, _ := slices.BinarySearchFunc(v.Fixes, from, func(f Fix, t uint32) int { return cmp.Compare(f.T, t) })
	var out []hourOf
	b, _ := slices.BinarySearch(v.Breaks, i)
	for ; i < len(v.Fixes) && v.Fixes[i].T < to; i++ {
		f := &v.Fixes[i]
		broken := b < len(v.Breaks) && v.Breaks[b] == i
		if broken {
			b++
		}
		on := i > 0 && !broken && f.T-v.Fixes[i-1].T <= bridge
		if n := len(out) - 1; n < 0 || out[n].hour != f.T/3600 || !on {
			h := hourOf{hour: f.T / 3600, first: i, last: i, on: on}
			if on {
				h.first = i - 1
			}
			out = append(out, h)
		}
		h := &out[len(out)-1]
		h.last = i
		if on {
			p := &v.Fixes[i-1]
			h.metres += metresBetween(p, f)
			h.seconds += float64(f.T - p.T)
		}
	}
	return out
}

// metresBetween is how far apart two fixes are, in the plane at their mean latitude.
func metresBetween(a, b *Fix) float64 {
	lat := int32((int64(a.Lat()) + int64(b.Lat())) / 2)
	dx, dy := float64(lonStep(a.Lon(), b.Lon()))*cosLat(lat), float64(b.Lat()-a.Lat())
	return kmPerUnit * 1000 * math.Sqrt(float64(dx*dx)+float64(dy*dy))
}

// Loitering are the loiterings of all vessels, by start, then id. The place of an
// event is that of the position in the middle of the time.
func Loitering(ctx context.Context, t *Traffic, k *Known, c LoiterConfig, workers int) ([]Event, error) {
	if k == nil {
		k = &Known{}
	}
	parts := make([][]Event, len(t.Vessels))
	if err := parallel(ctx, len(t.Vessels), workers, func(i int) { parts[i] = loiterings(t, t.Vessels[i], k, c) }); err != nil {
		return nil, fmt.Errorf("loitering: %w", err)
	}
	out := slices.Concat(parts...)
	slices.SortFunc(out, func(x, y Event) int { return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.ID, y.ID)) })
	return out, nil
}

func loiterings(t *Traffic, v *Vessel, k *Known, c LoiterConfig) (out []Event) {
	hours := v.hours(0, math.MaxUint32, c.BridgeS)
	for i := 0; i < len(hours); {
		if !hours[i].slow(c.Knots) {
			i++
			continue
		}
		j := i + 1
		for j < len(hours) && hours[j].on && hours[j].slow(c.Knots) {
			j++
		}
		if e, ok := loitering(t, v, hours[i:j], k, c); ok {
			out = append(out, e)
		}
		i = j
	}
	return out
}

// loitering makes an event of slow hours, if they are one.
func loitering(t *Traffic, v *Vessel, hours []hourOf, k *Known, c LoiterConfig) (e Event, ok bool) {
	first, last := hours[0].first, hours[len(hours)-1].last
	// Of a slow hour in which the ship came to rest the way there does not belong.
	fast := func(i int) bool {
		p, q := &v.Fixes[i], &v.Fixes[i+1]
		return metresBetween(p, q)/1852 >= c.Knots*float64(q.T-p.T)/3600
	}
	for first < last && fast(first) {
		first++
	}
	for last > first && fast(last-1) {
		last--
	}
	p, q := &v.Fixes[first], &v.Fixes[last]
	length := q.T - p.T
	if length < c.MinS {
		return e, false
	}
	net := metresBetween(p, q) / 1000 / geo.NM
	if net >= c.DriftNM && net/float64(length)*3600 >= c.DriftKn {
		return e, false
	}
	// The fix in the middle, and how far the others are from it.
	mid, _ := slices.BinarySearchFunc(v.Fixes[first:last], p.T+length/2, func(f Fix, t uint32) int { return cmp.Compare(f.T, t) })
	m := &v.Fixes[first+mid]
	var (
		metres, seconds, farthest float64
		gaps                      []float64
		still                     int
	)
	for i := first; i <= last; i++ {
		f := &v.Fixes[i]
		farthest = max(farthest, metresBetween(m, f)/1000)
		if i > first {
			b := &v.Fixes[i-1]
			metres, seconds = metres+metresBetween(b, f), seconds+float64(f.T-b.T)
			gaps = append(gaps, float64(f.T-b.T))
		}
		if s := f.Flags().Status(); s == 1 || s == 5 {
			still++
		}
	}
	slices.Sort(gaps)
	at := m.Point()
	zone, port := whereIs(k, at, c.PortKm)
	if port != "" || zone != nil && zone.Kind == "port" {
		return e, false
	}
	e = Event{
		Kind: LoiteringKind, Sub: SubDrifting, Vessels: []string{v.ID}, Parties: []Party{PartyOf(v, p.T)},
		Start: time.Unix(int64(p.T), 0).UTC(), End: time.Unix(int64(q.T), 0).UTC(),
		Lat: math.Round(at.Lat*1e6) / 1e6, Lon: math.Round(at.Lon*1e6) / 1e6,
		Open:     last == len(v.Fixes)-1 && t.Last-q.T <= c.BridgeS,
		Innocent: []Innocent{},
		Facts: map[string]float64{
			"hours": math.Round(float64(length)/36) / 100, "net_nm": math.Round(net*100) / 100,
			"mean_kn": math.Round(metres/1852/seconds*3600*100) / 100, "radius_km": math.Round(farthest*100) / 100,
			"fixes": float64(last - first + 1), "longest_gap_s": gaps[len(gaps)-1], "median_gap_s": gaps[len(gaps)/2],
		},
	}
	if farthest <= c.StopKm {
		e.Sub = SubStopped
	}
	e.ID = EventID(e.Kind, "", e.Vessels, e.Start)
	e.Reasons = []Reason{{ItemLoitering, fmt.Sprintf("%s for %.1f h at %.1f kn on average, %.1f nm from first to last position", e.Sub, float64(length)/3600, metres/1852/seconds*3600, net), c.Weights[ItemLoitering], SourceName}}
	if zone != nil {
		e.Zone, e.Place = zone.ID, cmp.Or(zone.Name, zone.ID)
		if zone.Kind == "transfer" || zone.Kind == "watch" {
			e.Reasons = append(e.Reasons, Reason{ItemLoiteringZone, "in " + e.Place + ", where the programme has seen transfers", c.Weights[ItemLoiteringZone], zone.Source})
		}
	}
	e.Innocent = append(e.Innocent, Innocent{"waiting for orders, a berth or weather", "the agent's or charterer's messages"})
	switch {
	case 2*still > last-first:
		e.Innocent = append(e.Innocent, Innocent{"at anchor or moored, by its own word", "the chart: depth and anchorages there"})
	case e.Sub == SubDrifting:
		e.Innocent = append(e.Innocent, Innocent{"carried by wind and tide with the engine stopped, or under repair", "the weather and tides of those hours; the log"})
	}
	if v.Kind == Fishing {
		e.Innocent = append(e.Innocent, Innocent{"fishing", "the licence and the log of catches"})
	}
	if gaps[len(gaps)/2] >= c.SparseS {
		e.Innocent = append(e.Innocent, Innocent{"positions are few: it may have sailed and come back between them", "positions of another feed"})
	}
	return e, true
}

// LinkLoitering ties loitering to encounters of the same ship: where more than half
// of it lies in one, the encounter is what it was for, and it weighs nothing by
// itself. The events are changed in place.
func LinkLoitering(loitering, encounters []Event) []Event {
	by := map[string][]*Event{}
	for i := range encounters {
		for _, id := range encounters[i].Vessels {
			by[id] = append(by[id], &encounters[i])
		}
	}
	for i := range loitering {
		e := &loitering[i]
		var within []*Event
		for _, x := range by[e.Vessels[0]] {
			if x.Start.Before(e.End) && e.Start.Before(x.End) {
				within = append(within, x)
			}
		}
		slices.SortFunc(within, func(x, y *Event) int { return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.ID, y.ID)) })
		for _, x := range within {
			other := x.Vessels[0]
			if other == e.Vessels[0] {
				other = x.Vessels[1]
			}
			e.Notes = append(e.Notes, fmt.Sprintf("met %s meanwhile (%s)", other, x.ID))
			e.Facts["encounters"]++
			both := min(x.End.Unix(), e.End.Unix()) - max(x.Start.Unix(), e.Start.Unix())
			if 2*both > e.End.Unix()-e.Start.Unix() {
				for j := range e.Reasons {
					e.Reasons[j].Weight = 0
				}
			}
		}
	}
	return loitering
}
