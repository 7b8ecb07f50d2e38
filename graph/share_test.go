package graph_test

import (
	"math/big"
	"strings"
	"testing"

	"cordon/graph"
)

const pc = graph.Whole / 100

func TestParseShare(t *testing.T) {
	band := func(lo, hi graph.Parts, open ...bool) graph.Share {
		s := graph.Share{Lo: lo, Hi: hi}
		if len(open) == 2 {
			s.LoOpen, s.HiOpen = open[0], open[1]
		}
		return s
	}
	for _, tc := range []struct {
		in    string
		want  graph.Share
		known bool
		fault string
	}{
		{"50", graph.Exact(50 * pc), true, ""},
		{"50%", graph.Exact(50 * pc), true, ""},
		{"50,0 %", graph.Exact(50 * pc), true, ""},
		{" 33.33 percent", graph.Exact(33_330_000), true, ""},
		{"0", graph.Exact(0), true, ""},
		{"100", graph.Exact(graph.Whole), true, ""},
		{"0.5", graph.Exact(pc / 2), true, ""}, // half of a percent, not a half
		{"0.0000001", band(0, 1), true, ""},
		{"33.3333333333", band(33_333_333, 33_333_334), true, ""},
		{"1.396555514267633e-05", band(13, 14), true, ""},
		{"25-50", band(25*pc, 50*pc), true, ""},
		{"25 – 50 %", band(25*pc, 50*pc), true, ""},
		{"25 to 50", band(25*pc, 50*pc), true, ""},
		{">25-50", band(25*pc, 50*pc, true, false), true, ""},
		{">=25-<50", band(25*pc, 50*pc, false, true), true, ""},
		{">50-<75", band(50*pc, 75*pc, true, true), true, ""},
		{"more than 25 and up to 50", band(25*pc, 50*pc, true, false), true, ""},
		{">25", band(25*pc, graph.Whole, true, false), true, ""},
		{"more than 25", band(25*pc, graph.Whole, true, false), true, ""},
		{"<50", band(0, 50*pc, false, true), true, ""},
		{"less than 50%", band(0, 50*pc, false, true), true, ""},
		{"75+", band(75*pc, graph.Whole), true, ""},
		{"≥75", band(75*pc, graph.Whole), true, ""},
		{"75 or more", band(75*pc, graph.Whole), true, ""},
		{"", graph.Unknown, false, ""},
		{"unknown", graph.Unknown, false, ""},
		{"majority", graph.Unknown, false, ""},
		{"130", graph.Unknown, false, "more than 100 %"},
		{"100.0000001", graph.Unknown, false, "more than 100 %"},
		{"-5", graph.Unknown, false, "less than nothing"},
		{"50-25", graph.Unknown, false, "nothing lies between"},
		{">50-50", graph.Unknown, false, "nothing lies between"},
		{"1e999999999", graph.Unknown, false, ""},
	} {
		s, known, err := graph.ParseShare(tc.in)
		if tc.fault != "" {
			if err == nil || !strings.Contains(err.Error(), tc.fault) {
				t.Errorf("%q: %v, want %q", tc.in, err, tc.fault)
			}
			continue
		}
		if err != nil || s != tc.want || known != tc.known {
			t.Errorf("%q: %+v, %v, %v; want %+v, %v", tc.in, s, known, err, tc.want, tc.known)
		}
	}
}

// 33.33 and 16.67 are 50 to the last part.
func TestDecimalsAreExact(t *testing.T) {
	g := made(t, hold("X", "A", "33.33"), hold("Y", "A", "16.67"), hold("X", "B", "33.33"), hold("Y", "B", "16.669999"))
	s := graph.NewState(g, regime(t, "ofac", "2024-05-01"), dayOf(t, "2024-05-01"), seedsOf(t, g, "X", "Y"))
	if got := statuses(s); len(got) != 1 || got["A"] != graph.Blocked {
		t.Errorf("%v, want A alone blocked", got)
	}
}

func FuzzParseShare(f *testing.F) {
	for _, s := range []string{"50", "25-50", ">25-50", ">=25-<50", "75+", "≥75", "50,0 %", "1.39e-05", "more than 25 and up to 50", "130", "-", "e", "1e400", "0x10", "1/2", "١٢"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, known, err := graph.ParseShare(text)
		if s.Lo > s.Hi || s.Hi > graph.Whole || (err != nil || !known) && s != graph.Unknown {
			t.Fatalf("%q: %+v, %v, %v", text, s, known, err)
		}
		if s.Lo == s.Hi && (s.LoOpen || s.HiOpen) {
			t.Fatalf("%q: %+v is empty", text, s)
		}
		if s.IsExact() && known { // what it writes it reads again
			back, _, err := graph.ParseShare(s.Lo.Percent())
			if err != nil || back != s {
				t.Fatalf("%q: %+v reads back as %+v, %v", text, s, back, err)
			}
			if r, ok := new(big.Rat).SetString(strings.TrimSpace(text)); ok && !strings.ContainsAny(text, "/_xXoObBpP") {
				want := new(big.Rat).Mul(r, big.NewRat(int64(pc), 1))
				if want.Cmp(new(big.Rat).SetInt64(int64(s.Lo))) != 0 {
					t.Fatalf("%q: %d parts, want %s", text, s.Lo, want.RatString())
				}
			}
		}
	})
}
