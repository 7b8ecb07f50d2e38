package lists

import (
	"cmp"
	"slices"
)

// advancedIndexed is what is known of every party throughout.
type advancedIndexed struct {
	id     uint32
	schema uint8  // in advancedSchemata
	twice  bool   // a party before it has the same number
	owned  bool   // some tie says that it is owned
	name   uint64 // hash of its main name
	bits   uint64 // its programmes
}

var advancedSchemata = []string{"", "Person", "Organization", "Vessel", "Airplane"}

func (p *advancedIndexed) is() string { return advancedSchemata[p.schema] }

type refOrder struct {
	ref   refID
	order int32
}

// advancedIndex finds a party by the numbers that other parts give for it.
type advancedIndex struct {
	parties    []advancedIndexed // in the order of the document
	profiles   []refOrder
	identities []refOrder
}

// sort makes the lists searchable, and marks parties that come again.
func (x *advancedIndex) sort() {
	ids := make([]refOrder, len(x.parties))
	for i, p := range x.parties {
		ids[i] = refOrder{refID(p.id), int32(i)}
	}
	slices.SortFunc(ids, func(a, b refOrder) int { return cmp.Or(cmp.Compare(a.ref, b.ref), cmp.Compare(a.order, b.order)) })
	for i := 1; i < len(ids); i++ {
		x.parties[ids[i].order].twice = ids[i].ref == ids[i-1].ref
	}
	for _, list := range [][]refOrder{x.profiles, x.identities} {
		slices.SortStableFunc(list, func(a, b refOrder) int { return cmp.Compare(a.ref, b.ref) })
	}
}

func findRef(list []refOrder, ref refID) int32 {
	i, ok := slices.BinarySearchFunc(list, ref, func(a refOrder, ref refID) int { return cmp.Compare(a.ref, ref) })
	if !ok || ref == 0 {
		return -1
	}
	return list[i].order
}

func (x *advancedIndex) profile(ref refID) int32  { return findRef(x.profiles, ref) }
func (x *advancedIndex) identity(ref refID) int32 { return findRef(x.identities, ref) }

// fill makes the table of names. It holds what is only known when the
// programmes behind the parties have been read.
func (x *advancedIndex) fill(t *nameTable) {
	for _, p := range x.parties {
		if p.id != 0 && p.name != nameHash("") {
			t.addHash(p.name, namesake{p.id, p.bits})
		}
	}
}

// advancedRun is a run of parties, by their order in the document, and what the
// other parts of the file say of them.
type advancedRun struct {
	from, to int
	read     int32 // parties read so far in the walk that emits the run
	limits   advancedLimits
	used     int
	want     map[refID]int32 // places by the first party that refers to them
	places   map[refID]*advancedPlace
	papers   map[int32][]advancedPaper
	ties     map[int32][]advancedTie
	listings map[int32][]advancedListing
	tooLarge bool // the first party alone has more than the run may hold
}

func newAdvancedRun(from int, limits advancedLimits) *advancedRun {
	return &advancedRun{
		from: from, to: from + limits.parties, limits: limits,
		want: make(map[refID]int32), places: make(map[refID]*advancedPlace), papers: make(map[int32][]advancedPaper),
		ties: make(map[int32][]advancedTie), listings: make(map[int32][]advancedListing),
	}
}

// holds reports whether a party is of the run.
func (c *advancedRun) holds(order int32) bool { return int(order) >= c.from && int(order) < c.to }

// keeps reports whether the run keeps what belongs to a party.
func (c *advancedRun) keeps(order int32) bool { return c.holds(order) && !c.tooLarge }

// wants notes the places that a party refers to.
func (c *advancedRun) wants(order int32, p *advancedParty) {
	if !c.keeps(order) {
		return
	}
	n := 0
	for i := range p.Profiles {
		for j := range p.Profiles[i].Features {
			for k := range p.Profiles[i].Features[j].Versions {
				for _, l := range p.Profiles[i].Features[j].Versions[k].Locations {
					if _, ok := c.want[l.ID]; !ok {
						c.want[l.ID] = order
						n++
					}
				}
			}
		}
	}
	c.use(order, n*24)
}

// use counts what the run holds. When that is more than it may, the run is cut
// to its first half; the parties of the second are left to the next run.
func (c *advancedRun) use(order int32, n int) {
	if !c.keeps(order) {
		return
	}
	c.used += n
	for c.used > c.limits.bytes && !c.tooLarge {
		c.cut()
	}
}

func (c *advancedRun) cut() {
	last := int32(c.from)
	for _, o := range c.want {
		last = max(last, o)
	}
	for _, o := range slices.Concat(keysOf(c.papers), keysOf(c.ties), keysOf(c.listings)) {
		last = max(last, o)
	}
	half := c.from + (min(c.to, int(last)+1)-c.from)/2
	if half <= c.from {
		c.to, c.tooLarge = c.from+1, true
		c.drop(int32(c.from)) // nothing is kept of a party that is refused
		return
	}
	c.to = half
	c.drop(int32(half))
}

func keysOf[V any](m map[int32]V) []int32 {
	out := make([]int32, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

// drop forgets what belongs to parties from order on.
func (c *advancedRun) drop(order int32) {
	c.used = 0
	for ref, o := range c.want {
		if o >= order {
			delete(c.want, ref)
			delete(c.places, ref)
			continue
		}
		c.used += 24
		if p, ok := c.places[ref]; ok {
			c.used += p.size()
		}
	}
	for o, list := range c.papers {
		if o >= order {
			delete(c.papers, o)
			continue
		}
		for i := range list {
			c.used += list[i].size()
		}
	}
	for o, list := range c.ties {
		if o >= order {
			delete(c.ties, o)
			continue
		}
		for i := range list {
			c.used += 64 + len(list[i].note)
		}
	}
	for o, list := range c.listings {
		if o >= order {
			delete(c.listings, o)
			continue
		}
		for i := range list {
			c.used += list[i].size()
		}
	}
}
