package law_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cordon/law"
)

func TestDoes(t *testing.T) {
	p := dprk(t)
	type facts = map[string]string
	for _, tc := range []struct {
		act, date string
		facts     facts
		want      law.Status
		measures  string // those that match, strongest first
	}{
		{"ship_transfer", "2017-09-10", nil, law.Allowed, ""},
		{"ship_transfer", "2017-09-11", nil, law.Banned, "UNSCR-2375-11"},
		{"new_joint_venture", "2017-08-04", nil, law.Allowed, ""},
		{"new_joint_venture", "2017-08-05", nil, law.Banned, "UNSCR-2371-12"},
		{"keep_joint_venture", "2017-09-10", nil, law.Allowed, ""},
		{"keep_joint_venture", "2017-09-11", nil, law.Winding, "UNSCR-2375-18"},
		{"keep_joint_venture", "2018-01-09", nil, law.Winding, "UNSCR-2375-18"},
		{"keep_joint_venture", "2018-01-10", nil, law.Banned, "UNSCR-2375-18"},
		{"new_work_permit", "2017-08-04", nil, law.Allowed, ""},
		{"new_work_permit", "2017-08-05", facts{"old_contract": "false"}, law.Conditional, "UNSCR-2371-11"},
		{"new_work_permit", "2017-09-11", facts{"old_contract": "false"}, law.Banned, "UNSCR-2375-17 UNSCR-2371-11"},
		{"new_work_permit", "2017-09-11", facts{"old_contract": "true"}, law.Conditional, "UNSCR-2375-17 UNSCR-2371-11"},
		{"new_work_permit", "2017-09-11", nil, law.Conditional, "UNSCR-2375-17 UNSCR-2371-11"},
		{"employ_national", "2017-12-21", nil, law.Allowed, ""},
		{"employ_national", "2017-12-22", nil, law.Winding, "UNSCR-2397-8"},
		{"employ_national", "2019-12-22", nil, law.Winding, "UNSCR-2397-8"},
		{"employ_national", "2019-12-23", nil, law.Banned, "UNSCR-2397-8"},
		{"correspondent_tie", "2016-03-01", nil, law.Conditional, "UNSCR-2094-12"},
		{"correspondent_tie", "2016-05-31", nil, law.Winding, "UNSCR-2270-33 UNSCR-2094-12"},
		{"correspondent_tie", "2016-06-01", nil, law.Banned, "UNSCR-2270-33 UNSCR-2094-12"},
		{"office_in_dprk", "2017-02-28", nil, law.Winding, "UNSCR-2321-31 UNSCR-2270-35 UNSCR-2094-13"},
		{"office_in_dprk", "2017-03-01", nil, law.Banned, "UNSCR-2321-31 UNSCR-2270-35 UNSCR-2094-13"},
		{"private_export_credit", "2016-11-29", nil, law.Conditional, "UNSCR-2270-36 UNSCR-2094-15 UNSCR-1874-20"},
		{"private_export_credit", "2016-11-30", nil, law.Banned, "UNSCR-2321-32 UNSCR-2270-36 UNSCR-2094-15 UNSCR-1874-20"},
		{"fishing_rights", "2017-12-21", nil, law.Allowed, ""},
		{"fishing_rights", "2017-12-22", nil, law.Banned, "UNSCR-2397-6"},
		{"us_import", "2011-04-18", nil, law.Allowed, ""},
		{"us_import", "2011-04-19", nil, law.Banned, "EO-13570-1"},
		{"us_port_call", "2018-06-30", facts{"left_dprk": "2018-01-01"}, law.Banned, "EO-13810-2"},
		{"us_port_call", "2018-07-01", facts{"left_dprk": "2018-01-01"}, law.Allowed, ""},
		{"us_port_call", "2018-01-01", facts{"left_dprk": "2018-01-02"}, law.Allowed, ""},
		{"us_port_call", "2018-06-30", nil, law.Conditional, "EO-13810-2"},
		{"us_cargo_screening", "2019-01-01", facts{"in_waters": "2018-01-01"}, law.Conditional, "22USC9225c"},
		{"us_cargo_screening", "2019-01-02", facts{"in_waters": "2018-01-01"}, law.Allowed, ""},
		{"us_account_dprk_bank", "2016-12-08", nil, law.Allowed, ""},
		{"us_account_dprk_bank", "2016-12-09", nil, law.Banned, "31CFR1010.659"},
		{"us_account_dandong", "2017-12-07", nil, law.Allowed, ""},
		{"us_account_dandong", "2017-12-08", nil, law.Banned, "31CFR1010.660"},
		{"us_account_bda", "2020-08-09", nil, law.Banned, "31CFR1010.655"},
		{"us_account_bda", "2020-08-10", nil, law.Allowed, ""},
		{"foreign_bank_service", "2020-04-17", nil, law.Conditional, "EO-13810-4"},
		{"foreign_bank_service", "2020-04-18", nil, law.Conditional, "22USC9221b EO-13810-4"},
		{"eu_transfer", "2020-01-01", facts{"purpose": "food", "amount": "15000", "currency": "EUR"}, law.Allowed, ""},
		{"eu_transfer", "2020-01-01", facts{"purpose": "food", "amount": "15000.01", "currency": "EUR"}, law.Conditional, "EU-2017-1509-21"},
		{"eu_transfer", "2020-01-01", facts{"purpose": "remittance", "amount": "5000", "currency": "EUR"}, law.Allowed, ""},
		{"eu_transfer", "2020-01-01", facts{"purpose": "remittance", "amount": "5000.01", "currency": "EUR"}, law.Conditional, "EU-2017-1509-21"},
		{"eu_transfer", "2020-01-01", facts{"purpose": "consulting", "amount": "1", "currency": "EUR"}, law.Banned, "EU-2017-1509-21"},
		{"eu_transfer", "2020-01-01", facts{"purpose": "food"}, law.Conditional, "EU-2017-1509-21"},
		{"eu_transfer", "2020-01-01", nil, law.Conditional, "EU-2017-1509-21"},
	} {
		a, err := p.Does(law.ActQuestion{Activity: tc.act, Date: day(t, tc.date), Facts: tc.facts})
		if err != nil {
			t.Errorf("%s: %v", tc.act, err)
			continue
		}
		var ids []string
		for _, m := range a.Measures {
			ids = append(ids, m.ID)
		}
		if got := strings.Join(ids, " "); a.Status != tc.want || got != tc.measures {
			t.Errorf("%s %s %v: %s by %s, want %s by %s", tc.act, tc.date, tc.facts, a.Status, got, tc.want, tc.measures)
		}
		if a.Status == law.Conditional && len(a.Needs) == 0 {
			t.Errorf("%s %s %v: conditional, but no fact is named", tc.act, tc.date, tc.facts)
		}
	}
	for _, q := range []law.ActQuestion{
		{Activity: "rob_bank", Date: day(t, "2020-01-01")},
		{Activity: "ship_transfer"},
		{Activity: "ship_transfer", Date: day(t, "2020-01-01"), Issuer: "FR"},
		{Activity: "us_port_call", Date: day(t, "2020-01-01"), Facts: facts{"left_dprk": "last year"}},
		{Activity: "eu_transfer", Date: day(t, "2020-01-01"), Facts: facts{"purpose": "food", "amount": "many", "currency": "EUR"}},
	} {
		if a, err := p.Does(q); err == nil {
			t.Errorf("%+v: %+v, want an error", q, a)
		}
	}
}

