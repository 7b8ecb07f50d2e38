package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cordon/ftm"
)

// Fault is something that is not as it was stored.
type Fault struct {
	Object string `json:"object"` // "batch 3", "entity ofac-36", "original 2f…", "database"
	Why    string `json:"why"`
}

func (f Fault) String() string { return f.Object + ": " + f.Why }

// FsckReport says what was checked and what does not hold.
type FsckReport struct {
	Batches    int64   `json:"batches"`
	Entities   int64   `json:"entities"`
	Statements int64   `json:"statements"`
	Originals  int64   `json:"originals"`
	Problems   []Fault `json:"problems"` // at most MaxFaults
}

// MaxFaults bounds what a report lists.
const MaxFaults = 1000

func (r *FsckReport) fault(object, why string, args ...any) {
	if len(r.Problems) < MaxFaults {
		r.Problems = append(r.Problems, Fault{object, fmt.Sprintf(why, args...)})
	}
}

// Fsck checks that the store holds what was put into it: the database's own
// structure, the numbers and times of batches, the intervals of known time,
// every digest worked out again from the statements, and the SHA-256 of every
// original. Its error is for what keeps it from looking.
func (s *Store) Fsck(ctx context.Context, progress func(stage string, done, total int64)) (FsckReport, error) {
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	r := FsckReport{Problems: []Fault{}}
	// One transaction sees one state of the store, whoever writes meanwhile.
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return r, fmt.Errorf("fsck: %w", busy(err))
	}
	defer tx.Rollback()
	c := &checker{s: s, q: tx, r: &r, progress: progress}
	for _, step := range []func(context.Context) error{c.database, c.batches, c.statements, c.judgements, c.findings, c.originals} {
		if err := step(ctx); err != nil {
			if ctx.Err() != nil {
				return r, ctx.Err()
			}
			// A damaged database fails its queries; that is a finding.
			r.fault("database", "%v", err)
		}
	}
	return r, nil
}

// checker is one run of Fsck.
type checker struct {
	s        *Store
	q        *sql.Tx
	r        *FsckReport
	progress func(stage string, done, total int64)
}

func (c *checker) database(ctx context.Context) error {
	c.progress("database", 0, 0)
	err := each(ctx, c.q, "PRAGMA integrity_check", nil, func(scan func(...any) error) error {
		var line string
		err := scan(&line)
		if err == nil && line != "ok" {
			c.r.fault("database", "%s", line)
		}
		return err
	})
	if err != nil {
		return err
	}
	return each(ctx, c.q, "PRAGMA foreign_key_check", nil, func(scan func(...any) error) error {
		var table, parent string
		var row, key any
		err := scan(&table, &row, &parent, &key)
		if err == nil {
			c.r.fault("table "+table, "row %v refers to a %s that is not there", row, parent)
		}
		return err
	})
}

// batches checks that batches are numbered without gaps and that the clock
// does not fall.
func (c *checker) batches(ctx context.Context) error {
	batches, err := c.s.batches(ctx, c.q)
	if err != nil {
		return err
	}
	c.r.Batches = int64(len(batches))
	for i, b := range batches {
		name := fmt.Sprintf("batch %d", b.ID)
		if b.ID != int64(i)+1 {
			c.r.fault(name, "follows batch %d", i)
			break
		}
		if i > 0 && b.Received.Before(batches[i-1].Received) {
			c.r.fault(name, "received before batch %d", i)
		}
		if err := c.batch(ctx, name, b); err != nil {
			return err
		}
	}
	return nil
}

// moved is an entity whose state a batch ended, began, or both.
type moved struct {
	id             string
	opened, closed bool
	other          bool // of another source than the batch
	digest         []byte
}

