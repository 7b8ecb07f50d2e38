package live

import (
	"time"

	"cordon/ftm"
	"cordon/screen"
)

// At is a point in the two times that a question is asked of.
type At struct {
	AsOf    ftm.Day   // valid time; the zero Day is today
	KnownOn time.Time // known time: all batches up to the end of that day; zero is now
}

// Answer is the answer to one query, and what was searched for it.
type Answer struct {
	ID       string          `json:"id"`
	Query    screen.Query    `json:"query"`
	Results  []screen.Result `json:"results"`
	Total    int             `json:"total"`             // matches, also those beyond the limit
	Ignored  []string        `json:"ignored,omitempty"` // parts of the query that no list property answers
	Searched Searched        `json:"searched"`
}

// Searched says what a clear answer is worth: which lists, as of when, as known
// when.
type Searched struct {
	Datasets []string `json:"datasets"`
	AsOf     string   `json:"as_of"`    // day
	KnownOn  string   `json:"known_on"` // day
	Lists    []List   `json:"lists"`    // the newest batch of each dataset
	Parties  int      `json:"parties"`  // entities that could be found
}

// List is the state of one dataset in an answer.
type List struct {
	Dataset   string `json:"dataset"`
	Batch     int64  `json:"batch"`
	Published string `json:"published,omitempty"` // day that the publisher states
	Received  string `json:"received"`            // time of the batch, RFC 3339
	Document  string `json:"document,omitempty"`  // SHA-256 of its first file, hex
}
