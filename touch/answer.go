package touch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cordon/finding"
	"cordon/ftm"
	"cordon/sea"
)

// Answer is what a question comes to.
type Answer struct {
	Subject     Subject           `json:"subject"`
	Exposure    finding.Exposure  `json:"exposure"`
	Strength    float64           `json:"strength"`          // of the strongest path, in [0,1]
	Alert       bool              `json:"alert"`             // passes the programme's line
	Summary     string            `json:"summary"`           // one sentence
	Carrier     string            `json:"carrier,omitempty"` // of goods: the ship that the paper names
	Bearers     []Bearer          `json:"bearers"`           // who the subject may be
	Paths       []Path            `json:"paths"`
	Measures    []Measure         `json:"measures"`
	Obligations []Obligation      `json:"obligations"`
	Missing     []string          `json:"missing"`  // facts that would decide
	Unjudged    []Unjudged        `json:"unjudged"` // pairs of records on which it turns whether they are one party
	Notes       []string          `json:"notes"`    // what else a reader must know
	Findings    []finding.Finding `json:"findings"`
	Searched    Searched          `json:"searched"`
	Disclaimer  string            `json:"disclaimer"`
}

// disclaimer stands in every answer.
const disclaimer = "To be named here does not imply a violation."

// Path is a path with its words.
type Path struct {
	finding.Path
	Sentence string `json:"sentence"`
}

// Measure is a rule that the answer rests on, as the programme has it.
type Measure struct {
	ID       string `json:"id"`
	Cite     string `json:"cite"`
	Text     string `json:"text"`
	Verified string `json:"verified"` // true, partly or false
}

// Obligation is what a measure makes somebody do, and by when.
type Obligation struct {
	finding.Obligation
	Who      string `json:"who"`
	Verified string `json:"verified"`
}

// Bearer is an entity that the subject may be.
type Bearer struct {
	ID       string   `json:"id"`
	Caption  string   `json:"caption"`
	Schema   string   `json:"schema"`
	Datasets []string `json:"datasets"`
	Score    float64  `json:"score"` // of the likeness; 1 for an entity named by its id
	Sure     bool     `json:"sure"`  // counts as the subject itself, by the programme's line
	Why      string   `json:"why"`

	step     finding.Step // from the subject, or the hull, to the entity
	hull     *Bearer      // a ship that the subject is, over whose IMO number the entity was found
	evidence []string     // facts that would tell whether it is
	imo      []string     // of a vessel
	alias    []string     // ids of records that are the same
}

// whether is the open question of a bearer that is not surely the subject.
func (b *Bearer) whether(s Subject) string {
	why := "whose name is like it"
	if s.Kind != "name" {
		why = "which " + hasNumber(s.Kind)
	}
	m := fmt.Sprintf("whether %q is %s (%s), %s (%.2f)", s.Text, b.Caption, b.ID, why, b.Score)
	if h := b.hull; h != nil {
		m = fmt.Sprintf("whether %q is %s (%s), whose IMO number %s (%s) %s (%.2f)", s.Text, b.Caption, b.ID, h.Caption, h.ID, h.states(), b.Score)
		if s.Kind == "mmsi" || s.Kind == callSign {
			m += "; " + h.ID + " " + hasNumber(s.Kind)
		}
	}
	if len(b.evidence) > 0 {
		m += ": " + strings.Join(b.evidence, ", ")
	}
	return m
}

// steps lead from the subject to the bearer; none for an entity named by its id.
func (b *Bearer) steps() []finding.Step {
	var out []finding.Step
	if b.hull != nil {
		out = b.hull.steps()
	}
	if b.step.Statement != "" {
		out = append(out, b.step)
	}
	return out
}

// states is how a ship comes to its IMO number: at sea nobody checks it.
func (b *Bearer) states() string {
	if slices.Contains(b.Datasets, sea.SourceName) {
		return "sends"
	}
	return "has"
}

