package brief

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// limits are how much of each part stands on the page.
type limits struct {
	items map[string]int // by key: lines of a list, rows of a table
	text  int            // letters of a sentence or cell
	sub   int            // letters of what happened
	drop  []string       // keys of parts of which only the head stands there
}

// tighter is what is given up, first things first, until the page fits on a sheet.
// What must be said for a decision goes last.
var tighter = []func(*limits){
	items(keyUnknown, 4), items(keyAsk, 7), items(keyUnknown, 3), items(keyAsk, 6), items(keyAsk, 5), items(keyLast, 3), items(keyInnocent, 3),
	text(240), items(keyAsk, 4), items(keyWhy, 4), items(keyUnknown, 2), items(keyLast, 2), text(180), items(keyInnocent, 2), items(keyAsk, 3), items(keyWhy, 3),
	text(140), sub(420), items(keyCargo, 1), items(keyUnknown, 1), items(keyAsk, 2), text(110), drop(keyWhere), sub(300), items(keyLast, 1), items(keyInnocent, 1),
	text(80), items(keyWhy, 2), drop(keyUnknown), drop(keyAsk), drop(keyCargo), text(60), items(keyWhy, 1), sub(200), text(40), drop(keyLast), drop(keyInnocent), drop(keyShips), drop(keyWhy), items(keySay, 2), items(keySay, 1),
}

func items(key string, n int) func(*limits) { return func(l *limits) { l.items[key] = n } }
func text(n int) func(*limits)              { return func(l *limits) { l.text = n } }
func sub(n int) func(*limits)               { return func(l *limits) { l.sub = n } }
func drop(key string) func(*limits)         { return func(l *limits) { l.drop = append(l.drop, key) } }

// fit lays the page out until it fits on a sheet; what had to be left out of it
// stands in the annex, in full.
func (d *Doc) fit(page, annex []Section) {
	l := limits{items: map[string]int{keySay: 4, keyWhy: 5, keyInnocent: 4, keyLast: 4, keyAsk: 9, keyUnknown: 5, keyCargo: 3}, text: 320, sub: 600}
	p, err := newPrinter(d)
	if err != nil {
		panic("brief: the built-in fonts: " + err.Error()) // tested
	}
	whole := d.Sub
	try := func() bool {
		d.Page = d.Page[:0]
		for k := range page {
			d.Page = append(d.Page, l.cut(&page[k]))
		}
		d.Sub = shorten(whole, l.sub)
		d.size = p.size
		best, least := 0, math.Inf(1)
		for d.order = range orders {
			if y := p.first(d, false); y < least-.1 {
				best, least = d.order, y
			}
		}
		d.order = best
		return least <= p.bottom()
	}
	for _, p.size = range []float64{1.15, 1.1, 1.05, 1} { // as large as there is room for
		if d.fitted = try(); d.fitted {
			break
		}
	}
	if p.size > 1 && len(annex) <= 4 { // smaller, if the annex then has room on the same sheet
		large := p.size
		p.size = 1
		try()
		d.Annex = annex
		if one, err := newPrinter(d); err != nil || !one.whole(d, p.first(d, false)) {
			p.size = large
			try()
		}
	}
	for i := 0; i < len(tighter) && !d.fitted; i++ {
		tighter[i](&l)
		d.fitted = try()
	}
	d.Annex = nil
	if d.Sub != whole {
		d.Annex = append(d.Annex, Section{Key: "happened", Head: "What apparently happened", Text: []Sentence{{whole, "event"}}})
	}
	for k := range page {
		if d.Page[k].More != "" {
			d.Annex = append(d.Annex, page[k])
		}
	}
	d.Annex = append(d.Annex, annex...)
}

// cut is a part as far as the limits let it stand on the page.
func (l *limits) cut(s *Section) Section {
	out := Section{Key: s.Key, Head: s.Head, Map: s.Map}
	if slices.Contains(l.drop, s.Key) {
		out.Map, out.More = nil, "In the annex."
		return out
	}
	long, left := false, 0
	short := func(t string) string {
		n := l.text
		if s.Key == keySay {
			n = max(n, 200) // a legal text that is cut says little
		}
		c := shorten(t, n)
		long = long || c != t
		return c
	}
	most, limited := l.items[s.Key]
	for _, x := range s.Text {
		out.Text = append(out.Text, Sentence{short(x.Text), x.Source})
	}
	for i, x := range s.List {
		if limited && i >= most {
			left = len(s.List) - most
			break
		}
		out.List = append(out.List, Sentence{short(x.Text), x.Source})
	}
	if s.Table != nil {
		t := &Table{Head: make([]string, len(s.Table.Head)), Wide: s.Table.Wide}
		for i, h := range s.Table.Head {
			t.Head[i] = short(h)
		}
		for i, r := range s.Table.Rows {
			if limited && i >= most {
				left = len(s.Table.Rows) - most
				break
			}
			row := Row{Source: r.Source}
			for _, c := range r.Cells {
				row.Cells = append(row.Cells, short(c))
			}
			t.Rows = append(t.Rows, row)
		}
		out.Table = t
	}
	switch {
	case left > 0 && long:
		out.More = fmt.Sprintf("%d more, and what is cut (…), in the annex.", left)
	case left > 0:
		out.More = fmt.Sprintf("%d more in the annex.", left)
	case long:
		out.More = "What is cut (…) stands in the annex."
	}
	return out
}

// shorten cuts a text after a word, if it has more than so many letters.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	end := most - 1
	for i := end; i > most/2; i-- {
		if unicode.IsSpace(r[i]) {
			end = i
			break
		}
	}
	return strings.TrimRight(string(r[:end]), " ,;:.") + " …"
}
