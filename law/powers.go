package law

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
)

// Head is a power to designate that fits a conduct.
type Head struct {
	ID         string      `json:"id"`
	Head       string      `json:"head" doc:"As it is cited: 22 USC 9214(a)(3)."`
	Text       string      `json:"text"`
	Mandatory  bool        `json:"mandatory"`
	Knowledge  string      `json:"knowledge" doc:"What the person must have known."`
	Quantity   string      `json:"quantity,omitempty" doc:"The text's words of how much."`
	Ledger     []CapPeriod `json:"ledger" doc:"The caps whose ledger the words of quantity need."`
	Conducts   []string    `json:"conducts" doc:"Which of the conducts asked about it is for."`
	Verified   Mark        `json:"verified"`
	Unverified []string    `json:"unverified_fields"`
	Note       string      `json:"note"`
}

// authorityNote stands beside every head.
const authorityNote = "A designation needs a finding by the President or a Secretary: this proposes, it does not conclude."

// Authority returns the powers to designate somebody for a conduct that are in
// force on a day: mandatory ones first, then in the order of the texts. Conducts
// are ids of the programme; a head fits when it is for one of them.
func (p *Programme) Authority(conducts []string, date, known ftm.Day) ([]Head, error) {
	var all []string
	for _, c := range p.about.Conducts {
		all = append(all, c.ID)
	}
	for _, c := range conducts {
		if !slices.Contains(all, c) {
			return nil, &UnknownError{"conduct", c, all}
		}
	}
	out := []Head{}
	for _, m := range p.measures {
		if m.Authority == nil || !m.holds(date, known) {
			continue
		}
		a := m.Authority
		var fits []string
		for _, c := range conducts {
			if slices.Contains(a.Conducts, c) {
				fits = append(fits, c)
			}
		}
		if fits == nil {
			continue
		}
		h := Head{
			ID: m.ID, Head: a.Head, Text: m.Text, Mandatory: a.Mandatory, Knowledge: a.Knowledge, Quantity: a.Quantity, Conducts: fits,
			Ledger: []CapPeriod{}, Verified: m.Verified, Unverified: m.Unverified, Note: authorityNote,
		}
		if h.Unverified == nil {
			h.Unverified = []string{}
		}
		for _, id := range a.Ledger {
			if c := p.byID[id]; c != nil && c.holds(date, known) {
				if period, ok := c.period(date); ok {
					h.Ledger = append(h.Ledger, period)
				}
			}
		}
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b Head) int {
		switch {
		case a.Mandatory == b.Mandatory:
			return 0
		case a.Mandatory:
			return -1
		}
		return 1
	})
	return out, nil
}

// Action is an action under section 311 as of a day.
type Action struct {
	ID         string   `json:"id"`
	Target     string   `json:"target"`
	Kind       string   `json:"kind" doc:"jurisdiction, institution, class or account"`
	Country    string   `json:"country"`
	State      string   `json:"state" doc:"proposed, final (not yet in force), in_force or withdrawn"`
	Final      ftm.Day  `json:"final"`
	From       ftm.Day  `json:"from" doc:"First day in force."`
	Withdrawn  ftm.Day  `json:"withdrawn" doc:"First day on which it holds no more."`
	Rule       string   `json:"rule"`
	Cites      []string `json:"cites"`
	Measures   []int    `json:"measures" doc:"Which of the five special measures."`
	Covers     []string `json:"covers"`
	NotCovers  []string `json:"not_covers"`
	Text       string   `json:"text"`
	Verified   Mark     `json:"verified"`
	Unverified []string `json:"unverified_fields"`
}

// SpecialMeasures returns the actions under section 311 about a country (empty:
// about any) that had begun by a day, oldest final rule first, each with its
// state on that day; of one kind of target, or of all (empty).
func (p *Programme) SpecialMeasures(country string, date ftm.Day, kind string) []Action {
	out := []Action{}
	for _, m := range p.measures {
		s := m.Special
		if s == nil || country != "" && s.Country != country || kind != "" && s.Kind != kind || m.known() > date {
			continue
		}
		a := Action{
			ID: m.ID, Target: s.Target, Kind: s.Kind, Country: s.Country, Final: s.Final, From: m.From, Withdrawn: s.Withdrawn, Rule: s.Rule,
			Cites: s.Cites, Measures: s.Measures, Covers: s.Covers, NotCovers: s.NotCovers, Text: m.Text, Verified: m.Verified, Unverified: m.Unverified,
		}
		if a.Covers == nil {
			a.Covers = []string{}
		}
		if a.NotCovers == nil {
			a.NotCovers = []string{}
		}
		if a.Unverified == nil {
			a.Unverified = []string{}
		}
		switch {
		case s.Final == 0 || date < s.Final:
			a.State = "proposed"
		case s.Withdrawn != 0 && date >= s.Withdrawn:
			a.State = "withdrawn"
		case date < m.From:
			a.State = "final"
		default:
			a.State = "in_force"
		}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b Action) int { return cmp.Compare(a.Final, b.Final) })
	return out
}

// ReliefStep is a way in which a measure may be suspended or ended, or the
// reason why that way is closed.
type ReliefStep struct {
	ID         string   `json:"id"`
	Step       string   `json:"step" doc:"suspend, terminate, waive, exempt or notice"`
	Cite       string   `json:"cite"`
	Text       string   `json:"text"`
	Holds      []string `json:"holds" doc:"What must hold before."`
	Length     string   `json:"length,omitempty"`
	Open       bool     `json:"open" doc:"The way is open to this measure."`
	Why        string   `json:"why,omitempty" doc:"Why it is not."`
	Verified   Mark     `json:"verified"`
	Unverified []string `json:"unverified_fields"`
}

// Relief returns what must hold before a measure may be suspended or ended: the
// ways that are open to it, then those that are closed to it by name. The id may
// be the beginning of several, a section: 22USC9214g.
func (p *Programme) Relief(id string, date ftm.Day) ([]ReliefStep, error) {
	if !slices.ContainsFunc(p.measures, func(m *Measure) bool { return id != "" && strings.HasPrefix(m.ID, id) }) {
		return nil, &UnknownError{"measure", id, p.Near(id)}
	}
	begins := func(s string) bool { return strings.HasPrefix(id, s) }
	open, closed := []ReliefStep{}, []ReliefStep{}
	for _, r := range p.relief {
		if !slices.ContainsFunc(r.Covers, begins) || date != 0 && date < r.From {
			continue
		}
		s := ReliefStep{ID: r.ID, Step: r.Step, Cite: r.Cite, Text: r.Text, Holds: r.Holds, Length: r.Length, Open: true, Verified: r.Verified, Unverified: r.Uncertain}
		if s.Unverified == nil {
			s.Unverified = []string{}
		}
		if i := slices.IndexFunc(r.NotFor, begins); i >= 0 {
			s.Open, s.Why = false, fmt.Sprintf("%s does not reach %s", r.Cite, r.NotFor[i])
			closed = append(closed, s)
			continue
		}
		open = append(open, s)
	}
	return append(open, closed...), nil
}
