package server

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"cordon/graph"
	"cordon/live"
)

// timesOfQuestion are the two times of a question.
type timesOfQuestion struct {
	AsOf    *string `json:"as_of,omitempty" format:"date" doc:"What was true on that day. Today if not given."`
	KnownOn *string `json:"known_on,omitempty" doc:"What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given."`
}

// holdingsRequest is what GET /api/v1/graph/owners and owned take.
type holdingsRequest struct {
	ID    string `json:"id,omitempty" doc:"The id of the entity."`
	Depth *int   `json:"depth,omitempty" range:"1,20" doc:"How many steps to follow. 1 if not given."`
	timesOfQuestion
}

// cascadeRequest is what GET /api/v1/graph/cascade takes.
type cascadeRequest struct {
	Regime *string  `json:"regime,omitempty" doc:"The rule to apply: ofac, eu, uk, un, or another name or id of the programme. ofac if not given."`
	ID     []string `json:"id,omitempty" doc:"The status of these entities, with its past. Without it everyone who is blocked, possibly blocked, circular or controlled and not listed."`
	All    *string  `json:"all,omitempty" enum:"true,false" doc:"true: also everyone in whom a blocked person has a stake."`
	Limit  *int     `json:"limit,omitempty" range:"1,100000" doc:"How many entities at most."`
	timesOfQuestion
}

// pathRequest is what GET /api/v1/graph/path takes.
type pathRequest struct {
	From    string `json:"from,omitempty" doc:"The id of one entity."`
	To      string `json:"to,omitempty" doc:"The id of the other. Without it the nearest listed parties."`
	Limit   *int   `json:"limit,omitempty" range:"1,100" doc:"How many paths at most. 5 if not given."`
	MaxHops *int   `json:"max_hops,omitempty" range:"1,12" doc:"How many steps a path has at most. 6 if not given."`
	HubCap  *int   `json:"hub_cap,omitempty" range:"1,1000000" doc:"How many ties of one entity are followed, the largest first. 1000 if not given."`
	Budget  *int   `json:"budget,omitempty" range:"1,20000000" doc:"How many ties are looked at altogether. 500000 if not given."`
	timesOfQuestion
}

// whatIfRequest is what GET /api/v1/graph/whatif takes.
type whatIfRequest struct {
	Regime *string  `json:"regime,omitempty" doc:"The rule to apply. ofac if not given."`
	List   []string `json:"list,omitempty" doc:"Put these entities on its lists."`
	Delist []string `json:"delist,omitempty" doc:"Take these entities off its lists."`
	timesOfQuestion
}

// knownOn reads a day or a batch.
func knownOn(text *string, at *live.At) *fault {
	if text == nil || *text == "" {
		return nil
	}
	var err error
	if at.KnownOn, at.Batch, err = live.ParseKnown(*text, time.UTC); err != nil {
		return invalid("known_on: %s is neither a day nor a batch", shown(*text)).hinted("write YYYY-MM-DD, or batch:N")
	}
	return nil
}

// graphRoutes are the questions of who stands behind whom.
func graphRoutes() []route {
	refuses := []string{codeInvalid, codeNotFound, codeUnprocessable, codeBusy, codeUnavailable}
	return []route{
		{
			method: http.MethodGet, path: "/api/v1/graph/owners", id: "graphOwners",
			summary:  "Who owns or controls it?",
			describe: "The stakes in an entity, and in its owners up to a depth, each with its size, dates and statements.",
			query:    holdingsRequest{}, answers: []media{{mediaJSON, []any{live.Holdings{}}}}, refuses: refuses,
			handle: func(s *Server, w http.ResponseWriter, r *http.Request) error {
				return s.holdings(w, r, (*live.Picture).Owners)
			},
		},
		{
			method: http.MethodGet, path: "/api/v1/graph/owned", id: "graphOwned",
			summary:  "What does it own or control?",
			describe: "The stakes of an entity, and of those it has stakes in up to a depth.",
			query:    holdingsRequest{}, answers: []media{{mediaJSON, []any{live.Holdings{}}}}, refuses: refuses,
			handle: func(s *Server, w http.ResponseWriter, r *http.Request) error {
				return s.holdings(w, r, (*live.Picture).Owned)
			},
		},
		{
			method: http.MethodGet, path: "/api/v1/graph/cascade", id: "graphCascade",
			summary:  "Who is blocked through owners?",
			describe: "Applies the ownership rule of a regime as it was on the day. The status is blocked, possible (missing names the facts that would decide) or no; no is not clear. low and high are percent that blocked persons hold.",
			query:    cascadeRequest{}, answers: []media{{mediaJSON, []any{[]graph.Standing{}}}}, refuses: refuses,
			handle: (*Server).cascade,
		},
		{
			method: http.MethodGet, path: "/api/v1/graph/path", id: "graphPath",
			summary:  "How are two entities tied?",
			describe: "The shortest paths, over stakes and other ties. truncated names where not all ties were followed.",
			query:    pathRequest{}, answers: []media{{mediaJSON, []any{live.Paths{}}}}, refuses: refuses,
			handle: (*Server).path,
		},
		{
			method: http.MethodGet, path: "/api/v1/graph/whatif", id: "graphWhatIf",
			summary:  "Who falls if these are listed, who is freed if those are not?",
			describe: "Whose status would be another. Nothing is changed.",
			query:    whatIfRequest{}, answers: []media{{mediaJSON, []any{live.WhatIf{}}}}, refuses: refuses,
			handle: (*Server).whatIf,
		},
	}
}

