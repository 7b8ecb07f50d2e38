package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
)

// manyIDs is how many entities are asked for at a time.
const manyIDs = 500

// some calls do for pieces of ids: with question marks, and the ids as
// arguments behind others.
func some(ids []string, do func(marks string, args func(before ...any) []any) error) error {
	for piece := range slices.Chunk(ids, manyIDs) {
		marks := "?" + strings.Repeat(", ?", len(piece)-1)
		err := do(marks, func(before ...any) []any {
			for _, id := range piece {
				before = append(before, id)
			}
			return before
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// EntitiesOf hands over the entities of some ids as of a view, in no order;
// those that the view does not have are left out. The entity is the callee's to
// keep.
func (s *Store) EntitiesOf(ctx context.Context, v View, ids []string, yield func(*ftm.Entity) error) error {
	return some(ids, func(marks string, args func(...any) []any) error {
		g := gatherer{yield: yield}
		err := each(ctx, s.read, `SELECT s.subj, s.source, s.term, s.val, COALESCE(s.vfrom, 0), COALESCE(s.vto, 0)
			FROM entity e JOIN stmt s ON s.subj = e.id WHERE `+known+` AND e.ext_id IN (`+marks+`) ORDER BY s.subj`, args(v.Batch, v.Batch), func(scan func(...any) error) error {
			var subj, source, t int64
			var st ftm.Statement
			if err := scan(&subj, &source, &t, &st.Value, &st.From, &st.To); err != nil {
				return err
			}
			if !st.Contains(v.AsOf) {
				return nil
			}
			if err := s.fill(ctx, &st, source, t); err != nil {
				return err
			}
			return g.take(subj, st)
		})
		if err == nil {
			err = g.flush()
		}
		if err != nil {
			return fmt.Errorf("entities: %w", err)
		}
		return nil
	})
}

// AdjacentTo hands over the statements of a view that tie some entities to
// others, as [Store.Adjacent] does for one: in no order, and one that ties two
// of them may come twice.
func (s *Store) AdjacentTo(ctx context.Context, v View, ids []string, yield func(ftm.Statement) error) error {
	return some(ids, func(marks string, args func(...any) []any) error {
		for _, cond := range []string{"s.ref = 1 AND s.val IN (" + marks + ")", "s.ref = 1 AND e.ext_id IN (" + marks + ")"} {
			err := each(ctx, s.read, `SELECT e.ext_id, s.source, s.term, s.val, COALESCE(s.vfrom, 0), COALESCE(s.vto, 0)
				FROM entity e JOIN stmt s ON s.subj = e.id WHERE `+known+` AND `+cond, args(v.Batch, v.Batch), func(scan func(...any) error) error {
				var source, t int64
				var st ftm.Statement
				if err := scan(&st.Entity, &source, &t, &st.Value, &st.From, &st.To); err != nil {
					return err
				}
				if !st.Contains(v.AsOf) {
					return nil
				}
				if err := s.fill(ctx, &st, source, t); err != nil {
					return err
				}
				return yield(st)
			})
			if err != nil {
				return fmt.Errorf("adjacent: %w", err)
			}
		}
		return nil
	})
}

// SeenOf hands over when the store learned of some entities, in no order.
func (s *Store) SeenOf(ctx context.Context, v View, ids []string, yield func(Seen)) error {
	return some(ids, func(marks string, args func(...any) []any) error {
		err := each(ctx, s.read, seenColumns+" AND e.ext_id IN ("+marks+") GROUP BY e.ext_id", args(v.Batch, v.Batch), func(scan func(...any) error) error {
			x, err := scanSeen(scan)
			if err == nil {
				yield(x)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("seen: %w", err)
		}
		return nil
	})
}
