// Package pairs reads the sets of real messages by which the making of tracks is
// judged: two ships on one number each.
package pairs

import (
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"cordon/ais"
)

// Read reads a gzipped stream of MessagePack maps as messages.
func Read(name string) (out []ais.Message, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("read %s: no MessagePack: %v", name, x)
		}
	}()
	for len(b) > 0 {
		var v any
		v, b = unpack(b)
		m, _ := v.(map[string]any)
		num := func(k string) (float64, bool) { x, ok := m[k].(float64); return x, ok }
		when, _ := m["timestamp"].(string)
		at, err := time.Parse(time.RFC3339, when)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
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
			x.Position = ais.Position{Lat: whole(lat), Lon: whole(lon), SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Status: ais.NoStatus}
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
	return out, nil
}

func whole(degrees float64) int32 { return int32(math.Round(degrees * ais.Unit)) }

// unpack reads one MessagePack value, numbers as float64. It panics on what is none.
func unpack(b []byte) (any, []byte) {
	c := b[0]
	b = b[1:]
	text := func(n int) (any, []byte) { return string(b[:n]), b[n:] }
	list := func(n int) (any, []byte) {
		for range n {
			_, b = unpack(b)
		}
		return nil, b
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
	unsigned := func(n int) (any, []byte) { // big-endian, unsigned
		x := uint64(0)
		for _, v := range b[:n] {
			x = x<<8 | uint64(v)
		}
		return float64(x), b[n:]
	}
	signed := func(n int) (any, []byte) {
		x := int64(0)
		for _, v := range b[:n] {
			x = x<<8 | int64(v)
		}
		return float64(x << (64 - 8*n) >> (64 - 8*n)), b[n:]
	}
	switch {
	case c < 0x80:
		return float64(c), b
	case c < 0x90:
		return dict(int(c & 15))
	case c < 0xa0:
		return list(int(c & 15))
	case c < 0xc0:
		return text(int(c & 31))
	case c >= 0xe0:
		return float64(int8(c)), b
	case c == 0xc0:
		return nil, b
	case c == 0xc2, c == 0xc3:
		return c == 0xc3, b
	case c == 0xca:
		return float64(math.Float32frombits(be.Uint32(b))), b[4:]
	case c == 0xcb:
		return math.Float64frombits(be.Uint64(b)), b[8:]
	case c >= 0xcc && c <= 0xcf:
		return unsigned(1 << (c - 0xcc))
	case c >= 0xd0 && c <= 0xd3:
		return signed(1 << (c - 0xd0))
	case c == 0xd9:
		n := int(b[0])
		b = b[1:]
		return text(n)
	case c == 0xda, c == 0xdc, c == 0xde:
		n := int(be.Uint16(b))
		b = b[2:]
		return map[byte]func(int) (any, []byte){0xda: text, 0xdc: list, 0xde: dict}[c](n)
	}
	panic(fmt.Sprintf("code %#x", c))
}
