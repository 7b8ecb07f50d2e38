package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
)

// watchmanResponse is what GET /v2/search answers.
type watchmanResponse struct {
	Query    watchmanEntity   `json:"query"`
	Entities []watchmanEntity `json:"entities"`
}

// watchmanEntity is a party as Watchman has it. Of the five kinds the one that
// it is stands there, the others are null.
type watchmanEntity struct {
	Name            string              `json:"name"`
	EntityType      string              `json:"entityType"`
	SourceList      string              `json:"sourceList"`
	SourceID        string              `json:"sourceID"`
	Person          *watchmanPerson     `json:"person"`
	Business        *watchmanCompany    `json:"business"`
	Organization    *watchmanCompany    `json:"organization"`
	Aircraft        *watchmanAircraft   `json:"aircraft"`
	Vessel          *watchmanVessel     `json:"vessel"`
	Contact         watchmanContact     `json:"contact"`
	Addresses       []watchmanAddress   `json:"addresses" null:"yes"`
	CryptoAddresses []watchmanCrypto    `json:"cryptoAddresses" null:"yes"`
	Affiliations    []watchmanAffiliate `json:"affiliations" null:"yes"`
	SanctionsInfo   *watchmanSanctions  `json:"sanctionsInfo"`
	HistoricalInfo  []watchmanHistory   `json:"historicalInfo" null:"yes"`
	SourceData      *live.Entity        `json:"sourceData" doc:"The entity as we have it."`
	Match           *float64            `json:"match,omitempty" doc:"The score, on our scale."`
	Debug           string              `json:"debug,omitempty" doc:"Why it scores so: base64 of JSON."`
}

type watchmanPerson struct {
	Name          string        `json:"name"`
	AltNames      []string      `json:"altNames" null:"yes"`
	Gender        string        `json:"gender"`
	BirthDate     *string       `json:"birthDate"`
	PlaceOfBirth  string        `json:"placeOfBirth"`
	DeathDate     *string       `json:"deathDate"`
	Titles        []string      `json:"titles" null:"yes"`
	GovernmentIDs []watchmanGov `json:"governmentIDs" null:"yes"`
}

type watchmanCompany struct {
	Name          string        `json:"name"`
	AltNames      []string      `json:"altNames" null:"yes"`
	Created       *string       `json:"created"`
	Dissolved     *string       `json:"dissolved"`
	GovernmentIDs []watchmanGov `json:"governmentIDs" null:"yes"`
}

type watchmanAircraft struct {
	Name         string   `json:"name"`
	AltNames     []string `json:"altNames" null:"yes"`
	Type         string   `json:"type"`
	Flag         string   `json:"flag"`
	Built        *string  `json:"built"`
	ICAOCode     string   `json:"icaoCode"`
	Model        string   `json:"model"`
	SerialNumber string   `json:"serialNumber"`
}

type watchmanVessel struct {
	Name      string   `json:"name"`
	AltNames  []string `json:"altNames" null:"yes"`
	IMONumber string   `json:"imoNumber"`
	Type      string   `json:"type"`
	Flag      string   `json:"flag"`
	Built     *string  `json:"built"`
	Model     string   `json:"model"`
	Tonnage   int      `json:"tonnage"`
	MMSI      string   `json:"mmsi"`
	CallSign  string   `json:"callSign"`
	GRT       int      `json:"grossRegisteredTonnage"`
	Owner     string   `json:"owner"`
}

type watchmanGov struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Country    string `json:"country"`
	Identifier string `json:"identifier"`
}

type watchmanContact struct {
	EmailAddresses []string `json:"emailAddresses" null:"yes"`
	PhoneNumbers   []string `json:"phoneNumbers" null:"yes"`
	FaxNumbers     []string `json:"faxNumbers" null:"yes"`
	Websites       []string `json:"websites" null:"yes"`
}

type watchmanAddress struct {
	Line1      string `json:"line1"`
	Line2      string `json:"line2"`
	City       string `json:"city"`
	PostalCode string `json:"postalCode"`
	State      string `json:"state"`
	Country    string `json:"country"`
}

type watchmanCrypto struct {
	Currency string `json:"currency"`
	Address  string `json:"address"`
}

type watchmanAffiliate struct {
	EntityName string `json:"entityName"`
	Type       string `json:"type"`
}

type watchmanSanctions struct {
	Programs    []string `json:"programs"`
	Secondary   bool     `json:"secondary"`
	Description string   `json:"description"`
}

