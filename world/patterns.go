package world

import (
	"fmt"
	"strings"

	"cordon/finding"
	"cordon/ftm"
	"cordon/graph"
)

const (
	exposed = string(finding.Exposed)
	clean   = string(finding.Clear)
)

// patterns are all ways to hide a tie, each followed by what only looks like it.
var patterns = []pattern{
	// What regimes of ownership decide.
	{"half", Ownership, "", "A listed party holds exactly as much as the threshold.", plantHalf},
	{"just-under", Ownership, "half", "A listed party holds a hundredth of a point less than the threshold.", plantJustUnder},
	{"co-owner", Ownership, "half", "It holds the other part of a company whose larger part a listed party holds.", plantCoOwner},
	{"just-over", Ownership, "", "A listed party holds a hundredth of a point more than the threshold.", plantJustOver},
	{"chain", Ownership, "", "A chain of companies; each link reaches the threshold, the product of all does not.", plantChain},
	{"broken-chain", Ownership, "chain", "A chain of companies of which one link stays just under the threshold.", plantBrokenChain},
	{"minor-holding", Ownership, "chain", "A company that a listed party owns has a tenth of it.", plantMinor},
	{"two-quarters", Ownership, "", "Two companies that a listed party owns hold half of the threshold each.", plantTwoQuarters},
	{"quarters-of-quarters", Ownership, "two-quarters", "Two companies hold half of the threshold each, and a listed party half of the threshold in each of those.", plantQuartersOfQuarters},
	{"two-persons", Ownership, "", "Two listed parties hold half of the threshold each.", plantTwoPersons},
	{"own-and-through", Ownership, "", "A listed party holds a little itself, and the rest of the threshold through a company it owns.", plantOwnAndThrough},
	{"three-shells", Ownership, "", "Three shells hold a third each, which come to the threshold to the hundredth.", plantThreeShells},
	{"told-twice", Ownership, "three-shells", "Two registers tell the same holding of less than the threshold.", plantToldTwice},
	{"summed-up", Ownership, "three-shells", "A statement that sums a chain up stands beside the links of the chain.", plantSummedUp},
	{"two-filings", Ownership, "", "Two filings of one register, which add up to more than the threshold.", plantTwoFilings},
	{"cross-holding", Ownership, "", "Two companies hold parts of each other, and a listed party the rest of both.", plantCrossHolding},
	{"ring", Ownership, "", "A ring of three companies into which a listed party holds.", plantRing},
	{"ring-of-others", Ownership, "ring", "Companies that hold each other up, into which a listed party has a stake below the threshold.", plantRingOfOthers},
	{"bearer", Ownership, "", "A listed party holds less than the threshold; bearer shares that nobody tells the holder of would reach it.", plantBearer},
	{"bearer-of-others", Ownership, "bearer", "Bearer shares, and a listed party that would not reach the threshold with all of them.", plantBearerOfOthers},
	{"band", Ownership, "", "A listed party holds a band that ends at the threshold.", plantBand},
	{"band-below", Ownership, "band", "A listed party holds a band that ends before the threshold.", plantBandBelow},
	{"two-bands", Ownership, "", "Two listed parties hold more than half of the threshold each, nobody tells how much.", plantTwoBands},
	{"unknown-size", Ownership, "", "A listed party holds a part that nobody tells the size of.", plantUnknownSize},
	{"unknown-beside-known", Ownership, "unknown-size", "A listed party holds a part of unknown size, but others are known to hold too much for it to matter.", plantUnknownBesideKnown},
	{"nominee", Ownership, "", "A nominee holds for a listed party, or for a company that it owns.", plantNominee},
	{"nominee-of-others", Ownership, "nominee", "A nominee holds for somebody who is not listed.", plantNomineeOfOthers},
	{"sold-after-listing", Ownership, "", "A listed party sold to a relative some months after it was listed.", plantSoldAfter},
	{"sold-long-before", Ownership, "sold-after-listing", "A party sold years before it was listed, to nobody of its kin.", plantSoldBefore},
	{"class-control", Ownership, "", "A member of a class that is blocked as a whole appoints the board, without any share.", plantClassControl},
	{"control-only", Ownership, "class-control", "A listed party of no such class controls it by contract, without any share.", plantControlOnly},
	{"presumed-control", Ownership, "", "A listed party controls it by contract, under a regime that presumes from that.", plantPresumedControl},
	{"border-trader", Ownership, "", "A border trader of a listed party, its shell in Hong Kong, and shells of that in registers far away.", plantBorderTrader},

	// What only paths show.
	{"sister", Tie, "", "A sister of such shells: other owner, same director, telephone and address.", plantSister},
	{"officer", Tie, "", "Its director is a director of a listed party.", plantOfficer},
	{"former-director", Tie, "officer", "Its director was a director of a listed party, years ago.", plantFormerDirector},
	{"shared-director", Tie, "", "Its director is the director of a company that a listed party owns.", plantSharedDirector},
	{"director-chain", Tie, "", "Two directors and a company between it and a listed party.", plantDirectorChain},
	{"phone-taken-over", Tie, "", "A front company with the telephone or the e-mail of a listed party.", plantPhone},
	{"bank-phone", Tie, "phone-taken-over", "It has the telephone of a bank, as many do, among them a company that a listed party owns.", plantBankPhone},
	{"shared-address", Tie, "", "It sits at the address of a company that a listed party owns.", plantSharedAddress},
	{"agent-address", Tie, "shared-address", "It sits at the address of a formation agent, as many do, among them a company that a listed party owns.", plantAgentAddress},
	{"renamed", Tie, "", "It went on with the business of a company that a listed party owned, under another name.", plantRenamed},
	{"sold-to-kin", Tie, "", "A party sold to a relative days before it was listed.", plantSoldToKin},
	{"kin", Tie, "", "A relative of a listed party owns it.", plantKin},

	// What shows only to who sees that two are one.
	{"holder-by-name", Identity, "", "A person of the register has the name and the day of birth of a listed one, and holds more than the threshold.", plantHolderByName},
	{"namesake-person", Identity, "holder-by-name", "A person with the name of a listed one, born elsewhere at another time.", plantNamesakePerson},
	{"recorded-twice", Identity, "", "Another record of a company that a listed party owns, with its name and its number of the register.", plantRecordedTwice},
	{"namesake-company", Identity, "recorded-twice", "A company with the name of one that a listed party owns, in another country.", plantNamesakeCompany},
	{"namesake-ship", Identity, "recorded-twice", "A ship with the name of a listed one, and another number.", plantNamesakeShip},
	{"renamed-unsaid", Identity, "", "Another record of such a company under a new name, with the old one as its former name and the same number.", plantRenamedUnsaid},
	{"address-otherwise", Identity, "", "It sits at the address of a company that a listed party owns, written in another way.", plantAddressOtherwise},
	{"phone-otherwise", Identity, "", "It has the telephone of a company that a listed party owns, written in another way.", plantPhoneOtherwise},
}

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
