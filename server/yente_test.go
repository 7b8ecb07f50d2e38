package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cordon/live"
	"cordon/screen"
	"cordon/server"
)

// checkDetail is what every error of the API of OpenSanctions keeps to.
func checkDetail(t testing.TB, h http.Header, body []byte) {
	t.Helper()
	if got := h.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	var e struct{ Detail any }
	if err := json.Unmarshal(body, &e); err != nil {
		t.Fatalf("error: %v in %s", err, body)
	}
	switch d := e.Detail.(type) {
	case string:
		if d == "" {
			t.Error("an empty detail")
		}
	case []any:
		for _, f := range d {
			m, _ := f.(map[string]any)
			if m["msg"] == "" || m["type"] == "" || m["loc"] == nil {
				t.Errorf("fault %v", f)
			}
		}
	default:
		t.Errorf("detail is %T in %s", d, body)
	}
}

func example(properties string) string {
	return `{"queries":{"q":{"schema":"Person","properties":` + properties + `}}}`
}

func yenteScenarios() []scenario {
	const match = "/match/default"
	pak := example(`{"name":["Pak Chol Ryong"]}`)
	many := `{"queries":{"q":{"schema":"Person","properties":{"name":"x"}}`
	for i := range 100 {
		many += `,"q` + strconv.Itoa(i) + `":{"schema":"Person","properties":{"name":"x"}}`
	}
	many += "}}"
	return []scenario{
		// POST /match.
		{name: "match", method: post, target: match, header: asJSON, body: pak, status: 200,
			want: []string{`"responses":{"q":{"status":200,"results":[{"id":"ofac-2","caption":"Pak Chol Ryong","schema":"Person"`, `"total":{"value":1,"relation":"eq"}`, `"limit":5}`,
				`"first_seen":"2024-01-10T09:00:00","last_seen":"2024-02-10T09:00:00","last_change":"2024-02-10T09:00:00"`, `"target":true`, `"match":true`, `"explanations":{"name_match":{"score":1,`},
			head: map[string]string{"X-Batch-Size": "1", "X-Cordon-Algorithm": "cordon", "X-Cordon-Ignored": ""}},
		{name: "match one list", method: post, target: "/match/us_ofac_sdn", header: asJSON, body: pak, status: 200, want: []string{`"id":"ofac-2"`}},
		{name: "match another list", method: post, target: "/match/un_sc_sanctions", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "match no list", method: post, target: "/match/nope", header: asJSON, body: pak, status: 404, want: []string{`{"detail":"No such dataset."}`}},
		{name: "values are cleaned and echoed", method: post, target: match, header: asJSON, body: example(`{"name":"Pak Chol Ryong","nationality":"North Korea"}`), status: 200, want: []string{`"nationality":["kp"]`}},
		{name: "the id is echoed", method: post, target: match, header: asJSON, body: `{"queries":{"q":{"id":"mine","schema":"Person","properties":{"name":"x"}}}}`, status: 200, want: []string{`"query":{"id":"mine"`}},
		{name: "no id is null", method: post, target: match, header: asJSON, body: pak, status: 200, want: []string{`"query":{"id":null`}},
		{name: "parts of a name", method: post, target: match, header: asJSON, body: example(`{"firstName":"Chol Ryong","lastName":"Pak"}`), status: 200, want: []string{`"id":"ofac-2"`, `"name":["Chol Ryong Pak"]`}},
		{name: "country of an account", method: post, target: match, header: asJSON, body: `{"queries":{"q":{"schema":"BankAccount","properties":{"iban":"GB82WEST12345698765432"}}}}`, status: 200, want: []string{`"country":["gb"]`}},
		{name: "numbers in a list", method: post, target: match, header: asJSON, body: example(`{"name":["Pak Chol Ryong"],"birthDate":[1970]}`), status: 200, want: []string{`"birthDate":["1970"]`}},
		{name: "property of another schema", method: post, target: match, header: asJSON, body: example(`{"name":"x","imoNumber":"9999993"}`), status: 200, want: []string{`"results":[]`}, not: []string{"imoNumber"}, head: map[string]string{"X-Cordon-Ignored": "property imoNumber"}},
		{name: "what the peer ignores is named", method: post, target: match + "?fuzzy=false", header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"extra":1,"queries"`, 1), status: 200, head: map[string]string{"X-Cordon-Ignored": "extra, fuzzy"}},
		{name: "ofac", method: post, target: match + "?algorithm=ofac", header: asJSON, body: pak, status: 200, want: []string{`"ofac_name_match"`}, head: map[string]string{"X-Cordon-Algorithm": "ofac"}},
		{name: "algorithm of the peer", method: post, target: match + "?algorithm=logic-v2", header: asJSON, body: pak, status: 200, head: map[string]string{"X-Cordon-Algorithm": "cordon"}},
		{name: "algorithm of nobody", method: post, target: match + "?algorithm=neural-net", header: asJSON, body: pak, status: 400, want: []string{"Invalid algorithm"}},
		{name: "config", method: post, target: match, header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"config":{"nm_number_mismatch":0.4},"queries"`, 1), status: 200, head: map[string]string{"X-Cordon-Ignored": "config nm_number_mismatch"}},
		{name: "config of nobody", method: post, target: match, header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"config":{"nm_bogus":1},"queries"`, 1), status: 400, want: []string{"Invalid configuration parameter: nm_bogus for algorithm cordon"}},
		{name: "weights", method: post, target: match, header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"weights":{"name_literal_match":0.8},"queries"`, 1), status: 200, head: map[string]string{"X-Cordon-Ignored": "weight name_literal_match"}},
		{name: "weights of ours", method: post, target: match, header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"weights":{"name_match":0.8},"queries"`, 1), status: 200, want: []string{`"name_match":{"score":0.8`}},
		{name: "weights that are none", method: post, target: match, header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"weights":{"a":"b"},"queries"`, 1), status: 422, want: []string{`"loc":["body","weights"]`}},
		{name: "no schema", method: post, target: match, header: asJSON, body: `{"queries":{"q":{"properties":{"name":"x"}}}}`, status: 422, want: []string{`{"type":"missing","loc":["body","queries","q","schema"],"msg":"Field required"}`}},
		{name: "no properties", method: post, target: match, header: asJSON, body: `{"queries":{"q":{"schema":"Person"}}}`, status: 422, want: []string{`"loc":["body","queries","q","properties"]`}},
		{name: "schema of nobody", method: post, target: match, header: asJSON, body: `{"queries":{"q":{"schema":"xxx","properties":{"name":"x"}}}}`, status: 400, want: []string{"Cannot parse example entity"}},
		{name: "schema that cannot be matched", method: post, target: match, header: asJSON, body: `{"queries":{"q":{"schema":"Ownership","properties":{"role":"x"}}}}`, status: 400, want: []string{"Non-matchable"}},
		{name: "any thing", method: post, target: match, header: asJSON, body: `{"queries":{"q":{"schema":"Thing","properties":{"name":"Blue Marlin Star"}}}}`, status: 200, want: []string{`"id":"un-3"`}},
		{name: "no queries", method: post, target: match, header: asJSON, body: `{"queries":{}}`, status: 400, want: []string{"No queries provided."}},
		{name: "queries missing", method: post, target: match, header: asJSON, body: `{}`, status: 422, want: []string{`"loc":["body","queries"]`}},
		{name: "queries as list", method: post, target: match, header: asJSON, body: `{"queries":[]}`, status: 422},
		{name: "query as null", method: post, target: match, header: asJSON, body: `{"queries":{"q":null}}`, status: 422},
		{name: "value as number", method: post, target: match, header: asJSON, body: example(`{"birthDate":1970}`), status: 422, want: []string{`"loc":["body","queries","q","properties","birthDate"]`}},
		{name: "too many queries", method: post, target: match, header: asJSON, body: many, status: 400, want: []string{"Too many queries in one batch (limit: 100)"}},
		{name: "no JSON", method: post, target: match, header: asJSON, body: `{`, status: 422},
		{name: "no body", method: post, target: match, header: asJSON, status: 422},
		{name: "a form", method: post, target: match, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: "q=x", status: 422},
		{name: "a long name", method: post, target: match, header: asJSON, body: example(`{"name":"` + strings.Repeat("x", 1<<20) + `"}`), status: 400, want: []string{"1048576 bytes"}},
		{name: "a body that is too large", method: post, target: match, header: asJSON, limits: server.Limits{MaxBody: 100}, body: example(`{"name":"` + strings.Repeat("x", 200) + `"}`), status: 413},
		{name: "limit 0", method: post, target: match + "?limit=0", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`, `"total":{"value":1,`, `"limit":0}`}},
		{name: "limit below 0", method: post, target: match + "?limit=-3", header: asJSON, body: pak, status: 200, want: []string{`"limit":0}`}},
		{name: "limit of the peer", method: post, target: match + "?limit=500", header: asJSON, body: pak, status: 200, want: []string{`"limit":500}`}},
		{name: "limit beyond", method: post, target: match + "?limit=501", header: asJSON, body: pak, status: 422, want: []string{`"loc":["query","limit"]`}},
		{name: "threshold no number", method: post, target: match + "?threshold=high", header: asJSON, body: pak, status: 422, want: []string{`"loc":["query","threshold"]`}},
		{name: "not better than the threshold", method: post, target: match + "?threshold=1&cutoff=1", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`, `"value":1`}},
		{name: "include", method: post, target: match + "?include_dataset=un_sc_sanctions", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "include two", method: post, target: match + "?include_dataset=un_sc_sanctions&include_dataset=us_ofac_sdn", header: asJSON, body: pak, status: 200, want: []string{`"id":"ofac-2"`}},
		{name: "include what is not loaded", method: post, target: match + "?include_dataset=mx_governors", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}, head: map[string]string{"X-Cordon-Ignored": "dataset mx_governors"}},
		{name: "include beyond the path", method: post, target: "/match/us_ofac_sdn?include_dataset=un_sc_sanctions", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "exclude a list", method: post, target: match + "?exclude_dataset=us_ofac_sdn", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "exclude all", method: post, target: match + "?exclude_dataset=default", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "exclude a schema", method: post, target: match + "?exclude_schema=Person", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "topics", method: post, target: match + "?topics=crime.cyber&topics=sanction", header: asJSON, body: pak, status: 200, want: []string{`"id":"ofac-2"`}},
		{name: "topics of others", method: post, target: match + "?topics=crime.cyber", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "changed since", method: post, target: match + "?changed_since=2024-02-10T09", header: asJSON, body: pak, status: 200, want: []string{`"id":"ofac-2"`}},
		{name: "not changed since", method: post, target: match + "?changed_since=2024-02-11", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "changed since no time", method: post, target: match + "?changed_since=yesterday", header: asJSON, body: pak, status: 422, want: []string{`"loc":["query","changed_since"]`}},
		{name: "exclude an id", method: post, target: match + "?exclude_entity_ids=ofac-2", header: asJSON, body: pak, status: 200, want: []string{`"results":[]`}},
		{name: "exclude a merged id", method: post, target: match + "?exclude_entity_ids=gb-4", header: asJSON, body: `{"queries":{"q":{"schema":"Organization","properties":{"name":"Bureau Nine of the Lantern"}}}}`, status: 200, want: []string{`"results":[]`}},
		{name: "too many ids", method: post, target: match + "?" + strings.Repeat("exclude_entity_ids=x&", 51), header: asJSON, body: pak, status: 422, want: []string{`"loc":["query","exclude_entity_ids"]`}},
		{name: "parameters in the body", method: post, target: match, header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"params":{"limit":1,"topics":["crime"]},"queries"`, 1), status: 200, want: []string{`"results":[]`, `"limit":1}`}},
		{name: "parameters of one query", method: post, target: match + "?topics=crime", header: asJSON,
			body:   `{"queries":{"a":{"schema":"Person","properties":{"name":"Pak Chol Ryong"},"params":{"topics":["sanction"]}},"b":{"schema":"Person","properties":{"name":"Pak Chol Ryong"}}}}`,
			status: 200, want: []string{`"a":{"status":200,"results":[{"id":"ofac-2"`, `"b":{"status":200,"results":[]`}, head: map[string]string{"X-Batch-Size": "2"}},
		{name: "bad parameter in the body", method: post, target: match, header: asJSON, body: strings.Replace(pak, `{"queries"`, `{"params":{"limit":[]},"queries"`, 1), status: 422, want: []string{`"loc":["body","params","limit"]`}},
		{name: "filters of one query", method: post, target: match, header: asJSON, body: `{"queries":{"a":{"schema":"Person","properties":{"name":"Pak Chol Ryong"},"filters":{"countries":["mm","kp"],"birthDate":["1970-03-12"]}}}}`, status: 200, want: []string{`"id":"ofac-2"`}},
		{name: "filters that leave nothing", method: post, target: match, header: asJSON, body: `{"queries":{"a":{"schema":"Person","properties":{"name":"Pak Chol Ryong"},"filters":{"countries":["mm"]}}}}`, status: 200, want: []string{`"results":[]`}},
		{name: "filter by nothing", method: post, target: match, header: asJSON, body: `{"queries":{"a":{"schema":"Person","properties":{"name":"x"},"filters":{"colour":["red"]}}}}`, status: 400, want: []string{"unknown field"}},
		{name: "GET match", method: get, target: match, status: 405, want: []string{`{"detail":"Method Not Allowed"}`}},
		{name: "a long address", method: get, target: "/search/default?q=" + strings.Repeat("a", 60000), status: 414, want: []string{`{"detail":"Request URI too long`}},
		{name: "match of another origin", method: post, target: match, header: map[string]string{"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, body: pak, status: 403},
		{name: "match by a foreign name", method: post, target: match, header: map[string]string{"Content-Type": "application/json", "Host": "evil.example"}, body: pak, status: 403},

		// GET /search.
		{name: "search", method: get, target: "/search/default?q=heron+trading", status: 200,
			want: []string{`{"results":[{"id":"ofac-1"`, `"facets":{"countries":{"label":"Countries","values":[{"name":"kp","label":"North Korea","count":1}]}`, `"datasets":{"label":"Data sources","values":[{"name":"us_ofac_sdn","label":"OFAC Specially Designated Nationals","count":1}]}`,
				`"total":{"value":1,"relation":"eq"},"limit":10,"offset":0}`}},
		{name: "search for nothing finds all", method: get, target: "/search/default", status: 200, want: []string{`"value":6`}},
		{name: "search in what is known", method: get, target: "/search/default?q=samplong", status: 200, want: []string{`"id":"ofac-1"`}},
		{name: "search without marks and case", method: get, target: "/search/default?q=HÉRON", status: 200, want: []string{`"id":"ofac-1"`}},
		{name: "search schema", method: get, target: "/search/default?q=pak&schema=Vessel", status: 200, want: []string{`"results":[]`}},
		{name: "search schema of nobody", method: get, target: "/search/default?schema=Banana", status: 400, want: []string{"Invalid schema"}},
		{name: "search no list", method: get, target: "/search/nope", status: 404},
		{name: "search broken text", method: get, target: "/search/default?q=invalid/query", status: 400},
		{name: "search broken text simply", method: get, target: "/search/default?q=(heron+%22/&simple=true", status: 200, want: []string{`"id":"ofac-1"`}},
		{name: "search fuzzily", method: get, target: "/search/default?q=herom&fuzzy=true", status: 200, want: []string{`"id":"ofac-1"`}},
		{name: "search exactly", method: get, target: "/search/default?q=herom", status: 200, want: []string{`"results":[]`}},
		{name: "search countries", method: get, target: "/search/default?countries=mm", status: 200, want: []string{`"id":"ofac-5"`, `"value":1`}},
		{name: "search topics and datasets", method: get, target: "/search/default?topics=sanction&datasets=un_sc_sanctions", status: 200, want: []string{`"value":2`}},
		{name: "one is enough", method: get, target: "/search/default?countries=mm&countries=kp&topics=sanction", status: 200, want: []string{`"value":5`}},
		{name: "all must be", method: get, target: "/search/default?countries=mm&countries=kp&filter_op=AND", status: 200, want: []string{`"value":0`}},
		{name: "filter_op of nobody", method: get, target: "/search/default?filter_op=XOR", status: 422},
		{name: "filter", method: get, target: "/search/default?filter=birthDate:1970-03-12", status: 200, want: []string{`"id":"ofac-2"`, `"value":1`}},
		{name: "filter that is none", method: get, target: "/search/default?filter=birthDate", status: 400, want: []string{"Invalid filter"}},
		{name: "filter by nothing there", method: get, target: "/search/default?filter=colour:red", status: 400},
		{name: "targets", method: get, target: "/search/default?target=true", status: 200, want: []string{`"value":5`}},
		{name: "what is no target", method: get, target: "/search/default?target=false", status: 200, want: []string{`"id":"ofac-w-1"`, `"value":1`}},
		{name: "target maybe", method: get, target: "/search/default?target=maybe", status: 422, want: []string{`"loc":["query","target"]`}},
		{name: "search since", method: get, target: "/search/default?changed_since=2024-02-01", status: 200, want: []string{`"value":2`}},
		{name: "search excludes", method: get, target: "/search/default?exclude_dataset=us_ofac_sdn&exclude_schema=Vessel", status: 200, want: []string{`"id":"NK-lantern"`, `"value":1`}},
		{name: "search includes", method: get, target: "/search/default?include_dataset=un_sc_sanctions", status: 200, want: []string{`"value":2`}},
		{name: "sorted", method: get, target: "/search/default?schema=LegalEntity&sort=caption:desc&limit=1", status: 200, want: []string{`"caption":"Red Heron Trading Corporation"`}},
		{name: "sorted by first seen", method: get, target: "/search/default?sort=first_seen&limit=1", status: 200, want: []string{`"id":"NK-lantern"`, `"first_seen":"2021-05-05T10:00:00"`}},
		{name: "sorted by nothing there", method: get, target: "/search/default?sort=colour", status: 400},
		{name: "facets", method: get, target: "/search/default?facets=schema&facets=genders&facets=identifiers", status: 200, want: []string{`"schema":{"label":"Entity types","values":[{"name":"Person","label":"People","count":2}`, `{"name":"male","label":"Male","count":1}`, `"RH-20118"`}, not: []string{`"countries":{`}},
		{name: "facet of nobody", method: get, target: "/search/default?facets=colours", status: 422},
		{name: "search nothing", method: get, target: "/search/default?limit=0", status: 200, want: []string{`"results":[]`, `"value":6`}},
		{name: "search beyond", method: get, target: "/search/default?offset=100", status: 200, want: []string{`"results":[]`, `"offset":100}`}},
		{name: "search too far", method: get, target: "/search/default?offset=9500", status: 422},
		{name: "search too much", method: get, target: "/search/default?limit=501", status: 422},

		// GET /entities.
		{name: "entity", method: get, target: "/entities/ofac-1", status: 200,
			want: []string{`"sanctions":[{"id":"ofac-s-1"`, `"addressEntity":[{"id":"ofac-addr-1"`, `"ownershipAsset":[{"id":"ofac-own-1","caption":"Ownership"`, `"owner":[{"id":"ofac-2"`, `"cryptoWallets":[{"id":"ofac-w-1"`}},
		{name: "entity alone", method: get, target: "/entities/ofac-1?nested=false", status: 200, want: []string{`"addressEntity":["ofac-addr-1"]`}, not: []string{"ofac-s-1"}},
		{name: "entity that is no target", method: get, target: "/entities/ofac-addr-1", status: 200, want: []string{`"things":[{"id":"ofac-1"`, `"target":false`}},
		{name: "merged entity", method: get, target: "/entities/un-4", status: 308, head: map[string]string{"Location": "/entities/NK-lantern"}},
		{name: "no entity", method: get, target: "/entities/nope", status: 404, want: []string{`{"detail":"No such entity!"}`}},
		{name: "its own dates", method: get, target: "/entities/NK-lantern", status: 200, want: []string{`"first_seen":"2021-05-05T10:00:00","last_seen":"2024-01-11T09:00:00"`, `"referents":["gb-4","un-4"]`}},
		{name: "adjacent", method: get, target: "/entities/ofac-2/adjacent", status: 200, want: []string{`{"entity":{"id":"ofac-2"`, `"adjacent":{"ownershipOwner":{"results":[{"id":"ofac-own-1"`, `"asset":[{"id":"ofac-1"`, `"total":{"value":1,"relation":"eq"},"limit":10,"offset":0}`}},
		{name: "adjacent beyond", method: get, target: "/entities/ofac-2/adjacent?offset=5&sort=caption:desc", status: 200, want: []string{`"results":[],"total":{"value":1`}},
		{name: "adjacent to nobody", method: get, target: "/entities/nope/adjacent", status: 404},
		{name: "adjacent to a merged one", method: get, target: "/entities/gb-4/adjacent", status: 308, head: map[string]string{"Location": "/entities/NK-lantern"}},
		{name: "adjacent in one way", method: get, target: "/entities/ofac-1/adjacent/sanctions?limit=1", status: 200, want: []string{`{"results":[{"id":"ofac-s-1"`, `"total":{"value":1,"relation":"eq"},"limit":1,"offset":0}`}, not: []string{"ofac-own-1"}},
		{name: "adjacent in no way", method: get, target: "/entities/ofac-1/adjacent/familyPerson", status: 404, want: []string{"No such property!"}},
		{name: "adjacent by a text", method: get, target: "/entities/ofac-1/adjacent/name", status: 404, want: []string{"No such property!"}},
		{name: "adjacent but none", method: get, target: "/entities/ofac-2/adjacent/sanctions", status: 200, want: []string{`{"results":[],"total":{"value":0`}},

		// The system.
		{name: "catalog", method: get, target: "/catalog", status: 200, want: []string{`"name":"us_ofac_sdn","title":"OFAC Specially Designated Nationals","version":"20240210090000-b3"`, `"children":["un_sc_sanctions","us_ofac_sdn"]`, `"current":["un_sc_sanctions","us_ofac_sdn","default"],"outdated":[],"index_stale":false}`},
			head: map[string]string{"Cache-Control": "public, max-age=300"}},
		{name: "manifest", method: get, target: "/manifest", status: 200, want: []string{`"index_stale":false`}},
		{name: "algorithms", method: get, target: "/algorithms", status: 200, want: []string{`"name":"logic-v2"`, `"default":"cordon","best":"cordon"`, `"docs":{"name":"cordon"`}},
		{name: "update", method: post, target: "/updatez?token=secret&sync=true", status: 403, want: []string{`{"detail":"Invalid token."}`}},
		{name: "update by GET", method: get, target: "/updatez", status: 405, head: map[string]string{"Allow": "POST"}},
		{name: "statements are not there", method: get, target: "/statements", status: 404, want: []string{`"detail":`}},
	}
}

func TestYente(t *testing.T) {
	d := libraryDesk(t)
	for _, sc := range yenteScenarios() {
		t.Run(sc.name, func(t *testing.T) {
			w := call(t, newServer(d, func(o *server.Options) { o.Limits = sc.limits }).Handler(), sc.method, sc.target, sc.header, sc.body)
			body := w.Body.String()
			if w.Code != sc.status {
				t.Fatalf("status %d, want %d: %s", w.Code, sc.status, body)
			}
			checkParts(t, sc, w.Header(), body)
			if sc.status >= 400 && sc.target != "/statements" {
				checkDetail(t, w.Header(), w.Body.Bytes())
			}
			checkHeaders(t, w.Header())
		})
	}
}

// checkParts is what a scenario says of an answer.
func checkParts(t *testing.T, sc scenario, h http.Header, body string) {
	t.Helper()
	for _, want := range sc.want {
		if !strings.Contains(body, want) {
			t.Errorf("want %s in %s", want, body)
		}
	}
	for _, not := range sc.not {
		if strings.Contains(body, not) {
			t.Errorf("%s must not be in %s", not, body)
		}
	}
	for k, v := range sc.head {
		if got := h.Get(k); got != v {
			t.Errorf("header %s is %q, want %q", k, got, v)
		}
	}
}

// What is not ready, and what goes wrong inside, has the peer's shape too.
func TestYenteFaults(t *testing.T) {
	pak := example(`{"name":["Pak Chol Ryong"]}`)
	for _, sc := range []scenario{
		{name: "not ready", method: post, target: "/match/default", header: asJSON, body: pak, desk: notReady, status: 503},
		{name: "search not ready", method: get, target: "/search/default", desk: notReady, status: 503},
		{name: "catalog not ready", method: get, target: "/catalog", desk: notReady, status: 503},
		{name: "fault inside", method: post, target: "/match/default", header: asJSON, body: pak, desk: fails(errSecret), status: 500, not: []string{"secret"}},
		{name: "no list at all", method: post, target: "/match/default", header: asJSON, body: pak, desk: fails(live.ErrEmpty), status: 503},
		{name: "panic inside", method: get, target: "/entities/x", desk: func(d *desk) {
			d.before = func(context.Context, []screen.Query) error { panic(errSecret) }
		}, status: 500, not: []string{"secret", "goroutine"}},
	} {
		t.Run(sc.name, func(t *testing.T) {
			d := newDesk()
			if sc.desk != nil {
				sc.desk(d)
			}
			w := call(t, newServer(d).Handler(), sc.method, sc.target, sc.header, sc.body)
			if w.Code != sc.status {
				t.Fatalf("status %d, want %d: %s", w.Code, sc.status, w.Body)
			}
			checkParts(t, sc, w.Header(), w.Body.String())
			checkDetail(t, w.Header(), w.Body.Bytes())
		})
	}
}

// A client that has the catalogue is told so.
func TestCatalogTag(t *testing.T) {
	h := library(t)
	first := call(t, h, get, "/catalog", nil, "")
	tag := first.Header().Get("ETag")
	if tag == "" {
		t.Fatal("no tag")
	}
	for _, have := range []string{tag, `"other", W/` + tag, "*"} {
		w := call(t, h, get, "/catalog", map[string]string{"If-None-Match": have}, "")
		if w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("ETag") != tag {
			t.Errorf("%s: status %d, %d bytes", have, w.Code, w.Body.Len())
		}
	}
	if w := call(t, h, get, "/catalog", map[string]string{"If-None-Match": `"other"`}, ""); w.Code != http.StatusOK {
		t.Errorf("status %d for another tag", w.Code)
	}
}

// clientEntity is an entity as a client of the API reads it: strictly.
type clientEntity struct {
	ID         string                       `json:"id"`
	Caption    string                       `json:"caption"`
	Schema     string                       `json:"schema"`
	Properties map[string][]json.RawMessage `json:"properties"`
	Datasets   []string                     `json:"datasets"`
	Referents  []string                     `json:"referents"`
	Target     bool                         `json:"target"`
	FirstSeen  string                       `json:"first_seen"`
	LastSeen   string                       `json:"last_seen"`
	LastChange string                       `json:"last_change"`
}

type clientTotal struct {
	Value    int    `json:"value"`
	Relation string `json:"relation"`
}

// The documented way of a client: look up what there is, match a batch, read
// the hit with its neighbours, exclude it as a false positive, match again.
func TestYenteClient(t *testing.T) {
	h := library(t)
	ask := func(method, target, body string, into any) http.Header {
		t.Helper()
		w := call(t, h, method, target, asJSON, body)
		if w.Code != http.StatusOK {
			t.Fatalf("%s %s: %d %s", method, target, w.Code, w.Body)
		}
		d := json.NewDecoder(w.Body)
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Fatalf("%s %s: %v", method, target, err)
		}
		return w.Header()
	}

	var algorithms struct {
		Algorithms []struct {
			Name        string                     `json:"name"`
			Description string                     `json:"description"`
			Features    map[string]json.RawMessage `json:"features"`
			Docs        json.RawMessage            `json:"docs"`
		} `json:"algorithms"`
		Default string `json:"default"`
		Best    string `json:"best"`
	}
	ask(get, "/algorithms", "", &algorithms)

	query := `{"queries":{
		"entity1":{"schema":"Person","properties":{"name":["Pak Chol Ryong"],"birthDate":["1970-03-12"],"nationality":["kp"]}},
		"entity2":{"schema":"Company","properties":{"name":["Brilliant Amazing Limited"],"jurisdiction":["hk"],"registrationNumber":["84BA99810"]}}}}`
	type response struct {
		Responses map[string]struct {
			Status  int `json:"status"`
			Results []struct {
				clientEntity
				Score        float64 `json:"score"`
				Match        bool    `json:"match"`
				Explanations map[string]struct {
					Score     float64 `json:"score"`
					Detail    *string `json:"detail"`
					Query     *string `json:"query"`
					Candidate *string `json:"candidate"`
				} `json:"explanations"`
			} `json:"results"`
			Total clientTotal `json:"total"`
			Query struct {
				ID         *string             `json:"id"`
				Schema     string              `json:"schema"`
				Properties map[string][]string `json:"properties"`
			} `json:"query"`
		} `json:"responses"`
		Limit int `json:"limit"`
	}
	for _, a := range algorithms.Algorithms { // each one that is named can be asked for
		var r response
		head := ask(post, "/match/default?algorithm="+a.Name, query, &r)
		if head.Get("X-Batch-Size") != "2" || len(r.Responses) != 2 || r.Limit != 5 {
			t.Errorf("%s: batch %s, %d responses, limit %d", a.Name, head.Get("X-Batch-Size"), len(r.Responses), r.Limit)
		}
		hit, miss := r.Responses["entity1"], r.Responses["entity2"]
		if len(hit.Results) != 1 || hit.Results[0].ID != "ofac-2" || !hit.Results[0].Match || hit.Results[0].Score < .95 || len(hit.Results[0].Explanations) == 0 {
			t.Errorf("%s: hit %+v", a.Name, hit)
		}
		if miss.Results == nil || len(miss.Results) > 0 || miss.Total.Value != 0 || miss.Status != 200 {
			t.Errorf("%s: miss %+v", a.Name, miss)
		}
	}

	var entity clientEntity
	ask(get, "/entities/ofac-2", "", &entity)
	var own clientEntity
	if len(entity.Properties["ownershipOwner"]) != 1 {
		t.Fatalf("owns %v", entity.Properties["ownershipOwner"])
	}
	if err := json.Unmarshal(entity.Properties["ownershipOwner"][0], &own); err != nil || own.Schema != "Ownership" {
		t.Errorf("owns %+v, %v", own, err)
	}

	var again response
	ask(post, "/match/default?exclude_entity_ids="+entity.ID, query, &again)
	if len(again.Responses["entity1"].Results) > 0 {
		t.Error("a false positive comes back")
	}

	var found struct {
		Results []clientEntity `json:"results"`
		Facets  map[string]struct {
			Label  string `json:"label"`
			Values []struct {
				Name  string `json:"name"`
				Label string `json:"label"`
				Count int    `json:"count"`
			} `json:"values"`
		} `json:"facets"`
		Total  clientTotal `json:"total"`
		Limit  int         `json:"limit"`
		Offset int         `json:"offset"`
	}
	seen := []string{}
	for offset := 0; ; offset += 2 { // page by page, all are seen once
		ask(get, "/search/default?limit=2&sort=canonical_id&offset="+string(rune('0'+offset)), "", &found)
		for _, e := range found.Results {
			seen = append(seen, e.ID)
		}
		if len(found.Results) < 2 || offset > 8 {
			break
		}
	}
	if !slices.IsSorted(seen) || len(seen) != found.Total.Value || len(slices.Compact(seen)) != found.Total.Value {
		t.Errorf("pages give %v of %d", seen, found.Total.Value)
	}
	if names := keys(found.Facets); !slices.Equal(names, []string{"countries", "datasets", "topics"}) {
		t.Errorf("facets %v", names)
	}
}

func keys[T any](m map[string]T) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Whatever the body, the answer has a shape that clients know.
func FuzzMatch(f *testing.F) {
	for _, sc := range yenteScenarios() {
		if sc.method == post && strings.HasPrefix(sc.target, "/match") && len(sc.body) < 1000 {
			f.Add(sc.body, strings.TrimPrefix(sc.target, "/match/default"))
		}
	}
	h := newServer(newDesk()).Handler()
	f.Fuzz(func(t *testing.T, body, query string) {
		target := "/match/default"
		if q, err := url.ParseQuery(strings.TrimPrefix(query, "?")); err == nil {
			target += "?" + q.Encode()
		}
		w := call(t, h, post, target, asJSON, body)
		switch w.Code {
		case 200:
			if !json.Valid(w.Body.Bytes()) {
				t.Errorf("no JSON: %s", w.Body)
			}
		case 400, 413, 414, 422:
			checkDetail(t, w.Header(), w.Body.Bytes())
		default:
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
