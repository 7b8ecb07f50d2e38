package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Finding is what an engine concluded: something that someone apparently did.
// What it says in full is its body.
type Finding struct {
	ID         string // a hash of what it is about
	Kind       string
	Subjects   []string  // ids of entities, sorted
	Start, End time.Time // zero is open
	Strength   float64   // [0,1]
	Alert      bool
	Body       json.RawMessage

	// These are the store's.
	Engine   string
	Scope    string
	Version  int64 // number of the row; each change of the conclusion has its own
	Replaces int64 // version before, 0 is none: of the same id, or of the one that this came in the place of
	From, To int64 // concluded from a run up to another, which is 0 while it still is
}

// Run is one time that an engine concluded.
type Run struct {
	ID                            int64
	Engine, Scope                 string
	Basis                         string // of what it was worked out
	Batch                         int64  // newest batch then
	At                            time.Time
	Added, Changed, Removed, Same int
}

// FindingQuery selects findings. What is zero does not select.
type FindingQuery struct {
	Engine   string
	ID       string
	Kinds    []string
	Subject  string
	From, To time.Time // that were under way between, To not included
	Alerts   bool
	Batch    int64 // as concluded when this batch was the newest; 0 is now
	// Before is the end of the moment that Batch stands for, where several runs rest
	// on one batch: the newest that was made before it, and where none was, for
	// archives that came to hand long after their time, the newest. Zero is the newest.
	Before time.Time
	Limit  int // the first so many
}

const runColumns = "id, engine, scope, basis, batch, at, added, changed, removed, same FROM finding_run"

func scanRun(scan func(...any) error) (r Run, err error) {
	var at int64
	err = scan(&r.ID, &r.Engine, &r.Scope, &r.Basis, &r.Batch, &at, &r.Added, &r.Changed, &r.Removed, &r.Same)
	r.At = time.UnixMicro(at).UTC()
	return r, err
}

// LastRun returns the newest run of an engine over a scope, ErrNotFound before
// the first.
func (s *Store) LastRun(ctx context.Context, engine, scope string) (Run, error) {
	r, err := lastRun(ctx, s.read, engine, scope)
	if err != nil {
		return r, fmt.Errorf("run of %s over %s: %w", engine, scope, err)
	}
	return r, nil
}

func lastRun(ctx context.Context, q rowQuerier, engine, scope string) (Run, error) {
	r, err := scanRun(q.QueryRowContext(ctx, "SELECT "+runColumns+" WHERE engine = ? AND scope = ? ORDER BY id DESC LIMIT 1", engine, scope).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return r, busy(err)
}

type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// PutFindings keeps what an engine concludes of a scope, in the place of what it
// concluded before: what is the same stays, what differs gets a new version that
// names the old, what is not concluded any more ends. A new finding of the kind
// and subjects of one that ends, at a time that overlaps, names that one as
// replaced. basis says what the conclusions rest on; the same findings on the
// same basis are no new run. A power cut may take the newest run back, and its
// basis with it.
func (s *Store) PutFindings(ctx context.Context, engine, scope, basis string, list []Finding) (Run, error) {
	r, err := s.putFindings(ctx, engine, scope, basis, list)
	if err != nil {
		return r, fmt.Errorf("findings of %s over %s: %w", engine, scope, busy(err))
	}
	return r, nil
}

func (s *Store) putFindings(ctx context.Context, engine, scope, basis string, list []Finding) (Run, error) {
	list, err := checkFindings(engine, list)
	if err != nil {
		return Run{}, err
	}
	tx, err := s.derive.BeginTx(ctx, nil)
	if err != nil {
		return Run{}, err
	}
	defer tx.Rollback()
	last, err := lastRun(ctx, tx, engine, scope)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Run{}, err
	}
	first := err != nil
	old := make(map[string]*Finding)
	if err := openFindings(ctx, tx, engine, scope, func(f *Finding) { old[f.ID] = f }); err != nil {
		return Run{}, err
	}
	run := Run{Engine: engine, Scope: scope, Basis: basis}
	var put []*Finding
	for i := range list {
		f := &list[i]
		o := old[f.ID]
		switch {
		case o == nil:
			run.Added++
		case o.digest() == f.digest():
			run.Same++
			delete(old, f.ID)
			continue
		default:
			run.Changed++
			f.Replaces = o.Version
		}
		put = append(put, f)
	}
	run.Removed = len(old) - run.Changed
	if !first && last.Basis == basis && len(put) == 0 && len(old) == 0 {
		return last, nil
	}
	succeed(put, old)
	if err := s.beginRun(ctx, tx, &run); err != nil {
		return run, err
	}
	if err := writeFindings(ctx, tx, run, put, old); err != nil {
		return run, err
	}
	s.reached("findings written")
	return run, tx.Commit()
}

