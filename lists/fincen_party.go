package lists

import (
	"slices"
	"strings"

	"cordon/ftm"
)

// reached reports whether the measure is against the party.
func (p *party311) reached() bool { return p.relation != "owner" && p.relation != "related" }

// status says where a measure stands, and while which days a rule of it is in
// force. ok is false where none is or was, or where the table does not say.
func (m *measure311) status(t *tables311) (status string, during ftm.Period, ok bool) {
	final, over := m.steps[stepFinal], m.steps[stepRescinded]
	if len(final.dates) > 0 {
		during.From = slices.Min(final.dates)
	}
	if len(over.dates) > 0 {
		during.To = slices.Max(over.dates)
	}
	switch {
	case !m.dated:
		return "", ftm.Period{}, false
	case final.text == "" && over.text != "":
		return "withdrawn", ftm.Period{}, false
	case final.text == "" && m.steps[stepProposal].text != "":
		return "proposed", ftm.Period{}, false
	case final.text == "":
		return "finding", ftm.Period{}, false
	case during.From == 0:
		return "final rule without a date", ftm.Period{}, false
	case over.text == "":
		return "in force", ftm.Period{From: during.From}, true
	case during.To == 0:
		return "rescinded without a date", ftm.Period{}, false
	case during.To <= during.From:
		t.in.warn(m.file, m.line, "%.80q was rescinded on %s, before its final rule of %s; the rule counts", m.name, during.To, during.From)
		return "in force", ftm.Period{From: during.From}, true
	}
	return "rescinded", during, true
}

// records makes the records of a measure: its own institution first.
func (t *tables311) records(m *measure311) []Record {
	if m.dated && !m.class && m.byName["self"] == nil {
		m.party("self", m.name, m.file, csvRow{line: m.line})
	}
	for _, v := range m.includes {
		m.party("subsidiary", v, m.file, csvRow{line: m.line})
	}
	slices.SortStableFunc(m.parties, func(a, b *party311) int {
		self := func(p *party311) int {
			if p.relation == "self" {
				return 0
			}
			return 1
		}
		return self(a) - self(b)
	})
	status, during, inForce := m.status(t)
	var out []Record
	if m.class || !slices.ContainsFunc(m.parties, (*party311).reached) {
		t.used[fincenPrefix+m.slug+"-sanction"] = true
		x := ftm.New(fincenPrefix+m.slug+"-sanction", "Sanction")
		m.describe(x, status)
		x.Datasets = []string{t.in.doc.Dataset}
		out = append(out, Record{Entities: []*ftm.Entity{x}, File: m.file, Line: m.line})
	}
	for _, p := range m.parties {
		out = append(out, t.record(m, p, status, during, inForce))
	}
	return out
}

// describe puts the steps of a measure into a sanction.
func (m *measure311) describe(s *ftm.Entity, status string) {
	s.Add("authority", fincenAuthority)
	s.Add("program", "31 U.S.C. 5318A (section 311)")
	s.AddClean("program", m.name)
	s.Add("programId", "US-FINCEN-311")
	s.Add("status", status)
	for i, step := range m.steps {
		if step.text == "" {
			continue
		}
		for _, d := range step.dates {
			s.AddClean("summary", steps311[i].name+": "+d.String())
			switch i {
			case stepFinal:
				s.Add("listingDate", d.String())
			case stepRescinded:
				s.Add("endDate", d.String())
			}
		}
		if len(step.dates) == 0 {
			s.AddClean("summary", steps311[i].name+": "+step.text)
		}
	}
}

// id names a party: by its measure, and within the measure by its name. Names
// that make the id of another are told apart by a hash.
func (t *tables311) id(m *measure311, p *party311) string {
	id := fincenPrefix + m.slug
	if p.relation != "self" {
		id += "-" + slug311(p.name)
	}
	if t.used[id] || t.used[id+"-sanction"] || t.used[id+"-link"] {
		id += "-" + shortHash(m.slug, p.name)
	}
	t.used[id], t.used[id+"-sanction"], t.used[id+"-link"] = true, true, true
	return id
}

