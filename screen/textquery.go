package screen

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrText is the error of a search text that cannot be read.
var ErrText = errors.New("search text")

// Bounds on a search text.
const (
	maxClauses = 64
	maxWritten = 4000 // bytes
	maxNesting = 16
)

// clause is a node of a search text: words to be found, or a connection of
// clauses.
type clause struct {
	op    clauseOp
	sub   []*clause
	field string   // of words; "" is anywhere
	words []string // of words
	raw   string   // of words, as written: for fields of keywords
	whole bool     // the words stand next to each other
	start bool     // the last word is only begun
	near  bool     // words one slip away count too
}

type clauseOp uint8

const (
	opAll clauseOp = iota // everything
	opWords
	opAnd
	opOr
	opNot
)

// parseText reads the syntax of query strings that search engines share: words
// that must all be there, OR between those of which one is enough, + - and NOT,
// "words in order", field:word, beginnings*, slips~ and parentheses. Simple
// takes whatever is written and makes sense of it; otherwise what cannot be
// read is refused.
func parseText(s string, fuzzy, simple bool) (*clause, error) {
	if len(s) > maxWritten {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are taken", ErrText, len(s), maxWritten)
	}
	if !simple && strings.Count(s, "/")%2 == 1 {
		return nil, fmt.Errorf("%w: a / that is not closed", ErrText)
	}
	p := &textParser{s: s, fuzzy: fuzzy, simple: simple}
	c, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if p.skip(); p.at < len(p.s) {
		return nil, fmt.Errorf("%w: a parenthesis is closed that was not opened", ErrText)
	}
	if c == nil {
		return &clause{op: opAll}, nil
	}
	return c, nil
}

type textParser struct {
	s             string
	at            int
	clauses       int
	fuzzy, simple bool
}

func (p *textParser) skip() {
	for p.at < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[p.at:])
		if !unicode.IsSpace(r) {
			return
		}
		p.at += n
	}
}

// expression reads up to the end or a closing parenthesis. OR binds weaker than
// standing side by side.
func (p *textParser) expression(depth int) (*clause, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("%w: more than %d parentheses within each other", ErrText, maxNesting)
	}
	var any, all []*clause
	flush := func() {
		if len(all) == 1 {
			any = append(any, all[0])
		} else if len(all) > 1 {
			any = append(any, &clause{op: opAnd, sub: all})
		}
		all = nil
	}
	for {
		p.skip()
		if p.at == len(p.s) {
			break
		}
		if p.s[p.at] == ')' {
			if p.simple && depth == 0 {
				p.at++
				continue
			}
			break
		}
		switch word := p.peek(); {
		case word == "OR" || word == "||" || p.simple && word == "|":
			p.at += len(word)
			if len(all) == 0 && !p.simple {
				return nil, fmt.Errorf("%w: nothing stands before OR", ErrText)
			}
			flush()
			continue
		case word == "AND" || word == "&&":
			p.at += len(word)
			continue
		}
		c, err := p.unary(depth)
		if err != nil {
			return nil, err
		}
		if c != nil {
			all = append(all, c)
		}
	}
	flush()
	switch len(any) {
	case 0:
		return nil, nil
	case 1:
		return any[0], nil
	}
	return &clause{op: opOr, sub: any}, nil
}

