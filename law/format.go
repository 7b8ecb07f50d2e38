package law

import "cordon/ftm"

// document is what one file of a programme may hold.
type document struct {
	Programme  *About             `yaml:"programme" doc:"What the programme is about. One file of the folder has it."`
	Instrument *Instrument        `yaml:"instrument" doc:"One legal text. One file per text."`
	Measures   []Measure          `yaml:"measures" doc:"The rules of the instrument."`
	Clocks     []Clock            `yaml:"clocks" doc:"Reporting duties of the instrument and their days."`
	Relief     []Relief           `yaml:"relief" doc:"What must hold before measures may be suspended or ended."`
	Regimes    []Regime           `yaml:"regimes" doc:"Ownership rules of regimes, one record per period."`
	Classes    []Class            `yaml:"classes" doc:"Classes of transactions, as predicates."`
	Zones      []Zone             `yaml:"zones" doc:"Places that a text names, or that the programme watches."`
	Bases      []Base             `yaml:"bases" doc:"From where ships can be stopped or looked at. Settings of the programme, not of any law."`
	Berths     []Berth            `yaml:"berths" doc:"Where ships lie at ports of the target, for made-up traffic. Settings of the programme, not of any law."`
	Lookbacks  []Lookback         `yaml:"lookbacks" doc:"What follows for some days from where a vessel was, by measures of the instrument."`
	Ladder     []Rung             `yaml:"interdiction" doc:"What may be done with a vessel, by where it is and what its flag says."`
	Touch      *Touching          `yaml:"touch" doc:"Which listings are the programme's own, and where its lines are. One file of the folder has it."`
	Calendars  []BusinessCalendar `yaml:"calendars" doc:"Calendars of business days."`
	Follows    []Follow           `yaml:"follows" doc:"What follows from a fact about a party."`
	Seeds      []SeedClass        `yaml:"seed_classes" doc:"Classes of persons who are blocked without being listed."`
	Case       *PublicCase        `yaml:"case" doc:"A case that publications tell of. One file of the folder cases holds one, and nothing else."`
}

// About says what a programme is about, and the words that its files use.
type About struct {
	ID         string     `json:"id" yaml:"id" need:"true" doc:"Name of the programme and of its folder."`
	Title      string     `json:"title" yaml:"title" need:"true"`
	Target     string     `json:"target" yaml:"target" need:"true" doc:"The country, ISO 3166 alpha-2, lower case."`
	Name       string     `json:"name" yaml:"name" need:"true" doc:"What people call the country."`
	Issuers    []Issuer   `json:"issuers" yaml:"issuers" need:"true" doc:"Who issues the instruments. The first is asked when a question names none."`
	Activities []Activity `json:"activities" yaml:"activities" doc:"Acts without goods that measures are about."`
	Conducts   []Conduct  `json:"conducts" yaml:"conducts" doc:"Kinds of conduct that authorities to designate are about."`
}

// Issuer issues instruments.
type Issuer struct {
	ID   string `json:"id" yaml:"id" need:"true"`
	Name string `json:"name" yaml:"name" need:"true"`
}

// Activity is an act without goods.
type Activity struct {
	ID     string `json:"id" yaml:"id" need:"true"`
	Text   string `json:"text" yaml:"text" need:"true"`
	Issuer string `json:"issuer" yaml:"issuer" doc:"Who rules on it; the programme's first issuer if not given."`
	Line   int    `json:"-"`
}

// Conduct is what somebody does that an authority to designate may be about.
type Conduct struct {
	ID   string `json:"id" yaml:"id" need:"true"`
	Text string `json:"text" yaml:"text" need:"true"`
	Line int    `json:"-"`
}

