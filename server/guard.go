package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Keys of log attributes; the metrics use the same words.
const (
	keyRequest  = "request_id"
	keyRoute    = "route"
	keyMethod   = "method"
	keyStatus   = "status"
	keyCode     = "code"
	keyBytes    = "bytes"
	keyDuration = "duration"
	keyError    = "error"
	keyAddr     = "addr"
)

// statusGone is what the log and the metrics call a request whose client went
// away before the answer. Nobody receives it.
const statusGone = 499

// noRoute is the route of what the table does not have.
const noRoute = "none"

// securityHeaders stand on every answer.
var securityHeaders = [][2]string{
	{"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
		"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	route  route
	status int
	bytes  int64
	code   string
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap is for [http.ResponseController].
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// guard stands around all routes: request id, security headers, panics, log
// and metrics.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := requestIDOf(r)
		r = r.WithContext(withRequestID(r.Context(), id))
		w := &recorder{ResponseWriter: rw, route: route{path: noRoute}}
		h := w.Header()
		h.Set("X-Request-Id", id)
		for _, kv := range securityHeaders {
			h.Set(kv[0], kv[1])
		}
		s.meter.inFlight.Add(1)
		cut := false
		defer func() {
			if v := recover(); v != nil {
				cut = s.recovered(w, r, v)
			}
			s.meter.inFlight.Add(-1)
			s.finished(w, r, time.Since(start))
			if cut {
				panic(http.ErrAbortHandler)
			}
		}()
		if !cleanPath(r) {
			s.fail(w, r, &fault{code: codeNotFound, detail: "there is nothing at this path", hint: "what there is stands in /openapi.json"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// recovered answers for a handler that panicked. It reports whether the
// connection must be cut, because an answer has begun that cannot be finished.
func (s *Server) recovered(w *recorder, r *http.Request, v any) (cut bool) {
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		return true
	}
	s.meter.panics.Inc()
	s.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String(keyRequest, requestID(r.Context())),
		slog.String(keyRoute, w.route.path), slog.String(keyError, fmt.Sprint(v)), slog.String("stack", string(debug.Stack())))
	if w.status != 0 {
		return true
	}
	w.code = codeInternal
	w.write(r, &fault{code: codeInternal})
	return false
}

// finished logs and counts a request. The path is named by its route: a path
// that is not ours may hold anything.
func (s *Server) finished(w *recorder, r *http.Request, d time.Duration) {
	if w.status == 0 {
		w.status = http.StatusOK // nothing was written: net/http answers 200
	}
	s.meter.request(w.route, r.Method, w.status, d)
	level := slog.LevelInfo
	if w.route.public {
		level = slog.LevelDebug // probes come every few seconds
	}
	attrs := []slog.Attr{
		slog.String(keyRequest, requestID(r.Context())), slog.String(keyMethod, methodLabel(r.Method)), slog.String(keyRoute, w.route.path),
		slog.Int(keyStatus, w.status), slog.Int64(keyBytes, w.bytes), slog.Duration(keyDuration, d),
	}
	if w.code != "" {
		attrs = append(attrs, slog.String(keyCode, w.code))
	}
	s.log.LogAttrs(r.Context(), level, "request", attrs...)
}

// serve runs a route of the table.
func (s *Server) serve(rt route) http.Handler {
	origins := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := rw.(*recorder)
		if rt.path != "" {
			w.route = rt
			w.route.path = strings.TrimSuffix(rt.path, "{$}")
		}
		if !rt.public && !s.hosts[hostName(r.Host)] {
			s.fail(w, r, &fault{code: codeForbidden, detail: "this server is not called by that Host name",
				hint: "call it localhost, or add the name to those the server is called by"})
			return
		}
		if o := r.Header.Get("Origin"); rt.origins && slices.Contains(s.origins(), o) {
			w.Header().Set("Access-Control-Allow-Origin", o)
			w.Header().Add("Vary", "Origin")
		}
		if f := checkURL(r); f != nil {
			s.fail(w, r, f)
			return
		}
		if rt.writes() {
			if err := origins.Check(r); err != nil {
				s.fail(w, r, &fault{code: codeForbidden, detail: "the request comes from a page of another origin"})
				return
			}
		}
		if len(rt.bodies) == 0 && !rt.endless { // others have their time once the body is there
			ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
			defer cancel()
			r = r.WithContext(ctx)
		}
		if err := rt.handle(s, w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// fail answers with an error, if anybody is still there to read it.
func (s *Server) fail(w *recorder, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && !s.stopping.Load() {
		w.status = statusGone
		panic(http.ErrAbortHandler)
	}
	f := faultOf(err)
	w.code = f.code
	if f.cause != nil {
		s.log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String(keyRequest, requestID(r.Context())),
			slog.String(keyRoute, w.route.path), slog.String(keyError, f.cause.Error()))
	}
	if w.status != 0 { // too late to say so otherwise
		panic(http.ErrAbortHandler)
	}
	w.write(r, f)
}

// write answers with a fault in the shape of the route.
func (w *recorder) write(r *http.Request, f *fault) {
	if w.route.peer != nil {
		w.route.peer.fail(w, r, f)
		return
	}
	writeProblem(w, r, f)
}

// cleanPath reports whether the path is one that the mux answers as it is,
// without a redirect.
func cleanPath(r *http.Request) bool {
	p := r.URL.Path
	if r.Method == http.MethodConnect || !strings.HasPrefix(p, "/") {
		return false
	}
	c := path.Clean(p)
	return p == c || c != "/" && p == c+"/"
}

// refineOrigins are where OpenRefine runs unless told otherwise: its pages ask
// for suggestions and previews themselves.
var refineOrigins = []string{"http://127.0.0.1:3333", "http://localhost:3333"}

// origins are the origins whose pages may read the reconciliation service.
func (s *Server) origins() []string { return slices.Concat(refineOrigins, s.o.Origins) }

// hostSet is the names a server may be called by.
func hostSet(names []string) map[string]bool {
	set := map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}
	for _, n := range names {
		set[hostName(n)] = true
	}
	delete(set, "")
	return set
}

// hostName is the name in a Host header, without port, brackets and case.
func hostName(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	} else if n := len(host); n > 1 && host[0] == '[' && host[n-1] == ']' {
		host = host[1 : n-1]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
