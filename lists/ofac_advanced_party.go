package lists

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// advancedParty is a DistinctParty.
type advancedParty struct {
	FixedRef string            `xml:"FixedRef,attr"`
	Comments []string          `xml:"Comment"`
	Profiles []advancedProfile `xml:"Profile"`
}

type advancedProfile struct {
	ID         refID              `xml:"ID,attr"`
	SubType    refID              `xml:"PartySubTypeID,attr"`
	Comments   []string           `xml:"Comment"`
	Identities []advancedIdentity `xml:"Identity"`
	Features   []advancedFeature  `xml:"Feature"`
	External   []struct {
		Type    refID  `xml:"ExRefTypeID,attr"`
		Comment string `xml:"Comment"`
		Value   string `xml:"ExRefValue"`
		URL     string `xml:"DirectURL"`
		Links   []struct {
			Description string `xml:"Description"`
			URL         string `xml:"DirectURL"`
		} `xml:"SubLink"`
	} `xml:"ExternalReference"`
}

type advancedIdentity struct {
	ID      refID           `xml:"ID,attr"`
	Primary xmlBool         `xml:"Primary,attr"`
	False   xmlBool         `xml:"False,attr"`
	Comment string          `xml:"Comment"`
	Aliases []advancedAlias `xml:"Alias"`
	Groups  []struct {
		ID   refID `xml:"ID,attr"`
		Type refID `xml:"NamePartTypeID,attr"`
	} `xml:"NamePartGroups>MasterNamePartGroup>NamePartGroup"`
}

type advancedAlias struct {
	Type    refID           `xml:"AliasTypeID,attr"`
	Primary xmlBool         `xml:"Primary,attr"`
	Low     xmlBool         `xml:"LowQuality,attr"`
	Comment string          `xml:"Comment"`
	Period  *advancedPeriod `xml:"DatePeriod"`
	Names   []advancedName  `xml:"DocumentedName"`
}

// advancedName is a name in one script. Its parts stand in the order in which
// OFAC prints them.
type advancedName struct {
	Comment string `xml:"Comment"`
	Parts   []struct {
		Leading  string `xml:"LeadingChars,attr"`
		Trailing string `xml:"TrailingChars,attr"`
		Value    struct {
			Group  refID  `xml:"NamePartGroupID,attr"`
			Script refID  `xml:"ScriptID,attr"`
			Text   string `xml:",chardata"`
		} `xml:"NamePartValue"`
	} `xml:"DocumentedNamePart"`
	Countries []struct {
		ID refID `xml:"CountryID,attr"`
	} `xml:"DocumentedNameCountry"`
}

