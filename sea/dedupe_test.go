package sea

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cordon/ais"
)

// mixedFixes are fixes of one ship in runs, some of which overlap, some late, some
// twice.
func mixedFixes(r *rand.Rand, n int) []sourced {
	var out []sourced
	t := uint32(1_700_000_000)
	for len(out) < n {
		switch r.IntN(40) {
		case 0:
			t -= uint32(r.IntN(9000))
		case 1:
			t += uint32(r.IntN(9000))
		}
		t += uint32(r.IntN(30))
		f := sourced{MakeFix(FixData{T: t, Lat: int32(30*ais.Unit + r.IntN(3)), Lon: 125 * ais.Unit, SOG: uint16(r.IntN(1024)), COG: uint16(r.IntN(4000)), Heading: uint16(r.IntN(600))}), uint8(r.IntN(2))}
		switch r.IntN(50) {
		case 0:
			f.setLat(ais.NoLat)
		case 1:
			f.T = 1000
		case 2:
			out = append(out, f)
		}
		out = append(out, f)
	}
	return out
}

func TestSortSourced(t *testing.T) {
	var tmp []sourced
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		f := mixedFixes(r, 1+r.IntN(700))
		if seed%5 == 0 {
			r.Shuffle(len(f), func(i, j int) { f[i], f[j] = f[j], f[i] })
		}
		want := slices.Clone(f)
		slices.SortFunc(want, compareSourced)
		if tmp = sortSourced(f, tmp); !slices.Equal(f, want) {
			t.Fatalf("seed %d: not in order", seed)
		}
	}
}

// Fixes of a ship at once are the fixes one by one.
func TestAddFixes(t *testing.T) {
	one, many := NewCollector(DefaultTrackConfig()), NewCollector(DefaultTrackConfig())
	r := rand.New(rand.NewPCG(9, 9))
	for ship := range uint32(6) {
		mmsi := 412_000_000 + ship
		if ship == 5 {
			mmsi = 0
		}
		list := mixedFixes(r, 600)
		for _, f := range list {
			one.AddFix(mmsi, f.Fix, f.source)
		}
		for len(list) > 0 {
			n := 1 + r.IntN(len(list))
			fixes, sources := make([]Fix, n), make([]uint8, n)
			for i, f := range list[:n] {
				fixes[i], sources[i] = f.Fix, f.source
			}
			many.AddFixes(mmsi, fixes, sources)
			list = list[n:]
		}
	}
	if one.Taken() != many.Taken() {
		t.Errorf("%d taken, not %d", many.Taken(), one.Taken())
	}
	a, err := one.Traffic(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := many.Traffic(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if digest(t, a) != digest(t, b) {
		t.Error("other tracks when they come at once")
	}
}
