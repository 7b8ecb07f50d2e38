package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cordon/server"
)

// form is a body as OpenRefine sends it.
func form(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

var asForm = map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}

func reconcileScenarios() []scenario {
	const at = "/reconcile/default"
	queries := func(q string) string { return form("queries", q) }
	extend := func(q string) string { return form("extend", q) }
	return []scenario{
		{name: "manifest", method: get, target: at, status: 200, want: []string{`"versions":["0.2"]`, `"identifierSpace":"https://www.opensanctions.org/`, `"batchSize":3`, `{"id":"Person","name":"People"`, `"service_url":"http://localhost:8080/reconcile/default","service_path":"/suggest/entity"`}},
		{name: "manifest keeps keys", method: get, target: at + "?api_key=x", status: 200, want: []string{`"service_path":"/suggest/type?api_key=x"`}},
		{name: "manifest of one list", method: get, target: "/reconcile/un_sc_sanctions", status: 200, want: []string{`"name":"UN Security Council Consolidated List (cordon)"`, `"id":"Vessel"`}, not: []string{`"id":"Person"`}},
		{name: "manifest of no list", method: get, target: "/reconcile/nope", status: 404},
		{name: "queries", method: post, target: at, header: asForm, body: queries(`{"q0":{"query":"Pak Chol Ryong"},"q1":{"query":"Blue Marlin Star","type":"Vessel","limit":1},"q2":{"query":"Gertrude Applewhite","type":["Person","Company"]}}`), status: 200,
			want: []string{`"q0":{"result":[{"id":"ofac-2","name":"Pak Chol Ryong","description":"Person","type":[{"id":"Person","name":"People"`, `"q1":{"result":[{"id":"un-3"`, `"q2":{"result":[]}`}, head: map[string]string{"X-Batch-Size": "3"}},
		{name: "queries in the address", method: get, target: at + "?" + queries(`{"q0":{"query":"Pak Chol Ryong"}}`), status: 200, want: []string{`"q0":{"result":[{"id":"ofac-2"`}},
		{name: "queries with columns", method: post, target: at, header: asForm, body: queries(`{"q":{"query":"Pak Chol Ryong","type":"Person","properties":[{"pid":"Person:birthDate","v":"1970-03-12"},{"pid":"Person:nationality","v":[{"id":"kp","name":"North Korea"}]},{"pid":"nonsense","v":1}]}}`), status: 200, want: []string{`"score":1,"match":true`}, head: map[string]string{"X-Cordon-Ignored": "property nonsense"}},
		{name: "query with another birth date", method: post, target: at, header: asForm, body: queries(`{"q":{"query":"Pak Chol Ryong","type":"Person","properties":[{"pid":"Person:birthDate","v":1931}]}}`), status: 200, not: []string{`"score":1,`}},
		{name: "empty query", method: post, target: at, header: asForm, body: queries(`{"q":{"query":""},"r":{}}`), status: 200, want: []string{`"q":{"result":[]}`, `"r":{"result":[]}`}},
		{name: "changed since", method: post, target: at + "?changed_since=2024-02-11", header: asForm, body: queries(`{"q":{"query":"Pak Chol Ryong"}}`), status: 200, want: []string{`"result":[]`}},
		{name: "algorithm of nobody", method: post, target: at + "?algorithm=magic", header: asForm, body: queries(`{"q":{"query":"x"}}`), status: 400},
		{name: "type of nobody", method: post, target: at, header: asForm, body: queries(`{"q":{"query":"x","type":"Banana"}}`), status: 400, want: []string{"Invalid type"}},
		{name: "type as number", method: post, target: at, header: asForm, body: queries(`{"q":{"query":"x","type":7}}`), status: 400},
		{name: "query as number", method: post, target: at, header: asForm, body: queries(`{"q":{"query":37473874}}`), status: 400},
		{name: "queries as list", method: post, target: at, header: asForm, body: queries(`[]`), status: 400},
		{name: "queries null", method: post, target: at, header: asForm, body: queries(`null`), status: 400},
		{name: "no queries", method: post, target: at, header: asForm, body: "", status: 400},
		{name: "queries that are no JSON", method: post, target: at, header: asForm, body: queries(`{`), status: 400},
		{name: "queries as JSON body", method: post, target: at, header: asJSON, body: `{}`, status: 422},
		{name: "too many queries", method: post, target: at, header: asForm, body: queries("{" + strings.TrimSuffix(manyQueries(101), ",") + "}"), status: 400, want: []string{"limit: 100"}},
		{name: "a long name", method: post, target: at, header: asForm, body: queries(`{"q":{"query":"` + strings.Repeat("x", 5000) + `"}}`), status: 400},

		{name: "extend", method: post, target: at, header: asForm, body: extend(`{"ids":["ofac-2","nope"],"properties":[{"id":"name"},{"id":"nationality"},{"id":"colour"}]}`), status: 200,
			want: []string{`{"meta":[{"id":"name","name":"Name"},{"id":"nationality","name":"Nationality"}],"rows":{"nope":{},"ofac-2":{"name":[{"str":"Pak Chol Ryong"}],"nationality":[{"str":"North Korea"}]}}}`}, head: map[string]string{"X-Batch-Size": "2"}},
		{name: "extend as kept", method: post, target: at, header: asForm, body: extend(`{"ids":["ofac-2"],"properties":[{"id":"nationality","settings":{"render":"raw","limit":1}}]}`), status: 200, want: []string{`"nationality":[{"str":"kp"}]`}},
		{name: "extend in no way", method: post, target: at, header: asForm, body: extend(`{"ids":["ofac-2"],"properties":[{"id":"name","settings":{"render":"pretty"}}]}`), status: 400},
		{name: "extend a merged id", method: post, target: at, header: asForm, body: extend(`{"ids":["un-4"],"properties":[{"id":"name"}]}`), status: 400, want: []string{"canonical", "NK-lantern"}},
		{name: "extend that is no JSON", method: post, target: at, header: asForm, body: extend(`nonsense`), status: 400},

		{name: "suggest entity", method: get, target: at + "/suggest/entity?prefix=blue+mar", status: 200, want: []string{`{"code":"/api/status/ok","status":"200 OK","prefix":"blue mar","result":[{"id":"un-3"`}},
		{name: "suggest nothing for nothing", method: get, target: at + "/suggest/entity", status: 200, want: []string{`"result":[]`}},
		{name: "suggest nothing known", method: get, target: at + "/suggest/entity?prefix=banana+man", status: 200, want: []string{`"result":[]`}},
		{name: "suggest by an address", method: get, target: at + "/suggest/entity?prefix=samplong", status: 200, want: []string{`"result":[]`}},
		{name: "suggest property", method: get, target: at + "/suggest/property?prefix=country", status: 200, want: []string{`{"id":"LegalEntity:mainCountry","name":"Country of origin"}`, `{"id":"Thing:country","name":"Country"}`}},
		{name: "suggest no property", method: get, target: at + "/suggest/property?prefix=banana", status: 200, want: []string{`"result":[]`}},
		{name: "suggest type", method: get, target: at + "/suggest/type?prefix=organ", status: 200, want: []string{`"result":[{"id":"Organization","name":"Organizations"`}},
		{name: "suggest of no list", method: get, target: "/reconcile/nope/suggest/type?prefix=organ", status: 404},
		{name: "columns of a type", method: get, target: at + "/extend/property?limit=5&type=LegalEntity", status: 200, want: []string{`{"limit":5,"type":"LegalEntity","properties":[`, `{"id":"name","name":"Name"}`, `{"id":"country","name":"Country"}`}},
		{name: "columns of no type", method: get, target: at + "/extend/property?type=Banana", status: 400},

		{name: "preview", method: get, target: at + "/preview/ofac-1", status: 200, want: []string{"<h1>Red Heron Trading Corporation</h1>", "OFAC Specially Designated Nationals"}, head: map[string]string{"Content-Type": "text/html; charset=utf-8"}},
		{name: "preview of nobody", method: get, target: at + "/preview/nope", status: 404},
		{name: "preview of a merged one", method: get, target: at + "/preview/un-4", status: 308},
	}
}

