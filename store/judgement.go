package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/resolve"
)

// withdrawn is the verdict of rows that end another one.
const withdrawn = "withdrawn"

// Judgements returns everything that people decided, also what they took back,
// in the order in which they decided it.
func (s *Store) Judgements(ctx context.Context) ([]resolve.Judgement, error) {
	list, err := judgements(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("judgements: %w", err)
	}
	return list, nil
}

func judgements(ctx context.Context, q querier) ([]resolve.Judgement, error) {
	var out []resolve.Judgement
	place := make(map[int64]int)
	err := each(ctx, q, "SELECT id, at, a, b, verdict, withdraws, who, score, reason FROM judgement ORDER BY id", nil, func(scan func(...any) error) error {
		var j resolve.Judgement
		var at int64
		var ends sql.NullInt64
		var score sql.NullFloat64
		if err := scan(&j.ID, &at, &j.A, &j.B, &j.Verdict, &ends, &j.User, &score, &j.Reason); err != nil {
			return err
		}
		j.At = time.UnixMicro(at).UTC()
		if score.Valid {
			j.Score = &score.Float64
		}
		if !ends.Valid {
			place[j.ID] = len(out)
			out = append(out, j)
			return nil
		}
		i, ok := place[ends.Int64]
		if !ok {
			return fmt.Errorf("judgement %d withdraws %d, which is not there", j.ID, ends.Int64)
		}
		out[i].Withdrawn, out[i].WithdrawnBy, out[i].WithdrawnAs, out[i].WhyBack = j.At, j.User, j.ID, j.Reason
		return nil
	})
	return out, err
}

// JudgedAs is the number of the newest judgement or withdrawal: it changes with
// every one of them. Not one is 0.
func (s *Store) JudgedAs(ctx context.Context) (int64, error) {
	var n int64
	if err := s.read.QueryRowContext(ctx, "SELECT COALESCE(max(id), 0) FROM judgement").Scan(&n); err != nil {
		return 0, fmt.Errorf("judgements: %w", busy(err))
	}
	return n, nil
}

// Judge adds a decision, if no other stands against it ([resolve.Book.Check]): no
// other is added between that check and this one. A pair that was left open is
// decided by withdrawing that. It is durable when the call returns, and comes
// back with its number and time.
func (s *Store) Judge(ctx context.Context, j resolve.Judgement) (resolve.Judgement, error) {
	j.A, j.B = resolve.Pair(j.A, j.B)
	if err := j.Check(); err != nil {
		return j, err
	}
	err := s.judging(ctx, func(w *judge) error {
		replaces, err := w.book.Check(j.A, j.B, j.Verdict)
		if err != nil {
			return err
		}
		for _, old := range replaces {
			if _, err := w.withdraw(old, j.User, "decided: "+string(j.Verdict)); err != nil {
				return err
			}
		}
		j.ID, j.At, err = w.add(j.A, j.B, string(j.Verdict), nil, j.User, j.Score, j.Reason)
		return err
	})
	return j, err
}

// Withdraw takes back the judgements that pick chooses, and returns them. None
// chosen is [resolve.ErrNotJudged].
func (s *Store) Withdraw(ctx context.Context, user, reason string, pick func(*resolve.Book) []resolve.Judgement) ([]resolve.Judgement, error) {
	if strings.TrimSpace(user) == "" {
		return nil, errors.New("a withdrawal has a user: who takes it back?")
	}
	var out []resolve.Judgement
	err := s.judging(ctx, func(w *judge) error {
		chosen := pick(w.book)
		if len(chosen) == 0 {
			return resolve.ErrNotJudged
		}
		for _, j := range chosen {
			j, err := w.withdraw(j, user, reason)
			if err != nil {
				return err
			}
			out = append(out, j)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// judge writes judgements in one transaction, which nobody else writes beside.
type judge struct {
	ctx  context.Context
	tx   *sql.Tx
	book *resolve.Book
	last int64 // number
	at   time.Time
}

func (s *Store) judging(ctx context.Context, do func(*judge) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("judge: %w", busy(err))
	}
	defer tx.Rollback()
	list, err := judgements(ctx, tx)
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	w := &judge{ctx: ctx, tx: tx, book: resolve.NewBook(list), at: time.UnixMicro(s.o.Now().UnixMicro()).UTC()}
	w.last = w.book.Revision()
	for _, j := range list { // time never falls, whatever the clock does
		for _, t := range []time.Time{j.At, j.Withdrawn} {
			if t.After(w.at) {
				w.at = t
			}
		}
	}
	if err := do(w); err != nil {
		return err
	}
	s.reached("judgement written")
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("judge: %w", busy(err))
	}
	s.reached("judgement committed")
	return nil
}

func (w *judge) add(a, b, verdict string, withdraws *int64, user string, score *float64, reason string) (int64, time.Time, error) {
	w.last++
	_, err := w.tx.ExecContext(w.ctx, "INSERT INTO judgement(id, at, a, b, verdict, withdraws, who, score, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		w.last, w.at.UnixMicro(), a, b, verdict, withdraws, user, score, reason)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("judge: %w", busy(err))
	}
	return w.last, w.at, nil
}

func (w *judge) withdraw(j resolve.Judgement, user, reason string) (resolve.Judgement, error) {
	id, at, err := w.add(j.A, j.B, withdrawn, &j.ID, user, nil, reason)
	j.Withdrawn, j.WithdrawnBy, j.WithdrawnAs, j.WhyBack = at, user, id, reason
	return j, err
}

// judgements checks that judgements are numbered without gaps, that withdrawals
// end what held, and that what holds does not contradict itself.
func (c *checker) judgements(ctx context.Context) error {
	r := c.r
	list, err := judgements(ctx, c.q)
	if err != nil {
		r.fault("judgements", "%v", err)
		return nil
	}
	// Nothing ends what did not hold.
	type event struct {
		id   int64
		at   time.Time
		j    int
		back bool
	}
	var events []event
	for i, j := range list {
		events = append(events, event{j.ID, j.At, i, false})
		if !j.Live() {
			events = append(events, event{j.WithdrawnAs, j.Withdrawn, i, true})
		}
	}
	slices.SortFunc(events, func(a, b event) int { return int(a.id - b.id) })
	live := make(map[int]bool)
	for n, e := range events {
		name := fmt.Sprintf("judgement %d", e.id)
		if e.id != int64(n)+1 {
			r.fault(name, "stands where number %d should", n+1)
			break
		}
		if n > 0 && e.at.Before(events[n-1].at) {
			r.fault(name, "is of an earlier time than the one before")
		}
		if e.back {
			if !live[e.j] {
				r.fault(name, "withdraws what does not hold")
			}
			delete(live, e.j)
			continue
		}
		j := list[e.j]
		if err := j.Check(); err != nil {
			r.fault(name, "%v", err)
		}
		live[e.j] = true
	}
	book := resolve.NewBook(list)
	pairs := make(map[[2]string]bool)
	for _, j := range list {
		if !j.Live() {
			continue
		}
		name := fmt.Sprintf("judgement %d", j.ID)
		if pairs[[2]string{j.A, j.B}] {
			r.fault(name, "is the second of its pair that holds")
		}
		pairs[[2]string{j.A, j.B}] = true
		if j.Verdict == resolve.Different && book.Canonical(j.A) == book.Canonical(j.B) {
			r.fault(name, "keeps apart what others make one party")
		}
	}
	return nil
}
