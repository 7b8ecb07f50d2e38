package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"cordon/geo"
)

// SpoofConfig says which positions cannot be true. Numbers without a source are
// cordon's own.
type SpoofConfig struct {
	CargoKn float64 // knots that no tanker, cargo ship or tug makes (reference: 25)
	OtherKn float64 // knots that no other ship makes
	SlackKm float64 // km that a step may be longer than the speed allows: receivers, antennas
	SlackS  float64 // seconds by which times may be wrong: feeds round to the minute

	JumpFixes  int     // fewest fixes elsewhere that are a jump; fewer are bit errors
	CloneFixes int     // more fixes than this of each of two that share a number
	CloneSwaps int     // fewest impossible steps from one to the other and back
	CloneTurns float64 // such steps per fix of the one that is heard less: a clone is heard by turns, a jump for a while
	CloneKm    float64 // km, within which one on the other's way is one ship, heard by a station with a wrong clock
	MaxShares  int     // more ships than this at once on one number: a placeholder that many boats send

	AreaShips    int     // ships that jump to one place at one time: interference with GNSS
	AreaKm       float64 // km around that place
	AreaCircleKm float64 // km around the middle of the circles of ships that are moved to circles
	SourceKm     float64 // km around the place from which they jump
	AreaH        float64 // hours within which they jump

	CircleFixes     int     // fewest fixes on a circle
	CircleTurn      float64 // degrees, least turn
	CircleResidual  float64 // greatest root mean square distance from the circle, of its radius
	CircleSpeed     float64 // greatest spread of speed, of its mean
	CircleKm        float64 // km, least radius; CircleWorkKm for vessels that may work in circles
	CircleWorkKm    float64
	CircleUnknownKm float64 // km, for vessels of no known kind
	CircleMaxKm     float64 // km, greatest radius: wider ones are voyages
	CircleGapH      float64 // hours between stretches of one circle
	CircleApart     float64 // share of the radius by which radius and middle of these may differ
	SpinDeg         float64 // degrees turned under way
	SpinS           float64 // in so many seconds
	SpinLength      float64 // by a ship longer than this, metres

	FrozenH       float64 // hours at one position to the last digit
	FrozenFixes   int
	FrozenKn      float64 // while it says that it makes this much, knots,
	FrozenShoreKm float64 // or while it lies this far from land and ports, km
	ReplayFixes   int     // fewest fixes of a track that come again
	ReplayS       float64 // that much later at least, seconds

	StraightH     float64 // hours on a track without noise
	StraightFixes int
	StraightKn    float64 // at this speed at least, knots
	StraightM     float64 // metres, root mean square
	FeedShare     float64 // share of the ships under way from which on the feed is to blame
	SatFixes      int     // fewest fixes heard by satellites alone where stations heard SatShips others in that hour
	SatShips      int

	LandKm    float64 // km inland: the coast is coarse
	LandFixes int
	LandS     float64 // seconds
	LandShips int     // other ships there make it a river, canal or lake

	Weight     float64 // log-odds of spoofing by one ship (reference: +1.5)
	AreaWeight float64 // of a victim of interference (reference: 0)
	WeakWeight float64 // on land, but reached without a jump
}

// DefaultSpoofConfig is what docs/sea.md states.
func DefaultSpoofConfig() SpoofConfig {
	return SpoofConfig{
		CargoKn: 25, OtherKn: 60, SlackKm: 2, SlackS: 60,
		JumpFixes: 3, CloneFixes: 10, CloneSwaps: 4, CloneTurns: .02, CloneKm: 100, MaxShares: 4,
		AreaShips: 3, AreaKm: 10, AreaCircleKm: 2, SourceKm: 100, AreaH: 2,
		CircleFixes: 12, CircleTurn: 540, CircleResidual: .05, CircleSpeed: .2, CircleKm: .1, CircleWorkKm: 1, CircleUnknownKm: .3, CircleMaxKm: 10, CircleGapH: 8, CircleApart: .25,
		SpinDeg: 180, SpinS: 180, SpinLength: 200,
		FrozenH: 6, FrozenFixes: 30, FrozenKn: 1, FrozenShoreKm: 5, ReplayFixes: 20, ReplayS: 600,
		StraightH: 3, StraightFixes: 30, StraightKn: 3, StraightM: 5, FeedShare: .2, SatFixes: 10, SatShips: 3,
		LandKm: 5, LandFixes: 3, LandS: 1800, LandShips: 5,
		Weight: 1.5, AreaWeight: 0, WeakWeight: .5,
	}
}

// coast is what is asked of the land; its functions are nil when it is unknown.
type coast struct {
	inland func(p geo.Point, most float64) float64           // km
	shore  func(p geo.Point, within float64) (float64, bool) // km to the nearest coast
	ports  portFinder
}

