package live

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/store"
)

// Stated is a statement with its two times.
type Stated struct {
	Prop      string `json:"prop"`
	Value     string `json:"value"`
	Dataset   string `json:"dataset"`
	From      string `json:"from"`       // first day on which it was true; empty where the source does not say
	To        string `json:"to"`         // first day on which it was true no more; empty is open
	Batch     int64  `json:"batch"`      // that brought it
	KnownFrom string `json:"known_from"` // when that was received, RFC 3339
	KnownTo   string `json:"known_to"`   // when a batch came that no longer states it; empty is stated still
	Until     int64  `json:"until"`      // that batch; 0 is none
}

// ListingOf is a list that holds an entity, as of a day.
type ListingOf struct {
	List       string   `json:"list"`
	Programmes []string `json:"programmes"`
	From       string   `json:"from"` // day of the listing as the list says it
	To         string   `json:"to"`
}

// Dossier is everything that is known of an entity, with where and when it was
// stated.
type Dossier struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption"`
	Schema     string              `json:"schema"`
	Datasets   []string            `json:"datasets"`
	Referents  []string            `json:"referents"`
	Properties map[string][]string `json:"properties"` // as of the day
	FirstSeen  string              `json:"first_seen"`
	LastSeen   string              `json:"last_seen"`
	Statements []Stated            `json:"statements"` // ever known, also those that are stated no more
	Batches    []BatchOf           `json:"batches"`    // that changed what is stated of it, oldest first
	Listings   []ListingOf         `json:"listings"`
	Searched   Moment              `json:"searched"`
}

// Moment is the point in the two times of an answer, and whose statements it
// rests on.
type Moment struct {
	AsOf     string   `json:"as_of"`    // day
	KnownOn  string   `json:"known_on"` // day
	Batch    int64    `json:"batch"`
	Datasets []string `json:"datasets"`
}

// BatchOf names a batch.
type BatchOf struct {
	Batch     int64  `json:"batch"`
	Source    string `json:"source"`
	Published string `json:"published"` // day
	Received  string `json:"received"`  // RFC 3339
}

// Dossier returns everything that is known of an entity at a point in the two
// times. An id that was merged is a [MergedError], an unknown one [ErrNoEntity].
func (d *Desk) Dossier(ctx context.Context, id string, at At) (*Dossier, error) {
	p, err := d.point(ctx, at)
	if err != nil {
		return nil, err
	}
	history, err := d.store.History(ctx, p.batch, id)
	if errors.Is(err, store.ErrNotFound) {
		if _, _, err := d.bearer(ctx, id); err != nil {
			return nil, err // it may have been merged
		}
		return nil, fmt.Errorf("%q: %w", id, ErrNoEntity)
	}
	if err != nil {
		return nil, err
	}
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]store.Batch, len(batches))
	for _, b := range batches {
		byID[b.ID] = b
	}
	out := &Dossier{ID: id, Statements: make([]Stated, 0, len(history)), Batches: []BatchOf{}, Listings: []ListingOf{},
		Searched: Moment{AsOf: p.asOf.String(), KnownOn: p.known.Format(time.DateOnly), Batch: p.batch, Datasets: []string{}}}
	e := &ftm.Entity{}
	named := make(map[int64]bool)
	name := func(id int64) string {
		if b, ok := byID[id]; ok && !named[id] {
			named[id] = true
			out.Batches = append(out.Batches, BatchOf{b.ID, b.Source, b.Published.String(), b.Received.UTC().Format(time.RFC3339)})
		}
		return byID[id].Received.UTC().Format(time.RFC3339)
	}
	for i := range history {
		h := &history[i]
		s := Stated{Prop: h.Prop, Value: h.Value, Dataset: h.Dataset, From: h.From.String(), To: h.To.String(), Batch: h.KnownFrom, KnownFrom: name(h.KnownFrom), Until: h.KnownTo}
		if h.KnownTo != 0 {
			s.KnownTo = name(h.KnownTo)
		}
		out.Statements = append(out.Statements, s)
		if h.KnownTo == 0 && h.Contains(p.asOf) {
			e.Apply(&h.Statement)
		}
	}
	if e.ID == "" { // nothing is stated of it any more: it is shown as it last was
		for i := range history {
			e.Apply(&history[i].Statement)
		}
	} else {
		out.Listings = listingsOf(history, p.asOf, d.listOf())
	}
	slices.SortFunc(out.Batches, func(a, b BatchOf) int { return int(a.Batch - b.Batch) })
	slices.Sort(e.Datasets)
	slices.Sort(e.Referents)
	out.Caption, out.Schema, out.Datasets, out.Referents, out.Properties = e.PickCaption(), e.Schema, list(e.Datasets), list(e.Referents), e.Properties
	if out.Properties == nil {
		out.Properties = map[string][]string{}
	}
	received, err := d.received(ctx)
	if err != nil {
		return nil, err
	}
	if x, err := d.store.SeenOne(ctx, store.View{AsOf: p.asOf, Batch: p.batch}, id); err == nil {
		stampSeen(e, x, received)
	}
	out.FirstSeen, out.LastSeen = e.FirstSeen, e.LastSeen
	for _, s := range out.Statements {
		if s.Until == 0 && !slices.Contains(out.Searched.Datasets, s.Dataset) {
			out.Searched.Datasets = append(out.Searched.Datasets, s.Dataset)
		}
	}
	return out, nil
}

