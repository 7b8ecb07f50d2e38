package law

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
)

// Due is a clock on a day: what is due, and when.
type Due struct {
	ID         string   `json:"id"`
	Instrument string   `json:"instrument"`
	Measure    string   `json:"measure,omitempty"`
	Issuer     string   `json:"issuer"`
	Who        string   `json:"who"`
	What       string   `json:"what"`
	Start      ftm.Day  `json:"start" doc:"The day it counts from; empty for a clock that an event starts."`
	Event      string   `json:"event,omitempty" doc:"The event that starts it."`
	Due        ftm.Day  `json:"due" doc:"The next day on which it is due; empty while no event has started it."`
	Rule       string   `json:"rule" doc:"How the day is counted."`
	Until      ftm.Day  `json:"until" doc:"Last day on which it runs; empty when the text names none."`
	Verified   Mark     `json:"verified"`
	Unverified []string `json:"unverified_fields"`
}

// Clocks returns the clocks that run on a day, soonest first: those with a day
// on which they are still due, and those that wait for an event. Which narrows
// them to an instrument, a measure or a clock, by id; event is the day on which
// the event happened, open when it did not.
func (p *Programme) Clocks(date, known ftm.Day, issuer, which string, event ftm.Day) []Due {
	out := []Due{}
	for _, c := range p.clocks {
		i := c.instrument
		if issuer != "" && i.Issuer != issuer || known != 0 && i.Adopted > known || i.Adopted > date {
			continue
		}
		if which != "" && which != i.ID && which != c.Measure && which != c.ID {
			continue
		}
		if c.Until != 0 && date > c.Until {
			continue
		}
		d := Due{
			ID: c.ID, Instrument: i.ID, Measure: c.Measure, Issuer: i.Issuer, Who: c.Who, What: c.What, Start: c.Start, Event: c.Event,
			Rule: c.rule(), Until: c.Until, Verified: c.Verified, Unverified: c.Unverified,
		}
		if d.Unverified == nil {
			d.Unverified = []string{}
		}
		start := c.Start
		if start == 0 {
			start = event
		}
		if start != 0 {
			var ok bool
			if d.Due, ok = c.due(start, date); !ok {
				continue
			}
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b Due) int {
		switch {
		case (a.Due == 0) != (b.Due == 0):
			return cmp.Compare(b.Due, a.Due)
		}
		return cmp.Compare(a.Due, b.Due)
	})
	return out
}

// due is the first day on or after date on which a clock is due that was started
// on start.
func (c *Clock) due(start, date ftm.Day) (ftm.Day, bool) {
	first := start
	sign := 1
	if c.Before {
		sign = -1
	}
	switch {
	case c.Promptly:
		return start, date <= start
	case c.Months != 0:
		first = addMonths(start, sign*c.Months)
	case c.Days != 0:
		first = start + ftm.Day(sign*c.Days)
	case c.EveryDays != 0:
		first = start + ftm.Day(c.EveryDays)
	case c.EveryMonths != 0:
		first = addMonths(start, c.EveryMonths)
	}
	for n := 0; c.Times == 0 || n < c.Times; n++ {
		d := first
		switch {
		case c.EveryDays != 0:
			if n == 0 && date > first && c.Times == 0 { // no need to walk there
				n = int(date-first) / c.EveryDays
			}
			d = first + ftm.Day(n*c.EveryDays)
		case c.EveryMonths != 0:
			d = addMonths(first, n*c.EveryMonths)
		case n > 0:
			return 0, false
		}
		if c.Until != 0 && d > c.Until || d == 0 { // 0: beyond the calendar
			return 0, false
		}
		if d >= date {
			return d, true
		}
	}
	return 0, false
}

// addMonths is the same day of a later month, or its last day where it is
// shorter.
func addMonths(d ftm.Day, n int) ftm.Day {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return ftm.DayOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// rule says in words how the day is counted.
func (c *Clock) rule() string {
	from := "after " + c.Event
	if c.Before {
		from = "before " + c.Event
	}
	if c.Start != 0 {
		from = "after " + c.Start.String()
	}
	var parts []string
	switch {
	case c.Promptly:
		parts = append(parts, "promptly "+from)
	case c.Months != 0:
		parts = append(parts, units(c.Months, "month")+" "+from)
	case c.Days != 0:
		parts = append(parts, units(c.Days, "day")+" "+from)
	}
	switch {
	case c.EveryDays != 0:
		parts = append(parts, "every "+units(c.EveryDays, "day"))
	case c.EveryMonths != 0:
		parts = append(parts, "every "+units(c.EveryMonths, "month"))
	}
	if c.Days == 0 && c.Months == 0 && !c.Promptly {
		parts = append(parts, from)
	}
	return strings.Join(parts, ", ")
}

func units(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
