package sea

import (
	"math"
	"testing"
)

// Where pairs make no ring, shares are those of all ways to pair them, counted out.
func TestShares(t *testing.T) {
	pairs := []pairOdds{{0, 0, 3}, {0, 1, 1}, {1, 1, 2}, {2, 1, .5}, {2, 2, 4}}
	want := make([]float64, len(pairs))
	all := 0.0
	for set := range 1 << len(pairs) {
		var silences, stays [3]bool
		odds, ok := 1.0, true
		for i, p := range pairs {
			if set>>i&1 == 1 {
				ok = ok && !silences[p.silence] && !stays[p.stay]
				silences[p.silence], stays[p.stay] = true, true
				odds *= p.odds
			}
		}
		if !ok {
			continue
		}
		all += odds
		for i := range pairs {
			if set>>i&1 == 1 {
				want[i] += odds
			}
		}
	}
	for i, got := range shares(pairs) {
		if math.Abs(got-want[i]/all) > 1e-4 {
			t.Errorf("pair %v: share %.6f, want %.6f", pairs[i], got, want[i]/all)
		}
	}
}

// A second ship that fits as well takes half, and a stay that it fits better gives it back.
func TestSharesExplainAway(t *testing.T) {
	alone := shares([]pairOdds{{0, 0, 9}})[0]
	two := shares([]pairOdds{{0, 0, 9}, {1, 0, 9}})[0]
	freed := shares([]pairOdds{{0, 0, 9}, {1, 0, 9}, {1, 1, 900}})[0]
	if !(two < .5 && alone > .85 && freed > .8) {
		t.Errorf("alone %.3f, with a rival %.3f, with one that went elsewhere %.3f", alone, two, freed)
	}
	if s := shares(nil); len(s) != 0 {
		t.Errorf("of no pairs: %v", s)
	}
}