// Instrument is one legal text.
type Instrument struct {
	ID         string   `json:"id" yaml:"id" need:"true" doc:"UNSCR-2397. Measure ids begin with it, or with the section of a code that it wrote."`
	Issuer     string   `json:"issuer" yaml:"issuer" need:"true"`
	Title      string   `json:"title" yaml:"title" doc:"What was new, in a line."`
	Adopted    ftm.Day  `json:"adopted" yaml:"adopted" need:"true" doc:"The day from which it was known."`
	Trigger    string   `json:"trigger,omitempty" yaml:"trigger" doc:"What it answered."`
	Source     string   `json:"source" yaml:"source" need:"true" doc:"How it is cited."`
	Type       string   `json:"type" yaml:"type" need:"true" of:"resolution,regulation,announcement,order,act,rule,proposal" doc:"What kind of text it is."`
	Prefixes   []string `json:"-" yaml:"id_prefixes" doc:"With what its measure ids may begin, where that is not its id."`
	Listings   bool     `json:"listings_only,omitempty" yaml:"listings_only" doc:"It adds names and no rule."`
	Renewal    bool     `json:"renewal,omitempty" yaml:"renewal" doc:"It only renews a mandate."`
	Lapsed     ftm.Day  `json:"lapsed" yaml:"ends" doc:"Last day of the mandate that it gives."`
	AmendedBy  []string `json:"amended_by,omitempty" yaml:"amended_by"`
	Note       string   `json:"note,omitempty" yaml:"note"`
	Verified   Mark     `json:"verified" yaml:"verified" need:"true"`
	Unverified []string `json:"unverified_fields,omitempty" yaml:"unverified_fields" doc:"What of it was not read in an official text. Needed unless verified is true."`
	Line       int      `json:"-"`
}

// Measure is one rule of an instrument.
type Measure struct {
	ID         string      `json:"id" yaml:"id" need:"true" doc:"The instrument and its paragraph: UNSCR-2397-6."`
	Para       string      `json:"para,omitempty" yaml:"para" doc:"The place in the instrument, as it is cited: para. 6."`
	Source     string      `json:"source,omitempty" yaml:"source" doc:"How it is cited, where the instrument's own source is not the place."`
	Text       string      `json:"text" yaml:"text" need:"true" doc:"What it says, in our words, one sentence."`
	Kind       string      `json:"kind" yaml:"kind" need:"true" of:"ban,cap,freeze,travel,port_ban,inspection,jv_ban,worker,service_ban,finance,report,sts_ban,designation,catch_all,duty,listing,mandate,promise,authority,special,licence,presumption,definition"`
	Direction  string      `json:"direction" yaml:"direction" need:"true" of:"to,from,both,none" doc:"to: supply to the target; from: procurement from it."`
	Goods      []Goods     `json:"goods,omitempty" yaml:"goods"`
	GoodsAs    string      `json:"goods_as,omitempty" yaml:"goods_as" doc:"The goods of another measure."`
	Acts       []Act       `json:"acts,omitempty" yaml:"acts"`
	From       ftm.Day     `json:"from" yaml:"effective" doc:"First day. The day of adoption if not given."`
	To         ftm.Day     `json:"to" yaml:"until" doc:"Last day, where the text itself names one."`
	Added      *Added      `json:"added,omitempty" yaml:"added" doc:"The later text that put it into the instrument."`
	WindDown   *WindDown   `json:"wind_down,omitempty" yaml:"wind_down" doc:"Until when goods of older contracts may still land."`
	Caps       []Cap       `json:"caps,omitempty" yaml:"caps" doc:"Quantities per period that are exempt."`
	Conditions []string    `json:"conditions,omitempty" yaml:"conditions" doc:"Facts that decide. A ban with conditions is conditional; a cap holds only if they are met."`
	Exceptions []string    `json:"exceptions,omitempty" yaml:"exceptions" doc:"Narrow exemptions that leave the answer as it is."`
	Needs      []string    `json:"needs,omitempty" yaml:"needs" doc:"Further facts to ask for."`
	Flag       *Flag       `json:"flag,omitempty" yaml:"flag" doc:"It goes by use or by list, not by tariff code: every answer in its direction says so."`
	Replaces   []string    `json:"replaces,omitempty" yaml:"replaces" doc:"Measures that end the day before this one begins."`
	ListRefs   []string    `json:"list_refs,omitempty" yaml:"list_refs" doc:"Documents with lists of goods."`
	Duties     []Duty      `json:"duties,omitempty" yaml:"duty" doc:"Who must do what by when."`
	AlsoIn     []AlsoIn    `json:"also_in,omitempty" yaml:"also_in" doc:"Texts of others that repeat it."`
	Authority  *Authority  `json:"authority,omitempty" yaml:"authority"`
	Special    *Special    `json:"special,omitempty" yaml:"special"`
	Effects    []string    `json:"effects,omitempty" yaml:"effects" doc:"What follows."`
	Vessels    []string    `json:"vessels,omitempty" yaml:"vessels" doc:"IMO numbers of ships that it names."`
	Note       string      `json:"note,omitempty" yaml:"note"`
	Verified   Mark        `json:"verified" yaml:"verified" need:"true"`
	Unverified []string    `json:"unverified_fields,omitempty" yaml:"unverified_fields" doc:"What of it was not read in an official text. Needed unless verified is true."`
	Line       int         `json:"-"`
	instrument *Instrument // it is a rule of
	end        ftm.Day     // last day, with what the text says
	codes      []code      // of its goods, longest first
	replacedBy []*Measure
}

