package main

import (
	"encoding/json"
	"fmt"

	"cordon/graph"
	"cordon/law"
)

// ownershipRules is the one place where the programme's records of regimes become
// what package graph computes with.
func ownershipRules(programme string) (*graph.Rules, error) {
	p, err := law.Open(programme)
	if err != nil {
		return nil, err
	}
	cites := func(in []law.Cite) []graph.Cite {
		var out []graph.Cite
		for _, c := range in {
			var verified any = c.Verified.String()
			if c.Verified != law.Partly {
				verified = c.Verified == law.Verified
			}
			out = append(out, graph.Cite{Text: c.Text, Verified: verified})
		}
		return out
	}
	var records []graph.Record
	for _, r := range p.Regimes(0) {
		records = append(records, graph.Record{
			ID: r.ID, Name: r.Ask, From: r.From, To: r.To, InForce: r.InForce, Threshold: json.Number(r.Threshold), Compare: r.Compare, Classes: r.Classes,
			Aggregate: r.Aggregate, Control: graph.ControlRule(r.Control), ClassControl: r.ClassControl, Remainder: r.Remainder, Seeds: r.Seeds, Cite: cites(r.Cite),
		})
	}
	var classes []graph.SeedClass
	for _, c := range p.SeedClasses() {
		classes = append(classes, graph.SeedClass{ID: c.ID, Label: c.Label, Members: c.Members, From: c.From, Cite: cites(c.Cite)})
	}
	rules, err := graph.NewRules(records, classes)
	if err != nil {
		return nil, fmt.Errorf("programme %s: %w", programme, err)
	}
	return rules, nil
}
