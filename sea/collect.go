package sea

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"cordon/ais"
)

// TrackConfig says what is one track. The names and numbers of the first part
// are those of gpsdio-segment (Global Fishing Watch), the others are cordon's.
type TrackConfig struct {
	MaxHours        float64 // hours after which a segment is not continued
	PenaltyHours    float64 // hours from which ships are not expected to have kept their course
	HoursExp        float64 // how much shorter the hours become then
	BufferHours     float64 // hours added to each span, in the square
	Lookback        int     // fixes of a segment's end that are compared
	LookbackFactor  float64 // how much better an older one must fit, per step
	MaxKnots        float64 // kn of being elsewhere than expected
	PenaltySpeed    float64 // kn from which being elsewhere counts heavily
	ShapeFactor     float64 // weight of having stayed put, or of being beside the course
	AmbiguityFactor float64 // a second segment within this factor makes the match ambiguous
	ShortSegment    float64 // fixes under which a segment is trusted less
	ClassMismatch   float64 // weight of a fix of the other transponder class
	MaxOpen         int     // segments of one number kept open
	VerySlow        float64 // kn up to which a course may be missing, and a position be the same again
	LongRangeHours  float64 // hours around a fine fix in which a coarse one (type 27) is noise

	TurnHours    float64  // h that may be wrong between fixes of one ship without known motion
	DupSeconds   uint32   // s in which the same content is the same message
	StillSeconds uint32   // s in which it is, from one source, of a ship that does not move
	StrayFixes   int      // fixes under which a track beside a longer one is taken for jumps
	ClaimMinutes uint32   // min for which a statement holds although another is made
	NearMinutes  uint32   // min around a fix in which statics are of the same ship
	ClockHours   float64  // h that a clock may be wrong
	ClockKnots   float64  // kn over which a ship never says the same twice
	ClockTwins   int      // twins from which an offset is known
	Satellites   []string // parts of the names of sources that are satellites, lower case
	Until        uint32   // newest time that can be, seconds since 1970; 0: told from the days that have fixes
}

// DefaultTrackConfig returns what is documented.
func DefaultTrackConfig() TrackConfig {
	return TrackConfig{
		MaxHours: 8, PenaltyHours: 4, HoursExp: 0.5, BufferHours: 0.25, Lookback: 5, LookbackFactor: 2,
		MaxKnots: 25, PenaltySpeed: 5, ShapeFactor: 4, AmbiguityFactor: 10, ShortSegment: 10,
		ClassMismatch: 0.1, MaxOpen: 20, VerySlow: 0.35, LongRangeHours: 1,
		TurnHours: 1.5 / 60, DupSeconds: 30, StillSeconds: 2, StrayFixes: 5, ClaimMinutes: 60, NearMinutes: 15,
		ClockHours: 12, ClockKnots: 3, ClockTwins: 8,
		Satellites: []string{"orbcomm", "exactearth", "spire", "satellite"},
	}
}

const (
	earliest = 631152000 // 1990-01-01: there was no AIS
	day      = 86400
	lonely   = 30  // days without any fix before such as cannot be
	slotTime = 360 // s between the statics of a ship

	ownSources = 192 // sources that have a number of their own; more share buckets
	buckets    = 64
)

// The reasons for which fixes are refused.
const (
	whyKept uint8 = iota
	whyDup
	whyJump
	whyNoise
	whyAgain // noise too: said before
	whyTime
	whyRange
	whyUntimed
	whyMMSI
	whyNoShip
	whys
)

var whyNames = [whys]string{"", "dup", "jump", "noise", "noise", "time", "range", "untimed", "mmsi", "no-ship"}

// Collector gathers what was heard, in any order, and makes Traffic of it. It is
// not for several goroutines at once.
type Collector struct {
	config  TrackConfig
	ships   map[uint32]*heard
	last    *heard
	refused [whys]int64
	in      int64
	days    map[uint32]int64
	day     uint32
	dayN    int64

	sources []Source          // by number handed out
	numbers map[string]uint8  // of their names
	shared  [buckets][]Source // those beyond ownSources, by hash
	placed  *placing
	from    func(uint16) Source
	local   []int16 // number of a message's source, -1 unknown

	statics []ais.Static
	seed    maphash.Seed // numbers of statics reach no result
	index   map[uint64]uint32
}

