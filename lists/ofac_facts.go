package lists

import (
	"encoding/hex"
	"strings"
	"unicode"

	"cordon/ftm"
	"cordon/ident"
)

// addItem adds what an item of the remarks says. An item that says nothing the
// model has a place for becomes a note, so that no word of a list is lost.
func (e *ofacEntry) addItem(it *ofacItem) {
	if it.weak != "" {
		e.addWeak(it.kind, it.weak)
		return
	}
	if it.label == nil {
		e.addText(it.text)
		return
	}
	switch l := it.label; l.kind {
	case labelBorn, labelDate:
		e.addDates(it)
	case labelPlace:
		e.value("birthPlace", it.value, it.text)
		if c := placeCountry(it.value); c != "" && e.takes("birthCountry") {
			e.party.Add("birthCountry", c)
		}
	case labelCountry, labelValue:
		e.value(l.prop, it.value, it.text)
	case labelNumber, labelPaper, labelPassport, labelFormer:
		e.addNumber(it)
	case labelIMO:
		e.addIMO(it)
	case labelWallet:
		e.addWallet(it)
	case labelLink:
		e.addNamedLink(it)
	case labelParty:
		id, _ := e.table.find(it.value, e.programmes)
		if id == 0 || !e.takes(l.prop) {
			e.note(it.text)
			return
		}
		e.party.Add(l.prop, ofacID(id))
	case labelSummary:
		e.sanction.AddClean(l.prop, it.text)
	case labelListing:
		e.addListing(it)
	case labelNote:
		e.note(it.text)
	}
}

// addText keeps free text. OFAC repeats the title there.
func (e *ofacEntry) addText(text string) {
	plain := strings.TrimSuffix(text, ".")
	for _, p := range e.party.Properties["position"] {
		if p == plain {
			return
		}
	}
	if looksLabelled(text) {
		e.warn("unknown label in %.80q; kept as a note", text)
	}
	e.note(text)
}

func (e *ofacEntry) addDates(it *ofacItem) {
	dates, exact := parseDates(it.value)
	if len(dates) == 0 || !e.takes(it.label.prop) {
		if len(dates) == 0 {
			e.warn("%.80q holds no date; kept as a note", it.text)
		}
		e.note(it.text)
		return
	}
	e.party.Add(it.label.prop, dates...)
	if !exact {
		e.note(it.text)
	}
}

// addNumber adds a number, and the document that carries it where the list
// says more of it than the number.
func (e *ofacEntry) addNumber(it *ofacItem) {
	n := parseNumbered(it.value)
	digits := strings.ContainsAny(n.number, "0123456789")
	if !digits && it.label.check == "" && it.label.prop != "ticker" && !e.party.Is("Vehicle") { // tails and call signs may be letters
		e.note(it.text)
		return
	}
	prop, value := e.checked(it.label, n)
	if !e.takes(prop) {
		prop = "idNumber"
	}
	switch {
	case e.takes(prop):
		e.party.AddClean(prop, value)
	default:
		e.note(it.text)
	}
	if n.aside != "" || it.label.kind == labelFormer {
		e.note(it.text)
	}
	e.addDocument(it.label, n)
}

// addDocument adds the paper behind a number: always for passports and what
// people carry, otherwise where a country or a date would be lost.
func (e *ofacEntry) addDocument(l *ofacLabel, n ofacNumbered) {
	carried := l.kind == labelPassport || l.kind == labelPaper
	said := n.country != "" || n.issued != "" || n.expires != ""
	if !e.party.Is("LegalEntity") {
		if said {
			e.note(strings.Join(strings.Fields(l.text+" "+n.number+" "+ftm.CountryName(n.country)+" "+n.issued+" "+n.expires), " "))
		}
		return
	}
	if !carried && !said {
		return
	}
	schema, word := "Identification", "id"
	if l.kind == labelPassport {
		schema, word = "Passport", "passport"
	}
	x := e.make(schema, word+"-"+shortHash(l.text, n.number, n.country))
	x.Add("holder", e.party.ID)
	x.AddClean("type", strings.TrimRight(l.text, " :-"))
	x.AddClean("number", n.number)
	x.Add("country", n.country)
	x.Add("startDate", n.issued)
	x.Add("endDate", n.expires)
	if l.kind == labelPassport {
		x.AddClean("passportNumber", n.number)
	}
}

// checked returns the property that takes a number, and the number. A number
// that passes the check of its label goes to the property for such numbers.
func (e *ofacEntry) checked(l *ofacLabel, n ofacNumbered) (prop, value string) {
	if l.check == "" || l.country != "" && n.country != l.country || !e.takes(l.checkProp) {
		return l.prop, n.number
	}
	id, err := ident.Parse(l.check, n.number)
	if err != nil {
		if l.country == "" {
			e.warn("%s: %v", strings.TrimRight(l.text, " :-"), err)
		}
		return l.prop, n.number
	}
	if l.check == ident.BIC { // its normal form drops the branch
		return l.checkProp, strings.ToUpper(n.number)
	}
	return l.checkProp, id.Value
}

// ofacRegistered reads a number of a ship that is none of the IMO.
var ofacRegistered = ofacLabel{text: "Vessel Registration Identification", kind: labelNumber, prop: "registrationNumber"}

