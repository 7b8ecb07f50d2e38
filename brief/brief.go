package brief

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/geo"
	"cordon/sea"
)

// Input is all that a brief is made of.
type Input struct {
	Event    sea.Event
	Subject  string // id of the vessel that would be stopped; "" is chosen by Choose
	Vessels  []*sea.Vessel
	Others   []sea.Event // other events of the same vessels
	Known    *sea.Known
	Lines    []geo.Line // coast, to draw
	Owners   []Sentence // who stands behind the ships: sentences with sources
	Rules    []Rule     // measures that apply
	Standing []Standing // what the law counts in days
	Ladder   []Step     // who may do what where, and who must say yes
	Rank     *sea.Candidate
	Sailed   time.Time // when patrols set out for it; zero is Made
	Delivery []sea.Delivery
	Unknown  []Sentence  // what else is not known
	Sources  []Source    // what the page rests on
	Target   string      // the programme's country in words
	Met      []sea.Party // other ships that the texts of the event name by their ids
	Made     time.Time
	AsKnown  string // batch and day that the brief rests on

	rests []string // datasets of the owners' sentences
}

// Sentence is a sentence and what it rests on: an event, what was heard, a list, a
// measure.
type Sentence struct {
	Text   string `json:"text"`
	Source string `json:"source" doc:"What the sentence rests on."`
}

// Rule is a measure as the programme has it.
type Rule struct{ ID, Cite, Text, Verified string }

// Standing is a count of days: what it bars, and until when.
type Standing struct{ Measure, Cite, Text, Until, Exposure, Verified string }

// Step is a rung of the ladder of interdiction.
type Step struct {
	Here                     bool // the ship's last position is on it
	ID, Where, If            string
	May, Consent, Ask        string
	Note, Cite, Verified     string
	Stateless, Barred, Coast bool // for a ship of no flag; nobody may; only the state of the coast
}

// Source is a document that the page rests on.
type Source struct{ Name, Text, Hash string }

// Doc is a brief: a page on which one decides, and what it rests on.
type Doc struct {
	Title string    `json:"title"`
	Sub   string    `json:"sub" doc:"What apparently happened: who, when and where."`
	Lead  string    `json:"lead" doc:"What the evidence comes to."`
	Page  []Section `json:"page" doc:"What one needs to decide. As PDF it is one page: what is too long for it says where the rest stands."`
	Annex []Section `json:"annex" doc:"All of what the page rests on, and what did not fit on it."`
	Foot  []string  `json:"foot"`

	order  int     // of orders, in which its parts stand
	fitted bool    // the page fits on a sheet
	size   float64 // of its type
}

// Section is a part of a page.
type Section struct {
	Key   string     `json:"key"`
	Head  string     `json:"head"`
	Text  []Sentence `json:"text,omitempty"`
	List  []Sentence `json:"list,omitempty"`
	Table *Table     `json:"table,omitempty"`
	More  string     `json:"more,omitempty" doc:"What of it stands in the annex alone."`
	Map   *Map       `json:"-"`
}

func (s *Section) empty() bool {
	return len(s.Text) == 0 && len(s.List) == 0 && s.Table == nil && s.Map == nil
}

// Table has a head and rows; Wide is the share of each column in the width.
type Table struct {
	Head []string  `json:"head"`
	Wide []float64 `json:"-"`
	Rows []Row     `json:"rows"`
}

// Row is cells and what they rest on.
type Row struct {
	Cells  []string `json:"cells"`
	Source string   `json:"source"`
}

// The parts of the page, in the order in which they are read.
const (
	keySay      = "say"
	keyWhere    = "where"
	keyShips    = "ships"
	keyWhy      = "why"
	keyInnocent = "innocent"
	keyLast     = "last"
	keyCargo    = "cargo"
	keyAsk      = "ask"
	keyUnknown  = "unknown"
)

// What sentences rest on that no list or measure says.
const (
	fromAIS       = "AIS"
	fromReckoning = "reckoned from AIS"
	fromProgramme = "programme"
	fromNobody    = "not at hand"
)