// checkFindings returns findings in order of id, fit to be kept.
func checkFindings(engine string, list []Finding) ([]Finding, error) {
	if engine == "" {
		return nil, errors.New("an engine has a name")
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Finding) int { return strings.Compare(a.ID, b.ID) })
	for i := range list {
		f := &list[i]
		f.Engine, f.Replaces = engine, 0
		f.Subjects = slices.Compact(slices.Sorted(slices.Values(f.Subjects)))
		switch {
		case f.ID == "" || f.Kind == "":
			return nil, errors.New("a finding without id or kind")
		case i > 0 && list[i-1].ID == f.ID:
			return nil, fmt.Errorf("two findings have the id %s", f.ID)
		case math.IsNaN(f.Strength) || f.Strength < 0 || f.Strength > 1:
			return nil, fmt.Errorf("finding %s: strength %v is not in [0,1]", f.ID, f.Strength)
		case !f.Start.IsZero() && !f.End.IsZero() && f.End.Before(f.Start):
			return nil, fmt.Errorf("finding %s: ends before it starts", f.ID)
		case !json.Valid(f.Body):
			return nil, fmt.Errorf("finding %s: its body is no JSON", f.ID)
		}
		f.Start, f.End = micro(f.Start), micro(f.End)
	}
	return list, nil
}

func micro(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}

// succeed names, for findings of new ids, those that they come in the place of:
// of the same kind and subjects, the one that they overlap longest. One is
// replaced once.
func succeed(put []*Finding, ended map[string]*Finding) {
	about := func(f *Finding) string { return f.Kind + "\x00" + strings.Join(f.Subjects, "\x00") }
	gone := make(map[string][]*Finding)
	for _, o := range ended {
		gone[about(o)] = append(gone[about(o)], o)
	}
	taken := make(map[int64]bool)
	for _, f := range put {
		if f.Replaces > 0 {
			taken[f.Replaces] = true
		}
	}
	for _, f := range put {
		if f.Replaces > 0 {
			continue
		}
		var best *Finding
		most := time.Duration(-1)
		for _, o := range gone[about(f)] {
			if d := overlap(f, o); d >= 0 && !taken[o.Version] && (d > most || d == most && o.Version < best.Version) {
				best, most = o, d
			}
		}
		if best != nil {
			f.Replaces = best.Version
			taken[best.Version] = true
		}
	}
}

// overlap is how long two findings were under way together, negative when they
// were not.
func overlap(a, b *Finding) time.Duration {
	from, to := a.Start, a.End
	if b.Start.After(from) {
		from = b.Start
	}
	if to.IsZero() || !b.End.IsZero() && b.End.Before(to) {
		to = b.End
	}
	if to.IsZero() || from.IsZero() {
		return math.MaxInt64
	}
	return to.Sub(from)
}

// beginRun writes a run; its clock and batch never fall.
func (s *Store) beginRun(ctx context.Context, tx *sql.Tx, r *Run) error {
	var batch, at int64
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(max(batch), 0), COALESCE(max(at), 0), COALESCE(max(id), 0) + 1 FROM finding_run").Scan(&batch, &at, &r.ID); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(max(id), 0) FROM batch").Scan(&r.Batch); err != nil {
		return err
	}
	r.Batch = max(r.Batch, batch)
	r.At = time.UnixMicro(max(at, s.o.Now().UnixMicro())).UTC()
	_, err := tx.ExecContext(ctx, "INSERT INTO finding_run(id, engine, scope, basis, batch, at, added, changed, removed, same) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.ID, r.Engine, r.Scope, r.Basis, r.Batch, r.At.UnixMicro(), r.Added, r.Changed, r.Removed, r.Same)
	return err
}

