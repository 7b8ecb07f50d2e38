package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cordon/ftm"

	"golang.org/x/crypto/blake2b"
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
	for _, step := range []func(context.Context, *FsckReport, func(string, int64, int64)) error{
		s.checkDatabase, s.checkBatches, s.checkStatements, s.checkOriginals,
	} {
		if err := step(ctx, &r, progress); err != nil {
			if ctx.Err() != nil {
				return r, ctx.Err()
			}
			// A damaged database fails its queries; that is a finding.
			r.fault("database", "%v", err)
		}
	}
	return r, nil
}

func (s *Store) checkDatabase(ctx context.Context, r *FsckReport, progress func(string, int64, int64)) error {
	progress("database", 0, 0)
	err := each(ctx, s.read, "PRAGMA integrity_check", nil, func(scan func(...any) error) error {
		var line string
		err := scan(&line)
		if err == nil && line != "ok" {
			r.fault("database", "%s", line)
		}
		return err
	})
	if err != nil {
		return err
	}
	return each(ctx, s.read, "PRAGMA foreign_key_check", nil, func(scan func(...any) error) error {
		var table, parent string
		var row, key any
		err := scan(&table, &row, &parent, &key)
		if err == nil {
			r.fault("table "+table, "row %v refers to a %s that is not there", row, parent)
		}
		return err
	})
}

// checkBatches checks that batches are numbered without gaps and that the clock
// does not fall.
func (s *Store) checkBatches(ctx context.Context, r *FsckReport, _ func(string, int64, int64)) error {
	batches, err := s.Batches(ctx)
	if err != nil {
		return err
	}
	r.Batches = int64(len(batches))
	for i, b := range batches {
		name := fmt.Sprintf("batch %d", b.ID)
		if b.ID != int64(i)+1 {
			r.fault(name, "follows batch %d", i)
			break
		}
		if i > 0 && b.Received.Before(batches[i-1].Received) {
			r.fault(name, "received before batch %d", i)
		}
		if err := s.checkBatch(ctx, r, name, b); err != nil {
			return err
		}
	}
	return nil
}

