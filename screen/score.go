package screen

import (
	"math"
	"slices"
	"strings"

	"cordon/ident"
	"cordon/names"
)

// Weights of the score: what an alias is worth, what contradicts, what adds.
const (
	factorWeak      = .8
	minusCountry    = -.20
	minusYear       = -.15
	minusDay        = -.25
	minusSwapped    = minusDay / 2
	minusGender     = -.20
	minusNumber     = -.40 // of a ship: a hull keeps its IMO number for life
	plusAddress     = .20
	addressFrom     = .5 // likeness from which addresses count
	qualifyFrom     = .5 // main score from which qualifiers count
	floorIdentifier = .70
	namesDiffer     = .30
)

// verdict is the score of one party and what it came from.
type verdict struct {
	party   uint32
	score   float64
	main    float64
	name    nameScore // the best
	ids     []idHit
	floor   float64
	weak    bool // nothing but a weak alias speaks for it
	match   bool
	country int8 // 1 agree, -1 disjoint, 0 not known on both sides
	births  births
	gender  int8
	number  int8 // -1 where both have numbers of a ship whose check digits hold, and none is the same
	address float64
	adrQ    string
	adrL    string

	ofac      int // by OFAC's rules, in percent
	ofacQuery int // names that gave it
	ofacName  uint32
	byOFAC    bool // the score is that
}

// nameScore is how one name of the query meets one name of a party.
type nameScore struct {
	score    float64
	query    int    // name of the query
	name     uint32 // of the index
	strength nameStrength
	clash    bool
}

// idHit is an identifier that both sides have.
type idHit struct {
	query int
	id    uint32
	floor float64
}

// kindFor is how names are compared: as the list's kind of party, where it is
// known.
func (ix *Index) kindFor(p *prepared, party uint32) names.Kind {
	if k := ix.kinds[ix.schema[party]]; k != names.Any {
		return k
	}
	return p.kind
}

// judge scores one party.
func (ix *Index) judge(s *scratch, p *prepared, party uint32, ids []idHit, least float64) verdict {
	v := verdict{party: party, ids: ids}
	v.name = ix.bestName(s, p, party, least)
	v.main = v.name.score * p.factor(v.name.feature())
	for i := range v.ids {
		h := &v.ids[i]
		h.floor = ix.floor(p, h, v.name.score, v.ids) * p.factor(ix.featureOf(p, h))
		v.floor = max(v.floor, h.floor)
	}
	v.weak = v.name.strength == weakName && v.floor < v.main
	v.main = max(v.main, v.floor)
	v.score = v.main
	if v.main < qualifyFrom {
		return v
	}
	ix.qualify(p, &v)
	if v.floor >= floorIdentifier && len(p.factors) == 0 {
		v.score = max(v.score, floorIdentifier)
	}
	v.score = round(min(max(v.score, 0), 1))
	return v
}

// bestName compares all names of a party with all of the query, but for those
// that cannot score least: where none can, it may return any score below. Ties
// go to the stronger name, then to the first in order of letters, so that the
// answer does not hang on the order of a list.
func (ix *Index) bestName(s *scratch, p *prepared, party uint32, least float64) nameScore {
	kind := ix.kindFor(p, party)
	s.scores = s.scores[:0]
	best := nameScore{query: -1}
	for n := ix.nameOf[party]; n < ix.nameOf[party+1]; n++ {
		strength := nameStrength(ix.strength[n])
		row := ix.row(n, kind)
		atLeast := least
		if strength == weakName && least > 0 {
			atLeast = 1 // whole or not at all
		}
		s.cmp.Deaf = ix.deaf(party, n)
		listed := false
		for i := range p.names {
			c := nameScore{query: i, name: n, strength: strength}
			q := p.name(i, kind)
			if !s.reachOf(q).Within(&row, ix.words.at, atLeast, s.cmp.Deaf) {
				if strength != weakName {
					c.score = notCompared
					s.scores = append(s.scores, c)
				}
				continue
			}
			if !listed {
				ix.listed(n, kind, &s.list)
				listed = true
			}
			c.score = s.cmp.Score(q, &s.list)
			c.clash = s.cmp.Clash()
			if strength == weakName {
				if c.score < 1 {
					continue
				}
				c.score = factorWeak
			}
			s.scores = append(s.scores, c)
			if c.score > 0 && (best.query < 0 || ix.better(c, best)) {
				best = c
			}
		}
	}
	if best.query < 0 {
		return nameScore{}
	}
	// A short name must not hide that a longer one of the same party says
	// otherwise.
	if best.score < 1 && !best.clash {
		for _, c := range s.scores {
			if c.query != best.query || c.score >= best.score || !ix.extends(c.name, best.name) {
				continue
			}
			if c.score == notCompared {
				ix.listed(c.name, kind, &s.list)
				s.cmp.Deaf = ix.deaf(party, c.name)
				c.score = s.cmp.Score(p.name(c.query, kind), &s.list)
				c.clash = s.cmp.Clash()
			}
			if c.clash && c.score < best.score {
				best = c
			}
		}
	}
	return best
}

