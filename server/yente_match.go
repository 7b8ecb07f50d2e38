package server

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
)

// Bounds of the peer.
const (
	maxBatch = 100 // queries of one request
	maxPage  = 500 // results of one answer
)

// matchOptions are the parameters of POST /match. Beside the query string they
// may stand in the body, and with a query, which then goes its own way.
type matchOptions struct {
	Limit            *int     `json:"limit,omitempty" range:"0,500" doc:"How many results to return for each query. 5 if not given."`
	Threshold        *float64 `json:"threshold,omitempty" doc:"Results with this score or more are a match. 0.7 if not given."`
	Cutoff           *float64 `json:"cutoff,omitempty" doc:"Deprecated: results that do not score above this or the threshold, whichever is lower, are left out. 0.7 if not given."`
	Algorithm        *string  `json:"algorithm,omitempty" doc:"cordon (best), ofac, or a name of OpenSanctions that cordon answers for."`
	IncludeDataset   []string `json:"include_dataset,omitempty" doc:"Only entities of these datasets."`
	ExcludeDataset   []string `json:"exclude_dataset,omitempty" doc:"No entities that are in these datasets only."`
	ExcludeSchema    []string `json:"exclude_schema,omitempty" doc:"No entities of these kinds."`
	Topics           []string `json:"topics,omitempty" doc:"Only entities with one of these topics."`
	ChangedSince     *string  `json:"changed_since,omitempty" doc:"Only entities that changed on this day or at this time or later."`
	ExcludeEntityIDs []string `json:"exclude_entity_ids,omitempty" most:"50" doc:"Not the entities with these ids, nor those that they were merged into."`
}

// matchParams is the query string of POST /match.
type matchParams struct{ matchOptions }

// matchRequest is the body of POST /match.
type matchRequest struct {
	Weights map[string]float64    `json:"weights,omitempty" doc:"What features count instead of their coefficients in /algorithms, for this request."`
	Config  map[string]any        `json:"config,omitempty" doc:"Parameters of the algorithm. Names are checked; values are not used."`
	Params  *matchOptions         `json:"params,omitempty" doc:"The parameters of the query string, for all queries. They go before it."`
	Queries map[string]matchQuery `json:"queries" doc:"What to ask, each under a name of the caller's own. At most 100."`
}

func (matchRequest) lenient() {}

// matchQuery is one entity to look for.
type matchQuery struct {
	ID         string               `json:"id,omitempty" doc:"The caller's own id. It is repeated in the answer and means nothing else."`
	Schema     string               `json:"schema" doc:"What kind of entity this is."`
	Properties map[string]looseList `json:"properties" doc:"What is known of it."`
	Params     *matchOptions        `json:"params,omitempty" doc:"Parameters of this query alone."`
	Filters    map[string][]string  `json:"filters,omitempty" doc:"Only entities that have one of the values, for each of these fields."`
}

func (matchQuery) lenient() {}

// looseList is a text, or a list of what can be written as text.
type looseList []string

// matchResponse is what POST /match answers.
type matchResponse struct {
	Responses map[string]matchAnswer `json:"responses"`
	Limit     int                    `json:"limit"`
}

type matchAnswer struct {
	Status  int           `json:"status"`
	Results []matchResult `json:"results"`
	Total   total         `json:"total" doc:"Matches, also those beyond the limit."`
	Query   matchEcho     `json:"query" doc:"The query, its values cleaned."`
}

