// Package unraced keeps tests on whole lists, which take ten times as long under the
// race detector and have one goroutine, out of its way: make test runs those whose
// name ends in Whole a second time, without it.
package unraced

import "testing"

// Skip skips a test under the race detector.
func Skip(t testing.TB) {
	t.Helper()
	if on {
		t.Skip("on whole lists: make test runs it without the race detector")
	}
}
