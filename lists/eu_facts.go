package lists

import (
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/ident"
)

// countryOf returns the code of a country and its name. The file writes 00 and
// UNKNOWN for none.
func (p *euParty) countryOf(what string, c euCountry) (code, name string) {
	iso, name := oneLine(c.Code), oneLine(c.Name)
	if strings.EqualFold(name, "unknown") || name == "00" {
		name = ""
	}
	if iso == "00" {
		iso = ""
	}
	byName, okName := listCountry(name)
	byISO, okISO := ftm.CountryCode(iso)
	switch {
	case okName && okISO && byName != byISO:
		p.warn("%s: country code %s is not that of %.60q", what, iso, name)
		return byName, name
	case okName:
		return byName, name
	case okISO && name != "":
		return byISO, name
	case okISO:
		return byISO, ftm.CountryName(byISO)
	case name != "" || iso != "":
		p.warn("%s: country %.40q, %.60q is not known", what, iso, name)
		if name == "" {
			name = iso
		}
	}
	return "", name
}

func (p *euParty) addCitizenship(c *euCitizen) {
	code, name := p.countryOf("citizenship", c.euCountry)
	during := ftm.Period{From: p.day("acquisitionDate", c.From), To: p.day("disenfranchisementDate", c.To)}
	prop := "citizenship"
	if !p.takes(prop) {
		prop = "country"
	}
	if code != "" {
		p.party.AddDuring(prop, code, during)
	}
	if region := oneLine(c.Region); region != "" || code == "" && name != "" {
		p.note("Citizenship: " + joinPlaces(region, name))
	}
	for _, r := range c.Remarks {
		if r = euRemark(r); r != "" {
			p.note("Citizenship: " + joinPlaces(name, r))
		}
	}
	p.detail(&c.euDetail)
}

// addBirth adds what is known of a birth. Both ends of a range are kept; one
// that is open at an end is a note, because the end alone is nobody's birthday,
// and so is a date of another calendar, which is not what its figures say.
func (p *euParty) addBirth(b *euBirth) {
	dates, inexact := p.birthDates(b)
	said := strings.Join(dates, " to ")
	calendar := strings.ToUpper(oneLine(b.Calendar))
	switch {
	case said == "":
	case calendar != "" && calendar != "GREGORIAN":
		p.warn("birth date %s is of the calendar %.20s; kept as a note", said, calendar)
		p.note("DOB " + said + " (" + calendar + " calendar)")
	case !p.takes("birthDate"):
		p.note("DOB " + said)
	default:
		p.party.Add("birthDate", dates...)
		if inexact != "" {
			p.note("DOB " + inexact)
		}
	}
	code, country := p.countryOf("birth", b.euCountry)
	place := joinPlaces(b.Place, b.City, b.Zip, b.Region, country)
	p.value("birthPlace", "Place of birth", place)
	if code != "" && p.takes("birthCountry") {
		p.party.Add("birthCountry", code)
	}
	for _, r := range b.Remarks {
		if r = euRemark(r); r != "" {
			p.note(strings.TrimSpace("Birth "+joinPlaces(said, place)) + ": " + r)
		}
	}
	p.detail(&b.euDetail)
}

// birthDates returns the date, or the two ends of a range, and how to say that
// they are not exact.
func (p *euParty) birthDates(b *euBirth) (dates []string, inexact string) {
	from, to := euYear(b.YearFrom), euYear(b.YearTo)
	date := p.date("birthdate", b.Date)
	year, month, day := euYear(b.Year), oneLine(b.Month), oneLine(b.Day)
	parts := year
	if year != "" && month != "" && month != "0" {
		parts += "-" + pad2(month)
		if day != "" && day != "0" {
			parts += "-" + pad2(day)
		}
	}
	byParts, ok := ftm.CleanDate(parts)
	if !ok && parts != "" {
		p.warn("birth date %.20q is no date", parts)
		byParts = year
	}
	switch {
	case date != "" && year != "" && !strings.HasPrefix(date, year):
		p.warn("birthdate %s is not of the year %s; both are kept", date, year)
		dates = append(dates, date, byParts)
	case date != "":
		dates = append(dates, date)
	case byParts != "":
		dates = append(dates, byParts)
	}
	circa := euTrue(b.Circa)
	switch {
	case from != "" && to != "" && from != to:
		inexact = from + " to " + to
		if circa {
			inexact = "circa " + inexact
		}
		return append(dates, from, to), inexact
	case from != "" && from == to && len(dates) == 0:
		dates = append(dates, from)
	case from != "" && to == "":
		p.note("DOB not before " + from)
	case to != "" && from == "":
		p.note("DOB not after " + to)
	}
	if circa && len(dates) > 0 {
		inexact = "circa " + strings.Join(dates, " or ")
	}
	return dates, inexact
}

// euYear returns a year of four digits, "" for none or 0.
func euYear(s string) string {
	s = oneLine(s)
	if n, err := strconv.Atoi(s); err != nil || n < 1000 || n > 9999 {
		return ""
	}
	return s
}

