package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cordon/sea"
)

// ladder is what may be done in each place.
func ladder(in *Input) Section {
	s := Section{Key: "ladder", Head: "Legal basis in each place"}
	if len(in.Ladder) == 0 {
		return s
	}
	s.Text = []Sentence{{"▶ marks where the ship was last heard. Nothing here is a right to board without the consent or the basis that it names.", fromProgramme}}
	s.Table = &Table{Head: []string{"where the ship is", "what may be done", "who must say yes", "text"}, Wide: []float64{.18, .38, .2, .24}}
	for _, x := range in.Ladder {
		w := x.Where
		if x.If != "" {
			w += ", if " + x.If
		}
		if x.Here {
			w = "▶ " + w
		}
		may := x.May
		if x.Note != "" {
			may += " " + x.Note
		}
		s.Table.Rows = append(s.Table.Rows, Row{[]string{w, may, x.Consent, marked(x.Cite, x.Verified)}, cmp.Or(x.ID, fromProgramme)})
	}
	return s
}

func owners(in *Input) Section {
	s := Section{Key: "owners", Head: "Who stands behind " + theShips(&in.Event, "the ship", "the ships")}
	for _, l := range in.Owners {
		s.List = append(s.List, Sentence{with(l.Text, in.from(l.Source)), l.Source})
	}
	return s
}

func days(in *Input) Section {
	s := Section{Key: "days", Head: "Days that the law counts"}
	if len(in.Standing) == 0 {
		return s
	}
	s.Table = &Table{Head: []string{"what the days bar", "until", "comes to", "text"}, Wide: []float64{.5, .16, .12, .22}}
	for _, x := range in.Standing {
		s.Table.Rows = append(s.Table.Rows, Row{[]string{x.Text, x.Until, x.Exposure, marked(x.Cite, x.Verified)}, x.Measure})
	}
	return s
}

func measures(in *Input) Section {
	s := Section{Key: "measures", Head: "Measures"}
	if len(in.Rules) == 0 {
		return s
	}
	s.Table = &Table{Head: []string{"measure", "in the words of this program"}, Wide: []float64{.3, .7}}
	for _, r := range in.Rules {
		s.Table.Rows = append(s.Table.Rows, Row{[]string{marked(r.Cite, r.Verified), r.Text}, r.ID})
	}
	return s
}

// identities is all that the ships said of who they are.
func identities(in *Input) Section {
	s := Section{Key: "identity", Head: "What " + theShips(&in.Event, "the ship", "the ships") + " broadcast of " + theShips(&in.Event, "itself", "themselves")}
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		mark := ""
		if len(in.Event.Parties) > 1 {
			mark = "Ship " + letter(i) + ", "
		}
		s.List = append(s.List, spans(mark, in.vessel(p.ID))...)
	}
	return s
}

// spans are the claims of a vessel, those of the same days as one line.
func spans(mark string, v *sea.Vessel) []Sentence {
	if v == nil {
		return nil
	}
	var days []string
	said := map[string][]string{}
	for _, c := range v.Claims {
		switch c.Prop {
		case "name", "imo", "mmsi", "callsign", "flag":
			d := daysOf(c)
			if said[d] == nil {
				days = append(days, d)
			}
			said[d] = append(said[d], cmp.Or(props[c.Prop], c.Prop)+" "+c.Value)
		}
	}
	slices.Sort(days)
	out := make([]Sentence, 0, len(days))
	for _, d := range days {
		out = append(out, Sentence{mark + d + ": " + strings.Join(said[d], "; "), fromAIS})
	}
	return out
}

// with names the ships of another event that are not of this one.
func (in *Input) with(e *sea.Event) string {
	var names []string
	for i := range e.Parties {
		p := &e.Parties[i]
		if !slices.ContainsFunc(in.Event.Parties, func(o sea.Party) bool { return o.ID == p.ID }) {
			names = append(names, p.Words())
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}

// times are the hours of an event, with the day once.
func times(e *sea.Event) string {
	a, b := e.Start.UTC().Format(when), e.End.UTC().Format(when)
	switch {
	case e.Open:
		return "since " + a
	case a == b:
		return a
	case a[:10] == b[:10]:
		return a + " to " + b[11:]
	}
	return a + " to " + b
}

// most of the other events that are told.
const mostEvents = 30

// others are the other events of the ships, alerts first, else by time.
func others(in *Input) Section {
	s := Section{Key: "events", Head: "Other events of " + theShips(&in.Event, "this ship", "these ships")}
	if len(in.Others) == 0 {
		return s
	}
	list := slices.Clone(in.Others)
	slices.SortStableFunc(list, func(a, b sea.Event) int {
		if a.Alert != b.Alert {
			if a.Alert {
				return -1
			}
			return 1
		}
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	s.Table = &Table{Head: []string{"what", "when, UTC", "where", "strength", "id"}, Wide: []float64{.25, .17, .19, .1, .29}}
	for i := range list {
		e := &list[i]
		if i == mostEvents {
			s.Text = append(s.Text, Sentence{fmt.Sprintf("%d of %d are shown, alerts first; cordon sea events has all of them.", mostEvents, len(list)), e.ID})
			break
		}
		mark := strength(e)
		if e.Alert {
			mark += ", alert"
		}
		s.Table.Rows = append(s.Table.Rows, Row{[]string{what(e) + in.with(e), times(e), place(e), mark, e.ID}, e.ID})
	}
	return s
}

func sources(in *Input) Section {
	s := Section{Key: "sources", Head: "Sources"}
	if len(in.Sources) == 0 {
		return s
	}
	s.Table = &Table{Head: []string{"source", "document", "SHA-256"}, Wide: []float64{.2, .4, .4}}
	for _, x := range in.Sources {
		s.Table.Rows = append(s.Table.Rows, Row{[]string{x.Name, x.Text, x.Hash}, x.Name})
	}
	return s
}
