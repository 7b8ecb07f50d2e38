package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"

	"cordon/live"
	"cordon/resolve"
	"cordon/screen"
	"cordon/store"
	"cordon/watch"
)

// usageError is a wrong command line.
type usageError struct {
	err  error
	hint string
}

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// hintError is an error with what to do about it.
type hintError struct {
	err  error
	hint string
}

func (e hintError) Error() string { return e.err.Error() }
func (e hintError) Unwrap() error { return e.err }

// errReported ends a verb that has already said what went wrong.
var errReported = errors.New("already reported")

// hints says what to do about errors of the packages below.
var hints = []struct {
	is   func(error) bool
	hint string
}{
	{is(store.ErrBusy), "wait until it is done, or use another --data folder"},
	{is(store.ErrReceived), "load archives oldest first, before anything newer: start with an empty --data folder"},
	{is(live.ErrEmpty), "load lists first: cordon update, or cordon import FILE…"},
	{func(err error) bool { var e *live.NothingKnownError; return errors.As(err, &e) }, "load older lists with: cordon import --received DATE FILE…"},
	{is(watch.ErrDamaged), "move the set's folder away to begin anew; all hits are then told again"},
	{is(watch.ErrInUse), "wait until it is done"},
	{func(err error) bool { var e *resolve.ConflictError; return errors.As(err, &e) }, "see: cordon graph resolve log"},
	{is(resolve.ErrNotJudged), "see: cordon graph resolve log"},
	{is(live.ErrDecision), "example: cordon graph resolve decide A B same --reason TEXT"},
	{is(live.ErrNoBatch), "the batch of an answer stands in it, as searched.batch"},
	{is(screen.ErrAlgorithm), "known algorithms: best, ofac"},
	{is(fs.ErrPermission), "check who owns the file or folder"},
	{is(syscall.ENOSPC), "free some space, or put --data on a larger disk"},
	{is(context.DeadlineExceeded), "try again, or with fewer queries at a time"},
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

// printError says what went wrong and what to do, and returns the exit code.
func printError(w io.Writer, err error) int {
	if errors.Is(err, errReported) {
		return exitError
	}
	code, hint := exitError, ""
	var ue usageError
	var he hintError
	switch {
	case errors.As(err, &ue):
		code, hint = exitUsage, ue.hint
	case errors.As(err, &he):
		hint = he.hint
	default:
		for _, h := range hints {
			if h.is(err) {
				hint = h.hint
				break
			}
		}
	}
	fmt.Fprintf(w, "cordon: error: %s\n", oneLine(err.Error()))
	if hint != "" {
		fmt.Fprintf(w, "cordon: hint: %s\n", hint)
	}
	return code
}

func oneLine(s string) string {
	return plainText(strings.ReplaceAll(strings.TrimSpace(s), "\n", "; "))
}
