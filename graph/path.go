package graph

import (
	"cmp"
	"math"
	"slices"
	"sync"

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

// links hands over the nodes next to v, owners first, then holdings, then other
// ties; the largest first. Not more than most are handed over; it returns how
// many were left.
func (g *Graph) links(v Node, day ftm.Day, most int, yield func(w Node, l link)) (looked, left int) {
	total := g.degree(v)
	for s := range g.In(v) {
		if looked == most {
			return looked, total - looked
		}
		looked++
		if s.Owner != v && s.On(day) && s.Flags&(Derived|JointWhole) == 0 {
			yield(s.Owner, link{stake: s})
		}
	}
	row := g.Out(v)
	for i := range row {
		if looked == most {
			return looked, total - looked
		}
		looked++
		if s := &row[i]; s.Asset != v && s.On(day) && s.Flags&(Derived|JointWhole) == 0 {
			yield(s.Asset, link{stake: s})
		}
	}
	for _, i := range g.tiesOf(v) {
		if looked == most {
			return looked, total - looked
		}
		looked++
		t := &g.ties[i]
		w := t.A
		if w == v {
			w = t.B
		}
		if w != v && t.On(day) {
			yield(w, link{tie: t})
		}
	}
	return looked, 0
}

// side is one half of a search from both ends.
type side struct {
	mark  []uint32 // epoch and distance of a node
	head  []int32  // node to its first arrival
	come  []arrival
	front []Node
	depth int
	work  int // ties that the next step looks at
	ways  map[Node][]half
}

// arrival says how a node was reached: from which one nearer to the start.
type arrival struct {
	from Node
	l    link
	next int32
}

// searcher holds what a search needs for all nodes, so that nothing is made or
// cleared between two searches.
type searcher struct {
	epoch uint32
	sides [2]side
}

var searchers sync.Pool

const epochBits = 4 // for the distance

func (g *Graph) searcher() *searcher {
	s, _ := searchers.Get().(*searcher)
	if s == nil {
		s = &searcher{}
	}
	s.epoch++
	for i := range s.sides {
		x := &s.sides[i]
		if len(x.mark) < g.n || s.epoch >= 1<<(32-epochBits) {
			x.mark, x.head = make([]uint32, g.n), make([]int32, g.n)
		}
		x.come, x.front, x.depth, x.work, x.ways = x.come[:0], x.front[:0], 0, 0, nil
	}
	if s.epoch >= 1<<(32-epochBits) {
		s.epoch = 1
	}
	return s
}

func (s *searcher) dist(i int, v Node) (int, bool) {
	m := s.sides[i].mark[v]
	return int(m & (1<<epochBits - 1)), m>>epochBits == s.epoch
}

func (s *searcher) reach(i int, v Node, d int) {
	s.sides[i].mark[v] = s.epoch<<epochBits | uint32(d)
	s.sides[i].head[v] = -1
}

// Paths returns the shortest paths between a node and the nearest of some
// others, over stakes and ties in either direction; the side with less to look at goes
// first. Among paths of equal length
// those come first that avoid nodes with many ties. Where fewer than asked for
// are as short as the shortest, some that are one step longer follow.
func (g *Graph) Paths(from Node, to []Node, o PathOptions) PathAnswer {
	o = o.withDefaults()
	o.MaxHops = min(o.MaxHops, 1<<epochBits-2)
	ans := PathAnswer{Paths: []finding.Path{}, Truncated: []Cut{}, MaxHops: o.MaxHops}
	s := g.searcher()
	defer searchers.Put(s)
	cuts := make(map[Node]Cut)
	s.reach(0, from, 0)
	s.sides[0].front = append(s.sides[0].front, from)
	for _, v := range to {
		if _, ok := s.dist(1, v); !ok && v != from {
			s.reach(1, v, 0)
			s.sides[1].front = append(s.sides[1].front, v)
		}
	}
	slices.Sort(s.sides[1].front)
	found := make(map[int][]Node) // length to the nodes where both halves meet
	shortest := 0
	for s.sides[0].depth+s.sides[1].depth < o.MaxHops {
		a, b := &s.sides[0], &s.sides[1]
		if len(a.front) == 0 && len(b.front) == 0 {
			break
		}
		i := 0
		if len(a.front) == 0 || len(b.front) > 0 && b.work < a.work {
			i = 1
		}
		for _, v := range g.expand(s, i, o, &ans, cuts) { // each node once: it is new to this side
			da, _ := s.dist(0, v)
			db, _ := s.dist(1, v)
			found[da+db] = append(found[da+db], v)
		}
		if ans.Exhausted {
			break
		}
		length := a.depth + b.depth
		if shortest == 0 && len(found[length]) > 0 {
			shortest = length
		}
		if shortest > 0 && (length > shortest || g.count(s, found[shortest], o.Most) >= o.Most) {
			break
		}
	}
	for l := 1; l <= o.MaxHops && len(ans.Paths) < o.Most; l++ {
		g.collect(s, found[l], o.Most, &ans)
	}
	for _, c := range cuts {
		ans.Truncated = append(ans.Truncated, c)
	}
	slices.SortFunc(ans.Truncated, func(x, y Cut) int { return cmp.Compare(x.Entity, y.Entity) })
	return ans
}

// expand moves one side a step further and returns the nodes where it meets the
// other.
func (g *Graph) expand(s *searcher, i int, o PathOptions, ans *PathAnswer, cuts map[Node]Cut) (meets []Node) {
	x := &s.sides[i]
	x.depth++
	var next []Node
	work := 0
	for _, v := range x.front {
		if ans.Looked >= o.Budget {
			ans.Exhausted = true
			break
		}
		looked, left := g.links(v, o.Day, o.HubCap, func(w Node, l link) {
			d, seen := s.dist(i, w)
			if seen && d != x.depth {
				return // nearer to the start
			}
			if !seen {
				s.reach(i, w, x.depth)
				next = append(next, w)
				work += min(g.degree(w), o.HubCap)
				if _, ok := s.dist(1-i, w); ok {
					meets = append(meets, w)
				}
			}
			x.come = append(x.come, arrival{v, l, x.head[w]})
			x.head[w] = int32(len(x.come) - 1)
		})
		ans.Looked += looked
		if left > 0 {
			cuts[v] = Cut{g.ID(v), g.Caption(v), looked + left, left}
		}
	}
	slices.Sort(next)
	x.front, x.work = next, work
	return meets
}

// count says how many paths lead over some meeting nodes, up to most.
func (g *Graph) count(s *searcher, meets []Node, most int) int {
	n := 0
	for _, v := range meets {
		n += len(g.halves(s, 0, v, most)) * len(g.halves(s, 1, v, most))
		if n >= most {
			break
		}
	}
	return n
}

// half is a way from a node to the start of one side.
type half struct {
	cost  float64
	nodes []Node // from the node to the start
	links []link
}

func compareHalves(a, b half) int {
	return cmp.Or(cmp.Compare(a.cost, b.cost), slices.Compare(a.nodes, b.nodes))
}

// halves returns the best ways from a node to the start of a side.
func (g *Graph) halves(s *searcher, i int, v Node, most int) []half {
	if s.sides[i].ways == nil {
		s.sides[i].ways = make(map[Node][]half)
	}
	memo := s.sides[i].ways // a node's arrivals are all there once its step is done
	var walk func(v Node) []half
	walk = func(v Node) []half {
		if d, _ := s.dist(i, v); d == 0 {
			return []half{{nodes: []Node{v}}}
		}
		if h, ok := memo[v]; ok {
			return h
		}
		best := make(map[Node]link)
		var from []Node
		for a := s.sides[i].head[v]; a >= 0; a = s.sides[i].come[a].next {
			c := &s.sides[i].come[a]
			if _, ok := best[c.from]; !ok {
				from = append(from, c.from)
			}
			best[c.from] = c.l // the first that was seen is the last of the list: the largest
		}
		var out []half
		for _, u := range from {
			for _, h := range walk(u) {
				n := half{cost: h.cost, nodes: append([]Node{v}, h.nodes...), links: append([]link{best[u]}, h.links...)}
				if d, _ := s.dist(i, u); d > 0 {
					n.cost += math.Log(float64(g.degree(u)))
				}
				out = append(out, n)
			}
		}
		slices.SortFunc(out, compareHalves)
		out = slices.Clip(out[:min(len(out), most)])
		memo[v] = out
		return out
	}
	return walk(v)
}

// collect adds the best paths over some meeting nodes.
func (g *Graph) collect(s *searcher, meets []Node, most int, ans *PathAnswer) {
	type whole struct {
		cost  float64
		nodes []Node
		links []link
	}
	var all []whole
	best := func() { // keeps as many as can be asked for, each once
		slices.SortFunc(all, func(a, b whole) int {
			return cmp.Or(cmp.Compare(math.Round(a.cost*1e9), math.Round(b.cost*1e9)), slices.Compare(a.nodes, b.nodes))
		})
		all = slices.CompactFunc(all, func(a, b whole) bool { return slices.Equal(a.nodes, b.nodes) })
		all = all[:min(len(all), most)]
	}
	for _, v := range meets {
		if len(all) > 1000+most {
			best()
		}
		for _, a := range g.halves(s, 0, v, most) {
			for _, b := range g.halves(s, 1, v, most) {
				w := whole{cost: a.cost + b.cost}
				for i := len(a.nodes) - 1; i >= 0; i-- {
					w.nodes = append(w.nodes, a.nodes[i])
				}
				for i := len(a.links) - 1; i >= 0; i-- {
					w.links = append(w.links, a.links[i])
				}
				w.nodes = append(w.nodes, b.nodes[1:]...)
				w.links = append(w.links, b.links...)
				if len(a.links) > 0 && len(b.links) > 0 {
					w.cost += math.Log(float64(g.degree(v)))
				}
				once := slices.Sorted(slices.Values(w.nodes))
				if len(slices.Compact(once)) == len(w.nodes) {
					all = append(all, w)
				}
			}
		}
	}
	best()
	for _, w := range all {
		if len(ans.Paths) == most {
			return
		}
		p := finding.Path{Strength: 1}
		for i, l := range w.links {
			st := g.step(w.nodes[i], w.nodes[i+1], l)
			p.Steps = append(p.Steps, st)
			p.Strength = float64(p.Strength * st.Strength)
		}
		ans.Paths = append(ans.Paths, p)
	}
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
			g.links(v, day, math.MaxInt, func(w Node, _ link) {
				if out[w] == 255 {
					out[w] = uint8(d)
					next = append(next, w)
				}
			})
		}
		slices.Sort(next) // rows of nodes lie in their order
		front = next
	}
	return out
}
