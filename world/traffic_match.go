package world

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"cordon/geo"
)

// SeaWho is a ship of an event as who found it knows her: all numbers that she
// used.
type SeaWho struct {
	IMO, MMSI []uint32
}

// SeaSeen is an event that somebody found.
type SeaSeen struct {
	ID, Kind, Sub string
	Ships         []SeaWho
	Start, End    time.Time
	Lat, Lon      float64
	Area          []geo.Point // where it can have been, when no point is known
	Alert         bool
}

// SeaRow counts what was planted and found of a sort. What was planted is counted
// under its kind, region and sort of event; alarms under those of what they are
// right about, else of what they say.
type SeaRow struct {
	Name           string
	Planted        int // cases
	Visible        int // of which enough was heard
	Found          int // cases that an event is right about
	FoundVisible   int
	Alerted        int // cases that an alert is right about
	AlertedVisible int
	Alerts         int // events that alert
	Right          int // alerts that are right
	Beside         int // alerts about ships of one story and no others, then, that are not right about it: neither right nor false
	False          int // all others
}

// Recall is the share of the visible cases that an event is right about.
func (r *SeaRow) Recall() float64 { return share(r.FoundVisible, r.Visible) }

// AlertRecall is the share of the visible cases that an alert is right about.
func (r *SeaRow) AlertRecall() float64 { return share(r.AlertedVisible, r.Visible) }

// Precision is the share of right alerts among those right and false.
func (r *SeaRow) Precision() float64 { return share(r.Right, r.Right+r.False) }

// share is a part of a whole; of nothing it is all.
func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// FalseAlarm is an alert that is right about nothing: its event, and the innocent
// that it took for something, if one is known.
type FalseAlarm struct{ Event, Kind, Innocent string }

// SeaScore is how right events are about the traffic of a world.
type SeaScore struct {
	Kinds   []SeaRow // by planted kind
	Finds   []SeaRow // by kind of event
	Regions []SeaRow
	All     SeaRow
	Missed  []string // visible cases that no event is right about
	False   []FalseAlarm
}

// placeKm is how far from where it was an event may be said to be.
const placeKm = 5

// MatchSea compares events with what is true. An event is right about a case when
// it is of its kind, names its ships, overlaps it in time by half of both together
// or more (of what an identity is, or of two ships of one number, at all), and is
// within 5 km of it or has it in its area. Where a case can only be inferred, the
// time in which it can have been serves as well.
func MatchSea(t *SeaTruth, seen []SeaSeen) SeaScore {
	by := make(map[uint32][]int) // cases by number of a ship
	for i := range t.Cases {
		for _, s := range t.Cases[i].Ships {
			for _, n := range slices.Concat([]uint32{s.MMSI, s.IMO}, s.Also, s.AlsoIMO) {
				if n > 0 && !slices.Contains(by[n], i) {
					by[n] = append(by[n], i)
				}
			}
		}
	}
	var score SeaScore
	kinds, finds, regions := make(map[string]*SeaRow), make(map[string]*SeaRow), make(map[string]*SeaRow)
	count := func(kind, find, region string, f func(*SeaRow)) {
		for _, x := range []struct {
			in   map[string]*SeaRow
			name string
		}{{kinds, kind}, {finds, find}, {regions, region}} {
			if x.name == "" {
				continue
			}
			if x.in[x.name] == nil {
				x.in[x.name] = &SeaRow{Name: x.name}
			}
			f(x.in[x.name])
		}
		f(&score.All)
	}
	where := func(geo.Point) string { return backgroundName }
	if len(t.Receivers) != 1 || t.Receivers[0].Name != backgroundName {
		where = eastAsia().region
	}
	found, alerted := make([]bool, len(t.Cases)), make([]bool, len(t.Cases))
	for k := range seen {
		e := &seen[k]
		var near []int
		for _, s := range e.Ships {
			for _, n := range slices.Concat(s.IMO, s.MMSI) {
				near = append(near, by[n]...)
			}
		}
		slices.Sort(near)
		right, beside, innocent := -1, false, ""
		stories := make(map[string][]bool) // which ships of the event are in a story
		for _, i := range slices.Compact(near) {
			c := &t.Cases[i]
			planted := c.Like == "" || c.Occurs
			switch matches := e.is(c); {
			case matches && c.Like == "":
				if found[i] = true; e.Alert {
					alerted[i] = true
				}
				if right < 0 {
					right = i
				}
			case matches && !planted:
				innocent = c.ID
			}
			if planted && e.Start.Before(c.until()) && c.since().Before(e.End.Add(time.Second)) {
				tale := cmp.Or(c.Chain, c.ID)
				if stories[tale] == nil {
					stories[tale] = make([]bool, len(e.Ships))
				}
				for j := range e.Ships {
					stories[tale][j] = stories[tale][j] || slices.ContainsFunc(c.Ships, func(s SeaShip) bool { return e.Ships[j].is(&s) })
				}
				beside = beside || !slices.Contains(stories[tale], false)
			}
		}
		if !e.Alert {
			continue
		}
		kind, region := "", where(geo.Point{Lat: e.Lat, Lon: e.Lon})
		if right >= 0 {
			kind, region = t.Cases[right].Kind, t.Cases[right].Region
		}
		count(kind, e.Kind, region, func(r *SeaRow) {
			r.Alerts++
			switch {
			case right >= 0:
				r.Right++
			case beside:
				r.Beside++
			default:
				r.False++
			}
		})
		if right < 0 && !beside {
			score.False = append(score.False, FalseAlarm{e.ID, e.Kind, innocent})
		}
	}
	one := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	for i := range t.Cases {
		c := &t.Cases[i]
		if c.Like != "" {
			continue
		}
		count(c.Kind, c.Find, c.Region, func(r *SeaRow) {
			r.Planted++
			r.Visible += one(c.Visible)
			r.Found += one(found[i])
			r.FoundVisible += one(found[i] && c.Visible)
			r.Alerted += one(alerted[i])
			r.AlertedVisible += one(alerted[i] && c.Visible)
		})
		if c.Visible && !found[i] {
			score.Missed = append(score.Missed, c.ID)
		}
	}
	rows := func(m map[string]*SeaRow) (out []SeaRow) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			out = append(out, *m[name])
		}
		return out
	}
	score.Kinds, score.Finds, score.Regions = rows(kinds), rows(finds), rows(regions)
	slices.SortFunc(score.Kinds, func(a, b SeaRow) int {
		return cmp.Compare(slices.Index(SeaKinds, a.Name), slices.Index(SeaKinds, b.Name))
	})
	return score
}

