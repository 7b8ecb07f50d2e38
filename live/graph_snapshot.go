package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"cordon/graph"
	"cordon/resolve"
)

// graphSnapshotName is the snapshot of the graph that was built last for a
// question about the present. It is replaced as a whole and may be deleted at any
// time: the next question builds the graph anew.
const graphSnapshotName = "graph.idx"

// graphHead is the first line of a snapshot of a graph, JSON behind its check
// sum: for which batch it may stand in. The graph behind it has check sums of its
// own.
type graphHead struct {
	Format  int    `json:"format"`
	Version string `json:"version"`
	Store   string `json:"store"` // id of the store it was made from
	Batch   int64  `json:"batch"`
	Judged  int64  `json:"judgement"` // newest that it rests on
	Zone    string `json:"zone"`      // of the desk's clock: by it moments become days
	Lists   []List `json:"lists"`
}

const graphFormat = 3

func (d *Desk) graphHead(batch, judged int64, lists []List) graphHead {
	return graphHead{Format: graphFormat, Version: d.o.Version, Store: d.store.ID(), Batch: batch, Judged: judged, Zone: zone(d.o.Now()), Lists: lists}
}

// zone names a place's time, with summer or winter time.
func zone(t time.Time) string { return t.Location().String() + t.Format(" -0700") }

// serves reports whether a snapshot with this head may stand in where another is
// wanted.
func (h graphHead) serves(want graphHead) bool {
	return h.Format == want.Format && h.Version == want.Version && h.Store == want.Store && h.Batch == want.Batch && h.Judged == want.Judged && h.Zone == want.Zone && slices.Equal(h.Lists, want.Lists)
}

// keptGraph returns the graph of a batch and of judgements from its snapshot, nil when there is
// none that can be used.
func (d *Desk) keptGraph(ctx context.Context, batch int64, book *resolve.Book) *madeGraph {
	if d.o.Snapshots == "" {
		return nil
	}
	path := filepath.Join(d.o.Snapshots, graphSnapshotName)
	m, err := d.readGraph(ctx, path, batch, book)
	switch {
	case err == nil && m == nil:
		d.o.Log.Info("the graph's snapshot is of something else and is built anew", "path", path, "batch", batch)
	case err != nil && !errors.Is(err, fs.ErrNotExist) && ctx.Err() == nil:
		d.o.Log.Warn("the graph's snapshot cannot be used and is built anew", "path", path, "error", err)
	}
	return m
}

// readGraph returns nil without error when there is a snapshot, but not of what
// is wanted.
func (d *Desk) readGraph(ctx context.Context, path string, batch int64, book *resolve.Book) (*madeGraph, error) {
	var h graphHead
	f, r, err := openSnapshot(path, &h)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lists, err := d.listsAt(ctx, batch)
	if err != nil {
		return nil, err
	}
	if !h.serves(d.graphHead(batch, book.Revision(), lists)) {
		return nil, nil
	}
	m := &madeGraph{batch: batch, revision: book.Revision(), lists: lists, book: book}
	if m.g, m.problems, err = graph.Load(r); err != nil {
		return nil, err
	}
	if m.twins, err = resolve.LoadTwins(r); err != nil {
		return nil, err
	}
	if _, err := r.ReadByte(); err != io.EOF {
		return nil, fmt.Errorf("%w: something follows it", graph.ErrSnapshot)
	}
	m.g.Same(book.Canonical, judgedOf(book))
	debug.FreeOSMemory() // laying it out took more than what stays
	return m, nil
}

// keepGraph writes a graph as the new snapshot.
func (d *Desk) keepGraph(m *madeGraph) {
	if d.o.Snapshots == "" {
		return
	}
	path := filepath.Join(d.o.Snapshots, graphSnapshotName)
	err := writeSnapshot(path, d.graphHead(m.batch, m.revision, m.lists), func(w io.Writer) error {
		if err := m.g.Save(w, m.problems); err != nil {
			return err
		}
		return m.twins.Save(w)
	})
	if err != nil {
		d.o.Log.Warn("the graph's snapshot was not kept; the next start is slower", "path", path, "error", err)
	}
}
