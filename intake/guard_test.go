package intake_test

import (
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/intake"
	"cordon/lists"
)

func stats(parties int, change func(*intake.Stats)) intake.Stats {
	s := intake.Stats{Kind: lists.UNXML, Reader: "un-xml/1", Parties: parties, Names: parties * 2, Entities: parties * 3, Size: int64(parties) * 1000, Published: 700000,
		Programmes: map[string]int{"DPRK": 155, "TINY": 2}}
	if change != nil {
		change(&s)
	}
	return s
}

func TestGuard(t *testing.T) {
	for _, tc := range []struct {
		name string
		prev *intake.Stats
		now  intake.Stats
		want string // part of the reason; "" loads
	}{
		{"first load", nil, stats(10, nil), ""},
		{"first load, empty", nil, stats(0, nil), "empty"},
		{"same", ptr(stats(1000, nil)), stats(1000, nil), ""},
		{"empty", ptr(stats(1000, nil)), stats(0, nil), "empty"},
		{"grown ten times", ptr(stats(1000, nil)), stats(10000, nil), ""},
		{"the largest real removal", ptr(stats(9158, nil)), stats(9008, nil), ""},
		{"5 percent gone", ptr(stats(1000, nil)), stats(950, nil), ""},
		{"more than 5 percent gone", ptr(stats(1000, nil)), stats(949, nil), "parties fell from 1000 to 949"},
		{"300 of many gone", ptr(stats(15000, nil)), stats(14700, nil), ""},
		{"301 of many gone", ptr(stats(15000, nil)), stats(14699, nil), "parties fell from 15000 to 14699"},
		{"a programme gone", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { delete(s.Programmes, "DPRK") }), "programme DPRK had 155"},
		{"a tiny programme gone", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { delete(s.Programmes, "TINY") }), ""},
		{"half the bytes", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { s.Size = 499_999 }), "shrank from 1000000 to 499999"},
		{"half the bytes in another format", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { s.Size, s.Kind = 10, lists.FTM }), ""},
		{"5 percent of the names gone", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { s.Names = 1900 }), ""},
		{"more than 5 percent of the names gone", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { s.Names = 1899 }), "names fell from 2000 to 1899"},
		{"fewer names by another reader", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { s.Names, s.Reader = 1000, "un-xml/2" }), ""},
		{"an older version", ptr(stats(1000, func(s *intake.Stats) { s.Version = "20240527134702-zbn" })),
			stats(1000, func(s *intake.Stats) { s.Version = "20240527074702-abc" }), "version 20240527074702-abc is before"},
		{"no version after one", ptr(stats(1000, func(s *intake.Stats) { s.Version = "20240527134702-zbn" })), stats(1000, nil), "nothing says which version"},
		{"a newer version", ptr(stats(1000, func(s *intake.Stats) { s.Version = "20240527134702-zbn" })),
			stats(1000, func(s *intake.Stats) { s.Version = "20240528074703-npf" }), ""},
		{"an older publication", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { s.Published-- }), "before the one that is loaded"},
		{"no date", ptr(stats(1000, nil)), stats(1000, func(s *intake.Stats) { s.Published = ftm.Day(0) }), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := intake.Guard(tc.prev, tc.now, intake.DefaultLimits)
			if tc.want == "" {
				if len(got) > 0 {
					t.Errorf("held: %q", got)
				}
				return
			}
			if !strings.Contains(strings.Join(got, "; "), tc.want) {
				t.Errorf("reasons %q, want one with %q", got, tc.want)
			}
		})
	}
}

// A smaller list is never let through where a larger one was held.
func TestGuardIsMonotone(t *testing.T) {
	prev := stats(2000, nil)
	held := false
	for n := 2000; n >= 0; n -= 10 {
		h := len(intake.Guard(&prev, stats(n, func(s *intake.Stats) { s.Size = prev.Size }), intake.DefaultLimits)) > 0
		if held && !h {
			t.Fatalf("%d parties pass, though more were held", n)
		}
		held = h
	}
	if !held {
		t.Error("an empty list passes")
	}
}

func ptr[T any](v T) *T { return &v }
