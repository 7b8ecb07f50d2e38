package resolve

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Verdict is what somebody decided of a pair.
type Verdict string

// The verdicts.
const (
	Same      Verdict = "same"
	Different Verdict = "different"
	Unsure    Verdict = "unsure"
)

// Verdicts are all of them.
var Verdicts = []Verdict{Same, Different, Unsure}

// ParseVerdict reads a verdict; the names of nomenklatura mean the same.
func ParseVerdict(s string) (Verdict, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "same", "positive":
		return Same, nil
	case "different", "negative":
		return Different, nil
	case "unsure":
		return Unsure, nil
	}
	return "", fmt.Errorf("verdict %q: want same, different or unsure", s)
}

// Judgement is what somebody decided of two ids, A before B, and whether it was
// taken back.
type Judgement struct {
	ID          int64     `json:"id"` // its number in the log
	A           string    `json:"a"`
	B           string    `json:"b"`
	Verdict     Verdict   `json:"verdict"`
	User        string    `json:"user"`
	At          time.Time `json:"at"`
	Score       *float64  `json:"score"` // that the pair had when it was decided; null where nobody worked it out
	Reason      string    `json:"reason"`
	Withdrawn   time.Time `json:"withdrawn_at,omitzero"`
	WithdrawnBy string    `json:"withdrawn_by,omitempty"`
	WithdrawnAs int64     `json:"withdrawn_as,omitempty"` // number of the withdrawal in the log
	WhyBack     string    `json:"withdrawn_reason,omitempty"`
}

// Live reports whether the judgement holds.
func (j *Judgement) Live() bool { return j.Withdrawn.IsZero() }

// String is the judgement as a sentence.
func (j *Judgement) String() string {
	verdict := map[Verdict]string{Same: "were judged the same", Different: "were judged different", Unsure: "were left open"}[j.Verdict]
	return fmt.Sprintf("%s and %s %s by %s on %s", j.A, j.B, verdict, j.User, j.At.Format(time.DateOnly))
}

// Check reports what keeps a judgement from being one.
func (j *Judgement) Check() error {
	switch {
	case j.A == "" || j.B == "":
		return errors.New("a judgement is of two ids")
	case j.A == j.B:
		return fmt.Errorf("%s is itself: a judgement is of two ids", j.A)
	case j.A > j.B:
		return fmt.Errorf("%s stands before %s: want them in order", j.A, j.B)
	case !slices.Contains(Verdicts, j.Verdict):
		return fmt.Errorf("verdict %q: want same, different or unsure", j.Verdict)
	case strings.TrimSpace(j.User) == "":
		return errors.New("a judgement has a user: who decides?")
	case strings.TrimSpace(j.Reason) == "":
		return errors.New("a judgement has a reason: why?")
	}
	return nil
}

// Pair puts two ids in order.
func Pair(a, b string) (string, string) {
	if b < a {
		return b, a
	}
	return a, b
}

// ConflictError is the error of a decision that another one stands against.
type ConflictError struct {
	A, B string
	By   []Judgement // that stand against it
	Why  string
}

func (e *ConflictError) Error() string {
	var by []string
	for i := range e.By {
		by = append(by, e.By[i].String())
	}
	return fmt.Sprintf("%s and %s: %s: %s", e.A, e.B, e.Why, strings.Join(by, "; "))
}

// ErrNotJudged is the error of taking back what nobody decided.
var ErrNotJudged = errors.New("nobody has judged this")

// Book is which ids are one party by the judgements that hold.
type Book struct {
	live    []Judgement
	pairs   map[[2]string]int // to live
	groups  map[string][]string
	revised int64
}

// NewBook makes a book of judgements. Those that were withdrawn do not count.
func NewBook(list []Judgement) *Book {
	b := &Book{pairs: make(map[[2]string]int), groups: make(map[string][]string)}
	for i := range list {
		b.revised = max(b.revised, list[i].ID, list[i].WithdrawnAs)
		if list[i].Live() {
			b.live = append(b.live, list[i])
		}
	}
	slices.SortFunc(b.live, func(x, y Judgement) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), strings.Compare(x.A, y.A), strings.Compare(x.B, y.B))
	})
	edges := make(map[string][]string)
	for i, j := range b.live {
		b.pairs[[2]string{j.A, j.B}] = i
		if j.Verdict == Same {
			edges[j.A] = append(edges[j.A], j.B)
			edges[j.B] = append(edges[j.B], j.A)
		}
	}
	for id := range edges {
		if b.groups[id] != nil {
			continue
		}
		members, queue := []string{id}, []string{id}
		seen := map[string]bool{id: true}
		for len(queue) > 0 {
			for _, o := range edges[queue[0]] {
				if !seen[o] {
					seen[o] = true
					members, queue = append(members, o), append(queue, o)
				}
			}
			queue = queue[1:]
		}
		slices.SortFunc(members, compareIDs)
		for _, m := range members {
			b.groups[m] = members
		}
	}
	return b
}

