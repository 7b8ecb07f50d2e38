package server

import (
	"net/http"
	"slices"
	"strings"

	"cordon/live"
)

// route is one row of the table that everything served is made from.
type route struct {
	method, path string
	id           string // operationId
	summary      string
	describe     string
	query        any     // a struct whose fields are the parameters of the query string
	bodies       []media // what may be sent
	answers      []media // what comes back with status 200
	refuses      []string
	peer         *peer // whose errors it answers with; nil is problem+json
	origins      bool  // pages of the origins in Options may read the answers
	public       bool  // also for Host names that are not ours: probes name addresses
	endless      bool  // answers until the client goes: no limit of time holds
	handle       func(*Server, http.ResponseWriter, *http.Request) error
}

// media is a body: its media type and the Go types it is encoded from or
// decoded into. No type is a body that the description does not go into.
type media struct {
	name  string
	types []any
}

const (
	mediaJSON   = "application/json"
	mediaNDJSON = "application/x-ndjson"
	mediaCSV    = "text/csv"
	mediaText   = "text/plain"
	mediaHTML   = "text/html"
	mediaEvents = "text/event-stream"
)

// writes reports whether the route may change something, or cost something on
// behalf of a page of another origin.
func (rt route) writes() bool { return rt.method != http.MethodGet }

// described reports whether the route stands in /openapi.json.
func (rt route) described() bool {
	return rt.peer != nil || strings.HasPrefix(rt.path, "/api/") || rt.path == "/healthz" || rt.path == "/readyz"
}

// routes is the table.
func routes() []route {
	return slices.Concat(ownRoutes(), lawRoutes(), graphRoutes(), resolveRoutes(), touchRoutes(), seaRoutes(), seaPageRoutes(), historyRoutes(), yenteRoutes(), reconcileRoutes(), watchmanRoutes())
}

// ownRoutes are the paths that no peer has.
func ownRoutes() []route {
	return []route{
		{
			method: http.MethodGet, path: "/healthz", id: "health", public: true,
			summary: "Whether the process is alive",
			answers: []media{{mediaJSON, []any{state{}}}},
			handle:  (*Server).health,
		},
		{
			method: http.MethodGet, path: "/readyz", id: "ready", public: true,
			summary: "Whether questions can be answered",
			answers: []media{{mediaJSON, []any{state{}}}},
			refuses: []string{codeUnavailable},
			handle:  (*Server).ready,
		},
		{
			method: http.MethodGet, path: "/api/v1/screen", id: "screenName",
			summary:  "Who is this? One name",
			describe: "Screens one name against the loaded lists. A name given several times is several names of one party.",
			query:    nameRequest{},
			answers:  []media{{mediaJSON, []any{live.Answer{}}}},
			refuses:  []string{codeInvalid, codeUnprocessable, codeBusy, codeUnavailable},
			handle:   (*Server).screenName,
		},
		{
			method: http.MethodPost, path: "/api/v1/screen", id: "screen",
			summary: "Who is this? One query, many, or a stream",
			describe: "One query is answered by one answer, {queries} by {answers} in the same order. " +
				"With application/x-ndjson each line is a query and each line of the answer is what was found for it, or the problem of that line; " +
				"parameters then stand in the query string, and answers come while queries are sent.",
			query: params{},
			bodies: []media{
				{mediaJSON, []any{oneRequest{}, manyRequest{}}},
				{mediaNDJSON, []any{query{}}},
			},
			answers: []media{
				{mediaJSON, []any{live.Answer{}, answers{}}},
				{mediaNDJSON, []any{live.Answer{}, lineProblem{}}},
			},
			refuses: []string{codeInvalid, codeTimeout, codeTooLarge, codeUnsupported, codeUnprocessable, codeBusy, codeUnavailable},
			handle:  (*Server).screen,
		},
		{
			method: http.MethodGet, path: "/api/v1/lists", id: "lists",
			summary: "Which lists are loaded, and how old they are",
			answers: []media{{mediaJSON, []any{loaded{}}}},
			refuses: []string{codeUnavailable},
			handle:  (*Server).lists,
		},
		{
			method: http.MethodGet, path: "/api/v1/examples", id: "examples",
			summary:  "What may be asked first",
			describe: "Questions about what was loaded for show, with what was answered. Of an installation of one's own there are none.",
			answers:  []media{{mediaJSON, []any{Examples{}}}},
			handle:   (*Server).examples,
		},
		{method: http.MethodGet, path: "/openapi.json", answers: []media{{mediaJSON, nil}}, handle: (*Server).serveOpenAPI},
		{method: http.MethodGet, path: "/metrics", answers: []media{{mediaText, nil}}, handle: (*Server).serveMetrics},
		{method: http.MethodGet, path: "/{$}", answers: []media{{mediaHTML, nil}}, handle: (*Server).page},
		{method: http.MethodGet, path: "/assets/{file}", handle: (*Server).asset},
	}
}

// mux routes by the table. Every path of it answers other methods with 405,
// every other path is 404.
func (s *Server) mux(table []route) http.Handler {
	mux := http.NewServeMux()
	allowed := make(map[string][]string)
	peers := make(map[string]*peer)
	for _, rt := range table {
		mux.Handle(rt.method+" "+rt.path, s.serve(rt))
		allowed[rt.path] = append(allowed[rt.path], rt.method)
		peers[rt.path] = rt.peer
		if rt.method == http.MethodGet {
			allowed[rt.path] = append(allowed[rt.path], http.MethodHead)
		}
	}
	for path, methods := range allowed {
		slices.Sort(methods)
		allow := strings.Join(methods, ", ")
		mux.Handle(path, s.serve(route{path: path, peer: peers[path], handle: func(_ *Server, _ http.ResponseWriter, r *http.Request) error {
			return &fault{code: codeMethod, detail: "this path takes " + allow, header: http.Header{"Allow": {allow}}}
		}}))
	}
	mux.Handle("/", s.serve(route{handle: func(*Server, http.ResponseWriter, *http.Request) error {
		return &fault{code: codeNotFound, detail: "there is nothing at this path", hint: "what there is stands in /openapi.json"}
	}}))
	return mux
}
