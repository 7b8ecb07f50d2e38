package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"cordon/ais"
	"cordon/geo"
)

// CallConfig says what a call at a port is. Kilometres, knots and hours of
// entry, stop and gap are those of Global Fishing Watch's open port events.
type CallConfig struct {
	EnterKm, ExitKm float64 // km; in a port at EnterKm of its point, out at ExitKm; out of a polygon at ExitKm-EnterKm
	StopKn, MoveKn  float64 // knots; a stop begins below StopKn and ends above MoveKn
	GapH            float64 // hours of silence in a port that count as a stop; visits closer than this are one
	SilenceH        float64 // hours of silence within a visit from which on a note tells of it

	// Anchorages that the traffic shows: cells of AnchorageCellKm where, with the
	// cells around, AnchorageVessels lay within AnchorageKm for AnchorageH. (GFW: 20
	// vessels in years of data; here the data can be of days.)
	AnchorageVessels int
	AnchorageH       float64 // hours
	AnchorageKm      float64
	AnchorageCellKm  float64

	CallWeight   float64 // log-odds of a call in the programme's country (reference: +2.0 inferred; seen it is a measure too)
	OnceWeight   float64 // of a call of which one position tells: it can be a faulty one, or a faulty number
	WatersWeight float64 // of having been in its waters only
	AreaWeight   float64 // of having lain in a transfer area that the programme names
	Draught      DraughtConfig
}

// DefaultCallConfig is what docs/sea.md states.
func DefaultCallConfig() CallConfig {
	return CallConfig{
		EnterKm: 3, ExitKm: 4, StopKn: 0.2, MoveKn: 0.5, GapH: 4, SilenceH: 24,
		AnchorageVessels: 10, AnchorageH: 6, AnchorageKm: 0.5, AnchorageCellKm: 2,
		CallWeight: 2.0, OnceWeight: 0.7, WatersWeight: 0.5, AreaWeight: 0.5,
		Draught: DefaultDraughtConfig(),
	}
}

// portFinder is the nearest port of the world within so many km.
type portFinder func(p geo.Point, km float64) (name, country string, where geo.Point, ok bool)

// PortCalls finds where ships called: at the programme's ports, anchorages and
// transfer areas, judged by their polygons before any other port is thought of,
// at the other ports, and at anchorages that the traffic itself shows. A stop or
// a silence makes a call; passing by does not. Having been in waters of the
// programme is an event of its own, with or without a stop.
//
// Sub is port-call, anchorage, area-stop or entered-waters. The fact
// "confidence" is 2 with a stop or a gap only, 3 when entry or exit was heard
// too, 4 when both were.
//
// Where a ship was heard before and after but not inside, nothing is found: see
// dark calls.
func PortCalls(ctx context.Context, t *Traffic, k *Known, c CallConfig, workers int) ([]Event, error) {
	return portCalls(ctx, t, k, &c, portsOf(k), workers)
}

func portCalls(ctx context.Context, t *Traffic, k *Known, c *CallConfig, ports portFinder, workers int) ([]Event, error) {
	grounds, err := Anchorages(ctx, t, *c, workers)
	if err != nil {
		return nil, err
	}
	cl := &caller{t: t, known: k, c: c, ports: ports, gap: uint32(c.GapH * 3600)}
	areas := zoneSpots(k.Zones, c, "port", "anchorage", "transfer", "watch")
	for _, s := range areas {
		if s.zone.Kind == "port" && s.ring != nil && k.Flag != "" && s.zone.Country == k.Flag {
			s.off, s.kmIn, s.kmOut = true, c.EnterKm, c.ExitKm
			areas = append(areas, s)
		}
	}
	for _, a := range grounds {
		areas = append(areas, spot{name: a.String(), sub: "anchorage", centre: a.Centre, kmIn: c.EnterKm, kmOut: c.ExitKm})
	}
	cl.areas = newSpots(areas)
	cl.waters = newSpots(zoneSpots(k.Zones, c, "waters"))
	parts := make([][]Event, len(t.Vessels))
	err = vesselwise(ctx, len(t.Vessels), workers, func(i int) { parts[i] = cl.calls(t.Vessels[i]) })
	if err != nil {
		return nil, err
	}
	return inOrder(parts), nil
}

