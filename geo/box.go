package geo

import "math"

// Box is a range of latitudes and longitudes. West may lie east of East: then it
// spans the antimeridian.
type Box struct{ South, West, North, East float64 }

// BoxOf is the least box around points that lie within half the earth of the
// first; empty for none.
func BoxOf(points ...Point) Box {
	if len(points) == 0 {
		return Box{South: 1, North: -1}
	}
	p := points[0]
	b := Box{p.Lat, 0, p.Lat, 0}
	for _, q := range points[1:] {
		d := Wrap(q.Lon - p.Lon)
		b.South, b.North = math.Min(b.South, q.Lat), math.Max(b.North, q.Lat)
		b.West, b.East = math.Min(b.West, d), math.Max(b.East, d)
	}
	b.West, b.East = Wrap(p.Lon+b.West), Wrap(p.Lon+b.East)
	return b
}

// Around is a box that holds all points within some km of one.
func Around(p Point, km float64) Box { return BoxOf(p).Grow(km) }

// Grow is the box and all that lies within some km of it.
func (b Box) Grow(km float64) Box {
	if b.Empty() {
		return b
	}
	d := km / Radius / Degree
	out := Box{b.South - d, -180, b.North + d, 180}
	far := math.Max(math.Abs(out.South), math.Abs(out.North))
	if far < 90 {
		// the meridian that touches a circle lies asin(sin r / cos lat) away from its centre
		s := math.Sin(math.Min(d, 90)*Degree) / math.Cos(math.Max(math.Abs(b.South), math.Abs(b.North))*Degree)
		if s < 1 {
			l := math.Asin(s) / Degree
			if width := b.width() + 2*l; width < 360 {
				out.West, out.East = Wrap(b.West-l), Wrap(b.East+l)
			}
		}
	}
	out.South, out.North = math.Max(out.South, -90), math.Min(out.North, 90)
	return out
}

// Empty reports whether nothing lies in it.
func (b Box) Empty() bool { return b.South > b.North }

// width in degrees of longitude.
func (b Box) width() float64 {
	if b.West <= b.East {
		return b.East - b.West
	}
	return b.East - b.West + 360
}

// Contains reports whether a point lies in the box or on its edge.
func (b Box) Contains(p Point) bool {
	if p.Lat < b.South || p.Lat > b.North {
		return false
	}
	if b.West <= b.East {
		return p.Lon >= b.West && p.Lon <= b.East
	}
	return p.Lon >= b.West || p.Lon <= b.East
}