func TestCap(t *testing.T) {
	p := dprk(t)
	for _, tc := range []struct{ id, date, want string }{
		{"UNSCR-2397-5", "2017-12-31", "none"},
		{"UNSCR-2397-5", "2018-03-01", "2018-01-01 2018-12-31 500000 bbl; 0.75 375000; 0.90 450000; 0.95 475000 stop"},
		{"UNSCR-2397-5", "2024-02-29", "2024-01-01 2024-12-31 500000 bbl; 0.75 375000; 0.90 450000; 0.95 475000 stop"},
		{"UNSCR-2375-14", "2017-09-30", "none"},
		{"UNSCR-2375-14", "2017-11-15", "2017-10-01 2017-12-31 500000 bbl; 0.75 375000; 0.90 450000; 0.95 475000 stop"},
		{"UNSCR-2375-14", "2018-01-01", "2018-01-01 2018-12-31 2000000 bbl; 0.75 1500000; 0.90 1800000; 0.95 1900000 stop"},
		{"UNSCR-2375-15", "2018-09-10", "2017-09-11 2018-09-10  bbl"},
		{"UNSCR-2397-4", "2017-12-22", "2017-12-22 2018-12-21 4000000 bbl or 525000 t"},
		{"UNSCR-2397-4", "2018-12-21", "2017-12-22 2018-12-21 4000000 bbl or 525000 t"},
		{"UNSCR-2397-4", "2018-12-22", "2018-12-22 2019-12-21 4000000 bbl or 525000 t"},
		{"CN-2018-4-crude", "2018-12-22", "2017-12-23 2018-12-22 4000000 bbl or 525000 t"},
		{"UNSCR-2321-26b", "2016-12-15", "2016-11-30 2016-12-31 53495894 USD or 1000866 t; 0.75 40121920 750649; 0.90 48146304 900779; 0.95 50821099 950822 stop"},
		{"UNSCR-2321-26b", "2017-05-01", "2017-01-01 2017-12-31 400870018 USD or 7500000 t; 0.75 300652513 5625000; 0.90 360783016 6750000; 0.95 380826517 7125000 stop"},
		{"EU-2017-1509-16e", "2018-05-01", "2018-01-01 2018-12-31 500000 bbl; 0.75 375000; 0.90 450000 stop"},
	} {
		got := "none"
		if c, ok := p.Cap(tc.id, day(t, tc.date)); ok {
			got = fmt.Sprintf("%s %s %s %s", c.Start, c.End, c.Qty, c.Unit)
			if c.Alt != nil {
				got += fmt.Sprintf(" or %s %s", c.Alt.Qty, c.Alt.Unit)
			}
			for _, l := range c.Levels {
				got += fmt.Sprintf("; %s %s", l.Share, l.Qty)
				if l.Alt != "" {
					got += " " + string(l.Alt)
				}
				if l.Stop {
					got += " stop"
				}
			}
		}
		if got != tc.want {
			t.Errorf("%s on %s:\n got %s\nwant %s", tc.id, tc.date, got, tc.want)
		}
	}
	c, _ := p.Cap("UNSCR-2397-5", day(t, "2019-06-01"))
	for _, tc := range []struct {
		qty     law.Decimal
		percent law.Decimal
		levels  int
	}{{"418000", "83.6", 1}, {"374999.999", "74.9", 0}, {"375000", "75", 1}, {"450000", "90", 2}, {"475000", "95", 3}, {"1500000", "300", 3}, {"0", "0", 0}} {
		levels, percent := c.Reached(tc.qty)
		if len(levels) != tc.levels || percent != tc.percent {
			t.Errorf("%s: %s %%, %d levels, want %s %%, %d", tc.qty, percent, len(levels), tc.percent, tc.levels)
		}
	}
	if _, ok := p.Cap("UNSCR-9999", day(t, "2019-06-01")); ok {
		t.Error("a cap of a measure that is not there")
	}
}

