package logbook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"cordon/ais"
	"cordon/ftm"
)

// LiveOptions say how live messages are taken in. What is zero is its default.
type LiveOptions struct {
	Quiet time.Duration    // without messages, after which they go into the archive; 5 s
	Every time.Duration    // after which they do in any case; 1 min
	Stall time.Duration    // without a line, after which a feed is said to stall; 2 min
	Now   func() time.Time // the clock of messages that nobody timed; time.Now
	// After is called when messages have gone into the archive, one call at a time.
	After func(context.Context, Added) error
}

// Live takes in messages as they come. What it acknowledges is durable, and is in
// the archive, once, at the latest after the next start.
type Live struct {
	l      *Logbook
	o      LiveOptions
	w      *wal
	locked io.Closer
	since  atomic.Int64 // when the oldest message came that is not in the archive, unix nanoseconds; 0 none
	newest atomic.Int64 // when the newest came

	folding sync.Mutex
	mu      sync.Mutex // guards feeds
	feeds   []*feed
}

// ErrInUse is returned when another process takes in live messages.
var ErrInUse = errors.New("another process takes in live positions of this data folder")

// Live begins to take in messages, in one process at a time. What an earlier
// process left in its log goes into the archive.
func (l *Logbook) Live(ctx context.Context, o LiveOptions) (*Live, error) {
	setDefault(&o.Quiet, 5*time.Second)
	setDefault(&o.Every, time.Minute)
	setDefault(&o.Stall, 2*time.Minute)
	if o.Now == nil {
		o.Now = time.Now
	}
	dir := filepath.Join(l.dir, "wal")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("live positions: %w", err)
	}
	brief, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	locked, err := lock(brief, filepath.Join(dir, "lock"))
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("live positions: %w", err)
	}
	w, err := openWAL(dir, l.reached)
	if err != nil {
		_ = locked.Close()
		return nil, fmt.Errorf("live positions: %w", err)
	}
	v := &Live{l: l, o: o, w: w, locked: locked}
	if _, err := v.Fold(ctx); err != nil {
		_ = v.Close()
		return nil, err
	}
	return v, nil
}

// Recover brings what a process that was killed left in its log into the archive,
// unless another process is at it.
func (l *Logbook) Recover(ctx context.Context) error {
	have, err := segments(filepath.Join(l.dir, "wal"))
	if err != nil || len(have) == 0 {
		return nil // nothing was ever taken in live
	}
	v, err := l.Live(ctx, LiveOptions{})
	if errors.Is(err, ErrInUse) {
		return nil
	}
	if err != nil {
		return err
	}
	return v.Close()
}

func setDefault(d *time.Duration, v time.Duration) {
	if *d == 0 {
		*d = v
	}
}

// Close stops taking in. What was acknowledged and is not in the archive stays in
// the log.
func (v *Live) Close() error { return errors.Join(v.w.close(), v.locked.Close()) }

// put makes messages durable.
func (v *Live) put(ctx context.Context, f *frame) error {
	if f.empty() {
		return nil
	}
	if err := v.w.append(ctx, f); err != nil {
		return fmt.Errorf("log of positions: %w", err)
	}
	now := time.Now().UnixNano()
	v.since.CompareAndSwap(0, now)
	v.newest.Store(now)
	return nil
}

// Taken says what became of messages that were taken in live.
type Taken struct {
	Positions int           `json:"positions" doc:"Positions that are on the disk now."`
	Statics   int           `json:"statics" doc:"Reports of what ships say of themselves, likewise."`
	Refused   int           `json:"refused" doc:"Lines of which something was set aside."`
	Problems  []ftm.Problem `json:"problems" doc:"What, and why; the first."`
}

