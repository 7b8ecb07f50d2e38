package sea

import "context"

type IdentityConfig struct{}

func DefaultIdentityConfig() IdentityConfig { return IdentityConfig{} }

func Identities(ctx context.Context, t *Traffic, k *Known, c IdentityConfig, workers int) ([]Event, error) {
	return nil, nil
}
