package screen

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"cordon/names"
)

// A snapshot is a head, the flat lists of the index one after the other, each
// behind its length, and a check sum over all of it. Numbers are little-endian.

const (
	snapshotMagic   = "cordonix"
	snapshotVersion = 2
	snapshotPiece   = 1 << 20 // read at a time: a false length costs no memory
)

// ErrSnapshot is the error of a snapshot that is damaged, or that another
// version wrote.
var ErrSnapshot = errors.New("not a usable snapshot")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// visitor sees every flat list of an index, always in one order.
type visitor interface {
	bytes(*[]byte)
	u16(*[]uint16)
	u32(*[]uint32)
}

func (ix *Index) visit(v visitor) {
	str := func(s *strs) { v.u32(&s.off); v.bytes(&s.bytes) }
	lst := func(l *lists) { v.u32(&l.off); v.u32(&l.vals) }
	mul := func(m *multi) { v.u32(&m.start); v.u32(&m.keys); v.u32(&m.vals) }
	for _, s := range ix.texts() {
		str(s)
	}
	for _, l := range []*lists{&ix.of, &ix.country, &ix.births, &ix.posting, &ix.korean, &ix.chinese} {
		lst(l)
	}
	for _, m := range []*multi{&ix.near, &ix.grams, &ix.terms, &ix.idTerms} {
		mul(m)
	}
	for _, b := range []*[]byte{&ix.schema, &ix.gender, &ix.strength, &ix.tag, &ix.idProp} {
		v.bytes(b)
	}
	for _, u := range []*[]uint32{&ix.nameOf, &ix.partOf, &ix.part, &ix.nick, &ix.idOf, &ix.idCountry, &ix.idLabel, &ix.idFirst} {
		v.u32(u)
	}
	v.u16(&ix.group)
}

func (ix *Index) texts() []*strs {
	return []*strs{&ix.ids, &ix.records, &ix.schemata, &ix.datasets, &ix.nations, &ix.name, &ix.words, &ix.idValue, &ix.props, &ix.labels}
}

// Save writes the index so that [Load] can read it.
func (ix *Index) Save(w io.Writer) error {
	s := &saver{w: w}
	s.write(snapshotHead())
	ix.visit(s)
	if s.err == nil {
		_, s.err = w.Write(binary.LittleEndian.AppendUint32(nil, s.sum))
	}
	if s.err != nil {
		return fmt.Errorf("snapshot: %w", s.err)
	}
	return nil
}

// snapshotHead also names the tables of package names: groups are numbered by
// them.
func snapshotHead() []byte {
	b := append([]byte(snapshotMagic), snapshotVersion)
	return binary.LittleEndian.AppendUint32(b, names.Tables())
}

type saver struct {
	w   io.Writer
	sum uint32
	buf []byte
	err error
}

func (s *saver) write(b []byte) {
	if s.err != nil {
		return
	}
	s.sum = crc32.Update(s.sum, castagnoli, b)
	_, s.err = s.w.Write(b)
}

func (s *saver) length(n int) {
	s.write(binary.LittleEndian.AppendUint64(nil, uint64(n)))
}

func (s *saver) bytes(b *[]byte) {
	s.length(len(*b))
	s.write(*b)
}

func (s *saver) u16(v *[]uint16) {
	s.length(len(*v))
	for part := range pieces(*v) {
		s.buf = s.buf[:0]
		for _, x := range part {
			s.buf = binary.LittleEndian.AppendUint16(s.buf, x)
		}
		s.write(s.buf)
	}
}

func (s *saver) u32(v *[]uint32) {
	s.length(len(*v))
	for part := range pieces(*v) {
		s.buf = s.buf[:0]
		for _, x := range part {
			s.buf = binary.LittleEndian.AppendUint32(s.buf, x)
		}
		s.write(s.buf)
	}
}

// pieces cuts a list so that its bytes are written a piece at a time.
func pieces[T any](v []T) func(func([]T) bool) {
	return func(yield func([]T) bool) {
		for len(v) > 0 {
			n := min(len(v), snapshotPiece/4)
			if !yield(v[:n]) {
				return
			}
			v = v[n:]
		}
	}
}

// Load reads what [Index.Save] wrote. A snapshot that is cut, changed or of
// another version is an error, never a wrong index.
func Load(r io.Reader) (*Index, error) {
	l := &loader{r: r, buf: make([]byte, snapshotPiece)}
	head := snapshotHead()
	if got := l.read(len(head)); l.err == nil && string(got) != string(head) {
		return nil, fmt.Errorf("head: %w", ErrSnapshot)
	}
	ix := new(Index)
	ix.visit(l)
	want := l.sum
	if got := l.read(4); l.err == nil && binary.LittleEndian.Uint32(got) != want {
		return nil, fmt.Errorf("check sum: %w", ErrSnapshot)
	}
	if l.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSnapshot, l.err)
	}
	if !ix.sound() {
		return nil, fmt.Errorf("lists do not fit together: %w", ErrSnapshot)
	}
	ix.prepare()
	return ix, nil
}

