package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/resolve"
	"cordon/store"
)

// Resolver proposes pairs of entities that may be one party, at a point in the
// two times, and knows what was decided by then.
type Resolver struct {
	pool *resolve.Pool
	book *resolve.Book
	p    point
	sets []string // datasets
}

// NewResolver returns a resolver of records that did not come from a store.
func NewResolver(pool *resolve.Pool, book *resolve.Book, day ftm.Day) *Resolver {
	return &Resolver{pool: pool, book: book, p: point{asOf: day, known: day.Time()}, sets: []string{}}
}

// keptPool are the records of a batch on a day.
type keptPool struct {
	batch int64
	day   ftm.Day
	pool  *resolve.Pool
}

// Resolver returns the resolver of a point in the two times. What is compared is
// made when it is first asked for and kept until another point is asked for.
func (d *Desk) Resolver(ctx context.Context, at At) (*Resolver, error) {
	p, err := d.point(ctx, at)
	if err != nil {
		return nil, err
	}
	if p.batch == 0 {
		return nil, ErrEmpty
	}
	book, err := d.book(ctx, at, p)
	if err != nil {
		return nil, err
	}
	pool, err := d.poolOf(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("resolve: %w", err)
	}
	lists, err := d.listsAt(ctx, p.batch)
	if err != nil {
		return nil, err
	}
	r := &Resolver{pool: pool, book: book, p: p, sets: []string{}}
	for _, l := range lists {
		r.sets = append(r.sets, l.Dataset)
	}
	return r, nil
}

