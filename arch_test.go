package cordon_test

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors are the rooms of the house, lowest first (docs/architecture.md).
// Imports run downwards only; within a floor only the edges in sameFloor.
var floors = [][]string{
	{"ftm", "ident", "names", "geo", "ais", "finding", "law", "web"},
	{"lists", "screen", "graph", "resolve", "sea"},
	{"store", "intake", "logbook", "live", "watch", "touch", "brief", "world"},
	{"server"},
	{"cmd/cordon", "cmd/coast", "cmd/dprk-listings", "cmd/han-readings", "cmd/hs-table", "cmd/port-table"},
}

// sameFloor lists the imports between rooms of one floor, each with its reason.
var sameFloor = map[string]string{
	"finding -> ftm":           "findings carry days and name statements",
	"law -> ftm":               "listings are statements",
	"ais -> ident":             "whose a number is, is read from its digits",
	"law -> geo":               "zones are polygons and circles",
	"logbook -> store":         "positions, events and what ships say of themselves are kept beside the statements",
	"law -> ident":             "numbers of ships, banks and wallets in cases are checked by their digits",
	"ftm -> ident":             "identifier properties are cleaned by their check digits",
	"live -> store":            "the screening index is built from the store",
	"touch -> live":            "one question is asked of the desk's lists, registers and graph",
	"brief -> touch":           "what each ship touches stands on the page",
	"brief -> live":            "events are asked for as known at a point",
	"touch -> store":           "its tests load lists and registers into one",
	"watch -> live":            "subjects are screened at the desk",
	"watch -> store":           "its tests load lists into one",
	"intake -> store":          "documents become batches of the store",
	"store/storetest -> store": "the conformance suite drives a store",
}

// outside says what packages of the module may import beside the floors.
var outside = []struct {
	pkgs  []int // floors
	deny  []string
	allow map[string]string // package -> reason
}{
	{[]int{0, 1}, []string{"database/sql", "net/http", "modernc.org/", "os/exec", "os"}, map[string]string{}},
	{[]int{0, 1, 2}, []string{"github.com/spf13/"}, nil},
}

type goPackage struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	TestGoFiles  []string
	XTestGoFiles []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		// Opening the files makes the test's cached result depend on them.
		for _, f := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles) {
			if _, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, parser.ImportsOnly); err != nil {
				t.Fatal(err)
			}
		}
		pkgs = append(pkgs, p)
	}
	return pkgs
}

// room returns the room and floor of an import path of the module.
func room(path string) (name string, floor int) {
	rel := strings.TrimPrefix(path, "cordon/")
	for i, rooms := range floors {
		for _, r := range rooms {
			if rel == r || strings.HasPrefix(rel, r+"/") {
				return r, i
			}
		}
	}
	return rel, -1
}

// badImports returns the imports of a package that the floors forbid.
func badImports(pkg string, imports []string) []string {
	from, floor := room(pkg)
	var bad []string
	for _, imp := range imports {
		if imp == "cordon" || strings.HasPrefix(imp, "cordon/") {
			if strings.HasPrefix(imp, "cordon/internal/") || imp == pkg {
				continue
			}
			to, tf := room(imp)
			edge := strings.TrimPrefix(pkg, "cordon/") + " -> " + strings.TrimPrefix(imp, "cordon/")
			switch {
			case tf < 0:
				bad = append(bad, edge+": not on any floor")
			case from == to && pkg != imp:
				if _, ok := sameFloor[edge]; !ok && !strings.HasPrefix(imp, pkg+"/") {
					bad = append(bad, edge+": within a room only downwards")
				}
			case tf > floor:
				bad = append(bad, edge+": upwards")
			case tf == floor:
				if _, ok := sameFloor[edge]; !ok {
					bad = append(bad, edge+": between rooms of one floor, and not listed")
				}
			}
			continue
		}
		for _, o := range outside {
			if !slices.Contains(o.pkgs, floor) {
				continue
			}
			for _, d := range o.deny {
				if imp == d || strings.HasSuffix(d, "/") && strings.HasPrefix(imp, d) {
					if o.allow[from] == "" {
						bad = append(bad, pkg+" imports "+imp)
					}
				}
			}
		}
	}
	return bad
}

func TestFloors(t *testing.T) {
	pkgs := listPackages(t)
	if len(pkgs) < 8 {
		t.Fatalf("go list found %d packages: not the whole module", len(pkgs))
	}
	for _, p := range pkgs {
		if p.ImportPath == "cordon" || strings.HasPrefix(p.ImportPath, "cordon/internal/") {
			continue
		}
		if _, floor := room(p.ImportPath); floor < 0 {
			t.Errorf("%s stands on no floor", p.ImportPath)
			continue
		}
		for _, b := range badImports(p.ImportPath, p.Imports) {
			t.Error(b)
		}
		// Tests may reach sideways for files and processes, but not upwards.
		for _, b := range badImports(p.ImportPath, slices.Concat(p.TestImports, p.XTestImports)) {
			if strings.Contains(b, "->") {
				t.Errorf("tests: %s", b)
			}
		}
	}
}

// The rule itself must be able to fail.
func TestFloorsCatch(t *testing.T) {
	for _, tc := range []struct {
		pkg, imp string
		bad      bool
	}{
		{"cordon/ftm", "cordon/store", true},
		{"cordon/screen", "cordon/lists", true},
		{"cordon/screen", "cordon/ftm", false},
		{"cordon/screen", "net/http", true},
		{"cordon/names", "os", true},
		{"cordon/store", "database/sql", false},
		{"cordon/store", "cordon/live", true},
		{"cordon/live", "cordon/store", false},
		{"cordon/cmd/cordon", "cordon/server", false},
		{"cordon/server", "cordon/cmd/cordon", true},
		{"cordon/lists", "github.com/spf13/cobra", true},
		{"cordon/lists", "cordon/util", true},
	} {
		if got := badImports(tc.pkg, []string{tc.imp}); (len(got) > 0) != tc.bad {
			t.Errorf("%s imports %s: got %v, want refused = %v", tc.pkg, tc.imp, got, tc.bad)
		}
	}
}
