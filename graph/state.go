package graph

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"cordon/ftm"
)

// Status is what a regime makes of an entity on a day.
type Status string

// The three answers. No is not "clear": that depends on what was searched.
const (
	Blocked  Status = "blocked"
	Possible Status = "possible" // a missing fact decides
	No       Status = "no"
)

// Ground is why somebody is blocked, or may be.
type Ground string

// The grounds.
const (
	Listed        Ground = "listed"         // by name
	ByClass       Ground = "class"          // counted to a class that is blocked, or owned or controlled by it
	Own           Ground = "own"            // by ownership
	ByControl     Ground = "control"        // presumed, rebuttable
	HiddenHolders Ground = "unknown-holder" // who holds the rest of it is not told
)

// Verdict is the status of one node.
type Verdict struct {
	Status    Status
	Ground    Ground // "" where Status is No
	Class     Class  // of the rights that Low and High count
	Low, High uint64 // parts that blocked persons hold at least, and at most
	Person    Node   // the one whose stakes are counted, in regimes of one person; else None
}

// State is who is blocked under one regime on one day: all of them, always
// current. [State.Update] follows changes of seeds and stakes; the result is
// that of computing anew. Methods may be used by several goroutines.
type State struct {
	mu    sync.Mutex
	g     *Graph
	r     *Regime
	day   ftm.Day
	seeds []Seed

	main    *run          // nil in regimes of one person
	persons map[Node]*run // in these, by seed
	class   *run          // of the classes of seeds for which control counts; may be nil
	caution *run          // with control, in regimes that only caution; made when first asked for
	rings   map[Node]bool // those that would hold themselves up; made when first asked for
}

// NewState computes who is blocked in g under a regime on a day, because of
// seeds.
func NewState(g *Graph, r *Regime, day ftm.Day, seeds []Seed) *State {
	s := &State{g: g, r: r, day: day, seeds: slices.Clone(seeds)}
	slices.SortFunc(s.seeds, func(a, b Seed) int { return cmp.Compare(a.Node, b.Node) })
	s.compute()
	return s
}

func (s *State) compute() {
	s.main, s.persons, s.class, s.caution, s.rings = nil, nil, nil, nil, nil
	seeds, maybe := s.roots()
	if !s.r.PerPerson {
		s.main = newRun(s.g, s.r, s.day, s.r.Control == ControlPresumed, false)
		s.main.begin(seeds, maybe)
		return
	}
	s.persons = make(map[Node]*run, len(seeds))
	for _, v := range seeds {
		s.persons[v] = s.person(v)
	}
}

// person is the run of one seed alone.
func (s *State) person(v Node) *run {
	rn := newRun(s.g, s.r, s.day, s.r.Control == ControlPresumed, true)
	rn.begin([]Node{v}, nil)
	return rn
}

// roots are the seeds of the cascade: the listed, those of classes and, where a
// regime says so, what a class owns or controls.
func (s *State) roots() (seeds, maybe []Node) {
	var ofClass []Node
	for _, x := range s.seeds {
		seeds = append(seeds, x.Node)
		if x.Class != "" && slices.Contains(s.r.ClassControl, "class:"+x.Class) {
			ofClass = append(ofClass, x.Node)
		}
	}
	if len(ofClass) == 0 {
		s.class = nil
		return seeds, nil
	}
	s.class = newRun(s.g, s.r, s.day, true, true)
	s.class.begin(ofClass, nil)
	for c := range s.class.cells.all() {
		switch {
		case c.low:
			seeds = append(seeds, c.node)
		case c.high:
			maybe = append(maybe, c.node)
		}
	}
	slices.Sort(seeds)
	slices.Sort(maybe)
	return slices.Compact(seeds), maybe
}

// Regime is the rule, Graph what it is applied to, Day the day, Seeds who is
// blocked without any stake.
func (s *State) Regime() *Regime { return s.r }

// Graph returns what the state was computed of.
func (s *State) Graph() *Graph { return s.g }

// Day returns the day of the state.
func (s *State) Day() ftm.Day { return s.day }

// Seeds returns who is blocked whoever owns them, in order of node.
func (s *State) Seeds() []Seed { return s.seeds }

