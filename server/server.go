package server

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"cordon/live"
	"cordon/screen"
	"cordon/web"
)

// Desk answers the questions that come in.
type Desk interface {
	// Screen answers queries about one point in the two times, in their order.
	Screen(ctx context.Context, queries []screen.Query, o screen.Options, at live.At) ([]live.Answer, error)
	// Ready is nil once questions can be answered.
	Ready(ctx context.Context) error
	// Lists returns the state of each loaded list, and how many parties can be found.
	Lists(ctx context.Context) ([]live.List, int)

	// Entity returns an entity by its id, Nested the same with its neighbours in
	// their places, and Adjacent its neighbours by the names under which it
	// knows them, one of them only when prop is set.
	Entity(ctx context.Context, id string) (*live.Entity, error)
	Nested(ctx context.Context, id string) (*live.Entity, error)
	Adjacent(ctx context.Context, id, prop string, p live.Page) (*live.Entity, map[string]live.Neighbours, error)
	// Graph shows who stands behind whom at a point in the two times.
	Graph(ctx context.Context, at live.At) (*live.Picture, error)
	History
	// Find searches by words.
	Find(ctx context.Context, q screen.TextQuery) (live.Findings, error)
}

// Options of a server. The zero value serves loopback names only.
type Options struct {
	Limits  Limits
	Hosts   []string         // names this server is called by, beside those of the loopback
	Origins []string         // of pages that may read the reconciliation service, beside OpenRefine's own on this machine
	Log     *slog.Logger     // nil logs nothing
	Version string           // of the program
	Asker   Asker            // questions over all engines; nil answers none
	Now     func() time.Time // the clock of list ages; nil is time.Now

	Resolver  Resolver // same or not; nil answers nothing of it
	Sea       Sea      // what ships did; nil answers nothing of it
	Briefs    Briefs   // pages of events; nil makes none
	Programme string   // whose law is asked, and whose findings conflicts are; dprk if empty
	App       fs.FS    // files of the workbench; nil is those in the program
	Examples  Examples // what a first page offers to ask; none if empty
}

// Limits bound what requests may cost. A zero field is its default.
type Limits struct {
	MaxBody    int64         // bytes of a body, and of a line of newline-delimited JSON; 4 MiB
	MaxHeader  int           // bytes of a request's headers and address; 64 KiB
	MaxQueries int           // queries in one body; 1000
	MaxConns   int           // open connections, further ones wait; 256
	Timeout    time.Duration // until a request must be answered, the time to send it not counted; 30 s

	Concurrency int // screens that run at a time; one per CPU
	Queue       int // screens that wait for their turn; four per CPU

	ReadHeader time.Duration // to send the headers; 5 s
	Read       time.Duration // to send a request, or the next line of a stream; 30 s
	Write      time.Duration // to take an answer; 30 s
	Idle       time.Duration // between two requests of a connection; 2 min
	Grace      time.Duration // for running requests when the server stops; 10 s
}

// orDefault sets *v where it is zero.
func orDefault[T int | int64 | time.Duration](v *T, d T) {
	if *v == 0 {
		*v = d
	}
}

func (l Limits) withDefaults() Limits {
	cpus := runtime.GOMAXPROCS(0)
	orDefault(&l.MaxBody, 4<<20)
	orDefault(&l.MaxHeader, 64<<10)
	orDefault(&l.MaxQueries, 1000)
	orDefault(&l.MaxConns, 256)
	orDefault(&l.Timeout, 30*time.Second)
	orDefault(&l.Concurrency, cpus)
	orDefault(&l.Queue, 4*cpus)
	orDefault(&l.ReadHeader, 5*time.Second)
	orDefault(&l.Read, 30*time.Second)
	orDefault(&l.Write, 30*time.Second)
	orDefault(&l.Idle, 2*time.Minute)
	orDefault(&l.Grace, 10*time.Second)
	return l
}

// Server is the HTTP face of a desk.
type Server struct {
	desk     Desk
	o        Options
	limits   Limits
	log      *slog.Logger
	now      func() time.Time
	gate     *gate
	meter    *meter
	hosts    map[string]bool
	openapi  []byte
	app      app
	handler  http.Handler
	stopping atomic.Bool
	ending   chan struct{} // closed when the server stops: streams without an end end first
}

// New returns a server for desk.
func New(desk Desk, o Options) *Server {
	s := &Server{desk: desk, o: o, limits: o.Limits.withDefaults(), log: o.Log, now: o.Now, hosts: hostSet(o.Hosts), ending: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.gate = newGate(s.limits.Concurrency, s.limits.Queue)
	s.meter = newMeter(s)
	files := o.App
	if files == nil {
		files = web.Files()
	}
	var err error
	if s.app, err = loadApp(files); err != nil {
		panic(err) // they are part of the program
	}
	table := routes()
	s.openapi = describe(table, o.Version)
	s.handler = s.guard(s.mux(table))
	return s
}

// Handler answers all routes. [Server.Serve] adds the limits that hold for
// connections.
func (s *Server) Handler() http.Handler { return s.handler }
