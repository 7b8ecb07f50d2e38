package store_test

import (
	"path/filepath"
	"testing"

	"cordon/store"
	"cordon/store/storetest"
)

// openAt opens the store of a folder and closes it when the test ends.
func openAt(tb testing.TB, dir string) *store.Store {
	tb.Helper()
	st, err := store.Open(tb.Context(), "sqlite:"+filepath.Join(dir, "store.db"), store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := st.Close(); err != nil {
			tb.Error(err)
		}
	})
	return st
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store { return openAt(t, t.TempDir()) })
}

// The same, with a document sorted in many runs on disk.
func TestSQLiteSpilled(t *testing.T) {
	if testing.Short() {
		t.Skip("the suite a second time")
	}
	storetest.Run(t, func(t *testing.T) storetest.Store {
		st := openAt(t, t.TempDir())
		store.SetStageMemory(st, 2000)
		return st
	})
}
