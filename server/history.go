package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"cordon/live"
)

// History answers what was stated when: of one entity, batch by batch, and how
// fast parties were designated.
type History interface {
	Dossier(ctx context.Context, id string, at live.At) (*live.Dossier, error)
	Batches(ctx context.Context, datasets []string, limit int) ([]live.BatchState, error)
	Changes(ctx context.Context, batch int64, kind, after string, limit int) (*live.Came, error)
	Pace(ctx context.Context, datasets []string, programme string) (*live.Pace, error)
	Moves(ctx context.Context, regime, entity string, before int64, limit int) ([]live.Turn, error)
	LastMove(ctx context.Context) (int64, error)
	// Batch is the newest batch that is answered from; 0 before there is one.
	Batch() int64
}

// dossierRequest is what GET /api/v1/entity takes.
type dossierRequest struct {
	ID string `json:"id,omitempty" doc:"Of the entity."`
	timesOfQuestion
}

// batchesRequest is what GET /api/v1/batches takes.
type batchesRequest struct {
	Source []string `json:"source,omitempty" doc:"Only of these datasets."`
	Limit  *int     `json:"limit,omitempty" range:"1,1000" doc:"How many batches at most. 50 if not given."`
}

// changesRequest is what GET /api/v1/batches/{batch}/changes takes.
type changesRequest struct {
	Kind  *string `json:"kind,omitempty" enum:"added,changed,removed" doc:"Only those that the batch added, changed or removed."`
	After *string `json:"after,omitempty" doc:"Only ids after this one: the last of the page before."`
	Limit *int    `json:"limit,omitempty" range:"1,5000" doc:"How many entities at most. 100 if not given."`
}

// paceRequest is what GET /api/v1/designations takes.
type paceRequest struct {
	Source    []string `json:"source,omitempty" doc:"Only of these datasets."`
	Programme *string  `json:"programme,omitempty" doc:"Only under this programme of the lists: DPRK3, NPWMD."`
}

// movesRequest is what GET /api/v1/graph/moves takes.
type movesRequest struct {
	Regime *string `json:"regime,omitempty" doc:"Only under this rule: ofac, bis, eu, uk, un."`
	Entity *string `json:"entity,omitempty" doc:"Only of this entity."`
	Before *int    `json:"before,omitempty" range:"0,9007199254740991" doc:"Only moves before the one of this id: the last of the page before."`
	Limit  *int    `json:"limit,omitempty" range:"1,10000" doc:"How many moves at most. 100 if not given."`
}

// movesAnswer is what GET /api/v1/graph/moves answers.
type movesAnswer struct {
	Moves []live.Turn `json:"moves" doc:"Newest first."`
}

// batchStates is what GET /api/v1/batches answers.
type batchStates struct {
	Batches []live.BatchState `json:"batches" doc:"Newest first."`
}

