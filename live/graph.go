package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/graph"
	"cordon/law"
	"cordon/resolve"
	"cordon/store"

	"golang.org/x/sync/errgroup"
)

// graphs holds the graph of the newest batch that was asked for, and a few of
// other batches. A graph holds all times, so that one serves all days.
type graphs struct {
	turn turn
	now  atomic.Pointer[madeGraph]
	past []*madeGraph

	judgements atomic.Pointer[keptJudgements]
}

// madeGraph is the graph of a batch, and the states that were asked for.
type madeGraph struct {
	g        *graph.Graph
	problems []graph.Problem
	batch    int64
	revision int64 // of the judgements
	lists    []List
	book     *resolve.Book
	twins    *resolve.Twins // nil where the graph did not come from a store

	mu        sync.Mutex
	states    []keptState // newest use first
	registers []registerOf
	pairs     map[[2]string]*Twin // that were compared; nil are no twins
}

type keptState struct {
	regime *graph.Regime
	day    ftm.Day
	state  *graph.State
}

// maxStates is how many days and regimes of one graph stay computed.
const maxStates = 12

// ErrNoRules is the error of a question about a regime to a desk without any.
var ErrNoRules = errors.New("the programme has no regimes of ownership")

// Picture answers questions about one graph on one day: who holds whom, who is
// blocked, by which path.
type Picture struct {
	d     *Desk
	m     *madeGraph
	rules *graph.Rules
	p     point
}

// NewPicture returns a picture of a graph that did not come from a store.
func NewPicture(g *graph.Graph, rules *graph.Rules, day ftm.Day) *Picture {
	return &Picture{nil, &madeGraph{g: g}, rules, point{asOf: day, known: day.Time()}}
}

// Graph returns the picture of a point in the two times. The graph of a batch
// is read from its snapshot or built when it is first asked for, and kept; a new
// batch is a new graph.
func (d *Desk) Graph(ctx context.Context, at At) (*Picture, error) {
	return d.picture(ctx, at, runtime.GOMAXPROCS(0))
}

// picture is Graph; a graph that has to be built is read by so many at once.
func (d *Desk) picture(ctx context.Context, at At, readers int) (*Picture, error) {
	p, err := d.point(ctx, at)
	if err != nil {
		return nil, err
	}
	if p.batch == 0 {
		return nil, ErrEmpty
	}
	book, err := d.book(ctx, at, p)
	if err != nil {
		return nil, err
	}
	m, err := d.graphOf(ctx, p.batch, book, at.newest(), readers)
	if err != nil {
		return nil, err
	}
	pic := &Picture{d, m, nil, p}
	if d.o.Rules != nil {
		if pic.rules, err = d.o.Rules(); err != nil {
			return nil, err
		}
	}
	return pic, nil
}

// serves reports whether a graph is that of a batch and of judgements.
func (m *madeGraph) serves(batch int64, book *resolve.Book) bool {
	return m != nil && m.batch == batch && m.revision == book.Revision()
}

func (d *Desk) graphOf(ctx context.Context, batch int64, book *resolve.Book, newest bool, readers int) (*madeGraph, error) {
	if m := d.graphs.now.Load(); m.serves(batch, book) {
		return m, nil
	}
	if err := d.graphs.turn.take(ctx); err != nil {
		return nil, err
	}
	defer d.graphs.turn.give()
	if m := d.graphs.now.Load(); m.serves(batch, book) { // made meanwhile
		return m, nil
	}
	for i, m := range d.graphs.past {
		if m.serves(batch, book) {
			copy(d.graphs.past[1:i+1], d.graphs.past[:i])
			d.graphs.past[0] = m
			return m, nil
		}
	}
	m := d.keptGraph(ctx, batch, book)
	kept := m != nil
	if !kept {
		var err error
		if m, err = d.buildGraph(ctx, batch, book, readers); err != nil {
			return nil, fmt.Errorf("graph: %w", err)
		}
	}
	if newest {
		d.graphs.now.Store(m)
		if !kept {
			d.keepGraph(m)
		}
	} else {
		d.graphs.past = append([]*madeGraph{m}, d.graphs.past[:min(len(d.graphs.past), maxPast-1)]...)
	}
	return m, nil
}

