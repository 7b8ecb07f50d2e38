package law

import (
	"slices"

	"cordon/ftm"
)

// What people and programs are shown. The command and the service write these,
// so that both have the same keys.

// Line is a measure in a list.
type Line struct {
	ID         string   `json:"id"`
	Cite       string   `json:"cite" doc:"The text and the place in it."`
	Text       string   `json:"text" doc:"What it says, in our words."`
	Kind       string   `json:"kind"`
	Direction  string   `json:"direction" doc:"to, from, both or none."`
	Issuer     string   `json:"issuer"`
	From       ftm.Day  `json:"from" doc:"First day."`
	To         ftm.Day  `json:"to" doc:"Last day; empty while it is open."`
	LastDay    ftm.Day  `json:"last_day" doc:"Last day of the wind-down, where there is one."`
	Verified   Mark     `json:"verified" doc:"true, \"partly\" or false: how far it was read in an official text."`
	Unverified []string `json:"unverified_fields"`
}

func line(m *Measure, known ftm.Day) Line {
	l := Line{
		ID: m.ID, Cite: m.Cite(), Text: m.Text, Kind: m.Kind, Direction: m.Direction, Issuer: m.instrument.Issuer,
		From: m.From, To: m.last(known), LastDay: m.WindDown.end(), Verified: m.Verified, Unverified: m.Unverified,
	}
	if l.Unverified == nil {
		l.Unverified = []string{}
	}
	return l
}

// InForce is the programme on a day.
type InForce struct {
	Date     ftm.Day `json:"date"`
	Known    ftm.Day `json:"known" doc:"The day on which we looked; empty is now."`
	Issuer   string  `json:"issuer" doc:"Empty is all."`
	Measures []Line  `json:"measures" doc:"In order of adoption."`
}

// InForce returns the measures in force on a day as a list to show.
func (p *Programme) InForce(date, known ftm.Day, issuer string) (InForce, error) {
	issuer, err := p.oneIssuer(issuer)
	if err != nil {
		return InForce{}, err
	}
	out := InForce{Date: date, Known: known, Issuer: issuer, Measures: []Line{}}
	for _, m := range p.At(date, known, issuer) {
		out.Measures = append(out.Measures, line(m, known))
	}
	return out, nil
}

// oneIssuer checks an issuer; empty is all of them.
func (p *Programme) oneIssuer(id string) (string, error) {
	if id == "" {
		return "", nil
	}
	return p.issuer(id)
}

// Comparison is what lies between two days.
type Comparison struct {
	From    ftm.Day     `json:"from"`
	To      ftm.Day     `json:"to"`
	Known   ftm.Day     `json:"known" doc:"The day on which we looked; empty is now."`
	Issuer  string      `json:"issuer" doc:"Empty is all."`
	In      []Line      `json:"in" doc:"Measures that came."`
	Out     []Line      `json:"out" doc:"Measures that went."`
	Changed []LineAfter `json:"changed" doc:"Measures that stayed, but not the same."`
}

// LineAfter is a measure that changed, and what of it.
type LineAfter struct {
	Line
	What string `json:"what"`
}

// Compare returns what lies between two days as lists to show.
func (p *Programme) Compare(from, to, known ftm.Day, issuer string) (Comparison, error) {
	issuer, err := p.oneIssuer(issuer)
	if err != nil {
		return Comparison{}, err
	}
	d := p.Diff(from, to, known, issuer)
	out := Comparison{From: from, To: to, Known: known, Issuer: issuer, In: []Line{}, Out: []Line{}, Changed: []LineAfter{}}
	for _, m := range d.In {
		out.In = append(out.In, line(m, known))
	}
	for _, m := range d.Out {
		out.Out = append(out.Out, line(m, known))
	}
	for _, c := range d.Changed {
		out.Changed = append(out.Changed, LineAfter{line(c.Measure, known), c.What})
	}
	return out, nil
}

// Calendar is the clocks that run on a day.
type Calendar struct {
	Date   ftm.Day `json:"date"`
	Known  ftm.Day `json:"known" doc:"The day on which we looked; empty is now."`
	Issuer string  `json:"issuer" doc:"Empty is all."`
	Clocks []Due   `json:"clocks" doc:"Soonest first; those that wait for an event last."`
}

