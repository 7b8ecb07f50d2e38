package live

import (
	"context"
	"iter"
	"sync/atomic"
	"time"

	"cordon/ftm"
	"cordon/store"
)

// isoTime is how OpenSanctions writes times: to the second, UTC without saying so.
const isoTime = "2006-01-02T15:04:05"

// stamper says of entities, which come in order of id, when they were first
// seen and last changed, where their source does not say so itself: the times
// of the batches that brought and changed them.
type stamper struct {
	received map[int64]string // of batches
	next     func() (store.Seen, error, bool)
	stop     func()
	at       store.Seen
	done     bool
}

func (d *Desk) newStamper(ctx context.Context, v store.View, ids store.Range) (*stamper, error) {
	received, err := d.received(ctx)
	if err != nil {
		return nil, err
	}
	s := &stamper{received: received}
	s.next, s.stop = iter.Pull2(d.store.SeenIn(ctx, v, ids))
	return s, nil
}

// received returns the times of all batches.
func (d *Desk) received(ctx context.Context) (map[int64]string, error) {
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]string, len(batches))
	for _, b := range batches {
		out[b.ID] = b.Received.UTC().Format(isoTime)
	}
	return out, nil
}

func (s *stamper) stamp(e *ftm.Entity) error {
	for !s.done && s.at.Entity < e.ID {
		x, err, ok := s.next()
		if err != nil {
			return err
		}
		s.at, s.done = x, !ok
	}
	if s.at.Entity == e.ID {
		stampSeen(e, s.at, s.received)
	}
	return nil
}

func stampSeen(e *ftm.Entity, x store.Seen, received map[int64]string) {
	if e.FirstSeen == "" {
		e.FirstSeen = received[x.First]
	}
	if e.LastChange == "" {
		e.LastChange = received[x.Last]
	}
}

// lastSeen says when an entity of some datasets was last seen, where its source
// does not say so itself: with the newest batch of those that have it. It is
// not kept in the index, because each batch moves it for all.
func (s *state) lastSeen(to *string, datasets []string) {
	if *to != "" {
		return
	}
	for _, l := range s.lists {
		for _, d := range datasets {
			if t, err := time.Parse(time.RFC3339, l.Received); d == l.Dataset && err == nil {
				*to = max(*to, t.UTC().Format(isoTime))
			}
		}
	}
}

// lazy is a value that is made when it is first asked for. A failure is not
// kept: the next one who asks tries again.
type lazy[T any] struct{ v atomic.Pointer[T] }

// get returns the value. Only one who asks at a time makes it, when it is their
// turn.
func (l *lazy[T]) get(ctx context.Context, t turn, make func() (T, error)) (v T, err error) {
	if p := l.v.Load(); p != nil {
		return *p, nil
	}
	if err := t.take(ctx); err != nil {
		return v, err
	}
	defer t.give()
	if p := l.v.Load(); p != nil { // made meanwhile
		return *p, nil
	}
	if v, err = make(); err == nil {
		l.v.Store(&v)
	}
	return v, err
}