// notCompared stands for the score of a name that was ruled out.
const notCompared = -1

// deaf reports a name that is not compared by sound: who is listed in Latin
// letters is compared in them, but for a query in the other script that the list
// gives.
func (ix *Index) deaf(party, name uint32) bool { return ix.latin[party] && ix.alien[name] }

func inLatin(n *names.Name) bool { return len(n.Parts) > 0 && latinWord(n.Parts[0].Text) }

// latinWord reports a cleaned word of Latin letters, which have lost their
// marks.
func latinWord(w string) bool { return w != "" && w[0] < 0x80 }

func (ix *Index) better(a, b nameScore) bool {
	switch {
	case a.score != b.score:
		return a.score > b.score
	case a.strength != b.strength:
		return a.strength < b.strength
	case a.name != b.name:
		return ix.name.at(a.name) < ix.name.at(b.name)
	}
	return a.query < b.query
}

// extends reports whether name long has all words of name short, and more.
func (ix *Index) extends(long, short uint32) bool {
	l, sh := ix.part[ix.partOf[long]:ix.partOf[long+1]], ix.part[ix.partOf[short]:ix.partOf[short+1]]
	if len(l) <= len(sh) {
		return false
	}
	for _, w := range sh {
		if !slices.Contains(l, w) {
			return false
		}
	}
	return true
}

// floor is the least score after an identifier hit.
func (ix *Index) floor(p *prepared, h *idHit, name float64, all []idHit) float64 {
	q := &p.ids[h.query]
	kind := ix.idKind(h.id)
	if kind != "" && q.kind != "" && q.kind != kind {
		return ix.floorOther(p, h, name) // a ship's number is no company's
	}
	if callSign := kind == callSignKind; callSign != (q.kind == callSignKind) {
		return ix.floorOther(p, h, name) // so few letters tell a ship only where they are said to be its call sign
	}
	kind = max(kind, q.kind)
	f, ok := checkedFloor(kind)
	if !ok {
		return ix.floorOther(p, h, name)
	}
	if kind == callSignKind && !q.checked {
		return ix.floorOther(p, h, name)
	}
	if !checks(kind, q.value) {
		return .65 // a number that fails its check lifts nothing to a match alone
	}
	if kind == "mmsi" && len(all) > 1 {
		return .95 // with a second number of the ship
	}
	return f
}

// idKind is the kind of a listed identifier, "" for any number.
func (ix *Index) idKind(id uint32) string {
	return format(ix.props.at(uint32(ix.idProp[id])), ix.schemata.at(uint32(ix.schema[ix.idOf[id]])))
}

// floorOther is the floor of passports, tax numbers and the like.
func (ix *Index) floorOther(p *prepared, h *idHit, name float64) float64 {
	q := &p.ids[h.query]
	lc := ix.nations.at(ix.idCountry[h.id])
	countries := q.country != "" && lc != "" && sameCountry(q.country) == sameCountry(lc)
	switch {
	case q.country != "" && lc != "" && !countries:
		if name < .5 {
			return 0 // the same number of another country
		}
		return .70
	case len(q.key) < 6 || !countries:
		switch {
		case name >= .5:
			return .85
		case len(p.names) == 0 && len(q.key) >= 6:
			return floorIdentifier
		}
		return .60
	case ix.props.at(uint32(ix.idProp[h.id])) == q.prop:
		return .95
	}
	return .85
}

