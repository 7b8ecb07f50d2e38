package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"cordon/ais"
	"cordon/ftm"
	"cordon/geo"
	"cordon/ident"
)

// IdentityConfig says what in the things that ships say of themselves is odd.
// Numbers without a source are cordon's own.
type IdentityConfig struct {
	MinSaid  int // six-minute slots in which a thing was said, under which it is a slip
	FewSlots int // slots in which a name was said, under which one said once counts
	Edits    int // edits of a name or call sign that are typing (reference: 2)

	EditSizeM  float64 // metres; a size that fits that of a listed ship with nearly the number
	ApartM     float64 // metres and
	Apart      float64 // share of the length, beyond which a size is another ship's;
	ApartGross float64 // share where the length is told from the tonnage only

	NewbornDays   float64 // days within which a ship fell silent before a new one appeared (reference: 60)
	NewbornSizeM  float64 // metres of difference in length and beam (reference: 1)
	NewbornQuietH float64 // hours of data without the number, before it was said first
	NewbornKn     float64 // knots of the way between them
	NewbornKm     float64 // km between them, beyond which the register must know the rest
	HandoffH      float64 // hours of silence that are short: who goes silent and who appears can be one
	RegisterShare float64 // share of the numbers heard that a register must know, for one that it does not know to be new
	NewbornRivals int     // more ships than this of that size that fell silent: it can be any

	ConflictS float64 // seconds within which two names, call signs or numbers contradict each other (reference: 15 min)
	Shares    int     // more vessels than this with one call sign: a placeholder

	NameChanges     int     // changes of name,
	NameDays        float64 // within so many days
	HopChanges      int     // changes of flag
	HopDays         float64 // within so many days (reference: 2 in 12 months)
	DesignationDays float64 // one change within so many days after designation (reference: 60)
	LargeM          float64 // metres; smaller ones without an IMO number send what they like

	OneEditWeight float64 // log-odds, each from the reference's table but for those marked
	NewbornWeight float64
	ZombieWeight  float64
	MIDWeight     float64 // unallocated
	FalseFlag     float64
	ListedName    float64 // own: a listed ship under another name
	Borrowed      float64 // own: number or call sign of a listed ship
	Programme     float64 // own number of the programme's country (as counterpart: +3.0)
	HopWeight     float64 // own
	WeakWeight    float64 // own: registers that differ, conflicts: below an alert alone
}

// DefaultIdentityConfig is what docs/sea.md states.
func DefaultIdentityConfig() IdentityConfig {
	return IdentityConfig{
		MinSaid: 2, FewSlots: 20, Edits: 2, EditSizeM: 2, ApartM: 10, Apart: .1, ApartGross: .45,
		NewbornDays: 60, NewbornSizeM: 1, NewbornQuietH: 24, HandoffH: 36, RegisterShare: .5, NewbornKn: 14, NewbornKm: 500, NewbornRivals: 3,
		ConflictS: 900, Shares: 3, NameChanges: 2, NameDays: 60, HopChanges: 2, HopDays: 365, DesignationDays: 60, LargeM: 50,
		OneEditWeight: 1.5, NewbornWeight: 2, ZombieWeight: 2, MIDWeight: 1.5, FalseFlag: 2,
		ListedName: 1.5, Borrowed: 1.5, Programme: 3, HopWeight: 1, WeakWeight: .7,
	}
}

