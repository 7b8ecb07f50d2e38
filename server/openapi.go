package server

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// describe makes /openapi.json from the table. The same table gives the same
// bytes: maps are written in order of their keys.
func describe(table []route, version string) []byte {
	s := newSchemas()
	paths := make(map[string]any)
	for _, rt := range table {
		if !rt.described() {
			continue
		}
		item, _ := paths[rt.path].(map[string]any)
		if item == nil {
			item = make(map[string]any)
			paths[rt.path] = item
		}
		item[strings.ToLower(rt.method)] = operation(rt, s)
	}
	if version == "" {
		version = "dev"
	}
	doc := map[string]any{
		"openapi": "3.1.1",
		"info": map[string]any{
			"title":       "cordon",
			"version":     version,
			"description": "Finds who and what touches a sanctioned country. Mention does not imply a violation.",
			"license":     map[string]any{"name": "Apache 2.0", "identifier": "Apache-2.0"},
		},
		"jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"paths":             paths,
		"components":        map[string]any{"schemas": s.components},
	}
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic("server: openapi: " + err.Error()) // a fault of the table
	}
	return append(b, '\n')
}

// operation describes one route.
func operation(rt route, s *schemas) map[string]any {
	op := map[string]any{"operationId": rt.id, "summary": rt.summary}
	if rt.describe != "" {
		op["description"] = rt.describe
	}
	parameters := pathParameters(rt.path)
	if rt.query != nil {
		parameters = append(parameters, s.parameters(rt.query)...)
	}
	if parameters != nil {
		op["parameters"] = parameters
	}
	if rt.bodies != nil {
		op["requestBody"] = map[string]any{"required": true, "content": s.content(rt.bodies, false)}
	}
	responses := map[string]any{
		"200":     map[string]any{"description": "The answer.", "content": s.content(rt.answers, true)},
		"default": s.problem(rt, "Any other problem."),
	}
	byStatus := make(map[int][]string)
	for _, code := range rt.refuses {
		byStatus[codes[code].status] = append(byStatus[codes[code].status], code)
	}
	for status, names := range byStatus {
		responses[strconv.Itoa(status)] = s.problem(rt, http.StatusText(status)+": code "+strings.Join(names, " or ")+".")
	}
	op["responses"] = responses
	return op
}

// pathParts says what the parts of paths in braces are.
var pathParts = map[string]string{
	"case":     "The id of a published case: lighthouse-winmore.",
	"dataset":  "A list that is loaded, by name, or default for all of them.",
	"id":       "The id of an entity.",
	"activity": "An activity of the programme: ship_transfer.",
	"measure":  "The id of a measure or an instrument: UNSCR-2397-5.",
	"property": "The name under which the entity knows others: addressEntity, sanctions, ownershipOwner.",
}

// pathParameters describes the parts of a path that stand in braces.
func pathParameters(path string) []any {
	var out []any
	for _, part := range strings.Split(path, "/") {
		if name := strings.TrimSuffix(strings.TrimPrefix(part, "{"), "}"); len(name) == len(part)-2 && name != "$" {
			out = append(out, map[string]any{"name": name, "in": "path", "required": true, "description": pathParts[name], "schema": map[string]any{"type": "string"}})
		}
	}
	return out
}

// problem describes an answer that is a problem.
func (s *schemas) problem(rt route, description string) map[string]any {
	if rt.peer != nil {
		return map[string]any{"description": description, "content": map[string]any{mediaJSON: map[string]any{"schema": s.of(rt.peer.body, true)}}}
	}
	return map[string]any{"description": description, "content": map[string]any{
		"application/problem+json": map[string]any{"schema": s.of(Problem{}, true)},
	}}
}

// content describes bodies. Several types are told apart by their keys.
func (s *schemas) content(bodies []media, answer bool) map[string]any {
	out := make(map[string]any, len(bodies))
	for _, m := range bodies {
		var alternatives []any
		for _, t := range m.types {
			alternatives = append(alternatives, s.of(t, answer))
		}
		var schema any
		switch len(alternatives) {
		case 0: // no more is said of it
			schema = map[string]any{"type": "string"}
		case 1:
			schema = alternatives[0]
		default:
			schema = map[string]any{"oneOf": alternatives}
		}
		if m.name == mediaNDJSON { // the body as a whole is text; the schema holds for each line
			out[m.name] = map[string]any{"schema": map[string]any{"type": "string", "description": "One JSON value in each line, of this schema.",
				"contentMediaType": mediaJSON, "contentSchema": schema}}
			continue
		}
		out[m.name] = map[string]any{"schema": schema}
	}
	return out
}

// parameters describes a query string.
func (s *schemas) parameters(v any) []any {
	var out []any
	for _, f := range fieldsOf(typeOf(v)) {
		out = append(out, map[string]any{"name": f.name, "in": "query", "required": false, "description": f.doc, "schema": s.parameter(f)})
	}
	return out
}

// serveOpenAPI answers GET /openapi.json.
func (s *Server) serveOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", mediaJSON)
	w.Header().Set("Content-Length", strconv.Itoa(len(s.openapi)))
	_, _ = w.Write(s.openapi) // the client may be gone
	return nil
}
