package store

import (
	"context"
	"fmt"
)

// OfSchema returns the ids of the entities that a view knows by a schema, in
// order. The view's day is not asked for.
func (s *Store) OfSchema(ctx context.Context, v View, schema string) ([]string, error) {
	var out []string
	err := each(ctx, s.read, `SELECT DISTINCT e.ext_id FROM stmt s JOIN entity e ON e.id = s.subj
		WHERE s.term IN (SELECT id FROM term WHERE schema = ? AND prop = 'id') AND `+known+" ORDER BY e.ext_id", []any{schema, v.Batch, v.Batch}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("entities of schema %s: %w", schema, err)
	}
	return out, nil
}
