package world_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cordon/world"
)

// said is a position as a sentence has it, read here by hand.
type said struct {
	source string
	at     int64
	kind   int
	mmsi   uint32
	lat    float64
	lon    float64
}

type sentences struct {
	lines, bad, untagged int
	positions            []said
}

func sumOf(s string) string {
	var x byte
	for i := range len(s) {
		x ^= s[i]
	}
	return fmt.Sprintf("%02X", x)
}

// spoken are the messages of the world that all tests share.
var spoken = sync.OnceValues(func() (*sentences, error) {
	dir, err := atSea()
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(dir, world.MessagesFile))
	return parse(b), err
})

func positions(t *testing.T) []said {
	t.Helper()
	s, err := spoken()
	if err != nil {
		t.Fatal(err)
	}
	return s.positions
}

// parse reads messages of one part that say a position, and counts the rest.
func parse(b []byte) *sentences {
	out := &sentences{}
	for line := range strings.Lines(string(b)) {
		out.lines++
		tag, rest, ok := strings.Cut(strings.TrimSuffix(line, "\r\n")[1:], `\`)
		if !ok || line[0] != '\\' || sumOf(tag[:len(tag)-3]) != tag[len(tag)-2:] {
			out.untagged++
			continue
		}
		if n := len(rest); sumOf(rest[1:n-3]) != rest[n-2:] {
			out.bad++
			continue
		}
		f := strings.Split(rest, ",")
		if f[1] != "1" {
			continue
		}
		number := func(from, width int) (v int64) {
			for i := from; i < from+width; i++ {
				c := int64(f[5][i/6]) - 48
				if c > 40 {
					c -= 8
				}
				v = v<<1 | c>>(5-i%6)&1
			}
			if v >= 1<<(width-1) && width > 9 && width < 30 {
				v -= 1 << width
			}
			return v
		}
		p := said{kind: int(number(0, 6)), mmsi: uint32(number(8, 30))}
		for _, x := range strings.Split(tag[:len(tag)-3], ",") {
			if v, ok := strings.CutPrefix(x, "s:"); ok {
				p.source = v
			}
			if v, ok := strings.CutPrefix(x, "c:"); ok {
				p.at, _ = strconv.ParseInt(v, 10, 64)
			}
		}
		switch p.kind {
		case 1, 3:
			p.lon, p.lat = float64(number(61, 28))/600_000, float64(number(89, 27))/600_000
		case 18:
			p.lon, p.lat = float64(number(57, 28))/600_000, float64(number(85, 27))/600_000
		case 27:
			p.lon, p.lat = float64(number(44, 18))/600, float64(number(62, 17))/600
		default:
			continue
		}
		out.positions = append(out.positions, p)
	}
	return out
}
