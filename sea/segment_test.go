package sea

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordon/ais"
)

// testdata is the path of a real file; the test is skipped when there is none.
func testdata(t testing.TB, name ...string) string {
	root := os.Getenv("CORDON_TESTDATA")
	if root == "" {
		t.Skip("CORDON_TESTDATA is not set")
	}
	return filepath.Join(append([]string{root}, name...)...)
}

// logged is a line of the segmentation logs.
type logged struct {
	Lat, Lon, Course, Speed *float64
	Timestamp               string
	Segment, Expected       string
}

func (l *logged) fix(t testing.TB) Fix {
	text := strings.TrimSuffix(strings.Replace(l.Timestamp, " ", "T", 1), "Z")
	at, err := time.Parse("2006-01-02T15:04:05.999999", text)
	if err != nil {
		t.Fatal(err)
	}
	f := Fix{T: uint32(at.Unix()), Lat: degrees(*l.Lat), Lon: degrees(*l.Lon), SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)}
	if l.Speed != nil {
		f.SOG = uint16(math.Round(*l.Speed * 10))
	}
	if l.Course != nil {
		f.COG = uint16(math.Round(*l.Course * 10))
	}
	return f
}

func degrees(d float64) int32 { return int32(math.Round(d * ais.Unit)) }

// readLog reads lines of JSON as they are.
func readLog(t testing.TB, name string) (lines []logged) {
	f, err := os.Open(testdata(t, "ais", "segmentation", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var l logged
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if l.Lat != nil && l.Lon != nil {
			lines = append(lines, l)
		}
	}
	return lines
}

func TestTmpLogs(t *testing.T) {
	for _, name := range []string{"416000000", "263576000", "338013000"} {
		for _, hours := range []float64{8, 24} {
			lines := readLog(t, name+".json")
			want := lines
			if name == "416000000" {
				want = readLog(t, "segmented-416000000.json")
			}
			var f []Fix
			for i := range lines {
				f = append(f, lines[i].fix(t))
			}
			c := DefaultTrackConfig()
			c.MaxHours = hours
			why := make([]uint8, len(f))
			s := segmenter{c: &c}
			s.run(f, why)
			sizes := map[int32]int{}
			reasons := map[string]int{}
			for i := range f {
				sizes[s.of[i]]++
				reasons[whyNames[why[i]]]++
			}
			pairs := map[string]int{}
			for i := range f {
				if s.of[i] >= 0 {
					w := want[i].Segment
					if w == "" {
						w = want[i].Expected
					}
					pairs[fmt.Sprintf("%4d %s", s.of[i], w)]++
				}
			}
			used := 0
			for _, g := range s.segs {
				if g.n > 0 {
					used++
				}
			}
			k := NewCollector(c)
			for _, x := range f {
				k.AddFix(7, x)
			}
			tr, err := k.Traffic(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range tr.Vessels {
				t.Log(v.ID, len(v.Fixes), len(v.Breaks), v.Refused, len(v.Overlaps))
			}
			t.Log(name, hours, used, len(s.segs), len(pairs), reasons)
			if name == "416000000" || name[0] == '3' {
				for _, k := range sortedKeys(pairs) {
					if false {
						t.Log(k, pairs[k])
					}
				}
			}
		}
	}
	_ = strconv.Itoa
}

func sortedKeys(m map[string]int) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	for i := range out {
		for j := i; j > 0 && out[j] < out[j-1]; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}
