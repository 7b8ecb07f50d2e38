package graph

import (
	"cmp"
	"iter"
	"slices"

	"cordon/finding"
	"cordon/ftm"
)

// PathOptions bound a search for paths. A zero field is its default.
type PathOptions struct {
	Most    int // paths; 5
	MaxHops int // steps of one path; 6
	HubCap  int // ties looked at per node, the largest first; 1000
	Budget  int // ties looked at altogether; 500,000
	Day     ftm.Day
}

func (o PathOptions) withDefaults() PathOptions {
	for _, d := range [...]struct {
		v *int
		d int
	}{{&o.Most, 5}, {&o.MaxHops, 6}, {&o.HubCap, 1000}, {&o.Budget, 500_000}} {
		if *d.v <= 0 {
			*d.v = d.d
		}
	}
	return o
}

// Cut is a node of which not all ties were looked at.
type Cut struct {
	Entity  string `json:"entity"`
	Caption string `json:"caption"`
	Ties    int    `json:"ties"` // that it has
	Left    int    `json:"left"` // that were not looked at
}

// PathAnswer is the answer to a question for paths. None found means none
// within the bounds: Truncated and Exhausted say what was not looked at.
type PathAnswer struct {
	Paths     []finding.Path `json:"paths"`
	MaxHops   int            `json:"max_hops"`
	Truncated []Cut          `json:"truncated"`
	Exhausted bool           `json:"exhausted"` // the budget was used up
	Looked    int            `json:"looked"`    // ties looked at
}

// link is a stake or a tie between two nodes, as a path uses it.
type link struct {
	stake *Stake
	tie   *Tie
}

// links hands over the nodes next to v and how they are tied to it, owners
// first, then holdings, then other ties; the largest first.
func (g *Graph) links(v Node, day ftm.Day) iter.Seq2[Node, link] {
	return func(yield func(Node, link) bool) {
		for s := range g.In(v) {
			if s.Owner != v && s.leads(day) && !yield(s.Owner, link{stake: s}) {
				return
			}
		}
		row := g.Out(v)
		for i := range row {
			if s := &row[i]; s.Asset != v && s.leads(day) && !yield(s.Asset, link{stake: s}) {
				return
			}
		}
		for _, i := range g.tiesOf(v) {
			t := &g.ties[i]
			if w := t.other(v); w != v && t.On(day) && !yield(w, link{tie: t}) {
				return
			}
		}
	}
}

// other is the end of a tie that is not v.
func (t *Tie) other(v Node) Node {
	if t.A == v {
		return t.B
	}
	return t.A
}

// Paths returns the shortest paths between a node and the nearest of some
// others, over stakes and ties in either direction; the side with less to look
// at goes first. Among paths of equal length those come first that avoid nodes
// with many ties. Where fewer than asked for are as short as the shortest, some
// that are one step longer follow.
func (g *Graph) Paths(from Node, to []Node, o PathOptions) PathAnswer {
	o = o.withDefaults()
	o.MaxHops = min(o.MaxHops, maxHops)
	s := newSearch(g, o)
	defer s.end()
	s.begin(0, []Node{from})
	to = slices.Compact(slices.Sorted(slices.Values(to)))
	s.begin(1, slices.DeleteFunc(to, func(v Node) bool { return v == from }))
	a, b := &s.sides[0], &s.sides[1]
	shortest := 0
	enough := func() bool {
		length := a.depth() + b.depth()
		if shortest == 0 && len(s.found[length]) > 0 {
			shortest = length
		}
		return shortest > 0 && (length > shortest || s.count(s.found[shortest], o.Most) >= o.Most)
	}
	for a.depth()+b.depth() < o.MaxHops && !s.exhausted {
		if a.ended() && b.ended() || !s.met() && (a.ended() && !a.cut || b.ended() && !b.cut) {
			break // all that hangs together with one end is known, and the other is not in it
		}
		i := 0
		if a.ended() || !b.ended() && b.work < a.work {
			i = 1
		}
		if s.step(i, enough); enough() {
			break
		}
	}
	ans := PathAnswer{Paths: []finding.Path{}, MaxHops: o.MaxHops, Truncated: []Cut{}, Exhausted: s.exhausted, Looked: s.looked}
	for _, meets := range s.found {
		for _, w := range s.best(meets, o.Most) {
			if len(ans.Paths) < o.Most {
				ans.Paths = append(ans.Paths, s.path(w))
			}
		}
	}
	for _, c := range s.cuts {
		ans.Truncated = append(ans.Truncated, c)
	}
	slices.SortFunc(ans.Truncated, func(x, y Cut) int { return cmp.Compare(x.Entity, y.Entity) })
	return ans
}

