package law_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/law"
)

// goldenLines reads testdata/golden.txt: lines whose answers were worked out by
// hand from the resolutions.
func goldenLines(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if line := strings.TrimSpace(sc.Text()); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// isMeasure reports whether an id is the one that a line abbreviates: without
// the letters of the resolution, or the instrument alone.
func isMeasure(id, short string) bool {
	return id == short || id == "UNSCR-"+short || strings.HasPrefix(id, short+"-")
}

// TestGolden holds answers to lines of code, direction, date, answer, measures
// that lead it in their order, issuer and known day.
func TestGolden(t *testing.T) {
	p := dprk(t)
	lines := goldenLines(t)
	if len(lines) < 300 {
		t.Errorf("%d lines, want 300 or more", len(lines))
	}
	for _, line := range lines {
		f := strings.Fields(line)
		q := law.Question{HS: f[0], Direction: map[string]string{"F": law.From, "T": law.To}[f[1]], Date: day(t, f[2])}
		for i := 5; i < len(f); i++ {
			if f[i] == "known" {
				q.Known = day(t, f[i+1])
				break
			}
			q.Issuer = f[i]
		}
		a, err := p.Is(q)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		var got []string
		for _, m := range a.Measures {
			got = append(got, m.ID+" "+string(m.Status))
		}
		if string(a.Status) != f[3] {
			t.Errorf("%s: %s by %v", line, a.Status, got)
			continue
		}
		want := strings.Split(f[4], ",")
		if f[4] == "-" {
			want = nil
			if len(a.Measures) > 0 {
				t.Errorf("%s: measures %v", line, got)
			}
		}
		for i, w := range want {
			if i >= len(a.Measures) || !isMeasure(a.Measures[i].ID, w) {
				t.Errorf("%s: measures %v, want %s at place %d", line, got, w, i+1)
				break
			}
		}
		if q.Issuer == "" && a.Issuer != "UN" || q.Issuer != "" && a.Issuer != q.Issuer {
			t.Errorf("%s: issuer %s", line, a.Issuer)
		}
		if (a.Status == law.Winding) != (a.LastDay != 0) {
			t.Errorf("%s: last day %s", line, a.LastDay)
		}
		if a.Status == law.Conditional && len(a.Needs) == 0 {
			t.Errorf("%s: conditional, but no fact is named", line)
		}
		for _, m := range a.Measures {
			if m.Cite == "" || m.Text == "" || m.From == 0 || m.Verified != law.Verified && len(m.Unverified) == 0 {
				t.Errorf("%s: %+v", line, m)
			}
		}
	}
}

// Around each first and last day of a wind-down: the day before, the day, the
// day after, for goods of every measure of the Security Council that has one.
func TestWindDownDays(t *testing.T) {
	p := dprk(t)
	n := 0
	for _, m := range p.Measures() {
		if m.WindDown == nil || m.WindDown.LastImport == 0 || m.Direction != "from" {
			continue
		}
		goods := m.Goods
		if m.GoodsAs != "" {
			as, _ := p.Measure(m.GoodsAs)
			goods = as.Goods
		}
		last := m.WindDown.LastImport
		for _, g := range goods {
			if g.Ex {
				continue
			}
			for _, hs := range g.HS {
				for _, tc := range []struct {
					date ftm.Day
					want law.Status
				}{{m.From, law.Winding}, {m.From + 1, law.Winding}, {last - 1, law.Winding}, {last, law.Winding}, {last + 1, law.Banned}, {last + 2, law.Banned}} {
					a, err := p.Is(law.Question{HS: hs, Direction: law.From, Date: tc.date, Issuer: m.Instrument().Issuer})
					if err != nil {
						t.Fatal(err)
					}
					n++
					i := slices.IndexFunc(a.Measures, func(x law.Match) bool { return x.ID == m.ID })
					if i < 0 || a.Measures[i].Status != tc.want {
						t.Errorf("%s %s on %s: %+v, want %s", m.ID, hs, tc.date, a.Measures, tc.want)
					}
				}
				a, err := p.Is(law.Question{HS: hs, Direction: law.From, Date: m.From - 1, Issuer: m.Instrument().Issuer})
				if err != nil {
					t.Fatal(err)
				}
				if slices.ContainsFunc(a.Measures, func(x law.Match) bool { return x.ID == m.ID }) {
					t.Errorf("%s %s: on the day before it begins", m.ID, hs)
				}
			}
		}
	}
	if n < 250 {
		t.Errorf("%d answers, want more", n)
	}
}

// What single lines say beside their answer.
func TestNeeds(t *testing.T) {
	p := dprk(t)
	for _, tc := range []struct {
		hs, direction, date string
		needs, measures     []string
	}{
		{"2710", law.To, "2018-01-01", []string{"aviation fuel? then UNSCR-2270-31"}, nil},
		{"2709", law.To, "2017-12-22", []string{"condensate? then UNSCR-2375-13"}, nil},
		{"8703", law.To, "2017-12-22", nil, []string{"UNSCR-2397-7", "UNSCR-1718-8a3"}},
		{"8901", law.To, "2018-06-01", nil, []string{"UNSCR-2321-30", "UNSCR-2397-7", "UNSCR-2397-14"}},
		{"2519", law.From, "2018-01-21", []string{"written contract of before 2017-12-22", "notice about the imports by 2018-02-05"}, []string{"UNSCR-2397-6"}},
		{"27", law.From, "2018-02-01", []string{"coal? then UNSCR-2371-8 (2701, 2702)"}, nil},
		{"7219", law.From, "2018-02-01", []string{"only that part of 7219 is meant"}, []string{"UNSCR-2371-8"}},
		{"5701", law.To, "2017-01-01", []string{"worth more than USD 500"}, nil},
		{"2710", law.To, "2017-09-20", []string{"banned, or free until its first period begins on 2017-10-01"}, nil},
		{"2701", law.From, "2017-02-01", []string{"400,870,018 USD or 7,500,000 t, whichever is reached first was used from 2017-01-01 to 2017-12-31"}, nil},
	} {
		a, err := p.Is(law.Question{HS: tc.hs, Direction: tc.direction, Date: day(t, tc.date)})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range tc.needs {
			if !slices.ContainsFunc(a.Needs, func(n string) bool { return strings.Contains(n, want) }) {
				t.Errorf("%s: needs %q, want %q", tc.hs, a.Needs, want)
			}
		}
		for _, want := range tc.measures {
			if !slices.ContainsFunc(a.Measures, func(m law.Match) bool { return m.ID == want }) {
				t.Errorf("%s: %s does not match", tc.hs, want)
			}
		}
	}
	a, err := p.Is(law.Question{HS: "2519", Direction: law.From, Date: day(t, "2018-01-21")})
	if err != nil || a.Verified != law.Verified || a.LastDay != day(t, "2018-01-21") {
		t.Errorf("%+v %v", a, err)
	}
	a, err = p.Is(law.Question{HS: "7219", Direction: law.From, Date: day(t, "2018-02-01")})
	if err != nil || a.Verified != law.Unverified || !slices.Contains(a.Measures[0].Unverified, "goods.hs") {
		t.Errorf("an unverified code is shown as %v (%v)", a.Verified, err)
	}
}

// Another issuer that is stricter stands beside the answer; flags stand beside
// supplies, but not of food and medicine.
func TestElsewhereAndFlags(t *testing.T) {
	p := dprk(t)
	is := func(hs, direction, date string) law.GoodsAnswer {
		t.Helper()
		a, err := p.Is(law.Question{HS: hs, Direction: direction, Date: day(t, date)})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := is("2704", law.From, "2018-06-01")
	if a.Status != law.Allowed || !slices.ContainsFunc(a.Elsewhere, func(e law.Elsewhere) bool {
		return e.Issuer == "EU" && e.Status == law.Banned && slices.Equal(e.Measures, []string{"EU-2017-1509-3.1.e"})
	}) {
		t.Errorf("2704 from: %+v", a.Elsewhere)
	}
	for _, tc := range []struct {
		hs, direction, date string
		flags               []string
	}{
		{"8471", law.To, "2018-06-01", []string{"control_lists", "catch_all"}},
		{"8471", law.To, "2016-03-01", []string{"control_lists"}},
		{"8471", law.To, "2006-10-13", []string{}},
		{"1006", law.To, "2018-06-01", []string{}},
		{"3004", law.To, "2018-06-01", []string{}},
		{"8471", law.From, "2017-06-01", []string{}},
		{"2203", law.To, "2018-06-01", []string{"control_lists", "catch_all"}},
	} {
		if got := is(tc.hs, tc.direction, tc.date).Flags; !slices.Equal(got, tc.flags) {
			t.Errorf("%s on %s: flags %v, want %v", tc.hs, tc.date, got, tc.flags)
		}
	}
}

// Over the whole table and both directions the answers of the Security Council
// never get weaker.
func TestNeverWeaker(t *testing.T) {
	p := dprk(t)
	var days []ftm.Day
	first, last := day(t, "2006-10-13"), day(t, "2019-01-01")
	for _, m := range p.Measures() { // answers change on these days only
		if m.Instrument().Issuer != "UN" {
			continue
		}
		days = append(days, m.From-1, m.From)
		if m.WindDown != nil {
			days = append(days, m.WindDown.LastImport, m.WindDown.LastImport+1)
		}
		for _, c := range m.Caps {
			days = append(days, c.From-1, c.From)
			if c.To != 0 {
				days = append(days, c.To, c.To+1)
			}
		}
		if m.To != 0 {
			days = append(days, m.To, m.To+1)
		}
	}
	days = append(days, first, last)
	slices.Sort(days)
	days = slices.Compact(days)
	days = slices.DeleteFunc(days, func(d ftm.Day) bool { return d < first || d > last })
	if len(days) < 30 {
		t.Fatalf("%d days", len(days))
	}
	for _, c := range law.HSCodes() {
		for _, direction := range []string{law.From, law.To} {
			before := law.Allowed
			for _, d := range days {
				a, err := p.Is(law.Question{HS: c.Code, Direction: direction, Date: d})
				if err != nil {
					t.Fatal(err)
				}
				if before.Stronger(a.Status) {
					t.Fatalf("%s %s: %s before %s, then %s", c.Code, direction, before, d, a.Status)
				}
				before = a.Status
			}
		}
	}
}

// How many six-digit codes are banned. A changed mapping changes these numbers,
// and must do so knowingly.
func TestCounts(t *testing.T) {
	p := dprk(t)
	for direction, want := range map[string]string{
		law.From: "5613 codes: 2444 banned, 0 wind_down, 0 capped, 181 conditional, 2988 allowed",
		law.To:   "5613 codes: 1595 banned, 0 wind_down, 17 capped, 102 conditional, 3899 allowed",
	} {
		n, by := 0, map[law.Status]int{}
		for _, c := range law.HSCodes() {
			if len(c.Code) != 6 {
				continue
			}
			a, err := p.Is(law.Question{HS: c.Code, Direction: direction, Date: day(t, "2018-02-01")})
			if err != nil {
				t.Fatal(err)
			}
			n++
			by[a.Status]++
		}
		got := fmt.Sprintf("%d codes: %d banned, %d wind_down, %d capped, %d conditional, %d allowed", n, by[law.Banned], by[law.Winding], by[law.Capped], by[law.Conditional], by[law.Allowed])
		if got != want {
			t.Errorf("%s: %s, want %s", direction, got, want)
		}
	}
}

// Before everything that the programme has of an issuer, allowed is no clean
// answer, and says so.
func TestBeforeAll(t *testing.T) {
	p := dprk(t)
	for _, tc := range []struct{ issuer, date, note string }{
		{"EU", "2017-08-31", "this programme has no measures of EU before 2017-09-01"},
		{"EU", "2017-09-01", ""},
		{"CN", "2016-04-04", "this programme has no measures of CN before 2016-04-05"},
		{"UN", "2006-10-13", "this programme has no measures of UN before 2006-10-14"},
		{"UN", "2006-10-14", ""},
	} {
		a, err := p.Is(law.Question{HS: "1006", Direction: law.From, Date: day(t, tc.date), Issuer: tc.issuer})
		if err != nil || a.Note != tc.note {
			t.Errorf("%s on %s: %q, want %q (%v)", tc.issuer, tc.date, a.Note, tc.note, err)
		}
	}
	a, err := p.Does(law.ActQuestion{Activity: "eu_transfer", Date: day(t, "2017-01-01")})
	if err != nil || a.Note == "" || a.Status != law.Allowed {
		t.Errorf("%+v %v", a, err)
	}
}
