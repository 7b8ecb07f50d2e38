package lists

import (
	"regexp"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/ident"
)

const (
	euPrefix    = "eu-"
	euAuthority = "European Union"
)

// euEntity is a sanctionEntity of the EU's financial sanctions file, schema
// version 1.1 (namespace http://eu.europa.ec/fpi/fsd/export). The CSV file
// holds the same facts in rows; its reader fills the same struct, so that a
// party is the same whichever file it comes from.
type euEntity struct {
	LogicalID  string         `xml:"logicalId,attr"`
	Reference  string         `xml:"euReferenceNumber,attr"`
	UN         string         `xml:"unitedNationId,attr"`
	Designated string         `xml:"designationDate,attr"`
	Details    string         `xml:"designationDetails,attr"`
	Delisted   string         `xml:"delistingDate,attr"`
	Remarks    []string       `xml:"remark"`
	More       []euMore       `xml:"additionalInformation"`
	Acts       []euRegulation `xml:"regulation"`
	Subject    euSubject      `xml:"subjectType"`
	Names      []euName       `xml:"nameAlias"`
	Citizen    []euCitizen    `xml:"citizenship"`
	Births     []euBirth      `xml:"birthdate"`
	Addresses  []euAddress    `xml:"address"`
	Papers     []euIdentifier `xml:"identification"`
}

// euMore is where the schema puts what it has no place for.
type euMore struct {
	Key   string `xml:"key,attr"`
	Value string `xml:"value,attr"`
}

// euAct is an act of law: of an entity the one that it is listed under today,
// which is often an amendment, of a detail the one that published it.
type euAct struct {
	Type         string `xml:"regulationType,attr"`
	Organisation string `xml:"organisationType,attr"`
	Published    string `xml:"publicationDate,attr"`
	InForce      string `xml:"entryIntoForceDate,attr"`
	Title        string `xml:"numberTitle,attr"`
	Programme    string `xml:"programme,attr"`
	URL          string `xml:"publicationUrl"`
}

// euRegulation is the act that an entity is listed under.
type euRegulation struct {
	euAct
	Remarks    []string `xml:"remark"`
	More       []euMore `xml:"additionalInformation"`
	Corrigenda []euAct  `xml:"corrigendum"`
}

type euSubject struct {
	Code  string `xml:"code,attr"`
	Class string `xml:"classificationCode,attr"`
}

// euDetail is what names, births, addresses and papers have in common.
type euDetail struct {
	Remarks []string `xml:"remark"`
	More    []euMore `xml:"additionalInformation"`
	Act     euAct    `xml:"regulationSummary"`
}

type euCountry struct {
	Code string `xml:"countryIso2Code,attr"`
	Name string `xml:"countryDescription,attr"`
}

type euName struct {
	euDetail
	First    string `xml:"firstName,attr"`
	Middle   string `xml:"middleName,attr"`
	Last     string `xml:"lastName,attr"`
	Whole    string `xml:"wholeName,attr"`
	Function string `xml:"function,attr"`
	Gender   string `xml:"gender,attr"`
	Title    string `xml:"title,attr"`
	Language string `xml:"nameLanguage,attr"`
	Strong   string `xml:"strong,attr"`
}

type euCitizen struct {
	euDetail
	euCountry
	From   string `xml:"acquisitionDate,attr"`
	To     string `xml:"disenfranchisementDate,attr"`
	Region string `xml:"region,attr"`
}

type euBirth struct {
	euDetail
	euCountry
	Circa    string `xml:"circa,attr"`
	Calendar string `xml:"calendarType,attr"`
	City     string `xml:"city,attr"`
	Zip      string `xml:"zipCode,attr"`
	Date     string `xml:"birthdate,attr"`
	Day      string `xml:"dayOfMonth,attr"`
	Month    string `xml:"monthOfYear,attr"`
	Year     string `xml:"year,attr"`
	YearFrom string `xml:"yearRangeFrom,attr"`
	YearTo   string `xml:"yearRangeTo,attr"`
	Region   string `xml:"region,attr"`
	Place    string `xml:"place,attr"`
}

