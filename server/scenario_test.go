package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"cordon/live"
	"cordon/screen"
	"cordon/server"
)

// scenario is a whole call: what goes in, and what must and must not come out.
type scenario struct {
	name   string
	method string
	target string
	header map[string]string
	body   string
	desk   func(*desk)
	limits server.Limits

	status int
	want   []string // in the body
	not    []string // not in the body
	head   map[string]string
}

const post, get = http.MethodPost, http.MethodGet

func scenarios() []scenario {
	const url = "/api/v1/screen"
	ndjson := map[string]string{"Content-Type": "application/x-ndjson"}
	return []scenario{
		// What is there.
		{name: "alive", method: get, target: "/healthz", status: 200, want: []string{`{"status":"ok"}`}},
		{name: "alive though not ready", method: get, target: "/healthz", desk: notReady, status: 200, want: []string{`{"status":"ok"}`}},
		{name: "ready", method: get, target: "/readyz", status: 200, want: []string{`{"status":"ok"}`}},
		{name: "not ready", method: get, target: "/readyz", desk: notReady, status: 503, want: []string{`"code":"unavailable"`, "not built yet"}, head: map[string]string{"Retry-After": "1"}},
		{name: "not ready for a reason of its own", method: get, target: "/readyz", desk: func(d *desk) { d.ready = errSecret }, status: 503,
			want: []string{`"code":"unavailable"`}, not: []string{"secret"}},
		{name: "probes come by address", method: get, target: "/readyz", header: map[string]string{"Host": "10.1.2.3:8080"}, status: 200},
		{name: "front page", method: get, target: "/", status: 200, want: []string{"make ui", "/openapi.json"}, not: []string{"<script"}, head: map[string]string{"Content-Type": "text/html; charset=utf-8"}},
		{name: "lists", method: get, target: "/api/v1/lists", status: 200, want: []string{`"dataset":"us_ofac_sdn"`, `"parties":4`}},
		{name: "examples where there are none", method: get, target: "/api/v1/examples", status: 200, want: []string{`"examples":[]`}},
		{name: "lists before they are there", method: get, target: "/api/v1/lists", desk: notReady, status: 503, want: []string{`"code":"unavailable"`}},
		{name: "openapi", method: get, target: "/openapi.json", status: 200, want: []string{`"openapi": "3.1.1"`}},
		{name: "metrics", method: get, target: "/metrics", status: 200, want: []string{"cordon_parties 4", "cordon_ready 1", `cordon_list_age_seconds{dataset="un_sc_sanctions"}`}},
		{name: "HEAD", method: http.MethodHead, target: "/readyz", status: 200},

		// Does it touch?
		{name: "touch a name", method: get, target: "/api/v1/touch?subject=Tarvik+Umbrell", status: 200, want: []string{`"exposure":`, `"searched":{`, "does not imply a violation"}},
		{name: "touch nothing", method: get, target: "/api/v1/touch", status: 400, want: []string{"subject: it is empty"}},
		{name: "touch a number with a slip", method: get, target: "/api/v1/touch?subject=imo:9361408", status: 400, want: []string{"check digit"}},
		{name: "touch an unknown entity", method: get, target: "/api/v1/touch?subject=entity:nope", status: 404, want: []string{`"code":"not_found"`}},
		{name: "touch too deep", method: get, target: "/api/v1/touch?subject=x&depth=9", status: 400, want: []string{"depth: 9 is not from"}},
		{name: "a manifest", method: post, target: "/api/v1/touch?name=bill.csv", header: map[string]string{"Content-Type": "text/csv"},
			body: "hs,direction,date\n2701,from,2017-09-05\n77,from,2017-09-05\n", status: 200,
			want: []string{`"exposure":"blocked"`, "bill.csv line 2: 2701, from North Korea", `"set_aside":[{"line":3,"why":"`, "chapter 77"}},
		{name: "a manifest in JSON lines", method: post, target: "/api/v1/touch", header: ndjson, body: `{"description":"magnesite","direction":"from","date":"2018-02-01"}`, status: 200,
			want: []string{`"exposure":"possible"`, "HS 251910"}},
		{name: "no manifest", method: post, target: "/api/v1/touch", header: map[string]string{"Content-Type": "text/csv"}, body: "a,b\n1,2\n", status: 400, want: []string{"no manifest"}},
		{name: "a manifest of another type", method: post, target: "/api/v1/touch", header: map[string]string{"Content-Type": "application/pdf"}, body: "%PDF", status: 415, want: []string{"text/csv or application/x-ndjson"}},

		// Who stands behind it.
		{name: "owners", method: get, target: "/api/v1/graph/owners?id=co-2&depth=3", status: 200,
			want: []string{`"entity":"co-2"`, `"owner":"co-1"`, `"low":25,"high":50`, `"depth":2,"listed":true,"owner":"ofac-1"`, `"searched":{"as_of":"2024-02-01"`}},
		{name: "owned", method: get, target: "/api/v1/graph/owned?id=ofac-1", status: 200, want: []string{`"asset":"co-1"`}, not: []string{`"asset":"co-2"`}},
		{name: "owners of nobody", method: get, target: "/api/v1/graph/owners", status: 400, want: []string{"id is missing"}},
		{name: "owners of an unknown entity", method: get, target: "/api/v1/graph/owners?id=nope", status: 404, want: []string{`"code":"not_found"`}},
		{name: "owners too deep", method: get, target: "/api/v1/graph/owners?id=co-2&depth=21", status: 400, want: []string{"depth: 21 is not from"}},
		{name: "cascade", method: get, target: "/api/v1/graph/cascade?regime=ofac", status: 200,
			want: []string{`[{"entity":"co-1"`, `"status":"blocked","ground":"own"`, `"entity":"co-2"`, `"status":"possible"`, `"missing":["the share of Heron Hull in Heron Keel`, `"circular":false`, `"proof":[{`}},
		{name: "cascade of one", method: get, target: "/api/v1/graph/cascade?id=co-1&as_of=2024-01-20", status: 200, want: []string{`"as_of":"2024-01-20"`, `"history":[`, `"look_through":"1/2"`}},
		{name: "cascade before the rule", method: get, target: "/api/v1/graph/cascade?as_of=1999-01-01", status: 422, want: []string{"no rule was there on 1999-01-01"}},
		{name: "cascade by a rule that is none", method: get, target: "/api/v1/graph/cascade?regime=mars", status: 400, want: []string{"regime"}},
		{name: "cascade with a batch that is none", method: get, target: "/api/v1/graph/cascade?known_on=batch:9", status: 422, want: []string{"no such batch"}},
		{name: "cascade not ready", method: get, target: "/api/v1/graph/cascade", desk: notReady, status: 503},
		{name: "path", method: get, target: "/api/v1/graph/path?from=co-2&to=ofac-1", status: 200,
			want: []string{`"paths":[{"steps":[{"from":"co-2","to":"co-1","relation":"is held`, `"truncated":[]`, `"exhausted":false`, `"captions":{"co-1":"Heron Hull"`}},
		{name: "path to any listed party", method: get, target: "/api/v1/graph/path?from=co-2", status: 200, want: []string{`"to":"ofac-1"`}},
		{name: "path from nowhere", method: get, target: "/api/v1/graph/path", status: 400, want: []string{"from is missing"}},
		{name: "path of too many steps", method: get, target: "/api/v1/graph/path?from=co-2&max_hops=13", status: 400, want: []string{"max_hops: 13 is not from"}},
		{name: "what if delisted", method: get, target: "/api/v1/graph/whatif?delist=ofac-1", status: 200, want: []string{`"freed":[{"entity":"co-1"`, `"was":"blocked","now":"no"`}},
		{name: "what if listed", method: get, target: "/api/v1/graph/whatif?list=co-2", status: 200, want: []string{`"blocked":[{"entity":"co-2"`, `"was":"possible","now":"blocked"`}},
		{name: "what if nothing", method: get, target: "/api/v1/graph/whatif", status: 400, want: []string{"list and delist are missing"}},
		// The law.
		{name: "law: goods", method: get, target: "/api/v1/law/goods?hs=2519&direction=from&date=2018-01-21", status: 200,
			want: []string{`"hs":"2519"`, `"direction":"from"`, `"date":"2018-01-21"`, `"status":"wind_down"`, `"id":"UNSCR-2397-6"`, `"cite":"S/RES/2397 (2017), para. 6"`, `"verified":true`, `"last_day":"2018-01-21"`, `"needs":["written contract`}},
		{name: "law: goods as known before", method: get, target: "/api/v1/law/goods?hs=2710&direction=to&date=2018-03-01&known=2017-12-01", status: 200, want: []string{`"status":"capped"`, `"id":"UNSCR-2375-14"`, `"verified":"partly"`}},
		{name: "law: goods of another issuer", method: get, target: "/api/v1/law/goods?hs=2704&direction=from&date=2018-06-01&issuer=eu", status: 200, want: []string{`"status":"banned"`, `"issuer":"EU"`, `"id":"EU-2017-1509-3.1.e"`}},
		{name: "law: goods that nobody bans", method: get, target: "/api/v1/law/goods?hs=3004&direction=to&date=2006-01-01", status: 200, want: []string{`"status":"allowed"`, `"measures":[]`, `"needs":[]`}},
		{name: "law: no such chapter", method: get, target: "/api/v1/law/goods?hs=77&direction=to&date=2018-06-01", status: 400, want: []string{"there is no chapter 77", `"hint"`}},
		{name: "law: no goods", method: get, target: "/api/v1/law/goods?direction=to", status: 400, want: []string{"no goods", "/api/v1/law/codes"}},
		{name: "law: no direction", method: get, target: "/api/v1/law/goods?hs=2701", status: 400, want: []string{"no direction"}},
		{name: "law: a wrong direction", method: get, target: "/api/v1/law/goods?hs=2701&direction=up", status: 400},
		{name: "law: no date", method: get, target: "/api/v1/law/goods?hs=2701&direction=to&date=2018-02-30", status: 400, want: []string{"is no date"}},
		{name: "law: no such issuer", method: get, target: "/api/v1/law/goods?hs=2701&direction=to&issuer=XX", status: 400, want: []string{"unknown issuer", "UN, EU, CN, US"}},
		{name: "law: a parameter that is not there", method: get, target: "/api/v1/law/goods?hs=2701&directon=to", status: 400, want: []string{"did you mean direction"}},
		{name: "law: codes", method: get, target: "/api/v1/law/codes?words=magnesite&limit=3", status: 200, want: []string{`"hs":"2519"`, `"why":"1 of 1 words: magnesite"`}},
		{name: "law: no words", method: get, target: "/api/v1/law/codes", status: 400, want: []string{"no words"}},
		{name: "law: measures", method: get, target: "/api/v1/law/measures?date=2017-08-04&issuer=UN", status: 200, want: []string{`"id":"UNSCR-2321-26b"`, `"to":"2017-08-04"`}, not: []string{"UNSCR-2371", "EU-2017"}},
		{name: "law: a measure", method: get, target: "/api/v1/law/show/UNSCR-2397-5?date=2019-06-01", status: 200, want: []string{`"cap":{"measure":"UNSCR-2397-5","start":"2019-01-01","end":"2019-12-31","qty":500000`, `"share":0.75,"stop":false,"qty":375000`}},
		{name: "law: an instrument", method: get, target: "/api/v1/law/show/UNSCR-2397", status: 200, want: []string{`"measure":null`, `"id":"UNSCR-2397-6"`}},
		{name: "law: no such measure", method: get, target: "/api/v1/law/show/2397-5", status: 404, want: []string{`"code":"not_found"`, "did you mean: UNSCR-2397-5"}},
		{name: "law: diff", method: get, target: "/api/v1/law/diff?from=2017-12-31&to=2018-01-01&issuer=UN", status: 200, want: []string{`"in":[{"id":"UNSCR-2397-5"`, `"out":[{"id":"UNSCR-2375-14"`, `"changed":[]`}},
		{name: "law: diff of one day", method: get, target: "/api/v1/law/diff?from=2017-12-31", status: 400, want: []string{"two days"}},
		{name: "law: clocks", method: get, target: "/api/v1/law/clocks?date=2018-01-01&of=UNSCR-2397-6", status: 200, want: []string{`"id":"UNSCR-2397-contract-notice"`, `"due":"2018-02-05"`}},
		{name: "law: cases", method: get, target: "/api/v1/law/cases", status: 200, want: []string{`{"cases":[{"id":"banco-delta-asia"`, `"unverified":1`, `"disclaimer":"Statements of the publications named`}},
		{name: "law: a case", method: get, target: "/api/v1/law/cases/lighthouse-winmore", status: 200,
			want: []string{`"id":"lighthouse-winmore"`, `"parties":[{"id":"dprk-case-lighthouse-winmore"`, `"amount":14039,"unit":"t"`, `"rules":[{"measure":"UNSCR-2375-11"`, `"asks":[{"subject":"Billions Bunker Group Corp"`, `"disclaimer":`}},
		{name: "law: no such case", method: get, target: "/api/v1/law/cases/winmore", status: 404, want: []string{`"code":"not_found"`, "did you mean: lighthouse-winmore"}},
		{name: "law: no such case, and none near", method: get, target: "/api/v1/law/cases/nothing-at-all", status: 404, want: []string{"list them with /api/v1/law/cases"}},
		{name: "law: cases with a parameter", method: get, target: "/api/v1/law/cases?of=dprk", status: 400, want: []string{`unknown parameter \"of\"`}},
		{name: "law: clocks from an event", method: get, target: "/api/v1/law/clocks?date=2018-03-01&of=UNSCR-2397-5&event=2018-02-10", status: 200, want: []string{`"due":"2018-03-12"`}},
		{name: "law: what can be asked", method: get, target: "/api/v1/law/acts", status: 200, want: []string{`"target":"kp"`, `"id":"ship_transfer"`, `"id":"luxury"`}},
		{name: "law: an act", method: get, target: "/api/v1/law/acts/us_port_call?date=2018-06-30&fact=left_dprk=2018-01-01", status: 200, want: []string{`"status":"banned"`, `"id":"EO-13810-2"`}},
		{name: "law: an act, a fact missing", method: get, target: "/api/v1/law/acts/us_port_call?date=2018-06-30", status: 200, want: []string{`"status":"conditional"`, "left_dprk"}},
		{name: "law: a fact without a value", method: get, target: "/api/v1/law/acts/us_port_call?fact=left_dprk", status: 400, want: []string{"NAME=VALUE"}},
		{name: "law: no such act", method: get, target: "/api/v1/law/acts/fly", status: 404, want: []string{"/api/v1/law/acts"}},
		{name: "law: authority", method: get, target: "/api/v1/law/authority?conduct=coal&date=2020-01-01", status: 200, want: []string{`"head":"22 USC 9214(g)(1)(A)"`, `"mandatory":true`, `"measure":"UNSCR-2397-5"`}},
		{name: "law: no conduct", method: get, target: "/api/v1/law/authority", status: 400, want: []string{"no conduct"}},
		{name: "law: no such conduct", method: get, target: "/api/v1/law/authority?conduct=dancing", status: 404},
		{name: "law: section 311", method: get, target: "/api/v1/law/special?date=2018-01-30", status: 200, want: []string{`"target":"Bank of Dandong"`, `"state":"in_force"`, `"not_covers":[]`}, not: []string{`"kind":"class"`}},
		{name: "law: section 311, classes of others", method: get, target: "/api/v1/law/special?date=2026-01-01&kind=class&all=true", status: 200, want: []string{`"state":"proposed"`}},
		{name: "law: relief", method: get, target: "/api/v1/law/relief/22USC9214g?date=2020-01-01", status: 200, want: []string{`"open":false`, "22 USC 9251 does not reach 22USC9214g"}},
		{name: "law: relief of nothing", method: get, target: "/api/v1/law/relief/9214g", status: 404, want: []string{"did you mean"}},

		// One name.
		{name: "one name", method: get, target: url + "?name=Red+Heron+Trading+Corporation", status: 200,
			want: []string{`"id":"ofac-1"`, `"match":true`, `"total":1`, `"searched":{"datasets":["un_sc_sanctions","us_ofac_sdn"]`}},
		{name: "a name that is on no list", method: get, target: url + "?name=Gertrude+Applewhite&schema=Person", status: 200, want: []string{`"results":[]`, `"total":0`}},
		{name: "names hold commas", method: get, target: url + "?name=PAK,+Chol+Ryong&schema=Person", status: 200, want: []string{`"name":["PAK, Chol Ryong"]`}},
		{name: "no name", method: get, target: url, status: 400, want: []string{"says nothing", "?name="}},
		{name: "a blank name", method: get, target: url + "?name=+", status: 400, want: []string{"says nothing"}},
		{name: "a parameter that is not there", method: get, target: url + "?name=x&tresholds=1", status: 400, want: []string{`unknown parameter \"tresholds\"`, "known: id, schema, name, threshold"}},
		{name: "a parameter misspelt", method: get, target: url + "?name=x&treshold=1", status: 400, want: []string{"did you mean threshold?"}},
		{name: "a parameter twice", method: get, target: url + "?name=x&threshold=.5&threshold=.6", status: 400, want: []string{"threshold is given 2 times"}},
		{name: "broken escape", method: get, target: url + "?name=%zz", status: 400, want: []string{"query string"}},
		{name: "semicolon", method: get, target: url + "?name=x;limit=3", status: 400, want: []string{"query string"}},
		{name: "Latin-1 name", method: get, target: url + "?name=Mu%F1oz", status: 400, want: []string{"name is not UTF-8"}},
		{name: "zero byte", method: get, target: url + "?name=a%00b", status: 400, want: []string{"zero byte"}},
		{name: "threshold NaN", method: get, target: url + "?name=x&threshold=NaN", status: 400, want: []string{`threshold: \"NaN\" is no number`}},
		{name: "threshold infinite", method: get, target: url + "?name=x&threshold=-Inf", status: 400, want: []string{"is no number"}},
		{name: "threshold beyond", method: get, target: url + "?name=x&threshold=1.5", status: 400, want: []string{"threshold: 1.5 is not from"}},
		{name: "threshold in percent", method: get, target: url + "?name=x&threshold=85", status: 400, want: []string{"threshold: 85 is not from"}},
		{name: "threshold empty", method: get, target: url + "?name=x&threshold=", status: 400, want: []string{"is no number"}},
		{name: "limit in parts", method: get, target: url + "?name=x&limit=1.5", status: 400, want: []string{"whole number"}},
		{name: "limit too big", method: get, target: url + "?name=x&limit=100000", status: 400, want: []string{"limit: 100000 is not from"}},
		{name: "limit negative", method: get, target: url + "?name=x&limit=-1", status: 400, want: []string{"limit: -1 is not from"}},
		{name: "schema that is not there", method: get, target: url + "?name=x&schema=Human", status: 400, want: []string{`unknown schema \"Human\"`, "Person", "Vessel"}},
		{name: "schema in lower case", method: get, target: url + "?name=x&schema=person", status: 400, want: []string{"did you mean Person?"}},
		{name: "algorithm that is not there", method: get, target: url + "?name=x&algorithm=magic", status: 400, want: []string{`unknown algorithm \"magic\"`, "known: best, ofac"}},
		{name: "list that is not there", method: get, target: url + "?name=x&datasets=us_ofac_sdm", status: 400, want: []string{`unknown list \"us_ofac_sdm\"`, "did you mean us_ofac_sdn?"}},
		{name: "one list", method: get, target: url + "?name=Blue+Marlin+Star&datasets=un_sc_sanctions", status: 200, want: []string{`"searched":{"datasets":["un_sc_sanctions"]`}},
		{name: "all lists by name", method: get, target: url + "?name=x&datasets=default", status: 200, want: []string{`"searched":{"datasets":["un_sc_sanctions","us_ofac_sdn"]`}},
		{name: "two lists with a comma", method: get, target: url + "?name=x&datasets=un_sc_sanctions,us_ofac_sdn", status: 200},
		{name: "a list left out", method: get, target: url + "?name=x&exclude_datasets=un_sc_sanctions", status: 200, want: []string{`"searched":{"datasets":["us_ofac_sdn"]`}},
		{name: "all lists left out", method: get, target: url + "?name=x&exclude_datasets=default", status: 400, want: []string{"no list to search"}},
		{name: "all lists left out one by one", method: get, target: url + "?name=x&exclude_datasets=us_ofac_sdn,un_sc_sanctions", status: 400, want: []string{"no list to search"}},
		{name: "schema left out that is not there", method: get, target: url + "?name=x&exclude_schemata=Ship", status: 400, want: []string{"exclude_schemata: unknown schema"}},
		{name: "a day", method: get, target: url + "?name=x&as_of=2019-05-01", status: 200, want: []string{`"as_of":"2019-05-01"`}},
		{name: "half a day", method: get, target: url + "?name=x&as_of=2019-05", status: 400, want: []string{"as_of", "YYYY-MM-DD"}},
		{name: "no such day", method: get, target: url + "?name=x&known_on=2023-02-29", status: 400, want: []string{"known_on"}},
		{name: "year nought", method: get, target: url + "?name=x&as_of=0000-01-01", status: 400, want: []string{"as_of"}},
		{name: "changed since no day", method: get, target: url + "?name=x&changed_since=yesterday", status: 400, want: []string{"changed_since"}},
		{name: "no such batch", method: get, target: url + "?name=x&known_on=batch:0", status: 400, want: []string{"known_on"}},
		{name: "no batch yet", method: get, target: url + "?name=x&known_on=batch:99", status: 422, want: []string{"batch 99"}},
		{name: "before anything was known", method: get, target: url + "?name=x&known_on=2020-01-01", status: 422,
			want: []string{`"code":"unprocessable"`, "the first list was received on 2024-01-10"}, not: []string{`"results"`}},
		{name: "no list at all", method: get, target: url + "?name=x", desk: fails(live.ErrEmpty), status: 503, want: []string{"no list is loaded", "cordon update"}},
		{name: "not ready to screen", method: get, target: url + "?name=x", desk: notReady, status: 503, want: []string{`"code":"unavailable"`}},

		// Bodies.
		{name: "body with a name", method: post, target: url, header: asJSON, body: `{"name":"Pak Chol Ryong"}`, status: 200, want: []string{`"id":"ofac-2"`}},
		{name: "body with a query", method: post, target: url, header: asJSON, body: `{"id":"c-17","schema":"Person","properties":{"name":["Pak Chol Ryong"],"birthDate":"1970-01-01"}}`, status: 200,
			want: []string{`{"id":"c-17","query":`, `"birthDate":["1970-01-01"]`, `"id":"ofac-2"`}},
		{name: "body with parameters", method: post, target: url, header: asJSON, body: `{"name":"x","threshold":0.9,"limit":3,"algorithm":"best","datasets":["us_ofac_sdn"],"as_of":"2020-01-02"}`, status: 200,
			want: []string{`"as_of":"2020-01-02"`, `"datasets":["us_ofac_sdn"]`}},
		{name: "null is not given", method: post, target: url, header: asJSON, body: `{"name":"x","threshold":null,"schema":null,"datasets":null,"as_of":null}`, status: 200},
		{name: "parameters beside the body", method: post, target: url + "?limit=2&as_of=2020-01-02", header: asJSON, body: `{"name":"x"}`, status: 200, want: []string{`"as_of":"2020-01-02"`}},
		{name: "parameter in both places", method: post, target: url + "?limit=2", header: asJSON, body: `{"name":"x","limit":2}`, status: 400, want: []string{"limit is given twice"}},
		{name: "name in both places", method: post, target: url, header: asJSON, body: `{"name":"x","properties":{"name":["y"]}}`, status: 400, want: []string{"name is given twice"}},
		{name: "name in the query string of a POST", method: post, target: url + "?name=x", header: asJSON, body: `{"name":"x"}`, status: 400, want: []string{`unknown parameter \"name\"`}},
		{name: "several", method: post, target: url, header: asJSON, body: `{"queries":[{"id":"a","name":"Pak Chol Ryong"},{"id":"b","name":"Nobody Known"}]}`, status: 200,
			want: []string{`{"answers":[{"id":"a"`, `"id":"ofac-2"`, `{"id":"b"`}},
		{name: "several with a fault", method: post, target: url, header: asJSON, body: `{"queries":[{"name":"x"},{"name":"y","schema":"Nope"}]}`, status: 400, want: []string{`queries[1]: unknown schema`}},
		{name: "several, one empty", method: post, target: url, header: asJSON, body: `{"queries":[{"name":"x"},{}]}`, status: 400, want: []string{`queries[1]: the query says nothing`}},
		{name: "none", method: post, target: url, header: asJSON, body: `{"queries":[]}`, status: 400, want: []string{"queries is empty"}},
		{name: "too many", method: post, target: url, header: asJSON, limits: server.Limits{MaxQueries: 2}, body: `{"queries":[{"name":"a"},{"name":"b"},{"name":"c"}]}`, status: 413,
			want: []string{`"code":"too_large"`, "more than 2", "x-ndjson"}},
		{name: "one beside several", method: post, target: url, header: asJSON, body: `{"name":"z","queries":[{"name":"x"}]}`, status: 400, want: []string{`unknown key \"name\"`}},

		// Bodies that are none.
		{name: "empty body", method: post, target: url, header: asJSON, status: 400, want: []string{"body is empty"}},
		{name: "blank body", method: post, target: url, header: asJSON, body: " \n\t", status: 400, want: []string{"body is empty"}},
		{name: "empty object", method: post, target: url, header: asJSON, body: `{}`, status: 400, want: []string{"says nothing"}},
		{name: "a list", method: post, target: url, header: asJSON, body: `[{"name":"x"}]`, status: 400, want: []string{"want an object, got a list"}},
		{name: "null", method: post, target: url, header: asJSON, body: `null`, status: 400, want: []string{"want an object, got null"}},
		{name: "a word", method: post, target: url, header: asJSON, body: `name`, status: 400, want: []string{"not JSON at byte"}},
		{name: "cut", method: post, target: url, header: asJSON, body: `{"name":"x"`, status: 400, want: []string{"not JSON"}},
		{name: "more behind", method: post, target: url, header: asJSON, body: `{"name":"x"}{"name":"y"}`, status: 400, want: []string{"not JSON at byte 13"}},
		{name: "a comment", method: post, target: url, header: asJSON, body: "// hello\n{\"name\":\"x\"}", status: 400, want: []string{"not JSON"}},
		{name: "NaN in JSON", method: post, target: url, header: asJSON, body: `{"name":"x","threshold":NaN}`, status: 400, want: []string{"not JSON at byte"}},
		{name: "number too big for any", method: post, target: url, header: asJSON, body: `{"name":"x","threshold":1e999}`, status: 400, want: []string{"threshold", "is no number"}},
		{name: "threshold as text", method: post, target: url, header: asJSON, body: `{"name":"x","threshold":"0.7"}`, status: 400, want: []string{"threshold: want a number, got a text"}},
		{name: "name as number", method: post, target: url, header: asJSON, body: `{"name":7}`, status: 400, want: []string{"name: want a text or a list of texts, got a number"}},
		{name: "name as object", method: post, target: url, header: asJSON, body: `{"name":{"first":"x"}}`, status: 400, want: []string{"name: want a text or a list of texts, got an object"}},
		{name: "null among names", method: post, target: url, header: asJSON, body: `{"name":["x",null]}`, status: 400, want: []string{"got null in the list"}},
		{name: "properties as list", method: post, target: url, header: asJSON, body: `{"properties":["x"]}`, status: 400, want: []string{"properties: want an object, got a list"}},
		{name: "query as text", method: post, target: url, header: asJSON, body: `{"queries":["x"]}`, status: 400, want: []string{"queries[0]: want an object, got a text"}},
		{name: "datasets as text", method: post, target: url, header: asJSON, body: `{"name":"x","datasets":"us_ofac_sdn"}`, status: 400, want: []string{"datasets: want a list of texts, got a text"}},
		{name: "key that is not there", method: post, target: url, header: asJSON, body: `{"name":"x","birthdate":"1970"}`, status: 400, want: []string{`unknown key \"birthdate\"`, "known: id, schema, name, properties, threshold"}},
		{name: "key in capitals", method: post, target: url, header: asJSON, body: `{"Name":"x"}`, status: 400, want: []string{`unknown key \"Name\"`, "did you mean name?"}},
		{name: "key below", method: post, target: url, header: asJSON, body: `{"queries":[{"name":"x","limit":3}]}`, status: 400, want: []string{`queries[0]: unknown key \"limit\"`}},
		{name: "key twice", method: post, target: url, header: asJSON, body: `{"name":"x","name":"y"}`, status: 400, want: []string{`key \"name\" is given twice`}},
		{name: "key twice below", method: post, target: url, header: asJSON, body: `{"queries":[{"properties":{"name":["x"],"name":["y"]}}]}`, status: 400, want: []string{`queries[0].properties: key \"name\" is given twice`}},
		{name: "key twice by escape", method: post, target: url, header: asJSON, body: `{"name":"x","n\u0061me":"y"}`, status: 400, want: []string{`is given twice`}},
		{name: "not UTF-8", method: post, target: url, header: asJSON, body: "{\"name\":\"Mu\xf1oz\"}", status: 400, want: []string{"not UTF-8 at byte 11"}},
		{name: "half a surrogate", method: post, target: url, header: asJSON, body: `{"name":"\ud83d Corp"}`, status: 400, want: []string{"U+FFFD"}},
		{name: "zero byte in a name", method: post, target: url, header: asJSON, body: `{"name":"a\u0000b"}`, status: 400, want: []string{"zero byte"}},
		{name: "deep", method: post, target: url, header: asJSON, body: `{"properties":{"name":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}}`, status: 400, want: []string{"got a list in the list"}},
		{name: "deeper", method: post, target: url, header: asJSON, body: strings.Repeat("[", 200000), status: 400, want: []string{"not JSON"}},
		{name: "deep objects", method: post, target: url, header: asJSON, body: strings.Repeat(`{"properties":`, 20000) + "1" + strings.Repeat("}", 20000), status: 400},
		{name: "long text", method: post, target: url, header: asJSON, body: `{"name":"` + strings.Repeat("x", 3000) + `"}`, status: 400, want: []string{"3000 bytes"}},
		{name: "many names", method: post, target: url, header: asJSON, body: `{"name":["a"` + strings.Repeat(`,"a"`, 300) + `]}`, status: 400, want: []string{"more than 200 values"}},
		{name: "many properties", method: post, target: url, header: asJSON, body: `{"properties":{` + manyKeys(150) + `}}`, status: 400, want: []string{"more than 100 keys"}},
		{name: "large", method: post, target: url, header: asJSON, limits: server.Limits{MaxBody: 100}, body: `{"name":"` + strings.Repeat("x", 200) + `"}`, status: 413, want: []string{"larger than 100 bytes"}},

		// Media types.
		{name: "no type", method: post, target: url, body: `{"name":"x"}`, status: 415, want: []string{`"code":"unsupported"`}, head: map[string]string{"Accept-Post": "application/json, application/x-ndjson"}},
		{name: "form", method: post, target: url, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: "name=x", status: 415},
		{name: "text", method: post, target: url, header: map[string]string{"Content-Type": "text/plain"}, body: `{"name":"x"}`, status: 415},
		{name: "broken type", method: post, target: url, header: map[string]string{"Content-Type": "application/json; ="}, body: `{"name":"x"}`, status: 415},
		{name: "other letters", method: post, target: url, header: map[string]string{"Content-Type": "application/json; charset=latin1"}, body: `{"name":"x"}`, status: 415, want: []string{"latin1"}},
		{name: "the same letters", method: post, target: url, header: map[string]string{"Content-Type": "application/json; charset=UTF-8"}, body: `{"name":"x"}`, status: 200},
		{name: "packed", method: post, target: url, header: map[string]string{"Content-Type": "application/json", "Content-Encoding": "gzip"}, body: "\x1f\x8b", status: 415, want: []string{"gzip"}},

		// Lines.
		{name: "lines", method: post, target: url, header: ndjson, body: "{\"id\":\"1\",\"name\":\"Pak Chol Ryong\"}\n\n{\"id\":\"2\",\"name\":\"Nobody Known\"}", status: 200,
			want: []string{`{"id":"1","query"`, `"id":"ofac-2"`, "\n{\"id\":\"2\""}, head: map[string]string{"Content-Type": "application/x-ndjson"}},
		{name: "lines with a fault", method: post, target: url, header: ndjson, body: "{\"name\":\"Pak Chol Ryong\"}\n{\"id\":\"9\",\"name\":\"x\",\"schema\":\"Nope\"}\nrubbish\n{\"name\":\"Blue Marlin Star\"}\n", status: 200,
			want: []string{`"id":"ofac-2"`, `{"line":2,"id":"9","problem":{`, `"status":400`, `{"line":3,"problem":{`, `"id":"un-3"`}},
		{name: "first line is no query", method: post, target: url, header: ndjson, body: "id,name\n1,x\n", status: 400, want: []string{"line 1: body is not JSON"}},
		{name: "no line", method: post, target: url, header: ndjson, body: "\n\n", status: 400, want: []string{"no line"}},
		{name: "parameters of lines", method: post, target: url + "?datasets=us_ofac_sdn&algorithm=best", header: ndjson, body: `{"name":"x"}`, status: 200, want: []string{`"searched":{"datasets":["us_ofac_sdn"]`}},
		{name: "bad parameters of lines", method: post, target: url + "?algorithm=worst", header: ndjson, body: `{"name":"x"}`, status: 400, want: []string{"unknown algorithm"}},
		{name: "parameters within lines", method: post, target: url, header: ndjson, body: `{"name":"x","limit":2}`, status: 400, want: []string{`line 1: unknown key \"limit\"`}},
		{name: "line too long", method: post, target: url, header: ndjson, limits: server.Limits{MaxBody: 100}, body: "{\"name\":\"Pak Chol Ryong\"}\n{\"name\":\"" + strings.Repeat("x", 100000) + "\"}\n{\"name\":\"Blue Marlin Star\"}", status: 200,
			want: []string{`"id":"ofac-2"`, `{"line":2,"problem":{`, `"status":413`, `"id":"un-3"`}},
		{name: "lines before the lists are there", method: post, target: url, header: ndjson, desk: notReady, body: `{"name":"x"}`, status: 503},

		// Who may ask what.
		{name: "nothing there", method: get, target: "/api/v1/nothing", status: 404, want: []string{`"code":"not_found"`, "/openapi.json"}, not: []string{"nothing\""}},
		{name: "below a route", method: get, target: "/api/v1/screen/x", status: 404},
		{name: "path with dots", method: get, target: "/api/../api/v1/lists", status: 404},
		{name: "path with two slashes", method: get, target: "//api/v1/lists", status: 404},
		{name: "DELETE", method: http.MethodDelete, target: url, status: 405, want: []string{`"code":"method"`, "GET, HEAD, POST"}, head: map[string]string{"Allow": "GET, HEAD, POST"}},
		{name: "POST to a page", method: post, target: "/", status: 405, head: map[string]string{"Allow": "GET, HEAD"}},
		{name: "a method nobody knows", method: "BREW", target: "/healthz", status: 405},
		{name: "foreign host", method: get, target: "/api/v1/lists", header: map[string]string{"Host": "evil.example"}, status: 403, want: []string{`"code":"forbidden"`}, not: []string{"evil"}},
		{name: "no host", method: get, target: "/api/v1/lists", header: map[string]string{"Host": ""}, status: 403},
		{name: "foreign address", method: get, target: "/", header: map[string]string{"Host": "192.168.1.5:80"}, status: 403},
		{name: "loopback address", method: get, target: "/api/v1/lists", header: map[string]string{"Host": "127.0.0.1:1"}, status: 200},
		{name: "loopback of version 6", method: get, target: "/api/v1/lists", header: map[string]string{"Host": "[::1]:8080"}, status: 200},
		{name: "configured host", method: get, target: "/api/v1/lists", header: map[string]string{"Host": "Cordon.Example.:443"}, status: 200},
		{name: "page of another origin", method: post, target: url, header: map[string]string{"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, body: `{"name":"x"}`, status: 403, want: []string{"another origin"}},
		{name: "page of another origin, old browser", method: post, target: url, header: map[string]string{"Content-Type": "application/json", "Origin": "https://evil.example"}, body: `{"name":"x"}`, status: 403},
		{name: "page of ours", method: post, target: url, header: map[string]string{"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}, body: `{"name":"x"}`, status: 200},

		// What goes wrong inside.
		{name: "fault inside", method: get, target: url + "?name=x", desk: fails(errSecret), status: 500, want: []string{`"code":"internal"`, `"detail":"internal error"`, `"request_id":"`}, not: []string{"secret", "fire"}},
		{name: "panic inside", method: get, target: url + "?name=x", desk: func(d *desk) {
			d.before = func(context.Context, []screen.Query) error { panic(errSecret) }
		}, status: 500, want: []string{`"code":"internal"`}, not: []string{"secret", "goroutine"}},
		{name: "fault in the first lines", method: post, target: url, header: ndjson, desk: fails(errSecret), body: `{"name":"x"}`, status: 500, not: []string{"secret"}},
		{name: "out of time", method: get, target: url + "?name=x", desk: func(d *desk) { d.block() }, limits: server.Limits{Timeout: time.Millisecond}, status: 503, want: []string{"not ready in time"}},
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"k` + strings.Repeat("z", i) + `":"v"`)
	}
	return b.String()
}

func notReady(d *desk) { d.ready = live.ErrNotReady }

func fails(err error) func(*desk) {
	return func(d *desk) { d.before = func(context.Context, []screen.Query) error { return err } }
}

func TestScenarios(t *testing.T) {
	for _, sc := range scenarios() {
		t.Run(sc.name, func(t *testing.T) {
			d := newDesk()
			if sc.desk != nil {
				sc.desk(d)
			}
			s := newServer(d, func(o *server.Options) {
				o.Limits, o.Hosts, o.App = sc.limits, []string{"cordon.example"}, notBuilt
			})
			w := call(t, s.Handler(), sc.method, sc.target, sc.header, sc.body)
			body := w.Body.String()
			if w.Code != sc.status {
				t.Fatalf("status %d, want %d: %s", w.Code, sc.status, body)
			}
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
				if got := w.Header().Get(k); got != v {
					t.Errorf("header %s is %q, want %q", k, got, v)
				}
			}
			if sc.status >= 400 {
				checkProblem(t, w.Code, w.Header(), []byte(body))
				if w.Code < 500 && w.Code != 422 && d.asked.Load() > 0 {
					t.Error("a malformed request reached the desk")
				}
			}
			checkHeaders(t, w.Header())
		})
	}
}

// checkProblem is what every error keeps to.
func checkProblem(t testing.TB, status int, h http.Header, body []byte) {
	t.Helper()
	if got := h.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
	var p server.Problem
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("problem: %v in %s", err, body)
	}
	if p.Status != status || p.Type == "" || p.Title == "" || p.Detail == "" || p.Code == "" || p.RequestID == "" || p.RequestID != h.Get("X-Request-Id") {
		t.Errorf("status %d: %+v", status, p)
	}
}

// checkHeaders is what every answer keeps to.
func checkHeaders(t testing.TB, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy":      "frame-ancestors 'none'; require-trusted-types-for 'script'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=()",
	} {
		if !strings.Contains(h.Get(name), want) {
			t.Errorf("header %s is %q", name, h.Get(name))
		}
	}
}
