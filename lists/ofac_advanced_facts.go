package lists

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
)

type advancedFeature struct {
	Type     refID             `xml:"FeatureTypeID,attr"`
	Versions []advancedVersion `xml:"FeatureVersion"`
}

type advancedVersion struct {
	Comment string           `xml:"Comment"`
	Periods []advancedPeriod `xml:"DatePeriod"`
	Details []struct {
		Reference refID  `xml:"DetailReferenceID,attr"`
		Text      string `xml:",chardata"`
	} `xml:"VersionDetail"`
	Locations []struct {
		ID refID `xml:"LocationID,attr"`
	} `xml:"VersionLocation"`
}

type advancedLocation struct {
	ID      refID  `xml:"ID,attr"`
	Comment string `xml:"Comment"`
	Areas   []struct {
		ID refID `xml:"AreaCodeID,attr"`
	} `xml:"LocationAreaCode"`
	Countries []struct {
		ID refID `xml:"CountryID,attr"`
	} `xml:"LocationCountry"`
	Parts []struct {
		Type   refID                `xml:"LocPartTypeID,attr"`
		Values []advancedPlaceValue `xml:"LocationPartValue"`
	} `xml:"LocationPart"`
}

type advancedPlaceValue struct {
	Primary xmlBool `xml:"Primary,attr"`
	Value   string  `xml:"Value"`
}

// advancedPlace is a Location with its numbers looked up.
type advancedPlace struct {
	street                       [3]string
	city, region, post, whole    string // whole is a place that the file does not take apart
	country, otherPlace, remarks string
}

func (p *advancedPlace) size() int {
	n := 200
	for _, s := range [...]string{p.street[0], p.street[1], p.street[2], p.city, p.region, p.post, p.whole, p.otherPlace, p.remarks} {
		n += len(s)
	}
	return n
}

// place looks up a location.
func (s *advancedSets) place(l *advancedLocation) *advancedPlace {
	p := &advancedPlace{remarks: strings.TrimSpace(l.Comment)}
	var countries []string
	for _, c := range l.Countries {
		countries = append(countries, s.country(c.ID))
	}
	for _, a := range l.Areas {
		countries = append(countries, s.area(a.ID))
	}
	for _, c := range countries {
		switch {
		case c == "" || c == p.country:
		case p.country == "":
			p.country = c
		default:
			p.otherPlace = joinNonEmpty(", ", p.otherPlace, c)
		}
	}
	for _, part := range l.Parts {
		if len(part.Values) == 0 {
			continue
		}
		main := max(0, slices.IndexFunc(part.Values, func(v advancedPlaceValue) bool { return bool(v.Primary) }))
		for i, v := range part.Values {
			if i != main { // the same in another script, mostly
				p.remarks = joinNonEmpty("; ", p.remarks, v.Value)
			}
		}
		value := strings.Join(strings.Fields(part.Values[main].Value), " ")
		switch into := s.known("LocPartType", part.Type); into {
		case "address1", "address2", "address3":
			at := &p.street[into[7]-'1']
			*at = joinNonEmpty(", ", *at, value)
		case "city":
			p.city = joinNonEmpty(", ", p.city, value)
		case "state/province":
			p.region = joinNonEmpty(", ", value, p.region)
		case "region":
			p.region = joinNonEmpty(", ", p.region, value)
		case "postal code":
			p.post = joinNonEmpty(" ", p.post, value)
		default:
			p.whole = joinNonEmpty(", ", p.whole, value)
		}
	}
	return p
}

// text is the place in one line.
func (p *advancedPlace) text() string {
	country := p.country
	if strings.HasSuffix(p.whole, country) {
		country = ""
	}
	place := strings.TrimSpace(joinPlace(p.city, p.region) + " " + p.post)
	return joinNonEmpty(", ", p.street[0], p.street[1], p.street[2], place, p.whole, country)
}

// state is the country that a place stands for.
func (p *advancedPlace) state() string {
	if p.country != "" {
		return p.country
	}
	return p.text()
}

// address adds the place as an address of the party.
func (b *advancedBuilder) address(id refID, p *advancedPlace) {
	a := ofacAddress{
		id: uint32(id), street: []string{p.street[0], p.street[1], p.street[2]}, city: p.city, region: p.region, post: p.post,
		country: p.country, remarks: p.remarks,
	}
	switch _, isCountry := ftm.CountryCode(p.whole); {
	case p.whole == "":
	case isCountry && a.country == "":
		a.country = p.whole
	default:
		a.street = append([]string{p.whole}, a.street...)
	}
	if p.otherPlace != "" {
		b.warn("an address is in %.60q and %.80q; the second is kept as a remark", p.country, p.otherPlace)
		a.remarks = joinNonEmpty("; ", a.remarks, p.otherPlace)
	}
	b.party.addresses = append(b.party.addresses, a)
}

// advancedLabels are the feature types that the other formats call otherwise,
// in lower case.
var advancedLabels = map[string]string{
	"birthdate": "DOB", "place of birth": "POB",
	"nationality country": "nationality", "citizenship country": "citizen", "nationality": "nationality", "citizenship": "citizen",
	"vessel type": "Vessel Type",
}

