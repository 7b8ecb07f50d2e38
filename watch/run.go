package watch

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"cordon/live"
	"cordon/screen"

	"golang.org/x/sync/errgroup"
)

// Result says what a run did.
type Result struct {
	Subjects int // in the set
	Screened int // in full
	Added    int
	Changed  int
	Removed  int
	All      bool // everybody was screened anew
}

// Options of a run.
type Options struct {
	Rules
	// Partial says that not all subjects could be read. Nobody is then taken out
	// of the set: who is missing may be among those.
	Partial  bool
	Progress func(done, total int) // may be nil; called by one goroutine at a time
}

// chunk is how many subjects are looked at by one goroutine at a time.
const chunk = 256

// Run screens what has to be screened of the subjects, whose ids are different,
// and keeps what was found and what is to be told of it: see [Set.Pending]. When it
// fails, everything is as before.
func (s *Set) Run(ctx context.Context, desk *live.Desk, subjects []screen.Query, o Options) (Result, error) {
	var res Result
	mark, err := desk.Mark(ctx)
	if err != nil {
		return res, err
	}
	at, err := desk.Pin(ctx)
	if err != nil {
		return res, err
	}
	r := run{set: s, desk: desk, o: o, at: at}
	if s.head.Generation > 0 && rulesEqual(s.head.Rules, o.Rules) {
		var ok bool
		if r.delta, ok, err = desk.Since(ctx, s.head.Mark); err != nil {
			return res, err
		}
		res.All = !ok
	} else {
		res.All = true
	}
	r.all = res.All
	found, err := r.screen(ctx, subjects, &res)
	if err != nil {
		return res, err
	}
	records := make(map[string]record, len(found))
	for _, f := range found {
		if _, ok := records[f.ID]; ok {
			return res, fmt.Errorf("watch: two subjects have the id %q", f.ID)
		}
		records[f.ID] = f
	}
	events := slices.Clone(s.pending)
	add := func(e Event, evidence string) {
		e.AsOf, e.Batch = at.AsOf.String(), at.Batch
		e.ID = digest(e.Subject, e.Party, e.Event, evidence)
		events = append(events, e)
	}
	for _, f := range found {
		compare(f.ID, s.records[f.ID].Hits, f.Hits, func(h hit) string {
			switch {
			case !desk.Listed(h.Party):
				return "No longer listed."
			case s.records[f.ID].Digest != f.Digest:
				return "The subject changed and no longer matches."
			}
			return "No longer matches."
		}, add)
	}
	for id, old := range s.records {
		if _, ok := records[id]; ok {
			continue
		}
		if o.Partial {
			records[id] = old
			continue
		}
		res.Removed++
		compare(id, old.Hits, nil, func(hit) string { return "The subject was removed." }, add)
	}
	slices.SortStableFunc(events[len(s.pending):], func(a, b Event) int {
		return cmp.Or(strings.Compare(a.Subject, b.Subject), strings.Compare(a.Party, b.Party))
	})
	res.Subjects = len(records)
	if mark.Batch == s.head.Mark.Batch && !res.All && res.Screened == 0 && res.Removed == 0 && len(events) == len(s.pending) {
		return res, nil // nothing to keep
	}
	return res, s.commit(mark, o.Rules, records, events)
}

func rulesEqual(a, b Rules) bool {
	return a.Threshold == b.Threshold && a.Algorithm == b.Algorithm && slices.Equal(a.Datasets, b.Datasets)
}

// run is what a run needs.
type run struct {
	set   *Set
	desk  *live.Desk
	o     Options
	at    live.At
	delta live.Delta
	all   bool
}

// screen returns what is found of each subject, in their order.
func (r *run) screen(ctx context.Context, subjects []screen.Query, res *Result) ([]record, error) {
	out := make([]record, len(subjects))
	parts := (len(subjects) + chunk - 1) / chunk
	counts := make([]Result, parts)
	done := make(chan int, parts)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		n := 0
		for k := range done {
			if n += k; r.o.Progress != nil {
				r.o.Progress(n, len(subjects))
			}
		}
	}()
	for i := range parts {
		from, to := i*chunk, min((i+1)*chunk, len(subjects))
		g.Go(func() error {
			err := r.part(gctx, subjects[from:to], out[from:to], &counts[i])
			done <- to - from
			return err
		})
	}
	err := g.Wait()
	close(done)
	<-finished
	for _, c := range counts {
		res.Screened += c.Screened
		res.Added += c.Added
		res.Changed += c.Changed
	}
	return out, err
}

// part looks at some subjects.
func (r *run) part(ctx context.Context, subjects []screen.Query, out []record, res *Result) error {
	var again []screen.Query
	var where []int
	for i, q := range subjects {
		if err := ctx.Err(); err != nil {
			return err
		}
		old, known := r.set.records[q.ID]
		out[i] = record{ID: q.ID, Digest: subjectDigest(q), Hits: old.Hits}
		touched := r.all
		switch {
		case !known:
			res.Added++
			touched = true
		case old.Digest != out[i].Digest:
			res.Changed++
			touched = true
		}
		if !touched {
			var err error
			if touched, err = r.touches(q, old.Hits); err != nil {
				return fmt.Errorf("watch: subject %s: %w", q.ID, err)
			}
		}
		if touched {
			again, where = append(again, q), append(where, i)
		}
	}
	if len(again) == 0 {
		return nil
	}
	answers, err := r.desk.Screen(ctx, again, r.o.options(), r.at)
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	res.Screened += len(again)
	for k, a := range answers {
		hits := make([]hit, 0, len(a.Results))
		for i := range a.Results {
			hits = append(hits, hitOf(&a.Results[i]))
		}
		slices.SortFunc(hits, func(a, b hit) int { return strings.Compare(a.Party, b.Party) })
		out[where[k]].Hits = hits
	}
	return nil
}

// touches reports whether what changed in the lists can change what is found of
// a subject.
func (r *run) touches(q screen.Query, hits []hit) (bool, error) {
	for _, h := range hits {
		if _, ok := slices.BinarySearch(r.delta.Parties, h.Party); ok {
			return true, nil
		}
	}
	if r.delta.Index.Len() == 0 {
		return false, nil
	}
	o := r.o.options()
	o.Limit = 1
	a, err := r.delta.Index.Match(q, o)
	return len(a.Results) > 0, err
}
