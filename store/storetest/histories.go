package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

// historySeeds is how many random histories are tried.
const historySeeds = 6

// caseHistories loads random histories and compares all answers with those of
// the model.
func caseHistories(t *tester) {
	for seed := range uint64(historySeeds) {
		h := randomHistory(rand.New(rand.NewPCG(seed, 0)))
		why := t.try(h)
		if why == "" {
			continue
		}
		h, why = t.shrink(h, why)
		t.Fatalf("seed %d, cut down to:\n%s%s", seed, describe(h), why)
	}
}

// The small world in which histories play: few names, so that they meet.
var (
	worldSources  = []string{"a", "b", "c"}
	worldIDs      = []string{"e1", "e2", "e3", "E1", "é", "own1", "own2", "x x"}
	worldSchemata = []string{"Person", "LegalEntity", "Company", "Ownership", "Starship"}
	worldProps    = []string{"name", "alias", "owner", "asset", "parent", "topics", "unheard of"}
	worldValues   = []string{"Kim", "kim", "e1", "e2", "é", "own1", "sanction", " ", "nobody"}
	worldDays     = []string{"", "2001-01-01", "2001-01-02", "2010-06-01", "2024-02-29"}
)

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

func randomHistory(rng *rand.Rand) []doc {
	var h []doc
	at := start
	for range 3 + rng.IntN(8) {
		d := doc{source: pick(rng, worldSources), received: at, delta: rng.IntN(3) == 0}
		at = at.Add(time.Duration(rng.IntN(3)) * 12 * time.Hour)
		for range rng.IntN(9) {
			d.entities = append(d.entities, randomEntity(rng))
		}
		if i := slices.IndexFunc(h, func(o doc) bool { return o.source == d.source }); i >= 0 && rng.IntN(3) > 0 {
			// Much of what it said before: most batches change little.
			d.entities = append(d.entities, h[i].entities...)
		}
		for d.delta && rng.IntN(2) == 0 {
			d.removed = append(d.removed, pick(rng, worldIDs))
		}
		h = append(h, d)
	}
	return h
}

func randomEntity(rng *rand.Rand) *ftm.Entity {
	e := ftm.New(pick(rng, worldIDs), pick(rng, worldSchemata))
	if rng.IntN(8) == 0 {
		e.Caption = pick(rng, worldValues)
	}
	if rng.IntN(8) == 0 {
		e.Referents = []string{pick(rng, worldIDs)}
	}
	for range rng.IntN(5) {
		p := ftm.Period{From: day(pick(rng, worldDays)), To: day(pick(rng, worldDays))}
		if p.To != 0 && p.From >= p.To || rng.IntN(2) == 0 {
			p = ftm.Period{}
		}
		e.AddDuring(pick(rng, worldProps), pick(rng, worldValues), p)
	}
	return e
}

// try loads a history into a new store and says where the store and the model
// differ, "" for nowhere.
func (t *tester) try(h []doc) string {
	t.Helper()
	st := t.open(t.T)
	m := newModel()
	for i, d := range h {
		b, err := commit(t.Context(), st, d)
		if err != nil {
			return fmt.Sprintf("batch %d: %v", i+1, err)
		}
		m.load(d)
		if diff := cmp.Diff(m.changes[i+1], b.Change); diff != "" {
			return fmt.Sprintf("batch %d: figures (-model +store):\n%s", i+1, diff)
		}
	}
	r, err := st.Fsck(t.Context(), nil)
	if err != nil || len(r.Problems) > 0 {
		return fmt.Sprintf("fsck: %v, %v", r.Problems, err)
	}
	for batch := range len(h) + 1 {
		for i := range 3 {
			on := worldDays[(batch+2*i)%len(worldDays)]
			if why := compareView(t.Context(), st, m, store.View{AsOf: day(on), Batch: int64(batch)}); why != "" {
				return fmt.Sprintf("as of %q, known with batch %d: %s", on, batch, why)
			}
		}
		if batch == 0 {
			continue
		}
		var got []store.Dated
		if err := st.Changes(t.Context(), int64(batch), func(d store.Dated) error {
			got = append(got, d)
			return nil
		}); err != nil {
			return err.Error()
		}
		slices.SortFunc(got, compareRows)
		if diff := cmp.Diff(m.changed(batch), got); diff != "" {
			return fmt.Sprintf("changes of batch %d (-model +store):\n%s", batch, diff)
		}
		for _, id := range worldIDs {
			got, err := st.History(t.Context(), int64(batch), id)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err.Error()
			}
			want := m.history(batch, id)
			if (len(want) == 0) != (err != nil) {
				return fmt.Sprintf("history of %s with batch %d: error %v, %d statements in the model", id, batch, err, len(want))
			}
			slices.SortFunc(got, compareRows)
			if diff := cmp.Diff(want, got); diff != "" {
				return fmt.Sprintf("history of %s with batch %d (-model +store):\n%s", id, batch, diff)
			}
		}
	}
	return ""
}

