package lists

import (
	"regexp"
	"strconv"
	"strings"

	"cordon/ftm"
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
