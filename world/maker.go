package world

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"cordon/ftm"
	"cordon/graph"
	"cordon/law"
)

// maker plants a world.
type maker struct {
	*World
	rng       *rand.Rand
	programme *law.Programme
	names     map[string]bool // of companies and people, each once
	limit     graph.Parts     // threshold of the regimes
	turns     []ftm.Day       // days around which regimes change

	listed               map[string]*listedParty
	dated, undated       []*listedParty // by whether their list says since when
	people, firms, ships []*listedParty
	reachable            []*listedParty // with a telephone or an e-mail
	classMembers         []*listedParty
	agent, bank          *party // whose address, whose telephone many have
	n, filings, ids      int
	now                  *Case
	innocent             bool
	days                 []ftm.Day
	shows                func(ftm.Day) string // exposure where no regime decides
}

// pattern is a way to hide a tie, or to look like one.
type pattern struct {
	name, kind string
	like       string // of an innocent: what it looks like
	about      string
	plant      func(m *maker)
}

func (m *maker) begin(p pattern, n int) {
	m.now = &Case{ID: fmt.Sprintf("%s-%03d", p.name, n+1), Pattern: p.name, Like: p.like, Kind: p.kind, About: p.about}
	m.n, m.innocent, m.days, m.shows = n, p.like != "", []ftm.Day{m.day}, nil
}

// end closes a case; what the regimes say of it is worked out when all is
// planted.
func (m *maker) end() {
	c := m.now
	for _, d := range m.days {
		v := Verdict{Day: d.String(), Exposure: NotBlocked}
		if m.shows != nil {
			v.Exposure = m.shows(d)
		}
		c.Expect = append(c.Expect, v)
	}
	if m.innocent {
		m.quiet = append(m.quiet, *c)
	} else {
		m.cases = append(m.cases, *c)
	}
}

// subject says of whom the case is, and by which path it leads where.
func (m *maker) subject(p *party, path ...any) {
	c := m.now
	c.Subject, c.Name, c.Former = "entity:"+p.id, p.name, p.previous
	if p.imo != "" {
		c.Subject = "imo:" + p.imo
	}
	c.Path = []string{p.id}
	for _, x := range path {
		switch x := x.(type) {
		case *party:
			c.Path = append(c.Path, x.id)
		case *listedParty:
			c.Path = append(c.Path, x.id)
			m.leads(x)
		}
	}
	i := slices.Index(c.Entities, p.id)
	c.Entities[0], c.Entities[i] = c.Entities[i], c.Entities[0]
	if len(path) == 0 {
		c.Path = nil
	}
	if c.Listed == nil {
		c.Listed = []string{}
	}
}

// leads adds a listed party that the case leads to, with the entries of other lists
// that are the same party.
func (m *maker) leads(l *listedParty) {
	m.now.Listed = append(append(m.now.Listed, l.id), l.also...)
}

// always says what the answer is on every day where no regime decides.
func (m *maker) always(exposure string) { m.shows = func(ftm.Day) string { return exposure } }

// judge works out what the regimes make of every case.
func (m *maker) judge() error {
	j, one := newJudge(m.programme, m.listed, m.stakes), newJudge(m.programme, m.listed, m.stakes)
	one.joined = true
	for _, list := range [][]Case{m.cases, m.quiet} {
		for i := range list {
			c := &list[i]
			id := c.Entities[0]
			for k := range c.Expect {
				v := &c.Expect[k]
				if v.Regimes = map[string]string{}; c.Kind == Identity && c.Like == "" {
					continue
				}
				day, err := ftm.ParseDay(v.Day)
				if err != nil {
					return err
				}
				st, err := j.status([]string{id}, day)
				if err != nil {
					return err
				}
				v.Regimes = st[id]
				for _, s := range v.Regimes {
					if s == blocked || s == possible && v.Exposure != blocked {
						v.Exposure = s
					}
				}
				if st, err = one.status([]string{id}, day); err != nil {
					return err
				}
				for _, s := range st[id] {
					if s != no && v.Exposure != blocked { // that two lists name one party, nobody has judged
						v.Exposure = possible
					}
				}
			}
		}
	}
	return nil
}

// once makes names until one is new.
func (m *maker) once(name func() string) string {
	for {
		if n := name(); !m.names[n] {
			m.names[n] = true
			return n
		}
	}
}

const synthetic = "Synthetic: made up by cordon world. No such party exists."

// company makes a company in one of some places.
func (m *maker) company(places []place) *party {
	p := &party{schema: "Company", place: pick(m.rng, places), notes: synthetic}
	p.core = m.once(func() string { return core(m.rng) })
	p.name = companyName(m.rng, p.place, p.core)
	m.ids++
	p.id = fmt.Sprintf("xx-syn-C%06d", m.ids)
	p.country = p.place.country
	p.address, p.phone = address(m.rng, p.place), phone(m.rng)
	p.email = email(m.rng, p.core)
	p.founded = m.early() - ftm.Day(m.rng.IntN(3000))
	p.register = true
	return m.keep(p)
}