// writeFindings ends some rows and adds others.
func writeFindings(ctx context.Context, tx *sql.Tx, run Run, put []*Finding, ended map[string]*Finding) error {
	var errs error
	prepare := func(text string) *sql.Stmt {
		st, err := tx.PrepareContext(ctx, text)
		errs = errors.Join(errs, err)
		return st
	}
	end := prepare("UPDATE finding SET rto = ? WHERE n = ?")
	add := prepare("INSERT INTO finding(n, engine, scope, id, kind, start, ended, strength, alert, body, digest, replaces, rfrom, rto) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 2147483647)")
	tell := prepare("INSERT INTO finding_subject(subject, n) VALUES (?, ?)")
	if errs != nil {
		return errs
	}
	for _, o := range ended {
		if _, err := end.ExecContext(ctx, run.ID, o.Version); err != nil {
			return err
		}
	}
	var n int64
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(max(n), 0) FROM finding").Scan(&n); err != nil {
		return err
	}
	for _, f := range put {
		n++
		d := f.digest()
		if _, err := add.ExecContext(ctx, n, run.Engine, run.Scope, f.ID, f.Kind, nullMicro(f.Start), nullMicro(f.End), f.Strength, f.Alert,
			string(f.Body), d[:], sql.NullInt64{Int64: f.Replaces, Valid: f.Replaces > 0}, run.ID); err != nil {
			return err
		}
		for _, sub := range f.Subjects {
			if _, err := tell.ExecContext(ctx, sub, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func nullMicro(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMicro(), Valid: !t.IsZero()}
}

// digest is BLAKE2b, 16 bytes, over what a finding says.
func (f *Finding) digest() (out [16]byte) {
	b := make([]byte, 0, 256+len(f.Body))
	for _, s := range []string{f.Engine, f.ID, f.Kind} {
		b = appendText(b, s)
	}
	b = binary.AppendUvarint(b, uint64(len(f.Subjects)))
	for _, s := range f.Subjects {
		b = appendText(b, s)
	}
	for _, t := range []time.Time{f.Start, f.End} {
		m := nullMicro(t)
		if !m.Valid {
			m.Int64 = math.MinInt64
		}
		b = binary.BigEndian.AppendUint64(b, uint64(m.Int64))
	}
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(f.Strength))
	b = append(b, byte(b2u(f.Alert)))
	b = appendText(b, string(f.Body))
	h := newHash()
	h.Write(b)
	h.Sum(out[:0])
	return out
}

const findingColumns = "f.n, f.engine, f.scope, f.id, f.kind, f.start, f.ended, f.strength, f.alert, f.body, COALESCE(f.replaces, 0), f.rfrom, f.rto FROM finding f"

func scanFinding(scan func(...any) error, more ...any) (f Finding, err error) {
	var start, end sql.NullInt64
	var body string
	err = scan(append([]any{&f.Version, &f.Engine, &f.Scope, &f.ID, &f.Kind, &start, &end, &f.Strength, &f.Alert, &body, &f.Replaces, &f.From, &f.To}, more...)...)
	f.Body = json.RawMessage(body)
	if start.Valid {
		f.Start = time.UnixMicro(start.Int64).UTC()
	}
	if end.Valid {
		f.End = time.UnixMicro(end.Int64).UTC()
	}
	if f.To == open {
		f.To = 0
	}
	return f, err
}

// openFindings hands over what is concluded of a scope now.
func openFindings(ctx context.Context, q querier, engine, scope string, yield func(*Finding)) error {
	subjects := make(map[int64][]string)
	err := each(ctx, q, `SELECT t.n, t.subject FROM finding f JOIN finding_subject t ON t.n = f.n
		WHERE f.engine = ? AND f.scope = ? AND f.rto = 2147483647`, []any{engine, scope}, func(scan func(...any) error) error {
		var n int64
		var sub string
		err := scan(&n, &sub)
		subjects[n] = append(subjects[n], sub)
		return err
	})
	if err != nil {
		return err
	}
	return each(ctx, q, "SELECT "+findingColumns+" WHERE f.engine = ? AND f.scope = ? AND f.rto = 2147483647", []any{engine, scope}, func(scan func(...any) error) error {
		f, err := scanFinding(scan)
		f.Subjects = subjects[f.Version]
		slices.Sort(f.Subjects)
		yield(&f)
		return err
	})
}

// Findings hands over findings, in order of start, then id, until yield fails.
func (s *Store) Findings(ctx context.Context, q FindingQuery, yield func(*Finding) error) error {
	text, args, err := s.findingQuery(ctx, q)
	if err == nil {
		err = each(ctx, s.read, text, args, func(scan func(...any) error) error {
			var subjects string
			f, err := scanFinding(scan, &subjects)
			if err == nil {
				err = json.Unmarshal([]byte(subjects), &f.Subjects)
			}
			if err != nil {
				return err
			}
			slices.Sort(f.Subjects)
			return yield(&f)
		})
	}
	if err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	return nil
}

func (s *Store) findingQuery(ctx context.Context, q FindingQuery) (string, []any, error) {
	var where []string
	var args []any
	add := func(cond string, a ...any) {
		where = append(where, cond)
		args = append(args, a...)
	}
	if q.Batch == 0 {
		add("f.rto = 2147483647")
	} else {
		before := int64(math.MaxInt64)
		if !q.Before.IsZero() {
			before = q.Before.UnixMicro()
		}
		var run int64
		if err := s.read.QueryRowContext(ctx, "SELECT COALESCE(max(CASE WHEN at < ? THEN id END), max(id), 0) FROM finding_run WHERE batch <= ?", before, q.Batch).Scan(&run); err != nil {
			return "", nil, busy(err)
		}
		add("f.rfrom <= ? AND f.rto > ?", run, run)
	}
	if q.Engine != "" {
		add("f.engine = ?", q.Engine)
	}
	if q.ID != "" {
		add("f.id = ?", q.ID)
	}
	if q.Subject != "" {
		add("f.n IN (SELECT n FROM finding_subject WHERE subject = ?)", q.Subject)
	}
	if len(q.Kinds) > 0 {
		marks := strings.Repeat(", ?", len(q.Kinds))[2:]
		var kinds []any
		for _, k := range q.Kinds {
			kinds = append(kinds, k)
		}
		add("f.kind IN ("+marks+")", kinds...)
	}
	if !q.From.IsZero() {
		add("(f.ended IS NULL OR f.ended >= ?)", q.From.UnixMicro())
	}
	if !q.To.IsZero() {
		add("(f.start IS NULL OR f.start < ?)", q.To.UnixMicro())
	}
	if q.Alerts {
		add("f.alert = 1")
	}
	// f.n breaks ties of engines that give the same id.
	text := "SELECT " + strings.Replace(findingColumns, " FROM", ", (SELECT json_group_array(subject) FROM finding_subject t WHERE t.n = f.n) FROM", 1) +
		" WHERE " + strings.Join(where, " AND ") + " ORDER BY f.start, f.id, f.n LIMIT ?"
	return text, append(args, cmp.Or(q.Limit, -1)), nil
}

// FindingVersions returns what was ever concluded under an id, oldest first, and
// what that came in the place of. It is ErrNotFound where nothing was.
func (s *Store) FindingVersions(ctx context.Context, id string) ([]Finding, error) {
	var out []Finding
	err := each(ctx, s.read, `WITH RECURSIVE chain(n) AS (SELECT n FROM finding WHERE id = ?
			UNION SELECT f.replaces FROM finding f JOIN chain c ON c.n = f.n WHERE f.replaces IS NOT NULL)
		SELECT `+strings.Replace(findingColumns, " FROM", ", (SELECT json_group_array(subject) FROM finding_subject t WHERE t.n = f.n) FROM", 1)+
		" WHERE f.n IN (SELECT n FROM chain) ORDER BY f.n", []any{id}, func(scan func(...any) error) error {
		var subjects string
		f, err := scanFinding(scan, &subjects)
		if err == nil {
			err = json.Unmarshal([]byte(subjects), &f.Subjects)
		}
		slices.Sort(f.Subjects)
		out = append(out, f)
		return err
	})
	if err == nil && len(out) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", id, err)
	}
	return out, nil
}

