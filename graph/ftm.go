package graph

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"cordon/ftm"
)

// interests are the kinds of rights that registers tell apart: the codes of the
// Beneficial Ownership Data Standard 0.4.
var interests = map[string]Class{
	"shareholding": Capital, "votingRights": Votes, "appointmentOfBoard": Board,
	"rightsToSurplusAssetsOnDissolution": Profit, "rightsToProfitOrIncome": Profit, "rightToProfitOrIncomeFromAssets": Profit, "enjoymentAndUseOfAssets": Profit,
	"otherInfluenceOrControl": Control, "controlViaCompanyRulesOrArticles": Control, "controlByLegalFramework": Control, "rightsGrantedByContract": Control,
	"conditionalRightsGrantedByContract": Control, "trustee": Control, "protector": Control, "settlor": Control, "beneficiaryOfLegalArrangement": Control,
	"boardMember": Office, "boardChair": Office, "seniorManagingOfficial": Office,
	"nominee": Nominee, "nominator": Nominee,
	"unknownInterest": UnknownRight, "unpublishedInterest": UnknownRight,
}

// MapOptions say how entities become a graph.
type MapOptions struct {
	// List is the list that a party stands on by a dataset's word; nil is the
	// dataset itself. A programme's built-in listings were taken from lists.
	List func(entity, dataset string) string
	// Stated is the day on which an entity was first said to be; nil reads its
	// first_seen.
	Stated func(*ftm.Entity) ftm.Day
}

// Mapper turns entities of FollowTheMoney into what a [Builder] takes. The
// order of entities does not matter.
type Mapper struct {
	b         *Builder
	o         MapOptions
	addresses map[string]string // address entity to its text
	shared    map[string][]sharing
	places    map[string]string // the form of an address in any order to the key that it was first met under
	oneOf     map[string]string // the key of an address to one that stands for the same place
	at        []addressTie
	parties   []listed
	sanctions map[sanctionKey]*sanctionDates
}

type sharing struct {
	entity string
	ev     Evidence
	text   string // as it is written there
}

type addressTie struct {
	entity, address string
	ev              Evidence
}

type listed struct {
	entity, dataset string
	during          ftm.Period
	programmes      []string
	ev              Evidence
}

type sanctionKey struct{ entity, dataset string }

type sanctionDates struct {
	from, to   ftm.Day
	open       bool
	programmes []string
}

// NewMapper returns a mapper that fills b. [Mapper.Finish] ends it.
func NewMapper(b *Builder, o MapOptions) *Mapper {
	if o.List == nil {
		o.List = func(_, dataset string) string { return dataset }
	}
	if o.Stated == nil {
		o.Stated = func(e *ftm.Entity) ftm.Day {
			d, _ := ftm.ParseDay(e.FirstSeen) // 0 for what is no date
			return d
		}
	}
	return &Mapper{b: b, o: o, addresses: make(map[string]string), shared: make(map[string][]sharing), places: make(map[string]string), oneOf: make(map[string]string), sanctions: make(map[sanctionKey]*sanctionDates)}
}

// evidence names the statement that an entity rests on: the one of a property
// where a single source makes it, else the one that the entity exists.
func evidence(e *ftm.Entity, prop, value string) Evidence {
	ev := Evidence{Entity: e.ID, Record: e.First("recordId"), Via: None}
	if len(e.Datasets) > 0 {
		ev.Source = e.Datasets[0]
	}
	st := ftm.Statement{Entity: e.ID, Schema: e.Schema, Prop: ftm.PropID, Value: e.ID, Dataset: ev.Source}
	if len(e.Datasets) == 1 && prop != "" {
		st.Prop, st.Value, st.Period = prop, value, e.During(prop, value)
	}
	d := st.Digest()
	ev.Statement = hex.EncodeToString(d[:])
	return ev
}

