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

// What suffices for sentences where fewer than half of the lines are good ones.
const (
	enough    = 10 // of them, checksums right
	beginning = 20 // lines among which they are
	inAll     = 10 // or one in so many of all that are looked at, but for damaged sentences
)

// Sniff tells what a file is from its first bytes (some thousands, of a plain or a
// gzipped file). Sentences must have their checksums right and be half of the lines,
// or, in a file that is damaged in parts, enough of them: ten among the first twenty
// lines, or ten and a tenth of all lines that are no damaged sentence. Of a table a
// header, at most nineteen lines down, must name MMSI, time, latitude and longitude.
func Sniff(head []byte) Format {
	f, _ := sniff(head)
	return f
}

// sniff says too how many sentences are good.
func sniff(head []byte) (_ Format, good int) {
	if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return Unknown, 0
		}
		plain := make([]byte, headSize)
		n, _ := io.ReadFull(z, plain) // the head is cut: an error is no surprise
		head = plain[:n]
		if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
			return Unknown, 0
		}
	}
	var s sentence
	var m Message
	in := interner{}
	lines, torn, texts, begins := 0, 0, 0, false
	for line := range bytes.Lines(head) {
		whole := bytes.HasSuffix(line, []byte("\n"))
		line = bytes.TrimRight(line, "\r\n")
		if text := bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))); texts < beginning && len(text) > 0 {
			if texts++; good == 0 && isHeader(text) {
				return Rows, 0
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
				if s.reason == BadSum || s.reason == BadForm {
					torn++
				}
			}
		}
		begins = begins || lines <= beginning && good >= enough
	}
	if begins || good > 0 && 2*good >= lines || good >= enough && inAll*good >= lines-torn {
		return Sentences, good
	}
	return Unknown, good
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
// of Sources. Who opens it says that it is AIS: what looks like neither is read as a
// table when o names its columns, or a line of its beginning names all that are needed,
// and as sentences when one of those looked at is good.
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
	switch f, good := sniff(head); {
	case f == Rows, f == Unknown && (o.Columns != nil || table && missing == ""):
		return NewTable(b, TableOptions{Name: name, Refuse: o.Refuse, Columns: o.Columns, Layout: o.Layout})
	case f == Sentences, good > 0:
		return NewReader(b, o), nil
	}
	if table {
		return nil, fmt.Errorf("ais: open %s: %w: no column for %s", name, ErrUnknown, missing)
	}
	return nil, fmt.Errorf("ais: open %s: %w", name, ErrUnknown)
}

// columnsMissing says which columns that a table needs a line of the beginning has
// not, of the line that has most of them, where it has two or more.
func columnsMissing(head []byte) (missing string, table bool) {
	fewest, texts := 3, 0
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if texts++; texts > beginning {
			break
		}
		line, _, _ = bytes.Cut(line, []byte("\r"))
		h, _ := readHeader(line, nil)
		var none []string
		for _, r := range []role{roleMMSI, roleTime, roleLat, roleLon} {
			if h.width == 0 || h.at[r] < 0 {
				none = append(none, roleNames[r])
			}
		}
		if len(none) < fewest {
			fewest, missing = len(none), strings.Join(none, ", ")
		}
	}
	return missing, fewest <= 2
}
