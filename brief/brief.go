package brief

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"cordon/geo"
	"cordon/sea"
)

// Input is all that a brief is made of.
type Input struct {
	Event    sea.Event
	Subject  string // id of the vessel that would be stopped; "" is chosen by Choose
	Vessels  []*sea.Vessel
	Others   []sea.Event // other events of the same vessels
	Known    *sea.Known
	Lines    []geo.Line // coast, to draw
	Owners   []Line     // who stands behind the ships: sentences with sources
	Rules    []Rule     // measures that apply
	Standing []Standing // what the law counts in days
	Ladder   []Step     // who may do what where, and who must say yes
	Rank     *sea.Candidate
	Delivery []sea.Delivery
	Unknown  []string // what else is not known
	Made     time.Time
	AsKnown  string // batch and day that the brief rests on
}

// Line is a sentence and where it comes from.
type Line struct{ Text, Source string }

// Rule is a measure as the programme has it.
type Rule struct{ ID, Cite, Text, Verified string }

// Standing is a count of days: what it bars, and until when.
type Standing struct{ Measure, Cite, Text, Until, Exposure, Verified string }

// Step is a rung of the ladder of interdiction.
type Step struct {
	Here                     bool // the ship's last position is on it
	Where, May, Consent, Ask string
	Cite, Verified           string
}

// Doc is a page: sections in their order.
type Doc struct {
	Title    string    `json:"title"`
	Sub      string    `json:"sub" doc:"Who, when and where."`
	Lead     string    `json:"lead" doc:"What the evidence comes to."`
	Sections []Section `json:"sections"`
	Foot     []string  `json:"foot"`
}

// Section is a part of a page.
type Section struct {
	Head  string   `json:"head"`
	Text  []string `json:"text,omitempty"`
	List  []string `json:"list,omitempty"`
	Table *Table   `json:"table,omitempty"`
	Map   *Map     `json:"-"`
}

// Table has a head and rows; Wide is the share of each column in the width.
type Table struct {
	Head []string   `json:"head"`
	Wide []float64  `json:"-"`
	Rows [][]string `json:"rows"`
}

// Choose is the vessel of an event that a boarding would be about: the one that is
// not listed yet has most to tell, but a listed tanker comes first where both are;
// of equals the one seen last.
func Choose(in *Input) string {
	best, score := "", math.Inf(-1)
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		s := 0.
		if p.Listed != "" {
			s += 4
		}
		if p.Kind == "tanker" {
			s += 2
		}
		for _, v := range in.Vessels {
			if v.ID == p.ID && len(v.Fixes) > 0 {
				s += float64(v.Fixes[len(v.Fixes)-1].T) / (1 << 33)
			}
		}
		if s > score {
			best, score = p.ID, s
		}
	}
	return best
}

// Kinds in words, for the title.
func what(e *sea.Event) string {
	switch {
	case e.Kind == sea.EncounterKind && e.Sub == sea.SubTransfer:
		return "apparent ship-to-ship transfer"
	case e.Kind == sea.EncounterKind:
		return "meeting of two ships"
	case e.Kind == sea.DarkKind:
		return "possible meeting with a ship that was silent"
	case e.Kind == sea.GapKind:
		return "silence of a ship"
	case e.Kind == sea.PortKind && e.Inferred:
		return "possible unseen call"
	case e.Kind == sea.PortKind:
		return "call"
	case e.Kind == sea.LoiteringKind:
		return "loitering"
	case e.Kind == sea.SpoofKind:
		return "apparent false positions"
	case e.Kind == sea.IdentityKind:
		return "apparent change of identity"
	}
	return e.Kind
}

const when = "2006-01-02 15:04"

