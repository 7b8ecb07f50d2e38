package graph

import (
	"cmp"
	"slices"

	"cordon/finding"
	"cordon/ftm"
)

// Above is who decides about one node: it, its holders, theirs and so on, and
// whoever may be one party with any of them.
type Above struct {
	Node  Node
	Nodes []Node // the nearest first
	Pairs []Couple
	Left  int  // pairs beyond so many
	Cut   bool // there are more than so many; nothing can be said of what they decide
}

// Couple is two nodes that may be one party; A was met first.
type Couple struct{ A, B Node }

// Bounds of who is behind a node.
const (
	mostAbove   = 2000   // nodes whose holders are looked at
	mostHolders = 20_000 // holders of all of them together
	mostPairs   = 200
)

// Above returns who is behind a node on a day. twins are the nodes that may be one
// party with a node; their holders count too.
func (g *Graph) Above(v Node, day ftm.Day, twins func(Node) []Node) *Above {
	b := &Above{Node: v, Nodes: []Node{v}}
	seen, paired := map[Node]bool{v: true}, make(map[Couple]bool)
	reach := func(n Node) {
		if !seen[n] {
			seen[n] = true
			b.Nodes = append(b.Nodes, n)
		}
	}
	for i := 0; i < len(b.Nodes); i++ {
		n := b.Nodes[i]
		if i == mostAbove || len(b.Nodes) > mostHolders || g.inLen(n) > mostHolders {
			b.Cut = true
			return b
		}
		for _, o := range twins(n) {
			switch {
			case paired[Couple{o, n}]:
			case len(b.Pairs) == mostPairs:
				b.Left++
			default:
				b.Pairs = append(b.Pairs, Couple{n, o})
				paired[Couple{n, o}] = true
				reach(o)
			}
		}
		for s := range g.In(n) {
			if !s.On(day) {
				continue
			}
			reach(s.Owner)
			if ev := g.EvidenceOf(s.Evidence); len(ev) > 0 && ev[0].Via != None {
				reach(ev[0].Via)
			}
		}
	}
	return b
}

// Supposition is what is behind a node if some pairs of nodes are one party. It is
// a graph of its own, small, and costs what is behind the node, not what the whole
// graph has.
type Supposition struct {
	of      *Graph
	g       *Graph
	day     ftm.Day
	subject Node          // in of
	node    map[Node]Node // of a node of the whole graph to that of the small one
	members [][]Node      // the other way, in order
	pairs   []Couple
	origin  []*Stake // by number of evidence: the stake of the whole graph
}

// Suppose takes pairs of nodes as one each.
func (g *Graph) Suppose(b *Above, day ftm.Day, pairs []Couple) *Supposition {
	p := &Supposition{of: g, day: day, subject: b.Node, pairs: pairs, node: make(map[Node]Node, len(b.Nodes)), origin: []*Stake{nil}}
	nodes := slices.Sorted(slices.Values(b.Nodes))
	one := make(map[Node]Node) // to the least of those that are one
	stands := func(n Node) Node {
		for {
			o, ok := one[n]
			if !ok {
				return n
			}
			n = o
		}
	}
	for _, x := range pairs {
		if a, c := stands(x.A), stands(x.B); a != c {
			one[max(a, c)] = min(a, c)
		}
	}
	small := &Graph{evidence: make([][]Evidence, 1), same: make(map[string]Node)}
	for _, n := range nodes { // in order of id, as nodes are numbered
		s := stands(n)
		if s == n {
			p.node[n] = Node(len(small.nodes))
			small.nodes = append(small.nodes, nodeInfo{g.ID(n), g.Caption(n), g.Schema(n), int(n) < len(g.nodes) && g.nodes[n].arrangement})
			p.members = append(p.members, nil)
		}
		at := p.node[s]
		p.node[n] = at
		p.members[at] = append(p.members[at], n)
		if s != n {
			small.same[g.ID(n)] = at
		}
	}
	for id, n := range g.same {
		if at, ok := p.node[n]; ok {
			small.same[id] = at
		}
	}
	small.n = len(small.nodes)
	p.g = small
	small.setStakes(p.stakes(nodes))
	small.setTies(nil)
	for at, list := range p.members {
		for _, n := range list {
			for _, l := range g.ListingsOf(n) {
				l.Node = Node(at)
				l.Evidence = small.keep(g.EvidenceOf(l.Evidence))
				p.origin = append(p.origin, nil)
				small.listings = append(small.listings, l)
			}
		}
	}
	return p
}