// placing is how Traffic numbers sources, by their names.
type placing struct {
	sources []Source   // their offsets are taken off the fixes
	number  [256]uint8 // of a number handed out
	back    [256]uint8 // and back
}

// sourced is a fix and who heard it.
type sourced struct {
	Fix
	source uint8
}

// chunk is fixes and who heard each: apart they take less room.
type chunk struct {
	fixes   []Fix
	sources []uint8
}

// heard is what was heard of one MMSI. What Traffic has put in order is where its
// chains and rest are, and nowhere else.
type heard struct {
	mmsi    uint32
	n       int     // fixes in all
	chunks  []chunk // new; sources as handed out, times as sent
	runs    []run
	packed  int // runs after the last packing
	claims  []Claim
	sources [4]uint64 // set, as handed out
	outside int       // fixes out of range
	changed bool
	made    *made
}

// run is a time over which the same static was said in each slot, by one source.
type run struct {
	first, last uint32
	what        uint32 // index into statics
	source      uint8  // as handed out
}

// NewCollector returns an empty one.
func NewCollector(c TrackConfig) *Collector {
	return &Collector{config: c, ships: map[uint32]*heard{}, days: map[uint32]int64{},
		numbers: map[string]uint8{}, seed: maphash.MakeSeed(), index: map[uint64]uint32{}}
}

// From says who the sources of the messages added from now on are: Message.Source
// is a number of their reader. It is asked once for each.
func (c *Collector) From(source func(n uint16) Source) {
	c.from, c.local = source, c.local[:0]
}

// Source returns the number under which fixes of a source are added. A name is
// one source. Beyond 192 sources several share a number, which is chosen by their
// names alone.
func (c *Collector) Source(s Source) uint8 {
	if n, ok := c.numbers[s.Name]; ok {
		return n
	}
	s.Name = strings.Clone(s.Name)
	low := strings.ToLower(s.Name)
	for _, part := range c.config.Satellites {
		s.Satellite = s.Satellite || strings.Contains(low, part)
	}
	n := uint8(len(c.sources))
	if len(c.sources) < ownSources {
		c.sources = append(c.sources, Source{Name: s.Name, Satellite: s.Satellite})
	} else {
		b := bucketOf(s)
		n = ownSources + b
		c.shared[b] = append(c.shared[b], Source{Name: s.Name, Satellite: s.Satellite})
	}
	c.numbers[s.Name] = n
	return n
}

// bucketOf is where a source goes when there are too many: satellites and
// stations never share.
func bucketOf(s Source) uint8 {
	h := fnv.New32a()
	h.Write([]byte(s.Name))
	n := h.Sum32() >> 8
	if s.Satellite {
		return uint8(n % 16)
	}
	return 16 + uint8(n%(buckets-16))
}

// sourceOf is the number of a message's source.
func (c *Collector) sourceOf(n uint16) uint8 {
	for int(n) >= len(c.local) {
		c.local = append(c.local, -1)
	}
	if c.local[n] < 0 {
		var s Source
		switch {
		case c.from != nil:
			s = c.from(n)
		default:
			s.Name = sourceName(int(n))
		}
		c.local[n] = int16(c.Source(s))
	}
	return uint8(c.local[n])
}

// sourceName is the name of a source that nobody named.
func sourceName(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("source %d", n)
}

// Add takes in a message: its position, if it is of a ship, and what it says of
// the ship. Messages without a time are counted and left out.
func (c *Collector) Add(m *ais.Message) {
	if !m.HasPos && !m.HasStat {
		return
	}
	if m.MMSI == 0 || m.MMSI > 999_999_999 {
		if m.HasPos {
			c.refuse(whyMMSI)
		}
		return
	}
	if m.Time == ais.NoTime {
		if m.HasPos {
			c.refuse(whyUntimed)
		}
		return
	}
	t, ok := seconds(m.Time)
	source := c.sourceOf(m.Source)
	if m.HasPos {
		switch f, good := FixOf(m.Type, m.Own, m.Time, &m.Position); {
		case !shipType(m.Type):
			c.refuse(whyNoShip)
		case !good:
			c.refuse(whyTime)
		default:
			c.AddFix(m.MMSI, f, source)
		}
	}
	if m.HasStat && ok && shipType(m.Type) {
		c.addStatic(m.MMSI, t, source, &m.Static)
	}
}

