package lists

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/ident"
)

const (
	leiPrefix    = "lei-"
	gleifName    = "Global Legal Entity Identifier Foundation"
	gleifDelta   = "DELTA"
	gleifRetired = "RETIRED"
)

// gleifFormat is what tells the three files of GLEIF apart.
type gleifFormat struct {
	root, items, item string
}

var (
	gleifLEI   = gleifFormat{"LEIData", "LEIRecords", "LEIRecord"}
	gleifRR    = gleifFormat{"RelationshipData", "RelationshipRecords", "RelationshipRecord"}
	gleifRepex = gleifFormat{"ReportingExceptionData", "ReportingExceptions", "Exception"}
)

type gleifHeader struct {
	Date    string `xml:"ContentDate"`
	Content string `xml:"FileContent"`
	Records string `xml:"RecordCount"`
}

// gleifFile is a file of GLEIF while it is read.
type gleifFile struct {
	in   *input
	x    *xmlWalk
	line int // of the record
	seen map[recordKey]uint8
	emit Emit
}

func (g *gleifFile) warn(why string, args ...any) { g.in.warn(g.x.name, g.line, why, args...) }
func (g *gleifFile) refuse(raw, why string, args ...any) {
	g.in.refuse(g.x.name, g.line, raw, why, args...)
}

// readGLEIF reads one of the files: the header, then each record by use, which
// decodes the element it is given. One record is in memory at a time, and a
// key of 16 bytes of each that was read.
func readGLEIF(ctx context.Context, in *input, emit Emit, f gleifFormat, use func(*gleifFile, *xml.StartElement) error) error {
	return walkXML(ctx, in, func(x *xmlWalk) error {
		g := &gleifFile{in: in, x: x, seen: make(map[recordKey]uint8), emit: emit}
		if err := x.root(f.root); err != nil {
			return err
		}
		records, declared := 0, -1
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
			g.line = x.line()
			switch start.Name.Local {
			case "Header", "LEIHeader":
				if declared, err = g.header(start); err != nil {
					return err
				}
			case f.items:
				depth++
			case f.item:
				records++
				if err := use(g, start); err != nil {
					return err
				}
			default:
				if err := x.skip(); err != nil {
					return err
				}
			}
		}
		if _, err := x.next(); err == nil {
			return errors.New("something follows the end of the document")
		} else if !errors.Is(err, io.EOF) {
			return err
		}
		// Excerpts keep the header of the whole, so this alone is no damage; the
		// guard sees what is missing once a whole file is loaded.
		if declared >= 0 && declared != records {
			in.warn(x.name, 0, "the header says %d records, and %d follow: an excerpt, or a file that is short", declared, records)
		}
		return nil
	})
}

func (g *gleifFile) header(start *xml.StartElement) (declared int, err error) {
	var h gleifHeader
	if err := g.x.decode(&h, start); err != nil {
		return 0, err
	}
	if strings.Contains(h.Content, gleifDelta) {
		return 0, otherDocument("is a file of changes (%.40s), not the whole: import the full file", oneLine(h.Content))
	}
	if g.in.report.Published, err = ftm.ParseDay(dayOnly(h.Date)); err != nil {
		g.warn("ContentDate %.40q is no date", h.Date)
	}
	n, err := strconv.Atoi(oneLine(h.Records))
	if err != nil || n < 0 {
		g.warn("RecordCount %.40q is no number", h.Records)
		n = -1
	}
	return n, nil
}

// hand emits the entities of a record.
func (g *gleifFile) hand(list ...*ftm.Entity) error {
	for _, e := range list {
		e.Datasets = []string{g.in.doc.Dataset}
	}
	if err := g.emit(Record{Entities: list, File: g.x.name, Line: g.line}); err != nil {
		return emitError{err}
	}
	return nil
}

// lei checks an identifier.
func lei(raw string) (string, bool) {
	id, err := ident.Parse(ident.LEI, oneLine(raw))
	return id.Value, err == nil
}

// date adds a date with its time cut off.
func (g *gleifFile) date(e *ftm.Entity, prop, raw string) {
	if raw = oneLine(raw); raw != "" && !e.AddClean(prop, dayOnly(raw)) {
		g.warn("%s: %.60q is no date for %s", e.ID, raw, prop)
	}
}

// Level 1: who is who.