// stakes are those of the whole graph between the nodes, on the day. What several
// records of one holder say of several records of one company is put together as
// reports of one holding are (docs/graph.md, Duplicates); where one of them is of
// several sources already, as a band.
func (p *Supposition) stakes(nodes []Node) []Stake {
	type pair struct {
		owner, asset Node
		class        Class
		indirect     Flags
	}
	var out []Stake
	at := make(map[pair]int)
	several := make(map[int][]*Stake)
	for _, n := range nodes {
		for s := range p.of.In(n) {
			owner, ok := p.node[s.Owner]
			if !ok || !s.On(p.day) {
				continue
			}
			x := *s
			x.Owner, x.Asset = owner, p.node[n]
			if s.Flags&(Derived|JointWhole|Passed) == 0 {
				k := pair{x.Owner, x.Asset, x.Class, x.Flags & Indirect}
				if i, ok := at[k]; ok {
					if several[i] == nil {
						several[i] = []*Stake{p.origin[out[i].Evidence]}
					}
					several[i] = append(several[i], s)
					continue
				}
				at[k] = len(out)
			}
			p.origin = append(p.origin, s)
			x.Evidence = p.g.keep(p.evidence(s))
			out = append(out, x)
		}
	}
	for i, list := range several {
		var rs []report
		var sum Share
		mixed := false
		for _, s := range list {
			r := report{Report: Report{Share: s.Share, Flags: s.Flags &^ Indirect}}
			if ev := p.evidence(s); len(ev) > 0 {
				r.Evidence, r.also = ev[0], ev[1:]
				mixed = mixed || len(ev) > 1
			}
			sum, _ = sum.plus(s.Share)
			rs = append(rs, r)
		}
		slices.SortFunc(rs, func(a, b report) int { return compareEvidence(a.Evidence, b.Evidence) })
		share, flags, ev := together(rs, dawn, dusk)
		if mixed { // which records of which sources came to a share is not known any more
			share, flags = share.hull(sum), flags|Disputed
		}
		x := &out[i]
		x.Share, x.Flags = share, flags|x.Flags&Indirect
		p.g.evidence[x.Evidence] = ev
	}
	return out
}

// evidence is what a stake rests on, by the nodes of the small graph.
func (p *Supposition) evidence(s *Stake) []Evidence {
	ev := slices.Clone(p.of.EvidenceOf(s.Evidence))
	for i := range ev {
		if v, ok := p.node[ev[i].Via]; ok && ev[i].Via != None {
			ev[i].Via = v
		} else {
			ev[i].Via = None
		}
	}
	return ev
}

// Of returns the nodes that are one with a node, itself among them.
func (p *Supposition) Of(v Node) []Node {
	at, ok := p.node[v]
	if !ok {
		return []Node{v}
	}
	return p.members[at]
}

// SupposedState is the status of the node under a regime, if the supposition holds.
type SupposedState struct {
	Verdict
	p     *Supposition
	s     *State
	rules *Rules
}

// Regime is the rule that the status is one under.
func (x *SupposedState) Regime() *Regime { return x.s.r }

// State computes the status of the node under a regime.
func (p *Supposition) State(rules *Rules, r *Regime) *SupposedState {
	s := NewState(p.g, r, p.day, p.g.Seeds(rules, r, p.day))
	return &SupposedState{s.Verdict(p.node[p.subject]), p, s, rules}
}

