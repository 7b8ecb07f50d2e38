package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/graph"
	"cordon/live"
	"cordon/screen"
	"cordon/server"
	"cordon/touch"
)

// firstBatch is when the desk of the tests learned its first list.
var firstBatch = time.Date(2024, 1, 10, 9, 0, 0, 0, time.UTC)

// desk is a real index of a few invented parties. before, where set, runs
// first and may fail, block or panic.
type desk struct {
	index   *screen.Index
	lists   []live.List
	ready   error
	before  func(ctx context.Context, queries []screen.Query) error
	asked   atomic.Int64 // queries
	options screen.Options
	at      live.At
}

func newDesk() *desk {
	b := screen.NewBuilder()
	for _, p := range []struct{ id, schema, dataset, name, alias string }{
		{"ofac-1", "Company", "us_ofac_sdn", "Red Heron Trading Corporation", "RHTC"},
		{"ofac-2", "Person", "us_ofac_sdn", "Pak Chol Ryong", ""},
		{"un-3", "Vessel", "un_sc_sanctions", "Blue Marlin Star", ""},
		{"un-4", "Organization", "un_sc_sanctions", "Bureau Nine of the Lantern", ""},
	} {
		e := ftm.New(p.id, p.schema)
		e.Caption = p.name
		e.Datasets = []string{p.dataset}
		e.Add("name", p.name)
		if p.alias != "" {
			e.Add("alias", p.alias)
		}
		e.Add("topics", "sanction")
		b.Add(e)
	}
	return &desk{index: b.Build(), lists: []live.List{
		{Dataset: "un_sc_sanctions", Batch: 2, Published: "2024-01-09", Received: "2024-01-11T09:00:00Z", Document: strings.Repeat("ab", 32)},
		{Dataset: "us_ofac_sdn", Batch: 1, Received: firstBatch.Format(time.RFC3339)},
	}}
}

func (d *desk) Ready(context.Context) error { return d.ready }

func (d *desk) Lists(context.Context) ([]live.List, int) {
	if d.ready != nil {
		return nil, 0
	}
	return d.lists, d.index.Len()
}

func (d *desk) Screen(ctx context.Context, queries []screen.Query, o screen.Options, at live.At) ([]live.Answer, error) {
	d.asked.Add(int64(len(queries)))
	if d.before != nil {
		if err := d.before(ctx, queries); err != nil {
			return nil, err
		}
	}
	if at.Batch > 2 {
		return nil, fmt.Errorf("batch %d: %w", at.Batch, live.ErrNoBatch)
	}
	if !at.KnownOn.IsZero() && at.KnownOn.Before(firstBatch.Truncate(24*time.Hour)) {
		return nil, &live.NothingKnownError{On: at.KnownOn, First: firstBatch}
	}
	searched := live.Searched{Datasets: []string{}, AsOf: "2024-02-01", KnownOn: "2024-02-01", Lists: []live.List{}, Parties: d.index.Len()}
	if at.AsOf != 0 {
		searched.AsOf = at.AsOf.String()
	}
	for _, l := range d.lists {
		if (len(o.Datasets) == 0 || slices.Contains(o.Datasets, l.Dataset)) && !slices.Contains(o.ExcludeDatasets, l.Dataset) {
			searched.Datasets = append(searched.Datasets, l.Dataset)
			searched.Lists = append(searched.Lists, l)
		}
	}
	var out []live.Answer
	for _, q := range queries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, err := d.index.Match(q, o)
		if err != nil {
			return nil, err
		}
		results := a.Results
		if results == nil {
			results = []screen.Result{}
		}
		out = append(out, live.Answer{ID: q.ID, Query: a.Query, Results: results, Total: a.Total, Ignored: a.Ignored, Searched: searched})
	}
	return out, nil
}

// The desk of these tests has no store: it knows of no entity beyond what a
// screen finds.

