package lists

import (
	"regexp"
	"strings"

	"cordon/ftm"
	"cordon/ident"
)

// partyBuilder is an entry of the EU's or the UK's list while its entities are
// made: the party, its sanction, and what says more about it.
type partyBuilder struct {
	in       *input
	file     string
	line     int
	party    *ftm.Entity
	sanction *ftm.Entity
	others   []*ftm.Entity
	byID     map[string]*ftm.Entity
}

func newPartyBuilder(in *input, file string, line int, id, schema string) *partyBuilder {
	p := &partyBuilder{in: in, file: file, line: line, party: ftm.New(id, schema), byID: make(map[string]*ftm.Entity)}
	p.sanction = p.make("Sanction", "sanction")
	p.sanction.Add("entity", id)
	return p
}

// make returns the sub-entity of the party with that ending of the id.
func (p *partyBuilder) make(schema, ending string) *ftm.Entity {
	id := p.party.ID + "-" + ending
	if x, ok := p.byID[id]; ok {
		return x
	}
	x := ftm.New(id, schema)
	p.byID[id] = x
	p.others = append(p.others, x)
	return x
}

func (p *partyBuilder) warn(format string, args ...any) {
	p.in.warn(p.file, p.line, "entry %s: "+format, append([]any{p.party.ID}, args...)...)
}

// note keeps what the model has no place for.
func (p *partyBuilder) note(text string) { p.party.AddClean("notes", oneLine(text)) }

// takes reports whether the party's schema has the property.
func (p *partyBuilder) takes(prop string) bool {
	s := ftm.Lookup(p.party.Schema)
	return s != nil && s.Property(prop) != nil
}

// value adds a value to the party, as a note where it is none of its property;
// label is what the note calls it.
func (p *partyBuilder) value(prop, label, raw string) bool {
	raw = oneLine(raw)
	switch {
	case raw == "":
		return false
	case !p.takes(prop):
		p.note(label + ": " + raw)
		return false
	case ftm.Lookup(p.party.Schema).Property(prop).Type == ftm.TypeCountry:
		if strings.EqualFold(raw, "unknown") {
			return false
		}
		code, ok := listCountry(raw)
		if !ok {
			p.warn("%.80q is no value for %s; kept as a note", raw, prop)
			p.note(label + ": " + raw)
			return false
		}
		p.party.Add(prop, code)
	case !p.party.AddClean(prop, raw):
		p.warn("%.80q is no value for %s; kept as a note", raw, prop)
		p.note(label + ": " + raw)
		return false
	}
	return true
}

// country returns the code of a country that is given by its name.
func (p *partyBuilder) country(what, name string) string {
	if name == "" {
		return ""
	}
	code, ok := listCountry(name)
	if !ok && !strings.EqualFold(name, "unknown") {
		p.warn("country %.60q of %s is not known", name, what)
	}
	return code
}

// listCountry returns the code of a country whose name may be followed by
// another of its names, or by what it was called, in brackets: "Democratic
// People's Republic of Korea (North Korea)". Other brackets tell countries
// apart and are left alone.
func listCountry(name string) (string, bool) {
	if code, ok := ftm.CountryCode(name); ok {
		return code, true
	}
	outer, inner := cutBrackets(name)
	code, ok := ftm.CountryCode(outer)
	if !ok || inner == "" {
		return "", false
	}
	lower := strings.ToLower(inner)
	if same, known := ftm.CountryCode(inner); known && same == code || strings.HasPrefix(lower, "was ") || strings.HasPrefix(lower, "formerly ") {
		return code, true
	}
	return "", false
}

// partyAddress is an address as a list writes it; country is its text.
type partyAddress struct {
	street          []string
	box, post, city string
	place, region   string
	country, code   string
	remarks         []string
}

// address adds an address that says more than its country.
func (p *partyBuilder) address(a partyAddress) {
	p.party.Add("country", a.code)
	box := a.box
	if box != "" && strings.Trim(box, "0123456789 -/") == "" {
		box = "PO Box " + box
	}
	parts := append(append([]string(nil), a.street...), box, a.place, strings.TrimSpace(a.post+" "+a.city), a.region)
	place := joinPlaces(parts...)
	if place == "" {
		for _, r := range a.remarks {
			p.note(strings.TrimSpace("Address: " + oneLine(a.country) + " " + r))
		}
		if a.country != "" && a.code == "" {
			p.note("Address: " + a.country)
		}
		return
	}
	full := joinPlaces(append(parts, a.country)...)
	x := p.make("Address", "addr-"+shortHash(full))
	x.AddClean("full", full)
	for i, s := range a.street {
		x.AddClean([]string{"street", "street2"}[min(i, 1)], oneLine(s))
	}
	x.AddClean("postOfficeBox", a.box)
	x.AddClean("postalCode", a.post)
	x.AddClean("city", a.city)
	x.AddClean("region", joinPlaces(a.place, a.region))
	x.Add("country", a.code)
	for _, r := range a.remarks {
		x.AddClean("remarks", r)
	}
	p.party.Add("addressEntity", x.ID)
}

