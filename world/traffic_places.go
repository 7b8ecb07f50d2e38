package world

import (
	"math"

	"cordon/geo"
)

// theatre is where ships go: a net of ways at sea, the grounds at which they
// meet, roads off ports, ports, and who hears them. Positions are of the sea
// itself and rounded; receivers are made up, wherever they stand.
type theatre struct {
	nodes    []geo.Point
	next     [][]int // next[a][b] is the node after a on the way to b
	exits    []int   // nodes at which ships leave the picture
	grounds  []ground
	roads    []road
	receiver []Receiver
	jams     []ground
	scale    float64  // of how far ships come
	nets     []ground // of fishing fleets
}

// ground is a part of the sea.
type ground struct {
	name, region string
	at           geo.Point
	km           float64
}

// road is an anchorage off a port, with where pilots come aboard and where ships
// lie alongside.
type road struct {
	ground
	pilot, berth geo.Point
	quay         float64 // which way ships lie at it, degrees
	tie          string  // of nodes: where its ways end
}

// callPort is a port of the programme's country.
type callPort struct {
	name, region string
	at           geo.Point
	quay         float64 // along which its berths lie, degrees
}

const (
	eastChina   = "East China Sea"
	yellow      = "Yellow Sea"
	koreaStrait = "Korea Strait"
	eastSea     = "East Sea"
)

// ways is the net: names, positions, and which are next to each other.
var ways = []struct {
	name     string
	lat, lon float64
	to       []string
}{
	{"scs", 21.3, 118.3, []string{"kao", "tws"}}, {"kao", 22.45, 120.1, []string{"phu"}}, {"phu", 23.4, 119.95, []string{"tws"}}, {"tws", 24.5, 119.5, []string{"twn"}},
	{"twn", 25.8, 120.7, []string{"kee", "wen"}}, {"kee", 25.7, 122, []string{"wen", "ecs4", "pac", "oki"}}, {"pac", 25, 124.9, []string{"oki"}},
	{"wen", 27.6, 121.7, []string{"ecs4"}}, {"ecs4", 28.3, 122.9, []string{"zho", "ecs2", "ecs3"}}, {"ecs3", 28.7, 124.4, []string{"ecs2", "oki", "ecs1"}},
	{"ecs2", 29.4, 123.6, []string{"zho", "ecs1"}}, {"zho", 29.8, 123.1, []string{"sha"}}, {"sha", 30.9, 122.8, []string{"ecs1", "ieo", "lyg", "ys1"}},
	{"ecs1", 31.2, 124, []string{"ieo"}}, {"ieo", 32.1, 124.8, []string{"ecs2", "ecs3", "jew", "jes", "ys1", "osu"}}, {"oki", 28, 126.8, []string{"osu", "got"}},
	{"osu", 30.4, 129.5, []string{"pe"}}, {"pe", 29.8, 132.5, nil}, {"jes", 32.6, 126.6, []string{"got", "yeo", "kst"}}, {"jew", 33.2, 125.4, []string{"ys1"}},
	{"got", 32.3, 128, []string{"kst"}}, {"yeo", 34.3, 127.9, []string{"kst"}}, {"kst", 33.95, 128.8, []string{"bus", "fuk"}}, {"fuk", 33.95, 129.95, []string{"tsn"}},
	{"tsn", 34.85, 129.75, []string{"bus"}},
	{"bus", 34.9, 129.25, []string{"uls"}}, {"uls", 35.4, 129.6, []string{"poh"}}, {"poh", 36.3, 129.9, []string{"ull", "sj"}}, {"ull", 37.6, 130.1, []string{"sj", "son", "cho", "nak"}},
	{"son", 39, 129.3, []string{"won", "hun", "cho"}}, {"won", 39.3, 127.9, []string{"hun", "wo2"}}, {"wo2", 39.205, 127.44, nil}, {"hun", 39.7, 127.9, []string{"cho"}},
	{"cho", 41, 130.2, []string{"cj", "raj", "nak"}},
	{"cj", 41.68, 130, []string{"raj"}}, {"raj", 42, 130.5, []string{"nak", "ra2"}}, {"ra2", 42.12, 130.3, nil}, {"nak", 42.4, 132.8, []string{"sj"}}, {"sj", 39.5, 135.5, nil},
	{"ys1", 34.6, 124.4, []string{"ys2", "inc", "lyg"}}, {"ys2", 36, 123.6, []string{"ys3", "qda", "inc", "shs"}}, {"ys3", 37.2, 123.5, []string{"inc", "shd", "np1"}},
	{"inc", 36.9, 125.4, []string{"inc2"}}, {"inc2", 37.15, 126.1, nil}, {"lyg", 34.7, 120.2, []string{"qda"}}, {"qda", 35.8, 120.8, []string{"shs"}}, {"shs", 36.5, 123, []string{"shd"}},
	{"shd", 37.6, 123, []string{"yan", "dal", "dan", "np1"}}, {"yan", 38, 121.3, []string{"boh", "dal"}}, {"dal", 38.7, 122, []string{"dan"}}, {"boh", 38.6, 119.5, []string{"tia"}},
	{"tia", 38.7, 118.3, nil}, {"dan", 39.3, 123.8, []string{"np1"}}, {"np1", 38.45, 124.3, []string{"np2"}}, {"np2", 38.67, 124.8, []string{"np3"}}, {"np3", 38.695, 125.12, []string{"nam"}},
	{"nam", 38.7, 125.36, nil},
}