// id returns the number of the party, 0 where it has none.
func (p *advancedParty) id() uint32 {
	n, err := strconv.ParseUint(strings.TrimSpace(p.FixedRef), 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}

func (p *advancedParty) subtype() refID {
	if len(p.Profiles) == 0 {
		return 0
	}
	return p.Profiles[0].SubType
}

// main returns the identity and the alias that the party goes by.
func (p *advancedParty) main() (*advancedIdentity, *advancedAlias) {
	rank := func(i *advancedIdentity, a *advancedAlias) int {
		n := 0
		for bit, no := range []bool{bool(a.Low), !bool(a.Primary), !bool(i.Primary), bool(i.False)} {
			if no {
				n |= 1 << bit
			}
		}
		return n
	}
	var identity *advancedIdentity
	var alias *advancedAlias
	for i := range p.Profiles {
		for j := range p.Profiles[i].Identities {
			id := &p.Profiles[i].Identities[j]
			for k := range id.Aliases {
				if a := &id.Aliases[k]; len(a.Names) > 0 && (alias == nil || rank(id, a) < rank(identity, alias)) {
					identity, alias = id, a
				}
			}
		}
	}
	return identity, alias
}

// mainName returns the main name of a party as the CSV files print it.
func (s *advancedSets) mainName(p *advancedParty, schema string) string {
	identity, alias := p.main()
	if alias == nil {
		return ""
	}
	n := s.name(identity, &alias.Names[s.latin(alias)], schema)
	return n.printed
}

// latin returns which name of an alias is in Latin script, the first if none.
func (s *advancedSets) latin(a *advancedAlias) int {
	return max(0, slices.IndexFunc(a.Names, func(n advancedName) bool { return s.script(&n) == "" }))
}

// script returns the script of a name in lower case, "" for Latin.
func (s *advancedSets) script(n *advancedName) string {
	for i := range n.Parts {
		if t := s.known("Script", n.Parts[i].Value.Script); t != "" && !strings.HasPrefix(t, "latin") {
			return t
		}
	}
	return ""
}

// namePartProps are the properties that take the parts of people's names. Parts
// of other names are the name itself.
var namePartProps = map[string]string{
	"last name": "lastName", "first name": "firstName", "middle name": "middleName", "patronymic": "fatherName", "matronymic": "motherName",
	"maiden name": "", "nickname": "", "entity name": "", "vessel name": "", "aircraft name": "",
}

// advancedNameText is a name put together from its parts.
type advancedNameText struct {
	printed string // "LAST, First" for people
	reading string // as it is spoken
	parts   []ofacFact
	other   []string // kinds of parts that are not known
}

// scriptsWithoutBlanks write family name and given name as one word, the family
// name first.
var scriptsWithoutBlanks = []string{"chinese", "japanese", "korean", "han", "hangul", "kanji"}

func (s *advancedSets) name(identity *advancedIdentity, n *advancedName, schema string) advancedNameText {
	kinds := make(map[refID]refID, len(identity.Groups))
	for _, g := range identity.Groups {
		kinds[g.ID] = g.Type
	}
	var out advancedNameText
	var last, rest []string
	for i := range n.Parts {
		p := &n.Parts[i]
		value := strings.Join(strings.Fields(p.Leading+p.Value.Text+p.Trailing), " ")
		if value == "" {
			continue
		}
		kind := s.known("NamePartType", kinds[p.Value.Group])
		prop, known := namePartProps[kind]
		if !known {
			out.other = append(out.other, kind)
		}
		if prop != "" {
			out.parts = append(out.parts, ofacFact{prop, strings.Join(strings.Fields(p.Value.Text), " ")})
		}
		if kind == "last name" {
			last = append(last, value)
		} else {
			rest = append(rest, value)
		}
	}
	family, given := strings.Join(last, " "), strings.Join(rest, " ")
	if schema != "Person" {
		out.parts = nil
		out.printed = strings.TrimSpace(family + " " + given)
		out.reading = out.printed
		return out
	}
	out.printed = joinName(family, given)
	out.reading = strings.TrimSpace(given + " " + family)
	script := s.script(n)
	if slices.ContainsFunc(scriptsWithoutBlanks, func(w string) bool { return strings.Contains(script, w) }) {
		out.reading = family + given
	}
	return out
}

// advancedBuilder makes a party of what the parts of the file say of it.
type advancedBuilder struct {
	in    *input
	sets  *advancedSets
	run   *advancedRun
	order int32
	file  string
	line  int
	party *ofacParty
}

func (b *advancedBuilder) warn(why string, args ...any) {
	b.in.warn(b.file, b.line, "entry %d: "+why, append([]any{b.party.id}, args...)...)
}

func (b *advancedBuilder) note(text string) {
	if text = strings.TrimSpace(text); text != "" {
		b.party.notes = append(b.party.notes, text)
	}
}

// build returns the party in the shape that all formats share, or why it is
// refused.
func (b *advancedBuilder) build(p *advancedParty) (*ofacParty, string) {
	schema, kind, ok := b.sets.schema(p.subtype())
	identity, alias := p.main()
	switch {
	case p.id() == 0:
		return nil, "FixedRef is no number of an entry"
	case len(p.Profiles) == 0:
		return nil, "has no profile"
	case !ok:
		return nil, fmt.Sprintf("type %.40q is not known", cmp.Or(kind, "PartySubTypeID "+strconv.FormatUint(uint64(p.subtype()), 10)))
	case alias == nil:
		return nil, "has no name"
	case b.run.tooLarge:
		return nil, fmt.Sprintf("more than %d bytes in other parts of the file belong to it", b.run.limits.bytes)
	}
	b.party = &ofacParty{id: p.id(), schema: schema, file: b.file, line: b.line}
	b.names(p, identity, alias)
	if b.party.name == "" {
		return nil, "has no name"
	}
	for i := range p.Profiles {
		b.profile(&p.Profiles[i])
	}
	b.listings()
	for _, paper := range b.run.papers[b.order] {
		b.item(paper.text, "document")
		b.party.notes = append(b.party.notes, paper.notes...)
	}
	for _, t := range b.run.ties[b.order] {
		b.party.links = append(b.party.links, t.ofacLink)
		b.note(t.note)
	}
	for _, c := range p.Comments {
		b.party.items = append(b.party.items, bracketedRemarks(c)...)
	}
	if n := len(b.party.names); n > maxPerParty {
		return nil, fmt.Sprintf("has %d names, more than %d", n, maxPerParty)
	}
	if n := len(b.party.addresses); n > maxPerParty {
		return nil, fmt.Sprintf("has %d addresses, more than %d", n, maxPerParty)
	}
	return b.party, ""
}

// names reads all names of the party.
func (b *advancedBuilder) names(p *advancedParty, main *advancedIdentity, mainAlias *advancedAlias) {
	for i := range p.Profiles {
		for j := range p.Profiles[i].Identities {
			identity := &p.Profiles[i].Identities[j]
			b.note(identity.Comment)
			for k := range identity.Aliases {
				a := &identity.Aliases[k]
				b.alias(identity, a, identity == main && a == mainAlias)
			}
		}
	}
}

func (b *advancedBuilder) alias(identity *advancedIdentity, a *advancedAlias, main bool) {
	kind := strings.NewReplacer(".", "", " ", "").Replace(b.sets.known("AliasType", a.Type))
	switch kind {
	case "aka", "fka", "nka":
	case "name", "":
		kind = "aka"
	default:
		b.warn("type %.40q of a name is not known; read as another name", b.sets.text("AliasType", a.Type))
		kind = "aka"
	}
	latin := b.sets.latin(a)
	for i := range a.Names {
		n := b.sets.name(identity, &a.Names[i], b.party.schema)
		if n.printed == "" {
			continue
		}
		for _, o := range n.other {
			b.warn("part %.40q of the name %.60q is of no known kind", o, n.printed)
		}
		native := b.sets.script(&a.Names[i]) != ""
		text := n.printed
		if native {
			text = n.reading
		}
		switch {
		case main && i == latin:
			b.party.name, b.party.parts = text, append(n.parts, b.party.parts...)
		case main && native:
			b.party.scripts, b.party.parts = append(b.party.scripts, text), append(b.party.parts, n.parts...)
		default:
			b.party.names = append(b.party.names, ofacAlias{kind: kind, weak: bool(a.Low), name: text})
		}
		if identity.False {
			b.note(text + ": name of a false identity")
		}
		if c := strings.TrimSpace(a.Names[i].Comment); c != "" {
			b.note(text + ": " + c)
		}
	}
	if len(a.Names) == 0 {
		return
	}
	text := b.sets.name(identity, &a.Names[latin], b.party.schema).printed
	if c := strings.TrimSpace(a.Comment); c != "" {
		b.note(text + ": " + c)
	}
	if a.Period != nil {
		if t, ok := a.Period.text(); ok {
			b.note(text + ": " + t)
		}
	}
}

// profile reads the features and references of a profile.
func (b *advancedBuilder) profile(p *advancedProfile) {
	for _, c := range p.Comments {
		b.party.items = append(b.party.items, bracketedRemarks(c)...)
	}
	for i := range p.Features {
		b.feature(&p.Features[i])
	}
	for _, x := range p.External {
		kind := cmp.Or(b.sets.text("ExRefType", x.Type), "Reference")
		b.note(joinNonEmpty(" ", kind+":", x.Value, x.URL, x.Comment))
		for _, l := range x.Links {
			b.note(joinNonEmpty(" ", kind+":", l.Description, l.URL))
		}
	}
}

// listings reads what the listing says: programmes, day, legal basis.
func (b *advancedBuilder) listings() {
	list := b.run.listings[b.order]
	if len(list) == 0 {
		b.warn("no sanctions entry refers to it; its programmes and the day of its listing are not known")
	}
	for i := range list {
		l := &list[i]
		for _, prog := range l.programmes {
			if !slices.Contains(b.party.programmes, prog) {
				b.party.programmes = append(b.party.programmes, prog)
			}
		}
		for _, basis := range l.authority {
			if !slices.Contains(b.party.authority, basis) {
				b.party.authority = append(b.party.authority, basis)
			}
		}
		if l.listed != 0 && (b.party.listed == 0 || l.listed < b.party.listed) {
			b.party.listed = l.listed
		}
		b.party.terms = append(b.party.terms, l.terms...)
		b.party.notes = append(b.party.notes, l.notes...)
	}
}

// item adds what a document or feature says. Where its label is not known the
// words are kept.
func (b *advancedBuilder) item(text, what string) {
	it := ofacItem{text: text}
	if it.label, it.value = cutLabel(text); it.label == nil {
		b.warn("%s %.80q is of no known type; kept as a note", what, text)
		b.note(text)
		return
	}
	b.party.items = append(b.party.items, it)
}

// joinNonEmpty joins what is not blank.
func joinNonEmpty(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}
