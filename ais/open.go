package ais

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Source is what messages come from: a Reader or a Table.
type Source interface {
	Next(*Message) error
	Stats() Stats
	Sources() []string
	Close() error // of a Reader with Workers; what it reads from is the caller's to close
}

// Format is what a file looks like from its beginning.
type Format uint8

// The formats.
const (
	Unknown Format = iota
	Sentences
	Rows
)

func (f Format) String() string { return [...]string{"unknown", "nmea", "table"}[f%3] }

// headSize is how much of a file is looked at.
const headSize = 16 << 10

// Sniff tells what a file is from its first bytes (some thousands, of a plain or a
// gzipped file). Sentences must have their checksums right and be half of the lines;
// of a table the header must name MMSI, time, latitude and longitude.
func Sniff(head []byte) Format {
	if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return Unknown
		}
		plain := make([]byte, headSize)
		n, _ := io.ReadFull(z, plain) // the head is cut: an error is no surprise
		head = plain[:n]
		if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
			return Unknown
		}
	}
	good, lines := 0, 0
	var s sentence
	var m Message
	in := interner{}
	first := true
	for line := range bytes.Lines(head) {
		whole := bytes.HasSuffix(line, []byte("\n"))
		line = bytes.TrimRight(line, "\r\n")
		if text := bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))); first && len(text) > 0 {
			first = false
			if isHeader(text) {
				return Rows
			}
		}
		scan(line, &s, &m, 1, in) // of no type: payloads are not read
		switch s.kind {
		case blank, other, timing: // an instrument's log may be mostly these
		case single, part, empty, broken:
			good++
			lines++
		default:
			if whole {
				lines++
			}
		}
	}
	if good > 0 && 2*good >= lines {
		return Sentences
	}
	return Unknown
}

// isHeader is stricter than NewTable, which was told that it is one: a list of ships
// or events may have a number, a place and a time too. It wants a column of motion or
// class, or hardly any that it does not know.
func isHeader(line []byte) bool {
	h, ok := readHeader(line, nil)
	if !ok || h.at[roleTime] < 0 {
		return false
	}
	fields, _ := split(bytes.Clone(line), h.comma, nil)
	number, when := fold(fields[h.at[roleMMSI]]), fold(fields[h.at[roleTime]])
	if number == "id" && when != "aispostimestamp" {
		return false
	}
	known := 0
	for _, at := range h.at {
		if at >= 0 {
			known++
		}
	}
	for _, r := range []role{roleSOG, roleCOG, roleHeading, roleStatus, roleClass, roleType} {
		if h.at[r] >= 0 {
			return true
		}
	}
	return h.width-known <= 1
}

// ErrUnknown is returned for what is neither sentences nor a table of positions.
var ErrUnknown = errors.New("neither NMEA sentences with AIS nor a table of ships' positions")

// Open reads AIS in any form, plain or gzipped. The name is for errors, and the first
// of Sources. What looks like neither is read as a table when o names its columns, or
// its first line names all that are needed.
func Open(name string, r io.Reader, o Options) (Source, error) {
	o.Name = name
	b := bufio.NewReaderSize(r, headSize)
	head, err := b.Peek(headSize)
	if err != nil && len(head) == 0 && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("ais: read %s: %w", name, err)
	}
	if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("ais: unpack %s: %w", name, err)
		}
		b = bufio.NewReaderSize(z, headSize)
		head, err = b.Peek(headSize)
		if err != nil && len(head) == 0 && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("ais: unpack %s: %w", name, err)
		}
	}
	missing, table := columnsMissing(head)
	switch f := Sniff(head); {
	case f == Rows, f == Unknown && (o.Columns != nil || table && missing == ""):
		return NewTable(b, TableOptions{Name: name, Refuse: o.Refuse, Columns: o.Columns, Layout: o.Layout})
	case f == Sentences:
		return NewReader(b, o), nil
	}
	if table {
		return nil, fmt.Errorf("ais: open %s: %w: no column for %s", name, ErrUnknown, missing)
	}
	return nil, fmt.Errorf("ais: open %s: %w", name, ErrUnknown)
}

// columnsMissing says which columns that a table needs the first line has not, where
// it has two of them or more.
func columnsMissing(head []byte) (missing string, table bool) {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		line, _, _ = bytes.Cut(line, []byte("\r"))
		h, _ := readHeader(line, nil)
		var none []string
		for _, r := range []role{roleMMSI, roleTime, roleLat, roleLon} {
			if h.width == 0 || h.at[r] < 0 {
				none = append(none, roleNames[r])
			}
		}
		return strings.Join(none, ", "), len(none) <= 2
	}
	return "", false
}