// Identities finds ships that apparently are not who they say, from what they say
// and from what lists and registers know.
//
// Sub is one of
//
//	listed-other-name  a listed ship's IMO number under another name
//	one-digit          a number that fails its check digit, one digit or swap from a listed one, with a second fit
//	newborn            a number without history, on a ship of the size of one that fell silent
//	zombie             the number of a ship that is gone, or is of another size
//	conflict           two names, call signs or numbers at the same time
//	name-hop           two changes of name within weeks
//	borrowed-mmsi, borrowed-callsign   those of another ship in the registers
//	shared-callsign    two ships with one call sign at the same time
//	mid-unallocated, flag-differs, false-flag, flag-hop, programme-flag
//
// A number that fails its check digit is typing, and raises nothing alone: so do
// 2 % of all ships. Former names are usual, and raise nothing.
func Identities(ctx context.Context, t *Traffic, k *Known, c IdentityConfig, workers int) ([]Event, error) {
	p := &papers{t: t, k: k, c: &c, reg: newRegister(k.Ships), selves: make([]self, len(t.Vessels)), byIMO: map[uint32][]int{}, byMMSI: map[string][]int{}}
	if err := vesselwise(ctx, len(t.Vessels), workers, func(i int) { p.selves[i] = selfOf(t.Vessels[i], &c) }); err != nil {
		return nil, err
	}
	p.index()
	parts := make([][]Event, len(t.Vessels))
	if err := vesselwise(ctx, len(t.Vessels), workers, func(i int) {
		var es []Event
		es = p.numbers(i, es)
		es = p.newborn(i, es)
		es = p.conflicts(i, es)
		es = p.nameHops(i, es)
		es = p.borrowed(i, es)
		parts[i] = p.flags(i, es)
	}); err != nil {
		return nil, err
	}
	return inOrder(append(parts, p.sharedCalls(), p.hops())), nil
}

// said is one value of a property over all the time in which a vessel said it.
type said struct {
	value       string
	first, last uint32
	n           int
}

// self is what a vessel says of itself, without what was said too seldom.
type self struct {
	imo, name, call, mmsi []said // by first
	length, beam          float64
	layout                [4]int // A, B, C, D; zero unknown
}

func selfOf(v *Vessel, c *IdentityConfig) self {
	s := self{imo: sayings(v, "imo", c.MinSaid), name: sayings(v, "name", c.MinSaid),
		call: sayings(v, "callsign", c.MinSaid), mmsi: sayings(v, "mmsi", 1), length: v.Length, beam: v.Beam}
	s.imo = slices.DeleteFunc(s.imo, func(x said) bool { return imoNumber(x.value) == 0 })
	if len(s.mmsi) == 0 && v.MMSI != 0 && len(v.Fixes) > 0 {
		s.mmsi = []said{{fmt.Sprintf("%09d", v.MMSI), v.Fixes[0].T, v.Fixes[len(v.Fixes)-1].T, len(v.Fixes)}}
	}
	most := 0
	for _, x := range sayings(v, "size", 1) {
		var d [4]int
		f := strings.Split(x.value, "/")
		ok := len(f) == 4
		for i := 0; ok && i < 4; i++ {
			n, err := strconv.Atoi(f[i])
			d[i], ok = n, err == nil && n > 0
		}
		if ok && x.n > most {
			most, s.layout = x.n, d
		}
	}
	if d := s.layout; s.length == 0 && d[0] > 0 {
		s.length, s.beam = float64(d[0]+d[1]), float64(d[2]+d[3])
	}
	return s
}

// sayings joins a vessel's claims of one property by value.
func sayings(v *Vessel, prop string, least int) []said {
	var out []said
	at := map[string]int{}
	for i := range v.Claims {
		c := &v.Claims[i]
		if c.Prop != prop || c.Value == "" {
			continue
		}
		j, ok := at[c.Value]
		if !ok {
			at[c.Value] = len(out)
			out = append(out, said{c.Value, c.First, c.Last, c.N})
			continue
		}
		x := &out[j]
		x.first, x.last, x.n = min(x.first, c.First), max(x.last, c.Last), x.n+c.N
	}
	out = slices.DeleteFunc(out, func(x said) bool { return x.n < least })
	slices.SortFunc(out, func(a, b said) int { return cmp.Or(cmp.Compare(a.first, b.first), strings.Compare(a.value, b.value)) })
	return out
}

// imoNumber is a number as a ship sends it; 0 when it has not seven digits.
func imoNumber(s string) uint32 {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n < 1_000_000 || n > 9_999_999 || noIMO(uint32(n)) {
		return 0
	}
	return uint32(n)
}

// noIMO: numbers that are typed to fill the field. 1234567 passes its check digit.
func noIMO(n uint32) bool { return n == 0 || n == 1234567 || n%1111111 == 0 }

