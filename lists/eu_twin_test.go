package lists_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/lists"
)

// euHeader is the header of the CSV file as it is published.
var euHeader = func() []string {
	act := func(prefix string) string {
		out := ""
		for _, c := range []string{"Type", "OrganisationType", "PublicationDate", "EntryIntoForceDate", "NumberTitle", "Programme", "PublicationUrl"} {
			out += " " + prefix + "_Regulation_" + c
		}
		return out
	}
	detail := func(prefix, columns string) string {
		out := ""
		for _, c := range strings.Fields(columns + " LogicalId RegulationLanguage Remark") {
			out += " " + prefix + "_" + c
		}
		return out + act(prefix)
	}
	return strings.Fields("fileGenerationDate Entity_LogicalId Entity_EU_ReferenceNumber Entity_UnitedNationId Entity_DesignationDate " +
		"Entity_DesignationDetails Entity_Remark Entity_SubjectType Entity_SubjectType_ClassificationCode" + act("Entity") +
		detail("NameAlias", "LastName FirstName MiddleName WholeName NameLanguage Gender Title Function") +
		detail("Address", "City Street PoBox ZipCode Region Place AsAtListingTime ContactInfo CountryIso2Code CountryDescription") +
		detail("BirthDate", "BirthDate Day Month Year YearRangeFrom YearRangeTo Circa CalendarType ZipCode Region Place City CountryIso2Code CountryDescription") +
		detail("Identification", "Number Diplomatic KnownExpired KnownFalse ReportedLost RevokedByIssuer IssuedBy IssuedDate ValidFrom ValidTo LatinNumber NameOnDocument TypeCode TypeDescription Region CountryIso2Code CountryDescription") +
		detail("Citizenship", "Region CountryIso2Code CountryDescription"))
}()

// euTwin writes the CSV file that the publisher would make of an XML file. It
// knows nothing of the readers: it goes over elements and attributes.
func euTwin(tb testing.TB, doc []byte) csvTable {
	tb.Helper()
	// The columns that are not published are added, so that the twin says all
	// that the XML file does.
	out := csvTable{comma: ';', columns: append(append([]string(nil), euHeader...), "Entity_DelistingDate", "NameAlias_Strong")}
	prefix := map[string]string{"nameAlias": "NameAlias", "address": "Address", "birthdate": "BirthDate", "identification": "Identification", "citizenship": "Citizenship"}
	rename := map[string]string{
		"BirthDate_Birthdate": "BirthDate_BirthDate", "BirthDate_DayOfMonth": "BirthDate_Day", "BirthDate_MonthOfYear": "BirthDate_Month",
		"Identification_IssueDate": "Identification_IssuedDate", "Identification_IdentificationTypeCode": "Identification_TypeCode",
		"Identification_IdentificationTypeDescription": "Identification_TypeDescription", "Entity_UnitedNationId": "Entity_UnitedNationId",
		"Entity_EuReferenceNumber": "Entity_EU_ReferenceNumber",
	}
	var entity map[string]string
	var rows []map[string]string
	var row map[string]string
	into, name := map[string]string(nil), ""
	set := func(m map[string]string, column, value string) {
		if r, ok := rename[column]; ok {
			column = r
		}
		m[strings.Replace(column, "_RegulationType", "_Type", 1)] = value
	}
	upper := func(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
	d := xml.NewDecoder(bytes.NewReader(doc))
	text, stack := "", []string{}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			tb.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			el := tok.Name.Local
			stack, text = append(stack, el), ""
			attrs := func(m map[string]string, p string) {
				for _, a := range tok.Attr {
					set(m, p+"_"+upper(a.Name.Local), a.Value)
				}
			}
			switch {
			case el == "sanctionEntity":
				entity, rows = map[string]string{"fileGenerationDate": "05/03/2031"}, nil
				into, name = entity, "Entity"
				attrs(entity, "Entity")
			case el == "regulation":
				id := entity["Entity_LogicalId"]
				attrs(entity, "Entity_Regulation")
				entity["Entity_LogicalId"] = id
			case el == "subjectType":
				for _, a := range tok.Attr { // the letter and the word change places
					entity[map[string]string{"code": "Entity_SubjectType_ClassificationCode", "classificationCode": "Entity_SubjectType"}[a.Name.Local]] = a.Value
				}
			case prefix[el] != "":
				row = map[string]string{}
				into, name = row, prefix[el]
				attrs(row, name)
				rows = append(rows, row)
			case el == "regulationSummary":
				attrs(row, name+"_Regulation")
			case el == "contactInfo":
				row["Address_ContactInfo"] += tok.Attr[0].Value + tok.Attr[1].Value
			}
		case xml.CharData:
			text += string(tok)
		case xml.EndElement:
			el := tok.Name.Local
			stack = stack[:len(stack)-1]
			switch {
			case el == "remark":
				r := "(" + strings.Trim(text, " ") + ")"
				if into[name+"_Remark"] != "" {
					r = into[name+"_Remark"] + "\n" + r
				}
				into[name+"_Remark"] = r
			case el == "publicationUrl":
				entity["Entity_Regulation_PublicationUrl"] = text
			case prefix[el] != "":
				into, name = entity, "Entity"
			case el == "sanctionEntity":
				for _, r := range rows {
					for k, v := range entity {
						r[k] = v
					}
					out.rows = append(out.rows, r)
				}
			}
		}
	}
}

