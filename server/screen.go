package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"cordon/live"
	"cordon/screen"
)

// oneRequest is the body of one query.
type oneRequest struct {
	query
	params
}

// manyRequest is the body of several queries.
type manyRequest struct {
	Queries []query `json:"queries" doc:"What to ask. Each is answered in its place."`
	params
}

// answers is what several queries are answered with.
type answers struct {
	Answers []live.Answer `json:"answers" doc:"One for each query, in the order of the queries."`
}

// AppendJSON writes the answers as encoding/json would.
func (a *answers) AppendJSON(b []byte) []byte {
	b = append(b, `{"answers":[`...)
	for i := range a.Answers {
		if i > 0 {
			b = append(b, ',')
		}
		b = a.Answers[i].AppendJSON(b)
	}
	return append(b, "]}"...)
}

// screenName answers GET /api/v1/screen.
func (s *Server) screenName(w http.ResponseWriter, r *http.Request) error {
	var req nameRequest
	if f := parseQuery(r, &req); f != nil {
		return f
	}
	if clean(req.Name) == nil {
		return invalid("the query says nothing of the party").hinted("name it: ?name=…")
	}
	q, f := query{named: req.named}.check()
	if f != nil {
		return f
	}
	got, err := s.ask(r.Context(), []screen.Query{q}, req.params)
	if err != nil {
		return err
	}
	return writeJSON(w, &got[0])
}

// screen answers POST /api/v1/screen.
func (s *Server) screen(w http.ResponseWriter, r *http.Request) error {
	kind, f := mediaType(r, mediaJSON, mediaNDJSON)
	if f != nil {
		return f
	}
	var p params
	if f := parseQuery(r, &p); f != nil {
		return f
	}
	if kind == mediaNDJSON {
		return s.stream(w, r, p)
	}
	body, err := s.body(w, r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	if hasKey(body, "queries") {
		return s.screenMany(ctx, w, body, p)
	}
	var req oneRequest
	if f := decode(body, &req, s.limits.MaxQueries); f != nil {
		return f
	}
	if p, f = merge(p, req.params); f != nil {
		return f
	}
	q, f := req.query.check()
	if f != nil {
		return f
	}
	got, err := s.ask(ctx, []screen.Query{q}, p)
	if err != nil {
		return err
	}
	return writeJSON(w, &got[0])
}

func (s *Server) screenMany(ctx context.Context, w http.ResponseWriter, body []byte, p params) error {
	var req manyRequest
	if f := decode(body, &req, s.limits.MaxQueries); f != nil {
		return f
	}
	p, f := merge(p, req.params)
	if f != nil {
		return f
	}
	if len(req.Queries) == 0 {
		return invalid("queries is empty")
	}
	queries := make([]screen.Query, len(req.Queries))
	for i, q := range req.Queries {
		if queries[i], f = q.check(); f != nil {
			return f.in(fmt.Sprintf("queries[%d]", i))
		}
	}
	got, err := s.ask(ctx, queries, p)
	if err != nil {
		return err
	}
	return writeJSON(w, &answers{got})
}

// ask puts queries to the desk, once it is their turn.
func (s *Server) ask(ctx context.Context, queries []screen.Query, p params) ([]live.Answer, error) {
	if err := s.desk.Ready(ctx); err != nil {
		return nil, err
	}
	o, at, f := s.resolve(ctx, p)
	if f != nil {
		return nil, f
	}
	if err := s.gate.enter(ctx); err != nil {
		return nil, err
	}
	defer s.gate.leave()
	return s.put(ctx, queries, o, at)
}

// put puts queries to the desk and counts them.
func (s *Server) put(ctx context.Context, queries []screen.Query, o screen.Options, at live.At) ([]live.Answer, error) {
	start := time.Now()
	got, err := s.desk.Screen(ctx, queries, o, at)
	if err != nil {
		return nil, err
	}
	if len(got) != len(queries) {
		return nil, fmt.Errorf("screen: %d answers to %d queries", len(got), len(queries))
	}
	s.meter.screened(len(queries), time.Since(start))
	return got, nil
}

// check makes of a query what the desk takes.
func (q query) check() (screen.Query, *fault) {
	if q.Schema != "" {
		if f := checkSchema(q.Schema); f != nil {
			return screen.Query{}, f
		}
	}
	out := screen.Query{ID: q.ID, Schema: q.Schema, Properties: make(map[string][]string, len(q.Properties)+1)}
	for name, values := range q.Properties {
		if v := clean(values); v != nil {
			out.Properties[name] = v
		}
	}
	if names := clean(q.Name); names != nil {
		if out.Properties["name"] != nil {
			return out, invalid("name is given twice: as name and as properties.name")
		}
		out.Properties["name"] = names
	}
	if len(out.Properties) == 0 {
		return out, invalid("the query says nothing of the party").hinted(`give a name, or properties: {"name":"…"}`)
	}
	return out, nil
}

// mediaType is the media type of a body, which must be one of those that are
// taken.
func mediaType(r *http.Request, taken ...string) (string, *fault) {
	refuse := func(format string, args ...any) *fault {
		return &fault{code: codeUnsupported, detail: fmt.Sprintf(format, args...), hint: "send Content-Type: " + strings.Join(taken, " or "),
			header: http.Header{"Accept-Post": {strings.Join(taken, ", ")}}}
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return "", refuse("content encoding %s is not taken", shown(e))
	}
	kind, attrs, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(taken, kind) {
		return "", refuse("content type %s is not taken", shown(r.Header.Get("Content-Type")))
	}
	if c := attrs["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
		return "", refuse("character set %s is not taken", shown(c))
	}
	return kind, nil
}

// body reads the body of a request, which must come within its limits.
func (s *Server) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > s.limits.MaxBody {
		return nil, &http.MaxBytesError{Limit: s.limits.MaxBody}
	}
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, s.limits.MaxBody)); err != nil {
		return nil, bodyError(err)
	}
	// The time to send is over; it must not end the time to answer.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // not every writer has one
	return buf.Bytes(), nil
}

// bodyError is the error of reading a body. What is neither size nor time is a
// body that was cut, or broken in its transfer coding.
func bodyError(err error) error {
	if f := faultOf(err); f.code != codeInternal {
		return err
	}
	return &fault{code: codeInvalid, detail: "the body is cut short or its transfer coding is broken"}
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, v any) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer func() {
		if buf.Cap() <= keepBuffer {
			buffers.Put(buf)
		}
	}()
	if err := encode(buf, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", mediaJSON)
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(buf.Bytes()) // the client may be gone
	return nil
}

// buffers hold answers while they are written; giants are not kept.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const keepBuffer = 1 << 20

// appender writes itself as JSON.
type appender interface{ AppendJSON([]byte) []byte }

// encode writes v as one line of JSON, with its text as it is.
func encode(buf *bytes.Buffer, v any) error {
	if a, ok := v.(appender); ok {
		buf.Write(append(a.AppendJSON(buf.AvailableBuffer()), '\n'))
		return nil
	}
	e := json.NewEncoder(buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	return nil
}
