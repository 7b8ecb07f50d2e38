package store

import (
	"context"
	"fmt"
	"time"
)

// SetStageMemory sets how many bytes a load sorts in memory.
func SetStageMemory(s *Store, n int) { s.stageMemory = n }

// SetReached has f called at the named points of PutOriginal and Commit.
func SetReached(s *Store, f func(point string)) { s.reached = f }

// SetBusyTimeout sets how long stores opened from now on wait for a writer, and
// returns what it was.
func SetBusyTimeout(d time.Duration) time.Duration {
	was := busyTimeout
	busyTimeout = d
	return was
}

// SetMaxPages bounds the size of the database, as a full disk does.
func SetMaxPages(ctx context.Context, s *Store, n int) error {
	_, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", n))
	return err
}

// Pages is the size of the database.
func Pages(ctx context.Context, s *Store) (n int, err error) {
	err = s.write.QueryRowContext(ctx, "PRAGMA page_count").Scan(&n)
	return n, err
}