// FixOf is the position of a message as a fix. It is none when no ship sends such
// messages, or at a time that cannot be.
func FixOf(kind uint8, own bool, ms int64, p *ais.Position) (Fix, bool) {
	t, ok := seconds(ms)
	if !ok || !shipType(kind) {
		return Fix{}, false
	}
	f := FixData{T: t, Lat: p.Lat, Lon: p.Lon, SOG: p.SOG, COG: p.COG, Heading: p.Heading, Flags: Flags(p.Status) & StatusMask}
	switch kind {
	case 18, 19:
		f.Flags |= ClassB | Flags(ais.NoStatus)
	case 27:
		f.Flags |= LongRange
	}
	if p.Second > ais.NoSecond {
		f.Flags |= Poor
	}
	if own {
		f.Flags |= Own
	}
	return MakeFix(f), true
}

// seconds are the whole seconds of a time that can be.
func seconds(ms int64) (uint32, bool) {
	if ms < earliest*1000 || ms/1000 > 1<<32-1-2*day {
		return 0, false
	}
	return uint32(ms / 1000), true
}

// shipType reports whether messages of a type are of ships: not of base stations
// (4, 11), aircraft (9), corrections (17) and aids to navigation (21).
func shipType(t uint8) bool {
	switch t {
	case 4, 9, 11, 17, 21:
		return false
	}
	return true
}

func (c *Collector) refuse(why uint8) { c.in++; c.refused[why]++ }

// AddFix takes in a position, with a source's number of Source. What is not on
// the earth and what cannot be true of speed, course and heading is told here.
func (c *Collector) AddFix(mmsi uint32, f Fix, source uint8) {
	if !c.admit(mmsi, &f, source) {
		return
	}
	s := c.ship(mmsi)
	k := len(s.chunks) - 1
	if k < 0 || len(s.chunks[k].fixes) == cap(s.chunks[k].fixes) {
		n := min(max(s.n/8, 8), 4096)
		s.chunks = append(s.chunks, chunk{make([]Fix, 0, n), make([]uint8, 0, n)})
		k++
	}
	x := &s.chunks[k]
	x.fixes, x.sources = append(x.fixes, f), append(x.sources, source)
	s.n++
	s.changed = true
}

// AddFixes takes in positions of one number, and the source of each, as AddFix
// does. The lists are the collector's from then on.
func (c *Collector) AddFixes(mmsi uint32, list []Fix, sources []uint8) {
	n := 0
	for i := range list {
		if c.admit(mmsi, &list[i], sources[i]) {
			list[n], sources[n] = list[i], sources[i]
			n++
		}
	}
	if n > 0 {
		s := c.ship(mmsi)
		s.chunks = append(s.chunks, chunk{list[:n:n], sources[:n:n]})
		s.n += n
		s.changed = true
	}
}

// admit counts a fix, and says whether it can be one.
func (c *Collector) admit(mmsi uint32, f *Fix, source uint8) bool {
	if mmsi == 0 || mmsi > 999_999_999 {
		c.refuse(whyMMSI)
		return false
	}
	if f.T < earliest || f.T > 1<<32-1-2*day {
		c.refuse(whyTime)
		return false
	}
	s := c.ship(mmsi)
	lat, lon := f.Lat(), f.Lon()
	if lat < -90*ais.Unit || lat > 90*ais.Unit || lon < -180*ais.Unit || lon > 180*ais.Unit || lat == 0 && lon == 0 {
		c.refuse(whyRange)
		s.outside++
		s.changed = true
		return false
	}
	f.tidy()
	for n := len(c.sources); n <= int(source) && n < ownSources; n++ {
		c.sources = append(c.sources, Source{Name: sourceName(n)})
		if _, ok := c.numbers[sourceName(n)]; !ok {
			c.numbers[sourceName(n)] = uint8(n)
		}
	}
	if d := f.T / day; d == c.day {
		c.dayN++
	} else {
		if c.dayN > 0 {
			c.days[c.day] += c.dayN
		}
		c.day, c.dayN = d, 1
	}
	c.in++
	s.sources[source>>6] |= 1 << (source & 63)
	return true
}