// Choose is the vessel of an event that a boarding would be about: the one that is
// not listed yet has most to tell, but a listed tanker comes first where both are;
// of equals the one seen last.
func Choose(in *Input) string {
	best, score := "", math.Inf(-1)
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		s := 0.
		if p.Listed != "" {
			s += 4
		}
		if p.Kind == "tanker" {
			s += 2
		}
		if v := in.vessel(p.ID); v != nil && len(v.Fixes) > 0 {
			s += float64(v.Fixes[len(v.Fixes)-1].T) / (1 << 33)
		}
		if s > score {
			best, score = p.ID, s
		}
	}
	return best
}

func (in *Input) vessel(id string) *sea.Vessel {
	for _, v := range in.Vessels {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// subject is the party that would be stopped, the first where none was chosen.
func (in *Input) subject() *sea.Party {
	for i := range in.Event.Parties {
		if in.Event.Parties[i].ID == in.Subject {
			return &in.Event.Parties[i]
		}
	}
	if len(in.Event.Parties) > 0 {
		return &in.Event.Parties[0]
	}
	return &sea.Party{}
}

// Kinds in words, for the title.
func what(e *sea.Event) string {
	switch {
	case e.Kind == sea.EncounterKind && e.Sub == sea.SubTransfer:
		return "apparent ship-to-ship transfer"
	case e.Kind == sea.EncounterKind:
		return "meeting of two ships"
	case e.Kind == sea.DarkKind && e.Sub == "both-sides":
		return "possible meeting of two ships that were silent"
	case e.Kind == sea.DarkKind:
		return "possible meeting with a ship that was silent"
	case e.Kind == sea.GapKind:
		return "silence of a ship"
	case e.Kind == sea.PortKind && e.Inferred:
		return "possible unseen call"
	case e.Kind == sea.PortKind:
		return cmp.Or(stops[e.Sub].title, "call")
	case e.Kind == sea.LoiteringKind && e.Sub == sea.SubDrifting:
		return "apparent drifting"
	case e.Kind == sea.LoiteringKind:
		return "apparent stay at one place"
	case e.Kind == sea.SpoofKind:
		return cmp.Or(lies[e.Sub].title, "apparent false positions")
	case e.Kind == sea.IdentityKind && e.Sub == "programme-flag" && len(e.Parties) > 0:
		return "radio number of " + country(e.Parties[0].Flag)
	case e.Kind == sea.IdentityKind:
		return cmp.Or(misfits[e.Sub].title, "identity that apparently does not fit")
	}
	return e.Kind
}

// stops are what ships do at places, in words.
var stops = map[string]struct{ title, did string }{
	"port-call":      {"apparent call at a port", "apparently called"},
	"anchorage":      {"apparent stay at an anchorage", "apparently lay"},
	"area-stop":      {"apparent stay in a watched area", "apparently lay"},
	"entered-waters": {"apparent entry into watched waters", "apparently was in watched waters"},
}

// misfits say what does not fit of an identity: as a title, and in brackets.
var misfits = map[string]struct{ title, why string }{
	"conflict":          {"apparently two identities by turns", "the ship says different things by turns"},
	"flag-hop":          {"apparent change of flag", "radio numbers of several flags, one after the other"},
	"flag-differs":      {"radio number of another flag than the register's", "the radio number is not of the flag that registers give"},
	"false-flag":        {"apparent false flag", "the radio number is of another flag than that of the listed ship"},
	"listed-other-name": {"listed ship's number under another name", "the IMO number of a listed ship under another name"},
	"mid-unallocated":   {"radio number of no country", "the radio number is of no country"},
	"name-hop":          {"apparent changes of name", "several names, one after the other"},
	"newborn":           {"IMO number without a history", "an IMO number without a history"},
	"one-digit":         {"IMO number that is one digit from a listed ship's", "an IMO number that is one digit from a listed ship's"},
	"shared-callsign":   {"two ships with one call sign", "two ships with one call sign"},
	"borrowed-callsign": {"apparent use of another ship's call sign", "the call sign of another ship"},
	"borrowed-mmsi":     {"apparent use of another ship's radio number", "the radio number of another ship"},
	"zombie":            {"apparent use of another ship's IMO number", "the IMO number of a ship that is gone or another"},
}

// lies say in which way positions are apparently false, in the same two forms.
var lies = map[string]struct{ title, why string }{
	"jump":      {"apparent false positions: they jump", "they jump"},
	"circle":    {"apparent false positions: circles", "they go round in circles"},
	"frozen":    {"apparent false positions: they stand still", "they stand still"},
	"replay":    {"apparent false positions: sent before", "they were sent before"},
	"simulated": {"apparent false positions: computed ones", "they look computed: real ones have noise"},
	"land":      {"apparent false positions: on land", "they are on land"},
	"area":      {"positions apparently disturbed at many ships", "many ships at one place at once, as interference makes it"},
	"clone":     {"one number apparently at two places", "one number at two places at once"},
}

const when = "2006-01-02 15:04"

// New makes the page. It fits on a sheet: what is too long moves to the annex.
func New(in Input) *Doc {
	e := &in.Event
	if in.Subject == "" {
		in.Subject = Choose(&in)
	}
	d := &Doc{Title: "Brief: " + what(e), Sub: happened(e), Lead: lead(e)}
	d.Foot = []string{
		"To be named here does not imply a violation. Positions are what ships and receivers said; what is inferred is called possible or apparent.",
		fmt.Sprintf("Event %s, rules %s. %s. Made %s UTC.", e.ID, sea.RuleVersion, cmp.Or(in.AsKnown, "Of the data at hand"), in.Made.UTC().Format(when)),
	}
	page := []Section{say(&in), {Key: keyWhere, Head: "Where", Map: draw(&in)}, ships(&in), why(&in), innocent(e), last(&in), cargo(&in), asks(&in), unknown(&in)}
	page = slices.DeleteFunc(page, func(s Section) bool { return s.empty() })
	annex := []Section{ladder(&in), owners(&in), days(&in), measures(&in), identities(&in), others(&in), sources(&in)}
	annex = slices.DeleteFunc(annex, func(s Section) bool { return s.empty() })
	in.name(page)
	in.name(annex)
	d.fit(page, annex)
	return d
}

// happened is what apparently happened, in one sentence.
func happened(e *sea.Event) string {
	var names []string // two transmitters of one number have one
	for i := range e.Parties {
		if w := e.Parties[i].Words(); !slices.Contains(names, w) {
			names = append(names, w)
		}
	}
	who := upper(cmp.Or(strings.Join(names, " and "), "a ship that is not known"))
	span := span(e)
	at := place(e)
	sub := strings.ReplaceAll(e.Sub, "-", " ")
	switch {
	case e.Kind == sea.EncounterKind && e.Sub == sea.SubTransfer:
		return fmt.Sprintf("%s apparently lay or sailed together, as for a transfer of cargo, %s, %s.", who, span, at)
	case e.Kind == sea.EncounterKind:
		return fmt.Sprintf("%s were apparently within 500 m of each other %s, %s.", who, span, at)
	case e.Kind == sea.DarkKind:
		return fmt.Sprintf("%s can have met, unseen, %s, %s.", who, span, at)
	case e.Kind == sea.GapKind && len(e.Parties) > 1:
		return fmt.Sprintf("%s were not heard %s, %s.", who, span, at)
	case e.Kind == sea.GapKind:
		return fmt.Sprintf("%s was not heard %s, %s.", who, span, at)
	case e.Kind == sea.PortKind && e.Inferred:
		return fmt.Sprintf("%s can have called, unseen, %s, %s.", who, span, at)
	case e.Kind == sea.PortKind:
		return fmt.Sprintf("%s %s %s, %s.", who, cmp.Or(stops[e.Sub].did, "apparently was"), span, at)
	case e.Kind == sea.LoiteringKind && e.Sub == sea.SubDrifting:
		return fmt.Sprintf("%s apparently drifted %s, %s.", who, span, at)
	case e.Kind == sea.LoiteringKind:
		return fmt.Sprintf("%s apparently lay or drifted %s, %s.", who, span, at)
	case (e.Kind == sea.SpoofKind && lies[e.Sub].why != "" || e.Kind == sea.IdentityKind && misfits[e.Sub].why != "") && len(e.Parties) == 1:
		alone := *e // the place follows in its own words
		alone.Place, alone.Zone = "", ""
		return fmt.Sprintf("%s %s, %s, %s.", who, strings.TrimSuffix(alone.Does(), ","), span, at)
	case e.Kind == sea.SpoofKind:
		its := "its"
		if len(names) > 1 {
			its = "their"
		}
		return fmt.Sprintf("%s sent positions that are apparently not %s own (%s), %s, %s.", who, its, cmp.Or(lies[e.Sub].why, sub), span, at)
	case e.Kind == sea.IdentityKind && e.Sub == "programme-flag" && len(e.Parties) > 0:
		return fmt.Sprintf("%s sent a radio number that is apparently of %s, %s, %s.", who, country(e.Parties[0].Flag), span, at)
	case e.Kind == sea.IdentityKind:
		return fmt.Sprintf("%s sent an identity that apparently does not fit (%s), %s, %s.", who, cmp.Or(misfits[e.Sub].why, sub), span, at)
	}
	return fmt.Sprintf("%s: %s, %s, %s.", who, e.Kind, span, at)
}

// span is when an event was, in words: a day is said once.
func span(e *sea.Event) string {
	a, b := e.Start.UTC(), e.End.UTC()
	day, at := a.Format(time.DateOnly), a.Format("15:04")
	switch {
	case e.Open:
		return "from " + a.Format(when) + " UTC on, not over when the data end"
	case day != b.Format(time.DateOnly):
		return "from " + a.Format(when) + " to " + b.Format(when) + " UTC (" + lasted(b.Sub(a)) + ")"
	case at == b.Format("15:04"):
		return "on " + day + " at " + at + " UTC"
	}
	return "on " + day + " from " + at + " to " + b.Format("15:04") + " UTC (" + lasted(b.Sub(a)) + ")"
}

func place(e *sea.Event) string {
	at := "at " + position(geo.Point{Lat: e.Lat, Lon: e.Lon})
	if len(e.Area) > 0 {
		at = "within an area around " + position(geo.Point{Lat: e.Lat, Lon: e.Lon})
	}
	if e.Place != "" {
		return at + " (" + e.Place + ")"
	}
	return at
}

// lasted is a length of time in words.
func lasted(d time.Duration) string {
	switch m := int(d.Round(time.Minute) / time.Minute); {
	case m < 90:
		return fmt.Sprintf("%d min", m)
	case m < 48*60:
		return fmt.Sprintf("%.1f h", float64(m)/60)
	case m < 10*24*60:
		return fmt.Sprintf("%.1f days", float64(m)/60/24)
	default:
		return fmt.Sprintf("%.0f days", float64(m)/60/24)
	}
}

// position is degrees and minutes, as a chart has them.
func position(p geo.Point) string {
	f := func(v float64, pos, neg string) string {
		s := pos
		if v < 0 {
			v, s = -v, neg
		}
		d := math.Floor(v)
		m := math.Round((v-d)*600) / 10
		if m >= 60 {
			d, m = d+1, 0
		}
		return fmt.Sprintf("%.0f°%04.1f′%s", d, m, s)
	}
	return f(p.Lat, "N", "S") + " " + f(p.Lon, "E", "W")
}

// strength is how strong an event is, in two digits.
func strength(e *sea.Event) string {
	if s := fmt.Sprintf("%.2f", e.Strength); s != "1.00" {
		return s
	}
	return "more than 0.99" // nothing seen from afar is certain
}

func lead(e *sea.Event) string {
	s := fmt.Sprintf("The weights add up to %s (log-odds), a strength of %s out of 1, ", weight(e.LogOdds), strength(e))
	if abs(e.LogOdds) < .05 {
		s = fmt.Sprintf("What was seen beside it speaks neither for nor against it: a strength of %s out of 1, ", strength(e))
	}
	if e.Alert {
		s += "above the line of an alert."
	} else {
		s += "below the line of an alert."
	}
	if e.Inferred {
		s += " It is an inference: nobody saw it."
	}
	return s
}

// country is a state in words with its code.
func country(code string) string {
	if code == "" {
		return "no country"
	}
	return ftm.CountryName(strings.ToLower(code)) + " (" + strings.ToUpper(code) + ")"
}

func marked(cite, verified string) string {
	switch verified {
	case "", "true", "yes":
		return cite
	case "partly":
		return cite + " (partly verified)"
	}
	return cite + " (not verified)"
}

func day(t uint32) string { return time.Unix(int64(t), 0).UTC().Format("2006-01-02") }