// feature reads a feature: a fact, a date, a place.
func (b *advancedBuilder) feature(f *advancedFeature) {
	kind := b.sets.text("FeatureType", f.Type)
	label := cmp.Or(advancedLabels[strings.ToLower(kind)], kind, "Feature type "+strconv.FormatUint(uint64(f.Type), 10))
	for i := range f.Versions {
		v := &f.Versions[i]
		values := b.values(v, label)
		comment := strings.TrimSpace(v.Comment)
		if len(values) == 0 && len(v.Locations) == 0 && comment != "" {
			values, comment = []string{comment}, ""
		}
		switch strings.ToLower(kind) {
		case "location":
			for _, l := range v.Locations {
				if p := b.place(l.ID); p != nil {
					b.address(l.ID, p)
				}
			}
			for _, t := range values {
				b.note("Location: " + t)
			}
		case "title":
			b.party.title = joinNonEmpty("; ", b.party.title, strings.Join(values, "; "))
		case "vessel owner":
			for _, t := range values {
				b.party.items = append(b.party.items, ofacItem{text: "Vessel owner: " + t, label: &ofacOwner, value: t})
			}
		default:
			for _, t := range append(values, b.places(v, label)...) {
				b.item(label+" "+t, "feature")
			}
		}
		if comment != "" {
			b.note(joinNonEmpty(" ", label, strings.Join(values, ", ")) + ": " + comment)
		}
	}
}

// values returns what a version says in words and dates.
func (b *advancedBuilder) values(v *advancedVersion, label string) []string {
	var out []string
	for _, d := range v.Details {
		t := strings.TrimSpace(d.Text)
		if ref := b.sets.text("DetailReference", d.Reference); ref != "" && ref != t {
			t = joinNonEmpty(" ", ref, t)
		}
		if t != "" {
			out = append(out, t)
		}
	}
	for i := range v.Periods {
		p := &v.Periods[i]
		t, ok := p.text()
		switch {
		case !ok && p.Start == nil && p.End == nil:
		case !ok:
			b.warn("%s: the period is no date", label)
		case !b.sets.gregorian(p.Calendar):
			b.warn("%s: the calendar %.40q is not read; kept as a note", label, b.sets.text("CalendarType", p.Calendar))
			b.note(label + " " + t + " (" + b.sets.text("CalendarType", p.Calendar) + ")")
		default:
			out = append(out, t)
		}
		if c := strings.TrimSpace(p.Comment); c != "" {
			b.note(label + " " + t + ": " + c)
		}
	}
	return out
}

