package ftm_test

import (
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
)

// The schemata that screening needs, with parents, whether they can be
// screened, and properties by type. "~" before a property: of a type that is
// compared elsewhere, but not here.
var wanted = []struct {
	schema    string
	parents   string
	matchable bool
	props     map[ftm.Type]string
}{
	{"Thing", "", false, map[ftm.Type]string{
		ftm.TypeName: "name alias previousName ~weakAlias", ftm.TypeCountry: "country", ftm.TypeAddress: "address", ftm.TypeEntity: "~addressEntity",
		ftm.TypeTopic: "~topics", ftm.TypeText: "~notes ~summary ~description", ftm.TypeURL: "~sourceUrl", ftm.TypeIdentifier: "wikidataId ~programId"}},
	{"LegalEntity", "Thing", true, map[ftm.Type]string{
		ftm.TypeEmail: "email", ftm.TypePhone: "phone", ftm.TypeURL: "website", ftm.TypeString: "~legalForm ~status ~sector",
		ftm.TypeDate: "incorporationDate dissolutionDate", ftm.TypeCountry: "jurisdiction mainCountry",
		ftm.TypeIdentifier: "registrationNumber idNumber taxNumber vatCode licenseNumber innCode ogrnCode ~okpoCode leiCode dunsCode uniqueEntityId npiCode swiftBic uscCode"}},
	{"Person", "LegalEntity", true, map[ftm.Type]string{
		ftm.TypeString: "~title ~firstName ~secondName ~middleName ~fatherName ~motherName ~lastName ~nameSuffix ~birthPlace ~position",
		ftm.TypeDate:   "birthDate deathDate", ftm.TypeCountry: "birthCountry nationality citizenship", ftm.TypeGender: "~gender",
		ftm.TypeIdentifier: "passportNumber socialSecurityNumber", ftm.TypeNumber: "~height ~weight", ftm.TypeLanguage: "~spokenLanguage"}},
	{"Organization", "LegalEntity", true, map[ftm.Type]string{ftm.TypeIdentifier: "imoNumber cageCode permId", ftm.TypeString: "~abbreviation"}},
	{"PublicBody", "Organization", true, map[ftm.Type]string{ftm.TypeIdentifier: "imoNumber"}},
	{"Company", "Organization Asset", true, map[ftm.Type]string{ftm.TypeIdentifier: "~kppCode bikCode isinCode ticker ricCode cikCode"}},
	{"Asset", "Thing Value", false, map[ftm.Type]string{ftm.TypeNumber: "~amount", ftm.TypeString: "~currency"}},
	{"Vehicle", "Asset", false, map[ftm.Type]string{ftm.TypeIdentifier: "registrationNumber", ftm.TypeEntity: "~owner ~operator"}},
	{"Vessel", "Vehicle", true, map[ftm.Type]string{
		ftm.TypeIdentifier: "imoNumber mmsi callSign", ftm.TypeCountry: "flag pastFlags", ftm.TypeString: "~type",
		ftm.TypeNumber: "~tonnage ~grossRegisteredTonnage", ftm.TypeDate: "buildDate", ftm.TypeEntity: "~owner ~operator"}},
	{"Airplane", "Vehicle", true, map[ftm.Type]string{ftm.TypeIdentifier: "registrationNumber serialNumber", ftm.TypeString: "~icaoCode ~model ~manufacturer"}},
	{"CryptoWallet", "Thing Value", true, map[ftm.Type]string{ftm.TypeIdentifier: "publicKey", ftm.TypeString: "~currency ~mangingExchange", ftm.TypeEntity: "~holder"}},
	{"BankAccount", "Asset", true, map[ftm.Type]string{ftm.TypeIdentifier: "accountNumber iban bic", ftm.TypeEntity: "~holder ~bank"}},
	{"Security", "Asset", true, map[ftm.Type]string{ftm.TypeIdentifier: "isin", ftm.TypeEntity: "~issuer"}},
	{"Address", "Thing", true, map[ftm.Type]string{ftm.TypeAddress: "full", ftm.TypeString: "~street ~city ~postalCode ~region ~state", ftm.TypeCountry: "country"}},
	{"Interval", "", false, map[ftm.Type]string{ftm.TypeDate: "startDate endDate date", ftm.TypeText: "~summary"}},
	{"Identification", "Interval", false, map[ftm.Type]string{ftm.TypeEntity: "~holder", ftm.TypeIdentifier: "number", ftm.TypeString: "~type", ftm.TypeCountry: "country"}},
	{"Passport", "Identification", false, map[ftm.Type]string{ftm.TypeEntity: "~holder", ftm.TypeIdentifier: "number", ftm.TypeDate: "startDate endDate"}},
	{"Sanction", "Interval", false, map[ftm.Type]string{
		ftm.TypeEntity: "~entity", ftm.TypeString: "~authority ~program ~provisions ~status", ftm.TypeIdentifier: "programId authorityId unscId",
		ftm.TypeDate: "listingDate startDate endDate", ftm.TypeText: "~reason"}},
}

