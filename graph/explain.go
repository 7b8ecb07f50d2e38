package graph

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"cordon/ftm"
)

// Percent is a number of parts that is written as a JSON number of percent.
type Percent uint64

// MarshalJSON writes the exact decimal.
func (p Percent) MarshalJSON() ([]byte, error) { return []byte(percent(uint64(p))), nil }

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Percent) UnmarshalJSON(b []byte) error {
	r, ok := new(big.Rat).SetString(string(b))
	if !ok {
		return fmt.Errorf("percent %q is no number", b)
	}
	r.Mul(r, big.NewRat(int64(perPoint), 1))
	*p = Percent(new(big.Int).Quo(r.Num(), r.Denom()).Uint64())
	return nil
}

// Held is a stake as answers show it.
type Held struct {
	Owner        string   `json:"owner"`
	OwnerCaption string   `json:"owner_caption"`
	Asset        string   `json:"asset"`
	AssetCaption string   `json:"asset_caption"`
	Class        string   `json:"class"`
	Share        string   `json:"share"` // in words
	Low          Percent  `json:"low"`
	High         Percent  `json:"high"`
	LowExclusive bool     `json:"low_exclusive,omitempty"`
	HighExcl     bool     `json:"high_exclusive,omitempty"`
	Flags        []string `json:"flags,omitempty"`
	From         ftm.Day  `json:"from_date"`
	To           ftm.Day  `json:"to_date"`
	Statements   []Source `json:"statements"`
}

// Source is a statement and where it stands.
type Source struct {
	Entity    string `json:"entity"`
	Statement string `json:"statement"`
	Dataset   string `json:"source"`
	Record    string `json:"record,omitempty"`
	Text      string `json:"text,omitempty"`
}

// Held shows a stake.
func (g *Graph) Held(s *Stake) Held {
	return Held{
		Owner: g.ID(s.Owner), OwnerCaption: g.Caption(s.Owner), Asset: g.ID(s.Asset), AssetCaption: g.Caption(s.Asset),
		Class: s.Class.String(), Share: s.Share.String(), Low: Percent(s.Share.Lo), High: Percent(s.Share.Hi), LowExclusive: s.Share.LoOpen, HighExcl: s.Share.HiOpen,
		Flags: s.Flags.Names(), From: s.From, To: s.To, Statements: g.Sources(s.Evidence),
	}
}

// Sources shows what something rests on.
func (g *Graph) Sources(n uint32) []Source {
	out := []Source{}
	for _, e := range g.EvidenceOf(n) {
		out = append(out, Source{e.Entity, e.Statement, e.Source, e.Record, e.Text})
	}
	return out
}

// Line is one sentence of a proof and what carries it.
type Line struct {
	Entity     string   `json:"entity"`
	Text       string   `json:"text"`
	Holdings   []Held   `json:"holdings,omitempty"`
	Statements []Source `json:"statements"`

	node   Node
	stakes []*Stake
}

// Standing is the status of one entity with its proof.
type Standing struct {
	Entity     string   `json:"entity"`
	Caption    string   `json:"caption"`
	Schema     string   `json:"schema"`
	Status     Status   `json:"status"`
	Ground     Ground   `json:"ground,omitempty"`
	Class      string   `json:"class"` // of the rights that low and high count
	Low        Percent  `json:"low"`
	High       Percent  `json:"high"`
	Circular   bool     `json:"circular"`
	Proof      []Line   `json:"proof"`
	Missing    []string `json:"missing,omitempty"` // facts that would decide, the one nearest the threshold first
	Flags      []string `json:"flags,omitempty"`
	Cautions   []string `json:"cautions,omitempty"`
	LookLow    float64  `json:"look_through_low"`
	LookHigh   float64  `json:"look_through_high"`
	LookExact  string   `json:"look_through,omitempty"` // a fraction
	Undisclose Percent  `json:"undisclosed"`            // what no statement gives to anybody, at most
	Regime     string   `json:"regime"`
	InForce    bool     `json:"in_force"`
	Rules      string   `json:"rules"` // digest of the rule set
	AsOf       ftm.Day  `json:"as_of"`
	Residue    []Span   `json:"residue,omitempty"` // earlier times in which it was blocked: property blocked then stays so until licensed
	History    []Span   `json:"history,omitempty"`
	Cites      []Cite   `json:"cite"`
	Head       string   `json:"summary"`
}