// buildGraph reads all entities of a batch, with all their times, into a graph in
// which those that were judged the same are one.
func (d *Desk) buildGraph(ctx context.Context, batch int64, book *resolve.Book, readers int) (*madeGraph, error) {
	v := store.View{Batch: batch}
	ranges, err := d.store.Ranges(ctx)
	if err != nil {
		return nil, err
	}
	b := graph.NewBuilder()
	b.Same(book.Canonical, judgedOf(book))
	m := graph.NewMapper(b, graph.MapOptions{List: d.listOf(), Stated: d.stated})
	twins := d.twinsOf(batch) // they do not change with judgements
	var sieve *resolve.Sieve
	if twins == nil {
		sieve = resolve.NewSieve()
	}
	var mu sync.Mutex // guards m, sieve and n
	n := 0
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(readers, 1))
	for _, ids := range ranges {
		g.Go(func() error {
			st, err := d.newStamper(gctx, v, ids)
			if err != nil {
				return err
			}
			defer st.stop()
			_, err = d.store.EntitiesIn(gctx, v, nil, ids, func(e *ftm.Entity) error {
				if err := st.stamp(e); err != nil {
					return err
				}
				mu.Lock()
				defer mu.Unlock()
				m.Add(e)
				if sieve != nil {
					sieve.Add(e)
				}
				if n++; d.o.Progress != nil && n%1000 == 0 {
					d.o.Progress(n)
				}
				return nil
			})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	m.Finish()
	if sieve != nil {
		twins = sieve.Twins()
	}
	lists, err := d.listsAt(ctx, batch)
	if err != nil {
		return nil, err
	}
	out := &madeGraph{batch: batch, revision: book.Revision(), lists: lists, book: book, twins: twins}
	out.g, out.problems = b.Build()
	debug.FreeOSMemory() // building took several times what the graph is
	return out, nil
}

// stated is the day on which an entity was first seen, on this desk's clock.
func (d *Desk) stated(e *ftm.Entity) ftm.Day {
	if e.FirstSeen == "" {
		return 0
	}
	if t, err := time.Parse(isoTime, e.FirstSeen); err == nil {
		return ftm.DayOf(t.In(d.o.Now().Location()))
	}
	day, err := ftm.ParseDay(e.FirstSeen)
	if err != nil {
		return 0
	}
	return day
}

// builtinLists holds which lists the parties of built-in files were taken from, by
// dataset. To read one takes longer than to answer a question.
type builtinLists struct {
	mu sync.Mutex
	of map[string]map[string]string
}

// list is the list of a party by a dataset's word.
func (b *builtinLists) list(entity, dataset string) string {
	programme, ok := law.ProgrammeOf(dataset)
	if !ok {
		return dataset
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	m, ok := b.of[dataset]
	if !ok {
		m = make(map[string]string)
		if doc, err := law.Listings(programme); err == nil {
			if _, rows, err := law.ReadListings(doc); err == nil {
				for _, r := range rows {
					m[r.Entity] = r.Dataset
				}
			}
		}
		if b.of == nil {
			b.of = make(map[string]map[string]string)
		}
		b.of[dataset] = m
	}
	return cmp.Or(m[entity], dataset)
}

// listOf says on which list a party stands: a programme's built-in listings
// stand for the lists that they were taken from.
func (d *Desk) listOf() func(entity, dataset string) string { return d.builtin.list }

// node finds the node of an entity.
func (p *Picture) node(id string) (graph.Node, error) {
	v, ok := p.m.g.Find(id)
	if !ok {
		return 0, fmt.Errorf("%q: %w", id, ErrNoEntity)
	}
	return v, nil
}

// State returns who is blocked under the regime of a name on the picture's day.
func (p *Picture) State(regime string) (*graph.State, error) { return p.state(regime, true) }

// state is State; one that is not to be kept is only taken from what is.
func (p *Picture) state(regime string, keep bool) (*graph.State, error) {
	if p.rules == nil {
		return nil, ErrNoRules
	}
	r, err := p.rules.On(regime, p.p.asOf)
	if err != nil {
		return nil, err
	}
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	for i, k := range p.m.states {
		if k.regime == r && k.day == p.p.asOf {
			copy(p.m.states[1:i+1], p.m.states[:i])
			p.m.states[0] = k
			return k.state, nil
		}
	}
	s := graph.NewState(p.m.g, r, p.p.asOf, p.m.g.Seeds(p.rules, r, p.p.asOf))
	if !keep {
		return s, nil
	}
	p.m.states = append([]keptState{{r, p.p.asOf, s}}, p.m.states[:min(len(p.m.states), maxStates-1)]...)
	return s, nil
}

// Problems returns what was at fault in the data of the graph.
func (p *Picture) Problems() []graph.Problem { return p.m.problems }

// Basis says what an answer about the graph rests on.
type Basis struct {
	AsOf     string   `json:"as_of"`    // day
	KnownOn  string   `json:"known_on"` // day
	Batch    int64    `json:"batch"`
	Judged   int64    `json:"judgement"` // number of the newest judgement or withdrawal that counts; 0 is none
	Datasets []string `json:"datasets"`
	Entities int      `json:"entities"`
	Stakes   int      `json:"stakes"`
	Ties     int      `json:"ties"`
}

// Basis says what the picture shows.
func (p *Picture) Basis() Basis {
	b := Basis{AsOf: p.p.asOf.String(), KnownOn: p.p.known.Format(time.DateOnly), Batch: p.m.batch, Judged: p.m.revision, Datasets: []string{}, Entities: p.m.g.Len(), Stakes: p.m.g.Stakes(), Ties: p.m.g.Ties()}
	for _, l := range p.m.lists {
		b.Datasets = append(b.Datasets, l.Dataset)
	}
	return b
}

// Holdings are who holds an entity, or what it holds.
type Holdings struct {
	Entity   string    `json:"entity"`
	Caption  string    `json:"caption"`
	Holdings []Holding `json:"holdings"`
	Left     int       `json:"left"` // holdings that are not shown
	Searched Basis     `json:"searched"`
}

// Holding is a stake, so many steps away.
type Holding struct {
	Depth  int  `json:"depth"`
	Listed bool `json:"listed"` // the other end is on a list on that day
	graph.Held
}

// maxHoldings is how many stakes one answer shows.
const maxHoldings = 10_000

// Owners returns who holds an entity, and who holds those, up to a depth.
func (p *Picture) Owners(id string, depth int) (*Holdings, error) {
	return p.holdings(id, depth, func(v graph.Node, yield func(*graph.Stake, graph.Node)) {
		for s := range p.m.g.In(v) {
			yield(s, s.Owner)
		}
	})
}

// Owned returns what an entity holds, and what that holds, up to a depth.
func (p *Picture) Owned(id string, depth int) (*Holdings, error) {
	return p.holdings(id, depth, func(v graph.Node, yield func(*graph.Stake, graph.Node)) {
		row := p.m.g.Out(v)
		for i := range row {
			yield(&row[i], row[i].Asset)
		}
	})
}

func (p *Picture) holdings(id string, depth int, next func(graph.Node, func(*graph.Stake, graph.Node))) (*Holdings, error) {
	v, err := p.node(id)
	if err != nil {
		return nil, err
	}
	g := p.m.g
	out := &Holdings{Entity: id, Caption: g.Caption(v), Holdings: []Holding{}, Searched: p.Basis()}
	seen := map[graph.Node]bool{v: true}
	front := []graph.Node{v}
	for d := 1; d <= max(depth, 1) && len(front) > 0; d++ {
		var further []graph.Node
		for _, v := range front {
			next(v, func(s *graph.Stake, other graph.Node) {
				if !s.On(p.p.asOf) || s.Flags&(graph.Derived|graph.JointWhole) != 0 {
					return
				}
				if !seen[other] {
					seen[other] = true
					further = append(further, other)
				}
				if len(out.Holdings) == maxHoldings {
					out.Left++
					return
				}
				listed := slices.ContainsFunc(g.ListingsOf(other), func(l graph.Listing) bool {
					return ftm.Period{From: l.From, To: l.To}.Contains(p.p.asOf)
				})
				out.Holdings = append(out.Holdings, Holding{d, listed, g.Held(s)})
			})
		}
		front = further
	}
	return out, nil
}

// CascadeQuestion asks who is blocked.
type CascadeQuestion struct {
	Regime string   // name
	IDs    []string // of these only; empty is everyone who is blocked, possible, circular or controlled
	All    bool     // also everyone in whom a blocked person has a stake
	Limit  int      // entities at most; 0 is no limit
}

// Cascade returns who is blocked, or may be, and is not listed, each with its
// proof. With ids it returns those, listed or not, with their past.
func (p *Picture) Cascade(ctx context.Context, q CascadeQuestion) ([]graph.Standing, error) {
	s, err := p.State(q.Regime)
	if err != nil {
		return nil, err
	}
	g := p.m.g
	o := graph.Options{Known: p.p.known.Format(time.DateOnly), Rules: p.rules.Digest}
	out := []graph.Standing{}
	if len(q.IDs) > 0 {
		for _, id := range q.IDs {
			v, err := p.node(id)
			if err != nil {
				return nil, err
			}
			a := s.Standing(v, o)
			a.History = g.History(p.rules, q.Regime, v)
			a.Residue = graph.Residue(a.History, p.p.asOf)
			out = append(out, a)
		}
		return out, nil
	}
	nodes := slices.Concat(s.Reached(), s.Rings(), s.Cautioned())
	if q.All {
		nodes = append(nodes, s.Exposed()...)
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	if q.Limit > 0 {
		nodes = nodes[:min(len(nodes), q.Limit)]
	}
	value := make(map[graph.Node][2]float64)
	reached, lo, hi := graph.LookThroughAll(g, p.p.asOf, s.SeedNodes())
	for i, v := range reached {
		value[v] = [2]float64{lo[i], hi[i]}
	}
	o.Lean = true
	for i, v := range nodes {
		if i%100 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		a := s.Standing(v, o)
		a.LookLow, a.LookHigh = value[v][0], value[v][1]
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b graph.Standing) int { return rank(a.Status) - rank(b.Status) })
	return out, nil
}

func rank(s graph.Status) int {
	return slices.Index([]graph.Status{graph.Blocked, graph.Possible, graph.No}, s)
}

// Paths is the answer to a question for paths.
type Paths struct {
	From string `json:"from"`
	To   string `json:"to"` // "" is any listed party
	graph.PathAnswer
	Captions map[string]string `json:"captions"`
	Judged   []graph.Judged    `json:"judged,omitempty"` // decisions that made one of several ids on the paths
	Searched Basis             `json:"searched"`
}

// Paths returns the shortest paths between two entities, or from one to the
// nearest listed parties.
func (p *Picture) Paths(from, to string, o graph.PathOptions) (*Paths, error) {
	a, err := p.node(from)
	if err != nil {
		return nil, err
	}
	g := p.m.g
	var ends []graph.Node
	if to != "" {
		b, err := p.node(to)
		if err != nil {
			return nil, err
		}
		ends = []graph.Node{b}
	} else {
		for _, l := range g.Listings() {
			if (ftm.Period{From: l.From, To: l.To}).Contains(p.p.asOf) {
				ends = append(ends, l.Node)
			}
		}
	}
	o.Day = p.p.asOf
	out := &Paths{From: from, To: to, PathAnswer: g.Paths(a, ends, o), Captions: make(map[string]string), Searched: p.Basis()}
	for _, path := range out.PathAnswer.Paths {
		for _, st := range path.Steps {
			for _, id := range []string{st.From, st.To} {
				if v, ok := g.Find(id); ok {
					if _, had := out.Captions[id]; !had {
						out.Judged = append(out.Judged, g.Judged(v)...)
					}
					out.Captions[id] = g.Caption(v)
				}
			}
		}
	}
	return out, nil
}

// WhatIf is what changes if some are listed and others delisted.
type WhatIf struct {
	Regime   string   `json:"regime"`
	List     []string `json:"list"`
	Delist   []string `json:"delist"`
	Blocked  []Moved  `json:"blocked"`  // newly
	Possible []Moved  `json:"possible"` // newly
	Freed    []Moved  `json:"freed"`
	Rules    string   `json:"rules"`
	Searched Basis    `json:"searched"`
}

// Moved is an entity whose status would change.
type Moved struct {
	Entity  string       `json:"entity"`
	Caption string       `json:"caption"`
	Schema  string       `json:"schema"`
	Was     graph.Status `json:"was"`
	Now     graph.Status `json:"now"`
}

// WhatIf returns who would be blocked, possible or freed if some were listed
// and others delisted.
func (p *Picture) WhatIf(regime string, list, delist []string) (*WhatIf, error) {
	s, err := p.State(regime)
	if err != nil {
		return nil, err
	}
	out := &WhatIf{Regime: s.Regime().ID, List: sortedOnce(list), Delist: sortedOnce(delist), Blocked: []Moved{}, Possible: []Moved{}, Freed: []Moved{}, Rules: p.rules.Digest, Searched: p.Basis()}
	var nodes [2][]graph.Node
	for i, ids := range [][]string{out.List, out.Delist} {
		for _, id := range ids {
			v, err := p.node(id)
			if err != nil {
				return nil, err
			}
			nodes[i] = append(nodes[i], v)
		}
	}
	for _, m := range s.WhatIf(nodes[0], nodes[1]) {
		g := p.m.g
		x := Moved{g.ID(m.Node), g.Caption(m.Node), g.Schema(m.Node), m.Was, m.Now}
		switch m.Now {
		case graph.Blocked:
			out.Blocked = append(out.Blocked, x)
		case graph.Possible:
			out.Possible = append(out.Possible, x)
		default:
			out.Freed = append(out.Freed, x)
		}
	}
	return out, nil
}

func sortedOnce(list []string) []string {
	out := slices.Compact(slices.Sorted(slices.Values(list)))
	if out == nil {
		return []string{}
	}
	return out
}

// Findings returns the cascade as findings of a programme.
func (p *Picture) Findings(ctx context.Context, regime, programme string) ([]finding.Finding, error) {
	s, err := p.State(regime)
	if err != nil {
		return nil, err
	}
	var out []finding.Finding
	for i, v := range s.Reached() {
		if i%100 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if f, ok := s.Finding(v, programme, p.m.g.History(p.rules, regime, v)); ok {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b finding.Finding) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}
