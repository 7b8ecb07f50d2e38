package live

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
)

// ParseKnown reads what people write for a point of known time: a day, a batch
// as batch:12, or the batch of an answer together with the day that it states,
// as batch:12@2024-05-03. Days begin in loc.
func ParseKnown(s string, loc *time.Location) (on time.Time, batch int64, err error) {
	if rest, ok := strings.CutPrefix(s, "batch:"); ok {
		number, day, dated := strings.Cut(rest, "@")
		batch, err = strconv.ParseInt(number, 10, 64)
		if err != nil || batch < 1 {
			return time.Time{}, 0, fmt.Errorf("%q is no number of a batch", number)
		}
		if s = day; !dated {
			return time.Time{}, batch, nil
		}
	}
	d, err := ftm.ParseDay(s)
	if err == nil && d.String() != s {
		err = fmt.Errorf("date %q is no full day", s) // "2024" would mean its first
	}
	if err != nil {
		return time.Time{}, 0, err
	}
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc), batch, nil
}