type euAddress struct {
	euDetail
	euCountry
	City      string   `xml:"city,attr"`
	Street    string   `xml:"street,attr"`
	Box       string   `xml:"poBox,attr"`
	Zip       string   `xml:"zipCode,attr"`
	Region    string   `xml:"region,attr"`
	Place     string   `xml:"place,attr"`
	AtListing string   `xml:"asAtListingTime,attr"`
	Contacts  []euMore `xml:"contactInfo"`
}

type euIdentifier struct {
	euDetail
	euCountry
	Diplomatic string `xml:"diplomatic,attr"`
	Expired    string `xml:"knownExpired,attr"`
	False      string `xml:"knownFalse,attr"`
	Lost       string `xml:"reportedLost,attr"`
	Revoked    string `xml:"revokedByIssuer,attr"`
	Issued     string `xml:"issueDate,attr"`
	IssuedBy   string `xml:"issuedBy,attr"`
	Latin      string `xml:"latinNumber,attr"`
	OnDocument string `xml:"nameOnDocument,attr"`
	Number     string `xml:"number,attr"`
	From       string `xml:"validFrom,attr"`
	To         string `xml:"validTo,attr"`
	Type       string `xml:"identificationTypeCode,attr"`
	TypeText   string `xml:"identificationTypeDescription,attr"`
	Region     string `xml:"region,attr"`
}

// schema returns the schema for the type of a party. The XML file puts the word
// into code and the letter into classificationCode, the CSV file the other way
// round.
func (s euSubject) schema() (string, bool) {
	a, b := strings.ToLower(oneLine(s.Code)), strings.ToLower(oneLine(s.Class))
	has := func(words ...string) bool {
		for _, w := range words {
			if a == w || b == w {
				return true
			}
		}
		return false
	}
	switch {
	case has("vessel", "ship"):
		return "Vessel", true
	case has("person"):
		return "Person", true
	case has("enterprise", "entity", "organisation", "organization", "group"):
		return "Organization", true
	case has("p"):
		return "Person", true
	case has("e"):
		return "Organization", true
	}
	return "LegalEntity", false
}

// faulty says why an entity cannot be read; its number is returned without
// leading zeros.
func (e *euEntity) faulty() (id, why string) {
	id = oneLine(e.LogicalID)
	n, err := strconv.ParseUint(id, 10, 63)
	if err != nil || n == 0 {
		return id, "logicalId " + strconv.Quote(id[:min(len(id), 40)]) + " is no number"
	}
	id = strconv.FormatUint(n, 10)
	if max(len(e.Names), len(e.Citizen), len(e.Births), len(e.Addresses), len(e.Papers), len(e.Remarks)) > maxPerParty {
		return id, "entry " + id + " has more than " + strconv.Itoa(maxPerParty) + " details of one sort"
	}
	for i := range e.Names {
		if e.Names[i].text() != "" {
			return id, ""
		}
	}
	return id, "entry " + id + " has no name"
}

// text is the name as it is kept, "" for none.
func (n *euName) text() string {
	if whole, ok := ftm.TypeName.Clean(n.Whole); ok {
		return whole
	}
	parts, _ := ftm.TypeName.Clean(n.First + " " + n.Middle + " " + n.Last)
	return parts
}

// weak reports whether a name is a weak alias: the file says that it is not
// strong, or its remark that it is of low quality, which is how names that come
// from the UN's list are marked.
func (n *euName) weak() bool {
	switch strings.ToLower(oneLine(n.Strong)) {
	case "false", "0":
		return true
	}
	for _, r := range n.Remarks {
		if lowQuality.MatchString(r) {
			return true
		}
	}
	return false
}

var (
	lowQuality  = regexp.MustCompile(`(?i)\blow?[ -]quality\b`)
	anyQuality  = regexp.MustCompile(`(?i)^\(*(?:low?|good|high)[ -]quality(?: (?:alias|a\.?k\.?a\.?))?\)*\.?$`)
	designation = regexp.MustCompile(`(?i)^date of (?:un |eu )?(?:designation|listing)(?: by [^:]{1,40})?\s*:\s*(.+)$`)
)

