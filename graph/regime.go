package graph

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
)

// ControlRule says what a regime makes of control without ownership.
type ControlRule string

// What regimes make of control.
const (
	ControlIgnored   ControlRule = "ignore"
	ControlCautioned ControlRule = "caution" // shown, not a status
	ControlPresumed  ControlRule = "presume" // a status, until it is rebutted
)

// Cite is a text of law that a rule is taken from, and whether somebody has
// read it there.
type Cite struct {
	Text     string `json:"text"`
	Verified any    `json:"verified"` // true, false or "partly"
}

// Record is a regime as programmes write it.
type Record struct {
	ID           string      `json:"id"`
	Name         string      `json:"name"`     // by which people ask for it: ofac, eu, uk, un
	From         ftm.Day     `json:"from"`     // first day; empty is open
	To           ftm.Day     `json:"to"`       // last day; empty is open
	InForce      bool        `json:"in_force"` // false: a warning only
	Threshold    json.Number `json:"threshold"`
	Compare      string      `json:"compare"` // ">=" or ">"
	Classes      []string    `json:"classes"`
	Aggregate    string      `json:"aggregate"` // "all" or "person"
	Control      ControlRule `json:"control"`
	ClassControl []string    `json:"class_control,omitempty"` // classes of seeds for which control counts whatever Control says
	Remainder    string      `json:"remainder"`               // "ignore" or "possible"
	Seeds        []string    `json:"seeds"`                   // list:NAME, list:NAME#PROGRAMME, list:*, list:own, class:ID
	Cite         []Cite      `json:"cite"`
}

// Regime is the rule of one authority over one period: from which share on, of
// which rights, held by whom, a company counts as blocked.
type Regime struct {
	ID, Name     string
	During       ftm.Period
	InForce      bool
	Threshold    Parts
	Strict       bool    // more than the threshold, not from it on
	Classes      []Class // each tested by itself; one suffices
	PerPerson    bool    // the stakes of different persons are not added
	Control      ControlRule
	ClassControl []string
	Remainder    bool // what nobody states may be held by blocked persons
	Seeds        []string
	Cites        []Cite
}

// NewRegime reads a record.
func NewRegime(r Record) (Regime, error) {
	out := Regime{ID: r.ID, Name: r.Name, During: ftm.Period{From: r.From}, InForce: r.InForce, Control: r.Control, ClassControl: r.ClassControl, Seeds: r.Seeds, Cites: r.Cite}
	fail := func(format string, args ...any) (Regime, error) {
		return Regime{}, fmt.Errorf("regime %q: %s", r.ID, fmt.Sprintf(format, args...))
	}
	if r.ID == "" || r.Name == "" {
		return fail("no id or no name")
	}
	if r.To != 0 {
		if out.During.To = r.To + 1; r.To < r.From {
			return fail("it ends before it starts")
		}
	}
	s, known, err := ParseShare(r.Threshold.String())
	if err != nil || !known || !s.IsExact() || s.Lo == 0 {
		return fail("threshold %q is no share", r.Threshold)
	}
	out.Threshold = s.Lo
	switch r.Compare {
	case ">=":
	case ">":
		out.Strict = true
	default:
		return fail("compare %q: want >= or >", r.Compare)
	}
	for _, name := range r.Classes {
		c, ok := ParseClass(name)
		if !ok || slices.Contains(out.Classes, c) {
			return fail("class of rights %q", name)
		}
		out.Classes = append(out.Classes, c)
	}
	if len(out.Classes) == 0 || len(out.Classes) > maxClasses {
		return fail("%d classes of rights: want 1 to %d", len(out.Classes), maxClasses)
	}
	switch r.Aggregate {
	case "all":
	case "person":
		out.PerPerson = true
	default:
		return fail("aggregate %q: want all or person", r.Aggregate)
	}
	if r.Control != ControlIgnored && r.Control != ControlCautioned && r.Control != ControlPresumed {
		return fail("control %q: want ignore, caution or presume", r.Control)
	}
	switch r.Remainder {
	case "", "ignore":
	case "possible":
		out.Remainder = true
	default:
		return fail("remainder %q: want ignore or possible", r.Remainder)
	}
	for _, seed := range r.Seeds {
		if !strings.HasPrefix(seed, "list:") && !strings.HasPrefix(seed, "class:") {
			return fail("seeds %q: want list:NAME or class:ID", seed)
		}
	}
	for _, c := range r.ClassControl {
		if !slices.Contains(r.Seeds, c) || !strings.HasPrefix(c, "class:") {
			return fail("class_control %q is no class among its seeds", c)
		}
	}
	return out, nil
}

// Rule writes the test in words: "50 % or more", "more than 50 %".
func (r *Regime) Rule() string {
	if r.Strict {
		return "more than " + r.Threshold.Percent() + " %"
	}
	return r.Threshold.Percent() + " % or more"
}

// SeedClass is a class of persons who are blocked without being listed, as the
// government of a country is, with the entities that the programme counts to it.
type SeedClass struct {
	ID      string   `json:"id"`
	Label   string   `json:"label"`
	Members []string `json:"members"` // ids of entities
	From    ftm.Day  `json:"from"`
	Cite    []Cite   `json:"cite"`
}

