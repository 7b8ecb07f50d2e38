package logbook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"cordon/ais"
	"cordon/sea"

	"golang.org/x/sync/errgroup"
)

// Traffic makes tracks of what a query selects. Partitions are read side by side:
// tracks are the same whichever is read first.
func (l *Logbook) Traffic(ctx context.Context, c sea.TrackConfig, q Query, workers int) (*sea.Traffic, error) {
	workers = cmp.Or(workers, l.o.Workers)
	col := sea.NewCollector(c)
	if err := l.collect(ctx, col, q, workers); err != nil {
		return nil, fmt.Errorf("read the archive: %w", err)
	}
	return col.Traffic(ctx, workers)
}

// collect gives a collector what a query selects.
func (l *Logbook) collect(ctx context.Context, col *sea.Collector, q Query, workers int) error {
	sel, err := l.selected(q)
	if err != nil {
		return err
	}
	var mu sync.Mutex // guards what follows, and the collector
	t := table{numbers: make(map[string]uint16)}
	col.From(func(n uint16) sea.Source { return sea.Source{Name: t.names[n]} })
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for _, day := range sel.days {
		g.Go(func() error {
			w, err := l.reports(day)
			if err != nil || ctx.Err() != nil {
				return cmp.Or(err, ctx.Err())
			}
			mu.Lock()
			defer mu.Unlock()
			var m ais.Message
			for i := range w.reports {
				if r := &w.reports[i]; sel.report(r) {
					r.message(&m, r.at)
					m.Source = t.number(w.names[r.source])
					col.Add(&m)
				}
			}
			return nil
		})
	}
	for _, p := range sel.parts {
		g.Go(func() error {
			w, err := l.rows(p.path)
			if err != nil || ctx.Err() != nil {
				return cmp.Or(err, ctx.Err())
			}
			of := make([]uint8, len(w.names))
			mu.Lock()
			for i, name := range w.names {
				of[i] = col.Source(sea.Source{Name: name})
			}
			mu.Unlock()
			ships, others := fixesOf(w.rows, &sel, of)
			mu.Lock()
			defer mu.Unlock()
			for _, s := range ships {
				col.AddFixes(s.mmsi, s.fixes, s.sources)
			}
			var m ais.Message
			for _, r := range others {
				r.message(&m)
				m.Source = t.number(w.names[r.source])
				col.Add(&m)
			}
			return nil
		})
	}
	return g.Wait()
}

// shipFixes are fixes of one number.
type shipFixes struct {
	mmsi    uint32
	fixes   []sea.Fix
	sources []uint8
}

// fixesOf makes fixes of selected rows, which are by ship, and returns those that
// are none as they are.
func fixesOf(rows []row, sel *selection, source []uint8) (ships []shipFixes, others []*row) {
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].mmsi == rows[0].mmsi {
			n++
		}
		s := shipFixes{rows[0].mmsi, make([]sea.Fix, 0, n), make([]uint8, 0, n)}
		for i := range rows[:n] {
			r := &rows[i]
			if !sel.row(r) {
				continue
			}
			p := r.position()
			if f, ok := sea.FixOf(r.typ, r.flags&flagOwn != 0, r.at(), &p); ok {
				s.fixes, s.sources = append(s.fixes, f), append(s.sources, source[r.source])
			} else {
				others = append(others, r)
			}
		}
		if len(s.fixes) > 0 {
			ships = append(ships, s)
		}
		rows = rows[n:]
	}
	return ships, others
}

// rows are those of a file of positions, by ship and time.
func (l *Logbook) rows(path string) (written, error) {
	if w, ok := l.recent.take(path); ok {
		return w, nil
	}
	t := table{numbers: make(map[string]uint16)}
	rows, err := readPositions(path, nil, t.number)
	if errors.Is(err, fs.ErrNotExist) { // nobody takes one away
		err = nil
	}
	return written{rows: rows, names: t.names}, err
}

// reports are those of a day.
func (l *Logbook) reports(day int32) (written, error) {
	path := l.staticPath(day)
	if w, ok := l.recent.take(path); ok {
		return w, nil
	}
	t := table{numbers: make(map[string]uint16)}
	var list []report
	err := readStatics(path, t.number, func(r report) { list = append(list, r) })
	return written{reports: list, names: t.names}, err
}
