package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
)

// Basis is what the statuses of a regime were worked out from.
type Basis struct {
	Batch     int64   // newest
	Judgement int64   // newest
	Day       ftm.Day // of valid time
	Rules     string  // their digest
}

// Move is an entity that counts otherwise than before under the rules of a
// regime.
type Move struct {
	ID     int64
	Regime string
	Basis  // what it counts by now
	At     time.Time
	Entity string
	Was    string // blocked, possible or no
	Now    string
	Why    string // in a sentence
}

// StandingAt returns what the statuses of a regime were worked out from last. It
// is ErrNotFound before the first time.
func (s *Store) StandingAt(ctx context.Context, regime string) (Basis, error) {
	var b Basis
	err := s.read.QueryRowContext(ctx, "SELECT batch, judgement, day, rules FROM standing_at WHERE regime = ?", regime).Scan(&b.Batch, &b.Judgement, &b.Day, &b.Rules)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return Basis{}, fmt.Errorf("standing of %s: %w", regime, busy(err))
	}
	return b, nil
}

// none is the status of those who have none.
const none = "no"

// SetStanding keeps who is blocked or possible under a regime, by entity, and
// adds a move for each whose status is another than it was. why says for one of
// them why it counts as it does; it is asked of those that moved only. The first
// statuses of a regime, and those of other rules than before, are kept without
// moves: nobody moved. It returns the number of moves. A power cut may take the
// newest moves back, and their basis with them. status is used up.
func (s *Store) SetStanding(ctx context.Context, regime string, b Basis, status map[string]string, why func(entity string) string) (moves int, err error) {
	do, err := s.addingMoves(ctx)
	if err != nil {
		return 0, fmt.Errorf("standing of %s: %w", regime, busy(err))
	}
	tx, err := s.derive.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("standing of %s: %w", regime, busy(err))
	}
	defer tx.Rollback()
	var old Basis
	err = tx.QueryRowContext(ctx, "SELECT batch, judgement, day, rules FROM standing_at WHERE regime = ?", regime).Scan(&old.Batch, &old.Judgement, &old.Day, &old.Rules)
	first := errors.Is(err, sql.ErrNoRows) || err == nil && old.Rules != b.Rules
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("standing of %s: %w", regime, busy(err))
	}
	if !first && (old.Batch > b.Batch || old.Judgement > b.Judgement || old == b) {
		return 0, nil // somebody else was quicker
	}
	if first {
		err = s.setStanding(ctx, tx, regime, status)
	} else {
		var list []Move
		if list, err = movesOf(ctx, tx, regime, b, status, why); err == nil {
			moves, err = len(list), s.addMoves(ctx, tx, do, regime, b, list)
		}
	}
	if err == nil {
		err = s.setBasis(ctx, tx, regime, b)
	}
	if err != nil {
		return 0, fmt.Errorf("standing of %s: %w", regime, busy(err))
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("standing of %s: %w", regime, busy(err))
	}
	return moves, nil
}

// setStanding replaces the statuses of a regime.
func (s *Store) setStanding(ctx context.Context, tx *sql.Tx, regime string, status map[string]string) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM standing WHERE regime = ?", regime); err != nil {
		return err
	}
	add, err := tx.PrepareContext(ctx, "INSERT INTO standing(regime, entity, status) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer add.Close()
	for _, e := range slices.Sorted(maps.Keys(status)) {
		if _, err := add.ExecContext(ctx, regime, e, status[e]); err != nil {
			return err
		}
	}
	return nil
}

