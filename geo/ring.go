package geo

import "math"

// A ring is a simple polygon, its last corner tied to its first; edges are
// straight in latitude and longitude, and it spans less than half the earth. It
// may span the antimeridian. It does not hold a pole.

// InRing reports whether a point lies inside a ring. Rings that share an edge
// share no point: of a point on it exactly one holds it.
func InRing(ring []Point, p Point) bool {
	in := false
	for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
		// In longitudes from the point: an edge crosses its parallel east of it or not.
		a, b := ring[j], ring[i]
		x, y := Wrap(a.Lon-p.Lon), Wrap(b.Lon-p.Lon)
		if math.Abs(x-y) > 180 { // an edge across the far side of the earth: so the ring is there
			return false
		}
		if (a.Lat > p.Lat) == (b.Lat > p.Lat) {
			continue
		}
		if float64((p.Lat-a.Lat)/(b.Lat-a.Lat)*(y-x))+x > 0 {
			in = !in
		}
	}
	return in
}

// RingDistance is the km from a point to the nearest edge of a ring, from inside
// or outside; infinite for no ring.
func RingDistance(ring []Point, p Point) float64 {
	best := math.Inf(1)
	for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
		best = math.Min(best, Distance(p, Nearest(ring[j], ring[i], p)))
	}
	return best
}

// Nearest is the point of the line from a to b that is nearest to p, by plane
// geometry on the mean latitude of p and the line.
func Nearest(a, b, p Point) Point {
	k := math.Cos((p.Lat + (a.Lat+b.Lat)/2) / 2 * Degree)
	ax, ay := Wrap(a.Lon-p.Lon)*k, a.Lat-p.Lat
	dx, dy := Wrap(b.Lon-a.Lon)*k, b.Lat-a.Lat
	l := float64(dx*dx) + float64(dy*dy)
	if l == 0 {
		return a
	}
	t := -(float64(ax*dx) + float64(ay*dy)) / l
	switch {
	case t <= 0:
		return a
	case t >= 1:
		return b
	}
	return Point{a.Lat + float64(t*(b.Lat-a.Lat)), Wrap(a.Lon + float64(t*Wrap(b.Lon-a.Lon)))}
}

// RingArea is the area of a ring in square km on the sphere, its edges taken as
// straight in longitude and the sine of latitude: exact for edges along meridians
// and parallels, good for rings of a few degrees.
func RingArea(ring []Point) float64 {
	sum := 0.0
	for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
		a, b := ring[j], ring[i]
		sum += float64(Wrap(b.Lon-a.Lon) * Degree * (math.Sin(a.Lat*Degree) + math.Sin(b.Lat*Degree)))
	}
	return math.Abs(sum) / 2 * Radius * Radius
}
