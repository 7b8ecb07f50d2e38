package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"cordon/geo"
)

// RendezvousConfig holds the thresholds of meetings of which one side, or both, was
// silent (reference sea.md §7, §14; what it does not give is cordon's own).
type RendezvousConfig struct {
	Silence    uint32  // s; least of the silent side
	Most       uint32  // s; of a longer silence the reach covers too much to tell anything
	Stay       uint32  // s; least of the side that is heard, drifting
	Slow       float64 // knots; mean speed below which a ship drifts
	Step       uint32  // s; over which a mean speed is taken
	Blind      uint32  // s; a stay ends when the ship is not heard for longer
	MetKm      float64 // within which another ship is with a drifting one
	MetS       uint32  // s; for so long or longer
	Meet       uint32  // s; least time both can have been there together
	PortKm     float64 // from a port: a stay there is none
	Believe    float64 // greatest p of the silent side: what almost surely was fading tells of no meeting
	Fade       float64 // p of it up to which fading takes nothing from a meeting that all else fits
	Many       int     // stays in reach, from which on only those are asked that neither lay at anchor nor met another ship
	Few        int     // silences that fit, up to which a meeting of two silent ships weighs its full weight
	Like       likes   // how much a silence and a stay look like one meeting, log-odds
	Best       int     // of the stays that fit a silence, so many are events
	Least      float64 // where they are as likely as this
	Half       float64 // what is as likely as this, or likelier, weighs in full
	Notes      int     // most other candidates that an event names
	Later      uint32  // s; a call in the programme's country up to so long after
	Draught    float64 // m; least step
	DraughtBy  uint32  // s; a step is looked for up to so long after
	Bearing    float64 // degrees; a course leads to a place if it deviates no more
	CrowdKm    float64 // within which others at rest are a crowd
	Crowd      int     // so many of them
	PortFrom   uint32  // s; a silence so long may hold a call in the programme's country beside the meeting
	PortS      uint32  // s; which takes so long
	Winding    float64 // how much longer than the shortest way by sea ships sail
	Stray      float64 // share of a way by which that may be wrong
	Slack      uint32  // s; beside
	Grid       float64 // degrees; of the ground where both were silent
	Cells      int     // most cells of that ground; it is coarsened beyond
	Partners   int     // most events of one silence with other silences
	Weight     float64 // log-odds of a feasible meeting
	WeightBoth float64 // the same, both silent
	WeightPair float64 // a pair of tankers
	WeightMix  float64 // a tanker and a cargo ship: such meet to bunker
	WeightOdd  float64 // a pair with a fishing boat, tug, pilot, passenger ship
	WeightStep float64 // draught
	WeightList float64 // one is listed, or flies the programme's flag
	WeightCall float64 // call afterwards
	WeightSays float64 // destination afterwards
}

// DefaultRendezvousConfig: see RendezvousConfig.
func DefaultRendezvousConfig() RendezvousConfig {
	return RendezvousConfig{
		Silence: 6 * hourS, Most: 10 * 24 * hourS, Stay: 9000, Slow: 2, Step: 1200, Blind: 3 * hourS, MetKm: .5, MetS: 2 * hourS, Meet: 2 * hourS, PortKm: 5,
		Believe: .95, Fade: .5, Many: 128, Few: 3, Notes: 8, Later: 30 * 24 * hourS, Draught: .3, DraughtBy: 48 * hourS,
		Bearing: 30, CrowdKm: 3, Crowd: 6, PortFrom: 36 * hourS, PortS: 9 * hourS, Winding: 1.1, Stray: .05, Slack: 2 * hourS, Grid: .05, Cells: 4096, Partners: 8,
		Weight: 1.8, WeightBoth: .4, WeightPair: .5, WeightMix: -.5, WeightOdd: -1, WeightStep: .7, WeightList: 3, WeightCall: 2, WeightSays: 1,
		Best: 3, Least: .02, Half: .6, Like: defaultLikes(),
	}
}

