package graph

import (
	"maps"
	"slices"
)

// Circular reports whether a node is not blocked, but would be if one assumed
// that it is: a ring of companies that holds itself up, into which a blocked
// person's stake enters.
func (s *State) Circular(v Node) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rings == nil {
		s.rings = s.findRings()
	}
	return s.rings[v]
}

// Rings returns all nodes that are circular, in order.
func (s *State) Rings() []Node {
	s.Circular(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.rings))
}

// findRings computes the greatest fixpoint on every ring in the reach of the
// seeds: assume the whole ring blocked, then take away what does not reach the
// threshold. What remains and is not blocked is circular.
func (s *State) findRings() map[Node]bool {
	out := make(map[Node]bool)
	for _, rn := range s.runs() {
		for v := range rn.findRings() {
			if !s.mainHigh(v) || s.verdict(v).Status != Blocked {
				out[v] = true
			}
		}
	}
	return out
}

func (rn *run) findRings() map[Node]bool {
	out := make(map[Node]bool)
	var nodes []Node
	var number func(v Node) uint32 // 1 + number of a node, which it makes
	if rn.dense != nil {
		table := make([]uint32, rn.g.n)
		number = func(v Node) uint32 {
			if table[v] == 0 {
				nodes = append(nodes, v)
				table[v] = uint32(len(nodes))
			}
			return table[v]
		}
	} else {
		table := make(map[Node]uint32)
		number = func(v Node) uint32 {
			if table[v] == 0 {
				nodes = append(nodes, v)
				table[v] = uint32(len(nodes))
			}
			return table[v]
		}
	}
	for c := range rn.cells.all() {
		if c.seed {
			number(c.node)
		}
	}
	at, to := make([]uint32, 1), []uint32(nil)
	for i := 0; i < len(nodes); i++ {
		row := rn.g.Out(nodes[i])
		for j := range row {
			if st := &row[j]; st.Share.Hi > 0 && rn.slot(st) >= 0 {
				to = append(to, number(st.Asset)-1)
			}
		}
		at = append(at, uint32(len(to)))
	}
	order, starts := components(len(nodes), at, to)
	for c := 0; c+1 < len(starts); c++ {
		ring := order[starts[c]:starts[c+1]]
		if len(ring) < 2 {
			continue
		}
		set := make(map[Node]bool, len(ring))
		for _, i := range ring {
			set[nodes[i]] = true
		}
		rn.greatest(set)
		for v := range set {
			if !rn.cell(v).low {
				out[v] = true
			}
		}
	}
	return out
}

// greatest takes away from a set, assumed blocked, what does not reach the
// threshold with it.
func (rn *run) greatest(set map[Node]bool) {
	reached := func(v Node) bool {
		c := rn.cell(v)
		if c.low {
			return true
		}
		rn.scan(&c, false)
		for st := range rn.g.In(v) {
			if rn.slot(st) >= 0 && (set[st.Owner] || rn.cell(st.Owner).low) {
				rn.addLow(&c, st)
			}
		}
		return rn.isLow(&c)
	}
	queue := slices.Sorted(maps.Keys(set))
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		if !set[v] || reached(v) {
			continue
		}
		delete(set, v)
		row := rn.g.Out(v)
		for j := range row {
			if set[row[j].Asset] {
				queue = append(queue, row[j].Asset)
			}
		}
	}
}

// Treasury reports whether a node would reach the threshold if the shares that
// it holds in itself were left out, and does not with them.
func (s *State) Treasury(v Node) (blocked, self uint64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for st := range s.g.In(v) {
		if st.Owner == v && st.On(s.day) && st.Flags&Indirect == 0 && st.Class == Capital {
			self += uint64(st.Share.Lo)
		}
	}
	rn, c := s.best(v)
	k := slices.Index(s.r.Classes, Capital)
	if self == 0 || self >= uint64(Whole) || rn == nil || k < 0 || c.low {
		return 0, self, false
	}
	t := &c.t[k]
	// lo / (whole - self) against the threshold, in whole numbers.
	left, right := t.lo*uint64(Whole), uint64(s.r.Threshold)*(uint64(Whole)-self)
	return t.lo, self, left > right || left == right && (!s.r.Strict || t.loOpen > 0)
}

// Caution reports whether a node would be blocked if control counted, in a
// regime that only cautions.
func (s *State) Caution(v Node) Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.r.Control != ControlCautioned {
		return No
	}
	if s.caution == nil {
		s.caution = newRun(s.g, s.r, s.day, true, true)
		seeds, maybe := s.rootsNow()
		s.caution.begin(seeds, maybe)
	}
	if s.mainHigh(v) {
		return No
	}
	c := s.caution.cell(v)
	return statusOf(&c)
}

// Cautioned returns the nodes that blocked persons control though the regime
// does not count it, in order.
func (s *State) Cautioned() []Node {
	s.Caution(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.caution == nil {
		return nil
	}
	var out []Node
	for c := range s.caution.cells.all() {
		if c.high && !s.mainHigh(c.node) {
			out = append(out, c.node)
		}
	}
	slices.Sort(out)
	return out
}

func (s *State) mainHigh(v Node) bool {
	_, c := s.best(v)
	return c.high
}
