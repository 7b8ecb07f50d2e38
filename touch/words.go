package touch

import (
	"fmt"
	"strings"

	"cordon/finding"
	"cordon/ftm"
	"cordon/law"
	"cordon/live"
)

// words puts an answer into sentences.
type words struct {
	pic     *live.Picture
	law     Law
	subject Subject
}

func (w *words) name(id string) string {
	if id == w.subject.Text {
		return fmt.Sprintf("%q", id)
	}
	g := w.pic.Graph()
	if v, ok := g.Find(id); ok {
		if c := g.Caption(v); c != "" {
			return c
		}
	}
	return id
}

// path is a path as one sentence: each step with its source.
func (w *words) path(p finding.Path) string {
	var parts []string
	for _, s := range p.Steps {
		parts = append(parts, w.step(s)+" "+w.source(s))
	}
	return strings.Join(parts, "; ") + "."
}

func (w *words) step(s finding.Step) string {
	if back, ok := strings.CutPrefix(s.Relation, "← "); ok { // said from the other end
		return w.name(s.To) + " " + back + " " + w.name(s.From)
	}
	t := w.name(s.From) + " " + s.Relation
	if s.To != s.From {
		t += " " + w.name(s.To)
	}
	return t
}

// source names what carries a step, and when it held. Statements of the built-in
// files are those of the publications that they were taken from; of a case it says
// which, and how far the statement was read.
func (w *words) source(s finding.Step) string {
	t := "[" + s.Source
	if o, ok := w.law.Origin(s); ok {
		t = "[" + o.Dataset
		if o.Case != "" {
			t += ", case " + o.Case
			switch o.Mark {
			case law.Partly:
				t += ", partly verified"
			case law.Unverified:
				t += ", UNVERIFIED"
			}
		}
	}
	switch {
	case s.FromDate != 0 && s.ToDate != 0:
		t += fmt.Sprintf(", %s to %s", s.FromDate, last(s.ToDate))
	case s.FromDate != 0:
		t += fmt.Sprintf(", since %s", s.FromDate)
	case s.ToDate != 0:
		t += fmt.Sprintf(", until %s", last(s.ToDate))
	}
	return t + "]"
}

// last is the last day of a time that ends before a day.
func last(end ftm.Day) ftm.Day { return end - 1 }

// summary is the answer in one sentence.
func (w *words) summary(a *Answer) string {
	who := fmt.Sprintf("%q", a.Subject.Text)
	first := ""
	if len(a.Findings) > 0 {
		first = a.Findings[0].Summary
	}
	switch a.Exposure {
	case finding.Blocked:
		return who + " is blocked: " + first
	case finding.Possible:
		if first == "" {
			return who + " may touch the target: something could not be searched."
		}
		return who + " may be blocked; a missing fact decides: " + first
	case finding.Exposed:
		return fmt.Sprintf("%s is exposed: %s Strength %.2f.", who, first, a.Strength)
	}
	what := "no listed party bears it"
	switch k := a.Subject.Kind; {
	case len(a.Bearers) == 0 && (k == "imo" || k == "mmsi" || k == callSign):
		what = "no listed party bears it, nobody in a register, and no ship that was heard: it is not known"
	case len(a.Bearers) > 0:
		what = "no path of " + fmt.Sprint(a.Searched.Depth) + " steps or fewer leads from it to a listed party"
	}
	return fmt.Sprintf("%s: nothing found; %s, in %s as of %s.", who, what, strings.Join(a.Searched.Datasets, ", "), a.Searched.AsOf)
}
