package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
)

// View is a point in the two times.
type View struct {
	AsOf  ftm.Day // what was true on that day; 0 does not ask
	Batch int64   // what was known with that batch; 0 is nothing
}

// ViewAt returns the view of a day as known on another: with all batches
// received up to the end of knownOn's day, in its location. The zero time is
// now.
func (s *Store) ViewAt(ctx context.Context, asOf ftm.Day, knownOn time.Time) (View, error) {
	v := View{AsOf: asOf}
	var err error
	if knownOn.IsZero() {
		v.Batch, err = s.Latest(ctx)
	} else {
		y, m, d := knownOn.Date()
		end := time.Date(y, m, d+1, 0, 0, 0, 0, knownOn.Location())
		err = s.read.QueryRowContext(ctx, "SELECT COALESCE(max(id), 0) FROM batch WHERE received < ?", end.UnixMicro()).Scan(&v.Batch)
	}
	if err != nil {
		return v, fmt.Errorf("view: %w", busy(err))
	}
	return v, nil
}

// Dated is a statement and the batches between which it was known: from
// KnownFrom up to, not including, KnownTo, which is 0 while it still is.
type Dated struct {
	ftm.Statement
	KnownFrom int64 `json:"known_from"`
	KnownTo   int64 `json:"known_to,omitempty"`
}

// known selects the rows that a view knows: both parameters are its batch.
const known = "s.tfrom <= ? AND s.tto > ?"

// Entity returns an entity as of a view, and the statements that make it, in
// order of source, property and value.
func (s *Store) Entity(ctx context.Context, v View, id string) (*ftm.Entity, []Dated, error) {
	var list []Dated
	err := each(ctx, s.read, `SELECT s.source, s.term, s.val, COALESCE(s.vfrom, 0), COALESCE(s.vto, 0), s.tfrom, s.tto
		FROM entity e JOIN stmt s ON s.subj = e.id WHERE e.ext_id = ? AND `+known, []any{id, v.Batch, v.Batch},
		func(scan func(...any) error) error {
			var source, t int64
			d := Dated{Statement: ftm.Statement{Entity: id}}
			if err := scan(&source, &t, &d.Value, &d.From, &d.To, &d.KnownFrom, &d.KnownTo); err != nil {
				return err
			}
			if !d.Contains(v.AsOf) {
				return nil
			}
			if d.KnownTo == open {
				d.KnownTo = 0
			}
			list = append(list, d)
			return s.fill(ctx, &list[len(list)-1].Statement, source, t)
		})
	if err != nil {
		return nil, nil, fmt.Errorf("entity %s: %w", id, err)
	}
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("entity %s: %w", id, ErrNotFound)
	}
	slices.SortFunc(list, func(a, b Dated) int { return compareSourced(a.Statement, b.Statement) })
	e := &ftm.Entity{}
	for i := range list {
		e.Apply(&list[i].Statement)
	}
	finishEntity(e)
	return e, list, nil
}

// History returns everything that was ever stated of an entity up to a batch, in
// order of source, property, value and batch. KnownTo is 0 for what was still
// stated then. It is ErrNotFound where nothing was.
func (s *Store) History(ctx context.Context, batch int64, id string) ([]Dated, error) {
	var list []Dated
	err := each(ctx, s.read, `SELECT s.source, s.term, s.val, COALESCE(s.vfrom, 0), COALESCE(s.vto, 0), s.tfrom, s.tto
		FROM entity e JOIN stmt s ON s.subj = e.id WHERE e.ext_id = ? AND s.tfrom <= ?`, []any{id, batch},
		func(scan func(...any) error) error {
			var source, t int64
			d := Dated{Statement: ftm.Statement{Entity: id}}
			if err := scan(&source, &t, &d.Value, &d.From, &d.To, &d.KnownFrom, &d.KnownTo); err != nil {
				return err
			}
			if d.KnownTo > batch {
				d.KnownTo = 0
			}
			list = append(list, d)
			return s.fill(ctx, &list[len(list)-1].Statement, source, t)
		})
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", id, err)
	}
	slices.SortFunc(list, func(a, b Dated) int {
		return cmp.Or(compareSourced(a.Statement, b.Statement), cmp.Compare(a.KnownFrom, b.KnownFrom))
	})
	return list, nil
}

// fill writes the names of a row's numbers into a statement.
func (s *Store) fill(ctx context.Context, st *ftm.Statement, source, t int64) error {
	tm, err := s.term(ctx, t)
	if err != nil {
		return err
	}
	st.Schema, st.Prop, st.Lang = tm.schema, tm.prop, tm.lang
	st.Dataset, err = s.sourceName(ctx, source)
	return err
}

func compareSourced(a, b ftm.Statement) int {
	if c := strings.Compare(a.Dataset, b.Dataset); c != 0 {
		return c
	}
	return compareStatements(a, b)
}

