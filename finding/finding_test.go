package finding_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"cordon/finding"
	"cordon/ftm"

	"github.com/google/go-cmp/cmp"
)

func step(from, to string, strength float64) finding.Step {
	return finding.Step{From: from, To: to, Relation: "owns", Statement: "00ff", Source: "register", Strength: strength}
}

func valid() finding.Finding {
	f := finding.New("screen.hit", "dprk", "", "ofac-9345", "customer-1")
	f.AddPath([]string{"us-eo-13382"}, step("customer-1", "company-2", .5), step("company-2", "ofac-9345", .5))
	return f
}

func TestIDIsWhatItIsAbout(t *testing.T) {
	f := valid()
	if want := "f-"; !strings.HasPrefix(f.ID, want) || len(f.ID) != 34 {
		t.Fatalf("id %q: want f- and 32 hex digits", f.ID)
	}
	// The value is part of the format: ids in stored findings must not change.
	if want := "f-b44d59670b46432618881dfba6af4ff0"; f.ID != want {
		t.Errorf("id = %s, want %s", f.ID, want)
	}
	same := finding.New("screen.hit", "dprk", "", "customer-1", "ofac-9345", "customer-1")
	if same.ID != f.ID {
		t.Error("order and doubles of subjects change the id")
	}
	strong := valid()
	strong.AddPath(nil, step("customer-1", "ofac-9345", 1))
	if strong.ID != f.ID {
		t.Error("evidence changes the id")
	}
	ids := map[string]string{f.ID: "the first"}
	for name, o := range map[string]finding.Finding{
		"kind":             finding.New("screen.hit2", "dprk", "", "ofac-9345", "customer-1"),
		"programme":        finding.New("screen.hit", "dprk2", "", "ofac-9345", "customer-1"),
		"key":              finding.New("screen.hit", "dprk", "k", "ofac-9345", "customer-1"),
		"subject":          finding.New("screen.hit", "dprk", "", "ofac-9345"),
		"border of fields": finding.New("screen.hitd", "prk", "", "ofac-9345", "customer-1"),
		"border of ids":    finding.New("screen.hit", "dprk", "", "ofac-9345customer-1"),
	} {
		if prev, ok := ids[o.ID]; ok {
			t.Errorf("%s: same id as %s", name, prev)
		}
		ids[o.ID] = name
	}
}

func TestPathStrength(t *testing.T) {
	f := valid()
	f.AddPath(nil, step("customer-1", "ofac-9345", .9))
	f.AddPath(nil, step("customer-1", "x", 1), step("x", "y", .1), step("y", "ofac-9345", 1))
	var got []float64
	for _, p := range f.Paths {
		got = append(got, p.Strength)
	}
	if diff := cmp.Diff([]float64{.9, .25, .1}, got); diff != "" {
		t.Errorf("strengths, best path first (-want +got):\n%s", diff)
	}
	if f.Strength != .9 {
		t.Errorf("strength = %v, want that of the best path, .9", f.Strength)
	}
	if err := f.Check(); err != nil {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	for _, tc := range []struct {
		name string
		harm func(*finding.Finding)
		want string
	}{
		{"sound", func(*finding.Finding) {}, ""},
		{"no kind", func(f *finding.Finding) { f.Kind = "" }, "no kind"},
		{"no subject", func(f *finding.Finding) { f.Subjects = nil }, "no subject"},
		{"id of something else", func(f *finding.Finding) { f.Key = "other" }, "not made of"},
		{"no path", func(f *finding.Finding) { f.Paths = nil }, "no path"},
		{"empty path", func(f *finding.Finding) { f.Paths[0].Steps = nil }, "no steps"},
		{"gap", func(f *finding.Finding) { f.Paths[0].Steps[1].From = "elsewhere" }, "step 2 starts at elsewhere"},
		{"no source", func(f *finding.Finding) { f.Paths[0].Steps[0].Source = "" }, "no source"},
		{"no statement", func(f *finding.Finding) { f.Paths[0].Steps[0].Statement = "" }, "no statement"},
		{"no relation", func(f *finding.Finding) { f.Paths[0].Steps[0].Relation = "" }, "relation is empty"},
		{"strength above 1", func(f *finding.Finding) { f.Strength = 1.01 }, "not in [0,1]"},
		{"strength not a number", func(f *finding.Finding) { f.Paths[0].Steps[0].Strength = math.NaN() }, "not in [0,1]"},
		{"possible without why", func(f *finding.Finding) { f.Exposure = finding.Possible }, "no missing fact"},
		{"backwards in time", func(f *finding.Finding) { f.Start, f.End = time.Unix(2, 0), time.Unix(1, 0) }, "ends before"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := valid()
			tc.harm(&f)
			err := f.Check()
			if tc.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Check = %v, want %q", err, tc.want)
			}
		})
	}
}

func TestJSONKeys(t *testing.T) {
	f := valid()
	f.Paths[0].Steps[0].FromDate, _ = ftm.ParseDay("2016-09-26")
	f.Obligations = []finding.Obligation{{Kind: finding.Block, Measure: "m", Why: "listed"}}
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"paths":[{"steps":[{"from":"customer-1","to":"company-2","relation":"owns","statement":"00ff","source":"register","from_date":"2016-09-26","to_date":""`,
		`"measures":["us-eo-13382"],"strength":0.25`, `"obligations":[{"kind":"block","measure":"m","due":"","why":"listed"}]`} {
		if !strings.Contains(string(b), key) {
			t.Errorf("JSON lacks %s:\n%s", key, b)
		}
	}
	var back finding.Finding
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

// Paths added in any order make the same finding, up to ties of equal strength
// and length.
func TestOrderOfPaths(t *testing.T) {
	paths := [][]finding.Step{
		{step("a", "z", .3)}, {step("a", "b", .9), step("b", "z", .9)}, {step("a", "c", .2), step("c", "z", .2)}, {step("a", "d", 1), step("d", "e", 1), step("e", "z", .5)},
	}
	build := func(order []int) finding.Finding {
		f := finding.New("k", "p", "", "a", "z")
		for _, i := range order {
			f.AddPath(nil, paths[i]...)
		}
		return f
	}
	want := build([]int{0, 1, 2, 3})
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		if diff := cmp.Diff(want, build(rng.Perm(len(paths)))); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestLogistic(t *testing.T) {
	for _, tc := range []struct{ in, want float64 }{{0, .5}, {math.Log(3), .75}, {math.Log(1. / 3), .25}, {1000, 1}, {-1000, 0}} {
		if got := finding.Logistic(tc.in); math.Abs(got-tc.want) > 1e-12 {
			t.Errorf("Logistic(%v) = %v, want %v", tc.in, got, tc.want)
		}
	}
}
