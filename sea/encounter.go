package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cordon/ais"
	"cordon/ftm"
	"cordon/geo"
)

// Encounters: which ships met, and was it apparently a transfer from ship to ship or
// are they neighbours?
//
// Contacts of a pair with at most MergeGap between them are one meeting; it counts
// from ContactS seconds of contact on (contact, not the time from first to last). A
// meeting is judged by six things: the gap between the hulls, how crowded the place
// is, whether the ships came together and parted, whether they moved as one, what
// kinds of ships they are, and what their draughts did. In a port, an anchorage or
// among ships that lie still it takes hulls alongside and two of the next three, or
// a listed ship; in the open it takes that they moved as one, or hulls alongside.
// Everything else that met that long is kept as a meeting, with what speaks for it.
//
// The numbers are cordon's own (after GFW's and practitioners' definitions), start
// values to be fitted on planted truth.

// SubMeeting marks an encounter that is explained, or of which too little is known.
const SubMeeting = "meeting"

// EncounterConfig says when a meeting counts and when it looks like a transfer.
type EncounterConfig struct {
	Contact  ContactConfig
	MergeGap uint32  // seconds between contacts of one meeting; 14,400 (GFW)
	ContactS float64 // seconds of contact that count; 7,200 (GFW: 120 min)

	HeldS  float64 // of which in sight at least, where ships lay alongside and positions of one are missing for up to MergeGap; 900
	HeldKm float64 // that one had moved no farther meanwhile; 0.3

	AlongsideM   float64 // metres between hulls, at most; 20
	WindowS      float64 // seconds over which ships are alongside and move as one; 7,200
	UnderwayKn   float64 // from this speed on a pair is under way; 3
	UnderwayMost float64 // knots above which nothing is handed over under way; 9
	PassS        uint32  // ships that were apart for this long between contacts had parted; 1,800
	UnderwayM    float64 // and at most so many metres apart, outline to hull; 100
	BlindM       float64 // metres between antennas at most, where sizes or headings are not known; 200

	CrowdKm    float64 // radius in which others are counted; 3
	ChancePnn  float64 // a neighbour so near is no chance below; 0.1
	CrowdedPnn float64 // and likely one above; 0.5
	LyingKn    float64 // slower than this a ship lies still; 1
	LyingShips float64 // so many others lying within CrowdKm make an anchorage; 3
	AnchorKn   float64 // a pair that gets on slower than this, from first to last, lies at anchor or at a berth; 0.1
	PortKm     float64 // a port is so near; 10 (GFW's anchorage rule)

	ApartKm    float64 // farther apart than this they had not met, or had parted; 1
	ApartS     uint32  // within so many seconds before and after; 43,200
	ParallelDg float64 // headings differ by at most so many degrees, either way around; 15
	DriftDg    float64 // the bearing in the ship's frame strays by at most so many; 15
	TogetherKn float64 // relative speed below; 0.5
	FixM       float64 // metres of noise of a position, one sigma; 10

	DraughtS    uint32  // seconds before and after in which draughts are compared; 172,800
	DraughtStep float64 // metres by which each changed, at least; 0.3

	BunkerShips int    // partners from which on a vessel looks like a bunker barge; 4
	BunkerS     uint32 // within so many seconds; 604,800

	Moments int // times of a meeting that are looked at, at most, evenly chosen; 240

	Weights map[string]float64 // log-odds of items, below
}

// The items of reasons of encounters.
const (
	ItemTransfer          = "transfer"            // alongside in the open, tankers
	ItemTransferAnchorage = "transfer-anchorage"  // the same at an anchorage
	ItemAlongside         = "alongside"           // alongside in the open, other kinds
	ItemAlongsideAnchor   = "alongside-anchorage" // the same at an anchorage
	ItemUnderWay          = "under-way"           // moved as one, sailing
	ItemContact           = "contact"             // moved as one, not known to be alongside
	ItemKinds             = "kinds"               // two tankers, not known to be alongside
	ItemRendezvous        = "rendezvous"          // came together and parted, in the open
	ItemDraughtStep       = "draught-step"        // draughts changed in opposite ways
	ItemService           = "service-craft"       // a tug, pilot or service vessel
	ItemFishing           = "fishing-pair"        // two fishing vessels
	ItemBunker            = "bunker-pattern"      // one meets many in the same days
	ItemCrowded           = "crowded"             // a neighbour so near is likely by chance
	ItemParked            = "parked"              // never apart: lay beside each other
	ItemSameHull          = "same-hull"           // antennas nearer than hulls allow
)

