package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"cordon/geo"
)

// Two countries that share a border from (5,0) to (5,10), and an island over the
// antimeridian whose owner has no number.
const small = `{"transform":{"scale":[1,1],"translate":[-180,-90]},"objects":{"countries":{"geometries":[
	{"type":"Polygon","id":"408","properties":{"name":"North Korea"},"arcs":[[0,1]]},
	{"type":"MultiPolygon","id":"410","properties":{"name":"South Korea"},"arcs":[[[-1,2]]]},
	{"type":"Polygon","properties":{"name":"Reef"},"arcs":[[3]]}]}},
	"arcs":[[[185,90],[0,10]],[[185,100],[-5,0],[0,-10],[5,0]],[[185,90],[5,0],[0,10],[-5,0]],[[358,60],[-356,0],[0,4],[356,0],[0,-4]]]}`

func TestCoast(t *testing.T) {
	var b bytes.Buffer
	if err := coast([]byte(small), "x", .25, &b); err != nil {
		t.Fatal(err)
	}
	l, err := geo.ReadLand(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		p       geo.Point
		on      bool
		country string
	}{
		{geo.Point{Lat: 5, Lon: 2}, true, "kp"}, {geo.Point{Lat: 5, Lon: 8}, true, "kr"}, {geo.Point{Lat: 5, Lon: 11}, false, "kr"}, {geo.Point{Lat: 11, Lon: 2}, false, "kp"},
		{geo.Point{Lat: -28, Lon: 179}, true, ""}, {geo.Point{Lat: -28, Lon: -179}, true, ""}, {geo.Point{Lat: -28, Lon: 177}, false, ""}, {geo.Point{Lat: -31, Lon: 180}, false, ""},
	} {
		s, ok := l.Coast(tc.p, 500)
		if l.On(tc.p) != tc.on || !ok || s.Country != tc.country {
			t.Errorf("%v: on land %v, coast %+v", tc.p, l.On(tc.p), s)
		}
	}
	// The border is no coast.
	if s, _ := l.Coast(geo.Point{Lat: 5, Lon: 5}, 900); s.Km < 500 {
		t.Errorf("a coast on the border: %+v", s)
	}
	for _, tc := range []struct{ from, to, want string }{
		{small, "{", "unexpected end"}, {`"scale":[1,1]`, `"scale":[0,0]`, "another file"}, {`"408"`, `"407"`, "is no country"}, {`"408"`, `"x"`, "number"},
		{`[[0,1]]`, `[[0,9]]`, "no arc 9"}, {`[[0,1]]`, `[0]`, "North Korea"},
	} {
		if err := coast([]byte(strings.Replace(small, tc.from, tc.to, 1)), "x", .25, io.Discard); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s for %s: %v, want %s", tc.to, tc.from, err, tc.want)
		}
	}
}

func TestThinned(t *testing.T) {
	one := [2]float64{.01, .01} // about 1.1 km per unit
	line := [][2]int64{{0, 0}, {10, 0}, {20, 1}, {30, 0}, {40, 20}}
	if got := thinned(line, 5, one, [2]float64{}); !slices.Equal(got, [][2]int64{{0, 0}, {30, 0}, {40, 20}}) {
		t.Errorf("%v", got)
	}
	if got := thinned(line, 0, one, [2]float64{}); len(got) != 4 { // the second lies on the line
		if len(got) != len(line) {
			t.Errorf("%v", got)
		}
	}
	island := [][2]int64{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}
	if got := thinned(island, 50, one, [2]float64{}); len(got) < 4 || got[0] != got[len(got)-1] {
		t.Errorf("a small island lost its inside: %v", got)
	}
}

// The file that is built in is the one that is made from the data. The packing may
// differ between releases of Go, what is packed may not.
func TestBuiltIn(t *testing.T) {
	src, err := os.ReadFile("../../web/node_modules/world-atlas/countries-10m.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("web/node_modules is not there: npm ci in web")
	} else if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := coast(src, defaultOrigin, defaultThin, &b); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../geo/land.gz")
	if err != nil || !bytes.Equal(unpacked(t, b.Bytes()), unpacked(t, want)) {
		t.Errorf("geo/land.gz is not what coast makes (%v): make generate", err)
	}
}

func unpacked(t *testing.T, b []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
