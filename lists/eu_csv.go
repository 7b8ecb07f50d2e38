package lists

import (
	"context"
	"errors"
	"io"
	"regexp"
	"strings"

	"cordon/ftm"
)

// The CSV twin of the EU's financial sanctions file: separated by semicolons,
// one row for each name, birth, address, citizenship and identification of a
// party, with the columns of the party in each of them. The columns of a detail
// are those of the XML file's element, some under another name. The rows of a
// party stand together.

// The columns without which the file is not what it claims to be.
const (
	euColID   = "Entity_LogicalId"
	euColName = "NameAlias_WholeName"
)

// euRowStart is how a row begins in the order of columns that is published: the
// date of the file and the number of a party. It tells the rows apart where a
// quote is stray.
var euRowStart = regexp.MustCompile(`^"?[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}"?;"?[0-9]{1,19}"?;`)

// readEUCSV reads the CSV file. One party is in memory at a time, and the
// numbers of those read so far: a party that comes again after others is
// refused by name, because what was said of it before has been passed on.
func readEUCSV(ctx context.Context, in *input, emit Emit) error {
	f, name, ok, err := in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	w := newCSVWalk(ctx, in, f, name, ';')
	w.lenient = true
	if err := w.header(nil, euColID, euColName); err != nil {
		return w.damaged(err)
	}
	if w.column["filegenerationdate"] == 0 && w.column[strings.ToLower(euColID)] == 1 {
		w.rowStart = euRowStart.MatchString
	}
	for _, c := range w.unknown(euKnown) {
		in.warn(name, w.line, "column %.60q is not known; it is not read", c)
	}
	if _, ok := w.column["namealias_strong"]; !ok {
		in.warn(name, w.line, "the file does not say which names are weak; all are taken for strong")
	}
	g := euGroup{in: in, name: name, seen: make(idSet), emit: emit}
	for {
		row, err := w.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := g.add(row); err != nil {
			return err
		}
	}
	if err := g.flush(); err != nil {
		return err
	}
	w.end()
	if in.report.Published == 0 {
		in.warn(name, 0, "the file does not say when it was made")
	}
	return nil
}

// euGroup gathers the rows of one party.
type euGroup struct {
	in      *input
	name    string
	seen    idSet
	emit    Emit
	id      string // of the party that is gathered; "" for none
	line    int
	rows    int
	bytes   int
	entity  euEntity
	refused bool // the party came before
}

func (g *euGroup) add(row csvRow) error {
	if g.in.report.Published == 0 {
		g.published(row)
	}
	raw := row.get(euColID)
	probe := euEntity{LogicalID: raw, Names: []euName{{Whole: "-"}}}
	id, why := probe.faulty()
	if why != "" {
		g.in.refuse(g.name, row.line, strings.Join(row.fields, ";"), "%s", why)
		return nil
	}
	if id != g.id {
		if err := g.flush(); err != nil {
			return err
		}
		*g = euGroup{in: g.in, name: g.name, seen: g.seen, emit: g.emit, id: id, line: row.line}
		g.refused = !g.seen.add(id)
		g.entity = euEntity{
			LogicalID: id, Reference: row.get("Entity_EU_ReferenceNumber"), UN: row.get("Entity_UnitedNationId"),
			Designated: row.get("Entity_DesignationDate"), Details: row.get("Entity_DesignationDetails"), Delisted: row.get("Entity_DelistingDate"),
			Subject: euSubject{Code: row.get("Entity_SubjectType"), Class: row.get("Entity_SubjectType_ClassificationCode")},
		}
	}
	if g.rows++; g.refused {
		g.in.refuse(g.name, row.line, row.get(euColName), "party %s comes again after others; its rows must stand together", id)
		return nil
	}
	if g.rows > maxPerParty {
		g.in.refuse(g.name, row.line, row.get(euColName), "party %s has more than %d rows", id, maxPerParty)
		return nil
	}
	if g.bytes += row.size(); g.bytes > maxElement {
		g.in.refuse(g.name, row.line, row.get(euColName), "the rows of party %s are longer than %d bytes", id, maxElement)
		return nil
	}
	g.gather(row)
	return nil
}

func (g *euGroup) published(row csvRow) {
	raw := row.get("fileGenerationDate")
	if raw == "" {
		return
	}
	v, ok := dayFirst(raw)
	if !ok {
		v, ok = dayFirst(dayOnly(raw))
	}
	if d, err := ftm.ParseDay(v); ok && err == nil {
		g.in.report.Published = d
	}
}

