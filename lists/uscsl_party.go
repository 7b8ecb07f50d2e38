package lists

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"cordon/ftm"
	"cordon/ident"
)

// cslParty is a row while its entities are made.
type cslParty struct {
	*partyBuilder
	list       cslList
	tables     map[string]*nameTable
	programmes []string
	during     ftm.Period
}

var (
	// What stands behind a name and is no part of it: "and any successor,
	// sub-unit, or subsidiary thereof".
	cslReach = regexp.MustCompile(`(?i),?\s+and\s+(?:any|its|all|their)\s+(?:successors?|sub-?units?|subsidiar(?:y|ies))\b.*$`)
	cslAlso  = regexp.MustCompile(`(?i)^(?:and|or|a\.?k\.?a\.?,?)\s+`)
	cslPrior = regexp.MustCompile(`(?i)^f\.?k\.?a\.?,?\s+`)
	cslShort = regexp.MustCompile(`^[A-Z][A-Z0-9&/ -]{1,11}$`)
)

// become makes an organization with a property that only companies have a
// company.
func (p *cslParty) become(prop string) bool {
	if p.takes(prop) {
		return true
	}
	if p.party.Schema == "Organization" && ftm.Lookup("Company").Property(prop) != nil {
		p.party.Schema = "Company"
		return true
	}
	return false
}

// addNames gives the party its names. The lists of OFAC print people as
// "LAST, First"; they get both orders, the names of others stay as they are.
func (p *cslParty) addNames(name string, row csvRow) {
	p.party.Caption = name
	if p.list.ofac && p.party.Is("Person") {
		n := parsePerson(name)
		p.party.AddClean("name", n.reading())
		p.party.AddClean("lastName", n.last)
		p.party.AddClean("firstName", n.first)
		p.party.AddClean("nameSuffix", n.suffix)
		p.party.AddClean("name", name)
	} else {
		p.addName("name", name)
	}
	for _, v := range cslParts(row.get("alt_names")) {
		prop := "alias"
		if cslPrior.MatchString(v) {
			prop, v = "previousName", cslPrior.ReplaceAllString(v, "")
		}
		p.addName(prop, cslAlso.ReplaceAllString(v, ""))
	}
}

// addName adds a name without what stands behind it. The list does not say
// which of its other names are weak: those that are too common to stand alone
// are.
func (p *cslParty) addName(prop, name string) {
	if i := cslReach.FindStringIndex(name); i != nil && i[0] > 0 {
		p.note(name)
		name = name[:i[0]]
	}
	name = strings.Trim(name, " ,;")
	if outer, inner := cutBrackets(name); outer != "" && cslShort.MatchString(inner) {
		p.party.AddClean(prop, outer)
		p.alias("alias", inner)
	}
	p.alias(prop, name)
}

func (p *cslParty) alias(prop, name string) {
	if prop == "alias" && !strings.Contains(name, " ") {
		short := utf8.RuneCountInString(name) < 6
		if p.party.Is("Person") || short && !p.party.Is("Vehicle") {
			prop = "weakAlias"
		}
	}
	p.party.AddClean(prop, name)
}

// addListing adds what the row says of the listing itself.
func (p *cslParty) addListing(source, authority string, row csvRow) {
	s := p.sanction
	s.AddClean("authority", authority)
	s.AddClean("program", source)
	number := row.get(cslColNumber)
	if number == "" {
		number = row.get("_id")
	}
	s.AddClean("authorityId", number)
	for _, id := range append([]string{strings.ToUpper(p.list.code)}, p.programmes...) {
		s.AddClean("programId", id)
		p.party.AddClean("programId", id)
	}
	for _, v := range p.programmes {
		s.AddClean("program", v)
	}
	p.during.From = p.day("start_date", row)
	s.Add("startDate", p.during.From.String())
	s.Add("listingDate", p.during.From.String())
	if end := p.day("end_date", row); end != 0 {
		s.Add("endDate", end.String())
		p.during.To = end + 1 // an order runs through the day on which it ends
		if p.during.To <= p.during.From {
			p.warn("ends on %s, before it begins; the end is not used", end)
			p.during.To = 0
		}
	}
	for _, col := range [...]struct{ name, label, prop string }{
		{"license_requirement", "Licence requirement: ", "provisions"},
		{"license_policy", "Licence policy: ", "provisions"},
		{"standard_order", "Standard order: ", "provisions"},
		{"federal_register_notice", "Federal Register notice: ", "summary"},
	} {
		if v := oneLine(row.get(col.name)); v != "" {
			s.AddClean(col.prop, col.label+v)
		}
	}
	for _, col := range [...]string{"source_list_url", "source_information_url"} {
		s.AddClean("sourceUrl", row.get(col))
	}
}

