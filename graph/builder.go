package graph

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"cordon/ftm"
)

// Report is one holding as one source tells it.
type Report struct {
	Owner, Asset string
	Class        Class
	Share        Share
	Flags        Flags
	When         When
	Evidence     Evidence // Source and Record tell reports of the same holding from further ones

	nominator bool       // of the class Nominee: somebody else holds for the owner
	also      []Evidence // further statements that it rests on
}

// When is the time of something whose dates may be vague. Outside Maybe it does
// not hold; inside Sure it does; between the two nobody knows.
type When struct {
	Sure, Maybe ftm.Period
	Never       bool // there is no day on which it is sure
}

// ParseWhen reads the dates of a source, which may be partial or missing, and
// the day on which the source first said it (0 is unknown). A source that says
// "to 30 June" means that day too. Without a start date a thing may have held
// at all times, and did from the day it was first said.
func ParseWhen(start, end string, stated ftm.Day) (When, error) {
	var w When
	if start != "" {
		from, to, err := ftm.Span(start)
		if err != nil {
			return w, fmt.Errorf("start: %w", err)
		}
		w.Maybe.From, w.Sure.From = from, from
		if to != 0 {
			w.Sure.From = to - 1
		}
	} else {
		w.Sure.From = stated
	}
	if end != "" {
		from, to, err := ftm.Span(end)
		if err != nil {
			return w, fmt.Errorf("end: %w", err)
		}
		w.Maybe.To, w.Sure.To = to, from+1
	}
	if w.Maybe.From != 0 && w.Maybe.To != 0 && w.Maybe.From >= w.Maybe.To {
		return w, fmt.Errorf("it ends (%s) before it starts (%s)", end, start)
	}
	w.Never = w.Sure.From != 0 && w.Sure.To != 0 && w.Sure.From >= w.Sure.To
	return w, nil
}

// Problem is a fault of what was put into a graph. What it names is left out or
// bounded, as Why says; everything else is there.
type Problem struct {
	Entity string `json:"entity"` // of the statement that is at fault
	Source string `json:"source"`
	Record string `json:"record,omitempty"`
	Why    string `json:"why"`
}

// String writes the problem with its place.
func (p Problem) String() string {
	where := p.Source + ": " + p.Entity
	if p.Record != "" {
		where += " (record " + p.Record + ")"
	}
	return where + ": " + p.Why
}

// Builder puts a graph together. The order in which things are added does not
// matter.
type Builder struct {
	number   map[string]uint32
	nodes    []nodeInfo
	reports  []report
	ties     []tieReport
	listings []listingReport
	problems []Problem

	canonical func(id string) string // nil is the id itself
	judged    []Judged
	merged    map[string]bool   // ids that share a node with others
	describer map[uint32]string // node of such to the id that described it
}

type report struct {
	owner, asset uint32
	Report
}

type tieReport struct {
	a, b uint32
	tie  Tie
	ev   Evidence
}