// imoGood: the check digit fits.
func imoGood(n uint32) bool {
	_, err := ident.Parse(ident.IMO, strconv.Itoa(int(n)))
	return err == nil
}

// papers looks at identities.
type papers struct {
	t      *Traffic
	k      *Known
	c      *IdentityConfig
	reg    *register
	selves []self
	byIMO  map[uint32][]int // who says a number, rising
	byMMSI map[string][]int
	bySize map[int][]int // length in metres to vessels, rising
	home   *spots        // the programme's zones
}

func (p *papers) index() {
	p.bySize = map[int][]int{}
	heard, known := 0, 0
	for i := range p.selves {
		s := &p.selves[i]
		for _, x := range s.imo {
			n := imoNumber(x.value)
			if imoGood(n) && len(p.byIMO[n]) == 0 {
				if heard++; len(p.reg.imo[n]) > 0 {
					known++
				}
			}
			p.byIMO[n] = append(p.byIMO[n], i)
		}
		for _, x := range s.mmsi {
			p.byMMSI[x.value] = append(p.byMMSI[x.value], i)
		}
		if s.length > 0 {
			l := int(s.length + .5)
			p.bySize[l] = append(p.bySize[l], i)
		}
	}
	p.reg.full = heard > 0 && float64(known) >= p.c.RegisterShare*float64(heard)
	call := DefaultCallConfig()
	var zones []geo.Zone
	for _, z := range p.k.Zones {
		if p.k.Flag != "" && z.Country == p.k.Flag {
			zones = append(zones, z)
		}
	}
	p.home = newSpots(zoneSpots(zones, &call, "port", "anchorage", "transfer", "waters"))
}

// raise begins an event about what was said from first to last.
func (p *papers) raise(sub, what string, first, last uint32, vs ...*Vessel) Event {
	e := apparent(IdentityKind, sub, first, last, vs...)
	e.ID = EventID(IdentityKind, sub+" "+what, e.Vessels, e.Start)
	if f := fixNear(vs[0], first); f != nil {
		e.Lat, e.Lon = float64(f.Lat())/ais.Unit, float64(f.Lon())/ais.Unit
	}
	return e
}

// fixNear is the fix of v nearest in time.
func fixNear(v *Vessel, t uint32) *Fix {
	fs := v.Fixes
	if len(fs) == 0 {
		return nil
	}
	i, _ := slices.BinarySearchFunc(fs, t, func(f Fix, t uint32) int { return cmp.Compare(f.T, t) })
	if i == len(fs) || i > 0 && t-fs[i-1].T <= fs[i].T-t {
		i--
	}
	return &fs[i]
}

// registerM is the length of a ship by a register, metres, and the share by which
// another may differ: where only the tonnage is known, what ships of that tonnage
// are long (6.5 times the cube root, within a third).
func (p *papers) registerM(s *Ship) (m, share float64) {
	if s.Length > 0 {
		return s.Length, p.c.Apart
	}
	return 6.5 * math.Cbrt(s.Gross), p.c.ApartGross
}

// otherSize: a ship of that length is not the one in the register.
func (p *papers) otherSize(s *Ship, length float64) bool {
	m, share := p.registerM(s)
	d := math.Abs(m - length)
	return m > 0 && length > 0 && d > p.c.ApartM && d > share*max(m, length)
}

// called: a list or register knows the ship by this name, or by a longer one of which
// a message has room for 20 letters only.
func (s *Ship) called(name string, edits int) bool {
	is := func(n string) bool {
		return sameName(name, n, edits) || len(name) >= 19 && strings.HasPrefix(letters(n), letters(name))
	}
	return is(s.Name) || slices.ContainsFunc(s.Names, is)
}

// nearlyCalled: a name that has lost or changed its number, or its end: painted over,
// or cut at the 20 letters that a message has room for.
func (s *Ship) nearlyCalled(name string, edits int) bool {
	words := func(n string) string {
		return strings.TrimRight(letters(n), "0123456789")
	}
	said := words(name)
	return len(said) >= 5 && slices.ContainsFunc(append([]string{s.Name}, s.Names...), func(n string) bool {
		n = words(n)
		return sameName(said, n, edits) || strings.HasPrefix(n, said) && 3*len(said) >= 2*len(n)
	})
}

