package touch

import (
	"testing"

	"cordon/finding"
	"cordon/ftm"
)

// Paths of the same steps are told once, the strongest, with the other days; others
// stay as they are.
func TestTold(t *testing.T) {
	step := func(to string, from, until ftm.Day, strength float64) Path {
		return Path{finding.Path{Steps: []finding.Step{{From: "ship", To: to, Relation: "called at", FromDate: from, ToDate: until}}, Strength: strength}, "The ship called at " + to + "."}
	}
	a := &Answer{Paths: []Path{
		step("Nampo", 18000, 18001, .5), step("Nampo", 18000, 18001, .5), // of two measures
		step("Nampo", 18010, 18013, .9), step("Nampo", 18020, 18021, .4), step("Wonsan", 18000, 18001, .5),
	}}
	got := a.Told()
	want := []string{"The ship called at Nampo. The same 2 more times: " + ftm.Day(18000).String() + "; " + ftm.Day(18020).String() + ".", "The ship called at Wonsan."}
	if len(got) != 2 || got[0].Sentence != want[0] || got[1].Sentence != want[1] || got[0].Strength != .9 {
		t.Errorf("told %+v, want %q", got, want)
	}
	if len(a.Paths) != 5 || a.Paths[0].Sentence != "The ship called at Nampo." {
		t.Errorf("the answer was changed: %+v", a.Paths)
	}
}
