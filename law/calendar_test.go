package law_test

import (
	"testing"

	"cordon/ftm"
	"cordon/law"
)

func federal(saturday string, closures ...ftm.Day) *law.BusinessCalendar {
	nth := func(month int, weekday string, n int) law.Holiday {
		return law.Holiday{Month: month, Weekday: weekday, Nth: n}
	}
	date := func(month, day int) law.Holiday { return law.Holiday{Month: month, Day: day} }
	june := date(6, 19)
	june.Since = 2021
	return &law.BusinessCalendar{ID: "us", Saturday: saturday, Sunday: "monday", Closures: closures, Holidays: []law.Holiday{
		date(1, 1), nth(1, "monday", 3), nth(2, "monday", 3), {Month: 5, Weekday: "monday", Last: true}, june, date(7, 4), nth(9, "monday", 1), nth(10, "monday", 2), date(11, 11),
		nth(11, "thursday", 4), date(12, 25),
	}}
}

func TestBusinessDays(t *testing.T) {
	for _, tc := range []struct {
		about, from string
		calendar    *law.BusinessCalendar
		want        string
	}{
		{"Memorial Day is passed over", "2026-05-20", federal("friday"), "2026-06-04"},
		{"Thanksgiving", "2025-11-21", federal("friday"), "2025-12-08"},
		{"Christmas and New Year", "2025-12-23", federal("friday"), "2026-01-08"},
		{"with two days closed by order", "2025-12-23", federal("friday", dayOf("2025-12-24"), dayOf("2025-12-26")), "2026-01-12"},
		{"4 July on a Saturday, kept on Friday", "2026-06-25", federal("friday"), "2026-07-10"},
		{"4 July on a Saturday, not kept by the payment system", "2026-06-25", federal("lost"), "2026-07-09"},
		{"from a Saturday", "2026-08-01", federal("friday"), "2026-08-14"},
		{"Veterans Day", "2026-11-09", federal("friday"), "2026-11-24"},
		{"Christmas on a Saturday and New Year's Day on one", "2027-12-20", federal("friday"), "2028-01-05"},
		{"the same for the payment system", "2027-12-20", federal("lost"), "2028-01-03"},
		{"19 June before it was a holiday", "2020-06-15", federal("friday"), "2020-06-29"},
		{"and since", "2023-06-12", federal("friday"), "2023-06-27"},
	} {
		if got := tc.calendar.Add(dayOf(tc.from), 10); got != dayOf(tc.want) {
			t.Errorf("%s: ten business days after %s end on %s, want %s", tc.about, tc.from, got, tc.want)
		}
	}
}

func dayOf(s string) ftm.Day {
	d, err := ftm.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}
