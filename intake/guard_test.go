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

// register are the figures of a register of owners, of which nobody is listed.
func register(entities int) intake.Stats {
	return intake.Stats{Kind: lists.BODS, Reader: "bods/1", Entities: entities, Names: entities / 2, Size: 1000, Published: 700000}
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
		{"a register that lost 5 percent", ptr(register(1000)), register(950), ""},
		{"a register that lost more", ptr(register(1000)), register(949), "entries fell from 1000 to 949"},
		{"a large register that lost thousands", ptr(register(1_000_000)), register(951_000), ""},
		{"a small register that lost a few", ptr(register(40)), register(20), ""},
		{"a small register that lost most", ptr(register(40)), register(19), "entries fell from 40 to 19"},
		{"a register that names fewer people", ptr(register(1000)), stats(0, func(s *intake.Stats) { *s = register(1000); s.Names = 10; s.Parties = 0 }), ""},
		{"a register that is empty", ptr(register(1000)), register(0), "empty"},
		{"a list after a register", ptr(stats(1000, nil)), register(10), "all 1000 parties are gone"},
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

// So is a register.
func TestRegisterGuardIsMonotone(t *testing.T) {
	for _, had := range []int{3, 30, 300, 3000} {
		prev, held := register(had), false
		for n := had; n >= 0; n-- {
			h := len(intake.Guard(&prev, register(n), intake.DefaultLimits)) > 0
			if held && !h {
				t.Fatalf("%d of %d entries pass, though more were held", n, had)
			}
			held = h
		}
		if !held {
			t.Errorf("an empty register passes after one of %d", had)
		}
	}
}

func ptr[T any](v T) *T { return &v }