// ref names a ship of a list as the reader finds it there.
func (s *Ship) ref() string {
	if s.IMO == 0 {
		return fmt.Sprintf("%s (%s)", s.Name, s.ID)
	}
	return fmt.Sprintf("%s, IMO %d (%s)", s.Name, s.IMO, s.ID)
}

func (e *Event) cite(s *Ship) {
	e.Reasons[len(e.Reasons)-1].Source = cmp.Or(s.Source, s.Statement, s.ID)
}

// numbers looks at the IMO numbers that a vessel says.
func (p *papers) numbers(i int, es []Event) []Event {
	v, me := p.t.Vessels[i], &p.selves[i]
	for _, x := range me.imo {
		n := imoNumber(x.value)
		if !imoGood(n) {
			es = p.oneDigit(v, me, x, n, es)
		}
		ships := p.reg.imo[n]
		if len(ships) == 0 {
			continue
		}
		var names []string // said with this number
		for _, y := range me.name {
			if y.first <= x.last && x.first <= y.last {
				names = append(names, y.value)
			}
		}
		known := func(name string) bool {
			return slices.ContainsFunc(ships, func(s *Ship) bool { return s.called(name, p.c.Edits) })
		}
		strange := slices.DeleteFunc(slices.Clone(names), known)
		day := ftm.DayOf(utcOf(x.first))
		zombie := false
		for _, s := range ships {
			switch {
			case s.Gone != 0 && s.Gone < day:
				e := p.raise("zombie", x.value, x.first, x.last, v)
				e.because("zombie", p.c.ZombieWeight, fmt.Sprintf("IMO number of %s, which is gone since %s", s.ref(), s.Gone))
				e.cite(s)
				e.unless("a register that is wrong, or a ship repaired and back", "flag's register, photograph of the hull number")
				es, zombie = append(es, e), true
			case p.otherSize(s, me.length):
				e := p.raise("zombie", x.value, x.first, x.last, v)
				e.Facts["length_m"] = me.length
				e.Facts["register_m"], _ = p.registerM(s)
				size := fmt.Sprintf("of %.0f m", s.Length)
				if s.Length == 0 {
					size = fmt.Sprintf("of %.0f gross tons, some %.0f m long", s.Gross, e.Facts["register_m"])
				}
				w, also := p.c.WeakWeight, ""
				if kind := v.Kind != KindUnknown && v.Kind != Other && s.Kind != KindUnknown && s.Kind != Other && v.Kind != s.Kind; kind {
					w, also = p.c.ZombieWeight, fmt.Sprintf(", and kind %s, not %s", v.Kind, s.Kind)
				} else if len(strange) > 0 {
					w, also = p.c.ZombieWeight, fmt.Sprintf(", under another name (%s)", strings.Join(strange, ", "))
				}
				e.because("zombie", w, fmt.Sprintf("IMO number of %s %s, but says %.0f m%s", s.ref(), size, me.length, also))
				e.cite(s)
				e.unless("a size typed wrong, or a ship lengthened", "register, length from a picture")
				es, zombie = append(es, e), true
			default:
				continue
			}
			break
		}
		if s := p.reg.listed(n); s != nil && !zombie && len(strange) > 0 {
			e := p.raise("listed-other-name", x.value, x.first, x.last, v)
			e.Parties[0].Listed = s.ID
			w, when := p.c.ListedName, ""
			if s.Since != 0 && ftm.DayOf(utcOf(x.last)) < s.Since {
				w, when = p.c.WeakWeight, ", before it was listed"
			}
			e.because("listed-other-name", w, fmt.Sprintf("says IMO %d, which is listed as %s, under the name %s%s", n, s.ref(), strings.Join(strange, ", "), when))
			e.cite(s)
			e.unless("a sale and a new name, or a former name, that the list does not have; another's number", "register, photograph of the hull number")
			es = append(es, e)
		}
	}
	return es
}

