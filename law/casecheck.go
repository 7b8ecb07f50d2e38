package law

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/ident"
)

// checkCase checks what can be checked of a case alone.
func (s *source) checkCase(c *PublicCase) {
	c.file = s.file
	if want := strings.TrimSuffix(path.Base(s.file), ".yaml"); c.ID != want {
		s.fault(c.Line, "case %s: the id is not the name of the file, %s", c.ID, want)
	}
	s.checkSpan(c.Line, "case "+c.ID, c.From, c.To)
	sources := make(map[string]bool)
	for _, x := range c.Sources {
		if sources[x.ID] {
			s.fault(x.Line, "source %s is there twice", x.ID)
		}
		sources[x.ID] = true
	}
	from := func(line int, what, id string) {
		if !sources[id] {
			s.fault(line, "%s: the case has no source %q", what, id)
		}
	}
	parties := make(map[string]*CaseParty)
	for i := range c.Parties {
		p := &c.Parties[i]
		if parties[p.ID] != nil {
			s.fault(p.Line, "party %s is there twice", p.ID)
		}
		parties[p.ID] = p
		s.checkParty(p)
		if p.Source != "" {
			from(p.Line, "party "+p.ID, p.Source)
		}
	}
	known := func(line int, what, id string) {
		if parties[id] == nil {
			s.fault(line, "%s: the case has no party %q", what, id)
		}
	}
	for _, t := range c.Ties {
		what := "tie " + t.ID
		from(t.Line, what, t.Source)
		known(t.Line, what, t.From)
		known(t.Line, what, t.To)
		s.checkSpan(t.Line, what, t.Start, t.End)
		if t.From == t.To {
			s.fault(t.Line, "%s: a party tied to itself", what)
		}
		if t.Kind != "Ownership" && (t.Share != "" || t.Type != "") {
			s.fault(t.Line, "%s: share and type are of an Ownership", what)
		}
	}
	last := ftm.Day(0)
	for _, e := range c.Events {
		what := "event of " + string(e.Date)
		from(e.Line, what, e.Source)
		s.checkSpan(e.Line, what, e.Date, e.To)
		if from, end, _ := e.Date.Span(); end <= last { // a month may hold the day before it
			s.fault(e.Line, "%s: events stand in order of time", what)
		} else {
			last = max(last, from)
		}
		if (e.Amount == "") != (e.Unit == "") || e.About && e.Amount == "" {
			s.fault(e.Line, "%s: an amount and its unit go together", what)
		}
		for _, id := range e.Parties {
			known(e.Line, what, id)
		}
	}
	for i := range c.Asks {
		s.checkAsk(c, &c.Asks[i], known)
	}
	for _, empty := range []struct {
		what string
		n    int
	}{{"sources", len(c.Sources)}, {"events", len(c.Events)}, {"asks", len(c.Asks)}, {"measures", len(c.Measures)}} {
		if empty.n == 0 {
			s.fault(c.Line, "case %s: %s: at least one", c.ID, empty.what)
		}
	}
}

// checkSpan holds the ends of a time against each other.
func (s *source) checkSpan(line int, what string, from, to PartDay) {
	if _, end, _ := to.Span(); to != "" && end <= from.first() {
		s.fault(line, "%s: ends in %s, before it begins in %s", what, to, from)
	}
}

func (s *source) checkParty(p *CaseParty) {
	what := "party " + p.ID
	own := !p.Listed && p.Case == ""
	schema := ftm.Lookup(p.Schema)
	switch {
	case p.Listed && p.Case != "":
		s.fault(p.Line, "%s: listed, or told of in another case: one of them", what)
	case !own && (p.Schema != "" || p.Source != "" || p.Verified != nil || p.Aliases != nil || p.Country != nil || p.Flag != nil || p.IMO != "" || p.BIC != "" || p.Wallet != "" || p.Currency != ""):
		s.fault(p.Line, "%s: of a party that is listed or of another case nothing but name and role is said here", what)
	case own && (schema == nil || schema.Abstract || schema.Edge != nil || !schema.Is("Thing")):
		s.fault(p.Line, "%s: no schema of a party: %q", what, p.Schema)
	case own && (p.Source == "" || p.Verified == nil):
		s.fault(p.Line, "%s: source and verified are needed, unless it is listed or of another case", what)
	case own:
		for _, v := range p.values() {
			prop := schema.Property(v.prop)
			if prop == nil {
				s.fault(p.Line, "%s: a %s has no %s", what, p.Schema, v.prop)
			} else if clean, ok := ftm.CleanValue(p.Schema, v.prop, v.value); !ok || clean != v.value {
				s.fault(p.Line, "%s: %s %q is not valid, or not in its normal form %q", what, v.prop, v.value, clean)
			}
		}
		for _, n := range []struct {
			kind  ident.Kind
			value string
		}{{"imo", p.IMO}, {"bic", p.BIC}, {"wallet", p.Wallet}} {
			if _, err := ident.Parse(n.kind, n.value); n.value != "" && err != nil {
				s.fault(p.Line, "%s: %v", what, err)
			}
		}
	}
}

// checkAsk holds a question to one of its three forms.
func (s *source) checkAsk(c *PublicCase, a *CaseAsk, known func(line int, what, id string)) {
	forms := 0
	for _, v := range []string{a.Subject, a.HS, a.Act} {
		if v != "" {
			forms++
		}
	}
	lawful := a.HS != "" || a.Act != ""
	switch {
	case forms != 1:
		s.fault(a.Line, "an ask is about a subject, goods (hs) or an act: one of them")
	case a.Subject != "" && (a.Exposure == "" || a.Date != 0 || a.Direction != "" || a.Answer != "" || a.Measures != nil):
		s.fault(a.Line, "ask of %s: a question about a subject has exposure, as_of, via and missing, and no other key", a.Subject)
	case lawful && (a.Date == 0 || a.Answer == "" || a.Exposure != "" || a.AsOf != 0 || a.Via != nil || a.Missing != "" || (a.HS != "") != (a.Direction != "")):
		s.fault(a.Line, "ask of %s: a question about goods or an act has date, answer and measures, goods a direction, and no other key", cmp.Or(a.HS, a.Act))
	}
	for _, id := range a.Via {
		known(a.Line, "ask of "+a.Subject, id)
	}
}

