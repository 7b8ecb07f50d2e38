package world

import (
	"fmt"
	"strings"

	"cordon/ftm"
	"cordon/graph"
)

// Ties that are told by names, or only look so.

func plantNamesakePerson(m *maker) {
	x, p := pick(m.rng, m.people), m.person(pick(m.rng, otherTowns))
	for x.born == "" || m.namesakes(x) {
		x = pick(m.rng, m.people)
	}
	p.name = x.name
	a := m.company(otherTowns)
	m.holds(p, a, m.whole())
	m.subject(a)
	m.always(clean)
	born := m.day - ftm.Day(25*365+m.rng.IntN(1000)) // younger than any listed person
	p.born = born
	m.rows = append(m.rows, customerRow{Customer{ID: m.now.ID, About: "a person with the name of " + x.caption() + ", born elsewhere at another time"}, "Person", x.name, born.String(), p.country, ""})
}

func plantNamesakeCompany(m *maker) {
	a := m.owned(m.anyone())
	b := m.company(otherTowns)
	b.name = companyName(m.rng, b.place, a.core)
	m.subject(b)
	m.always(clean)
}

func plantNamesakeShip(m *maker) {
	x, s := pick(m.rng, m.ships), m.ship()
	for x.imo == "" {
		x = pick(m.rng, m.ships)
	}
	s.name = x.name
	m.subject(s)
	m.always(clean)
	m.rows = append(m.rows, customerRow{Customer{ID: m.now.ID, About: "a ship with the name of " + x.caption() + ", and another number"}, "Vessel", x.name, "", "", s.imo})
}

func plantHolderByName(m *maker) {
	x := pick(m.rng, m.people)
	for x.born == "" {
		x = pick(m.rng, m.people)
	}
	h, a := m.person(pick(m.rng, borderTowns)), m.company(shellTowns)
	h.name, h.notes = x.name, "Synthetic: stands for a listed party in a made-up register."
	if family, given, ok := strings.Cut(x.name, ", "); ok {
		h.name = given + " " + family
	}
	if d, err := ftm.ParseDay(x.born); err == nil {
		h.born = d
	}
	m.holds(h, a, m.part(m.limit+graph.Whole/10))
	m.subject(a, h, x)
	m.always(AtLeastPossible)
}

// again is another record of a company, which the register of owners does not
// have.
func (m *maker) again(a *party) *party {
	b := m.company([]place{a.place})
	b.id, b.register, b.number = "syn-d"+b.id[len(companyStart)+1:], false, recordOf(a.id)
	m.now.Entities[len(m.now.Entities)-1] = b.id
	b.name, b.core = a.name, a.core
	return b
}

func plantRecordedTwice(m *maker) {
	x := m.anyone()
	a := m.owned(x)
	m.subject(m.again(a), a, x)
	m.always(AtLeastPossible)
}

func plantRenamedUnsaid(m *maker) {
	x := m.anyone()
	a := m.owned(x)
	b := m.again(a)
	b.core = m.once(func() string { return core(m.rng) })
	b.name, b.previous = companyName(m.rng, b.place, b.core), a.name
	m.subject(b, a, x)
	m.always(AtLeastPossible)
}

func plantAddressOtherwise(m *maker) {
	x, b := m.anyone(), m.company(borderTowns)
	a := m.owned(x)
	var unit, number int
	var street string
	if _, err := fmt.Sscanf(a.address, "Unit %d, %d %s Road", &unit, &number, &street); err == nil {
		b.address = fmt.Sprintf("No. %d %s Rd, Rm %d, %s City", number, street, unit, a.place.town)
	}
	b.place, b.country = a.place, a.country
	m.subject(b, a, x)
	m.always(exposed)
}

func plantPhoneOtherwise(m *maker) {
	x, b := m.anyone(), m.company(shellTowns)
	a := m.owned(x)
	p := a.phone[1:]
	b.phone = fmt.Sprintf("(00) %s %s-%s", p[:3], p[3:6], p[6:])
	m.subject(b, a, x)
	m.always(exposed)
}
