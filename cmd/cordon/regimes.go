package main

import (
	_ "embed"
	"fmt"

	"cordon/graph"
)

// regimesJSON are the regimes of ownership and control and the classes of
// blocked persons, by the records of the programme's law.
//
//go:embed regimes.json
var regimesJSON []byte

// ownershipRules is the one place where the programme's records become what
// package graph computes with.
func ownershipRules() (*graph.Rules, error) {
	r, err := graph.ParseRules(regimesJSON)
	if err != nil {
		return nil, fmt.Errorf("programme: %w", err)
	}
	return r, nil
}