// batch works the digest of a batch and its figures out again.
func (c *checker) batch(ctx context.Context, name string, b Batch) error {
	var list []moved
	err := each(ctx, c.q, `SELECT e.ext_id, max(CASE WHEN t.tfrom = ?1 THEN 1 ELSE 0 END), max(CASE WHEN t.tto = ?1 THEN 1 ELSE 0 END),
		max(CASE WHEN q.name = ?2 THEN 0 ELSE 1 END), max(CASE WHEN t.tfrom = ?1 THEN t.digest END)
		FROM (SELECT entity, source, tfrom, tto, digest FROM state WHERE tfrom = ?1
		      UNION ALL SELECT entity, source, tfrom, tto, digest FROM state WHERE tto = ?1 AND tto < 2147483647) t
		JOIN entity e ON e.id = t.entity LEFT JOIN source q ON q.id = t.source GROUP BY e.ext_id`, []any{b.ID, b.Source}, func(scan func(...any) error) error {
		var m moved
		err := scan(&m.id, &m.opened, &m.closed, &m.other, &m.digest)
		list = append(list, m)
		return err
	})
	if err != nil {
		return err
	}
	var n Change
	d := newBatchDigest(b.Source)
	vanished := func(m moved) bool { return m.closed && !m.opened && !b.Delta }
	slices.SortFunc(list, func(a, b moved) int { // as a batch writes them
		if va, vb := vanished(a), vanished(b); va != vb {
			return int(b2u(va)) - int(b2u(vb))
		}
		return strings.Compare(a.id, b.id)
	})
	for _, m := range list {
		if m.other {
			c.r.fault(name, "changed entity %s of another source", m.id)
		}
		if m.closed {
			d.closed(m.id)
		}
		if m.opened {
			d.opened(m.digest)
		}
		switch {
		case m.closed && m.opened:
			n.Changed++
		case m.opened:
			n.Added++
		default:
			n.Removed++
		}
	}
	if d.sum() != b.Digest {
		c.r.fault(name, "its digest does not fit what it opened and closed")
	}
	if n.Added != b.Change.Added || n.Changed != b.Change.Changed || n.Removed != b.Change.Removed {
		c.r.fault(name, "says +%d ~%d -%d entities, the states say +%d ~%d -%d", b.Change.Added, b.Change.Changed, b.Change.Removed, n.Added, n.Changed, n.Removed)
	}
	refused := 0
	if err := c.q.QueryRowContext(ctx, "SELECT count(*) FROM refused WHERE batch = ?", b.ID).Scan(&refused); err != nil {
		return err
	}
	if refused != b.Refused {
		c.r.fault(name, "says %d refused rows, has %d", b.Refused, refused)
	}
	return nil
}

// stateRow is a row of the table state.
type stateRow struct {
	source, tfrom, tto int64
	digest             []byte
}

// stmtRow is a row of the table stmt.
type stmtRow struct {
	source, tfrom, tto int64
	ftm.Statement
}

