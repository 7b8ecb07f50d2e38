package lists

import (
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
)

type advancedPoint struct {
	Year  string `xml:"Year"`
	Month string `xml:"Month"`
	Day   string `xml:"Day"`
}

type advancedBoundary struct {
	Approximate xmlBool        `xml:"Approximate,attr"`
	From        *advancedPoint `xml:"From"`
	To          *advancedPoint `xml:"To"`
}

// advancedPeriod is a DatePeriod. A day has the same point at all four places;
// a year begins at the first of January and ends at the last of December.
type advancedPeriod struct {
	Calendar refID             `xml:"CalendarTypeID,attr"`
	Comment  string            `xml:"Comment"`
	Start    *advancedBoundary `xml:"Start"`
	End      *advancedBoundary `xml:"End"`
}

// advancedDate is a date of the type DateSchemaType.
type advancedDate struct {
	Calendar refID `xml:"CalendarTypeID,attr"`
	advancedPoint
}

// days returns the first and the last day that a point may mean. Month and day
// may be missing or 0.
func (p *advancedPoint) days() (first, last time.Time, ok bool) {
	num := func(s string) int {
		if s = strings.TrimSpace(s); s == "" {
			return 0
		}
		n, err := strconv.Atoi(s)
		if err != nil {
			return -1
		}
		return n
	}
	y, m, d := num(p.Year), num(p.Month), num(p.Day)
	switch {
	case y < 1000 || y > 9999 || m < 0 || m > 12 || d < 0 || d > 31:
		return first, last, false
	case m == 0:
		return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC), true
	case d == 0:
		return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC), time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC), true
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t, t, t.Day() == d
}

// span returns the days that a period covers, and whether it is only about
// right.
func (p *advancedPeriod) span() (first, last time.Time, circa, ok bool) {
	for _, b := range []*advancedBoundary{p.Start, p.End} {
		if b == nil {
			continue
		}
		circa = circa || bool(b.Approximate)
		for _, point := range []*advancedPoint{b.From, b.To} {
			if point == nil {
				continue
			}
			from, to, good := point.days()
			if !good {
				return first, last, false, false
			}
			if !ok || from.Before(first) {
				first = from
			}
			if !ok || to.After(last) {
				last = to
			}
			ok = true
		}
	}
	return first, last, circa, ok
}

// text writes a period as the remarks of the CSV files do: "12 Mar 1970",
// "1970", "circa 1970", "1958 to 1961".
func (p *advancedPeriod) text() (string, bool) {
	first, last, circa, ok := p.span()
	if !ok {
		return "", false
	}
	layout := "02 Jan 2006"
	if wholeMonths := first.Day() == 1 && last.AddDate(0, 0, 1).Day() == 1; wholeMonths {
		layout = "Jan 2006"
		if first.Month() == time.January && last.Month() == time.December {
			layout = "2006"
		}
	}
	s := first.Format(layout)
	if to := last.Format(layout); to != s {
		s += " to " + to
	}
	if circa {
		s = "circa " + s
	}
	return s, true
}

// day returns the day of a date that is one.
func (d *advancedDate) day() (ftm.Day, bool) {
	first, last, ok := d.days()
	return ftm.DayOf(first), ok && first.Equal(last)
}

// gregorian reports whether dates of a calendar can be taken as they stand.
func (s *advancedSets) gregorian(calendar refID) bool {
	t := s.known("CalendarType", calendar)
	return t == "" || strings.Contains(t, "gregorian")
}
