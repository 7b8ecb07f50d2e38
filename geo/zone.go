package geo

// Zone is an area that a programme names: a port, an anchorage, a transfer area,
// waters.
type Zone struct {
	ID       string
	Name     string
	Kind     string  // port, anchorage, transfer, waters, watch
	Country  string  // ISO code
	Ring     []Point // a simple polygon; or
	Centre   Point   // a circle
	Km       float64
	Verified bool
	Source   string
}