// path shows a way over a meeting node as a path. Each step is the first that
// its side looked at, which is the largest.
func (s *search) path(w whole) finding.Path {
	p := finding.Path{Strength: 1}
	for i := range len(w.nodes) - 1 {
		u, v := w.nodes[i], w.nodes[i+1]
		l := s.g.linkOf(u, v, s.o)
		if i >= w.meet {
			l = s.g.linkOf(v, u, s.o)
		}
		st := s.g.step(u, v, l)
		p.Steps = append(p.Steps, st)
		p.Strength = float64(p.Strength * st.Strength)
	}
	return p
}

// linkOf returns the first link from a node to another.
func (g *Graph) linkOf(v, w Node, o PathOptions) link {
	for x, l := range g.links(v, o.Day) {
		if x == w {
			return l
		}
	}
	return link{}
}

// step shows a link as a step of a path.
func (g *Graph) step(from, to Node, l link) finding.Step {
	st := finding.Step{From: g.ID(from), To: g.ID(to), Strength: 1}
	n := uint32(0)
	if s := l.stake; s != nil {
		n, st.FromDate, st.ToDate = s.Evidence, s.From, s.To
		verb, passive := stakeWords(s)
		if st.Relation = verb; s.Owner != from {
			st.Relation = passive
		}
		if s.Flags&(Disputed|Undated) != 0 {
			st.Strength = doubted
		}
	} else {
		t := l.tie
		n, st.FromDate, st.ToDate = t.Evidence, t.From, t.To
		if st.Relation = t.Relation; t.Directed && t.A != from {
			st.Relation = "← " + t.Relation
		}
	}
	if ev := g.EvidenceOf(n); len(ev) > 0 {
		st.Statement, st.Source, st.Entity = ev[0].Statement, ev[0].Source, ev[0].Entity
	}
	return st
}

// StakeStep shows a stake as a step of a path from one of its ends to the other.
func (g *Graph) StakeStep(from Node, s *Stake) finding.Step {
	to := s.Owner
	if from == s.Owner {
		to = s.Asset
	}
	return g.step(from, to, link{stake: s})
}

// doubted is the strength of a step of which sources differ or the time is not
// sure: as likely as not.
const doubted = .5

func stakeWords(s *Stake) (active, passive string) {
	switch s.Class {
	case Office:
		return "holds an office in", "has as an officer"
	case Control, Board:
		return "controls (" + s.Class.String() + ")", "is controlled by (" + s.Class.String() + ")"
	case Nominee:
		return "is nominee or nominator in", "has as nominee or nominator"
	}
	return "holds " + s.Share.String() + ofRights(s.Class) + " of", "is held " + s.Share.String() + ofRights(s.Class) + " by"
}

// Distances returns how many steps every node is from the nearest of some, up
// to a depth; 255 is further, or not at all.
func (g *Graph) Distances(from []Node, depth int, day ftm.Day) []uint8 {
	out := make([]uint8, g.n)
	for i := range out {
		out[i] = 255
	}
	front := slices.Clone(from)
	for _, v := range front {
		out[v] = 0
	}
	for d := 1; d <= min(depth, 254) && len(front) > 0; d++ {
		var next []Node
		for _, v := range front {
			for w := range g.links(v, day) {
				if out[w] == 255 {
					out[w] = uint8(d)
					next = append(next, w)
				}
			}
		}
		slices.Sort(next) // rows of nodes lie in their order
		front = next
	}
	return out
}