// compareView compares every question that can be asked of a view.
func compareView(ctx context.Context, st Store, m *model, v store.View) string {
	for _, datasets := range [][]string{nil, {}, {"a"}, {"c", "b", "nobody"}} {
		var got []*ftm.Entity
		w, err := st.Entities(ctx, v, datasets, func(e *ftm.Entity) error {
			got = append(got, e)
			return nil
		})
		if err != nil {
			return err.Error()
		}
		want, window := m.entities(v, datasets)
		if diff := cmp.Diff(texts(want), texts(got)); diff != "" {
			return fmt.Sprintf("entities of %q (-model +store):\n%s", datasets, diff)
		}
		if w != window {
			return fmt.Sprintf("window of %q: %v, want %v", datasets, w, window)
		}
		if datasets != nil {
			continue
		}
		for _, e := range got {
			one, _, err := st.Entity(ctx, v, e.ID)
			if err != nil {
				return err.Error()
			}
			if diff := cmp.Diff(text(e), text(one)); diff != "" {
				return fmt.Sprintf("%s (-Entities +Entity):\n%s", e.ID, diff)
			}
		}
	}
	for _, id := range append(worldIDs, "nobody") {
		_, got, err := st.Entity(ctx, v, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err.Error()
		}
		if diff := cmp.Diff(m.entity(v, id), got); diff != "" {
			return fmt.Sprintf("entity %q (-model +store):\n%s", id, diff)
		}
		if got, err = st.Adjacent(ctx, v, id); err != nil {
			return err.Error()
		}
		if diff := cmp.Diff(m.adjacent(v, id), got); diff != "" {
			return fmt.Sprintf("adjacent to %q (-model +store):\n%s", id, diff)
		}
	}
	return ""
}

// shrink leaves out batches, entities, removals and values of a history that
// fails for as long as it still fails.
func (t *tester) shrink(h []doc, why string) ([]doc, string) {
	for again := true; again; {
		again = false
		for _, smaller := range cuts(h) {
			if w := t.try(smaller); w != "" {
				h, why, again = smaller, w, true
				break
			}
		}
	}
	return h, why
}

// cuts are the histories that have one thing less than h.
func cuts(h []doc) [][]doc {
	var out [][]doc
	with := func(i int, d doc) {
		c := slices.Clone(h)
		c[i] = d
		out = append(out, c)
	}
	for i := range h {
		out = append(out, slices.Delete(slices.Clone(h), i, i+1))
	}
	for i, d := range h {
		for j := range d.entities {
			c := d
			c.entities = slices.Delete(slices.Clone(d.entities), j, j+1)
			with(i, c)
		}
		for j := range d.removed {
			c := d
			c.removed = slices.Delete(slices.Clone(d.removed), j, j+1)
			with(i, c)
		}
	}
	for i, d := range h {
		for j, e := range d.entities {
			for _, p := range e.PropertyNames() {
				c := d
				c.entities = slices.Clone(d.entities)
				c.entities[j] = e.Clone()
				delete(c.entities[j].Properties, p)
				with(i, c)
			}
		}
	}
	return out
}

// describe writes a history so that it can be read.
func describe(h []doc) string {
	var b strings.Builder
	for i, d := range h {
		fmt.Fprintf(&b, "batch %d of %s, delta %v, received %s\n", i+1, d.source, d.delta, d.received.Format(time.RFC3339))
		for _, e := range d.entities {
			b.WriteString("  " + strings.TrimSpace(strings.ReplaceAll(text(e), "\n", "\n    ")) + "\n")
		}
		for _, id := range d.removed {
			fmt.Fprintf(&b, "  remove %q\n", id)
		}
	}
	return b.String()
}
