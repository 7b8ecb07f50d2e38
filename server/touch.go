package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/touch"
)

// Asker answers questions over all engines.
type Asker interface {
	Ask(ctx context.Context, s touch.Subject, at live.At, depth int) (*touch.Answer, error)
	Manifest(ctx context.Context, name string, doc []byte, at live.At, yield func(*touch.Answer) error) ([]*touch.LineError, error)
}

// touchRequest is what GET /api/v1/touch takes.
type touchRequest struct {
	Subject string `json:"subject,omitempty" doc:"A name, or a number with its kind: imo:…, mmsi:…, callsign:…, lei:…, bic:…, iban:…, wallet:…, or entity: and an id."`
	Depth   *int   `json:"depth,omitempty" range:"1,8" doc:"How many steps a path has at most. 4 if not given."`
	timesOfQuestion
}

// manifestRequest is the query of POST /api/v1/touch.
type manifestRequest struct {
	Name  *string `json:"name,omitempty" doc:"What the paper is called; answers name it. manifest if not given."`
	Known *string `json:"known_on,omitempty" format:"date" doc:"By the law as it was known on that day. Now if not given."`
}

// manifestAnswers is what POST /api/v1/touch answers.
type manifestAnswers struct {
	Answers  []*touch.Answer    `json:"answers" doc:"One for each line that could be asked about, in the order of the lines."`
	SetAside []*touch.LineError `json:"set_aside" doc:"Lines that could not, and why."`
}

// touchRoutes is the question over all engines.
func touchRoutes() []route {
	return []route{{
		method: http.MethodGet, path: "/api/v1/touch", id: "touch",
		summary: "Does it touch the programme's target, by which path, and what follows?",
		describe: "Who bears the name or number, on lists and in registers; whether it is listed or counts as listed; which paths lead from it to a listed party. " +
			"blocked, possible (missing says which fact decides), exposed (by a path, with its strength) or clear (searched says what was looked at). To be named does not imply a violation.",
		query: touchRequest{}, answers: []media{{mediaJSON, []any{touch.Answer{}}}},
		refuses: []string{codeInvalid, codeNotFound, codeUnprocessable, codeBusy, codeUnavailable},
		handle:  (*Server).touch,
	}, {
		method: http.MethodPost, path: "/api/v1/touch", id: "touchManifest",
		summary:  "What the law says of each line of a manifest or invoice of goods",
		describe: "CSV with a header, or JSON lines: hs or description, direction (to or from) and date. A line is answered by the measures in force on its day; words are answered by the codes they may mean.",
		query:    manifestRequest{}, bodies: []media{{mediaCSV, nil}, {mediaNDJSON, []any{touch.Consignment{}}}},
		answers: []media{{mediaJSON, []any{manifestAnswers{}}}},
		refuses: []string{codeInvalid, codeTimeout, codeTooLarge, codeUnsupported, codeBusy, codeUnavailable},
		handle:  (*Server).touchManifest,
	}}
}

func (s *Server) touch(w http.ResponseWriter, r *http.Request) error {
	var q touchRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	if s.o.Asker == nil {
		return &fault{code: codeUnavailable, detail: "this service has no programme to ask of"}
	}
	subject, err := touch.ParseSubject(q.Subject)
	var bad *touch.SubjectError
	if errors.As(err, &bad) {
		return invalid("subject: %s", bad.Why).hinted("%s", bad.Hint)
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	if err := s.desk.Ready(ctx); err != nil {
		return err
	}
	at, f := q.at()
	if f != nil {
		return f
	}
	depth := touch.DefaultDepth
	set(&depth, q.Depth)
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	got, err := s.o.Asker.Ask(ctx, subject, at, depth)
	if errors.Is(err, live.ErrNoEntity) {
		return &fault{code: codeNotFound, detail: "no such entity", hint: "ids stand in the answers of /api/v1/screen", cause: err}
	}
	if err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	return writeJSON(w, got)
}

// touchManifest answers POST /api/v1/touch.
func (s *Server) touchManifest(w http.ResponseWriter, r *http.Request) error {
	if _, f := mediaType(r, mediaCSV, mediaNDJSON); f != nil {
		return f
	}
	var q manifestRequest
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	known, f := parseDay("known_on", q.Known)
	if f != nil {
		return f
	}
	if s.o.Asker == nil {
		return &fault{code: codeUnavailable, detail: "this service has no programme to ask of"}
	}
	if known.IsZero() {
		known = time.Now()
	}
	doc, err := s.body(w, r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	name := "manifest"
	set(&name, q.Name)
	out := manifestAnswers{Answers: []*touch.Answer{}, SetAside: []*touch.LineError{}}
	bad, err := s.o.Asker.Manifest(ctx, name, doc, live.At{KnownOn: known}, func(a *touch.Answer) error {
		out.Answers = append(out.Answers, a)
		return ctx.Err()
	})
	if errors.Is(err, touch.ErrNoManifest) {
		return invalid("the body is %s", err)
	}
	if err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	out.SetAside = append(out.SetAside, bad...)
	return writeJSON(w, &out)
}

// at are the two times as the desk takes them.
func (t timesOfQuestion) at() (live.At, *fault) {
	var at live.At
	asOf, f := parseDay("as_of", t.AsOf)
	if f != nil {
		return at, f
	}
	if !asOf.IsZero() {
		at.AsOf = ftm.DayOf(asOf)
	}
	return at, knownOn(t.KnownOn, &at)
}