type gleifAddress struct {
	First   string   `xml:"FirstAddressLine"`
	More    []string `xml:"AdditionalAddressLine"`
	City    string   `xml:"City"`
	Region  string   `xml:"Region"`
	Country string   `xml:"Country"`
	Post    string   `xml:"PostalCode"`
}

type gleifOtherName struct {
	Type string `xml:"type,attr"`
	Name string `xml:",chardata"`
}

type gleifSuccessor struct {
	LEI  string `xml:"SuccessorLEI"`
	Name string `xml:"SuccessorEntityName"`
}

type gleifEntity struct {
	LEI    string `xml:"LEI"`
	Entity struct {
		Name           string           `xml:"LegalName"`
		Other          []gleifOtherName `xml:"OtherEntityNames>OtherEntityName"`
		Transliterated []gleifOtherName `xml:"TransliteratedOtherEntityNames>TransliteratedOtherEntityName"`
		Legal          gleifAddress     `xml:"LegalAddress"`
		Head           gleifAddress     `xml:"HeadquartersAddress"`
		Register       string           `xml:"RegistrationAuthority>RegistrationAuthorityID"`
		Number         string           `xml:"RegistrationAuthority>RegistrationAuthorityEntityID"`
		Jurisdiction   string           `xml:"LegalJurisdiction"`
		Category       string           `xml:"EntityCategory"`
		Form           string           `xml:"LegalForm>EntityLegalFormCode"`
		OtherForm      string           `xml:"LegalForm>OtherLegalForm"`
		Status         string           `xml:"EntityStatus"`
		Created        string           `xml:"EntityCreationDate"`
		Expired        string           `xml:"EntityExpirationDate"`
		Why            string           `xml:"EntityExpirationReason"`
		Successors     []gleifSuccessor `xml:"SuccessorEntity"`
	} `xml:"Entity"`
	Registration struct {
		Updated string `xml:"LastUpdateDate"`
		Status  string `xml:"RegistrationStatus"`
		Renewal string `xml:"NextRenewalDate"`
	} `xml:"Registration"`
}

var gleifSchemata = map[string]string{
	"": "Company", "GENERAL": "Company", "FUND": "Company", "BRANCH": "Company", "SOLE_PROPRIETOR": "LegalEntity",
	"RESIDENT_GOVERNMENT_ENTITY": "PublicBody", "INTERNATIONAL_ORGANIZATION": "Organization",
}

func readGLEIFEntities(ctx context.Context, in *input, emit Emit) error {
	return readGLEIF(ctx, in, emit, gleifLEI, (*gleifFile).entity)
}

func (g *gleifFile) entity(start *xml.StartElement) error {
	var r gleifEntity
	if err := g.x.decode(&r, start); err != nil {
		return err
	}
	own, ok := lei(r.LEI)
	name := oneLine(r.Entity.Name)
	key := keyOf(own)
	switch {
	case !ok:
		g.refuse(name, "%.40q is no LEI", oneLine(r.LEI))
		return nil
	case name == "":
		g.refuse(own, "LEI %s has no name", own)
		return nil
	case g.seen[key] > 0:
		g.refuse(name, "LEI %s appears twice", own)
		return nil
	case max(len(r.Entity.Other)+len(r.Entity.Transliterated), len(r.Entity.Successors)) > maxDetails:
		g.refuse(name, "LEI %s has more than %d names or successors", own, maxDetails)
		return nil
	}
	g.seen[key] = 1
	x := r.Entity
	category := oneLine(x.Category)
	schema := gleifSchemata[category]
	if schema == "" {
		schema = "LegalEntity"
		g.warn("LEI %s: category %.40q is not known; read as a legal entity", own, category)
	}
	e := ftm.New(leiPrefix+own, schema)
	e.AddClean("name", name)
	e.Add("leiCode", own)
	for _, n := range append(x.Other, x.Transliterated...) {
		prop := "alias"
		if n.Type == "PREVIOUS_LEGAL_NAME" {
			prop = "previousName"
		}
		e.AddClean(prop, oneLine(n.Name))
	}
	g.place(e, "jurisdiction", x.Jurisdiction)
	for _, a := range [...]gleifAddress{x.Legal, x.Head} {
		g.place(e, "country", a.Country)
		e.AddClean("address", joinPlaces(append(append([]string{a.First}, a.More...), a.City, a.Post, a.Region, a.Country)...))
	}
	e.AddClean("registrationNumber", oneLine(x.Number))
	note := func(what, value string) {
		if value = oneLine(value); value != "" {
			e.AddClean("notes", what+" "+value)
		}
	}
	if oneLine(x.Number) != "" {
		note("Register of the number:", x.Register)
	}
	e.AddClean("classification", category)
	e.AddClean("legalForm", oneLine(x.OtherForm))
	note("Legal form (ISO 20275):", x.Form)
	e.AddClean("status", oneLine(x.Status))
	g.date(e, "incorporationDate", x.Created)
	g.date(e, "dissolutionDate", x.Expired)
	note("Ended by:", x.Why)
	switch status := oneLine(r.Registration.Status); status {
	case "", "ISSUED":
	case "LAPSED":
		note("LEI lapsed: not renewed, which does not say that the entity ended; renewal was due on", dayOnly(r.Registration.Renewal))
	default:
		note("Status of the LEI:", status)
	}
	g.date(e, "modifiedAt", r.Registration.Updated)
	list := []*ftm.Entity{e}
	for _, s := range x.Successors {
		to, ok := lei(s.LEI)
		if !ok || to == own || slices.ContainsFunc(list, func(x *ftm.Entity) bool { return x.First("successor") == leiPrefix+to }) {
			note("Successor:", s.Name+" "+s.LEI)
			continue
		}
		tie := ftm.New(e.ID+"-succeeded-by-"+to, "Succession")
		tie.Add("predecessor", e.ID)
		tie.Add("successor", leiPrefix+to)
		list = append(list, tie)
	}
	return g.hand(list...)
}