func TestModel(t *testing.T) {
	for _, w := range wanted {
		t.Run(w.schema, func(t *testing.T) {
			s := ftm.Lookup(w.schema)
			if s == nil {
				t.Fatal("no such schema")
			}
			if got := strings.Join(s.Extends, " "); got != w.parents {
				t.Errorf("extends %q, want %q", got, w.parents)
			}
			if s.Matchable != w.matchable {
				t.Errorf("matchable is %t", s.Matchable)
			}
			for typ, names := range w.props {
				for name := range strings.FieldsSeq(names) {
					name, quiet := strings.CutPrefix(name, "~")
					p := s.Property(name)
					switch {
					case p == nil:
						t.Errorf("no property %s", name)
					case p.Type != typ || p.Matchable == quiet:
						t.Errorf("%s is %s, matchable %t; want %s, %t", name, p.Type, p.Matchable, typ, !quiet)
					}
				}
			}
		})
	}
}

func TestEdges(t *testing.T) {
	tests := []struct {
		schema, source, target string
		directed               bool
	}{
		{"Ownership", "owner", "asset", true},
		{"Directorship", "director", "organization", true},
		{"Membership", "member", "organization", true},
		{"Employment", "employee", "employer", true},
		{"Representation", "agent", "client", true},
		{"Control", "controller", "controlled", true},
		{"Succession", "predecessor", "successor", true},
		{"Occupancy", "holder", "post", true},
		{"Payment", "payer", "beneficiary", true},
		{"Debt", "debtor", "creditor", true},
		{"Family", "person", "relative", false},
		{"Associate", "person", "associate", false},
		{"UnknownLink", "subject", "object", false},
	}
	var edges []string
	for _, tt := range tests {
		edges = append(edges, tt.schema)
		t.Run(tt.schema, func(t *testing.T) {
			s := ftm.Lookup(tt.schema)
			if s == nil || s.Edge == nil {
				t.Fatal("no edge")
			}
			if s.Edge.Source != tt.source || s.Edge.Target != tt.target || s.Edge.Directed != tt.directed || s.Edge.Label == "" {
				t.Errorf("edge is %+v", *s.Edge)
			}
			for _, end := range []string{tt.source, tt.target} {
				if p := s.Property(end); p == nil || p.Type != ftm.TypeEntity {
					t.Errorf("%s refers to no entity", end)
				}
				if !slices.Contains(s.Required, end) {
					t.Errorf("%s is not required", end)
				}
			}
			if !s.Is("Interval") || s.Matchable {
				t.Error("an edge is an interval, and is not screened")
			}
			if tt.schema != "Payment" && tt.schema != "Debt" && s.Property("startDate") == nil {
				t.Error("no startDate")
			}
		})
	}
	for _, s := range ftm.Schemata() {
		if s.Edge != nil && !slices.Contains(edges, s.Name) {
			t.Errorf("%s is an edge that nobody asked for", s.Name)
		}
	}
}