// places returns the places of a version as the label wants them: as countries
// or in one line.
func (b *advancedBuilder) places(v *advancedVersion, label string) []string {
	l, _ := cutLabel(label)
	var out []string
	for _, at := range v.Locations {
		p := b.place(at.ID)
		if p == nil {
			continue
		}
		t := p.text()
		if l != nil && l.kind == labelCountry {
			t = p.state()
		}
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func (b *advancedBuilder) place(id refID) *advancedPlace {
	p := b.run.places[id]
	if p == nil {
		b.warn("location %d is not in the file", id)
	}
	return p
}

// advancedDocument is an IDRegDocument.
type advancedDocument struct {
	ID        refID  `xml:"ID,attr"`
	Type      refID  `xml:"IDRegDocTypeID,attr"`
	Identity  refID  `xml:"IdentityID,attr"`
	Country   refID  `xml:"IssuedBy-CountryID,attr"`
	Validity  refID  `xml:"ValidityID,attr"`
	Comment   string `xml:"Comment"`
	Number    string `xml:"IDRegistrationNo"`
	Authority string `xml:"IssuingAuthority"`
	Dates     []struct {
		Type   refID          `xml:"IDRegDocDateTypeID,attr"`
		Period advancedPeriod `xml:"DatePeriod"`
	} `xml:"DocumentDate"`
}

// advancedPaper is a document, written as the remarks of the CSV files write it.
type advancedPaper struct {
	text  string
	notes []string
}

func (p *advancedPaper) size() int {
	n := 64 + len(p.text)
	for _, s := range p.notes {
		n += 16 + len(s)
	}
	return n
}

// paper looks up a document.
func (s *advancedSets) paper(d *advancedDocument) (p advancedPaper, warnings []string) {
	kind := s.text("IDRegDocType", d.Type)
	if kind == "" {
		kind = "Document type " + strconv.FormatUint(uint64(d.Type), 10)
	}
	number := strings.Join(strings.Fields(d.Number), " ")
	p.text = joinNonEmpty(" ", kind, number)
	if c := s.country(d.Country); c != "" {
		p.text += " (" + c + ")"
	}
	note := func(what string) { p.notes = append(p.notes, joinNonEmpty(" ", kind, number)+": "+what) }
	var issued, expires string
	for i := range d.Dates {
		t, ok := d.Dates[i].Period.text()
		name := s.known("IDRegDocDateType", d.Dates[i].Type)
		switch {
		case !ok || !s.gregorian(d.Dates[i].Period.Calendar):
			warnings = append(warnings, "a date cannot be read")
		case strings.Contains(name, "issue") && issued == "":
			issued = " issued " + t
		case strings.Contains(name, "expir") && expires == "":
			expires = " expires " + t
		default:
			note(joinNonEmpty(" ", name, t))
		}
	}
	p.text += issued + expires
	if v := s.known("Validity", d.Validity); v != "" && v != "valid" {
		note(v)
	}
	if a := strings.TrimSpace(d.Authority); a != "" {
		note("issued by " + a)
	}
	if c := strings.TrimSpace(d.Comment); c != "" {
		note(c)
	}
	return p, warnings
}

// advancedEntry is a SanctionsEntry.
type advancedEntry struct {
	ID      refID  `xml:"ID,attr"`
	Profile refID  `xml:"ProfileID,attr"`
	List    refID  `xml:"ListID,attr"`
	Comment string `xml:"Comment"`
	Limits  string `xml:"LimitationsToListing"`
	Events  []struct {
		Type    refID        `xml:"EntryEventTypeID,attr"`
		Basis   refID        `xml:"LegalBasisID,attr"`
		Comment string       `xml:"Comment"`
		Date    advancedDate `xml:"Date"`
	} `xml:"EntryEvent"`
	Measures []struct {
		Type    refID          `xml:"SanctionsTypeID,attr"`
		Comment string         `xml:"Comment"`
		Period  advancedPeriod `xml:"DatePeriod"`
	} `xml:"SanctionsMeasure"`
	Support []struct {
		Type refID  `xml:"SupInfoTypeID,attr"`
		Text string `xml:"Text"`
		URL  string `xml:"DirectURL"`
	} `xml:"SupportingInfo"`
}

// advancedListing is a sanctions entry with its numbers looked up.
type advancedListing struct {
	programmes, authority, notes []string
	terms                        []ofacFact
	listed                       ftm.Day
}

func (l *advancedListing) size() int {
	n := 128
	for _, s := range slices.Concat(l.programmes, l.authority, l.notes) {
		n += 16 + len(s)
	}
	for _, t := range l.terms {
		n += 32 + len(t.value)
	}
	return n
}

// programmes returns the programmes that an entry names: the comments of the
// measures of the type "Program".
func (s *advancedSets) programmes(e *advancedEntry) []string {
	var out []string
	for _, m := range e.Measures {
		if kind := s.known("SanctionsType", m.Type); kind != "program" && kind != "programme" && kind != "" {
			continue
		}
		for _, p := range ofacProgrammes(m.Comment) {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// listing looks up a sanctions entry.
func (s *advancedSets) listing(e *advancedEntry) (l advancedListing, warnings []string) {
	l.programmes = s.programmes(e)
	term := func(prop string, parts ...string) {
		if t := joinNonEmpty(": ", parts...); t != "" {
			l.terms = append(l.terms, ofacFact{prop, t})
		}
	}
	for _, m := range e.Measures {
		kind := s.known("SanctionsType", m.Type)
		switch {
		case kind == "":
			warnings = append(warnings, "the type of a measure is not known")
		case kind != "program" && kind != "programme":
			term("provisions", s.text("SanctionsType", m.Type), m.Comment)
		}
	}
	for _, ev := range e.Events {
		if s.known("LegalBasis", ev.Basis) != "" {
			if t := s.text("LegalBasis", ev.Basis); !slices.Contains(l.authority, t) {
				l.authority = append(l.authority, t)
			}
		}
		day, ok := ev.Date.day()
		kind := s.known("EntryEventType", ev.Type)
		switch {
		case !ok || !s.gregorian(ev.Date.Calendar):
			warnings = append(warnings, "the date of an event cannot be read")
		case kind == "" || slices.Contains([]string{"created", "creation", "listed", "listing", "designated", "designation", "added"}, kind):
			if l.listed == 0 || day < l.listed {
				l.listed = day
			}
		default:
			l.notes = append(l.notes, joinNonEmpty(" ", s.text("EntryEventType", ev.Type), day.String(), ev.Comment))
			continue
		}
		term("summary", ev.Comment)
	}
	if list := s.text("List", e.List); list != "" {
		term("summary", list)
	}
	term("summary", e.Comment)
	term("summary", e.Limits)
	for _, i := range e.Support {
		if t := joinNonEmpty(" ", s.text("SupInfoType", i.Type)+":", i.Text, i.URL); i.Text+i.URL != "" {
			l.notes = append(l.notes, t)
		}
	}
	return l, warnings
}

// tieNote keeps what a tie has no property for: how sure it is, and when it
// held.
func (s *advancedSets) tieNote(r *advancedRelation, t *advancedTie) string {
	when, _ := r.Period.text()
	quality := ""
	if q := s.known("RelationQuality", r.Quality); q == "low" || q == "medium" {
		quality = "certainty " + q
	}
	if what := joinNonEmpty("; ", r.Comment, when, quality); what != "" {
		return t.role + " " + ofacID(t.other) + ": " + what
	}
	return ""
}
