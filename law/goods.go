package law

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
)

// Status is what the law says of goods or an act on a day.
type Status string

// The answers, strongest first.
const (
	Banned      Status = "banned"      // a ban matches in full, and no wind-down is open
	Winding     Status = "wind_down"   // a ban matches, but what was begun before may still be ended
	Capped      Status = "capped"      // an exempt quantity exists for this period
	Conditional Status = "conditional" // a fact decides; Needs names it
	Allowed     Status = "allowed"     // nothing in force matches
)

var statusRank = map[Status]int{Allowed: 0, Conditional: 1, Capped: 2, Winding: 3, Banned: 4}

// Stronger reports whether s forbids more than t.
func (s Status) Stronger(t Status) bool { return statusRank[s] > statusRank[t] }

// The directions of trade, seen from the target.
const (
	To   = "to"   // supply to it
	From = "from" // procurement from it
)

// Question asks what the law says of goods.
type Question struct {
	HS        string
	Direction string  // To or From
	Date      ftm.Day // of supply (To) or of import clearance (From)
	Known     ftm.Day // the day on which we look; open is now
	Issuer    string  // empty is the programme's first
}

// Match is a measure that an answer rests on.
type Match struct {
	ID         string   `json:"id"`
	Cite       string   `json:"cite" doc:"The text and the place in it."`
	Text       string   `json:"text" doc:"What it says, in our words."`
	From       ftm.Day  `json:"from" doc:"First day."`
	To         ftm.Day  `json:"to" doc:"Last day; empty while it is open."`
	Verified   Mark     `json:"verified" doc:"true, \"partly\" or false: how far measure and code were read in an official text."`
	Unverified []string `json:"unverified_fields" doc:"What was not."`
	Status     Status   `json:"status" doc:"What this measure alone comes to."`
	Issuer     string   `json:"issuer"`
	Kind       string   `json:"kind"`
	HS         string   `json:"hs,omitempty" doc:"The code of the measure that matched."`
	Goods      string   `json:"goods,omitempty" doc:"The goods of the measure, in words. They decide, not the code."`
	Part       bool     `json:"part,omitempty" doc:"Only finer codes, or only a part of the code, are meant."`
	HSSource   string   `json:"hs_source,omitempty" doc:"Whose reading the code is, where the text has none."`
	LastDay    ftm.Day  `json:"last_day" doc:"Last day of the wind-down, where there is one."`
	known      ftm.Day
	full       bool
	needs      []string
}

// Elsewhere is an issuer that answers more strictly.
type Elsewhere struct {
	Issuer   string   `json:"issuer"`
	Status   Status   `json:"status"`
	Measures []string `json:"measures"`
}

// GoodsAnswer is what the law says of goods.
type GoodsAnswer struct {
	HS         string      `json:"hs"`
	Goods      string      `json:"goods" doc:"What the code covers."`
	Direction  string      `json:"direction" doc:"from or to."`
	Date       ftm.Day     `json:"date"`
	Known      ftm.Day     `json:"known" doc:"The day on which we looked; empty is now."`
	Issuer     string      `json:"issuer"`
	Status     Status      `json:"status"`
	Measures   []Match     `json:"measures" doc:"All that match, strongest first."`
	Exceptions []string    `json:"exceptions"`
	Needs      []string    `json:"needs" doc:"Facts that would decide."`
	Flags      []string    `json:"flags" doc:"Measures that go by use or by list: catch_all, control_lists."`
	LastDay    ftm.Day     `json:"last_day" doc:"Last day of the wind-down that is open."`
	Verified   Mark        `json:"verified" doc:"Of the measures that give the answer, the best mark."`
	ByHeading  string      `json:"by_heading,omitempty" doc:"The heading by which it was answered, when the table does not have the code."`
	Note       string      `json:"note,omitempty" doc:"What limits the answer: a code of another revision, a day before all measures."`
	Elsewhere  []Elsewhere `json:"elsewhere" doc:"Other issuers that answer more strictly."`
}

// code is one prefix of a measure's goods.
type code struct {
	hs    string // empty: all goods
	goods *Goods
}

// codesOf are the prefixes of goods, longest first, so that the first that fits
// is the closest.
func codesOf(goods []Goods) []code {
	var out []code
	for i := range goods {
		if goods[i].Any {
			out = append(out, code{"", &goods[i]})
		}
		for _, hs := range goods[i].HS {
			out = append(out, code{hs, &goods[i]})
		}
	}
	slices.SortStableFunc(out, func(a, b code) int { return len(b.hs) - len(a.hs) })
	return out
}

