package graph

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"cordon/ftm"
)

// A snapshot is a head and blocks: the length of a block (4 bytes), the block,
// and the check sum of everything up to there; a block of length 0 ends it. The
// blocks together are one row of numbers (varints) and texts (their length, then
// their bytes), none of which goes over the end of a block. Texts that come again
// and again have numbers. What follows from something else is not written: who
// holds an asset is laid out again.

const (
	snapshotMagic   = "cordongr"
	snapshotVersion = 2
	snapshotBlock   = 1 << 18 // bytes after which a block is written
	snapshotPiece   = 1 << 20 // read at a time: a false length costs no memory
)

// ErrSnapshot is the error of a snapshot that is damaged, or that another
// version wrote.
var ErrSnapshot = errors.New("not a usable snapshot")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes the graph, and the problems that were found when it was built, so
// that [Load] can read them.
func (g *Graph) Save(w io.Writer, problems []Problem) error {
	if g.outRow != nil {
		g = g.flat()
	}
	s := &saver{w: w, words: make(map[string]uint64)}
	s.write(snapshotHead())
	s.nodes(g)
	s.stakes(g)
	s.ties(g)
	s.listings(g)
	s.evidence(g)
	s.problems(problems)
	s.end()
	if s.err != nil {
		return fmt.Errorf("snapshot: %w", s.err)
	}
	return nil
}

// flat is the same graph without replaced rows.
func (g *Graph) flat() *Graph {
	c := *g
	c.outRow, c.inRow = nil, nil
	var stakes []Stake
	for v := range Node(g.n) {
		stakes = append(stakes, g.Out(v)...)
	}
	c.setStakes(stakes)
	c.setTies(g.ties)
	return &c
}

func snapshotHead() []byte { return append([]byte(snapshotMagic), snapshotVersion) }

func (s *saver) nodes(g *Graph) {
	s.uint(uint64(len(g.nodes)))
	for i := range g.nodes {
		n := &g.nodes[i]
		s.text(n.id)
		s.text(n.caption)
		s.word(n.schema)
		s.bool(n.arrangement)
	}
}

func (s *saver) stakes(g *Graph) {
	s.uint(uint64(len(g.out)))
	s.uint(uint64(g.n))
	for u := range Node(g.n) {
		row := g.Out(u)
		s.uint(uint64(len(row)))
		for i := range row {
			x := &row[i]
			s.uint(uint64(x.Asset))
			s.uint(uint64(x.Share.Lo))
			s.uint(uint64(x.Share.Hi - x.Share.Lo))
			s.uint(uint64(x.Class) | uint64(bit(x.Share.LoOpen))<<3 | uint64(bit(x.Share.HiOpen))<<4 | uint64(x.Flags)<<5)
			s.int(int64(x.From))
			s.int(int64(x.To))
			s.uint(uint64(x.Evidence))
		}
	}
}

func (s *saver) ties(g *Graph) {
	s.uint(uint64(len(g.ties)))
	for i := range g.ties {
		t := &g.ties[i]
		s.uint(uint64(t.A))
		s.uint(uint64(t.B))
		s.word(t.Relation)
		s.bool(t.Directed)
		s.int(int64(t.From))
		s.int(int64(t.To))
		s.uint(uint64(t.Evidence))
	}
}

func (s *saver) listings(g *Graph) {
	s.uint(uint64(len(g.listings)))
	for i := range g.listings {
		l := &g.listings[i]
		s.uint(uint64(l.Node))
		s.word(l.List)
		s.uint(uint64(len(l.Programmes)))
		for _, p := range l.Programmes {
			s.word(p)
		}
		s.int(int64(l.From))
		s.int(int64(l.To))
		s.uint(uint64(l.Evidence))
	}
}

func (s *saver) evidence(g *Graph) {
	s.uint(uint64(len(g.evidence)))
	for _, list := range g.evidence {
		s.uint(uint64(len(list)))
		for i := range list {
			e := &list[i]
			s.text(e.Entity)
			s.text(e.Statement)
			s.word(e.Source)
			s.text(e.Record)
			s.text(e.Text)
			s.uint(uint64(e.Via + 1)) // None is 0
		}
	}
}

func (s *saver) problems(list []Problem) {
	s.uint(uint64(len(list)))
	for _, p := range list {
		s.text(p.Entity)
		s.word(p.Source)
		s.text(p.Record)
		s.text(p.Why)
	}
}

// saver writes numbers and texts in blocks.
type saver struct {
	w     io.Writer
	sum   uint32
	buf   []byte
	words map[string]uint64 // text that was written to its number
	err   error
}

func (s *saver) write(b []byte) {
	if s.err == nil {
		s.sum = crc32.Update(s.sum, castagnoli, b)
		_, s.err = s.w.Write(b)
	}
}

func (s *saver) block() {
	s.write(binary.LittleEndian.AppendUint32(nil, uint32(len(s.buf))))
	s.write(s.buf)
	s.write(binary.LittleEndian.AppendUint32(nil, s.sum))
	s.buf = s.buf[:0]
}

