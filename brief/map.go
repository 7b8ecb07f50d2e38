package brief

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
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
	BarX, BarY    float64 // its left end
	Caption       string

	taken []box // by the scale bar
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

// box is where something stands in the picture: from left to right, from top to
// bottom.
type box struct{ x1, y1, x2, y2 float64 }

func (b box) meets(c box) bool { return b.x1 < c.x2 && c.x1 < b.x2 && b.y1 < c.y2 && c.y1 < b.y2 }

// letterWide is how wide a letter of a word is, in units: most are capitals.
const letterWide = 17.

// What it costs a word to stand on something: on another word or the scale bar, on a
// mark, on a degree of the grid, on a piece of a track.
const (
	onWord   = 100.
	onMark   = 10.
	onDegree = 2.
	onTrack  = 1.
)

// settle puts each word beside its mark where least else stands: right, left, below,
// above. Letters are taken to be letterWide wide and 28 high. The name of a zone that
// has no free place, or stands there already, is left out.
func (m *Map) settle() {
	words := slices.Clone(m.taken)
	var marks, degrees, tracks []box
	for i := range m.Marks {
		k, r := &m.Marks[i], 10.
		if k.Kind == "event" {
			r = 20
		}
		marks = append(marks, box{k.X - r, k.Y - r, k.X + r, k.Y + r})
	}
	for _, g := range m.Grid {
		w := 12 * float64(len([]rune(g.Label)))
		if g.X1 == 0 {
			degrees = append(degrees, box{6, g.Y1 - 25, 6 + w, g.Y1})
		} else {
			degrees = append(degrees, box{g.X1 + 5, m.Height - 28, g.X1 + 5 + w, m.Height})
		}
	}
	for _, t := range m.Tracks {
		for i := 1; i < len(t.Points); i++ {
			a, b := t.Points[i-1], t.Points[i]
			n := min(200, 1+int(math.Hypot(b[0]-a[0], b[1]-a[1])/25))
			for k := range n + 1 {
				f := float64(k) / float64(n)
				x, y := a[0]+float64(f*(b[0]-a[0])), a[1]+float64(f*(b[1]-a[1]))
				tracks = append(tracks, box{x - 3, y - 3, x + 3, y + 3})
			}
		}
	}
	cost := func(b box, list []box, each float64) (sum float64) {
		for _, o := range list {
			if b.meets(o) {
				sum += each
			}
		}
		return sum
	}
	var zones []string
	for i := range m.Marks {
		k := &m.Marks[i]
		w := letterWide * float64(len([]rune(k.Label)))
		best, least, at := -1, math.Inf(1), box{}
		places := []Mark{ // the nearer first
			{LX: k.X + 28, LY: k.Y + 9}, {LX: k.X - 28, LY: k.Y + 9, End: true}, {LX: k.X + 10, LY: k.Y + 46}, {LX: k.X + 10, LY: k.Y - 24}, {LX: k.X - 10, LY: k.Y + 46, End: true}, {LX: k.X - 10, LY: k.Y - 24, End: true}, {LX: k.X - w/2, LY: k.Y + 60}, {LX: k.X - w/2, LY: k.Y - 38},
			{LX: k.X + 10, LY: k.Y + 78}, {LX: k.X + 10, LY: k.Y - 56}, {LX: k.X - 10, LY: k.Y + 78, End: true}, {LX: k.X - 10, LY: k.Y - 56, End: true}, {LX: k.X + 10, LY: k.Y + 110}, {LX: k.X + 10, LY: k.Y - 88}, {LX: k.X - 10, LY: k.Y + 110, End: true}, {LX: k.X - 10, LY: k.Y - 88, End: true}, {LX: k.X - w/2, LY: k.Y + 142}, {LX: k.X - 10, LY: k.Y + 142, End: true}, {LX: k.X + 10, LY: k.Y - 120}}
		for n, q := range places {
			b := box{q.LX, q.LY - 22, q.LX + w, q.LY + 6}
			if q.End {
				b.x1, b.x2 = b.x1-w, b.x1
			}
			if b.x1 < 0 || b.x2 > m.Width || b.y1 < 0 || b.y2 > m.Height {
				continue
			}
			c := cost(b, words, onWord) + cost(b, marks, onMark) + cost(b, degrees, onDegree) + min(cost(b, tracks, onTrack), 9*onTrack) + float64(n)/8
			if c < least {
				best, least, at = n, c, b
			}
		}
		if k.Kind == "zone" && (least >= onMark || slices.Contains(zones, k.Label)) {
			k.Label = ""
			continue
		}
		if k.Kind == "zone" {
			zones = append(zones, k.Label)
		}
		q := places[max(best, 0)]
		k.LX, k.LY, k.End = q.LX, q.LY, q.End
		words = append(words, at)
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

// ring is the radius of the mark of an event, in units.
const ring = 16

// size is the larger of width and height of a figure.
func size(ps [][2]float64) float64 {
	lo, hi := ps[0], ps[0]
	for _, p := range ps {
		lo, hi = [2]float64{min(lo[0], p[0]), min(lo[1], p[1])}, [2]float64{max(hi[0], p[0]), max(hi[1], p[1])}
	}
	return max(hi[0]-lo[0], hi[1]-lo[1])
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
	first, last := uint32(math.MaxUint32), uint32(0) // of what is drawn
	one := in.oneTrack()
	for i, p := range e.Parties {
		for _, v := range in.Vessels {
			if v.ID != p.ID || one && i > 0 {
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
				first, last = min(first, f.T), max(last, f.T)
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
	if a := put(e.Area); len(a) > 2 && size(a) > 2*ring {
		m.Areas = append(m.Areas, a)
	}
	step := gridStep(h)
	for lat := math.Ceil((mid.Lat-wLat)/step) * step; lat < mid.Lat+wLat; lat += step {
		y := at(geo.Point{Lat: lat, Lon: mid.Lon})[1]
		g := GridLine{0, y, m.Width, y, degrees(lat, "N", "S")}
		if y < 25 || y > m.Height-30 {
			g.Label = "" // no room beside the line, or that of a longitude is there
		}
		m.Grid = append(m.Grid, g)
	}
	for lon := math.Ceil((mid.Lon-wLon)/step) * step; lon < mid.Lon+wLon; lon += step {
		x := at(geo.Point{Lat: mid.Lat, Lon: lon})[0]
		g := GridLine{x, 0, x, m.Height, degrees(lon, "E", "W")}
		if x < 0 || x > m.Width-70 {
			g.Label = ""
		}
		m.Grid = append(m.Grid, g)
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
				m.Marks = append(m.Marks, Mark{X: c[0], Y: c[1], Label: short(z.Name), Kind: "zone"})
			}
		}
	}
	ev := at(geo.Point{Lat: e.Lat, Lon: e.Lon})
	label := e.Start.Format("2 Jan 15:04")
	if len(e.Area) > 2 {
		label = "possible area"
	}
	zones := m.Marks // their names go last
	m.Marks = []Mark{{X: ev[0], Y: ev[1], Label: label, Kind: "event"}}
	for i := range e.Parties { // the end of its way
		for n := len(runs) - 1; n >= 0; n-- {
			if r := runs[n]; r.ship == i {
				c := at(r.points[len(r.points)-1])
				who := letter(i)
				if one {
					who = "A, B"
				}
				m.Marks = append(m.Marks, Mark{X: c[0], Y: c[1], Label: who + " " + shorten(cmp.Or(e.Parties[i].Name, "no name"), 24), Kind: "ship", Ship: i})
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
	m.Km, m.Bar = bar(m.Width, scale)
	m.placeBar()
	for _, z := range zones {
		if !m.taken[0].meets(box{z.X - 5, z.Y - 5, z.X + 5, z.Y + 5}) {
			m.Marks = append(m.Marks, z)
		}
	}
	m.settle()
	m.Caption = m.legend(in, one, first, last)
	return m
}

// oneTrack reports whether the two ships of an event have one track at hand: they
// sent one number, so that the positions do not tell which of them it was.
func (in *Input) oneTrack() bool {
	ps := in.Event.Parties
	if len(ps) != 2 {
		return false
	}
	a, b := in.vessel(ps[0].ID), in.vessel(ps[1].ID)
	return a != nil && b != nil && len(a.Fixes) > 0 && len(a.Fixes) == len(b.Fixes) && a.Fixes[0] == b.Fixes[0] && a.Fixes[len(a.Fixes)-1] == b.Fixes[len(b.Fixes)-1]
}

// legend says what the lines and marks of the picture are, of those that are in it.
func (m *Map) legend(in *Input, one bool, first, last uint32) string {
	var out []string
	utc := func(t uint32) string { return time.Unix(int64(t), 0).UTC().Format(when) }
	switch {
	case len(m.Tracks) == 0:
		out = append(out, "No positions of these days are at hand.")
	case one:
		out = append(out, fmt.Sprintf("Positions from %s to %s UTC. A and B sent one number: which of them it was, the line does not tell.", utc(first), utc(last)))
	default:
		out = append(out, fmt.Sprintf("Tracks from %s to %s UTC.", utc(first), utc(last)))
		drawn := map[int]bool{}
		for _, t := range m.Tracks {
			drawn[t.Ship] = true
		}
		if len(drawn) > 1 {
			out = append(out, "A: one line, B: two.")
		}
	}
	if len(m.Tracks) > 0 {
		out = append(out, "Dot: the last of these positions.")
	}
	if slices.ContainsFunc(m.Tracks, func(t Track) bool { return t.Dashed }) {
		out = append(out, "Dashed: nothing was received between.")
	}
	switch {
	case len(m.Areas) > 0:
		out = append(out, "Red dashes: where it can have been; red ring: the middle.")
	case len(in.Event.Area) > 2:
		out = append(out, "Red ring: where it can have been.")
	default:
		out = append(out, "Red ring: the event.")
	}
	if slices.ContainsFunc(m.Marks, func(k Mark) bool { return k.Kind == "meet" }) {
		out = append(out, "Cross: where a patrol could meet it.")
	}
	if slices.ContainsFunc(m.Marks, func(k Mark) bool { return k.Kind == "zone" }) {
		out = append(out, "Squares: watched places.")
	}
	return strings.Join(out, " ")
}

// placeBar puts the scale bar into the corner in which least stands, the upper right
// one where all are free.
func (m *Map) placeBar() {
	left, right, high, low := 90., m.Width-m.Bar-20, 22., m.Height-110
	least := math.Inf(1)
	for _, c := range [][2]float64{{right, high}, {left, high}, {right, low}, {left, low}} {
		b := box{c[0] - 10, c[1] - 22, c[0] + max(m.Bar, 120) + 20, c[1] + 62}
		n := 0.
		for _, k := range m.Marks {
			if b.meets(box{k.X - 50, k.Y - 50, k.X + 50, k.Y + 50}) {
				n += onMark
			}
		}
		for _, t := range m.Tracks {
			for _, p := range t.Points {
				if b.meets(box{p[0], p[1], p[0] + 1, p[1] + 1}) {
					n += onTrack / float64(len(t.Points))
				}
			}
		}
		if n < least {
			least, m.BarX, m.BarY, m.taken = n, c[0], c[1], []box{b}
		}
	}
}

// short is the name of a place for a picture.
func short(name string) string {
	const most = 24
	if len([]rune(name)) <= most {
		return name
	}
	name, _, _ = strings.Cut(name, ",")
	return shorten(name, most)
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
