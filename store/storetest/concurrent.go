package storetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"cordon/ftm"
	"cordon/store"
)

// Readers work on while a writer commits. What a view once answered it answers
// for ever, and no reader sees half a batch.
func caseReaders(t *tester) {
	st := t.store()
	const parties, batches, readers = 410, 5, 3
	var mu sync.Mutex
	first := make(map[int64]string) // batch -> what the first reader saw
	done := make(chan struct{})
	var wg sync.WaitGroup
	for r := range readers {
		wg.Go(func() {
			for turn := 0; turn < 100; turn++ {
				select {
				case <-done:
					return
				default:
				}
				v, err := st.ViewAt(t.Context(), 0, time.Time{})
				if err != nil {
					t.Error(err)
					return
				}
				if v.Batch == 0 {
					continue
				}
				if turn%2 == 1 { // one of the past
					v.Batch = 1 + int64(turn+r)%v.Batch
				}
				names, n := map[string]bool{}, 0
				_, err = st.Entities(t.Context(), v, nil, func(e *ftm.Entity) error {
					n++
					names[e.First("name")] = true
					return nil
				})
				if err != nil || n != parties || len(names) != 1 {
					t.Errorf("batch %d: %d entities, %d names, %v: half a batch", v.Batch, n, len(names), err)
					return
				}
				_, rows, err := st.Entity(t.Context(), v, "e-7")
				if err != nil {
					t.Error(err)
					return
				}
				for i := range rows {
					rows[i].KnownTo = 0 // is filled in later
				}
				saw := fmt.Sprint(names, rows)
				mu.Lock()
				if want, ok := first[v.Batch]; ok && want != saw {
					t.Errorf("batch %d: saw %s, then %s", v.Batch, want, saw)
				}
				first[v.Batch] = saw
				mu.Unlock()
			}
		})
	}
	for b := range batches {
		var list []*ftm.Entity
		for i := range parties {
			list = append(list, entity(fmt.Sprintf("e-%d", i), "Person", "name", fmt.Sprint("All in batch ", b+1)))
		}
		if _, err := commit(t.Context(), st, doc{entities: list}); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wg.Wait()
	for b, saw := range first {
		if want := fmt.Sprint("All in batch ", b); !slices.Contains(t.values(st, known(b), "e-7", "name"), want) {
			t.Errorf("batch %d: %s", b, saw)
		}
	}
}

// A read that looks something up in its middle does not wait for itself, nor
// for others that do the same.
func caseManyReaders(t *tester) {
	st := t.store()
	period := ftm.Period{To: day("2000-01-01")}
	var stmts []ftm.Statement
	for i := range 50 {
		id := fmt.Sprint("e-", i)
		stmts = append(stmts, ftm.Statement{Entity: id, Schema: "Person", Prop: ftm.PropID, Value: id, Period: period},
			ftm.Statement{Entity: id, Schema: "Person", Prop: "name", Value: id})
	}
	t.load(st, doc{stmts: stmts})
	var wg sync.WaitGroup
	const readers = 40
	all := make(chan struct{})
	var in sync.WaitGroup
	in.Add(readers)
	for range readers {
		wg.Go(func() {
			in.Done()
			<-all
			n := 0
			_, err := st.Entities(t.Context(), store.View{AsOf: day("2024-01-01"), Batch: 1}, nil, func(*ftm.Entity) error { n++; return nil })
			if err != nil || n != 50 {
				t.Errorf("%d entities, %v", n, err)
			}
		})
	}
	in.Wait()
	close(all)
	wg.Wait()
}
