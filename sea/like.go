package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"cordon/ais"
	"cordon/geo"
)

// likes are how much a silence and a stay look like one meeting: figures, or what
// each weighs in log-odds.
type likes [likeCount]float64

// What is asked of a silence and a stay. Of the silence alone are those up to
// likeSails; they tell how likely it met anybody at all.
const (
	likeBase      = iota // 1
	likeLong             // doublings of the silence beyond twelve hours
	likeOften            // logarithm of how many other silences the ship has
	likeSure             // how much surer than one in ten that it did not fade: powers of ten, at most 2
	likeSails            // it was under way before and after
	likeShare            // share of the stay during which it can have been there
	likeHours            // the time together beyond the least, as a share of the least, at most 1
	likeIdle             // logarithm of the hours that neither the way at its usual speed nor the stay needs
	likeIdleShare        // the same as share of the silence
	likeHurry            // logarithm of the hours that are missing at its usual speed
	likePort             // the time is reckoned with a call in the programme's country after the stay
	likeCall             // a call in the programme's country explains the silence as well, and leaves no time for the stay
	likeWait             // doublings of the stay from eight hours, up or down
	likeAnchor           // it lay at anchor
	likeMet              // it met a ship that was heard, for which it waited
	likeCrowd            // others at rest near by, up to Crowd
	likeCut              // the stay begins or ends because the drifting ship was not heard itself
	likeRests            // logarithm of how often else the drifting ship rests at sea
	likePair             // both are tankers
	likeMix              // a tanker and a cargo ship
	likeOdd              // a fishing boat, tug, pilot, passenger ship
	likeUnknown          // the kind of one is not known
	likeBefore           // the course before leads there: 1, away: -1
	likeAfter            // the course afterwards leads from there: 1, back: -1
	likeSteps            // the draughts changed in opposite ways
	likeListed           // one is listed, or of the programme's flag
	likeCalled           // a call in the programme's country, or such a destination, afterwards
	likeCount
)

func defaultLikes() likes {
	return likes{
		likeBase: -5.75, likeLong: -1, likeOften: -1.5, likeSure: 1, likeSails: 2,
		likeShare: 4, likeHours: .75, likeIdle: -1, likeIdleShare: -1.5, likeHurry: -1.75, likePort: 2, likeCall: -1,
		likeWait: -1, likeAnchor: -3, likeMet: -4.5, likeCrowd: -2.5, likeCut: -1.25, likeRests: -.75,
		likePair: 2, likeMix: -1, likeOdd: -1.5, likeUnknown: -.25, likeBefore: 1, likeAfter: 1, likeSteps: .75, likeListed: .25, likeCalled: .25,
	}
}

// times is the sum of the figures by their weights.
func (l *likes) times(w *likes) float64 {
	sum := 0.0
	for i := range l {
		sum += float64(l[i] * w[i])
	}
	return sum
}

// likeTexts say of a figure what it is when it speaks for a meeting, and when against.
var likeTexts = [likeCount][2]string{
	likeLong:      {"", "the silence is long"},
	likeOften:     {"", "the ship is often not heard"},
	likeSure:      {"the silence is no fading", ""},
	likeSails:     {"it was under way before and after", ""},
	likeShare:     {"the silence covers the stay", ""},
	likeHours:     {"there was time for a transfer", ""},
	likeIdle:      {"", "hours of the silence are left that neither the ways nor the stay need"},
	likeIdleShare: {"", "much of the silence is left over"},
	likeHurry:     {"", "it must have gone faster than it mostly does"},
	likePort:      {"with a call in the programme's country afterwards the time is just enough", ""},
	likeCall:      {"", "a call in the programme's country alone explains the silence"},
	likeWait:      {"", "the stay is shorter or longer than such waits are"},
	likeAnchor:    {"", "the other lay at anchor"},
	likeMet:       {"", "the other met a ship that was heard"},
	likeCrowd:     {"", "others rest near by"},
	likeCut:       {"", "the other was not heard before or after the stay"},
	likeRests:     {"", "the other often rests at sea"},
	likePair:      {"both are tankers", ""},
	likeMix:       {"", "a tanker and a cargo ship"},
	likeOdd:       {"", "such ships meet for other work"},
	likeBefore:    {"the course before leads there", "the course before leads away"},
	likeAfter:     {"the course afterwards leads from there", "the course afterwards does not lead from there"},
	likeSteps:     {"draughts changed in opposite ways", ""},
}

