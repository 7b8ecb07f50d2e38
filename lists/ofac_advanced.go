package lists

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
)

// The advanced XML is eight parts that refer to each other by number:
// addresses and documents stand before the parties, listings and ties behind
// them. The file is read in several walks. The first makes the reference value
// sets and an index of the parties, some 100 bytes each. Each later one emits a
// run of parties in the order of the document, and collects what the next run
// needs of the parts behind. How much of the parts is in memory at a time is
// bounded by the run: by its parties and by the bytes of what belongs to them.
// The whole SDN list is one run, so two walks.

type advancedPart struct {
	name   string
	needed bool
}

// advancedParts are the parts of the file in the order of the schema. Those
// that are read must be there.
var advancedParts = []advancedPart{
	{"DateOfIssue", true}, {"ReferenceValueSets", true}, {"Locations", true}, {"IDRegDocuments", true},
	{"DistinctParties", true}, {"ProfileRelationships", true}, {"SanctionsEntries", true}, {"SanctionsEntryLinks", false},
}

// advancedLimits bound a run.
type advancedLimits struct {
	parties int // of one run
	bytes   int // of what belongs to them in other parts of the file
}

var defaultAdvancedLimits = advancedLimits{parties: 1 << 15, bytes: 64 << 20}

// advancedReader reads one document.
type advancedReader struct {
	ctx    context.Context
	in     *input
	emit   Emit
	limits advancedLimits
	sets   advancedSets
	index  advancedIndex
	table  *nameTable
	walk   int // number of the walk, from 0
	now    *advancedRun
	next   *advancedRun
}

// readOFACAdvanced reads sdn_advanced.xml or cons_advanced.xml.
func readOFACAdvanced(ctx context.Context, in *input, emit Emit) error {
	return readAdvanced(ctx, in, emit, defaultAdvancedLimits)
}

func readAdvanced(ctx context.Context, in *input, emit Emit, limits advancedLimits) error {
	r := &advancedReader{ctx: ctx, in: in, emit: emit, limits: limits, table: newNameTable()}
	r.next = newAdvancedRun(0, limits)
	mark := &markReader{words: [][]byte{[]byte("DeltaAction"), []byte("DeltaBaseVersion"), []byte("EntryDeltaFlag")}}
	if err := r.pass(mark, r.survey); err != nil || in.report.Damage != "" {
		return err
	}
	if mark.found {
		if err := r.refuseDelta(); err != nil || in.report.Damage != "" {
			return err
		}
	}
	r.index.fill(r.table)
	for r.next.from < len(r.index.parties) {
		r.walk++
		r.now, r.next = r.next, nil // what the run before held is free
		if err := r.pass(nil, r.visit); err != nil || in.report.Damage != "" {
			return err
		}
	}
	return nil
}

// advancedVisit is called for each element of a part, and for the parts that
// are no lists; it must read the element or skip it.
type advancedVisit func(x *xmlWalk, part string, start *xml.StartElement) error

// pass walks over the file once.
func (r *advancedReader) pass(mark *markReader, visit advancedVisit) error {
	f, name, ok, err := r.in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		r.in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	var src io.Reader = f
	if mark != nil {
		mark.r, src = f, mark
	}
	x := newXMLWalk(r.ctx, src, name)
	return x.fault(r.in, walkAdvanced(x, visit))
}

// walkAdvanced walks over the parts and holds the file to the schema's order.
func walkAdvanced(x *xmlWalk, visit advancedVisit) error {
	if err := x.root("Sanctions"); err != nil {
		return err
	}
	at := 0
	for {
		start, err := x.next()
		if err != nil {
			return err
		}
		name := ""
		if start != nil {
			name = start.Name.Local
		}
		i := slices.IndexFunc(advancedParts, func(p advancedPart) bool { return p.name == name })
		switch {
		case start != nil && i < 0:
			return fmt.Errorf("<%s> is no part of an advanced sanctions file", name)
		case start == nil:
			i = len(advancedParts)
		case i < at:
			return fmt.Errorf("<%s> stands twice, or behind <%s>: the parts must be in the order of the schema", name, advancedParts[at-1].name)
		}
		for _, p := range advancedParts[at:i] {
			if p.needed {
				return fmt.Errorf("the part <%s> is missing", p.name)
			}
		}
		if start == nil {
			break
		}
		at = i + 1
		if name == "DateOfIssue" || name == "ReferenceValueSets" {
			err = visit(x, name, start)
		} else {
			err = eachElement(x, name, visit)
		}
		if err != nil {
			return err
		}
	}
	_, err := x.next()
	if err == nil {
		err = errors.New("something follows the end of the list")
	}
	return err
}

