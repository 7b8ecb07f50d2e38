package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"cordon/ais"
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
	Meet       uint32  // s; least time both can have been there together
	PortKm     float64 // from a port: a stay there is none
	Few        int     // candidates, up to which the feasible meeting weighs its full weight
	Rival      float64 // p of a silence up to which the ship counts among those that could have been there
	Notes      int     // most other candidates that an event names
	Later      uint32  // s; a call in the programme's country up to so long after
	Draught    float64 // m; least step
	DraughtBy  uint32  // s; a step is looked for up to so long after
	Grid       float64 // degrees; of the ground where both were silent
	Cells      int     // most cells of that ground; it is coarsened beyond
	Partners   int     // most events of one silence with other silences
	Weight     float64 // log-odds of a feasible meeting
	WeightBoth float64 // the same, both silent
	WeightPair float64 // a pair of tankers
	WeightOdd  float64 // a pair with a fishing boat, tug, pilot, passenger ship
	WeightStep float64 // draught
	WeightList float64 // one is listed, or flies the programme's flag
	WeightCall float64 // call afterwards
	WeightSays float64 // destination afterwards
}

// DefaultRendezvousConfig: see RendezvousConfig.
func DefaultRendezvousConfig() RendezvousConfig {
	return RendezvousConfig{
		Silence: 6 * hourS, Most: 10 * 24 * hourS, Stay: 9000, Slow: 2, Step: 1200, Blind: 3 * hourS, Meet: 2 * hourS, PortKm: 5,
		Few: 3, Rival: .3, Notes: 8, Later: 30 * 24 * hourS, Draught: .3, DraughtBy: 48 * hourS,
		Grid: .05, Cells: 4096, Partners: 8,
		Weight: 1.5, WeightBoth: .4, WeightPair: .5, WeightOdd: -1, WeightStep: .7, WeightList: 3, WeightCall: 2, WeightSays: 1,
	}
}

// stay is a time in which a vessel that is heard drifts.
type stay struct {
	vessel   int
	lo, hi   int // fixes, hi included
	from, to uint32
	x        geo.Point // middle
	km       float64   // of its furthest fix from the middle
}

// stays of a vessel, in time. A mean speed is the net way over a step, so that the
// scatter of positions while at rest is no motion.
func (r *Reception) stays(vi int, c RendezvousConfig, port func(geo.Point) bool) []stay {
	v := r.vessels[vi]
	fx, brk := v.Fixes, v.Breaks
	var out []stay
	lo := -1
	end := func(hi int) {
		if lo >= 0 && fx[hi].T-fx[lo].T >= c.Stay {
			if s := stayOf(vi, fx, lo, hi); !port(s.x) {
				out = append(out, s)
			}
		}
		lo = -1
	}
	prev := 0
	for i := 1; i < len(fx); i++ {
		if len(brk) > 0 && brk[0] == i {
			brk = brk[1:]
			end(prev)
			prev = i
			continue
		}
		dt := fx[i].T - fx[prev].T
		if dt < c.Step && (i+1 < len(fx) && fx[i+1].T-fx[prev].T <= c.Blind) && (len(brk) == 0 || brk[0] != i+1) {
			continue
		}
		km := roughKm(&fx[prev], &fx[i])
		slow := dt > 0 && dt <= c.Blind && km < c.Slow*kmPerKnotSecond*float64(dt) && fx[i].Flags.Status() != statusMoored
		switch {
		case slow && lo < 0:
			lo = prev
		case !slow:
			end(prev)
		}
		prev = i
	}
	if len(fx) > 0 {
		end(prev)
	}
	return out
}

const statusMoored = 5 // navigational status, ITU-R M.1371

func stayOf(vi int, fx []Fix, lo, hi int) stay {
	s := stay{vessel: vi, lo: lo, hi: hi, from: fx[lo].T, to: fx[hi].T}
	var lat, lon int64
	for i := lo; i <= hi; i++ {
		lat += int64(fx[i].Lat - fx[lo].Lat)
		lon += int64(wrapUnits(int64(fx[i].Lon) - int64(fx[lo].Lon)))
	}
	n := int64(hi - lo + 1)
	m := Fix{Lat: fx[lo].Lat + int32(lat/n), Lon: int32(wrapUnits(int64(fx[lo].Lon) + lon/n))}
	s.x = m.at()
	for i := lo; i <= hi; i++ {
		s.km = math.Max(s.km, roughKm(&m, &fx[i]))
	}
	return s
}

