package world

import (
	"cordon/ftm"
	"cordon/graph"
)

// Ties that no share tells: offices, kin, telephones, addresses.

// trader plants a border trader of a listed party with its shell in Hong Kong,
// its person of trust, and two shells of the shell.
func (m *maker) trader(x *listedParty) (trader, shell *party, far [2]*party, trusted *party) {
	trader, shell = m.company(borderTowns), m.company(shellTowns[:1])
	m.holds(x, trader, m.part(m.limit+graph.Whole/10))
	m.holds(trader, shell, m.whole())
	trusted = m.person(pick(m.rng, borderTowns))
	m.directs(trusted, shell)
	for i := range far {
		far[i] = m.company(shellTowns[1:])
		m.holds(shell, far[i], m.whole())
		m.directs(trusted, far[i])
		far[i].phone, far[i].address = shell.phone, shell.address
	}
	return trader, shell, far, trusted
}

func plantBorderTrader(m *maker) {
	x := m.anyone()
	trader, shell, far, _ := m.trader(x)
	m.subject(far[1], shell, trader, x)
}

func plantSister(m *maker) {
	x := m.anyone()
	trader, shell, _, trusted := m.trader(x)
	s := m.company(shellTowns[:1])
	m.holds(m.person(pick(m.rng, borderTowns)), s, m.whole())
	m.directs(trusted, s)
	s.phone, s.address = shell.phone, shell.address
	m.subject(s, trusted, shell, trader, x)
	m.always(exposed)
}

func plantOfficer(m *maker) {
	x, a, d := pick(m.rng, m.firms), m.company(shellTowns), m.person(pick(m.rng, borderTowns))
	m.directs(d, x)
	m.directs(d, a)
	m.subject(a, d, x)
	m.always(exposed)
}

func plantFormerDirector(m *maker) {
	x, a, d := pick(m.rng, m.firms), m.company(shellTowns), m.person(pick(m.rng, borderTowns))
	m.directed(d, x, m.day-ftm.Day(700+m.rng.IntN(1000)))
	m.directs(d, a)
	m.subject(a)
	m.always(clean)
}

// owned plants a company that a listed party owns.
func (m *maker) owned(x *listedParty) *party {
	a := m.company(borderTowns)
	m.holds(x, a, m.part(m.enough()))
	return a
}

func plantSharedDirector(m *maker) {
	x, b, d := m.anyone(), m.company(shellTowns), m.person(pick(m.rng, borderTowns))
	a := m.owned(x)
	m.directs(d, a)
	m.directs(d, b)
	m.subject(b, d, a, x)
	m.always(exposed)
}

func plantDirectorChain(m *maker) {
	x, b, c := pick(m.rng, m.firms), m.company(shellTowns), m.company(shellTowns)
	d, e := m.person(pick(m.rng, borderTowns)), m.person(pick(m.rng, borderTowns))
	m.directs(d, x)
	m.directs(d, c)
	m.directs(e, c)
	m.directs(e, b)
	m.subject(b, e, c, d, x)
	m.always(exposed)
}

func plantPhone(m *maker) {
	b := m.company(borderTowns)
	if m.n%2 == 0 {
		x := m.anyone()
		a := m.owned(x)
		a.ended, b.phone, b.email = m.day-900, a.phone, a.email
		m.subject(b, a, x)
	} else {
		x := pick(m.rng, m.reachable)
		if x.phone != "" {
			b.phone = x.phone
		} else {
			b.email = x.email
		}
		m.subject(b, x)
	}
	m.always(exposed)
}

func plantBankPhone(m *maker) {
	if m.bank == nil {
		now := m.now
		m.now = nil // they belong to no case
		m.bank = m.company(otherTowns)
		m.bank.name = m.bank.core + " Bank"
		m.owned(m.anyone()).phone = m.bank.phone
		for range m.x.agents / 4 {
			m.company(otherTowns).phone = m.bank.phone
		}
		m.now = now
	}
	b := m.company(otherTowns)
	b.phone = m.bank.phone
	m.subject(b)
	m.now.Quiet = true
}

func plantSharedAddress(m *maker) {
	x, b := m.anyone(), m.company(borderTowns)
	a := m.owned(x)
	b.address, b.place, b.country = a.address, a.place, a.country
	m.subject(b, a, x)
	m.always(exposed)
}

func plantAgentAddress(m *maker) {
	if m.agent == nil {
		now := m.now
		m.now = nil
		m.agent = m.company(shellTowns[:1])
		m.agent.name = m.agent.core + " Company Formations Limited"
		m.owned(m.anyone()).address = m.agent.address
		for range m.x.agents {
			m.company(shellTowns[:1]).address = m.agent.address
		}
		m.now = now
	}
	b := m.company(shellTowns[:1])
	b.address = m.agent.address
	m.subject(b)
	m.now.Quiet = true
}

func plantRenamed(m *maker) {
	x := m.anyone()
	a := m.owned(x)
	b := m.company([]place{a.place})
	a.ended = m.day - ftm.Day(300+m.rng.IntN(900))
	b.founded, b.previous = a.ended-30, a.name
	m.ties("Succession", [2]string{"predecessor", "successor"}, [2]any{a, b}, "", b.founded, 0)
	m.subject(b, a, x)
	m.always(exposed)
}

func plantSoldToKin(m *maker) {
	y, a := m.datedPerson(), m.company(borderTowns)
	kin := m.person(pick(m.rng, borderTowns))
	sold := y.from - ftm.Day(1+m.rng.IntN(20))
	m.holds(y, a, m.whole(), holdOptions{from: y.from - 1500, to: sold - 1})
	m.holds(kin, a, m.whole(), holdOptions{from: sold})
	m.ties("Family", [2]string{"person", "relative"}, [2]any{kin, y}, "kin", 0, 0)
	m.subject(a, kin, y)
	m.days = []ftm.Day{y.from, m.day}
	m.always(exposed)
}

func plantKin(m *maker) {
	x, a, kin := pick(m.rng, m.people), m.company(shellTowns), m.person(pick(m.rng, borderTowns))
	m.holds(kin, a, m.whole())
	m.ties("Family", [2]string{"person", "relative"}, [2]any{kin, x}, "kin", 0, 0)
	m.subject(a, kin, x)
	m.always(exposed)
}