// notes say what speaks for and against a meeting, as far as it weighs half or more.
func (l *likes) notes(w *likes) []string {
	var out []string
	for side, title := range [2]string{"for this pair speaks, in log-odds", "against it, in log-odds"} {
		var said []string
		for i, text := range likeTexts {
			x := float64(l[i] * w[i])
			if side == 1 {
				x = -x
			}
			if x >= .5 && text[side] != "" {
				said = append(said, fmt.Sprintf("%s (%.1f)", text[side], x))
			}
		}
		if len(said) > 0 {
			out = append(out, title+": "+strings.Join(said, ", "))
		}
	}
	return out
}

// asker tells how much silences and stays look like meetings.
type asker struct {
	r     *Reception
	x     *staysIndex
	k     *Known
	ships map[uint32]*Ship
	c     RendezvousConfig
	sea   bySea
	ports []geo.Point // of the programme's country
	often []int       // silences of each vessel
	rests []int       // stays of each vessel
}

func (r *Reception) asker(all []Silence, x *staysIndex, k *Known, ships map[uint32]*Ship, c RendezvousConfig, sea bySea) *asker {
	q := &asker{r: r, x: x, k: k, ships: ships, c: c, sea: sea, often: make([]int, len(r.vessels)), rests: make([]int, len(r.vessels))}
	for i := range all {
		if all[i].seconds() >= int64(c.Silence) {
			q.often[all[i].index]++
		}
	}
	for i := range x.stays {
		q.rests[x.stays[i].vessel]++
	}
	if k != nil {
		for i := range k.Zones {
			if z := &k.Zones[i]; programmes(z, k) && z.Kind != "anchorage" {
				p, _ := z.Middle()
				q.ports = append(q.ports, p)
			}
		}
	}
	return q
}

// score says of each stay that fits a silence how likely they met.
func (q *asker) score(s *Silence, fits []fit, c GapConfig) {
	own, b := q.ofSilence(s), math.Log(s.switchedOff(c, q.c.Fade))
	for i := range fits {
		l := q.ofStay(own, s, &fits[i])
		fits[i].score = b + l.times(&q.c.Like)
	}
}

// weigh weighs all that fits against each other, and puts the stays of each silence in
// order, the likeliest first. It returns the silences of each stay.
func weigh(fits [][]fit) map[int32][]int {
	var pairs []pairOdds
	for i := range fits {
		for _, f := range fits[i] {
			pairs = append(pairs, pairOdds{int32(i), f.stay, math.Exp(f.score)})
		}
	}
	rivals := make(map[int32][]int)
	all := shares(pairs)
	for i := range fits {
		for j := range fits[i] {
			fits[i][j].share, all = all[0], all[1:]
			rivals[fits[i][j].stay] = append(rivals[fits[i][j].stay], i)
		}
		slices.SortFunc(fits[i], byShare)
	}
	return rivals
}

// ofSilence are the figures of a silence alone.
func (q *asker) ofSilence(s *Silence) (l likes) {
	l[likeBase] = 1
	l[likeLong] = math.Max(0, math.Log2(float64(s.seconds())/(12*hourS)))
	l[likeOften] = math.Log1p(float64(q.often[s.index] - 1))
	l[likeSure] = math.Min(2, math.Max(0, -1-math.Log10(s.P)))
	if _, ok := s.Vessel.led(s.Next-1, -1, q.c); ok {
		l[likeSails] += .5
	}
	if !s.Reach.Open {
		if _, ok := s.Vessel.led(s.Next, 1, q.c); ok {
			l[likeSails] += .5
		}
	}
	if q.calls(s) {
		l[likeCall] = 1
	}
	return l
}

