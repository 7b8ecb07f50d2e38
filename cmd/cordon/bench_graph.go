package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"

	"cordon/graph"
	"cordon/store"
	"cordon/world"
)

// benchGraph measures the graph of owners on made-up companies.
func benchGraph(ctx context.Context, b *bench) error {
	nodes, stakes := b.amount(4_000_000), b.amount(10_000_000)
	rng := rand.New(rand.NewPCG(1, 2))
	list := slices.AppendSeq(make([]graph.Stake, 0, stakes), world.Stakes(rng, nodes, stakes))
	rule, err := graph.NewRegime(graph.Record{ID: "bench", Name: "bench", InForce: true, Threshold: "50", Compare: ">=", Classes: []string{"capital"}, Aggregate: "all", Control: graph.ControlCautioned})
	if err != nil {
		return err
	}
	took := func(do func()) float64 {
		runtime.GC()
		start := time.Now()
		do()
		return time.Since(start).Seconds()
	}
	var g *graph.Graph
	var secs []float64
	for range b.runs(3) {
		secs = append(secs, took(func() { g = graph.FromStakes(nodes, list) }))
	}
	if err := b.say("graph/build", stakes, "s", round3(median(secs))); err != nil {
		return err
	}
	list = nil
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	for _, f := range []struct {
		name, unit string
		value      float64
	}{{"graph/memory", "MB", float64(m.HeapAlloc) / 1e6}, {"graph/memory-per-stake", "bytes", float64(m.HeapAlloc) / float64(stakes)}} {
		if err := b.say(f.name, stakes, f.unit, round3(f.value)); err != nil {
			return err
		}
	}
	if err := benchGraphSnapshot(b, g, took); err != nil {
		return err
	}
	var state *graph.State
	for _, c := range []struct {
		name  string
		seeds int
	}{{"graph/cascade-20k", nodes / 200}, {"graph/cascade-400k", nodes / 10}} {
		seeds := someSeeds(rng, nodes, c.seeds)
		secs = secs[:0]
		var s *graph.State
		for range b.runs(3) {
			secs = append(secs, took(func() { s = graph.NewState(g, &rule, 0, seeds) }))
		}
		if err := b.say(c.name, len(seeds), "ms", round3(median(secs)*1000)); err != nil {
			return err
		}
		if err := b.say(c.name+"/reached", len(seeds), "entities", float64(len(s.Reached()))); err != nil {
			return err
		}
		if state == nil {
			state = s
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := b.say("graph/look-through", nodes, "s", round3(took(func() { graph.LookThroughAll(g, 0, state.SeedNodes()) }))); err != nil {
		return err
	}
	if err := b.say("graph/rings", nodes, "s", round3(took(func() { state.Rings() }))); err != nil {
		return err
	}
	if err := b.say("graph/distance-6", nodes, "s", round3(took(func() { g.Distances(state.SeedNodes(), 6, 0) }))); err != nil {
		return err
	}
	return benchGraphSingle(ctx, b, rng, g, state, nodes)
}

// benchGraphSnapshot measures the file that stands in for building.
func benchGraphSnapshot(b *bench, g *graph.Graph, took func(func()) float64) (err error) {
	f, err := os.CreateTemp("", "cordon-bench-*.idx")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	var writes, loads []float64
	for range b.runs(3) {
		writes = append(writes, took(func() {
			if _, err = f.Seek(0, io.SeekStart); err == nil {
				w := bufio.NewWriterSize(f, 1<<20)
				err = errors.Join(g.Save(w, nil), w.Flush())
			}
		}))
		if err != nil {
			return err
		}
		loads = append(loads, took(func() {
			if _, err = f.Seek(0, io.SeekStart); err == nil {
				_, _, err = graph.Load(bufio.NewReaderSize(f, 1<<20))
			}
		}))
		if err != nil {
			return err
		}
	}
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	for _, m := range []struct {
		name, unit string
		value      float64
	}{
		{"graph/snapshot-write", "s", median(writes)}, {"graph/snapshot-load", "s", median(loads)}, {"graph/snapshot-size", "MB", float64(fi.Size()) / 1e6},
	} {
		if err := b.say(m.name, g.Stakes(), m.unit, round3(m.value)); err != nil {
			return err
		}
	}
	return nil
}

// someSeeds are different nodes, in order.
func someSeeds(rng *rand.Rand, nodes, n int) []graph.Seed {
	seeds := make([]graph.Seed, n)
	for i := range seeds {
		seeds[i].Node = graph.Node(rng.IntN(nodes))
	}
	slices.SortFunc(seeds, func(a, b graph.Seed) int { return cmp.Compare(a.Node, b.Node) })
	return slices.Compact(seeds)
}

// benchGraphSingle measures single questions and changes.
func benchGraphSingle(ctx context.Context, b *bench, rng *rand.Rand, g *graph.Graph, state *graph.State, nodes int) error {
	say := func(name string, times []time.Duration) error {
		for _, p := range []struct {
			name string
			p    float64
		}{{"/p50", .5}, {"/p99", .99}, {"/max", 1}} {
			if err := b.say(name+p.name, len(times), "ms", float64(percentile(times, p.p).Microseconds())/1000); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	each := func(n int, do func(i int)) []time.Duration {
		out := make([]time.Duration, n)
		for i := range out {
			start := time.Now()
			do(i)
			out[i] = time.Since(start)
		}
		return out
	}
	seeds := state.Seeds()
	if err := say("graph/what-if-listed", each(b.amount(20_000), func(int) { state.WhatIf([]graph.Node{graph.Node(rng.IntN(nodes))}, nil) })); err != nil {
		return err
	}
	if err := say("graph/what-if-delisted", each(b.amount(20_000), func(int) { state.WhatIf(nil, []graph.Node{seeds[rng.IntN(len(seeds))].Node}) })); err != nil {
		return err
	}
	if err := benchGraphMoves(ctx, b, rng, state, nodes, say); err != nil {
		return err
	}
	if err := say("graph/proof", each(b.amount(1000), func(int) {
		state.Standing(graph.Node(rng.IntN(nodes)), graph.Options{Lean: true})
	})); err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		cap  int
	}{{"graph/path", 1 << 30}, {"graph/path-hub-cap", 1000}} {
		o := graph.PathOptions{HubCap: c.cap, Most: 1}
		n, exhausted := b.amount(1000), 0
		if err := say(c.name, each(n, func(int) {
			if a := g.Paths(graph.Node(rng.IntN(nodes)), []graph.Node{graph.Node(rng.IntN(nodes))}, o); a.Exhausted {
				exhausted++
			}
		})); err != nil {
			return err
		}
		if err := b.say(c.name+"/budget-used-up", n, "%", round3(100*float64(exhausted)/float64(n))); err != nil {
			return err
		}
	}
	return nil
}

// benchGraphMoves measures one listing and one delisting: every status current
// after it, and who fell or rose by it, with the reason, committed to a store
// that keeps all statuses.
func benchGraphMoves(ctx context.Context, b *bench, rng *rand.Rand, state *graph.State, nodes int, say func(string, []time.Duration) error) error {
	const regime = "bench"
	st, err := b.openAt(ctx, filepath.Join(b.dir, "moves"))
	if err != nil {
		return err
	}
	defer st.Close()
	id := func(v graph.Node) string { return "made-up-" + strconv.Itoa(int(v)) }
	status := make(map[string]string)
	for _, v := range state.Reached() {
		status[id(v)] = string(state.Verdict(v).Status)
	}
	for _, v := range state.SeedNodes() {
		status[id(v)] = string(graph.Blocked)
	}
	basis := store.Basis{Batch: 1, Rules: "rules"}
	if _, err := st.SetStanding(ctx, regime, basis, status, nil); err != nil {
		return err
	}
	change := func(list, delist []graph.Node, do func(v graph.Node)) error {
		moves := state.WhatIf(list, delist)
		for _, v := range slices.Concat(list, delist) {
			do(v)
		}
		kept := make([]store.Move, len(moves))
		for i, m := range moves {
			kept[i] = store.Move{Entity: id(m.Node), Was: string(m.Was), Now: string(m.Now), Why: state.Head(m.Node, "")}
		}
		basis.Batch++
		return st.AddMoves(ctx, regime, basis, kept)
	}
	timed := func(name string, n int, one func(i int) error) error {
		times := make([]time.Duration, n)
		for i := range times {
			start := time.Now()
			if err := one(i); err != nil {
				return err
			}
			times[i] = time.Since(start)
		}
		return say(name, times)
	}
	if err := timed("graph/designation", b.amount(1000), func(int) error {
		return change([]graph.Node{graph.Node(rng.IntN(nodes))}, nil, state.Designate)
	}); err != nil {
		return err
	}
	seeds := slices.Clone(state.Seeds())
	return timed("graph/delisting", b.amount(1000), func(i int) error {
		return change(nil, []graph.Node{seeds[i*len(seeds)/1000%len(seeds)].Node}, state.Delist)
	})
}
