package sea

// Claim is something that a vessel said of itself, over a time.
type Claim struct {
	Prop        string // imo, name, callsign, type, size, draught, destination, mmsi
	Value       string // as sent, trimmed; size as A/B/C/D; draught in metres
	First, Last uint32
	N           int // six-minute slots in which it was said: statics are due every six minutes
}

// Vessel is one ship as far as its messages tell: segments of one MMSI, or of
// several, stitched by what they say of themselves.
type Vessel struct {
	ID           string  // imo-<n>, else mmsi-<n>-<segment>
	MMSI         uint32  // of the newest segment
	IMO          uint32  // 0 when none that passes its check digit was said most of the time
	Fixes        []Fix   // by time; no two of one second
	heard        hearers // of Fixes
	Breaks       []int   // rising: Fixes[i] begins a new segment, nothing is known between i-1 and i
	Claims       []Claim // by property, then first
	Kind         Kind
	Length, Beam float64 // metres; 0 unknown
	Refused      Refusals
	Jumps        []Fix     // refused as jumps, by time: places where this number was also heard
	Repeats      []Fix     // refused as noise because place, course and speed, above 0, are those of an earlier fix, by time
	Overlaps     []Overlap // tracks that say the same number and cannot be this ship, by other and first
}

// Source is the source of a fix, an index into Traffic.Sources.
func (v *Vessel) Source(fix int) uint8 { return v.heard.of(fix) }

// Refusals are the fixes of a vessel's numbers that were set aside. Those of a
// number that several ships use are counted with the longest track.
type Refusals struct {
	Dup   int // heard before, or a second one in one second
	Jump  int // no ship can have been there
	Noise int // no position by its own content: no course at speed, a stale repetition, coarse beside fine
	Time  int // later than can be
	Range int // not on the earth, or at 0, 0
}

// Overlap is another track that says the same number, and which this ship cannot
// have made.
type Overlap struct {
	Other       string  // id of the vessel
	By          string  // what both say: mmsi or imo
	First, Last uint32  // when both are heard; of tracks that follow each other, the silence between them
	Follows     bool    // one begins after the other has ended, too far off
	Swaps       int     // neighbouring messages, one of each, that would need more speed than ships have
	Km          float64 // greatest distance of such a pair
	Knots       float64 // least speed that would have to be believed: the lowest of those of the swaps
}

// Kind is the sort of a ship, from its type code.
type Kind uint8

const (
	KindUnknown Kind = iota
	Tanker
	Cargo
	Passenger
	Fishing
	Tug
	Pilot
	Service // dredgers, search and rescue, law enforcement, diving, military
	Other
)

// Source is a receiver or feed.
type Source struct {
	Name      string
	Satellite bool
	Offset    int32 // seconds its clock is ahead of terrestrial stations, already taken off
	Twins     int   // messages that other stations heard as well, from which that is known
	Unsteady  bool  // its clock errs differently each time: not corrected
}

// Traffic is what was heard, as tracks. It is not changed once made.
type Traffic struct {
	Vessels     []*Vessel // by ID
	Sources     []Source
	Refused     map[string]int64 // fixes set aside, by reason: jump dup time range noise; untimed, mmsi (no such number), no-ship (stations, aids, aircraft)
	First, Last uint32
}
