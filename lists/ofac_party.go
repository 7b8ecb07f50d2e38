package lists

import (
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
)

// personName is a name in the order "LAST, First Middle, suffix".
type personName struct{ last, first, suffix string }

// nameSuffixes are what may stand behind a second comma.
var nameSuffixes = []string{"jr", "sr", "ii", "iii", "iv", "v"}

func parsePerson(printed string) personName {
	var n personName
	var rest []string
	for i, part := range strings.Split(printed, ",") {
		part = strings.TrimSpace(part)
		switch {
		case i == 0:
			n.last = part
		case n.suffix == "" && slices.Contains(nameSuffixes, strings.ToLower(strings.Trim(part, ". "))):
			n.suffix = part
		case part != "":
			rest = append(rest, part)
		}
	}
	n.first = strings.Join(rest, " ")
	return n
}

// reading is the name in the order in which it is spoken.
func (n personName) reading() string {
	return strings.TrimSpace(strings.Join(strings.Fields(n.first+" "+n.last+" "+n.suffix), " "))
}

// addNames gives the party its names: the main name as printed and, for
// people, also in reading order; the other names as printed, because the comma
// tells the family name.
func (e *ofacEntry) addNames() {
	if e.schema == "Person" {
		n := parsePerson(e.name)
		e.party.AddClean("name", n.reading())
		if len(e.parts) == 0 {
			e.party.AddClean("lastName", n.last)
			e.party.AddClean("firstName", n.first)
		}
		e.party.AddClean("nameSuffix", n.suffix)
	}
	e.party.AddClean("name", e.name)
	for _, s := range e.scripts {
		e.party.AddClean("name", s)
	}
	for _, p := range e.parts {
		e.value(p.prop, p.value, p.prop+": "+p.value)
	}
	for _, a := range e.names {
		switch {
		case a.weak:
			e.addWeak(a.kind, a.name)
		case a.kind == "fka":
			e.party.AddClean("previousName", a.name)
		default: // nka is the present name of a party listed under an old one
			e.party.AddClean("alias", a.name)
		}
	}
}

func (e *ofacEntry) addWeak(kind, name string) {
	e.party.AddClean("weakAlias", name)
	switch kind {
	case "fka":
		e.note("f.k.a. '" + name + "'")
	case "nka":
		e.note("n.k.a. '" + name + "'")
	}
}

// addTitle adds the title column: what a person is, which OFAC repeats in the
// remarks.
func (e *ofacEntry) addTitle() {
	for _, t := range strings.Split(e.title, ";") {
		t = strings.TrimSuffix(strings.TrimSpace(t), ".")
		if t == "" {
			continue
		}
		e.value("position", t, "Title: "+t)
	}
}

// addAddress adds an address that says more than nothing.
func (e *ofacEntry) addAddress(a ofacAddress) {
	city, post, place := a.city, a.post, a.place
	if place != "" {
		city, post = splitPlace(place)
	} else {
		place = strings.TrimSpace(joinPlace(a.city, a.region) + " " + a.post)
	}
	var parts []string
	for _, s := range slices.Concat(a.street, []string{place, a.country}) {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		if a.remarks != "" {
			e.note("Address: " + a.remarks)
		}
		return
	}
	code := ""
	if a.country != "" {
		var ok bool
		if code, ok = ftm.CountryCode(a.country); !ok {
			e.warn("country %.60q of an address is not known", a.country)
		}
	}
	e.country(code)
	if len(parts) == 1 && code != "" {
		return // the country alone is no address
	}
	x := e.make("Address", "addr-"+strconv.FormatUint(uint64(a.id), 10))
	x.AddClean("full", strings.Join(parts, ", "))
	for i, s := range a.street {
		x.AddClean([]string{"street", "street2", "street2"}[min(i, 2)], s)
	}
	x.AddClean("city", city)
	x.AddClean("state", a.region)
	x.AddClean("postalCode", post)
	x.Add("country", code)
	x.AddClean("remarks", a.remarks)
	e.party.Add("addressEntity", x.ID)
}

// joinPlace writes city and state as the CSV files do.
func joinPlace(city, region string) string {
	city, region = strings.TrimSpace(city), strings.TrimSpace(region)
	if city == "" || region == "" {
		return city + region
	}
	return city + ", " + region
}

// unknownCountry is the code for what OFAC writes as "undetermined".
const unknownCountry = "zz"

// country adds a country that the party has to do with.
func (e *ofacEntry) country(code string) {
	if code != "" && code != unknownCountry && e.takes("country") {
		e.party.Add("country", code)
	}
}

// splitPlace tells the postal code from the city, where it stands at the end:
// "London EC3N 1DY", "Beijing 100037". Where that is not plain, all is city.
func splitPlace(s string) (city, post string) {
	words := strings.Fields(s)
	i := len(words)
	digit := false
	for i > 1 {
		w := words[i-1]
		has := strings.ContainsAny(w, "0123456789")
		if !has && (len(w) > 3 || w != strings.ToUpper(w) || strings.ContainsAny(w, ",.")) {
			break
		}
		digit = digit || has
		i--
	}
	for i < len(words) && !strings.ContainsAny(words[i], "0123456789") {
		// "Wilmington DE 19801": the state goes with the city, a first half of a
		// British code has a digit of its own.
		i++
	}
	if !digit || strings.HasSuffix(words[i-1], ",") && i == len(words) {
		return s, ""
	}
	return strings.TrimSuffix(strings.Join(words[:i], " "), ","), strings.Join(words[i:], " ")
}
