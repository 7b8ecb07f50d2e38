package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
)

// Seen says when the store learned of an entity, in batches.
type Seen struct {
	Entity string
	First  int64 // brought it
	Last   int64 // changed it last: brought, closed or replaced what a source says of it
}

// seenColumns joins in the order in which it is written (CROSS JOIN): else every
// state up to the batch is read for one entity.
const seenColumns = `SELECT e.ext_id, min(t.tfrom), max(t.tfrom), max(CASE WHEN t.tto <= ? THEN t.tto ELSE 0 END)
	FROM entity e CROSS JOIN source o CROSS JOIN state t WHERE t.source = o.id AND t.entity = e.id AND t.tfrom <= ?`

// Seen yields when the store learned of the entities that a view's batch knows
// or once knew, in order of id. After an error nothing follows.
func (s *Store) Seen(ctx context.Context, v View) iter.Seq2[Seen, error] {
	return s.SeenIn(ctx, v, Range{})
}

// SeenIn is [Store.Seen] of the entities whose ids lie in a range.
func (s *Store) SeenIn(ctx context.Context, v View, ids Range) iter.Seq2[Seen, error] {
	return func(yield func(Seen, error) bool) {
		query, args := ids.where(seenColumns, []any{v.Batch, v.Batch})
		rows, err := s.read.QueryContext(ctx, query+" GROUP BY e.ext_id ORDER BY e.ext_id", args...)
		if err != nil {
			yield(Seen{}, fmt.Errorf("seen: %w", busy(err)))
			return
		}
		defer rows.Close()
		for rows.Next() {
			x, err := scanSeen(rows.Scan)
			if err != nil {
				yield(Seen{}, fmt.Errorf("seen: %w", err))
				return
			}
			if !yield(x, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Seen{}, fmt.Errorf("seen: %w", busy(err)))
		}
	}
}

// SeenOne says when the store learned of one entity.
func (s *Store) SeenOne(ctx context.Context, v View, id string) (Seen, error) {
	x, err := scanSeen(s.read.QueryRowContext(ctx, seenColumns+" AND e.ext_id = ? GROUP BY e.ext_id", v.Batch, v.Batch, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return Seen{}, fmt.Errorf("seen %s: %w", id, busy(err))
	}
	return x, nil
}

func scanSeen(scan func(...any) error) (x Seen, err error) {
	var closed int64
	err = scan(&x.Entity, &x.First, &x.Last, &closed)
	x.Last = max(x.Last, closed)
	return x, err
}

// Referents hands over the ids that were merged into entities of a view, in
// order. It reads every statement that says so, of all entities.
func (s *Store) Referents(ctx context.Context, v View, yield func(referent, entity string)) error {
	err := each(ctx, s.read, `SELECT s.val, e.ext_id FROM term t JOIN stmt s ON s.term = t.id JOIN entity e ON e.id = s.subj
		WHERE t.prop = 'id:referent' AND `+known+" ORDER BY s.val, e.ext_id", []any{v.Batch, v.Batch}, func(scan func(...any) error) error {
		var referent, entity string
		if err := scan(&referent, &entity); err != nil {
			return err
		}
		yield(referent, entity)
		return nil
	})
	if err != nil {
		return fmt.Errorf("referents: %w", err)
	}
	return nil
}
