package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"cordon/live"
	"cordon/logbook"
	"cordon/sea"
	"cordon/store"

	"golang.org/x/sync/errgroup"
)

// seaDesk opens the archive for questions.
func (a *app) seaDesk(st *store.Store) (*logbook.Desk, error) {
	l, err := a.openLogbook()
	if err != nil {
		return nil, err
	}
	return &logbook.Desk{Log: l, Store: st, Config: seaConfig()}, nil
}

// seaEventsOf answers what a vessel did, for questions over all engines.
type seaEventsOf struct{ desk *logbook.Desk }

// EventsOf are the events of a vessel as they were known at a point.
func (s seaEventsOf) EventsOf(ctx context.Context, vessel string, at live.At) ([]sea.Event, error) {
	batch, before, ok, err := s.desk.KnownAt(ctx, at.KnownOn, at.Batch)
	if err != nil || !ok {
		return nil, err
	}
	q := store.FindingQuery{Subject: vessel, Batch: batch, Before: before}
	got, err := s.desk.Events(ctx, q)
	return got.Events, err
}

// takeLive takes in live positions until ctx ends: those of the feeds, and those
// that are posted. Where another process does so, this one only answers.
func (a *app) takeLive(ctx context.Context, g *errgroup.Group, desk *logbook.Desk, feeds []string) error {
	v, err := desk.Log.Live(ctx, logbook.LiveOptions{After: func(ctx context.Context, _ logbook.Added) error { return a.followSea(ctx, desk) }})
	if errors.Is(err, logbook.ErrInUse) && len(feeds) == 0 {
		a.logger().Info("another process takes in live positions")
		return nil
	}
	if errors.Is(err, logbook.ErrInUse) {
		return hintError{err, "stop that one, or give this one a folder of its own with --data"}
	}
	if err != nil {
		return err
	}
	desk.Live = v
	for _, f := range feeds {
		g.Go(func() error {
			if err := v.Feed(ctx, f); err != nil {
				return hintError{err, "name an address of this machine and a port that is free; example: --ais udp://127.0.0.1:10110"}
			}
			return nil
		})
	}
	g.Go(func() error {
		err := v.Run(ctx)
		return errors.Join(err, v.Close())
	})
	return nil
}

// followSea works out what ships did, where something has changed.
func (a *app) followSea(ctx context.Context, desk *logbook.Desk) error {
	start := time.Now()
	got, err := desk.Analyse(ctx, logbook.AnalyseOptions{Known: a.seaKnown(desk.Store)})
	if err == nil && got.Fresh {
		a.logger().Info("what ships did is worked out", slog.Int64("positions", got.Positions), slog.Int("events", got.Events), slog.Int("alerts", got.Alerts), slog.Duration("took", time.Since(start)))
	}
	return err
}
