package sea

import (
	"math"

	"cordon/ais"
	"cordon/geo"
)

// ReachConfig says how fast a ship is taken to be when it is not heard.
type ReachConfig struct {
	Quantile float64 // of the ship's own speeds; reference sea.md §7
	Spare    float64 // times that quantile
	Samples  int     // speeds from which a quantile is taken; fewer: the kind's
	Least    float64 // knots; a ship that never went faster is only known at rest: the kind's
	Most     float64 // knots; no quantile above is believed
	Tanker   float64 // knots, of ships whose own speeds are not known
	Cargo    float64
	Other    float64
	Corners  int     // of the polygon that is drawn
	Sailed   int     // a cell of a quarter degree on land where so many vessels were heard is water: a canal, a river
	Across   float64 // km around an end of a way in which land may be the coarse coast, a river or a port
}

// DefaultReachConfig holds the values of reference sea.md §7; Least, Most and Across
// are cordon's own.
func DefaultReachConfig() ReachConfig {
	return ReachConfig{Quantile: .99, Spare: 1.1, Samples: 20, Least: 5, Most: 50, Tanker: 14, Cargo: 16, Other: 12, Corners: 48, Sailed: 3, Across: 40}
}

// Of is the speed in knots of ships of a kind.
func (c ReachConfig) Of(k Kind) float64 {
	switch k {
	case Tanker:
		return c.Tanker
	case Cargo:
		return c.Cargo
	}
	return c.Other
}

// Reach is where a ship can have been between two places at which it was heard,
// or since the last one: every x with d(off,x) + d(x,on) <= knots × time, an
// ellipse; of an open one a disc that grows.
type Reach struct {
	Off, On  geo.Point
	From, To int64   // seconds since 1970 at Off and at On; of an open one To is the time up to which is asked
	Knots    float64 // greatest speed
	Open     bool    // it was not heard again: On says nothing
}

const (
	kmPerKnotSecond = geo.NM / 3600
	degree          = geo.Degree
	kmPerDegree     = geo.Radius * geo.Degree
)

// km is the longest way in km.
func (r Reach) km() float64 { return r.Knots * kmPerKnotSecond * float64(r.To-r.From) }

// Implied is the speed in knots that the way from Off to On takes at least; 0 of
// an open one, +Inf when no time passed.
func (r Reach) Implied() float64 {
	if r.Open {
		return 0
	}
	d := geo.Distance(r.Off, r.On)
	if d == 0 {
		return 0
	}
	return d / kmPerKnotSecond / float64(r.To-r.From)
}

// Possible reports whether the ship can have come from Off to On at all. When not,
// it is a jump, a clone or a bad clock, not a silence.
func (r Reach) Possible() bool {
	return r.To >= r.From && (r.Open || geo.Distance(r.Off, r.On) <= r.km())
}

// Axes are the half axes in nautical miles of the ellipse on the plane and its
// area in square nautical miles; all 0 when impossible.
func (r Reach) Axes() (a, b, area float64) {
	if !r.Possible() {
		return 0, 0, 0
	}
	a = r.km() / geo.NM / 2
	if r.Open {
		return 2 * a, 2 * a, 4 * math.Pi * a * a
	}
	c := geo.Distance(r.Off, r.On) / geo.NM / 2
	b = math.Sqrt(math.Max(0, float64(a*a)-float64(c*c)))
	return a, b, math.Pi * a * b
}

// Window is the time, in seconds since 1970, during which the ship can have been
// at x: from the earliest arrival to the latest departure. ok is false when it
// cannot have been there.
func (r Reach) Window(x geo.Point) (from, to float64, ok bool) {
	v := r.Knots * kmPerKnotSecond
	if v <= 0 {
		return 0, 0, false
	}
	from, to = float64(r.From)+geo.Distance(r.Off, x)/v, float64(r.To)
	if !r.Open {
		to -= geo.Distance(x, r.On) / v
	}
	return from, to, from <= to
}

// latitude is a reach along a parallel of latitude, where many windows are asked for.
type latitude struct {
	*Reach
	v       float64    // km/s
	off, on [2]float64 // of the haversine: what the latitudes come to, and what the longitudes are multiplied by
}

func (r *Reach) along(lat float64) latitude {
	of := func(p geo.Point) [2]float64 {
		s := math.Sin((lat*degree - p.Lat*degree) / 2)
		return [2]float64{s * s, math.Cos(p.Lat*degree) * math.Cos(lat*degree)}
	}
	return latitude{r, r.Knots * kmPerKnotSecond, of(r.Off), of(r.On)}
}

