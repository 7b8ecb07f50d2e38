package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"

	"cordon/live"
)

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Type      string `json:"type" doc:"Always about:blank: the code says what kind of problem it is."`
	Title     string `json:"title" doc:"The code in words."`
	Status    int    `json:"status" doc:"The HTTP status."`
	Detail    string `json:"detail,omitempty" doc:"What is wrong with this request."`
	Code      string `json:"code" doc:"What kind of problem it is, for programs."`
	Hint      string `json:"hint,omitempty" doc:"What to do about it."`
	RequestID string `json:"request_id" doc:"Names this request in the log of the server."`
}

// The codes of problems.
const (
	codeInvalid       = "invalid"
	codeUnauthorized  = "unauthorized"
	codeForbidden     = "forbidden"
	codeNotFound      = "not_found"
	codeMethod        = "method"
	codeTimeout       = "timeout"
	codeConflict      = "conflict"
	codeTooLarge      = "too_large"
	codeUnsupported   = "unsupported"
	codeUnprocessable = "unprocessable"
	codeLongURL       = "uri_too_long"
	codeBusy          = "busy"
	codeInternal      = "internal"
	codeUnavailable   = "unavailable"
)

// codes says what each code is in HTTP.
var codes = map[string]struct {
	status int
	title  string
}{
	codeInvalid:       {http.StatusBadRequest, "invalid request"},
	codeUnauthorized:  {http.StatusUnauthorized, "not logged in"},
	codeForbidden:     {http.StatusForbidden, "not allowed"},
	codeNotFound:      {http.StatusNotFound, "not found"},
	codeMethod:        {http.StatusMethodNotAllowed, "method not allowed"},
	codeTimeout:       {http.StatusRequestTimeout, "request came too slowly"},
	codeConflict:      {http.StatusConflict, "conflict"},
	codeTooLarge:      {http.StatusRequestEntityTooLarge, "request too large"},
	codeUnsupported:   {http.StatusUnsupportedMediaType, "unsupported media type"},
	codeLongURL:       {http.StatusRequestURITooLong, "address too long"},
	codeUnprocessable: {http.StatusUnprocessableEntity, "cannot be answered"},
	codeBusy:          {http.StatusTooManyRequests, "too many requests"},
	codeInternal:      {http.StatusInternalServerError, "internal error"},
	codeUnavailable:   {http.StatusServiceUnavailable, "not available"},
}

// fault is an error that may be shown to whoever asked.
type fault struct {
	code   string
	detail string
	hint   string
	header http.Header // further headers of the answer
	loc    []any       // where in the request, for peers that say so
	cause  error       // for the log only
}

func (f *fault) Error() string {
	if f.cause != nil {
		return f.code + ": " + f.detail + ": " + f.cause.Error()
	}
	return f.code + ": " + f.detail
}

func (f *fault) Unwrap() error { return f.cause }

func (f *fault) status() int { return codes[f.code].status }

// in says in which part of the request the fault lies.
func (f *fault) in(part string) *fault {
	c := *f
	c.detail = part + ": " + f.detail
	return &c
}

func invalid(format string, args ...any) *fault {
	return &fault{code: codeInvalid, detail: fmt.Sprintf(format, args...)}
}

// hinted is f with a hint.
func (f *fault) hinted(format string, args ...any) *fault {
	f.hint = fmt.Sprintf(format, args...)
	return f
}

// faultOf is the one place where errors become answers. What it does not know
// is internal, and its text stays inside.
func faultOf(err error) *fault {
	var f *fault
	var size *http.MaxBytesError
	var nothing *live.NothingKnownError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &size):
		return &fault{code: codeTooLarge, detail: fmt.Sprintf("body is larger than %d bytes", size.Limit),
			hint: "send fewer queries at a time, or newline-delimited JSON (application/x-ndjson)"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &fault{code: codeTimeout, detail: "the body did not come in time", header: http.Header{"Connection": {"close"}}}
	case errors.As(err, &nothing):
		return &fault{code: codeUnprocessable, detail: nothing.Error(), hint: "ask for a later known_on"}
	case errors.Is(err, live.ErrNoBatch):
		return &fault{code: codeUnprocessable, detail: err.Error(), hint: "the batch of an answer is its searched.batch"}
	case errors.Is(err, live.ErrEmpty):
		return &fault{code: codeUnavailable, detail: live.ErrEmpty.Error(), hint: "load the published lists with: cordon update"}
	case errors.Is(err, live.ErrNotReady):
		return &fault{code: codeUnavailable, detail: "the screening index is not built yet", hint: "ask /readyz until it answers 200", header: retryAfter(time.Second)}
	case errors.Is(err, context.DeadlineExceeded):
		return &fault{code: codeUnavailable, detail: "the answer was not ready in time", hint: "send fewer queries at a time", cause: err}
	case errors.Is(err, context.Canceled):
		return &fault{code: codeUnavailable, detail: "the server is stopping"}
	}
	return &fault{code: codeInternal, cause: err}
}

func retryAfter(d time.Duration) http.Header {
	return http.Header{"Retry-After": {strconv.Itoa(int((d + time.Second - 1) / time.Second))}}
}

// problemOf is what of a fault may be shown.
func problemOf(ctx context.Context, f *fault) Problem {
	c := codes[f.code]
	p := Problem{Type: "about:blank", Title: c.title, Status: c.status, Detail: f.detail, Code: f.code, Hint: f.hint, RequestID: requestID(ctx)}
	if f.code == codeInternal {
		p.Detail, p.Hint = "internal error", "give the request id to whoever runs the server"
	}
	return p
}

// writeProblem answers with a fault.
func writeProblem(w http.ResponseWriter, r *http.Request, f *fault) {
	h := w.Header()
	h.Del("Content-Length")
	for k, v := range f.header {
		h[k] = v
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(codes[f.code].status)
	b, _ := json.Marshal(problemOf(r.Context(), f)) // strings and a number: cannot fail
	_, _ = w.Write(append(b, '\n'))                 // the client may be gone
}