// Options of an answer.
type Options struct {
	Known string // day of the batch, for the sentences; may be empty
	Rules string // digest of the rule set
	Lean  bool   // leave out the look-through stake and what costs a walk through the graph
}

// explainer makes the proof of one node.
type explainer struct {
	s    *State
	seen map[Node]bool
	out  []Line
}

// Standing returns the status of a node with its proof.
func (s *State) Standing(v Node, o Options) Standing {
	circular := s.Circular(v)
	blockedLo, self, treasury := s.Treasury(v)
	caution := s.Caution(v)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.freshen()
	g, r := s.g, s.r
	verdict := s.verdict(v)
	a := Standing{
		Entity: g.ID(v), Caption: g.Caption(v), Schema: g.Schema(v), Status: verdict.Status, Ground: verdict.Ground, Class: verdict.Class.String(),
		Low: Percent(verdict.Low), High: Percent(verdict.High), Circular: circular, Proof: []Line{}, Regime: r.ID, InForce: r.InForce, Rules: o.Rules, AsOf: s.day, Cites: r.Cites,
	}
	e := &explainer{s: s, seen: make(map[Node]bool)}
	if verdict.Status != No {
		e.prove(v)
	}
	a.Proof = append(append(a.Proof, e.out...), g.judgedLines(v, e.out)...)
	if verdict.Status == Possible {
		a.Missing = s.missing(v)
	}
	if !r.InForce { // a warning only, whatever it comes to
		if a.Status != No && a.Ground != Listed {
			a.Status = No
			a.Flags = append(a.Flags, "red-flag")
		}
	}
	if circular {
		a.Flags = append(a.Flags, "circular")
	}
	if treasury {
		a.Flags = append(a.Flags, "treasury")
		a.Cautions = append(a.Cautions, fmt.Sprintf("Without the %s %% that %s holds in itself, blocked persons would reach the threshold with %s %%.", percent(self), a.Caption, percent(blockedLo)))
	}
	if verdict.Ground == ByControl {
		a.Flags = append(a.Flags, "presumed", "rebuttable")
	}
	if caution != No && verdict.Status == No {
		a.Flags = append(a.Flags, "control")
		a.Cautions = append(a.Cautions, "Blocked persons control it, or may: this regime does not block it for that, and asks for caution.")
	}
	a.Undisclose = Percent(s.undisclosed(v, verdict.Class))
	s.cautions(&a, v, verdict)
	if !o.Lean {
		t := LookThrough(g, s.day, s.SeedNodes(), v)
		a.LookLow, a.LookHigh = t.Lo, t.Hi
		if t.Exact != nil {
			a.LookExact = t.Exact.RatString()
		}
		if verdict.Status == No && uint64(t.Lo*float64(Whole)) >= uint64(r.Threshold) {
			a.Flags = append(a.Flags, "look-through")
			a.Cautions = append(a.Cautions, fmt.Sprintf("The look-through stake of listed persons is %s, though no chain reaches the threshold.", t))
		}
	}
	a.Head = s.head(v, verdict, o.Known)
	return a
}

// freshen makes levels those of a whole run.
func (s *State) freshen() {
	if s.main == nil || s.main.fresh {
		return
	}
	rn := newRun(s.g, s.r, s.day, s.main.control, false)
	seeds, maybe := s.rootsNow()
	rn.begin(seeds, maybe)
	s.main = rn
}

// Head is the status of a node in a sentence, without the proof: that of
// Standing.
func (s *State) Head(v Node, known string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.head(v, s.verdict(v), known)
}

