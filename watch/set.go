package watch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"cordon/live"
	"cordon/screen"
)

// ErrDamaged is the error of a folder whose files are not as they were written.
var ErrDamaged = errors.New("what was found before cannot be read")

// ErrInUse is the error of a set that another process is at.
var ErrInUse = errors.New("another process watches this set")

const (
	foundName  = "found"
	eventsName = "events"
	lockName   = "lock"
	setFormat  = 1
)

// Rules say what counts as a hit. Other rules find other hits: everybody is
// screened again.
type Rules struct {
	Threshold float64  `json:"threshold"`
	Algorithm string   `json:"algorithm"`
	Datasets  []string `json:"datasets"`
}

// options are the rules as a screen takes them: everything from the threshold
// on, whatever the number.
func (r Rules) options() screen.Options {
	return screen.Options{Threshold: r.Threshold, Cutoff: r.Threshold, Limit: screen.MaxLimit, Algorithm: r.Algorithm, Datasets: r.Datasets}
}

// head is the first line of both files.
type head struct {
	Format     int       `json:"format"`
	Generation int64     `json:"generation"`
	Mark       live.Mark `json:"mark"`
	Rules      Rules     `json:"rules"`
	Lines      int       `json:"lines"` // that follow
}

// tail is the last one.
type tail struct {
	Sum uint32 `json:"sum"` // of all before
}

// record is what is kept of a subject.
type record struct {
	ID     string `json:"id"`
	Digest string `json:"digest"`
	Hits   []hit  `json:"hits,omitempty"` // in order of party
}

// Set is a set of subjects and what was found of them. It is used by one
// goroutine.
type Set struct {
	dir     string
	lock    io.Closer
	head    head
	records map[string]record
	pending []Event
}

// Open opens the set in a folder, making it when missing.
func Open(dir string) (s *Set, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	s = &Set{dir: dir, records: map[string]record{}}
	if s.lock, err = lock(filepath.Join(dir, lockName)); err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	if err := s.read(); err != nil {
		_ = s.lock.Close()
		return nil, err
	}
	return s, nil
}

// read reads both files.
func (s *Set) read() error {
	err := readFile(filepath.Join(s.dir, foundName), &s.head, func(line []byte) error {
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		s.records[r.ID] = r
		return nil
	})
	if err != nil {
		return err
	}
	var h head
	var list []Event
	err = readFile(filepath.Join(s.dir, eventsName), &h, func(line []byte) error {
		var e Event
		err := json.Unmarshal(line, &e)
		list = append(list, e)
		return err
	})
	if err != nil {
		return err
	}
	if h.Generation == s.head.Generation { // else of a state that was never reached
		s.pending = list
	}
	return nil
}

// Close lets others at the set.
func (s *Set) Close() error { return s.lock.Close() }

// Len returns how many subjects the set has.
func (s *Set) Len() int { return len(s.records) }

// Pending returns the events that are not acknowledged yet, in order.
func (s *Set) Pending() []Event { return s.pending }

// Acknowledge says that the pending events have reached whom they are for.
func (s *Set) Acknowledge() error {
	err := os.Remove(filepath.Join(s.dir, eventsName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("watch: %w", err)
	}
	s.pending = nil
	return syncDir(s.dir)
}

// commit makes a new state durable, with what is to be told of it.
func (s *Set) commit(mark live.Mark, rules Rules, records map[string]record, events []Event) error {
	h := head{Format: setFormat, Generation: s.head.Generation + 1, Mark: mark, Rules: rules, Lines: len(events)}
	err := s.replace(eventsName, h, func(line func(any) error) error {
		for i := range events {
			if err := line(&events[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	h.Lines = len(records)
	err = s.replace(foundName, h, func(line func(any) error) error {
		for _, id := range slices.Sorted(maps.Keys(records)) {
			if err := line(records[id]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.head, s.records, s.pending = h, records, events
	return nil
}

// replace writes a file of the set anew, durably, or leaves it as it was.
func (s *Set) replace(name string, h head, lines func(line func(any) error) error) (err error) {
	path := filepath.Join(s.dir, name)
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	w := &summed{w: bufio.NewWriterSize(f, 1<<18), sum: crc32.New(castagnoli)}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	err = enc.Encode(h)
	if err == nil {
		err = lines(enc.Encode)
	}
	if err == nil {
		err = enc.Encode(tail{w.sum.Sum32()})
	}
	err = errors.Join(err, w.w.Flush(), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err == nil {
		err = syncDir(s.dir)
	}
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type summed struct {
	w   *bufio.Writer
	sum hash.Hash32
}

func (s *summed) Write(b []byte) (int, error) {
	_, _ = s.sum.Write(b)
	return s.w.Write(b)
}

// readFile reads what replace wrote. A file that is not there has nothing in
// it; one that is not whole is an error.
func readFile(path string, h *head, line func([]byte) error) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	defer f.Close()
	damaged := func(n int, why error) error { return fmt.Errorf("%s:%d: %w: %w", path, n, ErrDamaged, why) }
	r := bufio.NewReaderSize(f, 1<<18)
	sum := crc32.New(castagnoli)
	next := func() ([]byte, error) {
		b, err := r.ReadBytes('\n')
		if err != nil {
			return nil, errors.New("the file is cut short")
		}
		return b, nil
	}
	for n := 1; ; n++ {
		b, err := next()
		if err != nil {
			return damaged(n, err)
		}
		switch {
		case n == 1:
			err = json.Unmarshal(b, h)
			if err == nil && h.Format != setFormat {
				err = fmt.Errorf("format %d", h.Format)
			}
		case n == h.Lines+2:
			var t tail
			if err = json.Unmarshal(b, &t); err == nil && t.Sum != sum.Sum32() {
				err = errors.New("its check sum differs")
			}
			if _, rest := r.ReadByte(); err == nil && rest == nil {
				err = errors.New("it goes on behind its end")
			}
			if err == nil {
				return nil
			}
		default:
			err = line(bytes.TrimSpace(b))
		}
		if err != nil {
			return damaged(n, err)
		}
		_, _ = sum.Write(b)
	}
}
