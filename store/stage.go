package store

import (
	"bufio"
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"cordon/ftm"
)

// stage sorts the entities of a document by id. It holds up to limit
// bytes; beyond, it writes sorted runs to a temporary file and merges them when
// read.
type stage struct {
	dir   string
	limit int

	arena []byte   // records, one after the other
	recs  []record // into arena
	seq   uint64

	file *os.File
	runs []run // in file
	end  int64 // of the last run
}

// stageMemory bounds, in bytes, what the stage of a load holds before it writes
// a run.
const stageMemory = 48 << 20

// record is a staged entity: its id, a number that rises, and its statements,
// encoded.
type record struct {
	at, key, end int // in arena: start, end of the id, end of the record
	seq          uint64
	removed      bool
}

type run struct{ from, to int64 }

func newStage(dir string, limit int) *stage { return &stage{dir: dir, limit: limit} }

// add stages statements of one entity. Later reading merges several records of
// one entity, or takes the last of them, as the reader likes.
func (g *stage) add(id string, statements []ftm.Statement, removed bool) error {
	at := len(g.arena)
	g.arena = append(g.arena, id...)
	key := len(g.arena)
	for i := range statements {
		g.arena = appendStatement(g.arena, &statements[i])
	}
	g.seq++
	g.recs = append(g.recs, record{at: at, key: key, end: len(g.arena), seq: g.seq, removed: removed})
	if len(g.arena)+len(g.recs)*40 > g.limit {
		return g.spill()
	}
	return nil
}

// appendStatement encodes all of a statement but its entity and dataset.
func appendStatement(b []byte, s *ftm.Statement) []byte {
	for _, f := range [...]string{s.Schema, s.Prop, s.Value, s.Lang} {
		b = appendText(b, f)
	}
	b = binary.AppendUvarint(b, uint64(s.From))
	return binary.AppendUvarint(b, uint64(s.To))
}

var errStage = errors.New("staged statement is damaged")

// decodeStatements returns the statements that b holds. Their texts are parts of
// b, so that a statement costs no memory of its own.
func decodeStatements(b, id string) ([]ftm.Statement, error) {
	out := make([]ftm.Statement, 0, 8)
	for len(b) > 0 {
		s := ftm.Statement{Entity: id}
		for _, f := range [...]*string{&s.Schema, &s.Prop, &s.Value, &s.Lang} {
			n, w := uvarint(b)
			if w <= 0 || n > uint64(len(b)-w) {
				return out, errStage
			}
			*f, b = b[w:w+int(n)], b[w+int(n):]
		}
		for _, f := range [...]*ftm.Day{&s.From, &s.To} {
			n, w := uvarint(b)
			if w <= 0 {
				return out, errStage
			}
			*f, b = ftm.Day(n), b[w:]
		}
		out = append(out, s)
	}
	return out, nil
}

// uvarint is binary.Uvarint of a string.
func uvarint(s string) (uint64, int) {
	if s != "" && s[0] < 0x80 {
		return uint64(s[0]), 1
	}
	var b [binary.MaxVarintLen64]byte
	return binary.Uvarint(b[:copy(b[:], s)])
}

func (g *stage) sort() {
	slices.SortFunc(g.recs, func(a, b record) int {
		if c := bytes.Compare(g.arena[a.at:a.key], g.arena[b.at:b.key]); c != 0 {
			return c
		}
		return int(int64(a.seq) - int64(b.seq))
	})
}