func (s *State) head(v Node, verdict Verdict, known string) string {
	force := "in force"
	if !s.r.InForce {
		force = "not in force: a red flag only"
	} else if s.r.During.From != 0 {
		force += " since " + s.r.During.From.String()
	}
	under := fmt.Sprintf("under %s (%s)", s.r.ID, force)
	if s.day != 0 {
		under += " on " + s.day.String()
	}
	if known != "" {
		under += ", as known on " + known
	}
	switch {
	case verdict.Status == Blocked && verdict.Ground == ByControl:
		return fmt.Sprintf("%s is controlled, presumed and rebuttable, %s", s.g.Caption(v), under)
	case verdict.Status == Blocked:
		return fmt.Sprintf("%s is blocked %s", s.g.Caption(v), under)
	case verdict.Status == Possible:
		return fmt.Sprintf("%s is possibly blocked %s", s.g.Caption(v), under)
	case verdict.High > 0:
		return fmt.Sprintf("%s is not blocked %s: blocked persons hold %s of its %s, the threshold is %s", s.g.Caption(v), under, between(verdict.Low, verdict.High), verdict.Class, s.r.Rule())
	}
	return fmt.Sprintf("%s is not blocked %s: nobody states that a blocked person holds any of its %s", s.g.Caption(v), under, verdict.Class)
}

func between(lo, hi uint64) string {
	if lo == hi {
		return percent(lo) + " %"
	}
	return percent(lo) + " % to " + percent(hi) + " %"
}

// undisclosed is what no statement gives to anybody, at most.
func (s *State) undisclosed(v Node, c Class) uint64 {
	var sum uint64
	for st := range s.g.In(v) {
		if st.Class == c && st.Flags&(Indirect|Derived|JointWhole) == 0 && st.On(s.day) {
			sum += uint64(st.Share.Lo)
		}
	}
	return uint64(Whole) - min(sum, uint64(Whole))
}

// Settings of cautions; no law asks for them.
const (
	cautionStake = 25 * perPoint // blocked persons' stake from which on it is worth a look
	cautionSold  = 365           // days around a designation in which a sale is
)

// cautions says what is worth a look though it blocks nobody.
func (s *State) cautions(a *Standing, v Node, verdict Verdict) {
	if verdict.Status == No && verdict.Low >= uint64(cautionStake) {
		a.Flags = append(a.Flags, "large-stake")
		a.Cautions = append(a.Cautions, fmt.Sprintf("Blocked persons hold %s.", between(verdict.Low, verdict.High)))
	}
	if verdict.Status == No && verdict.Low > 0 && verdict.Low+uint64(a.Undisclose) >= uint64(s.r.Threshold) {
		a.Flags = append(a.Flags, "undisclosed-rest")
		a.Cautions = append(a.Cautions, fmt.Sprintf("Nobody states who holds the other %s %%: enough to reach the threshold.", percent(uint64(a.Undisclose))))
	}
	for st := range s.g.In(v) {
		_, owner := s.best(st.Owner)
		switch {
		case st.Class == Office && st.On(s.day) && owner.low:
			a.Flags = appendOnce(a.Flags, "blocked-office")
			a.Cautions = append(a.Cautions, fmt.Sprintf("%s, who is blocked, holds an office in it: nobody may deal with them, for example as signatory.", s.g.Caption(st.Owner)))
		case st.Class == Capital && st.To != 0 && s.day != 0 && st.To <= s.day && owner.low && s.soldNear(st):
			a.Flags = appendOnce(a.Flags, "sold")
			a.Cautions = append(a.Cautions, fmt.Sprintf("%s held %s until %s: a sale of blocked property may not be recognised; what was blocked stays blocked until licensed.", s.g.Caption(st.Owner), st.Share, st.To-1))
		}
		if st.Flags&Over100 != 0 && st.On(s.day) {
			a.Flags = appendOnce(a.Flags, "over100")
		}
		if st.Flags&Disputed != 0 && st.On(s.day) {
			a.Flags = appendOnce(a.Flags, "disputed")
		}
	}
	if rn, c := s.best(v); rn != nil {
		for k := range s.r.Classes {
			if c.t[k].over() {
				a.Flags = appendOnce(a.Flags, "over100")
			}
		}
	}
}

func appendOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// soldNear reports whether a stake ended within a year of the designation of
// its owner.
func (s *State) soldNear(st *Stake) bool {
	for _, l := range s.g.ListingsOf(st.Owner) {
		if d := st.To - l.From; l.From != 0 && d >= -cautionSold && d <= cautionSold {
			return true
		}
	}
	return false
}

