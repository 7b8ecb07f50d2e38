package main

import (
	"context"
	"time"

	"cordon/law"
)

// benchLaw measures how long the programme takes to load, and one question about
// goods, over all codes of the table and both directions.
func benchLaw(_ context.Context, b *bench) error {
	load := func() (*law.Programme, []law.Problem) { return law.Load(law.Sources(), b.app.programme) }
	p, problems := load() // once before: tables that are read once are read now
	if len(problems) > 0 {
		return problems[0]
	}
	runs := b.runs(21)
	var loads []float64
	for range runs {
		start := time.Now()
		if _, problems := load(); len(problems) > 0 {
			return problems[0]
		}
		loads = append(loads, float64(time.Since(start).Microseconds())/1000)
	}
	if err := b.say("law/load", runs, "ms", round3(median(loads))); err != nil {
		return err
	}
	measures := p.Measures()
	day := measures[0].From
	for _, m := range measures { // after the newest of them nearly all hold
		if len(m.Goods) > 0 {
			day = max(day, m.From)
		}
	}
	var took []time.Duration
	for _, c := range law.HSCodes() {
		for _, direction := range []string{law.From, law.To} {
			start := time.Now()
			if _, err := p.Is(law.Question{HS: c.Code, Direction: direction, Date: day}); err != nil {
				return err
			}
			took = append(took, time.Since(start))
		}
	}
	for _, q := range []struct {
		name string
		p    float64
	}{{"law/is/p50", .5}, {"law/is/p99", .99}} {
		if err := b.say(q.name, len(took), "µs", round3(float64(percentile(took, q.p).Nanoseconds())/1000)); err != nil {
			return err
		}
	}
	return nil
}
