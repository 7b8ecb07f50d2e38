// Package maketable is what the commands have in common that make a built-in table
// from one file of data: the same input, the same output, to the byte.
package maketable

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// DataEnv names the folder under which the data lie by default.
const DataEnv = "CORDON_TESTDATA"

// Table says what a command makes.
type Table struct {
	Command string // its name
	In      string // the file under the folder of DataEnv
	Origin  string // name of the data and their version
	Out     string // the file to write
	Make    func(r io.Reader, origin string, w io.Writer) error
}

// Main reads the flags, makes the table and ends the program when it cannot.
func (t Table) Main() {
	in := flag.String("in", filepath.Join(os.Getenv(DataEnv), filepath.FromSlash(t.In)), "`file` to read")
	origin := flag.String("origin", t.Origin, "`name` of the data and their version")
	out := flag.String("out", t.Out, "`file` to write")
	flag.Parse()
	if err := t.Run(*in, *origin, *out); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", t.Command, err)
		os.Exit(1)
	}
}

// Run makes the table. What cannot be read in full leaves the old one as it is.
func (t Table) Run(in, origin, out string) error {
	f, err := os.Open(in)
	if err != nil {
		return err
	}
	defer f.Close()
	var b bytes.Buffer
	if err := t.Make(bufio.NewReader(f), origin, &b); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}
