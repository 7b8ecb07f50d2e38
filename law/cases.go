package law

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"cordon/ftm"
)

// PublicCase is a case that publications tell of: who took part, what ties them to
// whom, what happened, each fact with the publication that states it.
type PublicCase struct {
	ID       string       `json:"id" yaml:"id" need:"true" doc:"Name of the case, and of its file."`
	Title    string       `json:"title" yaml:"title" need:"true" doc:"The case in a line."`
	Summary  string       `json:"summary" yaml:"summary" need:"true" doc:"What is said to have happened, in our words."`
	From     PartDay      `json:"from" yaml:"from" need:"true" doc:"When it began."`
	To       PartDay      `json:"to" yaml:"to" doc:"When it ended; not given while it is open."`
	Note     string       `json:"note" yaml:"note" doc:"What a reader must know: what was denied, set aside, never proved."`
	Measures []string     `json:"measures" yaml:"measures" need:"true" doc:"Rules that the case is about, by id."`
	Sources  []CaseSource `json:"sources" yaml:"sources" need:"true" doc:"Publications that the facts are from."`
	Parties  []CaseParty  `json:"parties" yaml:"parties" doc:"People, companies, ships and wallets of the case."`
	Ties     []CaseTie    `json:"ties" yaml:"ties" doc:"What ties parties to each other."`
	Events   []CaseEvent  `json:"events" yaml:"events" need:"true" doc:"What happened, in order of time."`
	Asks     []CaseAsk    `json:"asks" yaml:"asks" need:"true" doc:"Questions, with the answers that must come out: the tests of the case."`
	Line     int          `json:"-"`

	file string
}

// CaseSource is a publication that facts of a case are from.
type CaseSource struct {
	ID        string  `json:"id" yaml:"id" need:"true" doc:"Name of the publication. Two cases that use one publication name it alike."`
	Title     string  `json:"title" yaml:"title" need:"true"`
	Published PartDay `json:"published" yaml:"published" need:"true"`
	Cite      string  `json:"cite" yaml:"cite" need:"true" doc:"Where it is found: page, number of the paper, address."`
	Terms     string  `json:"terms" yaml:"terms" need:"true" doc:"On which terms its facts may be used."`
	Line      int     `json:"-"`
}

// CaseParty is somebody or something that takes part in a case: listed, told of in
// another case, or of this case alone.
type CaseParty struct {
	ID       string   `json:"id" yaml:"id" need:"true" doc:"Id of the entity: that of the listing, or the programme's name, -case- and a name."`
	Name     string   `json:"name" yaml:"name" need:"true" doc:"The name that is shown. Of a listed party one that the listing has."`
	Role     string   `json:"role" yaml:"role" need:"true" doc:"What it did in the case, in words."`
	Listed   bool     `json:"listed" yaml:"listed" doc:"It stands in the programme's built-in listings."`
	Case     string   `json:"case" yaml:"case" doc:"The case that it is told of in."`
	Schema   string   `json:"schema" yaml:"schema" doc:"Schema of FollowTheMoney: Company, Vessel, CryptoWallet, …"`
	Aliases  []string `json:"aliases" yaml:"aliases" doc:"Its other names."`
	Country  []string `json:"country" yaml:"country" doc:"ISO 3166 alpha-2, lower case."`
	Flag     []string `json:"flag" yaml:"flag" doc:"Of a ship: flags that it flew, ISO 3166 alpha-2, lower case."`
	IMO      string   `json:"imo" yaml:"imo" doc:"IMO number, seven digits."`
	BIC      string   `json:"bic" yaml:"bic" doc:"Code of a bank."`
	Wallet   string   `json:"wallet" yaml:"wallet" doc:"Address of a wallet."`
	Currency string   `json:"currency" yaml:"currency" doc:"Of a wallet."`
	Source   string   `json:"source" yaml:"source" doc:"The publication that names it; needed unless it is listed or of another case."`
	Verified *Mark    `json:"verified" yaml:"verified" doc:"How far this was read in the publication; needed with source."`
	Line     int      `json:"-"`
}