// addIMO adds the number of a ship, or of a company that owns or manages ships:
// OFAC labels both alike.
func (e *ofacEntry) addIMO(it *ofacItem) {
	n := parseNumbered(it.value)
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, n.number)
	kind := ident.IMOCompany
	if e.party.Is("Vessel") {
		kind = ident.IMO
	}
	id, err := ident.Parse(kind, digits)
	switch {
	case err != nil && len(digits) != 7 && e.party.Is("Vessel"): // of another register
		e.addNumber(&ofacItem{text: it.text, label: &ofacRegistered, value: it.value})
		return
	case err != nil:
		e.warn("%.60q: %v; kept as a note", it.text, err)
		e.note(it.text)
		return
	case !e.takes("imoNumber"):
		e.party.AddClean("idNumber", n.number)
	default:
		e.party.Add("imoNumber", id.Value)
	}
	if n.aside != "" {
		e.note(it.text)
	}
	e.addDocument(it.label, n)
}

// addWallet adds an address of digital currency. One that fails its checksum
// is no address: it stays a note, so that nobody screens against it. A hash
// that OFAC lists in place of an address has no checksum, and is kept.
func (e *ofacEntry) addWallet(it *ofacItem) {
	f := strings.Fields(it.value)
	if len(f) != 2 {
		e.warn("%.80q is no currency and address; kept as a note", it.text)
		e.note(it.text)
		return
	}
	ticker, address := strings.ToUpper(f[0]), strings.TrimSuffix(f[1], ".")
	id, err := ident.CheckWallet(ticker, address)
	if err != nil && isHash(address) {
		id = ident.ID{Asset: strings.ToLower(ticker), Value: strings.ToLower(address)}
	}
	if err != nil {
		if id.Value == "" {
			e.warn("digital currency address: %v; kept as a note", err)
			e.note(it.text)
			return
		}
		e.warn("digital currency address: %v; kept as %s", err, id.Asset)
	}
	x := e.entity("CryptoWallet", "wallet-"+id.Asset+"-"+id.Value)
	x.Add("publicKey", id.Value)
	x.Add("currency", ticker)
	x.Add("holder", e.party.ID)
	if id.Value != address {
		x.Add("description", "Listed as "+address+".")
	}
}

// isHash reports whether s is a whole hash of 32 bytes.
func isHash(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 64
}

// addNamedLink adds the tie to a party that the remarks give by its name.
func (e *ofacEntry) addNamedLink(it *ofacItem) {
	name := it.value
	id, shared := e.table.find(name, e.programmes)
	if id == 0 && !shared { // the dot at the end may belong to the name
		if id, shared = e.table.find(name+".", e.programmes); id != 0 {
			name += "."
		}
	}
	if id == 0 {
		why := "no party of the list has that name"
		if shared {
			why = "several parties of the list have that name"
		}
		e.warn("%.100q: %s; kept as a note", it.text, why)
		e.note(it.text)
		return
	}
	e.addLink(ofacLink{other: id, role: "Linked To"})
}

// ofacLink ties the party to another one of the list, which stands in the
// other role: "Linked To".
type ofacLink struct {
	schema string // "" is UnknownLink
	other  uint32
	role   string
	back   bool // the other party is the source of the tie
	former bool
}

func (e *ofacEntry) addLink(l ofacLink) {
	if l.other == e.id {
		e.warn("is tied to itself: %s; kept as a note", l.role)
		e.note(l.role + " itself")
		return
	}
	if l.schema == "" {
		l.schema = "UnknownLink"
	}
	ending := "link-"
	if l.schema != "UnknownLink" {
		ending = strings.ToLower(l.schema) + "-"
	}
	if l.back { // both directions may be said of the same two parties
		ending += "by-"
	}
	ending += ofacID(l.other)[len(ofacPrefix):]
	if l.former { // and a tie that was, beside one that is
		ending += "-former"
	}
	x := e.make(l.schema, ending)
	edge := ftm.Lookup(l.schema).Edge
	from, to := e.party.ID, ofacID(l.other)
	if l.back {
		from, to = to, from
	}
	x.Add(edge.Source, from)
	x.Add(edge.Target, to)
	roleProp := "role"
	if ftm.Lookup(l.schema).Property("role") == nil {
		roleProp = "relationship"
	}
	x.Add(roleProp, l.role)
	if l.former {
		if ftm.Lookup(l.schema).Property("status") != nil {
			x.Add("status", "former")
		}
		x.Add("description", "former")
	}
}

// addListing adds the day from which, or on which, a directive names the
// party: "(EO 14024 Directive 2): 24 Feb 2022".
func (e *ofacEntry) addListing(it *ofacItem) {
	v := it.value
	if i := strings.IndexByte(v, ')'); i >= 0 && strings.HasPrefix(v, "(") {
		v = v[i+1:]
	}
	if dates, _ := parseDates(strings.TrimLeft(v, ": ")); len(dates) == 1 {
		e.sanction.Add(it.label.prop, dates[0])
	} else {
		e.warn("%.80q holds no date", it.text)
	}
	e.sanction.AddClean("summary", it.text)
}
