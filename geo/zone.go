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

// Middle is the centre of a circle, or the mean of the corners of a polygon.
func (z *Zone) Middle() Point {
	if len(z.Ring) == 0 {
		return z.Centre
	}
	var p Point
	for _, q := range z.Ring {
		p.Lat += q.Lat
		p.Lon += q.Lon
	}
	n := float64(len(z.Ring))
	return Point{p.Lat / n, p.Lon / n}
}