// CaseTie is a tie between two parties, as a publication states it.
type CaseTie struct {
	ID       string  `json:"id" yaml:"id" need:"true" doc:"Id of the tie: the programme's name, -case- and a name."`
	Kind     string  `json:"kind" yaml:"kind" need:"true" of:"Ownership,Directorship,Control,Representation,Employment,Membership,UnknownLink" doc:"Schema of FollowTheMoney."`
	From     string  `json:"from" yaml:"from" need:"true" doc:"Party: owner, director, controller, agent, employee, member; of an UnknownLink the one that is told of."`
	To       string  `json:"to" yaml:"to" need:"true" doc:"Party at the other end."`
	Relation string  `json:"relation" yaml:"relation" need:"true" doc:"The tie in words, from the first party to the second."`
	Share    string  `json:"share" yaml:"share" doc:"Of an Ownership: percent, or a range: 17.2, <50."`
	Type     string  `json:"type" yaml:"type" doc:"Of an Ownership: kind of right: shareholding, votingRights."`
	Start    PartDay `json:"start" yaml:"start" doc:"First day."`
	End      PartDay `json:"end" yaml:"end" doc:"Last day. A tie of a moment, as a transfer at sea, has none: that it was stays so."`
	Source   string  `json:"source" yaml:"source" need:"true" doc:"The publication that states it."`
	Verified Mark    `json:"verified" yaml:"verified" need:"true" doc:"How far this was read in the publication."`
	Line     int     `json:"-"`
}

// CaseEvent is something that happened, or that somebody did about it.
type CaseEvent struct {
	Date     PartDay  `json:"date" yaml:"date" need:"true"`
	To       PartDay  `json:"to" yaml:"to" doc:"Last day of what went on for longer."`
	What     string   `json:"what" yaml:"what" need:"true" doc:"In our words."`
	Amount   Decimal  `json:"amount" yaml:"amount"`
	Unit     string   `json:"unit" yaml:"unit" doc:"Of the amount: a currency (ISO 4217, or the name of a coin), t, bbl."`
	About    bool     `json:"about" yaml:"about" doc:"The amount is about so much."`
	Parties  []string `json:"parties" yaml:"parties" doc:"Who took part."`
	Source   string   `json:"source" yaml:"source" need:"true" doc:"The publication that states it."`
	Verified Mark     `json:"verified" yaml:"verified" need:"true" doc:"How far this was read in the publication."`
	Line     int      `json:"-"`
}

// CaseAsk is a question with the answer that must come out of the programme's own
// data: about a subject, goods or an act.
type CaseAsk struct {
	Subject   string   `json:"subject" yaml:"subject" doc:"Whom to ask about: a name, or a number with its kind, imo:9361407."`
	AsOf      ftm.Day  `json:"as_of" yaml:"as_of" doc:"Day of the question about a subject; today if not given."`
	Exposure  string   `json:"exposure" yaml:"exposure" of:"blocked,possible,exposed,clear" doc:"What the subject comes to."`
	Via       []string `json:"via" yaml:"via" doc:"Parties that one path leads over, in their order; the last is its end."`
	Missing   string   `json:"missing" yaml:"missing" doc:"Words of a fact that the answer must name as missing."`
	HS        string   `json:"hs" yaml:"hs" doc:"Code of goods, with direction and date."`
	Direction string   `json:"direction" yaml:"direction" of:"from,to" doc:"Of the goods, seen from the programme's target."`
	Act       string   `json:"act" yaml:"act" doc:"An activity of the programme, with date."`
	Date      ftm.Day  `json:"date" yaml:"date" doc:"Day of the goods or the act."`
	Answer    string   `json:"answer" yaml:"answer" of:"banned,wind_down,capped,conditional,allowed" doc:"What the law says of the goods or the act."`
	Measures  []string `json:"measures" yaml:"measures" doc:"Rules that lead the answer about goods or an act."`
	Line      int      `json:"-"`
}

// PartDay is a day, a month or a year, as sources have it: 2016-12-09, 2016-12, 2016.
type PartDay string

// Span returns the days that it may mean, the last one not included.
func (d PartDay) Span() (from, to ftm.Day, err error) { return ftm.Span(string(d)) }

// first is the first day that it may mean; open when it is not given.
func (d PartDay) first() ftm.Day {
	from, _, _ := d.Span() // checked when it was read
	return from
}

// caseFolder holds a programme's cases, one file each.
const caseFolder = "cases"

// isCase reports whether a file of a programme lies among its cases.
func isCase(name string) bool { return path.Base(path.Dir(name)) == caseFolder }

