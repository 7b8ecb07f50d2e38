package ftm

import (
	"fmt"
	"time"
)

// Day is a calendar day of valid time: days since the year 1 (0001-01-01 is 1)
// in the proleptic Gregorian calendar. The zero Day is open: no bound is known.
// Days run to the end of the year 9999, beyond which ISO dates do not go.
type Day int32

// unixEpoch is 1970-01-01 as a Day.
const unixEpoch Day = 719163

// DayOf returns the day of t in t's own location, the open day for a year
// outside 1 to 9999.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return day(y, int(m), d)
}

// ParseDay reads "2006-01-02"; a longer ISO time is cut to its day. Partial
// dates ("2006", "2006-01") are the first day that they may mean; use [Span]
// where the end matters.
func ParseDay(s string) (Day, error) {
	from, _, err := Span(s)
	return from, err
}

// Span reads an ISO date that may be partial and returns the half-open range of
// days it covers: "1961-04" is 1961-04-01 up to, not including, 1961-05-01. A
// range that ends with the year 9999 has no end: sources write that year for
// "for ever".
func Span(s string) (from, to Day, err error) {
	y, m, d, n := splitISO(s)
	if n == 0 {
		return 0, 0, fmt.Errorf("date %q: want YYYY, YYYY-MM or YYYY-MM-DD", s)
	}
	switch n {
	case 1:
		return day(y, 1, 1), day(y+1, 1, 1), nil
	case 2:
		return day(y, m, 1), day(y, m+1, 1), nil
	}
	f := day(y, m, d)
	return f, day(y, m, d+1), nil
}

// day returns the day of a date whose month and day may lie one too far.
func day(y, m, d int) Day {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Year() < 1 || t.Year() > 9999 {
		return 0
	}
	return Day(t.Unix()/86400 + int64(unixEpoch)) // midnights divide evenly, also before 1970
}

// splitISO reads up to three parts of an ISO date. n is the number of parts,
// 0 if s is no date. A time after a T or a blank is left out; anything else
// behind the day is not, for it may say that the day is not sure.
func splitISO(s string) (y, m, d, n int) {
	num := func(i, j int) int {
		v := 0
		for ; i < j; i++ {
			if s[i] < '0' || s[i] > '9' {
				return -1
			}
			v = v*10 + int(s[i]-'0')
		}
		return v
	}
	if len(s) < 4 {
		return
	}
	if y = num(0, 4); y < 1 {
		return 0, 0, 0, 0
	}
	if len(s) == 4 {
		return y, 0, 0, 1
	}
	if s[4] != '-' || len(s) < 7 {
		return 0, 0, 0, 0
	}
	if m = num(5, 7); m < 1 || m > 12 {
		return 0, 0, 0, 0
	}
	if len(s) == 7 {
		return y, m, 0, 2
	}
	if s[7] != '-' || len(s) < 10 {
		return 0, 0, 0, 0
	}
	d = num(8, 10)
	if d < 1 || d > time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return 0, 0, 0, 0
	}
	if len(s) > 10 && !isClock(s[10:]) {
		return 0, 0, 0, 0
	}
	return y, m, d, 3
}

// isClock reports whether s is a time of day behind a date: a T or a blank,
// hours and minutes, then what clocks write.
func isClock(s string) bool {
	if len(s) < 6 || s[0] != 'T' && s[0] != ' ' || s[3] != ':' {
		return false
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == ':', c == '.', c == '+', c == '-', c == 'Z':
		default:
			return false
		}
	}
	return true
}

// String is the ISO form, empty for the open day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Time is midnight UTC of d.
func (d Day) Time() time.Time {
	return time.Unix(int64(d-unixEpoch)*86400, 0).UTC()
}

// MarshalText is the ISO form.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; empty is the open day.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDay(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Period is a range of valid time in days, half open: [From, To). An open
// bound is the zero Day. "Until 30 June" in a source is To = 1 July.
type Period struct {
	From Day `json:"from,omitempty"`
	To   Day `json:"to,omitempty"`
}

// Contains reports whether d lies in p. The open day lies in every period.
func (p Period) Contains(d Day) bool {
	return d == 0 || (p.From == 0 || p.From <= d) && (p.To == 0 || d < p.To)
}

// span returns the shortest period that holds p and q.
func (p Period) span(q Period) Period {
	p.From = min(p.From, q.From) // an open start is the earliest
	if p.To == 0 || q.To == 0 {
		return Period{From: p.From}
	}
	return Period{p.From, max(p.To, q.To)}
}

// IsZero reports whether both bounds are open.
func (p Period) IsZero() bool { return p == Period{} }