// window is Window at a longitude.
func (p *latitude) window(lon float64) (from, to float64, ok bool) {
	if p.v <= 0 {
		return 0, 0, false
	}
	km := func(of [2]float64, lon0 float64) float64 {
		t := math.Sin((lon - lon0) * degree / 2)
		return 2 * geo.Radius * math.Asin(math.Min(1, math.Sqrt(of[0]+float64(of[1]*t*t))))
	}
	from, to = float64(p.From)+km(p.off, p.Off.Lon)/p.v, float64(p.To)
	if from > to {
		return from, to, false
	}
	if !p.Open {
		to -= km(p.on, p.On.Lon) / p.v
	}
	return from, to, from <= to
}

// Spare is how many seconds of the silence are left over for a stay at x;
// negative when x is out of reach.
func (r Reach) Spare(x geo.Point) float64 {
	from, to, _ := r.Window(x)
	return to - from
}

// centre is the middle between Off and On, or Off.
func (r Reach) centre() geo.Point {
	if r.Open {
		return r.Off
	}
	return geo.Move(r.Off, geo.Bearing(r.Off, r.On), geo.Distance(r.Off, r.On)/2)
}

// within is the box that holds the reach: south, north in degrees, and west and
// east in degrees from the centre's meridian.
func (r Reach) within() (south, north, west, east float64) {
	c := r.centre()
	half := r.km()
	if !r.Open {
		half /= 2
	}
	d := half / geo.Radius / geo.Degree
	south, north = math.Max(-90, c.Lat-d), math.Min(90, c.Lat+d)
	w := 180.0
	if s := math.Sin(math.Min(half/geo.Radius, math.Pi/2)) / math.Cos(c.Lat*geo.Degree); s >= 0 && s < 1 && north < 90 && south > -90 {
		w = math.Asin(s) / geo.Degree
	}
	return south, north, -w, w
}

// Area is the outline of the reach at its time To, for the map: at most corners
// points, counter-clockwise from north, nil when impossible. Corners on land are
// drawn in to the next water, so far as dry tells land (nil: everything is water);
// what lies behind an island stays within reach.
func (r Reach) Area(corners int, dry func(geo.Point) bool) []geo.Point {
	if !r.Possible() || corners < 3 {
		return nil
	}
	c, most := r.centre(), math.Min(r.km(), math.Pi*geo.Radius)
	out := make([]geo.Point, 0, corners)
	for i := range corners {
		course := 360 - 360*float64(i)/float64(corners)
		ray := geo.NewRay(c, course)
		lo := r.edge(ray, most)
		p := ray.At(lo)
		if dry != nil {
			for step := 0; step < 32 && dry(p); step++ {
				lo -= most / 64
				if lo <= 0 {
					p = c
					break
				}
				p = ray.At(lo)
			}
		}
		out = append(out, geo.Point{Lat: round5(p.Lat), Lon: round5(p.Lon)})
	}
	return out
}

// edge is how far from the centre the reach ends on a ray, in km. Along it the way only
// grows: it is found between two distances that hold it, by false position.
func (r Reach) edge(ray geo.Ray, most float64) float64 {
	if r.Open {
		return most
	}
	km := r.km()
	over := func(d float64) float64 {
		p := ray.At(d)
		return geo.Distance(r.Off, p) + geo.Distance(p, r.On) - km
	}
	lo, hi := 0.0, math.Min(km/2+.01, most)
	flo, fhi := over(lo), over(hi)
	if fhi <= 0 {
		return hi
	}
	for range 60 {
		if hi-lo < .001 {
			break
		}
		mid := lo - flo*(hi-lo)/(fhi-flo)
		if !(mid > lo && mid < hi) {
			mid = (lo + hi) / 2
		}
		f := over(mid)
		switch {
		case math.Abs(f) < .001:
			return mid
		case f <= 0:
			lo, flo, fhi = mid, f, fhi/2
		default:
			hi, fhi, flo = mid, f, flo/2
		}
	}
	return lo
}

// round5 rounds to 1e-5: a metre of a degree.
func round5(x float64) float64 { return math.Round(x*1e5) / 1e5 }

// at is the place of a fix.
func (f *Fix) at() geo.Point {
	return geo.Point{Lat: float64(f.Lat()) / ais.Unit, Lon: float64(f.Lon()) / ais.Unit}
}

// bySea is how far it is from one place to another for a ship, in km, and whether it
// gets there at all.
type bySea func(a, b geo.Point) (km float64, ok bool)

// bySea are the ways given where vessels were heard. Where land is not known all is
// straight.
func (c ReachConfig) bySea(k *Known, vessels []*Vessel) bySea {
	return newSeaways(k, vessels, c).km
}

// dryness is how land is asked; nil when it is not known: then everything is taken
// for water.
func dryness(k *Known) func(geo.Point) bool {
	if k == nil || k.Land == nil {
		return nil
	}
	return k.Land.On
}