// flush passes on the party that was gathered.
func (g *euGroup) flush() error {
	if g.id == "" || g.refused {
		return nil
	}
	if _, why := g.entity.faulty(); why != "" {
		g.in.refuse(g.name, g.line, g.id, "%s", why)
		return nil
	}
	return g.emit(g.entity.record(g.in, g.name, g.line, g.id))
}

// gather adds a row to the party.
func (g *euGroup) gather(row csvRow) {
	e := &g.entity
	for _, r := range splitRemarks(row.get("Entity_Remark")) {
		e.Remarks = appendNew(e.Remarks, r)
	}
	if act := euActOf(row, "Entity"); act != (euAct{}) && (len(e.Acts) == 0 || e.Acts[len(e.Acts)-1].euAct != act) {
		e.Acts = append(e.Acts, euRegulation{euAct: act})
	}
	if c := euColumnsOf(row, "NameAlias"); c.any("LastName", "FirstName", "MiddleName", "WholeName", "Title", "Function", "Remark") {
		e.Names = append(e.Names, euName{
			euDetail: c.detail(), First: c.get("FirstName"), Middle: c.get("MiddleName"), Last: c.get("LastName"), Whole: c.get("WholeName"),
			Function: c.get("Function"), Gender: c.get("Gender"), Title: c.get("Title"), Language: c.get("NameLanguage"), Strong: c.get("Strong"),
		})
	}
	if c := euColumnsOf(row, "Citizenship"); c.any("CountryIso2Code", "CountryDescription", "Region", "Remark") {
		e.Citizen = append(e.Citizen, euCitizen{
			euDetail: c.detail(), euCountry: c.country(), From: c.get("AcquisitionDate"), To: c.get("DisenfranchisementDate"), Region: c.get("Region"),
		})
	}
	if c := euColumnsOf(row, "BirthDate"); c.any("BirthDate", "Year", "YearRangeFrom", "YearRangeTo", "Place", "City", "Region", "ZipCode", "CountryIso2Code", "CountryDescription", "Remark") {
		e.Births = append(e.Births, euBirth{
			euDetail: c.detail(), euCountry: c.country(), Circa: c.get("Circa"), Calendar: c.get("CalendarType"), City: c.get("City"), Zip: c.get("ZipCode"),
			Date: c.get("BirthDate"), Day: c.get("Day"), Month: c.get("Month"), Year: c.get("Year"), YearFrom: c.get("YearRangeFrom"), YearTo: c.get("YearRangeTo"),
			Region: c.get("Region"), Place: c.get("Place"),
		})
	}
	if c := euColumnsOf(row, "Address"); c.any("City", "Street", "PoBox", "ZipCode", "Region", "Place", "ContactInfo", "CountryIso2Code", "CountryDescription", "Remark") {
		e.Addresses = append(e.Addresses, euAddress{
			euDetail: c.detail(), euCountry: c.country(), City: c.get("City"), Street: c.get("Street"), Box: c.get("PoBox"), Zip: c.get("ZipCode"),
			Region: c.get("Region"), Place: c.get("Place"), AtListing: c.get("AsAtListingTime"), Contacts: splitContactInfo(c.get("ContactInfo")),
		})
	}
	if c := euColumnsOf(row, "Identification"); c.any("Number", "LatinNumber", "TypeCode", "IssuedBy", "NameOnDocument", "Remark") {
		e.Papers = append(e.Papers, euIdentifier{
			euDetail: c.detail(), euCountry: c.country(), Diplomatic: c.get("Diplomatic"), Expired: c.get("KnownExpired"), False: c.get("KnownFalse"),
			Lost: c.get("ReportedLost"), Revoked: c.get("RevokedByIssuer"), Issued: c.get("IssuedDate"), IssuedBy: c.get("IssuedBy"), Latin: c.get("LatinNumber"),
			OnDocument: c.get("NameOnDocument"), Number: c.get("Number"), From: c.get("ValidFrom"), To: c.get("ValidTo"),
			Type: c.get("TypeCode"), TypeText: c.get("TypeDescription"), Region: c.get("Region"),
		})
	}
}

// euColumnSet is the columns of a row that begin with the same word.
type euColumnSet struct {
	row    csvRow
	prefix string
}

func euColumnsOf(row csvRow, prefix string) euColumnSet { return euColumnSet{row, prefix + "_"} }

func (c euColumnSet) get(column string) string { return c.row.get(c.prefix + column) }

func (c euColumnSet) any(columns ...string) bool {
	for _, col := range columns {
		if c.get(col) != "" {
			return true
		}
	}
	return false
}