// Anchorages are where many vessels lay still for long, by place.
func Anchorages(ctx context.Context, t *Traffic, c CallConfig, workers int) ([]Anchorage, error) {
	lay := make([][]geo.Point, len(t.Vessels))
	err := vesselwise(ctx, len(t.Vessels), workers, func(i int) { lay[i] = stills(t.Vessels[i].Fixes, &c) })
	if err != nil {
		return nil, err
	}
	type cell struct{ row, col int32 }
	type heap struct {
		lat, lon float64
		n        int
		vessels  []int32 // rising
	}
	cells := map[cell]*heap{}
	step := c.AnchorageCellKm / geo.Radius / geo.Degree
	where := func(p geo.Point) cell {
		row := math.Floor(p.Lat / step)
		return cell{int32(row), int32(math.Floor(p.Lon * math.Cos((row+.5)*step*geo.Degree) / step))}
	}
	for i, ps := range lay {
		for _, p := range ps {
			k := where(p)
			h := cells[k]
			if h == nil {
				h = &heap{}
				cells[k] = h
			}
			h.lat, h.lon, h.n = h.lat+p.Lat, h.lon+p.Lon, h.n+1
			if n := len(h.vessels); n == 0 || h.vessels[n-1] != int32(i) {
				h.vessels = append(h.vessels, int32(i))
			}
		}
	}
	var out []Anchorage
	for _, h := range cells {
		p := geo.Point{Lat: h.lat / float64(h.n), Lon: h.lon / float64(h.n)}
		around := map[int32]bool{}
		// Rows differ in the length of a degree: the cells beside are found anew in each.
		for dy := -1.0; dy <= 1; dy++ {
			mid := where(geo.Point{Lat: p.Lat + float64(dy*step), Lon: p.Lon})
			for dx := int32(-1); dx <= 1; dx++ {
				if o := cells[cell{mid.row, mid.col + dx}]; o != nil {
					for _, v := range o.vessels {
						around[v] = true
					}
				}
			}
		}
		if len(around) >= c.AnchorageVessels && len(h.vessels) > 1 {
			out = append(out, Anchorage{p, len(around)})
		}
	}
	slices.SortFunc(out, func(a, b Anchorage) int {
		return cmp.Or(cmp.Compare(a.Centre.Lat, b.Centre.Lat), cmp.Compare(a.Centre.Lon, b.Centre.Lon))
	})
	return out, nil
}

// stills are the places at which a vessel lay for long.
func stills(fs []Fix, c *CallConfig) []geo.Point {
	var out []geo.Point
	long := uint32(c.AnchorageH * 3600)
	near := c.AnchorageKm / kmPerUnit // units of latitude
	for i := 0; i < len(fs); {
		a, j := &fs[i], i+1
		k := -1.0
		for ; j < len(fs); j++ {
			dy := float64(fs[j].Lat() - a.Lat())
			if dy > near || dy < -near {
				break
			}
			if k < 0 {
				k = math.Cos(float64(a.Lat()) * (geo.Degree / ais.Unit))
			}
			dx := float64(lonStep(a.Lon(), fs[j].Lon())) * k
			if float64(dx*dx)+float64(dy*dy) > near*near {
				break
			}
		}
		if fs[j-1].T-a.T >= long {
			out = append(out, meanPlace(fs[i:j]))
		}
		i = j
	}
	return out
}

// caller finds the calls of one vessel after the other.
type caller struct {
	t             *Traffic
	known         *Known
	c             *CallConfig
	ports         portFinder // nil: none known
	areas, waters *spots
	gap           uint32 // seconds
}

// visit is a stay at a spot: fixes a to b are inside, but for short excursions.
type visit struct {
	at          *spot
	a, b        int
	entry, exit bool // heard before and after, close in time
	country     string
}

