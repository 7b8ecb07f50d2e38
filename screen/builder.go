package screen

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync"

	"cordon/ftm"
)

// Builder takes the entities of lists in any order and makes an index of those
// that a screen looks for: targets, and the wallets, accounts, ships and
// aircraft that targets hold. Addresses, papers and listings are joined to the
// party that they belong to.
type Builder struct {
	raws    []raw
	free    []byte // of the piece that records are kept in
	scratch []byte
	size    int  // bytes of all records
	others  bool // of whoever is no target
}

// raw is one entity as it came.
type raw struct {
	b    []byte
	role role
}

// builderPiece is how much memory for records is asked for at a time: what is
// kept is never moved.
const builderPiece = 1 << 20

// keep copies a record.
func (b *Builder) keep(record []byte) []byte {
	n := len(record)
	if n > len(b.free) {
		b.free = make([]byte, max(builderPiece, n))
	}
	kept := b.free[:n:n]
	b.free = b.free[n:]
	copy(kept, record)
	b.size += n
	return kept
}

type role uint8

const (
	party   role = iota // can be found when it is a target
	held                // can be found when it, or who holds it, is a target
	address             // of a party
	paper               // passport or other identification of a party
	listing             // that a party is listed
)

// NewBuilder returns an empty Builder.
func NewBuilder() *Builder { return &Builder{} }

// NewRegister returns a Builder that takes everybody whom NewBuilder's does not:
// who is asked about is mostly on no list, and may stand in a register.
func NewRegister() *Builder { return &Builder{others: true} }

// Add takes an entity. What can never be found and belongs to no party is left
// out. e may be changed afterwards.
func (b *Builder) Add(e *ftm.Entity) {
	r, ok := roleOf(e)
	if b.others && r == party {
		ok = !ok && canBeAsked(e.Schema) && len(e.Properties["name"])+len(e.Properties["alias"])+len(identifiersOf(e)) > 0
	}
	if !ok || e.ID == "" {
		return
	}
	b.scratch = putEntity(b.scratch[:0], e)
	b.raws = append(b.raws, raw{b.keep(b.scratch), r})
}

func roleOf(e *ftm.Entity) (role, bool) {
	s := ftm.Lookup(e.Schema)
	switch {
	case s == nil:
		return party, e.IsTarget()
	case s.Is("Address"):
		return address, true
	case s.Is("Identification"):
		return paper, true
	case s.Is("Sanction"):
		return listing, true
	case s.Edge != nil || s.Is("Interval") || s.Is("Document"):
		return 0, false
	case len(holders(e)) > 0:
		return held, true
	}
	return party, e.IsTarget()
}

// canBeAsked reports schemata of what a question may be about: not ties,
// addresses or papers.
func canBeAsked(schema string) bool {
	s := ftm.Lookup(schema)
	return s != nil && s.Edge == nil && !s.Is("Interval") && !s.Is("Document") && !s.Is("Address") && !s.Is("Identification") && s.Is("Thing")
}

// holderProps name whose an asset, paper or listing is.
var holderProps = []string{"holder", "owner", "entity"}

func holders(e *ftm.Entity) []string {
	var out []string
	for _, p := range holderProps {
		out = append(out, e.Properties[p]...)
	}
	return out
}

// Build makes the index. The order in which entities came does not matter, and
// one that came twice counts once. The builder must not be used afterwards.
func (b *Builder) Build() *Index { return b.build(nil) }

// build makes the index of the parties whose ids are wanted, nil for all.
func (b *Builder) build(want func(id string) bool) *Index {
	slices.SortFunc(b.raws, func(x, y raw) int {
		return bytes.Compare(x.b, y.b) // by id first: it stands in front, behind its length
	})
	j := b.join()
	all := b.found()
	make := func(some []raw) *Index {
		m := newMaker()
		b.parties(some, j, func(e *ftm.Entity) {
			if want == nil || want(e.ID) {
				m.party(e, j)
			}
		})
		return m.index()
	}
	if len(all) < buildApart {
		ix := make(all)
		b.free, b.raws = nil, nil
		return ix
	}
	// The halves are made side by side, and put together as a change is.
	half := len(all) / 2
	for half < len(all) && b.id(all[half]) == b.id(all[half-1]) {
		half++
	}
	var lower, upper *Index
	var wg sync.WaitGroup
	wg.Go(func() { lower = make(all[:half]) })
	upper = make(all[half:])
	wg.Wait()
	large := b.size > largeList
	b.free, b.raws = nil, nil
	if large { // what was read is as large as what is made of it
		runtime.GC()
	}
	return merged(lower, upper, nil)
}

// buildApart is the number of records from which an index is made in two halves.
var buildApart = 4000

// largeList is from how many bytes on memory is given back between the steps of
// building rather than at some later time.
const largeList = 64 << 20

