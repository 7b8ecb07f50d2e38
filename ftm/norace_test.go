//go:build !race

package ftm_test

const racing = false
