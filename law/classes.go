package law

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"cordon/ftm"
)

// Class is a class of transactions: predicates over a payment and over the ways
// by which it touches the target. It is data: whoever writes one writes a file.
type Class struct {
	ID         string      `json:"id" yaml:"id" need:"true"`
	Title      string      `json:"title" yaml:"title" need:"true"`
	Status     string      `json:"status" yaml:"status" need:"true" of:"in_force,proposed,repealed,hypothetical" doc:"hypothetical: asked for by somebody, no law anywhere."`
	Origin     string      `json:"origin" yaml:"origin" need:"true" doc:"Who asks for it, or which text makes it."`
	Authority  string      `json:"authority" yaml:"authority" need:"true" doc:"The power under which it could be, or is, law."`
	Precedent  string      `json:"precedent,omitempty" yaml:"precedent"`
	From       ftm.Day     `json:"from" yaml:"from" doc:"First day in force, of law."`
	To         ftm.Day     `json:"to" yaml:"to"`
	Any        []Predicate `json:"any" yaml:"any" need:"true" doc:"A transaction for which one of these is true is in the class."`
	None       []Predicate `json:"none,omitempty" yaml:"none" doc:"Unless one of these is true."`
	Collect    []string    `json:"collect,omitempty" yaml:"collect" doc:"What is to be recorded of each transaction."`
	Then       []string    `json:"then,omitempty" yaml:"then" of:"block,reject,enquire,report,watch" doc:"What follows."`
	Clock      *ClassClock `json:"clock,omitempty" yaml:"clock"`
	Tests      []ClassTest `json:"-" yaml:"tests" need:"true" doc:"Transactions and the predicates that are true of them."`
	Verified   Mark        `json:"verified" yaml:"verified" need:"true"`
	Unverified []string    `json:"unverified_fields,omitempty" yaml:"unverified_fields"`
	Line       int         `json:"-"`
}

// Predicate is one condition, an expression of the Common Expression Language
// over tx (a [Tx]) and asof (a timestamp), which gives true or false.
type Predicate struct {
	ID    string `json:"id" yaml:"id" need:"true"`
	Level string `json:"level,omitempty" yaml:"level" of:"knows,suspects,reason,possible" doc:"What whoever sees it knows, in the ladder of 31 USC 5318A; possible: a missing fact decides."`
	Text  string `json:"text" yaml:"text" need:"true" doc:"The condition in words."`
	When  Expr   `json:"when" yaml:"when" need:"true" doc:"The condition as an expression."`
	Line  int    `json:"-"`
	run   cel.Program
}

// Expr is an expression and the line of its file on which it begins.
type Expr struct {
	Text string
	Line int
}

// MarshalText is the expression.
func (e Expr) MarshalText() ([]byte, error) { return []byte(e.Text), nil }

// ClassClock says by when what is in a class must be reported.
type ClassClock struct {
	Days   int    `json:"days" yaml:"days" need:"true"`
	Kind   string `json:"kind" yaml:"kind" need:"true" of:"calendar,business"`
	Starts string `json:"starts" yaml:"starts" need:"true" doc:"What starts it."`
}

// ClassTest is a transaction and what must be true of it.
type ClassTest struct {
	Name string    `yaml:"name" need:"true"`
	AsOf time.Time `yaml:"asof" doc:"The day on which we look."`
	Tx   Tx        `yaml:"tx" need:"true"`
	Want []string  `yaml:"want" need:"true" doc:"Ids of the predicates that are true; empty: not in the class."`
	Line int
}

// Tx is what predicates see of a payment: the payment itself, its parties, and
// the ways from it to the target. Amounts are whole minor units.
type Tx struct {
	UETR     string     `json:"uetr" yaml:"uetr" cel:"uetr" doc:"Id of the payment."`
	Date     time.Time  `json:"date" yaml:"date" cel:"date" doc:"Day of the payment."`
	Currency string     `json:"currency" yaml:"currency" cel:"currency" doc:"ISO 4217."`
	Cents    int64      `json:"cents" yaml:"cents" cel:"cents" doc:"Amount in minor units of the currency."`
	USDCents int64      `json:"usd_cents" yaml:"usd_cents" cel:"usd_cents" doc:"The same in cents of the US dollar."`
	Parties  []TxParty  `json:"parties" yaml:"parties" cel:"parties" doc:"Debtor, creditor, their ultimate parties."`
	Agents   []TxAgent  `json:"agents" yaml:"agents" cel:"agents" doc:"Banks, in the order of the chain."`
	Wallets  []string   `json:"wallets" yaml:"wallets" cel:"wallets" doc:"Addresses of digital assets."`
	Goods    []string   `json:"goods" yaml:"goods" cel:"goods" doc:"HS codes of what is paid for."`
	Vessels  []string   `json:"vessels" yaml:"vessels" cel:"vessels" doc:"IMO numbers named in it."`
	Flags    []string   `json:"flags" yaml:"flags" cel:"flags" doc:"Names of red flags that were raised, and licensed."`
	Paths    []TxPath   `json:"exposures" yaml:"exposures" cel:"exposures" doc:"One per way from this payment to the target."`
	Measures []TxMatter `json:"measures" yaml:"measures" cel:"measures" doc:"Measures that its goods or acts meet."`
}

