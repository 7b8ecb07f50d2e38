package graph

import (
	"slices"

	"cordon/ftm"
)

// maxClasses is how many classes of rights one regime may test.
const maxClasses = 2

// majority is what "a majority of the board" is more than.
const majority = Whole / 2

// run is one cascade: who is blocked because of a set of seeds. It holds a cell
// for every node in which a blocked person has a stake, and can be brought up
// to date after seeds or stakes changed.
//
// It computes two least fixpoints. The low one takes each stake at its low end:
// what it reaches is blocked. The high one takes the high ends, bounded by what
// others are known to hold: what only it reaches is possible. Each stake is
// looked at once for each of the two, so that a run costs time in proportion to
// the stakes of blocked and possible owners.
type run struct {
	g       *Graph
	r       *Regime
	day     ftm.Day
	control bool // control makes blocked, too

	dense  []uint32        // node to 1 + its cell; nil for small runs
	sparse map[Node]uint32 // the same
	cells  cellList
	fresh  bool    // levels are those of a whole run
	totals *totals // while a run with many seeds begins; else nil

	journal map[uint32]cell // cells as they were, while a question of what-if is asked
}

// cell is what a run knows of a node.
type cell struct {
	node      Node
	seed      bool
	maybe     bool  // it may be a seed
	low, high bool  // blocked; blocked or possible
	level     int32 // round in which it became blocked; seeds 0
	levelHigh int32
	ruleLo    int32 // blocked owners that control it
	ruleHi    int32
	t         [maxClasses]tally
}

// tally is who holds how much of a node, in one class of rights.
type tally struct {
	lo, hi           uint64 // of blocked owners at the low ends; of possible ones at the high ends
	total            uint64 // low ends of all owners
	inHi             uint64 // of these, of the possible ones
	hidden, hiddenLo uint64 // of holders who are not told
	loOpen, hiOpen   int32  // how many of the ends are exclusive
	totalOpen        int32
	inHiOpen         int32
	hiddenOpen       int32
	hiddenLoOpen     int32
}

func newRun(g *Graph, r *Regime, day ftm.Day, control, small bool) *run {
	rn := &run{g: g, r: r, day: day, control: control, fresh: true}
	if small {
		rn.sparse = make(map[Node]uint32)
	} else {
		rn.dense = make([]uint32, g.n)
	}
	return rn
}

// find returns the number of a node's cell.
func (rn *run) find(v Node) (uint32, bool) {
	if rn.dense != nil {
		if int(v) >= len(rn.dense) {
			return 0, false
		}
		i := rn.dense[v]
		return i - 1, i > 0
	}
	i, ok := rn.sparse[v]
	return i - 1, ok
}

// cell returns a node's cell as it is, an empty one if it has none.
func (rn *run) cell(v Node) cell {
	if i, ok := rn.find(v); ok {
		return *rn.cells.at(i)
	}
	return cell{node: v}
}

// mut returns a cell to change.
func (rn *run) mut(i uint32) *cell {
	if rn.journal != nil {
		if _, ok := rn.journal[i]; !ok {
			rn.journal[i] = *rn.cells.at(i)
		}
	}
	return rn.cells.at(i)
}

// touch returns the number of a node's cell, making it when there is none.
func (rn *run) touch(v Node) uint32 {
	if i, ok := rn.find(v); ok {
		return i
	}
	c := cell{node: v}
	if !rn.totals.fill(&c) {
		c = cell{node: v}
		rn.scan(&c, false)
	}
	rn.cells.add(c)
	n := uint32(rn.cells.len())
	if rn.dense != nil {
		if int(v) >= len(rn.dense) {
			rn.dense = append(rn.dense, make([]uint32, int(v)+1-len(rn.dense))...)
		}
		rn.dense[v] = n
	} else {
		rn.sparse[v] = n
	}
	return n - 1
}

// slot returns which of the regime's classes a stake is counted in, -1 for
// none. Stakes of a node in itself are not counted.
func (rn *run) slot(s *Stake) int {
	if s.Flags&Indirect != 0 || s.Owner == s.Asset || !s.On(rn.day) {
		return -1
	}
	if s.Flags&(Derived|JointWhole|Passed) != 0 && !rn.countsJoint(s) {
		return -1
	}
	return slices.Index(rn.r.Classes, s.Class)
}