type loader struct {
	r   io.Reader
	sum uint32
	buf []byte
	err error
}

// read returns the next n bytes, at most a piece; they hold until the next call.
func (l *loader) read(n int) []byte {
	if l.err != nil {
		return l.buf[:n]
	}
	_, l.err = io.ReadFull(l.r, l.buf[:n])
	if l.err == nil {
		l.sum = crc32.Update(l.sum, castagnoli, l.buf[:n])
	}
	return l.buf[:n]
}

// list reads a list of elements of a size, piece by piece.
func (l *loader) list(size int, grow func(n int, b []byte)) {
	n := binary.LittleEndian.Uint64(l.read(8))
	if n > math.MaxUint32 {
		l.err = errors.Join(l.err, errors.New("length"))
	}
	for n > 0 && l.err == nil {
		k := min(n, uint64(snapshotPiece/size))
		if b := l.read(int(k) * size); l.err == nil {
			grow(int(min(n, 64*snapshotPiece)), b)
		}
		n -= k
	}
}

func (l *loader) bytes(to *[]byte) {
	l.list(1, func(n int, b []byte) { *to = append(reserve(*to, n, len(b)), b...) })
}

func (l *loader) u16(to *[]uint16) {
	l.list(2, func(n int, b []byte) {
		v := reserve(*to, n, len(b)/2)
		for i := 0; i < len(b); i += 2 {
			v = append(v, binary.LittleEndian.Uint16(b[i:]))
		}
		*to = v
	})
}

func (l *loader) u32(to *[]uint32) {
	l.list(4, func(n int, b []byte) {
		v := reserve(*to, n, len(b)/4)
		for i := 0; i < len(b); i += 4 {
			v = append(v, binary.LittleEndian.Uint32(b[i:]))
		}
		*to = v
	})
}

// reserve makes room for what is still to come of a list, but trusts a stated
// length only after a first piece of it has come.
func reserve[T any](v []T, left, got int) []T {
	switch {
	case len(v) == 0:
		return make([]T, 0, min(left, got))
	case cap(v)-len(v) >= got:
		return v
	}
	out := make([]T, len(v), len(v)+max(got, min(left, 3*len(v))))
	copy(out, v)
	return out
}

// sound reports whether all lists fit together, so that no question can lead
// outside of them.
func (ix *Index) sound() bool {
	for _, s := range ix.texts() {
		if len(s.off) > 0 && !rises(s.off, len(s.bytes)) || len(s.off) == 0 && len(s.bytes) > 0 {
			return false
		}
	}
	parties, known, words, ids := ix.ids.len(), ix.name.len(), ix.words.len(), ix.idValue.len()
	for _, l := range []struct {
		l lists
		n int
	}{{ix.of, parties}, {ix.country, parties}, {ix.births, parties}, {ix.posting, words}, {ix.korean, known}, {ix.chinese, known}} {
		if len(l.l.off) != l.n+1 || !rises(l.l.off, len(l.l.vals)) {
			return false
		}
	}
	for _, m := range []struct {
		m     multi
		below int
	}{{ix.near, words}, {ix.grams, words}, {ix.terms, parties}, {ix.idTerms, ids}} {
		if len(m.m.start) < 3 || !rises(m.m.start, len(m.m.keys)) || len(m.m.keys) != len(m.m.vals) || len(m.m.start)-1 != 1<<m.m.bits() || !below(m.m.vals, m.below) {
			return false
		}
	}
	parts := len(ix.part)
	return len(ix.schema) == parties && len(ix.gender) == parties && ix.records.len() == parties &&
		len(ix.nameOf) == parties+1 && rises(ix.nameOf, known) && len(ix.strength) == known &&
		len(ix.partOf) == known+1 && rises(ix.partOf, parts) && len(ix.tag) == parts && len(ix.group) == parts && len(ix.nick) == parts &&
		len(ix.idOf) == ids && len(ix.idProp) == ids && len(ix.idCountry) == ids && len(ix.idLabel) == ids &&
		len(ix.idFirst) == parties+1 && rises(ix.idFirst, ids) &&
		below(ix.part, words) && below(ix.posting.vals, parties) && below(ix.idOf, parties) && below(ix.of.vals, ix.datasets.len()) &&
		below(ix.country.vals, ix.nations.len()) && below(ix.idCountry, ix.nations.len()) && below(ix.idLabel, ix.labels.len()) &&
		below(ix.schema, ix.schemata.len()) && below(ix.idProp, ix.props.len())
}

// rises reports whether offsets start at 0, never fall, and end at n.
func rises(off []uint32, n int) bool {
	if len(off) == 0 || off[0] != 0 || int(off[len(off)-1]) != n {
		return false
	}
	for i := 1; i < len(off); i++ {
		if off[i] < off[i-1] {
			return false
		}
	}
	return true
}

func below[T byte | uint32](v []T, n int) bool {
	for _, x := range v {
		if int(x) >= n {
			return false
		}
	}
	return true
}