// TxParty is a party of a payment.
type TxParty struct {
	Role    string `json:"role" yaml:"role" cel:"role"`
	Name    string `json:"name" yaml:"name" cel:"name"`
	Country string `json:"country" yaml:"country" cel:"country" doc:"ISO 3166 alpha-2, lower case."`
	Listed  bool   `json:"listed" yaml:"listed" cel:"listed"`
}

// TxAgent is a bank of a payment.
type TxAgent struct {
	Role    string `json:"role" yaml:"role" cel:"role"`
	BIC     string `json:"bic" yaml:"bic" cel:"bic"`
	Country string `json:"country" yaml:"country" cel:"country" doc:"ISO 3166 alpha-2, lower case."`
}

// TxPath is one way from a payment to the target. No exposure without one.
type TxPath struct {
	Role       string   `json:"role" yaml:"role" cel:"role" doc:"Where in the payment it begins: debtor, creditor, agent, remittance."`
	Target     string   `json:"target" yaml:"target" cel:"target"`
	TargetKind string   `json:"target_kind" yaml:"target_kind" cel:"target_kind" doc:"kp-bank, person, company, vessel, port, good, wallet, mixer, bank311"`
	Programme  string   `json:"programme" yaml:"programme" cel:"programme"`
	Kind       string   `json:"kind" yaml:"kind" cel:"kind" doc:"blocked (by law), possible (a fact is missing), exposed (by conduct)"`
	Hops       int64    `json:"hops" yaml:"hops" cel:"hops" doc:"0: the target itself stands in the payment, direct; 1 or more: indirect."`
	Strength   float64  `json:"strength" yaml:"strength" cel:"strength" doc:"Product of the strengths of its edges."`
	Edges      []TxEdge `json:"edges" yaml:"edges" cel:"edges"`
	Missing    []string `json:"missing" yaml:"missing" cel:"missing" doc:"Facts that decide, when kind is possible."`
}

// TxEdge is one tie of a path.
type TxEdge struct {
	Kind       string   `json:"kind" yaml:"kind" cel:"kind" doc:"owns, controls, acts_for, respondent_of, paid, met_at_sea, called_at, same_address, same_phone, transfers_to"`
	Percent    float64  `json:"percent" yaml:"percent" cel:"percent"`
	Law        bool     `json:"law" yaml:"law" cel:"law" doc:"It rests on a rule of law."`
	Fact       string   `json:"fact" yaml:"fact" cel:"fact" doc:"observed, asserted or inferred"`
	Statements []string `json:"statements" yaml:"statements" cel:"statements"`
}

// TxMatter is a measure that goods or acts of a payment meet.
type TxMatter struct {
	ID     string `json:"id" yaml:"id" cel:"id"`
	Status string `json:"status" yaml:"status" cel:"status" doc:"banned, wind_down, capped, conditional"`
	Issuer string `json:"issuer" yaml:"issuer" cel:"issuer"`
}

// costLimit bounds what one predicate may cost over one payment, in the units of
// the language: one step or one element of a list is about one.
const costLimit = 1_000_000

// predicates is the environment in which predicates are checked.
var predicates = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(
		ext.NativeTypes(reflect.TypeFor[Tx](), ext.ParseStructTags(true)),
		ext.Strings(),
		cel.Variable("tx", cel.ObjectType("law.Tx")),
		cel.Variable("asof", cel.TimestampType),
	)
})

// compile type-checks the classes of a file. A faulty one is told and left out.
func (p *Programme) compile(s *source) {
	if s.doc.Classes == nil {
		return
	}
	env, err := predicates()
	if err != nil {
		panic("law: predicates: " + err.Error()) // a fault of Tx
	}
	for i := range s.doc.Classes {
		c := &s.doc.Classes[i]
		before := len(s.problems)
		s.checkMark(c.Line, c.Verified, c.Unverified)
		if slices.ContainsFunc(p.classes, func(o *Class) bool { return o.ID == c.ID }) {
			s.fault(c.Line, "class %s is there twice", c.ID)
		}
		if c.Status == "in_force" && c.From == 0 {
			s.fault(c.Line, "class %s: in force since when? from is missing", c.ID)
		}
		seen := map[string]bool{}
		for _, list := range [][]Predicate{c.Any, c.None} {
			for k := range list {
				r := &list[k]
				if seen[r.ID] {
					s.fault(r.Line, "class %s: predicate %s is there twice", c.ID, r.ID)
				}
				seen[r.ID] = true
				r.run = s.predicate(env, c.ID, r)
			}
		}
		for _, r := range c.Any {
			if r.Level == "" {
				s.fault(r.Line, "class %s: predicate %s: key %q is missing", c.ID, r.ID, "level")
			}
		}
		for _, t := range c.Tests {
			for _, id := range t.Want {
				if !slices.ContainsFunc(c.Any, func(r Predicate) bool { return r.ID == id }) {
					s.fault(t.Line, "class %s: test %q wants %s, which is no predicate", c.ID, t.Name, id)
				}
			}
		}
		if len(s.problems) == before {
			p.classes = append(p.classes, c)
		}
	}
}

