package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
)

// One place in many spellings, and others beside it that are not it.
func TestPlaceOf(t *testing.T) {
	for _, tc := range []struct{ a, b string }{
		{"Unit 3, 12 Xinhua Road, Dandong", "No. 12 Xinhua Rd, Rm 3, Dandong City"},
		{"Unit 3, 12 Xinhua Road, Dandong", "DANDONG; XINHUA RD. 12, FLAT 03"},
		{"Flat/Rm 1203, 12/F, Tower 2, Wing Lok Building, 5 Des Voeux Rd., Hong Kong", "Hong Kong, Des Voeux Road 5, Wing Lok Bldg, Twr 2, 12th Floor, Room 1203"},
		{"3rd Fl., 8 Harbour St, Busan", "8 Harbour Street, Floor 3, Busan"},
		{"Flat A, 7 Elm Ave, Limassol", "Apt. A, 7 Elm Avenue, Limassol"},
		{"P.O. Box 957, Road Town, Tortola", "PO Box 957, Tortola, Road Town"},
		{"15 Zhongshan Lu, Dalian 116001", "Dalian 116001, 15 Zhongshan Lu"},
	} {
		if a, b := placeOf(tc.a), placeOf(tc.b); a != b || a == "" {
			t.Errorf("%q is %q\n%q is %q", tc.a, a, tc.b, b)
		}
	}
	for _, tc := range []struct{ a, b string }{
		{"Unit 3, 12 Xinhua Road, Dandong", "Unit 12, 3 Xinhua Road, Dandong"},
		{"Unit 3, 12 Xinhua Road, Dandong", "Unit 4, 12 Xinhua Road, Dandong"},
		{"Unit 3, 12 Xinhua Road, Dandong", "12 Xinhua Road, Dandong"},
		{"Unit 3, 12 Xinhua Road, Dandong", "Floor 3, 12 Xinhua Road, Dandong"},
		{"Unit 3, 12 Xinhua Road, Dandong", "Unit 3, 12 Xinhua Street, Dandong"},
		{"Unit 3, 12 Xinhua Road, Dandong", "Unit 3, 12 Xinhua Road, Dalian"},
		{"12-3 Xinhua Road, Dandong", "3-12 Xinhua Road, Dandong"},
		{"12A Xinhua Road, Dandong", "12B Xinhua Road, Dandong"},
	} {
		if a, b := placeOf(tc.a), placeOf(tc.b); a == b {
			t.Errorf("%q and %q are both %q", tc.a, tc.b, a)
		}
	}
	for _, text := range []string{"", "Beijing, China", "12 Xinhua Road", "Room 3", "No. 5", "118000 Dandong", ",,;#"} {
		if got := placeOf(text); got != "" {
			t.Errorf("%q says too little, and is %q", text, got)
		}
	}
}

// Who shares an address with whom does not depend on the order in which they
// come, and what was one address before is one now, blanks or not.
func TestAddressesInAnyOrder(t *testing.T) {
	texts := []string{
		"Unit 3, 12 Xinhua Road, Dandong", "No. 12 Xinhua Rd, Rm 3, Dandong City", "Unit 3, 12 XinhuaRoad, Dandong", "12 Xinhua Rd, Flat 3, Dandong",
		"Unit 4, 12 Xinhua Road, Dandong", "Beijing, China", "Beijing, China",
	}
	tie := func(order []int) string {
		b := NewBuilder()
		m := NewMapper(b, MapOptions{})
		for _, i := range order {
			e := ftm.New(fmt.Sprintf("c%d", i), "Company")
			e.Datasets = []string{"register"}
			e.Add("name", fmt.Sprint("Company ", i))
			if i%2 == 0 {
				e.Add("address", texts[i])
			} else {
				a := ftm.New(fmt.Sprintf("a%d", i), "Address")
				a.Add("full", texts[i])
				m.Add(a)
				e.Add("addressEntity", a.ID)
			}
			m.Add(e)
		}
		m.Finish()
		g, _ := b.Build()
		var out []string
		for _, x := range g.ties {
			out = append(out, g.ID(x.A)+" "+x.Relation+" "+g.ID(x.B))
		}
		return strings.Join(out, "\n")
	}
	want := tie([]int{0, 1, 2, 3, 4, 5, 6})
	for _, id := range []string{"c0", "c1", "c2", "c3"} {
		if strings.Count(want, id+" has") != 1 {
			t.Errorf("%s is not at the address that four have:\n%s", id, want)
		}
	}
	if strings.Contains(want, "c4") || strings.Contains(want, "c5") {
		t.Errorf("somebody else is:\n%s", want)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		if order := r.Perm(len(texts)); tie(order) != want {
			t.Fatalf("order %v:\n%s\nwant\n%s", order, tie(order), want)
		}
	}
}

// A form is one of its own parts: an address that is cut at commas and put
// together in another order has the same.
func FuzzPlaceOf(f *testing.F) {
	f.Add("Unit 3, 12 Xinhua Road, Dandong")
	f.Add("P.O. Box 957, 12/F, №5")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 300 || strings.ContainsAny(s, "0123456789") && len(strings.FieldsFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })) > 2 {
			return
		}
		parts := strings.Split(s, ",")
		slices.Reverse(parts)
		if a, b := placeOf(s), placeOf(strings.Join(parts, ",")); strings.Count(a, "#") == 1 && !strings.ContainsAny(a[strings.Index(a, "#"):], ",") && a != b {
			t.Errorf("%q: %q and %q", s, a, b)
		}
	})
}
