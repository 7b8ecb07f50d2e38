package law_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cordon/geo"
	"cordon/law"
)

func area(t *testing.T, id string) geo.Zone {
	t.Helper()
	for _, z := range dprk(t).Areas() {
		if z.ID == id {
			return z
		}
	}
	t.Fatalf("no area %s", id)
	return geo.Zone{}
}

// What the files say of places agrees with the World Port Index and the coast.
func TestAreas(t *testing.T) {
	p, ports, land := dprk(t), geo.WorldPorts(), geo.WorldLand()
	count := map[string]int{}
	for _, z := range p.Zones() {
		a, ok := z.Area()
		if !ok {
			if z.WPI != "" {
				t.Errorf("%s has a number in the index, but no position", z.ID)
			}
			continue
		}
		count[z.Kind+" "+z.Country]++
		if a.ID != z.ID || !a.Placed() || a.Source == "" || a.Mark == "" || a.Verified {
			t.Errorf("%s: %+v", z.ID, a)
		}
		middle, ok := a.Middle()
		inland := 15.0
		if q, _ := ports.ByWPI(z.WPI); q.Harbour == "river" { // up rivers that the coast leaves out
			inland = 45
		}
		if ok && (!a.Contains(middle) || land.Inland(middle, 50) > inland) {
			t.Errorf("%s: its middle %v lies %v km inland", z.ID, middle, land.Inland(middle, 50))
		}
		if z.WPI != "" {
			port, found := ports.ByWPI(z.WPI)
			if !found || geo.Distance(port.Point, middle) > .1 || port.Country != z.Country || z.Locode != "" && port.Locode != z.Locode {
				t.Errorf("%s: the index has %+v", z.ID, port)
			}
		}
	}
	for what, want := range map[string]int{"port kp": 11, "transfer kp": 3, "waters kp": 1, "watch ": 4, "port cn": 2, "port ru": 3, "port sy": 3, "port ir": 7, "watch cn": 2, "watch tw": 1} {
		if count[what] != want {
			t.Errorf("%d areas %q, want %d: %v", count[what], what, want, count)
		}
	}
	// Every port of the target in the index is a zone.
	for _, q := range ports.Of("kp") {
		if !slices.ContainsFunc(p.Zones(), func(z law.Zone) bool { return z.WPI == q.WPI && z.Kind == "port" }) {
			t.Errorf("%s (%s) of the index is no zone", q.Name, q.WPI)
		}
	}
}

// Called at a port, met off an island, entered waters, or none of it.
func TestAreasTell(t *testing.T) {
	x := geo.NewZones(dprk(t).Areas())
	for _, tc := range []struct {
		name string
		p    geo.Point
		want string
	}{
		{"berth at Nampo", geo.Point{Lat: 38.72, Lon: 125.40}, "kp-nampo kp-waters"},
		{"2 km north-west of Ch'o-do", geo.Move(geo.Point{Lat: 38.53, Lon: 124.84}, 315, 2), "kp-chodo kp-waters"},
		{"off Wonsan", geo.Point{Lat: 39.2, Lon: 127.55}, "kp-wonsan-roads kp-waters"},
		{"21 km off the west coast", geo.Move(geo.Point{Lat: 38.53, Lon: 124.78}, 270, 15), "kp-waters"},
		{"60 km off it", geo.Move(geo.Point{Lat: 38.53, Lon: 124.78}, 270, 60), ""},
		{"Dandong, across the river from Sinuiju", geo.Point{Lat: 39.83, Lon: 124.16}, "dandong"},
		{"up the Yalu at Sinuiju", geo.Point{Lat: 40.1, Lon: 124.37}, ""},
		{"Vladivostok", geo.Point{Lat: 43.1, Lon: 131.88}, "vladivostok"},
		{"Posyet, north of the Tumen", geo.Point{Lat: 42.62, Lon: 130.8}, ""},
		{"Incheon roads", geo.Point{Lat: 37.35, Lon: 126.4}, ""},
		{"Sokcho", geo.Point{Lat: 38.21, Lon: 128.6}, ""},
		{"250 km east of Shanghai", geo.Point{Lat: 31.2, Lon: 124.1}, "ecs-east"},
		{"Kaohsiung", geo.Point{Lat: 22.55, Lon: 120.2}, "kaohsiung-roads"},
	} {
		var got []string
		for _, i := range x.At(nil, tc.p) {
			got = append(got, x.Zone(i).ID)
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s: in %q, want %q", tc.name, s, tc.want)
		}
	}
	// The islands are as far from Nampo as they are said to be.
	for id, km := range map[string]float64{"kp-chodo": 53, "kp-sokto": 35} {
		if d := geo.Distance(area(t, id).Centre, area(t, "kp-nampo").Centre); d < km-1 || d > km+1 {
			t.Errorf("%s lies %v km from Nampo, want %v", id, d, km)
		}
	}
}

