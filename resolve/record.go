package resolve

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"cordon/ftm"
	"cordon/ident"
	"cordon/names"
)

// Bounds of what one record keeps.
const (
	maxNames    = 12
	maxValues   = 24 // of any other field
	leastNumber = 5  // letters and digits of an identifier without check digits
)

// family is what is compared with what, and has a model of its own.
type family uint8

const (
	person family = iota
	organisation
	thing // ships, aircraft, securities
	families
)

// record is what is known of one entity, as it is compared.
type record struct {
	Party
	schema    *ftm.Schema
	family    family
	names     []name
	strong    []number // with good check digits, in order
	weak      []number
	dates     []span
	countries []string
	addresses []address
	contacts  []string
	gender    byte
}

type name struct {
	names.Name
	text string
	keys []uint64 // sorted
}

// number is an identifier: strong ones by their kind, others by their property.
type number struct {
	kind, value string
	prop, raw   string // as stated
	country     string // of weak ones: registers number their own only
}

func (n number) key() string { return n.kind + ":" + n.value }

// span is a date as far as it is told: the days from, to (not included).
type span struct {
	from, to ftm.Day
	text     string
}

type address struct {
	text  string
	words []string // sorted
}

// Party is an entity as answers show it.
type Party struct {
	ID       string   `json:"id"`
	Caption  string   `json:"caption"`
	Schema   string   `json:"schema"`
	Datasets []string `json:"datasets"`
}

// Builder takes entities. Their order does not matter.
type Builder struct {
	records   []*record
	entities  map[string]*ftm.Entity // what waits for its addresses
	addresses map[string]string
	papers    map[string][]number // of holders
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	return &Builder{entities: make(map[string]*ftm.Entity), addresses: make(map[string]string), papers: make(map[string][]number)}
}

// Add takes an entity. Persons, organisations, vehicles and securities are
// compared; addresses and papers tell of those that they belong to; anything
// else says nothing of who somebody is.
func (b *Builder) Add(e *ftm.Entity) {
	s := ftm.Lookup(e.Schema)
	switch {
	case s == nil:
	case s.Is("Address"):
		b.addresses[e.ID] = cmp.Or(e.First("full"), e.PickCaption())
	case s.Is("Identification"):
		for _, h := range e.Properties["holder"] {
			for _, v := range e.Properties["number"] {
				if len(b.papers[h]) < maxValues {
					b.papers[h] = append(b.papers[h], paperNumber(e, v))
				}
			}
		}
	case s.Is("LegalEntity"), s.Is("Vehicle"), s.Is("Security"):
		r := newRecord(e, s)
		if ids := e.Properties["addressEntity"]; len(ids) > 0 {
			b.entities[e.ID] = &ftm.Entity{Properties: map[string][]string{"addressEntity": ids}}
		}
		b.records = append(b.records, r)
	}
}

// paperNumber is a number of a paper, for its holder.
func paperNumber(e *ftm.Entity, v string) number {
	return number{kind: "idNumber", value: alnum(v), prop: "number", raw: v, country: e.First("country")}
}

// Build ends the builder.
func (b *Builder) Build() *Pool {
	p := b.pool()
	p.count()
	p.models = train(p)
	return p
}

// pool puts the records into one order, with what other entities say of them.
func (b *Builder) pool() *Pool {
	for _, r := range b.records {
		if e := b.entities[r.ID]; e != nil {
			for _, id := range e.Properties["addressEntity"] {
				r.addAddress(b.addresses[id])
			}
		}
		for _, n := range b.papers[r.ID] {
			if len(n.value) >= leastNumber {
				r.weak = append(r.weak, n)
			}
		}
		r.settle()
	}
	slices.SortFunc(b.records, func(x, y *record) int { return strings.Compare(x.ID, y.ID) })
	p := &Pool{records: b.records, place: make(map[string]int, len(b.records))}
	for i, r := range p.records {
		p.place[r.ID] = i
	}
	return p
}

func kindOf(s *ftm.Schema) names.Kind {
	switch {
	case s.Is("Person"):
		return names.Person
	case s.Is("Organization"):
		return names.Organization
	case s.Is("Vessel"):
		return names.Vessel
	case s.Is("Vehicle"), s.Is("Security"):
		return names.Object
	}
	return names.Any
}