type listingReport struct {
	node uint32
	l    Listing
	ev   Evidence
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder { return &Builder{number: make(map[string]uint32)} }

func (b *Builder) node(id string) uint32 {
	id = b.Canonical(id)
	n, ok := b.number[id]
	if !ok {
		n = uint32(len(b.nodes))
		b.number[id] = n
		b.nodes = append(b.nodes, nodeInfo{id: id})
	}
	return n
}

// Describe says what an entity is. An arrangement (a joint holding, a trust, a
// nomination) holds without being a company.
func (b *Builder) Describe(id, caption, schema string, arrangement bool) {
	i := b.node(id)
	n := &b.nodes[i]
	n.arrangement = n.arrangement || arrangement
	if b.described(i, id) {
		n.caption, n.schema = caption, schema
	}
}

// Report adds a report of a holding.
func (b *Builder) Report(r Report) {
	r.Evidence.Via = None
	b.reports = append(b.reports, report{b.node(r.Owner), b.node(r.Asset), r})
}

// Tie adds a tie.
func (b *Builder) Tie(from, to, relation string, directed bool, during ftm.Period, ev Evidence) {
	if from != to && b.Canonical(from) == b.Canonical(to) {
		return // of a party to itself
	}
	ev.Via = None
	b.ties = append(b.ties, tieReport{b.node(from), b.node(to), Tie{Relation: relation, Directed: directed, From: during.From, To: during.To}, ev})
}

// List adds a listing.
func (b *Builder) List(id, list string, programmes []string, during ftm.Period, ev Evidence) {
	ev.Via = None
	p := slices.Compact(slices.Sorted(slices.Values(programmes)))
	b.listings = append(b.listings, listingReport{b.node(id), Listing{List: list, Programmes: p, From: during.From, To: during.To}, ev})
}

// Problem notes a fault that whoever reads the sources has found.
func (b *Builder) Problem(p Problem) { b.problems = append(b.problems, p) }

// Build makes the graph, and says what was at fault. The builder is then used
// up.
func (b *Builder) Build() (*Graph, []Problem) {
	rank := b.sortNodes()
	g := &Graph{nodes: b.nodes, n: len(b.nodes), evidence: make([][]Evidence, 1)}
	for i := range b.reports {
		r := &b.reports[i]
		r.owner, r.asset = rank[r.owner], rank[r.asset]
	}
	stakes := b.merge(g)
	stakes = g.passThrough(stakes)
	g.setStakes(stakes)
	b.over100(g)
	b.build(g, rank)
	g.Same(b.Canonical, b.judged)
	slices.SortFunc(b.problems, func(x, y Problem) int {
		return cmp.Or(strings.Compare(x.Source, y.Source), strings.Compare(x.Entity, y.Entity), strings.Compare(x.Record, y.Record), strings.Compare(x.Why, y.Why))
	})
	return g, slices.Compact(b.problems)
}

// sortNodes puts nodes in order of id and returns where each went.
func (b *Builder) sortNodes() (rank []uint32) {
	order := make([]uint32, len(b.nodes))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.nodes[x].id, b.nodes[y].id) })
	rank = make([]uint32, len(order))
	sorted := make([]nodeInfo, len(order))
	for i, o := range order {
		rank[o] = uint32(i)
		sorted[i] = b.nodes[o]
	}
	b.nodes = sorted
	return rank
}

// build adds ties and listings, each the same only once.
func (b *Builder) build(g *Graph, rank []uint32) {
	for i := range b.ties {
		t := &b.ties[i]
		t.tie.A, t.tie.B = Node(rank[t.a]), Node(rank[t.b])
	}
	slices.SortFunc(b.ties, func(x, y tieReport) int {
		return cmp.Or(cmp.Compare(x.tie.A, y.tie.A), cmp.Compare(x.tie.B, y.tie.B), strings.Compare(x.tie.Relation, y.tie.Relation),
			cmp.Compare(x.tie.From, y.tie.From), cmp.Compare(x.tie.To, y.tie.To), compareEvidence(x.ev, y.ev))
	})
	var ties []Tie
	for i := range b.ties {
		t := &b.ties[i]
		if n := len(ties); n > 0 {
			l := ties[n-1]
			t.tie.Evidence = l.Evidence
			if l == t.tie {
				g.evidence[l.Evidence] = addEvidence(g.evidence[l.Evidence], t.ev)
				continue
			}
		}
		t.tie.Evidence = g.keep([]Evidence{t.ev})
		ties = append(ties, t.tie)
	}
	g.setTies(ties)
	for i := range b.listings {
		b.listings[i].l.Node = Node(rank[b.listings[i].node])
	}
	slices.SortFunc(b.listings, func(x, y listingReport) int {
		return cmp.Or(cmp.Compare(x.l.Node, y.l.Node), strings.Compare(x.l.List, y.l.List), cmp.Compare(x.l.From, y.l.From),
			cmp.Compare(x.l.To, y.l.To), slices.Compare(x.l.Programmes, y.l.Programmes), compareEvidence(x.ev, y.ev))
	})
	for i := range b.listings {
		l := &b.listings[i]
		l.l.Evidence = g.keep([]Evidence{l.ev})
		g.listings = append(g.listings, l.l)
	}
}

// keep stores evidence and returns its number.
func (g *Graph) keep(ev []Evidence) uint32 {
	g.evidence = append(g.evidence, ev)
	return uint32(len(g.evidence) - 1)
}

func compareEvidence(a, b Evidence) int {
	return cmp.Or(strings.Compare(a.Source, b.Source), strings.Compare(a.Entity, b.Entity), strings.Compare(a.Statement, b.Statement),
		strings.Compare(a.Record, b.Record), strings.Compare(a.Text, b.Text), cmp.Compare(a.Via, b.Via))
}