func TestBases(t *testing.T) {
	got := ""
	for _, b := range dprk(t).Bases() {
		got += fmt.Sprintf("%s %s %v %s\n", b.ID, b.Craft, b.Knots, b.Verified)
		if d := geo.WorldLand().Inland(b.Point(), 50); d > 10 {
			t.Errorf("%s lies %v km inland", b.ID, d)
		}
	}
	if want := "sasebo ship 20 false\nyokosuka ship 20 false\nbusan ship 20 false\nkadena aircraft 250 false\n"; got != want {
		t.Errorf("%s", got)
	}
}

func TestInterdiction(t *testing.T) {
	p := dprk(t)
	ids := func(where, date string) string {
		t.Helper()
		steps, err := p.Interdiction(where, day(t, date), 0)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range steps {
			out = append(out, fmt.Sprintf("%s %s %s", s.ID, s.Power, s.Basis))
			if len(s.Cites) != len(s.Measures) || (s.Power == "none") != (s.Basis.Rat().Sign() == 0) || s.BasisVerified != law.Unverified {
				t.Errorf("%+v", s)
			}
			// Nobody is told that a vessel of a flag may be boarded at sea without consent.
			if s.Where == "high_seas" && s.Flag != "none" && s.Consent == "" {
				t.Errorf("%s: no consent", s.ID)
			}
		}
		return strings.Join(out, "; ")
	}
	for _, tc := range []struct{ where, date, want string }{
		{"own_port", "2018-01-01", "own-port shall 1.0; own-port-refused shall 1.0; own-port-cargo shall 1.0"},
		{"own_port", "2017-12-21", "own-port-refused shall 1.0; own-port-cargo shall 1.0"},
		{"own_port", "2013-03-06", ""},
		{"own_sea", "2018-01-01", "own-sea may 0.8"},
		{"own_sea", "2017-12-21", ""},
		{"high_seas", "2018-01-01", "high-seas-consent called_upon 0.5; high-seas-refused shall 0.1; high-seas-neither may 0.1; high-seas-stateless may 0.5"},
		{"high_seas", "2017-09-10", "high-seas-stateless may 0.5"},
		{"target_waters", "2018-01-01", "target-waters none 0"},
	} {
		if got := ids(tc.where, tc.date); got != tc.want {
			t.Errorf("%s on %s: %s, want %s", tc.where, tc.date, got, tc.want)
		}
	}
	steps, err := p.Interdiction("own_sea", day(t, "2018-01-01"), 0)
	if err != nil || !slices.Equal(steps[0].Cites, []string{"S/RES/2397 (2017), para. 9"}) {
		t.Errorf("%+v %v", steps, err)
	}
	if all, err := p.Interdiction("", day(t, "2018-01-01"), 0); err != nil || len(all) != 9 {
		t.Errorf("%d steps, %v", len(all), err)
	}
	if _, err := p.Interdiction("moon", day(t, "2018-01-01"), 0); err == nil || !strings.Contains(err.Error(), "own_port, own_sea, high_seas, target_waters") {
		t.Errorf("%v", err)
	}
}

const seaYAML = `zones:
  - id: z
    name: Z
    kind: port
    country: xx
    circle: {lat: 1, lon: 2, km: 3}
    locode: XXABC
    wpi: "7"
    verified: true
    place_verified: true
    source: a chart
bases:
  - {id: b, name: B, country: xx, lat: 1, lon: 2, craft: ship, knots: 20, verified: true}
berths:
  - {zone: z, name: Z, sea: S, lat: 1, lon: 2, quay: 90}
interdiction:
  - {id: r, where: high_seas, flag: consents, measures: [R-1-1], power: may, text: t, consent: the flag state, next: [r], basis: 0.5, basis_verified: true, verified: true}
`