// historyRoutes are the questions of what was stated when.
func historyRoutes() []route {
	return []route{
		{
			method: http.MethodGet, path: "/api/v1/entity", id: "dossier",
			summary:  "Everything that is known of an entity",
			describe: "Every statement with its source and its two times: when it was true (from, to) and when it was known (known_from, known_to). Statements that are stated no more are there too.",
			query:    dossierRequest{}, answers: []media{{mediaJSON, []any{live.Dossier{}}}},
			refuses: []string{codeInvalid, codeNotFound, codeUnprocessable, codeUnavailable}, handle: (*Server).dossier,
		},
		{
			method: http.MethodGet, path: "/api/v1/batches", id: "batches",
			summary: "Which documents were loaded, and what each changed",
			query:   batchesRequest{}, answers: []media{{mediaJSON, []any{batchStates{}}}},
			refuses: []string{codeInvalid, codeUnavailable}, handle: (*Server).batches,
		},
		{
			method: http.MethodGet, path: "/api/v1/batches/{batch}/changes", id: "batchChanges",
			summary: "Who came, changed or went with a batch",
			query:   changesRequest{}, answers: []media{{mediaJSON, []any{live.Came{}}}},
			refuses: []string{codeInvalid, codeNotFound, codeUnavailable}, handle: (*Server).batchChanges,
		},
		{
			method: http.MethodGet, path: "/api/v1/designations", id: "designations",
			summary:  "The pace of designations, by programme and year",
			describe: "A party counts once per list and programme, in the year of its listing as the list says it, else in that of the batch that first had it. What the first batch of a list held without a date is undated.",
			query:    paceRequest{}, answers: []media{{mediaJSON, []any{live.Pace{}}}},
			refuses: []string{codeInvalid, codeUnavailable}, handle: (*Server).designations,
		},
		{
			method: http.MethodGet, path: "/api/v1/graph/moves", id: "moves",
			summary:  "Who fell, and who rose, since when and why",
			describe: "Who counts otherwise than before under the rules of ownership: by a listing, a delisting, a stake, a judgement, or a day that came. Worked out with every batch, and told once.",
			query:    movesRequest{}, answers: []media{{mediaJSON, []any{movesAnswer{}}}},
			refuses: []string{codeInvalid, codeUnavailable}, handle: (*Server).moves,
		},
		{
			method: http.MethodGet, path: "/api/events", id: "events",
			summary: "What happens, as it happens",
			describe: "Server-sent events. `batch` says that answers rest on a further batch from now on; its data names it, its id is the batch number. `moves` says that somebody fell or rose, `sea` that what ships did was worked out anew. Last-Event-ID resumes; " +
				"`reset` says that what was missed cannot be told: ask everything again.",
			answers: []media{{mediaEvents, nil}}, endless: true, handle: (*Server).events,
		},
	}
}

