package world

import "cordon/graph"

// Ties of ownership: parts that reach a threshold or do not.

func (m *maker) whole() graph.Share             { return graph.Exact(graph.Whole) }
func (m *maker) part(p graph.Parts) graph.Share { return graph.Exact(p) }

// enough is a share that reaches the threshold.
func (m *maker) enough() graph.Parts {
	return pick(m.rng, []graph.Parts{m.limit, m.limit + point, m.limit + 10*graph.Whole/100, 3 * graph.Whole / 4, graph.Whole})
}

func plantHalf(m *maker) {
	x, a := m.anyone(), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit))
	m.rest(a, graph.Whole-m.limit)
	m.subject(a, x)
	m.days = append(m.days, m.turns...)
	m.always(exposed)
}

func plantJustUnder(m *maker) {
	x, a := m.anyone(), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit-point))
	m.subject(a, x)
	m.always(exposed)
}

func plantCoOwner(m *maker) {
	x, a, z := m.anyone(), m.company(borderTowns), m.company(otherTowns)
	m.holds(x, a, m.part(m.limit))
	m.holds(z, a, m.part(graph.Whole-m.limit))
	m.subject(z, a, x)
	m.always(exposed)
}

func plantJustOver(m *maker) {
	x, a := m.anyone(), m.company(borderTowns)
	m.holds(x, a, m.part(m.limit+point))
	m.rest(a, graph.Whole-m.limit-point)
	m.subject(a, x)
	m.always(exposed)
}

func plantChain(m *maker) {
	x := m.anyone()
	links := []*party{m.company(borderTowns)}
	m.holds(x, links[0], m.part(m.limit))
	for range 2 + m.rng.IntN(3) {
		up := links[len(links)-1]
		down := m.company(shellTowns)
		s := pick(m.rng, []graph.Parts{m.limit, m.limit + point, 3 * graph.Whole / 4})
		m.holds(up, down, m.part(s))
		m.rest(down, graph.Whole-s)
		links = append(links, down)
	}
	m.subject(links[len(links)-1], upwards(links, x)...)
}

// upwards is the path from the last of some companies to a listed party.
func upwards(links []*party, x *listedParty) []any {
	var out []any
	for i := len(links) - 2; i >= 0; i-- {
		out = append(out, links[i])
	}
	return append(out, x)
}

func plantBrokenChain(m *maker) {
	x := m.anyone()
	a, b, c := m.company(borderTowns), m.company(shellTowns), m.company(shellTowns)
	m.holds(x, a, m.whole())
	m.holds(a, b, m.part(m.limit-point))
	m.holds(b, c, m.whole())
	m.subject(c, b, a, x)
	m.always(exposed)
}

func plantMinor(m *maker) {
	x, a, b := m.anyone(), m.company(borderTowns), m.company(otherTowns)
	m.holds(x, a, m.part(m.enough()))
	m.holds(a, b, m.part(graph.Whole/10))
	m.holds(m.person(pick(m.rng, otherTowns)), b, m.part(graph.Whole*9/10))
	m.subject(b, a, x)
	m.always(exposed)
}

func plantTwoQuarters(m *maker) {
	x, a, b, c := m.anyone(), m.company(borderTowns), m.company(shellTowns), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit))
	m.holds(x, b, m.part(m.limit))
	m.holds(a, c, m.part(m.limit/2))
	m.holds(b, c, m.part(m.limit-m.limit/2))
	m.rest(c, graph.Whole-m.limit)
	m.subject(c, a, x)
}

func plantQuartersOfQuarters(m *maker) {
	x, a, b, c := m.anyone(), m.company(borderTowns), m.company(shellTowns), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit/2))
	m.holds(x, b, m.part(m.limit/2))
	m.holds(a, c, m.part(m.limit))
	m.holds(b, c, m.part(m.limit))
	m.subject(c, a, x)
	m.always(exposed)
}

func plantTwoPersons(m *maker) {
	x, a := m.anyone(), m.company(borderTowns)
	y := m.another(x)
	m.holds(x, a, m.part(m.limit/2))
	m.holds(y, a, m.part(m.limit-m.limit/2))
	m.rest(a, graph.Whole-m.limit)
	m.subject(a, x)
	m.leads(y)
	m.days = append(m.days, m.turns...)
	m.always(exposed)
}

func plantOwnAndThrough(m *maker) {
	x, a, b := m.anyone(), m.company(borderTowns), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit))
	m.holds(x, b, m.part(m.limit/5))
	m.holds(a, b, m.part(m.limit-m.limit/5))
	m.subject(b, x)
}

func plantThreeShells(m *maker) {
	x, a := m.anyone(), m.company(borderTowns)
	third := m.limit / 3 / point * point
	var shells [3]*party
	for i, s := range []graph.Parts{third, third, m.limit - 2*third} {
		shells[i] = m.company(shellTowns)
		m.holds(x, shells[i], m.part(m.enough()))
		m.holds(shells[i], a, m.part(s))
	}
	m.rest(a, graph.Whole-m.limit)
	m.subject(a, shells[0], x)
}

