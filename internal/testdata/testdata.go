// Package testdata finds the real data that tests and benchmarks read. The
// data is not part of the project: the environment variable CORDON_TESTDATA
// names the folder that holds it, and tests that need it skip when it is unset.
package testdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Env is the environment variable that names the folder of real data.
const Env = "CORDON_TESTDATA"

// Path returns the path of rel (slash-separated) below the data folder. It
// skips the test when the folder is not set, and fails it when the folder is
// set but has no such file.
func Path(tb testing.TB, rel string) string {
	tb.Helper()
	dir := os.Getenv(Env)
	if dir == "" {
		tb.Skipf("%s is not set: needs %s", Env, rel)
	}
	p := filepath.Join(dir, filepath.FromSlash(rel))
	if _, err := os.Stat(p); err != nil {
		tb.Fatalf("%s is set, but: %v", Env, err)
	}
	return p
}