func addEvidence(list []Evidence, more ...Evidence) []Evidence {
	for _, e := range more {
		if !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, compareEvidence)
	return list
}

// merge puts the reports of the same holding together (docs/graph.md,
// Duplicates) and refuses what cannot be one.
func (b *Builder) merge(g *Graph) []Stake {
	for i := range b.reports {
		r := &b.reports[i]
		ev := r.Evidence
		at := Problem{Entity: ev.Entity, Source: ev.Source, Record: ev.Record}
		if r.owner == r.asset {
			at.Why = fmt.Sprintf("%s holds itself: counted in its look-through stake only", r.Owner)
			b.problems = append(b.problems, at)
		}
		for _, end := range []struct {
			node uint32
			what string
		}{{r.owner, "owner"}, {r.asset, "asset"}} {
			if n := g.nodes[end.node]; n.schema == "" {
				at.Why = fmt.Sprintf("its %s %s is described nowhere: kept by its id", end.what, n.id)
				b.problems = append(b.problems, at)
			}
		}
	}
	b.route(g)
	slices.SortFunc(b.reports, func(x, y report) int {
		return cmp.Or(cmp.Compare(x.owner, y.owner), cmp.Compare(x.asset, y.asset), cmp.Compare(x.Class, y.Class), cmp.Compare(x.Flags&Indirect, y.Flags&Indirect),
			compareEvidence(x.Evidence, y.Evidence), cmp.Compare(x.When.Maybe.From, y.When.Maybe.From), cmp.Compare(x.When.Maybe.To, y.When.Maybe.To),
			cmp.Compare(x.When.Sure.From, y.When.Sure.From), cmp.Compare(x.When.Sure.To, y.When.Sure.To),
			cmp.Compare(x.Share.Lo, y.Share.Lo), cmp.Compare(x.Share.Hi, y.Share.Hi), cmpBool(x.Share.LoOpen, y.Share.LoOpen), cmpBool(x.Share.HiOpen, y.Share.HiOpen), cmp.Compare(x.Flags, y.Flags))
	})
	var out []Stake
	capital := [2]uint32{math.MaxUint32, math.MaxUint32} // the last pair of which shares are told
	for i := 0; i < len(b.reports); {
		switch x := &b.reports[i]; {
		case x.Class == Capital && x.Flags&Indirect == 0:
			capital = [2]uint32{x.owner, x.asset}
		case x.Class == UnknownRight && capital != [2]uint32{x.owner, x.asset}:
			for k := i; k < len(b.reports) && b.reports[k].owner == x.owner && b.reports[k].asset == x.asset; k++ {
				if r := &b.reports[k]; r.Class == UnknownRight {
					r.Class, r.Share, r.Flags = Capital, Unknown, r.Flags|Unparsed // it may be shares, of any size
				}
			}
		}
		j := i + 1
		for x := &b.reports[i]; j < len(b.reports); j++ {
			if y := &b.reports[j]; x.owner != y.owner || x.asset != y.asset || x.Class != y.Class || x.Flags&Indirect != y.Flags&Indirect {
				break
			}
		}
		out = b.mergePair(g, out, b.reports[i:j])
		i = j
	}
	b.reports = nil
	return out
}

// route gives what nominees hold to those they hold it for. Of an arrangement
// of nomination, the nominator has the whole; beside a nominee who holds shares
// himself, he has those.
func (b *Builder) route(g *Graph) {
	nominators, nominees := make(map[uint32][]int), make(map[uint32][]int)
	for i := range b.reports {
		if r := &b.reports[i]; r.Class == Nominee && r.Flags&Indirect == 0 {
			if r.nominator {
				nominators[r.asset] = append(nominators[r.asset], i)
			} else {
				nominees[r.asset] = append(nominees[r.asset], i)
			}
		}
	}
	for i := range b.reports {
		r := &b.reports[i]
		for _, n := range nominees[r.asset] {
			p := &b.reports[n]
			if r.Class != Capital && r.Class != Votes || p.owner != r.owner || len(nominators[r.asset]) != 1 || g.nodes[r.asset].arrangement {
				continue
			}
			for _, w := range nominators[r.asset] {
				for _, ev := range []Evidence{p.Evidence, b.reports[w].Evidence} {
					ev.Via = Node(p.owner)
					r.also = append(r.also, ev)
				}
				r.owner = b.reports[w].owner
			}
			break
		}
	}
	for asset, list := range nominators {
		if !g.nodes[asset].arrangement {
			continue
		}
		for _, i := range list {
			r := &b.reports[i]
			r.Class = Capital
			if r.Flags&Unparsed != 0 && len(list) == 1 {
				r.Share, r.Flags = Exact(Whole), r.Flags&^Unparsed|Presumed
			}
		}
	}
}

