package geo

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run cordon/cmd/coast -in ../web/node_modules/world-atlas/countries-10m.json -out land.gz

//go:embed land.gz
var landFile []byte

// Land tells land from sea, by coastlines that know whose they are. A nil Land
// knows no land: all is sea.
//
// The built-in one ([WorldLand]) is Natural Earth 1:10 million, thinned to a
// quarter of a km on a grid of some 400 m: read a distance to the coast as ± 1
// km. Narrow rivers, docks, moles and the smallest islands are missing, canals
// are land, large lakes are sea. So [Land.On] alone never says that a ship is on
// land: ask how far inland ([Land.Inland]) and demand some km, 5 or more.
type Land struct {
	origin    string
	lat, lon  []float32 // corners, arc after arc
	arcs      []arc
	countries []string // 0 is none
	country   []uint8  // of the segment that begins with a corner; 255 where an arc ends
	grid      Grid
	begin     []int32 // per cell, into segs
	segs      []int32 // segments that touch a cell, by their first corner
	dry       []bool  // per cell without a coast: it is land
	boxes     []Box   // per country, of its coast; wide ones are the whole range of longitudes
}

type arc struct{ first, n int32 }

const (
	arcEnd     = 255
	landCell   = 0.5      // degrees
	maxCorners = 1 << 22  // of a file
	maxHead    = 64 << 10 // bytes
)

var worldLand = sync.OnceValue(func() *Land {
	l, err := ReadLand(bytes.NewReader(landFile))
	if err != nil {
		panic("geo: the built-in coast: " + err.Error()) // made by cmd/coast and tested
	}
	return l
})

// WorldLand is the built-in land of the world. It is read once.
func WorldLand() *Land { return worldLand() }

// Origin says where the coastlines are from.
func (l *Land) Origin() string { return l.origin }

// ReadLand reads coastlines as cmd/coast writes them: gzip over four lines
//
//	#cordon land 1
//	#origin	in words
//	#grid	degrees of longitude per unit, first longitude, the same of latitude
//	#countries	codes, ISO 3166-1 alpha-2
//
// and, in varints, the number of arcs and of each arc the number of its country
// (from 1; 0 is none), of its corners, and the steps in units of the grid from
// corner to corner, longitude first, the first from the last corner before.
func ReadLand(r io.Reader) (*Land, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("read land: %w", err)
	}
	b := bufio.NewReaderSize(z, maxHead)
	l := &Land{countries: []string{""}}
	head := func(name string) (string, error) {
		line, err := b.ReadSlice('\n')
		if err != nil {
			return "", fmt.Errorf("read land: line %s: %w", name, err)
		}
		rest, ok := strings.CutPrefix(string(line), name)
		if !ok {
			return "", fmt.Errorf("read land: no line %s", name)
		}
		return strings.TrimSuffix(rest, "\n"), nil
	}
	if _, err := head("#cordon land 1"); err != nil {
		return nil, err
	}
	if l.origin, err = head("#origin\t"); err != nil {
		return nil, err
	}
	grid, err := head("#grid\t")
	if err != nil {
		return nil, err
	}
	var unit [4]float64
	words := strings.Fields(grid)
	if len(words) != len(unit) {
		return nil, fmt.Errorf("read land: grid %q", grid)
	}
	for i, w := range words {
		if unit[i], err = strconv.ParseFloat(w, 64); err != nil {
			return nil, fmt.Errorf("read land: grid %q", grid)
		}
	}
	codes, err := head("#countries\t")
	if err != nil {
		return nil, err
	}
	l.countries = append(l.countries, strings.Fields(codes)...)
	if len(l.countries) > arcEnd {
		return nil, fmt.Errorf("read land: %d countries", len(l.countries)-1)
	}
	if err := l.readArcs(b, unit); err != nil {
		return nil, fmt.Errorf("read land: %w", err)
	}
	l.index()
	return l, nil
}

