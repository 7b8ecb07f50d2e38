package brief

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"cordon/geo"
	"cordon/sea"
)

// Map is a picture in units of a plane: x grows east, y south, Width wide.
type Map struct {
	Width, Height float64
	Fill          [][4]float64 // land: x, y, width, height of strips
	Land          [][][2]float64
	Tracks        []Track
	Areas         [][][2]float64
	Marks         []Mark
	Grid          []GridLine
	Km            float64 // length of the scale bar
	Bar           float64 // its width in units
	Caption       string
}

// Track is the way of a ship; what is between two fixes and not known is dashed.
type Track struct {
	Ship   int // which party
	Points [][2]float64
	Dashed bool
}

// Mark is a place with a word.
type Mark struct {
	X, Y  float64
	Label string
	Kind  string // event, ship, meet, zone
	Ship  int
	// Where the word stands beside it: its left end, or with End its right one.
	LX, LY float64
	End    bool
}

// settle puts each word where no other one stands: right, left, below, above; the
// first place when none is free. Letters are taken to be about 16 wide and 28
// high. The name of a zone that has no free place is left out.
func (m *Map) settle() {
	type box struct{ x, y, w float64 }
	var used []box
	for i := range m.Marks {
		k := &m.Marks[i]
		w := 16 * float64(len([]rune(k.Label)))
		places := []Mark{{LX: k.X + 28, LY: k.Y + 9}, {LX: k.X - 28, LY: k.Y + 9, End: true}, {LX: k.X + 10, LY: k.Y + 46}, {LX: k.X + 10, LY: k.Y - 24}, {LX: k.X - 10, LY: k.Y + 46, End: true}, {LX: k.X - 10, LY: k.Y - 24, End: true}}
		best, found := -1, false
		for n, q := range places {
			b := box{q.LX, q.LY, w}
			if q.End {
				b.x -= w
			}
			if b.x < 0 || b.x+w > m.Width {
				continue
			}
			if best < 0 {
				best = n
			}
			free := true
			for _, u := range used {
				if math.Abs(u.y-b.y) < 28 && b.x < u.x+u.w && u.x < b.x+w {
					free = false
				}
			}
			if free {
				best, found = n, true
				break
			}
		}
		if !found && k.Kind == "zone" {
			k.Label = ""
			continue
		}
		q := places[max(best, 0)]
		k.LX, k.LY, k.End = q.LX, q.LY, q.End
		b := box{q.LX, q.LY, w}
		if q.End {
			b.x -= w
		}
		used = append(used, b)
	}
}

// fillStep is the width and height of what is looked at whether it is land.
const fillStep = 6

// fill makes the land: strips from west to east.
func (m *Map) fill(land *geo.Land, where func(x, y float64) geo.Point) {
	for y := 0.; y < m.Height; y += fillStep {
		from := -1.
		for x := 0.; x < m.Width+fillStep; x += fillStep {
			on := x < m.Width && land.On(where(x+fillStep/2, y+fillStep/2))
			switch {
			case on && from < 0:
				from = x
			case !on && from >= 0:
				m.Fill = append(m.Fill, [4]float64{from, y, x - from, fillStep})
				from = -1
			}
		}
	}
}

// GridLine is a line of latitude or longitude with its degree.
type GridLine struct {
	X1, Y1, X2, Y2 float64
	Label          string
}

// before and after the event that tracks are drawn.
const around = 36 * time.Hour

