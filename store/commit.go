package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
)

// Commit compares the document with what its source said before and writes the
// difference as one batch. It is durable when the call returns; when it fails,
// nothing has changed.
func (l *Load) Commit(ctx context.Context) (Batch, error) {
	if l.done {
		return Batch{}, errDone
	}
	b, err := l.commit(ctx)
	l.done = true
	if cerr := l.stage.close(); err == nil {
		err = cerr
	}
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // whatever it broke
	}
	if err != nil {
		return Batch{}, fmt.Errorf("commit %s: %w", l.meta.Source, busy(err))
	}
	return b, nil
}

func (l *Load) commit(ctx context.Context) (Batch, error) {
	tx, err := l.s.write.BeginTx(ctx, nil)
	if err != nil {
		return Batch{}, err
	}
	defer tx.Rollback()
	w := &writer{ctx: ctx, tx: tx, source: l.meta.Source, terms: make(map[term]termID), byID: make(map[int64]term), prepared: make(map[string]*sql.Stmt)}
	w.batch.BatchMeta = l.meta
	if err := w.begin(l); err != nil {
		return Batch{}, err
	}
	l.s.reached("batch begun")
	if err := l.stage.read(l.meta.Delta, w.take); err != nil {
		return Batch{}, err
	}
	if err := w.compare(); err != nil { // the last chunk
		return Batch{}, err
	}
	l.s.reached("document compared")
	if !l.meta.Delta {
		if err := w.vanished(); err != nil {
			return Batch{}, err
		}
	}
	if err := w.finish(l); err != nil {
		return Batch{}, err
	}
	l.s.reached("batch written")
	if err := tx.Commit(); err != nil {
		return Batch{}, err
	}
	l.s.reached("batch committed")
	return w.batch, nil
}

// chunkSize is how many entities are compared at a time.
const chunkSize = 400

// writer writes one batch.
type writer struct {
	ctx      context.Context
	tx       *sql.Tx
	source   string
	sourceID int64
	batch    Batch
	terms    map[term]termID
	byID     map[int64]term
	prepared map[string]*sql.Stmt

	lastEntity int64 // largest number of an entity
	lastTerm   int64
	hadEntity  int64 // largest number before this batch
	seen       bitmap

	chunk  []chunked
	digest batchDigest

	entities, states  insert
	plain, statements insert // of stmt: rows without reference and days, and the others
}

// chunked is an entity of the document that waits to be compared.
type chunked struct {
	staged
	digest [16]byte
}

type termID struct {
	id  int64
	ref bool
}

func (w *writer) begin(l *Load) error {
	received, err := l.s.received(w.ctx, w.tx, l.meta.Received)
	if err != nil {
		return err
	}
	w.batch.Received = time.UnixMicro(received).UTC()
	w.batch.Recorded = time.UnixMicro(l.s.o.Now().UnixMicro()).UTC()
	w.digest = newBatchDigest(w.source)
	if _, err := w.tx.ExecContext(w.ctx, "INSERT INTO source(name) VALUES (?) ON CONFLICT (name) DO NOTHING", w.source); err != nil {
		return err
	}
	row := func(query string, into ...any) {
		if err == nil {
			err = w.tx.QueryRowContext(w.ctx, query).Scan(into...)
		}
	}
	row("SELECT COALESCE(max(id), 0) + 1 FROM batch", &w.batch.ID)
	row("SELECT COALESCE(max(id), 0) FROM entity", &w.lastEntity)
	row("SELECT COALESCE(max(id), 0) FROM term", &w.lastTerm)
	if err != nil {
		return err
	}
	w.hadEntity = w.lastEntity
	if err := w.tx.QueryRowContext(w.ctx, "SELECT id FROM source WHERE name = ?", w.source).Scan(&w.sourceID); err != nil {
		return err
	}
	fixed := fmt.Sprintf("%d, %d", w.sourceID, w.batch.ID)
	w.entities = insert{w: w, head: "INSERT INTO entity(id, ext_id) VALUES ", row: "(?, ?)", width: 2}
	w.states = insert{w: w, head: "INSERT INTO state(source, tfrom, entity, tto, digest) VALUES ", row: fmt.Sprintf("(%s, ?, %d, ?)", fixed, open), width: 2}
	w.plain = insert{w: w, head: "INSERT INTO stmt(source, tfrom, subj, n, tto, term, val, ref, vfrom, vto) VALUES ", row: fmt.Sprintf("(%s, ?, ?, %d, ?, ?, NULL, NULL, NULL)", fixed, open), width: 4}
	w.statements = insert{w: w, head: "INSERT INTO stmt(source, tfrom, subj, n, tto, term, val, ref, vfrom, vto) VALUES ", row: fmt.Sprintf("(%s, ?, ?, %d, ?, ?, ?, ?, ?)", fixed, open), width: 7}
	return each(w.ctx, w.tx, "SELECT id, schema, prop, lang FROM term", nil, func(scan func(...any) error) error {
		var id int64
		var t term
		if err := scan(&id, &t.schema, &t.prop, &t.lang); err != nil {
			return err
		}
		w.terms[t], w.byID[id] = termID{id, t.refers()}, t
		return nil
	})
}