func (cl *caller) calls(v *Vessel) []Event {
	fs := v.Fixes
	var vs []visit
	if cl.waters.bits != nil {
		past, gauges := map[int32]int{}, map[int32]*gauge{}
		for i := range fs {
			for _, id := range cl.waters.near(&fs[i]) {
				s, g := &cl.waters.all[id], gauges[id]
				if g == nil {
					g = &gauge{s: s}
					gauges[id] = g
				}
				if i >= past[id] && g.ask(&fs[i]) <= s.kmIn {
					vis := cl.stay(v, s, i, past[id])
					vis.country = s.zone.Country
					vs, past[id] = append(vs, vis), vis.b+1
				}
			}
		}
	}
	vs = append(vs, cl.stops(v)...)
	vs = cl.joined(v, vs)
	var out []Event
	for i := range vs {
		if e, ok := cl.event(v, &vs[i]); ok {
			out = append(out, e)
		}
	}
	return out
}

// stops finds the stays in which the vessel stopped or fell silent.
func (cl *caller) stops(v *Vessel) []visit {
	fs := v.Fixes
	slow := uint16(math.Ceil(cl.c.StopKn * 10))
	var vs []visit
	past := map[int32]int{} // of areas: first index not yet seen
	pastPort := 0           // of ports
	none := int64(-1) << 62 // the small cell in which nothing was found
	for i := range fs {
		f := &fs[i]
		quiet := i+1 == len(fs) && cl.t.Last-f.T >= cl.gap || i+1 < len(fs) && fs[i+1].T-f.T >= cl.gap
		if f.SOG() >= slow && !quiet {
			if f.SOG() < ais.NoSOG {
				continue
			}
			if kn := knotsAt(fs, i, 0, len(fs)); !(kn < cl.c.StopKn) {
				continue
			}
		}
		small := int64(f.Lat()>>8)<<32 | int64(f.Lon()>>8) // 47 m
		if small == none {
			continue
		}
		found := false
		own := false // in a port or anchorage of the programme
		ids := cl.areas.near(f)
		for _, id := range ids {
			if s := &cl.areas.all[id]; s.zone != nil && !s.off && berths(s.zone) && s.km(f) <= s.kmIn {
				own = true
			}
		}
		for pass := range 3 { // the programme's polygons, the water off its berths, the anchorages of the traffic
			if pass > 0 && own {
				continue
			}
			best, far := int32(-1), math.Inf(1)
			for _, id := range ids {
				s := &cl.areas.all[id]
				if (pass == 1) != s.off || (pass == 2) != (s.zone == nil) || pass == 0 && own && !berths(s.zone) {
					continue // who lies in a port does not lie in the transfer area around it
				}
				km := s.km(f)
				if km > s.kmIn {
					continue
				}
				if pass > 0 { // the nearest one
					if km < far {
						best, far = id, km
					}
					continue
				}
				found = true
				if i >= past[id] {
					vis := cl.stay(v, s, i, past[id])
					vis.country = s.zone.Country
					vs, past[id] = append(vs, vis), vis.b+1
				}
			}
			if best < 0 || pass == 1 && !cl.offBerth(f) {
				continue
			}
			s := &cl.areas.all[best]
			if pass == 2 && cl.ports != nil {
				if _, _, _, ok := cl.ports(pointOf(f), cl.c.EnterKm); ok {
					continue // a port has a name
				}
			}
			found = true
			own = own || pass == 1
			if i >= past[best] {
				vis := cl.stay(v, s, i, past[best])
				if s.zone != nil {
					vis.country = s.zone.Country
				}
				vs, past[best] = append(vs, vis), vis.b+1
			}
		}
		if i < pastPort {
			found = true
		} else if !own && cl.ports != nil {
			if name, country, where, ok := cl.ports(pointOf(f), cl.c.EnterKm); ok {
				found = true
				s := &spot{name: name, sub: "port-call", centre: where, kmIn: cl.c.EnterKm, kmOut: cl.c.ExitKm}
				vis := cl.stay(v, s, i, pastPort)
				vis.country = country
				vs, pastPort = append(vs, vis), vis.b+1
			}
		}
		if none = int64(-1) << 62; !found {
			none = small
		}
	}
	return vs
}

func berths(z *geo.Zone) bool { return z.Kind == "port" || z.Kind == "anchorage" }

