package sea

import (
	"math"
	"sync"

	"cordon/ais"
	"cordon/geo"
)

// seaways tells how far it is by sea. Ways are sought on the cells of a quarter
// degree in which reception is counted, from the cell of one end, once for all that
// is asked of it. Several goroutines may use it.
type seaways struct {
	across float64 // km around an end that are never land: rivers, ports, a coarse coast
	mu     sync.Mutex
	from   map[uint32]*seaField
	dry    *dryCells
}

// seaField are the ways by sea from a cell to those around, in km.
type seaField struct {
	once     sync.Once
	row, col int // of the lowest cell; columns may lie beyond 180°
	rows     int
	cols     int
	km       []uint16 // noWay where none leads
}

const (
	noWay    = math.MaxUint16
	fields   = 2048 // most that are kept: some 80 MB in middle latitudes
	fieldKm  = 1500 // how far ways are sought; beyond, land is not asked
	bentBy   = 1.1  // a way on the grid that is longer than straight by less is straight
	bentKm   = 60
	gridLong = .97 // ways on the grid are longer than they need be
)

// newSeaways returns nil where land is not known. Canals, rivers and narrows that a
// coastline leaves out are open where as many of the vessels as c.Sailed were heard.
func newSeaways(k *Known, vessels []*Vessel, c ReachConfig) *seaways {
	if k == nil || k.Land == nil {
		return nil
	}
	s := &seaways{across: c.Across, from: make(map[uint32]*seaField), dry: newDryCells(k.Land.On)}
	s.dry.wet(sailed(vessels, c.Sailed))
	return s
}

// sailed are the cells in which so many vessels or more were heard.
func sailed(vessels []*Vessel, least int) (cells []uint32) {
	if least <= 0 {
		return nil
	}
	type heard struct{ vessels, last int32 }
	by := make(map[uint32]heard)
	for i, v := range vessels {
		before := uint32(math.MaxUint32)
		for j := range v.Fixes {
			f := &v.Fixes[j]
			cell := airCell(f.Lat(), f.Lon())
			if cell == before {
				continue
			}
			before = cell
			if h := by[cell]; h.vessels == 0 || h.last != int32(i) {
				by[cell] = heard{h.vessels + 1, int32(i)}
			}
		}
	}
	for cell, h := range by {
		if int(h.vessels) >= least {
			cells = append(cells, cell)
		}
	}
	return cells
}

// km is how far it is from one place to another for a ship, and whether it gets
// there at all. Where land is not known, and far away, all is straight.
func (s *seaways) km(a, b geo.Point) (km float64, ok bool) {
	straight := geo.Distance(a, b)
	if s == nil || straight > fieldKm {
		return straight, true
	}
	f := s.field(airCell(unitsOf(a.Lat), unitsOf(a.Lon)))
	cell := airCell(unitsOf(b.Lat), unitsOf(b.Lon))
	row, col := int(cell/cellCols)-f.row, wrapCol(int(cell%cellCols)-f.col)
	// what lies on land is reached from the next water
	best := math.Inf(1)
	ends := int(math.Ceil(s.across / (kmPerDegree / 4)))
	for ring := 0; ring <= ends && math.IsInf(best, 1); ring++ {
		for y := row - ring; y <= row+ring; y++ {
			for x := col - ring; x <= col+ring; x++ {
				if y < 0 || y >= f.rows || x < 0 || x >= f.cols || max(abs(y-row), abs(x-col)) != ring {
					continue
				}
				if v := f.km[y*f.cols+x]; v != noWay {
					best = math.Min(best, float64(v)+float64(float64(ring)*kmPerDegree/4))
				}
			}
		}
	}
	switch {
	case math.IsInf(best, 1):
		return best, false
	case best <= float64(straight*bentBy)+bentKm:
		return straight, true
	}
	return math.Max(straight, best*gridLong), true
}

func unitsOf(deg float64) int32 { return int32(math.Round(deg * ais.Unit)) }

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

// field is that of a cell, made when it is first asked for.
func (s *seaways) field(cell uint32) *seaField {
	s.mu.Lock()
	f := s.from[cell]
	if f == nil {
		if len(s.from) >= fields {
			clear(s.from)
		}
		f = &seaField{}
		s.from[cell] = f
	}
	s.mu.Unlock()
	f.once.Do(func() { s.spread(f, cell) })
	return f
}

