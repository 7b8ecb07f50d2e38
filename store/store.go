package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What callers may want to tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrBusy     = errors.New("the store is busy with another writer")
	ErrReceived = errors.New("received before the newest batch")
	ErrFormat   = errors.New("not a store of this program")
)

// open is the end of a row that is still known: no batch reaches it.
const open = 1<<31 - 1

//go:embed schema.sql
var schemaSQL string

//go:embed judgement.sql
var judgementSQL string

//go:embed move.sql
var moveSQL string

//go:embed finding.sql
var findingSQL string

// schemaVersion is raised with schema.sql.
const schemaVersion = "4"

// migrations bring the tables of an older version to the next one. What they
// make is what schema.sql makes.
var migrations = map[string]struct{ next, sql string }{
	"1": {"2", judgementSQL},
	"2": {"3", moveSQL},
	"3": {"4", findingSQL},
}

// Options of a store.
type Options struct {
	Originals string           // folder of kept documents; made when missing
	Log       *slog.Logger     // nil discards
	Now       func() time.Time // the clock; nil is time.Now
}

// Store is a statement store. Its methods may be used by several goroutines.
type Store struct {
	o     Options
	path  string
	id    string
	write *sql.DB // one connection
	read  *sql.DB

	// One connection for what follows from the rest: a power cut may take back its
	// last transactions, with the note of what they rest on, so that they are worked
	// out again. It need not wait for the disk.
	derive *sql.DB
	moving struct {
		sync.Mutex
		moveStatements
	}

	names *sql.DB // for what is looked up in the middle of a read, which holds a connection of its own

	stageMemory int                // bytes that a load sorts in memory
	reached     func(point string) // tests end the process there

	mu      sync.RWMutex // guards terms and sources
	terms   map[int64]term
	sources map[int64]string // names
}

// term says what a statement is about.
type term struct{ schema, prop, lang string }

// Open opens the store at dsn, "sqlite:PATH", and makes it when it is not
// there.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	path, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok || path == "" {
		scheme, _, _ := strings.Cut(dsn, ":")
		return nil, fmt.Errorf("store: %q is not supported: want sqlite:PATH", scheme)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Originals == "" {
		o.Originals = filepath.Join(filepath.Dir(path), "originals")
	}
	s := &Store{o: o, path: path, stageMemory: stageMemory, reached: func(string) {}, terms: make(map[int64]term), sources: make(map[int64]string)}
	if err := s.open(ctx); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("store %s: %w", path, err)
	}
	s.sweep()
	return s, nil
}

// open opens the pools and checks or makes the tables.
func (s *Store) open(ctx context.Context) (err error) {
	if s.write, err = connect(s.path, 1, "_txlock=immediate", "_pragma=synchronous(full)", "_pragma=foreign_keys(1)", "_pragma=cache_size(-32768)"); err != nil {
		return err
	}
	if s.derive, err = connect(s.path, 1, "_txlock=immediate", "_pragma=synchronous(normal)", "_pragma=wal_autocheckpoint(8000)", "_pragma=foreign_keys(1)", readCache); err != nil {
		return err
	}
	if s.read, err = connect(s.path, 8, "_pragma=query_only(1)", readCache); err != nil {
		return err
	}
	if s.names, err = connect(s.path, 1, "_pragma=query_only(1)", readCache); err != nil {
		return err
	}
	if err := s.create(ctx); err != nil {
		return busy(err)
	}
	version := ""
	err = s.read.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'schema'").Scan(&version)
	if _, old := migrations[version]; err == nil && old {
		if version, err = s.migrate(ctx); err != nil {
			return fmt.Errorf("bring the tables to version %s: %w", schemaVersion, busy(err))
		}
	}
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrFormat, err)
	case version != schemaVersion:
		return fmt.Errorf("%w: its tables have version %s, this program knows version %s", ErrFormat, version, schemaVersion)
	}
	return s.read.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'id'").Scan(&s.id)
}

// busyTimeout is how long one process waits for another that writes.
var busyTimeout = 10 * time.Second

// readCache is what each reading connection keeps of the database, in KiB: the
// system keeps the rest once for all of them.
const readCache = "_pragma=cache_size(-4096)"