func (l *Land) readArcs(b *bufio.Reader, unit [4]float64) error {
	count := func(most int) (int, error) {
		n, err := binary.ReadUvarint(b)
		if err != nil {
			return 0, cmp.Or(unexpected(err), err)
		}
		if n > uint64(most) {
			return 0, fmt.Errorf("%d where at most %d may stand", n, most)
		}
		return int(n), nil
	}
	arcs, err := count(maxCorners)
	if err != nil {
		return err
	}
	var x, y int64
	for k := range arcs {
		country, err := count(len(l.countries) - 1)
		if err != nil {
			return fmt.Errorf("arc %d: country: %w", k, err)
		}
		n, err := count(maxCorners - len(l.lat))
		if err != nil {
			return fmt.Errorf("arc %d: corners: %w", k, err)
		}
		if n < 2 {
			return fmt.Errorf("arc %d has %d corners", k, n)
		}
		l.arcs = append(l.arcs, arc{int32(len(l.lat)), int32(n)})
		for i := range n {
			dx, err := binary.ReadVarint(b)
			if err == nil {
				var dy int64
				dy, err = binary.ReadVarint(b)
				x, y = x+dx, y+dy
			}
			if err != nil {
				return fmt.Errorf("arc %d: %w", k, cmp.Or(unexpected(err), err))
			}
			p := Point{float64(float64(y)*unit[2]) + unit[3], float64(float64(x)*unit[0]) + unit[1]}
			p.Lon = math.Max(-180, math.Min(180, p.Lon)) // rounding
			if !p.Valid() || math.IsNaN(p.Lat) || math.Abs(float64(y)*unit[2]) > 360 || math.Abs(float64(x)*unit[0]) > 360.001 {
				return fmt.Errorf("arc %d: corner %d is not on the earth", k, i)
			}
			l.lat, l.lon = append(l.lat, float32(p.Lat)), append(l.lon, float32(p.Lon))
			l.country = append(l.country, uint8(country))
		}
		l.country[len(l.country)-1] = arcEnd
	}
	if _, err := b.ReadByte(); !errors.Is(err, io.EOF) {
		return cmp.Or(err, errors.New("more follows the last arc"))
	}
	return nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// corner is the place of a corner.
func (l *Land) corner(i int32) Point { return Point{float64(l.lat[i]), float64(l.lon[i])} }

// index sorts segments into cells and finds which cells without a coast are land.
func (l *Land) index() {
	l.grid = NewGrid(landCell)
	cells := l.grid.Cols * l.grid.Rows
	count := make([]int32, cells+1)
	over := func(i int32, f func(c int)) {
		s, n := min(l.lat[i], l.lat[i+1]), max(l.lat[i], l.lat[i+1])
		w, e := min(l.lon[i], l.lon[i+1]), max(l.lon[i], l.lon[i+1])
		last := l.grid.Cols - 1 // 180 is the east edge here, not the west one
		if e < 180 {
			last = l.grid.col(float64(e))
		}
		first := l.grid.Cols - 1
		if w < 180 {
			first = l.grid.col(float64(w))
		}
		for r := l.grid.row(float64(s)); r <= l.grid.row(float64(n)); r++ {
			for c := first; c <= last; c++ {
				f(r*l.grid.Cols + c)
			}
		}
	}
	for i, country := range l.country {
		if country != arcEnd {
			over(int32(i), func(c int) { count[c+1]++ })
		}
	}
	for c := range cells {
		count[c+1] += count[c]
	}
	l.begin = count
	l.segs = make([]int32, count[cells])
	next := slices.Clone(count[:cells])
	for i, country := range l.country {
		if country != arcEnd {
			over(int32(i), func(c int) { l.segs[next[c]] = int32(i); next[c]++ })
		}
	}
	// From the north pole, which is sea, down the middle of each column.
	l.dry = make([]bool, cells)
	for col := range l.grid.Cols {
		dry, lon := false, float64((float64(col)+.5)*landCell)-180
		for row := l.grid.Rows - 1; row >= 0; row-- {
			c := row*l.grid.Cols + col
			if l.begin[c] == l.begin[c+1] {
				l.dry[c] = dry
				continue
			}
			if l.crossings(c, lon, -91)%2 == 1 {
				dry = !dry
			}
		}
	}
	l.boxes = make([]Box, len(l.countries))
	for i := range l.boxes {
		l.boxes[i] = BoxOf()
	}
	for i, country := range l.country {
		if country == arcEnd {
			continue
		}
		b := &l.boxes[country]
		for _, p := range []Point{l.corner(int32(i)), l.corner(int32(i) + 1)} {
			if b.Empty() {
				*b = Box{p.Lat, p.Lon, p.Lat, p.Lon}
			}
			b.South, b.North = math.Min(b.South, p.Lat), math.Max(b.North, p.Lat)
			b.West, b.East = math.Min(b.West, p.Lon), math.Max(b.East, p.Lon)
		}
	}
}

// crossings counts how often a meridian crosses the coast north of a latitude,
// within a cell.
func (l *Land) crossings(c int, lon, above float64) (n int) {
	s := float64(float64(c/l.grid.Cols)*landCell) - 90
	for _, i := range l.segs[l.begin[c]:l.begin[c+1]] {
		x1, x2 := float64(l.lon[i]), float64(l.lon[i+1])
		if (x1 > lon) == (x2 > lon) {
			continue
		}
		y1, y2 := float64(l.lat[i]), float64(l.lat[i+1])
		// A segment stands in every cell that it touches: it counts in the one in which it is crossed.
		y := math.Max(math.Min(y1, y2), math.Min(math.Max(y1, y2), y1+float64((lon-x1)/(x2-x1)*(y2-y1))))
		if y > above && y >= s && y < s+landCell {
			n++
		}
	}
	return n
}

// On reports whether a point lies on the land side of the coastline. See [Land]
// for what the coastline leaves out.
func (l *Land) On(p Point) bool {
	if l == nil || !p.Valid() {
		return false
	}
	c := int(l.grid.At(p))
	if l.begin[c] == l.begin[c+1] {
		return l.dry[c]
	}
	lon := Wrap(p.Lon)
	n := l.crossings(c, lon, p.Lat)
	for c += l.grid.Cols; c < len(l.dry); c += l.grid.Cols {
		if l.begin[c] == l.begin[c+1] {
			return l.dry[c] != (n%2 == 1)
		}
		n += l.crossings(c, lon, -91)
	}
	return n%2 == 1
}

// Shore is the place of a coast that is nearest to a point.
type Shore struct {
	Point
	Km      float64 // to it, from sea or from land
	Country string  // whose coast it is; empty where nobody's or unknown
}

// Coast finds the nearest coast within some km, of any country.
func (l *Land) Coast(p Point, within float64) (Shore, bool) { return l.coast(p, within, -1) }

// CoastOf finds the nearest coast of a country (ISO 3166-1 alpha-2, lower case)
// within some km.
func (l *Land) CoastOf(country string, p Point, within float64) (Shore, bool) {
	i := l.numberOf(country)
	if i < 0 || !l.boxes[i].Grow(within).Contains(p) {
		return Shore{}, false
	}
	return l.coast(p, within, i)
}

// CoastBut finds the nearest coast of any other country within some km.
func (l *Land) CoastBut(country string, p Point, within float64) (Shore, bool) {
	i := l.numberOf(country)
	if i < 0 {
		return l.coast(p, within, -1)
	}
	return l.coast(p, within, -2-i)
}

func (l *Land) numberOf(country string) int {
	if l == nil || country == "" {
		return -1
	}
	return slices.Index(l.countries, country)
}

// coast finds the nearest coast: of all (-1), of a country (its number), of all but
// a country (-2 and less).
func (l *Land) coast(p Point, within float64, which int) (Shore, bool) {
	if l == nil || !p.Valid() {
		return Shore{}, false
	}
	g, best, at, seg := l.grid, within, Point{}, int32(-1)
	row, col := g.row(p.Lat), g.col(p.Lon)
	cosLat := math.Cos(p.Lat * Degree)
	search := func(c int) {
		for _, i := range l.segs[l.begin[c]:l.begin[c+1]] {
			country := int(l.country[i])
			if which >= 0 && country != which || which <= -2 && country == -2-which {
				continue
			}
			q := Nearest(l.corner(i), l.corner(i+1), p)
			if math.Abs(q.Lat-p.Lat)*Degree*Radius > best {
				continue
			}
			if d := Distance(p, q); d < best || d == best && (seg < 0 || i < seg) {
				best, at, seg = d, q, i
			}
		}
	}
	inRow := func(r int) {
		search(r*g.Cols + col)
		for side := -1; side <= 1; side += 2 {
			for k := 1; k <= g.Cols/2; k++ {
				// Degrees to the near edge of the column, and the least km to that meridian.
				d := p.Lon - (float64(float64(col)*landCell) - 180)
				if side > 0 {
					d = landCell - d
				}
				d = math.Max(0, east(d)) + float64(float64(k-1)*landCell)
				if d < 90 && Radius*math.Asin(math.Sin(d*Degree)*cosLat) > best {
					break
				}
				search(r*g.Cols + ((col+side*k)%g.Cols+g.Cols)%g.Cols)
			}
		}
	}
	for k := 0; k < g.Rows; k++ {
		lo := math.Max(0, p.Lat-(float64(float64(row-k+1)*landCell)-90)) // degrees to row-k
		hi := math.Max(0, float64(float64(row+k)*landCell)-90-p.Lat)     // and to row+k
		down, up := row-k >= 0 && lo*Degree*Radius <= best, k > 0 && row+k < g.Rows && hi*Degree*Radius <= best
		if k == 0 {
			down = true
		}
		if !down && !up && k > 0 {
			break
		}
		if down {
			inRow(row - k)
		}
		if up {
			inRow(row + k)
		}
	}
	if seg < 0 {
		return Shore{}, false
	}
	return Shore{at, best, l.countries[l.country[seg]]}, true
}

// east brings a difference of longitudes of a column into [0,360).
func east(d float64) float64 {
	if d < 0 {
		return d + 360
	}
	return d
}

// Inland is how many km inland a point lies, at most most; 0 at sea.
func (l *Land) Inland(p Point, most float64) float64 {
	if !l.On(p) {
		return 0
	}
	if s, ok := l.Coast(p, most); ok {
		return s.Km
	}
	return most
}

// leg is how far apart points of a great circle are between which a way is taken
// as straight in latitude and longitude: it strays less than 0.1 km there.
const leg = 50 // km

// Across is how many km of the straight way (the great circle) from a to b lie on
// land. A coarse coast has it wrong by some hundred metres at each crossing, so
// demand some km before calling a way impossible.
func (l *Land) Across(a, b Point) float64 {
	if l == nil || !a.Valid() || !b.Valid() {
		return 0
	}
	d := Distance(a, b)
	n := int(math.Ceil(d / leg))
	sum, from := 0.0, a
	var cuts []float64
	var cells []Cell
	for i := 1; i <= n; i++ {
		to := b
		if i < n {
			to = Between(a, b, float64(i)/float64(n))
		}
		var km float64
		km, cuts, cells = l.across(from, to, cuts[:0], cells[:0])
		sum, from = sum+km, to
	}
	return sum
}

// Crosses reports whether more than some km of the straight way from a to b lie
// on land.
func (l *Land) Crosses(a, b Point, km float64) bool { return l.Across(a, b) > km }

// across is Across for one leg.
func (l *Land) across(a, b Point, cuts []float64, cells []Cell) (float64, []float64, []Cell) {
	width := Wrap(b.Lon - a.Lon)
	cells = l.grid.Over(cells, BoxOf(a, b))
	coast := false
	for _, c := range cells {
		coast = coast || l.begin[c] != l.begin[c+1]
	}
	if !coast {
		if l.dry[cells[0]] {
			return Distance(a, b), cuts, cells
		}
		return 0, cuts, cells
	}
	dx, dy := width, b.Lat-a.Lat
	for _, c := range cells {
		for _, i := range l.segs[l.begin[c]:l.begin[c+1]] {
			p, q := l.corner(i), l.corner(i+1)
			px, py := Wrap(p.Lon-a.Lon), p.Lat-a.Lat
			qx, qy := px+(q.Lon-p.Lon), q.Lat-a.Lat
			// On which side of the way are the corners, and where is it cut?
			s1, s2 := float64(dx*py)-float64(dy*px), float64(dx*qy)-float64(dy*qx)
			if (s1 > 0) == (s2 > 0) {
				continue
			}
			k := s1 / (s1 - s2)
			x, y := px+float64(k*(qx-px)), py+float64(k*(qy-py))
			t := (float64(x*dx) + float64(y*dy)) / (float64(dx*dx) + float64(dy*dy))
			if t <= 0 || t > 1 {
				continue
			}
			if own := l.grid.At(Point{math.Max(-90, math.Min(90, a.Lat+y)), Wrap(a.Lon + x)}); own != c && l.holds(own, i) {
				continue // counted in its own cell
			}
			cuts = append(cuts, t)
		}
	}
	slices.Sort(cuts)
	on, at, sum := l.On(a), 0.0, 0.0
	for _, t := range append(cuts, 1) {
		if on {
			sum += t - at
		}
		on, at = !on, t
	}
	return sum * Distance(a, b), cuts, cells
}

// holds reports whether a segment stands in a cell.
func (l *Land) holds(c Cell, seg int32) bool {
	_, ok := slices.BinarySearch(l.segs[l.begin[c]:l.begin[c+1]], seg)
	return ok
}
