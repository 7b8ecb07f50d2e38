package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"cordon/live"
	"cordon/screen"
)

// The API of OpenSanctions, which its open server yente has as well: paths,
// parameters, defaults, answers and errors are theirs, so that its clients work
// unchanged. The answers are ours: scores, matches and explanations come from
// package screen, and X-Cordon-Algorithm names what made them.

const headerAlgorithm = "X-Cordon-Algorithm"

// yenteError is the body of errors: a text, or where the request is not of its
// form the list of its faults.
type yenteError struct {
	Detail any `json:"detail" doc:"What is wrong: a text, or a list of {loc, msg, type}."`
}

// yenteFault is one fault of a request that is not of its form.
type yenteFault struct {
	Type string `json:"type"`
	Loc  []any  `json:"loc"`
	Msg  string `json:"msg"`
}

var yentePeer = &peer{body: yenteError{}, fail: func(w http.ResponseWriter, r *http.Request, f *fault) {
	detail := f.detail
	if f.code == codeInternal {
		detail = "Internal error, request " + requestID(r.Context())
	}
	if f.code == codeMethod {
		detail = "Method Not Allowed"
	}
	if f.code == codeUnprocessable && f.loc != nil {
		writeAs(w, f, yenteError{[]yenteFault{{yenteKind(f), f.loc, detail}}})
		return
	}
	if f.hint != "" {
		detail += " (" + f.hint + ")"
	}
	writeAs(w, f, yenteError{detail})
}}

// yenteKind is how the peer calls a fault of form.
func yenteKind(f *fault) string {
	if f.detail == fieldRequired {
		return "missing"
	}
	return "value_error"
}

const fieldRequired = "Field required"

func yenteRoutes() []route {
	read := []string{codeInvalid, codeNotFound, codeLongURL, codeUnprocessable, codeBusy, codeUnavailable}
	return []route{
		{
			method: http.MethodPost, path: "/match/{dataset}", id: "match", peer: yentePeer,
			summary: "Who are these? Queries by example, as the OpenSanctions API has it",
			describe: "Each query is an entity of which some is known. Results have scores above the cutoff, matches at or above the threshold. " +
				"Algorithms of OpenSanctions are answered by ours; the header " + headerAlgorithm + " says which.",
			query: matchParams{}, bodies: []media{{mediaJSON, []any{matchRequest{}}}},
			answers: []media{{mediaJSON, []any{matchResponse{}}}}, refuses: append([]string{codeTooLarge, codeTimeout}, read...),
			handle: (*Server).match,
		},
		{
			method: http.MethodGet, path: "/search/{dataset}", id: "search", peer: yentePeer,
			summary:  "Find entities by words, as the OpenSanctions API has it",
			describe: "Finds what holds the words; it is no screen. Facets count all that was found.",
			query:    searchParams{}, answers: []media{{mediaJSON, []any{searchResponse{}}}}, refuses: read,
			handle: (*Server).search,
		},
		{
			method: http.MethodGet, path: "/entities/{id}", id: "entity", peer: yentePeer,
			summary:  "One entity with its neighbours, as the OpenSanctions API has it",
			describe: "An id that was merged into another one is answered with 308 and the address of the one that stands for it.",
			query:    entityParams{}, answers: []media{{mediaJSON, []any{live.Entity{}}}}, refuses: read,
			handle: (*Server).entity,
		},
		{
			method: http.MethodGet, path: "/entities/{id}/adjacent", id: "adjacent", peer: yentePeer,
			summary: "The neighbours of an entity, page by page",
			query:   adjacentParams{}, answers: []media{{mediaJSON, []any{adjacentResponse{}}}}, refuses: read,
			handle: (*Server).adjacent,
		},
		{
			method: http.MethodGet, path: "/entities/{id}/adjacent/{property}", id: "adjacentBy", peer: yentePeer,
			summary: "The neighbours of an entity in one way, page by page",
			query:   adjacentParams{}, answers: []media{{mediaJSON, []any{adjacentPage{}}}}, refuses: read,
			handle: (*Server).adjacentBy,
		},
		{
			method: http.MethodGet, path: "/catalog", id: "catalog", peer: yentePeer,
			summary: "Which datasets can be asked", answers: []media{{mediaJSON, []any{catalog{}}}}, refuses: []string{codeUnavailable},
			handle: (*Server).catalog,
		},
		{
			method: http.MethodGet, path: "/manifest", id: "manifest", peer: yentePeer,
			summary: "The same as /catalog", answers: []media{{mediaJSON, []any{catalog{}}}}, refuses: []string{codeUnavailable},
			handle: (*Server).catalog,
		},
		{
			method: http.MethodGet, path: "/algorithms", id: "algorithms", peer: yentePeer,
			summary: "Which algorithms can be named", answers: []media{{mediaJSON, []any{algorithms{}}}},
			handle: (*Server).algorithms,
		},
		{
			method: http.MethodPost, path: "/updatez", id: "update", peer: yentePeer,
			summary: "Always refused: lists are loaded with cordon update", query: updateParams{},
			answers: []media{{mediaJSON, []any{state{}}}}, refuses: []string{codeForbidden},
			handle: (*Server).updatez,
		},
	}
}

