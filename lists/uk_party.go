package lists

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"cordon/ftm"
	"cordon/ident"
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

// addPerson adds the columns of people.
func (p *ukParty) addPerson(row csvRow) {
	p.each(row, "D.O.B", ";|", p.addBirthDate)
	p.each(row, "Nationality(/ies)", ";|", func(v string) {
		for _, n := range splitCountries(v) {
			p.value("nationality", "Nationality", n)
		}
	})
	p.each(row, "Position", "|", func(v string) { p.value("position", "Position", v) })
	p.each(row, "Gender", ";|", func(v string) { p.value("gender", "Gender", v) })
	town, country := p.cell(row, "Town of birth"), p.cell(row, "Country of birth")
	if p.once("birth place", strings.Trim(town+"\x00"+country, "\x00")) {
		towns, countries := splitNumbered(oneLine(town)), splitNumbered(oneLine(country))
		for i := range max(len(towns), len(countries)) {
			c := ""
			if i < len(countries) {
				c = countries[i]
			} else if len(countries) == 1 {
				c = countries[0]
			}
			t := ""
			if i < len(towns) {
				t = towns[i]
			}
			p.value("birthPlace", "Place of birth", joinPlaces(t, c))
			if code := p.country("birth", c); code != "" && p.takes("birthCountry") {
				p.party.Add("birthCountry", code)
			}
		}
	}
	p.addPapers(row, "Passport number", "Passport additional information", true)
	p.addPapers(row, "National Identifier number", "National Identifier additional information", false)
}

// addBirthDate adds a date of birth: whole, or as a template that is partly
// filled in.
func (p *ukParty) addBirthDate(v string) {
	raw, circa := v, false
	for _, word := range [...]string{"circa ", "approximately ", "c. ", "approx. "} {
		if len(raw) > len(word) && strings.EqualFold(raw[:len(word)], word) {
			raw, circa = raw[len(word):], true
		}
	}
	var dates []string
	from, to, both := strings.Cut(raw, " to ")
	if !both && len(raw) == 9 && raw[4] == '-' {
		from, to, both = raw[:4], raw[5:], true
	}
	if !both {
		from, to = raw, ""
	}
	for _, part := range [...]string{from, to} {
		if part == "" {
			continue
		}
		d, ok := dayFirst(part)
		if !ok {
			p.warn("%.60q is no date of birth; kept as a note", v)
			p.note("DOB " + v)
			return
		}
		dates = append(dates, d)
	}
	if !p.takes("birthDate") {
		p.note("DOB " + v)
		return
	}
	p.party.Add("birthDate", dates...)
	if circa || both || dayLost.MatchString(v) {
		p.note("DOB " + v)
	}
}

// dayLost finds a template whose day is filled in and whose month is not: the
// day would be lost.
var dayLost = regexp.MustCompile(`^(?:0?[1-9]|[12][0-9]|3[01])/[mMxX?0]{1,2}/`)

// addPapers adds the passports, or other papers, of a row.
func (p *ukParty) addPapers(row csvRow, column, infoColumn string, passport bool) {
	info := oneLine(p.cell(row, infoColumn))
	cell := p.cell(row, column)
	if cell == "" && p.once(infoColumn, info) {
		p.note(infoColumn + ": " + info)
	}
	if !p.once(column, strings.Trim(cell+"\x00"+info, "\x00")) || cell == "" {
		return
	}
	prop, kind := "idNumber", "National identifier"
	if passport {
		prop, kind = "passportNumber", "Passport"
	}
	numbers, infos := splitNumbered(oneLine(cell)), splitNumbered(info)
	for i, number := range numbers {
		about := info
		if len(infos) == len(numbers) {
			about = infos[i]
		}
		for _, n := range strings.FieldsFunc(number, func(r rune) bool { return r == ';' || r == '|' }) {
			if n = strings.TrimSpace(n); n == "" {
				continue
			}
			p.value(prop, kind, n)
			d := partyDocument{passport: passport, kind: kind, number: n, country: infoCountry(about), summary: nonEmpty(about)}
			if to, ok := cutExpiry(about); ok {
				d.to = to
			}
			p.document(d)
		}
	}
}

