package live

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
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
	Batch   int64     // known time to the batch: all up to this one; 0 leaves it to KnownOn
}

// present reports whether the point moves on with the clock.
func (a At) present() bool { return a.AsOf == 0 && a.KnownOn.IsZero() && a.Batch == 0 }

// newest reports whether the point is of the newest batch, whichever that is.
func (a At) newest() bool { return a.KnownOn.IsZero() && a.Batch == 0 }

// point is an At worked out.
type point struct {
	asOf  ftm.Day
	batch int64
	known time.Time // the day that answers state
}

// point works out which batch a question is asked of. A batch by its number is
// stated as known on the day that At says, else on the day it was received.
func (d *Desk) point(ctx context.Context, at At) (point, error) {
	p := point{asOf: at.AsOf, known: at.KnownOn}
	if p.asOf == 0 {
		p.asOf = d.today()
	}
	if at.Batch != 0 {
		b, err := d.store.Batch(ctx, at.Batch)
		if errors.Is(err, store.ErrNotFound) {
			return p, fmt.Errorf("batch %d: %w", at.Batch, ErrNoBatch)
		}
		if err != nil {
			return p, err
		}
		received := b.Received.In(d.o.Now().Location())
		switch {
		case p.known.IsZero():
			p.known = received
		case received.Format(time.DateOnly) > p.known.Format(time.DateOnly):
			return p, fmt.Errorf("batch %d was received on %s: %w", b.ID, received.Format(time.DateOnly), ErrNoBatch)
		}
		p.batch = b.ID
		return p, nil
	}
	v, err := d.store.ViewAt(ctx, p.asOf, at.KnownOn)
	if err != nil {
		return p, err
	}
	if v.Batch == 0 {
		return p, d.nothingKnown(ctx, at.KnownOn)
	}
	if p.batch = v.Batch; p.known.IsZero() {
		p.known = d.o.Now()
	}
	return p, nil
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
	Batch    int64    `json:"batch"`    // the newest of all; with as_of and known_on it asks the same again
	Lists    []List   `json:"lists"`    // the newest batch of each dataset
	Parties  int      `json:"parties"`  // entities that could be found
}

// At is the point at which the same question gets the same answer, to the byte,
// whatever was loaded since.
func (s Searched) At() (At, error) {
	asOf, err := ftm.ParseDay(s.AsOf)
	if err != nil {
		return At{}, fmt.Errorf("as of: %w", err)
	}
	known, err := ftm.ParseDay(s.KnownOn)
	if err != nil {
		return At{}, fmt.Errorf("known on: %w", err)
	}
	return At{AsOf: asOf, KnownOn: known.Time(), Batch: s.Batch}, nil
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
func (s *state) searched(o screen.Options, p point) Searched {
	out := Searched{AsOf: p.asOf.String(), KnownOn: p.known.Format(time.DateOnly), Batch: s.batch, Parties: s.index.Parties(o.Datasets, o.ExcludeDatasets), Datasets: []string{}, Lists: []List{}}
	for _, l := range s.lists {
		if len(o.Datasets) > 0 && !slices.Contains(o.Datasets, l.Dataset) || slices.Contains(o.ExcludeDatasets, l.Dataset) {
			continue
		}
		out.Datasets = append(out.Datasets, l.Dataset)
		out.Lists = append(out.Lists, l)
	}
	return out
}
