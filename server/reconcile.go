package server

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
)

// The reconciliation service of OpenSanctions, for OpenRefine and others that
// match the rows of a table (Reconciliation Service API 0.2).

func reconcileRoutes() []route {
	read := []string{codeInvalid, codeNotFound, codeLongURL, codeUnprocessable, codeBusy, codeUnavailable}
	form := []media{{mediaForm, []any{reconcileForm{}}}}
	return []route{
		{
			method: http.MethodGet, path: "/reconcile/{dataset}", id: "reconcileManifest", peer: yentePeer, origins: true,
			summary: "What the reconciliation service can do", query: reconcileParams{},
			answers: []media{{mediaJSON, []any{reconcileManifest{}, map[string]reconcileAnswer{}, extendResponse{}}}}, refuses: read, handle: (*Server).reconcileManifest,
		},
		{
			method: http.MethodPost, path: "/reconcile/{dataset}", id: "reconcile", peer: yentePeer, origins: true,
			summary: "Match rows of a table, or fill in columns", query: reconcileParams{}, bodies: form,
			answers: []media{{mediaJSON, []any{map[string]reconcileAnswer{}, extendResponse{}}}}, refuses: append([]string{codeTooLarge, codeTimeout}, read...),
			handle: (*Server).reconcile,
		},
		{
			method: http.MethodGet, path: "/reconcile/{dataset}/suggest/entity", id: "suggestEntity", peer: yentePeer, origins: true,
			summary: "Entities whose names begin so", query: suggestParams{},
			answers: []media{{mediaJSON, []any{suggestEntities{}}}}, refuses: read, handle: (*Server).suggestEntity,
		},
		{
			method: http.MethodGet, path: "/reconcile/{dataset}/suggest/property", id: "suggestProperty", peer: yentePeer, origins: true,
			summary: "Properties whose names begin so", query: suggestParams{},
			answers: []media{{mediaJSON, []any{suggestTypes{}}}}, refuses: read, handle: (*Server).suggestProperty,
		},
		{
			method: http.MethodGet, path: "/reconcile/{dataset}/suggest/type", id: "suggestType", peer: yentePeer, origins: true,
			summary: "Types whose names begin so", query: suggestParams{},
			answers: []media{{mediaJSON, []any{suggestTypes{}}}}, refuses: read, handle: (*Server).suggestType,
		},
		{
			method: http.MethodGet, path: "/reconcile/{dataset}/extend/property", id: "extendProperty", peer: yentePeer, origins: true,
			summary: "Columns that can be filled in for a type", query: extendParams{},
			answers: []media{{mediaJSON, []any{extendProperties{}}}}, refuses: read, handle: (*Server).extendProperty,
		},
		{
			method: http.MethodGet, path: "/reconcile/{dataset}/preview/{id}", id: "preview", peer: yentePeer, origins: true,
			summary: "An entity as a small page", answers: []media{{mediaHTML, nil}}, refuses: read, handle: (*Server).preview,
		},
	}
}

const mediaForm = "application/x-www-form-urlencoded"

// reconcileParams is the query string of /reconcile.
type reconcileParams struct {
	Algorithm    string `json:"algorithm,omitempty" doc:"As for POST /match."`
	ChangedSince string `json:"changed_since,omitempty" doc:"Only entities that changed on this day or at this time or later."`
	Queries      string `json:"queries,omitempty" doc:"The queries, for clients that put them here."`
	Extend       string `json:"extend,omitempty" doc:"The columns to fill in, for clients that put them here."`
}

// reconcileForm is the body of POST /reconcile.
type reconcileForm struct {
	Queries string `json:"queries,omitempty" doc:"JSON: {key: {query, type, limit, properties: [{pid, v}]}}. At most 100."`
	Extend  string `json:"extend,omitempty" doc:"JSON: {ids, properties: [{id, settings: {limit, render}}]}."`
}

func (reconcileForm) lenient() {}

type serviceType struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

func typeOfSchema(s *ftm.Schema) serviceType { return serviceType{s.Name, s.Plural, s.Label} }

// reconcileManifest says what the service can do.
type reconcileManifest struct {
	Versions        []string        `json:"versions"`
	Name            string          `json:"name"`
	IdentifierSpace string          `json:"identifierSpace"`
	SchemaSpace     string          `json:"schemaSpace"`
	Documentation   string          `json:"documentation"`
	BatchSize       int             `json:"batchSize"`
	View            manifestView    `json:"view"`
	Preview         manifestPreview `json:"preview"`
	Suggest         manifestSuggest `json:"suggest"`
	Extend          manifestExtend  `json:"extend"`
	DefaultTypes    []serviceType   `json:"defaultTypes"`
}

