package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cordon/ftm"
)

// Designation is the moment when the store first knew that a source lists a
// party.
type Designation struct {
	Entity     string
	Dataset    string
	Batch      int64     // the first that listed it
	Received   time.Time // of that batch
	Before     bool      // it is the source's first batch: the party was listed before, and this is no date of its listing
	Listed     ftm.Day   // the day of the listing as the source says; 0 where it does not
	Programmes []string  // under which it was listed then, sorted
}

// Designations hands over the designations that a view knows, each party once
// per source, in order of batch, id and source. They are counted by programme
// and month to see the pace of designations. A party that was taken off and
// listed again was designated once. The view's day is not asked for.
func (s *Store) Designations(ctx context.Context, v View, datasets []string, yield func(Designation) error) error {
	var d Designation
	var key [2]int64
	flush := func() error {
		if d.Entity == "" || datasets != nil && !slices.Contains(datasets, d.Dataset) {
			return nil
		}
		slices.Sort(d.Programmes)
		d.Programmes = slices.Compact(d.Programmes)
		return yield(d)
	}
	err := each(ctx, s.read, `WITH listed AS (
			SELECT s.subj, s.source, min(s.tfrom) AS batch FROM stmt s JOIN term t ON t.id = s.term
			WHERE t.prop = 'topics' AND s.val = 'sanction' AND s.tfrom <= ? GROUP BY s.subj, s.source),
		oldest AS (SELECT source, min(id) AS batch FROM batch GROUP BY source)
		SELECT l.subj, l.source, e.ext_id, q.name, l.batch, b.received, CASE WHEN l.batch = o.batch THEN 1 ELSE 0 END,
			t.prop, p.val, COALESCE(p.vfrom, 0)
		FROM listed l JOIN entity e ON e.id = l.subj JOIN source q ON q.id = l.source JOIN batch b ON b.id = l.batch
		JOIN oldest o ON o.source = l.source
		JOIN stmt p ON p.subj = l.subj AND p.source = l.source AND p.tfrom <= l.batch AND p.tto > l.batch
		JOIN term t ON t.id = p.term
		WHERE t.prop = 'programId' OR t.prop = 'topics' AND p.val = 'sanction'
		ORDER BY l.batch, e.ext_id, q.name`, []any{v.Batch}, func(scan func(...any) error) error {
		var at [2]int64
		var row Designation
		var received int64
		var prop, value string
		var from ftm.Day
		if err := scan(&at[0], &at[1], &row.Entity, &row.Dataset, &row.Batch, &received, &row.Before, &prop, &value, &from); err != nil {
			return err
		}
		if at != key {
			if err := flush(); err != nil {
				return err
			}
			row.Received = time.UnixMicro(received).UTC()
			d, key = row, at
		}
		switch {
		case prop == "programId":
			d.Programmes = append(d.Programmes, value)
		case d.Listed == 0 || from != 0 && from < d.Listed:
			d.Listed = from
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return fmt.Errorf("designations: %w", err)
	}
	return nil
}
