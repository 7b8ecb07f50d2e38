package lists

import (
	"regexp"
	"strings"

	"cordon/ftm"
	"cordon/ident"
)

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
	if _, ok := listCountry(s); ok {
		return []string{s}
	}
	var out []string
	for _, part := range countrySplit.Split(s, -1) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if _, ok := listCountry(part); !ok {
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