// Is says what the law says of goods on a day. A code that is not in the table
// of the Harmonized System is an error, not an answer.
func (p *Programme) Is(q Question) (GoodsAnswer, error) {
	hs, err := parseHS(q.HS)
	if err != nil {
		return GoodsAnswer{}, err
	}
	if q.Direction != To && q.Direction != From {
		return GoodsAnswer{}, fmt.Errorf("law: direction %q: %s or %s", q.Direction, To, From)
	}
	if q.Date == 0 {
		return GoodsAnswer{}, fmt.Errorf("law: goods %s: no date", q.HS)
	}
	issuer, err := p.issuer(q.Issuer)
	if err != nil {
		return GoodsAnswer{}, err
	}
	a := GoodsAnswer{
		HS: hs.code, Goods: hs.text, Direction: q.Direction, Date: q.Date, Known: q.Known, Issuer: issuer, Status: Allowed,
		Measures: []Match{}, Exceptions: []string{}, Needs: []string{}, Flags: []string{}, Elsewhere: []Elsewhere{},
	}
	if hs.heading != "" {
		a.ByHeading = hs.heading
		a.Note = fmt.Sprintf("%s is not in the table (an earlier revision?): answered by its heading %s", hs.code, hs.heading)
	}
	if note := p.before(issuer, q.Date); note != "" {
		a.Note = strings.TrimPrefix(a.Note+"; "+note, "; ")
	}
	var others []Match
	for _, m := range p.measures {
		if m.Direction != q.Direction && m.Direction != "both" || m.codes == nil && m.Flag == nil || !m.holds(q.Date, q.Known) {
			continue
		}
		if m.Flag != nil && m.instrument.Issuer == issuer && m.flagged(&hs, q.Direction) && !slices.Contains(a.Flags, m.Flag.Name) {
			a.Flags = append(a.Flags, m.Flag.Name)
		}
		match, ok := m.match(&hs, q.Date, q.Known)
		switch {
		case !ok:
		case m.instrument.Issuer == issuer:
			a.Measures = append(a.Measures, match)
		default:
			others = append(others, match)
		}
	}
	p.conclude(&a.Status, &a.Verified, &a.LastDay, a.Measures, &a.Exceptions, &a.Needs)
	a.Elsewhere = p.elsewhere(others, a.Status)
	return a, nil
}

// before says that a day lies before everything that the programme has of an
// issuer: what holds then is not known, and no silence is an answer.
func (p *Programme) before(issuer string, date ftm.Day) string {
	first, ok := p.begins[issuer]
	if ok && date >= first {
		return ""
	}
	if !ok {
		return "this programme has no measures of " + issuer
	}
	return fmt.Sprintf("this programme has no measures of %s before %s", issuer, first)
}

// issuer checks an issuer; empty is the first.
func (p *Programme) issuer(id string) (string, error) {
	all := p.Issuers()
	if id == "" && len(all) > 0 {
		return all[0], nil
	}
	for _, have := range all {
		if strings.EqualFold(have, id) {
			return have, nil
		}
	}
	return "", &IssuerError{id, all}
}

// IssuerError is an issuer that the programme does not have.
type IssuerError struct {
	Issuer string
	Known  []string
}

func (e *IssuerError) Error() string {
	return fmt.Sprintf("no issuer %q; known: %s", e.Issuer, strings.Join(e.Known, ", "))
}

// flagged reports whether answers about a code say that the measure may catch it.
func (m *Measure) flagged(q *hsQuery, direction string) bool {
	if m.Flag.Direction != direction && m.Flag.Direction != "both" {
		return false
	}
	for i := range m.Flag.Except {
		for _, hs := range m.Flag.Except[i].HS {
			if strings.HasPrefix(q.code, hs) {
				return false
			}
		}
	}
	return true
}

// match holds a code against the goods of a measure.
func (m *Measure) match(q *hsQuery, date, known ftm.Day) (Match, bool) {
	var partial []string
	var finer *Goods
	for i := range m.codes {
		c := &m.codes[i]
		if strings.HasPrefix(q.code, c.hs) {
			return m.full(c, date, known), true
		}
		if strings.HasPrefix(c.hs, q.place()) {
			if finer == nil {
				finer = c.goods
			}
			if c.goods == finer {
				partial = append(partial, c.hs)
			}
		}
	}
	if finer == nil {
		return Match{}, false
	}
	slices.Sort(partial)
	out := m.found(finer, partial[0], known)
	out.Status, out.Part = Conditional, true
	out.needs = []string{fmt.Sprintf("%s? then %s (%s)", finer.Label, m.ID, strings.Join(partial, ", "))}
	return out, true
}

