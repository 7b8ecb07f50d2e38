package sea

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"cordon/ais"
)

// Classes of silences.
const (
	SilentDark    = "dark"    // others were heard all along wherever it can have been
	SilentFaint   = "faint"   // it can have been where little is heard
	SilentUnknown = "unknown" // nobody else was there to tell
	SilentOutage  = "outage"  // the receivers were out
	SilentBusy    = "busy"    // its number was heard elsewhere meanwhile: a shared number or a false position, not a silence
)

// SilenceConfig holds the thresholds of all that is told from silences.
type SilenceConfig struct {
	Reception  ReceptionConfig
	Reach      ReachConfig
	Gap        GapConfig
	Rendezvous RendezvousConfig
	Call       DarkCallConfig
}

// DefaultSilenceConfig holds the values of reference sea.md §4 and §7.
func DefaultSilenceConfig() SilenceConfig {
	return SilenceConfig{DefaultReceptionConfig(), DefaultReachConfig(), DefaultGapConfig(), DefaultRendezvousConfig(), DefaultDarkCallConfig()}
}

// Silence is the time between two neighbouring fixes of a vessel, or after its
// last one, and how sure it is that the vessel did not transmit.
type Silence struct {
	Vessel *Vessel
	Next   int // index of the fix that ended it; len(Fixes) of an open one
	Reach  Reach
	Class  string
	L      float64  // messages that would have been delivered, on the way with the least reception
	P      float64  // 1/(1+L): that it was silent by fading alone
	Heard  []string // vessels heard meanwhile along that way, by id
	Outage float64  // share of the time in which the feed that heard it last was out
	index  int      // of the vessel
	Busy   int      // how often its number was heard elsewhere meanwhile
	edge   [2]int   // others that fell silent where it did, of those heard there, when that is why it is not dark
}

// off and on are the fixes around; on is nil of an open one.
func (s *Silence) off() *Fix { return &s.Vessel.Fixes[s.Next-1] }
func (s *Silence) on() *Fix {
	if s.Reach.Open {
		return nil
	}
	return &s.Vessel.Fixes[s.Next]
}