// draw makes the picture: tracks around the event, where it was or can have been,
// places of the programme, the coast.
func draw(in *Input) *Map {
	e := &in.Event
	from, to := uint32(max(0, e.Start.Add(-around).Unix())), uint32(e.End.Add(around).Unix())
	type run struct {
		ship   int
		points []geo.Point
		dashed bool
	}
	var runs []run
	var all []geo.Point
	for i, p := range e.Parties {
		for _, v := range in.Vessels {
			if v.ID != p.ID {
				continue
			}
			breaks := map[int]bool{}
			for _, b := range v.Breaks {
				breaks[b] = true
			}
			var cur run
			for k := range v.Fixes {
				f := &v.Fixes[k]
				if f.T < from || f.T > to {
					continue
				}
				pt := f.Point()
				if n := len(cur.points); n > 0 && (breaks[k] || f.T-v.Fixes[k-1].T > 4*3600) {
					runs = append(runs, cur, run{i, []geo.Point{cur.points[n-1], pt}, true})
					cur = run{ship: i}
				}
				cur.ship = i
				cur.points = append(cur.points, pt)
				all = append(all, pt)
			}
			if len(cur.points) > 0 {
				runs = append(runs, cur)
			}
		}
	}
	all = append(all, e.Area...)
	all = append(all, geo.Point{Lat: e.Lat, Lon: e.Lon})
	lo, hi := all[0], all[0]
	for _, p := range all {
		lo.Lat, hi.Lat = min(lo.Lat, p.Lat), max(hi.Lat, p.Lat)
		lo.Lon, hi.Lon = min(lo.Lon, p.Lon), max(hi.Lon, p.Lon)
	}
	mid := geo.Point{Lat: (lo.Lat + hi.Lat) / 2, Lon: (lo.Lon + hi.Lon) / 2}
	k := math.Max(.05, math.Cos(mid.Lat*geo.Degree))
	const aspect = 1.4
	h := math.Max(.3, math.Max(hi.Lat-lo.Lat, (hi.Lon-lo.Lon)*k/aspect)) * 1.2
	m := &Map{Width: 1000, Height: 1000 / aspect}
	scale := m.Height / h
	at := func(p geo.Point) [2]float64 {
		return [2]float64{m.Width/2 + (p.Lon-mid.Lon)*k*scale, m.Height/2 - (p.Lat-mid.Lat)*scale}
	}
	put := func(ps []geo.Point) [][2]float64 {
		out := make([][2]float64, len(ps))
		for i, p := range ps {
			out[i] = at(p)
		}
		return out
	}
	wLat, wLon := h/2*1.05, h/2*aspect/k*1.05
	for _, l := range in.Lines {
		if near(l, mid, wLat, wLon) {
			m.Land = append(m.Land, put(l))
		}
	}
	if in.Known != nil && in.Known.Land != nil {
		m.fill(in.Known.Land, func(x, y float64) geo.Point {
			return geo.Point{Lat: mid.Lat - (y-m.Height/2)/scale, Lon: geo.Wrap(mid.Lon + (x-m.Width/2)/(k*scale))}
		})
	}
	for _, r := range runs {
		m.Tracks = append(m.Tracks, Track{r.ship, put(r.points), r.dashed})
	}
	if len(e.Area) > 2 {
		m.Areas = append(m.Areas, put(e.Area))
	}
	step := gridStep(h)
	for lat := math.Ceil((mid.Lat-wLat)/step) * step; lat < mid.Lat+wLat; lat += step {
		y := at(geo.Point{Lat: lat, Lon: mid.Lon})[1]
		m.Grid = append(m.Grid, GridLine{0, y, m.Width, y, degrees(lat, "N", "S")})
	}
	for lon := math.Ceil((mid.Lon-wLon)/step) * step; lon < mid.Lon+wLon; lon += step {
		x := at(geo.Point{Lat: mid.Lat, Lon: lon})[0]
		m.Grid = append(m.Grid, GridLine{x, 0, x, m.Height, degrees(lon, "E", "W")})
	}
	if in.Known != nil {
		for i := range in.Known.Zones {
			z := &in.Known.Zones[i]
			q, ok := z.Middle()
			if !ok {
				continue
			}
			c := at(q)
			if c[0] > 0 && c[0] < m.Width && c[1] > 0 && c[1] < m.Height {
				m.Marks = append(m.Marks, Mark{X: c[0], Y: c[1], Label: shorten(z.Name, 40), Kind: "zone"})
			}
		}
	}
	ev := at(geo.Point{Lat: e.Lat, Lon: e.Lon})
	label := e.Start.Format("2 Jan 15:04")
	if len(e.Area) > 2 {
		label = "possible area"
	}
	m.Marks = append([]Mark{{X: ev[0], Y: ev[1], Label: label, Kind: "event"}}, m.Marks...)
	for i := range e.Parties { // the end of its way
		for n := len(runs) - 1; n >= 0; n-- {
			if r := runs[n]; r.ship == i {
				c := at(r.points[len(r.points)-1])
				m.Marks = append(m.Marks, Mark{X: c[0], Y: c[1], Label: letter(i) + " " + shorten(cmp.Or(e.Parties[i].Name, "no name"), 24), Kind: "ship", Ship: i})
				break
			}
		}
	}
	if r := in.Rank; r != nil {
		for _, x := range r.Intercept {
			c := at(x.At)
			if x.Kind != sea.Aircraft && c[0] > 0 && c[0] < m.Width && c[1] > 0 && c[1] < m.Height {
				m.Marks = append(m.Marks, Mark{X: c[0], Y: c[1], Label: fmt.Sprintf("%s in %.1f h", x.Name, x.Hours), Kind: "meet"})
				break
			}
		}
	}
	m.settle()
	m.Km, m.Bar = bar(m.Width, scale)
	m.Caption = fmt.Sprintf("Tracks from %s to %s UTC; A one line, B two. Dashed: nothing was received between. Red dashes: where it can have been.", time.Unix(int64(from), 0).UTC().Format(when), time.Unix(int64(to), 0).UTC().Format(when))
	return m
}

func near(l geo.Line, mid geo.Point, wLat, wLon float64) bool {
	for _, p := range l {
		if math.Abs(p.Lat-mid.Lat) < wLat && math.Abs(p.Lon-mid.Lon) < wLon {
			return true
		}
	}
	return false
}

func gridStep(h float64) float64 {
	for _, s := range []float64{.1, .25, .5, 1, 2, 5, 10, 20} {
		if h/s < 5 {
			return s
		}
	}
	return 30
}

func degrees(v float64, pos, neg string) string {
	s := pos
	if v < 0 {
		v, s = -v, neg
	}
	return fmt.Sprintf("%.4g°%s", math.Round(v*100)/100, s)
}

// bar is a round length of about a sixth of the width.
func bar(width, scale float64) (km, units float64) {
	perKm := scale / (geo.Radius * geo.Degree)
	want := width / 6 / perKm
	e := math.Pow(10, math.Floor(math.Log10(want)))
	for _, f := range []float64{5, 2, 1} {
		if f*e <= want {
			return f * e, f * e * perKm
		}
	}
	return e, e * perKm
}