// New makes the page.
func New(in Input) *Doc {
	e := &in.Event
	if in.Subject == "" {
		in.Subject = Choose(&in)
	}
	d := &Doc{Title: "Brief: " + what(e)}
	names := make([]string, len(e.Parties))
	for i := range e.Parties {
		names[i] = e.Parties[i].Words()
	}
	span := e.Start.Format(when) + " to " + e.End.Format(when) + " UTC"
	if e.Open {
		span = "since " + e.Start.Format(when) + " UTC, not over when the data end"
	}
	d.Sub = strings.Join(names, " and ") + ". " + span + ". " + place(e) + "."
	d.Lead = lead(e)
	d.Sections = append(d.Sections, Section{Head: "Where", Map: draw(&in)})
	d.Sections = append(d.Sections, ships(&in)...)
	d.Sections = append(d.Sections, why(e)...)
	d.Sections = append(d.Sections, cargo(&in), owners(&in))
	d.Sections = append(d.Sections, rules(&in)...)
	d.Sections = append(d.Sections, reach(&in), asks(&in), unknown(&in))
	d.Sections = slices.DeleteFunc(d.Sections, func(s Section) bool {
		return len(s.Text) == 0 && len(s.List) == 0 && s.Table == nil && s.Map == nil
	})
	d.Foot = []string{
		"To be named here does not imply a violation. Positions are what ships and receivers said; what is inferred is called possible or apparent.",
		fmt.Sprintf("Event %s, rules %s. %s. Made %s UTC.", e.ID, sea.RuleVersion, cmp.Or(in.AsKnown, "Of the data at hand"), in.Made.UTC().Format(when)),
	}
	return d
}

func place(e *sea.Event) string {
	at := position(geo.Point{Lat: e.Lat, Lon: e.Lon})
	if len(e.Area) > 0 {
		at = "within an area around " + at
	}
	if e.Place != "" {
		return e.Place + ", " + at
	}
	return at
}

// position is degrees and minutes, as a chart has them.
func position(p geo.Point) string {
	f := func(v float64, pos, neg string) string {
		s := pos
		if v < 0 {
			v, s = -v, neg
		}
		d := math.Floor(v)
		m := math.Round((v-d)*600) / 10
		if m >= 60 {
			d, m = d+1, 0
		}
		return fmt.Sprintf("%.0f°%04.1f′%s", d, m, s)
	}
	return f(p.Lat, "N", "S") + " " + f(p.Lon, "E", "W")
}

func lead(e *sea.Event) string {
	strength := fmt.Sprintf("%.2f", e.Strength)
	if strength == "1.00" {
		strength = "more than 0.99" // nothing seen from afar is certain
	}
	s := fmt.Sprintf("Evidence adds up to a strength of %s (log-odds %+.1f), ", strength, e.LogOdds)
	if e.Alert {
		s += "above the line of an alert."
	} else {
		s += "below the line of an alert."
	}
	if e.Inferred {
		s += " It is an inference: nobody saw it."
	}
	return s
}

func ships(in *Input) []Section {
	t := &Table{Head: []string{"", "on the air at the event", "on the air before and after", "lists and registers"}, Wide: []float64{.14, .26, .34, .26}}
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		var v *sea.Vessel
		for _, x := range in.Vessels {
			if x.ID == p.ID {
				v = x
			}
		}
		now := []string{cmp.Or(p.Name, "no name"), "flag by number: " + p.Country()}
		if p.IMO != 0 {
			now = append(now, fmt.Sprintf("IMO %d", p.IMO))
		} else {
			now = append(now, "no valid IMO number")
		}
		if p.MMSI != 0 {
			now = append(now, fmt.Sprintf("MMSI %09d", p.MMSI))
		}
		now = append(now, cmp.Or(p.Kind, "kind not said"))
		var then []string
		if v != nil {
			if v.Length > 0 {
				now = append(now, fmt.Sprintf("%.0f by %.0f m", v.Length, v.Beam))
			}
			then = history(v)
		}
		var reg []string
		if in.Known != nil {
			for _, s := range in.Known.ByIMO(p.IMO) {
				x := s.Name + " (" + s.ID + ")"
				if s.Listed {
					x += ", listed"
					if s.Since > 0 {
						x += " since " + s.Since.String()
					}
				}
				if s.Flag != "" {
					x += ", flag " + strings.ToUpper(s.Flag)
				}
				if s.Deadweight > 0 {
					x += fmt.Sprintf(", %.0f t deadweight", s.Deadweight)
				}
				reg = append(reg, x)
			}
		}
		if len(reg) == 0 {
			reg = []string{"no entry under this number"}
		}
		mark := "ship " + string(rune('A'+i))
		if p.ID == in.Subject && len(in.Event.Parties) > 1 {
			mark += ", this brief's"
		}
		t.Rows = append(t.Rows, []string{mark, strings.Join(now, "; "), strings.Join(then, "; "), strings.Join(reg, "; ")})
	}
	return []Section{{Head: "Who they are", Table: t, Text: []string{"The physical ship was not seen: no photograph is at hand. A photograph of name, number on the hull, colours and superstructure would tie it to one of these."}}}
}