func euTrue(s string) bool {
	s = strings.ToLower(oneLine(s))
	return s == "true" || s == "1"
}

// euRemark drops the brackets that the CSV file, and sometimes the XML file,
// puts around a remark.
func euRemark(s string) string {
	s = oneLine(s)
	for len(s) > 1 && s[0] == '(' && s[len(s)-1] == ')' && openBracket(s) == 0 {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// euParty is an entity of the EU's file while its entities are made.
type euParty struct {
	*partyBuilder
	first ftm.Day // of the acts that published something of the party
}

// record makes the entities of an entry that is not faulty.
func (e *euEntity) record(in *input, file string, line int, id string) Record {
	schema, known := e.Subject.schema()
	p := &euParty{partyBuilder: newPartyBuilder(in, file, line, euPrefix+id, schema)}
	if !known {
		p.warn("subject type %.40q, %.40q is not known; kept as a legal entity", e.Subject.Code, e.Subject.Class)
	}
	p.addNames(e.Names)
	programmes := p.addActs(e.Acts)
	for _, r := range e.Remarks {
		p.note(euRemark(r))
	}
	p.more(e.More)
	for i := range e.Citizen {
		p.addCitizenship(&e.Citizen[i])
	}
	for i := range e.Births {
		p.addBirth(&e.Births[i])
	}
	for i := range e.Addresses {
		p.addAddress(&e.Addresses[i])
	}
	for i := range e.Papers {
		p.addPaper(&e.Papers[i])
	}
	p.addListing(e, id)
	return p.partyBuilder.record(programmes)
}

// addNames adds the names. The main one is the first that is strong and of no
// other language than English; the file holds translations into all languages
// of the Union.
func (p *euParty) addNames(names []euName) {
	best := -1
	rank := func(n *euName) int {
		lang := strings.ToUpper(oneLine(n.Language))
		switch {
		case n.text() == "":
			return 0
		case n.weak():
			return 1
		case lang != "" && lang != "EN":
			return 2
		}
		return 3
	}
	for i := range names {
		if rank(&names[i]) > 0 && (best < 0 || rank(&names[i]) > rank(&names[best])) {
			best = i
		}
	}
	main := names[best].text()
	p.party.Caption = main
	p.party.AddClean("name", main)
	if names[best].weak() {
		p.warn("has weak names only; %.80q is kept as its name", main)
	}
	for i := range names {
		n := &names[i]
		text := n.text()
		switch {
		case text == "" || text == main:
		case n.weak():
			p.party.AddClean("weakAlias", text)
		default:
			p.party.AddClean("alias", text)
		}
		if !n.weak() && p.party.Is("Person") {
			p.party.AddClean("firstName", n.First)
			p.party.AddClean("middleName", n.Middle)
			p.party.AddClean("lastName", n.Last)
		}
		for _, t := range splitBracketed(n.Title) {
			p.value("title", "Title", t)
		}
		for _, f := range splitBracketed(n.Function) {
			p.value("position", "Function", f)
		}
		if g := oneLine(n.Gender); g != "" && g != "?" {
			p.value("gender", "Gender", g)
		}
		for _, r := range n.Remarks {
			if r = euRemark(r); r != "" && !anyQuality.MatchString(r) {
				p.note(strings.TrimPrefix(text+": "+r, ": "))
			}
		}
		p.detail(&n.euDetail)
	}
}

// splitBracketed cuts "(a) Mullah, (b) Maulavi" into its parts.
func splitBracketed(s string) []string {
	s = oneLine(s)
	if !strings.HasPrefix(s, "(a)") {
		return splitNumbered(s)
	}
	for c := byte('a'); c <= 'z'; c++ {
		s = strings.Replace(s, "("+string(c)+")", string(c)+")", 1)
	}
	return splitLettered(s)
}

// detail keeps what every detail may carry: the act that published it, and what
// the schema has no place for.
func (p *euParty) detail(d *euDetail) {
	p.published(d.Act.Published)
	p.more(d.More)
}

func (p *euParty) more(list []euMore) {
	for _, m := range list {
		p.note(strings.Trim(oneLine(m.Key)+": "+oneLine(m.Value), ": "))
	}
}

// published remembers the earliest day on which an act named the party.
func (p *euParty) published(raw string) {
	if d := p.day("publication date", raw); d != 0 && (p.first == 0 || d < p.first) {
		p.first = d
	}
}

// date reads a date of the file, ISO 8601 or with the day first.
func (p *euParty) date(what, raw string) string {
	if raw = oneLine(raw); raw == "" {
		return ""
	}
	v, ok := dayFirst(raw)
	if !ok && len(raw) > 10 { // a date with a zone or a time
		v, ok = dayFirst(raw[:10])
	}
	if !ok {
		p.warn("%s %.40q is no date", what, raw)
	}
	return v
}

func (p *euParty) day(what, raw string) ftm.Day {
	v := p.date(what, raw)
	if v == "" {
		return 0
	}
	d, err := ftm.ParseDay(v)
	if err != nil {
		p.warn("%s: %v", what, err)
	}
	return d
}

// addActs adds the acts under which the party is listed, and returns their
// programmes.
func (p *euParty) addActs(acts []euRegulation) []string {
	var programmes []string
	s := p.sanction
	for _, a := range acts {
		if programme := oneLine(a.Programme); programme != "" {
			s.AddClean("program", programme)
			s.AddClean("programId", programme)
			p.party.AddClean("programId", programme)
			programmes = appendNew(programmes, programme)
		}
		s.AddClean("reason", oneLine(a.Title))
		s.AddClean("sourceUrl", oneLine(a.URL))
		s.AddClean("date", p.date("publication date", a.Published))
		s.AddClean("modifiedAt", p.date("entry into force", a.InForce))
		s.AddClean("summary", strings.Join(strings.Fields(a.Type+" "+a.Title+" "+a.Organisation), " "))
		p.published(a.Published)
		for _, c := range a.Corrigenda {
			s.AddClean("summary", strings.Join(strings.Fields("corrigendum "+c.Type+" "+c.Title+" "+c.Published), " "))
		}
		for _, r := range a.Remarks {
			s.AddClean("summary", euRemark(r))
		}
		p.more(a.More)
	}
	return programmes
}

func appendNew(list []string, v string) []string {
	for _, have := range list {
		if have == v {
			return list
		}
	}
	return append(list, v)
}

// addListing says since when the party is listed. Where the file gives no
// designation date, the act it names is often an amendment of a listing that is
// years older; then the remarks may say it, and else the earliest act that
// published a detail of the party is the first day on which it was listed for
// certain.
func (p *euParty) addListing(e *euEntity, id string) {
	s := p.sanction
	s.Add("authority", euAuthority)
	s.AddClean("authorityId", oneLine(e.Reference))
	s.AddClean("authorityId", id)
	s.AddClean("unscId", oneLine(e.UN))
	s.AddClean("description", oneLine(e.Details))
	during := ftm.Period{From: p.day("designationDate", e.Designated), To: p.day("delistingDate", e.Delisted)}
	if during.From == 0 {
		during.From = p.first
		for _, r := range e.Remarks {
			for _, part := range strings.Split(euRemark(r), ") (") {
				m := designation.FindStringSubmatch(part)
				if m == nil {
					continue
				}
				if v, ok := dayFirst(strings.Trim(m[1], " .;")); ok {
					if d, err := ftm.ParseDay(v); err == nil && (during.From == 0 || d < during.From) {
						during.From = d
					}
				}
			}
		}
	} else {
		s.Add("startDate", during.From.String())
	}
	s.Add("listingDate", during.From.String())
	s.Add("endDate", during.To.String())
	p.party.AddDuring("topics", "sanction", during)
}

// countryOf returns the code of a country and its name. The file writes 00 and UNKNOWN
// for none.
func (p *euParty) countryOf(what string, c euCountry) (code, name string) {
	iso, name := oneLine(c.Code), oneLine(c.Name)
	if strings.EqualFold(name, "unknown") || name == "00" {
		name = ""
	}
	if iso == "00" {
		iso = ""
	}
	byName, okName := ftm.CountryCode(name)
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
