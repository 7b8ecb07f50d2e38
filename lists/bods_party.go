package lists

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
)

// bodsPlace is a jurisdiction or country, by code, by name, or both.
type bodsPlace struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type bodsIdentifier struct {
	ID         string `json:"id"`
	Scheme     string `json:"scheme"`
	SchemeName string `json:"schemeName"`
}

type bodsName struct {
	Type   string `json:"type"`
	Full   string `json:"fullName"`
	Given  string `json:"givenName"`
	Family string `json:"familyName"`
	Father string `json:"patronymicName"`
}

type bodsAddress struct {
	Type    string    `json:"type"`
	Address string    `json:"address"`
	Post    string    `json:"postCode"`
	Country bodsPlace `json:"country"`
}

// bodsReason says why something is not told.
type bodsReason struct {
	Reason      string `json:"reason"`
	Description string `json:"description"`
}

// bodsParty is what a statement says of an entity or a person.
type bodsParty struct {
	Kind struct {
		Type    string `json:"type"`
		Subtype string `json:"subtype"`
		Details string `json:"details"`
	} `json:"entityType"`
	PersonKind string `json:"personType"`

	Name      string     `json:"name"`
	Alternate []string   `json:"alternateNames"`
	Names     []bodsName `json:"names"`

	Identifiers  []bodsIdentifier `json:"identifiers"`
	Jurisdiction bodsPlace        `json:"jurisdiction"`
	Nationality  []bodsPlace      `json:"nationalities"`
	TaxCountry   []bodsPlace      `json:"taxResidencies"`
	Addresses    []bodsAddress    `json:"addresses"`
	BirthPlace   bodsAddress      `json:"placeOfBirth"`
	Founded      string           `json:"foundingDate"`
	Dissolved    string           `json:"dissolutionDate"`
	Born         string           `json:"birthDate"`
	Died         string           `json:"deathDate"`
	URI          string           `json:"uri"`

	UnknownPerson bodsReason `json:"unspecifiedPersonDetails"`
	UnknownEntity bodsReason `json:"unspecifiedEntityDetails"`

	Listing struct {
		Listings []struct {
			Security struct {
				ID     string `json:"id"`
				Scheme string `json:"idScheme"`
				Ticker string `json:"ticker"`
			} `json:"security"`
		} `json:"securitiesListings"`
	} `json:"publicListing"`
	Exposure struct {
		Status  string `json:"status"`
		Details []struct {
			Reason string    `json:"reason"`
			Place  bodsPlace `json:"jurisdiction"`
			Start  string    `json:"startDate"`
			End    string    `json:"endDate"`
		} `json:"details"`
	} `json:"politicalExposure"`

	s      *bodsStatement
	person bool
}

func parseBODSParty(s *bodsStatement) (*bodsParty, error) {
	p := &bodsParty{s: s, person: bodsKinds[s.Type] == bodsPerson}
	if len(s.Details) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(s.Details, p); err != nil {
		return p, err
	}
	for _, n := range [...]int{len(p.Alternate) + len(p.Names), len(p.Identifiers), len(p.Addresses), len(p.Nationality), len(p.TaxCountry), len(p.Listing.Listings), len(p.Exposure.Details)} {
		if n > maxDetails {
			return p, fmt.Errorf("has %d details of one sort, more than %d", n, maxDetails)
		}
	}
	return p, nil
}

// maxDetails bounds what a party, a tie or a relationship of a register may
// have of one sort.
const maxDetails = 10_000

// hidden reports whether the register does not say who the party is.
func (p *bodsParty) hidden() bool {
	kind := p.Kind.Type
	if p.person {
		kind = p.PersonKind
	}
	return len(p.names()) == 0 && (strings.HasPrefix(kind, "anonymous") || strings.HasPrefix(kind, "unknown") || p.reason() != bodsReason{})
}

func (p *bodsParty) reason() bodsReason {
	if p.person {
		return p.UnknownPerson
	}
	return p.UnknownEntity
}

// names are all names of the party.
func (p *bodsParty) names() []string {
	var out []string
	for _, n := range append([]string{p.Name}, p.Alternate...) {
		if n = oneLine(n); n != "" {
			out = append(out, n)
		}
	}
	for _, n := range p.Names {
		if full := n.full(); full != "" {
			out = append(out, full)
		}
	}
	return out
}