// seed finds the seed of a node.
func (s *State) seed(v Node) (Seed, bool) {
	i, ok := slices.BinarySearchFunc(s.seeds, v, func(x Seed, v Node) int { return cmp.Compare(x.Node, v) })
	if !ok {
		return Seed{}, false
	}
	return s.seeds[i], true
}

// SeedNodes returns the nodes of the seeds, in order.
func (s *State) SeedNodes() []Node {
	out := make([]Node, len(s.seeds))
	for i, x := range s.seeds {
		out[i] = x.Node
	}
	return out
}

// Verdict returns the status of a node.
func (s *State) Verdict(v Node) Verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.verdict(v)
}

func (s *State) verdict(v Node) Verdict {
	rn, c := s.best(v)
	out := s.judge(rn, c)
	if x, ok := s.seed(v); ok {
		out.Status, out.Ground = Blocked, Listed
		if x.Class != "" && !x.Listed {
			out.Ground = ByClass
		}
	}
	return out
}

// best returns the run that says most about a node.
func (s *State) best(v Node) (*run, cell) {
	if s.main != nil {
		return s.main, s.main.cell(v)
	}
	var rn *run
	out := cell{node: v}
	for _, p := range slices.Sorted(maps.Keys(s.persons)) {
		if i, ok := s.persons[p].find(v); ok {
			if c := *s.persons[p].cells.at(i); rn == nil || more(&c, &out) {
				rn, out = s.persons[p], c
			}
		}
	}
	return rn, out
}

// more reports whether one person's cell says more of a node than another's.
func more(a, b *cell) bool {
	rank := func(c *cell) int { return int(bit(c.low)) + int(bit(c.high)) }
	if rank(a) != rank(b) {
		return rank(a) > rank(b)
	}
	for k := range a.t {
		if a.t[k].lo != b.t[k].lo {
			return a.t[k].lo > b.t[k].lo
		}
	}
	for k := range a.t {
		if a.t[k].hi != b.t[k].hi {
			return a.t[k].hi > b.t[k].hi
		}
	}
	return false
}

// judge makes a verdict of a cell.
func (s *State) judge(rn *run, c cell) Verdict {
	out := Verdict{Status: No, Person: None}
	if rn == nil {
		out.Class = s.r.Classes[0]
		return out
	}
	if s.r.PerPerson {
		for c := range rn.cells.all() {
			if c.seed {
				out.Person = c.node
				break
			}
		}
	}
	// The class that reaches the threshold, else the largest.
	k := 0
	for i := range s.r.Classes {
		low := rn.reachedLow(c.t[i].lo, c.t[i].loOpen > 0)
		high := rn.reachedHigh(rn.high(&c.t[i]))
		lowK := rn.reachedLow(c.t[k].lo, c.t[k].loOpen > 0)
		highK := rn.reachedHigh(rn.high(&c.t[k]))
		if low && !lowK || low == lowK && (high && !highK || high == highK && c.t[i].lo > c.t[k].lo) {
			k = i
		}
	}
	t := &c.t[k]
	out.Class, out.Low = s.r.Classes[k], t.lo
	out.High, _ = rn.high(t)
	out.High = max(out.High, min(out.Low, uint64(Whole)))
	switch {
	case c.low:
		out.Status = Blocked
		switch {
		case c.seed:
			out.Ground = ByClass // of the listed and the members, the caller knows
		case rn.reachedLow(t.lo, t.loOpen > 0):
			out.Ground = Own
		default:
			out.Ground = ByControl
		}
	case c.high:
		out.Status = Possible
		switch sum, open := rn.high(t); {
		case c.maybe:
			out.Ground = ByClass
		case rn.reachedHigh(sum, open) && t.hidden > 0 && !rn.reachedHigh(t.hi, t.hiOpen > 0):
			out.Ground = HiddenHolders
		case rn.reachedHigh(sum, open):
			out.Ground = Own
		default:
			out.Ground = ByControl
		}
	}
	return out
}

