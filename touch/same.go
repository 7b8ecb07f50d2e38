package touch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/finding"
	"cordon/graph"
	"cordon/live"
)

// Unjudged is a pair of records that may be one party, of which nobody has judged
// whether it is, and on which an answer turns.
type Unjudged struct {
	A      string   `json:"a"` // ids; A stands nearer to the subject
	B      string   `json:"b"`
	Score  float64  `json:"score"`   // probability that they are one
	Same   []string `json:"same"`    // what they have in common
	Differ []string `json:"differ"`  // what speaks against it
	Left   string   `json:"left"`    // who looked at it and left it open, when; else empty
	Decide string   `json:"command"` // that decides it, up to the reason
}

// maxCompared is how many pairs of one bearer are compared, beyond those that each
// decide by themselves.
const maxCompared = 32

// supposing looks for records that may be one party with the bearer, or with who
// stands behind it, though nobody has judged it, and asks what would follow if they
// were.
type supposing struct {
	l     *look
	b     *Bearer
	above *graph.Above
	now   map[string]graph.Status // of the bearer by regime
	twins map[graph.Couple]*live.Twin
}

// outcome is what the law counts the bearer as, if some pairs are one party each.
type outcome struct {
	status            graph.Status
	regimes           []string // ids, those that say most
	lists, programmes []string
	paths             [][]finding.Step
}

var statuses = []graph.Status{graph.No, graph.Possible, graph.Blocked}

func more(a, b graph.Status) bool {
	return slices.Index(statuses, a) > slices.Index(statuses, b)
}

// supposed concludes that the law would count the bearer as listed, or might, if
// pairs of records were one party each.
func (l *look) supposed(ctx context.Context, b *Bearer, v graph.Node, now map[string]graph.Status) error {
	s := &supposing{l: l, b: b, above: l.pic.Above(v), now: now, twins: make(map[graph.Couple]*live.Twin)}
	if len(s.above.Pairs) == 0 {
		return nil
	}
	if s.above.Cut {
		l.out.Cut = append(l.out.Cut, fmt.Sprintf("very many stand behind %s: whether some of their records are those of listed parties was not looked at", b.Caption))
		return nil
	}
	if err := s.officers(ctx, v); err != nil {
		return err
	}
	if got, err := s.suppose(s.above.Pairs, false); err != nil || got == nil {
		return err // whoever they are, nothing would follow
	}
	if n := s.above.Left; n > 0 {
		l.out.Cut = append(l.out.Cut, fmt.Sprintf("%d more pairs of records behind %s may be one party each, and were not looked at", n, b.Caption))
	}
	// Pairs that each decide by themselves, then what the others come to together.
	var rest []graph.Couple
	for _, p := range s.above.Pairs {
		alone := []graph.Couple{p}
		got, err := s.suppose(alone, false)
		switch {
		case err != nil:
			return err
		case got == nil:
			rest = append(rest, p)
			continue
		}
		if likely, err := s.likely(ctx, p); err != nil {
			return err
		} else if likely {
			if err := s.conclude(v, alone); err != nil {
				return err
			}
		}
	}
	if got, err := s.suppose(rest, false); err != nil || got == nil {
		return err
	}
	if n := len(rest) - maxCompared; n > 0 {
		rest = rest[:maxCompared]
		l.out.Cut = append(l.out.Cut, fmt.Sprintf("%d more pairs of records behind %s may be one party each, and were not looked at", n, b.Caption))
	}
	var some []graph.Couple
	for _, p := range rest {
		likely, err := s.likely(ctx, p)
		if err != nil {
			return err
		}
		if likely && !s.against(append(slices.Clone(some), p)) {
			some = append(some, p)
		}
	}
	if got, err := s.suppose(some, false); err != nil || got == nil {
		return err
	}
	for i := 0; i < len(some); { // the fewest of them, the nearest first
		without := slices.Delete(slices.Clone(some), len(some)-1-i, len(some)-i)
		got, err := s.suppose(without, false)
		if err != nil {
			return err
		}
		if got != nil {
			some = without
		} else {
			i++
		}
	}
	return s.conclude(v, some)
}