type manifestView struct {
	URL string `json:"url"`
}

type manifestPreview struct {
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

type manifestSuggest struct {
	Entity   manifestService `json:"entity"`
	Type     manifestService `json:"type"`
	Property manifestService `json:"property"`
}

type manifestService struct {
	ServiceURL  string `json:"service_url"`
	ServicePath string `json:"service_path"`
}

type manifestExtend struct {
	ProposeProperties manifestService   `json:"propose_properties"`
	ProposeSettings   []manifestSetting `json:"propose_settings"`
}

type manifestSetting struct {
	Name    string        `json:"name"`
	Label   string        `json:"label"`
	Type    string        `json:"type"`
	Default any           `json:"default"`
	Help    string        `json:"help_text"`
	Choices []serviceType `json:"choices,omitempty"`
}

// spaceURL names the space of ids and types: entities and schemata of
// OpenSanctions, whose ids the lists keep.
const spaceURL = "https://www.opensanctions.org/reference/#schema"

// reconcileManifest answers GET /reconcile/{dataset}.
func (s *Server) reconcileManifest(w http.ResponseWriter, r *http.Request) error {
	var p reconcileParams
	g, f := peerQuery(r, &p)
	if f != nil {
		return f
	}
	sc, err := s.scope(r, nil, nil, &g)
	if err != nil {
		return err
	}
	if p.Queries != "" || p.Extend != "" {
		return s.reconciled(w, r, sc, p, reconcileForm{p.Queries, p.Extend}, g)
	}
	schemata, err := s.matchableIn(r, sc)
	if err != nil {
		return err
	}
	here, rest := baseURL(r)+"/reconcile/"+url.PathEscape(sc.name), ""
	if r.URL.RawQuery != "" {
		rest = "?" + r.URL.RawQuery // keys of those who stand before us
	}
	service := func(path string) manifestService { return manifestService{here, path + rest} }
	m := reconcileManifest{
		Versions: []string{"0.2"}, Name: datasetTitle(sc.name) + " (cordon)", IdentifierSpace: spaceURL, SchemaSpace: spaceURL,
		Documentation: baseURL(r) + "/openapi.json", BatchSize: 3,
		View:    manifestView{baseURL(r) + "/entities/{{id}}"},
		Preview: manifestPreview{here + "/preview/{{id}}", 430, 300},
		Suggest: manifestSuggest{service("/suggest/entity"), service("/suggest/type"), service("/suggest/property")},
		Extend: manifestExtend{service("/extend/property"), []manifestSetting{
			{Name: "limit", Label: "Limit", Type: "number", Default: 0, Help: "How many values for each row at most; 0 for all."},
			{Name: "render", Label: "Form of values", Type: "select", Default: renderCaption, Help: "Values as people read them (Russia), or as they are kept (ru).",
				Choices: []serviceType{{ID: renderCaption, Name: "As people read it"}, {ID: renderRaw, Name: "As it is kept"}}},
		}},
		DefaultTypes: []serviceType{},
	}
	for _, sch := range schemata {
		m.DefaultTypes = append(m.DefaultTypes, typeOfSchema(sch))
	}
	g.write(w)
	return writeJSON(w, m)
}

// baseURL is where this server is reached.
func baseURL(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// matchableIn are the schemata that entities of a scope have and that can be
// screened, and what stands above them.
func (s *Server) matchableIn(r *http.Request, sc scope) ([]*ftm.Schema, error) {
	found, err := s.find(r, screen.TextQuery{Datasets: sc.datasets, Facets: []string{"schema"}})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range found.Facets["schema"] {
		if sch := ftm.Lookup(c.Value); sch != nil && sch.Matchable {
			names = append(names, sch.Ancestors()...)
		}
	}
	slices.Sort(names)
	var out []*ftm.Schema
	for _, n := range slices.Compact(names) {
		out = append(out, ftm.Lookup(n))
	}
	return out, nil
}

// reconcile answers POST /reconcile/{dataset}.
func (s *Server) reconcile(w http.ResponseWriter, r *http.Request) error {
	var p reconcileParams
	g, f := peerQuery(r, &p)
	if f != nil {
		return f
	}
	if f := checkPeerBody(r, mediaForm); f != nil {
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
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return invalid("the form cannot be read: %s", shown(err.Error()))
	}
	return s.reconciled(w, r, sc, p, reconcileForm{values.Get("queries"), values.Get("extend")}, g)
}

// reconciled answers queries, or fills in columns.
func (s *Server) reconciled(w http.ResponseWriter, r *http.Request, sc scope, p reconcileParams, form reconcileForm, g ignored) error {
	ctx, cancel := context.WithTimeout(r.Context(), s.limits.Timeout)
	defer cancel()
	if err := s.turn(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	var out any
	var n int
	if strings.TrimSpace(form.Extend) != "" {
		rows, err := s.extend(ctx, form.Extend)
		if err != nil {
			return err
		}
		out, n = rows, len(rows.Rows)
	} else {
		answers, err := s.reconcileAll(ctx, sc, p, form.Queries, &g)
		if err != nil {
			return err
		}
		out, n = answers, len(answers)
	}
	w.Header().Set("X-Batch-Size", strconv.Itoa(n))
	g.write(w)
	return writeJSON(w, out)
}

// reconcileAnswer is what one query is answered with.
type reconcileAnswer struct {
	Result []reconcileResult `json:"result"`
}

type reconcileResult struct {
	serviceEntity
	Score float64 `json:"score"`
	Match bool    `json:"match"`
}

type serviceEntity struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Type        []serviceType `json:"type"`
}

func serviceEntityOf(id, caption, schema string) serviceEntity {
	out := serviceEntity{ID: id, Name: caption, Description: schema, Type: []serviceType{{ID: schema, Name: schema}}}
	if s := ftm.Lookup(schema); s != nil {
		out.Description, out.Type = s.Label, []serviceType{typeOfSchema(s)}
	}
	return out
}

// reconcileQuery is one row to match.
type reconcileQuery struct {
	Query      *string            `json:"query"`
	Type       json.RawMessage    `json:"type"` // a type, or a list of them of which the first counts
	Limit      *int               `json:"limit"`
	Properties []reconcileCompare `json:"properties"`
}

type reconcileCompare struct {
	PID string          `json:"pid"`
	V   json.RawMessage `json:"v"` // a text, number or entity, or a list of them
}

func (s *Server) reconcileAll(ctx context.Context, sc scope, p reconcileParams, data string, g *ignored) (map[string]reconcileAnswer, error) {
	var queries map[string]reconcileQuery
	if f := checkForm("queries", data, &queries); f != nil {
		return nil, f
	}
	if queries == nil {
		return nil, invalid("queries: want an object")
	}
	if len(queries) > maxBatch {
		return nil, invalid("Too many queries in one batch (limit: %d)", maxBatch)
	}
	o := matchOptions{Algorithm: &p.Algorithm, ChangedSince: &p.ChangedSince}
	zero := 0.0
	o.Cutoff = &zero
	set, f := o.settle(sc, nil, g, nil)
	if f != nil {
		return nil, f
	}
	out := make(map[string]reconcileAnswer, len(queries))
	for _, key := range sortedKeys(queries) {
		q, limit, f := queries[key].query(g)
		if f != nil {
			return nil, f.in(headerText(key))
		}
		answer := reconcileAnswer{Result: []reconcileResult{}}
		if len(q.Properties) > 0 {
			got, err := s.put(ctx, []screen.Query{q}, set.o, live.At{})
			if err != nil {
				return nil, peerFault(err)
			}
			for _, r := range got[0].Results[:min(limit, len(got[0].Results))] {
				answer.Result = append(answer.Result, reconcileResult{serviceEntityOf(r.ID, r.Caption, r.Schema), r.Score, r.Match})
			}
		}
		out[key] = answer
	}
	return out, nil
}

// checkForm reads JSON in a field of a form.
func checkForm(name, data string, v any) *fault {
	if f := checkSyntax([]byte(data)); f != nil {
		f.hint = ""
		return f.in(name)
	}
	if err := json.Unmarshal([]byte(data), v); err != nil {
		return invalid("%s: not of the form that is asked for: %s", name, shown(err.Error()))
	}
	return nil
}

// query makes of a row what the desk takes.
func (q reconcileQuery) query(g *ignored) (screen.Query, int, *fault) {
	out := screen.Query{Schema: "Thing", Properties: make(map[string][]string)}
	limit := screen.DefaultLimit
	set(&limit, q.Limit)
	limit = min(max(limit, 0), maxPage)
	var one string
	var many []string
	switch {
	case len(q.Type) == 0 || string(q.Type) == "null":
	case json.Unmarshal(q.Type, &one) == nil:
		out.Schema = one
	case json.Unmarshal(q.Type, &many) == nil && len(many) > 0:
		out.Schema = many[0]
	case json.Unmarshal(q.Type, &many) != nil:
		return out, limit, invalid("type: want a text or a list of texts")
	}
	schema := ftm.Lookup(out.Schema)
	if schema == nil || !schema.Matchable && schema.Name != "Thing" {
		return out, limit, invalid("Invalid type: %s", shown(out.Schema))
	}
	add := func(name, v string) *fault {
		if f := checkText(v, name); f != nil {
			return f
		}
		if v = strings.TrimSpace(v); v != "" && len(out.Properties[name]) < maxItems {
			out.Properties[name] = append(out.Properties[name], v)
		}
		return nil
	}
	if q.Query != nil {
		if f := add("name", *q.Query); f != nil {
			return out, limit, f
		}
	}
	if len(q.Properties) > maxKeys {
		return out, limit, invalid("more than %d properties", maxKeys)
	}
	for _, p := range q.Properties {
		name := propertyOf(p.PID)
		if name == "" {
			g.add("property %s", p.PID)
			continue
		}
		for _, v := range texts(p.V) {
			if f := add(name, v); f != nil {
				return out, limit, f
			}
		}
	}
	return out, limit, nil
}

// propertyOf is the name of a property by its qualified name (Person:birthDate).
func propertyOf(pid string) string {
	schema, name, ok := strings.Cut(pid, ":")
	if s := ftm.Lookup(schema); ok && s != nil && s.Property(name) != nil {
		return name
	}
	return ""
}

// texts are the values of a cell: texts, numbers, entities by their ids, and
// lists of them.
func texts(b json.RawMessage) []string {
	var v any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	many, ok := v.([]any)
	if !ok {
		many = []any{v}
	}
	var out []string
	for _, x := range many {
		switch x := x.(type) {
		case string:
			out = append(out, x)
		case json.Number:
			out = append(out, x.String())
		case map[string]any:
			if name, ok := x["name"].(string); ok {
				out = append(out, name)
			} else if id, ok := x["id"].(string); ok {
				out = append(out, id)
			}
		}
	}
	return out
}

// previewPage is an entity as OpenRefine shows it beside a row.
var previewPage = template.Must(template.New("preview").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{{.Caption}}</title>
<h1>{{.Caption}}</h1>
<p>{{.Kind}}, {{range $i, $d := .Datasets}}{{if $i}}, {{end}}{{$d}}{{end}}
<dl>
{{range .Rows}}<dt>{{.Label}}<dd>{{range $i, $v := .Values}}{{if $i}}; {{end}}{{$v}}{{end}}
{{end}}</dl>
</html>
`))

type previewRow struct {
	Label  string
	Values []string
}

// preview answers GET /reconcile/{dataset}/preview/{id}.
func (s *Server) preview(w http.ResponseWriter, r *http.Request) error {
	var g ignored
	if _, err := s.scope(r, nil, nil, &g); err != nil {
		return err
	}
	if f := checkText(r.PathValue("id"), "id"); f != nil {
		return f
	}
	if err := s.turn(r.Context()); err != nil {
		return err
	}
	defer s.gate.leave()
	e, err := s.desk.Entity(r.Context(), r.PathValue("id"))
	if err != nil {
		return redirected(w, err)
	}
	page := struct {
		Caption, Kind string
		Datasets      []string
		Rows          []previewRow
	}{Caption: e.Caption, Kind: e.Schema}
	for _, d := range e.Datasets {
		page.Datasets = append(page.Datasets, datasetTitle(d))
	}
	if sch := ftm.Lookup(e.Schema); sch != nil {
		page.Kind = sch.Label
		for _, name := range slices.Concat(sch.Featured, []string{"alias", "topics"}) {
			d := sch.Property(name)
			if d == nil || len(e.Properties[name]) == 0 || slices.ContainsFunc(page.Rows, func(x previewRow) bool { return x.Label == d.Label }) {
				continue
			}
			row := previewRow{Label: d.Label}
			for _, v := range e.Properties[name][:min(len(e.Properties[name]), 10)] {
				row.Values = append(row.Values, captionOf(d, v.Text))
			}
			page.Rows = append(page.Rows, row)
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors "+strings.Join(s.origins(), " ")+"; require-trusted-types-for 'script'")
	_ = previewPage.Execute(w, page) // the client may be gone
	return nil
}
