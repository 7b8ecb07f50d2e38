package geo

import "math"

// Wrap brings a difference of longitudes, or a longitude, into [-180,180).
func Wrap(lon float64) float64 {
	if lon >= -180 && lon < 180 {
		return lon
	}
	lon = math.Mod(lon+180, 360)
	if lon < 0 {
		lon += 360
	}
	return lon - 180
}

// Near is the distance in km for hot loops: plane geometry on the mean latitude,
// no more than one cosine. Within 0.1 percent of [Distance] up to 100 km and 70
// degrees of latitude; further away it is a first sieve only.
func Near(a, b Point) float64 {
	dy := (b.Lat - a.Lat) * Degree
	dx := Wrap(b.Lon-a.Lon) * Degree * math.Cos((a.Lat+b.Lat)/2*Degree)
	return Radius * math.Sqrt(float64(dx*dx)+float64(dy*dy))
}

// Frame is a plane around a point: x km east, y km north. Good for what happens
// within some tens of km of it.
type Frame struct {
	Origin Point
	x, y   float64 // km per degree
}

// NewFrame is the frame around a point.
func NewFrame(origin Point) Frame {
	y := Radius * Degree
	return Frame{origin, y * math.Cos(origin.Lat*Degree), y}
}

// XY is where a point lies in the frame.
func (f Frame) XY(p Point) (x, y float64) {
	return Wrap(p.Lon-f.Origin.Lon) * f.x, (p.Lat - f.Origin.Lat) * f.y
}

// Point is the point at a place of the frame. The frame must not be at a pole.
func (f Frame) Point(x, y float64) Point {
	return Point{f.Origin.Lat + y/f.y, Wrap(f.Origin.Lon + x/f.x)}
}

// Between is the point on the great circle from a to b at a share of the way.
func Between(a, b Point, share float64) Point {
	d := Distance(a, b)
	if d == 0 || share <= 0 {
		return a
	}
	if share >= 1 {
		return b
	}
	return Move(a, Bearing(a, b), d*share)
}