// Goods is a group of goods of a measure.
type Goods struct {
	HS         []string `json:"hs,omitempty" yaml:"hs" doc:"Prefixes of 2, 4 or 6 digits of the Harmonized System, or of 8 or 10 national digits."`
	Any        bool     `json:"any,omitempty" yaml:"any" doc:"All goods."`
	Label      string   `json:"label" yaml:"label" need:"true" doc:"The goods in words. They decide, not the code."`
	Ex         bool     `json:"ex,omitempty" yaml:"ex" doc:"Only a part of what the codes cover is meant."`
	ValueOver  *Money   `json:"value_over,omitempty" yaml:"value_over" doc:"Only goods worth more."`
	HSVerified *Mark    `json:"hs_verified,omitempty" yaml:"hs_verified" doc:"How sure the codes are; the mark of the measure if not given."`
	HSSource   string   `json:"hs_source,omitempty" yaml:"hs_source" doc:"Whose reading the codes are, where the text itself has none."`
	Line       int      `json:"-"`
}

// Money is an amount in a currency.
type Money struct {
	Amount   Decimal `json:"amount" yaml:"amount" need:"true"`
	Currency string  `json:"currency" yaml:"currency" need:"true" doc:"ISO 4217."`
	Verified *Mark   `json:"verified,omitempty" yaml:"verified"`
}

// Act is an activity that a measure rules on.
type Act struct {
	Act      string    `json:"act" yaml:"act" need:"true" doc:"An activity of the programme."`
	Answer   string    `json:"answer,omitempty" yaml:"answer" of:"banned,conditional,allowed" doc:"Banned if not given."`
	WindDown *WindDown `json:"wind_down,omitempty" yaml:"wind_down"`
	Within   *Within   `json:"within,omitempty" yaml:"within" doc:"Only for some days after something happened."`
	Cases    []Case    `json:"cases,omitempty" yaml:"cases" doc:"Facts that change the answer; the first that holds counts."`
	Needs    []string  `json:"needs,omitempty" yaml:"needs" doc:"Facts that a conditional answer asks for."`
	Line     int       `json:"-"`
}

// Within is a span of days after a fact.
type Within struct {
	Fact string `json:"fact" yaml:"fact" need:"true" doc:"Name of the fact, a date."`
	Days int    `json:"days" yaml:"days" need:"true" doc:"The last day is the fact's day and so many days."`
	Text string `json:"text" yaml:"text" need:"true" doc:"The fact in words."`
}

// Case is an answer that holds for some facts.
type Case struct {
	If     map[string][]string `json:"if,omitempty" yaml:"if" doc:"Facts and the values that they may have."`
	UpTo   *Money              `json:"up_to,omitempty" yaml:"up_to" doc:"The fact amount, in this currency, is not more."`
	Answer string              `json:"answer" yaml:"answer" need:"true" of:"banned,conditional,allowed"`
	Text   string              `json:"text" yaml:"text" need:"true" doc:"The case in words."`
	Line   int                 `json:"-"`
}

// Added names the text that put a measure into an instrument.
type Added struct {
	By string  `json:"by" yaml:"by" need:"true"`
	On ftm.Day `json:"on" yaml:"on" need:"true" doc:"Day from which it was known."`
}

