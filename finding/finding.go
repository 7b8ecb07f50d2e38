package finding

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"cordon/ftm"

	"golang.org/x/crypto/blake2b"
)

// Exposure is what a question about a target comes to.
type Exposure string

// The four answers, strongest first.
const (
	Blocked  Exposure = "blocked"  // by law
	Possible Exposure = "possible" // a missing fact decides; Missing says which
	Exposed  Exposure = "exposed"  // by conduct, with strength
	Clear    Exposure = "clear"    // nothing found; what was searched is said beside it
)

// Duty is what a measure makes somebody do with a finding.
type Duty string

// The duties that measures lay on kinds of users.
const (
	Block   Duty = "block"
	Reject  Duty = "reject"
	Enquire Duty = "enquire" // enhanced due diligence
	Report  Duty = "report"
	Watch   Duty = "watch"
)

// Finding is one conclusion of an engine.
type Finding struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"` // "list.refused", "screen.hit", "encounter"
	Programme string   `json:"programme,omitempty"`
	Subjects  []string `json:"subjects"`      // entity ids, sorted
	Key       string   `json:"key,omitempty"` // tells findings of one kind about the same subjects apart
	Summary   string   `json:"summary"`       // one sentence for people

	Exposure Exposure  `json:"exposure,omitempty"`
	Strength float64   `json:"strength"` // [0,1]
	Alert    bool      `json:"alert"`    // passes the programme's line for its kind
	Start    time.Time `json:"start,omitzero"`
	End      time.Time `json:"end,omitzero"`

	Paths       []Path       `json:"paths"`
	Obligations []Obligation `json:"obligations,omitempty"`
	Missing     []string     `json:"missing,omitempty"` // facts that would decide
}

// Path is a chain of statements from a subject to a listed party, port, good or
// wallet, or to the document that shows the fault.
type Path struct {
	Steps    []Step   `json:"steps"`
	Measures []string `json:"measures,omitempty"` // ids of measures that the path meets
	Strength float64  `json:"strength"`
}

// Step is one tie of a path and what carries it.
type Step struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	Relation  string  `json:"relation"`
	Statement string  `json:"statement"`        // digest of the statement, hex; or "sha256:" and the hash of an original
	Source    string  `json:"source"`           // dataset
	Entity    string  `json:"entity,omitempty"` // that the statement is about: the tie, where it is one of its own
	FromDate  ftm.Day `json:"from_date"`
	ToDate    ftm.Day `json:"to_date"`
	Strength  float64 `json:"strength"` // [0,1]; 1 for what a source states outright
}

// Obligation is what a measure makes a kind of user do, and by when.
type Obligation struct {
	Kind    Duty    `json:"kind"`
	Measure string  `json:"measure"`
	Due     ftm.Day `json:"due"`
	Why     string  `json:"why"`
}

// New returns a finding about subjects. Key tells findings of the same kind
// about the same subjects apart: a start time, a list entry, a file.
func New(kind, programme, key string, subjects ...string) Finding {
	f := Finding{Kind: kind, Programme: programme, Key: key, Subjects: slices.Compact(slices.Sorted(slices.Values(subjects)))}
	f.ID = f.id()
	return f
}

// id is "f-" and 16 bytes of BLAKE2b, in hex, over the length-prefixed fields
// that say what the finding is about.
func (f *Finding) id() string {
	var b []byte
	for _, s := range append([]string{f.Kind, f.Programme, f.Key}, f.Subjects...) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	sum := blake2b.Sum256(b)
	return "f-" + hex.EncodeToString(sum[:16])
}

// AddPath adds a chain of steps and works out its strength. The finding's own
// strength is that of its strongest path.
func (f *Finding) AddPath(measures []string, steps ...Step) {
	p := Path{Steps: steps, Measures: slices.Compact(slices.Sorted(slices.Values(measures))), Strength: 1}
	for _, s := range steps {
		p.Strength = float64(p.Strength * s.Strength)
	}
	f.Paths = append(f.Paths, p)
	f.Strength = max(f.Strength, p.Strength)
	slices.SortStableFunc(f.Paths, func(a, b Path) int {
		switch {
		case a.Strength > b.Strength:
			return -1
		case a.Strength < b.Strength:
			return 1
		}
		return len(a.Steps) - len(b.Steps)
	})
}

// Check reports what keeps f from being a finding: an id that is not made of
// what it is about, no path, a path with a gap or without source, a strength
// outside [0,1], an open question ("possible") that does not say what is
// missing.
func (f *Finding) Check() error {
	switch {
	case f.Kind == "":
		return errors.New("finding: no kind")
	case len(f.Subjects) == 0:
		return fmt.Errorf("finding %s: no subject", f.Kind)
	case f.ID != f.id():
		return fmt.Errorf("finding %s: id %s is not made of what it is about", f.Kind, f.ID)
	case len(f.Paths) == 0:
		return fmt.Errorf("finding %s: no path", f.ID)
	case !unit(f.Strength):
		return fmt.Errorf("finding %s: strength %v is not in [0,1]", f.ID, f.Strength)
	case f.Exposure == Possible && len(f.Missing) == 0:
		return fmt.Errorf("finding %s: possible, but no missing fact named", f.ID)
	case !f.End.IsZero() && f.End.Before(f.Start):
		return fmt.Errorf("finding %s: ends before it starts", f.ID)
	}
	for i, p := range f.Paths {
		if err := p.check(); err != nil {
			return fmt.Errorf("finding %s: path %d: %w", f.ID, i+1, err)
		}
	}
	return nil
}

func (p *Path) check() error {
	if len(p.Steps) == 0 {
		return errors.New("no steps")
	}
	for i, s := range p.Steps {
		switch {
		case s.From == "" || s.To == "" || s.Relation == "":
			return fmt.Errorf("step %d: an end or the relation is empty", i+1)
		case s.Statement == "" || s.Source == "":
			return fmt.Errorf("step %d: no statement or no source", i+1)
		case !unit(s.Strength):
			return fmt.Errorf("step %d: strength %v is not in [0,1]", i+1, s.Strength)
		case i > 0 && p.Steps[i-1].To != s.From:
			return fmt.Errorf("step %d starts at %s, but step %d ends at %s", i+1, s.From, i, p.Steps[i-1].To)
		}
	}
	return nil
}

func unit(v float64) bool { return v >= 0 && v <= 1 } // false for NaN

// Logistic turns log-odds into a strength.
func Logistic(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
