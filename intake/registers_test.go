package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"cordon/intake"
	"cordon/lists"
)

// estonia is a register with n companies, each held whole by one person; of
// the last ones only the companies are stated.
func estonia(n, silent int) fstest.MapFS {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"statementId":"a%[1]d","statementDate":"2030-01-01","recordId":"e%[1]d","recordStatus":"new","recordType":"entity","recordDetails":{"entityType":{"type":"registeredEntity"},"name":"Company %[1]d"}}`+"\n", i)
		if i >= n-silent {
			continue
		}
		fmt.Fprintf(&b, `{"statementId":"b%[1]d","statementDate":"2030-01-01","recordId":"p%[1]d","recordStatus":"new","recordType":"person","recordDetails":{"personType":"knownPerson","names":[{"fullName":"Person %[1]d"}]}}`+"\n", i)
		fmt.Fprintf(&b, `{"statementId":"c%[1]d","statementDate":"2030-01-01","recordId":"r%[1]d","recordStatus":"new","recordType":"relationship","recordDetails":{"subject":"e%[1]d","interestedParty":"p%[1]d","interests":[{"type":"shareholding","share":{"exact":100}}]}}`+"\n", i)
	}
	return fstest.MapFS{"estonia.jsonl": {Data: []byte(b.String())}}
}

// TestLoadRegister loads a register, updates it, and holds one that forgot who
// owns what.
func TestLoadRegister(t *testing.T) {
	h := newHarness(t)
	doc := lists.Document{Kind: lists.BODS, Dataset: "bods_estonia", Files: map[string]string{"main": "estonia.jsonl"}}
	if res := h.loads(estonia(100, 0), doc); res.Entities != 300 || res.Added != 300 || res.Parties != 0 {
		t.Errorf("first load: %+v", res)
	}
	if res := h.loads(estonia(95, 0), doc); res.Removed != 15 || h.has("bods-r99-shareholding") || !h.has("bods-r1-shareholding") {
		t.Errorf("5 percent less: %+v", res)
	}
	res := h.load(estonia(95, 20), doc)
	if res.Status != intake.Held || !strings.Contains(strings.Join(res.Why, ";"), "entries fell from 285 to 245") || !h.has("bods-r94-shareholding") {
		t.Errorf("a register that forgot owners: %s %q", res.Status, res.Why)
	}
	if res := h.load(fstest.MapFS{"estonia.jsonl": {Data: []byte("[]")}}, doc); res.Status != intake.Held || !h.has("bods-r1-shareholding") {
		t.Errorf("an empty register: %s %q", res.Status, res.Why)
	}
	if res := h.loads(estonia(95, 20), doc, forced); res.Removed != 40 || h.has("bods-r94-shareholding") {
		t.Errorf("forced: %+v", res)
	}
	h.sound()
}

// TestRegistersMeet loads one company from two registers: by its LEI it is one
// entity, and each register's word on it ends with that register.
func TestRegistersMeet(t *testing.T) {
	h := newHarness(t)
	bods := `[{"statementId":"1","statementDate":"2030-01-01","recordId":"e","recordStatus":"new","recordType":"entity","recordDetails":{"entityType":{"type":"legalEntity"},"name":"Quorvath","identifiers":[{"scheme":"XI-LEI","id":"9999MADEUPCORP000154"}]}}]`
	gleif := `<LEIData><LEIRecords><LEIRecord><LEI>9999MADEUPCORP000154</LEI><Entity><LegalName>Quorvath Holdings SA</LegalName></Entity></LEIRecord></LEIRecords></LEIData>`
	fsys := fstest.MapFS{"b.json": {Data: []byte(bods)}, "g.xml": {Data: []byte(gleif)}}
	h.loads(fsys, lists.Document{Kind: lists.BODS, Dataset: "bods_b", Files: map[string]string{"main": "b.json"}})
	h.loads(fsys, lists.Document{Kind: lists.GLEIFEntities, Dataset: "gleif_lei", Files: map[string]string{"main": "g.xml"}})
	v, err := h.st.ViewAt(t.Context(), 0, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := h.st.Entity(t.Context(), v, "lei-9999MADEUPCORP000154")
	if err != nil {
		t.Fatal(err)
	}
	if e.Schema != "Company" || len(e.Values("name")) != 2 || len(e.Datasets) != 2 {
		t.Errorf("%s, names %q, datasets %q", e.Schema, e.Values("name"), e.Datasets)
	}
}

// TestFtMOwnershipSurvives loads holdings of a FollowTheMoney file with
// percentages as sources write them, and reads them back from the store.
func TestFtMOwnershipSurvives(t *testing.T) {
	h := newHarness(t)
	odd := []string{"50", "50%", "50,0 %", "25-50%", ">25", "more than 25", "<50", "75+", "≥75", "0.5", "130", "fifty", "1.396555514267633e-05", "33.333333333333333333333333", "ownership-of-shares-25-to-50-percent"}
	var b strings.Builder
	for i, p := range odd {
		fmt.Fprintf(&b, `{"id":"o-%d","schema":"Ownership","properties":{"owner":["x"],"asset":["y"],"percentage":[%q],"sharesCount":["1,000"],"ownershipType":["Direct; 1st class"],"startDate":["2019"]}}`+"\n", i, p)
	}
	h.loads(fstest.MapFS{"f.json": {Data: []byte(b.String())}}, lists.Document{Kind: lists.FTM, Dataset: "ftm", Files: map[string]string{"main": "f.json"}})
	v, err := h.st.ViewAt(t.Context(), 0, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range odd {
		e, _, err := h.st.Entity(t.Context(), v, fmt.Sprintf("o-%d", i))
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Values("percentage"); len(got) != 1 || got[0] != p || e.First("sharesCount") != "1,000" || e.First("ownershipType") != "Direct; 1st class" || e.First("startDate") != "2019" {
			t.Errorf("%q became %q: %v", p, got, e.Properties)
		}
	}
}