// Silences are the silences of all vessels of at least some seconds, by vessel and
// time. Open ones end when the traffic does.
func (r *Reception) Silences(ctx context.Context, k *Known, c GapConfig, least uint32, workers int) ([]Silence, error) {
	var all []Silence
	last := r.last()
	for vi, v := range r.vessels {
		for i := 1; i <= len(v.Fixes); i++ {
			off, to := &v.Fixes[i-1], last
			if i < len(v.Fixes) {
				to = v.Fixes[i].T
			}
			if to < off.T || to-off.T < least {
				continue
			}
			s := Silence{Vessel: v, Next: i, index: vi}
			s.Reach.Open = i == len(v.Fixes)
			s.Reach.Off, s.Reach.From, s.Reach.To, s.Reach.Knots = off.at(), int64(off.T), int64(to), r.habits[vi].knots
			if on := s.on(); on != nil {
				s.Reach.On = on.at()
			}
			all = append(all, s)
		}
	}
	r.busy(all)
	var asks []ask
	for i := range all {
		s := &all[i]
		s.Outage = float64(r.outage(s.Vessel.Source(s.Next-1), uint32(s.Reach.From), uint32(s.Reach.To))) / float64(s.Reach.To-s.Reach.From)
		if s.Busy < c.Busy || s.Outage >= c.Outage {
			asks = s.asks(asks, int32(i), r.cfg.Cone)
		}
	}
	// day by day, for those of one day ask for the same hours
	const day = 24 * hourS
	slices.SortStableFunc(asks, func(a, b ask) int { return cmp.Compare(a.from/day, b.from/day) })
	sky := newAirs(r, dryness(k))
	work := make([]*ways, max(1, workers))
	for lo, hi := 0, 0; lo < len(asks); lo = hi {
		for hi = lo; hi < len(asks) && asks[hi].from/day == asks[lo].from/day; {
			hi++
		}
		sky.drop(asks[lo].from / day * 24)
		if err := share(ctx, workers, hi-lo, 8, func(w, i int) {
			if work[w] == nil {
				work[w] = newWays(sky)
			}
			work[w].answer(&all[asks[lo+i].of], &asks[lo+i])
		}); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(asks, func(a, b ask) int { return cmp.Compare(a.of, b.of) })
	for i := range all {
		n := 0
		for n < len(asks) && asks[n].of == int32(i) {
			n++
		}
		r.judge(&all[i], asks[:n], c)
		asks = asks[n:]
	}
	r.edges(all, c)
	return all, nil
}

// ask is a part of a silence of which the least reception is asked, and the answer.
type ask struct {
	of       int32 // silence
	whole    bool  // up to the fix that ended it
	back     bool  // backward from there
	from, to uint32
	l        int64
	heard    []uint32 // vessels, sorted
}

// asks are the parts of a silence that are reckoned: all of it, or only its first and
// last hours; none when the ship cannot have come there.
func (s *Silence) asks(to []ask, of int32, cone uint32) []ask {
	from, end := uint32(s.Reach.From), uint32(s.Reach.To)
	switch {
	case !s.Reach.Possible():
	case end-from <= 2*cone:
		to = append(to, ask{of: of, whole: true, from: from, to: end})
	default:
		to = append(to, ask{of: of, from: from, to: from + cone})
		if !s.Reach.Open {
			to = append(to, ask{of: of, back: true, from: end - cone, to: end})
		}
	}
	return to
}

func newWays(a *airs) *ways { return &ways{r: a.r, a: a, named: make([]uint32, len(a.r.vessels))} }

// answer finds the least reception of a part of a silence, and who was heard.
func (w *ways) answer(s *Silence, q *ask) {
	w.ownRecords(s)
	w.names = w.names[:0]
	w.turn++
	switch {
	case q.whole:
		q.l = w.least(s, s.off(), s.on(), q.from, q.to, false)
	case q.back:
		q.l = w.least(s, s.on(), nil, q.from, q.to, true)
	default:
		q.l = w.least(s, s.off(), nil, q.from, q.to, false)
	}
	slices.Sort(w.names)
	q.heard = slices.Clone(w.names)
}

// busy counts how often the number of a silent vessel was heard all the same, elsewhere:
// other tracks that say it, and fixes that were refused as jumps.
func (r *Reception) busy(all []Silence) {
	of := make(map[uint32][]int) // vessels by number
	numbers := make([][]uint32, len(r.vessels))
	for i, v := range r.vessels {
		numbers[i] = v.numbers()
		for _, n := range numbers[i] {
			of[n] = append(of[n], i)
		}
	}
	between := func(fs []Fix, from, to int64) int {
		lo, _ := slices.BinarySearchFunc(fs, from+1, func(f Fix, t int64) int { return cmp.Compare(int64(f.T), t) })
		hi, _ := slices.BinarySearchFunc(fs, to, func(f Fix, t int64) int { return cmp.Compare(int64(f.T), t) })
		return max(0, hi-lo)
	}
	for i := range all {
		s := &all[i]
		s.Busy = between(s.Vessel.Jumps, s.Reach.From, s.Reach.To)
		var others []int
		for _, n := range numbers[s.index] {
			others = append(others, of[n]...)
		}
		slices.Sort(others)
		for _, o := range slices.Compact(others) {
			if o != s.index {
				s.Busy += between(r.vessels[o].Fixes, s.Reach.From, s.Reach.To) + between(r.vessels[o].Jumps, s.Reach.From, s.Reach.To)
			}
		}
	}
}

// numbers are the MMSIs that a vessel used.
func (v *Vessel) numbers() []uint32 {
	var out []uint32
	if v.MMSI != 0 {
		out = append(out, v.MMSI)
	}
	for i := range v.Claims {
		if c := &v.Claims[i]; c.Prop == "mmsi" {
			if n, err := strconv.ParseUint(c.Value, 10, 32); err == nil && !slices.Contains(out, uint32(n)) {
				out = append(out, uint32(n))
			}
		}
	}
	return out
}

// edges takes back what is dark only because reception ends at a line, as it does
// where the data are cut to a box: where many others fall silent or come up as well,
// a silence that begins and ends there says nothing of the ship.
func (r *Reception) edges(all []Silence, c GapConfig) {
	ask := make(map[uint32]*[2][]uint32) // by cell: vessels heard there, and those that fell silent or came up there
	for i := range all {
		if s := &all[i]; s.Class == SilentDark {
			ask[airCell(s.off().Lat(), s.off().Lon())] = new([2][]uint32)
			if on := s.on(); on != nil {
				ask[airCell(on.Lat(), on.Lon())] = new([2][]uint32)
			}
		}
	}
	if len(ask) == 0 {
		return
	}
	for i := range r.hearing {
		h := &r.hearing[i]
		if a := ask[uint32(h.key>>vesselBits)&(1<<cellBits-1)]; a != nil && h.got > 0 {
			a[0] = append(a[0], h.vessel())
		}
	}
	end := func(f *Fix, vessel int) {
		if a := ask[airCell(f.Lat(), f.Lon())]; a != nil {
			a[1] = append(a[1], uint32(vessel))
		}
	}
	for i := range all {
		end(all[i].off(), all[i].index)
		if on := all[i].on(); on != nil {
			end(on, all[i].index)
		}
	}
	for _, a := range ask {
		for i := range a {
			slices.Sort(a[i])
			a[i] = slices.Compact(a[i])
		}
	}
	edge := func(f *Fix, vessel int) (ended, hearing int, is bool) {
		a := ask[airCell(f.Lat(), f.Lon())]
		for i, n := range []*int{&hearing, &ended} {
			*n = len(a[i])
			if _, ok := slices.BinarySearch(a[i], uint32(vessel)); ok {
				*n--
			}
		}
		return ended, hearing, ended >= c.EdgeLeast && float64(ended) >= c.Edge*float64(hearing)
	}
	for i := range all {
		s := &all[i]
		if s.Class != SilentDark {
			continue
		}
		ended, hearing, is := edge(s.off(), s.index)
		if on := s.on(); is && on != nil {
			_, _, is = edge(on, s.index)
		}
		if is {
			s.Class, s.edge = SilentFaint, [2]int{ended, hearing}
		}
	}
}

// last is when the traffic ends.
func (r *Reception) last() uint32 {
	t := r.t.Last
	for _, v := range r.vessels {
		if n := len(v.Fixes); n > 0 {
			t = max(t, v.Fixes[n-1].T)
		}
	}
	return t
}

// judge fills in Class, L, P and Heard.
func (r *Reception) judge(s *Silence, answers []ask, c GapConfig) {
	s.Class, s.P = SilentUnknown, 1
	if len(answers) > 0 {
		var l int64
		var heard []uint32
		for i := range answers {
			l += answers[i].l
			heard = append(heard, answers[i].heard...)
		}
		s.L = float64(l) / micro
		s.P = 1 / (1 + s.L)
		slices.Sort(heard)
		for _, v := range slices.Compact(heard) {
			s.Heard = append(s.Heard, r.vessels[v].ID)
		}
	}
	switch {
	case s.Outage >= c.Outage:
		s.Class = SilentOutage
	case s.Busy >= c.Busy:
		s.Class = SilentBusy
	case len(s.Heard) == 0:
	case s.P <= c.Dark && len(s.Heard) >= c.Neighbours:
		s.Class = SilentDark
	default:
		s.Class = SilentFaint
	}
}

// ownRecords are what the vessel itself tells of the parts of days in which its
// silence lies: it is no witness of its own case.
func (w *ways) ownRecords(s *Silence) {
	part := max(1, w.r.cfg.Hours) * hourS
	from, to := uint32(s.Reach.From)/part*part, (uint32(s.Reach.To)/part+1)*part
	fx := s.Vessel.Fixes
	lo, hi := s.Next-1, s.Next
	for lo > 0 && fx[lo].T >= from {
		lo--
	}
	for hi < len(fx) && fx[hi].T < to {
		hi++
	}
	w.own = w.r.walk(s.index, lo, min(hi+1, len(fx)), w.own[:0])
}

// course is the course of a fix in degrees, and whether it was said.
func (f *Fix) course() (float64, bool) {
	return float64(f.COG()) / 10, f.COG() < ais.NoCOG && f.SOG() < ais.NoSOG && f.SOG() >= 5
}
