package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Serve answers on ln until ctx ends, and closes it. Then it takes no further
// connections, lets running requests finish within the grace time, and cuts
// what is left: that is an error. It returns when no handler runs any more, or
// when handlers that were cut do not end within the grace time again.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var running sync.RWMutex // held for reading by each handler
	l := s.limits
	srv := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			running.RLock()
			defer running.RUnlock()
			s.handler.ServeHTTP(w, r)
		}),
		DisableGeneralOptionsHandler: true,
		ReadHeaderTimeout:            l.ReadHeader,
		ReadTimeout:                  l.Read,
		WriteTimeout:                 l.Read + l.Timeout + l.Write,
		IdleTimeout:                  l.Idle,
		MaxHeaderBytes:               l.MaxHeader,
		ErrorLog:                     slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		BaseContext:                  func(net.Listener) context.Context { return base },
	}
	s.log.LogAttrs(ctx, slog.LevelInfo, "listening", slog.String(keyAddr, ln.Addr().String()))
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(newLimited(ln, l.MaxConns)) }()
	select {
	case err := <-failed:
		s.stopping.Store(true)
		cancel()
		_ = srv.Close() // the listener failed already
		waitFor(&running, l.Grace)
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	if !s.stopping.Swap(true) {
		close(s.ending)
	}
	s.log.LogAttrs(base, slog.LevelInfo, "stopping")
	grace, done := context.WithTimeout(base, l.Grace)
	defer done()
	err := srv.Shutdown(grace)
	<-failed // http.ErrServerClosed: the accepting goroutine has ended
	if err == nil {
		return nil
	}
	cancel()
	_ = srv.Close() // cuts the connections that are left
	if !waitFor(&running, l.Grace) {
		return errors.New("stop: requests were cut and still run")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop: requests were cut after %s", l.Grace)
	}
	return fmt.Errorf("stop: %w", err)
}

// waitFor waits for handlers to end, for a time at most.
func waitFor(running *sync.RWMutex, most time.Duration) bool {
	done := make(chan struct{})
	go func() {
		running.Lock()
		defer running.Unlock()
		close(done)
	}()
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-done:
		return true
	case <-t.C:
		return false
	}
}

// limited is a listener that holds a bounded number of connections; further
// ones wait in the queue of the system.
type limited struct {
	net.Listener
	slots chan struct{}
	done  chan struct{}
	once  sync.Once
}

func newLimited(ln net.Listener, most int) *limited {
	return &limited{Listener: ln, slots: make(chan struct{}, most), done: make(chan struct{})}
}

// Accept waits for a slot, then for a connection.
func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.done:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &limitedConn{Conn: c, free: func() { <-l.slots }}, nil
}

// Close ends Accept too, wherever it waits.
func (l *limited) Close() error {
	l.once.Do(func() { close(l.done) })
	return l.Listener.Close()
}

type limitedConn struct {
	net.Conn
	once sync.Once
	free func()
}

// Close frees the slot of the connection.
func (c *limitedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.free)
	return err
}