// Add takes one entity.
func (m *Mapper) Add(e *ftm.Entity) {
	schema := ftm.Lookup(e.Schema)
	switch {
	case e.Is("Ownership"):
		m.ownership(e)
	case e.Is("Control"):
		m.rights(e, "controller", "controlled", Control, Exact(Whole), Presumed)
	case e.Is("Directorship"):
		m.rights(e, "director", "organization", Office, Exact(Whole), 0)
	case e.Is("Sanction"):
		m.sanction(e)
	case e.Is("Address"):
		m.addresses[e.ID] = cmp.Or(e.First("full"), e.PickCaption())
	case e.Is("Identification") || e.Is("Document"):
	case schema != nil && schema.Edge != nil:
		m.tie(e, schema.Edge)
	case schema == nil || !schema.Is("Interval"):
		m.thing(e, schema)
	}
}

// when reads the dates of a tie; without a start date it holds for certain from
// the day it was first seen.
func (m *Mapper) when(e *ftm.Entity) (When, bool) {
	w, err := ParseWhen(e.First("startDate"), e.First("endDate"), m.o.Stated(e))
	if err != nil {
		m.problem(e, "left out: "+err.Error())
		return w, false
	}
	return w, true
}

func (m *Mapper) problem(e *ftm.Entity, why string) {
	p := Problem{Entity: e.ID, Record: e.First("recordId"), Why: why}
	if len(e.Datasets) > 0 {
		p.Source = e.Datasets[0]
	}
	m.b.Problem(p)
}

// ownership takes an Ownership: a right of one of the kinds that registers tell
// apart, a holding of shares where it does not say.
func (m *Mapper) ownership(e *ftm.Entity) {
	code := e.First("ownershipType")
	class, known := interests[code]
	if !known {
		class = Capital
	}
	share, flags := Unknown, Unparsed
	text := strings.Join(e.Properties["percentage"], "; ")
	for i, t := range e.Properties["percentage"] {
		s, ok, err := ParseShare(t)
		if err != nil {
			m.problem(e, err.Error()+": counted as an unknown share")
			share, flags = Unknown, flags|Unparsed
			break
		}
		if !ok {
			continue
		}
		if i == 0 || flags&Unparsed != 0 {
			share, flags = s, flags&^Unparsed
		} else if both, agree := share.meet(s); agree {
			share = both
		} else {
			share, flags = share.hull(s), flags|Disputed
		}
	}
	flags |= statusFlags(e)
	switch {
	case class == Control, class == Office:
		share, flags = Exact(Whole), flags&^Unparsed|Presumed
	case class == Board && flags&Unparsed != 0 && text == "":
		share, flags = Exact(Whole), flags&^Unparsed|Presumed // the right to appoint a majority
	}
	m.report(e, "owner", "asset", class, share, flags, text, code)
	if code == "beneficiaryOfLegalArrangement" { // of what it gets, nobody knows the size
		m.report(e, "owner", "asset", Capital, Unknown, flags&^Presumed|Unparsed, text, code)
	}
}

// statusFlags reads the codes of a status: indirect, holder-unknown, disputed,
// rebutted.
func statusFlags(e *ftm.Entity) (flags Flags) {
	for _, s := range e.Properties["status"] {
		for _, code := range strings.Fields(s) {
			switch code {
			case "indirect":
				flags |= Indirect
			case "holder-unknown":
				flags |= UnknownHolder
			case "disputed":
				flags |= Disputed
			case "rebutted":
				flags |= Rebutted
			}
		}
	}
	return flags
}

// rights takes a tie that is a right of one size.
func (m *Mapper) rights(e *ftm.Entity, from, to string, c Class, s Share, f Flags) {
	code := cmp.Or(e.First("role"), e.First("controlType"))
	if k, ok := interests[code]; ok && c == Office {
		c = k
	}
	m.report(e, from, to, c, s, f|statusFlags(e), "", code)
}

func (m *Mapper) report(e *ftm.Entity, from, to string, c Class, s Share, f Flags, text, code string) {
	w, ok := m.when(e)
	if !ok {
		return
	}
	owners, assets := e.Properties[from], e.Properties[to]
	if len(owners) == 0 || len(assets) == 0 {
		m.problem(e, fmt.Sprintf("left out: it names no %s", map[bool]string{true: from, false: to}[len(owners) == 0]))
		return
	}
	for _, o := range owners {
		for _, a := range assets {
			prop, value := to, a
			if text != "" && len(e.Properties["percentage"]) == 1 {
				prop, value = "percentage", text
			}
			ev := evidence(e, prop, value)
			ev.Text = text
			r := Report{Owner: o, Asset: a, Class: c, Share: s, Flags: f, When: w, Evidence: ev, nominator: code == "nominator"}
			m.b.Report(r)
		}
	}
}

