package graph

import (
	"cmp"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"sync"

	"cordon/ftm"
)

// Node is the number of an entity in one graph. Numbers follow the order of
// ids, so that the same entities get the same numbers whatever order they came
// in.
type Node uint32

// None is no node.
const None = ^Node(0)

// Class is the kind of right that a stake gives. Stakes are never added across
// classes: 30 % of the shares and 70 % of the votes are not 100 % of anything.
type Class uint8

// The classes of rights.
const (
	Capital      Class = iota // shares
	Votes                     // voting rights
	Board                     // appoints a majority of the board
	Profit                    // profit, surplus, use of assets
	Control                   // influence, contracts, offices of a trust
	Office                    // sits on the board; neither ownership nor control
	Nominee                   // holds for somebody else, or has somebody hold
	UnknownRight              // a right of which the kind is not told
	classes      = iota
)

var classNames = [classes]string{"capital", "votes", "board", "profit", "control", "office", "nominee", "unknown"}

// String is the name of the class in regimes and answers.
func (c Class) String() string { return classNames[c] }

// ParseClass returns the class of a name.
func ParseClass(name string) (Class, bool) {
	i := slices.Index(classNames[:], name)
	return Class(max(i, 0)), i >= 0
}

// Flags say what is special about a stake.
type Flags uint16

// The flags of stakes.
const (
	Indirect      Flags = 1 << iota // sums up a chain: a check, never an addend
	Unparsed                        // the size is told in words that say no number, or not at all
	Disputed                        // sources contradict each other
	Over100                         // the sources give one holder, or all of them, more than everything
	UnknownHolder                   // who holds it is not told
	Undated                         // it is not sure that the stake holds in all of its period
	Passed                          // of an arrangement: its parties hold it, unless it is listed itself
	Derived                         // of a party to an arrangement, pro rata
	JointWhole                      // of a party to an arrangement, as if it held the whole: for tests of one person
	Presumed                        // the size follows from the kind of right, not from a number
	Rebutted                        // somebody has shown that the right gives no control: shown, and not presumed any more
)

var flagNames = []string{"indirect", "unparsed", "disputed", "over100", "unknown-holder", "undated", "passed", "arrangement", "joint", "presumed", "rebutted"}

