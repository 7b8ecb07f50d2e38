package screen

import (
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/names"
)

// Bounds on a query.
const (
	maxQueryNames  = 16
	maxQueryValues = 64
)

// prepared is a query made ready for comparing.
type prepared struct {
	schema    string
	kind      names.Kind
	names     []queryName
	births    []span
	countries []string
	gender    byte
	addresses []string
	ids       []queryID
	clean     map[string][]string
	ignored   []string
	tags      names.PersonParts
	tagged    bool
	factors   map[string]float64
}

// queryName is a name of the query, cut as each kind of list name asks for.
type queryName struct {
	raw    string
	parsed [names.Object + 1]*names.Name
	ofac   ofacName
}

type queryID struct {
	identifier
	kind, key string
	checked   bool
}

var nameProps = []string{"name", "alias", "previousName", "weakAlias"}
var partProps = []string{"firstName", "secondName", "middleName", "fatherName", "lastName", "nameSuffix"}
var addressProps = []string{"address", "full", "street", "city"}

// prepare reads a query. It fails only on a schema that cannot be asked for.
func prepare(q Query) (*prepared, error) {
	p := &prepared{schema: q.Schema, kind: names.Any, clean: make(map[string][]string, len(q.Properties))}
	if q.Schema != "" {
		s := ftm.Lookup(q.Schema)
		if s == nil || !s.Matchable && s.Name != "Thing" {
			return nil, fmt.Errorf("schema %q: %w", q.Schema, ErrSchema)
		}
		p.kind = kindOf(q.Schema)
	}
	props := make([]string, 0, len(q.Properties))
	for k := range q.Properties {
		props = append(props, k)
	}
	slices.Sort(props)
	for _, k := range props {
		d := property(q.Schema, k)
		for _, raw := range q.Properties[k][:min(len(q.Properties[k]), maxQueryValues)] {
			v, ok := strings.TrimSpace(raw), true
			if d != nil {
				v, ok = d.Type.Clean(raw)
			}
			if ok && v != "" && !slices.Contains(p.clean[k], v) {
				p.clean[k] = append(p.clean[k], v)
			}
		}
		if len(p.clean[k]) == 0 {
			delete(p.clean, k)
			p.ignored = append(p.ignored, k)
			continue
		}
		if !p.take(k, d) {
			p.ignored = append(p.ignored, k)
		}
	}
	p.births = birthSpans(p.clean["birthDate"])
	p.countries = countriesOf(p.clean)
	p.gender = genderBits(p.clean["gender"])
	p.tags, p.tagged = structured(p.clean)
	p.fillNames()
	p.fillAddress()
	return p, nil
}

// property finds what a property means for a query of a schema, or of any.
func property(schema, name string) *ftm.Property {
	for _, s := range []string{schema, "Person", "Company", "Vessel", "Airplane", "CryptoWallet", "BankAccount", "Security", "Address"} {
		if d := ftm.Lookup(s); d != nil {
			if p := d.Property(name); p != nil {
				return p
			}
		}
	}
	return nil
}

// take reads one property of the query. It reports whether anything can be
// compared with it.
func (p *prepared) take(k string, d *ftm.Property) bool {
	if d != nil && d.Type == ftm.TypeIdentifier && !slices.Contains(skipIDs, k) {
		for _, v := range p.clean[k] {
			kind := format(k, p.schema)
			if kind == "" && d.Format != "" {
				kind = d.Format
			}
			if key := idKey(kind, v); key != "" && len(p.ids) < maxIDs {
				p.ids = append(p.ids, queryID{identifier{prop: k, value: v}, kind, key, checks(kind, v)})
			}
		}
		return true
	}
	return slices.Contains(nameProps, k) || slices.Contains(partProps, k) || slices.Contains(addressProps, k) ||
		slices.Contains(countryProps, k) || k == "birthDate" || k == "gender" || k == "postalCode"
}

func (p *prepared) fillNames() {
	seen := map[string]bool{}
	for _, k := range nameProps {
		for _, v := range p.clean[k] {
			for _, n := range names.Split(v) {
				if !seen[n] && len(p.names) < maxQueryNames {
					seen[n] = true
					p.names = append(p.names, queryName{raw: n})
				}
			}
		}
	}
	if len(p.names) == 0 && p.tagged {
		n := names.ParsePerson(p.tags)
		qn := queryName{raw: n.Text()}
		qn.parsed[names.Person] = &n
		p.names = append(p.names, qn)
	}
	if len(p.countries) == 1 {
		for i := range p.ids {
			p.ids[i].country = p.countries[0]
		}
	}
}

// fillAddress joins an address that came in parts.
func (p *prepared) fillAddress() {
	p.addresses = append(p.addresses, p.clean["address"]...)
	p.addresses = append(p.addresses, p.clean["full"]...)
	if len(p.clean["street"])+len(p.clean["city"]) > 0 {
		var parts []string
		for _, k := range []string{"street", "city", "postalCode"} {
			parts = append(parts, p.clean[k]...)
		}
		p.addresses = append(p.addresses, strings.Join(parts, ", "))
	}
}

// name returns name i of the query as names of a kind are cut.
func (p *prepared) name(i int, kind names.Kind) *names.Name {
	q := &p.names[i]
	if q.parsed[kind] == nil {
		n := names.Parse(q.raw, kind)
		if p.tagged && (kind == names.Person || kind == names.Any) {
			n.Retag(p.tags)
		}
		q.parsed[kind] = &n
	}
	return q.parsed[kind]
}

// offered is how much evidence the query offers, in [0,1]: what is independent
// adds up as chances do.
func (p *prepared) offered() float64 {
	rest := 1.0
	add := func(e float64) { rest *= 1 - e }
	best := 0
	for i := range p.names {
		best = max(best, p.name(i, p.kind).Core())
	}
	switch {
	case best == 1:
		add(.3)
	case best == 2:
		add(.5)
	case best > 2:
		add(.65)
	}
	for _, s := range p.births[:min(len(p.births), 1)] {
		if s.day() {
			add(.5)
		} else {
			add(.25)
		}
	}
	if len(p.countries) > 0 {
		add(.15)
	}
	if p.gender != 0 {
		add(.05)
	}
	if len(p.addresses) > 0 {
		add(.25)
	}
	for _, id := range p.ids {
		if id.checked {
			add(.9)
		} else {
			add(.5)
		}
	}
	return round(1 - rest)
}
