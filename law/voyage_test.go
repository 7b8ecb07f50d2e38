package law_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/law"

	"github.com/google/go-cmp/cmp"
)

// told is a standing in a line: lookback, reading, exposure, first and last day.
func told(s law.Standing) string {
	holds := ""
	if !s.Holds {
		holds = " ended"
	}
	reading := s.Reading
	if reading != "" {
		reading = " " + reading
	}
	return fmt.Sprintf("%s%s %s %s..%s%s", s.Lookback, reading, s.Exposure, s.FirstDay, s.LastDay, holds)
}

func ask(t *testing.T, date string, facts ...law.SeaFact) []string {
	t.Helper()
	got, err := dprk(t).Voyage(law.VoyageQuestion{Date: day(t, date), Facts: facts})
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, s := range got {
		out = append(out, told(s))
	}
	return out
}

// Each day about the ends of 180 and 365 days, with the worked example of the
// programme's reference: a call that ended on 2018-01-01.
func TestVoyageDays(t *testing.T) {
	d := func(s string) ftm.Day { return day(t, s) }
	call := law.SeaFact{Kind: law.PortCall, First: d("2017-12-28"), Last: d("2018-01-01")}
	waters := law.SeaFact{Kind: law.InWaters, Last: d("2018-01-01")}
	met := func(calls ...law.SeaFact) law.SeaFact {
		return law.SeaFact{Kind: law.Transfer, Last: d("2018-03-01"), With: "P", Calls: calls}
	}
	late := law.SeaFact{Kind: law.PortCall, Last: d("2018-04-01")}
	inferred := func(f law.SeaFact) law.SeaFact { f.Inferred = true; return f }
	linked := met()
	linked.Linked = true
	const (
		barred   = "EO-13810-2-vessel blocked 2017-12-28..2018-06-30"
		screened = "22USC9225c-vessel exposed 2017-12-28..2019-01-01"
		water    = "22USC9225c-vessel exposed 2018-01-01..2019-01-01"
		wide     = "EO-13810-2-vessel wide blocked 2018-03-01..2018-08-28"
		narrow   = "EO-13810-2-vessel narrow blocked 2018-03-01..2018-06-30"
	)
	for _, tc := range []struct {
		name, date string
		fact       law.SeaFact
		want       []string
	}{
		{"the day before the call", "2017-12-27", call, nil},
		{"its first day", "2017-12-28", call, []string{barred, screened}},
		{"179 days", "2018-06-29", call, []string{barred, screened}},
		{"180 days", "2018-06-30", call, []string{barred, screened}},
		{"181 days", "2018-07-01", call, []string{screened}},
		{"364 days", "2018-12-31", call, []string{screened}},
		{"365 days", "2019-01-01", call, []string{screened}},
		{"366 days", "2019-01-02", call, nil},
		{"waters only, 180 days", "2018-06-30", waters, []string{water}},
		{"waters only, 365 days", "2019-01-01", waters, []string{water}},
		{"waters only, 366 days", "2019-01-02", waters, nil},
		{"inferred call", "2018-06-30", inferred(call), []string{
			"22USC9225c-vessel possible 2017-12-28..2019-01-01", "EO-13810-2-vessel possible 2017-12-28..2018-06-30"}},

		{"transfer, the day before", "2018-02-28", met(call), nil},
		{"transfer, its day", "2018-03-01", met(call), []string{wide, narrow}},
		{"transfer, 180 days after the call", "2018-06-30", met(call), []string{wide, narrow}},
		{"transfer, 181 days after the call", "2018-07-01", met(call), []string{wide}},
		{"transfer, 179 days after it", "2018-08-27", met(call), []string{wide}},
		{"transfer, 180 days after it", "2018-08-28", met(call), []string{wide}},
		{"transfer, 181 days after it", "2018-08-29", met(call), nil},
		{"transfer, nothing known of the partner", "2018-03-02", met(), nil},
		{"transfer with a listed one of whom no call is known", "2018-08-28", linked, []string{"EO-13810-2-vessel wide possible 2018-03-01..2018-08-28"}},
		{"and the day after", "2018-08-29", linked, nil},
		{"transfer, inferred call", "2018-03-02", met(inferred(call)), []string{
			"EO-13810-2-vessel wide possible 2018-03-01..2018-08-28", "EO-13810-2-vessel narrow possible 2018-03-01..2018-06-30"}},
		{"inferred transfer", "2018-03-02", inferred(met(call)), []string{
			"EO-13810-2-vessel wide possible 2018-03-01..2018-08-28", "EO-13810-2-vessel narrow possible 2018-03-01..2018-06-30"}},
		{"one call was seen, a later one inferred", "2018-03-02", met(inferred(law.SeaFact{Kind: law.PortCall, Last: d("2018-02-20")}), call), []string{wide, narrow}},
		{"the later of two calls", "2018-03-02", met(call, law.SeaFact{Kind: law.PortCall, Last: d("2018-02-01")}), []string{
			wide, "EO-13810-2-vessel narrow blocked 2018-03-01..2018-07-31"}},
		{"the partner was in waters only", "2018-03-02", met(waters), nil},
		{"a call that goes on after the transfer counts up to it", "2018-03-02", met(law.SeaFact{Kind: law.PortCall, First: d("2018-02-27"), Last: d("2018-03-05")}), []string{
			wide, "EO-13810-2-vessel narrow blocked 2018-03-01..2018-08-28"}},

		{"call after the transfer: before it", "2018-03-31", met(late), nil},
		{"call after the transfer", "2018-04-01", met(late), []string{"EO-13810-2-vessel wide possible 2018-04-01..2018-08-28"}},
		{"call after the transfer, last day", "2018-08-28", met(late), []string{"EO-13810-2-vessel wide possible 2018-04-01..2018-08-28"}},
		{"call after the transfer, free", "2018-08-29", met(late), nil},

		{"before the order", "2017-09-20", law.SeaFact{Kind: law.PortCall, Last: d("2017-09-10")}, []string{"22USC9225c-vessel exposed 2017-09-10..2018-09-10"}},
		{"in force, the call was before", "2017-09-21", law.SeaFact{Kind: law.PortCall, Last: d("2017-09-10")}, []string{
			"22USC9225c-vessel exposed 2017-09-10..2018-09-10", "EO-13810-2-vessel possible 2017-09-21..2018-03-09"}},
		{"before both", "2017-08-01", law.SeaFact{Kind: law.PortCall, Last: d("2017-07-10")}, nil},
		{"a leap year", "2020-06-29", law.SeaFact{Kind: law.PortCall, Last: d("2020-01-01")}, []string{
			"EO-13810-2-vessel blocked 2020-01-01..2020-06-29", "22USC9225c-vessel exposed 2020-01-01..2020-12-31"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(append([]string{}, tc.want...), ask(t, tc.date, tc.fact)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The days between the partner's call and the transfer are counted the same way.
func TestVoyagePartnersDays(t *testing.T) {
	c := day(t, "2018-01-01")
	for _, tc := range []struct {
		gap  int
		want bool
	}{{0, true}, {1, true}, {179, true}, {180, true}, {181, false}} {
		s := c + ftm.Day(tc.gap)
		got := ask(t, s.String(), law.SeaFact{Kind: law.Transfer, Last: s, Calls: []law.SeaFact{{Kind: law.PortCall, Last: c}}})
		if (len(got) > 0) != tc.want {
			t.Errorf("%d days: %v", tc.gap, got)
		}
		if tc.want && !slices.Contains(got, fmt.Sprintf("EO-13810-2-vessel wide blocked %s..%s", s, s+180)) {
			t.Errorf("%d days: %v", tc.gap, got)
		}
	}
}

// What is told with a standing is enough for a finding.
func TestVoyageTells(t *testing.T) {
	p := dprk(t)
	got, err := p.Voyage(law.VoyageQuestion{Date: day(t, "2018-09-01"), Ended: true, Facts: []law.SeaFact{
		{ID: "port-1", Kind: law.PortCall, Last: day(t, "2018-01-01"), Place: "Nampo"},
		{ID: "encounter-1", Kind: law.Transfer, Last: day(t, "2018-08-30"), With: "P (IMO 1)", Linked: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	for _, s := range got {
		m, ok := p.Measure(s.Measure)
		if !ok || s.Cite != m.Cite() || s.Issuer != "US" || s.Bars == "" || s.Why == "" || s.Days == 0 || s.LastDay+1 != s.Free || s.Event == "" || s.Verified == law.Verified {
			t.Errorf("%+v", s)
		}
		if (s.Exposure == "possible") != (len(s.Missing) > 0) {
			t.Errorf("%s: possible needs what is missing, and only that: %+v", s.Lookback, s.Missing)
		}
	}
	if s := got[2]; s.Holds || told(s) != "EO-13810-2-vessel blocked 2018-01-01..2018-06-30 ended" || s.Free != day(t, "2018-07-01") ||
		s.Why != "apparent port call (Nampo) on 2018-01-01; 180 days from its last day, 2018-06-30 the last of them" {
		t.Errorf("%+v", s)
	}
	if s := got[1]; !s.ActOn || s.With != "P (IMO 1)" || !strings.Contains(s.Missing[0], "within 180 days before the transfer (from 2018-03-03 on)") {
		t.Errorf("%+v", s)
	}
	if len(got[2].Also) != 0 { // 31 CFR 510.208 came later
		t.Errorf("%v", got[2].Also)
	}
	later, _ := p.Voyage(law.VoyageQuestion{Date: day(t, "2020-05-01"), Facts: []law.SeaFact{{Kind: law.PortCall, Last: day(t, "2020-04-20")}}})
	if !slices.Equal(later[0].Also, []string{"31CFR510.208"}) {
		t.Errorf("%+v", later[0])
	}
	if got, _ := p.Voyage(law.VoyageQuestion{Of: "aircraft", Date: day(t, "2018-06-30"), Facts: []law.SeaFact{{Kind: law.Landing, Last: day(t, "2018-01-01")}, {Kind: law.PortCall, Last: day(t, "2018-01-01")}}}); len(got) != 1 || told(got[0]) != "EO-13810-2-aircraft blocked 2018-01-01..2018-06-30" {
		t.Errorf("aircraft: %+v", got)
	}
	// The second clock of 180 days: it begins after them and has no end.
	published := law.VoyageQuestion{Of: "flag", Ended: true, Facts: []law.SeaFact{{Kind: law.Publication, Last: day(t, "2018-01-01")}}}
	for _, tc := range []struct{ date, want string }{
		{"2018-06-30", "33USC1232c-flag blocked 2018-07-01.. ended"}, {"2018-07-01", "33USC1232c-flag blocked 2018-07-01.."}, {"2028-07-01", "33USC1232c-flag blocked 2018-07-01.."},
	} {
		published.Date = day(t, tc.date)
		if got, _ := p.Voyage(published); len(got) != 1 || told(got[0]) != tc.want || got[0].Free != 0 {
			t.Errorf("%s: %+v", tc.date, got)
		}
	}
	// As it was known before the order.
	if got, _ := p.Voyage(law.VoyageQuestion{Date: day(t, "2018-01-02"), Known: day(t, "2017-01-01"), Facts: []law.SeaFact{{Kind: law.PortCall, Last: day(t, "2018-01-01")}}}); len(got) != 0 {
		t.Errorf("known before it was adopted: %+v", got)
	}
	if got, _ := p.Voyage(law.VoyageQuestion{Date: day(t, "2018-01-02"), Issuer: "UN", Facts: []law.SeaFact{{Kind: law.PortCall, Last: day(t, "2018-01-01")}}}); len(got) != 0 {
		t.Errorf("of the UN: %+v", got)
	}
}

func TestVoyageFaults(t *testing.T) {
	p, d := dprk(t), day(t, "2018-01-02")
	for _, tc := range []struct {
		q    law.VoyageQuestion
		want string
	}{
		{law.VoyageQuestion{}, "no date"},
		{law.VoyageQuestion{Date: d, Issuer: "XX"}, "XX"},
		{law.VoyageQuestion{Date: d, Facts: []law.SeaFact{{Kind: "swim", Last: d}}}, `fact 1: kind "swim"`},
		{law.VoyageQuestion{Date: d, Facts: []law.SeaFact{{Kind: law.PortCall, Last: d}, {Kind: law.PortCall}}}, "fact 2: port-call without a last day"},
		{law.VoyageQuestion{Date: d, Facts: []law.SeaFact{{Kind: law.PortCall, First: d + 1, Last: d}}}, "before it begins"},
		{law.VoyageQuestion{Date: d, Facts: []law.SeaFact{{Kind: law.PortCall, Last: d, Calls: []law.SeaFact{{}}}}}, "with calls of a partner"},
		{law.VoyageQuestion{Date: d, Facts: []law.SeaFact{{Kind: law.Transfer, Last: d, Calls: []law.SeaFact{{Kind: law.Transfer, Last: d}}}}}, `call 1 of the partner: kind "transfer"`}, // one hop only
	} {
		if _, err := p.Voyage(tc.q); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v, want %s", err, tc.want)
		}
	}
}

// The answer does not depend on the order of the facts or of a partner's calls, and
// what holds is what the days say, asked day by day.
func TestVoyageProperties(t *testing.T) {
	p := dprk(t)
	r := rand.New(rand.NewPCG(1, 2))
	base := day(t, "2018-06-01")
	some := func() ftm.Day { return base + ftm.Day(r.IntN(500)) }
	text := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	for range 200 {
		var facts []law.SeaFact
		for i := range 1 + r.IntN(4) {
			f := law.SeaFact{ID: fmt.Sprint("e", i), Kind: []string{law.PortCall, law.InWaters, law.Transfer}[r.IntN(3)], Last: some(), Inferred: r.IntN(3) == 0}
			f.First = f.Last - ftm.Day(r.IntN(5))
			if f.Kind == law.Transfer {
				f.Linked = r.IntN(2) == 0
				for range r.IntN(4) {
					c := law.SeaFact{Kind: law.PortCall, Last: some(), Inferred: r.IntN(3) == 0}
					c.First = c.Last - ftm.Day(r.IntN(5))
					f.Calls = append(f.Calls, c)
				}
			}
			facts = append(facts, f)
		}
		q := law.VoyageQuestion{Date: some(), Facts: facts}
		want, err := p.Voyage(q)
		if err != nil {
			t.Fatal(err)
		}
		turned := slices.Clone(facts)
		slices.Reverse(turned)
		for i := range turned {
			turned[i].Calls = slices.Clone(turned[i].Calls)
			r.Shuffle(len(turned[i].Calls), func(a, b int) {
				turned[i].Calls[a], turned[i].Calls[b] = turned[i].Calls[b], turned[i].Calls[a]
			})
		}
		q.Facts = turned
		got, _ := p.Voyage(q)
		if text(got) != text(want) {
			t.Fatalf("in another order:\n%s\n%s", text(want), text(got))
		}
		asked := q.Date
		for _, s := range want {
			if !s.Holds || asked < s.FirstDay || asked > s.LastDay || s.Reading == "narrow" && s.LastDay > s.From+ftm.Day(s.Days) {
				t.Fatalf("%s: %+v", asked, s)
			}
			// On its last day it still holds, on the day after it does not.
			for _, end := range []struct {
				date  ftm.Day
				holds bool
			}{{s.LastDay, true}, {s.Free, false}} {
				q.Date = end.date
				again, _ := p.Voyage(q)
				if slices.ContainsFunc(again, func(o law.Standing) bool {
					return o.Event == s.Event && o.Lookback == s.Lookback && o.Reading == s.Reading && o.From == s.From
				}) != end.holds && s.Exposure == "blocked" {
					t.Fatalf("on %s: %+v", end.date, s)
				}
			}
		}
	}
}
