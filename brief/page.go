package brief

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cordon/ftm"
	"cordon/sea"
)

// say is who must say yes where the ship was last heard, and what may then be done.
func say(in *Input) Section {
	s := Section{Key: keySay, Head: "Who must say yes"}
	p := in.subject()
	if len(in.Ladder) == 0 {
		s.Text = []Sentence{{"No ladder of what may be done is at hand: ask counsel.", fromNobody}}
		return s
	}
	t := &Table{Head: []string{"if", "then", "who says yes"}, Wide: []float64{.24, .5, .26}}
	var first *Step
	for i := range in.Ladder {
		x := &in.Ladder[i]
		if !x.Here || x.Stateless && p.Flag != "" {
			continue
		}
		if first == nil {
			first = x
		}
		then := x.May
		if x.Stateless && x.Note != "" {
			then += " " + x.Note
		}
		t.Rows = append(t.Rows, Row{[]string{cmp.Or(x.If, "whatever its flag"), with(then, marked(x.Cite, x.Verified)), x.Consent}, cmp.Or(x.ID, fromProgramme)})
	}
	r := in.Rank
	switch {
	case first == nil || r == nil:
		s.Text = append(s.Text, Sentence{"Where the ship is, and so who must say yes, is not known. The annex says it for each place.", fromNobody})
	case first.Barred:
		s.Text = append(s.Text, Sentence{"Nobody can: where the ship was last heard, nobody has a right to stop it.", cmp.Or(first.ID, fromProgramme)})
	case first.Coast:
		s.Text = append(s.Text, Sentence{fmt.Sprintf("%s, off whose coast %s was last heard: only %s may act there, as in its territorial sea.", country(r.Coast), p.Words(), ftm.CountryName(strings.ToLower(r.Coast))), cmp.Or(first.ID, fromProgramme)})
	case p.Flag == "":
		s.Text = append(s.Text, Sentence{fmt.Sprintf("%s. Which state that is, is not known: the radio number of %s is of no country. Ask first the state whose flag it shows or claims.", upper(first.Consent), p.Words()), cmp.Or(first.ID, fromProgramme)})
	default:
		s.Text = append(s.Text, Sentence{fmt.Sprintf("%s: %s, by the ship's radio number.", upper(first.Consent), country(p.Flag)), cmp.Or(first.ID, fromProgramme)})
	}
	if others, from := in.flags(p); len(others) > 0 && first != nil && r != nil && !first.Barred && !first.Coast {
		s.Text = append(s.Text, Sentence{fmt.Sprintf("For its IMO number lists or registers give another flag: %s. Whose ship it is, ask each of them.", strings.Join(others, ", ")), from})
	}
	if len(t.Rows) > 0 {
		s.Table = t
	}
	if r != nil && r.BasisWhy != "" {
		s.Text = append(s.Text, Sentence{fmt.Sprintf("%s was last heard on %s UTC, %s.", cmp.Or(p.Name, "The ship"), r.Seen.Format(when), r.BasisWhy), fromReckoning})
	}
	if r != nil && !in.Sailed.IsZero() {
		s.Text = append(s.Text, Sentence{fmt.Sprintf("That was %s before this page was made. Where it is now, and so whose consent counts now, is not known.", lasted(in.Made.Sub(r.Seen))), fromReckoning})
	}
	s.Text = append(s.Text, Sentence{"Nothing here is a right to board without the consent or the basis that it names.", fromProgramme})
	return s
}

// flags are the other countries than that of a ship's radio number that lists or
// registers say its flag is of, and which of them say so.
func (in *Input) flags(p *sea.Party) (out []string, source string) {
	if in.Known == nil || p.IMO == 0 {
		return nil, ""
	}
	var from []string
	for _, s := range in.Known.ByIMO(p.IMO) {
		if s.Flag == "" || strings.EqualFold(s.Flag, p.Flag) {
			continue
		}
		if c := country(s.Flag); !slices.Contains(out, c) {
			out = append(out, c)
		}
		for _, d := range s.Datasets {
			if !slices.Contains(from, d) {
				from = append(from, d)
			}
		}
	}
	return out, cmp.Or(strings.Join(from, ", "), fromNobody)
}

// where is a place of the ladder in words.
func (in *Input) where(key string) string {
	if key == targetWaters && in.Target != "" {
		return "in waters of " + in.Target
	}
	return cmp.Or(places[key], key)
}