// Standing is the status with its proof. Its entities are those of the supposition:
// [SupposedState.Proof] says which parties they are.
func (x *SupposedState) Standing() Standing {
	return x.s.Standing(x.p.node[x.p.subject], Options{Lean: true})
}

// Proof returns the parties that the status rests on, of the whole graph, each with
// all that are supposed to be one with it.
func (x *SupposedState) Proof() []Node {
	var out []Node
	a := x.Standing()
	for i := range a.Proof {
		if v := a.Proof[i].node; v != None {
			out = append(out, x.p.members[v]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Paths are the chains from the node to seeds that the status rests on, by the
// parties of the whole graph: where one is taken for another, the step is what join
// says.
func (x *SupposedState) Paths(join func(from, to Node) finding.Step) [][]finding.Step {
	p := x.p
	a := x.Standing()
	lines := make(map[Node]*Line, len(a.Proof))
	for i := range a.Proof {
		if a.Proof[i].node != None {
			lines[a.Proof[i].node] = &a.Proof[i]
		}
	}
	var out [][]finding.Step
	first := lines[p.node[p.subject]]
	if first == nil {
		return nil
	}
	if len(first.stakes) == 0 { // it is taken for a listed party itself
		if end, ok := x.seed(p.subject); ok && end != p.subject {
			out = append(out, p.Bridge(p.subject, end, join))
		}
		return out
	}
	for _, st := range first.stakes {
		var steps []finding.Step
		at := p.subject
		for up := st; up != nil && len(steps) <= 4*len(a.Proof); {
			o := p.origin[up.Evidence]
			steps = append(steps, p.Bridge(at, o.Asset, join)...)
			step := p.of.step(o.Asset, o.Owner, link{stake: o})
			if x.Status == Possible && !up.Share.IsExact() {
				step.Strength = doubted
			}
			steps = append(steps, step)
			at = o.Owner
			n := up.Owner
			if up = nil; lines[n] != nil && len(lines[n].stakes) > 0 {
				up = lines[n].stakes[0]
			}
		}
		if end, ok := x.seed(at); ok {
			steps = append(steps, p.Bridge(at, end, join)...)
		}
		out = append(out, p.of.WithJudged(steps))
	}
	return out
}

// seed returns which of those that are one with a node is blocked whoever owns it.
func (x *SupposedState) seed(v Node) (Node, bool) {
	p := x.p
	list := slices.Clone(p.Of(v))
	slices.SortFunc(list, func(a, b Node) int { return cmp.Or(cmpBool(b == v, a == v), cmp.Compare(a, b)) })
	for _, n := range list {
		for _, l := range p.of.ListingsOf(n) {
			if (ftm.Period{From: l.From, To: l.To}).Contains(p.day) && slices.ContainsFunc(x.s.r.Seeds, l.meant) {
				return n, true
			}
		}
		for i := range x.rules.Classes {
			c := &x.rules.Classes[i]
			if slices.Contains(x.s.r.Seeds, "class:"+c.ID) && slices.ContainsFunc(c.Members, func(id string) bool { m, ok := p.of.Find(id); return ok && m == n }) {
				return n, true
			}
		}
	}
	return v, false
}

// Bridge leads from one node to another that is one with it, over the pairs that
// make them one, by the fewest of them.
func (p *Supposition) Bridge(from, to Node, join func(from, to Node) finding.Step) []finding.Step {
	if from == to {
		return nil
	}
	before := map[Node]Node{from: from}
	queue := []Node{from}
	for len(queue) > 0 && queue[0] != to {
		n := queue[0]
		queue = queue[1:]
		for _, x := range p.pairs {
			for _, o := range [...][2]Node{{x.A, x.B}, {x.B, x.A}} {
				if _, had := before[o[1]]; o[0] == n && !had {
					before[o[1]] = n
					queue = append(queue, o[1])
				}
			}
		}
	}
	var out []finding.Step
	for n := to; n != from; n = before[n] {
		b, ok := before[n]
		if !ok {
			return nil
		}
		out = append(out, join(b, n))
	}
	slices.Reverse(out)
	return out
}
