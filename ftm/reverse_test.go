package ftm_test

import (
	"slices"
	"testing"

	"cordon/ftm"
)

// Every property that refers to an entity has a name for the other direction,
// and no schema knows two ways by one name.
func TestNeighbours(t *testing.T) {
	for _, s := range ftm.Schemata() {
		seen := make(map[string]bool)
		for _, n := range s.Neighbours() {
			if seen[n.Name] {
				t.Errorf("%s has two ways called %s", s.Name, n.Name)
			}
			seen[n.Name] = true
			if n.Own && s.Property(n.Name) == nil {
				t.Errorf("%s has no property %s", s.Name, n.Name)
			}
			if !n.Own && s.Property(n.Name) != nil {
				t.Errorf("%s: the reverse %s of %s:%s hides its own property", s.Name, n.Name, n.Prop.Schema, n.Prop.Name)
			}
		}
		for _, p := range s.Properties() {
			if p.Type == ftm.TypeEntity && p.Reverse() == "" {
				t.Errorf("%s:%s has no reverse", p.Schema, p.Name)
			}
			if p.Type != ftm.TypeEntity && p.Reverse() != "" {
				t.Errorf("%s:%s refers to nothing and has a reverse", p.Schema, p.Name)
			}
		}
	}
	var names []string
	for _, n := range ftm.Lookup("Person").Neighbours() {
		names = append(names, n.Name)
	}
	for _, want := range []string{"addressEntity", "sanctions", "identification", "ownershipOwner", "familyPerson", "unknownLinkTo"} {
		if !slices.Contains(names, want) {
			t.Errorf("a person has no %s, only %v", want, names)
		}
	}
	if slices.Contains(names, "ownershipAsset") {
		t.Error("a person is owned")
	}
}
