package law

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
)

// BusinessCalendar says on which days deadlines that are counted in business days do not
// move on: Saturdays, Sundays and holidays.
type BusinessCalendar struct {
	ID       string    `json:"id" yaml:"id" need:"true" doc:"Name that duties refer to."`
	Cite     string    `json:"cite" yaml:"cite" need:"true" doc:"Text that sets the holidays."`
	Verified Mark      `json:"verified" yaml:"verified" doc:"How far the holidays were checked."`
	Holidays []Holiday `json:"holidays" yaml:"holidays" need:"true" doc:"Rules of the holidays of a year."`
	Saturday string    `json:"saturday" yaml:"saturday" of:"friday,lost" doc:"Where a holiday on a Saturday goes: to the Friday before, or nowhere."`
	Sunday   string    `json:"sunday" yaml:"sunday" of:"monday,lost" doc:"Where a holiday on a Sunday goes: to the Monday after, or nowhere."`
	Closures []ftm.Day `json:"closures" yaml:"closures" doc:"Single days that were declared, with their source in the file."`
	Line     int       `json:"-"`
}

// Holiday is a day of each year: a date, or the nth weekday of a month, or its last.
type Holiday struct {
	Month   int    `json:"month" yaml:"month" need:"true" doc:"1 to 12."`
	Day     int    `json:"day" yaml:"day" doc:"Day of the month, for a date."`
	Weekday string `json:"weekday" yaml:"weekday" doc:"monday to sunday, for a weekday of the month."`
	Nth     int    `json:"nth" yaml:"nth" doc:"Which weekday of the month."`
	Last    bool   `json:"last" yaml:"last" doc:"The last weekday of the month."`
	Since   int    `json:"since" yaml:"since" doc:"First year in which it is kept."`
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// check says what is wrong with a holiday.
func (h *Holiday) check() error {
	byDay, byWeekday := h.Day != 0, h.Weekday != ""
	switch {
	case h.Month < 1 || h.Month > 12:
		return fmt.Errorf("month %d: want 1 to 12", h.Month)
	case byDay == byWeekday:
		return fmt.Errorf("give either day, or weekday and nth")
	case byDay && (h.Day < 1 || h.Day > 31):
		return fmt.Errorf("day %d: want 1 to 31", h.Day)
	case byWeekday && !slices.Contains(weekdays, h.Weekday):
		return fmt.Errorf("weekday %q: want one of %s", h.Weekday, strings.Join(weekdays, ", "))
	case byWeekday && (h.Last == (h.Nth != 0) || h.Nth < 0 || h.Nth > 5):
		return fmt.Errorf("nth %d: want 1 to 5, or last", h.Nth)
	}
	return nil
}

// on is the day of the holiday in a year, before it is moved off a weekend.
func (h *Holiday) on(year int) time.Time {
	if h.Weekday == "" {
		return time.Date(year, time.Month(h.Month), h.Day, 0, 0, 0, 0, time.UTC)
	}
	want := slices.Index(weekdays, h.Weekday)
	if h.Last {
		last := time.Date(year, time.Month(h.Month)+1, 0, 0, 0, 0, 0, time.UTC)
		return last.AddDate(0, 0, -((int(last.Weekday())-want)+7)%7)
	}
	first := time.Date(year, time.Month(h.Month), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (want-int(first.Weekday())+7)%7+7*(h.Nth-1))
}

// moved is the day on which a holiday is kept; false where it is kept on none.
func (c *BusinessCalendar) moved(d time.Time) (time.Time, bool) {
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDate(0, 0, -1), c.Saturday == "friday"
	case time.Sunday:
		return d.AddDate(0, 0, 1), c.Sunday == "monday"
	}
	return d, true
}

// Business reports whether a day counts.
func (c *BusinessCalendar) Business(day ftm.Day) bool {
	t := day.Time()
	if w := t.Weekday(); w == time.Saturday || w == time.Sunday || slices.Contains(c.Closures, day) {
		return false
	}
	for i := range c.Holidays {
		h := &c.Holidays[i]
		for year := t.Year(); year <= t.Year()+1; year++ { // New Year's Day may be kept in December
			if year < h.Since {
				continue
			}
			if kept, ok := c.moved(h.on(year)); ok && kept.Equal(t) {
				return false
			}
		}
	}
	return true
}

// Add returns the nth business day after a day. The day itself is day 0, whether
// it counts or not.
func (c *BusinessCalendar) Add(from ftm.Day, n int) ftm.Day {
	day := from
	for n > 0 {
		day++
		if c.Business(day) {
			n--
		}
	}
	return day
}
