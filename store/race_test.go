//go:build race

package store_test

// racing says that the race detector is on, under which the database is many
// times slower.
const racing = true