// officers concludes that the bearer is tied to a party of the programme who may be
// one of its officers. An office is no ownership, so that this is no status.
func (s *supposing) officers(ctx context.Context, v graph.Node) error {
	l, b := s.l, s.b
	for st := range l.g.In(v) {
		if st.Class != graph.Office || !st.On(l.day) || len(l.members[st.Owner]) > 0 {
			continue
		}
		for _, p := range s.above.Pairs {
			if p.B == st.Owner {
				p.A, p.B = p.B, p.A
			}
			if p.A != st.Owner || len(l.members[p.B]) == 0 {
				continue
			}
			likely, err := s.likely(ctx, p)
			if err != nil {
				return err
			}
			if !likely {
				continue
			}
			a, end := l.g.ID(p.A), l.g.ID(p.B)
			f := finding.New("touch.tied", l.p.Programme, "", b.ID, a, end)
			last := s.step(p.A, p.B)
			last.Strength *= l.q.Law.Step()
			f.AddPath(nil, l.chain(b, l.g.WithJudged([]finding.Step{l.g.StakeStep(v, st), last})...)...)
			lists, programmes := l.listings([]graph.Node{p.B})
			f.Summary = fmt.Sprintf("%s has %s as an officer, who may be %s, listed on %s%s: nobody has judged it.", b.Caption, l.g.Caption(p.A), l.g.Caption(p.B), strings.Join(lists, ", "), under(programmes))
			f.Exposure, f.Alert, f.Missing = finding.Exposed, f.Strength >= l.q.Law.Line(), []string{s.ask(p) + toDecide(s.twins[p])}
			l.unjudged(p, s.twins[p])
			l.out.Conclusions = append(l.out.Conclusions, Conclusion{f, Fact{Basis: "tied", Lists: lists, Programmes: programmes, Relations: []string{"is an officer of"}}})
		}
	}
	return nil
}

// likely reports whether a pair may be one party.
func (s *supposing) likely(ctx context.Context, p graph.Couple) (bool, error) {
	t, ok, err := s.l.pic.Twin(ctx, p.A, p.B)
	if ok {
		s.twins[p] = &t
	}
	return ok, err
}

// against reports whether pairs together make one of two that were judged to be
// others.
func (s *supposing) against(pairs []graph.Couple) bool {
	p := s.l.pic.Suppose(s.above, pairs)
	for _, x := range pairs {
		for _, v := range p.Of(x.A) {
			for _, o := range p.Of(x.A) {
				if v < o && s.l.pic.Apart(v, o) {
					return true
				}
			}
		}
	}
	return false
}

// suppose asks what would follow for the bearer if pairs were one party each. It is
// nil where that is no more than now, or has nothing to do with the programme.
func (s *supposing) suppose(pairs []graph.Couple, paths bool) (*outcome, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	l := s.l
	p := l.pic.Suppose(s.above, pairs)
	out := &outcome{status: graph.No}
	for _, name := range l.p.Regimes {
		st, err := l.pic.Supposed(p, name)
		if errors.Is(err, graph.ErrNoRule) || errors.Is(err, live.ErrNoRules) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !st.Regime().InForce || !more(st.Status, s.now[name]) || more(out.status, st.Status) {
			continue
		}
		lists, programmes := l.listings(st.Proof())
		if len(lists) == 0 {
			continue
		}
		if more(st.Status, out.status) {
			*out = outcome{status: st.Status}
		}
		out.regimes = append(out.regimes, st.Regime().ID)
		out.lists, out.programmes = append(out.lists, lists...), append(out.programmes, programmes...)
		if paths {
			for _, steps := range st.Paths(s.step) {
				if !slices.ContainsFunc(out.paths, func(o []finding.Step) bool { return slices.Equal(o, steps) }) {
					out.paths = append(out.paths, steps)
				}
			}
		}
	}
	if out.status == graph.No && !s.listed(p, pairs, out, paths) {
		return nil, nil
	}
	slices.Sort(out.lists)
	slices.Sort(out.programmes)
	out.lists, out.programmes = slices.Compact(out.lists), slices.Compact(out.programmes)
	return out, nil
}

// listed reports whether the bearer is taken for a party of the programme, which no
// regime of ownership needs to say.
func (s *supposing) listed(p *graph.Supposition, pairs []graph.Couple, out *outcome, paths bool) bool {
	for _, n := range p.Of(s.above.Node) {
		if len(s.l.members[n]) == 0 {
			continue
		}
		out.status = graph.Blocked
		out.lists, out.programmes = s.l.listings([]graph.Node{n})
		if paths {
			out.paths = append(out.paths, p.Bridge(s.above.Node, n, s.step))
		}
		return true
	}
	return false
}

// step is a pair as a step of a path.
func (s *supposing) step(from, to graph.Node) finding.Step {
	t := s.twins[graph.Couple{A: from, B: to}]
	if t == nil {
		t = s.twins[graph.Couple{A: to, B: from}]
	}
	return t.Step(s.l.g, from, to)
}