// Spoofs finds positions that cannot be where the ship was: jumps and clones
// (fixes of one number that no ship can have made), circles, frozen and replayed
// and noise-free tracks, tracks on land; and, where several ships are moved at once
// (area), the victims of interference, who did nothing.
//
// Sub is jump, clone, circle, frozen, replay, simulated, land or area. The second
// in which a message was sent is not kept with fixes; it is not compared with that
// of its reception.
func Spoofs(ctx context.Context, t *Traffic, k *Known, c SpoofConfig, workers int) ([]Event, error) {
	return spoofs(ctx, t, &c, coastOf(k), workers)
}

func spoofs(ctx context.Context, t *Traffic, c *SpoofConfig, land coast, workers int) ([]Event, error) {
	s := &spoofer{t: t, c: c, land: land, of: make([]oddities, len(t.Vessels))}
	if err := vesselwise(ctx, len(t.Vessels), workers, func(i int) { s.look(i) }); err != nil {
		return nil, err
	}
	circles := s.rounds()
	groups := s.groups(circles)
	shared := make([][]excursion, len(groups))
	if err := vesselwise(ctx, len(groups), workers, func(i int) { shared[i] = s.emitters(&groups[i], nil) }); err != nil {
		return nil, err
	}
	if err := s.retake(ctx, groups, shared, circles, workers); err != nil {
		return nil, err
	}
	away := slices.Concat(append(shared, circles)...)
	parts := [][]Event{s.excursions(away), s.onLand(), s.straight(), s.replays()}
	for i := range s.of {
		parts = append(parts, s.of[i].events)
	}
	lone, err := s.satelliteOnly(ctx, workers)
	if err != nil {
		return nil, err
	}
	return inOrder(append(parts, lone, s.twins())), nil
}

type spoofer struct {
	t    *Traffic
	c    *SpoofConfig
	land coast
	of   []oddities
	runs sync.Pool // of *[]sampled
}

// oddities are what one vessel's own fixes show.
type oddities struct {
	torn    bool // an impossible step
	circles []excursion
	replay  []replay
	lines   []line
	steady  bool // long enough under way to have shown a line
	ashore  []ashore
	events  []Event // that need no other vessel
}

func (s *spoofer) look(i int) {
	v, o := s.t.Vessels[i], &s.of[i]
	o.torn = s.torn(v)
	s.frozen(v, o)
	s.turns(v, o)
	s.rings(v, o)
	s.spin(v, o)
	s.replayed(v, o)
	s.landed(v, o)
}

// maxKmS is the speed that no ship of a kind makes, km/s.
func (s *spoofer) maxKmS(k Kind) float64 {
	kn := s.c.OtherKn
	if k == Tanker || k == Cargo || k == Tug {
		kn = s.c.CargoKn
	}
	return kn * geo.NM / 3600
}

const notGood = LongRange | Poor

// torn reports whether two neighbouring good fixes are too far apart.
func (s *spoofer) torn(v *Vessel) bool {
	rate := s.maxKmS(v.Kind)
	free, per := int64(s.c.SlackKm/kmPerUnit+rate*s.c.SlackS/kmPerUnit), int64(rate/kmPerUnit)
	var last *Fix
	for i := range v.Fixes {
		f := &v.Fixes[i]
		if f.Flags()&notGood != 0 {
			continue
		}
		if last != nil {
			dy, dx := int64(f.Lat())-int64(last.Lat()), int64(f.Lon())-int64(last.Lon())
			if max(dy, -dy)+max(dx, -dx) > free+per*int64(f.T-last.T) && !s.feasible(last, f, rate) {
				return true
			}
		}
		last = f
	}
	return false
}

// feasible: a ship that makes rate km/s at most can have been at both.
func (s *spoofer) feasible(a, b *Fix, rate float64) bool {
	dt := math.Abs(float64(int64(b.T) - int64(a.T)))
	return flatKm(a, b)-s.c.SlackKm <= rate*(dt+s.c.SlackS)
}

// group is a number and the vessels that say it.
type group struct {
	mmsi    uint32
	vessels []int32     // rising
	rounds  []excursion // its circles
}