// since and until are when a case can have been.
func (c *SeaCase) since() time.Time {
	if c.Window != nil && c.Window.From.Before(c.Start) {
		return c.Window.From
	}
	return c.Start
}

func (c *SeaCase) until() time.Time {
	if c.Window != nil && c.Window.To.After(c.End) {
		return c.Window.To
	}
	return c.End
}

// is reports whether an event is right about a case.
func (e *SeaSeen) is(c *SeaCase) bool {
	if e.Kind != c.Find || e.Sub != "" && c.Sub != "" && e.Sub != c.Sub || !e.names(c) {
		return false
	}
	if c.Find == "identity" || c.Kind == Clone || c.Kind == AreaJam {
		if !e.Start.Before(c.until().Add(time.Second)) || !c.since().Before(e.End.Add(time.Second)) {
			return false
		}
	} else if x := (SeaSpan{c.Start, c.End}); overlap(e, x) < .5 && (c.Window == nil || overlap(e, *c.Window) < .5) {
		return false
	}
	if c.Kind == AreaJam || c.Find == "identity" { // of a victim's places none is right
		return true
	}
	at := geo.Point{Lat: c.Lat, Lon: c.Lon}
	return geo.Distance(at, geo.Point{Lat: e.Lat, Lon: e.Lon}) <= max(placeKm, c.Km) || inRing(e.Area, at)
}

// names reports whether an event names the ships of a case: both of two, of more
// any that it takes for two, of one her.
func (e *SeaSeen) names(c *SeaCase) bool {
	n := 0
	for i := range c.Ships {
		if slices.ContainsFunc(e.Ships, func(w SeaWho) bool { return w.is(&c.Ships[i]) }) {
			n++
		}
	}
	if c.Kind == AreaJam {
		return n > 0
	}
	return n >= min(2, len(c.Ships))
}

// is reports whether a ship of an event is one of a case.
func (w *SeaWho) is(s *SeaShip) bool {
	return slices.Contains(w.MMSI, s.MMSI) || s.IMO > 0 && slices.Contains(w.IMO, s.IMO) ||
		slices.ContainsFunc(s.Also, func(n uint32) bool { return slices.Contains(w.MMSI, n) }) ||
		slices.ContainsFunc(s.AlsoIMO, func(n uint32) bool { return slices.Contains(w.IMO, n) })
}

// overlap is the time that an event and a span have in common over that of both
// together.
func overlap(e *SeaSeen, x SeaSpan) float64 {
	from, to := e.Start, e.End
	if x.From.After(from) {
		from = x.From
	}
	if x.To.Before(to) {
		to = x.To
	}
	both := to.Sub(from)
	if both <= 0 {
		return 0
	}
	return both.Seconds() / (e.End.Sub(e.Start) + x.To.Sub(x.From) - both).Seconds()
}

// inRing reports whether a place is inside a ring.
func inRing(ring []geo.Point, p geo.Point) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+len(ring)-1)%len(ring)]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < float64((b.Lon-a.Lon)*(p.Lat-a.Lat)/(b.Lat-a.Lat))+a.Lon {
			in = !in
		}
	}
	return in
}