// offBerth: a fix off the programme's ports counts as there (terminals unload over
// buoys and pipes on the sea bed) when it lies in the programme's waters and in
// no port of another country: on a border river both banks are within a mile.
func (cl *caller) offBerth(f *Fix) bool {
	for _, id := range cl.waters.near(f) {
		s := &cl.waters.all[id]
		if s.km(f) > s.kmIn {
			continue
		}
		if cl.ports == nil {
			return true
		}
		_, country, _, ok := cl.ports(pointOf(f), cl.c.EnterKm)
		return !ok || country == s.zone.Country
	}
	return false
}

// stay is the stay around fix i, which is inside, not before fix from.
func (cl *caller) stay(v *Vessel, s *spot, i, from int) visit {
	fs := v.Fixes
	vis := visit{at: s, a: i, b: i}
	a, b := i, i
	g := gauge{s: s}
	for a > from {
		km := g.ask(&fs[a-1])
		if km >= s.kmOut {
			break
		}
		if a--; km <= s.kmIn {
			vis.a = a
		}
	}
	for b+1 < len(fs) {
		km := g.ask(&fs[b+1])
		if km >= s.kmOut {
			break
		}
		if b++; km <= s.kmIn {
			vis.b = b
		}
	}
	vis.entry = vis.a > 0 && fs[vis.a].T-fs[vis.a-1].T < cl.gap && !slices.Contains(v.Breaks, vis.a)
	vis.exit = vis.b+1 < len(fs) && fs[vis.b+1].T-fs[vis.b].T < cl.gap && !slices.Contains(v.Breaks, vis.b+1)
	return vis
}

// joined makes one of stays at one spot with less than the gap between them, and
// drops stays off a berth that a stay at it tells.
func (cl *caller) joined(v *Vessel, vs []visit) []visit {
	fs := v.Fixes
	slices.SortStableFunc(vs, func(a, b visit) int {
		return cmp.Or(cmp.Compare(spotKey(a.at), spotKey(b.at)), cmp.Compare(a.at.sub, b.at.sub), cmp.Compare(a.a, b.a), cmp.Compare(b.b, a.b))
	})
	var out []visit
	for _, x := range vs {
		if n := len(out); n > 0 && spotKey(out[n-1].at) == spotKey(x.at) && out[n-1].at.sub == x.at.sub {
			if l := &out[n-1]; x.a <= l.b || fs[x.a].T-fs[l.b].T < cl.gap {
				if l.at.off && !x.at.off {
					l.at = x.at
				}
				if x.b > l.b {
					l.b, l.exit = x.b, x.exit
				}
				continue
			}
		}
		out = append(out, x)
	}
	return out
}

func spotKey(s *spot) string {
	if s.zone != nil {
		return s.zone.ID
	}
	return s.name
}

