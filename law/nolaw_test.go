package law_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// lawInText finds what belongs into the programme's files: dates, tariff codes,
// and numbers of measures.
var lawInText = regexp.MustCompile(`\b(19|20)\d\d-[01]\d-[0-3]\d\b|\b\d{4,10}\b|UNSCR|CFR|USC\b|\b(to|from)_prk\b`)

// No date, tariff code, cap or threshold of law, and no measure, stands in the
// code of the package. Words of the format in struct tags are its own.
func TestNoLawInCode(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatalf("%v %v", files, err)
	}
	find := func(src string) (found []string) {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, "", src, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				n.Tag = nil
			case *ast.ImportSpec:
				return false
			case *ast.BasicLit:
				if n.Kind == token.STRING && lawInText.MatchString(n.Value) {
					found = append(found, n.Value)
				}
			}
			return true
		})
		return found
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "listings.go" {
			continue
		}
		for _, s := range find(read(t, name)) {
			if strings.Contains(s, "json-schema.org") {
				continue
			}
			t.Errorf("%s: %s", name, s)
		}
	}
	if got := find("package x\nvar a = \"from 2017-08-05 on\"\nvar b = `2701`\nvar c = \"UNSCR-1\""); len(got) != 3 {
		t.Errorf("the rule itself does not catch: %v", got)
	}
}