// checkBatch works the digest of a batch and its figures out again.
func (s *Store) checkBatch(ctx context.Context, r *FsckReport, name string, b Batch) error {
	h, err := blake2b.New(16, nil)
	if err != nil {
		return err
	}
	// A batch writes entities in order of id; those that vanished follow, in
	// order of number.
	type moved struct {
		id             string
		opened, closed bool
		digest         []byte
	}
	var list []moved
	err = each(ctx, s.read, `SELECT e.ext_id, max(t.tfrom = ?1), max(t.tto = ?1), max(CASE WHEN t.tfrom = ?1 THEN t.digest END)
		FROM (SELECT entity, source, tfrom, tto, digest FROM state WHERE tfrom = ?1
		      UNION ALL SELECT entity, source, tfrom, tto, digest FROM state WHERE tto = ?1 AND tto < 2147483647) t
		JOIN entity e ON e.id = t.entity GROUP BY t.entity ORDER BY t.entity`, []any{b.ID}, func(scan func(...any) error) error {
		var m moved
		err := scan(&m.id, &m.opened, &m.closed, &m.digest)
		list = append(list, m)
		return err
	})
	if err != nil {
		return err
	}
	vanished := func(m moved) bool { return m.closed && !m.opened && !b.Delta }
	inOrder := slices.Clone(list)
	slices.SortStableFunc(inOrder, func(a, b moved) int { return strings.Compare(a.id, b.id) })
	var c Change
	write := func(m moved) {
		if m.closed {
			h.Write([]byte{'-'})
			h.Write([]byte(m.id))
		}
		if m.opened {
			h.Write([]byte{'+'})
			h.Write(m.digest)
		}
		switch {
		case m.closed && m.opened:
			c.Changed++
		case m.opened:
			c.Added++
		default:
			c.Removed++
		}
	}
	for _, m := range inOrder {
		if !vanished(m) {
			write(m)
		}
	}
	for _, m := range list {
		if vanished(m) {
			write(m)
		}
	}
	if string(h.Sum(nil)) != string(b.Digest[:]) {
		r.fault(name, "its digest does not fit what it opened and closed")
	}
	if c.Added != b.Change.Added || c.Changed != b.Change.Changed || c.Removed != b.Change.Removed {
		r.fault(name, "says +%d ~%d -%d entities, the states say +%d ~%d -%d", b.Change.Added, b.Change.Changed, b.Change.Removed, c.Added, c.Changed, c.Removed)
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

// checkStatements goes through all entities in order of number, their states
// and their statements side by side.
func (s *Store) checkStatements(ctx context.Context, r *FsckReport, progress func(string, int64, int64)) error {
	var total int64
	if err := s.read.QueryRowContext(ctx, "SELECT COALESCE(max(id), 0) FROM entity").Scan(&total); err != nil {
		return err
	}
	states, err := s.read.QueryContext(ctx, "SELECT entity, source, tfrom, tto, digest FROM state ORDER BY entity, source, tfrom")
	if err != nil {
		return err
	}
	defer states.Close()
	stmts, err := s.read.QueryContext(ctx, `SELECT subj, source, tfrom, tto, term, val, COALESCE(vfrom, 0), COALESCE(vto, 0) FROM stmt ORDER BY subj, source, tfrom, n`)
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
	nextStmt := group(func() (int64, stmtRow, bool, error) {
		var subj, tid int64
		var row stmtRow
		if !stmts.Next() {
			return 0, row, false, stmts.Err()
		}
		if err := stmts.Scan(&subj, &row.source, &row.tfrom, &row.tto, &tid, &row.Value, &row.From, &row.To); err != nil {
			return 0, row, true, err
		}
		r.Statements++
		return subj, row, true, s.fill(ctx, &row.Statement, row.source, tid)
	})
	return each(ctx, s.read, "SELECT id, ext_id FROM entity ORDER BY id", nil, func(scan func(...any) error) error {
		var id int64
		var ext string
		if err := scan(&id, &ext); err != nil {
			return err
		}
		if r.Entities++; r.Entities%4096 == 0 {
			progress("statements", id, total)
		}
		for {
			owner, list, err := nextState(id)
			if err != nil {
				return err
			}
			if owner < id && owner != 0 {
				r.fault(fmt.Sprintf("entity number %d", owner), "has states, but no id")
				continue
			}
			owner, rows, err := nextStmt(id)
			for err == nil && owner != 0 && owner < id {
				r.fault(fmt.Sprintf("entity number %d", owner), "has statements, but no id")
				owner, rows, err = nextStmt(id)
			}
			if err != nil {
				return err
			}
			s.checkEntity(r, ext, list, rows)
			return nil
		}
	})
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

// checkEntity checks the intervals of an entity's rows and works out the digest
// of each of its states.
func (s *Store) checkEntity(r *FsckReport, id string, states []stateRow, rows []stmtRow) {
	name := "entity " + id
	for i, t := range states {
		if t.tfrom >= t.tto || t.tfrom < 1 || t.tfrom > r.Batches || t.tto != open && t.tto > r.Batches {
			r.fault(name, "state known from batch %d to %d", t.tfrom, t.tto)
		}
		if i > 0 && states[i-1].source == t.source && states[i-1].tto > t.tfrom {
			r.fault(name, "two states known with batch %d", t.tfrom)
		}
		var list []ftm.Statement
		dataset := ""
		for _, row := range rows {
			if row.source == t.source && row.tfrom <= t.tfrom && row.tto >= t.tto {
				list = append(list, row.Statement)
				dataset = row.Dataset
			}
		}
		for i := range list {
			list[i].Entity, list[i].Dataset = id, ""
		}
		slices.SortFunc(list, compareStatements)
		if d := stateDigest(dataset, id, list); string(d[:]) != string(t.digest) {
			r.fault(name, "its statements known with batch %d do not fit their digest", t.tfrom)
		}
	}
	for _, row := range rows {
		if row.tfrom >= row.tto {
			r.fault(name, "%s %.60q known from batch %d to %d", row.Prop, row.Value, row.tfrom, row.tto)
		}
		from, to := false, false
		for _, t := range states {
			from = from || t.source == row.source && t.tfrom == row.tfrom
			to = to || t.source == row.source && t.tto == row.tto
		}
		if !from || !to {
			r.fault(name, "%s %.60q is known from batch %d to %d, which is no state's beginning or end", row.Prop, row.Value, row.tfrom, row.tto)
		}
	}
}

func (s *Store) checkOriginals(ctx context.Context, r *FsckReport, progress func(string, int64, int64)) error {
	var total, done int64
	if err := s.read.QueryRowContext(ctx, "SELECT COALESCE(sum(size), 0) FROM original").Scan(&total); err != nil {
		return err
	}
	known := make(map[string]bool)
	err := each(ctx, s.read, "SELECT sha256, size, name FROM original ORDER BY sha256", nil, func(scan func(...any) error) error {
		var sha []byte
		var size int64
		var name string
		if err := scan(&sha, &size, &name); err != nil {
			return err
		}
		r.Originals++
		object := "original " + hex.EncodeToString(sha)
		known[hex.EncodeToString(sha)] = true
		h := sha256.New()
		f, err := s.OpenOriginal([32]byte(sha))
		if err != nil {
			r.fault(object, "%s: the file is missing", name)
			return nil
		}
		n, err := io.Copy(h, &contextReader{ctx, f})
		_ = f.Close()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.fault(object, "%s: %v", name, err)
		case n != size:
			r.fault(object, "%s: is %d bytes long, was %d", name, n, size)
		case string(h.Sum(nil)) != string(sha):
			r.fault(object, "%s: its bytes are not those that were kept", name)
		}
		done += n
		progress("originals", done, total)
		return nil
	})
	if err != nil {
		return err
	}
	return s.strays(r, known)
}

// strays reports files among the originals that the database does not know. A
// process that was killed between keeping a file and noting it leaves one; the
// next import of the same file notes it.
func (s *Store) strays(r *FsckReport, known map[string]bool) error {
	err := filepath.WalkDir(s.o.Originals, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && d.Name() == "tmp" {
				return fs.SkipDir
			}
			return err
		}
		if len(d.Name()) == 64 && !known[d.Name()] {
			s.o.Log.Info("an original that no batch has", "sha256", d.Name())
		} else if len(d.Name()) != 64 {
			r.fault("file "+d.Name(), "does not belong among the originals")
		}
		return nil
	})
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