func manyQueries(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`"q` + strings.Repeat("z", i) + `":{"query":"x"},`)
	}
	return b.String()
}

func TestReconcile(t *testing.T) {
	h := library(t)
	for _, sc := range reconcileScenarios() {
		t.Run(sc.name, func(t *testing.T) {
			w := call(t, h, sc.method, sc.target, sc.header, sc.body)
			if w.Code != sc.status {
				t.Fatalf("status %d, want %d: %s", w.Code, sc.status, w.Body)
			}
			checkParts(t, sc, w.Header(), w.Body.String())
			if sc.status >= 400 {
				checkDetail(t, w.Header(), w.Body.Bytes())
			}
		})
	}
}

// What is listed is shown as text, and the page is framed by OpenRefine only.
func TestPreviewIsSafe(t *testing.T) {
	w := call(t, library(t, func(o *server.Options) { o.Origins = []string{"https://refine.example"} }), get, "/reconcile/default/preview/ofac-1", nil, "")
	if p := w.Header().Get("Content-Security-Policy"); !strings.Contains(p, "frame-ancestors http://127.0.0.1:3333 http://localhost:3333 https://refine.example;") || !strings.Contains(p, "default-src 'none'") {
		t.Errorf("policy %s", p)
	}
	if strings.Contains(w.Body.String(), "<script") {
		t.Error("a script")
	}
}

