package lists

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/ident"
)

const (
	unPrefix    = "un-"
	unAuthority = "United Nations Security Council"
)

// unValues is an element with VALUE children.
type unValues struct {
	Values []string `xml:"VALUE"`
}

type unAlias struct {
	Quality string `xml:"QUALITY"`
	Name    string `xml:"ALIAS_NAME"`
	Birth   string `xml:"DATE_OF_BIRTH"`
	City    string `xml:"CITY_OF_BIRTH"`
	Country string `xml:"COUNTRY_OF_BIRTH"`
	Note    string `xml:"NOTE"`
}

type unAddress struct {
	Street  string `xml:"STREET"`
	City    string `xml:"CITY"`
	State   string `xml:"STATE_PROVINCE"`
	Post    string `xml:"ZIP_CODE"`
	Country string `xml:"COUNTRY"`
	Note    string `xml:"NOTE"`
}

type unBirth struct {
	Type string `xml:"TYPE_OF_DATE"`
	Date string `xml:"DATE"`
	Year string `xml:"YEAR"`
	From string `xml:"FROM_YEAR"`
	To   string `xml:"TO_YEAR"`
	Note string `xml:"NOTE"`
}

type unDocument struct {
	Type    string `xml:"TYPE_OF_DOCUMENT"`
	Type2   string `xml:"TYPE_OF_DOCUMENT2"`
	Number  string `xml:"NUMBER"`
	Country string `xml:"ISSUING_COUNTRY"`
	Issued  string `xml:"DATE_OF_ISSUE"`
	City    string `xml:"CITY_OF_ISSUE"`
	State   string `xml:"COUNTRY_OF_ISSUE"`
	Note    string `xml:"NOTE"`
}

// unEntry is an INDIVIDUAL or an ENTITY.
type unEntry struct {
	DataID        string       `xml:"DATAID"`
	First         string       `xml:"FIRST_NAME"`
	Second        string       `xml:"SECOND_NAME"`
	Third         string       `xml:"THIRD_NAME"`
	Fourth        string       `xml:"FOURTH_NAME"`
	Native        string       `xml:"NAME_ORIGINAL_SCRIPT"`
	List          string       `xml:"UN_LIST_TYPE"`
	Reference     string       `xml:"REFERENCE_NUMBER"`
	Listed        string       `xml:"LISTED_ON"`
	Delisted      string       `xml:"DELISTED_ON"`
	Submitted     string       `xml:"SUBMITTED_BY"`
	Gender        string       `xml:"GENDER"`
	Comments      string       `xml:"COMMENTS1"`
	Titles        unValues     `xml:"TITLE"`
	Designations  unValues     `xml:"DESIGNATION"`
	Nationalities unValues     `xml:"NATIONALITY"`
	Nationality2  string       `xml:"NATIONALITY2"`
	Updated       unValues     `xml:"LAST_DAY_UPDATED"`
	PersonAliases []unAlias    `xml:"INDIVIDUAL_ALIAS"`
	EntityAliases []unAlias    `xml:"ENTITY_ALIAS"`
	PersonAddress []unAddress  `xml:"INDIVIDUAL_ADDRESS"`
	EntityAddress []unAddress  `xml:"ENTITY_ADDRESS"`
	Births        []unBirth    `xml:"INDIVIDUAL_DATE_OF_BIRTH"`
	BirthPlaces   []unAddress  `xml:"INDIVIDUAL_PLACE_OF_BIRTH"`
	Documents     []unDocument `xml:"INDIVIDUAL_DOCUMENT"`
}

// readUNXML reads the consolidated list of the Security Council. One entry is
// in memory at a time, and the numbers of those read so far.
func readUNXML(ctx context.Context, in *input, emit Emit) error {
	return walkXML(ctx, in, func(x *xmlWalk) error { return walkUN(in, x, emit) })
}