// tidy makes unknown what cannot be true.
func (f *Fix) tidy() {
	sog, cog, heading := f.SOG(), f.COG(), f.Heading()
	broken := sog >= 1022 || sog == 512 || sog == 630 // what broken sets say, reference: Global Fishing Watch
	if !broken && cog <= 3599 && heading <= 359 {
		return
	}
	d := f.Data()
	if broken {
		d.SOG = ais.NoSOG
	}
	if cog > 3599 {
		d.COG = ais.NoCOG
	}
	if heading > 359 {
		d.Heading = ais.NoHeading
	}
	*f = MakeFix(d)
}

func (c *Collector) ship(mmsi uint32) *heard {
	if c.last != nil && c.last.mmsi == mmsi {
		return c.last
	}
	s := c.ships[mmsi]
	if s == nil {
		s = &heard{mmsi: mmsi}
		c.ships[mmsi] = s
	}
	c.last = s
	return s
}

// AddClaim takes in a statement that was kept, as Vessel.Claims has them: of a
// property that statics tell. The same one twice is one.
func (c *Collector) AddClaim(mmsi uint32, claim Claim) {
	if mmsi == 0 || mmsi > 999_999_999 || !slices.Contains(props[:], claim.Prop) || claim.Value == "" ||
		claim.First < earliest || claim.Last < claim.First {
		return
	}
	s := c.ship(mmsi)
	s.claims = append(s.claims, claim)
	s.changed = true
}

func (c *Collector) addStatic(mmsi uint32, t uint32, source uint8, st *ais.Static) {
	key := *st
	key.ETA, key.Mothership = [4]uint8{}, 0
	key.Has &^= ais.HasETA | ais.HasMothership
	s := c.ship(mmsi)
	for i := len(s.runs) - 1; i >= max(0, len(s.runs)-8); i-- {
		if r := &s.runs[i]; r.source == source && t/slotTime+1 >= r.first/slotTime && t/slotTime <= r.last/slotTime+1 && c.statics[r.what] == key {
			if t < r.first || t > r.last {
				r.first, r.last = min(r.first, t), max(r.last, t)
				s.changed = true
			}
			return
		}
	}
	h := maphash.Comparable(c.seed, key)
	n, ok := c.index[h]
	for ok && c.statics[n] != key {
		h++
		n, ok = c.index[h]
	}
	if !ok {
		key.Name, key.CallSign, key.Destination = strings.Clone(key.Name), strings.Clone(key.CallSign), strings.Clone(key.Destination)
		n = uint32(len(c.statics))
		c.statics = append(c.statics, key)
		c.index[h] = n
	}
	s.runs = append(s.runs, run{t, t, n, source})
	s.changed = true
	if len(s.runs) >= 32 && len(s.runs) >= 2*s.packed {
		s.runs = packRuns(s.runs)
		s.packed = len(s.runs)
	}
}

// packRuns joins those that touch: what is left is the same for every order.
func packRuns(runs []run) []run {
	slices.SortFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.what, b.what), cmp.Compare(a.source, b.source), cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last))
	})
	out := runs[:0]
	for _, r := range runs {
		if k := len(out) - 1; k >= 0 && out[k].what == r.what && out[k].source == r.source && r.first/slotTime <= out[k].last/slotTime+1 {
			out[k].last = max(out[k].last, r.last)
			continue
		}
		out = append(out, r)
	}
	return out
}

// Taken is the number of positions that were added, refused ones too.
func (c *Collector) Taken() int64 { return c.in }