// place adds a country by its code or that of its subdivision.
func (g *gleifFile) place(e *ftm.Entity, prop, code string) {
	country, _, _ := strings.Cut(oneLine(code), "-")
	if country != "" && !e.AddClean(prop, country) {
		g.warn("%s: %s %.20q is not known; kept as a note", e.ID, prop, code)
		e.AddClean("notes", prop+": "+oneLine(code))
	}
}

// Level 2: who owns whom.

type gleifRelationship struct {
	Link struct {
		Child   gleifNode `xml:"StartNode"`
		Parent  gleifNode `xml:"EndNode"`
		Type    string    `xml:"RelationshipType"`
		Status  string    `xml:"RelationshipStatus"`
		Periods []struct {
			Start string `xml:"StartDate"`
			End   string `xml:"EndDate"`
			Type  string `xml:"PeriodType"`
		} `xml:"RelationshipPeriods>RelationshipPeriod"`
		Qualifiers []struct {
			Dimension string `xml:"QualifierDimension"`
			Category  string `xml:"QualifierCategory"`
		} `xml:"RelationshipQualifiers>RelationshipQualifier"`
		Quantities []struct {
			Method string `xml:"MeasurementMethod"`
			Amount string `xml:"QuantifierAmount"`
			Units  string `xml:"QuantifierUnits"`
		} `xml:"RelationshipQuantifiers>RelationshipQuantifier"`
	} `xml:"Relationship"`
	Registration struct {
		Updated string `xml:"LastUpdateDate"`
		Status  string `xml:"RegistrationStatus"`
		Renewal string `xml:"NextRenewalDate"`
		Source  string `xml:"ValidationReference"`
	} `xml:"Registration"`
}

type gleifNode struct {
	ID   string `xml:"NodeID"`
	Type string `xml:"NodeIDType"`
}

// gleifTie says what a relationship is here. Those without control are ties.
type gleifTie struct {
	slug              string
	control, indirect bool
	note              string
}

var gleifTies = map[string]gleifTie{
	"IS_DIRECTLY_CONSOLIDATED_BY":   {"directly-consolidated-by", true, false, "Consolidated by its direct parent"},
	"IS_ULTIMATELY_CONSOLIDATED_BY": {"ultimately-consolidated-by", true, true, "Consolidated by its ultimate parent"},
	"IS_INTERNATIONAL_BRANCH_OF":    {"branch-of", true, false, "Branch, which is part of its head office in law"},
	"IS_FUND-MANAGED_BY":            {"fund-managed-by", false, false, ""},
	"IS_SUBFUND_OF":                 {"subfund-of", false, false, ""},
	"IS_FEEDER_TO":                  {"feeder-to", false, false, ""},
}

func readGLEIFRelationships(ctx context.Context, in *input, emit Emit) error {
	return readGLEIF(ctx, in, emit, gleifRR, (*gleifFile).relationship)
}