// spill writes what is in memory as a run.
func (g *stage) spill() error {
	if g.file == nil {
		if err := os.MkdirAll(g.dir, 0o700); err != nil {
			return fmt.Errorf("stage: %w", err)
		}
		f, err := os.CreateTemp(g.dir, "stage-*")
		if err != nil {
			return fmt.Errorf("stage: %w", err)
		}
		_ = os.Remove(f.Name()) // where the system allows it, a killed process leaves nothing
		g.file = f
	}
	g.sort()
	w := bufio.NewWriterSize(io.NewOffsetWriter(g.file, g.end), 1<<20)
	n := g.end
	var head []byte
	for _, r := range g.recs {
		head = binary.AppendUvarint(head[:0], r.seq<<1|b2u(r.removed))
		head = binary.AppendUvarint(head, uint64(r.key-r.at))
		head = binary.AppendUvarint(head, uint64(r.end-r.key))
		_, _ = w.Write(head) // the writer keeps its first error
		_, _ = w.Write(g.arena[r.at:r.end])
		n += int64(len(head) + r.end - r.at)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	g.runs = append(g.runs, run{g.end, n})
	g.end = n
	g.arena, g.recs = g.arena[:0], g.recs[:0]
	return nil
}

func b2u(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func (g *stage) close() error {
	g.arena, g.recs = nil, nil
	if g.file == nil {
		return nil
	}
	err := g.file.Close()
	if rerr := os.Remove(g.file.Name()); rerr != nil && !errors.Is(rerr, os.ErrNotExist) {
		err = errors.Join(err, rerr)
	}
	g.file = nil
	return err
}

// staged is one entity read back.
type staged struct {
	id         string
	removed    bool
	statements []ftm.Statement // in order, each once
}

// read hands over the entities in order of id. Of several records of one entity
// the last counts (last is true), or all are merged.
func (g *stage) read(last bool, yield func(staged) error) error {
	src, err := g.merge()
	if err != nil {
		return err
	}
	var cur staged
	var payload []byte // encoded statements of cur
	flush := func() error {
		if cur.id == "" {
			return nil
		}
		list, err := decodeStatements(string(payload), cur.id)
		if err != nil {
			return fmt.Errorf("stage: %s: %w", cur.id, err)
		}
		cur.statements = orderStatements(list)
		return yield(cur)
	}
	for {
		r, err := src.next()
		if errors.Is(err, io.EOF) {
			return flush()
		}
		if err != nil {
			return fmt.Errorf("stage: %w", err)
		}
		if string(r.id) != cur.id {
			if err := flush(); err != nil {
				return err
			}
			cur.id, payload = string(r.id), payload[:0]
		}
		if last {
			payload = payload[:0]
		}
		cur.removed = r.removed
		payload = append(payload, r.payload...)
	}
}

// compareStatements is the order of the statements of one entity and source.
func compareStatements(a, b ftm.Statement) int {
	for _, c := range [...]int{
		strings.Compare(a.Prop, b.Prop), strings.Compare(a.Value, b.Value), strings.Compare(a.Lang, b.Lang),
		strings.Compare(a.Schema, b.Schema), int(a.From) - int(b.From), int(a.To) - int(b.To),
	} {
		if c != 0 {
			return c
		}
	}
	return 0
}

func orderStatements(list []ftm.Statement) []ftm.Statement {
	if !slices.IsSortedFunc(list, compareStatements) {
		slices.SortFunc(list, compareStatements)
	}
	return slices.Compact(list)
}

// rawRecord is a record of a run.
type rawRecord struct {
	id, payload []byte
	seq         uint64
	removed     bool
}

// cursor walks over one run.
type cursor struct {
	r    *bufio.Reader // nil for the run in memory
	g    *stage
	i    int
	rec  rawRecord
	buf  []byte
	done bool
}

func (c *cursor) advance() error {
	if c.r == nil {
		if c.i == len(c.g.recs) {
			c.done = true
			return nil
		}
		r := c.g.recs[c.i]
		c.i++
		c.rec = rawRecord{id: c.g.arena[r.at:r.key], payload: c.g.arena[r.key:r.end], seq: r.seq, removed: r.removed}
		return nil
	}
	tag, err := binary.ReadUvarint(c.r)
	if errors.Is(err, io.EOF) {
		c.done = true
		return nil
	}
	var n [2]uint64
	for i := range n {
		if err == nil {
			n[i], err = binary.ReadUvarint(c.r)
		}
	}
	if err != nil {
		return err
	}
	size := int(n[0] + n[1])
	c.buf = slices.Grow(c.buf[:0], size)[:size]
	if _, err := io.ReadFull(c.r, c.buf); err != nil {
		return err
	}
	c.rec = rawRecord{id: c.buf[:n[0]], payload: c.buf[n[0]:], seq: tag >> 1, removed: tag&1 == 1}
	return nil
}

// merger walks over all runs in order.
type merger struct {
	cursors []*cursor
	current *cursor
}

func (g *stage) merge() (*merger, error) {
	g.sort()
	m := &merger{}
	all := []*cursor{{g: g}}
	for _, r := range g.runs {
		all = append(all, &cursor{g: g, r: bufio.NewReaderSize(io.NewSectionReader(g.file, r.from, r.to-r.from), 256<<10)})
	}
	for _, c := range all {
		if err := c.advance(); err != nil {
			return nil, err
		}
		if !c.done {
			m.cursors = append(m.cursors, c)
		}
	}
	heap.Init(m)
	return m, nil
}

// next returns the next record, which is good until the call after.
func (m *merger) next() (*rawRecord, error) {
	if m.current != nil {
		if err := m.current.advance(); err != nil {
			return nil, err
		}
		if m.current.done {
			heap.Remove(m, 0)
		} else {
			heap.Fix(m, 0)
		}
		m.current = nil
	}
	if len(m.cursors) == 0 {
		return nil, io.EOF
	}
	m.current = m.cursors[0]
	return &m.current.rec, nil
}

func (m *merger) Len() int      { return len(m.cursors) }
func (m *merger) Swap(i, j int) { m.cursors[i], m.cursors[j] = m.cursors[j], m.cursors[i] }
func (m *merger) Push(x any)    { m.cursors = append(m.cursors, x.(*cursor)) }
func (m *merger) Pop() any {
	c := m.cursors[len(m.cursors)-1]
	m.cursors = m.cursors[:len(m.cursors)-1]
	return c
}
func (m *merger) Less(i, j int) bool {
	a, b := &m.cursors[i].rec, &m.cursors[j].rec
	if c := bytes.Compare(a.id, b.id); c != 0 {
		return c < 0
	}
	return a.seq < b.seq
}