// WindDown is the time in which what was begun before may still be ended.
type WindDown struct {
	ContractBefore ftm.Day `json:"contract_before" yaml:"contract_before" doc:"Written contracts of before this day."`
	ArrivedBefore  ftm.Day `json:"arrived_before" yaml:"arrived_before" doc:"Goods that arrived before this day."`
	LastImport     ftm.Day `json:"last_import" yaml:"last_import" doc:"Last day on which the goods may land."`
	LastDay        ftm.Day `json:"last_day" yaml:"last_day" doc:"Last day, of acts."`
	NotifyBy       ftm.Day `json:"notify_by" yaml:"notify_by" doc:"Last day of the notice about these contracts."`
	Days           int     `json:"days,omitempty" yaml:"days" doc:"The last day counted from the day of adoption, as the text has it."`
	Months         int     `json:"months,omitempty" yaml:"months"`
	NotifyDays     int     `json:"notify_days,omitempty" yaml:"notify_days"`
	Line           int     `json:"-"`
}

// end is the last day of a wind-down.
func (w *WindDown) end() ftm.Day {
	if w == nil {
		return 0
	}
	return max(w.LastImport, w.LastDay)
}

// Cap is a quantity per period that is exempt from a ban.
type Cap struct {
	Qty        Decimal   `json:"qty" yaml:"qty" doc:"Not given: the text names no number."`
	Unit       string    `json:"unit" yaml:"unit" need:"true" of:"bbl,t,USD"`
	Alt        *Quantity `json:"alt,omitempty" yaml:"alt" doc:"The same in another unit."`
	LowerOf    bool      `json:"lower_of,omitempty" yaml:"lower_of" doc:"Of the two the one that is reached first counts."`
	Period     string    `json:"period" yaml:"period" need:"true" of:"fixed,calendar_year,rolling_year"`
	From       ftm.Day   `json:"from" yaml:"from" need:"true"`
	To         ftm.Day   `json:"to" yaml:"to" doc:"Last day; of a fixed period always."`
	NotifyAt   []Decimal `json:"notify_at,omitempty" yaml:"notify_at" doc:"Shares at which the states are told."`
	StopAt     Decimal   `json:"stop_at" yaml:"stop_at" doc:"Share at which all stop."`
	Conversion string    `json:"conversion,omitempty" yaml:"conversion" doc:"How tonnes become barrels."`
	Baseline   string    `json:"baseline,omitempty" yaml:"baseline" doc:"The fact that gives the number, where the text has none."`
	Line       int       `json:"-"`
}

// Quantity is a number of units.
type Quantity struct {
	Qty  Decimal `json:"qty" yaml:"qty" need:"true"`
	Unit string  `json:"unit" yaml:"unit" need:"true" of:"bbl,t,USD"`
}

// Flag is what answers say of a measure that goes by use or by list.
type Flag struct {
	Name      string  `json:"name" yaml:"name" need:"true"`
	Direction string  `json:"direction" yaml:"direction" need:"true" of:"to,from,both" doc:"In which answers it is said."`
	Except    []Goods `json:"except,omitempty" yaml:"except" doc:"Goods for which it is not said."`
}

// Duty is what somebody must do.
type Duty struct {
	Who  string `json:"who" yaml:"who" need:"true"`
	What string `json:"what" yaml:"what" need:"true"`
	Due  string `json:"due" yaml:"due" need:"true"`
}

// AlsoIn is a text of another issuer that repeats a measure.
type AlsoIn struct {
	Issuer string `json:"issuer" yaml:"issuer" need:"true"`
	Cite   string `json:"cite" yaml:"cite" need:"true"`
}

// Authority is a power to designate.
type Authority struct {
	Head      string   `json:"head" yaml:"head" need:"true" doc:"As it is cited: 22 USC 9214(a)(3)."`
	Mandatory bool     `json:"mandatory" yaml:"mandatory" doc:"The finding obliges to designate."`
	Knowledge string   `json:"knowledge" yaml:"knowledge" need:"true" of:"knowingly,status,determined,none" doc:"What the person must have known. status: being something is enough; determined: what a Secretary determines."`
	Quantity  string   `json:"quantity,omitempty" yaml:"quantity" doc:"The text's words of how much: significant, above UN limits."`
	Conducts  []string `json:"conducts" yaml:"conducts" need:"true" doc:"Kinds of conduct of the programme."`
	Ledger    []string `json:"ledger,omitempty" yaml:"ledger" doc:"Caps whose ledger the words of quantity need."`
}

