package geo

import "math"

// Cell is a field of a [Grid], numbered from the south-west corner of the map,
// row by row.
type Cell int32

// Grid cuts the map into fields of equal degrees.
type Grid struct {
	Deg        float64
	Cols, Rows int
}

// NewGrid is a grid of fields that are so many degrees wide and high. The earth
// must be a whole number of fields around: 1/deg or deg divides 360.
func NewGrid(deg float64) Grid {
	cols := math.Round(360 / deg)
	if deg <= 0 || deg > 90 || math.Abs(cols*deg-360) > 1e-6 || cols*cols/2 > math.MaxInt32 {
		panic("geo: a grid's fields divide the earth") // a programmer's error
	}
	return Grid{deg, int(cols), int(math.Ceil(180/deg - 1e-9))}
}

// At is the field of a valid point; others go to the nearest one.
func (g Grid) At(p Point) Cell { return Cell(g.row(p.Lat)*g.Cols + g.col(p.Lon)) }

func (g Grid) row(lat float64) int { return min(max(int(math.Floor((lat+90)/g.Deg)), 0), g.Rows-1) }

func (g Grid) col(lon float64) int { // 180 is -180
	c := int(math.Floor((Wrap(lon) + 180) / g.Deg))
	return min(max(c, 0), g.Cols-1)
}

// Box is the field's range.
func (g Grid) Box(c Cell) Box {
	s, w := float64(float64(int(c)/g.Cols)*g.Deg)-90, float64(float64(int(c)%g.Cols)*g.Deg)-180
	return Box{s, w, math.Min(s+g.Deg, 90), w + g.Deg}
}

// Centre is the middle of a field.
func (g Grid) Centre(c Cell) Point {
	b := g.Box(c)
	return Point{(b.South + b.North) / 2, (b.West + b.East) / 2}
}

// Neighbours appends the fields that touch a field, in order of their number:
// eight, across the antimeridian too, and five on the rows at the poles.
func (g Grid) Neighbours(dst []Cell, c Cell) []Cell {
	row, col := int(c)/g.Cols, int(c)%g.Cols
	cols := [3]int{(col + g.Cols - 1) % g.Cols, col, (col + 1) % g.Cols}
	if cols[0] > cols[1] { // at the edge of the map: lowest number first
		cols = [3]int{cols[1], cols[2], cols[0]}
	} else if cols[2] < cols[1] {
		cols = [3]int{cols[2], cols[0], cols[1]}
	}
	for r := max(row-1, 0); r <= min(row+1, g.Rows-1); r++ {
		for _, k := range cols {
			if n := Cell(r*g.Cols + k); n != c {
				dst = append(dst, n)
			}
		}
	}
	return dst
}

// Over appends the fields that a box touches, in rows from the south, each from
// the west.
func (g Grid) Over(dst []Cell, b Box) []Cell {
	if b.Empty() {
		return dst
	}
	first, n := g.col(b.West), g.Cols
	if w := b.width(); w < 360-g.Deg {
		// East may be 180 itself: counted from the west, not by its own column.
		n = min(int(math.Floor((Wrap(b.West)+180+w)/g.Deg))-first+1, g.Cols)
	}
	for r := g.row(b.South); r <= g.row(b.North); r++ {
		for k := range n {
			dst = append(dst, Cell(r*g.Cols+(first+k)%g.Cols))
		}
	}
	return dst
}