// groups are the numbers whose fixes are to be taken apart.
func (s *spoofer) groups(circles []excursion) []group {
	by := map[uint32][]int32{}
	for i, v := range s.t.Vessels {
		if v.MMSI != 0 && len(v.Fixes) > 0 {
			by[v.MMSI] = append(by[v.MMSI], int32(i))
		}
	}
	var out []group
	for m, vs := range by {
		look := false
		for _, i := range vs {
			look = look || s.of[i].torn || len(s.t.Vessels[i].Jumps) > 0
		}
		if !look && len(vs) > 1 { // one after the other, and in reach, is one ship whose track was cut
			vs := slices.Clone(vs)
			slices.SortFunc(vs, func(a, b int32) int {
				return cmp.Or(cmp.Compare(s.t.Vessels[a].Fixes[0].T, s.t.Vessels[b].Fixes[0].T), cmp.Compare(a, b))
			})
			for j := 1; j < len(vs); j++ {
				p, q := s.t.Vessels[vs[j-1]], s.t.Vessels[vs[j]]
				a, b := &p.Fixes[len(p.Fixes)-1], &q.Fixes[0]
				look = look || a.T >= b.T || !s.feasible(a, b, s.maxKmS(p.Kind))
			}
		}
		if look && !placeholder(m) {
			from, _ := slices.BinarySearchFunc(circles, m, func(x excursion, m uint32) int { return cmp.Compare(x.mmsi, m) })
			to, _ := slices.BinarySearchFunc(circles, m+1, func(x excursion, m uint32) int { return cmp.Compare(x.mmsi, m) })
			out = append(out, group{m, vs, circles[from:to:to]})
		}
	}
	slices.SortFunc(out, func(a, b group) int { return cmp.Compare(a.mmsi, b.mmsi) })
	return out
}

// placeholder: numbers that sets send before they are set up, and that many boats
// share: what is of no form, a country and zeros or 123456, one digit throughout.
func placeholder(m uint32) bool {
	if r := m % 1_000_000; r == 0 || r == 123456 || m == 123456789 || m == 987654321 || MMSIForm(m) == "odd" {
		return true
	}
	for d := m % 10; m > 0; m /= 10 {
		if m%10 != d {
			return false
		}
	}
	return true
}

// retake takes apart once more the numbers that seem to lie alone, without the fixes
// of times and places to which other ships were moved: who is moved more than once
// looks like two ships.
func (s *spoofer) retake(ctx context.Context, groups []group, shared [][]excursion, circles []excursion, workers int) error {
	all := s.moves(slices.Concat(append(slices.Clone(shared), circles)...))
	together := func(x *excursion) bool { return all.with(x) >= s.c.AreaShips }
	var struck []excursion
	for i := range all.xs {
		if together(&all.xs[i]) {
			struck = append(struck, all.xs[i])
		}
	}
	if len(struck) == 0 {
		return nil
	}
	areas := s.moves(struck)
	return vesselwise(ctx, len(groups), workers, func(i int) {
		var with []excursion
		alone := false
		for j := range shared[i] {
			x := &shared[i][j]
			parts := x.parts
			if x.sub != "clone" {
				parts = shared[i][j : j+1]
			}
			for k := range parts {
				if together(&parts[k]) {
					with = append(with, parts[k])
				} else {
					alone = true
				}
			}
		}
		if alone {
			shared[i] = append(with, s.emitters(&groups[i], areas)...)
		}
	})
}

// moves are excursions by where they lead: in belts of latitude as wide as an area,
// in each by start. Of a clone its parts are taken.
type moves struct {
	c       *SpoofConfig
	xs      []excursion
	belts   map[int][]int
	longest uint32
	slack   uint32
}

func (s *spoofer) moves(xs []excursion) *moves {
	m := &moves{c: s.c, belts: map[int][]int{}, slack: uint32(s.c.AreaH * 3600)}
	for i := range xs {
		if xs[i].sub == "clone" {
			m.xs = append(m.xs, xs[i].parts...)
		} else {
			m.xs = append(m.xs, xs[i])
		}
	}
	slices.SortStableFunc(m.xs, func(a, b excursion) int { return cmp.Compare(a.start, b.start) })
	for i := range m.xs {
		x := &m.xs[i]
		m.longest = max(m.longest, x.end-x.start)
		m.belts[m.belt(x.to)] = append(m.belts[m.belt(x.to)], i)
	}
	return m
}

func (m *moves) belt(p geo.Point) int {
	return int(math.Floor(p.Lat * geo.Degree * geo.Radius / m.c.AreaKm))
}

// near calls a function for those at a place in a time, until it returns false.
func (m *moves) near(p geo.Point, start, end uint32, do func(*excursion) bool) {
	wide := 360.0 // degrees of longitude that are surely further than an area
	if k := math.Cos(p.Lat * geo.Degree); k > .1 {
		wide = 2 * m.c.AreaKm / geo.Radius / geo.Degree / k
	}
	for b := m.belt(p) - 1; b <= m.belt(p)+1; b++ {
		// Earlier ones can still last: as far back as the longest does.
		lo, _ := slices.BinarySearchFunc(m.belts[b], start, func(j int, t uint32) int {
			return cmp.Compare(uint64(m.xs[j].start)+uint64(m.longest)+uint64(m.slack), uint64(t))
		})
		for _, j := range m.belts[b][lo:] {
			y := &m.xs[j]
			if uint64(y.start) > uint64(end)+uint64(m.slack) {
				break
			}
			if off := math.Abs(y.to.Lon - p.Lon); off > wide && off < 360-wide {
				continue
			}
			if uint64(y.end)+uint64(m.slack) >= uint64(start) && geo.Distance(p, y.to) <= m.c.AreaKm && !do(y) {
				return
			}
		}
	}
}