// Reached returns all nodes that are blocked or possible and no seeds
// themselves, in order.
func (s *State) Reached() []Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Node
	for _, rn := range s.runs() {
		for c := range rn.cells.all() {
			if c.high {
				if _, ok := s.seed(c.node); !ok {
					out = append(out, c.node)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Exposed returns all nodes in which a blocked person has a stake and which are
// neither blocked, possible nor seeds, in order.
func (s *State) Exposed() []Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[Node]bool)
	for _, rn := range s.runs() {
		for c := range rn.cells.all() {
			for k := range s.r.Classes {
				out[c.node] = out[c.node] || c.t[k].hi > 0
			}
		}
	}
	for _, rn := range s.runs() {
		for c := range rn.cells.all() {
			if c.high {
				delete(out, c.node)
			}
		}
	}
	maps.DeleteFunc(out, func(_ Node, has bool) bool { return !has })
	return slices.Sorted(maps.Keys(out))
}

func (s *State) runs() []*run {
	if s.main != nil {
		return []*run{s.main}
	}
	var out []*run
	for _, p := range slices.Sorted(maps.Keys(s.persons)) {
		out = append(out, s.persons[p])
	}
	return out
}

// Update brings the state to another graph, of which the owners of some nodes
// changed ([Graph.Change]), and to other seeds. The result is that of computing
// anew.
func (s *State) Update(g *Graph, touched []Node, seeds []Seed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.update(g, touched, seeds)
}

func (s *State) update(g *Graph, touched []Node, seeds []Seed) {
	before, _ := s.rootsNow()
	s.g = g
	s.seeds = slices.Clone(seeds)
	slices.SortFunc(s.seeds, func(a, b Seed) int { return cmp.Compare(a.Node, b.Node) })
	s.caution, s.rings = nil, nil
	hadMaybe := s.hasMaybe()
	after, maybe := s.roots()
	list, delist := difference(before, after)
	switch {
	case s.main == nil:
		s.updatePersons(touched, list, delist)
	case hadMaybe || len(maybe) > 0: // rare: a class of seeds may control somebody
		s.compute()
	default:
		s.main.update(g, list, delist, touched)
	}
}

// rootsNow are the roots as they were computed last.
func (s *State) rootsNow() (seeds, maybe []Node) {
	for _, x := range s.seeds {
		seeds = append(seeds, x.Node)
	}
	if s.class != nil {
		for c := range s.class.cells.all() {
			if c.low {
				seeds = append(seeds, c.node)
			}
		}
	}
	slices.Sort(seeds)
	return slices.Compact(seeds), nil
}

func (s *State) hasMaybe() bool {
	if s.class == nil {
		return false
	}
	for c := range s.class.cells.all() {
		if c.high && !c.low {
			return true
		}
	}
	return false
}

// difference returns what is only in after, and what is only in before; both
// are sorted.
func difference(before, after []Node) (more, less []Node) {
	for _, v := range after {
		if _, ok := slices.BinarySearch(before, v); !ok {
			more = append(more, v)
		}
	}
	for _, v := range before {
		if _, ok := slices.BinarySearch(after, v); !ok {
			less = append(less, v)
		}
	}
	return more, less
}

// updatePersons runs again for new persons and for those in whose reach a stake
// changed.
func (s *State) updatePersons(touched, list, delist []Node) {
	for _, v := range delist {
		delete(s.persons, v)
	}
	near := make(map[Node]bool)
	for _, v := range touched {
		near[v] = true
	}
	for p, rn := range s.persons {
		again := false
		for c := range rn.cells.all() {
			if near[c.node] {
				again = true
				break
			}
		}
		for _, v := range touched {
			for x := range s.g.In(v) {
				if i, ok := rn.find(x.Owner); ok && rn.cells.at(i).high {
					again = true
				}
			}
		}
		if again {
			s.persons[p] = s.person(p)
		} else {
			rn.g = s.g
		}
	}
	for _, v := range list {
		s.persons[v] = s.person(v)
	}
}

// Designate makes a node a seed; Delist undoes it. Both are [State.Update] for
// one node, and cost what hangs on it.
func (s *State) Designate(v Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := slices.BinarySearchFunc(s.seeds, v, func(x Seed, v Node) int { return cmp.Compare(x.Node, v) })
	if !ok {
		s.reseed(slices.Insert(slices.Clone(s.seeds), i, Seed{Node: v}), []Node{v}, nil)
	}
}

// Delist takes a node from the seeds.
func (s *State) Delist(v Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := slices.BinarySearchFunc(s.seeds, v, func(x Seed, v Node) int { return cmp.Compare(x.Node, v) })
	if ok && s.seeds[i].Class != "" { // its class stays
		seeds := slices.Clone(s.seeds)
		seeds[i].Listed = false
		s.seeds = seeds
	} else if ok {
		s.reseed(slices.Delete(slices.Clone(s.seeds), i, i+1), nil, []Node{v})
	}
}

func (s *State) reseed(seeds []Seed, list, delist []Node) {
	if s.main == nil || s.class != nil {
		s.update(s.g, nil, seeds)
		return
	}
	s.seeds, s.caution, s.rings = seeds, nil, nil
	s.main.update(s.g, list, delist, nil)
}

// Move is a node whose status is another after a change.
type Move struct {
	Node     Node
	Was, Now Status
}

// WhatIf returns who would be blocked, or possible, or neither, if some were
// listed and others taken off. The state stays as it is. Those listed and
// delisted themselves are among the moves.
func (s *State) WhatIf(list, delist []Node) []Move {
	s.mu.Lock()
	defer s.mu.Unlock()
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	delist = slices.Compact(slices.Sorted(slices.Values(delist)))
	more := slices.DeleteFunc(slices.Clone(list), func(v Node) bool { _, ok := s.seed(v); return ok })
	less := slices.DeleteFunc(slices.Clone(delist), func(v Node) bool {
		_, ok := s.seed(v)
		x, _ := s.seed(v)
		return !ok || x.Class != "" || slices.Contains(list, v) // a class is left by no delisting
	})
	var out []Move
	if s.main != nil {
		owned := func(v Node) bool { return s.class != nil && s.class.cell(v).low } // by a class: a seed without being listed
		more, less = slices.DeleteFunc(more, owned), slices.DeleteFunc(less, owned)
		s.main.try(func() { s.main.update(s.g, more, less, nil) }, func(was, is cell) {
			if a, b := statusOf(&was), statusOf(&is); a != b {
				out = append(out, Move{is.node, a, b})
			}
		})
	} else {
		seeds := slices.DeleteFunc(slices.Clone(s.seeds), func(x Seed) bool { return slices.Contains(less, x.Node) })
		for _, v := range more {
			seeds = append(seeds, Seed{Node: v})
		}
		out = s.compare(seeds)
	}
	slices.SortFunc(out, func(a, b Move) int { return cmp.Compare(a.Node, b.Node) })
	return out
}

// compare computes the state with other seeds beside this one.
func (s *State) compare(seeds []Seed) []Move {
	o := NewState(s.g, s.r, s.day, seeds)
	was, is := s.statuses(), o.statuses()
	var out []Move
	for v, a := range was {
		b, ok := is[v]
		if !ok {
			b = No
		}
		if a != b {
			out = append(out, Move{v, a, b})
		}
	}
	for v, b := range is {
		if _, ok := was[v]; !ok {
			out = append(out, Move{v, No, b})
		}
	}
	return out
}

// statuses of all nodes that are blocked or possible.
func (s *State) statuses() map[Node]Status {
	out := make(map[Node]Status)
	for _, rn := range s.runs() {
		for c := range rn.cells.all() {
			if st := statusOf(c); st == Blocked || st == Possible && out[c.node] == "" {
				out[c.node] = st
			}
		}
	}
	return out
}

func statusOf(c *cell) Status {
	switch {
	case c.low:
		return Blocked
	case c.high:
		return Possible
	}
	return No
}

// Rounds returns how many became blocked in each round of the cascade, without
// the seeds.
func (s *State) Rounds() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.freshen()
	var out []int
	for _, rn := range s.runs() {
		for c := range rn.cells.all() {
			if !c.low || c.level == 0 {
				continue
			}
			for len(out) < int(c.level) {
				out = append(out, 0)
			}
			out[c.level-1]++
		}
	}
	return out
}