// qualify compares what stands beside names and numbers. What one side lacks is
// neutral.
func (ix *Index) qualify(p *prepared, v *verdict) {
	if list := ix.country.of(v.party); len(list) > 0 && len(p.countries) > 0 {
		v.country = -1
		for _, c := range list {
			if slices.Contains(p.countries, ix.nations.at(c)) {
				v.country = 1
			}
		}
	}
	v.births = compareBirths(p.births, ix.spans(v.party))
	if g := ix.gender[v.party]; g != 0 && p.gender != 0 {
		v.gender = 1
		if g&p.gender == 0 {
			v.gender = -1
		}
	}
	if ix.otherShip(p, v) {
		v.number = -1
	}
	if len(p.addresses) > 0 {
		v.address, v.adrQ, v.adrL = compareAddresses(p.addresses, ix.values(v.party, "address"))
		if v.address < addressFrom {
			v.address = 0
		}
	}
	for _, f := range v.qualifiers(p) {
		v.score += f.score
	}
}

// otherShip reports whether query and party are two ships by their IMO numbers.
func (ix *Index) otherShip(p *prepared, v *verdict) bool {
	if !slices.ContainsFunc(p.ids, func(q queryID) bool { return q.kind == imoKind && q.checked }) {
		return false
	}
	other := false
	for id := ix.idFirst[v.party]; id < ix.idFirst[v.party+1]; id++ {
		if value := ix.idValue.at(id); ix.idKind(id) == imoKind && checks(imoKind, value) {
			key := idKey(imoKind, value)
			if slices.ContainsFunc(p.ids, func(q queryID) bool { return q.key == key }) {
				return false
			}
			other = true
		}
	}
	return other
}

const imoKind = string(ident.IMO)

type qualifier struct {
	feature string
	score   float64
}

// qualifiers are the parts of the score beside the main one.
func (v *verdict) qualifiers(p *prepared) []qualifier {
	var out []qualifier
	add := func(feature string, score float64) {
		out = append(out, qualifier{feature, score * p.factor(feature)})
	}
	if v.country < 0 {
		add("country_mismatch", minusCountry)
	}
	switch v.births {
	case birthsDisjoint:
		add("dob_year_disjoint", minusYear)
		add("dob_day_disjoint", minusDay)
	case birthsDays:
		add("dob_day_disjoint", minusDay)
	case birthsSwapped:
		add("dob_day_disjoint", minusSwapped)
	}
	if v.gender < 0 {
		add("gender_mismatch", minusGender)
	}
	if v.number < 0 {
		add("vessel_imo_mismatch", minusNumber)
	}
	if v.address > 0 {
		add("address_prop_match", plusAddress*v.address)
	}
	return out
}

// agrees reports a fact beside the name that speaks for the party.
func (v *verdict) agrees() bool {
	return v.country > 0 || v.births == birthsAgree || v.births == birthsYear || v.address > 0 || len(v.ids) > 0
}

func (ix *Index) spans(party uint32) []span {
	l := ix.births.of(party)
	if len(l) == 0 {
		return nil
	}
	out := make([]span, 0, len(l)/2)
	for i := 0; i+1 < len(l); i += 2 {
		out = append(out, span{day(l[i]), day(l[i+1])})
	}
	return out
}

// values reads one property of a party's record.
func (ix *Index) values(party uint32, prop string) []string {
	r := reader{b: ix.records.bytes[ix.records.off[party]:ix.records.off[party+1]]}
	e, _ := r.entity()
	return e.Properties[prop]
}

// round keeps four decimals, so that machines that fuse multiply and add show
// the same.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// feature names the explanation of a name.
func (n *nameScore) feature() string {
	if n.strength == weakName {
		return "weak_alias_match"
	}
	return "name_match"
}

// featureOf names the explanation of an identifier hit.
func (ix *Index) featureOf(p *prepared, h *idHit) string {
	return feature(max(ix.idKind(h.id), p.ids[h.query].kind))
}

func feature(kind string) string {
	switch kind {
	case "wallet":
		return "crypto_wallet_address"
	case "isin":
		return "isin_security_match"
	case "imo", "mmsi", "imo-company":
		return "vessel_imo_mmsi_match"
	case "lei", "ogrn", "inn", "bic", "uei", "npi":
		return kind + "_code_match"
	}
	return "identifier_match"
}

func list(v []string) string { return strings.Join(v, ", ") }
