//go:build unix

package sea

import (
	"syscall"
	"time"
)

// meetCPU is the processor time that this process has had: figures by it hold on a
// machine that has other things to do.
func meetCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
