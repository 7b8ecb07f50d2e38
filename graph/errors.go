package graph

import "errors"

// What callers may want to tell apart.
var (
	ErrNoRegime = errors.New("no regime")
	ErrNoRule   = errors.New("no rule was there on")
)