// infoCountry returns the country that the information on a paper names: "Syria
// number", "Iranian passport", "Russia. Expires 2030".
func infoCountry(info string) string {
	head, _, _ := strings.Cut(strings.NewReplacer(".", ";", ",", ";", "(", ";", ":", ";").Replace(info), ";")
	words := strings.Fields(head)
	for n := min(len(words), 6); n > 0; n-- {
		if n < len(words) && !paperWord.MatchString(words[n]) {
			continue
		}
		if code, ok := ftm.CountryCode(strings.Join(words[:n], " ")); ok && (n > 1 || len(words[0]) > 3) {
			return code
		}
	}
	return ""
}

var paperWord = regexp.MustCompile(`(?i)^(?:passports?|numbers?|no|national|identity|identification|id|issued|diplomatic|service|biometric|tax|personal)$`)

// splitCountries cuts "Iraq, Syria" and "Iran and Iraq", where the whole is no
// country.
func splitCountries(s string) []string {
	if _, ok := ftm.CountryCode(s); ok {
		return []string{s}
	}
	var out []string
	for _, part := range countrySplit.Split(s, -1) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if _, ok := ftm.CountryCode(part); !ok {
			return []string{s} // a comma may belong to a name that is not known
		}
		out = append(out, part)
	}
	return out
}

var countrySplit = regexp.MustCompile(`,|/|\s+and\s+`)

// addEntity adds the columns of entities.
func (p *ukParty) addEntity(row csvRow) {
	p.each(row, "Type of entity", "|", func(v string) { p.value("classification", "Type of entity", v) })
	p.each(row, "Business registration number (s)", ";|", p.addRegistration)
	p.each(row, "Parent company", ";|", func(v string) { p.addTie(v, "Parent company", "Ownership", true) })
	p.each(row, "Subsidiaries", ";|", func(v string) { p.addTie(v, "Subsidiary", "Ownership", false) })
}

// ukRegisters says what the labels of registration numbers mean.
var ukRegisters = []struct {
	label *regexp.Regexp
	prop  string
	check ident.Kind
}{
	{regexp.MustCompile(`(?i)^(?:INN|ИНН)\b`), "innCode", ident.INN},
	{regexp.MustCompile(`(?i)^(?:OGRNIP|OGRN|ОГРН)\b`), "ogrnCode", ident.OGRN},
	{regexp.MustCompile(`(?i)^(?:OKPO|ОКПО)\b`), "okpoCode", ident.OKPO},
	{regexp.MustCompile(`(?i)^LEI\b`), "leiCode", ident.LEI},
	{regexp.MustCompile(`(?i)^(?:SWIFT/BIC|BIC/SWIFT|SWIFT|BIC)\b`), "swiftBic", ident.BIC},
	{regexp.MustCompile(`(?i)^(?:USCC|Unified Social Credit Code)\b`), "uscCode", ident.USCC},
	{regexp.MustCompile(`(?i)^IMO\b`), "imoNumber", ident.IMO},
	{regexp.MustCompile(`(?i)^(?:TIN|Tax (?:ID|Identification|Registration)|VAT)\b`), "taxNumber", ""},
	{regexp.MustCompile(`(?i)^KPP\b`), "kppCode", ""},
}

var numberWords = regexp.MustCompile(`(?i)^[\s:.#-]*(?:(?:number|code|no)\b[\s:.#-]*)?`)

