package touch

import (
	"fmt"
	"slices"
	"strings"

	"cordon/finding"
)

// carrierOf reads what a manifest says of the ship: its IMO number, with or
// without the word, or its name.
func carrierOf(text string) (Subject, error) {
	number := strings.TrimLeft(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "IMO"), ": #.")
	if len(number) == 7 && strings.Trim(number, "0123456789") == "" {
		return ParseSubject("imo:" + number)
	}
	s, err := ParseSubject(text)
	if err == nil && s.Kind == "name" {
		s.Schema = "Vessel"
	}
	return s, err
}

// nobody says that the ship of a manifest cannot be asked about: what the paper
// has for its number is none.
func (a *Answer) nobody(err error) {
	a.Missing = append(a.Missing, fmt.Sprintf("which ship carries it (%v)", err))
	if a.Exposure == finding.Clear {
		a.Exposure = finding.Possible
		a.Summary = strings.TrimSuffix(a.Summary, ".") + ". But which ship carries it cannot be told from the paper."
	}
	a.settle()
}

// aboard adds to an answer about goods what the ship that carries them comes to.
func (a *Answer) aboard(ship *Answer) {
	a.Notes = append(a.Notes, "the ship: "+ship.Summary)
	for _, n := range ship.Notes {
		a.Notes = append(a.Notes, "of the ship: "+n)
	}
	for _, m := range ship.Missing {
		a.Missing = append(a.Missing, "of the ship: "+m)
	}
	if stronger(ship.Exposure, a.Exposure) {
		a.Exposure = ship.Exposure
		a.Summary = strings.TrimSuffix(a.Summary, ".") + ". Of the ship that carries it: " + ship.Summary
	}
	a.Strength, a.Alert = max(a.Strength, ship.Strength), a.Alert || ship.Alert
	a.Bearers = append(a.Bearers, ship.Bearers...)
	a.Findings = append(a.Findings, ship.Findings...)
	a.Paths = append(a.Paths, ship.Paths...)
	for _, m := range ship.Measures {
		if !slices.Contains(a.Measures, m) {
			a.Measures = append(a.Measures, m)
		}
	}
	a.Obligations = append(a.Obligations, ship.Obligations...)
	a.Unjudged = append(a.Unjudged, ship.Unjudged...)
	a.Searched = joined(a.Searched, ship.Searched)
	a.settle()
}

// joined is what both answers rest on.
func joined(goods, ship Searched) Searched {
	out := ship
	for _, d := range goods.Datasets {
		if !slices.Contains(out.Datasets, d) {
			out.Datasets = append(slices.Clone(out.Datasets), d)
		}
	}
	out.Sources = append(slices.Clone(goods.Sources), ship.Sources...)
	return out
}