// countsJoint reports whether a stake of an arrangement, or of a party to one,
// is counted: the arrangement's own if it is listed itself, else its parties'.
func (rn *run) countsJoint(s *Stake) bool {
	holder := s.Owner
	if s.Flags&Passed == 0 {
		if holder = None; len(rn.g.EvidenceOf(s.Evidence)) > 0 {
			holder = rn.g.EvidenceOf(s.Evidence)[0].Via
		}
	}
	i, ok := rn.find(holder)
	listed := ok && rn.cells.at(i).seed
	switch {
	case s.Flags&Passed != 0 && s.Flags&(Derived|JointWhole) == 0:
		return listed
	case s.Flags&JointWhole != 0:
		return !listed && rn.r.PerPerson
	}
	return !listed && !rn.r.PerPerson
}

// controls reports whether a stake lets its owner control the asset: for
// certain, and at most.
func (rn *run) controls(s *Stake) (lo, hi bool) {
	if s.Flags&(Indirect|Derived|JointWhole|Rebutted) != 0 || s.Owner == s.Asset || !s.On(rn.day) {
		return false, false
	}
	switch s.Class {
	case Board, Control:
		return s.Share.Lo > majority || s.Share.Lo == majority && s.Share.LoOpen, s.Share.Hi > majority
	case Votes:
		return rn.reachedLow(uint64(s.Share.Lo), s.Share.LoOpen), rn.reachedHigh(uint64(s.Share.Hi), s.Share.HiOpen)
	}
	return false, false
}

func (rn *run) reachedLow(sum uint64, open bool) bool {
	t := uint64(rn.r.Threshold)
	return sum > t || sum == t && (open || !rn.r.Strict)
}

func (rn *run) reachedHigh(sum uint64, open bool) bool {
	t := uint64(rn.r.Threshold)
	return sum > t || sum == t && !open && !rn.r.Strict
}

// scan fills the tallies of a cell from its owners: what all hold and, when
// asked, what those hold who are blocked or possible now.
func (rn *run) scan(c *cell, owners bool) {
	c.t, c.ruleLo, c.ruleHi = [maxClasses]tally{}, 0, 0
	for s := range rn.g.In(c.node) {
		if k := rn.slot(s); k >= 0 && s.Flags&JointWhole == 0 {
			t := &c.t[k]
			t.total += uint64(s.Share.Lo)
			t.totalOpen += bit(s.Share.LoOpen)
			if s.Flags&UnknownHolder != 0 {
				t.hidden += uint64(s.Share.Hi)
				t.hiddenOpen += bit(s.Share.HiOpen)
				t.hiddenLo += uint64(s.Share.Lo)
				t.hiddenLoOpen += bit(s.Share.LoOpen)
			}
		} else if k < 0 && rn.r.PerPerson && s.Flags&Passed != 0 && s.Flags&(Indirect|Derived|JointWhole) == 0 && s.On(rn.day) {
			if k := slices.Index(rn.r.Classes, s.Class); k >= 0 { // it is somebody else's, seen from one person
				c.t[k].total += uint64(s.Share.Lo)
				c.t[k].totalOpen += bit(s.Share.LoOpen)
			}
		}
	}
	if !owners {
		return
	}
	for s := range rn.g.In(c.node) {
		i, ok := rn.find(s.Owner)
		if !ok {
			continue
		}
		if o := rn.cells.at(i); o.high {
			if o.low {
				rn.addLow(c, s)
			}
			rn.addHigh(c, s)
		}
	}
}

