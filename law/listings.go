package law

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"cordon/ftm"
)

// Origin is a publication that listings were made from, or that states what a case
// holds.
type Origin struct {
	Dataset   string  // of the list: us_ofac_sdn
	Published ftm.Day // of the publication, or the day it was fetched
	Title     string
	Terms     string
	Case      string // that uses it, by its id; empty for a list
	Mark      Mark   // of a case: how far the statement was read in it
}

// Unverified reports whether a statement of a case was not read in it. Those of
// lists are taken from the list itself.
func (o Origin) Unverified() bool { return o.Case != "" && o.Mark == Unverified }

const listingsHead = "#cordon listings 1"

// columns of a row, separated by tabs.
const columns = "entity\tschema\tproperty\tvalue\tfrom\tto\tlist"

// WriteListings writes rows, sorted by entity, property and value, behind the
// publications they come from.
func WriteListings(w io.Writer, origins []Origin, rows []ftm.Statement) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, listingsHead)
	for _, o := range origins {
		fmt.Fprintf(b, "#origin\t%s\t%s\t%s\t%s\n", o.Dataset, o.Published, escape(o.Title), escape(o.Terms))
	}
	fmt.Fprintln(b, columns)
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, compareRows)
	for _, s := range rows {
		fmt.Fprintf(b, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", escape(s.Entity), s.Schema, s.Prop, escape(s.Value), s.From, s.To, s.Dataset)
	}
	return b.Flush()
}

func compareRows(a, b ftm.Statement) int {
	for _, c := range []int{strings.Compare(a.Entity, b.Entity), propOrder(a.Prop) - propOrder(b.Prop), strings.Compare(a.Prop, b.Prop), strings.Compare(a.Value, b.Value), strings.Compare(a.Dataset, b.Dataset)} {
		if c != 0 {
			return c
		}
	}
	return int(a.From - b.From)
}

// propOrder puts the statement that an entity exists first.
func propOrder(p string) int {
	if p == ftm.PropID {
		return 0
	}
	return 1
}

// ReadListings reads a file of listings. Any fault in it is an error with its
// line: the file is part of the program, not outside data.
func ReadListings(b []byte) (origins []Origin, rows []ftm.Statement, err error) {
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(make([]byte, 0, 1<<16), 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		switch {
		case n == 1:
			if line != listingsHead {
				return nil, nil, fmt.Errorf("law: listings: line 1 is %q, want %q", line, listingsHead)
			}
		case strings.HasPrefix(line, originMark):
			o, err := parseOrigin(line)
			if err != nil {
				return nil, nil, fmt.Errorf("law: listings: line %d: %w", n, err)
			}
			origins = append(origins, o)
		case strings.HasPrefix(line, "#") || line == columns:
		default:
			s, err := parseRow(line)
			if err != nil {
				return nil, nil, fmt.Errorf("law: listings: line %d: %w", n, err)
			}
			rows = append(rows, s)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, nil, fmt.Errorf("law: listings: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil, errors.New("law: listings: no rows")
	}
	return origins, rows, nil
}

const originMark = "#origin\t"

// readOrigins reads the publications that the first lines of a file name.
func readOrigins(head []byte) ([]Origin, error) {
	var out []Origin
	for line := range strings.Lines(string(head)) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, originMark) {
			continue
		}
		o, err := parseOrigin(line)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

func parseOrigin(line string) (Origin, error) {
	f := strings.Split(line, "\t")
	if len(f) != 5 {
		return Origin{}, fmt.Errorf("%d fields, want 5", len(f))
	}
	var d ftm.Day
	if err := d.UnmarshalText([]byte(f[2])); err != nil {
		return Origin{}, err
	}
	return Origin{Dataset: f[1], Published: d, Title: unescape(f[3]), Terms: unescape(f[4])}, nil
}

func parseRow(line string) (ftm.Statement, error) {
	f := strings.Split(line, "\t")
	if len(f) != 7 {
		return ftm.Statement{}, fmt.Errorf("%d fields, want 7", len(f))
	}
	s := ftm.Statement{Entity: unescape(f[0]), Schema: f[1], Prop: f[2], Value: unescape(f[3]), Dataset: f[6]}
	for i, to := range []*ftm.Day{&s.From, &s.To} {
		if err := to.UnmarshalText([]byte(f[4+i])); err != nil {
			return s, err
		}
	}
	switch {
	case s.Entity == "" || s.Prop == "" || s.Value == "" || s.Dataset == "":
		return s, errors.New("an empty field")
	case ftm.Lookup(s.Schema) == nil:
		return s, fmt.Errorf("no schema %q", s.Schema)
	}
	return s, nil
}

var escaper = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
var unescaper = strings.NewReplacer(`\\`, "\\", `\t`, "\t", `\n`, "\n", `\r`, "\r")

func escape(s string) string   { return escaper.Replace(s) }
func unescape(s string) string { return unescaper.Replace(s) }
