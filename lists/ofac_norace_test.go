//go:build !race

package lists_test

// racing says that the race detector is on.
const racing = false