// statements goes through all entities in order of number, their states
// and their statements side by side.
func (c *checker) statements(ctx context.Context) error {
	var total int64
	if err := c.q.QueryRowContext(ctx, "SELECT COALESCE(max(id), 0) FROM entity").Scan(&total); err != nil {
		return err
	}
	states, err := c.q.QueryContext(ctx, "SELECT entity, source, tfrom, tto, digest FROM state ORDER BY entity, source, tfrom")
	if err != nil {
		return err
	}
	defer states.Close()
	stmts, err := c.q.QueryContext(ctx, `SELECT subj, source, tfrom, tto, term, val, COALESCE(vfrom, 0), COALESCE(vto, 0) FROM stmt ORDER BY subj, source, tfrom, n`)
	if err != nil {
		return err
	}
	defer stmts.Close()
	nextState := group(func() (int64, stateRow, bool, error) {
		var entity int64
		var t stateRow
		if !states.Next() {
			return 0, t, false, states.Err()
		}
		err := states.Scan(&entity, &t.source, &t.tfrom, &t.tto, &t.digest)
		return entity, t, true, err
	})
	opened, closed := make(map[int64]int64), make(map[int64]int64) // statements, by batch
	nextStmt := group(func() (int64, stmtRow, bool, error) {
		var subj, tid int64
		var row stmtRow
		if !stmts.Next() {
			return 0, row, false, stmts.Err()
		}
		if err := stmts.Scan(&subj, &row.source, &row.tfrom, &row.tto, &tid, &row.Value, &row.From, &row.To); err != nil {
			return 0, row, true, err
		}
		c.r.Statements++
		opened[row.tfrom]++
		if row.tto != open {
			closed[row.tto]++
		}
		return subj, row, true, c.s.fill(ctx, &row.Statement, row.source, tid)
	})
	// sideBySide returns the rows of an entity and reports those of entities
	// before it that are not there.
	sideBySide := func(id int64) (list []stateRow, rows []stmtRow, err error) {
		orphan := func(what string) func(int64) {
			return func(owner int64) {
				c.r.fault(fmt.Sprintf("entity number %d", owner), "has %s, but no id", what)
			}
		}
		if list, err = rowsOf(nextState, id, orphan("states")); err == nil {
			rows, err = rowsOf(nextStmt, id, orphan("statements"))
		}
		return list, rows, err
	}
	err = each(ctx, c.q, "SELECT id, ext_id FROM entity ORDER BY id", nil, func(scan func(...any) error) error {
		var id int64
		var ext string
		if err := scan(&id, &ext); err != nil {
			return err
		}
		if c.r.Entities++; c.r.Entities%4096 == 0 {
			c.progress("statements", id, total)
		}
		list, rows, err := sideBySide(id)
		if err == nil {
			err = c.entity(ctx, ext, list, rows)
		}
		return err
	})
	if err != nil {
		return err
	}
	if _, _, err := sideBySide(math.MaxInt64); err != nil {
		return err
	}
	return c.counts(ctx, opened, closed)
}

// counts compares how many statements batches say that they opened and
// closed with how many there are.
func (c *checker) counts(ctx context.Context, opened, closed map[int64]int64) error {
	return each(ctx, c.q, "SELECT id, opened, closed FROM batch ORDER BY id", nil, func(scan func(...any) error) error {
		var id, o, cl int64
		err := scan(&id, &o, &cl)
		if err == nil && (o != opened[id] || cl != closed[id]) {
			c.r.fault(fmt.Sprintf("batch %d", id), "says +%d -%d statements, there are +%d -%d", o, cl, opened[id], closed[id])
		}
		return err
	})
}

// rowsOf returns the rows of one owner, and passes over those of owners before
// it.
func rowsOf[T any](next func(upTo int64) (int64, []T, error), id int64, before func(owner int64)) ([]T, error) {
	for {
		owner, list, err := next(id)
		if err != nil || owner == 0 {
			return nil, err
		}
		if owner == id {
			return list, nil
		}
		before(owner)
	}
}

// group returns a function that hands out the rows of one owner at a time: of
// the next one up to the id asked for; owner 0 says that there is none.
func group[T any](next func() (owner int64, row T, ok bool, err error)) func(upTo int64) (int64, []T, error) {
	var ahead T
	var aheadOwner int64
	have, done := false, false
	pull := func() error {
		if have || done {
			return nil
		}
		var err error
		aheadOwner, ahead, have, err = next()
		done = !have
		return err
	}
	return func(upTo int64) (int64, []T, error) {
		if err := pull(); err != nil || !have || aheadOwner > upTo {
			return 0, nil, err
		}
		owner := aheadOwner
		var list []T
		for have && aheadOwner == owner {
			list = append(list, ahead)
			have = false
			if err := pull(); err != nil {
				return owner, list, err
			}
		}
		return owner, list, nil
	}
}

