//go:build !unix

package watch

import (
	"io"
	"os"
)

// lock holds a file open. Where the system lets others open it too, two
// processes at one set are not kept apart.
func lock(path string) (io.Closer, error) { return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) }

// syncDir has nothing to do where folders cannot be synced.
func syncDir(string) error { return nil }
