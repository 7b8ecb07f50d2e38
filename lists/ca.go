package lists

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"

	"cordon/ftm"
)

// The Canadian list is the schedules of some twenty regulations in one file. It
// gives no number that is unique: items are counted anew in each schedule of
// each regulation. The id of a party is therefore made of all three, as in
// ca-russia-1-part-1-12: regulation, schedule, item. A regulation without
// schedules has none in its ids.

const (
	caPrefix    = "ca-"
	caAuthority = "Global Affairs Canada"
)

// caRecord is a record of the file.
type caRecord struct {
	Country  string `xml:"Country"` // of the regulation, in two languages; not of the party
	Last     string `xml:"LastName"`
	Given    string `xml:"GivenName"`
	Entity   string `xml:"EntityOrShip"`
	Title    string `xml:"TitleOrShip"` // title of a person, or type of a ship
	IMO      string `xml:"ShipIMONumber"`
	Date     string `xml:"DateOfBirthOrShipBuildDate"`
	Aliases  string `xml:"Aliases"`
	Schedule string `xml:"Schedule"`
	Item     string `xml:"Item"`
	Listed   string `xml:"DateOfListing"`
	Others   []struct {
		XMLName xml.Name
		Text    string `xml:",chardata"`
	} `xml:",any"`
}

// readCASEMA reads the file. One record is in memory at a time, and the ids of
// those read so far.
func readCASEMA(ctx context.Context, in *input, emit Emit) error {
	return walkXML(ctx, in, func(x *xmlWalk) error { return walkCA(in, x, emit) })
}

func walkCA(in *input, x *xmlWalk, emit Emit) error {
	if err := x.root("data-set"); err != nil {
		return err
	}
	seen := make(map[string]bool)
	for {
		start, err := x.next()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		if start == nil {
			break
		}
		if start.Name.Local != "record" {
			if err := x.skip(); err != nil {
				return err
			}
			continue
		}
		line := x.line()
		var r caRecord
		if err := x.decode(&r, start); err != nil {
			return err
		}
		rec, why := caParty(in, x.name, line, &r, seen)
		if why != "" {
			in.refuse(x.name, line, joinPlaces(r.Country, r.Schedule, r.Item, r.Last, r.Given, r.Entity), "%s", why)
			continue
		}
		if err := emit(rec); err != nil {
			return emitError{err}
		}
	}
	if _, err := x.next(); err == nil {
		return errors.New("something follows the end of the list")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

var (
	caNotInID = regexp.MustCompile(`[^a-z0-9.]+`)
	caAcronym = regexp.MustCompile(`\(([A-Z]{2,})\)$`)
)

func caSlug(s string) string {
	return strings.Trim(caNotInID.ReplaceAllString(strings.ToLower(s), "-"), "-.")
}

// caRegulation returns the English name of a regulation, and what stands for it
// in ids: its short form, where it has one.
func caRegulation(country string) (name, slug string) {
	name, _, _ = strings.Cut(oneLine(country), " / ")
	name = strings.TrimSpace(name)
	if m := caAcronym.FindStringSubmatch(name); m != nil {
		return name, caSlug(m[1])
	}
	return name, caSlug(name)
}

// caParty makes the entities of a record; why says why it cannot be listed.
func caParty(in *input, file string, line int, r *caRecord, seen map[string]bool) (rec Record, why string) {
	regulation, slug := caRegulation(r.Country)
	item := caSlug(r.Item)
	last, given, entity := oneLine(r.Last), oneLine(r.Given), oneLine(r.Entity)
	switch {
	case slug == "":
		return rec, "does not say under which regulation"
	case item == "":
		return rec, "has no item number"
	case last+given+entity == "":
		return rec, "has no name"
	}
	id := slug
	for _, part := range [...]string{caSlug(r.Schedule), item} {
		if part != "" {
			id += "-" + part
		}
	}
	if seen[id] {
		return rec, "item " + id + " appears twice"
	}
	seen[id] = true
	p := newPartyBuilder(in, file, line, caPrefix+id, caSchema(r))
	s := p.sanction
	s.Add("authority", caAuthority)
	s.AddClean("program", regulation)
	s.AddClean("programId", regulation)
	p.party.AddClean("programId", regulation)
	where := "item " + oneLine(r.Item)
	if sched := oneLine(r.Schedule); sched != "" {
		where = "schedule " + sched + ", " + where
	}
	s.AddClean("authorityId", regulation+", "+where)
	listed := caListed(p, r.Listed)
	s.Add("listingDate", listed.String())
	s.Add("startDate", listed.String())
	p.party.AddDuring("topics", "sanction", ftm.Period{From: listed})

	caNames(p, last, given, entity, r.Aliases)
	caFacts(p, r)
	for _, o := range r.Others {
		if v := oneLine(o.Text); v != "" {
			p.warn("element <%.40s> is not known; kept as a note", o.XMLName.Local)
			p.note(o.XMLName.Local + ": " + v)
		}
	}
	return p.record([]string{regulation}), ""
}

var caShip = regexp.MustCompile(`(?i)\b(?:tanker|cargo|carrier|vessel|ship|fso|bulk|tug)\b`)

func caSchema(r *caRecord) string {
	switch {
	case oneLine(r.Entity) == "":
		return "Person"
	case oneLine(r.IMO) != "" || caShip.MatchString(r.Title):
		return "Vessel"
	}
	return "Organization"
}

func caListed(p *partyBuilder, raw string) ftm.Day {
	raw = oneLine(raw)
	if raw == "" {
		return 0
	}
	v, ok := ftm.CleanDate(raw)
	d, err := ftm.ParseDay(v)
	if !ok || err != nil {
		p.warn("date of listing %.40q is no date", raw)
		p.sanction.AddClean("summary", "Date of listing: "+raw)
		return 0
	}
	return d
}

var caOr = regexp.MustCompile(`(?i)\s+or\s+`)

// caFacts adds what the columns say that persons and ships share.
func caFacts(p *partyBuilder, r *caRecord) {
	title := oneLine(r.Title)
	prop, label := "title", "Title"
	if p.party.Is("Vessel") {
		prop, label = "type", "Type"
	}
	if english, french, ok := strings.Cut(title, "/"); ok && prop == "title" && english != "" {
		p.value(prop, label, english)
		title = french
	}
	p.value(prop, label, title)
	if imo := oneLine(r.IMO); imo != "" {
		p.imo(imo)
	}
	raw := oneLine(r.Date)
	if raw == "" {
		return
	}
	prop, label = "birthDate", "DOB "
	if p.party.Is("Vessel") {
		prop, label = "buildDate", "Built "
	}
	if !p.takes(prop) {
		p.note("Date: " + raw)
		return
	}
	var all []string
	sure := true
	for _, part := range caOr.Split(raw, -1) {
		dates, exact := parseDates(part)
		if len(dates) == 0 {
			p.warn("%s%.60q is no date; kept as a note", strings.ToLower(label), raw)
			all = nil
			sure = false
			break
		}
		all, sure = append(all, dates...), sure && exact
	}
	p.party.Add(prop, all...)
	if !sure || len(all) > 1 {
		p.note(label + raw)
	}
}
