package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"cordon/live"
	"cordon/resolve"
)

// Resolver proposes pairs that may be one party, and notes what people decide.
type Resolver interface {
	Resolver(ctx context.Context, at live.At) (*live.Resolver, error)
	Decide(ctx context.Context, a, b string, v resolve.Verdict, user, reason string) (*live.Decision, error)
	Undo(ctx context.Context, a, b, user, reason string) (*live.Decision, error)
}

// candidatesRequest is what GET /api/v1/graph/resolve takes.
type candidatesRequest struct {
	Limit *int     `json:"limit,omitempty" range:"1,10000" doc:"How many pairs at most. 50 if not given."`
	Min   *float64 `json:"min,omitempty" range:"0,1" doc:"The least probability. 0.5 if not given."`
	timesOfQuestion
}

// decideRequest is what POST /api/v1/graph/resolve/decide takes.
type decideRequest struct {
	A       string `json:"a,omitempty" doc:"The id of one entity."`
	B       string `json:"b,omitempty" doc:"The id of the other."`
	Verdict string `json:"verdict,omitempty" enum:"same,different,unsure" doc:"What is decided."`
	User    string `json:"user,omitempty" doc:"Who decides."`
	Reason  string `json:"reason,omitempty" doc:"Why."`
}

// undoRequest is what POST /api/v1/graph/resolve/undo takes.
type undoRequest struct {
	A      string `json:"a,omitempty" doc:"The id of one entity."`
	B      string `json:"b,omitempty" doc:"The id of the other."`
	User   string `json:"user,omitempty" doc:"Who takes it back."`
	Reason string `json:"reason,omitempty" doc:"Why."`
}

// resolveRoutes are the questions of who is the same as whom.
func resolveRoutes() []route {
	return []route{
		{
			method: http.MethodGet, path: "/api/v1/graph/resolve", id: "graphResolve",
			summary: "Which entities may be one party?",
			describe: "Pairs that nobody has decided, with the probability that they are the same and what each field adds to it. " +
				"A score is a suggestion: nothing is merged until somebody decides. conflicts share a strong identifier and do not look like one party.",
			query: candidatesRequest{}, answers: []media{{mediaJSON, []any{live.Candidates{}}}},
			refuses: []string{codeInvalid, codeUnprocessable, codeBusy, codeUnavailable},
			handle:  (*Server).candidates,
		},
		{
			method: http.MethodPost, path: "/api/v1/graph/resolve/decide", id: "graphResolveDecide",
			summary: "Note that two entities are the same, or not",
			describe: "The graph follows with the next question, and proofs name the judgement. " +
				"conflict: other judgements stand against it, and are named.",
			bodies:  []media{{mediaJSON, []any{decideRequest{}}}},
			answers: []media{{mediaJSON, []any{live.Decision{}}}},
			refuses: []string{codeInvalid, codeNotFound, codeTimeout, codeConflict, codeTooLarge, codeUnsupported, codeBusy, codeUnavailable},
			handle:  (*Server).decide,
		},
		{
			method: http.MethodPost, path: "/api/v1/graph/resolve/undo", id: "graphResolveUndo",
			summary:  "Take back what was decided of two entities",
			describe: "What followed from it follows no more; the log keeps both.",
			bodies:   []media{{mediaJSON, []any{undoRequest{}}}},
			answers:  []media{{mediaJSON, []any{live.Decision{}}}},
			refuses:  []string{codeInvalid, codeNotFound, codeTimeout, codeTooLarge, codeUnsupported, codeBusy, codeUnavailable},
			handle:   (*Server).undo,
		},
	}
}

// resolving answers by the resolver, once it is its turn.
func (s *Server) resolving(w http.ResponseWriter, r *http.Request, ask func(context.Context) (any, error)) error {
	if s.o.Resolver == nil {
		return &fault{code: codeUnavailable, detail: "this service keeps no judgements"}
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	if err := s.desk.Ready(ctx); err != nil {
		return err
	}
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	v, err := ask(ctx)
	var conflict *resolve.ConflictError
	switch {
	case errors.As(err, &conflict):
		return &fault{code: codeConflict, detail: err.Error(), hint: "undo the judgements that stand against it first"}
	case errors.Is(err, resolve.ErrNotJudged):
		return &fault{code: codeNotFound, detail: err.Error()}
	case errors.Is(err, live.ErrNoEntity):
		return &fault{code: codeNotFound, detail: "no such person, organisation, vehicle or security", hint: "ids stand in the answers of /api/v1/graph/resolve and /api/v1/screen", cause: err}
	case errors.Is(err, live.ErrDecision):
		return invalid("%s", err.Error())
	case err != nil:
		return fmt.Errorf("resolve: %w", err)
	}
	return writeJSON(w, v)
}

func (s *Server) candidates(w http.ResponseWriter, r *http.Request) error {
	var q candidatesRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	at, f := q.at()
	if f != nil {
		return f
	}
	limit, least := 50, .5
	set(&limit, q.Limit)
	set(&least, q.Min)
	return s.resolving(w, r, func(ctx context.Context) (any, error) {
		got, err := s.o.Resolver.Resolver(ctx, at)
		if err != nil {
			return nil, err
		}
		return got.List(least, limit, s.o.Programme), nil
	})
}

// jsonBody reads the JSON object that a request brings.
func (s *Server) jsonBody(w http.ResponseWriter, r *http.Request, v any) error {
	kind, f := mediaType(r, mediaJSON)
	if f != nil {
		return f
	}
	if kind != mediaJSON {
		return &fault{code: codeUnsupported, detail: "the body is not " + mediaJSON, hint: "send it with Content-Type: " + mediaJSON}
	}
	b, err := s.body(w, r)
	if err != nil {
		return err
	}
	if f := decode(b, v, 1); f != nil {
		return f
	}
	return nil
}

// needs refuses a body without one of its texts.
func needs(texts ...[2]string) *fault {
	for _, t := range texts {
		if t[1] == "" {
			return invalid("%s is missing", t[0])
		}
	}
	return nil
}

func (s *Server) decide(w http.ResponseWriter, r *http.Request) error {
	var q decideRequest
	if err := s.jsonBody(w, r, &q); err != nil {
		return err
	}
	if f := needs([2]string{"a", q.A}, [2]string{"b", q.B}, [2]string{"verdict", q.Verdict}, [2]string{"user", q.User}, [2]string{"reason", q.Reason}); f != nil {
		return f
	}
	v, err := resolve.ParseVerdict(q.Verdict)
	if err != nil {
		return invalid("%s", err.Error())
	}
	return s.resolving(w, r, func(ctx context.Context) (any, error) { return s.o.Resolver.Decide(ctx, q.A, q.B, v, q.User, q.Reason) })
}

func (s *Server) undo(w http.ResponseWriter, r *http.Request) error {
	var q undoRequest
	if err := s.jsonBody(w, r, &q); err != nil {
		return err
	}
	if f := needs([2]string{"a", q.A}, [2]string{"b", q.B}, [2]string{"user", q.User}); f != nil {
		return f
	}
	return s.resolving(w, r, func(ctx context.Context) (any, error) { return s.o.Resolver.Undo(ctx, q.A, q.B, q.User, q.Reason) })
}
