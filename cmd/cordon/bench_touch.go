package main

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// benchTouch asks the one question over HTTP, the lists of OFAC and the UN
// loaded: of parties by their id, and of the names of the mixed queries.
func benchTouch(ctx context.Context, b *bench) error {
	data, err := b.loaded(ctx)
	if err != nil {
		return err
	}
	st, err := b.openAt(ctx, data)
	if err != nil {
		return err
	}
	parties, err := someTargets(ctx, st, max(b.amount(1000), 20))
	if err == nil {
		err = st.Close()
	}
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, data, time.Minute)
	if err != nil {
		return err
	}
	defer s.stop()
	mixed, err := b.labelled("q500_dev.jsonl")
	if err != nil {
		return err
	}
	var entities, names []string
	for _, e := range parties {
		entities = append(entities, "entity:"+e.ID)
	}
	for _, q := range mixed {
		names = append(names, q.Name)
	}
	c, err := dial(ctx, s.url)
	if err != nil {
		return err
	}
	defer c.close()
	start := time.Now()
	if err := c.get(touchPath(entities[0])); err != nil { // makes the graph
		return err
	}
	if err := b.say("touch/first", 1, "s", round3(time.Since(start).Seconds())); err != nil {
		return err
	}
	for _, set := range []struct {
		name     string
		subjects []string
	}{{"touch/entity", entities}, {"touch/name", names}} {
		var took []time.Duration
		for pass := range 2 { // a warm one first
			took = took[:0]
			for _, v := range set.subjects {
				start := time.Now()
				if err := c.get(touchPath(v)); err != nil {
					return fmt.Errorf("%s, pass %d: %w", v, pass, err)
				}
				took = append(took, time.Since(start))
			}
		}
		for _, p := range []struct {
			name string
			p    float64
		}{{"p50", .5}, {"p99", .99}} {
			if err := b.say(set.name+"/"+p.name, len(took), "ms", ms(percentile(took, p.p))); err != nil {
				return err
			}
		}
	}
	return b.say("touch/memory", 1, "MB", rssNow(s.cmd.Process.Pid))
}

func touchPath(subject string) string {
	return "/api/v1/touch?" + url.Values{"subject": {subject}}.Encode()
}