const (
	dawn = math.MinInt32
	dusk = math.MaxInt32
)

// bounds of a period on a line without open ends.
func bounds(p ftm.Period) (from, to int32) {
	from, to = int32(p.From), int32(p.To)
	if from == 0 {
		from = dawn
	}
	if to == 0 {
		to = dusk
	}
	return from, to
}

// mergePair makes stakes of the reports of one class of rights that one entity
// has in another: the time is cut wherever a report begins or ends, and in each
// piece the reports that hold there are put together.
func (b *Builder) mergePair(g *Graph, out []Stake, rs []report) []Stake {
	var cuts []int32
	for i := range rs {
		from, to := bounds(rs[i].When.Maybe)
		cuts = append(cuts, from, to)
		if from, to = bounds(rs[i].When.Sure); !rs[i].When.Never {
			cuts = append(cuts, from, to)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	first := len(out)
	for k := 0; k+1 < len(cuts); k++ {
		from, to := cuts[k], cuts[k+1]
		share, flags, ev := together(rs, from, to)
		if ev == nil {
			continue
		}
		s := Stake{Owner: Node(rs[0].owner), Asset: Node(rs[0].asset), Class: rs[0].Class, Share: share, Flags: flags | rs[0].Flags&Indirect}
		if from != dawn {
			s.From = ftm.Day(from)
		}
		if to != dusk {
			s.To = ftm.Day(to)
		}
		if n := len(out); n > first { // the same as before, over a longer time
			l := out[n-1]
			if l.To == s.From && l.To != 0 && l.Share == s.Share && l.Flags == s.Flags && slices.Equal(g.evidence[l.Evidence], ev) {
				out[n-1].To = s.To
				continue
			}
		}
		s.Evidence = g.keep(ev)
		out = append(out, s)
	}
	return out
}

// together is what the reports say of a piece of time that none of them begins
// or ends in; nil evidence is nothing.
func together(rs []report, from, to int32) (share Share, flags Flags, ev []Evidence) {
	// The reports are in order of source, then of record: sources are compared,
	// records of one source added, reports of one record compared.
	type sum struct {
		share Share
		set   bool
	}
	agree := func(have sum, s Share) sum {
		if !have.set {
			return sum{s, true}
		}
		if m, ok := have.share.meet(s); ok {
			return sum{m, true}
		}
		flags |= Disputed
		return sum{have.share.hull(s), true}
	}
	var all sum
	hasFlags := func(f Flags) { flags |= f &^ (UnknownHolder | Unparsed) }
	unknownHolder, unparsed := true, true
	for i := 0; i < len(rs); {
		source := rs[i].Evidence.Source
		var records map[string]sum
		var order []string
		for ; i < len(rs) && rs[i].Evidence.Source == source; i++ {
			r := &rs[i]
			mf, mt := bounds(r.When.Maybe)
			if mf > from || mt < to {
				continue
			}
			s := r.Share
			if sf, st := bounds(r.When.Sure); r.When.Never || sf > from || st < to {
				s.Lo, s.LoOpen = 0, false // nobody knows whether it holds here
				flags |= Undated
			}
			hasFlags(r.Flags)
			unknownHolder, unparsed = unknownHolder && r.Flags&UnknownHolder != 0, unparsed && r.Flags&Unparsed != 0
			if records == nil {
				records = make(map[string]sum, 1)
			}
			have, ok := records[r.Evidence.Record]
			if !ok {
				order = append(order, r.Evidence.Record)
			}
			records[r.Evidence.Record] = agree(have, s)
			ev = addEvidence(ev, r.Evidence)
			ev = addEvidence(ev, r.also...)
		}
		if len(order) == 0 {
			continue
		}
		total := records[order[0]].share
		for _, rec := range order[1:] {
			sum, over := total.plus(records[rec].share)
			if total = sum; over {
				flags |= Over100
			}
		}
		all = agree(all, total)
	}
	if ev == nil {
		return Share{}, 0, nil
	}
	if unknownHolder {
		flags |= UnknownHolder
	}
	if unparsed {
		flags |= Unparsed
	}
	return all.share, flags, ev
}

// passThrough gives what an arrangement holds to its parties: pro rata for
// tests that add up, and as if each held the whole for tests of one person.
func (g *Graph) passThrough(stakes []Stake) []Stake {
	parties := make(map[Node][]Stake)
	for _, s := range stakes {
		if g.nodes[s.Asset].arrangement && s.Class == Capital && s.Flags&Indirect == 0 {
			parties[s.Asset] = append(parties[s.Asset], s)
		}
	}
	if len(parties) == 0 {
		return stakes
	}
	for i := range stakes {
		s := stakes[i]
		if s.Flags&Indirect != 0 || s.Class != Capital && s.Class != Votes || s.Owner == s.Asset {
			continue
		}
		holders := parties[s.Owner]
		for _, p := range holders {
			from, to := laterStart(p.From, s.From), earlierEnd(p.To, s.To)
			if from != 0 && to != 0 && from >= to || p.Owner == s.Asset {
				continue
			}
			d := Stake{Owner: p.Owner, Asset: s.Asset, Class: s.Class, From: from, To: to, Flags: (p.Flags | s.Flags) &^ Unparsed}
			ev := slices.Clone(addEvidence(slices.Clone(g.evidence[p.Evidence]), g.evidence[s.Evidence]...))
			for k := range ev {
				ev[k].Via = s.Owner
			}
			d.Evidence = g.keep(ev)
			pro, whole := d, d
			pro.Share, pro.Flags = p.Share.times(s.Share), d.Flags|Derived
			whole.Share, whole.Flags = s.Share, d.Flags|JointWhole|Presumed
			stakes = append(stakes, pro, whole)
		}
		if len(holders) > 0 {
			stakes[i].Flags |= Passed
		}
	}
	return stakes
}

func laterStart(a, b ftm.Day) ftm.Day { return max(a, b) }

func earlierEnd(a, b ftm.Day) ftm.Day {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// over100 names the companies of which the sources give away more than there
// is: the low bounds alone come to more than 100 %.
func (b *Builder) over100(g *Graph) {
	for v := range Node(g.n) {
		if g.inLen(v) == 0 {
			continue
		}
		var days [classes][]ftm.Day
		var sums [classes]uint64
		for s := range g.In(v) {
			if s.Flags&(Indirect|Derived|JointWhole) == 0 && s.Class <= Votes {
				sums[s.Class] += uint64(s.Share.Lo)
				days[s.Class] = append(days[s.Class], s.From)
			}
			if s.Flags&Over100 != 0 {
				b.over(g, v, s.Class, s.From, []*Stake{s})
			}
		}
		for c, total := range sums {
			if total <= uint64(Whole) {
				continue
			}
			slices.Sort(days[c])
			for _, d := range slices.Compact(days[c]) { // sums rise only where a stake begins
				var at []*Stake
				var sum uint64
				for s := range g.In(v) {
					from, to := bounds(ftm.Period{From: s.From, To: s.To})
					day, _ := bounds(ftm.Period{From: d})
					if int(s.Class) == c && s.Flags&(Indirect|Derived|JointWhole) == 0 && from <= day && day < to {
						sum += uint64(s.Share.Lo)
						at = append(at, s)
					}
				}
				if sum > uint64(Whole) {
					b.over(g, v, Class(c), d, at)
					break // the first day says it
				}
			}
		}
	}
}

func (b *Builder) over(g *Graph, v Node, c Class, day ftm.Day, at []*Stake) {
	var sum uint64
	var parts []string
	p := Problem{Entity: g.ID(v)}
	for _, s := range at {
		sum += uint64(s.Share.Lo)
		parts = append(parts, fmt.Sprintf("%s %s", g.ID(s.Owner), s.Share))
		for _, e := range g.evidence[s.Evidence] {
			if p.Source == "" || e.Source < p.Source {
				p.Source = e.Source
			}
		}
	}
	since := ""
	if day != 0 {
		since = " on " + day.String()
	}
	p.Why = fmt.Sprintf("its owners hold %s %% of its %s%s (%s): each is counted up to what the others leave, the rest is possible", percent(sum), c, since, strings.Join(parts, ", "))
	if len(at) == 1 {
		p.Why = fmt.Sprintf("%s holds more than 100 %% of its %s%s: counted as 100 %%", g.ID(at[0].Owner), c, since)
	}
	b.problems = append(b.problems, p)
}
