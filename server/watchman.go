package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
)

// The search of Watchman, for those who move over: its parameters and the shape
// of its answers. Scores are on our scale, where an exact alias is 1 and .7 is
// a match, as the header X-Cordon-Score says; Watchman's thresholds do not fit.

const headerScore = "X-Cordon-Score"

// watchmanError is the body of errors.
type watchmanError struct {
	Error string `json:"error" doc:"What is wrong."`
}

var watchmanPeer = &peer{body: watchmanError{}, fail: func(w http.ResponseWriter, r *http.Request, f *fault) {
	detail := f.detail
	switch {
	case f.code == codeInternal:
		detail = "internal error, request " + requestID(r.Context())
	case f.status() == http.StatusBadRequest:
		detail = "problem reading v2 search request: " + detail
	}
	if f.hint != "" {
		detail += " (" + f.hint + ")"
	}
	writeAs(w, f, watchmanError{detail})
}}

func watchmanRoutes() []route {
	return []route{
		{
			method: http.MethodGet, path: "/v2/search", id: "watchmanSearch", peer: watchmanPeer,
			summary: "Who is this? As Watchman has it",
			describe: "Fields of a type need the type. Scores are on our own scale. " +
				"format=senzing, or senzing/jsonl, answers with features as Senzing takes them.",
			query:   watchmanParams{},
			answers: []media{{mediaJSON, []any{watchmanResponse{}, []senzingRecord{}}}, {mediaNDJSON, []any{senzingRecord{}}}},
			refuses: []string{codeInvalid, codeLongURL, codeUnprocessable, codeBusy, codeUnavailable}, handle: (*Server).watchmanSearch,
		},
		{
			method: http.MethodGet, path: "/v2/listinfo", id: "watchmanLists", peer: watchmanPeer,
			summary: "Which lists are loaded, as Watchman has it",
			answers: []media{{mediaJSON, []any{watchmanLists{}}}}, refuses: []string{codeUnavailable}, handle: (*Server).watchmanLists,
		},
	}
}

