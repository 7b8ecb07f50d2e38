package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What is read of many entities is what is read of each.
func TestMany(t *testing.T) {
	ctx := t.Context()
	st, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "s.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	const n = 1100 // more than are asked for at a time
	var ids []string
	today := ftm.DayOf(time.Now())
	for batch := range 3 {
		ld, err := st.Begin(ctx, store.BatchMeta{Source: fmt.Sprintf("s%d", batch%2), Kind: "test", Reader: "test/1", Delta: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := batch; i < n; i += 1 + batch {
			e := ftm.New(fmt.Sprintf("p-%04d", i), "Person")
			e.Add("name", fmt.Sprintf("Invented %d %d", i, batch))
			e.Add("addressEntity", fmt.Sprintf("p-%04d", (i*7)%n))
			e.AddDuring("topics", "sanction", ftm.Period{From: today + ftm.Day(i%3-1)})
			if err := ld.Add(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := ld.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n + 5 { // some are not there
		ids = append(ids, fmt.Sprintf("p-%04d", i))
	}
	for batch := range int64(4) {
		v := store.View{AsOf: today, Batch: batch}
		entities, seen, ties := map[string]string{}, map[string]store.Seen{}, map[ftm.Statement]bool{}
		if err := st.EntitiesOf(ctx, v, ids, func(e *ftm.Entity) error { entities[e.ID] = asJSON(t, e); return nil }); err != nil {
			t.Fatal(err)
		}
		if err := st.SeenOf(ctx, v, ids, func(x store.Seen) { seen[x.Entity] = x }); err != nil {
			t.Fatal(err)
		}
		some := ids[:n/2]
		if err := st.AdjacentTo(ctx, v, some, func(s ftm.Statement) error { ties[s] = true; return nil }); err != nil {
			t.Fatal(err)
		}
		wantEntities, wantSeen, wantTies := map[string]string{}, map[string]store.Seen{}, map[ftm.Statement]bool{}
		for _, id := range ids {
			if e, _, err := st.Entity(ctx, v, id); err == nil {
				wantEntities[id] = asJSON(t, e)
			}
			if x, err := st.SeenOne(ctx, v, id); err == nil {
				wantSeen[id] = x
			}
			if !slices.Contains(some, id) {
				continue
			}
			list, err := st.Adjacent(ctx, v, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range list {
				wantTies[d.Statement] = true
			}
		}
		for name, d := range map[string]string{"entities": cmp.Diff(wantEntities, entities), "seen": cmp.Diff(wantSeen, seen), "ties": cmp.Diff(wantTies, ties)} {
			if d != "" {
				t.Errorf("batch %d, %s: %s", batch, name, d)
			}
		}
		if batch == 3 && (len(entities) != n || len(ties) < n) {
			t.Errorf("%d entities, %d ties", len(entities), len(ties))
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := st.EntitiesOf(gone, store.View{Batch: 3}, ids, func(*ftm.Entity) error { return nil }); err == nil {
		t.Error("an ended context is no error")
	}
}
