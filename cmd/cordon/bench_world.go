package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/graph"
	"cordon/live"
	"cordon/screen"
	"cordon/touch"
	"cordon/world"
)

// worldSeed is that of the world that bench world is measured on.
const worldSeed = 1

// benchWorld makes a world, imports it as a user would, asks about everything
// that is planted in it, and compares the answers with the truth.
func benchWorld(ctx context.Context, b *bench) error {
	size := world.Medium
	if b.quick {
		size = world.Small
	}
	dir := filepath.Join(b.dir, "world")
	start := time.Now()
	w, err := world.New(world.Options{Seed: worldSeed, Size: size, Programme: b.app.programme})
	if err != nil {
		return err
	}
	t, err := w.Write(ctx, dir)
	if err != nil {
		return err
	}
	rows := 0
	for _, f := range t.Files {
		rows += f.Rows
	}
	if err := b.say("world/write", rows, "s", round3(time.Since(start).Seconds())); err != nil {
		return err
	}
	sub := &app{streams: streams{In: strings.NewReader(""), Out: io.Discard, Err: b.app.Err}, data: filepath.Join(b.dir, "data"), programme: b.app.programme, format: "json"}
	defer sub.close()
	start = time.Now()
	if err := sub.importPaths(ctx, worldFiles(dir), loadFlags{}); err != nil {
		return err
	}
	if err := b.say("world/import", rows, "s", round3(time.Since(start).Seconds())); err != nil {
		return err
	}
	c, err := newWorldCheck(ctx, sub, t)
	if err != nil {
		return err
	}
	start = time.Now()
	if err := c.ask(ctx, dir); err != nil {
		return err
	}
	if err := b.say("world/ask", c.asked, "s", round3(time.Since(start).Seconds())); err != nil {
		return err
	}
	for _, kind := range slices.Sorted(maps.Keys(c.missed)) {
		list := c.missed[kind]
		for _, m := range list[:min(len(list), worldMisses)] {
			fmt.Fprintf(b.app.Err, "cordon: world: %s\n", oneLine(m))
		}
		if n := len(list) - worldMisses; n > 0 {
			fmt.Fprintf(b.app.Err, "cordon: world: and %d more of %s\n", n, kind)
		}
	}
	return c.say(b.say)
}

// worldMisses is how many wrong answers of one sort bench world tells.
const worldMisses = 3

// worldFiles are the files of a world that are imported.
func worldFiles(dir string) []string {
	var out []string
	for _, f := range world.Imported {
		out = append(out, filepath.Join(dir, f))
	}
	return out
}

// worldCheck compares answers with the truth of a world.
type worldCheck struct {
	t      *world.Truth
	desk   *live.Desk
	asker  *touch.Asker
	day    ftm.Day
	by     map[string]*patternScore
	order  []string            // of patterns
	missed map[string][]string // wrong answers by pattern, in words
	asked  int

	innocents, blocked, alerts int // innocents; those blocked or possible; those with an alert that must have none
	customers, hits            int // customers that are listed; found
	nobodies, falseHits        int // nobody; found all the same
	ships, falseShips          int // the same of ships with the name of a listed one and another number
	names, named               int // planted ties asked by name; found
	goods, goodsRight          int
}

// patternScore counts the answers about one pattern.
type patternScore struct {
	kind         string
	planted      int
	found        int // every answer right, with a path to a listed party of the case
	right, wrong int // answers that there is something, where there is, and where there is not
}

func newWorldCheck(ctx context.Context, a *app, t *world.Truth) (*worldCheck, error) {
	if a.desk == nil {
		if _, _, err := a.openDesk(ctx); err != nil {
			return nil, err
		}
	}
	ships, err := a.seaDesk(a.store)
	if err != nil {
		return nil, err
	}
	asker, err := newAsker(a.desk, ships, a.programme)
	if err != nil {
		return nil, err
	}
	c := &worldCheck{t: t, desk: a.desk, asker: asker, by: make(map[string]*patternScore), missed: make(map[string][]string)}
	if c.day, err = ftm.ParseDay(t.Day); err != nil {
		return nil, err
	}
	for _, p := range t.Planted {
		if c.by[p.Pattern] == nil {
			c.by[p.Pattern] = &patternScore{kind: p.Kind}
			c.order = append(c.order, p.Pattern)
		}
		c.by[p.Pattern].planted++
	}
	return c, nil
}