// person makes a person; people of the register are known by the ids that its
// reader gives them.
func (m *maker) person(pl place) *party {
	p := &party{schema: "Person", place: pl, country: pl.country, notes: synthetic, register: true}
	p.name = m.once(func() string {
		given, family := personName(m.rng, pl.style)
		return given + " " + family
	})
	m.ids++
	p.id = personPrefix + fmt.Sprintf("P%06d", m.ids)
	p.born = m.day - ftm.Day(30*365+m.rng.IntN(40*365))
	return m.keep(p)
}

func (m *maker) ship() *party {
	p := &party{schema: "Vessel", notes: synthetic, country: pick(m.rng, []string{"mh", "sc", "tg", "sl"})}
	p.name = m.once(func() string { return shipName(m.rng) })
	m.ids++
	p.id = fmt.Sprintf("syn-v%06d", m.ids)
	p.imo = imo(m.rng)
	return m.keep(p)
}

func (m *maker) keep(p *party) *party {
	m.parties = append(m.parties, p)
	if m.now != nil {
		m.now.Entities = append(m.now.Entities, p.id)
	}
	return p
}

// early is a day before all days on which questions are asked.
func (m *maker) early() ftm.Day { return m.day - 13*365 - ftm.Day(m.rng.IntN(700)) }

// what a holding may be beside plain shares of somebody told.
type holdOptions struct {
	class    string // capital where empty
	interest string // code of BODS; shareholding where empty
	from, to ftm.Day
	hidden   bool
	indirect bool // sums a chain up
	file     fileKind
	fixed    bool // in that file and no other
}

func idOf(x any) string {
	switch x := x.(type) {
	case *party:
		return x.id
	case *listedParty:
		return x.id
	}
	return ""
}

// holds plants a holding: who really holds, and the statement of one file that
// says so.
func (m *maker) holds(owner any, asset *party, s graph.Share, o ...holdOptions) {
	var x holdOptions
	if len(o) > 0 {
		x = o[0]
	}
	if x.from == 0 {
		x.from = m.early()
	}
	if x.class == "" {
		x.class = "capital"
	}
	during := ftm.Period{From: x.from}
	if x.to != 0 {
		during.To = x.to + 1
	}
	name := idOf(owner)
	if x.hidden && name == "" {
		name = fmt.Sprintf("syn-hidden-%06d", m.filings)
	}
	m.stakes = append(m.stakes, truthStake{name, asset.id, x.class, s, during, x.hidden})
	m.tells(owner, asset, s, x)
}

// tells writes a holding into one of the files, without it being so.
func (m *maker) tells(owner any, asset *party, s graph.Share, x holdOptions) {
	if x.interest == "" {
		x.interest = "shareholding"
	}
	if x.from == 0 {
		x.from = m.early()
	}
	h := holding{file: x.file, owner: idOf(owner), asset: asset.id, interest: x.interest, share: s, from: x.from, to: x.to, indirect: x.indirect, filing: m.filings}
	m.filings++
	if !x.fixed {
		files := []fileKind{inCSV, inFTM}
		if p, ok := owner.(*party); ok && p.register && asset.register {
			files = append(files, inBODS)
		}
		h.file = files[m.filings%len(files)]
		if x.interest != "shareholding" && h.file == inCSV { // the table has no column for it
			h.file = inFTM
		}
	}
	m.told = append(m.told, h)
}

// rest lets somebody unrelated hold what is left, often a company around.
func (m *maker) rest(asset *party, left graph.Parts) {
	if left == 0 {
		return
	}
	if m.rng.IntN(2) == 0 {
		p := &party{id: bulkID(m.rng.IntN(m.x.companies))}
		m.holds(p, asset, graph.Exact(left))
		return
	}
	m.holds(m.person(pick(m.rng, otherTowns)), asset, graph.Exact(left))
}

// ties adds an entity that ties two others.
func (m *maker) ties(schema string, ends [2]string, of [2]any, role string, from, to ftm.Day) {
	m.World.ties = append(m.World.ties, tie{fmt.Sprintf("syn-t%06d", len(m.World.ties)+1), schema, ends, [2]string{idOf(of[0]), idOf(of[1])}, role, from, to})
}

func (m *maker) directs(p *party, of any) { m.directed(p, of, 0) }

// directed is a post that ended on a day.
func (m *maker) directed(p *party, of any, to ftm.Day) {
	m.ties("Directorship", [2]string{"director", "organization"}, [2]any{p, of}, "boardMember", m.early(), to)
}

// anyone is a listed party of whom the list does not say since when.
func (m *maker) anyone() *listedParty { return pick(m.rng, m.undated) }

// another is a further one of the same list.
func (m *maker) another(than *listedParty) *listedParty {
	for {
		if l := m.anyone(); l != than && l.list == than.list {
			return l
		}
	}
}

// point is a hundredth of a percentage point.
const point = graph.Whole / 10_000