// takeCases holds the cases against each other, against the listings and against
// the rules of the programme. A case with a fault is left out. Law and all say that
// every file of the law, and every case, could be read.
func (p *Programme) takeCases(sources []*source, listings []byte, law, all bool) {
	var needed []string
	for _, s := range sources {
		for _, x := range s.doc.Case.Parties {
			if x.Listed {
				needed = append(needed, x.ID)
			}
		}
	}
	listed := namesOf(listings, needed)
	owner := make(map[string]*PublicCase) // of an id
	told := make(map[string]*CaseSource)
	for _, s := range sources {
		c := s.doc.Case
		take := func(line int, what, id string) {
			if prefix := p.about.ID + "-case-"; p.about.ID != "" && !strings.HasPrefix(id, prefix) {
				s.fault(line, "%s %s: the id does not begin with %s", what, id, prefix)
			}
			if other := owner[id]; other != nil {
				s.fault(line, "%s %s is there twice, also in case %s", what, id, other.ID)
			}
			owner[id] = c
		}
		for _, x := range c.Parties {
			if !x.Listed && x.Case == "" {
				take(x.Line, "party", x.ID)
			}
		}
		for _, t := range c.Ties {
			take(t.Line, "tie", t.ID)
		}
		for i := range c.Sources {
			x := &c.Sources[i]
			other := told[x.ID]
			if other == nil {
				told[x.ID] = x
			} else if other.Title != x.Title || other.Published != x.Published || other.Cite != x.Cite || other.Terms != x.Terms {
				s.fault(x.Line, "source %s is another one in another case", x.ID)
			}
		}
	}
	for _, s := range sources {
		c := s.doc.Case
		for _, x := range c.Parties {
			switch {
			case x.Listed && listed[x.ID] == nil:
				s.fault(x.Line, "party %s is not in the listings", x.ID)
			case x.Listed && !slices.Contains(listed[x.ID], x.Name):
				s.fault(x.Line, "party %s: the listing has no name %q; it has %s", x.ID, x.Name, strings.Join(listed[x.ID], "; "))
			case x.Case != "" && (owner[x.ID] == nil || owner[x.ID].ID != x.Case || owner[x.ID] == c):
				if all {
					s.fault(x.Line, "party %s is not one of case %s", x.ID, x.Case)
				}
			}
		}
		if law {
			p.checkCaseLaw(s)
		}
		if len(s.problems) == 0 {
			p.cases = append(p.cases, c)
		}
	}
	slices.SortFunc(p.cases, func(a, b *PublicCase) int {
		return cmp.Or(cmp.Compare(a.From.first(), b.From.first()), strings.Compare(a.ID, b.ID))
	})
	p.stated = make(map[string]statedBy)
	for _, c := range p.cases {
		sources := make(map[string]*CaseSource, len(c.Sources))
		for i := range c.Sources {
			sources[c.Sources[i].ID] = &c.Sources[i]
		}
		for _, x := range c.Parties {
			if !x.Listed && x.Case == "" {
				p.stated[x.ID] = statedBy{c, sources[x.Source], *x.Verified}
			}
		}
		for _, t := range c.Ties {
			p.stated[t.ID] = statedBy{c, sources[t.Source], t.Verified}
		}
	}
}

// checkCaseLaw holds rules, activities and codes that a case names against the
// programme.
func (p *Programme) checkCaseLaw(s *source) {
	c := s.doc.Case
	measure := func(line int, what, id string) {
		if p.byID[id] == nil {
			near := ""
			for _, n := range p.Near(id) {
				if p.byID[n] != nil { // not an instrument
					near = "; is " + n + " meant?"
					break
				}
			}
			s.fault(line, "%s: no measure %s%s", what, id, near)
		}
	}
	for _, id := range c.Measures {
		measure(c.Line, "case "+c.ID, id)
	}
	for _, a := range c.Asks {
		for _, id := range a.Measures {
			measure(a.Line, "ask of "+cmp.Or(a.HS, a.Act), id)
		}
		if a.Act != "" && !slices.ContainsFunc(p.about.Activities, func(x Activity) bool { return x.ID == a.Act }) {
			s.fault(a.Line, "ask: no activity %s", a.Act)
		}
		if a.HS != "" {
			if _, err := parseHS(a.HS); err != nil {
				s.fault(a.Line, "ask: %s", err)
			}
		}
	}
}

// namesOf reads the names of some entities out of a file of listings.
func namesOf(listings []byte, ids []string) map[string][]string {
	need := make(map[string]bool, len(ids))
	for _, id := range ids {
		need[id] = true
	}
	out := make(map[string][]string, len(ids))
	for line := range bytes.Lines(listings) {
		i := bytes.IndexByte(line, '\t')
		if i < 0 || !need[string(line[:i])] {
			continue
		}
		s, err := parseRow(strings.TrimRight(string(line), "\n"))
		if err != nil {
			continue // ReadListings says so
		}
		switch s.Prop {
		case "name", "alias", "weakAlias", "previousName", "publicKey":
			out[s.Entity] = append(out[s.Entity], s.Value)
		}
	}
	return out
}