func (c euColumnSet) country() euCountry {
	return euCountry{Code: c.get("CountryIso2Code"), Name: c.get("CountryDescription")}
}

func (c euColumnSet) detail() euDetail {
	return euDetail{Remarks: splitRemarks(c.get("Remark")), Act: euActOf(c.row, strings.TrimSuffix(c.prefix, "_"))}
}

func euActOf(row csvRow, prefix string) euAct {
	c := euColumnsOf(row, prefix+"_Regulation")
	return euAct{
		Type: c.get("Type"), Organisation: c.get("OrganisationType"), Published: c.get("PublicationDate"), InForce: c.get("EntryIntoForceDate"),
		Title: c.get("NumberTitle"), Programme: c.get("Programme"), URL: c.get("PublicationUrl"),
	}
}

// splitRemarks takes the remarks of a cell apart: each stands in brackets on
// lines of its own.
func splitRemarks(cell string) []string {
	cell = strings.ReplaceAll(cell, `)\n(`, ")\n(")
	if cell == "" || cell[0] != '(' {
		return nonEmpty(oneLine(cell))
	}
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(cell); i++ {
		switch cell[i] {
		case '(':
			depth++
		case ')':
			depth--
		case '\n':
			if depth == 0 {
				out = append(out, nonEmpty(oneLine(cell[from:i]))...)
				from = i + 1
			}
		}
	}
	return append(out, nonEmpty(oneLine(cell[from:]))...)
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// contactKey is the word before each contact of a cell that holds several.
var contactKey = regexp.MustCompile(`(?:^|[^A-Z])(E-?MAIL|PHONE|MOBILE|FAX|WEBSITE|WEB)`)

// splitContactInfo takes the contacts of a cell apart: a key in capitals and its
// value, one behind the other.
func splitContactInfo(cell string) []euMore {
	found := contactKey.FindAllStringSubmatchIndex(cell, -1)
	if len(found) == 0 {
		if cell = oneLine(cell); cell == "" {
			return nil
		}
		return []euMore{{Value: cell}}
	}
	var out []euMore
	around := " \t\r\n:=[]{};,"
	if before := strings.Trim(cell[:found[0][2]], around); before != "" {
		out = append(out, euMore{Value: before})
	}
	for i, m := range found {
		end := len(cell)
		if i+1 < len(found) {
			end = found[i+1][2]
		}
		if v := strings.Trim(cell[m[3]:end], around); v != "" {
			out = append(out, euMore{Key: cell[m[2]:m[3]], Value: v})
		}
	}
	return out
}

// euKnown reports whether a column of the CSV file, in lower case, is read, or
// says nothing that the party does not say.
func euKnown(column string) bool {
	if euRead[column] {
		return true
	}
	prefix, _, _ := strings.Cut(column, "_")
	switch prefix {
	case "namealias", "address", "birthdate", "identification", "citizenship":
		rest := strings.TrimPrefix(column, prefix+"_")
		return rest == "logicalid" || rest == "regulationlanguage" || rest == "remark" || strings.HasPrefix(rest, "regulation_")
	}
	return false
}

var euRead = func() map[string]bool {
	m := map[string]bool{"filegenerationdate": true}
	for prefix, columns := range map[string]string{
		"Entity":         "LogicalId EU_ReferenceNumber UnitedNationId DesignationDate DesignationDetails DelistingDate Remark SubjectType SubjectType_ClassificationCode Regulation_Type Regulation_OrganisationType Regulation_PublicationDate Regulation_EntryIntoForceDate Regulation_NumberTitle Regulation_Programme Regulation_PublicationUrl",
		"NameAlias":      "LastName FirstName MiddleName WholeName NameLanguage Gender Title Function Strong",
		"Address":        "City Street PoBox ZipCode Region Place AsAtListingTime ContactInfo CountryIso2Code CountryDescription",
		"BirthDate":      "BirthDate Day Month Year YearRangeFrom YearRangeTo Circa CalendarType ZipCode Region Place City CountryIso2Code CountryDescription",
		"Identification": "Number Diplomatic KnownExpired KnownFalse ReportedLost RevokedByIssuer IssuedBy IssuedDate ValidFrom ValidTo LatinNumber NameOnDocument TypeCode TypeDescription Region CountryIso2Code CountryDescription",
		"Citizenship":    "Region CountryIso2Code CountryDescription AcquisitionDate DisenfranchisementDate",
	} {
		for _, c := range strings.Fields(columns) {
			m[strings.ToLower(prefix+"_"+c)] = true
		}
	}
	return m
}()
