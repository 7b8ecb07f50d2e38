package touch

import (
	"cmp"
	"fmt"
	"slices"
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

// maxTimes is of how many times of the same a path tells the days.
const maxTimes = 5

// Told are the paths of an answer as they are read: those of the same steps as one,
// the strongest, which says on what other days it was so.
func (a *Answer) Told() []Path {
	var out []Path
	var times [][]string // of each, the strongest's first
	keys := map[string]int{}
	for _, p := range a.Paths {
		var key strings.Builder
		for _, s := range p.Steps {
			fmt.Fprintf(&key, "%s\x00%s\x00%s\x01", s.From, s.Relation, s.To)
		}
		i, ok := keys[key.String()]
		if !ok {
			i = len(out)
			keys[key.String()] = i
			out, times = append(out, p), append(times, nil)
		}
		when := days(p.Steps)
		if !slices.Contains(times[i], when) {
			times[i] = append(times[i], when)
		}
		if p.Strength > out[i].Strength {
			k := slices.Index(times[i], when)
			times[i][0], times[i][k] = times[i][k], times[i][0]
			out[i] = p
		}
	}
	for i := range out {
		others := times[i][1:]
		if len(others) == 0 {
			continue
		}
		slices.Sort(others)
		again := "once more"
		if len(others) > 1 {
			again = fmt.Sprintf("%d more times", len(others))
		}
		t := fmt.Sprintf(" The same %s: %s", again, strings.Join(others[:min(len(others), maxTimes)], "; "))
		if n := len(others) - maxTimes; n > 0 {
			t += fmt.Sprintf(" and %d others", n)
		}
		out[i].Sentence += t + "."
	}
	return out
}

// days are when the steps of a path were so, as far as told.
func days(steps []finding.Step) string {
	var out []string
	for _, s := range steps {
		t := ""
		switch {
		case s.FromDate != 0 && last(s.ToDate) == s.FromDate:
			t = s.FromDate.String()
		case s.FromDate != 0 && s.ToDate != 0:
			t = fmt.Sprintf("%s to %s", s.FromDate, last(s.ToDate))
		case s.FromDate != 0:
			t = "since " + s.FromDate.String()
		case s.ToDate != 0:
			t = "until " + last(s.ToDate).String()
		}
		if t != "" {
			out = append(out, t)
		}
	}
	return cmp.Or(strings.Join(out, ", "), "on a day that is not told")
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
	case s.FromDate != 0 && last(s.ToDate) == s.FromDate:
		t += fmt.Sprintf(", on %s", s.FromDate)
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