// Special is an action under section 311.
type Special struct {
	Target     string   `json:"target" yaml:"target" need:"true"`
	Kind       string   `json:"kind" yaml:"kind" need:"true" of:"jurisdiction,institution,class,account"`
	Country    string   `json:"country" yaml:"country" doc:"The programme's target that it is about, ISO 3166 alpha-2; none for a precedent."`
	Finding    string   `json:"finding,omitempty" yaml:"finding" doc:"Day or month of the finding."`
	Proposed   string   `json:"proposed,omitempty" yaml:"proposed"`
	Final      ftm.Day  `json:"final" yaml:"final"`
	Withdrawn  ftm.Day  `json:"withdrawn" yaml:"withdrawn" doc:"First day on which it holds no more."`
	Rule       string   `json:"rule,omitempty" yaml:"rule"`
	Cites      []string `json:"cites" yaml:"cites" need:"true"`
	Measures   []int    `json:"measures" yaml:"measures" need:"true" doc:"Which of the five special measures."`
	Covers     []string `json:"covers,omitempty" yaml:"covers"`
	NotCovers  []string `json:"not_covers,omitempty" yaml:"not_covers"`
	Definition string   `json:"definition,omitempty" yaml:"definition"`
}

// Clock is a reporting duty and its days.
type Clock struct {
	ID          string   `json:"id" yaml:"id" need:"true"`
	Measure     string   `json:"measure,omitempty" yaml:"measure" doc:"The measure that it belongs to."`
	Who         string   `json:"who" yaml:"who" need:"true"`
	What        string   `json:"what" yaml:"what" need:"true"`
	Start       ftm.Day  `json:"start" yaml:"start" doc:"The day it counts from; not given for clocks that an event starts."`
	Event       string   `json:"event,omitempty" yaml:"event" doc:"The event that starts it."`
	Days        int      `json:"days,omitempty" yaml:"days" doc:"Due so many days after the start."`
	Months      int      `json:"months,omitempty" yaml:"months" doc:"Due so many months after the start."`
	EveryDays   int      `json:"every_days,omitempty" yaml:"every_days" doc:"And again each time so many days have passed."`
	EveryMonths int      `json:"every_months,omitempty" yaml:"every_months"`
	Times       int      `json:"times,omitempty" yaml:"times" doc:"How many times in all; for ever if not given."`
	Until       ftm.Day  `json:"until" yaml:"until" doc:"Last day on which it runs."`
	Promptly    bool     `json:"promptly,omitempty" yaml:"promptly" doc:"Due at once."`
	Before      bool     `json:"before,omitempty" yaml:"before" doc:"Due so many days before the event."`
	Note        string   `json:"note,omitempty" yaml:"note"`
	Verified    Mark     `json:"verified" yaml:"verified" need:"true"`
	Unverified  []string `json:"unverified_fields,omitempty" yaml:"unverified_fields"`
	Line        int      `json:"-"`
	instrument  *Instrument
}

// Relief is a way in which measures may be suspended or ended.
type Relief struct {
	ID        string   `json:"id" yaml:"id" need:"true"`
	Step      string   `json:"step" yaml:"step" need:"true" of:"suspend,terminate,waive,exempt,notice"`
	Cite      string   `json:"cite" yaml:"cite" need:"true"`
	Text      string   `json:"text" yaml:"text" need:"true"`
	Covers    []string `json:"covers" yaml:"covers" need:"true" doc:"Measures, by the beginning of their ids."`
	NotFor    []string `json:"not_for,omitempty" yaml:"not_for" doc:"Measures that it does not reach, by the beginning of their ids."`
	Holds     []string `json:"holds" yaml:"holds" need:"true" doc:"What must hold before."`
	Length    string   `json:"length,omitempty" yaml:"length"`
	From      ftm.Day  `json:"from" yaml:"from" doc:"First day. That of the instrument if not given."`
	Verified  Mark     `json:"verified" yaml:"verified" need:"true"`
	Uncertain []string `json:"unverified_fields,omitempty" yaml:"unverified_fields"`
	Line      int      `json:"-"`
}