// finishEntity puts what statements leave open into one order.
func finishEntity(e *ftm.Entity) {
	slices.Sort(e.Datasets)
	slices.Sort(e.Referents)
	if e.Properties == nil {
		e.Properties = make(map[string][]string)
	}
}

// Window is the range of days for which a view stays the same: [From, To), 0 is
// open. Only days that a view asks for move it; known time does not.
type Window struct {
	From ftm.Day `json:"from,omitempty"`
	To   ftm.Day `json:"to,omitempty"`
}

// Contains reports whether the view is the same on day d. A view that does not
// ask for a day (0) has no window but its own.
func (w Window) Contains(d ftm.Day) bool {
	if d == 0 {
		return w.From == 0 && w.To == 0
	}
	return d >= w.From && (w.To == 0 || d < w.To)
}

// Both is the window in which two views both stay the same.
func (w Window) Both(o Window) Window {
	w.From = max(w.From, o.From)
	if w.To == 0 || o.To != 0 && o.To < w.To {
		w.To = o.To
	}
	return w
}

// Narrow takes a period's bounds into account: the view changes there.
func (w *Window) Narrow(p ftm.Period, on ftm.Day) {
	for _, b := range [...]ftm.Day{p.From, p.To} {
		switch {
		case b == 0 || on == 0:
		case b <= on:
			w.From = max(w.From, b)
		case w.To == 0 || b < w.To:
			w.To = b
		}
	}
}

// Entities hands over all entities of a view, or those of some datasets, in
// order of id. It returns the days for which the answer stays the same. The
// entity is the callee's to keep.
func (s *Store) Entities(ctx context.Context, v View, datasets []string, yield func(*ftm.Entity) error) (Window, error) {
	return s.EntitiesIn(ctx, v, datasets, Range{}, yield)
}

// Range is a range of ids of entities: from From up to, not including, To.
// Empty is open.
type Range struct{ From, To string }

// where narrows a query over the table entity, named e, to a range.
func (r Range) where(query string, args []any) (string, []any) {
	if r.From != "" {
		query, args = query+" AND e.ext_id >= ?", append(args, r.From)
	}
	if r.To != "" {
		query, args = query+" AND e.ext_id < ?", append(args, r.To)
	}
	return query, args
}

// rangesFrom is the number of entities from which reading them in two ranges at
// a time is worth it.
const rangesFrom = 10_000

// Ranges cuts the ids of all entities into ranges that are read side by side.
func (s *Store) Ranges(ctx context.Context) ([]Range, error) {
	var n int64
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM entity").Scan(&n); err != nil {
		return nil, fmt.Errorf("ranges: %w", busy(err))
	}
	if n < rangesFrom {
		return []Range{{}}, nil
	}
	var middle string
	if err := s.read.QueryRowContext(ctx, "SELECT ext_id FROM entity ORDER BY ext_id LIMIT 1 OFFSET ?", n/2).Scan(&middle); err != nil {
		return nil, fmt.Errorf("ranges: %w", busy(err))
	}
	return []Range{{To: middle}, {From: middle}}, nil
}

// EntitiesIn is [Store.Entities] of the entities whose ids lie in a range.
func (s *Store) EntitiesIn(ctx context.Context, v View, datasets []string, ids Range, yield func(*ftm.Entity) error) (Window, error) {
	var w Window
	g := gatherer{yield: yield, name: func(subj int64) (id string, err error) {
		err = s.names.QueryRowContext(ctx, "SELECT ext_id FROM entity WHERE id = ?", subj).Scan(&id)
		return id, err
	}}
	query, args := `SELECT s.subj, s.source, s.term, s.val, COALESCE(s.vfrom, 0), COALESCE(s.vto, 0)
		FROM entity e JOIN stmt s ON s.subj = e.id WHERE `+known, []any{v.Batch, v.Batch}
	if datasets != nil {
		query += " AND s.source IN (SELECT id FROM source WHERE name IN (''" + strings.Repeat(", ?", len(datasets)) + "))"
		for _, d := range datasets {
			args = append(args, d)
		}
	}
	query, args = ids.where(query, args)
	rows, err := s.read.QueryContext(ctx, query+" ORDER BY e.ext_id", args...)
	if err != nil {
		return w, fmt.Errorf("entities: %w", busy(err))
	}
	defer rows.Close()
	var subj, source, t int64
	var st ftm.Statement
	for rows.Next() {
		if err := rows.Scan(&subj, &source, &t, &st.Value, &st.From, &st.To); err != nil {
			return w, fmt.Errorf("entities: %w", err)
		}
		w.Narrow(st.Period, v.AsOf)
		if !st.Contains(v.AsOf) {
			continue
		}
		if err := s.fill(ctx, &st, source, t); err != nil {
			return w, fmt.Errorf("entities: %w", err)
		}
		if err := g.take(subj, st); err != nil {
			return w, err
		}
	}
	if err := rows.Err(); err != nil {
		return w, fmt.Errorf("entities: %w", err)
	}
	return w, g.flush()
}