// Load reads AIS in any form and makes it durable, all of it or nothing: when it
// fails nothing of it counts. Messages that nobody timed are of now.
func (v *Live) Load(ctx context.Context, r io.Reader, name, source string) (Taken, error) {
	t := Taken{Problems: []ftm.Problem{}}
	var aside asides
	refuse := func(line int64, why, raw string) {
		aside.add(line)
		if t.Refused = int(aside.n); len(t.Problems) < 100 {
			t.Problems = append(t.Problems, ftm.Problem{File: name, Line: int(line), Why: why, Raw: raw})
		}
	}
	src, err := ais.Open(name, r, ais.Options{Only: kept, Refuse: func(x ais.Refusal) {
		why := string(x.Reason)
		if x.Detail != "" {
			why += ": " + x.Detail
		}
		refuse(x.Line, why, x.Text)
	}})
	if err != nil {
		return t, unread(ctx, err)
	}
	f := newFrame()
	now := v.o.Now().UnixMilli()
	var m ais.Message
	for n := 0; ; n++ {
		err := src.Next(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, unread(ctx, err)
		}
		if n%4096 == 0 && ctx.Err() != nil {
			return t, ctx.Err()
		}
		from := source
		if m.Source > 0 {
			from = src.Sources()[m.Source]
		}
		if m.Time == ais.NoTime {
			m.Time = now
		}
		if why := f.add(&m, from); why != "" {
			refuse(m.Line, why, "")
		}
	}
	t.Positions, t.Statics = len(f.rows), len(f.reports)
	return t, v.put(ctx, f)
}

// ErrUnread is returned for a body that ends too soon or is damaged. Nothing of it was
// taken in.
var ErrUnread = errors.New("the body cannot be read to its end")

func unread(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnread, err)
}

// Fold brings what the log holds into the archive. It may be called at any time.
func (v *Live) Fold(ctx context.Context) (Added, error) {
	v.folding.Lock()
	defer v.folding.Unlock()
	since := v.since.Swap(0)
	added, err := v.fold(ctx)
	if err != nil {
		v.since.CompareAndSwap(0, since)
		return added, fmt.Errorf("live positions into the archive: %w", err)
	}
	return added, nil
}

func (v *Live) fold(ctx context.Context) (Added, error) {
	below, err := v.w.seal()
	if err != nil {
		return Added{}, err
	}
	list, err := segments(v.w.dir)
	if err != nil {
		return Added{}, err
	}
	in := v.l.Begin()
	var done []string
	for _, n := range list {
		if n >= below {
			break
		}
		path := filepath.Join(v.w.dir, segmentName(n))
		if err := v.foldSegment(ctx, in, path); err != nil {
			return Added{}, err
		}
		done = append(done, path)
	}
	if len(done) == 0 {
		return Added{}, nil
	}
	added, err := in.Commit(ctx)
	if err != nil {
		return added, err
	}
	v.l.reached("log in the archive")
	for _, path := range done {
		if err := os.Remove(path); err != nil {
			return added, err
		}
		v.l.reached("segment removed")
	}
	return added, syncDir(v.w.dir)
}

func (v *Live) foldSegment(ctx context.Context, in *Intake, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var m ais.Message
	left, err := readSegment(f, func(x *frame) error {
		for i := range x.rows {
			x.rows[i].message(&m)
			if _, err := in.Add(ctx, &m, x.names.names[m.Source]); err != nil {
				return err
			}
		}
		for i := range x.reports {
			x.reports[i].message(&m, x.reports[i].at)
			if _, err := in.Add(ctx, &m, x.names.names[m.Source]); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if left > 0 {
		v.l.o.Log.Warn("the end of a log of positions was never acknowledged and is left out", "file", filepath.Base(path), "bytes", left)
	}
	return nil
}

// Run brings messages into the archive after each quiet moment, at intervals
// while there is none, and once more when ctx ends.
func (v *Live) Run(ctx context.Context) error {
	t := time.NewTicker(min(v.o.Quiet, v.o.Every, time.Second) / 2)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			_, err := v.Fold(last)
			return err
		case <-t.C:
		}
		since, now := v.since.Load(), time.Now().UnixNano()
		if since == 0 || now-v.newest.Load() < int64(v.o.Quiet) && now-since < int64(v.o.Every) {
			continue
		}
		added, err := v.Fold(ctx)
		if err == nil && added.Files > 0 && v.o.After != nil {
			err = v.o.After(ctx, added)
		}
		if err != nil && ctx.Err() == nil { // the log keeps what came; it is tried again
			v.l.o.Log.Error("live positions wait in the log", slog.Any("error", err))
		}
	}
}