// eastAsia is the theatre of every world.
func eastAsia() *theatre {
	t := &theatre{scale: 1}
	index := make(map[string]int)
	for i, w := range ways {
		index[w.name] = i
		t.nodes = append(t.nodes, geo.Point{Lat: w.lat, Lon: w.lon})
	}
	var next [][2]int
	for i, w := range ways {
		for _, to := range w.to {
			next = append(next, [2]int{i, index[to]})
		}
	}
	t.connect(next)
	for _, e := range []string{"scs", "pac", "pe", "sj"} {
		t.exits = append(t.exits, index[e])
	}
	p := func(lat, lon float64) geo.Point { return geo.Point{Lat: lat, Lon: lon} }
	t.grounds = []ground{
		{"240 km E of Shanghai", eastChina, p(31.2, 124), 30}, {"290 km SE of Shanghai", eastChina, p(29.4, 123.6), 30}, {"400 km SE of Shanghai", eastChina, p(28.7, 124.4), 30},
		{"400 km S of Shanghai", eastChina, p(27.6, 121.8), 15}, {"SW of Jeju", eastChina, p(32.3, 125.2), 30}, {"W of Jeju", yellow, p(33.6, 124.6), 25},
		{"off the tip of Shandong", yellow, p(37.3, 123.3), 20}, {"off Ch'o-do", yellow, p(38.4, 124.5), 10}, {"S of Yeosu", koreaStrait, p(34.1, 128), 15},
		{"E of Tsushima", koreaStrait, p(34.5, 129.9), 12}, {"off Ulleung", eastSea, p(37.5, 130.1), 25}, {"off Khasan", eastSea, p(42.1, 130.9), 12},
	}
	t.roads = []road{
		{ground{"Changjiang roads", eastChina, p(30.9, 122.75), 9}, p(30.78, 122.5), p(30.61, 122.1), 80, "sha"},
		{ground{"Kaohsiung roads", eastChina, p(22.52, 120.18), 7}, p(22.55, 120.24), p(22.565, 120.27), 140, "kao"},
		{ground{"Busan roads", koreaStrait, p(35.02, 129.13), 5}, p(35.05, 129.11), p(35.075, 129.08), 60, "bus"},
		{ground{"Ulsan roads", koreaStrait, p(35.42, 129.49), 5}, p(35.42, 129.43), p(35.42, 129.385), 0, "uls"},
		{ground{"Yeosu roads", koreaStrait, p(34.6, 127.87), 5}, p(34.67, 127.84), p(34.74, 127.8), 170, "yeo"},
		{ground{"Qingdao roads", yellow, p(35.9, 120.5), 7}, p(36.025, 120.34), p(36.02, 120.26), 90, "qda"},
		{ground{"Lianyungang roads", yellow, p(34.85, 119.8), 7}, p(34.8, 119.62), p(34.76, 119.5), 90, "lyg"},
		{ground{"Dalian roads", yellow, p(38.82, 121.9), 6}, p(38.88, 121.82), p(38.93, 121.73), 30, "dal"},
		{ground{"Incheon roads", yellow, p(37.15, 126.15), 4}, p(37.25, 126.3), p(37.38, 126.5), 50, "inc2"},
	}
	for _, s := range []struct {
		name         string
		lat, lon, km float64
	}{
		{"CHANGJIANG", 31.1, 122.4, 100}, {"ZHOUSHAN", 29.9, 122.4, 95}, {"WENZHOU", 27.8, 121.2, 100}, {"FUZHOU", 26, 119.9, 90}, {"KAOHSIUNG", 22.6, 120.3, 110},
		{"KEELUNG", 25.2, 121.8, 100}, {"RIG-1", 29.1, 124, 140}, {"RIG-2", 31.4, 124, 110}, {"ROCK", 32.1, 125.2, 130}, {"JEJU", 33.3, 126.3, 130}, {"GAGEO", 34.05, 125.1, 130},
		{"INCHEON", 37.4, 126.2, 95}, {"TAEAN", 36.7, 126.1, 90}, {"BAENGNYEONG", 37.95, 124.7, 125}, {"YEOSU", 34.5, 127.8, 95}, {"BUSAN", 35.1, 129.1, 110}, {"ULSAN", 35.5, 129.5, 90},
		{"POHANG", 36.1, 129.6, 100}, {"DONGHAE", 37.5, 129.2, 100}, {"GOSEONG", 38.5, 128.45, 140}, {"ULLEUNG", 37.5, 130.9, 120}, {"KHASAN", 42.6, 130.9, 130}, {"VLADIVOSTOK", 43, 131.9, 110},
		{"NAKHODKA", 42.7, 133, 90}, {"DALIAN", 38.9, 121.6, 100}, {"SHANDONG", 37.4, 122.7, 115}, {"QINGDAO", 36, 120.4, 100}, {"LIANYUNGANG", 34.8, 119.5, 95}, {"TANGGU", 38.9, 118, 90},
		{"DANDONG", 39.7, 124.1, 85}, {"TSUSHIMA", 34.5, 129.3, 110}, {"GOTO", 32.7, 128.7, 120}, {"KAGOSHIMA", 31, 130.2, 110}, {"OKINAWA", 26.5, 127.8, 120}, {"FUKUOKA", 33.7, 130.5, 90},
	} {
		t.receiver = append(t.receiver, Receiver{Name: "rSYN-" + s.name, Lat: s.lat, Lon: s.lon, Km: s.km})
	}
	for i, off := range []int{0, 41, -1260} { // their clocks are ahead by so many seconds
		t.receiver = append(t.receiver, Receiver{Name: "rSYN-SAT" + string(rune('1'+i)), Satellite: true, Offset: off})
	}
	t.jams = []ground{
		{"Changjiang roads", eastChina, p(30.9, 122.75), 25}, {"off Busan", koreaStrait, p(35, 129.15), 20}, {"off Incheon", yellow, p(37.1, 126), 30},
		{"off Dalian", yellow, p(38.8, 121.95), 25}, {"off Qingdao", yellow, p(35.9, 120.5), 25}, {"off Ulsan", koreaStrait, p(35.42, 129.5), 20},
	}
	t.nets = []ground{
		{"E of Zhoushan", eastChina, p(30.2, 123.4), 35}, {"off Wenzhou", eastChina, p(27.9, 122), 25}, {"off Lianyungang", yellow, p(34.9, 120.6), 25}, {"off Shandong", yellow, p(36.9, 123), 25},
		{"SW of Jeju", eastChina, p(32.4, 125.6), 30}, {"off Pohang", eastSea, p(36.4, 130), 20}, {"S of Yeosu", koreaStrait, p(34.1, 127.6), 15},
	}
	return t
}