// movesOf are those whose status is another than it was, in order.
func movesOf(ctx context.Context, tx *sql.Tx, regime string, b Basis, status map[string]string, why func(entity string) string) ([]Move, error) {
	var list []Move
	err := each(ctx, tx, "SELECT entity, status FROM standing WHERE regime = ?", []any{regime}, func(scan func(...any) error) error {
		var e, was string
		if err := scan(&e, &was); err != nil {
			return err
		}
		if now := statusOr(status[e]); now != was {
			list = append(list, Move{Regime: regime, Basis: b, Entity: e, Was: was, Now: now})
		}
		delete(status, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for e, now := range status { // who had none
		list = append(list, Move{Regime: regime, Basis: b, Entity: e, Was: none, Now: now})
	}
	slices.SortFunc(list, func(x, y Move) int { return strings.Compare(x.Entity, y.Entity) })
	for i := range list {
		list[i].Why = why(list[i].Entity)
	}
	return list, nil
}

// AddMoves adds what changed in the statuses of a regime, of which the rest is as
// it was.
func (s *Store) AddMoves(ctx context.Context, regime string, b Basis, list []Move) error {
	do, err := s.addingMoves(ctx)
	if err != nil {
		return fmt.Errorf("moves of %s: %w", regime, busy(err))
	}
	tx, err := s.derive.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("moves of %s: %w", regime, busy(err))
	}
	defer tx.Rollback()
	err = s.addMoves(ctx, tx, do, regime, b, list)
	if err == nil {
		err = s.setBasis(ctx, tx, regime, b)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return fmt.Errorf("moves of %s: %w", regime, busy(err))
	}
	return nil
}

// moveStatements are what keeping a move takes, prepared once: where many fall by
// one listing, reading the text of a statement is most of its time.
type moveStatements struct{ leave, count, tell *sql.Stmt }

// addingMoves prepares the statements. It is not to be called in a transaction,
// which has the only connection.
func (s *Store) addingMoves(ctx context.Context) (moveStatements, error) {
	s.moving.Lock()
	defer s.moving.Unlock()
	var err error
	prepare := func(to **sql.Stmt, text string) {
		if err == nil && *to == nil {
			*to, err = s.derive.PrepareContext(ctx, text)
		}
	}
	prepare(&s.moving.leave, "DELETE FROM standing WHERE regime = ? AND entity = ?")
	prepare(&s.moving.count, "INSERT INTO standing(regime, entity, status) VALUES (?, ?, ?) ON CONFLICT (regime, entity) DO UPDATE SET status = excluded.status")
	prepare(&s.moving.tell, "INSERT INTO move(regime, batch, judgement, day, at, entity, was, now, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
	return s.moving.moveStatements, err
}

func (s *Store) addMoves(ctx context.Context, tx *sql.Tx, do moveStatements, regime string, b Basis, list []Move) error {
	at := s.o.Now().UnixMicro()
	leave, count, tell := tx.StmtContext(ctx, do.leave), tx.StmtContext(ctx, do.count), tx.StmtContext(ctx, do.tell)
	for i := range list {
		m := &list[i]
		var err error
		if m.Now == none {
			_, err = leave.ExecContext(ctx, regime, m.Entity)
		} else {
			_, err = count.ExecContext(ctx, regime, m.Entity, m.Now)
		}
		if err != nil {
			return err
		}
		if _, err := tell.ExecContext(ctx, regime, b.Batch, b.Judgement, b.Day, at, m.Entity, m.Was, m.Now, m.Why); err != nil {
			return err
		}
	}
	return nil
}

// setBasis notes what the statuses of a regime rest on.
func (s *Store) setBasis(ctx context.Context, tx *sql.Tx, regime string, b Basis) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO standing_at(regime, batch, judgement, day, rules) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (regime) DO UPDATE SET batch = excluded.batch, judgement = excluded.judgement, day = excluded.day, rules = excluded.rules`,
		regime, b.Batch, b.Judgement, b.Day, b.Rules)
	return err
}

// Moves returns the newest moves, newest first, of a regime or of all (""), and
// of an entity or of all (""), before one of a number (0 is none).
func (s *Store) Moves(ctx context.Context, regime, entity string, before int64, limit int) ([]Move, error) {
	var out []Move
	err := each(ctx, s.read, `SELECT id, regime, batch, judgement, day, at, entity, was, now, why FROM move
		WHERE (? = '' OR regime = ?) AND (? = '' OR entity = ?) AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?`,
		[]any{regime, regime, entity, entity, before, before, limit}, func(scan func(...any) error) error {
			var m Move
			var at int64
			err := scan(&m.ID, &m.Regime, &m.Batch, &m.Judgement, &m.Day, &at, &m.Entity, &m.Was, &m.Now, &m.Why)
			m.At = time.UnixMicro(at).UTC()
			out = append(out, m)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("moves: %w", err)
	}
	return out, nil
}

// Standing returns who is blocked or possible under a regime, as it was worked
// out last.
func (s *Store) Standing(ctx context.Context, regime string) (map[string]string, error) {
	out := make(map[string]string)
	err := each(ctx, s.read, "SELECT entity, status FROM standing WHERE regime = ?", []any{regime}, func(scan func(...any) error) error {
		var entity, st string
		err := scan(&entity, &st)
		out[entity] = st
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standing of %s: %w", regime, err)
	}
	return out, nil
}

func statusOr(s string) string {
	if s == "" {
		return none
	}
	return s
}
