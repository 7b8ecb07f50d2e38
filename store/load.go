package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"cordon/ftm"
)

// Load takes in one document. It is used by one goroutine, and ended by
// [Load.Commit] or [Load.Abort].
type Load struct {
	s       *Store
	meta    BatchMeta
	stage   *stage
	refused []ftm.Problem
	buf     []ftm.Statement
	done    bool
}

var (
	errDone   = errors.New("the load has ended")
	errNoID   = errors.New("entity without an id")
	errDelta  = errors.New("only a delta removes by name")
	errSource = errors.New("batch without a source")
)

// Begin starts a batch. Nothing is written before its Commit.
func (s *Store) Begin(ctx context.Context, m BatchMeta) (*Load, error) {
	if m.Source == "" {
		return nil, errSource
	}
	l := &Load{s: s, meta: m, stage: newStage(filepath.Join(s.o.Originals, "tmp"), s.stageMemory)}
	if _, err := s.received(ctx, s.read, m.Received); err != nil {
		return nil, err
	}
	return l, nil
}

// clockSlip is how far the clock may have been set back between two batches
// without a refusal; the later batch then counts as received with the one
// before.
const clockSlip = time.Minute

// received returns when a batch counts as received. Batches are the clock of
// known time, so it must not lie before the newest batch.
func (s *Store) received(ctx context.Context, q interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, at time.Time) (int64, error) {
	var newest int64
	err := q.QueryRowContext(ctx, "SELECT COALESCE(max(received), 0) FROM batch").Scan(&newest)
	if err != nil {
		return 0, fmt.Errorf("newest batch: %w", busy(err))
	}
	t := at.UnixMicro()
	if at.IsZero() {
		t = s.o.Now().UnixMicro()
		if t < newest && newest-t <= clockSlip.Microseconds() {
			t = newest
		}
	}
	if t < newest {
		return 0, fmt.Errorf("%s: %w, which was received at %s", time.UnixMicro(t).UTC().Format(time.RFC3339), ErrReceived, time.UnixMicro(newest).UTC().Format(time.RFC3339))
	}
	return t, nil
}

// Add takes in an entity. What several calls say of one entity is put together;
// in a delta the last call counts.
func (l *Load) Add(_ context.Context, e *ftm.Entity) error {
	l.buf = e.AppendStatements(l.buf[:0], l.meta.Source)
	return l.addGroup(l.buf)
}

// AddStatements takes in statements. Those of one entity stand together; their
// dataset is that of the batch.
func (l *Load) AddStatements(list []ftm.Statement) error {
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Entity == list[0].Entity {
			n++
		}
		if err := l.addGroup(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// addGroup stages the statements of one entity. That an entity is of the
// batch's own dataset goes without saying; where nothing else is said, there is
// nothing to keep.
func (l *Load) addGroup(list []ftm.Statement) error {
	if l.done {
		return errDone
	}
	id := list[0].Entity
	if id == "" {
		return errNoID
	}
	for i := range list {
		s := &list[i]
		if s.Dataset != "" && s.Dataset != l.meta.Source {
			return fmt.Errorf("statement of %s about %s in a batch of %s", s.Dataset, id, l.meta.Source)
		}
		if s.Prop != ftm.PropDataset || s.Value != l.meta.Source {
			continue
		}
		kept := make([]ftm.Statement, 0, len(list))
		for _, s := range list {
			if s.Prop != ftm.PropDataset || s.Value != l.meta.Source {
				kept = append(kept, s)
			}
		}
		list = kept
		break
	}
	if len(list) == 0 {
		return nil
	}
	return l.stage.add(id, list, false)
}

// Remove says that the source no longer has an entity. Only a delta may; of one
// that the source does not have it means nothing.
func (l *Load) Remove(_ context.Context, id string) error {
	switch {
	case l.done:
		return errDone
	case !l.meta.Delta:
		return errDelta
	case id == "":
		return errNoID
	}
	return l.stage.add(id, nil, true)
}

// Refuse keeps a row that the reader set aside.
func (l *Load) Refuse(p ftm.Problem) { l.refused = append(l.refused, p) }

// SetStats sets the figures that are kept with the batch.
func (l *Load) SetStats(stats []byte) { l.meta.Stats = stats }

// SetPublished sets the day on which the document says it was published.
func (l *Load) SetPublished(d ftm.Day) { l.meta.Published = d }

// Abort drops the load. After a Commit it does nothing.
func (l *Load) Abort() error {
	l.done = true
	return l.stage.close()
}
