package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"syscall"
	"time"

	"cordon/live"
	"cordon/logbook"
	"cordon/server"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

func (a *app) serveCmd() *cobra.Command {
	var listen string
	var feeds []string
	cmd := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Answer over HTTP, and take in live positions of ships",
		Long: `Answer over HTTP until interrupted: /api/v1/screen and what /openapi.json names.
GET /readyz answers 200 once questions can be answered. Requests under way are
finished before the process ends.

With --ais it reads live feeds of NMEA sentences: of a server that it connects
to (tcp), again when the connection breaks, or that are sent to it (udp).
Positions may also be posted. What is acknowledged is on the disk; events
follow.

It listens on this machine only unless --listen says otherwise. There is no
login: put it behind a proxy that has one before it is reachable by others.`,
		Example: `  cordon serve
  cordon serve --listen 127.0.0.1:9000
  cordon serve --ais tcp://receiver:10110 --ais udp://127.0.0.1:10111`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			for _, f := range feeds {
				if err := logbook.CheckFeed(f); err != nil {
					return usageError{err, "example: --ais tcp://receiver:10110 or --ais udp://127.0.0.1:10110"}
				}
			}
			ln, err := listenOn(listen)
			if err != nil {
				return err
			}
			defer ln.Close()
			desk, st, err := a.openDesk(ctx)
			if err != nil {
				return err
			}
			ships, err := a.seaDesk(st)
			if err != nil {
				return err
			}
			srv, err := a.newServer(desk, ships, server.Examples{})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Out, "http://%s\n", ln.Addr())
			return a.serveUntilDone(ctx, desk, ships, feeds, srv, ln)
		},
	}
	cmd.Flags().StringArrayVar(&feeds, "ais", nil, "live `feed` of NMEA sentences: tcp://host:port to connect to, udp://host:port to listen on; may be repeated")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8000", "`address` to listen on")
	return cmd
}

func listenOn(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, hintError{fmt.Errorf("%s is in use", addr), "choose another with --listen, or :0 for any"}
	}
	if err != nil {
		return nil, usageError{err, "example: --listen 127.0.0.1:8000"}
	}
	return ln, nil
}

// newServer is the service over a desk.
func (a *app) newServer(desk *live.Desk, ships *logbook.Desk, examples server.Examples) (*server.Server, error) {
	asker, err := newAsker(desk, ships, a.programme)
	if err != nil {
		return nil, err
	}
	briefs, err := a.briefs(ships, asker)
	if err != nil {
		return nil, err
	}
	return server.New(desk, server.Options{Briefs: briefs, Log: a.logger(), Version: version, Programme: a.programme, Asker: asker, Resolver: desk, Sea: ships, Examples: examples}), nil
}

// serveUntilDone serves while the index is being made ready and then follows
// the store, so that batches loaded by another process are answered from too.
func (a *app) serveUntilDone(ctx context.Context, desk *live.Desk, ships *logbook.Desk, feeds []string, srv *server.Server, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	if err := a.takeLive(ctx, g, ships, feeds); err != nil {
		cancel()
		return errors.Join(err, g.Wait())
	}
	g.Go(func() error {
		defer cancel()
		return srv.Serve(ctx, ln)
	})
	g.Go(func() error {
		err := desk.Refresh(ctx)
		a.indexing.stop()
		debug.FreeOSMemory() // building took more than answering does
		if err != nil && ctx.Err() == nil {
			a.logger().Error("the index is not ready yet", "error", err)
		}
		g.Go(func() error { return a.followStanding(ctx, desk) })
		if err := a.followSea(ctx, ships); err != nil && ctx.Err() == nil {
			a.logger().Error("what ships did is not worked out anew", "error", err)
		}
		err = desk.Follow(ctx, followEvery)
		if ctx.Err() != nil {
			return nil
		}
		return err
	})
	return g.Wait()
}

// followStanding keeps who counts as listed by the rules of ownership at the
// newest batch, so that who fell and who rose is told once and soon. It costs a walk
// through everything: it waits until no batch has come for as long as that takes,
// so that what is asked meanwhile does not wait, and many batches are one walk.
func (a *app) followStanding(ctx context.Context, desk *live.Desk) error {
	regimes := regimeNames(a.programme)
	t := time.NewTicker(standingEvery)
	defer t.Stop()
	var batch int64
	var took time.Duration
	since := time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		if now := desk.Batch(); now != batch {
			batch, since = now, time.Now()
		}
		_, parties := desk.Lists(ctx)
		if time.Since(since) < max(2*took, time.Duration(parties/standingParties)*time.Second) {
			continue
		}
		start := time.Now()
		if _, err := desk.FollowStanding(ctx, regimes); err != nil && ctx.Err() == nil {
			a.logger().Error("who fell and who rose is not known yet", "error", err)
		}
		took = max(took, time.Since(start))
	}
}

// Settings of how statuses follow.
const (
	standingEvery   = 2 * time.Second // how often it is asked whether they may have changed
	standingParties = 20_000          // that it takes about a second to go through
)

// followEvery is how often the store is asked for new batches.
const followEvery = 200 * time.Millisecond
