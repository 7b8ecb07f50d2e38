package server_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

func watchmanScenarios() []scenario {
	const at = "/v2/search"
	return []scenario{
		{name: "person", method: get, target: at + "?name=Pak+Chol+Ryong&type=person&limit=1&minMatch=0.80", status: 200,
			want: []string{`"entities":[{"name":"Pak Chol Ryong","entityType":"person","sourceList":"us_ofac","sourceID":"2","person":{"name":"Pak Chol Ryong","altNames":["Bak Cheol-ryong"],"gender":"male","birthDate":"1970-03-12T00:00:00Z"`,
				`"business":null,"organization":null,"aircraft":null,"vessel":null`, `"match":1`},
			head: map[string]string{"X-Cordon-Score": "cordon; match=0.7"}},
		{name: "passport", method: get, target: at + "?type=person&name=Somebody+Else&gov_passport=KP:PB4471902", status: 200, want: []string{`"sourceID":"2"`, `"governmentIDs":[{"name":"","type":"passport","country":"KP","identifier":"PB4471902"}]`}},
		{name: "business", method: get, target: at + "?type=business&name=Red+Heron+Trading", status: 200, want: []string{`"entityType":"business"`, `"sanctionsInfo":{"programs":["SAMPLE-P"],"secondary":false,"description":""}`}},
		{name: "organization", method: get, target: at + "?type=organization&name=Bureau+Nine+of+the+Lantern", status: 200, want: []string{`"entityType":"organization","sourceList":"un_csl"`}},
		{name: "vessel", method: get, target: at + "?type=vessel&imoNumber=9999993&flag=KP&tonnage=100&owner=x", status: 200, want: []string{`"vessel":{"name":"Blue Marlin Star"`, `"imoNumber":"9999993"`}},
		{name: "aircraft", method: get, target: at + "?type=aircraft&name=x&serialNumber=77", status: 200, want: []string{`"entities":[]`}},
		{name: "type in capitals", method: get, target: at + "?type=PERSON&name=Pak+Chol+Ryong", status: 200, want: []string{`"sourceID":"2"`}},
		{name: "no type", method: get, target: at + "?name=Blue+Marlin+Star", status: 200, want: []string{`"entityType":"vessel"`}},
		{name: "alias", method: get, target: at + "?altNames=RHTC+Limited&altNames=Other", status: 200, want: []string{`"sourceID":"1"`}},
		{name: "wallet", method: get, target: at + "?cryptoAddress=XBT:1BoatSLRHtKNngkdXEeobR76b53LETtpyT", status: 200, want: []string{`"sourceID":"1"`, `"cryptoAddresses":[{"currency":"XBT","address":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT"}]`}},
		{name: "clean", method: get, target: at + "?name=Gertrude+Applewhite&minMatch=0.5", status: 200, want: []string{`"entities":[]`}},
		{name: "source", method: get, target: at + "?name=Pak+Chol+Ryong&source=un_csl", status: 200, want: []string{`"entities":[]`}},
		{name: "our name of a source", method: get, target: at + "?name=Pak+Chol+Ryong&source=us_ofac_sdn", status: 200, want: []string{`"sourceID":"2"`}},
		{name: "source not loaded", method: get, target: at + "?name=x&source=eu_csl", status: 400, want: []string{"unknown source"}},
		{name: "sourceID", method: get, target: at + "?name=Pak+Chol+Ryong&sourceID=7", status: 200, want: []string{`"entities":[]`}},
		{name: "other words for the same", method: get, target: at + "?name=x&emailAddress=a@b.example&phoneNumbers=1&faxNumber=2&websites=c.example&addresses=12+Lantern+Street", status: 200, want: []string{`"emailAddresses":["a@b.example"],"phoneNumbers":["1"],"faxNumbers":["2"],"websites":["c.example"]`}},
		{name: "limit is cut", method: get, target: at + "?name=x&limit=5000", status: 200},
		{name: "limit below", method: get, target: at + "?name=x&limit=-5", status: 200},
		{name: "request id", method: get, target: at + "?name=x&requestID=r-17&debugSourceIDs=1,2", status: 200, head: map[string]string{"X-Watchman-Request-Id": "r-17"}},
		{name: "senzing", method: get, target: at + "?name=Pak+Chol+Ryong&type=person&format=senzing", status: 200, want: []string{`[{"DATA_SOURCE":"US_OFAC","RECORD_ID":"2","RECORD_TYPE":"PERSON","FEATURES":[{"NAME_FULL":"Pak Chol Ryong","NAME_TYPE":"PRIMARY"}`, `{"PASSPORT_COUNTRY":"KP","PASSPORT_NUMBER":"PB4471902"}`, `{"DATE_OF_BIRTH":"1970-03-12"}`}},
		{name: "senzing in lines", method: get, target: at + "?name=Pak+Chol+Ryong&format=senzing/jsonl", status: 200, want: []string{`{"DATA_SOURCE":"US_OFAC"`}, head: map[string]string{"Content-Type": "application/x-ndjson"}},

		{name: "unknown parameter", method: get, target: at + "?name=x&foo=1", status: 400, want: []string{`{"error":"problem reading v2 search request: unknown parameter \"foo\"`}},
		{name: "unknown type", method: get, target: at + "?name=x&type=ship", status: 400, want: []string{"unknown type"}},
		{name: "unknown format", method: get, target: at + "?name=x&format=xml", status: 400},
		{name: "field without a type", method: get, target: at + "?name=x&birthDate=1970", status: 400, want: []string{"birthDate needs a type"}},
		{name: "field of another type", method: get, target: at + "?name=x&type=business&birthDate=1970", status: 400, want: []string{"says nothing of the type business"}},
		{name: "no date", method: get, target: at + "?name=x&type=person&birthDate=12/03/1970", status: 400, want: []string{"is no date"}},
		{name: "paper without a country", method: get, target: at + "?name=x&type=person&gov_passport=123", status: 400, want: []string{"country:number"}},
		{name: "wallet without a currency", method: get, target: at + "?cryptoAddress=1Boat", status: 400, want: []string{"XBT:address"}},
		{name: "tonnage no number", method: get, target: at + "?name=x&type=vessel&tonnage=heavy", status: 400},
		{name: "minMatch in percent", method: get, target: at + "?name=x&minMatch=80", status: 400},
		{name: "nothing", method: get, target: at, status: 400, want: []string{"says nothing of the party"}},
		{name: "POST", method: post, target: at, status: 405},
		{name: "lists", method: get, target: "/v2/listinfo", status: 200, want: []string{`{"lists":{"un_csl":2,"us_ofac":4}`, `"startedAt":"2024-01-11T09:00:00Z","endedAt":"2024-02-10T09:00:00Z","version":"test"`}},
	}
}