// entity checks the intervals of an entity's rows and works out the digest
// of each of its states.
func (c *checker) entity(ctx context.Context, id string, states []stateRow, rows []stmtRow) error {
	name := "entity " + id
	for i, t := range states {
		if t.tfrom >= t.tto || t.tfrom < 1 || t.tfrom > c.r.Batches || t.tto != open && t.tto > c.r.Batches {
			c.r.fault(name, "state known from batch %d to %d", t.tfrom, t.tto)
		}
		if i > 0 && states[i-1].source == t.source && states[i-1].tto > t.tfrom {
			c.r.fault(name, "two states known with batch %d", t.tfrom)
		}
		dataset, err := c.s.sourceName(ctx, t.source)
		if err != nil {
			return err
		}
		var list []ftm.Statement
		for _, row := range rows {
			if row.source == t.source && row.tfrom <= t.tfrom && row.tto >= t.tto {
				list = append(list, row.Statement)
			}
		}
		for i := range list {
			list[i].Entity, list[i].Dataset = id, ""
		}
		slices.SortFunc(list, compareStatements)
		if d := stateDigest(dataset, id, list); string(d[:]) != string(t.digest) {
			c.r.fault(name, "its statements known with batch %d do not fit their digest", t.tfrom)
		}
	}
	for _, row := range rows {
		if row.tfrom >= row.tto {
			c.r.fault(name, "%s %.60q known from batch %d to %d", row.Prop, row.Value, row.tfrom, row.tto)
		}
		from, to := false, false
		for _, t := range states {
			from = from || t.source == row.source && t.tfrom == row.tfrom
			to = to || t.source == row.source && t.tto == row.tto
		}
		if !from || !to {
			c.r.fault(name, "%s %.60q is known from batch %d to %d, which is no state's beginning or end", row.Prop, row.Value, row.tfrom, row.tto)
		}
	}
	return nil
}

// originals hashes every kept document, which may take long: the transaction
// ends first, so that it does not keep the database's log from shrinking.
func (c *checker) originals(ctx context.Context) error {
	var list []Original
	var total, done int64
	err := each(ctx, c.q, "SELECT sha256, size, name FROM original ORDER BY sha256", nil, func(scan func(...any) error) error {
		var sha []byte
		var o Original
		err := scan(&sha, &o.Size, &o.Name)
		copy(o.SHA256[:], sha)
		total += o.Size
		list = append(list, o)
		return err
	})
	if err := errors.Join(err, c.q.Rollback()); err != nil {
		return err
	}
	known := make(map[string]bool)
	for _, o := range list {
		known[hex.EncodeToString(o.SHA256[:])] = true
		c.r.Originals++
		if err := c.original(ctx, o); err != nil {
			return err
		}
		done += o.Size
		c.progress("originals", done, total)
	}
	return c.strays(known)
}

func (c *checker) original(ctx context.Context, o Original) error {
	object := "original " + hex.EncodeToString(o.SHA256[:])
	f, err := c.s.OpenOriginal(o.SHA256)
	if errors.Is(err, ErrNotFound) {
		c.r.fault(object, "%s: the file is missing", o.Name)
		return nil
	}
	if err != nil {
		c.r.fault(object, "%s: %v", o.Name, err)
		return nil
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, &contextReader{ctx, f})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		c.r.fault(object, "%s: %v", o.Name, err)
	case n != o.Size:
		c.r.fault(object, "%s: is %d bytes long, was %d", o.Name, n, o.Size)
	case string(h.Sum(nil)) != string(o.SHA256[:]):
		c.r.fault(object, "%s: its bytes are not those that were kept", o.Name)
	}
	return nil
}

// strays reports files among the originals that the database does not know. A
// process that was killed between keeping a file and noting it leaves one; the
// next import of the same file notes it.
func (c *checker) strays(known map[string]bool) error {
	err := filepath.WalkDir(c.s.o.Originals, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && d.Name() == "tmp" {
				return fs.SkipDir
			}
			return err
		}
		if len(d.Name()) == 64 && !known[d.Name()] {
			c.s.o.Log.Info("an original that no batch has", "sha256", d.Name())
		} else if len(d.Name()) != 64 {
			c.r.fault("file "+d.Name(), "does not belong among the originals")
		}
		return nil
	})
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
