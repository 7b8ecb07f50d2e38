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
	"cordon/server"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

func (a *app) serveCmd() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Answer over HTTP",
		Long: `Answer over HTTP until interrupted: /api/v1/screen and what /openapi.json names.
GET /readyz answers 200 once questions can be answered. Requests under way are
finished before the process ends.

It listens on this machine only unless --listen says otherwise. There is no
login: put it behind a proxy that has one before it is reachable by others.`,
		Example: `  cordon serve
  cordon serve --listen 127.0.0.1:9000`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			ln, err := listenOn(listen)
			if err != nil {
				return err
			}
			defer ln.Close()
			desk, _, err := a.openDesk(ctx)
			if err != nil {
				return err
			}
			srv, err := a.newServer(desk, server.Examples{})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Out, "http://%s\n", ln.Addr())
			return a.serveUntilDone(ctx, desk, srv, ln)
		},
	}
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
func (a *app) newServer(desk *live.Desk, examples server.Examples) (*server.Server, error) {
	asker, err := newAsker(desk, a.programme)
	if err != nil {
		return nil, err
	}
	return server.New(desk, server.Options{Log: a.logger(), Version: version, Programme: a.programme, Asker: asker, Resolver: desk, Examples: examples}), nil
}

// serveUntilDone serves while the index is being made ready and then follows
// the store, so that batches loaded by another process are answered from too.
func (a *app) serveUntilDone(ctx context.Context, desk *live.Desk, srv *server.Server, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
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
