package law

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"cordon/ftm"
)

// CapPeriod is a cap in the period that holds a day.
type CapPeriod struct {
	Measure    string    `json:"measure"`
	Start      ftm.Day   `json:"start"`
	End        ftm.Day   `json:"end" doc:"Last day of the period."`
	Qty        Decimal   `json:"qty" doc:"Null where the text names no number."`
	Unit       string    `json:"unit"`
	Alt        *Quantity `json:"alt,omitempty" doc:"The same in another unit."`
	LowerOf    bool      `json:"lower_of" doc:"Of the two the one that is reached first counts."`
	Levels     []Level   `json:"levels"`
	Conversion string    `json:"conversion,omitempty"`
	Baseline   string    `json:"baseline,omitempty"`
	Verified   Mark      `json:"verified"`
	Unverified []string  `json:"unverified_fields,omitempty"`
}

// Level is a share of a cap at which something happens.
type Level struct {
	Share Decimal `json:"share"`
	Stop  bool    `json:"stop" doc:"All stop; else the states are told."`
	Qty   Decimal `json:"qty" doc:"Of the quantity, whole units, never rounded up."`
	Alt   Decimal `json:"alt" doc:"Of the other unit; null where there is none."`
}

// Cap returns the cap of a measure in the period that holds a day.
func (p *Programme) Cap(id string, date ftm.Day) (CapPeriod, bool) {
	m, ok := p.byID[id]
	if !ok {
		return CapPeriod{}, false
	}
	return m.period(date)
}

// period finds the period of a cap that holds a day.
func (m *Measure) period(date ftm.Day) (CapPeriod, bool) {
	for i := range m.Caps {
		c := &m.Caps[i]
		if date < c.From || c.To != 0 && date > c.To {
			continue
		}
		start, end := c.From, c.To
		switch c.Period {
		case "calendar_year":
			y := date.Time().Year()
			start = max(c.From, ftm.DayOf(time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC)))
			end = ftm.DayOf(time.Date(y, time.December, 31, 0, 0, 0, 0, time.UTC))
		case "rolling_year":
			for n := 1; ; n++ {
				next := ftm.DayOf(c.From.Time().AddDate(n, 0, 0))
				if date < next {
					end = next - 1
					break
				}
				start = next
			}
			if c.To != 0 {
				end = min(end, c.To)
			}
		}
		out := CapPeriod{
			Measure: m.ID, Start: start, End: end, Qty: c.Qty, Unit: c.Unit, Alt: c.Alt, LowerOf: c.LowerOf,
			Conversion: c.Conversion, Baseline: c.Baseline, Verified: m.Verified, Unverified: m.Unverified, Levels: []Level{},
		}
		for _, s := range c.NotifyAt {
			if s != c.StopAt {
				out.Levels = append(out.Levels, c.level(s, false))
			}
		}
		if c.StopAt != "" {
			out.Levels = append(out.Levels, c.level(c.StopAt, true))
		}
		return out, true
	}
	return CapPeriod{}, false
}

func (c *Cap) level(share Decimal, stop bool) Level {
	l := Level{Share: share, Stop: stop}
	if c.Qty != "" {
		l.Qty = part(c.Qty, share)
	}
	if c.Alt != nil {
		l.Alt = part(c.Alt.Qty, share)
	}
	return l
}

// part is a share of a quantity in whole units, cut.
func part(qty, share Decimal) Decimal {
	r := new(big.Rat).Mul(qty.Rat(), share.Rat())
	return Decimal(new(big.Int).Quo(r.Num(), r.Denom()).String())
}

// Reached returns the levels that a reported quantity, in the cap's unit, has
// reached, and its share of the cap in percent, cut to a tenth. Where the text
// names no number nothing is reached.
func (c CapPeriod) Reached(qty Decimal) (levels []Level, percent Decimal) {
	if c.Qty == "" || c.Qty.Rat().Sign() == 0 {
		return nil, ""
	}
	share := new(big.Rat).Quo(qty.Rat(), c.Qty.Rat())
	for _, l := range c.Levels {
		if share.Cmp(l.Share.Rat()) >= 0 {
			levels = append(levels, l)
		}
	}
	tenths := new(big.Rat).Mul(share, big.NewRat(1000, 1))
	cut := new(big.Int).Quo(tenths.Num(), tenths.Denom())
	return levels, decimalOf(new(big.Rat).SetFrac(cut, big.NewInt(10)))
}

// amount is the quantity in words.
func (c CapPeriod) amount() string {
	if c.Qty == "" {
		return "quantity not in the text: " + c.Baseline
	}
	s := grouped(c.Qty) + " " + c.Unit
	if c.Alt != nil {
		word := " or "
		s += word + grouped(c.Alt.Qty) + " " + c.Alt.Unit
		if c.LowerOf {
			s += ", whichever is reached first"
		}
	}
	return s
}

// Amount is the quantity in words: 4,000,000 bbl or 525,000 t.
func (c CapPeriod) Amount() string { return c.amount() }

// grouped writes a number with commas.
func grouped(d Decimal) string {
	whole, rest, _ := strings.Cut(string(d), ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if rest != "" {
		fmt.Fprintf(&b, ".%s", rest)
	}
	return b.String()
}