// Rules are the regimes of a programme and its classes of seeds.
type Rules struct {
	Regimes []Regime
	Classes []SeedClass
	Digest  string // of all of it: answers name it, so that new facts and new rules can be told apart
}

// NewRules checks records and puts them together. Regimes of one name must not
// overlap in time.
func NewRules(records []Record, classes []SeedClass) (*Rules, error) {
	out := &Rules{Classes: classes}
	for _, rec := range records {
		r, err := NewRegime(rec)
		if err != nil {
			return nil, err
		}
		for _, o := range out.Regimes {
			if o.ID == r.ID && o.During == r.During {
				return nil, fmt.Errorf("regime %q is there twice", r.ID)
			}
			from, to := laterStart(o.During.From, r.During.From), earlierEnd(o.During.To, r.During.To)
			if o.Name == r.Name && (to == 0 || from < to) {
				return nil, fmt.Errorf("regimes %q and %q are both %s at the same time", o.ID, r.ID, r.Name)
			}
		}
		for _, s := range r.Seeds {
			if id, ok := strings.CutPrefix(s, "class:"); ok && !slices.ContainsFunc(classes, func(c SeedClass) bool { return c.ID == id }) {
				return nil, fmt.Errorf("regime %q: no class of seeds %q", r.ID, id)
			}
		}
		out.Regimes = append(out.Regimes, r)
	}
	b, err := json.Marshal(struct {
		R []Record
		C []SeedClass
	}{records, classes})
	if err != nil {
		return nil, fmt.Errorf("regimes: %w", err)
	}
	sum := sha256.Sum256(b)
	out.Digest = hex.EncodeToString(sum[:8])
	return out, nil
}

// ParseRules reads {"regimes":[…],"classes":[…]}.
func ParseRules(b []byte) (*Rules, error) {
	var f struct {
		Regimes []Record    `json:"regimes"`
		Classes []SeedClass `json:"classes"`
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("regimes: %w", err)
	}
	return NewRules(f.Regimes, f.Classes)
}

// Names returns the names of the regimes, each once, in their order.
func (r *Rules) Names() []string {
	var out []string
	for _, x := range r.Regimes {
		if !slices.Contains(out, x.Name) {
			out = append(out, x.Name)
		}
	}
	return out
}

// On returns the regime of a name, or with an id, that is there on a day.
func (r *Rules) On(name string, day ftm.Day) (*Regime, error) {
	known := false
	for i := range r.Regimes {
		x := &r.Regimes[i]
		if x.Name == name || x.ID == name {
			if known = true; day != 0 && x.During.Contains(day) {
				return x, nil
			}
		}
	}
	if known {
		return nil, fmt.Errorf("regime %s: %w %s", name, ErrNoRule, day)
	}
	return nil, fmt.Errorf("%w %q", ErrNoRegime, name)
}

// Seed is a person who is blocked whoever owns them.
type Seed struct {
	Node   Node
	Class  string // class of seeds that it counts to; "" is none
	Listed bool   // it is listed too, where it counts to a class
}

// normalList lets us-ofac-sdn stand for us_ofac_sdn.
func normalList(s string) string { return strings.ReplaceAll(s, "-", "_") }

// Seeds returns who is blocked by a regime's lists and classes on a day, in
// order of node, each once.
func (g *Graph) Seeds(rules *Rules, r *Regime, day ftm.Day) []Seed {
	var out []Seed
	for _, l := range g.listings {
		if (ftm.Period{From: l.From, To: l.To}).Contains(day) && slices.ContainsFunc(r.Seeds, l.meant) {
			out = append(out, Seed{Node: l.Node})
		}
	}
	for i := range rules.Classes {
		c := &rules.Classes[i]
		if !slices.Contains(r.Seeds, "class:"+c.ID) || c.From != 0 && day != 0 && day < c.From {
			continue
		}
		for _, id := range c.Members {
			if v, ok := g.Find(id); ok {
				out = append(out, Seed{Node: v, Class: c.ID})
			}
		}
	}
	slices.SortFunc(out, func(a, b Seed) int { return cmp.Or(cmp.Compare(a.Node, b.Node), strings.Compare(a.Class, b.Class)) })
	once := out[:0]
	for _, x := range out { // the listing of a node comes before its class
		n := len(once)
		switch {
		case n == 0 || once[n-1].Node != x.Node:
			once = append(once, x)
		case once[n-1].Class == "" && x.Class != "":
			once[n-1].Class, once[n-1].Listed = x.Class, true
		}
	}
	return once
}

// ownList is the entry of seeds for lists of nobody's: those that a user keeps,
// whose names do not begin with the code of a country as those of published
// lists do (us_ofac_sdn).
const ownList = "list:own"

// meant reports whether a regime's entry of seeds means the listing.
func (l *Listing) meant(seed string) bool {
	if seed == ownList {
		prefix, _, ok := strings.Cut(normalList(l.List), "_")
		if ok && len(prefix) > 3 { // us311
			ok = false
		}
		return !ok || prefix != "un" && prefix != "eu" && !slices.Contains(ftm.CountryCodes(), prefix)
	}
	list, ok := strings.CutPrefix(seed, "list:")
	if !ok {
		return false
	}
	list, programme, some := strings.Cut(list, "#")
	return (list == "*" || normalList(list) == normalList(l.List)) && (!some || slices.Contains(l.Programmes, programme))
}