// addRegistration adds a number of a register. One with a label goes where the
// label says, if its check digits hold; all others are registration numbers.
func (p *ukParty) addRegistration(v string) {
	for _, r := range ukRegisters {
		loc := r.label.FindStringIndex(v)
		if loc == nil {
			continue
		}
		number := v[loc[1]:]
		number = number[len(numberWords.FindString(number)):]
		switch {
		case !strings.ContainsAny(number, "0123456789") && r.check != ident.BIC:
			continue
		case r.check == ident.IMO:
			p.imo(number)
		case r.check != "":
			p.number(r.check, r.prop, "registrationNumber", v[:loc[1]], number)
		case p.takes(r.prop):
			p.value(r.prop, v[:loc[1]], number)
		default:
			p.value("registrationNumber", v[:loc[1]], number)
			p.note(v)
		}
		return
	}
	p.value("registrationNumber", "Business registration number", v)
}

// addTie adds a party that the list names by its name only, and how it is tied
// to this one. Prose that is no name is a note.
func (p *ukParty) addTie(name, role, schema string, otherFirst bool) {
	if !namelike(name) {
		p.note(role + ": " + name)
		return
	}
	kind := "Organization"
	if schema == "Ownership" {
		if !p.party.Is("Organization") {
			schema = "UnknownLink"
		} else {
			// Who has a parent company or a subsidiary can be owned, which only
			// companies are.
			kind = "Company"
			if otherFirst {
				p.party.Schema = "Company"
			}
		}
	}
	other := p.make(kind, "named-"+shortHash(strings.ToLower(name)))
	other.AddClean("name", name)
	other.Caption = name
	tie := p.make(schema, strings.ToLower(schema)+"-"+shortHash(strings.ToLower(role), strings.ToLower(name)))
	edge := ftm.Lookup(schema).Edge
	from, to := p.party.ID, other.ID
	if otherFirst {
		from, to = to, from
	}
	tie.Add(edge.Source, from)
	tie.Add(edge.Target, to)
	tie.Add("role", role)
}

// namelike reports whether text may be the name of a company, not a sentence.
func namelike(s string) bool {
	return len(s) <= 120 && len(strings.Fields(s)) <= 12 && hasLetter(s) && !strings.ContainsAny(s, ":?") && !strings.Contains(s, ". ") &&
		!strings.EqualFold(s, "unknown") && !strings.EqualFold(s, "n/a") && !strings.EqualFold(s, "none")
}

// addShip adds the columns of ships. An entity may have the number of a company
// that owns or manages ships.
func (p *ukParty) addShip(row csvRow) {
	p.each(row, "IMO number", ";,|/", func(v string) { p.imo(v) })
	p.each(row, "Current owner/operator (s)", ";|", func(v string) { p.addTie(v, "Current owner/operator", "UnknownLink", true) })
	p.each(row, "Previous owner/operator (s)", ";|", func(v string) { p.addTie(v, "Previous owner/operator", "UnknownLink", true) })
	for _, c := range [...]struct{ column, prop string }{{"Current believed flag of ship", "flag"}, {"Previous flags", "pastFlags"}} {
		p.each(row, c.column, ";|", func(v string) {
			for _, f := range splitCountries(v) {
				p.value(c.prop, c.column, f)
			}
		})
	}
	p.each(row, "Type of ship", "|", func(v string) { p.value("type", "Type of ship", v) })
	p.each(row, "Tonnage of ship", ";|", func(v string) { p.value("tonnage", "Tonnage", tonnes.ReplaceAllString(v, "")) })
	p.each(row, "Length of ship", "|", func(v string) { p.note("Length of ship: " + v) })
	p.each(row, "Year Built", ";|", func(v string) {
		if d, ok := dayFirst(v); ok {
			v = d
		}
		p.value("buildDate", "Year built", v)
	})
	p.each(row, "Hull identification number (HIN)", ";|", func(v string) {
		p.value("registrationNumber", "Hull identification number", v)
		if p.party.Is("Vessel") {
			p.note("Hull identification number: " + v)
		}
	})
}

var tonnes = regexp.MustCompile(`(?i)\s*(?:tons?|tonnes?|gt|grt|dwt)\.?$`)