func eachElement(x *xmlWalk, part string, visit advancedVisit) error {
	for {
		start, err := x.next()
		if err != nil {
			return err
		}
		if start == nil {
			return visit(x, part, nil)
		}
		if err := visit(x, part, start); err != nil {
			return err
		}
	}
}

// survey is the first walk.
func (r *advancedReader) survey(x *xmlWalk, part string, start *xml.StartElement) error {
	switch {
	case part == "ReferenceValueSets":
		return r.sets.read(x)
	case part == "DateOfIssue":
		var d advancedDate
		if err := x.decode(&d, start); err != nil {
			return err
		}
		if day, ok := d.day(); ok {
			r.in.report.Published = day
		} else {
			r.in.warn(x.name, x.line(), "DateOfIssue is no date")
		}
		return nil
	case start == nil:
		if part == "DistinctParties" {
			r.index.sort()
		}
		return nil
	case part == "DistinctParties":
		var p advancedParty
		if err := x.decode(&p, start); err != nil {
			return err
		}
		r.surveyParty(&p)
		return nil
	}
	if ok, err := r.behind(x, part, start); ok {
		return err
	}
	return x.skip()
}

// surveyParty puts a party into the index.
func (r *advancedReader) surveyParty(p *advancedParty) {
	order := int32(len(r.index.parties))
	schema, _, _ := r.sets.schema(p.subtype())
	id := p.id()
	r.index.parties = append(r.index.parties, advancedIndexed{id: id, schema: uint8(slices.Index(advancedSchemata, schema)), name: nameHash(r.sets.mainName(p, schema))})
	for i := range p.Profiles {
		profile := &p.Profiles[i]
		r.index.profiles = append(r.index.profiles, refOrder{profile.ID, order})
		for j := range profile.Identities {
			r.index.identities = append(r.index.identities, refOrder{profile.Identities[j].ID, order})
		}
	}
	r.next.wants(order, p)
}

// behind reads an element of a part that stands behind the parties, for the
// next run. In the first walk it also completes the index and reports what
// belongs to nobody.
func (r *advancedReader) behind(x *xmlWalk, part string, start *xml.StartElement) (bool, error) {
	switch part {
	case "ProfileRelationships":
		line := x.line()
		var rel advancedRelation
		if err := x.decode(&rel, start); err != nil {
			return true, err
		}
		r.relation(&rel, x.name, line)
		return true, nil
	case "SanctionsEntries":
		line := x.line()
		var e advancedEntry
		if err := x.decode(&e, start); err != nil {
			return true, err
		}
		r.entry(&e, x.name, line)
		return true, nil
	}
	return false, nil
}

func (r *advancedReader) relation(rel *advancedRelation, file string, line int) {
	from, to := r.index.profile(rel.From), r.index.profile(rel.To)
	if from < 0 || to < 0 {
		if r.walk == 0 {
			missing := rel.From
			if from >= 0 {
				missing = rel.To
			}
			r.in.refuse(file, line, "", "relationship %d: profile %d is not in the file", rel.ID, missing)
		}
		return
	}
	tie, known, turned := r.sets.tie(rel, r.index.parties[from].is(), r.index.parties[to].is())
	tie.other = r.index.parties[to].id
	if r.walk == 0 {
		if !known {
			r.in.warn(file, line, "relationship %d: type %.60q is not known; only its words are kept", rel.ID, tie.role)
		}
		if turned {
			r.in.warn(file, line, "relationship %d: %q stands the wrong way; turned", rel.ID, tie.role)
		}
		if tie.schema == "Ownership" {
			asset := to
			if tie.back {
				asset = from
			}
			r.index.parties[asset].owned = true
		}
	}
	if r.next.keeps(from) {
		tie.note = r.sets.tieNote(rel, &tie)
		r.next.ties[from] = append(r.next.ties[from], tie)
		r.next.use(from, 64+len(tie.note))
	}
}

func (r *advancedReader) entry(e *advancedEntry, file string, line int) {
	order := r.index.profile(e.Profile)
	if order < 0 {
		if r.walk == 0 {
			r.in.refuse(file, line, "", "sanctions entry %d: profile %d is not in the file", e.ID, e.Profile)
		}
		return
	}
	if r.walk == 0 {
		r.index.parties[order].bits |= programmeBits(r.sets.programmes(e))
	}
	if r.next.keeps(order) {
		listing, warnings := r.sets.listing(e)
		for _, w := range warnings {
			r.in.warn(file, line, "sanctions entry %d: %s", e.ID, w)
		}
		r.next.listings[order] = append(r.next.listings[order], listing)
		r.next.use(order, listing.size())
	}
}

