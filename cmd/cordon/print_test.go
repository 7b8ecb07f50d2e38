package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/intake"
	"cordon/live"
	"cordon/screen"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

// A score is never rounded up.
func TestScoreText(t *testing.T) {
	for score, want := range map[float64]string{0: "0.00", .29: "0.29", .695: "0.69", .6999: "0.69", .7: "0.70", .9999: "0.99", 1: "1.00"} {
		if got := scoreText(score); got != want {
			t.Errorf("%v is printed %s, want %s", score, got, want)
		}
	}
}

func TestStanding(t *testing.T) {
	p := &tablePrinter{threshold: .7}
	for _, tc := range []struct {
		r    screen.Result
		want string
	}{
		{screen.Result{Score: .9, Match: true}, ""},
		{screen.Result{Score: .69}, ", below threshold"},
		{screen.Result{Score: .8}, ", no match by itself"}, // a weak alias alone
	} {
		if got := p.standing(tc.r); got != tc.want {
			t.Errorf("score %v, match %v: %q, want %q", tc.r.Score, tc.r.Match, got, tc.want)
		}
	}
}

func TestVerdict(t *testing.T) {
	for _, tc := range []struct {
		matches, below int
		want           string
	}{
		{0, 0, "clear: nothing found"}, {0, 1, "no match; 1 weaker hit"}, {0, 2, "no match; 2 weaker hits"},
		{1, 0, "1 match"}, {3, 0, "3 matches"}, {2, 1, "2 matches, 1 weaker hit"},
	} {
		if got := verdict(tc.matches, tc.below); got != tc.want {
			t.Errorf("%d and %d: %q, want %q", tc.matches, tc.below, got, tc.want)
		}
	}
}

// What two lists say alike stands once, the published one first; what they say
// otherwise stands apart.
func TestHoldings(t *testing.T) {
	same := screen.Listing{Authority: "A", Programmes: []string{"P"}, Reference: "7"}
	in := func(d string, l screen.Listing) screen.Listing { l.Dataset = d; return l }
	ended := same
	ended.Until = "2020-01-01"
	got := holdings([]screen.Listing{in("dprk_builtin", ended), in("dprk_builtin", same), in("us_ofac_sdn", same)})
	var names []string
	for _, h := range got {
		names = append(names, h.Until+":"+strings.Join(h.datasets, "+"))
	}
	if diff := cmp.Diff([]string{":us_ofac_sdn+dprk_builtin", "2020-01-01:dprk_builtin"}, names); diff != "" {
		t.Errorf("holdings (-want +got):\n%s", diff)
	}
}

func TestSourcesOf(t *testing.T) {
	s := live.Searched{Lists: []live.List{
		{Dataset: "un_sc_sanctions", Published: "2020-11-30", Received: "2021-01-02T03:04:05Z"},
		{Dataset: "us_ofac_sdn", Received: "2021-01-02T03:04:05Z"},
	}}
	got := sourcesOf("nobody", []string{"us_ofac_sdn", "un_sc_sanctions", "dprk_builtin", "elsewhere"}, s)
	if want := "us_ofac_sdn received 2021-01-02, un_sc_sanctions of 2020-11-30, dprk_builtin, elsewhere"; got != want {
		t.Errorf("sources %q, want %q", got, want)
	}
}

