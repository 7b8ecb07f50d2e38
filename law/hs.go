package law

import (
	_ "embed"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// The Harmonized System as it stands in one public-domain table: chapters,
// headings and subheadings with their descriptions. hs.tsv is made by
// cmd/hs-table.
//
//go:generate go run cordon/cmd/hs-table -out hs.tsv
//go:embed hs.tsv
var hsFile string

// HSCode is a row of the table.
type HSCode struct {
	Code string `json:"hs"`
	Text string `json:"text"`
}

// hsTable is the table, sorted by code. It is read once.
var hsTable = sync.OnceValue(func() []HSCode {
	out := make([]HSCode, 0, 7000)
	for line := range strings.Lines(hsFile) {
		if line[0] == '#' {
			continue
		}
		code, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || len(out) > 0 && out[len(out)-1].Code >= code {
			panic("law: hs.tsv: line " + line) // the file is part of the program
		}
		out = append(out, HSCode{code, text})
	}
	return out
})

// HSCodes returns the whole table of the Harmonized System, in order of code: a
// chapter, a heading of it, its subheadings. It must not be changed.
func HSCodes() []HSCode { return hsTable() }

// hsText returns the description of a code of the table.
func hsText(code string) (string, bool) {
	t := hsTable()
	i, ok := slices.BinarySearchFunc(t, code, func(c HSCode, s string) int { return strings.Compare(c.Code, s) })
	if !ok {
		return "", false
	}
	return t[i].Text, true
}

// HSError is a code that cannot be asked about.
type HSError struct {
	Code, Why, Hint string
}

func (e *HSError) Error() string { return fmt.Sprintf("HS code %q: %s", e.Code, e.Why) }

// hsQuery is a code that was asked about, and where it stands in the table.
type hsQuery struct {
	code    string // as it was asked, in digits only
	heading string // set when the table has the heading but not the code: only then it differs from what was asked
	text    string // of the finest row that covers it
}

// place is the part of the code that the table knows: what finer codes of
// measures are compared with.
func (q *hsQuery) place() string {
	if q.heading != "" {
		return q.heading
	}
	return q.code
}

// parseHS reads a code: 2, 4 or 6 digits, or 8 or 10 of a national tariff, whose
// first six are checked. Points, blanks and hyphens are left out.
func parseHS(s string) (hsQuery, error) {
	code := strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	bad := func(why, hint string) (hsQuery, error) { return hsQuery{}, &HSError{Code: s, Why: why, Hint: hint} }
	switch {
	case code == "" || strings.ContainsFunc(code, func(r rune) bool { return r < '0' || r > '9' }):
		return bad("a code has digits only", "write digits, points allowed, or describe the goods in words to get codes")
	case len(code)%2 != 0 || len(code) > 10:
		return bad(fmt.Sprintf("%d digits", len(code)), "write 2, 4 or 6 digits, or 8 or 10 of a national tariff; chapters 1 to 9 begin with a zero: 07")
	}
	if _, ok := hsText(code[:2]); !ok {
		return bad("there is no chapter "+code[:2], "the Harmonized System has chapters 01 to 97, without 77")
	}
	checked := code[:min(len(code), 6)]
	if text, ok := hsText(checked); ok {
		return hsQuery{code: code, text: text}, nil
	}
	if len(checked) >= 4 {
		if text, ok := hsText(checked[:4]); ok {
			return hsQuery{code: code, heading: checked[:4], text: text}, nil
		}
		return bad("there is no heading "+checked[:4], "ask about the chapter, "+code[:2]+", or describe the goods in words to get codes")
	}
	return bad("not in the table", "")
}

// Candidate is a code that words may mean. Nothing is chosen: a person does.
type Candidate struct {
	HS    string `json:"hs"`
	Text  string `json:"text" doc:"What the code covers."`
	Score int    `json:"score" doc:"How much of the words stands in the description, in percent; rare words count more."`
	Why   string `json:"why" doc:"Which words were found, and where."`
}

// hsIndex finds codes by words.
type hsIndex struct {
	postings map[string][]int32 // stem -> rows, each once
	length   []int              // words of each row
}

var hsWords = sync.OnceValue(func() *hsIndex {
	t := hsTable()
	x := &hsIndex{postings: make(map[string][]int32), length: make([]int, len(t))}
	for i, c := range t {
		words := stems(c.Text)
		x.length[i] = len(words)
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			x.postings[w] = append(x.postings[w], int32(i))
		}
	}
	return x
})

