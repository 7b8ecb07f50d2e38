package geo

import "testing"

// What is drawn of the coast about Nampo lies about Nampo, in steps that a coast
// can have.
func TestLines(t *testing.T) {
	box := Box{South: 38, West: 124, North: 39.5, East: 126}
	lines := WorldLand().Lines(box)
	n := 0
	for _, l := range lines {
		for i, p := range l {
			n++
			if !box.Grow(60).Contains(p) {
				t.Fatalf("%v is far from the box", p)
			}
			if i > 0 && Distance(l[i-1], p) > 60 {
				t.Fatalf("a step of %.0f km from %v to %v", Distance(l[i-1], p), l[i-1], p)
			}
		}
	}
	if n < 200 {
		t.Errorf("%d corners", n)
	}
	if got := WorldLand().Lines(Box{South: 0, West: -140, North: 5, East: -130}); len(got) != 0 {
		t.Errorf("%d lines in the middle of the Pacific", len(got))
	}
	if got := (*Land)(nil).Lines(box); got != nil {
		t.Error("no land has lines")
	}
}
