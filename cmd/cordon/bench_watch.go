package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"cordon/live"
	"cordon/screen"
	"cordon/watch"
)

const watchedSubjects = 100_000

// unBefore is the UN list two years before unFile.
const unBefore = "sanctions/un/un_2018-10-29.xml"

// benchWatch measures what a real change of a list costs a set of subjects,
// against screening all of them again.
func benchWatch(ctx context.Context, b *bench) error {
	data := filepath.Join(b.dir, "data")
	if _, _, err := b.self(ctx, "--data", data, "import", b.path(ofacSet), b.path(unBefore)); err != nil {
		return err
	}
	a := &app{streams: b.app.streams, data: data, programme: b.app.programme}
	defer a.close()
	desk, st, err := a.openDesk(ctx)
	if err != nil {
		return err
	}
	subjects := someSubjects(watchedSubjects)
	listed, err := someTargets(ctx, st, watchedSubjects/100)
	if err != nil {
		return err
	}
	for i, e := range listed { // one in a hundred bears a name of the lists
		subjects[100*i].Schema, subjects[100*i].Properties = "", map[string][]string{"name": e.Properties["name"][:min(1, len(e.Properties["name"]))]}
	}
	dir := filepath.Join(b.dir, "set")
	_, first, err := watchOnce(ctx, desk, dir, subjects)
	if err != nil {
		return err
	}
	if err := b.say("watch/all", len(subjects), "s", round3(first.Seconds())); err != nil {
		return err
	}
	if _, _, err := b.self(ctx, "--data", data, "import", "--force", b.path(unFile)); err != nil {
		return err
	}
	res, took, err := watchOnce(ctx, desk, dir, subjects)
	if err != nil {
		return err
	}
	if res.All {
		return fmt.Errorf("the change was too large: everybody was screened again")
	}
	_, again, err := watchOnce(ctx, desk, filepath.Join(b.dir, "fresh"), subjects)
	if err != nil {
		return err
	}
	for _, m := range []measure{
		{Name: "watch/change", N: len(subjects), Unit: "s", Value: round3(took.Seconds())},
		{Name: "watch/change/screened", N: len(subjects), Unit: "subjects", Value: float64(res.Screened)},
		{Name: "watch/change/times-quicker", N: len(subjects), Unit: "times", Value: round3(again.Seconds() / took.Seconds())},
	} {
		if err := b.say(m.Name, m.N, m.Unit, m.Value); err != nil {
			return err
		}
	}
	return nil
}

// watchOnce brings a set up to date and says how long that took.
func watchOnce(ctx context.Context, desk *live.Desk, dir string, subjects []screen.Query) (watch.Result, time.Duration, error) {
	if err := desk.Refresh(ctx); err != nil {
		return watch.Result{}, 0, err
	}
	start := time.Now()
	set, err := watch.Open(dir)
	if err != nil {
		return watch.Result{}, 0, err
	}
	defer set.Close()
	res, err := set.Run(ctx, desk, subjects, watch.Options{Rules: watch.Rules{Threshold: screen.DefaultThreshold, Algorithm: screen.Best}})
	if err == nil {
		err = set.Acknowledge()
	}
	return res, time.Since(start), err
}

// someSubjects are made-up customers: people, and a firm in three.
func someSubjects(n int) []screen.Query {
	rng := rand.New(rand.NewPCG(2026, 7))
	out := make([]screen.Query, 0, n)
	for i := range n {
		e := syntheticEntity(rng, i)
		q := screen.Query{ID: fmt.Sprint(i), Schema: e.Schema, Properties: map[string][]string{"name": e.Properties["name"]}}
		if d := e.Properties["birthDate"]; d != nil {
			q.Properties["birthDate"] = d
		}
		out = append(out, q)
	}
	return out
}
