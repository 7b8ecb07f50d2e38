package law

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cordon/ftm"
)

// ActQuestion asks what the law says of an act without goods.
type ActQuestion struct {
	Activity string // id of an activity of the programme
	Date     ftm.Day
	Known    ftm.Day           // open is now
	Issuer   string            // empty is the activity's own
	Facts    map[string]string // dates as YYYY-MM-DD, amounts in digits, anything else as a word
}

// ActAnswer is what the law says of an act.
type ActAnswer struct {
	Activity   string      `json:"activity"`
	Text       string      `json:"text"`
	Date       ftm.Day     `json:"date"`
	Known      ftm.Day     `json:"known"`
	Issuer     string      `json:"issuer"`
	Status     Status      `json:"status"`
	Measures   []Match     `json:"measures"`
	Exceptions []string    `json:"exceptions"`
	Needs      []string    `json:"needs"`
	LastDay    ftm.Day     `json:"last_day"`
	Verified   Mark        `json:"verified"`
	Elsewhere  []Elsewhere `json:"elsewhere"`
	Note       string      `json:"note,omitempty"`
}

// UnknownError is a name that the programme does not have.
type UnknownError struct {
	What, Name string
	Known      []string
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("no %s %q; known: %s", e.What, e.Name, strings.Join(e.Known, ", "))
}

// Activity returns an activity of the programme.
func (p *Programme) Activity(id string) (Activity, error) {
	var known []string
	for _, a := range p.about.Activities {
		if a.ID == id {
			return a, nil
		}
		known = append(known, a.ID)
	}
	return Activity{}, &UnknownError{"activity", id, known}
}

// Does says what the law says of an act on a day. What the facts leave open
// makes the answer conditional and stands in Needs.
func (p *Programme) Does(q ActQuestion) (ActAnswer, error) {
	activity, err := p.Activity(q.Activity)
	if err != nil {
		return ActAnswer{}, err
	}
	if q.Date == 0 {
		return ActAnswer{}, fmt.Errorf("law: activity %s: no date", q.Activity)
	}
	if q.Issuer == "" {
		q.Issuer = activity.Issuer
	}
	issuer, err := p.issuer(q.Issuer)
	if err != nil {
		return ActAnswer{}, err
	}
	a := ActAnswer{
		Activity: q.Activity, Text: activity.Text, Date: q.Date, Known: q.Known, Issuer: issuer, Status: Allowed,
		Measures: []Match{}, Exceptions: []string{}, Needs: []string{}, Note: p.before(issuer, q.Date),
	}
	var others []Match
	for _, m := range p.measures {
		if !m.holds(q.Date, q.Known) {
			continue
		}
		for i := range m.Acts {
			act := &m.Acts[i]
			if act.Act != q.Activity {
				continue
			}
			match, ok, err := m.act(act, &q)
			if err != nil {
				return ActAnswer{}, err
			}
			switch {
			case !ok:
			case m.instrument.Issuer == issuer:
				a.Measures = append(a.Measures, match)
			default:
				others = append(others, match)
			}
		}
	}
	p.conclude(&a.Status, &a.Verified, &a.LastDay, a.Measures, &a.Exceptions, &a.Needs)
	a.Elsewhere = p.elsewhere(others, a.Status)
	return a, nil
}

// act holds the facts against what a measure says of an act.
func (m *Measure) act(act *Act, q *ActQuestion) (Match, bool, error) {
	out := Match{
		ID: m.ID, Cite: m.Cite(), Text: m.Text, From: m.From, To: m.last(q.Known), Verified: m.Verified, Unverified: m.Unverified,
		Issuer: m.instrument.Issuer, Kind: m.Kind, LastDay: act.WindDown.end(), known: m.known(), full: true, Status: Banned,
	}
	if out.Unverified == nil {
		out.Unverified = []string{}
	}
	if act.Answer != "" {
		out.Status = Status(act.Answer)
	}
	if w := act.Within; w != nil {
		text, ok := q.Facts[w.Fact]
		if !ok {
			out.Status = Conditional
			out.needs = append(out.needs, fmt.Sprintf("%s: %s, the day on which %s (%s)", w.Fact, "YYYY-MM-DD", w.Text, m.ID))
		} else {
			var day ftm.Day
			if err := day.UnmarshalText([]byte(text)); err != nil || day == 0 || !wholeDate.MatchString(text) {
				return out, false, fmt.Errorf("law: fact %s: %q is no date: write YYYY-MM-DD", w.Fact, text)
			}
			if q.Date < day || q.Date > day+ftm.Day(w.Days) {
				return out, false, nil
			}
		}
	}
	if q.Date <= act.WindDown.end() && out.Status == Banned {
		out.Status = Winding
		out.needs = append(out.needs, act.WindDown.needs(m.ID)...)
	}
	status, missing, err := act.decide(q.Facts)
	switch {
	case err != nil:
		return out, false, err
	case len(missing) > 0:
		if out.Status.Stronger(Conditional) {
			out.Status = Conditional
		}
		for _, n := range missing {
			out.needs = append(out.needs, n+" ("+m.ID+")")
		}
	case status == Allowed:
		return out, false, nil
	case status != "":
		out.Status = status
	}
	if out.Status == Conditional {
		for _, n := range slices.Concat(act.Needs, m.Conditions) {
			out.needs = append(out.needs, n+" ("+m.ID+")")
		}
	}
	return out, true, nil
}

// decide finds the first case that the facts fit. A fact that is not given and
// would decide is missing.
func (act *Act) decide(facts map[string]string) (status Status, missing []string, err error) {
	for i := range act.Cases {
		c := &act.Cases[i]
		fits, open := true, false
		for _, name := range slices.Sorted(maps.Keys(c.If)) {
			v, ok := facts[name]
			switch {
			case !ok:
				open = true
			case !slices.Contains(c.If[name], v):
				fits = false
			}
		}
		if c.UpTo != nil {
			amount, ok := facts["amount"]
			currency, ok2 := facts["currency"]
			switch {
			case !ok || !ok2:
				open = true
			case !decimalForm.MatchString(amount):
				return "", nil, fmt.Errorf("law: fact amount: %q is no number: write digits, with a point if need be", amount)
			case currency != c.UpTo.Currency || Decimal(amount).Rat().Cmp(c.UpTo.Amount.Rat()) > 0:
				fits = false
			}
		}
		switch {
		case fits && !open:
			return Status(c.Answer), missing, nil
		case fits:
			missing = append(missing, c.Text+"? then "+c.Answer)
		}
	}
	return "", missing, nil
}