// Zone is a place that a text names, or that the programme watches. Where it lies
// is one of circle, box, ring and coast, with place_verified and source; none where
// it is not known, or no place of ships.
type Zone struct {
	ID       string   `json:"id" yaml:"id" need:"true"`
	Name     string   `json:"name" yaml:"name" need:"true"`
	Kind     string   `json:"kind" yaml:"kind" need:"true" of:"port,airport,anchorage,transfer,waters,watch" doc:"watch: where ships of interest are known to meet."`
	Country  string   `json:"country,omitempty" yaml:"country" doc:"ISO 3166-1 alpha-2, lower case. Needed but for places to watch on the high seas."`
	Measure  string   `json:"measure,omitempty" yaml:"measure" doc:"The measure that it is named in or matters to."`
	Circle   *Circle  `json:"circle,omitempty" yaml:"circle"`
	Box      *Bounds  `json:"box,omitempty" yaml:"box"`
	Ring     []Corner `json:"ring,omitempty" yaml:"ring" doc:"Corners of a simple polygon, in order."`
	Coast    *Coast   `json:"coast,omitempty" yaml:"coast"`
	Locode   string   `json:"locode,omitempty" yaml:"locode" doc:"UN/LOCODE, five letters without a space."`
	WPI      string   `json:"wpi,omitempty" yaml:"wpi" doc:"Number in the World Port Index."`
	Note     string   `json:"note,omitempty" yaml:"note"`
	Verified Mark     `json:"verified" yaml:"verified" need:"true" doc:"How far it was read that the place is one of these."`
	Placed   *Mark    `json:"place_verified,omitempty" yaml:"place_verified" doc:"How sure its position is."`
	Source   string   `json:"source,omitempty" yaml:"source" doc:"Where the position is from."`
	Line     int      `json:"-"`
}

// Corner is a position in degrees, north and east positive.
type Corner struct {
	Lat float64 `json:"lat" yaml:"lat" need:"true"`
	Lon float64 `json:"lon" yaml:"lon" need:"true"`
}

// Circle is what lies within some km of a point.
type Circle struct {
	Lat float64 `json:"lat" yaml:"lat" need:"true"`
	Lon float64 `json:"lon" yaml:"lon" need:"true"`
	Km  float64 `json:"km" yaml:"km" need:"true"`
}

// Bounds is a range of latitudes and longitudes; west may lie east of east, over
// the antimeridian.
type Bounds struct {
	South float64 `json:"south" yaml:"south" need:"true"`
	West  float64 `json:"west" yaml:"west" need:"true"`
	North float64 `json:"north" yaml:"north" need:"true"`
	East  float64 `json:"east" yaml:"east" need:"true"`
}

// Coast is the sea off a country's coast.
type Coast struct {
	Country string  `json:"country" yaml:"country" need:"true" doc:"ISO 3166-1 alpha-2, lower case."`
	Km      float64 `json:"km" yaml:"km" need:"true" doc:"How far out."`
	Clear   float64 `json:"clear,omitempty" yaml:"clear" doc:"By how many km this coast must be nearer than that of any other country."`
}

// Base is a place from which ships can be stopped or looked at.
type Base struct {
	ID         string   `json:"id" yaml:"id" need:"true"`
	Name       string   `json:"name" yaml:"name" need:"true"`
	Country    string   `json:"country" yaml:"country" need:"true" doc:"ISO 3166-1 alpha-2, lower case."`
	Lat        float64  `json:"lat" yaml:"lat" need:"true"`
	Lon        float64  `json:"lon" yaml:"lon" need:"true"`
	Craft      string   `json:"craft" yaml:"craft" need:"true" of:"ship,aircraft" doc:"ship: it can stop a vessel; aircraft: it can only look."`
	Knots      float64  `json:"knots" yaml:"knots" need:"true" doc:"Speed to count with."`
	Source     string   `json:"source,omitempty" yaml:"source"`
	Note       string   `json:"note,omitempty" yaml:"note"`
	Verified   Mark     `json:"verified" yaml:"verified" need:"true"`
	Unverified []string `json:"unverified_fields,omitempty" yaml:"unverified_fields"`
	Line       int      `json:"-"`
}

// Berth is where ships lie at a port of the target in made-up traffic: a place in the
// water, with no land between it and the open sea as coasts are drawn here.
type Berth struct {
	Zone string  `json:"zone" yaml:"zone" need:"true" doc:"The port, a zone of the programme."`
	Name string  `json:"name" yaml:"name" need:"true" doc:"The port in short."`
	Sea  string  `json:"sea" yaml:"sea" need:"true" doc:"The sea that it is a port of."`
	Lat  float64 `json:"lat" yaml:"lat" need:"true"`
	Lon  float64 `json:"lon" yaml:"lon" need:"true"`
	Quay float64 `json:"quay" yaml:"quay" need:"true" doc:"Along which way ships lie next to each other, degrees."`
	Line int     `json:"-"`
}

