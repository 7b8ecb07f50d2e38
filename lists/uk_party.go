package lists

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"cordon/ftm"
)

// ukRowStart is how a row begins in the order of columns that is published: when
// it was last updated and the number of a party. It tells the rows apart where a
// quote is stray.
var ukRowStart = regexp.MustCompile(`^"?[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"?,"?[A-Za-z]{2,5}[0-9]{2,6}"?,`)

// ukParty is a party of the UK's list while its rows are read. Every row repeats
// most of what the others say; each value is made once.
type ukParty struct {
	*partyBuilder
	id         string
	rows       int
	bytes      int    // of the rows
	main       string // the primary name
	kind       string // designation type, as the first row says it
	programmes []string
	listed     ftm.Day
	unknown    []string        // columns that are not known
	warned     map[string]bool // what was said of earlier rows
}

func newUKParty(in *input, file string, row csvRow, id string) *ukParty {
	p := &ukParty{id: id, kind: row.get("Designation Type"), warned: make(map[string]bool)}
	schema, known := ukSchema(p.kind)
	p.partyBuilder = newPartyBuilder(in, file, row.line, ukPrefix+id, schema)
	if !known {
		p.warn("designation type %.40q is not known; kept as a legal entity", p.kind)
	}
	return p
}

func ukSchema(kind string) (string, bool) {
	switch strings.ToLower(kind) {
	case "individual":
		return "Person", true
	case "entity":
		return "Organization", true
	case "ship":
		return "Vessel", true
	}
	return "LegalEntity", false
}

// cell returns the value of a column. The file was made from web pages: text
// holds escapes of HTML, some of them twice, and now and then a tag.
func (p *ukParty) cell(row csvRow, column string) string {
	s := row.get(column)
	if !strings.ContainsAny(s, "&<") {
		return s
	}
	for range 2 {
		s = html.UnescapeString(s)
	}
	return strings.TrimSpace(htmlTag.ReplaceAllString(s, " "))
}

var htmlTag = regexp.MustCompile(`(?i)</?(?:p|br|b|i|u|em|strong|span|div|ul|ol|li|a)(?:\s[^<>]*)?/?>`)

// once reports whether a cell says something that no earlier row has said. It
// keeps what is said of a bad value from being said for every row.
func (p *ukParty) once(column, value string) bool {
	if value == "" {
		return false
	}
	key := column + "\x00" + value
	had := p.warned[key]
	p.warned[key] = true
	return !had
}

// each calls use for each value of a column that is new: "(1) X (2) Y", or cut
// at the separators.
func (p *ukParty) each(row csvRow, column, separators string, use func(string)) {
	cell := p.cell(row, column)
	if !p.once(column, cell) {
		return
	}
	for _, part := range splitNumbered(oneLine(cell)) {
		for _, v := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
			if v = strings.TrimSpace(v); v != "" {
				use(v)
			}
		}
	}
}

// add adds a row.
func (p *ukParty) add(row csvRow) {
	if p.rows++; p.rows > maxPerParty {
		p.in.refuse(p.file, row.line, row.get(ukColName), "party %s has more than %d rows", p.id, maxPerParty)
		return
	}
	if p.bytes += row.size(); p.bytes > ukGathered {
		p.in.refuse(p.file, row.line, row.get(ukColName), "the rows of party %s are longer than %d bytes", p.id, ukGathered)
		return
	}
	if kind := row.get("Designation Type"); !strings.EqualFold(kind, p.kind) && p.once("type", kind) {
		p.warn("is of type %.40q in one row and %.40q in another; the first counts", p.kind, kind)
	}
	p.addName(row)
	p.addListing(row)
	p.addAddress(row)
	p.addPerson(row)
	p.addEntity(row)
	p.addShip(row)
	for _, c := range p.unknown {
		if v := p.cell(row, c); p.once(c, v) {
			p.note(c + ": " + v)
		}
	}
}

// record closes the party; why says why it cannot be listed.
func (p *ukParty) record() (rec Record, why string) {
	if !p.party.Has("name") {
		// Of names that are all aliases the first is the name: a party must be
		// found by one that is not weak.
		for _, prop := range [...]string{"alias", "previousName", "weakAlias"} {
			v := p.party.First(prop)
			if v == "" {
				continue
			}
			p.warn("has no primary name; %.80q is kept as its name", v)
			p.party.Add("name", v)
			if p.party.Properties[prop] = p.party.Properties[prop][1:]; len(p.party.Properties[prop]) == 0 {
				delete(p.party.Properties, prop)
			}
			break
		}
	}
	if !p.party.Has("name") {
		return Record{}, "party " + p.id + " has no name"
	}
	if p.main == "" {
		p.main = p.party.First("name")
	}
	p.party.Caption = p.main
	p.sanction.Add("authority", ukAuthority)
	p.sanction.AddClean("authorityId", p.id)
	p.party.AddDuring("topics", "sanction", ftm.Period{From: p.listed})
	return p.partyBuilder.record(p.programmes), ""
}