// peek is the word that comes next, up to a space or parenthesis.
func (p *textParser) peek() string {
	rest := p.s[p.at:]
	if i := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' }); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

func (p *textParser) unary(depth int) (*clause, error) {
	switch word := p.peek(); {
	case word == "NOT":
		p.at += len(word)
		return p.negated(depth)
	case p.s[p.at] == '-' || p.s[p.at] == '!':
		p.at++
		return p.negated(depth)
	case p.s[p.at] == '+':
		p.at++
		return nil, nil // must be there, as all must
	case p.s[p.at] == '(':
		p.at++
		c, err := p.expression(depth + 1)
		if err != nil {
			return nil, err
		}
		if p.skip(); p.at < len(p.s) && p.s[p.at] == ')' {
			p.at++
		} else if !p.simple {
			return nil, fmt.Errorf("%w: a parenthesis is not closed", ErrText)
		}
		return c, nil
	}
	return p.term()
}

func (p *textParser) negated(depth int) (*clause, error) {
	if depth >= maxNesting {
		return nil, fmt.Errorf("%w: more than %d negations within each other", ErrText, maxNesting)
	}
	if p.skip(); p.at == len(p.s) || p.s[p.at] == ')' {
		if p.simple {
			return nil, nil
		}
		return nil, fmt.Errorf("%w: nothing stands behind NOT", ErrText)
	}
	c, err := p.unary(depth + 1)
	if c == nil || err != nil {
		return nil, err
	}
	return &clause{op: opNot, sub: []*clause{c}}, nil
}

// term reads field:word, field:"words" or one of both alone.
func (p *textParser) term() (*clause, error) {
	if p.clauses++; p.clauses > maxClauses {
		return nil, fmt.Errorf("%w: more than %d words", ErrText, maxClauses)
	}
	c := &clause{op: opWords, near: p.fuzzy}
	if !p.simple {
		if i := strings.IndexByte(p.peek(), ':'); i > 0 && i < len(p.peek())-1 && isField(p.peek()[:i]) {
			c.field = p.peek()[:i]
			p.at += i + 1
		}
	}
	if p.s[p.at] == '"' {
		end := strings.IndexByte(p.s[p.at+1:], '"')
		if end < 0 && !p.simple {
			return nil, fmt.Errorf("%w: a quotation mark is not closed", ErrText)
		} else if end < 0 {
			end = len(p.s) - p.at - 1
		}
		c.raw, c.whole, c.near = p.s[p.at+1:p.at+1+end], true, false
		p.at = min(p.at+end+2, len(p.s))
		p.modifier(c)
	} else {
		word := p.peek()
		p.at += len(word)
		c.raw = word
		if cut, _, ok := lastCut(word, '~'); ok {
			c.raw, c.near = cut, true
		}
		if i := strings.IndexAny(c.raw, "^"); i > 0 {
			c.raw = c.raw[:i]
		}
		if strings.HasSuffix(c.raw, "*") {
			c.raw, c.start, c.near = strings.TrimRight(c.raw, "*"), true, false
			if c.raw == "" && c.field == "" {
				return &clause{op: opAll}, nil
			}
		}
		if !p.simple && strings.ContainsAny(c.raw, "*?") {
			return nil, fmt.Errorf("%w: a * may only end a word", ErrText)
		}
	}
	c.words = appendWords(nil, c.raw)
	if len(c.words) > 1 && !c.whole {
		c.whole = !c.near && !c.start // al-qaida: as one
	}
	if len(c.words) > maxClauses {
		return nil, fmt.Errorf("%w: more than %d words", ErrText, maxClauses)
	}
	if len(c.words) == 0 && !slices.Contains(keywordFields, c.field) {
		return nil, nil
	}
	return c, nil
}

// modifier skips ~2 and ^3 behind quoted words.
func (p *textParser) modifier(*clause) {
	for p.at < len(p.s) && strings.IndexByte("~^0123456789.", p.s[p.at]) >= 0 {
		p.at++
	}
}

// lastCut cuts word~2 into the word and what follows.
func lastCut(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i <= 0 || strings.Trim(s[i+1:], "0123456789.") != "" {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// keywordFields are those whose values are compared as a whole.
var keywordFields = []string{"countries", "topics", "datasets", "schema", "identifiers", "genders", "target", "id", "_id", "canonical_id"}

// isField reports whether a word before a colon names a field.
func isField(s string) bool {
	if slices.Contains(keywordFields, s) || s == "names" || s == "text" {
		return true
	}
	return property("", strings.TrimPrefix(s, "properties.")) != nil
}