func connect(path string, conns int, params ...string) (*sql.DB, error) {
	params = append(params, fmt.Sprintf("_pragma=busy_timeout(%d)", busyTimeout.Milliseconds()), "_pragma=journal_mode(wal)", "_pragma=mmap_size(0)")
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: strings.Join(params, "&")}).String()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// create makes the tables of a new store.
func (s *Store) create(ctx context.Context) error {
	have := 0
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'").Scan(&have)
	if err != nil || have > 0 {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Somebody else may have made them since.
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'").Scan(&have); err != nil || have > 0 {
		return err
	}
	var tables int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if tables > 0 {
		return fmt.Errorf("%w: a database with other tables", ErrFormat)
	}
	if _, err := tx.ExecContext(ctx, schemaSQL+judgementSQL+moveSQL+findingSQL); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO meta(key, value) VALUES ('schema', ?), ('id', ?)", schemaVersion, hex.EncodeToString(id)); err != nil {
		return err
	}
	return tx.Commit()
}

// migrate brings the tables to the version of this program, all steps in one
// transaction, and returns the version.
func (s *Store) migrate(ctx context.Context) (version string, err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer tx.Rollback()
	// Somebody else may have done it since.
	if err := tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'schema'").Scan(&version); err != nil {
		return "", err
	}
	for m, ok := migrations[version]; ok; m, ok = migrations[version] {
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			return "", err
		}
		version = m.next
	}
	s.reached("tables migrated")
	if _, err := tx.ExecContext(ctx, "UPDATE meta SET value = ? WHERE key = 'schema'", version); err != nil {
		return "", err
	}
	return version, tx.Commit()
}

// Close closes the store.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.names, s.read, s.derive, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// ID is a random name that the store got when it was made.
func (s *Store) ID() string { return s.id }

// busy turns the driver's errors for a locked database into ErrBusy.
func busy(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("%w: %w", ErrBusy, err)
		case sqlite3.SQLITE_NOTADB:
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
	}
	return err
}

// tempAge is how old a temporary file must be to be taken for a leftover of a
// process that was killed.
const tempAge = 24 * time.Hour

// sweep removes temporary files that nobody writes any more.
func (s *Store) sweep() {
	dir := filepath.Join(s.o.Originals, "tmp")
	files, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, f := range files {
		if info, err := f.Info(); err == nil && s.o.Now().Sub(info.ModTime()) > tempAge {
			if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
				s.o.Log.Warn("a leftover file stays", "file", f.Name(), "error", err)
			}
		}
	}
}

// term returns a term by id. Terms are never changed, so that those once read
// are kept.
func (s *Store) term(ctx context.Context, id int64) (term, error) {
	s.mu.RLock()
	t, ok := s.terms[id]
	s.mu.RUnlock()
	if ok {
		return t, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := each(ctx, s.names, "SELECT id, schema, prop, lang FROM term", nil, func(scan func(...any) error) error {
		var id int64
		var t term
		if err := scan(&id, &t.schema, &t.prop, &t.lang); err != nil {
			return err
		}
		s.terms[id] = t
		return nil
	}); err != nil {
		return term{}, fmt.Errorf("terms: %w", err)
	}
	t, ok = s.terms[id]
	if !ok {
		return term{}, fmt.Errorf("term %d: %w", id, ErrNotFound)
	}
	return t, nil
}

// sourceName returns the name of a source.
func (s *Store) sourceName(ctx context.Context, id int64) (string, error) {
	s.mu.RLock()
	n, ok := s.sources[id]
	s.mu.RUnlock()
	if ok {
		return n, nil
	}
	if err := s.names.QueryRowContext(ctx, "SELECT name FROM source WHERE id = ?", id).Scan(&n); err != nil {
		return "", fmt.Errorf("source %d: %w", id, err)
	}
	s.mu.Lock()
	s.sources[id] = n
	s.mu.Unlock()
	return n, nil
}

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// each calls row for every row of a query.
func each(ctx context.Context, q querier, query string, args []any, row func(scan func(...any) error) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return busy(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