// DefaultEncounterConfig is the start values.
func DefaultEncounterConfig() EncounterConfig {
	return EncounterConfig{
		Contact: DefaultContactConfig(), MergeGap: 4 * 3600, ContactS: 7200, HeldS: 900, HeldKm: .3,
		AlongsideM: 20, WindowS: 7200, UnderwayKn: 3, UnderwayMost: 9, PassS: 1800, UnderwayM: 100, BlindM: 200,
		CrowdKm: 3, ChancePnn: .1, CrowdedPnn: .5, LyingKn: 1, LyingShips: 3, AnchorKn: .1, PortKm: 10,
		ApartKm: 1, ApartS: 12 * 3600, ParallelDg: 15, DriftDg: 15, TogetherKn: .5, FixM: 10,
		DraughtS: 48 * 3600, DraughtStep: .3, BunkerShips: 4, BunkerS: 7 * 86400, Moments: 240,
		Weights: map[string]float64{
			ItemTransfer: 2, ItemTransferAnchorage: 1, ItemAlongside: 1, ItemAlongsideAnchor: .5,
			ItemUnderWay: .7, ItemContact: .5, ItemKinds: .5, ItemRendezvous: .3, ItemDraughtStep: .7,
			ItemService: -2, ItemFishing: -1.5, ItemBunker: -2, ItemCrowded: -.5, ItemParked: -.5, ItemSameHull: -1,
		},
	}
}

// Encounters are the meetings of ships that transmit, by start, then id. Of k what
// is nil is unknown: it neither makes a transfer nor clears one. The place of an
// event is the middle between the antennas half-way through the time for which they
// were nearest: of ships under way, where they were in the middle of it.
func Encounters(ctx context.Context, t *Traffic, k *Known, c EncounterConfig, workers int) ([]Event, error) {
	contacts, err := Contacts(ctx, t, c.Contact, workers)
	if err != nil {
		return nil, fmt.Errorf("encounters: %w", err)
	}
	return EncountersOf(ctx, t, k, contacts, c, workers)
}

// EncountersOf are the meetings that contacts come to: those of Contacts, or of
// JoinContacts over all parts.
func EncountersOf(ctx context.Context, t *Traffic, k *Known, contacts []Contact, c EncounterConfig, workers int) ([]Event, error) {
	if k == nil {
		k = &Known{}
	}
	var all []meeting
	for _, m := range meetings(t, contacts, c.MergeGap) {
		all = m.split(all, c)
	}
	seen := make([]measured, len(all))
	measurers := make([]measurer, max(1, workers))
	err := share(ctx, workers, len(all), 16, func(w, i int) {
		g, m := &measurers[w], &all[i]
		g.c = c
		if m.inside < min(c.HeldS, c.ContactS) {
			return
		}
		near := m.canTouch(c)
		if m.inside >= c.HeldS && near {
			if h := m.through(c); h.held >= c.ContactS && h.canTouch(c) {
				same := slices.Equal(h.contacts, m.contacts)
				h.trim(c)
				s := g.measure(&h, c.Moments)
				if s.alongside {
					*m, seen[i] = h, s
					return
				}
				if same { // and so is what is measured
					m.trim(c)
					seen[i] = s
					return
				}
			}
		}
		if m.inside < c.ContactS {
			return
		}
		m.trim(c)
		moments := c.Moments
		if !near && m.inPort(k, c) {
			moments = neighbourMoments
		}
		seen[i] = g.measure(m, moments)
	})
	if err != nil {
		return nil, fmt.Errorf("encounters: %w", err)
	}
	n := 0
	for i := range all {
		if all[i].inside >= c.ContactS || all[i].held > 0 {
			all[n], seen[n] = all[i], seen[i]
			n++
		}
	}
	all, seen = all[:n], seen[:n]
	crowds := newCrowds(t, all, c)
	if err := crowds.count(ctx, all, c, workers); err != nil {
		return nil, fmt.Errorf("encounters: %w", err)
	}
	for i := range seen {
		seen[i].crowd(crowds, i, c)
	}
	partners := bunkering(all, seen, c)
	out := make([]Event, len(all))
	err = parallel(ctx, len(all), workers, func(i int) {
		out[i] = weighMeeting(t, k, &all[i], &seen[i], partners[i], c)
	})
	if err != nil {
		return nil, fmt.Errorf("encounters: %w", err)
	}
	slices.SortFunc(out, func(x, y Event) int { return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.ID, y.ID)) })
	return out, nil
}