// hasNumber says of somebody that a number of a kind is his, and how little that
// tells.
func hasNumber(kind string) string {
	switch kind {
	case callSign:
		return "has that call sign, and a call sign may be given to another ship"
	case "mmsi":
		return "has that number, and an MMSI may be given to another ship"
	}
	return "has that number, and it does not tell by itself"
}

// Searched says what the answer rests on.
type Searched struct {
	Datasets []string `json:"datasets"`
	AsOf     string   `json:"as_of"`
	KnownOn  string   `json:"known_on"`
	Batch    int64    `json:"batch"`
	Judged   int64    `json:"judgement"` // number of the newest judgement that counts; 0 is none
	Parties  int      `json:"parties"`   // that a screen can find
	Entities int      `json:"entities"`  // of the graph
	Ties     int      `json:"ties"`      // of the graph, holdings among them
	Depth    int      `json:"depth"`     // steps of a path at most
	Sources  []string `json:"sources"`   // engines that were asked
	Failed   []string `json:"failed,omitempty"`
	Cut      []string `json:"cut,omitempty"` // where paths were not followed to the end
}

var exposures = []finding.Exposure{finding.Clear, finding.Exposed, finding.Possible, finding.Blocked}

// stronger reports whether exposure a says more than b.
func stronger(a, b finding.Exposure) bool {
	return slices.Index(exposures, a) > slices.Index(exposures, b)
}

// add takes what a source concluded.
func (a *Answer) add(f Found) {
	for _, c := range f.Conclusions {
		a.Findings = append(a.Findings, c.Finding)
		if stronger(c.Exposure, a.Exposure) {
			a.Exposure = c.Exposure
		}
		a.Strength = max(a.Strength, c.Strength)
		a.Alert = a.Alert || c.Alert
		a.Missing = append(a.Missing, c.Missing...)
	}
	a.Missing = append(a.Missing, f.Missing...)
	a.Obligations = append(a.Obligations, f.Obligations...)
	for _, m := range f.Measures {
		if !slices.Contains(a.Measures, m) {
			a.Measures = append(a.Measures, m)
		}
	}
	a.Unjudged = append(a.Unjudged, f.Unjudged...)
	a.Notes = append(a.Notes, f.Notes...)
	a.Searched.Cut = append(a.Searched.Cut, f.Cut...)
}

// settle puts the parts of an answer in order, each once.
func (a *Answer) settle() {
	slices.SortStableFunc(a.Findings, func(x, y finding.Finding) int {
		return cmp.Or(slices.Index(exposures, y.Exposure)-slices.Index(exposures, x.Exposure), cmp.Compare(y.Strength, x.Strength), cmp.Compare(x.ID, y.ID))
	})
	slices.SortStableFunc(a.Obligations, func(x, y Obligation) int {
		return cmp.Or(duty(x.Kind)-duty(y.Kind), int(x.Due-y.Due), cmp.Compare(x.Measure, y.Measure), cmp.Compare(x.Who, y.Who))
	})
	a.Obligations = slices.CompactFunc(a.Obligations, func(x, y Obligation) bool { return x == y })
	if a.Unjudged == nil {
		a.Unjudged = []Unjudged{}
	}
	a.Missing, a.Notes, a.Searched.Cut = once(a.Missing), once(a.Notes), once(a.Searched.Cut)
}

var dutyOrder = []finding.Duty{finding.Block, finding.Reject, finding.Enquire, finding.Report, finding.Watch}

func duty(d finding.Duty) int { return slices.Index(dutyOrder, d) }

// once leaves each text in its first place only.
func once(list []string) []string {
	out := []string{}
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// existence is the statement that an entity is in a dataset.
func existence(id, schema, dataset string) string {
	s := ftm.Statement{Entity: id, Schema: schema, Prop: ftm.PropID, Value: id, Dataset: dataset}
	return digestOf(s)
}