// refers reports whether values of the term are ids of entities.
func (t term) refers() bool {
	s := ftm.Lookup(t.schema)
	if s == nil {
		return false
	}
	p := s.Property(t.prop)
	return p != nil && p.Type == ftm.TypeEntity
}

// take receives the next entity of the document.
func (w *writer) take(g staged) error {
	w.chunk = append(w.chunk, chunked{g, stateDigest(w.source, g.id, g.statements)})
	if len(w.chunk) < chunkSize {
		return nil
	}
	return w.compare()
}

// live is what the store has of an entity.
type live struct {
	entity int64
	state  bool // this source says something of it
	tfrom  int64
	digest []byte
}

// compare writes what differs in the entities of the chunk.
func (w *writer) compare() error {
	if len(w.chunk) == 0 {
		return nil
	}
	if err := w.ctx.Err(); err != nil {
		return err
	}
	have, err := w.lookup()
	if err != nil {
		return err
	}
	for i := range w.chunk {
		c := &w.chunk[i]
		h, known := have[c.id]
		if known && !c.removed {
			w.seen.set(h.entity)
		}
		switch {
		case c.removed:
			if h.state {
				err = w.closeEntity(h.entity, h.tfrom, c.id)
			}
		case h.state && string(h.digest) == string(c.digest[:]):
		case h.state:
			err = w.change(h, c)
		default:
			if !known {
				w.lastEntity++
				h.entity = w.lastEntity
				err = w.entities.add(h.entity, c.id)
			}
			if err == nil {
				err = w.openEntity(h.entity, c)
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.id, err)
		}
	}
	w.chunk = w.chunk[:0]
	return nil
}

// lookup finds the entities of the chunk. In a store that had none there is
// nothing to find.
func (w *writer) lookup() (map[string]live, error) {
	if w.hadEntity == 0 {
		return nil, nil
	}
	have := make(map[string]live, len(w.chunk))
	args := make([]any, 0, chunkSize+1)
	args = append(args, w.sourceID)
	for _, c := range w.chunk {
		args = append(args, c.id)
	}
	for len(args) < chunkSize+1 {
		args = append(args, nil)
	}
	st, err := w.prepare(`SELECT e.ext_id, e.id, COALESCE(t.tfrom, 0), t.digest FROM entity e
		LEFT JOIN state t ON t.source = ? AND t.entity = e.id AND t.tto = 2147483647
		WHERE e.ext_id IN (?` + strings.Repeat(", ?", chunkSize-1) + `)`)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(w.ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var l live
		if err := rows.Scan(&id, &l.entity, &l.tfrom, &l.digest); err != nil {
			return nil, err
		}
		l.state = l.tfrom > 0
		have[id] = l
	}
	return have, rows.Err()
}