// watchmanParams is the query string of GET /v2/search. Aliases of parameters
// are those of Watchman.
type watchmanParams struct {
	Type      string   `json:"type,omitempty" doc:"What kind of party this is: person, business, organization, aircraft or vessel. Any if not given."`
	Name      string   `json:"name,omitempty" doc:"Its name."`
	AltNames  textList `json:"altNames,omitempty" doc:"Other names of it."`
	Source    string   `json:"source,omitempty" doc:"Only this list, as Watchman or we call it."`
	SourceID  string   `json:"sourceID,omitempty" doc:"Only the entry with this number of its list."`
	Limit     *int     `json:"limit,omitempty" doc:"How many results to return, at most 100. 10 if not given."`
	MinMatch  *float64 `json:"minMatch,omitempty" range:"0,1" doc:"Results below this score are left out. 0 if not given."`
	Debug     string   `json:"debug,omitempty" doc:"yes, true or 1 adds to each result why it scores so, as base64 of JSON."`
	DebugIDs  string   `json:"debugSourceIDs,omitempty" doc:"Taken and not used."`
	RequestID string   `json:"requestID,omitempty" doc:"Repeated in the header X-Watchman-Request-Id."`
	Format    string   `json:"format,omitempty" enum:"senzing,senzing/jsonl,json" doc:"Form of the answer."`

	Gender       string   `json:"gender,omitempty" doc:"Of a person."`
	BirthDate    string   `json:"birthDate,omitempty" doc:"Of a person: YYYY, YYYY-MM or YYYY-MM-DD."`
	DeathDate    string   `json:"deathDate,omitempty" doc:"Of a person."`
	Titles       textList `json:"titles,omitempty" doc:"Of a person."`
	Created      string   `json:"created,omitempty" doc:"When a business or organization was founded."`
	Dissolved    string   `json:"dissolved,omitempty" doc:"When it was dissolved."`
	AircraftType string   `json:"aircraftType,omitempty" doc:"Of an aircraft."`
	ICAOCode     string   `json:"icaoCode,omitempty" doc:"Of an aircraft."`
	SerialNumber string   `json:"serialNumber,omitempty" doc:"Of an aircraft."`
	Model        string   `json:"model,omitempty" doc:"Of an aircraft or vessel."`
	Flag         string   `json:"flag,omitempty" doc:"Of an aircraft or vessel."`
	Built        string   `json:"built,omitempty" doc:"Of an aircraft or vessel."`
	IMONumber    string   `json:"imoNumber,omitempty" doc:"Of a vessel."`
	MMSI         string   `json:"mmsi,omitempty" doc:"Of a vessel."`
	CallSign     string   `json:"callSign,omitempty" doc:"Of a vessel."`
	VesselType   string   `json:"vesselType,omitempty" doc:"Of a vessel."`
	Owner        string   `json:"owner,omitempty" doc:"Of a vessel."`
	Tonnage      *int     `json:"tonnage,omitempty" doc:"Of a vessel."`
	GRT          *int     `json:"grossRegisteredTonnage,omitempty" doc:"Of a vessel."`

	Email           textList `json:"email,omitempty" doc:"E-mail addresses."`
	EmailAddress    textList `json:"emailAddress,omitempty" doc:"The same as email."`
	EmailAddresses  textList `json:"emailAddresses,omitempty" doc:"The same as email."`
	Phone           textList `json:"phone,omitempty" doc:"Telephone numbers."`
	PhoneNumber     textList `json:"phoneNumber,omitempty" doc:"The same as phone."`
	PhoneNumbers    textList `json:"phoneNumbers,omitempty" doc:"The same as phone."`
	Fax             textList `json:"fax,omitempty" doc:"Fax numbers."`
	FaxNumber       textList `json:"faxNumber,omitempty" doc:"The same as fax."`
	FaxNumbers      textList `json:"faxNumbers,omitempty" doc:"The same as fax."`
	Website         textList `json:"website,omitempty" doc:"Addresses of pages."`
	Websites        textList `json:"websites,omitempty" doc:"The same as website."`
	Address         textList `json:"address,omitempty" doc:"Addresses."`
	Addresses       textList `json:"addresses,omitempty" doc:"The same as address."`
	CryptoAddress   textList `json:"cryptoAddress,omitempty" doc:"Addresses of digital currency: XBT:address."`
	CryptoAddresses textList `json:"cryptoAddresses,omitempty" doc:"The same as cryptoAddress."`

	GovPassport   textList `json:"gov_passport,omitempty" doc:"Passports: country:number."`
	GovNational   textList `json:"gov_national-id,omitempty" doc:"National identity numbers: country:number."`
	GovPersonal   textList `json:"gov_personal-id,omitempty" doc:"The same."`
	GovTax        textList `json:"gov_tax-id,omitempty" doc:"Tax numbers."`
	GovSSN        textList `json:"gov_ssn,omitempty" doc:"Social security numbers."`
	GovCedula     textList `json:"gov_cedula,omitempty" doc:"Identity numbers."`
	GovCURP       textList `json:"gov_curp,omitempty" doc:"Identity numbers."`
	GovCUIT       textList `json:"gov_cuit,omitempty" doc:"Tax numbers."`
	GovElectoral  textList `json:"gov_electoral,omitempty" doc:"Identity numbers."`
	GovRegister   textList `json:"gov_business-registration,omitempty" doc:"Numbers of company registers."`
	GovCommercial textList `json:"gov_commercial-registry,omitempty" doc:"Numbers of company registers."`
	GovDriver     textList `json:"gov_drivers-license,omitempty" doc:"Driving licences."`
	GovBirth      textList `json:"gov_birth-certificate,omitempty" doc:"Birth certificates."`
	GovRefugee    textList `json:"gov_refugee-id,omitempty" doc:"Papers of refugees."`
	GovDiplomatic textList `json:"gov_diplomatic-passport,omitempty" doc:"Passports of diplomats."`
}

// watchmanTypes are the types of Watchman as schemata of queries.
var watchmanTypes = map[string]string{"": "", "person": "Person", "business": "Organization", "organization": "Organization", "aircraft": "Airplane", "vessel": "Vessel"}

// watchmanSources are the lists of Watchman as ours.
var watchmanSources = map[string]string{
	"us_ofac": "us_ofac_sdn", "us_non_sdn": "us_ofac_cons", "us_csl": "us_trade_csl", "us_fincen_311": "us_fincen_special_measures",
	"eu_csl": "eu_fsf", "uk_csl": "gb_sanctions", "un_csl": "un_sc_sanctions",
}

// watchmanSource is what Watchman calls a list of ours.
func watchmanSource(dataset string) string {
	for theirs, ours := range watchmanSources {
		if ours == dataset {
			return theirs
		}
	}
	return dataset
}