// partyValue is a property of a party.
type partyValue struct{ prop, value string }

// values are the statements that a case makes of a party of its own.
func (p *CaseParty) values() []partyValue {
	var out []partyValue
	add := func(prop string, values ...string) {
		for _, v := range values {
			if v != "" {
				out = append(out, partyValue{prop, v})
			}
		}
	}
	if p.Schema != "CryptoWallet" { // a wallet is called by its address
		add("name", p.Name)
	}
	add("alias", p.Aliases...)
	add("country", p.Country...)
	add("flag", p.Flag...)
	add("imoNumber", p.IMO)
	add("swiftBic", p.BIC)
	add("publicKey", p.Wallet)
	add("currency", p.Currency)
	return out
}

// rows are the statements that a case makes: of its own parties, and its ties.
// Each belongs to the publication that it is from.
func (c *PublicCase) rows() []ftm.Statement {
	var out []ftm.Statement
	add := func(entity, schema, prop, value, source string) {
		if value != "" {
			out = append(out, ftm.Statement{Entity: entity, Schema: schema, Prop: prop, Value: value, Dataset: source})
		}
	}
	for i := range c.Parties {
		p := &c.Parties[i]
		if p.Listed || p.Case != "" {
			continue
		}
		add(p.ID, p.Schema, ftm.PropID, p.ID, p.Source)
		for _, v := range p.values() {
			add(p.ID, p.Schema, v.prop, v.value, p.Source)
		}
	}
	for _, t := range c.Ties {
		edge := ftm.Lookup(t.Kind).Edge
		role := t.Relation
		if t.Verified == Unverified {
			role += " (unverified)"
		}
		for _, v := range []partyValue{
			{ftm.PropID, t.ID}, {edge.Source, t.From}, {edge.Target, t.To}, {"role", role}, {"percentage", t.Share}, {"ownershipType", t.Type},
			{"startDate", string(t.Start)}, {"endDate", string(t.End)},
		} {
			add(t.ID, t.Kind, v.prop, v.value, t.Source)
		}
	}
	slices.SortStableFunc(out, compareRows)
	return out
}

// statedBy is the publication that an entity of a case is from.
type statedBy struct {
	c      *PublicCase
	source *CaseSource
	mark   Mark
}

// CaseFile is a file of a programme's casebook as it is.
type CaseFile struct {
	ID    string // of the case
	Name  string
	Bytes []byte
}

// Casebook is what a built-in programme's published cases give to a store: their
// files, the publications they are from, and the statements that they make, which are
// parties that no list names, and ties between them and listed ones.
type Casebook struct {
	Files   []CaseFile
	Origins []Origin
	Rows    []ftm.Statement
}

// OpenCasebook returns the casebook of a built-in programme; a programme without
// cases has an empty one.
func OpenCasebook(programme string) (Casebook, error) {
	p, err := Open(programme)
	if err != nil {
		return Casebook{}, err
	}
	out := Casebook{Rows: p.Stated()}
	told := make(map[string]bool)
	for _, c := range p.cases {
		b, err := fs.ReadFile(files, c.file)
		if err != nil {
			return Casebook{}, fmt.Errorf("law: programme %s: %w", programme, err)
		}
		out.Files = append(out.Files, CaseFile{c.ID, c.file, b})
		for _, s := range c.Sources {
			if !told[s.ID] {
				told[s.ID] = true
				out.Origins = append(out.Origins, s.origin())
			}
		}
	}
	return out, nil
}

// origin is the publication as statements are told by it.
func (s *CaseSource) origin() Origin {
	return Origin{Dataset: s.ID, Published: s.Published.first(), Title: s.Title, Terms: s.Terms}
}

// Stated returns the statements that the programme's cases make, sorted.
func (p *Programme) Stated() []ftm.Statement {
	var out []ftm.Statement
	for _, c := range p.cases {
		out = append(out, c.rows()...)
	}
	slices.SortStableFunc(out, compareRows)
	return out
}

// StatedIn returns the publication that a party or a tie of a case is from.
func (p *Programme) StatedIn(entity string) (Origin, bool) {
	s, ok := p.stated[entity]
	if !ok {
		return Origin{}, false
	}
	o := s.source.origin()
	o.Case, o.Mark = s.c.ID, s.mark
	return o, true
}