func bit(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// over reports whether the owners are said to hold more than everything.
func (t *tally) over() bool {
	return t.total > uint64(Whole) || t.total == uint64(Whole) && t.totalOpen > 0
}

// lowOf is the low end of a stake, cut to what the others leave where the
// sources give away more than there is.
func (t *tally) lowOf(s *Stake) (lo uint64, open bool) {
	lo, open = uint64(s.Share.Lo), s.Share.LoOpen
	if t.total > uint64(Whole) && s.Flags&JointWhole == 0 {
		others := t.total - lo
		return min(lo, uint64(Whole)-min(others, uint64(Whole))), false
	}
	return lo, open
}

// addLow counts a stake of a blocked owner.
func (rn *run) addLow(c *cell, s *Stake) {
	if k := rn.slot(s); k >= 0 && s.Flags&UnknownHolder == 0 {
		t := &c.t[k]
		lo, open := t.lowOf(s)
		t.lo += lo
		t.loOpen += bit(open)
	}
	if rn.control {
		if lo, _ := rn.controls(s); lo {
			c.ruleLo++
		}
	}
}

// addHigh counts a stake of a possible owner.
func (rn *run) addHigh(c *cell, s *Stake) {
	if k := rn.slot(s); k >= 0 && s.Flags&UnknownHolder == 0 {
		t := &c.t[k]
		t.hi += uint64(s.Share.Hi)
		t.hiOpen += bit(s.Share.HiOpen)
		t.inHi += uint64(s.Share.Lo)
		t.inHiOpen += bit(s.Share.LoOpen)
	}
	if rn.control {
		if _, hi := rn.controls(s); hi {
			c.ruleHi++
		}
	}
}

// high is the most that possible owners may hold in a class: the sum of the
// high ends, at most what the known stakes of others leave.
func (rn *run) high(t *tally) (sum uint64, open bool) {
	sum, open = t.hi, t.hiOpen > 0
	if sum == 0 {
		return 0, false
	}
	others, othersOpen := t.total-t.inHi, t.totalOpen-t.inHiOpen
	if t.hidden > 0 { // who is not told may be one of them
		sum, open = sum+t.hidden, open || t.hiddenOpen > 0
		others, othersOpen = others-t.hiddenLo, othersOpen-t.hiddenLoOpen
	}
	if t.over() {
		return min(sum, uint64(Whole)), open && sum <= uint64(Whole)
	}
	rest, restOpen := uint64(Whole)-min(others, uint64(Whole)), othersOpen > 0
	switch {
	case rest < sum || rn.r.Remainder: // nobody tells who holds the rest
		return rest, restOpen
	case rest == sum:
		return sum, open || restOpen
	}
	return sum, open
}

// isLow and isHigh say whether a cell is blocked, or possible, by its tallies.
func (rn *run) isLow(c *cell) bool {
	if c.seed || c.ruleLo > 0 {
		return true
	}
	for k := range rn.r.Classes {
		if rn.reachedLow(c.t[k].lo, c.t[k].loOpen > 0) {
			return true
		}
	}
	return false
}

func (rn *run) isHigh(c *cell) bool {
	if c.low || c.seed || c.maybe || c.ruleHi > 0 {
		return true
	}
	for k := range rn.r.Classes {
		if rn.reachedHigh(rn.high(&c.t[k])) {
			return true
		}
	}
	return false
}

// begin makes seeds blocked, and those that may be seeds possible, and runs to
// both fixpoints.
func (rn *run) begin(seeds, maybe []Node) {
	var queue []uint32
	if rn.dense != nil && len(seeds)*manySeeds > rn.g.n {
		rn.totals = rn.newTotals()
		defer func() { rn.totals = nil }()
	}
	for _, v := range seeds {
		rn.setSeed(v)
	}
	for _, v := range seeds {
		i := rn.touch(v)
		if c := rn.mut(i); !c.low {
			c.low = true
			queue = append(queue, i)
		}
	}
	queue = rn.spreadLow(queue, 0)
	for _, v := range maybe {
		i := rn.touch(v)
		if c := rn.mut(i); !c.maybe && !c.seed {
			c.maybe = true
			queue = append(queue, i)
		}
	}
	for _, i := range queue {
		rn.mut(i).high = true
	}
	rn.spreadHigh(queue, 0)
}

func (rn *run) setSeed(v Node) {
	rn.mut(rn.touch(v)).seed = true
}

// spreadLow pushes blocked nodes forward, round by round. It returns all that
// became blocked.
func (rn *run) spreadLow(front []uint32, level int32) []uint32 {
	all := slices.Clone(front)
	for len(front) > 0 {
		level++
		var next []uint32
		for _, u := range front {
			row := rn.g.Out(rn.cells.at(u).node)
			for j := range row {
				s := &row[j]
				k := rn.slot(s)
				if k < 0 && !(rn.control && ruling(s)) {
					continue
				}
				i := rn.touch(s.Asset)
				c := rn.mut(i)
				rn.addLow(c, s)
				if !c.low && rn.isLow(c) {
					c.low, c.level = true, level
					next = append(next, i)
				}
			}
		}
		all = append(all, next...)
		front = next
	}
	return all
}

// spreadHigh pushes possible nodes forward, round by round.
func (rn *run) spreadHigh(front []uint32, level int32) {
	for len(front) > 0 {
		level++
		var next []uint32
		for _, u := range front {
			row := rn.g.Out(rn.cells.at(u).node)
			for j := range row {
				s := &row[j]
				k := rn.slot(s)
				if k < 0 && !(rn.control && ruling(s)) {
					continue
				}
				i := rn.touch(s.Asset)
				c := rn.mut(i)
				rn.addHigh(c, s)
				if !c.high && rn.isHigh(c) {
					c.high, c.levelHigh = true, level
					next = append(next, i)
				}
			}
		}
		front = next
	}
}

// ruling reports whether a stake is of a class that gives control.
func ruling(s *Stake) bool { return s.Class == Board || s.Class == Control || s.Class == Votes }

// update brings a run up to date: nodes that became seeds or are no longer, and
// nodes whose owners changed in g. Everything that rests on them is taken back
// first, then derived again: a company that loses a blocked owner may still
// reach the threshold by a ring that hangs on itself, and would hold itself up.
func (rn *run) update(g *Graph, list, delist, touched []Node) {
	rn.fresh = false
	old := rn.g
	// What is taken back: forward from every place of change, as long as it was
	// blocked or possible.
	var back []uint32
	taken := make(map[uint32]bool)
	take := func(v Node) {
		if i, ok := rn.find(v); ok && rn.cells.at(i).high && !taken[i] {
			taken[i] = true
			back = append(back, i)
		}
	}
	for _, v := range delist {
		if i, ok := rn.find(v); ok && rn.cells.at(i).seed {
			take(v)
			rn.mut(i).seed = false
		}
	}
	for _, v := range touched {
		take(v)
	}
	joint := rn.touchesJoint(old, slices.Concat(list, delist))
	for _, v := range joint { // what a listed arrangement holds is counted otherwise
		take(v)
	}
	affected := slices.Clone(back)
	seen := make(map[uint32]bool, len(back))
	for _, i := range back {
		seen[i] = true
	}
	note := func(v Node) {
		if i, ok := rn.find(v); ok && !seen[i] {
			seen[i] = true
			affected = append(affected, i)
		}
	}
	for n := 0; n < len(back); n++ {
		row := old.Out(rn.cells.at(back[n]).node)
		for j := range row {
			take(row[j].Asset)
			note(row[j].Asset)
		}
	}
	for _, i := range back {
		note(rn.cells.at(i).node)
	}
	for _, v := range slices.Concat(touched, joint) {
		note(v)
	}
	rn.g = g
	for _, v := range touched { // a holder that was not there before
		for s := range g.In(v) {
			if i, ok := rn.find(s.Owner); ok && rn.cells.at(i).high && !taken[i] {
				note(rn.cells.at(rn.touch(v)).node)
				break
			}
		}
	}
	for _, i := range back {
		c := rn.mut(i)
		c.low, c.high = false, false
	}
	for _, v := range list {
		rn.setSeed(v)
		if i, _ := rn.find(v); !seen[i] {
			seen[i] = true
			affected = append(affected, i)
		}
	}
	for _, i := range affected {
		rn.scan(rn.mut(i), true)
	}
	// Derive again. What is outside of affected keeps its reasons.
	var low, high []uint32
	for _, i := range affected {
		if c := rn.mut(i); !c.low && rn.isLow(c) {
			c.low = true
			low = append(low, i)
		}
	}
	low = rn.spreadLow(low, 0)
	for _, i := range slices.Concat(low, affected) {
		if c := rn.mut(i); !c.high && (c.low || rn.isHigh(c)) {
			c.high = true
			high = append(high, i)
		}
	}
	rn.spreadHigh(high, 0)
}

// touchesJoint returns what arrangements among the nodes hold.
func (rn *run) touchesJoint(g *Graph, nodes []Node) []Node {
	var out []Node
	for _, v := range nodes {
		for _, s := range g.Out(v) {
			if s.Flags&Passed != 0 {
				out = append(out, s.Asset)
			}
		}
	}
	return out
}

// try does something to a run, hands over the cells that it changed, as they
// were and as they are, and undoes it.
func (rn *run) try(do func(), changed func(was, is cell)) {
	g, n, fresh := rn.g, rn.cells.len(), rn.fresh
	rn.journal = make(map[uint32]cell)
	do()
	order := make([]uint32, 0, len(rn.journal))
	for i := range rn.journal {
		order = append(order, i)
	}
	slices.Sort(order)
	for _, i := range order {
		was := rn.journal[i]
		if int(i) >= n {
			was = cell{node: was.node}
		}
		changed(was, *rn.cells.at(i))
	}
	for _, i := range order {
		*rn.cells.at(i) = rn.journal[i]
	}
	for i := n; i < rn.cells.len(); i++ {
		if v := rn.cells.at(uint32(i)).node; rn.dense != nil {
			rn.dense[v] = 0
		} else {
			delete(rn.sparse, v)
		}
	}
	rn.cells.cut(n)
	rn.journal, rn.g, rn.fresh = nil, g, fresh
}
