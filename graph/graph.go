package graph

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strconv"

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
	rows   []row    // of each node, and one more
	out    []Stake  // in order of owner; an owner's largest first
	in     []uint32 // numbers in out, in order of asset; an asset's largest first
	owners []owner  // of the same stakes as in

	// Rows that a change replaced, whole.
	outRow, inRow map[Node][]Stake

	nodes    []nodeInfo // nil for graphs without names
	n        int
	ties     []Tie
	ends     []uint32  // numbers in ties, each under both of its ends
	listings []Listing // in order of node
	evidence [][]Evidence

	same   map[string]Node // ids that were judged to be one party, to their node
	judged map[Node][]Judged
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

// compareStakes is the one order of stakes: the largest first, then the newest,
// then by who holds what. It decides what is shown first and what a cap cuts.
func compareStakes(a, b *Stake) int {
	switch { // these decide nearly always
	case a.Share.ends() != b.Share.ends():
		return cmp.Compare(b.Share.ends(), a.Share.ends())
	case a.From != b.From:
		return cmp.Compare(b.From, a.From)
	case a.Owner != b.Owner:
		return cmp.Compare(a.Owner, b.Owner)
	case a.Asset != b.Asset:
		return cmp.Compare(a.Asset, b.Asset)
	}
	return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.To, b.To), cmp.Compare(a.Flags, b.Flags), cmp.Compare(a.Evidence, b.Evidence),
		cmpBool(a.Share.LoOpen, b.Share.LoOpen), cmpBool(a.Share.HiOpen, b.Share.HiOpen))
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

// Len is the number of nodes, Stakes that of stakes, Ties that of ties.
func (g *Graph) Len() int { return g.n }

// Stakes is the number of stakes.
func (g *Graph) Stakes() int {
	n := len(g.out)
	for v, row := range g.outRow {
		n += len(row)
		if int(v)+1 < len(g.rows) {
			n -= int(g.rows[v+1].out - g.rows[v].out)
		}
	}
	return n
}

// Ties is the number of ties.
func (g *Graph) Ties() int { return len(g.ties) }

// TiesAt is how many ties, stakes apart, a node has on all days together.
func (g *Graph) TiesAt(v Node) int { return len(g.tiesOf(v)) }

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
	if v, ok := g.same[id]; ok {
		return v, true
	}
	return g.find(id)
}

func (g *Graph) find(id string) (Node, bool) {
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
