package resolve

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"cordon/names"
)

// The fields that are compared.
const (
	fieldName = iota
	fieldDate
	fieldCountry
	fieldAddress
	fieldContact
	fieldNumber
	fieldGender
	fields
)

var fieldNames = [fields]string{"name", "date", "country", "address", "phone or e-mail", "identifier", "gender"}

// levels are the words for how a field agrees, the best level first. Level -1
// is a field that one side lacks.
var levels = [fields][]string{
	{"the same", "nearly the same", "alike", "faintly alike", "not alike"},
	{"the same day", "as far as told the same", "day and month change places", "a year or less apart", "different"},
	{"in common", "none in common"},
	{"the same", "partly the same", "different"},
	{"in common", "none in common"},
	{"in common", "different numbers of one kind"},
	{"the same", "different"},
}

// lines of likeness of names, by names.Compare, between the levels.
var nameLines = []float64{.985, .88, .75, .55}

// Likeness of names from which on a shared identifier is that of one party.
const commonName = .7

// comparison is how two records stand to each other.
type comparison struct {
	level    [fields]int8
	a, b     [fields]string // the values that agree best
	likeness float64        // of names; -1 where one has none
	rarity   [fields]float64
}

// comparer compares records. One goroutine may use it at a time.
type comparer struct {
	p *Pool
	c names.Comparer
}

// likeness is the likeness of the two names that are most alike. Of rich
// records only names that share a key are compared, beside the first ones.
func (c *comparer) likeness(x, y *record) (best float64, a, b *name) {
	best = -1
	for i := range x.names {
		for j := range y.names {
			n, m := &x.names[i], &y.names[j]
			if i+j > 0 && !meets(n.keys, m.keys) {
				continue
			}
			// The comparison is not the same both ways, by what only one side says:
			// neither record is the poorer one by right.
			s := max(c.c.Score(&n.Name, &m.Name), c.c.Score(&m.Name, &n.Name))
			if s > best {
				best, a, b = s, n, m
				if s >= nameLines[0] {
					return
				}
			}
		}
	}
	return
}

// compare fills a comparison, x being the record of the lesser id.
func (c *comparer) compare(x, y *record) (out comparison) {
	for f := range out.level {
		out.level[f] = -1
	}
	likeness, n, m := c.likeness(x, y)
	if out.likeness = likeness; n != nil {
		l := 0
		for l < len(nameLines) && likeness < nameLines[l] {
			l++
		}
		out.level[fieldName], out.a[fieldName], out.b[fieldName] = int8(l), n.text, m.text
		out.rarity[fieldName] = c.p.rarityOfNames(n, m, l < 2)
	}
	set := func(f int, level int8, a, b string) {
		if out.level[f] < 0 || level < out.level[f] {
			out.level[f], out.a[f], out.b[f] = level, a, b
		}
	}
	for _, d := range x.dates {
		for _, e := range y.dates {
			set(fieldDate, compareDates(d, e), d.text, e.text)
		}
	}
	if len(x.countries) > 0 && len(y.countries) > 0 {
		set(fieldCountry, 1, strings.Join(x.countries, ", "), strings.Join(y.countries, ", "))
		for _, v := range x.countries {
			if slices.Contains(y.countries, v) {
				if r := c.p.rarity(fieldCountry, v); out.level[fieldCountry] != 0 || r > out.rarity[fieldCountry] {
					out.level[fieldCountry], out.a[fieldCountry], out.b[fieldCountry], out.rarity[fieldCountry] = 0, v, v, r
				}
			}
		}
	}
	for i := range x.addresses {
		for j := range y.addresses {
			a, b := &x.addresses[i], &y.addresses[j]
			l := compareAddresses(a.words, b.words)
			if l < out.level[fieldAddress] || out.level[fieldAddress] < 0 {
				out.rarity[fieldAddress] = min(c.p.rarity(fieldAddress, strings.Join(a.words, " ")), c.p.rarity(fieldAddress, strings.Join(b.words, " ")))
			}
			set(fieldAddress, l, a.text, b.text)
		}
	}
	if len(x.contacts) > 0 && len(y.contacts) > 0 {
		set(fieldContact, 1, x.contacts[0], y.contacts[0])
		for _, v := range x.contacts {
			if slices.Contains(y.contacts, v) {
				if r := c.p.rarity(fieldContact, v); out.level[fieldContact] != 0 || r > out.rarity[fieldContact] {
					out.level[fieldContact], out.a[fieldContact], out.b[fieldContact], out.rarity[fieldContact] = 0, v, v, r
				}
			}
		}
	}
	for k, lists := range [...][2][]number{{x.strong, y.strong}, {x.weak, y.weak}} {
		for _, n := range lists[0] {
			for _, m := range lists[1] {
				if k == 1 && n.country != "" && m.country != "" && n.country != m.country {
					continue // two registers
				}
				switch {
				case n.value == m.value && (k == 0) == (n.kind == m.kind), n.value == m.value && k == 1:
					set(fieldNumber, 0, n.prop+" "+n.raw, m.prop+" "+m.raw)
					out.rarity[fieldNumber] = max(out.rarity[fieldNumber], c.p.rarity(fieldNumber, n.value))
				case n.kind == m.kind:
					set(fieldNumber, 1, n.prop+" "+n.raw, m.prop+" "+m.raw)
				}
			}
		}
	}
	if x.gender != 0 && y.gender != 0 {
		l := int8(0)
		if x.gender&y.gender == 0 {
			l = 1
		}
		words := [...]string{"", "male", "female", "male and female"}
		set(fieldGender, l, words[x.gender], words[y.gender])
	}
	return out
}

