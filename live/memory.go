package live

import (
	"runtime/debug"
	"sync"
)

// saving is how many large indexes are being built, and the collector's setting
// before the first of them.
var saving struct {
	sync.Mutex
	n, before int
}

// frugalPercent is how much garbage the collector lets come together, in percent
// of what lives. An index holds hardly a pointer, so that collecting often costs
// little, and half of the memory of building a large one would else be garbage.
const frugalPercent = 10

// saveMemory makes the collector frugal until the function that it returns is
// called.
func saveMemory() (done func()) {
	saving.Lock()
	defer saving.Unlock()
	if saving.n++; saving.n == 1 {
		saving.before = debug.SetGCPercent(frugalPercent)
	}
	return sync.OnceFunc(func() {
		saving.Lock()
		defer saving.Unlock()
		if saving.n--; saving.n == 0 {
			debug.SetGCPercent(saving.before)
		}
	})
}