// compareIDs puts the best id first: those of Wikidata, which outlive the lists,
// then in order of text.
func compareIDs(a, b string) int {
	return cmp.Or(cmpBool(wikidata(b), wikidata(a)), strings.Compare(a, b))
}

func cmpBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func wikidata(id string) bool {
	return len(id) > 1 && id[0] == 'Q' && strings.Trim(id[1:], "0123456789") == ""
}

// AsOf returns the judgements as they stood at a moment.
func AsOf(list []Judgement, at time.Time) []Judgement {
	var out []Judgement
	for _, j := range list {
		if j.At.After(at) {
			continue
		}
		if j.Withdrawn.After(at) {
			j.Withdrawn, j.WithdrawnBy, j.WithdrawnAs, j.WhyBack = time.Time{}, "", 0, ""
		}
		out = append(out, j)
	}
	return out
}

// Revision is the number of the newest judgement or withdrawal in the book.
func (b *Book) Revision() int64 { return b.revised }

// Len is how many judgements hold.
func (b *Book) Len() int { return len(b.live) }

// Canonical is the id that stands for the party of an id: the best one of its
// members.
func (b *Book) Canonical(id string) string {
	if g := b.groups[id]; g != nil {
		return g[0]
	}
	return id
}

// Members are all ids of the party of an id, the best one first.
func (b *Book) Members(id string) []string {
	if g := b.groups[id]; g != nil {
		return slices.Clone(g)
	}
	return []string{id}
}

// Judged returns the judgement of a pair that holds.
func (b *Book) Judged(x, y string) (Judgement, bool) {
	x, y = Pair(x, y)
	i, ok := b.pairs[[2]string{x, y}]
	if !ok {
		return Judgement{}, false
	}
	return b.live[i], true
}

// Merges are the judgements that make several ids one party, in order.
func (b *Book) Merges() []Judgement {
	var out []Judgement
	for _, j := range b.live {
		if j.Verdict == Same {
			out = append(out, j)
		}
	}
	return out
}

// MergesOf are the judgements that make up the party of an id.
func (b *Book) MergesOf(id string) []Judgement {
	var out []Judgement
	for _, j := range b.live {
		if j.Verdict == Same && b.Canonical(j.A) == b.Canonical(id) {
			out = append(out, j)
		}
	}
	return out
}

// Against are the judgements that keep two parties apart: between any of the
// ids of the one and any of the other.
func (b *Book) Against(x, y string) []Judgement {
	var out []Judgement
	cx, cy := b.Canonical(x), b.Canonical(y)
	for _, j := range b.live {
		if j.Verdict != Different {
			continue
		}
		if a, o := b.Canonical(j.A), b.Canonical(j.B); a == cx && o == cy || a == cy && o == cx {
			out = append(out, j)
		}
	}
	return out
}

// Decided reports whether nothing is left to decide of two ids: they are one
// party, or somebody holds their parties apart, or left the pair open.
func (b *Book) Decided(x, y string) bool {
	if b.Canonical(x) == b.Canonical(y) || len(b.Against(x, y)) > 0 {
		return true
	}
	_, ok := b.Judged(x, y)
	return ok
}

// Check says whether a decision can be added: a [ConflictError] says what
// stands against it. An open pair may be decided; replaces is then what is to be
// withdrawn.
func (b *Book) Check(x, y string, v Verdict) (replaces []Judgement, err error) {
	x, y = Pair(x, y)
	if j, ok := b.Judged(x, y); ok {
		if j.Verdict != Unsure || v == Unsure {
			return nil, &ConflictError{x, y, []Judgement{j}, "already decided; undo that first"}
		}
		replaces = append(replaces, j)
	}
	switch v {
	case Same:
		if by := b.Against(x, y); len(by) > 0 {
			return nil, &ConflictError{x, y, by, "a decision keeps their parties apart; undo that first"}
		}
	case Different:
		if b.Canonical(x) == b.Canonical(y) {
			return nil, &ConflictError{x, y, b.MergesOf(x), "they are one party through other ids; undo one of these first, or explode the party"}
		}
	}
	return replaces, nil
}
