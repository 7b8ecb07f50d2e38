//go:build race

package intake_test

// underRace says that the race detector is on: whole lists then take minutes,
// and memory says nothing.
const underRace = true
