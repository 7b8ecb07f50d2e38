package graph

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"cordon/ftm"
)

// Stakes are laid out in two passes, for owners and then for assets: dealt into
// buckets of nodes that lie side by side, from the front of the list to its end,
// and then, bucket by bucket, put into the rows of nodes and sorted while the
// bucket is in the cache of a processor. Both passes use all processors, and
// every order is that of the list or that of [compareStakes], so that their
// number changes nothing.

// setStakes lays stakes out in rows of owners and of assets.
func (g *Graph) setStakes(stakes []Stake) {
	if g.n > maxNodes {
		panic("graph: too many nodes")
	}
	g.rows = make([]row, g.n+1)
	next := g.count(stakes) // node to where its next stake goes
	byOwner := g.buckets(func(r row) uint32 { return r.out })
	g.out = deal(stakes, byOwner, func(s *Stake) Node { return s.Owner }, func(_ int, s *Stake) Stake { return *s })
	byOwner.each(func(r *workroom, from, to Node) {
		first := g.rows[from].out
		bucket := g.out[first:g.rows[to].out]
		dealt := append(r.dealt[:0], bucket...)
		places := slices.Grow(r.places[:0], len(dealt))[:len(dealt)]
		r.dealt, r.places = dealt, places
		for i := range dealt {
			s := &dealt[i]
			places[next[0][s.Owner]-first] = place{s.Share.ends(), s.From, owner(s.Asset), 0, uint32(i)}
			next[0][s.Owner]++
		}
		for u := from; u < to; u++ {
			sortPlaces(places[g.rows[u].out-first:g.rows[u+1].out-first], dealt)
		}
		for i, p := range places {
			bucket[i] = dealt[p.stake]
		}
	})
	g.layOwners(next[1])
}

// layOwners lays out who holds each asset. The rows of owners stand already.
func (g *Graph) layOwners(next []uint32) {
	byAsset := g.buckets(func(r row) uint32 { return r.in })
	dealt := deal(g.out, byAsset, func(s *Stake) Node { return s.Asset }, func(i int, s *Stake) place {
		return place{s.Share.ends(), s.From, s.owner(), s.Asset, uint32(i)}
	})
	g.in, g.owners = make([]uint32, len(g.out)), make([]owner, len(g.out))
	byAsset.each(func(r *workroom, from, to Node) {
		first := g.rows[from].in
		n := int(g.rows[to].in - first)
		places := slices.Grow(r.places[:0], n)[:n]
		r.places = places
		for _, p := range dealt[first:g.rows[to].in] {
			places[next[p.asset]-first] = p
			next[p.asset]++
		}
		for v := from; v < to; v++ {
			sortPlaces(places[g.rows[v].in-first:g.rows[v+1].in-first], g.out)
		}
		for i, p := range places {
			g.in[int(first)+i], g.owners[int(first)+i] = p.stake, p.other
		}
	})
}

// place is a stake in a row that is being laid out, with what nearly always
// decides where in the row it goes.
type place struct {
	ends  uint64
	from  ftm.Day
	other owner // in rows of owners the asset
	asset Node  // not known in rows of owners
	stake uint32
}

func (a *place) compare(b *place, stakes []Stake) int {
	switch {
	case a.ends != b.ends:
		return cmp.Compare(b.ends, a.ends)
	case a.from != b.from:
		return cmp.Compare(b.from, a.from)
	case a.other.node() != b.other.node():
		return cmp.Compare(a.other.node(), b.other.node())
	}
	return compareStakes(&stakes[a.stake], &stakes[b.stake])
}

// sortPlaces sorts a row. Most rows have a few stakes only.
func sortPlaces(row []place, stakes []Stake) {
	const few = 12
	if len(row) > few {
		slices.SortFunc(row, func(a, b place) int { return a.compare(&b, stakes) })
		return
	}
	for i := 1; i < len(row); i++ {
		for k := i; k > 0 && row[k].compare(&row[k-1], stakes) < 0; k-- {
			row[k], row[k-1] = row[k-1], row[k]
		}
	}
}