// Lookback is what follows, for some days, from where a vessel was.
type Lookback struct {
	ID         string   `json:"id" yaml:"id" need:"true"`
	Measure    string   `json:"measure" yaml:"measure" need:"true"`
	Also       []string `json:"also,omitempty" yaml:"also" doc:"Measures that say the same."`
	Of         string   `json:"of" yaml:"of" need:"true" of:"vessel,aircraft,flag" doc:"What it is about."`
	After      []string `json:"after" yaml:"after" need:"true" of:"port-call,waters,transfer,landing,publication" doc:"What starts it. transfer: with a vessel that did one of the others; publication: of a list in which a vessel of the flag stands."`
	Days       int      `json:"days" yaml:"days" need:"true" doc:"The last day is the last day of the fact and so many days."`
	Turns      string   `json:"turns" yaml:"turns" of:"ends,begins" doc:"ends, if not given: it holds until the last day; begins: it holds from the day after."`
	Hops       int      `json:"hops,omitempty" yaml:"hops" doc:"How many transfers away: 1 where after has transfer, else 0. No more are computed."`
	Readings   []string `json:"readings,omitempty" yaml:"readings" of:"wide,narrow" doc:"Of a transfer. wide: the days count from it; narrow: from the partner's call. The first is the one to act on."`
	Earlier    string   `json:"earlier,omitempty" yaml:"earlier" of:"counts,possible,nothing" doc:"What a fact of before the first day of the measure comes to; nothing if not given."`
	Exposure   string   `json:"exposure" yaml:"exposure" need:"true" of:"blocked,exposed" doc:"What a fact that was seen comes to; one that was inferred is possible."`
	Bars       string   `json:"bars" yaml:"bars" need:"true" doc:"What follows, in words."`
	Act        string   `json:"act,omitempty" yaml:"act" doc:"The activity of the programme that it is about."`
	Exceptions []string `json:"exceptions,omitempty" yaml:"exceptions"`
	Note       string   `json:"note,omitempty" yaml:"note"`
	Verified   Mark     `json:"verified" yaml:"verified" need:"true"`
	Unverified []string `json:"unverified_fields,omitempty" yaml:"unverified_fields"`
	Line       int      `json:"-"`
}

// Rung is what may be done with a vessel in one case: where it is, and what its
// flag is or says.
type Rung struct {
	ID            string   `json:"id" yaml:"id" need:"true"`
	Where         string   `json:"where" yaml:"where" need:"true" of:"own_port,own_sea,high_seas,target_waters" doc:"Seen from the state that acts: its port, its territorial sea, beyond all territorial seas, the waters of the programme's target."`
	Flag          string   `json:"flag" yaml:"flag" need:"true" of:"any,consents,refuses,silent,none" doc:"What the flag state says; none: the vessel has no nationality."`
	Measures      []string `json:"measures,omitempty" yaml:"measures"`
	Power         string   `json:"power" yaml:"power" need:"true" of:"shall,may,called_upon,none" doc:"Of whom the text speaks: must, may, is asked to; none: there is no right."`
	Text          string   `json:"text" yaml:"text" need:"true" doc:"What may be done, in our words."`
	Consent       string   `json:"consent,omitempty" yaml:"consent" doc:"Who must say yes before."`
	Ask           []string `json:"ask,omitempty" yaml:"ask" doc:"What to ask for."`
	Next          []string `json:"next,omitempty" yaml:"next" doc:"Rungs that follow when this one does not lead on."`
	Basis         Decimal  `json:"basis" yaml:"basis" need:"true" doc:"Factor of the legal basis when ships are ranked, 0 to 1. A setting of the programme."`
	BasisVerified Mark     `json:"basis_verified" yaml:"basis_verified" need:"true"`
	Note          string   `json:"note,omitempty" yaml:"note"`
	Verified      Mark     `json:"verified" yaml:"verified" need:"true"`
	Unverified    []string `json:"unverified_fields,omitempty" yaml:"unverified_fields"`
	Line          int      `json:"-"`
}