// What must hold of any schema.
func TestSchemata(t *testing.T) {
	last := ""
	for _, s := range ftm.Schemata() {
		if s.Name <= last {
			t.Errorf("%s stands behind %s", s.Name, last)
		}
		last = s.Name
		if s.Label == "" || s.Plural == "" {
			t.Errorf("%s has no label or plural", s.Name)
		}
		if s.Abstract && s.Matchable {
			t.Errorf("%s is abstract and matchable", s.Name)
		}
		if s.Matchable && !s.Is("Thing") {
			t.Errorf("%s is matchable, but no Thing", s.Name)
		}
		if ftm.Lookup(s.Name) != s {
			t.Errorf("Lookup does not find %s", s.Name)
		}
		if a := s.Ancestors(); a[0] != s.Name {
			t.Errorf("%s comes first of its own ancestors, not %s", s.Name, a[0])
		}
		prop := ""
		for _, p := range s.Properties() {
			if p.Name <= prop {
				t.Errorf("%s: %s stands behind %s", s.Name, p.Name, prop)
			}
			prop = p.Name
			if s.Property(p.Name) != p {
				t.Errorf("%s: %s is found differently", s.Name, p.Name)
			}
			if p.Label == "" || p.Type == "" || !s.Is(p.Schema) {
				t.Errorf("%s: %+v", s.Name, *p)
			}
			if (p.Type == ftm.TypeEntity) != (p.Range != "") || p.Range != "" && ftm.Lookup(p.Range) == nil {
				t.Errorf("%s: %s has range %q", s.Name, p.Name, p.Range)
			}
			if p.Matchable && !p.Type.Matchable() {
				t.Errorf("%s: %s is compared, but %s is no type for it", s.Name, p.Name, p.Type)
			}
			if p.Format != "" && p.Type != ftm.TypeIdentifier {
				t.Errorf("%s: %s has a format, but is a %s", s.Name, p.Name, p.Type)
			}
			if p.Name == "id" || strings.HasPrefix(p.Name, "id:") {
				t.Errorf("%s: %s is a name that statements use for themselves", s.Name, p.Name)
			}
		}
		for _, parent := range s.Extends {
			for _, p := range ftm.Lookup(parent).Properties() {
				got := s.Property(p.Name)
				if got == nil {
					t.Errorf("%s lacks %s of %s", s.Name, p.Name, parent)
				} else if got.Type != p.Type && got.Schema != s.Name {
					t.Errorf("%s inherits two kinds of %s", s.Name, p.Name)
				}
			}
		}
	}
}

// Ships and shipping companies both have an imoNumber; they are not the same number.
func TestIMONumbersDiffer(t *testing.T) {
	ship, company := ftm.Lookup("Vessel").Property("imoNumber"), ftm.Lookup("Company").Property("imoNumber")
	if ship.Format != "imo" || company.Format != "imo-company" {
		t.Errorf("formats are %q and %q", ship.Format, company.Format)
	}
}

func TestComparable(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"Person", "Person", true},
		{"LegalEntity", "Person", true},
		{"LegalEntity", "Company", true},
		{"Organization", "Company", true},
		{"Organization", "PublicBody", true},
		{"Thing", "Vessel", true},
		{"Asset", "Company", true},
		{"Asset", "Vessel", true},
		{"Person", "Company", false},
		{"Person", "Vessel", false},
		{"Company", "PublicBody", false},
		{"Vessel", "Airplane", false},
		{"Interval", "Person", false},
		{"Martian", "Martian", true},
		{"Martian", "Person", false},
		{"Thing", "Martian", false},
	}
	for _, tt := range tests {
		if got := ftm.Comparable(tt.a, tt.b); got != tt.want {
			t.Errorf("Comparable(%s, %s) = %t", tt.a, tt.b, got)
		}
		if ftm.Comparable(tt.b, tt.a) != tt.want {
			t.Errorf("Comparable(%s, %s) is another answer the other way round", tt.b, tt.a)
		}
	}
}

func TestHierarchy(t *testing.T) {
	company := ftm.Lookup("Company")
	for _, a := range []string{"Company", "Organization", "LegalEntity", "Asset", "Thing", "Value"} {
		if !company.Is(a) {
			t.Errorf("a Company is no %s", a)
		}
	}
	for _, a := range []string{"Person", "PublicBody", "Vehicle", "", "company"} {
		if company.Is(a) {
			t.Errorf("a Company is a %s", a)
		}
	}
	if ftm.Lookup("Martian") != nil || ftm.Lookup("") != nil {
		t.Error("schemata out of nothing")
	}
	if company.Property("martian") != nil {
		t.Error("properties out of nothing")
	}
}
