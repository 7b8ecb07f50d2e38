package touch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"cordon/finding"
	"cordon/ftm"
	"cordon/graph"
	"cordon/live"
)

// Parties is the source that knows who is listed, who is owned by whom, and who
// is tied to whom.
type Parties struct {
	Desk      Desk
	Programme string
	Regimes   []string // names of the regimes of ownership that are asked, in order

	last atomic.Pointer[membership] // of the graph that was asked last
}

// membership is which listings of a graph are the programme's, on whatever day.
type membership struct {
	g        *graph.Graph
	law      Law
	listings []graph.Listing
}

// membersOf returns the listings of a graph that are the programme's. To tell
// takes longer than to answer a question, and it is the same for all of them.
func (p *Parties) membersOf(g *graph.Graph, law Law) []graph.Listing {
	if m := p.last.Load(); m != nil && m.g == g && m.law == law {
		return m.listings
	}
	m := &membership{g: g, law: law}
	for _, x := range g.Listings() {
		if member(g, law, x) {
			m.listings = append(m.listings, x)
		}
	}
	p.last.Store(m)
	return m.listings
}

// Name says what the source is.
func (p *Parties) Name() string { return "parties" }

// Find looks at each entity that may be the subject: is it listed, does the law
// count it as listed, does a path lead from it to somebody who is?
func (p *Parties) Find(ctx context.Context, q *Question) (Found, error) {
	pic, err := p.Desk.Graph(ctx, q.At)
	if err != nil {
		return Found{}, err
	}
	l := &look{p: p, q: q, pic: pic, g: pic.Graph(), members: map[graph.Node][]graph.Listing{}}
	if l.day, err = ftm.ParseDay(pic.Basis().AsOf); err != nil {
		return Found{}, err
	}
	for _, x := range p.membersOf(l.g, q.Law) {
		if (ftm.Period{From: x.From, To: x.To}).Contains(l.day) {
			l.members[x.Node] = append(l.members[x.Node], x)
		}
	}
	for i := range q.Bearers {
		if err := ctx.Err(); err != nil {
			return Found{}, err
		}
		v, ok := l.g.Find(q.Bearers[i].ID)
		if !ok {
			continue
		}
		if err := l.bearer(ctx, &q.Bearers[i], v); err != nil {
			return Found{}, err
		}
	}
	return l.out, nil
}

// member reports whether a listing is one of the programme's, by any of the ids
// that state it.
func member(g *graph.Graph, law Law, x graph.Listing) bool {
	if law.Member(g.ID(x.Node), x.List, x.Programmes) {
		return true
	}
	return slices.ContainsFunc(g.EvidenceOf(x.Evidence), func(e graph.Evidence) bool {
		return e.Entity != g.ID(x.Node) && law.Member(e.Entity, x.List, x.Programmes)
	})
}

// look is one question to the graph.
type look struct {
	p       *Parties
	q       *Question
	pic     *live.Picture
	g       *graph.Graph
	day     ftm.Day
	members map[graph.Node][]graph.Listing // of the programme, on the day
	out     Found
}

func (l *look) bearer(ctx context.Context, b *Bearer, v graph.Node) error {
	listed := len(l.members[v]) > 0
	if listed {
		l.listed(b, v)
	} else {
		for _, x := range l.g.ListingsOf(v) {
			if (ftm.Period{From: x.From, To: x.To}).Contains(l.day) {
				l.out.Notes = append(l.out.Notes, fmt.Sprintf("%s is listed on %s, not under this programme (%s)", b.Caption, x.List, strings.Join(x.Programmes, ", ")))
			}
		}
	}
	now := make(map[string]graph.Status, len(l.p.Regimes))
	most := graph.No
	for _, name := range l.p.Regimes {
		counted, is, err := l.owned(b, v, name)
		if err != nil {
			return err
		}
		if now[name] = is; counted && more(is, most) {
			most = is
		}
	}
	if listed {
		return nil
	}
	if b.Sure && most != graph.Blocked {
		if err := l.supposed(ctx, b, v, now); err != nil {
			return err
		}
	}
	l.tied(b, v, most != graph.No)
	return nil
}

