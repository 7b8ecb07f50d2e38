package law_test

import (
	"encoding/json"
	"testing"

	"cordon/ftm"
	"cordon/law"
)

func dprk(tb testing.TB) *law.Programme {
	tb.Helper()
	p, err := law.Open("dprk")
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func day(tb testing.TB, s string) ftm.Day {
	tb.Helper()
	if s == "" {
		return 0
	}
	d, err := ftm.ParseDay(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// Which rule holds on which side of each change.
func TestRegimes(t *testing.T) {
	p := dprk(t)
	for _, tc := range []struct {
		id, date, compare, aggregate string
		inForce                      bool
	}{
		{"us-ofac-50", "2008-02-13", "", "", false},
		{"us-ofac-50", "2008-02-14", ">=", "person", true},
		{"us-ofac-50", "2014-08-12", ">=", "person", true},
		{"us-ofac-50", "2014-08-13", ">=", "all", true},
		{"us-bis-affiliates", "2025-11-09", ">=", "all", true},
		{"us-bis-affiliates", "2025-11-10", ">=", "all", false},
		{"us-bis-affiliates", "2026-11-10", ">=", "all", true},
		{"us-311-kp", "2016-12-08", "", "", false},
		{"us-311-kp", "2016-12-09", ">", "person", true},
		{"eu-best-practices", "2001-01-01", ">", "all", true},
		{"eu-best-practices", "2024-07-02", ">", "all", true},
		{"eu-best-practices", "2024-07-03", ">=", "all", true},
		{"uk-ofsi", "2024-07-03", ">", "person", true},
		{"un-1718", "2006-10-13", "", "", false},
		{"un-1718", "2006-10-14", ">=", "all", true},
	} {
		var got law.Regime
		n := 0
		for _, r := range p.Regimes(day(t, tc.date)) {
			if r.ID == tc.id {
				got, n = r, n+1
			}
		}
		if n > 1 || got.Compare != tc.compare || got.Aggregate != tc.aggregate || got.InForce != tc.inForce {
			t.Errorf("%s on %s: %d records, %+v", tc.id, tc.date, n, got)
		}
	}
	all := p.Regimes(0)
	if len(all) != 10 {
		t.Errorf("%d records, want 10", len(all))
	}
	for _, r := range all {
		if len(r.Cite) == 0 || r.Threshold != "50" || len(r.Seeds) == 0 {
			t.Errorf("%s: %+v", r.ID, r)
		}
	}
}

// A record in JSON has the keys that others read.
func TestRegimeJSON(t *testing.T) {
	for _, r := range dprk(t).Regimes(day(t, "2020-01-01")) {
		if r.ID != "us-ofac-50" {
			continue
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		if m["from"] != "2014-08-13" || m["to"] != "" || m["threshold"] != "50" || m["control"] != "caution" || m["verified"] != "partly" {
			t.Errorf("%s", b)
		}
		cites := m["cite"].([]any)
		if c := cites[1].(map[string]any); c["verified"] != true || c["text"] != "OFAC FAQ 398" {
			t.Errorf("%v", c)
		}
		return
	}
	t.Error("no record of 2020")
}