// neighbourMoments is at how many times neighbours in a port are looked at, whose
// hulls were never alongside: nothing but what is told of them hangs on it.
const neighbourMoments = 24

// inPort reports whether a meeting was surely where ships lie, in a port or
// anchorage of k, and of ships that nobody lists.
func (m *meeting) inPort(k *Known, c EncounterConfig) bool {
	day := ftm.DayOf(time.Unix(int64(m.start()), 0).UTC())
	if k.ListedAs(m.a, day) != nil || k.ListedAs(m.b, day) != nil || k.Flag != "" && (flagOf(m.a) == k.Flag || flagOf(m.b) == k.Flag) {
		return false
	}
	lat, lon, _, ok := m.a.placeAt(m.start(), c.MergeGap)
	if !ok {
		return false
	}
	// The place of a meeting is where the ships were nearest: it may be another.
	for i := range m.contacts {
		if l, o, _, ok := m.a.placeAt(m.contacts[i].MinAt, c.MergeGap); ok {
			if dx, dy := apartM(lat, lon, l, o); math.Hypot(dx, dy) > 1000 {
				return false
			}
		}
	}
	zone, port := whereIs(k, geo.Point{Lat: lat / ais.Unit, Lon: lon / ais.Unit}, c.PortKm-2)
	return port != "" && (zone == nil || zone.Kind == "port" || zone.Kind == "anchorage")
}