// compareDates returns the level of two dates.
func compareDates(a, b span) int8 {
	exact := a.to-a.from == 1 && b.to-b.from == 1
	switch {
	case exact && a.from == b.from:
		return 0
	case !exact && a.from < b.to && b.from < a.to:
		return 1
	}
	if exact {
		s, t := a.from.Time(), b.from.Time()
		if s.Year() == t.Year() && int(s.Month()) == t.Day() && int(t.Month()) == s.Day() {
			return 2
		}
	}
	if gap := max(a.from-b.to, b.from-a.to); gap < 366 {
		return 3
	}
	return 4
}

// compareAddresses returns the level of two addresses by the words in common,
// numbers among them.
func compareAddresses(a, b []string) int8 {
	n, number := 0, 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
			if w[0] >= '0' && w[0] <= '9' {
				number++
			}
		}
	}
	share := float64(n) / float64(max(min(len(a), len(b)), 3))
	switch {
	case share >= .8 && (number > 0 || n >= 4):
		return 0
	case share >= .5 && n >= 2:
		return 1
	}
	return 2
}

// tables count how often values stand in the data.
type tables struct {
	words  map[string]int // of names, records that have them
	values [fields]map[string]int
}

// count fills the tables.
func (p *Pool) count() {
	p.words = make(map[string]int)
	for f := range p.values {
		p.values[f] = make(map[string]int)
	}
	for _, r := range p.records {
		seen := make(map[string]bool)
		for i := range r.names {
			for j := range r.names[i].Parts {
				if w := r.names[i].Parts[j].Text; !seen[w] {
					seen[w] = true
					p.words[w]++
				}
			}
		}
		for _, v := range r.countries {
			p.values[fieldCountry][v]++
		}
		for _, a := range r.addresses {
			p.values[fieldAddress][strings.Join(a.words, " ")]++
		}
		for _, v := range r.contacts {
			p.values[fieldContact][v]++
		}
		numbers := make(map[string]bool)
		for _, n := range slices.Concat(r.strong, r.weak) {
			if !numbers[n.value] {
				numbers[n.value] = true
				p.values[fieldNumber][n.value]++
			}
		}
	}
}

// Smoothing of frequencies: few records say little of how common a value is.
const (
	background  = 1000 // further records that would have it rarely
	commonWord  = .02  // at least so many have a generic business word
	commonPlace = .01  // or the name of a place
)

// frequency is the share of other records that have a value which n have.
func (p *Pool) frequency(n int) float64 {
	return (float64(max(n-1, 0)) + .5) / float64(max(p.among, len(p.records))+background)
}

// rarity is how many bits a value says, beside what its bearers share of it.
func (p *Pool) rarity(f int, value string) float64 {
	if p.values[f] == nil {
		return 0 // nobody counted
	}
	return -math.Log2(p.frequency(p.values[f][value]))
}

// rarityOfNames is how many bits the words say that two names have in common:
// all words of the shorter one where the names are nearly the same, else those
// that are written alike.
func (p *Pool) rarityOfNames(a, b *name, all bool) float64 {
	if p.words == nil {
		return 0
	}
	bits := func(n, o *name) (sum float64) {
		for i := range n.Parts {
			w := &n.Parts[i]
			if !distinctive(w) || !all && !slices.ContainsFunc(o.Parts, func(v names.Part) bool { return v.Text == w.Text || v.Sym.Group != 0 && v.Sym == w.Sym }) {
				continue
			}
			f := p.frequency(p.words[w.Text])
			switch w.Tag {
			case names.Word:
				f = max(f, commonWord)
			case names.Place:
				f = max(f, commonPlace)
			}
			sum -= math.Log2(f)
		}
		return sum
	}
	return min(bits(a, b), bits(b, a))
}

// guards are what strong identifiers say of two records.
type guards struct {
	shared   []number // have in common
	conflict []string // kinds of which both have, and none in common
	equal    bool     // their sets are the same
}

func guard(x, y *record) (g guards) {
	g.equal = len(x.strong) > 0 && len(x.strong) == len(y.strong)
	for _, n := range x.strong {
		kind, value := false, false
		for _, m := range y.strong {
			if n.kind == m.kind {
				kind = true
				value = value || n.value == m.value
			}
		}
		if value {
			g.shared = append(g.shared, n)
			continue
		}
		g.equal = false
		if kind && !slices.Contains(g.conflict, n.kind) && !sharesKind(x, y, n.kind) {
			g.conflict = append(g.conflict, n.kind)
		}
	}
	return g
}

// sharesKind reports whether two records have a number of a kind in common.
func sharesKind(x, y *record, kind string) bool {
	for _, n := range x.strong {
		for _, m := range y.strong {
			if n.kind == kind && n.kind == m.kind && n.value == m.value {
				return true
			}
		}
	}
	return false
}

func (r *record) numbersOf(kind string) string {
	var out []string
	for _, n := range r.strong {
		if n.kind == kind {
			out = append(out, n.value)
		}
	}
	return strings.Join(out, ", ")
}

func excluded(x, y *record, kind string) string {
	return fmt.Sprintf("their %s numbers differ: %s and %s", strings.ToUpper(kind), x.numbersOf(kind), y.numbersOf(kind))
}