// addName adds the name of a row. Name 6 is the family name of a person and
// stands last; of an entity or a ship it is the name.
func (p *ukParty) addName(row csvRow) {
	given := make([]string, 0, 5)
	for i := 1; i <= 5; i++ {
		if v := oneLine(p.cell(row, "Name "+strconv.Itoa(i))); v != "" {
			given = append(given, v)
		}
	}
	last := oneLine(p.cell(row, ukColName))
	name := strings.TrimSpace(strings.Join(given, " ") + " " + last)
	person := p.party.Is("Person")
	if !person {
		name = strings.TrimSpace(last + " " + strings.Join(given, " "))
	}
	prop := p.nameProp(row, name)
	if name, ok := ftm.TypeName.Clean(name); ok {
		p.party.Add(prop, name)
		if prop == "name" && p.main == "" {
			p.main = name
		}
		if person && prop != "weakAlias" && len(given) > 0 && last != "" {
			p.party.AddClean("lastName", last)
			p.party.AddClean("firstName", oneLine(p.cell(row, "Name 1")))
		}
	}
	p.each(row, "Title", "|", func(v string) { p.value("title", "Title", v) })

	native := p.cell(row, "Name non-latin script")
	if !p.once("native", native) {
		return
	}
	for _, n := range strings.FieldsFunc(native, func(r rune) bool { return strings.ContainsRune(";|\n", r) }) {
		n = oneLine(n)
		to := "name"
		if hasLatin(n) && !hasOtherScript(n) {
			to = "alias"
			p.warn("%.80q is said to be in another script, but is Latin", n)
		} else if prop == "weakAlias" {
			to = prop
		}
		p.party.AddClean(to, n)
		if script := joinPlaces(p.cell(row, "Non-latin script type"), p.cell(row, "Non-latin script language")); script != "" && n != "" {
			p.note(n + ": " + script)
		}
	}
}

func hasOtherScript(s string) bool {
	for _, r := range s {
		if r > 0x7f && !hasLatin(string(r)) && hasLetter(string(r)) {
			return true
		}
	}
	return false
}

// nameProp returns where the name of a row goes, by its type and strength. The
// words come in any case, and older files have both in one.
func (p *ukParty) nameProp(row csvRow, name string) string {
	kind := strings.ToLower(oneLine(row.get(ukColType)))
	words := kind + " " + strings.ToLower(oneLine(row.get("Alias strength")))
	has := func(list ...string) bool {
		for _, w := range list {
			if strings.Contains(words, w) {
				return true
			}
		}
		return false
	}
	switch {
	case kind == "primary name":
		return "name"
	case kind == "primary name variation":
		return "alias"
	case kind == "" && p.main == "":
		return "name"
	case !has("alias", "a.k.a", "aka", "f.k.a", "fka") && kind != "" && p.once("name type", kind):
		p.warn("name type %.40q is not known; kept as an alias", kind)
	}
	switch {
	case has("low", "weak"):
		return "weakAlias"
	case has("f.k.a", "fka", "formerly"):
		return "previousName"
	case has("good", "high", "strong"):
		return "alias"
	case p.weakByLook(name):
		return "weakAlias"
	}
	return "alias"
}

// weakByLook judges an alias whose strength the list does not say: one word of a
// person, and one short word of an entity, are too common to stand alone.
func (p *ukParty) weakByLook(name string) bool {
	if strings.ContainsAny(name, " \u00a0") || name == "" {
		return false
	}
	switch p.party.Schema {
	case "Person":
		return true
	case "Vessel":
		return false
	}
	return utf8.RuneCountInString(name) < 6
}

// addListing adds what the list says of the listing.
func (p *ukParty) addListing(row csvRow) {
	s := p.sanction
	if regime := oneLine(p.cell(row, "Regime Name")); p.once("Regime Name", regime) {
		s.AddClean("program", regime)
		s.AddClean("programId", regime)
		p.party.AddClean("programId", regime)
		p.programmes = appendNew(p.programmes, regime)
	}
	p.each(row, "Sanctions Imposed", "|", func(v string) { s.AddClean("provisions", v) })
	s.AddClean("authorityId", row.get("OFSI Group ID"))
	p.each(row, "UN Reference Number", ";,|", func(v string) { s.AddClean("unscId", v) })
	if source := p.cell(row, "Designation source"); p.once("Designation source", source) {
		s.AddClean("description", "Designation source: "+oneLine(source))
	}
	s.AddClean("reason", p.cell(row, "UK Statement of Reasons"))
	if info := p.cell(row, "Other Information"); p.once("Other Information", info) {
		p.note(info)
	}
	if v := row.get("Last Updated"); p.once("Last Updated", v) {
		if d, ok := dayFirst(v); ok {
			p.party.Add("modifiedAt", d)
		} else {
			p.warn("Last Updated %.40q is no date", v)
		}
	}
	if v := row.get("Date Designated"); p.once("Date Designated", v) {
		d, ok := dayFirst(v)
		day, err := ftm.ParseDay(d)
		if !ok || err != nil {
			p.warn("Date Designated %.40q is no date", v)
			s.AddClean("summary", "Date designated: "+v)
			return
		}
		if p.listed != 0 {
			p.warn("has more than one date of designation: %s and %s", p.listed, d)
		}
		s.Add("listingDate", d)
		s.Add("startDate", d)
		if p.listed == 0 || day < p.listed {
			p.listed = day
		}
	}
}

// addAddress adds the address of a row, and how to reach the party. Which of the
// six lines is the city the list does not say.
func (p *ukParty) addAddress(row csvRow) {
	var a partyAddress
	for i := 1; i <= 6; i++ {
		if v := oneLine(p.cell(row, "Address Line "+strconv.Itoa(i))); v != "" {
			a.street = append(a.street, v)
		}
	}
	a.post, a.country = oneLine(p.cell(row, "Address Postal Code")), oneLine(p.cell(row, "Address Country"))
	if p.once("address", strings.Join(append(append([]string(nil), a.street...), a.post, a.country), "\x00")) {
		a.code = p.country("an address", a.country)
		p.address(a)
	}
	for _, c := range [...]struct{ column, prop, label string }{
		{"Phone number", "phone", "Phone"}, {"Website", "website", "Website"}, {"Email address", "email", "E-mail"},
	} {
		if v := p.cell(row, c.column); p.once(c.column, v) {
			p.contact(c.prop, c.label, v)
		}
	}
}