func newRecord(e *ftm.Entity, s *ftm.Schema) *record {
	r := &record{Party: Party{ID: e.ID, Caption: e.PickCaption(), Schema: e.Schema, Datasets: slices.Sorted(slices.Values(e.Datasets))}, schema: s}
	if r.Datasets == nil {
		r.Datasets = []string{}
	}
	switch {
	case s.Is("Person"):
		r.family = person
	case s.Is("LegalEntity"):
		r.family = organisation
	default:
		r.family = thing
	}
	r.addNames(e, kindOf(s))
	r.addCountries(e)
	for _, p := range [...]string{"birthDate", "incorporationDate", "buildDate"} {
		for _, v := range e.Properties[p] {
			if from, to, err := ftm.Span(v); err == nil && to != 0 {
				r.dates = append(r.dates, span{from, to, v})
			}
		}
	}
	for _, v := range e.Properties["address"] {
		r.addAddress(v)
	}
	for _, v := range e.Properties["phone"] {
		if d := digits(v); len(d) >= 6 {
			r.contacts = append(r.contacts, "tel:"+d[max(0, len(d)-9):]) // country codes are often left out
		}
	}
	for _, v := range e.Properties["email"] {
		if v = strings.ToLower(strings.TrimSpace(v)); strings.Contains(v, "@") {
			r.contacts = append(r.contacts, v)
		}
	}
	for _, v := range e.Properties["gender"] {
		switch g, _ := ftm.TypeGender.Clean(v); g {
		case "male":
			r.gender |= 1
		case "female":
			r.gender |= 2
		}
	}
	r.addNumbers(e)
	return r
}

func (r *record) addCountries(e *ftm.Entity) {
	for _, p := range [...]string{"nationality", "citizenship", "country", "jurisdiction", "mainCountry", "flag"} {
		for _, v := range e.Properties[p] {
			if c, ok := ftm.CountryCode(v); ok {
				v = c
			}
			switch v { // states that followed one another
			case "su":
				v = "ru"
			case "dd":
				v = "de"
			}
			r.countries = append(r.countries, v)
		}
	}
}

// addNames keeps names, not weak aliases and abbreviations, which very many
// share.
func (r *record) addNames(e *ftm.Entity, kind names.Kind) {
	seen := make(map[string]bool)
	add := func(text string) {
		if len(r.names) == maxNames || seen[text] || text == "" {
			return
		}
		seen[text] = true
		n := name{Name: names.Parse(text, kind), text: text}
		if len(n.Parts) == 0 {
			return
		}
		n.Syllables()
		n.keys = keysOf(&n.Name)
		r.names = append(r.names, n)
	}
	for _, p := range nameProps {
		for _, v := range slices.Sorted(slices.Values(e.Properties[p])) {
			for _, t := range names.Split(v) {
				add(t)
			}
		}
	}
	if len(r.names) == 0 {
		add(partsOfName(e))
	}
}

// nameProps are the properties whose values are compared as names.
var nameProps = [...]string{"name", "alias", "previousName", "pastNames"}

// partsOfName is the name of somebody of whom only its parts are told.
func partsOfName(e *ftm.Entity) string {
	var parts []string
	for _, p := range [...]string{"firstName", "middleName", "fatherName", "lastName"} {
		if v := e.First(p); v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " ")
}