// findings checks that runs are numbered without gaps and their clock does not
// fall, that every version is concluded between two runs and says what its digest
// says, that no two of one id hold at once in a scope, and that versions name
// older ones.
func (c *checker) findings(ctx context.Context) error {
	runs, err := c.findingRuns(ctx)
	if err != nil {
		return err
	}
	type key struct{ engine, scope, id string }
	until := make(map[key]int64)
	ends := make(map[int64]int64) // version -> the run that ended it
	var n int64
	text := "SELECT " + strings.Replace(findingColumns, " FROM", ", f.digest, (SELECT json_group_array(subject) FROM finding_subject t WHERE t.n = f.n) FROM", 1) + " ORDER BY f.n"
	return each(ctx, c.q, text, nil, func(scan func(...any) error) error {
		var digest []byte
		var subjects string
		f, err := scanFinding(scan, &digest, &subjects)
		if err == nil {
			err = json.Unmarshal([]byte(subjects), &f.Subjects)
		}
		if err != nil {
			return err
		}
		slices.Sort(f.Subjects)
		name := fmt.Sprintf("finding %d (%s)", f.Version, f.ID)
		if n++; f.Version != n {
			c.r.fault(name, "stands where number %d should", n)
			n = f.Version
		}
		if d := f.digest(); string(d[:]) != string(digest) {
			c.r.fault(name, "what it says does not fit its digest")
		}
		if !json.Valid(f.Body) {
			c.r.fault(name, "its body is no JSON")
		}
		to := cmp.Or(f.To, open)
		if f.From < 1 || f.From >= to || f.From > runs || to != open && to > runs {
			c.r.fault(name, "concluded from run %d to %d", f.From, to)
		}
		k := key{f.Engine, f.Scope, f.ID}
		if until[k] > f.From {
			c.r.fault(name, "is the second of its id that holds with run %d", f.From)
		}
		until[k] = to
		ends[f.Version] = to
		if f.Replaces != 0 && (f.Replaces >= f.Version || ends[f.Replaces] != f.From) {
			c.r.fault(name, "replaces version %d, which did not end with run %d", f.Replaces, f.From)
		}
		return nil
	})
}