// prove writes why a node is blocked or possible, then why its owners are.
func (e *explainer) prove(v Node) {
	queue := []Node{v}
	e.seen[v] = true
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		line := e.line(n, n == v)
		e.out = append(e.out, line)
		for _, st := range line.stakes {
			if !e.seen[st.Owner] && st.Flags&UnknownHolder == 0 {
				e.seen[st.Owner] = true
				queue = append(queue, st.Owner)
			}
		}
	}
}

// line is the sentence of one node.
func (e *explainer) line(v Node, first bool) Line {
	s := e.s
	if x, ok := s.seed(v); ok {
		return e.listed(v, x)
	}
	rn, c := s.best(v)
	verdict := s.judge(rn, c)
	if (c.seed || c.maybe) && s.class != nil { // owned or controlled by a class
		rn, c = s.class, s.class.cell(v)
		verdict = s.judge(rn, c)
	}
	stakes, controls, hidden := rn.reasons(&c, s.r)
	l := Line{Entity: s.g.ID(v), node: v, stakes: stakes, Statements: []Source{}}
	name := s.g.Caption(v)
	var parts []string
	for i, st := range stakes {
		of := ""
		if i == len(stakes)-1 {
			of = " of " + name
		}
		switch {
		case controls:
			parts = append(parts, fmt.Sprintf("%s controls %s (%s%s)", s.g.Caption(st.Owner), name, st.Class, shareOf(st)))
		default:
			parts = append(parts, fmt.Sprintf("%s holds %s%s%s", s.g.Caption(st.Owner), st.Share, ofRights(st.Class), of))
		}
		h := s.g.Held(st)
		l.Holdings = append(l.Holdings, h)
		for _, x := range h.Statements {
			if !slices.Contains(l.Statements, x) {
				l.Statements = append(l.Statements, x)
			}
		}
	}
	text := join(parts)
	if !controls {
		if len(stakes) > 1 {
			text += ": together " + between(verdict.Low, verdict.High)
			if verdict.Status == Blocked {
				text = join(parts) + ": together " + percent(rn.sumLow(&c, stakes)) + " %"
				if !exactStakes(stakes) {
					text = join(parts) + ": together at least " + percent(rn.sumLow(&c, stakes)) + " %"
				}
			}
		}
		if hidden > 0 {
			text += fmt.Sprintf("; who holds a further %s %% is not told", percent(hidden))
		}
	}
	if first {
		if !controls {
			text += fmt.Sprintf(", the threshold is %s", s.r.Rule())
		}
	} else {
		word := "blocked"
		switch {
		case verdict.Status == Possible:
			word = "possibly blocked"
		case controls:
			word = "controlled, presumed and rebuttable"
		}
		text = fmt.Sprintf("%s is %s: %s", name, word, text)
	}
	l.Text = text + "."
	return l
}

func exactStakes(list []*Stake) bool {
	for _, s := range list {
		if !s.Share.IsExact() {
			return false
		}
	}
	return true
}

func shareOf(st *Stake) string {
	if st.Flags&Presumed != 0 || st.Share.Lo == Whole {
		return ""
	}
	return " " + st.Share.String()
}

func ofRights(c Class) string {
	if c == Capital {
		return ""
	}
	return " (" + c.String() + ")"
}