// ask asks all questions, day by day: the state of a day is computed once.
func (c *worldCheck) ask(ctx context.Context, dir string) error {
	type question struct {
		c       *world.Case
		v       *world.Verdict
		planted bool
	}
	days := make(map[string][]question)
	for _, list := range []struct {
		cases   []world.Case
		planted bool
	}{{c.t.Planted, true}, {c.t.Innocent, false}} {
		for i := range list.cases {
			for k := range list.cases[i].Expect {
				v := &list.cases[i].Expect[k]
				days[v.Day] = append(days[v.Day], question{&list.cases[i], v, list.planted})
			}
		}
	}
	bad := make(map[string]bool)
	for _, day := range slices.Sorted(maps.Keys(days)) {
		for _, q := range days[day] {
			ok, err := c.one(ctx, q.c, q.v, q.planted)
			if err != nil {
				return fmt.Errorf("%s on %s: %w", q.c.ID, day, err)
			}
			if !ok {
				bad[q.c.ID] = true
			}
		}
	}
	for i := range c.t.Planted {
		if p := &c.t.Planted[i]; !bad[p.ID] {
			c.by[p.Pattern].found++
		}
	}
	for _, f := range []func(context.Context, string) error{c.byName, c.screen, c.manifest} {
		if err := f(ctx, dir); err != nil {
			return err
		}
	}
	return nil
}

func (c *worldCheck) miss(kind, format string, args ...any) {
	c.missed[kind] = append(c.missed[kind], fmt.Sprintf(format, args...))
}

// says are the exposures that count a party as listed, or may.
func says(e string) bool { return e == string(finding.Blocked) || e == string(finding.Possible) }

// one asks about a case on a day: the one question, and every regime.
func (c *worldCheck) one(ctx context.Context, x *world.Case, v *world.Verdict, planted bool) (ok bool, err error) {
	day, err := ftm.ParseDay(v.Day)
	if err != nil {
		return false, err
	}
	s, err := touch.ParseSubject(x.Subject)
	if err != nil {
		return false, err
	}
	at := live.At{AsOf: day}
	a, err := c.asker.Ask(ctx, s, at, touch.DefaultDepth)
	if err != nil {
		return false, err
	}
	c.asked++
	pic, err := c.desk.Graph(ctx, at)
	if err != nil {
		return false, err
	}
	node, found := pic.Graph().Find(x.Entities[0])
	if !found {
		return false, fmt.Errorf("%s is not in the graph", x.Entities[0])
	}
	got := string(a.Exposure)
	ok = got == v.Exposure || v.Exposure == world.NotBlocked && !says(got) || v.Exposure == world.AtLeastPossible && says(got)
	if !ok {
		c.miss(x.Pattern, "%s (%s) on %s: %s, want %s: %s", x.ID, x.Subject, v.Day, got, v.Exposure, a.Summary)
	}
	toomuch := says(got) && !says(v.Exposure) && v.Exposure != world.AtLeastPossible
	for _, name := range slices.Sorted(maps.Keys(v.Regimes)) {
		st, err := pic.State(name)
		if err != nil {
			return false, fmt.Errorf("regime %s: %w", name, err)
		}
		want, is := v.Regimes[name], string(st.Standing(node, graph.Options{Lean: true}).Status)
		if is != want {
			ok = false
			toomuch = toomuch || says(is) && !says(want)
			c.miss(x.Pattern, "%s (%s) on %s: %s under %s, want %s", x.ID, x.Subject, v.Day, is, name, want)
		}
	}
	if planted {
		if ok && v.Exposure != world.NotBlocked && !leadsTo(a, x.Listed) {
			ok = false
			c.miss(x.Pattern, "%s (%s) on %s: no path ends in %s", x.ID, x.Subject, v.Day, strings.Join(x.Listed, ", "))
		}
		if v.Exposure == string(finding.Exposed) && !a.Alert {
			ok = false
			c.miss(x.Pattern, "%s (%s) on %s: no alert, strength %.2f", x.ID, x.Subject, v.Day, a.Strength)
		}
		p := c.by[x.Pattern]
		switch {
		case toomuch:
			p.wrong++
		case ok:
			p.right++
		}
		return ok, nil
	}
	c.innocents++
	noisy := (x.Quiet || v.Exposure == string(finding.Clear)) && a.Alert
	if toomuch {
		c.blocked++
	}
	if noisy {
		c.alerts++
		c.miss(x.Pattern, "%s (%s) on %s: an alert of strength %.2f, want none: %s", x.ID, x.Subject, v.Day, a.Strength, a.Summary)
	}
	if p := c.by[x.Like]; p != nil && (toomuch || noisy) {
		p.wrong++
	}
	return ok, nil
}

// leadsTo reports whether a path of an answer ends in one of some parties.
func leadsTo(a *touch.Answer, ids []string) bool {
	return slices.ContainsFunc(a.Paths, func(p touch.Path) bool {
		return len(p.Steps) > 0 && slices.Contains(ids, p.Steps[len(p.Steps)-1].To)
	})
}

// byName asks about every planted tie by its name, as people do.
func (c *worldCheck) byName(ctx context.Context, _ string) error {
	for i := range c.t.Planted {
		x := &c.t.Planted[i]
		if x.Kind == world.Identity { // its name is another's too
			continue
		}
		v := x.Expect[slices.IndexFunc(x.Expect, func(v world.Verdict) bool { return v.Day == c.t.Day })]
		s, err := touch.ParseSubject(x.Name)
		if err != nil {
			return err
		}
		a, err := c.asker.Ask(ctx, s, live.At{AsOf: c.day}, touch.DefaultDepth)
		if err != nil {
			return err
		}
		c.asked++
		c.names++
		if string(a.Exposure) == v.Exposure {
			c.named++
		} else {
			c.miss("by-name", "%s by its name %q: %s, want %s: %s", x.ID, x.Name, a.Exposure, v.Exposure, a.Summary)
		}
	}
	return nil
}