func plantToldTwice(m *maker) {
	x, a := m.anyone(), m.company(borderTowns)
	s := m.part(m.limit * 3 / 5)
	from := m.early()
	m.holds(x, a, s, holdOptions{file: inCSV, fixed: true, from: from})
	m.tells(x, a, s, holdOptions{file: inFTM, fixed: true, from: from})
	m.subject(a, x)
	m.always(exposed)
}

func plantSummedUp(m *maker) {
	x, h, a, b := m.anyone(), m.company(borderTowns), m.company(shellTowns), m.company(shellTowns)
	m.holds(x, h, m.whole())
	m.holds(h, a, m.part(m.limit-10*point))
	m.holds(a, b, m.whole(), holdOptions{file: inBODS, fixed: true})
	m.tells(h, b, m.part(m.limit), holdOptions{file: inBODS, fixed: true, indirect: true})
	m.subject(b, a, h, x)
	m.always(exposed)
}

func plantTwoFilings(m *maker) {
	x, a := m.anyone(), m.company(borderTowns)
	first := m.limit * 3 / 5
	m.holds(x, a, m.part(first), holdOptions{file: inCSV, fixed: true})
	m.holds(x, a, m.part(m.limit-first+point), holdOptions{file: inCSV, fixed: true})
	m.subject(a, x)
}

func plantCrossHolding(m *maker) {
	x, a, b := m.anyone(), m.company(borderTowns), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit-graph.Whole/10))
	m.holds(x, b, m.part(m.limit))
	m.holds(b, a, m.part(graph.Whole/10))
	m.holds(a, b, m.part(graph.Whole*3/10))
	m.subject(a, x)
}

func plantRing(m *maker) {
	x, a, b, c := m.anyone(), m.company(borderTowns), m.company(shellTowns), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit+point))
	m.holds(a, b, m.part(m.enough()))
	m.holds(b, c, m.part(m.enough()))
	m.holds(c, a, m.part(graph.Whole*3/10))
	m.subject(c, a, x)
}

func plantRingOfOthers(m *maker) {
	x, a, b := m.anyone(), m.company(borderTowns), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit*3/5))
	m.holds(a, b, m.part(m.limit+graph.Whole/10))
	m.holds(b, a, m.part(m.limit*2/5))
	m.subject(a, x)
	m.always(exposed)
}

func plantBearer(m *maker) {
	x, a := m.anyone(), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit*3/5))
	m.hidden(a, m.limit*4/5)
	m.subject(a, x)
}

// hidden lets nobody tell who holds a part.
func (m *maker) hidden(a *party, p graph.Parts) {
	if m.n%2 == 0 {
		m.holds(nil, a, m.part(p), holdOptions{hidden: true, file: inBODS, fixed: true})
		return
	}
	h := &party{id: "syn-hidden-" + a.id, schema: "LegalEntity", name: "Bearer shares of " + a.name + ", holder not told", hiddenHolder: true, notes: synthetic}
	m.keep(h)
	m.holds(h, a, m.part(p), holdOptions{hidden: true, file: inFTM, fixed: true})
}

func plantBearerOfOthers(m *maker) {
	x, a := m.anyone(), m.company(shellTowns)
	m.holds(x, a, m.part(m.limit/10))
	m.hidden(a, m.limit*4/5)
	m.subject(a, x)
	m.always(exposed)
}

func plantBand(m *maker) {
	x, a := m.anyone(), m.company(otherTowns)
	m.holds(x, a, graph.Share{Lo: m.limit / 2, Hi: m.limit, LoOpen: true})
	m.subject(a, x)
}

func plantBandBelow(m *maker) {
	x, a := m.anyone(), m.company(otherTowns)
	m.holds(x, a, graph.Share{Lo: m.limit / 2, Hi: m.limit, LoOpen: true, HiOpen: true})
	m.subject(a, x)
	m.always(exposed)
}

func plantTwoBands(m *maker) {
	x, a := m.anyone(), m.company(otherTowns)
	y := m.another(x)
	for _, l := range []*listedParty{x, y} {
		m.holds(l, a, graph.Share{Lo: m.limit / 2, Hi: m.limit, LoOpen: true})
	}
	m.subject(a, x)
	m.leads(y)
}

func plantUnknownSize(m *maker) {
	x, a := m.anyone(), m.company(otherTowns)
	m.holds(x, a, graph.Unknown)
	m.subject(a, x)
}

func plantUnknownBesideKnown(m *maker) {
	x, a := m.anyone(), m.company(otherTowns)
	m.holds(x, a, graph.Unknown)
	m.holds(m.person(pick(m.rng, otherTowns)), a, m.part(graph.Whole-m.limit+point))
	m.subject(a, x)
	m.always(exposed)
}