func (g *gleifFile) relationship(start *xml.StartElement) error {
	var r gleifRelationship
	if err := g.x.decode(&r, start); err != nil {
		return err
	}
	l := &r.Link
	kind := oneLine(l.Type)
	said := oneLine(l.Child.ID + " " + kind + " " + l.Parent.ID)
	child, ok := lei(l.Child.ID)
	parent, ok2 := lei(l.Parent.ID)
	tie, known := gleifTies[kind]
	status := oneLine(r.Registration.Status)
	switch {
	case !ok || !ok2:
		g.refuse(said, "%.60q is tied to %.60q, which are not both LEIs", oneLine(l.Child.ID), oneLine(l.Parent.ID))
		return nil
	case child == parent:
		g.refuse(said, "LEI %s is tied to itself", child)
		return nil
	case kind == "":
		g.refuse(said, "the relationship of %s and %s has no type", child, parent)
		return nil
	case max(len(l.Qualifiers), len(l.Quantities)) > maxDetails:
		g.refuse(said, "the relationship has more than %d qualifiers or quantities", maxDetails)
		return nil
	case status == "ANNULLED" || status == "DUPLICATE":
		g.warn("%s: the record is %s and says nothing; passed over", said, strings.ToLower(status))
		return nil
	case !known:
		g.warn("%s: the type is not known; kept as a tie", said)
		tie.slug = strings.Trim(notInNames.ReplaceAllString(strings.ToLower(kind), "-"), "-")
	}
	id := leiPrefix + child + "-" + tie.slug + "-" + parent
	key := keyOf(id)
	switch g.seen[key]++; {
	case g.seen[key] == 1:
	case g.seen[key] == 255:
		g.refuse(said, "appears more than 254 times")
		g.seen[key]--
		return nil
	default:
		id += "-" + strconv.Itoa(int(g.seen[key]))
	}
	var e *ftm.Entity
	if tie.control {
		e = ftm.New(id, "Ownership")
		e.Add("owner", leiPrefix+parent)
		e.Add("asset", leiPrefix+child)
		e.Add("ownershipType", "otherInfluenceOrControl")
		e.Add("summary", tie.note)
		if tie.indirect {
			e.Add("status", statusIndirect)
		}
	} else {
		e = ftm.New(id, "UnknownLink")
		e.Add("subject", leiPrefix+child)
		e.Add("object", leiPrefix+parent)
	}
	e.AddClean("role", kind)
	g.period(e, &r)
	e.AddClean("recordId", child+"/"+kind+"/"+parent)
	for _, q := range l.Qualifiers {
		if q := oneLine(q.Dimension + " " + q.Category); q != "" {
			e.AddClean("summary", "Qualifier: "+q)
		}
	}
	for _, q := range l.Quantities {
		e.AddClean("summary", "Stated quantity: "+oneLine(q.Method+" "+q.Amount+" "+q.Units))
	}
	if status == "LAPSED" {
		e.AddClean("summary", oneLine("The record lapsed: not renewed, which does not say that the tie ended; renewal was due on "+dayOnly(r.Registration.Renewal)))
	}
	if src := oneLine(r.Registration.Source); src != "" && !e.AddClean("sourceUrl", src) {
		e.AddClean("description", src)
	}
	e.Add("publisher", gleifName)
	g.date(e, "modifiedAt", r.Registration.Updated)
	return g.hand(e)
}

// period adds the time in which a tie held. Of the periods only that of the
// relationship says so; the others are of accounts and filings.
func (g *gleifFile) period(e *ftm.Entity, r *gleifRelationship) {
	var from, to day
	periods, open := 0, false
	for _, p := range r.Link.Periods {
		if oneLine(p.Type) != "RELATIONSHIP_PERIOD" {
			continue
		}
		start, ok := readDay(dayOnly(p.Start))
		end, ok2 := readDay(dayOnly(p.End))
		if !ok || !ok2 {
			g.warn("%s: a period from %.40q to %.40q is no time", e.ID, p.Start, p.End)
			continue
		}
		if periods++; periods == 1 || start.first < from.first {
			from = start
		}
		if open = open || end.text == ""; end.last > to.last {
			to = end
		}
	}
	if open {
		to = day{}
	}
	ended := oneLine(r.Link.Status) == "INACTIVE" || oneLine(r.Registration.Status) == gleifRetired
	if updated, ok := readDay(dayOnly(r.Registration.Updated)); ended && to.text == "" {
		if ok && updated.text != "" && from.first <= updated.last {
			to = updated
			e.AddClean("summary", "Ended; the day is that of the record's last update")
		} else {
			g.warn("%s: the tie ended, and nothing says when", e.ID)
		}
	}
	if from.text != "" && to.text != "" && to.last < from.first {
		g.warn("%s: ends on %s, before it begins on %s; kept without an end", e.ID, to.text, from.text)
		to = day{}
	}
	e.Add("startDate", from.text)
	e.Add("endDate", to.text)
}