// screen screens the file of customers.
func (c *worldCheck) screen(ctx context.Context, dir string) error {
	f, err := os.Open(filepath.Join(dir, world.CustomersFile))
	if err != nil {
		return err
	}
	defer f.Close()
	qr, err := newQueryReader(f, "")
	if err != nil {
		return err
	}
	for i := range c.t.Customers {
		x := &c.t.Customers[i]
		q, err := qr.next()
		if err != nil {
			return err
		}
		if q.err != nil || q.ID != x.ID {
			return fmt.Errorf("customer %s: row %s: %w", x.ID, q.ID, q.err)
		}
		got, err := c.desk.Screen(ctx, []screen.Query{q.Query}, screen.Options{Limit: 25}, live.At{AsOf: c.day})
		if err != nil {
			return err
		}
		c.asked++
		hit := slices.ContainsFunc(got[0].Results, func(r screen.Result) bool { return r.Match && (len(x.Listed) == 0 || slices.Contains(x.Listed, r.ID)) })
		switch {
		case len(x.Listed) > 0:
			c.customers++
			if hit {
				c.hits++
			} else {
				c.miss("customers", "customer %s: %v is not found by %v", x.ID, x.Listed, q.Properties)
			}
		default:
			all, wrong := &c.nobodies, &c.falseHits
			if q.Schema == "Vessel" {
				all, wrong = &c.ships, &c.falseShips
			}
			*all++
			if hit {
				*wrong++
				c.miss("customers", "customer %s (%s): found as %s (%.2f) by %v", x.ID, x.About, got[0].Results[0].ID, got[0].Results[0].Score, q.Properties)
			}
		}
	}
	return nil
}

// manifest asks about the lines of goods.
func (c *worldCheck) manifest(ctx context.Context, dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, world.ManifestFile))
	if err != nil {
		return err
	}
	var got []string
	bad, err := c.asker.Manifest(ctx, world.ManifestFile, bytes.TrimSpace(b), live.At{KnownOn: c.day.Time()}, func(a *touch.Answer) error {
		got = append(got, string(a.Exposure))
		return nil
	})
	if err != nil {
		return err
	}
	if len(bad) > 0 || len(got) != len(c.t.Goods) {
		return fmt.Errorf("%d lines of goods answered, %d set aside, of %d", len(got), len(bad), len(c.t.Goods))
	}
	for i, g := range c.t.Goods {
		c.asked++
		c.goods++
		if got[i] == g.Exposure {
			c.goodsRight++
		} else {
			c.miss("goods", "goods line %d: %s, want %s: %s", g.Line, got[i], g.Exposure, g.About)
		}
	}
	return nil
}

// say reports the figures.
func (c *worldCheck) say(say func(name string, n int, unit string, value float64) error) error {
	share := func(part, whole int) float64 {
		if whole == 0 {
			return 1
		}
		return float64(int64(1000*float64(part)/float64(whole))) / 1000 // rounded down: 1 is all
	}
	sum := map[string]*patternScore{}
	for _, name := range c.order {
		p := c.by[name]
		if err := say("world/"+name+"/recall", p.planted, "share", share(p.found, p.planted)); err != nil {
			return err
		}
		if n := p.right + p.wrong; n > 0 { // else nothing was said that could be wrong
			if err := say("world/"+name+"/precision", n, "share", share(p.right, n)); err != nil {
				return err
			}
		}
		s := sum[p.kind]
		if s == nil {
			s = &patternScore{}
			sum[p.kind] = s
		}
		s.planted, s.found, s.right, s.wrong = s.planted+p.planted, s.found+p.found, s.right+p.right, s.wrong+p.wrong
	}
	for _, kind := range []string{world.Ownership, world.Tie, world.Identity} {
		s := sum[kind]
		if err := say("world/all-"+kind+"/recall", s.planted, "share", share(s.found, s.planted)); err != nil {
			return err
		}
		if err := say("world/all-"+kind+"/precision", s.right+s.wrong, "share", share(s.right, s.right+s.wrong)); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name  string
		n     int
		unit  string
		value float64
	}{
		{"world/innocent/blocked", c.innocents, "answers", float64(c.blocked)},
		{"world/innocent/alerts", c.innocents, "answers", float64(c.alerts)},
		{"world/by-name/recall", c.names, "share", share(c.named, c.names)},
		{"world/customers/recall", c.customers, "share", share(c.hits, c.customers)},
		{"world/customers/false", c.nobodies, "customers", float64(c.falseHits)},
		{"world/customers/false-ships", c.ships, "customers", float64(c.falseShips)},
		{"world/goods/right", c.goods, "share", share(c.goodsRight, c.goods)},
	} {
		if err := say(f.name, f.n, f.unit, f.value); err != nil {
			return err
		}
	}
	return nil
}
