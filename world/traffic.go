package world

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"cordon/geo"
	"cordon/ident"
	"cordon/law"
)

// SeaTruth is what is true of the traffic of a world: who heard, and what was
// planted in it. No ship in it is real but the listed ones that planted meetings
// end in; where those are said to be is made up as all else.
type SeaTruth struct {
	About     string         `json:"about"`
	Seed      uint64         `json:"seed"`
	From      time.Time      `json:"from"`
	To        time.Time      `json:"to"`
	Ships     int            `json:"ships"`
	Counts    map[string]int `json:"counts"` // of what was written
	Receivers []Receiver     `json:"receivers"`
	Cases     []SeaCase      `json:"cases"`
}

// Receiver is one that hears ships: a station on the shore, which hears Km far,
// or a satellite, which hears in its passes.
type Receiver struct {
	Name      string    `json:"name"`
	Satellite bool      `json:"satellite,omitempty"`
	Lat       float64   `json:"lat"`
	Lon       float64   `json:"lon"`
	Km        float64   `json:"km,omitempty"`
	Offset    int       `json:"offset_s"`         // seconds its clock is ahead
	Out       []SeaSpan `json:"out,omitempty"`    // when it heard nothing
	Late      []SeaSpan `json:"late,omitempty"`   // when what it heard came in only after the end
	Passes    []SeaSpan `json:"passes,omitempty"` // of a satellite
	Heard     int       `json:"heard"`
}

// SeaSpan is a stretch of time.
type SeaSpan struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// SeaCase is something planted in the traffic, or an innocent look-alike of it.
type SeaCase struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind"`             // of SeaKinds; of an innocent: a name of its own
	Like    string     `json:"like,omitempty"`   // of an innocent: the kind that it looks like
	Occurs  bool       `json:"occurs,omitempty"` // of an innocent: what it looks like did happen, only its reason is innocent
	Find    string     `json:"find"`             // kind of event that it is, or would be taken for
	Sub     string     `json:"sub,omitempty"`
	Chain   string     `json:"chain,omitempty"` // first case of the story that it is part of
	About   string     `json:"about"`
	Ships   []SeaShip  `json:"ships"`
	Start   time.Time  `json:"start"`
	End     time.Time  `json:"end"`
	Window  *SeaSpan   `json:"window,omitempty"` // where it can only be inferred: when it can have been
	Lat     float64    `json:"lat"`
	Lon     float64    `json:"lon"`
	Km      float64    `json:"km"` // how far from there it all was
	Place   string     `json:"place"`
	Region  string     `json:"region"`
	Visible bool       `json:"visible"` // what was heard is enough to see it
	CallTo  *time.Time `json:"call_to,omitempty"`
}

// SeaShip is a ship of a case, and what was heard of her in it.
type SeaShip struct {
	IMO     uint32         `json:"imo,omitempty"`
	MMSI    uint32         `json:"mmsi"`
	Name    string         `json:"name"`
	Also    []uint32       `json:"also,omitempty"`     // other MMSIs that she used
	AlsoIMO []uint32       `json:"also_imo,omitempty"` // other IMO numbers
	Listed  string         `json:"listed,omitempty"`   // the listed party whose number she sends
	Dark    bool           `json:"dark,omitempty"`     // she sent nothing
	Heard   map[string]int `json:"heard"`              // positions by receiver, from start to end
	Silence int            `json:"silence_s"`          // the longest time between two of them
}

// watch ties a ship to a case.
type watch struct {
	c             *seaCase
	ship          int
	last          float64
	before, after float64 // when she was last heard before it, and first after it
}

// seaCase is a case while it is planned and run.
type seaCase struct {
	SeaCase
	span   span
	window span
	hulls  []*hull
}

// Kinds of what is planted at sea.
const (
	OpenTransfer     = "open-transfer"
	MidnightTransfer = "midnight-transfer"
	AnchorTransfer   = "anchorage-transfer"
	UnderwayTransfer = "underway-transfer"
	ListedTransfer   = "listed-transfer"
	OneDark          = "one-dark"
	BothDark         = "both-dark"
	DarkCall         = "dark-call"
	OpenCall         = "open-call"
	Silence          = "silence"
	Newborn          = "newborn"
	Zombie           = "zombie"
	Clone            = "clone"
	OneDigit         = "one-digit"
	NameSwap         = "name-swap"
	FlagHop          = "flag-hop"
	CircleSpoof      = "circle-spoof"
	AreaJam          = "area-jam"
)