// calls reports whether a call in the programme's country explains a silence: the ship
// went there and on, and stayed no more than twice as long as a call takes at least.
func (q *asker) calls(s *Silence) bool {
	if s.Reach.Open {
		return false
	}
	v := q.r.habits[s.index].usual * kmPerKnotSecond / q.c.Winding
	for _, p := range q.ports {
		to, ok := q.sea(p, s.Reach.Off)
		if !ok || to > v*float64(s.seconds()) {
			continue
		}
		on, ok := q.sea(p, s.Reach.On)
		if !ok {
			continue
		}
		idle := float64(s.seconds()) - (to+on)/v - float64(q.c.PortS)
		slack := float64(q.c.Slack) + float64(q.c.Stray*(to+on)/v)
		if idle < -slack || idle > slack+float64(q.c.PortS) {
			continue
		}
		if d, ok := s.Vessel.led(s.Next-1, -1, q.c); ok && to > 20 && off(d, geo.Bearing(s.Reach.Off, p)) > 90 {
			continue
		}
		return true
	}
	return false
}

// ofStay adds the figures of a stay that fits it.
func (q *asker) ofStay(l likes, s *Silence, f *fit) likes {
	st, c := &q.x.stays[f.stay], &q.c
	a, b := q.r.vessels[st.vessel], s.Vessel
	l[likeShare] = (f.to - f.from) / float64(st.to-st.from)
	l[likeHours] = math.Min(1, (f.to-f.from-float64(c.Meet))/float64(c.Meet))
	ka, kb := kindOf(a, q.ships), kindOf(b, q.ships)
	t := q.trip(s, st, f, kb)
	l[likeIdle], l[likeHurry] = math.Log1p(t.idle/hourS), math.Log1p(t.hurry/hourS)
	l[likeIdleShare] = t.idle / float64(s.seconds())
	if t.port {
		l[likePort], l[likeCall] = 1, 0
	}
	l[likeWait] = math.Abs(math.Log2(float64(st.to-st.from) / (8 * hourS)))
	flag := func(i int, yes bool) {
		if yes {
			l[i] = 1
		}
	}
	flag(likeAnchor, st.anchored)
	flag(likeMet, q.x.met[f.stay])
	l[likeCrowd] = float64(q.x.crowd[f.stay]) / float64(max(1, c.Crowd))
	fx := a.Fixes
	flag(likeCut, st.lo == 0 || st.hi == len(fx)-1 || fx[st.lo].T-fx[st.lo-1].T > c.Blind || fx[st.hi+1].T-fx[st.hi].T > c.Blind)
	l[likeRests] = math.Log1p(float64(q.rests[st.vessel] - 1))
	odd := func(k Kind) bool { return k == Fishing || k == Tug || k == Pilot || k == Passenger || k == Service }
	switch {
	case ka == Tanker && kb == Tanker:
		l[likePair] = 1
	case odd(ka) || odd(kb):
		l[likeOdd] = 1
	case ka == KindUnknown || kb == KindUnknown:
		l[likeUnknown] = 1
	case ka == Tanker && kb == Cargo || ka == Cargo && kb == Tanker:
		l[likeMix] = 1
	}
	// whither the course led before, whence it came after
	side := func(at geo.Point, course, bearing float64) float64 {
		switch d := off(course, bearing); {
		case geo.Distance(at, st.x) < 5:
			return 0
		case d <= c.Bearing:
			return 1
		case d > 90:
			return -1
		}
		return 0
	}
	if d, ok := b.led(s.Next-1, -1, *c); ok {
		l[likeBefore] = side(s.Reach.Off, d, geo.Bearing(s.Reach.Off, fx[st.lo].at()))
	}
	if !s.Reach.Open {
		if d, ok := b.led(s.Next, 1, *c); ok && !t.port {
			l[likeAfter] = side(s.Reach.On, d, geo.Bearing(fx[st.hi].at(), s.Reach.On))
		}
	}
	sa, oka := a.draughtStep(f.from, f.to, *c)
	sb, okb := b.draughtStep(f.from, f.to, *c)
	flag(likeSteps, oka && okb && sa*sb < 0)
	flag(likeListed, q.r.listed[st.vessel] || q.r.listed[s.index])
	for _, v := range []int{st.vessel, s.index} {
		if _, _, ok := calledAfter(q.r.visits[v], f.to, *c); ok {
			l[likeCalled] = 1
		} else if _, ok := saysDestination(q.r.bound[v], f.from, f.to, *c); ok {
			l[likeCalled] = 1
		}
	}
	return l
}

