package world

import (
	_ "embed"
	"fmt"
	"strings"
)

// customers makes the rows of the file of customers: listed parties written in
// other ways, namesakes (which their own patterns add), and nobody.
func (m *maker) customers() {
	for n := range 3 * m.x.cases {
		add := func(about string, r customerRow, listed ...*listedParty) {
			r.ID, r.About, r.Listed = fmt.Sprintf("customer-%04d", len(m.rows)+1), about, []string{}
			for _, l := range listed {
				r.Listed = append(r.Listed, l.id)
			}
			m.rows = append(m.rows, r)
		}
		x := pick(m.rng, m.people)
		for x.born == "" {
			x = pick(m.rng, m.people)
		}
		name := x.name
		switch n % 3 {
		case 0:
			name = strings.ToUpper(strings.ReplaceAll(name, ",", ""))
		case 1:
			if family, given, ok := strings.Cut(name, ", "); ok {
				name = given + " " + family
			}
		}
		add("a listed person, written otherwise", customerRow{schema: "Person", name: name, born: x.born}, x)
		f := pick(m.rng, m.firms)
		add("a listed company", customerRow{schema: "Organization", name: strings.ToLower(f.name)}, f)
		s := pick(m.rng, m.ships)
		add("a listed ship", customerRow{schema: "Vessel", name: s.name, imo: s.imo}, s)
		p := m.person(pick(m.rng, otherTowns))
		add("nobody", customerRow{schema: "Person", name: p.name, born: p.born.String(), country: p.country})
		c := m.company(otherTowns)
		add("nobody", customerRow{schema: "Company", name: c.name, country: c.country})
	}
	for i := range m.rows {
		if m.rows[i].Listed == nil {
			m.rows[i].Listed = []string{}
		}
	}
}

//go:embed goods.tsv
var goodsTable string

// goodsRow is a line of the manifest.
type goodsRow struct{ hs, words, direction, date, exposure, why string }

func goodsRows() []goodsRow {
	var out []goodsRow
	for line := range strings.Lines(goodsTable) {
		if f := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(f) == 6 {
			out = append(out, goodsRow{f[0], f[1], f[2], f[3], f[4], f[5]})
		}
	}
	return out
}

func goods() []Good {
	out := []Good{}
	for i, g := range goodsRows() {
		out = append(out, Good{Line: i + 2, Exposure: g.exposure, About: g.words + ": " + g.why})
	}
	return out
}