func join(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// listed is the sentence of a seed.
func (e *explainer) listed(v Node, x Seed) Line {
	g := e.s.g
	l := Line{Entity: g.ID(v), node: v, Statements: []Source{}}
	if x.Class != "" && !x.Listed {
		l.Text = fmt.Sprintf("%s counts to the class %s, which is blocked.", g.Caption(v), x.Class)
		return l
	}
	var parts []string
	for _, y := range g.ListingsOf(v) {
		if !(ftm.Period{From: y.From, To: y.To}).Contains(e.s.day) || !slices.ContainsFunc(e.s.r.Seeds, y.meant) {
			continue
		}
		text := y.List
		if y.meant(ownList) {
			text += " (a list of your own, counted under every regime)"
		}
		if len(y.Programmes) > 0 {
			text += ", [" + strings.Join(y.Programmes, ", ") + "]"
		}
		if y.From != 0 {
			text += ", since " + y.From.String()
		}
		parts = append(parts, text)
		for _, src := range g.Sources(y.Evidence) {
			if !slices.Contains(l.Statements, src) {
				l.Statements = append(l.Statements, src)
			}
		}
	}
	if len(parts) == 0 { // in a question of what-if
		l.Text = g.Caption(v) + " is taken as listed."
		return l
	}
	l.Text = fmt.Sprintf("%s is listed: %s.", g.Caption(v), strings.Join(parts, "; "))
	return l
}

// sumLow adds the low ends of stakes as the cascade counts them.
func (rn *run) sumLow(c *cell, stakes []*Stake) uint64 {
	var sum uint64
	for _, st := range stakes {
		if k := rn.slot(st); k >= 0 {
			lo, _ := c.t[k].lowOf(st)
			sum += lo
		}
	}
	return sum
}

// reasons are the stakes that make a cell blocked or possible: of owners that
// were so in earlier rounds, by size, then by node, the shortest beginning that
// reaches the threshold.
func (rn *run) reasons(c *cell, r *Regime) (stakes []*Stake, controls bool, hidden uint64) {
	type held struct {
		st   *Stake
		size uint64
		open bool
	}
	for k := range r.Classes {
		var list []held
		for st := range rn.g.In(c.node) {
			if rn.slot(st) != k || st.Flags&UnknownHolder != 0 {
				continue
			}
			o := rn.cell(st.Owner)
			switch {
			case c.low && o.low && o.level < c.level:
				lo, open := c.t[k].lowOf(st)
				list = append(list, held{st, lo, open})
			case !c.low && o.high && o.levelHigh < c.levelHigh:
				list = append(list, held{st, uint64(st.Share.Hi), st.Share.HiOpen})
			}
		}
		slices.SortFunc(list, func(a, b held) int {
			return cmp.Or(-cmp.Compare(a.size, b.size), cmp.Compare(a.st.Owner, b.st.Owner), compareStakes(a.st, b.st))
		})
		var sum uint64
		open := false
		for i, h := range list {
			sum, open = sum+h.size, open || h.open
			if c.low && rn.reachedLow(sum, open) || !c.low && rn.reachedHigh(sum, open) && rn.reachedHigh(rn.high(&c.t[k])) {
				for _, x := range list[:i+1] {
					stakes = append(stakes, x.st)
				}
				return stakes, false, 0
			}
		}
		if t := &c.t[k]; !c.low && len(list) > 0 && (t.hidden > 0 || r.Remainder) && rn.reachedHigh(rn.high(t)) {
			for _, x := range list {
				stakes = append(stakes, x.st)
			}
			return stakes, false, t.hidden
		}
	}
	for st := range rn.g.In(c.node) {
		lo, hi := rn.controls(st)
		o := rn.cell(st.Owner)
		if c.low && lo && o.low && o.level < c.level || !c.low && hi && o.high && o.levelHigh < c.levelHigh {
			return []*Stake{st}, true, 0
		}
	}
	return nil, false, 0
}

// Sentences writes an answer for people.
func (a *Standing) Sentences() []string {
	var out []string
	if len(a.Proof) == 0 {
		out = append(out, a.Head+".")
	} else {
		out = append(out, a.Head+":")
	}
	for _, l := range a.Proof {
		text := "  " + l.Text
		if len(l.Statements) > 0 {
			var st []string
			for _, x := range l.Statements {
				st = append(st, x.Entity+" in "+x.Dataset)
			}
			text += " [" + strings.Join(st, "; ") + "]"
		}
		out = append(out, text)
	}
	for i, m := range a.Missing {
		if i == 3 {
			out = append(out, fmt.Sprintf("  and %d more facts", len(a.Missing)-3))
			break
		}
		out = append(out, "  Missing: "+m+".")
	}
	for _, c := range a.Cautions {
		out = append(out, "  Caution: "+c)
	}
	look := Through{Lo: a.LookLow, Hi: a.LookHigh}
	if a.LookExact != "" {
		look.Exact, _ = new(big.Rat).SetString(a.LookExact)
	}
	out = append(out, fmt.Sprintf("Also: look-through stake of listed persons in %s is %s. Undisclosed rest: %s %%.", a.Caption, look, percent(uint64(a.Undisclose))))
	for _, r := range a.Residue {
		out = append(out, fmt.Sprintf("It was blocked %s: property blocked then stays blocked until licensed.", r))
	}
	return out
}

var _ json.Marshaler = Percent(0)