// wrapUnits brings a difference of longitudes to a half circle.
func wrapUnits(d int64) int64 {
	const half = 180 * ais.Unit
	switch {
	case d >= half:
		return d - 2*half
	case d < -half:
		return d + 2*half
	}
	return d
}

// ports is how a place is asked whether it is a port: by the programme's zones, and
// by the ports of the world if what is known of them can be asked.
func (c RendezvousConfig) ports(k *Known) func(geo.Point) bool {
	var near func(geo.Point, float64) bool
	var zones []*geo.Zone
	if k != nil {
		if k.Ports != nil {
			if p, ok := any(k.Ports).(interface{ Within(geo.Point, float64) bool }); ok {
				near = p.Within
			}
		}
		for i := range k.Zones {
			if k.Zones[i].Kind == "port" {
				zones = append(zones, &k.Zones[i])
			}
		}
	}
	return func(p geo.Point) bool {
		for _, z := range zones {
			if zoneKm(z, p) == 0 {
				return true
			}
		}
		return near != nil && near(p, c.PortKm)
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
		return geo.Point{Lat: p.Lat + float64(f*(q.Lat-p.Lat)), Lon: around(p.Lon + float64(f*around(q.Lon-p.Lon)))}
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

// staysIndex finds stays by degree and time.
type staysIndex struct {
	stays []stay
	cell  map[int32][]int32 // by degree, by start
	most  uint32            // longest stay
}

func degreeCell(lat, lon float64) (row, col int32) {
	return int32(math.Floor(lat)) + 90, (int32(math.Floor(around(lon))) + 180) % 360
}

func indexStays(all []stay) *staysIndex {
	slices.SortFunc(all, func(a, b stay) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.vessel, b.vessel))
	})
	x := &staysIndex{stays: all, cell: make(map[int32][]int32)}
	for i := range all {
		r, c := degreeCell(all[i].x.Lat, all[i].x.Lon)
		x.cell[r*360+c] = append(x.cell[r*360+c], int32(i))
		x.most = max(x.most, all[i].to-all[i].from)
	}
	return x
}

// each calls f with the stays that may be in reach of a silence.
func (x *staysIndex) each(s *Silence, f func(i int32)) {
	south, north, west, east := s.Reach.within()
	lon := s.Reach.centre().Lon
	r0, _ := degreeCell(south-.5, 0) // half a degree for the drift
	r1, _ := degreeCell(math.Min(north+.5, 89.9), 0)
	wide := int32(math.Min(359, math.Ceil(east-west)+2))
	_, c0 := degreeCell(0, lon+west-.5)
	if wide >= 359 {
		c0 = 0
	}
	from, to := s.Reach.From, s.Reach.To
	for r := max(0, r0); r <= r1; r++ {
		for d := int32(0); d <= wide; d++ {
			list := x.cell[r*360+(c0+d)%360]
			i, _ := slices.BinarySearchFunc(list, from-int64(x.most), func(j int32, t int64) int { return cmp.Compare(int64(x.stays[j].from), t) })
			for ; i < len(list) && int64(x.stays[list[i]].from) < to; i++ {
				if int64(x.stays[list[i]].to) > from {
					f(list[i])
				}
			}
		}
	}
}

// fit is a silence and a stay that can have been one meeting.
type fit struct {
	stay     int32
	from, to float64
	score    float64 // of what speaks for it beside that it is feasible
	reasons  []Reason
}

// DarkRendezvous are meetings that can have taken place while one side, or both,
// was silent: A is heard drifting, B is silent and its reach lets it stay with A
// for c.Rendezvous.Meet. Of a silence the stay that fits best is an event; the
// others that fit are named in its notes. Where both were silent, only pairs of
// tankers and cargo ships, or with a listed one, are asked. All is inference: an
// area and a window, never a point.
//
// Facts: p_silent, hours of the silence, together_h (window), share (of A's stay
// that it covers), rivals (other silent ships that could have been there),
// drifting (other ships that B could have met), off_lat ... of the silent one.
func DarkRendezvous(ctx context.Context, t *Traffic, k *Known, c SilenceConfig, workers int) ([]Event, error) {
	r, err := Listen(ctx, t, c.Reception, c.Reach, workers)
	if err != nil {
		return nil, err
	}
	ss, err := r.Silences(ctx, k, c.Gap, c.Rendezvous.Silence, workers)
	if err != nil {
		return nil, err
	}
	return r.rendezvous(ctx, ss, k, c, workers)
}