func ids(ms []*law.Measure) []string {
	out := []string{}
	for _, m := range ms {
		out = append(out, m.ID)
	}
	slices.Sort(out)
	return out
}

func TestDiff(t *testing.T) {
	p := dprk(t)
	d := p.Diff(day(t, "2017-08-04"), day(t, "2017-09-12"), 0, "UN")
	want := []string{}
	for _, n := range []string{"2371-6", "2371-8", "2371-9", "2371-10", "2371-11", "2371-12", "2371-13", "2371-14", "2371-listings",
		"2375-7", "2375-8", "2375-9", "2375-11", "2375-13", "2375-14", "2375-15", "2375-16", "2375-17", "2375-18", "2375-listings"} {
		want = append(want, "UNSCR-"+n)
	}
	slices.Sort(want)
	if got := ids(d.In); !slices.Equal(got, want) {
		t.Errorf("in: %v\nwant %v", got, want)
	}
	if got := ids(d.Out); !slices.Equal(got, []string{"UNSCR-2321-26b", "UNSCR-2321-26c"}) {
		t.Errorf("out: %v", got)
	}
	d = p.Diff(day(t, "2017-12-31"), day(t, "2018-01-01"), 0, "UN")
	if !slices.Equal(ids(d.In), []string{"UNSCR-2397-5"}) || !slices.Equal(ids(d.Out), []string{"UNSCR-2375-14"}) {
		t.Errorf("new year 2018: in %v, out %v", ids(d.In), ids(d.Out))
	}
	d = p.Diff(day(t, "2017-12-10"), day(t, "2017-12-11"), 0, "UN")
	if len(d.In)+len(d.Out) != 0 || len(d.Changed) != 1 || d.Changed[0].Measure.ID != "UNSCR-2375-16" || d.Changed[0].What != "wind-down ended on 2017-12-10" {
		t.Errorf("end of a wind-down: %+v", d)
	}
	d = p.Diff(day(t, "2018-12-21"), day(t, "2018-12-22"), 0, "UN")
	if len(d.Changed) != 1 || d.Changed[0].What != "new period of the cap: 2018-12-22 to 2019-12-21, 4,000,000 bbl or 525,000 t" {
		t.Errorf("new period: %+v", d.Changed)
	}
	// Backwards it is the same, the other way round.
	b := p.Diff(day(t, "2018-01-01"), day(t, "2017-12-31"), 0, "UN")
	if !slices.Equal(ids(b.Out), []string{"UNSCR-2397-5"}) || !slices.Equal(ids(b.In), []string{"UNSCR-2375-14"}) {
		t.Errorf("backwards: in %v, out %v", ids(b.In), ids(b.Out))
	}
}