// together is the time during which the silent ship can have been with the drifting
// one. Drifting is slower than sailing, so once in reach the other stays in reach:
// first and last are found by halving.
func (s *Silence) together(st *stay, fx []Fix) (from, to float64, ok bool) {
	v := s.Reach.Knots * kmPerKnotSecond
	if v <= 0 || int64(st.from) >= s.Reach.To || int64(st.to) <= s.Reach.From {
		return 0, 0, false
	}
	at := func(t float64) geo.Point {
		i, _ := slices.BinarySearchFunc(fx[st.lo:st.hi+1], t, func(f Fix, t float64) int { return cmp.Compare(float64(f.T), t) })
		i += st.lo
		if i <= st.lo {
			return fx[st.lo].at()
		}
		if i > st.hi {
			return fx[st.hi].at()
		}
		a, b := &fx[i-1], &fx[i]
		p, q := a.at(), b.at()
		f := (t - float64(a.T)) / float64(b.T-a.T)
		return geo.Point{Lat: p.Lat + float64(f*(q.Lat-p.Lat)), Lon: geo.Wrap(p.Lon + float64(f*geo.Wrap(q.Lon-p.Lon)))}
	}
	lo, hi := math.Max(float64(st.from), float64(s.Reach.From)), math.Min(float64(st.to), float64(s.Reach.To))
	there := func(t float64) bool { return geo.Distance(s.Reach.Off, at(t)) <= v*(t-float64(s.Reach.From)) }
	back := func(t float64) bool {
		return s.Reach.Open || geo.Distance(at(t), s.Reach.On) <= v*(float64(s.Reach.To)-t)
	}
	if !there(hi) || !back(lo) {
		return 0, 0, false
	}
	from, to = lo, hi
	if !there(lo) {
		a, b := lo, hi
		for range 24 {
			if m := (a + b) / 2; there(m) {
				b = m
			} else {
				a = m
			}
		}
		from = b
	}
	if !back(hi) {
		a, b := lo, hi
		for range 24 {
			if m := (a + b) / 2; back(m) {
				a = m
			} else {
				b = m
			}
		}
		to = a
	}
	return from, to, to > from
}

// bySea is how far it is to a place and on, by sea, in km, and whether it leaves so many
// seconds.
func (s *Silence) bySea(x geo.Point, spare float64, sea bySea) (way, on float64, ok bool) {
	most := (float64(s.seconds()) - spare) * s.Reach.Knots * kmPerKnotSecond
	if s.Reach.Spare(x) < spare {
		return 0, 0, false
	}
	way, ok = sea(s.Reach.Off, x)
	if ok && !s.Reach.Open && way <= most {
		on, ok = sea(s.Reach.On, x)
	}
	return way, on, ok && way+on <= most
}

// fit is a silence and a stay that can have been one meeting.
type fit struct {
	stay     int32
	from, to float64
	way, on  float64 // km by sea to it, and on
	score    float64 // log-odds that they met, if there were no others
	share    float64 // how likely they met, given all others
}

// DarkRendezvous are meetings that can have taken place while one side, or both,
// was silent: A is heard drifting, B is silent and its reach lets it stay with A
// for c.Rendezvous.Meet. Up to c.Rendezvous.Best stays that fit a silence are events,
// the likeliest; the others are named in their notes. Where both were silent, only pairs of
// tankers and cargo ships, or with a listed one, are asked. All is inference: an
// area and a window, never a point.
//
// Facts: p_silent, hours of the silence, together_h (window), share (of A's stay
// that it covers), likely (that they met, all else that fits considered), fits
// (stays that fit the silence), drifting (how likely it met another of them),
// rivals (other silent ships that could have been there), rivals_share (how likely
// one of them was), off_lat ... of the silent one.
func DarkRendezvous(ctx context.Context, t *Traffic, k *Known, c SilenceConfig, workers int) ([]Event, error) {
	r, err := Listen(ctx, t, c.Reception, c.Reach, workers)
	if err != nil {
		return nil, err
	}
	ss, err := r.Silences(ctx, k, c.Gap, c.Rendezvous.Silence, workers)
	if err != nil {
		return nil, err
	}
	return r.rendezvous(ctx, ss, k, c.Reach.bySea(k, r.vessels), c, workers)
}

// believed is how much of its weight an inference from a silence keeps: all when it
// is dark, the less the better fading explains it.
func (s *Silence) believed(c GapConfig) float64 { return s.switchedOff(c, c.Believe) }

// switchedOff is the same with another p up to which fading takes nothing from it.
func (s *Silence) switchedOff(c GapConfig, from float64) float64 {
	if s.Class == SilentOutage || s.Class == SilentBusy || s.P >= 1 {
		return 0
	}
	b := math.Min(1, math.Log(s.P)/math.Log(from))
	if len(s.Heard) < c.Neighbours || s.edge[0] > 0 {
		b = math.Min(b, .5)
	}
	if s.Reach.Open { // it may have left, or the data end
		b *= c.Open
	}
	return b
}