func (d *desk) Entity(ctx context.Context, id string) (*live.Entity, error) {
	if d.before != nil {
		if err := d.before(ctx, nil); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%q: %w", id, live.ErrNoEntity)
}

func (d *desk) Nested(ctx context.Context, id string) (*live.Entity, error) { return d.Entity(ctx, id) }

func (d *desk) Adjacent(ctx context.Context, id, _ string, _ live.Page) (*live.Entity, map[string]live.Neighbours, error) {
	e, err := d.Entity(ctx, id)
	return e, nil, err
}

// Graph is a graph of the desk's parties and a few companies, under one rule.
func (d *desk) Graph(ctx context.Context, at live.At) (*live.Picture, error) {
	if d.before != nil {
		if err := d.before(ctx, nil); err != nil {
			return nil, err
		}
	}
	if at.Batch > 2 {
		return nil, fmt.Errorf("batch %d: %w", at.Batch, live.ErrNoBatch)
	}
	day := at.AsOf
	if day == 0 {
		day, _ = ftm.ParseDay("2024-02-01")
	}
	b := graph.NewBuilder()
	m := graph.NewMapper(b, graph.MapOptions{})
	for _, line := range []string{
		`{"id":"ofac-1","schema":"Company","caption":"Red Heron Trading Corporation","datasets":["us_ofac_sdn"],"properties":{"topics":["sanction"],"programId":["DPRK"]}}`,
		`{"id":"co-1","schema":"Company","caption":"Heron Hull","datasets":["register"],"properties":{}}`,
		`{"id":"co-2","schema":"Company","caption":"Heron Keel","datasets":["register"],"properties":{}}`,
		`{"id":"own-1","schema":"Ownership","datasets":["register"],"properties":{"owner":["ofac-1"],"asset":["co-1"],"percentage":["50"],"startDate":["2020-01-01"]}}`,
		`{"id":"own-2","schema":"Ownership","datasets":["register"],"properties":{"owner":["co-1"],"asset":["co-2"],"percentage":["25-50"],"startDate":["2020-01-01"]}}`,
	} {
		e, err := ftm.ParseEntity([]byte(line))
		if err != nil {
			return nil, err
		}
		m.Add(e)
	}
	m.Finish()
	g, _ := b.Build()
	rules, err := graph.ParseRules([]byte(`{"regimes":[{"id":"us-ofac-50","name":"ofac","from":"2014-08-13","in_force":true,"threshold":"50","compare":">=","classes":["capital"],"aggregate":"all","control":"caution","seeds":["list:us_ofac_sdn"],"cite":[{"text":"guidance","verified":"partly"}]}]}`))
	if err != nil {
		return nil, err
	}
	return live.NewPicture(g, rules, day), nil
}

func (d *desk) Find(_ context.Context, q screen.TextQuery) (live.Findings, error) {
	a, err := screen.NewText(d.index).Search(q)
	out := live.Findings{Total: a.Total, Facets: a.Facets}
	for _, f := range a.Found {
		out.Found = append(out.Found, live.EntityOf(&screen.Result{ID: f.ID, Caption: f.Caption, Schema: f.Schema, Properties: f.Properties, Datasets: f.Datasets}))
	}
	return out, err
}

func (d *desk) Dossier(ctx context.Context, id string, _ live.At) (*live.Dossier, error) {
	_, err := d.Entity(ctx, id)
	return nil, err
}

func (d *desk) Batches(context.Context, []string, int) ([]live.BatchState, error) {
	return []live.BatchState{}, nil
}

func (d *desk) Changes(_ context.Context, batch int64, _, _ string, _ int) (*live.Came, error) {
	return nil, fmt.Errorf("batch %d: %w", batch, live.ErrNoBatch)
}

func (d *desk) Pace(context.Context, []string, string) (*live.Pace, error) {
	return &live.Pace{Years: []live.YearOf{}, Programmes: []string{}}, nil
}

func (d *desk) Moves(context.Context, string, string, int64, int) ([]live.Turn, error) {
	return []live.Turn{}, nil
}

func (d *desk) LastMove(context.Context) (int64, error) { return 0, nil }

func (d *desk) Batch() int64 { return 2 }

// errSecret is a fault inside, with a text that nobody outside may see.
var errSecret = errors.New("disk /var/lib/secret is on fire")

// block makes the desk wait until the request ends or release is called.
func (d *desk) block() (entered <-chan struct{}, release func()) {
	in, out := make(chan struct{}, 1000), make(chan struct{})
	d.before = func(ctx context.Context, _ []screen.Query) error {
		in <- struct{}{}
		select {
		case <-out:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return in, func() { close(out) }
}

// call makes one request without a network.
func call(t testing.TB, h http.Handler, method, target string, header map[string]string, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost:8080"
	for k, v := range header {
		if k == "Host" {
			r.Host = v
			continue
		}
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var asJSON = map[string]string{"Content-Type": "application/json"}

func newServer(d server.Desk, change ...func(*server.Options)) *server.Server {
	o := server.Options{Version: "test", Now: func() time.Time { return time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC) }}
	for _, c := range change {
		c(&o)
	}
	if o.Asker == nil {
		p, err := touch.OpenProgramme("dprk")
		if err != nil {
			panic(err)
		}
		o.Asker = &touch.Asker{Desk: d, Law: p, Sources: []touch.Source{&touch.Parties{Desk: d, Programme: "dprk", Regimes: []string{"ofac"}}}}
	}
	if o.Resolver == nil {
		o.Resolver = pairs{}
	}
	if o.Sea == nil {
		o.Sea = noShips{}
	}
	if o.Briefs == nil {
		o.Briefs = noBriefs{}
	}
	return server.New(d, o)
}

func jsonLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo}))
}