// history is each name, number and flag that a vessel used, with its days.
func history(v *sea.Vessel) []string {
	var out []string
	for _, c := range v.Claims {
		switch c.Prop {
		case "name", "imo", "callsign", "mmsi", "flag":
		default:
			continue
		}
		a, b := day(c.First), day(c.Last)
		if a != b {
			a += " to " + b
		}
		out = append(out, fmt.Sprintf("%s %s (%s)", c.Prop, c.Value, a))
	}
	const most = 14
	if n := len(out); n > most {
		out = append(out[:most], fmt.Sprintf("and %d more", n-most))
	}
	return out
}

func day(t uint32) string { return time.Unix(int64(t), 0).UTC().Format("2006-01-02") }

func why(e *sea.Event) []Section {
	t := &Table{Head: []string{"what was seen", "weight", "source"}, Wide: []float64{.68, .1, .22}}
	for _, r := range e.Reasons {
		t.Rows = append(t.Rows, []string{r.Text, fmt.Sprintf("%+.1f", r.Weight), cmp.Or(r.Source, "AIS")})
	}
	out := []Section{{Head: "Why", Table: t}}
	if len(t.Rows) == 0 {
		out = []Section{{Head: "Why", Text: []string{"Nothing speaks for more than the event itself."}}}
	}
	i := &Table{Head: []string{"what would explain it innocently", "what would show that"}, Wide: []float64{.55, .45}}
	for _, x := range e.Innocent {
		i.Rows = append(i.Rows, []string{x.Text, x.ClearedBy})
	}
	if len(i.Rows) > 0 {
		out = append(out, Section{Head: "Innocent explanations", Table: i})
	}
	return out
}

func cargo(in *Input) Section {
	s := Section{Head: "Cargo"}
	if r := in.Rank; r != nil {
		s.Text = append(s.Text, fmt.Sprintf("Probability that it is laden: %.2f (%s).", r.Cargo, r.CargoWhy))
	}
	for _, d := range in.Delivery {
		s.Text = append(s.Text, fmt.Sprintf("%s: %.0f to %.0f t, %.0f to %.0f barrels, by loads of a third to nine tenths of its capacity (%s). Nobody measured it.", cmp.Or(d.Name, d.Vessel), d.Tonnes.Low, d.Tonnes.High, d.Barrels.Low, d.Barrels.High, d.Basis))
	}
	return s
}

func owners(in *Input) Section {
	s := Section{Head: "Who stands behind it"}
	for _, l := range in.Owners {
		s.List = append(s.List, with(l.Text, l.Source))
	}
	return s
}

func with(text, source string) string {
	if source == "" {
		return text
	}
	return text + " [" + source + "]"
}