func walkUN(in *input, x *xmlWalk, emit Emit) error {
	start, err := x.next()
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("the file is empty")
	case err != nil:
		return err
	case start == nil || start.Name.Local != "CONSOLIDATED_LIST":
		return otherDocument("root element is not <CONSOLIDATED_LIST>")
	}
	for _, a := range start.Attr {
		if a.Name.Local != "dateGenerated" {
			continue
		}
		if t, err := time.Parse(time.RFC3339, a.Value); err == nil {
			in.report.Published = ftm.DayOf(t)
		} else if in.report.Published, err = ftm.ParseDay(a.Value); err != nil {
			in.warn(x.name, 0, "dateGenerated %.40q is no date", a.Value)
		}
	}
	seen := make(map[string]bool)
	for depth := 1; depth > 0; {
		start, err := x.next()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		if start == nil {
			depth--
			continue
		}
		switch start.Name.Local {
		case "INDIVIDUALS", "ENTITIES":
			depth++
		case "INDIVIDUAL", "ENTITY":
			if err := readUNEntry(in, x, start, seen, emit); err != nil {
				return err
			}
		default:
			if err := x.skip(); err != nil {
				return err
			}
		}
	}
	if _, err := x.next(); err == nil {
		return errors.New("something follows the end of the list")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func readUNEntry(in *input, x *xmlWalk, start *xml.StartElement, seen map[string]bool, emit Emit) error {
	line := x.line()
	var e unEntry
	if err := x.decode(&e, start); err != nil {
		return err
	}
	id := oneLine(e.DataID)
	name := oneLine(e.First + " " + e.Second + " " + e.Third + " " + e.Fourth)
	switch {
	case id == "" || strings.Trim(id, "0123456789") != "":
		in.refuse(x.name, line, name, "DATAID %.40q is no number", id)
		return nil
	case name == "":
		in.refuse(x.name, line, id, "entry %s has no name", id)
		return nil
	case seen[id]:
		in.refuse(x.name, line, name, "DATAID %s appears twice", id)
		return nil
	}
	seen[id] = true
	schema := "Organization"
	if start.Name.Local == "INDIVIDUAL" {
		schema = "Person"
	}
	p := unParty{in: in, file: x.name, line: line, party: ftm.New(unPrefix+id, schema), byID: make(map[string]*ftm.Entity)}
	if err := emit(p.record(&e, name)); err != nil {
		return emitError{err}
	}
	return nil
}

// oneLine takes the breaks and double blanks out of a value.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// unParty is an entry while its entities are made.
type unParty struct {
	in       *input
	file     string
	line     int
	party    *ftm.Entity
	sanction *ftm.Entity
	others   []*ftm.Entity
	byID     map[string]*ftm.Entity
}

func (p *unParty) record(e *unEntry, name string) Record {
	p.party.Caption = name
	p.sanction = p.make("Sanction", "sanction")
	programme := oneLine(e.List)
	s := p.sanction
	s.Add("entity", p.party.ID)
	s.Add("authority", unAuthority)
	s.AddClean("program", programme)
	s.AddClean("programId", programme)
	p.party.AddClean("programId", programme)
	s.AddClean("unscId", oneLine(e.Reference))
	s.AddClean("authorityId", oneLine(e.DataID))
	during := ftm.Period{From: p.day("LISTED_ON", e.Listed), To: p.day("DELISTED_ON", e.Delisted)}
	s.Add("listingDate", during.From.String())
	s.Add("endDate", during.To.String())
	p.party.AddDuring("topics", "sanction", during)

	p.addNames(e, name)
	for _, v := range e.Titles.Values {
		p.listed(v, func(v string) { p.value("title", v) })
	}
	for _, v := range e.Designations.Values {
		p.listed(v, func(v string) { p.value("position", v) })
	}
	for _, v := range append(e.Nationalities.Values, e.Nationality2) {
		p.listed(v, func(v string) { p.value("nationality", v) })
	}
	for _, v := range e.Updated.Values {
		p.party.AddClean("modifiedAt", dayOnly(v))
	}
	if g := oneLine(e.Gender); g != "" && !strings.EqualFold(g, "unknown") {
		p.value("gender", g)
	}
	for _, b := range e.Births {
		p.addBirth(b)
	}
	for _, b := range e.BirthPlaces {
		p.addBirthPlace(b)
	}
	for _, a := range append(e.PersonAddress, e.EntityAddress...) {
		p.addAddress(a)
	}
	for _, d := range e.Documents {
		p.addDocument(d)
	}
	p.addComments(e.Comments)

	all := append([]*ftm.Entity{p.party}, p.others...)
	for _, x := range all {
		x.Datasets = []string{p.in.doc.Dataset}
	}
	var programmes []string
	if programme != "" {
		programmes = []string{programme}
	}
	return Record{Entities: all, Party: p.party.ID, Programmes: programmes, File: p.file, Line: p.line}
}

func (p *unParty) make(schema, ending string) *ftm.Entity {
	id := p.party.ID + "-" + ending
	if x, ok := p.byID[id]; ok {
		return x
	}
	x := ftm.New(id, schema)
	p.byID[id] = x
	p.others = append(p.others, x)
	return x
}

func (p *unParty) warn(format string, args ...any) {
	p.in.warn(p.file, p.line, "entry %s: "+format, append([]any{p.party.ID}, args...)...)
}

func (p *unParty) note(text string) { p.party.AddClean("notes", oneLine(text)) }

// value adds a value to the party, as a note where it is none of its property.
func (p *unParty) value(prop, raw string) {
	s := ftm.Lookup(p.party.Schema)
	if s.Property(prop) == nil || !p.party.AddClean(prop, raw) {
		p.warn("%.80q is no value for %s; kept as a note", raw, prop)
		p.note(prop + ": " + raw)
	}
}

// dayOnly cuts "2001-01-25-05:00" and ISO times to the day.
func dayOnly(s string) string {
	s = oneLine(s)
	return s[:min(len(s), 10)]
}

func (p *unParty) day(what, raw string) ftm.Day {
	if raw = dayOnly(raw); raw == "" {
		return 0
	}
	d, err := ftm.ParseDay(raw)
	if err != nil {
		p.warn("%s: %v", what, err)
	}
	return d
}

// listed calls use for each part of a value that may be a list: "a) X b) Y".
func (p *unParty) listed(raw string, use func(string)) {
	for _, v := range splitLettered(oneLine(raw)) {
		if v != "" {
			use(v)
		}
	}
}

// splitLettered cuts "a) X b) Y" into its parts; text without letters is one.
func splitLettered(s string) []string {
	if !strings.HasPrefix(s, "a)") {
		return []string{s}
	}
	var out []string
	rest := strings.TrimSpace(s[2:])
	for next := byte('b'); ; next++ {
		i := strings.Index(rest, " "+string(next)+")")
		if i < 0 {
			return append(out, strings.Trim(rest, " ,;"))
		}
		out = append(out, strings.Trim(rest[:i], " ,;"))
		rest = strings.TrimSpace(rest[i+3:])
	}
}

func (p *unParty) addBirth(b unBirth) {
	kind, note := strings.ToUpper(oneLine(b.Type)), oneLine(b.Note)
	date, year := dayOnly(b.Date), oneLine(b.Year)
	add := func(v string) bool {
		d, ok := ftm.CleanDate(v)
		if ok {
			p.party.Add("birthDate", d)
		}
		return ok
	}
	from, to := oneLine(b.From), oneLine(b.To)
	switch {
	case kind == "BETWEEN" || from != "" || to != "":
		if add(from) && add(to) {
			p.note(strings.TrimSpace("DOB " + from + " to " + to + " " + note))
			return
		}
	case kind == "APPROXIMATELY" && strings.HasSuffix(date, "-01-01"):
		date = date[:4]
	}
	switch {
	case date != "" && add(date), date == "" && year != "" && note != "" && add(note+" "+year), date == "" && add(year):
	case date == "" && year == "" && note != "" && add(strings.ReplaceAll(note, ".", "")):
		return
	case date+year+from+to+note == "":
		return
	default:
		p.note(strings.TrimSpace("DOB " + oneLine(date+" "+year+" "+from+" "+to+" "+note)))
		return
	}
	if kind == "APPROXIMATELY" {
		p.note("DOB circa " + date + year)
	}
	if note != "" {
		p.note("DOB " + oneLine(date+" "+year+" "+note))
	}
}

func (p *unParty) addBirthPlace(b unAddress) {
	place := joinPlaces(b.Street, b.City, b.State, b.Country)
	if place != "" {
		p.value("birthPlace", place)
	}
	if code, ok := ftm.CountryCode(oneLine(b.Country)); ok {
		p.party.Add("birthCountry", code)
	}
	p.note(b.Note)
}

// joinPlaces joins the parts of a place that are not empty.
func joinPlaces(parts ...string) string {
	var out []string
	for _, s := range parts {
		if s = oneLine(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

func (p *unParty) addAddress(a unAddress) {
	country := oneLine(a.Country)
	code := ""
	if country != "" {
		var ok bool
		if code, ok = ftm.CountryCode(country); !ok {
			p.warn("country %.60q of an address is not known", country)
		}
		for _, region := range [...]string{a.State, a.City} { // "Hong Kong", "China"
			if c, ok := ftm.CountryCode(oneLine(region) + ", " + country); ok && c != code {
				p.party.Add("country", c)
				code = c
				break
			}
		}
	}
	p.party.Add("country", code)
	full := joinPlaces(a.Street, a.City, a.State, a.Post, country)
	if full == "" || full == country && code != "" {
		if n := oneLine(a.Note); n != "" {
			p.note(strings.TrimSpace("Address: " + full + " " + n))
		}
		return
	}
	x := p.make("Address", "addr-"+shortHash(full))
	x.AddClean("full", full)
	x.AddClean("street", oneLine(a.Street))
	x.AddClean("city", oneLine(a.City))
	x.AddClean("state", oneLine(a.State))
	x.AddClean("postalCode", oneLine(a.Post))
	x.Add("country", code)
	x.AddClean("remarks", oneLine(a.Note))
	p.party.Add("addressEntity", x.ID)
}

// addDocument adds a paper that a person carries, and its number to the person.
func (p *unParty) addDocument(d unDocument) {
	number, note := oneLine(d.Number), oneLine(d.Note)
	kind := oneLine(d.Type)
	if number == "" {
		if text := joinPlaces(d.Type, d.Type2, d.Country, d.City, d.State, d.Note); text != "" && text != kind {
			p.note("Document: " + text)
		}
		return
	}
	schema, word, prop := "Identification", "id", "idNumber"
	if lower := strings.ToLower(kind); strings.Contains(lower, "passport") || strings.Contains(lower, "passeport") || strings.Contains(lower, "pasaporte") {
		schema, word, prop = "Passport", "passport", "passportNumber"
	}
	for _, number := range splitLettered(number) {
		number, note := cutAside(number, note)
		if number == "" {
			continue
		}
		p.value(prop, number)
		code, ok := ftm.CountryCode(oneLine(d.Country))
		if !ok {
			code, _ = ftm.CountryCode(oneLine(d.State))
		}
		// The list gives a document once in each of its languages.
		x := p.make(schema, word+"-"+shortHash(number, code))
		x.Add("holder", p.party.ID)
		x.AddClean("type", kind)
		x.AddClean("number", number)
		if schema == "Passport" {
			x.AddClean("passportNumber", number)
		}
		x.Add("country", code)
		x.AddClean("startDate", dayOnly(d.Issued))
		x.AddClean("description", oneLine(d.Type2))
		if note != "" {
			if rest, ok := cutExpiry(note); ok {
				x.AddClean("endDate", rest)
			}
			x.AddClean("summary", note)
		}
	}
}

// cutAside takes a bracket at the end of a number off: "381110042 (Expired 25
// Jan. 2016)".
func cutAside(number, note string) (string, string) {
	if strings.HasSuffix(number, ")") {
		if i := openBracket(number); i > 0 {
			aside := number[i+1 : len(number)-1]
			return strings.TrimSpace(number[:i]), strings.Trim(aside+"; "+note, " ;")
		}
	}
	return number, note
}

// cutExpiry reads "Expires 4 Jul. 2017", also with more behind it.
func cutExpiry(note string) (string, bool) {
	lower := strings.ToLower(note)
	for _, word := range [...]string{"expires on ", "expired on ", "expires ", "expired ", "expiry "} {
		i := strings.Index(lower, word)
		if i < 0 {
			continue
		}
		rest := strings.Fields(strings.NewReplacer(".", " ", ",", " ", ";", " ").Replace(note[i+len(word):]))
		for n := min(3, len(rest)); n > 0; n-- {
			if d, ok := ftm.CleanDate(strings.Join(rest[:n], " ")); ok {
				return d, true
			}
		}
	}
	return "", false
}

// addComments keeps the narrative, and what it says in a form: "Gender: male",
// "SWIFT/BIC: …", the number of a shipping company, "IMO number: 5571322".
func (p *unParty) addComments(raw string) {
	text := oneLine(raw)
	if text == "" {
		return
	}
	p.note(text)
	p.sanction.AddClean("reason", text)
	if p.party.Is("Person") {
		if m := genderText.FindStringSubmatch(text); m != nil && !p.party.Has("gender") {
			p.party.AddClean("gender", m[1])
		}
		return
	}
	for _, imo := range companyIMOs(text) {
		p.party.Add("imoNumber", imo)
	}
	for _, m := range swiftText.FindAllStringSubmatch(text, -1) {
		if _, err := ident.Parse(ident.BIC, m[1]); err != nil {
			p.warn("%v", err)
			continue
		}
		p.party.Add("swiftBic", m[1])
	}
}
