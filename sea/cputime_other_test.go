//go:build !unix

package sea

import "time"

var began = time.Now()

func meetCPU() time.Duration { return time.Since(began) }
