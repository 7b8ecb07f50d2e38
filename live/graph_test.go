package live_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/graph"
	"cordon/live"
)

// oneRule is the rule of these tests.
func oneRule(t *testing.T) func(*live.Options) {
	t.Helper()
	r, err := graph.ParseRules([]byte(`{"regimes":[{"id":"rule-50","name":"ofac","from":"2014-08-13","in_force":true,"threshold":"50","compare":">=","classes":["capital"],"aggregate":"all","control":"caution","seeds":["list:us_ofac_sdn"],"cite":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return func(o *live.Options) { o.Rules = func() (*graph.Rules, error) { return r, nil } }
}

func firm(id string) *ftm.Entity {
	e := ftm.New(id, "Company")
	e.Add("name", id)
	return e
}

func stake(id, owner, asset, percentage, start string) *ftm.Entity {
	e := ftm.New(id, "Ownership")
	e.Add("owner", owner)
	e.Add("asset", asset)
	e.Add("percentage", percentage)
	e.Add("startDate", start)
	return e
}

// status asks for the status of one entity.
func status(t *testing.T, d *live.Desk, id string, at live.At) graph.Status {
	t.Helper()
	p, err := d.Graph(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.Cascade(t.Context(), live.CascadeQuestion{Regime: "ofac", IDs: []string{id}})
	if errors.Is(err, live.ErrNoEntity) {
		return "unknown"
	}
	if err != nil {
		t.Fatal(err)
	}
	return list[0].Status
}

// D02: on 2024-09-10 we learn that X held 55 % of A from 2024-01-01. On a day in
// May it was so, but in June nobody knew.
func TestGraphInTwoTimes(t *testing.T) {
	b := newBench(t)
	b.clock.set(on(2024, 1, 10))
	b.commit("us_ofac_sdn", person("X", "X", ftm.Period{From: day(2020, 1, 1)}))
	b.commit("register", firm("A"))
	b.clock.set(on(2024, 9, 10))
	b.commit("register", firm("A"), stake("o1", "X", "A", "55", "2024-01-01"))
	b.clock.set(on(2024, 10, 1))
	d := b.desk("", oneRule(t))
	for _, tc := range []struct {
		asOf  ftm.Day
		known time.Time
		want  graph.Status
	}{
		{day(2024, 5, 1), on(2024, 6, 1), graph.No},
		{day(2024, 5, 1), on(2024, 9, 11), graph.Blocked},
		{day(2023, 12, 31), on(2024, 9, 11), graph.No},
		{day(2024, 5, 1), time.Time{}, graph.Blocked},
		{0, time.Time{}, graph.Blocked},
	} {
		if got := status(t, d, "A", live.At{AsOf: tc.asOf, KnownOn: tc.known}); got != tc.want {
			t.Errorf("as of %s, known on %s: %s, want %s", tc.asOf, tc.known, got, tc.want)
		}
	}
}

// A stake whose start nobody tells holds for certain from the day on which it
// was first seen, and may have before.
func TestGraphUndatedStake(t *testing.T) {
	b := newBench(t)
	b.commit("us_ofac_sdn", person("X", "X", ftm.Period{}))
	b.commit("register", firm("A"), stake("o1", "X", "A", "55", ""))
	d := b.desk("", oneRule(t))
	for asOf, want := range map[ftm.Day]graph.Status{day(2024, 2, 29): graph.Possible, day(2024, 3, 1): graph.Blocked, 0: graph.Blocked} {
		if got := status(t, d, "A", live.At{AsOf: asOf}); got != want {
			t.Errorf("as of %s: %s, want %s", asOf, got, want)
		}
	}
}

// A new batch is answered from, also by many at a time; the graph is built once
// for all of them, and the past stays as it was.
func TestGraphFollowsBatches(t *testing.T) {
	b := newBench(t)
	b.commit("us_ofac_sdn", person("X", "X", ftm.Period{}))
	first := b.commit("register", firm("A"), stake("o1", "X", "A", "55", "2020-01-01"))
	d := b.desk("", oneRule(t))
	if got := status(t, d, "A", live.At{}); got != graph.Blocked {
		t.Errorf("A is %s", got)
	}
	b.clock.set(noon.Add(24 * time.Hour))
	b.commit("register", firm("A"), stake("o1", "X", "A", "45", "2020-01-01"))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := status(t, d, "A", live.At{}); got != graph.No {
				t.Errorf("after the change A is %s", got)
			}
		})
	}
	wg.Wait()
	if got := status(t, d, "A", live.At{Batch: first.ID}); got != graph.Blocked {
		t.Errorf("with batch %d A is %s", first.ID, got)
	}
}

// The same store gives the same bytes, whatever order its batches came in, and
// however often it is asked.
func TestGraphSameBytes(t *testing.T) {
	answer := func(turned bool) string {
		b := newBench(t)
		batches := []func(){
			func() { b.commit("us_ofac_sdn", person("X", "X", ftm.Period{})) },
			func() {
				var list []*ftm.Entity
				for i := range 30 {
					list = append(list, firm(fmt.Sprintf("C%02d", i)))
					list = append(list, stake(fmt.Sprintf("o%02d", i), map[bool]string{true: "X", false: fmt.Sprintf("C%02d", i/2)}[i == 0], fmt.Sprintf("C%02d", i), []string{"50", ">25-50", "100", ""}[i%4], "2020"))
				}
				b.commit("register", list...)
			},
		}
		if turned {
			batches[0], batches[1] = batches[1], batches[0]
		}
		for _, f := range batches {
			f()
		}
		p, err := b.desk("", oneRule(t)).Graph(t.Context(), live.At{})
		if err != nil {
			t.Fatal(err)
		}
		list, err := p.Cascade(t.Context(), live.CascadeQuestion{Regime: "ofac", All: true})
		if err != nil {
			t.Fatal(err)
		}
		findings, err := p.Findings(t.Context(), "ofac", "dprk")
		if err != nil {
			t.Fatal(err)
		}
		if len(list) < 10 || len(findings) < 10 {
			t.Fatalf("%d answers, %d findings", len(list), len(findings))
		}
		for _, f := range findings {
			if err := f.Check(); err != nil {
				t.Error(err)
			}
		}
		out, err := json.Marshal([]any{list, findings})
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if a, b := answer(false), answer(true); a != b {
		t.Errorf("the order of batches changes the answer:\n%s\n%s", a, b)
	}
}

// Errors of questions: nothing loaded, no rules, no such entity, no such rule.
func TestGraphErrors(t *testing.T) {
	b := newBench(t)
	d := b.desk("")
	if _, err := d.Graph(t.Context(), live.At{}); !errors.Is(err, live.ErrEmpty) {
		t.Errorf("an empty store: %v", err)
	}
	b.commit("us_ofac_sdn", person("X", "X", ftm.Period{}))
	p, err := d.Graph(t.Context(), live.At{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Cascade(t.Context(), live.CascadeQuestion{Regime: "ofac"}); !errors.Is(err, live.ErrNoRules) {
		t.Errorf("no rules: %v", err)
	}
	if _, err := p.Owners("nobody", 1); !errors.Is(err, live.ErrNoEntity) {
		t.Errorf("no entity: %v", err)
	}
	p, err = b.desk("", oneRule(t)).Graph(t.Context(), live.At{AsOf: day(2000, 1, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.WhatIf("ofac", []string{"X"}, nil); !errors.Is(err, graph.ErrNoRule) {
		t.Errorf("no rule on that day: %v", err)
	}
	if _, err := p.WhatIf("mars", []string{"X"}, nil); !errors.Is(err, graph.ErrNoRegime) {
		t.Errorf("no rule of that name: %v", err)
	}
}