// event tells a stay; ok is false when it was a passage.
func (cl *caller) event(v *Vessel, x *visit) (e Event, ok bool) {
	fs, s := v.Fixes, x.at
	waters := s.sub == "entered-waters"
	var stops, inside int
	var stopped, silent, longest uint32
	var lay []Fix
	still := false
	for i := x.a; i <= x.b; i++ {
		kn := knotsAt(fs, i, x.a, x.b+1)
		switch {
		case kn < cl.c.StopKn && !still:
			still = true
			stops++
		case kn > cl.c.MoveKn:
			still = false
		}
		if still && !waters && s.km(&fs[i]) < s.kmOut {
			lay = append(lay, fs[i])
		}
		inside++
		if i < x.b {
			d := fs[i+1].T - fs[i].T
			if still {
				stopped += d
			}
			longest = max(longest, d)
			if d >= cl.gap {
				silent += d
			}
		}
	}
	open := x.b+1 == len(fs)
	after := uint32(0) // silent from inside on
	if open {
		after = cl.t.Last - fs[x.b].T
	} else {
		after = fs[x.b+1].T - fs[x.b].T
	}
	gap := silent > 0 || after >= cl.gap
	if !waters && stops == 0 && !gap {
		return e, false
	}
	e = apparent(PortKind, s.sub, fs[x.a].T, fs[x.b].T, v)
	e.ID = EventID(PortKind, s.sub+" "+spotKey(s), e.Vessels, e.Start) // areas may overlap
	conf := 2.0
	if x.entry {
		conf++
	}
	if x.exit {
		conf++
	}
	if lay == nil {
		lay = fs[x.a : x.b+1]
	}
	p := meanPlace(lay)
	e.Lat, e.Lon, e.Open, e.Place = p.Lat, p.Lon, open, s.name
	e.Facts["confidence"], e.Facts["stops"], e.Facts["stop_s"] = conf, float64(stops), float64(stopped)
	e.Facts["gap_s"], e.Facts["fixes"] = float64(silent), float64(inside)
	if !waters {
		e.Facts["km"] = toPlaces(s.km(new(MakeFix(FixData{Lat: int32(math.Round(p.Lat * ais.Unit)), Lon: int32(math.Round(p.Lon * ais.Unit))}))), 3)
	}
	if !x.entry {
		e.Notes = append(e.Notes, "the entry was not heard: it may have come earlier")
	}
	if !x.exit && !open {
		e.Notes = append(e.Notes, fmt.Sprintf("the exit was not heard: next seen %s, outside", utcOf(fs[x.b+1].T).Format("2006-01-02 15:04")))
	}
	if open {
		e.Notes = append(e.Notes, "it was not heard outside again")
	}
	if h := float64(longest) / 3600; h >= cl.c.SilenceH {
		e.Notes = append(e.Notes, fmt.Sprintf("not heard for %.0f h in between: it may have left and come back", h))
		e.Facts["longest_gap_s"] = float64(longest)
	}
	if inside == 1 {
		e.Notes = append(e.Notes, "one position only")
	}
	if s.zone == nil {
		cl.draught(&e, v, x, false)
		return e, true
	}
	e.Zone = s.zone.ID
	if !s.zone.Verified {
		e.Notes = append(e.Notes, "the bounds of "+s.name+" are not verified")
	}
	ours := cl.known.Flag != "" && s.zone.Country == cl.known.Flag
	long := time.Duration(fs[x.b].T-fs[x.a].T) * time.Second
	switch {
	case waters:
		if ours {
			e.because("waters-entered", cl.c.WatersWeight, fmt.Sprintf("apparently in %s for %s (%d positions)", s.name, tellHours(long), inside))
			e.unless("distress, passage without a call, or a faulty position at the edge", "log book, flag state, neighbours' radar")
		}
		return e, true
	case s.zone.Kind == "transfer" || s.zone.Kind == "watch":
		if s.zone.Kind == "transfer" {
			e.because("area-stop", cl.c.AreaWeight, fmt.Sprintf("lay in %s for %s", s.name, tellHours(long)))
			e.unless("waiting for orders, weather or repair", "agent's notice, log book")
		}
	case ours:
		how := "stopped"
		if stops == 0 {
			how = "fell silent"
		}
		where := "at "
		if s.off {
			where = "off the berths of "
		}
		w := cl.c.CallWeight
		if inside == 1 {
			w = cl.c.OnceWeight
		}
		e.because("call-seen", w, fmt.Sprintf("apparently %s %s%s for %s (confidence %.0f of 4)", how, where, s.name, tellHours(long), conf))
		e.unless("humanitarian cargo, distress, or a permitted call", "cargo papers, exemption letter, port log")
	}
	cl.draught(&e, v, x, ours || s.zone.Kind == "transfer")
	return e, true
}

// draught tells what the draught did over a call: as a reason where the call is
// one, else as a fact.
func (cl *caller) draught(e *Event, v *Vessel, x *visit, counts bool) {
	n, m := len(e.Reasons), len(e.Innocent)
	e.draughtFits(v, v.Fixes[x.a].T, v.Fixes[x.b].T, &cl.c.Draught)
	if !counts {
		e.Reasons, e.Innocent = e.Reasons[:n], e.Innocent[:m]
	}
}

func tellHours(d time.Duration) string {
	if d < time.Hour {
		return fmt.Sprintf("%d min", int(d.Minutes()+.5))
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}

// toPlaces is x to so many places: what is shown and stored is no longer than what
// was measured.
func toPlaces(x float64, places int) float64 {
	p := math.Pow(10, float64(places))
	return math.Round(x*p) / p
}