// parallel does n things by so many workers.
func parallel(ctx context.Context, n, workers int, do func(i int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(1, min(workers, n)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// weighMeeting makes an event of a meeting: what it looks like, the reasons, and
// what else it may have been.
func weighMeeting(t *Traffic, k *Known, m *meeting, s *measured, many manyShips, c EncounterConfig) Event {
	start, end := uint32(math.Floor(m.start())), uint32(math.Ceil(m.end()))
	e := Event{
		Kind: EncounterKind, Sub: SubMeeting, Vessels: []string{m.a.ID, m.b.ID},
		Parties: []Party{PartyOf(m.a, start), PartyOf(m.b, start)},
		Start:   time.Unix(int64(start), 0).UTC(), End: time.Unix(int64(end), 0).UTC(),
		Lat: math.Round(s.at.Lat*1e6) / 1e6, Lon: math.Round(s.at.Lon*1e6) / 1e6,
		Open:    m.end() >= float64(min(lastFix(m.a), lastFix(m.b))) && float64(t.Last)-m.end() <= float64(c.MergeGap),
		Reasons: []Reason{}, Innocent: []Innocent{}, Facts: make(map[string]float64, 32),
	}
	// What it is called may change when late data come: the id does not.
	e.ID = EventID(e.Kind, "", e.Vessels, e.Start)
	s.facts(e.Facts, m)

	zone, port := whereIs(k, s.at, c.PortKm)
	switch {
	case zone != nil:
		e.Zone, e.Place = zone.ID, cmp.Or(zone.Name, zone.ID)
	case port != "":
		e.Place = port
	}
	// Ships that do not even drift lie at anchor, wherever that is.
	inside := port != "" || zone != nil && (zone.Kind == "port" || zone.Kind == "anchorage") ||
		s.lying >= c.LyingShips || s.netKn < c.AnchorKn
	if inside {
		e.Facts["inside"] = 1
	}
	day := ftm.DayOf(e.Start)
	listed := k.ListedAs(m.a, day) != nil || k.ListedAs(m.b, day) != nil ||
		k.Flag != "" && (e.Parties[0].Flag == k.Flag || e.Parties[1].Flag == k.Flag)

	underWay := s.speedKn >= c.UnderwayKn
	// How near is near enough to call it a transfer when the hulls are not alongside
	// depends on what is known: moving as one says less where headings are not.
	near := true
	switch {
	case s.speedKn > c.UnderwayMost:
		near = false
	case underWay && !math.IsNaN(s.hullGap):
		near = s.hullGap <= c.UnderwayM
	case underWay, !s.headings:
		near = s.bestKm <= c.BlindM/1000
	}
	uncrowded := s.pnn <= c.ChancePnn
	two := 0
	for _, x := range []bool{uncrowded, s.met == yes, s.asOne} {
		if x {
			two++
		}
	}
	kinds, explained := pairKinds(m, k)
	switch {
	case explained != "" && !listed:
	case s.sameHull && !listed:
	case zone != nil && zone.Kind == "port" && k.Flag != "" && zone.Country == k.Flag:
		// Who lies at a quay there has called, which says more than who lies beside it.
	case inside:
		if s.alongside && two >= 2 || listed && (s.alongside || math.IsNaN(s.hullGap)) {
			e.Sub = SubTransfer
		}
	case s.asOne && near || s.alongside && !underWay || listed && s.speedKn <= c.UnderwayMost:
		e.Sub = SubTransfer
	}

	reason := func(item, format string, args ...any) {
		e.Reasons = append(e.Reasons, Reason{Item: item, Text: fmt.Sprintf(format, args...), Weight: c.Weights[item], Source: SourceName})
	}
	innocent := func(text, by string) { e.Innocent = append(e.Innocent, Innocent{text, by}) }
	hours := max(m.inside, m.held) / 3600
	place := "in the open"
	if inside {
		place = "where ships lie"
	}
	if e.Sub == SubTransfer {
		switch {
		case s.alongside && inside && kinds == tankerPair:
			reason(ItemTransferAnchorage, "apparently alongside for %.1f h, hulls %.0f m apart, two tankers, %s", hours, s.hullGap, place)
			innocent("bunkering or a transfer that the port allowed", "the port's permit or the agent's notice")
		case s.alongside && inside:
			reason(ItemAlongsideAnchor, "apparently alongside for %.1f h, hulls %.0f m apart, %s", hours, s.hullGap, place)
			innocent("stores, crew or bunkers from a barge", "the port's log or the agent's notice")
		case underWay:
			reason(ItemUnderWay, "sailed as one at %.1f kn for %.1f h, %s", s.speedKn, hours, s.apart())
			innocent("sailing in company, a tow or an escort", "the masters, or a photograph")
		case s.alongside && kinds == tankerPair:
			reason(ItemTransfer, "apparently alongside for %.1f h, hulls %.0f m apart, two tankers, %s", hours, s.hullGap, place)
			innocent("bunkering or lightering", "the agent's notice or the port log of the next call")
		case s.alongside:
			reason(ItemAlongside, "apparently alongside for %.1f h, hulls %.0f m apart, %s", hours, s.hullGap, place)
			innocent("stores, spare parts or crew, or help to a ship in trouble", "the log of either ship")
		default:
			reason(ItemContact, "within %.0f m for %.1f h, moved as one, %s", s.bestKm*1000, hours, place)
			innocent("drifting in company while waiting for orders or weather", "the masters, or a photograph")
			if kinds == tankerPair && !inside {
				reason(ItemKinds, "both are tankers")
			}
		}
		if !inside && s.met == yes {
			reason(ItemRendezvous, "%s; more than %.0f km apart before and after", s.cameText(&e), c.ApartKm)
		}
		if s.draught == yes {
			reason(ItemDraughtStep, "draughts changed in opposite ways: %+.1f m and %+.1f m within %d h", s.stepA, s.stepB, c.DraughtS/3600)
			innocent("draughts are typed by hand and often late", "the loading papers")
		}
	} else {
		switch {
		case inside && s.met == no:
			innocent("neighbours at anchor or at a berth: they lay there before and after", "the port's log")
		case inside:
			innocent("neighbours at anchor, or waiting in a convoy or for a berth", "the port's log")
		case underWay:
			innocent("sailing in company or in the same lane", "the tracks of the hours before and after")
		default:
			innocent("waiting or drifting near each other", "the tracks of the hours before and after")
		}
	}
	if explained != "" {
		item := ItemService
		if kinds == fishingPair {
			item = ItemFishing
		}
		reason(item, "%s", explained)
		innocent(explained+": their work brings them together", "the register's kind of ship, or a photograph")
	}
	if many.ships >= c.BunkerShips {
		p := &e.Parties[many.which]
		reason(ItemBunker, "%s lay by %d ships in %d days, as a bunker barge does", p.Words(), many.ships, c.BunkerS/86400)
		innocent("a bunker or supply craft of the place", "the port's list of licensed suppliers")
	}
	if s.sameHull {
		reason(ItemSameHull, "antennas %.0f m apart at most of the time, nearer than two such hulls can lie", s.bestKm*1000)
		innocent("two transponders on one ship, or on a ship and its boat", "the static data of both")
	}
	if s.pnn > c.CrowdedPnn {
		reason(ItemCrowded, "%.2f ships per km²: a neighbour so near is likely by chance (%.2f)", s.lambda, s.pnn)
	}
	if s.met == no && inside {
		reason(ItemParked, "were never more than %.0f km apart in the %d h before and after", c.ApartKm, c.ApartS/3600)
	}
	if m.held > m.inside+60 {
		e.Notes = append(e.Notes, fmt.Sprintf("for %.1f h of this a ship was not heard that lay in the same place before and after", (m.held-m.inside)/3600))
	}
	e.Notes = append(e.Notes, s.notes(c, kinds, listed && e.Sub == SubTransfer && !(s.alongside || s.asOne))...)
	return e
}

// lastFix is the time of a vessel's last fix.
func lastFix(v *Vessel) uint32 { return v.Fixes[len(v.Fixes)-1].T }

// kindPair is what two kinds of ships make together.
type kindPair uint8

const (
	otherPair kindPair = iota
	unknownPair
	tankerPair
	cargoPair
	fishingPair
)

// pairKinds is what kinds met, by what ships send and, where they do not say, by
// what registers say; and the ordinary explanation, if that is one.
func pairKinds(m *meeting, k *Known) (kindPair, string) {
	a, b := kindBy(m.a, k), kindBy(m.b, k)
	for _, x := range []Kind{a, b} {
		switch x {
		case Tug:
			return otherPair, "a tug or a tow"
		case Pilot:
			return otherPair, "a pilot vessel"
		case Service:
			return otherPair, "a service, rescue or patrol vessel"
		}
	}
	switch {
	case gear(m.a) || gear(m.b):
		return otherPair, "a beacon on fishing gear, a ship's boat or an aid to navigation"
	case a == Fishing && b == Fishing:
		return fishingPair, "two fishing vessels working together"
	case a == Tanker && b == Tanker:
		return tankerPair, ""
	case a == Cargo && b == Cargo:
		return cargoPair, ""
	case a == KindUnknown || b == KindUnknown:
		return unknownPair, ""
	}
	return otherPair, ""
}

func kindBy(v *Vessel, k *Known) Kind {
	if v.Kind == KindUnknown && v.IMO != 0 {
		for _, s := range k.ByIMO(v.IMO) {
			if s.Kind != KindUnknown {
				return s.Kind
			}
		}
	}
	return v.Kind
}

// gear reports whether a vessel is no ship by the form of its number (ITU-R M.585:
// an aid to navigation, a craft of a ship, a beacon, an aircraft) or by its name, as
// beacons on nets send.
func gear(v *Vessel) bool {
	if p := v.MMSI / 10_000_000; p >= 97 && p <= 99 || p == 11 {
		return true
	}
	name, _ := v.ClaimAt("name", lastFix(v))
	name = strings.ToUpper(name)
	return strings.HasSuffix(name, "%") || strings.HasSuffix(name, "V") && strings.Contains(name, "NET") ||
		strings.Contains(name, "NETMARK") || strings.Contains(name, "NET MARK") || strings.Contains(name, "NET-MARK") || strings.Contains(name, "BUOY")
}

// whereIs is the zone of the programme and the nearest port within km of a place.
func whereIs(k *Known, p geo.Point, km float64) (zone *geo.Zone, port string) {
	for i := range k.Zones {
		// A port or an anchorage before the waters that they lie in, then by id.
		z := &k.Zones[i]
		if len(z.Ring) == 0 && z.Coast == "" && math.Abs(p.Lat-z.Centre.Lat)*100 > z.Km {
			continue // a degree is 111 km
		}
		if z.Contains(p) && (zone == nil || cmp.Or(cmp.Compare(zoneOrder(z), zoneOrder(zone)), cmp.Compare(z.ID, zone.ID)) < 0) {
			zone = z
		}
	}
	if near := k.Ports.Near(p, km); len(near) > 0 {
		port = near[0].Name
	}
	return zone, port
}

func zoneOrder(z *geo.Zone) int {
	switch z.Kind {
	case "port":
		return 0
	case "anchorage":
		return 1
	case "transfer":
		return 2
	case "watch":
		return 3
	}
	return 4
}
