// Command hs-table makes law/hs.tsv, the table of the Harmonized System, from
// the file harmonized-system.csv of the public-domain dataset
// datasets/harmonized-system (section, hscode, description, parent, level).
//
//	go run ./cmd/hs-table -in FILE -out law/hs.tsv
//
// Same input, same output, to the byte.
package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"cordon/internal/maketable"
)

func main() { made.Main() }

var made = maketable.Table{
	Command: "hs-table", In: "trade/harmonized-system.csv", Out: "hs.tsv",
	Origin: "datasets/harmonized-system@905e5a0",
	Make:   table,
}

func table(r io.Reader, origin string, w io.Writer) error {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return err
	}
	if len(rows) < 2 || !slices.Equal(rows[0], []string{"section", "hscode", "description", "parent", "level"}) {
		return errors.New("not the table that was expected: other columns")
	}
	var lines []string
	for n, row := range rows[1:] {
		code, text := row[1], strings.Join(strings.Fields(row[2]), " ")
		if code == "TOTAL" { // the sum of all codes
			continue
		}
		if strings.Trim(code, "0123456789") != "" || len(code)%2 != 0 || len(code) > 6 || text == "" {
			return fmt.Errorf("row %d: code %q, description %q", n+2, code, text)
		}
		lines = append(lines, code+"\t"+text+"\n")
	}
	slices.Sort(lines)
	fmt.Fprintf(w, "#cordon hs 1\n#origin\t%s\tODC-PDDL, public domain\n", origin)
	_, err = io.WriteString(w, strings.Join(lines, ""))
	return err
}