// oneDigit looks for a listed ship with nearly this number. Something else must
// fit: by number alone one ship in a thousand would.
func (p *papers) oneDigit(v *Vessel, me *self, x said, n uint32, es []Event) []Event {
	type hit struct {
		s    *Ship
		fits []string
	}
	var hits []hit
	for _, s := range p.reg.nearListed(n) {
		if p.otherSize(s, me.length) {
			continue
		}
		var fits []string
		if s.Length > 0 && me.length > 0 && math.Abs(s.Length-me.length) <= p.c.EditSizeM {
			fits = append(fits, fmt.Sprintf("length %.0f m", me.length))
		}
		for _, y := range me.name {
			if s.called(y.value, p.c.Edits) || s.nearlyCalled(y.value, p.c.Edits) {
				fits = append(fits, "name "+y.value)
			}
		}
		for _, y := range me.mmsi {
			m, _ := strconv.Atoi(y.value)
			switch c := shipCountry(y.value); {
			case slices.Contains(s.MMSI, uint32(m)):
				fits = append(fits, "MMSI "+y.value)
			case c != "" && c == s.Flag:
				fits = append(fits, "flag "+c)
			}
		}
		for _, y := range me.call {
			if slices.ContainsFunc(s.CallSign, func(c string) bool { return letters(c) == letters(y.value) }) {
				fits = append(fits, "call sign "+y.value)
			}
		}
		if v.Kind == s.Kind && v.Kind != KindUnknown && v.Kind != Other {
			fits = append(fits, "kind "+v.Kind.String())
		}
		if at := p.beenHome(v); at != "" {
			fits = append(fits, "was at "+at)
		}
		if len(fits) > 0 {
			hits = append(hits, hit{s, fits})
		}
	}
	if len(hits) == 0 {
		return es
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(len(b.fits), len(a.fits)) })
	s := hits[0].s
	e := p.raise("one-digit", x.value, x.first, x.last, v)
	e.Facts["imo"], e.Facts["listed_imo"], e.Facts["fits"] = float64(n), float64(s.IMO), float64(len(hits[0].fits))
	e.because("one-edit", p.c.OneEditWeight, fmt.Sprintf("possible: IMO %d fails its check digit and is one digit from %s; also fits: %s", n, s.ref(), strings.Join(hits[0].fits, ", ")))
	e.cite(s)
	e.unless("a number typed wrong", "the ship's register, photograph of the hull number")
	for _, h := range hits[1:] {
		e.Notes = append(e.Notes, fmt.Sprintf("one digit also from %s: %s", h.s.ref(), strings.Join(h.fits, ", ")))
	}
	return append(es, e)
}

// beenHome is a zone of the programme in which a vessel was, "" when none.
func (p *papers) beenHome(v *Vessel) string {
	if p.home.bits == nil {
		return ""
	}
	for i := range v.Fixes {
		for _, id := range p.home.near(&v.Fixes[i]) {
			if s := &p.home.all[id]; s.km(&v.Fixes[i]) <= s.kmIn {
				return s.name
			}
		}
	}
	return ""
}