// believed is how much of its weight an inference from a silence keeps: all when it
// is dark, the less the better fading explains it.
func (s *Silence) believed(c GapConfig) float64 {
	if s.Class == SilentOutage || s.P >= 1 {
		return 0
	}
	b := math.Min(1, math.Log(s.P)/math.Log(c.Dark))
	if s.Class != SilentDark {
		b = math.Min(b, .5) // too few neighbours, or too little due
	}
	return b
}

func (r *Reception) rendezvous(ctx context.Context, all []Silence, k *Known, c SilenceConfig, workers int) ([]Event, error) {
	rc := c.Rendezvous
	port := rc.ports(k)
	per := make([][]stay, len(r.vessels))
	if err := share(ctx, workers, len(r.vessels), 32, func(_, i int) { per[i] = r.stays(i, rc, port) }); err != nil {
		return nil, err
	}
	x := indexStays(slices.Concat(per...))
	ships := shipsOf(k)

	var ss []*Silence
	for i := range all {
		s := &all[i]
		if n := s.seconds(); n >= int64(rc.Silence) && n <= int64(rc.Most) && s.Class != SilentOutage && s.Reach.Possible() {
			ss = append(ss, s)
		}
	}
	fits := make([][]fit, len(ss))
	err := share(ctx, workers, len(ss), 8, func(_, i int) {
		s := ss[i]
		x.each(s, func(j int32) {
			st := &x.stays[j]
			if st.vessel == s.index {
				return
			}
			// cheap first: the middle, given the drift
			if s.Reach.Spare(st.x)+2*st.km/(s.Reach.Knots*kmPerKnotSecond) < float64(rc.Meet) {
				return
			}
			from, to, ok := s.together(st, r.vessels[st.vessel].Fixes)
			if ok && to-from >= float64(rc.Meet) {
				fits[i] = append(fits[i], fit{stay: j, from: from, to: to})
			}
		})
		slices.SortFunc(fits[i], func(a, b fit) int { return cmp.Compare(a.stay, b.stay) })
	})
	if err != nil {
		return nil, err
	}
	// who else could have been there
	rivals := make([][]int32, len(x.stays)) // vessels
	for i, s := range ss {
		if s.P <= rc.Rival {
			for _, f := range fits[i] {
				rivals[f.stay] = append(rivals[f.stay], int32(s.index))
			}
		}
	}
	for i := range rivals {
		slices.Sort(rivals[i])
		rivals[i] = slices.Compact(rivals[i])
	}

	out := make([][]Event, len(ss))
	err = share(ctx, workers, len(ss), 8, func(_, i int) {
		if e, ok := r.meeting(ss[i], fits[i], x, rivals, k, ships, c); ok {
			out[i] = append(out[i], e)
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

// meeting is the event of the stay that fits a silence best.
func (r *Reception) meeting(s *Silence, fits []fit, x *staysIndex, rivals [][]int32, k *Known, ships map[uint32]*Ship, c SilenceConfig) (Event, bool) {
	rc := c.Rendezvous
	believed := s.believed(c.Gap)
	if len(fits) == 0 {
		return Event{}, false
	}
	b := partyOf(s.Vessel, s.off().T, ships)
	for i := range fits {
		f := &fits[i]
		st := &x.stays[f.stay]
		f.reasons = r.sideReasons(st.vessel, s.index, f.from, f.to, b, k, ships, rc)
		for _, why := range f.reasons {
			f.score += why.Weight
		}
		// a stay that lies within the silence says more than one of days
		f.score += .5 * (f.to - f.from) / float64(st.to-st.from)
	}
	slices.SortStableFunc(fits, func(a, b fit) int {
		return cmp.Or(-cmp.Compare(math.Round(a.score*1e6), math.Round(b.score*1e6)), cmp.Compare(a.stay, b.stay))
	})
	f := &fits[0]
	st := &x.stays[f.stay]
	v := r.vessels[st.vessel]

	// others that fit about as well
	drifting := 0
	var named []string
	for i := 1; i < len(fits); i++ {
		if o := x.stays[fits[i].stay].vessel; o != st.vessel && fits[i].score > f.score-.5 {
			if id := r.vessels[o].ID; !slices.Contains(named, id) {
				drifting++
				named = append(named, id)
			}
		}
	}
	var silent []string
	for _, o := range rivals[f.stay] {
		if int(o) != s.index && int(o) != st.vessel {
			silent = append(silent, r.vessels[o].ID)
		}
	}
	candidates := 1 + max(drifting, len(silent))

	w := rc.Weight * believed
	if candidates > rc.Few {
		w *= float64(rc.Few) / float64(candidates)
	}
	e := Event{
		Kind: DarkKind, Sub: "one-side", Inferred: true,
		Start: instant(int64(math.Floor(f.from))), End: instant(int64(math.Ceil(f.to))),
		Facts: s.facts(),
	}
	e.setVessels(s.Vessel, b, v, partyOf(v, uint32(f.from), ships))
	e.ID = EventID(e.Kind, e.Sub, e.Vessels, instant(s.Reach.From))
	e.Area, e.Lat, e.Lon = stayArea(v.Fixes, st, f.from, f.to)
	e.Facts["together_h"] = round3((f.to - f.from) / hourS)
	e.Facts["share"] = round3((f.to - f.from) / float64(st.to-st.from))
	e.Facts["stay_h"] = round3(float64(st.to-st.from) / hourS)
	e.Facts["drifting"] = float64(drifting)
	e.Facts["rivals"] = float64(len(silent))
	e.Reasons = append(e.Reasons, Reason{
		Item: ItemDarkRendezvous, Weight: round3(w),
		Text: fmt.Sprintf("%s drifted for %.1f h; %s, silent for %.1f h, can have been with it for up to %.1f h at %.1f kn; %d other silent and %d other drifting ships fit",
			v.ID, float64(st.to-st.from)/hourS, s.Vessel.ID, float64(s.seconds())/hourS, (f.to-f.from)/hourS, s.Reach.Knots, len(silent), drifting),
	})
	if s.Class == SilentDark {
		e.Reasons = append(e.Reasons, Reason{Item: ItemDarkGap, Text: s.words(float64(s.seconds()) / hourS), Weight: c.Gap.WeightDark})
	} else {
		e.Reasons = append(e.Reasons, Reason{Item: ItemDarkGap, Text: s.words(float64(s.seconds()) / hourS)})
	}
	e.Reasons = append(e.Reasons, f.reasons...)
	e.Notes = append(s.notes(c.Gap.Names), namedNote("other silent ships that could have been there", silent, rc.Notes)...)
	e.Notes = append(e.Notes, namedNote("other drifting ships that it could have met", named, rc.Notes)...)
	e.Innocent = append(s.innocent(),
		Innocent{"others fit as well, or nobody came", "the ships named here; pictures of the place and hours"},
		Innocent{"the drifting ship waited for orders, weather or repair", "its log, agent's notice"})
	total := 0.0
	for _, y := range e.Reasons {
		total += y.Weight
	}
	return e, total > 0
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

// kindOf is the kind of a vessel by its own word, else by the register.
func kindOf(v *Vessel, ships map[uint32]*Ship) Kind {
	if v.Kind == KindUnknown {
		if s := ships[v.IMO]; s != nil && v.IMO != 0 {
			return s.Kind
		}
	}
	return v.Kind
}

// sideReasons is what else speaks for a meeting of two vessels (a was heard, b not)
// between two times.
func (r *Reception) sideReasons(ai, bi int, from, to float64, b Party, k *Known, ships map[uint32]*Ship, c RendezvousConfig) []Reason {
	va, vb := r.vessels[ai], r.vessels[bi]
	var out []Reason
	ka, kb := kindOf(va, ships), kindOf(vb, ships)
	odd := func(k Kind) bool { return k == Fishing || k == Tug || k == Pilot || k == Passenger || k == Service }
	switch {
	case ka == Tanker && kb == Tanker:
		out = append(out, Reason{Item: ItemKindPair, Text: "both are tankers", Weight: c.WeightPair})
	case odd(ka) || odd(kb):
		out = append(out, Reason{Item: ItemKindPair, Text: fmt.Sprintf("%s and %s: such ships meet for other work", orUnknown(ka), orUnknown(kb)), Weight: c.WeightOdd})
	}
	a := partyOf(va, uint32(from), ships)
	for _, p := range []Party{a, b} {
		switch {
		case p.Listed != "":
			out = append(out, Reason{Item: ItemListed, Text: fmt.Sprintf("%s is the listed ship %s by its IMO number %d", p.ID, p.Listed, p.IMO), Weight: c.WeightList, Source: p.Listed})
		case k != nil && k.Flag != "" && strings.EqualFold(p.Flag, k.Flag):
			out = append(out, Reason{Item: ItemListed, Text: fmt.Sprintf("the number of %s is of the programme's flag", p.ID), Weight: c.WeightList})
		}
	}
	if n := len(out); n > 1 && out[n-1].Item == ItemListed && out[n-2].Item == ItemListed {
		out[n-1].Weight = 0 // once is enough
	}
	sa, oka := va.draughtStep(from, to, c)
	sb, okb := vb.draughtStep(from, to, c)
	switch {
	case oka && okb && sa*sb < 0:
		out = append(out, Reason{Item: ItemDraught, Text: fmt.Sprintf("draughts changed by %+.1f m (%s) and %+.1f m (%s)", sa, va.ID, sb, vb.ID), Weight: c.WeightStep})
	case oka && !okb:
		out = append(out, Reason{Item: ItemDraught, Text: fmt.Sprintf("draught changed by %+.1f m (%s)", sa, va.ID), Weight: c.WeightStep / 2})
	case okb && !oka:
		out = append(out, Reason{Item: ItemDraught, Text: fmt.Sprintf("draught changed by %+.1f m (%s)", sb, vb.ID), Weight: c.WeightStep / 2})
	}
	for _, v := range []*Vessel{va, vb} {
		if z, at, ok := v.calledAfter(to, k, c); ok {
			out = append(out, Reason{Item: ItemLaterCall, Text: fmt.Sprintf("%s was heard at %s on %s", v.ID, z.Name, instant(at).Format("2006-01-02")), Weight: c.WeightCall, Source: z.ID})
			break
		}
		if d, ok := v.saysDestination(from, to, k, c); ok {
			out = append(out, Reason{Item: ItemDestination, Text: fmt.Sprintf("%s gave %q as its destination", v.ID, d), Weight: c.WeightSays})
			break
		}
	}
	return out
}

func orUnknown(k Kind) string {
	if k == KindUnknown {
		return "unknown kind"
	}
	return k.String()
}

// draughtStep is by how many metres the draught that a vessel states changed over a
// time, and whether it did by enough to tell.
func (v *Vessel) draughtStep(from, to float64, c RendezvousConfig) (float64, bool) {
	before, after := -1.0, -1.0
	var first, last uint32
	for i := range v.Claims {
		l := &v.Claims[i]
		if l.Prop != "draught" {
			continue
		}
		m, err := strconv.ParseFloat(l.Value, 64)
		if err != nil || !(m > 0) {
			continue
		}
		if float64(l.First) <= from && (before < 0 || l.Last > last) {
			before, last = m, l.Last
		}
		if float64(l.Last) >= to && float64(l.First) <= to+float64(c.DraughtBy) && (after < 0 || l.First < first) {
			after, first = m, l.First
		}
	}
	if before < 0 || after < 0 {
		return 0, false
	}
	d := after - before
	return d, math.Abs(d) >= c.Draught-1e-9
}

// calledAfter is the first place of the programme's country at which a vessel was
// heard within a time after.
func (v *Vessel) calledAfter(after float64, k *Known, c RendezvousConfig) (*geo.Zone, int64, bool) {
	if k == nil || k.Flag == "" {
		return nil, 0, false
	}
	i, _ := slices.BinarySearchFunc(v.Fixes, after, func(f Fix, t float64) int { return cmp.Compare(float64(f.T), t) })
	for ; i < len(v.Fixes) && float64(v.Fixes[i].T) <= after+float64(c.Later); i++ {
		p := v.Fixes[i].at()
		for j := range k.Zones {
			z := &k.Zones[j]
			if !programmes(z, k) {
				continue
			}
			if q := zoneCentre(z); math.Abs(q.Lat-p.Lat) > 1 || math.Abs(around(q.Lon-p.Lon)) > 2 {
				continue // no zone of a port is wider
			}
			if zoneKm(z, p) == 0 {
				return z, int64(v.Fixes[i].T), true
			}
		}
	}
	return nil, 0, false
}

// saysDestination is the destination in the programme's country that a vessel gave
// from a time on: by its UN/LOCODE, or by the name of a zone.
func (v *Vessel) saysDestination(from, to float64, k *Known, c RendezvousConfig) (string, bool) {
	if k == nil || k.Flag == "" {
		return "", false
	}
	for i := range v.Claims {
		l := &v.Claims[i]
		if l.Prop != "destination" || float64(l.Last) < from || float64(l.First) > to+float64(c.Later) {
			continue
		}
		d := strings.ToUpper(l.Value)
		letters := strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, d)
		if len(letters) == 5 && strings.HasPrefix(letters, strings.ToUpper(k.Flag)) {
			return l.Value, true
		}
		for j := range k.Zones {
			z := &k.Zones[j]
			if name := strings.ToUpper(z.Name); programmes(z, k) && len(name) >= 5 && strings.Contains(d, name) {
				return l.Value, true
			}
		}
	}
	return "", false
}