// TestEUTwins says that a party is the same whichever file it comes from.
func TestEUTwins(t *testing.T) {
	doc := euGBFixture(t, "eu_parties.xml")
	fromXML, repXML := readList(t, lists.EUXML, "f", doc)
	twin := euTwin(t, doc)
	if len(twin.rows) < 20 || len(euHeader) != 118 {
		t.Fatalf("the twin has %d rows, %d columns", len(twin.rows), len(twin.columns))
	}
	fromCSV, repCSV := readList(t, lists.EUCSV, "f", twin.sheet())
	lines := func(recs []lists.Record) string {
		var b strings.Builder
		for _, r := range recs {
			for _, e := range r.Entities {
				for _, s := range e.AppendStatements(nil, "x") {
					b.WriteString(strings.Join([]string{s.Entity, s.Schema, s.Prop, s.Value, s.From.String(), s.To.String()}, "\t") + "\n")
				}
				if err := ftm.Write(&b, e); err != nil {
					t.Fatal(err)
				}
			}
		}
		return b.String()
	}
	if x, c := lines(fromXML), lines(fromCSV); x != c {
		t.Errorf("XML and CSV differ:\n%s", diffLines(x, c))
	}
	if repXML.Published != repCSV.Published || repXML.Parties != repCSV.Parties || repXML.Warned != repCSV.Warned {
		t.Errorf("reports differ: %+v\n%+v", repXML, repCSV)
	}
	// The columns in another order are the same file.
	for i, j := 0, len(twin.columns)-1; i < j; i, j = i+1, j-1 {
		twin.columns[i], twin.columns[j] = twin.columns[j], twin.columns[i]
	}
	turned, _ := readList(t, lists.EUCSV, "f", twin.sheet())
	if c, r := lines(fromCSV), lines(turned); c != r {
		t.Errorf("the order of the columns matters:\n%s", diffLines(c, r))
	}
}

// diffLines returns the lines that only one of two texts has.
func diffLines(a, b string) string {
	in := func(s string) map[string]bool {
		m := map[string]bool{}
		for line := range strings.Lines(s) {
			m[line] = true
		}
		return m
	}
	var out strings.Builder
	ma, mb := in(a), in(b)
	for line := range strings.Lines(a) {
		if !mb[line] {
			out.WriteString("- " + line)
		}
	}
	for line := range strings.Lines(b) {
		if !ma[line] {
			out.WriteString("+ " + line)
		}
	}
	return out.String()
}