// day reads the column of a date.
func (p *cslParty) day(col string, row csvRow) ftm.Day {
	raw := row.get(col)
	if raw == "" {
		return 0
	}
	v, ok := ftm.CleanDate(raw)
	d, err := ftm.ParseDay(v)
	if !ok || err != nil {
		p.warn("%s %.40q is no date", col, raw)
		p.sanction.AddClean("summary", col+": "+raw)
		return 0
	}
	return d
}

// addTopics says what the list makes of the party, and of its wallets, while
// the listing runs.
func (p *cslParty) addTopics() {
	for _, t := range p.list.topics {
		p.party.AddDuring("topics", t, p.during)
		for _, o := range p.others {
			if o.Schema == "CryptoWallet" {
				o.AddDuring("topics", t, p.during)
			}
		}
	}
}

func (p *cslParty) addPerson(row csvRow) {
	for _, v := range cslParts(row.get("title")) {
		prop := "position"
		if !p.takes(prop) {
			p.note("Title: " + v)
			continue
		}
		p.value(prop, "Title", strings.TrimSuffix(v, "."))
	}
	for _, v := range cslParts(row.get("citizenships")) {
		p.value("citizenship", "Citizenship", v)
	}
	for _, v := range cslParts(row.get("nationalities")) {
		p.value("nationality", "Nationality", v)
	}
	for _, v := range cslParts(row.get("dates_of_birth")) {
		dates, exact := parseDates(v)
		if len(dates) == 0 || !p.takes("birthDate") {
			p.warn("date of birth %.40q is none; kept as a note", v)
			p.note("DOB " + v)
			continue
		}
		p.party.Add("birthDate", dates...)
		if !exact {
			p.note("DOB " + v)
		}
	}
	for _, v := range cslParts(row.get("places_of_birth")) {
		if p.value("birthPlace", "Place of birth", v) {
			p.party.Add("birthCountry", placeCountry(v))
		}
	}
}

func (p *cslParty) addShip(row csvRow) {
	for _, col := range [...]struct{ name, prop string }{
		{"call_sign", "callSign"},
		{"vessel_type", "type"},
		{"gross_tonnage", "tonnage"},
		{"gross_registered_tonnage", "grossRegisteredTonnage"},
		{"vessel_flag", "flag"},
	} {
		p.value(col.prop, strings.ReplaceAll(col.name, "_", " "), row.get(col.name))
	}
	if v := oneLine(row.get("vessel_owner")); v != "" {
		p.tie("owner", "Vessel owner", v)
	}
}

// find returns the party that has a name: of the SDN list, else of the list
// that the row is from.
func (p *cslParty) find(name string) string {
	for _, code := range [...]string{"sdn", p.list.code} {
		t := p.tables[code]
		if t == nil {
			continue
		}
		n, shared := t.find(name, p.programmes)
		if n == 0 && !shared { // the dot at the end may belong to the name
			n, _ = t.find(name+".", p.programmes)
		}
		if n != 0 {
			return cslPrefix + code + "-" + ofacID(n)[len(ofacPrefix):]
		}
	}
	return ""
}

// tie names another party in a property; one that the list does not have is
// kept as a note.
func (p *cslParty) tie(prop, label, name string) {
	if id := p.find(name); id != "" && id != p.party.ID && p.takes(prop) {
		p.party.Add(prop, id)
		return
	}
	p.note(label + ": " + name)
}

