package lists

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
)

// What every entry of OFAC's lists shares.
const (
	ofacAuthority = "Office of Foreign Assets Control"
	ofacPrefix    = "ofac-"
	ofacDetails   = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
	ofacSDN       = "us_ofac_sdn"
)

// ofacID is the id of a listed party.
func ofacID(id uint32) string { return ofacPrefix + strconv.FormatUint(uint64(id), 10) }

// ofacParty is one entry of a list, from whichever of OFAC's formats.
type ofacParty struct {
	id         uint32
	schema     string // Person, Organization, Vessel, Airplane
	name       string // as printed: "LAST, First"
	programmes []string
	title      string
	names      []ofacAlias
	addresses  []ofacAddress
	items      []ofacItem
	facts      []ofacFact // columns that need no parsing
	links      []ofacLink // ties that the list gives by number
	notes      []string
	parts      []ofacFact // parts of the main name, where the format tells them apart
	scripts    []string   // the main name in other scripts
	terms      []ofacFact // what is said of the listing itself
	authority  []string   // legal basis of the listing
	listed     ftm.Day    // day of the designation, where the format has it
	cut        string     // the stump that was dropped from remarks that are cut
	file       string
	line       int
}

type ofacAlias struct {
	kind string // aka, fka, nka
	weak bool
	name string
}

type ofacFact struct{ prop, value string }

// ofacAddress is an address; place holds city, state and postal code where the
// format does not tell them apart.
type ofacAddress struct {
	id                        uint32
	street                    []string
	place, city, region, post string
	country, remarks          string
}

// ofacSchema returns the schema for the type of an entry.
func ofacSchema(kind string) (string, bool) {
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "individual":
		return "Person", true
	case "", "entity":
		return "Organization", true
	case "vessel":
		return "Vessel", true
	case "aircraft":
		return "Airplane", true
	}
	return "", false
}

// ofacProgrammes splits the programmes of an entry: "NPWMD] [IFSR".
func ofacProgrammes(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "] [") {
		if p = strings.Trim(p, " []"); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// ofacEntry is an entry while its entities are made.
type ofacEntry struct {
	*ofacParty
	in       *input
	table    *nameTable
	party    *ftm.Entity
	sanction *ftm.Entity
	others   []*ftm.Entity
	byID     map[string]*ftm.Entity
}

// record makes the entities of an entry.
func (p *ofacParty) record(in *input, table *nameTable) Record {
	e := &ofacEntry{ofacParty: p, in: in, table: table, party: ftm.New(ofacID(p.id), p.schema), byID: make(map[string]*ftm.Entity)}
	e.party.Caption = p.name
	e.addNames()
	e.sanction = e.make("Sanction", "sanction")
	e.sanction.Add("entity", e.party.ID)
	e.sanction.Add("authority", ofacAuthority)
	e.sanction.Add("authorityId", strconv.FormatUint(uint64(p.id), 10))
	e.sanction.Add("sourceUrl", ofacDetails+strconv.FormatUint(uint64(p.id), 10))
	for _, prog := range p.programmes {
		e.sanction.Add("program", prog)
		e.sanction.Add("programId", prog)
		e.party.Add("programId", prog)
	}
	for _, a := range p.authority {
		e.sanction.AddClean("reason", a)
	}
	for _, f := range p.terms {
		e.sanction.AddClean(f.prop, f.value)
	}
	e.addTitle()
	for _, f := range p.facts {
		e.value(f.prop, f.value, f.prop+": "+f.value)
	}
	for _, a := range p.addresses {
		e.addAddress(a)
	}
	for i := range p.items {
		e.addItem(&p.items[i])
	}
	for _, l := range p.links {
		e.addLink(l)
	}
	for _, n := range p.notes {
		e.party.AddClean("notes", n)
	}
	if p.cut != "" {
		e.party.Add("notes", "The remarks are cut in the published list; what follows is missing.")
		in.warn(p.file, p.line, "entry %d: remarks are cut and their continuation is missing; dropped %q", p.id, p.cut)
	}
	during := ftm.Period{From: e.listedFrom()}
	e.party.AddDuring("topics", "sanction", during)
	for _, o := range e.others {
		if o.Schema == "CryptoWallet" {
			o.AddDuring("topics", "sanction", during)
		}
	}
	all := append([]*ftm.Entity{e.party}, e.others...)
	for _, x := range all {
		x.Datasets = []string{in.doc.Dataset}
	}
	return Record{Entities: all, Party: e.party.ID, Programmes: p.programmes, File: p.file, Line: p.line}
}

// listedFrom is the day from which the party is listed, 0 where the list does
// not say. A listing date in the remarks belongs to one directive; it is the
// party's own only if the party stands under a single programme of the list
// beside the SDN list.
func (e *ofacEntry) listedFrom() ftm.Day {
	if e.listed != 0 {
		e.sanction.Add("listingDate", e.listed.String())
		return e.listed
	}
	if e.in.doc.Dataset == ofacSDN || len(e.programmes) != 1 {
		return 0
	}
	var first ftm.Day
	for _, v := range e.sanction.Properties["listingDate"] {
		if d, err := ftm.ParseDay(v); err == nil && (first == 0 || d < first) {
			first = d
		}
	}
	return first
}

// make returns the sub-entity of the party with that ending of the id.
func (e *ofacEntry) make(schema, ending string) *ftm.Entity {
	return e.entity(schema, e.party.ID+"-"+ending)
}

func (e *ofacEntry) entity(schema, id string) *ftm.Entity {
	if x, ok := e.byID[id]; ok {
		return x
	}
	x := ftm.New(id, schema)
	e.byID[id] = x
	e.others = append(e.others, x)
	return x
}

// shortHash names a document within its party.
func shortHash(parts ...string) string {
	h := fnv.New32a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

func (e *ofacEntry) note(text string) { e.party.AddClean("notes", text) }

func (e *ofacEntry) warn(format string, args ...any) {
	e.in.warn(e.file, e.line, "entry %d: "+format, append([]any{e.id}, args...)...)
}

// takes reports whether the party's schema has the property. An organization
// with a property that only companies have becomes a company.
func (e *ofacEntry) takes(prop string) bool {
	if s := ftm.Lookup(e.party.Schema); s != nil && s.Property(prop) != nil {
		return true
	}
	if e.party.Schema == "Organization" && ftm.Lookup("Company").Property(prop) != nil {
		e.party.Schema = "Company"
		return true
	}
	return false
}

// value adds a value to the party; where it does not fit it becomes a note.
func (e *ofacEntry) value(prop, raw, text string) {
	if raw = strings.TrimSpace(raw); raw == "" {
		return
	}
	if e.takes(prop) {
		if e.party.AddClean(prop, raw) {
			return
		}
		e.warn("%.80q is no value for %s; kept as a note", raw, prop)
	}
	e.note(text)
}