// visit is every later walk: it emits the run at hand and prepares the next.
func (r *advancedReader) visit(x *xmlWalk, part string, start *xml.StartElement) error {
	if start == nil {
		if part == "DistinctParties" { // only now is it known where the run ends
			r.begin()
			if int(r.now.read) != len(r.index.parties) {
				return errChanged
			}
		}
		return nil
	}
	switch part {
	case "Locations":
		var l advancedLocation
		if err := x.decode(&l, start); err != nil {
			return err
		}
		if order, ok := r.now.want[l.ID]; ok && r.now.places[l.ID] == nil {
			place := r.sets.place(&l)
			r.now.places[l.ID] = place
			r.now.use(order, place.size())
		}
		return nil
	case "IDRegDocuments":
		line := x.line()
		var d advancedDocument
		if err := x.decode(&d, start); err != nil {
			return err
		}
		order := r.index.identity(d.Identity)
		if order < 0 && r.walk == 1 {
			r.in.refuse(x.name, line, d.Number, "document %d: identity %d is not in the file", d.ID, d.Identity)
		}
		if order >= 0 && r.now.keeps(order) {
			paper, warnings := r.sets.paper(&d)
			for _, w := range warnings {
				r.in.warn(x.name, line, "document %d: %s", d.ID, w)
			}
			r.now.papers[order] = append(r.now.papers[order], paper)
			r.now.use(order, paper.size())
		}
		return nil
	case "DistinctParties":
		return r.visitParty(x, start)
	}
	if r.next != nil && r.next.from < len(r.index.parties) {
		if ok, err := r.behind(x, part, start); ok {
			return err
		}
	}
	return x.skip()
}

var errChanged = errors.New("the file changed while it was read")

// begin begins the run after the one at hand, once it is known where that ends.
func (r *advancedReader) begin() {
	if r.next == nil {
		r.next = newAdvancedRun(r.now.to, r.limits)
	}
}

// visitParty emits a party of the run, or notes what one of the next run wants.
func (r *advancedReader) visitParty(x *xmlWalk, start *xml.StartElement) error {
	line := x.line()
	order := r.now.read
	r.now.read++
	r.begin()
	emits := r.now.holds(order)
	if !emits && !r.next.holds(order) {
		return x.skip()
	}
	var p advancedParty
	if err := x.decode(&p, start); err != nil {
		return err
	}
	if int(order) >= len(r.index.parties) || r.index.parties[order].id != p.id() {
		return errChanged
	}
	if !emits {
		r.next.wants(order, &p)
		return nil
	}
	b := &advancedBuilder{in: r.in, sets: &r.sets, run: r.now, order: order, file: x.name, line: line}
	party, why := b.build(&p)
	if party != nil && party.schema == "Organization" && r.index.parties[order].owned {
		party.schema = "Company" // what is owned is an asset
	}
	switch {
	case why != "":
		r.in.refuse(x.name, line, p.FixedRef, "party %.40q: %s", p.FixedRef, why)
		return nil
	case r.index.parties[order].twice:
		r.in.refuse(x.name, line, p.FixedRef, "party %d appears twice", party.id)
		return nil
	}
	if err := r.emit(party.record(r.in, r.table)); err != nil {
		return emitError{err}
	}
	return nil
}

// refuseDelta finds the attribute that makes the file one of changes. It is
// called when the words for it are somewhere in the file, maybe in its text.
func (r *advancedReader) refuseDelta() error {
	f, name, _, err := r.in.open("main")
	if err != nil {
		return err
	}
	defer f.Close()
	x := newXMLWalk(r.ctx, f, name)
	return x.fault(r.in, func() error {
		for {
			start, err := x.next()
			if err != nil {
				return err
			}
			if start == nil {
				continue
			}
			for _, a := range start.Attr {
				switch a.Name.Local {
				case "DeltaAction", "DeltaBaseVersion", "EntryDeltaFlag":
					return otherDocument("<%s> has %s=%q: the file holds changes to the list, not the list; load the full file",
						start.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}())
}

// markReader notes whether one of some words passes by.
type markReader struct {
	r     io.Reader
	words [][]byte
	tail  []byte
	found bool
}

func (m *markReader) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if !m.found && n > 0 {
		const keep = 32 // longer than any of the words
		seam := append(m.tail, p[:min(n, keep)]...)
		for _, w := range m.words {
			m.found = m.found || bytes.Contains(seam, w) || bytes.Contains(p[:n], w)
		}
		seam = append(m.tail, p[max(0, n-keep):n]...)
		m.tail = slices.Clone(seam[max(0, len(seam)-keep):])
	}
	return n, err
}