// SeaKinds are all kinds that are planted, in order. Silence comes with those
// that turn their transponder off.
var SeaKinds = []string{OpenTransfer, MidnightTransfer, AnchorTransfer, UnderwayTransfer, ListedTransfer, OneDark, BothDark, DarkCall, OpenCall,
	Silence, Newborn, Zombie, Clone, OneDigit, NameSwap, FlagHop, CircleSpoof, AreaJam}

// finds is what kind of event a kind is, and what exactly.
var finds = map[string][2]string{
	OpenTransfer: {"encounter", "transfer"}, MidnightTransfer: {"encounter", "transfer"}, AnchorTransfer: {"encounter", "transfer"}, UnderwayTransfer: {"encounter", "transfer"}, ListedTransfer: {"encounter", "transfer"},
	OneDark: {"dark-rendezvous", ""}, BothDark: {"dark-rendezvous", ""}, DarkCall: {"port", "dark-call"}, OpenCall: {"port", "port-call"}, Silence: {"gap", ""},
	Newborn: {"identity", "newborn"}, Zombie: {"identity", "zombie"}, OneDigit: {"identity", "one-digit"}, NameSwap: {"identity", ""}, FlagHop: {"identity", "flag-hop"},
	Clone: {"spoof", "clone"}, CircleSpoof: {"spoof", ""}, AreaJam: {"spoof", ""},
}

// seaExtent is what a size comes to at sea.
type seaExtent struct {
	days    int
	cases   int     // of each kind
	ships   int     // around them
	every   float64 // seconds between the messages of a ship that the feed keeps, about
	boats   int     // pairs of boats that fish
	outages int     // of receivers
}

var seaExtents = map[Size]seaExtent{
	Small:  {6, 2, 190, 450, 10, 3},
	Medium: {16, 50, 2_200, 570, 150, 12},
	Large:  {30, 100, 12_000, 280, 900, 40},
}

// seaLead is how many days before the day of the world its traffic ends: what a
// ship did then still counts on that day.
const seaLead = 88

// met is how long before the end of the traffic the first listed meeting ends.
const met = 2 * day

const (
	hour = 3600.0
	day  = 24 * hour
)

// trade is what a ship is for.
type trade uint8

const (
	tanker trade = iota
	cargo
	bunker
	tug
	pilot
	fisher
	ferry
)

// trades are the type codes of a trade, its lengths in metres and its speeds.
var trades = [...]struct {
	name           string
	codes          []uint8
	short, long    float64
	slow, fast     float64
	shallow, laden float64
}{
	tanker: {"Tanker", []uint8{80, 80, 80, 81, 84, 89}, 90, 180, 9, 13, 5, 10},
	cargo:  {"General cargo ship", []uint8{70, 70, 70, 71, 79}, 85, 290, 9, 16, 5, 13},
	bunker: {"Bunkering tanker", []uint8{80, 89}, 45, 75, 7, 9, 2.5, 4.5},
	tug:    {"Tug", []uint8{52}, 25, 36, 8, 10, 3, 4.5},
	pilot:  {"Pilot vessel", []uint8{50}, 14, 20, 14, 18, 1.5, 2},
	fisher: {"Fishing vessel", []uint8{30}, 24, 42, 7, 10, 2.5, 3.5},
	ferry:  {"Passenger ship", []uint8{60, 69}, 120, 190, 17, 20, 5.5, 6.5},
}

// licences are the first digits of the MMSIs of ships, by how near their countries are
// and how many ships have their flag.
var licences = []uint32{
	412, 413, 414, 477, 416, 440, 441, 431, 432, 273, // China, Hong Kong, Taiwan, South Korea, Japan, Russia
	351, 352, 353, 354, 355, 356, 357, 370, 371, 372, 373, // Panama
	667, 671, 457, 613, 616, 538, 636, // Sierra Leone, Togo, Mongolia, Cameroon, Comoros, Marshall Islands, Liberia
}

// target is what the traffic takes from the programme: ships of its country, and the
// ports that are called at. Traffic that is planted into real traffic has none.
type target struct {
	mid   uint32 // first digits of an MMSI of the country
	dest  string // what ships say that go to its first port
	calls []callPort
}

