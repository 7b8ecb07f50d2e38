package names

import (
	"fmt"
	"strings"
)

// PairKind is why two parts pair, or that one stands alone.
type PairKind uint8

// The kinds of pairs.
const (
	Literal    PairKind = iota // the same word
	Symbol                     // the same thing in other words: a spelling, a pet name, a form
	Edit                       // a few letters differ
	Syllable                   // the same syllables in another romanisation
	Heard                      // the same sounds in another script
	ExtraQuery                 // only the query has it
	ExtraList                  // only the list has it
	Disagree                   // both have something here, and it is not the same
)

var pairNames = [...]string{"literal", "symbol", "edit", "syllable", "skeleton", "extra", "extra", "disagree"}

func (k PairKind) String() string { return pairNames[k] }

// MarshalText writes the name of the kind.
func (k PairKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText writes. What stands alone is read as of
// the query.
func (k *PairKind) UnmarshalText(b []byte) error {
	for i, n := range pairNames {
		if n == string(b) {
			*k = PairKind(i)
			return nil
		}
	}
	return fmt.Errorf("pair kind %q is not known", b)
}

// Pair is one line of a comparison: a part or run of parts of either name.
type Pair struct {
	Query  string   `json:"query"`
	List   string   `json:"list"`
	Kind   PairKind `json:"kind"`
	Score  float64  `json:"score"`
	Weight float64  `json:"weight"`
	Why    string   `json:"why"`
}

// Comparison is the likeness of two names and how it came about: Score is the
// mean of the pairs' scores by their weights, except where a Why says more.
type Comparison struct {
	Score float64
	Pairs []Pair
	Clash bool // parts stand against each other, beside those that are missing
}

// Weights and scores.
const (
	scoreVariant, weightVariant = .9, 1.0
	scoreNick, weightNick       = .6, .8
	scoreInitial, weightInitial = .9, .5
	scoreForm, weightForm       = .8, .5
	scoreWord, weightWord       = .9, .3
	scorePlace, weightPlace     = .9, .8
	weightNumber                = 1.3
	weightStop                  = .7
	weightParticle              = .3 // al, bin, van
	weightTitle                 = .1
	weightFamily                = 1.3
	weightMissing               = .3 // a middle name or patronymic that one side lacks
	weightDisagree              = 1.2
	weightLastDiffers           = 1.5
	extraQuery, extraList       = .8, .2
	extraStop                   = .5
	weightFormDiffers           = .2
	onlyInitials                = .6  // factor when no word is spelled out on both sides
	numberDiffers               = .66 // factor for ships whose numbers differ
	numberNear                  = .69 // the same where long numbers are one slip apart
)

// listExtraSlips multiplies what the list's extra words count for people where
// letters differ already: half a name, and that misspelt, is little evidence.
const listExtraSlips = 2

// otherGender multiplies the likeness of two words of people's names that only
// a final a tells apart: Martin and Martina, Petrov and Petrova.
const otherGender = .3

// capListExtras bounds what words of the list that the query lacks may cost, as a
// share of what agrees: a rich entry is no worse evidence than a poor one.
const capListExtras = .3

// pair is a Pair before it is spelled out: runs of parts by index.
type pair struct {
	q, l          int8
	qn, ln        int8
	kind          PairKind
	score, weight float64
	why           string
}

// Comparer compares names. It keeps scratch space, so that comparing makes no
// garbage; one goroutine may use it at a time. The parts of a query's name must
// not be changed between comparisons. The zero value is ready.
type Comparer struct {
	// Deaf keeps names in different scripts from being compared by sound.
	Deaf bool

	q, l         *Name
	qUsed, lUsed [MaxParts]bool
	pairs        []pair
	spelled      []Pair // where syllables decide
	clash        bool

	qw, lw  letters
	ed      editor
	options []option
	rows    []int
	work    int // letters against letters that runs of words may still take

	qHeard, lHeard []heard
	heardOf        *Name // whose whole name qHeard is
	heardAbjad     bool

	query      syllableCache
	readings   map[string]koreanReading
	bothKorean bool
}

// Compare compares a name of a query with a name of a list.
func Compare(q, l *Name) Comparison {
	var c Comparer
	return c.Explain(q, l)
}

// Score is the likeness of two names in [0,1].
func (c *Comparer) Score(q, l *Name) float64 {
	if len(q.Parts) == 0 || len(l.Parts) == 0 || len(q.Parts) > MaxParts || len(l.Parts) > MaxParts {
		c.pairs = c.pairs[:0]
		return 0
	}
	c.reset(q, l)
	switch {
	case q.Kind == Vessel || l.Kind == Vessel || q.Kind == Object || l.Kind == Object:
		return c.whole()
	}
	c.literal()
	if len(c.pairs) == len(q.Parts) && len(c.pairs) == len(l.Parts) {
		if (q.Kind == Person || l.Kind == Person) && c.turned() {
			c.clash = true
			return c.contradict(turnedRound, "name and father's name change places")
		}
		return 1
	}
	syllables, spelled := c.syllabic()
	c.forms()
	c.symbols()
	if s := c.acronym(); s > 0 {
		return s
	}
	c.sounds()
	c.fuzzy()
	c.dropInitials()
	c.extras()
	if s := c.sum(); s >= syllables {
		return s
	}
	c.spelled = spelled
	return syllables
}

// scoreAcronym is the likeness of a name and its initials: a reason to look, no
// match.
const scoreAcronym = .65

// acronym compares the only word of one organisation's name with the initials of
// the other's.
func (c *Comparer) acronym() float64 {
	if c.q.Kind == Person || c.l.Kind == Person || len(c.pairs) > 0 {
		return 0
	}
	if !initialsOf(c.q, c.l) && !initialsOf(c.l, c.q) {
		return 0
	}
	return c.contradict(scoreAcronym, "the initials of the other name")
}

func initialsOf(short, long *Name) bool {
	if short.Core() != 1 {
		return false
	}
	return initials(short.Parts[firstCore(short)].Text, len(long.Parts), func(i int) string {
		if p := &long.Parts[i]; p.core() {
			return p.Text
		}
		return ""
	})
}

// initials reports whether the letters of a word are those that texts begin
// with; a text that tells nothing is empty.
func initials(word string, n int, text func(int) string) bool {
	i := 0
	for k := range n {
		t := text(k)
		if t == "" {
			continue
		}
		if i == len(word) || t[0] != word[i] {
			return false
		}
		i++
	}
	return i >= 3 && i == len(word)
}

// turnedRound is the likeness of names whose words change places where places
// matter.
const turnedRound = .65

// contradict takes all pairs together and scores them.
func (c *Comparer) contradict(score float64, why string) float64 {
	c.pairs = append(c.pairs[:0], pair{qn: int8(len(c.q.Parts)), ln: int8(len(c.l.Parts)), kind: Disagree, score: score, weight: 1, why: why})
	return score
}

// Clash reports whether, in the last comparison, parts stood against each
// other.
func (c *Comparer) Clash() bool { return c.clash }

// Explain compares two names and spells out every pair.
func (c *Comparer) Explain(q, l *Name) Comparison {
	out := Comparison{Score: c.Score(q, l)}
	if c.spelled != nil {
		out.Pairs = c.spelled
		return out
	}
	out.Clash = c.clash && len(c.pairs) > 0
	for i := range c.pairs {
		p := &c.pairs[i]
		out.Pairs = append(out.Pairs, Pair{
			Query: run(q, p.q, p.qn), List: run(l, p.l, p.ln),
			Kind: p.kind, Score: p.score, Weight: p.weight, Why: p.reason(c),
		})
	}
	return out
}

func (p *pair) reason(c *Comparer) string {
	if p.why != "" {
		return p.why
	}
	switch p.kind {
	case Literal:
		return "equal"
	case Edit:
		return "letters differ"
	case Heard:
		return c.heardWhy(p)
	case ExtraQuery:
		return "only in the query"
	case ExtraList:
		return "only on the list"
	}
	return ""
}

func run(n *Name, at, length int8) string {
	if length == 1 {
		return n.Parts[at].Text
	}
	var b strings.Builder
	for i := at; i < at+length; i++ {
		if i > at {
			b.WriteByte(' ')
		}
		b.WriteString(n.Parts[i].Text)
	}
	return b.String()
}

func (c *Comparer) reset(q, l *Name) {
	c.q, c.l, c.pairs, c.spelled, c.clash = q, l, c.pairs[:0], nil, false
	clear(c.qUsed[:len(q.Parts)])
	clear(c.lUsed[:len(l.Parts)])
}

func (c *Comparer) add(p pair) {
	for i := p.q; i < p.q+p.qn; i++ {
		c.qUsed[i] = true
	}
	for i := p.l; i < p.l+p.ln; i++ {
		c.lUsed[i] = true
	}
	c.pairs = append(c.pairs, p)
}

// given reports tags that name somebody within a family.
func given(t Tag) bool { return t == Given || t == Middle || t == Patronymic }

// compatible reports whether parts with these tags may be the same: a given
// name is no family name, where both are known.
func compatible(a, b Tag) bool {
	return !(a == Family && given(b) || b == Family && given(a))
}

// weight is what a pair of parts counts.
func weight(a, b *Part) float64 {
	switch {
	case a.Tag == Number || b.Tag == Number:
		return weightNumber
	case a.Tag == Title || b.Tag == Title || a.Tag == Suffix || b.Tag == Suffix:
		return weightTitle
	case a.Tag == Stop || b.Tag == Stop:
		return weightStop
	case a.Tag == Word || b.Tag == Word:
		return weightWord
	case a.Tag == Place || b.Tag == Place:
		return weightPlace
	case a.Tag == Form && b.Tag == Form:
		return weightForm
	case a.Tag == Family || b.Tag == Family:
		return weightFamily
	}
	return 1
}

// literal pairs equal words, first those whose tags agree.
func (c *Comparer) literal() {
	for _, same := range [2]bool{true, false} {
		for i := range c.q.Parts {
			a := &c.q.Parts[i]
			if c.qUsed[i] {
				continue
			}
			for j := range c.l.Parts {
				b := &c.l.Parts[j]
				if c.lUsed[j] || same && a.Tag != b.Tag || a.Text != b.Text || !compatible(a.Tag, b.Tag) {
					continue
				}
				w := weight(a, b)
				if a.Tag == Stop && (c.q.Kind == Person || c.l.Kind == Person) {
					w = weightParticle
				}
				c.add(pair{q: int8(i), l: int8(j), qn: 1, ln: 1, kind: Literal, score: 1, weight: w})
				break
			}
		}
	}
}

// forms pairs the two legal forms that are nearest to each other. Where only
// one side says its form, nothing follows; different classes are a small loss.
func (c *Comparer) forms() {
	const differ, class, same = 1, 2, 3
	best, rank := pair{qn: 1, ln: 1, kind: Symbol, weight: weightForm}, 0
	for i := range c.q.Parts {
		if c.qUsed[i] || c.q.Parts[i].Tag != Form {
			continue
		}
		a := c.q.Parts[i].Sym.Group
		for j := range c.l.Parts {
			if c.lUsed[j] || c.l.Parts[j].Tag != Form {
				continue
			}
			b := c.l.Parts[j].Sym.Group
			r := differ
			switch {
			case a == b:
				r = same
			case table.forms[a].class == table.forms[b].class:
				r = class
			}
			if r > rank {
				rank, best.q, best.l = r, int8(i), int8(j)
			}
		}
	}
	switch rank {
	case same:
		best.score, best.why = 1, "same legal form"
	case class:
		best.score, best.why = scoreForm, "legal forms of one class"
	case differ:
		best.kind, best.weight, best.why = Disagree, weightFormDiffers, "legal forms differ"
	default:
		c.formSlip(c.q, c.l, &c.qUsed, &c.lUsed, false)
		c.formSlip(c.l, c.q, &c.lUsed, &c.qUsed, true)
		return
	}
	c.add(best)
}

// formSlip pairs the legal form of one name with the last word of the other that
// is the same with a letter wrong: Ltda and Lta.
func (c *Comparer) formSlip(a, b *Name, aUsed, bUsed *[MaxParts]bool, turned bool) {
	i := len(a.Parts) - 1
	if p := &a.Parts[i]; i < 1 || aUsed[i] || p.Tag != Unset || len(p.Text) < 2 || len(p.Text) > 4 {
		return
	}
	for j := range b.Parts {
		if f := &b.Parts[j]; bUsed[j] || f.Tag != Form || len(f.Text) > 5 || a.Parts[i].Text[0] != f.Text[0] {
			continue
		}
		c.qw.digits, c.lw.digits = appendRunes(c.qw.digits[:0], a.Parts[i].Text), appendRunes(c.lw.digits[:0], b.Parts[j].Text)
		if _, ok := c.edits(c.qw.digits, c.lw.digits, 1); !ok {
			continue
		}
		p := pair{q: int8(i), l: int8(j), qn: 1, ln: 1, kind: Symbol, score: scoreForm, weight: weightForm, why: "a legal form, a letter wrong"}
		if turned {
			p.q, p.l = p.l, p.q
		}
		c.add(p)
		return
	}
}

// symbols pairs parts that say the same in other letters.
func (c *Comparer) symbols() {
	for i := range c.q.Parts {
		a := &c.q.Parts[i]
		if c.qUsed[i] {
			continue
		}
		best, bestScore := pair{}, 0.0
		for j := range c.l.Parts {
			b := &c.l.Parts[j]
			if c.lUsed[j] || !compatible(a.Tag, b.Tag) {
				continue
			}
			if p, ok := symbol(a, b); ok && p.score > bestScore {
				p.q, p.l, p.qn, p.ln = int8(i), int8(j), 1, 1
				best, bestScore = p, p.score
			}
		}
		if bestScore > 0 {
			c.add(best)
		}
	}
}

// dropInitials takes back the initials of people that paired, where the family
// name beside them found nothing: Peter A. Savchenko is no way to call Peter
// Andren.
func (c *Comparer) dropInitials() {
	if c.q.Kind != Person && c.l.Kind != Person {
		return
	}
	for k := range c.pairs {
		p := &c.pairs[k]
		if p.kind != Symbol || p.weight != weightInitial {
			continue
		}
		onList := len(c.l.Parts[p.l].Text) == 1
		if onList && unpairedFamily(c.l, &c.lUsed) || !onList && int(p.l) == familyOf(c.l) && unpairedFamily(c.q, &c.qUsed) {
			c.qUsed[p.q], c.lUsed[p.l] = false, false
			c.pairs = append(c.pairs[:k], c.pairs[k+1:]...)
			return
		}
	}
}

// unpairedFamily reports whether the family name of a name is spelled out and
// found nothing.
func unpairedFamily(n *Name, used *[MaxParts]bool) bool {
	i := familyOf(n)
	return i >= 0 && !used[i] && len(n.Parts[i].Text) > 1
}

// familyOf returns the part that is the family name: the last one tagged so,
// else the last that tells.
func familyOf(n *Name) int {
	for i := len(n.Parts) - 1; i >= 0; i-- {
		if n.Parts[i].Tag == Family {
			return i
		}
	}
	return lastCore(n)
}

func symbol(a, b *Part) (pair, bool) {
	if a.Tag == Stop && b.Tag == Stop && articles[a.Text] && articles[b.Text] {
		return pair{kind: Symbol, score: 1, weight: weightParticle, why: "the article"}, true
	}
	switch {
	case a.Tag == Form || b.Tag == Form || a.Tag == Number || b.Tag == Number || a.Tag == Stop || b.Tag == Stop:
		return pair{}, false
	case a.Tag == Word || b.Tag == Word:
		if a.Tag == b.Tag && a.Sym.Group == b.Sym.Group {
			return pair{kind: Symbol, score: scoreWord, weight: weightWord, why: "the same word of business"}, true
		}
		return pair{}, false
	case a.Tag == Place || b.Tag == Place:
		if a.Tag == b.Tag && a.Sym.Group == b.Sym.Group {
			return pair{kind: Symbol, score: scorePlace, weight: weightPlace, why: "the same place"}, true
		}
		return pair{}, false
	case a.Sym.Group != 0 && a.Sym.Group == b.Sym.Group:
		return pair{kind: Symbol, score: scoreVariant, weight: weight(a, b) * weightVariant, why: "spellings of one name"}, true
	}
	for _, x := range a.Sym.Nick {
		for _, y := range b.Sym.Nick {
			if x != 0 && y != 0 && x&^shortNick == y&^shortNick && (x|y)&shortNick != 0 {
				return pair{kind: Symbol, score: scoreNick, weight: weightNick, why: "short for the same name"}, true
			}
		}
	}
	if la, lb := len(a.Text), len(b.Text); la > 0 && lb > 0 && (la == 1) != (lb == 1) && a.Text[0] == b.Text[0] && a.Tag != Title && b.Tag != Title {
		return pair{kind: Symbol, score: scoreInitial, weight: weightInitial, why: "initial"}, true
	}
	return pair{}, false
}