// euContacts says where a contact goes by its key.
var euContacts = map[string]string{"EMAIL": "email", "E-MAIL": "email", "PHONE": "phone", "MOBILE": "phone", "FAX": "phone", "WEB": "website", "WEBSITE": "website"}

func (p *euParty) addAddress(a *euAddress) {
	code, country := p.countryOf("address", a.euCountry)
	var remarks []string
	if euTrue(a.AtListing) {
		remarks = append(remarks, "Address at the time of listing.")
	}
	for _, r := range a.Remarks {
		if r = euRemark(r); r != "" {
			remarks = append(remarks, r)
		}
	}
	p.address(partyAddress{
		street: []string{oneLine(a.Street)}, box: oneLine(a.Box), post: oneLine(a.Zip), city: oneLine(a.City),
		place: oneLine(a.Place), region: oneLine(a.Region), country: country, code: code, remarks: remarks,
	})
	for _, c := range a.Contacts {
		key := strings.ToUpper(oneLine(c.Key))
		if prop, ok := euContacts[key]; ok {
			p.contact(prop, key, c.Value)
		} else {
			p.note(strings.Trim("Contact "+key+": "+oneLine(c.Value), ": "))
		}
	}
	p.detail(&a.euDetail)
}

// euPapers says what the codes of identifications mean: the property that takes
// the number, the kind of number where it has check digits, and whether the
// number is a paper that people carry, which is always an entity of its own.
var euPapers = map[string]struct {
	prop    string
	check   ident.Kind
	carried bool
}{
	"passport": {prop: "passportNumber", carried: true}, "id": {prop: "idNumber", carried: true}, "nrn": {prop: "idNumber", carried: true},
	"other": {prop: "idNumber", carried: true}, "birthcert": {prop: "idNumber", carried: true}, "nationcert": {prop: "idNumber", carried: true},
	"travelcardid": {prop: "idNumber", carried: true}, "electionid": {prop: "idNumber", carried: true}, "residentperm": {prop: "idNumber", carried: true},
	"drivinglicence": {prop: "idNumber", carried: true}, "ssn": {prop: "socialSecurityNumber", carried: true},
	"fiscalcode": {prop: "taxNumber"}, "taxid": {prop: "taxNumber"}, "regnumber": {prop: "registrationNumber"}, "tradelic": {prop: "licenseNumber"},
	"swiftbic": {prop: "swiftBic", check: ident.BIC}, "imo": {prop: "imoNumber", check: ident.IMO},
}

// addPaper adds a number, and the paper that carries it where the file says
// more of it than the number. A number that is false, expired, lost or revoked
// is kept: it is still what the party shows or has shown. The paper says it.
func (p *euParty) addPaper(d *euIdentifier) {
	code, country := p.countryOf("identification", d.euCountry)
	typ := oneLine(d.Type)
	how, known := euPapers[strings.ToLower(typ)]
	label := oneLine(d.TypeText)
	if label == "" {
		label = typ
	}
	summary := d.flags()
	if region := oneLine(d.Region); region != "" {
		summary = append(summary, "Region: "+region)
	}
	if name := oneLine(d.OnDocument); name != "" {
		summary = append(summary, "Name on the document: "+name)
	}
	for _, r := range d.Remarks {
		if r = euRemark(r); r != "" && !strings.EqualFold(r, typ) && !strings.EqualFold(r, label) {
			summary = append(summary, r)
		}
	}
	numbers := splitLettered(oneLine(d.Number))
	if latin := oneLine(d.Latin); latin != "" {
		numbers = appendNew(numbers, latin)
	}
	from := p.date("issueDate", d.Issued)
	if from == "" {
		from = p.date("validFrom", d.From)
	}
	to := p.date("validTo", d.To)
	told := code != "" || from != "" || to != "" || len(summary) > 0 || oneLine(d.IssuedBy) != ""
	found := false
	for _, number := range numbers {
		if number == "" {
			continue
		}
		found = true
		switch {
		case !known:
			p.warn("identification type %.40q is not known", typ)
			p.value("idNumber", label, number)
		case how.check == ident.IMO:
			p.imo(number)
		case how.check != "":
			p.number(how.check, how.prop, "idNumber", label, number)
		case p.takes(how.prop):
			p.value(how.prop, label, number)
		default:
			p.value("idNumber", label, number)
		}
		if how.carried || !known || told {
			p.document(partyDocument{
				passport: how.prop == "passportNumber", kind: label, number: number, country: code,
				authority: oneLine(d.IssuedBy), from: from, to: to, summary: summary,
			})
		}
	}
	if !found && told {
		p.note(strings.Join(append([]string{label + ":", country, oneLine(d.IssuedBy), from, to}, summary...), " "))
	}
	p.detail(&d.euDetail)
}

// flags returns what the file knows of a paper's standing.
func (d *euIdentifier) flags() []string {
	var out []string
	for _, f := range [...]struct{ raw, text string }{
		{d.Diplomatic, "Diplomatic."}, {d.False, "Known to be false."}, {d.Expired, "Known to be expired."},
		{d.Lost, "Reported lost."}, {d.Revoked, "Revoked by its issuer."},
	} {
		if euTrue(f.raw) {
			out = append(out, f.text)
		}
	}
	return out
}