// Traffic makes tracks of what was added so far. More may be added afterwards; what
// Traffic returned stays as it is.
func (c *Collector) Traffic(ctx context.Context, workers int) (*Traffic, error) {
	workers = max(workers, 1)
	ships := slices.SortedFunc(maps.Values(c.ships), func(a, b *heard) int { return cmp.Compare(a.mmsi, b.mmsi) })
	until := c.until()
	c.placed = c.place()
	if err := c.setClocks(ctx, ships, workers); err != nil {
		return nil, fmt.Errorf("set clocks: %w", err)
	}
	err := each(ctx, workers, len(ships), func() func(int) {
		k := &tracker{c: &c.config, all: c.statics, placed: c.placed}
		return func(i int) {
			if s := ships[i]; s.changed || s.made == nil || s.stale(c.placed) || s.made.newest > min(until, s.made.until) && until != s.made.until {
				s.made = k.make(s, until)
				s.chunks, s.changed = nil, false
			}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("make tracks: %w", err)
	}
	return c.join(ships), nil
}

// until is the newest time that can be: given, or the end of the newest days
// with fixes but for such as stand alone, a month or more after all others, with
// less than a thousandth of all fixes.
func (c *Collector) until() uint32 {
	if c.config.Until > 0 {
		return c.config.Until
	}
	if c.dayN > 0 {
		c.days[c.day] += c.dayN
		c.dayN = 0
	}
	days := slices.Sorted(maps.Keys(c.days))
	var all int64
	for _, n := range c.days {
		all += n
	}
	for end := len(days); end > 0; {
		i, n := end-1, c.days[days[end-1]]
		for i > 0 && days[i]-days[i-1] < lonely {
			i--
			n += c.days[days[i]]
		}
		if i == 0 || n*1000 >= all {
			return days[end-1]*day + 2*day - 1
		}
		end = i
	}
	return 1<<32 - 1
}

// place numbers the sources by their names.
func (c *Collector) place() *placing {
	p := &placing{}
	crowded := false
	for _, b := range c.shared {
		crowded = crowded || len(b) > 0
	}
	if !crowded {
		order := make([]int, len(c.sources))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return strings.Compare(c.sources[a].Name, c.sources[b].Name) })
		for at, i := range order {
			p.number[i], p.back[at] = uint8(at), uint8(i)
			p.sources = append(p.sources, c.sources[i])
		}
		return p
	}
	var names [buckets][]string
	for i, s := range c.sources {
		p.number[i] = bucketOf(s)
		names[p.number[i]] = append(names[p.number[i]], s.Name)
	}
	for b, list := range c.shared {
		p.number[ownSources+b], p.back[b] = uint8(b), uint8(ownSources+b)
		for _, s := range list {
			names[b] = append(names[b], s.Name)
		}
	}
	for b, list := range names {
		s := Source{Satellite: b < 16}
		if slices.Sort(list); len(list) > 0 {
			s.Name = list[0]
		}
		if len(list) > 1 {
			s.Name += fmt.Sprintf(" and %d more", len(list)-1)
		}
		p.sources = append(p.sources, s)
	}
	return p
}

// numbers are those of the sources that heard a ship.
func (p *placing) numbers(s *heard) []uint8 {
	var set []uint8
	for i := range 256 {
		if s.sources[i>>6]&(1<<(i&63)) != 0 && !slices.Contains(set, p.number[i]) {
			set = append(set, p.number[i])
		}
	}
	return set
}

// stale reports whether a ship's fixes are numbered or timed otherwise than now.
func (s *heard) stale(p *placing) bool {
	was := s.made.placed
	if was == p {
		return false
	}
	for i := range 256 {
		if s.sources[i>>6]&(1<<(i&63)) != 0 &&
			(was.number[i] != p.number[i] || was.sources[was.number[i]].Offset != p.sources[p.number[i]].Offset) {
			return true
		}
	}
	return false
}

// all appends the fixes of a ship, times as sent, sources as numbered.
func (s *heard) all(p *placing, out []sourced) []sourced {
	out = slices.Grow(out, s.n)
	if s.made != nil {
		was := s.made.placed
		old := func(f []Fix, by hearers) {
			for i, f := range f {
				n := by.of(i)
				f.T += uint32(was.sources[n].Offset)
				out = append(out, sourced{f, p.number[was.back[n]]})
			}
		}
		for _, c := range s.made.chains {
			old(c.v.Fixes, c.v.heard)
		}
		old(s.made.rest, s.made.restBy)
	}
	slices.SortStableFunc(s.chunks, func(a, b chunk) int { return cmp.Compare(a.fixes[0].T, b.fixes[0].T) }) // nearly in order then
	for _, chunk := range s.chunks {
		for i, f := range chunk.fixes {
			out = append(out, sourced{f, p.number[chunk.sources[i]]})
		}
	}
	return out
}

// each calls a function, of one worker, for 0 to n-1.
func each(ctx context.Context, workers, n int, worker func() func(int)) error {
	var at atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			f := worker()
			for ctx.Err() == nil {
				i := int(at.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
