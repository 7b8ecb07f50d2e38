package live

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"cordon/screen"
	"cordon/store"
)

// snapshotName is the snapshot of the present. It is replaced as a whole.
const snapshotName = "screen.idx"

// snapshotHead is the first line of a snapshot, JSON behind its check sum: for
// which points it may stand in. The index behind it has a check sum of its own.
type snapshotHead struct {
	Format  int          `json:"format"`
	Version string       `json:"version"`
	Store   string       `json:"store"` // id of the store it was made from
	Batch   int64        `json:"batch"`
	Window  store.Window `json:"window"`
	Lists   []List       `json:"lists"`
}

const snapshotFormat = 2

var errHead = errors.New("the head is damaged")

// sealed is a head as it is written.
func sealed(h snapshotHead) ([]byte, error) {
	b, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(b, castagnoli), b), nil
}

// unsealed reads what sealed wrote.
func unsealed(line []byte) (h snapshotHead, err error) {
	sum, b, ok := bytes.Cut(bytes.TrimSuffix(line, []byte{'\n'}), []byte{' '})
	if !ok || string(sum) != fmt.Sprintf("%08x", crc32.Checksum(b, castagnoli)) {
		return h, errHead
	}
	return h, json.Unmarshal(b, &h)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

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
	h, err := unsealed(line)
	if err != nil {
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
	sweep(filepath.Dir(path))
	f, err := os.CreateTemp(filepath.Dir(path), snapshotName+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	head, err := sealed(snapshotHead{Format: snapshotFormat, Version: d.o.Version, Store: d.store.ID(), Batch: s.batch, Window: s.window, Lists: s.lists})
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = writeAll(w, head, s.index)
	err = errors.Join(err, f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// sweepAge is how old an unfinished snapshot must be to be taken for a leftover
// of a process that was killed.
const sweepAge = time.Hour

// sweep removes leftovers.
func sweep(dir string) {
	old, _ := filepath.Glob(filepath.Join(dir, snapshotName+".*.tmp")) // the pattern is sound
	for _, p := range old {
		if fi, err := os.Stat(p); err == nil && time.Since(fi.ModTime()) > sweepAge {
			_ = os.Remove(p) // the next one tries again
		}
	}
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