// Names returns the names of the flags that are set.
func (f Flags) Names() []string {
	var out []string
	for i, n := range flagNames {
		if f&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return out
}

// Stake is a right of one entity in another, over one period, after everything
// that sources say of it was put together.
type Stake struct {
	Owner, Asset Node
	Share        Share
	Flags        Flags
	Class        Class
	From, To     ftm.Day // half open; 0 is open
	Evidence     uint32  // number of what it rests on; 0 is nothing
}

// On reports whether the stake holds on a day. The open day is in every period.
func (s *Stake) On(day ftm.Day) bool { return ftm.Period{From: s.From, To: s.To}.Contains(day) }

// Evidence is a statement that something rests on.
type Evidence struct {
	Entity    string // that makes the statement: an Ownership, a Sanction, a party
	Statement string // digest, hex
	Source    string // dataset
	Record    string // number in the register
	Text      string // as the source writes the size
	Via       Node   // an arrangement that the stake passes through; None otherwise
}

// Tie is a relation between two entities that is no right of one in the other:
// a post, kinship, a shared address. Ties carry paths, never a status.
type Tie struct {
	A, B     Node
	Relation string // as in "A directs B"
	Directed bool
	From, To ftm.Day
	Evidence uint32
}

// On reports whether the tie holds on a day.
func (t *Tie) On(day ftm.Day) bool { return ftm.Period{From: t.From, To: t.To}.Contains(day) }

// Listing says that a list names an entity.
type Listing struct {
	Node       Node
	List       string   // dataset of the list
	Programmes []string // sorted
	From, To   ftm.Day  // half open; 0 is open
	Evidence   uint32
}

// Graph is who holds what, who is tied to whom and who is listed. It does not
// change: [Graph.Change] returns another one that shares what stayed.
type Graph struct {
	out   []Stake  // in order of owner; an owner's largest first
	outAt []uint32 // owner to its first stake
	in    []uint32 // numbers in out, in order of asset; an asset's largest first
	inAt  []uint32

	// Rows that a change replaced, whole.
	outRow, inRow map[Node][]Stake

	nodes    []nodeInfo // nil for graphs without names
	n        int
	ties     []Tie
	ends     []uint32 // numbers in ties, each under both of its ends
	endAt    []uint32
	listings []Listing // in order of node
	evidence [][]Evidence
}

type nodeInfo struct {
	id, caption, schema string
	arrangement         bool
}

// FromStakes returns a graph of n nodes that have numbers only.
func FromStakes(n int, stakes []Stake) *Graph {
	g := &Graph{n: n, evidence: make([][]Evidence, 1)}
	g.setStakes(stakes)
	g.setTies(nil)
	return g
}

// setStakes lays stakes out in rows of owners and of assets.
func (g *Graph) setStakes(stakes []Stake) {
	g.outAt = make([]uint32, g.n+1)
	g.inAt = make([]uint32, g.n+1)
	for i := range stakes {
		g.outAt[stakes[i].Owner+1]++
		g.inAt[stakes[i].Asset+1]++
	}
	for i := range g.n {
		g.outAt[i+1] += g.outAt[i]
		g.inAt[i+1] += g.inAt[i]
	}
	next := slices.Clone(g.outAt)
	g.out = make([]Stake, len(stakes))
	for i := range stakes {
		o := stakes[i].Owner
		g.out[next[o]] = stakes[i]
		next[o]++
	}
	inPieces(g.n, func(from, to int) {
		for u := from; u < to; u++ {
			if row := g.out[g.outAt[u]:g.outAt[u+1]]; len(row) > 1 {
				slices.SortFunc(row, func(a, b Stake) int { return compareStakes(&a, &b) })
			}
		}
	})
	next = slices.Clone(g.inAt)
	g.in = make([]uint32, len(stakes))
	for i := range g.out {
		a := g.out[i].Asset
		g.in[next[a]] = uint32(i)
		next[a]++
	}
	inPieces(g.n, func(from, to int) {
		for v := from; v < to; v++ {
			if row := g.in[g.inAt[v]:g.inAt[v+1]]; len(row) > 1 {
				slices.SortFunc(row, func(a, b uint32) int { return compareStakes(&g.out[a], &g.out[b]) })
			}
		}
	})
}

// inPieces does something to pieces of a range of nodes side by side, and
// returns when all is done. Rows of different nodes share nothing.
func inPieces(n int, do func(from, to int)) {
	const small = 100_000
	pieces := runtime.GOMAXPROCS(0)
	if n < small || pieces == 1 {
		do(0, n)
		return
	}
	var wg sync.WaitGroup
	for i := range pieces {
		wg.Go(func() { do(n*i/pieces, n*(i+1)/pieces) })
	}
	wg.Wait()
}

// compareStakes is the one order of stakes: the largest first, then the newest,
// then by who holds what. It decides what is shown first and what a cap cuts.
func compareStakes(a, b *Stake) int {
	return cmp.Or(-cmp.Compare(a.Share.Lo, b.Share.Lo), -cmp.Compare(a.Share.Hi, b.Share.Hi), -cmp.Compare(a.From, b.From),
		cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.Asset, b.Asset), cmp.Compare(a.Class, b.Class), cmp.Compare(a.To, b.To),
		cmp.Compare(a.Flags, b.Flags), cmp.Compare(a.Evidence, b.Evidence), cmpBool(a.Share.LoOpen, b.Share.LoOpen), cmpBool(a.Share.HiOpen, b.Share.HiOpen))
}

func cmpBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (g *Graph) setTies(ties []Tie) {
	g.ties = ties
	g.endAt = make([]uint32, g.n+1)
	for i := range ties {
		g.endAt[ties[i].A+1]++
		if ties[i].B != ties[i].A {
			g.endAt[ties[i].B+1]++
		}
	}
	for i := range g.n {
		g.endAt[i+1] += g.endAt[i]
	}
	next := slices.Clone(g.endAt)
	g.ends = make([]uint32, g.endAt[g.n])
	for i := range ties {
		g.ends[next[ties[i].A]] = uint32(i)
		next[ties[i].A]++
		if ties[i].B != ties[i].A {
			g.ends[next[ties[i].B]] = uint32(i)
			next[ties[i].B]++
		}
	}
}

// Len is the number of nodes, Stakes that of stakes, Ties that of ties.
func (g *Graph) Len() int { return g.n }

// Stakes is the number of stakes.
func (g *Graph) Stakes() int {
	n := len(g.out)
	for v, row := range g.outRow {
		n += len(row)
		if int(v)+1 < len(g.outAt) {
			n -= int(g.outAt[v+1] - g.outAt[v])
		}
	}
	return n
}

// Ties is the number of ties.
func (g *Graph) Ties() int { return len(g.ties) }

// Out returns what a node holds, the largest first. It is not to be changed.
func (g *Graph) Out(u Node) []Stake {
	if g.outRow != nil {
		if row, ok := g.outRow[u]; ok {
			return row
		}
	}
	if int(u)+1 >= len(g.outAt) {
		return nil
	}
	return g.out[g.outAt[u]:g.outAt[u+1]]
}