// openEntity writes a new state with all its statements.
func (w *writer) openEntity(entity int64, c *chunked) error {
	w.batch.Change.Added++
	if err := w.openState(entity, c); err != nil {
		return err
	}
	subj := any(entity) // made once, not for each statement
	for i := range c.statements {
		if err := w.openStatement(subj, i, &c.statements[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) openState(entity int64, c *chunked) error {
	w.digest.opened(c.digest[:])
	digest := c.digest // the chunk is used again before the row is written
	return w.states.add(entity, digest[:])
}

func (w *writer) openStatement(subj any, n int, s *ftm.Statement) error {
	t, err := w.term(term{s.Schema, s.Prop, s.Lang})
	if err != nil {
		return err
	}
	w.batch.Change.Opened++
	if !t.ref && s.Period.IsZero() { // most of them; three values less to hand over
		return w.plain.add(subj, int64(n), t.id, s.Value)
	}
	var ref any
	if t.ref {
		ref = int64(1)
	}
	return w.statements.add(subj, int64(n), t.id, s.Value, ref, day(s.From), day(s.To))
}

// day is NULL for an open day.
func day(d ftm.Day) any {
	if d == 0 {
		return nil
	}
	return int64(d)
}

func (w *writer) term(t term) (termID, error) {
	id, ok := w.terms[t]
	if ok {
		return id, nil
	}
	w.lastTerm++
	t = term{strings.Clone(t.schema), strings.Clone(t.prop), strings.Clone(t.lang)} // not parts of a whole entity
	id = termID{w.lastTerm, t.refers()}
	w.terms[t], w.byID[id.id] = id, t
	_, err := w.tx.ExecContext(w.ctx, "INSERT INTO term(id, schema, prop, lang) VALUES (?, ?, ?, ?)", id.id, t.schema, t.prop, t.lang)
	return id, err
}

// row is where a live statement lies.
type row struct {
	tfrom, n int64
	ftm.Statement
}

// change writes the difference between the live state of an entity and a new
// one: statements that are gone end, new ones begin, the others stay.
func (w *writer) change(h live, c *chunked) error {
	w.batch.Change.Changed++
	rows, err := w.liveRows(h.entity, c.id)
	if err != nil {
		return err
	}
	if err := w.closeState(h.entity, h.tfrom, c.id); err != nil {
		return err
	}
	if err := w.openState(h.entity, c); err != nil {
		return err
	}
	stays := make(map[ftm.Statement]bool, len(rows))
	for _, r := range rows {
		if _, ok := slices.BinarySearchFunc(c.statements, r.Statement, compareStatements); ok {
			stays[r.Statement] = true
			continue
		}
		w.batch.Change.Closed++
		if err := w.exec("UPDATE stmt SET tto = ? WHERE subj = ? AND source = ? AND tfrom = ? AND n = ?", w.batch.ID, h.entity, w.sourceID, r.tfrom, r.n); err != nil {
			return err
		}
	}
	n := 0
	for i := range c.statements {
		if s := &c.statements[i]; !stays[*s] {
			if err := w.openStatement(h.entity, n, s); err != nil {
				return err
			}
			n++
		}
	}
	return nil
}

// liveRows reads the live statements of an entity from this source. Their
// dataset is left out, as in staged ones.
func (w *writer) liveRows(entity int64, id string) ([]row, error) {
	st, err := w.prepare("SELECT tfrom, n, term, val, COALESCE(vfrom, 0), COALESCE(vto, 0) FROM stmt WHERE subj = ? AND source = ? AND tto = 2147483647")
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(w.ctx, entity, w.sourceID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		r := row{Statement: ftm.Statement{Entity: id}}
		var t int64
		if err := rows.Scan(&r.tfrom, &r.n, &t, &r.Value, &r.From, &r.To); err != nil {
			return nil, err
		}
		r.Schema, r.Prop, r.Lang = w.byID[t].schema, w.byID[t].prop, w.byID[t].lang
		out = append(out, r)
	}
	return out, rows.Err()
}

// closeEntity ends all that this source says of an entity.
func (w *writer) closeEntity(entity, tfrom int64, id string) error {
	w.batch.Change.Removed++
	if err := w.closeState(entity, tfrom, id); err != nil {
		return err
	}
	st, err := w.prepare("UPDATE stmt SET tto = ? WHERE subj = ? AND source = ? AND tto = 2147483647")
	if err != nil {
		return err
	}
	res, err := st.ExecContext(w.ctx, w.batch.ID, entity, w.sourceID)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	w.batch.Change.Closed += n
	return err
}

func (w *writer) closeState(entity, tfrom int64, id string) error {
	w.digest.closed(id)
	return w.exec("UPDATE state SET tto = ? WHERE source = ? AND entity = ? AND tfrom = ?", w.batch.ID, w.sourceID, entity, tfrom)
}

// gone is an entity that the document no longer has.
type gone struct {
	entity, tfrom int64
	id            string
}

// vanished ends the entities that the source had and the document has not, in
// order of their ids: numbers differ from store to store, digests must not.
func (w *writer) vanished() error {
	var list []gone
	err := each(w.ctx, w.tx, `SELECT t.entity, t.tfrom, e.ext_id FROM state t JOIN entity e ON e.id = t.entity
		WHERE t.source = ? AND t.tto = 2147483647 AND t.entity <= ?`, []any{w.sourceID, w.hadEntity},
		func(scan func(...any) error) error {
			var g gone
			err := scan(&g.entity, &g.tfrom, &g.id)
			if !w.seen.has(g.entity) {
				list = append(list, g)
			}
			return err
		})
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b gone) int { return strings.Compare(a.id, b.id) })
	for _, g := range list {
		if err := w.closeEntity(g.entity, g.tfrom, g.id); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what is left and the batch itself.
func (w *writer) finish(l *Load) error {
	for _, i := range []*insert{&w.entities, &w.states, &w.plain, &w.statements} {
		if err := i.flush(); err != nil {
			return err
		}
	}
	w.batch.Digest = w.digest.sum()
	w.batch.Refused = len(l.refused)
	b, c := &w.batch, &w.batch.Change
	b.Published, b.Stats = l.meta.Published, l.meta.Stats
	err := w.exec(`INSERT INTO batch(id, source, kind, reader, received, recorded, published, delta, stats, added, changed, removed, opened, closed, refused, digest)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.ID, w.sourceID, b.Kind, b.Reader, b.Received.UnixMicro(), b.Recorded.UnixMicro(), day(b.Published), b.Delta, b.Stats,
		c.Added, c.Changed, c.Removed, c.Opened, c.Closed, b.Refused, b.Digest[:])
	if err != nil {
		return err
	}
	for _, d := range b.Docs {
		if err := w.exec("INSERT INTO doc(batch, role, name, sha256) VALUES (?, ?, ?, ?)", b.ID, d.Role, d.Name, d.SHA256[:]); err != nil {
			return fmt.Errorf("document %s (%x): %w", d.Role, d.SHA256, err)
		}
	}
	for _, p := range l.refused {
		if err := w.exec("INSERT INTO refused(batch, file, line, why, raw) VALUES (?, ?, ?, ?, ?)", b.ID, p.File, p.Line, p.Why, p.Raw); err != nil {
			return err
		}
	}
	return w.closePrepared()
}

// prepare returns a prepared statement, made once per batch.
func (w *writer) prepare(query string) (*sql.Stmt, error) {
	if st, ok := w.prepared[query]; ok {
		return st, nil
	}
	st, err := w.tx.PrepareContext(w.ctx, query)
	if err == nil {
		w.prepared[query] = st
	}
	return st, err
}

func (w *writer) exec(query string, args ...any) error {
	st, err := w.prepare(query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(w.ctx, args...)
	return err
}

func (w *writer) closePrepared() error {
	for _, q := range slices.Sorted(maps.Keys(w.prepared)) {
		if err := w.prepared[q].Close(); err != nil {
			return err
		}
	}
	return nil
}

// insertRows are the numbers of rows that one statement inserts, and
// insertBytes how much text waits to be inserted before it is.
var insertRows = [...]int{1000, 100, 10, 1}

const insertBytes = 4 << 20

// insert gathers rows and inserts many at once.
type insert struct {
	w         *writer
	head, row string
	width     int
	args      []any
	bytes     int                     // of text in args
	queries   [len(insertRows)]string // made when needed
}

func (i *insert) add(values ...any) error {
	i.args = append(i.args, values...)
	for _, v := range values {
		if s, ok := v.(string); ok {
			i.bytes += len(s)
		}
	}
	if len(i.args) < insertRows[0]*i.width && i.bytes < insertBytes {
		return nil
	}
	return i.flush()
}

func (i *insert) flush() error {
	args := i.args
	for k, rows := range insertRows {
		for len(args) >= rows*i.width {
			if i.queries[k] == "" {
				i.queries[k] = i.head + i.row + strings.Repeat(", "+i.row, rows-1)
			}
			if err := i.w.exec(i.queries[k], args[:rows*i.width]...); err != nil {
				return err
			}
			args = args[rows*i.width:]
		}
	}
	i.args, i.bytes = i.args[:0], 0
	return nil
}

// bitmap is a set of small numbers.
type bitmap []uint64

func (b *bitmap) set(n int64) {
	for int64(len(*b)) <= n/64 {
		*b = append(*b, make([]uint64, max(64, len(*b)))...)
	}
	(*b)[n/64] |= 1 << (n % 64)
}

func (b bitmap) has(n int64) bool {
	return n/64 < int64(len(b)) && b[n/64]&(1<<(n%64)) != 0
}
