package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"cordon/ftm"
	"cordon/graph"
	"cordon/law"
)

// Size is how large a world is.
type Size string

// The sizes.
const (
	Small  Size = "s" // seconds
	Medium Size = "m" // a minute
	Large  Size = "l" // 10 million stakes
)

// Sizes are all sizes, in order.
var Sizes = []Size{Small, Medium, Large}

// extent is what a size comes to.
type extent struct {
	cases             int // of each pattern
	companies, stakes int // around them
	agents            int // companies at the address of a formation agent
}

var extents = map[Size]extent{
	Small:  {1, 400, 1_000, 40},
	Medium: {50, 40_000, 100_000, 1_500},
	Large:  {50, 4_000_000, 10_000_000, 1_500},
}

// Day is the day of every world: questions are asked of it where nothing else
// is said.
const Day = "2025-06-30"

// Options say which world.
type Options struct {
	Seed      uint64
	Size      Size
	Programme string // whose listings the ties lead to
	Ashore    bool   // without the traffic at sea
}

// World is a world that is planted and can be written.
type World struct {
	o       Options
	x       extent
	day     ftm.Day
	parties []*party
	ties    []tie
	told    []holding
	stakes  []truthStake
	cases   []Case
	quiet   []Case // innocent
	rows    []customerRow
	sea     *sea // nil ashore
}

// party is a made-up company, person or ship.
type party struct {
	id, schema, name string
	previous         string
	country          string
	address          string
	phone, email     string
	born             ftm.Day
	founded, ended   ftm.Day
	imo              string
	register         bool // it stands in the register of owners too
	hiddenHolder     bool // stands for a holder who is not told
	arrangement      bool
	place            place
	core             string
	notes            string
	number           string // of the register, where it is not that of the id
	more             [][2]string
}

// tie is an entity that ties others: Directorship, Family, Succession.
type tie struct {
	id, schema string
	ends       [2]string // properties
	of         [2]string // entities
	role       string
	from, to   ftm.Day // to is the last day
}

// Files in which a holding is told.
type fileKind int

const (
	inCSV fileKind = iota
	inFTM
	inBODS
)

// holding is a holding as one of the files tells it.
type holding struct {
	file         fileKind
	owner, asset string // an empty owner is not told
	interest     string // code of BODS
	share        graph.Share
	from, to     ftm.Day // to is the last day
	indirect     bool
	filing       int // number of its filing
}

// customerRow is a row of the file of customers.
type customerRow struct {
	Customer
	schema, name, born, country, imo string
}

// New plants a world. The same options give the same world.
func New(o Options) (*World, error) {
	x, ok := extents[o.Size]
	if !ok {
		return nil, fmt.Errorf("world: no size %q", o.Size)
	}
	p, err := law.Open(o.Programme)
	if err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	day, err := ftm.ParseDay(Day)
	if err != nil {
		return nil, err
	}
	w := &World{o: o, x: x, day: day}
	m := &maker{World: w, rng: rand.New(rand.NewPCG(o.Seed, 0x776f726c64)), names: make(map[string]bool), programme: p}
	if err := m.readListed(o.Programme); err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	if m.limit, m.turns, err = turningPoints(p, day); err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	for n := range x.cases {
		for _, pat := range patterns {
			m.begin(pat, n)
			pat.plant(m)
			m.end()
		}
	}
	m.customers()
	if !o.Ashore {
		if err := m.traffic(); err != nil {
			return nil, fmt.Errorf("world: %w", err)
		}
	}
	if err := m.judge(); err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	return w, nil
}

// turningPoints are the threshold that most regimes of ownership have, and the
// days on which one of them begins or ends, with the days before, from ten years
// before the day of the world on.
func turningPoints(p *law.Programme, day ftm.Day) (graph.Parts, []ftm.Day, error) {
	count := make(map[graph.Parts]int)
	var limit graph.Parts
	var days []ftm.Day
	for _, r := range p.Regimes(0) {
		t, err := percent(r.Threshold)
		if err != nil {
			return 0, nil, err
		}
		if count[t]++; count[t] > count[limit] {
			limit = t
		}
		if r.From != 0 {
			days = append(days, r.From-1, r.From)
		}
		if r.To != 0 {
			days = append(days, r.To, r.To+1)
		}
	}
	for _, c := range p.SeedClasses() {
		if c.From != 0 {
			days = append(days, c.From-1, c.From)
		}
	}
	slices.Sort(days)
	days = slices.DeleteFunc(slices.Compact(days), func(d ftm.Day) bool { return d < day-12*365 })
	if limit == 0 {
		return 0, nil, fmt.Errorf("the programme has no regimes of ownership")
	}
	return limit, days, nil
}

// Truth is what is planted, and what the answers must be.
func (w *World) Truth() *Truth {
	t := &Truth{
		About: "Synthetic: a made-up world. Nobody in it is real but the listed parties of the programme, and no tie to them is. To be named here means nothing.",
		Seed:  w.o.Seed, Size: w.o.Size, Programme: w.o.Programme, Day: Day,
		Files: []File{}, Planted: w.cases, Innocent: w.quiet, Customers: []Customer{}, Goods: goods(),
	}
	for _, r := range w.rows {
		t.Customers = append(t.Customers, r.Customer)
	}
	return t
}

