package screen

import (
	"errors"

	"cordon/names"
)

// Scores from which a result is a match, and from which it is shown.
const (
	DefaultThreshold = .70
	DefaultCutoff    = .50
	DefaultLimit     = 5
	MaxLimit         = 500
)

// Algorithms of comparison.
const (
	Best = "best" // the package's own
	OFAC = "ofac" // as the search of OFAC's site scores names
)

// ErrAlgorithm is the error of an algorithm that the engine does not have.
var ErrAlgorithm = errors.New("unknown algorithm")

// ErrSchema is the error of a schema that the model does not have.
var ErrSchema = errors.New("unknown schema")

// Query is a party to look for, as an entity with few properties. No schema
// means any.
type Query struct {
	ID         string              `json:"id,omitempty"`
	Schema     string              `json:"schema,omitempty"`
	Properties map[string][]string `json:"properties"`
}

// Options say what counts as an answer. Zero values take the defaults.
type Options struct {
	Threshold       float64  // score from which a result is a match
	Cutoff          float64  // score from which a result is shown
	Limit           int      // results at most
	Algorithm       string   // Best or OFAC
	Datasets        []string // only entities of one of these
	ExcludeDatasets []string // of an entity's datasets these do not count
	ExcludeIDs      []string // of entities or of what was merged into them
	ExcludeSchemata []string
	Topics          []string // only entities with one of these
	ChangedSince    string   // ISO time: only entities that changed then or later

	// Filters are properties, or groups of them (countries, names, dates, …), and
	// values of which an entity must have one: for each of the properties.
	Filters map[string][]string

	// Weights are what features count instead of their coefficients, for [Best].
	Weights map[string]float64
}

// Answer is what was found for a query, best first.
type Answer struct {
	Query   Query    `json:"query"` // as asked, values cleaned
	Results []Result `json:"results"`
	Total   int      `json:"total"`             // matches, also those beyond the limit
	Ignored []string `json:"ignored,omitempty"` // properties of the query that nothing was compared with
}

// Result is one entity that may be the one looked for.
type Result struct {
	ID           string                 `json:"id"`
	Caption      string                 `json:"caption"`
	Schema       string                 `json:"schema"`
	Score        float64                `json:"score"`
	Match        bool                   `json:"match"`
	Datasets     []string               `json:"datasets"`
	Referents    []string               `json:"referents,omitempty"`
	FirstSeen    string                 `json:"first_seen,omitempty"`
	LastSeen     string                 `json:"last_seen,omitempty"`
	LastChange   string                 `json:"last_change,omitempty"`
	Properties   map[string][]string    `json:"properties"`
	Explanations map[string]Explanation `json:"explanations"`
	Evidence     Evidence               `json:"evidence"`
	Listings     []Listing              `json:"listings"`
	OFACScore    *int                   `json:"ofac_score,omitempty"` // of the algorithm ofac, in percent
}

// Explanation is the part of one feature in a score.
type Explanation struct {
	Score     float64 `json:"score"`
	Detail    string  `json:"detail,omitempty"`
	Query     string  `json:"query,omitempty"`
	Candidate string  `json:"candidate,omitempty"`
}

// Evidence says why a result scores as it does, so that it can be checked by
// hand.
type Evidence struct {
	Offered    float64      `json:"offered"` // how much the query had to offer, in [0,1]; it does not move the score
	Sentence   string       `json:"sentence"`
	Alias      string       `json:"alias,omitempty"`    // the listed name that matched
	Strength   string       `json:"strength,omitempty"` // of that name: name, alias, previous name, weak alias
	Parts      []names.Pair `json:"parts"`
	Agree      []string     `json:"agree"`
	Contradict []string     `json:"contradict"`
	Missing    []string     `json:"missing"` // facts of the list that the query did not offer
}

// Listing is one listing of a party: by whom, under what, since when, and where
// it can be read.
type Listing struct {
	Dataset    string   `json:"dataset"`
	Authority  string   `json:"authority,omitempty"`
	Programmes []string `json:"programmes"`
	Listed     string   `json:"listed,omitempty"` // day
	Since      string   `json:"since,omitempty"`  // measures in force from
	Until      string   `json:"until,omitempty"`  // and to
	Reference  string   `json:"reference,omitempty"`
	SourceURL  string   `json:"source_url,omitempty"`
}