// Pages of OpenRefine may read the service, other pages nothing, and nobody
// anything else.
func TestOrigins(t *testing.T) {
	h := library(t)
	for _, c := range []struct{ target, origin, want string }{
		{"/reconcile/default", "http://127.0.0.1:3333", "http://127.0.0.1:3333"},
		{"/reconcile/default/suggest/type?prefix=p", "http://localhost:3333", "http://localhost:3333"},
		{"/reconcile/default", "https://evil.example", ""},
		{"/search/default", "http://127.0.0.1:3333", ""},
		{"/api/v1/lists", "http://127.0.0.1:3333", ""},
	} {
		w := call(t, h, get, c.target, map[string]string{"Origin": c.origin}, "")
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.want {
			t.Errorf("%s from %s: %q, want %q", c.target, c.origin, got, c.want)
		}
	}
}

// A table is matched as OpenRefine does it: over the addresses that the
// manifest gives, in batches of the size it asks for.
func TestOpenRefine(t *testing.T) {
	srv := httptest.NewServer(library(t))
	defer srv.Close()
	read := func(resp *http.Response, err error) map[string]json.RawMessage {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", resp.Request.URL, resp.StatusCode)
		}
		var out map[string]json.RawMessage
		if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
			t.Fatalf("%s: %v", resp.Request.URL, err)
		}
		return out
	}
	into := func(b json.RawMessage, v any) {
		t.Helper()
		if err := json.Unmarshal(b, v); err != nil {
			t.Fatalf("%v in %s", err, b)
		}
	}
	here := srv.URL + "/reconcile/default"
	manifest := read(http.Get(here))
	var size int
	into(manifest["batchSize"], &size)
	type service struct {
		URL  string `json:"service_url"`
		Path string `json:"service_path"`
	}
	var suggest map[string]service
	into(manifest["suggest"], &suggest)
	var view, preview struct{ URL string }
	into(manifest["view"], &view)
	into(manifest["preview"], &preview)
	var ext struct {
		Properties service `json:"propose_properties"`
	}
	into(manifest["extend"], &ext)

	rows := []string{"Red Heron Trading Corp.", "PAK, Chol Ryong", "Gertrude Applewhite", "MV Blue Marlin Star", "Bureau Nine of the Lantern"}
	want := []string{"ofac-1", "ofac-2", "", "un-3", "NK-lantern"}
	var ids []string
	for i := 0; i < len(rows); i += size {
		batch := make(map[string]any)
		for j := i; j < min(i+size, len(rows)); j++ {
			batch["q"+string(rune('0'+j))] = map[string]any{"query": rows[j], "limit": 3, "type_strict": "should"}
		}
		b, _ := json.Marshal(batch) // texts and numbers
		answers := read(http.PostForm(here, url.Values{"queries": {string(b)}}))
		for j := i; j < min(i+size, len(rows)); j++ {
			var a struct {
				Result []struct {
					ID    string
					Match bool
				}
			}
			into(answers["q"+string(rune('0'+j))], &a)
			got := ""
			if len(a.Result) > 0 && a.Result[0].Match {
				got = a.Result[0].ID
			}
			if got != want[j] {
				t.Errorf("%s is %q, want %q", rows[j], got, want[j])
			}
			if got != "" {
				ids = append(ids, got)
			}
		}
	}

	var suggested []struct{ ID string }
	into(read(http.Get(suggest["entity"].URL + suggest["entity"].Path + "?prefix=quill"))["result"], &suggested)
	if len(suggested) != 1 || suggested[0].ID != "ofac-5" {
		t.Errorf("suggested %v", suggested)
	}
	var proposed []struct{ ID string }
	into(read(http.Get(ext.Properties.URL + ext.Properties.Path + "?type=Person&limit=3"))["properties"], &proposed)
	if len(proposed) != 3 {
		t.Errorf("proposed %v", proposed)
	}
	b, _ := json.Marshal(map[string]any{"ids": ids, "properties": []map[string]any{{"id": "name"}, {"id": "topics", "settings": map[string]any{"limit": 1}}}})
	filled := read(http.PostForm(here, url.Values{"extend": {string(b)}}))
	var cells map[string]map[string][]struct{ Str string }
	into(filled["rows"], &cells)
	for _, id := range ids {
		if c := cells[id]; len(c["name"]) == 0 || len(c["topics"]) != 1 || c["topics"][0].Str != "sanction" {
			t.Errorf("%s has %v", id, c)
		}
	}
	for _, u := range []string{view.URL, preview.URL} {
		resp, err := http.Get(strings.ReplaceAll(u, "{{id}}", "ofac-2"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", u, resp.StatusCode)
		}
	}
}

func FuzzReconcile(f *testing.F) {
	for _, sc := range reconcileScenarios() {
		if sc.method == post && len(sc.body) < 1000 {
			f.Add(sc.body)
		}
	}
	h := library(f)
	f.Fuzz(func(t *testing.T, body string) {
		w := call(t, h, post, "/reconcile/default", asForm, body)
		switch w.Code {
		case 200:
			if !json.Valid(w.Body.Bytes()) {
				t.Errorf("no JSON: %s", w.Body)
			}
		case 400, 413, 422:
			checkDetail(t, w.Header(), w.Body.Bytes())
		default:
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