// targetOf is what a programme says of its country.
func targetOf(p *law.Programme) (target, error) {
	var x target
	country := p.About().Target
	mids := ident.MIDs(country)
	if len(mids) == 0 {
		return x, fmt.Errorf("no radio numbers of %s, the target of the programme", country)
	}
	n, err := strconv.ParseUint(mids[0], 10, 32)
	if err != nil {
		return x, err
	}
	x.mid = uint32(n)
	for _, b := range p.Berths() {
		x.calls = append(x.calls, callPort{b.Name, b.Sea, b.Point(), b.Quay})
	}
	if len(x.calls) == 0 {
		return x, errors.New("the programme has no berths at which ships could call")
	}
	if z, ok := p.Zone(p.Berths()[0].Zone); ok && z.Locode != "" {
		x.dest = z.Locode[:2] + " " + z.Locode[2:]
	}
	return x, nil
}

// sea plans the traffic of a world.
type sea struct {
	seed   uint64
	rng    *rand.Rand
	x      seaExtent
	th     *theatre
	target target
	from   time.Time
	end    float64 // of the traffic, seconds
	fleet  []*hull
	cases  []*seaCase
	jam    []jam
	names  map[string]bool
	mmsis  map[uint32]bool
	imos   map[uint32]bool
	used   map[string]bool // listed ships
	list   []*listedParty  // that have a number
	plots  map[string]int  // cases by kind
	tale   string          // chain of the cases that are being planted
	books  []*party        // ships of the register that are no more
	given  []*listedParty  // all listed ships
	ran    bool
	berths map[string]*[berthsOf][]span // of the programme's ports: when they are taken
}

// jam is a time and an area in which no receiver of satellites is right.
type jam struct {
	span
	ground
	shown  geo.Point // where all seem to be
	c      *seaCase
	struck map[*hull]bool
}

func newSea(seed uint64, x seaExtent, end time.Time, to target, listed []*listedParty) *sea {
	s := &sea{seed: seed, rng: rand.New(rand.NewPCG(seed, 0x736561)), x: x, th: eastAsia(), target: to, from: end.AddDate(0, 0, -x.days), end: float64(x.days) * day,
		names: make(map[string]bool), mmsis: make(map[uint32]bool), imos: make(map[uint32]bool), used: make(map[string]bool), plots: make(map[string]int), given: listed}
	s.berths = make(map[string]*[berthsOf][]span)
	for _, p := range s.target.calls {
		s.berths[p.name] = new([berthsOf][]span)
	}
	for _, l := range listed {
		if n, err := strconv.Atoi(l.imo); err == nil && sevenDigits(n) {
			s.list = append(s.list, l)
		}
	}
	return s
}

func sevenDigits(n int) bool { return n >= 1_000_000 && n <= 9_999_999 }

// plan plants everything.
func (s *sea) plan() {
	s.outages()
	for n := range s.x.cases {
		for _, p := range seaPlots {
			s.tale = ""
			p(s, n)
		}
	}
	s.tale = ""
	s.background()
}

func (s *sea) between(lo, hi float64) float64 { return lo + float64(s.rng.Float64()*(hi-lo)) }

func (s *sea) chance(p float64) bool { return s.rng.Float64() < p }

// within is a place in a ground.
func (s *sea) within(g ground) geo.Point {
	return geo.Move(g.at, s.between(0, 360), g.km*math.Sqrt(s.rng.Float64()))
}

// shipIMO is a number whose check digit holds and that no ship has: those given
// begin with 1 and 5 to 9.
func (s *sea) shipIMO() uint32 {
	for {
		n := uint32(200_000 + s.rng.IntN(250_000))
		full := n*10 + checkDigit(n)
		if !s.imos[full] {
			s.imos[full] = true
			return full
		}
	}
}

// checkDigit is the seventh digit of an IMO number whose first six are n.
func checkDigit(n uint32) uint32 {
	sum := uint32(0)
	for w := uint32(2); w <= 7; w++ {
		sum += w * (n % 10)
		n /= 10
	}
	return sum % 10
}

// shipMMSI is a number of a country, of a block of which few are given.
func (s *sea) shipMMSI(mid uint32) uint32 {
	for {
		n := mid*1_000_000 + 980_000 + uint32(s.rng.IntN(20_000))
		if !s.mmsis[n] {
			s.mmsis[n] = true
			return n
		}
	}
}