// connect finds the shortest ways between all nodes over those that are next to
// each other.
func (t *theatre) connect(pairs [][2]int) {
	n := len(t.nodes)
	far := make([][]float64, n)
	t.next = make([][]int, n)
	for i := range far {
		far[i], t.next[i] = make([]float64, n), make([]int, n)
		for j := range far[i] {
			far[i][j], t.next[i][j] = math.Inf(1), -1
		}
		far[i][i], t.next[i][i] = 0, i
	}
	for _, p := range pairs {
		i, j := p[0], p[1]
		d := geo.Distance(t.nodes[i], t.nodes[j])
		far[i][j], far[j][i], t.next[i][j], t.next[j][i] = d, d, j, i
	}
	for k := range n {
		for i := range n {
			if math.IsInf(far[i][k], 1) {
				continue
			}
			for j := range n {
				if d := far[i][k] + far[k][j]; d < far[i][j] {
					far[i][j], t.next[i][j] = d, t.next[i][k]
				}
			}
		}
	}
}

// nearest is the node next to a place.
func (t *theatre) nearest(p geo.Point) int {
	best, far := 0, math.Inf(1)
	for i, n := range t.nodes {
		if d := geo.Distance(p, n); d < far {
			best, far = i, d
		}
	}
	return best
}

// besideKm is how far apart places of one node are that need no way between them.
const besideKm = 120

// route is the way from a to b, both included; nothing when there is none.
func (t *theatre) route(a, b geo.Point) []geo.Point {
	out := []geo.Point{a}
	if d := geo.Distance(a, b); d > besideKm/2*t.scale {
		i, j := t.nearest(a), t.nearest(b)
		if t.next[i][j] < 0 {
			return nil
		}
		if i != j || d > besideKm*t.scale {
			for out = append(out, t.nodes[i]); i != j; {
				i = t.next[i][j]
				out = append(out, t.nodes[i])
			}
		}
	}
	return append(out, b)
}

// length is the length of a way in km.
func length(way []geo.Point) float64 {
	sum := 0.0
	for i := 1; i < len(way); i++ {
		sum += geo.Distance(way[i-1], way[i])
	}
	return sum
}

// region is that of the nearest ground.
func (t *theatre) region(p geo.Point) string {
	best, far := "", math.Inf(1)
	for _, g := range t.grounds {
		if d := geo.Distance(g.at, p); d < far {
			best, far = g.region, d
		}
	}
	return best
}