// listingsOf says which lists hold an entity, from what each states of it.
func listingsOf(history []store.Dated, asOf ftm.Day, listOf func(entity, dataset string) string) []ListingOf {
	byList := make(map[string]*ListingOf)
	var order []string
	for i := range history {
		h := &history[i]
		if h.KnownTo != 0 || !h.Contains(asOf) {
			continue
		}
		if h.Prop != "topics" || !strings.HasPrefix(h.Value, "sanction") && h.Value != "export.control" && h.Value != "reg.action" {
			continue
		}
		if byList[h.Dataset] == nil {
			byList[h.Dataset] = &ListingOf{List: listOf(h.Entity, h.Dataset), Programmes: []string{}}
			order = append(order, h.Dataset)
		}
		byList[h.Dataset].From, byList[h.Dataset].To = h.From.String(), h.To.String()
	}
	for i := range history {
		h := &history[i]
		if l := byList[h.Dataset]; l != nil && h.KnownTo == 0 && h.Contains(asOf) && h.Prop == "programId" && !slices.Contains(l.Programmes, h.Value) {
			l.Programmes = append(l.Programmes, h.Value)
		}
	}
	out := make([]ListingOf, 0, len(order))
	slices.Sort(order)
	for _, name := range order {
		out = append(out, *byList[name])
	}
	return out
}

// BatchState is a batch: what came, and what it changed.
type BatchState struct {
	BatchOf
	Kind     string     `json:"kind"` // format of the document
	Document string     `json:"document,omitempty"`
	Added    int        `json:"added"` // entities
	Changed  int        `json:"changed"`
	Removed  int        `json:"removed"`
	Refused  int        `json:"refused"` // rows that were set aside
	Problems []SetAside `json:"problems"`
}

// SetAside is a row that was set aside.
type SetAside struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Why  string `json:"why"`
}

// maxProblems is how many rows that were set aside are shown of a batch.
const maxProblems = 100