const lookYAML = `lookbacks:
  - id: l
    measure: R-1-1
    of: vessel
    after: [port-call, transfer]
    days: 10
    hops: 1
    readings: [wide]
    exposure: blocked
    bars: b
    verified: true
`

// Whatever is wrong is told with file, line and reason.
func TestLoadSeaRefuses(t *testing.T) {
	load := func(sea, look string) (*law.Programme, []law.Problem) {
		return law.Load(fstest.MapFS{
			"small/about.yaml": {Data: []byte(aboutYAML)},
			"small/r-1.yaml":   {Data: []byte(instrumentYAML + look)},
			"small/sea.yaml":   {Data: []byte(sea)},
		}, "small")
	}
	p, problems := load(seaYAML, lookYAML)
	if len(problems) > 0 || len(p.Areas()) != 1 || !p.Areas()[0].Verified || len(p.Bases()) != 1 || len(p.Berths()) != 1 || len(p.Lookbacks()) != 1 {
		t.Fatalf("the sound programme: %v", problems)
	}
	const circle = "circle: {lat: 1, lon: 2, km: 3}"
	for _, tc := range []struct{ name, old, new, want string }{
		{"misspelt key", "lon: 2, km: 3", "long: 2, km: 3", `small/sea.yaml:6: unknown key "long"; is "lon" meant?`},
		{"beyond the earth", "lat: 1, lon: 2, km: 3", "lat: 91, lon: 2, km: 3", "small/sea.yaml:2: zone z: a circle has a centre on the earth"},
		{"no radius", "km: 3", "km: 0", "a circle has a centre"},
		{"two places", circle, circle + "\n    box: {south: 1, west: 2, north: 3, east: 4}", "circle, box, ring and coast: one of them"},
		{"a place without a mark", "    place_verified: true\n", "", "a position needs place_verified and source"},
		{"a place without a source", "    source: a chart\n", "", "a position needs place_verified and source"},
		{"a mark without a place", "    " + circle + "\n", "", "place_verified, but no position"},
		{"box upside down", circle, "box: {south: 3, west: 2, north: 1, east: 4}", "a box has a south below its north"},
		{"half the earth", circle, "box: {south: 1, west: -90, north: 3, east: 95}", "spans less than half the earth"},
		{"two corners", circle, "ring: [{lat: 1, lon: 2}, {lat: 2, lon: 2}]", "three corners"},
		{"crossing", circle, "ring: [{lat: 0, lon: 0}, {lat: 2, lon: 2}, {lat: 2, lon: 0}, {lat: 0, lon: 2}]", "the ring crosses itself: its edges 1 and 3"},
		{"closed by hand", circle, "ring: [{lat: 0, lon: 0}, {lat: 2, lon: 2}, {lat: 2, lon: 0}, {lat: 0, lon: 0}]", "the ring crosses itself"},
		{"running back", circle, "ring: [{lat: 0, lon: 0}, {lat: 2, lon: 2}, {lat: 1, lon: 1}]", "the ring crosses itself"},
		{"corner beyond the earth", circle, "ring: [{lat: 0, lon: 0}, {lat: 2, lon: 200}, {lat: 2, lon: 0}]", "corner 2, 200 is not on the earth"},
		{"a coast of a long name", circle, "coast: {country: KP, km: 22}", "a coast is that of a country"},
		{"no country", "    country: xx\n    circle", "    circle", `country ""`},
		{"locode of another", "XXABC", "YYABC", `locode "YYABC"`},
		{"locode with a space", "XXABC", "XX ABC", `locode "XX ABC"`},
		{"wpi in words", `wpi: "7"`, `wpi: seven`, `wpi "seven" is no number`},
		{"no measure", "    locode", "    measure: R-9\n    locode", "zone z: no measure R-9"},
		{"zone twice", "bases:", "  - {id: z, name: Z, kind: port, country: xx, verified: true}\nbases:", "small/sea.yaml:12: zone z is there twice"},
		{"base beyond the earth", "lat: 1, lon: 2, craft", "lat: 99, lon: 2, craft", "base b: no position"},
		{"base without speed", "knots: 20", "knots: 0", "base b: 0 knots"},
		{"base verified, with doubts", "knots: 20, verified: true", "knots: 20, verified: partly", "name what was not read"},
		{"berth beyond the earth", "sea: S, lat: 1", "sea: S, lat: 91", "small/sea.yaml:15: berth at z: no position"},
		{"berth across itself", "quay: 90", "quay: 360", "berth at z: a quay of 360 degrees"},
		{"berth twice", "interdiction:", "  - {zone: z, name: Z, sea: S, lat: 1, lon: 2, quay: 90}\ninterdiction:", "small/sea.yaml:16: berth at z is there twice"},
		{"berth nowhere", "zone: z, name", "zone: y, name", "berth at y: no port of xx"},
		{"berth of no port", "kind: port", "kind: watch", "berth at z: no port of xx"},
		{"boarding without consent", "consent: the flag state, ", "", "small/sea.yaml:17: rung r: nobody stops a vessel of a flag on the high seas without consent"},
		{"a right of none", "power: may", "power: none", "no right, but a basis"},
		{"basis above one", "basis: 0.5", "basis: 1.5", "a basis is 0 to 1"},
		{"rung of no measure", "measures: [R-1-1]", "measures: [R-2]", "rung r: no measure R-2"},
		{"rung to nowhere", "next: [r]", "next: [s]", "rung r: no rung s"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := load(with(t, seaYAML, tc.old, tc.new), lookYAML)
			refused(t, problems, tc.want)
		})
	}
	for _, tc := range []struct{ name, old, new, want string }{
		{"no days", "days: 10", "days: 0", "lookback l: no days"},
		{"hops of no transfer", "[port-call, transfer]", "[port-call]", "hops 1, but after a transfer it is 1, else 0"},
		{"two hops", "hops: 1", "hops: 2", "hops 2"},
		{"no readings", "    readings: [wide]\n", "", "readings are those of a transfer"},
		{"a transfer with whom", "[port-call, transfer]", "[transfer]", "a transfer with a vessel that did what?"},
		{"unknown kind", "[port-call, transfer]", "[port-call, swim]", `"swim" is none of port-call`},
		{"measure of another", "measure: R-1-1", "measure: R-2", "small/r-1.yaml:18: lookback l: no measure R-2 of this instrument"},
		{"also nothing", "    bars: b", "    bars: b\n    also: [R-2]", "lookback l: no measure R-2"},
		{"no activity", "    bars: b", "    bars: b\n    act: fly", "no activity fly"},
		{"begins after a transfer", "    bars: b", "    bars: b\n    turns: begins", "not computed for transfers"},
		{"twice", "lookbacks:\n", lookYAML, "lookback l is there twice"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := load(seaYAML, with(t, lookYAML, tc.old, tc.new))
			refused(t, problems, tc.want)
		})
	}
	// The days of a lookback and of the act of its measure are the same law.
	act := strings.Replace(instrumentYAML, "    verified: true\n", "    acts: [{act: swim, within: {fact: f, days: 11, text: t}}]\n    verified: true\n", 1)
	_, problems = law.Load(fstest.MapFS{"small/about.yaml": {Data: []byte(aboutYAML)}, "small/r-1.yaml": {Data: []byte(act + with(t, lookYAML, "    bars: b", "    bars: b\n    act: swim"))}}, "small")
	if strings.Contains(act, "within") {
		refused(t, problems, "10 days, but the act swim of R-1-1 has 11")
	} else {
		t.Error("the act is not there")
	}
}

func refused(t *testing.T, problems []law.Problem, want string) {
	t.Helper()
	var all []string
	for _, p := range problems {
		all = append(all, p.Error())
		if p.File == "" || p.Line == 0 {
			t.Errorf("no file or no line: %+v", p)
		}
	}
	if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, want) }) {
		t.Errorf("problems %q, want %q", all, want)
	}
}
