package geo

import "math"

const (
	Radius = 6371.0 // km
	NM     = 1.852  // km
	Degree = math.Pi / 180
)

// Point is a position in degrees, north and east positive.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Valid reports whether a position is on the earth: |lat| <= 90, |lon| <= 180.
func (p Point) Valid() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180
}

// Distance is the great-circle distance in km (haversine).
func Distance(a, b Point) float64 {
	la, lb := a.Lat*Degree, b.Lat*Degree
	s, t := math.Sin((lb-la)/2), math.Sin((b.Lon-a.Lon)*Degree/2)
	h := float64(s*s) + float64(math.Cos(la)*math.Cos(lb)*t*t)
	return 2 * Radius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Bearing is the initial course from a to b, degrees in [0,360).
func Bearing(a, b Point) float64 {
	la, lb, d := a.Lat*Degree, b.Lat*Degree, (b.Lon-a.Lon)*Degree
	y := math.Sin(d) * math.Cos(lb)
	x := float64(math.Cos(la)*math.Sin(lb)) - float64(math.Sin(la)*math.Cos(lb)*math.Cos(d))
	return math.Mod(math.Atan2(y, x)/Degree+360, 360)
}

// Move is where one is after so many km on a course in degrees.
func Move(p Point, course, km float64) Point { return NewRay(p, course).At(km) }

// Ray is a great circle from a point on a course, for many points on it.
type Ray struct{ lon, sinLat, cosLat, sinCourse, cosCourse float64 }

// NewRay is the ray from a point on a course in degrees.
func NewRay(p Point, course float64) Ray {
	la, th := p.Lat*Degree, course*Degree
	return Ray{p.Lon * Degree, math.Sin(la), math.Cos(la), math.Sin(th), math.Cos(th)}
}

// At is where one is after so many km.
func (r Ray) At(km float64) Point {
	sin, cos := math.Sin(km/Radius), math.Cos(km/Radius)
	lat := math.Asin(float64(r.sinLat*cos) + float64(r.cosLat*sin*r.cosCourse))
	lon := r.lon + math.Atan2(r.sinCourse*sin*r.cosLat, cos-float64(r.sinLat*math.Sin(lat)))
	return Point{lat / Degree, math.Mod(lon/Degree+540, 360) - 180}
}

// Line is a chain of points.
type Line []Point
