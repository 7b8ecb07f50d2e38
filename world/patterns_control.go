package world

import (
	"cordon/ftm"
	"cordon/graph"
)

// Ties of those who hold for others, who have sold, or who rule without a share.

func plantNominee(m *maker) {
	x, a := m.anyone(), m.company(shellTowns)
	n := m.person(pick(m.rng, shellTowns))
	s := m.part(m.limit + graph.Whole/10)
	if m.n%2 == 0 {
		m.nominee(n, x, a, s)
		m.subject(a, n, x)
		return
	}
	h := m.company(borderTowns)
	m.holds(x, h, m.part(m.enough()))
	m.nomination(n, h, a, s)
	m.subject(a, h, x)
}

// nominee lets one hold shares for another; the entity model tells it as three
// rights in the same company.
func (m *maker) nominee(n *party, of any, a *party, s graph.Share) {
	from := m.early()
	during := ftm.Period{From: from}
	m.stakes = append(m.stakes, truthStake{idOf(of), a.id, "capital", s, during, false})
	m.tells(n, a, s, holdOptions{file: inFTM, fixed: true, from: from})
	m.tells(n, a, graph.Unknown, holdOptions{file: inFTM, fixed: true, from: from, interest: "nominee"})
	m.tells(of, a, graph.Unknown, holdOptions{file: inFTM, fixed: true, from: from, interest: "nominator"})
}

// nomination is the same as a register of BODS tells it: an arrangement holds.
func (m *maker) nomination(n, of, a *party, s graph.Share) {
	from := m.early()
	m.stakes = append(m.stakes, truthStake{of.id, a.id, "capital", s, ftm.Period{From: from}, false})
	ar := m.company(shellTowns)
	ar.arrangement, ar.schema, ar.name, ar.phone, ar.email, ar.address = true, "LegalEntity", n.name+" nomination "+ar.core, "", "", ""
	m.tells(n, ar, graph.Unknown, holdOptions{file: inBODS, fixed: true, from: from, interest: "nominee"})
	m.tells(of, ar, graph.Unknown, holdOptions{file: inBODS, fixed: true, from: from, interest: "nominator"})
	m.tells(ar, a, s, holdOptions{file: inBODS, fixed: true, from: from})
}

func plantNomineeOfOthers(m *maker) {
	a, n, z := m.company(shellTowns), m.person(pick(m.rng, shellTowns)), m.person(pick(m.rng, otherTowns))
	s := m.part(m.limit + graph.Whole/10)
	if m.n%2 == 0 {
		m.nominee(n, z, a, s)
	} else {
		h := m.company(otherTowns)
		m.holds(z, h, m.whole())
		m.nomination(n, h, a, s)
	}
	m.subject(a)
	m.always(clean)
}

// datedPerson is a listed person of whom the list says since when.
func (m *maker) datedPerson() *listedParty {
	for {
		if l := pick(m.rng, m.dated); l.schema == "Person" {
			return l
		}
	}
}

func plantSoldAfter(m *maker) {
	y, a := m.datedPerson(), m.company(borderTowns)
	kin := m.person(pick(m.rng, borderTowns))
	sold := y.from + ftm.Day(60+m.rng.IntN(120))
	s := m.part(m.limit + graph.Whole/10)
	m.holds(y, a, s, holdOptions{from: y.from - 1500, to: sold - 1})
	m.holds(kin, a, s, holdOptions{from: sold})
	m.ties("Family", [2]string{"person", "relative"}, [2]any{kin, y}, "kin", 0, 0)
	m.subject(a, kin, y)
	m.days = []ftm.Day{y.from - 1, y.from, sold - 1, sold, m.day}
	m.shows = func(d ftm.Day) string {
		if d < y.from {
			return NotBlocked
		}
		return exposed
	}
}

func plantSoldBefore(m *maker) {
	y, a, z := pick(m.rng, m.dated), m.company(borderTowns), m.person(pick(m.rng, otherTowns))
	sold := y.from - ftm.Day(3*365+m.rng.IntN(1000))
	m.holds(y, a, m.whole(), holdOptions{from: sold - 1500, to: sold - 1})
	m.holds(z, a, m.whole(), holdOptions{from: sold})
	m.subject(a)
	m.days = []ftm.Day{y.from, m.day}
	m.always(clean)
}

func plantClassControl(m *maker) {
	x, a := pick(m.rng, m.classMembers), m.company(borderTowns)
	class := "board"
	interest := "appointmentOfBoard"
	if m.n%2 == 1 {
		class, interest = "control", "otherInfluenceOrControl"
	}
	m.holds(x, a, m.whole(), holdOptions{class: class, interest: interest})
	m.subject(a, x)
	m.days = append(m.days, m.turns...)
	m.always(exposed)
}

// presumes reports whether a regime of the world's day presumes from control by
// a listed party.
func (m *maker) presumes(l *listedParty) bool {
	for _, r := range m.programme.Regimes(m.day) {
		if r.Control != string(graph.ControlPresumed) {
			continue
		}
		for _, s := range r.Seeds {
			if l.meant(s) {
				return true
			}
		}
	}
	return false
}

func plantControlOnly(m *maker) {
	x, a := m.anyone(), m.company(borderTowns)
	for m.presumes(x) || m.inClass(x) {
		x = m.anyone()
	}
	m.holds(x, a, m.whole(), holdOptions{class: "control", interest: "rightsGrantedByContract"})
	m.subject(a, x)
	m.always(exposed)
}

func (m *maker) inClass(l *listedParty) bool {
	for _, c := range m.classMembers {
		if c == l {
			return true
		}
	}
	return false
}

func plantPresumedControl(m *maker) {
	y, a := pick(m.rng, m.dated), m.company(borderTowns)
	for !m.presumes(y) {
		y = pick(m.rng, m.dated)
	}
	m.holds(y, a, m.whole(), holdOptions{class: "control", interest: "rightsGrantedByContract", from: y.from - 700})
	m.subject(a, y)
	m.days = []ftm.Day{y.from - 1, y.from, m.day}
	m.shows = func(d ftm.Day) string { return NotBlocked }
}