// Batches returns the newest batches, of some datasets or of all, newest first.
func (d *Desk) Batches(ctx context.Context, datasets []string, limit int) ([]BatchState, error) {
	batches, err := d.store.Batches(ctx, datasets...)
	if err != nil {
		return nil, err
	}
	slices.Reverse(batches)
	out := []BatchState{}
	for _, b := range batches[:min(limit, len(batches))] {
		s := BatchState{BatchOf: BatchOf{b.ID, b.Source, b.Published.String(), b.Received.UTC().Format(time.RFC3339)}, Kind: b.Kind,
			Added: b.Change.Added, Changed: b.Change.Changed, Removed: b.Change.Removed, Refused: b.Refused, Problems: []SetAside{}}
		if len(b.Docs) > 0 {
			s.Document = hex.EncodeToString(b.Docs[0].SHA256[:])
		}
		if b.Refused > 0 {
			bad, err := d.store.Refused(ctx, b.ID)
			if err != nil {
				return nil, err
			}
			for _, p := range bad[:min(maxProblems, len(bad))] {
				s.Problems = append(s.Problems, SetAside{p.File, p.Line, p.Why})
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// Change is an entity that a batch added, changed or removed.
type Change struct {
	ID      string `json:"id"`
	Caption string `json:"caption"`
	Schema  string `json:"schema"`
	Kind    string `json:"kind"`   // added, changed or removed
	Opened  int    `json:"opened"` // statements that came
	Closed  int    `json:"closed"` // statements that went
}

// Came is what a batch changed, a page of it.
type Came struct {
	BatchOf
	Changes []Change `json:"changes"` // by id
	Left    int      `json:"left"`    // further ones
}

// Changes returns the entities that a batch added, changed or removed, by id,
// from after an id on. kind is one of these, or empty for all.
func (d *Desk) Changes(ctx context.Context, batch int64, kind, after string, limit int) (*Came, error) {
	b, err := d.store.Batch(ctx, batch)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("batch %d: %w", batch, ErrNoBatch)
	}
	if err != nil {
		return nil, err
	}
	type both struct {
		was, is        ftm.Entity
		came, went     bool // that it exists was opened, closed
		opened, closed int
	}
	all := make(map[string]*both)
	err = d.store.Changes(ctx, batch, func(s store.Dated) error {
		x := all[s.Entity]
		if x == nil {
			x = &both{}
			all[s.Entity] = x
		}
		if s.KnownFrom == batch {
			x.opened++
			x.is.Apply(&s.Statement)
			x.came = x.came || s.Prop == ftm.PropID
		} else {
			x.closed++
			x.was.Apply(&s.Statement)
			x.went = x.went || s.Prop == ftm.PropID
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &Came{BatchOf: BatchOf{b.ID, b.Source, b.Published.String(), b.Received.UTC().Format(time.RFC3339)}, Changes: []Change{}}
	var rows []Change
	for id, x := range all {
		c := Change{ID: id, Kind: "changed", Opened: x.opened, Closed: x.closed}
		e := &x.is
		switch {
		case x.came && !x.went:
			c.Kind = "added"
		case x.went && !x.came:
			c.Kind, e = "removed", &x.was
		}
		if kind != "" && kind != c.Kind || id <= after {
			continue
		}
		e.ID = id
		c.Caption, c.Schema = e.PickCaption(), e.Schema
		rows = append(rows, c)
	}
	slices.SortFunc(rows, func(a, b Change) int { return strings.Compare(a.ID, b.ID) })
	out.Left = max(len(rows)-limit, 0)
	out.Changes = append(out.Changes, rows[:len(rows)-out.Left]...)
	for i := range out.Changes {
		c := &out.Changes[i]
		if c.Kind != "changed" {
			continue
		}
		e, _, err := d.store.Entity(ctx, store.View{AsOf: d.today(), Batch: batch}, c.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue // it is stated of other days only
		}
		if err != nil {
			return nil, err
		}
		c.Caption, c.Schema = e.PickCaption(), e.Schema
	}
	return out, nil
}

// Pace is how many parties were designated, by programme and year.
type Pace struct {
	Years      []YearOf `json:"years"`      // by year and programme
	Programmes []string `json:"programmes"` // with the most designations first
	Undated    int      `json:"undated"`    // parties whose day of listing is not known
}

// YearOf is one figure of a pace.
type YearOf struct {
	Year      int    `json:"year"`
	Programme string `json:"programme"`
	Count     int    `json:"count"`
}

// Pace counts designations of some datasets, or of all, and of one programme or
// of all. The year is that of the listing as the list says it, else of the batch
// that first had it, unless that is the first of its list: then nobody knows.
func (d *Desk) Pace(ctx context.Context, datasets []string, programme string) (*Pace, error) {
	v, err := d.store.ViewAt(ctx, d.today(), time.Time{})
	if err != nil {
		return nil, err
	}
	type key struct {
		year      int
		programme string
	}
	count, total := make(map[key]int), make(map[string]int)
	out := &Pace{Years: []YearOf{}, Programmes: []string{}}
	if len(datasets) == 0 {
		datasets = nil
	}
	err = d.store.Designations(ctx, v, datasets, func(g store.Designation) error {
		programmes := g.Programmes
		if len(programmes) == 0 {
			programmes = []string{""}
		}
		if programme != "" && !slices.Contains(programmes, programme) {
			return nil
		}
		year := 0
		switch {
		case g.Listed != 0:
			year = g.Listed.Time().Year()
		case !g.Before:
			year = g.Received.Year()
		default:
			out.Undated++
			return nil
		}
		for _, p := range programmes {
			if programme == "" || p == programme {
				count[key{year, p}]++
				total[p]++
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for k, n := range count {
		out.Years = append(out.Years, YearOf{k.year, k.programme, n})
	}
	slices.SortFunc(out.Years, func(a, b YearOf) int {
		if a.Year != b.Year {
			return a.Year - b.Year
		}
		return strings.Compare(a.Programme, b.Programme)
	})
	for p := range total {
		out.Programmes = append(out.Programmes, p)
	}
	slices.SortFunc(out.Programmes, func(a, b string) int {
		if total[a] != total[b] {
			return total[b] - total[a]
		}
		return strings.Compare(a, b)
	})
	return out, nil
}

// Batch is the newest batch that the desk answers from; 0 before it is ready.
func (d *Desk) Batch() int64 {
	if s := d.now.Load(); s != nil {
		return s.batch
	}
	return 0
}