// hash is FNV-1a of 64 bits: the same in every process, so that order is too.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// keysOf are the ways in which a name may meet another, as hashes.
func keysOf(n *names.Name) []uint64 {
	var ks []names.Key
	ks = n.Keys(ks)
	ks = n.SoundKeys(true, ks)
	ks = n.SoundKeys(false, ks)
	out := make([]uint64, 0, len(ks)+len(n.Parts))
	for _, k := range ks {
		out = append(out, hash(keyText(k)))
	}
	for i := range n.Parts {
		if p := &n.Parts[i]; distinctive(p) {
			out = append(out, hash("w:"+p.Text))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func keyText(k names.Key) string { return string([]byte{'k', '0' + byte(k.Kind), ':'}) + k.Text }

func distinctive(p *names.Part) bool {
	switch p.Tag {
	case names.Title, names.Suffix, names.Stop, names.Form:
		return false
	}
	return true
}

func meets(a, b []uint64) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return true
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}

// formats are the kinds of properties that hold strong identifiers.
var formats = map[string]ident.Kind{
	"imoNumber": ident.IMO, "leiCode": ident.LEI, "innCode": ident.INN, "ogrnCode": ident.OGRN, "uscCode": ident.USCC,
	"swiftBic": ident.BIC, "bic": ident.BIC, "isin": ident.ISIN, "isinCode": ident.ISIN,
}

// noNumbers are properties of identifiers that say nothing of who somebody is.
var noNumbers = []string{"postalCode", "privateKey", "sequenceNumber", "transactionNumber", "cadastralCode", "googlePlaceId", "osmId", "okopfCode", "oksmCode", "okvedCode", "kppCode", "bikCode", "fnsCode", "coatoCode", "publicKey", "iban", "programId", "authorityId", "ticker"}

func (r *record) addNumbers(e *ftm.Entity) {
	country := ""
	if c := slices.Compact(slices.Sorted(slices.Values(r.countries))); len(c) == 1 {
		country = c[0]
	}
	for _, p := range e.PropertyNames() {
		d := r.schema.Property(p)
		if (d == nil || d.Type != ftm.TypeIdentifier) && formats[p] == "" || slices.Contains(noNumbers, p) {
			continue
		}
		for _, v := range e.Properties[p] {
			if n, ok := r.strongNumber(p, v); ok {
				r.strong = append(r.strong, n)
				continue
			}
			n := number{kind: p, value: alnum(v), prop: p, raw: v, country: country}
			if len(n.value) >= leastNumber && strings.ContainsAny(n.value, "0123456789") { // else it is a word: "unknown"
				r.weak = append(r.weak, n)
			}
		}
	}
}

// strongNumber reads an identifier that tells parties apart by itself. Its check
// digits must hold; a BIC has none and stands by its form.
func (r *record) strongNumber(prop, v string) (number, bool) {
	kind := formats[prop]
	if prop == "registrationNumber" {
		kind = ident.USCC // where registers write the Chinese code
	}
	if kind == "" {
		return number{}, false
	}
	id, err := ident.Parse(kind, v)
	if err != nil || !id.Strong && kind != ident.BIC {
		return number{}, false
	}
	switch kind {
	case ident.INN, ident.OGRN: // within Russia only: others number theirs alike
		if len(r.countries) > 0 && !slices.Contains(r.countries, "ru") {
			return number{}, false
		}
	case ident.ISIN: // an issuer has many
		if !r.schema.Is("Security") {
			return number{}, false
		}
	case ident.IMO: // companies have numbers of their own kind
		if !r.schema.Is("Vessel") {
			if id, err = ident.Parse(ident.IMOCompany, v); err != nil {
				return number{}, false
			}
			kind = ident.IMOCompany
		}
	}
	return number{kind: string(kind), value: id.Value, prop: prop, raw: v}, true
}

func (r *record) addAddress(text string) {
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	words = slices.DeleteFunc(words, func(w string) bool { return slices.Contains(noWords, w) })
	slices.Sort(words)
	if words = slices.Compact(words); len(words) >= 2 {
		r.addresses = append(r.addresses, address{text, words})
	}
}

// noWords are words that most addresses have.
var noWords = strings.Fields("street st road rd avenue ave no the of building bldg floor box p o po unit suite apt room ul str and district city province")

// settle brings every field into one order, each value once and not too many.
func (r *record) settle() {
	numbers := func(list []number) []number {
		slices.SortFunc(list, func(a, b number) int {
			return cmp.Or(strings.Compare(a.kind, b.kind), strings.Compare(a.value, b.value), strings.Compare(a.country, b.country), strings.Compare(a.prop, b.prop), strings.Compare(a.raw, b.raw))
		})
		list = slices.CompactFunc(list, func(a, b number) bool { return a.key() == b.key() })
		return list[:min(len(list), maxValues)]
	}
	r.strong, r.weak = numbers(r.strong), numbers(r.weak)
	slices.Sort(r.countries)
	r.countries = slices.Compact(r.countries)
	slices.Sort(r.contacts)
	r.contacts = slices.Compact(r.contacts)
	r.contacts = r.contacts[:min(len(r.contacts), maxValues)]
	slices.SortFunc(r.dates, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), strings.Compare(a.text, b.text))
	})
	slices.SortFunc(r.addresses, func(a, b address) int {
		return cmp.Or(slices.Compare(a.words, b.words), strings.Compare(a.text, b.text))
	})
	r.addresses = slices.CompactFunc(r.addresses, func(a, b address) bool { return slices.Equal(a.words, b.words) })
	r.addresses = r.addresses[:min(len(r.addresses), maxValues)]
}

func alnum(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToUpper(c)
		}
		return -1
	}, s)
}

func digits(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, s)
}

// mayBeOne reports whether two records can be one party at all.
func mayBeOne(a, b *record) bool {
	if a.schema.Is(b.Schema) || b.schema.Is(a.Schema) {
		return true
	}
	return a.schema.Is("Organization") && b.schema.Is("Organization")
}