// listed concludes that the bearer is a listed party of the programme.
func (l *look) listed(b *Bearer, v graph.Node) {
	var lists []string
	for _, x := range l.members[v] {
		f := finding.New("touch.listed", l.p.Programme, x.List, b.ID)
		var ev graph.Source
		if s := l.g.Sources(x.Evidence); len(s) > 0 {
			ev = s[0]
		}
		step := finding.Step{From: b.ID, To: x.List, Relation: "is listed on", Statement: ev.Statement, Source: ev.Dataset, Entity: ev.Entity, FromDate: x.From, ToDate: x.To, Strength: 1}
		if len(x.Programmes) > 0 {
			step.Relation = "is listed under " + strings.Join(x.Programmes, ", ") + " on"
		}
		f.AddPath(nil, l.chain(b, append(l.g.JudgedSteps(v), step)...)...)
		f.Summary = fmt.Sprintf("it is %s, listed on %s%s.", b.Caption, x.List, under(x.Programmes))
		f.Exposure, f.Alert = finding.Blocked, true
		l.doubt(b, &f)
		lists = append(lists, x.List)
		l.out.Conclusions = append(l.out.Conclusions, Conclusion{f, Fact{Basis: basisOf(f, "listed"), Lists: []string{x.List}, Programmes: x.Programmes}})
	}
}

func under(programmes []string) string {
	if len(programmes) == 0 {
		return ""
	}
	return " under " + strings.Join(programmes, ", ")
}

// basisOf is the fact that duties hang on: what is only possible calls for other
// ones.
func basisOf(f finding.Finding, sure string) string {
	if f.Exposure == finding.Possible {
		return "possible"
	}
	return sure
}

// chain is the path from the subject over its bearer.
func (l *look) chain(b *Bearer, steps ...finding.Step) []finding.Step {
	return slices.Concat(b.steps(), steps)
}

// doubt makes what hangs on a likeness possible, and says which facts would tell.
func (l *look) doubt(b *Bearer, f *finding.Finding) {
	if b.Sure {
		return
	}
	f.Exposure = finding.Possible
	f.Missing = append(f.Missing, b.whether(l.q.Subject))
}

// owned concludes that the law of a regime counts the bearer as listed, or may. It
// says so where that is because of the programme's parties, and the status at any
// rate.
func (l *look) owned(b *Bearer, v graph.Node, regime string) (counted bool, is graph.Status, err error) {
	st, err := l.pic.State(regime)
	if errors.Is(err, graph.ErrNoRule) {
		return false, graph.No, nil // there was none on that day
	}
	if err != nil {
		return false, graph.No, err
	}
	a := st.Standing(v, graph.Options{Lean: true})
	if a.Status == graph.No || a.Ground == graph.Listed {
		return false, a.Status, nil
	}
	lists, programmes := l.behind(&a)
	if len(lists) == 0 {
		l.out.Notes = append(l.out.Notes, fmt.Sprintf("%s is %s under %s, through parties that are not of this programme", b.Caption, a.Status, a.Regime))
		return false, graph.No, nil
	}
	f, ok := st.Finding(v, l.p.Programme, nil)
	if !ok {
		return false, a.Status, nil
	}
	for i := range f.Paths {
		f.Paths[i].Steps = l.chain(b, f.Paths[i].Steps...)
		for _, s := range b.steps() {
			f.Paths[i].Strength = float64(f.Paths[i].Strength * s.Strength)
		}
	}
	f.Strength = 0
	for _, p := range f.Paths {
		f.Strength = max(f.Strength, p.Strength)
	}
	f.Alert = true
	l.doubt(b, &f)
	l.out.Conclusions = append(l.out.Conclusions, Conclusion{f, Fact{Basis: basisOf(f, "owned"), Lists: lists, Programmes: programmes, Regime: a.Regime}})
	return true, a.Status, nil
}

// behind are the lists and programmes of the programme's parties in a proof.
func (l *look) behind(a *graph.Standing) (lists, programmes []string) {
	var nodes []graph.Node
	for i := range a.Proof {
		if v, ok := l.g.Find(a.Proof[i].Entity); ok {
			nodes = append(nodes, v)
		}
	}
	return l.listings(nodes)
}

// maxTies is how many paths to listed parties an answer shows for one bearer.
const maxTies = 5