// What was not known yet is not in force.
func TestKnown(t *testing.T) {
	p := dprk(t)
	has := func(id, date, known string) bool {
		return slices.Contains(ids(p.At(day(t, date), day(t, known), "")), id)
	}
	for _, tc := range []struct {
		id, date, known string
		want            bool
	}{
		{"UNSCR-2375-14", "2018-06-01", "2017-12-01", true},
		{"UNSCR-2397-5", "2018-06-01", "2017-12-01", false},
		{"UNSCR-2375-14", "2018-06-01", "2017-12-22", false},
		{"UNSCR-2397-5", "2018-06-01", "2017-12-22", true},
		{"22USC9214g-A", "2020-01-01", "2019-12-19", false},
		{"22USC9214g-A", "2020-01-01", "2019-12-20", true},
		{"EU-2017-1509-16d", "2018-06-01", "2017-10-09", false},
		{"EU-2017-1509-16d", "2018-06-01", "2017-10-10", true},
		{"31CFR1010.662", "2024-01-01", "", false}, // a proposal
	} {
		if got := has(tc.id, tc.date, tc.known); got != tc.want {
			t.Errorf("%s on %s as known on %s: %v", tc.id, tc.date, tc.known, got)
		}
	}
}

func TestCount(t *testing.T) {
	all, beyond, renewals := dprk(t).Count("UN", "resolution", day(t, "2016-01-01"), day(t, "2018-01-30"))
	if all != 6 || beyond != 5 || renewals != 0 {
		t.Errorf("%d resolutions, %d beyond listings, %d renewals", all, beyond, renewals)
	}
	all, beyond, renewals = dprk(t).Count("UN", "resolution", day(t, "2006-01-01"), day(t, "2024-12-31"))
	if all != 10 || beyond != 9 || renewals != 6 {
		t.Errorf("all times: %d resolutions, %d beyond listings, %d renewals", all, beyond, renewals)
	}
}

