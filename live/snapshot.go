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
	"slices"
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

const snapshotFormat = 4

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

// load returns the state of a view: from another one in memory, else from the
// snapshot, by what changed since; else built from the store. It is fresh when
// the snapshot on disk is of another index.
func (d *Desk) load(ctx context.Context, v store.View, near *state) (s *state, fresh bool, err error) {
	if near != nil {
		s, err := d.advance(ctx, near, v)
		if !errors.Is(err, errTooMuch) {
			return s, err == nil && s.index != near.index, err
		}
	} else if near := d.kept(ctx); near != nil {
		if near.serves(v) {
			return near, false, nil
		}
		s, err := d.advance(ctx, near, v)
		if !errors.Is(err, errTooMuch) {
			return s, err == nil && s.index != near.index, err
		}
	}
	s, err = d.build(ctx, v)
	return s, err == nil, err
}

// kept returns the state of the snapshot, nil when there is none that can be
// used.
func (d *Desk) kept(ctx context.Context) *state {
	if d.o.Snapshots == "" {
		return nil
	}
	path := filepath.Join(d.o.Snapshots, snapshotName)
	s, err := d.readSnapshot(ctx, path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && ctx.Err() == nil {
		d.o.Log.Warn("the snapshot cannot be used and is built anew", "path", path, "error", err)
	}
	return s
}

// keep writes a state as the new snapshot.
func (d *Desk) keep(s *state) {
	if d.o.Snapshots == "" {
		return
	}
	path := filepath.Join(d.o.Snapshots, snapshotName)
	if err := d.writeSnapshot(path, s); err != nil {
		d.o.Log.Warn("the snapshot was not kept; the next start is slower", "path", path, "error", err)
	}
}

// keeper writes snapshots while its desk goes on, one at a time; of several
// that wait only the newest.
type keeper struct {
	next chan *state
	done chan struct{}
}

func (d *Desk) keeper() *keeper {
	k := &keeper{next: make(chan *state, 1), done: make(chan struct{})}
	go func() {
		defer close(k.done)
		for s := range k.next {
			d.keep(s)
		}
	}()
	return k
}

// keep is called by one goroutine only.
func (k *keeper) keep(s *state) {
	select {
	case <-k.next: // an older one that nobody began with
	default:
	}
	k.next <- s
}

// end waits until what waits is written.
func (k *keeper) end() {
	close(k.next)
	<-k.done
}

// readSnapshot returns nil without error when there is a snapshot, but of
// another program version or of another store, or of batches that the store no
// longer has because an older copy of it was put back.
func (d *Desk) readSnapshot(ctx context.Context, path string) (*state, error) {
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
	if h.Format != snapshotFormat || h.Version != d.o.Version || h.Store != d.store.ID() {
		return nil, nil
	}
	lists, err := d.listsAt(ctx, h.Batch)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(lists, h.Lists) {
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
