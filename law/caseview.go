package law

import (
	"slices"
	"strings"
)

// CaseLine is a case in a list.
type CaseLine struct {
	ID         string  `json:"id"`
	Title      string  `json:"title"`
	From       PartDay `json:"from" doc:"When it began: a day, a month or a year."`
	To         PartDay `json:"to" doc:"When it ended; empty while it is open."`
	Parties    int     `json:"parties"`
	Ties       int     `json:"ties"`
	Facts      int     `json:"facts" doc:"Parties of its own, ties and events: what has a mark."`
	Verified   int     `json:"verified" doc:"Facts that were read in their publication."`
	Unverified int     `json:"unverified" doc:"Facts that were not; the rest was read in part."`
}

// CaseList is a programme's casebook in lines.
type CaseList struct {
	Cases      []CaseLine `json:"cases" doc:"In the order in which they began."`
	Disclaimer string     `json:"disclaimer"`
}

// caseDisclaimer stands beside every case.
const caseDisclaimer = "Statements of the publications named, not findings of this program. To be named here does not imply a violation."

// Cases returns the programme's published cases as a list to show.
func (p *Programme) Cases() CaseList {
	out := CaseList{Cases: []CaseLine{}, Disclaimer: caseDisclaimer}
	for _, c := range p.cases {
		all, verified, unverified := c.facts()
		out.Cases = append(out.Cases, CaseLine{c.ID, c.Title, c.From, c.To, len(c.Parties), len(c.Ties), all, verified, unverified})
	}
	return out
}

// CaseShown is everything that the programme holds of a case.
type CaseShown struct {
	PublicCase
	Rules      []Citation `json:"rules" doc:"Where the rules stand that the case is about."`
	Disclaimer string     `json:"disclaimer"`
}

// Case returns a case by its id.
func (p *Programme) Case(id string) (CaseShown, error) {
	i := slices.IndexFunc(p.cases, func(c *PublicCase) bool { return c.ID == id })
	if i < 0 {
		return CaseShown{}, &UnknownError{"case", id, p.nearCase(id)}
	}
	out := CaseShown{PublicCase: *p.cases[i], Rules: []Citation{}, Disclaimer: caseDisclaimer}
	for _, m := range out.Measures {
		if c, ok := p.Citation(m); ok {
			out.Rules = append(out.Rules, c.filled())
		}
	}
	return out.filled(), nil
}

// filled has lists in place of nothing.
func (c CaseShown) filled() CaseShown {
	c.Parties, c.Ties, c.Events, c.Asks = slices.Clone(c.Parties), slices.Clone(c.Ties), slices.Clone(c.Events), slices.Clone(c.Asks)
	list := func(l *[]string) {
		if *l == nil {
			*l = []string{}
		}
	}
	if c.Parties == nil {
		c.Parties = []CaseParty{}
	}
	if c.Ties == nil {
		c.Ties = []CaseTie{}
	}
	for i := range c.Parties {
		p := &c.Parties[i]
		list(&p.Aliases)
		list(&p.Country)
		list(&p.Flag)
	}
	for i := range c.Events {
		list(&c.Events[i].Parties)
	}
	for i := range c.Asks {
		list(&c.Asks[i].Via)
		list(&c.Asks[i].Measures)
	}
	return c
}

func (c Citation) filled() Citation {
	if c.AlsoIn == nil {
		c.AlsoIn = []AlsoIn{}
	}
	if c.Unverified == nil {
		c.Unverified = []string{}
	}
	return c
}

// nearCase returns ids of cases that somebody may have meant.
func (p *Programme) nearCase(id string) []string {
	var out []string
	want := strings.ToLower(strings.TrimSpace(id))
	for _, near := range []func(c *PublicCase) bool{
		func(c *PublicCase) bool { return want != "" && strings.Contains(c.ID, want) },
		func(c *PublicCase) bool { return edits(c.ID, want) <= 2 },
		func(c *PublicCase) bool { return want != "" && strings.Contains(strings.ToLower(c.Title), want) },
	} {
		for _, c := range p.cases {
			if near(c) && !slices.Contains(out, c.ID) && len(out) < 5 {
				out = append(out, c.ID)
			}
		}
	}
	return out
}

// Sum is the amount of an event with its unit, as it is shown: about 1,500,000 USD.
func (e CaseEvent) Sum() string {
	if e.Amount == "" {
		return ""
	}
	s := grouped(e.Amount) + " " + e.Unit
	if e.About {
		s = "about " + s
	}
	return s
}

// facts counts what has a mark: parties of its own, ties and events.
func (c *PublicCase) facts() (all, verified, unverified int) {
	count := func(m Mark) {
		all++
		switch m {
		case Verified:
			verified++
		case Unverified:
			unverified++
		}
	}
	for _, p := range c.Parties {
		if p.Verified != nil {
			count(*p.Verified)
		}
	}
	for _, t := range c.Ties {
		count(t.Verified)
	}
	for _, e := range c.Events {
		count(e.Verified)
	}
	return all, verified, unverified
}