// plainWords say nothing about goods.
var plainWords = map[string]bool{"a": true, "an": true, "and": true, "any": true, "by": true, "for": true, "from": true, "in": true, "into": true, "kind": true,
	"of": true, "on": true, "or": true, "other": true, "than": true, "the": true, "to": true, "type": true, "with": true, "not": true, "no": true, "nes": true}

// stems are the words of a text, without endings of number.
func stems(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !plainWords[w] {
			out = append(out, stem(w))
		}
	}
	return out
}

func stem(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 4 && (strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "xes") || strings.HasSuffix(w, "ches") || strings.HasSuffix(w, "shes")):
		return w[:len(w)-2]
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us"):
		return w[:len(w)-1]
	}
	return w
}

// weight says how telling a word is that stands in n of the rows: one more for
// every halving. Whole numbers, so that all machines rank alike.
func (x *hsIndex) weight(n int) int { return bits.Len(uint(len(x.length) / max(n, 1))) }

// Candidates returns codes of the Harmonized System whose descriptions have the
// words in them, best first: first those that have more of the words, rare words
// counting more and words that are only alike half; of equals the shorter description, then the coarser code. A
// heading is left out where only one of its subheadings is as good. The ranking
// goes by words alone: it proposes, and the person who knows the goods decides.
func Candidates(words string, limit int) []Candidate {
	x, t := hsWords(), hsTable()
	var asked []string
	for _, w := range stems(words) {
		if !slices.Contains(asked, w) {
			asked = append(asked, w)
		}
	}
	type hit struct {
		score int
		found []string
	}
	hits := make(map[int32]*hit)
	total := 0
	for _, w := range asked {
		rows := x.postings[w]
		like := x.like(w)
		weight := x.weight(max(len(rows), 1))
		if rows == nil {
			weight = x.weight(max(len(like), 1))
		}
		total += 2 * weight
		add := func(r int32, score int, found string) {
			h := hits[r]
			if h == nil {
				h = &hit{}
				hits[r] = h
			}
			h.score += score
			h.found = append(h.found, found)
		}
		for _, r := range rows {
			add(r, 2*weight, w)
		}
		for _, r := range slices.Sorted(maps.Keys(like)) {
			if _, exact := slices.BinarySearch(rows, r); !exact {
				add(r, weight, w+" (as "+like[r]+")")
			}
		}
	}
	order := make([]int32, 0, len(hits))
	for r := range hits {
		order = append(order, r)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if d := hits[b].score - hits[a].score; d != 0 {
			return d
		}
		if d := len(t[a].Code) - len(t[b].Code); d != 0 && (strings.HasPrefix(t[a].Code, t[b].Code) || strings.HasPrefix(t[b].Code, t[a].Code)) {
			return d
		}
		if d := x.length[a] - x.length[b]; d != 0 {
			return d
		}
		return strings.Compare(t[a].Code, t[b].Code)
	})
	out := []Candidate{}
	for _, r := range order {
		if len(out) == limit {
			break
		}
		h := hits[r]
		c := Candidate{HS: t[r].Code, Text: t[r].Text, Score: h.score * 100 / total}
		c.Why = fmt.Sprintf("%d of %d words: %s", len(h.found), len(asked), strings.Join(h.found, ", "))
		for _, w := range asked {
			if !slices.ContainsFunc(h.found, func(f string) bool { return f == w || strings.HasPrefix(f, w+" (") }) {
				c.Why += "; not: " + w
			}
		}
		out = append(out, c)
	}
	return out
}

// like returns the rows of words that are near w, each with the word: those that
// begin with w or with which w begins, and those that share all but the ending
// (statue, statuary). They count half.
func (x *hsIndex) like(w string) map[int32]string {
	if len(w) < 4 {
		return nil
	}
	out := make(map[int32]string)
	for have, rows := range x.postings {
		if have == w || len(have) < 4 {
			continue
		}
		n := 0
		for n < len(w) && n < len(have) && w[n] == have[n] {
			n++
		}
		if n < min(len(w), len(have)) && (n < 5 || n < len(w)-1) {
			continue
		}
		for _, r := range rows {
			if before, ok := out[r]; !ok || have < before {
				out[r] = have
			}
		}
	}
	return out
}