// The table fits 80 columns with the longest name of a list.
func TestBatchTable(t *testing.T) {
	day, err := ftm.ParseDay("2020-02-03")
	if err != nil {
		t.Fatal(err)
	}
	rep := batchReport{Batches: []intake.Result{
		{Source: "us_fincen_special_measures", Status: intake.Loaded, Published: day, Parties: 1234567, Added: 12345678, Changed: 12345678, Removed: 12345678, Refused: 12345678},
		{Source: "un_sc_sanctions", Status: intake.Unchanged, Parties: 12, Received: time.Date(2021, 2, 3, 0, 0, 0, 0, time.UTC)},
		{Source: "gb_sanctions", Status: intake.Held}, {Source: "eu_fsf", Status: intake.Failed},
	}, Unknown: []ftm.Problem{{File: "x"}, {File: "y"}}}
	var b bytes.Buffer
	if err := printBatchTable(&b, rep); err != nil {
		t.Fatal(err)
	}
	want := `list                       published  parties    added  changed  removed  refused
us_fincen_special_measures 2020-02-03 1234567 12345678 12345678 12345678 12345678
un_sc_sanctions            -               12 unchanged since 2021-02-03
gb_sanctions               -          held back, not loaded
eu_fsf                     -          not loaded
2 other files are no list that cordon knows; -o json names them
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestSomeOf(t *testing.T) {
	if got := someOf([]string{"a", "b"}); got != "a; b" {
		t.Errorf("two reasons: %q", got)
	}
	if got := someOf(strings.Split("abcdefg", "")); got != "a; b; c; d; and 3 more reasons; -o json names them" {
		t.Errorf("seven reasons: %q", got)
	}
}

// A terminal sees one line that renews itself; a log a line every ten seconds;
// after the end nothing stays.
func TestMeter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name     string
		terminal bool
		want     string
	}{
		{"terminal", true, "\r" + fit("loading x: 50 % of 2.0 MB, 1.0 MB/s, 1s left", 79) + "\r" + fit("loading x: 100 % of 2.0 MB, 0.2 MB/s", 79) + "\r" + strings.Repeat(" ", 79) + "\r"},
		{"log", false, "cordon: loading x: 100 % of 2.0 MB, 0.2 MB/s\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b bytes.Buffer
			at := now
			m := &meter{w: &b, terminal: tc.terminal, columns: 80, title: "loading x", start: at, now: func() time.Time { return at }}
			m.count(1e6, 2e6, "bytes") // at once: nothing yet
			at = at.Add(time.Second)
			m.count(1e6, 2e6, "bytes")
			at = at.Add(10 * time.Second)
			m.count(3e6, 2e6, "bytes") // read twice
			m.stop()
			at = at.Add(time.Minute)
			m.count(4e6, 0, "bytes")
			if diff := cmp.Diff(tc.want, b.String()); diff != "" {
				t.Errorf("meter (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStale(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		published, received string
		want                bool
	}{
		{"", "2026-02-27T00:00:00Z", false},
		{"", "2026-02-01T00:00:00Z", true},
		{"2026-02-01", "2026-02-27T00:00:00Z", false},
		{"2020-11-30", "2026-02-27T00:00:00Z", true},
	} {
		if got := stale(live.List{Published: tc.published, Received: tc.received}, now); got != tc.want {
			t.Errorf("published %q, received %q: stale %v, want %v", tc.published, tc.received, got, tc.want)
		}
	}
}

// Text from outside moves no cursor, and cells begin no formula.
func TestTextIsSafe(t *testing.T) {
	for in, want := range map[string]string{
		"plain":              "plain",
		"a\x1b[31mred":       "a\uFFFD[31mred",
		"two\nlines\tand\r":  "two lines and ",
		"turned \u202e back": "turned \uFFFD back",
		"zero\u200bwidth":    "zero\uFFFDwidth",
	} {
		if got := plainText(in); got != want {
			t.Errorf("%q is printed %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"": "", "x": "x", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx"} {
		if got := csvCell(in); got != want {
			t.Errorf("cell %q is %q, want %q", in, got, want)
		}
	}
}

func TestFitAndWrap(t *testing.T) {
	for _, tc := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 7, "short  "}, {"exactly", 7, "exactly"}, {"too long", 7, "too lo…"},
		{"김정은", 6, "김정은"}, {"김정은", 5, "김정…"}, {"김정은", 4, "김… "}, {"é", 2, "é "},
	} {
		if got := fit(tc.in, tc.n); got != tc.want || width(got) != tc.n {
			t.Errorf("%q in %d columns: %q (%d), want %q", tc.in, tc.n, got, width(got), tc.want)
		}
	}
	if diff := cmp.Diff([]string{"one two", "three", "fourandmore"}, wrap("one two  three fourandmore", 7)); diff != "" {
		t.Errorf("wrap (-want +got):\n%s", diff)
	}
}

// Every error says what to do where something can be done, and its exit code.
func TestPrintError(t *testing.T) {
	for _, tc := range []struct {
		err  error
		code int
		want string
	}{
		{errReported, exitError, ""},
		{usageError{errors.New("wrong"), "like this"}, exitUsage, "cordon: error: wrong\ncordon: hint: like this\n"},
		{hintError{errors.New("bad\nthing"), ""}, exitError, "cordon: error: bad; thing\n"},
		{fmt.Errorf("load: %w", store.ErrBusy), exitError, "hint: wait until it is done"},
		{fmt.Errorf("load: %w", store.ErrReceived), exitError, "hint: load archives oldest first"},
		{fmt.Errorf("write: %w", syscall.ENOSPC), exitError, "hint: free some space"},
		{&live.NothingKnownError{}, exitError, "hint: load older lists"},
		{errors.New("plain"), exitError, "cordon: error: plain\n"},
	} {
		var b bytes.Buffer
		if code := printError(&b, tc.err); code != tc.code || !strings.Contains(b.String(), tc.want) {
			t.Errorf("%v: exit code %d and %q, want %d and %q", tc.err, code, b.String(), tc.code, tc.want)
		}
	}
}