// imo adds the number of a ship, or of a company that owns or manages ships.
// Lists give a ship's number to a company too, where it stands for a ship; it is
// kept, because whoever asks for the number must find the party.
func (p *partyBuilder) imo(raw string) bool {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, raw)
	kinds := [2]ident.Kind{ident.IMOCompany, ident.IMO}
	if p.party.Is("Vessel") {
		kinds = [2]ident.Kind{ident.IMO, ident.IMOCompany}
	}
	if !p.takes("imoNumber") {
		p.note("IMO number: " + raw)
		return false
	}
	id, err := ident.Parse(kinds[0], digits)
	if err == nil {
		p.party.Add("imoNumber", id.Value)
		return true
	}
	if other, otherErr := ident.Parse(kinds[1], digits); otherErr == nil {
		p.party.Add("imoNumber", other.Value)
		word := "ship"
		if kinds[1] == ident.IMOCompany {
			word = "company"
		}
		p.warn("IMO number %s is the number of a %s", other.Value, word)
		p.note("IMO number " + other.Value + " is the number of a " + word)
		return true
	}
	p.warn("%.60q: %v; kept as a note", raw, err)
	p.note("IMO number: " + raw)
	return false
}

// number adds a number that has check digits to prop where they hold, else to
// fallback as it is printed.
func (p *partyBuilder) number(kind ident.Kind, prop, fallback, label, raw string) {
	id, err := ident.Parse(kind, raw)
	switch {
	case err != nil:
		p.warn("%s %.60q: %v", label, raw, err)
		p.value(fallback, label, raw)
	case !p.takes(prop):
		p.value(fallback, label, raw)
	case kind == ident.BIC: // its normal form drops the branch
		p.party.Add(prop, strings.ToUpper(strings.Join(strings.Fields(raw), "")))
	default:
		p.party.Add(prop, id.Value)
	}
}

// partyDocument is a paper that a party carries.
type partyDocument struct {
	passport              bool
	kind, number, country string // country is a code
	authority             string
	from, to              string // ISO
	summary               []string
}

// document adds a paper. Its holder must be able to carry one.
func (p *partyBuilder) document(d partyDocument) {
	if !p.party.Is("LegalEntity") {
		p.note(strings.Join(append([]string{d.kind, d.number, ftm.CountryName(d.country), d.authority, d.from, d.to}, d.summary...), " "))
		return
	}
	schema, word := "Identification", "id"
	if d.passport {
		schema, word = "Passport", "passport"
	}
	x := p.make(schema, word+"-"+shortHash(d.kind, d.number, d.country))
	x.Add("holder", p.party.ID)
	x.AddClean("type", d.kind)
	x.AddClean("number", d.number)
	if d.passport {
		x.AddClean("passportNumber", d.number)
	}
	x.Add("country", d.country)
	x.AddClean("authority", d.authority)
	x.AddClean("startDate", d.from)
	x.AddClean("endDate", d.to)
	for _, s := range d.summary {
		x.AddClean("summary", s)
	}
}

// contact adds addresses of mail and web, and numbers of phones, of which a
// field may hold several.
func (p *partyBuilder) contact(prop, label, raw string) {
	raw = oneLine(raw)
	if raw == "" {
		return
	}
	if !p.takes(prop) {
		p.note(label + ": " + raw)
		return
	}
	for _, v := range splitContacts(prop, raw) {
		if !p.party.AddClean(prop, v) {
			p.warn("%.80q is no value for %s; kept as a note", raw, prop)
			p.note(label + ": " + raw)
		}
	}
}

var (
	numbered     = regexp.MustCompile(`(?:^|\s)\(?(?:[1-9]|[1-9][0-9])\)\s*`)
	contactSplit = regexp.MustCompile(`[;,|\n]|\s+(?:and|or|et)\s+|\s+/\s+`)
	blankAtSign  = regexp.MustCompile(`\s*@\s*`)
)

// splitNumbered cuts "(1) X (2) Y" into its parts; text without such numbers is
// one.
func splitNumbered(s string) []string {
	s = strings.TrimSpace(s)
	if loc := numbered.FindStringIndex(s); loc == nil || loc[0] != 0 {
		return []string{s}
	}
	var out []string
	for _, part := range numbered.Split(s, -1) {
		if part = strings.Trim(part, " ,;."); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func splitContacts(prop, raw string) []string {
	var out []string
	if prop == "email" {
		raw = blankAtSign.ReplaceAllString(raw, "@")
	}
	for _, part := range splitNumbered(raw) {
		for _, v := range contactSplit.Split(part, -1) {
			v = strings.TrimSpace(v)
			if prop != "phone" {
				out = append(out, strings.Fields(v)...)
				continue
			}
			if v != "" {
				out = append(out, v)
			}
		}
	}
	return out
}

// record closes the entry.
func (p *partyBuilder) record(programmes []string) Record {
	all := append([]*ftm.Entity{p.party}, p.others...)
	for _, x := range all {
		x.Datasets = []string{p.in.doc.Dataset}
	}
	return Record{Entities: all, Party: p.party.ID, Programmes: programmes, File: p.file, Line: p.line}
}

// dayFirst reads a date in the order of day, month, year, as the EU and the UK
// write it with slashes, or one that CleanDate reads. Of the UK's templates
// ("dd/mm/1963", "00/07/1963") the parts that are filled in count.
func dayFirst(raw string) (string, bool) {
	raw = oneLine(raw)
	m := slashDate.FindStringSubmatch(raw)
	if m == nil {
		return ftm.CleanDate(raw)
	}
	day, month, year := m[1], m[2], m[3]
	open := func(s string) bool { return strings.Trim(s, "dDmMxX?0") == "" }
	switch {
	case open(month):
		return ftm.CleanDate(year)
	case open(day):
		return ftm.CleanDate(year + "-" + pad2(month))
	}
	return ftm.CleanDate(year + "-" + pad2(month) + "-" + pad2(day))
}

var slashDate = regexp.MustCompile(`^([dDxX?]{1,2}|[0-9]{1,2})/([mMxX?]{1,2}|[0-9]{1,2})/([0-9]{4})$`)

func pad2(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
