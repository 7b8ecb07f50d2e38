package intake

import (
	"fmt"
	"maps"
	"slices"

	"cordon/ftm"
	"cordon/lists"
)

// Stats are the figures of a loaded document that the next one of the same
// dataset is compared with. They are kept with its batch.
type Stats struct {
	Kind       lists.Kind     `json:"kind"`
	Published  ftm.Day        `json:"published"`
	Version    string         `json:"version,omitempty"` // of an FtM dataset, as its index.json or its deltas say
	Reader     string         `json:"reader,omitempty"`  // and its version
	Parties    int            `json:"parties"`
	Names      int            `json:"names,omitempty"` // of all kinds, of all entities
	Entities   int            `json:"entities"`
	Size       int64          `json:"size"` // bytes of all files
	Programmes map[string]int `json:"programmes,omitempty"`
}

// Limits are how much a list may shrink before a person must look. Growth is
// never held: the Security Council once listed 121 entries at once.
type Limits struct {
	ShareLost     float64 // share of the parties, and of all names as one reader reads them
	PartiesLost   int     // parties, whatever the share
	SizeLost      float64 // share of the bytes, within one format
	SmallestGroup int     // a programme of at least so many parties must not vanish
	EntriesLost   int     // entries that a register of owners may lose whatever their share, up to half
}

// DefaultLimits come from history: between any two versions of the OFAC list
// from 2021 to 2024 at most 150 of 9,158 parties went (1.6 %).
var DefaultLimits = Limits{ShareLost: .05, PartiesLost: 300, SizeLost: .5, SmallestGroup: 5, EntriesLost: 20}

// Guard compares a document with the one loaded before it and returns the
// reasons to hold it, none if it may be loaded. A nil prev is a first load.
func Guard(prev *Stats, now Stats, l Limits) []string {
	var why []string
	hold := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	if now.Entities == 0 {
		hold("the document is empty")
		return why
	}
	if prev == nil {
		return nil
	}
	if prev.Published != 0 && now.Published != 0 && now.Published < prev.Published {
		hold("it was published on %s, before the one that is loaded (%s)", now.Published, prev.Published)
	}
	switch {
	case prev.Version == "":
	case now.Version == "" && prev.Kind == now.Kind:
		hold("nothing says which version it is, and version %s is loaded", prev.Version)
	case now.Version != "" && now.Version < prev.Version:
		hold("its version %s is before the one that is loaded (%s)", now.Version, prev.Version)
	}
	lost := prev.Parties - now.Parties
	switch register := now.Kind.Register() && prev.Kind.Register(); {
	case register && registerLost(prev.Entities, now.Entities, l):
		hold("entries fell from %d to %d", prev.Entities, now.Entities)
	case register:
	case prev.Parties > 0 && now.Parties == 0:
		hold("all %d parties are gone", prev.Parties)
	case float64(lost) > l.ShareLost*float64(prev.Parties) || lost > l.PartiesLost:
		hold("parties fell from %d to %d", prev.Parties, now.Parties)
	}
	if !now.Kind.Register() && prev.Reader == now.Reader && float64(prev.Names-now.Names) > l.ShareLost*float64(prev.Names) {
		hold("names fell from %d to %d", prev.Names, now.Names)
	}
	if prev.Kind == now.Kind && float64(prev.Size-now.Size) > l.SizeLost*float64(prev.Size) {
		hold("its files shrank from %d to %d bytes", prev.Size, now.Size)
	}
	for _, p := range slices.Sorted(maps.Keys(prev.Programmes)) {
		if n := prev.Programmes[p]; n >= l.SmallestGroup && now.Programmes[p] == 0 {
			hold("programme %s had %d parties and has none", p, n)
		}
	}
	return why
}

// registerLost reports whether a register lost so many companies, people and
// holdings that a person must look. Nobody on it is listed, so it is not held
// to the number of parties that a sanctions list may lose; but who owned a
// company yesterday must not be forgotten because a file was short.
func registerLost(prev, now int, l Limits) bool {
	lost := prev - now
	return 2*lost > prev || lost > l.EntriesLost && float64(lost) > l.ShareLost*float64(prev)
}