// shipName is a name that fits into a message.
func (s *sea) shipName() string {
	for {
		if n := shipName(s.rng); len(n) <= 20 && !s.names[n] {
			s.names[n] = true
			return n
		}
	}
}

// callSign begins with Q, with which none does.
func (s *sea) callSign() string {
	const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
	b := []byte{'Q', letters[s.rng.IntN(len(letters))], letters[s.rng.IntN(len(letters))], byte('2' + s.rng.IntN(8))}
	return string(b)
}

var ports = []string{"CN SHA", "KR PUS", "KR USN", "KR YOS", "CN TAO", "CN LYG", "CN DLC", "TW KHH", "JP FUK", "RU VVO", "FOR ORDERS", "HK HKG"}

// ship makes a ship with a face.
func (s *sea) ship(tr trade) *hull {
	x := trades[tr]
	h := &hull{n: len(s.fleet), trade: tr, knots: s.between(x.slow, x.fast), every: s.x.every * s.between(.75, 1.25)}
	h.length = math.Round(s.between(x.short, x.long))
	h.beam = math.Round(h.length / s.between(5.6, 6.6))
	if tr == tug || tr == pilot || tr == fisher {
		h.beam = math.Round(h.length / s.between(3.4, 4.4))
	}
	h.bow = math.Round(h.length * s.between(.7, .88))
	if tr == tug || tr == pilot || tr == fisher {
		h.bow = math.Round(h.length * s.between(.3, .5))
	}
	h.port = math.Round(h.beam * s.between(.3, .7))
	mid := licences[s.rng.IntN(len(licences))]
	if tr != tanker && tr != cargo {
		mid = licences[s.rng.IntN(10)]
	}
	f := face{from: math.Inf(-1), mmsi: s.shipMMSI(mid), name: s.shipName(), call: s.callSign(), kind: pick(s.rng, x.codes), dest: pick(s.rng, ports)}
	f.size = [4]uint16{uint16(h.bow), uint16(h.length - h.bow), uint16(h.port), uint16(h.beam - h.port)}
	f.draught = uint8(math.Round(s.between(x.shallow, x.laden) * 10))
	switch tr {
	case fisher, pilot:
		h.classB = s.chance(.7)
		f.dest, f.draught = "", 0
	case tug, bunker:
		f.dest = ""
		if s.chance(.5) {
			f.imo = s.shipIMO()
		}
	default:
		f.imo = s.shipIMO()
	}
	h.faces = []face{f}
	s.fleet = append(s.fleet, h)
	return h
}

// listedShip makes a ship that sends the number and the name of a listed one.
func (s *sea) listedShip() (*hull, *listedParty) {
	l := s.list[s.rng.IntN(len(s.list))]
	for n := 0; s.used[l.id] && n < 50; n++ {
		l = s.list[s.rng.IntN(len(s.list))]
	}
	s.used[l.id] = true
	h := s.ship(tanker)
	n, _ := strconv.Atoi(l.imo)
	f := &h.faces[0]
	delete(s.names, f.name)
	f.imo, f.mmsi, f.name, f.dest = uint32(n), s.shipMMSI(s.target.mid), radioName(l.name), s.target.dest
	return h, l
}

// radioName is a name as the radio has it.
func radioName(s string) string {
	s = strings.ToUpper(s)
	b := []byte(s)
	for i, c := range b {
		if c < 32 || c > 95 {
			b[i] = ' '
		}
	}
	return strings.TrimSpace(string(b[:min(len(b), 20)]))
}

// tells begins a case. Its ships are told in their order.
func (s *sea) tells(kind, about string, at geo.Point, place, region string, when span, ships ...*hull) *seaCase {
	s.plots[kind]++
	c := &seaCase{SeaCase: SeaCase{ID: fmt.Sprintf("%s-%04d", kind, s.plots[kind]), Kind: kind, About: about, Place: place, Region: region,
		Lat: round6(at.Lat), Lon: round6(at.Lon), Km: 1}, span: when, hulls: ships}
	c.Find, c.Sub = finds[kind][0], finds[kind][1]
	if s.tale == "" {
		s.tale = c.ID
	}
	c.Chain = s.tale
	for i, h := range ships {
		f := h.face(when.from)
		c.Ships = append(c.Ships, SeaShip{IMO: f.imo, MMSI: f.mmsi, Name: f.name, Heard: map[string]int{}})
		h.watched = append(h.watched, watch{c: c, ship: i, last: math.NaN()})
	}
	s.cases = append(s.cases, c)
	return c
}