type matchEcho struct {
	ID         *string             `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
}

// matchResult is an entity that may be the one looked for.
type matchResult struct {
	live.Entity
	Score        float64                     `json:"score"`
	Match        bool                        `json:"match"`
	Explanations map[string]matchExplanation `json:"explanations"`
}

type matchExplanation struct {
	Score     float64 `json:"score"`
	Detail    *string `json:"detail"`
	Query     *string `json:"query"`
	Candidate *string `json:"candidate"`
}

// match answers POST /match/{dataset}.
func (s *Server) match(w http.ResponseWriter, r *http.Request) error {
	var p matchParams
	g, f := peerQuery(r, &p)
	if f != nil {
		return f
	}
	if f := checkPeerBody(r, mediaJSON); f != nil {
		return f
	}
	body, err := s.body(w, r)
	if err != nil {
		return err
	}
	sc, err := s.scope(r, nil, nil, &g)
	if err != nil {
		return err
	}
	req, f := readMatch(body, &g)
	if f != nil {
		return f
	}
	o := p.matchOptions.over(req.Params)
	set, f := o.settle(sc, nil, &g, s.known(r))
	if f != nil {
		return f
	}
	if f := checkConfig(req, set.named, &g); f != nil {
		return f
	}
	set.o.Weights = req.Weights
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	if err := s.turn(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	out := matchResponse{Responses: make(map[string]matchAnswer, len(req.Queries)), Limit: set.limit}
	for _, name := range sortedKeys(req.Queries) {
		q := req.Queries[name]
		own := set
		if q.Params != nil || q.Filters != nil {
			if own, f = o.over(q.Params).settle(sc, q.Filters, &g, s.known(r)); f != nil {
				return f.in("queries." + headerText(name))
			}
			own.o.Weights = req.Weights
		}
		a, err := s.matchOne(ctx, q, own, &g)
		if err != nil {
			return err
		}
		out.Responses[name] = a
	}
	w.Header().Set("X-Batch-Size", strconv.Itoa(len(out.Responses)))
	w.Header().Set(headerAlgorithm, set.named)
	g.write(w)
	return writeJSON(w, out)
}

// known are the names of datasets that are loaded.
func (s *Server) known(r *http.Request) []string {
	known := []string{allDatasets}
	lists, _ := s.desk.Lists(r.Context())
	for _, l := range lists {
		known = append(known, l.Dataset)
	}
	return known
}

// matchOne answers one query.
func (s *Server) matchOne(ctx context.Context, q matchQuery, set matchSettings, g *ignored) (matchAnswer, error) {
	sq, f := q.query(g)
	if f != nil {
		return matchAnswer{}, f
	}
	a := matchAnswer{Status: http.StatusOK, Results: []matchResult{}, Total: totalOf(0), Query: matchEcho{Schema: sq.Schema, Properties: sq.Properties}}
	if q.ID != "" {
		a.Query.ID = &q.ID
	}
	if set.empty {
		return a, nil
	}
	got, err := s.put(ctx, []screen.Query{sq}, set.o, live.At{})
	if err != nil {
		return a, peerFault(err)
	}
	a.Query.Properties = withName(got[0].Query)
	a.Total = totalOf(got[0].Total)
	for i := range got[0].Results {
		r := &got[0].Results[i]
		if r.Score <= set.cutoff || len(a.Results) == set.limit {
			continue
		}
		a.Results = append(a.Results, matchResult{Entity: *live.EntityOf(r), Score: r.Score, Match: r.Match, Explanations: explanationsOf(r.Explanations)})
	}
	return a, nil
}

func explanationsOf(in map[string]screen.Explanation) map[string]matchExplanation {
	text := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	out := make(map[string]matchExplanation, len(in))
	for k, e := range in {
		out[k] = matchExplanation{e.Score, text(e.Detail), text(e.Query), text(e.Candidate)}
	}
	return out
}

// over is o with what b says in its place.
func (o matchOptions) over(b *matchOptions) matchOptions {
	if b == nil {
		return o
	}
	to, from := reflect.ValueOf(&o).Elem(), reflect.ValueOf(b).Elem()
	for i := range from.NumField() {
		if !from.Field(i).IsNil() {
			to.Field(i).Set(from.Field(i))
		}
	}
	return o
}

// matchSettings are parameters ready for the desk.
type matchSettings struct {
	o      screen.Options
	named  string  // algorithm
	limit  int     // results to show
	cutoff float64 // results at or below are left out
	empty  bool    // no dataset is left
}

// settle checks parameters and makes of them what the desk takes.
func (o matchOptions) settle(sc scope, filters map[string][]string, g *ignored, known []string) (matchSettings, *fault) {
	m := matchSettings{limit: screen.DefaultLimit}
	set(&m.limit, o.Limit)
	threshold := screen.DefaultThreshold
	m.cutoff = screen.DefaultThreshold
	set(&threshold, o.Threshold)
	set(&m.cutoff, o.Cutoff)
	m.cutoff = min(m.cutoff, threshold)
	algorithm, since := "", ""
	set(&algorithm, o.Algorithm)
	set(&since, o.ChangedSince)
	engine, named, f := algorithmOf(algorithm)
	if f != nil {
		return m, f
	}
	if f := checkTime("changed_since", since); f != nil {
		return m, f
	}
	m.named = named
	sc = sc.narrow(o.IncludeDataset, o.ExcludeDataset, known, g)
	m.empty = sc.empty
	m.o = screen.Options{
		Threshold: positive(threshold), Cutoff: positive(m.cutoff), Limit: maxPage, Algorithm: engine,
		Datasets: sc.datasets, ExcludeDatasets: sc.exclude, ExcludeIDs: clean(o.ExcludeEntityIDs), ExcludeSchemata: exactly(o.ExcludeSchema, g),
		Topics: clean(o.Topics), ChangedSince: since, Filters: filters,
	}
	for _, field := range sortedKeys(filters) {
		if !screen.FilterField(field) {
			return m, invalid("filters: unknown field %s", shown(field))
		}
	}
	return m, nil
}

// positive is a score that the engine does not take for its default.
func positive(v float64) float64 {
	if v <= 0 {
		return math.SmallestNonzeroFloat64
	}
	return v
}

// exactly are the schemata to leave out. Names that do not exist leave out
// nothing, as the peer has it.
func exactly(names []string, g *ignored) []string {
	var out []string
	for _, n := range clean(names) {
		if ftm.Lookup(n) == nil {
			g.add("schema %s", n)
			continue
		}
		out = append(out, n)
	}
	return out
}

// configs are the parameters that algorithms of the peer have.
var configs = []string{"nm_name_property", "nm_number_mismatch", "nm_extra_query_name", "nm_extra_result_name", "nm_family_name_weight", "nm_fuzzy_cutoff_factor"}

// checkConfig refuses parameters that the algorithm does not have, and says
// that those it has are not used; so of weights of features that there are not.
func checkConfig(req matchRequest, algorithm string, g *ignored) *fault {
	for _, k := range sortedKeys(req.Config) {
		if algorithm == screen.OFAC || !slices.Contains(configs, k) {
			return invalid("Invalid configuration parameter: %s for algorithm %s", headerText(k), algorithm)
		}
		g.add("config %s", k)
	}
	for _, k := range sortedKeys(req.Weights) {
		if algorithm == screen.OFAC || !screen.Weighs(k) {
			g.add("weight %s", k)
		}
	}
	return nil
}

// query makes of an example what the desk takes.
func (q matchQuery) query(g *ignored) (screen.Query, *fault) {
	schema := ftm.Lookup(q.Schema)
	if schema == nil {
		return screen.Query{}, invalid("Cannot parse example entity: No schema for entity %s", shown(q.Schema))
	}
	if !schema.Matchable && schema.Name != "Thing" {
		return screen.Query{}, invalid("Cannot parse example entity: Non-matchable query schema: %s", q.Schema)
	}
	out := screen.Query{ID: q.ID, Schema: q.Schema, Properties: make(map[string][]string, len(q.Properties))}
	for _, name := range sortedKeys(q.Properties) {
		if schema.Property(name) == nil {
			g.add("property %s", name)
			continue
		}
		if v := clean(q.Properties[name]); v != nil {
			out.Properties[name] = v
		}
	}
	addCountryOfIBAN(schema, out.Properties)
	return out, nil
}

// addCountryOfIBAN adds the country that an account number begins with, where
// the query names none.
func addCountryOfIBAN(schema *ftm.Schema, p map[string][]string) {
	if schema.Property("country") == nil {
		return
	}
	for name := range p {
		if d := schema.Property(name); d != nil && d.Type == ftm.TypeCountry {
			return
		}
	}
	for _, name := range []string{"iban", "accountNumber"} {
		for _, v := range p[name] {
			v = strings.ToUpper(strings.ReplaceAll(v, " ", ""))
			if len(v) < 15 || name != "iban" {
				continue
			}
			if c, ok := ftm.CountryCode(v[:2]); ok {
				p["country"] = append(p["country"], c)
			}
		}
	}
}

// withName is a query's properties with the name that its parts make, where it
// has no other.
func withName(q screen.Query) map[string][]string {
	p := q.Properties
	if len(p["name"]) > 0 {
		return p
	}
	var parts []string
	for _, k := range []string{"firstName", "secondName", "middleName", "fatherName", "lastName"} {
		if len(p[k]) > 0 {
			parts = append(parts, p[k][0])
		}
	}
	if len(parts) < 2 {
		return p
	}
	p = maps.Clone(p)
	p["name"] = []string{strings.Join(parts, " ")}
	return p
}

// checkPeerBody refuses bodies of another media type, with the status that the
// peer has for what it cannot read.
func checkPeerBody(r *http.Request, want string) *fault {
	refuse := func(format string, a ...any) *fault {
		f := unprocessable(format, a...)
		f.loc = []any{"body"}
		return f
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return refuse("content encoding %s is not taken", shown(e))
	}
	kind, attrs, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != want {
		return refuse("content type %s is not taken; send %s", shown(r.Header.Get("Content-Type")), want)
	}
	if c := attrs["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
		return refuse("character set %s is not taken", shown(c))
	}
	return nil
}

// readMatch reads the body of POST /match. Keys that are not known are ignored
// and named, values of another form refused with their place.
func readMatch(body []byte, g *ignored) (matchRequest, *fault) {
	var req matchRequest
	if f := checkSyntax(body); f != nil {
		f.code, f.loc = codeUnprocessable, []any{"body"}
		return req, f
	}
	o, f := readObject(body, "body")
	if f != nil {
		return req, f
	}
	for _, k := range sortedKeys(o) {
		loc := []any{"body", k}
		switch k {
		case "queries":
			f = readQueries(o[k], &req, g)
		case "weights":
			f = readInto(o[k], &req.Weights, "Input should be a dictionary of numbers", loc)
		case "config":
			f = readConfig(o[k], &req.Config, loc)
		case "params":
			req.Params, f = readOptions(o[k], loc, g)
		default:
			g.add("%s", k)
		}
		if f != nil {
			return req, f
		}
	}
	if o["queries"] == nil {
		return req, missing("body", "queries")
	}
	if len(req.Queries) == 0 {
		return req, invalid("No queries provided.")
	}
	return req, nil
}

func missing(loc ...any) *fault {
	f := unprocessable(fieldRequired)
	f.loc = loc
	return f
}

// readObject reads the keys of an object.
func readObject(b []byte, loc ...any) (map[string]json.RawMessage, *fault) {
	var o map[string]json.RawMessage
	if json.Unmarshal(b, &o) != nil || o == nil {
		f := unprocessable("Input should be an object")
		f.loc = loc
		return nil, f
	}
	return o, nil
}

func readInto(b []byte, v any, want string, loc []any) *fault {
	if json.Unmarshal(b, v) != nil {
		f := unprocessable("%s", want)
		f.loc = loc
		return f
	}
	return nil
}

func readConfig(b []byte, to *map[string]any, loc []any) *fault {
	if f := readInto(b, to, "Input should be a dictionary", loc); f != nil {
		return f
	}
	for _, k := range sortedKeys(*to) {
		switch (*to)[k].(type) {
		case map[string]any, []any:
			f := unprocessable("Input should be a text, a number, a boolean or null")
			f.loc = append(loc, k)
			return f
		}
	}
	return nil
}

func readQueries(b []byte, req *matchRequest, g *ignored) *fault {
	o, f := readObject(b, "body", "queries")
	if f != nil {
		return f
	}
	if len(o) > maxBatch {
		return invalid("Too many queries in one batch (limit: %d)", maxBatch)
	}
	req.Queries = make(map[string]matchQuery, len(o))
	for _, name := range sortedKeys(o) {
		if f := checkText(name, "queries"); f != nil {
			return f
		}
		q, f := readQuery(o[name], name, g)
		if f != nil {
			return f
		}
		req.Queries[name] = q
	}
	return nil
}

func readQuery(b []byte, name string, g *ignored) (q matchQuery, f *fault) {
	o, f := readObject(b, "body", "queries", name)
	if f != nil {
		return q, f
	}
	for _, k := range sortedKeys(o) {
		loc := []any{"body", "queries", name, k}
		null := string(o[k]) == "null"
		switch {
		case k == "id" && null:
		case k == "id":
			f = readInto(o[k], &q.ID, "Input should be a valid string", loc)
		case k == "schema":
			f = readInto(o[k], &q.Schema, "Input should be a valid string", loc)
		case k == "properties":
			q.Properties, f = readProperties(o[k], loc, g)
		case k == "params" && !null:
			q.Params, f = readOptions(o[k], loc, g)
		case k == "filters" && !null:
			var filters map[string]looseList
			filters, f = readProperties(o[k], loc, g)
			q.Filters = make(map[string][]string, len(filters))
			for field, values := range filters {
				q.Filters[field] = values
			}
		default:
			g.add("%s", k)
		}
		if f != nil {
			return q, f
		}
	}
	if f := checkText(q.ID, "id"); f != nil {
		return q, f
	}
	for _, k := range []string{"schema", "properties"} {
		if o[k] == nil {
			return q, missing("body", "queries", name, k)
		}
	}
	return q, nil
}

// readProperties reads texts, and lists of what can be written as text.
func readProperties(b []byte, loc []any, g *ignored) (map[string]looseList, *fault) {
	o, f := readObject(b, loc...)
	if f != nil {
		return nil, f
	}
	if len(o) > maxKeys {
		return nil, invalid("properties: more than %d keys", maxKeys)
	}
	out := make(map[string]looseList, len(o))
	for _, k := range sortedKeys(o) {
		var one string
		var many []any
		switch {
		case json.Unmarshal(o[k], &one) == nil && string(o[k]) != "null":
			out[k] = looseList{one}
		case json.Unmarshal(o[k], &many) == nil && many != nil:
			if len(many) > maxItems {
				return nil, invalid("%s: more than %d values", headerText(k), maxItems)
			}
			for _, v := range many {
				switch v := v.(type) {
				case nil:
				case string:
					out[k] = append(out[k], v)
				case bool, float64:
					out[k] = append(out[k], fmt.Sprint(v))
				default:
					g.add("value of %s", k)
				}
			}
		default:
			f := unprocessable("Input should be a valid string or list")
			f.loc = append(slices.Clone(loc), k)
			return nil, f
		}
		for _, v := range out[k] {
			if f := checkText(v, headerText(k)); f != nil {
				return nil, f
			}
		}
	}
	return out, nil
}

// readOptions reads parameters that stand in a body.
func readOptions(b []byte, loc []any, g *ignored) (*matchOptions, *fault) {
	o, f := readObject(b, loc...)
	if f != nil {
		return nil, f
	}
	out := new(matchOptions)
	rv := reflect.ValueOf(out).Elem()
	fields := fieldsOf(rv.Type())
	for _, k := range sortedKeys(o) {
		fd := fieldNamed(fields, k)
		if fd == nil {
			g.add("params %s", k)
			continue
		}
		if string(o[k]) == "null" {
			continue
		}
		values, f := optionValues(o[k], fd)
		if f == nil {
			f = setPeer(rv.FieldByIndex(fd.index), fd, values)
		}
		if f != nil {
			f.loc = append(slices.Clone(loc), k)
			return nil, f
		}
	}
	return out, nil
}

// optionValues writes a value of a body as a query string would have it.
func optionValues(b []byte, fd *field) ([]string, *fault) {
	var v any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	_ = d.Decode(&v) // the syntax was checked before
	many, isList := v.([]any)
	if !isList {
		many = []any{v}
	}
	if isList && fd.typ.Kind() != reflect.Slice {
		return nil, unprocessable("Input should not be a list")
	}
	out := make([]string, 0, len(many))
	for _, x := range many {
		switch x := x.(type) {
		case string:
			out = append(out, x)
		case json.Number:
			out = append(out, x.String())
		default:
			return nil, unprocessable("Input should be a text or a number")
		}
	}
	return out, nil
}
