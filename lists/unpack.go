package lists

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/text/encoding/unicode"
)

// The bounds of a packed file. Lists shrink to a tenth; what shrinks to less
// than a two-hundredth was made to fill a disk. The readers stream, so what they
// bound is time, not memory.
const (
	maxUnpackRatio = 200
	unpackFree     = 16 << 20 // unpacked bytes before the ratio counts
)

// packedFault says that a packed file does not unpack. It hides what unpacking
// failed with, so that no reader takes the end of the packed file for the end of
// its own; [Read] makes it damage of the document.
type packedFault struct {
	name string
	why  string
}

func (f *packedFault) Error() string { return f.name + ": " + f.why }

// unpacked is a file that is read through what unpacks or decodes it.
type unpacked struct {
	io.Reader
	file fs.File
	wide bool // was UTF-16
}

func (u unpacked) Close() error { return u.file.Close() }

// unpack shows what is in a file: of one that is packed with gzip its content,
// of one in UTF-16 the same text in UTF-8, any other as it is. wide reports
// UTF-16.
func unpack(f fs.File, name string) (r io.ReadCloser, wide bool, err error) {
	packed := &countedReader{r: f}
	br := bufio.NewReaderSize(packed, 64<<10)
	head, err := peek(br)
	if err != nil {
		return nil, false, err
	}
	if isGzip(head) {
		g := &gunzipper{name: name, packed: packed, src: br}
		br = bufio.NewReaderSize(g, 64<<10)
		if head, err = peek(br); err != nil {
			// What is wrong with the content is for the reading to say.
			return unpacked{Reader: br, file: f}, false, nil
		}
		if isGzip(head) {
			g.err = &packedFault{name, "is packed twice"}
			return unpacked{Reader: g, file: f}, false, nil
		}
	}
	if isUTF16(head) {
		return unpacked{unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Reader(br), f, true}, true, nil
	}
	return unpacked{Reader: br, file: f}, false, nil
}

// peek returns the first bytes, fewer at the end of the file.
func peek(br *bufio.Reader) ([]byte, error) {
	head, err := br.Peek(2)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return head, err
}

func isGzip(head []byte) bool { return len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b }

func isUTF16(head []byte) bool {
	return len(head) >= 2 && (head[0] == 0xfe && head[1] == 0xff || head[0] == 0xff && head[1] == 0xfe)
}

// countedReader counts the bytes of a packed file, and tells a fault of the
// file system from one of the packing.
type countedReader struct {
	r   io.Reader
	n   int64
	err error
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// gunzipper unpacks a file and stops at what is no list.
type gunzipper struct {
	name   string
	packed *countedReader
	src    *bufio.Reader
	z      *gzip.Reader
	out    int64
	err    error // stays once it came
}

func (g *gunzipper) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	if g.z == nil {
		z, err := gzip.NewReader(g.src)
		if err != nil {
			g.err = g.sort(err)
			return 0, g.err
		}
		g.z = z
	}
	n, err := g.z.Read(p)
	if g.out += int64(n); g.out > unpackFree && g.out/max(g.packed.n, 1) > maxUnpackRatio {
		n, err = 0, &packedFault{g.name, fmt.Sprintf("unpacks to more than %d times its size: not a list", maxUnpackRatio)}
	}
	if err != nil {
		g.err = g.sort(err)
	}
	return n, g.err
}

// sort makes a fault of the packing one of the document. The end and what the
// file system says stay as they are.
func (g *gunzipper) sort(err error) error {
	if g.packed.err != nil {
		return g.packed.err
	}
	var corrupt flate.CorruptInputError
	why := ""
	switch {
	case errors.Is(err, gzip.ErrChecksum):
		why = "the packed file is damaged: its checksum does not hold"
	case errors.Is(err, io.ErrUnexpectedEOF), g.z == nil && errors.Is(err, io.EOF):
		why = "the packed file is cut"
	case errors.Is(err, gzip.ErrHeader):
		why = "the packed file is damaged: something that is no gzip stands in it"
	case errors.As(err, &corrupt):
		why = fmt.Sprintf("the packed file is damaged at byte %d", int64(corrupt))
	default:
		return err
	}
	return &packedFault{g.name, why}
}