func (n bodsName) full() string {
	if full := oneLine(n.Full); full != "" {
		return full
	}
	return oneLine(n.Given + " " + n.Father + " " + n.Family)
}

// strongID is the id by which other registers know the party too. Numbers of
// people are not used for that: registers rarely publish them, and mistype them.
func (p *bodsParty) strongID() string {
	if p.person {
		return ""
	}
	var ids []string
	for _, i := range p.Identifiers {
		if id := strongNumber(i.Scheme, i.ID); id != "" {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	slices.Sort(ids)
	if i := slices.IndexFunc(ids, func(id string) bool { return strings.HasPrefix(id, leiPrefix) }); i >= 0 {
		return ids[i]
	}
	return ids[0]
}

// bodsSchemata are the schemata of entities by their type.
var bodsSchemata = map[string]string{
	"registeredEntity": "Company", "legalEntity": "LegalEntity", "arrangement": "LegalEntity", "anonymousEntity": "LegalEntity",
	"unknownEntity": "LegalEntity", "state": "PublicBody", "stateBody": "PublicBody",
}

// reasons are the words for why a party or an interest is not told.
var reasons = map[string]string{
	"noBeneficialOwners":                              "No beneficial owners",
	"subjectUnableToConfirmOrIdentifyBeneficialOwner": "Not told: the company cannot confirm or identify the beneficial owner",
	"interestedPartyHasNotProvidedInformation":        "Not told: the holder has not provided information",
	"subjectExemptFromDisclosure":                     "Not told: the company is exempt from disclosure",
	"interestedPartyExemptFromDisclosure":             "Not told: the holder is exempt from disclosure",
	"unknown":                                         "Not told: unknown",
	"informationUnknownToPublisher":                   "Not told: unknown to the publisher",
}

// words say why something is not told.
func (r bodsReason) words() string {
	if w := reasons[r.Reason]; w != "" {
		return w
	}
	if r.Reason != "" {
		return "Not told: " + oneLine(r.Reason)
	}
	return "Not told: no reason given"
}

// entity makes the party.
func (p *bodsParty) entity(b *bodsFile, id string) *ftm.Entity {
	schema := bodsSchemata[p.Kind.Type]
	switch {
	case p.hidden():
		schema = "LegalEntity"
	case p.person:
		schema = "Person"
	case schema == "":
		schema = "LegalEntity"
		b.in.warn(b.name, p.s.line, "record %s: entityType %.40q is not known; read as a legal entity", p.s.RecordID, p.Kind.Type)
	}
	e := ftm.New(id, schema)
	v := bodsValues{b, p.s, e}
	if p.hidden() {
		e.Add("name", p.reason().words())
		v.note("description", p.reason().Description)
	}
	e.AddClean("name", oneLine(p.Name))
	for _, n := range p.Alternate {
		e.AddClean("alias", oneLine(n))
	}
	for _, n := range p.Names {
		p.addName(e, n)
	}
	if !e.Has("name") {
		if all := p.names(); len(all) > 0 {
			e.AddClean("name", all[0])
		} else {
			b.in.warn(b.name, p.s.line, "record %s has no name", p.s.RecordID)
		}
	}
	if p.Kind.Type == "arrangement" {
		e.Add("legalForm", "arrangement")
	}
	v.note("legalForm", p.Kind.Subtype)
	v.note("legalForm", p.Kind.Details)
	for _, i := range p.Identifiers {
		v.identifier(i, p.person)
	}
	v.place("jurisdiction", p.Jurisdiction)
	for _, c := range p.Nationality {
		v.place("nationality", c)
	}
	for _, c := range p.TaxCountry {
		v.place("country", c)
	}
	for _, a := range p.Addresses {
		v.place("country", a.Country)
		e.AddClean("address", a.full())
	}
	if p.person {
		e.AddClean("birthPlace", p.BirthPlace.full())
		v.place("birthCountry", p.BirthPlace.Country)
		v.date("birthDate", p.Born)
		v.date("deathDate", p.Died)
	} else {
		v.date("incorporationDate", p.Founded)
		v.date("dissolutionDate", p.Dissolved)
	}
	v.note("sourceUrl", p.URI)
	for _, l := range p.Listing.Listings {
		if strings.EqualFold(l.Security.Scheme, "isin") {
			v.fitting("isinCode", l.Security.ID)
		}
		v.fitting("ticker", l.Security.Ticker)
	}
	p.addExposure(v)
	v.note("sourceUrl", p.s.Source.URL)
	v.note("publisher", p.s.Publication.Publisher.Name)
	if d := p.s.day(); d != 0 {
		e.Add("modifiedAt", d.String())
	}
	return e
}

// addName adds a name of a person by what it is.
func (p *bodsParty) addName(e *ftm.Entity, n bodsName) {
	prop := "alias"
	switch n.Type {
	case "", "legal":
		prop = "name"
		if p.person && !p.hidden() {
			e.AddClean("firstName", oneLine(n.Given))
			e.AddClean("lastName", oneLine(n.Family))
			e.AddClean("fatherName", oneLine(n.Father))
		}
	case "former", "birth":
		prop = "previousName"
	}
	e.AddClean(prop, n.full())
}

func (p *bodsParty) addExposure(v bodsValues) {
	if p.Exposure.Status != "isPep" {
		return
	}
	v.e.Add("topics", "role.pep")
	for _, d := range p.Exposure.Details {
		text := joinPlaces(d.Reason, d.Place.Name)
		if d.Start != "" || d.End != "" {
			text += " (" + d.Start + " - " + d.End + ")"
		}
		v.note("notes", "Politically exposed: "+text)
	}
}

func (a bodsAddress) full() string {
	post := oneLine(a.Post)
	if strings.Contains(oneLine(a.Address), post) {
		post = ""
	}
	return joinPlaces(a.Address, post, a.Country.Name)
}

// bodsValues adds values to an entity of a statement. What a property cannot
// keep becomes a note, with a warning.
type bodsValues struct {
	b *bodsFile
	s *bodsStatement
	e *ftm.Entity
}

func (v bodsValues) warn(prop, raw string) {
	v.b.in.warn(v.b.name, v.s.line, "record %s: %.80q is no value for %s; kept as a note", v.s.RecordID, raw, prop)
	notes := "notes"
	if d := ftm.Lookup(v.e.Schema); d != nil && d.Property(notes) == nil {
		notes = "summary"
	}
	v.e.AddClean(notes, prop+": "+oneLine(raw))
}

func (v bodsValues) note(prop, raw string) {
	if raw = oneLine(raw); raw != "" && !v.e.AddClean(prop, raw) {
		v.warn(prop, raw)
	}
}

// fitting adds a value to a property that not every schema has, and else as a
// note.
func (v bodsValues) fitting(prop, raw string) {
	if raw = oneLine(raw); raw == "" {
		return
	}
	if d := ftm.Lookup(v.e.Schema); d != nil && d.Property(prop) == nil {
		v.note("notes", prop+": "+raw)
		return
	}
	v.note(prop, raw)
}

func (v bodsValues) date(prop, raw string) {
	if raw = oneLine(raw); raw != "" && !v.e.AddClean(prop, dayOnly(raw)) {
		v.warn(prop, raw)
	}
}

// place adds a country by its code, or that of its subdivision, else its name.
func (v bodsValues) place(prop string, p bodsPlace) {
	country, _, _ := strings.Cut(oneLine(p.Code), "-")
	name := oneLine(p.Name)
	for _, c := range [...]string{country, name, strings.TrimSuffix(strings.TrimPrefix(name, "Republic of "), " (the)")} {
		if c != "" && v.e.AddClean(prop, c) {
			return
		}
	}
	if text := oneLine(p.Code + " " + p.Name); text != "" {
		v.warn(prop, text)
	}
}

// identifier keeps a number by its scheme, and the scheme as a note.
func (v bodsValues) identifier(i bodsIdentifier, person bool) {
	id, scheme := oneLine(i.ID), strings.ToUpper(oneLine(i.Scheme))
	if id == "" {
		return
	}
	prop := "registrationNumber"
	switch {
	case scheme == "XI-LEI" || scheme == "LEI":
		prop = "leiCode"
	case person && strings.HasSuffix(scheme, "-PASSPORT"):
		prop = "passportNumber"
	case strings.HasSuffix(scheme, "-TAXID"):
		prop = "taxNumber"
	case person:
		prop = "idNumber"
	}
	if d := ftm.Lookup(v.e.Schema); d != nil && d.Property(prop) == nil { // a person who is not disclosed
		prop = "idNumber"
	}
	v.note(prop, id)
	v.note("notes", "identifier "+oneLine(i.Scheme+" "+id+" "+i.SchemeName))
}
