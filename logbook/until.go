package logbook

import (
	"context"
	"fmt"
	"time"

	"cordon/sea"
	"cordon/store"
)

// past is what was heard up to a moment, and what ships did as that shows it.
type past struct {
	at      time.Time
	archive string // digest
	run     int64  // of the analysis, which is made anew when lists change
	traffic *sea.Traffic
	events  []sea.Event
}

// Until is what was heard up to a moment, and what ships did as that shows it: tracks,
// who they are and what they did are those of an archive that ends then. Where nothing
// was heard later they are those of the last analysis; else they are worked out, which
// takes as long as the analysis of what was heard up to then. The last such moment is
// kept.
func (d *Desk) Until(ctx context.Context, now time.Time, k *sea.Known) (*sea.Traffic, []sea.Event, error) {
	d.until.Lock()
	defer d.until.Unlock()
	t, events, err := d.untilNow(ctx, now, k)
	if err != nil {
		return nil, nil, fmt.Errorf("what was known at %s: %w", now.Format(time.RFC3339), err)
	}
	return t, events, nil
}

func (d *Desk) untilNow(ctx context.Context, now time.Time, k *sea.Known) (*sea.Traffic, []sea.Event, error) {
	later, err := d.heardAfter(ctx, now)
	if err != nil {
		return nil, nil, err
	}
	if !later {
		t, err := d.tracks(ctx, Query{})
		if err != nil {
			return nil, nil, err
		}
		if !saysAfter(t, now) {
			got, err := d.Events(ctx, store.FindingQuery{})
			return t, got.Events, err
		}
	}
	p := past{at: now}
	if p.archive, err = d.Log.Digest(ctx); err != nil {
		return nil, nil, err
	}
	if p.run, err = d.LastRun(ctx); err != nil {
		return nil, nil, err
	}
	if o := d.past; o != nil && o.at.Equal(p.at) && o.archive == p.archive && o.run == p.run {
		return o.traffic, o.events, nil
	}
	d.past = nil
	if p.traffic, err = d.Log.Traffic(ctx, d.Config.Tracks, Query{To: now.Add(time.Millisecond)}, 0); err != nil { // To is not included
		return nil, nil, err
	}
	if p.events, err = sea.Detect(ctx, p.traffic, k, d.Config, d.Log.o.Workers); err != nil {
		return nil, nil, err
	}
	d.past = &p
	return p.traffic, p.events, nil
}

// heardAfter reports whether the last analysis knew anything that was heard after a
// moment.
func (d *Desk) heardAfter(ctx context.Context, now time.Time) (bool, error) {
	list, err := d.vessels(ctx)
	if err != nil {
		return false, err
	}
	for i := range list {
		if list[i].Last.After(now) {
			return true, nil
		}
	}
	return false, nil
}

// saysAfter reports whether any of the traffic was heard after a moment: what came
// since the last analysis.
func saysAfter(t *sea.Traffic, now time.Time) bool {
	for _, v := range t.Vessels {
		if n := len(v.Fixes); n > 0 && unix(v.Fixes[n-1].T).After(now) {
			return true
		}
		for i := range v.Claims {
			if unix(v.Claims[i].Last).After(now) {
				return true
			}
		}
	}
	return false
}
