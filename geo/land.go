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
	sub       []int32 // per cell with a coast: its number among them
	fine      []parts // of cells with a coast
	boxes     []Box   // per country, of its coast; wide ones are the whole range of longitudes
}

type arc struct{ first, n int32 }

// parts say of the parts of a cell, row by row, whether a coast touches them and, if
// none does, whether they are land.
type parts struct {
	coast, dry [landParts * landParts / 64]uint64
}

func bit(b *[landParts * landParts / 64]uint64, i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func set(b *[landParts * landParts / 64]uint64, i int) { b[i/64] |= 1 << (i % 64) }

const (
	arcEnd     = 255
	landCell   = 0.5      // degrees
	landParts  = 16       // per cell, across and up
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
	l.dry, l.sub = make([]bool, cells), make([]int32, cells)
	for c := range cells {
		if l.begin[c] < l.begin[c+1] {
			l.sub[c] = int32(len(l.fine))
			l.fine = append(l.fine, l.touched(c))
		}
	}
	l.fill()
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

// touched marks the parts of a cell that a coast touches.
func (l *Land) touched(c int) (p parts) {
	const size, give = landCell / landParts, 1e-9 // rounding must not hide a coast
	s, w := float64(float64(c/l.grid.Cols)*landCell)-90, float64(float64(c%l.grid.Cols)*landCell)-180
	part := func(d float64) int { return min(max(int(math.Floor(d/size)), 0), landParts-1) }
	for _, i := range l.segs[l.begin[c]:l.begin[c+1]] {
		a, b := l.corner(i), l.corner(i+1)
		if a.Lon > b.Lon {
			a, b = b, a
		}
		if b.Lon < w-give || a.Lon > w+landCell+give {
			continue
		}
		at := func(lon float64) float64 { // the segment's latitude
			if b.Lon == a.Lon {
				return a.Lat
			}
			k := math.Max(0, math.Min(1, (lon-a.Lon)/(b.Lon-a.Lon)))
			return a.Lat + float64(k*(b.Lat-a.Lat))
		}
		for x := part(a.Lon - w - give); x <= part(b.Lon-w+give); x++ {
			y1, y2 := at(w+float64(x)*size-give), at(w+float64(x+1)*size+give)
			if a.Lon == b.Lon {
				y1, y2 = a.Lat, b.Lat
			}
			if y1 > y2 {
				y1, y2 = y2, y1
			}
			if y2 < s-give || y1 > s+landCell+give {
				continue
			}
			for y := part(y1 - s - give); y <= part(y2-s+give); y++ {
				set(&p.coast, y*landParts+x)
			}
		}
	}
	return p
}

// fill finds which cells, and which parts of cells with a coast, are land: down the
// middle of each column of parts, from the north pole, which is sea.
func (l *Land) fill() {
	const size = landCell / landParts
	for col := range l.grid.Cols {
		var dry [landParts]bool // per column of parts
		w := float64(float64(col)*landCell) - 180
		for row := l.grid.Rows - 1; row >= 0; row-- {
			c := row*l.grid.Cols + col
			if l.begin[c] == l.begin[c+1] {
				l.dry[c] = dry[landParts/2]
				continue
			}
			// Each coast that a middle crosses turns what lies south of it.
			var turned [landParts]uint32 // per column of parts, a bit per row
			var odd [landParts]bool
			s := float64(float64(row)*landCell) - 90
			for _, i := range l.segs[l.begin[c]:l.begin[c+1]] {
				x1, x2 := float64(l.lon[i]), float64(l.lon[i+1])
				first := max(int((math.Min(x1, x2)-w)/size)-1, 0)
				for x := first; x < landParts; x++ {
					lon := w + (float64(x)+.5)*size
					if lon > math.Max(x1, x2) {
						break
					}
					if y, ok := l.cut(i, lon, s); ok {
						below := min(max(int(math.Ceil((y-s)/size-.5)), 0), landParts) // rows whose middle lies south of it
						turned[x] ^= 1<<below - 1
						odd[x] = !odd[x]
					}
				}
			}
			p := &l.fine[l.sub[c]]
			for x := range landParts {
				for y := range landParts {
					if dry[x] != (turned[x]&(1<<y) != 0) {
						set(&p.dry, y*landParts+x)
					}
				}
				dry[x] = dry[x] != odd[x]
			}
		}
	}
}

// cut is the latitude at which a meridian crosses a segment, if it does within the
// cell that begins at south. A segment stands in every cell that it touches: it
// counts in the one in which it is crossed.
func (l *Land) cut(i int32, lon, south float64) (float64, bool) {
	x1, x2 := float64(l.lon[i]), float64(l.lon[i+1])
	if (x1 > lon) == (x2 > lon) {
		return 0, false
	}
	y1, y2 := float64(l.lat[i]), float64(l.lat[i+1])
	y := math.Max(math.Min(y1, y2), math.Min(math.Max(y1, y2), y1+float64((lon-x1)/(x2-x1)*(y2-y1))))
	return y, y >= south && y < south+landCell
}

// cuts appends the latitudes at which a meridian crosses the coast within a cell.
func (l *Land) cuts(dst []float64, c int, lon float64) []float64 {
	s := float64(float64(c/l.grid.Cols)*landCell) - 90
	for _, i := range l.segs[l.begin[c]:l.begin[c+1]] {
		if y, ok := l.cut(i, lon, s); ok {
			dst = append(dst, y)
		}
	}
	return dst
}

// On reports whether a point lies on the land side of the coastline. See [Land]
// for what the coastline leaves out.
func (l *Land) On(p Point) bool {
	if l == nil || !p.Valid() {
		return false
	}
	const size = landCell / landParts
	c := int(l.grid.At(p))
	if l.begin[c] == l.begin[c+1] {
		return l.dry[c]
	}
	lon := Wrap(p.Lon)
	s := float64(float64(c/l.grid.Cols)*landCell) - 90
	x := min(max(int((lon+180-float64(float64(c%l.grid.Cols)*landCell))/size), 0), landParts-1)
	y := min(max(int((p.Lat-s)/size), 0), landParts-1)
	f := &l.fine[l.sub[c]]
	if at := y*landParts + x; !bit(&f.coast, at) {
		return bit(&f.dry, at)
	}
	// North to the first part without a coast, or out of the cell; counting coasts.
	top, land := 91.0, false
	for y++; y < landParts; y++ {
		if at := y*landParts + x; !bit(&f.coast, at) {
			top, land = s+float64(y)*size, bit(&f.dry, at)
			break
		}
	}
	var room [64]float64
	for _, cut := range l.cuts(room[:0], c, lon) {
		if cut > p.Lat && cut <= top {
			land = !land
		}
	}
	if y < landParts {
		return land
	}
	for c += l.grid.Cols; c < len(l.dry); c += l.grid.Cols {
		if l.begin[c] == l.begin[c+1] {
			return l.dry[c] != land
		}
		if len(l.cuts(room[:0], c, lon))%2 == 1 {
			land = !land
		}
	}
	return land
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
func (l *Land) Across(a, b Point) float64 { return l.AcrossUpTo(a, b, math.Inf(1)) }

// AcrossUpTo is Across, but no longer exact once it is more than some km.
func (l *Land) AcrossUpTo(a, b Point, most float64) float64 {
	if l == nil || !a.Valid() || !b.Valid() {
		return 0
	}
	d := Distance(a, b)
	n := int(math.Ceil(d / leg))
	sum, from := 0.0, a
	var cuts []float64
	var cells []Cell
	for i := 1; i <= n && sum <= most; i++ {
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
func (l *Land) Crosses(a, b Point, km float64) bool { return l.AcrossUpTo(a, b, km) > km }

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
