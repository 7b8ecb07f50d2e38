package sea

import (
	"context"
	"fmt"
	"slices"
)

// Config holds what every part of the engine goes by: configuration, never law.
type Config struct {
	Tracks   TrackConfig
	Silences SilenceConfig
	Calls    CallConfig
	Judge    JudgeConfig
	Cargo    CargoConfig
}

// DefaultConfig is what docs/sea.md documents and measures.
func DefaultConfig() Config {
	return Config{
		Tracks: DefaultTrackConfig(), Silences: DefaultSilenceConfig(), Calls: DefaultCallConfig(),
		Judge: DefaultJudgeConfig(), Cargo: DefaultCargoConfig(),
	}
}

// Detect finds and judges all events of the traffic, by start, then id. The same
// traffic gives the same events, whatever the number of workers.
func Detect(ctx context.Context, t *Traffic, k *Known, c Config, workers int) ([]Event, error) {
	if k == nil {
		k = &Known{}
	}
	var all []Event
	for _, part := range []struct {
		name string
		find func() ([]Event, error)
	}{
		{"silences", func() ([]Event, error) { return Silent(ctx, t, k, c.Silences, workers) }},
		{"calls", func() ([]Event, error) { return PortCalls(ctx, t, k, c.Calls, workers) }},
	} {
		found, err := part.find()
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", part.name, err)
		}
		all = append(all, found...)
	}
	return Judge(slices.Clip(all), t, k, c.Judge), nil
}