// tie takes any other tie.
func (m *Mapper) tie(e *ftm.Entity, edge *ftm.Edge) {
	w, ok := m.when(e)
	if !ok {
		return
	}
	relation := edge.Label
	if role := cmp.Or(e.First("role"), e.First("relationship")); role != "" {
		relation += " (" + clip(role) + ")"
	}
	for _, a := range e.Properties[edge.Source] {
		for _, b := range e.Properties[edge.Target] {
			m.b.Tie(a, b, relation, edge.Directed, w.Maybe, evidence(e, edge.Target, b))
		}
	}
}

// thing takes a party or an asset: what it is, who lists it, what it names and
// what it shares with others.
func (m *Mapper) thing(e *ftm.Entity, schema *ftm.Schema) {
	m.b.Describe(e.ID, e.PickCaption(), e.Schema, slices.Contains(e.Properties["legalForm"], "arrangement"))
	for _, topic := range e.Properties["topics"] {
		if topic != "sanction" && topic != "export.control" && topic != "sanction.special" && topic != "reg.action" {
			continue
		}
		for _, d := range e.Datasets {
			l := listed{entity: e.ID, dataset: d, during: e.During("topics", topic), ev: evidence(e, "topics", topic)}
			l.ev.Source = d
			m.parties = append(m.parties, l)
		}
		break
	}
	for _, p := range [...]string{"phone", "email", "address"} {
		for _, v := range e.Properties[p] {
			if key := m.shareKey(p, v); key != "" {
				m.shared[key] = append(m.shared[key], sharing{m.b.Canonical(e.ID), evidence(e, p, v), v})
			}
		}
	}
	if schema == nil {
		return
	}
	for _, p := range schema.Properties() {
		values := e.Properties[p.Name]
		if p.Type != ftm.TypeEntity || len(values) == 0 || p.Range == "Document" {
			continue
		}
		for _, v := range values {
			ev := evidence(e, p.Name, v)
			switch {
			case p.Range == "Address":
				m.at = append(m.at, addressTie{m.b.Canonical(e.ID), v, ev})
			case p.Name == "owner" && schema.Is("Vehicle"):
				share, flags := Exact(Whole), Presumed // who is named as the owner of a ship owns it
				if len(values) > 1 {
					share, flags = Unknown, Unparsed
				}
				d := e.During(p.Name, v)
				m.b.Report(Report{Owner: v, Asset: e.ID, Share: share, Flags: flags, When: When{Sure: d, Maybe: d}, Evidence: ev})
			default:
				m.b.Tie(e.ID, v, "has "+strings.ToLower(p.Label), true, e.During(p.Name, v), ev)
			}
		}
	}
}

// shareKey is the id of what entities share by having the same text: case,
// blanks and punctuation do not matter. It is "" for what says too little, as an
// address without any number does: very many are in Beijing, China.
func shareKey(prop, v string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(v) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), prop == "email" && (r == '@' || r == '.'):
			b.WriteRune(r)
		}
	}
	key := b.String()
	if prop == "phone" {
		key = strings.TrimPrefix(key, "00") // stands for the plus
	}
	if len(key) < 5 || prop == "address" && !strings.ContainsFunc(v, unicode.IsDigit) {
		return ""
	}
	return prop + ":" + key
}

// shareKey is the key of a text, and notes of an address which other keys are
// those of the same place.
func (m *Mapper) shareKey(prop, v string) string {
	key := shareKey(prop, v)
	if key == "" || prop != "address" {
		return key
	}
	if place := placeOf(v); place != "" {
		if o, ok := m.places[place]; ok {
			m.join(key, o)
		} else {
			m.places[place] = key
		}
	}
	return key
}