// whole is what others leave as part of a sentence: with a capital, unless it begins
// with a number or an id, and a full stop.
func whole(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if !strings.ContainsAny(first, "0123456789") {
		s = upper(s)
	}
	if s != "" && !strings.ContainsRune(".:?!", rune(s[len(s)-1])) {
		s += "."
	}
	return s
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// ships are who they are, a column for each: as registered, as broadcast then and
// at other times, as seen.
func ships(in *Input) Section {
	e := &in.Event
	t := &Table{Head: []string{""}, Wide: []float64{.13}}
	rows := []Row{
		{[]string{"registered"}, fromNobody},
		{[]string{"broadcast then"}, fromAIS},
		{[]string{"broadcast at other times"}, fromAIS},
		{[]string{"seen"}, fromNobody},
	}
	for i := range e.Parties {
		p := &e.Parties[i]
		head := "the ship"
		if len(e.Parties) > 1 {
			head = "ship " + letter(i)
			if p.ID == in.Subject {
				head += ", which this page is about"
			}
		}
		t.Head = append(t.Head, head)
		t.Wide = append(t.Wide, .87/float64(len(e.Parties)))
		v := in.vessel(p.ID)
		reg, from := registered(in.Known, p)
		if from != "" {
			rows[0].Source = from
		}
		rows[0].Cells = append(rows[0].Cells, reg)
		rows[1].Cells = append(rows[1].Cells, broadcast(e, p, v))
		rows[2].Cells = append(rows[2].Cells, cmp.Or(strings.Join(otherwise(e, p, v, 4), "; "), "nothing else was heard"))
		rows[3].Cells = append(rows[3].Cells, "no photograph of hull, name and number is at hand")
	}
	t.Rows = rows
	if len(e.Parties) == 0 {
		return Section{}
	}
	return Section{Key: keyShips, Head: theShips(e, "The ship", "The ships") + ": as registered, as broadcast, as seen", Table: t}
}

// theShips is one of two words, for one ship or more.
func theShips(e *sea.Event, one, more string) string {
	if len(e.Parties) == 1 {
		return one
	}
	return more
}

func letter(i int) string { return string(rune('A' + i%26)) }

// registered is what lists and registers say of a number, and which.
func registered(k *sea.Known, p *sea.Party) (text, source string) {
	var out, from []string
	for _, s := range k.ByIMO(p.IMO) {
		x := s.Name + " (" + s.ID + ")"
		if s.Listed {
			x += ", listed"
			if s.Since > 0 {
				x += " since " + s.Since.String()
			}
		}
		if s.Flag != "" {
			x += ", flag " + country(s.Flag)
		}
		if s.Deadweight > 0 {
			x += fmt.Sprintf(", %.0f t deadweight", s.Deadweight)
		}
		out = append(out, x)
		for _, d := range s.Datasets {
			if !slices.Contains(from, d) {
				from = append(from, d)
			}
		}
	}
	if len(out) == 0 {
		return "no list or register at hand has its number", ""
	}
	return strings.Join(out, "; "), strings.Join(from, ", ")
}

// broadcast is what a ship said it was at the event.
func broadcast(e *sea.Event, p *sea.Party, v *sea.Vessel) string {
	out := []string{cmp.Or(p.Name, "no name")}
	if p.IMO != 0 {
		out = append(out, fmt.Sprintf("IMO %d", p.IMO))
	} else {
		out = append(out, "no valid IMO number")
	}
	if p.MMSI != 0 {
		out = append(out, fmt.Sprintf("MMSI %09d", p.MMSI))
	}
	if c := callSign(e, v); c != "" {
		out = append(out, "call sign "+c)
	}
	out = append(out, "flag by number: "+country(p.Flag), cmp.Or(p.Kind, "kind not said"))
	if v != nil && v.Length > 0 {
		out = append(out, fmt.Sprintf("%.0f by %.0f m", v.Length, v.Beam))
	}
	return strings.Join(out, "; ")
}

// callSign is what a ship said at an event that it was called by radio.
func callSign(e *sea.Event, v *sea.Vessel) string {
	if v == nil {
		return ""
	}
	c, _ := v.ClaimAt("callsign", uint32(max(0, e.Start.Unix())))
	return c
}

// otherwise is each name, number and flag that a vessel used and did not at the
// event, with its days; most of them, 0 is all.
func otherwise(e *sea.Event, p *sea.Party, v *sea.Vessel, most int) []string {
	if v == nil {
		return nil
	}
	var out []string
	for _, c := range v.Claims {
		same := false
		switch c.Prop {
		case "name":
			same = c.Value == p.Name
		case "imo":
			same = c.Value == fmt.Sprint(p.IMO)
		case "mmsi":
			same = c.Value == fmt.Sprintf("%09d", p.MMSI)
		case "callsign":
			same = c.Value == callSign(e, v)
		case "flag":
		default:
			continue
		}
		if most > 0 && same {
			continue
		}
		out = append(out, said(c))
	}
	if n := len(out); most > 0 && n > most {
		out = append(out[:most], fmt.Sprintf("%d more in the annex", n-most))
	}
	return out
}

var props = map[string]string{"callsign": "call sign", "imo": "IMO", "mmsi": "MMSI"}

func said(c sea.Claim) string {
	return fmt.Sprintf("%s %s (%s)", cmp.Or(props[c.Prop], c.Prop), c.Value, daysOf(c))
}

// daysOf are from when to when a vessel said something.
func daysOf(c sea.Claim) string {
	a, b := day(c.First), day(c.Last)
	if a != b {
		a += " to " + b
	}
	return a
}

// why are the reasons, the strongest first.
func why(in *Input) Section {
	e := &in.Event
	s := Section{Key: keyWhy, Head: "Why: strength " + strength(e)}
	list := slices.Clone(e.Reasons)
	slices.SortStableFunc(list, func(a, b sea.Reason) int { return cmp.Compare(abs(b.Weight), abs(a.Weight)) })
	if len(list) == 0 {
		s.Text = []Sentence{{"Nothing was seen that adds to the event itself.", e.ID}}
		return s
	}
	s.Table = &Table{Head: []string{"weight", "what was seen"}, Wide: []float64{.15, .85}}
	for _, r := range list {
		from := cmp.Or(r.Source, fromAIS)
		s.Table.Rows = append(s.Table.Rows, Row{[]string{weight(r.Weight), with(r.Text, in.from(from))}, from})
	}
	return s
}

// weight is log-odds with their sign, to one digit.
func weight(w float64) string {
	if abs(w) < .05 {
		return "0.0"
	}
	return fmt.Sprintf("%+.1f", w)
}

func abs(x float64) float64 { return max(x, -x) }

func with(text, source string) string {
	if source == "" {
		return text
	}
	return text + " [" + source + "]"
}

func innocent(e *sea.Event) Section {
	s := Section{Key: keyInnocent, Head: "Innocent explanations, and what would clear it"}
	if len(e.Innocent) == 0 {
		s.Text = []Sentence{{"None of the known explanations fits what was seen. That proves nothing.", e.ID}}
		return s
	}
	s.Table = &Table{Head: []string{"it may be", "cleared by"}, Wide: []float64{.5, .5}}
	for _, x := range e.Innocent {
		s.Table.Rows = append(s.Table.Rows, Row{[]string{x.Text, x.ClearedBy}, e.ID})
	}
	return s
}

// last is where the ship was heard last, until when it can be met, and by whom.
func last(in *Input) Section {
	s := Section{Key: keyLast, Head: "Last heard, and who could meet it"}
	r := in.Rank
	if r == nil {
		s.Text = []Sentence{{"No position of it is at hand.", fromNobody}}
		return s
	}
	moving := "not moving"
	if r.Knots >= .5 {
		moving = fmt.Sprintf("course %03.0f°, %.1f kn", r.Course, r.Knots)
	}
	s.Text = append(s.Text, Sentence{fmt.Sprintf("%s was last heard on %s UTC at %s, %s.", upper(r.Party.Words()), r.Seen.Format(when), position(r.At), moving), fromAIS})
	sailed := in.Made
	if !in.Sailed.IsZero() {
		sailed = in.Sailed
		s.Text = append(s.Text, Sentence{"What follows holds for patrols that had set out then.", fromReckoning})
	}
	if c := r.Close; c != nil {
		why := "it comes to " + strings.TrimPrefix(in.where(c.Why), "in ") + ", where nobody may stop it"
		if c.Why == sea.Aground {
			why = "its course leads onto land"
		}
		text := fmt.Sprintf("It can be met until %s UTC, for %.1f h: after that %s.", c.When.Format(when), c.Hours, why)
		if c.Hours == 0 {
			text = fmt.Sprintf("It cannot be met: %s.", strings.Replace(why, "it comes to", "it is in", 1))
		}
		s.Text = append(s.Text, Sentence{text, fromReckoning})
	}
	for i, n := range r.Next {
		ends := r.Close != nil && n.When.After(r.Close.When)
		if i == 2 || ends && (i > 0 || r.Close.Why == sea.Aground) {
			break // beyond where the course ends it says nothing
		}
		name := n.Name
		if strings.Contains(name, ",") {
			name += ","
		}
		s.Text = append(s.Text, Sentence{fmt.Sprintf("On this course it comes to %s in about %.0f hours (%s UTC).", name, n.Hours, n.When.Format(when)), fromReckoning})
	}
	if len(r.Intercept) == 0 {
		s.Text = append(s.Text, Sentence{"No patrol from the programme's bases can meet it.", fromReckoning})
		return s
	}
	if !slices.ContainsFunc(r.Intercept, func(x sea.Intercept) bool { return x.Kind != sea.Aircraft }) {
		s.Text = append(s.Text, Sentence{"No ship from the programme's bases can meet it; only aircraft can, and they stop nothing.", fromReckoning})
	}
	holds := "if it keeps its course"
	if r.Knots < .5 {
		holds = "if it stays there"
	}
	s.Text = append(s.Text, Sentence{fmt.Sprintf("Patrols that leave at %s UTC, %s:", sailed.UTC().Format(when), holds), fromReckoning})
	s.Table = &Table{Head: []string{"from, by", "meets it in", "at"}, Wide: []float64{.36, .22, .42}}
	for _, x := range r.Intercept {
		by := fmt.Sprintf("%s, %s, %.0f kn", x.Name, cmp.Or(x.Kind, "patrol"), x.Knots)
		switch {
		case x.Kind == sea.Aircraft:
			by += ": looks only"
		case x.Round:
			by += ", round the land"
		}
		s.Table.Rows = append(s.Table.Rows, Row{[]string{by, fmt.Sprintf("%.1f h", x.Hours), position(x.At)}, fromReckoning})
	}
	return s
}

func cargo(in *Input) Section {
	s := Section{Key: keyCargo, Head: "Cargo"}
	if r := in.Rank; r != nil {
		text := fmt.Sprintf("Probability that %s carries cargo, by the draughts that it said: %.2f (%s).", cmp.Or(r.Party.Name, "it"), r.Cargo, r.CargoWhy)
		if r.Cargo == .5 {
			text = fmt.Sprintf("Whether %s carries cargo cannot be told: %s.", cmp.Or(r.Party.Name, "it"), r.CargoWhy)
		}
		s.Text = append(s.Text, Sentence{text, fromAIS})
	}
	for _, d := range in.Delivery {
		if d.Tonnes.High == 0 {
			s.List = append(s.List, Sentence{fmt.Sprintf("How much %s can have carried is not known: %s.", cmp.Or(d.Name, d.Vessel), d.Basis), fromReckoning})
			continue
		}
		s.List = append(s.List, Sentence{fmt.Sprintf("%s can have carried about %s to %s t (%s to %s barrels): a third to nine tenths of its capacity, %s. Nobody measured it.", cmp.Or(d.Name, d.Vessel), about(d.Tonnes.Low), about(d.Tonnes.High), about(d.Barrels.Low), about(d.Barrels.High), d.Basis), fromReckoning})
	}
	return s
}

// about is a number to two digits, as precise as an estimate is.
func about(x float64) string {
	step := 1.
	for x/step >= 100 {
		step *= 10
	}
	s := fmt.Sprintf("%.0f", math.Round(x/step)*step)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func asks(in *Input) Section {
	s := Section{Key: keyAsk, Head: "Ask for, and keep"}
	p := in.subject()
	var seen []string
	for i := range in.Ladder {
		x := &in.Ladder[i]
		if !x.Here || x.Stateless && p.Flag != "" {
			continue
		}
		for _, a := range strings.Split(x.Ask, "; ") {
			if a != "" && !slices.Contains(seen, a) {
				seen = append(seen, a)
				s.List = append(s.List, Sentence{a, cmp.Or(x.ID, fromProgramme)})
			}
		}
	}
	return s
}

func unknown(in *Input) Section {
	s := Section{Key: keyUnknown, Head: "Not known, and noted"}
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		if p.IMO == 0 {
			s.List = append(s.List, Sentence{fmt.Sprintf("The IMO number of %s.", p.Words()), fromAIS})
		}
		if p.Flag == "" {
			s.List = append(s.List, Sentence{fmt.Sprintf("Which state, if any, gave %s its radio number.", p.Words()), fromAIS})
		}
	}
	if len(in.Owners) == 0 {
		s.List = append(s.List, Sentence{"Who owns and runs " + theShips(&in.Event, "the ship", "the ships") + ": no list or register at hand says so.", fromNobody})
	}
	if p := in.subject(); p.Flag != "" {
		s.List = append(s.List, Sentence{fmt.Sprintf("Whom to call in %s: no contact of its registry is at hand.", country(p.Flag)), fromNobody})
	}
	s.List = append(s.List, in.Unknown...)
	for _, n := range in.Event.Notes {
		s.List = append(s.List, Sentence{whole(n), in.Event.ID})
	}
	return s
}