// conflicts finds two names, call signs or numbers that a vessel says by turns.
// A change from one to another is none.
func (p *papers) conflicts(i int, es []Event) []Event {
	v, me := p.t.Vessels[i], &p.selves[i]
	if placeholder(v.MMSI) {
		return es // many boats send it
	}
	for _, of := range []struct {
		prop, word string
		said       []said
	}{{"callsign", "call sign", me.call}, {"imo", "IMO number", me.imo}, {"name", "name", me.name}} {
		if len(of.said) < 2 {
			continue
		}
		var runs []Claim
		for j := range v.Claims {
			if c := &v.Claims[j]; c.Prop == of.prop && slices.ContainsFunc(of.said, func(x said) bool { return x.value == c.Value }) {
				runs = append(runs, *c)
			}
		}
		slices.SortFunc(runs, func(a, b Claim) int {
			return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last), strings.Compare(a.Value, b.Value))
		})
		const most = 200 // turns enough
		runs = runs[:min(len(runs), most)]
		slack := uint32(p.c.ConflictS)
		var at []string
		var first, last uint32
		turns := 0
		for b := 1; b < len(runs); b++ {
			for a := b - 1; a >= 0; a-- {
				x, y := &runs[a], &runs[b]
				if x.Value == y.Value || y.First > x.Last+slack || sameName(x.Value, y.Value, p.c.Edits) && of.prop != "imo" || of.prop == "imo" && editsBetween([]rune(x.Value), []rune(y.Value)) <= p.c.Edits {
					continue
				}
				// by turns: x is said again after y began
				back := x.Last > y.First || slices.ContainsFunc(runs[b+1:], func(z Claim) bool { return z.Value == x.Value && z.First <= y.Last+slack })
				if !back {
					continue
				}
				if turns++; turns == 1 {
					first, last = x.First, y.Last
				}
				first, last = min(first, max(x.First, y.First)), max(last, min(x.Last, y.Last))
				at = append(at, x.Value, y.Value)
			}
		}
		if turns == 0 {
			continue
		}
		slices.Sort(at)
		at = slices.Compact(at)
		e := p.raise("conflict", of.prop, first, max(first, last), v)
		e.Facts["values"] = float64(len(at))
		e.because("identity-conflict", p.c.WeakWeight, fmt.Sprintf("says by turns within %.0f min the %s %s", p.c.ConflictS/60, of.word, strings.Join(at, " and ")))
		e.unless("two vessels that share a number, or a set in test", "raw messages, positions of each")
		es = append(es, e)
	}
	return es
}

// nameHops finds names that change, and change again, within weeks. Names of ships
// change in years (2.6 times in a suspect ship's life), and slips are none.
func (p *papers) nameHops(i int, es []Event) []Event {
	v, me := p.t.Vessels[i], &p.selves[i]
	called, slots := me.name, 0
	for _, x := range called {
		slots += x.n
	}
	if slots < p.c.FewSlots {
		called = sayings(v, "name", 1)
	}
	if len(called) < 2 || placeholder(v.MMSI) || p.sharesNumber(v) {
		return es // of several ships on one number each has its own
	}
	var seq []Claim
	for j := range v.Claims {
		c := &v.Claims[j]
		if c.Prop != "name" || !slices.ContainsFunc(called, func(x said) bool { return x.value == c.Value }) {
			continue
		}
		if n := len(seq); n > 0 && (sameName(seq[n-1].Value, c.Value, p.c.Edits) || muchAlike(seq[n-1].Value, c.Value) || cutShort(seq[n-1].Value, c.Value, p.c.Edits)) {
			seq[n-1].Last, seq[n-1].N = max(seq[n-1].Last, c.Last), seq[n-1].N+c.N
			continue
		}
		seq = append(seq, *c)
	}
	names := map[string]bool{}
	for _, c := range seq {
		names[c.Value] = true
	}
	if len(seq) > len(names)+1 {
		return es // names by turns: a conflict
	}
	for a := 1; a < len(seq); a++ {
		b := a
		for b+1 < len(seq) && float64(seq[b+1].First)-float64(seq[a].First) <= p.c.NameDays*86400 {
			b++
		}
		if b-a+1 < p.c.NameChanges {
			continue
		}
		var way []string
		for _, c := range seq[a-1 : b+1] {
			way = append(way, fmt.Sprintf("%s from %s", c.Value, utcOf(c.First).Format("2006-01-02 15:04")))
		}
		e := p.raise("name-hop", "", seq[a].First, seq[b].First, v)
		e.Facts["changes"] = float64(b - a + 1)
		if len(way) > 6 {
			e.Notes = append(e.Notes, fmt.Sprintf("%d more changes", len(way)-6))
			way = way[:6]
		}
		e.because("name-hop", p.c.HopWeight, fmt.Sprintf("%d changes of name within %.0f days: %s", b-a+1, p.c.NameDays, strings.Join(way, ", ")))
		e.unless("a sale and a name typed wrong after it; a set in test; two vessels that share a number", "register, flag's reply")
		return append(es, e)
	}
	return es
}

