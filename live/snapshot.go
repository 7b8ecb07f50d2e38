package live

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"cordon/screen"
	"cordon/store"
)

// snapshotName is the snapshot of the present. It is replaced as a whole.
const snapshotName = "screen.idx"

// snapshotHead is the first line of a snapshot, JSON: for which points it may
// stand in.
type snapshotHead struct {
	Format  int          `json:"format"`
	Version string       `json:"version"`
	Store   string       `json:"store"` // id of the store it was made from
	Batch   int64        `json:"batch"`
	Window  store.Window `json:"window"`
	Lists   []List       `json:"lists"`
}

const snapshotFormat = 1

// load returns the index of a view: from the snapshot when it fits, else built
// from the store. An index of the present is kept as the new snapshot.
func (d *Desk) load(ctx context.Context, v store.View, present bool) (*state, error) {
	if d.o.Snapshots == "" {
		return d.build(ctx, v)
	}
	path := filepath.Join(d.o.Snapshots, snapshotName)
	s, err := d.readSnapshot(path, v)
	switch {
	case err == nil && s != nil:
		return s, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		d.o.Log.Warn("the snapshot cannot be used and is built anew", "path", path, "error", err)
	}
	s, err = d.build(ctx, v)
	if err != nil || !present {
		return s, err
	}
	if err := d.writeSnapshot(path, s); err != nil {
		d.o.Log.Warn("the snapshot was not kept; the next start is slower", "path", path, "error", err)
	}
	return s, nil
}

// readSnapshot returns nil without error when there is a sound snapshot for
// another point.
func (d *Desk) readSnapshot(path string, v store.View) (*state, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	line, err := r.ReadSlice('\n')
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	var h snapshotHead
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	s := &state{batch: h.Batch, window: h.Window, lists: h.Lists}
	if h.Format != snapshotFormat || h.Version != d.o.Version || h.Store != d.store.ID() || !s.serves(v) {
		return nil, nil
	}
	if s.index, err = screen.Load(r); err != nil {
		return nil, err
	}
	return s, nil
}

func (d *Desk) writeSnapshot(path string, s *state) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), snapshotName+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	h, err := json.Marshal(snapshotHead{Format: snapshotFormat, Version: d.o.Version, Store: d.store.ID(), Batch: s.batch, Window: s.window, Lists: s.lists})
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = writeAll(w, append(h, '\n'), s.index)
	err = errors.Join(err, f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeAll(w *bufio.Writer, head []byte, ix interface{ Save(io.Writer) error }) error {
	if _, err := w.Write(head); err != nil {
		return err
	}
	if err := ix.Save(w); err != nil {
		return err
	}
	return w.Flush()
}