// Reporting exceptions: why no parent is told.

type gleifException struct {
	LEI        string   `xml:"LEI"`
	Category   string   `xml:"ExceptionCategory"`
	Reasons    []string `xml:"ExceptionReason"`
	References []string `xml:"ExceptionReference"`
}

// exceptionWords are the reasons in words.
var exceptionWords = map[string]string{
	"NO_LEI":                    "the parent has no LEI",
	"NATURAL_PERSONS":           "natural persons control it",
	"NON_CONSOLIDATING":         "no parent consolidates its accounts",
	"NO_KNOWN_PERSON":           "no person is known to control it",
	"NON_PUBLIC":                "the parent is not public",
	"BINDING_LEGAL_COMMITMENTS": "legal commitments forbid to tell the parent",
	"LEGAL_OBSTACLES":           "the law forbids to tell the parent",
	"DISCLOSURE_DETRIMENTAL":    "to tell the parent would be detrimental",
	"DETRIMENT_NOT_EXCLUDED":    "to tell the parent may be detrimental",
	"CONSENT_NOT_OBTAINED":      "the parent did not consent to be told",
}

func readGLEIFExceptions(ctx context.Context, in *input, emit Emit) error {
	return readGLEIF(ctx, in, emit, gleifRepex, (*gleifFile).exception)
}

// exception makes a holder who is not told, and what it holds.
func (g *gleifFile) exception(start *xml.StartElement) error {
	var r gleifException
	if err := g.x.decode(&r, start); err != nil {
		return err
	}
	own, ok := lei(r.LEI)
	category := oneLine(r.Category)
	word := map[string]string{"DIRECT_ACCOUNTING_CONSOLIDATION_PARENT": "direct", "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT": "ultimate"}[category]
	key := keyOf(own, category)
	switch {
	case !ok:
		g.refuse(category, "%.40q is no LEI", oneLine(r.LEI))
		return nil
	case word == "":
		g.refuse(own, "LEI %s: category %.60q is not known", own, category)
		return nil
	case g.seen[key] > 0:
		g.refuse(own, "LEI %s has its %s parent excepted twice", own, word)
		return nil
	case max(len(r.Reasons), len(r.References)) > maxDetails:
		g.refuse(own, "LEI %s has more than %d reasons or references", own, maxDetails)
		return nil
	}
	g.seen[key] = 1
	var words, codes []string
	for _, c := range r.Reasons {
		if c = oneLine(c); c == "" {
			continue
		}
		w := exceptionWords[c]
		if w == "" {
			g.warn("LEI %s: reason %.60q is not known", own, c)
			w = strings.ToLower(strings.ReplaceAll(c, "_", " "))
		}
		words, codes = append(words, w), append(codes, c)
	}
	if len(words) == 0 {
		words = []string{"no reason given"}
	}
	holder := ftm.New(leiPrefix+own+"-"+word+"-parent", "LegalEntity")
	holder.AddClean("name", "Not told ("+word+" parent): "+strings.Join(words, "; "))
	e := ftm.New(holder.ID+"-interest", "Ownership")
	e.Add("owner", holder.ID)
	e.Add("asset", leiPrefix+own)
	e.Add("ownershipType", "otherInfluenceOrControl")
	if word == "ultimate" {
		e.Add("status", statusIndirect+" "+statusHidden)
	} else {
		e.Add("status", statusHidden)
	}
	e.AddClean("recordId", own+"/"+category)
	e.AddClean("role", category)
	for _, c := range codes {
		e.AddClean("summary", "Exception: "+c)
	}
	for _, ref := range r.References {
		e.AddClean("description", oneLine(ref))
	}
	e.Add("publisher", gleifName)
	return g.hand(holder, e)
}
