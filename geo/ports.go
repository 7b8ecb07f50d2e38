package geo

import (
	"bufio"
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run cordon/cmd/port-table -out ports.tsv

//go:embed ports.tsv
var portFile []byte

// Port is a port of the World Port Index. Most of its positions are whole minutes:
// read them as ± 1 nautical mile.
type Port struct {
	WPI     string // number in the World Port Index
	Name    string
	Other   string // other names, with "; " between
	Country string // ISO 3166-1 alpha-2, lower case; empty where the index has none
	Locode  string // UN/LOCODE, five letters; empty where it has none
	Point
	Size    byte    // V very small, S small, M medium, L large; 0 unknown
	Harbour string  // coastal, breakwater, tide gates, open roadstead, river, basins, river tide gates, canal or lake, typhoon harbour
	Oil     float64 // depth at the oil terminal, m; 0 none or unknown
}

// Ports are the ports of the world. Nil Ports are none.
type Ports struct {
	origin string
	ports  []Port // by number
	grid   Grid
	cells  map[Cell][]int32
}

var worldPorts = sync.OnceValue(func() *Ports {
	p, err := ReadPorts(bytes.NewReader(portFile))
	if err != nil {
		panic("geo: the built-in ports: " + err.Error()) // made by cmd/port-table and tested
	}
	return p
})

// WorldPorts are the built-in ports: the World Port Index (Pub. 150) of the
// National Geospatial-Intelligence Agency of the United States, public domain.
// They are read once.
func WorldPorts() *Ports { return worldPorts() }

const maxPorts = 1 << 20

// ReadPorts reads ports as cmd/port-table writes them: two lines that begin with
// #, then a line per port with WPI number, name, other names, country, UN/LOCODE,
// latitude, longitude, size, harbour, depth at the oil terminal, tabs between.
func ReadPorts(r io.Reader) (*Ports, error) {
	p := &Ports{grid: NewGrid(1), cells: make(map[Cell][]int32)}
	s := bufio.NewScanner(r)
	n := 0
	for s.Scan() {
		n++
		line := s.Text()
		fault := func(why string) error { return fmt.Errorf("read ports: line %d: %s", n, why) }
		switch n {
		case 1:
			if line != "#cordon ports 1" {
				return nil, fault("not a table of ports")
			}
			continue
		case 2:
			var ok bool
			if p.origin, ok = strings.CutPrefix(line, "#origin\t"); !ok {
				return nil, fault("no origin")
			}
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 10 {
			return nil, fault(fmt.Sprintf("%d columns, want 10", len(f)))
		}
		port := Port{WPI: f[0], Name: f[1], Other: f[2], Country: f[3], Locode: f[4], Harbour: f[8]}
		var err1, err2, err3 error
		port.Lat, err1 = strconv.ParseFloat(f[5], 64)
		port.Lon, err2 = strconv.ParseFloat(f[6], 64)
		if f[9] != "" {
			port.Oil, err3 = strconv.ParseFloat(f[9], 64)
		}
		if len(f[7]) == 1 {
			port.Size = f[7][0]
		}
		switch {
		case err1 != nil || err2 != nil || !port.Valid():
			return nil, fault("no position on the earth")
		case err3 != nil || port.Oil < 0 || math.IsNaN(port.Oil) || math.IsInf(port.Oil, 0):
			return nil, fault("no depth")
		case strings.Trim(port.WPI, "0123456789.") != "":
			return nil, fault("number " + strconv.Quote(port.WPI))
		case port.WPI == "" || port.Name == "" || len(f[7]) > 1:
			return nil, fault("no number, no name or no size")
		case len(p.ports) == maxPorts:
			return nil, fault("too many ports")
		}
		p.ports = append(p.ports, port)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("read ports: line %d: %w", n+1, err)
	}
	if n < 2 {
		return nil, fmt.Errorf("read ports: no table of ports")
	}
	slices.SortStableFunc(p.ports, func(a, b Port) int { return byNumber(a.WPI, b.WPI) })
	for i := range p.ports {
		c := p.grid.At(p.ports[i].Point)
		p.cells[c] = append(p.cells[c], int32(i))
	}
	return p, nil
}

// byNumber orders numbers of the index; one of them has a fraction.
func byNumber(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return cmp.Or(cmp.Compare(x, y), strings.Compare(a, b))
}

// Origin says where the table is from.
func (p *Ports) Origin() string { return p.origin }

// All returns the ports by number.
func (p *Ports) All() []Port {
	if p == nil {
		return nil
	}
	return slices.Clone(p.ports)
}

// ByWPI finds a port by its number in the World Port Index.
func (p *Ports) ByWPI(number string) (Port, bool) {
	if p == nil {
		return Port{}, false
	}
	i, ok := slices.BinarySearchFunc(p.ports, number, func(a Port, b string) int { return byNumber(a.WPI, b) })
	if !ok {
		return Port{}, false
	}
	return p.ports[i], true
}

// ByLocode returns the ports of a UN/LOCODE, by number: terminals share one.
func (p *Ports) ByLocode(code string) []Port {
	return p.where(func(q *Port) bool { return q.Locode != "" && q.Locode == code })
}

// Of returns the ports of a country (ISO 3166-1 alpha-2, lower case), by number.
func (p *Ports) Of(country string) []Port {
	return p.where(func(q *Port) bool { return q.Country != "" && q.Country == country })
}

func (p *Ports) where(is func(*Port) bool) (out []Port) {
	if p == nil {
		return nil
	}
	for i := range p.ports {
		if is(&p.ports[i]) {
			out = append(out, p.ports[i])
		}
	}
	return out
}

// PortNear is a port and how far away it is.
type PortNear struct {
	Port
	Km float64
}

// Near returns the ports within some km of a point, nearest first, by number where
// two are equally far.
func (p *Ports) Near(at Point, km float64) []PortNear {
	if p == nil || !at.Valid() || !(km >= 0) {
		return nil
	}
	var out []PortNear
	take := func(i int32) {
		if d := Distance(at, p.ports[i].Point); d <= km {
			out = append(out, PortNear{p.ports[i], d})
		}
	}
	if box := Around(at, km); box.width() < 60 {
		for _, c := range p.grid.Over(nil, box) {
			for _, i := range p.cells[c] {
				take(i)
			}
		}
	} else {
		for i := range p.ports {
			take(int32(i))
		}
	}
	slices.SortFunc(out, func(a, b PortNear) int { return cmp.Or(cmp.Compare(a.Km, b.Km), byNumber(a.WPI, b.WPI)) })
	return out
}