// readListed reads the parties of the programme's built-in listings.
func (m *maker) readListed(programme string) error {
	b, err := law.Listings(programme)
	if err != nil {
		return err
	}
	_, rows, err := law.ReadListings(b)
	if err != nil {
		return err
	}
	m.listed = make(map[string]*listedParty)
	about := make(map[string]string)  // sanction to its party
	since := make(map[string]ftm.Day) // sanction to its first day
	undated := make(map[string]bool)  // parties with a sanction without a day
	props := make(map[string][]ftm.Statement)
	var order []string
	for _, s := range rows {
		if s.Schema == "Sanction" {
			switch s.Prop {
			case "entity":
				about[s.Entity] = s.Value
			case "listingDate":
				if since[s.Entity], err = ftm.ParseDay(s.Value); err != nil {
					return err
				}
			}
			continue
		}
		if props[s.Entity] == nil {
			order = append(order, s.Entity)
		}
		props[s.Entity] = append(props[s.Entity], s)
	}
	for _, id := range order {
		l := &listedParty{id: id}
		sanctioned, several := false, false
		for _, s := range props[id] {
			several = several || l.list != "" && l.list != s.Dataset
			l.list, l.schema = s.Dataset, s.Schema
			switch s.Prop {
			case "topics":
				sanctioned = sanctioned || s.Value == "sanction"
			case "name", "alias":
				if l.name == "" && s.Prop == "name" {
					l.name = s.Value
				}
				l.names = append(l.names, inOrder(s.Value))
			case "id:caption":
				l.name = s.Value
			case "birthDate":
				if len(s.Value) == len(Day) {
					l.born = s.Value
					l.marks = append(l.marks, s.Value)
				}
			case "phone":
				l.phone = s.Value
			case "email":
				l.email = s.Value
			case "imoNumber":
				l.imo = s.Value
			}
			if d := ftm.Lookup(s.Schema); d != nil && d.Property(s.Prop) != nil && d.Property(s.Prop).Type == ftm.TypeIdentifier && s.Prop != "programId" {
				l.marks = append(l.marks, s.Value)
			}
		}
		if sanctioned && !several {
			m.listed[id] = l
		}
	}
	for id, of := range about {
		l := m.listed[of]
		switch d := since[id]; {
		case l == nil:
		case d == 0:
			undated[of] = true
		case l.from == 0 || d < l.from:
			l.from = d
		}
	}
	for _, id := range order {
		l := m.listed[id]
		if l == nil || l.schema == "CryptoWallet" {
			continue
		}
		if l.schema == "Vessel" {
			m.ships = append(m.ships, l)
			continue
		}
		if l.schema != "Person" && l.schema != "Organization" {
			continue
		}
		if l.schema == "Person" {
			m.people = append(m.people, l)
		} else {
			m.firms = append(m.firms, l)
		}
		switch {
		case l.from != 0 && !undated[id] && l.from > m.day-15*365:
			m.dated = append(m.dated, l)
		case l.from == 0:
			m.undated = append(m.undated, l)
		}
		if l.from == 0 && (l.phone != "" || l.email != "") {
			m.reachable = append(m.reachable, l)
		}
	}
	for _, c := range m.programme.SeedClasses() {
		for _, id := range c.Members {
			if l := m.listed[id]; l != nil && l.from == 0 {
				m.classMembers = append(m.classMembers, l)
			}
		}
	}
	for _, l := range m.listed {
		for _, id := range order { // an order of its own, not that of a map
			o := m.listed[id]
			common := func(a, b []string) bool {
				return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
			}
			if o != nil && l.list != o.list && len(l.marks) > 0 && common(l.marks, o.marks) && common(l.names, o.names) {
				l.also = append(l.also, o.id)
			}
		}
	}
	for name, n := range map[string]int{"dated": len(m.dated), "undated": len(m.undated) / 2, "ships": len(m.ships), "people": len(m.people), "firms": len(m.firms), "reachable": len(m.reachable), "members of classes": len(m.classMembers)} {
		if n == 0 {
			return fmt.Errorf("the listings of %s have no %s parties to plant ties at", programme, name)
		}
	}
	return nil
}

// inOrder is a name without case and signs, its words in order of letters: lists
// write the family name first or last.
func inOrder(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// namesakes reports whether another listed party has a name of this one: of whom
// has the name too, the lists may not say when he was born.
func (m *maker) namesakes(l *listedParty) bool {
	for _, o := range m.people {
		if o != l && slices.ContainsFunc(o.names, func(n string) bool { return slices.Contains(l.names, n) }) {
			return true
		}
	}
	return false
}

// caption is a listed party in a sentence.
func (l *listedParty) caption() string { return strings.TrimSpace(l.name) + " (" + l.id + ")" }