// In hands over who holds a node, the largest first.
func (g *Graph) In(v Node) iter.Seq[*Stake] {
	return func(yield func(*Stake) bool) {
		if g.inRow != nil {
			if row, ok := g.inRow[v]; ok {
				for i := range row {
					if !yield(&row[i]) {
						return
					}
				}
				return
			}
		}
		if int(v)+1 >= len(g.inAt) {
			return
		}
		for _, i := range g.in[g.inAt[v]:g.inAt[v+1]] {
			if !yield(&g.out[i]) {
				return
			}
		}
	}
}

// tiesOf are the numbers of a node's ties.
func (g *Graph) tiesOf(v Node) []uint32 {
	if int(v)+1 >= len(g.endAt) {
		return nil
	}
	return g.ends[g.endAt[v]:g.endAt[v+1]]
}

// inLen is how many stakes others hold in a node.
func (g *Graph) inLen(v Node) int {
	if row, ok := g.inRow[v]; ok {
		return len(row)
	}
	if int(v)+1 >= len(g.inAt) {
		return 0
	}
	return int(g.inAt[v+1] - g.inAt[v])
}

// TiesAt is how many ties, stakes apart, a node has on all days together.
func (g *Graph) TiesAt(v Node) int { return len(g.tiesOf(v)) }

// degree is how many stakes and ties a node has.
func (g *Graph) degree(v Node) int { return len(g.Out(v)) + g.inLen(v) + len(g.tiesOf(v)) }

// ID is the id of a node's entity.
func (g *Graph) ID(v Node) string {
	if int(v) < len(g.nodes) {
		return g.nodes[v].id
	}
	return strconv.Itoa(int(v))
}

// Caption is what to call a node.
func (g *Graph) Caption(v Node) string {
	if int(v) < len(g.nodes) && g.nodes[v].caption != "" {
		return g.nodes[v].caption
	}
	return g.ID(v)
}

// Schema is the schema of a node's entity; "" where nothing describes it.
func (g *Graph) Schema(v Node) string {
	if int(v) < len(g.nodes) {
		return g.nodes[v].schema
	}
	return ""
}

// Find returns the node of an entity.
func (g *Graph) Find(id string) (Node, bool) {
	i, ok := sort.Find(len(g.nodes), func(i int) int { return cmp.Compare(id, g.nodes[i].id) })
	return Node(i), ok
}

// EvidenceOf returns what a stake, tie or listing rests on.
func (g *Graph) EvidenceOf(n uint32) []Evidence {
	if int(n) >= len(g.evidence) {
		return nil
	}
	return g.evidence[n]
}

// Listings returns all listings, in order of node.
func (g *Graph) Listings() []Listing { return g.listings }

// ListingsOf returns who lists a node.
func (g *Graph) ListingsOf(v Node) []Listing {
	i, _ := slices.BinarySearchFunc(g.listings, v, func(l Listing, v Node) int { return cmp.Compare(l.Node, v) })
	j := i
	for j < len(g.listings) && g.listings[j].Node == v {
		j++
	}
	return g.listings[i:j]
}

// Holding replaces what one node holds in another by other stakes, or none.
type Holding struct {
	Owner, Asset Node
	Stakes       []Stake
}

// Change returns a graph in which some holdings are others, and says whose
// owners changed. The rows of the nodes concerned are copied; everything else
// is shared. A graph of many changes is best built anew.
func (g *Graph) Change(list []Holding) (*Graph, []Node) {
	c := *g
	c.outRow, c.inRow = maps.Clone(g.outRow), maps.Clone(g.inRow)
	if c.outRow == nil {
		c.outRow, c.inRow = make(map[Node][]Stake), make(map[Node][]Stake)
	}
	var touched []Node
	for _, h := range list {
		row := slices.DeleteFunc(slices.Clone(c.Out(h.Owner)), func(s Stake) bool { return s.Asset == h.Asset })
		var back []Stake
		for s := range c.In(h.Asset) {
			if s.Owner != h.Owner {
				back = append(back, *s)
			}
		}
		for _, s := range h.Stakes {
			s.Owner, s.Asset = h.Owner, h.Asset
			row, back = append(row, s), append(back, s)
		}
		for _, r := range [...][]Stake{row, back} {
			slices.SortFunc(r, func(a, b Stake) int { return compareStakes(&a, &b) })
		}
		c.outRow[h.Owner], c.inRow[h.Asset] = row, back
		c.n = max(c.n, int(h.Owner)+1, int(h.Asset)+1)
		touched = append(touched, h.Asset)
	}
	slices.Sort(touched)
	return &c, slices.Compact(touched)
}
