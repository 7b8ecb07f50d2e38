package geo

// Ports are the ports of the world.
type Ports struct{}

// Land tells land from sea.
type Land struct{}