// dossier answers GET /api/v1/entity.
func (s *Server) dossier(w http.ResponseWriter, r *http.Request) error {
	var q dossierRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	if q.ID == "" {
		return invalid("id is missing").hinted("ids stand in the answers of /api/v1/screen")
	}
	at, f := q.at()
	if f != nil {
		return f
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	got, err := s.desk.Dossier(ctx, q.ID, at)
	var merged *live.MergedError
	switch {
	case errors.As(err, &merged):
		return &fault{code: codeNotFound, detail: "it was merged into another", hint: "ask for id=" + merged.Into, cause: err}
	case errors.Is(err, live.ErrNoEntity):
		return &fault{code: codeNotFound, detail: "no such entity", hint: "ids stand in the answers of /api/v1/screen", cause: err}
	case err != nil:
		return fmt.Errorf("entity: %w", err)
	}
	return writeJSON(w, got)
}

// batches answers GET /api/v1/batches.
func (s *Server) batches(w http.ResponseWriter, r *http.Request) error {
	var q batchesRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	limit := 50
	set(&limit, q.Limit)
	got, err := s.desk.Batches(r.Context(), q.Source, limit)
	if err != nil {
		return fmt.Errorf("batches: %w", err)
	}
	return writeJSON(w, batchStates{got})
}

// batchChanges answers GET /api/v1/batches/{batch}/changes.
func (s *Server) batchChanges(w http.ResponseWriter, r *http.Request) error {
	var q changesRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	id, err := strconv.ParseInt(r.PathValue("batch"), 10, 64)
	if err != nil || id < 1 {
		return invalid("batch %s is no number of a batch", shown(r.PathValue("batch")))
	}
	limit, kind, after := 100, "", ""
	set(&limit, q.Limit)
	set(&kind, q.Kind)
	set(&after, q.After)
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	got, err := s.desk.Changes(ctx, id, kind, after, limit)
	if errors.Is(err, live.ErrNoBatch) {
		return &fault{code: codeNotFound, detail: "no such batch", hint: "/api/v1/batches names them", cause: err}
	}
	if err != nil {
		return fmt.Errorf("changes: %w", err)
	}
	return writeJSON(w, got)
}

// designations answers GET /api/v1/designations.
func (s *Server) designations(w http.ResponseWriter, r *http.Request) error {
	var q paceRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	programme := ""
	set(&programme, q.Programme)
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	got, err := s.desk.Pace(ctx, q.Source, programme)
	if err != nil {
		return fmt.Errorf("designations: %w", err)
	}
	return writeJSON(w, got)
}

// moves answers GET /api/v1/graph/moves.
func (s *Server) moves(w http.ResponseWriter, r *http.Request) error {
	var q movesRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	regime, entity, before, limit := "", "", 0, 100
	set(&regime, q.Regime)
	set(&entity, q.Entity)
	set(&before, q.Before)
	set(&limit, q.Limit)
	got, err := s.desk.Moves(r.Context(), regime, entity, int64(before), limit)
	if err != nil {
		return fmt.Errorf("moves: %w", err)
	}
	return writeJSON(w, movesAnswer{got})
}

const (
	eventsEvery = 250 * time.Millisecond // between two looks for a new batch
	aliveEvery  = 15 * time.Second       // between two lines that only show that the stream lives
	maxMissed   = 100                    // batches that are told one by one to who resumes
)

// events answers GET /api/events until the client goes or the server stops. The
// state of the stream is the number of the last batch that was told: nothing is
// kept for a client, and a slow one is cut off by the time it has to take a line.
func (s *Server) events(w http.ResponseWriter, r *http.Request) error {
	rc := http.NewResponseController(w)
	hd := w.Header()
	hd.Set("Content-Type", mediaEvents)
	hd.Set("Cache-Control", "no-store")
	hd.Set("X-Accel-Buffering", "no")
	_ = rc.SetReadDeadline(time.Time{}) // the request is read; a client that goes is seen all the same
	told, resumes := s.desk.Batch(), false
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		if n, err := strconv.ParseInt(last, 10, 64); err == nil && n >= 0 {
			told, resumes = n, true
		}
	}
	write := func(format string, args ...any) error {
		_ = rc.SetWriteDeadline(time.Now().Add(s.limits.Write)) // not every connection has one
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return errGone
		}
		if err := rc.Flush(); err != nil {
			return errGone
		}
		return nil
	}
	// Before the first line: what happens after it is told.
	moved, err := s.desk.LastMove(r.Context())
	if err != nil {
		return nil
	}
	sailed, err := s.seaRun(r.Context())
	if err != nil {
		return nil
	}
	// What was sent is sent, and no other status can follow: errors end the stream.
	if err := write("retry: 3000\nid: %d\nevent: hello\ndata: {\"batch\":%d}\n\n", told, s.desk.Batch()); err != nil {
		return nil
	}
	look, alive := time.NewTicker(eventsEvery), time.NewTicker(aliveEvery)
	defer look.Stop()
	defer alive.Stop()
	for {
		now := s.desk.Batch()
		switch {
		case now == told || now == 0:
		case now < told || resumes && now-told > maxMissed:
			if err := write("id: %d\nevent: reset\ndata: {}\n\n", now); err != nil {
				return nil
			}
		default:
			batches, err := s.desk.Batches(r.Context(), nil, int(min(now-told, maxMissed)))
			if err != nil {
				return nil
			}
			for i := len(batches) - 1; i >= 0; i-- {
				if b := batches[i]; b.Batch > told && b.Batch <= now {
					if err := write("id: %d\nevent: batch\ndata: {\"kind\":\"batch\",\"id\":%d,\"source\":%q}\n\n", b.Batch, b.Batch, b.Source); err != nil {
						return nil
					}
				}
			}
		}
		told, resumes = max(now, 0), false
		if m, err := s.desk.LastMove(r.Context()); err != nil {
			return nil
		} else if m > moved {
			moved = m
			if err := write("event: moves\ndata: {\"kind\":\"moves\",\"id\":%d}\n\n", m); err != nil {
				return nil
			}
		}
		if n, err := s.seaRun(r.Context()); err != nil {
			return nil
		} else if n > sailed {
			sailed = n
			if err := write("event: sea\ndata: {\"kind\":\"sea\",\"id\":%d}\n\n", n); err != nil {
				return nil
			}
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-s.ending:
			return nil
		case <-alive.C:
			if err := write(": alive\n\n"); err != nil {
				return nil
			}
		case <-look.C:
		}
	}
}

var errGone = errors.New("the client is gone")
