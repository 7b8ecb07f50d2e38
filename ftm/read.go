package ftm

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// MaxLine is the longest line of an FtM file that is read, in bytes without
// its end. The largest entities of public exports stay far below it.
const MaxLine = 16 << 20

// Reader reads entities from FtM JSON lines, one at a time. A line that is no
// entity is returned as a [Problem], and reading goes on behind it. A file that
// is packed with gzip is unpacked.
//
// Where a property holds a whole entity instead of its id (nested exports), the
// reader returns the outer entity with the id, and then the nested ones.
type Reader struct {
	name   string
	br     *bufio.Reader
	buf    []byte
	line   int
	begun  bool
	nested []*Entity // still to be returned
}

// NewReader returns a reader of r; name is what problems call the file.
func NewReader(r io.Reader, name string) *Reader {
	return &Reader{name: name, br: bufio.NewReaderSize(r, 1<<16)}
}

// Line is the number of the line that the last result came from, from 1.
func (r *Reader) Line() int { return r.line }

// Next returns the next entity. The error is a [Problem] for a line that is
// refused (call Next again), io.EOF at the end, or what reading failed with.
func (r *Reader) Next() (*Entity, error) {
	if len(r.nested) > 0 {
		e := r.nested[0]
		r.nested = r.nested[1:]
		return e, nil
	}
	line, err := r.NextLine()
	if err != nil {
		return nil, err
	}
	e, nested, err := parseEntity(line, maxNesting)
	if err != nil {
		return nil, r.problem(err.Error(), line)
	}
	r.nested = nested
	return e, nil
}

// NextLine returns the next line that is not blank, without its end. The bytes
// are valid until the next call. A line above MaxLine is a [Problem].
func (r *Reader) NextLine() ([]byte, error) {
	for {
		line, long, err := r.readLine()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: line %d: %w", r.name, r.line+1, err)
		}
		if err != nil && len(line) == 0 {
			return nil, io.EOF
		}
		r.line++
		if long {
			return nil, r.problem(fmt.Sprintf("line is longer than %d bytes", MaxLine), line)
		}
		if r.line == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
	}
}

// readLine reads up to and with the next line end. Of a line above MaxLine it
// returns the start, and skips the rest.
func (r *Reader) readLine() (line []byte, long bool, err error) {
	if !r.begun {
		r.begun = true
		if err := r.unpack(); err != nil {
			return nil, false, err
		}
	}
	frag, err := r.br.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return frag, false, err // the line lies whole in the reader's buffer
	}
	r.buf = append(r.buf[:0], frag...)
	for errors.Is(err, bufio.ErrBufferFull) {
		frag, err = r.br.ReadSlice('\n')
		if long = long || len(r.buf)+len(bytes.TrimSuffix(frag, []byte{'\n'})) > MaxLine; !long {
			r.buf = append(r.buf, frag...)
		}
	}
	return r.buf, long, err
}

// unpack puts gzip before the reader where the file begins as gzip does, which
// no JSON does.
func (r *Reader) unpack() error {
	magic, err := r.br.Peek(2)
	if err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return nil // what went wrong, the next read says again
	}
	z, err := gzip.NewReader(r.br)
	if err != nil {
		return fmt.Errorf("gzip: %w", err)
	}
	r.br = bufio.NewReaderSize(z, 1<<16)
	return nil
}

func (r *Reader) problem(why string, raw []byte) Problem {
	return Problem{File: r.name, Line: r.line, Why: why, Raw: string(bytes.ToValidUTF8(raw[:min(len(raw), 200)], []byte("\uFFFD")))}
}