// addRemarks adds ties to other parties, "(Linked To: NAME)" or "(Linked To:
// NAME; Linked To: NAME)", and keeps the rest as notes.
func (p *cslParty) addRemarks(raw string) {
	for _, v := range cslParts(raw) {
		name, ok := strings.CutPrefix(strings.TrimPrefix(v, "("), "Linked To: ")
		if !ok {
			p.note(v)
			continue
		}
		if strings.Count(name, ")") > strings.Count(name, "(") {
			name = strings.TrimSuffix(name, ")")
		}
		name = strings.TrimSpace(name)
		id := p.find(name)
		if id == "" || id == p.party.ID {
			p.note("Linked To: " + name)
			continue
		}
		x := p.make("UnknownLink", "link-"+strings.TrimPrefix(id, cslPrefix))
		x.Add("subject", p.party.ID)
		x.Add("object", id)
		x.Add("role", "Linked To")
	}
}

var (
	cslPost    = regexp.MustCompile(`^[0-9][0-9 -]{3,9}$`)
	cslUSPlace = regexp.MustCompile(`, [A-Z]{2}, [0-9]{5}(?:-[0-9]{4})?$`)
)

// addAddresses adds the addresses of a row. The last part of each is the code of
// its country; the denied persons of the United States have none.
func (p *cslParty) addAddresses(raw string) {
	for _, v := range cslParts(raw) {
		v = strings.Trim(cslAlso.ReplaceAllString(v, ""), " ,")
		if v == "" {
			continue
		}
		rest, last, several := cutLast(v)
		if !several {
			rest, last = "", v
		}
		code, ok := ftm.CountryCode(last)
		switch {
		case ok && code == unknownCountry:
			code = ""
		case !ok && cslUSPlace.MatchString(v):
			code = "us"
		}
		p.party.Add("country", code)
		if ok && rest == "" {
			continue // the country alone is no address
		}
		x := p.make("Address", "addr-"+shortHash(v))
		x.AddClean("full", v)
		x.Add("country", code)
		if ok {
			if _, post, more := cutLast(rest); more && cslPost.MatchString(post) {
				x.AddClean("postalCode", post)
			}
		}
		p.party.Add("addressEntity", x.ID)
	}
}

// cutLast splits what stands behind the last comma off.
func cutLast(s string) (rest, last string, ok bool) {
	i := strings.LastIndexByte(s, ',')
	if i < 0 {
		return "", s, false
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), true
}

// cslItem is an identification: "CN, 2017-01-16, 110364903, Registration
// Number", of which the country and the dates may be missing.
type cslItem struct {
	text    string
	label   *ofacLabel
	scope   string   // what follows the label: "(CMIC)", the currency of a wallet
	value   string   // all that stands before the label
	number  string   // the value without country and dates
	country string   // code
	dates   []string // of issue and expiry; of one alone nobody says which
}

var isoDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// cslItems splits the column of identifications. What has no label goes with
// what follows, because values may hold the separator.
func cslItems(raw string) []cslItem {
	var out []cslItem
	open := ""
	for _, part := range cslParts(raw) {
		if open != "" {
			part = open + "; " + part
		}
		value, label, ok := cutLabelBehind(part)
		if !ok {
			open = part
			continue
		}
		open = ""
		it := cslItem{text: part, value: value}
		it.label, it.scope = cutLabel(label)
		if it.label == nil {
			it.scope = label
		}
		words := strings.Split(value, ", ")
		if len(words) > 1 && len(words[0]) == 2 {
			if code, ok := ftm.CountryCode(words[0]); ok {
				it.country, words = code, words[1:]
			}
		}
		for len(words) > 1 && len(it.dates) < 2 && isoDay.MatchString(words[0]) {
			it.dates, words = append(it.dates, words[0]), words[1:]
		}
		it.number = strings.Join(words, ", ")
		out = append(out, it)
	}
	if open != "" {
		out = append(out, cslItem{text: open})
	}
	return out
}

// cutLabelBehind splits the label off that stands behind the last comma, or
// behind an earlier one where the label itself has commas. A label that is not
// known begins with a capital, as all do.
func cutLabelBehind(part string) (value, label string, ok bool) {
	for i := strings.LastIndex(part, ", "); i > 0; i = strings.LastIndex(part[:i], ", ") {
		if l, _ := cutLabel(part[i+2:]); l != nil {
			return strings.TrimSpace(part[:i]), part[i+2:], true
		}
	}
	i := strings.LastIndex(part, ", ")
	if i <= 0 || i+2 >= len(part) || part[i+2] < 'A' || part[i+2] > 'Z' {
		return "", "", false
	}
	return strings.TrimSpace(part[:i]), part[i+2:], true
}

