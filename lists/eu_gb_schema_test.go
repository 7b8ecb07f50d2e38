package lists_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/lists"
)

// TestUKHeaderIsPublished says that the header of these tests, which are all
// columns that the reader knows, is the published one.
func TestUKHeaderIsPublished(t *testing.T) {
	b, err := os.ReadFile(testdata.Path(t, "sanctions/gb/uk_sanctions_list_header.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if got := strings.TrimSpace(lines[1]); got != ukHeader || strings.Count(got, ",") != 57 {
		t.Errorf("the published header is\n%s", got)
	}
	if kind, _ := lists.Detect("x", b); kind != lists.UKCSV {
		t.Errorf("Detect: %q", kind)
	}
	_, rep := readList(t, lists.UKCSV, "f", append(b, strings.Repeat(",", 57)...))
	if rep.Published.String() != "2026-02-13" || rep.Warned != 1 { // the line end
		t.Errorf("report: %+v", rep)
	}
}

// xsd is as much of an XML schema as the EU's has.
type xsd struct {
	Types []struct {
		Name    string      `xml:"name,attr"`
		Content xsdContent  `xml:"complexContent>extension"`
		Attrs   []xsdAttr   `xml:"attribute"`
		Elems   []xsdElem   `xml:"sequence>element"`
		Groups  []xsdRefers `xml:"attributeGroup"`
	} `xml:"complexType"`
	Groups []struct {
		Name  string    `xml:"name,attr"`
		Attrs []xsdAttr `xml:"attribute"`
	} `xml:"attributeGroup"`
}

type xsdContent struct {
	Base   string      `xml:"base,attr"`
	Attrs  []xsdAttr   `xml:"attribute"`
	Elems  []xsdElem   `xml:"sequence>element"`
	Groups []xsdRefers `xml:"attributeGroup"`
}

type (
	xsdAttr struct {
		Name string `xml:"name,attr"`
		Type string `xml:"type,attr"`
	}
	xsdElem   xsdAttr
	xsdRefers struct {
		Ref string `xml:"ref,attr"`
	}
)

func local(s string) string { return s[strings.IndexByte(s, ':')+1:] }

// members returns the attributes and elements of a type, its base's first.
func (x *xsd) members(name string) (attrs []xsdAttr, elems []xsdElem) {
	for _, c := range x.Types {
		if c.Name != name {
			continue
		}
		if c.Content.Base != "" {
			attrs, elems = x.members(local(c.Content.Base))
		}
		for _, ref := range append(c.Groups, c.Content.Groups...) {
			for _, g := range x.Groups {
				if g.Name == local(ref.Ref) {
					attrs = append(attrs, g.Attrs...)
				}
			}
		}
		attrs = append(append(attrs, c.Attrs...), c.Content.Attrs...)
		elems = append(append(elems, c.Elems...), c.Content.Elems...)
	}
	return attrs, elems
}

// TestEUSchemaIsRead makes an entry that has every element and every attribute
// of the published schema, each with a value of its own, and looks for all of
// them in what comes out.
func TestEUSchemaIsRead(t *testing.T) {
	b, err := os.ReadFile(testdata.Path(t, "sanctions/eu/fsf_schema_1_1.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	var schema xsd
	if err := xml.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	// What is of no use, or is a flag whose text stands in its place.
	said := map[string]string{
		"corrigendum/publicationUrl": "", "regulation/logicalId": "",
		"nameAlias/gender": "male", "address/asAtListingTime": "Address at the time of listing.", "birthdate/circa": "circa",
		"identification/diplomatic": "Diplomatic.", "identification/knownExpired": "Known to be expired.", "identification/knownFalse": "Known to be false.",
		"identification/reportedLost": "Reported lost.", "identification/revokedByIssuer": "Revoked by its issuer.",
		"sanctionEntity/logicalId": "eu-7", "nameAlias/strong": "", "nameAlias/nameLanguage": "", "birthdate/calendarType": "",
		"subjectType/code": "", "subjectType/classificationCode": "",
		"birthdate/dayOfMonth": "", "birthdate/monthOfYear": "", "birthdate/year": "", // said again by birthdate
		"identification/identificationTypeCode": "", "identification/validFrom": "", // the issue date comes first
		"citizenship/countryIso2Code": "", "birthdate/countryIso2Code": "", "address/countryIso2Code": "", "identification/countryIso2Code": "",
		"citizenship/countryDescription": `"kp"`, "birthdate/countryDescription": `"kp"`, "address/countryDescription": `"kp"`, "identification/countryDescription": `"kp"`,
	}
	fixed := map[string]string{
		"gender": "M", "calendarType": "GREGORIAN", "countryIso2Code": "KP", "countryDescription": "NORTH KOREA", "code": "person",
		"classificationCode": "P", "strong": "true", "nameLanguage": "EN", "identificationTypeCode": "id", "regulationLanguage": "en",
	}
	want := make(map[string]string) // path to text
	n := 0
	var write func(out *strings.Builder, elem, typ string, summary bool)
	write = func(out *strings.Builder, elem, typ string, summary bool) {
		attrs, elems := schema.members(local(typ))
		if attrs == nil && elems == nil { // text
			n++
			v := fmt.Sprintf("text%03d", n)
			if strings.HasSuffix(elem, "Url") {
				v = "http://example.eu/" + v
			}
			fmt.Fprintf(out, "<%s>%s</%s>", elem, v, elem)
			want[elem+"#"+v] = v
			return
		}
		fmt.Fprintf(out, "<%s", elem)
		for _, a := range attrs {
			n++
			path := elem + "/" + a.Name
			v := fmt.Sprintf("value%03d", n)
			switch local(a.Type) {
			case "DateType", "DateTypeType":
				v = fmt.Sprintf("%04d-03-04", 1900+n)
			case "BooleanType":
				v = "true"
			case "int", "long":
				v = fmt.Sprint(1000 + n)
			}
			if f, ok := fixed[a.Name]; ok {
				v = f
			}
			switch path {
			case "sanctionEntity/logicalId":
				v = "7"
			case "birthdate/dayOfMonth":
				v = "4"
			case "birthdate/monthOfYear":
				v = "3"
			case "contactInfo/key":
				v = "PIGEON"
			}
			fmt.Fprintf(out, ` %s="%s"`, a.Name, v)
			switch s, ok := said[path]; {
			case summary || a.Name == "regulationLanguage" || a.Name == "logicalId" && elem != "sanctionEntity":
			case ok && s == "":
			case ok:
				want[fmt.Sprint(path, " ", n)] = s
			default:
				want[fmt.Sprint(path, " ", n)] = v
			}
		}
		out.WriteByte('>')
		for _, e := range elems {
			write(out, e.Name, e.Type, summary || e.Name == "regulationSummary")
		}
		fmt.Fprintf(out, "</%s>", elem)
	}
	var doc strings.Builder
	doc.WriteString(`<export generationDate="2031-03-05T16:47:04Z" globalFileId="1">`)
	write(&doc, "sanctionEntity", "SanctionEntityType", false)
	doc.WriteString("</export>")
	if n < 60 {
		t.Fatalf("only %d values: is the schema read?\n%s", n, doc.String())
	}
	recs, rep := readList(t, lists.EUXML, "f", []byte(doc.String()))
	if len(recs) != 1 {
		t.Fatalf("%d parties: %+v", len(recs), rep)
	}
	got := string(dumpList(t, recs, lists.Report{}))
	for path, v := range want {
		if !strings.Contains(got, v) {
			t.Errorf("%s: %q is lost", path, v)
		}
	}
	if t.Failed() {
		t.Logf("from %s\nto %s", doc.String(), got)
	}
	if p := recs[0].Entities[0]; p.During("citizenship", "kp") == (ftm.Period{}) {
		t.Error("the citizenship has no period")
	}
}
