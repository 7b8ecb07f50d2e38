//go:build race

package ftm_test

// racing says that the race detector is on. Pools drop things at random then,
// and allocations cannot be counted.
const racing = true
