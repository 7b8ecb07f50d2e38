package live

import (
	"errors"
	"fmt"
	"time"
)

// ErrNotReady is the error of a desk that has no index yet.
var ErrNotReady = errors.New("not ready")

// ErrEmpty is the error of a question to a store that has no batch at all.
var ErrEmpty = errors.New("no list is loaded")

// ErrNoBatch is the error of a question about a batch that there was not, or
// not yet on the day that goes with it.
var ErrNoBatch = errors.New("no such batch")

// NothingKnownError is the error of a question about a day before the first
// batch: nothing could be searched, which is not the same as nothing found.
type NothingKnownError struct {
	On    time.Time // the day asked for
	First time.Time // when the first batch was received
}

func (e *NothingKnownError) Error() string {
	return fmt.Sprintf("nothing was known on %s: the first list was received on %s",
		e.On.Format(time.DateOnly), e.First.Format(time.DateOnly))
}