func (s *saver) end() {
	if len(s.buf) > 0 {
		s.block()
	}
	s.block()
}

func (s *saver) put(b []byte) {
	if s.buf = b; len(b) >= snapshotBlock {
		s.block()
	}
}

func (s *saver) uint(x uint64) { s.put(binary.AppendUvarint(s.buf, x)) }

func (s *saver) int(x int64) { s.put(binary.AppendVarint(s.buf, x)) }

func (s *saver) bool(b bool) { s.uint(uint64(bit(b))) }

func (s *saver) text(t string) { s.put(append(binary.AppendUvarint(s.buf, uint64(len(t))), t...)) }

// word writes a text that is likely to come again: 0 and the text the first time,
// then its number.
func (s *saver) word(t string) {
	if n, ok := s.words[t]; ok {
		s.uint(n)
		return
	}
	s.words[t] = uint64(len(s.words) + 1)
	s.uint(0)
	s.text(t)
}

// Load reads what [Graph.Save] wrote. A snapshot that is cut, changed or of
// another version is an error ([ErrSnapshot]), never a wrong graph.
func Load(r io.Reader) (*Graph, []Problem, error) {
	l := &loader{r: r}
	g, problems := l.graph()
	if l.err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrSnapshot, l.err)
	}
	return g, problems, nil
}

var (
	errForm  = errors.New("it does not have the form of this version")
	errSum   = errors.New("check sum")
	errOrder = errors.New("out of order")
	errRange = errors.New("a number leads outside")
)

// graph reads all of a snapshot; the result counts only where there is no error.
func (l *loader) graph() (*Graph, []Problem) {
	if head := l.read(len(snapshotHead())); l.err == nil && string(head) != string(snapshotHead()) {
		l.fail(errForm)
	}
	g := &Graph{out: []Stake{}}
	l.nodes(g)
	l.stakes(g)
	ties := l.ties(g)
	l.listings(g)
	l.evidence(g)
	problems := l.problems()
	if l.end(); l.err != nil {
		return nil, nil
	}
	g.rows = make([]row, g.n+1)
	g.layOwners(g.count(g.out)[1])
	g.setTies(ties)
	return g, problems
}

func (l *loader) nodes(g *Graph) {
	for n := l.count(); len(g.nodes) < n && l.err == nil; {
		x := nodeInfo{id: l.text(), caption: l.text(), schema: l.word(), arrangement: l.bool()}
		if k := len(g.nodes); k > 0 && g.nodes[k-1].id >= x.id {
			l.fail(errOrder)
		}
		g.nodes = append(room(g.nodes, n), x)
	}
}

func (l *loader) stakes(g *Graph) {
	n := l.count()
	if g.n = l.count(); g.n > maxNodes || g.n < len(g.nodes) {
		l.fail(errRange)
	}
	for u := 0; u < g.n && l.err == nil; u++ {
		first := len(g.out)
		for k := l.count(); k > 0 && l.err == nil; k-- {
			x := Stake{Owner: Node(u), Asset: l.node(g.n)}
			x.Share.Lo = Parts(l.uint32())
			hi := uint64(x.Share.Lo) + uint64(l.uint32())
			kind := l.uint()
			x.Share.LoOpen, x.Share.HiOpen = kind>>3&1 == 1, kind>>4&1 == 1
			x.Class, x.Flags = Class(kind&7), Flags(kind>>5)
			x.From, x.To = l.day(), l.day()
			x.Evidence = l.uint32()
			if hi > uint64(Whole) || kind>>21 != 0 || len(g.out) == n {
				l.fail(errRange)
			}
			x.Share.Hi = Parts(hi)
			g.out = append(room(g.out, n), x)
			if k := len(g.out) - 1; k > first && compareStakes(&g.out[k-1], &g.out[k]) > 0 {
				l.fail(errOrder)
			}
		}
	}
	if len(g.out) != n {
		l.fail(errRange)
	}
}

func (l *loader) ties(g *Graph) []Tie {
	var ties []Tie
	for n := l.count(); len(ties) < n && l.err == nil; {
		t := Tie{A: l.node(g.n), B: l.node(g.n), Relation: l.word(), Directed: l.bool(), From: l.day(), To: l.day(), Evidence: l.uint32()}
		ties = append(room(ties, n), t)
	}
	return ties
}

func (l *loader) listings(g *Graph) {
	for n := l.count(); len(g.listings) < n && l.err == nil; {
		x := Listing{Node: l.node(g.n), List: l.word()}
		for k := l.count(); k > 0 && l.err == nil; k-- {
			x.Programmes = append(x.Programmes, l.word())
		}
		x.From, x.To, x.Evidence = l.day(), l.day(), l.uint32()
		if k := len(g.listings); k > 0 && g.listings[k-1].Node > x.Node {
			l.fail(errOrder)
		}
		g.listings = append(room(g.listings, n), x)
	}
}

