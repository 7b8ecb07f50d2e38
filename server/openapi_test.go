package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cordon/server"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described is /openapi.json, as a document whose schemas can be asked.
type described struct {
	t        *testing.T
	doc      map[string]any
	compiler *jsonschema.Compiler
}

const openapiURL = "https://cordon.example/openapi.json"

func describe(t *testing.T) *described {
	t.Helper()
	w := call(t, newServer(newDesk()).Handler(), get, "/openapi.json", nil, "")
	doc, err := jsonschema.UnmarshalJSON(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource(openapiURL, doc); err != nil {
		t.Fatal(err)
	}
	return &described{t, doc.(map[string]any), c}
}

// at goes down the document by keys.
func at(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}

// path is the described path that a path of our own is served by: the same, or
// the same up to its last part, which is a parameter.
func (d *described) path(p string) string {
	paths, _ := at(d.doc, "paths").(map[string]any)
	if paths[p] != nil || !strings.HasPrefix(p, "/api/v1/") {
		return p
	}
	for template := range paths {
		if i := strings.IndexByte(template, '{'); i > 0 && strings.HasPrefix(p, template[:i]) && !strings.Contains(p[i:], "/") {
			return template
		}
	}
	return p
}

// schema compiles the schema at a place of the document.
func (d *described) schema(keys ...string) *jsonschema.Schema {
	d.t.Helper()
	pointer := ""
	for _, k := range keys {
		pointer += "/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(k))
	}
	s, err := d.compiler.Compile(openapiURL + "#" + pointer)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// Every component is a sound schema, every reference leads somewhere, and no
// operation has the name of another.
func TestOpenAPIIsSound(t *testing.T) {
	d := describe(t)
	for name := range at(d.doc, "components", "schemas").(map[string]any) {
		d.schema("components", "schemas", name)
	}
	ids := make(map[string]string)
	for path, item := range at(d.doc, "paths").(map[string]any) {
		for method, op := range item.(map[string]any) {
			id, _ := at(op, "operationId").(string)
			where := method + " " + path
			if id == "" || ids[id] != "" {
				t.Errorf("%s: operation id %q, also of %q", where, id, ids[id])
			}
			ids[id] = where
			if at(op, "summary") == nil || at(op, "responses", "200") == nil || at(op, "responses", "default") == nil {
				t.Errorf("%s: summary, answer or problem is missing", where)
			}
			for status, resp := range at(op, "responses").(map[string]any) {
				for kind, content := range at(resp, "content").(map[string]any) {
					if at(content, "schema") == nil {
						t.Errorf("%s: %s %s has no schema", where, status, kind)
					}
					d.schema("paths", path, method, "responses", status, "content", kind, "schema")
				}
			}
			for i, p := range slicesOf(at(op, "parameters")) {
				if at(p, "in") != "query" && at(p, "in") != "path" || at(p, "description") == nil {
					t.Errorf("%s: parameter %v", where, at(p, "name"))
				}
				d.schema("paths", path, method, "parameters", fmt.Sprint(i), "schema")
			}
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				name, ok := strings.CutPrefix(ref, "#/components/schemas/")
				if !ok || at(d.doc, "components", "schemas", name) == nil {
					t.Errorf("reference %q leads nowhere", ref)
				}
			}
			for _, e := range v {
				walk(e)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(d.doc)
}

func slicesOf(v any) []any { s, _ := v.([]any); return s }

// The same program describes itself with the same bytes.
func TestOpenAPIIsStable(t *testing.T) {
	a := call(t, newServer(newDesk()).Handler(), get, "/openapi.json", nil, "").Body.Bytes()
	b := call(t, newServer(newDesk()).Handler(), get, "/openapi.json", nil, "").Body.Bytes()
	if !bytes.Equal(a, b) {
		t.Error("two servers describe themselves differently")
	}
}

// Every described operation is served: what it does not know is a problem of
// the request, never a path that is not there or a method that is not taken.
func TestOpenAPIIsServed(t *testing.T) {
	d := describe(t)
	h := newServer(newDesk()).Handler()
	for path, item := range at(d.doc, "paths").(map[string]any) {
		if path == "/api/events" { // has no end; TestEvents asks it
			continue
		}
		for method := range item.(map[string]any) {
			w := call(t, h, strings.ToUpper(method), strings.NewReplacer("{", "", "}", "").Replace(path), asJSON, "{}")
			if w.Code == 405 || w.Code >= 500 || w.Code == 404 && !strings.Contains(path, "{") {
				t.Errorf("%s %s: status %d", method, path, w.Code)
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", screenPath, "/api/v1/lists"} {
		if at(d.doc, "paths", path) == nil {
			t.Errorf("%s is not described", path)
		}
	}
}

// Whatever comes out of the scenarios is what the description says: body,
// status and media type. What goes in and is answered is what it allows.
func TestScenariosAreDescribed(t *testing.T) {
	d := describe(t)
	checked := 0
	for _, sc := range scenarios() {
		u, err := url.Parse(sc.target)
		if err != nil || sc.method != get && sc.method != post {
			continue
		}
		path := d.path(u.Path)
		op, _ := at(d.doc, "paths", path, strings.ToLower(sc.method)).(map[string]any)
		if op == nil {
			continue
		}
		t.Run(sc.name, func(t *testing.T) {
			dk := newDesk()
			if sc.desk != nil {
				sc.desk(dk)
			}
			w := call(t, newServer(dk, func(o *server.Options) { o.Limits, o.Hosts = sc.limits, []string{"cordon.example"} }).Handler(), sc.method, sc.target, sc.header, sc.body)
			status := fmt.Sprint(w.Code)
			if at(op, "responses", status) == nil {
				if w.Code == 200 {
					t.Fatal("an answer that is not described")
				}
				status = "default"
			}
			kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
			if at(op, "responses", status, "content", kind) == nil {
				t.Fatalf("status %s: %s is not described", status, kind)
			}
			place := []string{"paths", path, strings.ToLower(sc.method), "responses", status, "content", kind, "schema"}
			bodies := [][]byte{w.Body.Bytes()}
			if kind == "application/x-ndjson" {
				place, bodies = append(place, "contentSchema"), bytes.Split(bytes.TrimSpace(w.Body.Bytes()), []byte("\n"))
			}
			schema := d.schema(place...)
			for _, b := range bodies {
				validate(t, schema, b)
				checked++
			}
			if w.Code == 200 && sc.method == post && strings.HasPrefix(sc.header["Content-Type"], "application/json") {
				validate(t, d.schema("paths", path, "post", "requestBody", "content", "application/json", "schema"), []byte(sc.body))
			}
		})
	}
	if checked < 50 {
		t.Errorf("only %d answers were checked", checked)
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, body []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("not as described: %v\n%s", err, body)
	}
}

// A query with every parameter is taken as the description has them, in the
// query string and in the body.
func TestDescribedParametersAreTaken(t *testing.T) {
	d := describe(t)
	example := map[string]string{"id": "c-1", "schema": "Person", "name": "Pak Chol Ryong", "threshold": "0.8", "cutoff": "0.4", "limit": "3", "algorithm": "best",
		"datasets": "us_ofac_sdn", "exclude_datasets": "un_sc_sanctions", "exclude_ids": "ofac-9", "exclude_schemata": "Vessel", "topics": "sanction",
		"changed_since": "2020-01-01", "as_of": "2024-01-20", "known_on": "2024-01-21"}
	q := url.Values{}
	for _, p := range slicesOf(at(d.doc, "paths", screenPath, "get", "parameters")) {
		name, _ := at(p, "name").(string)
		v, ok := example[name]
		if !ok {
			t.Errorf("no example for the parameter %s", name)
			continue
		}
		q.Set(name, v)
	}
	if len(q) != len(example) {
		t.Errorf("%d parameters are described, %d were expected", len(q), len(example))
	}
	if w := call(t, newServer(newDesk()).Handler(), get, screenPath+"?"+q.Encode(), nil, ""); w.Code != 200 {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

// The names of metrics are a promise to whoever watches them.
func TestMetricNames(t *testing.T) {
	d := newDesk()
	h := newServer(d).Handler()
	call(t, h, get, screenPath+"?name=Pak+Chol+Ryong", nil, "")
	call(t, h, get, "/nothing/with/a?name=Secret", nil, "")
	call(t, h, "BREW", "/healthz", nil, "")
	body := call(t, h, get, "/metrics", nil, "").Body.String()
	for _, want := range []string{
		`cordon_http_requests_total{route="/api/v1/screen",method="GET",status="200"} 1`,
		`cordon_http_requests_total{route="none",method="GET",status="404"} 1`,
		`cordon_http_requests_total{route="/healthz",method="other",status="405"} 1`,
		`cordon_http_request_duration_seconds_bucket{route="/api/v1/screen",le="+Inf"} 1`,
		"cordon_http_panics_total 0", "cordon_screen_queries_total 1", "cordon_screen_duration_seconds_count 1",
		"cordon_screens_running 0", "cordon_screens_waiting 0", "cordon_http_requests_in_flight 1",
		"cordon_ready 1", "cordon_parties 4", `cordon_list_batch{dataset="us_ofac_sdn"} 1`, `cordon_list_age_seconds{dataset="us_ofac_sdn"} 1.8684e+06`,
		"process_resident_memory_bytes", "# TYPE cordon_http_requests_total counter", "# TYPE cordon_ready gauge",
	} {
		if !strings.Contains(body, want+"\n") && !strings.Contains(body, want+" ") {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(body, "Secret") || strings.Contains(body, "nothing") {
		t.Error("what a caller wrote stands in the metrics")
	}
	// Nobody can fill the memory with labels of their own.
	for i := range 200 {
		call(t, h, fmt.Sprintf("M%d", i), fmt.Sprintf("/p%d", i), nil, "")
	}
	after := call(t, h, get, "/metrics", nil, "").Body.String()
	if n := strings.Count(after, "cordon_http_requests_total{"); n > 6 {
		t.Errorf("%d series of requests", n)
	}
}

// The log names routes, never what was asked.
func TestLogHoldsNoNames(t *testing.T) {
	var log bytes.Buffer
	h := newServer(newDesk(), func(o *server.Options) { o.Log = jsonLog(&log) }).Handler()
	call(t, h, get, screenPath+"?name=Gertrude+Applewhite", nil, "")
	call(t, h, get, screenPath+"?name=Gertrude+Applewhite&bogus=1", nil, "")
	call(t, h, post, screenPath, asJSON, `{"name":"Gertrude Applewhite"}`)
	call(t, h, get, "/Gertrude/Applewhite", map[string]string{"X-Request-Id": "Gertrude Applewhite\n"}, "")
	if s := log.String(); strings.Contains(s, "Gertrude") || strings.Contains(s, "Applewhite") || strings.Count(s, "\n") != 4 {
		t.Errorf("log:\n%s", s)
	}
	var lines []map[string]any
	for l := range strings.Lines(log.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, m)
	}
	if !slices.ContainsFunc(lines, func(m map[string]any) bool { return m["route"] == screenPath && m["status"] == float64(200) }) {
		t.Errorf("no line of the request: %v", lines)
	}
}
