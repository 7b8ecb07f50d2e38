package law

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// files holds the built-in programmes, one folder each.
//
//go:embed dprk
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
	_, ok := ProgrammeOf(dataset)
	return ok
}

// ProgrammeOf is the programme whose built-in listings a dataset holds.
func ProgrammeOf(dataset string) (string, bool) {
	p, ok := strings.CutSuffix(dataset, "_builtin")
	return p, ok && Has(p)
}

// OriginOf returns the publication that an entity of a programme's built-in
// listings or cases was taken from.
func OriginOf(programme, entity string) (Origin, bool) {
	b, err := Listings(programme)
	if err != nil {
		return Origin{}, false
	}
	if p, err := Open(programme); err == nil {
		if o, ok := p.StatedIn(entity); ok {
			return o, true
		}
	}
	_, row, ok := bytes.Cut(b, []byte("\n"+escape(entity)+"\t"))
	if !ok {
		return Origin{}, false
	}
	row, _, _ = bytes.Cut(row, []byte("\n"))
	list := string(row[bytes.LastIndexByte(row, '\t')+1:])
	for _, o := range originsOf(programme, b) {
		if o.Dataset == list {
			return o, true
		}
	}
	return Origin{}, false
}

// Origins returns the publications that a programme's built-in listings were
// made from.
func Origins(programme string) []Origin {
	b, err := Listings(programme)
	if err != nil {
		return nil
	}
	return originsOf(programme, b)
}

func originsOf(programme string, b []byte) []Origin {
	head, _, _ := bytes.Cut(b, []byte("\n"+columns+"\n"))
	origins, err := readOrigins(head)
	if err != nil {
		panic("law: " + programme + ": " + err.Error()) // the file is part of the program
	}
	return origins
}

// Listings returns a programme's file of built-in listings as it is.
func Listings(programme string) ([]byte, error) {
	b, err := fs.ReadFile(files, programme+"/listings.tsv")
	if err != nil {
		return nil, fmt.Errorf("law: programme %s: %w", programme, err)
	}
	return b, nil
}
