package lists

import (
	"strings"

	"cordon/ftm"
)

// euParty is an entity of the EU's file while its entities are made.
type euParty struct {
	*partyBuilder
	first ftm.Day // of the acts that published something of the party
}

// record makes the entities of an entry that is not faulty.
func (e *euEntity) record(in *input, file string, line int, id string) Record {
	schema, known := e.Subject.schema()
	p := &euParty{partyBuilder: newPartyBuilder(in, file, line, euPrefix+id, schema)}
	if !known {
		p.warn("subject type %.40q, %.40q is not known; kept as a legal entity", e.Subject.Code, e.Subject.Class)
	}
	p.addNames(e.Names)
	programmes := p.addActs(e.Acts)
	for _, r := range e.Remarks {
		p.note(euRemark(r))
	}
	p.more(e.More)
	for i := range e.Citizen {
		p.addCitizenship(&e.Citizen[i])
	}
	for i := range e.Births {
		p.addBirth(&e.Births[i])
	}
	for i := range e.Addresses {
		p.addAddress(&e.Addresses[i])
	}
	for i := range e.Papers {
		p.addPaper(&e.Papers[i])
	}
	p.addListing(e, id)
	return p.partyBuilder.record(programmes)
}

// addNames adds the names. The main one is the first that is strong and of no
// other language than English; the file holds translations into all languages
// of the Union.
func (p *euParty) addNames(names []euName) {
	best := -1
	rank := func(n *euName) int {
		lang := strings.ToUpper(oneLine(n.Language))
		switch {
		case n.text() == "":
			return 0
		case n.weak():
			return 1
		case lang != "" && lang != "EN":
			return 2
		}
		return 3
	}
	for i := range names {
		if rank(&names[i]) > 0 && (best < 0 || rank(&names[i]) > rank(&names[best])) {
			best = i
		}
	}
	main := names[best].text()
	p.party.Caption = main
	p.party.AddClean("name", main)
	if names[best].weak() {
		p.warn("has weak names only; %.80q is kept as its name", main)
	}
	for i := range names {
		n := &names[i]
		text := n.text()
		switch {
		case text == "" || text == main:
		case n.weak():
			p.party.AddClean("weakAlias", text)
		default:
			p.party.AddClean("alias", text)
		}
		if !n.weak() && p.party.Is("Person") {
			p.party.AddClean("firstName", n.First)
			p.party.AddClean("middleName", n.Middle)
			p.party.AddClean("lastName", n.Last)
		}
		for _, t := range splitBracketed(n.Title) {
			p.value("title", "Title", t)
		}
		for _, f := range splitBracketed(n.Function) {
			p.value("position", "Function", f)
		}
		if g := oneLine(n.Gender); g != "" && g != "?" {
			p.value("gender", "Gender", g)
		}
		for _, r := range n.Remarks {
			if r = euRemark(r); r != "" && !anyQuality.MatchString(r) {
				p.note(strings.TrimPrefix(text+": "+r, ": "))
			}
		}
		p.detail(&n.euDetail)
	}
}

// splitBracketed cuts "(a) Mullah, (b) Maulavi" into its parts.
func splitBracketed(s string) []string {
	s = oneLine(s)
	if !strings.HasPrefix(s, "(a)") {
		return splitNumbered(s)
	}
	for c := byte('a'); c <= 'z'; c++ {
		s = strings.Replace(s, "("+string(c)+")", string(c)+")", 1)
	}
	return splitLettered(s)
}

// detail keeps what every detail may carry: the act that published it, and what
// the schema has no place for.
func (p *euParty) detail(d *euDetail) {
	p.published(d.Act.Published)
	p.more(d.More)
}

func (p *euParty) more(list []euMore) {
	for _, m := range list {
		p.note(strings.Trim(oneLine(m.Key)+": "+oneLine(m.Value), ": "))
	}
}

// published remembers the earliest day on which an act named the party.
func (p *euParty) published(raw string) {
	if d := p.day("publication date", raw); d != 0 && (p.first == 0 || d < p.first) {
		p.first = d
	}
}

// date reads a date of the file, ISO 8601 or with the day first.
func (p *euParty) date(what, raw string) string {
	if raw = oneLine(raw); raw == "" {
		return ""
	}
	v, ok := dayFirst(raw)
	if !ok && len(raw) > 10 { // a date with a zone or a time
		v, ok = dayFirst(raw[:10])
	}
	if !ok {
		p.warn("%s %.40q is no date", what, raw)
	}
	return v
}

func (p *euParty) day(what, raw string) ftm.Day {
	v := p.date(what, raw)
	if v == "" {
		return 0
	}
	d, err := ftm.ParseDay(v)
	if err != nil {
		p.warn("%s: %v", what, err)
	}
	return d
}

// addActs adds the acts under which the party is listed, and returns their
// programmes.
func (p *euParty) addActs(acts []euRegulation) []string {
	var programmes []string
	s := p.sanction
	for _, a := range acts {
		if programme := oneLine(a.Programme); programme != "" {
			s.AddClean("program", programme)
			s.AddClean("programId", programme)
			p.party.AddClean("programId", programme)
			programmes = appendNew(programmes, programme)
		}
		s.AddClean("reason", oneLine(a.Title))
		s.AddClean("sourceUrl", oneLine(a.URL))
		s.AddClean("date", p.date("publication date", a.Published))
		s.AddClean("modifiedAt", p.date("entry into force", a.InForce))
		s.AddClean("summary", strings.Join(strings.Fields(a.Type+" "+a.Title+" "+a.Organisation), " "))
		p.published(a.Published)
		for _, c := range a.Corrigenda {
			s.AddClean("summary", strings.Join(strings.Fields("corrigendum "+c.Type+" "+c.Title+" "+c.Published), " "))
		}
		for _, r := range a.Remarks {
			s.AddClean("summary", euRemark(r))
		}
		p.more(a.More)
	}
	return programmes
}

func appendNew(list []string, v string) []string {
	for _, have := range list {
		if have == v {
			return list
		}
	}
	return append(list, v)
}

// addListing says since when the party is listed. Where the file gives no
// designation date, the act it names is often an amendment of a listing that is
// years older; then the remarks may say it, and else the earliest act that
// published a detail of the party is the first day on which it was listed for
// certain.
func (p *euParty) addListing(e *euEntity, id string) {
	s := p.sanction
	s.Add("authority", euAuthority)
	s.AddClean("authorityId", oneLine(e.Reference))
	s.AddClean("authorityId", id)
	s.AddClean("unscId", oneLine(e.UN))
	s.AddClean("description", oneLine(e.Details))
	during := ftm.Period{From: p.day("designationDate", e.Designated), To: p.day("delistingDate", e.Delisted)}
	if during.From == 0 {
		during.From = p.first
		for _, r := range e.Remarks {
			for _, part := range strings.Split(euRemark(r), ") (") {
				m := designation.FindStringSubmatch(part)
				if m == nil {
					continue
				}
				if v, ok := dayFirst(strings.Trim(m[1], " .;")); ok {
					if d, err := ftm.ParseDay(v); err == nil && (during.From == 0 || d < during.From) {
						during.From = d
					}
				}
			}
		}
	} else {
		s.Add("startDate", during.From.String())
	}
	s.Add("listingDate", during.From.String())
	s.Add("endDate", during.To.String())
	p.party.AddDuring("topics", "sanction", during)
}
