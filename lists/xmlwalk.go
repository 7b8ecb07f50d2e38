package lists

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// xmlWalk walks over an XML file element by element. Elements are known by
// their local names, because publishers change namespaces. No element that is
// decoded at once may be longer than maxElement.
type xmlWalk struct {
	ctx  context.Context
	d    *xml.Decoder
	src  *meteredReader
	name string
}

// maxElement bounds, in bytes, an element that is decoded at once.
const maxElement = 16 << 20

var errLongElement = fmt.Errorf("element is longer than %d bytes", maxElement)

// meteredReader stops an element that does not end, and tells a fault of the
// file system from one of the document.
type meteredReader struct {
	r    io.Reader
	left int
	err  error
}

func (m *meteredReader) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errLongElement
	}
	if len(p) > m.left {
		p = p[:m.left]
	}
	n, err := m.r.Read(p)
	m.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		m.err = err
	}
	return n, err
}

// walkXML walks over the main file of a document of one file. An error of walk
// is sorted by [xmlWalk.fault].
func walkXML(ctx context.Context, in *input, walk func(*xmlWalk) error) error {
	f, name, ok, err := in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	x := newXMLWalk(ctx, f, name)
	return x.fault(in, walk(x))
}

func newXMLWalk(ctx context.Context, r io.Reader, name string) *xmlWalk {
	src := &meteredReader{r: r, left: maxElement}
	d := xml.NewDecoder(src)
	u, _ := r.(unpacked)
	wide := u.wide
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "iso-8859-1", "windows-1252", "cp1252":
			return charmap.Windows1252.NewDecoder().Reader(in), nil
		case "utf-16", "utf-16le", "utf-16be":
			if wide { // and no longer is
				return in, nil
			}
		}
		return nil, fmt.Errorf("encoding %q is not known", label)
	}
	return &xmlWalk{ctx: ctx, d: d, src: src, name: name}
}

// next returns the next start element, or end element as nil; it returns
// io.EOF after the root.
func (x *xmlWalk) next() (*xml.StartElement, error) {
	for {
		x.src.left = maxElement
		t, err := x.d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := x.ctx.Err(); err != nil {
				return nil, err
			}
			return &t, nil
		case xml.EndElement:
			return nil, nil
		case xml.Directive:
			if strings.HasPrefix(strings.ToUpper(string(t)), "DOCTYPE") {
				return nil, errors.New("has a document type definition")
			}
		}
	}
}

func (x *xmlWalk) line() int {
	line, _ := x.d.InputPos()
	return line
}

// decode reads the element that next returned into v.
func (x *xmlWalk) decode(v any, start *xml.StartElement) error {
	x.src.left = maxElement
	return x.d.DecodeElement(v, start)
}

// skip passes over the element that next returned.
func (x *xmlWalk) skip() error {
	for depth := 1; depth > 0; {
		x.src.left = maxElement
		t, err := x.d.Token() // not RawToken, which leaves the end tag to be closed twice
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// errOtherDocument says that a document is not the list at all, whole or damaged.
var errOtherDocument = errors.New("another document")

// otherError reads as its text alone.
type otherError struct{ why string }

func (e otherError) Error() string        { return e.why }
func (e otherError) Is(target error) bool { return target == errOtherDocument }

func otherDocument(why string, args ...any) error { return otherError{fmt.Sprintf(why, args...)} }

// emitError carries the caller's own error past the sorting of faults.
type emitError struct{ error }

func (e emitError) Unwrap() error { return e.error }

// fault sorts an error: what is wrong with the document is damage and returns
// nil; what is wrong outside of it is returned.
func (x *xmlWalk) fault(in *input, err error) error {
	var own emitError
	if errors.As(err, &own) {
		return own.error
	}
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case x.src.err != nil:
		return fmt.Errorf("%s: %w", x.name, x.src.err)
	case x.ctx.Err() != nil:
		return x.ctx.Err()
	}
	line, column := x.d.InputPos()
	why := err.Error()
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax):
		why = syntax.Msg
	case errors.Is(err, io.ErrUnexpectedEOF):
		why = "the file is cut"
	}
	in.report.Unfit = in.report.Unfit || errors.Is(err, errOtherDocument)
	in.damage("%s:%d:%d: %s", x.name, line, column, why)
	return nil
}

// root goes to the root element and checks its name.
func (x *xmlWalk) root(want string) error {
	start, err := x.next()
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	if err != nil {
		return err
	}
	if start.Name.Local != want {
		return otherDocument("root element is <%s>, not <%s>", start.Name.Local, want)
	}
	return nil
}
