package world

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"cordon/ais"
	"cordon/geo"
)

// RealFix is a position of real traffic into which events are planted.
type RealFix struct {
	MMSI     uint32
	Time     time.Time
	Lat, Lon float64
}

// PlantOptions say what is planted into real traffic.
type PlantOptions struct {
	Seed  uint64
	Kinds []string      // of SeaKinds; those that need the programme's ports, listed ships or a station are refused
	Each  int           // of each kind
	Every time.Duration // between the messages of a planted ship; as in the real traffic (its median) when 0
	Loss  float64       // share of them that nobody hears
}

// plantable are the plots that real traffic can have.
var plantable = map[string]func(*sea, int){OpenTransfer: plotOpen, MidnightTransfer: plotMidnight, AnchorTransfer: plotAnchorage, UnderwayTransfer: plotUnderway,
	OneDark: plotOneDark, BothDark: plotBothDark, Newborn: plotNewborn, Zombie: plotZombie, Clone: plotClone, NameSwap: plotNameSwap, FlagHop: plotFlagHop, CircleSpoof: plotCircle}

// backgroundName stands for who heard the planted ships.
const backgroundName = "background"

// PlantInto plants events into real traffic: made-up ships go the ways that its
// ships go, wait where they wait, and meet where they are fast, in the time in
// which it was heard. It returns the messages of the made-up ships alone, by time,
// and what is true of them. The real ships stay as they are: whatever is said to
// have been done by them is false.
func PlantInto(fixes []RealFix, o PlantOptions) ([]ais.Message, *SeaTruth, error) {
	fixes = slices.Clone(fixes)
	slices.SortFunc(fixes, func(a, b RealFix) int {
		return cmp.Or(cmp.Compare(a.MMSI, b.MMSI), a.Time.Compare(b.Time), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon))
	})
	if len(fixes) < 2 {
		return nil, nil, fmt.Errorf("plant: %d positions are no traffic", len(fixes))
	}
	first, last := fixes[0].Time, fixes[0].Time
	for _, f := range fixes {
		if f.Time.Before(first) {
			first = f.Time
		}
		if f.Time.After(last) {
			last = f.Time
		}
	}
	first = first.UTC().Truncate(24 * time.Hour) // so that midnight is midnight
	s := newSea(o.Seed, seaExtent{days: max(2, int(last.Sub(first).Hours()/24)), cases: o.Each}, last, target{}, nil)
	s.rng = rand.New(rand.NewPCG(o.Seed, 0x706c616e74))
	s.from, s.end = first, last.Sub(first).Seconds()
	if s.end < 3*day {
		return nil, nil, fmt.Errorf("plant: traffic of %s is too short to plant into", last.Sub(first))
	}
	var err error
	if s.th, s.x.every, err = realTheatre(fixes); err != nil {
		return nil, nil, err
	}
	if o.Every > 0 {
		s.x.every = o.Every.Seconds()
	}
	for _, kind := range o.Kinds {
		plot := plantable[kind]
		if plot == nil {
			return nil, nil, fmt.Errorf("plant: %q cannot be planted into real traffic", kind)
		}
		for n := range o.Each {
			s.tale = ""
			plot(s, n)
		}
	}
	return s.sample(o.Loss)
}

