package sea

import (
	"compress/gzip"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordon/ais"
)

// suez are the rows of the Suez file: ship, and a fix without speed and course.
func suez(t testing.TB) (ships []uint32, fixes []Fix) {
	f, err := os.Open(testdata(t, "ais", "csv", "movingpandas_boat-positions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		id, err1 := strconv.ParseUint(r[0], 10, 32)
		at, err2 := time.Parse("02/01/2006 15:04", r[1])
		lon, err3 := strconv.ParseFloat(r[2], 64)
		lat, err4 := strconv.ParseFloat(r[3], 64)
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
			t.Fatal(r, err1, err2, err3, err4)
		}
		ships = append(ships, uint32(id))
		fixes = append(fixes, Fix{T: uint32(at.Unix()), Lat: degrees(lat), Lon: degrees(lon),
			SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)})
	}
	return ships, fixes
}

func TestTmpSuez(t *testing.T) {
	ships, fixes := suez(t)
	c := NewCollector(DefaultTrackConfig())
	for i := range fixes {
		c.AddFix(ships[i], fixes[i])
	}
	tr, err := c.Traffic(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	n, br := 0, 0
	for _, v := range tr.Vessels {
		n += len(v.Fixes)
		br += len(v.Breaks)
		if !strings.HasSuffix(v.ID, "-1") || v.Refused.Jump > 0 {
			t.Log(v.ID, len(v.Fixes), v.Refused, v.Overlaps)
		}
	}
	t.Log(len(ships), len(tr.Vessels), n, br, tr.Refused)

	// Pairs of ships on one number.
	by := map[uint32][]Fix{}
	for i, f := range fixes {
		by[ships[i]] = append(by[ships[i]], f)
	}
	var ids []uint32
	for id, f := range by {
		if len(f) >= 60 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	measurePairs(t, by, ids)
}

func measurePairs(t *testing.T, by map[uint32][]Fix, ids []uint32) {
	type key struct {
		t        uint32
		lat, lon int32
	}
	right, wrong, lost, segs, pairs := 0, 0, 0, 0, 0
	vright, vall, vessels := 0, 0, 0
	for i := 0; i+1 < len(ids); i++ {
		for _, j := range []int{i + 1, (i + len(ids)/2) % len(ids)} {
			if j == i {
				continue
			}
			pairs++
			who := map[key]int{}
			var f []Fix
			for n, id := range []uint32{ids[i], ids[j]} {
				for _, x := range by[id] {
					x.T -= by[id][0].T / 86400 * 86400
					x.T += 1400025600
					k := key{x.T, x.Lat, x.Lon}
					if _, ok := who[k]; !ok {
						who[k] = n
						f = append(f, x)
					}
				}
			}
			c := DefaultTrackConfig()
			slices.SortFunc(f, compareFixes)
			why := make([]uint8, len(f))
			c.dedupe(f, why)
			s := segmenter{c: &c}
			s.run(f, why)
			votes := make([][2]int, len(s.segs))
			for i := range f {
				if g := s.of[i]; g >= 0 {
					votes[g][who[key{f[i].T, f[i].Lat, f[i].Lon}]]++
				} else if why[i] != whyDup {
					lost++
				}
			}
			for _, v := range votes {
				right += max(v[0], v[1])
				wrong += min(v[0], v[1])
				segs++
			}
			k := NewCollector(c)
			for _, x := range f {
				k.AddFix(7, x)
			}
			tr, err := k.Traffic(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			w := 0
			for _, v := range tr.Vessels {
				var n [2]int
				for _, x := range v.Fixes {
					n[who[key{x.T, x.Lat, x.Lon}]]++
				}
				vright += max(n[0], n[1])
				vall += n[0] + n[1]
				w += min(n[0], n[1])
			}
			vessels += len(tr.Vessels)
			if w*20 > len(f) {
				a, b := by[ids[i]], by[ids[j]]
				t.Logf("pair %d %d: %d of %d wrong in vessels; %.1f km", ids[i], ids[j], w, len(f), kmBetween(&a[0], &b[0]))
			}
		}
	}
	t.Logf("%d pairs: segments: right %d wrong %d lost %d (%.3f%%), %d segments; vessels: right %.3f%%, %.2f a pair", pairs, right, wrong, lost,
		100*float64(right)/float64(right+wrong+lost), segs, 100*float64(vright)/float64(vall), float64(vessels)/float64(pairs))
}

func TestTmpPairs(t *testing.T) {
	names, _ := filepath.Glob(testdata(t, "ais", "segmentation", "point-pair", "*.gz"))
	by := map[uint32][]Fix{}
	var ids []uint32
	for _, name := range names {
		c := NewCollector(DefaultTrackConfig())
		n := 0
		for _, m := range readPack(t, name) {
			c.Add(&m)
			if m.HasPos {
				n++
			}
		}
		tr, err := c.Traffic(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(filepath.Base(name), n, tr.Refused)
		for _, v := range tr.Vessels {
			a, b := v.Fixes[0], v.Fixes[len(v.Fixes)-1]
			t.Logf("   %s %d fixes %d breaks %.1f,%.1f-%.1f,%.1f %v", v.ID, len(v.Fixes), len(v.Breaks), float64(a.Lat)/ais.Unit, float64(a.Lon)/ais.Unit, float64(b.Lat)/ais.Unit, float64(b.Lon)/ais.Unit, len(v.Overlaps))
			for _, c := range v.Claims {
				if false && c.Prop != "destination" && c.Prop != "draught" {
					continue
				}
			}
			if v.ID[len(v.ID)-2:] == "-1" || v.IMO > 0 {
				by[v.MMSI] = append(by[v.MMSI], v.Fixes...)
			}
		}
		ids = append(ids, tr.Vessels[0].MMSI)
	}
	t.Log(ids)
	measurePairs(t, by, ids)
}

// readPack reads a gzipped stream of MessagePack maps as messages.
func readPack(t testing.TB, name string) (out []ais.Message) {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	for len(b) > 0 {
		var v any
		v, b = unpack(b)
		m := v.(map[string]any)
		num := func(k string) (float64, bool) { x, ok := m[k].(float64); return x, ok }
		at, err := time.Parse(time.RFC3339, m["timestamp"].(string))
		if err != nil {
			t.Fatal(err)
		}
		typ, _ := num("type")
		mmsi, _ := num("mmsi")
		x := ais.Message{Type: uint8(typ), MMSI: uint32(mmsi), Time: at.UnixMilli()}
		if s, ok := m["tagblock_station"].(string); ok {
			h := uint16(0)
			for _, c := range s {
				h = h*31 + uint16(c)
			}
			x.Source = h % 100
		}
		if lat, ok := num("lat"); ok {
			lon, _ := num("lon")
			x.HasPos = true
			x.Position = ais.Position{Lat: degrees(lat), Lon: degrees(lon), SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Status: ais.NoStatus}
			if v, ok := num("speed"); ok {
				x.Position.SOG = uint16(math.Round(v * 10))
			}
			if v, ok := num("course"); ok && v < 360 {
				x.Position.COG = uint16(math.Round(v*10)) % 3600
			}
			if v, ok := num("heading"); ok {
				x.Position.Heading = uint16(v)
			}
		}
		if x.Type == 5 || x.Type == 24 {
			x.HasStat = true
			if v, ok := num("imo"); ok && x.Type == 5 {
				x.Static.IMO, x.Static.Has = uint32(v), x.Static.Has|ais.HasIMO
			}
			if s, ok := m["shipname"].(string); ok {
				x.Static.Name, x.Static.Has = s, x.Static.Has|ais.HasName
			}
			if s, ok := m["callsign"].(string); ok {
				x.Static.CallSign, x.Static.Has = s, x.Static.Has|ais.HasCallSign
			}
			d := func(k string) uint16 { v, _ := num(k); return uint16(v) }
			x.Static.A, x.Static.B, x.Static.C, x.Static.D = d("to_bow"), d("to_stern"), d("to_port"), d("to_starboard")
			x.Static.Has |= ais.HasSize
		}
		out = append(out, x)
	}
	return out
}

// unpack reads one MessagePack value; numbers are float64.
func unpack(b []byte) (any, []byte) {
	c := b[0]
	b = b[1:]
	str := func(n int) (any, []byte) { return string(b[:n]), b[n:] }
	list := func(n int) (any, []byte) {
		out := make([]any, n)
		for i := range out {
			out[i], b = unpack(b)
		}
		return out, b
	}
	dict := func(n int) (any, []byte) {
		out := map[string]any{}
		for range n {
			var k, v any
			k, b = unpack(b)
			v, b = unpack(b)
			out[k.(string)] = v
		}
		return out, b
	}
	be := binary.BigEndian
	switch {
	case c < 0x80:
		return float64(c), b
	case c < 0x90:
		return dict(int(c & 15))
	case c < 0xa0:
		return list(int(c & 15))
	case c < 0xc0:
		return str(int(c & 31))
	case c >= 0xe0:
		return float64(int8(c)), b
	}
	switch c {
	case 0xc0:
		return nil, b
	case 0xc2, 0xc3:
		return c == 0xc3, b
	case 0xca:
		return float64(math.Float32frombits(be.Uint32(b))), b[4:]
	case 0xcb:
		return math.Float64frombits(be.Uint64(b)), b[8:]
	case 0xcc:
		return float64(b[0]), b[1:]
	case 0xcd:
		return float64(be.Uint16(b)), b[2:]
	case 0xce:
		return float64(be.Uint32(b)), b[4:]
	case 0xcf:
		return float64(be.Uint64(b)), b[8:]
	case 0xd0:
		return float64(int8(b[0])), b[1:]
	case 0xd1:
		return float64(int16(be.Uint16(b))), b[2:]
	case 0xd2:
		return float64(int32(be.Uint32(b))), b[4:]
	case 0xd3:
		return float64(int64(be.Uint64(b))), b[8:]
	case 0xd9:
		n := int(b[0])
		b = b[1:]
		return str(n)
	case 0xda:
		n := int(be.Uint16(b))
		b = b[2:]
		return str(n)
	case 0xdc:
		n := int(be.Uint16(b))
		b = b[2:]
		return list(n)
	case 0xde:
		n := int(be.Uint16(b))
		b = b[2:]
		return dict(n)
	}
	panic(fmt.Sprintf("messagepack code %#x", c))
}