func TestWatchman(t *testing.T) {
	h := library(t)
	for _, sc := range watchmanScenarios() {
		t.Run(sc.name, func(t *testing.T) {
			w := call(t, h, sc.method, sc.target, sc.header, sc.body)
			if w.Code != sc.status {
				t.Fatalf("status %d, want %d: %s", w.Code, sc.status, w.Body)
			}
			checkParts(t, sc, w.Header(), w.Body.String())
			if sc.status >= 400 {
				checkWatchmanError(t, w.Body.Bytes())
			}
			checkHeaders(t, w.Header())
		})
	}
}

func checkWatchmanError(t *testing.T, body []byte) {
	t.Helper()
	var e map[string]string
	if err := json.Unmarshal(body, &e); err != nil || e["error"] == "" || len(e) != 1 {
		t.Errorf("error %v in %s", err, body)
	}
}

// debug says why, and only when asked.
func TestWatchmanDebug(t *testing.T) {
	h := library(t)
	var out struct {
		Entities []struct{ Debug string }
	}
	for debug, want := range map[string]bool{"yes": true, "1": true, "no": false, "": false} {
		w := call(t, h, get, "/v2/search?name=Pak+Chol+Ryong&debug="+debug, nil, "")
		out.Entities = nil
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || len(out.Entities) == 0 {
			t.Fatalf("debug=%s: %v in %s", debug, err, w.Body)
		}
		b, err := base64.StdEncoding.DecodeString(out.Entities[0].Debug)
		if err != nil || strings.Contains(string(b), `"name_match"`) != want {
			t.Errorf("debug=%s: %v, %s", debug, err, b)
		}
	}
}

func FuzzWatchman(f *testing.F) {
	for _, sc := range watchmanScenarios() {
		if _, q, ok := strings.Cut(sc.target, "?"); ok {
			f.Add(q)
		}
	}
	h := newServer(newDesk()).Handler()
	f.Fuzz(func(t *testing.T, query string) {
		if strings.ContainsFunc(query, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '#' }) {
			return // no request line holds it
		}
		w := call(t, h, get, "/v2/search?"+query, nil, "")
		switch w.Code {
		case 200:
		case 400, 414:
			checkWatchmanError(t, w.Body.Bytes())
		default:
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