func (d *Desk) poolOf(ctx context.Context, p point) (*resolve.Pool, error) {
	serves := func(k *keptPool) bool { return k != nil && k.batch == p.batch && k.day == p.asOf }
	if k := d.pool.Load(); serves(k) {
		return k.pool, nil
	}
	if err := d.pooling.take(ctx); err != nil {
		return nil, err
	}
	defer d.pooling.give()
	if k := d.pool.Load(); serves(k) { // made meanwhile
		return k.pool, nil
	}
	b := resolve.NewBuilder()
	list := d.listOf() // a built-in file is several lists
	n := 0
	if _, err := d.store.Entities(ctx, store.View{AsOf: p.asOf, Batch: p.batch}, nil, func(e *ftm.Entity) error {
		for i, set := range e.Datasets {
			e.Datasets[i] = list(e.ID, set)
		}
		b.Add(e)
		if n++; d.o.Progress != nil && n%1000 == 0 {
			d.o.Progress(n)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	k := &keptPool{p.batch, p.asOf, b.Build()}
	d.pool.Store(k)
	return k.pool, nil
}

// Candidates are the pairs that nobody has decided.
type Candidates struct {
	Candidates []resolve.Candidate `json:"candidates"` // the likeliest first
	Total      int                 `json:"total"`      // with those beyond the limit
	Conflicts  []resolve.Conflict  `json:"conflicts"`  // strong identifiers that two share who do not look like one
	Findings   []finding.Finding   `json:"findings"`   // the same as findings
	Searched   Compared            `json:"searched"`
}

// Compared says what was looked at.
type Compared struct {
	AsOf     string   `json:"as_of"`    // day
	KnownOn  string   `json:"known_on"` // day
	Batch    int64    `json:"batch"`
	Judged   int64    `json:"judgement"` // number of the newest judgement or withdrawal that counts; 0 is none
	Datasets []string `json:"datasets"`
	Records  int      `json:"records"` // that can be compared
	Pairs    int      `json:"pairs"`   // that were
}

func (r *Resolver) compared() Compared {
	return Compared{AsOf: r.p.asOf.String(), KnownOn: r.p.known.Format(time.DateOnly), Batch: r.p.batch, Judged: r.book.Revision(), Datasets: r.sets, Records: r.pool.Len(), Pairs: r.pool.Pairs()}
}

// List returns the pairs with at least a score that nobody has decided, directly
// or through others, at most so many; 0 is all.
func (r *Resolver) List(least float64, limit int, programme string) *Candidates {
	found := r.pool.Candidates(least, r.book.Decided)
	out := &Candidates{Candidates: found.Candidates, Total: len(found.Candidates), Conflicts: found.Conflicts, Findings: []finding.Finding{}, Searched: r.compared()}
	if limit > 0 {
		out.Candidates = out.Candidates[:min(len(out.Candidates), limit)]
	}
	if out.Candidates == nil {
		out.Candidates = []resolve.Candidate{}
	}
	if out.Conflicts == nil {
		out.Conflicts = []resolve.Conflict{}
	}
	for i := range out.Conflicts {
		out.Findings = append(out.Findings, out.Conflicts[i].Finding(programme))
	}
	return out
}

// Pairing is how two entities stand to each other: how alike they are, and what
// was decided.
type Pairing struct {
	resolve.Candidate
	Same       bool                `json:"same"`       // they are one party now
	Judgements []resolve.Judgement `json:"judgements"` // that hold and bear on the pair
	Conflict   *resolve.Conflict   `json:"conflict"`
	Searched   Compared            `json:"searched"`
}

// Show returns how two entities stand to each other.
func (r *Resolver) Show(a, b string) (*Pairing, error) {
	for _, id := range []string{a, b} {
		if !r.pool.Has(id) {
			return nil, fmt.Errorf("%q: %w", id, ErrNoEntity)
		}
	}
	c, k, ok := r.pool.Compare(a, b)
	if !ok {
		return nil, errSame(a)
	}
	out := &Pairing{Candidate: c, Same: r.book.Canonical(a) == r.book.Canonical(b), Conflict: k, Judgements: []resolve.Judgement{}, Searched: r.compared()}
	if out.Same {
		out.Judgements = append(out.Judgements, r.book.MergesOf(a)...)
	}
	out.Judgements = append(out.Judgements, r.book.Against(a, b)...)
	if j, ok := r.book.Judged(a, b); ok && j.Verdict == resolve.Unsure {
		out.Judgements = append(out.Judgements, j)
	}
	return out, nil
}

// ErrDecision is the error of a decision that cannot be taken at all.
var ErrDecision = errors.New("this cannot be decided")

func errSame(id string) error {
	return fmt.Errorf("%w: %s twice; a pair has two ids", ErrDecision, id)
}

// Decision is what was decided, and which ids are one party with its two now.
type Decision struct {
	Judgements []resolve.Judgement `json:"judgements"` // the new one, or those that were taken back
	Parties    []Members           `json:"parties"`    // of the ids that are concerned
	Warnings   []string            `json:"warnings"`
	Revision   int64               `json:"judgement"`
}

// Members are the ids of one party.
type Members struct {
	Canonical string   `json:"canonical"`
	IDs       []string `json:"ids"`
}

// Decide notes what somebody decided of two entities. It is refused with a
// [resolve.ConflictError] when other decisions stand against it. The graph
// follows with the next question.
func (d *Desk) Decide(ctx context.Context, a, b string, v resolve.Verdict, user, reason string) (*Decision, error) {
	if a == b {
		return nil, errSame(a)
	}
	r, err := d.Resolver(ctx, At{})
	if err != nil {
		return nil, err
	}
	p, err := r.Show(a, b)
	if err != nil {
		return nil, err
	}
	j := resolve.Judgement{A: a, B: b, Verdict: v, User: user, Reason: reason, Score: &p.Score}
	j.A, j.B = resolve.Pair(a, b)
	if err := j.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDecision, err)
	}
	if j, err = d.store.Judge(ctx, j); err != nil {
		return nil, err
	}
	out, err := d.decision(ctx, []resolve.Judgement{j}, a, b)
	if err != nil {
		return nil, err
	}
	if v == resolve.Same && p.Excluded != "" {
		out.Warnings = append(out.Warnings, p.Excluded)
	}
	if v == resolve.Same && p.Conflict != nil && p.Conflict.Why != p.Excluded {
		out.Warnings = append(out.Warnings, p.Conflict.Why)
	}
	if v == resolve.Different && p.Certain {
		out.Warnings = append(out.Warnings, "they share a strong identifier: "+p.Why)
	}
	return out, nil
}

// Undo takes back what was decided of two ids.
func (d *Desk) Undo(ctx context.Context, a, b, user, reason string) (*Decision, error) {
	list, err := d.store.Withdraw(ctx, user, reason, func(book *resolve.Book) []resolve.Judgement {
		if j, ok := book.Judged(a, b); ok {
			return []resolve.Judgement{j}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s and %s: %w", a, b, err)
	}
	return d.decision(ctx, list, a, b)
}

// Explode takes back everything that makes an id one party with others.
func (d *Desk) Explode(ctx context.Context, id, user, reason string) (*Decision, error) {
	list, err := d.store.Withdraw(ctx, user, reason, func(book *resolve.Book) []resolve.Judgement { return book.MergesOf(id) })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	ids := []string{id}
	for _, j := range list {
		ids = append(ids, j.A, j.B)
	}
	return d.decision(ctx, list, ids...)
}

// Judgements returns everything that was decided and taken back, in its order.
func (d *Desk) Judgements(ctx context.Context) ([]resolve.Judgement, error) {
	k, err := d.judgements(ctx)
	if err != nil {
		return nil, err
	}
	return append([]resolve.Judgement{}, k.list...), nil
}

func (d *Desk) decision(ctx context.Context, list []resolve.Judgement, ids ...string) (*Decision, error) {
	k, err := d.judgements(ctx)
	if err != nil {
		return nil, err
	}
	out := &Decision{Judgements: list, Parties: []Members{}, Warnings: []string{}, Revision: k.book.Revision()}
	for _, id := range ids {
		c := k.book.Canonical(id)
		if !slices.ContainsFunc(out.Parties, func(m Members) bool { return m.Canonical == c }) {
			out.Parties = append(out.Parties, Members{c, k.book.Members(id)})
		}
	}
	return out, nil
}
