package sea

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"cordon/ais"
	"cordon/internal/pairs"
	"cordon/internal/unraced"
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
		fixes = append(fixes, MakeFix(FixData{T: uint32(at.Unix()), Lat: degrees(lat), Lon: degrees(lon),
			SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)}))
	}
	return ships, fixes
}

// The oracle: 22,287 rows of 256 ships, 21,832 when the first of each minute stays,
// in the order of time, latitude and longitude; 143 silences of six hours on 96
// ships, 53 of twelve on 48.
func TestSuez(t *testing.T) {
	ships, fixes := suez(t)
	c := NewCollector(DefaultTrackConfig())
	want := map[uint32][]Fix{}
	for i, f := range fixes {
		c.AddFix(ships[i], f, 0)
		want[ships[i]] = append(want[ships[i]], f)
	}
	tr := traffic(t, c, 2)
	sound(t, c, tr)
	n, gaps6, gaps12, of6, of12 := 0, 0, 0, 0, 0
	for _, v := range tr.Vessels {
		n += len(v.Fixes)
		f := want[v.MMSI]
		slices.SortFunc(f, func(a, b Fix) int {
			return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(a.Lat(), b.Lat()), cmp.Compare(a.Lon(), b.Lon()))
		})
		f = slices.CompactFunc(f, func(a, b Fix) bool { return a.T == b.T })
		if !slices.Equal(v.Fixes, f) || len(v.Overlaps) > 0 {
			t.Errorf("%s: %d fixes, want %d; %v", v.ID, len(v.Fixes), len(f), v.Overlaps)
		}
		six, twelve := 0, 0
		for i := 1; i < len(v.Fixes); i++ {
			if dt := v.Fixes[i].T - v.Fixes[i-1].T; dt >= 6*hour {
				six++
				if dt >= 12*hour {
					twelve++
				}
			}
		}
		gaps6, gaps12 = gaps6+six, gaps12+twelve
		of6, of12 = of6+min(six, 1), of12+min(twelve, 1)
	}
	if len(fixes) != 22287 || len(tr.Vessels) != 256 || n != 21832 || len(tr.Refused) != 1 || tr.Refused["dup"] != 455 {
		t.Errorf("%d rows, %d vessels, %d fixes, refused %v", len(fixes), len(tr.Vessels), n, tr.Refused)
	}
	if gaps6 != 143 || of6 != 96 || gaps12 != 53 || of12 != 48 {
		t.Errorf("%d silences of 6 h on %d ships, %d of 12 h on %d", gaps6, of6, gaps12, of12)
	}
}

// mixture is what became of two ships put on one number.
type mixture struct {
	pairs, fixes          int
	segments, right       int // fixes in segments that are mostly of their ship
	vessels, vesselsRight int
}

func (m *mixture) add(t *testing.T, a, b []Fix) {
	type key struct {
		t        uint32
		lat, lon int32
	}
	who := map[key]int{}
	var f []Fix
	for n, of := range [][]Fix{a, b} {
		for _, x := range of {
			x.T += t0 - of[0].T/86400*86400 // both begin on one day
			k := key{x.T, x.Lat(), x.Lon()}
			if _, ok := who[k]; !ok {
				who[k] = n
				f = append(f, x)
			}
		}
	}
	m.pairs++
	count := func(n *[2]int, x Fix) { n[who[key{x.T, x.Lat(), x.Lon()}]]++ }
	c := DefaultTrackConfig()
	slices.SortFunc(f, compareFixes)
	why := make([]uint8, len(f))
	heard := make([]sourced, len(f))
	for i := range f {
		heard[i].Fix = f[i]
	}
	c.dedupe(heard, why)
	s := segmenter{c: &c}
	s.run(f, why)
	votes := make([][2]int, len(s.segs))
	for i := range f {
		if g := s.of[i]; g >= 0 {
			count(&votes[g], f[i])
		}
		if why[i] != whyDup {
			m.fixes++
		}
	}
	for _, v := range votes {
		m.right += max(v[0], v[1])
	}
	m.segments += len(s.segs)
	k := NewCollector(c)
	for _, x := range f {
		k.AddFix(7, x, 0)
	}
	for _, v := range traffic(t, k, 1).Vessels {
		var n [2]int
		for _, x := range v.Fixes {
			count(&n, x)
		}
		m.vesselsRight += max(n[0], n[1])
		m.vessels++
	}
}