// joined is what belongs to parties, by their ids.
type joined struct {
	targets   map[string]bool
	addresses map[string]addressed // by the id of the address
	papers    map[string][]paperOf
	listings  map[string][]Listing
	holdings  map[string][]identifier
}

type addressed struct{ full, country string }

type paperOf struct {
	identifier
	birthDate string
}

// join reads what is not a party. Values share the builder's memory: they are
// copied where they enter the index.
func (b *Builder) join() *joined {
	j := &joined{targets: map[string]bool{}, addresses: map[string]addressed{}, papers: map[string][]paperOf{}, listings: map[string][]Listing{}, holdings: map[string][]identifier{}}
	for _, r := range b.raws {
		if r.role == party || r.role == held {
			rd := reader{b: r.b}
			id, _, _ := rd.view(), rd.view(), rd.view()
			if b.others || len(rd.b) > 0 && rd.b[0] == 1 {
				j.targets[id] = true
			}
		}
	}
	for i, r := range b.raws {
		if r.role == party || i > 0 && bytes.Equal(r.b, b.raws[i-1].b) {
			continue
		}
		rd := reader{b: r.b}
		e, _ := rd.entity()
		switch r.role {
		case address:
			j.addresses[e.ID] = addressed{fullAddress(e), e.First("country")}
		case paper:
			for _, h := range holders(e) {
				if j.targets[h] {
					j.papers[h] = append(j.papers[h], papersOf(e)...)
				}
			}
		case listing:
			for _, h := range holders(e) {
				if j.targets[h] {
					j.listings[h] = append(j.listings[h], listingsOf(e)...)
				}
			}
		case held:
			ids := identifiersOf(e)
			for _, h := range e.Properties["holder"] { // who owns a ship does not bear its number
				if j.targets[h] {
					j.holdings[h] = append(j.holdings[h], ids...)
				}
			}
		}
	}
	return j
}

// found returns the records of what may be found, in order of id.
func (b *Builder) found() []raw {
	var all []raw
	for _, r := range b.raws {
		if r.role == party || r.role == held {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(x, y raw) int { return strings.Compare(b.id(x), b.id(y)) })
	return all
}

// parties yields what can be found, in order of id, merged where it came in
// several records.
func (b *Builder) parties(all []raw, j *joined, yield func(*ftm.Entity)) {
	for i := 0; i < len(all); {
		rd := reader{b: all[i].b}
		e, target := rd.entity()
		k := i + 1
		for ; k < len(all) && b.id(all[k]) == e.ID; k++ {
			rd := reader{b: all[k].b}
			o, t := rd.entity()
			merge(e, o)
			target = target || t
		}
		if !target {
			target = slices.ContainsFunc(holders(e), func(h string) bool { return j.targets[h] })
		}
		if target || b.others {
			yield(e)
		}
		i = k
	}
}

func (b *Builder) id(r raw) string {
	rd := reader{b: r.b}
	return rd.view()
}

func fullAddress(e *ftm.Entity) string {
	if v := e.First("full"); v != "" {
		return v
	}
	var parts []string
	for _, p := range []string{"postOfficeBox", "street", "street2", "city", "region", "state", "postalCode"} {
		if v := e.First(p); v != "" {
			parts = append(parts, v)
		}
	}
	if c := e.First("country"); c != "" {
		parts = append(parts, ftm.CountryName(c))
	}
	return strings.Join(parts, ", ")
}

func papersOf(e *ftm.Entity) []paperOf {
	var out []paperOf
	for _, v := range e.Values("number", "passportNumber") {
		p := "idNumber"
		if e.Is("Passport") {
			p = "passportNumber"
		}
		out = append(out, paperOf{identifier{prop: p, value: v, country: e.First("country"), label: e.First("type")}, e.First("birthDate")})
	}
	return out
}

// listingsOf returns what a sanction says of its party: once for each dataset
// that holds it, so that a reader sees every list the party stands on.
func listingsOf(e *ftm.Entity) []Listing {
	l := Listing{
		Authority: e.First("authority"), Programmes: e.Values("programId", "program"), Listed: e.First("listingDate"),
		Since: e.First("startDate"), Until: e.First("endDate"), SourceURL: e.First("sourceUrl"),
	}
	for _, p := range []string{"unscId", "authorityId", "recordId"} {
		if l.Reference == "" {
			l.Reference = e.First(p)
		}
	}
	if len(e.Datasets) == 0 {
		return []Listing{l}
	}
	out := make([]Listing, 0, len(e.Datasets))
	for _, d := range e.Datasets {
		l.Dataset = d
		out = append(out, l)
	}
	return out
}

// Link reports whether a property ties an entity to another in the index: what
// is found of one of the two depends on the other.
func Link(prop string) bool { return prop == "addressEntity" || slices.Contains(holderProps, prop) }
