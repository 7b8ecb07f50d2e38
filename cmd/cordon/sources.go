package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/law"
	"cordon/live"
	"cordon/screen"
)

// A date says what a source is worth, so every source that is printed has one:
// the day of its publication, else the day on which it was received.

// dated names a list with its date.
func dated(l live.List) string {
	if law.Builtin(l.Dataset) {
		return l.Dataset + " (" + originsOf(l.Dataset) + ")"
	}
	received, err := time.Parse(time.RFC3339, l.Received)
	switch {
	case l.Published != "":
		return l.Dataset + " of " + l.Published
	case err == nil:
		return l.Dataset + " received " + received.Format(time.DateOnly)
	}
	return l.Dataset
}

// originsOf names the publications that built-in listings were made from.
func originsOf(dataset string) string {
	programme, _ := law.ProgrammeOf(dataset)
	var out []string
	for _, o := range law.Origins(programme) {
		out = append(out, origin(o))
	}
	return strings.Join(out, ", ")
}

func origin(o law.Origin) string { return fmt.Sprintf("%s of %s", o.Dataset, o.Published) }

// ageOf says when a list was published and received.
func ageOf(l live.List) string {
	received, err := time.Parse(time.RFC3339, l.Received)
	var out []string
	if l.Published != "" {
		out = append(out, "published "+l.Published)
	}
	if err == nil {
		out = append(out, "received "+received.Format(time.DateOnly))
	}
	return strings.Join(out, ", ")
}

// holding is one listing and every dataset that holds it.
type holding struct {
	screen.Listing
	datasets []string
}

// holdings puts together what several datasets say alike of a party, published
// lists before built-in listings.
func holdings(ls []screen.Listing) []holding {
	same := func(a, b screen.Listing) bool {
		return a.Authority == b.Authority && slices.Equal(a.Programmes, b.Programmes) && a.Listed == b.Listed && a.Since == b.Since &&
			a.Until == b.Until && a.Reference == b.Reference && a.SourceURL == b.SourceURL
	}
	var out []holding
	for _, l := range ls {
		i := slices.IndexFunc(out, func(h holding) bool { return same(h.Listing, l) })
		if i < 0 {
			i = len(out)
			out = append(out, holding{Listing: l})
		}
		out[i].datasets = append(out[i].datasets, l.Dataset)
	}
	for _, h := range out {
		publishedFirst(h.datasets)
	}
	slices.SortStableFunc(out, func(a, b holding) int { return builtinOrder(a.datasets[0]) - builtinOrder(b.datasets[0]) })
	return out
}

func publishedFirst(datasets []string) {
	slices.SortStableFunc(datasets, func(a, b string) int { return builtinOrder(a) - builtinOrder(b) })
}

func builtinOrder(dataset string) int {
	if law.Builtin(dataset) {
		return 1
	}
	return 0
}

// sourcesOf names datasets that hold a party, each with its date: of built-in
// listings that of the publication which the party was taken from.
func sourcesOf(party string, datasets []string, s live.Searched) string {
	var out []string
	for _, d := range datasets {
		text := d
		if programme, ok := law.ProgrammeOf(d); ok {
			if o, ok := law.OriginOf(programme, party); ok {
				text = fmt.Sprintf("%s (%s)", d, origin(o))
			}
		} else if i := slices.IndexFunc(s.Lists, func(l live.List) bool { return l.Dataset == d }); i >= 0 {
			text = dated(s.Lists[i])
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// count is a number with its word.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
