//go:build !unix

package main

import "os"

// freeBytes is not known on this system.
func freeBytes(string) (n uint64, known bool) { return 0, false }

// maxRSS is not known on this system.
func maxRSS(*os.ProcessState) float64 { return 0 }