// looks begins a case of an innocent.
func (s *sea) looks(kind, like, about string, at geo.Point, place, region string, when span, ships ...*hull) *seaCase {
	s.tale = ""
	c := s.tells(kind, about, at, place, region, when, ships...)
	c.Like, c.Chain = like, ""
	c.Find, c.Sub = finds[like][0], finds[like][1]
	return c
}

func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// time is a time of the traffic as one of the world.
func (s *sea) time(t float64) time.Time {
	return s.from.Add(time.Duration(math.Round(t)) * time.Second)
}

func (s *sea) when(x span) SeaSpan { return SeaSpan{s.time(x.from), s.time(x.to)} }

const seaAbout = "Synthetic: made-up traffic, heard by made-up receivers. No ship in it is real but listed ones, whose numbers a few ships send; where they are said to be is made up. To be named here means nothing."

// traffic plans what goes on at sea, and enters the ships of what is planted into
// the world: a register has them under the names that they had first, and the
// tanker that met a listed ship has owners.
func (m *maker) traffic() error {
	end, err := time.Parse(time.DateOnly, (m.day - seaLead).String())
	if err != nil {
		return err
	}
	to, err := targetOf(m.programme)
	if err != nil {
		return err
	}
	m.sea = newSea(m.o.Seed, seaExtents[m.o.Size], end, to, m.ships)
	m.sea.plan()
	m.now = nil
	known := make(map[*hull]bool)
	for _, c := range m.sea.cases {
		if c.Like != "" || c.Kind == Zombie || c.Kind == OneDigit {
			continue
		}
		for i, h := range c.hulls {
			f := &h.faces[0]
			if known[h] || f.imo == 0 || i < len(c.Ships) && c.Ships[i].Listed != "" || f.mmsi/1_000_000 == to.mid {
				continue
			}
			known[h] = true
			p := m.keep(&party{schema: "Vessel", name: f.name, country: flagOf(f.mmsi / 1_000_000), imo: strconv.Itoa(int(f.imo)), notes: synthetic})
			m.ids++
			p.id = fmt.Sprintf("syn-v%06d", m.ids)
			p.more = [][2]string{{"mmsi", strconv.Itoa(int(f.mmsi))}, {"callSign", f.call}, {"type", trades[h.trade].name}, {"deadweightTonnage", strconv.Itoa(int(h.length * h.beam * h.beam / 12))}}
			if c.Kind == ListedTransfer {
				owner := m.company(shellTowns)
				m.holds(owner, p, m.whole(), holdOptions{file: inFTM, fixed: true})
				m.holds(m.person(pick(m.rng, borderTowns)), owner, m.whole())
			}
		}
	}
	for _, p := range m.sea.books {
		m.ids++
		p.id = fmt.Sprintf("syn-v%06d", m.ids)
		m.keep(p)
	}
	return nil
}

// writeTraffic writes the messages and the table, and what is true of them.
func (w *World) writeTraffic(ctx context.Context, dir string, t *Truth) error {
	s := w.sea
	if s.ran { // what is heard is counted in it
		s = s.again()
	}
	var told *SeaTruth
	err := writeFile(filepath.Join(dir, MessagesFile), func(nmea *bufio.Writer) error {
		return writeFile(filepath.Join(dir, TableFile), func(table *bufio.Writer) (err error) {
			told, err = s.run(ctx, nmea, table)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("world: %s: %w", MessagesFile, err)
	}
	t.Sea = told
	t.Files = append(t.Files,
		File{Name: MessagesFile, Format: "nmea", Rows: told.Counts["sentences"], Counts: map[string]int{"sentence": told.Counts["sentences"]}},
		File{Name: TableFile, Format: "ais-csv", Rows: told.Counts["rows"], Counts: map[string]int{"row": told.Counts["rows"]}})
	return nil
}

// again plans the same traffic once more.
func (s *sea) again() *sea {
	t := newSea(s.seed, s.x, s.from.AddDate(0, 0, s.x.days), s.target, s.given)
	t.plan()
	return t
}
