package server

import (
	"context"
	"sync/atomic"
	"time"
)

// gate lets a bounded number in at a time and a bounded number wait. Beyond
// that it refuses at once: a long queue only makes everybody late.
type gate struct {
	slots   chan struct{}
	waiting atomic.Int64
	queue   int64
}

func newGate(slots, queue int) *gate {
	return &gate{slots: make(chan struct{}, slots), queue: int64(queue)}
}

// enter waits for a slot, or refuses when the queue is full. After a nil error
// the caller must leave.
func (g *gate) enter(ctx context.Context) error {
	select {
	case g.slots <- struct{}{}:
		return nil
	default:
	}
	if g.waiting.Add(1) > g.queue {
		g.waiting.Add(-1)
		return &fault{code: codeBusy, detail: "too many screens run and wait", hint: "try again later, or put several queries in one request",
			header: retryAfter(time.Second)}
	}
	defer g.waiting.Add(-1)
	return g.wait(ctx)
}

// wait waits for a slot without a place in the queue: for streams that were
// let in before.
func (g *gate) wait(ctx context.Context) error {
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *gate) leave() { <-g.slots }

func (g *gate) running() int { return len(g.slots) }
