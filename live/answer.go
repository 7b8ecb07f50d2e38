package live

import (
	"encoding/hex"
	"slices"
	"time"

	"cordon/ftm"
	"cordon/screen"
	"cordon/store"
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

// listOf describes a batch as the state of its dataset.
func listOf(b store.Batch) List {
	l := List{Dataset: b.Source, Batch: b.ID, Published: b.Published.String(), Received: b.Received.UTC().Format(time.RFC3339)}
	if len(b.Docs) > 0 {
		l.Document = hex.EncodeToString(b.Docs[0].SHA256[:])
	}
	return l
}

// searched says what an answer from s covers under the filters of o.
func (s *state) searched(o screen.Options, asOf ftm.Day, known time.Time) Searched {
	out := Searched{AsOf: asOf.String(), KnownOn: known.Format(time.DateOnly), Parties: s.index.Len(), Datasets: []string{}, Lists: []List{}}
	for _, l := range s.lists {
		if len(o.Datasets) > 0 && !slices.Contains(o.Datasets, l.Dataset) || slices.Contains(o.ExcludeDatasets, l.Dataset) {
			continue
		}
		out.Datasets = append(out.Datasets, l.Dataset)
		out.Lists = append(out.Lists, l)
	}
	return out
}