// found begins the match of a measure by one of its codes.
func (m *Measure) found(g *Goods, hs string, known ftm.Day) Match {
	out := Match{
		ID: m.ID, Cite: m.Cite(), Text: m.Text, From: m.From, To: m.last(known), Verified: m.Verified, Unverified: m.Unverified,
		Issuer: m.instrument.Issuer, Kind: m.Kind, HS: hs, Goods: g.Label, HSSource: g.HSSource, LastDay: m.WindDown.end(), known: m.known(),
	}
	if g.HSVerified != nil && *g.HSVerified < out.Verified {
		out.Verified = *g.HSVerified
		if !slices.Contains(out.Unverified, "goods.hs") {
			out.Unverified = append(slices.Clone(out.Unverified), "goods.hs")
		}
	}
	if out.Unverified == nil {
		out.Unverified = []string{}
	}
	return out
}

// full is the match of a code that a measure covers.
func (m *Measure) full(c *code, date, known ftm.Day) Match {
	out := m.found(c.goods, c.hs, known)
	out.full = true
	switch {
	case c.goods.Ex:
		out.Status, out.Part = Conditional, true
		out.needs = append(out.needs, fmt.Sprintf("%s? only that part of %s is meant by %s", c.goods.Label, c.hs, m.ID))
	case c.goods.ValueOver != nil:
		out.Status = Conditional
	case m.Kind == "cap":
		period, ok := m.period(date)
		out.Status = Capped
		if !ok {
			out.Status = Conditional
			out.needs = append(out.needs, fmt.Sprintf("no exempt quantity of %s is set for this day: banned, or free until its first period begins on %s; the text can be read both ways",
				m.ID, m.firstPeriod()))
		} else {
			out.needs = append(out.needs, fmt.Sprintf("what of %s was used from %s to %s (%s)", period.amount(), period.Start, period.End, m.ID))
		}
	case m.Kind != "ban" || len(m.Conditions) > 0:
		out.Status = Conditional
	case date <= m.WindDown.end():
		out.Status = Winding
		out.needs = append(out.needs, m.WindDown.needs(m.ID)...)
	default:
		out.Status = Banned
	}
	if v := c.goods.ValueOver; v != nil {
		out.needs = append(out.needs, fmt.Sprintf("worth more than %s %s? (%s)", v.Currency, grouped(v.Amount), m.ID))
	}
	for _, n := range slices.Concat(m.Conditions, m.Needs) {
		out.needs = append(out.needs, n+" ("+m.ID+")")
	}
	return out
}

// firstPeriod is when the first exempt quantity begins.
func (m *Measure) firstPeriod() ftm.Day {
	first := m.Caps[0].From
	for _, c := range m.Caps {
		first = min(first, c.From)
	}
	return first
}

// needs are the facts on which a wind-down depends.
func (w *WindDown) needs(id string) []string {
	var out []string
	if w.ContractBefore != 0 {
		out = append(out, fmt.Sprintf("written contract of before %s (%s)", w.ContractBefore, id))
	}
	if w.ArrivedBefore != 0 {
		out = append(out, fmt.Sprintf("goods that arrived at the port before %s (%s)", w.ArrivedBefore, id))
	}
	if w.NotifyBy != 0 {
		out = append(out, fmt.Sprintf("notice about the imports by %s (%s)", w.NotifyBy, id))
	}
	return out
}

// conclude sorts what matched, strongest first, and draws the answer from it.
func (p *Programme) conclude(status *Status, verified *Mark, last *ftm.Day, matches []Match, exceptions, needs *[]string) {
	sortMatches(matches)
	if len(matches) == 0 { // that the programme has every rule is more than was verified
		*verified = Partly
		return
	}
	*status = matches[0].Status
	for i := range matches {
		x := &matches[i]
		if x.Status == *status {
			*verified = max(*verified, x.Verified)
			if *status == Winding {
				*last = max(*last, x.LastDay)
			}
		}
		m := p.byID[x.ID]
		for _, e := range m.Exceptions {
			*exceptions = append(*exceptions, e+" ("+m.ID+")")
		}
		if *status != Banned {
			*needs = append(*needs, x.needs...)
		}
	}
}

// sortMatches puts the strongest first; of equals those that match in full, then
// the newest.
func sortMatches(ms []Match) {
	whole := func(m *Match) int {
		if m.full {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(ms, func(a, b Match) int {
		return cmp.Or(statusRank[b.Status]-statusRank[a.Status], whole(&a)-whole(&b), cmp.Compare(b.known, a.known), cmp.Compare(b.From, a.From))
	})
}

// elsewhere says which other issuers answer more strictly.
func (p *Programme) elsewhere(others []Match, than Status) []Elsewhere {
	out := []Elsewhere{}
	sortMatches(others)
	for _, issuer := range p.about.Issuers {
		var e *Elsewhere
		for i := range others {
			o := &others[i]
			if o.Issuer != issuer.ID || !o.Status.Stronger(than) {
				continue
			}
			if e == nil {
				out = append(out, Elsewhere{Issuer: issuer.ID, Status: o.Status})
				e = &out[len(out)-1]
			}
			if o.Status == e.Status {
				e.Measures = append(e.Measures, o.ID)
			}
		}
	}
	return out
}