type watchmanHistory struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// asked is the query as an entity.
func (p *watchmanParams) asked() watchmanEntity {
	e := watchmanEntity{
		Name: strings.TrimSpace(p.Name), EntityType: p.Type, SourceList: p.Source, SourceID: p.SourceID,
		Contact: watchmanContact{
			EmailAddresses: clean(slices.Concat(p.Email, p.EmailAddress, p.EmailAddresses)), PhoneNumbers: clean(slices.Concat(p.Phone, p.PhoneNumber, p.PhoneNumbers)),
			FaxNumbers: clean(slices.Concat(p.Fax, p.FaxNumber, p.FaxNumbers)), Websites: clean(slices.Concat(p.Website, p.Websites)),
		},
	}
	for _, a := range clean(slices.Concat(p.Address, p.Addresses)) {
		e.Addresses = append(e.Addresses, watchmanAddress{Line1: a})
	}
	for _, v := range clean(slices.Concat(p.CryptoAddress, p.CryptoAddresses)) {
		currency, address, _ := strings.Cut(v, ":")
		e.CryptoAddresses = append(e.CryptoAddresses, watchmanCrypto{strings.ToUpper(currency), address})
	}
	var ids []watchmanGov
	for name, values := range p.typed() {
		kind, ok := strings.CutPrefix(name, "gov_")
		for _, v := range values {
			if country, number, cut := strings.Cut(v, ":"); ok && cut {
				ids = append(ids, watchmanGov{Type: kind, Country: country, Identifier: number})
			}
		}
	}
	slices.SortFunc(ids, func(a, b watchmanGov) int { return strings.Compare(a.Type+a.Identifier, b.Type+b.Identifier) })
	alt := clean(p.AltNames)
	number := func(n *int) int {
		if n == nil {
			return 0
		}
		return *n
	}
	switch p.Type {
	case "person":
		e.Person = &watchmanPerson{Name: e.Name, AltNames: alt, Gender: p.Gender, BirthDate: instant(p.BirthDate), DeathDate: instant(p.DeathDate), Titles: clean(p.Titles), GovernmentIDs: ids}
	case "business":
		e.Business = &watchmanCompany{e.Name, alt, instant(p.Created), instant(p.Dissolved), ids}
	case "organization":
		e.Organization = &watchmanCompany{e.Name, alt, instant(p.Created), instant(p.Dissolved), ids}
	case "aircraft":
		e.Aircraft = &watchmanAircraft{e.Name, alt, p.AircraftType, p.Flag, instant(p.Built), p.ICAOCode, p.Model, p.SerialNumber}
	case "vessel":
		e.Vessel = &watchmanVessel{e.Name, alt, p.IMONumber, p.VesselType, p.Flag, instant(p.Built), p.Model, number(p.Tonnage), p.MMSI, p.CallSign, number(p.GRT), p.Owner}
	}
	return e
}

// instant is a day as Watchman writes it; nil is unknown.
func instant(day string) *string {
	from, _, err := ftm.Span(day)
	if err != nil {
		return nil
	}
	s := from.Time().Format(time.RFC3339)
	return &s
}

// sourceID is the publisher's own number in an id of ours.
func sourceID(id string) string {
	for _, prefix := range []string{"ofac-", "un-", "eu-", "gb-", "us311-", "ca-"} {
		if n, ok := strings.CutPrefix(id, prefix); ok {
			return n
		}
	}
	return id
}