// conclude says what would follow from pairs, and what would decide.
func (s *supposing) conclude(v graph.Node, pairs []graph.Couple) error {
	l, b := s.l, s.b
	got, err := s.suppose(pairs, true)
	if err != nil || got == nil {
		return err
	}
	subjects := []string{b.ID}
	var which []string
	for _, p := range pairs {
		subjects = append(subjects, l.g.ID(p.A), l.g.ID(p.B))
		which = append(which, s.which(p))
		l.unjudged(p, s.twins[p])
	}
	f := finding.New("touch.unjudged", l.p.Programme, "", subjects...)
	for _, steps := range got.paths {
		if len(steps) > 0 {
			f.AddPath(nil, l.chain(b, steps...)...)
		}
	}
	would := "be blocked"
	if got.status == graph.Possible {
		would = "possibly be blocked"
	}
	under := ""
	if len(got.regimes) > 0 {
		under = " under " + strings.Join(got.regimes, ", ")
	}
	one := "are one party"
	if len(pairs) > 1 {
		one = "are one party each"
	}
	f.Summary = fmt.Sprintf("%s would %s%s if %s %s, which nobody has judged.", b.Caption, would, under, strings.Join(which, ", and "), one)
	f.Exposure, f.Alert = finding.Possible, true
	for _, p := range pairs {
		m := s.ask(p) + "; if so"
		if len(pairs) > 1 {
			m += ", and if the others are too"
		}
		f.Missing = append(f.Missing, fmt.Sprintf("%s, %s would %s%s", m, b.Caption, would, under)+toDecide(s.twins[p]))
	}
	l.out.Conclusions = append(l.out.Conclusions, Conclusion{f, Fact{Basis: "possible", Lists: got.lists, Programmes: got.programmes, Regime: cmp.Or(append(got.regimes, "")...)}})
	return f.Check()
}

// which names the two of a pair.
func (s *supposing) which(p graph.Couple) string {
	g := s.l.g
	return fmt.Sprintf("%s (%s) and %s (%s)", g.Caption(p.A), g.ID(p.A), g.Caption(p.B), g.ID(p.B))
}

// ask is the missing fact of a pair.
func (s *supposing) ask(p graph.Couple) string {
	t := s.twins[p]
	m := fmt.Sprintf("whether %s are one party: they have %s", s.which(p), strings.Join(t.Same, ", "))
	if len(t.Against) > 0 {
		m += "; against it: " + strings.Join(t.Against, ", ")
	}
	if t.Open != nil {
		m += fmt.Sprintf("; %s left it open on %s", t.Open.User, t.Open.At.Format(time.DateOnly))
	}
	return m
}

func toDecide(t *live.Twin) string {
	return fmt.Sprintf(" (%.2f). To decide: cordon graph resolve decide %s %s same --reason TEXT, or different", t.Score, quoted(t.A.ID), quoted(t.B.ID))
}

// unjudged notes a pair on which the answer turns, once.
func (l *look) unjudged(p graph.Couple, t *live.Twin) {
	u := Unjudged{A: l.g.ID(p.A), B: l.g.ID(p.B), Score: t.Score, Same: t.Same, Differ: t.Against, Decide: fmt.Sprintf("cordon graph resolve decide %s %s same|different --reason", quoted(t.A.ID), quoted(t.B.ID))}
	if t.Open != nil {
		u.Left = fmt.Sprintf("%s on %s", t.Open.User, t.Open.At.Format(time.DateOnly))
	}
	if !slices.ContainsFunc(l.out.Unjudged, func(x Unjudged) bool { return x.A == u.A && x.B == u.B }) {
		l.out.Unjudged = append(l.out.Unjudged, u)
	}
}

// quoted is an id as a shell takes it.
func quoted(id string) string {
	if id != "" && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/") == "" {
		return id
	}
	return "'" + strings.ReplaceAll(id, "'", `'\''`) + "'"
}

// listings are the lists and programmes of those among some that are of the
// programme.
func (l *look) listings(nodes []graph.Node) (lists, programmes []string) {
	for _, v := range nodes {
		for _, x := range l.members[v] {
			lists = append(lists, x.List)
			programmes = append(programmes, x.Programmes...)
		}
	}
	slices.Sort(lists)
	slices.Sort(programmes)
	return slices.Compact(lists), slices.Compact(programmes)
}
