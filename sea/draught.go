package sea

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// DraughtStep is a change of the draught that a vessel said of itself. It is
// typed by hand: it tells when the crew typed, which can be days after the
// cargo moved, or never.
type DraughtStep struct {
	From, To     float64 // metres
	Last, First  uint32  // From was last said then, To first said then; the change lies between
	Before, Runs int     // how often From and To were said
}

// Delta is how much deeper the ship lies after it, metres; below 0 it unloaded.
func (s DraughtStep) Delta() float64 { return s.To - s.From }

// String: "7.4 to 10.2 m (+2.8, apparently loaded)".
func (s DraughtStep) String() string {
	word := "loaded"
	if s.Delta() < 0 {
		word = "unloaded"
	}
	return fmt.Sprintf("%.1f to %.1f m (%+.1f, apparently %s)", s.From, s.To, s.Delta(), word)
}

// draughtRun is one draught said over a time, in 1/10 m.
type draughtRun struct {
	dm          int
	first, last uint32
	n           int
}

// draughtRuns are the draughts of v in the order in which they were first said.
// 0 and 25.5 m say "not available" and "25.5 or more" and are left out. A draught
// said once in the midst of another is a bit error or a slip, and left out too.
func draughtRuns(v *Vessel) []draughtRun {
	var rs []draughtRun
	for i := range v.Claims {
		c := &v.Claims[i]
		if c.Prop != "draught" {
			continue
		}
		m, err := strconv.ParseFloat(c.Value, 64)
		if dm := int(m*10 + .5); err == nil && dm > 0 && dm < 255 {
			rs = append(rs, draughtRun{dm, c.First, c.Last, c.N})
		}
	}
	slices.SortFunc(rs, func(a, b draughtRun) int {
		switch {
		case a.first != b.first:
			return int(int64(a.first) - int64(b.first))
		case a.last != b.last:
			return int(int64(a.last) - int64(b.last))
		}
		return a.dm - b.dm
	})
	out := rs[:0:0]
	for i, r := range rs {
		slip := false
		for j, o := range rs {
			if i != j && r.n == 1 && o.n > 1 && o.first < r.first && r.last < o.last {
				slip = true
			}
		}
		if slip {
			continue
		}
		if n := len(out); n > 0 && out[n-1].dm == r.dm {
			out[n-1].last, out[n-1].n = max(out[n-1].last, r.last), out[n-1].n+r.n
			continue
		}
		out = append(out, r)
	}
	return out
}

// DraughtSteps are the changes of v's draught, by time, however small.
func DraughtSteps(v *Vessel) []DraughtStep {
	rs := draughtRuns(v)
	var out []DraughtStep
	for i := 1; i < len(rs); i++ {
		a, b := rs[i-1], rs[i]
		// A claim can span another: what was said last before b began counts.
		out = append(out, DraughtStep{float64(a.dm) / 10, float64(b.dm) / 10, min(a.last, b.first), b.first, a.n, b.n})
	}
	return out
}

// DraughtAcross is the change of draught over something that v did from start to
// end: from what it said last before start, or in it, to what it said within so
// many seconds after start and up to that long after end. ok is false when either is
// unknown; equal draughts are a step of 0.
func DraughtAcross(v *Vessel, start, end, within uint32) (s DraughtStep, ok bool) {
	rs := draughtRuns(v)
	lo, hi := uint32(0), end
	if start > within {
		lo = start - within
	}
	if hi += within; hi < end {
		hi = ^uint32(0)
	}
	was, is := -1, -1
	for i, r := range rs {
		if r.first <= start && r.last >= lo {
			was = i // said in the window before it began
		}
		if r.first <= hi && r.last >= start {
			is = i // the last that was begun in the window
		}
	}
	if was < 0 || is < 0 {
		return s, false
	}
	a, b := rs[was], rs[is]
	return DraughtStep{float64(a.dm) / 10, float64(b.dm) / 10, min(a.last, b.first), b.first, a.n, b.n}, true
}

// draughtFits adds a change of draught over [start,end] to an event's facts and,
// when it is large enough, its reasons.
func (e *Event) draughtFits(v *Vessel, start, end uint32, c *DraughtConfig) {
	s, ok := DraughtAcross(v, start, end, uint32(c.WithinH*3600))
	if !ok {
		return
	}
	e.Facts["draught_before_m"], e.Facts["draught_after_m"] = s.From, s.To
	if math.Round(math.Abs(s.Delta())*10) < math.Round(c.StepM*10) {
		return
	}
	e.because("draught-step", c.Weight, "draught "+s.String())
	e.unless("the draught is typed by hand: typed late, it tells of another port; ballast water changes it too", "port log, bill of lading, ballast record")
}

// DraughtConfig says which changes of draught count.
type DraughtConfig struct {
	StepM   float64 // metres; least change (practitioners: 0.3 with opposite signs, 0.5 to 1.0 alone)
	WithinH float64 // hours before and after within which the draughts were said
	Weight  float64 // log-odds (reference table of weights: +0.7)
}

// DefaultDraughtConfig is 0.3 m within 48 h.
func DefaultDraughtConfig() DraughtConfig { return DraughtConfig{StepM: 0.3, WithinH: 48, Weight: 0.7} }