// Calendar returns the clocks that run on a day as a list to show. Event is the
// day on which the events happened that start clocks, open when none did.
func (p *Programme) Calendar(date, known ftm.Day, issuer, which string, event ftm.Day) (Calendar, error) {
	issuer, err := p.oneIssuer(issuer)
	if err != nil {
		return Calendar{}, err
	}
	return Calendar{Date: date, Known: known, Issuer: issuer, Clocks: p.Clocks(date, known, issuer, which, event)}, nil
}

// Shown is everything that the programme says of a measure or an instrument.
type Shown struct {
	ID         string      `json:"id"`
	Cite       string      `json:"cite"`
	Text       string      `json:"text"`
	From       ftm.Day     `json:"from" doc:"First day; of an instrument the day of its adoption."`
	To         ftm.Day     `json:"to" doc:"Last day; empty while it is open."`
	Verified   Mark        `json:"verified"`
	Unverified []string    `json:"unverified_fields"`
	ReplacedBy []string    `json:"replaced_by"`
	Instrument *Instrument `json:"instrument"`
	Measure    *Measure    `json:"measure" doc:"Null when an instrument was asked for."`
	Goods      []Goods     `json:"goods" doc:"Of the measure, those that it takes from another included."`
	Cap        *CapPeriod  `json:"cap" doc:"The cap in the period of the day."`
	Measures   []Line      `json:"measures" doc:"Of the instrument."`
}

// Show returns a measure or an instrument by its id, its cap in the period that
// holds a day. Of what was not known yet there is nothing to show.
func (p *Programme) Show(id string, date, known ftm.Day) (Shown, error) {
	if m, ok := p.byID[id]; ok && m.visible(known) {
		out := Shown{
			ID: m.ID, Cite: m.Cite(), Text: m.Text, From: m.From, To: m.last(known), Verified: m.Verified, Unverified: m.Unverified,
			Instrument: m.instrument, Measure: m, Goods: m.Goods, ReplacedBy: []string{}, Measures: []Line{},
		}
		for _, r := range m.replacedBy {
			if r.visible(known) {
				out.ReplacedBy = append(out.ReplacedBy, r.ID)
			}
		}
		if as := p.byID[m.GoodsAs]; as != nil {
			out.Goods = as.Goods
		}
		if c, ok := m.period(date); ok {
			out.Cap = &c
		}
		return out.filled(), nil
	}
	i, ok := p.Instrument(id)
	if !ok || known != 0 && i.Adopted > known {
		return Shown{}, &UnknownError{"measure or instrument", id, p.Near(id)}
	}
	out := Shown{
		ID: i.ID, Cite: i.Source, Text: i.Title, From: i.Adopted, To: i.Lapsed, Verified: i.Verified, Unverified: i.Unverified, Instrument: i,
		ReplacedBy: []string{}, Measures: []Line{},
	}
	for _, m := range p.Of(id) {
		if m.visible(known) {
			out.Measures = append(out.Measures, line(m, known))
		}
	}
	return out.filled(), nil
}

func (s Shown) filled() Shown {
	if s.Unverified == nil {
		s.Unverified = []string{}
	}
	if s.Goods == nil {
		s.Goods = []Goods{}
	}
	s.Goods = slices.Clone(s.Goods)
	return s
}

// Proposals are codes that words may mean. None is chosen.
type Proposals struct {
	Words      string      `json:"words"`
	Candidates []Candidate `json:"candidates" doc:"Best first, by words alone."`
	Note       string      `json:"note"`
}

// Propose returns codes that words may mean, at most limit of them.
func Propose(words string, limit int) Proposals {
	return Proposals{words, Candidates(words, limit), "found by words alone; choose the code that the goods have, then ask again with it"}
}

// Heads are the powers to designate that fit a conduct.
type Heads struct {
	Date     ftm.Day  `json:"date"`
	Conducts []string `json:"conducts"`
	Heads    []Head   `json:"heads" doc:"Mandatory ones first."`
}

// Actions are actions under section 311 as of a day.
type Actions struct {
	Date    ftm.Day  `json:"date"`
	Actions []Action `json:"actions" doc:"In order of their final rules."`
}

// Ladder is what must hold before a measure may be suspended or ended.
type Ladder struct {
	ID    string       `json:"id"`
	Date  ftm.Day      `json:"date"`
	Steps []ReliefStep `json:"steps" doc:"Ways that are open, then those that are closed by name."`
}
