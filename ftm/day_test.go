package ftm_test

import (
	"encoding/json"
	"testing"
	"time"

	"cordon/ftm"
)

func TestParseDay(t *testing.T) {
	tests := []struct {
		name, in string
		want     ftm.Day
		iso      string
	}{
		{"first day", "0001-01-01", 1, "0001-01-01"},
		{"second day", "0001-01-02", 2, "0001-01-02"},
		{"first year", "0001", 1, "0001-01-01"},
		{"year 4 leaps", "0004-02-29", 1155, "0004-02-29"},
		{"before 1970", "1969-12-31", 719162, "1969-12-31"},
		{"epoch", "1970-01-01", 719163, "1970-01-01"},
		{"after epoch", "1970-01-02", 719164, "1970-01-02"},
		{"leap by 400", "2000-02-29", 730179, "2000-02-29"},
		{"leap by 4", "2016-02-29", 736023, "2016-02-29"},
		{"partial month", "1961-04", 715966, "1961-04-01"},
		{"partial year", "1961", 715876, "1961-01-01"},
		{"time of day", "2024-03-14T11:31:42", 738959, "2024-03-14"},
		{"time and zone", "2024-03-14T11:31:42.5+02:00", 738959, "2024-03-14"},
		{"time behind a blank", "2024-03-14 11:31", 738959, "2024-03-14"},
		{"last day", "9999-12-31", 3652059, "9999-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ftm.ParseDay(tt.in)
			if err != nil || got != tt.want || got.String() != tt.iso {
				t.Errorf("ParseDay(%q) = %d (%s), %v; want %d (%s)", tt.in, got, got, err, tt.want, tt.iso)
			}
			if y, m, d := got.Time().Date(); time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) != tt.iso {
				t.Errorf("Time of %q is %v", tt.in, got.Time())
			}
		})
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, in := range []string{
		"", "x", "0000", "0000-01-01", "196", "19610", "1961-", "1961-4", "1961-13", "1961-00", "1961-04-", "1961-04-1", "1961-04-00",
		"1961-04-31", "1900-02-29", "2023-02-29", "2100-02-29", "1961/04/01", "1961-04-01x", "1961-04-01 or 1962", "1961-04-01T", "1961-04-01 about",
		"+961-01-01", "-001-01-01", "１９６１", "1961-04-01T1:00", " 1961",
	} {
		if got, err := ftm.ParseDay(in); err == nil {
			t.Errorf("ParseDay(%q) = %s, want an error", in, got)
		}
	}
}

func TestSpan(t *testing.T) {
	tests := []struct{ name, in, from, to string }{
		{"day", "1961-04-30", "1961-04-30", "1961-05-01"},
		{"month", "1961-04", "1961-04-01", "1961-05-01"},
		{"december", "1961-12", "1961-12-01", "1962-01-01"},
		{"february of a leap year", "2024-02", "2024-02-01", "2024-03-01"},
		{"february of 1900", "1900-02", "1900-02-01", "1900-03-01"},
		{"year", "1961", "1961-01-01", "1962-01-01"},
		{"last day of a year", "1961-12-31", "1961-12-31", "1962-01-01"},
		{"for ever, by day", "9999-12-31", "9999-12-31", ""},
		{"for ever, by month", "9999-12", "9999-12-01", ""},
		{"for ever, by year", "9999", "9999-01-01", ""},
		{"the day before for ever", "9999-12-30", "9999-12-30", "9999-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to, err := ftm.Span(tt.in)
			if err != nil || from.String() != tt.from || to.String() != tt.to {
				t.Errorf("Span(%q) = %s to %s, %v; want %s to %s", tt.in, from, to, err, tt.from, tt.to)
			}
		})
	}
}

// Every day of four centuries follows the one before, as package time counts.
func TestDaysFollowEachOther(t *testing.T) {
	d, _ := ftm.ParseDay("1899-12-31")
	for at := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2300; at = at.AddDate(0, 0, 1) {
		d++
		if got := ftm.DayOf(at); got != d {
			t.Fatalf("DayOf(%s) = %d, want %d", at.Format(time.DateOnly), got, d)
		}
	}
}

func TestDayOf(t *testing.T) {
	pyongyang := time.FixedZone("KST", 9*3600)
	tests := []struct {
		name string
		in   time.Time
		want string
	}{
		{"midnight", time.Date(2016, 3, 2, 0, 0, 0, 0, time.UTC), "2016-03-02"},
		{"last moment", time.Date(2016, 3, 2, 23, 59, 59, 999999999, time.UTC), "2016-03-02"},
		{"its own zone, not ours", time.Date(2016, 3, 2, 1, 0, 0, 0, pyongyang), "2016-03-02"},
		{"the same moment in UTC", time.Date(2016, 3, 2, 1, 0, 0, 0, pyongyang).UTC(), "2016-03-01"},
		{"long ago", time.Date(1066, 10, 14, 9, 0, 0, 0, time.UTC), "1066-10-14"},
		{"zero time", time.Time{}, "0001-01-01"},
		{"before the first year", time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), ""},
		{"beyond ISO", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), ""},
		{"far beyond", time.Unix(1<<55, 0).UTC(), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ftm.DayOf(tt.in).String(); got != tt.want {
				t.Errorf("DayOf(%v) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestDayText(t *testing.T) {
	type row struct {
		On ftm.Day `json:"on"`
	}
	for _, in := range []string{`{"on":"2016-03-02"}`, `{"on":""}`} {
		var r row
		if err := json.Unmarshal([]byte(in), &r); err != nil {
			t.Fatal(err)
		}
		out, err := json.Marshal(r)
		if err != nil || string(out) != in {
			t.Errorf("%s came back as %s, %v", in, out, err)
		}
	}
	r := row{On: 7}
	if err := json.Unmarshal([]byte(`{"on":"yesterday"}`), &r); err == nil || r.On != 7 {
		t.Errorf("a bad day: error %v, day %d; want an error, and the day as it was", err, r.On)
	}
}

func TestPeriodContains(t *testing.T) {
	day := func(s string) ftm.Day {
		d, err := ftm.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	p := ftm.Period{From: day("2016-03-02"), To: day("2017-07-01")}
	tests := []struct {
		name string
		p    ftm.Period
		on   ftm.Day
		want bool
	}{
		{"first day", p, day("2016-03-02"), true},
		{"day before", p, day("2016-03-01"), false},
		{"last day", p, day("2017-06-30"), true},
		{"the end is out", p, day("2017-07-01"), false},
		{"open day", p, 0, true},
		{"no bounds", ftm.Period{}, day("1950-06-25"), true},
		{"open start", ftm.Period{To: p.To}, day("1950-06-25"), true},
		{"open end", ftm.Period{From: p.From}, day("2050-01-01"), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.p.Contains(tt.on); got != tt.want {
				t.Errorf("%v contains %s: %t, want %t", tt.p, tt.on, got, tt.want)
			}
		})
	}
	if p.IsZero() || !(ftm.Period{}).IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestProblem(t *testing.T) {
	p := ftm.Problem{File: "sdn.csv", Line: 7, Why: "11 columns, want 12"}
	if got, want := p.Error(), "sdn.csv:7: 11 columns, want 12"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p.Line = 0
	if got, want := p.Error(), "sdn.csv: 11 columns, want 12"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
