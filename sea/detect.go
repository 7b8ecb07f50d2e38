package sea

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Config holds what every part of the engine goes by: configuration, never law.
type Config struct {
	Tracks     TrackConfig
	Encounters EncounterConfig
	Loiterings LoiterConfig
	Silences   SilenceConfig
	Calls      CallConfig
	Spoofs     SpoofConfig
	Identities IdentityConfig
	Judge      JudgeConfig
	Cargo      CargoConfig
}

// DefaultConfig is what docs/sea.md documents and measures.
func DefaultConfig() Config {
	return Config{
		Tracks: DefaultTrackConfig(), Encounters: DefaultEncounterConfig(), Loiterings: DefaultLoiterConfig(),
		Silences: DefaultSilenceConfig(), Calls: DefaultCallConfig(), Spoofs: DefaultSpoofConfig(), Identities: DefaultIdentityConfig(),
		Judge: DefaultJudgeConfig(), Cargo: DefaultCargoConfig(),
	}
}

// Detect finds and judges all events of the traffic, by start, then id. The same
// traffic gives the same events, whatever the number of workers.
func Detect(ctx context.Context, t *Traffic, k *Known, c Config, workers int) ([]Event, error) {
	if k == nil {
		k = &Known{}
	}
	contacts, err := Contacts(ctx, t, c.Encounters.Contact, workers)
	if err != nil {
		return nil, fmt.Errorf("find contacts: %w", err)
	}
	// Silences ask for contacts as well, mostly for the same.
	var same []Contact
	if x, y := c.Encounters.Contact, c.Silences.Rendezvous.contact(); x.Km == y.Km && x.MaxPiece == y.MaxPiece {
		same = contacts
	}
	var all, met []Event
	for _, part := range []struct {
		name string
		find func() ([]Event, error)
	}{
		{"meetings", func() ([]Event, error) { return EncountersOf(ctx, t, k, contacts, c.Encounters, workers) }},
		{"loitering", func() ([]Event, error) { return Loitering(ctx, t, k, c.Loiterings, workers) }},
		{"silences", func() ([]Event, error) { return silent(ctx, t, k, same, c.Silences, workers) }},
		{"calls", func() ([]Event, error) { return PortCalls(ctx, t, k, c.Calls, workers) }},
		{"false positions", func() ([]Event, error) { return Spoofs(ctx, t, k, c.Spoofs, workers) }},
		{"identities", func() ([]Event, error) { return Identities(ctx, t, k, c.Identities, workers) }},
	} {
		found, err := part.find()
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", part.name, err)
		}
		switch part.name {
		case "meetings":
			met = found
		case "loitering":
			found = LinkLoitering(found, met)
		}
		all = append(all, found...)
	}
	tellApart(all)
	return Judge(slices.Clip(all), t, k, c.Judge), nil
}

// tellApart gives events of which kind, vessels and minute are the same ids of their own.
func tellApart(events []Event) {
	by := make(map[string][]*Event, len(events))
	for i := range events {
		by[events[i].ID] = append(by[events[i].ID], &events[i])
	}
	for _, same := range by {
		slices.SortStableFunc(same, func(a, b *Event) int {
			return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon))
		})
		for n, e := range same[1:] {
			e.ID = EventID(e.Kind, fmt.Sprint(e.ID, " ", n+2), e.Vessels, e.Start)
		}
	}
}