// with is how many ships are moved as one is, with it.
func (m *moves) with(x *excursion) int {
	ships := map[uint32]bool{x.mmsi: true}
	m.near(x.to, x.start, x.end, func(y *excursion) bool {
		same := geo.Distance(x.from, y.from) <= m.c.SourceKm
		if x.sub == "circle" || y.sub == "circle" { // whence is not known, whither exactly
			same = geo.Distance(x.to, y.to) <= m.c.AreaCircleKm
		}
		if same {
			ships[y.mmsi] = true
		}
		return true
	})
	return len(ships)
}

// struck reports whether a fix is of a time and place to which ships are moved.
func (m *moves) struck(f *Fix) bool {
	if m == nil {
		return false
	}
	any := false
	m.near(pointOf(f), f.T, f.T, func(*excursion) bool { any = true; return false })
	return any
}

// excursions tells jumps, clones and circles, as what one ship does or, where
// several share place and time, as what is done to all of them.
func (s *spoofer) excursions(xs []excursion) []Event {
	slices.SortFunc(xs, func(a, b excursion) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.mmsi, b.mmsi), cmp.Compare(a.sub, b.sub), slices.Compare(a.vessels, b.vessels),
			cmp.Compare(a.end, b.end), cmp.Compare(a.to.Lat, b.to.Lat), cmp.Compare(a.to.Lon, b.to.Lon))
	})
	all := s.moves(xs)
	var out []Event
	tell := func(x *excursion, ships int) {
		if e, ok := s.excursion(x, ships); ok {
			out = append(out, e)
		}
	}
	for i := range xs {
		// A clone is looked at in its parts: where most of these are moved with other
		// ships, it is none.
		x := &xs[i]
		if x.sub != "clone" {
			tell(x, all.with(x))
			continue
		}
		fixes, with := 0, 0 // in the parts looked at
		step := 1 + len(x.parts)/200
		for j := 0; j < len(x.parts); j += step {
			if fixes += x.parts[j].n; all.with(&x.parts[j]) >= s.c.AreaShips {
				with += x.parts[j].n
			}
		}
		if 2*with <= fixes {
			tell(x, 1)
			continue
		}
		for j := range x.parts {
			tell(&x.parts[j], all.with(&x.parts[j]))
		}
	}
	return out
}

func (s *spoofer) excursion(x *excursion, ships int) (e Event, ok bool) {
	var vs []*Vessel
	for _, i := range x.vessels {
		vs = append(vs, s.t.Vessels[i])
	}
	area := ships >= s.c.AreaShips
	if !area && x.tooFew {
		return e, false
	}
	sub := x.sub
	if area {
		sub = "area"
	}
	e = apparent(SpoofKind, sub, x.start, x.end, vs...)
	e.Lat, e.Lon = toPlaces(x.to.Lat, 6), toPlaces(x.to.Lon, 6)
	for k, f := range x.facts {
		e.Facts[k] = f
	}
	if area {
		e.Facts["ships"] = float64(ships)
		e.because("spoof-area", s.c.AreaWeight, fmt.Sprintf("%d ships were apparently moved to one place at one time: it is a victim of interference with satellite navigation, or of a feed's fault", ships))
		e.unless("the ship did nothing: receivers of all ships in the area were misled", "notices of interference, other receivers")
		return e, true
	}
	switch sub {
	case "clone":
		e.because("spoof", s.c.Weight, fmt.Sprintf("number %09d was apparently sent from two places at once: %d and %d positions in turn, %.0f km apart at most, %d impossible steps", x.mmsi, int(x.facts["fixes_here"]), int(x.facts["fixes_there"]), x.km, x.swaps))
		e.unless("two sets were given one number by mistake, or the number is one that many boats share", "radio licences, names and IMO numbers that each sends")
	case "jump":
		e.because("spoof", s.c.Weight, fmt.Sprintf("%d positions %.0f km away, to which it cannot have gone and from which it came back", x.n, x.km))
		e.unless("bit errors, a satellite's wrong clock, coarse positions, or interference that only this ship met", "raw messages of several receivers")
	case "circle":
		e.because("spoof", s.c.Weight, fmt.Sprintf("%d positions on a circle of %.2f km within %.1f %% of its radius, %.0f° turned at constant speed", x.n, x.facts["radius_km"], 100*x.facts["residual"], x.facts["turn_deg"]))
		e.unless("interference with satellite navigation by others; work in circles (survey, search, fishing, waiting)", "radar, neighbours' positions, log book")
	}
	return e, true
}
