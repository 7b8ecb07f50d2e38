// Command hs-table makes law/hs.tsv, the table of the Harmonized System, from
// the file harmonized-system.csv of the public-domain dataset
// datasets/harmonized-system (section, hscode, description, parent, level).
//
//	go run ./cmd/hs-table -in FILE -out law/hs.tsv
//
// Same input, same output, to the byte.
package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// dataEnv names the folder under which the file lies by default.
const dataEnv = "CORDON_TESTDATA"

func main() {
	in := flag.String("in", filepath.Join(os.Getenv(dataEnv), "trade/harmonized-system.csv"), "`file` to read")
	origin := flag.String("origin", "datasets/harmonized-system@905e5a0", "`name` of the dataset and its version")
	out := flag.String("out", "hs.tsv", "`file` to write")
	flag.Parse()
	if err := run(*in, *origin, *out); err != nil {
		fmt.Fprintln(os.Stderr, "hs-table:", err)
		os.Exit(1)
	}
}

func run(in, origin, out string) error {
	f, err := os.Open(in)
	if err != nil {
		return err
	}
	defer f.Close()
	var b bytes.Buffer
	if err := table(bufio.NewReader(f), origin, &b); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
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
