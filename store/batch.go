package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordon/ftm"
)

// Doc is a file of a document: what it is in it, and the kept original.
type Doc struct {
	Role   string
	Name   string
	SHA256 [32]byte
}

// BatchMeta says what a batch is about before it is loaded.
type BatchMeta struct {
	Source    string    // dataset
	Kind      string    // format of the document
	Reader    string    // reader and its version
	Published ftm.Day   // as the document says; 0 where it does not
	Received  time.Time // when it came to hand; zero is now. Never before the newest batch.
	Docs      []Doc
	Delta     bool   // the document names what changed; what it does not name stays
	Stats     []byte // figures of the document, JSON, for whoever loads the next one
}

// Batch is one document as it was loaded.
type Batch struct {
	ID int64
	BatchMeta
	Recorded time.Time
	Refused  int
	Change   Change
	Digest   [16]byte
}

// Change counts what a batch changed.
type Change struct {
	Added, Changed, Removed int   // entities
	Opened, Closed          int64 // statements
}

// Zero reports whether nothing changed.
func (c Change) Zero() bool { return c == Change{} }

const batchColumns = `b.id, s.name, b.kind, b.reader, b.received, b.recorded, COALESCE(b.published, 0), b.delta, b.stats,
	b.added, b.changed, b.removed, b.opened, b.closed, b.refused, b.digest FROM batch b JOIN source s ON s.id = b.source`

func scanBatch(scan func(...any) error) (b Batch, err error) {
	var received, recorded int64
	var digest []byte
	err = scan(&b.ID, &b.Source, &b.Kind, &b.Reader, &received, &recorded, &b.Published, &b.Delta, &b.Stats,
		&b.Change.Added, &b.Change.Changed, &b.Change.Removed, &b.Change.Opened, &b.Change.Closed, &b.Refused, &digest)
	b.Received, b.Recorded = time.UnixMicro(received).UTC(), time.UnixMicro(recorded).UTC()
	copy(b.Digest[:], digest)
	return b, err
}

// Batches returns the batches of some datasets, of all when none is named, in
// their order.
func (s *Store) Batches(ctx context.Context, datasets ...string) ([]Batch, error) {
	out, err := s.batches(ctx, s.read, datasets...)
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	return out, nil
}

func (s *Store) batches(ctx context.Context, q querier, datasets ...string) ([]Batch, error) {
	var out []Batch
	err := each(ctx, q, "SELECT "+batchColumns+" ORDER BY b.id", nil, func(scan func(...any) error) error {
		b, err := scanBatch(scan)
		if err == nil && (len(datasets) == 0 || slices.Contains(datasets, b.Source)) {
			out = append(out, b)
		}
		return err
	})
	if err == nil {
		err = addDocs(ctx, q, out)
	}
	return out, err
}

// addDocs fills in the documents of batches, which are in order.
func addDocs(ctx context.Context, q querier, batches []Batch) error {
	return each(ctx, q, "SELECT batch, role, name, sha256 FROM doc ORDER BY batch, role", nil, func(scan func(...any) error) error {
		var id int64
		var d Doc
		var sha []byte
		if err := scan(&id, &d.Role, &d.Name, &sha); err != nil {
			return err
		}
		copy(d.SHA256[:], sha)
		if i, ok := slices.BinarySearchFunc(batches, id, func(b Batch, id int64) int { return int(b.ID - id) }); ok {
			batches[i].Docs = append(batches[i].Docs, d)
		}
		return nil
	})
}

// Latest returns the number of the newest batch, 0 for an empty store.
func (s *Store) Latest(ctx context.Context) (id int64, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT COALESCE(max(id), 0) FROM batch").Scan(&id)
	return id, busy(err)
}

// SameDocument returns the newest batch of a dataset when it was made from the
// same files by the same reader.
func (s *Store) SameDocument(ctx context.Context, dataset string, docs []Doc, reader string) (Batch, bool, error) {
	b, err := scanBatch(s.read.QueryRowContext(ctx, "SELECT "+batchColumns+" WHERE s.name = ? ORDER BY b.id DESC LIMIT 1", dataset).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Batch{}, false, nil
	}
	one := []Batch{b}
	if err == nil {
		err = addDocs(ctx, s.read, one)
	}
	if err != nil {
		return Batch{}, false, fmt.Errorf("newest batch of %s: %w", dataset, busy(err))
	}
	if b = one[0]; b.Reader != reader || len(b.Docs) != len(docs) {
		return Batch{}, false, nil
	}
	for _, d := range docs {
		if !slices.ContainsFunc(b.Docs, func(o Doc) bool { return o.Role == d.Role && o.SHA256 == d.SHA256 }) {
			return Batch{}, false, nil
		}
	}
	return b, true, nil
}

// Refused returns the rows that a batch set aside.
func (s *Store) Refused(ctx context.Context, batch int64) ([]ftm.Problem, error) {
	var out []ftm.Problem
	err := each(ctx, s.read, "SELECT file, line, why, raw FROM refused WHERE batch = ? ORDER BY file, line, why, raw", []any{batch}, func(scan func(...any) error) error {
		var p ftm.Problem
		err := scan(&p.File, &p.Line, &p.Why, &p.Raw)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("refused rows of batch %d: %w", batch, err)
	}
	return out, nil
}