func TestClocks(t *testing.T) {
	p := dprk(t)
	due := func(id, date, event string) string {
		for _, d := range p.Clocks(day(t, date), 0, "", id, day(t, event)) {
			if d.Due == 0 {
				return "waits"
			}
			return d.Due.String()
		}
		return "none"
	}
	for _, tc := range []struct{ id, date, event, want string }{
		{"UNSCR-2371-contract-notice", "2017-08-04", "", "none"},
		{"UNSCR-2371-contract-notice", "2017-08-05", "", "2017-09-19"},
		{"UNSCR-2371-contract-notice", "2017-09-19", "", "2017-09-19"},
		{"UNSCR-2371-contract-notice", "2017-09-20", "", "none"},
		{"UNSCR-2375-contract-notice", "2017-10-01", "", "2018-01-24"},
		{"UNSCR-2397-contract-notice", "2018-01-01", "", "2018-02-05"},
		{"UNSCR-2397-workers-interim", "2018-01-01", "", "2019-03-22"},
		{"UNSCR-2397-workers-final", "2018-01-01", "", "2020-03-22"},
		{"UNSCR-2397-crude-report", "2017-12-22", "", "2018-03-22"},
		{"UNSCR-2397-crude-report", "2018-03-22", "", "2018-03-22"},
		{"UNSCR-2397-crude-report", "2018-03-23", "", "2018-06-20"},
		{"UNSCR-2397-crude-report", "2026-01-01", "", "2026-02-08"},
		{"UNSCR-2321-coal-report", "2017-02-01", "", "2017-02-28"},
		{"UNSCR-2321-coal-report", "2017-08-06", "", "none"},
		{"UNSCR-2397-refined-report", "2018-03-01", "", "waits"},
		{"UNSCR-2397-refined-report", "2018-03-01", "2018-02-10", "2018-03-12"},
		{"UNSCR-2397-refined-report", "2018-03-13", "2018-02-10", "2018-04-11"},
		{"UNSCR-2397-frozen-ship", "2018-03-01", "2018-02-28", "2018-08-28"},
		{"UNSCR-2397-national-report", "2017-12-22", "", "2018-03-22"},
		{"UNSCR-1718-inspection", "2018-03-01", "", "waits"},
		{"22USC9225-ports-report", "2017-08-02", "", "2018-01-29"},
		{"22USC9225-ports-report", "2018-01-30", "", "2019-01-29"},
		{"22USC9225-ports-report", "2023-01-29", "", "2023-01-29"},
		{"22USC9225-ports-report", "2023-01-30", "", "none"},
		{"22USC9221c-rule", "2020-01-01", "", "2020-06-17"},
		{"EU-2017-1509-licence-before", "2018-05-01", "2018-05-20", "2018-05-13"},
		{"EU-2017-1509-licence-after", "2018-05-01", "2018-05-20", "2018-06-17"},
		{"no-such-clock", "2018-05-01", "", "none"},
	} {
		if got := due(tc.id, tc.date, tc.event); got != tc.want {
			t.Errorf("%s on %s after %q: due %s, want %s", tc.id, tc.date, tc.event, got, tc.want)
		}
	}
	all := p.Clocks(day(t, "2018-01-01"), 0, "UN", "", 0)
	for i := 1; i < len(all); i++ {
		if all[i-1].Due == 0 && all[i].Due != 0 || all[i].Due != 0 && all[i-1].Due > all[i].Due {
			t.Errorf("not in order: %s before %s", all[i-1].ID, all[i].ID)
		}
	}
	if len(all) < 6 {
		t.Errorf("%d clocks", len(all))
	}
	if got := p.Clocks(day(t, "2018-01-01"), 0, "", "UNSCR-2397", 0); len(got) < 6 {
		t.Errorf("by instrument: %d", len(got))
	}
}