func latOfRow(row int) float64 { return float64(row)/4 - 90 + .125 }

// steps are the ways from a cell to others next to it, and as a knight goes.
var steps = [16][2]int{{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}, {1, 1}, {-2, -1}, {-2, 1}, {-1, -2}, {-1, 2}, {1, -2}, {1, 2}, {2, -1}, {2, 1}}

// spread fills a field. Cells are gone through in bands of so many km that no step is
// shorter, nearest band first (Dinic 1978), so that each is done with when its band is.
func (s *seaways) spread(f *seaField, cell uint32) {
	row, col := int(cell/cellCols), int(cell%cellCols)
	high := int(math.Ceil(fieldKm / (kmPerDegree / 4)))
	f.row = max(0, row-high)
	f.rows = min(cellRows-1, row+high) - f.row + 1
	widest := math.Max(math.Abs(latOfRow(f.row)), math.Abs(latOfRow(f.row+f.rows-1)))
	wide := cellCols/2 - 1
	if c := math.Cos(widest * degree); c > .05 {
		wide = min(wide, int(math.Ceil(float64(high)/c)))
	}
	f.col, f.cols = col-wide, 2*wide+1

	// with a rim of two cells, over which no way leads
	const rim = 2
	line := f.cols + 2*rim
	n := (f.rows + 2*rim) * line
	km := make([]float32, n)
	wet := make([]int8, n) // 0 not asked
	for i := range km {
		km[i] = math.MaxFloat32
		if y, x := i/line-rim, i%line-rim; y < 0 || y >= f.rows || x < 0 || x >= f.cols {
			wet[i] = -1
		}
	}
	// lengths of steps by row
	long := make([][16]float32, f.rows)
	least := float32(math.MaxFloat32)
	for y := range long {
		for i, d := range steps {
			lat := (latOfRow(f.row+y) + latOfRow(f.row+y+d[0])) / 2
			dy, dx := float64(d[0])*kmPerDegree/4, float64(d[1])*kmPerDegree/4*math.Cos(lat*degree)
			long[y][i] = float32(math.Sqrt(float64(dx*dx) + float64(dy*dy)))
			least = min(least, long[y][i])
		}
	}
	var to, past, beside [16]int // of a step: where it leads, and what a knight passes
	for i, d := range steps {
		to[i] = d[0]*line + d[1]
		past[i] = d[0]/2*line + d[1]/2
		beside[i] = to[i] - past[i]
	}
	may := func(i int) bool {
		if wet[i] == 0 {
			wet[i] = 1
			y, x := i/line-rim, i%line-rim
			dy, dx := float64(y+f.row-row)*kmPerDegree/4, float64(x-wide)*kmPerDegree/4*math.Cos(latOfRow(row)*degree)
			if math.Hypot(dx, dy) > s.across && s.dry.is(uint32((f.row+y)*cellCols+wrapCol(f.col+x))) {
				wet[i] = -1
			}
		}
		return wet[i] > 0
	}
	const most = fieldKm * 1.5
	band := max(least*.999, 1)
	bands := make([][]int32, int(most/band)+2)
	start := (row-f.row+rim)*line + wide + rim
	km[start] = 0
	bands[0] = append(bands[0], int32(start))
	for b := range bands {
		for len(bands[b]) > 0 {
			last := len(bands[b]) - 1
			at := int(bands[b][last])
			bands[b] = bands[b][:last]
			far := km[at]
			if int(far/band) != b || far > most {
				continue // of a nearer band, and done with
			}
			for i, length := range &long[at/line-rim] {
				next := at + to[i]
				if d := far + length; d < km[next] && may(next) && (i < 8 || may(at+past[i]) && may(at+beside[i])) { // a knight does not leap over land
					km[next] = d
					if k := int(d / band); k < len(bands) {
						bands[k] = append(bands[k], int32(next))
					}
				}
			}
		}
		bands[b] = nil
	}
	f.km = make([]uint16, f.rows*f.cols)
	for y := range f.rows {
		for x, d := range km[(y+rim)*line+rim:][:f.cols] {
			f.km[y*f.cols+x] = noWay
			if d <= most {
				f.km[y*f.cols+x] = uint16(d + .5)
			}
		}
	}
}