// picture puts a question about the graph to the desk, once it is its turn.
func (s *Server) picture(w http.ResponseWriter, r *http.Request, t timesOfQuestion, ask func(*live.Picture) (any, error)) error {
	ctx := r.Context()
	if err := s.desk.Ready(ctx); err != nil {
		return err
	}
	at, f := t.at()
	if f != nil {
		return f
	}
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	p, err := s.desk.Graph(ctx, at)
	if err != nil {
		return err
	}
	v, err := ask(p)
	switch {
	case errors.Is(err, live.ErrNoEntity):
		return &fault{code: codeNotFound, detail: "no such entity in the graph", hint: "ids stand in the answers of /api/v1/screen", cause: err}
	case errors.Is(err, graph.ErrNoRegime):
		return invalid("regime: there is none of that name").hinted("known: ofac, eu, uk, un, and what the programme adds")
	case errors.Is(err, graph.ErrNoRule):
		return &fault{code: codeUnprocessable, detail: err.Error(), hint: "ask of another as_of"}
	case errors.Is(err, live.ErrNoRules):
		return &fault{code: codeUnavailable, detail: err.Error()}
	case err != nil:
		return fmt.Errorf("graph: %w", err)
	}
	return writeJSON(w, v)
}

func (s *Server) holdings(w http.ResponseWriter, r *http.Request, ask func(*live.Picture, string, int) (*live.Holdings, error)) error {
	var q holdingsRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	if q.ID == "" {
		return invalid("id is missing").hinted("name the entity: ?id=…")
	}
	depth := 1
	set(&depth, q.Depth)
	return s.picture(w, r, q.timesOfQuestion, func(p *live.Picture) (any, error) { return ask(p, q.ID, depth) })
}

func (s *Server) cascade(w http.ResponseWriter, r *http.Request) error {
	var q cascadeRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	c := live.CascadeQuestion{Regime: "ofac", IDs: clean(q.ID), All: q.All != nil && *q.All == "true"}
	set(&c.Regime, q.Regime)
	set(&c.Limit, q.Limit)
	return s.picture(w, r, q.timesOfQuestion, func(p *live.Picture) (any, error) { return p.Cascade(r.Context(), c) })
}

func (s *Server) path(w http.ResponseWriter, r *http.Request) error {
	var q pathRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	if q.From == "" {
		return invalid("from is missing").hinted("name the entities: ?from=…&to=…")
	}
	var o graph.PathOptions
	set(&o.Most, q.Limit)
	set(&o.MaxHops, q.MaxHops)
	set(&o.HubCap, q.HubCap)
	set(&o.Budget, q.Budget)
	return s.picture(w, r, q.timesOfQuestion, func(p *live.Picture) (any, error) { return p.Paths(q.From, q.To, o) })
}

func (s *Server) whatIf(w http.ResponseWriter, r *http.Request) error {
	var q whatIfRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	list, delist := clean(q.List), clean(q.Delist)
	if len(list)+len(delist) == 0 {
		return invalid("list and delist are missing").hinted("name entities: ?list=…")
	}
	regime := "ofac"
	set(&regime, q.Regime)
	return s.picture(w, r, q.timesOfQuestion, func(p *live.Picture) (any, error) { return p.WhatIf(regime, list, delist) })
}
