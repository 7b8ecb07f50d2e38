package sea

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordon/ais"
)

// suez reads the background of real ships as traffic of one vessel per number: by
// time, of equal times the first.
func suezSilent(t testing.TB) *Traffic {
	t.Helper()
	dir := os.Getenv("CORDON_TESTDATA")
	if dir == "" {
		t.Skip("CORDON_TESTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "ais/csv/movingpandas_boat-positions.csv"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	tr := &Traffic{Sources: []Source{{Name: "suez"}}}
	of := make(map[string]*Vessel)
	sc := bufio.NewScanner(f)
	sc.Scan()
	for sc.Scan() {
		row := strings.Split(sc.Text(), ",")
		at, err := time.Parse("02/01/2006 15:04", row[1])
		if err != nil {
			t.Fatal(err)
		}
		lon, _ := strconv.ParseFloat(row[2], 64)
		lat, _ := strconv.ParseFloat(row[3], 64)
		v := of[row[0]]
		if v == nil {
			n, _ := strconv.Atoi(row[0])
			v = &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", n), MMSI: uint32(n)}
			of[row[0]] = v
			tr.Vessels = append(tr.Vessels, v)
		}
		v.Fixes = append(v.Fixes, MakeFix(FixData{T: uint32(at.Unix()), Lat: int32(lat * ais.Unit), Lon: int32(lon * ais.Unit), SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: Flags(ais.NoStatus)}))
	}
	for _, v := range tr.Vessels {
		slices.SortStableFunc(v.Fixes, func(a, b Fix) int { return int(a.T) - int(b.T) })
		v.Fixes = slices.CompactFunc(v.Fixes, func(a, b Fix) bool { return a.T == b.T })
	}
	tr.settle()
	return tr
}

// settle sorts vessels and sets the times.
func (t *Traffic) settle() {
	slices.SortFunc(t.Vessels, func(a, b *Vessel) int { return strings.Compare(a.ID, b.ID) })
	t.First, t.Last = ^uint32(0), 0
	for _, v := range t.Vessels {
		if n := len(v.Fixes); n > 0 {
			t.First, t.Last = min(t.First, v.Fixes[0].T), max(t.Last, v.Fixes[n-1].T)
		}
	}
}

// On the Suez background every gap is innocent.
func TestGapsOfSuez(t *testing.T) {
	tr := suezSilent(t)
	c := DefaultSilenceConfig()
	for _, row := range []struct {
		hours       uint32
		gaps, ships int
	}{{6, 143, 96}, {12, 53, 48}} {
		c.Gap.Seconds = row.hours * hourS
		es, err := Gaps(context.Background(), tr, &Known{}, c, 2)
		if err != nil {
			t.Fatal(err)
		}
		class, on, gaps := map[string]int{}, map[string]bool{}, 0
		for _, e := range es {
			class[e.Sub]++
			if !e.Open {
				gaps++
				on[e.Vessels[0]] = true
			}
		}
		t.Logf("%d h: %d closed on %d ships, %d open, %v", row.hours, gaps, len(on), len(es)-gaps, class)
		if n := class[SilentDark]; n > 2 { // closed and open ones
			t.Errorf("%d h: %d dark gaps, want at most 2", row.hours, n)
		}
		if gaps != row.gaps || len(on) != row.ships {
			t.Errorf("%d h: %d gaps on %d ships, want %d on %d", row.hours, gaps, len(on), row.gaps, row.ships)
		}
	}
}

// A number that was heard elsewhere was not silent: nothing is reckoned, nobody named.
func TestBusy(t *testing.T) {
	for _, row := range []struct {
		heard int // times, elsewhere
		class string
	}{{0, SilentFaint}, {2, SilentFaint}, {3, SilentBusy}} {
		a := still("a", 31.1, 124.1, 0, 0, append(minutes(0, 600, 2), minutes(1200, 1800, 2)...)...)
		other := still("b", 11.1, 124.1, 0, 0, minutes(700, 700+10*(row.heard-1), 10)...)
		a.MMSI, other.MMSI = 200_000_001, 200_000_001
		tr := &Traffic{Sources: []Source{{}}, Vessels: []*Vessel{a, other, still("n", 31.1, 124.1, 0, 0, minutes(0, 1800, 1)...)}}
		tr.settle()
		c := DefaultSilenceConfig()
		ss, err := listen(t, tr, 1).Silences(context.Background(), nil, c.Gap, 6*hourS, 1)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(ss, func(s Silence) bool { return s.Vessel == a })
		if i < 0 {
			t.Fatalf("%d times: no silence", row.heard)
		}
		s := &ss[i]
		if s.Class != row.class || s.Busy != row.heard || (s.Class == SilentBusy) != (s.P == 1 && s.L == 0 && len(s.Heard) == 0) {
			t.Errorf("%d times: %s of %d, L %v, p %v, %v", row.heard, s.Class, s.Busy, s.L, s.P, s.Heard)
		}
	}
}