func (r *Reception) rendezvous(ctx context.Context, all []Silence, k *Known, sea bySea, c SilenceConfig, workers int) ([]Event, error) {
	rc := c.Rendezvous
	port := rc.ports(k)
	per := make([][]stay, len(r.vessels))
	var err error
	if r.visits, err = r.programmeVisits(ctx, k, workers); err != nil {
		return nil, err
	}
	if r.bound, err = r.destinations(ctx, k, workers); err != nil {
		return nil, err
	}
	if err := share(ctx, workers, len(r.vessels), 32, func(_, i int) { per[i] = r.stays(i, rc, port) }); err != nil {
		return nil, err
	}
	x := indexStays(slices.Concat(per...))
	if x.crowd, err = x.crowds(ctx, rc.CrowdKm, rc.Crowd, workers); err != nil {
		return nil, err
	}
	if x.met, err = x.explained(ctx, r.t, r.contacts, rc, workers); err != nil {
		return nil, err
	}
	ships := shipsOf(k)

	var ss []*Silence
	for i := range all {
		s := &all[i]
		if n := s.seconds(); n >= int64(rc.Silence) && n <= int64(rc.Most) && s.Class != SilentOutage && s.P <= rc.Believe && s.Reach.Possible() {
			ss = append(ss, s)
		}
	}
	r.listed = make([]bool, len(r.vessels))
	for i, v := range r.vessels {
		if len(v.Fixes) > 0 {
			r.listed[i] = ofProgramme(partyOf(v, v.Fixes[0].T, ships), k)
		}
	}
	fits := make([][]fit, len(ss))
	err = share(ctx, workers, len(ss), 8, func(_, i int) {
		fits[i] = r.fits(ss[i], x, rc, sea)
	})
	if err != nil {
		return nil, err
	}
	q := r.asker(all, x, k, ships, rc, sea)
	if err := share(ctx, workers, len(ss), 8, func(_, i int) { q.score(ss[i], fits[i], c.Gap) }); err != nil {
		return nil, err
	}
	rivals := weigh(fits)
	out := make([][]Event, len(ss))
	err = share(ctx, workers, len(ss), 8, func(_, i int) {
		for n := range fits[i] {
			if n < rc.Best && fits[i][n].share >= rc.Least {
				out[i] = append(out[i], q.meeting(ss, i, n, fits, rivals, c))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	both, err := r.bothDark(ctx, ss, k, ships, c, workers)
	if err != nil {
		return nil, err
	}
	es := append(slices.Concat(out...), both...)
	sortEvents(es)
	return es, nil
}

// fits are the stays that a silence can have been a meeting with.
func (r *Reception) fits(s *Silence, x *staysIndex, c RendezvousConfig, sea bySea) []fit {
	var near []int32
	find := func(some func(j int32) bool, most int) bool {
		near = near[:0]
		return x.each(s, func(j int32) bool {
			st := &x.stays[j]
			// cheap first: the middle, given the drift
			if st.vessel != s.index && (some == nil || some(j)) && s.mayBeAt(st, c) {
				near = append(near, j)
			}
			return len(near) <= most
		})
	}
	if !find(nil, c.Many) { // what lies at anchor, or met another, has its reason
		find(func(j int32) bool { return !x.stays[j].anchored && !x.met[j] }, math.MaxInt)
	}
	var out []fit
	for _, j := range near {
		st := &x.stays[j]
		if from, to, ok := s.together(st, r.vessels[st.vessel].Fixes); ok && to-from >= float64(c.Meet) {
			if way, on, ok := s.bySea(st.x, float64(c.Meet), sea); ok {
				out = append(out, fit{stay: j, from: from, to: to, way: way, on: on})
			}
		}
	}
	slices.SortFunc(out, func(a, b fit) int { return cmp.Compare(a.stay, b.stay) })
	return out
}

// mayBeAt reports whether the middle of a stay, given its drift, can be in reach for long
// enough.
func (s *Silence) mayBeAt(st *stay, c RendezvousConfig) bool {
	km := s.Reach.km() + 2*st.km
	return math.Abs(s.Reach.Off.Lat-st.x.Lat)*kmPerDegree <= km &&
		s.Reach.Spare(st.x)+2*st.km/(s.Reach.Knots*kmPerKnotSecond) >= float64(c.Meet)
}

// meeting is the event of the nth stay of those that fit a silence.
func (q *asker) meeting(ss []*Silence, i, n int, fits [][]fit, rivals map[int32][]int, c SilenceConfig) Event {
	r, x, ships := q.r, q.x, q.ships
	rc, s, f := c.Rendezvous, ss[i], &fits[i][n]
	b := partyOf(s.Vessel, s.off().T, ships)
	st := &x.stays[f.stay]
	v := r.vessels[st.vessel]

	// others that it could have met instead, and others that could have come
	drifting := 0.0
	var named, silent []string
	for m := range fits[i] {
		if o := x.stays[fits[i][m].stay].vessel; o != st.vessel {
			drifting += fits[i][m].share
			if id := r.vessels[o].ID; len(named) < rc.Notes && !slices.Contains(named, id) {
				named = append(named, id)
			}
		}
	}
	taken := 0.0
	for _, j := range rivals[f.stay] {
		if o := ss[j].index; o != s.index && o != st.vessel {
			at := slices.IndexFunc(fits[j], func(g fit) bool { return g.stay == f.stay })
			taken += fits[j][at].share
			if id := r.vessels[o].ID; !slices.Contains(silent, id) {
				silent = append(silent, id)
			}
		}
	}
	w := rc.Weight * math.Min(1, f.share/rc.Half)
	e := Event{
		Kind: DarkKind, Sub: "one-side", Inferred: true,
		Start: instant(int64(math.Floor(f.from))), End: instant(int64(math.Ceil(f.to))),
		Facts: s.facts(),
	}
	e.setVessels(s.Vessel, b, v, partyOf(v, uint32(f.from), ships))
	// of one ship several stays can fit
	e.ID = EventID(e.Kind, e.Sub+" "+instant(int64(st.from)).Format(time.RFC3339), e.Vessels, instant(s.Reach.From))
	e.Area, e.Lat, e.Lon = stayArea(v.Fixes, st, f.from, f.to)
	e.Facts["together_h"] = round3((f.to - f.from) / hourS)
	e.Facts["share"] = round3((f.to - f.from) / float64(st.to-st.from))
	e.Facts["stay_h"] = round3(float64(st.to-st.from) / hourS)
	e.Facts["likely"], e.Facts["fits"], e.Facts["drifting"] = round3(f.share), float64(len(fits[i])), round3(drifting)
	e.Facts["rivals"], e.Facts["rivals_share"] = float64(len(silent)), round3(taken)
	e.Reasons = append(e.Reasons, Reason{
		Item: ItemDarkRendezvous, Weight: round3(w),
		Text: fmt.Sprintf("%s drifted for %.1f h; %s, silent for %.1f h, can have been with it for up to %.1f h at %.1f kn; the silence fits %s, and the stay %s: of all ways to pair them %.0f %% are this one",
			v.ID, float64(st.to-st.from)/hourS, s.Vessel.ID, float64(s.seconds())/hourS, (f.to-f.from)/hourS, s.Reach.Knots,
			more(len(fits[i])-1, "stay"), more(len(silent), "silent ship"), 100*f.share),
	})
	// what the likelihood holds already is told, and weighs nothing again
	e.Reasons = append(e.Reasons, Reason{Item: ItemDarkGap, Text: s.words(float64(s.seconds()) / hourS)})
	l := q.ofStay(q.ofSilence(s), s, f)
	for _, side := range r.sideReasons(st.vessel, s.index, f.from, f.to, b, q.k, ships, rc) {
		if side.Item == ItemKindPair || side.Item == ItemDraught && l[likeSteps] > 0 {
			side.Weight = 0
		}
		e.Reasons = append(e.Reasons, side)
	}
	e.Notes = append(s.notes(c.Gap.Names), l.notes(&rc.Like)...)
	e.Notes = append(e.Notes, namedNote("other silent ships that could have been there", silent, rc.Notes)...)
	e.Notes = append(e.Notes, namedNote("other drifting ships that it could have met", named, rc.Notes)...)
	e.Innocent = append(s.innocent(),
		Innocent{"others fit as well, or nobody came", "the ships named here; pictures of the place and hours"},
		Innocent{"the drifting ship waited for orders, weather or repair", "its log, agent's notice"})
	return e
}

// more says how many others of a thing there are.
func more(n int, what string) string {
	switch n {
	case 0:
		return "no other " + what
	case 1:
		return "1 other " + what
	}
	return fmt.Sprintf("%d other %ss", n, what)
}

func namedNote(what string, ids []string, most int) []string {
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	text := what + ": " + strings.Join(ids[:min(len(ids), most)], ", ")
	if n := len(ids) - most; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return []string{text}
}

// setVessels sets vessels and parties, lower id first.
func (e *Event) setVessels(a *Vessel, pa Party, b *Vessel, pb Party) {
	if b.ID < a.ID {
		a, b, pa, pb = b, a, pb, pa
	}
	e.Vessels, e.Parties = []string{a.ID, b.ID}, []Party{pa, pb}
}

// stayArea is a circle around where a ship drifted between two times, and its middle.
func stayArea(fx []Fix, st *stay, from, to float64) (ring []geo.Point, lat, lon float64) {
	lo, hi := st.lo, st.hi
	for lo < hi && float64(fx[lo+1].T) <= from {
		lo++
	}
	for hi > lo && float64(fx[hi-1].T) >= to {
		hi--
	}
	s := stayOf(st.vessel, fx, lo, hi)
	ring = make([]geo.Point, 24)
	for i := range ring {
		p := geo.Move(s.x, 360-15*float64(i), s.km+1)
		ring[i] = geo.Point{Lat: round5(p.Lat), Lon: round5(p.Lon)}
	}
	return ring, round5(s.x.Lat), round5(s.x.Lon)
}
