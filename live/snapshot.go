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

// snapshotName is the snapshot of the present index. It is replaced as a whole.
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
func sealed(head any) ([]byte, error) {
	b, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(b, castagnoli), b), nil
}

// unsealed reads what sealed wrote.
func unsealed(line []byte, head any) error {
	sum, b, ok := bytes.Cut(bytes.TrimSuffix(line, []byte{'\n'}), []byte{' '})
	if !ok || string(sum) != fmt.Sprintf("%08x", crc32.Checksum(b, castagnoli)) {
		return errHead
	}
	return json.Unmarshal(b, head)
}

// openSnapshot opens a snapshot and reads its head. What is behind the head is
// left to the reader; the file is the caller's to close after a nil error.
func openSnapshot(path string, head any) (*os.File, *bufio.Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	r := bufio.NewReaderSize(f, 1<<20)
	line, err := r.ReadSlice('\n')
	if err == nil {
		err = unsealed(line, head)
	}
	if err != nil {
		_ = f.Close() // nothing was written to it
		return nil, nil, fmt.Errorf("head: %w", err)
	}
	return f, r, nil
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
	var h snapshotHead
	f, r, err := openSnapshot(path, &h)
	if err != nil {
		return nil, err
	}
	defer f.Close()
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

func (d *Desk) writeSnapshot(path string, s *state) error {
	head := snapshotHead{Format: snapshotFormat, Version: d.o.Version, Store: d.store.ID(), Batch: s.batch, Window: s.window, Lists: s.lists}
	return writeSnapshot(path, head, s.index.Save)
}

// writeSnapshot replaces a snapshot as a whole.
func writeSnapshot(path string, head any, save func(io.Writer) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	sweep(path)
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = writeAll(bufio.NewWriterSize(f, 1<<20), head, save)
	err = errors.Join(err, f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// sweepAge is how old an unfinished snapshot must be to be taken for a leftover
// of a process that was killed.
const sweepAge = time.Hour

// sweep removes leftovers of a snapshot.
func sweep(path string) {
	old, _ := filepath.Glob(path + ".*.tmp") // a pattern that is not sound finds none
	for _, p := range old {
		if fi, err := os.Stat(p); err == nil && time.Since(fi.ModTime()) > sweepAge {
			_ = os.Remove(p) // the next one tries again
		}
	}
}

func writeAll(w *bufio.Writer, head any, save func(io.Writer) error) error {
	b, err := sealed(head)
	if err != nil {
		return err
	}
	if _, err := w.Write(b); err != nil {
		return err
	}
	if err := save(w); err != nil {
		return err
	}
	return w.Flush()
}