// addItem adds an identification by OFAC's labels. Whatever the model has no
// place for becomes a note.
func (p *cslParty) addItem(it cslItem) {
	l := it.label
	if l == nil {
		p.note(it.text)
		return
	}
	note := strings.TrimSpace(l.text + " " + strings.TrimSpace(it.scope+" "+it.value))
	switch l.kind {
	case labelBorn, labelDate:
		dates, exact := parseDates(it.value)
		if len(dates) == 0 || !p.become(l.prop) {
			p.note(note)
			return
		}
		p.party.Add(l.prop, dates...)
		if !exact {
			p.note(note)
		}
	case labelPlace, labelCountry, labelValue:
		if !p.become(l.prop) {
			p.note(note)
			return
		}
		p.value(l.prop, l.text, it.value)
	case labelNumber, labelPaper, labelPassport, labelFormer:
		p.addNumber(it, note)
	case labelIMO:
		p.imo(it.number)
	case labelWallet:
		p.addWallet(it, note)
	case labelParty, labelLink:
		p.tie(l.prop, strings.TrimRight(l.text, " :"), it.value)
	case labelSummary:
		p.sanction.AddClean(l.prop, note)
	case labelListing:
		if dates, _ := parseDates(it.value); len(dates) == 1 {
			p.sanction.Add(l.prop, dates[0])
		}
		p.sanction.AddClean("summary", note)
	default:
		p.note(note)
	}
}

func (p *cslParty) addNumber(it cslItem, note string) {
	l := it.label
	if strings.HasPrefix(it.number, "IMO ") { // shipping companies, under whatever label
		p.imo(it.number)
		return
	}
	digits := strings.ContainsAny(it.number, "0123456789")
	if !digits && l.check == "" && l.prop != "ticker" && !p.party.Is("Vehicle") {
		p.note(note)
		return
	}
	prop, value := l.prop, it.number
	if l.check != "" && (l.country == "" || it.country == l.country) && p.become(l.checkProp) {
		id, err := ident.Parse(l.check, it.number)
		switch {
		case err == nil && l.check == ident.BIC: // its normal form drops the branch
			prop, value = l.checkProp, strings.ToUpper(it.number)
		case err == nil:
			prop, value = l.checkProp, id.Value
		case l.country == "":
			p.warn("%s: %v", strings.TrimRight(l.text, " :-"), err)
		}
	}
	switch {
	case p.become(prop):
		p.party.AddClean(prop, value)
	case p.takes("idNumber"):
		p.party.AddClean("idNumber", value)
	default:
		p.note(note)
	}
	if l.kind == labelFormer {
		p.note(note)
	}
	carried := l.kind == labelPassport || l.kind == labelPaper
	if !carried && it.country == "" && len(it.dates) == 0 || !p.party.Is("LegalEntity") {
		return
	}
	d := partyDocument{passport: l.kind == labelPassport, kind: strings.TrimRight(l.text, " :-"), number: it.number, country: it.country}
	switch len(it.dates) {
	case 2:
		d.from, d.to = it.dates[0], it.dates[1]
	case 1:
		d.summary = []string{"Dated " + it.dates[0] + "."}
	}
	p.document(d)
}

// addWallet adds an address of digital currency. One that fails its checksum is
// no address: it stays a note, so that nobody screens against it.
func (p *cslParty) addWallet(it cslItem, note string) {
	ticker := strings.ToUpper(strings.Trim(it.scope, " -"))
	id, err := ident.CheckWallet(ticker, it.value)
	if err != nil {
		if id.Value == "" {
			p.warn("digital currency address: %v; kept as a note", err)
			p.note(note)
			return
		}
		p.warn("digital currency address: %v; kept as %s", err, id.Asset)
	}
	key := "wallet-" + id.Asset + "-" + id.Value
	x, ok := p.byID[key]
	if !ok {
		x = ftm.New(key, "CryptoWallet")
		p.byID[key] = x
		p.others = append(p.others, x)
	}
	x.Add("publicKey", id.Value)
	x.Add("currency", ticker)
	x.Add("holder", p.party.ID)
}