// count finds where the rows of stakes begin: of owners, and of assets.
func (g *Graph) count(stakes []Stake) (next [2][]uint32) {
	atOnce(len(next), func(k int) {
		n := make([]uint32, g.n)
		for i := range stakes {
			if k == 0 {
				n[stakes[i].Owner]++
			} else {
				n[stakes[i].Asset]++
			}
		}
		next[k] = n
	})
	var at row
	for v := range g.n {
		g.rows[v] = at
		at.out, next[0][v] = at.out+next[0][v], at.out
		at.in, next[1][v] = at.in+next[1][v], at.in
	}
	g.rows[g.n] = at
	return next
}

// buckets are ranges of nodes with about as many stakes each.
type buckets struct {
	shift uint
	of    []uint16 // node >> shift to its bucket
	nodes []Node   // where each begins, and where the last ends
}

// bucketSize is how many stakes a bucket should have: they fit into the cache
// of one processor, and there are so few buckets that all of them can be written
// to in turn.
const bucketSize = 1 << 15

// buckets divides the nodes by where their rows begin.
func (g *Graph) buckets(at func(row) uint32) *buckets {
	b := &buckets{nodes: []Node{0}}
	for g.n>>b.shift >= 1<<15 {
		b.shift++
	}
	begun := uint32(0)
	for v := 0; v < g.n; v += 1 << b.shift {
		if at(g.rows[v])-begun >= bucketSize {
			begun = at(g.rows[v])
			b.nodes = append(b.nodes, Node(v))
		}
		b.of = append(b.of, uint16(len(b.nodes)-1))
	}
	b.nodes = append(b.nodes, Node(g.n))
	return b
}

func (b *buckets) len() int { return len(b.nodes) - 1 }

// workroom is what one processor needs for a bucket, and then for the next.
type workroom struct {
	dealt  []Stake
	places []place
}

// each does something to each bucket, several side by side, and returns when all
// is done. Rows of different nodes share nothing.
func (b *buckets) each(do func(r *workroom, from, to Node)) {
	var next atomic.Int64
	atOnce(min(b.len(), runtime.GOMAXPROCS(0)), func(int) {
		r := new(workroom)
		for k := int(next.Add(1)) - 1; k < b.len(); k = int(next.Add(1)) - 1 {
			do(r, b.nodes[k], b.nodes[k+1])
		}
	})
}

// deal makes a list of what belongs to each element of another, in order of the
// buckets of their nodes, and in each bucket in the order of the other list.
func deal[T any](list []Stake, b *buckets, node func(*Stake) Node, of func(i int, s *Stake) T) []T {
	out := make([]T, len(list))
	pieces := min(b.len(), runtime.GOMAXPROCS(0))
	next := make([][]int, pieces) // piece and bucket to where the next element goes
	piece := func(k int) (from, to int) { return len(list) * k / pieces, len(list) * (k + 1) / pieces }
	atOnce(pieces, func(k int) {
		n := make([]int, b.len())
		for i, to := piece(k); i < to; i++ {
			n[b.of[node(&list[i])>>b.shift]]++
		}
		next[k] = n
	})
	at := 0
	for bucket := range b.len() {
		for _, n := range next {
			at, n[bucket] = at+n[bucket], at
		}
	}
	atOnce(pieces, func(k int) {
		n := next[k]
		for i, to := piece(k); i < to; i++ {
			bucket := b.of[node(&list[i])>>b.shift]
			out[n[bucket]] = of(i, &list[i])
			n[bucket]++
		}
	})
	return out
}

// atOnce does several things side by side and returns when all are done.
func atOnce(n int, do func(k int)) {
	var wg sync.WaitGroup
	for k := 1; k < n; k++ {
		wg.Go(func() { do(k) })
	}
	if n > 0 {
		do(0)
	}
	wg.Wait()
}