func (c *checker) findingRuns(ctx context.Context) (runs int64, err error) {
	var last Run
	err = each(ctx, c.q, "SELECT "+runColumns+" ORDER BY id", nil, func(scan func(...any) error) error {
		r, err := scanRun(scan)
		if err != nil {
			return err
		}
		runs++
		name := fmt.Sprintf("run %d", r.ID)
		switch {
		case r.ID != runs:
			c.r.fault(name, "stands where number %d should", runs)
		case r.At.Before(last.At) || r.Batch < last.Batch:
			c.r.fault(name, "is of an earlier time or batch than the one before")
		case r.Batch > c.r.Batches:
			c.r.fault(name, "rests on batch %d, which is not there", r.Batch)
		}
		last = r
		return nil
	})
	if err != nil {
		return runs, err
	}
	return runs, each(ctx, c.q, `SELECT r.id, r.added + r.changed, (SELECT count(*) FROM finding f WHERE f.rfrom = r.id),
		r.removed + r.changed, (SELECT count(*) FROM finding f WHERE f.rto = r.id) FROM finding_run r ORDER BY r.id`, nil, func(scan func(...any) error) error {
		var id, began, has, ended, gone int64
		err := scan(&id, &began, &has, &ended, &gone)
		if err == nil && (began != has || ended != gone) {
			c.r.fault(fmt.Sprintf("run %d", id), "says +%d -%d findings, there are +%d -%d", began, ended, has, gone)
		}
		return err
	})
}