// realTheatre is the net of the ways that real ships went, in cells that are as
// small as there may be nodes: where they were slow for hours are roads, where
// they were fast is open sea.
func realTheatre(fixes []RealFix) (*theatre, float64, error) {
	cell := .1 // degrees
	for range 6 {
		cells := make(map[[2]int]bool)
		for i := range fixes {
			cells[[2]int{int(math.Floor(fixes[i].Lat / cell)), int(math.Floor(fixes[i].Lon / cell))}] = true
		}
		if len(cells) <= 300 {
			break
		}
		cell *= 1.6
	}
	t := &theatre{scale: .2}
	nodes := make(map[[2]int]int)
	var pairs [][2]int
	var waits []float64
	node := func(f *RealFix) int {
		k := [2]int{int(math.Floor(f.Lat / cell)), int(math.Floor(f.Lon / cell))}
		n, ok := nodes[k]
		if !ok {
			n = len(t.nodes)
			nodes[k] = n
			t.nodes = append(t.nodes, geo.Point{Lat: f.Lat, Lon: f.Lon})
		}
		return n
	}
	still := make(map[[2]int]bool)
	for i := 1; i < len(fixes); i++ {
		a, b := &fixes[i-1], &fixes[i]
		dt := b.Time.Sub(a.Time).Seconds()
		if a.MMSI != b.MMSI || dt <= 0 {
			continue
		}
		pa, pb := geo.Point{Lat: a.Lat, Lon: a.Lon}, geo.Point{Lat: b.Lat, Lon: b.Lon}
		km := geo.Distance(pa, pb)
		knots := km / geo.NM / (dt / 3600)
		waits = append(waits, dt)
		if dt > 3*hour || knots > 30 {
			continue
		}
		if x, y := node(a), node(b); x != y && km < 45+200*(cell-.1) {
			pairs = append(pairs, [2]int{x, y})
		}
		k := [2]int{int(math.Floor(a.Lat * 50)), int(math.Floor(a.Lon * 50))}
		switch {
		case knots > 9.5 && dt < 1.5*hour && km > 5:
			t.grounds = append(t.grounds, ground{"open sea", backgroundName, pb, .5})
		case knots < .2 && dt > hour/2 && !still[k]:
			still[k] = true
			t.roads = append(t.roads, road{ground: ground{"roads", backgroundName, pb, 3}, pilot: pb, berth: pb})
		}
	}
	if len(t.nodes) > 900 || len(pairs) == 0 || len(t.grounds) == 0 || len(t.roads) == 0 {
		return nil, 0, fmt.Errorf("plant: %d cells, %d ways, %d fast and %d waiting ships are no traffic to plant into", len(t.nodes), len(pairs), len(t.grounds), len(t.roads))
	}
	t.connect(pairs)
	reach := func(i int) (n int) {
		for _, next := range t.next[i] {
			if next >= 0 {
				n++
			}
		}
		return n
	}
	near := 0 // only what can be reached from there
	for i := range t.nodes {
		if reach(i) > reach(near) {
			near = i
		}
	}
	reached := func(p geo.Point) bool { return t.next[near][t.nearest(p)] >= 0 }
	t.grounds = slices.DeleteFunc(t.grounds, func(g ground) bool { return !reached(g.at) })
	t.roads = slices.DeleteFunc(t.roads, func(r road) bool { return !reached(r.at) })
	for i, next := range t.next[near] {
		if next >= 0 {
			t.exits = append(t.exits, i)
		}
	}
	if len(t.grounds) == 0 || len(t.exits) < 2 {
		return nil, 0, fmt.Errorf("plant: no way leads to where ships are fast")
	}
	slices.Sort(waits)
	return t, waits[len(waits)/2], nil
}

// sample lets all ships send, and somebody hear them.
func (s *sea) sample(loss float64) ([]ais.Message, *SeaTruth, error) {
	s.th.receiver = []Receiver{{Name: backgroundName}}
	r := &run{sea: s, counts: make(map[string]int)}
	for _, c := range s.cases {
		c.span = span{max(0, c.span.from), min(s.end, c.span.to)}
	}
	var out []ais.Message
	for _, h := range s.fleet {
		x := &sender{hull: h, rng: rand.New(rand.NewPCG(s.seed, 0x73656e64+uint64(h.n)<<32)), told: math.Inf(-1)}
		for at := max(0, h.begins()) + float64(x.rng.Float64()*h.every); at < min(s.end, h.ends()); at += float64(h.every * (.75 + x.rng.Float64()/2)) {
			t := math.Floor(at)
			m, _, quiet := r.position(x, t)
			if quiet || x.rng.Float64() < loss {
				continue
			}
			out = append(out, m)
			r.counts["positions"]++
			x.hears(backgroundName, t)
			if f := h.face(t); f != x.face || t-x.told >= staticFor {
				x.face, x.told = f, t
				st := statics(f, x.classB, s.from, t)
				out = append(out, st...)
				for i := range st {
					if st[i].Static.Has&ais.HasName != 0 {
						h.hearsName(f.mmsi, &st[i].Static)
					}
				}
				r.counts["static"] += len(st)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ais.Message) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.MMSI, b.MMSI))
	})
	return out, r.truth(), nil
}
