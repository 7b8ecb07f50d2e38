//go:build race

package lists_test

// racing says that the race detector is on. Reading takes ten times as long
// then, and what is held says nothing.
const racing = true