// stands returns the key that stands for the place of a key: the least of them.
func (m *Mapper) stands(key string) string {
	for o := m.oneOf[key]; o != "" && o != key; o = m.oneOf[key] {
		key = o
	}
	return key
}

func (m *Mapper) join(a, b string) {
	a, b = m.stands(a), m.stands(b)
	m.oneOf[max(a, b)] = min(a, b)
}

// sanction notes the dates of a Sanction for the party it is about.
func (m *Mapper) sanction(e *ftm.Entity) {
	first := func(props ...string) ftm.Day {
		for _, p := range props {
			for _, v := range e.Properties[p] {
				if d, err := ftm.ParseDay(v); err == nil {
					return d
				}
			}
		}
		return 0
	}
	from, end := first("listingDate", "startDate"), ftm.Day(0)
	if v := e.First("endDate"); v != "" {
		if _, to, err := ftm.Span(v); err == nil {
			end = to
		}
	}
	for _, id := range e.Properties["entity"] {
		for _, d := range e.Datasets {
			x := m.sanctions[sanctionKey{id, d}]
			if x == nil {
				x = &sanctionDates{from: from, to: end, open: end == 0}
				m.sanctions[sanctionKey{id, d}] = x
			}
			if from != 0 && (x.from == 0 || from < x.from) {
				x.from = from
			}
			x.to, x.open = max(x.to, end), x.open || end == 0
			x.programmes = append(append(x.programmes, e.Properties["programId"]...), e.Properties["program"]...)
		}
	}
}

// Finish hands over what can be known only once all entities are there:
// listings with the dates of their sanctions, and shared addresses, telephones
// and e-mails.
func (m *Mapper) Finish() {
	for _, l := range m.parties {
		if x := m.sanctions[sanctionKey{l.entity, l.dataset}]; x != nil {
			if l.during.From == 0 {
				l.during.From = x.from
			}
			if l.during.To == 0 && !x.open && (l.during.From == 0 || x.to > l.during.From) {
				l.during.To = x.to
			}
			l.programmes = x.programmes
		}
		m.b.List(l.entity, m.o.List(l.entity, l.dataset), l.programmes, l.during, l.ev)
	}
	for _, t := range m.at {
		key := t.address
		if text := m.addresses[t.address]; text != "" {
			if key = m.shareKey("address", text); key == "" {
				continue
			}
		}
		m.shared[key] = append(m.shared[key], sharing{t.entity, t.ev, m.addresses[t.address]})
	}
	for key := range m.oneOf {
		if one := m.stands(key); one != key && len(m.shared[key]) > 0 {
			m.shared[one] = append(m.shared[one], m.shared[key]...)
			delete(m.shared, key)
		}
	}
	texts := make(map[string]string, len(m.addresses))
	for _, id := range slices.Sorted(maps.Keys(m.addresses)) {
		if k := m.stands(shareKey("address", m.addresses[id])); texts[k] == "" {
			texts[k] = m.addresses[id]
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m.shared)) {
		list := m.shared[key]
		slices.SortFunc(list, func(a, b sharing) int {
			return cmp.Or(strings.Compare(a.entity, b.entity), compareEvidence(a.ev, b.ev), strings.Compare(a.text, b.text))
		})
		if list[0].entity == list[len(list)-1].entity {
			continue // nobody else has it
		}
		kind, text, ok := strings.Cut(key, ":")
		if i := slices.IndexFunc(list, func(s sharing) bool { return s.text != "" }); i >= 0 {
			text = list[i].text // as the first of them writes it
		}
		if !ok || kind != "phone" && kind != "email" {
			kind, text = "address", cmp.Or(texts[key], m.addresses[key], text)
		}
		m.b.Describe(key, text, map[string]string{"phone": "phone", "email": "email", "address": "Address"}[kind], false)
		for i, s := range list {
			if i > 0 && list[i-1].entity == s.entity {
				continue
			}
			relation := "has the " + kind
			if kind == "address" && s.text != "" && shareKey(kind, s.text) != shareKey(kind, text) {
				relation = fmt.Sprintf("has, written %q, the address", clip(s.text))
			}
			m.b.Tie(s.entity, key, relation, true, ftm.Period{}, s.ev)
		}
	}
}