// watchmanSearch answers GET /v2/search.
func (s *Server) watchmanSearch(w http.ResponseWriter, r *http.Request) error {
	var p watchmanParams
	if f := parseQuery(r, &p); f != nil {
		return f
	}
	p.Type = strings.ToLower(strings.TrimSpace(p.Type))
	q, f := p.query()
	if f != nil {
		return f
	}
	if err := s.desk.Ready(r.Context()); err != nil {
		return err
	}
	o, f := s.watchmanOptions(r, &p)
	if f != nil {
		return f
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	if err := s.turn(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	got, err := s.put(ctx, []screen.Query{q}, o, live.At{})
	if err != nil {
		return err
	}
	limit := 10
	if p.Limit != nil && *p.Limit > 0 {
		limit = min(*p.Limit, 100)
	}
	debug, _ := truth(p.Debug)
	out := watchmanResponse{Query: p.asked(), Entities: []watchmanEntity{}}
	for i := range got[0].Results {
		res := &got[0].Results[i]
		if p.SourceID != "" && sourceID(res.ID) != sourceID(p.SourceID) || p.MinMatch != nil && res.Score < *p.MinMatch {
			continue
		}
		if len(out.Entities) == limit {
			break
		}
		e := watchmanEntityOf(res, p.Type)
		if debug {
			b, err := json.Marshal(map[string]any{"explanations": res.Explanations, "evidence": res.Evidence})
			if err != nil {
				return fmt.Errorf("debug: %w", err)
			}
			e.Debug = base64.StdEncoding.EncodeToString(b)
		}
		out.Entities = append(out.Entities, e)
	}
	h := w.Header()
	h.Set(headerScore, "cordon; match=0.7")
	h.Set(headerAlgorithm, ourAlgorithm)
	if p.RequestID != "" {
		h.Set("X-Watchman-Request-Id", headerText(p.RequestID))
	}
	if strings.HasPrefix(p.Format, "senzing") {
		return writeSenzing(w, out.Entities, p.Format == "senzing/jsonl")
	}
	return writeJSON(w, out)
}

// watchmanOptions say what to search.
func (s *Server) watchmanOptions(r *http.Request, p *watchmanParams) (screen.Options, *fault) {
	o := screen.Options{Threshold: screen.DefaultThreshold, Cutoff: positive(0), Limit: maxPage}
	if p.MinMatch != nil {
		o.Cutoff = positive(*p.MinMatch)
	}
	if p.Source == "" {
		return o, nil
	}
	name := p.Source
	if ours := watchmanSources[strings.ToLower(name)]; ours != "" {
		name = ours
	}
	known := s.known(r)
	if !slices.Contains(known, name) {
		return o, unknown("source", p.Source, known)
	}
	if name != allDatasets {
		o.Datasets = []string{name}
	}
	return o, nil
}

// typed are the fields that say something only together with a type.
func (p *watchmanParams) typed() map[string][]string {
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return fmt.Sprint(*n)
	}
	one := func(v ...string) []string { return clean(v) }
	return map[string][]string{
		"gender": one(p.Gender), "birthDate": one(p.BirthDate), "deathDate": one(p.DeathDate), "titles": clean(p.Titles),
		"created": one(p.Created), "dissolved": one(p.Dissolved), "aircraftType": one(p.AircraftType), "icaoCode": one(p.ICAOCode),
		"serialNumber": one(p.SerialNumber), "model": one(p.Model), "flag": one(p.Flag), "built": one(p.Built), "imoNumber": one(p.IMONumber),
		"mmsi": one(p.MMSI), "callSign": one(p.CallSign), "vesselType": one(p.VesselType), "owner": one(p.Owner),
		"tonnage": one(number(p.Tonnage)), "grossRegisteredTonnage": one(number(p.GRT)),
		"gov_passport": clean(p.GovPassport), "gov_diplomatic-passport": clean(p.GovDiplomatic),
		"gov_national-id": clean(p.GovNational), "gov_personal-id": clean(p.GovPersonal), "gov_cedula": clean(p.GovCedula), "gov_curp": clean(p.GovCURP),
		"gov_electoral": clean(p.GovElectoral), "gov_drivers-license": clean(p.GovDriver), "gov_birth-certificate": clean(p.GovBirth), "gov_refugee-id": clean(p.GovRefugee),
		"gov_ssn": clean(p.GovSSN), "gov_tax-id": clean(p.GovTax), "gov_cuit": clean(p.GovCUIT),
		"gov_business-registration": clean(p.GovRegister), "gov_commercial-registry": clean(p.GovCommercial),
	}
}

// watchmanFields are the fields of each type and the property each is. "" is
// taken, and nothing is compared with it.
var watchmanFields = map[string]map[string]string{
	"Person": {
		"gender": "gender", "birthDate": "birthDate", "deathDate": "deathDate", "titles": "title", "gov_passport": "passportNumber",
		"gov_diplomatic-passport": "passportNumber", "gov_national-id": "idNumber", "gov_personal-id": "idNumber", "gov_cedula": "idNumber",
		"gov_curp": "idNumber", "gov_electoral": "idNumber", "gov_drivers-license": "idNumber", "gov_birth-certificate": "idNumber",
		"gov_refugee-id": "idNumber", "gov_ssn": "socialSecurityNumber", "gov_tax-id": "taxNumber", "gov_cuit": "taxNumber",
	},
	"Organization": {
		"created": "incorporationDate", "dissolved": "dissolutionDate", "gov_tax-id": "taxNumber", "gov_cuit": "taxNumber",
		"gov_business-registration": "registrationNumber", "gov_commercial-registry": "registrationNumber", "gov_national-id": "idNumber",
	},
	"Airplane": {"aircraftType": "type", "icaoCode": "icaoCode", "serialNumber": "serialNumber", "model": "model", "flag": "country", "built": "buildDate"},
	"Vessel": {
		"imoNumber": "imoNumber", "mmsi": "mmsi", "callSign": "callSign", "vesselType": "type", "flag": "flag", "model": "model", "built": "buildDate",
		"owner": "", "tonnage": "tonnage", "grossRegisteredTonnage": "grossRegisteredTonnage",
	},
}

// query makes of parameters what the desk takes.
func (p *watchmanParams) query() (screen.Query, *fault) {
	schema, ok := watchmanTypes[p.Type]
	if !ok {
		return screen.Query{}, unknown("type", p.Type, []string{"person", "business", "organization", "aircraft", "vessel"})
	}
	q := screen.Query{Schema: schema, Properties: make(map[string][]string)}
	add := func(prop string, lists ...textList) {
		for _, l := range lists {
			q.Properties[prop] = append(q.Properties[prop], clean(l)...)
		}
		if len(q.Properties[prop]) == 0 {
			delete(q.Properties, prop)
		}
	}
	add("name", textList{p.Name})
	add("alias", p.AltNames)
	add("email", p.Email, p.EmailAddress, p.EmailAddresses)
	add("phone", p.Phone, p.PhoneNumber, p.PhoneNumbers, p.Fax, p.FaxNumber, p.FaxNumbers)
	add("website", p.Website, p.Websites)
	add("address", p.Address, p.Addresses)
	typed := p.typed()
	for _, name := range sortedKeys(typed) {
		values := typed[name]
		if len(values) == 0 {
			continue
		}
		prop, ok := watchmanFields[schema][name]
		switch {
		case schema == "":
			return q, invalid("%s needs a type", name).hinted("add type=person, business, organization, aircraft or vessel")
		case !ok:
			return q, invalid("%s says nothing of the type %s", name, p.Type)
		case prop == "":
			continue
		}
		for _, v := range values {
			if f := checkWatchman(name, v); f != nil {
				return q, f
			}
			if country, number, ok := strings.Cut(v, ":"); ok && strings.HasPrefix(name, "gov_") {
				if c, known := ftm.CountryCode(country); known && !slices.Contains(q.Properties["country"], c) {
					add("country", textList{c})
				}
				v = number
			}
			add(prop, textList{v})
		}
	}
	for _, v := range slices.Concat(clean(p.CryptoAddress), clean(p.CryptoAddresses)) {
		currency, address, ok := strings.Cut(v, ":")
		if !ok || currency == "" || address == "" {
			return q, invalid("cryptoAddress: %s is not of the form XBT:address", shown(v))
		}
		add("publicKey", textList{address})
	}
	if len(q.Properties) == 0 {
		return q, invalid("the search says nothing of the party").hinted("name it: ?name=…")
	}
	return q, nil
}

// checkWatchman refuses dates that are none, and papers without a country.
func checkWatchman(name, v string) *fault {
	switch name {
	case "birthDate", "deathDate", "created", "dissolved", "built":
		for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
			if _, err := time.Parse(layout, v); err == nil {
				return nil
			}
		}
		return invalid("%s: %s is no date", name, shown(v)).hinted("write YYYY, YYYY-MM or YYYY-MM-DD")
	}
	if _, number, ok := strings.Cut(v, ":"); strings.HasPrefix(name, "gov_") && (!ok || strings.TrimSpace(number) == "") {
		return invalid("%s: %s is not of the form country:number", name, shown(v))
	}
	return nil
}