func (m *mixture) String() string {
	return fmt.Sprintf("%d pairs, %d fixes: %.2f %% in the right one of %d segments, %.2f %% in the right one of %d vessels", m.pairs, m.fixes,
		100*float64(m.right)/float64(m.fixes), m.segments, 100*float64(m.vesselsRight)/float64(m.fixes), m.vessels)
}

// Tracks of the ten sets, each pair put on one number and begun on one day: at
// least 99 % of the fixes come into the right segment, and vessel.
func TestPairsWhole(t *testing.T) {
	unraced.Skip(t)
	names, err := filepath.Glob(testdata(t, "ais", "segmentation", "point-pair", "*.gz"))
	if err != nil || len(names) != 10 {
		t.Fatal(names, err)
	}
	var tracks [][]Fix
	for _, name := range names {
		c := NewCollector(DefaultTrackConfig())
		messages, err := pairs.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range messages {
			c.Add(&messages[i])
		}
		tr := traffic(t, c, 1)
		sound(t, c, tr)
		longest := tr.Vessels[0]
		for _, v := range tr.Vessels {
			if len(v.Fixes) > len(longest.Fixes) {
				longest = v
			}
			for i := 1; i < len(v.Fixes); i++ {
				h := float64(v.Fixes[i].T-v.Fixes[i-1].T) / 3600
				if km := kmBetween(&v.Fixes[i-1], &v.Fixes[i]); km/1.852 > 40*math.Hypot(h, 0.25) {
					t.Errorf("%s: %.0f km in %.1f h", v.ID, km, h)
				}
			}
		}
		tracks = append(tracks, longest.Fixes)
		// One of Colombia, one of India, on a number that neither should use.
		if filepath.Base(name) == "240000000.msg.gz" {
			if got := ids(tr); !slices.Equal(got, []string{"mmsi-240000000-1 2202", "mmsi-240000000-2 248"}) {
				t.Error(got)
			}
			for _, v := range tr.Vessels {
				for _, f := range v.Fixes {
					if west := f.Lon() < 0; west != (v.ID == "mmsi-240000000-1") {
						t.Fatal(v.ID, f)
					}
				}
				if o := v.Overlaps; len(o) != 1 || o[0].Swaps < 100 {
					t.Error(v.ID, o)
				}
			}
		}
	}
	var m mixture
	for i := range tracks {
		for j := range i {
			m.add(t, tracks[i], tracks[j])
		}
	}
	t.Log(m.String())
	if m.right*100 < 99*m.fixes || m.vesselsRight*100 < 99*m.fixes || m.vessels != 2*m.pairs {
		t.Error(m.String())
	}
}

// interleaved reports whether two ships were heard within half an hour of each
// other often, and mostly not at one place: else nobody could tell them apart, or
// need to.
func interleaved(a, b []Fix) bool {
	n, apart := 0, 0
	for i := range a {
		for j := range b {
			if d := int64(a[i].T) - int64(b[j].T); d > -1800 && d < 1800 {
				n++
				if kmBetween(&a[i], &b[j]) > 2 {
					apart++
				}
			}
		}
	}
	return n >= 100 && 2*apart > n
}

// Ships of the Suez file, each with the next and with one from elsewhere in it: no
// speed, no course, about a fix an hour, many at anchor side by side. That is the
// hardest that there is: which of two ships comes back after a silence is often
// not to be told.
func TestSuezPairsWhole(t *testing.T) {
	unraced.Skip(t)
	ships, fixes := suez(t)
	by := map[uint32][]Fix{}
	for i, f := range fixes {
		by[ships[i]] = append(by[ships[i]], f)
	}
	var list []uint32
	for id, f := range by {
		if slices.SortFunc(f, compareFixes); len(f) >= 60 {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	var m, clear mixture
	for i := range list[1:] {
		for _, j := range [2]int{i + 1, (i + len(list)/2) % len(list)} {
			a, b := by[list[i]], by[list[j]]
			m.add(t, a, b)
			if interleaved(a, b) {
				clear.add(t, a, b)
			}
		}
	}
	t.Log("all:", m.String())
	t.Log("interleaved:", clear.String())
	if m.right*1000 < 970*m.fixes || clear.right*1000 < 980*clear.fixes || clear.pairs < 100 {
		t.Error(m.String(), clear.String())
	}
}