// scope is the part of the loaded lists that a request asks for.
type scope struct {
	name     string   // of the path
	datasets []string // to search; nil is all
	exclude  []string
	empty    bool // nothing is left
}

// scope checks the dataset of the path against what is loaded, and narrows it.
// Names that are not loaded in the other parameters narrow too, as the peer has
// it; they are named in the answer, because a slip there finds nothing.
func (s *Server) scope(r *http.Request, include, exclude []string, g *ignored) (scope, error) {
	sc := scope{name: r.PathValue("dataset")}
	if err := s.answering(r); err != nil {
		return sc, err
	}
	known := []string{allDatasets}
	lists, _ := s.desk.Lists(r.Context())
	for _, l := range lists {
		known = append(known, l.Dataset)
	}
	if !slices.Contains(known, sc.name) {
		return sc, &fault{code: codeNotFound, detail: "No such dataset."}
	}
	if sc.name != allDatasets {
		sc.datasets = []string{sc.name}
	}
	return sc.narrow(include, exclude, known, g), nil
}

func (sc scope) narrow(include, exclude, known []string, g *ignored) scope {
	include, exclude = clean(include), clean(exclude)
	for _, d := range slices.Concat(include, exclude) {
		if known != nil && !slices.Contains(known, d) {
			g.add("dataset %s", d)
		}
	}
	if len(include) > 0 && !slices.Contains(include, allDatasets) {
		if sc.datasets == nil {
			sc.datasets = include
		} else {
			sc.datasets = slices.DeleteFunc(slices.Clone(sc.datasets), func(d string) bool { return !slices.Contains(include, d) })
			sc.empty = len(sc.datasets) == 0
		}
	}
	sc.exclude = exclude
	if slices.Contains(exclude, allDatasets) {
		sc.empty = true
	}
	return sc
}

// timePattern is how the peer takes a time since when something changed.
var timePattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$`)

func checkTime(name, s string) *fault {
	if s == "" || timePattern.MatchString(s) {
		return nil
	}
	f := unprocessable("String should match pattern '%s'", timePattern)
	f.loc = []any{"query", name}
	return f
}

// peerAlgorithms are the names that OpenSanctions has or had for what our own
// comparison answers.
var peerAlgorithms = []string{"logic-v1", "logic-v2", "name-based", "name-qualified", "regression-v1", "regression-v2"}

// ourAlgorithm is our own comparison by its name.
const ourAlgorithm = "cordon"

// algorithmOf says by what an algorithm is answered.
func algorithmOf(name string) (engine, named string, f *fault) {
	switch {
	case name == screen.OFAC:
		return screen.OFAC, screen.OFAC, nil
	case name == "", name == screen.Best, name == "default", name == ourAlgorithm, slices.Contains(peerAlgorithms, name):
		return screen.Best, ourAlgorithm, nil
	}
	return "", "", invalid("Invalid algorithm: %s", shown(name)).hinted("known: %s", strings.Join(slices.Concat([]string{"best", "default", ourAlgorithm, screen.OFAC}, peerAlgorithms), ", "))
}

// ready waits for a turn at the desk. After a nil error the caller must leave
// the gate.
func (s *Server) turn(ctx context.Context) error {
	if err := s.desk.Ready(ctx); err != nil {
		return err
	}
	return s.gate.enter(ctx)
}

// peerFault maps errors of the desk to what the peer answers.
func peerFault(err error) error {
	var merged *live.MergedError
	var prop *live.NoPropertyError
	switch {
	case errors.As(err, &merged):
		return err
	case errors.Is(err, live.ErrNoEntity):
		return &fault{code: codeNotFound, detail: "No such entity!"}
	case errors.As(err, &prop):
		return &fault{code: codeNotFound, detail: "No such property!"}
	case errors.Is(err, screen.ErrText):
		return invalid("%s", err)
	case errors.Is(err, screen.ErrSchema):
		return invalid("Invalid schema")
	}
	return err
}

// total is how many there are in all.
type total struct {
	Value    int    `json:"value"`
	Relation string `json:"relation" doc:"Always eq: everything is counted."`
}

func totalOf(n int) total { return total{n, "eq"} }

// cached lets answers that change only with the lists be kept for a while.
func cached(w http.ResponseWriter, seconds int) {
	w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d", seconds))
}