// watchmanEntityOf is a result as Watchman has it. Lists seldom say whether a
// party is a business or another organization: it is what was asked for, and a
// business otherwise.
func watchmanEntityOf(r *screen.Result, asked string) watchmanEntity {
	p := r.Properties
	first := func(names ...string) string {
		for _, n := range names {
			if len(p[n]) > 0 {
				return p[n][0]
			}
		}
		return ""
	}
	number := func(name string) int {
		f, _ := strconv.ParseFloat(strings.ReplaceAll(first(name), ",", ""), 64)
		return int(f)
	}
	var alt []string
	for _, n := range slices.Concat(p["name"], p["alias"], p["weakAlias"]) {
		if n != r.Caption && !slices.Contains(alt, n) {
			alt = append(alt, n)
		}
	}
	score := r.Score
	e := watchmanEntity{
		Name: r.Caption, SourceID: sourceID(r.ID), SourceData: live.EntityOf(r), Match: &score,
		Contact:       watchmanContact{EmailAddresses: p["email"], PhoneNumbers: p["phone"], Websites: p["website"]},
		SanctionsInfo: sanctionsOf(r),
	}
	if len(r.Datasets) > 0 {
		e.SourceList = watchmanSource(r.Datasets[0])
	}
	for _, a := range p["address"] {
		e.Addresses = append(e.Addresses, watchmanAddress{Line1: a, Country: strings.ToUpper(first("country"))})
	}
	for _, k := range p["publicKey"] {
		e.CryptoAddresses = append(e.CryptoAddresses, watchmanCrypto{first("currency", "currencySymbol"), k})
	}
	for _, n := range p["previousName"] {
		e.HistoricalInfo = append(e.HistoricalInfo, watchmanHistory{"Former Name", n})
	}
	for _, n := range p["pastFlags"] {
		e.HistoricalInfo = append(e.HistoricalInfo, watchmanHistory{"Previous Flag", n})
	}
	ids := governmentIDs(p, strings.ToUpper(first("nationality", "country", "jurisdiction")))
	s := ftm.Lookup(r.Schema)
	is := func(name string) bool { return s != nil && s.Is(name) }
	switch {
	case is("Person"):
		e.EntityType = "person"
		e.Person = &watchmanPerson{r.Caption, alt, first("gender"), instant(first("birthDate")), first("birthPlace"), instant(first("deathDate")), slices.Concat(p["title"], p["position"]), ids}
	case is("Vessel"):
		e.EntityType = "vessel"
		e.Vessel = &watchmanVessel{r.Caption, alt, first("imoNumber"), first("type"), strings.ToUpper(first("flag")), instant(first("buildDate")), first("model"),
			number("tonnage"), first("mmsi"), first("callSign"), number("grossRegisteredTonnage"), ""}
	case is("Airplane"):
		e.EntityType = "aircraft"
		e.Aircraft = &watchmanAircraft{r.Caption, alt, first("type"), strings.ToUpper(first("country")), instant(first("buildDate")), first("icaoCode"), first("model"), first("serialNumber")}
	case is("LegalEntity") && asked != "organization" && !is("PublicBody"):
		e.EntityType = "business"
		e.Business = &watchmanCompany{r.Caption, alt, instant(first("incorporationDate")), instant(first("dissolutionDate")), ids}
	case is("LegalEntity"):
		e.EntityType = "organization"
		e.Organization = &watchmanCompany{r.Caption, alt, instant(first("incorporationDate")), instant(first("dissolutionDate")), ids}
	default:
		e.EntityType = "unknown"
	}
	return e
}

func sanctionsOf(r *screen.Result) *watchmanSanctions {
	if len(r.Listings) == 0 {
		return nil
	}
	out := &watchmanSanctions{Programs: []string{}}
	for _, l := range r.Listings {
		for _, p := range l.Programmes {
			if !slices.Contains(out.Programs, p) {
				out.Programs = append(out.Programs, p)
			}
		}
	}
	for _, n := range r.Properties["notes"] {
		if strings.Contains(strings.ToLower(n), "secondary sanctions") {
			out.Secondary, out.Description = true, n
		}
	}
	return out
}

// governmentIDs are the papers and numbers of a party.
func governmentIDs(p map[string][]string, country string) []watchmanGov {
	var out []watchmanGov
	for _, k := range []struct{ prop, kind string }{
		{"passportNumber", "passport"}, {"idNumber", "national-id"}, {"taxNumber", "tax-id"}, {"socialSecurityNumber", "ssn"},
		{"registrationNumber", "business-registration"},
	} {
		for _, v := range p[k.prop] {
			out = append(out, watchmanGov{Type: k.kind, Country: country, Identifier: v})
		}
	}
	return out
}

// watchmanLists is what GET /v2/listinfo answers.
type watchmanLists struct {
	Lists      map[string]int    `json:"lists" doc:"How many entities of each list can be found."`
	ListHashes map[string]string `json:"listHashes" doc:"SHA-256 of the document of each list, hex."`
	StartedAt  string            `json:"startedAt" doc:"When the oldest of the lists was received."`
	EndedAt    string            `json:"endedAt" doc:"When the newest was."`
	Version    string            `json:"version"`
}