// sharesNumber reports whether another ship says a vessel's number at the same time:
// one that has another name then, or is heard much and says none. Else it is the same
// ship, of which some positions seemed to be elsewhere.
func (p *papers) sharesNumber(v *Vessel) bool {
	return slices.ContainsFunc(v.Overlaps, func(o Overlap) bool {
		i, ok := slices.BinarySearchFunc(p.t.Vessels, o.Other, func(w *Vessel, id string) int { return strings.Compare(w.ID, id) })
		if !ok {
			return true
		}
		w := p.t.Vessels[i]
		named := false
		for j := range w.Claims {
			c := &w.Claims[j]
			if c.Prop != "name" {
				continue
			}
			named = true
			for _, t := range [2]uint32{c.First, c.Last} {
				if name, ok := v.ClaimAt("name", t); ok && !sameName(name, c.Value, p.c.Edits) {
					return true
				}
			}
		}
		return !named && 4*len(w.Fixes) > len(v.Fixes)
	})
}

// borrowed looks for the number or the call sign of another ship.
func (p *papers) borrowed(i int, es []Event) []Event {
	v, me := p.t.Vessels[i], &p.selves[i]
	look := func(sub, word string, x said, ships []*Ship) {
		var imo *said
		for j := range me.imo {
			if y := &me.imo[j]; imoGood(imoNumber(y.value)) && y.first <= x.last && x.first <= y.last {
				imo = y
			}
		}
		if imo == nil || len(ships) == 0 {
			return
		}
		for _, s := range ships {
			if s.IMO == 0 || s.IMO == imoNumber(imo.value) || slices.ContainsFunc(me.name, func(y said) bool { return s.called(y.value, p.c.Edits) }) {
				return // it is its own, or the register may mean this ship
			}
		}
		s, w := ships[0], p.c.WeakWeight
		for _, o := range ships {
			if o.Listed {
				s, w = o, p.c.Borrowed
				break
			}
		}
		e := p.raise(sub, x.value, x.first, x.last, v)
		e.because("borrowed", w, fmt.Sprintf("sends %s %s, which registers give to %s, with IMO %s", word, x.value, s.ref(), imo.value))
		e.cite(s)
		e.unless("a number given anew after the other ship left the flag; an old register", "radio licence")
		es = append(es, e)
	}
	for _, x := range me.mmsi {
		m, _ := strconv.Atoi(x.value)
		look("borrowed-mmsi", "MMSI", x, p.reg.mmsi[uint32(m)])
	}
	for _, x := range me.call {
		look("borrowed-callsign", "call sign", x, p.reg.call[letters(x.value)])
	}
	return es
}

// sharedCalls finds two ships with numbers of their own that use one call sign at
// the same time.
func (p *papers) sharedCalls() []Event {
	type user struct {
		i   int
		x   said
		imo string
	}
	by := map[string][]user{}
	for i := range p.selves {
		me := &p.selves[i]
		for _, x := range me.call {
			for _, y := range me.imo {
				if c := letters(x.value); len(c) >= 4 && imoGood(imoNumber(y.value)) && y.first <= x.last && x.first <= y.last {
					by[c] = append(by[c], user{i, x, y.value})
					break
				}
			}
		}
	}
	var es []Event
	for _, us := range by {
		if len(us) < 2 || len(us) > p.c.Shares {
			continue
		}
		for a := range us {
			for b := a + 1; b < len(us); b++ {
				x, y := &us[a], &us[b]
				lo, hi := max(x.x.first, y.x.first), min(x.x.last, y.x.last)
				if x.imo == y.imo || x.i == y.i || lo > hi || p.t.Vessels[x.i].MMSI == p.t.Vessels[y.i].MMSI {
					continue // or two on one radio number, which tells of itself
				}
				e := p.raise("shared-callsign", letters(x.x.value), lo, hi, p.t.Vessels[x.i], p.t.Vessels[y.i])
				e.because("identity-conflict", p.c.WeakWeight, fmt.Sprintf("both send the call sign %s, with IMO %s and %s", x.x.value, x.imo, y.imo))
				e.unless("a call sign left in a set after a sale", "radio licences")
				es = append(es, e)
			}
		}
	}
	return es
}
