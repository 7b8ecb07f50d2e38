package geo

import "math"

// Ways are the distances by sea from one point, round the land: the shortest way on
// a grid of sea cells in sixteen directions (Dijkstra 1959), shortened by what such
// a way may be too long, and never less than the great circle. So it is a lower
// bound for whoever asks what was within reach: some percent too short along coasts
// full of inlets, where it cuts corners by a cell.
//
// A cell is land when nine points of it are. Straits narrower than a third of a
// cell may be closed, canals are; a neck of land that is narrower than a cell may
// be crossed. Cells are a hundredth of the km asked for, at least 3 km: some 40,000
// of them, tens of milliseconds. Ask [Land.Across] first.
type Ways struct {
	from       Point
	most       float64 // km
	cell       float64 // km
	shrink     float64
	south, lat float64 // of the grid, and height of a cell
	west, lon  float64 // in degrees east of from
	rows, cols int
	km         []float64 // per cell, from the start; infinite where no way leads
}

// Bounds of the grid of Ways.
const (
	waysCells  = 200  // across
	waysFinest = 3    // km per cell
	waysPolar  = 80   // degrees: beyond it only great circles are known
	waysMost   = 5000 // km
)

// steps are the sixteen directions: rows and columns.
var steps = [16][2]int{{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {1, 1}, {1, -1}, {-1, -1}, {-1, 1}, {1, 2}, {2, 1}, {2, -1}, {1, -2}, {-1, -2}, {-2, -1}, {-2, 1}, {-1, 2}}

// Ways finds the ways by sea from a point out to some km, at most 5,000. On land it
// starts from the sea next to it.
func (l *Land) Ways(from Point, km float64) *Ways {
	km = math.Min(km, waysMost)
	w := &Ways{from: from, most: km, cell: math.Max(waysFinest, 2*km/waysCells)}
	box := Around(from, km)
	if l == nil || !from.Valid() || !(km > 0) || math.Max(math.Abs(box.South), math.Abs(box.North)) > waysPolar {
		return w
	}
	// Cells that are square at the latitude of the start.
	w.lat = w.cell / Radius / Degree
	w.lon = w.lat / math.Cos(from.Lat*Degree)
	east := math.Max(Wrap(box.East-from.Lon), -Wrap(box.West-from.Lon))
	up := int(math.Ceil((box.North-from.Lat)/w.lat)) + 2
	side := int(math.Ceil(east/w.lon)) + 2
	if float64(2*side+1)*w.lon > 350 {
		return w
	}
	w.rows, w.cols = 2*up+1, 2*side+1
	w.south, w.west = from.Lat-(float64(up)+.5)*w.lat, -(float64(side)+.5)*w.lon
	wet := make([]bool, w.rows*w.cols)
	for i := range wet {
		wet[i] = w.wet(l, i)
	}
	w.walk(wet)
	return w
}

// centre is the middle of a cell.
func (w *Ways) centre(i int) Point {
	return Point{w.south + (float64(i/w.cols)+.5)*w.lat, Wrap(w.from.Lon + w.west + (float64(i%w.cols)+.5)*w.lon)}
}

// wet reports whether one of nine points of a cell is sea.
func (w *Ways) wet(l *Land, i int) bool {
	c := w.centre(i)
	if !l.On(c) {
		return true
	}
	for dy := -1.0; dy <= 1; dy++ {
		for dx := -1.0; dx <= 1; dx++ {
			if !l.On(Point{c.Lat + dy*w.lat/3, Wrap(c.Lon + dx*w.lon/3)}) {
				return true
			}
		}
	}
	return false
}

// walk finds the shortest ways over wet cells.
func (w *Ways) walk(wet []bool) {
	w.km = make([]float64, len(wet))
	for i := range w.km {
		w.km[i] = math.Inf(1)
	}
	cost := make([][16]float64, w.rows)
	w.shrink = 1
	for r := range cost {
		for k, s := range steps {
			if to := r + s[0]; to >= 0 && to < w.rows {
				cost[r][k] = Distance(w.centre(r*w.cols+w.cols/2), w.centre(to*w.cols+w.cols/2+s[1]))
			}
		}
		// Between two directions at an angle a way is too long by 1/cos of half of it at most.
		k := math.Cos((w.south+(float64(r)+.5)*w.lat)*Degree) * w.lon / w.lat
		dir := [5]float64{0, math.Atan2(1, 2*k), math.Atan2(1, k), math.Atan2(2, k), math.Pi / 2}
		for i := 1; i < len(dir); i++ {
			w.shrink = math.Max(w.shrink, 1/math.Cos((dir[i]-dir[i-1])/2))
		}
	}
	var queue heap
	for i := range wet { // the sea next to the start: within two cells, or five where there is none
		if d := Distance(w.from, w.centre(i)); wet[i] && d < 1.5*w.cell {
			w.km[i] = d
			queue.push(d, int32(i))
		}
	}
	if len(queue) == 0 {
		for i := range wet {
			if d := Distance(w.from, w.centre(i)); wet[i] && d < 5*w.cell {
				w.km[i] = d
				queue.push(d, int32(i))
			}
		}
	}
	for len(queue) > 0 {
		d, at := queue.pop()
		if d > w.km[at] {
			continue
		}
		r, c := int(at)/w.cols, int(at)%w.cols
		for k, s := range steps {
			nr, nc := r+s[0], c+s[1]
			if nr < 0 || nr >= w.rows || nc < 0 || nc >= w.cols || !wet[nr*w.cols+nc] {
				continue
			}
			if k >= 4 && !w.passes(wet, r, c, s) {
				continue
			}
			if to := d + cost[r][k]; to < w.km[nr*w.cols+nc] && to <= (w.most+2*w.cell)*w.shrink {
				w.km[nr*w.cols+nc] = to
				queue.push(to, int32(nr*w.cols+nc))
			}
		}
	}
}

// passes reports whether a slanting step has water beside it: one of the two cells
// that it goes between.
func (w *Ways) passes(wet []bool, r, c int, s [2]int) bool {
	a, b := (r+s[0]/2)*w.cols+c+s[1]/2, (r+s[0]-s[0]/2)*w.cols+c+s[1]-s[1]/2
	if s[0]*s[0] == s[1]*s[1] { // over a corner
		a, b = r*w.cols+c+s[1], (r+s[0])*w.cols+c
	}
	return wet[a] || wet[b]
}

// Km is how far a point is by sea; infinite when no way leads there within the km
// that were asked for. A point on land is as far as the sea next to it.
func (w *Ways) Km(p Point) float64 {
	d := Distance(w.from, p)
	if !(d <= w.most) {
		return math.Inf(1)
	}
	if w.km == nil {
		return d
	}
	best := w.along(p)
	best = math.Max(d, best/w.shrink-w.cell)
	if best > w.most {
		return math.Inf(1)
	}
	return best
}

// Sail is how far a vessel sails to a point along the grid: as [Ways.Km], but never
// less than the way, and up to some percent more. It is for whoever says when
// somebody is there.
func (w *Ways) Sail(p Point) float64 {
	d := Distance(w.from, p)
	switch {
	case !(d <= w.most):
		return math.Inf(1)
	case w.km == nil:
		return d
	}
	return math.Max(d, w.along(p))
}

// along is the way over the grid to the cells about a point, and from there.
func (w *Ways) along(p Point) float64 {
	r, c := int(math.Floor((p.Lat-w.south)/w.lat)), int(math.Floor((Wrap(p.Lon-w.from.Lon)-w.west)/w.lon))
	best := math.Inf(1)
	for reach := 1; reach <= 2 && math.IsInf(best, 1); reach++ {
		for nr := max(r-reach, 0); nr <= min(r+reach, w.rows-1); nr++ {
			for nc := max(c-reach, 0); nc <= min(c+reach, w.cols-1); nc++ {
				if i := nr*w.cols + nc; !math.IsInf(w.km[i], 1) {
					best = math.Min(best, w.km[i]+Distance(w.centre(i), p))
				}
			}
		}
	}
	return best
}

// heap is a queue of cells by distance, then by number.
type heap []struct {
	d float64
	i int32
}

func (h heap) less(a, b int) bool { return h[a].d < h[b].d || h[a].d == h[b].d && h[a].i < h[b].i }

func (h *heap) push(d float64, i int32) {
	*h = append(*h, struct {
		d float64
		i int32
	}{d, i})
	q := *h
	for at := len(q) - 1; at > 0; {
		up := (at - 1) / 2
		if !q.less(at, up) {
			break
		}
		q[at], q[up] = q[up], q[at]
		at = up
	}
}

func (h *heap) pop() (float64, int32) {
	q := *h
	top, last := q[0], len(q)-1
	q[0] = q[last]
	q = q[:last]
	for at := 0; ; {
		least := at
		for k := 2*at + 1; k <= 2*at+2 && k < last; k++ {
			if q.less(k, least) {
				least = k
			}
		}
		if least == at {
			break
		}
		q[at], q[least] = q[least], q[at]
		at = least
	}
	*h = q
	return top.d, top.i
}
