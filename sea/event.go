package sea

import (
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/geo"
)

// The kinds of events.
const (
	EncounterKind = "encounter"
	LoiteringKind = "loitering"
	GapKind       = "gap"
	DarkKind      = "dark-rendezvous"
	PortKind      = "port"
	SpoofKind     = "spoof"
	IdentityKind  = "identity"
)

// Kinds are all of them.
var Kinds = []string{EncounterKind, GapKind, LoiteringKind, PortKind, SpoofKind, IdentityKind, DarkKind}

// Event is what one or two vessels apparently did. Its ID is a hash of kind,
// vessels, start minute and rule version.
type Event struct {
	ID       string             `json:"id"`
	Kind     string             `json:"kind"`
	Sub      string             `json:"sub,omitempty"` // what exactly: sts, port-call, waters, dark-call, clone, circle, jump, newborn, one-digit, flag-hop, ...
	Vessels  []string           `json:"vessels"`       // ids, lower first
	Parties  []Party            `json:"parties"`       // who they are, in the same order
	Start    time.Time          `json:"start"`
	End      time.Time          `json:"end"`
	Open     bool               `json:"open,omitempty"` // not over when the data end
	Lat      float64            `json:"lat"`
	Lon      float64            `json:"lon"`
	Area     []geo.Point        `json:"area,omitempty"`  // where it can have been, when no point is known
	Place    string             `json:"place,omitempty"` // zone or port
	Zone     string             `json:"zone,omitempty"`  // id of the programme's zone
	Inferred bool               `json:"inferred,omitempty"`
	Strength float64            `json:"strength"`
	Alert    bool               `json:"alert"`
	LogOdds  float64            `json:"log_odds"`
	Reasons  []Reason           `json:"reasons"`
	Innocent []Innocent         `json:"innocent"`
	Facts    map[string]float64 `json:"facts,omitempty"` // measured: contact_s, span_s, min_km, hull_gap_m, p_silent, ...
	Notes    []string           `json:"notes,omitempty"`
	Exposure finding.Exposure   `json:"exposure,omitempty"`
	Measures []string           `json:"measures,omitempty"`
	Paths    []finding.Path     `json:"paths,omitempty"`
}

// Party is a vessel as it was known at the time of an event.
type Party struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	MMSI   uint32 `json:"mmsi,omitempty"`
	IMO    uint32 `json:"imo,omitempty"`
	Flag   string `json:"flag,omitempty"` // country of the MMSI
	Kind   string `json:"kind,omitempty"`
	Listed string `json:"listed,omitempty"` // id of the listed vessel that it is
}

// Reason is one item of evidence: what was seen, and its weight in log-odds.
type Reason struct {
	Item   string  `json:"item"` // key into Config.Weights
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
	Source string  `json:"source,omitempty"`
}

// Innocent is an explanation that fits as well, and what would show it.
type Innocent struct {
	Text      string `json:"text"`
	ClearedBy string `json:"cleared_by"`
}

// Ship is a vessel that lists or registers know.
type Ship struct {
	ID                string
	Name              string
	Names             []string // others, former ones too
	IMO               uint32
	MMSI              []uint32
	CallSign          []string
	Flag              string // ISO code, lower case
	Kind              Kind
	Length            float64 // metres; 0 unknown
	Gross             float64
	Deadweight        float64 // tonnes; 0 unknown
	Built             int
	Listed            bool    // by the programme
	Since             ftm.Day // listed since; 0 unknown
	Gone              ftm.Day // broken up, sunk or struck off; 0 not known to be
	Datasets          []string
	Statement, Source string // digest and dataset of the statement that names it
}

// Known is what engines are told of the world beside the messages.
type Known struct {
	Ships []Ship
	Zones []geo.Zone
	Ports *geo.Ports
	Land  *geo.Land
	Flag  string // the programme's country, ISO code

	idx knownIndex
}
