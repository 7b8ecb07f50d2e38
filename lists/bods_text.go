package lists

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"cordon/ftm"
)

// maxStatement bounds, in bytes, one statement of a BODS file.
const maxStatement = 4 << 20

// errPassed says that one statement cannot be read and was said to be so; the
// next one can.
var errPassed = errors.New("statement passed over")

// bodsText cuts a BODS file into statements: an array of them, or one a line.
// In an array a fault of the notation ends the reading, because nobody knows
// where the next statement begins; among lines it costs its line.
type bodsText struct {
	ctx    context.Context
	name   string
	n      int // statements and faults so far
	at     int // line of the last statement
	refuse func(line int, raw, why string, args ...any)

	// Of an array.
	d     *json.Decoder
	src   *meteredReader
	lines *lineCounter

	// Of lines.
	r     *ftm.Reader
	badAt int // line that was refused last
}

// openBODS looks at how the file is written. A file that is neither is an
// error.
func openBODS(ctx context.Context, f io.Reader, name string, refuse func(int, string, string, ...any)) (*bodsText, error) {
	br := bufio.NewReaderSize(f, 64<<10)
	t := &bodsText{ctx: ctx, name: name, refuse: refuse}
	first, err := firstSign(br)
	if err != nil {
		return nil, err
	}
	switch first {
	case 0:
		return nil, errors.New("the file is empty")
	case '[':
		t.src = &meteredReader{r: br, left: maxStatement}
		t.lines = &lineCounter{r: t.src}
		t.d = json.NewDecoder(t.lines)
		if _, err := t.d.Token(); err != nil {
			return nil, err
		}
	case '{':
		t.r = ftm.NewReader(br, name)
	default:
		return nil, errors.New("is neither an array of statements nor one statement a line")
	}
	return t, nil
}

// firstSign looks at the first character that is no white space, without
// taking it. A mark of byte order is taken, and so are blanks by the buffer.
func firstSign(br *bufio.Reader) (byte, error) {
	if mark, _ := br.Peek(3); bytes.Equal(mark, []byte("\uFEFF")) {
		_, _ = br.Discard(3)
	}
	for n := 1; ; n++ {
		head, err := br.Peek(n)
		if len(head) < n {
			if errors.Is(err, io.EOF) || errors.Is(err, bufio.ErrBufferFull) {
				err = nil
			}
			return 0, err
		}
		if c := head[n-1]; !strings.ContainsRune(" \t\r\n", rune(c)) {
			return c, nil
		}
	}
}

// next returns the next statement's text and the line where it begins, io.EOF
// at the end, errPassed for one that was refused. Any other error is the
// document's; see fault.
func (t *bodsText) next() (raw []byte, line int, err error) {
	raw, line, err = t.step()
	if err == nil {
		t.at = line
	}
	return raw, line, err
}

func (t *bodsText) step() (raw []byte, line int, err error) {
	if t.n++; t.n%256 == 0 {
		if err := t.ctx.Err(); err != nil {
			return nil, 0, err
		}
	}
	if t.d == nil {
		return t.nextLine()
	}
	t.src.left = maxStatement
	if !t.d.More() {
		if _, err := t.d.Token(); errors.Is(err, io.EOF) { // the bracket is missing
			return nil, 0, io.ErrUnexpectedEOF
		} else if err != nil {
			return nil, 0, err
		}
		t.src.left = maxStatement
		if _, err := t.d.Token(); err == nil {
			return nil, 0, errors.New("something follows the end of the array")
		} else if !errors.Is(err, io.EOF) {
			return nil, 0, err
		}
		return nil, 0, io.EOF
	}
	t.src.left = maxStatement
	var v json.RawMessage
	if err := t.d.Decode(&v); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, 0, err
	}
	return v, t.lines.at(t.d.InputOffset() - int64(len(v))), nil
}

func (t *bodsText) nextLine() ([]byte, int, error) {
	raw, err := t.r.NextLine()
	line := t.r.Line()
	var p ftm.Problem
	switch {
	case errors.As(err, &p):
		t.badAt = line
		t.refuse(line, p.Raw, "%s", p.Why)
		return nil, line, errPassed
	case errors.Is(err, io.EOF):
		if t.badAt > 0 && t.badAt == line {
			return nil, line, fmt.Errorf("the last line is cut or cannot be read")
		}
		return nil, line, io.EOF
	case err != nil:
		return nil, line, err
	case len(raw) > maxStatement:
		t.badAt = line
		t.refuse(line, string(raw[:200]), "statement is longer than %d bytes", maxStatement)
		return nil, line, errPassed
	case !json.Valid(raw):
		t.badAt = line
		t.refuse(line, string(raw), "the line is no JSON object")
		return nil, line, errPassed
	}
	return raw, line, nil
}

// fault sorts an error as [xmlWalk.fault] does: what is wrong with the document
// is damage and returns nil.
func (t *bodsText) fault(in *input, err error) error {
	var own emitError
	var packed *packedFault
	switch {
	case errors.As(err, &own):
		return own.error
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case t.ctx.Err() != nil:
		return t.ctx.Err()
	case errors.As(err, &packed):
		return packed
	case t.src != nil && t.src.err != nil:
		return fmt.Errorf("%s: %w", t.name, t.src.err)
	}
	line := t.at
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errOtherDocument):
		in.report.Unfit = true
	case t.d == nil && t.badAt != t.r.Line():
		return err
	case t.d == nil:
		line = t.badAt
	case errors.Is(err, io.ErrUnexpectedEOF):
		line, err = t.lines.line(), errors.New("the file is cut")
	case errors.Is(err, errLongElement):
		line, err = t.begins(), fmt.Errorf("statement is longer than %d bytes", maxStatement)
	case errors.As(err, &syntax):
		line, err = t.begins(), fmt.Errorf("what begins here is no JSON: %w", err)
	}
	in.damage("%s:%d: %v", t.name, line, err)
	return nil
}

// begins is the line on which the value begins that an array's reading failed
// at.
func (t *bodsText) begins() int {
	line := t.lines.at(t.d.InputOffset())
	head := make([]byte, 64<<10)
	n, _ := io.ReadFull(t.d.Buffered(), head)
	for _, c := range head[:n] {
		if c == '\n' {
			line++
		} else if !strings.ContainsRune(" \t\r", rune(c)) {
			break
		}
	}
	return line
}

// lineCounter tells on which line a byte of what it read stands. It remembers
// the ends of lines that were not asked about yet: those of one statement and
// of what was read ahead.
type lineCounter struct {
	r    io.Reader
	read int64
	ends []int64 // offsets of line breaks, of which the first done are counted
	done int     // line breaks that lie before what was asked about last
}

func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.read+int64(i))
		}
	}
	c.read += int64(n)
	return n, err
}

// at returns the line, from 1, of an offset that is not before those asked
// about so far.
func (c *lineCounter) at(offset int64) int {
	k := 0
	for k < len(c.ends) && c.ends[k] < offset {
		k++
	}
	c.done += k
	c.ends = append(c.ends[:0], c.ends[k:]...)
	return c.done + 1
}

// line is the line on which what was read so far ends.
func (c *lineCounter) line() int { return c.done + len(c.ends) + 1 }