// record makes the entities of a party.
func (t *tables311) record(m *measure311, p *party311, status string, during ftm.Period, inForce bool) Record {
	id := t.id(m, p)
	schema, jurisdiction := "Company", ""
	if p.relation == "self" {
		if code, ok := ftm.CountryCode(m.name); ok {
			schema, jurisdiction = "LegalEntity", code
		}
	}
	for _, row := range p.rows {
		if v := oneLine(row.get("type")); v != "" {
			if s := ftm.Lookup(v); s != nil && s.Is("LegalEntity") {
				schema = v
			} else {
				t.in.warn(p.file, row.line, "type %.40q is not known", v)
			}
			break
		}
	}
	p.id = id
	b := &partyBuilder{in: t.in, file: p.file, line: p.line, party: ftm.New(id, schema), byID: make(map[string]*ftm.Entity)}
	b.party.Caption = p.name
	if p.relation == "self" {
		b.party.Caption = m.name
		b.party.AddClean("name", m.name)
		b.party.Add("jurisdiction", jurisdiction)
		b.party.Add("country", jurisdiction)
		for _, v := range m.others {
			b.party.AddClean("alias", v)
		}
		if m.printed != m.name {
			b.note(m.printed)
		}
	}
	addNames311(b, p)
	for _, row := range p.rows {
		addRow311(b, row)
	}
	if !p.reached() {
		b.note("Named as " + p.relation + " in the measure on " + m.name + "; the measure is not against it.")
	} else {
		b.sanction = b.make("Sanction", "sanction")
		b.sanction.Add("entity", id)
		m.describe(b.sanction, status)
		for _, v := range b.party.Properties["sourceUrl"] {
			b.sanction.Add("sourceUrl", v)
		}
		b.party.Add("programId", "US-FINCEN-311")
		if inForce {
			topic := "sanction"
			if p.relation == "subsidiary" {
				topic = "sanction.linked"
			}
			b.party.AddDuring("topics", topic, during)
		}
	}
	m.tie(b, p)
	var programmes []string
	if b.sanction != nil {
		programmes = []string{"US-FINCEN-311"}
	}
	return b.record(programmes)
}

// addNames311 adds the names of a party: each that the rows give, once. Of an
// institution's own names the one that the table of dates prints is the main.
func addNames311(b *partyBuilder, p *party311) {
	add := func(name string) {
		prop := "name"
		if had := b.party.Properties["name"]; len(had) > 0 && had[0] != name {
			prop = "alias"
		}
		b.party.AddClean(prop, name)
	}
	if len(p.rows) == 0 {
		add(p.name)
	}
	for _, row := range p.rows {
		name := oneLine(row.get("name"))
		if p.relation == "self" {
			name, _, _ = title311(name)
		}
		add(name)
	}
	for _, row := range p.rows {
		for _, v := range strings.Split(row.get("alias"), ";") {
			b.party.AddClean("alias", oneLine(v))
		}
	}
}

// addRow311 adds what a row of the research table says of a party.
func addRow311(b *partyBuilder, row csvRow) {
	for _, v := range strings.Split(row.get("country"), ";") {
		b.party.Add("country", b.country("a party", oneLine(v)))
	}
	b.value("registrationNumber", "Registration number", row.get("registration number"))
	b.value("address", "Address", row.get("address"))
	b.note(row.get("notes"))
	b.party.AddClean("sourceUrl", row.get("source url"))
}

// tie ties a party to the institution of its measure.
func (m *measure311) tie(b *partyBuilder, p *party311) {
	self := m.byName["self"]
	if self == nil || p == self {
		return
	}
	id := self.id
	schema, from, to, role := "UnknownLink", b.party.ID, id, p.relation
	_, jurisdiction := ftm.CountryCode(m.name)
	switch {
	case p.relation == "owner" && !jurisdiction:
		schema, role = "Ownership", "owner"
	case p.relation == "subsidiary" && !jurisdiction && b.party.Is("Company"):
		schema, from, to = "Ownership", id, b.party.ID
	}
	x := b.make(schema, "link")
	edge := ftm.Lookup(schema).Edge
	x.Add(edge.Source, from)
	x.Add(edge.Target, to)
	x.Add("role", role)
}
