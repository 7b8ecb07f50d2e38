// Command coast makes geo/land.gz, the coastlines of the world with the country
// of each, from the file countries-10m.json of the npm package world-atlas: the
// countries of Natural Earth at 1:10 million as TopoJSON, public-domain data.
//
//	cd web && npm ci
//	go run ./cmd/coast -in FILE -out geo/land.gz
//
// A coast is a line that bounds one country only: borders fall out. Lines are
// thinned to a quarter of a km. Same input, same output, to the byte.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

const (
	defaultOrigin = "Natural Earth 4.1.0 countries 1:10m, public domain, as TopoJSON in npm world-atlas 2.0.2"
	defaultThin   = .25
)

func main() {
	in := flag.String("in", "web/node_modules/world-atlas/countries-10m.json", "`file` to read")
	origin := flag.String("origin", defaultOrigin, "`name` of the data and their version")
	thin := flag.Float64("thin", defaultThin, "how far, in `km`, a line may move")
	out := flag.String("out", "land.gz", "`file` to write")
	flag.Parse()
	if err := run(*in, *origin, *thin, *out); err != nil {
		fmt.Fprintln(os.Stderr, "coast:", err)
		os.Exit(1)
	}
}

func run(in, origin string, thin float64, out string) error {
	src, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := coast(src, origin, thin, &b); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// topology is what is needed of a TopoJSON file.
type topology struct {
	Transform struct {
		Scale, Translate [2]float64
	}
	Objects struct {
		Countries struct {
			Geometries []struct {
				Type       string
				ID         string
				Properties struct{ Name string }
				Arcs       json.RawMessage
			}
		}
	}
	Arcs [][][2]int64
}

// unnumbered are the places of Natural Earth that have no number of ISO 3166, and
// whose coast they are counted as here; the rest of them is nobody's.
var unnumbered = map[string]string{"Kosovo": "xk", "Somaliland": "so", "N. Cyprus": "cy", "Dhekelia": "gb", "Akrotiri": "gb", "USNB Guantanamo Bay": "cu"}

type line struct {
	country string
	points  [][2]int64
}

func coast(src []byte, origin string, thin float64, w io.Writer) error {
	var t topology
	if err := json.Unmarshal(src, &t); err != nil {
		return err
	}
	if t.Transform.Scale[0] <= 0 || len(t.Objects.Countries.Geometries) == 0 {
		return errors.New("no quantized countries: another file than was expected")
	}
	owner := make([]string, len(t.Arcs))
	uses := make([]int, len(t.Arcs))
	for _, g := range t.Objects.Countries.Geometries {
		code, err := codeOf(g.ID, g.Properties.Name)
		if err != nil {
			return err
		}
		var rings [][]int
		switch g.Type {
		case "Polygon":
			err = json.Unmarshal(g.Arcs, &rings)
		case "MultiPolygon":
			var polygons [][][]int
			err = json.Unmarshal(g.Arcs, &polygons)
			rings = slices.Concat(polygons...)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", g.Properties.Name, err)
		}
		for _, ring := range rings {
			for _, a := range ring {
				if a < 0 {
					a = ^a
				}
				if a >= len(t.Arcs) {
					return fmt.Errorf("%s: no arc %d", g.Properties.Name, a)
				}
				uses[a]++
				owner[a] = code
			}
		}
	}
	east := int64(math.Round(360 / t.Transform.Scale[0]))
	var lines []line
	var codes []string
	for a, arc := range t.Arcs {
		if uses[a]%2 == 0 { // none's, or a border: two sides of land
			continue
		}
		points := make([][2]int64, len(arc))
		var x, y int64
		for i, step := range arc {
			x, y = x+step[0], y+step[1]
			points[i] = [2]int64{x, y}
		}
		for _, part := range cut(points, east) {
			lines = append(lines, line{owner[a], thinned(part, thin, t.Transform.Scale, t.Transform.Translate)})
		}
		if owner[a] != "" {
			codes = append(codes, owner[a])
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	f := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	fmt.Fprintf(z, "#cordon land 1\n#origin\t%s; thinned to %s km\n#grid\t%s %s %s %s\n#countries\t%s\n", origin, f(thin),
		f(t.Transform.Scale[0]), f(t.Transform.Translate[0]), f(t.Transform.Scale[1]), f(t.Transform.Translate[1]), strings.Join(codes, " "))
	b := binary.AppendUvarint(nil, uint64(len(lines)))
	var at [2]int64
	for _, l := range lines {
		i, _ := slices.BinarySearch(codes, l.country)
		if l.country == "" {
			i = -1
		}
		b = binary.AppendUvarint(b, uint64(i+1))
		b = binary.AppendUvarint(b, uint64(len(l.points)))
		for _, p := range l.points {
			b = binary.AppendVarint(b, p[0]-at[0])
			b = binary.AppendVarint(b, p[1]-at[1])
			at = p
		}
	}
	if _, err := z.Write(b); err != nil {
		return err
	}
	return z.Close()
}

// codeOf is the ISO 3166-1 alpha-2 code of a country by its number.
func codeOf(id, name string) (string, error) {
	if id == "" {
		return unnumbered[name], nil
	}
	n, err := strconv.Atoi(id)
	if err != nil {
		return "", fmt.Errorf("%s: number %q", name, id)
	}
	r, err := language.EncodeM49(n)
	if err != nil || !r.IsCountry() {
		return "", fmt.Errorf("%s: %d is no country", name, n)
	}
	return strings.ToLower(r.String()), nil
}

// cut takes the seams of the map out of a line: what runs along the antimeridian
// or the lowest latitude, where polygons of the source are only closed; and cuts it
// where it crosses the antimeridian.
func cut(points [][2]int64, east int64) [][][2]int64 {
	var out [][][2]int64
	part := points[:1:1]
	end := func() {
		if len(part) > 1 {
			out = append(out, part)
		}
	}
	for i := 1; i < len(points); i++ {
		p, q := points[i-1], points[i]
		edge := func(p [2]int64) bool { return p[0] <= 0 || p[0] >= east-1 }
		d := q[0] - p[0]
		switch {
		case edge(p) && edge(q) || p[1] <= 0 && q[1] <= 0:
			end()
			part = [][2]int64{q}
		case d > east/2 || d < -east/2: // over the antimeridian
			a, b := int64(0), east // from the west edge to the east one
			if d < 0 {
				a, b, d = east, 0, d+east
			} else {
				d -= east
			}
			y := p[1]
			if d != 0 {
				y += int64(math.Round(float64((q[1]-p[1])*(a-p[0])) / float64(d)))
			}
			if p != [2]int64{a, y} {
				part = append(part, [2]int64{a, y})
			}
			end()
			part = [][2]int64{{b, y}}
			if q != part[0] {
				part = append(part, q)
			}
		default:
			part = append(part, q)
		}
	}
	end()
	return out
}

// thinned leaves out corners, but moves the line nowhere by more than some km
// (Douglas and Peucker 1973). Rings keep four corners.
func thinned(p [][2]int64, km float64, scale, translate [2]float64) [][2]int64 {
	keep := make([]bool, len(p))
	keep[0], keep[len(p)-1] = true, true
	const perDegree = 111.195
	var walk func(i, j int, least float64)
	walk = func(i, j int, least float64) {
		if j-i < 2 {
			return
		}
		y := perDegree * scale[1]
		x := perDegree * scale[0] * math.Cos((float64(float64(p[i][1])*scale[1])+translate[1])*math.Pi/180)
		dx, dy := float64(p[j][0]-p[i][0])*x, float64(p[j][1]-p[i][1])*y
		l := float64(dx*dx) + float64(dy*dy)
		best, at := -1.0, 0
		for k := i + 1; k < j; k++ {
			px, py := float64(p[k][0]-p[i][0])*x, float64(p[k][1]-p[i][1])*y
			t := 0.0
			if l > 0 {
				t = math.Max(0, math.Min(1, (float64(px*dx)+float64(py*dy))/l))
			}
			px, py = px-float64(t*dx), py-float64(t*dy)
			if d := float64(px*px) + float64(py*py); d > best {
				best, at = d, k
			}
		}
		if best > float64(least*least) {
			keep[at] = true
			walk(i, at, least)
			walk(at, j, least)
		}
	}
	if p[0] == p[len(p)-1] && len(p) > 3 {
		far := 1
		d := func(k int) int64 {
			x, y := p[k][0]-p[0][0], p[k][1]-p[0][1]
			return x*x + y*y
		}
		for k := range p {
			if d(k) > d(far) {
				far = k
			}
		}
		keep[far] = true
		walk(0, far, km)
		walk(far, len(p)-1, km)
		n := 0
		for _, k := range keep {
			if k {
				n++
			}
		}
		if n < 4 { // it would have no inside
			walk(0, far, 0)
			walk(far, len(p)-1, 0)
		}
	} else {
		walk(0, len(p)-1, km)
	}
	var out [][2]int64
	for i, k := range keep {
		if k {
			out = append(out, p[i])
		}
	}
	return out
}