// gatherer puts the statements of one entity together.
type gatherer struct {
	subj  int64
	list  []ftm.Statement
	yield func(*ftm.Entity) error
	name  func(subj int64) (string, error) // of an entity that no statement names
}

func (g *gatherer) take(subj int64, st ftm.Statement) error {
	if subj != g.subj {
		if err := g.flush(); err != nil {
			return err
		}
		g.subj = subj
	}
	g.list = append(g.list, st)
	return nil
}

func (g *gatherer) flush() error {
	if len(g.list) == 0 {
		return nil
	}
	id := ""
	for i := range g.list {
		if g.list[i].Prop == ftm.PropID {
			id = g.list[i].Value
			break
		}
	}
	if id == "" { // that it exists was said with a time, or not at all
		var err error
		if id, err = g.name(g.subj); err != nil {
			return fmt.Errorf("entity %d: %w", g.subj, err)
		}
	}
	if !slices.IsSortedFunc(g.list, compareSourced) {
		slices.SortFunc(g.list, compareSourced)
	}
	e := &ftm.Entity{ID: id, Properties: make(map[string][]string, 8)}
	for i := range g.list {
		g.list[i].Entity = id
		e.Apply(&g.list[i])
	}
	finishEntity(e)
	g.list = g.list[:0]
	return g.yield(e)
}

// Adjacent returns the statements of a view that tie an entity to others: those
// whose value is its id, and those of its own whose value is the id of another
// entity; in order of subject, source, property and value.
func (s *Store) Adjacent(ctx context.Context, v View, id string) ([]Dated, error) {
	var list []Dated
	const columns = "SELECT e.ext_id, s.source, s.term, s.val, COALESCE(s.vfrom, 0), COALESCE(s.vto, 0), s.tfrom, s.tto FROM entity e JOIN stmt s ON s.subj = e.id WHERE "
	for _, cond := range []string{"s.ref = 1 AND s.val = ?", "e.ext_id = ? AND s.ref = 1"} {
		err := each(ctx, s.read, columns+cond+" AND "+known, []any{id, v.Batch, v.Batch}, func(scan func(...any) error) error {
			var source, t int64
			var d Dated
			if err := scan(&d.Entity, &source, &t, &d.Value, &d.From, &d.To, &d.KnownFrom, &d.KnownTo); err != nil {
				return err
			}
			if !d.Contains(v.AsOf) {
				return nil
			}
			if d.KnownTo == open {
				d.KnownTo = 0
			}
			err := s.fill(ctx, &d.Statement, source, t)
			list = append(list, d)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("adjacent to %s: %w", id, err)
		}
	}
	slices.SortFunc(list, func(a, b Dated) int {
		if c := strings.Compare(a.Entity, b.Entity); c != 0 {
			return c
		}
		return compareSourced(a.Statement, b.Statement)
	})
	return slices.Compact(list), nil // one that ties an entity to itself was found twice
}

// Changes hands over the statements that a batch opened (KnownFrom is the
// batch) and closed (KnownTo is), by entity in order of its number.
func (s *Store) Changes(ctx context.Context, batch int64, yield func(Dated) error) error {
	err := each(ctx, s.read, `SELECT e.ext_id, s.source, s.term, s.val, COALESCE(s.vfrom, 0), COALESCE(s.vto, 0), s.tfrom, s.tto
		FROM (SELECT entity, source FROM state WHERE tfrom = ? UNION SELECT entity, source FROM state WHERE tto = ? AND tto < 2147483647) t
		JOIN entity e ON e.id = t.entity JOIN stmt s ON s.subj = t.entity AND s.source = t.source
		WHERE s.tfrom = ? OR s.tto = ? ORDER BY s.subj, s.tfrom, s.n`, []any{batch, batch, batch, batch}, func(scan func(...any) error) error {
		var source, t int64
		var d Dated
		if err := scan(&d.Entity, &source, &t, &d.Value, &d.From, &d.To, &d.KnownFrom, &d.KnownTo); err != nil {
			return err
		}
		if err := s.fill(ctx, &d.Statement, source, t); err != nil {
			return err
		}
		if d.KnownTo == open {
			d.KnownTo = 0
		}
		return yield(d)
	})
	if err != nil {
		return fmt.Errorf("changes of batch %d: %w", batch, err)
	}
	return nil
}

// Batch returns one batch.
func (s *Store) Batch(ctx context.Context, id int64) (Batch, error) {
	b, err := scanBatch(s.read.QueryRowContext(ctx, "SELECT "+batchColumns+" WHERE b.id = ?", id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	one := []Batch{b}
	if err == nil {
		err = addDocs(ctx, s.read, one)
	}
	if err != nil {
		return Batch{}, fmt.Errorf("batch %d: %w", id, busy(err))
	}
	return one[0], nil
}