// tied concludes that paths lead from the bearer to parties of the programme.
// Those that the law counts are told by their own proof, and not again.
func (l *look) tied(b *Bearer, v graph.Node, counted bool) {
	ends := make([]graph.Node, 0, len(l.members))
	for n := range l.members {
		ends = append(ends, n)
	}
	slices.Sort(ends)
	got := l.g.Paths(v, ends, graph.PathOptions{Most: 4 * maxTies, MaxHops: l.q.Depth, Day: l.day})
	for _, c := range got.Truncated {
		l.out.Cut = append(l.out.Cut, fmt.Sprintf("%s: %d of its %d ties were not followed", c.Caption, c.Left, c.Ties))
	}
	if got.Exhausted {
		l.out.Cut = append(l.out.Cut, fmt.Sprintf("the search from %s ended after %d ties", b.Caption, got.Looked))
	}
	if counted {
		return
	}
	shown := 0
	for _, p := range got.Paths {
		if len(p.Steps) == 0 {
			continue
		}
		end := p.Steps[len(p.Steps)-1].To
		n, ok := l.g.Find(end)
		if !ok {
			continue
		}
		f := finding.New("touch.tied", l.p.Programme, "", b.ID, end)
		if l.passes(p.Steps) {
			continue
		}
		far := slices.Clone(p.Steps)
		var missing []string
		for i := range far {
			if i > 0 {
				far[i].Strength *= l.q.Law.Step()
			}
			far[i].Strength *= l.common(far[i].To)
			if o, ok := l.q.Law.Origin(far[i]); ok && o.Unverified() {
				far[i].Strength *= unverified
				missing = append(missing, "whether it is so that "+(&words{pic: l.pic}).step(far[i])+" was not verified: "+o.Title)
			}
		}
		f.AddPath(nil, l.chain(b, l.g.WithJudged(far)...)...)
		f.Exposure, f.Alert, f.Missing = finding.Exposed, f.Strength >= l.q.Law.Line(), missing
		fact := Fact{Basis: "tied"}
		for _, x := range l.members[n] {
			fact.Lists, fact.Programmes = append(fact.Lists, x.List), append(fact.Programmes, x.Programmes...)
		}
		for _, s := range p.Steps {
			fact.Relations = append(fact.Relations, s.Relation)
		}
		f.Summary = fmt.Sprintf("%s is tied to %s, listed on %s%s, over %s.", b.Caption, l.g.Caption(n), strings.Join(once(fact.Lists), ", "), under(once(fact.Programmes)), steps(len(p.Steps)))
		if !b.Sure {
			f.Missing = append(f.Missing, fmt.Sprintf("whether %q is %s (%s)", l.q.Subject.Text, b.Caption, b.ID))
		}
		l.out.Conclusions = append(l.out.Conclusions, Conclusion{f, fact})
		if n := shown + 1; n == maxTies {
			break
		}
		shown++
	}
}

// common is what is left of a step to an address, a telephone or an e-mail that
// very many have: that of a formation agent or a bank ties nobody to anybody.
func (l *look) common(id string) float64 {
	n, ok := l.g.Find(id)
	if !ok || !slices.Contains([]string{"Address", "phone", "email"}, l.g.Schema(n)) {
		return 1
	}
	most, have := l.q.Law.Shared(), l.g.TiesAt(n)
	if have <= most {
		return 1
	}
	l.out.Notes = append(l.out.Notes, fmt.Sprintf("%d have the same %s, %s: a path over it says little", have, strings.ToLower(l.g.Schema(n)), l.g.Caption(n)))
	return float64(most) / float64(have)
}

// unverified is what an unverified statement leaves of a path's strength.
const unverified = .5

// passes reports whether a path leads through a party of the programme to
// another one: its own path says all that is to be said.
func (l *look) passes(steps []finding.Step) bool {
	return slices.ContainsFunc(steps[:len(steps)-1], func(s finding.Step) bool {
		n, ok := l.g.Find(s.To)
		return ok && len(l.members[n]) > 0
	})
}

func steps(n int) string {
	if n == 1 {
		return "one step"
	}
	return fmt.Sprintf("%d steps", n)
}
