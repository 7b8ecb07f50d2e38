//go:build !race

package unraced

const on = false