// led is the course of a fix in degrees: as it says, else that of the way to the one
// before (step -1) or after (1) it.
func (v *Vessel) led(i, step int, c RendezvousConfig) (float64, bool) {
	f := &v.Fixes[i]
	if d, ok := f.course(); ok || f.SOG() < ais.NoSOG {
		return d, ok
	}
	for j := i + step; j >= 0 && j < len(v.Fixes); j += step {
		from, to := &v.Fixes[min(i, j)], &v.Fixes[max(i, j)]
		dt := to.T - from.T
		if dt > c.Blind {
			break
		}
		if dt >= c.Step {
			return geo.Bearing(from.at(), to.at()), roughKm(from, to) >= c.Slow*kmPerKnotSecond*float64(dt)
		}
	}
	return 0, false
}

// outing is how a silence is spent if a stay was a meeting.
type outing struct {
	idle  float64 // s that neither ways nor the stay need
	hurry float64 // s that are missing
	port  bool    // with a call in the programme's country after it
}

// trip is how a silence was spent at the ship's usual speed: straight to the stay and
// on, or with a call in the programme's country in between, where that leaves less time
// that nothing explains. No ship sails the shortest way, and how much longer it sails is
// not known.
func (q *asker) trip(s *Silence, st *stay, f *fit, kind Kind) outing {
	v := q.r.habits[s.index].usual * kmPerKnotSecond / q.c.Winding
	slack := func(way float64) float64 { return float64(q.c.Slack) + float64(q.c.Stray*way/v) }
	come := float64(s.Reach.From) + f.way/v
	spend := func(way float64, stop float64) outing {
		leave := float64(s.Reach.To) - way/v - stop
		return outing{
			idle:  math.Max(0, float64(st.from)-come-slack(f.way)) + math.Max(0, leave-float64(st.to)-slack(way)),
			hurry: math.Max(0, math.Max(come, float64(st.from))+float64(q.c.Meet)-math.Min(leave, float64(st.to))-slack(f.way+way)),
			port:  stop > 0,
		}
	}
	best := spend(f.on, 0)
	if s.Reach.Open || s.seconds() < int64(q.c.PortFrom) || kind != Tanker && kind != Cargo && kind != KindUnknown {
		return best
	}
	for _, p := range q.ports {
		to, ok := q.sea(p, st.x)
		if !ok {
			continue
		}
		on, ok := q.sea(p, s.Reach.On)
		if !ok {
			continue
		}
		if o := spend(to+on, float64(q.c.PortS)); o.hurry+o.idle < best.idle+best.hurry-float64(q.c.PortS) {
			best = o
		}
	}
	return best
}

// pairOdds is a silence and a stay that can have been one meeting, and its odds against
// that the one met nobody and the other waited for nobody.
type pairOdds struct {
	silence, stay int32
	odds          float64
}

// shares are how likely each pair met, given that a silence is one meeting at most and a
// stay is: of all ways to pair them, each weighed by the product of its odds. Beliefs go
// to and fro between silences and stays until they settle.
func shares(pairs []pairOdds) []float64 {
	const rounds = 24
	silences, stays := 0, 0
	for _, p := range pairs {
		silences, stays = max(silences, int(p.silence)+1), max(stays, int(p.stay)+1)
	}
	// how free each is for the pair, as all its others see it
	free := [2][]float64{make([]float64, len(pairs)), make([]float64, len(pairs))}
	for i := range pairs {
		free[0][i], free[1][i] = 1, 1
	}
	sum := [2][]float64{make([]float64, silences), make([]float64, stays)}
	for range rounds {
		clear(sum[0])
		clear(sum[1])
		for i, p := range pairs {
			sum[0][p.silence] += float64(p.odds * free[1][i])
			sum[1][p.stay] += float64(p.odds * free[0][i])
		}
		for i, p := range pairs {
			a := 1 / (1 + math.Max(0, sum[0][p.silence]-float64(p.odds*free[1][i])))
			b := 1 / (1 + math.Max(0, sum[1][p.stay]-float64(p.odds*free[0][i])))
			free[0][i], free[1][i] = (free[0][i]+a)/2, (free[1][i]+b)/2
		}
	}
	out := make([]float64, len(pairs))
	for i, p := range pairs {
		x := float64(p.odds*free[0][i]) * free[1][i]
		out[i] = sixth(x / (1 + x))
	}
	return out
}

func byShare(a, b fit) int {
	return cmp.Or(-cmp.Compare(a.share, b.share), -cmp.Compare(a.score, b.score), cmp.Compare(a.stay, b.stay))
}