// watchmanLists answers GET /v2/listinfo.
func (s *Server) watchmanLists(w http.ResponseWriter, r *http.Request) error {
	if err := s.answering(r); err != nil {
		return err
	}
	found, err := s.find(r, screen.TextQuery{Facets: []string{"datasets"}})
	if err != nil {
		return err
	}
	counts := make(map[string]int)
	for _, c := range found.Facets["datasets"] {
		counts[c.Value] = c.N
	}
	version := s.o.Version
	if version == "" {
		version = "dev"
	}
	out := watchmanLists{Lists: make(map[string]int), ListHashes: make(map[string]string), Version: version}
	all, _ := s.desk.Lists(r.Context())
	for _, l := range all {
		name := watchmanSource(l.Dataset)
		out.Lists[name], out.ListHashes[name] = counts[l.Dataset], l.Document
		if out.StartedAt == "" || l.Received < out.StartedAt {
			out.StartedAt = l.Received
		}
		out.EndedAt = max(out.EndedAt, l.Received)
	}
	return writeJSON(w, out)
}

// senzingRecord is a party as Senzing takes it.
type senzingRecord struct {
	DataSource string              `json:"DATA_SOURCE"`
	RecordID   string              `json:"RECORD_ID"`
	RecordType string              `json:"RECORD_TYPE"`
	Features   []map[string]string `json:"FEATURES"`
	Match      float64             `json:"MATCH_SCORE"`
}

func senzingOf(e *watchmanEntity) senzingRecord {
	out := senzingRecord{DataSource: strings.ToUpper(e.SourceList), RecordID: e.SourceID, RecordType: "ORGANIZATION", Features: []map[string]string{}}
	if e.Match != nil {
		out.Match = *e.Match
	}
	name := "NAME_ORG"
	add := func(pairs ...string) {
		f := make(map[string]string)
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i+1] != "" {
				f[pairs[i]] = pairs[i+1]
			}
		}
		if len(f) > 0 {
			out.Features = append(out.Features, f)
		}
	}
	var alt []string
	var ids []watchmanGov
	switch {
	case e.Person != nil:
		out.RecordType, name = "PERSON", "NAME_FULL"
		alt, ids = e.Person.AltNames, e.Person.GovernmentIDs
	case e.Business != nil:
		alt, ids = e.Business.AltNames, e.Business.GovernmentIDs
	case e.Organization != nil:
		alt, ids = e.Organization.AltNames, e.Organization.GovernmentIDs
	case e.Vessel != nil:
		out.RecordType, alt = "VESSEL", e.Vessel.AltNames
	case e.Aircraft != nil:
		out.RecordType, alt = "AIRCRAFT", e.Aircraft.AltNames
	}
	add("NAME_TYPE", "PRIMARY", name, e.Name)
	for _, n := range alt {
		add("NAME_TYPE", "ALIAS", name, n)
	}
	if p := e.Person; p != nil {
		add("GENDER", p.Gender)
		if p.BirthDate != nil {
			add("DATE_OF_BIRTH", (*p.BirthDate)[:10])
		}
	}
	if v := e.Vessel; v != nil && v.IMONumber != "" {
		add("OTHER_ID_TYPE", "IMO", "OTHER_ID_NUMBER", v.IMONumber)
	}
	for _, id := range ids {
		switch id.Type {
		case "passport":
			add("PASSPORT_NUMBER", id.Identifier, "PASSPORT_COUNTRY", id.Country)
		case "tax-id":
			add("TAX_ID_NUMBER", id.Identifier, "TAX_ID_COUNTRY", id.Country)
		case "ssn":
			add("SSN_NUMBER", id.Identifier)
		default:
			add("NATIONAL_ID_NUMBER", id.Identifier, "NATIONAL_ID_COUNTRY", id.Country)
		}
	}
	for _, a := range e.Addresses {
		add("ADDR_FULL", a.Line1)
	}
	for _, a := range e.Contact.EmailAddresses {
		add("EMAIL_ADDRESS", a)
	}
	for _, a := range e.Contact.PhoneNumbers {
		add("PHONE_NUMBER", a)
	}
	for _, a := range e.Contact.Websites {
		add("WEBSITE_ADDRESS", a)
	}
	return out
}

// writeSenzing answers with records: a list, or one in each line.
func writeSenzing(w http.ResponseWriter, entities []watchmanEntity, lines bool) error {
	records := make([]senzingRecord, len(entities))
	for i := range entities {
		records[i] = senzingOf(&entities[i])
	}
	if !lines {
		return writeJSON(w, records)
	}
	var buf bytes.Buffer
	for _, r := range records {
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		buf.Write(append(b, '\n'))
	}
	h := w.Header()
	h.Set("Content-Type", mediaNDJSON)
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(buf.Bytes()) // the client may be gone
	return nil
}
