package live

import (
	"context"
	"time"

	"cordon/ftm"
	"cordon/graph"
	"cordon/resolve"
)

// book is what people had decided at a point of known time. A day that is named
// counts to its end; a batch that is named, to the moment it was received.
func (d *Desk) book(ctx context.Context, at At, p point) (*resolve.Book, error) {
	k, err := d.judgements(ctx)
	if err != nil {
		return nil, err
	}
	list := k.list
	switch {
	case !at.KnownOn.IsZero():
		list = resolve.AsOf(list, at.KnownOn.AddDate(0, 0, 1).Add(-time.Microsecond))
	case at.Batch != 0:
		list = resolve.AsOf(list, p.known)
	default:
		return k.book, nil
	}
	return resolve.NewBook(list), nil
}

// judgements returns all judgements, read again only when there are new ones.
func (d *Desk) judgements(ctx context.Context) (*keptJudgements, error) {
	n, err := d.store.JudgedAs(ctx)
	if err != nil {
		return nil, err
	}
	if k := d.graphs.judgements.Load(); k != nil && k.book.Revision() == n {
		return k, nil
	}
	list, err := d.store.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	k := &keptJudgements{resolve.NewBook(list), list}
	d.graphs.judgements.Store(k)
	return k, nil
}

// keptJudgements are all judgements up to one, and the book of those that hold.
// They are not changed.
type keptJudgements struct {
	book *resolve.Book
	list []resolve.Judgement
}

// judgedOf are the merges of a book as the graph takes them.
func judgedOf(book *resolve.Book) []graph.Judged {
	var out []graph.Judged
	for _, j := range book.Merges() {
		out = append(out, graph.Judged{A: j.A, B: j.B, Number: j.ID, User: j.User, On: ftm.DayOf(j.At), Reason: j.Reason})
	}
	return out
}
