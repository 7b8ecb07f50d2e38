//go:build !unix

package sea

import "time"

var began = time.Now()

func cpuTime() time.Duration { return time.Since(began) }
