package law

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// files holds the built-in programmes, one folder each.
//
//go:embed dprk/listings.tsv
var files embed.FS

// Programmes returns the names of the built-in programmes, sorted.
func Programmes() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic("law: " + err.Error()) // the folder is part of the program
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// Has reports whether there is a programme of that name.
func Has(programme string) bool { return slices.Contains(Programmes(), programme) }

// Dataset is the dataset that a programme's built-in listings belong to.
func Dataset(programme string) string { return programme + "_builtin" }

// Builtin reports whether a dataset holds the built-in listings of a programme.
func Builtin(dataset string) bool {
	p, ok := strings.CutSuffix(dataset, "_builtin")
	return ok && Has(p)
}

// Listings returns a programme's file of built-in listings as it is.
func Listings(programme string) ([]byte, error) {
	b, err := fs.ReadFile(files, programme+"/listings.tsv")
	if err != nil {
		return nil, fmt.Errorf("law: programme %s: %w", programme, err)
	}
	return b, nil
}