// predicate compiles one expression; faults stand on their own line of the file.
func (s *source) predicate(env *cel.Env, class string, r *Predicate) cel.Program {
	ast, issues := env.Compile(r.When.Text)
	if issues != nil && issues.Err() != nil {
		for _, e := range issues.Errors() {
			s.fault(r.When.Line+e.Location.Line()-1, "class %s: predicate %s: column %d of the expression: %s", class, r.ID, e.Location.Column()+1, e.Message)
		}
		return nil
	}
	if ast.OutputType() != cel.BoolType {
		s.fault(r.When.Line, "class %s: predicate %s gives %s, not true or false", class, r.ID, ast.OutputType())
		return nil
	}
	run, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(costLimit))
	if err != nil {
		s.fault(r.When.Line, "class %s: predicate %s: %s", class, r.ID, err)
		return nil
	}
	return run
}

// Classes returns the classes of transactions of the programme.
func (p *Programme) Classes() []*Class { return slices.Clone(p.classes) }

// Class returns a class by its id.
func (p *Programme) Class(id string) (*Class, bool) {
	i := slices.IndexFunc(p.classes, func(c *Class) bool { return c.ID == id })
	if i < 0 {
		return nil, false
	}
	return p.classes[i], true
}

// levels of knowledge, strongest first.
var levels = []string{"knows", "suspects", "reason", "possible"}

// Membership is what a class says of a transaction.
type Membership struct {
	Class  string  `json:"class"`
	Status string  `json:"status" doc:"Whether the class is law."`
	In     bool    `json:"in"`
	Level  string  `json:"level,omitempty" doc:"The strongest level of those that are true."`
	Fired  []Fired `json:"fired"`
	But    []Fired `json:"but" doc:"What keeps it out."`
}

// Fired is a predicate that is true of a transaction.
type Fired struct {
	ID    string `json:"id"`
	Level string `json:"level,omitempty"`
	Text  string `json:"text"`
}

// Of says whether a transaction is in a class, and by which predicates.
func (c *Class) Of(tx *Tx, asOf time.Time) (Membership, error) {
	out := Membership{Class: c.ID, Status: c.Status, Fired: []Fired{}, But: []Fired{}}
	vars := map[string]any{"tx": tx, "asof": asOf}
	for _, part := range []struct {
		list []Predicate
		to   *[]Fired
	}{{c.Any, &out.Fired}, {c.None, &out.But}} {
		for i := range part.list {
			r := &part.list[i]
			v, _, err := r.run.Eval(vars)
			if err != nil {
				return out, fmt.Errorf("law: class %s: predicate %s: %w", c.ID, r.ID, err)
			}
			if v.Value() == true {
				*part.to = append(*part.to, Fired{r.ID, r.Level, r.Text})
			}
		}
	}
	out.In = len(out.Fired) > 0 && len(out.But) == 0
	for _, f := range out.Fired {
		if out.Level == "" || slices.Index(levels, f.Level) < slices.Index(levels, out.Level) {
			out.Level = f.Level
		}
	}
	return out, nil
}

// RunTests runs the test cases that stand beside a class and tells which of them
// fail, and why.
func (c *Class) RunTests() []error {
	var out []error
	for i := range c.Tests {
		t := &c.Tests[i]
		asOf := t.AsOf
		if asOf.IsZero() {
			asOf = t.Tx.Date
		}
		m, err := c.Of(&t.Tx, asOf)
		if err != nil {
			out = append(out, fmt.Errorf("line %d: %s: %w", t.Line, t.Name, err))
			continue
		}
		got := []string{}
		if m.In {
			for _, f := range m.Fired {
				got = append(got, f.ID)
			}
		}
		if !slices.Equal(got, t.Want) {
			out = append(out, fmt.Errorf("line %d: %s: [%s] are true, want [%s]", t.Line, t.Name, strings.Join(got, " "), strings.Join(t.Want, " ")))
		}
	}
	return out
}