func TestAuthority(t *testing.T) {
	p := dprk(t)
	heads := func(date string, conducts ...string) []law.Head {
		t.Helper()
		h, err := p.Authority(conducts, day(t, date), 0)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	find := func(hs []law.Head, id string) *law.Head {
		for i := range hs {
			if hs[i].ID == id {
				return &hs[i]
			}
		}
		return nil
	}
	before, after := heads("2019-12-19", "coal"), heads("2019-12-20", "coal")
	if find(before, "22USC9214g-A") != nil || find(after, "22USC9214g-A") == nil {
		t.Error("9214(g) is there from its day on, not before")
	}
	g := find(after, "22USC9214g-A")
	if !g.Mandatory || g.Knowledge != "knowingly" || !strings.Contains(g.Quantity, "significant") || len(g.Ledger) != 2 || g.Head != "22 USC 9214(g)(1)(A)" {
		t.Errorf("%+v", g)
	}
	mandatory := true
	for _, h := range after {
		if h.Mandatory && !mandatory {
			t.Error("a mandatory head stands behind a discretionary one")
		}
		mandatory = h.Mandatory
		if h.Note == "" || h.Knowledge == "" {
			t.Errorf("%s says too little: %+v", h.ID, h)
		}
	}
	if h := find(after, "EO-13810-1c"); h == nil || h.Mandatory || !strings.Contains(h.Quantity, "significant") {
		t.Errorf("%+v", h)
	}
	if got := heads("2005-06-27", "wmd"); len(got) != 0 {
		t.Errorf("before any: %+v", got)
	}
	if _, err := p.Authority([]string{"dancing"}, day(t, "2020-01-01"), 0); err == nil {
		t.Error("a conduct that is not there was taken")
	}
	n := map[string]int{}
	for _, m := range p.Measures() {
		for _, prefix := range []string{"22USC9214a-", "22USC9214b-", "22USC9214g-"} {
			if strings.HasPrefix(m.ID, prefix) {
				n[prefix]++
			}
		}
	}
	if n["22USC9214a-"] != 15 || n["22USC9214b-"] != 14 || n["22USC9214g-"] != 6 {
		t.Errorf("heads: %v, want 15, 14 and 6", n)
	}
}

func TestSpecialMeasures(t *testing.T) {
	p := dprk(t)
	list := func(country, date, kind string) string {
		var out []string
		for _, a := range p.SpecialMeasures(country, day(t, date), kind) {
			out = append(out, fmt.Sprintf("%s %s %s", a.Target, a.Final, a.State))
		}
		return strings.Join(out, "; ")
	}
	for _, tc := range []struct{ country, date, kind, want string }{
		{"kp", "2018-01-30", "", "Banco Delta Asia 2007-03-19 in_force; DPRK 2016-11-09 in_force; Bank of Dandong 2017-11-08 in_force"},
		{"kp", "2018-01-30", "class", ""},
		{"kp", "2026-01-01", "class", ""},
		{"kp", "2020-08-11", "institution", "Banco Delta Asia 2007-03-19 withdrawn; Bank of Dandong 2017-11-08 in_force"},
		{"kp", "2016-12-08", "", "Banco Delta Asia 2007-03-19 in_force; DPRK 2016-11-09 final"},
		{"kp", "2016-11-08", "", "Banco Delta Asia 2007-03-19 in_force; DPRK 2016-11-09 proposed"},
		{"", "2026-01-01", "class", "mixing of convertible virtual currency  proposed; ten gambling establishments in Mexico  proposed"},
		{"kp", "2005-01-01", "", ""},
	} {
		if got := list(tc.country, tc.date, tc.kind); got != tc.want {
			t.Errorf("%s on %s, kind %q: %s\nwant %s", tc.country, tc.date, tc.kind, got, tc.want)
		}
	}
}

func TestRelief(t *testing.T) {
	p := dprk(t)
	steps := func(id, date string) (open, closed string) {
		t.Helper()
		rs, err := p.Relief(id, day(t, date))
		if err != nil {
			t.Fatal(err)
		}
		var o, c []string
		for _, r := range rs {
			if r.Open {
				o = append(o, r.ID)
			} else {
				c = append(c, r.ID+": "+r.Why)
			}
			if len(r.Holds) == 0 || r.Cite == "" {
				t.Errorf("%s: %+v", id, r)
			}
		}
		return strings.Join(o, " "), strings.Join(c, "; ")
	}
	open, closed := steps("22USC9214g", "2020-01-01")
	if open != "22USC9252 22USC9228-b 22USC9228-c 22USC9269b-b 22USC9265-notice" || closed != "22USC9251: 22 USC 9251 does not reach 22USC9214g" {
		t.Errorf("9214(g): open %s; closed %s", open, closed)
	}
	if open, closed = steps("22USC9214a-3", "2018-01-01"); open != "22USC9251 22USC9252 22USC9228-b 22USC9228-c" || closed != "" {
		t.Errorf("9214(a)(3): open %s; closed %s", open, closed)
	}
	if open, _ = steps("UNSCR-2397-6", ""); open != "UN-relief" {
		t.Errorf("2397: %s", open)
	}
	var unknown *law.UnknownError
	if _, err := p.Relief("9214", 0); !errors.As(err, &unknown) || len(unknown.Known) == 0 {
		t.Errorf("%v", err)
	}
}

func TestCitation(t *testing.T) {
	p := dprk(t)
	for id, want := range map[string]string{
		"UNSCR-2397-5":        "S/RES/2397 (2017), para. 5",
		"EU-2017-1509-3.1.e":  "Regulation (EU) 2017/1509, Art. 3(1)(e), Annex V",
		"22USC9214g-A":        "22 USC 9214(g)(1), head A",
		"UNSCR-2321-26b":      "S/RES/2321 (2016), para. 26(b)",
		"UNSCR-2087-disposal": "S/RES/2087 (2013)",
	} {
		c, ok := p.Citation(id)
		if !ok || c.Cite != want {
			t.Errorf("%s: %+v, want %s", id, c, want)
		}
	}
	if _, ok := p.Citation("UNSCR-0"); ok {
		t.Error("a citation of nothing")
	}
	if got := p.Near("2371-8"); !slices.Contains(got, "UNSCR-2371-8") {
		t.Errorf("near 2371-8: %v", got)
	}
}

// Every measure has a source and a text, and says of itself how far it was read.
func TestProgrammeIsWhole(t *testing.T) {
	p := dprk(t)
	if n := len(p.Instruments()); n < 22 {
		t.Errorf("%d instruments, want 22 or more", n)
	}
	if n := len(p.Measures()); n < 110 {
		t.Errorf("%d measures, want 110 or more", n)
	}
	verified := 0
	for _, m := range p.Measures() {
		if m.Instrument().Source == "" || m.Cite() == "" || m.Text == "" {
			t.Errorf("%s has no source or no text", m.ID)
		}
		if m.From < m.Instrument().Adopted {
			t.Errorf("%s is in force before it was adopted", m.ID)
		}
		if (m.Verified == law.Verified) == (len(m.Unverified) > 0) {
			t.Errorf("%s: verified %s, but not read: %v", m.ID, m.Verified, m.Unverified)
		}
		if m.Verified == law.Verified {
			verified++
		}
		if m.Instrument().Issuer == "UN" && m.WindDown != nil && (m.WindDown.Days == 0 || m.WindDown.NotifyDays == 0) {
			t.Errorf("%s: the days of its wind-down are not checked", m.ID)
		}
	}
	if verified < 60 {
		t.Errorf("%d verified measures", verified)
	}
	named := 0
	for _, z := range p.Zones() {
		if z.Measure == "22USC9225b" {
			named++
		}
	}
	if named != 20 {
		t.Errorf("%d ports and airports that 22 USC 9225(b) names, want 20", named)
	}
	if p.ID() != "dprk" || p.About().Target != "kp" || !slices.Equal(p.Issuers(), []string{"UN", "EU", "CN", "US"}) {
		t.Errorf("%+v", p.About())
	}
}

func TestHS(t *testing.T) {
	p := dprk(t)
	n := map[int]int{}
	for _, c := range law.HSCodes() {
		n[len(c.Code)]++
	}
	if n[2] != 97 || n[4] != 1229 || n[6] != 5613 {
		t.Errorf("the table has %v", n)
	}
	for _, tc := range []struct{ hs, byHeading, fault string }{
		{"2519", "", ""}, {"27.01", "", ""}, {"2710 19 21", "", ""}, {"07", "", ""},
		{"620193", "6201", ""}, {"440710", "4407", ""}, {"62019300", "6201", ""},
		{"77", "", "no chapter 77"}, {"98", "", "no chapter 98"}, {"7701", "", "no chapter 77"}, {"2799", "", "no heading 2799"}, {"279901", "", "no heading"},
		{"7", "", "1 digits"}, {"270", "", "3 digits"}, {"270112345678", "", "12 digits"}, {"coal", "", "digits only"}, {"", "", "digits only"}, {"２７", "", "digits only"},
	} {
		a, err := p.Is(law.Question{HS: tc.hs, Direction: law.From, Date: day(t, "2018-02-01")})
		var bad *law.HSError
		switch {
		case tc.fault == "" && err != nil:
			t.Errorf("%s: %v", tc.hs, err)
		case tc.fault != "" && (!errors.As(err, &bad) || !strings.Contains(bad.Why, tc.fault)):
			t.Errorf("%s: %v, want %s", tc.hs, err, tc.fault)
		case a.ByHeading != tc.byHeading || (a.Note != "") != (tc.byHeading != ""):
			t.Errorf("%s: by heading %q, %q", tc.hs, a.ByHeading, a.Note)
		}
	}
	// A code of 2016 is under its ban all the same.
	a, err := p.Is(law.Question{HS: "620193", Direction: law.From, Date: day(t, "2018-02-01")})
	if err != nil || a.Status != law.Banned || a.Measures[0].ID != "UNSCR-2375-16" {
		t.Errorf("%+v %v", a, err)
	}
	for _, q := range []law.Question{
		{HS: "2701", Direction: "sideways", Date: day(t, "2018-02-01")}, {HS: "2701", Direction: law.From}, {HS: "2701", Direction: law.From, Date: day(t, "2018-02-01"), Issuer: "FR"},
	} {
		if a, err := p.Is(q); err == nil {
			t.Errorf("%+v: %+v, want an error", q, a)
		}
	}
}

func TestCandidates(t *testing.T) {
	for words, want := range map[string]string{
		"magnesite": "2519", "coal": "2701", "iron ore": "2601", "squid": "030743", "men's cotton shirts": "6205", "crude oil": "2709", "lead ores": "2607",
		"statues": "9703", "locomotives": "8602", "natural graphite": "2504", "soya beans": "1201", "Magnesites": "2519",
	} {
		got := law.Candidates(words, 8)
		var hs []string
		for _, c := range got {
			hs = append(hs, c.HS)
			if c.Why == "" || c.Text == "" || c.Score < 1 || c.Score > 100 {
				t.Errorf("%s: %+v", words, c)
			}
		}
		if !slices.ContainsFunc(hs, func(h string) bool { return strings.HasPrefix(h, want) }) {
			t.Errorf("%s: %v, want %s among them", words, hs, want)
		}
	}
	if got := law.Candidates("qwertyzxcv", 8); len(got) != 0 {
		t.Errorf("nonsense: %v", got)
	}
	if got := law.Candidates("of the and", 8); len(got) != 0 {
		t.Errorf("empty words: %v", got)
	}
	a, b := law.Candidates("copper wire insulated", 20), law.Candidates("insulated copper wire", 20)
	if len(a) == 0 || a[0].HS != b[0].HS {
		t.Errorf("order of words: %v %v", a, b)
	}
}