func (l *loader) evidence(g *Graph) {
	for n := l.count(); len(g.evidence) < n && l.err == nil; {
		var list []Evidence
		for k := l.count(); len(list) < k && l.err == nil; {
			e := Evidence{Entity: l.text(), Statement: l.text(), Source: l.word(), Record: l.text(), Text: l.text()}
			via := l.uint()
			if via > uint64(g.n) {
				l.fail(errRange)
			}
			e.Via = Node(via) - 1
			list = append(room(list, k), e)
		}
		g.evidence = append(room(g.evidence, n), list)
	}
}

func (l *loader) problems() []Problem {
	var list []Problem
	for n := l.count(); len(list) < n && l.err == nil; {
		list = append(room(list, n), Problem{Entity: l.text(), Source: l.word(), Record: l.text(), Why: l.text()})
	}
	return list
}

// loader reads what saver wrote. After an error everything that it returns is
// nothing.
type loader struct {
	r     io.Reader
	sum   uint32
	block []byte // all of it
	buf   []byte // what is left of it
	words []string
	texts strings.Builder // texts lie side by side
	err   error
}

func (l *loader) fail(err error) {
	if l.err == nil {
		l.err = err
	}
	l.buf = nil
}

// read returns the next n bytes of the file; they hold until the next call.
func (l *loader) read(n int) []byte {
	l.block = l.block[:0]
	for len(l.block) < n && l.err == nil {
		at := len(l.block)
		l.block = slices.Grow(l.block, min(n-at, snapshotPiece))[:at+min(n-at, snapshotPiece)]
		if _, err := io.ReadFull(l.r, l.block[at:]); err != nil {
			l.fail(err)
			return nil
		}
		l.sum = crc32.Update(l.sum, castagnoli, l.block[at:])
	}
	return l.block
}

// next reads the next block.
func (l *loader) next() {
	var n [4]byte
	copy(n[:], l.read(4))
	data := l.read(int(binary.LittleEndian.Uint32(n[:])))
	want := l.sum
	var sum [4]byte
	if _, err := io.ReadFull(l.r, sum[:]); l.err == nil && err != nil {
		l.fail(err)
	}
	l.sum = crc32.Update(l.sum, castagnoli, sum[:])
	if l.err == nil && binary.LittleEndian.Uint32(sum[:]) != want {
		l.fail(errSum)
	}
	if l.err == nil {
		l.buf = data
	}
}

// end reads the end of the snapshot.
func (l *loader) end() {
	if len(l.buf) > 0 {
		l.fail(errForm)
	}
	if l.err == nil {
		if l.next(); len(l.buf) > 0 {
			l.fail(errForm)
		}
	}
}

// fill makes sure that something is left to read.
func (l *loader) fill() bool {
	if len(l.buf) == 0 && l.err == nil {
		if l.next(); len(l.buf) == 0 {
			l.fail(io.ErrUnexpectedEOF)
		}
	}
	return l.err == nil
}

func (l *loader) uint() uint64 {
	if len(l.buf) == 0 && !l.fill() {
		return 0
	}
	if x := l.buf[0]; x < 0x80 {
		l.buf = l.buf[1:]
		return uint64(x)
	}
	x, n := binary.Uvarint(l.buf)
	if n <= 0 {
		l.fail(errForm)
		return 0
	}
	l.buf = l.buf[n:]
	return x
}

func (l *loader) int() int64 {
	x := l.uint()
	return int64(x>>1) ^ -int64(x&1)
}

func (l *loader) bool() bool { return l.uint() == 1 }

func (l *loader) uint32() uint32 {
	x := l.uint()
	if x > 1<<32-1 {
		l.fail(errRange)
		return 0
	}
	return uint32(x)
}

func (l *loader) count() int { return int(l.uint32()) }

func (l *loader) node(n int) Node {
	x := l.uint()
	if x >= uint64(n) {
		l.fail(errRange)
		return 0
	}
	return Node(x)
}

func (l *loader) day() ftm.Day {
	x := l.int()
	if x != int64(ftm.Day(x)) {
		l.fail(errRange)
	}
	return ftm.Day(x)
}

func (l *loader) text() string {
	n := l.uint()
	if n == 0 {
		return ""
	}
	if n > uint64(len(l.buf)) {
		l.fail(errForm)
		return ""
	}
	if l.texts.Cap()-l.texts.Len() < int(n) { // a full one is given up, its texts stay
		l.texts = strings.Builder{}
		l.texts.Grow(max(int(n), 1<<16))
	}
	at := l.texts.Len()
	l.texts.Write(l.buf[:n])
	l.buf = l.buf[n:]
	return l.texts.String()[at:]
}

func (l *loader) word() string {
	switch n := l.uint(); {
	case l.err != nil:
		return ""
	case n == 0:
		t := strings.Clone(l.text())
		l.words = append(l.words, t)
		return t
	case n > uint64(len(l.words)):
		l.fail(errRange)
		return ""
	default:
		return l.words[n-1]
	}
}

// room makes room for one more of n elements, but trusts their number only as
// far as elements have come.
func room[T any](list []T, n int) []T {
	if len(list) < cap(list) {
		return list
	}
	return slices.Grow(list, max(min(n-len(list), max(15*len(list), 1<<10)), 1))
}