func rules(in *Input) []Section {
	var out []Section
	if len(in.Standing) > 0 {
		t := &Table{Head: []string{"what the days bar", "until", "comes to", "text"}, Wide: []float64{.5, .16, .12, .22}}
		for _, x := range in.Standing {
			t.Rows = append(t.Rows, []string{x.Text, x.Until, x.Exposure, marked(x.Cite, x.Verified)})
		}
		out = append(out, Section{Head: "Days that the law counts", Table: t})
	}
	if len(in.Rules) > 0 {
		t := &Table{Head: []string{"measure", "in the words of this program"}, Wide: []float64{.3, .7}}
		for _, r := range in.Rules {
			t.Rows = append(t.Rows, []string{marked(r.Cite, r.Verified), r.Text})
		}
		out = append(out, Section{Head: "Measures", Table: t})
	}
	if len(in.Ladder) > 0 {
		t := &Table{Head: []string{"where the ship is", "what may be done", "who must say yes", "text"}, Wide: []float64{.18, .38, .22, .22}}
		for _, x := range in.Ladder {
			w := x.Where
			if x.Here {
				w = "▶ " + w
			}
			t.Rows = append(t.Rows, []string{w, x.May, x.Consent, marked(x.Cite, x.Verified)})
		}
		out = append(out, Section{Head: "Legal basis and who must say yes", Table: t, Text: []string{"▶ is where it was last seen. Nothing here is a right to board without the consent or the basis that it names."}})
	}
	return out
}

func marked(cite, verified string) string {
	switch verified {
	case "", "true", "yes":
		return cite
	case "partly":
		return cite + " (partly verified)"
	}
	return cite + " (not verified)"
}

func reach(in *Input) Section {
	s := Section{Head: "Last seen, and who could meet it"}
	r := in.Rank
	if r == nil {
		return s
	}
	moving := "not moving"
	if r.Knots >= .5 {
		moving = fmt.Sprintf("course %03.0f°, %.1f kn", r.Course, r.Knots)
	}
	s.Text = append(s.Text, fmt.Sprintf("%s, last heard %s UTC at %s, %s.", r.Party.Words(), r.Seen.Format(when), position(r.At), moving))
	for i, n := range r.Next {
		if i == 3 {
			break
		}
		s.List = append(s.List, fmt.Sprintf("On this course it comes to %s in about %.0f hours (%s UTC).", n.Name, n.Hours, n.When.Format(when)))
	}
	if len(r.Intercept) > 0 {
		s.Table = &Table{Head: []string{"from", "by", "meets it after", "at"}, Wide: []float64{.3, .2, .2, .3}}
		for i, x := range r.Intercept {
			if i == 5 {
				break
			}
			s.Table.Rows = append(s.Table.Rows, []string{x.Name, fmt.Sprintf("%s, %.0f kn", cmp.Or(x.Kind, "patrol"), x.Knots), fmt.Sprintf("%.1f h", x.Hours), position(x.At)})
		}
	}
	return s
}

func asks(in *Input) Section {
	s := Section{Head: "To ask for, and to keep"}
	for _, x := range in.Ladder {
		if x.Here && x.Ask != "" {
			s.List = append(s.List, x.Ask)
		}
	}
	for _, r := range in.Event.Innocent {
		if !slices.Contains(s.List, r.ClearedBy) {
			s.List = append(s.List, r.ClearedBy)
		}
	}
	return s
}

func unknown(in *Input) Section {
	s := Section{Head: "Not known", List: slices.Clone(in.Unknown)}
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		if p.IMO == 0 {
			s.List = append(s.List, fmt.Sprintf("The IMO number of %s.", p.Words()))
		}
		if p.Flag == "" {
			s.List = append(s.List, fmt.Sprintf("Which state, if any, gave %s its radio number.", p.Words()))
		}
	}
	if len(in.Owners) == 0 {
		s.List = append(s.List, "Who owns and runs the ships: no list or register at hand says so.")
	}
	s.List = append(s.List, in.Event.Notes...)
	return s
}
